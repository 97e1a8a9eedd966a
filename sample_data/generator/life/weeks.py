"""The weeks of the sample: their days, and those on which the office works."""

from datetime import date, timedelta

from sample_data.generator.life import county

FIRST_WEEK = 13
LAST_WEEK = FIRST_WEEK + county.WEEKS - 1


def monday(week: int) -> date:
    """The Monday of ISO week `week` of 2020."""
    return county.FIRST_MONDAY_ON + timedelta(7 * (week - FIRST_WEEK))


def sunday(day: date) -> date:
    """The Sunday that ends the week of `day`: the day rectification sheets speak for."""
    return day + timedelta(6 - day.weekday())


def workdays(week: int) -> list[date]:
    """Monday to Friday without public holidays; the inspection list speaks for the last of them."""
    days = (monday(week) + timedelta(n) for n in range(5))
    return [day for day in days if day not in county.HOLIDAYS]


def next_workday(day: date) -> date:
    """The day itself, or the next one on which the office works."""
    while day.weekday() > 4 or day in county.HOLIDAYS:
        day += timedelta(1)
    return day


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
