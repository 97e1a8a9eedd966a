"""设置: masters, rules and what the office has answered before; every change is recorded."""

import streamlit as st

from ui.parts.choices import choice
from ui.settings import office
from ui.shell.frame import open_desk

open_desk("设置")

left, right = st.columns([8, 2], gap="medium", vertical_alignment="bottom")
with left:
    section = choice("设置什么", office.SECTIONS, key="section")
with right:
    office.who()
office.section(section)
