"""负面清单 on screen: the red light and what lies behind it."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from domain.campaign import negative_list
from domain.campaign.negative_list import NEGATIVE_LIST, WORDS, Light, NegativeItem
from domain.figures.campaign_line import CampaignLine
from domain.ledger.chinese_days import short_day
from ui.parts import grids, records
from ui.parts.grids import Cell, Grid, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import NONE

SIGNS: dict[Light, tuple[str, str]] = {
    "crossed": ("●", "overdue"),
    "danger": ("●", "overdue"),
    "unchecked": ("◷ 漏查", "due_soon"),
    "doubtful": ("◇ 待核", "due_soon"),
    "clear": ("○", "done"),
}
"""What an item shows: a sign beside its state, never the colour alone."""


def _limit(scope: Scope) -> int:
    return data.settings(scope.source).unchecked_days


def words(scope: Scope, name: str) -> str:
    """口径 of a light with the office's limit filled in."""
    return WORDS[name].format(unchecked_days=_limit(scope))


@data.view
def items(scope: Scope) -> Sequence[NegativeItem]:
    """The items on the as-of day, gravest first."""
    return negative_list.items(records.of(scope, NEGATIVE_LIST), as_of=scope.as_of, unchecked_days=_limit(scope))


@data.view
def standing(scope: Scope) -> CampaignLine:
    """The line of the negative list."""
    return negative_list.standing(items(scope), data.ledger(scope.source).directory, unchecked_days=_limit(scope))


def light(scope: Scope) -> None:
    """The light of the county, large: red, amber or out, with its word and sentence."""
    st.html(_drawn(standing(scope), "is-large"))


def alarm(scope: Scope) -> None:
    """The light as a bar across another page: there only while it is red, above all figures."""
    line = standing(scope)
    if line.tone == "bad":
        st.html(_drawn(replace(line, value=f"{line.title}{line.value}"), "is-bar"))


def _drawn(line: CampaignLine, size: str) -> str:
    sign = {"bad": "●", "attention": "◷", "good": "○"}.get(line.tone, "—")
    return (
        f"<div class='light is-{line.tone} {size}' role='status'><b>{sign} {escape(line.value)}</b>"
        f"<span>{escape(line.sentence)}</span></div>"
    )


@data.view
def table(scope: Scope) -> bytes:
    """Every item, the gravest first."""
    rows = [
        GridRow(
            cells=[
                _light(item),
                grids.text(f"{item.item}（{item.area}）" if item.area else item.item),
                grids.text(data.ledger(scope.source).directory.label("lead", item.lead)),
                _checked(item),
                grids.text(_measures(item)),
                _due(item),
            ]
        )
        for item in items(scope)
    ]
    columns = grids.columns(
        ("灯和排查结果", "text", f"{words(scope, '红灯')}{words(scope, '待核')}"),
        ("负面清单事项", "wrap text", ""),
        ("责任部门", "text", ""),
        ("最近排查", "text", words(scope, "漏查")),
        ("发现隐患和整改措施", "wrap text", ""),
        ("整改时限", "text", ""),
    )
    return grids.packed(Grid(columns=columns, rows=rows))


def _light(item: NegativeItem) -> Cell:
    """● 有隐患 2 处, ◷ 漏查（正常）, ○ 正常."""
    sign, tone = SIGNS[item.light]
    number = f" {item.dangers} 处" if item.dangers else ""
    state = f"{item.state or '没有写结果'}{number}"
    return grids.text(f"{sign}（{state}）" if item.light in ("unchecked", "doubtful") else f"{sign} {state}", tone=tone)


def _measures(item: NegativeItem) -> str:
    return "；整改：".join(part for part in (item.danger, item.measures) if part) or NONE


def _due(item: NegativeItem) -> Cell:
    if item.due_on is None:
        return grids.text(NONE)
    if item.late_days:
        return grids.text(f"⚠ {short_day(item.due_on)}，超 {item.late_days:,} 天", tone="overdue")
    return grids.text(short_day(item.due_on))


def _checked(item: NegativeItem) -> Cell:
    if item.checked_on is None:
        return grids.text("◷ 从没排查", tone="due_soon")
    ago = "当天" if item.days_unchecked == 0 else f"{item.days_unchecked:,} 天前"
    said = f"{short_day(item.checked_on)}（{ago}）{item.checker}"
    return grids.text(f"◷ {said}", tone="due_soon") if item.check_due else grids.text(said)


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """The whole list."""
    lines = grids.texts(grids.unpacked(table(scope)))
    return {"负面清单": pd.DataFrame(lines[1:], columns=list(lines[0]))}


def notes(scope: Scope) -> list[str]:
    """What the download says about itself."""
    return [
        f"数据截至：{scope.as_of.isoformat()}",
        *(f"{name}：{words(scope, name)}" for name in WORDS),
        f"生成时间：{data.now():%Y-%m-%d %H:%M}",
    ]
