"""Editing a roster: the table as it was read, what its editor has changed so far, and saving it.

The table on screen stays the one that was read until it is saved or given up, so that edits never land on other rows
when somebody else saves meanwhile; a table without edits follows the data version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from database.masters import master_tables
from database.masters.master_tables import Key, MasterEdit, MasterTable, RefusedSave, Values
from ui.parts import grids
from ui.parts.grids import Grid, GridRow
from ui.shell import data
from ui.shell.wording import literal

WHO, SAID = "office_who", "office_said"
STALE = -1
SUMMARY = 60
"""Most changes that the summary lists; more are counted."""


@dataclass
class Held:
    """A roster as this session has read it. turn: raised with every reading, part of the widgets' keys."""

    version: int
    rows: list[tuple[Key, Values]]
    choices: Mapping[str, Sequence[str]]
    turn: int


def held(name: str, roster: MasterTable, *, edited: bool) -> Held:
    """What is being edited: read now where there is nothing yet or where nothing is edited and the data moved on."""
    place, version = f"roster_{name}", data.source().version
    known: Held | None = st.session_state.get(place)
    if known is None or known.version == STALE or (known.version != version and not edited):
        rows, choices = master_tables.read(data.database(), roster)
        known = Held(version, list(rows.items()), choices, known.turn + 1 if known else 0)
        st.session_state[place] = known
    return known


def forget(name: str) -> None:
    """Give up what is being edited; the next run reads anew."""
    known: Held | None = st.session_state.get(f"roster_{name}")
    if known is not None:
        known.version = STALE
        known.turn += 1


def _delta(name: str) -> Mapping[str, Any]:
    """What the editor holds so far, before it is drawn."""
    known: Held | None = st.session_state.get(f"roster_{name}")
    return {} if known is None else st.session_state.get(f"{name}_{known.turn}", {})


def editor(name: str, roster: MasterTable, *, widths: Mapping[str, int] | None = None, height: int = 420) -> None:
    """The table to edit, and below it what was changed and the buttons to save it or give it up."""
    delta = _delta(name)
    table = held(name, roster, edited=any(delta.get(part) for part in ("edited_rows", "added_rows", "deleted_rows")))
    if not table.rows and not roster.may_grow:
        st.caption("还没有。")
        propose(name, roster, [])  # says what became of the last save
        return
    key = f"{name}_{table.turn}"
    rows = len(table.rows) + (2 if roster.may_grow else 1)
    st.data_editor(
        frame_of(roster, [values for _, values in table.rows]),
        key=key,
        hide_index=True,
        num_rows="dynamic" if roster.may_grow else "delete",
        disabled=list(roster.locked),
        column_config=_columns(roster, table, widths or {}),
        height=min(35 * rows + 3, height),
        placeholder="",
        alt=f"{roster.what}，可以直接修改",
    )
    propose(name, roster, edits_of(roster, table.rows, st.session_state.get(key, {})))


def frame_of(roster: MasterTable, rows: Sequence[Values]) -> pd.DataFrame:
    """Rows as a typed frame: days as dates, numbers as numbers, all else text."""
    made: dict[str, Any] = {}
    for column in roster.columns:
        values = [row[column] for row in rows]
        if column in roster.dates:
            made[column] = pd.Series(pd.to_datetime(pd.Series(values, dtype="object")), dtype="datetime64[s]")
        elif column in roster.numbers:
            made[column] = pd.Series(values, dtype="Int64")
        elif column in roster.decimals:
            made[column] = pd.Series(values, dtype="float64")
        else:
            made[column] = pd.Series(values, dtype="str")
    return pd.DataFrame(made, columns=list(roster.columns))


def _columns(roster: MasterTable, table: Held, widths: Mapping[str, int]) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for column in roster.columns:
        label = f"{column}＊" if column in roster.required and column not in roster.locked else column
        more: dict[str, Any] = {"label": label, "width": widths.get(column, 120)}
        if column in roster.dates:
            config[column] = st.column_config.DateColumn(format="YYYY-MM-DD", **more)
        elif column in roster.numbers:
            least, most = roster.numbers[column]
            config[column] = st.column_config.NumberColumn(min_value=least, max_value=most, step=1, **more)
        elif column in roster.decimals:
            low, high = roster.decimals[column]
            config[column] = st.column_config.NumberColumn(min_value=low, max_value=high, format="%g", **more)
        elif column in table.choices:
            standing = [values[column] for _, values in table.rows if values[column] is not None]
            options = list(dict.fromkeys([*table.choices[column], *standing]))
            config[column] = st.column_config.SelectboxColumn(options=options, **more)
        else:
            config[column] = st.column_config.TextColumn(**more)
    return config


