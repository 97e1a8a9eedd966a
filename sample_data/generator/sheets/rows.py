"""Which rows stand in which file: every fact of a week in one of the week's sheets."""

import random
from dataclasses import dataclass
from datetime import timedelta

from domain.ledger.states import State
from sample_data.generator.life.lives import DueChange, Issue, LeadChange, SaidLife, known
from sample_data.generator.life.story import SEED, Story
from sample_data.generator.sheets.forms import TELLING_ORDER, SheetForm

UNIT_REPORTS = (State.REPORTED, State.IN_PROGRESS, State.DISPUTED)
_UNDER_WAY = (State.ASSIGNED, State.IN_PROGRESS)
_STILL_OPEN = (State.ASSIGNED, State.IN_PROGRESS, State.REWORK, State.DISPUTED, State.ON_HOLD)


@dataclass(frozen=True)
class SampleRow:
    """One data row to be: the issues it speaks of (several where one cell holds several problems)."""

    issues: tuple[Issue, ...]
    known: SaidLife
    fault: str = ""
    reworded: bool = False

    @property
    def issue(self) -> Issue:
        return self.issues[0]


def shared_out(story: Story) -> dict[str, list[SampleRow]]:
    """The rows of each file, by its name."""
    told: set[tuple[Issue, object]] = set()
    rows: dict[str, list[SampleRow]] = {}
    for form in TELLING_ORDER:
        if form.kind == "inspection":
            rows[form.file] = _inspected(story, form)
        elif form.kind == "full":
            rows[form.file] = [
                SampleRow((issue,), known(issue, form.as_of)) for issue in story.issues if issue.listed_on <= form.as_of
            ]
        else:
            rows[form.file] = _reported(story, form, told)
    return rows


def _inspected(story: Story, form: SheetForm) -> list[SampleRow]:
    by_row: dict[int, list[Issue]] = {}
    for issue in story.issues:
        if issue.week == form.week:
            by_row.setdefault(issue.row, []).append(issue)
    rows = [SampleRow(tuple(issues), known(issues[0], form.as_of)) for issues in by_row.values()]
    spoiled = [issue for issue in story.spoiled if issue.week == form.week]
    for issue, fault in zip(spoiled, form.spoil, strict=True):
        rows.append(SampleRow((issue,), known(issue, form.as_of), fault=fault))
    return sorted(rows, key=lambda row: row.issue.place)


def _reported(story: Story, form: SheetForm, told: set[tuple[Issue, object]]) -> list[SampleRow]:
    """What a rectification sheet says: the week's changes that are its business, and some open items."""
    rng = random.Random(f"{SEED} rows {form.file}")
    day = form.as_of
    rows = []
    for issue in story.issues:
        if issue.listed_on > day:
            continue
        states = [change for change in issue.states if change.told_on == day and change.on <= day]
        fresh: list[object] = [change for change in states if (issue, change) not in told]
        moves: list[DueChange | LeadChange] = [*issue.dues, *issue.leads]
        moves = [change for change in moves if change.told_on == day]
        fresh += moves
        now = known(issue, day)
        if form.part == "reports":
            before = known(issue, day, unverified=True)
            changes = [change for change in states if change.state in UNIT_REPORTS]
            ours = not form.units or before.lead in form.units
            if changes and ours and not moves and before.state in UNIT_REPORTS:
                rows.append(SampleRow((issue,), before))
                told.update((issue, change) for change in changes)
                continue
            idle = not states and not moves and now.state in _UNDER_WAY
            if form.units and ours and idle and rng.random() < 0.7:
                rows.append(SampleRow((issue,), now))
            continue
        late = any((issue, change) in told for change in states)
        if issue.reworded_on == day:
            rows.append(SampleRow((issue,), known(issue, day + timedelta(7)), reworded=True))
        elif issue.spoiled_on == day:
            rows.append(SampleRow((issue,), known(issue, day + timedelta(7)), fault="done_on"))
        elif fresh or (not late and now.state in _STILL_OPEN and rng.random() < 0.15):
            rows.append(SampleRow((issue,), now))
    return sorted(rows, key=lambda row: row.issue.place)
