"""Tables of the brief that list issues, and those that count them by unit or place."""

from datetime import date
from typing import Any

import pandas as pd

from briefings.brief.brief import BriefTable, TableColumn
from briefings.brief.week import Week, state_name
from domain.figures.rates import percent, rounded
from domain.ledger.days import NEVER, day_date
from domain.meeting.owed import owed_by


def day_or_none(number: int) -> date | None:
    """The date of a day number of a frame; None where there is none."""
    return None if number == NEVER else day_date(int(number))


_PLACE = (TableColumn("镇区", weight=1.6), TableColumn("点位", weight=2))
_PROBLEM = TableColumn("问题", weight=4)
_LEAD = TableColumn("责任单位", weight=1.9)


def new_table(week: Week) -> BriefTable:
    """new: what was found in the period by district → site type → site, each with its problem."""
    frame = week.found
    district, kind, site = (week.labels(name, frame[name].tolist()) for name in ("district", "site_type", "site"))
    order = frame.assign(
        district_name=district,
        kind_name=kind,
        site_name=site,
        in_district=frame.groupby("district")["issue"].transform("size"),
        in_kind=frame.groupby(["district", "site_type"])["issue"].transform("size"),
        at_site=frame.groupby(["district", "site_type", "site"])["issue"].transform("size"),
    ).sort_values(
        ["in_district", "district", "in_kind", "site_type", "at_site", "site", "issue_id"],
        ascending=[False, True, False, True, False, True, True],
        kind="stable",
    )
    leads = week.labels("lead", order["lead"].tolist())
    rows = [
        (*place, week.problem(issue_id), lead, day_or_none(due), state_name(state), week.number(issue_id))
        for *place, issue_id, due, state, lead in zip(
            order["district_name"], order["kind_name"], order["site_name"], order["issue_id"].tolist(),
            order["due_on"].tolist(), order["state"].tolist(), leads, strict=True,
        )
    ]  # fmt: skip
    columns = (
        TableColumn("镇区", weight=1.6),
        TableColumn("点位类型", weight=1.5),
        TableColumn("点位", weight=2),
        _PROBLEM,
        _LEAD,
        TableColumn("整改时限", "day", 1.7),
        TableColumn("状态", weight=1.1),
        TableColumn("编号", weight=1.9),
    )
    note = f"状态为{week.period.as_of.isoformat()}的情况。"
    return BriefTable("new", f"{week.words.this}新发现问题清单", columns, tuple(rows), note=note)


def new_counts_table(week: Week) -> BriefTable:
    """new_counts: what was found in the period, counted by district (rows) and site type (columns), with totals both ways.

    Beyond six site types the rarer ones stand in one column 其他类型.
    """
    frame = week.found
    if frame.empty:
        return BriefTable(
            "new_counts", f"{week.words.this}新发现问题分布", (TableColumn("镇区"), TableColumn("合计", "count"))
        )
    table = pd.crosstab(frame["district"], frame["site_type"])
    table = table[table.sum().sort_values(ascending=False, kind="stable").index]
    shown, others = table.iloc[:, :6], table.iloc[:, 6:]
    if others.shape[1] == 1:
        shown, others = table, table.iloc[:, :0]
    names = week.labels("site_type", [int(code) for code in shown.columns])
    counts = shown.to_numpy()
    if others.shape[1]:
        names.append("其他类型")
        counts = pd.concat([shown, others.sum(axis=1)], axis=1).to_numpy()
    rows: list[tuple[Any, ...]] = [
        (week.label("district", code), *(int(count) for count in row), int(row.sum()))
        for code, row in zip(table.index, counts, strict=True)
    ]
    rows.sort(key=lambda row: -row[-1])
    rows.append(("合计", *(sum(row[place] for row in rows) for place in range(1, len(names) + 2))))
    columns = (
        TableColumn("镇区", weight=1.8),
        *(TableColumn(name, "count", 1.2) for name in names),
        TableColumn("合计", "count"),
    )
    return BriefTable(
        "new_counts", f"{week.words.this}新发现问题分布", columns, tuple(rows), total=True, note="单位：件。"
    )


