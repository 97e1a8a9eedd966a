"""反复: the same category at the same place again within 30 days after it was closed; and what is none."""

from typing import Any

import pytest
from hypothesis import given, settings

from domain.figures.figures import tally
from domain.ledger.ledger import Ledger
from domain.ledger.recurrence import chain, closing_events, predecessors
from domain.ledger.states import State
from domain.settings import Settings
from tests.domain import slow_figures as slow
from tests.factories import Issue, issue, july, ledger, ledgers, observation


def at_market(found: int, closed: int | None = None, **identity: Any) -> Issue:
    """出店经营 at 东门农贸市场, unless `identity` says otherwise."""
    rows = [observation(july(found))]
    if closed is not None:
        rows.append(observation(july(max(found, closed)), state=State.CLOSED, done_on=july(closed)))
    return issue(*rows, **{"site": 1, "category": 2} | identity)


def repeats(*issues: Issue, within_days: int = 30) -> list[int]:
    book = ledger(*issues)
    return [int(row) for row in predecessors(book.issues, book.spans, within_days=within_days)]


@pytest.mark.parametrize(("found", "expected"), [(9, -1), (10, 0), (11, 0), (40, 0), (41, -1)])
def test_found_again_within_thirty_days_after_it_was_closed(found: int, expected: int) -> None:
    """Closed on the 10th; while it is open a second find is no recurrence."""
    assert repeats(at_market(1, 10), at_market(found))[1] == expected


@pytest.mark.parametrize("identity", [{"site": 2}, {"category": 1}, {"site": 0}, {"category": 0}])
def test_another_place_or_category_or_none_is_no_recurrence(identity: dict[str, int]) -> None:
    assert repeats(at_market(1, 10), at_market(12, **identity)) == [-1, -1]


def test_issues_without_place_do_not_repeat_each_other() -> None:
    assert repeats(at_market(1, 10, site=0), at_market(12, site=0)) == [-1, -1]


def test_of_several_the_one_closed_last_is_repeated() -> None:
    assert repeats(at_market(1, 10), at_market(2, 5), at_market(12))[2] == 0


def test_reported_done_is_not_closed() -> None:
    reported = issue(observation(july(1)), observation(july(5), state=State.REPORTED), site=1, category=2)
    assert repeats(reported, at_market(7)) == [-1, -1]


def test_sent_back_is_not_a_recurrence() -> None:
    again = issue(observation(july(1)), observation(july(5), state=State.REWORK, done_on=july(3)), site=1, category=2)
    assert repeats(again) == [-1]


def test_two_finds_of_one_inspection_do_not_repeat_each_other() -> None:
    """Both put right while the inspectors stood there; or only the first."""
    assert repeats(at_market(5, 5), at_market(5, 5)) == [-1, -1]
    assert repeats(at_market(5, 5), at_market(5), at_market(5, 7)) == [-1, -1, -1]


def test_what_was_closed_on_the_spot_may_be_found_again_later() -> None:
    assert repeats(at_market(5, 5), at_market(5, 5), at_market(6)) == [-1, -1, 1]


def test_found_again_on_the_day_the_old_one_was_closed() -> None:
    assert repeats(at_market(1, 5), at_market(5, 5)) == [-1, 0]


def test_a_chain_leads_from_the_first_to_the_last() -> None:
    book = ledger(at_market(1, 5), at_market(3, site=2), at_market(10, 12), at_market(20, 25), at_market(30))
    expected = [0, 2, 3, 4]
    for row in expected:
        assert chain(book.issues, book.spans, row, within_days=30) == expected
    assert chain(book.issues, book.spans, 1, within_days=30) == [1]
    assert chain(book.issues, book.spans, 2, within_days=3) == [2]


def test_a_chain_of_finds_of_one_day_ends() -> None:
    book = ledger(at_market(5, 5), at_market(5, 5), at_market(7))
    assert chain(book.issues, book.spans, 0, within_days=30) == [0]
    assert chain(book.issues, book.spans, 2, within_days=30) == [1, 2]


def test_an_issue_without_place_is_a_chain_of_its_own() -> None:
    book = ledger(at_market(5, site=0), at_market(7, site=0))
    assert chain(book.issues, book.spans, 1, within_days=30) == [1]


def test_a_closed_issue_that_changes_hands_is_closed_once() -> None:
    rows = [observation(july(1), lead=11), observation(july(5), state=State.CLOSED), observation(july(9), lead=12)]
    book = ledger(issue(*rows))
    assert closing_events(book.spans)["from_on"].tolist() == [book.spans["from_on"].iat[1]]


def test_the_window_is_a_setting_and_the_figure_follows_it() -> None:
    issues = [at_market(1, 5), at_market(20)]
    assert tally(ledger(*issues), "recurring", [july(20)])[0] == 1
    assert tally(ledger(*issues, settings=Settings(recurrence_days=14)), "recurring", [july(20)])[0] == 0


@given(ledgers(most=8))
@settings(max_examples=60)
def test_recurrences_equal_the_slow_search(book: Ledger) -> None:
    rows = predecessors(book.issues, book.spans, within_days=book.settings.recurrence_days).tolist()
    for row, prior in enumerate(rows):
        candidates = slow.repeated(book, row)
        assert (prior >= 0) == bool(candidates)
        if candidates:
            assert (max(candidates)[0], prior) in candidates


@given(ledgers(most=8))
@settings(max_examples=30)
def test_chains_go_forward_in_time(book: Ledger) -> None:
    found = book.issues["found_on"].tolist()
    for row in range(len(found)):
        members = chain(book.issues, book.spans, row, within_days=book.settings.recurrence_days)
        assert row in members
        assert [found[m] for m in members] == sorted({found[m] for m in members})
