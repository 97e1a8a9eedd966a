"""The child process of `open_workbook`: reads one file from standard input and answers in JSON on standard output.

Run as `python -m data_loaders.reading.worker`. The first line that comes in says how to read (reader, memory_mb, seconds, name), the
rest is the file. Everything that touches the inside of an uploaded file happens here, so that a crash, a bomb or an endless
loop ends this process and not the server.
"""

import gc
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from data_loaders.reading.clock_drift import put_right
from data_loaders.reading.grid import FAULT_MARK, LIST_MARK, MAX_CELLS, RawSheet, lines_of, refuse_too_many
from data_loaders.reading.hidden_content import (
    HiddenContent,
    XlsxScan,
    counts_from_1904,
    member,
    notes_on_parts,
    unseen_in_xls,
)
from data_loaders.reading.hidden_xlsb import unseen_in_xlsb
from data_loaders.reading.workbook import SAVE_AS_XLSX, UnreadableFile
from data_loaders.sandbox.inside import work

MAX_UNPACKED_MB = 1_500
MAX_RATIO = 200
_DAMAGED = "文件内部结构已损坏，无法读出表格。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass
class FileReading:
    """What a file turned out to be."""

    format: str
    sheets: list[RawSheet]
    encoding: str | None = None
    notes: list[str] = field(default_factory=list)


