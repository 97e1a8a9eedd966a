"""Imports: adding the rows of a file, the history, undo, and the sample data's way out."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import pandas as pd
from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from database.ledger.dataset_records import drop_entries_of
from database.masters.masters import drop_unmentioned, release_sample
from database.office.appeals import drop_sample_appeals
from database.office.bulletins import drop_sample_bulletins
from database.office.instructions import drop_sample_instructions
from database.office.letters import drop_sample_letters
from database.office.photos import drop_photos_of, drop_unused_photos
from database.store import audit, schema
from database.store.bulk import chunks, indexes_built_after, insert_rows
from database.store.engine import Database
from database.store.folding import (
    ANSWER,
    IDENTITY,
    Change,
    Folded,
    FoldRow,
    assisting_units,
    drop_unobserved,
    folded,
    refold,
    refold_all,
    saying_something,
    store_new,
)
from database.store.settings import raise_version
from domain.catalogue import DATASETS
from domain.datasets.row_fields import KEPT
from domain.ledger.days import day_date, day_number
from domain.ledger.ledger import Observation, plain_spans

ROW_COLUMNS = (
    "import_id",
    "issue_id",
    "fingerprint",
    "sheet",
    "row_no",
    "part",
    "number",
    "found_on",
    "district_id",
    "site_id",
    "site_type_id",
    "category_id",
    "source_id",
    "action_id",
    "description",
    "state",
    "state_text",
    "due_on",
    "due_text",
    "lead_unit_id",
    "assist_ids",
    "done_on",
    "verified_on",
    "progress",
    *KEPT,
    "raw",
)
"""One observation as `add_rows` takes it: a tuple in this order, days as day numbers."""

_AT = {name: index for index, name in enumerate(ROW_COLUMNS)}
_IDENTITY = itemgetter(*(_AT[name] for name in IDENTITY))
_SAID = itemgetter(*(_AT[n] for n in ("found_on", "state", "due_on", "lead_unit_id", "done_on", "verified_on")))
_ASSISTS, _ISSUE, _FOUND = _AT["assist_ids"], _AT["issue_id"], _AT["found_on"]


@dataclass(frozen=True)
class Header:
    """What is known of an import before its rows: the file, its kind and the day it speaks for."""

    file_name: str
    sha256: str
    kind: str
    as_of: date
    at: datetime
    whole: bool = False
    who: str | None = None
    sample: bool = False
    notes: Sequence[str] = field(default_factory=tuple)


def add_import(connection: Connection, header: Header, content: bytes) -> int:
    """Record an import and keep its file; the id. ValueError for a kind that is neither one of LEDGER_KINDS nor a dataset."""
    if header.kind not in schema.LEDGER_KINDS and header.kind not in DATASETS:
        raise ValueError(f"no kind of import: {header.kind!r}")
    values = {
        "file_name": header.file_name,
        "sha256": header.sha256,
        "kind": header.kind,
        "as_of": day_number(header.as_of),
        "whole": int(header.whole),
        "sample": int(header.sample),
        "who": header.who,
        "imported_at": header.at.isoformat(timespec="seconds"),
        "notes": json.dumps(list(header.notes), ensure_ascii=False),
    }
    key = connection.execute(insert(schema.imports).values(values)).inserted_primary_key
    assert key is not None
    files = schema.import_files
    level = 0 if content.startswith(b"PK") else 1  # an .xlsx is compressed already
    if connection.scalar(select(func.count()).where(files.c.sha256 == header.sha256)) == 0:
        connection.execute(insert(files).values(sha256=header.sha256, content=zlib.compress(content, level)))
    return int(key[0])


def reopen(connection: Connection, import_id: int, header: Header) -> int:
    """Empty the record of an import whose rows are loaded again; it keeps its id, its time and who did it."""
    emptied = (
        *(schema.import_sheets, schema.refusals, schema.doubts, schema.parked, schema.issue_photos),
        schema.entries,
    )
    for table in emptied:
        connection.execute(delete(table).where(table.c.import_id == import_id))
    counts = {f"rows_{name}": 0 for name in ("read", "new", "changed", "unchanged", "refused", "blank")}
    values = {
        "kind": header.kind,
        "as_of": day_number(header.as_of),
        "whole": int(header.whole),
        "notes": json.dumps(list(header.notes), ensure_ascii=False),
        "undone_at": None,
    }
    connection.execute(update(schema.imports).where(schema.imports.c.id == import_id).values(**values, **counts))
    return import_id


def keep_choices(connection: Connection, import_id: int, choices: str, sender: str | None) -> None:
    """Keep what a person decided about the file (JSON) and who sent it, beside the import."""
    memos = schema.import_memos
    connection.execute(delete(memos).where(memos.c.import_id == import_id))
    connection.execute(insert(memos).values(import_id=import_id, choices=choices, sender=sender))


def keep_effect(connection: Connection, import_id: int, effect: Mapping[str, Sequence[float | None]]) -> None:
    """Keep what the import did to the figures: figure → (before, after)."""
    memos = schema.import_memos
    text = json.dumps({key: list(values) for key, values in effect.items()})
    connection.execute(update(memos).where(memos.c.import_id == import_id).values(effect=text))


def keep_account(connection: Connection, import_id: int, account: str) -> None:
    """Keep what became of every cell of the file (JSON) beside the import."""
    memos = schema.import_memos
    connection.execute(update(memos).where(memos.c.import_id == import_id).values(account=account))


def account_of(database: Database, import_id: int) -> str:
    """What became of every cell of the file of an import, as JSON; "{}" where that was not kept."""
    memos = schema.import_memos.c
    with database.read() as connection:
        return connection.scalar(select(memos.account).where(memos.import_id == import_id)) or "{}"


def add_sheet(
    connection: Connection,
    import_id: int,
    sheet: str,
    heading_row: int,
    headings: Sequence[str],
    fields: Sequence[str | None],
) -> None:
    """Record the headings of a table, which give the raw cells of the rows below it their names."""
    connection.execute(
        insert(schema.import_sheets).values(
            import_id=import_id,
            sheet=sheet,
            heading_row=heading_row,
            headings=json.dumps(list(headings), ensure_ascii=False),
            fields=json.dumps(list(fields)),
        )
    )


def next_issue_id(connection: Connection) -> int:
    """The id that the next new issue gets. Ask it inside the write transaction that uses it."""
    return int(connection.scalar(select(func.coalesce(func.max(schema.issues.c.id), 0))) or 0) + 1


def add_rows(
    connection: Connection, import_id: int, as_of: date, rows: Sequence[tuple[Any, ...]], *, first_new: int
) -> list[Change]:
    """Add observations (tuples in the order of ROW_COLUMNS) and bring issues and spans up to date.

    Issues with an id of at least `first_new` (see `next_issue_id`) are new. Returns what changed in known issues.
    """
    day = day_number(as_of)
    office = connection.scalar(select(schema.imports.c.kind).where(schema.imports.c.id == import_id)) != ANSWER
    single: dict[int, tuple[Any, ...]] = {}
    several: dict[int, list[int]] = {}
    known = False
    for index, row in enumerate(rows):
        issue_id = row[_ISSUE]
        if issue_id < first_new:
            known = True
        elif issue_id in single:
            several.setdefault(issue_id, []).append(index)
        else:
            single[issue_id] = row
    issues: list[tuple[int, Folded]] = []
    if several:
        for index, row in enumerate(rows):
            if row[_ISSUE] in several and single.get(row[_ISSUE]) is row:
                several[row[_ISSUE]].insert(0, index)
    for issue_id, row in single.items():
        indexes = several.get(issue_id, ())
        spans = None if indexes else plain_spans(day, *_SAID(row))
        if spans is not None:
            said = row[_FOUND] is not None
            assists = assisting_units(row[_ASSISTS], spans[-1][4]) if row[_ASSISTS] else ()
            issues.append((issue_id, Folded((spans[0][0], int(said), *_IDENTITY(row)), spans, assists)))
            continue
        parts = [rows[n] for n in indexes] or [row]
        observed = [
            FoldRow(Observation(day, (import_id, n), *_SAID(part)), _IDENTITY(part), part[_ASSISTS], office)
            for n, part in enumerate(parts)
        ]
        issues.append((issue_id, folded(observed)))
    with indexes_built_after(connection, (schema.issues, schema.observations), len(rows)):
        store_new(connection, issues)
        insert_rows(connection, schema.observations, ROW_COLUMNS, rows)
    if not known:
        return []
    o = schema.observations.c
    chosen = select(o.issue_id).where(o.import_id == import_id, o.issue_id < first_new)
    if _is_newest(connection, import_id, day):
        about: dict[int, list[FoldRow]] = {}
        observation = Observation._make
        for n, row in enumerate(rows):
            if row[_ISSUE] < first_new:
                newest = observation((day, (import_id, n), *_SAID(row)))
                about.setdefault(row[_ISSUE], []).append(FoldRow(newest, _IDENTITY(row), row[_ASSISTS], office))
        return refold_all(connection, saying_something(connection, about, chosen))
    return refold(connection, chosen)


def _is_newest(connection: Connection, import_id: int, day: int) -> bool:
    """Whether all that other imports say comes before what this one says for `day`."""
    i = schema.imports.c
    later = or_(i.as_of > day, and_(i.as_of == day, i.id > import_id))
    return not connection.scalar(select(func.count()).where(i.undone_at.is_(None), i.id != import_id, later))


def finish(connection: Connection, import_id: int, counts: Mapping[str, int]) -> None:
    """Write the counts (rows_read, rows_new …) and raise the data version."""
    connection.execute(update(schema.imports).where(schema.imports.c.id == import_id).values(dict(counts)))
    raise_version(connection, only_noted=True)


def add_refusals(connection: Connection, import_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    """Keep refused rows: tuples sheet, row_no, heading, value, reason, remedy, raw (JSON)."""
    columns = ("import_id", "sheet", "row_no", "heading", "value", "reason", "remedy", "raw")
    insert_rows(connection, schema.refusals, columns, [(import_id, *row) for row in rows])


def add_doubts(connection: Connection, import_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    """Keep doubtful pairs: tuples sheet, row_no, part, issue_id, candidate_id, score, weights (JSON), mark, candidate_mark."""
    pair = ("weights", "mark", "candidate_mark")
    columns = ("import_id", "sheet", "row_no", "part", "issue_id", "candidate_id", "score", *pair)
    insert_rows(connection, schema.doubts, columns, [(import_id, *row) for row in rows])


def already_imported(connection: Connection, sha256: str, *, kind: str, as_of: date) -> dict[str, Any] | None:
    """The import in force of the very same file, kind and day, or None."""
    i = schema.imports.c
    row = connection.execute(
        select(schema.imports)
        .where(i.sha256 == sha256, i.kind == kind, i.as_of == day_number(as_of), i.undone_at.is_(None))
        .order_by(i.id.desc())
    ).first()
    return None if row is None else dict(row._mapping)


class NotUndone(Exception):
    """The import cannot be undone; the message says why, in Chinese."""


def undo(connection: Connection, import_id: int, *, at: datetime) -> list[Change]:
    """Take one import back: what was only its own vanishes, what it changed goes back, what others said stays.

    Returns the changes in the issues that stay. The record and the file stay in the history. Raises NotUndone.
    """
    i, o = schema.imports.c, schema.observations.c
    record = connection.execute(select(schema.imports).where(i.id == import_id)).first()
    if record is None or record.undone_at is not None:
        raise NotUndone("这次导入不存在，或已经撤销。")
    touched = list(connection.scalars(select(o.issue_id).where(o.import_id == import_id).distinct()))
    connection.execute(delete(schema.observations).where(o.import_id == import_id))
    drop_entries_of(connection, import_id)
    drop_photos_of(connection, [import_id])
    changes = _after_removal(connection, touched)
    connection.execute(
        update(schema.imports).where(i.id == import_id).values(undone_at=at.isoformat(timespec="seconds"))
    )
    raise_version(connection, only_noted=True)
    return changes


def issues_of(connection: Connection, import_id: int) -> list[int]:
    """Ids of the issues that the rows of an import are about, in order."""
    o = schema.observations.c
    return list(connection.scalars(select(o.issue_id).where(o.import_id == import_id).distinct().order_by(o.issue_id)))


def tell(connection: Connection, issue_ids: Sequence[int]) -> list[tuple[int, str | None, str | None]]:
    """Id, number and wording of issues, in the order asked."""
    i = schema.issues.c
    found: dict[int, tuple[int, str | None, str | None]] = {}
    for batch in chunks(issue_ids):
        for row in connection.execute(select(i.id, i.number, i.description).where(i.id.in_(batch))):
            found[row.id] = (row.id, row.number, row.description)
    return [found[key] for key in issue_ids]


def last_said(connection: Connection, issue_ids: Sequence[int]) -> dict[int, str]:
    """For those of `issue_ids` that are still there, the file of the newest sheet that speaks of it."""
    o, m = schema.observations.c, schema.imports.c
    found: dict[int, str] = {}
    for batch in chunks(issue_ids):
        query = select(o.issue_id, m.file_name).join(schema.imports, m.id == o.import_id)
        rows = connection.execute(query.where(o.issue_id.in_(batch)).order_by(m.as_of, m.id, o.id))
        found.update({row.issue_id: row.file_name for row in rows})
    return found


def tidy(connection: Connection) -> None:
    """Drop masters that only sheets had brought and that nothing mentions any more, and photos that no issue has."""
    drop_unmentioned(connection)
    drop_unused_photos(connection)


@dataclass(frozen=True)
class ImportRecord:
    """An import as the history has it. undone_at: ISO text, None where it is in force. day: the day that it speaks for."""

    import_id: int
    file_name: str
    sha256: str
    kind: str
    day: date
    undone_at: str | None


def record_of(connection: Connection, import_id: int) -> ImportRecord | None:
    """The record of an import; None for an unknown id."""
    row = connection.execute(select(schema.imports).where(schema.imports.c.id == import_id)).first()
    if row is None:
        return None
    return ImportRecord(row.id, row.file_name, row.sha256, row.kind, day_date(row.as_of), row.undone_at)


def effect_of(database: Database, import_id: int) -> dict[str, list[float | None]]:
    """What the batch of an import did to the figures: figure → [before, after]; {} where that was not kept."""
    memos = schema.import_memos.c
    with database.read() as connection:
        text = connection.scalar(select(memos.effect).where(memos.import_id == import_id))
    found: dict[str, list[float | None]] = json.loads(text or "{}")
    return found


def choices_of(connection: Connection, import_id: int) -> str:
    """What a person decided about the file of an import, as JSON."""
    memos = schema.import_memos.c
    return connection.scalar(select(memos.choices).where(memos.import_id == import_id)) or "{}"


def _after_removal(connection: Connection, touched: Sequence[int]) -> list[Change]:
    drop_unobserved(connection, touched)
    changes = refold_all(connection, touched)
    tidy(connection)
    d, known = schema.doubts.c, select(schema.issues.c.id)
    connection.execute(delete(schema.doubts).where(or_(d.issue_id.not_in(known), d.candidate_id.not_in(known))))
    return changes


def last_import(database: Database) -> int | None:
    """The id of the newest import that is in force."""
    i = schema.imports.c
    with database.read() as connection:
        key = connection.scalar(select(func.max(i.id)).where(i.undone_at.is_(None)))
    return None if key is None else int(key)


def history(database: Database) -> pd.DataFrame:
    """All imports, newest first: the columns of schema.imports, as_of as a date."""
    with database.read() as connection:
        rows = connection.execute(select(schema.imports).order_by(schema.imports.c.id.desc())).all()
    frame = pd.DataFrame.from_records(list(map(tuple, rows)), columns=[c.name for c in schema.imports.columns])
    frame["as_of"] = [day_date(day) for day in frame["as_of"]]
    return frame


def refusals(database: Database, import_id: int) -> pd.DataFrame:
    """The refused rows of an import: sheet, row_no, heading, value, reason, remedy, raw."""
    table = schema.refusals
    with database.read() as connection:
        rows = connection.execute(select(table).where(table.c.import_id == import_id).order_by(table.c.id)).mappings()
        return pd.DataFrame([dict(row) for row in rows], columns=[c.name for c in table.columns])


def file_of(database: Database, import_id: int) -> tuple[str, bytes]:
    """The name and content of the file as it was uploaded. Raises KeyError for an unknown import."""
    with database.read() as connection:
        return kept_file(connection, import_id)


def kept_file(connection: Connection, import_id: int) -> tuple[str, bytes]:
    """`file_of` within a transaction."""
    i, f = schema.imports.c, schema.import_files.c
    row = connection.execute(
        select(i.file_name, f.content).join(schema.import_files, f.sha256 == i.sha256).where(i.id == import_id)
    ).first()
    if row is None:
        raise KeyError(import_id)
    return row.file_name, zlib.decompress(row.content)


def has_sample(database: Database) -> bool:
    """Whether sample data is among what the screens show."""
    with database.read() as connection:
        return bool(connection.scalar(select(func.count()).where(schema.imports.c.sample == 1)))


def is_empty(database: Database) -> bool:
    """Whether nothing was ever imported."""
    with database.read() as connection:
        return not connection.scalar(select(func.count()).select_from(schema.imports))


def clear_sample(database: Database, *, at: datetime | None = None) -> None:
    """Remove the sample data, its masters and settings, and nothing else. What the office loaded stays as if alone.

    What was issued on sample data goes with it. at: when, for the audit.
    """
    i, o = schema.imports.c, schema.observations.c
    with database.write() as connection:
        samples = select(i.id).where(i.sample == 1)
        touched = list(connection.scalars(select(o.issue_id).where(o.import_id.in_(samples)).distinct()))
        connection.execute(delete(schema.observations).where(o.import_id.in_(samples)))
        connection.execute(delete(schema.entries).where(schema.entries.c.import_id.in_(samples)))
        drop_photos_of(connection, list(connection.scalars(samples)))
        _after_removal(connection, touched)
        connection.execute(delete(schema.imports).where(i.sample == 1))
        used = select(i.sha256)
        connection.execute(delete(schema.import_files).where(schema.import_files.c.sha256.not_in(used)))
        drop_sample_instructions(connection)
        drop_sample_letters(connection)
        drop_sample_appeals(connection)
        release_sample(connection)
        dropped = drop_sample_bulletins(connection)
        if at is not None:
            told = f"{dropped} 期用示例数据签发的通报一并清除" if dropped else None
            audit.record(connection, at=at, who=None, what="示例数据", name="清除", before=None, after=told)
        raise_version(connection)
