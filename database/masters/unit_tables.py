"""The rosters of units and of their other names."""

import re
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, delete, func, select

from database.masters.marks import Fingerprint, rename_district
from database.masters.master_tables import Key, MasterEdit, MasterTable, Rows, Values
from database.masters.masters import save_alias
from database.masters.site_tables import counted, id_named, names_in, stored, unit_names
from database.store import schema
from domain.directory import DEPARTMENT, DISTRICT

KINDS: Mapping[str, str] = {"部门": DEPARTMENT, "镇区": DISTRICT}
KIND_WORDS = {kind: word for word, kind in KINDS.items()}
NameKey = Callable[[str], str]
"""The form under which a name is looked up (data_loaders.text.names.name_key)."""


def mentions(connection: Connection, unit_id: int) -> dict[str, int]:
    """Where a unit is in use: what (Chinese) → how many. Issues count once."""
    o, s, a = schema.observations.c, schema.sites.c, schema.actions.c
    said = select(o.issue_id).where((o.district_id == unit_id) | (o.lead_unit_id == unit_id))
    assisting = select(schema.assists.c.issue_id).where(schema.assists.c.unit_id == unit_id)
    issues = {*connection.scalars(said), *connection.scalars(assisting), *assisted(connection, [unit_id])}
    found = {
        "件问题": len(issues),
        "个点位": int(
            connection.scalar(select(func.count()).where((s.district_id == unit_id) | (s.lead_unit_id == unit_id))) or 0
        ),
        "项专项行动": counted(connection, a.lead_unit_id, unit_id),
        "个下属单位": counted(connection, schema.units.c.parent_id, unit_id),
    }
    return {what: count for what, count in found.items() if count}


