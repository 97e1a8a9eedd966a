"""The due date (整改时限) that a cell sets: a day, so long after the day found, at once, or without end."""

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from lark import Token, Tree

from data_loaders.cells.cells import CellError, is_no_day, narrowed, parse_text, quoted
from data_loaders.days.calendar_text import (
    Calendar,
    Day,
    DaySpan,
    Month,
    NotUnderstood,
    WrittenNumber,
    YearLast,
    calendar_text,
    said_in,
    third_in,
)
from data_loaders.days.dates import (
    MIDNIGHT_IN_CHINA,
    date_of_text,
    day_near,
    end_of_third,
    existing_day,
    parse_date,
    period_end,
    six_digits,
)
from data_loaders.days.festivals import festival
from data_loaders.reading.workbook import Cell
from data_loaders.text.names import meanings
from domain.ledger.workdays import Workdays


@dataclass(frozen=True)
class Due:
    """What a sheet says about the due date.

    kind: "date" a day is given · "days" so long after the day found · "word" 立即整改 and the like · "open_ended" 长期坚持.
    on: the due day; None for open_ended, and where it counts from the day found and that is not known. text: the cell as written.
    """

    on: date | None
    kind: Literal["date", "days", "word", "open_ended"]
    text: str


WRITE_DUE = "请写成日期（如“2020-03-05”）、天数（如“3天”）或“立即整改”“长期坚持”。"
WEEKENDS = Workdays()
_OPEN_ENDED = re.compile(r"长期|常态|持续|日常|坚持|长效|全年|平时|不间断|经常性|随时")
_UNDECIDED = re.compile(
    r"(?:(?:整改|完成|办理)?(?:时间|时限|期限|日期))?(?:待|另|未|暂|尚未|暂未|还没|没有?|不|再)(?:行|能)?(?:定|明确|确定|通知|确认|约定|商定|商|规定|要求|限|填写?|写)|(?:无|没有?|不限|不设)(?:明确|具体|固定)?(?:时间|时限|期限|日期|限期|要求|限制)|没有|不限|未知|不详|TBD|TBC"
)
"""A due date that is said to be open: the row is told as one without."""
_MOST_PLAIN_DAYS = 90
"""A plain number up to this is a number of days; above it might be anything."""
_MOST_OF_A_UNIT = 2_000
"""A number below this under a heading such as 整改时限（小时） is so many of them; above it, it is the serial number of a day."""
_MOST_YEARS = 10
"""So many years and more (21年) may be a year of this century."""
_SHORT_YEARS = 3
"""A year of two digits is one of the year found and as many behind it."""
_SAME_DAY_HOURS = 12
"""So many hours still count as the day found."""
_HALF_A_YEAR = timedelta(days=183)
_NEAR_ENOUGH = timedelta(days=60)
"""A day written as 7.5 or 7-15, which might be a number of days, is a day where it lies so close behind the day found."""


