"""数据导入: upload a sheet, see what it is and what it would do, confirm it, undo it."""

from dataclasses import replace

import streamlit as st

from ui import desk
from ui.frame import open_desk
from ui.wording import literal

open_desk("数据导入")

# 1. Ask: which file, and what of it is not sure
file = desk.uploaded()
finished = desk.done()
if file is not None and finished is not None:
    st.success(f"**{literal(finished.file_name)}** 已导入。", icon=":material/check_circle:")
    desk.show_counts(finished)
    desk.show_refusals(finished)
elif file is not None:
    answers = desk.answers(file)
    choices = replace(desk.decided(file), units=answers.units, states=answers.states)

    # 2. Say what it would do
    outcome = desk.forecast(file, choices)
    if outcome is not None:
        st.subheader("试算结果（还没有写入）", anchor=False)
        desk.show_counts(outcome)
        desk.ask(file, outcome.unknown)
        left, right = st.columns([5, 4], gap="large")
        with right:
            desk.show_effect(desk.effect_of(outcome))
        with left:
            desk.show_refusals(outcome)
            desk.show_details(outcome)
        desk.confirm(file, choices, outcome)

# 3. What was imported before
desk.show_history()
