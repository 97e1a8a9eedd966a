"""超期督办: which issues are past their date, how long, and whom to press."""

import streamlit as st

from ui.campaign import actions
from ui.figures import rankings, views
from ui.parts import charts, grids, listings, tables
from ui.shell.frame import open_page, verdict

scope = open_page("超期督办")

# 1. Ask
late = listings.on_screen(scope, "overdue", listings.ALL, listings.LATE)

# 2. Say the conclusion
verdict(views.late_verdict(scope))
steps = actions.late_ones(scope)
if steps:
    st.subheader(
        f"超期的项目节点（{len(steps):,} 个）",
        anchor=False,
        help="八大行动的重点项目里，过了计划完成时间还没有完成的节点。",
    )
    grids.show(actions.late_table(scope), key="late_steps")
if not late.total:
    st.stop()

# 3. Show the evidence
help_ = rankings.said(scope, "overdue")
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("按责任单位", anchor=False, help=help_)
    charts.show(
        views.ageing_chart(scope, "lead"), key="by_department", linked=True, says="各责任单位超期件数，按超期天数分段"
    )
with right:
    st.subheader("按镇区", anchor=False, help=help_)
    charts.show(
        views.ageing_chart(scope, "district"), key="by_district", linked=True, says="各镇区超期件数，按超期天数分段"
    )
st.subheader("超期清单", anchor=False, help=help_)
st.markdown(tables.counted(late.total))
tables.issues(late, key="late", on=scope.looking_back)
tables.download(
    lambda: (
        listings.whole_table(scope, "overdue", listings.ALL)
        | ({"超期节点": actions.late_frame(scope)} if steps else {})
    ),
    name=f"超期清单（截至{scope.as_of}）",
    notes=lambda: listings.notes(scope, "overdue"),
    key="download",
)
