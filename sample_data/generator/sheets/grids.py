"""A sheet as cells, merges and hidden rows, and the files it can be written to; same cells, same bytes."""

import csv
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import xlsxwriter

CREATED_AT = datetime(2020, 3, 20, 8, 30, tzinfo=UTC)
EXCEL_EPOCH_ON = date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A formula with the value it had when the file was saved; is_date: shown as a date."""

    text: str
    value: str | int
    is_date: bool = False


@dataclass(frozen=True)
class ChineseDate:
    """A real date cell in the number format 2020年3月5日."""

    on: date


Cell = None | str | int | float | date | ChineseDate | Formula


def serial(day: date) -> int:
    """Excel's number for a day."""
    return (day - EXCEL_EPOCH_ON).days


@dataclass
class SheetGrid:
    """One sheet. merges are (row, column, last row, last column), rows and columns counted from 0.

    styled_blank_rows: empty rows below the last one that carry borders only.
    """

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False
    styled_blank_rows: int = 0
    widths: tuple[int, ...] = ()

    def add(self, cells: Sequence[Cell], *, merged: bool = False, width: int = 0) -> int:
        """Appends a row and returns its index; merged: one text over `width` columns."""
        self.rows.append(list(cells))
        row = len(self.rows) - 1
        if merged and width > 1:
            self.merges.append((row, 0, row, width - 1))
        return row


def xlsx(grids: Sequence[SheetGrid]) -> bytes:
    """The grids as sheets of an .xlsx workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": CREATED_AT, "author": "", "company": ""})
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    day = book.add_format({"border": 1, "num_format": "yyyy/m/d"})
    chinese_day = book.add_format({"border": 1, "num_format": 'yyyy"年"m"月"d"日"'})
    for grid in grids:
        sheet = book.add_worksheet(grid.name)
        if grid.hidden:
            sheet.hide()
        for column, width in enumerate(grid.widths):
            sheet.set_column(column, column, width)
        inside = {
            (row, column) for r0, c0, r1, c1 in grid.merges for row in range(r0, r1 + 1) for column in range(c0, c1 + 1)
        }
        for r0, c0, r1, c1 in grid.merges:
            sheet.merge_range(r0, c0, r1, c1, "", plain)
        firsts = {(r0, c0) for r0, c0, _, _ in grid.merges}
        for row, cells in enumerate(grid.rows):
            if row in grid.hidden_rows:
                sheet.set_row(row, options={"hidden": True})
            for column, cell in enumerate(cells):
                if cell is None or cell == "":
                    if (row, column) not in inside and any(c not in (None, "") for c in cells):
                        sheet.write_blank(row, column, None, plain)
                elif (row, column) in inside and (row, column) not in firsts:
                    continue
                elif isinstance(cell, Formula):
                    sheet.write_formula(row, column, cell.text, day if cell.is_date else plain, cell.value)
                elif isinstance(cell, ChineseDate):
                    sheet.write_number(row, column, serial(cell.on), chinese_day)
                elif isinstance(cell, date):
                    sheet.write_number(row, column, serial(cell), day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell, plain)
                else:
                    sheet.write_number(row, column, cell, plain)
        width = max(len(cells) for cells in grid.rows)
        for row in range(len(grid.rows), len(grid.rows) + grid.styled_blank_rows):
            for column in range(width):
                sheet.write_blank(row, column, None, plain)
    book.close()
    return stream.getvalue()


def delimited(grid: SheetGrid, encoding: str) -> bytes:
    """The grid as comma-separated text."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([_written(cell) for cell in cells] for cells in grid.rows)
    return stream.getvalue().encode(encoding)


def page(grid: SheetGrid) -> bytes:
    """The grid as an HTML table, the way office systems export 'Excel'."""
    spans = {(r0, c0): (r1 - r0 + 1, c1 - c0 + 1) for r0, c0, r1, c1 in grid.merges}
    covered = {
        (row, column) for r0, c0, r1, c1 in grid.merges for row in range(r0, r1 + 1) for column in range(c0, c1 + 1)
    } - set(spans)
    lines = [
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">',
        '<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>',
        "<body><table border=1>",
    ]
    for row, cells in enumerate(grid.rows):
        line = "<tr>"
        for column, cell in enumerate(cells):
            if (row, column) in covered:
                continue
            down, right = spans.get((row, column), (1, 1))
            size = (f" rowspan={down}" if down > 1 else "") + (f" colspan={right}" if right > 1 else "")
            text = html.escape(_written(cell)).replace("\n", "<br>")
            line += f"<td{size}>{text}</td>"
        lines.append(line + "</tr>")
    lines.append("</table></body></html>")
    return "\r\n".join(lines).encode()


def _written(cell: Cell) -> str:
    if isinstance(cell, ChineseDate):
        return f"{cell.on.year}年{cell.on.month}月{cell.on.day}日"
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    if isinstance(cell, Formula):
        return str(cell.value)
    return "" if cell is None else str(cell)
