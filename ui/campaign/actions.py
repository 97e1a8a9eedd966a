"""八大行动: what each special action has to finish, what is late, and how its problems stand."""

import re
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from domain.campaign.projects import PROJECT, Milestone, Progress, late, milestones_of, progress_of
from domain.figures.rates import percent
from ui.figures import views
from ui.figures.rankings import figure_column, records
from ui.parts import gantt, grids
from ui.parts import records as entries
from ui.parts.grids import Grid, GridColumn, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import NONE, number, valued
from ui.shell.words import rows_of

FIGURES = ("open", "overdue", "on_time_rate")
CATEGORY_FIGURES = ("total", "open", "overdue", "recurring", "on_time_rate")
NARROW = 10
"""Names of milestones up to so many characters stay on one line."""
_BETWEEN = re.compile(r"[、，,;；\s]+")
NOTHING = "还没有导入重点项目进度表。请在“数据导入”下载空白模板，填好后上传；行动、牵头县领导、牵头部门在“设置—专项行动”录入。"


@data.view
def milestones(scope: Scope) -> list[Milestone]:
    """The milestones of all actions, or of those that the reader has selected."""
    wanted = scope.selection.action
    return [m for m in milestones_of(entries.of(scope, PROJECT)) if not wanted or m.action in wanted]


@data.view
def late_ones(scope: Scope) -> list[Milestone]:
    """Milestones past their planned day, latest first; of the selected departments and actions."""
    wanted = scope.selection.lead
    return [m for m in late(milestones(scope), as_of=scope.as_of) if not wanted or m.unit in wanted]


@data.view
def verdict(scope: Scope) -> str:
    """How far the projects are, and what is latest."""
    steps = milestones(scope)
    if not steps:
        return entries.lacking(scope, PROJECT, NOTHING)
    said = progress_of(steps, as_of=scope.as_of)
    projects = len({m.project for m in steps})
    text = f"重点项目 {projects:,} 个、节点 {said.total:,} 个：已完成 {said.done:,} 个"
    text += f"（其中逾期完成 {said.done_late:,} 个）" if said.done_late else ""
    behind = late(steps, as_of=scope.as_of)
    if not behind:
        return text + f"，没有超期的节点；一周内到期 {said.due_soon:,} 个。"
    worst = behind[0]
    unit = data.ledger(scope.source).directory.label("lead", worst.unit) if worst.unit else "未写明单位"
    return text + (
        f"，超期 {said.late:,} 个，一周内到期 {said.due_soon:,} 个。超期最久的是“{worst.project}”的“{worst.name}”"
        f"（{unit}，{worst.days_late(scope.as_of):,} 天）。"
    )


@data.view
def table(scope: Scope) -> bytes:
    """One row for each action: who leads, its milestones, its problems; the sums below are the county's."""
    directory = data.ledger(scope.source).directory
    steps = milestones(scope)
    unknown = not scope.source.has_issues
    counts = {int(line["code"]): line for line in records(views.units(scope, "action"))}
    by_action: dict[int, list[Milestone]] = {code: [] for code in directory.actions}
    for step in steps:
        by_action.setdefault(step.action if step.action in directory.actions else 0, []).append(step)
    shown = [code for code in by_action if not scope.selection.action or code in scope.selection.action]
    if 0 in counts and 0 not in shown and not scope.selection.action:
        shown.append(0)
    rows = []
    for code in sorted(shown, key=lambda c: (c == 0, c)):
        action, mine = directory.actions.get(code), by_action.get(code, [])
        said = progress_of(mine, as_of=scope.as_of)
        line = counts.get(code)
        cells = [
            grids.text(directory.label("action", code)),
            grids.text((action.lead_leader if action else "") or NONE),
            grids.text((action.lead_department if action else None) or NONE),
            grids.text(f"{len({m.project for m in mine}):,}" if mine else "·"),
            *_progress_cells(said),
        ]
        for key in FIGURES:
            value = line[key] if line is not None else 0 if key != "on_time_rate" else float("nan")
            tone = "overdue" if key == "overdue" and value else ""
            shown_value = valued(key, value) if key == "on_time_rate" else number(value)
            go = rows_of(scope, key, {"action": code}) if value == value and value else None
            cells.append(grids.text(NONE if unknown else shown_value, go, tone=tone))
        rows.append(GridRow(cells=cells))
    now, whole = views.figures_on(scope), progress_of(steps, as_of=scope.as_of)
    total = [*(grids.text(said) for said in ("合计", "", "")), grids.text(f"{len({m.project for m in steps}):,}")]
    total += _progress_cells(whole)
    total += [grids.text(NONE if unknown else number(now.counts[key])) for key in ("open", "overdue")]
    total.append(grids.text(valued("on_time_rate", now.value("on_time_rate"))))
    rows.append(GridRow(cells=total, style="total"))
    columns = [
        GridColumn(name="行动", kind="wrap text"),
        GridColumn(name="牵头县领导", kind="wrap text", help="第一责任人，写职务。"),
        GridColumn(name="牵头部门", kind="text"),
        GridColumn(name="项目（个）", kind=""),
        GridColumn(name="节点完成/总数", kind="", help="到截至日已完成的节点 ÷ 全部节点。"),
        GridColumn(name="超期节点", kind="", help="计划完成时间早于截至日、还没有完成的节点。当天到期不算。"),
        GridColumn(name="一周内到期", kind=""),
        *(figure_column(scope, key) for key in FIGURES),
    ]
    return grids.packed(Grid(columns=columns, rows=rows, height=520))


