"""A book as a roster: its entries edited on screen. A save is an import of its own, so that it can be seen and taken back."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from database.imports.imports import Header, add_import, finish, keep_choices
from database.ledger.dataset_records import NewDatasetRecord, add_entries, entries_in
from database.ledger.ledgers import newest_of
from database.masters.master_tables import Key, MasterEdit, MasterTable, Rows, Values
from database.store import schema
from domain.accountability.risk_rules import RISK_RULES
from domain.campaign.focus import FOCUS
from domain.campaign.plan import PLAN
from domain.datasets.datasets import REFERENCES, Dataset, Field, mark_of
from domain.ledger.chinese_days import full_day
from domain.ledger.days import day_date

SHEET = "屏幕修改"
Words = Callable[[Connection], Mapping[str, Sequence[str]]]


def book_roster(book: Dataset, *, suggested: Words = lambda _connection: {}, least: float = 0.0) -> MasterTable:
    """The roster of a book. suggested: what may stand in a text column (by heading), beside what stands there already.
    least: of numbers that are no percentages.

    Emptying a cell that is no text and not part of the identity is refused: in a book an empty cell says nothing.
    """
    names = _by_heading(book)
    keys = tuple(book.field(name).heading for name in book.identity)

    def choices(connection: Connection) -> Mapping[str, Sequence[str]]:
        made: dict[str, Sequence[str]] = {f.heading: list(f.words) for f in book.fields if f.words}
        for f in book.fields:
            if f.kind in REFERENCES:
                made[f.heading] = list(_ids(connection, f))
        return made | dict(suggested(connection))

    return MasterTable(
        book.title,
        tuple(names),
        lambda connection: _rows(connection, book),
        lambda _connection, _key, _before, _after: None,
        lambda _connection, _key: None,
        required=tuple(f.heading for f in book.fields if f.required),
        unique=keys,
        named=keys,
        numbers={f.heading: (0, 100_000) for f in book.fields if f.kind == "count"},
        decimals={
            f.heading: (0.0, 100.0) if f.kind == "percent" else (least, 100_000.0)
            for f in book.fields
            if f.kind in ("number", "percent")
        },
        dates=tuple(f.heading for f in book.fields if f.kind == "day"),
        choices=choices,
        faults=lambda connection, _rows_, edits: _faults(connection, book, edits),
        write=lambda connection, edits, at, who: _write(connection, book, edits, at, who),
    )


def _by_heading(book: Dataset) -> dict[str, Field]:
    return {f.heading: f for f in book.fields}


def _ids(connection: Connection, field: Field) -> dict[str, int]:
    """Name → id of the masters that may stand in this field; of two with one name the first."""
    table = {
        "category": schema.terms,
        "action": schema.actions,
        "site": schema.sites,
    }.get(field.kind, schema.units)
    query = select(table.c.name, table.c.id).order_by(table.c.id.desc())
    if field.kind == "category":
        query = query.where(schema.terms.c.kind == "category")
    if field.kind == "district":
        query = query.where(schema.units.c.kind == "district")
    return {str(name): int(key) for name, key in connection.execute(query)}


def _rows(connection: Connection, book: Dataset) -> Rows:
    made: dict[Key, Values] = {}
    words = {
        f.name: {key: name for name, key in _ids(connection, f).items()} for f in book.fields if f.kind in REFERENCES
    }
    for entry in entries_in(connection, book):
        values: dict[str, Any] = {}
        for f in book.fields:
            value = entry[f.name]
            if value is not None and f.kind in REFERENCES:
                value = words[f.name].get(value)
            elif value is not None and f.kind == "day":
                value = date.fromisoformat(value)
            values[f.heading] = value
        made[entry.mark] = values
    return made


def _faults(connection: Connection, book: Dataset, edits: Sequence[MasterEdit]) -> list[str]:
    reasons = []
    for edit in edits:
        for f in book.fields:
            old, new = (edit.before or {}).get(f.heading), (edit.after or {}).get(f.heading)
            emptied = edit.after is not None and old is not None and new is None
            if emptied and f.kind != "text" and f.name not in book.identity:
                reasons.append(f"“{f.heading}”原来填的是“{old}”，不能清空；这一行不再算数时请整行删除。")
            if new is None:
                continue
            if f.words and new not in f.words:
                reasons.append(f"“{f.heading}”写的“{new}”不认识，应为{'、'.join(f.words)}之一。")
            if f.kind in REFERENCES and new not in _ids(connection, f):
                reasons.append(f"“{f.heading}”写的“{new}”不认识；请先在设置里登记，或改成已有的名称。")
    return reasons


def _write(connection: Connection, book: Dataset, edits: Sequence[MasterEdit], at: datetime, who: str | None) -> None:
    """One import with the rows that the edits amount to; a row that goes is declared void."""
    said: list[dict[str, Any]] = []
    for edit in edits:
        before = None if edit.before is None else _values(connection, book, edit.before)
        after = None if edit.after is None else _values(connection, book, edit.after)
        if before is not None and (after is None or mark_of(book, after) != mark_of(book, before)):
            said.append(before | {"void": True})  # whole, so that its sheet can be read again
        if after is not None:
            said.append(
                {k: "" if v is None and book.field(k).kind == "text" else v for k, v in after.items()} | {"void": False}
            )
    day = _day(connection, book, at)
    content = _sheet(connection, book, said, who)
    name = f"{book.title}_{SHEET}（截至{full_day(day)}）.csv"
    header = Header(name, hashlib.sha256(content).hexdigest(), book.key, day, at, who=who)
    import_id = add_import(connection, header, content)
    said_of_it = {
        "kind": book.key,
        "as_of": header.as_of.isoformat(),
    }  # data_loaders.import_options: it can be done again
    keep_choices(connection, import_id, json.dumps(said_of_it), None)
    rows = [
        NewDatasetRecord(SHEET, number, values, json.dumps([str(v) for v in values.values()], ensure_ascii=False))
        for number, values in enumerate(said, 3)
    ]
    add_entries(connection, import_id, book, rows)
    new = sum(edit.before is None for edit in edits)
    finish(connection, import_id, {"rows_read": len(said), "rows_new": new, "rows_changed": len(said) - new})


def _values(connection: Connection, book: Dataset, row: Values) -> dict[str, Any]:
    """Field → what is stored: days as ISO text, masters as ids. Parts of the identity that are empty stay missing."""
    made: dict[str, Any] = {}
    for heading, f in _by_heading(book).items():
        value = row.get(heading)
        if isinstance(value, str):
            value = " ".join(value.split()) or None
        if value is not None and f.kind in REFERENCES:
            value = _ids(connection, f)[value]
        elif isinstance(value, date):
            value = value.isoformat()
        made[f.name] = value
    return made


def _sheet(connection: Connection, book: Dataset, said: Sequence[Mapping[str, Any]], who: str | None) -> bytes:
    """The rows as a sheet of this kind, kept like an uploaded file: it can be read again. No two are the same file."""
    i = schema.imports.c
    times = connection.scalar(select(func.count()).where(i.kind == book.key)) or 0
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"{book.title}（{SHEET}，第 {times + 1} 次{f'，{who}' if who else ''}）"])
    writer.writerow([f.heading for f in book.columns])
    for values in said:
        cells = []
        for f in book.columns:
            value = values.get(f.name)
            if value is not None and f.kind in REFERENCES:
                value = next((name for name, key in _ids(connection, f).items() if key == value), "")
            if f.kind == "flag":
                value = "是" if value else "否"
            if f.kind == "percent" and value is not None:
                value = f"{value}%"
            cells.append("" if value is None else value)
        writer.writerow(cells)
    return out.getvalue().encode("utf-8-sig")


def _day(connection: Connection, book: Dataset, at: datetime) -> date:
    """The day that the edits speak for: that of the newest sheet, so that they are the newest word; today without any."""
    i = schema.imports.c
    own = connection.scalar(select(func.max(i.as_of)).where(i.kind == book.key, i.undone_at.is_(None)))
    days = [day for day in (None if own is None else day_date(own), newest_of(connection)) if day is not None]
    return max(days, default=at.date())


def _words(connection: Connection) -> Mapping[str, Sequence[str]]:
    t = schema.terms.c
    rows = connection.execute(select(t.kind, t.name).order_by(t.id)).all()
    return {
        heading: [name for kind_, name in rows if kind_ == kind]
        for heading, kind in (("点位类型", "site_type"), ("来源", "source"))
    }


RISK = book_roster(RISK_RULES, suggested=_words)
STEPS = book_roster(PLAN)
GROUPS = book_roster(FOCUS)