def assisted(connection: Connection, unit_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Observations that name one of the units as assisting: issue id → (observation id, JSON list)."""
    o = schema.observations.c
    found: dict[int, list[tuple[int, str]]] = {}
    for unit_id in unit_ids:
        query = select(o.issue_id, o.id, o.assist_ids).where(o.assist_ids.like(f"%{unit_id}%"))
        for issue_id, key, text in connection.execute(query):
            if unit_id in {int(part) for part in re.findall(r"\d+", text)}:
                found.setdefault(issue_id, []).append((key, text))
    return found


def units(key_of: NameKey, mark_of: Fingerprint) -> MasterTable:
    """单位: columns as in 单位名录.xlsx."""

    def rows(connection: Connection) -> Rows:
        names = unit_names(connection)
        others: dict[int, list[str]] = {}
        for row in connection.execute(select(schema.unit_aliases).order_by(schema.unit_aliases.c.alias)):
            others.setdefault(row.unit_id, []).append(row.alias)
        return {
            row.id: {
                "名称": row.name,
                "简称": row.short_name,
                "别名": "、".join(others.get(row.id, ())),
                "类型": KIND_WORDS[row.kind],
                "分组": row.peer_group,
                "上级": names.get(row.parent_id) if row.parent_id else None,
                "联系人": row.contact,
                "联系电话": row.phone,
            }
            for row in connection.execute(select(schema.units).order_by(schema.units.c.kind, schema.units.c.id))
        }

    def put(connection: Connection, key: Key | None, before: Values | None, after: Values) -> None:
        parent = id_named(connection, schema.units, after["上级"])
        values = {
            "name": after["名称"],
            "short_name": after["简称"] or after["名称"],
            "kind": KINDS[after["类型"]],
            "peer_group": after["分组"] or "",
            "contact": after["联系人"],
            "phone": after["联系电话"],
            "parent_id": parent,
        }
        unit_id = stored(connection, schema.units, key, values)
        aliases = schema.unit_aliases
        wanted = {key_of(alias): alias for alias in names_in(after["别名"])}
        if before is not None and before["名称"] != after["名称"]:  # sheets go on with the old name
            wanted.setdefault(key_of(before["名称"]), before["名称"])
            rename_district(connection, unit_id, before["名称"], after["名称"], mark_of)
        wanted.pop(key_of(after["名称"]), None)
        connection.execute(delete(aliases).where(aliases.c.unit_id == unit_id))
        for mark, alias in wanted.items():
            save_alias(connection, mark, alias, unit_id)

    def drop(connection: Connection, key: Key) -> None:
        connection.execute(delete(schema.units).where(schema.units.c.id == key))

    def faults(connection: Connection, wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
        return [
            *_used_units(connection, edits),
            *_shared_names(key_of, wanted, edits),
            *_bad_units(connection, wanted, edits),
        ]

    def choices(connection: Connection) -> Mapping[str, Sequence[str]]:
        return {"类型": list(KINDS), "上级": list(unit_names(connection).values())}

    return MasterTable(
        "单位",
        ("名称", "简称", "别名", "类型", "分组", "上级", "联系人", "联系电话"),
        rows,
        put,
        drop,
        required=("名称", "类型"),
        unique=("名称",),
        choices=choices,
        faults=faults,
    )


def _used_units(connection: Connection, edits: Sequence[MasterEdit]) -> list[str]:
    reasons = []
    for edit in edits:
        if edit.key is None or edit.before is None:
            continue
        name = edit.before["名称"]
        if edit.after is None:
            used = mentions(connection, int(str(edit.key)))
            if used:
                said = "、".join(f"{count:,} {what}" for what, count in used.items())
                reasons.append(f"单位“{name}”还有{said}，不能删除；可以用“合并单位”并入另一个单位。")
        elif edit.before["类型"] == "镇区" and edit.after["类型"] == "部门":
            o = schema.observations.c
            lying = counted(connection, o.district_id, edit.key) + counted(
                connection, schema.sites.c.district_id, edit.key
            )
            if lying:
                reasons.append(f"“{name}”是问题或点位所在的镇区，不能改为部门；可以新增一个部门。")
    return reasons


def _shared_names(key_of: NameKey, wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    """Names under which two units would be looked up: a full name, a short name or an alias of another."""
    owners: dict[str, dict[Key, str]] = {}
    for key, values in wanted.items():
        for said in [values["名称"], values["简称"], *names_in(values["别名"])]:
            if said and key_of(said):
                owners.setdefault(key_of(said), {})[key] = values["名称"] or ""
    touched = [e.after for e in edits if e.after is not None]
    reasons = []
    for after in touched:
        for column, names in (
            ("名称", [after["名称"]]),
            ("简称", [after["简称"]]),
            ("别名", names_in(after["别名"])),
        ):
            for said in names:
                holders = owners.get(key_of(said), {}) if said else {}
                others = [name for name in holders.values() if name != after["名称"]]
                if len(holders) > 1 and others:
                    reasons.append(
                        f"“{after['名称']}”的{column}“{said}”已经属于“{others[0]}”。"
                        "请先从那里去掉，或换一个名称；如果是同一个单位，请用“合并单位”。"
                    )
    return reasons


def _bad_units(connection: Connection, wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    names = {values["名称"] for values in wanted.values()} | set(unit_names(connection).values())
    parents = {values["名称"]: values["上级"] for values in wanted.values()}
    reasons = []
    for edit in edits:
        if edit.after is None:
            continue
        name, parent = edit.after["名称"], edit.after["上级"]
        if edit.after["类型"] is not None and edit.after["类型"] not in KINDS:
            reasons.append(f"“{name}”的类型“{edit.after['类型']}”不认识，应为“部门”或“镇区”。")
        if parent is not None and parent not in names:
            reasons.append(f"“{name}”的上级“{parent}”不在单位名录中。请先新增这个单位。")
        seen = set()
        while parent is not None and parent not in seen:
            if parent == name:
                reasons.append(f"“{name}”不能是自己的上级（直接或间接）。")
                break
            seen.add(parent)
            parent = parents.get(parent)
    return reasons


def aliases(key_of: NameKey) -> MasterTable:
    """单位别名: which other name means which unit, one row each."""

    def rows(connection: Connection) -> Rows:
        names, table = unit_names(connection), schema.unit_aliases
        query = select(table).order_by(table.c.unit_id, table.c.alias)
        return {row.key: {"别名": row.alias, "单位": names[row.unit_id]} for row in connection.execute(query)}

    def put(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
        if key is not None:
            drop(connection, key)
        unit_id = id_named(connection, schema.units, after["单位"])
        assert unit_id is not None  # faults has looked
        save_alias(connection, key_of(after["别名"]), after["别名"], unit_id)

    def drop(connection: Connection, key: Key) -> None:
        connection.execute(delete(schema.unit_aliases).where(schema.unit_aliases.c.key == key))

    def faults(connection: Connection, wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
        u = schema.units.c
        owners = {
            key_of(said): row.name
            for row in connection.execute(select(u.name, u.short_name))
            for said in (row.short_name, row.name)
        }
        reasons = []
        for after in [e.after for e in edits if e.after is not None]:
            alias, unit = after["别名"], after["单位"]
            if unit is not None and unit not in owners.values():
                reasons.append(f"别名“{alias}”的单位“{unit}”不在单位名录中。")
            if alias is None:
                continue
            owner = owners.get(key_of(alias))
            same = [v for v in wanted.values() if v["别名"] and key_of(v["别名"]) == key_of(alias)]
            if owner is not None:
                reasons.append(f"“{alias}”就是“{owner}”的名称或简称，不必另设别名。")
            elif len(same) > 1:
                reasons.append(f"别名“{alias}”已经属于“{next(v['单位'] for v in same if v is not after)}”。")
        return reasons

    return MasterTable(
        "单位别名",
        ("别名", "单位"),
        rows,
        put,
        drop,
        required=("别名", "单位"),
        choices=lambda connection: {"单位": list(unit_names(connection).values())},
        faults=faults,
    )
