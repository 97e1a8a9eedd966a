"""A file of another kind than .xlsx as a marked .xlsx: its sheets written anew from their cells, merges and hidden rows kept."""

import io
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

from data_loaders.marking import faults as listing
from data_loaders.marking.faults import CellFault
from data_loaders.reading.grid import RawSheet
from data_loaders.reading.worker import read

WIDEST = 50
_FORMATS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "time": "hh:mm", "span": "[h]:mm", "plain": "General"}


def with_marks(content: bytes, name: str, faults: Sequence[CellFault]) -> bytes:
    """The marked .xlsx. Raises UnreadableFile."""
    sheets = read(content, name).sheets
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    taken = {listing.SHEET.lower()}
    names: dict[str, str] = {}
    for sheet in sheets:
        names.setdefault(sheet.name, _sheet_name(sheet.name, taken))
    _list(book, listing.lines(faults, names))
    looks = {
        (kind, red): book.add_format(
            {"num_format": pattern, "valign": "top", "text_wrap": True}
            | ({"bg_color": f"#{listing.RED}"} if red else {})
        )
        for kind, pattern in _FORMATS.items()
        for red in (False, True)
    }
    for sheet in sheets:
        _write(book.add_worksheet(names[sheet.name]), sheet, [f for f in faults if f.sheet == sheet.name], looks)
    book.close()
    return stream.getvalue()


def _list(book: Any, lines: Sequence[listing.FaultLine]) -> None:
    page = book.add_worksheet(listing.SHEET)
    page.set_tab_color("#C00000")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
    bold = book.add_format({"bold": True, "bg_color": "#EAF1F8", "border": 1})
    for row, text in enumerate(listing.heads(len(lines))):
        page.write_string(row, 0, text, book.add_format({"bold": row == 0, "font_size": 14 if row == 0 else 11}))
    for column, (heading, width) in enumerate(zip(listing.HEADINGS, listing.WIDTHS, strict=True)):
        page.write_string(3, column, heading, bold)
        page.set_column(column, column, width)
    page.freeze_panes(4, 0)
    for row, line in enumerate(lines, start=4):
        for column, text in enumerate(line.texts):
            if column == 2 and line.sheet is not None and row < 60_000:
                quoted = line.sheet.replace("'", "''")
                page.write_url(row, column, f"internal:'{quoted}'!{line.cell}", link, text)
            else:
                page.write_string(row, column, text, wrapped)


def _write(page: Any, sheet: RawSheet, faults: Sequence[CellFault], looks: Mapping[tuple[str, bool], Any]) -> None:
    height, wide = len(sheet.rows), max(map(len, sheet.rows), default=0)
    clipped = [(t, lf, min(b, height - 1), min(rt, wide - 1)) for t, lf, b, rt in sheet.merges]
    merges = [m for m in clipped if m[0] <= m[2] and m[1] <= m[3] and (m[0], m[1]) != (m[2], m[3])]
    cells, rows = listing.placed(faults, merges)
    merged = {(top, left) for top, left, _, _ in merges}
    inside = {(r, c) for t, lf, b, rt in merges for r in range(t, b + 1) for c in range(lf, rt + 1)} - merged
    if sheet.hidden:
        page.hide()
    widths: dict[int, int] = {}
    for top, left, bottom, right in merges:
        red = (top, left) in cells or top in rows
        try:
            page.merge_range(top, left, bottom, right, "", looks["plain", red])
        except xlsxwriter.exceptions.OverlappingRange:
            continue
    for at, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            if (at, column) in inside:
                continue
            red = (at, column) in cells or at in rows
            _cell(page, at, column, value, red, looks)
            if at < 300 and (at, column) not in merged and value is not None:
                widths[column] = max(widths.get(column, 0), _width(value))
    for (row_at, column), found in cells.items():
        width = len(sheet.rows[row_at]) if row_at < height else 0
        if column >= width:
            page.write_blank(row_at, column, None, looks["plain", True])
        page.write_comment(
            row_at, column, listing.note(found), {"author": listing.AUTHOR, "x_scale": 2.2, "y_scale": 1.4}
        )
    for column, broad in widths.items():
        page.set_column(column, column, min(max(broad + 2, 8), WIDEST))
    for at in sheet.hidden_rows:
        page.set_row(at, None, None, {"hidden": True})


def _cell(page: Any, row: int, column: int, value: Any, red: bool, looks: Mapping[tuple[str, bool], Any]) -> None:
    """Numbers as numbers, dates as dates, all else as text that no program runs."""
    match value:
        case None | "":
            if red:
                page.write_blank(row, column, None, looks["plain", True])
        case bool():
            page.write_boolean(row, column, value, looks["plain", red])
        case int() | float() if abs(value) < 1e15 and math.isfinite(value):
            page.write_number(row, column, value, looks["plain", red])
        case datetime() | date() if value.year >= 1900:
            day_only = not isinstance(value, datetime) or (value.hour, value.minute, value.second) == (0, 0, 0)
            moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
            page.write_datetime(row, column, moment.replace(tzinfo=None), looks["date" if day_only else "moment", red])
        case time():
            page.write_datetime(row, column, value, looks["time", red])
        case timedelta():
            page.write_datetime(row, column, value, looks["span", red])
        case _:
            page.write_string(row, column, listing.legal(str(value)), looks["plain", red])


def _width(value: Any) -> int:
    if isinstance(value, date):
        return 10
    return max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in str(value).split("\n")[:5])


def _sheet_name(name: str, taken: set[str]) -> str:
    clean = listing.legal("".join(" " if letter in "[]:*?/\\" else letter for letter in name)).strip("' ")[:31] or "表"
    unique, number = clean, 2
    while unique.lower() in taken:
        unique = f"{clean[: 31 - len(str(number)) - 2]}({number})"
        number += 1
    taken.add(unique.lower())
    return unique
