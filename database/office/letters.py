"""公文: the letters that were issued, their files byte for byte, and what came back. None is ever deleted or changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from database.masters.master_tables import RefusedSave
from database.store import audit, schema
from database.store.bulk import chunks
from database.store.engine import Database
from database.store.settings import raise_version
from domain.ladder import LadderLevel, Letter
from domain.ledger.days import day_date, day_number

WHAT = "公文"
"""Its word in the audit."""
_COLUMNS = tuple(column for column in schema.letters.columns if column.name != "content")


@dataclass(frozen=True)
class NewLetter:
    """A letter that a person has decided on. content: the file as it is handed out. unit_name: as it stands on it."""

    level: LadderLevel
    number: str
    unit_id: int
    unit_name: str
    issued_on: date
    reply_by: date
    issue_ids: tuple[int, ...]
    reason: str
    file_name: str
    content: bytes


def issue_letter(connection: Connection, new: NewLetter, *, at: datetime, who: str | None, sample: bool = False) -> int:
    """Keep a letter under its number; its id. Raises Refused, and then nothing was kept. sample: it goes with the sample data."""
    number = " ".join(new.number.split())
    reasons = []
    if not number:
        reasons.append("没有填写文号。")
    elif number in numbers(connection):
        reasons.append(f"文号“{number}”已经用过（撤回的文号也不再使用），请换一个。")
    if new.reply_by < new.issued_on:
        reasons.append(f"回复期限 {new.reply_by} 早于发文日期 {new.issued_on}。")
    if reasons:
        raise RefusedSave(reasons)
    values: dict[str, Any] = {
        "level": int(new.level),
        "number": number,
        "unit_id": new.unit_id,
        "unit_name": new.unit_name,
        "issued_on": day_number(new.issued_on),
        "reply_by": day_number(new.reply_by),
        "reason": " ".join(new.reason.split()),
        "file_name": new.file_name,
        "sha256": hashlib.sha256(new.content).hexdigest(),
        "content": new.content,
        "who": who or None,
        "sample": int(sample),
        "written_at": at.isoformat(timespec="seconds"),
    }
    try:
        key = connection.execute(insert(schema.letters).values(values)).inserted_primary_key
    except IntegrityError as fault:
        raise RefusedSave([f"“{new.unit_name}”已不在单位名单里。请刷新后重选单位。"]) from fault
    assert key is not None
    known: list[int] = []
    for batch in chunks(list(dict.fromkeys(new.issue_ids))):
        known += connection.scalars(select(schema.issues.c.id).where(schema.issues.c.id.in_(batch)))
    if len(known) < len(set(new.issue_ids)):
        raise RefusedSave(["所选的问题有的已经不在台账里（它所在的导入刚被撤销）。请刷新后重选。"])
    if known:
        connection.execute(insert(schema.letter_issues), [{"letter_id": key[0], "issue_id": one} for one in known])
    said = f"{new.unit_name}，{new.issued_on} 发出，{new.reply_by} 前回复，涉及问题 {len(known)} 件"
    _record(connection, int(key[0]), number, at=at, who=who, before=None, after=said)
    raise_version(connection, only_noted=True)
    return int(key[0])


def record_reply(
    connection: Connection, letter_id: int, *, replied_on: date, reply: str, at: datetime, who: str | None
) -> None:
    """Write down what the unit answered and when; a further answer takes the place of the first, the audit has both."""
    reply = " ".join(reply.split())
    known = _known(connection, letter_id)
    if replied_on < known.issued_on:
        raise RefusedSave([f"回复日期 {replied_on} 早于发文日期 {known.issued_on}。"])
    if not reply:
        raise RefusedSave(["没有填写回复内容。"])
    if (replied_on, reply) == (known.replied_on, known.reply):
        return
    values = {"replied_on": day_number(replied_on), "reply": reply}
    connection.execute(update(schema.letters).where(schema.letters.c.id == letter_id).values(values))
    before = f"{known.replied_on} 回复：{known.reply}" if known.replied_on else "待回复"
    after = f"{replied_on} 回复：{reply}"
    _record(connection, letter_id, known.number, at=at, who=who, before=before, after=after)
    raise_version(connection, only_noted=True)


def withdraw_letter(connection: Connection, letter_id: int, *, on: date, at: datetime, who: str | None) -> None:
    """Take a letter back from day `on`; it stays in the list with its file, and its number is not used again."""
    known = _known(connection, letter_id)
    day = day_number(max(on, known.issued_on))
    connection.execute(update(schema.letters).where(schema.letters.c.id == letter_id).values(withdrawn_on=day))
    _record(connection, letter_id, known.number, at=at, who=who, before="已发出", after="已撤回")
    raise_version(connection, only_noted=True)


def letters(
    connection: Connection, *, unit_id: int | None = None, issue_id: int | None = None, until: date | None = None
) -> list[Letter]:
    """The letters to a unit, about an issue, or all, newest first; withdrawn ones too. until: issued on this day or before."""
    t, of = schema.letters.c, schema.letter_issues
    query = select(*_COLUMNS).order_by(t.issued_on.desc(), t.id.desc())
    issues = select(of).order_by(of.c.letter_id, of.c.issue_id)
    wanted = []
    if unit_id is not None:
        wanted.append(t.unit_id == unit_id)
    if issue_id is not None:
        wanted.append(t.id.in_(select(of.c.letter_id).where(of.c.issue_id == issue_id)))
    if until is not None:
        wanted.append(t.issued_on <= day_number(until))
    if wanted:
        query = query.where(*wanted)
        issues = issues.where(of.c.letter_id.in_(select(t.id).where(*wanted)))
    about: dict[int, list[int]] = {}
    for letter_id, one in connection.execute(issues):
        about.setdefault(letter_id, []).append(one)
    return [_letter(row, about.get(row["id"], ())) for row in connection.execute(query).mappings()]


def numbers(connection: Connection) -> tuple[str, ...]:
    """Every number that was ever given, in the order of the letters."""
    return tuple(connection.scalars(select(schema.letters.c.number).order_by(schema.letters.c.id)))


def file_of_letter(database: Database, letter_id: int) -> tuple[str, bytes]:
    """The name and content of the file as it was issued. Raises KeyError for an unknown letter."""
    t = schema.letters.c
    with database.read() as connection:
        row = connection.execute(select(t.file_name, t.content).where(t.id == letter_id)).first()
    if row is None:
        raise KeyError(letter_id)
    return row.file_name, row.content


def drop_sample_letters(connection: Connection) -> None:
    """Remove those that came with the sample data."""
    connection.execute(delete(schema.letters).where(schema.letters.c.sample == 1))


def _known(connection: Connection, letter_id: int) -> Letter:
    row = connection.execute(select(*_COLUMNS).where(schema.letters.c.id == letter_id)).mappings().first()
    if row is None or row["withdrawn_on"] is not None:
        raise RefusedSave(["这份公文不存在，或已经撤回。请刷新后再看。"])
    return _letter(row, ())


def _record(
    connection: Connection,
    letter_id: int,
    number: str,
    *,
    at: datetime,
    who: str | None,
    before: str | None,
    after: str,
) -> None:
    """Into the audit, which is the office's own: what becomes of the sample's letters is not written there."""
    if not connection.scalar(select(schema.letters.c.sample).where(schema.letters.c.id == letter_id)):
        audit.record(connection, at=at, who=who, what=WHAT, name=number, before=before, after=after)


def _letter(row: Any, issue_ids: Sequence[int]) -> Letter:
    def day(name: str) -> date | None:
        return None if row[name] is None else day_date(row[name])

    return Letter(
        row["id"],
        LadderLevel(row["level"]),
        row["number"],
        row["unit_id"],
        row["unit_name"],
        day_date(row["issued_on"]),
        day_date(row["reply_by"]),
        day("replied_on"),
        row["reply"],
        row["reason"],
        row["file_name"],
        day("withdrawn_on"),
        row["who"],
        tuple(issue_ids),
    )
