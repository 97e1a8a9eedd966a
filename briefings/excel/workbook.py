"""Figures and lists as an .xlsx file: real numbers and dates, frozen and filtered headings, text that stays text."""

import io
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

ROWS_IN_A_SHEET = 1_000_000
"""Excel takes 1,048,576 rows; a longer table goes on in a further sheet."""
STREAMED_FROM = 20_000
"""Cells; above it rows are written as they come, without being kept in memory."""
WIDEST = 60


def workbook(tables: Mapping[str, pd.DataFrame], *, notes: Sequence[str] = ()) -> bytes:
    """An .xlsx file with one sheet for each table (sheet name → frame, the index is left out) and a sheet 说明 of `notes`.

    Cells: int, float, date, datetime, bool, str; NaN, NaT and None stay empty. Text that looks like a formula or a link
    is written as text.
    """
    stream = io.BytesIO()
    cells = sum(frame.size for frame in tables.values())
    book = xlsxwriter.Workbook(stream, {"constant_memory": cells > STREAMED_FROM, "in_memory": False})
    looks = {
        "head": book.add_format(
            {"bold": True, "bg_color": "#EAF1F8", "border": 1, "text_wrap": True, "valign": "vcenter"}
        ),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "text": book.add_format({"valign": "top"}),
        "number": book.add_format({"num_format": "#,##0"}),
        "decimal": book.add_format({"num_format": "#,##0.0"}),
    }
    taken: set[str] = set()
    for name, frame in tables.items():
        for part, start in enumerate(range(0, max(len(frame), 1), ROWS_IN_A_SHEET)):
            title = sheet_name(f"{name}{part + 1}" if part else name, taken)
            _write(book.add_worksheet(title), frame.iloc[start : start + ROWS_IN_A_SHEET], looks)
    if notes:
        sheet = book.add_worksheet(sheet_name("说明", taken))
        sheet.set_column(0, 0, 100)
        for row, line in enumerate(notes):
            sheet.write_string(row, 0, line, looks["text"])
    book.close()
    return stream.getvalue()


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes and that is not in `taken` yet (it is added): no []:*?/\\, at most 31 characters."""
    clean = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "表"
    unique, number = clean, 2
    while unique.lower() in taken:
        unique = f"{clean[: 31 - len(str(number)) - 2]}({number})"
        number += 1
    taken.add(unique.lower())
    return unique


def _write(sheet: Any, frame: pd.DataFrame, looks: Mapping[str, Any]) -> None:
    names = [str(name) for name in frame.columns]
    sample = frame.head(200)
    for column, name in enumerate(names):
        widest = max([_width(name), *(_width(value) for value in sample.iloc[:, column])])
        sheet.set_column(column, column, min(max(widest + 2, 8), WIDEST))
    sheet.freeze_panes(1, 0)
    if names:
        sheet.autofilter(0, 0, max(len(frame), 1), len(names) - 1)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, looks["head"])
    for row, values in enumerate(frame.itertuples(index=False, name=None), start=1):
        for column, value in enumerate(values):
            _write_cell(sheet, row, column, value, looks)


def _write_cell(sheet: Any, row: int, column: int, value: Any, looks: Mapping[str, Any]) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value[:32_767])
    elif value is None or value is pd.NaT or value is pd.NA:
        return
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), looks["time"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), looks["date"])  # noqa: DTZ001
    elif math.isnan(value) or math.isinf(value):
        return
    elif float(value).is_integer() and not isinstance(value, float):
        sheet.write_number(row, column, int(value), looks["number"])
    else:
        sheet.write_number(row, column, float(value), looks["decimal"])


def _width(value: Any) -> int:
    """Width of a value in characters of half width."""
    if value is None or value is pd.NaT or value is pd.NA:
        return 0
    if isinstance(value, date):
        return 10
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in str(value).split("\n")[0])
