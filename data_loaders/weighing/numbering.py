"""Whether the numbers of a sheet go on with those that are stored: learnt from the rows that meet a known number."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from data_loaders.rows.records import Record
from data_loaders.weighing.comparison import elsewhere_placed, unlike
from data_loaders.weighing.numbers import is_plain
from data_loaders.weighing.sides import Side
from database.ledger.issues import KnownIssue

PRIOR, PLAIN_PRIOR = 10.0, 0.0
"""log2 of the odds that numbers are kept for ever: of those with letters, years or many digits; of 1, 2, 3 …."""
AGREES, CONTRADICTS = 5.6, -5.0
"""What one row adds that meets its own issue (log2 0.97/0.02) or another one (log2 0.03/0.98) under its number."""
PROOF = 2
"""Rows that must have met their own issue before a number stands against another place or other words."""


class Trust(NamedTuple):
    """How far a number can be trusted. stable: the probability that it is kept for ever. proved: whether rows of this sheet show it."""

    stable: float
    proved: bool


class _Evidence(NamedTuple):
    agree: frozenset[int]
    contradict: frozenset[int]
    again: int


class Numberings:
    """What the rows of each table say about its numbers. Every row is judged by the others."""

    def __init__(
        self,
        records: Sequence[Record],
        prints: Sequence[int | None],
        page_of: Callable[[Record], int],
        known: Mapping[str, Sequence[KnownIssue]],
        side: Callable[[int], Side],
        side_of_known: Callable[[KnownIssue], Side],
    ) -> None:
        self.records, self.prints, self.page_of, self.known = records, prints, page_of, known
        self.side, self.side_of_known = side, side_of_known
        self._evidence: dict[int, _Evidence] | None = None

    def trust(self, index: int) -> Trust:
        """How far the number of a row can be trusted."""
        number = self.records[index].number
        if number is None:
            return Trust(0.5, proved=False)
        found = self.evidence(self.page_of(self.records[index]))
        agree = len(found.agree) - (index in found.agree)
        contradict = len(found.contradict) - (index in found.contradict) + found.again
        odds = (PLAIN_PRIOR if is_plain(number) else PRIOR) + AGREES * agree + CONTRADICTS * contradict
        stable = 1 / (1 + 2.0 ** -max(-60.0, min(60.0, odds)))
        return Trust(stable, agree >= PROOF and stable >= 0.9)

    def evidence(self, page: int) -> _Evidence:
        """The rows of a table that meet their own issue under a number that stands for no other, those that meet another one, and how many
        more problems than numbers there are, known or in the table.
        """
        if self._evidence is None:
            rows: dict[int, list[int]] = {}
            for index, record in enumerate(self.records):
                if record.number is not None and record.number in self.known and record.part == 1:
                    rows.setdefault(self.page_of(record), []).append(index)
            self._evidence = {page: self._weighed(indexes) for page, indexes in rows.items()}
        return self._evidence.get(page, _Evidence(frozenset(), frozenset(), 0))

    def _weighed(self, indexes: Sequence[int]) -> _Evidence:
        agree, contradict = set(), set()
        doubled = self._doubled(indexes)
        again = sum(doubled.values())
        for number in {self.records[index].number or "" for index in indexes}:
            met = self.known[number]
            if len(met) > 1 and (more := len({known.issue_id for known in met}) - 1):
                again += more
                doubled.setdefault(number, more)
        for index in indexes:
            number = self.records[index].number or ""
            met, mark = self.known[number], self.prints[index]
            one = number not in doubled  # a number that stands for several proves nothing where it meets one of them
            if mark is not None and (met[0].fingerprint == mark or any(mark == known.fingerprint for known in met)):
                if one:
                    agree.add(index)  # nearly all rows: what else they say need not be looked at
                continue
            mine = self.side(index)
            judged = [self._meets(mine, self.side_of_known(known)) for known in met]
            if True in judged:
                if one:
                    agree.add(index)
            elif all(said is False for said in judged):
                contradict.add(index)
        return _Evidence(frozenset(agree), frozenset(contradict), again)

    def _doubled(self, indexes: Sequence[int]) -> dict[str, int]:
        """Numbers that rows of a table bear for several problems, and for how many more than one."""
        often = Counter(self.records[index].number or "" for index in indexes)
        rows: dict[str, set[Any]] = {number: set() for number, count in often.items() if count > 1}
        if rows:
            for index in indexes:
                number, mark = self.records[index].number or "", self.prints[index]
                if number in rows and mark is not None:
                    rows[number].add((mark, self.records[index].found_on))
        return {number: len(said) - 1 for number, said in rows.items() if len(said) > 1}

    @staticmethod
    def _meets(mine: Side, theirs: Side) -> bool | None:
        """Whether a row meets its own issue under its number; None where that cannot be seen."""
        placed = elsewhere_placed(mine, theirs)
        days = mine.found_on is not None and theirs.found_on is not None and mine.found_on != theirs.found_on
        units = mine.lead is not None and theirs.lead is not None and mine.lead != theirs.lead
        if mine.key is None or theirs.key is None:
            return False if placed or (units and mine.lead != theirs.district) else None
        if unlike(mine, theirs):
            nowhere = mine.site is None or theirs.site is None
            return False if placed or days or units or nowhere else None
        return None if placed or days else True