def edits_of(roster: MasterTable, rows: Sequence[tuple[Key, Values]], delta: Mapping[str, Any]) -> list[MasterEdit]:
    """What an editor's state (edited_rows, added_rows, deleted_rows) means. Empty new rows mean nothing."""
    gone = {int(place) for place in delta.get("deleted_rows", ())}
    edits = [MasterEdit(*rows[place], None) for place in sorted(gone) if place < len(rows)]
    for place, changed in delta.get("edited_rows", {}).items():
        if int(place) not in gone and int(place) < len(rows):
            key, before = rows[int(place)]
            said = {column: _value(roster, column, value) for column, value in changed.items() if column in before}
            edits.append(MasterEdit(key, before, master_tables.plain(roster, {**before, **said})))
    for added in delta.get("added_rows", ()):
        said = {column: _value(roster, column, added.get(column)) for column in roster.columns}
        if any(value is not None for value in said.values()):
            edits.append(MasterEdit(None, None, master_tables.plain(roster, said)))
    return [edit for edit in edits if master_tables.differences(roster, edit)]


def _value(roster: MasterTable, column: str, value: Any) -> Any:
    """A cell as the browser sends it: days as text, numbers perhaps with a point."""
    if value is None or value == "":
        return None
    if column in roster.dates:
        return date.fromisoformat(str(value)[:10])
    if column in roster.numbers:
        return int(value) if float(value).is_integer() else value
    if column in roster.decimals:
        return float(value)
    return str(value)


def propose(name: str, roster: MasterTable, edits: Sequence[MasterEdit]) -> None:
    """Show what the edits change, why they cannot be saved or the button that saves them."""
    said = st.session_state.pop(f"{SAID}_{name}", None)
    if said is not None:
        (st.success if said[0] else st.error)(said[1])
    if not edits:
        return
    reasons = master_tables.faults(data.database(), roster, edits)
    changes = summary(roster, edits)
    st.markdown(f"**改动（还没有保存）**：{counted(edits)}")
    grids.show(Grid(columns=CHANGES, rows=changes[:SUMMARY], height=360), key=f"changes_{name}")
    if len(changes) > SUMMARY:
        st.caption(f"只列出前 {SUMMARY} 处，另有 {len(changes) - SUMMARY:,} 处。")
    if reasons:
        st.error("**不能保存：**\n\n" + "\n".join(f"- {literal(reason)}" for reason in reasons[:12]))

    def saved() -> None:
        try:
            count = master_tables.save(
                data.database(), roster, edits, at=data.now(), who=st.session_state.get(WHO, "").strip() or None
            )
        except RefusedSave as refused:
            st.session_state[f"{SAID}_{name}"] = (False, "**没有保存：**" + literal("".join(refused.reasons)))
            return
        forget(name)
        st.session_state[f"{SAID}_{name}"] = (True, f"已保存 {count:,} 行改动，各页数字已随之更新。")

    with st.container(horizontal=True):
        st.button("保存", type="primary", key=f"save_{name}", on_click=saved, disabled=bool(reasons))
        st.button("放弃改动，载入最新内容", key=f"drop_{name}", on_click=forget, args=(name,))


def counted(edits: Sequence[MasterEdit]) -> str:
    """新增 2 行，修改 1 行，删除 1 行."""
    kinds = ("新增", "修改", "删除")
    counts = [
        sum(1 for e in edits if e.before is None),
        sum(1 for e in edits if e.before is not None and e.after is not None),
        sum(1 for e in edits if e.after is None),
    ]
    return "，".join(f"{kind} {count:,} 行" for kind, count in zip(kinds, counts, strict=True) if count)


CHANGES = grids.columns(("", "text", ""), ("哪一行", "text", ""), ("原来 → 改为", "wrap text", ""))


def summary(roster: MasterTable, edits: Sequence[MasterEdit]) -> list[GridRow]:
    """Before → after of every changed cell; a row that is new or removed stands in one line."""
    rows = []
    for edit in edits:
        moved = master_tables.differences(roster, edit)
        if edit.before is not None and edit.after is not None:
            said = [("修改", f"{c}：{master_tables.shown(old)} → {master_tables.shown(new)}") for c, old, new in moved]
        else:
            values = [(c, old if edit.after is None else new) for c, old, new in moved]
            kind = "新增" if edit.before is None else "删除"
            said = [(kind, "；".join(f"{c}：{master_tables.shown(value)}" for c, value in values))]
        title = roster.title(edit.before or edit.after or {}) or "（未命名）"
        rows += [GridRow(cells=[grids.text(kind), grids.text(title), grids.text(text)]) for kind, text in said]
    return rows
