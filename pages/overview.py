"""总览: how things stand, and what matters most."""

import streamlit as st

from ui.campaign import negative
from ui.figures import campaign_lines, rankings, views
from ui.parts import cards, charts, grids, listings, tables
from ui.parts.cards import HEADLINE
from ui.shell.frame import open_page, verdict

scope = open_page("总览")

# What matters most
negative.alarm(scope)
verdict(views.verdict(scope))
cards.wall(views.wall(scope), key="wall")
cards.wall(campaign_lines.row(scope), key="lines")

# Where it comes from
left, middle, right = st.columns(3, gap="medium")
with left:
    st.subheader("未整改与超期（近 12 周）", anchor=False, help=rankings.said(scope, "open"))
    charts.show(views.recent_chart(scope), key="recent", says="近12周每周末未整改和超期件数的折线图")
with middle:
    st.subheader("超期最多的镇区", anchor=False, help=rankings.said(scope, "overdue"))
    grids.show(rankings.worst(scope, "district"), key="worst_districts")
with right:
    st.subheader("超期最多的部门", anchor=False, help=rankings.said(scope, "overdue"))
    grids.show(rankings.worst(scope, "lead"), key="worst_departments")
if others := campaign_lines.further_table(scope):
    st.subheader("其他工作", anchor=False, help="全县的情况，不受筛选影响；点击名称打开那一页。")
    grids.show(others, key="further")
tables.download(
    lambda: rankings.overview_downloads(scope),
    name=f"总览（截至{scope.as_of}）",
    notes=lambda: listings.notes(scope, *HEADLINE),
    key="download",
)
