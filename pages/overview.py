"""总览: how things stand, and what matters most."""

import streamlit as st

from ui import cards, charts, grids, rankings, views
from ui.frame import open_page

scope = open_page("总览")

# What matters most
st.html(f"<p class='verdict'>{views.verdict(scope)}</p>")
cards.wall(views.wall(scope), key="wall")

# Where it comes from
left, middle, right = st.columns(3, gap="medium")
with left:
    st.subheader("未整改与超期（近 12 周）", anchor=False)
    charts.show(views.recent_chart(scope), key="recent", says="近12周每周末未整改和超期件数的折线图")
with middle:
    st.subheader("超期最多的镇区", anchor=False)
    grids.show(rankings.worst(scope, "district"), key="worst_districts")
with right:
    st.subheader("超期最多的部门", anchor=False)
    grids.show(rankings.worst(scope, "lead"), key="worst_departments")
