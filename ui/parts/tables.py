"""Long tables: the issues on screen and the .xlsx with all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from briefings.excel.workbook import workbook
from ui.parts.paper import sheet
from ui.shell import links, presenting

SHOWN = 500
"""Most rows of a table on screen; the download holds all."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class IssueTable:
    """The first rows of a list of issues, ready for the browser. total: how many issues the whole list has.

    paper: what of it is printed, as HTML.
    """

    rows: pa.Table
    issue_ids: tuple[int, ...]
    total: int
    paper: str


def issue_table(frame: pd.DataFrame, *, total: int) -> IssueTable:
    """`frame` has a column issue_id, which is not shown, beside what is shown."""
    ids = tuple(int(i) for i in frame["issue_id"])
    frame = frame.drop(columns="issue_id")
    return IssueTable(pa.Table.from_pandas(frame, preserve_index=False), ids, total, sheet(frame, total=total))


WIDTHS: Mapping[str, int] = {
    "超期天数": 90,
    "编号": 110,
    "镇区": 110,
    "点位": 170,
    "问题": 330,
    "类别": 100,
    "责任单位": 120,
    "配合单位": 120,
    "牵头县领导": 150,
    "联系人": 90,
    "电话": 130,
    "状态": 90,
    "发现日期": 105,
    "整改时限": 105,
    "完成日期": 105,
}
"""Pixels of each column at the usual text size."""


def columns(*, scale: float = 1.0) -> dict[str, Any]:
    """How the columns of a list of issues are drawn, for text `scale` times as large as usual."""
    made: dict[str, Any] = {}
    for name, pixels in WIDTHS.items():
        width = round(pixels * scale)
        if name == "超期天数":
            made[name] = st.column_config.NumberColumn(format="%,d 天", width=width)
        elif name.endswith(("日期", "时限")):
            made[name] = st.column_config.DateColumn(format="YYYY-MM-DD", width=width)
        else:
            made[name] = st.column_config.TextColumn(width=width)
    return made


COLUMNS = {False: columns(), True: columns(scale=presenting.LARGER)}
"""By whether 汇报模式 is on."""


def issues(table: IssueTable, *, key: str, height: int = 560, on: date | None = None) -> None:
    """Show the first rows of a list of issues; a click on a row opens the issue (as it stood on day `on`)."""

    def clicked() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        if cells:
            links.note(links.address("issue", id=table.issue_ids[int(cells[0][0])], on=on.isoformat() if on else None))

    st.dataframe(
        table.rows,
        key=key,
        height=height,
        hide_index=True,
        column_config=COLUMNS[presenting.is_on()],
        on_select=clicked,
        selection_mode="single-cell",
        placeholder="—",
        alt="问题清单，点击一行打开问题档案",
    )
    st.html(table.paper)


def counted(total: int) -> str:
    """How many there are, and in grey, for the screen only, how many are shown: 共 612 件，显示前 500 件；下载的表格含全部 612 件。"""
    rest = f"，显示前 {SHOWN} 件；下载的表格含全部 {total:,} 件" if total > SHOWN else ""
    return f"共 **{total:,}** 件:gray[{rest}。点击一行打开问题档案。]"


def download(
    tables: Callable[[], Mapping[str, pd.DataFrame]],
    *,
    name: str,
    notes: Callable[[], list[str]],
    key: str,
    label: str = "下载表格",
) -> None:
    """A button for the .xlsx of these tables, which is made when it is clicked. name: of the file, without ending."""
    st.download_button(
        f"{label}（xlsx）",
        data=lambda: workbook(tables(), notes=notes()),
        file_name=f"{name}.xlsx",
        mime=XLSX,
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )
