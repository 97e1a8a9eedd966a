"""Going from a number to its rows, from a row to its issue, from a bar to its unit.

A click reaches Python as a callback, before the script runs: it only writes down where to go. The shell then goes there
without drawing the page that is left.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from ui.shell.presenting import PRESENT
from ui.shell.screens import SCREENS, file_of

GOING = "going_to"
KEPT = (
    *("district", "department", "category", "site_type", "source", "action"),
    *("as_of", "found_from", "found_until", "assisting"),
    PRESENT,
)
"""The filters and 汇报模式, as they stand in every address."""


def address(screen: str, **params: str | int | None) -> str:
    """Where a link leads: `rows?figure=open&only_district=3`; params that are None are left out."""
    if screen not in SCREENS:
        raise KeyError(screen)
    said = {name: str(value) for name, value in params.items() if value is not None}
    return f"{screen}?{urlencode(said)}" if said else screen


def split(link: str) -> tuple[str, dict[str, str]]:
    """The screen and the parameters of an address. Raises KeyError for a screen that does not exist."""
    screen, _, query = link.partition("?")
    if screen not in SCREENS:
        raise KeyError(screen)
    return screen, dict(parse_qsl(query))


def note(link: str | None) -> None:
    """Write down, in a callback, where to go next; what is no address is ignored, as it comes from a browser."""
    if link:
        try:
            st.session_state[GOING] = split(link)
        except KeyError:
            return


def follow() -> None:
    """Go where a click has asked for; the filters stay. Called once a run, by the shell."""
    going: tuple[str, Mapping[str, str]] | None = st.session_state.pop(GOING, None)
    if going is not None:
        st.switch_page(file_of(going[0]), query_params=going[1])


def put(param: str, value: object | None) -> None:
    """Write what a choice says into the address; a choice that was emptied leaves it."""
    if value is None:
        st.query_params.pop(param, None)
    else:
        st.query_params[param] = str(value)


def drop_foreign(name: str) -> None:
    """Take out of the address what means nothing on page `name`."""
    for param in [p for p in st.query_params if p not in KEPT and p not in SCREENS[name].params]:
        del st.query_params[param]
