"""Rows that stand below a line of totals: loaded like all others, but the clerk is told, because many sheets end there."""

import re
from collections.abc import Iterable
from itertools import pairwise

from data_loaders.layout.tables import Table

_TOTAL = re.compile(r"\s*(?!说\s*明|备\s*注|[注附]\s*[:：])\S{0,12}?(?P<word>合\s*计|总\s*计|共\s*计|累\s*计|小\s*计)")


def rows_below_totals(tables: Iterable[Table]) -> list[str]:
    """A Chinese sentence for each table that has rows of data below its first 合计, or else below its last 小计."""
    notes = []
    for table in tables:
        at = _line(table)
        below = [number for number in table.row_numbers if at is not None and number > at[0]]
        if at is not None and below:
            notes.append(
                f"工作表“{table.sheet}”第 {at[0]} 行是“{at[1]}”，它下面还有 {len(below):,} 行数据（{listed_rows(below)}），"
                "已照常读取，请核对这些行是否应当导入。"
            )
    return notes


def _line(table: Table) -> tuple[int, str] | None:
    """The line of totals after which nothing more is expected: Excel row number and word."""
    subtotal = None
    for aside in table.asides:
        found = _TOTAL.match(aside.text) if aside.reason == "表尾" else None
        if found is None:
            continue
        word = re.sub(r"\s", "", found["word"])
        if word != "小计":
            return aside.row, word
        subtotal = (aside.row, word)  # between groups it is usual
    return subtotal


def listed_rows(rows: list[int]) -> str:
    """Excel row numbers in runs, six at most: 第 13–15、18 行."""
    breaks = [0, *(at + 1 for at, (one, other) in enumerate(pairwise(rows)) if other != one + 1), len(rows)]
    runs = [(rows[start], rows[end - 1]) for start, end in pairwise(breaks)]
    shown = "、".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs[:6])
    return f"第 {shown} 行" + ("等" if len(runs) > 6 else "")
