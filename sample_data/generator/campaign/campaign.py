"""Sheets of books of the invented county: what another office's sheet looks like, and the writer of all of them.

A part of the campaign (sample_data/generator/campaign/materials.py …) has a function `sheets() -> list[BookSheet]` and is listed in
sample_data/generator/campaign/parts.py; `python -m sample_data` writes the files, data_loaders.importing.sample loads them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.datasets.datasets import Dataset
from sample_data.generator.sheets.grids import Cell, SheetGrid, xlsx

FOLDER = "campaign"


@dataclass(frozen=True)
class DatasetSheet:
    """One sheet of a book as an office typed it.

    title: stands above the table and, with the day, in the file name. as_of: the day it speaks for. rows: field → cell, as
    typed: masters by name, days as dates or text; what a row leaves out is an empty cell. Fields that no row has get no column.
    headings: field → other heading than the canonical one. sender: 填报单位, written in a row of its own; "": no such row.
    merged: fields whose equal neighbours are one merged cell. grouped: a field written as group rows (滨江街道辖区) in place of
    a column. serial: a column 序号. footer: texts of the last rows (制表人 …). refused: how many rows are wrong on purpose.
    """

    book: Dataset
    title: str
    as_of: date
    rows: Sequence[Mapping[str, Cell]]
    headings: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""
    merged: tuple[str, ...] = ()
    grouped: str | None = None
    serial: bool = True
    footer: tuple[str, ...] = ()
    refused: int = 0

    @property
    def file_name(self) -> str:
        """网上申报材料清单（截至2020年7月26日）.xlsx."""
        day = self.as_of
        return f"{self.title}（截至{day.year}年{day.month}月{day.day}日）.xlsx"


def files(parts: Iterable[Callable[[], Sequence[DatasetSheet]]]) -> dict[str, bytes]:
    """Path below sample_data → content of every sheet of these parts. Raises ValueError for two sheets with one name."""
    found: dict[str, bytes] = {}
    for part in parts:
        for sheet in part():
            name = f"{FOLDER}/{sheet.file_name}"
            if name in found:
                raise ValueError(f"two sheets are called {name}")
            found[name] = written(sheet)
    return found


def written(sheet: DatasetSheet) -> bytes:
    """The .xlsx of a sheet; the same rows give the same bytes. Raises ValueError for a field that the book does not have."""
    known = [f.name for f in sheet.book.columns]
    strangers = {name for row in sheet.rows for name in row} - set(known)
    if strangers:
        raise ValueError(f"{sheet.title}: {sheet.book.key} has no {sorted(strangers)}")
    used = {name for row in sheet.rows for name in row if row[name] not in (None, "")}
    names = [name for name in known if name in used and name != sheet.grouped]
    fields = [sheet.book.field(name) for name in names]
    lead = ["序号"] if sheet.serial else []
    headings = [*lead, *(sheet.headings.get(f.name, f.heading) for f in fields)]
    grid = SheetGrid("Sheet1", widths=(*([6] * len(lead)), *(f.width for f in fields)))
    width = len(headings)
    grid.add([sheet.title], merged=True, width=width)
    if sheet.sender:
        day = sheet.as_of
        second = max(1, width // 2)
        cells: list[Cell] = [None] * width
        cells[0], cells[second] = f"填报单位：{sheet.sender}", f"填报时间：{day.year}年{day.month}月{day.day}日"
        grid.add(cells)
    grid.add(headings)
    group: Cell = None
    first = len(grid.rows)
    for number, row in enumerate(sheet.rows, start=1):
        if sheet.grouped is not None and row.get(sheet.grouped) != group:
            _merge_down(grid, sheet, names, first, len(lead))
            group = row.get(sheet.grouped)
            grid.add([f"{group}辖区"], merged=True, width=width)
            first = len(grid.rows)
        grid.add([*([number] if lead else []), *(row.get(name) for name in names)])
    _merge_down(grid, sheet, names, first, len(lead))
    for text in sheet.footer:
        grid.add([text], merged=True, width=width)
    return xlsx([grid])


def _merge_down(grid: SheetGrid, sheet: DatasetSheet, names: Sequence[str], first: int, lead: int) -> None:
    """Merge equal neighbours of the merged fields, from row `first` to the end."""
    for name in sheet.merged:
        column = names.index(name) + lead
        start = first
        for row in range(first, len(grid.rows) + 1):
            if row == len(grid.rows) or grid.rows[row][column] != grid.rows[start][column]:
                if row - start > 1 and grid.rows[start][column] not in (None, ""):
                    grid.merges.append((start, column, row - 1, column))
                start = row
