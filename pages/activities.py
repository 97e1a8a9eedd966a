"""活动日历: the standing activities, who held them, and the figures around them."""

import streamlit as st

from domain.campaign.activities import WORDS
from ui.campaign import activities
from ui.parts import charts, grids, listings, tables
from ui.parts.choices import choice
from ui.shell.frame import open_page, verdict
from ui.shell.wording import literal

scope = open_page("活动日历")

# 1. Say the conclusion
verdict(activities.verdict(scope))
if not activities.names(scope):
    st.stop()
for warning in activities.warnings(scope):
    st.warning(literal(warning))

if not activities.reported(scope):
    st.info("请在“数据导入”上传活动记录表（每个镇区、每次活动一行）；空白模板也在那一页下载。")
    st.stop()

if not scope.selection.everything:
    st.caption("开展情况只按镇区筛选；前后两周的数字按全部筛选条件。")

# 2. Show the evidence
activity = choice("看哪项活动", activities.names(scope), key="activity")
st.subheader("开展情况", anchor=False, help=WORDS["已开展"])
st.caption(activities.LEGEND)
grids.show(activities.calendar(scope, activity), key="calendar")
left, right = st.columns([6, 5], gap="medium")
with left:
    st.subheader("开展率排名（全部活动）", anchor=False, help=WORDS["开展率"])
    grids.show(activities.ranking(scope), key="ranking")
with right:
    st.subheader("参加人次", anchor=False)
    charts.show(activities.people_chart(scope), key="people", says="每次活动的参加人次")
st.subheader("活动前后两周的数字", anchor=False, help=WORDS["前后两周"])
st.caption("前 14 天 → 自活动日起 14 天。前后变化只是时间上的巧合：同一时期还有别的工作，不能当作活动的效果。")
grids.show(activities.around(scope, activity), key="around")
tables.download(
    lambda: activities.downloads(scope),
    name=f"活动开展情况（截至{scope.as_of}）",
    notes=lambda: [*listings.notes(scope, "found", "done", "overdue", "open"), *activities.notes()],
    key="download",
)
