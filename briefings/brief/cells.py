"""Values of a brief as words: the same in the bulletin, on the slides and on the leaders' pages."""

import math
import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from briefings.brief.brief import ColumnKind
from domain.figures.rates import rounded, written

NOTHING = "—"
"""What stands where there is no value: a rate without base, a day that nobody named."""

UNITS: Mapping[str, str] = {"count": "件", "percent": "%", "points": "个百分点", "days": "天"}

_NO_XML = re.compile("[^\\t\\n\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]|[\\x7f-\\x9f]|_x[0-9A-Fa-f]{4}_")
"""What XML 1.0 does not carry, what no reader can see, and Office's own escape of such characters."""


def legible(text: str) -> str:
    """The text without what an Office file cannot hold: control characters and half characters are left out, the rest stays."""
    return _NO_XML.sub(_visible, text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n"))


def _visible(found: re.Match[str]) -> str:
    # “_x000A_” typed by a person: broken up, else Office reads it as the character with that number.
    return found[0].replace("_x", "_\u200bx") if found[0].startswith("_x") else ""


def shown(value: Any, kind: ColumnKind) -> str:
    """A value as it stands in a table of a document; its unit belongs into the heading, but for %."""
    if value is None or value != value:
        return NOTHING
    if kind == "day" and isinstance(value, date):
        return value.isoformat()
    if kind == "percent":
        return f"{written(value)}%"
    if kind == "points":
        return f"{rounded(value):+.1f}" if rounded(value) else "0.0"
    if kind in ("count", "days"):
        return f"{float(value):,.1f}".removesuffix(".0")
    return legible(str(value))


_WIDE = "“”‘’…—·△▲▼●■□◆※→↑↓①②③×÷"


def width(text: str) -> float:
    """Width of one line in characters of half width, with the quarter of air that is set between Chinese and Latin letters."""
    wide = [_is_wide(letter) for letter in text]
    air = sum(one != other for one, other in pairwise(wide))
    return sum(2.0 if one else 1.08 for one in wide) + air * 0.5


def _is_wide(letter: str) -> bool:
    return ord(letter) > 0x2E7F or letter in _WIDE


def lines_needed(text: str, room: float) -> int:
    """How many lines a text takes where `room` characters of half width fit into one; words of Latin letters stay whole."""
    room = max(room, 2.0)
    return sum(_lines(line, room) for line in text.split("\n"))


def _lines(line: str, room: float) -> int:
    if _GLUED.search(line):
        room = max(room * 0.75, 2.0)
    count, used = 1, 0.0
    for word in _WORDS.findall(line):
        size = width(word)
        if used and used + size > room:
            count, used = count + 1, 0.0
        if size > room:
            rows = math.ceil(size / room)
            count, used = count + rows - 1, size - (rows - 1) * room
        else:
            used += size + (0.25 if len(word) > 1 else 0)
    return count


_GLUED = re.compile(r"[\"'<>&\\_{\[][^ ]|[^ ][\"'<>&\\_}\]]")
"""Signs that hold on to what stands beside them, by rules that programs have each their own of."""
_WORDS = re.compile(r"[!-~]+ ?|.", re.DOTALL)


def clipped(text: str, room: float, *, lines: int = 1, ends: bool = False) -> str:
    """The text on one line, or what of it fits into `lines` lines of `room` characters of half width, with “…”.

    ends: keep its beginning and its end, by which long names of units differ.
    """
    flat = " ".join(text.split())
    if lines_needed(flat, room) <= lines:
        return flat
    low, high = 0, len(flat)  # so many letters fit, so many do not
    while high - low > 1:
        kept = (low + high) // 2
        low, high = (kept, high) if lines_needed(_cut(flat, kept, ends=ends), room) <= lines else (low, kept)
    return _cut(flat, max(low, 1), ends=ends)


def _cut(text: str, kept: int, *, ends: bool) -> str:
    if not ends:
        return text[:kept].rstrip("，。；、,; ") + "…"
    tail = kept // 2
    return f"{text[: kept - tail]}…{text[len(text) - tail :]}"
