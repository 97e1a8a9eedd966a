"""大屏 as a Streamlit page would make it: what decision 0019 is measured against, and no part of the product.

The cheapest such page that we found: one fragment asks for the data version and draws nothing; only a new version runs the
whole script. In the address: token; every, turn: seconds between two ticks and two scenes; looks: "widgets" draws with
Streamlit's own elements, "html" with letters measured in hundredths of the height.
"""

import sys
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from database import walls  # noqa: E402  (the project's folder is not on the path of a Streamlit script)
from ui import data, scenes  # noqa: E402
from ui.data import Scope  # noqa: E402
from ui.wording import long_day  # noqa: E402

SHOWN = ("overview", "districts")
asked = st.query_params
token, looks = asked.get("token", ""), asked.get("looks", "widgets")
every, turn = float(asked.get("every", 5)), float(asked.get("turn", 20))


@st.fragment(run_every=every)
def poll() -> None:
    """A tick: one query, no element; another version runs the page anew."""
    if walls.version_for(data.database(), token) != st.session_state.version:
        st.rerun()


@st.fragment(run_every=turn)
def stage(made: list[dict[str, Any]]) -> None:
    """The scene whose turn it is."""
    turns = st.session_state.turns = st.session_state.get("turns", -1) + 1
    scene = made[turns % len(made)]
    lines = [[card["name"], f"{card['value']} {card['unit']}", card["change"]] for card in scene.get("cards", [])]
    lines += [
        [one["name"], one["rate"], f"{one['sign']} {one['state']}"] for one in scene.get("rows", []) if "name" in one
    ]
    if looks == "html":
        rows = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in line)}</tr>" for line in lines[:12])
        st.html(f"<h1>{escape(scene['title'])}</h1><p>{escape(scene.get('headline', ''))}</p><table>{rows}</table>")
        return
    st.title(scene["title"])
    st.write(scene.get("headline", ""))
    if scene["key"] == "overview":
        for start in (0, 3):
            for column, (name, value, change) in zip(st.columns(3), lines[start : start + 3], strict=True):
                column.metric(name, value, change)
    else:
        st.table(lines)


st.set_page_config(page_title="大屏（对照）", layout="wide")
style = "header,[data-testid=stToolbar]{display:none!important}body{cursor:none}"
if looks == "html":
    style += "[data-testid=stHtml] :is(h1,p,td){font-size:3.4vh;line-height:1.3}"
st.html(f"<style>{style}</style>")
st.session_state.version = walls.version_for(data.database(), token)
source = data.source()
if st.session_state.version is None or source.newest is None:
    st.error("这个大屏地址无效，或者还没有数据。")
    st.stop()
plan = [walls.Showing(key, *walls.SCENES[key]) for key in SHOWN]
poll()
stage(scenes.scenes(Scope(source, source.newest), plan, today=data.today()))
said = f"数据截至 {long_day(source.newest)}"
if looks == "html":
    st.html(f"<p>{said}</p>")
else:
    st.caption(said)
