"""工作日: weekends, days off and make-up days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.ledger.workdays import Workdays, workdays

OCTOBER = workdays(
    [(date(2020, 10, day), "国庆节", False) for day in range(1, 9)]
    + [(date(2020, 9, 27), "国庆节", True), (date(2020, 10, 10), "国庆节", True)]
)


def test_holidays_are_skipped_and_make_up_days_count() -> None:
    assert OCTOBER.after(date(2020, 9, 30), 1) == date(2020, 10, 9)
    assert OCTOBER.after(date(2020, 9, 30), 2) == date(2020, 10, 10)  # a Saturday
    assert OCTOBER.after(date(2020, 9, 30), 3) == date(2020, 10, 12)
    assert OCTOBER.after(date(2020, 9, 25), 1) == date(2020, 9, 27)  # a Sunday
    assert Workdays().after(date(2020, 9, 30), 3) == date(2020, 10, 5)
    assert (OCTOBER.years, Workdays().years) == ({2020}, frozenset())


@given(
    st.dates(date(2020, 9, 20), date(2020, 10, 20)),
    st.integers(0, 15),
    st.sets(st.dates(date(2020, 9, 20), date(2020, 10, 31)), max_size=12),
    st.sets(st.dates(date(2020, 9, 20), date(2020, 10, 31)), max_size=5),
)
def test_there_are_so_many_working_days_up_to_the_last_which_is_one(
    day: date, count: int, off: set[date], worked: set[date]
) -> None:
    table = Workdays(frozenset(off), frozenset(worked))
    end = table.after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(one in worked or (one.weekday() < 5 and one not in off) for one in between) == count
    assert not between or table.works(end)
