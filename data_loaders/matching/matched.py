"""What matching says of the rows of a file."""

from dataclasses import dataclass, field
from typing import NamedTuple

from data_loaders.import_options import PairKey
from data_loaders.weighing.weights import Weight

Words = tuple[str, str]
"""Reason and remedy of a refused row."""


class DoubtfulRow(NamedTuple):
    """A row that became an issue of its own although it may be about another one.

    score: likeness of the wordings, 0–100. pair: how it is recognised when it comes again. weights: field by field, in bits.
    """

    record: int
    candidate_id: int
    score: int
    pair: PairKey
    weights: tuple[Weight, ...] = ()


class Fold(NamedTuple):
    """A row that is counted as another row of the same file, and what they share, in words."""

    record: int
    into: int
    why: str


class Reused(NamedTuple):
    """A number that stands for another issue: of a row of this file (other), else of a known issue (other is None)."""

    record: int
    other: int | None
    other_id: int


class Running(NamedTuple):
    """The rows of one sheet whose numbers only count rows and were not matched by."""

    sheet: str
    records: tuple[int, ...]


@dataclass
class Matched:
    """issue_ids: for each record the issues that it is about (more than one where one row answers for all parts).

    Ids from first_new on are new. fingerprints: for each record. orphans: records that name a number nobody knows and
    no problem, so that nothing can be made of them. unclear: record → why nobody can say which issue it is about. bad_keys:
    record → why its issue key (问题码) does not count. repeated: issue → the records that bear its key, where there are several.
    reworded: record, the known issue that it is about in other words, and the wording known so far. folded, reused, damaged,
    running: see Outcome. unnumbered: records whose number is not one of their issue. shared: numbers that stood for known issues
    and of which a row of this file says that they stand for another one too.
    """

    issue_ids: list[tuple[int, ...]] = field(default_factory=list)
    fingerprints: list[int | None] = field(default_factory=list)
    doubts: list[DoubtfulRow] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)
    unclear: dict[int, Words] = field(default_factory=dict)
    bad_keys: dict[int, str] = field(default_factory=dict)
    repeated: dict[int, list[int]] = field(default_factory=dict)
    reworded: list[tuple[int, int, str]] = field(default_factory=list)
    folded: list[Fold] = field(default_factory=list)
    reused: list[Reused] = field(default_factory=list)
    damaged: dict[int, str] = field(default_factory=dict)
    running: list[Running] = field(default_factory=list)
    unnumbered: set[int] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
