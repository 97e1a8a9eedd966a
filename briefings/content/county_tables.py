"""Tables of the brief that compare: the week with the one before, districts, departments, lead leaders, red and black lists."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from briefings.brief.brief import BriefTable, LeaderPart, TableColumn
from briefings.brief.week import Week
from domain.figures.campaign_line import CampaignLine
from domain.figures.definitions import DEFINITIONS, undated_note
from domain.figures.ranking import NOT_RANKED_UNITS, ranked
from domain.figures.rates import points, rounded
from domain.meeting.red_black import RedBlack

WEEK = (
    "total", "found", "done", "closed", "open", "overdue", "long_overdue", "due_soon", "awaiting", "rework", "recurring",
    "disputed", "on_hold", "open_no_due", "undated",
)  # fmt: skip
RATES = (
    "on_time_rate", "done_rate", "closed_rate", "closing_rate", "on_time_closing_rate", "recurrence_rate", "rework_rate",
)  # fmt: skip
KINDS = {"district": "镇区", "lead": "责任单位"}


def figure_name(week: Week, key: str) -> str:
    """The name of a figure in a brief of this period: 本周新增 is 本期新增 where it is no week."""
    if key == "owed":
        return f"{week.words.this}应整改"
    if key == "owed_done":
        return "其中已完成"
    if key == "owed_rate":
        return f"{week.words.this}整改率"
    return DEFINITIONS[key].name.replace("本周", week.words.this)


def week_table(week: Week) -> BriefTable:
    """week: the counted figures now, before and their change."""
    rows = []
    for key in (*WEEK[:4], "owed", "owed_done", *WEEK[4:]):
        now, then = int(week.figures[key] or 0), int(week.before[key] or 0)
        rows.append((figure_name(week, key), now, then, now - then))
    names = (week.words.this, week.words.last)
    columns = (TableColumn("指标", weight=3), *(TableColumn(name, "count") for name in (*names, "增减")))
    note = f"存量为{_day(week.period.as_of)}的数，{week.words.last}为{_day(week.period.opening)}的数。单位：件。"
    return BriefTable("week", f"{week.words.this}主要数据", columns, tuple(rows), note=note)


def rates_table(week: Week) -> BriefTable:
    """rates: the rates now, before and their change in points."""
    rows = []
    for key in ("owed_rate", *RATES):
        now, then = printed(week.figures[key]), printed(week.before[key])
        rows.append((figure_name(week, key), now, then, points(now, then)))
    unknown = unknown_days(week)
    note = f"“—”表示没有可以计算的问题。{unknown}{'没有完成日期的销号只算在按期结案率的分母里。' if unknown else ''}"
    columns = (
        TableColumn("指标", weight=3),
        TableColumn(week.words.this, "percent"),
        TableColumn(week.words.last, "percent"),
        TableColumn("增减", "points"),
    )
    return BriefTable(
        "rates",
        f"{week.words.this}主要比率",
        columns,
        tuple(rows),
        note=note,
    )


def printed(value: Any) -> float | None:
    """A rate as it is printed, with one decimal; None for none."""
    return None if value is None or value != value else rounded(float(value))


def unknown_days(week: Week) -> str:
    """What stands below a table with an on-time rate about completions without any day; empty without any."""
    said = undated_note(week.figures["undated"], week.settings)
    return f"按期整改率：{said}。" if said else ""


def _day(on: Any) -> str:
    return f"{on.month}月{on.day}日"


def units_table(week: Week, by: str) -> BriefTable:
    """districts, departments: figures of each unit, ranked within its group by 按期整改率."""
    frame = week.districts if by == "district" else week.departments
    minimum = week.settings.minimum_ranked
    order = ranked(frame, measure="on_time_rate", minimum=minimum)
    order = order.sort_values(
        ["group", "rank", "overdue"],
        ascending=[True, True, False],
        na_position="last",
        kind="stable",
        key=lambda column: column.where(column != NOT_RANKED_UNITS, "\U0010ffff") if column.name == "group" else column,
    )
    keys = ("total", "found", "open", "overdue", "overdue_before", "long_overdue")
    rows: list[tuple[Any, ...]] = []
    for unit in order.to_dict("records"):
        rank = None if pd.isna(unit["rank"]) else int(unit["rank"])
        counts = [int(unit[key]) for key in keys]
        group = "—" if unit["group"] == NOT_RANKED_UNITS else unit["group"]
        rows.append((group, rank, unit["name"], *counts, printed(unit["on_time_rate"]), printed(unit["done_rate"])))
    if rows:
        sums = [sum(row[3 + place] for row in rows) for place in range(len(keys))]
        rates = [printed(week.figures[key]) for key in ("on_time_rate", "done_rate")]
        rows.append(("合计", None, "", *sums, *rates))
    named = ("交办总数", f"{week.words.this}新增", "未整改", "超期", f"{week.words.last}超期", "久拖不决")
    columns = (
        TableColumn("分组", weight=1.2),
        TableColumn("名次", "count", 0.8),
        TableColumn(KINDS[by], weight=2.4),
        *(TableColumn(name, "count") for name in named),
        TableColumn("按期整改率", "percent", 1.2),
        TableColumn("整改率", "percent", 1.1),
    )
    note = (
        f"同组单位按期整改率从高到低排名，并列的名次相同；已到期或已完成不足 {minimum} 件的、不属于本类的单位只列出，不排名。"
        f"合计栏的比率按全部问题计算。{unknown_days(week)}"
    )
    key, title = ("districts", "各镇区情况") if by == "district" else ("departments", "各责任单位情况")
    return BriefTable(key, title, columns, tuple(rows), total=bool(rows), note=note)


def leaders_table(week: Week, parts: Sequence[LeaderPart]) -> BriefTable:
    """leaders: the figures of each lead leader; the rows add up to the county's."""
    keys = ("total", "found", "done", "closed", "open", "overdue", "long_overdue")
    rows: list[tuple[Any, ...]] = []
    for part in parts:
        counts = [int(part.figures[key] or 0) for key in keys]
        change = int(part.figures["overdue"] or 0) - int(part.before["overdue"] or 0)
        actions = "、".join(part.actions) or "未归入行动的问题"
        rows.append(
            (part.leader or "未明确牵头县领导", actions, *counts, change, printed(part.figures["on_time_rate"]))
        )
    if rows:
        sums = [sum(row[2 + place] for row in rows) for place in range(len(keys) + 1)]
        rows.append(("合计", "", *sums, printed(week.figures["on_time_rate"])))
    this = week.words.this
    named = ("交办总数", f"{this}新增", f"{this}完成", f"{this}销号", "未整改", "超期", "久拖不决", "超期增减")
    columns = (
        TableColumn("牵头县领导", weight=2.2),
        TableColumn("专项行动", weight=2.4),
        *(TableColumn(name, "count") for name in named),
        TableColumn("按期整改率", "percent", 1.2),
    )
    note = f"一件问题只归一位牵头县领导。{unknown_days(week)}"
    return BriefTable("leaders", "各牵头县领导分管情况", columns, tuple(rows), total=bool(rows), note=note)


