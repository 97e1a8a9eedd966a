"""数据质量 on screen: every check with its number, by week and by sender."""

from datetime import date

import pandas as pd
import streamlit as st

from domain.figures import quality
from domain.figures.quality import CHECKS
from domain.figures.rates import percent, written
from domain.ledger.chinese_days import full_day
from domain.ledger.days import day_date, day_number
from ui.issues.findings import Part, findings, items
from ui.parts import grids
from ui.parts.grids import Grid, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import literal

WEEKS, SENDERS = 8, 8
"""Most weeks and senders that the tables beside a check list."""


def asked(scope: Scope) -> Part:
    """What the address asks for; without a check the first that finds anything."""
    said = dict(st.query_params)
    bad = []
    check = said.get("check", "")
    if check not in CHECKS:
        if check:
            bad.append(f"“{check}”")
        check = next((key for key in CHECKS if len(items(scope, key))), next(iter(CHECKS)))
    week = None
    if said.get("week"):
        try:
            week = date.fromisoformat(said["week"])
        except ValueError:
            bad.append(f"“{said['week']}”")
    if bad:
        st.warning(literal(f"网址中的{'、'.join(bad)}不存在，已忽略。"))
    return Part(check, week, said.get("sender"))


def verdict(scope: Scope) -> str:
    """One sentence that says what matters most."""
    counts = {key: len(items(scope, key)) for key in CHECKS}
    total = findings(scope).total
    if not any(counts.values()):
        return f"截至 {scope.as_of}，{total:,} 件问题的资料齐全，没有发现疑点。"
    parts = []
    if counts["refused"]:
        parts.append(f"{counts['refused']:,} 行被拒收后没有改正，不在任何数字里")
    if counts["no_due"]:
        share = written(percent(counts["no_due"], total))
        parts.append(f"{counts['no_due']:,} 件（{share}%）没有整改时限，无法判断是否超期")
    if counts["no_lead"]:
        parts.append(f"{counts['no_lead']:,} 件没有责任单位")
    if counts["undated"]:
        parts.append(f"{counts['undated']:,} 件写明已完成，没有写是哪天完成的，无法判断是否按期")
    odd = ("done_before_found", "verified_before_done", "due_before_found", "far_due", "odd_days", "due_after_done")
    days = sum(counts[key] for key in odd)
    if days:
        parts.append(f"日期有疑点 {days:,} 处")
    twins = counts["twins"] + counts["doubts"]
    if twins:
        parts.append(f"{twins:,} 对可能是同一个问题")
    rest = sum(counts[key] for key in ("no_site", "no_district", "no_category"))
    if rest and len(parts) < 3:
        parts.append(f"点位、镇区或类别没有填的 {rest:,} 处")
    return f"最要紧的：{'；'.join(parts[:3])}。" if parts else ""


@data.view
def overview(scope: Scope, chosen: str) -> Grid:
    """All checks: number, this week's share of it, who sent most of it, and why it matters."""
    total, this_week = findings(scope).total, _this_week(scope)
    rows = []
    for key, check in CHECKS.items():
        frame = items(scope, key)
        count, recent = len(frame), int((frame["week"] == this_week).sum())
        if not count and key != chosen:
            continue
        share = f"{written(percent(count, total))}%" if check.unit == "件" and total and count else "—"
        top = frame["sender"].astype(str).value_counts()
        most = f"{top.index[0]}（{top.iloc[0]:,}）" if len(top) else "—"
        go = address("quality", check=key) if count else None
        recent_go = address("quality", check=key, week=day_date(this_week).isoformat()) if recent else None
        mark = "▸ " if key == chosen else ""
        rows.append(
            GridRow(
                cells=[
                    grids.text(f"{mark}{check.name}", go),
                    grids.text(f"{count:,}" if count else "0", go, **({} if count else {"tone": "quiet"})),
                    grids.text(check.unit),
                    grids.text(share),
                    grids.text(f"{recent:,}", recent_go, **({} if recent else {"tone": "quiet"})),
                    grids.text(most),
                    grids.text(check.why),
                ]
            )
        )
    columns = grids.columns(
        ("检查项", "text", "点击看是哪些；口径在下面清单的标题上"),
        ("数量", "", "等于清单的行数"),
        ("单位", "text", ""),
        ("占交办总数", "", "按件的检查项"),
        ("本周", "", "本周发现的；拒收和存疑按表的截至日"),
        ("最多的来自", "wrap text", "表里写了填报单位的是填报单位，否则是文件名"),
        ("不改会怎样", "wrap text", ""),
    )
    return Grid(columns=columns, rows=rows)


def clean(scope: Scope) -> str:
    """The checks that find nothing, in words; empty where each finds something."""
    names = [check.name for key, check in CHECKS.items() if not len(items(scope, key))]
    return f"没有发现问题的检查：{'、'.join(names)}。" if names else ""


def _this_week(scope: Scope) -> int:
    starts_on = data.settings(scope.source).week_starts_on
    return int(quality.weeks(pd.Series([day_number(scope.as_of)]), starts_on=starts_on).iloc[0])


@data.view
def by_week(scope: Scope, check: str) -> Grid:
    """The last weeks in which the check finds anything, newest first."""
    frame = items(scope, check)
    counts = frame["week"].value_counts().sort_index(ascending=False)
    rows = [
        GridRow(
            cells=[
                grids.text(f"{full_day(day_date(week))}起"),
                grids.text(f"{count:,}", address("quality", check=check, week=day_date(week).isoformat())),
            ]
        )
        for week, count in zip(counts.index[:WEEKS].tolist(), counts.tolist(), strict=False)
    ]
    rest = int(counts.iloc[WEEKS:].sum())
    if rest:
        rows.append(GridRow(cells=[grids.text("更早"), grids.text(f"{rest:,}")]))
    rows.append(
        GridRow(
            cells=[grids.text("合计"), grids.text(f"{len(frame):,}", address("quality", check=check))], style="total"
        )
    )
    return Grid(columns=grids.columns(("哪一周", "text", ""), (CHECKS[check].unit, "", "")), rows=rows)


@data.view
def by_sender(scope: Scope, check: str) -> Grid:
    """Who sent most of what the check finds."""
    frame = items(scope, check)
    counts = frame["sender"].astype(str).value_counts(sort=False).sort_values(ascending=False, kind="stable")
    rows = [
        GridRow(
            cells=[
                grids.text(str(sender)),
                grids.text(f"{count:,}", address("quality", check=check, sender=str(sender))),
            ]
        )
        for sender, count in counts.head(SENDERS).items()
    ]
    rest = int(counts.iloc[SENDERS:].sum())
    if rest:
        rows.append(GridRow(cells=[grids.text(f"其余 {len(counts) - SENDERS:,} 个"), grids.text(f"{rest:,}")]))
    rows.append(
        GridRow(
            cells=[grids.text("合计"), grids.text(f"{len(frame):,}", address("quality", check=check))], style="total"
        )
    )
    return Grid(columns=grids.columns(("谁报的", "wrap text", ""), (CHECKS[check].unit, "", "")), rows=rows)
