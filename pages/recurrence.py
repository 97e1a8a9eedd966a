"""反复与推诿: what comes back at the same place, and what units pass to each other."""

import streamlit as st

from domain.accountability.ownership import WORDS
from ui.figures import rankings
from ui.issues import recurrence
from ui.parts import charts, grids, listings, tables
from ui.shell.frame import open_page, verdict

scope = open_page("反复与推诿")

# 1. Say the conclusion
verdict(recurrence.verdict(scope))

if recurrence.is_empty(scope):
    st.stop()

# 2. What comes back
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("重点盯防的顽症", anchor=False, help=WORDS["顽症"])
    grids.show(recurrence.watched(scope), key="watched")
with right:
    st.subheader("销号后多久又出现", anchor=False, help=rankings.said(scope, "recurring"))
    found = recurrence.found(scope)
    if found.count:
        charts.show(recurrence.gap_chart(scope), key="gaps", says="反复的问题在销号后第几周再次出现，柱形图")
    else:
        st.caption("没有销号后又出现的问题。")
st.subheader("反复链", anchor=False, help=f"{WORDS['反复链']}{rankings.said(scope, 'recurring')}")
if found.count:
    more = found.count > len(found.shown)
    rest = f"，显示前 {len(found.shown):,} 条；下载的表格含全部 {found.count:,} 条" if more else ""
    st.markdown(f"共 **{found.count:,}** 条" + (f":gray[{rest}。]" if rest else "。"))
    grids.show(recurrence.chain_table(scope), key="chains")
else:
    st.success("没有反复的问题。")

# 3. What is passed around
st.subheader("责任时钟", anchor=False, help="每件问题的每一天只归一处；各部分相加等于账龄。")
lost = recurrence.disputes(scope)
if len(lost):
    st.markdown(f"未整改、曾无人认领或被退回、转办的共 **{len(lost):,}** 件。")
    grids.show(recurrence.dispute_table(scope), key="disputes")
else:
    st.success("没有未整改的问题在单位之间推诿。")
st.subheader("从哪个单位到哪个单位", anchor=False, help="截至日全部问题，含已整改的。")
grids.show(recurrence.handover_table(scope), key="handovers")
tables.download(
    lambda: recurrence.downloads(scope),
    name=f"反复与推诿（截至{scope.as_of}）",
    notes=lambda: [*listings.notes(scope, "recurring", "recurrence_rate"), *recurrence.notes(scope)],
    key="download",
)
