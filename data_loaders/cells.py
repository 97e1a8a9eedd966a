"""One pure function per kind of cell: what somebody wrote in, what it means out.

All of them return None for an empty cell and raise CellError, with a reason and a remedy in Chinese, for what they cannot read;
nothing is guessed in silence. Calls are cheap but not free: callers with long columns remember the answers.
"""

import calendar
import contextlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal

from data_loaders.names import meanings, wording_key
from data_loaders.workbook import Cell
from domain.states import State
from domain.workdays import Workdays


class CellError(ValueError):
    """A cell that cannot be read. `reason` says what is wrong with it, `remedy` what to write instead; both Chinese."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}{remedy}")
        self.reason = reason
        self.remedy = remedy


# --- text --------------------------------------------------------------------------------------------------------------

# Full-width letters, digits and spaces are narrowed; Chinese punctuation stays as it is.
_NARROW = {
    **{wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    **dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F), " "),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), None),
}
_NOT_NARROW = re.compile(f"[\r{''.join(map(chr, _NARROW))}]")


def parse_text(value: Cell) -> str | None:
    """The text without surrounding white space; numbers without a useless ".0"; "/" and "无" stay text."""
    match value:
        case None:
            return None
        case str():
            if _NOT_NARROW.search(value):  # most texts hold nothing to narrow, and to look costs a tenth
                value = value.replace("\r\n", "\n").replace("\r", "\n").translate(_NARROW)
            return value.strip() or None
        case bool():
            return "是" if value else "否"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case _:
            return str(value)


_BLANK_MARKS = frozenset(("", "/", "\\", "-", "--", "—", "——", "–", "―", "一", "无", "暂无", "空", "N/A", "NA", "NULL", "NONE", "NAN", "NAT", "//", "."))  # fmt: skip


def _narrowed(value: str) -> str:
    return unicodedata.normalize("NFKC", value).translate(_NARROW).strip()


def _shown(value: object, limit: int = 30) -> str:
    text = " ".join(str(value).split())
    return f"“{text if len(text) <= limit else text[:limit] + '…'}”"


# --- dates -------------------------------------------------------------------------------------------------------------

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
_PART_OF_YEAR = re.compile(r"^(?:(\d{4})\s*年)?\s*(\d{1,2})月份?\s*(上旬|中旬|下旬|初|底|末)?$")
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
            raise CellError(f"{_shown(value)}不是日期。", _WRITE_DATE)
        case datetime():
            return _plausible(value.date(), value)
        case date():
            return _plausible(value, value)
        case int() | float():
            return _date_of_number(value, near)
    text = _narrowed(value)
    if text.upper() in _BLANK_MARKS:
        return None
    if pattern is not None:
        try:
            return _plausible(datetime.strptime(text, pattern).date(), value)  # noqa: DTZ007 - only the day is kept
        except ValueError:
            raise CellError(f"{_shown(value)}不符合约定的日期格式“{pattern}”。", _WRITE_DATE) from None
    return _date_of_text(text, near, us, dayfirst)


def _plausible(day: date, written: object) -> date:
    if not 2000 <= day.year <= 2100:
        raise CellError(f"日期{_shown(written)}的年份是 {day.year} 年，不合常理。", "请核对年份。")
    return day


def _day(year: int, month: int, day: int, written: object) -> date:
    if not 1 <= month <= 12:
        raise CellError(f"日期{_shown(written)}里没有第 {month} 月。", _WRITE_DATE)
    last = calendar.monthrange(year, month)[1] if 1 <= year <= 9999 else 31
    if not 1 <= day <= last:
        raise CellError(f"日期{_shown(written)}不存在：{month} 月没有 {day} 日。", _WRITE_DATE)
    return _plausible(date(year, month, day), written)


def _date_of_number(value: int | float, near: date | None) -> date | None:
    if _FIRST_SERIAL <= value < _LAST_SERIAL + 1:
        return _EXCEL_DAY_0 + timedelta(days=int(value))
    if isinstance(value, int) or value.is_integer():
        digits = str(int(value))
        if len(digits) in (6, 8, 12, 14):
            return _date_of_text(digits, near, False, False)
        raise CellError(f"数字“{digits}”不是日期。", _WRITE_DATE)
    # "7.12" typed into a cell that Excel took for a number; "7.1" may have been "7.10".
    text = repr(value)
    whole, _, decimals = text.partition(".")
    if (1 <= value < 13 or 2000 <= value < 2101) and len(decimals) <= 2:
        if len(decimals) == 1 and (decimals == "1" if value > 13 else decimals in "123"):
            unit = "月" if value > 13 else "日"
            raise CellError(f"“{text}”被表格当成了数字，分不清是 {decimals}{unit}还是 {decimals}0{unit}。", _WRITE_DATE)
        return _date_of_text(text, near, False, False)
    raise CellError(f"数字“{whole}.{decimals}”不是日期。", _WRITE_DATE)


def _date_of_text(text: str, near: date | None, us: bool, dayfirst: bool) -> date:
    if _CHINESE_DATE.match(text):
        text = _arabic(text)
    if found := _FULL.match(text):
        return _day(*_numbers(found), text)
    if found := _COMPACT.match(text):
        return _day(*_numbers(found), text)
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
        return _day(2000 + year, month, day, text)
    if found := _MONTH_DAY.match(text):
        return _nearest_year(int(found.group(1)), int(found.group(2)), near, text)
    if found := _DAY.match(text):
        return _nearest_month(int(found.group(1)), near, text)
    if found := _ENGLISH.match(text):
        day_1, month_1, year_1, month_2, day_2, year_2 = found.groups()
        month_name = (month_1 or month_2)[:3].lower()
        if month_name in _MONTHS:
            year = int(year_1 or year_2)
            return _day(year + 2000 if year < 100 else year, _MONTHS[month_name], int(day_1 or day_2), text)
    if found := _PART_OF_YEAR.match(text):
        return _part_of_year(found, near, text)
    if found := _RANGE.match(text) or _LIST_OF_DAYS.match(text):
        return _range_end(found.group(1), found.group(2), near, text)
    raise CellError(f"看不懂日期{_shown(text)}。", _WRITE_DATE)


def _numbers(found: re.Match[str]) -> tuple[int, int, int]:
    return int(found.group(1)), int(found.group(2)), int(found.group(3))


def _year_last(first: int, second: int, year: int, text: str, us: bool, dayfirst: bool) -> date:
    if us:
        return _day(year, first, second, text)
    if dayfirst:
        return _day(year, second, first, text)
    if first > 12 or first == second:
        return _day(year, second, first, text)
    if second > 12:
        return _day(year, first, second, text)
    raise CellError(f"{_shown(text)}分不清哪个是月、哪个是日。", _WRITE_DATE + "（或在导入时指定日期的写法）")


def _month_end(year: int, month: int, near: date | None, text: str) -> date:
    if near is not None and (near.year, near.month) == (year, month):
        return near
    _day(year, month, 1, text)
    return date(year, month, calendar.monthrange(year, month)[1])


def _part_of_year(found: re.Match[str], near: date | None, text: str) -> date:
    """3月, 3月底, 2020年3月上旬: the last day of that stretch, or `near` if that is within the month and earlier."""
    month, third = int(found.group(2)), found.group(3)
    if found.group(1):
        last = _third_end(int(found.group(1)), month, third, text)
    else:
        last = _third_end(_nearest_year(month, 15, near, text).year, month, third, text)
    if near is not None and (near.year, near.month) == (last.year, last.month):
        return min(last, near)
    return last


def _six_digits(text: str, near: date | None) -> date:
    """200305 is 2020-03-05 (or March 2003), 202003 is March 2020."""
    readings: list[date] = []
    with contextlib.suppress(CellError):
        readings.append(_day(2000 + int(text[:2]), int(text[2:4]), int(text[4:]), text))
    with contextlib.suppress(CellError):
        readings.append(_month_end(int(text[:4]), int(text[4:]), near, text))
    readings = [day for day in readings if day.year >= 2010] or readings
    if not readings:
        raise CellError(f"看不懂日期{_shown(text)}。", _WRITE_DATE)
    if len(readings) > 1:
        if near is None:
            raise CellError(f"{_shown(text)}分不清是年月日还是年月。", _WRITE_DATE)
        return min(readings, key=lambda day: abs(day - near))
    return readings[0]


def _nearest_year(month: int, day: int, near: date | None, text: str) -> date:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2000, month)[1]:
        _day(2000, month, day, text)
    if near is None:
        raise CellError(f"日期{_shown(text)}没有写年份。", _WRITE_DATE)
    candidates = [
        date(year, month, day)
        for year in (near.year - 1, near.year, near.year + 1)
        if day <= calendar.monthrange(year, month)[1]
    ]
    if not candidates:  # 29 February, far from a leap year
        raise CellError(f"日期{_shown(text)}不存在：前后几年的 2 月都没有 29 日。", _WRITE_DATE)
    return _plausible(min(candidates, key=lambda candidate: abs(candidate - near)), text)


def _nearest_month(day: int, near: date | None, text: str) -> date:
    if near is None:
        raise CellError(f"日期{_shown(text)}没有写年份和月份。", _WRITE_DATE)
    first = near.replace(day=1)
    months = (first - timedelta(days=1), near, first + timedelta(days=31))
    candidates = [
        date(month.year, month.month, day)
        for month in months
        if 1 <= day <= calendar.monthrange(month.year, month.month)[1]
    ]
    if not candidates:
        raise CellError(f"日期{_shown(text)}不存在。", _WRITE_DATE)
    return min(candidates, key=lambda candidate: abs(candidate - near))


def _range_end(start: str, end: str, near: date | None, text: str) -> date:
    first = _date_of_text(start.strip(), near, False, False)
    if re.fullmatch(r"\d{1,2}\s*[日号]?", end):
        last = _day(first.year, first.month, int(end.rstrip("日号 ")), text)
    else:
        last = _date_of_text(end, first, False, False)
    if last < first:
        raise CellError(f"{_shown(text)}的结束日期早于开始日期。", _WRITE_DATE)
    return last


_CHINESE_DIGITS = {
    c: d for d, chars in enumerate(("〇零○", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in chars
}


def _arabic(text: str) -> str:
    """Chinese numerals below one hundred, and years digit by digit, as Arabic ones: 二〇二〇年十二月三十一日 → 2020年12月31日."""
    return re.sub(r"[〇零○一二两三四五六七八九十]+", lambda found: str(_chinese_number(found.group())), text)


def _chinese_number(numeral: str) -> int:
    if "十" not in numeral:
        return int("".join(str(_CHINESE_DIGITS[character]) for character in numeral))
    tens, _, ones = numeral.partition("十")
    return (_CHINESE_DIGITS[tens[-1]] if tens else 1) * 10 + (_CHINESE_DIGITS[ones[-1]] if ones else 0)


# --- due dates ---------------------------------------------------------------------------------------------------------


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
_MONTH_PART = re.compile(
    r"(?:(\d{4})\s*[年./-]\s*)?(?:(\d{1,2})\s*月份?|(本月|当月|这个月|下个?月|次月))?\s*(上旬|中旬|下旬|月?底|月?末|中)?"
)
_MONTH_WITH_YEAR = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*(?:月份?)?(?!\d)")
_MONTH_ALONE = re.compile(r"(?:(今年|本年|当年|明年)\s*)?(?<![\d.])(\d{1,2})\s*月份?(?!\s*\d)")
_THIS_MONTH = re.compile(r"(本月|当月|这个月|下个?月|次月)(?:份)?|月[底末]")
_YEAR_END = re.compile(r"(?:(\d{4})\s*年|(今年|本年|当年|明年))?\s*(?:年底|年末|年内|全年内|底前|内)")
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
    plain = _narrowed(text)
    if plain.upper() in _BLANK_MARKS:
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
    raise CellError(f"看不懂整改时限{_shown(text)}。", _WRITE_DUE)


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
    if _PART_OF_YEAR.match(re.sub(r"(?:之前|以前|前|止)$", "", plain)):
        return _month_in(plain, start, base, plain)
    if re.fullmatch(r"\d{1,2}\s*[日天]", plain):  # a stretch of time, not a day of the month
        return None
    if found := re.fullmatch(
        r"(20\d{2})(0[1-9]|1[0-2])|(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?份?[底末]?(?:之前|以前|前|止)?", plain
    ):
        return _third_end(int(found.group(1) or found.group(3)), int(found.group(2) or found.group(4)), None, plain)
    if re.fullmatch(r"[\d\s./年月日号:时分秒T+Z,，、\-—~至到()前止起底]+|.*[A-Za-z]{3,9}.*\d{4}.*", plain) or re.match(
        r"^\d{8}\D*$|^\d{4}[-/.]", plain
    ):
        try:
            return _date_of_text(re.sub(r"(?:之前|以前|前|止|起)$", "", plain).strip(), base, False, False)
        except CellError:
            if not re.search(r"[年月日号天时底内前]", plain):
                raise
    text = _arabic_dates(plain)
    days = [_day(int(y), int(m), int(d), plain) for y, m, d in _FULL_INSIDE.findall(text)]
    rest = _FULL_INSIDE.sub("", text)
    for month_1, day_1, month_2, day_2 in _MONTH_DAY_INSIDE.findall(rest):
        about = days[-1] if days else base
        days.append(_nearest_year(int(month_1 or month_2), int(day_1 or day_2), about, plain))
    if days:
        return max(days)
    return _month_in(text, start, base, plain)


def _arabic_dates(text: str) -> str:
    """Chinese numerals before 年, 月, 日 or 号 as Arabic ones, but not 三日内, 一个月 and 五一."""
    return re.sub(
        r"[〇零○一二三四五六七八九十]+(?=年\s*(?:[〇零○一二三四五六七八九十\d]|[底末])|月(?!内)|[日号](?:前|止))",
        lambda found: str(_chinese_number(found.group())),
        text,
    )


def _day_ahead(day: int, start: date | None, text: str) -> date:
    if start is None:
        raise CellError(f"整改时限{_shown(text)}没有写月份。", _WRITE_DUE)
    for month in (start, start.replace(day=1) + timedelta(days=31)):
        if day <= calendar.monthrange(month.year, month.month)[1]:
            found = date(month.year, month.month, day)
            if found >= start:
                return found
    raise CellError(f"看不懂整改时限{_shown(text)}。", _WRITE_DUE)


def _month_in(text: str, start: date | None, base: date | None, written: str) -> date | None:
    """The last day of the month, third of a month or year that the text names."""
    part = _PART.search(text)
    third = part.group(1) if part else ("中旬" if re.search(r"月中(?!心)", text) else None)
    if found := _MONTH_WITH_YEAR.search(text):
        return _third_end(int(found.group(1)), int(found.group(2)), third, written)
    if found := _MONTH_ALONE.search(text):
        month = int(found.group(2))
        if base is None:
            raise CellError(f"整改时限{_shown(written)}没有写年份。", _WRITE_DUE)
        if found.group(1) and start is not None:
            return _third_end(start.year + (found.group(1) == "明年"), month, third, written)
        years = (base.year - 1, base.year, base.year + 1)
        ends = [_third_end(year, month, third, written) for year in years]
        return min(ends, key=lambda end: abs(end - base))
    if found := _THIS_MONTH.search(text):
        if start is None:
            raise CellError(f"整改时限{_shown(written)}没有写哪一个月。", _WRITE_DUE)
        month_of = start
        if found.group(1) and found.group(1)[0] in "下次":
            month_of = start.replace(day=1) + timedelta(days=31)
        return _third_end(month_of.year, month_of.month, third, written)
    for festival, (month, day) in _FESTIVALS.items():
        if re.search(festival + r"节?(?:日|假期)?(?:之|以)?前", text):
            if base is None:
                raise CellError(f"整改时限{_shown(written)}没有写年份。", _WRITE_DUE)
            return _nearest_year(month, day, base, written)
    if found := _WEEKDAY.search(text):
        if start is None:
            raise CellError(f"整改时限{_shown(written)}没有写哪一周。", _WRITE_DUE)
        monday = start - timedelta(days=start.weekday()) + timedelta(days=7 * (found.group(1) or "").count("下"))
        weekday = monday + timedelta(days="一二三四五六日".index((found.group(2) or "日").replace("天", "日")))
        return weekday + timedelta(days=7) if weekday < start and not found.group(1) else weekday
    if found := _QUARTER.search(text):
        quarter = "一二三四".index(found.group(2)) if found.group(2) in "一二三四" else int(found.group(2)) - 1
        year = int(found.group(1)) if found.group(1) else (start.year if start else 0)
        if not year:
            raise CellError(f"整改时限{_shown(written)}没有写年份。", _WRITE_DUE)
        return _third_end(year, 3 * quarter + 3, None, written)
    if re.search(r"(?<![半一二两三四五])(?<!\b\d)年[底末内]|(?:\d{4}|[今本当明])年(?:前|之前|$)", text):
        told = re.search(r"(\d{4})\s*年", text)
        if told:
            return date(int(told.group(1)), 12, 31)
        if start is None:
            raise CellError(f"整改时限{_shown(written)}没有写年份。", _WRITE_DUE)
        return date(start.year + ("明年" in text), 12, 31)
    return None


def _third_end(year: int, month: int, third: str | None, written: str) -> date:
    first = _day(year, month, 1, written)
    if third in ("上旬", "初"):
        return first.replace(day=10)
    if third == "中旬":
        return first.replace(day=20)
    return first.replace(day=calendar.monthrange(year, month)[1])


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
    return float(numeral) if numeral.isdecimal() else float(_chinese_number(numeral))


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# --- states and verdicts -----------------------------------------------------------------------------------------------

_DECORATION = re.compile(r"[\s()（）\[\]【】“”\"'!！.。,，、;；:：*]+")
_DATES_INSIDE = re.compile(
    r"(?:于|在|截至|截止)?(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*(?:[日号](?:前|止)?)?(?:\s*\d{1,2}[:时]\d{0,2}(?::\d{2})?)?|\d{8}"
)
_LONGEST_STATE = 60
_Wordings = Literal["state", "state_hint", "verdict"]
_PERCENT = re.compile(
    r"^(?:已?(?:完成|整改)|进度|完成率|整改率)?\D{0,2}?(\d{1,3}(?:\.\d+)?)%(?:以上|左右)?(?:完成|整改)?$"
)
_BOX_TICKED = "☑√✓✔■☒✅"
_BOX_EMPTY = "□☐○"
# Where a text holds wordings of several states, the later ones of this row decide: "已整改完成，已销号" is closed,
# "已完成80%，正在整改" is under way, "已整改，复核不合格" goes back.
_WEIGHT = (
    State.REPORTED, State.CLOSED, State.ASSIGNED, State.IN_PROGRESS, State.REWORK, State.ON_HOLD, State.DISPUTED, State.REJECTED,
)  # fmt: skip


def parse_state(value: Cell) -> State | None:
    """The state that a cell claims: a wording from names.csv, alone or within a short text, a tick or cross, a percentage, ☑是□否.

    100 % is 上报完成, 0 is 已交办, anything between is 整改中 (so are the numbers 1, 0 and 0.8, as Excel keeps percentages).
    Of several wordings in one text the weightier decides: a doubt beats a claim, 已销号 beats 已完成.
    A unit cannot stop its own clock: 无法整改, 暂缓 and 申请挂账 are 整改中 until the office writes 挂账, and 不属实 is 责任待定 until it
    writes 不予认定.
    """
    match value:
        case None:
            return None
        case bool():
            return State.REPORTED if value else State.IN_PROGRESS
        case int() | float() if 0 <= value <= 1 or value == 100:
            return _state_of_share(1.0 if value == 100 else float(value))
    text = parse_text(value)
    if text is None:
        return None
    key = wording_key(_ticked(text) or text)
    known = meanings("state") | meanings("state_hint")
    if key in known:
        return State[known[key]]
    bare = _DECORATION.sub("", key)
    if bare in _BLANK_MARKS:
        return None
    if found := _PERCENT.match(key):
        return _state_of_share(float(found.group(1)) / 100)
    bare = _DECORATION.sub("", _DATES_INSIDE.sub("", key))
    if bare in known:
        return State[known[bare]]
    states = _states_in(_said(text)) if len(bare) <= _LONGEST_STATE else set()
    if not states:
        raise CellError(
            f"看不懂整改状态{_shown(text)}。",
            "请写成“已完成”“整改中”“未整改”“已销号”等，或告诉系统这种写法是什么意思。",
        )
    return max(states, key=_WEIGHT.index)


def _states_in(text: str) -> set[State]:
    """The states that the wordings in a text stand for. Hints (已安排, 已下发 …) count only where nothing else is said."""
    claims = _claims(text, "state")
    states = {State[claim] for claim in claims if claim != _UNDONE}
    if _UNDONE in claims:  # "未按时完成", "预计7月底完成"
        states = (states - {State.REPORTED, State.CLOSED}) | {State.IN_PROGRESS}
    return states or {State[claim] for claim in _claims(text, "state_hint") if claim != _UNDONE}


def _state_of_share(done: float) -> State:
    if done >= 1:
        return State.REPORTED
    return State.IN_PROGRESS if done > 0 else State.ASSIGNED


def _said(text: str) -> str:
    """The text as its clauses are searched: narrowed, upper case, without dates; line breaks still end clauses."""
    plain = unicodedata.normalize("NFKC", text).upper().replace("\n", "，")
    return _DATES_INSIDE.sub("", plain)


def _ticked(text: str) -> str | None:
    """The choice that is ticked in "☑是 □否" or "是☑ 否□"; None where this is not a choice."""
    if not any(box in text for box in _BOX_EMPTY) or not any(box in text for box in _BOX_TICKED):
        return None
    compact = "".join(text.split())
    boxes = f"[{_BOX_TICKED}{_BOX_EMPTY}]"
    before = re.findall(rf"({boxes})([^{_BOX_TICKED}{_BOX_EMPTY}]+)", compact)
    after = [(box, word) for word, box in re.findall(rf"([^{_BOX_TICKED}{_BOX_EMPTY}]+)({boxes})", compact)]
    chosen = [word for box, word in (before if re.match(boxes, compact) else after) if box in _BOX_TICKED]
    return chosen[0].strip("/、，,;；") if len(chosen) == 1 else None


_CLAUSE_ENDS = re.compile(r"[\s，,。；;、（）()\[\]【】：:!！]+")
_GOOD = frozenset(("REPORTED", "CLOSED", "passed"))
_UNDONE = "undone"
# In front of 完成, 到位, 通过 … within its clause: it has not happened.
_NOT_YET = re.compile(
    r"[未没无难]|不能|不得|不够|尚|待|预计|预期|计划|[拟将需须应限]|力争|争取|确保|保证|打算|准备|督促|要求|责令|责成|抓紧|尽快|加快|正在|逐步|坚持|做到|[若如]|[天日周月时]内|[日月天旬底]前|仍"
)
_SURE = ("已", "均", "全部", "同意", "准予", "予以", "可以")
# In front of 反弹, 不合格 …: it is not so.
_AVERTED = re.compile(
    r"(?:容?易|可能|防止|避免|杜绝|严防|[未无非没]|没有|不会|不再|如有?|若有?)(?:再次|再|出现|发生|问题|发现)*$"
)


def _claims(text: str, kind: _Wordings) -> set[str]:
    """The meanings of the wordings in a text, clause by clause, longest wording first; what one has used is gone for the rest.

    A good wording behind 未, 预计, 需 and the like gives "undone"; a bad one behind 防止 and the like gives nothing.
    """
    claims: set[str] = set()
    known = meanings(kind)
    for clause in _CLAUSE_ENDS.split(text):
        bare = _DECORATION.sub("", clause)
        if bare in known:
            claims.add(known[bare])
            continue
        for wording, meaning in _long_wordings(kind):
            at = bare.find(wording)
            if at < 0:
                continue
            before = bare[:at]
            if meaning in _GOOD:
                sure = wording.startswith(_SURE)
                undone = before.endswith(("未", "没")) if sure else _NOT_YET.search(before)
                claims.add(_UNDONE if undone else meaning)
            elif not _AVERTED.search(before):
                claims.add(meaning)
            bare = bare.replace(wording, "\0")
    return claims


@cache
def _long_wordings(kind: _Wordings) -> list[tuple[str, str]]:
    return sorted(
        ((wording, meaning) for wording, meaning in meanings(kind).items() if len(wording) > 1),
        key=lambda pair: -len(pair[0]),
    )


def parse_verdict(value: Cell) -> Literal["passed", "failed"] | None:
    """What the office found when it checked. 未复核, 待复核 and an empty cell give None; of several wordings a failure decides."""
    match value:
        case None:
            return None
        case bool():
            return "passed" if value else "failed"
    text = parse_text(value)
    if text is None:
        return None
    known = meanings("verdict")
    key = wording_key(_ticked(text) or text)
    bare = _DECORATION.sub("", _DATES_INSIDE.sub("", key))
    meaning = known.get(key) or known.get(_DECORATION.sub("", key)) or known.get(bare)
    if meaning is None:
        if _DECORATION.sub("", key) in _BLANK_MARKS:
            return None
        found = _claims(_said(text), "verdict") if len(bare) <= _LONGEST_STATE else set()
        if (
            _UNDONE in found and "none" not in found
        ):  # "未完全整改到位", "仍需整改到位"; but "待整改到位后复核" is no verdict
            found.add("none" if "待" in text else "failed")
        meaning = next((m for m in ("failed", "passed", "none") if m in found), None)
    match meaning:
        case "passed":
            return "passed"
        case "failed":
            return "failed"
        case "none":
            return None
    raise CellError(f"看不懂复核情况{_shown(text)}。", "请写成“合格”或“不合格”，没有复核的留空。")


# --- units -------------------------------------------------------------------------------------------------------------

_LEAD = r"(?:牵头|主责|主办|主体|责任)(?:责任)?(?:单位|部门)?"
_ASSIST = r"(?:配合|协办|协助|协同|参与|辅助)(?:责任)?(?:单位|部门)?"
_LEAD_LABEL = re.compile(rf"^{_LEAD}[:：]\s*")
_ASSIST_LABEL = re.compile(rf"^{_ASSIST}[:：]\s*")
_LEAD_MARK = re.compile(rf"[(（\[【]\s*(?:{_LEAD}|主)\s*[)）\]】]|(?<=.)(?:牵头|主责|主办)(?:单位|部门)?$")
_ASSIST_MARK = re.compile(rf"[(（\[【]\s*(?:{_ASSIST}|辅)\s*[)）\]】]|(?<=.)(?:配合|协办|协助|协同)(?:单位|部门)?$")
_UNIT_END = re.compile(
    r"(?:局|委|办|镇|乡|街道|街|区|中心|大队|中队|支队|公司|集团|社区|村|所|站|处|部|院|校|会|联|行|队|办公室|委员会|政府|办事处|学校|医院|市场|园|场|厂|银行|法院|组)"
    r"(?:[(（][^()（）]*[)）])?$"
)
_SEPARATORS = re.compile(r"[\s、，,/／;；|｜＋+&]+")
_SENTENCE = re.compile(r"[。！？!?]|负责|落实|整改|清理|协调|根据|按照|加强|督促|尽快|应当|进行|需要|由.+[承处]")
_LONGEST_UNIT = 20


def parse_units(value: Cell) -> tuple[str, ...]:
    """The units in a cell, as written, in order, each once; the lead first. An empty cell gives ().

    Separators are white space, line breaks, 、，,/;； and, only between two names that end like units, 和 及 与. Marks of the role
    (牵头, 主责, 配合, also as labels "牵头单位：…") decide the order and are removed. A sentence stays one element, for a person to read.
    """
    text = parse_text(value)
    if text is None or text.upper() in _BLANK_MARKS:
        return ()
    if not _has_roles(text) and _SENTENCE.search(text):
        return (" ".join(text.split()),)
    lead: list[str] = []
    others: list[str] = []
    assisting = False
    for part in _unit_parts(text):
        if _LEAD_LABEL.match(part):
            part, assisting, leads = _LEAD_LABEL.sub("", part), False, True
        elif _ASSIST_LABEL.match(part):
            part, assisting, leads = _ASSIST_LABEL.sub("", part), True, False
        else:
            leads = bool(_LEAD_MARK.search(part)) and not assisting
        part = _ASSIST_MARK.sub("", _LEAD_MARK.sub("", part))
        part = re.sub(r"^(?:\d{1,2}[.、．)）]|[①-⑳])", "", part).strip(" :：.。")
        if part:
            (lead if leads else others).append(part)
    units = tuple(dict.fromkeys((*lead, *others)))
    if any(len(unit) > _LONGEST_UNIT for unit in units) or any(_SENTENCE.search(unit) for unit in units):
        return (" ".join(text.split()),)
    return units


def _has_roles(text: str) -> bool:
    return bool(re.search(r"牵头|主责|主办|配合|协办|责任单位[:：]", text)) and not re.search(r"[。！？!?]|负责", text)


def _unit_parts(text: str) -> list[str]:
    parts = [part for part in _outside_brackets(text) if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):  # "城 管 局", spaced out to fill the cell
        parts = ["".join(parts)]
    return [unit for part in parts for unit in _split_at_and(part)]


def _outside_brackets(text: str) -> Iterator[str]:
    """The pieces between separators; separators within brackets do not count."""
    depth, start = 0, 0
    for at, character in enumerate(text):
        if character in "(（[【":
            depth += 1
        elif character in ")）]】":
            depth = max(depth - 1, 0)
        elif depth == 0 and _SEPARATORS.match(character) and not _within_foreign_name(text, at):
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _within_foreign_name(text: str, at: int) -> bool:
    """Whether the blank or & at this place joins two words that are not Chinese ("Water Wastewater", "Parks & Roads")."""
    if text[at] not in " \t&":
        return False
    before, after = text[:at].rstrip(" \t&")[-1:], text[at:].lstrip(" \t&")[:1]
    return before.isascii() and after.isascii() and (before + after).isalnum()


def _split_at_and(part: str) -> list[str]:
    for found in re.finditer(r"以及|和|及|与|会同", part):
        left, right = part[: found.start()], part[found.end() :]
        if _UNIT_END.search(left) and _UNIT_END.search(right) and len(left) > 1 and len(right) > 1:
            return [left, *_split_at_and(right)]
    return [part]


# --- problems ----------------------------------------------------------------------------------------------------------

_COUNTED = "处辆个块起家户名台座盏条堆根棵张只间幅"
_MARKERS = (
    re.compile(r"[(（]\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*[)）]"),
    re.compile(r"()[①-⑳]"),
    re.compile(r"()[⑴-⒇]"),
    re.compile(
        rf"(?:(?<=^)|(?<=[\n;；。，,:：、\s]))(\d{{1,2}})\s*[.．、)）](?:(?!\d)|(?=\d{{1,3}}[{_COUNTED}])|(?=20\d\d年))"
    ),
    re.compile(r"(?:(?<=^)|(?<=[\n;；。:：\s]))([一二三四五六七八九十]{1,2})、"),
    re.compile(r"(?:(?<=^)|(?<=[\n;；。，,:：\s]))([一二三四五六七八九])是"),
    re.compile(r"(?:(?<=^)|(?<=[\n;；。，,:：\s]))第([一二三四五六七八九])[，,、]"),
)


_PLAIN_MARKER = r"(?:\d{1,2}\s*[.．、)）]|第?[一二三四五六七八九十]{1,2}[、是，,])"
_FIRST_MARKER = re.compile(_PLAIN_MARKER)
_ANY_MARKER = re.compile(rf"[(（]\s*[\d一二三四五六七八九十]|[①-⑳⑴-⒇]|[\n;；。，,:：、\s]{_PLAIN_MARKER}")
"""Quick look: without one of these, at the start or anywhere, no marker can match."""


def split_problems(text: str) -> tuple[str, ...]:
    """The problems in one cell, without their numbers: "(1)…；(2)…", "1.…2.…", "①…②…", "一是…二是…"; one problem gives a 1-tuple.

    Numbers may be broken (1, 1, 3), but the first marker must begin the text or be a one. What stands before the first marker
    ("某路存在：1.…") is put before each problem. Decimals ("长3.5米"), dates and house numbers ("3、5号楼") do not split.
    """
    text = text.strip()
    if not _FIRST_MARKER.match(text) and not _ANY_MARKER.search(text):
        return (text,) if text else ()
    best: list[re.Match[str]] = []
    for marker in _MARKERS:
        found = list(marker.finditer(text))
        if len(found) < 2 and not (found and found[0].start() == 0):
            continue
        if found[0].start() > 0 and _value_of(found[0]) not in (None, 1):
            continue
        if not best or found[0].start() < best[0].start() or (len(best) == 1 and len(found) > 1):
            best = found
    if not best:
        return (text,) if text else ()
    intro = text[: best[0].start()].strip(" \n:：，,;；")
    ends = [marker.start() for marker in best[1:]] + [len(text)]
    parts = [text[marker.end() : end].strip(" \t\n\u3000；;，,、") for marker, end in zip(best, ends, strict=True)]
    parts = [part for part in parts if part]
    if not parts:
        return (text,)
    return tuple(f"{intro}：{part}" if intro else part for part in parts)


def _value_of(marker: re.Match[str]) -> int | None:
    numeral = marker.group(1)
    if not numeral:
        character = ord(marker.group()[0])
        return character - (0x2460 if character < 0x2474 else 0x2474) + 1
    return int(numeral) if numeral.isdecimal() else _chinese_number(numeral)


_FIX = r"(?:整改|清理|处理|处置|纠正|清除|清运|规范|劝离|解决|修复|改正|落实|完成)"
_FIXED = re.compile(
    rf"(?:现场|当场|当即|即时|立即|检查时|检查后|随即)[^。；;，,]{{0,4}}?已经?(?:督促|要求)?{_FIX}"
    rf"|已经?(?:在)?(?:现场|当场|当即|立即|立行立改)(?:督促|要求)?(?:其)?(?:{_FIX}|改)?"
    rf"|(?:现场|当场|当即){_FIX}(?:完毕|完成|到位|结束|好)"
    rf"|[(（\[【]\s*(?:已经?(?:完成)?{_FIX}(?:完成|到位|完毕)?|{_FIX}(?:完成|到位|完毕)|(?:现场|当场|当即){_FIX})\s*[)）\]】]"
)
_NOT_FIXED = re.compile(
    r"[未没不](?:能|有|曾|及时)?(?:现场|当场|当即|立即)|(?:责令|要求|督促|责成|限|限期|应|需|须|请)(?:其|该\w{0,4})?(?:现场|当场|当即|立即)"
)


def fixed_on_the_spot(text: str) -> bool:
    """Whether a problem text says that the fault was put right while the inspectors were there: 现场已整改, 已当场整改, （已整改）.

    An order to do so (责令当场整改) is not.
    """
    plain = _NOT_FIXED.sub("", unicodedata.normalize("NFKC", text))
    return bool(_FIXED.search(plain))


# --- phones and numbers ------------------------------------------------------------------------------------------------

_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[-\s]?)?(1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-\s)]{0,2}\d{7,8}|[2-9]\d{6,7})(?:\s*(?:转|-)\s*(\d{1,5}))?(?!\d)"
)


def parse_phone(value: Cell) -> str | None:
    """Mobile numbers as eleven digits, land lines as area-number; several joined with "、"; names around them are left out."""
    text = parse_text(value)
    if text is None:
        return None
    plain = _narrowed(text)
    if plain.upper() in _BLANK_MARKS:
        return None
    numbers = []
    for number, extension in _PHONE.findall(plain.replace("(", "").replace("—", "-").replace("–", "-")):
        digits = re.sub(r"\D", "", number)
        if digits.startswith("0"):
            area = 3 if digits.startswith(("010", "02")) else 4
            digits = f"{digits[:area]}-{digits[area:]}"
        numbers.append(digits + (f"转{extension}" if extension else ""))
    if not numbers:
        raise CellError(f"看不懂电话号码{_shown(text)}。", "请填写 11 位手机号，或“区号-号码”形式的固定电话。")
    return "、".join(dict.fromkeys(numbers))


def parse_number(value: Cell) -> str | None:
    """A stable number (编号) in one form: narrowed, upper case, without white space, dashes alike; 12.0 is "12"; "/" counts as empty."""
    text = parse_text(value)
    if text is None:
        return None
    if text.isascii():
        number = "".join(text.split()).upper()
    else:
        number = re.sub(r"[‐‑‒–—―−]", "-", "".join(unicodedata.normalize("NFKC", text).split()).upper())
    return None if number in _BLANK_MARKS else number
