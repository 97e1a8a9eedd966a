"""测评与目标 on screen: rounds and ranks, where points went and what of it is still open, the plan counted back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

import pandas as pd
import plotly.graph_objects as go

from domain.campaign import assessments, plan
from domain.campaign.assessments import ASSESSMENT, AssessmentLine, AssessmentRound, By, Loss
from domain.campaign.plan import PLAN, STATES, PlanTask
from domain.figures import rates
from domain.figures.rates import percent, written
from domain.ledger.chinese_days import short_day
from ui.parts import charts, grids, records, theme
from ui.parts.grids import Cell, Grid, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import NONE, literal
from ui.shell.words import rows_of

DRAWN = 10
"""Most rounds of a chart, the newest: more of them cannot be read on a phone."""
LOST_BY: Mapping[str, str] = {"item": "测评项目", "site_type": "点位类型", "category": "问题类别"}
TONES: Mapping[plan.State, str] = {
    "late": "overdue", "this_week": "due_soon", "ahead": "", "undated": "quiet", "done": "done", "done_late": "done",
}  # fmt: skip
SIGNS: Mapping[plan.State, str] = {"late": "▲ ", "this_week": "● ", "done": "✔ ", "done_late": "✔ "}
LOST, STILL, RATE = (assessments.WORDS[name] for name in ("失分", "失分处仍未整改", "得分率"))


@data.view
def rounds(scope: Scope) -> list[AssessmentRound]:
    """All rounds, oldest first."""
    return assessments.rounds(records.of(scope, ASSESSMENT))


@data.view
def steps(scope: Scope) -> list[PlanTask]:
    """The tasks of the plan on the as-of day."""
    assessed = data.settings(scope.source).assessment_on
    return plan.steps(records.of(scope, PLAN), assessment_on=assessed, as_of=scope.as_of)


@data.view
def tasks(scope: Scope) -> list[PlanTask]:
    """The tasks of the selected units: of the plan nothing else can be narrowed."""
    wanted = scope.selection.lead
    return [step for step in steps(scope) if not wanted or step.unit in wanted]


@data.view
def verdict(scope: Scope) -> str:
    """Days left, target, last result, what of the plan is late: the sentence of 总览 and the wall."""
    late = [(step.task, step.days_late) for step in steps(scope) if step.state == "late"]
    said = assessments.standing(rounds(scope), late, data.settings(scope.source), as_of=scope.as_of)
    return f"{said.value}。{said.sentence}" if said.tone != "missing" else said.sentence


def points(value: float | None) -> str:
    """Points, two decimals."""
    return NONE if value is None else f"{value:,.2f}"


# ---- rounds ------------------------------------------------------------------------------------------------------


@data.view
def round_table(scope: Scope) -> bytes:
    """The rounds, newest first."""
    found = rounds(scope)
    rows = []
    for one in reversed(found):
        before = [r for r in found[: found.index(one)] if (r.level, r.kind) == (one.level, one.kind)]
        rows.append(
            GridRow(
                cells=[
                    grids.text(one.title),
                    grids.text(one.held_on.isoformat() if one.held_on else NONE, tone="" if one.held_on else "quiet"),
                    grids.text(f"{points(one.score)} / {points(one.full)}"),
                    grids.text(NONE if one.percent is None else f"{written(one.percent)}%"),
                    _moved(one, before[-1] if before else None),
                    grids.text(NONE if one.rank is None else f"第 {one.rank} 名"),
                    grids.text(f"共 {one.peers} 个" if one.peers else NONE, tone="quiet"),
                ]
            )
        )
    columns = grids.columns(
        ("测评", "text", ""),
        ("日期", "", ""),
        ("得分 / 满分", "", ""),
        ("得分率", "", RATE),
        ("较上次同类", "", "与同一级别、同一种类的上一次比较得分率。"),
        ("名次", "", "模拟测评没有名次。"),
        ("参评", "", ""),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=420))


def _moved(one: AssessmentRound, before: AssessmentRound | None) -> Cell:
    if before is None or one.percent is None or before.percent is None:
        return grids.text(NONE, tone="quiet")
    delta = rates.points(one.percent, before.percent) or 0.0  # between the rates as they are shown
    if delta == 0:
        return grids.text("持平", tone="quiet")
    return grids.text(f"{'▲' if delta > 0 else '▼'} {written(abs(delta))} 个百分点", tone="done" if delta > 0 else "")


@data.view
def score_chart(scope: Scope) -> go.Figure:
    """The score rate of each round, one line for each kind within a level."""
    found = [one for one in rounds(scope) if one.percent is not None][-DRAWN:]
    titles = _titles(found)
    traces = []
    for number, (level, kind) in enumerate(dict.fromkeys((one.level, one.kind) for one in found)):
        mine = [
            (title, one) for title, one in zip(titles, found, strict=True) if (one.level, one.kind) == (level, kind)
        ]
        look = theme.series_style(number)
        traces.append(
            go.Scatter(
                x=[title for title, _ in mine],
                y=[cast(float, one.percent) for _, one in mine],
                name=f"{level}{kind}",
                mode="lines+markers+text",
                text=[f"{written(one.percent)}" for _, one in mine],
                textposition="top center",
                line={"color": look["color"], "width": 3, "dash": look["dash"]},
                marker={"symbol": look["symbol"], "size": 10},
                hovertemplate="%{y:.1f}%",
                cliponaxis=False,
            )
        )
    values = [one.percent for one in found if one.percent is not None]
    low, high = (min(values), max(values)) if values else (0.0, 100.0)
    room = max(2.0, (high - low) * 0.25)
    return charts.laid_out(
        traces,
        size="middle",
        showlegend=True,
        xaxis=_title_axis(titles),
        yaxis={"range": [low - room, min(high + room, 104)], "ticksuffix": "%"},
    )


@data.view
def rank_chart(scope: Scope) -> go.Figure:
    """The ranks of the rounds that are held against the target, best on top, and the target as a line."""
    settings = data.settings(scope.source)
    found = assessments.measured(rounds(scope), settings.target_level)[-DRAWN:]
    titles = _titles(found)
    ranks = [cast(int, one.rank) for one in found]
    last = max([one.peers or cast(int, one.rank) for one in found] + ranks, default=10)
    traces = [
        go.Scatter(
            x=titles,
            y=ranks,
            name="名次",
            mode="lines+markers+text",
            text=[f"第 {rank} 名" for rank in ranks],
            textposition="top center",
            line={"color": theme.BLUE, "width": 3},
            marker={"size": 10},
            hovertemplate="第 %{y} 名<extra></extra>",
            cliponaxis=False,
        )
    ]
    if settings.target_rank is not None:
        traces.append(
            go.Scatter(
                x=titles,
                y=[settings.target_rank] * len(titles),
                name=f"目标：前 {settings.target_rank} 名",
                mode="lines",
                line={"color": theme.GREEN, "width": 2, "dash": "dash"},
                hoverinfo="skip",
            )
        )
    return charts.laid_out(
        traces,
        size="middle",
        showlegend=True,
        xaxis=_title_axis(titles),
        yaxis={"range": [last + 1.5, -1], "title": {"text": "名次"}, "tickvals": _rank_ticks(last)},
    )


def _rank_ticks(last: int) -> list[int]:
    """1, 5, 10 …: about six of them, however many peers there are."""
    step = 5 * max(1, -(-last // 30))
    return [1, *range(step, last + 1, step)]


def not_drawn(scope: Scope) -> int:
    """How many rounds have no room in one of the charts; the table below them holds all."""
    found = rounds(scope)
    ranked = assessments.measured(found, data.settings(scope.source).target_level)
    return max(sum(one.percent is not None for one in found), len(ranked)) - DRAWN


def _titles(found: list[AssessmentRound]) -> list[str]:
    """The rounds as labels of an axis, narrow enough for a phone."""
    short = {kind: kind.removeprefix("年中").removesuffix("测评") for kind in {one.kind for one in found}}
    return [
        f"{one.year}{one.level}<br>{short[one.kind]}{one.batch and f'<br>{charts.plain(one.batch)}'}" for one in found
    ]


def _title_axis(titles: list[str]) -> dict[str, object]:
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": titles,
        "showgrid": False,
        "tickangle": 0,
    }


# ---- where points went -------------------------------------------------------------------------------------------


@data.view
def opened(scope: Scope) -> dict[str, str]:
    """The rounds that say where points went, newest first: title → title."""
    return {one.title: literal(one.title) for one in reversed(rounds(scope)) if one.lines}


@data.view
def loss_table(scope: Scope, title: str, by: By) -> bytes:
    """Where the points of a round went; what is still open there leads to its rows."""
    one = next(r for r in rounds(scope) if r.title == title)
    rows: list[GridRow] = []
    found = assessments.losses(one, by)
    top = max([loss.lost or 0.0 for loss in found], default=0.0)
    for loss in found:
        rows.append(_loss_row(scope, _name(scope, loss, by), loss.lost, loss.full, top, loss.lines, one.lost))
        if by == "item":
            rows += [
                _loss_row(scope, f"　　{_where(scope, line)}", line.lost, line.full, top, (line,), one.lost)
                for line in loss.finer
            ]
    if one.lost is not None:
        rows.append(
            GridRow(
                cells=[grids.text("整次测评"), grids.text(points(one.lost)), grids.text("100.0%"),
                       grids.text(points(one.full)), grids.text(""), grids.text("")],
                style="total",
            )
        )  # fmt: skip
    columns = grids.columns(
        (LOST_BY[by], "text", ""),
        ("失分", "", LOST),
        ("占全部失分", "", "除以整次测评的失分；这次测评没有总分时不算。"),
        ("满分", "", ""),
        ("仍未整改（件）", "", STILL),
        ("其中超期（件）", "", STILL),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=560))


def _name(scope: Scope, loss: Loss, by: By) -> str:
    return data.ledger(scope.source).directory.label("category", loss.code) if by == "category" else loss.name


def _where(scope: Scope, line: AssessmentLine) -> str:
    category = data.ledger(scope.source).directory.label("category", line.category) if line.category else ""
    return " · ".join(part for part in (line.site_type, category) if part)


def _loss_row(
    scope: Scope,
    name: str,
    lost: float | None,
    full: float | None,
    top: float,
    lines: tuple[AssessmentLine, ...],
    whole: float | None,
) -> GridRow:
    share = f"{written(percent(lost, whole))}%" if lost is not None and whole else NONE
    bar = lost / top if lost and top else None
    return GridRow(
        cells=[
            grids.text(name),
            grids.text(points(lost), bar=bar),
            grids.text(share, tone="quiet" if share == NONE else ""),
            grids.text(points(full), tone="quiet"),
            _still(scope, lines, "open"),
            _still(scope, lines, "overdue"),
        ]
    )


def _still(scope: Scope, lines: tuple[AssessmentLine, ...], figure: str) -> Cell:
    ledger = data.chosen(scope)
    count = assessments.still_open(ledger, lines, figure=figure, as_of=scope.as_of)
    if count is None or not scope.source.has_issues:
        return grids.text(NONE, tone="quiet")
    places = {(line.site_type, line.category) for line in lines if line.site_type or line.category}
    go = None
    if count and len(places) == 1:
        ((kind, category),) = places
        codes = {"site_type": assessments.site_type_code(ledger, kind)} if kind else {}
        go = rows_of(scope, figure, codes | ({"category": category} if category else {}))
    return grids.text(f"{count:,}", go, tone="overdue" if figure == "overdue" and count else "")


# ---- the plan ----------------------------------------------------------------------------------------------------


@data.view
def plan_sentence(scope: Scope) -> str:
    """How many tasks are in each state."""
    counts = plan.counts(tasks(scope))
    if not tasks(scope):
        return "所选的责任单位没有倒排任务。"
    return f"共 {len(tasks(scope)):,} 项：" + "，".join(
        f"{STATES[state]} {count} 项" for state, count in counts.items() if count
    )


@data.view
def plan_table(scope: Scope) -> bytes:
    """The tasks: late ones on top, then week by week what is to come, then what has no date, then what is done, newest first."""
    found = tasks(scope)
    late = sorted((step for step in found if step.state == "late"), key=lambda step: -step.days_late)
    ahead = [step for step in found if step.state in ("this_week", "ahead")]
    undated = [step for step in found if step.state == "undated"]
    done = sorted((step for step in found if step.done_on is not None), key=lambda step: step.done_on or scope.as_of)
    rows: list[GridRow] = []
    for name, part in (("逾期未完成", late), ("", ahead), ("没有时限", undated), ("已完成", done[::-1])):
        if name and part:
            rows.append(grids.group(f"{name}（{len(part)} 项）"))
        week: object = ()
        for step in part:
            if not name and step.week != week:
                week = step.week
                rows.append(grids.group(_week_name(scope, step)))
            rows.append(_step_row(scope, step))
    columns = grids.columns(
        ("任务", "wrap text", ""),
        ("责任单位", "text", ""),
        ("周次", "", "倒数第几周：从测评日往回数，测评前一天是倒数第 1 周的最后一天。"),
        ("时限", "", "写“倒数第几周”的，为那一周的最后一天。"),
        ("状态", "text", "时限早于截至日、还没有完成的为逾期。"),
        ("完成日期", "", ""),
        ("进展", "wrap text", ""),
        ("完成标准", "wrap text", ""),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=620))


def _week_name(scope: Scope, step: PlanTask) -> str:
    assessed = data.settings(scope.source).assessment_on
    if step.week is None or assessed is None:
        return "测评日还没有填写"
    if step.week < 1:
        return "测评日及以后"
    last = plan.last_day_of_week(step.week, assessed)
    now = "　本周" if last - timedelta(days=6) <= scope.as_of <= last else ""
    return f"倒数第 {step.week} 周（{short_day(last - timedelta(days=6))}至{short_day(last)}）{now}"


def _step_row(scope: Scope, step: PlanTask) -> GridRow:
    said = f"{SIGNS.get(step.state, '')}{STATES[step.state]}{f' {step.days_late} 天' if step.days_late else ''}"
    unit = data.ledger(scope.source).directory.label("lead", step.unit) if step.unit else NONE
    return GridRow(
        cells=[
            grids.text(step.task),
            grids.text(unit, tone="" if step.unit else "quiet"),
            grids.text(NONE if step.week is None or step.week < 1 else str(step.week)),
            grids.text(step.due_on.isoformat() if step.due_on else NONE),
            grids.text(said, tone=TONES[step.state]),
            grids.text(step.done_on.isoformat() if step.done_on else NONE, tone="" if step.done_on else "quiet"),
            grids.text(step.progress),
            grids.text(step.standard),
        ]
    )


# ---- downloads ---------------------------------------------------------------------------------------------------


def downloads(scope: Scope, title: str | None, by: By) -> dict[str, pd.DataFrame]:
    """The tables of the page."""
    found = {}
    packs = {"测评成绩": round_table(scope), "倒排计划": plan_table(scope)}
    if title is not None:
        packs[f"失分去向（{LOST_BY[by]}）"] = loss_table(scope, title, by)
    for name, pack in packs.items():
        lines = grids.texts(grids.unpacked(pack))
        width = len(lines[0])
        found[name] = pd.DataFrame([[*line, *[""] * (width - len(line))] for line in lines[1:]], columns=list(lines[0]))
    return found
