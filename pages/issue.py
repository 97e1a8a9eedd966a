"""问题档案: one issue, everything that any sheet has said about it."""

import streamlit as st

from ui.issues import exposure, issue_detail, pairs, recurrence
from ui.parts import charts, grids, tables
from ui.pressing import pressing
from ui.shell.frame import open_page
from ui.shell.wording import literal

# 1. Ask
asked = issue_detail.asked(open_page("问题档案"))
if asked.issue_id is None:
    if asked.found is None:
        st.info("请输入编号或几个字查找；在任何问题清单里点击一行，也会打开它的档案。")
    elif not asked.found.total:
        st.info("没有找到。可以少输几个字再试。")
    else:
        st.markdown(
            f"找到 **{asked.found.total:,}** 件:gray[（最多显示 {issue_detail.FOUND} 件，新发现的在前）。点击一行打开档案。]"
        )
        tables.issues(asked.found, key="found")
        tables.download(asked.downloads, name="查找结果", notes=asked.notes, key="download")
    st.stop()
scope, file = asked.scope, issue_detail.opened(asked.scope, asked.issue_id)

# 2. Say the conclusion
st.html(issue_detail.heading(scope, file))
st.html(issue_detail.facts(scope, asked.issue_id))

# 3. Show the evidence
photos = exposure.of_issue(scope, asked.issue_id)
if photos is not None:
    st.subheader("照片", anchor=False, help="点击照片放大；下面写着它是哪天、随哪个文件来的。")
    pairs.show(photos, key="issue_photos")
st.subheader("办理过程", anchor=False, help="由各张表的内容推算出的状态；竖线为整改时限。")
charts.show(issue_detail.timeline(scope, asked.issue_id), key="timeline", says="这个问题各阶段的起止日期")
owners = recurrence.ownership_line(scope, asked.issue_id)
if owners:
    st.caption(
        literal(f"责任时钟：{owners}"), help="每一天只归一处，各部分相加等于账龄；退回、转办的天数不算任何一方的超期。"
    )
for move in issue_detail.due_moves(file):
    st.markdown(literal(f"时限变动：{move}"))
grids.show(issue_detail.history(scope, asked.issue_id), key="history")
repeats = issue_detail.repeats(scope, asked.issue_id)
if repeats is not None:
    st.subheader("反复情况", anchor=False, help="同一点位、同一类别，在上一件销号后规定天数内再次发现。")
    grids.show(repeats, key="repeats")
pressing.show(scope, issue_id=asked.issue_id)
with st.expander(f"原始行（逐字，共 {len(file.observations):,} 行）"):
    grids.show(issue_detail.verbatim(scope, asked.issue_id), key="verbatim")
tables.download(
    lambda: issue_detail.downloads(scope, file),
    name=f"问题档案{file.issue['number'] or file.issue['id']}",
    notes=lambda: issue_detail.notes(scope, file),
    key="download",
)
