"""问卷调查 on screen: the four figures with their intervals, what really changed, the worst questions, the districts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go

from domain.campaign import survey
from domain.campaign.survey import MEASURES, SURVEY, WORDS, SurveyFigure, SurveyRound
from domain.figures.rates import percent, written
from domain.figures.shares import SMALL_SAMPLE
from ui.parts import charts, grids, records, theme
from ui.parts.grids import Cell, Grid, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import NONE

CHOICES: Mapping[str, str] = {measure: measure for measure in MEASURES}
CHANGES: Mapping[str, tuple[str, str]] = {
    "up": ("▲ 上升", "done"),
    "down": ("▼ 下降", "due_soon"),
    "same": ("误差范围内", "quiet"),
}
PLACES: Mapping[str, tuple[str, str, str]] = {
    "up": ("▲ 高于其他", "done", "triangle-up"),
    "down": ("▼ 低于其他", "due_soon", "triangle-down"),
    "same": ("差不多", "quiet", "circle"),
}
SMALL = "样本太少"
MANY = 20
"""More districts than this stand closer together."""


@dataclass(frozen=True)
class SurveyRounds:
    """The newest round that says anything, the one before it, and all of them, oldest first."""

    now: SurveyRound
    before: SurveyRound | None
    rounds: Sequence[SurveyRound]


@data.view
def look(scope: Scope) -> SurveyRounds | None:
    """The survey on the as-of day; None where there is none."""
    found = [r for r in survey.rounds(records.of(scope, SURVEY)) if r.answers]
    return SurveyRounds(found[-1], found[-2] if len(found) > 1 else None, found) if found else None


def _look(scope: Scope) -> SurveyRounds:
    found = look(scope)
    assert found is not None
    return found


@data.view
def _measures(scope: Scope) -> Mapping[str, SurveyFigure]:
    return survey.by_measure(_look(scope).now, _look(scope).before)


@data.view
def _places(scope: Scope) -> Mapping[int, Mapping[str, SurveyFigure]]:
    return survey.by_place(_look(scope).now, _look(scope).before)


@data.view
def _questions(scope: Scope) -> Mapping[survey.Question, SurveyFigure]:
    return survey.by_question(_look(scope).now, _look(scope).before)


@data.view
def verdict(scope: Scope) -> str:
    """Which figure is lowest, what really changed, which question and which district are worst."""
    found = look(scope)
    if found is None:
        return survey.standing([]).sentence
    line = survey.standing(found.rounds)
    parts = [line.sentence]
    judged = [(q, r) for q, r in _questions(scope).items() if not r.small]
    if len(judged) > 1 and judged[0][0][1]:
        (measure, question), worst = judged[0]
        parts.append(f"回答最差的题是“{question}”（{measure} {written(worst.share.percent)}%）。")
    directory = data.ledger(scope.source).directory
    low = [
        f"{directory.label('district', place)}的{measure}"
        for place, by in _places(scope).items()
        for measure, reading in by.items()
        if reading.rest and reading.rest.verdict == "down"
    ]
    if low:
        parts.append(f"明显低于其他镇区：{'、'.join(low[:3])}{f'等 {len(low)} 处' if len(low) > 3 else ''}。")
    return "".join(parts)


def warnings(scope: Scope) -> list[str]:
    """What of the newest round does not count."""
    now = _look(scope).now
    said = []
    if now.set_aside:
        said.append(
            f"{now.name}有 {len(now.set_aside)} 行没有计入：{'；'.join(now.set_aside[:3])}{'……' if len(now.set_aside) > 3 else '。'}"
        )
    return said


def small(scope: Scope) -> str:
    """The districts whose samples are too small to be judged, in words; empty without any."""
    directory = data.ledger(scope.source).directory
    few = [p for p, by in _places(scope).items() if any(r.small for r in by.values())]
    named = "、".join(directory.label("district", p) for p in few)
    return f"答题不足 {SMALL_SAMPLE} 人、只列数字不判断高低的镇区：{named}。" if few else ""


@data.view
def measures(scope: Scope) -> bytes:
    """The county's figure of each measure."""
    rows = [
        GridRow(
            cells=[
                grids.text(measure),
                grids.text(f"{written(reading.share.percent)}%"),
                grids.text(_interval(reading)),
                _changed(reading, by_how_much=True),
            ]
        )
        for measure, reading in _measures(scope).items()
    ]
    columns = grids.columns(
        ("指标", "text", ""),
        ("比率", "", WORDS["问卷比率"]),
        ("95% 区间", "", WORDS["95% 区间"]),
        ("较上轮（百分点）", "text", WORDS["较上轮"]),
    )
    return grids.packed(Grid(columns=columns, rows=rows))


def _interval(reading: SurveyFigure) -> str:
    low, high = reading.share.interval
    return f"{written(low)}–{written(high)}"


def _with_interval(reading: SurveyFigure) -> str:
    return f"{written(reading.share.percent)}%（{_interval(reading)}）"


