"""点位详情: one site: what it must meet, when it was inspected, its problems, photos and warden."""

from html import escape

import streamlit as st

from ui.campaign import site
from ui.figures import views
from ui.issues import exposure, pairs
from ui.parts import cards, grids, listings, tables
from ui.shell.frame import open_page, verdict

scope = open_page("点位详情")

# 1. Ask
chosen = site.asked(scope)
if chosen is None:
    st.info("请在上面选择一个点位；也可以在“点位包干”页点击点位名称进入。")
    st.stop()

# 2. Say the conclusion
verdict(site.sentence(chosen.scope, chosen.code), of=chosen.name)
facts = site.facts(scope, chosen.code)
st.html(f"<dl class='facts'>{''.join(f'<div><dt>{n}</dt><dd>{escape(w)}</dd></div>' for n, w in facts)}</dl>")
cards.wall(views.wall(chosen.scope, chosen.param), key="wall")

# 3. Show the evidence
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("要达到的标准", anchor=False)
    standards = site.standards(scope, chosen.code)
    if standards is None:
        st.info("还没有导入这个点位的标准（点位标准表）。")
    else:
        grids.show(standards, key="standards")
with right:
    st.subheader("检查记录", anchor=False, help="没有发现问题的检查也在内。")
    inspections = site.inspections(scope, chosen.code)
    if inspections is None:
        st.info("从未检查过。")
    else:
        grids.show(inspections, key="inspections")
st.subheader("全部问题", anchor=False)
rows = listings.on_screen(chosen.scope, "total", columns=listings.AT_ONE_SITE)
if rows.total:
    st.markdown(tables.counted(rows.total))
    tables.issues(rows, key="all", on=scope.looking_back)
else:
    st.success("这里没有发现过问题。")
if exposure.found(chosen.scope).total:
    st.subheader("照片", anchor=False, help="点击照片放大。")
    pairs.show(exposure.page(chosen.scope, "all", 1), key="photos")
