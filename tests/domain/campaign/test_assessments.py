"""测评: rounds in order, where points went, which of it is still open, how far from the target."""

from datetime import date
from typing import Any

import pytest

from domain.campaign.assessments import (
    ASSESSMENT,
    days_left,
    levels,
    losses,
    measured,
    rounds,
    short_of_target,
    standing,
    still_open,
    target_in_words,
)
from domain.datasets.datasets import DatasetRecord, SaidOfEntry, folded, mark_of
from domain.ledger.states import State
from domain.settings import Settings
from tests.factories import issue, july, ledger, observation


def said(*rows: dict[str, Any], day: int = 20_000) -> list[DatasetRecord]:
    """Entries as one sheet says them."""
    return folded(SaidOfEntry(mark_of(ASSESSMENT, row), (day, 1, n), row) for n, row in enumerate(rows))


def province(year: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"year": year, "level": "省", "kind": kind, **more}


def test_rounds_stand_in_the_order_in_which_they_were_held() -> None:
    found = rounds(
        said(
            province(2019, "年底测评", score=84.2, full=100, rank=19, peers=24),
            province(2019, "年中暗访", score=80.0, full=100, rank=21, peers=24),
            province(2018, "年底测评", held_on="2018-12-03", score=85.0, full=100, rank=15, peers=24),
            province(2020, "模拟测评", batch="第二次", held_on="2020-06-20", score=88.0, full=100),
            province(2020, "模拟测评", batch="第一次", held_on="2020-05-10", score=83.0, full=100),
        )
    )
    assert [one.title for one in found] == [
        "2018年省年底测评",
        "2019年省年中暗访",
        "2019年省年底测评",
        "2020年省模拟测评（第一次）",
        "2020年省模拟测评（第二次）",
    ]
    assert (found[0].rank, found[0].peers, found[0].lost) == (15, 24, 15.0)
    assert found[1].percent == pytest.approx(80.0)
    assert found[3].rank is None and not found[3].counts


def test_a_total_may_be_written_out_or_given_as_points_lost() -> None:
    (one,) = rounds(said(province(2019, "年底测评", item="总分", full=200, lost=30, rank=3)))
    assert (one.score, one.percent, one.lost, one.lines) == (170, 85.0, 30, ())


def test_points_of_an_item_come_from_its_own_row_and_finer_rows_say_where() -> None:
    rows = said(
        province(2019, "年底测评", full=100, score=84),
        province(2019, "年底测评", item="实地考察", full=60, score=48),
        province(2019, "年底测评", item="实地考察", site_type="农贸市场", category=1, lost=4.5),
        province(2019, "年底测评", item="实地考察", site_type="老旧小区", category=2, lost=3),
        province(2019, "年底测评", item="问卷调查", full=20, score=18),
        province(2019, "年底测评", site_type="农贸市场", lost=6),
    )
    (one,) = rounds(rows)
    assert [(loss.name, loss.lost, len(loss.finer)) for loss in losses(one, "item")] == [
        ("实地考察", 12, 2),
        ("问卷调查", 2, 0),
    ]
    # 农贸市场 has a row of its own (6), 老旧小区 only the finer one (3).
    assert [(loss.name, loss.lost) for loss in losses(one, "site_type")] == [("农贸市场", 6), ("老旧小区", 3)]
    assert [(loss.code, loss.lost) for loss in losses(one, "category")] == [(1, 4.5), (2, 3)]


def test_what_is_still_open_where_the_points_went() -> None:
    open_market = issue(observation(july(1)), site_type=3, category=1)
    other_category = issue(observation(july(1)), site_type=3, category=2)
    closed_market = issue(
        observation(july(1)), observation(july(3), state=State.CLOSED, done_on=july(2)), site_type=3, category=1
    )
    book = ledger(open_market, other_category, closed_market)
    (one,) = rounds(
        said(
            province(2019, "年底测评", item="实地考察", site_type="农贸市场", category=1, lost=4),
            province(2019, "年底测评", item="问卷调查", lost=2),
            province(2019, "年底测评", site_type="农贸市场", lost=5),
            province(2019, "年底测评", site_type="没有的类型", lost=1),
        )
    )
    by_item = {loss.name: loss for loss in losses(one, "item")}
    by_type = {loss.name: loss for loss in losses(one, "site_type")}
    assert still_open(book, by_item["实地考察"].lines, as_of=july(10)) == 1
    assert still_open(book, by_item["问卷调查"].lines, as_of=july(10)) is None
    assert still_open(book, by_type["没有的类型"].lines, as_of=july(10)) == 0
    # The row that names the type alone stands for all of it, beside the one that names a category too.
    assert still_open(book, by_type["农贸市场"].lines, as_of=july(10)) == 2
    assert still_open(book, by_type["农贸市场"].lines, as_of=july(1)) == 3
    assert still_open(book, by_type["农贸市场"].finer, as_of=july(10)) == 1


