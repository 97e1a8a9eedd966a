"""Days, weeks, and the day that never comes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ledger.days import EPOCH, NEVER, day_date, day_number, week_ends, week_start
from tests.factories import july

some_days = st.dates(date(1900, 1, 1), date(2200, 1, 1))


def test_days_are_counted_from_1970() -> None:
    assert day_number(EPOCH) == 0
    assert day_number(date(2026, 7, 1)) == 20_635
    assert day_date(-1) == date(1969, 12, 31)


@given(some_days)
def test_numbers_and_dates_are_each_others_inverse(day: date) -> None:
    assert day_date(day_number(day)) == day
    assert day_number(day) < NEVER


@pytest.mark.parametrize(
    ("day", "starts_on", "expected"), [(6, 0, 6), (12, 0, 6), (13, 0, 13), (5, 6, 5), (11, 6, 5), (12, 6, 12)]
)
def test_a_week_starts_on_monday_unless_the_office_says_otherwise(day: int, starts_on: int, expected: int) -> None:
    assert week_start(july(day), starts_on=starts_on) == july(expected)


@given(some_days, st.integers(1, 10), st.integers(0, 6))
def test_weeks_end_where_the_next_begins_and_the_last_on_the_day_itself(
    until: date, weeks: int, starts_on: int
) -> None:
    ends = week_ends(until=until, weeks=weeks, starts_on=starts_on)
    assert len(ends) == weeks
    assert ends[-1] == until
    starts = [week_start(end, starts_on=starts_on) for end in ends]
    assert [end + timedelta(days=1) for end in ends[:-1]] == starts[1:]
