"""Many rows at once: compiled statements of several hundred rows each and plain tuples, three times as fast as a list of mappings."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, insert

CHUNK = 500
"""Values in one IN list; well under every driver's limit."""

STATEMENT = 8_000
"""Values in one INSERT; SQLite allows 32,766."""


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert `rows`, tuples in the order of `columns`, values as the database stores them."""
    if not rows:
        return
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    names = list(statement.positiontup or ())
    if not names:  # a driver with named parameters
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
        return
    if names != list(columns):
        order = [list(columns).index(name) for name in names]
        rows = [tuple(row[i] for i in order) for row in rows]
    into, values, one = str(statement).partition(" VALUES ")
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
