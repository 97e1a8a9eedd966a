"""Builders for tests of books: entries as their sheets say them, in memory and in a database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert

from database.ledger.dataset_records import NewDatasetRecord, add_entries
from database.store import schema
from database.store.engine import Database
from database.store.settings import raise_version
from domain.datasets.datasets import Dataset, DatasetRecord, SaidOfEntry, folded, mark_of
from domain.ledger.days import day_number


def entries(book: Dataset, *sheets: tuple[date, Sequence[Mapping[str, Any]]]) -> list[DatasetRecord]:
    """The entries that these sheets (day, rows) together describe."""
    return folded(
        SaidOfEntry(mark_of(book, row), (day_number(day), number, place), row)
        for number, (day, rows) in enumerate(sheets)
        for place, row in enumerate(rows)
    )


def stored(database: Database, book: Dataset, day: date, rows: Sequence[Mapping[str, Any]]) -> int:
    """Store one sheet as an import of its own; its id."""
    with database.write() as connection:
        values = {
            "file_name": f"{book.title}.xlsx",
            "sha256": "0",
            "kind": book.key,
            "as_of": day_number(day),
            "imported_at": "2026-07-01T09:00:00",
        }
        key = connection.execute(insert(schema.imports).values(values)).inserted_primary_key
        assert key is not None
        add_entries(
            connection,
            int(key[0]),
            book,
            [NewDatasetRecord("Sheet1", n + 2, dict(row), "[]") for n, row in enumerate(rows)],
        )
        raise_version(connection)
        return int(key[0])
