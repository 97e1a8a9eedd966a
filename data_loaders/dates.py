"""The day that a cell means, in all the ways in which people write days."""

import calendar
import contextlib
import re
from datetime import date, datetime, time, timedelta

from data_loaders.cells import BLANK_MARKS, CellError, Wrong, narrowed, quoted
from data_loaders.numerals import arabic
from data_loaders.workbook import Cell

_WRITE_DATE = "请改成“2020-03-05”这样的日期。"
_SEP = r"\s*[-/.。,，、_~–—\s年月]\s*"
_TIME = (
    r"(?:\s*(?:\(?(?:星期|周)[一二三四五六日天]\)?)?[T,\s]*"
    r"(?:上午|下午|早上|早晨|中午|晚上|晚|凌晨|夜间|[AaPp]\.?[Mm]\.?)?\s*"
    r"(?:\d{1,2}[:时点](?:\d{1,2}(?:[:分](?:\d{1,2}(?:\.\d+)?秒?)?)?|半)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*-\s*\d{1,2}[:时点](?:\d{1,2}分?)?)?"
    r"\s*(?:Z|[+-]\d{2}:?\d{2}|UTC|GMT|CST)?)?"
    r"\s*\(?(?:星期|周)?[一二三四五六日天]?\)?)?"
)
_DONE_WORDS = r"(?:\s*[,，、;；]?\s*\(?(?:前|左右|止|已|经|全部|整改|完成|完毕|到位|销号|办结|反馈|复核|检查|发现|交办|通过|合格|回复|现场|当场|巡查|暗访)*\)?)?"
_END = _TIME + _DONE_WORDS + r"[.。;；]?$"
_FULL = re.compile(r"^(\d{4})" + _SEP + r"(\d{1,2})" + _SEP + r"(\d{1,2})(?:\s*[日号])?" + _END)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\d{2}(?:\d{2}){0,2})?" + _END)
_SHORT_YEAR = re.compile(r"^'?(\d{2})" + _SEP + r"(\d{1,2})" + _SEP + r"(\d{1,2})(?:\s*[日号])?" + _END)
_YEAR_LAST = re.compile(r"^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})" + _END)
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:月份?)?(?:底|末)?$")
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*[-/.月,，、]\s*(\d{1,2})(?:\s*[日号])?" + _END)
_DAY = re.compile(r"^(?:本月)?(\d{1,2})\s*[日号]" + _END)
_RANGE = re.compile(
    r"^(.*?\d\s*[日号]?)\s*(?:-+|—+|–|~+|至|到)\s*((?:\d{4}\s*[年./])?(?:\d{1,2}\s*[月./]\s*)?\d{1,2}\s*[日号]?)$"
)
_LIST_OF_DAYS = re.compile(
    r"^((?:\d{4}年)?\d{1,2}月\d{1,2}[日号]?)(?:[、,，和及]\d{1,2}[日号]?)*[、,，和及]\s*(\d{1,2}[日号])$"
)
PART_OF_YEAR = re.compile(r"^(?:(\d{4})\s*年)?\s*(\d{1,2})月份?\s*(上旬|中旬|下旬|初|底|末)?$")
_ENGLISH = re.compile(
    r"^(?:(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})|([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4}))" + _END
)
_CHINESE_DATE = re.compile(
    r"^([〇零○一二三四五六七八九]{4}年)?(?:[一二三四五六七八九十]{1,3}月)(?:[一二三四五六七八九十]{1,3}[日号])?$"
)
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_415  # 2000-01-01, 2100-12-31 as Excel counts
_EXCEL_DAY_0 = date(1899, 12, 30)


def parse_date(
    value: Cell,
    *,
    near: date | None = None,
    us: bool = False,
    dayfirst: bool = False,
    pattern: str | None = None,
) -> date | None:
    """The day that a cell means.

    Read are: Excel dates and serial numbers (also as text), 2020-3-5, 2020/3/5, 2020.3.5, 2020年3月5日, 20200305, 20.3.5, all of these in
    full-width forms, with a time, a weekday or "已完成" behind; 3月5日, 3.5, 3/5 and 5日, for which `near` (usually the day the sheet
    speaks for) decides the year and month: the closest; ISO with offset (the day as written, not converted); 13/02/2019 where only one reading exists, or in the order told
    by `us` (month first) or `dayfirst`; 13 Feb 2019; 二〇二〇年三月五日.
    2020年3月 means the last day of the month, or `near` if that lies in the month (a sheet cannot know later days).
    A period (7月6日-7月8日) means its last day. A cell that only holds "/", "—" or "无" counts as empty.
    pattern: a strptime format that takes the place of all this for text.

    Raises CellError for anything else, for days that do not exist, for years outside 2000–2100, and where there are two readings.
    """
    match value:
        case None:
            return None
        case bool() | time() | timedelta():
            raise CellError(f"{quoted(value)}不是日期。", _WRITE_DATE)
        case datetime():
            return _plausible(value.date(), value)
        case date():
            return _plausible(value, value)
        case int() | float():
            return _date_of_number(value, near)
    text = narrowed(value)
    if text.upper() in BLANK_MARKS:
        return None
    if pattern is not None:
        try:
            return _plausible(datetime.strptime(text, pattern).date(), value)  # noqa: DTZ007 - only the day is kept
        except ValueError:
            raise CellError(f"{quoted(value)}不符合约定的日期格式“{pattern}”。", _WRITE_DATE) from None
    return date_of_text(text, near, us=us, dayfirst=dayfirst)


