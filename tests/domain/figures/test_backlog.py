"""Forecast: the pace of four weeks, its band, and the cases in which there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures.backlog import at_pace, forecast, in_words
from domain.ledger.states import State
from tests.factories import Issue, issue, july, ledger, observation


def lived(found: int, closed: int | None = None) -> Issue:
    rows = [observation(july(found))]
    if closed is not None:
        rows.append(observation(july(closed), state=State.CLOSED, done_on=july(closed)))
    return issue(*rows)


def test_four_weeks_worked_out_by_hand() -> None:
    """Pace (6 + 4 + 5 + 5) / 4 = 5; s = √(2/3) = 0.8165; half a band 1.638 × 0.8165 / 2 = 0.6687; 40 / 5 = 8 weeks."""
    said = at_pace(40, [6, 4, 5, 5])
    assert (said.case, said.pace, said.weeks) == ("falling", 5, 8)
    assert said.soonest == pytest.approx(40 / 5.6687, abs=0.01)
    assert said.latest == pytest.approx(40 / 4.3313, abs=0.01)
    text = in_words(said, days_left=70)
    assert "平均每周减少 5.0 件：照这个速度还要约 8 周清完，大致在 8 到 10 周之间" in text
    assert text.endswith("测评前还有 70 天，来得及。")
    assert in_words(said, days_left=20).endswith("测评前还有 20 天，照此来不及。")
    assert in_words(said, days_left=60).endswith(
        "测评前还有 60 天，能不能在这以前清完，没有把握。"
    )  # 8 weeks, up to 9.2
    assert "测评" not in in_words(said, days_left=None)


def test_from_a_ledger_by_weeks_of_seven_days_up_to_the_day() -> None:
    """Open on 3, 10, 17, 24, 31 July: 6, 5, 4, 2, 2."""
    book = ledger(*(lived(1, day) for day in (5, 12, 20, 22)), lived(1), lived(1))
    said = forecast(book, as_of=july(31))
    assert (said.open, said.cleared, said.pace) == (2, (1, 1, 2, 0), 1)
    assert said.weeks == 2


def test_a_growing_backlog_is_said_to_grow() -> None:
    said = at_pace(300, [-10, -5, -8, -5])
    assert (said.case, said.weeks, said.soonest, said.latest) == ("growing", None, None, None)
    assert in_words(said, days_left=10).endswith("平均每周增加 7.0 件：照这个速度，积压还会增加，清不完。")
    assert in_words(at_pace(300, [0, 0, 0, 0]), days_left=10).endswith("总体没有减少：照这个速度清不完。")


def test_a_growing_backlog_of_very_different_weeks_says_that_it_is_not_sure() -> None:
    """Pace −7.5; s = √(1901 / 3) = 25.173; half a band 1.638 × 25.173 / 2 = 20.617; 330 / (20.617 − 7.5) = 25.16 weeks."""
    said = at_pace(330, [-32, 21, -25, 6])
    assert (said.case, said.weeks, said.latest) == ("growing", None, None)
    assert said.soonest == pytest.approx(25.16, abs=0.01)
    assert in_words(said, days_left=1).endswith("清不完；各周快慢不一，这样说没有把握，往快里算也要约 26 周。")


def test_an_uneven_pace_has_no_upper_end() -> None:
    said = at_pace(60, [30, -20, 25, 1])
    assert said.case == "falling" and said.latest is None
    assert "也可能一直清不完" in in_words(said, days_left=None)


def test_too_little_data_and_nothing_open_are_said() -> None:
    young = forecast(ledger(lived(10), lived(20, 25)), as_of=july(31))
    assert (young.case, young.open) == ("little", 1)
    assert "数据太少，不作预测" in in_words(young, days_left=5)
    done = forecast(ledger(lived(1, 5)), as_of=july(31))
    assert done.case == "nothing"
    assert forecast(ledger(), as_of=july(31)).case == "nothing"


@given(st.integers(1, 5000), st.lists(st.integers(-200, 200), min_size=4, max_size=4))
def test_the_band_holds_the_forecast(opened: int, cleared: list[int]) -> None:
    said = at_pace(opened, cleared)
    assert (said.weeks is None) == (said.case in ("growing", "still"))
    assert (said.case == "growing") == (sum(cleared) < 0)
    if said.weeks is not None:
        assert said.soonest is not None and 0 < said.soonest <= said.weeks
        assert said.latest is None or said.latest >= said.weeks
    assert in_words(said, days_left=30).endswith("。")
