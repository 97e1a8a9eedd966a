"""The first rows of a sheet on screen: an Excel sheet in small, its heading rows marked."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from data_loaders.layout.tables import Table
from data_loaders.reading.workbook import Sheet
from data_loaders.recognition.preview import Preview, PreviewCell, PreviewRow, preview

HEADING, HIDDEN = "表头行", "隐藏行"


def show(sheet: Sheet, table: Table | None, *, key: str, rows: int = 8) -> None:
    """Draw the first rows of `sheet`, with the heading rows of `table` marked by colour and by word."""
    with st.container(key=key):
        st.html(drawn(preview(sheet, table, rows), name=sheet.name))


def drawn(seen: Preview, *, name: str) -> str:
    """The HTML: a table that scrolls sideways in a box of its own, and a line that says which part of the sheet it is."""
    if not seen.rows:
        return f"<p class='glimpse-said'>工作表“{escape(name)}”是空的。</p>"
    heads = "".join(f"<th scope='col'>{letter}</th>" for letter in seen.columns)
    body = "".join(_row(row) for row in seen.rows)
    return (
        f"<div class='glimpse' role='region' tabindex='0' aria-label='工作表“{escape(name, quote=True)}”的前几行'>"
        f"<table><thead><tr><th><span class='glimpse-corner'>行号</span></th>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
        f"<p class='glimpse-said'>{escape(said(seen, name=name))}</p>"
    )


def said(seen: Preview, *, name: str) -> str:
    """工作表“台账”第 1–8 行（共 214 行、13 列）；表头在第 3 行。"""
    first, last = seen.rows[0].number, seen.rows[-1].number
    words = [f"工作表“{name}”第 {_range((first, last))} 行（共 {seen.height:,} 行、{seen.width:,} 列）"]
    if len(seen.columns) < seen.width:
        words.append(f"只显示 {seen.columns[0]} 至 {seen.columns[-1]} 列，读取时不受此限")
    headings = [row.number for row in seen.rows if row.is_heading]
    words.append(f"表头在第 {_range((headings[0], headings[-1]))} 行" if headings else "没有找到表头")
    return "；".join(words) + "。"


def _range(rows: tuple[int, int]) -> str:
    return f"{rows[0]}" if rows[0] == rows[1] else f"{rows[0]}–{rows[1]}"


def _row(row: PreviewRow) -> str:
    marks = [word for word, applies in ((HEADING, row.is_heading), (HIDDEN, row.is_hidden)) if applies]
    looks = " ".join(
        name for name, applies in (("is-heading", row.is_heading), ("is-hidden", row.is_hidden)) if applies
    )
    words = "".join(f"<span>{mark}</span>" for mark in marks)
    return f"<tr class='{looks}'><th scope='row'>{row.number}{words}</th>{_cells(row.cells)}</tr>"


def _cells(cells: Iterable[PreviewCell]) -> str:
    return "".join(
        f"<td{_span('rowspan', cell.rowspan)}{_span('colspan', cell.colspan)}{_look(cell)}>{escape(cell.text)}</td>"
        for cell in cells
    )


def _span(name: str, count: int) -> str:
    return f" {name}='{count}'" if count > 1 else ""


def _look(cell: PreviewCell) -> str:
    return " class='is-number'" if cell.is_number else ""
