"""The due date (整改时限) that a cell sets: a day, so long after the day found, at once, or without end."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache

from data_loaders.cells.cells import CellError, is_no_day, narrowed, parse_text, quoted
from data_loaders.days.calendar_text import (
    NotUnderstood,
    calendar_text,
)
from data_loaders.days.dates import (
    parse_date,
)
from data_loaders.days.due_days import OPEN_ENDED, WEEKENDS, Due, Scene, after, after_hours, due_base, refuse_far
from data_loaders.days.due_terms import WRITE_DUE, terms_of
from data_loaders.reading.workbook import Cell
from data_loaders.text.names import meanings
from domain.ledger.workdays import Workdays

_UNDECIDED = re.compile(
    r"(?:(?:整改|完成|办理)?(?:时间|时限|期限|日期))?(?:待|另|未|暂|尚未|暂未|还没|没有?|不|再)(?:行|能)?(?:定|明确|确定|通知|确认|约定|商定|商|规定|要求|限|填写?|写)|(?:无|没有?|不限|不设)(?:明确|具体|固定)?(?:时间|时限|期限|日期|限期|要求|限制)|没有|不限|未知|不详|TBD|TBC"
)
"""A due date that is said to be open: the row is told as one without."""
_MOST_PLAIN_DAYS = 90
"""A plain number up to this is a number of days; above it might be anything."""
_MOST_OF_A_UNIT = 2_000
"""A number below this under a heading such as 整改时限（小时） is so many of them; above it, it is the serial number of a day."""


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
        return Due(after_hours(found_on, value / timedelta(hours=1)), "days", f"{value / timedelta(hours=1):g}小时")
    number = _plain_number(value)
    if number is not None and unit is not None and number <= _MOST_OF_A_UNIT:
        value = f"{number:g}{unit}"
    elif number is not None and number.is_integer() and 0 <= number <= _MOST_PLAIN_DAYS:
        return Due(after(found_on, int(number)), "days", f"{number:g}")
    text = parse_text(value)
    base = due_base(found_on, near)
    if not isinstance(value, str) or text is None:
        day = parse_date(value, near=base, us=us, dayfirst=dayfirst)
        if day is not None and isinstance(value, float) and value < 13:
            refuse_far(day, found_on, f"{value:g}")
        return None if day is None else Due(day, "date", text or "")
    if is_no_day(narrowed(text)):
        return None
    said = terms_of(calendar_text(text))
    scene = Scene(text, found_on, found_on or near, base, workdays, dayfirst, us)
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
                return Due(after(found_on, words[word]), "word", text)
    if OPEN_ENDED.search(compact):
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
    return bool(OPEN_ENDED.search(narrowed(text)))


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