def overdue_table(week: Week) -> BriefTable:
    """overdue: every overdue issue, worst first, with its days, lead unit and lead leader."""
    frame = week.overdue
    places = [week.labels(name, frame[name].tolist()) for name in ("district", "site")]
    leads = week.labels("lead", frame["lead"].tolist())
    rows = [
        (days, district, site, week.problem(issue_id), lead, week.leader(action) or None, day_or_none(due), week.number(issue_id))
        for days, district, site, issue_id, lead, action, due in zip(
            frame["days_overdue"].tolist(), *places, frame["issue_id"].tolist(), leads, frame["action"].tolist(),
            frame["due_on"].tolist(), strict=True,
        )
    ]  # fmt: skip
    columns = (
        TableColumn("超期天数", "days", 1.2),
        *_PLACE,
        _PROBLEM,
        _LEAD,
        TableColumn("牵头县领导", weight=2.6),
        TableColumn("整改时限", "day", 1.7),
        TableColumn("编号", weight=1.9),
    )
    return BriefTable("overdue", "超期问题清单", columns, tuple(rows), note="时限当天不算超期；挂账和待复核的不计。")


def recurring_table(week: Week) -> BriefTable:
    """recurring: places where the same kind of problem came back in the period, or has come back and is open."""
    rows = []
    for chain in week.chains:
        newest = chain.issue_ids[-1]
        rows.append(
            (
                chain.times,
                week.label("district", chain.district),
                week.label("site", chain.site),
                week.label("category", chain.category),
                week.problem(newest),
                week.label("lead", chain.lead),
                day_date(chain.first_on),
                day_date(chain.last_on),
                len(week.recurring_ids.intersection(chain.issue_ids)),
                "超期" if chain.overdue_now else "未整改" if chain.open_now else "已销号",
            )
        )
    columns = (
        TableColumn("发现次数", "count", 1.2),
        *_PLACE,
        TableColumn("类别", weight=1.4),
        TableColumn("最近一次的问题", weight=3.4),
        _LEAD,
        TableColumn("首次发现", "day", 1.7),
        TableColumn("最近发现", "day", 1.7),
        TableColumn(f"{week.words.this}反复", "count", 1.2),
        TableColumn("现状", weight=1.1),
    )
    note = f"同一点位、同一类别的问题，销号后 {week.settings.recurrence_days} 天内再次发现的为反复。"
    return BriefTable("recurring", "反复问题清单", columns, tuple(rows), note=note)


def disputed_table(week: Week) -> BriefTable:
    """disputed: 责任待定, oldest first."""
    frame = week.disputed
    as_of = week.period.as_of.toordinal()
    rows = []
    for found, district, site, issue_id, lead in zip(
        *(frame[name].tolist() for name in ("found_on", "district", "site", "issue_id", "lead")), strict=True
    ):
        found_on = day_date(found)
        place = (week.label("district", district), week.label("site", site))
        rows.append((as_of - found_on.toordinal(), *place, week.problem(issue_id), week.label("lead", lead), found_on))
    columns = (
        TableColumn("已过天数", "days", 1),
        *_PLACE,
        _PROBLEM,
        TableColumn("原交办单位", weight=1.9),
        TableColumn("发现日期", "day", 1.9),
    )
    return BriefTable("disputed", "责任待定问题清单", columns, tuple(rows))


def done_well_table(week: Week) -> BriefTable:
    """done_well: units that have done all that they owed, most first."""
    frame = owed_by(week.owed, by="lead")
    frame = frame[frame["open"] == 0].sort_values(["owed", "on_time", "code"], ascending=[False, False, True])
    rows = [
        (week.label("lead", code), *counts)
        for code, *counts in frame[["code", "owed", "on_time", "late", "undated"]].itertuples(index=False)
    ]
    columns = (
        TableColumn("责任单位", weight=2.4),
        TableColumn(f"{week.words.this}应整改", "count"),
        TableColumn("按期完成", "count"),
        TableColumn("逾期完成", "count"),
        TableColumn("完成日期不明", "count"),
    )
    return BriefTable("done_well", "全部完成的单位", columns, _whole(rows), total=bool(rows))


