"""附表 (.xlsx): every table of a brief on a sheet of its own, with an index and the definitions; numbers and dates are real ones."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from briefings.brief.brief import Brief, BriefTable, TableColumn
from briefings.brief.cells import legible, lines_needed, shown, width
from briefings.brief.words import between
from briefings.excel.workbook import STREAMED_FROM, sheet_name
from briefings.palette import LINE, MUTED, PANEL
from briefings.sealing import sealed
from domain.figures.rates import rounded
from domain.ledger.chinese_days import full_day

INDEX, DEFINED = "目录", "口径"
HEAD_ROW = 3
"""The row of the headings, from 0: title, note and an empty line stand above it."""
WIDEST, TEXT_LEAST, NOTE_WIDTH = 48, 8, 70
FORMATS: Mapping[str, str] = {
    "text": "@",
    "count": "#,##0",
    "percent": "0.0%",
    "points": "+0.0;-0.0;0.0",
    "day": "yyyy-mm-dd",
    "days": "#,##0",
}
"""How Excel shows a value of each kind. A rate of 66.7 lies in its cell as 0.667, so that Excel knows it as a percentage."""


def annex(brief: Brief) -> bytes:
    """The workbook; the same brief gives the same bytes. Text is written as text, whatever it begins with."""
    stream = io.BytesIO()
    tables = [*brief.tables.values(), *_of_leaders(brief)]
    cells = sum(len(table.rows) * len(table.columns) for table in tables)
    book = xlsxwriter.Workbook(stream, {"constant_memory": cells > STREAMED_FROM, "strings_to_urls": False})
    made_on = brief.issued_on or brief.as_of
    book.set_properties(
        {
            "title": legible(f"{brief.title}（附表）")[:255],
            "author": legible(brief.office)[:255],
            "created": datetime(made_on.year, made_on.month, made_on.day),  # noqa: DTZ001
        }
    )
    looks = _Looks(book)
    taken: set[str] = {INDEX.lower(), DEFINED.lower()}
    names = [sheet_name(legible(table.title), taken) for table in tables]
    _write_index(book.add_worksheet(INDEX), looks, brief, list(zip(names, tables, strict=True)))
    for name, table in zip(names, tables, strict=True):
        _write_table(book.add_worksheet(name), looks, table, _span(brief))
    _write_definitions(book.add_worksheet(DEFINED), looks, brief)
    book.close()
    return sealed(stream.getvalue(), made_on=made_on)


class _Looks:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
        edge = base | {"border": 1, "border_color": LINE}
        self.title = book.add_format(base | {"bold": True, "font_size": 16})
        self.note = book.add_format(base | {"font_color": MUTED})
        self.head = book.add_format(edge | {"bold": True, "bg_color": "#EAF1F8", "text_wrap": True, "align": "center"})
        self.link = book.add_format(edge | {"font_color": "#2B65A3", "underline": 1})
        self.wrapped = book.add_format(edge | {"text_wrap": True})
        self.cells: dict[tuple[str, bool], Any] = {}
        for kind, shape in FORMATS.items():
            look: dict[str, Any] = edge | {"num_format": shape}
            look |= (
                {"text_wrap": True, "indent": 1}
                if kind == "text"
                else {"align": "center" if kind == "day" else "right"}
            )
            self.cells[kind, False] = book.add_format(look)
            self.cells[kind, True] = book.add_format(look | {"bold": True, "bg_color": PANEL, "top": 2})


def _of_leaders(brief: Brief) -> list[BriefTable]:
    """The tables of the lead leaders' pages, each kind in one, with the leader in the first column."""
    made = []
    for key, title in (("chains", "各牵头县领导最突出的问题"), ("answering", "各牵头县领导分管单位")):
        parts = [(part, getattr(part, key)) for part in brief.leaders if getattr(part, key) is not None]
        if not parts:
            continue
        rows = tuple((part.leader or "未明确牵头县领导", *row) for part, table in parts for row in table.rows)
        columns = (TableColumn("牵头县领导", weight=2.2), *parts[0][1].columns)
        made.append(BriefTable(f"leaders.{key}", title, columns, rows))
    return made


def _span(brief: Brief) -> str:
    sample = "示例数据，仅供演示，不得作为依据。" if brief.sample else ""
    number = f"第{brief.number}期，" if brief.number is not None else ""
    return legible(f"{sample}{number}{between(brief.since, brief.until)}，数据截至{full_day(brief.as_of)}。")


