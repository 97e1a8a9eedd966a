"""Rosters: the office's masters, rules and answers as tables that a person edits.

A row is shown and edited as plain values by column name (units by their names, never by ids). Saving compares what the
editor has seen with what is stored now: what somebody else changed meanwhile is never overwritten. A save is one
transaction: everything is written, recorded in the audit and seen by every screen, or nothing is.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from database.store import audit
from database.store.engine import Database
from database.store.settings import raise_version

Key = Hashable
Values = Mapping[str, Any]
"""Column → text, whole number, date or None."""
Rows = Mapping[Key, Values]


@dataclass(frozen=True)
class MasterEdit:
    """One row that is new (key and before None), changed, or removed (after None). before: as its editor has seen it."""

    key: Key | None
    before: Values | None
    after: Values | None


@dataclass(frozen=True)
class MasterTable:
    """A table that the office may edit.

    what: its word in the audit. columns: in order; the first names the row unless `named` says which do. required:
    columns that must be filled. unique: columns that no two rows share, taken together. numbers: columns of whole
    numbers with their least and greatest value; decimals: the same for numbers with a point. dates: columns of days.
    locked: columns that are only shown. rows: what is stored. choices: what may stand in a column, as words. faults: what
    is wrong with `edits` (sentences in Chinese), given all rows as they would be. put, drop: write one row.
    write: writes all edits together, with the time and who makes them; put and drop then have nothing to do.
    """

    what: str
    columns: tuple[str, ...]
    rows: Callable[[Connection], Rows]
    put: Callable[[Connection, Key | None, Values | None, Values], None]
    drop: Callable[[Connection, Key], None]
    required: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    decimals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    may_grow: bool = True
    choices: Callable[[Connection], Mapping[str, Sequence[str]]] = lambda _connection: {}
    faults: Callable[[Connection, Rows, Sequence[MasterEdit]], list[str]] = lambda _connection, _rows, _edits: []
    write: Callable[[Connection, Sequence[MasterEdit], datetime, str | None], None] | None = None

    def title(self, values: Values) -> str:
        """The words by which a person knows a row."""
        return " · ".join(shown(values.get(c)) for c in (self.named or self.columns[:1]) if values.get(c) is not None)


class RefusedSave(Exception):
    """Nothing was saved; `reasons` are sentences in Chinese."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("".join(reasons))
        self.reasons = tuple(reasons)


class Meanwhile(RefusedSave):
    """Nothing was saved, because somebody else has changed the same rows since they were read."""


def shown(value: Any) -> str:
    """A value as words: days as 2020-05-01, nothing as —."""
    if value is None or value == "":
        return "—"
    return value.isoformat() if isinstance(value, date) else str(value)


def plain(roster: MasterTable, values: Values) -> dict[str, Any]:
    """The values as they are stored and compared: text trimmed, empty text None, every column there."""
    made: dict[str, Any] = {}
    for column in roster.columns:
        value = values.get(column)
        if isinstance(value, str):
            value = " ".join(value.split()) or None
        made[column] = value
    return made


def read(database: Database, roster: MasterTable) -> tuple[dict[Key, dict[str, Any]], Mapping[str, Sequence[str]]]:
    """What is stored now, and what may stand in the columns."""
    with database.read() as connection:
        rows = {key: plain(roster, values) for key, values in roster.rows(connection).items()}
        return rows, roster.choices(connection)


def differences(roster: MasterTable, edit: MasterEdit) -> list[tuple[str, Any, Any]]:
    """What an edit changes: column, before, after. Locked columns are left out."""
    before, after = edit.before or {}, edit.after or {}
    columns = [c for c in roster.columns if c not in roster.locked] if edit.before and edit.after else roster.columns
    return [(c, before.get(c), after.get(c)) for c in columns if before.get(c) != after.get(c)]


def faults(database: Database, roster: MasterTable, edits: Sequence[MasterEdit]) -> list[str]:
    """Why these edits could not be saved; empty where they can. Writes nothing."""
    with database.read() as connection:
        return _reasons(connection, roster, edits)[1]


