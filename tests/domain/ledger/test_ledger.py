"""The fold: each rule by example, and what holds for any rows in any order."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.figures.figures import tally
from domain.ledger.days import NEVER, day_date, day_number
from domain.ledger.ledger import Observation, Span, _fold, fold, fold_one, previous_states
from domain.ledger.states import State
from domain.settings import Settings
from tests.domain.slow_fold import standings
from tests.factories import FIRST_DAY, HOUSING, STATES, TRAFFIC, issue, july, ledger, observation, observation_lists

A, P, R, C, B = State.ASSIGNED, State.IN_PROGRESS, State.REPORTED, State.CLOSED, State.REWORK
DISPUTED, HOLD, REJECTED = State.DISPUTED, State.ON_HOLD, State.REJECTED


def steps(*rows: Observation) -> list[tuple[int, State]]:
    """(first day, state) of each span. Days are small numbers here: the fold does not know what a month is."""
    return [(span.from_on, State(span.state)) for span in fold(rows)]


def done_days(*rows: Observation) -> list[int | None]:
    return [span.done_on for span in fold(rows)]


def dues(*rows: Observation) -> list[tuple[int, int | None]]:
    return [(span.from_on, span.due_on) for span in fold(rows)]


# ---- the first span ---------------------------------------------------------------------------------------------


def test_an_issue_starts_on_the_day_it_was_found_as_assigned() -> None:
    assert fold([observation(10, found_on=7, due_on=17, lead=HOUSING)]) == [Span(7, NEVER, A, 17, HOUSING, None)]


def test_without_a_day_found_the_first_sheet_stands_in() -> None:
    assert steps(observation(12, 2), observation(10, 1)) == [(10, A)]


def test_a_day_found_after_the_sheet_is_not_believed() -> None:
    assert steps(observation(10, found_on=11)) == [(10, A)]
    assert steps(observation(10, found_on=9), observation(12, found_on=11)) == [(10, A)]


def test_a_later_sheet_corrects_the_day_found() -> None:
    assert steps(observation(10, found_on=5), observation(12, found_on=7)) == [(7, A)]
    assert steps(observation(10, found_on=7), observation(12, found_on=5), observation(14)) == [(5, A)]


def test_a_later_sheet_may_be_the_first_to_name_the_day_found() -> None:
    assert steps(observation(10, state=P), observation(17, found_on=6)) == [(6, A), (10, P)]


def test_no_rows_no_spans() -> None:
    with pytest.raises(ValueError, match="without observations"):
        fold([])


# ---- changes of state and their days ----------------------------------------------------------------------------


def test_a_change_without_a_day_starts_on_the_day_of_the_sheet() -> None:
    assert steps(observation(5, found_on=3), observation(10, state=P)) == [(3, A), (10, P)]


def test_a_completion_starts_on_the_day_it_was_done() -> None:
    assert fold([observation(5, found_on=3), observation(10, state=R, done_on=8)]) == [
        Span(3, 8, A, None, None, None),
        Span(8, NEVER, R, None, None, 8),
    ]


def test_a_day_done_alone_says_that_it_is_reported_done() -> None:
    assert steps(observation(10, found_on=3, done_on=8)) == [(3, A), (8, R)]


def test_a_closing_starts_on_the_day_verified_and_keeps_the_day_done() -> None:
    rows = [observation(5, found_on=3), observation(10, state=R, done_on=8), observation(17, state=C, verified_on=15)]
    assert steps(*rows) == [(3, A), (8, R), (15, C)]
    assert done_days(*rows) == [None, 8, 8]


def test_a_closed_row_with_an_earlier_day_done_passes_through_reported() -> None:
    row = observation(10, found_on=3, state=C, done_on=6, verified_on=9)
    assert steps(row) == [(3, A), (6, R), (9, C)]
    assert done_days(row) == [None, 6, 6]


def test_a_closed_row_with_only_a_day_done_is_closed_on_that_day() -> None:
    row = observation(10, found_on=3, state=C, done_on=6)
    assert steps(row) == [(3, A), (6, C)]
    assert done_days(row) == [None, 6]


@pytest.mark.parametrize("state", [R, C])
def test_a_completion_without_any_day_has_none_and_counts_from_the_sheet(state: State) -> None:
    row = observation(10, found_on=3, state=state)
    assert steps(row) == [(3, A), (10, state)]
    assert done_days(row) == [None, None]


def test_the_day_verified_stands_in_for_a_day_done_that_no_row_names() -> None:
    assert done_days(observation(10, found_on=3, state=C, verified_on=8)) == [None, 8]
    rows = [observation(10, found_on=3, state=C), observation(17, state=C, verified_on=8)]
    assert done_days(*rows) == [None, 8]
    assert done_days(*rows, observation(24, state=C, done_on=6)) == [None, 6]


def test_it_does_not_where_an_earlier_sheet_said_done_already() -> None:
    """It was done by the 10th: the 15th, on which the office looked, would make it later than it was."""
    rows = [observation(10, found_on=3, state=R), observation(17, state=C, verified_on=15)]
    assert steps(*rows) == [(3, A), (10, R), (15, C)]
    assert done_days(*rows) == [None, None, None]
    for looked in (9, 10):  # not after the first sheet that said done
        assert done_days(rows[0], rows[1]._replace(verified_on=looked))[-1] == looked


def test_a_change_never_starts_before_the_current_span() -> None:
    rows = [observation(3, found_on=3), observation(10, state=P), observation(17, state=R, done_on=7)]
    assert steps(*rows) == [(3, A), (10, R)]
    assert done_days(*rows) == [None, 7]


def test_fixed_on_the_day_it_was_found_has_no_earlier_state() -> None:
    assert steps(observation(10, found_on=9, state=C, done_on=9)) == [(9, C)]
    assert steps(observation(10, found_on=9, state=C, done_on=8)) == [(9, C)]


@pytest.mark.parametrize("state", [R, C])
def test_a_day_after_the_sheet_is_not_known_to_the_sheet(state: State) -> None:
    row = observation(10, found_on=3, state=state, done_on=400)
    assert steps(row) == [(3, A), (10, state)]
    assert done_days(row) == [None, None]


def test_a_future_day_done_does_not_wander_with_each_sheet() -> None:
    rows = [observation(day, found_on=3, state=R, done_on=400) for day in (10, 17, 24)]
    assert done_days(*rows) == [None, None]


def test_a_verification_after_the_sheet_starts_on_the_day_of_the_sheet() -> None:
    assert steps(observation(10, found_on=3, state=C, verified_on=400)) == [(3, A), (10, C)]


@pytest.mark.parametrize("state", [DISPUTED, HOLD, REJECTED])
def test_a_decision_of_the_office_starts_on_the_day_it_names(state: State) -> None:
    assert steps(observation(10, found_on=3, state=state, verified_on=8)) == [(3, A), (8, state)]
    assert steps(observation(10, found_on=3, state=state)) == [(3, A), (10, state)]


@pytest.mark.parametrize("state", [A, P])
def test_work_under_way_starts_on_the_day_of_the_sheet_whatever_else_it_names(state: State) -> None:
    rows = [observation(5, found_on=3, state=HOLD), observation(10, state=state, verified_on=8)]
    assert steps(*rows) == [(3, A), (5, HOLD), (10, state)]


def test_a_closed_issue_may_be_opened_again() -> None:
    rows = [observation(10, found_on=3, state=C, verified_on=8), observation(17, state=P)]
    assert steps(*rows) == [(3, A), (8, C), (17, P)]
    assert done_days(*rows) == [None, 8, None]


@pytest.mark.parametrize("state", [C, REJECTED])
def test_the_word_of_the_unit_does_not_undo_the_word_of_the_office(state: State) -> None:
    rows = [observation(10, found_on=3, state=state, verified_on=8), observation(17, state=R, done_on=16)]
    assert steps(*rows) == [(3, A), (8, state)]


def test_what_was_on_hold_or_disputed_may_be_reported_done() -> None:
    for state in (HOLD, DISPUTED):
        assert steps(observation(10, found_on=3, state=state), observation(17, state=R, done_on=16)) == [
            (3, A),
            (10, state),
            (16, R),
        ]


# ---- an empty cell says nothing ---------------------------------------------------------------------------------


def test_an_empty_row_changes_nothing() -> None:
    full = [observation(10, found_on=3, state=R, due_on=12, lead=HOUSING, done_on=8)]
    assert fold([*full, observation(17)]) == fold(full)


def test_a_row_without_state_keeps_the_state_and_moves_the_due_date() -> None:
    rows = [observation(10, found_on=3, state=P, due_on=12), observation(17, due_on=20)]
    assert fold(rows) == [
        Span(3, 10, A, 12, None, None),
        Span(10, 17, P, 12, None, None),
        Span(17, NEVER, P, 20, None, None),
    ]


# ---- due dates and lead units -----------------------------------------------------------------------------------


def test_the_first_known_due_date_holds_from_the_start() -> None:
    assert dues(observation(5, found_on=3), observation(10, due_on=12)) == [(3, 12)]


def test_a_unit_named_later_has_not_held_the_days_before() -> None:
    rows = [observation(5, found_on=3), observation(10, lead=HOUSING), observation(17, lead=TRAFFIC)]
    assert [(s.from_on, s.lead) for s in fold(rows)] == [(3, None), (10, HOUSING), (17, TRAFFIC)]


def test_a_unit_that_the_first_sheets_name_holds_from_the_day_found() -> None:
    assert [(s.from_on, s.lead) for s in fold([observation(5, found_on=3, lead=HOUSING)])] == [(3, HOUSING)]
    two_sheets_of_one_day = [observation(5, 1, found_on=3), observation(5, 2, lead=HOUSING)]
    assert [(s.from_on, s.lead) for s in fold(two_sheets_of_one_day)] == [(3, HOUSING)]


def test_an_older_sheet_loaded_late_that_names_the_unit_moves_its_start() -> None:
    rows = [observation(10, 1, found_on=3, lead=HOUSING), observation(5, 2)]
    assert [(s.from_on, s.lead) for s in fold(rows)] == [(3, None), (10, HOUSING)]
    named = rows[1]._replace(lead=HOUSING)
    assert [(s.from_on, s.lead) for s in fold([rows[0], named])] == [(3, HOUSING)]


def test_an_extension_starts_on_the_day_of_the_sheet_that_brings_it() -> None:
    assert dues(observation(5, found_on=3, due_on=8), observation(12, due_on=20)) == [(3, 8), (12, 20)]


def test_an_extension_taken_back() -> None:
    rows = [observation(5, found_on=3, due_on=8), observation(12, due_on=20), observation(14, due_on=8)]
    assert dues(*rows) == [(3, 8), (12, 20), (14, 8)]


def test_a_new_word_of_the_same_day_replaces_the_old_one() -> None:
    rows = [observation(5, found_on=3, due_on=8), observation(12, 2, due_on=20), observation(12, 3, due_on=8)]
    assert dues(*rows) == [(3, 8)]


def test_a_due_date_rewritten_after_the_completion_does_not_judge_it() -> None:
    rows = [observation(10, found_on=3, due_on=8, state=R, done_on=9), observation(17, due_on=20)]
    assert fold(rows) == [Span(3, 9, A, 8, None, None), Span(9, NEVER, R, 8, None, 9)]


def test_a_completion_and_a_new_due_date_in_one_row() -> None:
    rows = [observation(5, found_on=3, due_on=8), observation(17, state=R, done_on=9, due_on=20)]
    assert [(s.from_on, s.state, s.due_on) for s in fold(rows)] == [(3, A, 8), (9, R, 8)]
    on_the_day = rows[1]._replace(done_on=17)
    assert [(s.from_on, s.state, s.due_on) for s in fold([rows[0], on_the_day])] == [(3, A, 8), (17, R, 20)]


def test_an_extension_before_the_completion_judges_it() -> None:
    rows = [observation(5, found_on=3, due_on=8), observation(7, due_on=20), observation(17, state=R, done_on=15)]
    assert dues(*rows) == [(3, 8), (7, 20), (15, 20)]


def test_a_due_date_rewritten_between_the_completion_and_the_sheet_that_tells_of_it() -> None:
    rows = [observation(5, found_on=3, due_on=8), observation(12, state=P, due_on=20)]
    late = observation(17, state=R, done_on=9)
    assert [(s.from_on, s.state, s.due_on) for s in fold([*rows, late])] == [(3, A, 8), (12, R, 8)]
    no_day_yet = observation(15, state=R)
    assert dues(*rows, no_day_yet) == [(3, 8), (12, 20), (15, 20)]
    assert dues(*rows, no_day_yet, late) == [(3, 8), (12, 20), (15, 8)]


def test_sent_back_it_has_the_newest_due_date_again() -> None:
    rows = [observation(10, found_on=3, due_on=8, state=R, done_on=9), observation(17, due_on=30)]
    rows += [observation(24, state=B, verified_on=22), observation(31, state=R, done_on=28)]
    assert [(s.from_on, s.state, s.due_on) for s in fold(rows)] == [(3, A, 8), (9, R, 8), (22, B, 30), (28, R, 30)]


def test_a_dispute_moves_the_unit_and_its_end_names_the_new_one() -> None:
    rows = [
        observation(5, found_on=3, lead=HOUSING),
        observation(10, state=DISPUTED),
        observation(17, state=A, lead=TRAFFIC),
    ]
    assert [(s.from_on, s.state, s.lead) for s in fold(rows)] == [
        (3, A, HOUSING),
        (10, DISPUTED, HOUSING),
        (17, A, TRAFFIC),
    ]


# ---- the day done, named later or again -------------------------------------------------------------------------


def test_a_day_done_named_later_holds_from_the_start_of_the_completion() -> None:
    rows = [observation(10, found_on=3, state=R), observation(17, state=R, done_on=8)]
    assert steps(*rows) == [(3, A), (10, R)]
    assert done_days(*rows) == [None, 8]


def test_it_holds_in_every_span_of_the_completion() -> None:
    rows = [
        observation(10, found_on=3, state=R, due_on=9),
        observation(12, lead=HOUSING),
        observation(17, state=C, done_on=8, verified_on=15),
    ]
    assert [(s.from_on, s.state, s.done_on) for s in fold(rows)] == [(3, A, None), (10, R, 8), (12, R, 8), (15, C, 8)]


def test_another_day_done_holds_from_the_sheet_that_says_so() -> None:
    rows = [observation(10, found_on=3, state=R, done_on=8), observation(17, state=R, done_on=9)]
    assert [(s.from_on, s.state, s.done_on) for s in fold(rows)] == [(3, A, None), (8, R, 8), (17, R, 9)]


def test_the_day_of_the_sheet_once_confirmed_is_a_named_day() -> None:
    rows = [observation(10, found_on=3, state=R), observation(12, state=R, done_on=10)]
    later = observation(17, state=R, done_on=8)
    assert done_days(*rows) == [None, 10]
    assert [(s.from_on, s.done_on) for s in fold([*rows, later])] == [(3, None), (10, 10), (17, 8)]


def test_a_day_done_named_for_a_closed_issue() -> None:
    rows = [observation(10, found_on=3, state=C), observation(17, state=C, done_on=8)]
    assert steps(*rows) == [(3, A), (10, C)]
    assert done_days(*rows) == [None, 8]


# ---- sent back --------------------------------------------------------------------------------------------------

DONE_AND_FAILED = (
    observation(5, found_on=3),
    observation(10, state=R, done_on=8),
    observation(17, state=B, verified_on=15),
)


def test_a_failed_verification_sends_it_back_on_its_day() -> None:
    assert steps(*DONE_AND_FAILED) == [(3, A), (8, R), (15, B)]
    assert done_days(*DONE_AND_FAILED) == [None, 8, None]


def test_a_row_sent_back_with_an_earlier_day_done_passes_through_reported() -> None:
    row = observation(17, found_on=3, state=B, done_on=8, verified_on=15)
    assert steps(row) == [(3, A), (8, R), (15, B)]


def test_a_row_sent_back_may_be_the_first_to_name_the_day_done() -> None:
    rows = [observation(10, found_on=3, state=R), observation(17, state=B, done_on=8, verified_on=15)]
    assert steps(*rows) == [(3, A), (10, R), (15, B)]
    assert done_days(*rows) == [None, 8, None]


def test_the_completion_that_failed_is_not_a_new_one() -> None:
    """A unit's sheet that still shows the old completion after the visit."""
    for stale in (
        observation(24, state=R, done_on=8),
        observation(24, done_on=8),
        observation(24, state=R, done_on=7),
        observation(24, state=R, done_on=14),
    ):
        assert steps(*DONE_AND_FAILED, stale) == [(3, A), (8, R), (15, B)]


