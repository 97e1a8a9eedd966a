"""Many rows at once: all of them, in their columns, in any order of columns."""

import pytest
from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.exc import IntegrityError

from database.store import bulk, schema
from database.store.bulk import CHUNK, STATEMENT, indexes_built_after, insert_rows, one_of
from database.store.engine import Database


def test_more_rows_than_one_statement_takes_arrive_in_order(database: Database) -> None:
    rows = [("category", f"类别{n}", n) for n in range(1, STATEMENT // 3 + 10)]
    with database.write() as connection:
        insert_rows(connection, schema.terms, ("kind", "name", "id"), rows)
        t = schema.terms.c
        assert [tuple(r) for r in connection.execute(select(t.kind, t.name, t.id).order_by(t.id))] == rows


def test_tuples_are_sent_as_they_are_in_any_order_of_columns(database: Database) -> None:
    rows = [(n, f"类别{n}", "category") for n in range(1, 4)]
    statements: list[str] = []
    with database.write() as connection:
        event.listen(
            connection, "before_cursor_execute", lambda *said: statements.append(said[2]) if "INTO" in said[2] else None
        )
        insert_rows(connection, schema.terms, ("id", "name", "kind"), rows)
        t = schema.terms.c
        assert [tuple(r) for r in connection.execute(select(t.id, t.name, t.kind).order_by(t.id))] == rows
    assert statements == ["INSERT INTO terms (id, name, kind) VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?)"]


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.write() as connection:
        insert_rows(connection, schema.terms, ("kind", "name"), [])
        assert connection.execute(select(schema.terms)).all() == []


def test_one_bad_row_among_many_is_refused(database: Database) -> None:
    rows = [("category", f"类别{n}") for n in range(5)] + [("colour", "红")]
    with pytest.raises(IntegrityError, match="kind"), database.write() as connection:
        insert_rows(connection, schema.terms, ("kind", "name"), rows)


def _indexes(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        return sorted(map(tuple, found))


@pytest.mark.parametrize("stored", [0, 30])
def test_indexes_are_the_same_after_many_rows(database: Database, monkeypatch: pytest.MonkeyPatch, stored: int) -> None:
    monkeypatch.setattr(bulk, "MANY", 10)
    before = _indexes(database)
    with database.write() as connection:
        insert_rows(
            connection, schema.issues, ("id", "found_on", "found_said"), [(n, 1, 1) for n in range(1, stored + 1)]
        )
    with database.write() as connection:
        with indexes_built_after(connection, (schema.issues, schema.observations), 20):
            dropped = _names(connection, "issues")
            rows = [(stored + n, 1, 1, f"N{n}") for n in range(1, 21)]
            insert_rows(connection, schema.issues, ("id", "found_on", "found_said", "number"), rows)
        assert ("ix_issues_number" in dropped) is (stored > 20)
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT id FROM issues WHERE number = 'N3'").all()
        assert "ix_issues_number" in plan[0][3]
        assert connection.exec_driver_sql("SELECT count(*) FROM issues WHERE number = 'N3'").scalar() == 1
    assert _indexes(database) == before


def test_a_failed_load_leaves_every_index(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MANY", 1)
    before = _indexes(database)
    with (
        pytest.raises(IntegrityError),
        database.write() as connection,
        indexes_built_after(connection, (schema.issues, schema.observations), 2),
    ):
        insert_rows(connection, schema.issues, ("id", "found_on", "found_said"), [(1, 1, 1), (1, 1, 1)])
    assert _indexes(database) == before


def _names(connection: Connection, table: str) -> set[str]:
    return {index["name"] for index in inspect(connection).get_indexes(table) if index["name"]}


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@pytest.mark.parametrize("column", ["id", "name"])
def test_rows_are_chosen_by_many_values(
    database: Database, monkeypatch: pytest.MonkeyPatch, dialect: str, column: str
) -> None:
    rows = [("category", f"类别“{n}”,'\\'", n) for n in range(1, CHUNK + 10)]
    values = [row[2 if column == "id" else 1] for row in rows[3:]]
    with database.write() as connection:
        insert_rows(connection, schema.terms, ("kind", "name", "id"), rows)
        monkeypatch.setattr(connection.dialect, "name", dialect)
        t = schema.terms.c
        conditions = one_of(connection, t[column], [*values, values[0]])
        assert len(conditions) == (1 if dialect == "sqlite" else 2)
        assert one_of(connection, t[column], []) == []
        found = [
            tuple(row) for one in conditions for row in connection.execute(select(t.kind, t.name, t.id).where(one))
        ]
    assert sorted(set(found), key=lambda row: row[2]) == rows[3:]
