"""大屏: who may look at it (view-only tokens, kept as hashes), which scenes it shows, and whose names it must not show."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from database.masters.master_tables import Key, MasterEdit, MasterTable, RefusedSave, Rows, Values
from database.store import audit, schema
from database.store.engine import Database
from database.store.settings import VERSION, put_setting

TOKENS, SCENES_KEY = "wall_tokens", "wall_scenes"
ON, OFF = "显示", "不显示"
SCENES: Mapping[str, tuple[str, int]] = {
    "overview": ("今日总览", 20),
    "campaign": ("各项工作", 20),
    "districts": ("镇区榜", 20),
    "departments": ("部门榜", 20),
    "overdue": ("超期滚动", 15),
    "trend": ("周趋势", 20),
    "recurring": ("反复问题", 20),
    "exposure": ("曝光台", 15),
}
"""Scenes in the order of old → their names and how many seconds each of their pages stays."""
LEAST_SECONDS, MOST_SECONDS = 5, 600
MOST_TOKENS = 50


@dataclass(frozen=True)
class Token:
    """A token that may look. mark: the SHA-256 of it; the token itself is nowhere kept."""

    name: str
    made_at: str
    mark: str


@dataclass(frozen=True)
class Showing:
    """One scene of the wall and how many seconds each of its pages stays."""

    scene: str
    name: str
    seconds: int


def mark_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def version_for(database: Database, token: str) -> int | None:
    """The data version for the wall with this token; None where the token is wrong or revoked. One small query."""
    s = schema.settings.c
    with database.read() as connection:
        found = dict(connection.execute(select(s.key, s.value).where(s.key.in_((VERSION, TOKENS)))).all())
    marks = {said["hash"] for said in json.loads(found.get(TOKENS, "[]"))}
    return int(found.get(VERSION, 0)) if mark_of(token) in marks else None


def tokens(database: Database) -> list[Token]:
    """The tokens in force, oldest first."""
    with database.read() as connection:
        return _tokens(connection)


def make_token(database: Database, name: str, *, at: datetime, who: str | None) -> str:
    """A new token, which is told this once. Raises Refused for a name that is empty or taken, or too many tokens."""
    name, token = " ".join(name.split()), secrets.token_urlsafe(24)
    with database.write() as connection:
        known = _tokens(connection)
        if not name:
            raise RefusedSave(["没有填写大屏的名称。"])
        if any(one.name == name for one in known):
            raise RefusedSave([f"“{name}”已经有地址了，请换一个名称，或先作废原来的。"])
        if len(known) >= MOST_TOKENS:
            raise RefusedSave([f"最多 {MOST_TOKENS} 个地址，请先作废不用的。"])
        _save(connection, [*known, Token(name, at.isoformat(timespec="seconds"), mark_of(token))])
        audit.record(connection, at=at, who=who, what="大屏地址", name=name, before=None, after="已生成")
    return token


def revoke_token(database: Database, mark: str, *, at: datetime, who: str | None) -> str | None:
    """Take a token back; its name, None where it is gone already."""
    with database.write() as connection:
        known = _tokens(connection)
        gone = next((one for one in known if one.mark == mark), None)
        if gone is None:
            return None
        _save(connection, [one for one in known if one.mark != mark])
        audit.record(connection, at=at, who=who, what="大屏地址", name=gone.name, before="有效", after=None)
    return gone.name


def _tokens(connection: Connection) -> list[Token]:
    return [Token(said["name"], said["made_at"], said["hash"]) for said in _stored(connection, TOKENS, [])]


def _save(connection: Connection, known: list[Token]) -> None:
    put_setting(connection, TOKENS, [{"name": t.name, "made_at": t.made_at, "hash": t.mark} for t in known])


def _stored(connection: Connection, key: str, otherwise: Any) -> Any:
    value = connection.scalar(select(schema.settings.c.value).where(schema.settings.c.key == key))
    return otherwise if value is None else json.loads(value)


# --- scenes ------------------------------------------------------------------------------------------------------------


def showings(database: Database) -> list[Showing]:
    """The scenes that are shown, in order."""
    with database.read() as connection:
        rows = _rows(connection)
    shown = sorted((values["次序"], place) for place, values in enumerate(rows.values()) if values["显示"] == ON)
    keys = list(rows)
    return [Showing(str(keys[at]), SCENES[str(keys[at])][0], rows[keys[at]]["每页秒数"]) for _, at in shown]


def _rows(connection: Connection) -> dict[Key, dict[str, Any]]:
    stored = _stored(connection, SCENES_KEY, {})
    return {
        key: {"画面": name, "显示": ON, "每页秒数": seconds, "次序": place} | stored.get(key, {})
        for place, (key, (name, seconds)) in enumerate(SCENES.items(), start=1)
    }


def _put(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
    said = {column: after[column] for column in ("显示", "每页秒数", "次序")}
    put_setting(connection, SCENES_KEY, _stored(connection, SCENES_KEY, {}) | {str(key): said})


def _stays(_connection: Connection, _key: Key) -> None:
    raise KeyError("scenes cannot be removed")


def _faults(_connection: Connection, rows: Rows, edits: list[MasterEdit] | Any) -> list[str]:
    reasons = []
    if any(edit.key not in SCENES or edit.after is None for edit in edits):
        reasons.append("画面只能修改，不能增加或删除；不想看的选“不显示”。")
    if any(edit.after is not None and edit.after.get("显示") not in (ON, OFF) for edit in edits):
        reasons.append(f"“显示”应为“{ON}”或“{OFF}”。")
    if all(values.get("显示") != ON for values in rows.values()):
        reasons.append("至少要显示一个画面。")
    return reasons


PLAN = MasterTable(
    "大屏画面",
    ("画面", "显示", "每页秒数", "次序"),
    _rows,
    _put,
    _stays,
    required=("画面", "显示", "每页秒数", "次序"),
    numbers={"每页秒数": (LEAST_SECONDS, MOST_SECONDS), "次序": (1, 99)},
    locked=("画面",),
    may_grow=False,
    choices=lambda _c: {"显示": [ON, OFF]},
    faults=_faults,
)


# --- names -------------------------------------------------------------------------------------------------------------


def people(database: Database) -> frozenset[str]:
    """What stands where sheets and masters name a person: 责任人, 联系人, 点位长; as written."""
    columns = (schema.observations.c.person, schema.units.c.contact, schema.sites.c.warden)
    with database.read() as connection:
        return frozenset(
            said
            for column in columns
            for said in connection.scalars(select(column).where(column.is_not(None)).distinct())
        )
