"""考核: a hand-worked card, versions, caps, exemptions, appeals; and that every point has its issues."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.accountability.scorecard import BASES, cards, commitments_of, counted, ranked, rules_in_force
from domain.datasets.datasets import DatasetRecord
from domain.directory import DISTRICT
from domain.figures.figures import figures
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from tests.factories import HOUSING, RIVERSIDE, SOUTHRIDGE, TRAFFIC, issue, july, ledger, ledgers, observation


def rule(code: str, basis: str, points: float, valid: int = 1, **more: object) -> DatasetRecord:
    values = {"code": code, "basis": basis, "points": points, "valid_from": july(valid).isoformat(), **more}
    return DatasetRecord(f"{code}{valid}", values, 0, 0)


BOOK = [
    rule("A0", "基础分", 100),
    rule("A1", "新发现问题", 0.3, free_sources="暗访"),
    rule("A2", "超期未完成", 1, cap=2.5),
    rule("A3", "复核退回", 2, kind="部门"),
    rule("A4", "销号", -0.5, cap=1),
]


def county() -> Ledger:
    """Riverside: five found (one by 暗访), three overdue, one sent back, one closed."""
    late = [
        issue(observation(july(d), found_on=july(d), lead=HOUSING, due_on=july(d + 1)), district=RIVERSIDE)
        for d in (1, 2, 3)
    ]
    back = issue(
        observation(july(4), found_on=july(4), lead=HOUSING, due_on=july(30)),
        observation(july(6), 2, state=State.REPORTED, done_on=july(6)),
        observation(july(8), 3, state=State.REWORK, verified_on=july(8)),
        district=RIVERSIDE,
    )
    closed = issue(
        observation(july(5), found_on=july(5), lead=TRAFFIC, due_on=july(9)),
        observation(july(7), 2, state=State.CLOSED, done_on=july(7), verified_on=july(7)),
        district=RIVERSIDE,
        source=4,
    )
    return ledger(*late, back, closed)


def test_a_card_worked_by_hand() -> None:
    made = {
        c.unit.unit_id: c for c in cards(county(), rules_in_force(BOOK, on=july(31)), since=july(1), until=july(10))
    }
    riverside = made[RIVERSIDE]
    assert [(x.rule.code, x.count, x.freed, x.deduction, x.capped) for x in riverside.lines] == [
        ("A1", 5, 1, pytest.approx(1.2), False),  # five found, one by 暗访 is free: 4 × 0.3
        ("A2", 3, 0, 2.5, True),  # three overdue, capped
        ("A4", 1, 0, -0.5, False),  # half a point for one closed
    ]
    assert riverside.score == pytest.approx(100 - 1.2 - 2.5 + 0.5)
    housing = made[HOUSING]
    assert {x.rule.code: x.count for x in housing.lines} == {"A1": 4, "A2": 3, "A3": 1, "A4": 0}
    assert housing.score == pytest.approx(100 - 1.2 - 2.5 - 2)
    assert made[SOUTHRIDGE].score == 100
    assert made[RIVERSIDE].lines[1].issue_ids == (101, 102, 103)


def test_an_accepted_appeal_gives_points_back_but_never_more_than_were_taken() -> None:
    rules = rules_in_force(BOOK, on=july(31))
    back = {(RIVERSIDE, "A2"): 1.0, (RIVERSIDE, "A1"): 99.0, (RIVERSIDE, "A4"): 5.0}
    made = cards(county(), rules, since=july(1), until=july(10), restored=back)
    riverside = next(c for c in made if c.unit.unit_id == RIVERSIDE)
    assert [line.net for line in riverside.lines] == [pytest.approx(0), 1.5, -0.5]


def test_the_version_in_force_on_the_day_counts() -> None:
    rows = [*BOOK, rule("A1", "新发现问题", 0.5, valid=20)]
    assert [r.points for r in rules_in_force(rows, on=july(19)) if r.code == "A1"] == [0.3]
    assert [r.points for r in rules_in_force(rows, on=july(20)) if r.code == "A1"] == [0.5]
    assert rules_in_force(rows, on=july(0)) == []


def test_without_rules_there_is_no_score() -> None:
    assert cards(county(), [], since=july(1), until=july(10)) == []
    assert ranked([], active={}, minimum=1).empty


def test_units_are_ranked_within_their_group_and_ties_stay_ties() -> None:
    made = cards(county(), rules_in_force(BOOK, on=july(31)), since=july(1), until=july(10))
    table = ranked(made, active={RIVERSIDE: 5, SOUTHRIDGE: 5, HOUSING: 4, TRAFFIC: 1}, minimum=2).set_index("unit_id")
    assert table.loc[SOUTHRIDGE, "rank"] == 1
    assert table.loc[RIVERSIDE, "rank"] == 2
    assert table.index[table["rank"].isna()].tolist() == [3, 12, 13]  # one item or none


PARTS = [name for name in BASES if name != "基础分"]


@settings(max_examples=60)
@given(ledgers(), st.sampled_from(PARTS))
def test_every_point_of_the_districts_has_its_issue_and_the_parts_are_the_county(book: Ledger, basis: str) -> None:
    key = BASES[basis]
    rows = counted(book, key, since=july(5), until=july(25))
    made = cards(book, rules_in_force([rule("X", basis, 1)], on=july(30)), since=july(5), until=july(25))
    by_place = [line for card in made if card.unit.kind == DISTRICT for line in card.lines]
    unnamed = int((book.codes("district")[rows] == 0).sum())
    assert sum(line.count for line in by_place) + unnamed == len(rows)
    assert all(len(line.issue_ids) == line.count - line.freed for line in by_place)
    if key in ("overdue", "long_overdue"):
        assert len(rows) == figures(book, as_of=july(25)).counts[key]


def test_commitments_are_met_in_the_direction_of_their_figure() -> None:
    rows = [
        DatasetRecord("a", {"unit": 1, "item": "率", "figure": "按期整改率", "target": 90}, 0, 0),
        DatasetRecord("b", {"unit": 1, "item": "少", "figure": "超期", "target": 3}, 0, 0),
        DatasetRecord("c", {"unit": 1, "item": "话", "target": 3}, 0, 0),
        DatasetRecord("d", {"unit": 2, "item": "率", "figure": "按期整改率", "target": 90}, 0, 0),
    ]
    said = commitments_of(rows, {(1, "on_time_rate"): 89.9, (1, "overdue"): 3})
    assert [c.is_met for c in said] == [False, True, None, None]
    for value, met in ((89.94, False), (89.95, True)):  # prints as 89.9% and 90.0%
        assert commitments_of(rows[:1], {(1, "on_time_rate"): value})[0].is_met is met


def test_a_target_of_a_rate_in_a_cell_formatted_as_percent_is_meant_in_percent() -> None:
    rows = [
        DatasetRecord("a", {"unit": 1, "item": "率", "figure": "按期整改率", "target": 0.9}, 0, 0),
        DatasetRecord("b", {"unit": 1, "item": "满", "figure": "整改率", "target": 1}, 0, 0),
        DatasetRecord("c", {"unit": 1, "item": "少", "figure": "超期", "target": 1}, 0, 0),
    ]
    said = commitments_of(rows, {(1, "on_time_rate"): 89.9, (1, "done_rate"): 99.0, (1, "overdue"): 1})
    assert [(c.target, c.is_met) for c in said] == [(90, False), (100, False), (1, True)]
