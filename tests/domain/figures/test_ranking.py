"""Units side by side: sums, fair ranks, ties, minimum, the worst."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.figures.figures import figures
from domain.figures.ranking import (
    COUNTS,
    MEASURES,
    NOT_RANKED_UNITS,
    by_unit,
    cross_counts,
    cross_table,
    places,
    rank_moves,
    ranked,
    worst,
)
from domain.ledger.ledger import Ledger
from domain.ledger.selection import with_assisting
from domain.ledger.states import State
from tests.domain import slow_figures as slow
from tests.factories import (
    HOUSING,
    MARKETS,
    RIVERSIDE,
    SOUTHRIDGE,
    TRAFFIC,
    ZONE,
    Issue,
    issue,
    july,
    ledger,
    ledgers,
    observation,
)

C = State.CLOSED


def some(count: int, *, lead: int, district: int = 0, done: int | None = None, due: int = 5) -> list[Issue]:
    """Issues found on the 1st; `done`: closed on that day."""
    row = observation(july(1), due_on=july(due), lead=lead or None)
    rows = [row] if done is None else [row, observation(july(done), state=C, done_on=july(done))]
    return [issue(*rows, district=district)] * count


def names(table: pd.DataFrame) -> list[str]:
    return table["name"].tolist()


def test_one_row_for_each_unit_with_anything_assigned_and_one_for_nobody() -> None:
    book = ledger(*some(2, lead=HOUSING, done=4), *some(3, lead=HOUSING), *some(1, lead=0), *some(1, lead=TRAFFIC))
    table = by_unit(book, by="lead", as_of=july(9))
    assert names(table) == ["住建局", "未明确责任单位", "交通局"]
    assert table["total"].tolist() == [5, 1, 1]
    assert table["overdue"].tolist() == [3, 1, 1]
    assert table["on_time_rate"].tolist() == [40.0, 0.0, 0.0]
    assert table["finished"].tolist() == [5, 1, 1]


def test_a_unit_without_finished_issues_has_no_rate() -> None:
    table = by_unit(ledger(*some(1, lead=HOUSING, due=20)), by="lead", as_of=july(9))
    assert table["on_time_rate"].isna().all()
    assert table["done_rate"].tolist() == [0.0]


def test_peer_groups_and_units_of_the_other_kind() -> None:
    book = ledger(*some(1, lead=HOUSING, district=RIVERSIDE), *some(1, lead=SOUTHRIDGE, district=ZONE))
    districts = by_unit(book, by="district", as_of=july(9)).set_index("code")["group"]
    assert districts.to_dict() == {RIVERSIDE: "街道", ZONE: "园区"}
    leads = by_unit(book, by="lead", as_of=july(9)).set_index("code")["group"]
    assert leads.to_dict() == {HOUSING: "部门", SOUTHRIDGE: NOT_RANKED_UNITS}


def test_what_left_a_unit_this_week_is_still_found_in_its_row() -> None:
    """Found under one unit, handed to another in the same week: the sums must not lose it."""
    moved = issue(observation(july(6), lead=HOUSING), observation(july(8), lead=TRAFFIC))
    refused = issue(observation(july(7), lead=MARKETS, state=State.REJECTED))
    table = by_unit(ledger(moved, refused), by="lead", as_of=july(9)).set_index("code")
    assert table["found"].to_dict() == {TRAFFIC: 0, HOUSING: 1, MARKETS: 1}
    assert table["total"].to_dict() == {TRAFFIC: 1, HOUSING: 0, MARKETS: 0}


def test_ties_share_a_rank_and_the_next_rank_is_left_out() -> None:
    book = ledger(
        *some(2, lead=HOUSING, done=4),
        *some(2, lead=HOUSING),
        *some(1, lead=TRAFFIC, done=4),
        *some(1, lead=TRAFFIC),
        *some(1, lead=MARKETS, done=4),
        *some(3, lead=MARKETS),
    )
    table = ranked(by_unit(book, by="lead", as_of=july(9)), measure="on_time_rate", minimum=1)
    assert table.set_index("name")["rank"].to_dict() == {"住建局": 1, "交通局": 1, "市监局": 3}
    assert names(table)[0] == "市监局"


def test_a_unit_under_the_minimum_is_shown_but_not_ranked() -> None:
    book = ledger(*some(1, lead=HOUSING, done=4), *some(5, lead=TRAFFIC, done=4), *some(1, lead=TRAFFIC))
    table = ranked(by_unit(book, by="lead", as_of=july(9)), measure="on_time_rate", minimum=5)
    assert table.dropna(subset=["rank"])[["name", "rank"]].to_numpy().tolist() == [["交通局", 1]]
    assert set(names(table)) == {"交通局", "住建局"}


def test_the_minimum_of_a_rate_counts_its_own_base() -> None:
    """Six issues, but only one that the on-time rate is about: 1 of 1 is no rank."""
    book = ledger(*some(1, lead=HOUSING, done=4), *some(5, lead=HOUSING, due=20))
    table = by_unit(book, by="lead", as_of=july(9))
    assert ranked(table, measure="on_time_rate", minimum=5)["rank"].isna().all()
    assert ranked(table, measure="done_rate", minimum=5)["rank"].tolist() == [1]


def test_each_group_has_its_own_first() -> None:
    book = ledger(
        *some(5, lead=HOUSING, district=RIVERSIDE),
        *some(5, lead=HOUSING, district=SOUTHRIDGE, done=4),
        *some(5, lead=HOUSING, district=ZONE),
    )
    table = ranked(by_unit(book, by="district", as_of=july(9)), measure="overdue", minimum=5).set_index("name")
    assert table["rank"].to_dict() == {"经开区": 1, "滨江街道": 2, "南岭镇": 1}


def test_nobody_is_ranked_for_issues_that_name_no_unit() -> None:
    book = ledger(*some(9, lead=0), *some(6, lead=SOUTHRIDGE))
    table = ranked(by_unit(book, by="lead", as_of=july(9)), measure="overdue", minimum=1)
    assert table["rank"].isna().all()


def test_an_unknown_measure_is_an_error() -> None:
    with pytest.raises(KeyError):
        ranked(by_unit(ledger(), by="lead", as_of=july(9)), measure="code", minimum=1)


def test_the_worst_with_all_of_a_tie_and_without_the_perfect() -> None:
    book = ledger(
        *some(2, lead=HOUSING),
        *some(1, lead=TRAFFIC),
        *some(1, lead=MARKETS),
        *some(3, lead=RIVERSIDE),
    )
    table = by_unit(book, by="lead", as_of=july(9))
    assert names(worst(table, measure="overdue", minimum=1, count=1)) == ["住建局"]
    assert set(names(worst(table, measure="overdue", minimum=1, count=2))) == {"住建局", "交通局", "市监局"}
    fine = by_unit(ledger(*some(2, lead=HOUSING, done=4)), by="lead", as_of=july(9))
    for measure in MEASURES:
        assert worst(fine, measure=measure, minimum=1).empty


def test_a_cross_table_adds_up() -> None:
    book = ledger(
        *[issue(observation(july(1)), district=RIVERSIDE, category=1)] * 2,
        issue(observation(july(1)), district=RIVERSIDE),
        issue(observation(july(1)), district=SOUTHRIDGE, category=2),
    )
    table = cross_table(book, rows="district", columns="category", key="open", as_of=july(9))
    assert table.index.tolist() == ["滨江街道", "南岭镇"]
    assert set(table.columns) == {"环境卫生", "公共秩序", "未分类"}
    assert table.loc["滨江街道"].to_dict() == {"环境卫生": 2, "公共秩序": 0, "未分类": 1}
    assert cross_counts(ledger(), rows="district", columns="category", key="open", as_of=july(9)).empty


@given(ledgers(most=6), st.integers(0, 40).map(july), st.sampled_from(["lead", "district", "category", "source"]))
@settings(max_examples=30)
def test_the_sums_over_units_are_the_figures_of_the_county(book: Ledger, day: date, by: str) -> None:
    table = by_unit(book, by=by, as_of=day)
    county = figures(book, as_of=day).counts
    assert {key: table[key].sum() for key in (*COUNTS, "found")} == {key: county[key] for key in (*COUNTS, "found")}
    assert table["code"].is_unique


@given(ledgers(most=6), st.integers(0, 40).map(july), st.integers(1, 3), st.sampled_from([*MEASURES]))
@settings(max_examples=30)
def test_ranks_follow_the_measure_within_each_group(book: Ledger, day: date, minimum: int, measure: str) -> None:
    table = ranked(by_unit(book, by="lead", as_of=day), measure=measure, minimum=minimum)
    for _, group in table.dropna(subset=["rank"]).groupby("group"):
        for row in group.itertuples():
            value = getattr(row, measure)
            better = group[measure] < value if MEASURES[measure] else group[measure] > value
            assert row.rank == 1 + better.sum()


@given(ledgers(most=5), st.integers(0, 40).map(july))
@settings(max_examples=20)
def test_counted_with_assisting_units_each_unit_has_what_it_leads_or_assists(book: Ledger, day: date) -> None:
    table = by_unit(with_assisting(book), by="lead", as_of=day).set_index("code")["open"]
    assisting = set(book.assists.itertuples(index=False, name=None))
    for unit in (HOUSING, TRAFFIC, MARKETS):
        expected = sum(
            one.lead == unit or (one.row, unit) in assisting
            for one in slow.standings(book, day)
            if slow.counts(book, "open", one, day)
        )
        assert table.get(unit, 0) == expected


@given(before=ledgers(), after=ledgers())
@settings(max_examples=40)
def test_a_unit_moves_where_the_tables_rank_it_elsewhere(before: Ledger, after: Ledger) -> None:
    day = july(10)
    expected = set()
    for by in ("district", "lead"):
        tables = []
        for g in (before, after):
            table = ranked(by_unit(g, by=by, as_of=day), measure="on_time_rate", minimum=g.settings.minimum_ranked)
            tables.append({code: rank for code, rank in zip(table["code"], table["rank"], strict=True) if code})
        for code in tables[0].keys() | tables[1].keys():
            old, new = (None if pd.isna(p.get(code, pd.NA)) else int(p[code]) for p in tables)
            if old != new:
                expected.add((by, code, old, new))
    old_places, new_places = places(before, as_of=day), places(after, as_of=day)
    moves = rank_moves(old_places, new_places)
    assert {(m.by, m.code, m.before, m.after) for m in moves} == expected
    assert rank_moves(new_places, new_places) == []


@given(book=ledgers(), measure=st.sampled_from(list(MEASURES)))
@settings(max_examples=60)
def test_places_are_what_the_tables_say(book: Ledger, measure: str) -> None:
    day = july(10)
    expected = {}
    for by in ("district", "lead"):
        table = by_unit(book, by=by, as_of=day)
        table = ranked(table[table["total"] > 0], measure=measure, minimum=book.settings.minimum_ranked)
        for code, name, group, rank in zip(table["code"], table["name"], table["group"], table["rank"], strict=True):
            if code:
                expected[by, code] = (name, group, None if pd.isna(rank) else int(rank))
    assert places(book, as_of=day, measure=measure) == expected
