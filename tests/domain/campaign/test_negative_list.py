"""负面清单: the red light, which nothing hides, and the warning that nobody has looked."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign.negative_list import (
    CLEAR,
    CROSSED,
    DANGER,
    NEGATIVE_LIST,
    REMOVED,
    STATES,
    NegativeItem,
    items,
    lights,
    standing,
)
from tests.book_entries import entries
from tests.factories import HOUSING, MARKETS, july, small_directory

DIRECTORY = small_directory()


def found(*rows: dict[str, Any], as_of: date | None = None, unchecked_days: int = 7) -> list[NegativeItem]:
    return items(entries(NEGATIVE_LIST, (july(1), rows)), as_of=as_of or july(20), unchecked_days=unchecked_days)


def row(item: str, state: str | None = None, checked: int | None = 18, **said: Any) -> dict[str, Any]:
    return {"item": item, "state": state, "checked_on": july(checked).isoformat() if checked else None, **said}


def test_the_words_of_the_sheet_are_those_of_the_arithmetic() -> None:
    assert set(NEGATIVE_LIST.field("state").words) == set(STATES)


@pytest.mark.parametrize(
    ("said", "light"),
    [
        (row("x", CLEAR), "clear"),
        (row("x", REMOVED, dangers=2), "clear"),
        (row("x", DANGER), "danger"),
        (row("x", CROSSED), "crossed"),
        (row("x", dangers=1), "danger"),
        (row("x", danger="消防通道堵塞"), "danger"),
        (row("x", danger="无。"), "doubtful"),
        (row("x"), "doubtful"),
        (row("x", CLEAR, dangers=1), "doubtful"),
        (row("x", CLEAR, checked=13), "clear"),
        (row("x", CLEAR, checked=12), "unchecked"),
        (row("x", CLEAR, checked=None), "unchecked"),
        (row("x", DANGER, checked=1), "danger"),
        (row("x", CROSSED, checked=None), "crossed"),
    ],
)
def test_which_light_an_item_shows(said: dict[str, Any], light: str) -> None:
    (item,) = found(said)
    assert item.light == light
    assert item.lit == (light in ("danger", "crossed"))


def test_a_danger_that_a_later_sheet_removes_goes_out_although_its_number_was_said_before() -> None:
    first = (july(1), [row("x", DANGER, dangers=2, checked=1)])
    second = (july(18), [row("x", REMOVED, checked=18)])
    (before,) = items(entries(NEGATIVE_LIST, first), as_of=july(20), unchecked_days=7)
    (now,) = items(entries(NEGATIVE_LIST, first, second), as_of=july(20), unchecked_days=7)
    assert (before.lit, now.lit) == (True, False)


def test_a_danger_past_its_date_says_how_long() -> None:
    late, out = found(row("a", DANGER, due_on=july(15).isoformat()), row("b", REMOVED, due_on=july(15).isoformat()))
    assert (late.late_days, out.late_days) == (5, 0)


def test_the_gravest_stand_first_and_of_those_unchecked_the_longest() -> None:
    rows = [
        row("好", CLEAR),
        row("久未查", CLEAR, checked=2),
        row("没查过", CLEAR, checked=None),
        row("隐患", DANGER),
        row("久拖隐患", DANGER, due_on=july(2).isoformat()),
        row("触碰", CROSSED),
    ]
    assert [item.item for item in found(*rows)] == ["触碰", "久拖隐患", "隐患", "没查过", "久未查", "好"]


def said(*rows: dict[str, Any]) -> tuple[str, str, str]:
    line = standing(found(*rows), DIRECTORY, unchecked_days=7)
    assert (line.key, line.title) == ("negative", "负面清单")
    return line.value, line.sentence, line.tone


def test_the_line_of_the_overview() -> None:
    assert said() == ("未录入", "还没有导入负面清单排查表，有没有触碰底线无从知道。", "missing")
    assert said(row("a", CLEAR)) == ("未亮灯", "1 项都在 7 天内排查过，没有未消除的隐患。", "good")
    assert said(row("a", CLEAR, checked=1), row("b", CLEAR, checked=None), row("c", CLEAR)) == (
        "漏查 2 项",
        "3 项没有亮红灯，但1 项超过 7 天没有排查，1 项从没排查过。",
        "attention",
    )
    assert said(row("a", CLEAR, dangers=3)) == (
        "待核 1 项",
        "1 项没有亮红灯，但1 项的排查结果没有写清，请核对。",
        "attention",
    )
    lit = [row("瞒报事故", CROSSED, lead=HOUSING), row("食品安全", DANGER, lead=MARKETS, due_on=july(16).isoformat())]
    assert said(*lit, row("c", CLEAR, checked=1)) == (
        "亮红灯 2 项",
        "“瞒报事故”已触碰底线（住建局）；“食品安全”有隐患未消除（市监局，超过整改时限 4 天）。1 项超过 7 天没有排查。",
        "bad",
    )
    assert said(*lit, row("信访", DANGER))[1] == (
        "“瞒报事故”已触碰底线（住建局）；“食品安全”有隐患未消除（市监局，超过整改时限 4 天）等 3 项。"
    )


rows_ = st.builds(
    row,
    st.uuids().map(str),
    st.sampled_from([None, *STATES]),
    st.one_of(st.none(), st.integers(1, 20)),
    dangers=st.one_of(st.none(), st.integers(0, 3)),
    danger=st.sampled_from([None, "无", "电线老化"]),
)


@given(st.lists(rows_, max_size=12), rows_, st.integers(1, 30))
def test_no_number_of_good_items_hides_a_red_light(rows: list[dict[str, Any]], bad: dict[str, Any], days: int) -> None:
    bad = {**bad, "state": DANGER}
    shown = found(*rows, bad, unchecked_days=days)
    assert standing(shown, DIRECTORY, unchecked_days=days).tone == "bad"
    assert shown[0].lit
    counted = lights(shown)
    assert counted.lit == sum(item.lit for item in shown) >= 1
    assert counted.count == len(shown)


@given(st.lists(rows_, min_size=1, max_size=12))
def test_the_light_is_red_exactly_where_an_item_is_lit_and_good_news_is_complete(rows: list[dict[str, Any]]) -> None:
    shown = found(*rows)
    line = standing(shown, DIRECTORY, unchecked_days=7)
    assert (line.tone == "bad") == any(item.lit for item in shown)
    assert (line.tone == "good") == all(item.light == "clear" and not item.check_due for item in shown)


@given(st.lists(rows_, min_size=1, max_size=8), st.integers(1, 20))
def test_more_patience_never_makes_more_warnings(rows: list[dict[str, Any]], days: int) -> None:
    strict, patient = (lights(found(*rows, unchecked_days=n)) for n in (days, days + 1))
    assert patient.unchecked <= strict.unchecked
    assert (patient.lit, patient.never) == (strict.lit, strict.never)