def _write_index(sheet: Any, looks: _Looks, brief: Brief, tables: Sequence[tuple[str, BriefTable]]) -> None:
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 10)
    sheet.set_column(3, 3, NOTE_WIDTH)
    sheet.write_string(0, 0, legible(f"{brief.title}　附表"), looks.title)
    sheet.set_row(0, 26)
    sheet.write_string(1, 0, _span(brief), looks.note)
    for at, word in enumerate(("序号", "附表", "行数", "说明")):
        sheet.write_string(HEAD_ROW, at, word, looks.head)
    for number, (name, table) in enumerate(tables, 1):
        row = HEAD_ROW + number
        sheet.write_number(row, 0, number, looks.cells["count", False])
        sheet.write_url(row, 1, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", looks.link, legible(table.title))
        sheet.write_number(row, 2, _body(table), looks.cells["count", False])
        sheet.write_string(row, 3, legible(table.note), looks.wrapped)
        _set_height(sheet, row, lines_needed(table.note, NOTE_WIDTH - 2))
    row = HEAD_ROW + len(tables) + 1
    sheet.write_number(row, 0, len(tables) + 1, looks.cells["count", False])
    sheet.write_url(row, 1, f"internal:'{DEFINED}'!A1", looks.link, "指标口径")
    sheet.write_number(row, 2, len(brief.definitions), looks.cells["count", False])
    sheet.write_string(row, 3, "每个数怎样算出来。", looks.wrapped)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    _set_up_print(sheet)


def _write_table(sheet: Any, looks: _Looks, table: BriefTable, span: str) -> None:
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _wide(table, at, column))
    sheet.write_string(0, 0, legible(table.title), looks.title)
    sheet.set_row(0, 26)
    sheet.write_string(1, 0, span, looks.note)
    if table.note:
        sheet.write_string(2, 0, legible(table.note), looks.note)
    for at, column in enumerate(table.columns):
        unit = {"count": "（件）", "days": "（天）", "points": "（百分点）"}.get(column.kind, "")
        unit = "" if column.name.endswith(("名次", "次数", "天数")) else unit
        sheet.write_string(HEAD_ROW, at, legible(column.name) + unit, looks.head)
    rooms = [(at, _wide(table, at, column) - 2) for at, column in enumerate(table.columns) if column.kind == "text"]
    for number, values in enumerate(table.rows):
        lines = max((lines_needed(str(values[at] or ""), room) for at, room in rooms), default=1)
        _set_height(sheet, HEAD_ROW + 1 + number, lines)
        total = table.total and number == len(table.rows) - 1
        for at, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            _write_cell(sheet, HEAD_ROW + 1 + number, at, value, column, looks.cells[column.kind, total])
    if not table.rows:
        sheet.write_string(HEAD_ROW + 1, 0, "没有需要列出的内容。", looks.note)
    if table.columns:
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(_body(table), 1), len(table.columns) - 1)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    _set_up_print(sheet)


def _body(table: BriefTable) -> int:
    """Rows without that of totals."""
    return len(table.rows) - (1 if table.total and table.rows else 0)


def _write_cell(sheet: Any, row: int, at: int, value: Any, column: TableColumn, look: Any) -> None:
    if value is None or value != value:
        sheet.write_blank(row, at, None, look)
    elif column.kind == "day" and isinstance(value, date):
        sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001
    elif column.kind != "text" and isinstance(value, (int, float)):
        sheet.write_number(row, at, round(rounded(value) / 100, 3) if column.kind == "percent" else value, look)
    else:
        sheet.write_string(row, at, legible(str(value))[:32_767], look)


def _wide(table: BriefTable, at: int, column: TableColumn) -> float:
    """Width of a column in characters of half width, by its heading and what stands in it."""
    head = width(column.name) + 5
    longest = max((width(shown(row[at], column.kind)) for row in table.rows[:200]), default=0)
    if column.kind == "text":
        return min(max(longest + 4, head, TEXT_LEAST), WIDEST)
    return max(longest + 2, min(head, 16), TEXT_LEAST)


def _write_definitions(sheet: Any, looks: _Looks, brief: Brief) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, "指标口径", looks.title)
    sheet.set_row(0, 26)
    sheet.write_string(1, 0, _span(brief), looks.note)
    for at, word in enumerate(("指标", "口径")):
        sheet.write_string(HEAD_ROW, at, word, looks.head)
    for row, (name, said) in enumerate(brief.definitions.items(), HEAD_ROW + 1):
        sheet.write_string(row, 0, legible(name), looks.wrapped)
        sheet.write_string(row, 1, legible(said), looks.wrapped)
        _set_height(sheet, row, lines_needed(said, 108))
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    _set_up_print(sheet)


def _set_height(sheet: Any, row: int, lines: int) -> None:
    """A height for rows with more than one line: not every program works it out by itself."""
    if lines > 1:
        sheet.set_row(row, min(lines * 14 + 2, 400))


def _set_up_print(sheet: Any) -> None:
    """A4 across, as wide as one sheet, headings on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页")
