"""设置 · 测评规则: what an issue costs, the plan and the five fields, edited on screen beside their sheets."""

import streamlit as st

from database.imports.dataset_tables import GROUPS, RISK, STEPS
from domain.accountability.risk_rules import KINDS
from ui.parts.table_editors import editor


def section() -> None:
    """The three rosters."""
    st.caption("也可以在“数据导入”上传同名的表格。每次保存记为一次导入，可以在“数据导入”里撤销。")
    st.subheader("失分规则", anchor=False, help="没有填写“扣分”规则时，“得分风险”页不计算任何数字。")
    st.caption(
        "；".join(f"{kind}：{says}" for kind, says in KINDS.items()) + "。几条规则都适用时，用写得最具体的一条。"
    )
    editor("risk_rules", RISK, widths={"规则": 130, "问题类别": 150, "点位类型": 150, "来源": 150, "分值": 100})
    st.subheader("倒排计划", anchor=False, help="填“倒数第几周”的任务随测评日移动；填“完成时限”的不动。")
    editor("plan", STEPS, widths={"工作任务": 300, "责任单位": 180, "完成标准": 220, "进展情况": 220})
    st.subheader("五大重点工作", anchor=False, help="问题类别、项目、材料各归入哪一项重点工作。")
    editor("focus", GROUPS, widths={"领域": 140, "对象类别": 140, "名称": 300})
