"""Problem cells with numbered parts: each part an issue or all of them one, as a person says beside the notice."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from data_loaders.import_options import ImportOptions
from data_loaders.outcome.outcome import Outcome, PartedRow
from ui.desk import uploads
from ui.desk.uploads import DeskFile
from ui.shell.wording import literal

SHOWN = 20
"""Rows with a button of their own; the button for all takes the rest as well."""
_LONGEST = 50


def offer(outcomes: Sequence[tuple[DeskFile, Outcome]], *, split: bool) -> None:
    """Buttons that take the split of a row back, or (split=False) that split a row that is taken for one problem."""
    rows = [(item, one) for item, outcome in outcomes for one in outcome.parted if (one.parts > 1) == split]
    if not rows:
        return
    verb, name = ("不拆开", "split") if split else ("拆开", "whole")
    with st.popover(
        f"逐行{verb}（{len(rows):,} 行）", icon=":material/call_merge:" if split else ":material/call_split:"
    ):
        if len(rows) > 1:
            st.button(f"全部{verb}", key=f"part_{name}_all", on_click=_decide, args=(rows, not split))
        for item, one in rows[:SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                key = f"part_{name}_{item.key}_{one.row.sheet}_{one.row.row}"
                st.button(verb, key=key, on_click=_decide, args=([(item, one)], not split))
                st.markdown(literal(_told(item, one, several=len(outcomes) > 1)))
        if len(rows) > SHOWN:
            st.caption(f"只列出前 {SHOWN} 行，共 {len(rows):,} 行。")


def _told(item: DeskFile, one: PartedRow, *, several: bool) -> str:
    text = " ".join((one.row.description or "").split())
    short = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    parts = f"拆成 {one.parts} 件：" if one.parts > 1 else ""
    return f"{f'{item.name} · ' if several else ''}“{one.row.sheet}”第 {one.row.row} 行　{parts}{short}"


def _decide(rows: Sequence[tuple[DeskFile, PartedRow]], parted: bool) -> None:
    by_file: dict[object, tuple[DeskFile, list[PartedRow]]] = {}
    for item, one in rows:
        by_file.setdefault(item.key, (item, []))[1].append(one)
    for item, mine in by_file.values():
        uploads.decide(item, decided(mine, parted=parted))


def decided(rows: Sequence[PartedRow], *, parted: bool) -> Callable[[ImportOptions], ImportOptions]:
    """What makes choices of choices in which each part of these rows is an issue, or each row is one."""
    said = {(one.row.sheet, one.row.row): parted for one in rows}
    return lambda choices: replace(choices, parted={**choices.parted, **said})


def say_taken(items: Sequence[DeskFile]) -> None:
    """How many rows a person has decided on, with a button that takes all of that back."""
    mine = [item for item in items if item.choices.parted]
    if not mine:
        return
    said = [parted for item in mine for parted in item.choices.parted.values()]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"分条的问题：已定 {said.count(True):,} 行拆开、{said.count(False):,} 行不拆开。", width="content")
        st.button("恢复原样", key="part_undo", on_click=_undo, args=(mine,))


def _undo(items: Sequence[DeskFile]) -> None:
    for item in items:
        uploads.decide(item, lambda choices: replace(choices, parted={}))
