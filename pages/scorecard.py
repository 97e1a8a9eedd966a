"""责任状与考核: what units signed for, their score cards, and appeals."""

import streamlit as st

from ui import data, grids, listings, scorecard, tables
from ui.choices import choice
from ui.frame import open_page, verdict
from ui.scorecard import KINDS

scope = open_page("责任状与考核")

# 1. Ask
period = choice("考核期", scorecard.periods(scope), key="period")

# 2. Say the conclusion
verdict(scorecard.verdict(scope, period))

# 3. Show the evidence
if scorecard.in_force(scope, period):
    st.caption("按全县台账计算，不受筛选影响。部门按主责，镇区按属地。")
    for place, kind in zip(st.columns(2, gap="medium"), ("district", "department"), strict=True):
        with place:
            st.subheader(f"{KINDS[kind]}得分", anchor=False, help="规则见“数据导入”的考核计分规则表；点击名称看明细。")
            grids.show(scorecard.ranking_table(scope, period, kind), key=f"scores_{kind}")
    name = scorecard.chosen(scope, period)
    card = scorecard.card_of(scope, period, name) if name else None
    if card is not None and name:
        st.subheader(f"{name}的得分明细", anchor=False, help="每一分都能查到是哪些问题。")
        grids.show(scorecard.card_table(scope, period, name), key="card")
        ids = scorecard.issues_of(scope, period, name)
        if ids:
            tables.issues(listings.some(scope, ids), key="score_issues", height=320)
        with st.expander("申诉与答复"):
            scorecard.appeal_form(scope, period, card)
st.subheader("目标责任状", anchor=False, help="签订的目标与截至日的数字对照；没有达到的在前。")
if scorecard.commitments(scope):
    grids.show(scorecard.commitment_table(scope), key="commitments")
else:
    st.info("还没有导入目标责任状。")
if scorecard.in_force(scope, period) or scorecard.commitments(scope):
    tables.download(
        lambda: scorecard.downloads(scope, period),
        name=f"责任状与考核（{scorecard.periods(scope)[period]}）",
        notes=lambda: [f"数据截至：{scope.as_of}", f"生成时间：{data.now():%Y-%m-%d %H:%M}"],
        key="download",
    )
