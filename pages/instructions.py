"""会议交办: what is ordered in a meeting, and what became of what was ordered last time."""

import streamlit as st

from ui import instructions
from ui.choices import choice
from ui.frame import open_page, verdict
from ui.letters import ask_who

scope = open_page("会议交办")

# 1. Say the conclusion
instructions.tell()
verdict(instructions.verdict(scope))

# 2. Ask
instructions.form(scope)
left, right = st.columns([8, 2], gap="medium", vertical_alignment="bottom")
with left:
    part = choice("看哪些", instructions.PARTS, key="orders")
with right:
    ask_who()

# 3. Show the evidence
instructions.table(scope, part)
