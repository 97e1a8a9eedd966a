"""Entries of books in words: what a value is called on screens, what tells an entry, and what a sheet changed about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.directory import Directory


def shown(field: Field, value: Any, directory: Directory) -> str:
    """A value as screens and files show it; "" for one that nobody has said."""
    if value is None:
        return ""
    match field.kind:
        case "flag":
            return "是" if value else "否"
        case "percent":
            return f"{value:g}%"
        case "number" | "count":
            return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
        case "district" | "unit":
            return directory.units[value].name if value in directory.units else ""
        case "site":
            return directory.sites[value].name if value in directory.sites else ""
        case "category":
            return directory.terms.get(value, "")
        case "action":
            return directory.actions[value].name if value in directory.actions else ""
    return str(value)


def label(book: Dataset, entry: DatasetRecord, directory: Directory) -> str:
    """What tells this entry from the others of its book, in words: 公共环境 · 农贸市场改造."""
    said = (shown(book.field(name), entry[name], directory) for name in book.identity)
    return " · ".join(text for text in said if text)


@dataclass(frozen=True)
class EntryChange:
    """What happened to one entry. what: it came, went (declared void, or taken back) or moved.

    moves: heading, before, after; of one that came or went all that is said of it beside its label, with nothing before or after.
    """

    what: Literal["came", "went", "moved"]
    label: str
    moves: tuple[tuple[str, str, str], ...] = ()


def entry_changes(
    book: Dataset, before: Iterable[DatasetRecord], after: Sequence[DatasetRecord], directory: Directory
) -> dict[str, EntryChange]:
    """What the entries of a book went through, by mark: those that came or moved in the order of `after`, then those that went."""
    known = {entry.mark: entry for entry in before}
    changes: dict[str, EntryChange] = {}
    for entry in after:
        was = known.pop(entry.mark, None)
        if was is None:
            told = tuple((heading, "", text) for heading, text in _told(book, entry, directory))
            changes[entry.mark] = EntryChange("came", label(book, entry, directory), told)
        elif was.values != entry.values:
            moves = tuple(
                (f.heading, shown(f, was[f.name], directory), shown(f, entry[f.name], directory))
                for f in book.fields
                if was[f.name] != entry[f.name]
            )
            if moves:
                changes[entry.mark] = EntryChange("moved", label(book, entry, directory), moves)
    for mark, was in known.items():
        told = tuple((heading, text, "") for heading, text in _told(book, was, directory))
        changes[mark] = EntryChange("went", label(book, was, directory), told)
    return changes


def _told(book: Dataset, entry: DatasetRecord, directory: Directory) -> list[tuple[str, str]]:
    """Headings and values of what an entry says beside its label."""
    said = ((f.heading, shown(f, entry[f.name], directory)) for f in book.fields if f.name not in book.identity)
    return [(heading, text) for heading, text in said if text]
