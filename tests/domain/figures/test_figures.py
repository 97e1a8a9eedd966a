"""Every definition by an example worked out by hand, and every figure against a slow count of its own."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.figures.figures import FLOWS, STOCKS, change, days_taken, figures, holding, listed, tally
from domain.figures.rates import rates
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from domain.settings import Settings
from tests.domain import slow_figures as slow
from tests.factories import HOUSING, TRAFFIC, Issue, issue, july, ledger, ledgers, observation

A, P, R, C, B = State.ASSIGNED, State.IN_PROGRESS, State.REPORTED, State.CLOSED, State.REWORK
DISPUTED, HOLD, REJECTED = State.DISPUTED, State.ON_HOLD, State.REJECTED


def counted(key: str, book: Ledger, day: date) -> int:
    return int(tally(book, key, [day])[0])


def found_due(found: int, due: int | None, **said: Any) -> Issue:
    """Seen by one sheet, that of the day found."""
    return issue(observation(july(found), due_on=None if due is None else july(due), lead=HOUSING, **said))


# ---- overdue ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "overdue"), [(4, 0), (5, 0), (6, 1), (7, 1)])
def test_due_today_is_not_overdue_due_yesterday_is(day: int, overdue: int) -> None:
    assert counted("overdue", ledger(found_due(1, 5)), july(day)) == overdue


@pytest.mark.parametrize(
    ("state", "overdue"), [(A, 1), (P, 1), (B, 1), (DISPUTED, 1), (R, 0), (C, 0), (HOLD, 0), (REJECTED, 0)]
)
def test_only_states_whose_clock_runs_are_overdue(state: State, overdue: int) -> None:
    book = ledger(issue(observation(july(1), due_on=july(5)), observation(july(3), state=state)))
    assert counted("overdue", book, july(10)) == overdue


def test_overdue_as_of_an_earlier_day_uses_the_due_date_that_applied_then() -> None:
    """Due on the 3rd, moved on the 12th to the 20th: late on the 5th for ever, not late on the 13th, late on the 21st."""
    book = ledger(issue(observation(july(1), due_on=july(3)), observation(july(12), due_on=july(20))))
    assert [counted("overdue", book, july(day)) for day in (3, 4, 5, 11, 12, 13, 20, 21)] == [0, 1, 1, 1, 0, 0, 0, 1]


def test_a_late_report_redraws_the_days_since_it_was_done() -> None:
    open_book = ledger(issue(observation(july(1), due_on=july(3))))
    reported = ledger(issue(observation(july(1), due_on=july(3)), observation(july(12), state=R, done_on=july(5))))
    days = [july(4), july(5), july(9)]
    assert [counted("overdue", open_book, day) for day in days] == [1, 1, 1]
    assert [counted("overdue", reported, day) for day in days] == [1, 0, 0]


def test_overdue_ends_while_on_hold_and_goes_on_afterwards() -> None:
    rows = [
        observation(july(1), due_on=july(3)),
        observation(july(6), state=HOLD),
        observation(july(10), state=P),
    ]
    book = ledger(issue(*rows))
    assert [counted("overdue", book, july(day)) for day in (5, 6, 9, 10)] == [1, 0, 0, 1]
    assert [counted("on_hold", book, july(day)) for day in (5, 6, 9, 10)] == [0, 1, 1, 0]
    assert [counted("open", book, july(day)) for day in (5, 6, 9, 10)] == [1, 1, 1, 1]


@pytest.mark.parametrize(("day", "long"), [(5 + 30, 0), (5 + 31, 1)])
def test_long_overdue_is_more_than_thirty_days(day: int, long: int) -> None:
    assert counted("long_overdue", ledger(found_due(1, 5)), july(day)) == long


@pytest.mark.parametrize(("day", "soon"), [(1, 0), (2, 1), (4, 1), (5, 1), (6, 0)])
def test_due_soon_is_from_three_days_before_to_the_day_itself(day: int, soon: int) -> None:
    assert counted("due_soon", ledger(found_due(1, 5)), july(day)) == soon


def test_the_limits_are_settings() -> None:
    book = ledger(found_due(1, 10), settings=Settings(due_soon_days=1, long_overdue_days=2))
    assert [counted("due_soon", book, july(day)) for day in (8, 9, 10, 11)] == [0, 1, 1, 0]
    assert [counted("long_overdue", book, july(day)) for day in (12, 13)] == [0, 1]


# ---- what is counted at all -------------------------------------------------------------------------------------


def test_before_it_was_found_nothing_counts() -> None:
    book = ledger(found_due(10, 12))
    assert {key: counted(key, book, july(9)) for key in STOCKS} == dict.fromkeys(STOCKS, 0)


def test_closed_is_not_open_rejected_is_not_even_counted() -> None:
    book = ledger(found_due(1, 5, state=C), found_due(1, 5, state=REJECTED), found_due(1, 5), found_due(1, 5, state=R))
    expected = {"total": 3, "open": 2, "closed_total": 1, "rejected": 1, "awaiting": 1, "done_total": 2, "overdue": 1}
    assert {key: counted(key, book, july(9)) for key in expected} == expected


def test_an_issue_later_rejected_counts_until_then() -> None:
    book = ledger(issue(observation(july(1)), observation(july(9), state=REJECTED, verified_on=july(5))))
    assert [counted("total", book, july(day)) for day in (4, 5, 9)] == [1, 0, 0]


def test_without_due_date_a_bucket_of_its_own_outside_overdue_and_rate() -> None:
    book = ledger(found_due(1, None), found_due(1, None, state=C), found_due(1, None, state=REJECTED))
    result = figures(book, as_of=july(20))
    assert result.counts["no_due"] == 2
    assert result.counts["open_no_due"] == 1
    assert (result.counts["overdue"], result.counts["due_soon"]) == (0, 0)
    assert result.rates["on_time_rate"] is None


# ---- rates ------------------------------------------------------------------------------------------------------


def test_done_on_time_is_judged_by_the_day_done_not_by_the_day_closed() -> None:
    quick, late = (
        issue(observation(july(1), due_on=july(5)), observation(july(9), state=C, done_on=july(day))) for day in (5, 6)
    )
    book = ledger(quick, late)
    slow_office = issue(
        observation(july(1), due_on=july(5)),
        observation(july(6), state=R, done_on=july(4)),
        observation(july(30), state=C, verified_on=july(29)),
    )
    assert (counted("on_time", book, july(9)), counted("late", book, july(9))) == (1, 1)
    assert counted("on_time", ledger(slow_office), july(30)) == 1


def test_an_overdue_issue_never_stands_beside_a_hundred_percent() -> None:
    """One done in time, one overdue: 50 %, where dividing by closed issues alone would say 100 %."""
    book = ledger(found_due(1, 5, state=C, done_on=july(1)), found_due(1, 5))
    assert figures(book, as_of=july(6)).rates["on_time_rate"] == 50.0
    assert figures(book, as_of=july(5)).rates["on_time_rate"] == 100.0  # not yet due: outside


def test_rates_by_hand() -> None:
    """Ten found: 4 closed in time, 1 closed late, 1 reported late, 2 overdue, 1 not yet due, 1 rejected."""
    book = ledger(
        *[found_due(1, 5, state=C, done_on=july(1))] * 4,
        issue(observation(july(1), due_on=july(5)), observation(july(8), state=C, done_on=july(7))),
        issue(observation(july(1), due_on=july(5)), observation(july(8), state=R, done_on=july(6))),
        *[found_due(1, 5)] * 2,
        found_due(1, 20),
        found_due(1, 5, state=REJECTED),
    )
    result = figures(book, as_of=july(8))
    assert result.counts["total"] == 9
    assert result.rates["on_time_rate"] == 50.0  # 4 of 8
    assert result.rates["done_rate"] == 100 * 6 / 9
    assert result.rates["closed_rate"] == 100 * 5 / 9


def test_what_should_be_closed_is_what_was_closed_in_the_period_and_what_is_overdue_at_its_end() -> None:
    """The week of 6 to 12 July: two closed in it, one of them in time, one overdue; one closed the week before is not of it."""
    book = ledger(
        found_due(1, 5, state=C, done_on=july(1)),
        issue(observation(july(1), due_on=july(8)), observation(july(8), state=C, done_on=july(7))),
        issue(observation(july(1), due_on=july(5)), observation(july(8), state=C, done_on=july(7))),
        found_due(1, 5),
        found_due(1, 30),
    )
    result = figures(book, as_of=july(9))
    assert result.counts["due_for_closing"] == 3
    assert (result.rates["closing_rate"], result.rates["on_time_closing_rate"]) == (100 * 2 / 3, 100 * 1 / 3)
    before = figures(book, as_of=july(4))
    assert (before.counts["due_for_closing"], before.rates["closing_rate"]) == (1, 100.0)
    later = figures(book, as_of=july(16))
    assert (later.counts["due_for_closing"], later.rates["closing_rate"]) == (1, 0.0)


def test_rework_rate_is_the_part_of_what_should_be_closed_that_was_ever_sent_back() -> None:
    back_and_closed = issue(
        observation(july(1), due_on=july(5)),
        observation(july(4), state=R, done_on=july(3)),
        observation(july(6), state=B, verified_on=july(5)),
        observation(july(9), state=C, done_on=july(7), verified_on=july(8)),
    )
    others = [issue(observation(july(1), due_on=july(5)), observation(july(8), state=C, done_on=july(6)))] * 2
    book = ledger(back_and_closed, found_due(1, 5), *others)
    assert figures(book, as_of=july(4)).counts["rework"] == 0
    assert figures(book, as_of=july(9)).counts["rework"] == 1
    assert figures(book, as_of=july(9)).rates["rework_rate"] == 25.0


def test_the_rework_rate_never_exceeds_a_hundred() -> None:
    """Five were sent back and are not due for closing; of the one that is, nothing was."""
    waiting = issue(observation(july(1), due_on=july(30)), observation(july(8), state=B))
    assert figures(ledger(*[waiting] * 5, found_due(1, 5)), as_of=july(9)).rates["rework_rate"] == 0.0
    back = issue(observation(july(1), due_on=july(5)), observation(july(8), state=B))
    assert figures(ledger(*[waiting] * 5, back), as_of=july(9)).rates["rework_rate"] == 100.0


def test_a_completion_without_any_day_is_done_and_neither_in_time_nor_late() -> None:
    unknown = issue(observation(july(2), due_on=july(5)), observation(july(9), state=C))
    known = found_due(1, 5, state=C, done_on=july(1))
    result = figures(ledger(unknown, known), as_of=july(9))
    assert (result.counts["done_total"], result.rates["done_rate"]) == (2, 100.0)
    assert [result.counts[key] for key in ("on_time", "late", "undated")] == [1, 0, 1]
    assert result.rates["on_time_rate"] == 100.0
    assert days_taken(ledger(unknown, known), as_of=july(9))["done"].tolist() == [1]


def test_the_office_may_count_it_as_done_on_the_day_of_the_sheet() -> None:
    unknown = issue(observation(july(2), due_on=july(5)), observation(july(9), state=C))
    chosen = Settings(undated_by_sheet=True)
    result = figures(ledger(unknown, settings=chosen), as_of=july(9))
    assert [result.counts[key] for key in ("on_time", "late", "undated")] == [0, 1, 1]
    in_time = issue(observation(july(2), due_on=july(5)), observation(july(5), state=C))
    assert figures(ledger(in_time, settings=chosen), as_of=july(9)).counts["on_time"] == 1


def test_a_unit_is_not_overdue_on_days_before_it_was_named() -> None:
    book = ledger(issue(observation(july(2), due_on=july(5)), observation(july(9), lead=HOUSING)))
    assert [tally(book, "overdue", [july(day)], by="lead", size=20)[:, 0].nonzero()[0].tolist() for day in (8, 9)] == [
        [0],
        [HOUSING],
    ]


def test_a_due_date_rewritten_after_the_completion_does_not_make_it_in_time() -> None:
    rows = [observation(july(9), found_on=july(2), due_on=july(5), state=C, done_on=july(8))]
    rewritten = issue(*rows, observation(july(16), due_on=july(30), state=C, done_on=july(8)))
    assert [counted("late", ledger(rewritten), july(day)) for day in (9, 16, 40)] == [1, 1, 1]


def test_an_issue_sent_back_twice_counts_once_and_not_once_it_is_rejected() -> None:
    rows = [
        observation(july(1)),
        observation(july(5), state=B, done_on=july(2), verified_on=july(4)),
        observation(july(9), state=B, done_on=july(6), verified_on=july(8)),
        observation(july(12), state=REJECTED),
    ]
    book = ledger(issue(*rows))
    assert [counted("rework", book, july(day)) for day in (3, 4, 9, 12)] == [0, 1, 1, 0]


def test_sent_back_under_one_unit_stays_sent_back_under_the_next() -> None:
    """Also when a reader looks at the second unit alone."""
    moved = issue(
        observation(july(1), lead=HOUSING),
        observation(july(5), state=B),
        observation(july(9), state=P, lead=TRAFFIC),
    )
    book = ledger(moved)
    alone = book.only(book.codes("lead") == TRAFFIC)
    assert counted("rework", alone, july(10)) == 1
    assert tally(book, "rework", [july(10)], by="lead", size=20)[TRAFFIC, 0] == 1


def test_no_base_no_rate() -> None:
    assert set(figures(ledger(), as_of=july(1)).rates.values()) == {None}


def test_a_change_of_a_rate_is_that_between_the_rates_as_they_are_printed() -> None:
    late = [found_due(1, 2) for _ in range(7)]
    done = [found_due(1, 9, state=C, done_on=july(1)) for _ in range(6)]
    book = ledger(*late, *done, found_due(4, 8, state=C, done_on=july(4)))
    now, then = (figures(book, as_of=july(day)) for day in (5, 3))
    assert (now.value("done_rate"), then.value("done_rate")) == (50.0, 100 * 6 / 13)
    assert change(now, then, "done_rate") == 3.8  # 50.0 − 46.2; unrounded it is 3.846…


def test_a_change_needs_both_values() -> None:
    book = ledger(found_due(1, 5, state=C, done_on=july(1)), found_due(3, 5))
    now, then, empty = (figures(book, as_of=july(day)) for day in (9, 4, 0))
    assert change(now, then, "overdue") == 1
    assert change(now, then, "on_time_rate") == -50.0
    assert change(now, empty, "on_time_rate") is None
    assert change(now, empty, "total") == 2


# ---- flows ------------------------------------------------------------------------------------------------------


def test_what_happened_this_week_counts_from_its_monday() -> None:
    """1 July 2026 is a Wednesday: the week of the 8th starts on Monday the 6th."""
    book = ledger(found_due(5, None), found_due(6, None), found_due(8, None), found_due(9, None))
    assert figures(book, as_of=july(8)).counts["found"] == 2
    sunday_weeks = ledger(found_due(4, None), found_due(5, None), settings=Settings(week_starts_on=6))
    assert figures(sunday_weeks, as_of=july(8)).counts["found"] == 1


def test_closing_what_was_reported_is_no_second_completion_a_second_round_is() -> None:
    rows = [
        observation(july(6)),
        observation(july(7), state=R),
        observation(july(8), state=B),
        observation(july(9), state=R),
        observation(july(10), state=C),
    ]
    result = figures(ledger(issue(*rows)), as_of=july(12))
    assert (result.counts["found"], result.counts["done"], result.counts["closed"]) == (1, 2, 1)


def test_a_moved_due_date_is_no_event() -> None:
    rows = [observation(july(6), due_on=july(7), state=C), observation(july(8), due_on=july(9), lead=HOUSING)]
    result = figures(ledger(issue(*rows)), as_of=july(12))
    assert (result.counts["found"], result.counts["done"], result.counts["closed"]) == (1, 1, 1)


# ---- days taken -------------------------------------------------------------------------------------------------


def test_days_taken_are_a_median_and_a_ninth_decile_of_what_is_done() -> None:
    """1, 2, 3, 4 and 90 days: the mean, 20, would mislead."""
    done = [
        issue(observation(july(99), found_on=july(1), state=C, done_on=july(1 + days))) for days in (1, 2, 3, 4, 90)
    ]
    table = days_taken(ledger(*done, found_due(1, None)), as_of=july(99))
    assert table["days_median"].tolist() == [3.0]
    assert table["days_p90"].tolist() == pytest.approx([4 + 0.6 * (90 - 4)])
    assert table["done"].tolist() == [5]


def test_days_taken_are_never_negative() -> None:
    book = ledger(issue(observation(july(5), found_on=july(5), state=C, done_on=july(2))))
    assert days_taken(book, as_of=july(9))["days_median"].tolist() == [0.0]


def test_days_taken_by_unit_and_of_nothing() -> None:
    book = ledger(found_due(1, None, state=C, done_on=july(1)), found_due(2, None))
    assert days_taken(book, as_of=july(9), by="lead")["code"].tolist() == [HOUSING]
    assert days_taken(ledger(), as_of=july(9)).empty


# ---- any ledger, any day ----------------------------------------------------------------------------------------

some_days = st.integers(-3, 45).map(july)


def test_every_figure_has_its_slow_count() -> None:
    assert set(STOCKS) == set(slow.STOCKS)
    assert set(FLOWS) == set(slow.FLOWS)


@given(ledgers(most=5), some_days)
@settings(max_examples=40)
def test_figures_equal_the_slow_count(book: Ledger, day: date) -> None:
    result = figures(book, as_of=day)
    expected = {key: slow.count(book, key, day) for key in STOCKS}
    expected |= {key: slow.count(book, key, day, since=slow.monday(book, day)) for key in FLOWS}
    expected["due_for_closing"] = expected["closed"] + expected["overdue"]
    expected["reworked_due"] = expected["closed_reworked"] + expected["overdue_reworked"]
    assert dict(result.counts) == expected
    for rate in result.rates.values():
        assert rate is None or 0 <= rate <= 100


@given(ledgers(most=4), st.lists(some_days, min_size=1, max_size=4, unique=True).map(sorted), st.data())
@settings(max_examples=40)
def test_tallies_over_many_days_equal_the_slow_count(book: Ledger, days: list[date], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from([*STOCKS, *FLOWS]))
    starts = [None, *(date.fromordinal(day.toordinal() + 1) for day in days)]
    expected = [slow.count(book, key, day, since=start) for start, day in zip(starts, days, strict=False)]
    assert tally(book, key, days).tolist() == expected


@given(ledgers(most=4), some_days, st.sampled_from(["lead", "district", "category", "site"]), st.data())
@settings(max_examples=40)
def test_tallies_by_unit_equal_the_slow_count(book: Ledger, day: date, by: str, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from([*STOCKS, *FLOWS]))
    table = tally(book, key, [day], by=by)[:, 0]
    assert table.tolist() == [slow.count(book, key, day, by=by, only=only) for only in range(len(table))]
    assert table.sum() == tally(book, key, [day])[0]


@given(ledgers(most=5), some_days, st.sampled_from([*STOCKS, *FLOWS]))
@settings(max_examples=50)
def test_a_list_is_as_long_as_its_number(book: Ledger, day: date, key: str) -> None:
    since = date(1970, 1, 1) if key in FLOWS else None
    assert len(listed(book, key, as_of=day, since=since)) == tally(book, key, [day])[0]
    held = holding(book, key)
    assert (held.start < held.end).all()


@given(ledgers(most=6), some_days)
@settings(max_examples=40)
def test_parts_never_exceed_their_whole(book: Ledger, day: date) -> None:
    n = figures(book, as_of=day).counts
    assert n["total"] == n["open"] + n["closed_total"]
    assert n["done_total"] == n["awaiting"] + n["closed_total"]
    assert n["done_total"] == n["on_time"] + n["late"] + _cannot_be_judged(book, day)
    assert n["long_overdue"] <= n["overdue"] <= n["open"] - n["awaiting"] - n["on_hold"]
    assert n["overdue"] + n["due_soon"] <= n["open"] - n["open_no_due"]
    assert max(n["recurring"], n["rework"], n["no_due"]) <= n["total"]


def _cannot_be_judged(book: Ledger, day: date) -> int:
    """What is done and lacks a due date or the day on which it was done."""
    return sum(one.state in (R, C) and None in (one.due_on, one.done_on) for one in slow.standings(book, day))


@given(ledgers(most=6), some_days)
@settings(max_examples=30)
def test_with_anything_overdue_the_on_time_rate_is_under_a_hundred(book: Ledger, day: date) -> None:
    result = figures(book, as_of=day)
    rate = result.rates["on_time_rate"]
    assert not result.counts["overdue"] or (
        rate is not None and rate < 100
    )  # a few issues: 2,499 of 2,500 print as 100.0
    assert all(value is None or value >= 0 for value in result.rates.values())
    assert rates(result.counts) == result.rates
