"""The day that a cell means, in all the ways in which people write days."""

import calendar
import contextlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from lark import Token

from data_loaders.cells.cells import CellError, Wrong, is_no_day, narrowed, quoted
from data_loaders.days.calendar_text import (
    Calendar,
    Day,
    DaySpan,
    Month,
    NotUnderstood,
    YearLast,
    calendar_text,
    said_in,
)
from data_loaders.reading.workbook import Cell

WRITE_DATE = "请改成“2020-03-05”这样的日期。"
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_415  # 2000-01-01, 2100-12-31 as Excel counts
_EXCEL_DAY_0 = date(1899, 12, 30)
_PLAIN = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")


def parse_date(
    value: Cell,
    *,
    near: date | None = None,
    us: bool = False,
    dayfirst: bool = False,
    pattern: str | None = None,
    last_of_several: bool = False,
) -> date | None:
    """The day that a cell means.

    Read are: Excel dates and serial numbers (also as text), and the forms of `forms/days.csv` by the grammar `grammars/days.lark`, in
    full-width forms too, with a time, a weekday or "已完成" behind. 3月5日, 3.5, 3/5 and 5日 go by `near` (usually the day the sheet
    speaks for), which decides the year and month: the closest; ISO with offset is the day as written, not converted, but for
    midnight in China written in UTC (2020-07-05T16:00:00Z); 13/02/2019 is read where only one reading exists, or in the order told by `us`
    (month first) or `dayfirst`.
    2020年3月 means the last day of the month, or `near` if that lies in the month (a sheet cannot know later days).
    A period (7月6日-7月8日) means its last day. A cell that only holds "/", "---" or "无" counts as empty, and so does day 0 of a
    spreadsheet (1900/1/0), which is what a link to an empty cell shows, and that of other programs (0000-00-00, 0001-01-01).
    pattern: a strptime format that takes the place of all this for text; one of ORDERS tells the order only. last_of_several: of several days in a cell (7月8日、7月9日) the
    last one counts; without it they are refused.

    Raises NotUnderstood for words that are no day, and CellError for days that do not exist, for years outside 2000–2100, and
    where there are two readings.
    """
    match value:
        case None:
            return None
        case time() if value == time():
            return None
        case bool() | time() | timedelta():
            raise CellError(f"{quoted(value)}不是日期。", WRITE_DATE)
        case datetime():
            return None if value.date() in _DAY_0 else _plausible(value.date(), value)
        case date():
            return None if value in _DAY_0 else _plausible(value, value)
        case int() | float():
            return _date_of_number(value, near)
    if pattern is not None and pattern in ORDERS:
        dayfirst, us, pattern = ORDERS[pattern] == "day", ORDERS[pattern] == "month", None
    plain = _PLAIN.fullmatch(value) if pattern is None else None
    if plain and not (value[:4] < "1901" and is_no_day(narrowed(value))):
        year, _, month, day, month_2, day_2 = plain.groups()
        return existing_day(int(year), int(month or month_2), int(day or day_2), value)
    text = narrowed(value)
    if is_no_day(text):
        return None
    if pattern is not None:
        try:
            return _plausible(datetime.strptime(text, pattern).date(), value)  # noqa: DTZ007 - only the day is kept
        except ValueError:
            raise CellError(f"{quoted(value)}不符合约定的日期格式“{pattern}”。", WRITE_DATE) from None
    return date_of_text(text, near, us=us, dayfirst=dayfirst, last_of_several=last_of_several)


_DAY_0 = frozenset((date(1899, 12, 30), date(1899, 12, 31), date(1904, 1, 1)))
"""Number 0 as a date, by the three counts that spreadsheets use."""


def _plausible(day: date, written: object) -> date:
    if not 2000 <= day.year <= 2100:
        raise CellError(f"日期{quoted(written)}的年份是 {day.year} 年，不合常理。", "请核对年份。")
    return day


