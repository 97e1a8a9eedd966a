"""单位详情: one district or department: its figures, trend, worst sites and open items."""

import streamlit as st

from ui.figures import units, views
from ui.parts import cards, charts, grids, listings, tables
from ui.pressing import pressing
from ui.scoring import commitments, scorecard
from ui.shell.frame import open_page, verdict
from ui.shell.wording import literal

scope = open_page("单位详情")

# 1. Ask
chosen = units.asked(scope)
if chosen is None:
    st.info("请在上面选择一个单位；也可以在“镇区”“部门”页点击单位名称进入。")
    st.stop()

# 2. Say the conclusion
verdict(views.late_verdict(chosen.scope), of=chosen.name)
st.caption(literal(units.about(chosen)))
cards.wall(views.wall(chosen.scope, chosen.rows_param), key="wall")

# 3. Show the evidence
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("未整改与超期（近 12 周）", anchor=False)
    charts.show(views.recent_chart(chosen.scope), key="recent", says="近12周每周末未整改和超期件数的折线图")
with right:
    st.subheader("问题最多的点位", anchor=False, help="按超期、未整改、反复件数从多到少；点击数字看是哪些问题。")
    grids.show(units.sites(chosen.scope), key="sites")
pressing.show(scope, unit_id=chosen.code)
score, signed = scorecard.score_of(scope, chosen.code), commitments.table_of(scope, chosen.code)
if score or signed:
    st.subheader("责任状与考核", anchor=False, help="得分只在导入计分规则后才有；责任状是签订的目标和截至日的数字。")
if score:
    grids.show(score, key="score")
if signed:
    grids.show(signed, key="commitments")
st.subheader("未整改的问题", anchor=False)
chosen_scope = chosen.scope
rows = listings.on_screen(chosen_scope, "open")
if not rows.total:
    st.success("没有未整改的问题。")
    st.stop()
st.markdown(tables.counted(rows.total))
tables.issues(rows, key="open", on=scope.looking_back)
tables.download(
    lambda: units.downloads(chosen_scope),
    name=f"{chosen.name}（截至{scope.as_of}）",
    notes=lambda: listings.notes(chosen_scope, "open"),
    key="download",
)
