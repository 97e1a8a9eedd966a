"""活动日历: the standing activities, who held them, and the figures around them."""

import streamlit as st

from ui import activities, charts, grids, listings, tables
from ui.choices import choice
from ui.frame import open_page, verdict

scope = open_page("活动日历")

# 1. Say the conclusion
verdict(activities.verdict(scope))
if not activities.names(scope):
    st.stop()

# 2. Show the evidence
activity = choice("看哪项活动", activities.names(scope), key="activity")
left, right = st.columns([6, 5], gap="medium")
with left:
    st.subheader(
        "开展情况",
        anchor=False,
        help="✔ 已开展（后面是参加人数）　✖ 未开展　– 未报告。晚一两天报的，算在最近一个应开展日上。",
    )
    grids.show(activities.calendar(scope, activity), key="calendar")
with right:
    st.subheader("开展率排名（全部活动）", anchor=False, help="近 12 周按规律应开展的场次。")
    grids.show(activities.ranking(scope), key="ranking")
st.subheader("参加人次", anchor=False)
charts.show(activities.people_chart(scope), key="people", says="每次活动的参加人次")
st.subheader("活动前后两周的数字", anchor=False, help="只说明时间上先后，不说明是活动的效果：同一时期还有别的工作。")
st.caption("前后变化只是时间上的巧合，不能当作活动的效果。")
grids.show(activities.around(scope, activity), key="around")
tables.download(
    lambda: activities.downloads(scope),
    name=f"活动开展情况（截至{scope.as_of}）",
    notes=lambda: listings.notes(scope, "found", "done", "overdue", "open"),
    key="download",
)
