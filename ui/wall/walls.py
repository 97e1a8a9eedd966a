"""设置 · 大屏: addresses for wall screens, made, shown once and revoked; and which scenes are shown, how long, in which order."""

from urllib.parse import urlsplit

import streamlit as st

from database.masters.master_tables import RefusedSave
from database.office import walls
from ui.parts.table_editors import WHO, editor
from ui.shell import data
from ui.shell.wording import literal
from ui.wall.wall import ADDRESS

MADE, SAID = "wall_made", "wall_said"


def address_of(token: str, page: str) -> str:
    """The whole address of the wall with this token, on the server that shows `page` (its address)."""
    parts = urlsplit(page)
    return f"{parts.scheme}://{parts.netloc}/{ADDRESS}?token={token}"


def section() -> None:
    """The section of the page."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("大屏地址", anchor=False, help="拿到地址的人只能看大屏，不能进入其他页面、不能改动任何内容。")
        _addresses()
    with right:
        st.subheader("画面", anchor=False, help="各画面轮流显示；长名单自动翻页，每页停留同样的秒数。")
        editor("wall_scenes", walls.PLAN, widths={"画面": 130, "显示": 100, "每页秒数": 100, "次序": 80})
        st.caption("没有照片时，不显示曝光台。保存后，正在播放的大屏自动照新的安排。")
        st.caption("大屏按键：空格暂停或继续；方向键、PageUp、PageDown 或翻页笔前后翻页。")


def _addresses() -> None:
    made: tuple[str, str] | None = st.session_state.get(MADE)
    if made is not None:
        st.success(f"“{literal(made[0])}”的地址已生成。**只显示这一次**，请现在复制到大屏电脑上：")
        st.code(address_of(made[1], st.context.url or "http://localhost:8501"), language=None, wrap_lines=True)
        st.button("我已复制，不再显示", on_click=lambda: st.session_state.pop(MADE, None), key="wall_copied")
    said = st.session_state.pop(SAID, None)
    if said is not None:
        (st.success if said[0] else st.error)(said[1])
    left, right = st.columns([5, 2], gap="small", vertical_alignment="bottom")
    left.text_input("大屏放在哪里", key="wall_name", max_chars=30, placeholder="如：三楼会议室")
    right.button("生成地址", type="primary", key="wall_make", on_click=_make, width="stretch")
    known = walls.tokens(data.database())
    if not known:
        st.caption("还没有大屏地址。")
    for one in known:
        left, right = st.columns([5, 2], gap="small", vertical_alignment="center")
        left.markdown(f"**{literal(one.name)}**　{one.made_at[:16].replace('T', ' ')} 生成")
        with right.popover("作废", width="stretch"):
            st.markdown("作废后，用这个地址的大屏几秒内停止显示，不能恢复。")
            st.button("确认作废", key=f"wall_revoke_{one.mark[:12]}", on_click=_revoke, args=(one.mark,))


def _who() -> str | None:
    return str(st.session_state.get(WHO, "")).strip() or None


def _make() -> None:
    name = str(st.session_state.get("wall_name", ""))
    try:
        token = walls.make_token(data.database(), name, at=data.now(), who=_who())
    except RefusedSave as refused:
        st.session_state[SAID] = (False, "**没有生成：**" + literal("".join(refused.reasons)))
        return
    st.session_state[MADE] = (" ".join(name.split()), token)
    st.session_state["wall_name"] = ""


def _revoke(mark: str) -> None:
    name = walls.revoke_token(data.database(), mark, at=data.now(), who=_who())
    st.session_state.pop(MADE, None)
    st.session_state[SAID] = (True, literal(f"“{name}”的地址已作废。" if name else "这个地址已经作废了。"))