def save(database: Database, roster: MasterTable, edits: Sequence[MasterEdit], *, at: datetime, who: str | None) -> int:
    """Save all of `edits` in one transaction; how many rows that were. Raises Refused or Meanwhile, and then saved nothing."""
    edits = [e for e in edits if differences(roster, e)]
    if not edits:
        return 0
    try:
        with database.write() as connection:
            meanwhile, reasons = _reasons(connection, roster, edits)
            if meanwhile:
                raise Meanwhile(meanwhile)
            if reasons:
                raise RefusedSave(reasons)
            if roster.write is not None:
                roster.write(connection, edits, at, who)
            for edit in sorted(edits, key=lambda e: e.after is not None):  # what goes makes room for what comes
                if edit.after is None:
                    roster.drop(connection, edit.key)
                else:
                    roster.put(connection, edit.key, edit.before, plain(roster, edit.after))
                _record(connection, roster, edit, at=at, who=who)
            raise_version(connection)
    except IntegrityError as clash:
        raise RefusedSave(["名称与另一行相同。如果要把两行的名称对调，请分两次保存。"]) from clash
    except OperationalError as busy:
        raise RefusedSave(["数据库正忙（可能正在导入表格），没有保存。请稍后再点一次“保存”。"]) from busy
    return len(edits)


def _record(connection: Connection, roster: MasterTable, edit: MasterEdit, *, at: datetime, who: str | None) -> None:
    moved = differences(roster, edit)
    before = None if edit.before is None else "；".join(f"{c}：{shown(old)}" for c, old, _ in moved)
    after = None if edit.after is None else "；".join(f"{c}：{shown(new)}" for c, _, new in moved)
    name = roster.title(edit.before or edit.after or {})
    audit.record(connection, at=at, who=who, what=roster.what, name=name, before=before, after=after)


def _reasons(connection: Connection, roster: MasterTable, edits: Sequence[MasterEdit]) -> tuple[list[str], list[str]]:
    """What others changed meanwhile, and what else speaks against the edits."""
    now: dict[Key, Values] = {key: plain(roster, values) for key, values in roster.rows(connection).items()}
    meanwhile = [
        _changed_by_others(roster, edit, now.get(edit.key))
        for edit in edits
        if edit.key is not None and now.get(edit.key) != edit.before
    ]
    wanted: dict[Key, Values] = dict(now)
    for number, edit in enumerate(edits):
        if edit.after is None:
            wanted.pop(edit.key, None)
        else:
            wanted[("new", number) if edit.key is None else edit.key] = plain(roster, edit.after)
    reasons = [said for edit in edits if edit.after is not None for said in _lacks(roster, edit.after)]
    reasons += _doubles(roster, wanted, edits)
    reasons += roster.faults(connection, wanted, edits)
    return meanwhile, list(dict.fromkeys([*meanwhile, *reasons]))


def _changed_by_others(roster: MasterTable, edit: MasterEdit, now: Values | None) -> str:
    name = roster.title(edit.before or {})
    if now is None:
        return f"“{name}”在您编辑期间已被别人删除。请载入最新内容后再改。"
    moved = "；".join(
        f"{c} 由“{shown(seen)}”改成了“{shown(now.get(c))}”"
        for c in roster.columns
        if (seen := (edit.before or {}).get(c)) != now.get(c)
    )
    return f"“{name}”在您编辑期间被别人改过：{moved}。请载入最新内容后再改。"


def _lacks(roster: MasterTable, values: Values) -> list[str]:
    said = plain(roster, values)
    name = roster.title(said) or "新增的行"
    reasons = [f"“{name}”没有填写“{column}”。" for column in roster.required if said[column] is None]
    for column, (least, most) in roster.numbers.items():
        value = said[column]
        if value is not None and not (isinstance(value, int) and least <= value <= most):
            reasons.append(f"“{name}”的“{column}”应为 {least} 到 {most} 的整数，现在是“{shown(value)}”。")
    for column, (low, high) in roster.decimals.items():
        value = said[column]
        if value is not None and not (isinstance(value, int | float) and low <= value <= high):
            reasons.append(f"“{name}”的“{column}”应为 {low:g} 到 {high:g} 的数，现在是“{shown(value)}”。")
    return reasons


def _doubles(roster: MasterTable, wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    """Names that would stand twice, as far as the edits are to blame."""
    if not roster.unique:
        return []
    seen: dict[tuple[Any, ...], int] = {}
    for values in wanted.values():
        mark = tuple(values.get(c) for c in roster.unique)
        seen[mark] = seen.get(mark, 0) + 1
    marks = [tuple(plain(roster, e.after).get(c) for c in roster.unique) for e in edits if e.after is not None]
    return [
        f"{roster.what}“{' · '.join(shown(part) for part in mark if part is not None)}”已经有了，不能重复。"
        for mark in marks
        if seen.get(mark, 0) > 1 and mark[0] is not None
    ]
