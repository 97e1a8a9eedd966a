"""Cells on their way from the reading process: columns as JSON, one a line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

Cell = None | str | int | float | bool | date | datetime | time | timedelta

_PLAIN = frozenset((type(None), str, int, float, bool))
_NUMBERS = frozenset((int, float, bool))
_SAMPLE = 2_000
_EXACT = 2**53  # beyond it a float does not know its last digit


def types_of(column: Sequence[Cell]) -> set[type]:
    """The types of the cells of a column."""
    return set(map(type, column))


def packed(column: Sequence[Cell], types: set[type] | None = None) -> dict[str, Any]:
    """The column in a form that JSON can carry, "" made None and whole floats made int on the way. types: its `types_of`, where known."""
    types = types_of(column) if types is None else types
    if types & _NUMBERS:  # 1, 1.0 and True are equal, so they cannot be told apart in a dictionary
        if types <= _PLAIN:
            return {"values": [_whole(v) if type(v) is float else None if v == "" else v for v in column]}
        plain = [_plain(value) for value in column]
        return {"tagged": [_tagged(value) for value in plain]}
    repeats = len(set(column[:_SAMPLE])) * 4 < min(len(column), _SAMPLE)
    if repeats or not types <= _PLAIN:
        # Each different value once: less to send, one object for many cells, and whoever looks values up later hashes them once.
        numbers: defaultdict[Cell, int] = defaultdict(count().__next__)
        codes = list(map(numbers.__getitem__, column))
        return {"distinct": [_tagged(_plain(value)) for value in numbers], "codes": codes}
    return {"values": [value or None for value in column] if "" in column else column}


def _plain(value: Cell) -> Cell:
    if value == "":
        return None
    return _whole(value) if type(value) is float else value


def _whole(value: float) -> int | float:
    return int(value) if value.is_integer() and -_EXACT < value < _EXACT else value


def _tagged(value: Cell) -> Any:
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.toordinal()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"span": [value.days, value.seconds, value.microseconds]}
        case _:
            return value


def _untagged(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    ((tag, inner),) = value.items()
    match tag:
        case "moment":
            return datetime.fromisoformat(inner)
        case "day":
            return date.fromordinal(inner)
        case "time":
            return time.fromisoformat(inner)
        case _:
            return timedelta(*inner)


def rows_of(columns: Sequence[Sequence[Cell]], height: int) -> list[list[Cell]]:
    """The same cells row by row."""
    return list(map(list, zip(*columns, strict=True))) if columns else [[] for _ in range(height)]


def unpacked(packed: Mapping[str, Any]) -> Sequence[Cell]:
    """The column that `packed` was made of. Raises KeyError, TypeError or ValueError for what no `packed` gives."""
    if "codes" in packed:
        return list(map([_untagged(value) for value in packed["distinct"]].__getitem__, packed["codes"]))
    if "tagged" in packed:
        return [_untagged(value) for value in packed["tagged"]]
    values: Sequence[Cell] = packed["values"]
    return values
