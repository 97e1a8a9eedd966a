"""Charts: pure functions from frames to figures, and showing them. graph_objects without a template: cheap and ours."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape, unescape
from typing import Any, cast

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from domain.figures.definitions import DEFINITIONS
from domain.figures.overdue import BANDS
from domain.figures.rates import rounded
from domain.ledger.days import day_date, day_number
from domain.ledger.states import STANDINGS, State
from ui.parts import theme
from ui.shell import links

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}
WEEK_TICKS = "%m-%d"
STATE_COLOURS = {
    int(State.ASSIGNED): "#5F8FBF",
    int(State.IN_PROGRESS): theme.BLUE,
    int(State.REPORTED): "#0F7C86",
    int(State.CLOSED): theme.GREEN,
    int(State.REWORK): "#6B4C9A",
    int(State.DISPUTED): "#8C5E2A",
    int(State.ON_HOLD): theme.GREY,
    int(State.REJECTED): "#A3ADB8",
}
"""States of an issue in its timeline; none is red."""
SIZES = {"tallest": 480, "tall": 420, "middle": 320, "low": 240}
"""Heights of charts in pixels at the usual text size: fixed, so that nothing jumps when a filter changes. ui/browser/page.css
has them too, in units of the text size, so that a large screen gets large charts."""
TEXT = 14
"""Size of all text in charts, in pixels at the usual text size; page.css makes it follow the screen."""


class Finished(go.Figure):  # type: ignore[misc]
    """A figure that changes no more: its dictionary, which every run of a page asks for, is made once."""

    def to_dict(self) -> dict[str, Any]:
        """The figure as a dictionary. Shared: never change it."""
        made: dict[str, Any] | None = self.__dict__.get("_made")
        if made is None:
            made = super().to_dict()
            self.__dict__["_made"] = made
        return made


def show(figure: go.Figure, *, key: str, says: str, linked: bool = False) -> None:
    """Draw a figure. linked: a click on a mark whose customdata begins with an address goes there. says: for screen readers."""

    key = f"{figure.to_dict()['layout']['meta']}-{key}"

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and points[0].get("customdata"):
            links.note(str(points[0]["customdata"][0]))

    st.plotly_chart(
        figure,
        key=key,
        height="stretch",
        theme=None,
        config=CONFIG,
        alt=says,
        on_select=clicked if linked else "ignore",
        selection_mode="points",
    )


def laid_out(traces: Sequence[Any], *, size: str, **layout: Any) -> go.Figure:
    """A figure in the common look. size: one of SIZES."""
    base: dict[str, Any] = {
        "template": "none",
        "height": SIZES[size],
        "meta": size,
        "font": {"family": theme.FONT, "size": TEXT, "color": theme.INK},
        "paper_bgcolor": theme.PAPER,
        "plot_bgcolor": theme.PAPER,
        "margin": {"l": 8, "r": 16, "t": 36, "b": 8},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "hoverlabel": {"font": {"family": theme.FONT, "size": TEXT}, "bgcolor": theme.PAPER, "bordercolor": theme.LINE},
        "dragmode": False,
        "separators": ".,",
    }
    axis = {
        "tickfont": {"color": theme.MUTED},
        "automargin": True,
        "fixedrange": True,
        "gridcolor": theme.LINE,
        "zeroline": False,
        "linecolor": theme.LINE,
    }
    base["xaxis"] = axis | layout.pop("xaxis", {})
    base["yaxis"] = axis | layout.pop("yaxis", {})
    return Finished(data=list(traces), layout=base | layout)


COUNTED = {"title": {"text": "件"}, "rangemode": "tozero", "tickformat": ",~f"}
"""An axis of counts: 1,000 and not 1000 or 1k."""


def week_axis(ends: Sequence[date]) -> dict[str, Any]:
    """An axis of week ends with numeric labels (no English month names), at most about ten of them."""
    step = max(1, -(-len(ends) // 10))
    ticks = list(ends)[::-1][::step][::-1]
    long = len(ends) > 53
    return {
        "type": "date",
        "tickvals": [d.isoformat() for d in ticks],
        "ticktext": [d.strftime("%Y-%m-%d" if long else WEEK_TICKS) for d in ticks],
        "showgrid": False,
    }


def day_marks(
    weekly: pd.DataFrame, activities: Sequence[tuple[date, str]], assessment_on: date | None
) -> dict[str, Any]:
    """Shapes and annotations of the county's activity days and the assessment day within the weeks shown."""
    first, last = cast(date, weekly["starts_on"].iat[0]), cast(date, weekly["ends_on"].iat[-1])
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    # One path instead of a shape a day: every chart of every run carries it.
    ticks = "".join(f"M{day},0L{day},0.035" for day, _ in activities if first <= day <= last)
    if ticks:
        line = {"color": theme.MUTED, "width": 2}
        shapes.append({"type": "path", "path": ticks, "xref": "x", "yref": "paper", "line": line, "layer": "above"})
    if assessment_on is not None and first <= assessment_on <= _a_month_on(last):
        day_text = assessment_on.isoformat()
        shapes.append(
            {
                "type": "line", "xref": "x", "yref": "paper", "x0": day_text, "x1": day_text, "y0": 0, "y1": 1,
                "line": {"color": theme.INK, "width": 1.5, "dash": "dash"},
            }
        )  # fmt: skip
        notes.append(
            {
                "xref": "x", "yref": "paper", "x": day_text, "y": 1.02, "text": f"测评 {assessment_on:%m-%d}",
                "showarrow": False, "xanchor": "right", "yanchor": "bottom",
                "font": {"color": theme.INK},
            }
        )  # fmt: skip
    return {"shapes": shapes, "annotations": notes}


