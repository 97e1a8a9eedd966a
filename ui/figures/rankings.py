"""Units side by side: the worst five, the fair ranking, and the cross table, each number leading to its rows."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from domain.figures import ranking
from domain.figures.definitions import DEFINITIONS, undated_note
from domain.figures.rates import as_printed, rounded
from ui.figures import views
from ui.parts import charts, grids, theme
from ui.parts.grids import Cell, Grid, GridColumn, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE, changed, definition, number, valued
from ui.shell.words import rows_of, word_of

KIND = {"district": "镇区", "lead": "部门"}
MEASURES = tuple(ranking.MEASURES)
RANKED_COLUMNS = (
    *("total", "found", "open", "overdue", "long_overdue", "done_rate", "closed_rate", "on_time_rate"),
    *("days_median", "rework", "recurring", "no_due"),
)
SHORT = {"days_median": "整改天数（中位）"}
HEAT_FIGURES = ("open", "overdue", "total")


def said(scope: Scope, figure: str) -> str:
    """口径 of a figure, for a heading."""
    return definition(figure, data.settings(scope.source), scope.as_of)


def assisting_note(scope: Scope) -> None:
    """Says that parts exceed the whole when assisting units count."""
    if scope.selection.assisting:
        st.info("含配合单位：一个问题在责任单位和每个配合单位各计一次，各单位之和大于全县总数。")


def unknown_days(scope: Scope) -> str:
    """What stands beside on-time rates about completions without any day; empty without any."""
    return undated_note(views.figures_on(scope).counts["undated"], data.settings(scope.source))


def undated_caption(scope: Scope) -> None:
    """Says so below a table of on-time rates, and where the list is."""
    if said := unknown_days(scope):
        st.caption(f"按期整改率：{said}；清单见“数据质量”的“完成日期不明”。")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def unit_address(scope: Scope, by: str, code: int) -> str | None:
    """The address of a unit's own page; None for the bucket that names no unit."""
    return address("unit", unit=word_of(scope, by, code)) if code else None


def figure_column(scope: Scope, key: str, name: str | None = None) -> GridColumn:
    """The heading of a figure, with its 口径."""
    settings = data.settings(scope.source)
    return GridColumn(name=name or DEFINITIONS[key].name, kind="", help=definition(key, settings, scope.as_of))


@data.view
def worst(scope: Scope, by: str, count: int = 5) -> bytes:
    """The units with most overdue issues; a tie at the end is listed as a whole."""
    table = ranking.worst(
        views.units(scope, by), measure="overdue", minimum=data.settings(scope.source).minimum_ranked, count=count
    )
    top = max(table["overdue"].max(), 1) if len(table) else 1
    rows = [
        GridRow(
            cells=[
                grids.text(unit["name"], unit_address(scope, by, unit["code"])),
                grids.text(
                    f"{unit['overdue']:,}",
                    rows_of(scope, "overdue", {by: unit["code"]}),
                    tone="overdue",
                    bar=unit["overdue"] / top,
                ),
                moved(unit["overdue"] - unit["overdue_before"]),
                grids.text(
                    valued("on_time_rate", unit["on_time_rate"]), rows_of(scope, "on_time_rate", {by: unit["code"]})
                ),
            ]
        )
        for unit in records(table)
    ]
    columns = [
        GridColumn(name=KIND[by], kind="text"),
        figure_column(scope, "overdue", "超期（件）"),
        GridColumn(name="较上周", kind=""),
        figure_column(scope, "on_time_rate"),
    ]
    return grids.packed(Grid(columns=columns, rows=rows, height=300, steady=True))


def moved(delta: int) -> Cell:
    """The change of an overdue count."""
    return grids.text(
        changed("overdue", delta).removesuffix(" 件"), tone="overdue" if delta > 0 else "done" if delta < 0 else "quiet"
    )


@data.view
def ranked(scope: Scope, by: str, measure: str) -> pd.DataFrame:
    """Every unit's figures with its rank in its group (see ranking.ranked)."""
    return ranking.ranked(views.units(scope, by), measure=measure, minimum=data.settings(scope.source).minimum_ranked)


def unranked_reason(unit: dict[str, Any], minimum: int) -> str:
    """Why a unit has no rank, in a few characters; `_rule` has the whole of it."""
    if unit["code"] == 0:
        return "未写明"
    if unit["group"] == ranking.NOT_RANKED_UNITS:
        return "不同类"
    return f"不足 {minimum:,} 件"


def _rule(by: str, measure: str, minimum: int) -> str:
    what = "已到期或已完成的问题" if measure == "on_time_rate" else "交办的问题"
    return f"{what}不足 {minimum:,} 件的、不是{KIND[by]}的，以及没有写明单位的问题"


