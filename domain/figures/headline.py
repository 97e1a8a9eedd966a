"""The one sentence that says what matters most. It must be true in every case: none overdue, first week, no due dates."""

from datetime import date

import pandas as pd

from domain.figures.figures import Figures
from domain.figures.ranking import NOT_RANKED_UNITS


def headline(now: Figures, before: Figures, districts: pd.DataFrame, departments: pd.DataFrame) -> str:
    """One or two Chinese sentences; tables are from ranking.by_unit for the same ledger and day as `now`."""
    if now.counts["total"] == 0:
        return "截至当日没有已交办的问题。"
    opened = f"未整改 {now.counts['open']:,} 件"
    if now.counts["open"] == 0:
        return f"交办的 {now.counts['total']:,} 件问题已全部销号。"
    late, undated = now.counts["overdue"], now.counts["open_no_due"]
    if late == 0 and undated == now.counts["open"]:
        return f"{opened}，都没有填写整改时限，无法判断是否超期。"
    apart = f"其中 {undated:,} 件没有整改时限，无法判断是否超期。" if undated else ""
    if late == 0:
        soon = f"，{now.counts['due_soon']:,} 件即将到期" if now.counts["due_soon"] else ""
        return f"{opened}，{'有时限的' if undated else ''}没有超期{'' if undated else '问题'}{soon}。{apart}"
    if before.counts["total"] == 0:
        moved = ""
    else:
        delta = late - before.counts["overdue"]
        moved = f"，比上周{'多' if delta > 0 else '少'} {abs(delta):,} 件" if delta else "，与上周持平"
    return f"{opened}，其中超期 {late:,} 件{moved}{_most(districts, departments)}。{_long(now)}"


def _most(districts: pd.DataFrame, departments: pd.DataFrame) -> str:
    parts = [
        f"{kind}是{leader}" for kind, leader in (("镇区", _leader(districts)), ("部门", _leader(departments))) if leader
    ]
    return f"；超期最多的{'，'.join(parts)}" if parts else ""


def _leader(table: pd.DataFrame) -> str:
    """The unit of its kind with most overdue; nothing if nobody has any, or too many share the first place to name them."""
    rows = table[(table["code"] > 0) & (table["overdue"] > 0) & (table["group"] != NOT_RANKED_UNITS)]
    if rows.empty:
        return ""
    top = rows[rows["overdue"] == rows["overdue"].max()]
    if len(top) > 2:
        return ""
    each = "各 " if len(top) > 1 else ""
    return f"{'和'.join(top['name'])}（{each}{int(top['overdue'].iat[0]):,} 件）"


def _long(now: Figures) -> str:
    number = now.counts["long_overdue"]
    return f"其中 {number:,} 件久拖不决。" if number else ""


def age_of_data(as_of: date, today: date) -> str:
    """How old the data is, in words: 今天, 昨天, N 天前; a day in the future is said too."""
    days = (today - as_of).days
    if days < 0:
        return f"晚于今天 {-days:,} 天"
    return {0: "今天", 1: "昨天"}.get(days, f"{days:,} 天前")
