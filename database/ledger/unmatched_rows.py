"""Rows that lost their issue: they say only a number, and the import that made it known was taken back.

Without that import they would have been refused; so they become refused rows of their own import, until it is done again.
So do rows whose number stands for several issues since another import came, until that one is taken back.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from database.store import schema
from database.store.bulk import chunks, insert_rows
from database.store.folding import Change, drop_unobserved, refold


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


class WaitingReply(NamedTuple):
    """A row that names only a number, as matching needs it, and the issue that it is about. as_of: the day that its sheet speaks for."""

    observation_id: int
    import_id: int
    sheet: str
    row: int
    number: str
    issue_id: int
    district: int | None
    site: int | None
    found_on: int | None
    category: int | None
    lead: int | None
    done_on: int | None
    as_of: int


def replies_about(connection: Connection, issue_ids: Sequence[int], *, but: int) -> list[WaitingReply]:
    """The rows by number alone about these issues, of other imports than `but`, in the order of imports and rows."""
    o, m = schema.observations.c, schema.imports.c
    query = (
        select(o.id, o.import_id, o.sheet, o.row_no, o.number, o.issue_id)
        .add_columns(o.district_id, o.site_id, o.found_on, o.category_id, o.lead_unit_id, o.done_on, m.as_of)
        .join(schema.imports, m.id == o.import_id)
        .where(o.description.is_(None), o.number.is_not(None), o.import_id != but)
        .where(o.found_on.is_(None) | o.category_id.is_(None))
    )
    found: list[WaitingReply] = []
    for batch in chunks(issue_ids):
        found += [WaitingReply(*row) for row in connection.execute(query.where(o.issue_id.in_(batch)))]
    return sorted(found)


def set_apart(
    connection: Connection,
    import_id: int,
    rows: Mapping[tuple[str, int], tuple[str, str, str, str]],
    *,
    cause: int,
) -> tuple[list[Parked], list[Change]]:
    """Refuse rows of an import that name only a number: (sheet, row) → number, reason, remedy, raw. What that changes in the issues.

    cause: the import with which their number stands for several issues; when it is taken back they are looked at again.
    """
    o, p, m = schema.observations.c, schema.issue_photos.c, schema.imports.c
    name = str(connection.scalar(select(m.file_name).where(m.id == import_id)))
    touched: set[int] = set()
    for sheet, row in rows:
        mine = (o.import_id == import_id, o.sheet == sheet, o.row_no == row)
        touched.update(connection.scalars(select(o.issue_id).where(*mine)))
        connection.execute(delete(schema.observations).where(*mine))
    left = select(o.issue_id).where(o.import_id == import_id)
    for batch in chunks(sorted(touched)):
        gone = (p.import_id == import_id, p.issue_id.in_(batch), p.issue_id.not_in(left))
        connection.execute(delete(schema.issue_photos).where(*gone))
    refused = [
        (import_id, sheet, row, "编号", number, reason, remedy, raw)
        for (sheet, row), (number, reason, remedy, raw) in rows.items()
    ]
    columns = ("import_id", "sheet", "row_no", "heading", "value", "reason", "remedy", "raw")
    insert_rows(connection, schema.refusals, columns, refused)
    _count_refused(connection, import_id, len(rows))
    connection.execute(insert(schema.parked).values(import_id=import_id, cause_id=cause))
    parked = [Parked(import_id, name, *place, said[0]) for place, said in rows.items()]
    return parked, _folded_again(connection, touched)


def released(connection: Connection, import_id: int, rows: Collection[tuple[str, int]]) -> None:
    """Rows that were refused are kept now: their refusals go, and the counts of their import follow."""
    r, m = schema.refusals.c, schema.imports.c
    for sheet, row in rows:
        connection.execute(delete(schema.refusals).where(r.import_id == import_id, r.sheet == sheet, r.row_no == row))
    values = {"rows_refused": m.rows_refused - len(rows), "rows_changed": m.rows_changed + len(rows)}
    connection.execute(update(schema.imports).where(m.id == import_id).values(values))


def let_go(connection: Connection, cause: int) -> list[int]:
    """Imports in force with rows that were set apart because of `cause`, which are forgotten as such; of a file that was loaded
    again since only the newest.
    """
    p, m = schema.parked.c, schema.imports.c
    later = schema.imports.alias("later")
    again = select(later.c.id).where(later.c.sha256 == m.sha256, later.c.id > m.id, later.c.undone_at.is_(None))
    query = (
        select(p.import_id)
        .join(schema.imports, m.id == p.import_id)
        .where(p.cause_id == cause, m.undone_at.is_(None), ~again.correlate(schema.imports).exists())
        .distinct()
        .order_by(p.import_id)
    )
    found = list(connection.scalars(query))
    connection.execute(delete(schema.parked).where(p.cause_id == cause))
    return found


def refused_by_number(connection: Connection, import_id: int) -> set[tuple[str, int]]:
    """(sheet, row) of the refused rows of an import whose number is at fault."""
    r = schema.refusals.c
    query = select(r.sheet, r.row_no).where(r.import_id == import_id, r.heading == "编号")
    return {(row.sheet, row.row_no) for row in connection.execute(query)}


def wait_for(connection: Connection, import_id: int, cause: int) -> None:
    """Rows of an import are looked at again when `cause` is taken back."""
    connection.execute(insert(schema.parked).values(import_id=import_id, cause_id=cause))


def newest_with(connection: Connection, numbers: Collection[str], *, but: int) -> int | None:
    """The newest import in force other than `but` in which a row that says its problem bears one of these numbers."""
    o = schema.observations.c
    newest: int | None = None
    for batch in chunks(numbers):
        said = select(func.max(o.import_id)).where(o.number.in_(batch), o.description.is_not(None), o.import_id != but)
        found = connection.scalar(said)
        newest = max((key for key in (newest, found) if key is not None), default=None)
    return newest


def _folded_again(connection: Connection, touched: Collection[int]) -> list[Change]:
    o = schema.observations.c
    changes: list[Change] = []
    for batch in chunks(sorted(touched)):
        changes += refold(connection, select(o.issue_id).where(o.issue_id.in_(batch)))
    return changes


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