def existing_day(year: int, month: int, day: int, written: object) -> date:
    """The day of these numbers. Raises CellError where there is none, or where its year is not plausible; written: the cell."""
    if not 1 <= month <= 12:
        raise CellError(f"日期{quoted(written)}里没有第 {month} 月。", WRITE_DATE)
    if not 2000 <= year <= 2100:
        raise CellError(f"日期{quoted(written)}的年份是 {year} 年，不合常理。", "请核对年份。")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise CellError(f"日期{quoted(written)}不存在：{month} 月没有 {day} 日。", WRITE_DATE)
    return _plausible(date(year, month, day), written)


def _date_of_number(value: int | float, near: date | None) -> date | None:
    if value == 0:
        return None
    if _FIRST_SERIAL <= value < _LAST_SERIAL + 1:
        return _EXCEL_DAY_0 + timedelta(days=int(value))
    if isinstance(value, int) or value.is_integer():
        digits = str(int(value))
        if len(digits) in (6, 8, 12, 14):
            return date_of_text(digits, near)
        raise CellError(f"数字“{digits}”不是日期。", WRITE_DATE)
    # "7.12" typed into a cell that Excel took for a number; "7.1" may have been "7.10".
    text = repr(value)
    whole, _, decimals = text.partition(".")
    if (1 <= value < 13 or 2000 <= value < 2101) and len(decimals) <= 2:
        if len(decimals) == 1 and (decimals == "1" if value > 13 else decimals in "123"):
            unit = "月" if value > 13 else "日"
            raise CellError(f"“{text}”被表格当成了数字，分不清是 {decimals}{unit}还是 {decimals}0{unit}。", WRITE_DATE)
        return date_of_text(text, near)
    raise CellError(f"数字“{whole}.{decimals}”不是日期。", WRITE_DATE)


class _Serial(NamedTuple):
    """A serial number written as text."""

    day: int


class _Run(NamedTuple):
    """3月3日、4日、5日: a day and more days of its month."""

    first: Any
    more: tuple[Day, ...]


class _Several(NamedTuple):
    """Days of which none is said to be the one."""

    days: tuple[Any, ...]


class _Said(NamedTuple):
    """What a cell says: the day or month, and the time of day behind it."""

    term: Any
    clock: str | None


class _Days(Calendar):
    """The rules of days.lark."""

    def start(self, children: list[Any]) -> _Said:
        clock = next((str(c) for c in children if isinstance(c, Token) and c.type == "CLOCK"), None)
        return _Said(next(c for c in children if not isinstance(c, Token)), clock)

    def bracketed(self, children: list[Any]) -> Any:
        return children[0]

    def span(self, children: list[Any]) -> DaySpan:
        return DaySpan(children[0], children[-1])

    def to(self, _children: list[Any]) -> None:
        return None

    def run(self, children: list[Any]) -> _Run:
        first, last = children[0], children[-1]
        return _Run(first.first, (*first.more, last)) if isinstance(first, _Run) else _Run(first, (last,))

    def several(self, children: list[Any]) -> _Several:
        first, last = children[0], children[-1]
        return _Several((*first.days, last)) if isinstance(first, _Several) else _Several((first, last))

    def six(self, children: list[Any]) -> str:
        return str(children[0])

    def serial(self, children: list[Any]) -> _Serial:
        return _Serial(int(children[0]))


_DAYS = _Days()


@lru_cache(maxsize=20_000)
def _said(plain: str) -> _Said:
    said: _Said = said_in(plain, "days", _DAYS, lambda: NotUnderstood(f"看不懂日期{quoted(plain)}。", WRITE_DATE))
    return said


MIDNIGHT_IN_CHINA = re.compile(r"[T ]16:00(?::00(?:\.0+)?)? ?(?:Z|\+00:?00|UTC|GMT)")
"""The time of day that a program writes which keeps days as midnights and tells them in UTC: it is the day after."""


def date_of_text(
    text: str, near: date | None, *, us: bool = False, dayfirst: bool = False, last_of_several: bool = False
) -> date:
    """The day that a text means; as in parse_date."""
    said = _said(calendar_text(text))
    if isinstance(said.term, _Several):
        days = [_resolved(term, near, text, us, dayfirst) for term in said.term.days]
        if not last_of_several:
            raise CellError("一格里写了几个日期，不知道以哪个为准。", "请只保留一个日期。")
        return max(days)
    day = _resolved(said.term, near, text, us, dayfirst)
    if said.clock is not None and MIDNIGHT_IN_CHINA.fullmatch(said.clock):
        return day + timedelta(days=1)
    return day


