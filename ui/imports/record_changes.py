"""What a sheet does to the entries of its book, line by line: new, changed with the fields old → new, no longer counted."""

from collections.abc import Mapping, Sequence

import streamlit as st

from domain.datasets.records import EntryChange
from ui.parts import grids

SHOWN = 300
LOADED: Mapping[str, str] = {"came": "新增", "moved": "变更", "went": "作废"}
TAKEN_BACK: Mapping[str, str] = {"came": "恢复", "moved": "还原", "went": "移除"}
"""What becomes of an entry when an import is loaded, or taken back."""


def show(changes: Sequence[EntryChange], *, words: Mapping[str, str] = LOADED, key: str) -> None:
    """The entries that come, change or go, with what is said of each."""
    if not changes:
        st.info("没有条目变化：表中的内容与已有的一致。")
        return
    order = {"moved": 0, "went": 1, "came": 2}
    rows = [
        grids.GridRow(cells=[grids.text(words[one.what]), grids.text(one.label), grids.text(worded(one))])
        for one in sorted(changes, key=lambda one: order[one.what])[:SHOWN]
    ]
    heads = (("情况", "text", ""), ("条目", "wrap text", ""), ("内容（变更的：原来 → 之后）", "wrap text", ""))
    grids.show(grids.Grid(columns=grids.columns(*heads), rows=rows, height=420), key=key)
    if len(changes) > SHOWN:
        st.caption(f"显示前 {SHOWN} 条，共 {len(changes):,} 条。")


def worded(change: EntryChange) -> str:
    """领域 公共环境 → 公共秩序；完成日期 （空） → 2020-08-01; of an entry that came or went: 领域 公共环境；完成日期 2020-08-01."""
    if change.what == "moved":
        said = [f"{name} {before or '（空）'} → {after or '（空）'}" for name, before, after in change.moves]
    else:
        said = [f"{name} {before or after}" for name, before, after in change.moves]
    return "；".join(said) or "—"
