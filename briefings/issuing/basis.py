"""What an issued bulletin stood on: which imports counted and which figures held for each issue, to tell later what changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from briefings.brief.brief import Brief
from database.ledger.causes import in_force, newest_line
from database.store.engine import Database
from domain.figures.figures import FLOWS, STOCKS, listed
from domain.ledger.days import day_number
from domain.ledger.ledger import Ledger

FIRST = (
    "total", "open", "overdue", "long_overdue", "due_soon", "awaiting", "closed_total", "done_total", "on_time", "late",
    "no_due", "open_no_due", "on_hold", "disputed", "rejected", "recurring", "rework", "found", "done", "closed",
)  # fmt: skip
LATER = ("undated", "overdue_reworked", "closed_on_time", "closed_reworked")
BITS = {key: 1 << place for place, key in enumerate((*FIRST, *LATER))}
"""Which bit of `Basis.holds` stands for which figure; further figures only at the end."""
assert set(BITS) == {*STOCKS, *FLOWS}


@dataclass(frozen=True)
class Basis:
    """imports: ids of those in force. line: the newest line of the audit.

    issue_ids and, in the same order: holds (bits of the figures that count the issue), due_on (day number), districts and leads
    (unit ids), as they stood on the as-of day. Issues that nothing counts are left out.
    """

    imports: tuple[int, ...]
    line: int
    issue_ids: tuple[int, ...]
    holds: tuple[int, ...]
    due_on: tuple[int, ...]
    districts: tuple[int, ...]
    leads: tuple[int, ...]

    def signatures(self, figures: Iterable[str]) -> dict[int, tuple[int, ...]]:
        """Issue → all that is known of it; of the figures only those that are asked for."""
        asked = sum(BITS[key] for key in figures if key in BITS)
        columns = zip((bits & asked for bits in self.holds), self.due_on, self.districts, self.leads, strict=True)
        return dict(zip(self.issue_ids, columns, strict=True))


def basis_of(database: Database, ledger: Ledger, brief: Brief) -> Basis:
    """What `brief`, compiled from `ledger`, stands on."""
    size = len(ledger.issues)
    of_span = ledger.spans["issue"].to_numpy()
    holds = np.zeros(size, dtype=np.int64)
    closing = min(brief.until, brief.as_of)
    for key, bit in BITS.items():
        if key in FLOWS:
            rows = listed(ledger, key, as_of=closing, since=brief.since)
        else:
            rows = listed(ledger, key, as_of=brief.as_of)
        holds[of_span[rows]] |= bit
    day = day_number(brief.as_of)
    starts, ends = ledger.spans["from_on"].to_numpy(), ledger.spans["to_on"].to_numpy()
    standing = np.flatnonzero((starts <= day) & (day < ends))
    due, lead = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    due[of_span[standing]] = ledger.spans["due_on"].to_numpy()[standing]
    lead[of_span[standing]] = ledger.spans["lead"].to_numpy()[standing]
    kept = np.flatnonzero(holds)

    def numbers(values: Any) -> tuple[int, ...]:
        return tuple(values[kept].tolist())

    with database.read() as connection:
        imports, line = in_force(connection), newest_line(connection)
    ids, district = (ledger.issues[name].to_numpy() for name in ("issue_id", "district"))
    return Basis(imports, line, numbers(ids), numbers(holds), numbers(due), numbers(district), numbers(lead))