def _a_month_on(day: date) -> date:
    return date.fromordinal(day.toordinal() + 31)


def weekly_flows(weekly: pd.DataFrame, marks: Mapping[str, Any]) -> go.Figure:
    """Found, done and closed for each week as bars."""
    looks = {"found": (theme.BLUE, ""), "done": (theme.PALE_BLUE, ""), "closed": (theme.GREEN, "/")}
    traces = [
        go.Bar(
            x=_days(weekly["ends_on"]),
            y=weekly[key].tolist(),
            name=DEFINITIONS[key].name.removeprefix("本周"),
            marker={
                "color": colour,
                "pattern": {"shape": shape, "fgcolor": theme.PAPER, "size": 6, "solidity": 0.2, "fillmode": "overlay"},
            },
            hovertemplate="%{y:,} 件",
        )
        for key, (colour, shape) in looks.items()
    ]
    return laid_out(
        traces,
        size="middle",
        barmode="group",
        bargap=0.25,
        hovermode="x unified",
        xaxis=week_axis(list(weekly["ends_on"])) | {"hoverformat": "截至 %Y-%m-%d"},
        yaxis=COUNTED,
        **marks,
    )


def weekly_stocks(weekly: pd.DataFrame, marks: Mapping[str, Any], *, size: str = "middle") -> go.Figure:
    """Open and overdue at the end of each week as lines."""
    looks = {"open": (theme.BLUE, "circle", "solid"), "overdue": (theme.RED, "square", "solid")}
    traces = [
        go.Scatter(
            x=_days(weekly["ends_on"]),
            y=weekly[key].tolist(),
            name=DEFINITIONS[key].name,
            mode="lines+markers",
            line={"color": colour, "width": 3, "dash": dash},
            marker={"symbol": symbol, "size": 7},
            hovertemplate="%{y:,} 件",
        )
        for key, (colour, symbol, dash) in looks.items()
    ]
    return laid_out(
        traces,
        size=size,
        hovermode="x unified",
        xaxis=week_axis(list(weekly["ends_on"])) | {"hoverformat": "截至 %Y-%m-%d"},
        yaxis=COUNTED,
        **marks,
    )


def weekly_rate(weekly: pd.DataFrame, marks: Mapping[str, Any], *, size: str = "low") -> go.Figure:
    """The on-time rate at the end of each week; a week without base is a gap, never 0 or 100."""
    line = go.Scatter(
        x=_days(weekly["ends_on"]),
        y=[None if pd.isna(v) else rounded(v) for v in weekly["on_time_rate"]],
        name=DEFINITIONS["on_time_rate"].name,
        mode="lines+markers",
        connectgaps=False,
        line={"color": theme.BLUE, "width": 3},
        marker={"size": 7},
        hovertemplate="%{y:.1f}%",
    )
    return laid_out(
        [line],
        size=size,
        hovermode="x unified",
        showlegend=True,
        xaxis=week_axis(list(weekly["ends_on"])) | {"hoverformat": "截至 %Y-%m-%d"},
        yaxis={"range": [0, 104], "ticksuffix": "%", "dtick": 25},
        **marks,
    )


