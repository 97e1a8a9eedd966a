"""The wall of headline figures: value, change against last week, twelve weeks, 口径; each card leads to its rows."""

import json
from collections.abc import Sequence
from typing import TypedDict

import pandas as pd

from domain.figures.definitions import DEFINITIONS, undated_note
from domain.figures.figures import Figures, change
from domain.figures.rates import rounded
from domain.settings import Settings
from ui.parts import theme
from ui.parts.components import component
from ui.shell.wording import changed, definition, number

HEADLINE = (
    "open",
    "overdue",
    "long_overdue",
    "due_soon",
    "awaiting",
    "found",
    "closed",
    "on_time_rate",
    "done_rate",
    "recurring",
)
MARKS = {"overdue": "⚠", "long_overdue": "⚠", "due_soon": "◷", "closed": "✔"}


class FigureCard(TypedDict):
    """One card as the browser gets it. aside: what has to be said beside the value, in a line of its own. history: the figure at the end of each week, None where it has no value."""

    key: str
    name: str
    mark: str
    value: str
    unit: str
    change: str
    change_tone: str
    aside: str
    history: list[float | None]
    definition: str
    go: str
    colour: str
    value_colour: str


def card(key: str, *, now: Figures, before: Figures, history: pd.DataFrame, settings: Settings, go: str) -> FigureCard:
    """The card of figure `key`; `history` is from trend.weekly."""
    value = now.value(key)
    colour = theme.TONES[theme.TONE_OF.get(key, "neutral")]
    known = before.counts["total"] > 0 or now.counts["total"] == 0
    delta = change(now, before, key) if known else None
    text = changed(key, delta)
    d = DEFINITIONS[key]
    return FigureCard(
        key=key,
        name=d.name,
        mark=MARKS.get(key, "■"),
        value=number(value, d.unit),
        unit=d.unit,
        change=f"较上周 {text}",
        change_tone=change_tone(key, delta),
        aside=undated_note(now.counts["undated"], settings) if key == "on_time_rate" else "",
        history=[None if pd.isna(v) else float(v) for v in history[key]] if key in history else [],
        definition=definition(key, settings, now.as_of),
        go=go,
        colour=colour,
        value_colour=colour if value else theme.INK,
    )


def change_tone(key: str, delta: float | None) -> str:
    """good, bad, overdue (bad news about overdue, the only red) or nothing for no news."""
    better = DEFINITIONS[key].better
    if not delta or not better or rounded(delta) == 0:
        return ""
    if (delta < 0) == (better == "less"):
        return "good"
    return "overdue" if theme.TONE_OF.get(key) == "overdue" else "bad"


_component = component("figure_wall", "cards")


def packed(cards: Sequence[FigureCard]) -> bytes:
    """The cards as the browser gets them."""
    return json.dumps({"cards": list(cards)}, ensure_ascii=False).encode()


def wall(cards: bytes, *, key: str) -> None:
    """Show packed cards; a click goes to the rows behind the number."""
    _component(cards, key=key)