def _changed(reading: SurveyFigure, *, by_how_much: bool = False) -> Cell:
    change = reading.change
    if change is None:
        return grids.text(SMALL if reading.small else "无可比", tone="quiet")
    word, tone = CHANGES[change.verdict]
    points = f"{change.points:+.1f}（{change.low:+.1f}～{change.high:+.1f}）" if by_how_much else ""
    return grids.text(f"{word} {points}".strip(), tone=tone)


@data.view
def rounds(scope: Scope) -> bytes:
    """Every round with its people and figures, the newest first."""
    rows = []
    for one in reversed(_look(scope).rounds):
        found = survey.by_measure(one, None)
        rows.append(
            GridRow(
                cells=[
                    grids.text(one.name),
                    grids.text(one.held_on.isoformat()),
                    grids.text(f"{len(one.places())}"),
                    grids.text(f"{one.people:,}"),
                    *(grids.text(f"{written(found[m].share.percent)}%" if m in found else NONE) for m in MEASURES),
                ]
            )
        )
    columns = grids.columns(
        ("轮次", "text", ""), ("调查日期", "text", ""), ("镇区", "", "有答卷的镇区个数"), ("人数", "", ""),
        *((m, "", WORDS["问卷比率"]) for m in MEASURES),
    )  # fmt: skip
    return grids.packed(Grid(columns=columns, rows=rows))


@data.view
def questions(scope: Scope) -> bytes:
    """Every question, the worst first."""
    rows = [
        GridRow(
            cells=[
                grids.text(measure),
                grids.text(question or "没有写题目"),
                grids.text(f"{written(reading.share.percent)}%"),
                grids.text(_interval(reading)),
                grids.text(f"{reading.share.yes:,} / {reading.share.asked:,}"),
                _changed(reading, by_how_much=True),
            ]
        )
        for (measure, question), reading in _questions(scope).items()
    ]
    columns = grids.columns(
        ("指标", "text", ""),
        ("题目", "wrap text", ""),
        ("比率", "", WORDS["问卷比率"]),
        ("95% 区间", "", WORDS["95% 区间"]),
        ("肯定 / 答题", "", WORDS["问卷比率"]),
        ("较上轮（百分点）", "text", WORDS["较上轮"]),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=640))


@data.view
def place_chart(scope: Scope, measure: str) -> go.Figure | None:
    """Each district's figure with its interval, lowest first, beside the county's; None where the measure was not asked."""
    if measure not in _measures(scope):
        return None
    found = sorted(
        ((place, by[measure]) for place, by in _places(scope).items() if measure in by),
        key=lambda pr: pr[1].share.percent,
    )
    directory = data.ledger(scope.source).directory
    names = [escape(directory.label("district", place), quote=False) for place, _ in found]
    traces = [_dots(names, found, verdict) for verdict in (*PLACES, SMALL)]
    county = _measures(scope)[measure].share
    low, high = county.interval
    shapes = [
        {
            "type": "rect", "xref": "x", "yref": "paper", "x0": low, "x1": high, "y0": 0, "y1": 1,
            "fillcolor": theme.PALE_BLUE, "opacity": 0.35, "line": {"width": 0}, "layer": "below",
        },
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": county.percent, "x1": county.percent, "y0": 0, "y1": 1,
            "line": {"color": theme.BLUE, "width": 1.5, "dash": "dash"}, "layer": "below",
        },
    ]  # fmt: skip
    # In the legend, where it finds room at every size of text; the line itself is a shape over all districts.
    named = go.Scatter(
        x=[county.percent],
        y=names[:1],
        name=f"全县 {written(county.percent)}%",
        mode="lines",
        line={"color": theme.BLUE, "width": 1.5, "dash": "dash"},
        hoverinfo="skip",
    )
    return charts.laid_out(
        [*(trace for trace in traces if trace is not None), named],
        size="tallest",
        showlegend=True,
        margin={"l": 8, "r": 24, "t": 36, "b": 8},
        xaxis={"ticksuffix": "%"},
        yaxis=charts.name_axis(names)
        | {
            # Thirty districts find room when their names are set smaller.
            "tickfont": {"color": theme.MUTED, "size": charts.TEXT if len(names) <= MANY else 10},
            "categoryorder": "array", "categoryarray": names, "autorange": "reversed", "showgrid": True,
        },
        shapes=shapes,
    )  # fmt: skip


def _dots(names: Sequence[str], found: Sequence[tuple[int, SurveyFigure]], verdict: str) -> go.Scatter | None:
    rows = [(name, r) for name, (_, r) in zip(names, found, strict=True) if _kind(r) == verdict]
    if not rows:
        return None
    word, tone, symbol = PLACES.get(verdict, (SMALL, "quiet", "circle-open"))
    # What is neither above nor below is the plain case, not a faint one.
    colour = theme.TONES["neutral" if verdict == "same" else tone]
    shares = [r.share for _, r in rows]
    return go.Scatter(
        y=[name for name, _ in rows],
        x=[s.percent for s in shares],
        name=word.lstrip("▲▼ "),
        mode="markers",
        marker={"color": colour, "size": 11, "symbol": symbol, "line": {"width": 2, "color": colour}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [s.interval[1] - s.percent for s in shares],
            "arrayminus": [s.percent - s.interval[0] for s in shares],
            "color": colour,
            "thickness": 2,
            "width": 4,
        },
        customdata=[[f"{written(s.interval[0])}%–{written(s.interval[1])}%", f"{s.people:,} 人"] for s in shares],
        hovertemplate="%{y} %{x:.1f}%，95% 区间 %{customdata[0]}，%{customdata[1]}<extra></extra>",
    )