def test_a_completion_after_the_failed_verification_is_new() -> None:
    assert steps(*DONE_AND_FAILED, observation(24, state=R, done_on=20)) == [(3, A), (8, R), (15, B), (20, R)]


def test_a_completion_on_the_day_of_the_failed_verification_leaves_that_day_as_sent_back() -> None:
    rows = [*DONE_AND_FAILED, observation(24, state=R, done_on=15)]
    assert steps(*rows) == [(3, A), (8, R), (15, B), (16, R)]
    assert done_days(*rows)[-1] == 15


def test_a_completion_without_a_day_after_the_failed_verification_is_new_on_the_day_of_its_sheet() -> None:
    assert steps(*DONE_AND_FAILED, observation(24, state=R)) == [(3, A), (8, R), (15, B), (24, R)]


def test_a_new_completion_does_not_wipe_out_a_sending_back_whose_day_is_not_named() -> None:
    rows = [observation(10, found_on=3, state=R, done_on=5), observation(17, state=B)]
    later = observation(24, state=R, done_on=12)
    assert steps(*rows, later) == [(3, A), (5, R), (17, B), (18, R)]


def test_sent_back_again_after_work_went_on_remembers_the_first_completion() -> None:
    rows = [*DONE_AND_FAILED, observation(20, state=P), observation(22, state=B)]
    for stale in (8, 14):
        assert steps(*rows, observation(24, state=R, done_on=stale)) == [(3, A), (8, R), (15, B), (20, P), (22, B)]


