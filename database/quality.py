"""What the checks of 数据质量 need beside the ledger: rows of sheets, wordings, and who sent what."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, or_, select

from database import schema
from database.bulk import chunks
from database.engine import Database
from domain.days import day_date, day_number

LEFT = ("day", "import_id", "sheet", "row_no", "heading", "value", "reason", "remedy")
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


def refusals_left(database: Database) -> pd.DataFrame:
    """Refused rows of imports in force that no later import has brought after all: columns LEFT, one row each.

    day: the day the sheet speaks for. A row came after all when a later import says something about its number, or,
    where it has none, about a problem in the same words. Rows of books are not issues and not among them.
    """
    r, i = schema.refusals.c, schema.imports.c
    query = (
        select(schema.refusals, i.as_of)
        .join(schema.imports, i.id == r.import_id)
        .where(i.undone_at.is_(None), i.kind.in_(schema.LEDGER_KINDS))
        .order_by(i.as_of.desc(), r.import_id.desc(), r.id)
    )
    with database.read() as connection:
        rows = list(connection.execute(query))
        tables = _tables(connection, {row.import_id for row in rows})
        marks = {row.id: _mark(row, tables.get((row.import_id, row.sheet), [])) for row in rows}
        o = schema.observations.c
        numbers = _newest(connection, o.number, (number for number, _ in marks.values()))
        wordings = _newest(connection, o.description, (text for number, text in marks.values() if number is None))
    kept: dict[tuple[int, str, int], list[Any]] = {}
    for row in rows:
        number, text = marks[row.id]
        brought = numbers.get(number) if number is not None else wordings.get(text) if text is not None else None
        if brought is not None and brought > row.import_id:
            continue
        place = (row.import_id, row.sheet, row.row_no)
        said = [row.heading, row.value, row.reason, row.remedy]
        if place not in kept:
            kept[place] = [row.as_of, *place, *said]
        else:  # several cells of one row
            held = kept[place][4:]
            kept[place][4:] = [
                b if a is None else a if b is None else f"{a}；{b}" for a, b in zip(held, said, strict=True)
            ]
    return pd.DataFrame(list(kept.values()), columns=list(LEFT))


def _tables(connection: Connection, import_ids: Iterable[int]) -> dict[tuple[int, str], list[tuple[int, list[Any]]]]:
    """Heading row and fields of every table of some imports, by import and sheet, in order."""
    h = schema.import_sheets.c
    found: dict[tuple[int, str], list[tuple[int, list[Any]]]] = {}
    for batch in chunks(import_ids):
        query = select(h.import_id, h.sheet, h.heading_row, h.fields).where(h.import_id.in_(batch))
        for row in connection.execute(query.order_by(h.heading_row)):
            found.setdefault((row.import_id, row.sheet), []).append((row.heading_row, json.loads(row.fields)))
    return found


def _mark(row: Any, tables: list[tuple[int, list[Any]]]) -> tuple[str | None, str | None]:
    """The number and the problem of a refused row, as far as its cells say them."""
    cells = json.loads(row.raw)
    above = [fields for heading_row, fields in tables if heading_row < row.row_no]
    fields = above[-1] if above else []

    def cell(name: str) -> str | None:
        at = fields.index(name) if name in fields else None
        value = cells[at] if at is not None and at < len(cells) else None
        return None if value is None or not str(value).strip() else str(value).strip()

    return cell("number"), cell("problem")


def _newest(connection: Connection, column: Any, values: Iterable[str | None]) -> dict[str, int]:
    """The newest import in force that has each of `values` in a column of its observations; parts 7/1, 7/2 count for 7."""
    wanted = {value for value in values if value is not None}
    o = schema.observations.c
    newest: dict[str, int] = {}
    parts = {f"{value}/1": value for value in wanted}
    for batch in chunks([*wanted, *parts]):
        query = select(column, func.max(o.import_id)).where(column.in_(batch)).group_by(column)
        for value, import_id in connection.execute(query):
            whole = parts.get(value, value)
            newest[whole] = max(newest.get(whole, 0), import_id)
    return newest
