"""All books of the office (see domain.books), in the order in which screens list them."""

from collections.abc import Mapping

from domain.books import Book, checked

BOOKS: Mapping[str, Book] = checked(())
