"""The page that ours are measured against: 6 figures, 4 charts, one table of 500 rows, all of constant data.

What this page costs is what Streamlit and Plotly cost; what ours cost beyond it is our own doing.
"""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

TOWNS = [f"第{n}镇" for n in range(1, 16)]
WEEKS = [f"第{n}周" for n in range(1, 21)]


@st.cache_resource
def constant_table() -> pd.DataFrame:
    """500 issues that never change."""
    rows = range(500)
    return pd.DataFrame(
        {
            "编号": [f"WM-{n:05d}" for n in rows],
            "镇区": [TOWNS[n % 15] for n in rows],
            "点位": [f"{TOWNS[n % 15]}农贸市场{n % 7}号门" for n in rows],
            "问题": [f"门口第{n % 40}个摊位出店经营，占用盲道约{n % 9 + 1}米" for n in rows],
            "责任单位": [f"县第{n % 30}局" for n in rows],
            "整改时限": [f"2020-0{n % 7 + 1}-{n % 28 + 1:02d}" for n in rows],
            "超期天数": [n % 90 for n in rows],
        }
    )


st.set_page_config(page_title="对照页", layout="wide")
st.title("对照页")

for column, (name, value) in zip(
    st.columns(6),
    {"未整改": 287, "超期": 91, "临期": 33, "待复核": 45, "本周新增": 102, "久拖不决": 17}.items(),
    strict=True,
):
    column.metric(name, value, delta=-3, delta_color="inverse")

left, right = st.columns(2)
for place, key, trace in [
    (left, "bars", go.Bar(x=TOWNS, y=[n * 3 % 17 for n in range(15)])),
    (right, "line", go.Scatter(x=WEEKS, y=[n * 7 % 23 for n in range(20)])),
    (left, "across", go.Bar(y=TOWNS, x=[n * 5 % 19 for n in range(15)], orientation="h")),
    (right, "heat", go.Heatmap(x=WEEKS, y=TOWNS, z=[[a * b % 11 for a in range(20)] for b in range(15)])),
]:
    # Without Plotly's own template, which Streamlit's theme replaces: the cheapest way to draw these charts.
    place.plotly_chart(go.Figure(trace, layout={"template": "none"}), key=key)

st.dataframe(constant_table(), hide_index=True)
