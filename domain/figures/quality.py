"""数据质量: which issues are told incompletely or with days that cannot be, and by which week.

Every check is a list; its number is the length of that list. What needs the wording of issues or the rows of sheets
comes from data_loaders.matching.similar and database.review.quality; the words for all checks are here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.figures.overdue import issues_of
from domain.ledger.days import EPOCH, NEVER, day_date, day_number, week_start
from domain.ledger.ledger import Ledger

OLDEST = date(2000, 1, 1)
"""No issue of a campaign is older."""
FAR_DAYS = 730
"""A due date so many days after the day found is a slip of the year."""
TWIN_DAYS, TWIN_SCORE = 30, 80
"""Two open issues at one site, found within so many days and worded so much alike (0–100), may be one."""


@dataclass(frozen=True)
class Check:
    """One check. unit: what is counted. words: 口径. why: what goes wrong while it stays."""

    name: str
    unit: str
    words: str
    why: str


CHECKS: Mapping[str, Check] = {
    "refused": Check(
        "拒收未改",
        "行",
        "有效导入中被拒收的行，此后没有表再写到同一件，导入人也没有选择不导入这一行。问题清单、反馈表和台账看编号，没有编号的"
        "看同样的问题描述；专项表看用来区分条目的各列（如项目和节点），作废、在屏幕上改过也算写到。这些格空着或有错的，"
        "看截至同一天的表里其余各格都相同的行。后来又被拒收的，和同一个文件再次导入的，只算最近一次。不受筛选影响。",
        "没有读进来，任何数字里都没有它",
    ),
    "no_due": Check(
        "无时限", "件", "交办的问题中，截至当日没有整改时限的。与各页的“无时限”是同一个数。", "无法判断是否超期"
    ),
    "no_lead": Check("未明确责任单位", "件", "交办的问题中，截至当日没有责任单位的。", "没有单位负责，督办找不到人"),
    "no_district": Check("未填镇区", "件", "交办的问题中没有写镇区，也不能从点位得知的。", "不计入任何镇区"),
    "no_site": Check("未填点位", "件", "交办的问题中没有写点位的。", "看不出反复，查不出重复"),
    "no_category": Check("未分类", "件", "交办的问题中没有写问题类别的。", "不归任何专项行动，看不出反复"),
    "done_before_found": Check("完成早于发现", "件", "完成时间早于发现日期。", "整改天数、按期整改率失真"),
    "due_before_found": Check("时限早于发现", "件", "整改时限早于发现日期。", "一发现就算超期"),
    "far_due": Check("时限过远", "件", f"整改时限在发现日期 {FAR_DAYS} 天以后，多半是年份写错。", "永远不会超期"),
    "undated": Check(
        "完成日期不明",
        "件",
        "写明已完成或已销号，而截至当日的表都没有写完成日期和复核日期的。与各页的“完成日期不明”是同一个数。",
        "无法判断是否按期",
    ),
    "due_after_done": Check(
        "完成后改时限",
        "件",
        "已经完成，以后的表又写了另一个整改时限的；按期与否仍按完成那天有效的时限判断。只看截至当日及以前的表。",
        "改时限不能把逾期改成按期，可能有人想这样做",
    ),
    "verified_before_done": Check(
        "复核早于完成",
        "件",
        "有表在同一行里写的复核日期早于完成时间。只看截至当日及以前的表。",
        "还没完成就复核，两个日期必有一错",
    ),
    "odd_days": Check(
        "日期不合理",
        "件",
        "有表写的发现、完成或复核日期晚于该表的数据截至日，或任何日期早于 2000 年。只看截至当日及以前的表。",
        "何时完成、何时销号不准",
    ),
    "twins": Check(
        "疑似重复",
        "对",
        f"同一点位、{TWIN_DAYS} 天内发现、都未整改、描述相似度不低于 {TWIN_SCORE} 的两件；一件只与先前最像的一件配对。",
        "一个问题可能数了两次",
    ),
    "doubts": Check(
        "存疑未决",
        "对",
        "导入时与已有问题相似、还没有决定是不是同一件的行。在“数据导入”里决定。",
        "一个问题可能数了两次",
    ),
}


def standing(ledger: Ledger, *, as_of: date) -> pd.DataFrame:
    """Every issue that counts on a day, one row each: columns of overdue.issues_of."""
    return issues_of(ledger, "total", as_of=as_of)


Mask = NDArray[np.bool_]
BY_LEDGER: Mapping[str, Callable[[pd.DataFrame], Mask]] = {
    "no_due": lambda f: f["due_on"].to_numpy() == NEVER,
    "no_lead": lambda f: f["lead"].to_numpy() == 0,
    "no_district": lambda f: f["district"].to_numpy() == 0,
    "no_site": lambda f: f["site"].to_numpy() == 0,
    "no_category": lambda f: f["category"].to_numpy() == 0,
    "done_before_found": lambda f: f["done_on"].to_numpy() < f["found_on"].to_numpy(),
    "due_before_found": lambda f: f["due_on"].to_numpy() < f["found_on"].to_numpy(),
    "undated": lambda f: f["undated"].to_numpy(),
    "far_due": lambda f: (
        (f["due_on"].to_numpy() != NEVER) & (f["due_on"].to_numpy() - f["found_on"].to_numpy() > FAR_DAYS)
    ),
}
"""The checks that the ledger alone answers, on rows of `standing`."""


def weeks(days: "pd.Series[int]", *, starts_on: int) -> "pd.Series[int]":
    """The first day of the week of each day number."""
    first = day_number(week_start(EPOCH, starts_on=starts_on))
    return days - (days - first) % 7


def doubtful_days(check: str, found_on: int, due_on: int, done_on: int) -> str:
    """What is odd about the days of an issue, in words: 完成 2020-03-01，发现 2020-03-05. Empty for other checks."""
    days = {"done_before_found": ("完成", done_on), "due_before_found": ("时限", due_on), "far_due": ("时限", due_on)}
    if check not in days:
        return ""
    word, day = days[check]
    return f"{word} {day_date(day)}，发现 {day_date(found_on)}"
