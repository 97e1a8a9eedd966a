"""Issued bulletins, which nobody changes afterwards, and the sentences that a person edited before issuing."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from database.store import audit, schema
from database.store.engine import Database
from database.store.settings import version_of
from domain.ledger.days import day_date, day_number


@dataclass(frozen=True)
class File:
    """A file of a bulletin. size: in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Bulletin:
    """What is known of an issued bulletin without opening it. data_version: of the figures in it. issued_at: with its zone."""

    number: int
    since: date
    until: date
    as_of: date
    data_version: int
    sample: bool
    who: str | None
    issued_at: datetime
    files: tuple[File, ...]


@dataclass(frozen=True)
class Ready:
    """A bulletin that is ready to be issued: the period, the data version of its figures, the packed content and the files by name."""

    since: date
    until: date
    as_of: date
    data_version: int
    content: bytes
    files: Mapping[str, bytes]
    sample: bool


class NotIssued(Exception):
    """Nothing was issued; the message (Chinese) says why and what to do."""


class Damaged(Exception):
    """What is stored is no longer what was issued; the message (Chinese) says which file."""


def freeze(database: Database, what: Ready, *, number: int, who: str | None, at: datetime) -> Bulletin:
    """Keep a bulletin for ever, in one transaction. Raises NotIssued.

    number: the next one (see `next_number`); the first bulletin of all may have any. What was compiled from an older data
    version is not issued, nor a number that somebody else has taken meanwhile.
    """
    with database.write() as connection:
        expected = _next_number(connection)
        if number < 1:
            raise NotIssued(f"期号应为正整数，不能是 {number}。")
        if expected is not None and number != expected:
            raise NotIssued(f"第 {number} 期不能签发：下一期是第 {expected} 期。可能别人刚刚签发了一期，请刷新后再看。")
        if version_of(connection) != what.data_version:
            raise NotIssued("生成期间又有新的导入或设置改动，数字可能变了，没有签发。请刷新后核对再签发。")
        if not what.files:
            raise NotIssued("没有任何文件，没有签发。")
        values = {
            "number": number,
            "since": day_number(what.since),
            "until": day_number(what.until),
            "as_of": day_number(what.as_of),
            "data_version": what.data_version,
            "content": zlib.compress(what.content, 6),
            "sample": int(what.sample),
            "who": who or None,
            "issued_at": at.isoformat(timespec="seconds"),
        }
        key = connection.execute(insert(schema.bulletins).values(values)).inserted_primary_key
        assert key is not None
        files = [
            {"bulletin_id": key[0], "name": name, "sha256": hashlib.sha256(content).hexdigest(), "content": content}
            for name, content in what.files.items()
        ]
        connection.execute(insert(schema.bulletin_files), files)
        told = (
            f"{what.since} 至 {what.until}，截至 {what.as_of}，{len(files)} 个文件{'，示例数据' if what.sample else ''}"
        )
        audit.record(connection, at=at, who=who, what="签发通报", name=f"第 {number} 期", before=None, after=told)
        return _bulletins(connection, schema.bulletins.c.number == number)[0]


def next_number(database: Database) -> int | None:
    """The number of the next bulletin; None while none was issued: the first one may have any."""
    with database.read() as connection:
        return _next_number(connection)


def _next_number(connection: Connection) -> int | None:
    newest = connection.scalar(select(func.max(schema.bulletins.c.number)))
    return None if newest is None else int(newest) + 1


def bulletins(database: Database) -> list[Bulletin]:
    """All issued bulletins, newest first."""
    with database.read() as connection:
        return _bulletins(connection)


def _bulletins(connection: Connection, *conditions: Any) -> list[Bulletin]:
    b, f = schema.bulletins.c, schema.bulletin_files.c
    size = func.length(f.content)
    files: dict[int, list[File]] = {}
    for row in connection.execute(select(f.bulletin_id, f.name, f.sha256, size.label("size")).order_by(f.name)):
        files.setdefault(row.bulletin_id, []).append(File(row.name, row.sha256, row.size))
    columns = (b.id, b.number, b.since, b.until, b.as_of, b.data_version, b.sample, b.who, b.issued_at)
    return [
        Bulletin(
            row.number,
            day_date(row.since),
            day_date(row.until),
            day_date(row.as_of),
            row.data_version,
            bool(row.sample),
            row.who,
            datetime.fromisoformat(row.issued_at),
            tuple(files.get(row.id, ())),
        )
        for row in connection.execute(select(*columns).where(*conditions).order_by(b.number.desc()))
    ]


