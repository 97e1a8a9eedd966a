"""活动日历: what the standing rules ask for, what each district did, and the figures around a day."""

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from domain.campaign import activities as rules
from domain.campaign.activities import ACTIVITY, AROUND, AROUND_DAYS, HELD, NO_REPORT, NOT_HELD
from domain.directory import DISTRICT
from domain.figures.definitions import DEFINITIONS
from domain.figures.rates import as_printed, percent, written
from domain.ledger.chinese_days import short_day
from domain.ledger.days import day_date
from ui.figures.rankings import records, unit_address
from ui.parts import charts, grids, theme
from ui.parts import records as entries
from ui.parts.grids import Grid, GridColumn, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import number

WEEKS = 12
MOST_DAYS = 14
COUNTED = ("due", "held", "not_held", "no_report", "people", "solved")
SIGNS = {HELD: ("✔", theme.GREEN), NOT_HELD: ("✖", theme.AMBER), NO_REPORT: ("–", theme.LINE)}
LEGEND = "✔ 已开展（后面是参加人数）　✖ 未开展　– 未报告"
NOTHING = "还没有设定活动规律。请在“设置—时限与统计—活动规律”里登记（例：清洁家园日，每周，周三），再导入活动记录表。"


def _since(scope: Scope) -> date:
    return scope.as_of - timedelta(weeks=WEEKS) + timedelta(days=1)


def names(scope: Scope) -> dict[str, str]:
    """The activities of the standing rules, to choose one."""
    return {rule.name: rule.name for rule in rules.rules_of(data.settings(scope.source))}


@data.view
def districts(scope: Scope) -> list[int]:
    """The districts that are asked to hold activities: all, or the selected ones."""
    units = data.ledger(scope.source).directory.units
    every = [code for code, unit in units.items() if unit.kind == DISTRICT]
    return [code for code in every if not scope.selection.district or code in scope.selection.district]


@data.view
def kept(scope: Scope) -> pd.DataFrame:
    """Due activities of the last twelve weeks by district, and what became of them (see activities.kept)."""
    told = rules.records_of(entries.of(scope, ACTIVITY), as_of=scope.as_of)
    standing = rules.rules_of(data.settings(scope.source))
    return rules.kept(standing, told, districts(scope), since=_since(scope), until=scope.as_of)


@data.view
def reported(scope: Scope) -> bool:
    """Whether anything is due and anybody has reported anything about it."""
    return bool((kept(scope)["state"] != rules.NO_REPORT).any())


@data.view
def verdict(scope: Scope) -> str:
    """How many of the due activities were held, and who is behind."""
    if not names(scope):
        return NOTHING
    table = kept(scope)
    if table.empty:
        return f"近 {WEEKS} 周没有应开展的活动。"
    if not reported(scope):
        return f"近 {WEEKS} 周按规律应开展 {len(table):,} 场次，没有一条对得上的活动记录，开展了没有无从知道。"
    held, silent = int((table["state"] == HELD).sum()), int((table["state"] == NO_REPORT).sum())
    said = (
        f"近 {WEEKS} 周按规律应开展 {len(table):,} 场次，已开展 {held:,} 场次（{written(percent(held, len(table)))}%），"
        f"未报告 {silent:,} 场次；参加 {int(table['people'].sum()):,} 人次，解决问题 {int(table['solved'].sum()):,} 件。"
    )
    ranking = rules.attendance(table)
    worst = ranking[ranking["share"] == ranking["share"].min()]
    if len(worst) <= 3 and worst["share"].iat[0] < 100:
        directory = data.ledger(scope.source).directory
        who = "、".join(directory.label("district", int(code)) for code in worst["district"])
        said += f"开展最少的是{who}（{written(worst['share'].iat[0])}%）。"
    return said


def warnings(scope: Scope) -> list[str]:
    """What the reports say of activities that no rule names."""
    told = rules.records_of(entries.of(scope, ACTIVITY), as_of=scope.as_of)
    found = rules.unruled(rules.rules_of(data.settings(scope.source)), told, since=_since(scope), until=scope.as_of)
    if not found:
        return []
    named = "、".join(f"“{name}”{count:,} 条" for name, count in found[:5]) + ("等" if len(found) > 5 else "")
    return [
        f"近 {WEEKS} 周的活动记录里，{named}的名称不在活动规律里，没有计入。请改名称，或在“设置—时限与统计—活动规律”里登记。"
    ]


@data.view
def calendar(scope: Scope, activity: str) -> bytes:
    """The newest due days of one activity by district: ✔ held, ✖ not held, – no report."""
    table = kept(scope)
    table = table[table["name"] == activity]
    days = sorted(table["day"].unique().tolist())[-MOST_DAYS:]
    state = {(line["district"], line["day"]): line for line in records(table)}
    directory = data.ledger(scope.source).directory
    rows = []
    for code in districts(scope):
        cells = [grids.text(directory.label("district", code), unit_address(scope, "district", code))]
        for day in days:
            line = state[code, day]
            sign, ground = SIGNS[line["state"]]
            people = f" {int(line['people']):,}" if line["people"] else ""
            cells.append(grids.text(f"{sign}{people}", ground=theme.mixed(ground, 0.25), ink=theme.INK))
        rows.append(GridRow(cells=cells))
    counts = [grids.text("已开展 / 应开展")]
    for day in days:
        of_day = table.loc[table["day"] == day, "state"]
        counts.append(grids.text(f"{int((of_day == HELD).sum())}/{len(of_day)}"))
    rows.append(GridRow(cells=counts, style="total"))
    heads = [
        GridColumn(name="镇区", kind="text"),
        *(GridColumn(name=short_day(day_date(day)), kind="") for day in days),
    ]
    return grids.packed(Grid(columns=heads, rows=rows, style="heat", height=640))


