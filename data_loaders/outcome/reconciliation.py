"""This sheet beside what was known: carried on, done, new, vanished, moved, gone back, re-worded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from data_loaders.matching import Matched
from data_loaders.rows.records import Record
from database.ledger.issues import last_states, names_of, open_on
from database.store.engine import Connection
from database.store.folding import Change
from domain.datasets.row_fields import FIELD_NAMES
from domain.ledger.states import DONE, OPEN, State


class Appeared(NamedTuple):
    """A row that is a new issue."""

    sheet: str
    row: int
    description: str


class Reworded(NamedTuple):
    """A row about a known issue in other words."""

    issue_id: int
    before: str
    after: str


class CorrectedField(NamedTuple):
    """What a sheet corrects of a known issue (更正): the name of the field, and what was said before and is said now."""

    issue_id: int
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Reconciled:
    """Issues by what the sheet says of them beside last time; ids of known issues. An issue may stand in several lists.

    vanished: open, and not on a full ledger that should name it; () for an addition.
    """

    carried_on: tuple[int, ...] = ()
    done: tuple[int, ...] = ()
    new: tuple[Appeared, ...] = ()
    vanished: tuple[int, ...] = ()
    due_moved: tuple[Change, ...] = ()
    unit_moved: tuple[Change, ...] = ()
    went_back: tuple[Change, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    corrected: tuple[CorrectedField, ...] = ()


def reconciled(
    connection: Connection,
    records: Sequence[Record],
    matched: Matched,
    changes: Sequence[Change],
    *,
    first_new: int,
    as_of: int,
    whole: bool,
    unit: int | None,
) -> Reconciled:
    """The lists, asked inside the transaction of the import after its rows are stored.

    whole: the sheet is a full ledger. unit: whose ledger it is, where one unit sent it; then only its issues can vanish.
    """
    known: set[int] = set()
    new: list[Appeared] = []
    for record, ids in zip(records, matched.issue_ids, strict=True):
        for issue_id in ids:
            if issue_id < first_new:
                known.add(issue_id)
            elif record.part == 1:
                new.append(Appeared(record.sheet, record.row, record.description or ""))
    states = last_states(connection, known)
    before = {change.issue_id: change.before.state for change in changes}
    was = {issue_id: before.get(issue_id, state) for issue_id, state in states.items()}
    return Reconciled(
        carried_on=tuple(i for i in sorted(known) if was[i] in OPEN and states[i] in OPEN and states[i] not in DONE),
        done=tuple(i for i in sorted(known) if was[i] not in DONE and states[i] in DONE),
        new=tuple(new),
        vanished=_vanished(connection, known, first_new=first_new, as_of=as_of, unit=unit) if whole else (),
        due_moved=tuple(c for c in changes if c.before.due_on is not None and c.before.due_on != c.after.due_on),
        unit_moved=tuple(c for c in changes if c.before.lead is not None and c.before.lead != c.after.lead),
        went_back=tuple(c for c in changes if _went_back(c)),
        reworded=tuple(
            Reworded(issue_id, old, records[index].description or "") for index, issue_id, old in matched.reworded
        ),
        corrected=corrections(connection, changes),
    )


_FIELDS = {
    "found_on": "found_on",
    "number": "number",
    "district_id": "district",
    "site_id": "site",
    "category_id": "category",
    "description": "problem",
}


def corrections(connection: Connection, changes: Sequence[Change]) -> tuple[CorrectedField, ...]:
    """What the changes correct, in words. Asked inside the transaction."""
    said = [(change.issue_id, *one) for change in changes for one in change.corrected]
    names = names_of(connection, {(column, value) for _, column, *pair in said for value in pair})
    return tuple(
        CorrectedField(issue_id, FIELD_NAMES[_FIELDS[column]], names[column, before], names[column, after])
        for issue_id, column, before, after in said
        if names[column, before] != names[column, after]  # a site of the same name in the district that is corrected
    )


def _went_back(change: Change) -> bool:
    before, after = change.before.state, change.after.state
    return before in DONE and after not in DONE and after != State.REJECTED


def _vanished(
    connection: Connection, named: Collection[int], *, first_new: int, as_of: int, unit: int | None
) -> tuple[int, ...]:
    return tuple(i for i in open_on(connection, as_of, unit=unit) if i < first_new and i not in named)
