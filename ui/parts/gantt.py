"""进度图: the milestones of projects as bars from start to planned day, what became late, and where each was finished."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

import plotly.graph_objects as go

from domain.campaign.projects import Milestone
from ui.parts import charts, theme

MOST = 18
"""Most projects of the chart; what is left out stands in the list below it."""
FEWEST = 6
"""The axis has room for so many rows at least, so that one project is no wall of colour."""
LINE, TWO_LINES_UP_TO = 11, 12
"""Characters of a line of a label; up to so many rows a label has room for two lines."""


def shown(steps: Sequence[Milestone], *, as_of: date) -> list[str]:
    """The projects of the chart, those that are latest first."""
    behind: dict[str, int] = {}
    for step in steps:
        late_by = step.days_late(as_of) if step.is_late(as_of) else 0
        behind[step.project] = max(behind.get(step.project, 0), late_by)
    return sorted(behind, key=lambda project: -behind[project])[:MOST]


def gantt(steps: Sequence[Milestone], *, as_of: date) -> go.Figure:
    """A row for each of `shown`: a bar from the start to the planned day of each milestone, with its name where there is room, a line
    from there to `as_of` where it is late, a diamond where it was finished.
    """
    rows = {project: str(place) for place, project in enumerate(shown(steps, as_of=as_of))}
    steps = [step for step in steps if step.project in rows]
    kinds = {
        "已完成": (theme.GREEN, [m for m in steps if m.is_done(as_of)]),
        "超期": (theme.RED, [m for m in steps if m.is_late(as_of)]),
        "未到期": (theme.PALE_BLUE, [m for m in steps if not m.is_done(as_of) and not m.is_late(as_of)]),
    }
    traces: list[go.Bar | go.Scatter] = [
        _bars(name, colour, mine, steps, rows, as_of) for name, (colour, mine) in kinds.items() if mine
    ]
    if late := [m for m in steps if m.is_late(as_of)]:
        traces.append(_delays(late, rows, as_of))
    done = [(m, m.done_on) for m in steps if m.is_done(as_of) and m.done_on]
    if done:
        traces.append(
            go.Scatter(
                y=[rows[m.project] for m, _ in done],
                x=[day.isoformat() for _, day in done],
                mode="markers",
                name="实际完成",
                marker={"symbol": "diamond", "size": 10, "color": theme.INK},
                customdata=[[escape(m.project, quote=False), escape(m.name, quote=False)] for m, _ in done],
                hovertemplate="%{customdata[0]} · %{customdata[1]}<br>实际完成 %{x|%Y-%m-%d}<extra></extra>",
            )
        )
    day = as_of.isoformat()
    mark = {"type": "line", "xref": "x", "yref": "paper", "x0": day, "x1": day, "y0": 0, "y1": 1}
    return charts.laid_out(
        traces,
        size="tallest" if len(rows) > FEWEST else "middle",
        barmode="overlay",
        bargap=0.35,
        uniformtext={"mode": "hide", "minsize": charts.TEXT},
        xaxis={"type": "date", "tickformat": _ticks(steps), "side": "top", "nticks": 5, "tickangle": 0},
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": list(rows.values()),
            "range": [max(len(rows), FEWEST) - 0.5, -0.5],
            "showgrid": False,
            "tickmode": "array",
            "tickvals": list(rows.values()),
            "ticktext": labels(list(rows), lines=1 + (len(rows) <= TWO_LINES_UP_TO)),
        },
        legend={"orientation": "h", "x": 0, "y": -0.02, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
        margin={"l": 8, "r": 16, "t": 30, "b": 40},
        shapes=[mark | {"line": {"color": theme.INK, "width": 1.5, "dash": "dash"}}],
    )


def _ticks(steps: Sequence[Milestone]) -> str:
    """Days within a year, months where the plans reach over the turn of one; short enough for a phone."""
    years = {day.year for step in steps for day in (step.starts_on, step.planned_on) if day is not None}
    return "%m-%d" if len(years) < 2 else "%Y-%m"


def _bars(
    name: str, colour: str, mine: list[Milestone], steps: Sequence[Milestone], rows: dict[str, str], as_of: date
) -> go.Bar:
    starts = [_start(m, steps) for m in mine]
    names = [escape(m.name, quote=False) for m in mine]
    return go.Bar(
        y=[rows[m.project] for m in mine],
        base=[day.isoformat() for day in starts],
        x=[max((m.planned_on - day).days, 1) * 86_400_000 for m, day in zip(mine, starts, strict=True)],
        orientation="h",
        name=name,
        text=names,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"color": theme.readable(colour)},
        marker={"color": colour, "line": {"color": theme.PAPER, "width": 1}},
        customdata=[[escape(m.project, quote=False), said(m, as_of)] for m in mine],
        hovertemplate="%{customdata[0]} · %{text}<br>%{customdata[1]}<extra></extra>",
    )


def _delays(late: Sequence[Milestone], rows: dict[str, str], as_of: date) -> go.Scatter:
    """From the planned day of each to `as_of`, as one trace with gaps."""
    return go.Scatter(
        y=[y for m in late for y in (rows[m.project], rows[m.project], None)],
        x=[x for m in late for x in (m.planned_on.isoformat(), as_of.isoformat(), None)],
        mode="lines",
        name="超期至今",
        line={"color": theme.RED, "width": 4, "dash": "dot"},
        hoverinfo="skip",
    )


def labels(projects: Sequence[str], *, lines: int) -> list[str]:
    """The names on the axis; of those that begin alike the end is kept too."""
    made = [label(project, lines=lines) for project in projects]
    return [
        label(project, lines=lines, with_end=True) if made.count(said) > 1 else said
        for project, said in zip(projects, made, strict=True)
    ]


def label(project: str, *, lines: int, with_end: bool = False) -> str:
    """A project's name on the axis, in one line or two of LINE characters; … stands for what has no room."""
    room = LINE * lines
    kept = room // 2 if with_end else 0
    name = project if len(project) <= room else f"{project[: room - 1 - kept]}…{project[len(project) - kept :]}"
    at = len(name)
    if at > LINE:  # before what stands in brackets, else in the middle
        bracket = name.find("（")
        at = bracket if 0 < bracket <= LINE and len(name) - bracket <= LINE else (len(name) + 1) // 2
    return "<br>".join(escape(part, quote=False) for part in (name[:at], name[at:]) if part)


def _start(step: Milestone, steps: Sequence[Milestone]) -> date:
    """Its own start, else the planned day of the step before it, else two weeks before its planned day."""
    if step.starts_on is not None and step.starts_on < step.planned_on:
        return step.starts_on
    before = [m.planned_on for m in steps if m.project == step.project and m.planned_on < step.planned_on]
    return max(before) if before else step.planned_on - timedelta(days=14)


def said(step: Milestone, as_of: date) -> str:
    """计划 2020-05-31，已超期 70 天."""
    if step.is_done(as_of):
        late_by = step.days_late(as_of)
        return f"计划 {step.planned_on}，{step.done_on} 完成" + (f"，晚 {late_by:,} 天" if late_by else "")
    if step.is_late(as_of):
        return f"计划 {step.planned_on}，已超期 {step.days_late(as_of):,} 天"
    return f"计划 {step.planned_on}"