def weekly_lines(table: pd.DataFrame, names: Mapping[int, str], marks: Mapping[str, Any]) -> go.Figure:
    """One line for each column (id) of `table` (index week ends); its look follows from the id alone."""
    traces = []
    for code in table.columns:
        look = theme.series_style(int(code))
        traces.append(
            go.Scatter(
                x=_days(table.index),
                y=table[code].tolist(),
                name=escape(names[int(code)], quote=False),
                mode="lines+markers",
                line={"color": look["color"], "width": 2.5, "dash": look["dash"]},
                marker={"symbol": look["symbol"], "size": 7},
                hovertemplate="%{y:,} 件",
            )
        )
    return laid_out(
        traces,
        size="tall",
        hovermode="x unified",
        showlegend=True,
        xaxis=week_axis(list(table.index)) | {"hoverformat": "截至 %Y-%m-%d"},
        yaxis=COUNTED,
        margin={"l": 8, "r": 16, "t": 84, "b": 8},
        **marks,
    )


def ageing(
    table: pd.DataFrame, names: Sequence[str], addresses: Sequence[Sequence[str]], *, rows: int = 12
) -> go.Figure:
    """Overdue issues by unit, stacked by ageing band: `table` has one row a unit and columns 0…4, most overdue first.

    addresses: for each unit where a click on each of its bands leads.
    """
    table = table.head(rows)
    shown = _literal(names)[: len(table)]
    totals = table.sum(axis=1).tolist()
    traces: list[Any] = [
        go.Bar(
            y=shown,
            x=table[band].tolist(),
            name=f"{BANDS[band].name}",
            orientation="h",
            marker={"color": theme.AGEING[band], "line": {"color": theme.PAPER, "width": 1}},
            customdata=[[of_unit[band]] for of_unit in list(addresses)[: len(table)]],
            hovertemplate=f"%{{y}}　超期 {BANDS[band].name}：%{{x:,}} 件<extra></extra>",
        )
        for band in range(len(BANDS))
    ]
    traces.append(
        go.Scatter(
            y=shown, x=totals, mode="text", text=[f" {total:,} 件" for total in totals], textposition="middle right",
            showlegend=False, hoverinfo="skip", cliponaxis=False,
        )
    )  # fmt: skip
    top = max(totals, default=1)
    return laid_out(
        traces,
        size="tall",
        barmode="stack",
        bargap=0.3,
        xaxis={"range": [0, top * 1.15], "showticklabels": False, "showgrid": False},
        yaxis={"autorange": "reversed", "showgrid": False} | name_axis(shown) | _room(len(table), rows),
        legend_traceorder="normal",
    )


def bars(
    names: Sequence[str],
    values: Sequence[float],
    addresses: Sequence[str],
    *,
    texts: Sequence[str],
    tone: str,
    rows: int = 15,
) -> go.Figure:
    """One measure by unit, longest name first as given; texts stand at the end of the bars."""
    shown = _literal(names)[:rows]
    lengths = list(values)[:rows]
    top = max([v for v in lengths if not pd.isna(v)], default=1) or 1
    bar = go.Bar(
        y=shown,
        x=lengths,
        orientation="h",
        marker={"color": theme.TONES[tone]},
        text=list(texts)[:rows],
        textposition="auto",
        insidetextanchor="end",
        textangle=0,
        cliponaxis=False,
        customdata=[[address] for address in list(addresses)[:rows]],
        hovertemplate="%{y}：%{text}<extra></extra>",
    )
    return laid_out(
        [bar],
        size="tallest",
        bargap=0.2,
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        xaxis={"range": [0, top * 1.15], "showticklabels": False, "showgrid": False},
        yaxis={"autorange": "reversed", "showgrid": False} | name_axis(shown) | _room(len(shown), rows),
    )


LONGEST_NAME = 12
"""Characters of a name beside a bar or a dot; longer ones are cut in the middle, the whole name is shown on hovering."""


