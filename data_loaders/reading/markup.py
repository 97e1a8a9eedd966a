"""Tables in HTML (very often saved as .xls by office systems), in web archives and in SpreadsheetML 2003."""

import email
import email.policy
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from lxml import etree, html

from data_loaders.reading.grid import MAX_CELLS, RawSheet, refuse_too_many
from data_loaders.reading.number_formats import Shows, shows, shows_by_text
from data_loaders.reading.workbook import SAVE_AS_XLSX, UnreadableFile

_MAX_SPAN = 20_000
_STYLES = re.compile(
    r"<(style|script)\b[^>]*>(?:(?!<(?:table|body|div|html)\b).)*?</(?:style|script)\s*>|<(?:style|script)\b[^>]*>[^<]*",
    re.I | re.S,
)
"""Blocks of styles and scripts, which hold no cells; those that are closed by the wrong tag, or never, would swallow the table."""
_NO_TABLE = UnreadableFile("这个网页文件里没有表格。", SAVE_AS_XLSX)


def html_sheets(text: str) -> list[RawSheet]:
    """One sheet for each table of an HTML text that has at least two cells; a table inside a cell of another counts as text of that cell.

    Raises UnreadableFile where there is none.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    formats = _formats_of_classes(text)
    rules = _CLASS.findall(text) if "line-through" in text.lower() else ()
    crossed = frozenset(name for name, said in rules if _CROSSED_OUT.search(said))
    text = _STYLES.sub("", text)
    parser = html.HTMLParser(huge_tree=True, no_network=True, remove_comments=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise _NO_TABLE from None
    sheets: list[RawSheet] = []
    for table in root.xpath("//table[not(ancestor::table)]"):
        sheet = _html_table(table, f"表{len(sheets) + 1}", formats, crossed)
        if sum(map(len, sheet.rows)) > 1:
            sheets.append(sheet)
    if not sheets:
        if root.xpath("//frameset | //frame"):
            raise UnreadableFile(
                "这是“另存为网页”得到的文件，数据在同名的“.files”文件夹里，不在这个文件里。", SAVE_AS_XLSX
            )
        raise _NO_TABLE
    return sheets


_FORMAT = re.compile(r"mso-number-format\s*:\s*(?P<code>\"(?:\\.|[^\"])*\"|'(?:\\.|[^'])*'|[^;}\"']+)", re.I)
_CLASS = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")


def _formats_of_classes(text: str) -> dict[str, Shows]:
    """The classes of cells whose number format says more than the number; most files have none."""
    if "mso-number-format" not in text.lower():
        return {}
    found = ((name, _shows_by_css(rules)) for name, rules in _CLASS.findall(text))
    return {name: how for name, how in found if how is not None}


def _shows_by_css(rules: str) -> Shows | None:
    """How the number format in rules of CSS shows a number: mso-number-format:"0\\0022小时\\0022"."""
    found = _FORMAT.search(rules)
    if found is None:
        return None
    code = found["code"].strip().strip("\"'")
    code = re.sub(r"\\([0-9a-fA-F]{4}) ?", lambda sign: chr(int(sign[1], 16)), code)
    return shows(re.sub(r"\\(?=[@#0.,%;_()\-/: ])", "", code))


def _as_shown(cell: Any, text: str, formats: Mapping[str, Shows]) -> str:
    """The text of a cell as its number format shows it: systems write the bare number and leave the rest to the format."""
    style = cell.get("style") or ""
    how = _shows_by_css(style) if "mso-number-format" in style.lower() else None
    if how is None and formats:
        how = next((formats[name] for name in (cell.get("class") or "").split() if name in formats), None)
    if how is None or len(text) > 20:
        return text
    try:
        value: Any = float(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else date.fromisoformat(text)
    except ValueError:
        return text
    return how(value) or text


_CROSSED_OUT = re.compile(r"text-decoration[^;:]*:[^;}]*line-through", re.I)


def _is_crossed_out(cell: Any, crossed: frozenset[str]) -> bool:
    """Whether a cell with a text, or a part of it, is struck through. crossed: the classes that do that."""
    if next(cell.iter("s", "strike", "del"), None) is not None:
        return True
    return bool(
        _CROSSED_OUT.search(cell.get("style") or "") or crossed & set((cell.get("class") or "").split())
    ) and bool("".join(cell.itertext()).strip())


def _html_table(
    table: Any, name: str, formats: Mapping[str, Shows] = {}, crossed: frozenset[str] = frozenset()
) -> RawSheet:
    rows: list[list[Any]] = []
    merges: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []
    struck_rows: list[int] = []
    pending: dict[int, int] = {}  # column → first row below the cell that still reaches down into it
    cells = 0
    for tr in _own_rows(table):
        at = len(rows)
        row: list[Any] = []
        if _HIDDEN.search(tr.get("style", "")):
            hidden_rows.append(at)
        for td in tr:
            if td.tag not in ("td", "th"):
                continue
            if at not in struck_rows[-1:] and _is_crossed_out(td, crossed):
                struck_rows.append(at)
            while pending.get(len(row), 0) > at:
                row.append(None)
            left = len(row)
            wide, high = _span(td.get("colspan")), _span(td.get("rowspan"))
            row.extend([_as_shown(td, _html_text(td), formats)] + [None] * (wide - 1))
            cells += wide * high
            refuse_too_many(cells, name, (at + high, left + wide))
            if wide > 1 or high > 1:
                merges.append((at, left, at + high - 1, left + wide - 1))
            if high > 1:
                pending.update((column, at + high) for column in range(left, left + wide))
        rows.append(row)
    return RawSheet(name, rows, merges=merges, hidden_rows=hidden_rows, struck_rows=struck_rows)


_HIDDEN = re.compile(r"display\s*:\s*none", re.I)


def _own_rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _span(said: str | None) -> int:
    number = re.match(r"\s*(\d{1,5})", said or "")
    return min(max(int(number.group(1)), 1), _MAX_SPAN) if number else 1


def _html_text(cell: Any) -> str:
    """The text as shown, without what is hidden: <br> and paragraphs break the line, other white space is a single space."""
    parts: list[str] = []
    hidden = None
    for event, node in etree.iterwalk(cell, events=("start", "end")):
        if hidden is not None:
            if event == "end" and node is hidden:
                hidden = None
                parts.append(re.sub(r"[ \t\r\n]+", " ", node.tail or ""))
        elif event == "start" and node is not cell and _HIDDEN.search(node.get("style", "")):
            hidden = node
        elif event == "start":
            if node.tag == "br" or (node.tag in ("p", "div", "li", "tr") and parts):
                parts.append("\n")
            parts.append(re.sub(r"[ \t\r\n]+", " ", node.text or ""))
        elif node is not cell:
            parts.append(re.sub(r"[ \t\r\n]+", " ", node.tail or ""))
    text = re.sub(r" *\n *", "\n", "".join(parts))
    return text.strip("\n \xa0\u3000")


def web_archive_sheets(content: bytes) -> list[RawSheet]:
    """The tables of a "single file web page" (.mht, often named .xls). Raises UnreadableFile where there is none."""
    message = email.message_from_bytes(content.lstrip(), policy=email.policy.default)
    sheets: list[RawSheet] = []
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        try:
            sheets += html_sheets(str(part.get_content()))
        except (UnreadableFile, LookupError, ValueError):
            continue
    if not sheets:
        raise _NO_TABLE
    for number, sheet in enumerate(sheets, 1):
        sheet.name = f"表{number}"
    return sheets


# --- SpreadsheetML 2003 ------------------------------------------------------------------------------------------------

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def spreadsheetml_sheets(text: str) -> list[RawSheet]:
    """The worksheets of an "XML spreadsheet 2003". Raises UnreadableFile where the XML is broken."""
    text = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    root = etree.fromstring(text.encode("utf-8"), parser)
    if root is None:
        raise UnreadableFile("这个 XML 表格已损坏，无法读取。", SAVE_AS_XLSX)
    formats: dict[str, Shows] = {}
    struck: set[str] = set()
    for style in root.iter(f"{_SS}Style"):
        name, code = style.get(f"{_SS}ID", ""), style.find(f"{_SS}NumberFormat")
        if code is not None and (how := shows(code.get(f"{_SS}Format", ""))) is not None:
            formats[name] = how
        if (font := style.find(f"{_SS}Font")) is not None and font.get(f"{_SS}StrikeThrough") == "1":
            struck.add(name)
    sheets = [_worksheet(node, formats, struck) for node in root.iter(f"{_SS}Worksheet")]
    if not sheets:
        raise UnreadableFile("这个 XML 文件里没有工作表。", SAVE_AS_XLSX)
    return sheets


def _worksheet(node: Any, formats: Mapping[str, Shows], struck: Collection[str]) -> RawSheet:
    sheet = RawSheet(node.get(f"{_SS}Name") or "表", [])
    visible = node.find(f".//{_EXCEL}Visible")
    sheet.hidden = visible is not None and (visible.text or "") != "SheetVisible"
    covered: dict[tuple[int, int], bool] = {}
    cells = 0
    for row_node in node.iterfind(f"{_SS}Table/{_SS}Row"):
        at = _number(row_node, "Index", len(sheet.rows) + 1) - 1
        refuse_too_many(at * 20, sheet.name, (at, 0))
        while len(sheet.rows) < at:
            sheet.rows.append([])
        row: list[Any] = []
        at = len(sheet.rows)
        if row_node.get(f"{_SS}Hidden") == "1":
            sheet.hidden_rows.append(at)
        for cell in row_node.iterfind(f"{_SS}Cell"):
            while (at, len(row)) in covered:
                row.append(None)
            left = _number(cell, "Index", len(row) + 1) - 1
            cells += max(left - len(row), 0) + 1
            refuse_too_many(cells, sheet.name, (at, left))
            row.extend([None] * (left - len(row)))
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            across, down = min(across, 16_383), min(down, MAX_CELLS // (across + 1), 100_000)
            data = cell.find(f"{_SS}Data")
            left = len(row)
            value = None if data is None else _typed(data)
            style = cell.get(f"{_SS}StyleID") or row_node.get(f"{_SS}StyleID", "")
            if style in formats and value is not None:
                value = formats[style](value) or value
            if style in struck and value is not None and at not in sheet.struck_rows[-1:]:
                sheet.struck_rows.append(at)
            row.append(value)
            row.extend([None] * across)
            if across or down:
                sheet.merges.append((at, left, at + down, left + across))
                for below in range(at + 1, at + down + 1):
                    covered.update(((below, column), True) for column in range(left, left + across + 1))
        sheet.rows.append(row)
        for _ in range(min(_number(row_node, "Span", 0), 100_000)):
            sheet.rows.append([])
    return sheet


def _number(node: Any, key: str, default: int) -> int:
    said = node.get(f"{_SS}{key}")
    return int(said) if said and said.isdigit() and len(said) < 8 else default


def _typed(data: Any) -> str | int | float | bool | date | datetime | time | None:
    text = "".join(data.itertext())
    match data.get(f"{_SS}Type"):
        case "Number":
            try:
                return float(text)
            except ValueError:
                return text
        case "Boolean":
            return text.strip() == "1"
        case "DateTime":
            try:
                moment = datetime.fromisoformat(text.strip())
            except ValueError:
                return text
            if moment.year < 1900:  # a time of day
                return moment.time()
            return moment.date() if moment.time() == time() else moment
        case "Error":
            return None
        case _:
            return text


# --- OpenDocument ------------------------------------------------------------------------------------------------------

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def opendocument_sheets(content_xml: bytes) -> list[RawSheet]:
    """The tables in the content.xml of an .ods file. Raises UnreadableFile where there is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    root = etree.fromstring(content_xml, parser)
    if root is None or (body := root.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")) is None:
        raise UnreadableFile("这个开放文档文件里没有表格。", SAVE_AS_XLSX)
    return [_opendocument_sheet(node) for node in body.iterfind(f"{_TABLE}table")]


@dataclass
class SheetMarks:
    """What the fast reader does not say of a table in an .ods file. Rows and columns from 0."""

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    shown: list[tuple[int, int, Shows]] = field(default_factory=list)
    struck_rows: list[int] = field(default_factory=list)


_NUMBER_STYLE = re.compile(
    rb"<number:number-style\b(?:(?!</number:number-style>).)*?(?:<number:text>\s*[^<\s]|min-integer-digits=\"(?:[2-9]|\d\d)|decimal-places=\"2)",
    re.DOTALL,
)
_DATE_STYLE = re.compile(rb"<number:date-style\b((?:(?!</number:date-style>).)*)", re.DOTALL)
_STYLE = re.compile(rb"<style:style\b([^>]*)>((?:(?!</style:style>|<style:style\b).)*)", re.DOTALL)
_STYLE_NAME = re.compile(rb"\bstyle:name=\"([^\"]*)\"")
_STRUCK = re.compile(rb"text-line-through-(?:style|type)=\"(?!none)[^\"]")


def opendocument_marks(content_xml: bytes, styles_xml: bytes = b"") -> dict[str, SheetMarks]:
    """What the fast reader does not say of the tables in the content.xml of an .ods file, by the table's name: merged cells, hidden or
    filtered rows, numbers whose format says more than they do, rows that are struck through.
    """
    styles = styles_xml + content_xml.partition(b"<office:body")[0]
    struck = frozenset(
        name[1].decode("utf-8", "replace")
        for style in (_STYLE.finditer(styles) if b"text-line-through" in styles else ())
        if _STRUCK.search(style[2]) and (name := _STYLE_NAME.search(style[1]))
    )
    telling = _NUMBER_STYLE.search(styles) is not None or any(
        b"<number:day" not in style[1] and b"<number:month" in style[1] for style in _DATE_STYLE.finditer(styles)
    )
    if not (telling or struck) and b"-spanned" not in content_xml and b"table:visibility" not in content_xml:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    root = etree.fromstring(content_xml, parser)
    if root is None:
        return {}
    return {
        table.get(f"{_TABLE}name") or "表": _marks_of(table, struck, telling=telling)
        for table in root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    }


def _marks_of(table: Any, struck: Collection[str], *, telling: bool) -> SheetMarks:
    marks = SheetMarks()
    at = 0
    for row in table.iter(f"{_TABLE}table-row"):
        times = _repeated(row, "number-rows-repeated")
        if row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            marks.hidden_rows += range(at, at + min(times, 100_000))
        column = 0
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            wide, high = _repeated(cell, "number-columns-spanned"), _repeated(cell, "number-rows-spanned")
            if wide > 1 or high > 1:
                marks.merges.append((at, column, at + high - 1, column + wide - 1))
            again = _repeated(cell, "number-columns-repeated")
            if len(cell) and struck and _is_struck(cell, struck) and times <= _MAX_SPAN:
                marks.struck_rows += [n for n in range(at, at + times) if n not in marks.struck_rows[-times:]]
            if telling and len(cell) and times * again <= _MAX_SPAN and (how := _shows_of(cell)) is not None:
                marks.shown += [(at + down, column + right, how) for down in range(times) for right in range(again)]
            column += again
        at += times
    return marks


def _is_struck(cell: Any, struck: Collection[str]) -> bool:
    """Whether a cell that holds something is struck through, as a whole or in a part of its text."""
    return cell.get(f"{_TABLE}style-name") in struck or any(
        span.get(f"{_TEXT}style-name") in struck for span in cell.iter(f"{_TEXT}span")
    )


def _shows_of(cell: Any) -> Shows | None:
    """How a number or a day of a cell is shown, where the text beside it says more."""
    if cell.get(f"{_OFFICE}value-type") not in ("float", "date"):
        return None
    return shows_by_text("\n".join("".join(_opendocument_text(line)) for line in cell.iterfind(f"{_TEXT}p")))


def _opendocument_sheet(table: Any) -> RawSheet:
    sheet = RawSheet(table.get(f"{_TABLE}name") or "表", [])
    cells = skipped = 0
    for row_node in table.iter(f"{_TABLE}table-row"):
        row: list[Any] = []
        gap = 0
        for node in row_node:
            if node.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            repeated = _repeated(node, "number-columns-repeated")
            value = _opendocument_value(node)
            if value is None:
                gap += repeated
                continue
            wide, high = _repeated(node, "number-columns-spanned"), _repeated(node, "number-rows-spanned")
            cells += gap + repeated
            refuse_too_many(cells, sheet.name, (len(sheet.rows), len(row) + gap))
            row += [None] * gap + [value] * repeated
            gap = 0
            if wide > 1 or high > 1:
                at = len(sheet.rows) + skipped
                sheet.merges.append((at, len(row) - 1, at + high - 1, len(row) + wide - 2))
        times = _repeated(row_node, "number-rows-repeated")
        if not row:  # a million empty rows often end a sheet
            skipped += times
            continue
        cells += (skipped + times) * len(row)
        refuse_too_many(cells, sheet.name, (len(sheet.rows) + skipped, len(row)))
        sheet.rows += [[] for _ in range(skipped)]
        sheet.rows += [list(row) for _ in range(times)]
        skipped = 0
    return sheet


def _repeated(node: Any, key: str) -> int:
    said = node.get(f"{_TABLE}{key}")
    return min(int(said), 2_000_000) if said and said.isdigit() and len(said) < 8 and said != "0" else 1


def _opendocument_value(cell: Any) -> str | float | bool | date | datetime | None:
    said = cell.get(f"{_OFFICE}value-type")
    text = "\n".join("".join(_opendocument_text(line)) for line in cell.iterfind(f"{_TEXT}p"))
    try:
        match said:
            case "float" | "percentage" | "currency":
                return float(cell.get(f"{_OFFICE}value"))
            case "boolean":
                return bool(cell.get(f"{_OFFICE}boolean-value") == "true")
            case "date":
                moment = datetime.fromisoformat(cell.get(f"{_OFFICE}date-value")).replace(tzinfo=None)
                return moment.date() if moment.time() == time() else moment
    except (TypeError, ValueError):
        pass
    return text or None


def _opendocument_text(line: Any) -> Iterator[str]:
    yield line.text or ""
    for child in line:
        if child.tag == f"{_TEXT}s":
            yield " " * _small(child.get(f"{_TEXT}c"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif not str(child.tag).endswith("}annotation"):
            yield from _opendocument_text(child)
        yield child.tail or ""


def _small(said: str | None) -> int:
    return min(int(said), 100) if said and said.isdigit() and len(said) < 6 else 1
