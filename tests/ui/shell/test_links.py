"""Addresses of screens, and where a click may lead."""

import pytest

from ui.shell import filters
from ui.shell.links import KEPT, address, split
from ui.shell.presenting import PRESENT
from ui.shell.screens import PAGES, SCREENS, START, file_of


def test_an_address_can_be_taken_apart_again() -> None:
    link = address("rows", figure="open", only_district="滨江街道", on=None, only_band=0)
    assert split(link) == ("rows", {"figure": "open", "only_district": "滨江街道", "only_band": "0"})
    assert address("trend") == "trend"


@pytest.mark.parametrize("link", ["nowhere?figure=open", "https://example.org", "../etc", ""])
def test_what_is_no_screen_is_refused(link: str) -> None:
    with pytest.raises(KeyError):
        split(link)
    with pytest.raises(KeyError):
        address(link)
    with pytest.raises(KeyError):
        file_of(link)


def test_every_screen_has_its_file_and_every_file_its_screen() -> None:
    assert {file.stem for file in PAGES.glob("*.py")} - {"__init__"} == set(SCREENS)
    assert START in SCREENS


def test_every_filter_and_the_look_stay_in_the_address() -> None:
    assert set(KEPT) == {*filters.CHOICES, *filters.DAYS, filters.ASSISTING, PRESENT}
