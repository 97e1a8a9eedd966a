"""点位包干: coverage, standards and the drill."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign.coverage import CLEAN, FAULTY, coverage, covered, repeated, standards_of, visits_of
from domain.campaign.drill import Weights, drawn
from domain.datasets.datasets import DatasetRecord
from domain.directory import Directory, Site
from domain.ledger.days import NEVER, day_number
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from tests.factories import HOUSING, MARKETS, RIVERSIDE, SOUTHRIDGE, issue, july, ledger, observation, small_directory

SITES = {
    1: Site(1, "东门农贸市场", "农贸市场", RIVERSIDE, "张三", lead_unit_id=MARKETS, registered=True),
    2: Site(2, "滨江路", "主次干道", RIVERSIDE, registered=True),
    3: Site(3, "南岭老街", "背街小巷", SOUTHRIDGE, registered=True),
    4: Site(4, "表里提到的地方", None, SOUTHRIDGE),
}


def county() -> Ledger:
    directory: Directory = replace(small_directory(), sites=SITES)
    return ledger(
        issue(observation(july(3), found_on=july(2), lead=HOUSING, due_on=july(5)), site=1, category=1),
        issue(observation(july(9), found_on=july(9), lead=HOUSING, state=State.CLOSED, verified_on=july(9)), site=4),
        directory=directory,
    )


def visit(day: int, site: int, result: str = CLEAN) -> DatasetRecord:
    return DatasetRecord(f"{day}-{site}", {"day": july(day).isoformat(), "site": site, "result": result}, 0, 0)


def test_a_site_is_inspected_when_it_was_visited_or_a_problem_was_found() -> None:
    visits = visits_of([visit(8, 2), visit(9, 2, FAULTY), visit(20, 3), visit(2, 1)], as_of=july(10))
    table = coverage(county(), visits, as_of=july(10), within_days=7).set_index("name")
    assert list(table.index) == ["东门农贸市场", "滨江路", "南岭老街"]  # only the register
    assert table.loc["东门农贸市场", ["last_on", "days_since", "times", "open", "overdue"]].tolist() == [
        day_number(july(2)), 8, 0, 1, 1,
    ]  # fmt: skip
    assert table.loc["滨江路", ["days_since", "times", "clean", "open"]].tolist() == [1, 2, 1, 0]
    assert table.loc["南岭老街", ["last_on", "days_since", "times"]].tolist() == [NEVER, -1, 0]  # visited later
    assert table.loc["东门农贸市场", ["district", "site_type", "lead", "warden"]].tolist() == [
        "滨江街道", "农贸市场", "市监局", "张三",
    ]  # fmt: skip


def test_whether_somebody_was_there_is_asked_of_the_whole_ledger_whatever_is_counted() -> None:
    whole = county()
    none = whole.only(np.zeros(len(whole.spans), np.bool_))
    table = coverage(whole, visits_of([], as_of=july(10)), as_of=july(10), within_days=30, counted=none).set_index(
        "name"
    )
    assert table.loc["东门农贸市场", ["days_since", "times", "open", "total", "repeated"]].tolist() == [8, 1, 0, 0, 0]


def test_repeated_are_issues_of_a_category_found_there_more_than_once() -> None:
    """At site 1 twice category 1, years apart or not; once category 2, once without a category; one of another site."""
    ones = [
        issue(observation(july(day), found_on=july(day)), site=site, category=category)
        for day, site, category in ((1, 1, 1), (9, 1, 1), (3, 1, 2), (4, 1, 0), (5, 2, 1))
    ]
    table = repeated(ledger(*ones), as_of=july(10), size=4)
    assert table.tolist() == [0, 2, 0, 0]
    assert repeated(ledger(*ones), as_of=july(5), size=4).tolist() == [0, 0, 0, 0]  # the second was found later


def test_the_parts_of_coverage_add_up() -> None:
    sites = coverage(county(), visits_of([visit(8, 2)], as_of=july(10)), as_of=july(10), within_days=7)
    for by in ("district", "site_type"):
        parts = covered(sites, by=by)
        assert parts["sites"].sum() == 3
        assert (parts["inspected"].sum(), parts["never"].sum()) == (1, 1)
    assert covered(sites, by="district")[["name", "share"]].to_numpy().tolist() == [["南岭镇", 0.0], ["滨江街道", 50.0]]


def test_an_empty_register_covers_nothing() -> None:
    sites = coverage(ledger(), visits_of([], as_of=july(1)), as_of=july(1), within_days=30)
    assert len(sites) == 0
    assert len(covered(sites, by="district")) == 0
    assert len(drawn(sites, count=5, seed="1", weights=Weights(1, 1, 1))) == 0


def test_standards_by_site() -> None:
    rows = [
        DatasetRecord("a", {"site": 1, "item": "卫生", "text": "无垃圾"}, 0, 0),
        DatasetRecord("b", {"item": "x", "text": "y"}, 0, 0),
    ]
    assert standards_of(rows) == {1: [("卫生", "无垃圾")]}


def many(count: int) -> pd.DataFrame:
    rows = [(n, f"点位{n}", "镇", n % 30 - 1, n % 4, n % 3) for n in range(1, count + 1)]
    return pd.DataFrame(rows, columns=["code", "name", "district", "days_since", "open", "recurring"])


@given(st.integers(0, 40), st.text(max_size=8), st.integers(0, 3))
def test_the_same_seed_draws_the_same_sites_in_any_order_of_the_register(count: int, seed: str, factor: int) -> None:
    sites = many(30)
    weights = Weights(factor, factor, 0)
    table = drawn(sites, count=count, seed=seed, weights=weights)
    again = drawn(sites.iloc[::-1], count=count, seed=seed, weights=weights)
    assert table["code"].tolist() == again["code"].tolist()
    assert len(set(table["code"])) == len(table) == min(count, 30)
    assert table["draw"].tolist() == list(range(1, len(table) + 1))


@pytest.mark.slow
def test_a_site_of_three_times_the_weight_is_drawn_first_three_times_as_often() -> None:
    sites = many(2).assign(open=[2, 0], days_since=0, recurring=0)
    first = Counter(
        int(drawn(sites, count=1, seed=str(n), weights=Weights(open_issues=1))["code"].iat[0]) for n in range(4000)
    )
    assert first[1] / 4000 == pytest.approx(0.75, abs=0.03)
