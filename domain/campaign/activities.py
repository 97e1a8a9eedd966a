"""活动日历: the days that the standing rules ask for, what each district did on them, and the figures around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

import pandas as pd

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.directory import Directory
from domain.figures.campaign_line import CampaignLine
from domain.figures.figures import tally
from domain.figures.rates import percent, shares, written
from domain.ledger.days import day_number
from domain.ledger.ledger import Ledger
from domain.settings import Settings

HELD, NOT_HELD, NO_REPORT = "已开展", "未开展", "未报告"

ACTIVITY = Dataset(
    "activity",
    "活动记录表",
    (
        Field("day", ("活动日期", "日期", "开展时间"), "day", required=True, past=True, example="2020-07-08"),
        Field("name", ("活动名称", "活动", "活动内容"), required=True, example="清洁家园日", width=18),
        Field("district", ("镇区", "属地", "开展单位"), "district", required=True, example="滨江街道"),
        Field(
            "held",
            ("是否开展", "开展情况"),
            "choice",
            required=True,
            words={HELD: ("是", "开展", "已完成", "√"), NOT_HELD: ("否", "没有开展", "×")},
            example=HELD,
        ),
        Field("people", ("参加人数", "参与人数", "人数"), "count", example="120", width=10),
        Field("solved", ("解决问题数", "整治问题数", "解决问题"), "count", example="15", width=10),
        Field("remark", ("备注", "主要做法"), width=30),
    ),
    identity=("day", "name", "district"),
    names=("活动记录", "活动开展情况", "清洁家园日", "大扫除", "联合执法"),
)

WEEKLY, BIWEEKLY, MONTHLY = "每周", "每两周", "每月第一个"
RULES = (WEEKLY, BIWEEKLY, MONTHLY)
Rhythm = Literal["每周", "每两周", "每月第一个"]


@dataclass(frozen=True)
class StandingRule:
    """A standing rule. rhythm: one of RULES. weekday: 0 Monday … 6 Sunday. since: the first day on which it holds; a biweekly one
    counts its fortnights from its first such weekday.
    """

    name: str
    rhythm: Rhythm
    weekday: int
    since: date


def rules_of(settings: Settings) -> list[StandingRule]:
    """The standing rules that the office has set; none until it has."""
    return [
        StandingRule(name, cast(Rhythm, rhythm), weekday, since)
        for name, rhythm, weekday, since in settings.activity_rules
        if rhythm in RULES
    ]


def due_days(rules: Sequence[StandingRule], *, since: date, until: date) -> list[tuple[date, str]]:
    """The activities due from `since` to `until`: (day, name), by day, then in the order of the rules."""
    found: list[tuple[date, int, str]] = []
    for place, rule in enumerate(rules):
        first = rule.since + timedelta(days=(rule.weekday - rule.since.weekday()) % 7)
        day = first
        while day <= until:
            if day >= since and (
                rule.rhythm == WEEKLY
                or (rule.rhythm == BIWEEKLY and (day - first).days % 14 == 0)
                or (rule.rhythm == MONTHLY and day.day <= 7)
            ):
                found.append((day, place, rule.name))
            day += timedelta(days=7)
    return [(day, name) for day, _, name in sorted(found)]


_APART = 35
"""No two due days of one activity lie further apart: from the first Saturday of a month to that of the next."""


def records_of(entries: Sequence[DatasetRecord], *, as_of: date) -> pd.DataFrame:
    """What districts reported up to `as_of`: columns day (day number), name, district (id, 0 unknown), held (bool), people, solved."""
    rows = [
        (
            day_number(date.fromisoformat(e["day"])),
            str(e["name"]),
            int(e["district"] or 0),
            e["held"] == HELD,
            int(e["people"] or 0),
            int(e["solved"] or 0),
        )
        for e in entries
        if e["day"]
    ]
    frame = pd.DataFrame(rows, columns=["day", "name", "district", "held", "people", "solved"])
    return frame[frame["day"] <= day_number(as_of)].reset_index(drop=True)


def kept(
    rules: Sequence[StandingRule], records: pd.DataFrame, districts: Sequence[int], *, since: date, until: date
) -> pd.DataFrame:
    """One row for each due activity and district: columns day (day number), name, district, state (HELD, NOT_HELD, NO_REPORT), people,
    solved.

    A report counts for the due day of its activity that lies nearest, so that one held a day early or late is not lost and not
    counted for the week before. Of several reports for one day it is held if one says so; their people and solved are added up.
    """
    first, last = day_number(since), day_number(until)
    around_ = due_days(rules, since=since - timedelta(days=_APART), until=until + timedelta(days=_APART))
    nearest = pd.DataFrame([(day_number(d), n) for d, n in around_], columns=["due", "name"])
    due = nearest[nearest["due"].between(first, last)]
    grid = due.merge(pd.DataFrame({"district": list(districts)}), how="cross")
    told = records[records["name"].isin(due["name"].unique()) & records["district"].isin(list(districts))]
    if len(told):
        told = pd.merge_asof(
            told.sort_values("day"),
            nearest.sort_values("due"),
            left_on="day",
            right_on="due",
            by="name",
            direction="nearest",
        )
        told = told[told["due"].between(first, last)]
        told = told.groupby(["due", "name", "district"], as_index=False).agg(
            held=("held", "any"), people=("people", "sum"), solved=("solved", "sum")
        )
        grid = grid.merge(told.astype({"due": "int64"}), how="left", on=["due", "name", "district"])
    else:
        grid = grid.assign(held=None, people=None, solved=None)
    state = [NO_REPORT if pd.isna(h) else HELD if h else NOT_HELD for h in grid["held"]]
    return pd.DataFrame(
        {
            "day": grid["due"].to_numpy(),
            "name": grid["name"].to_numpy(),
            "district": grid["district"].to_numpy(),
            "state": state,
            "people": [0 if pd.isna(v) else int(v) for v in grid["people"]],
            "solved": [0 if pd.isna(v) else int(v) for v in grid["solved"]],
        }
    )


def unruled(rules: Sequence[StandingRule], records: pd.DataFrame, *, since: date, until: date) -> list[tuple[str, int]]:
    """Reports of this time whose activity no rule names, and which therefore count nowhere: (name, how many), most first."""
    here = records[records["day"].between(day_number(since), day_number(until))]
    names = here.loc[~here["name"].isin([rule.name for rule in rules]), "name"]
    return [(str(name), int(count)) for name, count in names.value_counts().items()]


def attendance(table: pd.DataFrame) -> pd.DataFrame:
    """`kept` summed by district: columns district, due, held, not_held, no_report, people, solved, share (% held of due); best first,
    ties by people. due = held + not_held + no_report.
    """
    state = table["state"]
    marked = table.assign(
        due=1,
        held=(state == HELD).astype(int),
        not_held=(state == NOT_HELD).astype(int),
        no_report=(state == NO_REPORT).astype(int),
    )
    summed = marked.groupby("district", as_index=False)[
        ["due", "held", "not_held", "no_report", "people", "solved"]
    ].sum()
    summed["share"] = shares(summed["held"], summed["due"])
    return summed.sort_values(["share", "people", "district"], ascending=[False, False, True], ignore_index=True)


AROUND_DAYS = 14
AROUND = ("found", "done", "overdue", "open")


@dataclass(frozen=True)
class Around:
    """The figures two weeks before and after a day: key → (before, after). Flows are counted over 14 days, stocks stand at the ends.

    passed: how many of the 14 days after it have passed, the day itself included. That they differ is a coincidence in time, no
    proof of an effect.
    """

    day: date
    values: dict[str, tuple[int, int]]
    passed: int

    @property
    def complete(self) -> bool:
        """Whether both fortnights can be compared."""
        return self.passed == AROUND_DAYS


def around(ledger: Ledger, day: date, *, as_of: date) -> Around:
    """Flows in the 14 days before `day` and in the 14 days from it on (both without further days); stocks on the day before it and on
    the last day of the second fortnight, at most `as_of`.
    """
    start, eve = day - timedelta(days=AROUND_DAYS + 1), day - timedelta(days=1)
    end = min(day + timedelta(days=AROUND_DAYS - 1), as_of)
    values: dict[str, tuple[int, int]] = {}
    for key in AROUND:
        _, before, after = tally(ledger, key, [start, eve, max(end, eve)]).tolist()
        values[key] = (int(before), int(after))
    return Around(day, values, max(0, min((as_of - day).days + 1, AROUND_DAYS)))


WEEKS = 12
"""Activities are looked at over so many weeks."""


def standing(rules: Sequence[StandingRule], table: pd.DataFrame, directory: Directory) -> CampaignLine:
    """活动 in one value and one sentence; `table` from `kept` over WEEKS."""
    title = "活动开展"
    if not rules:
        return CampaignLine("activities", title, "未录入", "还没有设定活动规律。", "missing")
    if table.empty or (table["state"] == NO_REPORT).all():
        return CampaignLine(
            "activities", title, "没有报告", f"近 {WEEKS} 周没有活动记录，开展了没有无从知道。", "attention"
        )
    ranking = attendance(table)
    due, held, silent = (int(ranking[key].sum()) for key in ("due", "held", "no_report"))
    said = f"近 {WEEKS} 周应开展 {due:,} 场次，已开展 {held:,} 场次，未报告 {silent:,} 场次"
    least = ranking[ranking["share"] == ranking["share"].min()]
    if len(least) == 1 and held < due:
        said += f"；开展最少的是{directory.label('district', int(least['district'].iat[0]))}（{written(least['share'].iat[0])}%）"
    return CampaignLine(
        "activities", title, f"开展率 {written(percent(held, due))}%", f"{said}。", "good" if held == due else "neutral"
    )


WORDS = {
    "应开展": "按“设置”里的活动规律推算，每个镇区每次一场。",
    "已开展": "有记录且写明已开展的；提前或推迟了的，算在离它最近的应开展日上。",
    "开展率": "已开展 ÷ 应开展，近 12 周。",
    "未报告": "没有任何记录；不等于没有开展。",
    "规律以外的活动": "活动记录里的名称不在“设置”的活动规律里的，不计入应开展和已开展，在“活动日历”页上提示。",
    "前后两周": "活动日之前 14 天和自活动日起 14 天的数字。只说明先后，不说明是活动的效果。",
}
"""口径 of the figures of this part."""
