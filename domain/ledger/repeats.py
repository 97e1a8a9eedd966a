"""Rows that say again what is known: most of a weekly ledger, and none of them can change how its issue stands."""

from collections.abc import Sequence

from domain.ledger.ledger import Observation, Span
from domain.ledger.states import State

CLOSED, REJECTED, REPORTED = int(State.CLOSED), int(State.REJECTED), int(State.REPORTED)


def repeats(spans: Sequence[Span], row: Observation) -> bool:
    """Whether the newest row of an issue leaves its `spans` as they are.

    True is a promise (the fold with `row` gives the same spans), False only means that it has to be folded. The day found is
    not asked: where no row has said one before, a first one moves the start of the issue.
    """
    last = spans[-1]
    if row.due_on not in (None, last.due_on) or row.lead not in (None, last.lead):
        return False
    state = row.state
    if state is None:
        if row.done_on is None:
            return True
        state = REPORTED
    if state == REPORTED and last.state in (CLOSED, REJECTED):
        return True  # the unit's word does not undo the office's
    if state != last.state or row.done_on is None:
        known = row.verified_on is None or last.done_on is not None or state != CLOSED
        return state == last.state and known
    for span in reversed(spans):  # a day named for the first time holds from the start of the completion
        if span.state not in (REPORTED, CLOSED):
            break
        if span.done_on != row.done_on:
            return False
    return last.done_on == row.done_on
