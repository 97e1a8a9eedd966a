"""The office's settings and the data version, kept as JSON by key."""

import json
import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select

from database.store import changed_issues, schema
from domain.ladder import LadderLevel, LadderRule
from domain.settings import WATCHED, WORD_DAYS, Settings

if TYPE_CHECKING:
    from database.store.engine import Database

VERSION = "data_version"
SECRET = "key_secret"
"""Under this key lies what the issue keys of this database depend on. It changes no figure."""


def read_settings(connection: Connection) -> Settings:
    """The settings in force; what the office has not set has its default."""
    table = schema.settings.c
    stored = {key: json.loads(value) for key, value in connection.execute(select(table.key, table.value))}
    plain = {
        key: int(stored[key])
        for key in (
            *("due_soon_days", "long_overdue_days", "recurrence_days", "minimum_ranked", "week_starts_on"),
            "unchecked_days",
            *("first_number", "listed_units"),
        )
        if key in stored
    }
    return Settings(
        **plain,
        word_days=_without_none(dict(WORD_DAYS) | stored.get("word_days", {})),
        assessment_on=date.fromisoformat(stored["assessment_on"]) if stored.get("assessment_on") else None,
        activities=tuple((date.fromisoformat(day), name) for day, name in stored.get("activities", [])),
        county=stored.get("county", ""),
        office=stored.get("office", ""),
        addressees=stored.get("addressees", ""),
        red_head=bool(stored.get("red_head", False)),
        undated_by_sheet=bool(stored.get("undated_by_sheet", False)),
        holidays=tuple(
            (date.fromisoformat(day), name, bool(worked)) for day, name, worked in stored.get("holidays", [])
        ),
        watched=tuple(stored.get("watched", WATCHED)),
        target_rank=stored.get("target_rank"),
        target_level=stored.get("target_level") or "",
        target_title=stored.get("target_title") or "",
        escalation=tuple(
            LadderRule(LadderLevel(level), days, weeks) for level, days, weeks in stored.get("escalation", [])
        ),
        letter_number=stored.get("letter_number", ""),
        reply_days=stored.get("reply_days"),
        activity_rules=tuple(
            (name, rhythm, int(weekday), date.fromisoformat(since))
            for name, rhythm, weekday, since in stored.get("activity_rules", [])
        ),
    )


def _without_none(words: dict[str, int | None]) -> dict[str, int]:
    """A word of the program's own list that the office has struck out is kept as null."""
    return {word: days for word, days in words.items() if days is not None}


def save_settings(connection: Connection, values: dict[str, Any], *, origin: str = "office") -> None:
    """Store `values` (names of Settings fields; dates as ISO text) and raise the data version.

    Those of origin "sample" leave alone what the office has set.
    """
    table = schema.settings.c
    own = set(connection.scalars(select(table.key).where(table.origin == "office"))) if origin == "sample" else set()
    for key, value in values.items():
        if key not in own:
            put_setting(connection, key, value, origin)
    raise_version(connection)


def put_setting(connection: Connection, key: str, value: Any, origin: str = "office") -> None:
    """Store one value as JSON, without raising the data version."""
    table = schema.settings
    connection.execute(delete(table).where(table.c.key == key))
    text = json.dumps(value, ensure_ascii=False)
    connection.execute(insert(table).values(key=key, value=text, origin=origin))


def version_of(connection: Connection) -> int:
    """The data version: raised by everything that can change a figure."""
    value = connection.scalar(select(schema.settings.c.value).where(schema.settings.c.key == VERSION))
    return int(value) if value is not None else 0


def raise_version(connection: Connection, *, only_noted: bool = False) -> None:
    """Say that figures may have changed; open browsers notice at their next run.

    only_noted: nothing changed but the issues that this transaction has noted (`database.store.changed_issues`); else anything may have.
    """
    version = version_of(connection) + 1
    put_setting(connection, VERSION, version)
    if only_noted:
        changed_issues.keep(connection, version)


def data_version(database: "Database") -> int:
    """The data version, read on a connection of its own."""
    with database.read() as connection:
        return version_of(connection)


def key_secret(database: "Database") -> bytes:
    """The secret of this database's issue keys, made when it is first asked for."""
    with database.read() as connection:
        known = secret_in(connection)
    if known is not None:
        return known
    with database.write() as connection:
        known = secret_in(connection)
        if known is None:
            known = secrets.token_bytes(32)
            put_setting(connection, SECRET, known.hex())
    return known


def secret_in(connection: Connection) -> bytes | None:
    """The secret of the issue keys; None while no key was ever given out."""
    value = connection.scalar(select(schema.settings.c.value).where(schema.settings.c.key == SECRET))
    return None if value is None else bytes.fromhex(json.loads(value))
