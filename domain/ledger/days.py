"""Days as whole numbers since 1970-01-01, weeks, and the two sentinels that frames use.

Frames hold days as int32: a million of them compare in a millisecond. `datetime.date` is used everywhere a person
or a file is near.
"""

from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
NEVER = 2_000_000
"""Stands for "no such day" in a frame: later than every real day, so that `due < as_of` is false without a due date."""


def day_number(day: date) -> int:
    """Whole days from 1970-01-01 to `day`."""
    return day.toordinal() - 719_163


def day_date(number: int) -> date:
    """The inverse of `day_number`."""
    return date.fromordinal(int(number) + 719_163)


def week_start(day: date, *, starts_on: int = 0) -> date:
    """First day of the week that holds `day`; `starts_on` is 0 for Monday … 6 for Sunday."""
    return day - timedelta(days=(day.weekday() - starts_on) % 7)


def week_ends(*, until: date, weeks: int, starts_on: int = 0) -> list[date]:
    """The last days of the `weeks` weeks up to `until`, oldest first.

    The newest one is `until` itself, even in the middle of a week: figures stop where the data stops.
    """
    last_full = week_start(until, starts_on=starts_on) - timedelta(days=1)
    return [last_full - timedelta(weeks=n) for n in range(weeks - 2, -1, -1)] + [until]
