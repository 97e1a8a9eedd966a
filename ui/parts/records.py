"""Entries of books as screens read them: of one data version, as the reader's day has them."""

from dataclasses import replace

from database.ledger.dataset_records import read_entries
from domain.catalogue import DATASETS
from domain.datasets.datasets import Dataset, DatasetRecord
from domain.ledger.chinese_days import long_day
from domain.ledger.days import day_date
from ui.shell import data
from ui.shell.data import EVERYTHING, Scope


def of(scope: Scope, book: Dataset) -> list[DatasetRecord]:
    """The entries of a book: all of them on the newest day, else as the sheets up to the as-of day have them.

    The list is shared by all sessions: never change it.
    """
    return _of(replace(scope, selection=EVERYTHING), book.key)


def lacking(scope: Scope, book: Dataset, otherwise: str) -> str:
    """What to say where a book has no entries: a reader who looks back is told from which day on there are some, else `otherwise`."""
    newest = scope.source.newest
    if scope.looking_back is None or newest is None or of(scope, book):
        return otherwise
    later = of(scope.on(newest), book)
    if not later:
        return otherwise
    first = day_date(min(entry.first_on for entry in later))
    return f"回看到 {long_day(scope.as_of)}，还没有{book.title}；最早的一张说的是 {long_day(first)}。"


@data.view
def _of(scope: Scope, key: str) -> list[DatasetRecord]:
    return read_entries(data.database(), DATASETS[key], until=scope.looking_back)
