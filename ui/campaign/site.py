"""点位详情: one site: which one the address names, what it must meet, who was there and when."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from domain.campaign import coverage
from domain.campaign.coverage import STANDARD
from domain.ledger.chinese_days import short_day
from domain.ledger.days import day_date, day_number
from ui.campaign import site_register
from ui.figures import views
from ui.figures.rankings import records
from ui.parts import grids
from ui.parts import records as entries
from ui.parts.grids import Grid, GridRow
from ui.shell import data, links
from ui.shell.data import Scope
from ui.shell.wording import NONE, literal


@dataclass(frozen=True)
class ChosenSite:
    """The site of the page 点位详情. scope: narrowed to it."""

    code: int
    name: str
    scope: Scope

    @property
    def param(self) -> tuple[tuple[str, str], ...]:
        """What the links of its cards add to the address."""
        return (("only_site", str(self.code)),)


def asked(scope: Scope) -> ChosenSite | None:
    """Let the reader choose a site, beginning with the one in the address."""
    sites = data.ledger(scope.source).directory.sites
    said = st.query_params.get("site", "")
    code = int(said) if said.isdecimal() and int(said) in sites else None
    if said and code is None:
        st.warning(f"网址中的点位“{literal(said)}”不存在，已忽略。")
    directory = data.ledger(scope.source).directory

    def chosen() -> None:
        links.put("site", st.session_state["site_choice"])

    st.session_state["site_choice"] = code
    st.selectbox(
        "点位",
        sorted(sites, key=lambda key: (sites[key].district_id or 0, key)),
        index=None,
        format_func=lambda key: f"{sites[key].name}（{directory.label('district', sites[key].district_id or 0)}）",
        key="site_choice",
        placeholder="请选择点位",
        on_change=chosen,
        width=420,
    )
    return None if code is None else ChosenSite(code, sites[code].name, scope.narrowed(site=(code,)))


@data.view
def sentence(scope: Scope, code: int) -> str:
    """What is open at one site, since when it is overdue, and when somebody was there last. scope: narrowed to the site."""
    now = views.figures_on(scope).counts
    mine = inspection_days(scope, code)
    seen = f"上次检查 {short_day(day_date(mine[0]))}。" if mine else "从未检查过。"
    if not now["total"]:
        return f"这里没有交办过问题。{seen}"
    said = f"未整改 {now['open']:,} 件" if now["open"] else f"交办的 {now['total']:,} 件都已销号"
    if now["overdue"]:
        said += f"，其中超期 {now['overdue']:,} 件，最久的 {views.late(scope, 'district')['days_overdue'].max():,} 天"
    elif now["open"]:
        said += "，没有超期"
    return f"{said}；反复 {now['recurring']:,} 件。{seen}" if now["recurring"] else f"{said}。{seen}"


def inspection_days(scope: Scope, code: int) -> list[int]:
    """The days (numbers) on which somebody was at a site by the as-of day, newest first, whatever the filters say."""
    ledger, seen = data.ledger(scope.source), site_register.visits(scope)
    found = ledger.issues["found_on"].to_numpy()[ledger.issues["site"].to_numpy() == code]
    days = {*seen.loc[seen["site"] == code, "day"].tolist(), *found[found <= day_number(scope.as_of)].tolist()}
    return sorted(days, reverse=True)


@data.view
def facts(scope: Scope, code: int) -> list[tuple[str, str]]:
    """What is known of a site, as (name, words)."""
    directory = data.ledger(scope.source).directory
    site = directory.sites[code]
    rows = coverage.coverage(data.ledger(scope.source), site_register.visits(scope), as_of=scope.as_of, within_days=30)
    mine = records(rows[rows["code"] == code])
    last = site_register.last_seen(mine[0]) if mine else NONE
    return [
        ("镇区", directory.label("district", site.district_id or 0)),
        ("点位类型", site.site_type or NONE),
        ("责任单位", directory.label("lead", site.lead_unit_id) if site.lead_unit_id else NONE),
        ("点位长", " ".join(part for part in (site.warden, site.phone) if part) or NONE),
        ("上次检查", last),
        ("在名录内", "是" if site.registered else "否（只在表里提到过）"),
    ]


@data.view
def standards(scope: Scope, code: int) -> bytes | None:
    """What the site must meet; None where no sheet has said."""
    found = coverage.standards_of(entries.of(scope, STANDARD)).get(code)
    if not found:
        return None
    rows = [GridRow(cells=[grids.text(item), grids.text(text)]) for item, text in found]
    return grids.packed(Grid(columns=grids.columns(("项目", "text", ""), ("标准", "wrap text", "")), rows=rows))


@data.view
def inspections(scope: Scope, code: int) -> bytes | None:
    """Every day on which the site was inspected, newest first; clean ones too."""
    ledger = data.ledger(scope.source)
    mine = site_register.visits(scope)
    mine = mine[mine["site"] == code]
    counts = pd.Series(ledger.issues["found_on"].to_numpy()[ledger.issues["site"].to_numpy() == code]).value_counts()
    days = inspection_days(scope, code)
    if not days:
        return None
    rows = []
    for day in days[: site_register.MOST]:
        on = records(mine[mine["day"] == day])
        problems = int(counts.get(day, 0))
        clean = bool(on) and all(line["clean"] for line in on) and not problems
        rows.append(
            GridRow(
                cells=[
                    grids.text(day_date(int(day)).isoformat()),
                    grids.text("、".join(dict.fromkeys(line["source"] for line in on if line["source"])) or NONE),
                    grids.text("、".join(dict.fromkeys(line["inspector"] for line in on if line["inspector"])) or NONE),
                    grids.text("✔ 无问题" if clean else "发现问题", tone="done" if clean else ""),
                    grids.text(f"{sum(line['found'] for line in on):,}" if on else NONE, tone="" if on else "quiet"),
                    grids.text(f"{problems:,}" if problems else "·"),
                ]
            )
        )
    columns = grids.columns(
        ("检查日期", "text", ""),
        ("检查方式", "text", "点位检查记录里写的；只从检查问题清单知道的没有。"),
        ("检查人", "text", ""),
        ("结果", "text", ""),
        ("登记（个）", "", "点位检查记录里登记的发现问题数；比台账问题多的，可能还没有交办。"),
        ("台账问题（件）", "", "这一天在这里发现、记入台账的问题。"),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=420))
