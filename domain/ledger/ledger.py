"""The ledger: where each issue stood on each day.

`fold` turns the observations of one issue into its spans (a type-2 slowly changing dimension). `Ledger` holds the spans
of all issues as two narrow frames on which every figure is computed.

Rules of the fold (docs/decisions/0002 says why):

* Observations are ordered by the day their sheet speaks for, then by import, then by row.
* An empty field says nothing; it never clears.
* The first span starts on the day found (the last that a sheet names, as a later sheet corrects an earlier one), as 已交办. The first known due date holds from the start, a later one from the day
  of the sheet that brings it. A lead unit holds from the start if the first sheet names it, else from the day of the sheet
  that does: nobody answers for days on which nobody was named.
* A change of state starts on the day the row gives for it (verified, else done), else on the sheet's day; never before
  the current span starts, never after the sheet's day.
* A row that is closed or sent back and also names an earlier day done passes through 待复核 on that day.
* 上报完成 said of a closed or rejected issue changes nothing: the unit's word does not undo the office's.
* A completion before the day of a failed verification, or not later than the completion that failed, is not a new one.
* A day done that a later sheet names first holds from the start of the completion; one that differs from a day named
  before holds from its own sheet's day.
* 返工 keeps at least its first day: a completion of the same day or earlier starts on the next.
* A completion keeps the due date that was in force on the day done, whatever a later sheet writes.
* No day done is made up. The day of the verification stands in for it, unless a sheet of an earlier day said done already;
  where no row names either, the completion has none (None).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.directory import Directory
from domain.ledger.days import NEVER
from domain.ledger.recurrence import recurrences
from domain.ledger.states import State
from domain.settings import Settings

ASSIGNED, IN_PROGRESS, REPORTED, CLOSED = (
    int(State.ASSIGNED),
    int(State.IN_PROGRESS),
    int(State.REPORTED),
    int(State.CLOSED),
)
REWORK, REJECTED = int(State.REWORK), int(State.REJECTED)


RULES = 3
"""Raised whenever `fold` makes other spans of the same observations: a database folded by older rules is folded again."""


class Observation(NamedTuple):
    """What one row of one sheet says about one issue. Days are day numbers; None means that the row says nothing.

    order: (import id, place in the import); breaks ties among sheets that speak for the same day.
    """

    as_of: int
    order: tuple[int, int]
    found_on: int | None = None
    state: int | None = None
    due_on: int | None = None
    lead: int | None = None
    done_on: int | None = None
    verified_on: int | None = None


class Span(NamedTuple):
    """One issue from day `from_on` up to, not including, day `to_on` (NEVER while it lasts).

    done_on is None where the issue is not done, and where it is and no sheet says since when.
    """

    from_on: int
    to_on: int
    state: int
    due_on: int | None
    lead: int | None
    done_on: int | None


def fold(observations: Iterable[Observation]) -> list[Span]:
    """The spans of one issue: contiguous, not empty, not overlapping, the last one open-ended.

    The result does not depend on the order in which `observations` come. Raises ValueError when there are none.
    """
    rows = sorted(observations, key=_place)
    if not rows:
        raise ValueError("an issue without observations has no spans")
    return (fold_one(rows[0]) if len(rows) == 1 else None) or _fold(rows)


def _fold(rows: list[Observation]) -> list[Span]:
    run = _Run(rows)
    for row in rows:
        run.take(row)
    return run.spans()


def fold_one(row: Observation) -> list[Span] | None:
    """What `fold` gives for a single observation, in the plain cases; None for the others."""
    plain = plain_spans(row.as_of, *row[2:])
    return None if plain is None else [Span(*span) for span in plain]


Plain = tuple[int, int, int, int | None, int | None, int | None]
"""A Span without its name: a first load makes hundreds of thousands of them."""


def plain_spans(
    as_of: int,
    found: int | None,
    state: int | None,
    due: int | None,
    lead: int | None,
    done: int | None,
    verified: int | None,
) -> tuple[Plain, ...] | None:
    """The spans of an issue that only one row is about, in the plain cases; None where the whole fold is needed.

    Most issues of a first load are such: this keeps 100,000 of them under a quarter of the time.
    """
    start = as_of if found is None or found > as_of else found
    if state is None and done is not None:
        state = REPORTED
    if state is None or state == ASSIGNED:
        return ((start, NEVER, ASSIGNED, due, lead, None),)
    if verified is not None or state not in (IN_PROGRESS, REPORTED, CLOSED):
        return None
    if state == IN_PROGRESS:
        day, finished = as_of, None
    else:
        finished = None if done is None or done > as_of else done
        day = as_of if finished is None else max(start, finished)
    if day == start:
        return ((start, NEVER, state, due, lead, finished),)
    return (start, day, ASSIGNED, due, lead, None), (day, NEVER, state, due, lead, finished)


def _place(row: Observation) -> tuple[int, tuple[int, int]]:
    return row.as_of, row.order


def _first(values: Iterable[int | None]) -> int | None:
    return next((v for v in values if v is not None), None)


def _last(values: Iterable[int | None]) -> int | None:
    """The last one that is said: a later sheet corrects an earlier one."""
    said = [value for value in values if value is not None]
    return said[-1] if said else None


def _latest(*days: int | None) -> int | None:
    return max((d for d in days if d is not None), default=None)


class _Run:
    """The fold of one issue under way: the list of spans so far, each [from_on, state, due_on, lead, done_on].

    due_on is the date that the sheets say; `spans` puts the one that counts in place. dues: each due date with the day from
    which it is in force. done_by: the day done of the running completion, else the first day on which it is known.
    """

    def __init__(self, rows: list[Observation]) -> None:
        found = _last(r.found_on for r in rows)
        first_sheet = rows[0].as_of
        start = first_sheet if found is None else min(found, first_sheet)
        due, lead = _first(r.due_on for r in rows), _first(r.lead for r in rows if r.as_of == first_sheet)
        self.dues = [] if due is None else [(start, due)]
        self.done_given = False
        self.done_by: int | None = None
        self.failed_on: int | None = None
        self.failed_done: int | None = None
        self.past: list[list[int | None]] = []
        self.now: list[int | None] = [start, ASSIGNED, due, lead, None]

    def take(self, row: Observation) -> None:
        """Apply one observation: its changes of state on their own days, then due date and lead on the sheet's day."""
        state = row.state
        if state is None and row.done_on is not None:
            state = REPORTED
        if row.done_on is not None and row.done_on > row.as_of:
            row = row._replace(done_on=None)  # a day that the sheet cannot know
        if state is not None:
            self._state(row, state)
        due, lead = self.now[2], self.now[3]
        if row.due_on is not None:
            due = row.due_on
            if due != self.dues[-1][1]:
                self.dues.append((row.as_of, due))
        if row.lead is not None:
            lead = row.lead
        if due != self.now[2] or lead != self.now[3]:
            self._start(row.as_of, row.as_of, self._current, due, lead, self.now[4])

    @property
    def _current(self) -> int:
        state = self.now[1]
        assert state is not None
        return state

    def _state(self, row: Observation, state: int) -> None:
        if state == REPORTED:
            self._reported(row)
        elif state == CLOSED:
            self._closed(row)
        elif state == REWORK:
            self._sent_back(row)
        elif state != self._current and not (state == ASSIGNED and self._current == REWORK):
            day = row.as_of
            if state not in (ASSIGNED, IN_PROGRESS) and row.verified_on is not None:
                day = row.verified_on
            self._change(day, row.as_of, state, None)

    def _reported(self, row: Observation) -> None:
        if self._current in (CLOSED, REJECTED):
            return
        if self._current == REPORTED:
            self._amend_done(row)
            return
        if row.done_on is not None and self._answered(row.done_on):
            return
        self.done_given = row.done_on is not None
        day = row.as_of if row.done_on is None else row.done_on
        self._change(day, row.as_of, REPORTED, row.done_on, done_by=day)

    def _closed(self, row: Observation) -> None:
        if self._current == CLOSED:
            self._amend_done(row)
            return
        done = row.done_on
        if done is not None and self._answered(done):
            done = None
        closed_on = _first((row.verified_on, done, row.as_of))
        assert closed_on is not None
        if self._current == REPORTED:
            self._name_done(done)
            self._verified(row)
            done = self.now[4] if done is None else done
            done_by = self.done_by if done is None else done
        else:
            if done is not None and done < closed_on:
                self._change(done, row.as_of, REPORTED, done, done_by=done)
            self.done_given = done is not None
            done_by = min(closed_on if done is None else done, row.as_of)
            if row.verified_on is not None:
                done = done_by
        self._change(closed_on, row.as_of, CLOSED, done, done_by=done_by)

    def _sent_back(self, row: Observation) -> None:
        failed_on = row.as_of if row.verified_on is None else row.verified_on
        done = row.done_on
        claimed = done if done is not None and done < failed_on and not self._answered(done) else None
        if self._current == REWORK and claimed is None:
            self.failed_done = _latest(self.failed_done, done)  # said again later, it is no new completion
            return
        if self._current == REPORTED:
            self._name_done(claimed)
        elif self._current != CLOSED and claimed is not None:
            self._change(claimed, row.as_of, REPORTED, claimed, done_by=claimed)
        self.failed_done = _latest(self.failed_done, self.done_by if done is None else done)
        self.failed_on = _latest(self.failed_on, row.verified_on and min(row.verified_on, row.as_of))
        self._change(failed_on, row.as_of, REWORK, None)

    def _answered(self, done_on: int) -> bool:
        """Whether this completion was already judged by a failed verification."""
        if self.failed_on is not None and done_on < self.failed_on:
            return True
        return self.failed_done is not None and done_on <= self.failed_done

    def _amend_done(self, row: Observation) -> None:
        """A later sheet names the day done: from the start of the completion, or from now on if it was named before."""
        done = row.done_on
        if done is None or self._answered(done):
            if row.state == CLOSED:
                self._verified(row)
            return
        if not self.done_given:
            self._name_done(done)
        elif done != self.now[4]:
            self.done_by = done
            self._start(row.as_of, row.as_of, self._current, self.now[2], self.now[3], done)

    def _verified(self, row: Observation) -> None:
        """The day of the verification stands in for a day done that nobody named, unless a sheet said done before that day."""
        if self.now[4] is None and row.verified_on is not None and row.verified_on <= cast(int, self.done_by):
            self._put_done(row.verified_on)

    def _name_done(self, done: int | None) -> None:
        """Put the day done in place where no sheet had named it."""
        if self.done_given or done is None:
            return
        self.done_given = True
        self._put_done(done)

    def _put_done(self, done: int) -> None:
        self.now[4] = self.done_by = done
        for span in reversed(self.past):
            if span[1] not in (REPORTED, CLOSED):
                break
            span[4] = done

    def _change(self, day: int, as_of: int, state: int, done: int | None, *, done_by: int | None = None) -> None:
        self.done_by = done_by
        start = self.now[0]
        assert start is not None
        if self._current == REWORK and day <= start and not (self.past and self.past[-1][1] == REWORK):
            day = start + 1  # keep the failed verification visible where the sheet's day allows it
        self._start(day, as_of, state, self.now[2], self.now[3], done)

    def _start(self, day: int, as_of: int, state: int, due: int | None, lead: int | None, done: int | None) -> None:
        start = self.now[0]
        assert start is not None
        day = max(start, min(day, as_of))
        if day > start:
            self.past.append(self.now)
            self.now = [day, state, due, lead, done]
            return
        self.now = [start, state, due, lead, done]
        if self.past and self.past[-1][1:] == self.now[1:]:
            self.now = self.past.pop()

    def _due_on(self, day: int) -> int | None:
        """The due date that was in force on a day; before the first sheet that names one, that one."""
        return next((due for since, due in reversed(self.dues) if since <= day), self.dues[0][1])

    def _judged(self) -> list[list[int | None]]:
        """The spans with the due date that counts: of a completion the one in force when it was done."""
        rows: list[list[int | None]] = []
        begun = 0
        for from_on, state, due, lead, done in [*self.past, self.now]:
            assert from_on is not None
            if state in (REPORTED, CLOSED):
                begun = begun if rows and rows[-1][1] in (REPORTED, CLOSED) else from_on
                due = self._due_on(begun if done is None else done)
            if not rows or rows[-1][1:] != [state, due, lead, done]:
                rows.append([from_on, state, due, lead, done])
        return rows

    def spans(self) -> list[Span]:
        """What has come out so far."""
        rows = self._judged() if len(self.dues) > 1 else [*self.past, self.now]
        ends = [*(row[0] for row in rows[1:]), NEVER]
        return [
            Span(cast(int, row[0]), cast(int, end), cast(int, row[1]), row[2], row[3], row[4])
            for row, end in zip(rows, ends, strict=True)
        ]


