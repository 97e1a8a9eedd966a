"""Tables of a few dozen rows, drawn as HTML: right-aligned numbers, groups, heat; a number leads to its rows."""

import json
from collections.abc import Sequence
from typing import Any, TypedDict, cast

from ui.parts.components import component


class GridColumn(TypedDict, total=False):
    """kind: "text", "wrap text" or "" for numbers. help: the 口径, shown on the heading."""

    name: str
    kind: str
    help: str


class Cell(TypedDict, total=False):
    """What stands in a cell. go: where a click leads. tone: overdue, due_soon, done, quiet. bar: 0 … 1 under the text."""

    text: str
    go: str | None
    tone: str
    ground: str
    ink: str
    bar: float | None


class GridRow(TypedDict, total=False):
    """style: "group" (one cell across), "total" or nothing."""

    cells: list[Cell]
    style: str


class Grid(TypedDict, total=False):
    """A whole table. style: "heat" for a cross table. height: pixels after which it scrolls; steady: never lower. paper: so many rows
    are printed, and the rest is said to be in the download.
    """

    columns: list[GridColumn]
    rows: list[GridRow]
    style: str
    height: int
    steady: bool
    paper: int


_component = component("linked_table", "grid")


def show(grid: Grid | bytes, *, key: str) -> None:
    """Show the table, packed or not; a click on a linked cell goes there."""
    _component(grid if isinstance(grid, bytes) else packed(grid), key=key)


def packed(grid: Grid) -> bytes:
    """The table as the browser gets it. Remember this where a table is large: making JSON of it costs more than all else."""
    return json.dumps(grid, ensure_ascii=False).encode()


def unpacked(data: bytes) -> Grid:
    """The inverse of `packed`."""
    return cast(Grid, json.loads(data))


def text(said: str, go: str | None = None, **more: Any) -> Cell:
    """A cell."""
    cell = Cell(text=said, go=go)
    cell.update(more)  # type: ignore[typeddict-item]
    return cell


def group(name: str) -> GridRow:
    """A row across the table that names the rows below it."""
    return GridRow(cells=[Cell(text=name)], style="group")


def columns(*said: tuple[str, str, str]) -> list[GridColumn]:
    """Columns from (name, kind, help)."""
    return [GridColumn(name=name, kind=kind, help=help_) for name, kind, help_ in said]


def texts(grid: Grid) -> Sequence[Sequence[str]]:
    """The rows as plain text, headings first: what a reader sees."""
    return [[c["name"] for c in grid["columns"]], *([c["text"] for c in row["cells"]] for row in grid["rows"])]
