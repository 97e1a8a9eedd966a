"""Rates (比率): what is divided by what, and the one way in which a share is rounded.

Half up, once, from the two numbers that are divided: 13 of 16 is 81.25 % and prints as 81.3 on every surface, as a person and a
spreadsheet round it. What a screen shows, plots, compares and exports is the rounded share: no arrow can contradict the digits
beside it. Figures and tables of figures keep the whole share (`rates`, `shares`), which goes through `written`, `rounded` or
`points` once, where it is shown. Only the order of a ranking looks at what the digits do not show.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pandas as pd


class Rate(NamedTuple):
    """A rate of counts of domain.figures.figures: the key of what is counted, and of what it is divided by (the keys are added up)."""

    part: str
    whole: tuple[str, ...]


FINISHED = ("on_time", "late", "overdue")
DUE_FOR_CLOSING = ("closed", "overdue")

RATES: Mapping[str, Rate] = {
    "on_time_rate": Rate("on_time", FINISHED),
    "done_rate": Rate("done_total", ("total",)),
    "closed_rate": Rate("closed_total", ("total",)),
    "closing_rate": Rate("closed", DUE_FOR_CLOSING),
    "on_time_closing_rate": Rate("closed_on_time", DUE_FOR_CLOSING),
    "recurrence_rate": Rate("recurring", ("total",)),
    "rework_rate": Rate("reworked_due", DUE_FOR_CLOSING),
}
"""Every rate of the ledger."""

SUMS: Mapping[str, tuple[str, ...]] = {
    "due_for_closing": DUE_FOR_CLOSING,
    "reworked_due": ("closed_reworked", "overdue_reworked"),
}
"""Counts that are sums of others, which have no issue in common on any day."""


def percent(part: float, whole: float, places: int = 1) -> float | None:
    """part of whole in percent, rounded half up to so many places; None where the base is empty (shown as —, never as 0 or 100 %).

    Numbers with decimals are taken as they are written: 85.25 of 100 is 85.3.
    """
    if not whole:
        return None
    if isinstance(part, int) and isinstance(whole, int) and part >= 0:  # most of them, and many: plain whole numbers
        return float(((200 * part * 10**places + whole) // (2 * whole)) / 10**places)
    return rounded(100 * _written(part) / _written(whole), places)


def rounded(value: float | Fraction, places: int = 1) -> float:
    """A number as it is printed: half up (away from zero), as it is written: 0.285 with two places is 0.29, −0.25 with one −0.3."""
    exact_value = _written(value)
    scaled = abs(exact_value) * 10**places
    steps = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return float(Fraction(-steps if exact_value < 0 else steps, 10**places))


def _written(value: float | Fraction) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(Decimal(str(value)))


def shares(part: "pd.Series[int]", whole: "pd.Series[int]") -> "pd.Series[float]":
    """100 × part / whole of many counts at once, not rounded yet; NaN without base.

    The float nearest to a half (81.25) is written as that half, so it rounds as it should.
    """
    return (100 * part / whole.where(whole > 0)).astype(float)


def sum_of(frame: pd.DataFrame, keys: Sequence[str]) -> "pd.Series[int]":
    """Some columns of counts added up, row by row."""
    return frame[list(keys)].sum(axis=1)


def rates(counts: Mapping[str, int]) -> dict[str, float | None]:
    """Those of RATES for which everything is counted, in percent and not rounded yet; None without base."""
    return {
        key: _share(counts[rate.part], sum(counts[one] for one in rate.whole))
        for key, rate in RATES.items()
        if rate.part in counts and all(one in counts for one in rate.whole)
    }


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def with_sums(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts of figures with SUMS beside them."""
    return {**counts, **{key: sum(counts[one] for one in parts) for key, parts in SUMS.items()}}


def as_printed(values: "pd.Series[float]") -> "pd.Series[float]":
    """Rates as they are printed, for a column of numbers; NaN stays."""
    return values.map(lambda value: value if value != value else rounded(value)).astype(float)


def points(now: float | None, then: float | None) -> float | None:
    """The change between two rates as they are printed, in percentage points; None where either has no value."""
    if now is None or then is None or now != now or then != then:
        return None
    return rounded(_written(rounded(now)) - _written(rounded(then)))


def written(value: float | None, places: int = 1) -> str | None:
    """A rate or share in percent as it is printed, without its sign: 81.3; None for none."""
    return None if value is None or value != value else f"{rounded(value, places):,.{places}f}"