Codes = NDArray[np.int32]

ISSUE_COLUMNS = ("issue_id", "found_on", "district", "site", "site_type", "category", "source", "action")
SPAN_COLUMNS = ("issue", "from_on", "to_on", "state", "due_on", "lead", "done_on")


@dataclass(frozen=True, eq=False)
class Ledger:
    """All spans of one data version, narrow and typed.

    issues: one row per issue, index 0…n-1, columns ISSUE_COLUMNS plus `recurrence` (bool); codes are int32 ids, 0 = not said.
    spans: sorted by issue, then from_on; columns SPAN_COLUMNS plus `before` (state of the span before, 0 for the first),
    `reworked` (bool: sent back in this span or an earlier one) and `undated` (bool: done, and no sheet says since when;
    done_on is then NEVER, or the day of the sheet where the office has chosen so); `issue` is the row in `issues`; days are
    day numbers, NEVER where there is none; lead is a unit id, 0 = nobody.
    assists: columns issue, unit — assisting units (配合单位).
    Everything is shared between sessions: never change a frame in place.
    """

    issues: pd.DataFrame
    spans: pd.DataFrame
    assists: pd.DataFrame
    directory: Directory = field(default_factory=Directory)
    settings: Settings = field(default_factory=Settings)

    def __len__(self) -> int:
        return len(self.issues)

    def codes(self, dimension: str, rows: NDArray[np.int64] | None = None) -> Codes:
        """For every span the code of its issue (or its own lead unit) in `dimension`; rows: only for spans at these positions."""
        whole = self.spans["lead" if dimension == "lead" else "issue"].to_numpy()
        some = whole if rows is None else whole[rows]
        return some if dimension == "lead" else np.asarray(self.issues[dimension].to_numpy()[some])

    def size(self, dimension: str) -> int:
        """One more than the highest code of `dimension`: the length of an array that has a place for every code."""
        frame = self.spans if dimension == "lead" else self.issues
        return int(frame[dimension].to_numpy().max(initial=0)) + 1

    def only(self, spans: NDArray[np.bool_]) -> "Ledger":
        """The same ledger with some spans left out; issues keep their rows, so codes stay valid."""
        return Ledger(self.issues, self.spans[spans], self.assists, self.directory, self.settings)