def listed_table(week: Week, key: str, lists: Sequence[tuple[str, RedBlack]]) -> BriefTable:
    """red_list, black_list: units at either end of their group. lists: kind of unit → its lists."""
    red = key == "red_list"
    rows: list[tuple[Any, ...]] = []
    for kind, made in lists:
        for unit in (made.red if red else made.black).to_dict("records"):
            counts = (int(unit["owed"]), int(unit["done"]), int(unit["open"]))
            rows.append((kind, unit["group"], int(unit["rank"]), unit["name"], *counts, printed(unit["rate"])))
    this = week.words.this
    columns = (
        TableColumn("类别", weight=1),
        TableColumn("分组", weight=1.2),
        TableColumn("名次", "count", 0.8),
        TableColumn("单位", weight=2.4),
        TableColumn(f"{this}应整改", "count", 1.2),
        TableColumn("已完成", "count"),
        TableColumn("未完成", "count"),
        TableColumn(f"{this}整改率", "percent", 1.2),
    )
    return BriefTable(key, "红榜" if red else "黑榜", columns, tuple(rows))


def campaign_table(standings: Sequence[CampaignLine]) -> BriefTable:
    """campaign: every line of the campaign beside the ledger, in words; those for which nothing was entered say so."""
    rows = tuple((one.title, one.value, one.sentence) for one in standings)
    columns = (TableColumn("工作", weight=1.2), TableColumn("现在", weight=1.8), TableColumn("说明", weight=6))
    return BriefTable("campaign", "各项工作", columns, rows, note="全县的情况。")
