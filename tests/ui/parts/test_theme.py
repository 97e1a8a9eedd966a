"""Colours: readable, told apart, red only for overdue, and the same in Python, the style sheets and Streamlit's theme."""

import colorsys
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from ui.parts import theme
from ui.parts.charts import SIZES, STATE_COLOURS, TEXT
from ui.shell.language import BROWSER

ROOT = Path(__file__).resolve().parent.parent.parent.parent
STYLES = {file.name: file.read_text(encoding="utf-8") for file in sorted(BROWSER.glob("*.css"))}


def hue(colour: str) -> float:
    """Degrees on the colour wheel; red is 0."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)[0] * 360


def is_red(colour: str) -> bool:
    return hue(colour) < 20 or hue(colour) > 340


def test_contrast_follows_wcag() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert theme.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", [theme.INK, theme.MUTED, *theme.TONES.values(), *theme.SERIES])
@pytest.mark.parametrize("ground", [theme.PAPER, theme.PANEL])
def test_text_and_lines_are_readable_on_every_ground(colour: str, ground: str) -> None:
    assert theme.contrast(colour, ground) >= 4.5


def test_only_overdue_is_red() -> None:
    assert is_red(theme.RED)
    assert all(is_red(colour) for colour in theme.AGEING)
    others = [c for tone, c in theme.TONES.items() if tone != "overdue"] + [*theme.SERIES, *STATE_COLOURS.values()]
    assert [colour for colour in others if is_red(colour)] == []
    assert {key for key, tone in theme.TONE_OF.items() if tone == "overdue"} == {"overdue", "long_overdue"}


def test_ageing_bands_get_darker_and_neighbours_differ() -> None:
    shades = [theme.luminance(colour) for colour in theme.AGEING]
    assert shades == sorted(shades, reverse=True)
    assert all(theme.contrast(one, other) >= 1.3 for one, other in pairwise(theme.AGEING))


def test_every_series_up_to_thirty_two_looks_different_and_keeps_its_look() -> None:
    looks = [tuple(theme.series_style(code).values()) for code in range(32)]
    assert len(set(looks)) == 32
    assert theme.series_style(7) == theme.series_style(7 + 32)


@pytest.mark.parametrize("share", [0.0, 0.08, 0.3, 0.45, 0.6, 0.8, 1.0])
@pytest.mark.parametrize("colour", [theme.BLUE, theme.RED])
def test_numbers_stay_readable_on_every_shade_of_a_heat_map(colour: str, share: float) -> None:
    ground = theme.mixed(colour, share)
    assert theme.contrast(theme.readable(ground), ground) >= 4.5


def test_mixed_runs_from_the_ground_to_the_colour() -> None:
    assert (theme.mixed(theme.RED, 0), theme.mixed(theme.RED, 1)) == (theme.PAPER, theme.RED)
    assert theme.mixed("#000000", 0.5) == "#808080"


def test_style_sheets_use_no_red_but_that_of_overdue() -> None:
    for name, text in STYLES.items():
        reds = {c.upper() for c in re.findall(r"#[0-9A-Fa-f]{6}\b", text) if hue(c) > 340 or hue(c) < 20}
        reds = {c for c in reds if theme.contrast(c, "#808080") and c not in ("#FFFFFF",)}
        assert reds <= {theme.RED}, name


@pytest.mark.parametrize("name", ["INK", "MUTED", "LINE", "PANEL", "BLUE"])
def test_the_page_style_sheet_has_the_same_colours(name: str) -> None:
    assert f"--{name.lower()}: {getattr(theme, name)};" in STYLES["page.css"]


def test_streamlits_theme_has_the_same_colours() -> None:
    said = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert (said["base"], said["textColor"], said["backgroundColor"]) == ("light", theme.INK, theme.PAPER)
    assert (said["primaryColor"], said["redColor"], said["greenColor"]) == (theme.BLUE, theme.RED, theme.GREEN)
    assert (said["orangeColor"], said["font"]) == (theme.AMBER, theme.FONT)


def test_charts_are_as_high_in_the_style_sheet_as_in_the_figures() -> None:
    page = STYLES["page.css"]
    for size, pixels in SIZES.items():
        found = re.search(rf'st-key-{size}-"\] \[data-testid="stPlotlyChart"\] {{ height: ([\d.]+)rem', page)
        assert found and float(found[1]) * 16 == pixels
    text = re.search(r"svg text, #js-plotly-tester text { font-size: ([\d.]+)rem", page)
    assert text and float(text[1]) * 16 == TEXT