def read(content: bytes, name: str, reader: str = "calamine") -> FileReading:
    """What is in the file, going by its content. Raises UnreadableFile, or whatever the reading library raises."""
    if content.startswith(b"PK"):
        reading = _read_zip(content, name, reader)
    elif content.startswith(_OLE):
        reading = _read_ole(content)
    else:
        _refuse_other_kinds(content, name)
        if content[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08") and b"\x00" in content[2:16]:
            raise UnreadableFile("这是很早期的 Excel 文件格式（Excel 5.0 以前），读不了。", SAVE_AS_XLSX)
        reading = _read_text(content, name)
    if reading.format in ("xlsx", "xls", "xlsb") and not reading.sheets:
        raise UnreadableFile("工作簿里只有图表，没有放数据的工作表。", "请上传图表所用的数据所在的表格。")
    _set_own_sheets_aside(reading)
    if reading.format in ("html", "xml"):
        for sheet in reading.sheets:
            reading.notes += _notes_of(
                sheet, HiddenContent(hidden_rows=sheet.hidden_rows, struck_rows=sheet.struck_rows)
            )
    reading.notes[:0] = [
        f"工作表“{sheet.name}”是隐藏的，已一并读取。" for sheet in reading.sheets if sheet.hidden and sheet.rows
    ]
    said = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if said in _KINDS and reading.format not in _KINDS[said]:
        reading.notes.insert(0, f"文件扩展名是“.{said}”，实际内容是{_FORMAT_NAMES[reading.format]}，已按实际内容读取。")
    return reading


def _set_own_sheets_aside(reading: FileReading) -> None:
    """Leave out the sheets that this program adds to the files that it hands out."""
    firsts = [(sheet, sheet.rows[0][0] if sheet.rows and sheet.rows[0] else None) for sheet in reading.sheets]
    reading.sheets = [sheet for sheet, first in firsts if first not in (FAULT_MARK, LIST_MARK)]
    reading.notes += [
        f"工作表“{sheet.name}”是上次标出的错误清单，没有读取。" for sheet, first in firsts if first == FAULT_MARK
    ]


_KINDS = {
    "xlsx": ("xlsx",),
    "xlsm": ("xlsx",),
    "xlsb": ("xlsb",),
    "xls": ("xls",),
    "et": ("xls", "xlsx"),
    "ods": ("ods",),
    "csv": ("csv",),
    "txt": ("csv",),
    "tsv": ("csv",),
}
_FORMAT_NAMES = {
    "xlsx": "新版 Excel 工作簿（.xlsx）",
    "xls": "旧版 Excel 工作簿（.xls）",
    "xlsb": "二进制 Excel 工作簿（.xlsb）",
    "ods": "开放文档表格（.ods）",
    "html": "网页表格（HTML）",
    "xml": "XML 表格",
    "csv": "文本表格（CSV）",
}


# --- zip: xlsx, xlsm, xlsb, ods ---------------------------------------------------------------------------------------


def _read_zip(content: bytes, name: str, reader: str) -> FileReading:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise UnreadableFile(
            "文件不完整，可能是保存、拷贝或上传时中断了。", "请重新拷贝或重新导出这个文件后再上传。"
        ) from None
    members = {info.filename.replace("\\", "/").lower(): info for info in archive.infolist()}
    _refuse_bomb(list(members.values()))
    if "xl/workbook.bin" in members:
        return _read_xlsb(content, archive)
    if "mimetype" in members or "content.xml" in members:
        if "meta-inf/manifest.xml" in members and b"encryption-data" in member(archive, "META-INF/manifest.xml"):
            raise _password()
        if "content.xml" not in members:
            raise UnreadableFile("这个压缩文件里没有表格。", "请解压后上传其中的表格文件。")
        try:
            reading = _read_with_calamine(content, "ods")
            inside = member(archive, "content.xml")
            if _NULL_DATE_1904.search(inside):
                _count_from_1904(reading)
            _mark_opendocument(reading, inside, member(archive, "styles.xml"))
            return reading
        except (MemoryError, UnreadableFile):
            raise
        except BaseException:  # calamine wants the parts of the file in one certain order
            from data_loaders.reading import markup

            inside = member(archive, "content.xml")
            reading = FileReading("ods", markup.opendocument_sheets(inside))
            _mark_opendocument(reading, inside, member(archive, "styles.xml"))
            return reading
    if any(m.startswith("word/") for m in members):
        raise UnreadableFile(
            "这是 Word 文档，不是表格。", "请把其中的表格复制到 Excel 或 WPS 表格，保存为“.xlsx”后再上传。"
        )
    if any(m.startswith("ppt/") for m in members):
        raise UnreadableFile("这是演示文稿，不是表格。", "请上传 Excel 或 WPS 表格文件。")
    if not any(m.startswith("xl/") or m.endswith(("workbook.xml", "sheet1.xml")) for m in members):
        if any(m.endswith((".xlsx", ".xls", ".csv", ".et")) for m in members):
            raise UnreadableFile("这是压缩包，表格在里面。", "请先解压，再逐个上传其中的表格文件。")
        raise UnreadableFile("这个压缩文件里没有表格。", "请上传 Excel、WPS 表格或 CSV 文件。")
    return _read_xlsx(content, archive, reader)


def _read_xlsb(content: bytes, archive: zipfile.ZipFile) -> FileReading:
    reading = _read_with_calamine(content, "xlsb")
    for name, found in unseen_in_xlsb(archive).items():
        for sheet in reading.sheets:
            if sheet.name == name:
                reading.notes += _notes_of(sheet, found)
    return reading


def _mark_opendocument(reading: FileReading, content_xml: bytes, styles_xml: bytes) -> None:
    """Note what calamine does not say of an .ods file: merged cells, hidden and struck rows, numbers as they are shown."""
    from data_loaders.reading import markup

    marks = markup.opendocument_marks(content_xml, styles_xml)
    for sheet in reading.sheets:
        if (found := marks.get(sheet.name)) is not None:
            sheet.merges = found.merges
            reading.notes += _notes_of(
                sheet, HiddenContent(hidden_rows=found.hidden_rows, shown=found.shown, struck_rows=found.struck_rows)
            )


def _refuse_bomb(members: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members) or 1
    if unpacked > MAX_UNPACKED_MB * 1_000_000 or (unpacked > 100_000_000 and unpacked / packed > MAX_RATIO):
        raise UnreadableFile(
            f"文件解压后有 {unpacked / 1e6:.0f} MB，不像正常的表格，为安全起见没有读取。",
            "请新建一个表格，只把需要的数据复制过去，另存后再上传。",
        )


def _password() -> UnreadableFile:
    return UnreadableFile("文件设置了打开密码，无法读取。", "请用 WPS 或 Excel 输入密码打开，取消密码后另存，再上传。")


def _read_xlsx(content: bytes, archive: zipfile.ZipFile, reader: str) -> FileReading:
    # calamine lets go of the interpreter lock while it parses, so the look at the XML costs hardly any time of its own.
    scan = XlsxScan(archive)
    scan.start()
    notes: list[str] = []
    if reader == "openpyxl":
        reading = _read_with_openpyxl(content)
    else:
        try:
            reading = _read_with_calamine(content, "xlsx")
        except (MemoryError, UnreadableFile):
            raise
        except BaseException as failure:  # a panic in calamine is not an Exception
            from data_loaders.reading.mending import mended

            try:
                sound = mended(archive)
                reading = _read_with_calamine(sound, "xlsx") if sound else _read_with_openpyxl(content)
            except MemoryError:
                raise
            except BaseException:
                raise failure from None
            notes.append("常规方式没能读出这个文件，已改用备用方式读取，请核对行数。")
    scan.join()
    for sheet in reading.sheets:
        found = scan.found.get(sheet.name)
        if found is not None:
            notes += _notes_of(sheet, found)
    reading.notes += [*notes, *notes_on_parts(archive.namelist())]
    if _DATE_1904.search(member(archive, "xl/workbook.xml")):
        _count_from_1904(reading)
    return reading


_NULL_DATE_1904 = re.compile(rb"<table:null-date\b[^>]*1904-01-01")
_DATE_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true|on)[\"']")


