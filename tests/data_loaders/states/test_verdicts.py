"""What the office's check makes of the state that a unit claims."""

import pytest

from data_loaders.states.state_words import Verdict
from data_loaders.states.verdicts import judged, speaks_of_a_check
from domain.ledger.states import State


@pytest.mark.parametrize(
    ("state", "verdict", "said"),
    [
        (None, "passed", State.CLOSED),
        (State.REPORTED, "passed", State.CLOSED),
        (State.IN_PROGRESS, "passed", State.IN_PROGRESS),
        (State.ASSIGNED, "failed", State.REWORK),
        (State.REPORTED, "failed", State.REWORK),
        (None, "failed", State.REWORK),
        (State.ON_HOLD, "failed", State.ON_HOLD),
        (State.DISPUTED, "failed", State.DISPUTED),
        (State.REPORTED, "true", State.CLOSED),
        (None, "true", None),
        (State.IN_PROGRESS, "true", State.IN_PROGRESS),
        (State.REPORTED, "untrue", State.REWORK),
        (None, "untrue", State.DISPUTED),
    ],
)
def test_a_check_of_the_fix(state: State | None, verdict: Verdict, said: State | None) -> None:
    assert judged(verdict, state, done=False, checked=True, asked_if_true=False) == said


@pytest.mark.parametrize(
    ("state", "verdict", "said"),
    [
        (None, "true", None),
        (State.REPORTED, "true", State.REPORTED),
        (None, "untrue", State.DISPUTED),
        (State.CLOSED, "untrue", State.CLOSED),
        (None, "passed", State.REPORTED),
        (None, "failed", State.IN_PROGRESS),
        (State.REPORTED, "failed", State.REPORTED),
    ],
)
def test_that_a_complaint_is_true_says_nothing_of_its_fix(
    state: State | None, verdict: Verdict, said: State | None
) -> None:
    assert judged(verdict, state, done=False, checked=False, asked_if_true=True) == said


def test_a_day_of_completion_is_a_claim_that_a_check_confirms_or_denies() -> None:
    assert judged("true", None, done=True, checked=True, asked_if_true=False) == State.CLOSED
    assert judged("untrue", None, done=True, checked=True, asked_if_true=False) == State.REWORK


def test_columns_about_the_fix_are_told_from_those_about_the_complaint() -> None:
    assert all(map(speaks_of_a_check, ("复核情况", "复查结果", "验收意见", "“回头看”情况")))
    assert not any(map(speaks_of_a_check, ("是否属实", "回访情况", "核实情况")))
