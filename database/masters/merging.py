"""Two units that are one: everything that names the first names the second from then on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from database.masters.marks import Fingerprint, rename_district
from database.masters.master_tables import Meanwhile, RefusedSave
from database.masters.masters import save_alias
from database.masters.unit_tables import NameKey, assisted, mentions
from database.store import audit, schema
from database.store.bulk import chunks
from database.store.engine import Database
from database.store.folding import refold
from database.store.settings import raise_version
from domain.directory import DISTRICT


@dataclass(frozen=True)
class MergeForecast:
    """What a merge would do. used: what names the unit that goes. same_sites: sites that both districts have."""

    used: Mapping[str, int]
    same_sites: tuple[str, ...]


def forecast(database: Database, old_id: int, new_id: int) -> MergeForecast:
    """What merging `old_id` into `new_id` would move."""
    with database.read() as connection:
        return MergeForecast(
            mentions(connection, old_id), tuple(name for name, _, _ in _twins(connection, old_id, new_id))
        )


def merge_units(
    database: Database,
    old: tuple[int, str],
    new: tuple[int, str],
    *,
    key_of: NameKey,
    mark_of: Fingerprint,
    at: datetime,
    who: str | None,
) -> int:
    """Merge one unit into another, each given as (id, full name as seen); how many issues were folded anew.

    Observations, issues, sites, actions, subordinate units and aliases of the old unit become the new one's; its names
    become aliases, so that sheets go on being understood. Raises Refused, and Meanwhile where a unit was changed since.
    """
    with database.write() as connection:
        units = {row.id: row for row in connection.execute(select(schema.units))}
        for unit_id, name in (old, new):
            if unit_id not in units or units[unit_id].name != name:
                raise Meanwhile([f"“{name}”在您操作期间被别人改过。请载入最新内容后再合并。"])
        gone, stays = units[old[0]], units[new[0]]
        if gone.id == stays.id:
            raise RefusedSave(["请选择两个不同的单位。"])
        if gone.kind != stays.kind:
            raise RefusedSave([f"“{gone.name}”和“{stays.name}”一个是镇区、一个是部门，不能合并。"])
        used = mentions(connection, gone.id)
        touched = _mentioning(connection, gone.id)
        if gone.kind == DISTRICT:
            rename_district(connection, gone.id, gone.name, stays.name, mark_of)
        _point(connection, gone.id, stays.id)
        aliases = schema.unit_aliases.c
        connection.execute(update(schema.unit_aliases).where(aliases.unit_id == gone.id).values(unit_id=stays.id))
        for name in dict.fromkeys((gone.name, gone.short_name)):
            if key_of(name) not in (key_of(stays.name), key_of(stays.short_name)):
                save_alias(connection, key_of(name), name, stays.id)
        for batch in chunks(touched):
            refold(connection, select(schema.issues.c.id).where(schema.issues.c.id.in_(batch)))
        connection.execute(delete(schema.units).where(schema.units.c.id == gone.id))
        connection.execute(update(schema.units).where(schema.units.c.id == stays.id).values(origin="office"))
        moved = "、".join(f"{count:,} {what}" for what, count in used.items()) or "没有问题和点位"
        audit.record(
            connection,
            at=at,
            who=who,
            what="合并单位",
            name=gone.name,
            before=f"{gone.name}（{moved}）",
            after=f"并入 {stays.name}，原名作为别名",
        )
        raise_version(connection)
    return len(touched)


def _mentioning(connection: Connection, unit_id: int) -> list[int]:
    """Issues that any observation says are in, led or assisted by the unit."""
    o = schema.observations.c
    said = connection.scalars(select(o.issue_id).where((o.district_id == unit_id) | (o.lead_unit_id == unit_id)))
    return sorted({*said, *assisted(connection, [unit_id])})


def _point(connection: Connection, old: int, new: int) -> None:
    """Let everything that names `old` name `new`; spans, issues and assists follow when the issues are folded."""
    for _, twin, site in _twins(connection, old, new):
        for table in (schema.observations, schema.issues, schema.entries):
            connection.execute(update(table).where(table.c.site_id == twin).values(site_id=site))
        connection.execute(delete(schema.sites).where(schema.sites.c.id == twin))
    for column in (
        schema.observations.c.district_id,
        schema.observations.c.lead_unit_id,
        schema.issues.c.district_id,
        schema.spans.c.lead_unit_id,
        schema.sites.c.district_id,
        schema.sites.c.lead_unit_id,
        schema.actions.c.lead_unit_id,
        schema.entries.c.district_id,
        schema.entries.c.unit_id,
        schema.instructions.c.unit_id,
        schema.letters.c.unit_id,
        schema.appeals.c.unit_id,
        schema.units.c.parent_id,
    ):
        connection.execute(update(column.table).where(column == old).values({column.key: new}))
    connection.execute(update(schema.units).where(schema.units.c.parent_id == schema.units.c.id).values(parent_id=None))
    o = schema.observations.c
    for said in assisted(connection, [old]).values():
        for key, text in said:
            units = list(dict.fromkeys(new if unit == old else unit for unit in json.loads(text)))
            connection.execute(update(schema.observations).where(o.id == key).values(assist_ids=json.dumps(units)))
    a = schema.assists.c
    issues = list(connection.scalars(select(a.issue_id).where(a.unit_id == old)))
    connection.execute(delete(schema.assists).where(a.unit_id == old))
    for batch in chunks(issues):
        known = set(connection.scalars(select(a.issue_id).where(a.unit_id == new, a.issue_id.in_(batch))))
        rows = [{"issue_id": issue, "unit_id": new} for issue in batch if issue not in known]
        if rows:
            connection.execute(schema.assists.insert(), rows)


def _twins(connection: Connection, old: int, new: int) -> list[tuple[str, int, int]]:
    """Sites that both districts have under the same name: name, id in `old`, id in `new`."""
    s = schema.sites.c
    theirs = {row.name: row.id for row in connection.execute(select(s.name, s.id).where(s.district_id == new))}
    mine = connection.execute(select(s.name, s.id).where(s.district_id == old).order_by(s.id))
    return [(row.name, row.id, theirs[row.name]) for row in mine if row.name in theirs]
