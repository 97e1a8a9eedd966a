"""Doubtful pairs: a row that became an issue of its own and the known issue that it may be about. A person decides, once."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from database.store import schema
from database.store.engine import Database
from database.store.folding import drop_unobserved, refold
from database.store.settings import raise_version
from domain.ledger.days import day_date


def verdicts(connection: Connection) -> dict[tuple[int, int], bool]:
    """What has been decided: (fingerprint of the row, fingerprint of the known issue) → whether they are the same."""
    table = schema.pair_verdicts
    return {(row.mark, row.candidate_mark): bool(row.same) for row in connection.execute(select(table))}


def save_verdict(
    connection: Connection,
    mark: int,
    candidate_mark: int,
    *,
    same: bool,
    at: datetime,
    who: str | None,
    weights: str = "[]",
) -> None:
    """Remember a decision, in place of an earlier one about the same pair. weights: as they were when it was asked (JSON)."""
    table = schema.pair_verdicts
    connection.execute(delete(table).where(table.c.mark == mark, table.c.candidate_mark == candidate_mark))
    values = {"mark": mark, "candidate_mark": candidate_mark, "same": int(same), "who": who, "weights": weights}
    connection.execute(insert(table).values(**values, decided_at=at.isoformat(timespec="seconds")))


def decided(connection: Connection) -> list[tuple[list[tuple[str, str, float]], bool]]:
    """What has been decided of pairs whose weights were kept: field, level and bits of each field, and whether they are one issue."""
    table = schema.pair_verdicts
    rows = connection.execute(select(table.c.weights, table.c.same).where(table.c.weights != "[]"))
    return [([(field, level, bits) for field, level, bits in json.loads(text)], bool(same)) for text, same in rows]


@dataclass(frozen=True)
class StoredPair:
    """A stored pair that waits for a decision. Both issues are in the ledger and count.

    score: 0–100. weights: for each field compared its key, how far the two agree (in words) and the bits that it is worth.
    """

    doubt_id: int
    import_id: int
    file_name: str
    as_of: date
    sheet: str
    row: int
    score: int
    issue_id: int
    candidate_id: int
    descriptions: tuple[str, str]
    numbers: tuple[str | None, str | None]
    found_on: tuple[date, date]
    weights: tuple[tuple[str, str, float], ...] = ()


def undecided(database: Database) -> list[StoredPair]:
    """The pairs that wait for a decision, likeliest first."""
    d, m = schema.doubts.c, schema.imports.c
    one, other = schema.issues.alias("one"), schema.issues.alias("other")
    query = (
        select(
            schema.doubts,
            m.file_name,
            m.as_of,
            *(table.c[name].label(f"{table.name}_{name}") for table in (one, other) for name in ("number", "description", "found_on")),
        )
        .join(schema.imports, m.id == d.import_id)
        .join(one, one.c.id == d.issue_id)
        .join(other, other.c.id == d.candidate_id)
        .where(m.undone_at.is_(None))
        .order_by(d.score.desc(), d.id)
    )  # fmt: skip
    with database.read() as connection:
        return [_doubt(row) for row in connection.execute(query)]


def _doubt(row: Any) -> StoredPair:
    return StoredPair(
        row.id,
        row.import_id,
        row.file_name,
        day_date(row.as_of),
        row.sheet,
        row.row_no,
        row.score,
        row.issue_id,
        row.candidate_id,
        (row.one_description or "", row.other_description or ""),
        (row.one_number, row.other_number),
        (day_date(row.one_found_on), day_date(row.other_found_on)),
        tuple((field, level, bits) for field, level, bits in json.loads(row.weights)),
    )


class AlreadyDecided(Exception):
    """Somebody else has decided this pair, or an import of it was undone."""


def decide(connection: Connection, doubt_id: int, *, same: bool, at: datetime, who: str | None) -> None:
    """Decide a stored pair and remember it. The same: what the sheets said of the one becomes part of the other's history.

    Raises AlreadyDecided.
    """
    d, i, o = schema.doubts.c, schema.issues.c, schema.observations.c
    doubt = connection.execute(select(schema.doubts).where(d.id == doubt_id)).first()
    if doubt is None:
        raise AlreadyDecided
    mark, other = doubt.mark, doubt.candidate_mark
    if mark is None or other is None:  # a pair of before 0.6.0
        mark, other = (
            connection.scalar(select(i.fingerprint).where(i.id == key)) for key in (doubt.issue_id, doubt.candidate_id)
        )
    if mark is not None and other is not None and mark != other:
        save_verdict(connection, mark, other, same=same, at=at, who=who, weights=doubt.weights)
    connection.execute(delete(schema.doubts).where(d.id == doubt_id))
    if same:
        for table in (schema.observations, schema.issue_photos):
            moved = update(table).where(table.c.issue_id == doubt.issue_id)
            connection.execute(moved.values(issue_id=doubt.candidate_id))
        for column in (d.issue_id, d.candidate_id):  # what else is asked of the one is asked of both together
            asked = update(schema.doubts).where(column == doubt.issue_id)
            connection.execute(asked.values({column.key: doubt.candidate_id}))
        stays = or_(d.issue_id == doubt.candidate_id, d.candidate_id == doubt.candidate_id)
        seen: set[frozenset[int]] = set()
        for key, *pair in connection.execute(select(d.id, d.issue_id, d.candidate_id).where(stays).order_by(d.id)):
            if len(set(pair)) == 1 or frozenset(pair) in seen:
                connection.execute(delete(schema.doubts).where(d.id == key))
            seen.add(frozenset(pair))
        drop_unobserved(connection, [doubt.issue_id])
        refold(connection, select(o.issue_id).where(o.issue_id == doubt.candidate_id))
    raise_version(connection, only_noted=True)
