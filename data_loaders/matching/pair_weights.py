"""The weights of a row beside a known issue, and beside another row of the file, with what the whole sheet says of them."""

from collections.abc import Sequence
from functools import cached_property

from data_loaders.matching.file_state import ANSWERING, LISTED, NUMBERED, FileRows, Weighed, kept
from data_loaders.matching.pairs import pair_of
from data_loaders.rows.records import Record
from data_loaders.weighing.comparison import compare, done_otherwise, elsewhere_placed, ruled_out, unlike
from data_loaders.weighing.elsewhere import differ
from data_loaders.weighing.numbers import base, is_long, is_plain
from data_loaders.weighing.sides import Side
from data_loaders.weighing.weights import LEVELS, SAME, Weight, level_of, total
from data_loaders.weighing.wording import clauses, is_part
from database.ledger.issues import KnownIssue, said_elsewhere

TELLING = 8
"""Signs of a wording that shows by itself, without a place, that a sheet is sent again."""

COPIED = 0.6
"""Share of a sheet's rows that stand on another sheet of the file (or are known) from which it is a copy (or sent again)."""


class PairWeights(FileRows):
    """Weighs pairs of the rows of a file."""

    def weighed(self, index: int, candidates: Sequence[KnownIssue | int]) -> list[Weighed]:
        """The candidates that are not ruled out, likeliest first; of an issue only what it was called likeliest."""
        best: dict[int, Weighed] = {}
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
                one_weighed = Weighed(total(weights), issue_id, weights, known, row)
                if issue_id not in best or best[issue_id].bits < one_weighed.bits:
                    best[issue_id] = one_weighed
        return sorted(best.values(), key=lambda w: (w.bits, w.opened, w.issue_id), reverse=True)

    def against_known(self, index: int, known: KnownIssue, *, twins: int = 1) -> tuple[Weight, ...] | None:
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
        alike = words in {LEVELS["wording"][level].words for level in ("same", "longer", "close")}
        beside = self.cells_beside(index, known) if alike else []
        weights += beside
        other = any(weight.bits < 0 for weight in beside)
        again = equal and not other and mine.found_on in (None, theirs.found_on) and self.is_sent_again(index)
        if again or self.kind != LISTED:
            weights.append(level_of("sheet", "again" if again else "answer"))
        elif mine.found_on is None and not (mine.number == theirs.number and kept(mine.number, trust.stable)):
            earlier = not known.found_said and self.as_of <= known.found_on
            weights.append(level_of("sheet", "earlier" if earlier else "list"))
        if said:
            return (*weights, Weight("sheet", "人已认定是同一件", 100.0))
        other_words = words == LEVELS["wording"]["unlike"].words
        own = renumbered and not is_plain(mine.number or "") and not is_plain(theirs.number or "")
        stays = renumbered is False and mine.number == theirs.number and kept(mine.number, trust.stable)
        if part or (not stays and (other or done_otherwise(self.records[index], self.as_of, known))):
            return at_most_asked(weights)
        if equal and mine.number is not None and self.corrects_place(mine, theirs):
            return (
                *weights,
                Weight("sheet", "编号、文字、检查日期都相同，地点是更正", max(0.0, SAME - total(weights))),
            )
        proved = trust.proved and not is_plain(
            mine.number or ""
        )  # a count goes on with the next row where one is removed
        if (not proved and (other_words or elsewhere_placed(mine, theirs))) or (self.kind == LISTED and own):
            return at_most_asked(weights)
        return tuple(weights)

    def corrects_place(self, mine: Side, theirs: Side) -> bool:
        """Whether the office's row, of the words of an issue, can only correct its place: under a number with a year or many digits, which
        stands for no other issue, and on the same day found.
        """
        same = mine.number == theirs.number and mine.found_on is not None and mine.found_on == theirs.found_on
        if not same or self.kind == ANSWERING or not is_long(mine.number or "") or not elsewhere_placed(mine, theirs):
            return False
        return len({known.issue_id for known in self.by_number.get(mine.number or "", ())}) == 1

    def says_several(self, index: int, candidates: Sequence[KnownIssue | int]) -> None:
        """Note the known issues of which the row says the words between its commas, where these are several."""
        if len(candidates) < 2 or index in self.several:
            return
        said = clauses(self.records[index].description or "")
        if len(said) > 1:
            known = {c.issue_id for c in candidates if not isinstance(c, int) and self.side_of_known(c).key in said}
            self.several[index] = known if len(known) > 1 else set()

    def is_part(self, index: int, known: KnownIssue) -> bool:
        """Whether the row says a numbered part of what the issue says, or the other way round: a cell that was split, or not."""
        text = self.records[index].description
        if text is None or known.description is None or len(text) == len(known.description):
            return False
        if known.issue_id in self.several.get(index, ()):
            return True
        return max(text, known.description, key=len)[0] in NUMBERED and is_part(text, known.description)

    def cells_beside(self, index: int, known: KnownIssue) -> list[Weight]:
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


def _told_apart(one: Record, other: Record) -> bool:
    """Whether two rows of a sheet say different due days or days of completion: each row is an issue."""
    days = ((one.due_on, other.due_on), (one.done_on, other.done_on))
    return any(a is not None and b is not None and a != b for a, b in days)


def at_most_asked(weights: Sequence[Weight]) -> tuple[Weight, ...]:
    """The weights, brought below the upper threshold: a person decides."""
    over = total(list(weights)) - (SAME - 0.1)
    if over <= 0:
        return tuple(weights)
    return (*weights, Weight("sheet", "编号与地点、文字不一致，须由人认定", -over))