@data.view
def table(scope: Scope, by: str, measure: str) -> bytes:
    """The ranking: groups apart, worst first, those without a rank last with the reason, and the sum below."""
    frame = ranked(scope, by, measure)
    minimum = data.settings(scope.source).minimum_ranked
    rows: list[GridRow] = []
    placed, loose = frame[frame["rank"].notna()], frame[frame["rank"].isna()]
    groups = list(placed.groupby("group", sort=True))
    for group, units in groups:
        if len(groups) > 1:
            rows.append(grids.group(f"{group}（{len(units):,} 个）"))
        ties = units["rank"].duplicated(keep=False)
        rows += [
            _unit_row(scope, by, unit, f"{unit['rank']}{'（并列）' if tied else ''}")
            for unit, tied in zip(records(units), ties, strict=True)
        ]
    if len(loose):
        rows.append(grids.group(f"不参与排名：{_rule(by, measure, minimum)}"))
        rows += [_unit_row(scope, by, unit, unranked_reason(unit, minimum)) for unit in records(loose)]
    if not scope.selection.assisting:
        now = views.figures_on(scope)
        total = {key: now.value(key) for key in RANKED_COLUMNS if key != "days_median"}
        cells = [grids.text(""), grids.text("合计")]
        for key in RANKED_COLUMNS:
            cells.append(grids.text(number(total.get(key), DEFINITIONS[key].unit)))
            if key == "on_time_rate":
                finished = now.counts["on_time"] + now.counts["late"] + now.counts["overdue"]
                cells.append(grids.text(f"{now.counts['on_time']:,}/{finished:,}" if finished else NONE, tone="quiet"))
        rows.append(GridRow(cells=cells, style="total"))
    columns = [
        GridColumn(name="名次", kind="text", help="同组内从好到差排名，第 1 名最好；并列的名次相同。"),
        GridColumn(name=KIND[by], kind="text"),
    ]
    for key in RANKED_COLUMNS:
        d = DEFINITIONS[key]
        columns.append(figure_column(scope, key, SHORT.get(key, d.name) + ("（%）" if d.unit == "%" else "")))
        if key == "on_time_rate":
            columns.append(GridColumn(name="按期/应完成", kind="", help="按期整改率的分子和分母，件。"))
    return grids.packed(Grid(columns=columns, rows=rows, height=760))


def _unit_row(scope: Scope, by: str, unit: dict[str, Any], place: str) -> GridRow:
    code = unit["code"]
    cells = [
        grids.text(place, tone="quiet" if not place[:1].isdigit() else ""),
        grids.text(unit["name"], unit_address(scope, by, code)),
    ]
    for key in RANKED_COLUMNS:
        value = unit[key]
        said = number(value, DEFINITIONS[key].unit)
        late = key in ("overdue", "long_overdue") and value > 0
        go = rows_of(scope, key, {by: code}) if value == value and value is not None else None
        cells.append(grids.text(said, go, tone="overdue" if late else ""))
        if key == "on_time_rate":
            cells.append(
                grids.text(f"{unit['on_time']:,}/{unit['finished']:,}" if unit["finished"] else NONE, tone="quiet")
            )
    return GridRow(cells=cells)


@data.view
def chart(scope: Scope, by: str, measure: str) -> go.Figure:
    """The ranked units by the measure, worst first; a bar leads to the unit's page."""
    frame = ranked(scope, by, measure)
    frame = frame[frame["rank"].notna()].sort_values(
        [measure, "overdue"], ascending=[not ranking.MEASURES[measure], False], kind="stable"
    )
    units = records(frame)
    return charts.bars(
        [unit["name"] for unit in units],
        [rounded(unit[measure]) for unit in units],
        [unit_address(scope, by, unit["code"]) or "" for unit in units],
        texts=[_with_base(unit, measure) for unit in units],
        tone=theme.TONE_OF.get(measure, "neutral"),
    )


def _with_base(unit: dict[str, Any], measure: str) -> str:
    said = valued(measure, unit[measure])
    part = {
        "on_time_rate": ("on_time", "finished"),
        "done_rate": ("done_total", "total"),
        "closed_rate": ("closed_total", "total"),
    }.get(measure)
    return f"{said}（{unit[part[0]]:,}/{unit[part[1]]:,}）" if part else said


