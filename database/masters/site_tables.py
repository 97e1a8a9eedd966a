"""The rosters of sites, vocabularies and special actions, and what all rosters of masters share."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from database.masters.master_tables import Key, MasterEdit, MasterTable, Rows, Values
from database.masters.masters import save_answer
from database.store import schema
from domain.directory import DISTRICT

_SEPARATORS = re.compile(r"[、，,；;/\n]+")


def names_in(text: Any) -> list[str]:
    """The names of a cell: 城管局、城管执法局."""
    return list(dict.fromkeys(part.strip() for part in _SEPARATORS.split(text or "") if part.strip()))


def unit_names(connection: Connection) -> dict[int, str]:
    u = schema.units.c
    return {row.id: row.name for row in connection.execute(select(u.id, u.name).order_by(u.kind, u.id))}


def id_named(connection: Connection, table: Any, name: Any, **key: Any) -> int | None:
    """The id of the row with this name; None for no name."""
    if name is None:
        return None
    same = [table.c[column] == value for column, value in key.items()]
    found = connection.scalar(select(table.c.id).where(table.c.name == name, *same))
    return None if found is None else int(found)


def stored(connection: Connection, table: Any, key: Key | None, values: Mapping[str, Any]) -> int:
    """Insert or update a row; what the office has touched is the office's own."""
    if key is not None:
        connection.execute(update(table).where(table.c.id == key).values(**values, origin="office"))
        return int(str(key))
    made = connection.execute(insert(table).values(**values, origin="office")).inserted_primary_key
    assert made is not None
    return int(made[0])


def counted(connection: Connection, column: Any, key: Any) -> int:
    return int(connection.scalar(select(func.count()).where(column == key)) or 0)


def _terms_of(connection: Connection, kind: str) -> dict[int, str]:
    t = schema.terms.c
    return {row.id: row.name for row in connection.execute(select(t.id, t.name).where(t.kind == kind).order_by(t.id))}


def _districts(connection: Connection) -> list[str]:
    u = schema.units.c
    return list(connection.scalars(select(u.name).where(u.kind == DISTRICT).order_by(u.id)))


def _sites_rows(connection: Connection) -> Rows:
    names, types = unit_names(connection), _terms_of(connection, "site_type")
    s = schema.sites.c
    return {
        row.id: {
            "点位名称": row.name,
            "点位类型": types.get(row.site_type_id),
            "镇区": names.get(row.district_id),
            "责任单位": names.get(row.lead_unit_id),
            "点位长": row.warden,
            "联系电话": row.phone,
        }
        for row in connection.execute(select(schema.sites).order_by(s.district_id, s.id))
    }


def _put_site(connection: Connection, key: Key | None, before: Values | None, after: Values) -> None:
    values = {
        "name": after["点位名称"],
        "site_type_id": id_named(connection, schema.terms, after["点位类型"], kind="site_type"),
        "district_id": id_named(connection, schema.units, after["镇区"]),
        "lead_unit_id": id_named(connection, schema.units, after["责任单位"]),
        "warden": after["点位长"],
        "phone": after["联系电话"],
    }
    stored(connection, schema.sites, key, values)
    if before is not None and before["点位名称"] != after["点位名称"]:
        save_answer(connection, "site", before["点位名称"], after["点位名称"])


def _drop(table: Any) -> Callable[[Connection, Key], None]:
    def drop(connection: Connection, key: Key) -> None:
        connection.execute(delete(table).where(table.c.id == key))

    return drop