def parse_due(
    value: Cell,
    *,
    found_on: date | None,
    near: date | None = None,
    word_days: Mapping[str, int] | None = None,
    workdays: Workdays = WEEKENDS,
    unit: str | None = None,
    dayfirst: bool = False,
    us: bool = False,
) -> Due | None:
    """What the cell says about the due date, by the grammar `grammars/dues.lark`; forms and readings are in `forms/dues.csv`.

    Relative forms count from `found_on`: 3天, 三天内 and 3日内 are calendar days; 3个工作日 count by `workdays` (weekends and the
    office's holidays); hours count as days, rounded up, up to 12 hours as the same day; 一周 7 days, 半个月 15 days, 一个月 to the same
    day of the next month, 一个半月 15 days more; of 3–5天 and 三五天 the later. 10月底前, 2020年3月 the last day of the month; 7月上旬/中旬/下旬
    the 10th, 20th and last day; 中秋节前 the day before. A day without year is the first such day after found_on (one month before it is
    tolerated as a slip); without found_on the closest to `near`. Of several days the last counts; a day beats a stretch of time
    beside it. Words such as 立即整改 count from found_on as names.csv says, and `word_days` (the office's own) above that;
    待定, 无时限 and the like, and 已整改, are words without a day. 长期坚持, 常态化 and 持续 have no day: open_ended.
    A plain number up to 90 is a number of days; with `unit` (the one that the heading names, as 小时) any number is one of these.
    dayfirst, us: as in parse_date.

    Raises CellError for what is not understood, for days that do not exist, and where there are two readings.
    """
    if isinstance(value, timedelta):  # a number of hours, in a format such as [h]:mm
        return Due(_after_hours(found_on, value / timedelta(hours=1)), "days", f"{value / timedelta(hours=1):g}小时")
    number = _plain_number(value)
    if number is not None and unit is not None and number <= _MOST_OF_A_UNIT:
        value = f"{number:g}{unit}"
    elif number is not None and number.is_integer() and 0 <= number <= _MOST_PLAIN_DAYS:
        return Due(_after(found_on, int(number)), "days", f"{number:g}")
    text = parse_text(value)
    base = _due_base(found_on, near)
    if not isinstance(value, str) or text is None:
        day = parse_date(value, near=base, us=us, dayfirst=dayfirst)
        if day is not None and isinstance(value, float) and value < 13:
            _refuse_far(day, found_on, f"{value:g}")
        return None if day is None else Due(day, "date", text or "")
    if is_no_day(narrowed(text)):
        return None
    said = _said(calendar_text(text))
    scene = _Scene(text, found_on, found_on or near, base, workdays, dayfirst, us)
    due = scene.due(said)
    if due is not None:
        return due
    # At once comes before for ever: "立即整改，长期坚持" is to be put right first.
    compact = _SINCE_NOW.sub("", "".join(narrowed(text).split()))
    if _DONE_SAID.fullmatch(compact):
        return Due(None, "word", text)
    for words in (word_days or {}, due_words()):  # what the office has settled comes before what is usual
        for word in sorted(words, key=len, reverse=True):
            if word in compact:
                return Due(_after(found_on, words[word]), "word", text)
    if _OPEN_ENDED.search(compact):
        return Due(None, "open_ended", text)
    if _UNDECIDED.fullmatch(compact.upper()):
        return Due(None, "word", text)
    if not compact and "起" in text:
        raise scene.without_end()
    raise _not_understood(text, compact)


_DONE_SAID = re.compile(
    r"(?:现场|当场|当即|立即|随即)?(?:均|都|现|全部)*已经?(?:按[时期要求]+)?(?:整改|完成|解决|处理|处置|办结|销号|落实|清理|修复)+(?:完成|完毕|到位|结束|好)?"
    r"|(?:整改|处理|处置|清理|修复)(?:完成|完毕|到位|结束)"
)
"""That it is done says nothing of by when it was to be."""
_SINCE_NOW = re.compile(r"(?:自|从)?(?:即日|今日|当日|今天)(?:起|开始)")
_BEFORE_WHAT = re.compile(r"^(?:于|在|限|请|务必|确保|力争)*(.{2,12}?)(?:之前|以前|前)(?:完成|整改|到位|办结)*$")


def _not_understood(text: str, compact: str) -> CellError:
    event = _BEFORE_WHAT.match(compact)
    if event and not re.search(r"\d", event.group(1)):
        return NotUnderstood(
            f"整改时限{quoted(text)}没有写日期，程序不知道“{event.group(1)}”是哪一天。",
            "请写成日期（如“2020-03-05”）。",
        )
    return NotUnderstood(f"看不懂整改时限{quoted(text)}。", WRITE_DUE)


