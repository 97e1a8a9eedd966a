"""What the agreement of one field says for or against two rows being one issue, in bits (decision 0023).

After Fellegi and Sunter, A Theory for Record Linkage, Journal of the American Statistical Association 64 (1969): a level of
agreement that is seen with the share m of pairs that are one issue, and with the share u of pairs that are not, is worth
log2(m/u) bits. The bits of the fields add up to the match weight.
"""

from collections.abc import Mapping
from math import log2
from typing import NamedTuple

FIELD_WORDS = {
    "number": "编号",
    "serial": "序号",
    "district": "镇区",
    "site": "点位",
    "wording": "问题内容",
    "found_on": "检查日期",
    "done_on": "完成日期",
    "lead": "责任单位",
    "category": "问题类别",
    "elsewhere": "其他列",
    "sheet": "来表",
}
"""The fields that are compared, as they are called on screen, in the order in which they are shown."""

SAME = 17.0
"""Match weight from which two rows are one issue."""
DOUBT = 9.0
"""Match weight from which a person is asked; below it they are two."""
AHEAD = 2.0
"""Bits by which the best candidate must be ahead of the next one."""


class Weight(NamedTuple):
    """One field of a pair. field: its key; level: how far the two agree, in words; bits: log2(m/u), below 0 against."""

    field: str
    level: str
    bits: float


class Agreement(NamedTuple):
    """A level of agreement: in words, and the shares m and u of pairs of one issue and of two in which it is seen."""

    words: str
    m: float
    u: float

    @property
    def bits(self) -> float:
        """What the level is worth."""
        return log2(self.m / self.u)


Levels = Mapping[str, Mapping[str, Agreement]]
"""field → key of the level → level."""

LEVELS: Levels = {
    "district": {
        "same": Agreement("同一镇区", 0.97, 0.45),  # candidates are mostly found by a site, which lies in one district
        "other": Agreement("不同镇区", 0.004, 0.55),
    },
    "site": {
        "same": Agreement("同一点位", 0.93, 0.0035),  # a county has some 300 sites
        "namesake": Agreement("点位同名、镇区不同", 0.03, 0.01),
        "part": Agreement("一个点位名称包含另一个", 0.02, 0.02),
        "other": Agreement("不同点位", 0.01, 0.96),
    },
    "wording": {
        "same": Agreement("文字相同", 0.75, 0.001),  # u is that of this wording: see Rarity
        "longer": Agreement("一句包含另一句", 0.1, 0.006),
        "part": Agreement("一句是另一句分条写的一条", 0.1, 0.006),
        "close": Agreement("文字几乎相同", 0.08, 0.0006),
        "alike": Agreement("文字相近", 0.02, 0.3),
        "apart": Agreement("只差在方位、数字上", 0.005, 0.12),
        "akin": Agreement("文字有些像", 0.015, 0.28),
        "unlike": Agreement("文字不像", 0.01, 0.9),
    },
    "found_on": {
        "same": Agreement("同一天", 0.93, 0.06),  # an inspection finds many problems in a day
        "near": Agreement("相差不过三天", 0.004, 0.5),  # without a number, another day is another issue (反复)
        "far": Agreement("不是同一天", 0.00002, 1.3),
        "corrected near": Agreement("编号相同、相差不过三天", 0.03, 0.5),
        "corrected far": Agreement("编号相同、不是同一天", 0.01, 0.95),
    },
    "done_on": {
        "before": Agreement("完成早于检查", 0.01, 0.6),
    },
    "lead": {
        "same": Agreement("同一责任单位", 0.85, 0.12),
        "other": Agreement("不同责任单位", 0.1, 0.85),
    },
    "category": {
        "same": Agreement("同一类别", 0.9, 0.3),
        "other": Agreement("不同类别", 0.08, 0.7),
    },
    "elsewhere": {
        "same": Agreement("其他列相同", 0.8, 0.1),
        "other": Agreement("其他列不同", 0.002, 0.9),
    },
    "serial": {
        "other": Agreement("同一张表里序号不同", 0.01, 0.9),
    },
    "sheet": {
        "answer": Agreement("反馈和台账说的多是已有问题", 0.95, 0.12),
        "again": Agreement("这张表多数行是已有问题", 0.97, 0.004),
        "list": Agreement("检查清单没有检查日期，多数行是新问题", 0.006, 0.8),
        "earlier": Agreement("检查清单没有检查日期，比已知的问题早", 0.0114, 0.9),
        "beside": Agreement("同一张表里的两行", 0.1, 0.8),
        "pages": Agreement("同一文件的两张工作表", 0.4, 0.4),
        "copy": Agreement("两张工作表多数行相同", 0.97, 0.015),
    },
}
"""Why these: decision 0023. What decided pairs say beside them: `estimate.estimated`, decision 0031."""

STABLE = 0.99, 2.0**-14
"""m and u of equal numbers where numbers are kept for ever."""
RESTARTED = 1 / 16
"""The share of equal numbers among rows of which the numbers say nothing: m and u alike."""


def number_bits(stable: float, *, same: bool) -> float:
    """What equal (or different) numbers are worth where they are kept for ever with the probability `stable`."""
    m, u = STABLE
    if not same:
        m, u = 1 - m, 1 - u
    by_chance = RESTARTED if same else 1 - RESTARTED
    return log2((stable * m + (1 - stable) * by_chance) / (stable * u + (1 - stable) * by_chance))


def level_of(field: str, key: str, levels: Levels = LEVELS) -> Weight:
    """The weight of a level of a field."""
    level = levels[field][key]
    return Weight(field, level.words, level.bits)


def total(weights: "tuple[Weight, ...] | list[Weight]") -> float:
    """The match weight of a pair."""
    return sum(weight.bits for weight in weights)
