"""Decides for each row of a file which issue it is about.

Most rows are decided at once: nothing stored is called like them, or number, words, place and day are all equal. For the others
candidates are gathered (by number, fingerprint, site, wording), and each pair is weighed field by field (`comparison`). Whatever
lies between the two thresholds stays apart and is asked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from rapidfuzz import fuzz

from data_loaders.choices import Pair
from data_loaders.issue_keys import GONE, OF_ANOTHER, Keys
from data_loaders.matching.comparison import NEAR, Rarity, compare, done_otherwise, elsewhere_placed, ruled_out, unlike
from data_loaders.matching.elsewhere import Elsewhere, Page, differ
from data_loaders.matching.matched import Doubt, Fold, Matched
from data_loaders.matching.number_notes import numbers_left_out
from data_loaders.matching.number_only import COLLECTS, speaks_against, tells
from data_loaders.matching.numbering import Numberings
from data_loaders.matching.numbers import MOST_DIGITS, base, is_damaged, is_long, is_plain
from data_loaders.matching.pairs import pair_of
from data_loaders.matching.said import damaged, of_another, several, used_again
from data_loaders.matching.sides import Side, side_of, side_of_known
from data_loaders.matching.weights import AHEAD, DOUBT, LEVELS, SAME, Weight, level_of, total
from data_loaders.matching.wording import clauses, core, fingerprints, is_part, similarity, wording_keys
from data_loaders.records import Record
from database.engine import Connection
from database.issues import Known, issue_count, known_by, said_elsewhere, site_names, unit_names
from domain.wordings import wording_key

_Key = TypeVar("_Key")

LISTED, ANSWERING = "inspection", "rectification"
TELLING = 8
"""Signs of a wording that shows by itself, without a place, that a sheet is sent again."""
COPIED = 0.6
"""Share of a sheet's rows that stand on another sheet of the file (or are known) from which it is a copy (or sent again)."""
CROWD = 30
"""Known issues of one plain number (1, 2, 3 …) from which it is no use to look at them."""
LIKE = 60
_NUMBERED = frozenset("1１一①⑴(（第")
"""What a text with numbered parts begins with."""
MOST_ASKED, NEARLY = 3, 7.0
"""Of so many candidates of a row a person is asked, as far as they are so few bits behind the likeliest."""


class _Weighed(NamedTuple):
    """A candidate and its weights. row: of this file, None for a known issue."""

    bits: float
    issue_id: int
    weights: tuple[Weight, ...]
    known: Known | None
    row: int | None

    @property
    def opened(self) -> bool:
        return self.known is None or self.known.open


