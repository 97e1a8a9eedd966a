"""What the fast reader does not say of an .xlsb: numbers whose format says more than they do, rows that are struck through, hidden rows.

The records of the parts are those of [MS-XLSB]; a workbook whose styles tell nothing is not looked through.
"""

import struct
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from data_loaders.reading.hidden_content import HiddenContent, member
from data_loaders.reading.number_formats import Shows, formats_by_number

_ROW, _BUNDLE_SHEET, _FONT, _FORMAT, _STYLE, _STYLES, _STYLES_END = 0, 156, 43, 44, 47, 617, 618
_FILLED = range(2, 12)
"""Records of cells that hold something: numbers, texts, results of formulas."""
_MOST_RECORDS = 3_000_000
_STRUCK_OUT = 0x08


def unseen_in_xlsb(archive: zipfile.ZipFile) -> dict[str, HiddenContent]:
    """What is worth telling of the sheets of an .xlsb, by name; nothing where a part of it cannot be read."""
    try:
        formats, struck = _styles(member(archive, "xl/styles.bin"))
        if not formats and not struck:
            return {}
        return {name: _unseen(member(archive, path), formats, struck) for name, path in _sheets(archive)}
    except (struct.error, IndexError, ValueError, ElementTree.ParseError):  # notes are a courtesy
        return {}


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, position of the data and its size of every record of a part."""
    at = 0
    for _ in range(_MOST_RECORDS):
        if at >= len(part):
            return
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            byte = part[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, at, size
        at += size


def _styles(part: bytes) -> tuple[dict[int, Shows], frozenset[int]]:
    """The cell styles whose number format matters, and those whose font is struck through."""
    codes: dict[int, str] = {}
    fonts: list[bool] = []
    numbers: list[int] = []
    styled: list[int] = []
    inside = False
    for kind, at, _ in _records(part):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", part, at)[0]] = _text(part, at + 2)[0]
        elif kind == _FONT:
            fonts.append(bool(struct.unpack_from("<H", part, at + 2)[0] & _STRUCK_OUT))
        elif kind in (_STYLES, _STYLES_END):
            inside = kind == _STYLES
        elif kind == _STYLE and inside:
            _, number, font = struct.unpack_from("<HHH", part, at)
            numbers.append(number)
            styled.append(font)
    struck = frozenset(n for n, font in enumerate(styled) if font < len(fonts) and fonts[font])
    return formats_by_number(codes, numbers), struck


def _text(part: bytes, at: int) -> tuple[str, int]:
    """A text with its length in front, and where it ends."""
    (length,) = struct.unpack_from("<I", part, at)
    length = 0 if length == 0xFFFFFFFF else length
    end = at + 4 + 2 * length
    return part[at + 4 : end].decode("utf-16-le", "replace"), end


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of every sheet."""
    links = ElementTree.fromstring(member(archive, "xl/_rels/workbook.bin.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    book = member(archive, "xl/workbook.bin")
    for kind, at, _ in _records(book):
        if kind == _BUNDLE_SHEET:
            link, end = _text(book, at + 8)
            target = targets.get(link, "")
            yield _text(book, end)[0], target[1:] if target.startswith("/") else f"xl/{target}"


def _unseen(part: bytes, formats: dict[int, Shows], struck: frozenset[int]) -> HiddenContent:
    unseen = HiddenContent()
    row = 0
    for kind, at, size in _records(part):
        if kind == _ROW and size >= 4:
            (row,) = struct.unpack_from("<I", part, at)
        elif kind in _FILLED and size >= 8:
            column, style = struct.unpack_from("<II", part, at)
            style &= 0xFFFFFF
            if style in formats:
                unseen.shown.append((row, column, formats[style]))
            if style in struck and row not in unseen.struck_rows[-1:]:
                unseen.struck_rows.append(row)
    return unseen
