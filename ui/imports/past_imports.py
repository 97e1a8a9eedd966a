"""All imports so far: who, when, what it did; the file as it came; taking one back and bringing it back."""

import json
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data_loaders.headings import kinds
from data_loaders.importing import history
from data_loaders.importing.history import NotDoneAgain, NotUndone, TakenBack
from data_loaders.importing.intake import EFFECTS, CannotLoad
from database.imports import imports
from domain.catalogue import DATASETS
from domain.figures.definitions import DEFINITIONS
from ui.desk import dry_run, uploads
from ui.imports import accounts, comparison, record_changes
from ui.parts import grids, tables
from ui.shell import data
from ui.shell.data import Source
from ui.shell.jobs import Job, finished
from ui.shell.wording import literal, valued

LOOK, NEWEST, ASKED, JOB, LIMIT = "past_look", "past_newest", "past_asked", "past_job", 200
ROWS = (
    ("read", "读到"),
    ("new", "新增"),
    ("changed", "变更"),
    ("unchanged", "未变"),
    ("refused", "拒收"),
    ("blank", "空行等"),
)


def show() -> None:
    """The history, and one import of it in detail."""
    _collect()
    source = data.source()
    past = data.history(source)
    st.subheader("导入历史", anchor=False)
    if past.empty:
        st.info("还没有导入过表格。")
        return
    frame, labels = _listed(source)
    labels = labels | _asked(frame)
    above = st.container()  # who comes by a link sees the import first
    st.dataframe(
        frame, hide_index=True, key="desk_history", placeholder="—", height=min(360, 36 * (len(frame) + 1) + 3)
    )
    tables.download(
        lambda: {"导入历史": frame}, name="导入历史", notes=list, key="desk_history_file", label="下载导入历史"
    )
    newest = next(iter(labels))
    if st.session_state.get(NEWEST) != newest or st.session_state.get(LOOK) not in labels:
        st.session_state[LOOK] = newest  # what has just come is looked at next
    st.session_state[NEWEST] = newest
    with above if ASKED in st.session_state else st.container():
        _look(past, labels)


def _asked(frame: pd.DataFrame) -> dict[int, str]:
    """The import that the address asks for, with what it is called; it is looked at from now on."""
    said = st.query_params.get("look")
    if said is not None:
        del st.query_params["look"]
        if said.isdecimal() and int(said) in set(frame["次序"]):
            st.session_state[ASKED] = st.session_state[LOOK] = int(said)
            st.session_state[NEWEST] = int(frame["次序"].iloc[0])
        else:
            st.warning(literal(f"网址中的导入“{said}”不存在，已忽略。"))
    asked = st.session_state.get(ASKED)
    return _labels(frame[frame["次序"] == asked])


def _look(past: pd.DataFrame, labels: Mapping[int, str]) -> None:
    picked = st.selectbox("看哪一次导入", list(labels), format_func=labels.__getitem__, key=LOOK)
    found = past[past["id"] == picked].to_dict("records")[0]
    record = {name: None if pd.isna(value) else value for name, value in found.items()}
    with st.container(border=True, key="past_import"):
        _one(int(picked), record)


@st.cache_resource(max_entries=4, show_spinner=False)
def _listed(source: Source) -> tuple[pd.DataFrame, dict[int, str]]:
    """The history as it is shown, and import → what it is called in the list to choose from; never change them in place."""
    past = data.history(source)
    frame = pd.DataFrame(
        {
            "次序": past["id"],
            "导入时间": past["imported_at"].str[:16].str.replace("T", " "),
            "文件": past["file_name"],
            "类型": [kind_name(kind, name) for kind, name in zip(past["kind"], past["file_name"], strict=True)],
            "截至日": past["as_of"],
            "导入人": past["who"],
            **{name: past[f"rows_{key}"] for key, name in ROWS},
            "状态": [history.TAKEN_BACK if u else history.IN_FORCE for u in past["undone_at"].notna()],
        }
    )
    return frame, _labels(frame.head(LIMIT))


