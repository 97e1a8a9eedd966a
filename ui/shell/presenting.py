"""汇报模式 and paper: the switch for a meeting room's projector, and what stands at the foot of each printed page."""

from datetime import date
from html import escape

import streamlit as st

from domain.ledger.chinese_days import long_day
from ui.shell.language import TITLE

PRESENT = "present"
"""Stands in the address while 汇报模式 is on: ?present=1 opens it, ?present=true is how Streamlit keeps it there.

What it looks like is up to the browser (ui/browser/presenting.css and .js), which reads the address before anything is drawn
and writes `true` for `1`.
"""
LARGER = 1.35
"""So many times as large as usual is all text."""


def is_on() -> bool:
    """Whether this reader has 汇报模式 on."""
    return bool(st.session_state.get(PRESENT))


def top(head: str) -> None:
    """The head of a page (HTML), and at its right end 打印 and the switch of 汇报模式."""
    with st.container(horizontal=True, key="page_top", vertical_alignment="center", gap="small"):
        st.html(head, width="stretch")
        st.html("<button type='button' class='print-page' title='A4 横向'>打印</button>", width="content")
        st.toggle(
            "汇报模式",
            key=PRESENT,
            bind="query-params",
            width="content",
            help="投影用：大字，隐去侧栏；筛选照旧有效，写在标题下面。再点一次或按 Esc 键退出。",
        )


def foot(county: str, as_of: date) -> str:
    """What is printed below each page, as a style: county and day at the left, page numbers at the right."""
    said = f"{county}{TITLE}　数据截至{long_day(as_of)}"
    quoted = said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f"<i class='page-foot' data-foot='{escape(quoted, quote=True)}'></i>"
