"""When something goes wrong: a sentence in Chinese for the reader, the traceback for the server's log."""

import logging

import streamlit as st

from database.store.engine import NewerDatabase
from ui.shell import data

LOG = logging.getLogger(__name__)


def reason(fault: Exception) -> str:
    """Why the database cannot be used, in Chinese; the details go to the log."""
    if isinstance(fault, NewerDatabase):
        return str(fault)
    LOG.error("the database cannot be used", exc_info=fault)
    return "数据库无法打开。请检查 DASHBOARD_DB 的设置、文件权限和磁盘空间。"


def database_fault() -> str | None:
    """Why the database cannot be used, in Chinese; None when it can."""
    try:
        data.source()
    except Exception as fault:
        return reason(fault)
    return None


def shown(fault: Exception) -> bool:
    """Tell the reader that the page failed; the server's log has the rest. True: Streamlit shows nothing of its own."""
    LOG.error("a page failed", exc_info=fault)
    st.error("这个页面出错了，数据没有受影响。请刷新重试；仍然出错时，请把服务器日志交给技术人员。")
    return True
