"""Shares and their intervals: the published examples, and what must hold for every sample."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures.shares import SMALL_SAMPLE, difference, share, wilson


@pytest.mark.parametrize(
    ("yes", "asked", "low", "high"),
    [
        # R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 1998,
        # 857–872, table I, method 3 (score).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_as_published(yes: int, asked: int, low: float, high: float) -> None:
    assert wilson(yes, asked) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine
        # 17, 1998, 873–890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_difference_as_published(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = difference(share(*one), share(*other))
    assert (found.low / 100, found.high / 100) == pytest.approx((low, high), abs=5e-5)


samples = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(1, n)))


@given(samples)
def test_a_share_lies_in_its_interval_and_fewer_people_make_it_wider(sample: tuple[int, int, int]) -> None:
    yes, asked, people = sample
    whole, part = share(yes, asked), share(yes, asked, people)
    for one in (whole, part):
        low, high = one.interval
        assert -1e-9 <= low <= one.percent + 1e-9
        assert one.percent - 1e-9 <= high <= 100 + 1e-9
    widths = [high - low for low, high in (whole.interval, part.interval)]
    assert widths[1] >= widths[0] - 25 / people  # a quarter of a person


@given(samples)
def test_shares_between_two_whole_people_have_their_own_interval(sample: tuple[int, int, int]) -> None:
    yes, asked, people = sample
    z, p, n = 1.959963985, yes / asked, people
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    exact = [(middle + side * half) / (1 + z * z / n) for side in (-1, 1)]
    assert share(*sample).limits(0.95) == pytest.approx(exact, abs=0.25 / people)


def test_districts_with_different_shares_of_several_questions_have_different_intervals() -> None:
    assert share(150, 180, 60).interval != share(101, 120, 60).interval


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_solves_the_equation_of_its_author(sample: tuple[int, int]) -> None:
    """Wilson: the limits are the shares from which the sample lies exactly 1.96 standard errors away."""
    yes, asked = sample
    for limit in wilson(yes, asked):
        if 1e-12 < limit < 1 - 1e-12:
            z = (yes / asked - limit) / sqrt(limit * (1 - limit) / asked)
            assert abs(z) == pytest.approx(1.959964, abs=1e-4)


@given(samples, samples)
def test_a_difference_turned_round_is_the_same_difference(a: tuple[int, int, int], b: tuple[int, int, int]) -> None:
    one, other = share(a[0], a[1]), share(b[0], b[1])
    there, back = difference(one, other), difference(other, one)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert there.low - 1e-9 <= there.points <= there.high + 1e-9
    turned = {"up": "down", "down": "up", "same": "same"}
    assert back.verdict == turned[there.verdict]


@given(samples)
def test_a_share_never_differs_from_itself(sample: tuple[int, int, int]) -> None:
    assert difference(share(*sample), share(*sample)).verdict == "same"


def test_the_same_gap_is_noise_in_a_small_sample_and_a_change_in_a_large_one() -> None:
    assert difference(share(45, 60), share(42, 60)).verdict == "same"
    assert difference(share(1500, 2000), share(1400, 2000)).verdict == "up"
    assert difference(share(1400, 2000), share(1500, 2000)).verdict == "down"
    # The same answers by a third of the people say less.
    assert difference(share(1500, 2000, 400), share(1400, 2000, 400)).verdict == "same"


@given(samples, samples, st.integers(1, 20))
def test_more_comparisons_ask_for_more_evidence(a: tuple[int, int, int], b: tuple[int, int, int], others: int) -> None:
    alone = difference(share(*a), share(*b))
    among = difference(share(*a), share(*b), comparisons=1 + others)
    assert among.points == alone.points
    assert among.low <= alone.low + 1e-9
    assert among.high >= alone.high - 1e-9


@pytest.mark.parametrize("sample", [(1, 0, None), (3, 2, None), (-1, 2, None), (1, 2, 3), (1, 2, 0)])
def test_what_cannot_be_a_share_is_refused(sample: tuple[int, int, int | None]) -> None:
    with pytest.raises(ValueError, match="people"):
        share(*sample)


def test_a_sample_is_small_by_its_people() -> None:
    assert share(10, SMALL_SAMPLE - 1).small
    assert not share(10, SMALL_SAMPLE).small
    assert share(10, 3 * SMALL_SAMPLE, SMALL_SAMPLE - 1).small
