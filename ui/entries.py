"""Entries of books as screens read them: of one data version, as the reader's day has them."""

from dataclasses import replace

from database.books import read_entries
from domain.books import Book, Entry
from domain.catalogue import BOOKS
from ui import data
from ui.data import EVERYTHING, Scope


def of(scope: Scope, book: Book) -> list[Entry]:
    """The entries of a book: all of them on the newest day, else as the sheets up to the as-of day have them.

    The list is shared by all sessions: never change it.
    """
    return _of(replace(scope, selection=EVERYTHING), book.key)


@data.view
def _of(scope: Scope, key: str) -> list[Entry]:
    return read_entries(data.database(), BOOKS[key], until=scope.looking_back)