def test_the_target_is_held_against_real_rounds_of_its_level() -> None:
    found = rounds(
        said(
            province(2019, "年底测评", score=84, full=100, rank=19, peers=24),
            {"year": 2019, "level": "市", "kind": "年底测评", "score": 90, "full": 100, "rank": 2, "peers": 6},
            province(2020, "模拟测评", score=88, full=100, rank=1, peers=1),
        )
    )
    assert [one.title for one in measured(found, "省")] == ["2019年省年底测评"]
    assert len(measured(found, "")) == 2
    assert levels(found) == ["省", "市"]
    last = measured(found, "省")[-1]
    assert short_of_target(last, Settings()) is None
    assert short_of_target(last, Settings(target_rank=8)) == 11
    assert short_of_target(last, Settings(target_rank=19)) == 0


def test_days_left() -> None:
    assert days_left(None, july(1)) is None
    assert days_left(date(2026, 7, 20), july(10)) == 10
    assert days_left(date(2026, 7, 5), july(10)) == -5


def test_the_standing_says_what_is_left_what_was_reached_and_what_is_missing() -> None:
    last = rounds(said(province(2019, "年底测评", score=84, full=100, rank=19, peers=24)))
    settings = Settings(assessment_on=july(22), target_rank=8, target_level="省", target_title="省级文明城市")
    assert target_in_words(settings) == "省测评前 8 名，争创省级文明城市"
    on_course = standing(last, [], settings, as_of=july(10))
    assert (on_course.key, on_course.value, on_course.tone) == ("target", "还有 12 天", "attention")
    assert on_course.sentence == (
        "目标：省测评前 8 名，争创省级文明城市。最近一次2019年省年底测评第 19 名（共 24 个），距目标还差 11 名。"
    )
    late = standing(last, [("市场改造", 9), ("公厕改建", 2)], settings, as_of=july(22))
    assert (late.value, late.tone) == ("今天测评", "bad")
    assert late.sentence.endswith("倒排任务逾期 2 项，最久的是“市场改造”，已 9 天。")
    tied = standing(last, [("市场改造", 9), ("公厕改建", 9), ("清淤", 3)], settings, as_of=july(22))
    assert tied.sentence.endswith("倒排任务逾期 3 项，最久的是“市场改造”、“公厕改建”，各 9 天。")
    many = standing(last, [(f"任务{n}", 9) for n in range(4)], settings, as_of=july(22))
    assert many.sentence.endswith("最久的是“任务0”、“任务1”等 4 项，各 9 天。")
    reached = standing(last, [], Settings(assessment_on=july(22), target_rank=19), as_of=july(25))
    assert (reached.value, reached.tone) == ("测评已过 3 天", "good")
    assert "已在目标名次以内" in reached.sentence


def test_the_standing_computes_nothing_from_an_empty_setting() -> None:
    none = standing([], [], Settings(), as_of=july(10))
    assert (none.value, none.tone) == ("未设定", "missing")
    day = standing([], [], Settings(assessment_on=july(22)), as_of=july(10))
    assert (day.value, day.tone) == ("还有 12 天", "neutral")
    assert day.sentence == "还没有导入测评成绩。目标名次还没有填写。"
    rank = standing([], [], Settings(target_rank=8), as_of=july(10))
    assert (rank.value, rank.sentence) == (
        "测评前 8 名",
        "还没有导入测评成绩。测评日还没有填写。",  # the value says the target already
    )
