"""The kinds of sheet as one table: what each is called and which columns it cannot do without."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from data_loaders.headings.dataset_headings import BESIDE
from domain.catalogue import DATASETS
from domain.datasets.datasets import Dataset
from domain.datasets.row_fields import FIELD_NAMES


@dataclass(frozen=True)
class SheetKind:
    """name: shown to the user. either: of each group of fields at least one must have a column."""

    name: str
    either: tuple[tuple[str, ...], ...]

    def missing(self, fields: Collection[str]) -> list[str]:
        """What is missing, in Chinese; empty if a sheet with these fields can be loaded as this kind."""
        return [
            "或".join(f"“{FIELD_NAMES[name]}”" for name in group)
            for group in self.either
            if not set(group) & set(fields)
        ]


OUTCOME = ("state", "progress", "done_on", "verdict")

KINDS: Mapping[str, SheetKind] = {
    "inspection": SheetKind("检查问题清单", (("problem",),)),
    "rectification": SheetKind("整改反馈表", (("number", "problem", "key"), (*OUTCOME, "due"))),
    "full": SheetKind("整改台账", (("number", "problem"), OUTCOME)),
}

ALL_KINDS: tuple[str, ...] = (*KINDS, *DATASETS)
"""Every kind of table that can be loaded: the main ones, then the books."""


def kind_name(key: str) -> str:
    """What a kind of import is called on screens: a main kind, a book, or 手工登记."""
    if key in KINDS:
        return KINDS[key].name
    return DATASETS[key].title if key in DATASETS else "手工登记"


def field_names(key: str | None) -> Mapping[str, str]:
    """field → what its column is called, of a book; of the main kinds for any other key."""
    book = DATASETS.get(key or "")
    if book is None:
        return FIELD_NAMES
    return {name: FIELD_NAMES[name] for name in BESIDE} | {field.name: field.heading for field in book.columns}


def missing_fields(key: str | None, fields: Collection[str]) -> set[str]:
    """The fields of which a sheet lacks one to be loaded as this kind; None: to be taken for any of the main kinds."""
    book = DATASETS.get(key or "")
    if book is not None:
        return {field.name for field in book.fields if field.required} - set(fields)
    if key is None or key not in KINDS:
        return {"problem"} - set(fields)
    return {name for group in KINDS[key].either if not set(group) & set(fields) for name in group}


def missing(key: str, fields: Collection[str]) -> list[str]:
    """The columns that a sheet with these fields lacks to be loaded as this kind, in Chinese."""
    book: Dataset | None = DATASETS.get(key)
    if book is None:
        return KINDS[key].missing(fields)
    return [f"“{field.heading}”" for field in book.fields if field.required and field.name not in fields]
