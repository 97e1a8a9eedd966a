"""Numbers, days and units in the sentences of a bulletin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.figures.rates import points, written
from domain.ledger.chinese_days import full_day, short_day
from domain.meeting.period import Period

OFFICE = "县长效办"
ADDRESSEES = "县创建指挥部，各牵头县领导，各镇区、各部门"
"""What stands in a bulletin until the office has set its own."""
MOST_NAMED = 30
"""A sentence names at most so many units; what is beyond is counted, and the table has them all."""


@dataclass(frozen=True)
class Spoken:
    """What a period is called: a week is 本周, any other length 本期."""

    this: str
    last: str
    next: str


def spoken(period: Period) -> Spoken:
    """The words for the period, the one before and the one after."""
    return Spoken("本周", "上周", "下周") if period.days == 7 else Spoken("本期", "上期", "下期")


def items(count: float | None) -> str:
    """1,970 件."""
    return f"{int(count or 0):,} 件"


def percent(value: float | None) -> str:
    """76.2%; — without value."""
    said = written(value)
    return "—" if said is None else f"{said}%"


def between(since: date, until: date) -> str:
    """2020年8月3日至8月9日; one day alone is named once."""
    if since == until:
        return full_day(since)
    return f"{full_day(since)}至{short_day(until) if since.year == until.year else full_day(until)}"


def moved(now: float, then: float, last: str) -> str:
    """比上周增加 4 件 · 比上周减少 4 件 · 与上周持平."""
    delta = int(now - then)
    return f"比{last}{'增加' if delta > 0 else '减少'} {abs(delta):,} 件" if delta else f"与{last}持平"


def points_moved(now: float | None, then: float | None, last: str) -> str:
    """，比上周提高 0.3 个百分点; nothing where either has no value. The points are those between the rounded rates."""
    delta = points(now, then)
    if delta is None:
        return ""
    return f"，比{last}{'提高' if delta > 0 else '下降'} {written(abs(delta))} 个百分点" if delta else f"，与{last}持平"


def named(names: Sequence[str], *, most: int = MOST_NAMED) -> str:
    """The names with 、 between them; those beyond `most` are counted: 甲、乙等 12 个."""
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[:most])}等 {len(names):,} 个"
