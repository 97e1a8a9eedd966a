"""Many rows at once: all of them, in their columns, in any order of columns."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from database import schema
from database.bulk import STATEMENT, insert_rows
from database.engine import Database


def test_more_rows_than_one_statement_takes_arrive_in_order(database: Database) -> None:
    rows = [("category", f"类别{n}", n) for n in range(1, STATEMENT // 3 + 10)]
    with database.write() as connection:
        insert_rows(connection, schema.terms, ("kind", "name", "id"), rows)
        t = schema.terms.c
        assert [tuple(r) for r in connection.execute(select(t.kind, t.name, t.id).order_by(t.id))] == rows


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.write() as connection:
        insert_rows(connection, schema.terms, ("kind", "name"), [])
        assert connection.execute(select(schema.terms)).all() == []


def test_one_bad_row_among_many_is_refused(database: Database) -> None:
    rows = [("category", f"类别{n}") for n in range(5)] + [("colour", "红")]
    with pytest.raises(IntegrityError, match="kind"), database.write() as connection:
        insert_rows(connection, schema.terms, ("kind", "name"), rows)
