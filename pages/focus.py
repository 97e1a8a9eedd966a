"""五大重点工作: how each of the five fields stands, in one row each."""

import streamlit as st

from ui.campaign import focus
from ui.figures import rankings
from ui.parts import grids, listings, tables
from ui.shell.frame import open_page, verdict

scope = open_page("五大重点工作")

# 1. Say the conclusion
verdict(focus.verdict(scope))
rankings.assisting_note(scope)

if not focus.is_grouped(scope):
    st.info("请在“数据导入”上传五大重点工作归类表，或在“设置—测评规则”里填写：每个问题类别归入哪一项重点工作。")
    st.stop()

if not scope.selection.everything:
    st.caption("问题按筛选条件统计；项目和材料是全县的，不受筛选影响。")

# 2. Show the evidence
grids.show(focus.table(scope), key="fields")
rankings.undated_caption(scope)
st.subheader("各项工作里有哪些类别", anchor=False, help="归类在“设置—测评规则”里改，或上传五大重点工作归类表。")
grids.show(focus.category_table(scope), key="categories")
tables.download(
    lambda: focus.downloads(scope),
    name=f"五大重点工作（截至{scope.as_of}）",
    notes=lambda: [*listings.notes(scope, *focus.COLUMNS), *focus.notes()],
    key="download",
)
