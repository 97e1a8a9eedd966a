"""Numbers, days and changes as a reader sees them."""

import math
import re
from datetime import date

from domain.figures.definitions import DEFINITIONS, explained
from domain.figures.rates import rounded, written
from domain.ledger.days import NEVER, day_date
from domain.settings import Settings

NONE = "—"


def number(value: float | None, unit: str = "件") -> str:
    """A figure without its unit: 1,969 · 77.1 · — where it has no value. Rates and medians keep one decimal."""
    if value is None or math.isnan(value):
        return NONE
    if unit == "件":
        return f"{int(value):,}"
    return f"{written(value)}" if unit == "%" else f"{value:g}"


def valued(key: str, value: float | None) -> str:
    """Figure `key` with its unit: 80 件, 77.1%, — ."""
    unit = DEFINITIONS[key].unit
    text = number(value, unit)
    return text if text == NONE else f"{text}%" if unit == "%" else f"{text} {unit}"


def changed(key: str, delta: float | None) -> str:
    """The change of a figure against the week before: ▲ 4 件, ▼ 0.3 个百分点, 持平."""
    if delta is None or math.isnan(delta):
        return "无可比"
    unit = DEFINITIONS[key].unit
    size = abs(rounded(delta)) if unit == "%" else abs(delta)
    if size == 0:
        return "持平"
    return f"{'▲' if delta > 0 else '▼'} {number(size, unit)} {'个百分点' if unit == '%' else unit}"


def day_or_none(number_: int) -> date | None:
    """The date of a day number of a frame; None for NEVER."""
    return None if number_ == NEVER else day_date(number_)


def definition(key: str, settings: Settings, as_of: date) -> str:
    """口径 of a figure: words, base, exclusions and the day it is counted for."""
    words = explained(key, settings)
    return f"{words}数据截至 {as_of.isoformat()}。"


_MARKS = re.compile(r"[\\`*_\[\]<>#|~$&]")
_AT_THE_START = re.compile(r"^(\d+)?([-+=.)])")
_WORDS = re.compile(
    r":(?=[\w+/-])|@(?=[\w.-])|(?<=www)(?=\.)|(?<=-)(?=[->])|(?<=<)(?=[-=])|(?<=[>~])(?==)", re.A | re.I
)
_JOINER = "\u2060"


def literal(text: object) -> str:
    """What somebody else wrote (a cell, a name, a file name), for a place that reads Markdown: it shows as it stands.

    One line. Streamlit makes icons, links and arrows of words (":material/x:", "www.x.y", "->") after the Markdown is read,
    where no backslash counts: an invisible word joiner keeps those apart.
    """
    line = _WORDS.sub(lambda found: found[0] + _JOINER, " ".join(str(text).split()))
    return _AT_THE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", line))