def _progress_cells(said: Progress) -> list[grids.Cell]:
    return [
        grids.text(
            f"{said.done:,}/{said.total:,}" if said.total else "·", bar=said.done / said.total if said.total else None
        ),
        grids.text(f"▲ {said.late:,}" if said.late else "·", tone="overdue" if said.late else ""),
        grids.text(f"{said.due_soon:,}" if said.due_soon else "·", tone="due_soon" if said.due_soon else ""),
    ]


def choices(scope: Scope) -> dict[str, str]:
    """The actions, to choose one: id as text → name; "0" for all."""
    actions, wanted = data.ledger(scope.source).directory.actions, scope.selection.action
    return {"0": "全部"} | {str(code): actions[code].name for code in sorted(actions) if not wanted or code in wanted}


def facts(scope: Scope, action: int) -> str:
    """Who leads an action and who takes part, as HTML; "" for all actions together."""
    known = data.ledger(scope.source).directory.actions.get(action)
    if known is None:
        return ""
    said = (
        ("牵头县领导", known.lead_leader or NONE),
        ("牵头部门", known.lead_department or NONE),
        ("成员单位", members(scope, action) or NONE),
    )
    return f"<dl class='facts'>{''.join(f'<div><dt>{n}</dt><dd>{escape(w)}</dd></div>' for n, w in said)}</dl>"


def members(scope: Scope, action: int) -> str:
    """The member units that the sheets of its projects name, each once."""
    words = (w.strip() for m in milestones(scope) if m.action == action for w in _BETWEEN.split(m.members))
    return "、".join(dict.fromkeys(word for word in words if word))


@data.view
def category_table(scope: Scope, action: int) -> bytes:
    """The problems of one action (0: of all, action by action) by category, most overdue first; the sums are the county's."""
    directory = data.ledger(scope.source).directory
    found = records(views.units(scope, "category"))
    groups: dict[int, list[dict[str, Any]]] = {}
    for line in sorted(found, key=lambda line: (-line["overdue"], -line["open"], -line["total"], line["code"])):
        code = directory.term_actions.get(int(line["code"]), 0)
        groups.setdefault(code if code in directory.actions else 0, []).append(line)
    rows: list[GridRow] = []
    for code in [action] if action else sorted(groups, key=lambda c: (c == 0, c)):
        mine = groups.get(code, [])
        if not action:
            rows.append(grids.group(f"{directory.label('action', code)}（{len(mine):,} 个类别）"))
        for line in mine:
            cells = [grids.text(directory.label("category", int(line["code"])))]
            for key in CATEGORY_FIGURES:
                go = (
                    rows_of(scope, key, {"category": int(line["code"])})
                    if line[key] == line[key] and line[key]
                    else None
                )
                tone = "overdue" if key == "overdue" and line[key] else ""
                cells.append(grids.text(_figure(key, line[key]), go, tone=tone))
            rows.append(GridRow(cells=cells))
    whole = [line for code, mine in groups.items() for line in mine if not action or code == action]
    cells = [grids.text("合计")]
    for key in CATEGORY_FIGURES[:-1]:
        cells.append(grids.text(f"{sum(int(line[key]) for line in whole):,}"))
    finished = sum(int(line["finished"]) for line in whole)
    on_time = sum(int(line["on_time"]) for line in whole)
    cells.append(grids.text(valued("on_time_rate", percent(on_time, finished))))
    rows.append(GridRow(cells=cells, style="total"))
    columns = [GridColumn(name="问题类别", kind="text"), *(figure_column(scope, key) for key in CATEGORY_FIGURES)]
    return grids.packed(Grid(columns=columns, rows=rows, height=560))


