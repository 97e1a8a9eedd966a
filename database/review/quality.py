"""What the checks of 数据质量 need beside the ledger: days in rows of sheets, wordings, and who sent what."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import and_, func, or_, select

from database.store import schema
from database.store.bulk import chunks
from database.store.engine import Database
from domain.ledger.days import day_date, day_number
from domain.ledger.states import DONE

ODD = ("check", "issue_id", "import_id", "sheet", "row_no", "as_of", "says")


def senders(database: Database) -> dict[int, str]:
    """Who sent each import in force: the unit that the sheet names, else the name of the file."""
    i, m = schema.imports.c, schema.import_memos.c
    query = select(i.id, func.coalesce(m.sender, i.file_name)).join(
        schema.import_memos, m.import_id == i.id, isouter=True
    )
    with database.read() as connection:
        return dict(connection.execute(query.where(i.undone_at.is_(None))).all())


def first_imports(database: Database, issue_ids: Iterable[int]) -> dict[int, int]:
    """The import that brought each of these issues first: issue id → import id."""
    o = schema.observations.c
    found: dict[int, int] = {}
    with database.read() as connection:
        for batch in chunks(issue_ids):
            query = select(o.issue_id, func.min(o.import_id)).where(o.issue_id.in_(batch)).group_by(o.issue_id)
            found.update(dict(connection.execute(query).all()))
    return found


def descriptions(database: Database, issue_ids: Sequence[int]) -> dict[int, str | None]:
    """The wording of some issues."""
    i = schema.issues.c
    found: dict[int, str | None] = {}
    with database.read() as connection:
        for batch in chunks([int(key) for key in issue_ids]):
            found.update(connection.execute(select(i.id, i.description).where(i.id.in_(batch))).all())
    return found


def odd_days(database: Database, *, oldest: date) -> pd.DataFrame:
    """Rows of sheets in force whose days cannot be: columns ODD; says: what is odd, in Chinese.

    check "odd_days": a day found, done or verified later than the day the sheet speaks for, or any day before `oldest`.
    check "verified_before_done": just that.
    """
    o, i, old = schema.observations.c, schema.imports.c, day_number(oldest)
    named = (("发现日期", o.found_on), ("完成时间", o.done_on), ("复核日期", o.verified_on))
    wrong = or_(
        *(column > i.as_of for _, column in named),
        *(column < old for _, column in named),
        o.due_on < old,
        o.verified_on < o.done_on,
    )
    query = (
        select(o.issue_id, o.import_id, o.sheet, o.row_no, i.as_of, o.found_on, o.done_on, o.verified_on, o.due_on)
        .join(schema.imports, i.id == o.import_id)
        .where(wrong)
        .order_by(o.issue_id, o.id)
    )
    with database.read() as connection:
        rows = [
            (check, *row[:5], said) for row in connection.execute(query) for check, said in _oddities(row, old).items()
        ]
    return pd.DataFrame(rows, columns=list(ODD))


def rewritten_dues(database: Database) -> pd.DataFrame:
    """Rows of sheets in force that name, after an issue was done, another due date than the one by which it is judged.

    Columns ODD, check "due_after_done"; of each issue the oldest sheet first.
    """
    o, i, s = schema.observations.c, schema.imports.c, schema.spans.c
    query = (
        select(o.issue_id, o.import_id, o.sheet, o.row_no, i.as_of, o.due_on, s.due_on.label("judged"))
        .join(schema.imports, i.id == o.import_id)
        .join(schema.spans, and_(s.issue_id == o.issue_id, s.from_on <= i.as_of, i.as_of < s.to_on))
        .where(s.state.in_([int(state) for state in DONE]), o.due_on != s.due_on)
        .where(or_(s.done_on.is_(None), i.as_of > s.done_on))
        .order_by(o.issue_id, i.as_of, o.id)
    )
    with database.read() as connection:
        rows = [
            ("due_after_done", *row[:5], f"整改时限 {day_date(row.due_on)}，完成时有效的是 {day_date(row.judged)}")
            for row in connection.execute(query)
        ]
    return pd.DataFrame(rows, columns=list(ODD))


def _oddities(row: Any, oldest: int) -> dict[str, str]:
    """What is odd about a row, by check."""
    said = []
    for word, day in (("发现日期", row.found_on), ("完成时间", row.done_on), ("复核日期", row.verified_on)):
        if day is not None and day > row.as_of:
            said.append(f"{word} {day_date(day)} 晚于本表截至日 {day_date(row.as_of)}")
    for word, day in (
        ("发现日期", row.found_on),
        ("完成时间", row.done_on),
        ("复核日期", row.verified_on),
        ("整改时限", row.due_on),
    ):
        if day is not None and day < oldest:
            said.append(f"{word} {day_date(day)} 过早")
    found = {"odd_days": "；".join(said)} if said else {}
    if row.verified_on is not None and row.done_on is not None and row.verified_on < row.done_on:
        found["verified_before_done"] = f"复核 {day_date(row.verified_on)}，完成 {day_date(row.done_on)}"
    return found
