"""点位包干: which sites were inspected and which never, where the problems are, and whom to send where."""

import streamlit as st

from ui.campaign import site_register
from ui.campaign.site_register import ORDERS, PARTS, WINDOWS
from ui.parts import grids, listings, tables
from ui.parts.choices import choice
from ui.shell.frame import open_page, verdict

scope = open_page("点位包干")

# 1. Ask
window = choice("看多久", WINDOWS, key="window")

# 2. Say the conclusion
verdict(site_register.verdict(scope, window))
if site_register.register(scope, window).empty:
    st.stop()

# 3. Show the evidence
left, right = st.columns(2, gap="medium")
for place, by in ((left, "district"), (right, "site_type")):
    with place:
        st.subheader(f"检查覆盖（{PARTS[by]}）", anchor=False, help="检查过：有检查记录，或在那里发现过问题。")
        grids.show(site_register.covered(scope, window, by), key=f"covered_{by}")
st.subheader("点位", anchor=False, help="点击名称看它的标准、检查、问题和照片。")
order = choice("先看哪些", ORDERS, key="order")
st.markdown(site_register.listed(scope, window, order))
if len(site_register.ordered(site_register.register(scope, window), order)):
    grids.show(site_register.site_table(scope, window, order), key="sites")
tables.download(
    lambda: site_register.downloads(scope, window),
    name=f"点位包干（截至{scope.as_of}）",
    notes=lambda: listings.notes(scope, "open", "overdue", "recurring", "total"),
    key="download",
)
draw = st.expander("抽签暗访：按签号随机抽取点位，生成抽查表", key="draw", on_change="rerun")
if draw.open:
    with draw:
        site_register.drill(scope, window)
