"""Entries of books: the rows of sheets beside the two main kinds, written by import and read folded."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select

from database.store import schema
from database.store.bulk import insert_rows
from database.store.engine import Database
from domain.datasets.datasets import REFERENCES, Dataset, DatasetRecord, SaidOfEntry, folded, mark_of
from domain.ledger.days import day_number

_COLUMNS = ("import_id", "book", "mark", "sheet", "row_no", "said", *REFERENCES.values(), "raw")


class NewDatasetRecord(NamedTuple):
    """A row of a sheet about an entry. values: field → text, number, ISO day or id of a master. raw: JSON list of the cells."""

    sheet: str
    row: int
    values: dict[str, Any]
    raw: str


def add_entries(connection: Connection, import_id: int, book: Dataset, rows: Sequence[NewDatasetRecord]) -> None:
    """Store the rows of one import in one book."""
    insert_rows(connection, schema.entries, _COLUMNS, [_stored(import_id, book, row) for row in rows])


def _stored(import_id: int, book: Dataset, row: NewDatasetRecord) -> tuple[Any, ...]:
    references: dict[str, Any] = {f.kind: row.values.get(f.name) for f in book.fields if f.kind in REFERENCES}
    plain = {
        f.name: row.values[f.name]
        for f in book.columns
        if f.kind not in REFERENCES and row.values.get(f.name) is not None
    }
    return (
        import_id,
        book.key,
        mark_of(book, row.values),
        row.sheet,
        row.row,
        json.dumps(plain, ensure_ascii=False),
        *(references.get(kind) for kind in REFERENCES),
        row.raw,
    )


def entries_in(
    connection: Connection, book: Dataset, *, until: date | None = None, without: Collection[int] = ()
) -> list[DatasetRecord]:
    """The entries of a book as the imports in force describe them together.

    until: only sheets that speak for this day or an earlier one. without: imports left aside.
    """
    e, i = schema.entries, schema.imports.c
    query = (
        select(e, i.as_of)
        .join(schema.imports, i.id == e.c.import_id)
        .where(e.c.book == book.key, i.undone_at.is_(None))
        .order_by(e.c.id)
    )
    if until is not None:
        query = query.where(i.as_of <= day_number(until))
    kinds = [(f.name, REFERENCES[f.kind]) for f in book.fields if f.kind in REFERENCES]
    rows = []
    for row in connection.execute(query).mappings():
        if row["import_id"] in without:
            continue
        values = json.loads(row["said"]) | {name: row[column] for name, column in kinds if row[column] is not None}
        # The mark is made anew: units may have been merged or renamed since it was stored.
        rows.append(SaidOfEntry(mark_of(book, values), (row["as_of"], row["import_id"], row["id"]), values))
    return folded(rows)


def read_entries(database: Database, book: Dataset, *, until: date | None = None) -> list[DatasetRecord]:
    """Like `entries_in`, on a connection of its own."""
    with database.read() as connection:
        return entries_in(connection, book, until=until)


def drop_entries_of(connection: Connection, import_id: int) -> None:
    """Take the words of one import back."""
    connection.execute(delete(schema.entries).where(schema.entries.c.import_id == import_id))
