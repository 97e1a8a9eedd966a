"""负面清单: what vetoes everything. A light of its own, never averaged into anything."""

import streamlit as st

from ui.campaign import negative
from ui.parts import grids, tables
from ui.shell.frame import open_page

scope = open_page("负面清单")

# 1. The light
negative.light(scope)
if not negative.items(scope):
    st.info("请在“数据导入”上传负面清单排查表；空白模板也在那一页下载。")
    st.stop()
st.caption(f"{negative.words(scope, '红灯')}{negative.words(scope, '漏查')}")

# 2. Every item
st.subheader("事项", anchor=False, help=negative.words(scope, "待核"))
grids.show(negative.table(scope), key="items")
tables.download(
    lambda: negative.downloads(scope),
    name=f"负面清单（截至{scope.as_of}）",
    notes=lambda: negative.notes(scope),
    key="download",
)
