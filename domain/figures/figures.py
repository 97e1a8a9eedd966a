"""Every figure as a set of day intervals, so that a number, its list and its trend are one computation.

A figure such as 超期 holds for a span on the days from `start` up to, not including, `end`. Counting it on one day, on
all week ends or by department, and listing its issues, all ask the same question: start ≤ day < end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.figures.rates import points, rates, with_sums
from domain.ledger.days import NEVER, day_number, week_start
from domain.ledger.ledger import Ledger
from domain.ledger.states import CLOCK_RUNS, COUNTED, DONE, OPEN, State

Days = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Holding:
    """Where and when a figure holds: `rows` are positions in ledger.spans; it holds on start ≤ day < end."""

    rows: NDArray[np.int64]
    start: Days
    end: Days


def _in(states: frozenset[State]) -> NDArray[np.bool_]:
    table = np.zeros(16, dtype=np.bool_)
    table[[int(s) for s in states]] = True
    return table


_COUNTED, _OPEN, _DONE, _CLOCK = _in(COUNTED), _in(OPEN), _in(DONE), _in(CLOCK_RUNS)


def _whole(ledger: Ledger, mask: Mask) -> Holding:
    rows = np.flatnonzero(mask)
    return Holding(rows, ledger.spans["from_on"].to_numpy()[rows], ledger.spans["to_on"].to_numpy()[rows])


def _state(ledger: Ledger) -> NDArray[np.int8]:
    return ledger.spans["state"].to_numpy()


def _due(ledger: Ledger) -> Days:
    return ledger.spans["due_on"].to_numpy()


def _late_by(ledger: Ledger, days: int) -> Holding:
    """Spans whose clock runs, from the day on which they are more than `days` days past their due date."""
    whole = _whole(ledger, _CLOCK[_state(ledger)] & (_due(ledger) != NEVER))
    start = np.maximum(whole.start, _due(ledger)[whole.rows] + (days + 1))
    keep = start < whole.end
    return Holding(whole.rows[keep], start[keep], whole.end[keep])


def _due_soon(ledger: Ledger) -> Holding:
    whole = _whole(ledger, _CLOCK[_state(ledger)] & (_due(ledger) != NEVER))
    due = _due(ledger)[whole.rows]
    start = np.maximum(whole.start, due - ledger.settings.due_soon_days)
    end = np.minimum(whole.end, due + 1)
    keep = start < end
    return Holding(whole.rows[keep], start[keep], end[keep])


def _finished(ledger: Ledger, *, on_time: bool) -> Holding:
    return _whole(ledger, _punctual(ledger) if on_time else _judged(ledger) & ~_punctual(ledger))


def _judged(ledger: Ledger) -> Mask:
    """Spans of completions that can be held against a due date: both days are known."""
    known = (_due(ledger) != NEVER) & (ledger.spans["done_on"].to_numpy() != NEVER)
    return np.asarray(_DONE[_state(ledger)] & known)


def _punctual(ledger: Ledger) -> Mask:
    return np.asarray(_judged(ledger) & (ledger.spans["done_on"].to_numpy() <= _due(ledger)))


def _sent_back(ledger: Ledger, held: Holding) -> Holding:
    """The part of it that was ever sent back."""
    back = ledger.spans["reworked"].to_numpy()[held.rows]
    return Holding(held.rows[back], held.start[back], held.end[back])


def _closings(ledger: Ledger) -> Mask:
    return np.asarray((_state(ledger) == State.CLOSED) & (ledger.spans["before"].to_numpy() != State.CLOSED))


STOCKS: Mapping[str, Callable[[Ledger], Holding]] = {
    "total": lambda g: _whole(g, _COUNTED[_state(g)]),
    "open": lambda g: _whole(g, _OPEN[_state(g)]),
    "overdue": lambda g: _late_by(g, 0),
    "long_overdue": lambda g: _late_by(g, g.settings.long_overdue_days),
    "due_soon": _due_soon,
    "awaiting": lambda g: _whole(g, _state(g) == State.REPORTED),
    "closed_total": lambda g: _whole(g, _state(g) == State.CLOSED),
    "done_total": lambda g: _whole(g, _DONE[_state(g)]),
    "on_time": lambda g: _finished(g, on_time=True),
    "late": lambda g: _finished(g, on_time=False),
    "undated": lambda g: _whole(g, g.spans["undated"].to_numpy()),
    "no_due": lambda g: _whole(g, _COUNTED[_state(g)] & (_due(g) == NEVER)),
    "open_no_due": lambda g: _whole(g, _OPEN[_state(g)] & (_due(g) == NEVER)),
    "on_hold": lambda g: _whole(g, _state(g) == State.ON_HOLD),
    "disputed": lambda g: _whole(g, _state(g) == State.DISPUTED),
    "rejected": lambda g: _whole(g, _state(g) == State.REJECTED),
    "recurring": lambda g: _whole(
        g, _COUNTED[_state(g)] & g.issues["recurrence"].to_numpy()[g.spans["issue"].to_numpy()]
    ),
    "rework": lambda g: _whole(g, _COUNTED[_state(g)] & g.spans["reworked"].to_numpy()),
    "overdue_reworked": lambda g: _sent_back(g, _late_by(g, 0)),
}
"""Figures that hold on a day."""

FLOWS: Mapping[str, Callable[[Ledger], Mask]] = {
    "found": lambda g: g.spans["before"].to_numpy() == 0,
    "done": lambda g: _DONE[_state(g)] & ~_DONE[g.spans["before"].to_numpy()],
    "closed": _closings,
    "closed_on_time": lambda g: _closings(g) & _punctual(g),
    "closed_reworked": lambda g: _closings(g) & g.spans["reworked"].to_numpy(),
}
"""Figures that happen: the spans with which the event takes place, on their first day."""


def _event(ledger: Ledger, key: str) -> Holding:
    rows = np.flatnonzero(FLOWS[key](ledger))
    day = ledger.spans["from_on"].to_numpy()[rows]
    return Holding(rows, day, day + 1)


def holding(ledger: Ledger, key: str) -> Holding:
    """Where and when figure `key` (a key of STOCKS or FLOWS) holds. Raises KeyError for an unknown one."""
    return STOCKS[key](ledger) if key in STOCKS else _event(ledger, key)


def listed(ledger: Ledger, key: str, *, as_of: date, since: date | None = None) -> NDArray[np.int64]:
    """Positions in ledger.spans of what figure `key` counts on `as_of` (from `since` to `as_of` for a flow)."""
    first = as_of if since is None else since
    return _held_on(holding(ledger, key), key, day_number(as_of), day_number(first) - 1)


FEW_DAYS = 2
"""For so many days `tally` looks at each of them; for more it sorts every span to its days once."""


def tally(
    ledger: Ledger, key: str, days: Sequence[date], *, by: str | None = None, size: int | None = None
) -> NDArray[np.int64]:
    """How many issues figure `key` counts, on each of `days` (ascending).

    A stock is counted on each day; a flow from the day after the day before up to each day (the first: everything up
    to it). Shape (len(days),), or (size, len(days)) with `by` a dimension of Ledger.codes; row 0 is the bucket of what
    no sheet has said.
    """
    held = holding(ledger, key)
    ends = np.array([day_number(d) for d in days], dtype=np.int32)
    n = len(ends)
    if n <= FEW_DAYS:
        size = 1 if by is None else size if size is not None else ledger.size(by)
        each = [_held_on(held, key, int(day), int(ends[at - 1]) if at else None) for at, day in enumerate(ends)]
        if by is None:
            return np.array([len(rows) for rows in each], dtype=np.int64)
        return np.column_stack([np.bincount(ledger.codes(by, rows), minlength=size) for rows in each])
    first = _position(ends, held.start)
    if by is None:
        group: NDArray[np.int64] = np.zeros(len(held.rows), dtype=np.int64)
        groups = 1
    else:
        group = ledger.codes(by, held.rows).astype(np.int64)
        groups = size if size is not None else ledger.size(by)
    width = n + 1
    counts = np.bincount(group * width + first, minlength=groups * width).reshape(groups, width)
    if key in FLOWS:
        result = counts[:, :n]
    else:
        last = _position(ends, held.end)
        gone = np.bincount(group * width + last, minlength=groups * width).reshape(groups, width)
        result = np.cumsum(counts - gone, axis=1)[:, :n]
    return result[0] if by is None else result


def _held_on(held: Holding, key: str, day: int, before: int | None) -> NDArray[np.int64]:
    """Positions in ledger.spans of what is counted on `day`; of a flow after `before` (None: ever) up to `day`."""
    if key not in FLOWS:
        return held.rows[(held.start <= day) & (day < held.end)]
    return held.rows[(held.start <= day) if before is None else (held.start > before) & (held.start <= day)]


def _position(ends: Days, days: Days) -> NDArray[np.int64]:
    """For each day the index of the first of `ends` that is not before it (len(ends) where there is none)."""
    low, high = int(ends[0]), int(ends[-1])
    table = np.searchsorted(ends, np.arange(low, high + 2, dtype=np.int32), side="left")
    return table[np.clip(days, low, high + 1) - low]


@dataclass(frozen=True)
class Figures:
    """All headline figures on one day.

    counts: STOCKS on as_of, FLOWS from the start of its week to as_of, and rates.SUMS of both. rates: rates.RATES.
    """

    as_of: date
    counts: Mapping[str, int]
    rates: Mapping[str, float | None]

    def value(self, key: str) -> float | None:
        """The figure as a number; None where a rate has no base."""
        return self.rates[key] if key in self.rates else self.counts[key]


def figures(ledger: Ledger, *, as_of: date) -> Figures:
    """Every figure on `as_of`; flows count from the start of the week that holds it."""
    return figures_over(ledger, days=[as_of])[as_of]


def figures_over(ledger: Ledger, *, days: Sequence[date]) -> dict[date, Figures]:
    """`figures` on each of `days`, in one pass over the ledger: it costs little more than one day alone."""
    starts_on = ledger.settings.week_starts_on
    before = {day: week_start(day, starts_on=starts_on) - timedelta(days=1) for day in days}
    ends = sorted({*before, *before.values()})
    at = {day: place for place, day in enumerate(ends)}
    counted = {key: tally(ledger, key, ends) for key in STOCKS}
    happened = {key: np.cumsum(tally(ledger, key, ends)) for key in FLOWS}
    result = {}
    for day in days:
        counts = {key: int(numbers[at[day]]) for key, numbers in counted.items()}
        counts |= {key: int(numbers[at[day]] - numbers[at[before[day]]]) for key, numbers in happened.items()}
        counts = with_sums(counts)
        result[day] = Figures(day, counts, rates(counts))
    return result


def change(now: Figures, then: Figures, key: str) -> float | None:
    """now − then; None where either has no value. For rates in percentage points, between the rates as they are printed: with one
    decimal, so that a reader who subtracts them finds the same.
    """
    a, b = now.value(key), then.value(key)
    if key in now.rates:
        return points(a, b)
    return None if a is None or b is None else a - b


def days_taken(ledger: Ledger, *, as_of: date, by: str | None = None) -> pd.DataFrame:
    """整改天数 from found to done, of what is done on `as_of` and has a day on which it was.

    Columns code (0 without `by`), days_median, days_p90, done; one row for each code that has any.
    """
    rows = listed(ledger, "done_total", as_of=as_of)
    spans = ledger.spans
    rows = rows[spans["done_on"].to_numpy()[rows] != NEVER]
    found = ledger.issues["found_on"].to_numpy()[spans["issue"].to_numpy()[rows]]
    taken = np.maximum(spans["done_on"].to_numpy()[rows] - found, 0)
    code = np.zeros(len(rows), dtype=np.int32) if by is None else ledger.codes(by, rows)
    grouped = pd.DataFrame({"code": code, "taken": taken}).groupby("code")["taken"]
    return pd.DataFrame(
        {"days_median": grouped.median(), "days_p90": grouped.quantile(0.9), "done": grouped.size()}
    ).reset_index()
