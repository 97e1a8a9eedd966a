"""Choices on a page (which measure, by what), kept in its address like the filters."""

from collections.abc import Mapping

import streamlit as st

from ui.shell.wording import literal


def choice(label: str, options: Mapping[str, str], *, key: str) -> str:
    """One of `options` (value → word on the button); the first is the default. The word stands in the address."""
    words = list(options.values())
    word = st.segmented_control(
        label, words, default=words[0], required=True, key=key, bind="query-params", format_func=literal
    )
    return next((value for value, shown in options.items() if shown == word), next(iter(options)))
