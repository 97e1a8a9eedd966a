"""The charts of a brief, as plain numbers for charts that an office can edit."""

from collections.abc import Sequence

import pandas as pd

from briefings.brief.brief import Chart
from briefings.brief.week import Week
from domain.figures.figures import listed, tally
from domain.figures.ranking import NOT_RANKED_UNITS
from domain.figures.trend import weekly
from domain.ledger.chinese_days import short_day

WEEKS = 12
MOST_BARS = 15
"""A chart names at most so many units or categories; the others are one bar 其他."""


def charts(week: Week) -> dict[str, Chart]:
    """weeks, districts_overdue, departments_overdue, categories."""
    made = (
        _weeks(week),
        _overdue(week, "districts_overdue", "各镇区超期问题", week.districts),
        _overdue(week, "departments_overdue", "各责任单位超期问题", week.departments),
        _categories(week),
    )
    return {chart.key: chart for chart in made}


def _weeks(week: Week) -> Chart:
    frame = weekly(week.ledger, until=week.period.as_of, weeks=WEEKS, keys=("open", "overdue"))
    ends = tuple(short_day(end) for end in frame["ends_on"])
    series = tuple(
        (name, tuple(float(n) for n in frame[key])) for key, name in (("open", "未整改"), ("overdue", "超期"))
    )
    return Chart("weeks", f"近 {WEEKS} 周未整改与超期问题", "lines", ends, series)


def _overdue(week: Week, key: str, title: str, table: pd.DataFrame) -> Chart:
    rows = table[(table["overdue"] > 0) | (table["overdue_before"] > 0)]
    counts = rows[["overdue", "overdue_before"]].to_numpy(dtype=float)
    apart = _apart(list(rows["name"]), list(rows["group"]))
    names, now, then = _cut(apart, counts[:, 0].tolist(), counts[:, 1].tolist())
    return Chart(
        key, title, "bars", names, ((short_day(week.period.as_of), now), (short_day(week.period.opening), then))
    )


def _apart(names: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Names by which two bars never look the same."""
    return [
        f"{name}（{group if group != NOT_RANKED_UNITS else at + 1}）" if names.count(name) > 1 else name
        for at, (name, group) in enumerate(zip(names, groups, strict=True))
    ]


def _categories(week: Week) -> Chart:
    period, ledger = week.period, week.ledger
    size = ledger.size("category")
    late = tally(ledger, "overdue", [period.as_of], by="category", size=size)[:, 0]
    codes = ledger.codes("category", listed(ledger, "found", as_of=period.closing, since=period.since))
    found = pd.Series(codes).value_counts()
    frame = pd.DataFrame({"late": late}).assign(found=found).fillna(0)
    frame = frame[(frame["late"] > 0) | (frame["found"] > 0)].sort_values(
        ["found", "late"], ascending=[False, False], kind="stable"
    )
    names = week.labels("category", frame.index.tolist())
    names_, new, over = _cut(names, frame["found"].astype(float).tolist(), frame["late"].astype(float).tolist())
    return Chart("categories", "问题类别", "bars", names_, ((f"{week.words.this}新增", new), ("超期", over)))


def _cut(
    names: Sequence[str], first: Sequence[float], second: Sequence[float]
) -> tuple[tuple[str, ...], tuple[float, ...], tuple[float, ...]]:
    """At most MOST_BARS bars; the sums stay."""
    if len(names) <= MOST_BARS:
        return tuple(names), tuple(first), tuple(second)
    kept = MOST_BARS - 1
    return (
        (*names[:kept], f"其他 {len(names) - kept} 个"),
        (*first[:kept], sum(first[kept:])),
        (*second[:kept], sum(second[kept:])),
    )
