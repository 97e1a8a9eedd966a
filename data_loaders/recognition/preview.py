"""The first rows of a sheet as they look in Excel, so that the clerk sees at a glance whether the heading row was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data_loaders.layout.tables import Table
from data_loaders.reading.grid import letters
from data_loaders.reading.workbook import Cell, Sheet

MOST_COLUMNS = 40
LONGEST = 80
_BELOW = 3
_Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class PreviewCell:
    """A cell, or several merged into one. text: as a reader sees it, shortened where it is long."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    is_number: bool = False


@dataclass(frozen=True)
class PreviewRow:
    """A row. number: as Excel counts. cells: those that begin in it; cells merged from above or the left are not there."""

    number: int
    cells: tuple[PreviewCell, ...]
    is_heading: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class Preview:
    """Some rows of a sheet, headings among them. columns: letters. height and width: of the whole sheet, which may have more."""

    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    height: int
    width: int


def preview(sheet: Sheet, table: Table | None, rows: int = 8) -> Preview:
    """The first `rows` rows of the sheet; further down only where the headings of `table`, and some rows below them, would be missing."""
    height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    headings = frozenset(row - 1 for row in table.heading_rows) if table is not None else frozenset[int]()
    start = 0
    if headings and max(headings) + _BELOW >= rows:
        start = max(0, min(min(headings), max(headings) + 1 + _BELOW - rows))
    end = min(start + rows, height)
    columns = min(width, MOST_COLUMNS)
    spans, covered = _spans(sheet.merges, start, end, columns)
    hidden = frozenset(sheet.hidden_rows)
    shown = tuple(
        PreviewRow(
            number=at + 1,
            cells=tuple(
                _cell(sheet.rows[at][column], spans.get((at, column), (1, 1)))
                for column in range(columns)
                if (at, column) not in covered
            ),
            is_heading=at in headings,
            is_hidden=at in hidden,
        )
        for at in range(start, end)
    )
    return Preview(tuple(letters(column) for column in range(columns)), shown, height, width)


def _spans(
    merges: Sequence[_Merge], start: int, end: int, columns: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Rows and columns that the merged cells in the window take, by their first cell, and the places that they cover."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in merges:
        top, bottom, right = max(top, start), min(bottom, end - 1), min(right, columns - 1)
        if top > bottom or left > right or (top == bottom and left == right):
            continue
        places = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if places & covered or places & spans.keys():  # two merges over each other: only broken files have them
            continue
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered |= places - {(top, left)}
    return spans, covered


def _cell(value: Cell, span: tuple[int, int]) -> PreviewCell:
    text = _text(value)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return PreviewCell(text, *span, is_number=is_number)


def _text(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case float():
            return f"{value:.10g}"
        case _:
            return str(value)
