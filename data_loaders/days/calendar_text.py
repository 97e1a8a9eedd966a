"""Days and months as a text names them, before anybody knows the year: what the grammars in `grammars/` make of a cell."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, VisitError

from data_loaders.cells.cells import CellError, narrowed
from data_loaders.text.numerals import chinese_number, chinese_range


class Day(NamedTuple):
    """A day; month and year as far as they are written. how: the way it is written, where that leaves room for another reading."""

    year: int | None
    month: int | None
    day: int
    how: Literal["plain", "point", "dash", "bare"] = "plain"


class Month(NamedTuple):
    """A month, or the part of it that ends with `third` (上旬 中旬 下旬 初 底)."""

    year: int | None
    month: int
    third: str | None = None


class DaySpan(NamedTuple):
    """From one day to another."""

    first: Day
    last: Day


class YearLast(NamedTuple):
    """6/7/2020: which of the first two is the month, the form does not say."""

    first: int
    second: int
    year: int


class WrittenNumber(NamedTuple):
    """A number as written; low and high differ for 两三 and the like."""

    low: float
    high: float
    text: str


_DASHES = re.compile(r"[‐‑‒–—―−－﹣]")
_POINT = re.compile(r"(?<=\d)[·•‧・∙⋅](?=\d)")
_REPUBLIC = ("民国", "民國", "中华民国", "中華民國")
_YEAR_OF_REPUBLIC = re.compile(r"^(?:中[华華])?民[国國] ?(\d{1,3})(?=年|[-/.])")
"""Years as Taiwan counts them: 民国109年 is 2020."""
_SPACES = re.compile(r"[^\S\n]+")
_BESIDE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])|(?<=[-/.(~]) | (?=[-/.:)~])")
_ENDS = re.compile(r"^[\s,，、;；。]+|[\s.。;；,，、-]+$")


def calendar_text(text: str) -> str:
    """The text as the grammars want it: narrowed, dashes alike, no spaces beside Chinese characters, lines joined with commas."""
    plain = re.sub("[∼〜⁓～]+", "~", _DASHES.sub("-", narrowed(text)))
    plain = re.sub(r"-{2,}", "-", plain.removeprefix("'"))
    plain = _POINT.sub(".", plain)
    if plain.startswith(_REPUBLIC):
        plain = _YEAR_OF_REPUBLIC.sub(lambda found: str(int(found[1]) + 1911), plain, count=1)
    plain = re.sub(r"[ ,，、;；]*\n+", ",", plain.replace("\r", "\n"))
    return _ENDS.sub("", _BESIDE.sub("", _SPACES.sub(" ", plain)))


class NotUnderstood(CellError):
    """A text that is none of the forms known, in contrast to one that names a day which does not exist."""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _numbers(children: Sequence[Any]) -> list[int]:
    """The numbers among the parts of a rule, in order. Raises CellError for one that may be either of two (七八月)."""
    found: list[int] = []
    for child in children:
        if isinstance(child, WrittenNumber):
            if child.low != child.high:
                raise CellError(
                    f"“{child.text}”分不清是 {child.low:g} 还是 {child.high:g}。", "请写成“2020-03-05”这样的日期。"
                )
            found.append(int(child.low))
        elif isinstance(child, int):
            found.append(child)
        elif isinstance(child, Token) and child.type in ("D2", "D4"):
            found.append(int(child))
    return found


_THIRDS = {"月初": "初", "末": "底", "上中旬": "中旬", "中上旬": "中旬", "中下旬": "下旬", "下中旬": "下旬"}


def third_in(children: Sequence[Any]) -> str | None:
    """The part of a month, or the end of a year, that is named among the parts of a rule."""
    found = next((str(c) for c in children if isinstance(c, Token) and c.type == "THIRD"), None)
    return _THIRDS.get(found, found) if found else None


class Calendar(Transformer[Token, Any]):
    """The rules of calendar.lark: what each makes of its parts."""

    def n(self, children: list[Any]) -> WrittenNumber:
        text = str(children[0])
        low, high = (int(text), int(text)) if text.isascii() else chinese_range(text)
        return WrittenNumber(low, high, text)

    def year(self, children: list[Any]) -> int:
        text = str(children[0])
        return int(text) if text.isdecimal() and text.isascii() else chinese_number(text)

    def ymd(self, children: list[Any]) -> Day:
        year, month, day = _numbers(children)
        return Day(year, month, day)

    def ymd_short(self, children: list[Any]) -> Day:
        year, month, day = _numbers(children)
        return Day(2000 + year, month, day)

    def ymd_marked(self, children: list[Any]) -> Day:
        year, month, day = _numbers(children)
        return Day(year + 2000 if year < 100 else year, month, day)

    def year_and_four(self, children: list[Any]) -> Day:
        return Day(int(children[0]), int(children[2][:2]), int(children[2][2:]))

    def compact(self, children: list[Any]) -> Day:
        digits = str(children[0])
        return Day(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))

    def year_last(self, children: list[Any]) -> YearLast:
        return YearLast(*_numbers(children))

    def md(self, children: list[Any]) -> Day:
        month, day = _numbers(children)
        return Day(None, month, day)

    def md_point(self, children: list[Any]) -> Day:
        month, day = _numbers(children)
        return Day(None, month, day, "point")

    md_slash = md

    def md_dash(self, children: list[Any]) -> Day:
        month, day = _numbers(children)
        return Day(None, month, day, "dash")

    md_dash_day = md_dash

    def day_alone(self, children: list[Any]) -> Day:
        return Day(None, None, _numbers(children)[0])

    def _english(self, children: list[Any]) -> Day:
        name = next(str(c) for c in children if isinstance(c, Token) and c.type == "MON")
        numbers = [int(c) for c in children if isinstance(c, Token) and c.type in ("D2", "D4")]
        year = numbers[1] if len(numbers) > 1 else None
        return Day(
            year + 2000 if year is not None and year < 100 else year, _MONTHS.index(name[:3].lower()) + 1, numbers[0]
        )

    day_name_year = name_day_year = day_name = name_day = _english

    def period_day(self, children: list[Any]) -> DaySpan:
        year, month, first, last = _numbers(children)
        return DaySpan(Day(year, month, first), Day(year, month, last))

    def period_month_day(self, children: list[Any]) -> DaySpan:
        year, month_1, first, month_2, last = _numbers(children)
        return DaySpan(Day(year, month_1, first), Day(None, month_2, last))

    def period_full(self, children: list[Any]) -> DaySpan:
        year_1, month_1, first, year_2, month_2, last = _numbers(children)
        return DaySpan(Day(year_1, month_1, first), Day(year_2, month_2, last))

    def short_period_day(self, children: list[Any]) -> DaySpan:
        month, first, last = _numbers(children)
        return DaySpan(Day(None, month, first), Day(None, month, last))

    def short_period_month_day(self, children: list[Any]) -> DaySpan:
        month_1, first, month_2, last = _numbers(children)
        return DaySpan(Day(None, month_1, first), Day(None, month_2, last))

    def month_of_year(self, children: list[Any]) -> Month:
        year, month = _numbers(children)
        return Month(year, month, third_in(children))

    month_dotted = month_of_year

    def month_of_short_year(self, children: list[Any]) -> Month:
        year, month = _numbers(children)
        return Month(2000 + year, month, third_in(children))

    def month_alone(self, children: list[Any]) -> Month:
        return Month(None, _numbers(children)[0], third_in(children))


_FOLDER = Path(__file__).parent


@cache
def grammar(name: str) -> Lark:
    """The parser for one of the grammars."""
    text = "\n".join((_FOLDER / f"{part}.lark").read_text(encoding="utf-8") for part in ("calendar", name))
    return Lark(text, parser="lalr", lexer="basic")


def said_in(text: str, name: str, rules: Transformer[Token, Any], refusal: Callable[[], NotUnderstood]) -> Any:
    """What a text says by one of the grammars. Raises what `refusal` gives where the grammar does not understand it."""
    try:
        return rules.transform(grammar(name).parse(text))
    except VisitError as error:
        if isinstance(error.orig_exc, CellError):
            raise error.orig_exc from None
        if isinstance(error.orig_exc, ValueError):  # a numeral that is none
            raise refusal() from None
        raise
    except LarkError:
        raise refusal() from None
