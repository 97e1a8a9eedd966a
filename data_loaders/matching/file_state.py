"""The rows of a file and what the database knows of them: the look-ups that matching starts from, and who claims which issue."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from data_loaders.import_options import PairKey
from data_loaders.matching.matched import Matched
from data_loaders.rows.issue_keys import Keys
from data_loaders.rows.records import Record
from data_loaders.weighing.comparison import Rarity
from data_loaders.weighing.elsewhere import Elsewhere, Page
from data_loaders.weighing.numbering import Numberings
from data_loaders.weighing.numbers import MOST_DIGITS, is_damaged, is_plain
from data_loaders.weighing.sides import Side, side_of, side_of_known
from data_loaders.weighing.weights import Weight
from data_loaders.weighing.wording import fingerprints, wording_keys
from database.ledger.issues import KnownIssue, issue_count, known_by, site_names
from database.store.engine import Connection
from domain.ledger.wordings import wording_key

_Key = TypeVar("_Key")

LISTED, ANSWERING = "inspection", "rectification"

NUMBERED = frozenset("1１一①⑴(（第")
"""What a text with numbered parts begins with."""


class Weighed(NamedTuple):
    """A candidate and its weights. row: of this file, None for a known issue."""

    bits: float
    issue_id: int
    weights: tuple[Weight, ...]
    known: KnownIssue | None
    row: int | None

    @property
    def opened(self) -> bool:
        return self.known is None or self.known.open


class FileRows:
    """The rows of a file, what is known of their numbers and words, and the issues that they have been given so far."""

    def __init__(
        self,
        connection: Connection,
        records: Sequence[Record],
        first_new: int,
        as_of: int,
        verdicts: Mapping[PairKey, bool],
        kind: str,
        pages: Sequence[Page],
    ) -> None:
        self.connection, self.verdicts, self.kind = connection, verdicts, kind
        self.first_new, self.as_of = first_new, as_of
        self.next = first_new
        self.undecided: list[int] = []
        self.elsewhere = Elsewhere(pages)
        self.result = Matched()
        self.records = self.undamaged(records)
        self.prints = self.result.fingerprints = fingerprints(records)
        self.print_rows = Counter(self.prints)
        numbers = {r.number for r in self.records if r.number is not None}
        numbers |= {number.partition("/")[0] for number in numbers if "/" in number}
        self.by_number: dict[str, list[KnownIssue]] = known_by(connection, "number", numbers)
        lone = {r.number for r in self.records if r.number is not None and r.description is None}
        self.equal: dict[int, KnownIssue | None] = {}
        lone |= {
            r.number for r in self.records if r.number is not None and r.description and r.description[0] in NUMBERED
        }
        parts = [f"{n}/{k}" for n in lone for k in range(1, 2 if n in self.by_number else 10)]
        parted = known_by(connection, "number", parts)
        more = [f"{part[:-1]}{k}" for part in parted if part[:-2] in self.by_number for k in range(2, 10)]
        self.by_number |= parted | known_by(connection, "number", more)
        self.keys = Keys(connection, [r.key for r in self.records if r.key is not None])
        self.own_numbers: dict[str, Sequence[int]] = {}
        self.own_prints: dict[int, Sequence[int]] = {}
        self.claims: dict[int, Sequence[int]] = {}
        self.reasons: dict[int, tuple[Weight, ...]] = {}
        self.pending: dict[int, list[Weighed]] = {}
        self.sides: dict[int, Side] = {}
        self.known_sides: dict[tuple[int, int | None, int], Side] = {}
        self.names: dict[int, str] = {}
        self.told: dict[int, dict[str, str]] = {}
        self.several: dict[int, set[int]] = {}
        self.senders: dict[int, int | None] = {}
        self.numbering = Numberings(
            self.records, self.prints, self.elsewhere.page_of, self.by_number, self.side, self.side_of_known
        )
        self.by_print: dict[int, list[KnownIssue]] = {}
        self.by_print = known_by(connection, "fingerprint", self.prints_to_ask())

    def undamaged(self, records: Sequence[Record]) -> list[Record]:
        """The records, without the numbers that Excel has damaged."""
        kept = list(records)
        numbers = [(index, record.number) for index, record in enumerate(kept) if record.number is not None]
        for index, number in [one for one in numbers if len(one[1]) > MOST_DIGITS or "E" in one[1] or "e" in one[1]]:
            record = kept[index]
            if is_damaged(number.partition("/")[0], self.elsewhere.cell(record, "number")):
                self.result.damaged[index] = number
                kept[index] = record._replace(number=None)
        return kept

    def prints_to_ask(self) -> set[int]:
        """The fingerprints of the rows that no number decides; of most ledgers those are few."""
        if self.first_new == 1:  # nothing is stored
            return set()
        return {
            mark for index, mark in enumerate(self.prints) if mark is not None and self.by_equal_number(index) is None
        }

    def by_equal_number(self, index: int) -> KnownIssue | None:
        """The one known issue of which the row repeats number, words, place and day."""
        if index not in self.equal:
            self.equal[index] = self._equal_number(index)
        return self.equal[index]

    def _equal_number(self, index: int) -> KnownIssue | None:
        record, mark = self.records[index], self.prints[index]
        found = self.by_number.get(record.number or "", ())
        if len(found) != 1 or mark is None or found[0].fingerprint != mark or self.print_rows[mark] > 1:
            return None
        known = found[0]
        if record.found_on is None and (
            is_plain(record.number or "") or not kept(record.number, self.numbering.trust(index).stable)
        ):
            return None  # a number that anybody may count, or that begins again, and no day: weighed
        return known if record.found_on == (known.found_on if known.found_said else None) else None

    def side(self, index: int) -> Side:
        """The row as one side of a pair."""
        side = self.sides.get(index)
        if side is None:
            side = self.sides[index] = side_of(self.records[index], self.prints[index], self.as_of)
        return side

    def side_of_known(self, known: KnownIssue) -> Side:
        """A known issue as one side of a pair."""
        place = (known.issue_id, known.fingerprint, known.found_on)
        side = self.known_sides.get(place)
        if side is None:
            if known.site_id is not None and known.site_id not in self.names:
                waiting = {k.site_id for by in (self.by_number, self.by_print) for found in by.values() for k in found}
                wanted = {site for site in waiting | {known.site_id} if site is not None}
                self.names |= site_names(self.connection, wanted - set(self.names))
            side = self.known_sides[place] = side_of_known(known, self.names)
        return side

    @cached_property
    def rarity(self) -> Rarity:
        """How common each wording is, in the file and among the known issues."""
        keys = wording_keys([r.description for r in self.records if r.description is not None])
        found = Rarity(keys)
        if self.worded:
            among = Counter({wording_key(text): len(known) for text, known in self.worded.items()})
            found.add(among, issue_count(self.connection))
        return found

    @cached_property
    def worded(self) -> dict[str, list[KnownIssue]]:
        """Known issues with the very words of the rows that were not decided at once."""
        if self.first_new == 1:
            return {}
        texts = {r.description for i in self.undecided if (r := self.records[i]).description is not None}
        return known_by(self.connection, "description", texts)

    def is_new(self, index: int) -> bool:
        """Whether the row has made an issue of its own."""
        ids = self.result.issue_ids[index]
        return len(ids) == 1 and ids[0] >= self.first_new and self.claims[ids[0]][0] == index

    def makes(self, index: int) -> None:
        """The row is an issue of its own; later rows of the file may meet it."""
        self.takes(index, self.next)
        self.next += 1
        number, mark = self.records[index].number, self.prints[index]
        if number is not None:
            put(self.own_numbers, number, index)
        if mark is not None:
            put(self.own_prints, mark, index)

    def takes(self, index: int, issue_id: int, weights: tuple[Weight, ...] = ()) -> None:
        """The row is about this issue."""
        self.result.issue_ids[index] = (issue_id,)
        put(self.claims, issue_id, index)
        if weights:
            self.reasons[index] = weights

    def told_of(self, one: Weighed) -> str:
        """A candidate in words: site and wording, or the row."""
        if one.known is None:
            record = self.records[one.row or 0]
            return f"本表第 {record.row} 行 {record.site_name or ''}{record.description or ''}".strip()
        site = self.side_of_known(one.known).site_name
        return f"{site or ''}{one.known.description or ''}" or f"第 {one.issue_id} 号问题"

    def with_number(self, number: str) -> list[Weighed]:
        """All issues with a number, known ones and those of this file."""
        found = {k.issue_id: Weighed(0.0, k.issue_id, (), k, None) for k in self.by_number.get(number, ())}
        for row in self.own_numbers.get(number, ()):
            for issue_id in self.result.issue_ids[row]:
                found.setdefault(issue_id, Weighed(0.0, issue_id, (), None, row))
        return list(found.values())


def put(found: dict[_Key, Sequence[int]], key: _Key, row: int) -> None:
    """One more row for a key. The first stands in a tuple, which most keys keep: it takes half of the memory of a list."""
    rows: Any = found.get(key)
    if rows is None:
        found[key] = (row,)
    elif isinstance(rows, list):
        rows.append(row)
    else:
        found[key] = [*rows, row]


def kept(number: str | None, stable: float) -> bool:
    """Whether a number is one that an office keeps, and not one that anybody may count."""
    return number is not None and stable >= 0.9
