"""A period between two meetings, the one before it, and every figure in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.figures.figures import FLOWS, STOCKS, days_taken, tally
from domain.figures.rates import rates, with_sums
from domain.ledger.days import day_number
from domain.ledger.ledger import Ledger


@dataclass(frozen=True)
class Period:
    """Flows are counted from `since` to `until`, both included (not beyond as_of); stocks hold on `as_of`.

    Raises ValueError where the days are in no order: since ≤ until and since ≤ as_of.
    """

    since: date
    until: date
    as_of: date

    def __post_init__(self) -> None:
        if not (self.since <= self.until and self.since <= self.as_of):
            raise ValueError(f"no period: since {self.since}, until {self.until}, as of {self.as_of}")

    @property
    def days(self) -> int:
        """Its length."""
        return (self.until - self.since).days + 1

    @property
    def opening(self) -> date:
        """The last day of the period before."""
        return self.since - timedelta(days=1)

    @property
    def closing(self) -> date:
        """The last day on which something that happened is counted."""
        return min(self.until, self.as_of)

    @property
    def before(self) -> "Period":
        """The period of the same length before this one, as of its own last day."""
        return Period(self.since - timedelta(days=self.days), self.opening, self.opening)

    @property
    def next_until(self) -> date:
        """The last day of the period of the same length after this one."""
        return self.until + timedelta(days=self.days)


def standing_rows(ledger: Ledger, day: date) -> NDArray[np.int64]:
    """For each issue (row of ledger.issues) the position in ledger.spans of where it stands on `day`; -1 where it stands nowhere."""
    number = day_number(day)
    at = np.flatnonzero((ledger.spans["from_on"].to_numpy() <= number) & (number < ledger.spans["to_on"].to_numpy()))
    rows = np.full(len(ledger.issues), -1, dtype=np.int64)
    rows[ledger.spans["issue"].to_numpy()[at]] = at
    return rows


def counts_by(ledger: Ledger, period: Period, *, by: str) -> pd.DataFrame:
    """Every stock on period.as_of and every flow of the period, by the codes of a dimension: index code, columns the keys.

    Codes that never occur have zeros. The sum over the codes is the county's figure.
    """
    size = ledger.size(by)
    columns = {key: tally(ledger, key, [period.as_of], by=by, size=size)[:, 0] for key in STOCKS}
    for key in FLOWS:
        columns[key] = tally(ledger, key, [period.opening, period.closing], by=by, size=size)[:, 1]
    return pd.DataFrame(columns)


def with_rates(counts: "Mapping[str, int] | pd.Series[int]") -> dict[str, float | None]:
    """Counts of STOCKS and FLOWS and what follows from them: rates.SUMS and rates.RATES (percent, None without base)."""
    plain = with_sums({str(key): int(value) for key, value in counts.items()})
    return {**plain, **rates(plain)}


def days_on(ledger: Ledger, day: date) -> dict[str, float | None]:
    """days_median and days_p90 (整改天数) of what is done on `day`; None where nothing is."""
    taken = days_taken(ledger, as_of=day)
    return {key: float(taken[key].to_numpy()[0]) if len(taken) else None for key in ("days_median", "days_p90")}
