"""A package of photos on the import page: what it would do, what its names leave open, which files it cannot take."""

import hashlib
from collections.abc import Callable

import pandas as pd
import streamlit as st

from data_loaders.importing import photo_zip
from data_loaders.importing.photo_zip import PhotoOutcome, PhotoZip, load_photos, preview_photos
from domain.ledger.photos import KINDS, Kind
from ui.shell import data
from ui.shell.wording import literal

_packages = data.Shelf(2)
"""Opened packages by their bytes: taking the photos out takes seconds, and the page runs again with every click."""


def opened(name: str, content: bytes) -> PhotoZip:
    """The package with its photos taken out; remembered."""
    key = (name, hashlib.sha256(content).hexdigest())
    with st.spinner("正在读取照片……"):
        return _packages.get(key, lambda: photo_zip.open_photos(content, name))


def forecast(name: str, content: bytes, *, unsaid: Kind = "before") -> PhotoOutcome:
    """What `load` would do."""
    return preview_photos(data.database(), opened(name, content), at=data.now(), unsaid=unsaid)


def load(
    name: str, content: bytes, *, unsaid: Kind = "before", who: str | None = None, seen: int | None = None
) -> PhotoOutcome:
    """Attach the photos. Raises Outdated where the data has moved since version `seen`."""
    return load_photos(data.database(), opened(name, content), at=data.now(), who=who, unsaid=unsaid, seen=seen)


def ask_unsaid(said: Kind | None, decide: Callable[[Kind], None], *, key: str) -> None:
    """What a photo is whose name says neither before nor after. Show it where `forecast` says that there are some.

    said: what was decided so far; decide keeps a new answer, because a widget forgets its own when it is out of sight.
    """
    words = {"before": "都算整改前", "after": "都算整改后"}
    st.session_state[key] = said or "before"
    st.radio(
        "文件名没写“整改前”“整改后”的照片",
        list(KINDS),
        format_func=lambda kind: words[kind],
        key=key,
        horizontal=True,
        on_change=lambda: decide("after" if st.session_state[key] == "after" else "before"),
    )


def show_forecast(outcome: PhotoOutcome) -> None:
    """Counts of files, which side they show, and the files that are not taken, each with its reason."""
    counts = outcome.counts
    names = (
        ("attached", "附上", "新附到问题上的照片"),
        ("same", "先前已有", "同一个问题已经有同一张照片，不会重复保存"),
        ("refused", "未采用", "找不到问题或打不开的照片，逐个说明原因"),
        ("other", "不是照片", "压缩包里的其他文件；其中的表格另行导入"),
    )
    for place, (key, name, words) in zip(st.columns(len(names)), names, strict=True):
        place.metric(name, f"{counts[key]:,} 个文件", help=words, border=True)
    if counts["attached"]:
        said = f"**{outcome.issues:,}** 个问题得到照片：整改前 {outcome.before:,} 张，整改后 {outcome.after:,} 张。"
        if outcome.unsaid:
            said += f"其中 {outcome.unsaid:,} 张的文件名没有写明，按“{KINDS[outcome.unsaid_as]}”处理。"
        st.markdown(said)
    elif counts["same"] and not counts["refused"]:
        st.markdown("这些照片都已经有了，不用再导入。")
    for note in outcome.notes:
        st.warning(literal(note))
    if outcome.refusals:
        st.markdown(f"**{len(outcome.refusals):,} 张未采用**：按说明改好文件名或照片后重新上传，已附上的不会重复。")
        rows = [(refusal.value, refusal.reason, refusal.remedy) for refusal in outcome.refusals]
        st.dataframe(
            pd.DataFrame(rows, columns=["文件", "原因", "怎么办"]),
            hide_index=True,
            height=min(38 + 35 * len(rows), 400),
            column_config={
                "文件": st.column_config.TextColumn(width=260),
                "原因": st.column_config.TextColumn(width=360),
                "怎么办": st.column_config.TextColumn(width=460),
            },
        )
