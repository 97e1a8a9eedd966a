"""Cards: value, change, its tone, history, link."""

from datetime import date

import pandas as pd
import pytest

from domain.figures.figures import FLOWS, STOCKS, Figures, rates
from domain.settings import Settings
from ui.parts import theme
from ui.parts.cards import HEADLINE, card, change_tone

DAY = date(2026, 7, 10)


def figures(**counts: int) -> Figures:
    """Figures that are zero but for these."""
    known = dict.fromkeys([*STOCKS, *FLOWS, "due_for_closing"], 0) | counts
    return Figures(DAY, known, rates(known))


def shown(key: str, now: Figures, before: Figures) -> tuple[str, str, str]:
    made = card(key, now=now, before=before, history=pd.DataFrame(), settings=Settings(), go="rows")
    return made["value"], made["change"], made["change_tone"]


def test_more_overdue_is_the_only_red_news() -> None:
    now, before = figures(total=9, overdue=4, due_soon=3, closed=2), figures(total=9, overdue=1, due_soon=1, closed=5)
    assert shown("overdue", now, before) == ("4", "较上周 ▲ 3 件", "overdue")
    assert shown("overdue", before, now) == ("1", "较上周 ▼ 3 件", "good")
    assert shown("due_soon", now, before) == ("3", "较上周 ▲ 2 件", "bad")
    assert shown("closed", now, before) == ("2", "较上周 ▼ 3 件", "bad")
    assert shown("found", figures(total=9, found=4), before) == ("4", "较上周 ▲ 4 件", "")
    assert {key for key in (*STOCKS, *FLOWS) if change_tone(key, 1.0) == "overdue"} == {"overdue", "long_overdue"}


def test_the_first_week_has_nothing_to_compare_with() -> None:
    assert shown("open", figures(total=5, open=5), figures()) == ("5", "较上周 无可比", "")


def test_a_rate_without_base_is_a_dash_and_zero_is_not_coloured() -> None:
    made = card(
        "on_time_rate",
        now=figures(total=3),
        before=figures(total=3),
        history=pd.DataFrame(),
        settings=Settings(),
        go="rows",
    )
    assert (made["value"], made["change"]) == ("—", "较上周 无可比")
    none = card("overdue", now=figures(), before=figures(), history=pd.DataFrame(), settings=Settings(), go="rows")
    some = card(
        "overdue", now=figures(overdue=1), before=figures(), history=pd.DataFrame(), settings=Settings(), go="rows"
    )
    assert (none["value_colour"], some["value_colour"]) == (theme.INK, theme.RED)


def test_history_keeps_gaps() -> None:
    past = pd.DataFrame({"on_time_rate": [50.0, float("nan"), 75.0]})
    made = card("on_time_rate", now=figures(), before=figures(), history=past, settings=Settings(), go="rows")
    assert made["history"] == [50.0, None, 75.0]


@pytest.mark.parametrize("key", HEADLINE)
def test_every_card_carries_its_definition_and_a_mark_beside_its_colour(key: str) -> None:
    made = card(key, now=figures(), before=figures(), history=pd.DataFrame(), settings=Settings(), go="rows")
    assert made["definition"].endswith("数据截至 2026-07-10。")
    assert made["mark"]
