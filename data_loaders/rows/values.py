"""What cells of the main kinds say, as the database keeps it: ids of names, day numbers, numbers of states."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from data_loaders.cells.cells import CellError, Wrong, parse_text
from data_loaders.cells.units import LONGEST_NAME, parse_units
from data_loaders.days.calendar_text import NotUnderstood
from data_loaders.days.dates import ORDERS, DayOrder, after_the_sheet, in_1900, is_aim, parse_date
from data_loaders.days.dues import WEEKENDS, is_open_ended, parse_due
from data_loaders.masters.name_lookup import NameLookup, unknown_units
from data_loaders.states.codes import number_in
from data_loaders.states.state_words import Verdict, parse_state, parse_verdict, settled
from domain.directory import DEPARTMENT
from domain.ledger.days import day_date, day_number
from domain.ledger.states import DONE, State
from domain.ledger.workdays import Workdays

_AHEAD = re.compile(r"[前内底末]|以?后|[年月日天周]|期|限")
"""What a text in a column of due dates that tells of a day to come holds, however it was meant."""
_STANDS = frozenset(map(int, (State.REPORTED, State.CLOSED, State.REWORK, State.ON_HOLD, State.REJECTED)))
"""States that a day of completion does not change: what is done already, and what came later than the day."""


def _without_zero(value: Any) -> Any:
    """A cell that holds a name; the number 0 is what a link to an empty cell shows."""
    return None if value.__class__ in (int, float) and value == 0 else value


class NoDay(NamedTuple):
    """Words where a day of completion should stand (已完成, 长期坚持, 7月底前). state: the one that they say."""

    text: str
    state: int | None


@dataclass
class Values:
    """Reads single cells of one sheet; `as_of` to `workdays` and `verdicts` as in records.Reading.

    All give None for an empty cell and raise CellError, or give Wrong, for one that cannot be read.
    unlisted_years: in which working days were counted although the office's holidays of that year are not known.
    codes, percent: what the numbers in the column of states are, see `codes.Codes`.
    from_1904: numbers that stand for days are counted from 1904. order: in which order days are written that end with the year.
    """

    register: NameLookup
    as_of: date
    word_days: Mapping[str, int]
    states: Mapping[str, State | None] = field(default_factory=dict)
    date_pattern: str | None = None
    workdays: Workdays = WEEKENDS
    unlisted_years: set[int] = field(default_factory=set)
    codes: Collection[float] = frozenset()
    percent: bool = False
    from_1904: bool = False
    order: DayOrder | None = None
    verdicts: Mapping[str, Verdict | None] = field(default_factory=dict)

    def day(self, value: Any, *, last_of_several: bool = False) -> int | None:
        """A day."""
        pattern = self.pattern if isinstance(value, str) else None
        if self.from_1904:
            value = in_1900(value)
        day = parse_date(value, near=self.as_of, pattern=pattern, last_of_several=last_of_several, **self._order)
        return None if day is None else day_number(day)

    @property
    def pattern(self) -> str | None:
        """The format of all days as text; None where there is none, or where only their order is said."""
        return None if self.date_pattern in ORDERS else self.date_pattern

    @property
    def _order(self) -> dict[str, bool]:
        return {} if self.order is None else {"dayfirst": self.order.order == "day", "us": self.order.order == "month"}

    def past_day(self, value: Any, *, name: str, last_of_several: bool = False) -> int | Wrong | None:
        """A day that cannot lie after the one that the sheet speaks for. name: what the column is called."""
        day = self.day(value, last_of_several=last_of_several)
        return after_the_sheet(name, self.as_of) if day is not None and day > day_number(self.as_of) else day

    def done(self, value: Any) -> int | Wrong | NoDay | None:
        """The day of completion; words in its place say at most a state."""
        text = parse_text(value) if isinstance(value, str) else None
        if text is not None and self.pattern is None and is_aim(text):
            return NoDay(text, None)
        try:
            return self.past_day(value, name="完成时间", last_of_several=True)
        except NotUnderstood:
            if text is None:
                raise
            state = self.state_told(text, done=False)
            return NoDay(text, int(State.IN_PROGRESS) if state is None and is_open_ended(text) else state)

    def due(self, value: Any, found: int | None, *, unit: str | None = None) -> tuple[int | None, str | None]:
        """A due date and its wording; a limit such as 3天 counts from the day found. unit: of plain numbers, where the heading says it."""
        if self.from_1904:
            value = in_1900(value)
        if self.pattern is not None and isinstance(value, str):
            return self.day(value), value
        found_on = None if found is None else day_date(found)
        near = self.as_of if found_on is None else found_on
        try:
            said = parse_due(
                value,
                found_on=found_on,
                near=near,
                word_days=self.word_days,
                workdays=self.workdays,
                unit=unit,
                **self._order,
            )
        except NotUnderstood:
            text = parse_text(value)
            if text is None or _AHEAD.search(text) or self.state_told(text, done=False) not in DONE:
                raise
            return None, text  # 已解决 where a day should stand: no due date, which is told
        if said is None:
            return None, None
        if said.kind == "days" and said.on is not None and found_on is not None and "工作日" in said.text:
            self.unlisted_years |= {found_on.year, said.on.year} - self.workdays.years
        return None if said.on is None else day_number(said.on), said.text

    def state(self, value: Any) -> int | None:
        """A state, by the wordings that a person has explained or by those that are known."""
        text = parse_text(value)
        if text is None:
            return None
        for wording, state in self.states.items():
            if text == wording or (wording.endswith("*") and text.startswith(wording[:-1])):
                return None if state is None else int(state)
        number = number_in(value) if self.codes or self.percent else None
        if number is not None:
            if number in self.codes:
                raise CellError(
                    f"整改状态写的是代码“{text}”，不知道代表什么。",
                    "请告诉系统每个代码是什么意思，或在表中改成“已完成”“整改中”等。",
                )
            if 0 <= number <= 100:
                value = number / 100
        found = parse_state(value, self.as_of)
        return None if found is None else int(found)

    def verdict(self, value: Any) -> Verdict | Wrong | None:
        """What the office found when it checked, by the wordings that a person has explained or by those that are known."""
        text = parse_text(value)
        if text is None:
            return None
        if text in self.verdicts:
            return self.verdicts[text]
        try:
            return parse_verdict(value)
        except CellError as error:
            return Wrong(error.reason, error.remedy, asks=(("verdict", text),))

    def state_told(self, progress: str, *, done: bool) -> int | None:
        """A state that the free text on progress gives away; None where it says none. done: a day of completion is filled in.

        Such a day outweighs words on how the work was arranged or planned, and doubts that were settled.
        """
        try:
            found = self.state(progress)
        except CellError:
            return None
        if done and found is not None and found not in _STANDS and settled(progress):
            return None
        return found

    def unit(self, value: Any, *, kind: str) -> int | Wrong | None:
        """One unit, a department or a district."""
        text = parse_text(_without_zero(value))
        if text is None:
            return None
        found = self.register.unit(text, kind=kind)
        return unknown_units((text,), kind) if found is None else found

    def units(self, value: Any) -> tuple[int, ...] | Wrong | None:
        """All units in a cell, the lead first."""
        value = _without_zero(value)
        ids: list[int] = []
        missing: list[str] = []
        for name in parse_units(value):
            if not name.isascii() and (len(name) > LONGEST_NAME or "，" in name or "。" in name):
                return Wrong(
                    "责任单位栏写的是一句话，不是单位名称。",
                    "请改填单位名称；责任还没有落实的，可在状态栏写“责任待定”。",
                )
            found = self.register.unit(name, kind=DEPARTMENT)
            if found is None:
                missing.append(name)
            else:
                ids.append(found)
        if missing:
            return unknown_units(missing, DEPARTMENT)
        return tuple(dict.fromkeys(ids)) or None

    def word(self, value: Any, *, kind: Literal["category", "site_type", "source"]) -> int | None:
        """A word of one of the short vocabularies."""
        text = parse_text(value)
        return None if text is None else self.register.term(kind, text)
