"""镇区: found, open, overdue and the rates of every district, ranked fairly."""

import streamlit as st

from domain.figures.definitions import DEFINITIONS
from ui.figures import rankings
from ui.parts import charts, grids, listings, tables
from ui.parts.choices import choice
from ui.shell.frame import open_page, verdict

scope = open_page("镇区")

# 1. Ask
measure = choice("按什么排名", {key: DEFINITIONS[key].name for key in rankings.MEASURES}, key="measure")

# 2. Say the conclusion
verdict(rankings.conclusion(scope, "district", measure))

# 3. Show the evidence
rankings.assisting_note(scope)
st.subheader("镇区排名", anchor=False, help="点击名称看它的情况，点击数字看是哪些问题；指标名称上悬停看口径。")
grids.show(rankings.table(scope, "district", measure), key="ranking")
rankings.undated_caption(scope)
left, right = st.columns([4, 6], gap="medium")
with left:
    st.subheader(DEFINITIONS[measure].name, anchor=False, help=rankings.said(scope, measure))
    charts.show(
        rankings.chart(scope, "district", measure),
        key="bars",
        linked=True,
        says=f"各镇区{DEFINITIONS[measure].name}条形图",
    )
with right:
    st.subheader("镇区 × 问题类别", anchor=False, help="颜色越深件数越多；点击数字看是哪些问题。")
    heat = choice("数什么", {key: DEFINITIONS[key].name for key in rankings.HEAT_FIGURES}, key="heat")
    grids.show(rankings.heat(scope, "district", "category", heat), key="cross")
tables.download(
    lambda: rankings.downloads(scope, "district", measure, [("district", "category", heat)]),
    name="镇区排名",
    notes=lambda: listings.notes(scope, *rankings.RANKED_COLUMNS),
    key="download",
)
