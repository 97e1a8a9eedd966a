"""The periods of a score card: the newest months and the whole cycle, as they are chosen, counted and contested."""

import calendar
from datetime import date

from domain.accountability.scorecard import CYCLE
from domain.ledger import chinese_days
from domain.ledger.days import day_date
from ui.shell import data
from ui.shell.data import Scope

WHOLE = "cycle"
MONTHS = 6


def periods(scope: Scope) -> dict[str, str]:
    """The newest months and the whole cycle, to choose one: "2020-07" → 2020年7月."""
    first = _first_day(scope)
    months: list[tuple[str, str]] = []
    year, month = scope.as_of.year, scope.as_of.month
    while (year, month) >= (first.year, first.month) and len(months) < MONTHS:
        months.append((f"{year}-{month:02d}", chinese_days.month(year, month)))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return dict(months) | {WHOLE: "整个周期"}


def _first_day(scope: Scope) -> date:
    spans = data.ledger(scope.source).spans
    return min(day_date(int(spans["from_on"].min())), scope.as_of) if len(spans) else scope.as_of


def bounds(scope: Scope, period: str) -> tuple[date, date]:
    """First and last day of a period, cut at the as-of day."""
    since, until = contested(period)
    return _first_day(scope) if period == WHOLE else since, min(until, scope.as_of)


def contested(period: str) -> tuple[date, date]:
    """The period as appeals name it, the same on every day: the whole month, or the cycle open at both ends."""
    if period == WHOLE:
        return CYCLE
    year, month = map(int, period.split("-"))
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def word(scope: Scope, period: str) -> str:
    """What stands on the button of a period."""
    return periods(scope)[period]
