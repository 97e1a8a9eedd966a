"""Days that a program wrote as another moment than their midnight.

43 seconds off: midnight of 6 July as 5 July 23:59:17, or as 00:00:43. Shanghai kept its own time, 8 hours 5 minutes and 43 seconds ahead
of Greenwich, until 1901; a program that counts its days from 1900 and asks the clock of the machine takes that for the offset of every
day since (SheetJS does, in China).

Eight hours off: midnight of 6 July in China is 5 July 16:00 in world time, and so it stands in the file where a program writes what it keeps
(exceljs, and whatever writes JSON).
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from data_loaders.reading.serialisation import Cell, types_of

_LATE, _EARLY = (16, 17, 18), (42, 43, 44)
_OFF = timedelta(seconds=43)
_MIDNIGHT_IN_CHINA = time(16)
_EIGHT_HOURS = timedelta(hours=8)
_TOLD = re.compile(r"20\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?")
_TOLD_MIDNIGHT = re.compile(r"(20\d\d-\d\d-\d\d)[T ]16:00(?::00(?:\.0+)?)?(?: ?(?:Z|\+00:?00))?")
_FEWEST = 2
_LOOK = 20


def put_right(
    columns: Sequence[Sequence[Cell]], kinds: Sequence[set[type]] | None = None
) -> tuple[list[Sequence[Cell]], str | None]:
    """The columns of a sheet with such moments as the days that they are, and a moment that was eight hours off, as an example.

    kinds: the types in each column (see `types_of`), where they are known.
    """
    kinds = [types_of(column) for column in columns] if kinds is None else kinds
    righted = [
        without_drift(column) if datetime in types else column for column, types in zip(columns, kinds, strict=True)
    ]
    example = _world_time(righted, kinds)
    return (righted, None) if example is None else ([_next_day(column) for column in righted], example)


def without_drift(column: Sequence[Cell]) -> Sequence[Cell]:
    """The column with moments that are 43 seconds off put right, where all of its moments are; otherwise as it is, for then they are
    what they say.
    """
    moments = {value for value in column if type(value) is datetime}
    seconds = {moment.second for moment in moments if moment.time() != time()}
    if not seconds or not seconds <= {*_LATE, *_EARLY}:
        return column
    right: dict[Cell, Cell] = {moment: _righted(moment) for moment in moments}
    return [right[value] if type(value) is datetime else value for value in column]


def _righted(moment: datetime) -> datetime:
    """Midnight for a moment that is so much off it; other moments keep their day anyway, and are left alone."""
    midnight = datetime.combine(moment.date(), time())
    near = midnight + timedelta(days=1) if moment.hour else midnight
    return near if moment != near and abs(abs(moment - near) - _OFF) <= timedelta(seconds=1) else moment


def _world_time(columns: Sequence[Sequence[Cell]], kinds: Sequence[set[type]]) -> str | None:
    """The first of the days, if every day on the sheet stands at 16:00 and there are several; a day without a time, or with another one, is
    against it: 16:00 is when somebody came, or a deadline.
    """
    if any(date in types for types in kinds):
        return None
    found: list[str] = []
    for column, types in zip(columns, kinds, strict=True):
        if datetime in types:
            moments = [value for value in column if type(value) is datetime]
            if any(moment.time() != _MIDNIGHT_IN_CHINA for moment in moments):
                return None
            found += [moment.isoformat(" ", "minutes") for moment in moments]
        if str in types:
            texts = _told_days(column)
            if any(_TOLD_MIDNIGHT.fullmatch(text) is None for text in texts):
                return None
            found += texts
    return found[0] if len(found) >= _FEWEST else None


def _told_days(column: Sequence[Cell]) -> list[str]:
    """The days that stand as text in a column, in the form in which programs write them; none where the first cells hold none."""
    texts = [value for value in column[: 10 * _LOOK] if type(value) is str][:_LOOK]
    if not any(_TOLD.fullmatch(text) for text in texts):
        return []
    return [value for value in column if type(value) is str and _TOLD.fullmatch(value)]


def _next_day(column: Sequence[Cell]) -> Sequence[Cell]:
    """The column with every moment at 16:00 as the day that begins then in China."""
    types = types_of(column)
    if datetime not in types and (str not in types or not _told_days(column)):
        return column
    return [_in_china(value) for value in column]


def _in_china(value: Cell) -> Cell:
    if type(value) is datetime:
        return (value + _EIGHT_HOURS).date()
    if type(value) is str and (told := _TOLD_MIDNIGHT.fullmatch(value)) is not None:
        return date.fromisoformat(told[1]) + timedelta(days=1)
    return value