@data.view
def conclusion(scope: Scope, by: str, measure: str) -> str:
    """One sentence: who is worst and who is best by the measure, with the bases."""
    frame = ranked(scope, by, measure)
    placed = frame[frame["rank"].notna()]
    if placed.empty:
        return f"没有达到排名要求（至少 {data.settings(scope.source).minimum_ranked:,} 件）的{KIND[by]}。"
    less = ranking.MEASURES[measure]
    low, high = placed[measure].min(), placed[measure].max()
    name = DEFINITIONS[measure].name
    if low == high:
        return f"{len(placed):,} 个{KIND[by]}的{name}相同，均为 {valued(measure, low)}。"
    worst_value, best_value = (high, low) if less else (low, high)
    return (
        f"{len(placed):,} 个{KIND[by]}参与排名。{name}最{'多' if less else '低'}的是"
        f"{_named(placed, measure, worst_value)}，最{'少' if less else '高'}的是{_named(placed, measure, best_value)}。"
    )


def _named(placed: pd.DataFrame, measure: str, value: float) -> str:
    units = records(placed[placed[measure] == value])
    if len(units) > 3:
        return f"{'、'.join(u['name'] for u in units[:3])}等 {len(units):,} 个（{valued(measure, value)}）"
    if len(units) == 1:
        return f"{units[0]['name']}（{_with_base(units[0], measure).replace('（', '，').rstrip('）')}）"
    return f"{'、'.join(u['name'] for u in units)}（{valued(measure, value)}）"


@data.view
def heat(scope: Scope, rows: str, columns: str, figure: str) -> bytes:
    """A cross table with the number in each cell and darker grounds for larger ones; a cell leads to its rows."""
    frame = _cross(scope, rows, columns, figure)
    top = int(frame.to_numpy().max()) if frame.size else 1
    colour = theme.TONES[theme.TONE_OF.get(figure, "neutral")]
    directory = data.ledger(scope.source).directory
    made: list[GridRow] = []
    for code, line in zip(frame.index, frame.to_numpy().tolist(), strict=True):
        cells = [
            grids.text(directory.label(rows, int(code)), unit_address(scope, rows, int(code))),
            grids.text(f"{sum(line):,}", rows_of(scope, figure, {rows: int(code)})),
        ]
        for other, value in zip(frame.columns, line, strict=True):
            go = rows_of(scope, figure, {rows: int(code), columns: int(other)}) if value else None
            cells.append(heat_cell(value, top, colour, go))
        made.append(GridRow(cells=cells))
    heads = [
        GridColumn(name=KIND.get(rows, ""), kind="text"),
        GridColumn(name="合计", kind=""),
        *(GridColumn(name=directory.label(columns, int(code)), kind="") for code in frame.columns),
    ]
    return grids.packed(Grid(columns=heads, rows=made, style="heat", height=720))


def heat_cell(value: int, top: int, colour: str, go: str | None) -> Cell:
    """A number on a ground between white and `colour`, in ink that stays readable on it."""
    ground = theme.mixed(colour, 0.08 + 0.92 * value / top) if value else theme.PAPER
    return Cell(
        text=f"{value:,}" if value else "·", go=go, ground=ground, ink=theme.readable(ground) if value else theme.MUTED
    )


def _cross(scope: Scope, rows: str, columns: str, figure: str) -> pd.DataFrame:
    return ranking.cross_counts(data.chosen(scope, by=rows), rows=rows, columns=columns, key=figure, as_of=scope.as_of)


def overview_downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """What the overview shows: the headline figures, and all districts and departments by overdue issues."""
    return {
        "主要数字": views.wall_table(scope),
        **downloads(scope, "district", "overdue", []),
        **downloads(scope, "lead", "overdue", []),
    }


def downloads(scope: Scope, by: str, measure: str, cross: Sequence[tuple[str, str, str]]) -> dict[str, pd.DataFrame]:
    """The ranking and the cross tables (rows, columns, figure) as frames with Chinese headings."""
    frame = ranked(scope, by, measure)
    minimum = data.settings(scope.source).minimum_ranked
    units = records(frame)
    table_ = pd.DataFrame(
        {
            "分组": frame["group"],
            "名次": frame["rank"],
            KIND[by]: frame["name"],
            **{
                DEFINITIONS[key].name + ("（%）" if DEFINITIONS[key].unit == "%" else ""): as_printed(frame[key])
                if DEFINITIONS[key].unit == "%"
                else frame[key]
                for key in (*RANKED_COLUMNS, "on_time", "late", "undated")
            },
            "不排名原因": ["" if not pd.isna(unit["rank"]) else unranked_reason(unit, minimum) for unit in units],
        }
    )
    found = {f"{KIND[by]}排名": table_}
    directory = data.ledger(scope.source).directory
    for rows, columns, figure in cross:
        counts = _cross(scope, rows, columns, figure)
        counts.columns = pd.Index([directory.label(columns, int(c)) for c in counts.columns])
        counts.insert(0, KIND.get(rows, rows), [directory.label(rows, int(c)) for c in counts.index])
        found[f"{DEFINITIONS[figure].name}分布"] = counts.reset_index(drop=True)
    return found
