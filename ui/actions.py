"""八大行动: what each special action has to finish, what is late, and how its problems stand."""

from datetime import date, timedelta
from html import escape

import pandas as pd
import plotly.graph_objects as go

from domain.projects import PROJECT, Milestone, Progress, late, milestones_of, progress_of
from ui import charts, data, entries, grids, theme, views
from ui.data import Scope
from ui.grids import Column, Grid, Row
from ui.rankings import figure_column, records
from ui.wording import NONE, number, valued

FIGURES = ("open", "overdue", "on_time_rate")
MOST = 18
"""Most rows of the chart."""
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
        return NOTHING
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
            cells.append(grids.text(shown_value, tone=tone))
        rows.append(Row(cells=cells))
    now, whole = views.figures_on(scope), progress_of(steps, as_of=scope.as_of)
    total = [grids.text("合计"), grids.text(""), grids.text(""), grids.text(f"{len({m.project for m in steps}):,}")]
    total += _progress_cells(whole)
    total += [grids.text(number(now.counts["open"])), grids.text(number(now.counts["overdue"]))]
    total.append(grids.text(valued("on_time_rate", now.value("on_time_rate"))))
    rows.append(Row(cells=total, style="total"))
    columns = [
        Column(name="行动", kind="wrap text"),
        Column(name="牵头县领导", kind="wrap text", help="第一责任人，写职务。"),
        Column(name="牵头部门", kind="text"),
        Column(name="项目（个）", kind=""),
        Column(name="节点完成/总数", kind="", help="到截至日已完成的节点 ÷ 全部节点。"),
        Column(name="超期节点", kind="", help="计划完成时间早于截至日、还没有完成的节点。当天到期不算。"),
        Column(name="一周内到期", kind=""),
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
    """The actions that have projects, to choose one: id as text → name; "0" for all."""
    directory = data.ledger(scope.source).directory
    with_projects = sorted({m.action for m in milestones(scope) if m.action})
    return {"0": "全部"} | {str(code): directory.label("action", code) for code in with_projects}


@data.view
def gantt(scope: Scope, action: int) -> go.Figure:
    """The projects of one action (0: all), a row each; a bar from the start to the planned day of each milestone, a diamond where it
    was finished. Projects with late milestones come first; at most MOST.
    """
    steps = [m for m in milestones(scope) if not action or m.action == action]
    behind: dict[str, int] = {}
    for step in steps:
        late_by = step.days_late(scope.as_of) if step.is_late(scope.as_of) else 0
        behind[step.project] = max(behind.get(step.project, 0), late_by)
    projects = sorted(behind, key=lambda project: -behind[project])[:MOST]
    steps = [m for m in steps if m.project in projects]
    kinds = {
        "已完成": (theme.GREEN, [m for m in steps if m.is_done(scope.as_of)]),
        "超期": (theme.RED, [m for m in steps if m.is_late(scope.as_of)]),
        "未到期": (theme.PALE_BLUE, [m for m in steps if not m.is_done(scope.as_of) and not m.is_late(scope.as_of)]),
    }
    traces: list[go.Bar | go.Scatter] = []
    for name, (colour, mine) in kinds.items():
        if not mine:
            continue
        starts = [_start(m, steps) for m in mine]
        traces.append(
            go.Bar(
                y=[_label(m) for m in mine],
                base=[day.isoformat() for day in starts],
                x=[max((m.planned_on - day).days, 1) * 86_400_000 for m, day in zip(mine, starts, strict=True)],
                orientation="h",
                name=name,
                marker={"color": colour, "line": {"color": theme.PAPER, "width": 1}},
                customdata=[[escape(m.name), _said(m, scope.as_of)] for m in mine],
                hovertemplate="%{y} · %{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            )
        )
    done = [m for m in steps if m.is_done(scope.as_of)]
    if done:
        traces.append(
            go.Scatter(
                y=[_label(m) for m in done],
                x=[m.done_on.isoformat() for m in done if m.done_on],
                mode="markers",
                name="实际完成",
                marker={"symbol": "diamond", "size": 10, "color": theme.INK},
                customdata=[escape(m.name) for m in done],
                hovertemplate="%{y} · %{customdata}<br>实际完成 %{x|%Y-%m-%d}<extra></extra>",
            )
        )
    day = scope.as_of.isoformat()
    mark = {"type": "line", "xref": "x", "yref": "paper", "x0": day, "x1": day, "y0": 0, "y1": 1}
    rows = {m.project: _label(m) for m in steps}
    return charts.laid_out(
        traces,
        size="tallest",
        barmode="overlay",
        bargap=0.35,
        xaxis={"type": "date", "tickformat": "%m-%d", "side": "top", "nticks": 5, "tickangle": 0},
        yaxis={
            "autorange": "reversed",
            "type": "category",
            "categoryorder": "array",
            "categoryarray": [rows[project] for project in projects],
            "showgrid": False,
            "tickmode": "linear",
            "dtick": 1,
        },
        legend={"orientation": "h", "x": 0, "y": -0.02, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
        margin={"l": 8, "r": 16, "t": 30, "b": 40},
        shapes=[mark | {"line": {"color": theme.INK, "width": 1.5, "dash": "dash"}}],
    )


def _label(step: Milestone) -> str:
    return escape(step.project if len(step.project) <= 11 else step.project[:10] + "…", quote=False)


def _start(step: Milestone, steps: list[Milestone]) -> date:
    """Its own start, else the planned day of the step before it, else two weeks before its planned day."""
    if step.starts_on is not None and step.starts_on < step.planned_on:
        return step.starts_on
    before = [m.planned_on for m in steps if m.project == step.project and m.planned_on < step.planned_on]
    return max(before) if before else step.planned_on - timedelta(days=14)


def _said(step: Milestone, as_of: date) -> str:
    if step.is_done(as_of):
        late_by = step.days_late(as_of)
        return f"计划 {step.planned_on}，{step.done_on} 完成" + (f"，晚 {late_by:,} 天" if late_by else "")
    if step.is_late(as_of):
        return f"计划 {step.planned_on}，已超期 {step.days_late(as_of):,} 天"
    return f"计划 {step.planned_on}"


@data.view
def step_table(scope: Scope, action: int) -> bytes:
    """The milestones of one action (0: all): late ones first, then by planned day."""
    steps = [m for m in milestones(scope) if not action or m.action == action]
    steps = sorted(steps, key=lambda m: (not m.is_late(scope.as_of), m.is_done(scope.as_of), m.planned_on))
    return _steps(scope, steps, height=560)


@data.view
def late_table(scope: Scope) -> bytes:
    """The late milestones, for 超期督办."""
    return _steps(scope, late_ones(scope), height=420)


def _steps(scope: Scope, steps: list[Milestone], *, height: int) -> bytes:
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
            Row(
                cells=[
                    grids.text(step.project),
                    grids.text(step.name),
                    grids.text(directory.label("action", step.action)),
                    grids.text(directory.label("lead", step.unit) if step.unit else NONE),
                    grids.text(step.planned_on.isoformat()),
                    grids.text(step.done_on.isoformat() if step.done_on and step.is_done(scope.as_of) else NONE),
                    grids.text(NONE if step.progress is None else f"{step.progress:g}%"),
                    grids.text(state, tone=tone),
                    grids.text(step.blocks or NONE),
                ]
            )
        )
    columns = grids.columns(
        ("项目", "wrap text", ""),
        ("节点", "wrap text", ""),
        ("行动", "text", ""),
        ("责任单位", "text", ""),
        ("计划完成", "", ""),
        ("实际完成", "", ""),
        ("进度", "", "表里最近一次填的形象进度。"),
        ("现在", "text", "计划完成时间早于截至日、还没有完成的为超期。"),
        ("存在困难", "wrap text", ""),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=height))


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """All milestones with their state."""
    directory = data.ledger(scope.source).directory
    steps = milestones(scope)
    return {
        "项目节点": pd.DataFrame(
            {
                "专项行动": [directory.label("action", m.action) for m in steps],
                "项目名称": [m.project for m in steps],
                "节点": [m.name for m in steps],
                "责任单位": [directory.label("lead", m.unit) if m.unit else None for m in steps],
                "成员单位": [m.members for m in steps],
                "计划完成时间": pd.Series([m.planned_on for m in steps], dtype=object),
                "实际完成时间": pd.Series([m.done_on for m in steps], dtype=object),
                "超期天数": [m.days_late(scope.as_of) if m.is_late(scope.as_of) else None for m in steps],
                "存在困难": [m.blocks for m in steps],
            }
        )
    }