def match(
    connection: Connection,
    records: Sequence[Record],
    *,
    first_new: int,
    as_of: int,
    verdicts: Mapping[Pair, bool] | None = None,
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


class _Matcher:
    def __init__(
        self,
        connection: Connection,
        records: Sequence[Record],
        first_new: int,
        as_of: int,
        verdicts: Mapping[Pair, bool],
        kind: str,
        pages: Sequence[Page],
    ) -> None:
        self.connection, self.verdicts, self.kind = connection, verdicts, kind
        self.first_new, self.as_of = first_new, as_of
        self.next = first_new
        self.elsewhere = Elsewhere(pages)
        self.result = Matched()
        self.records = self.undamaged(records)
        self.prints = self.result.fingerprints = fingerprints(records)
        self.print_rows = Counter(self.prints)
        numbers = {r.number for r in self.records if r.number is not None}
        numbers |= {number.partition("/")[0] for number in numbers if "/" in number}
        self.by_number: dict[str, list[Known]] = known_by(connection, "number", numbers)
        lone = {r.number for r in self.records if r.number is not None and r.description is None}
        self.equal: dict[int, Known | None] = {}
        lone |= {
            r.number for r in self.records if r.number is not None and r.description and r.description[0] in _NUMBERED
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
        self.pending: dict[int, list[_Weighed]] = {}
        self.sides: dict[int, Side] = {}
        self.known_sides: dict[tuple[int, int | None, int], Side] = {}
        self.names: dict[int, str] = {}
        self.told: dict[int, dict[str, str]] = {}
        self.several: dict[int, set[int]] = {}
        self.senders: dict[int, int | None] = {}
        self.numbering = Numberings(
            self.records, self.prints, self.elsewhere.page_of, self.by_number, self.side, self.side_of_known
        )
        self.by_print: dict[int, list[Known]] = {}
        self.by_print = known_by(connection, "fingerprint", self.prints_to_ask())

    # --- what is looked at ------------------------------------------------------------------------------------------------

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

    def side(self, index: int) -> Side:
        """The row as one side of a pair."""
        side = self.sides.get(index)
        if side is None:
            side = self.sides[index] = side_of(self.records[index], self.prints[index], self.as_of)
        return side

    def side_of_known(self, known: Known) -> Side:
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
    def worded(self) -> dict[str, list[Known]]:
        """Known issues with the very words of the rows that were not decided at once."""
        if self.first_new == 1:
            return {}
        texts = {r.description for i in self.undecided if (r := self.records[i]).description is not None}
        return known_by(self.connection, "description", texts)

    # --- the rows ---------------------------------------------------------------------------------------------------------

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
            _put(self.own_numbers, number, index)
        if mark is not None:
            _put(self.own_prints, mark, index)

    def takes(self, index: int, issue_id: int, weights: tuple[Weight, ...] = ()) -> None:
        """The row is about this issue."""
        self.result.issue_ids[index] = (issue_id,)
        _put(self.claims, issue_id, index)
        if weights:
            self.reasons[index] = weights

    def by_equal_number(self, index: int) -> Known | None:
        """The one known issue of which the row repeats number, words, place and day."""
        if index not in self.equal:
            self.equal[index] = self._equal_number(index)
        return self.equal[index]

    def _equal_number(self, index: int) -> Known | None:
        record, mark = self.records[index], self.prints[index]
        found = self.by_number.get(record.number or "", ())
        if len(found) != 1 or mark is None or found[0].fingerprint != mark or self.print_rows[mark] > 1:
            return None
        known = found[0]
        if record.found_on is None and (
            is_plain(record.number or "") or not _kept(record.number, self.numbering.trust(index).stable)
        ):
            return None  # a number that anybody may count, or that begins again, and no day: weighed
        return known if record.found_on == (known.found_on if known.found_said else None) else None

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

    def by_equal_print(self, index: int) -> Known | None:
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

    def candidates(self, index: int) -> list[Known | int]:
        """Known issues and rows of this file (their positions) with the row's number or fingerprint."""
        record, mark = self.records[index], self.prints[index]
        found: dict[Any, Known | int] = {}
        known = [*self.by_print.get(mark or 0, ())]
        number = record.number or ""
        numbered = self.by_number.get(number, [])
        if len(numbered) < CROWD or not is_plain(number):
            known += numbered
        if record.description is not None and "/" in number:
            known += [one for one in self.by_number.get(number.partition("/")[0], ()) if self.is_part(index, one)]
        elif record.description is not None and record.description[0] in _NUMBERED:
            parts = [one for n in range(1, 10) for one in self.by_number.get(f"{number}/{n}", ())]
            known += [one for one in parts if self.is_part(index, one)]
        for one in known:
            found[one.issue_id, one.fingerprint, one.found_on] = one
        for row in (*self.own_prints.get(mark or 0, ()), *self.own_numbers.get(record.number or "", ())):
            ids = self.result.issue_ids[row]
            if len(ids) == 1:
                found[ids[0]] = row
        return list(found.values())

    def weighed(self, index: int, candidates: Sequence[Known | int]) -> list[_Weighed]:
        """The candidates that are not ruled out, likeliest first; of an issue only what it was called likeliest."""
        best: dict[int, _Weighed] = {}
        self.says_several(index, candidates)
        twins = len({c.issue_id for c in candidates if not isinstance(c, int) and c.fingerprint == self.prints[index]})
        for one in candidates:
            issue_id = self.result.issue_ids[one][0] if isinstance(one, int) else one.issue_id
            rows = self.claims.get(issue_id, ())
            weights = self.beside(index, rows[0]) if rows else None
            if not rows and not isinstance(one, int):
                weights = self.against_known(index, one, twins=twins)
            if weights is not None:
                known, row = (None, one) if isinstance(one, int) else (one, rows[0] if rows else None)
                one_weighed = _Weighed(total(weights), issue_id, weights, known, row)
                if issue_id not in best or best[issue_id].bits < one_weighed.bits:
                    best[issue_id] = one_weighed
        return sorted(best.values(), key=lambda w: (w.bits, w.opened, w.issue_id), reverse=True)

    def one_of(self, index: int, rivals: Sequence[_Weighed]) -> _Weighed | None:
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

    # --- the weights of a pair --------------------------------------------------------------------------------------------

    def against_known(self, index: int, known: Known, *, twins: int = 1) -> tuple[Weight, ...] | None:
        """The weights of a row and a known issue; None where they cannot be one."""
        mine, theirs = self.side(index), self.side_of_known(known)
        pair = pair_of(mine, theirs)
        said = self.verdicts.get(pair) if pair.mark != pair.candidate_mark else None  # said of two rows of one file
        if said is False:
            return None
        trust = self.numbering.trust(index)
        part = self.is_part(index, known)
        if said is None and ruled_out(mine, theirs, stable=trust.stable, part=part):
            return None
        weights = compare(mine, theirs, stable=trust.stable, rarity=lambda key: self.rarity.bits(key), part=part)
        words = next((w.level for w in weights if w.field == "wording"), None)
        equal = words == LEVELS["wording"]["same"].words
        renumbered = mine.number is not None and theirs.number is not None and base(mine.number) != base(theirs.number)
        if said is None and self.kind == LISTED and renumbered and not equal and not part:
            return None  # a list that numbers its problems names another one
        beside = self.cells_beside(index, known) if equal else []
        weights += beside
        other = any(weight.bits < 0 for weight in beside)
        again = equal and not other and mine.found_on in (None, theirs.found_on) and self.is_sent_again(index)
        if again or self.kind != LISTED:
            weights.append(level_of("sheet", "again" if again else "answer"))
        elif mine.found_on is None and not (mine.number == theirs.number and _kept(mine.number, trust.stable)):
            earlier = not known.found_said and self.as_of <= known.found_on
            weights.append(level_of("sheet", "earlier" if earlier else "list"))
        if said:
            return (*weights, Weight("sheet", "人已认定是同一件", 100.0))
        other_words = words == LEVELS["wording"]["unlike"].words
        own = renumbered and not is_plain(mine.number or "") and not is_plain(theirs.number or "")
        kept = renumbered is False and mine.number == theirs.number and _kept(mine.number, trust.stable)
        if part or (not kept and done_otherwise(self.records[index], self.as_of, known)):
            return _at_most_asked(weights)
        if equal and mine.number is not None and self.corrects_place(mine, theirs):
            return (
                *weights,
                Weight("sheet", "编号、文字、检查日期都相同，地点是更正", max(0.0, SAME - total(weights))),
            )
        proved = trust.proved and not is_plain(
            mine.number or ""
        )  # a count goes on with the next row where one is removed
        if (not proved and (other_words or elsewhere_placed(mine, theirs))) or (self.kind == LISTED and own):
            return _at_most_asked(weights)
        return tuple(weights)

    def corrects_place(self, mine: Side, theirs: Side) -> bool:
        """Whether the office's row, of the words of an issue, can only correct its place: under a number with a year or many digits, which
        stands for no other issue, and on the same day found.
        """
        same = mine.number == theirs.number and mine.found_on is not None and mine.found_on == theirs.found_on
        if not same or self.kind == ANSWERING or not is_long(mine.number or "") or not elsewhere_placed(mine, theirs):
            return False
        return len({known.issue_id for known in self.by_number.get(mine.number or "", ())}) == 1

    def says_several(self, index: int, candidates: Sequence[Known | int]) -> None:
        """Note the known issues of which the row says the words between its commas, where these are several."""
        if len(candidates) < 2 or index in self.several:
            return
        said = clauses(self.records[index].description or "")
        if len(said) > 1:
            known = {c.issue_id for c in candidates if not isinstance(c, int) and self.side_of_known(c).key in said}
            self.several[index] = known if len(known) > 1 else set()

    def is_part(self, index: int, known: Known) -> bool:
        """Whether the row says a numbered part of what the issue says, or the other way round: a cell that was split, or not."""
        text = self.records[index].description
        if text is None or known.description is None or len(text) == len(known.description):
            return False
        if known.issue_id in self.several.get(index, ()):
            return True
        return max(text, known.description, key=len)[0] in _NUMBERED and is_part(text, known.description)

    def cells_beside(self, index: int, known: Known) -> list[Weight]:
        mine = self.elsewhere.of(self.records[index]).cells
        if not mine:
            return []
        if known.issue_id not in self.told:
            met = {k.issue_id for i in self.undecided for k in self.by_print.get(self.prints[i] or 0, ())}
            self.told |= {issue_id: {} for issue_id in met | {known.issue_id}}
            self.told |= said_elsewhere(self.connection, {known.issue_id} | met)
        said = differ(mine, self.told.get(known.issue_id, {}))
        return [level_of("elsewhere", said)] if said in ("same", "other") else []

    def is_sent_again(self, index: int) -> bool:
        """Whether most other rows of the table say what is known already."""
        page = self.elsewhere.page_of(self.records[index])
        known, rows = self.known_shares.get(page, (0, 0))
        return rows > 1 and (known - 1) / (rows - 1) >= COPIED

    @cached_property
    def known_shares(self) -> dict[int, tuple[int, int]]:
        """Table → rows whose words and place are known from lists, or from before its day, and rows."""
        shares: dict[int, tuple[int, int]] = {}
        for index, record in enumerate(self.records):
            mark = self.prints[index]
            if mark is None:
                continue
            page = self.elsewhere.page_of(record)
            known, rows = shares.get(page, (0, 0))
            telling = record.site is not None or len(self.side(index).key or "") >= TELLING
            before = any(one.listed or one.found_on <= self.as_of for one in self.by_print.get(mark, ()))
            shares[page] = known + int(telling and before), rows + 1
        return shares

    def beside(self, index: int, other: int) -> tuple[Weight, ...] | None:
        """The weights of two rows of the file; None where they cannot be one issue."""
        mine, theirs = self.records[index], self.records[other]
        if mine[:2] == theirs[:2]:
            return None
        one, two = self.side(index), self.side(other)
        said = self.verdicts.get(pair_of(one, two))
        if said is not None:
            return (Weight("sheet", "人已认定是同一件", 100.0),) if said else None
        cells, others = self.elsewhere.of(mine), self.elsewhere.of(theirs)
        here, told = cells.page == others.page, differ(cells.cells, others.cells)
        if unlike(one, two) or elsewhere_placed(one, two):
            return None
        if here and (cells.group != others.group or told in ("some", "other") or _told_apart(mine, theirs)):
            return None
        numbered = mine.number is not None and theirs.number is not None and mine.number != theirs.number
        if numbered and (here or not is_plain(mine.number or "") or not is_plain(theirs.number or "")):
            return None
        stable = 0.999 if mine.number is not None and not is_plain(mine.number) else 0.5
        weights = compare(one, two, stable=stable, rarity=lambda key: self.rarity.bits(key))
        if here and cells.serial is not None and others.serial is not None and cells.serial != others.serial:
            weights.append(level_of("serial", "other"))
        copied = not here and self.is_copy(cells.page, others.page)
        weights.append(level_of("sheet", "copy" if copied else "beside" if here else "pages"))
        if not here and told in ("same", "other"):
            weights.append(level_of("elsewhere", told))
        return tuple(weights)

    def is_copy(self, page: int, other: int) -> bool:
        """Whether most rows of one table of the file stand in another one too."""
        one, two = self.prints_by_page.get(page, set()), self.prints_by_page.get(other, set())
        few = min(len(one), len(two))
        return few > 1 and len(one & two) / few >= COPIED

    @cached_property
    def prints_by_page(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for record, mark in zip(self.records, self.prints, strict=True):
            if mark is not None:
                found.setdefault(self.elsewhere.page_of(record), set()).add(mark)
        return found

    # --- rows that name only a number --------------------------------------------------------------------------------------

    def by_number_only(self, index: int) -> None:
        """A row without a problem: its number must stand for one issue, and nothing in the row may speak against that."""
        record, result = self.records[index], self.result
        number = record.number
        if number is None:
            result.unclear[index] = damaged(result.damaged.get(index, ""))
            return
        found = self.with_number(number)
        parts = [one for n in range(1, 10) for one in self.with_number(f"{number}/{n}")]
        if not found and not parts:
            result.orphans.append(index)
            return
        trust = self.numbering.trust(index)
        if trust.stable < 0.2 and any(self.numbering.evidence(self.elsewhere.page_of(record))[:2]):
            result.unclear[index] = used_again(number)
            return
        speaks = {one.issue_id: self.speaks_against(index, one) for one in (*found, *parts)}
        whole, in_parts = ([one for one in some if speaks[one.issue_id] is None] for some in (found, parts))
        if not whole and not in_parts:
            first = (found or parts)[0]
            why = next(why for why in speaks.values() if why)
            result.unclear[index] = of_another(number, self.told_of(first), why)
        elif len(whole) > 1 or (whole and in_parts) or self.of_two_cells(in_parts):
            result.unclear[index] = several(number, [self.told_of(one) for one in (*whole, *in_parts)])
        elif in_parts:
            self.takes_parts(index, in_parts)
        else:
            self.takes(index, whole[0].issue_id)

    def of_two_cells(self, parts: Sequence[_Weighed]) -> bool:
        """Whether two issues bear the same part of a number: they come from two cells."""
        numbers = [one.known.number if one.known else self.records[one.row or 0].number for one in parts]
        return len(set(numbers)) < len({one.issue_id for one in parts})

    def takes_parts(self, index: int, parts: Sequence[_Weighed]) -> None:
        """The row answers for all problems of a cell."""
        self.result.issue_ids[index] = tuple(dict.fromkeys(one.issue_id for one in parts))

    def with_number(self, number: str) -> list[_Weighed]:
        """All issues with a number, known ones and those of this file."""
        found = {k.issue_id: _Weighed(0.0, k.issue_id, (), k, None) for k in self.by_number.get(number, ())}
        for row in self.own_numbers.get(number, ()):
            for issue_id in self.result.issue_ids[row]:
                found.setdefault(issue_id, _Weighed(0.0, issue_id, (), None, row))
        return list(found.values())

    def speaks_against(self, index: int, one: _Weighed) -> str | None:
        """Which field of a row that names only a number does not fit the issue; None where nothing speaks against it."""
        theirs = self.side_of_known(one.known) if one.known is not None else self.side(one.row or 0)
        return speaks_against(self.side(index), theirs, self.sender(index))

    def sender(self, index: int) -> int | None:
        """The unit that sent the row's table, where it answers for issues itself: an office that collects answers does not.

        A sheet says who sent it, or the name of file, sheet or title names one unit.
        """
        at = self.elsewhere.page_of(self.records[index])
        if at < 0:
            return None
        page = self.elsewhere.pages[at]
        if at not in self.senders:
            said = " ".join((page.named, page.table.sheet, *page.table.title))
            found = {unit for name, unit in self.unit_names.items() if name in said}
            self.senders[at] = page.sender or (found.pop() if len(found) == 1 else None)
        sender = self.senders[at]
        return sender if sender in self.answering or sender not in self.collecting else None

    @cached_property
    def collecting(self) -> set[int]:
        """The units that by their names collect what others answer."""
        return {unit for name, unit in self.unit_names.items() if COLLECTS.search(name)}

    @cached_property
    def unit_names(self) -> dict[str, int]:
        """Full and short names of all units."""
        return unit_names(self.connection)

    @cached_property
    def answering(self) -> set[int]:
        """The units and districts that are to answer for the issues whose numbers this file names."""
        known = [k for found in self.by_number.values() for k in found]
        return {unit for k in known for unit in (k.lead_id, k.district_id) if unit is not None}

    def told_of(self, one: _Weighed) -> str:
        """A candidate in words: site and wording, or the row."""
        if one.known is None:
            record = self.records[one.row or 0]
            return f"本表第 {record.row} 行 {record.site_name or ''}{record.description or ''}".strip()
        site = self.side_of_known(one.known).site_name
        return f"{site or ''}{one.known.description or ''}" or f"第 {one.issue_id} 号问题"

    # --- rows with a key ---------------------------------------------------------------------------------------------------

    def by_key(self, index: int, record: Record) -> None:
        """The issue that the row's key names, or the reason why the key does not count."""
        known, why = self.keys.issue(record.key or "")
        if known is not None:
            agrees = self.says_the_same(index, record, known)
            if not self.keys.fits(record.key or "", known) and not agrees:
                known, why = None, GONE
            elif self.denies(index, record, known):
                known, why = None, OF_ANOTHER
        if known is None:
            self.result.bad_keys[index] = why
            return
        self.result.repeated.setdefault(known.issue_id, []).append(index)
        self.result.issue_ids[index] = (known.issue_id,)
        _put(self.claims, known.issue_id, index)

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
        return fuzz.ratio(wording_key(record.description), wording_key(known.description)) < LIKE

    # --- new rows beside known issues ---------------------------------------------------------------------------------------

    def compare_with_site(self, rows: Sequence[int]) -> None:
        """Weigh rows that met nothing equal against known issues of their site, and those with the same words, that no row is about."""
        rows = [i for i in rows if self.records[i].description is not None]
        sited = [i for i in rows if self.records[i].site is not None]
        said = {self.records[i].found_on for i in sited}
        days = None
        if None not in said:
            days = {day + off for day in said if day is not None for off in range(-NEAR, NEAR + 1)}
        by_site = known_by(self.connection, "site_id", {self.records[i].site for i in sited}, found=days)
        self.names |= site_names(self.connection, [site for site in by_site if site is not None])
        met: list[tuple[float, int, list[_Weighed]]] = []
        for index in rows:
            record = self.records[index]
            worded = self.worded.get(record.description or "", []) if len(rows) <= MOST_WORDED else []
            near = {k.issue_id: k for k in (*worded, *by_site.get(record.site, ()))}
            free = [k for k in near.values() if k.issue_id not in self.claims and self.may_be(index, k)]
            likely = [w for w in self.weighed(index, free) if w.bits >= DOUBT]
            if not likely:
                continue
            best = likely[0]
            ahead = len(likely) == 1 or best.bits - likely[1].bits >= AHEAD
            met.append((best.bits if ahead else min(best.bits, SAME - 0.1), index, likely))
        for bits, index, likely in sorted(met, key=lambda one: (-one[0], one[1])):
            likely = [one for one in likely if one.issue_id not in self.claims]
            if not likely:
                continue
            best = likely[0]
            if bits >= SAME and best.bits >= SAME:
                own = self.result.issue_ids[index][0]
                if len(self.claims[own]) == 1:
                    del self.claims[own]
                    self.takes(index, best.issue_id, best.weights)
                    self.note_words(index, best.known)
                    self.pending.pop(index, None)
            else:
                self.pending.setdefault(index, []).extend(likely)

    def may_be(self, index: int, known: Known) -> bool:
        """Whether it is worth weighing the pair: the wordings have something in common."""
        mine, theirs = self.side(index).key, self.side_of_known(known).key
        if mine is None or theirs is None:
            return False
        return fuzz.ratio(mine, theirs) >= LIKE or mine in theirs or theirs in mine or core(mine) == core(theirs)

    # --- what is said of the rows ---------------------------------------------------------------------------------------------

    def note_words(self, index: int, known: Known | None) -> None:
        """Note a row that speaks of a known issue in other words."""
        record = self.records[index]
        if known is None or known.description is None or record.description is None:
            return
        if self.side(index).key != self.side_of_known(known).key:
            self.result.reworded.append((index, known.issue_id, known.description))

    def settle(self) -> None:
        """Doubts, folded rows, and numbers by which rows were not matched."""
        for index, found in sorted(self.pending.items()):
            self.result.doubts += [self.doubt(index, one) for one in asked_about(found)]
        repeated = self.result.repeated
        for issue_id, rows in [claim for claim in self.claims.items() if len(claim[1]) > 1]:
            if issue_id not in repeated:
                self.result.folded += [Fold(row, rows[0], self.why(row, rows[0])) for row in rows[1:]]
        self.result.repeated = {issue_id: rows for issue_id, rows in repeated.items() if len(rows) > 1}
        self.result.folded.sort()
        numbers_left_out(self.result, self.records, self.elsewhere.page_of, self.by_number, self.own_numbers)

    def doubt(self, index: int, one: _Weighed) -> Doubt:
        """A pair for a person."""
        mine = self.side(index)
        theirs = self.side_of_known(one.known) if one.row is None and one.known else self.side(one.row or 0)
        score = similarity(mine.key or "", theirs.key or "")
        return Doubt(index, one.issue_id, score, pair_of(mine, theirs), one.weights)

    def why(self, row: int, into: int) -> str:
        """What two rows of the file share."""
        weights = self.reasons.get(row) or self.beside(row, into) or ()
        shared = [w.level for w in weights if w.bits > 0 and w.field != "sheet"]
        return "、".join(shared) or ("编号相同" if self.records[row].number is not None else "是同一件问题")

    def in_order(self) -> None:
        """New issues get consecutive ids in the order of rows, where some turned out to be known or were decided late."""
        result = self.result
        new = [
            issue_id for issue_id in dict.fromkeys(chain.from_iterable(result.issue_ids)) if issue_id >= self.first_new
        ]
        if new == list(range(self.first_new, self.first_new + len(new))):
            return
        renamed: dict[int, int] = {}
        for place, ids in enumerate(result.issue_ids):
            for issue_id in ids:
                if issue_id >= self.first_new:
                    renamed.setdefault(issue_id, self.first_new + len(renamed))
            if any(renamed.get(one, one) != one for one in ids):
                result.issue_ids[place] = tuple(renamed.get(one, one) for one in ids)
        moved = {old: new for old, new in renamed.items() if old != new}
        if moved:
            result.doubts = [d._replace(candidate_id=moved.get(d.candidate_id, d.candidate_id)) for d in result.doubts]
            result.reused = [r._replace(other_id=moved.get(r.other_id, r.other_id)) for r in result.reused]


MOST_WORDED = 2_000
"""New rows up to which known issues with the same words are looked for at other places too."""


def _put(found: dict[_Key, Sequence[int]], key: _Key, row: int) -> None:
    """One more row for a key. The first stands in a tuple, which most keys keep: it takes half of the memory of a list."""
    rows: Any = found.get(key)
    if rows is None:
        found[key] = (row,)
    elif isinstance(rows, list):
        rows.append(row)
    else:
        found[key] = [*rows, row]


def _told_apart(one: Record, other: Record) -> bool:
    """Whether two rows of a sheet say different due days or days of completion: each row is an issue."""
    days = ((one.due_on, other.due_on), (one.done_on, other.done_on))
    return any(a is not None and b is not None and a != b for a, b in days)


def asked_about(found: Sequence[_Weighed]) -> list[_Weighed]:
    """The candidates that a person is asked about: the likeliest, and up to two that are nearly as likely."""
    best: dict[int, _Weighed] = {}
    for one in sorted(found, key=lambda one: (-one.bits, one.issue_id)):
        best.setdefault(one.issue_id, one)
    likeliest = list(best.values())
    return [one for one in likeliest[:MOST_ASKED] if likeliest[0].bits - one.bits <= NEARLY]


def _kept(number: str | None, stable: float) -> bool:
    """Whether a number is one that an office keeps, and not one that anybody may count."""
    return number is not None and stable >= 0.9


def _share(rivals: Sequence[_Weighed], record: Record) -> bool:
    return all(one.known is not None and one.known.number == record.number for one in rivals)


def _at_most_asked(weights: Sequence[Weight]) -> tuple[Weight, ...]:
    """The weights, brought below the upper threshold: a person decides."""
    over = total(list(weights)) - (SAME - 0.1)
    if over <= 0:
        return tuple(weights)
    return (*weights, Weight("sheet", "编号与地点、文字不一致，须由人认定", -over))
