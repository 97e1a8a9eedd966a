"""口径说明: how every figure is counted."""

import streamlit as st

from domain.settings import Settings
from ui.figures import glossary, views
from ui.parts import grids, tables
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.frame import open_desk

source = open_desk("口径说明")
newest = Scope(source, source.newest) if source.newest else None
settings = data.settings(source) if newest else Settings()

figures = glossary.figures_table(
    views.figures_on(newest) if newest else None, views.medians(newest) if newest else {}, settings
)

st.subheader("指标", anchor=False)
grids.show(figures, key="figures")
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("问题的状态", anchor=False)
    grids.show(glossary.states_table(), key="states")
with right:
    st.subheader("现行规定", anchor=False)
    st.markdown(glossary.limits(settings))
lines = glossary.lines_table(settings)
st.subheader("测评各项", anchor=False)
grids.show(lines, key="lines")
tables.download(
    lambda: glossary.downloads(figures, lines),
    name="口径说明",
    notes=lambda: [glossary.limits(settings)],
    key="download",
)
