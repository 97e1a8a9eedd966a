"""得分风险: what the open issues would cost, what to fix first, and when the backlog is cleared."""

import streamlit as st

from domain.figures.backlog import METHOD
from ui.parts import grids, listings, tables
from ui.scoring import risk, risk_steps
from ui.shell.frame import open_page, verdict
from ui.shell.screens import file_of

scope = open_page("得分风险")

# 1. Say the conclusion
verdict(risk.verdict(scope))
if scope.source.has_issues:
    verdict(risk.forecast_sentence(scope), of="多久能清零")
if said := risk.warnings(scope):
    st.html(said)
found = risk.risk(scope)
if found is None:
    st.info("请在“数据导入”上传失分规则表，或在“设置—测评规则”里填写；没有规则时这里不计算任何分数。")
    st.page_link(
        file_of("settings"), label="去填写失分规则", icon=":material/rule:", query_params={"section": "测评规则"}
    )
    st.stop()

if not scope.source.has_issues:
    st.stop()

# 2. What a click has opened
if opened := risk_steps.asked(scope):
    st.markdown(risk_steps.counted(scope, *opened))
    grids.show(risk_steps.table(scope, *opened), key="opened")

# 3. Fix these first
left, right = st.container(key="stacked-first").columns([9, 11], gap="medium")
with left:
    st.subheader("先改这些点位", anchor=False, help=f"{risk.SAVED}{risk.OPENED}")
    grids.show(risk.site_table(scope), key="sites")
with right:
    st.subheader("先改这些问题", anchor=False, help=risk.SAVED)
    grids.show(risk.issue_table(scope), key="issues")

# 4. Every step
st.subheader("失分怎么算", anchor=False, help=f"{risk.NOW}{risk.THEN}{risk.OPENED}")
grids.show(risk.sum_table(scope), key="sums")
grids.show(risk.factor_table(scope), key="factors")
returns = risk.return_table(scope)
if returns is not None:
    st.subheader("已销号的可能反弹多少", anchor=False, help=risk.BACK)
    grids.show(returns, key="returns")
    st.caption(risk.BACK)
with st.expander("清零预测怎么算"):
    st.markdown(METHOD)
tables.download(
    lambda: risk_steps.downloads(scope),
    name=f"得分风险（截至{scope.as_of}）",
    notes=lambda: [*listings.notes(scope, "open", "overdue", "recurring"), *risk.notes()],
    key="download",
)