def _resolved(term: Any, near: date | None, text: str, us: bool, dayfirst: bool) -> date:
    match term:
        case Day():
            return day_near(term, near, text)
        case Month():
            return _part_of_year(term, near, text)
        case YearLast():
            return _year_last(*term, text, us, dayfirst)
        case DaySpan(first, last):
            return period_end(_resolved(first, near, text, us, dayfirst), last, text)
        case _Run(first, more):
            end = _resolved(first, near, text, us, dayfirst)
            for day in more:
                end = period_end(end, day, text)
            return end
        case _Serial(day):
            if _FIRST_SERIAL <= day <= _LAST_SERIAL:
                return _EXCEL_DAY_0 + timedelta(days=day)
            raise NotUnderstood(f"看不懂日期{quoted(text)}。", WRITE_DATE)
        case _:
            return six_digits(str(term), near, text)


def day_near(term: Day, near: date | None, text: str) -> date:
    """The day that a term names, closest to `near` where year or month are left out. Raises CellError."""
    if term.year is not None and term.month is not None:
        return existing_day(term.year, term.month, term.day, text)
    if term.month is not None:
        return nearest_day(term.month, term.day, near, text)
    return _nearest_month(term.day, near, text)


def period_end(first: date, last: Any, text: str) -> date:
    """The last day of a period that began on `first`; what its end leaves out, the beginning says. Raises CellError."""
    if isinstance(last, Day) and last.month is None:
        end = existing_day(first.year, first.month, last.day, text)
    elif isinstance(last, Day):
        end = day_near(last, first, text)
    else:
        end = _resolved(last, first, text, us=False, dayfirst=False)
    if end < first:
        raise CellError(f"{quoted(text)}的结束日期早于开始日期。", WRITE_DATE)
    return end


def _year_last(first: int, second: int, year: int, text: str, us: bool, dayfirst: bool) -> date:
    if us:
        return existing_day(year, first, second, text)
    if dayfirst:
        return existing_day(year, second, first, text)
    if first > 12 or first == second:
        return existing_day(year, second, first, text)
    if second > 12:
        return existing_day(year, first, second, text)
    raise CellError(f"{quoted(text)}{TWO_READINGS}。", WRITE_DATE + "（或在“怎么读这个文件”里选定“日期的写法”）")


def _part_of_year(term: Month, near: date | None, text: str) -> date:
    """3月, 3月底, 2020年3月上旬: the last day of that stretch, or `near` if that is within the month and earlier."""
    year = nearest_day(term.month, 15, near, text).year if term.year is None else term.year
    last = end_of_third(year, term.month, term.third, text)
    if near is not None and (near.year, near.month) == (last.year, last.month):
        return min(last, near)
    return last


def end_of_third(year: int, month: int, third: str | None, written: str) -> date:
    """The last day of 上旬, 中旬 or 下旬 of a month (初 and 中 are the first two); of the month where none is named."""
    first = existing_day(year, month, 1, written)
    if third in ("上旬", "初"):
        return first.replace(day=10)
    if third in ("中旬", "中"):
        return first.replace(day=20)
    return first.replace(day=calendar.monthrange(year, month)[1])


def six_digits(digits: str, near: date | None, text: str) -> date:
    """200305 is 2020-03-05 (or March 2003), 202003 is March 2020. Raises CellError where there are two readings and nothing near."""
    readings: list[date] = []
    with contextlib.suppress(CellError):
        readings.append(existing_day(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]), text))
    with contextlib.suppress(CellError):
        readings.append(_part_of_year(Month(int(digits[:4]), int(digits[4:])), near, text))
    readings = [day for day in readings if day.year >= 2010] or readings
    if not readings:
        raise NotUnderstood(f"看不懂日期{quoted(text)}。", WRITE_DATE)
    if len(readings) > 1:
        if near is None:
            raise CellError(f"{quoted(text)}分不清是年月日还是年月。", WRITE_DATE)
        return min(readings, key=lambda day: abs(day - near))
    return readings[0]


