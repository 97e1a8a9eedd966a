"""What all readers of cells share, and the plain cells: text, phones, stable numbers.

A reader is one pure function per kind of cell (here, `dates`, `dues`, `claims`, `units`, `problems`, `entry_cells`): what somebody
wrote in, what it means out. All of them return None for an empty cell and raise CellError, with a reason and a remedy in Chinese,
for what they cannot read; nothing is guessed in silence. Calls are cheap but not free: callers with long columns remember the answers.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby
from typing import NamedTuple

from data_loaders.reading.workbook import Cell


class CellError(ValueError):
    """A cell that cannot be read. `reason` says what is wrong with it, `remedy` what to write instead; both Chinese."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}{remedy}")
        self.reason = reason
        self.remedy = remedy


class Wrong(NamedTuple):
    """A cell that cannot be read, in place of its value. asks: the questions (kind and text) that a person can answer."""

    reason: str
    remedy: str
    asks: tuple[tuple[str, str], ...] = ()


# Full-width letters, digits and spaces are narrowed; Chinese punctuation stays as it is.
_NARROW = {
    **{wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    **dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F), " "),
    # Marks that nobody sees: joiners, directions, invisible operators, variants of a letter.
    **dict.fromkeys(
        (0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF), None
    ),
    **dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC), *range(0xE0100, 0xE01F0)), None),
}


def _class_of(characters: Iterable[int]) -> str:
    """A class of characters for a pattern, by ranges: one that lists letters beyond the first plane is forty times slower."""
    return "".join(
        f"{chr(run[0])}-{chr(run[-1])}"
        for _, pairs in groupby(enumerate(sorted(characters)), key=lambda pair: pair[1] - pair[0])
        if (run := [character for _, character in pairs])
    )


_NOT_NARROW = re.compile(f"[{_class_of((0x0D, *_NARROW))}]")


def parse_text(value: Cell) -> str | None:
    """The text without surrounding white space, invisible marks and a leading apostrophe; numbers without a useless ".0"; "/" and
    "无" stay text.
    """
    match value:
        case None:
            return None
        case str():
            if _NOT_NARROW.search(value):  # most texts hold nothing to narrow, and to look costs a tenth
                value = value.replace("\r\n", "\n").replace("\r", "\n").translate(_NARROW)
            value = value.strip()
            if (
                value.startswith("'") and "'" not in value[1:]
            ):  # what some programs put before a text that looks like a number
                value = value[1:].lstrip()
            return value or None
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


_SPACES = _class_of(code for code in range(0x3001) if chr(code).isspace() and chr(code) != "\n")
UNTIDY_TEXT = (_NOT_NARROW, re.compile(r"\n[\s']"), re.compile(rf"[{_SPACES}]\n"))
"""What one of many texts on a line each must hold for `parse_text` to change it (`many_texts`)."""

BLANK_MARKS = frozenset(("", "/", "\\", "-", "--", "—", "——", "–", "―", "一", "无", "暂无", "空", "N/A", "NA", "NULL", "NONE", "NAN", "NAT", "//", "."))  # fmt: skip
"""What people write into a cell to say that it is empty; compared in upper case."""
_RULED_OUT = re.compile(r"[-‐‑‒–—―−_/\\|.·…~*]+")
_NO_DAY = re.compile(
    r"(?:0000|0001)[-/.年]0?[01][-/.月]0?[01]日?(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?|00000000|1900[-/.]0?1[-/.]0?0(?: 0?0:00(?::00)?)?|不适用|无日期"
)
"""Day 0 as databases and spreadsheets write it for a day that is not known (0000-00-00, 0001-01-01, 1900-01-00), and words for none."""


def is_blank_mark(plain: str) -> bool:
    """Whether a narrowed text only says that its cell is empty: /, ---, ……, 无, N/A."""
    return plain.upper() in BLANK_MARKS or _RULED_OUT.fullmatch(plain) is not None


def is_no_day(plain: str) -> bool:
    """Whether a narrowed text in a column of days says that there is none: a blank mark, or day 0 of another program."""
    return is_blank_mark(plain) or _NO_DAY.fullmatch(plain) is not None


def narrowed(value: str) -> str:
    """The text in its plain forms: full-width letters, digits and punctuation narrowed."""
    return unicodedata.normalize("NFKC", value).translate(_NARROW).strip()


def quoted(value: object, limit: int = 30) -> str:
    """A cell as it is shown in a message: on one line, cut short, in quotation marks."""
    text = " ".join(str(value).split())
    return f"“{text if len(text) <= limit else text[:limit] + '…'}”"


_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[-\s]?)?(1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-\s)]{0,2}\d{7,8}|[2-9]\d{6,7})(?:\s*(?:转|-)\s*(\d{1,5}))?(?!\d)"
)


def parse_phone(value: Cell) -> str | None:
    """Mobile numbers as eleven digits, land lines as area-number; several joined with "、"; names around them are left out."""
    text = parse_text(value)
    if text is None:
        return None
    plain = narrowed(text)
    if is_blank_mark(plain):
        return None
    numbers = []
    for number, extension in _PHONE.findall(plain.replace("(", "").replace("—", "-").replace("–", "-")):
        digits = re.sub(r"\D", "", number)
        if digits.startswith("0"):
            area = 3 if digits.startswith(("010", "02")) else 4
            digits = f"{digits[:area]}-{digits[area:]}"
        numbers.append(digits + (f"转{extension}" if extension else ""))
    if not numbers:
        raise CellError(f"看不懂电话号码{quoted(text)}。", "请填写 11 位手机号，或“区号-号码”形式的固定电话。")
    return "、".join(dict.fromkeys(numbers))


UNTIDY_NUMBER = (re.compile(r"[^!-~\n]"), re.compile(r"\n(?:['\-_/\\|.~*]|[^\n]{0,4}(?=\n))"))
"""What one of many texts on a line each, none of two lines, must hold for `parse_number` to change it."""


def parse_number(value: Cell) -> str | None:
    """A stable number (编号) in one form: narrowed, without white space, dashes alike; 12.0 is "12"; "/" counts as empty. Letters stay as
    they are typed; who compares numbers folds them (`matching.spelling`).
    """
    text = parse_text(value)
    if text is None:
        return None
    if text.isascii():
        number = "".join(text.split())
    else:
        number = re.sub(r"[‐‑‒–—―−]", "-", "".join(unicodedata.normalize("NFKC", text).split()))
    return None if is_blank_mark(number) else number
