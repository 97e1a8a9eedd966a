"""周趋势: every figure at the end of every week, equal to what any other screen says for that day."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from domain.figures.figures import tally
from domain.figures.rates import RATES, shares, sum_of
from domain.ledger.days import day_date, week_ends, week_start
from domain.ledger.ledger import Ledger

WEEKLY = (
    "found",
    "done",
    "closed",
    "closed_on_time",
    "closed_reworked",
    "open",
    "overdue",
    "awaiting",
    "due_soon",
    "long_overdue",
    "recurring",
    "total",
    "done_total",
    "closed_total",
    "on_time",
    "late",
)


WEEKLY_RATES = ("on_time_rate", "done_rate")


def weeks_covered(ledger: Ledger, *, until: date, at_most: int = 520) -> int:
    """How many weeks from the first day found to `until`, at least 2."""
    if ledger.spans.empty:
        return 2
    first = day_date(int(ledger.spans["from_on"].to_numpy().min()))
    starts_on = ledger.settings.week_starts_on
    span = week_start(until, starts_on=starts_on) - week_start(min(first, until), starts_on=starts_on)
    return int(np.clip(span.days // 7 + 1, 2, at_most))


def weekly(ledger: Ledger, *, until: date, weeks: int, keys: Sequence[str] = WEEKLY) -> pd.DataFrame:
    """One row a week, oldest first: columns starts_on, ends_on (dates), `keys`, and the rates that they allow (NaN without base).

    The last week ends on `until`. Stocks hold on ends_on; flows are counted from starts_on to ends_on.
    """
    ends = week_ends(until=until, weeks=weeks, starts_on=ledger.settings.week_starts_on)
    before = week_start(ends[0], starts_on=ledger.settings.week_starts_on) - timedelta(days=1)
    frame = pd.DataFrame({key: tally(ledger, key, [before, *ends])[1:] for key in keys})
    frame.insert(0, "starts_on", [week_start(e, starts_on=ledger.settings.week_starts_on) for e in ends])
    frame.insert(1, "ends_on", ends)
    for key in WEEKLY_RATES:
        rate = RATES[key]
        if {rate.part, *rate.whole} <= set(keys):
            frame[key] = shares(frame[rate.part], sum_of(frame, rate.whole))
    return frame


def weekly_by(ledger: Ledger, *, key: str, by: str, until: date, weeks: int) -> pd.DataFrame:
    """Figure `key` for each week and each code of dimension `by`: index ends_on, columns codes that ever have any."""
    ends = week_ends(until=until, weeks=weeks, starts_on=ledger.settings.week_starts_on)
    before = week_start(ends[0], starts_on=ledger.settings.week_starts_on) - timedelta(days=1)
    counts = tally(ledger, key, [before, *ends], by=by)[:, 1:]
    codes = np.flatnonzero(counts.any(axis=1))
    return pd.DataFrame(counts[codes].T, index=pd.Index(ends, name="ends_on"), columns=codes)
