"""Books: the office's other lists (测评成绩, 申报材料, 问卷 …), each with its own kind of sheet, all kept by one rule.

A row of a sheet is an entry's observation: an empty cell says nothing, the newest sheet's word on each field holds, and
undoing an import takes its words back. What a book is (its columns, what tells its entries apart) is a `Dataset` value;
domain.catalogue lists them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

FieldKind = Literal[
    "text", "day", "number", "count", "percent", "choice", "flag", "district", "unit", "site", "category", "action"
]
"""How a cell is read. number: any number. count: whole, not negative. percent: 0–100 ("86.5%", 0.865 in a cell formatted as
percent, 86.5). choice: one of `words`. flag: 是/否. district, unit, site, category, action: a master, by name.
"""

REFERENCES: Mapping[str, str] = {
    "district": "district_id",
    "unit": "unit_id",
    "site": "site_id",
    "category": "category_id",
    "action": "action_id",
}
"""Kinds of field whose value is the id of a master → their column in the table of entries; a book has at most one of each."""


@dataclass(frozen=True)
class Field:
    """A column of a book.

    headings: the canonical one first, then others that mean the same. words: for a choice, the word kept → other wordings.
    past: a day that cannot lie after the day the sheet speaks for. rate_too: a number that may bear
    a percent sign: 90% is kept as 90. example, hint: for the template; width: in characters.
    """

    name: str
    headings: tuple[str, ...]
    kind: FieldKind = "text"
    required: bool = False
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    past: bool = False
    rate_too: bool = False
    example: str = ""
    hint: str = ""
    width: int = 14

    @property
    def heading(self) -> str:
        """What the column is called on screens and in templates."""
        return self.headings[0]


@dataclass(frozen=True)
class Dataset:
    """A kind of sheet beside the two main ones.

    key: what its imports are called in the database. title: 网上申报材料清单. identity: the fields whose values together tell one entry
    from another. names: words in file names, sheet names and titles that point to this book.
    Every book has a field `void` (作废: 是) beside its own: an entry that a sheet declares void is no longer read.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    identity: tuple[str, ...]
    names: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields and the one that declares an entry void."""
        return (*self.fields, VOID)

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        return next((f for f in self.columns if f.name == name), None) or _raise(name)


VOID = Field("void", ("作废", "是否作废"), "flag", hint="这一行不再算数时填“是”，其他空着。", width=8)


def _raise(name: str) -> Any:
    raise KeyError(name)


class SaidOfEntry(NamedTuple):
    """What one row says about one entry. order: (as_of day number, import id, place in the import).

    values: field → text, number, ISO day or id; what the row does not say is left out.
    """

    mark: str
    order: tuple[int, int, int]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class DatasetRecord:
    """An entry as the sheets together have it. values: field → value; fields that no sheet has said are missing.

    first_on, last_on: day numbers of the first and the newest sheet that speak of it.
    """

    mark: str
    values: Mapping[str, Any]
    first_on: int
    last_on: int

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


def mark_of(book: Dataset, values: Mapping[str, Any]) -> str:
    """What tells this entry from the others of its book: the values of its identity; "" stands for one that is missing."""
    return "\x1f".join("" if values.get(name) is None else str(values[name]) for name in book.identity)


def folded(rows: Iterable[SaidOfEntry]) -> list[DatasetRecord]:
    """The entries that these rows together describe, in the order in which they were first said; void ones are left out.

    Rows may come in any order: the newest word on each field holds (of sheets for one day, the later import's).
    """
    found: dict[str, dict[str, Any]] = {}
    days: dict[str, tuple[int, int]] = {}
    for row in sorted(rows, key=lambda r: r.order):
        found.setdefault(row.mark, {}).update({k: v for k, v in row.values.items() if v is not None})
        first = days[row.mark][0] if row.mark in days else row.order[0]
        days[row.mark] = (first, row.order[0])
    return [DatasetRecord(mark, values, *days[mark]) for mark, values in found.items() if not values.get("void")]


def checked(books: Sequence[Dataset]) -> Mapping[str, Dataset]:
    """Books by key. Raises ValueError where one is not consistent: a mistake of its author, not of a user."""
    for book in books:
        names = [f.name for f in book.columns]
        references = [f.kind for f in book.fields if f.kind in REFERENCES]
        headings = [h for f in book.columns for h in f.headings]
        if len(set(names)) < len(names) or len(set(references)) < len(references) or len(set(headings)) < len(headings):
            raise ValueError(f"{book.key}: a name, a reference or a heading occurs twice")
        if not set(book.identity) <= set(names):
            raise ValueError(f"{book.key}: identity names no field")
        if any((f.kind == "choice") != bool(f.words) for f in book.columns):
            raise ValueError(f"{book.key}: a choice needs words, and only a choice")
    if len({b.key for b in books}) < len(books):
        raise ValueError("two books have the same key")
    return {book.key: book for book in books}
