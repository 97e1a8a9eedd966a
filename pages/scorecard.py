"""责任状与考核: what units signed for, their score cards, and appeals."""

import streamlit as st

from ui.parts import grids, listings, tables
from ui.parts.choices import choice
from ui.scoring import appeals, commitments, scorecard
from ui.scoring.score_periods import periods, word
from ui.scoring.scorecard import KINDS
from ui.shell.frame import open_page, verdict

scope = open_page("责任状与考核")

# 1. Ask
period = choice("考核期", periods(scope), key="period")

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
            appeals.form(scope, period, card)
    if appeals.of(scope, period):
        st.subheader("申诉", anchor=False, help="这个考核期全部单位的申诉；点击单位打开得分明细，在那里答复。")
        st.markdown(appeals.counted(scope, period))
        grids.show(appeals.table(scope, period), key="appeals")
st.subheader("目标责任状", anchor=False, help="签订的目标与截至日的数字对照；没有达到的在前。")
if commitments.of(scope):
    grids.show(commitments.table(scope), key="commitments")
else:
    st.info("还没有导入目标责任状。请在“数据导入”上传目标责任状汇总表；空白模板也在那一页下载。")
if scorecard.in_force(scope, period) or commitments.of(scope):
    tables.download(
        lambda: scorecard.downloads(scope, period),
        name=f"责任状与考核（{word(scope, period)}）",
        notes=lambda: scorecard.notes(scope, period),
        key="download",
    )
