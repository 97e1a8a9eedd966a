"""Festivals by name and year: those of the calendar that everybody uses, and those of the farmers' calendar (decision 0025)."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""For these years the days of festivals are known."""

_FIXED = {
    "元旦": (1, 1), "三八": (3, 8), "妇女": (3, 8), "植树": (3, 12), "五一": (5, 1), "劳动": (5, 1), "青年": (5, 4), "六一": (6, 1),
    "儿童": (6, 1), "七一": (7, 1), "建党": (7, 1), "八一": (8, 1), "建军": (8, 1), "教师": (9, 10), "国庆": (10, 1), "十一": (10, 1),
}  # fmt: skip
_LUNAR = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9)}


def festival(name: str, year: int) -> date | None:
    """The day of a festival in a year (of our calendar); None for a name or a year that is not known. name: without 节."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if name in _FIXED:
        return date(year, *_FIXED[name])
    moving = _MOVING.get(name)
    return None if moving is None else moving(year)


@cache
def _lunar(year: int, month: int, day: int) -> date:
    from lunar_python import Lunar  # type: ignore[import-untyped]  # only a few files name a festival

    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@cache
def _qingming(year: int) -> date:
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, 6, 1).getJieQiTable()["清明"]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


_MOVING: dict[str, Callable[[int], date]] = {
    **{name: partial(_lunar, month=month, day=day) for name, (month, day) in _LUNAR.items()},
    "清明": _qingming,
    "除夕": lambda year: _lunar(year, 1, 1) - timedelta(days=1),
    "腊八": lambda year: _lunar(year - 1, 12, 8),
}
"""Of these the one that falls into the year: 腊八 of 2021 is the eighth day of the twelfth month that began in 2020."""