def _labels(frame: pd.DataFrame) -> dict[int, str]:
    return {
        int(key): f"第 {key} 次　{name}{'（已撤销）' if state == history.TAKEN_BACK else ''}"
        for key, name, state in zip(frame["次序"], frame["文件"], frame["状态"], strict=True)
    }


def _collect() -> None:
    """Say how bringing an import back went; while it runs, how far it is."""
    job: Job[Any] | None = st.session_state.get(JOB)
    if job is None or not finished(job, key="past_job"):
        return
    del st.session_state[JOB]
    try:
        job.result()
    except (NotDoneAgain, CannotLoad) as fault:
        st.warning(literal(fault), icon=":material/error:")
    else:
        st.toast("已恢复。", icon=":material/redo:")


def kind_name(kind: str, file_name: str) -> str:
    """What sort of import it was."""
    if kind in kinds.ALL_KINDS:
        return kinds.kind_name(kind)
    return "整改照片" if file_name.lower().endswith(".zip") else "手工登记"


def _one(import_id: int, record: Mapping[Hashable, Any]) -> None:
    opened = data.database()
    who = f"，导入人 {literal(record['who'])}" if record["who"] else ""
    undone = f"，{record['undone_at'][:16].replace('T', ' ')} 撤销" if record["undone_at"] else ""
    st.markdown(
        f"**{literal(record['file_name'])}**　{record['imported_at'][:16].replace('T', ' ')} 导入{who}{undone}　"
        + "，".join(f"{name} {record[f'rows_{key}']:,} 行" for key, name in ROWS)
    )
    effect = imports.effect_of(opened, import_id)
    if effect:
        said = [
            f"{DEFINITIONS[key].name} {valued(key, before)} → {valued(key, after)}"
            for key, (before, after) in effect.items()
            if key in EFFECTS and before != after
        ]
        st.caption(f"这一批导入时对指标的影响：{'；'.join(said) or '没有变化'}。")
    accounts.of_import(import_id, str(record["kind"]))
    for note in json.loads(record["notes"]):
        st.caption(f"· {literal(note)}")
    with st.container(horizontal=True):
        st.download_button(
            "下载原文件",
            data=lambda: imports.file_of(opened, import_id)[1],
            file_name=str(record["file_name"]).rsplit("/", 1)[-1],
            key=f"past_original_{import_id}",
            on_click="ignore",
            icon=":material/download:",
        )
        if record["rows_refused"]:
            st.button(
                "重新打开，更正拒收的行",
                key=f"past_reopen_{import_id}",
                icon=":material/edit:",
                on_click=_reopen,
                args=(import_id,),
                help="把原文件放回上面，可以当场更正，也可以下载标红的原表；已经导入的行不会重复。",
            )
            tables.download(
                lambda: {"拒收的行": _refused(import_id)},
                name=f"拒收的行_{import_id}",
                notes=list,
                key=f"past_refused_{import_id}",
                label="下载拒收的行",
            )
    if record["undone_at"]:
        _offer_again(import_id)
    else:
        _offer_undo(import_id, record["kind"])


def _reopen(import_id: int) -> None:
    opened = data.database()
    name, content = imports.file_of(opened, import_id)
    with opened.read() as connection:
        choices = imports.choices_of(connection, import_id)
    dry_run.put_done_away()
    uploads.reopen(name, content, choices)


def _refused(import_id: int) -> pd.DataFrame:
    frame = imports.refusals(data.database(), import_id)
    names = {
        "sheet": "工作表",
        "row_no": "行号",
        "heading": "列",
        "value": "单元格内容",
        "reason": "原因",
        "remedy": "怎么改",
    }
    return frame[list(names)].rename(columns=names)


