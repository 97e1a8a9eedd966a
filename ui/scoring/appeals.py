"""申诉: what units contest of their score cards, what the office decided, and the forms for both."""

import pandas as pd
import streamlit as st

from database.masters.master_tables import RefusedSave
from database.office import appeals as stored
from database.office.appeals import Appeal
from domain.accountability.scorecard import ScoreCard
from ui.parts import grids
from ui.parts.grids import Cell, Grid, GridRow
from ui.pressing.letters import ask_who, who
from ui.scoring.score_periods import contested, word
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE, literal


@data.view
def of(scope: Scope, period: str) -> list[Appeal]:
    """The appeals about a period, oldest first."""
    since, until = contested(period)
    return stored.read_appeals(data.database(), since=since, until=until)


@data.view
def restored(scope: Scope, period: str) -> dict[tuple[int, str], float]:
    """(unit id, code of a rule) → points that accepted appeals about this period give back."""
    back: dict[tuple[int, str], float] = {}
    for one in of(scope, period):
        if one.accepted:
            back[one.unit_id, one.line] = back.get((one.unit_id, one.line), 0.0) + one.restored
    return back


def counted(scope: Scope, period: str) -> str:
    """How many there are and how many wait for an answer, in words."""
    every = of(scope, period)
    waiting = sum(one.accepted is None for one in every)
    return f"共 {len(every):,} 项，" + (f"{waiting:,} 项待答复。" if waiting else "都已答复。")


@data.view
def table(scope: Scope, period: str) -> bytes:
    """All appeals about a period, those that wait for an answer first; a name opens the card where it is answered."""
    rows = [
        GridRow(
            cells=[
                _state(one),
                grids.text(name := _unit(scope, one), address("scorecard", period=word(scope, period), card=name)),
                grids.text(one.line),
                grids.text(one.reason),
                grids.text(one.appealed_on.isoformat()),
                grids.text(one.outcome or NONE),
                grids.text(one.decided_on.isoformat() if one.decided_on else NONE),
                grids.text(f"+{one.restored:.2f}" if one.accepted else NONE),
            ]
        )
        for one in sorted(of(scope, period), key=lambda one: one.accepted is not None)
    ]
    columns = grids.columns(
        ("结果", "text", "采纳的，返还的分加回这个考核期的得分，不影响别的考核期。"),
        ("单位", "text", "点击打开得分明细，在那里答复。"),
        ("规则", "text", ""),
        ("申诉理由", "wrap text", ""),
        ("提出日期", "text", ""),
        ("答复意见", "wrap text", ""),
        ("答复日期", "text", ""),
        ("返还（分）", "", "不超过这条规则扣掉的分。"),
    )
    return grids.packed(Grid(columns=columns, rows=rows))


def _state(one: Appeal) -> Cell:
    if one.accepted is None:
        return grids.text("◷ 待答复", tone="due_soon")
    return grids.text("✔ 采纳", tone="done") if one.accepted else grids.text("✖ 不采纳")


def _unit(scope: Scope, one: Appeal) -> str:
    return data.ledger(scope.source).directory.label("lead", one.unit_id)


def frame(scope: Scope, period: str) -> pd.DataFrame:
    """All appeals about a period, for the download."""
    every = of(scope, period)
    return pd.DataFrame(
        {
            "单位": [_unit(scope, one) for one in every],
            "规则": [one.line for one in every],
            "申诉理由": [one.reason for one in every],
            "提出日期": pd.Series([one.appealed_on for one in every], dtype=object),
            "结果": [_state(one)["text"][2:] for one in every],
            "答复意见": [one.outcome for one in every],
            "答复日期": pd.Series([one.decided_on for one in every], dtype=object),
            "返还（分）": [one.restored if one.accepted else None for one in every],
        }
    )


def form(scope: Scope, period: str, card: ScoreCard) -> None:
    """Appeals of this unit about this period, the decision of an open one, and a form for a new one."""
    ask_who()
    for one in of(scope, period):
        if one.unit_id != card.unit.unit_id:
            continue
        state = "待答复" if one.accepted is None else f"采纳，返还 {one.restored:g} 分" if one.accepted else "不采纳"
        st.markdown(
            f"**{literal(one.line)}**　{one.appealed_on} 提出：{literal(one.reason)}　:gray[{state}] {literal(one.outcome)}"
        )
        if one.accepted is None:
            _answer(one, card)
    with st.form("appeal", border=True):
        line = st.selectbox("对哪条规则申诉", [x.rule.code for x in card.lines], key="appeal_line", width=200)
        reason = st.text_input("申诉理由", key="appeal_reason", max_chars=300)
        sent = st.form_submit_button("提出申诉")
    if sent:
        since, until = contested(period)
        try:
            with data.database().write() as connection:
                stored.appeal(
                    connection,
                    (card.unit.unit_id, card.unit.label),
                    since=since,
                    until=until,
                    period=word(scope, period),
                    line=str(line),
                    reason=reason,
                    on=data.today(),
                    at=data.now(),
                    who=who(),
                )
        except RefusedSave as fault:
            _told(fault)
        else:
            st.rerun()


def _answer(one: Appeal, card: ScoreCard) -> None:
    taken = next((line.deduction for line in card.lines if line.rule.code == one.line), 0.0)
    with st.form(f"decide_{one.appeal_id}", border=True):
        left, right = st.columns([2, 6])
        points = left.number_input(
            "返还（分）", 0.0, 1000.0, 0.0, 0.1, key=f"points_{one.appeal_id}", help=f"这条规则现在扣 {taken:.2f} 分。"
        )
        outcome = right.text_input("答复意见", key=f"outcome_{one.appeal_id}", max_chars=200)
        with st.container(horizontal=True):
            accepted = st.form_submit_button("采纳")
            refused = st.form_submit_button("不采纳")
    if accepted or refused:
        try:
            with data.database().write() as connection:
                stored.decide(
                    connection,
                    one.appeal_id,
                    accepted=accepted,
                    restored=points,
                    outcome=outcome,
                    on=data.today(),
                    at=data.now(),
                    who=who(),
                )
        except RefusedSave as fault:
            _told(fault)
        else:
            st.rerun()


def _told(fault: RefusedSave) -> None:
    for reason in fault.reasons:
        st.error(literal(reason))