def _count_from_1904(reading: FileReading) -> None:
    for sheet in reading.sheets:
        sheet.from_1904 = True


def _notes_of(sheet: RawSheet, found: HiddenContent) -> list[str]:
    """What to tell the user about hidden rows and columns and empty formulas; the hidden rows are noted in the sheet too, and
    numbers take the text that their format shows.
    """
    notes = []
    memo: dict[tuple[Any, Any, type], str | None] = {}
    height = len(sheet.rows)
    for row, column, shows in found.shown:
        if row >= height or column >= len(sheet.rows[row]) or (value := sheet.rows[row][column]) == "":
            continue
        key = shows, value, value.__class__
        if key not in memo:
            memo[key] = shows(value)
        if memo[key] is not None:
            sheet.rows[row][column] = memo[key]
    for row, column, text in found.errors:
        if row < len(sheet.rows) and column < len(sheet.rows[row]):
            sheet.rows[row][column] = text
    sheet.hidden_rows = [row for row in found.hidden_rows if row < len(sheet.rows)]
    if sheet.hidden_rows:
        notes.append(
            f"工作表“{sheet.name}”有 {len(sheet.hidden_rows):,} 行被隐藏或筛选掉（{_row_list(sheet.hidden_rows)}），已一并读取。"
        )
    struck = sorted({row for row in found.struck_rows if row < len(sheet.rows)})
    if struck:
        notes.append(
            f"工作表“{sheet.name}”有 {len(struck):,} 行划了删除线（{_row_list(struck)}），已照常读取；如果表示作废，请不要导入这些行。"
        )
    columns = found.hidden_columns
    if columns:
        shown = "、".join(columns[:8]) + ("等" if len(columns) > 8 else "")
        notes.append(f"工作表“{sheet.name}”有隐藏的列（{shown}），已一并读取。")
    if found.formulas_without_value:
        notes.append(
            f"工作表“{sheet.name}”有 {found.formulas_without_value:,} 个公式没有保存计算结果，按空白处理；"
            "如需这些内容，请用 WPS 或 Excel 打开后保存一次再上传。"
        )
    return notes


