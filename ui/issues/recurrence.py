"""反复与推诿: what comes back at the same place, the offenders to watch, and the days that units spent on whose it is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from database.ledger import issues as stored
from domain.accountability import chains as chain_rules
from domain.accountability import ownership
from domain.accountability.chains import Chain
from domain.accountability.ownership import KINDS, PASSED_ON, RETURNED
from domain.accountability.watched import means, wordings
from domain.directory import Directory
from domain.figures.definitions import DEFINITIONS
from domain.figures.figures import listed
from domain.ledger.days import day_date, day_number
from domain.ledger.ledger import Ledger
from ui.figures import views
from ui.figures.rankings import figure_column, records
from ui.parts import charts, grids, theme
from ui.parts.grids import Cell, Grid, GridColumn, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE, number
from ui.shell.words import rows_of

MOST = 100
"""Most rows of a table on this page; the download holds all."""
WATCH_FIGURES = ("total", "open", "overdue", "recurring")
PARTS = ("held", "review", "waiting", "unaccepted", "returned", "passed_on")
PART_NAMES = dict(zip(PARTS, KINDS.values(), strict=False))
PART_HELP = {
    "held": "现责任单位手里的天数；只有这些天里超期的才算它的超期。",
    "review": "单位已上报完成、等办公室复核的天数。",
    "waiting": "批准挂账的天数。",
    "unaccepted": "没有写明责任单位，或一开始就责任待定的天数。",
    "returned": "单位退回、责任待定的天数。",
    "passed_on": "后来转给现责任单位之前，在别的单位手里的天数。",
}


def _within(scope: Scope) -> Ledger | None:
    return None if scope.selection.everything else data.chosen(scope)


@dataclass(frozen=True)
class FoundChains:
    """The chains of a selection. count: how many. shown: the first MOST, whole. gap_weeks: how many came back in the first, second … week
    after the closing. median_days: of the days between.
    """

    count: int
    shown: list[Chain]
    gap_weeks: NDArray[np.int64]
    median_days: float


@data.view
def found(scope: Scope) -> FoundChains:
    """The chains of the selection on the as-of day, those found most often first."""
    ledger, within = data.ledger(scope.source), _within(scope)
    table = chain_rules.links(ledger, as_of=scope.as_of)
    count, shown = chain_rules.chains_of(ledger, table, as_of=scope.as_of, within=within, most=MOST)
    if within is not None:
        table = chain_rules.links(ledger, as_of=scope.as_of, within=within)
    gaps = np.asarray(table["gap_days"], dtype=np.int64)
    weeks = -(-ledger.settings.recurrence_days // 7)
    counts = np.bincount(np.minimum(gaps // 7, weeks), minlength=weeks)
    return FoundChains(count, shown, counts, float(np.median(gaps)) if len(gaps) else 0.0)


@data.view
def disputes(scope: Scope) -> pd.DataFrame:
    """The open issues of the selection that lost days to the question whose they are (see ownership.disputes)."""
    return ownership.disputes(data.chosen(scope), as_of=scope.as_of)


def is_empty(scope: Scope) -> bool:
    """Whether there is nothing that could come back or be passed around."""
    return not views.figures_on(scope).counts["total"]


@data.view
def verdict(scope: Scope) -> str:
    """What comes back, and what is passed around, in two sentences."""
    now = views.figures_on(scope)
    if is_empty(scope):
        return "所选范围内还没有问题。"
    back, lost = now.counts["recurring"], disputes(scope)
    here = found(scope)
    directory = data.ledger(scope.source).directory
    if not back:
        said = "没有反复的问题。"
    else:
        worst = [c for c in here.shown if c.times == here.shown[0].times]
        places = "、".join(
            _named(directory.label("site", c.site), directory.label("category", c.category)) for c in worst[:2]
        )
        more = f"等 {len(worst)} 处" if 2 < len(worst) < MOST else "等" if len(worst) == MOST else ""
        said = (
            f"反复 {back:,} 件（反复率 {number(now.value('recurrence_rate'), '%')}%），连成 {here.count:,} 条反复链；"
            f"最多的是{places}{more}，已出现 {here.shown[0].times:,} 次。销号后再次出现相隔的中位数为 {here.median_days / 7:.1f} 周。"
        )
    if lost.empty:
        return said + "没有未整改的问题在单位之间推诿。"
    return said + (
        f"未整改的问题中有 {len(lost):,} 件曾无人认领、被退回或转办，共 {int(lost['lost'].sum()):,} 天不算任何一方的超期天数{ownership.apart_of(lost)}。"
    )


def _named(site: str, category: str) -> str:
    return f"{site}的{category}"


@data.view
def watched_counts(scope: Scope) -> list[dict[str, Any]]:
    """The offenders to watch: issues whose category bears one of its words or whose wording holds one.

    word (its name), said (all its words), WATCH_FIGURES, last_on (day number of the last finding up to the as-of day, None without any).
    """
    ledger = data.chosen(scope)
    directory, day = ledger.directory, day_number(scope.as_of)
    offenders = [words for entry in data.settings(scope.source).watched if (words := wordings(entry))]
    said = stored.mentioning(data.database(), {word for words in offenders for word in words})
    ids, of = ledger.issues["issue_id"].to_numpy(), ledger.spans["issue"].to_numpy()
    here = np.zeros(len(ids), dtype=np.bool_)
    here[of] = True
    listed_of = {key: of[listed(ledger, key, as_of=scope.as_of)] for key in WATCH_FIGURES}
    counts = []
    for words in offenders:
        codes = [
            code
            for code, name in directory.terms.items()
            if directory.term_kinds[code] == "category" and means(words, name)
        ]
        spoken = [issue_id for word in words for issue_id in said[word]]
        about = np.isin(ledger.issues["category"].to_numpy(), codes) | np.isin(ids, spoken)
        line: dict[str, Any] = {"word": words[0], "said": "、".join(words)}
        line |= {key: int(about[rows].sum()) for key, rows in listed_of.items()}
        days = ledger.issues["found_on"].to_numpy()[about & here]
        days = days[days <= day]
        counts.append(line | {"last_on": int(days.max()) if len(days) else None})
    return counts


@data.view
def watched(scope: Scope) -> bytes:
    """`watched_counts` as a table."""
    rows = [
        GridRow(
            cells=[
                grids.text(line["word"], address("issue", q=line["said"]) if line["total"] else None),
                *(
                    grids.text(number(line[key]), tone="overdue" if key == "overdue" and line[key] else "")
                    for key in WATCH_FIGURES
                ),
                grids.text(NONE if line["last_on"] is None else day_date(line["last_on"]).isoformat()),
            ]
        )
        for line in watched_counts(scope)
    ]
    columns = [
        GridColumn(name="顽症", kind="text", help=f"{ownership.WORDS['顽症']}点击查找这些问题。"),
        *(figure_column(scope, key) for key in WATCH_FIGURES),
        GridColumn(name="最近一次发现", kind=""),
    ]
    return grids.packed(Grid(columns=columns, rows=rows))


@data.view
def chain_table(scope: Scope) -> bytes:
    """The chains, most often found first; a place leads to its newest issue."""
    directory = data.ledger(scope.source).directory
    rows = []
    for chain in found(scope).shown:
        state, tone = _state(chain)
        rows.append(
            GridRow(
                cells=[
                    grids.text(directory.label("site", chain.site), address("issue", id=chain.issue_ids[-1])),
                    grids.text(directory.label("category", chain.category)),
                    grids.text(directory.label("district", chain.district)),
                    grids.text(directory.label("lead", chain.lead)),
                    grids.text(
                        f"{chain.times:,}",
                        rows_of(scope, "recurring", {"site": chain.site, "category": chain.category}),
                    ),
                    grids.text(" → ".join(f"{days:,}" for days in chain.lasted_days)),
                    grids.text(" → ".join(f"{gap / 7:.1f}" for gap in chain.gaps_days)),
                    grids.text(day_date(chain.last_on).isoformat()),
                    grids.text(state, tone=tone),
                ]
            )
        )
    columns = [
        GridColumn(name="点位", kind="wrap text", help="点击看最近一次的问题档案，里面有整条反复链。"),
        GridColumn(name="类别", kind="text"),
        GridColumn(name="镇区", kind="text"),
        GridColumn(name="责任单位", kind="text"),
        GridColumn(
            name="出现次数", kind="", help="同一点位、同一类别连在一条链上的问题件数。各链次数之和减链数 = 反复件数。"
        ),
        GridColumn(
            name="销号前用时（天）", kind="", help="每一次从发现到销号的天数，从早到晚；还没有再出现的那一次不算。"
        ),
        GridColumn(name="每次相隔（周）", kind="", help="从上一次销号到再次发现的周数，从早到晚。"),
        GridColumn(name="最近发现", kind=""),
        GridColumn(name="现在", kind="text"),
    ]
    return grids.packed(Grid(columns=columns, rows=rows, height=560))


def _state(chain: Chain) -> tuple[str, str]:
    if chain.overdue_now:
        return "▲ 超期", "overdue"
    return ("● 未整改", "") if chain.open_now else ("✔ 已销号", "done")


@data.view
def gap_chart(scope: Scope) -> go.Figure:
    """After how many weeks things came back: one bar a week."""
    counts = found(scope).gap_weeks
    names = [f"{week}–{week + 1} 周" for week in range(len(counts))]
    bar = go.Bar(
        x=names,
        y=counts.tolist(),
        text=[f"{count:,}" for count in counts.tolist()],
        textposition="outside",
        cliponaxis=False,
        marker={"color": theme.BLUE},
        hovertemplate="销号后 %{x}：%{y} 件<extra></extra>",
    )
    return charts.laid_out(
        [bar],
        size="low",
        bargap=0.3,
        xaxis={"type": "category", "showgrid": False},
        yaxis={"title": {"text": "件"}, "rangemode": "tozero"},
    )


@data.view
def dispute_table(scope: Scope) -> bytes:
    """The open issues that were passed around, most lost days first; the days of a row add up to its age."""
    frame = disputes(scope).head(MOST)
    texts = stored.texts(data.database(), frame["issue_id"].tolist())
    directory = data.ledger(scope.source).directory
    rows = []
    for line in records(frame):
        said = texts.loc[line["issue_id"]]
        place = " ".join(str(said[name]) for name in ("site", "description") if said[name])
        cells: list[Cell] = [
            grids.text(place[:40] or str(said["number"] or NONE), address("issue", id=line["issue_id"])),
            grids.text(_had_it(directory, line)),
            grids.text(_owns_it(directory, line), tone="" if line["lead"] else "quiet"),
            grids.text(f"{int(line['age']):,}"),
            *(grids.text(f"{int(line[part]):,}" if line[part] else "·") for part in PARTS),
            grids.text(
                f"{int(line['late_days']):,}" if line["late_days"] else "·", tone="overdue" if line["late_days"] else ""
            ),
            grids.text(
                f"{int(line['own_late_days']):,}" if line["own_late_days"] else "·",
                tone="overdue" if line["own_late_days"] else "",
            ),
        ]
        rows.append(GridRow(cells=cells))
    columns = [
        GridColumn(name="问题", kind="wrap text"),
        GridColumn(
            name="原单位", kind="wrap text", help="退回过或转办出去的单位，从早到晚；一开始就没有责任单位的，写“—”。"
        ),
        GridColumn(name="现责任单位", kind="text", help="截至日的责任单位；仍在责任待定的，写“还没有定”。"),
        GridColumn(
            name="账龄（天）", kind="", help="从发现到截至日的天数（含两头）。右边各列相加等于它（销号后再启的另计）。"
        ),
        *(GridColumn(name=PART_NAMES[part], kind="", help=PART_HELP[part]) for part in PARTS),
        GridColumn(name="超期（天）", kind="", help="过了时限、还没上报完成的天数，不论在谁手里。"),
        GridColumn(
            name="其中本单位",
            kind="",
            help="超期的天数里，在现责任单位手里的（还没有定的，是退回之前原单位手里的）。推诿的天数不算任何一方的。",
        ),
    ]
    return grids.packed(Grid(columns=columns, rows=rows, height=720))


@data.view
def handover_table(scope: Scope) -> bytes:
    """From whom to whom issues went, and how many days that took."""
    directory = data.ledger(scope.source).directory
    table = ownership.handovers(data.chosen(scope), as_of=scope.as_of).head(MOST)
    rows = [
        GridRow(
            cells=[
                grids.text("退回" if line["kind"] == RETURNED else "转办"),
                grids.text(directory.label("lead", int(line["unit"]))),
                grids.text(_owner(directory, line)),
                grids.text(f"{int(line['count']):,}"),
                grids.text(f"{int(line['days']):,}"),
            ]
        )
        for line in records(table)
    ]
    columns = grids.columns(
        ("", "text", "退回：单位退回、责任待定。转办：后来交给了别的单位。"),
        ("原单位", "text", ""),
        ("现单位", "text", "截至日的责任单位。"),
        ("件数", "", "涉及的问题，一件只计一次。"),
        ("天数", "", "耗在退回或转办前的天数，不计入任何一方的超期。"),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=420))


def _had_it(directory: Directory, line: dict[str, Any]) -> str:
    return "、".join(directory.label("lead", int(unit)) for unit in line["had_it"]) or NONE


def _owns_it(directory: Directory, line: dict[str, Any]) -> str:
    return directory.label("lead", int(line["lead"])) if line["lead"] else "还没有定"


def _owner(directory: Directory, line: dict[str, Any]) -> str:
    if not line["other"]:
        return "还没有定"
    name = directory.label("lead", int(line["other"]))
    return f"{name}（仍由它办）" if line["other"] == line["unit"] else name


@data.view
def ownership_line(scope: Scope, issue_id: int) -> str:
    """The clock of one issue in words: 本单位办理 4 天 + 待复核 3 天 = 7 天; "" where it was not found yet."""
    ledger = data.ledger(scope.source)
    row = int(np.searchsorted(ledger.issues["issue_id"].to_numpy(), issue_id))
    one = ledger.only(ledger.spans["issue"].to_numpy() == row)
    spans = ownership.clock(one, as_of=scope.as_of)
    if spans.empty:
        return ""
    directory = ledger.directory
    parts = []
    summed = spans.groupby(["kind", "unit", "other"], sort=False)[["days"]].sum().reset_index()
    for line in records(summed):
        kind, unit, other = int(line["kind"]), int(line["unit"]), int(line["other"])
        who = ""
        if kind == PASSED_ON:
            who = f"（{directory.label('lead', unit)} → {directory.label('lead', other)}）"
        elif kind == RETURNED:
            who = f"（{directory.label('lead', other)}退回）"
        elif kind == ownership.HELD:
            who = f"（{directory.label('lead', unit)}）"
        parts.append(f"{KINDS[kind]}{who} {int(line['days']):,} 天")
    return f"{' + '.join(parts)} = {int(spans['days'].sum()):,} 天"


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """All chains and all issues that were passed around."""
    directory = data.ledger(scope.source).directory
    every = chain_rules.chains(data.ledger(scope.source), as_of=scope.as_of, within=_within(scope))
    lost = disputes(scope)
    texts = stored.texts(data.database(), lost["issue_id"].tolist()).reindex(lost["issue_id"])
    names = {part: f"{PART_NAMES[part]}（天）" for part in PARTS}
    watch = watched_counts(scope)
    return {
        "顽症": pd.DataFrame(
            {
                "顽症": [line["word"] for line in watch],
                "写法": [line["said"] for line in watch],
                **{DEFINITIONS[key].name: [line[key] for line in watch] for key in WATCH_FIGURES},
                "最近一次发现": pd.Series(
                    [None if line["last_on"] is None else day_date(line["last_on"]) for line in watch], dtype=object
                ),
            }
        ),
        "反复链": pd.DataFrame(
            {
                "点位": [directory.label("site", c.site) for c in every],
                "类别": [directory.label("category", c.category) for c in every],
                "镇区": [directory.label("district", c.district) for c in every],
                "责任单位": [directory.label("lead", c.lead) for c in every],
                "出现次数": [c.times for c in every],
                "销号前用时（天）": ["、".join(map(str, c.lasted_days)) for c in every],
                "每次相隔（天）": ["、".join(map(str, c.gaps_days)) for c in every],
                "首次发现": pd.Series([day_date(c.first_on) for c in every], dtype=object),
                "最近发现": pd.Series([day_date(c.last_on) for c in every], dtype=object),
                "现在": [_state(c)[0][2:] for c in every],
            }
        ),
        "推诿": pd.DataFrame(
            {
                "编号": texts["number"].tolist(),
                "点位": texts["site"].tolist(),
                "问题": texts["description"].tolist(),
                "原单位": [_had_it(directory, line) for line in records(lost)],
                "现责任单位": [_owns_it(directory, line) for line in records(lost)],
                "账龄（天）": lost["age"].tolist(),
                **{names[part]: lost[part].tolist() for part in PARTS},
                "超期（天）": lost["late_days"].tolist(),
                "其中本单位（天）": lost["own_late_days"].tolist(),
            }
        ),
        "从哪个单位到哪个单位": _handover_frame(scope),
    }


def _handover_frame(scope: Scope) -> pd.DataFrame:
    directory = data.ledger(scope.source).directory
    table = ownership.handovers(data.chosen(scope), as_of=scope.as_of)
    return pd.DataFrame(
        {
            "怎么走的": ["退回" if kind == RETURNED else "转办" for kind in table["kind"]],
            "原单位": [directory.label("lead", int(code)) for code in table["unit"]],
            "现单位": [_owner(directory, line) for line in records(table)],
            "件数": table["count"].tolist(),
            "天数": table["days"].tolist(),
        }
    )


def notes(scope: Scope) -> list[str]:
    """How the days are counted, for the download."""
    parts = [f"{KINDS[kind]}：{PART_HELP[part]}" for part, kind in zip(PARTS, KINDS, strict=False)]
    return [*parts, *(f"{name}：{said}" for name, said in ownership.WORDS.items() if name not in KINDS.values())]
