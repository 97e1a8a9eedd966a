"""What Excel shows of a number whose format says more than the number: 48 as 48小时, 12 as 00012, the 1st of June as 2020年6月.

The fast reader gives numbers without their formats. Here a format is asked whether it matters, so that only cells with
such a format are looked for: a sheet without any costs nothing.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from xml.etree import ElementTree

from domain.ledger.chinese_days import month

Shows = Callable[[Any], str | None]
"""The text that is shown for a value; None where it says no more than the value itself."""

_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<digits>[0#?][0#?.,]*)|(?P<when>[YyMmDdHhSsEeGgBbAa]+(?:/[Pp][Mm]?)?)|(?P<other>.)",
    re.DOTALL,
)
_TIME_WORDS = re.compile(r"小时|天|日|周|星期|礼拜|月|年|分钟|工作|季|旬|时|底|前|内")
_MONEY = re.compile(r"[¥￥$€£元万亿]|RMB|CNY|USD|HKD|人民币", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_MONTHS_ONLY = (17, 27, 36, 50, 52, 57)
"""Numbers of built-in formats that show year and month (the Chinese ones among them)."""
_BUILT_IN = {2: "0.00", **dict.fromkeys(_MONTHS_ONLY, 'yyyy"年"m"月"')}


def shows(code: str) -> Shows | None:
    """How a number format shows a value, if it says more than the value; None where it does not matter."""
    section = _sections(code)[0]
    parts = list(_PART.finditer(section))
    if any(re.search(r"[<>=]", part["bracket"] or "") for part in parts):
        return None
    when = "".join(part["when"] or "" for part in parts).lower()
    numbers = [n for n, part in enumerate(parts) if part["digits"] or part["general"]]
    elapsed = any(re.fullmatch(r"[hms]+", (part["bracket"] or "").lower()) for part in parts)
    if elapsed:
        return None  # the reader gives these as spans of time
    if when and not numbers:
        return _date_format(when, _literal(parts))
    if len(numbers) != 1:
        return None
    at = numbers[0]
    # Letters of dates beside digits are text that somebody forgot to quote.
    before, after = _literal(parts[:at], with_letters=True), _literal(parts[at + 1 :], with_letters=True)
    return _number_format(before, parts[at]["digits"] or "", after)


_SHOWN = re.compile(r"(?P<before>.*?)(?<![\d.,])(?P<digits>\d+(?:\.\d+)?)(?P<after>\D*)", re.DOTALL)
_MONTH_SHOWN = re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}\s*月?|[A-Za-z]{3,9}[- ]\d{2,4}|[一二三四五六七八九十]{1,3}月")


def shows_by_text(text: str) -> Shows | None:
    """How the number behind a shown text is shown (48小时, 00012, 2020年6月), where the file tells the text beside the value; None
    where it says no more than the value.
    """
    text = text.strip()
    if _MONTH_SHOWN.fullmatch(text):
        return lambda value: _month(value) if isinstance(value, date) else _two_places_of(value, text)
    found = _SHOWN.fullmatch(text)
    if found is None:
        return None
    whole, dot, fraction = found["digits"].partition(".")
    return _number_format(found["before"], "0" * len(whole) + dot + "0" * len(fraction), found["after"])


def _two_places_of(value: Any, text: str) -> str | None:
    """5.1 shown as 5.10; the text of any other number that looks like a month is left alone."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return _two_places(value) if is_number and len(text.partition(".")[2]) == 2 else None


def _sections(code: str) -> list[str]:
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)


def _literal(parts: list[re.Match[str]], *, with_letters: bool = False) -> str:
    return "".join(
        part["quoted"] or part["escaped"] or part["other"] or (with_letters and part["when"]) or "" for part in parts
    )


def _number_format(before: str, digits: str, after: str) -> Shows | None:
    whole, _, fraction = digits.partition(".")
    if "," in digits or "%" in after or _MONEY.search(before + after):
        return None
    wordy = bool(_LETTER.search(before)) or bool(_TIME_WORDS.search(after))
    least, places = whole.count("0"), len(fraction)
    padded = least >= 2 and not fraction
    if not wordy and not padded and places != 2:
        return None

    def show(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
            return None
        if not wordy and not padded:  # 5.1 shown as 5.10: a day that Excel took for a number
            return _two_places(value)
        number = f"{_rounded(value, places)}" if digits else f"{value:g}" if value < 1e6 else f"{value:.0f}"
        head, dot, tail = number.partition(".")
        shown = f"{before}{head.zfill(least)}{dot}{tail}{after}".strip()
        return None if shown == f"{value:g}" else shown

    return show


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _two_places(value: float) -> str | None:
    if not (1 <= value < 13 or 2000 <= value < 2101) or len(repr(float(value)).partition(".")[2]) != 1:
        return None
    return None if float(value).is_integer() else f"{value:.2f}"


def _date_format(when: str, literal: str) -> Shows | None:
    letters = set(when)
    if letters == {"d"} and "天" in literal:
        return lambda value: f"{_day_of(value)}{literal}" if _day_of(value) else None
    if letters <= set("ymegb") and "m" in letters:
        return _month
    return None


def _day_of(value: Any) -> int | None:
    """The number behind a date that is one only by its format: 2 is the 2nd of January 1900."""
    return value.day if isinstance(value, date) and value.year == 1900 and value.month == 1 else None


def _month(value: Any) -> str | None:
    """A month typed into a cell is kept as its first day."""
    if isinstance(value, datetime) and value.time() != time():
        return None
    if not isinstance(value, date) or value.day != 1 or not 2000 <= value.year <= 2100:
        return None
    return month(value.year, value.month)


def formats_of_xlsx(styles: bytes) -> dict[int, Shows]:
    """The cell styles of an .xlsx whose number format matters: number of the style → how it shows a value."""
    root = ElementTree.fromstring(styles)
    codes = dict(_BUILT_IN)
    found: dict[int, Shows] = {}
    for node in root.iter():
        tag = node.tag.rsplit("}", 1)[-1]
        if tag == "numFmt":
            codes[int(node.get("numFmtId", "-1"))] = node.get("formatCode", "")
        elif tag == "cellXfs":
            memo: dict[int, Shows | None] = {}
            for index, style in enumerate(node):
                number = int(style.get("numFmtId", "0"))
                if number not in memo:
                    memo[number] = shows(codes[number]) if number in codes else None
                show = memo[number]
                if show is not None:
                    found[index] = show
    return found


def formats_by_number(codes: Mapping[int, str], styles: list[int]) -> dict[int, Shows]:
    """The same from the formats of an .xls (number → code) and the number of the format of each style."""
    known = {**_BUILT_IN, **codes}
    how = {number: shows(known[number]) for number in set(styles) if number in known}
    return {index: show for index, number in enumerate(styles) if (show := how.get(number)) is not None}
