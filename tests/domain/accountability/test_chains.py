"""反复链: links and chains agree with the figure 反复 by construction."""

import pytest
from hypothesis import given, settings

from domain.accountability.chains import chains, links
from domain.figures.figures import figures
from domain.ledger.ledger import Ledger
from domain.ledger.selection import Selection, chosen
from domain.ledger.states import State
from tests.factories import HOUSING, TRAFFIC, Issue, issue, july, ledger, ledgers, observation


def round_of(found: int, closed: int | None, place: int = 1) -> Issue:
    rows = [observation(july(found), found_on=july(found), lead=HOUSING, due_on=july(found + 2))]
    if closed is not None:
        rows.append(observation(july(closed), 2, state=State.CLOSED, verified_on=july(closed)))
    return issue(*rows, site=place, category=1, district=1)


def test_a_market_that_is_dirty_again_every_week() -> None:
    book = ledger(round_of(1, 3), round_of(10, 12), round_of(19, None), round_of(1, 2, place=2))
    table = links(book, as_of=july(25))
    assert table[["issue_id", "prior_id", "gap_days", "lasted_days"]].to_numpy().tolist() == [
        [102, 101, 7, 2],
        [103, 102, 7, 2],
    ]
    (chain,) = chains(book, as_of=july(25))
    assert (chain.site, chain.category, chain.lead, chain.district) == (1, 1, HOUSING, 1)
    assert chain.issue_ids == (101, 102, 103)
    assert (chain.gaps_days, chain.lasted_days) == ((7, 7), (2, 2))
    assert (chain.times, chain.gap_weeks, chain.open_now, chain.overdue_now) == (3, 1.0, True, True)
    assert [c.issue_ids for c in chains(book, as_of=july(12))] == [(101, 102)]


@pytest.mark.slow
@settings(max_examples=200)
@given(ledgers())
def test_chains_less_their_first_issues_are_the_figure(book: Ledger) -> None:
    for day in (july(10), july(30), july(60)):
        recurring = figures(book, as_of=day).counts["recurring"]
        table = links(book, as_of=day)
        assert len(table) == recurring
        assert (table["gap_days"] >= 0).all()
        assert (table["gap_days"] <= book.settings.recurrence_days).all()
        found = chains(book, as_of=day)
        assert sum(chain.times - 1 for chain in found) == recurring
        assert all(len(chain.gaps_days) == chain.times - 1 for chain in found)


def test_a_selection_asks_for_its_own_issues_and_shows_whole_chains() -> None:
    traffic = issue(observation(july(10), found_on=july(10), lead=TRAFFIC), site=1, category=1, district=1)
    book = ledger(round_of(1, 3), traffic, round_of(1, 3, place=2), round_of(9, None, place=2))
    part = chosen(book, Selection(lead=(TRAFFIC,)))
    assert links(book, as_of=july(20), within=part)["issue_id"].tolist() == [102]
    assert [c.issue_ids for c in chains(book, as_of=july(20), within=part)] == [(101, 102)]
    assert len(links(book, as_of=july(20), within=part)) == figures(part, as_of=july(20)).counts["recurring"]