def _plausible(day: date, written: object) -> date:
    if not 2000 <= day.year <= 2100:
        raise CellError(f"日期{quoted(written)}的年份是 {day.year} 年，不合常理。", "请核对年份。")
    return day


def existing_day(year: int, month: int, day: int, written: object) -> date:
    """The day of these numbers. Raises CellError where there is none, or where its year is not plausible; written: the cell."""
    if not 1 <= month <= 12:
        raise CellError(f"日期{quoted(written)}里没有第 {month} 月。", _WRITE_DATE)
    last = calendar.monthrange(year, month)[1] if 1 <= year <= 9999 else 31
    if not 1 <= day <= last:
        raise CellError(f"日期{quoted(written)}不存在：{month} 月没有 {day} 日。", _WRITE_DATE)
    return _plausible(date(year, month, day), written)


def _date_of_number(value: int | float, near: date | None) -> date | None:
    if _FIRST_SERIAL <= value < _LAST_SERIAL + 1:
        return _EXCEL_DAY_0 + timedelta(days=int(value))
    if isinstance(value, int) or value.is_integer():
        digits = str(int(value))
        if len(digits) in (6, 8, 12, 14):
            return date_of_text(digits, near)
        raise CellError(f"数字“{digits}”不是日期。", _WRITE_DATE)
    # "7.12" typed into a cell that Excel took for a number; "7.1" may have been "7.10".
    text = repr(value)
    whole, _, decimals = text.partition(".")
    if (1 <= value < 13 or 2000 <= value < 2101) and len(decimals) <= 2:
        if len(decimals) == 1 and (decimals == "1" if value > 13 else decimals in "123"):
            unit = "月" if value > 13 else "日"
            raise CellError(f"“{text}”被表格当成了数字，分不清是 {decimals}{unit}还是 {decimals}0{unit}。", _WRITE_DATE)
        return date_of_text(text, near)
    raise CellError(f"数字“{whole}.{decimals}”不是日期。", _WRITE_DATE)


def date_of_text(text: str, near: date | None, *, us: bool = False, dayfirst: bool = False) -> date:
    """The day that a narrowed text means; as in parse_date."""
    if _CHINESE_DATE.match(text):
        text = arabic(text)
    if found := _FULL.match(text):
        return existing_day(*_numbers(found), text)
    if found := _COMPACT.match(text):
        return existing_day(*_numbers(found), text)
    if found := _YEAR_LAST.match(text):
        return _year_last(*_numbers(found), text, us, dayfirst)
    if found := _MONTH.match(text):
        return _month_end(int(found.group(1)), int(found.group(2)), near, text)
    if re.fullmatch(r"\d{6}", text):
        return _six_digits(text, near)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and _FIRST_SERIAL <= float(text) < _LAST_SERIAL + 1:
        return _EXCEL_DAY_0 + timedelta(days=int(float(text)))
    if found := _SHORT_YEAR.match(text):
        year, month, day = _numbers(found)
        return existing_day(2000 + year, month, day, text)
    if found := _MONTH_DAY.match(text):
        return nearest_day(int(found.group(1)), int(found.group(2)), near, text)
    if found := _DAY.match(text):
        return _nearest_month(int(found.group(1)), near, text)
    if found := _ENGLISH.match(text):
        day_1, month_1, year_1, month_2, day_2, year_2 = found.groups()
        month_name = (month_1 or month_2)[:3].lower()
        if month_name in _MONTHS:
            year = int(year_1 or year_2)
            return existing_day(year + 2000 if year < 100 else year, _MONTHS[month_name], int(day_1 or day_2), text)
    if found := PART_OF_YEAR.match(text):
        return _part_of_year(found, near, text)
    if found := _RANGE.match(text) or _LIST_OF_DAYS.match(text):
        return _range_end(found.group(1), found.group(2), near, text)
    raise CellError(f"看不懂日期{quoted(text)}。", _WRITE_DATE)


def _numbers(found: re.Match[str]) -> tuple[int, int, int]:
    return int(found.group(1)), int(found.group(2)), int(found.group(3))


