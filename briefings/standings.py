"""The lines of the campaign beside the ledger, as the overview, the wall and the bulletin show them."""

from collections.abc import Callable, Sequence
from datetime import date

from database.engine import Connection, Database
from domain.ledger import Ledger
from domain.standing import Standing

Line = Callable[[Connection, Ledger, date, date | None], Standing]
"""(connection, ledger, as_of, until) → standing. until: only sheets of this day or before (None: all, the newest look)."""

LINES: Sequence[Line] = ()
"""In the order in which they are shown; each part of the campaign adds its own."""


def standings(database: Database, ledger: Ledger, *, as_of: date, until: date | None = None) -> tuple[Standing, ...]:
    """Every line's standing on `as_of`."""
    with database.read() as connection:
        return tuple(line(connection, ledger, as_of, until) for line in LINES)
