"""拒收未改: refused rows of imports in force that no later import has brought after all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data_loaders.headings.kinds import kind_name
from data_loaders.import_options import unpacked
from data_loaders.layout.tables import Table
from data_loaders.masters.name_lookup import NameLookup
from data_loaders.rows.dataset_rows import EntryReading, Identity, identities_of
from data_loaders.rows.records import SKIPPED
from database.imports.imports import choices_of
from database.review.rejected_rows import RefusedRow, SaidRow, newest_with, refused_rows, rows_in_places_of, rows_of
from database.store.engine import Connection, Database
from domain.catalogue import DATASETS
from domain.datasets.datasets import Dataset, mark_of
from domain.ledger.days import day_date

LEFT = ("day", "import_id", "kind", "sheet", "row_no", "heading", "value", "reason", "remedy", "cells")


def refusals_left(database: Database) -> pd.DataFrame:
    """Refused rows that nothing has settled: columns LEFT, one row each, newest day first.

    day: number of the day that the sheet speaks for. kind: what the sheet is called. cells: the faulty cells in words. A row is settled when a person said
    that it is to be left out, or when a later import in force has a row about the same issue or entry; where that is refused
    too, it is the one that is left. Of a file that was imported again only the newest import counts. An issue is the same by
    its number or, where the row has none, its wording, or, where it has neither, as a corrected copy in its place; an entry by the fields that tell entries apart (see `_settles`).
    """
    with database.read() as connection:
        rows = refused_rows(connection)
        left = _issues_left(connection, [row for row in rows if row.kind not in DATASETS])
        for key, book in DATASETS.items():
            left |= _entries_left(connection, book, [row for row in rows if row.kind == key])
    told = [_told(row) for row in rows if _place(row) in left]
    return pd.DataFrame(told, columns=list(LEFT))


_Place = tuple[int, str, int]


def _place(row: RefusedRow) -> _Place:
    return row.import_id, row.sheet, row.row


def _is_skipped(row: RefusedRow) -> bool:
    """Whether a person has decided to leave the row out."""
    return all(fault.reason == SKIPPED[0] for fault in row.faults)


def _told(row: RefusedRow) -> tuple[Any, ...]:
    """The row with all its faults joined, in the order of LEFT."""
    parts = [[said for said in column if said is not None] for column in zip(*row.faults, strict=True)]
    marks = ("；", "；", "", "")  # reasons and remedies are sentences
    faults = [mark.join(part) if part else None for mark, part in zip(marks, parts, strict=True)]
    cells = "；".join(f"{f.heading or '整行'}：{'（空）' if f.value is None else f.value}" for f in row.faults)
    return row.day, row.import_id, kind_name(row.kind), row.sheet, row.row, *faults, cells


# --- issues ------------------------------------------------------------------------------------------------------------


def _issues_left(connection: Connection, rows: Sequence[RefusedRow]) -> set[_Place]:
    said = [(row, row.said.get("number"), row.said.get("problem")) for row in rows]
    numbers = newest_with(connection, "number", (number for _, number, _ in said))
    wordings = newest_with(connection, "description", (text for _, number, text in said if number is None))
    for row, number, text in said:
        known, key = (numbers, number) if number is not None else (wordings, text)
        if key is not None:
            known[key] = max(known.get(key, 0), row.import_id)
    copied = _copied(connection, [row for row, number, text in said if number is None and text is None], rows)
    left = set()
    for row, number, text in said:
        newest = numbers.get(number, 0) if number is not None else wordings.get(text or "", 0)
        if not _is_skipped(row) and newest <= row.import_id and _place(row) not in copied:
            left.add(_place(row))
    return left


def _copied(connection: Connection, nameless: Sequence[RefusedRow], rows: Sequence[RefusedRow]) -> set[_Place]:
    """Those of the rows without number and wording of which a later import has a corrected copy, or refuses one again."""
    if not nameless:
        return set()
    later = rows_in_places_of(connection, nameless)
    later += [SaidRow(row.import_id, row.day, row.sheet, row.row, "", row.said) for row in rows]
    places: dict[_Place, list[SaidRow]] = {}
    for said in later:
        places.setdefault((said.day, said.sheet, said.row), []).append(said)
    return {
        _place(row)
        for row in nameless
        if any(s.import_id > row.import_id and _reads_the_same(s, row) for s in places[row.day, row.sheet, row.row])
    }


def _reads_the_same(said: SaidRow, row: RefusedRow) -> bool:
    """Whether every cell of a refused row that was not refused reads the same in a later one."""
    refused = {fault.heading for fault in row.faults}
    faulty = {field for heading, field in zip(row.headings, row.fields, strict=True) if heading in refused}
    sound = {name: text for name, text in row.said.items() if name not in faulty and name != "serial"}
    return bool(sound) and all(said.said.get(name) == text for name, text in sound.items())


# --- entries of books --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Refused:
    """A refused row of a book and which entry it is about, as far as it says so."""

    row: RefusedRow
    identity: Identity
    mark: str


def _entries_left(connection: Connection, book: Dataset, rows: Sequence[RefusedRow]) -> set[_Place]:
    if not rows:
        return set()
    refused = _with_identities(connection, book, rows)
    later = rows_of(connection, book, after=min(row.import_id for row in rows))
    newest: dict[str, int] = {}
    alike: dict[int, list[SaidRow]] = {}

    def note(said: SaidRow, *, whole: bool) -> None:
        alike.setdefault(said.day, []).append(said)
        if whole:
            newest[said.mark] = max(newest.get(said.mark, 0), said.import_id)

    for said in later:
        note(said, whole=True)
    for one in refused:
        place = (one.row.import_id, one.row.day, one.row.sheet, one.row.row)
        note(SaidRow(*place, one.mark, one.row.said), whole=not one.identity.unread)
    left = set()
    for one in refused:
        row = one.row
        known = not one.identity.unread and newest.get(one.mark, 0) > row.import_id
        copied = (s.import_id > row.import_id and _settles(book, s, one) for s in alike.get(row.day, ()))
        if not _is_skipped(row) and not known and not any(copied):
            left.add(_place(row))
    return left


def _settles(book: Dataset, said: SaidRow, one: _Refused) -> bool:
    """Whether a later row of a sheet for the same day is a corrected copy of a refused one that does not say wholly which entry it is about.

    A part of the identity is open where its cell cannot be read, and where it is empty although the later row, whose cell
    is empty too, got its value elsewhere (from a group row). All other parts are the same, and so is every cell that was
    not refused. Where no part of the identity can be read, the row stands in the same place, too.
    """
    agreeing = 0
    for name, mine, theirs in zip(book.identity, one.mark.split("\x1f"), said.mark.split("\x1f"), strict=True):
        if name in one.identity.unread or (not mine and name not in said.said and name not in one.row.said):
            continue
        if mine != theirs:
            return False
        agreeing += bool(mine)
    if not agreeing and (said.sheet, said.row) != (one.row.sheet, one.row.row):
        return False
    return _reads_the_same(said, one.row)


def _with_identities(connection: Connection, book: Dataset, rows: Sequence[RefusedRow]) -> list[_Refused]:
    """The rows and what their cells say of the identity, read as when they came, by the names known today."""
    register = NameLookup(connection)
    found = []
    for (import_id, _, heading_row), mine in _by_table(rows).items():
        pattern = unpacked(choices_of(connection, import_id)).date_pattern
        table = _table_of(mine, heading_row)
        fields = {name: at for at, name in enumerate(mine[0].fields) if name is not None}
        reading = EntryReading(book, fields, day_date(mine[0].day), pattern)
        for row, identity in zip(mine, identities_of(table, reading, register), strict=True):
            found.append(_Refused(row, identity, mark_of(book, identity.values)))
    return found


def _by_table(rows: Iterable[RefusedRow]) -> Mapping[_Place, list[RefusedRow]]:
    found: dict[_Place, list[RefusedRow]] = {}
    for row in rows:
        found.setdefault((row.import_id, row.sheet, row.heading_row), []).append(row)
    return found


def _table_of(rows: Sequence[RefusedRow], heading_row: int) -> Table:
    """The refused rows of a table as a table; group rows above them are not kept."""
    width, one = len(rows[0].headings), rows[0]
    return Table(
        one.sheet,
        False,
        (),
        (heading_row,),
        tuple(one.headings),
        [row.row for row in rows],
        [[*row.cells[:width], *[None] * (width - len(row.cells))] for row in rows],
        [None] * len(rows),
        [],
        None,
        None,
        tuple(range(width)),
    )