def test_a_second_failure_does_not_make_the_first_completion_new_where_no_visit_has_a_day() -> None:
    rows = [observation(10, found_on=3, state=R, done_on=8), observation(17, state=B)]
    rows += [observation(20, state=P), observation(22, state=B)]
    assert steps(*rows, observation(24, state=R, done_on=8)) == [(3, A), (8, R), (17, B), (20, P), (22, B)]


def test_sent_back_said_again_with_a_newer_day_done_is_no_news_the_week_after_either() -> None:
    """The unit's newer claim stands in the row, and the office says 返工 all the same."""
    rows = [*DONE_AND_FAILED, observation(20, state=B, done_on=20)]
    assert steps(*rows) == steps(*DONE_AND_FAILED)
    assert steps(*rows, observation(27, state=B, done_on=20)) == steps(*DONE_AND_FAILED)


def test_sent_back_and_extended_is_visible_already_when_the_next_completion_comes() -> None:
    first, done, _ = DONE_AND_FAILED
    rows = [first._replace(due_on=9), done, observation(17, state=B, verified_on=15, due_on=30)]
    assert dues(*rows) == [(3, 9), (8, 9), (15, 9), (17, 30)]
    assert steps(*rows, observation(24, state=R, done_on=17)) == [(3, A), (8, R), (15, B), (17, R)]


