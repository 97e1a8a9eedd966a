"""Which book a table is a sheet of, and what its columns mean."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from data_loaders.headings.headings import ColumnMatch, Vocabulary, clean_heading, known_headings
from domain.catalogue import DATASETS
from domain.datasets.datasets import Dataset

SURE = ("exact", "alias", "remembered", "again", "tick")
"""How a column is matched without anybody having to confirm it."""
BESIDE = ("serial", "remark")
"""Columns that any sheet may have; a book without a field of its own for them only keeps them with the raw cells."""


@cache
def vocabulary_of(key: str) -> Vocabulary:
    """The headings of a book; 序号 and 备注 are known in every one of them, so that nobody is asked what they mean."""
    known: dict[str, str] = {}
    for field in DATASETS[key].columns:
        for heading in field.headings:
            known.setdefault(clean_heading(heading), field.name)
    for heading, name in known_headings().items():
        if name in BESIDE:
            known.setdefault(heading, name)
    return Vocabulary(known)


def required_of(key: str) -> tuple[str, ...]:
    """The fields that every row of a book must have."""
    return tuple(field.name for field in DATASETS[key].fields if field.required)


@dataclass(frozen=True, order=True)
class Fit:
    """How well a table fits a book; the greater the better. whole: no required column is missing. named: a title, the
    sheet or the file says the book's name. columns: how many are known for sure. share: of the book's columns.
    """

    whole: bool
    named: bool
    columns: int
    share: float

    def beats(self, main: Collection[str] | None) -> bool:
        """Whether the table is rather this book than the main kind with these fields (None: no main kind)."""
        if main is None:
            return (self.whole and self.columns > 1) or (self.named and self.columns > 1)
        rival = len(set(main) - set(BESIDE))
        return self.whole and (self.columns > rival or (self.named and self.columns >= rival))


def fit_of(book: Dataset, columns: Sequence[ColumnMatch], texts: Iterable[str]) -> Fit:
    """How well columns and titles fit a book."""
    known = {column.field for column in columns if column.field and column.how in SURE} - set(BESIDE)
    whole = set(required_of(book.key)) <= known
    return Fit(whole, is_named(book, texts), len(known), len(known) / len(book.columns))


def is_named(book: Dataset, texts: Iterable[str]) -> bool:
    """Whether one of the texts (titles, sheet name, file name) says that this is the book."""
    said = ["".join(text.split()) for text in texts]
    return any(name in text for text in said for name in (book.title, *book.names))


def may_fit(book: Dataset, words: Collection[str], main: Collection[str] | None) -> bool:
    """Whether a sheet with these words on top can be one of this book, before its rows are looked at. main: as in `beats`."""
    known = vocabulary_of(book.key).known
    fields = {known[word] for word in known.keys() & words} - set(BESIDE)
    if main is None:
        return len(fields) > 1
    return set(required_of(book.key)) <= fields and len(fields) >= len(set(main) - set(BESIDE))
