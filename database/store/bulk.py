"""Many rows at once: compiled statements of several hundred rows each and plain tuples, three times as fast as a list of mappings."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Table, func, insert, select

CHUNK = 500
"""Values in one IN list; well under every driver's limit."""

STATEMENT = 8_000
"""Values in one INSERT; SQLite allows 32,766."""


MANY = 20_000
"""Rows from which it pays to build the indexes of a table anew."""


@contextmanager
def indexes_built_after(connection: Connection, tables: Iterable[Table], rows: int) -> Iterator[None]:
    """While `rows` rows go into tables that hold fewer, these have no indexes; built afterwards, in order, they cost a third.

    For tables with an integer id, in SQLite, where this is part of the transaction; elsewhere nothing is done.
    """
    waiting: list[str] = []
    if rows >= MANY and connection.dialect.name == "sqlite":
        of_table = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql LIKE 'CREATE INDEX %'"
        )
        for table in tables:
            if (connection.scalar(select(func.max(table.c.id))) or 0) < rows:
                for name, sql in connection.exec_driver_sql(of_table, (table.name,)).all():
                    connection.exec_driver_sql(f'DROP INDEX "{name}"')
                    waiting.append(sql)
    try:
        yield
    finally:
        for sql in waiting:
            connection.exec_driver_sql(sql)


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert `rows`, tuples in the order of `columns`, values as the database stores them."""
    if not rows:
        return
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    names = list(statement.positiontup or ())
    if not names:  # a driver with named parameters
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
        return
    _, values, one = str(statement).partition(" VALUES ")
    quoted = connection.dialect.identifier_preparer
    # In the order of the tuples: to put a hundred thousand of these into the order of the table costs more than to name it.
    told = ", ".join(map(quoted.quote, columns))
    into = f"INSERT INTO {quoted.format_table(table)} ({told})"
    at_once = max(1, STATEMENT // len(columns))
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        every = ", ".join([one] * len(part))
        connection.exec_driver_sql(f"{into}{values}{every}", tuple(chain.from_iterable(part)))


def plain_rows(connection: Connection, query: Any) -> list[tuple[Any, ...]]:
    """The rows of a query as the driver gives them, for columns of numbers and texts; row objects would cost more than the rows."""
    result = connection.execute(query)
    cursor: Any = result.cursor
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    result.close()
    return rows


def one_of(connection: Connection, column: ColumnElement[Any], values: Iterable[Any]) -> list[ColumnElement[bool]]:
    """Conditions that `column` is one of `values` (numbers or texts), each for a query of its own: in SQLite one for all of them.

    There they go as one parameter, which costs a tenth of what thousands cost; elsewhere as IN lists.
    """
    if connection.dialect.name != "sqlite":
        return [column.in_(batch) for batch in chunks(values)]
    told = orjson.dumps(list(values)).decode()
    if told == "[]":
        return []
    return [column.in_(select(func.json_each(told).table_valued("value").c.value))]


def chunks(values: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """`values` in lists of at most `size`."""
    batch: list[Any] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