def test_a_slip_of_the_pen_in_the_day_of_the_verification_does_not_block_every_later_completion() -> None:
    rows = [*DONE_AND_FAILED[:2], observation(17, state=B, verified_on=4000), observation(24, state=R, done_on=20)]
    assert steps(*rows) == [(3, A), (8, R), (17, B), (20, R)]


def test_still_assigned_does_not_take_back_that_it_was_sent_back() -> None:
    assert steps(*DONE_AND_FAILED, observation(24, state=A)) == steps(*DONE_AND_FAILED)
    assert steps(*DONE_AND_FAILED, observation(24, state=P))[-1] == (24, P)


def test_a_closed_issue_sent_back_keeps_its_closing() -> None:
    rows = [observation(10, found_on=3, state=C, done_on=6, verified_on=9)]
    for again in (observation(20, state=B, verified_on=15), observation(20, state=B, verified_on=15, done_on=6)):
        assert steps(*rows, again) == [(3, A), (6, R), (9, C), (15, B)]


def test_the_completion_that_failed_without_a_day_is_that_of_its_sheet() -> None:
    rows = [observation(10, found_on=3, state=R), observation(17, state=B)]
    assert steps(*rows, observation(24, state=R, done_on=9)) == [(3, A), (10, R), (17, B)]
    assert steps(*rows, observation(24, state=R, done_on=11))[-1] == (18, R)
    reopened = [*rows, observation(20, state=P), observation(22, state=B), observation(29, state=R, done_on=9)]
    assert steps(*reopened)[-1] == (22, B)


