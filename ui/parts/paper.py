"""A long table on paper: its first rows as plain HTML, hidden on screen, where the table itself is a scrolling canvas."""

from datetime import date
from html import escape
from typing import Any

import pandas as pd

ON_PAPER = 40
"""Most rows of a long table that are printed: two or three sheets. The rest is in the download, which the foot says."""
SHORT = 14
"""Halves of a Chinese character that stay on one line: a day, a telephone number, a number of an issue, seven characters."""

PLACES = ("行", "行号")
"""Columns whose numbers are places in a sheet, not counts: no thousands separator."""


def sheet(frame: pd.DataFrame, *, total: int | None = None) -> str:
    """The first rows of a table as HTML for printing. total: how many rows there are in all, if more than in `frame`."""
    total = len(frame) if total is None else total
    shown = frame.head(ON_PAPER)
    columns = [
        (str(name), [_said(value, name in PLACES) for value in shown[name].tolist()], _kind(shown[name]))
        for name in shown.columns
    ]
    columns = [(name, said, kind or _length(said)) for name, said, kind in columns]
    head = "".join(f"<th class='{kind}'>{escape(name)}</th>" for name, _, kind in columns)
    cells = [[f"<td class='{kind}'>{one}</td>" for one in said] for _, said, kind in columns]
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    rest = f"<p>打印前 {len(shown)} 行，共 {total:,} 行；完整清单请下载表格。</p>" if total > len(shown) else ""
    return f"<div class='paper'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{rest}</div>"


def _kind(column: "pd.Series[Any]") -> str:
    return "number" if pd.api.types.is_numeric_dtype(column) else ""


def _length(said: list[str]) -> str:
    return "short" if all(_room(text) <= SHORT for text in said) else ""


def _room(said: str) -> int:
    """Width of a text in halves of a Chinese character."""
    return len(said.encode("gb18030", "replace"))


def _said(value: object, is_place: bool) -> str:
    if value is None or value is pd.NA or value != value or value == "":
        return "—"
    if isinstance(value, int) and not is_place:
        return f"{value:,}"
    return escape(value.isoformat() if isinstance(value, date) else str(value))
