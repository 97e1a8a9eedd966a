"""数据质量: what is missing, what cannot be, what may stand twice; by week and by who sent it."""

import streamlit as st

from domain.figures.quality import CHECKS
from ui.issues import finding_rows, quality
from ui.parts import grids, tables
from ui.shell.frame import open_page

scope = open_page("数据质量")

# 1. Ask
part = quality.asked(scope)
check = CHECKS[part.check]

# 2. Say the conclusion
st.html(f"<p class='verdict'>{quality.verdict(scope)}</p>")
grids.show(quality.overview(scope, part.check), key="checks")
if clean := quality.clean(scope):
    st.caption(clean)

# 3. Show the evidence
st.subheader(check.name, anchor=False, help=f"{check.words}数据截至 {scope.as_of}。")
left, right = st.container(key="stacked-findings").columns([3, 7], gap="medium")
with left:
    grids.show(quality.by_week(scope, part.check), key="by_week")
    grids.show(quality.by_sender(scope, part.check), key="by_sender")
with right:
    finding_rows.show_rows(scope, part)
    tables.download(
        lambda: finding_rows.whole_table(scope, part),
        name=f"{check.name}（截至{scope.as_of}）",
        notes=lambda: finding_rows.notes(scope, part),
        key="download",
    )
