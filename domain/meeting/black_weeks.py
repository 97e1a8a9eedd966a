"""连续列入黑榜: for how many weeks in a row a unit has been on the black list of the bulletin."""

from datetime import date, timedelta

from domain.ledger.days import week_start
from domain.ledger.ledger import Ledger
from domain.meeting.owed import owed
from domain.meeting.period import Period
from domain.meeting.red_black import red_and_black

MOST = 26
"""Weeks looked at; who has been on the list for longer is said to have been on it for so many."""


def black_weeks(ledger: Ledger, *, as_of: date, most: int = MOST) -> dict[int, int]:
    """Unit id → weeks in a row, of the units on the list of the last full week: by the rule and settings of the bulletin."""
    settings = ledger.settings
    until = week_start(as_of + timedelta(days=1), starts_on=settings.week_starts_on) - timedelta(days=1)
    found: dict[int, int] = {}
    for n in range(most):
        listed = _black_list(ledger, until - timedelta(weeks=n))
        still = listed if n == 0 else {unit for unit in listed if found.get(unit) == n}
        if not still:
            break
        found |= dict.fromkeys(still, n + 1)
    return found


def _black_list(ledger: Ledger, until: date) -> set[int]:
    """The districts and departments on the black list of the week that ends on `until`."""
    rows = owed(ledger, Period(until - timedelta(days=6), until, until))
    settings = ledger.settings
    count, minimum = settings.listed_units, settings.minimum_ranked
    lists = (red_and_black(ledger, rows, by=by, count=count, minimum=minimum) for by in ("district", "lead"))
    return {int(code) for one in lists for code in one.black["code"]}
