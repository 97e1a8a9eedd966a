"""A sheet as a reader gives it, and the same sheet as even columns: where merged cells are filled in and numbers made plain."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from data_loaders.reading.serialisation import Cell, packed, types_of
from data_loaders.reading.workbook import UnreadableFile

MAX_CELLS = 30_000_000
MAX_COLUMNS = 1_000
"""Columns that hold something; the clerk would be asked about every heading."""
FAULT_MARK = "导入问题清单（由导入检查生成，重新上传时不读取本页）"
"""The first cell of the sheet that lists the faults of a marked workbook: by it the sheet is known and set aside."""
LIST_MARK = "下拉选项（由程序生成，请勿改动）"
"""The first cell of the hidden sheet that holds the words of drop-downs."""


@dataclass
class RawSheet:
    """One sheet as it was read: rows from Excel's row 1, ragged, '' for empty.

    struck_rows: with a cell that is struck through, where the reader sees it. from_1904: its serial numbers of days are counted from 1904, as on old Macintoshes.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    from_1904: bool = False
    struck_rows: list[int] = field(default_factory=list)


def refuse_too_many(cells: int, sheet: str, end: tuple[int, int]) -> None:
    if cells > MAX_CELLS:
        raise UnreadableFile(
            f"工作表“{sheet}”范围异常大：最后一个有内容的单元格在 {letters(end[1])}{end[0] + 1}。",
            "请按 Ctrl+End 找到它，删去多余的空白行和空白列，保存后再上传。",
        )


def refuse_too_wide(sheet: RawSheet) -> None:
    if max(map(len, sheet.rows), default=0) <= MAX_COLUMNS:
        return
    filled: set[int] = set()
    for row in sheet.rows:
        filled.update(column for column, value in enumerate(row) if value is not None and value != "")
    if len(filled) > MAX_COLUMNS:
        raise UnreadableFile(
            f"工作表“{sheet.name}”有 {len(filled):,} 列内容，不像正常的台账（最多读取 {MAX_COLUMNS:,} 列）。",
            "请删去多余的列后保存；如果是行和列放反了，请先转置，再上传。",
        )


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


Mend = Callable[[Sequence[Sequence[Cell]], Sequence[set[type]]], tuple[list[Sequence[Cell]], str | None]]
"""What is done to the columns of a sheet, whose types are told, before they are sent, and an example of a day that was told in world time."""


def _as_they_are(columns: Sequence[Sequence[Cell]], kinds: Sequence[set[type]]) -> tuple[list[Sequence[Cell]], None]:
    return list(columns), None


def lines_of(sheet: RawSheet, mend: Mend = _as_they_are) -> Iterator[dict[str, Any]]:
    """The sheet as JSON-able lines, a head and its columns: merged cells filled in, trailing empty rows and columns dropped.

    Raises UnreadableFile.
    """
    refuse_too_wide(sheet)
    rows = sheet.rows
    merges = _fill_merges(rows, sheet.merges)
    while rows and not any(value is not None and value != "" for value in rows[-1]):
        rows.pop()
    even = len(set(map(len, rows))) <= 1
    columns: list[Sequence[Cell]] = list(zip(*rows, strict=True) if even else zip_longest(*rows, fillvalue=None))
    while columns and not any(value is not None and value != "" for value in columns[-1]):
        columns.pop()
    kinds = [types_of(column) for column in columns]  # looks at every cell: once
    mended, world_time = mend(columns, kinds)
    height, width = len(rows), len(columns)
    yield {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "height": height,
        "width": width,
        "merges": [m for m in merges if m[0] < height and m[1] < width],
        "hidden_rows": [row for row in sheet.hidden_rows if row < height],
        "from_1904": sheet.from_1904,
        "world_time": world_time,
    }
    for before, column, types in zip(columns, mended, kinds, strict=True):
        yield packed(column, types if column is before else None)


def _fill_merges(rows: list[list[Any]], merges: Iterable[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Copies the top-left value over each merged range, clipped to the rows that are there; gives the clipped ranges."""
    height = len(rows)
    width = max(map(len, rows), default=0)
    clipped = []
    for top, left, bottom, right in merges:
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        if top > bottom or left > right:
            continue
        clipped.append((top, left, bottom, right))
        value = rows[top][left] if left < len(rows[top]) else None
        if value is None or value == "":
            continue
        for row in rows[top : bottom + 1]:
            if len(row) <= right:
                row.extend([None] * (right + 1 - len(row)))
            row[left : right + 1] = [value] * (right + 1 - left)
    return clipped
