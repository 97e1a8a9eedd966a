"""The due date (整改时限) that a cell sets: a day, so long after the day found, at once, or without end."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from data_loaders.cells import BLANK_MARKS, CellError, narrowed, parse_text, quoted
from data_loaders.dates import PART_OF_YEAR, date_of_text, end_of_third, existing_day, nearest_day, parse_date
from data_loaders.names import meanings
from data_loaders.numerals import chinese_number
from data_loaders.workbook import Cell
from domain.workdays import Workdays


@dataclass(frozen=True)
class Due:
    """What a sheet says about the due date.

    kind: "date" a day is given · "days" so long after the day found · "word" 立即整改 and the like · "open_ended" 长期坚持.
    on: the due day; None for open_ended, and where it counts from the day found and that is not known. text: the cell as written.
    """

    on: date | None
    kind: Literal["date", "days", "word", "open_ended"]
    text: str


_WRITE_DUE = "请写成日期（如“2020-03-05”）、天数（如“3天”）或“立即整改”“长期坚持”。"
_N = r"(?<!\d)(\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_FULL_INSIDE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MONTH_DAY_INSIDE = re.compile(
    r"(?<![\d年./-])(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?|(?<![\d./-])(\d{1,2})[./](\d{1,2})(?![\d./-])"
)
_MONTH_WITH_YEAR = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*(?:月份?)?(?!\d)")
_MONTH_ALONE = re.compile(r"(?:(今年|本年|当年|明年)\s*)?(?<![\d.])(\d{1,2})\s*月份?(?!\s*\d)")
_THIS_MONTH = re.compile(r"(本月|当月|这个月|下个?月|次月)(?:份)?|月[底末]")
_PART = re.compile(r"(上旬|中旬|下旬|(?<=月)初|(?<=月份)初)")
_HOURS = re.compile(_N + r"\s*个?\s*(?:小时|[Hh](?:our)?s?\b)")
_DAYS = re.compile(
    _N
    + r"\s*个?\s*(工作日|自然日|日历天|天|日|周|星期|礼拜|月|年)(?=\s*(?:内|之内|以内|时间|整改|完成|办结|$|[,，、;；。)]))"
)
_DAY_OF_MONTH = re.compile(r"^(?:限|于|请于|至)?(?:本月)?(\d{1,2})\s*[日号]\s*(?:前|之前|以前|止)")
_FESTIVALS = {"国庆": (9, 30), "五一": (4, 30), "元旦": (12, 31), "七一": (6, 30), "十一": (9, 30)}
_OPEN_ENDED = re.compile(r"长期|常态|持续|日常|坚持|长效|全年|平时|不间断|经常性|随时")
_WEEKDAY = re.compile(r"(?<![一二三四五两半\d个])(本|这|下+)?(?:个)?(?:周|星期)(?:([一二三四五六日天])|(?=[内底末]))")
_QUARTER = re.compile(r"(?:(\d{4})\s*年)?第?([一二三四1-4])季度")
WEEKENDS = Workdays()
_UNDECIDED = frozenset(("待定", "另定", "未定", "待明确", "另行通知", "时间待定", "暂定"))


def parse_due(
    value: Cell,
    *,
    found_on: date | None,
    near: date | None = None,
    word_days: Mapping[str, int] | None = None,
    workdays: Workdays = WEEKENDS,
) -> Due | None:
    """What the cell says about the due date; relative forms count from `found_on`.

    3天, 三天内 and 3日内 are calendar days; 3个工作日 count by `workdays` (weekends and the office's holidays); hours count as
    days, rounded up, up to 12 hours as the same day; 一周 7 days, 半个月 15 days, 一个月 to the same day of the next month. 10月底前, 2020年3月 the last day of the month; 7月上旬/中旬/下旬
    the 10th, 20th and last day. A day without year is the first such day after found_on (one month before it is tolerated as a
    slip); without found_on the closest to `near`. Words such as 立即整改 count `word_days` (default: names.csv) from found_on;
    待定 is a word without a day. 长期坚持, 常态化 and 持续 have no day: open_ended.
    A plain number up to 90 is a number of days.
    """
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 90:
        return Due(_after(found_on, value), "days", str(value))
    text = parse_text(value)
    base = _due_base(found_on, near)
    if not isinstance(value, str) or text is None:
        day = parse_date(value, near=base)
        return None if day is None else Due(day, "date", text or "")
    plain = narrowed(text)
    if plain.upper() in BLANK_MARKS:
        return None
    if re.fullmatch(r"\d{1,2}", plain):
        return Due(_after(found_on, int(plain)), "days", text)
    day = _due_day(plain, found_on or near, base)
    if day is not None:
        return Due(day, "date", text)
    after = _due_after(plain, found_on, workdays)
    if after is not None:
        return Due(after[0], "days", text)
    # At once comes before for ever: "立即整改，长期坚持" is to be put right first.
    compact = "".join(plain.split())
    words = due_words() if word_days is None else word_days
    for word in sorted(words, key=len, reverse=True):
        if word in compact:
            return Due(_after(found_on, words[word]), "word", text)
    if _OPEN_ENDED.search(plain):
        return Due(None, "open_ended", text)
    if compact in _UNDECIDED:
        return Due(None, "word", text)
    raise CellError(f"看不懂整改时限{quoted(text)}。", _WRITE_DUE)


@cache
def due_words() -> dict[str, int]:
    """Words for "at once" and their days, as in names.csv."""
    return {word: int(days) for word, days in meanings("due_word").items()}


def _after(found_on: date | None, days: int) -> date | None:
    return None if found_on is None else found_on + timedelta(days=days)


def _due_base(found_on: date | None, near: date | None) -> date | None:
    """The day to which a due day without year should be closest: five months on, because due days lie ahead, seldom behind."""
    return near if found_on is None else found_on + timedelta(days=150)


def _due_day(plain: str, start: date | None, base: date | None) -> date | None:
    """The calendar day that the text names, if it names one."""
    if found := _DAY_OF_MONTH.match(plain):
        return _day_ahead(int(found.group(1)), start, plain)
    if PART_OF_YEAR.match(re.sub(r"(?:之前|以前|前|止)$", "", plain)):
        return _month_in(plain, start, base, plain)
    if re.fullmatch(r"\d{1,2}\s*[日天]", plain):  # a stretch of time, not a day of the month
        return None
    if found := re.fullmatch(
        r"(20\d{2})(0[1-9]|1[0-2])|(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?份?[底末]?(?:之前|以前|前|止)?", plain
    ):
        return end_of_third(int(found.group(1) or found.group(3)), int(found.group(2) or found.group(4)), None, plain)
    if re.fullmatch(r"[\d\s./年月日号:时分秒T+Z,，、\-—~至到()前止起底]+|.*[A-Za-z]{3,9}.*\d{4}.*", plain) or re.match(
        r"^\d{8}\D*$|^\d{4}[-/.]", plain
    ):
        try:
            return date_of_text(re.sub(r"(?:之前|以前|前|止|起)$", "", plain).strip(), base)
        except CellError:
            if not re.search(r"[年月日号天时底内前]", plain):
                raise
    text = _arabic_dates(plain)
    days = [existing_day(int(y), int(m), int(d), plain) for y, m, d in _FULL_INSIDE.findall(text)]
    rest = _FULL_INSIDE.sub("", text)
    for month_1, day_1, month_2, day_2 in _MONTH_DAY_INSIDE.findall(rest):
        about = days[-1] if days else base
        days.append(nearest_day(int(month_1 or month_2), int(day_1 or day_2), about, plain))
    if days:
        return max(days)
    return _month_in(text, start, base, plain)


def _arabic_dates(text: str) -> str:
    """Chinese numerals before 年, 月, 日 or 号 as Arabic ones, but not 三日内, 一个月 and 五一."""
    return re.sub(
        r"[〇零○一二三四五六七八九十]+(?=年\s*(?:[〇零○一二三四五六七八九十\d]|[底末])|月(?!内)|[日号](?:前|止))",
        lambda found: str(chinese_number(found.group())),
        text,
    )


def _day_ahead(day: int, start: date | None, text: str) -> date:
    if start is None:
        raise CellError(f"整改时限{quoted(text)}没有写月份。", _WRITE_DUE)
    for month in (start, start.replace(day=1) + timedelta(days=31)):
        if day <= calendar.monthrange(month.year, month.month)[1]:
            found = date(month.year, month.month, day)
            if found >= start:
                return found
    raise CellError(f"看不懂整改时限{quoted(text)}。", _WRITE_DUE)


def _month_in(text: str, start: date | None, base: date | None, written: str) -> date | None:
    """The last day of the month, third of a month or year that the text names."""
    part = _PART.search(text)
    third = part.group(1) if part else ("中旬" if re.search(r"月中(?!心)", text) else None)
    if found := _MONTH_WITH_YEAR.search(text):
        return end_of_third(int(found.group(1)), int(found.group(2)), third, written)
    if found := _MONTH_ALONE.search(text):
        month = int(found.group(2))
        if base is None:
            raise CellError(f"整改时限{quoted(written)}没有写年份。", _WRITE_DUE)
        if found.group(1) and start is not None:
            return end_of_third(start.year + (found.group(1) == "明年"), month, third, written)
        years = (base.year - 1, base.year, base.year + 1)
        ends = [end_of_third(year, month, third, written) for year in years]
        return min(ends, key=lambda end: abs(end - base))
    if found := _THIS_MONTH.search(text):
        if start is None:
            raise CellError(f"整改时限{quoted(written)}没有写哪一个月。", _WRITE_DUE)
        month_of = start
        if found.group(1) and found.group(1)[0] in "下次":
            month_of = start.replace(day=1) + timedelta(days=31)
        return end_of_third(month_of.year, month_of.month, third, written)
    for festival, (month, day) in _FESTIVALS.items():
        if re.search(festival + r"节?(?:日|假期)?(?:之|以)?前", text):
            if base is None:
                raise CellError(f"整改时限{quoted(written)}没有写年份。", _WRITE_DUE)
            return nearest_day(month, day, base, written)
    if found := _WEEKDAY.search(text):
        if start is None:
            raise CellError(f"整改时限{quoted(written)}没有写哪一周。", _WRITE_DUE)
        monday = start - timedelta(days=start.weekday()) + timedelta(days=7 * (found.group(1) or "").count("下"))
        weekday = monday + timedelta(days="一二三四五六日".index((found.group(2) or "日").replace("天", "日")))
        return weekday + timedelta(days=7) if weekday < start and not found.group(1) else weekday
    if found := _QUARTER.search(text):
        quarter = "一二三四".index(found.group(2)) if found.group(2) in "一二三四" else int(found.group(2)) - 1
        year = int(found.group(1)) if found.group(1) else (start.year if start else 0)
        if not year:
            raise CellError(f"整改时限{quoted(written)}没有写年份。", _WRITE_DUE)
        return end_of_third(year, 3 * quarter + 3, None, written)
    if re.search(r"(?<![半一二两三四五])(?<!\b\d)年[底末内]|(?:\d{4}|[今本当明])年(?:前|之前|$)", text):
        told = re.search(r"(\d{4})\s*年", text)
        if told:
            return date(int(told.group(1)), 12, 31)
        if start is None:
            raise CellError(f"整改时限{quoted(written)}没有写年份。", _WRITE_DUE)
        return date(start.year + ("明年" in text), 12, 31)
    return None


def _due_after(plain: str, found_on: date | None, workdays: Workdays) -> tuple[date | None] | None:
    """The end of a stretch of time (None inside where found_on is not known), or None if the text names no stretch."""
    if found := _HOURS.search(plain):
        hours = 1.0 if found.group(1) == "半" else _amount(found.group(1))
        return (_after(found_on, 0 if hours <= 12 else -(-int(hours) // 24)),)
    found = _DAYS.search(plain)
    if not found:
        return None
    amount, unit = _amount(found.group(1)), found.group(2)
    if unit in ("周", "星期", "礼拜"):
        return (_after(found_on, round(amount * 7)),)
    if unit == "工作日":
        return (None if found_on is None else workdays.after(found_on, int(amount)),)
    if unit == "月":
        if found_on is None:
            return (None,)
        return (_after(found_on, 15) if amount == 0.5 else _months_after(found_on, int(amount)),)
    if unit == "年":
        return (None if found_on is None else _months_after(found_on, int(amount * 12)),)
    return (_after(found_on, int(amount)),)


def _amount(numeral: str) -> float:
    if numeral == "半":
        return 0.5
    return float(numeral) if numeral.isdecimal() else float(chinese_number(numeral))


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
