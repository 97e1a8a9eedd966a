"""Parts of a screen that are drawn by our own scripts (ui/browser) and lead, by a click, to another screen."""

from typing import Protocol

import streamlit as st

from ui.shell import links
from ui.shell.language import BROWSER

SHARED = "links.js"
"""What every one of the scripts begins with: how nodes are made, and which address a link opened in a new tab has."""


class Component(Protocol):
    """Shows packed data; a click goes where the data says."""

    def __call__(self, data: bytes, *, key: str) -> None: ...


def component(name: str, script: str) -> Component:
    """The component `name`, drawn by `script`.js and styled by `script`.css."""
    drawn = st.components.v2.component(
        name,
        css=(BROWSER / f"{script}.css").read_text(encoding="utf-8"),
        js="".join((BROWSER / file).read_text(encoding="utf-8") for file in (SHARED, f"{script}.js")),
    )

    def show(data: bytes, *, key: str) -> None:
        def clicked() -> None:
            links.note(st.session_state[key].get("go"))

        drawn(key=key, data=data, on_go_change=clicked)

    return show
