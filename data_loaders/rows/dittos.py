"""Cells that only point at the cell above (同上, 〃), and cells in which a formula failed (#N/A, #REF!)."""

from collections.abc import Set
from typing import Any, NamedTuple

from data_loaders.layout.heading_rows import is_blank
from data_loaders.reading.workbook import Cell

_DITTOS = frozenset(("同上", "同上。", "同前", "上同", "同上行", "同上一行", "同上格", "以上同", "〃", "″", "˝", "〞", "〝", "”", "“", '"', "''", "＂", "々", "′′", "''''"))  # fmt: skip
_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#GETTING_DATA", "#REF", "#VALUE", "#DIV/0"))  # fmt: skip


_SPACED = frozenset(
    form for mark in (*_DITTOS, "同 上", "同　上", "同  上") for form in (mark, f" {mark}", f"{mark} ", f" {mark} ")
)
_CASES = frozenset(
    form
    for error in (*_ERRORS, *(f"Err:{n}" for n in range(501, 541)))
    for form in (error, error.lower(), f" {error}", f"{error} ", f" {error} ")
)


def may_point_or_fail(distinct: Set[Cell]) -> bool:
    """A quick look at the different cells of a column: whether one of them may be a ditto or a failed formula."""
    return not (distinct.isdisjoint(_SPACED) and distinct.isdisjoint(_CASES))


def is_ditto(value: Cell) -> bool:
    """Whether the cell says nothing but that it is the same as the one above it."""
    return isinstance(value, str) and len(value) < 12 and "".join(value.split()) in _DITTOS


def is_error(value: Cell) -> bool:
    """Whether the cell holds what Excel shows where a formula failed."""
    if not isinstance(value, str) or len(value) > 20:
        return False
    text = value.strip().upper().replace("！", "!").replace("？", "?")
    return text in _ERRORS or (text.startswith("ERR:") and text[4:].isdecimal())


class Resolved(NamedTuple):
    """A column whose dittos are filled in. filled: how many. dangling: rows (from 0) whose ditto has nothing above it."""

    cells: list[Any]
    filled: int
    dangling: list[int]


def resolved(cells: list[Any]) -> Resolved | None:
    """The column with each 同上 filled in from the nearest row above, which may be one itself; None where there is none."""
    if not any(is_ditto(value) for value in set(cells) if value.__class__ is str):
        return None
    result: list[Any] = []
    dangling: list[int] = []
    filled = 0
    for index, value in enumerate(cells):
        if not is_ditto(value):
            result.append(value)
            continue
        above = result[-1] if result else None
        if is_blank(above) or is_error(above):
            dangling.append(index)
            above = None
        else:
            filled += 1
        result.append(above)
    return Resolved(result, filled, dangling)
