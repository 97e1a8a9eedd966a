"""The fold written a second time, from the rules and day by day: a column of days that each row paints from some day on.

Slow and plain on purpose, and without 返工, whose rules have examples of their own in test_ledger.
"""

from collections.abc import Iterable
from typing import NamedTuple

from domain.ledger.ledger import Observation
from domain.ledger.states import State


class Standing(NamedTuple):
    """How an issue stands on one day."""

    state: int
    due_on: int | None
    lead: int | None
    done_on: int | None


def standings(observations: Iterable[Observation], *, until: int) -> dict[int, Standing]:
    """Each day from the day found to `until` (at least the newest sheet's day) → how the issue stands on it."""
    rows = sorted(observations, key=lambda row: (row.as_of, row.order))
    found = next((row.found_on for row in reversed(rows) if row.found_on is not None), rows[0].as_of)
    days = range(min(found, rows[0].as_of), until + 1)
    due = next((row.due_on for row in rows if row.due_on is not None), None)
    lead = next((row.lead for row in rows if row.lead is not None and row.as_of == rows[0].as_of), None)
    column = {day: Standing(State.ASSIGNED, due, lead, None) for day in days}
    done_was_named = False

    def paint(wanted: int, as_of: int, standing: Standing) -> None:
        """From the wanted day on; but not before the newest change so far, and not after the sheet's day."""
        newest_change = max((day for day in days[1:] if column[day] != column[day - 1]), default=days[0])
        for day in range(max(newest_change, min(wanted, as_of)), until + 1):
            column[day] = standing

    for row in rows:
        now = column[until]
        state = State.REPORTED if row.state is None and row.done_on is not None else row.state
        done = row.done_on if row.done_on is not None and row.done_on <= row.as_of else None
        checked = row.verified_on
        if state in (State.REPORTED, State.CLOSED) and state == now.state:
            if done is not None and done_was_named and done != now.done_on:
                paint(row.as_of, row.as_of, now._replace(done_on=done))
            if done is not None and not done_was_named:
                rename_done(column, days, done)
                done_was_named = True
            if done is None and state == State.CLOSED:
                believe_verification(column, days, checked)
        elif state == State.REPORTED and now.state not in (State.CLOSED, State.REJECTED):
            done_was_named = done is not None
            wanted = row.as_of if done is None else done
            paint(wanted, row.as_of, now._replace(state=State.REPORTED, done_on=done))
        elif state == State.CLOSED:
            wanted = next(day for day in (checked, done, row.as_of) if day is not None)
            if now.state == State.REPORTED:
                if done is not None and not done_was_named:
                    rename_done(column, days, done)
                    done_was_named = True
                believe_verification(column, days, checked)
                finished = column[until].done_on if done is None else done
            else:
                done_was_named = done is not None
                finished = min(checked, row.as_of) if done is None and checked is not None else done
                if done is not None and done < wanted:
                    paint(done, row.as_of, now._replace(state=State.REPORTED, done_on=done))
            paint(wanted, row.as_of, now._replace(state=State.CLOSED, done_on=finished))
        elif state is not None and state != State.REPORTED and state != now.state:
            says_when = state in (State.DISPUTED, State.ON_HOLD, State.REJECTED) and checked is not None
            wanted = checked if says_when and checked is not None else row.as_of
            paint(wanted, row.as_of, now._replace(state=state, done_on=None))
        now = column[until]
        if row.due_on is not None and row.due_on != now.due_on and due_was_said(rows, row):
            now = now._replace(due_on=row.due_on)
            paint(row.as_of, row.as_of, now)
        if row.lead is not None and row.lead != now.lead:
            paint(row.as_of, row.as_of, now._replace(lead=row.lead))
    return judged(column, rows)


def due_was_said(rows: list[Observation], row: Observation) -> bool:
    """Whether a row before this one named a due date."""
    return any(other.due_on is not None for other in rows[: rows.index(row)])


def believe_verification(column: dict[int, Standing], days: range, checked: int | None) -> None:
    """A verification is the day done where none is known, if no sheet said done on a day before it."""
    if checked is not None and column[days[-1]].done_on is None and checked <= completion_began(column, days[-1]):
        rename_done(column, days, checked)


def completion_began(column: dict[int, Standing], day: int) -> int:
    """The first day of the completion that runs on a day."""
    while day - 1 in column and column[day - 1].state in (State.REPORTED, State.CLOSED):
        day -= 1
    return day


def judged(column: dict[int, Standing], rows: list[Observation]) -> dict[int, Standing]:
    """Days of a completion with the due date that was in force when it was done: the last that a sheet had said by then."""
    said = [row for row in rows if row.due_on is not None]
    result = {}
    for day, standing in column.items():
        if standing.state in (State.REPORTED, State.CLOSED) and said:
            on = completion_began(column, day) if standing.done_on is None else standing.done_on
            by_then = [row for row in said if row.as_of <= on]
            standing = standing._replace(due_on=by_then[-1].due_on if by_then else said[0].due_on)
        result[day] = standing
    return result


def rename_done(column: dict[int, Standing], days: range, done: int) -> None:
    """The day done, named for the first time, holds from the start of the completion that lasts."""
    for day in reversed(days):
        if column[day].state not in (State.REPORTED, State.CLOSED):
            return
        column[day] = column[day]._replace(done_on=done)
