"""Workbooks for tests, made in memory, each with the mess that the test is about."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import openpyxl
import xlsxwriter
from hypothesis import settings
from openpyxl.worksheet.worksheet import Worksheet

from briefings.sealing import sealed

# A busy machine is no failure: no deadlines, as in tests.factories.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")

MADE_ON = date(2020, 1, 1)
"""When every workbook of the tests says it was made."""


def xlsx(
    rows: Iterable[Sequence[Any]],
    *,
    merges: Iterable[str] = (),
    name: str = "Sheet1",
    then: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """An .xlsx with one sheet. then: what else to do to the sheet before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    for cells in merges:
        sheet.merge_cells(cells)
    if then is not None:
        then(sheet)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook, the same for the same cells at any time of day."""
    buffer = io.BytesIO()
    book.save(buffer)
    return sealed(buffer.getvalue(), made_on=MADE_ON)


def fast_xlsx(write: Callable[[Any, Any], object]) -> bytes:
    """An .xlsx written by xlsxwriter: `write(book, sheet)` fills it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        write(book, book.add_worksheet())
    return buffer.getvalue()


def patched(content: bytes, member: str, old: str, new: str) -> bytes:
    """The workbook with a piece of the XML of one of its members replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8")
            assert name != member or old in text
            copy.writestr(name, text.replace(old, new) if name == member else text)
    return buffer.getvalue()


def ole(**streams: bytes) -> bytes:
    """An OLE container, as .xls and .et are: streams by name, padded with zeros to 4,096 bytes at least."""
    sector, end, fat_mark = 512, 0xFFFFFFFE, 0xFFFFFFFD
    padded = {
        name: content.ljust(max(4096, -(-len(content) // sector) * sector), b"\0") for name, content in streams.items()
    }
    fat = [fat_mark, end]
    entries = [_entry("Root Entry", 5, child=1)]
    for place, (name, content) in enumerate(padded.items(), 1):
        start, count = len(fat), len(content) // sector
        fat += [*range(start + 1, start + count), end]
        right = place + 1 if place < len(padded) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, start=start, size=len(content)))
    assert len(fat) <= 128
    assert len(entries) <= 4
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
        + struct.pack("<I", 0)
        + struct.pack("<I", 0xFFFFFFFF) * 108
    )
    table = b"".join(struct.pack("<I", one) for one in fat).ljust(sector, b"\xff")
    return header + table + b"".join(entries).ljust(sector, b"\0") + b"".join(padded.values())


def _entry(
    name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int = 0xFFFFFFFE, size: int = 0
) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def biff8(rows: Sequence[Sequence[str | float]], *, hidden_rows: Iterable[int] = (), password: bool = False) -> bytes:
    """The stream "Workbook" of an .xls with one sheet. password: says that the rest is encrypted (which it is not)."""

    def record(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def listed(at: int) -> bytes:
        name = "台账"
        return record(0x85, struct.pack("<IBBBB", at, 0, 0, len(name), 1) + name.encode("utf-16-le"))

    def opening(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))

    locked = record(0x2F, bytes(54)) if password else b""
    before = opening(5) + locked + record(0x42, struct.pack("<H", 1200))
    at = len(before + listed(0) + record(0x0A))
    sheet = opening(0x10) + record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for row in hidden_rows:
        sheet += record(0x208, struct.pack("<HHHHHHHH", row, 0, 3, 255, 0, 0, 0x120, 15))
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                sheet += record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            else:
                sheet += record(0x203, place + struct.pack("<d", value))
    return before + listed(at) + record(0x0A) + sheet + record(0x0A)
