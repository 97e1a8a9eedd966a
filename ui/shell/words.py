"""Ids and the words for them in addresses: ?only_district=滨江街道."""

from collections.abc import Mapping

from ui.shell import data, filters
from ui.shell.data import Scope
from ui.shell.links import address

ONLY: Mapping[str, str] = {
    "only_district": "district",
    "only_department": "lead",
    "only_category": "category",
    "only_site_type": "site_type",
    "only_site": "site",
    "only_action": "action",
}
"""What a click on a number adds to the selection: parameter in the address → dimension."""


def code_of(scope: Scope, dimension: str, word: str) -> int | None:
    """The id of a word in a dimension; sites are named by number (names repeat), "-" is the bucket of what is not said."""
    if word == "-":
        return 0
    if dimension == "site":
        known = data.ledger(scope.source).directory.sites
        return int(word) if word.isdecimal() and int(word) in known else None
    name = next(name for name, (d, _) in filters.CHOICES.items() if d == dimension)
    return filters.known(scope.source).codes[name].get(word)


def word_of(scope: Scope, dimension: str, code: int) -> str:
    """The word for an id as `code_of` reads it."""
    if dimension == "site":
        return str(code)
    if code == 0:
        return "-"
    name = next(name for name, (d, _) in filters.CHOICES.items() if d == dimension)
    codes = filters.known(scope.source).codes[name]
    return next((word for word, known in codes.items() if known == code), "-")


def rows_of(scope: Scope, figure: str, codes: Mapping[str, int], **more: str | int | None) -> str:
    """The address of the rows of a figure; codes: dimension → id, for one unit, category or site."""
    names = {dimension: param for param, dimension in ONLY.items()}
    said = {names[dimension]: word_of(scope, dimension, code) for dimension, code in codes.items()}
    return address("rows", figure=figure, **said, **more)
