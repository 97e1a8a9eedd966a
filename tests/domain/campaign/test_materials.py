"""网上申报: states, dates, points lost, and what moved."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign.materials import (
    KINDS,
    MATERIALS,
    PASSED,
    STATES,
    Material,
    grouped,
    materials,
    movement,
    points,
    standing,
    tallied,
)
from domain.datasets.datasets import DatasetRecord
from tests.book_entries import entries
from tests.factories import HOUSING, MARKETS, july, small_directory

DIRECTORY = small_directory()


def piece(item: str, state: str | None = None, **said: Any) -> dict[str, Any]:
    return {"indicator": "志愿服务", "item": item, "state": state, **said}


def on(as_of: date, *rows: dict[str, Any]) -> list[Material]:
    return materials(entries(MATERIALS, (july(1), rows)), as_of=as_of)


def test_the_words_of_the_sheet_are_those_of_the_arithmetic() -> None:
    assert tuple(MATERIALS.field("state").words) == STATES
    assert tuple(MATERIALS.field("kind").words) == KINDS


def test_only_what_waits_for_its_department_can_be_late_and_the_day_itself_is_not() -> None:
    due = july(10).isoformat()
    rows = [piece(state, state, due_on=due) for state in STATES] + [
        piece("没写状态", due_on=due),
        piece("没有时限", "未交"),
    ]
    late = {m.item: (m.days_late, m.days_left) for m in on(july(12), *rows)}
    assert late == {
        "未交": (2, None),
        "退回": (2, None),
        "没写状态": (2, None),
        "已交": (0, None),
        "合格": (0, None),
        "没有时限": (0, None),
    }
    assert {m.item: (m.days_late, m.days_left) for m in on(july(10), *rows)}["未交"] == (0, 0)
    assert {m.item: (m.days_late, m.days_left) for m in on(july(7), *rows)}["退回"] == (0, 3)


def test_the_most_pressing_stand_first() -> None:
    rows = [
        piece("合格", "合格", due_on="2026-07-01"),
        piece("待审", "已交", due_on="2026-07-01"),
        piece("还早", "未交", due_on="2026-07-30"),
        piece("没有时限", "未交"),
        piece("晚两天", "未交", due_on="2026-07-08"),
        piece("晚五天", "退回", due_on="2026-07-05"),
    ]
    assert [m.item for m in on(july(10), *rows)] == ["晚五天", "晚两天", "还早", "没有时限", "待审", "合格"]


def test_the_points_lost_by_hand() -> None:
    rows = [
        piece("a", "合格", weight=3),
        piece("b", "已交", weight=1.5),
        piece("c", "退回", weight=0.1),
        piece("d", "未交", weight=0.2),
        piece("e", "未交"),
        piece("f", "合格"),
    ]
    tally = tallied(on(july(1), *rows), due_soon_days=3)
    assert (tally.lost, tally.weight, tally.unweighted) == (Fraction(18, 10), Fraction(48, 10), 2)
    assert (points(tally.lost), points(tally.weight)) == ("1.8", "4.8")
    assert (tally.count, tally.passed, dict(tally.by_state)) == (6, 2, {"未交": 2, "已交": 1, "退回": 1, "合格": 2})


def test_a_reason_is_only_shown_while_the_piece_is_returned() -> None:
    sheets = [(july(1), [piece("a", "退回", reason="照片没有日期")]), (july(8), [piece("a", "已交")])]
    (before,) = materials(entries(MATERIALS, *sheets[:1]), as_of=july(8))
    (now,) = materials(entries(MATERIALS, *sheets), as_of=july(8))
    assert (before.reason, now.reason) == ("照片没有日期", "")


def test_what_moved_since_the_week_before() -> None:
    first = [
        piece("a", "未交", weight=2),
        piece("b", "已交", weight=1),
        piece("c", "已交", weight=1),
        piece("d", "合格", weight=5),
    ]
    second = [piece("a", "已交"), piece("b", "合格"), piece("c", "退回"), piece("e", "未交", weight=9)]
    before = materials(entries(MATERIALS, (july(1), first)), as_of=july(1))
    now = materials(entries(MATERIALS, (july(1), first), (july(8), second)), as_of=july(8))
    moved = movement(now, before)
    named = [[m.item for m in part] for part in (moved.submitted, moved.passed, moved.returned, moved.added)]
    assert (named, moved.lost) == ([["a"], ["b"], ["c"], ["e"]], Fraction(-1))
    earlier = materials(entries(MATERIALS, (july(8), second), (july(1), first)), as_of=july(8))
    assert {m.key: m.state for m in earlier} == {m.key: m.state for m in now}
    assert movement(now, now).none
    assert not moved.none


def test_a_list_without_indicators_speaks_of_the_same_pieces_where_that_is_sure() -> None:
    whole = [
        {"indicator": "志愿服务", "item": "志愿服务说明报告", "state": "未交", "weight": 2},
        {"indicator": "公益广告", "item": "实景图片", "state": "未交"},
        {"indicator": "文明旅游", "item": "实景图片", "state": "未交"},
    ]
    later = [{"item": "志愿服务说明报告", "state": "合格"}, {"item": "实景图片", "state": "合格"}]
    for sheets in ([(july(1), whole), (july(8), later)], [(july(8), later), (july(1), whole)]):
        found = materials(entries(MATERIALS, *sheets), as_of=july(8))
        assert sorted((m.indicator, m.item, m.state, m.weight) for m in found) == [
            ("", "实景图片", "合格", None),  # of which indicator, nobody can tell
            ("公益广告", "实景图片", "未交", None),
            ("志愿服务", "志愿服务说明报告", "合格", 2),
            ("文明旅游", "实景图片", "未交", None),
        ]


states = st.sampled_from([None, *STATES])
weights = st.one_of(st.none(), st.integers(0, 40).map(lambda n: n / 4))
days = st.one_of(st.none(), st.integers(1, 28).map(lambda d: july(d).isoformat()))
leads = st.sampled_from([None, HOUSING, MARKETS])


@st.composite
def lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Checklists of up to a dozen pieces."""
    count = draw(st.integers(0, 12))
    return [
        piece(f"材料{n}", draw(states), weight=draw(weights), due_on=draw(days), lead=draw(leads)) for n in range(count)
    ]


