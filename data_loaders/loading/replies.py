"""Replies by number alone, looked at again when another import changes what their numbers stand for.

Several towns number from 001: a reply "001, done" that comes before all lists have come is given to the only issue with that number.
When a list brings another one that the reply fits as well, nobody can say any more which of them is meant; the row is refused, as
it would be had it come last. Taking that list back gives it back.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from data_loaders.import_options import unpacked
from data_loaders.loading.file_rows import observations_of, rows_of, verdicts_of
from data_loaders.matching import Matched, match, names_only_a_number, speaks_against
from data_loaders.recognition.recognition import Recognised, SheetPlan, plans_of, recognise_again
from data_loaders.rows import evidence
from data_loaders.rows.records import Record
from data_loaders.weighing.sides import Side, side_of_known
from database.imports import imports
from database.ledger import unmatched_rows
from database.ledger.issues import KnownIssue, known_by, site_names
from database.ledger.unmatched_rows import Parked, WaitingReply
from database.store.engine import Connection
from database.store.folding import Change
from domain.ledger.days import day_number


class Apart(NamedTuple):
    """Rows of other imports that lost their issue, and what that changed in the issues."""

    rows: Sequence[Parked]
    changes: Sequence[Change]


class _Again(NamedTuple):
    """An import read and matched again, and nothing stored."""

    file: Recognised
    plans: Sequence[SheetPlan]
    fields: Mapping[str, str | None]
    kind: str
    records: Sequence[Record]
    matched: Matched


def set_apart(connection: Connection, numbers: Collection[str], *, cause: int) -> Apart:
    """Refuse the replies by number alone that may be about several issues since import `cause` was stored.

    numbers: those that `cause` says stand for other issues than before.
    """
    if not numbers:
        return Apart((), ())
    named: dict[str, list[KnownIssue]] = {}
    for number, found in known_by(connection, "number", numbers).items():
        for one in {number, number.partition("/")[0]}:  # of a cell with several problems: 7 is all of 7/1, 7/2
            named.setdefault(one, []).extend(found)
    held = sorted({known.issue_id for found in named.values() for known in found})
    names = site_names(connection, {k.site_id for found in named.values() for k in found if k.site_id is not None})
    doubtful: dict[int, set[tuple[str, int]]] = {}
    for reply in unmatched_rows.replies_about(connection, held, but=cause):
        others = [known for known in named.get(reply.number, ()) if known.issue_id != reply.issue_id]
        mine = _side(reply, names)
        if any(speaks_against(mine, side_of_known(known, names), None) is None for known in others):
            doubtful.setdefault(reply.import_id, set()).add((reply.sheet, reply.row))
    rows: list[Parked] = []
    changes: list[Change] = []
    for import_id, places in doubtful.items():
        again = _matched_again(connection, import_id)
        unclear = {
            (record.sheet, record.row): (record.number or "", *again.matched.unclear[n], record.raw)
            for n, record in enumerate(again.records)
            if n in again.matched.unclear and (record.sheet, record.row) in places
        }
        if unclear:
            parked, moved = unmatched_rows.set_apart(connection, import_id, unclear, cause=cause)
            rows += parked
            changes = with_changes(changes, moved)
    return Apart(rows, changes)


def give_back(connection: Connection, import_ids: Iterable[int]) -> list[Change]:
    """Let rows of these imports that were set apart be about an issue again where that is clear now; what that changes in the issues."""
    changes: list[Change] = []
    for import_id in import_ids:
        again = _matched_again(connection, import_id)
        refused = unmatched_rows.refused_by_number(connection, import_id)
        clear, still = [], set()
        for n, record in enumerate(again.records):
            if (record.sheet, record.row) not in refused or not names_only_a_number(record):
                continue
            if again.matched.issue_ids[n]:
                clear.append(n)
            elif n in again.matched.unclear and record.number is not None:
                still.add(record.number)
        if still and (other := unmatched_rows.newest_with(connection, still, but=import_id)) is not None:
            unmatched_rows.wait_for(connection, import_id, other)
        changes = with_changes(changes, _stored(connection, import_id, again, clear))
    return changes


def _stored(connection: Connection, import_id: int, again: _Again, clear: Sequence[int]) -> list[Change]:
    if not clear:
        return []
    record = imports.record_of(connection, import_id)
    assert record is not None
    wanted = set(clear)
    ids = [ids if n in wanted else () for n, ids in enumerate(again.matched.issue_ids)]
    rows = observations_of(again.records, replace(again.matched, issue_ids=ids), import_id)
    first_new = imports.next_issue_id(connection)
    changes = imports.add_rows(connection, import_id, record.day, rows, first_new=first_new)
    tables = [evidence.Illustrated(plan.table, plan.fields(again.fields)) for plan in again.plans]
    evidence.attach(connection, import_id, again.file.album, again.kind, tables, again.records, ids)
    places = {(again.records[n].sheet, again.records[n].row) for n in clear}
    unmatched_rows.released(connection, import_id, places)
    return changes


def _matched_again(connection: Connection, import_id: int) -> _Again:
    choices = unpacked(imports.choices_of(connection, import_id))
    name, content = imports.kept_file(connection, import_id)
    file = recognise_again(connection, content, name, choices.headings)
    kind, plans = plans_of(file, choices)
    record = imports.record_of(connection, import_id)
    assert record is not None
    records, pages = rows_of(connection, file, choices, plans, kind, record.day)
    matched = match(
        connection,
        records,
        first_new=imports.next_issue_id(connection),
        as_of=day_number(record.day),
        verdicts=verdicts_of(connection, choices),
        kind=kind,
        pages=pages,
    )
    return _Again(file, plans, choices.fields, kind, records, matched)


def _side(reply: WaitingReply, names: Mapping[int, str]) -> Side:
    return Side(
        reply.number,
        None,
        None,
        reply.district,
        reply.site,
        names.get(reply.site or 0),
        reply.found_on,
        reply.as_of if reply.found_on is None else reply.found_on,
        reply.done_on,
        reply.lead,
        reply.category,
    )


def with_changes(one: Sequence[Change], more: Sequence[Change]) -> list[Change]:
    """Both together; of an issue that both have changed, from where the first began to where the other ended."""
    first = {change.issue_id: change for change in one}
    joined = dict(first)
    for change in more:
        before = first.get(change.issue_id)
        joined[change.issue_id] = change if before is None else change._replace(before=before.before)
    return list(joined.values())