def _plain_number(value: Cell) -> float | None:
    """The number in a cell that holds nothing else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        plain = narrowed(value)
        return float(plain) if re.fullmatch(r"\d{1,3}", plain) else None
    return None


def is_open_ended(text: str) -> bool:
    """Whether words say that something goes on without end: 长期坚持, 常态化."""
    return bool(_OPEN_ENDED.search(narrowed(text)))


_UNIT_OF_HEADING = re.compile(
    r"[(（\[【:：/](?:单位[:：]?)?(?P<unit>个?小时|[Hh]|个?工作日|自然日|[天日周月年]|个?星期|个月|分钟)[)）\]】]?$"
    r"|(?P<counted>天|小时|工作日|周|月)数$"
)


def unit_of_heading(heading: str) -> str | None:
    """The unit of the numbers under a heading: 小时 for 整改时限（小时） and 时限：小时, 天 for 整改天数; None where it names none."""
    found = _UNIT_OF_HEADING.search("".join(narrowed(heading).split()))
    if found is None:
        return None
    unit = found["unit"] or found["counted"]
    return _UNITS_IN_FULL.get(unit, unit)


_UNITS_IN_FULL = {"月": "个月", "日": "天", "工作日": "个工作日", "星期": "个星期"}
_HOURS_OR_DAYS = frozenset((24, 48, 72, 96, 120))


def hours_or_days(values: Iterable[Cell]) -> bool:
    """Whether the plain numbers of a column may as well be hours: all of them whole days, and none says what it is."""
    numbers = {number for value in values if (number := _plain_number(value)) is not None and number < _MOST_OF_A_UNIT}
    return bool(numbers) and numbers <= _HOURS_OR_DAYS


_PART = re.compile(r"(?:^|[\n;；])\s*[(（]?(?:\d{1,2}|[一二三四五六七八九十])[)）.．、]\s*(?!\d{1,2}(?:$|[\n;；]))")


def due_parts(text: str) -> tuple[str, ...]:
    """The due dates of a cell that numbers them (1.7月20日 2.7月8日, one a line or behind ；), without the numbers; () where it does not."""
    marks = list(_PART.finditer(text))
    if len(marks) < 2 or marks[0].start() > 0:
        return ()
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return tuple(text[mark.end() : end].strip(" \n;；,，、。") for mark, end in zip(marks, ends, strict=True))


@cache
def due_words() -> dict[str, int]:
    """Words for "at once" and their days, as in names.csv."""
    return {word: int(days) for word, days in meanings("due_word").items()}


# --- what the grammar makes of a text ---------------------------------------------------------------------------------

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
        return WeekDay(weeks, _week_day(text))

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


def _week_day(text: str) -> int:
    last = text[-1].replace("天", "日")
    return _WEEKDAYS.index(last) if last in _WEEKDAYS else 6


def _day_in(children: Sequence[Any]) -> int | None:
    found = next((str(c) for c in children if isinstance(c, Token) and c.type == "WEEK_DAY"), None)
    return None if found is None else _week_day(found)


_DUES = _Dues()


@lru_cache(maxsize=20_000)
def _said(plain: str) -> tuple[Any, ...]:
    said: tuple[Any, ...] = said_in(
        plain, "dues", _DUES, lambda: NotUnderstood(f"看不懂整改时限{quoted(plain)}。", WRITE_DUE)
    )
    return said


# --- from what is said to a day ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Scene:
    """Where a text is read: from which day its words count. written: the cell; start, base: see `_due_base`."""

    written: str
    found_on: date | None
    start: date | None
    base: date | None
    workdays: Workdays
    dayfirst: bool
    us: bool

    def due(self, said: Sequence[Any]) -> Due | None:
        """The due date of a text; None where it names no time at all. Raises CellError."""
        terms = self._terms(said)
        if Mark("ever") in said:  # 7月10日至长期
            return None
        days: list[date] = []
        stretches: list[date | None] = []
        since: date | None = None
        anchored = only_weekdays = False
        for term, marks in terms:
            if "back" in marks:
                raise self._wrong("只说了在什么之后，没有写到哪一天为止")
            if isinstance(term, Stretch):
                stretches.append(self._after(term, since or self.found_on))
                continue
            if isinstance(term, WeekDay) and days and not only_weekdays:  # 2020.7.15（周三）
                continue
            only_weekdays = isinstance(term, WeekDay)
            anchor = days[-1] if days else since
            if anchor is not None and isinstance(term, Day | Month) and not anchored:
                anchor = None  # 3月至10月: the end lies ahead, wherever the beginning is taken to lie
            day = self._day(term, anchor, marks)
            if not _has_year(term) and isinstance(term, Day | Month | Months | DaySpan) and "start" not in marks:
                self._refuse_past(day, anchor)
            anchored = anchored or _has_year(term)
            if "start" in marks:
                since = day
            else:
                days.append(day)
        if days:
            last = max(days)
            return Due(last + timedelta(days=1) if Mark("midnight") in said else last, "date", self.written)
        if stretches:
            if len(set(stretches)) > 1:
                raise self._wrong("写了几个不同的期限，不知道以哪个为准")
            return Due(stretches[0], "days", self.written)
        if since is not None:
            raise self.without_end()
        return None

    def _refuse_past(self, day: date, anchor: date | None) -> None:
        """Refuse a day without year that was gone when the issue was found, rather than take it for one of the next year."""
        found = self.found_on
        if found is None or anchor is not None or day.year == found.year or day - found <= _HALF_A_YEAR:
            return
        month, last = day.month, day.day == calendar.monthrange(day.year, day.month)[1]
        before = _end_of_month(day.year - 1, month) if last else day.replace(year=day.year - 1, day=min(day.day, 28))
        if before < found and found - before < _HALF_A_YEAR:
            raise CellError(
                f"整改时限{quoted(self.written)}没有写年份：{before.year} 年的在发现日期 {found} 之前就过了，"
                f"{day.year} 年的还有半年多。",
                f"请写明年份（如“{day.isoformat()}”）。",
            )

    def without_end(self) -> CellError:
        """What is said of a text that only says when to begin."""
        return self._wrong("只写了从哪天开始，没有写到哪一天为止")

    def _terms(self, said: Sequence[Any]) -> list[tuple[Any, tuple[str, ...]]]:
        """The terms of a text with the words that belong to each; what only repeats or only begins is marked or left out."""
        terms: list[tuple[Any, tuple[str, ...]]] = []
        kinds = [item.kind if isinstance(item, Mark) else None for item in said]
        for kind, reason in _NO_DAY.items():
            if kind in kinds:
                raise self._wrong(reason)
        for place, item in enumerate(said):
            if isinstance(item, Mark):
                continue
            behind = _kinds_behind(kinds, place)
            ahead = kinds[place - 1] if place else None
            if ahead == "every":
                continue
            marks = tuple(kind for kind in behind if kind in ("before", "within", "back"))
            if "since" in behind or (behind[:1] == ("until",) and place + 2 <= len(said) - 1):
                marks = (*marks, "start")
            if isinstance(item, Day) and item.how == "bare":
                item = self._bare(item, terms, marks, ahead)
            if isinstance(item, Stretch) and "start" in marks:  # 3天至5天
                continue
            terms.append((item, marks))
        if "every" in kinds and not terms and not _OPEN_ENDED.search(self.written):
            raise self._wrong("是周期性的要求，没有一个到期日", "请写首次完成的日期，或写“长期坚持”。")
        if "clock" in kinds and not terms and not any(word in self.written for word in ("日", "天")):
            raise self._wrong("只写了钟点，没有写日期")
        return terms

    def _bare(
        self, item: Day, terms: Sequence[tuple[Any, tuple[str, ...]]], marks: tuple[str, ...], ahead: str | None
    ) -> Any:
        """15日: a day of the month behind another day of it or where 前 says so; else a stretch of days."""
        previous = terms[-1][0] if terms else None
        if ahead in ("until", "comma") and isinstance(previous, Ahead) and previous.day is not None:
            return previous._replace(day=item.day)
        if ahead in ("until", "comma") and isinstance(previous, Day) and previous.how != "bare":
            return item._replace(year=previous.year, month=previous.month, how="plain")
        if ahead == "until" and isinstance(previous, Day):
            return item
        if previous is None and re.search(rf"(?:至|(?<![收接])到){item.day}[日号]", self.written):  # 延期至20日
            return item
        if "before" in marks or "start" in marks:
            return item
        return Stretch(item.day, "day")

    def _day(self, term: Any, anchor: date | None, marks: tuple[str, ...]) -> date:
        match term:
            case Day(year, month, _, how):
                if month is None:
                    return self._day_ahead(term.day)
                if how in ("point", "dash") and "within" in marks:
                    raise self._two(f"{month} 月 {term.day} 日", f"{month}.{term.day} 天")
                day = day_near(term, anchor or self.base, self.written)
                if year is None and anchor is None and (how == "dash" or (how == "point" and term.day == 5)):
                    _refuse_far(day, self.found_on, self.written)
                return day
            case DaySpan(first, last):
                return period_end(day_near(first, anchor or self.base, self.written), last, self.written)
            case YearLast():
                return date_of_text(self.written, self.base, us=self.us, dayfirst=self.dayfirst)
            case Month(year, month, third):
                if year is None and third is None and "within" in marks and "月份" not in self.written:
                    raise self._two(f"{month} 月之内", f"{month} 个月之内")
                return self._month(term, anchor)
            case Months(last):
                return self._month(last, anchor)
            case InYear(years, part):
                year = self._here("年份").year + years
                if isinstance(part, Day):
                    return existing_day(year, part.month or 0, part.day, self.written)
                return end_of_third(year, part.month, part.third, self.written)
            case Ahead():
                return self._month_ahead(term)
            case YearEnd():
                return self._year_end(term, marks)
            case QuarterAhead(quarters):
                start = self._here("年份")
                quarter = (start.month - 1) // 3 + quarters
                return _end_of_month(start.year + quarter // 4, quarter % 4 * 3 + 3)
            case WeekDay(weeks, day):
                return self._week_day(weeks, day)
            case WeekOf():
                return self._week_of(term, anchor)
            case Feast():
                return self._feast(term, anchor, marks)
            case NextDay(days):
                return self._here("日期") + timedelta(days=days)
            case ThirdHere():
                start = self._here("月份")
                third = "上旬" if start.day <= 10 else "中旬" if start.day <= 20 else None
                return end_of_third(start.year, start.month, third, self.written)
            case Six(digits):
                month = int(digits[4:])
                if digits.startswith("20") and 1 <= month <= 12:
                    return _end_of_month(int(digits[:4]), month)
                return six_digits(digits, self.base, self.written)
            case _:
                return date_of_text(str(term.day), None)

    def _here(self, lacking: str) -> date:
        if self.start is None:
            raise CellError(f"整改时限{quoted(self.written)}没有写{lacking}。", WRITE_DUE)
        return self.start

    def _wrong(self, reason: str, remedy: str = WRITE_DUE) -> CellError:
        return CellError(f"整改时限{quoted(self.written)}{reason}。", remedy)

    def _two(self, one: str, other: str) -> CellError:
        return CellError(f"整改时限{quoted(self.written)}分不清是{one}还是{other}。", WRITE_DUE)

    def _day_ahead(self, day: int) -> date:
        start = self._here("月份")
        for month in (start, start.replace(day=1) + timedelta(days=31)):
            if 1 <= day <= calendar.monthrange(month.year, month.month)[1]:
                found = date(month.year, month.month, day)
                if found >= start:
                    return found
        raise CellError(f"看不懂整改时限{quoted(self.written)}。", WRITE_DUE)

    def _month(self, term: Month, anchor: date | None) -> date:
        year, month, third = term
        if year is not None:
            return end_of_third(year, month, third, self.written)
        if anchor is not None:  # the end of a range: 2020年3月至10月
            end = end_of_third(anchor.year, month, third, self.written)
            return end if end >= anchor else end_of_third(anchor.year + 1, month, third, self.written)
        base = self.base
        if base is None:
            raise CellError(f"整改时限{quoted(self.written)}没有写年份。", WRITE_DUE)
        ends = [end_of_third(y, month, third, self.written) for y in (base.year - 1, base.year, base.year + 1)]
        return min(ends, key=lambda end: abs(end - base))

    def _month_ahead(self, term: Ahead) -> date:
        start = self._here("哪一个月")
        year, month = divmod(start.year * 12 + start.month - 1 + term.months, 12)
        if term.day is not None:
            return existing_day(year, month + 1, term.day, self.written)
        end = end_of_third(year, month + 1, term.third, self.written)
        if end < start:
            raise self._wrong("在发现之前就已经过了")
        return end

    def _year_end(self, term: YearEnd, marks: tuple[str, ...]) -> date:
        month = 12 // term.parts * term.part
        if term.year is not None:
            self._refuse_short(term.year)
            if term.parts == 1 and "before" in marks and not re.search(r"年度?(?:底|末|终)", self.written):
                raise self._two(f"{term.year} 年开始之前", f"{term.year} 年结束之前")
            return _end_of_month(term.year, month)
        start = self._here("年份")
        end = _end_of_month(start.year + (term.years or 0), month)
        if term.years is None and end < start:
            raise self._wrong("没有写年份，今年的已经过了")
        return end

    def _refuse_short(self, year: int) -> None:
        """Refuse a year of two digits that is none of the next years: 30年底 may be the end of thirty years, too."""
        if isinstance(year, ShortYear) and (self.start is None or not 0 <= year - self.start.year <= _SHORT_YEARS):
            raise self._wrong(f"里的“{year % 100:02}年”分不清是年份还是年数")

    def _week_day(self, weeks: int | None, day: int) -> date:
        start = self._here("哪一周")
        found = start - timedelta(days=start.weekday()) + timedelta(days=7 * (weeks or 0) + day)
        return found + timedelta(days=7) if found < start and weeks is None else found

    def _week_of(self, term: WeekOf, anchor: date | None) -> date:
        if term.month is None and not term.here:
            return self._week_of_year(term)
        month = Month(self._here("月份").year, self._here("月份").month) if term.month is None else term.month
        end = self._month(month._replace(third=None), anchor)
        first = end.replace(day=1)
        monday = first - timedelta(days=first.weekday())  # of the week that holds the first of the month
        if term.week == -1:
            monday = end - timedelta(days=end.weekday())
        else:
            monday += timedelta(days=7 * (term.week - 1))
        if monday > end or term.week == 0:
            raise self._wrong(f"不存在：{end.month} 月没有第 {term.week} 周")
        if term.day is None:
            return min(monday + timedelta(days=6), end)
        return monday + timedelta(days=term.day)

    def _week_of_year(self, term: WeekOf) -> date:
        """By ISO, and only where counting from the week of 1 January gives the same."""
        year = term.year if term.year is not None else self._here("年份").year
        first = date(year, 1, 1)
        day = 6 if term.day is None else term.day
        by_january = first - timedelta(days=first.weekday()) + timedelta(days=7 * (term.week - 1) + day)
        try:
            by_iso = date.fromisocalendar(year, term.week, day + 1)
        except ValueError:
            raise self._wrong(f"不存在：{year} 年没有第 {term.week} 周") from None
        if by_iso != by_january:
            raise self._two(f" {by_iso} ", f" {by_january} ")
        if term.year is None and by_iso < self._here("年份"):
            raise self._wrong("没有写年份，今年的已经过了")
        return by_iso

    def _feast(self, term: Feast, anchor: date | None, marks: tuple[str, ...]) -> date:
        if "before" not in marks:
            raise self._wrong(f"没有写明是“{term.name}”之前的哪一天")
        year = term.year
        if year is not None:
            self._refuse_short(year)
        if year is None and term.years is not None:
            year = self._here("年份").year + term.years
        if year is not None:
            years: Sequence[int] = (year,)
        else:
            start = anchor or self._here("年份")
            years = (start.year, start.year + 1)
        for year in years:
            day = festival(term.name, year)
            if day is None:
                raise self._wrong(
                    f"里的“{term.name}”在 {year} 年是哪一天，程序不知道", "请写成日期（如“2020-03-05”）。"
                )
            eve = day - timedelta(days=1)
            if term.year is not None or term.years is not None or self.start is None or eve >= self.start:
                return eve
        raise self._wrong("没有写年份")

    def _after(self, term: Stretch, start: date | None) -> date | None:
        if start is None:
            return None
        amount, unit = term
        match unit:
            case "hour":
                return _after_hours(start, amount)
            case "minute":
                return _after_hours(start, amount / 60)
            case "workday":
                return self.workdays.after(start, -int(-amount // 1))
            case "week":
                return _after(start, -int(-amount * 7 // 1))
            case "month":
                months = _months_after(start, int(amount))
                return months + timedelta(days=round((amount % 1) * 30))
            case "year":
                return _months_after(start, round(amount * 12))
            case _:
                return _after(start, -int(-amount // 1))


_NO_DAY = {
    "vague": "没有写明是哪一天",
    "past": "说的是已经过去的时间",
    "lunar": "写的是农历",
    "early": "是从某一天往前数，程序不知道是哪一天",
    "longer": "只写了延长多久，没有写延到哪一天",
    "week_days": "写了几个星期几，不知道到哪一天为止",
}
"""Words from which no day comes, and what is said of them."""


def _has_year(term: Any) -> bool:
    """Whether a term says its year, so that what follows may go by it."""
    if isinstance(term, DaySpan):
        return term.first.year is not None
    return isinstance(term, InYear | Six | YearLast | Serial) or getattr(term, "year", None) is not None


def _kinds_behind(kinds: Sequence[str | None], place: int) -> tuple[str, ...]:
    """The marks that follow an item directly; a time of day between does not count."""
    found: list[str] = []
    for kind in kinds[place + 1 :]:
        if kind is None or kind == "comma":
            break
        if kind not in ("clock", "midnight"):
            found.append(kind)
    return tuple(found)


def _refuse_far(day: date, found_on: date | None, written: str) -> None:
    """Refuse a day that might as well be a number of days (3.5, 3-5), unless it lies close behind the day found."""
    if found_on is not None and timedelta() <= day - found_on <= _NEAR_ENOUGH:
        return
    raise CellError(
        f"整改时限{quoted(written)}分不清是 {day.month} 月 {day.day} 日还是天数。",
        "请写成日期（如“2020-03-05”）或天数（如“3天”）。",
    )


def _after(found_on: date | None, days: int) -> date | None:
    return None if found_on is None else found_on + timedelta(days=days)


def _after_hours(found_on: date | None, hours: float) -> date | None:
    """So many hours later, in whole days rounded up; up to 12 hours are the same day."""
    return _after(found_on, 0 if hours <= _SAME_DAY_HOURS else -int(-hours // 24))


def _due_base(found_on: date | None, near: date | None) -> date | None:
    """The day to which a due day without year should be closest: five months on, because due days lie ahead, seldom behind."""
    return near if found_on is None else found_on + timedelta(days=150)


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


__all__ = [
    "WEEKENDS",
    "Due",
    "due_parts",
    "due_words",
    "hours_or_days",
    "is_open_ended",
    "parse_due",
    "unit_of_heading",
]
