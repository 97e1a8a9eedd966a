"""问题清单: the rows behind any number, under the same filters."""

import streamlit as st

from domain.figures.definitions import DEFINITIONS
from ui.figures import rankings
from ui.parts import listings, tables
from ui.pressing import pressing
from ui.shell.frame import open_page

scope = open_page("问题清单")

# 1. Ask
scope, figure, narrow = listings.asked(scope)

# 2. Say the conclusion
rows = listings.on_screen(scope, figure, narrow)
st.markdown(f"**{DEFINITIONS[figure].name}**　{rankings.said(scope, figure)}")
if not rows.total:
    st.success(f"截至 {scope.as_of}，所选范围内没有符合“{DEFINITIONS[figure].name}”的问题。")
    st.stop()
st.markdown(tables.counted(rows.total))

# 3. Show the evidence
pressing.offer(scope, unit_id=narrow.unit_id)
tables.issues(rows, key="rows", on=scope.looking_back, height=620)
tables.download(
    lambda: listings.whole_table(scope, figure, narrow),
    name=f"{DEFINITIONS[figure].name}（截至{scope.as_of}）",
    notes=lambda: listings.notes(scope, figure, more=narrow.words(scope)),
    key="download",
)
