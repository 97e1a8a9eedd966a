"""Columns that say the same thing one time after the other: 第一次…第二次, 5月…6月, 整改时限 and 延期后整改时限, one heading three times.

What is said later holds, so the last column that is filled in counts. The order is that of the headings where all of them say it (ordinals,
months, days), else that of the columns; what was put off or changed (延期, 调整后) comes after what it changes.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from data_loaders.text.numerals import chinese_number

FIELDS = frozenset(("progress", "state", "done_on", "verdict", "verified_on", "due", "measures", "photo_after"))
"""Fields of which a later column overrides an earlier one. Two columns of problems, sites or units say two things instead."""
REPLACED = FIELDS | {"units", "lead_unit", "person", "phone"}
"""Fields of which a column overrides another one that it says to be changed by it."""

_COUNT = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_TURNS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"第{_COUNT}(?:次|轮|批|期|阶段|周|季度|天|回)"), 0),
    (re.compile(r"(?:20\d{2}年)?(\d{1,2})月(?:(\d{1,2})日|份|底|末)?"), 0),
    (re.compile(r"(?:20\d{2}[./-])?(\d{1,2})[./-](\d{1,2})(?=\D|$)"), 0),
    (re.compile(rf"{_COUNT}月(?:份|底|末)?"), 0),
    (re.compile(rf"{_COUNT}季度"), 0),
    (re.compile(r"上(?:一)?(?:次|轮|周|月|旬|期|季度)|前次"), -1),
    (re.compile(r"本(?:次|轮|周|月|旬|期|季度)|目前|最新|当前"), 99),
    (re.compile(r"首次|初次|首轮"), 1),
    (re.compile(rf"{_COUNT}(?:次|轮)"), 0),
    (re.compile(r"再次"), 2),
    (re.compile(r"最终|末次|最后一次"), 99),
    (re.compile(rf"(?<=[\u4e00-\u9fff])[(\[]?{_COUNT}[)\]]?$"), 0),
)
_AMENDED = re.compile(
    r"(?:延期|延长|延后|展期|顺延|宽限|调整|变更|修改|修订|更改)(?:之?后|至)?的?|重新(?:确定|核定|明确)的?"
)
_LEFT_OVER = re.compile(r"^截[至止]|[(\[][)\]]|^的|^/|/$")


class Turn(NamedTuple):
    """What a heading says without the time it is about. base: the rest of it. when: its place in the order, None where it says none.

    amended: it speaks of something put off or changed.
    """

    base: str
    when: tuple[int, ...] | None
    amended: bool


@lru_cache(maxsize=5_000)
def turn_of(clean: str) -> Turn:
    """A cleaned heading without its ordinal, month or day."""
    when: tuple[int, ...] | None = None
    amended = _AMENDED.search(clean) is not None
    base = _AMENDED.sub("", clean)
    for pattern, place in _TURNS:
        found = pattern.search(base)
        if found is not None:
            said = tuple(_number(part) for part in found.groups() if part) or (place,)
            when = said if all(said) else None
            base = base[: found.start()] + base[found.end() :]
            break
    while (shorter := _LEFT_OVER.sub("", base)) != base:
        base = shorter
    return Turn(base, when, amended)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else chinese_number(text)


def are_turns(field: str, one: str, other: str) -> bool:
    """Whether two cleaned headings of a field say the same thing at different times."""
    first, second = turn_of(one), turn_of(other)
    if first.amended != second.amended:
        return field in REPLACED
    return field in FIELDS and first.base == second.base


def in_order(columns: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    """The columns (with their cleaned headings) of one field in the order in which they were filled in."""
    turns = {column: turn_of(clean) for column, clean in columns}
    places = [turn.when for turn in turns.values() if not turn.amended]
    backwards = len(places) > 1 and all(
        one is not None and other is not None and one > other for one, other in pairwise(places)
    )
    return tuple(sorted(turns, key=lambda column: (turns[column].amended, -column if backwards else column)))


def rounds(columns: Mapping[str, Sequence[int]], headings: Sequence[str]) -> dict[str, dict[int, tuple[int, ...]]]:
    """field → column → which round it is of, for fields whose rounds can be compared: 第二次整改情况 is of the same as 第二次复核情况.

    columns: field → its columns in order; headings: cleaned, of all columns. Rounds are told by the headings where all of them say
    one, else by the place in the order where the fields have equally many columns; then nothing is given for the others.
    """
    said = {field: {column: turn_of(headings[column]).when for column in own} for field, own in columns.items()}
    if all(when is not None for own in said.values() for when in own.values()):
        return {
            field: {column: when for column, when in own.items() if when is not None} for field, own in said.items()
        }
    most = max(map(len, columns.values()), default=0)
    return {
        field: {column: (place,) for place, column in enumerate(own)}
        for field, own in columns.items()
        if len(own) == most
    }
