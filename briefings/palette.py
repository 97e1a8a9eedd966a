"""Colours by meaning, the same on screens, slides and sheets. Red is only ever overdue; a colour never stands alone."""

from collections.abc import Mapping

INK = "#1F2933"
MUTED = "#52606D"
LINE = "#D5DDE5"
PANEL = "#F3F6F9"
PAPER = "#FFFFFF"

BLUE = "#2B65A3"
PALE_BLUE = "#A9C6E3"
GREY = "#7B8794"
RED = "#C62828"
AMBER = "#9A5B00"
GREEN = "#2A7A4B"

SERIES = ("#2B65A3", "#6B4C9A", "#0F7C86", "#8C5E2A", "#4C5B8F", "#6A6F22", "#A0527E", "#3F6F5B")
"""Colours of series that mean nothing by themselves (districts, categories). None of them is the red of overdue."""

MEANT: Mapping[str, str] = {
    "超期": RED,
    "临期": AMBER,
    "未整改": BLUE,
    "新增": BLUE,
    "完成": PALE_BLUE,
    "销号": GREEN,
    "已完成": GREEN,
    "已销号": GREEN,
    "按期完成": GREEN,
    "待复核": "#0F7C86",
    "返工": "#6B4C9A",
    "责任待定": "#8C5E2A",
    "挂账": GREY,
}
"""The colour of a series by the name of its figure."""


def colour_of(name: str, place: int) -> str:
    """The colour of a chart's series: by what it counts, else by its place."""
    bare = name.removeprefix("本周").removeprefix("本期")
    return MEANT.get(bare) or SERIES[place % len(SERIES)]
