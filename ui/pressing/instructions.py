"""会议交办: what is ordered in a meeting, typed as it is said, and what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from database.ledger import issues
from database.masters.master_tables import RefusedSave
from database.office import instructions as stored
from database.office.instructions import Instruction, NewInstruction
from domain.directory import DISTRICT
from domain.ledger.chinese_days import short_day
from ui.parts import grids
from ui.parts.grids import Grid, GridRow
from ui.parts.paper import sheet
from ui.pressing.letters import desk_day, unit_link, who
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE, literal

PARTS: Mapping[str, str] = {"last": "最近一次会议", "open": "未完成", "all": "全部"}
SAID = "instructions_said"
TEXT, ISSUE, TARGET, DAY, DUE, GIVER = (
    f"instruction_{name}" for name in ("text", "issue", "target", "day", "due", "by")
)
DONE, DONE_ON, OUTCOME = "完成", "完成日期", "落实情况"


@dataclass(frozen=True)
class Target:
    """To whom an instruction goes. word: as the list shows it."""

    word: str
    unit_id: int | None = None
    action_id: int | None = None


@data.view
def targets(scope: Scope) -> list[Target]:
    """Lead leaders with their actions, districts, departments."""
    directory = data.ledger(scope.source).directory
    actions = [
        Target(f"{action.lead_leader or '未填牵头县领导'}（{action.name}）", action_id=action.action_id)
        for action in directory.actions.values()
    ]
    units = sorted(directory.units.values(), key=lambda one: (one.kind != DISTRICT, one.group or "", one.unit_id))
    return [*(Target(unit.name, unit_id=unit.unit_id) for unit in units), *actions]


@data.view
def everything(scope: Scope) -> list[Instruction]:
    """All instructions, newest meeting first; the withdrawn ones too."""
    with data.database().read() as connection:
        return stored.all_instructions(connection)


def verdict(scope: Scope) -> str:
    """One sentence: what the last meeting ordered and what became of it, and what is left of earlier ones."""
    day = desk_day(scope)
    known = [one for one in everything(scope) if one.withdrawn_on is None]
    if not known:
        return "还没有记过会议交办的事项。"
    newest = known[0].given_on
    last = [one for one in known if one.given_on == newest]
    open_ = [one for one in known if not one.is_done_on(day)]
    done = sum(one.is_done_on(day) for one in last)
    late = sum(one.is_late_on(day) for one in open_)
    older = sum(one.given_on != newest for one in open_)
    said = f"最近一次会议（{short_day(newest)}）交办 {len(last):,} 项，完成 {done:,} 项。"
    if older:
        said += f"以前的会议还有 {older:,} 项未完成。"
    return said + (f"未完成的事项中 {late:,} 项已过时限。" if late else "")


def form(scope: Scope) -> None:
    """Where an instruction is typed: Enter keeps it, the day and the speaker stay for the next one."""
    known = targets(scope)
    params = dict(st.query_params)
    wanted = params.get("unit") or params.get("action")
    words = [one.word for one in known]
    if wanted is not None and st.session_state.get("instruction_wanted") != wanted:
        st.session_state["instruction_wanted"] = wanted
        st.session_state[TARGET] = wanted if wanted in words else None
    if params.get("issue") and st.session_state.get("instruction_issue_wanted") != params["issue"]:
        st.session_state["instruction_issue_wanted"] = params["issue"]
        st.session_state[ISSUE] = _number_of(params["issue"])
    st.session_state.setdefault(DAY, desk_day(scope))
    with st.form("instruction", border=True):
        a, b, c = st.columns([2, 3, 5], gap="small")
        a.date_input("会议日期", format="YYYY-MM-DD", key=DAY)
        b.text_input("谁交办的（写职务）", max_chars=40, key=GIVER, placeholder="如：县长")
        c.selectbox("交给谁", words, index=None, key=TARGET, placeholder="单位或牵头县领导，可以打字查找")
        d, e, f, g = st.columns([7, 3, 2, 2], gap="small", vertical_alignment="bottom")
        d.text_input("交办事项", max_chars=stored.LONGEST, key=TEXT, placeholder="说了什么就写什么，按回车键保存")
        e.text_input("针对哪件问题（编号，可不填）", max_chars=40, key=ISSUE)
        f.date_input("完成时限", value=None, format="YYYY-MM-DD", key=DUE)
        g.form_submit_button(
            "记下", type="primary", on_click=_give, args=(scope,), width="stretch", key="instruction_give"
        )


def _number_of(issue_id: str) -> str:
    """How an issue is named in the form: its number, else 第N号."""
    if not issue_id.isdecimal():
        return ""
    with data.database().read() as connection:
        found = issues.known_by(connection, "id", [int(issue_id)])
    number = found[int(issue_id)][0].number if found else None
    return number or (f"第{issue_id}号" if found else "")


def _issue_of(word: str) -> int:
    """The id of the issue with a number, or named 第N号. Raises Refused."""
    with data.database().read() as connection:
        bare = word.removeprefix("第").removesuffix("号").strip()
        found = issues.known_by(connection, "number", [word])
        if not found and bare != word and bare.isdecimal():
            found = issues.known_by(connection, "id", [int(bare)])
    if not found:
        raise RefusedSave([f"没有编号为“{word}”的问题。请核对编号，或者空着，只写交给谁。"])
    return next(iter(found.values()))[0].issue_id


def _give(scope: Scope) -> None:
    said = st.session_state
    target = next((one for one in targets(scope) if one.word == said.get(TARGET)), Target(""))
    number = str(said.get(ISSUE) or "").strip()
    try:
        new = NewInstruction(
            said[DAY],
            str(said.get(TEXT) or ""),
            str(said.get(GIVER) or ""),
            _issue_of(number) if number else None,
            target.unit_id,
            target.action_id,
            said.get(DUE),
        )
        with data.database().write() as connection:
            stored.give(connection, new, at=data.now(), who=who())
    except RefusedSave as refused:
        said[SAID] = (False, "**没有记下：**" + literal("".join(refused.reasons)))
        return
    for key, empty in ((TEXT, ""), (ISSUE, ""), (TARGET, None), (DUE, None)):
        said[key] = empty
    said[SAID] = (True, literal(f"已记下：{new.text}"))


def tell() -> None:
    """What became of the last word."""
    said = st.session_state.pop(SAID, None)
    if said is not None:
        (st.success if said[0] else st.error)(said[1])


def chosen(scope: Scope, part: str) -> list[Instruction]:
    """The instructions of one of PARTS that still stand."""
    day = desk_day(scope)
    known = [one for one in everything(scope) if one.withdrawn_on is None]
    if part == "last" and known:
        return [one for one in known if one.given_on == known[0].given_on]
    if part == "open":
        return [one for one in known if not one.is_done_on(day)]
    return known


def about(scope: Scope, one: Instruction) -> str:
    """Who or what an instruction is about, in words."""
    directory = data.ledger(scope.source).directory
    unit, action = directory.units.get(one.unit_id or 0), directory.actions.get(one.action_id or 0)
    said = [unit.label] if unit is not None else []
    if action is not None:
        said.append(f"{action.lead_leader or '未填牵头县领导'}（{action.name}）")
    if one.issue_id is not None:
        said.append(f"问题 {_number_of(str(one.issue_id))}")
    return "；".join(said) or "问题已随导入撤销"


def standing(one: Instruction, day: date) -> str:
    """已完成, 已过时限, 未完成, 已撤回."""
    if one.withdrawn_on is not None:
        return "✕ 已撤回"
    if one.is_done_on(day):
        return "✔ 已完成"
    return "⚠ 已过时限" if one.is_late_on(day) else "◷ 未完成"


def table(scope: Scope, part: str) -> None:
    """The instructions, where 完成 is ticked and 落实情况 is typed; what is changed is kept at once."""
    rows = chosen(scope, part)
    if not rows:
        st.success("没有未完成的交办事项。") if part == "open" else st.info("还没有。")
        return
    day = desk_day(scope)
    frame = pd.DataFrame(
        {
            DONE: pd.Series([one.is_done_on(day) for one in rows], dtype="bool"),
            "状态": [standing(one, day) for one in rows],
            "交办事项": [one.text for one in rows],
            "交给谁": [about(scope, one) for one in rows],
            "完成时限": _days([one.due_on for one in rows]),
            DONE_ON: _days([one.done_on for one in rows]),
            OUTCOME: pd.Series([one.outcome for one in rows], dtype="str"),
            "会议": [one.given_on.isoformat() + (f" {one.given_by}" if one.given_by else "") for one in rows],
        }
    )
    key = f"instructions_{part}_{data.source().version}"
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=["状态", "交办事项", "交给谁", "完成时限", "会议"],
        column_config={
            DONE: st.column_config.CheckboxColumn(width=80),
            "状态": st.column_config.TextColumn(width=100),
            "交办事项": st.column_config.TextColumn(width=330),
            "交给谁": st.column_config.TextColumn(width=200),
            "完成时限": st.column_config.DateColumn(format="YYYY-MM-DD", width=105),
            DONE_ON: st.column_config.DateColumn(format="YYYY-MM-DD", width=105),
            OUTCOME: st.column_config.TextColumn(width=220, max_chars=stored.LONGEST),
            "会议": st.column_config.TextColumn(width=150),
        },
        height=min(35 * (len(rows) + 1) + 3, 560),
        on_change=_changed,
        args=(key, rows, day),
        placeholder="",
        alt="会议交办事项，可以勾选完成、填写落实情况",
    )
    st.html(_on_paper(frame))
    st.caption(f"勾选“完成”、填写“完成日期”“落实情况”后立即保存并记入修改记录；是否过时限按 {day} 计。")
    with st.expander("撤回记错的事项"):
        names = {one.instruction_id: f"{one.given_on}　{one.text}" for one in rows}
        wrong = st.selectbox(
            "撤回哪一项",
            list(names),
            index=None,
            format_func=names.__getitem__,
            key="withdraw_which",
            placeholder="请选择",
        )
        st.button("撤回", key="withdraw_instruction", on_click=_withdraw, args=(wrong, day), disabled=wrong is None)


def _on_paper(frame: pd.DataFrame) -> str:
    """The table as it is printed, where the table itself is a canvas that no printer sees: without the box to tick."""
    plain = frame.drop(columns=DONE)
    for name in ("完成时限", DONE_ON):
        plain[name] = pd.Series([None if pd.isna(day) else day.date() for day in frame[name]], dtype=object)
    return sheet(plain)


def _days(said: Sequence[Any]) -> "pd.Series[Any]":
    return pd.Series(pd.to_datetime(pd.Series(said, dtype="object")), dtype="datetime64[s]")


def _changed(key: str, rows: Sequence[Instruction], day: date) -> None:
    try:
        for place, said in st.session_state[key]["edited_rows"].items():
            keep(rows[int(place)], said, day)
    except RefusedSave as refused:
        st.session_state[SAID] = (False, "**没有保存：**" + literal("".join(refused.reasons)))


def keep(one: Instruction, said: Mapping[str, Any], day: date) -> None:
    """Keep what was changed in one row of the table. Ticked without a date: done today, but not before the meeting.

    A date alone means done; a date taken out, or the tick, means not done after all. Raises Refused.
    """
    done_on = one.done_on
    if DONE_ON in said:
        done_on = date.fromisoformat(str(said[DONE_ON])[:10]) if said[DONE_ON] else None
    elif DONE in said:
        done_on = max(day, one.given_on) if said[DONE] else None
    outcome = one.outcome if OUTCOME not in said else str(said[OUTCOME] or "")
    with data.database().write() as connection:
        stored.report(
            connection, one.instruction_id, done_on=done_on, outcome=outcome, at=data.now(), who=who(), seen=one
        )


def _withdraw(instruction_id: int | None, day: date) -> None:
    if instruction_id is None:
        return
    try:
        stored.withdraw(data.database(), instruction_id, on=day, at=data.now(), who=who())
    except RefusedSave as refused:
        st.session_state[SAID] = (False, "**没有撤回：**" + literal("".join(refused.reasons)))
        return
    st.session_state["withdraw_which"] = None
    st.session_state[SAID] = (True, "已撤回。")


def grid(scope: Scope, rows: Sequence[Instruction]) -> Grid:
    """Instructions as a table to read, on the pages of an issue or a unit."""
    day = desk_day(scope)
    made = []
    for one in rows:
        state = standing(one, day)
        tone = {"⚠": "overdue", "✔": "done", "◷": "due_soon", "✕": "quiet"}[state[0]]
        outcome = (f"{one.done_on}　" if one.done_on else "") + one.outcome
        issue = address("issue", id=one.issue_id) if one.issue_id is not None else None
        made.append(
            GridRow(
                cells=[
                    grids.text(one.given_on.isoformat() + (f" {one.given_by}" if one.given_by else "")),
                    grids.text(one.text),
                    grids.text(about(scope, one), issue or unit_link(scope, one.unit_id)),
                    grids.text(one.due_on.isoformat() if one.due_on else NONE),
                    grids.text(state, tone=tone),
                    grids.text(outcome.strip() or NONE),
                ]
            )
        )
    columns = grids.columns(
        ("会议", "text", ""),
        ("交办事项", "wrap text", ""),
        ("交给谁", "wrap text", ""),
        ("完成时限", "text", ""),
        ("状态", "text", ""),
        ("落实情况", "wrap text", ""),
    )
    return Grid(columns=columns, rows=made, height=420)
