"""A row that only repeats need not be folded: the promise of domain.ledger.repeats against both folds."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.ledger.ledger import Observation, Span, fold
from domain.ledger.repeats import repeats
from domain.ledger.states import State
from tests.domain.slow_fold import standings
from tests.factories import FIRST_DAY, HOUSING, STATES, TRAFFIC, observation, observation_lists


@st.composite
def newest_rows(draw: st.DrawFn, rows: list[Observation], last: Span, place: int = 99) -> Observation:
    """A row newer than all others; most of its cells say what is known, so that it often repeats and narrowly fails to."""
    newest = max(row.as_of for row in rows)

    def near(known: int | None, *others: int) -> int | None:
        return draw(st.sampled_from([known, known, None, *others]))

    return Observation(
        newest + draw(st.integers(0, 9)),
        (place, 1),
        None,
        near(last.state, *STATES),
        near(last.due_on, FIRST_DAY + 3),
        near(last.lead, HOUSING, TRAFFIC),
        near(last.done_on, newest, FIRST_DAY + 4),
        near(None, newest, FIRST_DAY + 5),
    )


@pytest.mark.slow
@given(observation_lists(), st.data())
@settings(max_examples=600)
def test_a_row_that_repeats_leaves_the_spans_as_they_are(rows: list[Observation], data: st.DataObject) -> None:
    before = fold(rows)
    row = data.draw(newest_rows(rows, before[-1]))
    assume(repeats(before, row))
    assert fold([*rows, row]) == before
    second = data.draw(newest_rows([*rows, row], before[-1], place=100))
    if repeats(before, second):
        assert fold([*rows, row, second]) == before


@given(observation_lists(states=[int(s) for s in State if s != State.REWORK], spread=20), st.data())
@settings(max_examples=150)
def test_so_the_second_fold_says(rows: list[Observation], data: st.DataObject) -> None:
    row = data.draw(newest_rows(rows, fold(rows)[-1]))
    assume(repeats(fold(rows), row))
    until = FIRST_DAY + 60
    assert standings([*rows, row], until=until) == standings(rows, until=until)


@given(observation_lists(), st.integers(0, 9))
def test_what_is_known_said_in_full_is_a_repeat(rows: list[Observation], later: int) -> None:
    """Otherwise a weekly ledger is folded row by row again without anybody noticing."""
    spans = fold(rows)
    last = spans[-1]
    day = max(row.as_of for row in rows) + later
    same_day = {span.done_on for span in spans if span.state in (State.REPORTED, State.CLOSED)} <= {last.done_on}
    assert repeats(spans, Observation(day, (99, 1), None, *last[2:], None)) or not same_day
    assert repeats(spans, Observation(day, (99, 1), None))


@pytest.mark.parametrize(
    "said",
    [
        {"state": State.CLOSED},
        {"done_on": 12},
        {"due_on": 21},
        {"lead": TRAFFIC},
    ],
)
def test_a_row_that_says_something_new_is_not(said: dict[str, int]) -> None:
    before = fold([observation(10, due_on=20, lead=HOUSING)])
    row = observation(13, 2, **said)
    assert not repeats(before, row)
    assert fold([observation(10, due_on=20, lead=HOUSING), row]) != before
