"""What the reader has chosen: every figure of the choice is the figure of the issues chosen."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.figures.figures import FLOWS, STOCKS, figures, tally
from domain.ledger.ledger import Ledger
from domain.ledger.selection import Selection, chosen, with_assisting
from domain.ledger.states import State
from tests.domain import slow_figures as slow
from tests.factories import HOUSING, MARKETS, TRAFFIC, issue, july, ledger, ledgers, observation

EMPTY = Selection()


def total(book: Ledger, day: date) -> int:
    return figures(book, as_of=day).counts["total"]


def test_nothing_chosen_means_everything() -> None:
    book = ledger(issue(observation(july(1))))
    assert EMPTY.everything
    assert chosen(book, EMPTY) is book


@pytest.mark.parametrize(
    "choice",
    [
        {"district": (1,)},
        {"lead": (HOUSING,)},
        {"category": (1,)},
        {"site_type": (1,)},
        {"source": (1,)},
        {"action": (1,)},
        {"site": (1,)},
    ],
)
def test_each_dimension_keeps_what_has_one_of_its_ids(choice: dict[str, Any]) -> None:
    ours = {name: value[0] for name, value in choice.items() if name != "lead"}
    book = ledger(
        issue(observation(july(1), lead=HOUSING if "lead" in choice else None), **ours), issue(observation(july(1)))
    )
    assert not Selection(**choice).everything
    assert total(chosen(book, Selection(**choice)), july(2)) == 1


def test_several_ids_of_one_dimension_are_either_or_several_dimensions_are_both() -> None:
    book = ledger(
        issue(observation(july(1)), district=1, category=1),
        issue(observation(july(1)), district=2, category=2),
        issue(observation(july(1)), district=3, category=1),
    )
    assert total(chosen(book, Selection(district=(1, 2))), july(2)) == 2
    assert total(chosen(book, Selection(district=(1, 2), category=(1,))), july(2)) == 1


def test_the_period_is_about_the_day_found_both_ends_included() -> None:
    book = ledger(*(issue(observation(july(day))) for day in (1, 2, 3, 4)))
    assert total(chosen(book, Selection(found_from=july(2), found_until=july(3))), july(9)) == 2
    assert total(chosen(book, Selection(found_from=july(4))), july(9)) == 1
    assert total(chosen(book, Selection(found_until=july(1))), july(9)) == 1


def test_an_issue_that_changed_hands_counts_for_each_lead_on_his_own_days() -> None:
    book = ledger(issue(observation(july(1), lead=HOUSING), observation(july(8), lead=TRAFFIC)))
    days = [july(5), july(9)]
    assert tally(chosen(book, Selection(lead=(HOUSING,))), "open", days).tolist() == [1, 0]
    assert tally(chosen(book, Selection(lead=(TRAFFIC,))), "open", days).tolist() == [0, 1]
    assert tally(chosen(book, Selection(lead=(HOUSING, TRAFFIC))), "open", days).tolist() == [1, 1]


def test_with_assisting_units_an_issue_counts_for_each_but_only_once_for_its_lead() -> None:
    book = ledger(issue(observation(july(1), lead=HOUSING), assists=(HOUSING, TRAFFIC)))
    table = tally(with_assisting(book), "open", [july(2)], by="lead", size=20)[:, 0]
    assert (table[HOUSING], table[TRAFFIC], table[MARKETS]) == (1, 1, 0)
    assert total(chosen(book, Selection(lead=(TRAFFIC,))), july(2)) == 0
    assert total(chosen(book, Selection(lead=(TRAFFIC,), assisting=True)), july(2)) == 1


def test_without_assisting_units_nothing_is_added() -> None:
    book = ledger(issue(observation(july(1), lead=HOUSING)))
    assert with_assisting(book) is book


def test_recurrence_and_rework_are_facts_of_the_issue_not_of_the_choice() -> None:
    """The one that is repeated lies outside the choice; the one that repeats it is still a recurrence."""
    first = issue(observation(july(1)), observation(july(3), state=State.CLOSED), site=1, category=1, source=1)
    again = issue(observation(july(5)), site=1, category=1, source=2)
    assert tally(chosen(ledger(first, again), Selection(source=(2,))), "recurring", [july(6)])[0] == 1


def test_a_choice_can_key_a_cache() -> None:
    assert {Selection(district=(1,)): 1}[Selection(district=(1,))] == 1


@given(ledgers(most=6), st.integers(0, 40).map(july), st.data())
@settings(max_examples=40)
def test_a_choice_of_one_unit_equals_its_row_in_the_table(book: Ledger, day: date, data: st.DataObject) -> None:
    by = data.draw(st.sampled_from(["lead", "district", "category", "site"]))
    only = data.draw(st.integers(1, 3)) + (HOUSING - 1 if by == "lead" else 0)
    part = chosen(book, Selection(**{by: (only,)}))  # type: ignore[arg-type]
    key = data.draw(st.sampled_from([*STOCKS, *FLOWS]))
    in_table = tally(book, key, [day], by=by, size=20)[only, 0]
    assert tally(part, key, [day])[0] == in_table == slow.count(book, key, day, by=by, only=only)
