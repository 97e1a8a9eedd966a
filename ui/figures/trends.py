"""周趋势: the weeks as charts and tables, for the whole selection or by category, district or department."""

from collections.abc import Mapping
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from domain.figures.definitions import DEFINITIONS
from domain.figures.rates import as_printed
from domain.figures.trend import weekly_by
from ui.figures import views
from ui.figures.rankings import figure_column, records
from ui.parts import charts, grids
from ui.parts.grids import Grid, GridColumn, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import number
from ui.shell.words import rows_of

BY: Mapping[str, str] = {"": "全部", "category": "按类别", "district": "按镇区", "lead": "按责任单位"}
FIGURES = ("open", "overdue", "found", "done", "closed")
COLUMNS = ("found", "done", "closed", "open", "overdue", "awaiting", "on_time_rate")
TABLE_WEEKS = 60
"""Weeks in the table on screen, newest first; the download has all."""
LINES = 8


def all_weeks(scope: Scope) -> pd.DataFrame:
    """Every week from the first issue found."""
    return views.weeks(scope, views.weeks_covered(scope))


@data.view
def flows_chart(scope: Scope) -> go.Figure:
    """Found, done, closed."""
    weeks = all_weeks(scope)
    return charts.weekly_flows(weeks, views.marks(scope, weeks))


@data.view
def stocks_chart(scope: Scope) -> go.Figure:
    """Open and overdue at week's end."""
    weeks = all_weeks(scope)
    return charts.weekly_stocks(weeks, views.marks(scope, weeks))


@data.view
def rate_chart(scope: Scope) -> go.Figure:
    """The on-time rate at week's end."""
    weeks = all_weeks(scope)
    return charts.weekly_rate(weeks, views.marks(scope, weeks))


@data.view
def weeks_table(scope: Scope) -> bytes:
    """The weeks in figures, newest first; every number leads to its rows on that day."""
    weeks = all_weeks(scope).iloc[::-1].head(TABLE_WEEKS)
    columns = [GridColumn(name="周", kind="text"), *(figure_column(scope, key, week_name(key)) for key in COLUMNS)]
    rows = []
    for week in records(weeks):
        on = week["ends_on"].isoformat()
        cells = [grids.text(f"{week['starts_on']:%m-%d} 至 {week['ends_on']:%m-%d}")]
        for key in COLUMNS:
            said = number(week[key], DEFINITIONS[key].unit)
            tone = "overdue" if key == "overdue" and week[key] else ""
            cells.append(grids.text(said, address("rows", figure=key, on=on) if week[key] else None, tone=tone))
        rows.append(GridRow(cells=cells))
    return grids.packed(Grid(columns=columns, rows=rows, height=940))


def week_name(key: str) -> str:
    """新增 instead of 本周新增, 按期整改率（%）."""
    d = DEFINITIONS[key]
    return d.name.removeprefix("本周") + ("（%）" if d.unit == "%" else "")


@data.view
def parts(scope: Scope, by: str, figure: str) -> pd.DataFrame:
    """A figure for each week and each id of a dimension, most in the last week first (see trend.weekly_by)."""
    table = weekly_by(data.chosen(scope, by=by), key=figure, by=by, until=scope.as_of, weeks=views.weeks_covered(scope))
    last, whole = table.iloc[-1].to_numpy(), table.sum().to_numpy()
    return table.iloc[:, np.lexsort((table.columns, -whole, -last))]


def names(scope: Scope, by: str, codes: pd.Index) -> dict[int, str]:
    """The words for ids of a dimension."""
    directory = data.ledger(scope.source).directory
    return {int(code): directory.label(by, int(code)) for code in codes}


@data.view
def parts_chart(scope: Scope, by: str, figure: str) -> go.Figure:
    """The largest parts of the last week as lines."""
    table = parts(scope, by, figure).iloc[:, :LINES]
    weeks = all_weeks(scope)
    return charts.weekly_lines(table, names(scope, by, table.columns), views.marks(scope, weeks))


@data.view
def parts_table(scope: Scope, by: str, figure: str) -> bytes:
    """All parts, one column each, weeks newest first."""
    table = parts(scope, by, figure).iloc[::-1].head(TABLE_WEEKS)
    said = names(scope, by, table.columns)
    columns = [
        GridColumn(name="截至", kind="text"),
        *(GridColumn(name=said[int(code)], kind="") for code in table.columns),
    ]
    rows = []
    for day, line in zip(table.index, table.to_numpy().tolist(), strict=True):
        cells = [grids.text(f"{day:%Y-%m-%d}")]
        cells += [
            grids.text(
                number(value),
                rows_of(scope, figure, {by: int(code)}, on=day.isoformat()) if value else None,
                tone="overdue" if figure == "overdue" and value else "",
            )
            for code, value in zip(table.columns, line, strict=True)
        ]
        rows.append(GridRow(cells=cells))
    return grids.packed(Grid(columns=columns, rows=rows, height=520))


def _column(weeks: pd.DataFrame, key: str) -> "pd.Series[float]":
    return as_printed(weeks[key]) if DEFINITIONS[key].unit == "%" else weeks[key]


def downloads(scope: Scope, by: str, figure: str) -> dict[str, pd.DataFrame]:
    """All weeks, and all parts of the figure chosen."""
    weeks = all_weeks(scope)
    found = {
        "周趋势": pd.DataFrame(
            {
                "周起": weeks["starts_on"],
                "截至": weeks["ends_on"],
                **{week_name(key): _column(weeks, key) for key in COLUMNS},
            }
        )
    }
    if by:
        table = parts(scope, by, figure)
        said = names(scope, by, table.columns)
        columns = {f"{said[int(code)]}": table[code].tolist() for code in table.columns}
        found[f"{DEFINITIONS[figure].name}{BY[by]}"] = pd.DataFrame({"截至": list(table.index), **columns})
    return found


@data.view
def conclusion(scope: Scope) -> str:
    """Which way open and overdue have gone over the last four weeks."""
    weeks = all_weeks(scope)
    if weeks["total"].iat[-1] == 0:
        return "所选范围内还没有问题。"
    back = min(4, len(weeks) - 1)
    now, then = weeks.iloc[-1], weeks.iloc[-1 - back]

    def moved(key: str) -> str:
        delta = int(now[key]) - int(then[key])
        way = "持平" if delta == 0 else f"{'增加' if delta > 0 else '减少'} {abs(delta):,} 件"
        return f"{DEFINITIONS[key].name} {int(then[key]):,} → {int(now[key]):,} 件，{way}"

    more = weeks["found"].iloc[-back:].sum() - weeks["closed"].iloc[-back:].sum()
    pace = "新增多于销号" if more > 0 else "销号多于新增" if more < 0 else "新增与销号相当"
    return f"近 {back} 周：{moved('open')}；{moved('overdue')}；{pace}。"


@data.view
def legend(scope: Scope) -> str:
    """What the marks on the charts stand for, as HTML."""
    settings = data.settings(scope.source)
    said = []
    weeks = all_weeks(scope)
    if days := views.activity_days(scope, weeks):
        kinds = "、".join(dict.fromkeys(escape(name) for _, name in days))
        said.append(
            f"<span class='tick'></span>横轴上的短线为创建活动日（{kinds}），前后两周的数字见“活动日历”，先后不等于因果"
        )
    if settings.assessment_on:
        said.append(f"竖虚线为测评日（{settings.assessment_on.isoformat()}）")
    return f"<p class='legend'>{'；'.join(said)}{'。' if said else ''}最后一周截至 {scope.as_of.isoformat()}。</p>"
