"""What the grammar of due dates makes of a text (dues.lark): stretches of time, days, marks, before anybody knows the day found."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from lark import Token, Tree

from data_loaders.cells.cells import CellError, quoted
from data_loaders.days.calendar_text import (
    Calendar,
    Day,
    Month,
    NotUnderstood,
    WrittenNumber,
    said_in,
    third_in,
)
from data_loaders.days.dates import (
    MIDNIGHT_IN_CHINA,
)

WRITE_DUE = "请写成日期（如“2020-03-05”）、天数（如“3天”）或“立即整改”“长期坚持”。"
_MOST_YEARS = 10
"""So many years and more (21年) may be a year of this century."""


Unit = Literal["hour", "minute", "workday", "day", "week", "month", "year"]


class Stretch(NamedTuple):
    """So long: the upper end of 3–5天."""

    amount: float
    unit: Unit


class Ahead(NamedTuple):
    """A month counted from here: 本月 0, 下月 1; with a day or a third of it."""

    months: int
    day: int | None = None
    third: str | None = None


class ShortYear(int):
    """A year of which two digits are written (20年底)."""


class YearEnd(NamedTuple):
    """The end of the n-th of `parts` equal parts of a year. years: counted from here where no year is named; None: not said."""

    year: int | None
    years: int | None = None
    part: int = 1
    parts: int = 1


class InYear(NamedTuple):
    """A month or a day of this or the next year."""

    years: int
    term: Month | Day


class QuarterAhead(NamedTuple):
    """本季度 0, 下季度 1."""

    quarters: int


class WeekDay(NamedTuple):
    """A day of a week. weeks: 本周 0, 下周 1; None: not said. day: 0 Monday … 6 Sunday."""

    weeks: int | None
    day: int


class WeekOf(NamedTuple):
    """The n-th week of a month (-1 the last; month None: of this month), or of a year where no month is said."""

    month: Month | None
    here: bool
    year: int | None
    week: int
    day: int | None


class Feast(NamedTuple):
    """A festival. years: 今年 0, 明年 1."""

    name: str
    written: str
    year: int | None
    years: int | None


class NextDay(NamedTuple):
    """次日 1, 后天 2 (or as many days after the day found)."""

    days: int


class ThirdHere(NamedTuple):
    """本旬."""


class Six(NamedTuple):
    """200731 or 202007."""

    digits: str


class Serial(NamedTuple):
    """A serial number of a spreadsheet."""

    day: int


class Months(NamedTuple):
    """3-10月: the last month counts."""

    last: Month


class Mark(NamedTuple):
    """A word that says how to take what stands before or behind it."""

    kind: Literal[
        "before",
        "within",
        "back",
        "since",
        "until",
        "every",
        "vague",
        "clock",
        "midnight",
        "comma",
        "past",
        "lunar",
        "early",
        "ever",
        "longer",
        "week_days",
    ]


_WEEKDAYS = "一二三四五六日"
_FEAST_NAME = re.compile(
    "春节|除夕|元宵|清明|端午|七夕|中秋|重阳|腊八|元旦|三八|妇女|植树|五一|劳动|青年|六一|儿童|七一|建党|八一|建军|教师|国庆|十一"
)


def _number(children: Sequence[Any]) -> WrittenNumber | None:
    return next((c for c in children if isinstance(c, WrittenNumber)), None)


class _Dues(Calendar):
    """The rules of dues.lark."""

    def start(self, children: list[Any]) -> tuple[Any, ...]:
        kept = (Mark("comma") if isinstance(c, Token) and c.type in ("COMMA", "SLASH", "OR") else c for c in children)
        return tuple(c for c in kept if not isinstance(c, Token | Tree))

    def count(self, _children: list[Any]) -> Token:
        return Token("OTHER", "")

    def month_alone(self, children: list[Any]) -> Any:
        number = _number(children)
        if number is not None and number.text in ("两", "俩"):  # no month is called so
            return Stretch(2, "month")
        if number is not None and number.low != number.high:  # 七八月份: nobody is late before the later one
            return Month(None, int(number.high), third_in(children))
        return super().month_alone(children)

    def bare_day(self, children: list[Any]) -> Day:
        number = children[0]
        return Day(None, None, int(number.high), "bare") if number.low == number.high else Stretch(number.high, "day")  # type: ignore[return-value]

    def day_of_month(self, children: list[Any]) -> Ahead:
        number = _number(children)
        assert number is not None
        return Ahead(_ahead(children[0]), day=int(number.high))

    def month_from_here(self, children: list[Any]) -> Ahead:
        return Ahead(_ahead(children[0]), third=third_in(children))

    def this_month(self, children: list[Any]) -> Ahead:
        part = str(children[0])[1:]
        return Ahead(0, third=None if part in "底末内" else part)

    def third_here(self, _children: list[Any]) -> ThirdHere:
        return ThirdHere()

    def next_day(self, children: list[Any]) -> NextDay:
        return NextDay({"后天": 2, "大后天": 3}.get(str(children[0]), 1))

    def month_of_this_year(self, children: list[Any]) -> InYear:
        number = _number(children)
        assert number is not None
        return InYear(_years(children[0]), Month(None, int(number.high), third_in(children)))

    def day_of_this_year(self, children: list[Any]) -> InYear:
        month, day = (int(c.high) for c in children if isinstance(c, WrittenNumber))
        return InYear(_years(children[0]), Day(None, month, day))

    def six(self, children: list[Any]) -> Six:
        return Six(str(children[0]))

    def serial(self, children: list[Any]) -> Serial:
        return Serial(int(children[0]))

    def months_to(self, children: list[Any]) -> Months:
        numbers = [
            int(c.high) if isinstance(c, WrittenNumber) else int(c)
            for c in children
            if isinstance(c, WrittenNumber) or c.type == "D2"
        ]
        return Months(Month(None, numbers[-1], third_in(children)))

    # --- stretches

    def amount(self, children: list[Any]) -> float:
        said = children[0]
        return said.high if isinstance(said, WrittenNumber) else float(said)

    def between(self, children: list[Any]) -> float:
        numbers = [
            c.high if isinstance(c, WrittenNumber) else float(c)
            for c in children
            if isinstance(c, WrittenNumber) or c.type == "D2"
        ]
        return max(numbers)

    def unit(self, children: list[Any]) -> Unit:
        return _UNITS[children[0].type]

    def stretch(self, children: list[Any]) -> Stretch:
        return Stretch(*children)

    def stretch_of_work(self, children: list[Any]) -> Stretch:
        amount = next(c for c in children if not isinstance(c, Token))
        return Stretch(amount.high if isinstance(amount, WrittenNumber) else amount, "workday")

    def stretch_days(self, children: list[Any]) -> Stretch:
        return Stretch(float(children[0]), "day")

    def stretch_and_half(self, children: list[Any]) -> Stretch:
        return Stretch(children[0].high + 0.5, _unit_of(str(children[1])))

    def stretch_years(self, children: list[Any]) -> Stretch:
        if children[0].high >= _MOST_YEARS:
            raise CellError(f"“{children[0].text}年”分不清是年份还是年数。", WRITE_DUE)
        return Stretch(children[0].high, "year")

    def stretch_year_half(self, children: list[Any]) -> Stretch:
        return Stretch(children[0].high + 0.5, "year")

    def half_of(self, children: list[Any]) -> Stretch:
        return Stretch(0.5, _unit_of(str(children[0])))

    # --- weeks

    def week_day(self, children: list[Any]) -> WeekDay:
        text = str(children[0])
        weeks = 0 if text[0] in "本这当" else text.count("下") or None
        return WeekDay(weeks, week_day(text))

    def week_of_month(self, children: list[Any]) -> WeekOf:
        month, number = children[0], _number(children)
        assert number is not None
        return WeekOf(month, False, None, int(number.high), _day_in(children))

    def last_week_of_month(self, children: list[Any]) -> WeekOf:
        return WeekOf(children[0], False, None, -1, _day_in(children))

    def week_of_this_month(self, children: list[Any]) -> WeekOf:
        number = _number(children)
        assert number is not None
        return WeekOf(None, True, None, int(number.high), _day_in(children))

    def week_of_year(self, children: list[Any]) -> WeekOf:
        number = _number(children)
        assert number is not None
        year = next((c for c in children if isinstance(c, int)), None)
        return WeekOf(None, False, year, int(number.high), _day_in(children))

    # --- years and their parts

    def year_end(self, children: list[Any]) -> YearEnd:
        _refuse_middle(children)
        return YearEnd(*_year_in(children))

    def this_year(self, children: list[Any]) -> YearEnd:
        _refuse_middle(children)
        return YearEnd(None, _years(children[0]))

    def bare_year(self, children: list[Any]) -> YearEnd:
        if str(children[0]) == "年前":
            raise CellError("“年前”分不清是春节前还是元旦前。", "请写成日期（如“2020-12-31”）。")
        return YearEnd(None, 0)

    def half_year(self, children: list[Any]) -> YearEnd:
        _refuse_middle(children)
        half = next(str(c) for c in children if isinstance(c, Token) and c.type == "SEMI")
        return YearEnd(*_year_in(children), part=1 if half[0] == "上" else 2, parts=2)

    def quarter(self, children: list[Any]) -> YearEnd:
        _refuse_middle(children)
        mark = next((str(c)[1:] for c in children if isinstance(c, Token) and c.type == "QUARTER_MARK"), "")
        number = None if mark else next((c for c in reversed(children) if isinstance(c, WrittenNumber)), None)
        part = int(mark) if number is None else int(number.high)
        if not 1 <= part <= 4:
            raise CellError(f"一年没有第 {part} 季度。", WRITE_DUE)
        year = next((c for c in children if isinstance(c, Token) and c.type == "D4"), None)
        short = sum(isinstance(c, WrittenNumber) for c in children) - (number is not None)
        told = (
            _year_in(children if short else [c for c in children if c is not number])
            if year is None
            else (int(year), None)
        )
        return YearEnd(*told, part=part, parts=4)

    def quarter_here(self, children: list[Any]) -> QuarterAhead:
        return QuarterAhead(int(str(children[0])[0] == "下"))

    def festival(self, children: list[Any]) -> Feast:
        written = str(children[-1])
        name = _FEAST_NAME.search(written)
        assert name is not None
        return Feast(name.group(), written, *_year_in(children))

    # --- words around

    def until(self, _children: list[Any]) -> Mark:
        return Mark("until")

    def before(self, _children: list[Any]) -> Mark:
        return Mark("before")

    def within(self, _children: list[Any]) -> Mark:
        return Mark("within")

    def back(self, _children: list[Any]) -> Mark:
        return Mark("back")

    def since(self, _children: list[Any]) -> Mark:
        return Mark("since")

    def every(self, _children: list[Any]) -> Mark:
        return Mark("every")

    def vague(self, _children: list[Any]) -> Mark:
        return Mark("vague")

    def past(self, _children: list[Any]) -> Mark:
        return Mark("past")

    def lunar(self, _children: list[Any]) -> Mark:
        return Mark("lunar")

    def early(self, _children: list[Any]) -> Mark:
        return Mark("early")

    def ever(self, _children: list[Any]) -> Mark:
        return Mark("ever")

    def longer(self, _children: list[Any]) -> Mark:
        return Mark("longer")

    def week_days(self, _children: list[Any]) -> Mark:
        return Mark("week_days")

    def clock(self, children: list[Any]) -> Mark:
        return Mark("midnight" if MIDNIGHT_IN_CHINA.fullmatch(str(children[0])) else "clock")


_UNITS: dict[str, Unit] = {
    "U_HOUR": "hour",
    "U_MINUTE": "minute",
    "U_WORK": "workday",
    "U_DAY": "day",
    "U_WEEK": "week",
    "U_MONTH": "month",
}
_UNIT_WORDS: tuple[tuple[str, Unit], ...] = (
    ("小时", "hour"),
    ("工作日", "workday"),
    ("星期", "week"),
    ("礼拜", "week"),
    ("周", "week"),
    ("月", "month"),
    ("年", "year"),
    ("天", "day"),
    ("日", "day"),
)


def _unit_of(text: str) -> Unit:
    return next(unit for word, unit in _UNIT_WORDS if word in text)


def _ahead(token: Token) -> int:
    return str(token).count("下") or int(str(token)[0] in "次翌")


def _years(token: Token) -> int:
    return int(str(token)[0] in "明次")


def _year_in(children: Sequence[Any]) -> tuple[int | None, int | None]:
    """The year named, or the years from here."""
    for child in children:
        if isinstance(child, int):
            return child, None
        if isinstance(child, WrittenNumber):
            return ShortYear(2000 + child.high), None
        if isinstance(child, Token) and child.type == "THIS_YEAR":
            return None, _years(child)
    return None, None


def _refuse_middle(children: Sequence[Any]) -> None:
    if third_in(children) not in (None, "底"):
        raise CellError("只写了年初或年中，没有写到哪一天。", WRITE_DUE)


def week_day(text: str) -> int:
    last = text[-1].replace("天", "日")
    return _WEEKDAYS.index(last) if last in _WEEKDAYS else 6


def _day_in(children: Sequence[Any]) -> int | None:
    found = next((str(c) for c in children if isinstance(c, Token) and c.type == "WEEK_DAY"), None)
    return None if found is None else week_day(found)


_DUES = _Dues()


@lru_cache(maxsize=20_000)
def terms_of(plain: str) -> tuple[Any, ...]:
    said: tuple[Any, ...] = said_in(
        plain, "dues", _DUES, lambda: NotUnderstood(f"看不懂整改时限{quoted(plain)}。", WRITE_DUE)
    )
    return said
