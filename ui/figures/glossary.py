"""口径说明: every figure with its value, its words, its base and what it leaves out."""

from collections.abc import Mapping

import pandas as pd

from domain.accountability import ownership, score_at_risk, scorecard
from domain.campaign import activities, assessments, coverage, focus, materials, negative_list, projects, survey
from domain.figures import backlog
from domain.figures.definitions import DEFINITIONS, said
from domain.figures.figures import Figures
from domain.ledger.chinese_days import WEEKDAYS
from domain.ledger.states import STANDINGS
from domain.settings import Settings
from ui.parts import grids
from ui.parts.grids import Grid, GridColumn, GridRow
from ui.shell.links import address
from ui.shell.screens import SCREENS
from ui.shell.wording import number


def figures_table(now: Figures | None, medians: Mapping[str, float | None], settings: Settings) -> Grid:
    """All figures; without data (`now` None) the values stay out."""
    rows = []
    for key in DEFINITIONS:
        d = said(key, settings)
        value = medians.get(key) if key in medians else (now.value(key) if now else None)
        rows.append(
            GridRow(
                cells=[
                    grids.text(d.name),
                    grids.text(number(value, d.unit), address("rows", figure=key) if value else None),
                    grids.text(d.unit),
                    grids.text(d.words),
                    grids.text(d.base),
                    grids.text(d.excludes),
                ]
            )
        )
    columns: list[GridColumn] = grids.columns(
        ("指标", "text", ""),
        ("现在", "", ""),
        ("单位", "text", ""),
        ("怎么数", "wrap text", ""),
        ("统计范围", "wrap text", ""),
        ("不计", "wrap text", ""),
    )
    return Grid(columns=columns, rows=rows)


LINES: Mapping[str, Mapping[str, str]] = {
    "target": assessments.WORDS,
    "risk": score_at_risk.WORDS | backlog.WORDS,
    "materials": materials.WORDS,
    "survey": survey.WORDS,
    "negative": negative_list.WORDS,
    "focus": focus.WORDS,
    "sites": coverage.WORDS,
    "actions": projects.WORDS,
    "activities": activities.WORDS,
    "scorecard": scorecard.WORDS,
    "recurrence": ownership.WORDS,
}
"""Screens with figures of their own, beside those of the ledger."""


def lines_table(settings: Settings) -> Grid:
    """The figures of the lines of the campaign: on which screen, and how they are counted."""
    rows = [
        GridRow(
            cells=[
                grids.text(SCREENS[screen].title, address(screen)),
                grids.text(name),
                grids.text(said.replace("{unchecked_days}", str(settings.unchecked_days))),
            ]
        )
        for screen, words_ in LINES.items()
        for name, said in words_.items()
    ]
    return Grid(
        columns=grids.columns(("页面", "text", ""), ("名称", "text", ""), ("怎么数", "wrap text", "")), rows=rows
    )


def downloads(grid: Grid, lines: Grid) -> dict[str, pd.DataFrame]:
    """The definitions and the states as tables."""
    found = {}
    for name, one in (("指标口径", grid), ("测评口径", lines), ("问题的状态", states_table())):
        said = grids.texts(one)
        found[name] = pd.DataFrame(said[1:], columns=list(said[0]))
    return found


def states_table() -> Grid:
    """What each state of an issue counts as."""

    def tick(said: bool) -> str:
        return "是" if said else "否"

    rows = [
        GridRow(
            cells=[
                grids.text(s.name),
                grids.text(tick(s.counted)),
                grids.text(tick(s.open)),
                grids.text(tick(s.done)),
                grids.text(tick(s.clock)),
            ]
        )
        for s in STANDINGS.values()
    ]
    names = ("状态", "计入交办总数", "计入未整改", "计入已完成", "会不会超期")
    return Grid(columns=grids.columns(*((name, "text", "") for name in names)), rows=rows)


def limits(settings: Settings) -> str:
    """The office's limits in force, as Markdown."""
    days = "、".join(f"{word} {days} 天" for word, days in settings.word_days.items())
    first = WEEKDAYS[settings.week_starts_on]
    return (
        f"- 临期：时限在 {settings.due_soon_days} 天以内；久拖不决：超期超过 {settings.long_overdue_days} 天；"
        f"反复：销号后 {settings.recurrence_days} 天内再次发现；漏查：负面清单超过 {settings.unchecked_days} 天没有排查\n"
        f"- 没有任何完成日期的：{'算在首次写明已完成的那张表的截至日完成' if settings.undated_by_sheet else '不计入按期整改率'}\n"
        f"- 排名至少需要 {settings.minimum_ranked} 件；一周从{first}开始\n"
        f"- 用词语写的时限按天数计：{days}\n"
        "- 全县合计中一个问题只计一次；部门表只计责任单位（主责），打开“含配合单位”后配合单位也计，各单位之和会大于全县总数\n"
        "- 镇区、部门分开排名，同组内比较；没有任务的单位不列，不足最少件数的不排名\n"
        "- 所有数字都截至“数据截至日”，默认是最新一张表的截至日，不是电脑当天的日期"
    )
