"""Photos: each kept once by the hash of its bytes, attached to issues by imports, gone with the last import that attached it.

Several imports may attach the same photo to the same issue (the same weekly ledger comes again and again). Every one of them is
kept, so that an undo takes back only its own; whoever reads sees the photo once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select

from database.store import schema
from database.store.bulk import chunks, insert_rows
from database.store.engine import Database
from domain.ledger.days import day_date
from domain.ledger.photos import Kind


class Attached(NamedTuple):
    """A photo of an issue. name: where it came from, sheet and cell or file."""

    issue_id: int
    sha256: str
    kind: Kind
    name: str


@dataclass(frozen=True)
class Shown:
    """A photo of an issue as a screen shows it. as_of: the day that the import speaks for which brought it first."""

    issue_id: int
    sha256: str
    kind: Kind
    name: str
    file_name: str
    as_of: date
    width: int
    height: int


def add_photos(
    connection: Connection,
    import_id: int,
    photos: Iterable[tuple[str, bytes, bytes, int, int]],
    attached: Iterable[Attached],
) -> tuple[int, int]:
    """Keep photos (sha256, content, small, width, height) and attach them; how many are new, how many were there already.

    A photo that no issue gets is not kept.
    """
    wanted = {(one.issue_id, one.sha256, one.kind): one for one in attached}
    p = schema.photos.c
    new_ones = missing(connection, list(wanted.values()))
    used = {sha256 for _, sha256, _ in wanted}
    kept: set[str] = set()
    for batch in chunks(used):
        kept.update(connection.scalars(select(p.sha256).where(p.sha256.in_(batch))))
    new = {photo[0]: photo for photo in photos if photo[0] in used and photo[0] not in kept}
    insert_rows(connection, schema.photos, ("sha256", "content", "small", "width", "height"), list(new.values()))
    columns = ("import_id", "issue_id", "sha256", "kind", "name")
    rows_ = [(import_id, one.issue_id, one.sha256, one.kind, one.name) for one in wanted.values()]
    insert_rows(connection, schema.issue_photos, columns, rows_)
    return len(new_ones), len(wanted) - len(new_ones)


def missing(connection: Connection, attached: Sequence[Attached]) -> list[Attached]:
    """Those of `attached` that no import has attached yet."""
    a = schema.issue_photos.c
    there: set[tuple[int, str, str]] = set()
    for batch in chunks({one.issue_id for one in attached}):
        rows = connection.execute(select(a.issue_id, a.sha256, a.kind).where(a.issue_id.in_(batch)))
        there.update((row[0], row[1], row[2]) for row in rows)
    return [one for one in attached if (one.issue_id, one.sha256, one.kind) not in there]


def drop_photos_of(connection: Connection, import_ids: Sequence[int]) -> None:
    """Detach what these imports attached. `drop_unused_photos` belongs behind it."""
    for batch in chunks(import_ids):
        connection.execute(delete(schema.issue_photos).where(schema.issue_photos.c.import_id.in_(batch)))


def drop_unused_photos(connection: Connection) -> None:
    """Let go of the photos that no issue has any more."""
    used = select(schema.issue_photos.c.sha256)
    connection.execute(delete(schema.photos).where(schema.photos.c.sha256.not_in(used)))


def packages_on(connection: Connection, issue_ids: Sequence[int]) -> dict[int, int]:
    """Imports of photo packages that have photos on these issues → how many photos they have in all."""
    a, m = schema.issue_photos.c, schema.imports.c
    packages: set[int] = set()
    for batch in chunks(issue_ids):
        query = select(a.import_id).join(schema.imports, m.id == a.import_id)
        packages.update(connection.scalars(query.where(a.issue_id.in_(batch), m.kind == "manual").distinct()))
    return {import_id: count_of_import(connection, import_id) for import_id in sorted(packages)}


def park_packages(connection: Connection, before: Mapping[int, int], *, cause: int) -> None:
    """Note the packages that have lost photos since `packages_on`, because the import `cause` was taken back.

    They are attached anew when it is done again.
    """
    for import_id, count in before.items():
        if import_id != cause and count_of_import(connection, import_id) < count:
            connection.execute(insert(schema.parked).values(import_id=import_id, cause_id=cause))


def count_of_import(connection: Connection, import_id: int) -> int:
    """How many photos an import has attached (a photo counts for each issue): what an undo of it takes away."""
    a = schema.issue_photos.c
    return int(connection.scalar(select(func.count()).where(a.import_id == import_id)) or 0)


def photos_of(database: Database, issue_ids: Sequence[int], *, until: date | None = None) -> dict[int, list[Shown]]:
    """The photos of some issues, oldest first, each once; until: only from imports that speak for this day or an earlier one."""
    a, p, m = schema.issue_photos.c, schema.photos.c, schema.imports.c
    found: dict[int, dict[tuple[str, str], Shown]] = {}
    with database.read() as connection:
        for batch in chunks(int(key) for key in issue_ids):
            query = (
                select(a.issue_id, a.sha256, a.kind, a.name, m.file_name, m.as_of, p.width, p.height)
                .join(schema.imports, m.id == a.import_id)
                .join(schema.photos, p.sha256 == a.sha256)
                .where(a.issue_id.in_(batch))
                .order_by(m.as_of, a.id)
            )
            for row in connection.execute(query):
                shown = Shown(row[0], row[1], row[2], row[3], row[4], day_date(row[5]), row[6], row[7])
                if until is None or shown.as_of <= until:
                    found.setdefault(row[0], {}).setdefault((row[1], row[2]), shown)
    return {issue_id: list(photos.values()) for issue_id, photos in found.items()}


def illustrated(database: Database) -> pd.DataFrame:
    """Which issues have photos: issue_id, before and after (the first day for which there is one, None for none), by issue_id."""
    a, m = schema.issue_photos.c, schema.imports.c
    query = (
        select(a.issue_id, a.kind, func.min(m.as_of))
        .join(schema.imports, m.id == a.import_id)
        .group_by(a.issue_id, a.kind)
        .order_by(a.issue_id)
    )
    days: dict[int, dict[str, date]] = {}
    with database.read() as connection:
        for issue_id, kind, as_of in connection.execute(query):
            days.setdefault(issue_id, {})[kind] = day_date(as_of)
    rows = [(key, said.get("before"), said.get("after")) for key, said in days.items()]
    return pd.DataFrame(rows, columns=["issue_id", "before", "after"], dtype=object)


def photo(database: Database, sha256: str, *, small: bool = False) -> bytes | None:
    """The JPEG with this hash; None where there is none."""
    p = schema.photos.c
    with database.read() as connection:
        found = connection.scalar(select(p.small if small else p.content).where(p.sha256 == sha256))
    return None if found is None else bytes(found)


def numbers(connection: Connection) -> list[tuple[int, str]]:
    """Id and number of every issue that has a number."""
    i = schema.issues.c
    return [(row[0], row[1]) for row in connection.execute(select(i.id, i.number).where(i.number.is_not(None)))]