def _offer_undo(import_id: int, kind: str) -> None:
    looking = st.toggle("撤销这次导入（先看会怎样）", key=f"past_undo_look_{import_id}")
    if not looking:
        return
    try:
        said = _forecast(import_id, data.source().version)
    except NotUndone as fault:
        st.warning(str(fault))
        return
    if kind in DATASETS:
        record_changes.show(said.entries, words=record_changes.TAKEN_BACK, key="past_entries")
    else:
        left, right = st.columns([6, 5], gap="large")
        with right:
            st.markdown("**对指标的影响**")
            dry_run.show_effect(said.before, None, said.after, key="past_effect")
        with left:
            _show_lists(said)
    who = st.text_input("经办人（可不填，记入修改记录）", key="past_who", width=320, max_chars=20)
    st.button(
        "确认撤销",
        type="primary",
        key="past_undo",
        on_click=_undo,
        args=(import_id, who.strip() or None),
        icon=":material/undo:",
    )


@st.cache_data(max_entries=8, show_spinner="正在试算撤销的结果……")
def _forecast(import_id: int, version: int) -> TakenBack:
    return history.forecast(data.database(), import_id, at=data.now())


def _show_lists(said: TakenBack) -> None:
    lists = {
        "移除": (len(said.removed), "只有这次导入说过的问题，撤销后不再有"),
        "还原": (len(said.put_back), "这次导入改动过、撤销后回到原样的问题"),
        "不变": (len(said.kept), "别的表格也这样说，所以保持不变的问题"),
        "转为拒收": (len(said.parked), "别的表格里只写了编号的行：编号所指的问题没有了，恢复这次导入后会自动补上"),
    }
    for name, (count, words) in lists.items():
        if not count:
            st.markdown(f"**{name} 0**　{words}")
            continue
        with st.expander(f"**{name} {count:,}**　{words}", expanded=count <= 5):
            grids.show(_grid(name, said), key=f"past_list_{name}")


def _grid(name: str, said: TakenBack) -> grids.Grid:
    most = comparison.SHOWN
    heads: tuple[tuple[str, str, str], ...]
    if name == "还原":
        changes = {change.issue_id: change for change in said.put_back}
        heads = (
            ("编号", "text", ""),
            ("点位", "text", ""),
            ("问题", "wrap text", ""),
            ("现在 → 撤销后", "wrap text", ""),
        )
        rows = comparison.lines(list(changes)[:most], changes)
    elif name == "转为拒收":
        heads = (("文件", "wrap text", ""), ("工作表", "text", ""), ("行号", "", ""), ("编号", "text", ""))
        rows = [
            [grids.text(p.file_name), grids.text(p.sheet), grids.text(str(p.row)), grids.text(p.number or "—")]
            for p in said.parked[:most]
        ]
    else:
        told = said.removed if name == "移除" else said.kept
        heads = (("编号", "text", ""), ("问题", "wrap text", ""), ("依据", "wrap text", ""))
        rows = [
            [
                grids.text(one.number or f"第 {one.issue_id} 号", f"issue?id={one.issue_id}"),
                grids.text(one.description or "（没有问题描述）"),
                grids.text(one.by or "只有这次导入"),
            ]
            for one in told[:most]
        ]
    return grids.Grid(columns=grids.columns(*heads), rows=[grids.GridRow(cells=cells) for cells in rows], height=360)


def _undo(import_id: int, who: str | None) -> None:
    with data.database().write() as connection:
        try:
            history.take_back(connection, import_id, at=data.now(), who=who)
        except NotUndone as fault:
            st.toast(str(fault), icon=":material/error:")
            return
    st.toast("已撤销。", icon=":material/undo:")


def _offer_again(import_id: int) -> None:
    job: Job[Any] | None = st.session_state.get(JOB)
    st.button(
        "恢复这次导入",
        key="past_redo",
        icon=":material/redo:",
        disabled=job is not None,
        on_click=_start_again,
        args=(import_id,),
        help="用保存的原文件和当时的决定重新导入，排在原来的位置。",
    )


def _start_again(import_id: int) -> None:
    database, at = data.database(), data.now()
    st.session_state[JOB] = Job(lambda tell: history.do_again(database, import_id, at=at, progress=tell))
