"""Rows with an issue key (问题码): the issue that it names, as far as the rest of the row agrees."""

from rapidfuzz import fuzz

from data_loaders.matching.file_state import put
from data_loaders.matching.number_rows import NumberRows
from data_loaders.rows.issue_keys import GONE, OF_ANOTHER
from data_loaders.rows.records import Record
from database.ledger.issues import KnownIssue
from domain.ledger.wordings import wording_key

LIKE = 60


class KeyRows(NumberRows):
    """Decides rows with a key."""

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
        put(self.claims, known.issue_id, index)

    def says_the_same(self, index: int, record: Record, known: KnownIssue) -> bool:
        if record.number is not None and record.number == known.number:
            return True
        return known.fingerprint is not None and known.fingerprint == self.prints[index]

    def denies(self, index: int, record: Record, known: KnownIssue) -> bool:
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