def previous_states(issue: Codes, state: NDArray[np.int8]) -> NDArray[np.int8]:
    """For spans sorted by issue and day: the state of the span before, 0 for the first span of an issue."""
    before = np.zeros(len(state), dtype=np.int8)
    if len(state) > 1:
        same = issue[1:] == issue[:-1]
        before[1:] = np.where(same, state[:-1], 0)
    return before


def reworked(issue: Codes, state: NDArray[np.int8]) -> NDArray[np.bool_]:
    """For spans sorted by issue and day: whether the issue was sent back in this span or in an earlier one."""
    back = state == REWORK
    times = np.cumsum(back, dtype=np.int32)
    first = np.ones(len(issue), dtype=np.bool_)
    first[1:] = issue[1:] != issue[:-1]
    earlier = np.maximum.accumulate(np.where(first, times - back, 0)) if len(issue) else times
    return np.asarray(times > earlier)


def undated(spans: pd.DataFrame) -> NDArray[np.bool_]:
    """For spans as the fold gives them: done, and no sheet says since when."""
    return np.asarray(np.isin(spans["state"].to_numpy(), (REPORTED, CLOSED)) & (spans["done_on"].to_numpy() == NEVER))


def first_said_done(issue: Codes, state: NDArray[np.int8], from_on: Codes) -> Codes:
    """For spans sorted by issue and day: the day on which the completion that runs in it began; of others its own first day."""
    if not len(issue):
        return from_on
    done = np.isin(state, (REPORTED, CLOSED))
    begins = np.ones(len(issue), dtype=np.bool_)
    begins[1:] = ~(done[1:] & done[:-1] & (issue[1:] == issue[:-1]))
    return from_on[np.maximum.accumulate(np.where(begins, np.arange(len(issue)), 0))]


