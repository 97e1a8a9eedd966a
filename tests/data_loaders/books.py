"""Workbooks for tests, made in memory, each with the mess that the test is about."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl
import xlsxwriter
from hypothesis import settings
from openpyxl.worksheet.worksheet import Worksheet

# A busy machine is no failure: no deadlines, as in tests.factories.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")


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
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fast_xlsx(write: Callable[[Any, Any], None]) -> bytes:
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
