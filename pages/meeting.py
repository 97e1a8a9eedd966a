"""会议简报: a period as it will be printed; edit its sentences, take the files, issue it under a number."""

import streamlit as st

from ui.meeting import issued, meeting
from ui.parts.choices import choice
from ui.shell.frame import open_page, verdict

scope = open_page("会议简报")
side = choice("做什么", meeting.SIDES, key="side")

# Bulletins that are out
if side == "issued":
    issued.show(scope)
    st.stop()

# 1. Ask
days = meeting.asked(scope)
if days is None:
    st.stop()
proof = meeting.proof(scope, days)

# 2. Say the conclusion, give the papers
verdict(meeting.conclusion(proof))
meeting.downloads(scope, proof)
left, right = st.columns([7, 3], gap="medium", vertical_alignment="bottom")
with left:
    part = choice("看什么", meeting.PARTS, key="part")
with right:
    meeting.offer_issue(scope, proof)

# 3. Show it as it will be printed
if part == "edit":
    meeting.edit(proof)
else:
    meeting.show(proof, part)