def content_of(database: Database, number: int) -> bytes:
    """The packed content of a bulletin. Raises KeyError for an unknown number, Damaged."""
    b = schema.bulletins.c
    with database.read() as connection:
        content = connection.scalar(select(b.content).where(b.number == number))
    if content is None:
        raise KeyError(number)
    try:
        return zlib.decompress(content)
    except zlib.error as error:
        raise Damaged(f"第 {number} 期的存档内容已损坏，与签发时不一致。请从备份中恢复数据库。") from error


def files_of(database: Database, number: int) -> dict[str, bytes]:
    """The files of a bulletin by name, the very bytes that were issued. Raises KeyError for an unknown number, Damaged."""
    b, f = schema.bulletins.c, schema.bulletin_files.c
    query = select(f.name, f.sha256, f.content).join(schema.bulletins, b.id == f.bulletin_id)
    with database.read() as connection:
        rows = connection.execute(query.where(b.number == number).order_by(f.name)).all()
    if not rows:
        raise KeyError(number)
    for row in rows:
        if hashlib.sha256(row.content).hexdigest() != row.sha256:
            raise Damaged(f"第 {number} 期的文件“{row.name}”已损坏，与签发时的校验值不一致。请从备份中恢复数据库。")
    return {row.name: row.content for row in rows}


@dataclass(frozen=True)
class BulletinDraft:
    """A sentence that a person has edited. automatic: what the program had written there when it was edited."""

    key: str
    text: str
    automatic: str
    who: str | None = None


def drafts(database: Database, *, since: date, until: date) -> dict[str, BulletinDraft]:
    """The edited sentences of a period by their key."""
    d = schema.drafts.c
    query = select(d.key, d.text, d.automatic, d.who).where(_period(since, until)).order_by(d.key)
    with database.read() as connection:
        return {row.key: BulletinDraft(*row) for row in connection.execute(query)}


def save_draft(
    database: Database, draft: BulletinDraft, *, since: date, until: date, sample: bool, who: str | None, at: datetime
) -> None:
    """Keep an edited sentence in place of what was kept of it; the text that the program wrote is no edit and is dropped.

    sample: whether it was written about sample data, with which it goes.
    """
    if draft.text == draft.automatic:
        drop_draft(database, draft.key, since=since, until=until, who=who, at=at)
        return
    d = schema.drafts.c
    own = {"text": draft.text, "automatic": draft.automatic, "sample": int(sample), "who": who or None}
    own["changed_at"] = at.isoformat(timespec="seconds")
    with database.write() as connection:
        here = _period(since, until) & (d.key == draft.key)
        old = connection.scalar(select(d.text).where(here))
        if old is None:
            place = {"since": day_number(since), "until": day_number(until), "key": draft.key}
            connection.execute(insert(schema.drafts).values(**place, **own))
        else:
            connection.execute(update(schema.drafts).where(here).values(own))
        name = f"{since} 至 {until}　{draft.key}"
        before = draft.automatic if old is None else old
        audit.record(connection, at=at, who=who, what="通报文字", name=name, before=before, after=draft.text)


def drop_draft(database: Database, key: str, *, since: date, until: date, who: str | None, at: datetime) -> None:
    """Back to the program's own text; nothing where the sentence was not edited."""
    d = schema.drafts.c
    with database.write() as connection:
        here = _period(since, until) & (d.key == key)
        old = connection.scalar(select(d.text).where(here))
        if old is not None:
            connection.execute(delete(schema.drafts).where(here))
            name = f"{since} 至 {until}　{key}"
            audit.record(connection, at=at, who=who, what="通报文字", name=name, before=old, after="恢复自动文字")


def drop_sample_bulletins(connection: Connection) -> int:
    """Remove what was issued and edited on sample data; how many bulletins those were."""
    connection.execute(delete(schema.drafts).where(schema.drafts.c.sample == 1))
    return connection.execute(delete(schema.bulletins).where(schema.bulletins.c.sample == 1)).rowcount


def _period(since: date, until: date) -> Any:
    d = schema.drafts.c
    return (d.since == day_number(since)) & (d.until == day_number(until))
