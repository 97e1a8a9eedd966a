"""Forms that units fill in with Excel or WPS: headings with notes, drop-downs from a hidden sheet, dates checked, ready to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import xlsxwriter

LISTS = "选项"
LIST_MARK = "下拉选项（由程序生成，请勿改动）"
"""The first cell of the hidden sheet of drop-downs; by it the loader sets the sheet aside."""
ROWS = 2_000
"""Rows that are prepared for filling in."""
FIRST_ROW = 4
"""Rows from 0: title, two lines about the form, headings, then the rows."""


@dataclass(frozen=True)
class FormColumn:
    """One column of a form.

    note: what to write, shown on the heading. width: in characters of half width. words: the list for the drop-down, by name.
    strict: nothing but these words. fills: whether the unit writes in it; the others are locked where the sheet is protected.
    """

    heading: str
    note: str
    width: int
    kind: Literal["text", "date", "free_date"] = "text"
    words: str | None = None
    strict: bool = False
    fills: bool = True


class UnitForm:
    """A workbook with one form. Text is always written as text, so that no program runs it."""

    def __init__(self, stream: Any, name: str, columns: Sequence[FormColumn], *, locks: bool) -> None:
        self.book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
        self.columns = columns
        self.locks = locks
        self.sheet = self.book.add_worksheet(name)
        base = {"border": 1, "border_color": "#B8C4CE", "valign": "vcenter", "text_wrap": True, "font_size": 10.5}
        locked = {"bg_color": "#F2F4F6", "locked": True} if locks else {"locked": False}
        free = base | {"locked": False}
        self.looks = {
            (True, "text"): self.book.add_format(free),
            (True, "date"): self.book.add_format(free | {"num_format": "yyyy-mm-dd", "align": "center"}),
            (False, "text"): self.book.add_format(base | locked),
            (False, "date"): self.book.add_format(base | locked | {"num_format": "yyyy-mm-dd", "align": "center"}),
            (False, "key"): self.book.add_format(base | locked | {"font_color": "#8A949E", "font_size": 8}),
        }
        head = base | {"bold": True, "align": "center"}
        self.head = {
            True: self.book.add_format(head | {"bg_color": "#DCEBF7"}),
            False: self.book.add_format(head | {"bg_color": "#E3E7EB"}),
        }
        self.title = self.book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.label = self.book.add_format({"align": "left", "valign": "vcenter"})
        self.answer = self.book.add_format({"locked": False, "bottom": 1, "align": "left"})
        self.answer_day = self.book.add_format(
            {"locked": False, "bottom": 1, "num_format": "yyyy-mm-dd", "align": "left"}
        )

    def write_top(self, title: str, first: str, second: str, *, first_day: bool, second_day: bool) -> None:
        """The title and two lines. A line that ends with a colon gets a cell to fill in."""
        last = len(self.columns) - 1
        self.sheet.merge_range(0, 0, 0, last, title, self.title)
        self.sheet.set_row(0, 30)
        for row, (text, is_day) in enumerate(((first, first_day), (second, second_day)), start=1):
            self.sheet.write_string(row, 0, text, self.label)
            if text.endswith("："):
                self.sheet.write_blank(row, 2, None, self.answer_day if is_day else self.answer)
                if is_day:
                    self.sheet.data_validation(row, 2, row, 2, _day_check("填报日期", "填表的这一天，如 2026-07-10。"))

    def write_headings(self, words: Mapping[str, Sequence[str]], *, rows: int) -> None:
        """Headings with notes, widths, formats and drop-downs for so many rows."""
        places = self._write_lists(words)
        last = FIRST_ROW + rows - 1
        for at, column in enumerate(self.columns):
            look = "date" if column.kind != "text" else "text"
            self.sheet.set_column(at, at, column.width, None if self.locks else self.looks[True, look])
            self.sheet.write_string(FIRST_ROW - 1, at, column.heading, self.head[column.fills or not self.locks])
            self.sheet.write_comment(
                FIRST_ROW - 1, at, column.note, {"author": "填表说明", "x_scale": 1.6, "font_size": 10}
            )
            if column.words in places and column.words is not None:
                check = {
                    "validate": "list",
                    "source": places[column.words],
                    "error_type": "stop" if column.strict else "warning",
                    "error_title": column.heading,
                    "error_message": "请从下拉列表中选择。"
                    if column.strict
                    else "这个词不在下拉列表中，确定要这样写吗？",
                }
                self.sheet.data_validation(FIRST_ROW, at, last, at, check)
            elif column.kind == "date" and column.fills:
                self.sheet.data_validation(
                    FIRST_ROW, at, last, at, _day_check(column.heading, "请写年月日，如 2026-07-10。")
                )
        self.sheet.set_row(FIRST_ROW - 1, 30)
        self.sheet.freeze_panes(FIRST_ROW, 0)

    def _write_lists(self, words: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """The words on a hidden sheet; the range of each list."""
        used = [c.words for c in self.columns if c.words is not None and words.get(c.words)]
        if not used:
            return {}
        page = self.book.add_worksheet(LISTS)
        page.hide()
        page.write_string(0, 0, LIST_MARK)
        places = {}
        for at, name in enumerate(dict.fromkeys(used)):
            page.write_string(1, at, name)
            for row, word in enumerate(words[name], start=2):
                page.write_string(row, at, word)
            letter = chr(65 + at)
            places[name] = f"={LISTS}!${letter}$3:${letter}${len(words[name]) + 2}"
        return places

    def write_row(self, at: int, values: Sequence[Any]) -> None:
        """One row (from 0 below the headings): dates as dates, the rest as text, None as an empty cell."""
        row = FIRST_ROW + at
        for column, (about, value) in enumerate(zip(self.columns, values, strict=True)):
            kind = "date" if about.kind != "text" else "text"
            look = self.looks[about.fills, kind] if about.heading != KEY else self.looks[False, "key"]
            if value is None:
                self.sheet.write_blank(row, column, None, look)
            elif isinstance(value, date):
                moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001
                self.sheet.write_datetime(row, column, moment, look)
            else:
                self.sheet.write_string(row, column, str(value)[:32_767], look)

    def finish(self, rows: int, *, made_on: date | None) -> None:
        """Filter, print set-up, protection; writes the file."""
        sheet, last = self.sheet, len(self.columns) - 1
        sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW - 1 + max(rows, 1), last)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.repeat_rows(FIRST_ROW - 1)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        if self.locks:
            allowed = ("sort", "autofilter", "format_columns", "format_rows", "delete_rows", "objects")
            sheet.protect("", dict.fromkeys(allowed, True))
        if made_on is not None:
            created = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001
            self.book.set_properties({"created": created})
        self.book.close()


KEY = "问题码"


def _day_check(title: str, message: str) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2000, 1, 1),
        "maximum": date(2099, 12, 31),
        "error_title": title,
        "error_message": f"这里要填日期。{message}",
    }
