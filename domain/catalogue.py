"""All books of the office (see domain.books), in the order in which screens list them."""

from collections.abc import Mapping

from domain.books import Book, checked
from domain.materials import MATERIALS
from domain.negative_list import NEGATIVE_LIST
from domain.survey import SURVEY

BOOKS: Mapping[str, Book] = checked((MATERIALS, SURVEY, NEGATIVE_LIST))
