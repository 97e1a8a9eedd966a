"""倒排计划: weeks counted back from the assessment, what is late, what moves when the assessment moves."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.campaign.plan import PLAN, STATES, counts, last_day_of_week, steps, week_of
from domain.datasets.datasets import DatasetRecord, SaidOfEntry, folded, mark_of
from tests.factories import july

ASSESSED = july(31)


def said(*rows: dict[str, Any]) -> list[DatasetRecord]:
    return folded(SaidOfEntry(mark_of(PLAN, row), (20_000, 1, n), row) for n, row in enumerate(rows))


def test_week_one_is_the_last_before_the_assessment() -> None:
    assert last_day_of_week(1, ASSESSED) == july(30)
    assert last_day_of_week(3, ASSESSED) == july(16)
    assert [week_of(july(day), ASSESSED) for day in (30, 24, 23, 17, 16)] == [1, 1, 2, 2, 3]
    assert week_of(ASSESSED, ASSESSED) == 0


@given(st.integers(1, 200), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_last_day_of_a_week_lies_in_that_week_and_the_next_day_does_not(week: int, day: date) -> None:
    last = last_day_of_week(week, day)
    assert week_of(last, day) == week
    assert week_of(last + timedelta(days=1), day) == week - 1


def test_every_task_has_one_state_and_late_ones_say_by_how_much() -> None:
    rows = said(
        {"task": "市场改造", "weeks_before": 4},
        {"task": "小区排查", "due_on": "2026-07-09", "done_on": "2026-07-08"},
        {"task": "公益广告", "due_on": "2026-07-05", "done_on": "2026-07-08"},
        {"task": "材料定稿", "weeks_before": 2, "lead": 11},
        {"task": "道路保洁"},
        {"task": "现场复查", "due_on": "2026-07-16"},
        {"task": "明天才完成", "due_on": "2026-07-10", "done_on": "2026-07-11"},
    )
    found = {step.task: step for step in steps(rows, assessment_on=ASSESSED, as_of=july(10))}
    assert {task: (step.state, step.days_late) for task, step in found.items()} == {
        "市场改造": ("late", 1),  # week 4 ended on 9 July
        "小区排查": ("done", 0),
        "公益广告": ("done_late", 0),
        "材料定稿": ("ahead", 0),
        "道路保洁": ("undated", 0),
        "现场复查": ("this_week", 0),
        "明天才完成": ("this_week", 0),
    }
    assert (found["材料定稿"].due_on, found["材料定稿"].unit) == (july(23), 11)
    assert found["公益广告"].week == 4
    assert counts(list(found.values())) == dict(zip(STATES, (1, 2, 1, 1, 1, 1), strict=True))


def test_a_week_moves_with_the_assessment_and_a_day_does_not() -> None:
    rows = said({"task": "甲", "weeks_before": 2}, {"task": "乙", "due_on": "2026-07-23"})
    moved = steps(rows, assessment_on=july(24), as_of=july(10))
    assert {step.task: (step.due_on, step.week) for step in moved} == {"甲": (july(16), 2), "乙": (july(23), 1)}


def test_without_a_day_of_assessment_weeks_have_no_day() -> None:
    rows = said({"task": "甲", "weeks_before": 2}, {"task": "乙", "due_on": "2026-07-05"})
    found = steps(rows, assessment_on=None, as_of=july(10))
    assert [(step.task, step.due_on, step.week, step.state) for step in found] == [
        ("乙", july(5), None, "late"),
        ("甲", None, 2, "undated"),
    ]