def name_axis(names: Sequence[str]) -> dict[str, Any]:
    """An axis of names (as they stand in the traces, see `plain`), each on its own line and none longer than the chart can bear."""
    shown = list(names)
    return {"type": "category", "tickmode": "array", "tickvals": shown, "ticktext": [_cut(name) for name in shown]}


def _cut(name: str) -> str:
    whole = unescape(name)
    if len(whole) <= LONGEST_NAME:
        return name
    half = LONGEST_NAME // 2
    return plain(f"{whole[:half]}…{whole[1 - half :]}")


def _literal(names: Sequence[str]) -> list[str]:
    """Names as Plotly shows them unchanged: it reads <b>, <br> and <a href> in every text."""
    return [plain(name) for name in names]


def plain(name: str) -> str:
    """One name as Plotly shows it unchanged."""
    return escape(name, quote=False)


def _room(count: int, rows: int) -> dict[str, Any]:
    """Bars keep their thickness when fewer units are left: the axis always has room for `rows`."""
    return (
        {"range": [rows - 0.5, -0.5], "autorange": False}
        if count < rows
        else {"range": [count - 0.5, -0.5], "autorange": False}
    )


def _days(days: Any) -> list[str]:
    return [day.isoformat() for day in days]


def timeline(spans: Sequence[tuple[int, int, int, int | None]], *, as_of: date) -> go.Figure:
    """The spans of one issue, (from, to, state, due), as one bar in parts; due dates as lines, and the as-of day where the bar reaches it."""
    seen: set[int] = set()
    traces = []
    for start, end, state, due in spans:
        name = STANDINGS[State(state)].name
        since = day_date(start)
        traces.append(
            go.Bar(
                y=[""],
                x=[(end - start) * 86_400_000],
                base=[since.isoformat()],
                orientation="h",
                name=name,
                legendgroup=str(state),
                showlegend=state not in seen,
                text=[name],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                insidetextfont={"color": theme.readable(STATE_COLOURS[state])},
                marker={"color": STATE_COLOURS[state], "line": {"color": theme.PAPER, "width": 2}},
                hovertemplate=f"{name}：{since} 至 {day_date(end - 1)}（{end - start:,} 天）"
                + (f"，时限 {day_date(due)}" if due is not None else "，无时限")
                + "<extra></extra>",
            )
        )
        seen.add(state)
    shapes, notes = [], []
    for due in dict.fromkeys(due for *_, due in spans if due is not None):
        shapes.append(_upright(day_date(due), theme.INK, "solid"))
        notes.append(_flag(day_date(due), f"时限 {day_date(due):%m-%d}"))
    days = [start for start, *_ in spans] + [end for _, end, *_ in spans] + [d for *_, d in spans if d is not None]
    low, high = min(days), max(days)
    if low <= day_number(as_of) <= high:
        shapes.append(_upright(as_of, theme.MUTED, "dot"))
        notes.append(_flag(as_of, f"截至 {as_of:%m-%d}", below=True))
    room = max(2, (high - low) // 12)
    step = max(1, -(-(high - low) // 8))
    ticks = [day_date(day) for day in range(low, high + 1, step)]
    return laid_out(
        traces,
        size="low",
        barmode="overlay",
        uniformtext={"mode": "hide", "minsize": TEXT},
        bargap=0.35,
        margin={"l": 8, "r": 16, "t": 30, "b": 8},
        legend={"orientation": "h", "x": 0, "y": -0.35, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
        xaxis={
            "type": "date",
            "range": [day_date(low - room).isoformat(), day_date(high + room).isoformat()],
            "tickvals": [d.isoformat() for d in ticks],
            "ticktext": [d.strftime("%Y-%m-%d") for d in ticks],
        },
        yaxis={"showgrid": False, "showticklabels": False},
        shapes=shapes,
        annotations=notes,
    )


def _upright(day: date, colour: str, dash: str) -> dict[str, Any]:
    at = day.isoformat()
    line = {"color": colour, "width": 2, "dash": dash}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}


def _flag(day: date, text: str, *, below: bool = False) -> dict[str, Any]:
    font = {"color": theme.INK}
    return {
        "xref": "x",
        "yref": "paper",
        "x": day.isoformat(),
        "text": text,
        "showarrow": False,
        "font": font,
        "y": 0 if below else 1,
        "yanchor": "bottom",
        "bgcolor": theme.PAPER,
        "xanchor": "center",
    }