def ledger_of(
    issues: pd.DataFrame,
    spans: pd.DataFrame,
    *,
    assists: pd.DataFrame | None = None,
    directory: Directory | None = None,
    settings: Settings | None = None,
) -> Ledger:
    """A `Ledger` from plain columns: adds `before`, `reworked`, `undated` and `recurrence`, puts types in order.

    issues needs ISSUE_COLUMNS, spans needs SPAN_COLUMNS sorted by issue and from_on.
    """
    settings = settings or Settings()
    issues = issues.astype({c: np.int32 for c in ISSUE_COLUMNS if c != "issue_id"})
    spans = spans.astype({c: np.int32 for c in SPAN_COLUMNS if c != "state"} | {"state": np.int8})
    issue, state = spans["issue"].to_numpy(), spans["state"].to_numpy()
    unknown = undated(spans)
    spans = spans.assign(before=previous_states(issue, state), reworked=reworked(issue, state), undated=unknown)
    if settings.undated_by_sheet and unknown.any():
        said = first_said_done(issue, state, spans["from_on"].to_numpy())
        spans["done_on"] = np.where(unknown, said, spans["done_on"].to_numpy())
    issues = issues.assign(recurrence=recurrences(issues, spans, within_days=settings.recurrence_days))
    if assists is None:
        assists = pd.DataFrame({"issue": np.empty(0, np.int32), "unit": np.empty(0, np.int32)})
    return Ledger(issues, spans, assists, directory or Directory(), settings)
