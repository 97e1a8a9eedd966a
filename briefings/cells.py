"""Values of a brief as words: the same in the bulletin, on the slides and on the leaders' pages."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from briefings.brief import ColumnKind

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
        return f"{float(value):.1f}%"
    if kind == "points":
        return f"{float(value):+.1f}" if round(float(value), 1) else "0.0"
    if kind in ("count", "days"):
        return f"{float(value):,.1f}".removesuffix(".0")
    return legible(str(value))


def width(text: str) -> int:
    """Width of one line in characters of half width."""
    return sum(2 if ord(letter) > 0x2E7F or letter in "“”‘’…—·△▲▼●■□◆※→↑↓①②③" else 1 for letter in text)


def lines_needed(text: str, room: float) -> int:
    """How many lines a text takes where `room` characters of half width fit into one."""
    room = max(room, 2)
    return sum(max(1, -int(-width(line) // room)) for line in text.split("\n"))


def clipped(text: str, room: float) -> str:
    """The text, or its beginning with “…” where it is wider than `room` characters of half width."""
    flat = " ".join(text.split())
    if width(flat) <= room:
        return flat
    used, kept = 2, ""
    for letter in flat:
        used += width(letter)
        if used > room:
            break
        kept += letter
    return kept.rstrip("，。；、,; ") + "…"
