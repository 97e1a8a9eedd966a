"""会议交办: what is ordered in a meeting, and what became of what was ordered last time."""

import streamlit as st

from ui.parts.choices import choice
from ui.pressing import instructions
from ui.pressing.letters import ask_who
from ui.shell.frame import open_page, verdict

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
