"""Rows that lost their issue: they say only a number, and the import that made it known was taken back.

Without that import they would have been refused; so they become refused rows of their own import, until it is done again.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from database import schema
from database.bulk import chunks, insert_rows
from database.folding import drop_unobserved, refold


class Parked(NamedTuple):
    """A row that lost its issue."""

    import_id: int
    file_name: str
    sheet: str
    row: int
    number: str | None


def unknown_number(number: str | None) -> tuple[str, str]:
    """Reason and remedy for a row that names a number nobody knows and no problem."""
    return (
        f"编号“{number}”在台账中找不到，本行也没有问题描述。",
        "请核对编号；如果是新问题，请补填问题描述；如果检查清单还没有导入，请先导入检查清单。",
    )


def touched_by(connection: Connection, import_id: int) -> list[int]:
    """The issues that the rows of an import are about."""
    o = schema.observations.c
    return list(connection.scalars(select(o.issue_id).where(o.import_id == import_id).distinct()))


def park(connection: Connection, issue_ids: Sequence[int], *, cause: int) -> list[Parked]:
    """Refuse the rows about `issue_ids` that say only a number which no other row explains any more.

    cause: the import that was taken back.
    """
    o, m = schema.observations.c, schema.imports.c
    lost: list[int] = []
    for batch in chunks(issue_ids):
        lost += _mute(connection, batch)
    rows: dict[Parked, str] = {}
    touched: set[int] = set()
    for batch in chunks(lost):
        query = select(o.import_id, o.sheet, o.row_no, o.number, o.raw, o.issue_id, m.file_name)
        query = query.join(schema.imports, m.id == o.import_id).where(o.id.in_(batch)).order_by(o.import_id, o.id)
        for row in connection.execute(query):
            rows[Parked(row.import_id, row.file_name, row.sheet, row.row_no, row.number)] = row.raw
            touched.add(row.issue_id)
        connection.execute(delete(schema.observations).where(o.id.in_(batch)))
    drop_unobserved(connection, sorted(touched))
    for batch in chunks(sorted(touched)):
        refold(connection, select(o.issue_id).where(o.issue_id.in_(batch)))
    # A row that speaks for several parts is refused only when the last of them is gone.
    gone = [row for row in rows if not _is_left(connection, row)]
    refused = [(p.import_id, p.sheet, p.row, "编号", p.number, *unknown_number(p.number), rows[p]) for p in gone]
    columns = ("import_id", "sheet", "row_no", "heading", "value", "reason", "remedy", "raw")
    insert_rows(connection, schema.refusals, columns, refused)
    for import_id in dict.fromkeys(p.import_id for p in gone):
        _count_refused(connection, import_id, sum(p.import_id == import_id for p in gone))
        connection.execute(insert(schema.parked).values(import_id=import_id, cause_id=cause))
    return gone


def _mute(connection: Connection, issue_ids: Sequence[int]) -> list[int]:
    """Observations of these issues that say only a number, where none that says what the problem is has that number."""
    o = schema.observations.c
    query = select(o.id, o.issue_id, o.number, o.description, o.found_on, o.category_id)
    said: dict[int, set[str]] = {}
    mute: list[tuple[int, int, str]] = []
    for row in connection.execute(query.where(o.issue_id.in_(issue_ids))):
        if row.description is not None or (row.found_on is not None and row.category_id is not None):
            if row.number is not None:
                said.setdefault(row.issue_id, set()).add(row.number)
        elif row.number is not None:
            mute.append((row.id, row.issue_id, row.number))
    return [
        key
        for key, issue_id, number in mute
        if not any(n == number or n.startswith(f"{number}/") for n in said.get(issue_id, ()))
    ]


def _is_left(connection: Connection, row: Parked) -> bool:
    o = schema.observations.c
    found = select(func.count()).where(o.import_id == row.import_id, o.sheet == row.sheet, o.row_no == row.row)
    return bool(connection.scalar(found))


def _count_refused(connection: Connection, import_id: int, count: int) -> None:
    """Move rows of an import from kept to refused; the counts go on adding up."""
    m = schema.imports.c
    record = connection.execute(select(m.rows_changed, m.rows_unchanged, m.rows_new).where(m.id == import_id)).one()
    values = {"rows_refused": m.rows_refused + count}
    for name in ("rows_changed", "rows_unchanged", "rows_new"):
        taken = min(count, getattr(record, name))
        values[name] = m[name] - taken
        count -= taken
    connection.execute(update(schema.imports).where(m.id == import_id).values(values))


def parked_by(connection: Connection, cause: int) -> list[int]:
    """Imports in force with rows that lost their issue when `cause` was taken back."""
    p, m = schema.parked.c, schema.imports.c
    query = select(p.import_id).join(schema.imports, m.id == p.import_id)
    return list(connection.scalars(query.where(p.cause_id == cause, m.undone_at.is_(None)).distinct()))


def empty(connection: Connection, import_id: int) -> None:
    """Take the rows of an import away before they are loaded again; what others said of the same issues is folded anew."""
    o = schema.observations.c
    touched = touched_by(connection, import_id)
    connection.execute(delete(schema.observations).where(o.import_id == import_id))
    drop_unobserved(connection, touched)
    for batch in chunks(touched):
        refold(connection, select(o.issue_id).where(o.issue_id.in_(batch)))
