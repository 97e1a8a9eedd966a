"""Which of two clauses of a text speaks of the later time: 6月未完成，7月已完成; 上次未整改，本次已整改; 第一次…，第二次…"""

import re
from typing import NamedTuple

from data_loaders.text.numerals import chinese_number


class Time(NamedTuple):
    """A time as far as a clause names it. scale: what it can be compared with. at: its place there, the coarsest part first."""

    scale: str
    at: tuple[int, ...]


_NUMERAL = "[一二三四五六七八九十]{1,2}|\\d{1,2}"
_CALENDAR = re.compile(
    r"(?:(?P<year>20\d\d)(?:年|[-/.](?=\d)))?(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?P<day>3[01]|[12]\d|0?[1-9])[日号]?)?"
    r"|(?P<m>1[0-2]|0?[1-9])[-/.](?P<d>3[01]|[12]\d|0?[1-9])(?![\d%]))|(?P<only_year>20\d\d)年"
)
_QUARTER = re.compile(rf"第?({_NUMERAL})季度")
_TURN = re.compile(rf"第({_NUMERAL})(?:次|轮|批|周)|(首)次|(二)次")
_HERE = re.compile(
    r"(?P<before>[上前](?:个?[月周次]|一?[次轮]|期|年|半年)|去年)|(?P<now>[本这当](?:个?[月周次]|一?[次轮]|期|年)|今年|下半年)"
)
_NAMES = re.compile(r"月|\d[-/.]\d|20\d\d年|季度|[次轮批周期年]")


def names_times(text: str) -> bool:
    """Whether a text may name more than one time: a quick look before the long one."""
    return len(_NAMES.findall(text)) > 1


def time_in(clause: str) -> Time | None:
    """The last time that a clause names; None where it names none."""
    times = list(_CALENDAR.finditer(clause))
    if times:
        last = times[-1]
        if last["only_year"]:
            return Time("year", (int(last["only_year"]),))
        month, day = _number(last["month"] or last["m"]), int(last["day"] or last["d"] or 0)
        return Time("day", (int(last["year"] or 0), month, day))
    for scale, pattern in (("quarter", _QUARTER), ("turn", _TURN)):
        if found := pattern.search(clause):
            return Time(scale, (_number(next(filter(None, found.groups()))),))
    if found := _HERE.search(clause):
        return Time("here", (0 if found["before"] else 1,))
    return None


def is_later(one: Time | None, other: Time | None) -> bool:
    """Whether one time surely lies behind another. Months without a year follow one another within half a year: 12月 … 1月."""
    if one is None or other is None or one.scale != other.scale:
        return False
    if one.scale == "day" and 0 in (one.at[0], other.at[0]):
        months = (one.at[1] - other.at[1]) % 12
        return 0 < months < 6 or (not months and 0 < other.at[2] < one.at[2])
    return one.at > other.at


def _number(text: str) -> int:
    return 1 if text == "首" else int(text) if text.isdecimal() else chinese_number(text)
