"""The reader's selection: widgets in the sidebar, kept in the address so that a link shows what its sender saw.

Values in the address are words (?district=滨江街道). A value that does not exist (any more) is left out, and said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import streamlit as st

from domain.directory import BLANKS
from domain.ledger.chinese_days import short_day
from domain.ledger.selection import Selection
from ui.shell import data
from ui.shell.data import Scope, Source

CHOICES: Mapping[str, tuple[str, str]] = {
    "district": ("district", "镇区"),
    "department": ("lead", "责任单位"),
    "category": ("category", "问题类别"),
    "site_type": ("site_type", "点位类型"),
    "source": ("source", "来源"),
    "action": ("action", "专项行动"),
}
"""Name in the address → dimension of the ledger, label."""

DAYS: Mapping[str, str] = {"as_of": "截至日", "found_from": "发现日期自", "found_until": "发现日期至"}
ASSISTING = "assisting"
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Options:
    """What can be chosen: for each filter the words in a stable order, and the id of each word."""

    words: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Mapping[str, int]]


@data.view
def options(scope: Scope) -> Options:
    """The words that occur in the whole ledger, in the order of the masters; what no sheet has said comes last."""
    ledger = data.ledger(scope.source)
    codes: dict[str, dict[str, int]] = {}
    for name, (dimension, _) in CHOICES.items():
        frame = ledger.spans if dimension == "lead" else ledger.issues
        present = [int(code) for code in np.flatnonzero(np.bincount(frame[dimension].to_numpy(), minlength=1))]
        codes[name] = {}
        for code in sorted(present, key=lambda c: (c == 0, c)):
            word = ledger.directory.label(dimension, code)
            if word in codes[name]:
                word = f"{word}（{code}）"
            codes[name][word] = code
    return Options({name: tuple(found) for name, found in codes.items()}, codes)


def known(source: Source) -> Options:
    """`options` of a data version."""
    return options(Scope(source, source.newest or EARLIEST))


def unknown_values(choices: Options) -> list[str]:
    """What stands in the address but means nothing: 镇区“没有的镇”."""
    bad = []
    for name, (_, label) in CHOICES.items():
        bad += [f"{label}“{value}”" for value in st.query_params.get_all(name) if value not in choices.codes[name]]
    for name, label in DAYS.items():
        bad += [f"{label}“{value}”" for value in st.query_params.get_all(name) if value and not _is_day(value)]
    return bad


def _is_day(text: str) -> bool:
    try:
        return EARLIEST <= date.fromisoformat(text) <= LATEST
    except ValueError:
        return False


def clear() -> None:
    """Take every filter back."""
    for name in CHOICES:
        st.session_state[name] = []
    for name in DAYS:
        st.session_state[name] = None
    st.session_state[ASSISTING] = False


def asked(source: Source, newest: date, *, only_day: bool = False) -> tuple[Scope, list[str]]:
    """Show the filters; what the reader has chosen, and what of the address was ignored. only_day: just the as-of day."""
    choices = known(source)
    bad = unknown_values(choices)
    picked: dict[str, tuple[int, ...]] = {}
    with st.sidebar:
        as_of = _day("as_of", f"{DAYS['as_of']}（最新 {short_day(newest)}）")
        if only_day:
            st.caption("这一页是全县的情况，只按截至日回看。")
            return Scope(source, as_of or newest), bad
        for name, (dimension, label) in CHOICES.items():
            picked[dimension] = _codes(name, label, choices)
            if name == "department":
                assisting = st.toggle(
                    "含配合单位",
                    key=ASSISTING,
                    bind="query-params",
                    help="打开后，配合的问题也计入配合单位；各单位之和会大于全县总数。",
                )
        found_from = _day("found_from", DAYS["found_from"])
        found_until = _day("found_until", DAYS["found_until"])
        st.button("清除筛选", on_click=clear, width="stretch", key="clear_filters")
    selection = Selection(**picked, found_from=found_from, found_until=found_until, assisting=assisting)
    return Scope(source, as_of or newest, selection), bad


def _codes(name: str, label: str, choices: Options) -> tuple[int, ...]:
    codes = choices.codes[name]
    held = st.session_state.get(name)
    if held and any(word not in codes for word in held):  # an import was undone and took the word with it
        st.session_state[name] = [word for word in held if word in codes]
    words = st.multiselect(
        label, choices.words[name], key=name, bind="query-params", placeholder="全部", wrap=True, select_all=False
    )
    return tuple(sorted(codes[word] for word in words))


def _day(name: str, label: str) -> date | None:
    return st.date_input(
        label, value=None, min_value=EARLIEST, max_value=LATEST, key=name, bind="query-params", format="YYYY-MM-DD"
    )


def summary(scope: Scope) -> str:
    """The selection in words, for the head of the page and for downloads: 镇区：滨江街道；含配合单位. Empty for everything."""
    choices = known(scope.source)
    chosen = scope.selection
    parts = []
    for name, (dimension, label) in CHOICES.items():
        codes = getattr(chosen, dimension)
        if codes:
            words = [word for word, code in choices.codes[name].items() if code in codes]
            parts.append(f"{label}：{'、'.join(words)}")
    if chosen.found_from or chosen.found_until:
        since = chosen.found_from.isoformat() if chosen.found_from else ""
        until = chosen.found_until.isoformat() if chosen.found_until else ""
        parts.append(
            f"发现日期：{since}至{until}" if since and until else f"发现日期：{since or until}{'起' if since else '止'}"
        )
    if chosen.site:
        site = data.ledger(scope.source).directory.sites.get(chosen.site[0])
        parts.append(f"点位：{site.name if site else BLANKS['site']}")
    if chosen.assisting:
        parts.append("含配合单位")
    return "；".join(parts)
