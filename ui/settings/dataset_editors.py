"""设置 · 业务表: the books that have no section of their own, edited on screen beside their sheets."""

import streamlit as st

from database.imports.dataset_tables import book_roster
from domain.accountability.risk_rules import RISK_RULES
from domain.accountability.scorecard import SCORE_RULE
from domain.campaign.focus import FOCUS
from domain.campaign.plan import PLAN
from domain.catalogue import DATASETS
from ui.parts.table_editors import editor

ELSEWHERE = (RISK_RULES.key, PLAN.key, FOCUS.key)
"""Edited under 测评规则."""
ROSTERS = {
    key: book_roster(book, least=-100_000.0 if book is SCORE_RULE else 0.0)  # points may be added as well as taken off
    for key, book in DATASETS.items()
    if key not in ELSEWHERE
}


def section() -> None:
    """Choose a book and edit it."""
    st.caption("也可以在“数据导入”上传同名的表格。每次保存记为一次导入，可以在“数据导入”里撤销。")
    key = st.selectbox("哪张表", list(ROSTERS), format_func=lambda k: DATASETS[k].title, key="book_edited", width=320)
    if key in ROSTERS:
        fields = DATASETS[key].fields
        editor(f"book_{key}", ROSTERS[key], widths={f.heading: min(90 + 7 * f.width, 320) for f in fields})
