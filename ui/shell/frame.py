"""What surrounds every page: filters, title, as-of day, the sample-data notice, and the way out of an empty database."""

from html import escape
from typing import NoReturn

import streamlit as st

from database.imports import imports
from domain.figures.headline import age_of_data
from domain.ledger.chinese_days import long_day
from ui.shell import data, faults, filters, links, presenting
from ui.shell.data import Scope, Source
from ui.shell.screens import SCREENS, file_of
from ui.shell.wording import literal

SCOPE = "scope_of_this_run"


def begin(name: str) -> None:
    """Before the page `name` runs: what it will look at, and the filters that say so. Stops where there is no database."""
    st.session_state.pop(SCOPE, None)
    try:
        source = data.source()
    except Exception as fault:
        st.error(faults.reason(fault))
        st.stop()
    if source.has_sample:
        _sample_notice()
    if source.newest is None:
        st.session_state[SCOPE] = source
        return
    links.drop_foreign(name)
    bad: list[str] = []
    if SCREENS[name].filtered:
        scope, bad = filters.asked(source, source.newest, only_day=SCREENS[name].dated)
    else:
        scope = Scope(source, source.newest)
    st.session_state[SCOPE] = scope
    if bad:
        st.warning(f"网址中的{literal('、'.join(bad))}不存在，已忽略。")


def open_page(title: str) -> Scope:
    """Begin a page that shows figures: its title and the day they speak for. Stops where nothing is loaded yet."""
    scope = st.session_state.get(SCOPE)
    if isinstance(scope, Scope):
        presenting.top(head(title, scope))
        if not scope.source.has_issues:
            st.caption("还没有检查问题清单或整改台账：这一页上与问题有关的数字都还算不出来。")
        return scope
    if isinstance(scope, Source):
        presenting.top(f"<div class='page-head'><h1>{escape(title)}</h1></div>")
    return _nothing_loaded(empty=isinstance(scope, Source))


def open_desk(title: str) -> Source:
    """Begin a page that works without any data too (导入, 口径)."""
    scope = st.session_state.get(SCOPE)
    if scope is None:
        st.stop()
    if isinstance(scope, Scope):
        presenting.top(head(title, scope))
        return scope.source
    presenting.top(f"<div class='page-head'><h1>{escape(title)}</h1></div>")
    assert isinstance(scope, Source)
    return scope


def head(title: str, scope: Scope) -> str:
    """Title, as-of day, age of the data and the selection in words, as HTML."""
    newest = scope.source.newest or scope.as_of
    parts = [f"数据截至 <b>{long_day(scope.as_of)}</b>"]
    if scope.as_of == newest:
        parts.append(f"最新一批表格：{escape(age_of_data(newest, data.today()))}")
    else:
        parts.append(f"回看（最新数据为 {long_day(newest)}）")
    said = filters.summary(scope)
    chosen = f"<div class='page-filters'>筛选：{escape(said)}</div>" if said else ""
    return (
        f"<div class='page-head'><h1>{escape(title)}</h1><div class='page-day'>{' · '.join(parts)}</div>{chosen}</div>"
        f"{presenting.foot(data.settings(scope.source).county, scope.as_of)}"
    )


def verdict(said: str, *, of: str = "") -> None:
    """The conclusion of a page in one or two sentences; of: whom it is about. Both are plain text."""
    name = f"<b>{escape(of)}</b>　" if of else ""
    st.html(f"<p class='verdict'>{name}{escape(said)}</p>")


def _nothing_loaded(*, empty: bool) -> NoReturn:
    if not empty:  # the page was run without its frame
        st.stop()
    st.info("还没有数据。请先到“数据导入”上传检查问题清单或整改台账，上传后这里会显示各项数字。")
    if file_of("imports").exists():
        st.page_link(file_of("imports"), label="去上传表格", icon=":material/upload_file:")
    st.stop()


def _sample_notice() -> None:
    """Says on every page that sample data is shown, and clears it after one more click."""
    with st.container(horizontal=True, key="sample_notice", vertical_alignment="center"):
        st.markdown("**示例数据**　单位、地点和数字均为虚构，仅供试用。", width="stretch")
        with st.popover("清除示例数据"):
            st.markdown("只清除示例数据；您自己上传的表格不受影响。清除后不能恢复。")
            st.button("确认清除", type="primary", on_click=_clear_sample, key="clear_sample")


def _clear_sample() -> None:
    imports.clear_sample(data.database(), at=data.now())
    filters.clear()