def _year_last(first: int, second: int, year: int, text: str, us: bool, dayfirst: bool) -> date:
    if us:
        return existing_day(year, first, second, text)
    if dayfirst:
        return existing_day(year, second, first, text)
    if first > 12 or first == second:
        return existing_day(year, second, first, text)
    if second > 12:
        return existing_day(year, first, second, text)
    raise CellError(f"{quoted(text)}分不清哪个是月、哪个是日。", _WRITE_DATE + "（或在导入时指定日期的写法）")


def _month_end(year: int, month: int, near: date | None, text: str) -> date:
    if near is not None and (near.year, near.month) == (year, month):
        return near
    existing_day(year, month, 1, text)
    return date(year, month, calendar.monthrange(year, month)[1])


def _part_of_year(found: re.Match[str], near: date | None, text: str) -> date:
    """3月, 3月底, 2020年3月上旬: the last day of that stretch, or `near` if that is within the month and earlier."""
    month, third = int(found.group(2)), found.group(3)
    if found.group(1):
        last = end_of_third(int(found.group(1)), month, third, text)
    else:
        last = end_of_third(nearest_day(month, 15, near, text).year, month, third, text)
    if near is not None and (near.year, near.month) == (last.year, last.month):
        return min(last, near)
    return last


def end_of_third(year: int, month: int, third: str | None, written: str) -> date:
    """The last day of 上旬, 中旬 or 下旬 of a month; of the month where none is named."""
    first = existing_day(year, month, 1, written)
    if third in ("上旬", "初"):
        return first.replace(day=10)
    if third == "中旬":
        return first.replace(day=20)
    return first.replace(day=calendar.monthrange(year, month)[1])


def _six_digits(text: str, near: date | None) -> date:
    """200305 is 2020-03-05 (or March 2003), 202003 is March 2020."""
    readings: list[date] = []
    with contextlib.suppress(CellError):
        readings.append(existing_day(2000 + int(text[:2]), int(text[2:4]), int(text[4:]), text))
    with contextlib.suppress(CellError):
        readings.append(_month_end(int(text[:4]), int(text[4:]), near, text))
    readings = [day for day in readings if day.year >= 2010] or readings
    if not readings:
        raise CellError(f"看不懂日期{quoted(text)}。", _WRITE_DATE)
    if len(readings) > 1:
        if near is None:
            raise CellError(f"{quoted(text)}分不清是年月日还是年月。", _WRITE_DATE)
        return min(readings, key=lambda day: abs(day - near))
    return readings[0]


def nearest_day(month: int, day: int, near: date | None, text: str) -> date:
    """The day of this month and day that is closest to `near`."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2000, month)[1]:
        existing_day(2000, month, day, text)
    if near is None:
        raise CellError(f"日期{quoted(text)}没有写年份。", _WRITE_DATE)
    candidates = [
        date(year, month, day)
        for year in (near.year - 1, near.year, near.year + 1)
        if day <= calendar.monthrange(year, month)[1]
    ]
    if not candidates:  # 29 February, far from a leap year
        raise CellError(f"日期{quoted(text)}不存在：前后几年的 2 月都没有 29 日。", _WRITE_DATE)
    return _plausible(min(candidates, key=lambda candidate: abs(candidate - near)), text)


def _nearest_month(day: int, near: date | None, text: str) -> date:
    if near is None:
        raise CellError(f"日期{quoted(text)}没有写年份和月份。", _WRITE_DATE)
    first = near.replace(day=1)
    months = (first - timedelta(days=1), near, first + timedelta(days=31))
    candidates = [
        date(month.year, month.month, day)
        for month in months
        if 1 <= day <= calendar.monthrange(month.year, month.month)[1]
    ]
    if not candidates:
        raise CellError(f"日期{quoted(text)}不存在。", _WRITE_DATE)
    return min(candidates, key=lambda candidate: abs(candidate - near))


def _range_end(start: str, end: str, near: date | None, text: str) -> date:
    first = date_of_text(start.strip(), near)
    if re.fullmatch(r"\d{1,2}\s*[日号]?", end):
        last = existing_day(first.year, first.month, int(end.rstrip("日号 ")), text)
    else:
        last = date_of_text(end, first)
    if last < first:
        raise CellError(f"{quoted(text)}的结束日期早于开始日期。", _WRITE_DATE)
    return last


def after_the_sheet(name: str, as_of: date) -> Wrong:
    """What is said of a day that cannot lie after the one that its sheet speaks for. name: what the column is called."""
    return Wrong(
        f"{name}晚于本表所属的日期（{as_of:%Y-%m-%d}）。",
        "请核对这个日期；如果本表其实统计到更晚的一天，请改“本表截至日”。",
    )
