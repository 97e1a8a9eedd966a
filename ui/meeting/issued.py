"""Issued bulletins: the very same files, the text as it was, and what later data has changed about it."""

from datetime import datetime

import pandas as pd
import streamlit as st

from briefings.brief.words import between
from briefings.issuing import correction_note, issuing
from briefings.issuing.corrections import Corrections, corrections_of
from briefings.issuing.issuing import Frozen
from database.office import bulletins
from database.office.bulletins import Bulletin, Damaged
from ui.meeting import sheets
from ui.meeting.meeting import DOCX, ZIP
from ui.parts import paper, tables
from ui.parts.choices import choice
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import literal

LOOKS = {"files": "文件", "again": "原文", "corrections": "更正说明"}
PICKED = "meeting_bulletin"
SHOWN = 500
_frozen, _corrections = data.Shelf(4), data.Shelf(4)


def show(scope: Scope) -> None:
    """The list of bulletins and one of them."""
    known = {one.number: one for one in bulletins.bulletins(data.database())}
    if not known:
        st.info("还没有签发过通报。请在“编发”里核对文字后签发，签发的每一期都在这里存档。")
        return
    issued = st.session_state.pop("meeting_issued", None)
    if issued in known:
        st.session_state[PICKED] = issued
    if st.session_state.get(PICKED) not in known:
        st.session_state[PICKED] = next(iter(known))
    left, right = st.columns([6, 5], gap="medium", vertical_alignment="bottom")
    number = left.selectbox("哪一期", list(known), format_func=lambda key: _name(known[key]), key=PICKED)
    one = known[number]
    with right:
        look = choice("看什么", LOOKS, key="look")
    sample = "　**示例数据**" if one.sample else ""
    by = f"，{literal(one.who)}" if one.who else ""
    st.markdown(
        f"**第 {one.number} 期**　{between(one.since, one.until)}，数据截至 {one.as_of}；"
        f"{_when(one.issued_at)}签发{by}，共 {len(one.files)} 个文件{sample}"
    )
    try:
        if look == "files":
            _files(one)
        elif look == "again":
            st.html(sheets.bulletin(frozen(one).brief))
        else:
            _differences(scope, one)
    except Damaged as fault:
        st.error(literal(fault))


def _name(one: Bulletin) -> str:
    return f"第 {one.number} 期　{between(one.since, one.until)}{'（示例数据）' if one.sample else ''}"


def _when(at: datetime) -> str:
    return f"{at.astimezone(data.ZONE):%Y-%m-%d %H:%M} "


def _files(one: Bulletin) -> None:
    opened = data.database()
    stored = bulletins.files_of(opened, one.number)  # says at once where something is damaged
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox("只下载一个文件", list(stored), key=f"issued_file_{one.number}", width=520)
        st.download_button(
            "下载这个文件",
            data=lambda: bulletins.files_of(opened, one.number)[picked],
            file_name=picked,
            key=f"issued_one_{one.number}",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            "下载全部（zip）",
            data=lambda: issuing.zipped(bulletins.files_of(opened, one.number), made_on=one.as_of),
            file_name=f"{'示例数据_' if one.sample else ''}第{one.number}期_会议材料.zip",
            mime=ZIP,
            key=f"issued_all_{one.number}",
            on_click="ignore",
            icon=":material/folder_zip:",
            type="primary",
        )
    frame = pd.DataFrame(
        [(file.name, -(-file.size // 1024), file.sha256) for file in one.files],
        columns=["文件", "大小（KB）", "校验值（SHA-256）"],
    )
    st.dataframe(
        frame,
        hide_index=True,
        key=f"issued_files_{one.number}",
        height=36 * (len(frame) + 1) + 3,
        column_config={
            "文件": st.column_config.TextColumn(width=640),
            "大小（KB）": st.column_config.NumberColumn(width=100, format="localized"),
            "校验值（SHA-256）": st.column_config.TextColumn(width=520),
        },
    )
    st.html(paper.sheet(frame))
    st.html(
        "<p class='hint'>已逐个核对：存档的文件与签发时的校验值一致。下载得到的就是签发时的那一份，逐字节相同。</p>"
    )


def frozen(one: Bulletin) -> Frozen:
    """What the bulletin keeps, kept at hand."""
    opened = data.database()
    return _frozen.get((opened.url, one.number, one.issued_at), lambda: issuing.frozen_of(opened, one.number))


def corrections(scope: Scope, one: Bulletin) -> Corrections:
    """What is restated in it by the data of today."""
    source = scope.source
    return _corrections.get(
        (source.url, source.version, one.number, one.issued_at),
        lambda: corrections_of(data.database(), data.ledger(source), frozen(one)),
    )


def _differences(scope: Scope, one: Bulletin) -> None:
    made = corrections(scope, one)
    summary = correction_note.summary(made)
    if not made.restated:
        st.success(summary)
    else:
        st.warning(summary, icon=":material/published_with_changes:")
    columns = [column.name for column in correction_note.COLUMNS]
    stem = f"{'示例数据_' if one.sample else ''}第{one.number}期_更正说明"
    with st.container(horizontal=True):
        st.download_button(
            "下载更正说明（docx）",
            data=lambda: correction_note.correction_note(made),
            file_name=f"{stem}.docx",
            mime=DOCX,
            key=f"corrections_{one.number}",
            on_click="ignore",
            icon=":material/download:",
        )
        if made.restated:
            tables.download(
                lambda: {"更正明细": pd.DataFrame(correction_note.rows(made.restated), columns=columns)},
                name=f"{stem}明细",
                notes=lambda: [summary, *(correction_note.cause_words(c, at) for at, c in correction_note.used(made))],
                key=f"corrections_table_{one.number}",
                label="下载更正明细",
            )
    if not made.restated:
        return
    st.markdown("**变动原因**")
    said = [f"- {literal(correction_note.cause_words(cause, at))}" for at, cause in correction_note.used(made)]
    st.markdown("\n".join(said) or "没有找到对应的导入或修改记录。")
    frame = pd.DataFrame(correction_note.rows(made.restated[:SHOWN]), columns=columns)
    st.markdown(
        f"共 **{len(made.restated):,}** 处不同" + (f"，显示前 {SHOWN} 处" if len(made.restated) > SHOWN else "")
    )
    st.dataframe(frame, hide_index=True, key=f"corrections_rows_{one.number}", height=520)
    st.html(paper.sheet(frame, total=len(made.restated)))
