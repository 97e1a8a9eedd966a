"""What several screens show, remembered: figures, weeks, units, the wall of cards and the sentence above it."""

from datetime import date, timedelta
from typing import Any, cast

import pandas as pd
import plotly.graph_objects as go

from domain.campaign.activities import due_days, rules_of
from domain.figures import headline, ranking, trend
from domain.figures.definitions import DEFINITIONS
from domain.figures.figures import Figures, days_taken, figures_over
from domain.figures.overdue import BANDS, band_table, overdue
from domain.figures.rates import rounded
from domain.ledger.days import week_ends, week_start
from ui.parts import charts
from ui.parts.cards import HEADLINE, card, packed
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.words import rows_of

SPARK_WEEKS = 12


@data.view
def _recent(scope: Scope) -> dict[date, Figures]:
    """The figures on the as-of day, a week before it and at the end of the last twelve weeks, in one pass."""
    ledger = data.chosen(scope)
    ends = week_ends(until=scope.as_of, weeks=SPARK_WEEKS, starts_on=ledger.settings.week_starts_on)
    return figures_over(ledger, days=[scope.as_of, _a_week_before(scope), *ends])


def _a_week_before(scope: Scope) -> date:
    return scope.as_of - timedelta(days=7)


def figures_on(scope: Scope) -> Figures:
    """All figures of the selection on the as-of day."""
    return _recent(scope)[scope.as_of]


def figures_a_week_before(scope: Scope) -> Figures:
    """The same seven days earlier: the previous period of the same length."""
    return _recent(scope)[_a_week_before(scope)]


@data.view
def recent_weeks(scope: Scope) -> pd.DataFrame:
    """The last twelve weeks, columns as those of trend.weekly."""
    starts_on = data.settings(scope.source).week_starts_on
    ends = week_ends(until=scope.as_of, weeks=SPARK_WEEKS, starts_on=starts_on)
    known = _recent(scope)
    frame = pd.DataFrame([{**known[end].counts, **known[end].rates} for end in ends])
    frame.insert(0, "starts_on", [week_start(end, starts_on=starts_on) for end in ends])
    frame.insert(1, "ends_on", ends)
    return frame


@data.view
def medians(scope: Scope) -> dict[str, float | None]:
    """整改天数 of everything done: median and P90, None where nothing is done."""
    taken = days_taken(data.chosen(scope), as_of=scope.as_of)
    return {key: float(taken[key].to_numpy()[0]) if len(taken) else None for key in ("days_median", "days_p90")}


@data.view
def weeks(scope: Scope, count: int) -> pd.DataFrame:
    """The figures at the end of the last `count` weeks (see trend.weekly)."""
    return trend.weekly(data.chosen(scope), until=scope.as_of, weeks=count)


@data.view
def weeks_covered(scope: Scope) -> int:
    """How many weeks there are to show."""
    return trend.weeks_covered(data.chosen(scope), until=scope.as_of)


@data.view
def units(scope: Scope, by: str) -> pd.DataFrame:
    """Every unit's figures (see ranking.by_unit)."""
    return ranking.by_unit(data.chosen(scope, by=by), by=by, as_of=scope.as_of)


@data.view
def wall(scope: Scope, only: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The cards of the headline figures, packed. only: further parameters of their links, e.g. (("only_district", "滨江街道"),)."""
    now, before, past = figures_on(scope), figures_a_week_before(scope), recent_weeks(scope)
    settings = data.settings(scope.source)
    cards = [
        card(
            key,
            now=now,
            before=before,
            history=past,
            settings=settings,
            go=address("rows", figure=key, **dict(only)),
        )
        for key in HEADLINE
    ]
    return packed(cards)


def printed(key: str, figures: Figures) -> float | None:
    """A figure as a cell of a table: a rate as it is printed."""
    value = figures.value(key)
    return value if value is None or key not in figures.rates else rounded(value)


def wall_table(scope: Scope) -> pd.DataFrame:
    """The headline figures as a table, for a download."""
    now, before = figures_on(scope), figures_a_week_before(scope)
    return pd.DataFrame(
        {
            "指标": [DEFINITIONS[key].name for key in HEADLINE],
            "现在": [printed(key, now) for key in HEADLINE],
            "上周": [printed(key, before) for key in HEADLINE],
            "单位": [DEFINITIONS[key].unit for key in HEADLINE],
        }
    )


@data.view
def verdict(scope: Scope) -> str:
    """The one sentence that says what matters most. Towns that lead issues are named among the districts only."""
    departments = units(scope, "lead")
    departments = departments[departments["group"] != ranking.NOT_RANKED_UNITS]
    return headline.headline(figures_on(scope), figures_a_week_before(scope), units(scope, "district"), departments)


@data.view
def recent_chart(scope: Scope) -> go.Figure:
    """Open and overdue of the last twelve weeks."""
    past = recent_weeks(scope)
    return charts.weekly_stocks(past, marks(scope, past))


def marks(scope: Scope, weekly: pd.DataFrame) -> dict[str, Any]:
    """The county's activity days and the assessment day, for charts over weeks."""
    return charts.day_marks(weekly, activity_days(scope, weekly), data.settings(scope.source).assessment_on)


def activity_days(scope: Scope, weekly: pd.DataFrame) -> list[tuple[date, str]]:
    """The days within the weeks on which there was an activity: the single ones and those of the standing rules."""
    settings = data.settings(scope.source)
    if not len(weekly):
        return []
    first, last = cast(date, weekly["starts_on"].iat[0]), cast(date, weekly["ends_on"].iat[-1])
    days = {(day, name) for day, name in settings.activities if first <= day <= last}
    return sorted(days | set(due_days(rules_of(settings), since=first, until=last)))


@data.view
def late(scope: Scope, by: str) -> pd.DataFrame:
    """Overdue issues counted by unit and days: columns of dimension `by` ("lead" or "district"), band, days_overdue, count."""
    frame = overdue(data.chosen(scope, by=by), as_of=scope.as_of)
    return frame.groupby([by, "band", "days_overdue"], as_index=False).size().rename(columns={"size": "count"})


@data.view
def ageing_chart(scope: Scope, by: str) -> go.Figure:
    """Overdue by unit and ageing band; a bar leads to its rows."""
    frame = late(scope, by)
    table = band_table(frame.loc[frame.index.repeat(frame["count"])], by=by)
    directory = data.ledger(scope.source).directory
    names = [directory.label(by, int(code)) for code in table.index]
    addresses = [
        [rows_of(scope, "overdue", {by: int(code)}, only_band=band) for band in range(len(BANDS))]
        for code in table.index
    ]
    return charts.ageing(table, names, addresses)


@data.view
def late_verdict(scope: Scope) -> str:
    """One sentence about what is overdue: how many, how long, and who has most."""
    now, before, frame = figures_on(scope), figures_a_week_before(scope), late(scope, "district")
    count = now.counts["overdue"]
    if not count:
        without = now.counts["open_no_due"]
        tail = f"另有 {without:,} 件未整改的问题没有整改时限，无法判断是否超期。" if without else ""
        return f"没有超期问题。{tail}"
    more = count - before.counts["overdue"]
    moved = f"，比上周{'多' if more > 0 else '少'} {abs(more):,} 件" if more else "，与上周持平"
    long = now.counts["long_overdue"]
    limit = data.settings(scope.source).long_overdue_days
    return (
        f"超期 {count:,} 件{moved if before.counts['total'] else ''}；最长的已超期 {frame['days_overdue'].max():,} 天。"
        f"{f'超过 {limit} 天的久拖不决问题 {long:,} 件。' if long else ''}"
    )
