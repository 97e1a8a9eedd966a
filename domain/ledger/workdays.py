"""工作日: weekends, and the office's own table of days off and make-up working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Workdays:
    """Which days are worked: Monday to Friday, without the days `off`, with the days `worked` in spite of a weekend."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which is not counted itself."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    @property
    def years(self) -> frozenset[int]:
        """The years for which the table says anything; in others only weekends are known."""
        return frozenset(day.year for day in (*self.off, *self.worked))


def workdays(table: Iterable[tuple[date, str, bool]]) -> Workdays:
    """From the office's table: (day, name, whether it is worked)."""
    rows = list(table)
    return Workdays(
        frozenset(day for day, _, worked in rows if not worked), frozenset(day for day, _, worked in rows if worked)
    )
