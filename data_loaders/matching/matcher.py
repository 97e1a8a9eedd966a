"""Which issue is this row about? The number says it, else the fingerprint, else scored candidates at the same site.

A doubtful pair is listed, never merged: the row becomes an issue of its own until a person decides.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz

from data_loaders.choices import Pair
from data_loaders.issue_keys import GONE, OF_ANOTHER, Keys
from data_loaders.records import Record
from database.engine import Connection
from database.issues import Known, known_by

SURE = 90
"""Similarity (0–100) from which a re-worded row is the same issue, if no other candidate comes near."""
MARGIN = 5
POSSIBLE = 60
"""Similarity from which a pair is listed as doubtful."""
SETTLED = 200.0
"""The score of a pair that a person has called the same: ahead of every similarity."""

_DROPPED = re.compile(r"[\W_]+")
_BETWEEN = "\x1f"
"""Stands between texts that are worked on at once; no letter, and nothing is composed across it."""
_DROPPED_WITHIN = re.compile(rf"[^\w{_BETWEEN}]+|_+")
_PUNCTUATION = tuple(zip("（），：；！？", "(),:;!?", strict=True))


def wording_key(text: str) -> str:
    """The wording without spaces, punctuation and letter case: what must be equal for the fingerprint."""
    for wide, narrow in _PUNCTUATION:  # what most texts would have to be normalized for; this is a tenth of the work
        text = text.replace(wide, narrow)
    plain = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    return _DROPPED.sub("", plain).lower()


def wording_keys(texts: Sequence[str]) -> list[str]:
    """`wording_key` of many texts at once: a fifth of the work."""
    joined = _BETWEEN.join(texts)
    for wide, narrow in _PUNCTUATION:
        joined = joined.replace(wide, narrow)
    plain = joined if unicodedata.is_normalized("NFKC", joined) else unicodedata.normalize("NFKC", joined)
    keys = _DROPPED_WITHIN.sub("", plain).lower().split(_BETWEEN)
    return keys if len(keys) == len(texts) else [wording_key(text) for text in texts]  # the sign stands in a text


def fingerprint(district: str | None, site: str | None, description: str | None) -> int | None:
    """A 63-bit number of district, site and wording; None without wording."""
    return None if description is None else _print_of(district, site, wording_key(description))


def fingerprints(records: Sequence[Record]) -> list[int | None]:
    """The `fingerprint` of each record."""
    keys = wording_keys([record.description or "" for record in records])
    return [
        None if record.description is None else _print_of(record.district_name, record.site_name, key)
        for record, key in zip(records, keys, strict=True)
    ]


def _print_of(district: str | None, site: str | None, key: str) -> int:
    text = f"{district or ''}\x1f{site or ''}\x1f{key}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


class Doubt(NamedTuple):
    """A row that became an issue of its own although it may be about a known one. pair: how it is recognised when it comes again."""

    record: int
    candidate_id: int
    score: int
    pair: Pair


@dataclass
class Matched:
    """issue_ids: for each record the issues that it is about (more than one where one row answers for all parts).

    Ids from first_new on are new. fingerprints: for each record. orphans: records that name a number nobody knows and
    no problem, so that nothing can be made of them. bad_keys: record → why its issue key (问题码) does not count. repeated: issue →
    the records that bear its key, where there are several. reworded: record, the known issue that it is about in other words, and
    the wording known so far.
    """

    issue_ids: list[tuple[int, ...]] = field(default_factory=list)
    fingerprints: list[int | None] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)
    bad_keys: dict[int, str] = field(default_factory=dict)
    repeated: dict[int, list[int]] = field(default_factory=dict)
    reworded: list[tuple[int, int, str]] = field(default_factory=list)


def match(
    connection: Connection,
    records: Sequence[Record],
    *,
    first_new: int,
    as_of: int,
    verdicts: Mapping[Pair, bool] | None = None,
) -> Matched:
    """Decide for each record which issue it is about. New issues get ids from `first_new` on, in the order of rows.

    verdicts: what a person has decided about doubtful pairs: the same issue or not.
    """
    return _Matcher(connection, records, first_new, as_of, verdicts or {}).matched()


class _Matcher:
    def __init__(
        self,
        connection: Connection,
        records: Sequence[Record],
        first_new: int,
        as_of: int,
        verdicts: Mapping[Pair, bool],
    ) -> None:
        self.verdicts = verdicts
        self.connection = connection
        self.records = records
        self.next = first_new
        self.first_new = first_new
        self.as_of = as_of
        self.prints = fingerprints(records)
        numbers = {r.number for r in records if r.number is not None}
        self.by_number = known_by(connection, "number", numbers)
        lone = {r.number for r in records if r.number is not None and r.description is None}
        parts = [f"{n}/{k}" for n in lone if n not in self.by_number for k in range(1, 10)]
        self.by_number |= known_by(connection, "number", parts)
        self.own_numbers: dict[str, list[tuple[int, int]]] = {}
        self.own_prints: dict[int, list[tuple[int, int]]] = {}
        self.by_print = known_by(connection, "fingerprint", self.prints_to_ask())
        self.keys = Keys(connection, [r.key for r in records if r.key is not None])

    def prints_to_ask(self) -> set[int]:
        """The fingerprints of the rows that no number decides; of most ledgers those are few."""
        by_number, contradicts = self.by_number, self.contradicts
        if self.first_new == 1:  # nothing is stored
            return set()
        return {
            mark
            for index, (record, mark) in enumerate(zip(self.records, self.prints, strict=True))
            if mark is not None
            and all(contradicts(index, record, known) for known in by_number.get(record.number or "", ()))
        }

    def matched(self) -> Matched:
        result = Matched(fingerprints=self.prints)
        open_ends: list[int] = []
        for index, record in enumerate(self.records):
            if record.key is not None:
                self.by_key(index, record, result)
                continue
            if self.is_unheard(index, record):
                found: tuple[int, ...] = ()
            else:
                found = self.by_said_number(index, record) or self.by_wording(index, record)
            if not found and record.description is None and record.number is not None and not _tells(record):
                result.orphans.append(index)
                result.issue_ids.append(())
                continue
            if not found:
                open_ends.append(index)
                found = (self.next,)
                self.next += 1
                self.remember(index, record, found[0])
            result.issue_ids.append(found)
        result.repeated = {issue_id: rows for issue_id, rows in result.repeated.items() if len(rows) > 1}
        self.compare(result, open_ends)
        self.find_reworded(result)
        return result

    def is_unheard(self, index: int, record: Record) -> bool:
        """Whether neither number nor wording were met before: a first load consists of such rows."""
        number, mark = record.number, self.prints[index]
        return (
            mark is not None
            and mark not in self.own_prints
            and mark not in self.by_print
            and number not in self.own_numbers
            and number not in self.by_number
        )

    def by_key(self, index: int, record: Record, result: Matched) -> None:
        """The issue that the row's key names, or the reason why the key does not count."""
        known, why = self.keys.issue(record.key or "")
        if known is not None:
            agrees = self.says_the_same(index, record, known)
            if not self.keys.fits(record.key or "", known) and not agrees:
                known, why = None, GONE
            elif self.denies(index, record, known):
                known, why = None, OF_ANOTHER
        if known is None:
            result.bad_keys[index] = why
            result.issue_ids.append(())
            return
        result.repeated.setdefault(known.issue_id, []).append(index)
        result.issue_ids.append((known.issue_id,))

    def says_the_same(self, index: int, record: Record, known: Known) -> bool:
        if record.number is not None and record.number == known.number:
            return True
        return known.fingerprint is not None and known.fingerprint == self.prints[index]

    def denies(self, index: int, record: Record, known: Known) -> bool:
        """Whether a row with a key speaks of another issue than the key does."""
        if record.number is not None and known.number is not None and record.number != known.number:
            return True
        if record.found_on is not None and known.found_said and record.found_on != known.found_on:
            return True
        if known.fingerprint is not None and known.fingerprint == self.prints[index]:
            return False
        if record.description is None or known.description is None:
            return False
        numbered = record.number is not None and record.number == known.number
        if not numbered and record.site is not None and known.site_id is not None and record.site != known.site_id:
            return True
        return fuzz.ratio(wording_key(record.description), wording_key(known.description)) < POSSIBLE

    def find_reworded(self, result: Matched) -> None:
        """Note the rows that speak of a known issue in other words."""
        known = {k.issue_id: k for found in self.by_number.values() for k in found}
        for index, ids in enumerate(result.issue_ids if known else ()):
            record = self.records[index]
            of = known.get(ids[0]) if len(ids) == 1 and record.description is not None else None
            if of is None or of.description is None or of.fingerprint == self.prints[index]:
                continue
            if wording_key(of.description) != wording_key(record.description or ""):
                result.reworded.append((index, of.issue_id, of.description))

    def remember(self, index: int, record: Record, issue_id: int) -> None:
        """Let later rows of the same file match what this row has made."""
        if record.number is not None:
            self.own_numbers.setdefault(record.number, []).append((index, issue_id))
        mark = self.prints[index]
        if mark is not None:
            self.own_prints.setdefault(mark, []).append((index, issue_id))

    def known(self, index: int, issue_id: int) -> Known:
        """What an earlier row of this file has made, in the form of a stored issue."""
        record = self.records[index]
        return Known(
            issue_id,
            record.number,
            self.prints[index],
            self.as_of if record.found_on is None else record.found_on,
            int(record.found_on is not None),
            record.district,
            record.site,
            record.description,
            True,
        )

    def numbered(self, number: str) -> Sequence[Known]:
        """Stored issues and those of this file with a number, oldest first."""
        return self.joined(self.by_number.get(number), self.own_numbers.get(number))

    def worded(self, mark: int) -> Sequence[Known]:
        """Stored issues and those of this file with a fingerprint, oldest first."""
        return self.joined(self.by_print.get(mark), self.own_prints.get(mark))

    def joined(self, stored: list[Known] | None, own: list[tuple[int, int]] | None) -> Sequence[Known]:
        if own is None:  # as for nearly all rows
            return stored or ()
        return [*(stored or ()), *(self.known(*one) for one in own)]

    def by_said_number(self, index: int, record: Record) -> tuple[int, ...]:
        """Issues with the row's number, unless the rest of the row contradicts (numbers that restart every week)."""
        number = record.number
        if number is None:
            return ()
        fits = [k for k in self.numbered(number) if not self.contradicts(index, record, k)]
        if len(fits) > 1:
            exact = [k for k in fits if k.fingerprint is not None and k.fingerprint == self.prints[index]]
            fits = exact or [k for k in fits if k.open] or fits
        if fits:
            return (fits[-1].issue_id,)
        if record.description is None:
            return tuple(k.issue_id for n in range(1, 10) for k in self.numbered(f"{number}/{n}")[-1:])
        return ()

    def contradicts(self, index: int, record: Record, known: Known) -> bool:
        if known.fingerprint is not None and known.fingerprint == self.prints[index]:
            return record.found_on is not None and known.found_said == 1 and record.found_on != known.found_on
        if record.found_on is None or not known.found_said or record.found_on == known.found_on:
            return False
        if record.description is None or known.description is None:
            return record.category is not None
        return fuzz.ratio(wording_key(record.description), wording_key(known.description)) < POSSIBLE

    def by_wording(self, index: int, record: Record) -> tuple[int, ...]:
        """The issue with the same district, site and wording, found on the same day (or on a day not said)."""
        mark = self.prints[index]
        if mark is None:
            return ()
        fits = [k for k in self.worded(mark) if _same_number(record, k) and self.same_day(record, k)]
        if len(fits) > 1:
            fits = [k for k in fits if k.open] or fits[-1:]
        return (fits[-1].issue_id,) if fits else ()

    def same_day(self, record: Record, known: Known) -> bool:
        if record.found_on is None:
            return known.found_on <= self.as_of
        if not known.found_said:
            return record.found_on <= known.found_on
        return known.found_on == record.found_on

    def compare(self, result: Matched, open_ends: Iterable[int]) -> None:
        """Re-worded rows: score the new ones against known issues of the same site that no row of this file is about."""
        rows = [i for i in open_ends if self.records[i].site is not None and self.records[i].description is not None]
        if not rows or self.first_new == 1:
            return
        taken = {issue_id for ids in result.issue_ids for issue_id in ids}
        said = {self.records[i].found_on for i in rows}
        days = None if None in said else {day for day in said if day is not None}  # as `same_day` asks
        by_site = known_by(self.connection, "site_id", {self.records[i].site for i in rows}, found=days)
        for index in rows:
            record = self.records[index]
            scores = sorted(
                (
                    (self.score(index, known), known.issue_id, known)
                    for known in by_site.get(record.site, ())
                    if known.description is not None
                    and known.issue_id not in taken
                    and known.district_id == record.district
                    and _same_number(record, known)
                    and self.same_day(record, known)
                ),
                key=lambda scored: scored[:2],
                reverse=True,
            )
            if not scores or scores[0][0] < POSSIBLE:
                continue
            best, issue_id, known = scores[0]
            if best >= SURE and (len(scores) == 1 or best - scores[1][0] >= MARGIN):
                result.issue_ids[index] = (issue_id,)
                result.reworded.append((index, issue_id, known.description or ""))
                taken.add(issue_id)
            else:
                result.doubts.append(Doubt(index, issue_id, round(best), self.pair(index, known)))
        self.close_gaps(result)

    def pair(self, index: int, known: Known) -> Pair:
        """How this row and this issue are recognised when they come again."""
        return Pair(self.prints[index] or 0, known.fingerprint or 0)

    def score(self, index: int, known: Known) -> float:
        """Likeness of the wordings, 0–100; what a person has decided is as sure as can be."""
        verdict = self.verdicts.get(self.pair(index, known))
        if verdict is not None:
            return SETTLED if verdict else -1.0
        return fuzz.ratio(wording_key(self.records[index].description or ""), wording_key(known.description or ""))

    def close_gaps(self, result: Matched) -> None:
        """Give new issues consecutive ids again where some turned out to be known."""
        renamed: dict[int, int] = {}
        for place, ids in enumerate(result.issue_ids):
            if ids and ids[0] >= self.first_new:
                new = renamed.setdefault(ids[0], self.first_new + len(renamed))
                result.issue_ids[place] = (new,)


def _tells(record: Record) -> bool:
    """Whether a row without wording still says enough to be an issue of its own: when found and of what kind."""
    return record.found_on is not None and record.category is not None


def _same_number(record: Record, known: Known) -> bool:
    return record.number is None or known.number is None or record.number == known.number