@data.view
def ranking(scope: Scope) -> bytes:
    """Attendance by district, best first, with the sum below; held + not held + no report = due."""
    table = rules.attendance(kept(scope))
    directory = data.ledger(scope.source).directory
    rows = []
    for line in records(table):
        cells = [
            grids.text(directory.label("district", int(line["district"]))),
            grids.text(f"{written(line['share'])}", bar=line["share"] / 100),
        ]
        cells += [grids.text(f"{int(line[key]):,}" if line[key] else "·") for key in COUNTED]
        rows.append(GridRow(cells=cells))
    total = {key: int(table[key].sum()) for key in COUNTED}
    share = f"{written(percent(int(total['held']), int(total['due'])))}" if total["due"] else "—"
    rows.append(
        GridRow(
            cells=[grids.text("合计"), grids.text(share), *(grids.text(f"{v:,}") for v in total.values())],
            style="total",
        )
    )
    columns = grids.columns(
        ("镇区", "text", ""),
        ("开展率（%）", "", "已开展 ÷ 应开展。"),
        ("应开展", "", "活动规律推算的场次，每个镇区每次一场。"),
        ("已开展", "", rules.WORDS["已开展"]),
        ("未开展", "", "报告说没有开展。"),
        ("未报告", "", "没有任何记录；不等于没有开展。"),
        ("参加（人次）", "", ""),
        ("解决问题（件）", "", "活动记录里填的数，不从台账推算。"),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=640))


@data.view
def around(scope: Scope, activity: str) -> bytes:
    """The county's figures two weeks before and after each of the newest days of one activity."""
    ledger = data.chosen(scope)
    days = [
        d
        for d, n in rules.due_days(rules.rules_of(data.settings(scope.source)), since=_since(scope), until=scope.as_of)
        if n == activity
    ]
    rows = []
    for day in reversed(days[-6:]):
        said = rules.around(ledger, day, as_of=scope.as_of)
        short = "" if said.complete else f"（后两周只过了 {said.passed} 天）"
        cells = [grids.text(f"{day.isoformat()}{short}", tone="" if said.complete else "quiet")]
        for key in AROUND:
            before, after = said.values[key]
            cells.append(grids.text(f"{number(before)} → {number(after)}", tone="" if said.complete else "quiet"))
        rows.append(GridRow(cells=cells))
    columns = [
        GridColumn(name="活动日", kind="text"),
        *(
            GridColumn(
                name=_around_name(key),
                kind="",
                help=f"活动日之前 {AROUND_DAYS} 天 → 自活动日起 {AROUND_DAYS} 天。"
                if DEFINITIONS[key].flow
                else "活动日前一天 → 后两周末。",
            )
            for key in AROUND
        ),
    ]
    return grids.packed(Grid(columns=columns, rows=rows))


@data.view
def people_chart(scope: Scope) -> go.Figure:
    """People who took part, by week and activity."""
    table = kept(scope)
    traces = []
    for place, name in enumerate(names(scope)):
        mine = table[table["name"] == name].groupby("day")["people"].sum()
        look = theme.series_style(place)
        traces.append(
            go.Bar(
                x=[day_date(int(day)).isoformat() for day in mine.index],
                y=mine.tolist(),
                name=name,
                marker={"color": look["color"]},
                hovertemplate="%{x}：%{y:,} 人次",
            )
        )
    return charts.laid_out(
        traces,
        size="tall",
        barmode="stack",
        showlegend=True,
        xaxis={"type": "date", "tickformat": charts.WEEK_TICKS, "showgrid": False},
        yaxis={"title": {"text": "人次"}, "rangemode": "tozero", "tickformat": ",d"},
    )


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """Every due activity by district, the ranking, and the figures around the days of each activity."""
    table = kept(scope)
    directory = data.ledger(scope.source).directory
    return {
        "活动开展情况": pd.DataFrame(
            {
                "应开展日": pd.Series([day_date(int(day)) for day in table["day"]], dtype=object),
                "活动": table["name"].tolist(),
                "镇区": [directory.label("district", int(code)) for code in table["district"]],
                "情况": table["state"].tolist(),
                "参加人数": table["people"].tolist(),
                "解决问题数": table["solved"].tolist(),
            }
        ),
        "开展率排名": _ranking_frame(scope),
        "活动前后两周": _around_frame(scope),
    }


def _ranking_frame(scope: Scope) -> pd.DataFrame:
    table = rules.attendance(kept(scope))
    directory = data.ledger(scope.source).directory
    names_ = ("应开展", "已开展", "未开展", "未报告", "参加（人次）", "解决问题（件）")
    return pd.DataFrame(
        {
            "镇区": [directory.label("district", int(code)) for code in table["district"]],
            "开展率（%）": as_printed(table["share"]).tolist(),
            **{name: table[key].tolist() for name, key in zip(names_, COUNTED, strict=True)},
        }
    )


def _around_frame(scope: Scope) -> pd.DataFrame:
    ledger = data.chosen(scope)
    standing = rules.rules_of(data.settings(scope.source))
    lines = []
    for day, name in rules.due_days(standing, since=_since(scope), until=scope.as_of):
        said = rules.around(ledger, day, as_of=scope.as_of)
        lines.append((day, name, said.passed, *(value for key in AROUND for value in said.values[key])))
    heads = [f"{_around_name(key)}（{when}）" for key in AROUND for when in ("前", "后")]
    return pd.DataFrame(lines, columns=["活动日", "活动", "后两周已过天数", *heads])


def _around_name(key: str) -> str:
    return DEFINITIONS[key].name.replace("本周", "两周")


def notes() -> list[str]:
    """口径 of the page, for the download."""
    return [f"{name}：{said}" for name, said in rules.WORDS.items()]
