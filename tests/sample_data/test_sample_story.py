"""The story holds: what a leader should see is there, and the sheets tell the truth."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean

import pytest

from domain.ledger.ledger import Observation, Span, fold
from domain.ledger.states import State
from sample_data.generator.life import county, figures
from sample_data.generator.life.courses import UNNUMBERED_WEEKS
from sample_data.generator.life.lives import Issue
from sample_data.generator.life.story import RECURRENCE_DAYS, Story
from sample_data.generator.life.weeks import monday, sunday, workdays
from sample_data.generator.sheets.workbooks import WorkbookFile

LAST = county.LAST_ON
WEEK_ENDS = [sunday(monday(week)) for week in range(13, 33)]
EPOCH_ON = date(1970, 1, 1)
UNIT_IDS = {name: position for position, name in enumerate(county.UNIT, 1)}


def _number(day: date | None) -> int | None:
    return None if day is None else (day - EPOCH_ON).days


@pytest.fixture(scope="module")
def folded(books: Sequence[WorkbookFile]) -> dict[Issue, list[Span]]:
    """The spans that the fold makes of what the rows say."""
    observations: dict[Issue, list[Observation]] = {}
    for position, book in enumerate(books):
        as_of = _number(book.form.as_of)
        assert as_of is not None
        for row, said in enumerate(book.said):
            observations.setdefault(said.issue, []).append(
                Observation(
                    as_of=as_of,
                    order=(position, row),
                    found_on=_number(said.found_on),
                    state=None if said.state is None else int(said.state),
                    due_on=_number(said.due_on),
                    lead=UNIT_IDS[said.lead] if said.lead else None,
                    done_on=_number(said.done_on),
                    verified_on=_number(said.verified_on),
                )
            )
    return {issue: fold(rows) for issue, rows in observations.items()}


@pytest.mark.parametrize("day", WEEK_ENDS)
def test_sheets_tell_the_truth(story: Story, folded: dict[Issue, list[Span]], day: date) -> None:
    number = _number(day) or 0
    assert set(folded) == set(story.issues)
    for truth in figures.standings(story, day):
        (span,) = [span for span in folded[truth.issue] if span.from_on <= number < span.to_on]
        assert (State(span.state).name, span.due_on, span.lead, span.done_on) == (
            truth.state,
            _number(truth.due_on),
            UNIT_IDS[truth.lead],
            _number(truth.done_on),
        ), truth.issue.text


def test_size_and_headline(story: Story) -> None:
    overall = figures.overall(story, LAST)
    assert 1900 <= overall["issues"] <= 2100
    assert 250 <= overall["open"] <= 350
    assert 60 <= overall["overdue"] <= 120
    assert 0.70 <= overall["on_time_rate"] <= 0.85
    assert overall["long_overdue"] >= 10
    assert overall["no_due_date"] > overall["no_due_date_open"] > 0
    by_week = Counter(issue.week for issue in story.issues)
    assert len(by_week) == county.WEEKS
    assert all(60 <= count <= 150 for count in by_week.values())


def test_one_town_falls_behind(story: Story) -> None:
    overdue = [figures.by_district(story, day)[county.BEHIND]["overdue"] for day in WEEK_ENDS]
    quarters = [mean(overdue[start : start + 5]) for start in range(0, 20, 5)]
    assert quarters == sorted(quarters)
    assert quarters[-1] > 4 * quarters[0]
    rest = {name: row for name, row in figures.by_district(story, LAST).items() if name != county.BEHIND}
    assert overdue[-1] > max(row["overdue"] for row in rest.values())


def test_one_department_is_late_but_improving(story: Story) -> None:
    late: Counter[str] = Counter()
    everything: Counter[str] = Counter()
    for row in figures.standings(story, LAST):
        if row.lead != county.IMPROVING or row.due_on is None:
            continue
        half = "spring" if row.issue.found_on < date(2020, 6, 1) else "summer"
        if row.done_on is not None or row.is_overdue(LAST):
            everything[half] += 1
            late[half] += row.done_on is None or row.done_on > row.due_on
    assert everything["spring"] > 30
    assert everything["summer"] > 30
    assert late["spring"] / everything["spring"] > 0.55
    assert late["summer"] / everything["summer"] < 0.35
    overdue = [figures.by_lead(story, day)[county.IMPROVING]["overdue"] for day in WEEK_ENDS]
    assert overdue[-1] < max(overdue) / 2


def test_the_market_returns_four_times(story: Story) -> None:
    found = [i for i in story.issues if (i.site.name, i.category) == (county.MARKET, "公共秩序")]
    assert len(found) == 5
    for earlier, later in pairwise(found):
        assert earlier.closed_on
        assert 0 < (later.found_on - earlier.closed_on).days < RECURRENCE_DAYS
    assert {issue for issue, _ in figures.recurrences(story, LAST)} >= set(found[1:])
    last = next(row for row in figures.standings(story, LAST) if row.issue is found[-1])
    assert last.state == "REWORK"
    assert last.is_overdue(LAST)


def test_two_departments_dispute(story: Story) -> None:
    between = [i for i in story.issues if {c.lead for c in i.leads} == set(county.DISPUTANTS)]
    assert len(between) >= 5
    (cover,) = [i for i in story.issues if len(i.leads) == 3]
    assert cover.template.text.startswith("窨井盖缺失")
    assert [c.state.name for c in cover.states].count("DISPUTED") == 3
    assert next(row for row in figures.standings(story, LAST) if row.issue is cover).state == "DISPUTED"


def test_everything_that_happens_to_issues_happens(story: Story) -> None:
    states = Counter(change.state for issue in story.issues for change in issue.states)
    assert set(states) == set(State)
    overall = figures.overall(story, LAST)
    assert overall["rework_ever"] > 0.08 * overall["issues"]
    assert sum(len(issue.dues) > 1 for issue in story.issues) > 100
    assert sum(c.state is State.CLOSED and c.done_on is None for i in story.issues for c in i.states) > 10
    assert sum(bool(issue.suffix) for issue in story.issues) >= 10


def test_edges_of_recurrence_are_avoided(story: Story) -> None:
    """No figure hangs on whether day 0 or day 30 counts."""
    closed = [i for i in story.issues if i.closed_on]
    gaps = {
        (later.found_on - earlier.closed_on).days
        for earlier in closed
        for later in story.issues
        if later is not earlier
        and earlier.closed_on
        and (later.site, later.category) == (earlier.site, earlier.category)
    }
    assert not gaps & {0, RECURRENCE_DAYS}
    rejected = {i for i in story.issues if i.states[-1].state is State.REJECTED}
    assert not rejected & {issue for issue, _ in figures.recurrences(story, LAST)}
    assert all(issue.dues[0].due_on for issue in rejected)


def test_numbers_and_wordings_identify(story: Story) -> None:
    numbered = [issue for issue in story.issues if issue.number]
    assert len({issue.number for issue in numbered}) == len(numbered)
    assert {issue.week for issue in story.issues if not issue.number} == UNNUMBERED_WEEKS
    wordings = {(issue.site.district, issue.site.name, issue.text) for issue in story.issues}
    assert len(wordings) == len(story.issues)


def test_days_are_in_order(story: Story) -> None:
    for issue in (*story.issues, *story.spoiled):
        assert issue.found_on in workdays(issue.week)
        for change in issue.states:
            assert issue.found_on <= change.on <= change.told_on <= LAST
            if change.verified_on:
                assert change.verified_on.weekday() < 5 or change.verified_on == issue.found_on
        told = [(change.told_on, change.on) for change in issue.states]
        assert told == sorted(told)
        for due in issue.dues:
            assert due.due_on is None or due.due_on >= issue.found_on


def test_county_is_complete() -> None:
    assert len(county.DISTRICTS) == 15
    assert 28 <= len(county.DEPARTMENTS) <= 32
    assert 190 <= sum(site.listed for site in county.SITES) <= 220
    assert len(county.ACTIONS) == 8
    assert len(set(county.CATEGORIES)) == len(county.CATEGORIES)
    names = [name for unit in county.UNITS for name in (unit.name, unit.short, *unit.aliases)]
    assert len(set(names)) == len(names)
    for site in county.SITES:
        assert site.district in county.DISTRICTS
        assert site.lead in county.UNIT
    for action in county.ACTIONS:
        assert {action.lead, *action.members} <= set(county.UNIT)
        assert not any(surname in action.leader[:1] for surname in county.SURNAMES)
    for unit in county.UNITS:
        assert not unit.parent or unit.parent in county.UNIT


def test_calendar_of_activities() -> None:
    days = county.activities()
    assert days[-1] == (date(2020, 8, 10), "实地测评", "测评")
    joint = [day for day, name, _ in days if name == "联合执法"]
    assert {b - a for a, b in pairwise(joint)} == {timedelta(14)}
    assert all(day.weekday() == 2 for day, name, _ in days if name == "清洁家园日")
    sweeps = [day for day, name, _ in days if name == "全民大扫除"]
    assert [(d.month, d.weekday()) for d in sweeps] == [(4, 5), (5, 5), (6, 5), (7, 5), (8, 5)]
