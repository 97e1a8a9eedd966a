"""Entries of books, remembered for each data version."""

from database.books import read_entries
from domain.books import Book, Entry
from ui import data
from ui.data import Scope


def of(scope: Scope, book: Book) -> list[Entry]:
    """The entries of a book: all of them on the newest day, else what sheets up to the as-of day say."""
    return _of(scope, book.key)


@data.view
def _of(scope: Scope, key: str) -> list[Entry]:
    from domain.catalogue import BOOKS

    return read_entries(data.database(), BOOKS[key], until=scope.looking_back)
