"""What is said of the rows once all are decided: doubts, folded rows, numbers by which they were not matched."""

from collections.abc import Sequence
from itertools import chain

from data_loaders.matching.file_state import Weighed
from data_loaders.matching.matched import DoubtfulRow, Fold
from data_loaders.matching.new_rows import NewRows
from data_loaders.matching.number_notes import numbers_left_out
from data_loaders.matching.pairs import pair_of
from data_loaders.weighing.wording import similarity

MOST_ASKED, NEARLY = 3, 7.0
"""Of so many candidates of a row a person is asked, as far as they are so few bits behind the likeliest."""


class ToldRows(NewRows):
    """Fills in what the outcome tells."""

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

    def doubt(self, index: int, one: Weighed) -> DoubtfulRow:
        """A pair for a person."""
        mine = self.side(index)
        theirs = self.side_of_known(one.known) if one.row is None and one.known else self.side(one.row or 0)
        score = similarity(mine.key or "", theirs.key or "")
        return DoubtfulRow(index, one.issue_id, score, pair_of(mine, theirs), one.weights)

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


def asked_about(found: Sequence[Weighed]) -> list[Weighed]:
    """The candidates that a person is asked about: the likeliest, and up to two that are nearly as likely."""
    best: dict[int, Weighed] = {}
    for one in sorted(found, key=lambda one: (-one.bits, one.issue_id)):
        best.setdefault(one.issue_id, one)
    likeliest = list(best.values())
    return [one for one in likeliest[:MOST_ASKED] if likeliest[0].bits - one.bits <= NEARLY]
