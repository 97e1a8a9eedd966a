"""From what a text says of a due date to a day, seen from the day found and the day that the sheet speaks for."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from data_loaders.cells.cells import CellError, quoted
from data_loaders.days.calendar_text import (
    Day,
    DaySpan,
    Month,
    YearLast,
)
from data_loaders.days.dates import (
    date_of_text,
    day_near,
    end_of_third,
    existing_day,
    period_end,
    six_digits,
)
from data_loaders.days.due_terms import (
    WRITE_DUE,
    Ahead,
    Feast,
    InYear,
    Mark,
    Months,
    NextDay,
    QuarterAhead,
    Serial,
    ShortYear,
    Six,
    Stretch,
    ThirdHere,
    WeekDay,
    WeekOf,
    YearEnd,
)
from data_loaders.days.festivals import festival
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


WEEKENDS = Workdays()

OPEN_ENDED = re.compile(r"长期|常态|持续|日常|坚持|长效|全年|平时|不间断|经常性|随时")

_SHORT_YEARS = 3
"""A year of two digits is one of the year found and as many behind it."""

_SAME_DAY_HOURS = 12
"""So many hours still count as the day found."""

_HALF_A_YEAR = timedelta(days=183)

_NEAR_ENOUGH = timedelta(days=60)
"""A day written as 7.5 or 7-15, which might be a number of days, is a day where it lies so close behind the day found."""


@dataclass(frozen=True)
class Scene:
    """Where a text is read: from which day its words count. written: the cell; start, base: see `due_base`."""

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
        if "every" in kinds and not terms and not OPEN_ENDED.search(self.written):
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
                    refuse_far(day, self.found_on, self.written)
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
                return after_hours(start, amount)
            case "minute":
                return after_hours(start, amount / 60)
            case "workday":
                return self.workdays.after(start, -int(-amount // 1))
            case "week":
                return after(start, -int(-amount * 7 // 1))
            case "month":
                months = _months_after(start, int(amount))
                return months + timedelta(days=round((amount % 1) * 30))
            case "year":
                return _months_after(start, round(amount * 12))
            case _:
                return after(start, -int(-amount // 1))


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


def refuse_far(day: date, found_on: date | None, written: str) -> None:
    """Refuse a day that might as well be a number of days (3.5, 3-5), unless it lies close behind the day found."""
    if found_on is not None and timedelta() <= day - found_on <= _NEAR_ENOUGH:
        return
    raise CellError(
        f"整改时限{quoted(written)}分不清是 {day.month} 月 {day.day} 日还是天数。",
        "请写成日期（如“2020-03-05”）或天数（如“3天”）。",
    )


def after(found_on: date | None, days: int) -> date | None:
    return None if found_on is None else found_on + timedelta(days=days)


def after_hours(found_on: date | None, hours: float) -> date | None:
    """So many hours later, in whole days rounded up; up to 12 hours are the same day."""
    return after(found_on, 0 if hours <= _SAME_DAY_HOURS else -int(-hours // 24))


def due_base(found_on: date | None, near: date | None) -> date | None:
    """The day to which a due day without year should be closest: five months on, because due days lie ahead, seldom behind."""
    return near if found_on is None else found_on + timedelta(days=150)


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
