"""起草公文: unit, level, issues and dates are chosen, the words are shown as they will be printed, and the letter is issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from briefings.word.letters import LetterDraft, LetterIssue, file_name, letter, worded
from database.masters.master_tables import RefusedSave
from database.office import letters as stored
from domain.directory import BLANKS, DISTRICT
from domain.ladder import STEPS, LadderLevel, next_number
from domain.ledger.days import day_number
from domain.ledger.states import DONE
from ui.parts import listings, tables
from ui.pressing import letters
from ui.pressing.letters import DOCX, SAID
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import literal

SHOWN = 300
"""Most issues to choose from; the longest overdue come first."""
COLUMNS = ("超期天数", "状态", "点位", "问题", "镇区", "责任单位", "发现日期", "整改时限", "编号")
LEVELS = {step.name: level for level, step in STEPS.items()}


@dataclass(frozen=True)
class Choice:
    """What the address and the first two fields ask for. issue_ids: chosen to begin with; reason: proposed."""

    unit_id: int
    level: LadderLevel
    issue_ids: tuple[int, ...]
    reason: str


def show(scope: Scope) -> None:
    """The whole of 起草公文."""
    choice = _choice(scope)
    if choice is None:
        st.info("请先选择单位；也可以从“督办建议”、单位页或问题档案里点“起草”进来。")
        return
    mark = f"{choice.unit_id}_{int(choice.level)}"
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.markdown("**涉及的问题**:gray[（勾选行首；最长超期的在前）]")
        issue_ids = _issues(scope, choice, mark)
    with right:
        draft, faults = _fields(scope, choice, issue_ids, mark)
        if draft is not None:
            _preview(draft)
        for fault in faults:
            st.caption(f"⚠ {fault}")
        with st.container(horizontal=True):
            if draft is not None:
                st.download_button(
                    "下载预览稿（docx）",
                    data=lambda: letter(draft),
                    file_name=f"预览_{file_name(draft)}",
                    mime=DOCX,
                    key="draft_file",
                    on_click="ignore",
                    icon=":material/download:",
                )
            st.button(
                "发出并登记",
                type="primary",
                key="draft_issue",
                on_click=_issue,
                args=(draft, choice, issue_ids),
                disabled=draft is None or bool(faults),
                help="按预览生成公文，文号和原件登记在案，以后不再改变。",
            )


def _choice(scope: Scope) -> Choice | None:
    """Which unit and level, beginning with those in the address."""
    directory = data.ledger(scope.source).directory
    units = sorted(directory.units.values(), key=lambda one: (one.kind != DISTRICT, one.group or "", one.unit_id))
    names = {unit.name: unit.unit_id for unit in units}
    params = dict(st.query_params)
    issue_id = int(params["issue"]) if params.get("issue", "").isdecimal() else None
    word = params.get("unit") or (_unit_of(scope, issue_id) if issue_id is not None else None)
    level = params.get("level", STEPS[LadderLevel.REMIND].name)
    bad = [f"“{said}”" for said, known in ((word, names), (level, LEVELS)) if said is not None and said not in known]
    if bad:
        st.warning(f"网址中的{literal('、'.join(bad))}不存在，已忽略。")

    def chosen() -> None:
        for param in ("unit", "level"):
            value = st.session_state.get(f"draft_{param}")
            if value:
                st.query_params[param] = value

    st.session_state["draft_unit"] = word if word in names else None
    st.session_state["draft_level"] = level if level in LEVELS else STEPS[LadderLevel.REMIND].name
    left, middle, right = st.columns([4, 3, 3], gap="medium")
    left.selectbox("单位", list(names), index=None, key="draft_unit", placeholder="请选择单位", on_change=chosen)
    middle.selectbox("层级", list(LEVELS), key="draft_level", on_change=chosen)
    with right:
        letters.ask_who()
    unit = st.session_state["draft_unit"]
    if unit is None:
        return None
    step = LEVELS[st.session_state["draft_level"]]
    found = letters.proposed(scope, letters.desk_day(scope))
    same = next((one for one in found if (one.unit_id, one.level) == (names[unit], step)), None)
    if issue_id is not None:
        return Choice(names[unit], step, (issue_id,), "")
    if same is not None:
        return Choice(names[unit], step, same.issue_ids, "".join(same.reasons))
    return Choice(names[unit], step, (), "")


def _unit_of(scope: Scope, issue_id: int) -> str | None:
    """The full name of the unit that answers for an issue, else of the district where it lies."""
    frame = listings.of_issues(data.ledger(scope.source), [issue_id], as_of=scope.as_of)
    units = data.ledger(scope.source).directory.units
    codes = [*frame["lead"].tolist(), *frame["district"].tolist()]
    return next((units[code].name for code in codes if code in units), None)


@data.view
def candidates(scope: Scope, unit_id: int, first: tuple[int, ...]) -> pd.DataFrame:
    """What the unit leads, or what lies on its ground, open and not reported done: columns of listings.found, those of
    `first` on top, then the longest overdue."""
    ledger = data.ledger(scope.source)
    frame = listings.found(scope, "open", listings.ALL)
    mine = (frame["lead"] == unit_id) | (frame["district"] == unit_id)
    frame = frame[mine & ~frame["state"].isin([int(state) for state in DONE])]
    known = set(frame["issue_id"].tolist())
    others = listings.of_issues(ledger, [one for one in first if one not in known], as_of=scope.as_of)
    frame = pd.concat([others, frame], ignore_index=True)
    top = ~frame["issue_id"].isin(first).to_numpy()
    frame = frame.iloc[np.argsort(top, kind="stable")]
    return frame.head(max(SHOWN, len(first))).reset_index(drop=True)


def _issues(scope: Scope, choice: Choice, mark: str) -> tuple[int, ...]:
    frame = candidates(scope, choice.unit_id, choice.issue_ids)
    if frame.empty:
        st.caption("这个单位没有未整改的问题。可以只就工作情况发文，不附清单。")
        return ()
    shown = listings.in_words(scope, frame, COLUMNS).drop(columns="issue_id")
    ids = frame["issue_id"].tolist()
    first = [at for at, one in enumerate(ids) if one in choice.issue_ids]
    made = st.dataframe(
        shown,
        key=f"draft_issues_{mark}_{choice.issue_ids[:1]}",
        hide_index=True,
        height=min(35 * (len(shown) + 1) + 3, 560),
        column_config=tables.COLUMNS[False],
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": first, "columns": [], "cells": []}},
        placeholder="—",
        alt="这个单位未整改的问题，勾选行首加入公文",
    )
    rows: Sequence[int] = made["selection"]["rows"]
    return tuple(ids[row] for row in sorted(rows) if row < len(ids))


def _fields(
    scope: Scope, choice: Choice, issue_ids: tuple[int, ...], mark: str
) -> tuple[LetterDraft | None, list[str]]:
    """The other fields; the draft as far as there is one, and what is still missing."""
    settings = data.settings(scope.source)
    day = letters.desk_day(scope)
    with data.database().read() as connection:
        taken = stored.numbers(connection)
    pattern = settings.letter_number
    number = next_number(pattern, level=choice.level, year=day.year, taken=taken) if pattern else ""
    a, b, c = st.columns([4, 3, 3], gap="small")
    number = a.text_input(
        "文号", value=number, key=f"draft_number_{mark}_{len(taken)}", max_chars=60, placeholder="如 创城督〔2026〕3号"
    ).strip()
    issued_on = b.date_input("发文日期", value=day, format="YYYY-MM-DD", key=f"draft_on_{mark}")
    default = None if settings.reply_days is None else day + timedelta(days=settings.reply_days)
    reply_by = c.date_input("回复期限", value=default, format="YYYY-MM-DD", key=f"draft_by_{mark}")
    reason = st.text_area(
        "理由（印在公文里，可改）", value=choice.reason, key=f"draft_reason_{mark}", max_chars=500, height=90
    )
    appointment = ""
    if choice.level is LadderLevel.INTERVIEW:
        appointment = st.text_input(
            "约谈时间、地点", key=f"draft_when_{mark}", max_chars=100, placeholder="如 8月12日上午9时，县政府三楼会议室"
        ).strip()
    faults = []
    if not pattern:
        faults.append("还没有设置文号格式和回复天数（设置 · 督办），请手工填写。")
    faults = faults if not (number and reply_by) else []
    if not number:
        faults.append("没有填写文号。")
    if reply_by is None:
        faults.append("没有选择回复期限。")
    elif issued_on is not None and reply_by < issued_on:
        faults.append("回复期限早于发文日期。")
    if not issue_ids and choice.level is LadderLevel.ASSIGN:
        faults.append("交办单没有勾选问题。")
    if issued_on is None or reply_by is None:
        return None, faults
    unit = data.ledger(scope.source).directory.units[choice.unit_id]
    return LetterDraft(
        choice.level,
        number,
        unit.name,
        issued_on,
        reply_by,
        scope.as_of,
        lines(scope, issue_ids),
        " ".join(reason.split()),
        settings.county,
        settings.office,
        appointment,
    ), faults


def lines(scope: Scope, issue_ids: Sequence[int]) -> tuple[LetterIssue, ...]:
    """Issues as they stand on a letter, in the order asked."""
    frame = listings.of_issues(data.ledger(scope.source), issue_ids, as_of=scope.as_of)
    words = listings.in_words(
        scope, frame, ("编号", "镇区", "点位", "问题", "发现日期", "整改时限", "超期天数", "状态")
    )
    blanks = set(BLANKS.values())

    def text(value: object) -> str:
        return "" if value is None or value is pd.NA or value != value else str(value)

    made = []
    for row in words.to_dict("records"):
        places = [said for name in ("镇区", "点位") if (said := text(row[name])) and said not in blanks]
        days = row["超期天数"]
        made.append(
            LetterIssue(
                text(row["编号"]),
                _day(row["发现日期"]),
                " ".join(places),
                text(row["问题"]),
                _day(row["整改时限"]),
                None if days is None or days is pd.NA else int(days),
                text(row["状态"]),
            )
        )
    return tuple(made)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and day_number(value) else None


def _preview(draft: LetterDraft) -> None:
    said = worded(draft)
    body = "".join(
        f"<p style='text-indent:2em;margin:.2em 0'>{escape(text)}</p>" for text in (*said.paragraphs, said.closing)
    )
    sign = "<br>".join(escape(line) for line in said.signature)
    listed = f"<p style='margin:.6em 0 0'>{escape(said.list_title)}</p>" if said.list_title else ""
    with st.container(border=True, key="draft_preview"):
        st.html(
            f"<div style='text-align:center;font-size:1.2em;font-weight:600'>{escape(said.title)}</div>"
            f"<div style='text-align:center;margin:.2em 0 .6em'>{escape(draft.number or '（文号待填）')}</div>"
            f"<p style='margin:.2em 0'>{escape(said.addressee)}</p>{body}"
            f"<p style='text-align:right;margin:.8em 1em .2em'>{sign}</p>{listed}"
            "<p style='margin:.2em 0'>附件：回执</p>"
        )


def _issue(draft: LetterDraft | None, choice: Choice, issue_ids: tuple[int, ...]) -> None:
    if draft is None:
        return
    new = stored.NewLetter(
        draft.level,
        draft.number,
        choice.unit_id,
        draft.unit,
        draft.issued_on,
        draft.reply_by,
        issue_ids,
        draft.reason,
        file_name(draft),
        letter(draft),
    )
    try:
        with data.database().write() as connection:
            key = stored.issue_letter(connection, new, at=data.now(), who=letters.who())
    except RefusedSave as refused:
        st.session_state[SAID] = (False, "**没有发出：**" + literal("".join(refused.reasons)))
        return
    for param in ("unit", "level", "issue"):
        st.query_params.pop(param, None)
    st.query_params["letter"] = str(key)
    st.session_state["letters_part"] = letters.PARTS[letters.SENT]
    st.session_state[SAID] = (True, literal(f"{draft.number} 已登记，原件可以下载。"))
