"""A table as it stands on a sheet. Every row below the headings is either in `Table.rows` or in `Table.asides`, with the reason."""

import re
from dataclasses import dataclass
from datetime import date

from data_loaders.reading.grid import letters
from data_loaders.reading.workbook import Cell

Span = tuple[int, int]
"""First and last column of a table on its sheet, from 0."""
_BLOCK = re.compile(r"（[A-Z]{1,3} 列起）$")


def block_name(page: str, column: int) -> str:
    """What a table is called that stands to the right of another one on the sheet `page`; its first column from 0."""
    return f"{page}（{letters(column)} 列起）" if column else page


def page_of(name: str) -> str:
    """The sheet of a table by its name; the inverse of `block_name`."""
    return _BLOCK.sub("", name)


@dataclass(frozen=True)
class Aside:
    """A row of a sheet that is not data. row: Excel row number.

    reason: of rows below the headings 空行, 只有序号, 合并单元格的延续, 分组行, 重复表头, 表尾, 列号行, 示例行, 填写提示, 另一张表, 没有问题; 标题 above the headings, 表头 of the headings.
    cells: (column on the sheet, from 0, value) of all that is not blank, copies that merged cells make included.
    """

    row: int
    reason: str
    text: str
    sheet: str = ""
    cells: tuple[tuple[int, Cell], ...] = ()


@dataclass(frozen=True)
class LeftSheet:
    """A sheet from which nothing is read. reason: in Chinese. cells: how many of its cells are not blank."""

    sheet: str
    reason: str
    cells: int


@dataclass(frozen=True)
class Table:
    """A table as it stands on a sheet.

    title: texts above the headings, 填报单位 and 填报时间 among them. heading_rows and row_numbers: as Excel counts.
    headings: one per column; lines of a heading that differ are joined with "/" ("整改情况/是否完成"); a column with data but without heading is
    called "（无标题列C）", empty columns and copies made by merging are left out. columns: for each heading, its column on the sheet, from 0.
    rows: each as long as headings. groups: for each row the text of the group row in force ("滨江街道辖区"), nested ones joined with "/", or None.
    asides: the rows below the headings that are not data. above: the rows above the headings that say something. heads: the heading rows,
    each with its cells. So every cell of a sheet that is not blank is in one of above, heads, rows and asides of one of its tables, but
    for copies in columns that merging made.
    as_of_hint: the day that title, sheet name or file name speak for. reporter_hint: 填报单位. from_1904: numbers that stand for days
    are counted from 1904. span, stop: first and last column and the row (from 0) at which it ends at the latest, where it has not the whole
    sheet. checked: the field whose column tells of each row whether it passed a check (see `sound_rows`).
    named_for_town: all sheets that are read with it and have no column of districts bear names of towns, this one too.
    """

    sheet: str
    hidden: bool
    title: tuple[str, ...]
    heading_rows: tuple[int, ...]
    headings: tuple[str, ...]
    row_numbers: list[int]
    rows: list[list[Cell]]
    groups: list[str | None]
    asides: list[Aside]
    as_of_hint: date | None
    reporter_hint: str | None
    columns: tuple[int, ...]
    above: tuple[Aside, ...] = ()
    heads: tuple[Aside, ...] = ()
    span: Span | None = None
    stop: int | None = None
    named_for_town: bool = False
    from_1904: bool = False
    checked: str | None = None

    @property
    def page(self) -> str:
        """The name of the sheet in the workbook."""
        return page_of(self.sheet) if self.span is not None else self.sheet