def _row_list(rows: Sequence[int]) -> str:
    """Zero-based row indexes as Excel row numbers: "第 5、8–10 行", at most six entries."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    shown = "、".join(f"{a + 1}" if a == b else f"{a + 1}–{b + 1}" for a, b in runs[:6])
    return f"第 {shown} 行" + ("等" if len(runs) > 6 else "")


# --- readers ---------------------------------------------------------------------------------------------------------


def _read_with_calamine(content: bytes, kind: str) -> FileReading:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        raise _password() from None
    sheets: list[RawSheet] = []
    cells = 0
    for index, about in enumerate(book.sheets_metadata):
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        end = sheet.end
        if end is None:
            rows: list[list[Any]] = []
        else:
            cells += (end[0] + 1) * (end[1] + 1)
            refuse_too_many(cells, about.name, end)
            rows = sheet.to_python(skip_empty_area=False)
        hidden = about.visible != calamine.SheetVisibleEnum.Visible
        merges = [(r0, c0, r1, c1) for (r0, c0), (r1, c1) in sheet.merged_cell_ranges or []]
        sheets.append(RawSheet(about.name, rows, hidden, merges))
    return FileReading(kind, sheets)


def _read_with_openpyxl(content: bytes) -> FileReading:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    sheets: list[RawSheet] = []
    budget = MAX_CELLS
    for page in book.worksheets:
        # The cells that exist, not the rectangle that they span: one stray cell may be a million rows away.
        filled = {
            (cell.row, cell.column): cell.value
            for cell in page._cells.values()
            if cell.value is not None and str(cell.value).strip() and cell.data_type != "e"
        }
        height = max((row for row, _ in filled), default=0)
        width = max((column for _, column in filled), default=0)
        budget -= height * width
        refuse_too_many(MAX_CELLS - budget, page.title, (height - 1, width - 1))
        rows: list[list[Any]] = [[None] * width for _ in range(height)]
        for (row, column), value in filled.items():
            rows[row - 1][column - 1] = value if _is_cell(value) else str(value)
        hidden = page.sheet_state != "visible"
        merges = [(r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1) for r in page.merged_cells.ranges]
        sheets.append(RawSheet(page.title, rows, hidden, merges))
    return FileReading("xlsx", sheets)


def _is_cell(value: object) -> bool:
    from datetime import date, datetime, time, timedelta

    if isinstance(value, int):
        return abs(value) < 2**53
    return isinstance(value, str | float | bool | date | datetime | time | timedelta)


# --- OLE: xls, et, password-protected xlsx ----------------------------------------------------------------------------


def _read_ole(content: bytes) -> FileReading:
    import olefile  # type: ignore[import-untyped]  # comes with msoffcrypto-tool

    try:
        container = olefile.OleFileIO(io.BytesIO(content))
        streams = {"/".join(path).lower() for path in container.listdir()}
    except Exception:
        raise UnreadableFile(
            "文件不完整，可能是保存、拷贝或上传时中断了。", "请重新拷贝或重新导出这个文件后再上传。"
        ) from None
    if "encryptedpackage" in streams:
        return read(_decrypted(content), "")
    if "worddocument" in streams:
        raise UnreadableFile(
            "这是 Word 文档，不是表格。", "请把其中的表格复制到 Excel 或 WPS 表格，保存为“.xlsx”后再上传。"
        )
    if "powerpoint document" in streams:
        raise UnreadableFile("这是演示文稿，不是表格。", "请上传 Excel 或 WPS 表格文件。")
    if not streams & {"workbook", "book"}:
        raise UnreadableFile("这个文件里没有表格。", SAVE_AS_XLSX)
    stream = container.openstream("Workbook" if "workbook" in streams else "Book").read()
    if _has_file_password(stream):
        return _read_with_calamine(_decrypted(content), "xls")
    reading = _read_with_calamine(content, "xls")
    reading.notes += notes_on_parts(streams)
    if counts_from_1904(stream):
        _count_from_1904(reading)
    unseen = unseen_in_xls(stream)
    if len(unseen) == len(reading.sheets):
        for sheet, found in zip(reading.sheets, unseen, strict=True):
            reading.notes += _notes_of(sheet, found)
    return reading


def _has_file_password(stream: bytes) -> bool:
    """Whether the globals of a BIFF stream hold a FILEPASS record, which says that the rest is encrypted."""
    at = 0
    while at + 4 <= len(stream):
        kind = int.from_bytes(stream[at : at + 2], "little")
        if kind == 0x2F:
            return True
        if kind == 0x0A:  # end of the globals
            return False
        at += 4 + int.from_bytes(stream[at + 2 : at + 4], "little")
    return False


def _decrypted(content: bytes) -> bytes:
    """The file without its password, if it is the one that Excel itself uses for workbooks that are only write-protected."""
    import msoffcrypto

    plain = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
        file.load_key(password="VelvetSweatshop")
        file.decrypt(plain)
    except Exception:
        raise _password() from None
    return plain.getvalue()


# --- text: csv, html, SpreadsheetML -----------------------------------------------------------------------------------

_OTHER_KINDS = (
    (b"%PDF", "PDF 文件", "请上传原始的 Excel 或 WPS 表格，不要用 PDF。"),
    (b"\x89PNG", "图片", "请上传表格文件，不要用截图或照片。"),
    (b"\xff\xd8\xff", "图片", "请上传表格文件，不要用截图或照片。"),
    (b"GIF8", "图片", "请上传表格文件，不要用截图或照片。"),
    (b"BM", "图片", "请上传表格文件，不要用截图或照片。"),
    (b"Rar!", "压缩包", "请先解压，再逐个上传其中的表格文件。"),
    (b"7z\xbc\xaf", "压缩包", "请先解压，再逐个上传其中的表格文件。"),
    (b"\x1f\x8b", "压缩包", "请先解压，再逐个上传其中的表格文件。"),
    (b"{\\rtf", "写字板文档", "请把其中的表格复制到 Excel 或 WPS 表格，保存为“.xlsx”后再上传。"),
    (b"ID;P", "SYLK 格式的旧式表格", SAVE_AS_XLSX),
    (b"SQLite format 3", "数据库文件", "请导出为 Excel 表格后再上传。"),
    (b"version https://git-lfs", "文件的下载指针，数据并不在里面", "请下载真正的数据文件后再上传。"),
)


def _refuse_other_kinds(content: bytes, name: str) -> None:
    for magic, kind, remedy in _OTHER_KINDS:
        if content.startswith(magic) and (magic != b"BM" or b"\x00" in content[:64]):
            raise UnreadableFile(f"“{name}”是{kind}，不是能读取的表格。", remedy)


def _read_text(content: bytes, name: str) -> FileReading:
    from data_loaders.reading.delimited import decode, delimited_rows

    text, encoding, notes = decode(content)
    start = text[:2_000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith("mime-version:"):
        from data_loaders.reading import markup

        return FileReading("html", markup.web_archive_sheets(content), encoding, notes)
    if start.startswith("<"):
        from data_loaders.reading import markup

        if "urn:schemas-microsoft-com:office:spreadsheet" in text[:5_000]:
            return FileReading("xml", markup.spreadsheetml_sheets(text), encoding, notes)
        return FileReading("html", markup.html_sheets(text), encoding, notes)
    rows, more = delimited_rows(text)
    title = re.sub(r"\.[^.]*$", "", name.replace("\\", "/").rsplit("/", 1)[-1]) or "表格"
    return FileReading("csv", [RawSheet(title, rows)], encoding, notes + more)


def _answer(content: bytes, name: str, reader: str) -> Iterator[dict[str, Any]]:
    """The lines of the answer: what the file is, then each sheet's head and columns; a refusal may come at any place."""
    try:
        reading = read(content, name, reader)
        about = {"format": reading.format, "encoding": reading.encoding, "notes": reading.notes}
        yield {**about, "sheets": len(reading.sheets)}
        for sheet in reading.sheets:
            yield from lines_of(sheet, put_right)
    except UnreadableFile as refusal:
        yield {"reason": refusal.reason, "remedy": refusal.remedy}


def _dumps(answer: dict[str, Any], dump: Callable[[Any], bytes] = orjson.dumps) -> bytes:
    try:
        return dump(answer)
    except (TypeError, orjson.JSONEncodeError):
        # Half of a surrogate pair in a text: not a character, and nothing that JSON can carry.
        return dump(_mended(answer))


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: _mended(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(inner) for inner in value]
    return value


def _prepare() -> None:
    """What most files need is loaded before one comes."""
    gc.disable()
    import python_calamine  # noqa: F401


def _lines(task: Mapping[str, Any], content: bytes) -> Iterator[bytes]:
    return (_dumps(line) + b"\n" for line in _answer(content, task["name"], task["reader"]))


if __name__ == "__main__":
    work(_lines, prepare=_prepare, failed=_dumps({"reason": _DAMAGED, "remedy": SAVE_AS_XLSX}) + b"\n")
