"""One issue: what is known of it, what each sheet said and changed, its due dates, its recurrences, its rows verbatim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from database.ledger import issues as stored
from database.ledger.issues import IssueDetail, StoredRow
from domain.datasets.row_fields import FIELD_NAMES, KEPT
from domain.directory import Directory
from domain.ledger.changes import changes
from domain.ledger.chinese_days import long_day
from domain.ledger.days import day_date, day_number
from domain.ledger.ledger import Span
from domain.ledger.recurrence import chain
from domain.ledger.states import CLOCK_RUNS, DONE, STANDINGS, State
from ui.parts import charts, grids, listings, tables, theme
from ui.parts.grids import Grid, GridRow
from ui.parts.tables import IssueTable
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE, literal

KINDS = {"inspection": "检查问题清单", "rectification": "整改反馈表", "full": "整改台账", "manual": "手工登记"}
FIELDS: Mapping[str, str] = {
    "state": "状态",
    "due_on": "整改时限",
    "lead": "责任单位",
    "done_on": "完成日期",
    "verified_on": "复核日期",
    "found_on": "发现日期",
    "progress": "整改情况",
    **{name: FIELD_NAMES[name] for name in KEPT},
}
"""Fields of an observation whose changes are told, in this order."""
FOUND = 50


@dataclass(frozen=True)
class Asked:
    """What the page looks at: an issue, or nothing but the list of what was searched for."""

    issue_id: int | None
    scope: Scope
    found: IssueTable | None
    text: str = ""

    def downloads(self) -> dict[str, pd.DataFrame]:
        """What was found, with every column."""
        ids = self.found.issue_ids if self.found else ()
        frame = listings.of_issues(data.ledger(self.scope.source), ids, as_of=self.scope.as_of)
        return {"查找结果": listings.in_words(self.scope, frame, listings.FULL).drop(columns="issue_id")}

    def notes(self) -> list[str]:
        """What the download says about itself."""
        return [f"数据截至：{self.scope.as_of.isoformat()}", f"查找：{self.text}"]


def asked(scope: Scope) -> Asked:
    """The issue in the address, or the search that the reader types."""
    day = st.query_params.get("on")
    if day:
        try:
            scope = scope.on(date.fromisoformat(day))
        except ValueError:
            st.warning(f"网址中的日期“{literal(day)}”无效，已忽略。")

    def typed() -> None:
        st.query_params.clear()
        if st.session_state["issue_search"].strip():
            st.query_params["q"] = st.session_state["issue_search"].strip()

    st.session_state["issue_search"] = st.query_params.get("q", "")
    st.text_input(
        "查找问题", key="issue_search", placeholder="输入编号、问题描述或点位中的几个字，按回车键", on_change=typed
    )
    said = st.query_params.get("id")
    if said is not None:
        if said.isdecimal():
            return Asked(int(said), scope, None)
        st.warning(f"网址中的问题“{literal(said)}”不存在，已忽略。")
    text = st.query_params.get("q")
    return Asked(None, scope, found(scope, text) if text else None, text or "")


@data.view
def found(scope: Scope, text: str) -> IssueTable:
    """The issues whose number, wording or site holds a text, newest first."""
    ids = stored.search(data.database(), text, limit=FOUND)
    ledger = data.ledger(scope.source)
    frame = listings.of_issues(ledger, ids, as_of=scope.as_of)
    return tables.issue_table(listings.in_words(scope, frame, listings.PLAIN), total=len(ids))


@data.view
def dossier(scope: Scope, issue_id: int) -> IssueDetail | None:
    """Everything kept about the issue; None for an unknown one."""
    return stored.dossier(data.database(), issue_id)


def opened(scope: Scope, issue_id: int) -> IssueDetail:
    """The dossier of the issue; stops the page, and says so, where there is none."""
    file = dossier(scope, issue_id)
    if file is None:
        st.warning("没有这个问题：它所在的导入可能已经撤销。")
        st.stop()
    return file


def heading(scope: Scope, file: IssueDetail) -> str:
    """The wording of the issue and how it stands, as HTML."""
    said, tone = standing(scope, file)
    wording = escape(str(file.issue["description"] or "（没有填写问题描述）"))
    return f"<p class='verdict'>{wording}<br><span style='color:{theme.TONES[tone]};font-weight:600'>{said}</span></p>"


def standing(scope: Scope, file: IssueDetail) -> tuple[str, str]:
    """How it stands on the as-of day, in words, and the tone of that."""
    day = day_number(scope.as_of)
    span = next((s for s in file.spans if s.from_on <= day < s.to_on), None)
    if span is None:
        return f"{long_day(scope.as_of)}还没有发现这个问题", "quiet"
    name = STANDINGS[State(span.state)].name
    if span.due_on is None:
        return f"{name}，没有整改时限", "neutral"
    if span.state in CLOCK_RUNS:
        left = span.due_on - day
        if left < 0:
            return f"{name}，已超期 {-left:,} 天（时限 {day_date(span.due_on)}）", "overdue"
        return f"{name}，距时限还有 {left:,} 天（{day_date(span.due_on)}）", "due_soon" if left <= 3 else "neutral"
    return f"{name}（时限 {day_date(span.due_on)}）", "done" if span.state == State.CLOSED else "neutral"


@data.view
def facts(scope: Scope, issue_id: int) -> str:
    """What is known of the issue, as HTML."""
    file = opened(scope, issue_id)
    said = (f"<div><dt>{escape(name)}</dt><dd>{escape(words)}</dd></div>" for name, words in known(scope, file))
    return f"<dl class='facts'>{''.join(said)}</dl>"


def known(scope: Scope, file: IssueDetail) -> list[tuple[str, str]]:
    """What is known of the issue, as (name, words)."""
    directory = data.ledger(scope.source).directory
    ledger = data.ledger(scope.source)
    row = row_of(scope, int(file.issue["id"]))
    said = {
        name: int(ledger.issues[name].to_numpy()[row])
        for name in ("district", "site", "site_type", "category", "source", "action")
    }
    day = day_number(scope.as_of)
    span = next((s for s in reversed(file.spans) if s.from_on <= day), file.spans[0])
    texts = listings.in_words(
        scope, listings.of_issues(ledger, [int(file.issue["id"])], as_of=scope.as_of), listings.FULL
    )
    words = texts.iloc[0] if len(texts) else None
    action = directory.actions.get(said["action"])

    def text(name: str) -> str:
        value = words[name] if words is not None else None
        return NONE if value is None or value != value or value == "" else str(value)

    return [
        ("编号", str(file.issue["number"] or NONE)),
        (
            "发现日期",
            file.issue["found_on"].isoformat()
            + ("" if file.issue["found_said"] else "（表中未写，按首次上报的截至日）"),
        ),
        ("镇区", directory.label("district", said["district"])),
        ("点位", directory.label("site", said["site"])),
        ("点位类型", directory.label("site_type", said["site_type"])),
        ("问题类别", directory.label("category", said["category"])),
        ("来源", directory.label("source", said["source"])),
        ("专项行动", directory.label("action", said["action"])),
        ("牵头县领导", (action.lead_leader or NONE) if action else NONE),
        ("责任单位", directory.label("lead", span.lead or 0)),
        ("配合单位", text("配合单位")),
        ("联系人", " ".join(part for part in (text("联系人"), text("电话")) if part != NONE) or NONE),
        ("整改时限", due_words(span, file.observations, scope.as_of)),
        ("完成日期", done_words(span)),
    ]


def due_words(span: Span, rows: Sequence[StoredRow], as_of: date) -> str:
    """The due date that counts, and what a sheet has written since the issue was done."""
    if span.due_on is None:
        return "无时限"
    said = day_date(span.due_on).isoformat()
    if span.state not in DONE:
        return said
    done_by = day_date(span.from_on if span.done_on is None else span.done_on)
    later = [row.due_on for row in rows if row.due_on is not None and done_by < row.as_of <= as_of]
    other = later[-1].isoformat() if later else said
    return said if other == said else f"{said}（完成后的表写 {other}，不算）"


def done_words(span: Span) -> str:
    """The day done; where it is done and no sheet says when, so."""
    if span.done_on is not None:
        return day_date(span.done_on).isoformat()
    return "不明（表中没有写）" if span.state in DONE else NONE


def row_of(scope: Scope, issue_id: int) -> int:
    """The row of an issue in ledger.issues."""
    ids = data.ledger(scope.source).issues["issue_id"].to_numpy()
    return int(np.searchsorted(ids, issue_id))


@data.view
def timeline(scope: Scope, issue_id: int) -> go.Figure:
    """The spans of the issue as bars, with its due dates."""
    file = dossier(scope, issue_id)
    assert file is not None
    end = max(day_number(scope.as_of), day_number(scope.source.newest or scope.as_of), file.spans[-1].from_on) + 1
    last = file.spans[-1]
    if last.state in (State.CLOSED, State.REJECTED):  # what is over needs no long tail that squeezes its story
        end = min(end, last.from_on + max(7, (last.from_on - file.spans[0].from_on) // 3))
    spans = [(s.from_on, min(s.to_on, end), s.state, s.due_on) for s in file.spans if s.from_on < end]
    return charts.timeline(spans, as_of=scope.as_of)


@data.view
def history(scope: Scope, issue_id: int) -> bytes:
    """`told`, packed."""
    return grids.packed(told(scope, opened(scope, issue_id)))


@data.view
def verbatim(scope: Scope, issue_id: int) -> bytes:
    """`raw_rows`, packed."""
    return grids.packed(raw_rows(opened(scope, issue_id)))


def told(scope: Scope, file: IssueDetail) -> Grid:
    """What each sheet said that was new, in the order of the days they speak for."""
    directory = data.ledger(scope.source).directory
    rows = []
    new = changes(
        [
            {name: said.kept[name] if name in KEPT else getattr(said, name) for name in FIELDS}
            for said in file.observations
        ]
    )
    for said, changed in zip(file.observations, new, strict=True):
        words = [in_words(name, before, now, directory) for name, (before, now) in _ordered(changed)]
        if said.due_on is None and said.due_text:
            words.append(f"时限写作“{said.due_text}”")
        rows.append(
            GridRow(
                cells=[
                    grids.text(said.as_of.isoformat()),
                    grids.text(where(said)),
                    grids.text("；".join(words) or "没有新内容", tone="" if words else "quiet"),
                    grids.text(said.imported_at[:16].replace("T", " "), tone="quiet"),
                ]
            )
        )
    columns = grids.columns(
        ("表格截至", "text", ""),
        ("来自哪张表", "wrap text", ""),
        ("说了什么、改了什么", "wrap text", ""),
        ("导入时间", "text", ""),
    )
    return Grid(columns=columns, rows=rows)


def _ordered(changed: dict[str, tuple[Any, Any]]) -> list[tuple[str, tuple[Any, Any]]]:
    return [(name, changed[name]) for name in FIELDS if name in changed]


def where(said: StoredRow) -> str:
    """File, sheet and row of an observation."""
    part = f"（第 {said.part} 项）" if said.part > 1 else ""
    return f"{KINDS.get(said.kind, said.kind)}《{said.file_name}》工作表“{said.sheet}”第 {said.row} 行{part}"


def in_words(name: str, before: Any, now: Any, directory: Directory) -> str:
    """A change as words: 整改时限 2020-07-05 → 2020-07-12."""

    def word(value: Any) -> str:
        if name == "state":
            return STANDINGS[State(value)].name
        if name == "lead":
            return directory.label("lead", int(value))
        return value.isoformat() if isinstance(value, date) else str(value)

    return f"{FIELDS[name]}：{word(now)}" if before is None else f"{FIELDS[name]}：{word(before)} → {word(now)}"


def due_moves(file: IssueDetail) -> list[str]:
    """Each time the due date was moved, in words; the first one given is no move."""
    said = changes([{"due_on": one.due_on} for one in file.observations])
    moves = []
    for one, changed in zip(file.observations, said, strict=True):
        before, now = changed.get("due_on", (None, None))
        if before is not None:
            days = (now - before).days
            moves.append(
                f"{before} → {now}（{'延后' if days > 0 else '提前'} {abs(days):,} 天），见{where(one)}，自 {one.as_of} 起"
            )
    return moves


@data.view
def repeats(scope: Scope, issue_id: int) -> bytes | None:
    """The recurrence chain through the issue, oldest first; None where nothing repeats."""
    ledger = data.ledger(scope.source)
    row = row_of(scope, issue_id)
    site, category = ledger.issues["site"].iat[row], ledger.issues["category"].iat[row]
    if not site or not category:
        return None
    # The chain stays at one site and in one category: the rest of a large ledger need not be looked at.
    same = np.flatnonzero(
        (ledger.issues["site"].to_numpy() == site) & (ledger.issues["category"].to_numpy() == category)
    )
    issues = ledger.issues.iloc[same].reset_index(drop=True)
    spans = ledger.spans[np.isin(ledger.spans["issue"].to_numpy(), same)]
    spans = spans.assign(issue=np.searchsorted(same, spans["issue"].to_numpy()).astype(np.int32))
    members = chain(issues, spans, int(np.searchsorted(same, row)), within_days=ledger.settings.recurrence_days)
    if len(members) < 2:
        return None
    ids = [int(issues["issue_id"].to_numpy()[member]) for member in members]
    texts = stored.texts(data.database(), ids)
    rows = []
    for member, one in zip(members, ids, strict=True):
        of_issue = spans[spans["issue"] == member]
        closed = of_issue[of_issue["state"] == int(State.CLOSED)]
        state = STANDINGS[State(of_issue["state"].tolist()[-1])].name
        here = one == issue_id
        rows.append(
            GridRow(
                cells=[
                    grids.text(f"{day_date(issues['found_on'].tolist()[member])}"),
                    grids.text(
                        str(texts.at[one, "description"] or NONE) + ("（本件）" if here else ""),
                        None if here else address("issue", id=one),
                    ),
                    grids.text(state),
                    grids.text(f"{day_date(closed['from_on'].tolist()[0])}" if len(closed) else NONE),
                ]
            )
        )
    columns = grids.columns(
        ("发现日期", "text", ""), ("问题", "wrap text", ""), ("现状", "text", ""), ("销号日期", "text", "")
    )
    return grids.packed(Grid(columns=columns, rows=rows))


def raw_rows(file: IssueDetail) -> Grid:
    """The rows as they stood in the sheets, cell by cell."""
    rows = []
    for said in file.observations:
        rows.append(grids.group(where(said)))
        rows += [
            GridRow(cells=[grids.text(name or "（无表头）", tone="quiet"), grids.text(cell)])
            for name, cell in said.raw.items()
            if cell != ""
        ]
    return Grid(columns=grids.columns(("列", "text", ""), ("原文", "wrap text", "")), rows=rows)


def downloads(scope: Scope, file: IssueDetail) -> dict[str, pd.DataFrame]:
    """The dossier as tables: what is known, the history, the rows verbatim."""
    lines = grids.texts(told(scope, file))
    raw = [
        {"来自哪张表": where(said), "列": name, "原文": cell}
        for said in file.observations
        for name, cell in said.raw.items()
    ]
    return {
        "基本情况": pd.DataFrame(known(scope, file), columns=["项目", "内容"]),
        "办理过程": pd.DataFrame(lines[1:], columns=list(lines[0])),
        "原始行": pd.DataFrame(raw, columns=["来自哪张表", "列", "原文"]),
    }


def notes(scope: Scope, file: IssueDetail) -> list[str]:
    """What the download says about itself."""
    return [f"数据截至：{scope.as_of.isoformat()}", standing(scope, file)[0], f"生成时间：{data.now():%Y-%m-%d %H:%M}"]
