"""How one file is read: its kind, the day it speaks for, its sheets and heading rows, and the first rows as Excel shows them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from data_loaders.days.dates import ORDERS, TWO_READINGS
from data_loaders.headings.kinds import ALL_KINDS, field_names, kind_name
from data_loaders.import_options import ImportOptions
from data_loaders.outcome.outcome import Outcome
from data_loaders.recognition.recognition import CannotLoad, Recognised, SheetPlan
from domain.catalogue import DATASETS
from ui.desk import sheet_preview, uploads
from ui.desk.uploads import DeskFile
from ui.parts import grids
from ui.shell.wording import literal

HOW = {
    "exact": "规范表头",
    "alias": "已知的别名",
    "remembered": "以前确认过",
    "again": "同一内容再次填写，以最后填写的为准",
    "tick": "打勾的一栏，表头就是内容",
}
UNSAID = ""
"""No order of days is said."""
WHOLE, ADDITION = "全量台账（没列出的算“消失”）", "增补（只说列出的）"


def decide(item: DeskFile, file: Recognised, outcome: Outcome | CannotLoad | None) -> None:
    """What the clerk can change about how a file is read."""
    kind = item.choices.kind or file.kind
    left, middle, *others, last = st.columns(3 if kind in DATASETS else 4, gap="medium")
    with left:
        _choose(
            "表的类型（自动识别，可改）",
            list(ALL_KINDS),
            kind,
            kind_name,
            key=f"kind_{item.key}",
            save=lambda value: uploads.decide(item, lambda c: replace(c, kind=value)),
        )
    with middle:
        _choose_day(item, file, outcome)
    for right in others:  # an entry that a book's sheet leaves out is not gone: there is nothing to choose
        whole = item.choices.whole if item.choices.whole is not None else kind == "full"
        with right:
            _choose(
                "全量还是增补",
                [True, False],
                whole,
                lambda w: WHOLE if w else ADDITION,
                key=f"whole_{item.key}",
                save=lambda value: uploads.decide(item, lambda c: replace(c, whole=value)),
            )
    with last:
        _choose_sheets(item, file)
    if item.choices.date_pattern in ORDERS or _two_readings(outcome):
        with st.columns([2, 1])[0]:
            _choose(
                "日期的写法（如 06/07/2020，看不出先写月还是先写日）",
                [UNSAID, *ORDERS],
                item.choices.date_pattern or UNSAID,
                lambda order: order or "还没有选：看不出的行拒收",
                key=f"order_{item.key}",
                save=lambda value: uploads.decide(item, lambda c: replace(c, date_pattern=value or None)),
            )
    plans = [p for p in file.sheets if item.choices.sheets is None or p.table.sheet in item.choices.sheets]
    _show_sheet(item, file, plans)


def _two_readings(outcome: Outcome | CannotLoad | None) -> bool:
    """Whether rows are rejected because nobody can tell their month from their day."""
    return isinstance(outcome, Outcome) and any(TWO_READINGS in rejected.reason for rejected in outcome.refusals)


def _choose(
    label: str, options: list[Any], said: Any, shown: Callable[[Any], str], *, key: str, save: Callable[[Any], None]
) -> None:
    st.session_state[key] = said if said in options else None
    st.selectbox(
        label,
        options,
        format_func=shown,
        key=key,
        placeholder="没有认出来，请选择",
        on_change=lambda: save(st.session_state[key]),
    )


def _choose_day(item: DeskFile, file: Recognised, outcome: Outcome | CannotLoad | None) -> None:
    key = f"as_of_{item.key}"
    proposed = item.choices.as_of or file.as_of
    st.session_state[key] = proposed

    def chosen() -> None:
        day = st.session_state[key]
        uploads.decide(item, lambda c: replace(c, as_of=day if isinstance(day, date) else None))

    label = "本表截至日"
    if isinstance(outcome, Outcome) and outcome.as_of_by:
        day = "" if proposed is not None else f"，{outcome.as_of:%Y-%m-%d}"
        label = f"本表截至日（{outcome.as_of_by}{day}，可改）"
    st.date_input(label, format="YYYY-MM-DD", key=key, on_change=chosen, help="这张表说的是截至哪一天的情况。")


def _choose_sheets(item: DeskFile, file: Recognised) -> None:
    names = list(dict.fromkeys(plan.table.sheet for plan in file.sheets))
    key = f"sheets_{item.key}"
    if len(names) < 2:
        st.text_input("读取的工作表", names[0] if names else "—", disabled=True, key=f"sheet_{item.key}")
        return
    st.session_state[key] = [n for n in names if item.choices.sheets is None or n in item.choices.sheets]

    def chosen() -> None:
        picked = tuple(st.session_state[key])
        uploads.decide(item, lambda c: replace(c, sheets=None if len(picked) == len(names) else picked))

    st.multiselect("读取的工作表", names, key=key, on_change=chosen, placeholder="请至少选一个")


def _show_sheet(item: DeskFile, file: Recognised, plans: list[SheetPlan]) -> None:
    shown = {sheet.name: sheet for sheet in file.workbook.sheets if sheet.rows}
    if not shown:
        return
    names = list(shown)
    name = names[0]
    if len(names) > 1:
        first = next((p.table.sheet for p in plans if p.table.sheet in shown), names[0])
        name = (
            st.segmented_control("看哪张工作表", names, default=first, key=f"look_{item.key}", required=True) or first
        )
    plan = next((p for p in file.sheets if p.table.sheet == name), None)
    sheet_preview.show(shown[name], None if plan is None else plan.table, key=f"glimpse_{item.key}")
    left, right = st.columns([3, 9], vertical_alignment="center")
    with left:
        key = f"heading_row_{item.key}_{name}"
        st.session_state[key] = plan.table.heading_rows[0] if plan else None

        def chosen() -> None:
            row = st.session_state[key]
            if row:
                uploads.decide(item, lambda c: _with_heading(c, str(name), int(row)))

        st.number_input(
            "表头在第几行（认错了可改）",
            min_value=1,
            max_value=len(shown[name].rows),
            step=1,
            key=key,
            on_change=chosen,
        )
    if plan is not None:
        with right, st.expander(f"认出的列（{len(plan.columns)} 列）"):
            _show_columns(plan, item.choices)


def _with_heading(choices: ImportOptions, sheet: str, row: int) -> ImportOptions:
    return replace(choices, headings={**choices.headings, sheet: (row,)})


def _show_columns(plan: SheetPlan, choices: ImportOptions) -> None:
    rows = []
    names = field_names(plan.book)
    for column in plan.columns:
        if column.heading in choices.fields:
            field, how = choices.fields[column.heading], "这次确认"
        elif column.how in HOW:
            field, how = column.field, HOW[column.how]
        else:
            field, how = None, "不认识"
        meaning = names.get(field, field) if field else "不读取（只随原文保存）"
        rows.append(grids.GridRow(cells=[grids.text(column.heading), grids.text(meaning), grids.text(how)]))
    heads = (("表头", "text", ""), ("含义", "text", ""), ("依据", "text", ""))
    grids.show(grids.Grid(columns=grids.columns(*heads), rows=rows), key="desk_columns")


def part(outcome: Outcome | CannotLoad | None) -> str:
    """Which side of the file the clerk looks at; it stays where it is while counts change."""
    counts = {"reading": "", "refused": "", "reconciled": "", "doubts": "", "entries": "", "account": ""}
    if isinstance(outcome, Outcome):
        counts["refused"] = f"（{len(outcome.refusals):,}）"
        counts["doubts"] = f"（{len(outcome.doubts):,}）"
        counts["entries"] = f"（{len(outcome.entries):,}）"
    names = {
        "reading": "怎么读这个文件",
        "refused": "更正拒收的行",
        "reconciled": "与上次对账",
        "doubts": "疑似重复",
        "account": "本表账目",
    }
    is_book = isinstance(outcome, Outcome) and outcome.kind in DATASETS
    if is_book:
        names = {
            "reading": names["reading"],
            "refused": names["refused"],
            "entries": "条目变化",
            "account": names["account"],
        }
    picked = st.segmented_control(
        "看什么",
        list(names),
        format_func=lambda name: names[name] + counts[name],
        default="reading",
        required=True,
        key="desk_part_book" if is_book else "desk_part",
        label_visibility="collapsed",
    )
    return picked or "reading"


def pick(label: str = "看哪个文件") -> DeskFile | None:
    """The file that the clerk looks at."""
    found = uploads.items()
    if not found:
        return None
    keys = [item.key for item in found]
    if st.session_state.get("desk_look") not in keys:
        st.session_state["desk_look"] = keys[0]
    names = {item.key: literal(item.name) for item in found}
    if len(found) > 1:
        st.selectbox(label, keys, format_func=lambda k: next(i.name for i in found if i.key == k), key="desk_look")
    else:
        st.markdown(f"**{names[keys[0]]}**")
    chosen = st.session_state["desk_look"] if len(found) > 1 else keys[0]
    return next(item for item in found if item.key == chosen)
