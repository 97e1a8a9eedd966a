"""申诉: a unit contests a line of its score card; the office decides and says why."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from database.masters.master_tables import RefusedSave
from database.store import audit, schema
from database.store.engine import Database
from database.store.settings import raise_version
from domain.ledger.days import day_date, day_number

WHAT = "考核申诉"


@dataclass(frozen=True)
class Appeal:
    """An appeal. line: the code of the rule. accepted: None while it is not decided. restored: points given back."""

    appeal_id: int
    unit_id: int
    since: date
    until: date
    line: str
    reason: str
    appealed_on: date
    decided_on: date | None
    accepted: bool | None
    restored: float
    outcome: str


def appeal(
    connection: Connection,
    unit: tuple[int, str],
    *,
    since: date,
    until: date,
    period: str,
    line: str,
    reason: str,
    on: date,
    at: datetime,
    who: str | None,
    sample: bool = False,
) -> int:
    """Write an appeal down; its id. unit: id and name. since, until: the whole period, the same whatever day it is; period: its name
    in words. Raises Refused. sample: it goes with the sample data."""
    if not reason.strip():
        raise RefusedSave(["没有填写申诉理由。"])
    values = {
        "unit_id": unit[0],
        "since": day_number(since),
        "until": day_number(until),
        "line": line,
        "reason": reason.strip(),
        "appealed_on": day_number(on),
        "who": who or None,
        "sample": int(sample),
        "written_at": at.isoformat(timespec="seconds"),
    }
    open_ = [a for a in appeals_in(connection, since=since, until=until) if (a.unit_id, a.line) == (unit[0], line)]
    if any(a.accepted is None for a in open_):
        raise RefusedSave([f"{unit[1]}对 {line} 的申诉还没有答复，不用再提。"])
    key = connection.execute(insert(schema.appeals).values(values)).inserted_primary_key
    assert key is not None
    if not sample:
        name = f"{unit[1]} {line}（{period}）"
        after = f"提出：{reason.strip()[:60]}"
        audit.record(connection, at=at, who=who, what=WHAT, name=name, before=None, after=after)
    raise_version(connection, only_noted=True)
    return int(key[0])


def decide(
    connection: Connection,
    appeal_id: int,
    *,
    accepted: bool,
    restored: float,
    outcome: str,
    on: date,
    at: datetime,
    who: str | None,
) -> None:
    """Decide an appeal once. restored: points given back, only where accepted. Raises Refused."""
    reasons = []
    if not outcome.strip():
        reasons.append("没有填写答复意见。")
    if accepted and restored <= 0:
        reasons.append("予以采纳的，请填写返还多少分。")
    if reasons:
        raise RefusedSave(reasons)
    table = schema.appeals
    row = connection.execute(select(table).where(table.c.id == appeal_id)).first()
    if row is None or row.decided_on is not None:
        raise RefusedSave(["这项申诉不存在，或已经答复过。请刷新后再看。"])
    values = {
        "decided_on": day_number(on),
        "accepted": int(accepted),
        "restored": float(restored) if accepted else 0.0,
        "outcome": outcome.strip(),
    }
    connection.execute(update(table).where(table.c.id == appeal_id).values(values))
    if not row.sample:
        name = f"{connection.scalar(select(schema.units.c.name).where(schema.units.c.id == row.unit_id))} {row.line}"
        after = f"{f'采纳，返还 {restored:g} 分' if accepted else '不采纳'}：{outcome.strip()[:60]}"
        audit.record(connection, at=at, who=who, what=WHAT, name=name, before="未答复", after=after)
    raise_version(connection, only_noted=True)


def drop_sample_appeals(connection: Connection) -> None:
    """Remove those that came with the sample data."""
    connection.execute(delete(schema.appeals).where(schema.appeals.c.sample == 1))


def appeals_in(connection: Connection, *, since: date, until: date) -> list[Appeal]:
    """The appeals about one period, oldest first."""
    a = schema.appeals
    query = select(a).where(a.c.since == day_number(since), a.c.until == day_number(until)).order_by(a.c.id)
    return [
        Appeal(
            row.id,
            row.unit_id,
            day_date(row.since),
            day_date(row.until),
            row.line,
            row.reason,
            day_date(row.appealed_on),
            None if row.decided_on is None else day_date(row.decided_on),
            None if row.accepted is None else bool(row.accepted),
            float(row.restored or 0),
            row.outcome,
        )
        for row in connection.execute(query)
    ]


def read_appeals(database: Database, *, since: date, until: date) -> list[Appeal]:
    """Like `appeals_in`, on a connection of its own."""
    with database.read() as connection:
        return appeals_in(connection, since=since, until=until)
