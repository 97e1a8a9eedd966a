"""Units that the files on the desk name and nobody knows: all in one table, with a proposal for each and one button."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from data_loaders.import_options import ImportOptions, NamedUnit
from data_loaders.masters.newcomers import Newcomer
from domain.directory import DEPARTMENT, DISTRICT, Unit
from ui.desk import uploads
from ui.shell.wording import literal

EDITS, HELD = uploads.NEW_UNITS, uploads.NEW_UNITS_TABLE
KINDS: Mapping[str, str] = {DISTRICT: "镇区", DEPARTMENT: "部门"}
TAKEN, WRITTEN, ROWS, TARGET, KIND, GROUP, APART, SAID = (
    "登记", "文件里的写法", "提到（处）", "登记为", "类型", "分组", "分开", "说明",
)  # fmt: skip
COLUMNS = (TAKEN, WRITTEN, ROWS, TARGET, KIND, GROUP, APART, SAID)
LINE = 35
Held = tuple[str, pd.DataFrame, dict[str, dict[str, Any]]]
"""The key of the table, its lines when it was first shown, and what had been typed by then (by texts, by column)."""


def say(open_: Sequence[Newcomer]) -> None:
    """How many units wait, and what is to be done."""
    st.markdown(
        f"**{len(open_):,} 个单位还不在单位名录里**，提到它们的行暂不导入。看一遍下表，按“全部登记”，一次就好；"
        "同一个单位的不同写法已经放在一起。"
    )


def offer(open_: Sequence[Newcomer], units: Sequence[Unit]) -> None:
    """The button that registers the units as the table says."""
    rows = _rows(_apart(open_), units)
    ticked = sum(bool(row[TAKEN]) for row in rows)
    st.button(
        f"全部登记（{ticked:,} 个）" if ticked == len(rows) else f"登记勾选的 {ticked:,} 个",
        type="primary",
        key="new_units_register",
        icon=":material/domain_add:",
        disabled=not ticked,
        on_click=_register,
        args=(tuple(open_), tuple(units)),
    )


def show(open_: Sequence[Newcomer], units: Sequence[Unit]) -> None:
    """The table of the units that wait: what `offer` registers."""
    open_ = _apart(open_)
    key, frame = _held(_rows(open_, units))
    st.data_editor(
        frame,
        key=key,
        on_change=_typed,
        args=(key, tuple(frame[WRITTEN])),
        hide_index=True,
        height=min(LINE * (len(frame) + 1) + 3, LINE * 10),
        disabled=[WRITTEN, ROWS, SAID],
        column_config={
            TAKEN: st.column_config.CheckboxColumn(width=60, help="去掉勾的这次不登记，提到它的行继续等着"),
            WRITTEN: st.column_config.TextColumn(width=200),
            ROWS: st.column_config.NumberColumn(format="%d", width=80, help="几处提到它：镇区栏和责任单位栏都算"),
            TARGET: st.column_config.SelectboxColumn(
                width=200,
                options=_targets(open_, units),
                help="登记成一个新单位，或归入一个已有的单位；写法归错了的也在这里改",
            ),
            KIND: st.column_config.SelectboxColumn(width=80, options=list(KINDS.values()), required=True),
            GROUP: st.column_config.TextColumn(width=110, help="同一组的单位放在一起排名；以后可在“设置”里改"),
            APART: st.column_config.CheckboxColumn(width=60, help="几种写法其实不是同一个单位：勾上，每种写法一行"),
            SAID: st.column_config.TextColumn(width=260),
        },
    )


def show_decided(choices: ImportOptions) -> None:
    """What is decided about new units so far, and the way back."""
    if not choices.registered:
        return
    names = list(choices.registered)
    listed = "、".join(literal(name) for name in names[:8]) + (" 等" if len(names) > 8 else "")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"✓ 确认导入时登记 **{len(names):,}** 个新单位：{listed}。", width="content")
        st.button("重新决定", key="new_units_back", icon=":material/undo:", on_click=_take_back)


def registered(choices: ImportOptions, ones: Sequence[Newcomer], units: Sequence[Unit]) -> ImportOptions:
    """The choices with these units registered as the table says (as proposed, where nobody changed it); those that may be either
    of two units are left for a person to say.
    """
    ones = _apart(ones)
    rows = _rows(ones, units)
    known = {unit.name for unit in units}
    told, new = dict(choices.units), dict(choices.registered)
    by_name = {one.name: one for one in ones}
    for one, row in zip(ones, rows, strict=True):
        target = row[TARGET]
        if target is None:
            continue
        told |= {text: target for text, _ in one.texts}
        if target in known or (target in new and target != one.name):
            continue
        as_said = rows[ones.index(by_name[target])] if target in by_name else row
        kind = next(kind for kind, name in KINDS.items() if name == as_said[KIND])
        short = by_name[target].short_name if target in by_name else target
        new[target] = NamedUnit(kind, str(as_said[GROUP] or "").strip(), short)
    return replace(choices, units=told, registered=new)


def _rows(ones: Sequence[Newcomer], units: Sequence[Unit]) -> list[dict[str, Any]]:
    """The lines of the table: what is proposed, and over it what was typed."""
    typed: dict[str, dict[str, Any]] = st.session_state.get(EDITS, {})
    known = {unit.name: unit for unit in units}
    found = []
    for one in ones:
        kind, group = one.kind, one.group
        if one.same in known:
            kind, group = known[one.same].kind, known[one.same].group
        target = None if one.either else one.same or one.name
        row = {
            TAKEN: target is not None,
            WRITTEN: _written(one),
            ROWS: one.rows,
            TARGET: target,
            KIND: KINDS[kind],
            GROUP: group,
            APART: None if len(one.texts) == 1 else False,
            SAID: _said(one),
        }
        changed = typed.get(_written(one), {})
        if changed.get(TARGET) and TAKEN not in changed:
            changed = {**changed, TAKEN: True}
        found.append(row | changed)
    return found


def _held(rows: Sequence[Mapping[str, Any]]) -> tuple[str, pd.DataFrame]:
    """The key of the table and its lines as they stood when it was first shown: it keeps what is typed over them itself."""
    key = f"new_units_{hashlib.sha256(repr([row[WRITTEN] for row in rows]).encode()).hexdigest()[:12]}"
    held: Held | None = st.session_state.get(HELD)
    if held is None or held[0] != key or key not in st.session_state:
        frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
        before = {name: dict(typed) for name, typed in st.session_state.get(EDITS, {}).items()}
        held = st.session_state[HELD] = (
            key,
            frame.astype({TARGET: "object", GROUP: "object", APART: "object"}),
            before,
        )
    return held[:2]


def _apart(ones: Sequence[Newcomer]) -> list[Newcomer]:
    """The units, those apart whose texts a person says are different ones."""
    typed: dict[str, dict[str, Any]] = st.session_state.get(EDITS, {})
    found: list[Newcomer] = []
    for one in ones:
        if typed.get(_written(one), {}).get(APART) and len(one.texts) > 1:
            found += [replace(one, name=text, short_name=text, texts=((text, n),), same=None) for text, n in one.texts]
        else:
            found.append(one)
    return found


def _written(one: Newcomer) -> str:
    return "、".join(text for text, _ in one.texts)


def _said(one: Newcomer) -> str:
    if one.either:
        return f"是{'还是'.join(f'“{name}”' for name in one.either)}？请在“登记为”里选"
    if one.same is not None:
        return "已有单位的另一种写法"
    return "新单位" if len(one.texts) == 1 else f"新单位，{len(one.texts)} 种写法是同一个"


def _targets(ones: Sequence[Newcomer], units: Sequence[Unit]) -> list[str]:
    """What a unit can be registered as: any of the new ones, any text as it is written, or a known unit."""
    written = [text for one in ones for text, _ in one.texts]
    return list(dict.fromkeys([*(one.name for one in ones), *written, *(unit.name for unit in units)]))


def _typed(key: str, names: Sequence[str]) -> None:
    """Keep what was typed, over what had been typed before the table was shown."""
    typed = {name: dict(changed) for name, changed in st.session_state[HELD][2].items()}
    for place, changed in st.session_state[key]["edited_rows"].items():
        typed.setdefault(names[place], {}).update(changed)
    st.session_state[EDITS] = typed


def _register(ones: Sequence[Newcomer], units: Sequence[Unit]) -> None:
    ones = _apart(ones)
    rows = _rows(ones, units)
    wanted = [one for one, row in zip(ones, rows, strict=True) if row[TAKEN]]
    uploads.decide_all(lambda choices: registered(choices, wanted, units))


def _take_back() -> None:
    def without(choices: ImportOptions) -> ImportOptions:
        kept = {text: name for text, name in choices.units.items() if name not in choices.registered}
        return replace(choices, units=kept, registered={})

    uploads.decide_all(without)
