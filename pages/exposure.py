"""曝光台: photos before and after, side by side, overdue issues first; for the meeting room."""

import streamlit as st

from ui.issues import exposure, pairs
from ui.parts.choices import choice
from ui.shell.frame import open_page

scope = open_page("曝光台")

# 1. Ask
if not exposure.found(scope).total:
    exposure.explain_nothing(scope)
    st.stop()
left, right = st.columns([6, 4], gap="medium", vertical_alignment="bottom")
with left:
    shown = choice("看哪些", exposure.SHOWN, key="pictures")
with right:
    number = exposure.turned_to(scope, shown)

# 2. Say the conclusion
st.html(exposure.verdict(scope))

# 3. Show the evidence
if not exposure.found(scope, shown).issue_ids:
    st.info("其中没有这样的问题。")
    st.stop()
pairs.show(exposure.page(scope, shown, number), key="pairs")
st.html("<p class='hint'>点击照片放大到整个屏幕，左右方向键换下一件，Esc 键退出；点击文字打开问题档案。</p>")
