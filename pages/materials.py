"""网上申报: which material is missing, who owes it, and what it would cost."""

import streamlit as st

from domain.campaign.materials import WORDS
from ui.campaign import materials
from ui.parts import grids, tables
from ui.parts.choices import choice
from ui.shell.frame import open_page, verdict

scope = open_page("网上申报")

# 1. Say the conclusion
verdict(materials.verdict(scope))
if not materials.look(scope).pieces:
    if scope.looking_back is None:
        st.info("请在“数据导入”上传网上申报材料清单；空白模板也在那一页下载。分值由县长效办填写，程序不代填。")
    st.stop()
if said := materials.deadline(scope):
    st.caption(said)

# 2. Who, and what moved
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("按责任部门", anchor=False, help=f"{WORDS['材料逾期']}{WORDS['预计失分']}")
    grids.show(materials.by_department(scope), key="by_department")
with right:
    st.subheader("按材料类型", anchor=False, help=WORDS["申报材料"])
    grids.show(materials.by_kind(scope), key="by_kind")
    st.subheader("一周来的变化", anchor=False, help=WORDS["材料较上周"])
    if moves := materials.moves(scope):
        grids.show(moves, key="moves")
    else:
        st.markdown("没有变化，或一周前还没有清单。")

# 3. Every piece
st.subheader("材料清单", anchor=False, help=WORDS["材料状态"])
shown = choice("看哪些", materials.SHOWN, key="pieces")
lead = materials.asked(scope)
st.markdown(materials.counted(scope, shown, lead))
if materials.chosen(scope, shown, lead):
    grids.show(materials.listed(scope, shown, lead), key="pieces_listed")
tables.download(
    lambda: materials.downloads(scope),
    name=f"网上申报（截至{scope.as_of}）",
    notes=lambda: materials.notes(scope),
    key="download",
)
