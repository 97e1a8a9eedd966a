"""八大行动: milestones, and which are late."""

from hypothesis import given
from hypothesis import strategies as st

from domain.campaign.projects import late, milestones_of, progress_of
from domain.datasets.datasets import DatasetRecord
from tests.factories import july


def entry(project: str, milestone: str, planned: int, done: int | None = None, **more: object) -> DatasetRecord:
    values = {"project": project, "milestone": milestone, "planned_on": july(planned).isoformat(), **more}
    if done is not None:
        values["done_on"] = july(done).isoformat()
    return DatasetRecord(f"{project}{milestone}", values, 0, 0)


def test_milestones_take_the_action_and_the_unit_of_their_project() -> None:
    rows = [entry("市场改造", "完工", 20), entry("市场改造", "开工", 5, 6, action=3, unit=11), entry("公厕", "选址", 9)]
    found = milestones_of(rows)
    assert [(m.project, m.name, m.action, m.unit) for m in found] == [
        ("市场改造", "开工", 3, 11),
        ("市场改造", "完工", 3, 11),
        ("公厕", "选址", 0, 0),
    ]


def test_late_is_past_the_day_and_not_finished() -> None:
    opened, closed, missed, coming = milestones_of(
        [entry("a", "1", 5), entry("a", "2", 6, 9), entry("a", "3", 7), entry("a", "4", 12)]
    )
    assert [m.is_late(july(7)) for m in (opened, closed, missed, coming)] == [True, True, False, False]
    assert [m.is_late(july(9)) for m in (opened, closed, missed, coming)] == [True, False, True, False]
    assert [m.days_late(july(10)) for m in (opened, closed, missed, coming)] == [5, 3, 3, 0]
    assert [m.name for m in late([missed, opened, coming], as_of=july(10))] == ["1", "3"]
    said = progress_of([opened, closed, missed, coming], as_of=july(10))
    assert (said.total, said.done, said.done_late, said.late, said.due_soon) == (4, 1, 1, 2, 1)


@given(st.lists(st.tuples(st.integers(1, 28), st.none() | st.integers(1, 28)), max_size=12), st.integers(1, 28))
def test_every_milestone_is_done_or_late_or_to_come(rows: list[tuple[int, int | None]], day: int) -> None:
    found = milestones_of([entry("p", str(n), planned, done) for n, (planned, done) in enumerate(rows)])
    said = progress_of(found, as_of=july(day))
    to_come = sum(not m.is_done(july(day)) and m.planned_on >= july(day) for m in found)
    assert said.done + said.late + to_come == said.total == len(rows)
    assert said.late == len(late(found, as_of=july(day)))
    assert said.done_late <= said.done