def not_done_table(week: Week) -> BriefTable:
    """not_done: units with something owed and not done, most first."""
    frame = owed_by(week.owed, by="lead")
    frame = frame[frame["open"] > 0].sort_values(["open", "rate", "code"], ascending=[False, True, True])
    rows = []
    for unit in frame.to_dict("records"):
        counts = (int(unit["owed"]), int(unit["done"]), int(unit["open"]))
        rows.append((week.label("lead", unit["code"]), *counts, rounded(unit["rate"])))
    columns = (
        TableColumn("责任单位", weight=2.4),
        TableColumn(f"{week.words.this}应整改", "count"),
        TableColumn("已完成", "count"),
        TableColumn("未完成", "count"),
        TableColumn(f"{week.words.this}整改率", "percent"),
    )
    return BriefTable("not_done", "没有全部完成的单位", columns, _whole(rows, rate=(2, 1)), total=bool(rows))


def asked_table(week: Week) -> BriefTable:
    """asked: what each unit is to do by the end of the next period: what is overdue, and what falls due."""
    late = week.overdue.groupby("lead").size()
    long = week.overdue[week.overdue["days_overdue"] > week.settings.long_overdue_days].groupby("lead").size()
    due = week.due_next.groupby("lead").size()
    frame = (
        pd.DataFrame({"late": late, "long": long, "due": due}).fillna(0).astype(int).rename_axis("lead").reset_index()
    )
    frame = frame.sort_values(["late", "long", "due", "lead"], ascending=[False, False, False, True])
    by = week.period.next_until
    rows = [
        (week.label("lead", int(lead)), int(late_count), int(long_count), int(due_count), by)
        for lead, late_count, long_count, due_count in frame[["lead", "late", "long", "due"]].itertuples(index=False)
    ]
    columns = (
        TableColumn("责任单位", weight=2.4),
        TableColumn("超期须完成", "count", 1.2),
        TableColumn("其中久拖不决", "count", 1.3),
        TableColumn(f"{week.words.next}到期须完成", "count", 1.5),
        TableColumn("完成时限", "day", 1.4),
    )
    note = f"{week.words.next}到期的，以各自的整改时限为准；完成时限为全部办结的最后一天。"
    return BriefTable("asked", f"{week.words.next}整改任务", columns, _whole(rows), total=bool(rows), note=note)


def instructions_table(week: Week) -> BriefTable:
    """instructions: those of the last meeting, and earlier ones that were not done when the period began."""
    directory, period = week.ledger.directory, week.period
    last = {one.instruction_id for one in week.last_meeting}
    rows = []
    for one in week.instructions:
        if one.instruction_id not in last and one.is_done_on(period.opening):
            continue
        unit = directory.units.get(one.unit_id) if one.unit_id is not None else None
        action = directory.actions.get(one.action_id) if one.action_id is not None else None
        about = unit.label if unit else (action.lead_leader or action.name) if action else None
        done = one.is_done_on(period.as_of)
        said = "已完成" if done else "未完成，已过时限" if one.is_late_on(period.as_of) else "未完成"
        rows.append(
            (one.given_on, one.text, about, one.due_on, said, one.done_on if done else None, one.outcome or None)
        )
    columns = (
        TableColumn("交办日期", "day", 1.4),
        TableColumn("交办事项", weight=4),
        TableColumn("责任方", weight=1.8),
        TableColumn("完成时限", "day", 1.4),
        TableColumn("办理情况", weight=1.4),
        TableColumn("完成日期", "day", 1.4),
        TableColumn("结果", weight=2.5),
    )
    return BriefTable("instructions", "会议交办事项办理情况", columns, tuple(rows))


def _whole(rows: list[tuple[Any, ...]], *, rate: tuple[int, int] | None = None) -> tuple[tuple[Any, ...], ...]:
    """The rows with a last one that adds the counts up. rate: places of part and base of a rate in the last column."""
    if not rows:
        return ()
    sums: list[Any] = [
        sum(row[place] for row in rows) if isinstance(rows[0][place], int) else None for place in range(1, len(rows[0]))
    ]
    if rate is not None:
        part, base = (sums[place - 1] for place in rate)
        sums[-1] = percent(part, base)
    return (*rows, ("合计", *sums))