def _sites_faults(connection: Connection, _wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    known = {
        "镇区": set(_districts(connection)),
        "责任单位": set(unit_names(connection).values()),
        "点位类型": set(_terms_of(connection, "site_type").values()),
    }
    remedy = {
        "镇区": "请先在“单位”里新增这个镇区。",
        "责任单位": "请先在“单位”里新增。",
        "点位类型": "请先在“类别与来源”里新增。",
    }
    reasons = []
    for edit in edits:
        if edit.after is None and edit.before is not None:
            used = counted(connection, schema.observations.c.site_id, edit.key)
            if used:
                reasons.append(
                    f"点位“{edit.before['点位名称']}”还有 {used:,} 条记录，不能删除。可以改名称，或改它的镇区。"
                )
        for column, words in known.items():
            said = edit.after[column] if edit.after is not None else None
            if said is not None and said not in words and edit.after is not None:
                reasons.append(f"点位“{edit.after['点位名称']}”的{column}“{said}”不认识。{remedy[column]}")
    return reasons


SITES = MasterTable(
    "点位",
    ("点位名称", "点位类型", "镇区", "责任单位", "点位长", "联系电话"),
    _sites_rows,
    _put_site,
    _drop(schema.sites),
    required=("点位名称",),
    unique=("点位名称", "镇区"),
    named=("点位名称", "镇区"),
    choices=lambda connection: {
        "点位类型": list(_terms_of(connection, "site_type").values()),
        "镇区": _districts(connection),
        "责任单位": list(unit_names(connection).values()),
    },
    faults=_sites_faults,
)


def _terms(kind: str, what: str) -> MasterTable:
    """A vocabulary. Categories also say which special action they belong to."""
    acting = kind == "category"
    o, t = schema.observations.c, schema.terms
    column = {"category": o.category_id, "site_type": o.site_type_id, "source": o.source_id}[kind]

    def actions(connection: Connection) -> dict[int, str]:
        return {row.id: row.name for row in connection.execute(select(schema.actions).order_by(schema.actions.c.id))}

    def rows(connection: Connection) -> Rows:
        named = actions(connection)
        return {
            row.id: {"名称": row.name} | ({"专项行动": named.get(row.action_id)} if acting else {})
            for row in connection.execute(select(t).where(t.c.kind == kind).order_by(t.c.id))
        }

    def put(connection: Connection, key: Key | None, before: Values | None, after: Values) -> None:
        values: dict[str, Any] = {"name": after["名称"], "kind": kind}
        if acting:
            values["action_id"] = id_named(connection, schema.actions, after["专项行动"])
        stored(connection, t, key, values)
        _follow(connection, kind, None if before is None else before["名称"], after["名称"])

    def faults(connection: Connection, _wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
        known = set(actions(connection).values())
        reasons = []
        for edit in edits:
            if edit.after is None and edit.before is not None:
                used = counted(connection, column, edit.key)
                if kind == "site_type":
                    used += counted(connection, schema.sites.c.site_type_id, edit.key)
                if used:
                    reasons.append(f"{what}“{edit.before['名称']}”正在使用（{used:,} 处），不能删除；可以改名称。")
            said = edit.after.get("专项行动") if edit.after is not None else None
            if said is not None and said not in known:
                reasons.append(f"专项行动“{said}”不存在。请先在“专项行动”里新增。")
        return reasons

    return MasterTable(
        what,
        ("名称", "专项行动") if acting else ("名称",),
        rows,
        put,
        _drop(t),
        required=("名称",),
        unique=("名称",),
        choices=lambda connection: {"专项行动": list(actions(connection).values())} if acting else {},
        faults=faults,
    )


def _follow(connection: Connection, kind: str, before: Any, after: Any) -> None:
    """Let what is remembered about a name follow it; sheets go on with the old one."""
    answers = schema.answers
    if before is not None and before != after:
        said = (answers.c.kind == kind) & (answers.c.meaning == before)
        connection.execute(update(answers).where(said).values(meaning=after))
        save_answer(connection, kind, before, after)
    own = (answers.c.kind == kind) & (answers.c.text == after)
    connection.execute(delete(answers).where(own))  # the word means itself again


CATEGORIES, SITE_TYPES, SOURCES = (
    _terms(kind, what) for kind, what in (("category", "问题类别"), ("site_type", "点位类型"), ("source", "来源"))
)


def _actions_rows(connection: Connection) -> Rows:
    names, t, a = unit_names(connection), schema.terms.c, schema.actions.c
    words: dict[int, list[str]] = {}
    query = select(t.action_id, t.name).where(t.kind == "category", t.action_id.is_not(None)).order_by(t.id)
    for action, word in connection.execute(query):
        words.setdefault(action, []).append(word)
    return {
        row.id: {
            "行动名称": row.name,
            "牵头县领导": row.lead_leader,
            "牵头部门": names.get(row.lead_unit_id),
            "问题类别": "、".join(words.get(row.id, ())),
            "成员单位": row.members,
        }
        for row in connection.execute(select(schema.actions).order_by(a.id))
    }


def _put_action(connection: Connection, key: Key | None, before: Values | None, after: Values) -> None:
    values = {
        "name": after["行动名称"],
        "lead_leader": after["牵头县领导"] or "",
        "lead_unit_id": id_named(connection, schema.units, after["牵头部门"]),
        "members": after["成员单位"] or "",
    }
    action = stored(connection, schema.actions, key, values)
    _follow(connection, "action", None if before is None else before["行动名称"], after["行动名称"])
    t, wanted = schema.terms, names_in(after["问题类别"])
    connection.execute(
        update(t).where(t.c.action_id == action, t.c.kind == "category", t.c.name.not_in(wanted)).values(action_id=None)
    )
    connection.execute(
        update(t)
        .where(t.c.kind == "category", t.c.name.in_(wanted), func.coalesce(t.c.action_id, 0) != action)
        .values(action_id=action, origin="office")
    )


def _actions_faults(connection: Connection, _wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    names, words = set(unit_names(connection).values()), set(_terms_of(connection, "category").values())
    reasons = []
    for edit in edits:
        if edit.after is None:
            named = (schema.observations.c.action_id, schema.entries.c.action_id, schema.instructions.c.action_id)
            if edit.before is not None and any(counted(connection, column, edit.key) for column in named):
                reasons.append(f"专项行动“{edit.before['行动名称']}”正在使用，不能删除。")
            continue
        name, lead = edit.after["行动名称"], edit.after["牵头部门"]
        if lead is not None and lead not in names:
            reasons.append(f"“{name}”的牵头部门“{lead}”不在单位名录中。请先在“单位”里新增。")
        reasons += [
            f"“{name}”的问题类别“{word}”不认识。请先在“类别与来源”里新增。"
            for word in names_in(edit.after["问题类别"])
            if word not in words
        ]
    return reasons


ACTIONS = MasterTable(
    "专项行动",
    ("行动名称", "牵头县领导", "牵头部门", "问题类别", "成员单位"),
    _actions_rows,
    _put_action,
    _drop(schema.actions),
    required=("行动名称",),
    unique=("行动名称",),
    choices=lambda connection: {"牵头部门": list(unit_names(connection).values())},
    faults=_actions_faults,
)
