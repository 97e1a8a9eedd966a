"""The Streamlit script: the frame around every page. Not started by hand; app.py wraps it (docs/decisions/0001)."""

import sys
from pathlib import Path
from typing import Any

import streamlit as st

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from ui.shell import frame, links  # noqa: E402  (the project's folder is not on the path of a Streamlit script)
from ui.shell.language import TITLE  # noqa: E402
from ui.shell.screens import SCREENS, START, file_of  # noqa: E402

sections: dict[str, list[Any]] = {}
for name, screen in SCREENS.items():
    if file_of(name).exists():
        page = st.Page(
            file_of(name),
            title=screen.title,
            default=name == START,
            visibility="visible" if screen.in_menu else "hidden",
        )
        sections.setdefault(screen.section, []).append(page)
current = st.navigation(sections, position="top", expanded=True)  # on a phone the menu is in the sidebar, whole
name = current.url_path or START
links.follow()
st.set_page_config(page_title=f"{SCREENS[name].title} · {TITLE}", layout="wide", initial_sidebar_state=256)
frame.begin(name)
current.run()
