"""What a finished workbook holds: rows counted, rows to be refused or doubted, and what each row says about which issue."""

from dataclasses import dataclass, field
from datetime import date

from domain.ledger.states import State
from sample_data.generator.life.lives import Issue


@dataclass(frozen=True)
class SaidOfIssue:
    """What one row says about one issue; None: nothing. Days are dates, lead is a unit's full name."""

    issue: Issue
    found_on: date | None
    state: State | None
    due_on: date | None
    lead: str | None
    done_on: date | None
    verified_on: date | None


@dataclass(frozen=True)
class PlantedFault:
    """A row that must be refused: its sheet, Excel row, the cell at fault and why."""

    sheet: str
    row: int
    heading: str
    value: str
    reason: str


@dataclass(frozen=True)
class Doubtful:
    """A row about `issue` in other words: to be listed for a person to decide, not merged.

    told_on: the sheet's day. lead, due_on, done_on: what the row says, always 上报完成.
    """

    sheet: str
    row: int
    text: str
    issue: Issue
    told_on: date
    lead: str
    due_on: date | None
    done_on: date


@dataclass
class SheetTally:
    """What a workbook holds below its headings; read = data + blank + aside.

    aside: group rows, repeated headings, subtotals and footers. refused and doubtful are part of data.
    """

    sheets: int = 0
    data: int = 0
    blank: int = 0
    aside: int = 0
    new_issues: int = 0
    refused: list[PlantedFault] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.data + self.blank + self.aside
