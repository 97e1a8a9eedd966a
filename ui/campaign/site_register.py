"""点位包干: how the register is covered, each site's page, and the drill."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from briefings.excel.check_sheet import check_sheet
from domain.campaign import coverage as rules
from domain.campaign.coverage import COUNTS, VISIT
from domain.campaign.drill import Weights, drawn
from domain.figures.definitions import DEFINITIONS
from domain.figures.rates import percent, written
from domain.ledger.days import NEVER, day_date
from ui.figures.rankings import figure_column, records
from ui.parts import grids, tables
from ui.parts import records as entries
from ui.parts.grids import Grid, GridColumn, GridRow
from ui.parts.paper import ON_PAPER
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE, number
from ui.shell.words import rows_of

WINDOWS = {"7": "近 7 天", "30": "近 30 天", "90": "近 90 天"}
ORDERS = {
    "open": "未整改最多",
    "recurring": "反复最多",
    "repeated": "重复最多",
    "days_since": "最久没查",
    "never": "从未检查",
}
PARTS = {"district": "按镇区", "site_type": "按类型"}
MOST = 200


@data.view
def visits(scope: Scope) -> pd.DataFrame:
    """Inspections on record (see coverage.visits_of)."""
    return rules.visits_of(entries.of(scope, VISIT), as_of=scope.as_of)


@data.view
def register(scope: Scope, window: str) -> pd.DataFrame:
    """Every registered site of the selected districts, departments (who leads the site) and types; see coverage.coverage.

    Filters narrow the issues that are counted as on every page, but never whether somebody has been there.
    """
    whole = data.ledger(scope.source)
    wanted = scope.selection
    frame = rules.coverage(whole, visits(scope), as_of=scope.as_of, within_days=int(window), counted=data.chosen(scope))
    if wanted.district:
        frame = frame[frame["district_id"].isin(wanted.district)]
    if wanted.lead:
        frame = frame[frame["lead_id"].isin(wanted.lead)]
    if wanted.site_type:
        names = {data.ledger(scope.source).directory.terms.get(code) for code in wanted.site_type}
        frame = frame[frame["site_type"].isin(names)]
    return frame.reset_index(drop=True)


@data.view
def verdict(scope: Scope, window: str) -> str:
    """How much of the register was inspected, and where nobody has been."""
    sites = register(scope, window)
    if sites.empty:
        if any(site.registered for site in data.ledger(scope.source).directory.sites.values()):
            return "所选范围内没有名录里的点位。"
        return "点位名录里还没有点位。请在“设置—点位”录入，或用“设置—点位”里的表格一次上传。"
    seen, never = int((sites["times"] > 0).sum()), int((sites["days_since"] < 0).sum())
    said = f"名录内 {len(sites):,} 个点位，{WINDOWS[window]}检查过 {seen:,} 个（{written(percent(seen, len(sites)))}%）"
    said += f"，{never:,} 个从未检查。" if never else "，没有从未检查的点位。"
    said += least(rules.covered(sites, by="district"))
    clean = int(sites["clean"].sum())
    return said + (
        f"{WINDOWS[window]}的检查记录里，没有发现问题的检查 {clean:,} 次。"
        if len(visits(scope))
        else entries.lacking(scope, VISIT, "还没有导入点位检查记录。") + "没有发现问题的检查没有算在内。"
    )


def least(districts: pd.DataFrame) -> str:
    """Where least was inspected; all of a tie, up to three."""
    last = districts[districts["share"] == districts["share"].min()]
    if len(last) == len(districts):
        return ""
    said = [f"{line['name']}（{int(line['inspected']):,}/{int(line['sites']):,} 个）" for line in records(last.head(3))]
    return f"检查得最少的是{'、'.join(said)}{f'等 {len(last)} 个镇区' if len(last) > 3 else ''}。"


@data.view
def covered(scope: Scope, window: str, by: str) -> bytes:
    """Coverage by district or site type, least covered first, with the sum below."""
    table = rules.covered(register(scope, window), by=by)
    rows = [
        GridRow(
            cells=[
                grids.text(str(line["name"]) or "未分类型"),
                grids.text(f"{int(line['sites']):,}"),
                grids.text(f"{int(line['inspected']):,}"),
                grids.text(f"{written(line['share'])}", bar=line["share"] / 100),
                grids.text(
                    f"{int(line['never']):,}" if line["never"] else "·", tone="due_soon" if line["never"] else ""
                ),
            ]
        )
        for line in records(table)
    ]
    sites, seen = int(table["sites"].sum()), int(table["inspected"].sum())
    share = f"{written(percent(seen, sites))}" if sites else NONE
    total = ["合计", f"{sites:,}", f"{seen:,}", share, f"{int(table['never'].sum()):,}"]
    rows.append(GridRow(cells=[grids.text(said) for said in total], style="total"))
    columns = grids.columns(
        (PARTS[by].removeprefix("按"), "text", ""),
        ("点位数", "", "名录内的点位。"),
        ("检查过", "", f"{WINDOWS[window]}有检查记录，或发现过问题的点位。"),
        ("覆盖率（%）", "", "检查过 ÷ 点位数。"),
        ("从未检查", "", "既没有检查记录、也没有发现过问题的点位。"),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=520))


def ordered(sites: pd.DataFrame, order: str) -> pd.DataFrame:
    """The register, worst first by ORDERS; for 从未检查 only those."""
    if order == "never":
        return sites[sites["days_since"] < 0].sort_values(["district", "code"])
    if order == "days_since":
        never = sites["days_since"] < 0
        return sites.assign(n=never).sort_values(["n", "days_since", "open"], ascending=False).drop(columns="n")
    return sites.sort_values([order, "overdue", "open", "code"], ascending=[False, False, False, True])


@data.view
def site_table(scope: Scope, window: str, order: str) -> bytes:
    """The sites, each leading to its page."""
    rows = []
    for line in records(ordered(register(scope, window), order).head(MOST)):
        code = int(line["code"])
        cells = [
            grids.text(line["name"], address("site", site=code)),
            grids.text(line["district"]),
            grids.text(line["site_type"] or NONE),
            grids.text(line["lead"] or NONE),
            grids.text(line["warden"] or NONE),
            grids.text(last_seen(line)),
            grids.text(f"{int(line['times']):,}" if line["times"] else "·"),
        ]
        for key in (*COUNTS[:-1], "repeated", COUNTS[-1]):
            go = rows_of(scope, key, {"site": code}) if line[key] and key in COUNTS else None
            cells.append(
                grids.text(
                    number(line[key]) if line[key] else "·",
                    go,
                    tone="overdue" if key == "overdue" and line[key] else "",
                )
            )
        rows.append(GridRow(cells=cells))
    columns = [
        GridColumn(name="点位", kind="wrap text"),
        GridColumn(name="镇区", kind="text"),
        GridColumn(name="类型", kind="text"),
        GridColumn(name="责任单位", kind="text"),
        GridColumn(name="点位长", kind="text", help="包干到人的负责人。"),
        GridColumn(name="上次检查", kind="", help="检查记录或发现问题的最近一天。"),
        GridColumn(name="检查次数", kind="", help=f"{WINDOWS[window]}内有检查记录或发现过问题的天数。"),
        *(figure_column(scope, key) for key in COUNTS[:-1]),
        GridColumn(name="重复", kind="", help=rules.WORDS["重复"]),
        figure_column(scope, COUNTS[-1]),
    ]
    return grids.packed(Grid(columns=columns, rows=rows, height=620, paper=ON_PAPER))


@data.view
def listed(scope: Scope, window: str, order: str) -> str:
    """How many sites are listed in this order, and what is left out."""
    count = len(ordered(register(scope, window), order))
    if not count:
        return "没有从未检查的点位。" if order == "never" else "所选范围内没有名录里的点位。"
    rest = f"，显示前 {MOST:,} 个；下载的表格含全部" if count > MOST else ""
    return f"共 **{count:,}** 个{rest}。"


def last_seen(line: dict[str, object]) -> str:
    """The day on which somebody was there last, in words."""
    day = int(str(line["last_on"]))
    return "从未" if day == NEVER else day_date(day).isoformat()


def drill(scope: Scope, window: str) -> None:
    """Draw sites for an unannounced inspection and hand out the check sheet."""
    sites = register(scope, window)
    st.caption(
        "抽签可以重做：同样的签号、同样的权重、同样的名录和数据，抽出来的点位相同。权重全为 0 时，每个点位机会均等。"
    )
    first, second, third, fourth, fifth = st.columns(5, gap="small")
    count = first.number_input("抽几个", 1, max(len(sites), 1), min(10, max(len(sites), 1)), key="drill_count")
    seed = second.text_input("签号", value=scope.as_of.strftime("%Y%m%d"), key="drill_seed", max_chars=20)
    unseen = third.number_input("每周没查加权", 0.0, 10.0, 0.0, 0.5, key="drill_unseen")
    open_ = fourth.number_input("每件未整改加权", 0.0, 10.0, 0.0, 0.5, key="drill_open")
    again = fifth.number_input("每件反复加权", 0.0, 10.0, 0.0, 0.5, key="drill_again")
    drawing = _drawing(scope, window, int(count), seed, Weights(unseen, open_, again))
    grids.show(drawing.table, key="drill")
    st.download_button(
        "下载抽查表（xlsx）",
        data=lambda: check_sheet(drawing.lines, drawn_on=scope.as_of, how=drawing.how),
        file_name=f"点位检查记录_抽查_{seed}.xlsx",
        mime=tables.XLSX,
        key="drill_sheet",
        on_click="ignore",
        icon=":material/download:",
    )


@dataclass(frozen=True)
class Drawing:
    """A draw. table: as a grid, packed. lines: site, district and what is open there, for the check sheet. how: seed and weights."""

    table: bytes
    lines: list[tuple[str, str, str]]
    how: str


@data.view
def _drawing(scope: Scope, window: str, count: int, seed: str, weights: Weights) -> Drawing:
    table = records(drawn(register(scope, window), count=count, seed=seed, weights=weights))
    rows = [
        GridRow(
            cells=[
                grids.text(f"{int(line['draw'])}"),
                grids.text(line["name"], address("site", site=int(line["code"]))),
                grids.text(line["district"]),
                grids.text(line["site_type"] or NONE),
                grids.text(last_seen(line)),
                grids.text(f"{int(line['open']):,}"),
                grids.text(f"{line['weight']:.1f}"),
            ]
        )
        for line in table
    ]
    columns = grids.columns(
        ("签序", "", ""),
        ("点位", "wrap text", ""),
        ("镇区", "text", ""),
        ("类型", "text", ""),
        ("上次检查", "", ""),
        ("未整改（件）", "", ""),
        ("权重", "", "1 + 每周没查加权 × 周数 + 每件未整改加权 × 件数 + 每件反复加权 × 件数；从未检查的按最久的算。"),
    )
    lines = [
        (str(line["name"]), str(line["district"]), f"未整改 {int(line['open']):,} 件；上次检查 {last_seen(line)}")
        for line in table
    ]
    said = f"没查 {weights.unseen:g}，未整改 {weights.open_issues:g}，反复 {weights.recurring:g}"
    return Drawing(
        grids.packed(Grid(columns=columns, rows=rows, height=420)),
        lines,
        f"签号 {seed}；权重：{said}；{WINDOWS[window]}",
    )


def downloads(scope: Scope, window: str) -> dict[str, pd.DataFrame]:
    """The whole register with coverage and counts."""
    sites = register(scope, window)
    said = {
        "点位名称": sites["name"],
        "镇区": sites["district"],
        "点位类型": sites["site_type"],
        "责任单位": sites["lead"],
        "点位长": sites["warden"],
        "上次检查": pd.Series([None if d == NEVER else day_date(d) for d in sites["last_on"].tolist()], dtype=object),
        f"检查次数（{WINDOWS[window]}）": sites["times"],
        "无问题的检查（次）": sites["clean"],
        **{DEFINITIONS[key].name: sites[key] for key in COUNTS},
        "重复": sites["repeated"],
    }
    return {"点位": pd.DataFrame(said)}
