"""The leaders' figures and ranks around what happens in a transaction."""

from collections.abc import Sequence
from datetime import date
from weakref import WeakKeyDictionary

from database.ledger.ledgers import KnownLedger, brought_up, ledger_in, newest_of
from database.store import changed_issues
from database.store.engine import Connection
from database.store.settings import version_of
from domain.figures.figures import Figures, figures, figures_over
from domain.figures.ranking import Places, RankMove, places, rank_moves
from domain.ledger.ledger import Ledger

Effect = tuple[Figures, Figures, Figures, tuple[RankMove, ...]]
"""Figures before, the same rows on the day shown afterwards, figures after, and the units whose rank changes."""


class Watch:
    """Compares the ledger when the transaction began (`known`, where it is that) with what the transaction has made of it."""

    def __init__(self, connection: Connection, known: KnownLedger | None) -> None:
        self.connection = connection
        usable = known is not None and known.version == version_of(connection)
        self.ledger = known.ledger if known is not None and usable else ledger_in(connection)
        self.newest = newest_of(connection)

    def effect(self, as_of: date, *, ranks: bool) -> Effect:
        """The effect so far; without `ranks` nobody moves. as_of: the day that stands in where nothing is loaded."""
        shown = newest_of(self.connection) or as_of
        after = brought_up(self.connection, self.ledger, changed_issues.noted(self.connection))
        earlier = self.newest or shown
        before = _figures_before(self.ledger, (earlier, shown))
        moves = tuple(rank_moves(_places_before(self.ledger, shown), places(after, as_of=shown))) if ranks else ()
        return before[earlier], before[shown], figures(after, as_of=shown), moves


_figures_kept: WeakKeyDictionary[Ledger, dict[tuple[date, ...], dict[date, Figures]]] = WeakKeyDictionary()
_places_kept: WeakKeyDictionary[Ledger, dict[date, Places]] = WeakKeyDictionary()
"""What was asked of a ledger that is known, kept as long as it is: the clerk asks for one forecast after the other."""


def _figures_before(ledger: Ledger, days: Sequence[date]) -> dict[date, Figures]:
    kept = _figures_kept.setdefault(ledger, {})
    key = tuple(days)
    if key not in kept:
        kept[key] = figures_over(ledger, days=days)
    return kept[key]


def _places_before(ledger: Ledger, shown: date) -> Places:
    kept = _places_kept.setdefault(ledger, {})
    if shown not in kept:
        kept[shown] = places(ledger, as_of=shown)
    return kept[shown]
