"""超期督办: which issues are past their date, how long, and whom to press."""

import streamlit as st

from ui import charts, listings, rankings, tables, views
from ui.frame import open_page, verdict

scope = open_page("超期督办")

# 1. Ask
late = listings.on_screen(scope, "overdue", listings.ALL, listings.LATE)

# 2. Say the conclusion
verdict(views.late_verdict(scope))
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
    lambda: listings.whole_table(scope, "overdue", listings.ALL),
    name=f"超期清单（截至{scope.as_of}）",
    notes=lambda: listings.notes(scope, "overdue"),
    key="download",
)
