"""Numbers in a column of states: shares of the work, 1 and 0 for yes and no, or codes of another system that nobody has explained."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar

from data_loaders.reading.workbook import Cell

T = TypeVar("T")

_SHARES = re.compile(r"率|百分|比例|%|％|进度|占比")
_QUESTION = re.compile(r"是否|与否|能否|有无|[?？]|[(（]是/否[)）]|完成$|整改$|到位$|办结$|销号$")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")


class Codes(NamedTuple):
    """unknown: the numbers that are codes, so that none of them is read. percent: whether numbers are percent points (80 is 80 %)."""

    unknown: Collection[float] = frozenset()
    percent: bool = False


def number_in(value: Cell) -> float | None:
    """The number that a cell is, also one kept as text; None for anything else, a percentage among it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    return None


_OF_FORM = re.compile(r"(?P<code>\d{1,3}(?:\.\d+)?)@(?P<form>[0-9a-f]{16})")


def code_of_form(text: str, form: str) -> str:
    """What an answer about a code is kept under: a code means something in sheets with the same headings only. form: their signature."""
    return f"{text}@{form}"


def parts_of(key: str) -> tuple[str, str] | None:
    """The code and the form of such a key; None for any other wording."""
    found = _OF_FORM.fullmatch(key)
    return None if found is None else (found["code"], found["form"])


def states_of_form(states: Mapping[str, T], form: str) -> dict[str, T]:
    """What wordings mean in sheets of one form: words anywhere, codes only there."""
    told: dict[str, T] = {}
    for wording, state in states.items():
        code = parts_of(wording)
        if code is None:
            told[wording] = state
        elif code[1] == form:
            told[code[0]] = state
    return told


def codes_in(cells: Iterable[Cell], heading: str) -> Codes:
    """What the numbers in a column of states are, from all of them together and from its heading.

    A heading about a rate or progress makes them shares, in points where one is above 1. Else fractions between 0 and 1 make them
    shares; only 0 and 1 under a question (是否完成) are no and yes, 0 and 100 are shares; all others are codes, all or none of which is read.
    """
    numbers = {number for value in set(cells) if (number := number_in(value)) is not None}
    if not numbers:
        return Codes()
    if _SHARES.search(heading):
        return Codes(percent=max(numbers) > 1)
    if max(numbers) <= 1 and any(0 < number < 1 for number in numbers):
        return Codes()
    if numbers <= {0.0, 100.0} and 100.0 in numbers:
        return Codes(percent=True)
    if numbers <= {0.0, 1.0} and _QUESTION.search(heading):
        return Codes()
    return Codes(frozenset(numbers))
