"""Rows that met nothing equal, beside known issues of their site and those with the same words elsewhere."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from data_loaders.matching.file_state import Weighed
from data_loaders.matching.key_rows import LIKE, KeyRows
from data_loaders.weighing.comparison import NEAR
from data_loaders.weighing.weights import AHEAD, DOUBT, SAME
from data_loaders.weighing.wording import core
from database.ledger.issues import KnownIssue, known_by, site_names

MOST_WORDED = 2_000
"""New rows up to which known issues with the same words are looked for at other places too."""


class NewRows(KeyRows):
    """Compares rows that would be new issues with what is known."""

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
        met: list[tuple[float, int, list[Weighed]]] = []
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

    def may_be(self, index: int, known: KnownIssue) -> bool:
        """Whether it is worth weighing the pair: the wordings have something in common."""
        mine, theirs = self.side(index).key, self.side_of_known(known).key
        if mine is None or theirs is None:
            return False
        return fuzz.ratio(mine, theirs) >= LIKE or mine in theirs or theirs in mine or core(mine) == core(theirs)

    def note_words(self, index: int, known: KnownIssue | None) -> None:
        """Note a row that speaks of a known issue in other words."""
        record = self.records[index]
        if known is None or known.description is None or record.description is None:
            return
        if self.side(index).key != self.side_of_known(known).key:
            self.result.reworded.append((index, known.issue_id, known.description))
