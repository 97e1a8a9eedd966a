"""What a person decided about a file: kept with the import, so that it can be done again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from domain.ledger.photos import Kind
from domain.ledger.states import State


class CellPlace(NamedTuple):
    """A cell as Excel counts: sheet, row number, and column from 0."""

    sheet: str
    row: int
    column: int


class PairKey(NamedTuple):
    """A doubtful pair by what stays the same when it comes again: the fingerprints of the row and of the known issue."""

    mark: int
    candidate_mark: int


class NamedUnit(NamedTuple):
    """A unit that a person registers while a file is loaded: department or district, its peer group, its short name."""

    kind: str
    group: str
    short_name: str


@dataclass(frozen=True)
class ImportOptions:
    """What a person decided about a file. Empty means: as recognised.

    fields: heading → field, None to leave a column out. headings: sheet → its heading rows (Excel numbers).
    units: unit name as typed → full name of a known unit or of one in `registered`, or register.NEW. create_units: take every
    unknown unit as a new one. registered: full name → what a new unit is. states: wording → state (a trailing * stands for any
    ending), None where it is kept as text and says nothing of the state. words: (category, site_type, source or action; as typed)
    → known word, or register.NEW. date_pattern: strptime pattern of text dates, or their order (dates.ORDERS). sheets: names of the sheets to load.
    whole: a full ledger (True) or an addition. corrections: cell → what should stand there. skipped: rows (sheet, number)
    that are left out. kept: rows that the sheet's layout sets aside and a person takes back as rows of data. pairs: doubtful
    pair → whether both are the same issue. parted: row whose problem cell has numbered parts → whether each is an issue of its own. unsaid: what photos of a package show whose names say neither 整改前 nor 整改后.
    acknowledged: kind of notice → mark of the notice that the person knows of (see `notices`).
    """

    kind: str | None = None
    as_of: date | None = None
    whole: bool | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)
    headings: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    create_units: bool = False
    registered: Mapping[str, NamedUnit] = field(default_factory=dict)
    states: Mapping[str, State | None] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    date_pattern: str | None = None
    sheets: tuple[str, ...] | None = None
    corrections: Mapping[CellPlace, str] = field(default_factory=dict)
    skipped: frozenset[tuple[str, int]] = frozenset()
    kept: frozenset[tuple[str, int]] = frozenset()
    pairs: Mapping[PairKey, bool] = field(default_factory=dict)
    parted: Mapping[tuple[str, int], bool] = field(default_factory=dict)
    unsaid: Kind | None = None
    acknowledged: Mapping[str, str] = field(default_factory=dict)


def packed(choices: ImportOptions) -> str:
    """The choices as JSON; what says nothing is left out."""
    said: dict[str, Any] = {
        "kind": choices.kind,
        "as_of": choices.as_of.isoformat() if choices.as_of else None,
        "whole": choices.whole,
        "fields": dict(choices.fields),
        "headings": {sheet: list(rows) for sheet, rows in choices.headings.items()},
        "units": dict(choices.units),
        "create_units": choices.create_units or None,
        "registered": {name: list(unit) for name, unit in choices.registered.items()},
        "states": {wording: None if state is None else int(state) for wording, state in choices.states.items()},
        "words": [[*key, word] for key, word in choices.words.items()],
        "date_pattern": choices.date_pattern,
        "sheets": None if choices.sheets is None else list(choices.sheets),
        "corrections": [[*place, value] for place, value in choices.corrections.items()],
        "skipped": sorted(choices.skipped),
        "kept": sorted(choices.kept),
        "pairs": [[*pair, same] for pair, same in choices.pairs.items()],
        "parted": [[*row, parted] for row, parted in choices.parted.items()],
        "unsaid": choices.unsaid,
        "acknowledged": dict(choices.acknowledged),
    }
    kept = {name: value for name, value in said.items() if value is not None and value not in ({}, [])}
    return json.dumps(kept, ensure_ascii=False)


def unpacked(text: str) -> ImportOptions:
    """The inverse of `packed`."""
    said = json.loads(text)
    return ImportOptions(
        kind=said.get("kind"),
        as_of=date.fromisoformat(said["as_of"]) if "as_of" in said else None,
        whole=said.get("whole"),
        fields=said.get("fields", {}),
        headings={sheet: tuple(rows) for sheet, rows in said.get("headings", {}).items()},
        units=said.get("units", {}),
        create_units=bool(said.get("create_units", False)),
        registered={name: NamedUnit(*unit) for name, unit in said.get("registered", {}).items()},
        states={wording: None if state is None else State(state) for wording, state in said.get("states", {}).items()},
        words={(kind, text): word for kind, text, word in said.get("words", [])},
        date_pattern=said.get("date_pattern"),
        sheets=tuple(said["sheets"]) if "sheets" in said else None,
        corrections={CellPlace(*where): value for *where, value in said.get("corrections", [])},
        skipped=frozenset((sheet, row) for sheet, row in said.get("skipped", [])),
        kept=frozenset((sheet, row) for sheet, row in said.get("kept", [])),
        pairs={PairKey(mark, candidate): bool(same) for mark, candidate, same in said.get("pairs", [])},
        parted={(sheet, row): bool(parted) for sheet, row, parted in said.get("parted", [])},
        unsaid=said.get("unsaid"),
        acknowledged=said.get("acknowledged", {}),
    )
