"""What an import did, or would do: rows, questions, doubts, changes, and the leaders' figures before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from data_loaders.import_options import PairKey
from data_loaders.layout.tables import Aside
from data_loaders.matching import Weight
from data_loaders.outcome.account import Account
from data_loaders.outcome.notices import Notice
from data_loaders.outcome.reconciliation import Reconciled
from data_loaders.recognition.recognition import CannotLoad
from data_loaders.rows.evidence import NOTHING, Evidence
from data_loaders.rows.records import RejectedRow
from data_loaders.states.codes import code_of_form
from database.ledger.unmatched_rows import Parked
from database.store.folding import Change
from domain.datasets.records import EntryChange
from domain.figures.figures import Figures
from domain.figures.ranking import RankMove


@dataclass(frozen=True)
class Unknown:
    """A value that nobody has explained yet.

    kind: department, district, state, verdict, action, category or site_type. proposals: name and score 0–100. holds_rows_back: whether
    its rows are refused until it is explained; else they are loaded, with the new word as it stands or without the action. form: the
    signature of the sheets that a code is from; column: the heading above it and its sheet, in words.
    """

    kind: str
    text: str
    rows: int
    proposals: tuple[tuple[str, float], ...]
    holds_rows_back: bool = True
    form: str = ""
    column: str = ""

    @property
    def key(self) -> str:
        """What an answer is kept under: a code means something in its form only."""
        return code_of_form(self.text, self.form) if self.form else self.text

    @property
    def name(self) -> str:
        """What the value is called on screen."""
        return f"代码 {self.text}（{self.column}）" if self.form else self.text


@dataclass(frozen=True)
class DoubtfulPair:
    """A row that became an issue of its own although it may be about a known one.

    score: likeness of the wordings, 0–100. weights: what each field says for or against, in bits; they add up to the match weight.
    """

    sheet: str
    row: int
    description: str
    candidate_id: int
    score: int
    pair: PairKey
    weights: tuple[Weight, ...] = ()


class RowAt(NamedTuple):
    """A row of the file, and what it says the problem is (as far as it does)."""

    sheet: str
    row: int
    description: str | None = None


class FoldedRow(NamedTuple):
    """A row that was counted as another row of the same file: both are about one issue. why: what they share, in words."""

    row: RowAt
    into: RowAt
    why: str


class PartedRow(NamedTuple):
    """A row whose problem cell has numbered parts. parts: the issues that they are taken for; one where all are one problem."""

    row: RowAt
    parts: int


class ReusedNumber(NamedTuple):
    """A number that stands for another issue already, so that the row is not about that one.

    other: the row of this file that bears it; None where a known issue does. other_id, other_said: that issue, and district, site and
    wording of it in words.
    """

    row: RowAt
    number: str
    other: RowAt | None
    other_id: int
    other_said: str


class DamagedNumber(NamedTuple):
    """A number that Excel has rounded (past 15 digits) or shortened (3.2E+17): the row is not matched by it. shown: as it stands there."""

    row: RowAt
    shown: str


class RunningNumbers(NamedTuple):
    """Numbers of a sheet that only count its rows (1, 2, 3 …) and stand for other issues elsewhere: not matched by. shown: the first and the last."""

    sheet: str
    rows: int
    shown: tuple[str, str]


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do. counts: read, new, changed, unchanged, refused, blank (rows; they add up).

    refusals: one for each faulty cell; a row may have several. before: the figures that the screens show without it.
    carried: the same rows on the day that the screens will show with it (only time has passed). after: the figures that the
    screens show with it. None where no effect was asked for. entries: of a book, what became of its entries; the main kinds
    have changes, doubts and figures instead. folded: rows that were counted as another row of the file. parted: rows with numbered parts, and what these were taken for. numbers_reused,
    numbers_damaged, numbers_running: numbers by which rows were not matched, and why. account: what became of every cell of
    the file; None where it is loaded already. notices: what was not understood. filled_districts: rows without a district
    that were given that of their site. as_of_by: where the day that the file speaks for stands, in Chinese. set_apart: rows of other
    files that name only a number, and lose their issue because the number stands for several issues with this file.
    """

    file_name: str
    kind: str
    as_of: date
    counts: Mapping[str, int]
    issues_new: int
    refusals: tuple[RejectedRow, ...]
    asides: tuple[tuple[str, Aside], ...]
    changes: tuple[Change, ...]
    doubts: tuple[DoubtfulPair, ...]
    unknown: tuple[Unknown, ...]
    notes: tuple[str, ...]
    reconciled: Reconciled = field(default_factory=Reconciled)
    before: Figures | None = None
    carried: Figures | None = None
    after: Figures | None = None
    import_id: int | None = None
    already: Mapping[str, Any] | None = None
    photos: Evidence = NOTHING
    entries: tuple[EntryChange, ...] = ()
    as_of_by: str = ""
    folded: tuple[FoldedRow, ...] = ()
    parted: tuple[PartedRow, ...] = ()
    numbers_reused: tuple[ReusedNumber, ...] = ()
    numbers_damaged: tuple[DamagedNumber, ...] = ()
    numbers_running: tuple[RunningNumbers, ...] = ()
    account: Account | None = None
    notices: tuple[Notice, ...] = ()
    filled_districts: int = 0
    set_apart: tuple[Parked, ...] = ()

    @property
    def rows_kept(self) -> int:
        """Rows that are loaded: new, changed and unchanged ones."""
        return self.counts["new"] + self.counts["changed"] + self.counts["unchanged"]


@dataclass(frozen=True)
class DryRun:
    """What several files do together, loaded in `order` (positions in the list of files) in one transaction.

    outcomes: one for each file, in the order of the list; CannotLoad where a file cannot be loaded as it is (it is left
    out). before, carried, after: as in Outcome, of all files together; None where nothing can be loaded. moves: units whose
    rank changes.
    """

    outcomes: tuple[Outcome | CannotLoad, ...]
    order: tuple[int, ...]
    before: Figures | None = None
    carried: Figures | None = None
    after: Figures | None = None
    moves: tuple[RankMove, ...] = ()

    @property
    def loadable(self) -> list[Outcome]:
        """The outcomes of the files that are loaded."""
        return [o for o in self.outcomes if isinstance(o, Outcome)]
