"""What the fast reader does not say about a workbook: hidden rows and columns, formulas without a saved value, number formats."""

import re
import struct
import threading
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from data_loaders.reading.grid import letters
from data_loaders.reading.number_formats import Shows, formats_by_number, formats_of_xlsx


def member(archive: zipfile.ZipFile, path: str) -> bytes:
    for info in archive.infolist():
        if info.filename.replace("\\", "/").lower() == path.lower():
            return archive.read(info)
    return b""


def notes_on_parts(names: Iterable[str]) -> list[str]:
    """Chinese sentences on parts of a workbook that are not read: macros, which never run here, and links to other files."""
    parts = [name.replace("\\", "/").lower() for name in names]
    notes = []
    if any(part.endswith("vbaproject.bin") or part.startswith("_vba_project") for part in parts):
        notes.append("工作簿里有宏：宏不会运行，只读取单元格里的内容。")
    if any(part.startswith("xl/externallinks/") for part in parts):
        notes.append("有公式引用了其他文件，读取的是上次保存时的结果；如其他文件已有变化，请先更新并保存后再上传。")
    return notes


@dataclass
class HiddenContent:
    """What calamine does not say about a sheet. Rows are zero-based; columns are letters.

    shown: cells whose number format says more than their value, as (row, column, how the value is shown), all zero-based.
    errors: cells in which a formula failed, as (row, column, what Excel shows).
    struck_rows: rows with a cell that is struck through.
    """

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    formulas_without_value: int = 0
    shown: list[tuple[int, int, Shows]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    struck_rows: list[int] = field(default_factory=list)


class XlsxScan(threading.Thread):
    """Looks through the sheets' XML for hidden rows, hidden columns and formulas without a saved value, without parsing it."""

    _CHUNK = 500_000  # stays in the processor's cache while it is searched
    _LONGEST_ROW = 4_000_000
    _ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
    _COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
    _HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
    _BARE_FORMULA = re.compile(
        rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
    )
    _PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
    _ERROR = re.compile(
        rb"<(?:\w+:)?c\b([^>]*?\bt\s*=\s*[\"']e[\"'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v[^>]*>([^<]{1,20})</(?:\w+:)?v>",
        re.DOTALL,
    )
    _FAILED = re.compile(rb"t=[\"']e[\"']")
    _TEXT_RESULT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")

    def __init__(self, archive: zipfile.ZipFile) -> None:
        super().__init__(daemon=True)
        self.archive = archive
        self.found: dict[str, HiddenContent] = {}
        self.formats: dict[int, Shows] = {}
        self._styled: re.Pattern[bytes] | None = None
        self._usual: re.Pattern[bytes] | None = None
        self._columns = _Columns()
        self._struck: re.Pattern[bytes] | None = None

    def run(self) -> None:
        try:
            self._know_formats()
            for name, path in self._sheet_paths():
                info = next((i for i in self.archive.infolist() if i.filename.lower() == path.lower()), None)
                if info is not None:
                    self.found[name] = self._look(info)
        except Exception:  # notes are a courtesy: a file that the reader can read is not refused for want of them
            return

    def _know_formats(self) -> None:
        """Which styles are worth looking for; most files have none."""
        styles = member(self.archive, "xl/styles.xml")
        self.formats = formats_of_xlsx(styles) if styles else {}
        if self.formats:
            numbers = b"|".join(str(number).encode() for number in self.formats)
            self._usual = re.compile(rb"<(?:\w+:)?c r=\"([A-Z]{1,3})(\d{1,7})\" s=\"(" + numbers + rb")\"[^>/]*>")
            self._styled = re.compile(rb"<(?:\w+:)?c\b[^>]*?\bs\s*=\s*[\"'](" + numbers + rb")[\"'][^>]*>")
        if struck := _struck_styles(styles):
            numbers = b"|".join(str(number).encode() for number in struck)
            self._struck = re.compile(rb"<(?:\w+:)?c\b[^>]*?\bs\s*=\s*[\"'](?:" + numbers + rb")[\"'][^>]*(?<!/)>")

    def _sheet_paths(self) -> list[tuple[str, str]]:
        from xml.etree import ElementTree

        book = ElementTree.fromstring(member(self.archive, "xl/workbook.xml"))
        links = ElementTree.fromstring(member(self.archive, "xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        paths = []
        for node in book.iter():
            if node.tag.endswith("}sheet"):
                link = next((v for k, v in node.attrib.items() if k.endswith("}id")), None)
                target = targets.get(link, "")
                paths.append((node.get("name", ""), target[1:] if target.startswith("/") else f"xl/{target}"))
        return paths

    def _look(self, info: zipfile.ZipInfo) -> HiddenContent:
        unseen = HiddenContent()
        row_count = 0
        rest = b""
        with self.archive.open(info) as stream:
            while chunk := stream.read(self._CHUNK):
                chunk = rest + chunk
                # A formula and the end of its cell may straddle the cut: cut at the end of a row, and wait for one.
                cut = chunk.rfind(b"</row>") + 6
                cut = cut if cut > 5 else chunk.rfind(b":row>") + 5
                if cut < 5:
                    if len(chunk) < self._LONGEST_ROW:
                        rest = chunk
                        continue
                    cut = chunk.rfind(b"</")  # never inside a start tag, so no tag is cut in two
                    cut = cut if cut > 0 else len(chunk)
                row_count = self._look_at(chunk[:cut], unseen, row_count)
                rest = chunk[cut:]
        self._look_at(rest, unseen, row_count)
        return unseen

    def _look_at(self, xml: bytes, unseen: HiddenContent, row_count: int) -> int:
        """Adds what is in this piece; gives the number of the last row seen, for rows that do not say their own."""
        # One letter is found ten times as fast as a word: it says where looking for the word is worth its while.
        if b"h" in xml and b"hidden" in xml:
            for tag in self._COLUMN.findall(xml):
                if self._HIDDEN.search(tag):
                    first, last = (self._number(tag, key) for key in (b"min", b"max"))
                    if first and last:
                        last = min(last, first + 25)
                        unseen.hidden_columns += [letters(c - 1) for c in range(first, last + 1)]
            for tag in self._ROW.findall(xml):
                row_count = self._number(tag, b"r") or row_count + 1
                if self._HIDDEN.search(tag):
                    unseen.hidden_rows.append(row_count - 1)
        else:
            last_row = xml.rfind(b"<row ")
            if last_row >= 0:
                row_count = self._number(xml[last_row : last_row + 200], b"r") or row_count + xml.count(b"<row ")
        if self._styled is not None:
            columns, formats = self._columns, self.formats
            unseen.shown += [
                (int(row) - 1, columns[name], formats[int(style)]) for name, row, style in self._cells_with_style(xml)
            ]
        if b"#" in xml and self._FAILED.search(xml):  # the names of all errors begin so: #N/A, #REF!
            for cell in self._ERROR.finditer(xml):
                place = self._PLACE.search(cell[1])
                if place:
                    where = int(place.group(2)) - 1, self._columns[place.group(1)]
                    unseen.errors.append((*where, cell[2].decode("utf-8", "replace").strip()))
        if self._struck is not None:
            places = map(self._PLACE.search, self._struck.findall(xml))
            unseen.struck_rows += sorted({int(place.group(2)) - 1 for place in places if place})
        if b"f" in xml and (b"<f" in xml or (b":" in xml and b":f" in xml)):
            unseen.formulas_without_value += sum(
                not (match.group(1) and self._is_empty_text(xml, match.start()))
                for match in self._BARE_FORMULA.finditer(xml)
            )
        return row_count

    def _cells_with_style(self, xml: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Column, row and style of the cells that are worth looking at. Nearly all programs write these two first; others are slower."""
        assert self._usual is not None
        assert self._styled is not None
        found = self._usual.findall(xml)
        if found or not self._styled.search(xml):
            yield from found
            return
        for cell in self._styled.finditer(xml):
            place = self._PLACE.search(cell.group())
            if place:
                yield place.group(1), place.group(2), cell.group(1)

    def _is_empty_text(self, xml: bytes, formula_at: int) -> bool:
        """Whether the formula's cell is marked as text: then an empty value is its saved result."""
        cell_at = xml.rfind(b"<", 0, formula_at)
        return bool(self._TEXT_RESULT.search(xml[cell_at:formula_at]))

    @staticmethod
    def _number(tag: bytes, key: bytes) -> int | None:
        match = re.search(rb"\s" + key + rb"\s*=\s*[\"'](\d+)", tag)
        return int(match.group(1)) if match else None


def _struck_styles(styles: bytes) -> list[int]:
    """The cell styles of an .xlsx whose font is struck through."""
    if b"strike" not in styles:
        return []
    from xml.etree import ElementTree

    fonts: list[bool] = []
    found: list[int] = []
    for node in ElementTree.fromstring(styles):
        tag = node.tag.rsplit("}", 1)[-1]
        if tag == "fonts":
            strikes = [next((part for part in font if part.tag.endswith("}strike")), None) for font in node]
            fonts = [strike is not None and strike.get("val", "1") not in ("0", "false") for strike in strikes]
        elif tag == "cellXfs":
            found = [
                n for n, style in enumerate(node) if (at := int(style.get("fontId", "0"))) < len(fonts) and fonts[at]
            ]
    return found


class _Columns(dict[bytes, int]):
    """The number of a column by its letters: A → 0, AA → 26."""

    def __missing__(self, name: bytes) -> int:
        number = 0
        for letter in name.upper():
            number = number * 26 + letter - 64
        self[name] = number - 1
        return number - 1


_BOUNDSHEET, _ROW_RECORD, _COLINFO, _EOF = 0x85, 0x208, 0x7D, 0x0A
_FORMAT, _XF, _NUMBER, _RK, _MULRK, _FORMULA, _DATE_MODE = 0x41E, 0xE0, 0x203, 0x27E, 0xBD, 0x06, 0x22
_BOOL_OR_ERROR, _FONT, _STRUCK_OUT = 0x205, 0x31, 0x08
_FILLED = frozenset((_NUMBER, _RK, _FORMULA, _BOOL_OR_ERROR, 0xFD, 0x204, 0xD6))
"""Records of one cell that holds something; with several numbers: _MULRK."""
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_MOST_RECORDS = 3_000_000


def unseen_in_xls(stream: bytes) -> list[HiddenContent]:
    """What the BIFF stream of an .xls says about its worksheets, in order. Looks at no more than three million records."""
    starts = [
        struct.unpack_from("<I", stream, at + 4)[0]
        for kind, at, size in _records(stream, 0)
        if kind == _BOUNDSHEET and size >= 6 and stream[at + 9] == 0  # 0: a worksheet, no chart and no macro sheet
    ]
    formats = _formats_of_xls(stream)
    struck = _struck_in_xls(stream)
    found = []
    for start in starts:
        unseen = HiddenContent()
        found.append(unseen)
        for kind, at, size in _records(stream, start):
            if (failed := _error_in(kind, stream, at, size)) is not None:
                row, column = struct.unpack_from("<HH", stream, at + 4)
                unseen.errors.append((row, column, failed))
            if struck and kind in _FILLED and size >= 6:
                row, _, style = struct.unpack_from("<HHH", stream, at + 4)
                if style in struck and row not in unseen.struck_rows[-1:]:
                    unseen.struck_rows.append(row)
            if kind == _ROW_RECORD and size >= 14 and stream[at + 16] & 0x20:
                unseen.hidden_rows.append(struct.unpack_from("<H", stream, at + 4)[0])
            elif kind == _COLINFO and size >= 10 and stream[at + 12] & 1:
                first, last = struct.unpack_from("<HH", stream, at + 4)
                unseen.hidden_columns += [letters(column) for column in range(first, min(last, first + 25) + 1)]
            elif formats and kind in (_NUMBER, _RK, _FORMULA) and size >= 6:
                row, column, style = struct.unpack_from("<HHH", stream, at + 4)
                if style in formats:
                    unseen.shown.append((row, column, formats[style]))
            elif formats and kind == _MULRK and size >= 6:
                row, column = struct.unpack_from("<HH", stream, at + 4)
                for n in range((size - 6) // 6):
                    style = struct.unpack_from("<H", stream, at + 8 + 6 * n)[0]
                    if style in formats:
                        unseen.shown.append((row, column + n, formats[style]))
    return found


def _error_in(kind: int, stream: bytes, at: int, size: int) -> str | None:
    """What is shown for a cell in which a formula failed; None for any other record."""
    if kind == _BOOL_OR_ERROR and size >= 8 and stream[at + 11] == 1:
        return _ERRORS.get(stream[at + 10])
    if kind == _FORMULA and size >= 14 and stream[at + 10] == 2 and stream[at + 16 : at + 18] == b"\xff\xff":
        return _ERRORS.get(stream[at + 12])
    return None


def _struck_in_xls(stream: bytes) -> set[int]:
    """The cell styles of an .xls whose font is struck through. There is no font of number 4."""
    fonts: list[bool] = []
    styles: list[int] = []
    for kind, at, size in _records(stream, 0):
        if kind == _FONT and size >= 4:
            fonts.append(bool(stream[at + 6] & _STRUCK_OUT))
        elif kind == _XF and size >= 2:
            styles.append(struct.unpack_from("<H", stream, at + 4)[0])
    if not any(fonts):
        return set()
    return {n for n, font in enumerate(styles) if font != 4 and (at := font - (font > 4)) < len(fonts) and fonts[at]}


def _formats_of_xls(stream: bytes) -> dict[int, Shows]:
    """The cell styles of an .xls whose number format matters."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    for kind, at, size in _records(stream, 0):
        if kind == _FORMAT and size >= 5:
            number, letters_in, wide = struct.unpack_from("<HHB", stream, at + 4)
            text = stream[at + 9 : at + 9 + letters_in * (2 if wide & 1 else 1)]
            codes[number] = text.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
        elif kind == _XF and size >= 4:
            styles.append(struct.unpack_from("<H", stream, at + 6)[0])
    return formats_by_number(codes, styles)


def counts_from_1904(stream: bytes) -> bool:
    """Whether the globals of an .xls say that its days are counted from 1904."""
    return any(kind == _DATE_MODE and stream[at + 4] == 1 for kind, at, size in _records(stream, 0) if size >= 2)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, position and size of the records from `start` to the end of their part of the stream."""
    at = start
    for _ in range(_MOST_RECORDS):
        if at + 4 > len(stream):
            return
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _EOF or at + 4 + size > len(stream):
            return
        yield kind, at, size
        at += 4 + size
