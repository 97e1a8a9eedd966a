"""One visual language: colours by meaning, fonts, and the contrast that keeps text readable.

Red is only ever overdue, amber due soon, green done; blue is neutral. A colour never stands alone: an icon, a word or a
shape says the same.
"""

from collections.abc import Mapping

from briefings import palette

FONT = "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Source Han Sans SC',sans-serif"

INK = palette.INK
MUTED = palette.MUTED
LINE = palette.LINE
PANEL = palette.PANEL
PAPER = palette.PAPER

BLUE = palette.BLUE
PALE_BLUE = palette.PALE_BLUE
GREY = palette.GREY
RED = palette.RED
AMBER = palette.AMBER
GREEN = palette.GREEN

TONES: Mapping[str, str] = {
    "neutral": BLUE,
    "overdue": RED,
    "due_soon": AMBER,
    "done": GREEN,
    "quiet": MUTED,
}
"""Colours of text and lines by meaning."""

AGEING = ("#F2B8A8", "#E58A74", "#D65A48", "#B3261E", "#6E0F12")
"""From just overdue to long overdue, lighter to darker: told apart without colour vision too."""

SERIES = palette.SERIES

DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "hexagon")

TONE_OF: Mapping[str, str] = {
    "overdue": "overdue",
    "long_overdue": "overdue",
    "due_soon": "due_soon",
    "closed": "done",
    "closed_total": "done",
    "done": "done",
    "done_total": "done",
    "on_time": "done",
}
"""The tone of a figure; every other one is neutral."""


def series_style(code: int) -> dict[str, str]:
    """Colour, dash and symbol of the series with this id: the same whatever is filtered."""
    return {
        "color": SERIES[code % len(SERIES)],
        "dash": DASHES[code // len(SERIES) % len(DASHES)],
        "symbol": SYMBOLS[code % len(SYMBOLS)],
    }


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB after WCAG 2: 0 black … 1 white."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours after WCAG 2: 1 … 21; text needs 4.5."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(ground: str) -> str:
    """The colour for text on this ground: ink or paper where that is enough, else black, which then is."""
    return next((colour for colour in (INK, PAPER) if contrast(colour, ground) >= 4.5), "#000000")


def mixed(colour: str, share: float, *, ground: str = PAPER) -> str:
    """`share` (0 … 1) of a colour on a ground, as #RRGGBB."""
    pairs = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(ground_part + (part - ground_part) * share):02X}" for part, ground_part in pairs)
