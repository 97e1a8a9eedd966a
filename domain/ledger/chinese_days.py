"""Days as an office writes them: 8月9日, 2020年8月9日, 周日."""

from datetime import date

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
"""Monday first, as `date.weekday` counts."""


def short_day(on: date) -> str:
    """8月9日."""
    return f"{on.month}月{on.day}日"


def full_day(on: date) -> str:
    """2020年8月9日."""
    return f"{on.year}年{short_day(on)}"


def long_day(on: date) -> str:
    """2020年8月9日（周日）."""
    return f"{full_day(on)}（{WEEKDAYS[on.weekday()]}）"


def month(year: int, number: int) -> str:
    """2020年8月."""
    return f"{year}年{number}月"
