"""Rates: half up, once, and the same from whole numbers, written numbers and columns."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures.rates import RATES, SUMS, as_printed, percent, points, rates, rounded, shares, with_sums, written

TIES = [(13, 16, 81.3), (1, 16, 6.3), (7, 16, 43.8), (15, 16, 93.8), (1, 8, 12.5), (57, 200, 28.5), (1, 2000, 0.1)]


@pytest.mark.parametrize(("part", "whole", "shown"), [*TIES, (2, 3, 66.7), (0, 7, 0.0), (7, 7, 100.0)])
def test_half_goes_up(part: int, whole: int, shown: float) -> None:
    assert percent(part, whole) == shown
    assert written(percent(part, whole)) == f"{shown:.1f}"
    assert as_printed(shares(pd.Series([part]), pd.Series([whole]))).tolist() == [shown]


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_every_share_is_that_of_exact_decimals(part: int, whole: int) -> None:
    tenths = (Decimal(1000 * part) / Decimal(whole)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert percent(part, whole) == float(tenths) / 10
    assert as_printed(shares(pd.Series([part]), pd.Series([whole]))).tolist() == [float(tenths) / 10]
    assert rounded(rates({"total": whole, "done_total": part})["done_rate"] or 0.0) == float(tenths) / 10


def test_without_base_there_is_no_rate() -> None:
    assert percent(0, 0) is None
    assert as_printed(shares(pd.Series([0, 1]), pd.Series([0, 2]))).isna().tolist() == [True, False]
    assert written(None) is written(float("nan")) is None


def test_numbers_are_taken_as_they_are_written() -> None:
    assert percent(85.25, 100) == 85.3  # the float itself lies below the half of some such numbers
    assert percent(0.285, 1) == 28.5
    assert percent(1.005, 1, 0) == 101.0
    assert [rounded(0.285, 2), rounded(2.675, 2), rounded(-0.25), rounded(81.25)] == [0.29, 2.68, -0.3, 81.3]
    assert percent(1, 3, 0) == 33.0


def test_a_change_is_that_between_the_printed_rates() -> None:
    assert points(81.25, 81.2) == 0.1  # 81.3 − 81.2
    assert points(81.34, 81.26) == 0.0
    assert points(6.3, 12.5) == -6.2
    assert points(None, 1.0) is points(1.0, float("nan")) is None


def test_every_rate_and_sum_follows_from_counts() -> None:
    counts = with_sums(
        {key: 1 for rate in RATES.values() for key in (rate.part, *rate.whole)}
        | {key: 2 for parts in SUMS.values() for key in parts}
    )
    assert set(rates(counts)) == set(RATES)
    assert counts["due_for_closing"] == 4
    assert rates({"total": 16, "done_total": 13}) == {"done_rate": 81.25}
