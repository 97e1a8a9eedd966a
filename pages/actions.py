"""八大行动: who leads what, which milestones are late, and how the problems of each action stand."""

import streamlit as st

from ui.campaign import actions
from ui.figures import rankings
from ui.parts import charts, grids, listings, tables
from ui.parts.choices import choice
from ui.shell.frame import open_page, verdict

scope = open_page("八大行动")

# 1. Say the conclusion
verdict(actions.verdict(scope))

# 2. Show the evidence
st.subheader("各项行动", anchor=False, help="问题按类别归入行动；各行动的问题相加等于全县。")
grids.show(actions.table(scope), key="actions")
rankings.undated_caption(scope)
shown = int(choice("看哪项行动", actions.choices(scope), key="action_shown"))
if facts := actions.facts(scope, shown):
    st.html(facts)
if actions.milestones(scope):
    st.subheader(
        "进度图",
        anchor=False,
        help="一行一个项目，横条是各节点从开始到计划完成，菱形是实际完成，红色虚线是超期至今的天数，黑色虚线为截至日；有超期节点的在前。",
    )
    charts.show(actions.chart(scope, shown), key="gantt", says="各项目节点的计划与实际完成时间")
    if rest := actions.left_out(scope, shown):
        st.caption(f"另有 {rest:,} 个项目图里画不下，都在下面的项目节点里。")
    st.subheader("项目节点", anchor=False, help="超期的在前。")
    grids.show(actions.step_table(scope, shown), key="steps")
if scope.source.has_issues:
    st.subheader("问题按类别", anchor=False, help="每个类别归入哪项行动，在“设置—类别与来源”里定。")
    grids.show(actions.category_table(scope, shown), key="categories")
tables.download(
    lambda: actions.downloads(scope),
    name=f"重点项目（截至{scope.as_of}）",
    notes=lambda: listings.notes(scope, "open", "overdue", "on_time_rate"),
    key="download",
)
