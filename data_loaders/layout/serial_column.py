"""The column that counts the rows although nothing stands above it: the first one, without a heading, with 1, 2, 3 … below."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import itemgetter

from data_loaders.headings.headings import ColumnMatch, is_untitled
from data_loaders.layout.heading_rows import is_blank
from data_loaders.layout.tables import Table
from data_loaders.reading.workbook import Cell

_LATEST_START = 3


def counts_rows(cells: Iterable[Cell]) -> bool:
    """Whether the cells that hold something are whole numbers, two at least, each one more than the one before, from 1 or little more on.

    They may begin anew.
    """
    last = found = 0
    for value in cells:
        if is_blank(value):
            continue
        text = str(value).strip().removesuffix(".0")
        if isinstance(value, bool) or not text.isascii() or not text.isdigit() or len(text) > 6:
            return False
        number = int(text)
        if number != last + 1 and not (number <= _LATEST_START and found != 1):
            return False
        last, found = number, found + 1
    return found > 1


def with_serials(columns: Sequence[ColumnMatch], table: Table) -> tuple[ColumnMatch, ...]:
    """The columns, the first one taken for 序号 if it has no heading and counts the rows."""
    if not columns or any(column.field == "serial" for column in columns):
        return tuple(columns)
    first = columns[0]
    if first.how != "none" or not is_untitled(first.heading) or not counts_rows(_first_cells(table)):
        return tuple(columns)
    return (replace(first, field="serial", how="alias", score=100.0), *columns[1:])


def _first_cells(table: Table) -> list[Cell]:
    """The cells of the first column, those of rows that hold nothing else among them, from the top down."""
    cells = [(number, row[0]) for number, row in zip(table.row_numbers, table.rows, strict=True)]
    cells += [(aside.row, aside.cells[0][1]) for aside in table.asides if aside.reason == "只有序号" and aside.cells]
    return [value for _, value in sorted(cells, key=itemgetter(0))]
