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
    """Refuse what is left of those of `issue_ids` of which only numbers are left. cause: the import that was taken back."""
    o, m = schema.observations.c, schema.imports.c
    parked: list[Parked] = []
    rows: dict[tuple[int, str, int], tuple[str | None, str]] = {}
    for batch in chunks(issue_ids):
        telling = func.max(o.description.is_not(None) | (o.found_on.is_not(None) & o.category_id.is_not(None)))
        mute = select(o.issue_id).where(o.issue_id.in_(batch)).group_by(o.issue_id).having(telling == 0)
        lost = list(connection.scalars(mute))
        if not lost:
            continue
        query = select(o.import_id, o.sheet, o.row_no, o.number, o.raw, m.file_name).join(
            schema.imports, m.id == o.import_id
        )
        for row in connection.execute(query.where(o.issue_id.in_(lost)).order_by(o.import_id, o.id)):
            if (row.import_id, row.sheet, row.row_no) not in rows:
                rows[(row.import_id, row.sheet, row.row_no)] = (row.number, row.raw)
                parked.append(Parked(row.import_id, row.file_name, row.sheet, row.row_no, row.number))
        connection.execute(delete(schema.observations).where(o.issue_id.in_(lost)))
        drop_unobserved(connection, lost)
    # A row that speaks for several parts is refused only when the last of them is gone.
    gone = [p for p in parked if not _is_left(connection, p)]
    refused = [
        (
            p.import_id,
            p.sheet,
            p.row,
            "编号",
            p.number,
            *unknown_number(p.number),
            rows[(p.import_id, p.sheet, p.row)][1],
        )
        for p in gone
    ]
    columns = ("import_id", "sheet", "row_no", "heading", "value", "reason", "remedy", "raw")
    insert_rows(connection, schema.refusals, columns, refused)
    for import_id in dict.fromkeys(p.import_id for p in gone):
        _count_refused(connection, import_id, sum(p.import_id == import_id for p in gone))
        connection.execute(insert(schema.parked).values(import_id=import_id, cause_id=cause))
    return gone


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
