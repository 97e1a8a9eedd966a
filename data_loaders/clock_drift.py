"""Days that a web program wrote 43 seconds off: midnight of 6 July as 5 July 23:59:17, or as 00:00:43.

Shanghai kept its own time, 8 hours 5 minutes and 43 seconds ahead of Greenwich, until 1901; a program that counts its days from 1900 and
asks the clock of the machine takes that for the offset of every day since (SheetJS does, in China).
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from data_loaders.wire import Cell

_LATE, _EARLY = (16, 17, 18), (42, 43, 44)
_OFF = timedelta(seconds=43)


def without_drift(column: Sequence[Cell]) -> Sequence[Cell]:
    """The column with such moments put right, where all of its moments are off; otherwise as it is, for then they are what they say."""
    if datetime not in set(map(type, column)):
        return column
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
