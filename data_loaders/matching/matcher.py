"""Decides for each row of a file which issue it is about.

Most rows are decided at once: nothing stored is called like them, or number, words, place and day are all equal. For the others
candidates are gathered (by number, fingerprint, site, wording), and each pair is weighed field by field (`comparison`). Whatever
lies between the two thresholds stays apart and is asked.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from data_loaders.import_options import PairKey
from data_loaders.matching.file_state import LISTED, NUMBERED, Weighed
from data_loaders.matching.matched import Matched
from data_loaders.matching.said import several
from data_loaders.matching.told_rows import ToldRows
from data_loaders.rows.records import Record
from data_loaders.weighing.elsewhere import Page
from data_loaders.weighing.number_only import tells
from data_loaders.weighing.numbers import is_plain
from data_loaders.weighing.weights import AHEAD, DOUBT, SAME
from database.ledger.issues import KnownIssue
from database.store.engine import Connection

CROWD = 30
"""Known issues of one plain number (1, 2, 3 …) from which it is no use to look at them."""


def match(
    connection: Connection,
    records: Sequence[Record],
    *,
    first_new: int,
    as_of: int,
    verdicts: Mapping[PairKey, bool] | None = None,
    kind: str = LISTED,
    pages: Sequence[Page] = (),
) -> Matched:
    """Decide for each record which issue it is about. New issues get ids from `first_new` on, in the order of rows.

    verdicts: what a person has decided about doubtful pairs: the same issue or not. kind: of the file; feedbacks and full
    ledgers speak of known issues, lists of new ones. pages: the tables that the records come from.
    """
    matcher = _Matcher(connection, records, first_new, as_of, verdicts or {}, kind, pages)
    matched = matcher.matched()
    del matcher.numbering  # it refers back: without it all of this goes at once, and not when the collector comes by
    return matched


class _Matcher(ToldRows):
    """The rows of a file in turn."""

    def matched(self) -> Matched:
        """All rows: first those that are decided at once, then those that meet something equal, then what is left."""
        result = self.result
        deferred: list[int] = []
        unheard: list[int] = []
        ids = result.issue_ids = [()] * len(self.records)
        own_numbers, own_prints, by_number, by_print = self.own_numbers, self.own_prints, self.by_number, self.by_print
        for index, (record, mark) in enumerate(zip(self.records, self.prints, strict=True)):
            number = record.number
            if record.key is not None:
                self.by_key(index, record)
            elif (
                mark is not None
                and mark not in own_prints
                and mark not in by_print
                and number not in own_numbers
                and number not in by_number
            ):  # neither number nor wording were met before: a first load consists of such rows, so `makes` stands here in short
                ids[index] = (self.next,)
                own_prints[mark] = self.claims[self.next] = alone = (index,)
                if number is not None:
                    own_numbers[number] = alone
                self.next += 1
                unheard.append(index)
            elif not self.decided_at_once(index):
                deferred.append(index)
        self.undecided = [*deferred, *unheard]
        exact = [i for i in deferred if self.prints[i] in self.by_print or self.by_equal_number(i) is not None]
        first = set(exact)
        for index in (*exact, *(i for i in deferred if i not in first)):
            self.decide(index)
        if self.first_new > 1:
            self.compare_with_site([i for i in self.undecided if self.is_new(i)])
        self.settle()
        if deferred or self.first_new > 1:  # else every row made its issue in turn
            self.in_order()
        return result

    def decided_at_once(self, index: int) -> bool:
        """Whether the row repeats all of one known issue; then that is its issue."""
        known = self.by_equal_number(index)
        if known is None or is_plain(known.number or ""):
            if self.elsewhere.has_more(self.records[index]):
                return False  # a column that nobody knows may tell two places apart
            known = known or self.by_equal_print(index)
        if known is None or known.issue_id in self.claims:
            return False
        self.takes(index, known.issue_id)
        return True

    def by_equal_print(self, index: int) -> KnownIssue | None:
        """The one known issue of which the row repeats words, place and day, where nothing else speaks against it."""
        record, mark = self.records[index], self.prints[index]
        found = self.by_print.get(mark or 0, [])
        if not found or self.print_rows[mark] > 1 or record.site is None or record.found_on is None:
            return None
        if any(one.issue_id != found[0].issue_id for one in found):
            return None
        known = next((one for one in found if one.found_said and one.found_on == record.found_on), None)
        if known is None or record.number not in (None, known.number):
            return None
        units = record.lead is not None and known.lead_id is not None and record.lead != known.lead_id
        return None if units else known

    def decide(self, index: int) -> None:
        """A row that has met a number or a fingerprint."""
        record = self.records[index]
        if record.description is None and not tells(record):
            self.by_number_only(index)
            return
        found = self.weighed(index, self.candidates(index))
        best = found[0] if found else None
        if best is not None and best.bits >= SAME:
            rivals = [one for one in found if one.bits >= SAME and best.bits - one.bits < AHEAD]
            chosen = self.one_of(index, rivals)
            if chosen is None:
                places = [self.told_of(one) for one in rivals]
                self.result.unclear[index] = several(record.number if _share(rivals, record) else None, places)
                return
            self.takes(index, chosen.issue_id, chosen.weights)
            self.note_words(index, chosen.known)
            return
        self.makes(index)
        self.pending.setdefault(index, []).extend(one for one in found if one.bits >= DOUBT)

    def candidates(self, index: int) -> list[KnownIssue | int]:
        """Known issues and rows of this file (their positions) with the row's number or fingerprint."""
        record, mark = self.records[index], self.prints[index]
        found: dict[Any, KnownIssue | int] = {}
        known = [*self.by_print.get(mark or 0, ())]
        number = record.number or ""
        numbered = self.by_number.get(number, [])
        if len(numbered) < CROWD or not is_plain(number):
            known += numbered
        if record.description is not None and "/" in number:
            known += [one for one in self.by_number.get(number.partition("/")[0], ()) if self.is_part(index, one)]
        elif record.description is not None and record.description[0] in NUMBERED:
            parts = [one for n in range(1, 10) for one in self.by_number.get(f"{number}/{n}", ())]
            known += [one for one in parts if self.is_part(index, one)]
        for one in known:
            found[one.issue_id, one.fingerprint, one.found_on] = one
        for row in (*self.own_prints.get(mark or 0, ()), *self.own_numbers.get(record.number or "", ())):
            ids = self.result.issue_ids[row]
            if len(ids) == 1:
                found[ids[0]] = row
        return list(found.values())

    def one_of(self, index: int, rivals: Sequence[Weighed]) -> Weighed | None:
        """Which of several equally likely candidates; None where nobody can say."""
        if len(rivals) == 1:
            return rivals[0]
        still = [one for one in rivals if one.opened]
        if len(still) == 1:
            return still[0]
        alike = {
            (one.known.lead_id if one.known else None, one.known.found_on if one.known else None) for one in rivals
        }
        if len(alike) == 1 and self.print_rows[self.prints[index]] >= len(rivals):
            return min(rivals, key=lambda one: one.issue_id)  # as many rows as issues, and nothing tells them apart
        return None


def _share(rivals: Sequence[Weighed], record: Record) -> bool:
    return all(one.known is not None and one.known.number == record.number for one in rivals)