def _kind(reading: SurveyFigure) -> str:
    if reading.small:
        return SMALL
    return reading.rest.verdict if reading.rest else "same"


@data.view
def places(scope: Scope, measure: str) -> bytes:
    """Each district's figure of a measure, lowest first, beside the others and against the round before."""
    directory = data.ledger(scope.source).directory
    found = sorted(
        ((place, by[measure]) for place, by in _places(scope).items() if measure in by),
        key=lambda pr: pr[1].share.percent,
    )
    rows = [
        GridRow(
            cells=[
                grids.text(directory.label("district", place)),
                grids.text(_with_interval(reading)),
                grids.text(f"{reading.share.people:,}"),
                _beside(reading),
                _changed(reading),
            ]
        )
        for place, reading in found
    ]
    columns = grids.columns(
        ("镇区", "text", ""),
        (f"{measure}（95% 区间）", "", f"{WORDS['问卷比率']}{WORDS['95% 区间']}"),
        ("人数", "", WORDS["样本太少"]),
        ("与其他镇区相比", "text", WORDS["与其他镇区相比"]),
        ("较上轮", "text", WORDS["较上轮"]),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=640))


@data.view
def place_names(scope: Scope, measure: str) -> dict[str, str]:
    """The districts with answers, the one with the lowest figure of a measure first: id as text → name."""
    directory = data.ledger(scope.source).directory
    found = {place: by[measure].share.percent for place, by in _places(scope).items() if measure in by}
    return {str(place): directory.label("district", place) for place in sorted(found, key=lambda p: found[p])}


@data.view
def questions_of(scope: Scope, place: int) -> bytes:
    """Each question as one district has answered it, the worst first."""
    county = _questions(scope)
    rows = [
        GridRow(
            cells=[
                grids.text(measure),
                grids.text(question or "没有写题目"),
                grids.text(_with_interval(reading)),
                grids.text(f"{reading.share.yes:,} / {reading.share.asked:,}"),
                grids.text(f"{written(county[measure, question].share.percent)}%"),
                _beside(reading),
                _changed(reading),
            ]
        )
        for (measure, question), reading in survey.questions_of(_look(scope).now, _look(scope).before, place).items()
    ]
    columns = grids.columns(
        ("指标", "text", ""),
        ("题目", "wrap text", ""),
        ("比率（95% 区间）", "", f"{WORDS['问卷比率']}{WORDS['95% 区间']}"),
        ("肯定 / 答题", "", WORDS["问卷比率"]),
        ("全县", "", "同一道题全县的比率。"),
        ("与其他镇区相比", "text", WORDS["与其他镇区相比"]),
        ("较上轮", "text", WORDS["较上轮"]),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=640))


def _beside(reading: SurveyFigure) -> Cell:
    if reading.small:
        return grids.text(SMALL, tone="quiet")
    if reading.rest is None:
        return grids.text(NONE, tone="quiet")
    word, tone, _ = PLACES[reading.rest.verdict]
    return grids.text(word, tone=tone)


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """All tables of the page, for every measure."""
    tables = {"轮次": rounds(scope), "指标": measures(scope), "题目": questions(scope)}
    tables |= {f"镇区（{m}）": places(scope, m) for m in _measures(scope)}
    made = {}
    for name, packed in tables.items():
        lines = grids.texts(grids.unpacked(packed))
        made[name] = pd.DataFrame(lines[1:], columns=list(lines[0]))
    made["镇区×题目"] = _answers(scope)
    return made


def _answers(scope: Scope) -> pd.DataFrame:
    """Every answer that counts in every round: the numbers from which all others follow."""
    directory = data.ledger(scope.source).directory
    rows = [
        (one.name, one.held_on, directory.label("district", a.place) if a.place else "全县", a.measure, a.question, a.asked, a.yes, percent(a.yes, a.asked))
        for one in _look(scope).rounds
        for a in one.answers
    ]  # fmt: skip
    columns = ["轮次", "调查日期", "镇区", "指标", "题目", "有效样本数", "肯定回答数", "比率（%）"]
    return pd.DataFrame(rows, columns=columns)


def notes(scope: Scope) -> list[str]:
    """What the download says about itself."""
    return [
        f"数据截至：{scope.as_of.isoformat()}",
        *warnings(scope),
        *(f"{name}：{words}" for name, words in WORDS.items()),
        f"生成时间：{data.now():%Y-%m-%d %H:%M}",
    ]
