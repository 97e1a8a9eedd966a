"""The lines of the campaign beside the ledger (目标, 实地考察, 网上申报, 问卷, 负面清单): one row of 总览, one of 大屏."""

from collections.abc import Mapping
from dataclasses import replace

from briefings.content.standings import FURTHER, standings
from domain.figures.campaign_line import CampaignLine
from ui.parts import cards, grids, theme
from ui.parts.cards import FigureCard
from ui.parts.grids import Grid, GridRow
from ui.shell import data
from ui.shell.data import EVERYTHING, Scope
from ui.shell.screens import SCREENS, file_of

LOOKS: Mapping[str, tuple[str, str]] = {
    "good": ("✔", theme.GREEN),
    "attention": ("◷", theme.AMBER),
    "bad": ("⚠", theme.RED),
    "neutral": ("■", theme.BLUE),
    "missing": ("○", theme.GREY),
}
"""Sign and colour of each tone; the sign says it without colour."""
MEANS: Mapping[str, str] = {
    "target": "离测评还有几天、上次名次与目标相差多少、倒排计划里过期没有完成的事。目标在“设置”中填写，没有填写就不比。",
    "sites": "名录内的点位近 30 天是否检查过，点位上还有多少未整改和超期的问题。",
    "materials": "网上申报材料清单里审核合格的项数；逾期的标红。",
    "survey": "最近一轮问卷调查的结果；与上一轮的差别在误差范围内的，不说升降。",
    "negative": "负面清单只看有没有，不与任何得分平均；有一项亮灯，这里就是红灯。多日没有排查也会提醒。",
}


@data.view
def lines(scope: Scope) -> tuple[CampaignLine, ...]:
    """Every line's standing; of the whole county, whatever the filters say."""
    return _of(replace(scope, selection=EVERYTHING))


@data.view
def _of(scope: Scope) -> tuple[CampaignLine, ...]:
    ledger = data.ledger(scope.source)
    return standings(data.database(), ledger, as_of=scope.as_of, until=scope.looking_back)


@data.view
def further(scope: Scope) -> tuple[CampaignLine, ...]:
    """What stands beside the row (briefings.content.standings.FURTHER); of the whole county like `lines`."""
    whole = replace(scope, selection=EVERYTHING)
    ledger = data.ledger(whole.source)
    return standings(data.database(), ledger, as_of=whole.as_of, until=whole.looking_back, lines=FURTHER)


@data.view
def further_table(scope: Scope) -> bytes | None:
    """`further` as a table without those for which nothing was entered; a title leads to its screen. None without any."""
    rows = []
    for one in further(scope):
        if one.tone == "missing":
            continue
        tone = {"bad": "overdue", "attention": "due_soon", "good": "done"}.get(one.tone, "")
        there = one.key in SCREENS and file_of(one.key).exists()
        cells = [
            grids.text(f"{LOOKS[one.tone][0]} {one.title}", one.key if there else None),
            grids.text(one.value, tone=tone),
            grids.text(one.sentence),
        ]
        rows.append(GridRow(cells=cells))
    columns = grids.columns(("工作", "text", ""), ("现在", "text", ""), ("说明", "wrap text", ""))
    return grids.packed(Grid(columns=columns, rows=rows)) if rows else None


@data.view
def row(scope: Scope) -> bytes:
    """The lines as a row of cards, each leading to its screen."""
    return cards.packed([_card(one) for one in lines(scope)])


def _card(one: CampaignLine) -> FigureCard:
    mark, colour = LOOKS[one.tone]
    there = one.key in SCREENS and file_of(one.key).exists()
    return FigureCard(
        key=f"line_{one.key}",
        name=one.title,
        mark=mark,
        value=one.value,
        unit="",
        change=one.sentence,
        change_tone="",
        aside="",
        history=[],
        definition=MEANS.get(one.key, one.sentence),
        go=one.key if there else "definitions",
        colour=colour,
        value_colour=colour if one.tone in ("good", "attention", "bad") else theme.INK,
    )