@given(lists(), st.integers(1, 28))
def test_the_parts_add_up_to_the_whole(rows: list[dict[str, Any]], day: int) -> None:
    found = on(july(day), *rows)
    whole = tallied(found, due_soon_days=3)
    assert whole.count == len(rows) == sum(whole.by_state.values())
    assert 0 <= whole.lost <= whole.weight
    assert whole.late <= whole.by_state["未交"] + whole.by_state["退回"]
    for by in (lambda m: m.lead, lambda m: m.kind, lambda m: m.state):
        parts = list(grouped(found, by, due_soon_days=3).values())
        for name in ("count", "late", "due_soon", "undated", "weight", "lost", "unweighted"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name), name
        assert [part.late for part in parts] == sorted((part.late for part in parts), reverse=True)


@given(lists(), st.integers(0, 11))
def test_a_piece_that_is_passed_costs_nothing_any_more(rows: list[dict[str, Any]], place: int) -> None:
    before = on(july(10), *rows)
    if place >= len(before):
        return
    now = [*before]
    old = now[place]
    now[place] = replace(old, state=PASSED)
    saved = old.weight if old.weight is not None and old.state != PASSED else Fraction()
    assert tallied(now, due_soon_days=3).lost == tallied(before, due_soon_days=3).lost - saved
    assert movement(now, before).lost == -saved


@given(lists(), lists())
def test_what_moved_is_the_difference_of_the_tallies_where_nothing_joined(
    rows: list[dict[str, Any]], later: list[dict[str, Any]]
) -> None:
    later = [row for row in later if row["item"] in {old["item"] for old in rows}]
    sheets = [(july(1), rows), (july(8), later)]
    before = materials(entries(MATERIALS, *sheets[:1]), as_of=july(8))
    now = materials(entries(MATERIALS, *sheets), as_of=july(8))
    moved = movement(now, before)
    known = {m.key for m in before if m.weight is not None}
    both = [m for m in now if m.key in known]
    assert moved.added == []
    assert moved.lost == tallied(both, due_soon_days=3).lost - tallied(before, due_soon_days=3).lost
    assert len(moved.passed) >= tallied(now, due_soon_days=3).passed - tallied(before, due_soon_days=3).passed


def said(*rows: dict[str, Any]) -> tuple[str, str, str]:
    found = standing(on(july(10), *rows), DIRECTORY, due_soon_days=3)
    assert (found.key, found.title) == ("materials", "网上申报")
    return found.value, found.sentence, found.tone


def test_the_line_of_the_overview() -> None:
    assert said() == ("未录入", "还没有导入网上申报材料清单。", "missing")
    assert said(piece("a", "合格")) == ("1 / 1 项", "1 项材料已全部审核合格。", "good")
    late = [
        piece("a", "合格", weight=2),
        piece("b", "未交", weight=1.25, due_on="2026-07-09", lead=MARKETS),
        piece("c", "退回", weight=1, due_on="2026-07-09", lead=MARKETS),
        piece("d", "已交", due_on="2026-07-01", lead=HOUSING),
    ]
    assert said(*late) == (
        "1 / 4 项",
        "合格 1 项，已交 1 项，退回 1 项，未交 1 项；逾期 2 项（最多的是市监局 2 项）。"
        "预计失分 2.25 分，全部材料 4.25 分（另有 1 项没有填分值，不在内）。",
        "bad",
    )
    assert said(piece("a", "未交", due_on="2026-07-12"))[1:] == (
        "未交 1 项；1 项快到时限。清单没有填分值，算不出预计失分。",
        "attention",
    )
    assert said(piece("a", "退回", due_on="2026-07-30"))[2] == "attention"
    assert said(piece("a", "未交", due_on="2026-07-30"))[2] == "neutral"


def test_two_departments_with_as_many_late_pieces_are_not_named() -> None:
    rows = [piece(str(lead), "未交", due_on="2026-07-01", lead=lead) for lead in (HOUSING, MARKETS)]
    assert "最多" not in said(*rows)[1]


@pytest.mark.parametrize(
    ("value", "text"), [(Fraction(12), "12"), (Fraction(3, 2), "1.5"), (Fraction(1, 3), "0.33"), (Fraction(0), "0")]
)
def test_points_as_written(value: Fraction, text: str) -> None:
    assert points(value) == text


def test_an_entry_of_another_program_with_a_negative_weight_counts_as_unweighted() -> None:
    (found,) = materials([DatasetRecord("x", {"item": "a", "weight": -1}, 1, 1)], as_of=july(1))
    assert found.weight is None
