"""Entries of books in the database: written, read folded, taken back; and the migration that made room for them."""

from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from database.ledger.dataset_records import NewDatasetRecord, add_entries, drop_entries_of, entries_in
from database.ledger.ledgers import newest_as_of
from database.store import schema
from database.store.engine import Database
from domain.datasets.datasets import Dataset, Field
from tests.factories import july, load, row

BOOK = Dataset(
    "material",
    "网上申报材料清单",
    (Field("item", ("材料名称",)), Field("state", ("状态",)), Field("lead", ("责任部门",), "unit")),
    ("item",),
)


def imported(database: Database, day: int, *rows: NewDatasetRecord) -> int:
    with database.write() as connection:
        values = {"file_name": "a.xlsx", "sha256": "0", "kind": "material", "as_of": day, "imported_at": "2020-07-01"}
        key = connection.execute(insert(schema.imports).values(values)).inserted_primary_key
        assert key is not None
        add_entries(connection, int(key[0]), BOOK, rows)
        return int(key[0])


def test_entries_are_read_as_the_sheets_together_say(database: Database) -> None:
    with database.write() as connection:
        unit = connection.execute(
            insert(schema.units).values(name="县文旅局", short_name="文旅局", kind="department")
        ).inserted_primary_key
    assert unit is not None
    imported(
        database, 20_000, NewDatasetRecord("Sheet1", 2, {"item": "说明报告", "state": "未交", "lead": unit[0]}, "[]")
    )
    second = imported(database, 20_007, NewDatasetRecord("Sheet1", 2, {"item": "说明报告", "state": "已交"}, "[]"))
    with database.read() as connection:
        (entry,) = entries_in(connection, BOOK)
        assert entry.values == {"item": "说明报告", "state": "已交", "lead": unit[0]}
        assert [e["state"] for e in entries_in(connection, BOOK, without=[second])] == ["未交"]
    with database.write() as connection:
        drop_entries_of(connection, second)
    with database.read() as connection:
        assert [e["state"] for e in entries_in(connection, BOOK)] == ["未交"]


def test_a_survey_of_a_later_day_does_not_move_the_day_of_the_ledger(database: Database) -> None:
    with database.write() as connection:
        load(connection, july(1), [row("1")])
    before = newest_as_of(database)
    imported(database, 30_000, NewDatasetRecord("Sheet1", 2, {"item": "说明报告"}, "[]"))
    assert newest_as_of(database) == before


def test_a_database_of_the_version_before_keeps_its_imports_and_takes_books(tmp_path: Path) -> None:
    from tests.factories import database_at

    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(1), [row("1")])
        for table in ("letter_issues", "letters", "bulletin_files", "bulletins", "drafts", "instructions", "appeals"):
            connection.execute(text(f"drop table {table}"))
        connection.execute(text("drop table entries"))
        connection.execute(text("create index ix_issues_fingerprint on issues (fingerprint)"))
        connection.execute(text("drop index ix_observations_fingerprint"))
        connection.execute(text("update alembic_version set version_num = '0002'"))
        connection.execute(text("pragma writable_schema = on"))
        old = "kind in ('inspection', 'rectification', 'full', 'manual')"
        made = connection.scalar(text("select sql from sqlite_schema where name = 'imports'"))
        assert "kind <> ''" in made
        narrow = made.replace("kind <> ''", old)
        connection.execute(text("update sqlite_schema set sql = :sql where name = 'imports'"), {"sql": narrow})
        connection.execute(text("pragma writable_schema = off"))
    database.close()
    database = database_at(tmp_path)
    with database.read() as connection:
        assert connection.scalar(text("select count(*) from imports")) == 1
        assert connection.scalar(text("pragma integrity_check")) == "ok"
    imported(database, 20_000)
    with pytest.raises(IntegrityError, match="ck_imports_kind"), database.write() as connection:
        connection.execute(text("update imports set kind = ''"))
    database.close()
