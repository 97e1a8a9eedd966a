"""周趋势: better or worse, week by week."""

import streamlit as st

from domain.figures.definitions import DEFINITIONS
from ui.figures import rankings, trends
from ui.parts import charts, grids, listings, tables
from ui.parts.choices import choice
from ui.shell.frame import open_page, verdict

scope = open_page("周趋势")

# 1. Say the conclusion
verdict(trends.conclusion(scope))
st.html(trends.legend(scope))

# 2. Show the evidence
left, right = st.container(key="stacked-weeks").columns(2, gap="medium")
with left:
    st.subheader("每周新增、完成、销号", anchor=False, help=rankings.said(scope, "done"))
    charts.show(trends.flows_chart(scope), key="flows", says="每周新增、完成、销号件数的柱形图")
    st.subheader("周末未整改与超期", anchor=False, help=rankings.said(scope, "overdue"))
    charts.show(trends.stocks_chart(scope), key="stocks", says="每周末未整改和超期件数的折线图")
    st.subheader("周末按期整改率", anchor=False, help=rankings.said(scope, "on_time_rate"))
    charts.show(trends.rate_chart(scope), key="rate", says="每周末按期整改率的折线图")
    rankings.undated_caption(scope)
with right:
    st.subheader("各周数字", anchor=False, help="点击数字看那一天是哪些问题。")
    grids.show(trends.weeks_table(scope), key="weeks")

# 3. Ask for parts
st.subheader("分开看", anchor=False)
with st.container(horizontal=True):
    by = choice("怎么分", {key: word for key, word in trends.BY.items() if key}, key="part_by")
    figure = choice("看什么", {key: DEFINITIONS[key].name for key in trends.FIGURES}, key="part_figure")
rankings.assisting_note(scope)
charts.show(trends.parts_chart(scope, by, figure), key="parts", says="各部分每周变化的折线图")
grids.show(trends.parts_table(scope, by, figure), key="parts_table")
tables.download(
    lambda: trends.downloads(scope, by, figure),
    name=f"周趋势（截至{scope.as_of}）",
    notes=lambda: listings.notes(scope, *trends.COLUMNS),
    key="download",
)