def test_closed_after_being_sent_back_with_the_old_day_done_is_done_on_the_day_of_the_closing() -> None:
    rows = [*DONE_AND_FAILED, observation(24, state=C, done_on=8, verified_on=22)]
    assert steps(*rows) == [(3, A), (8, R), (15, B), (22, C)]
    assert done_days(*rows)[-1] == 22


def test_two_rounds() -> None:
    rows = [
        *DONE_AND_FAILED,
        observation(24, state=B, done_on=20, verified_on=22),
        observation(31, state=C, done_on=28, verified_on=30),
    ]
    assert steps(*rows) == [(3, A), (8, R), (15, B), (20, R), (22, B), (28, R), (30, C)]
    assert done_days(*rows) == [None, 8, None, 20, None, 28, 28]


# ---- what holds for any rows ------------------------------------------------------------------------------------

any_rows = observation_lists()


@given(any_rows, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_does_not_matter(rows: list[Observation], random: Random) -> None:
    shuffled = random.sample(rows, len(rows))
    assert fold(shuffled) == fold(rows)


@given(observation_lists(most=8))
@settings(max_examples=120)
def test_spans_are_contiguous_not_empty_and_open_ended(rows: list[Observation]) -> None:
    spans = fold(rows)
    found = min([row.as_of for row in rows] + [_found(rows)])
    assert spans[0].from_on == found
    assert spans[-1].to_on == NEVER
    assert all(span.from_on < span.to_on for span in spans)
    assert all(one.to_on == two.from_on for one, two in pairwise(spans))
    assert all(one[2:] != two[2:] for one, two in pairwise(spans)), "neighbours that say the same"
    assert spans[-1].from_on <= max(row.as_of for row in rows) or len(spans) == 1


def _found(rows: Sequence[Observation]) -> int:
    ordered = sorted(rows, key=lambda row: (row.as_of, row.order))
    return next((row.found_on for row in reversed(ordered) if row.found_on is not None), ordered[0].as_of)


@given(any_rows)
def test_every_day_from_the_day_found_has_exactly_one_state(rows: list[Observation]) -> None:
    spans = fold(rows)
    for day in range(spans[0].from_on - 2, FIRST_DAY + 40):
        states = [span.state for span in spans if span.from_on <= day < span.to_on]
        assert len(states) == (day >= spans[0].from_on)
        assert set(states) <= set(STATES)


@given(any_rows, st.data())
@settings(max_examples=150)
def test_the_same_row_once_more_on_the_same_day_changes_nothing(rows: list[Observation], data: st.DataObject) -> None:
    """The same content imported again, with nothing else said in between."""
    row = data.draw(st.sampled_from(rows))
    import_id, place = row.order
    again = row._replace(order=(import_id, place + 1))
    assert fold([*rows, again]) == fold(rows)


@given(any_rows, st.integers(1, 9))
@settings(max_examples=150)
def test_the_newest_row_said_again_by_the_next_sheet_changes_nothing(rows: list[Observation], later: int) -> None:
    newest = max(rows, key=lambda row: (row.as_of, row.order))
    known = all(day is None or day <= newest.as_of for day in (newest.found_on, newest.done_on, newest.verified_on))
    assume(known)  # a day in the future becomes believable once it is past
    again = newest._replace(as_of=newest.as_of + later, order=(99, 1))
    said_found = _found(rows) == _found([*rows, again])
    assume(said_found)
    assert fold([*rows, again]) == fold(rows)


@given(observation_lists(most=8))
@settings(max_examples=150)
def test_nothing_is_invented(rows: list[Observation]) -> None:
    """Due dates and lead units are only such as were said; days done such as were said, or days of sheets."""
    sheets = {row.as_of for row in rows}
    said = {day for row in rows for day in (row.done_on, row.verified_on) if day is not None}
    for span in fold(rows):
        assert span.due_on is None or span.due_on in {row.due_on for row in rows}
        assert span.lead is None or span.lead in {row.lead for row in rows}
        assert span.done_on is None or span.state in (R, C)
        assert span.done_on is None or span.done_on in said or span.done_on in sheets
        assert span.done_on is None or span.done_on <= max(sheets)
    last = fold(rows)[-1]
    assert last.state in (R, C) or last.due_on == _last(row.due_on for row in _ordered(rows))
    assert fold(rows)[-1].lead == _last(row.lead for row in _ordered(rows))


def _ordered(rows: Sequence[Observation]) -> list[Observation]:
    return sorted(rows, key=lambda row: (row.as_of, row.order))


def _last(values: Iterable[int | None]) -> int | None:
    return next((v for v in reversed([*values]) if v is not None), None)


@given(observation_lists(most=1))
@settings(max_examples=120)
def test_the_short_way_for_one_row_gives_what_the_general_fold_gives(rows: list[Observation]) -> None:
    short = fold_one(rows[0])
    assume(short is not None)
    assert short == _fold(rows)


def test_the_short_way_is_taken_by_the_rows_of_a_first_load() -> None:
    """Otherwise the speed of a first load, which rests on it, is gone without anybody noticing."""
    assert fold_one(observation(10, found_on=3, due_on=12, lead=HOUSING)) is not None
    assert fold_one(observation(10, found_on=3, state=R, done_on=8)) is not None
    assert fold_one(observation(10, found_on=3, state=C, done_on=8)) is not None
    assert fold_one(observation(10, found_on=3, state=B)) is None


@given(observation_lists(most=6, states=[int(s) for s in State if s != State.REWORK], spread=20))
@settings(max_examples=150)
def test_a_second_fold_day_by_day_from_the_rules_agrees(rows: list[Observation]) -> None:
    until = FIRST_DAY + 25
    spans = fold(rows)
    expected = standings(rows, until=until)
    assert {day: tuple(standing) for day, standing in expected.items()} == {
        day: span[2:] for span in spans for day in range(span.from_on, min(span.to_on, until + 1))
    }


# ---- the ledger -------------------------------------------------------------------------------------------------


def test_a_ledger_knows_the_state_before_each_span() -> None:
    one = issue(observation(july(3)), observation(july(9), state=C, done_on=july(5), verified_on=july(8)))
    two = issue(observation(july(4)))
    spans = ledger(one, two).spans
    assert spans["issue"].tolist() == [0, 0, 0, 1]
    assert spans["before"].tolist() == [0, A, R, 0]


def test_a_completion_without_a_day_is_marked_and_takes_the_day_of_the_sheet_if_the_office_says_so() -> None:
    one = issue(observation(july(3)), observation(july(9), state=R), observation(july(16), state=C, lead=HOUSING))
    two = issue(observation(july(4), state=C, done_on=july(2)))
    book = ledger(one, two)
    assert book.spans["undated"].tolist() == [False, True, True, False]
    assert book.spans["done_on"].tolist() == [NEVER, NEVER, NEVER, day_number(july(2))]
    chosen = ledger(one, two, settings=Settings(undated_by_sheet=True))
    assert chosen.spans["undated"].tolist() == [False, True, True, False]
    sheet = day_number(july(9))
    assert chosen.spans["done_on"].tolist() == [NEVER, sheet, sheet, day_number(july(2))]


def test_no_spans_have_no_state_before() -> None:
    spans = ledger().spans
    assert len(previous_states(spans["issue"].to_numpy(), spans["state"].to_numpy())) == 0


def test_codes_follow_the_lead_of_the_day_and_the_place_of_the_issue() -> None:
    moved = issue(observation(july(3), lead=HOUSING), observation(july(9), 2, lead=TRAFFIC), district=2)
    book = ledger(moved)
    assert book.codes("lead").tolist() == [HOUSING, TRAFFIC]
    assert book.codes("district").tolist() == [2, 2]
    assert len(book) == 1


def test_the_example_of_the_decision_record() -> None:
    """docs/decisions/0002: the rows and the spans of its two tables."""
    august = 31
    rows = [
        observation(july(2), 1, found_on=july(1), due_on=july(8), lead=HOUSING),
        observation(july(6), 2, state=P),
        observation(july(13), 3, state=R, done_on=july(9)),
        observation(july(20), 4, state=B, verified_on=july(15), due_on=july(25)),
        observation(july(27), 5, state=R, done_on=july(9)),
        observation(july(august + 3), 6, state=C, done_on=july(24), verified_on=july(31)),
    ]
    starts = [july(day) for day in (1, 6, 9, 15, 20, 24, 31)]
    dues = [july(day) for day in (8, 8, 8, 8, 25, 25, 25)]
    done = [None, None, july(9), None, None, july(24), july(24)]
    spans = fold(rows)
    assert [day_date(span.from_on) for span in spans] == starts
    assert [State(span.state) for span in spans] == [A, P, R, B, B, R, C]
    assert [day_date(span.due_on or 0) for span in spans] == dues
    assert [None if span.done_on is None else day_date(span.done_on) for span in spans] == done
    book = ledger(issue(*rows))
    overdue_days = [day for day in range(1, 50) if tally(book, "overdue", [july(day)])[0]]
    assert overdue_days == [15, 16, 17, 18, 19]
    assert [tally(book, "late", [july(14)])[0], tally(book, "on_time", [july(40)])[0]] == [1, 1]