def nearest_day(month: int, day: int, near: date | None, text: str) -> date:
    """The day of this month and day that is closest to `near`."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2000, month)[1]:
        existing_day(2000, month, day, text)
    if near is None:
        raise CellError(f"日期{quoted(text)}没有写年份。", WRITE_DATE)
    candidates = [
        date(year, month, day)
        for year in (near.year - 1, near.year, near.year + 1)
        if day <= calendar.monthrange(year, month)[1]
    ]
    if not candidates:  # 29 February, far from a leap year
        raise CellError(f"日期{quoted(text)}不存在：前后几年的 2 月都没有 29 日。", WRITE_DATE)
    return _plausible(min(candidates, key=lambda candidate: abs(candidate - near)), text)


def _nearest_month(day: int, near: date | None, text: str) -> date:
    if near is None:
        raise CellError(f"日期{quoted(text)}没有写年份和月份。", WRITE_DATE)
    first = near.replace(day=1)
    months = (first - timedelta(days=1), near, first + timedelta(days=31))
    candidates = [
        date(month.year, month.month, day)
        for month in months
        if 1 <= day <= calendar.monthrange(month.year, month.month)[1]
    ]
    if not candidates:
        raise CellError(f"日期{quoted(text)}不存在。", WRITE_DATE)
    return min(candidates, key=lambda candidate: abs(candidate - near))


_REACHED = re.compile(r"已|完毕|[了过]")
_BEFORE_A_DAY = re.compile(
    r"(?:之前|以前|前|止)(?:完成|整改|到位|完毕|销号|办结)*[.。;；]?$|预计|计划|拟|争取|力争|确保|预期|(?:[月年周度]|\d)(?:底|末|内)"
)


def is_aim(text: str) -> bool:
    """Whether a text on when something was done says when it shall be done: 7月底前, 预计7月20日; not 7月8日前已完成."""
    plain = narrowed(text)
    return bool(_BEFORE_A_DAY.search(plain)) and not _REACHED.search(plain)


_FROM_1904 = 1_462
"""So many days lie between the two days from which spreadsheets count."""


def in_1900(value: Cell) -> Cell:
    """A number that stands for a day, counted from 1904, as the number that Excel usually has for it; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return value + _FROM_1904 if _FIRST_SERIAL <= value + _FROM_1904 < _LAST_SERIAL + 1 else value


TWO_READINGS = "分不清哪个是月、哪个是日"

ORDERS: Mapping[str, Literal["day", "month"]] = {"日/月/年": "day", "月/日/年": "month"}
"""What a person may say of days that end with the year, where nothing on the sheet does: in words → what comes first."""


@dataclass(frozen=True)
class DayOrder:
    """In which order the days of a sheet are written that end with the year. told: a cell that can be read in this order only; empty where
    a person has said so.
    """

    order: Literal["day", "month"]
    told: str

    @property
    def said(self) -> str:
        """The order in words."""
        return "日/月/年" if self.order == "day" else "月/日/年"


_YEAR_LAST = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})\2\d{4}(?:[ T].*)?")


def day_order(values: Iterable[Cell]) -> DayOrder | None:
    """The order that the cells of a sheet give away: 13/07/2020 has its day first, and then 06/07/2020 has it, too.

    None where no cell tells, or where they contradict each other.
    """
    told: dict[Literal["day", "month"], str] = {}
    for value in values:
        if not isinstance(value, str) or (found := _YEAR_LAST.fullmatch(value)) is None:
            continue
        first, second = int(found.group(1)), int(found.group(3))
        if first > 12 >= second:
            told.setdefault("day", value.strip())
        elif second > 12 >= first:
            told.setdefault("month", value.strip())
    if len(told) != 1:
        return None
    return DayOrder(*next(iter(told.items())))


def after_the_sheet(name: str, as_of: date) -> Wrong:
    """What is said of a day that cannot lie after the one that its sheet speaks for. name: what the column is called."""
    return Wrong(
        f"{name}晚于本表所属的日期（{as_of:%Y-%m-%d}）。",
        "请核对这个日期；如果本表其实统计到更晚的一天，请改“本表截至日”。",
    )