def _figure(key: str, value: float) -> str:
    return valued(key, value) if key == "on_time_rate" else f"{int(value):,}" if value else "·"


@data.view
def chart(scope: Scope, action: int) -> go.Figure:
    """The projects of one action (0: all); see gantt.gantt."""
    return gantt.gantt(_of(scope, action), as_of=scope.as_of)


def left_out(scope: Scope, action: int) -> int:
    """How many projects find no room in the chart."""
    return len({m.project for m in _of(scope, action)}) - len(gantt.shown(_of(scope, action), as_of=scope.as_of))


def _of(scope: Scope, action: int) -> list[Milestone]:
    return [m for m in milestones(scope) if not action or m.action == action]


@data.view
def step_table(scope: Scope, action: int) -> bytes:
    """The milestones of one action (0: all): late ones first, then by planned day."""
    steps = sorted(_of(scope, action), key=lambda m: (not m.is_late(scope.as_of), m.is_done(scope.as_of), m.planned_on))
    return _steps(scope, steps, height=560, with_action=not action)


@data.view
def late_table(scope: Scope) -> bytes:
    """The late milestones, for 超期督办."""
    return _steps(scope, late_ones(scope), height=420, with_action=True)


def _steps(scope: Scope, steps: list[Milestone], *, height: int, with_action: bool) -> bytes:
    directory = data.ledger(scope.source).directory
    rows = []
    for step in steps:
        late_by = step.days_late(scope.as_of)
        if step.is_done(scope.as_of):
            state, tone = ("✔ 已完成" + (f"（晚 {late_by:,} 天）" if late_by else "")), "done"
        elif step.is_late(scope.as_of):
            state, tone = f"▲ 超期 {late_by:,} 天", "overdue"
        else:
            state, tone = "未到期", ""
        rows.append(
            GridRow(
                cells=[
                    grids.text(step.project),
                    grids.text(step.name),
                    grids.text(state, tone=tone),
                    grids.text(step.blocks or NONE),
                    grids.text(directory.label("lead", step.unit) if step.unit else NONE),
                    grids.text(step.planned_on.isoformat()),
                    grids.text(step.done_on.isoformat() if step.done_on and step.is_done(scope.as_of) else NONE),
                    grids.text(NONE if step.progress is None else f"{step.progress:g}%"),
                    *([grids.text(directory.label("action", step.action))] if with_action else []),
                ]
            )
        )
    columns = grids.columns(
        ("项目", "wrap text", ""),
        ("节点", "text" if all(len(step.name) <= NARROW for step in steps) else "wrap text", ""),
        ("现在", "text", "计划完成时间早于截至日、还没有完成的为超期。"),
        ("存在困难", "wrap text", ""),
        ("责任单位", "text", ""),
        ("计划完成", "", ""),
        ("实际完成", "", ""),
        ("进度", "", "表里最近一次填的形象进度。"),
        *([("行动", "text", "")] if with_action else []),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=height))


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """The actions, their problems by category, and all milestones with their state."""
    made = {}
    for name, pack in (("各项行动", table(scope)), ("问题按类别", category_table(scope, 0))):
        lines = grids.texts(grids.unpacked(pack))
        width = len(lines[0])
        made[name] = pd.DataFrame([[*line, *[""] * (width - len(line))] for line in lines[1:]], columns=list(lines[0]))
    named = {action.name: code for code, action in data.ledger(scope.source).directory.actions.items()}
    part = [members(scope, named[name]) if name in named else "" for name in made["各项行动"]["行动"]]
    made["各项行动"].insert(3, "成员单位", part)
    return made | {"项目节点": _frame(scope, milestones(scope))}


def late_frame(scope: Scope) -> pd.DataFrame:
    """The late milestones of the selection, for the download of 超期督办."""
    return _frame(scope, late_ones(scope))


def _frame(scope: Scope, steps: list[Milestone]) -> pd.DataFrame:
    directory = data.ledger(scope.source).directory
    return pd.DataFrame(
        {
            "专项行动": [directory.label("action", m.action) for m in steps],
            "项目名称": [m.project for m in steps],
            "节点": [m.name for m in steps],
            "责任单位": [directory.label("lead", m.unit) if m.unit else None for m in steps],
            "成员单位": [m.members for m in steps],
            "计划完成时间": pd.Series([m.planned_on for m in steps], dtype=object),
            "实际完成时间": pd.Series([m.done_on if m.is_done(scope.as_of) else None for m in steps], dtype=object),
            "超期天数": [m.days_late(scope.as_of) if m.is_late(scope.as_of) else None for m in steps],
            "进度（%）": [m.progress for m in steps],
            "存在困难": [m.blocks for m in steps],
        }
    )
