"""倒排计划: what must be finished by which week, counted back from the assessment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from domain.datasets.datasets import Dataset, DatasetRecord, Field

PLAN = Dataset(
    "plan",
    "倒排工作计划",
    (
        Field("task", ("工作任务", "任务", "工作内容", "重点任务"), required=True, example="农贸市场改造提升全部完工", width=36),
        Field(
            "weeks_before",
            ("倒数第几周", "倒排周次", "倒计时周"),
            "count",
            hint="测评前最后一周填 1，再前一周填 2。与“完成时限”填一个即可，两个都填的按完成时限。",
            example="3",
            width=12,
        ),
        Field("due_on", ("完成时限", "时间节点", "完成期限"), "day", width=12),
        Field("lead", ("责任单位", "牵头单位", "牵头部门"), "unit", example="县住房和城乡建设局", width=20),
        Field("standard", ("完成标准", "目标要求"), example="逐个验收，一次合格", width=28),
        Field("done_on", ("完成日期", "实际完成日期"), "day", past=True, width=12),
        Field("progress", ("进展情况", "完成情况", "工作进展"), width=28),
    ),
    ("task",),
    ("倒排计划", "倒排工作计划", "倒排工期", "倒计时计划"),
)  # fmt: skip

State = Literal["late", "this_week", "ahead", "undated", "done", "done_late"]
STATES: dict[State, str] = {
    "late": "逾期",
    "this_week": "七天内到期",
    "ahead": "未到期",
    "undated": "无时限",
    "done": "按期完成",
    "done_late": "逾期完成",
}
"""In the order in which a reader has to see them."""


@dataclass(frozen=True)
class PlanTask:
    """A task of the plan on one day. week: counted back from the assessment, 1 the last before it; None without a day.

    due_on: the day given, else the last day of its week. days_late: 0 where it is not late. unit: id, 0 for none.
    """

    task: str
    week: int | None
    due_on: date | None
    unit: int
    standard: str
    progress: str
    done_on: date | None
    state: State
    days_late: int


def last_day_of_week(week: int, assessment_on: date) -> date:
    """The last day of the week-th week before the assessment; week 1 ends on the day before it."""
    return assessment_on - timedelta(days=7 * (week - 1) + 1)


def week_of(day: date, assessment_on: date) -> int:
    """In which week before the assessment a day lies: 1 is the last one; 0 and less from the assessment on."""
    return ((assessment_on - day).days - 1) // 7 + 1


def steps(entries: Iterable[DatasetRecord], *, assessment_on: date | None, as_of: date) -> list[PlanTask]:
    """The tasks as they stand on `as_of`, by day due; those without one last."""
    made = [_step(entry, assessment_on, as_of) for entry in entries]
    return sorted(made, key=lambda step: (step.due_on or date.max, step.task))


def _step(entry: DatasetRecord, assessment_on: date | None, as_of: date) -> PlanTask:
    due = date.fromisoformat(entry["due_on"]) if entry["due_on"] else None
    back = entry["weeks_before"]
    if due is None and back and assessment_on is not None:
        due = last_day_of_week(int(back), assessment_on)
    if due is not None and assessment_on is not None:
        week: int | None = week_of(due, assessment_on)
    else:
        week = int(back) if back else None
    done = date.fromisoformat(entry["done_on"]) if entry["done_on"] else None
    if done is not None and done > as_of:
        done = None
    return PlanTask(
        str(entry["task"]),
        week,
        due,
        int(entry["lead"] or 0),
        str(entry["standard"] or ""),
        str(entry["progress"] or ""),
        done,
        _state(due, done, as_of),
        (as_of - due).days if due is not None and done is None and due < as_of else 0,
    )


def _state(due: date | None, done: date | None, as_of: date) -> State:
    if done is not None:
        return "done" if due is None or done <= due else "done_late"
    if due is None:
        return "undated"
    if due < as_of:
        return "late"
    return "this_week" if (due - as_of).days < 7 else "ahead"


def counts(found: Sequence[PlanTask]) -> dict[State, int]:
    """How many tasks are in each state; the numbers add up to all."""
    return {state: sum(step.state == state for step in found) for state in STATES}
