"""What a ledger must show after all sheets, worked out from the true lives in plain Python.

Independent on purpose: nothing here comes from `domain`'s figures. Definitions are those of the glossary.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.ledger.states import State
from sample_data.generator.life import county
from sample_data.generator.life.lives import DueChange, Issue, LeadChange, StateChange
from sample_data.generator.life.problems import Template
from sample_data.generator.life.story import RECURRENCE_DAYS, Story
from sample_data.generator.life.tallies import Doubtful
from sample_data.generator.life.weeks import monday, sunday

DUE_SOON_DAYS = 3
LONG_OVERDUE_DAYS = 30
_OPEN = {"ASSIGNED", "IN_PROGRESS", "REPORTED", "REWORK", "DISPUTED", "ON_HOLD"}
_CLOCK = {"ASSIGNED", "IN_PROGRESS", "REWORK", "DISPUTED"}


@dataclass(frozen=True)
class IssueOnDay:
    """An issue on one day: its state by name, due date, lead unit, and day reported done (or closed)."""

    issue: Issue
    state: str
    due_on: date | None
    lead: str
    done_on: date | None

    def is_open(self) -> bool:
        return self.state in _OPEN

    def is_overdue(self, day: date) -> bool:
        return self.state in _CLOCK and self.due_on is not None and self.due_on < day


def standings(story: Story, day: date) -> list[IssueOnDay]:
    """Every issue found up to `day` as it truly stood on that day."""
    rows = []
    for issue in story.issues:
        if issue.found_on > day:
            continue
        last = [change for change in issue.states if change.on <= day][-1]
        dues = [change.due_on for change in issue.dues if change.on <= day]
        done_on = None
        if last.state.name in {"REPORTED", "CLOSED"}:
            done_on = last.done_on or last.on
        lead = [change.lead for change in issue.leads if change.on <= day][-1]
        rows.append(IssueOnDay(issue, last.state.name, dues[-1] if dues else None, lead, done_on))
    return rows


def overall(story: Story, day: date) -> dict[str, int | float]:
    """The headline figures of `day`."""
    rows = standings(story, day)
    states = Counter(row.state for row in rows)
    late_rows = [row for row in rows if row.is_overdue(day)]
    done = [row for row in rows if row.done_on is not None and row.due_on is not None]
    on_time = sum(row.done_on <= row.due_on for row in done if row.done_on and row.due_on)
    base = len(done) + len(late_rows)
    counted = len(rows) - states["REJECTED"]
    finished = states["REPORTED"] + states["CLOSED"]
    return {
        "issues": len(rows),
        "counted": counted,
        "open": sum(row.is_open() for row in rows),
        "overdue": len(late_rows),
        "due_soon": sum(_is_due_soon(row, day) for row in rows),
        "awaiting_verification": states["REPORTED"],
        "closed": states["CLOSED"],
        "rejected": states["REJECTED"],
        "on_hold": states["ON_HOLD"],
        "disputed": states["DISPUTED"],
        "in_rework": states["REWORK"],
        "no_due_date": sum(row.due_on is None for row in rows),
        "no_due_date_open": sum(row.due_on is None and row.is_open() for row in rows),
        "done_on_time": on_time,
        "done_late": len(done) - on_time,
        "on_time_base": base,
        "on_time_rate": round(on_time / base, 4) if base else 0.0,
        "done_rate": round(finished / counted, 4) if counted else 0.0,
        "closed_rate": round(states["CLOSED"] / counted, 4) if counted else 0.0,
        "long_overdue": sum(_days_overdue(row, day) > LONG_OVERDUE_DAYS for row in late_rows),
        "rework_ever": sum(_was_sent_back(row.issue, day) for row in rows),
        "recurrences": len(recurrences(story, day)),
    }


def while_doubts_stand(story: Story, doubtful: Sequence[Doubtful]) -> Story:
    """The story as a ledger has it while nobody has decided about the re-worded rows.

    Until then each of them stands as an issue of its own: without category, reported done.
    """
    return Story((*story.issues, *(_alone(row) for row in doubtful)), story.spoiled)


def _alone(row: Doubtful) -> Issue:
    """The issue that a re-worded row makes by itself."""
    found_on, told_on = row.issue.found_on, row.told_on
    return replace(
        row.issue,
        category="",
        template=Template(row.text),
        spot="",
        reworded_on=None,
        states=[
            StateChange(found_on, told_on, State.ASSIGNED),
            StateChange(row.done_on, told_on, State.REPORTED, row.done_on),
        ],
        dues=[DueChange(found_on, told_on, row.due_on)],
        leads=[LeadChange(found_on, told_on, row.lead)],
    )


def recurrences(story: Story, day: date) -> list[tuple[Issue, Issue]]:
    """(issue, the earlier one that it repeats): same site and category, found 1–30 days after a closing."""
    pairs = []
    by_place: dict[tuple[str, str], list[Issue]] = {}
    for issue in story.issues:
        by_place.setdefault((issue.site.name, issue.category), []).append(issue)
    for issue in story.issues:
        if issue.found_on > day:
            continue
        earlier = [
            other
            for other in by_place[issue.site.name, issue.category]
            if other.closed_on and 0 < (issue.found_on - other.closed_on).days <= RECURRENCE_DAYS
        ]
        if earlier:
            pairs.append((issue, max(earlier, key=lambda other: other.closed_on or date.min)))
    return pairs


def by_district(story: Story, day: date) -> dict[str, dict[str, int]]:
    """Found, open and overdue of each of the 15 districts."""
    return _by_name(((row.issue.site.district, row) for row in standings(story, day)), county.DISTRICTS, day)


def by_lead(story: Story, day: date) -> dict[str, dict[str, int]]:
    """The same for each unit that leads anything, towns included: an issue counts for its lead only."""
    names = [unit.name for unit in county.UNITS]
    table = _by_name(((row.lead, row) for row in standings(story, day)), names, day)
    return {name: figures for name, figures in table.items() if figures["found"]}


def by_category(story: Story, day: date) -> dict[str, dict[str, int]]:
    """The same for each category."""
    return _by_name(((row.issue.category, row) for row in standings(story, day)), county.CATEGORIES, day)


def by_week(story: Story) -> list[dict[str, int | float | str]]:
    """One row per week: found and closed in it, and the headline figures of its Sunday."""
    rows: list[dict[str, int | float | str]] = []
    for week in sorted({issue.week for issue in story.issues}):
        first, last = monday(week), sunday(monday(week))
        end = overall(story, last)
        closed = [issue.closed_on for issue in story.issues if issue.closed_on]
        rows.append(
            {
                "week": f"2020-W{week}",
                "last_day": last.isoformat(),
                "found": sum(first <= issue.found_on <= last for issue in story.issues),
                "closed": sum(first <= day <= last for day in closed),
                **{name: end[name] for name in ("open", "overdue", "awaiting_verification", "on_time_rate")},
            }
        )
    return rows


def _by_name(named: Iterable[tuple[str, IssueOnDay]], names: Iterable[str], day: date) -> dict[str, dict[str, int]]:
    table = {name: {"found": 0, "open": 0, "overdue": 0} for name in names}
    for name, row in named:
        table[name]["found"] += 1
        table[name]["open"] += row.is_open()
        table[name]["overdue"] += row.is_overdue(day)
    return table


def _is_due_soon(row: IssueOnDay, day: date) -> bool:
    return row.state in _CLOCK and row.due_on is not None and day <= row.due_on <= day + timedelta(DUE_SOON_DAYS)


def _days_overdue(row: IssueOnDay, day: date) -> int:
    return (day - row.due_on).days if row.due_on else 0


def _was_sent_back(issue: Issue, day: date) -> bool:
    return any(change.state.name == "REWORK" and change.on <= day for change in issue.states)
