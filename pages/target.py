"""测评与目标: how far from the target, what must be finished by when, and where points went."""

from typing import cast

import streamlit as st

from domain.campaign.assessments import ASSESSMENT, By
from domain.campaign.plan import PLAN
from ui.parts import charts, grids, listings, records, tables
from ui.parts.choices import choice
from ui.scoring import target
from ui.shell.frame import open_page, verdict

scope = open_page("测评与目标")

# 1. Say the conclusion
verdict(target.verdict(scope))
found = target.rounds(scope)

# 2. The plan
st.subheader(
    "倒排计划",
    anchor=False,
    help="从测评日往回数的周次；测评日改动后，按周排的任务跟着移动。筛选了责任单位时，只列它的任务。",
)
if target.steps(scope):
    st.markdown(target.plan_sentence(scope))
    if target.tasks(scope):
        grids.show(target.plan_table(scope), key="plan")
else:
    st.info(records.lacking(scope, PLAN, "还没有倒排计划。请在“数据导入”上传倒排工作计划，或在“设置—测评规则”里填写。"))

# 3. Rounds
if not found:
    st.info(records.lacking(scope, ASSESSMENT, "还没有测评成绩。请在“数据导入”上传测评成绩表；空白模板也在那里下载。"))
    st.stop()
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("历次得分率", anchor=False, help=target.RATE)
    charts.show(target.score_chart(scope), key="scores", says="历次测评得分率的折线图")
with right:
    st.subheader("历次名次", anchor=False, help="与目标同级的测评，不含模拟测评；越往上名次越好。")
    charts.show(target.rank_chart(scope), key="ranks", says="历次测评名次的折线图，虚线为目标名次")
if target.not_drawn(scope) > 0:
    st.caption(f"图上只画最近 {target.DRAWN} 次，更早的在下面的表里。")
grids.show(target.round_table(scope), key="rounds")

# 4. Where points went
st.subheader("失分去向", anchor=False, help=f"{target.LOST}{target.STILL}")
titles = target.opened(scope)
chosen: str | None = None
by: By = "item"
if titles:
    with st.container(horizontal=True):
        chosen = choice("哪一次", titles, key="round")
        by = cast(By, choice("怎么分", target.LOST_BY, key="lost_by"))
    grids.show(target.loss_table(scope, chosen, by), key="losses")
else:
    st.info("测评成绩里只有总分，没有分项的失分。")
tables.download(
    lambda: target.downloads(scope, chosen, by),
    name=f"测评与目标（截至{scope.as_of}）",
    notes=lambda: [*listings.notes(scope, "open", "overdue"), target.LOST, target.STILL],
    key="download",
)
