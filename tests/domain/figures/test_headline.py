"""The one sentence: true in every case, and worth reading."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.figures.figures import figures
from domain.figures.headline import age_of_data, headline
from domain.figures.ranking import by_unit
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from tests.factories import HOUSING, MARKETS, RIVERSIDE, SOUTHRIDGE, TRAFFIC, Issue, issue, july, ledger, ledgers
from tests.factories import observation as said


def sentence(book: Ledger, day: date) -> str:
    before = figures(book, as_of=day - timedelta(days=7))
    units = [by_unit(book, by=by, as_of=day) for by in ("district", "lead")]
    return headline(figures(book, as_of=day), before, *units)


def late(days: int, *, lead: int = 0, district: int = 0, found: int = 1) -> Issue:
    """Overdue by `days` on 31 July."""
    return issue(said(july(found), due_on=july(31 - days), lead=lead or None), district=district)


def closed() -> Issue:
    return issue(said(july(1), due_on=july(5)), said(july(3), state=State.CLOSED))


@pytest.mark.parametrize(
    ("issues", "expected"),
    [
        ([], "截至当日没有已交办的问题。"),
        ([issue(said(july(1), state=State.REJECTED))], "截至当日没有已交办的问题。"),
        ([closed(), closed()], "交办的 2 件问题已全部销号。"),
        ([late(0), closed()], "未整改 1 件，没有超期问题，1 件即将到期。"),
        ([late(-9)], "未整改 1 件，没有超期问题。"),
        ([issue(said(july(1)))] * 2, "未整改 2 件，都没有填写整改时限，无法判断是否超期。"),
        (
            [issue(said(july(1))), late(0)],
            "未整改 2 件，有时限的没有超期，1 件即将到期。其中 1 件没有整改时限，无法判断是否超期。",
        ),
        ([late(1), late(9)], "未整改 2 件，其中超期 2 件，比上周多 1 件。"),
        ([late(8), late(9)], "未整改 2 件，其中超期 2 件，与上周持平。"),
        ([late(1, found=30)], "未整改 1 件，其中超期 1 件。"),
        (
            [late(1, lead=HOUSING, district=RIVERSIDE), late(2, lead=TRAFFIC, district=RIVERSIDE), late(3)],
            "未整改 3 件，其中超期 3 件，比上周多 3 件；超期最多的镇区是滨江街道（2 件），"
            "部门是住建局和交通局（各 1 件）。",
        ),
        (
            [late(1, lead=unit, district=RIVERSIDE) for unit in (HOUSING, TRAFFIC, MARKETS)],
            "未整改 3 件，其中超期 3 件，比上周多 3 件；超期最多的镇区是滨江街道（3 件）。",
        ),
        (
            [late(1, lead=SOUTHRIDGE), late(2, lead=SOUTHRIDGE), late(1, lead=HOUSING)],
            "未整改 3 件，其中超期 3 件，比上周多 3 件；超期最多的部门是住建局（1 件）。",
        ),
        ([late(30)], "未整改 1 件，其中超期 1 件，与上周持平。"),
    ],
)
def test_the_sentence_for_31_july(issues: list[Issue], expected: str) -> None:
    assert sentence(ledger(*issues), july(31)) == expected


def test_fewer_than_last_week_and_long_overdue_ones() -> None:
    done = issue(said(july(1), due_on=july(5)), said(july(40), state=State.CLOSED, done_on=july(38)))
    book = ledger(done, issue(said(july(1), due_on=july(5))))
    assert sentence(book, july(40)) == "未整改 1 件，其中超期 1 件，比上周少 1 件。其中 1 件久拖不决。"


def test_thousands_are_separated_everywhere() -> None:
    many = [late(40, lead=HOUSING, district=RIVERSIDE)] * 1_100 + [late(1)] * 1_200
    assert sentence(ledger(*many), july(31)) == (
        "未整改 2,300 件，其中超期 2,300 件，比上周多 1,200 件；超期最多的镇区是滨江街道（1,100 件），"
        "部门是住建局（1,100 件）。其中 1,100 件久拖不决。"
    )
    assert sentence(ledger(*[closed()] * 1_000), july(31)) == "交办的 1,000 件问题已全部销号。"
    undated = [issue(said(july(1)))] * 1_001
    assert sentence(ledger(*undated), july(31)).startswith("未整改 1,001 件，都没有")
    assert sentence(ledger(*undated, *[late(0)] * 1_002), july(31)) == (
        "未整改 2,003 件，有时限的没有超期，1,002 件即将到期。其中 1,001 件没有整改时限，无法判断是否超期。"
    )
    assert age_of_data(july(1), july(1_235)) == "1,234 天前"


@given(ledgers(most=6), st.integers(0, 45).map(july))
@settings(max_examples=25)
def test_the_sentence_claims_nothing_that_the_figures_deny(book: Ledger, day: date) -> None:
    text = sentence(book, day)
    n = figures(book, as_of=day).counts
    assert ("没有已交办" in text) == (n["total"] == 0)
    assert ("已全部销号" in text) == (n["total"] > 0 and n["open"] == 0)
    assert (f"未整改 {n['open']} 件" in text) == (n["open"] > 0)
    assert (f"超期 {n['overdue']} 件" in text) == (n["overdue"] > 0)
    assert ("没有超期" in text) <= (n["overdue"] == 0)
    assert ("久拖不决" in text) == (n["long_overdue"] > 0)
    assert ("没有超期问题" in text) <= (n["open_no_due"] == 0)
    units = by_unit(book, by="lead", as_of=day)
    if "部门是" in text:
        most = units[units["group"] == "部门"]["overdue"].max()
        assert f"{most} 件）。" in text


@pytest.mark.parametrize(
    ("as_of", "words"), [(9, "今天"), (8, "昨天"), (7, "2 天前"), (1, "8 天前"), (10, "晚于今天 1 天")]
)
def test_the_age_of_the_data_in_words(as_of: int, words: str) -> None:
    assert age_of_data(july(as_of), july(9)) == words
