"""The life of an issue: what some sheet says of it, and on which day.

Nothing happens in this county that no sheet tells. Three rules keep the truth and a ledger folded from the sheets equal at the
end of every week: what a sheet tells lies in its own week or, told late, nothing else happened to the issue in between; a failed
verification and the next report never fall into the same week; what has no day of its own holds from the sheet's day.
"""

from dataclasses import dataclass, field
from datetime import date

from domain.ledger.states import State
from sample_data.generator.life.county import DISTRICTS, SITES, SampleSite
from sample_data.generator.life.problems import Template


@dataclass(frozen=True)
class StateChange:
    """state holds from `on`; the sheet of `told_on` says so first.

    done_on: the day reported done, None where no sheet gives it. verified_on: the day of the check on site.
    """

    on: date
    told_on: date
    state: State
    done_on: date | None = None
    verified_on: date | None = None


@dataclass(frozen=True)
class DueChange:
    """due_on holds from `on`, told on `told_on`. word: how the inspection list wrote it, where not as a date."""

    on: date
    told_on: date
    due_on: date | None
    word: str = ""


@dataclass(frozen=True)
class LeadChange:
    """lead (a unit's full name) holds from `on`, told on `told_on`."""

    on: date
    told_on: date
    lead: str


@dataclass(eq=False)
class Issue:
    """One thing wrong at one site, with its whole life.

    row: issues with the same value stand in one row of the inspection list. reworded_on, spoiled_on: the day
    of a sheet that mentions the issue in other words, or with an impossible day, so that its report
    counts only when the next sheet repeats it properly.
    """

    found_on: date
    listed_on: date
    week: int
    site: SampleSite
    category: str
    template: Template
    spot: str
    source: str
    assists: tuple[str, ...]
    remark: str = ""
    number: str = ""
    row: int = 0
    suffix: str = ""
    states: list[StateChange] = field(default_factory=list)
    dues: list[DueChange] = field(default_factory=list)
    leads: list[LeadChange] = field(default_factory=list)
    reworded_on: date | None = None
    spoiled_on: date | None = None

    @property
    def text(self) -> str:
        return f"{self.spot}{self.template.text}{self.suffix}"

    @property
    def reworded(self) -> str:
        return f"{self.spot}{self.template.again}"

    @property
    def closed_on(self) -> date | None:
        return next((change.on for change in self.states if change.state is State.CLOSED), None)

    @property
    def place(self) -> tuple[int, int, date, int]:
        """Order within a list: by district and site, as clerks keep them; a shared row stays together."""
        return (DISTRICTS.index(self.site.district), SITES.index(self.site), self.found_on, self.row)


@dataclass(frozen=True)
class SaidLife:
    """What the sheets up to some day say about an issue."""

    state: State
    done_on: date | None
    verified_on: date | None
    due_on: date | None
    due_word: str
    lead: str


def known(issue: Issue, day: date, *, unverified: bool = False) -> SaidLife:
    """What is known once the sheets of `day` are in; unverified: leaving out what that day's checks found."""
    states = [c for c in issue.states if c.told_on <= day]
    if unverified and states[-1].told_on == day and states[-1].state in (State.CLOSED, State.REWORK):
        states.pop()
    dues = [c for c in issue.dues if c.told_on <= day]
    last = states[-1]
    due = dues[-1] if dues else None
    return SaidLife(
        state=last.state,
        done_on=last.done_on,
        verified_on=last.verified_on,
        due_on=due.due_on if due else None,
        due_word=due.word if due else "",
        lead=[c for c in issue.leads if c.told_on <= day][-1].lead,
    )
