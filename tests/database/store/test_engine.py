"""Opening a database: created, migrated, refused; and what its connections promise."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from database.ledger.ledgers import read_ledger
from database.store import schema
from database.store.engine import Database, NewerDatabase, default_url, open_database
from database.store.folding import write_folded_by
from database.store.settings import data_version, save_settings
from domain.ledger.days import day_number
from domain.ledger.states import State
from tests.database.contents import rows
from tests.factories import database_at, july, load, row


def parts(file: Path) -> dict[str, list[str]]:
    """The statements that made the tables and indexes of an SQLite file, each as its sorted parts."""
    with sqlite3.connect(file) as connection:
        made = connection.execute("select name, sql from sqlite_master where sql is not null").fetchall()
    return {
        name: sorted(" ".join(part.split()).rstrip(",)") for part in sql.replace(")STRICT", "\n)STRICT").splitlines())
        for name, sql in made
        if name != "alembic_version"
    }


def test_opening_twice_migrates_once_and_keeps_the_rows(tmp_path: Path) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(1), [row("1")])
    before = rows(database)
    database.close()
    again = database_at(tmp_path)
    assert rows(again) == before
    again.close()


def test_spans_of_older_rules_are_folded_again_once(tmp_path: Path) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(8), [row("1", found_on=july(2), due_on=july(5), state=State.CLOSED)])
        load(connection, july(8), [row("2", found_on=july(2))])
    new = rows(database)
    with database.write() as connection:  # as the program before wrote them
        connection.execute(update(schema.spans).values(done_on=day_number(july(8))).where(schema.spans.c.state == 4))
        write_folded_by(connection, 1)
    before = data_version(database)
    database.close()
    again = database_at(tmp_path)
    assert rows(again) == new
    version = data_version(again)
    assert version == before + 1
    again.close()
    third = database_at(tmp_path)
    assert data_version(third) == version
    third.close()


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # the test below compares that one
def test_migrations_make_the_tables_that_the_schema_says(database: Database) -> None:
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_migrations_make_them_to_the_letter_checks_and_strictness_included(database: Database, tmp_path: Path) -> None:
    straight = create_engine(f"sqlite:///{tmp_path / 'straight.db'}")
    schema.metadata.create_all(straight)
    straight.dispose()
    migrated = database.file
    assert migrated is not None
    assert parts(migrated) == parts(tmp_path / "straight.db")


def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        connection.execute(text("update alembic_version set version_num = '9876'"))
    database.close()
    file = tmp_path / "county.db"
    before = file.read_bytes()
    with pytest.raises(NewerDatabase, match=r"更新版本的程序.*9876.*未作任何改动"):
        database_at(tmp_path)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["county.db"]


def test_a_file_in_any_folder(tmp_path: Path) -> None:
    folder = tmp_path / "创城 50%20#1?&x=y"
    database = open_database(str(folder / "看板.db"))
    with database.write() as connection:
        load(connection, july(1), [row("1")])
    assert len(read_ledger(database)) == 1
    assert database.file == folder / "看板.db"
    assert (folder / "看板.db").exists()
    database.close()


def test_the_default_is_a_file_beside_the_program_unless_the_environment_names_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DASHBOARD_DB", raising=False)
    assert default_url().startswith("sqlite:///")
    assert default_url().endswith("/data/dashboard.db")
    monkeypatch.setenv("DASHBOARD_DB", "sqlite:////srv/county.db")
    assert default_url() == "sqlite:////srv/county.db"


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 30_000)])
def test_every_connection_has_its_settings(database: Database, pragma: str, value: Any) -> None:
    with database.read() as reader, database.write() as writer:
        for connection in (reader, writer):
            assert connection.execute(text(f"pragma {pragma}")).scalar() == value


# ---- constraints ------------------------------------------------------------------------------------------------


def test_every_table_is_strict(database: Database) -> None:
    with database.read() as connection:
        made: dict[str, int] = dict(connection.execute(text("select name, strict from pragma_table_list")).all())
    assert {name: made[name] for name in schema.metadata.tables} == dict.fromkeys(schema.metadata.tables, 1)


IMPORT = {
    "file_name": "清单.xlsx",
    "sha256": "0",
    "kind": "full",
    "as_of": 20_000,
    "imported_at": "2026-07-01T09:00:00",
}
OBSERVATION = {"import_id": 1, "issue_id": 1, "sheet": "Sheet1", "row_no": 2, "part": 1, "raw": "[]"}


@pytest.mark.parametrize(
    ("table", "values", "complaint"),
    [
        ("imports", IMPORT | {"kind": ""}, "ck_imports_kind"),
        ("imports", IMPORT | {"as_of": -30_000}, "ck_imports_as_of"),
        ("imports", IMPORT | {"as_of": "2026-07-01"}, "INTEGER"),
        ("imports", IMPORT | {"rows_read": 3, "rows_new": 1, "rows_refused": 1}, "ck_imports_rows_add_up"),
        ("imports", IMPORT | {"sha256": None}, "NOT NULL"),
        ("units", {"name": "住建局", "short_name": "住建局", "kind": "office"}, "ck_units_kind"),
        ("units", {"name": "住建局", "short_name": "住建局", "kind": "district", "origin": "?"}, "ck_units_origin"),
        ("terms", {"kind": "colour", "name": "红"}, "ck_terms_kind"),
        ("spans", {"issue_id": 1, "from_on": 5, "to_on": 5, "state": 1}, "ck_spans_not_empty"),
        ("spans", {"issue_id": 1, "from_on": 5, "to_on": 6, "state": 9}, "ck_spans_state"),
        ("spans", {"issue_id": 1, "from_on": 5, "to_on": 6, "state": 1, "due_on": 3_000_000}, "ck_spans_due_on"),
        ("spans", {"issue_id": 7, "from_on": 5, "to_on": 6, "state": 1}, "FOREIGN KEY"),
        ("spans", {"issue_id": 1, "from_on": 5, "to_on": 6, "state": 1, "lead_unit_id": 7}, "FOREIGN KEY"),
        ("observations", OBSERVATION | {"state": 0}, "ck_observations_state"),
        ("observations", OBSERVATION | {"done_on": -99_999}, "ck_observations_done_on"),
        ("observations", OBSERVATION | {"import_id": 7}, "FOREIGN KEY"),
        ("observations", OBSERVATION | {"raw": None}, "NOT NULL"),
        ("assists", {"issue_id": 1, "unit_id": 7}, "FOREIGN KEY"),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(
    database: Database, table: str, values: dict[str, Any], complaint: str
) -> None:
    with database.write() as connection:
        load(connection, july(1), [row("1")])
        connection.exec_driver_sql("delete from spans")
    with pytest.raises(IntegrityError, match=complaint), database.write() as connection:
        connection.execute(insert(schema.metadata.tables[table]), values)


def test_two_sites_of_one_name_lie_in_two_districts(database: Database) -> None:
    with pytest.raises(IntegrityError, match="uq_sites_place"), database.write() as connection:
        connection.execute(insert(schema.sites), [{"name": "中心广场"}, {"name": "中心广场"}])


# ---- transactions -----------------------------------------------------------------------------------------------


def test_a_failure_takes_everything_back(database: Database) -> None:
    before = rows(database)

    def fail() -> None:
        with database.write() as connection:
            load(connection, july(1), [row("1")])
            raise KeyError("the loader failed")

    with pytest.raises(KeyError):
        fail()
    assert rows(database) == before


def test_a_rehearsal_sees_its_own_rows_and_leaves_none(database: Database) -> None:
    before = rows(database)
    with database.rehearse() as connection:
        load(connection, july(1), [row("1")])
        assert connection.scalar(select(schema.issues.c.number)) == "1"
    assert rows(database) == before
    assert data_version(database) == 0


def test_a_reader_sees_the_old_state_until_the_writer_is_done(database: Database) -> None:
    with database.write() as connection:
        load(connection, july(1), [row("1")])
    with database.write() as connection:
        load(connection, july(2), [row("2")])
        assert len(read_ledger(database)) == 1
        with database.read() as reader:
            assert reader.scalars(select(schema.issues.c.number)).all() == ["1"]
    assert len(read_ledger(database)) == 2


def test_a_reader_keeps_its_state_while_a_writer_commits(database: Database) -> None:
    with database.read() as reader:
        assert reader.scalars(select(schema.issues.c.id)).all() == []
        with database.write() as connection:
            load(connection, july(1), [row("1")])
        assert reader.scalars(select(schema.issues.c.id)).all() == []


def test_a_second_writer_waits_and_then_sees_what_the_first_wrote(database: Database) -> None:
    seen: list[int] = []
    order: list[str] = []
    started = threading.Event()

    def second() -> None:
        started.set()
        with database.write() as connection:
            order.append("second")
            seen.extend(connection.scalars(select(schema.issues.c.id)))

    thread = threading.Thread(target=second)
    with database.write() as connection:
        thread.start()
        assert started.wait(30)
        load(connection, july(1), [row("1")])
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]
    assert seen == [1]


def test_the_data_version_rises_with_everything_that_can_change_a_figure(database: Database) -> None:
    versions = [data_version(database)]
    changes: list[Callable[[Any], Any]] = [
        lambda connection: load(connection, july(1), [row("1")]),
        lambda connection: save_settings(connection, {"due_soon_days": 5}),
    ]
    for change in changes:
        with database.write() as connection:
            change(connection)
        versions.append(data_version(database))
    assert versions == sorted(set(versions))
