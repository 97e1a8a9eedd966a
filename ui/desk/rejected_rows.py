"""Rows that were refused: corrected or skipped here, or in Excel, in the clerk's own workbook with the faulty cells marked."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from data_loaders.import_options import CellPlace, ImportOptions
from data_loaders.marking.marked import faults_of, marked_name, marked_workbook
from data_loaders.outcome.outcome import Outcome
from data_loaders.outcome.true_faults import same_faults
from data_loaders.recognition.recognition import Recognised
from data_loaders.rows.records import SKIPPED, RejectedRow
from ui.desk import uploads
from ui.desk.uploads import DeskFile
from ui.parts import tables
from ui.shell.wording import literal

SHOWN = 300
MANY = 12
"""A fault of more rows than this is said once."""
LINE = 66
"""Height of a line: reasons and remedies wrap into two."""
COLUMNS = ("工作表", "行号", "列", "单元格内容", "改为", "不导入这行", "原因", "怎么改")


def frame_of(refusals: Sequence[RejectedRow]) -> pd.DataFrame:
    """The faults as a table, one faulty cell a line, with room for a correction."""
    rows = [(r.sheet, r.row, r.heading, r.value, None, False, r.reason, r.remedy) for r in refusals]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("列", "单元格内容", "改为"):
        frame[name] = frame[name].astype("object")
    return frame


def decided(
    choices: ImportOptions, refusals: Sequence[RejectedRow], edits: Mapping[int, Mapping[str, Any]]
) -> ImportOptions:
    """The choices with what was typed into lines of the table (position → column → value)."""
    corrections, skipped = dict(choices.corrections), set(choices.skipped)
    for position, changed in edits.items():
        refusal = refusals[position]
        value = changed.get("改为")
        if value is not None and refusal.column is not None:
            corrections[CellPlace(refusal.sheet, refusal.row, refusal.column)] = str(value).strip()
        if changed.get("不导入这行"):
            skipped.add((refusal.sheet, refusal.row))
    return replace(choices, corrections=corrections, skipped=frozenset(skipped))


def taken_back(choices: ImportOptions) -> ImportOptions:
    """The choices without corrections and skipped rows."""
    return replace(choices, corrections={}, skipped=frozenset())


def fix(item: DeskFile, file: Recognised, outcome: Outcome) -> None:
    """The faults of one file on the desk, to be corrected in place, skipped, or corrected in Excel."""
    _say_decisions(item)
    faults = [r for r in outcome.refusals if r.reason != SKIPPED[0]]
    if not faults:
        st.success("没有要更正的单元格。", icon=":material/check_circle:")
        return
    st.markdown(
        f"**{len(faults):,} 个单元格有错**，涉及 {len({(r.sheet, r.row) for r in faults}):,} 行，这些行暂不导入。"
        "可以在“改为”一栏直接更正，可以勾选不导入，也可以下载标红的原表，在 Excel 里改好后重新上传。"
    )
    faults = _fewer(faults, key=item.key)
    if not faults:
        downloads(file, outcome, key=item.key)
        return
    key = f"fix_{item.key}_{_mark(faults, item.choices)}"

    def typed() -> None:
        edits = st.session_state[key]["edited_rows"]
        uploads.decide(item, lambda choices: decided(choices, faults, edits))

    frame = frame_of(faults[:SHOWN])
    st.data_editor(
        frame,
        key=key,
        on_change=typed,
        hide_index=True,
        height="content" if len(frame) < 7 else 7 * LINE,
        row_height=LINE,
        disabled=[name for name in COLUMNS if name not in ("改为", "不导入这行")],
        column_config={
            "工作表": st.column_config.TextColumn(width=80),
            "行号": st.column_config.NumberColumn(format="%d", width=60),
            "列": st.column_config.TextColumn(width=100),
            "改为": st.column_config.TextColumn(width=140, help="写上正确的内容，按回车；马上重新试算"),
            "不导入这行": st.column_config.CheckboxColumn(width=110),
            "单元格内容": st.column_config.TextColumn(width=140),
            "原因": st.column_config.TextColumn(width=300),
            "怎么改": st.column_config.TextColumn(width=350),
        },
        placeholder="（空）",
    )
    if len(faults) > SHOWN:
        st.caption(f"只显示前 {SHOWN} 个，改完这些再显示后面的；下载的表里有全部。")
    downloads(file, outcome, key=item.key)


def _mark(faults: Sequence[RejectedRow], choices: ImportOptions) -> str:
    """The faults listed and what is decided so far: the table keeps edits by position, so another list is another table."""
    said = [(fault.sheet, fault.row, fault.column, fault.value) for fault in faults]
    decided_so_far = len(choices.corrections), len(choices.skipped)
    return hashlib.sha256(repr((said, decided_so_far)).encode()).hexdigest()[:12]


def _fewer(faults: Sequence[RejectedRow], *, key: str) -> list[RejectedRow]:
    """What is wrong with many rows in the same way, said once; the other faults, or all of them where the clerk asks for each."""
    many = [fault for fault in same_faults(faults) if fault.rows > MANY]
    if not many:
        return list(faults)
    for fault in many:
        examples = f"（如{'、'.join(f'“{literal(value)}”' for value in fault.examples)}）" if fault.examples else ""
        where = f"“{literal(fault.heading)}”：" if fault.heading else ""
        st.warning(
            f"**{fault.rows:,} 行是同一个原因。** {where}{literal(fault.reason)}{examples}{literal(fault.remedy)}",
            icon=":material/rule:",
        )
    if st.toggle("逐个单元格列出", key=f"each_{key}"):
        return list(faults)
    said = {id(refusal) for fault in many for refusal in fault.refusals}
    return [refusal for refusal in faults if id(refusal) not in said]


def _say_decisions(item: DeskFile) -> None:
    corrections, skipped = len(item.choices.corrections), len(item.choices.skipped)
    if not corrections and not skipped:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"已更正 {corrections:,} 个单元格，{skipped:,} 行不导入。", width="content")
        st.button(
            "全部撤回",
            key=f"fix_back_{item.key}",
            on_click=uploads.decide,
            args=(item, taken_back),
            icon=":material/undo:",
        )


def after_import(file: Recognised, outcome: Outcome, *, key: str) -> None:
    """The faults of a file that is imported already, read-only, with the ways to mend them."""
    rows = outcome.counts["refused"]
    with st.expander(f"{outcome.file_name}：{rows:,} 行拒收", expanded=True):
        st.markdown("改正后重新上传同一个文件即可，已导入的行不会重复。")
        left = _fewer(outcome.refusals, key=key)
        frame = frame_of(left).drop(columns=["改为", "不导入这行"])
        st.dataframe(
            frame.head(SHOWN),
            hide_index=True,
            key=f"refused_{key}",
            placeholder="（空）",
            height="content" if len(frame) < 9 else 320,
        )
        downloads(file, outcome, key=key)


def downloads(file: Recognised, outcome: Outcome, *, key: str) -> None:
    """The clerk's own workbook with the faulty cells marked, and the list of faults."""
    frame = frame_of(outcome.refusals).drop(columns=["改为", "不导入这行"])
    with st.container(horizontal=True):
        st.download_button(
            "下载标红的原表",
            data=lambda: marked_workbook(file.content, file.name, faults_of(outcome.refusals)),
            file_name=marked_name(outcome.file_name.rsplit("/", 1)[-1]),
            mime=tables.XLSX,
            key=f"refused_marked_{key}",
            on_click="ignore",
            type="primary",
            icon=":material/format_color_fill:",
            help="原来的表，出错的单元格标成红色并加批注，第一张工作表列出全部问题。改好后重新上传即可。",
        )
        tables.download(
            lambda: {"拒收的行": frame},
            name=f"拒收的行_{outcome.file_name}",
            notes=list,
            key=f"refused_list_{key}",
            label="下载错误清单",
        )
