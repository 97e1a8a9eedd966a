"""反复链: the same category at the same site again and again, each time after it had been closed."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from domain.days import day_number
from domain.figures import listed
from domain.ledger import Codes, Ledger
from domain.recurrence import closing_events, predecessors
from domain.states import OPEN


def links(ledger: Ledger, *, as_of: date, within: Ledger | None = None) -> pd.DataFrame:
    """One row for each issue that figure `recurring` counts on `as_of`: which issue it repeats, and how soon.

    ledger: all of it. within: the part that the reader has selected (domain.selection), where only its issues are asked for; what they
    repeat may lie outside.

    Columns issue, prior (rows in ledger.issues), issue_id, prior_id, site, category, closed_on (of the prior one, the last closing
    before this one was found), found_on (day numbers), gap_days, lasted_days (from finding to that closing of the prior one).
    Earliest finding first.
    """
    spans, issues = ledger.spans, ledger.issues
    part = ledger if within is None else within
    again = np.unique(part.spans["issue"].to_numpy()[listed(part, "recurring", as_of=as_of)])
    before = predecessors(issues, spans, within_days=ledger.settings.recurrence_days)[again]
    found = issues["found_on"].to_numpy()
    closed_on = _closed_before(ledger, before, found[again])
    frame = pd.DataFrame(
        {
            "issue": again,
            "prior": before,
            "issue_id": issues["issue_id"].to_numpy()[again],
            "prior_id": issues["issue_id"].to_numpy()[before],
            "site": issues["site"].to_numpy()[again],
            "category": issues["category"].to_numpy()[again],
            "closed_on": closed_on,
            "found_on": found[again],
            "gap_days": found[again] - closed_on,
            "lasted_days": closed_on - found[before],
        }
    )
    return frame.sort_values(["found_on", "issue_id"], ignore_index=True)


def _closed_before(ledger: Ledger, rows: Codes, days: Codes) -> Codes:
    """For each issue the day of its last closing on or before the day beside it."""
    closed = closing_events(ledger.spans)
    key = closed["issue"].to_numpy().astype(np.int64) << 22 | closed["from_on"].to_numpy().astype(np.int64)
    key.sort()
    at = np.searchsorted(key, rows.astype(np.int64) << 22 | days.astype(np.int64), side="right") - 1
    return np.asarray((key[at] & ((1 << 22) - 1)).astype(np.int32))


@dataclass(frozen=True)
class Chain:
    """A place and category that came back. issue_ids: oldest first. gaps_days: from each closing to the next finding.

    open_now, overdue_now: whether its newest issue is open, overdue. first_on, last_on: day numbers of the first and last finding.
    """

    site: int
    category: int
    district: int
    lead: int
    issue_ids: tuple[int, ...]
    gaps_days: tuple[int, ...]
    first_on: int
    last_on: int
    open_now: bool
    overdue_now: bool

    @property
    def times(self) -> int:
        """How often it was found."""
        return len(self.issue_ids)

    @property
    def gap_weeks(self) -> float:
        """Median weeks from a closing to the next finding."""
        return float(np.median(self.gaps_days)) / 7


def chains(ledger: Ledger, *, as_of: date, within: Ledger | None = None) -> list[Chain]:
    """All chains on `as_of`, those found most often first, of these the one found again last.

    Two issues that repeat the same one stand in one chain: a chain is everything that hangs together. So the issues of all
    chains less the number of chains is the figure `recurring`. within: only chains with an issue of this selection; they are whole.
    """
    table = links(ledger, as_of=as_of)
    first: dict[int, int] = {}
    for issue, prior in zip(table["issue"].tolist(), table["prior"].tolist(), strict=True):
        first[issue] = first.get(prior, prior)  # the prior one was found earlier, so it is known by now
    members: dict[int, list[int]] = {}
    gaps: dict[int, list[int]] = {}
    for issue, gap in zip(table["issue"].tolist(), table["gap_days"].tolist(), strict=True):
        members.setdefault(first[issue], [first[issue]]).append(issue)
        gaps.setdefault(first[issue], []).append(int(gap))
    spans, issues, day = ledger.spans, ledger.issues, day_number(as_of)
    held = spans[(spans["from_on"].to_numpy() <= day) & (day < spans["to_on"].to_numpy())]
    now = dict(
        zip(held["issue"].tolist(), zip(held["state"].tolist(), held["lead"].tolist(), strict=True), strict=True)
    )
    late = set(spans["issue"].to_numpy()[listed(ledger, "overdue", as_of=as_of)].tolist())
    site, category, district, found, ids = (
        issues[name].tolist() for name in ("site", "category", "district", "found_on", "issue_id")
    )
    wanted = None if within is None else set(links(ledger, as_of=as_of, within=within)["issue"].tolist())
    result = []
    for start, rows in members.items():
        if wanted is not None and wanted.isdisjoint(rows):
            continue
        last = rows[-1]
        state, lead = now.get(last, (0, 0))
        result.append(
            Chain(
                site[start],
                category[start],
                district[last],
                lead,
                tuple(ids[row] for row in rows),
                tuple(gaps[start]),
                found[start],
                found[last],
                state in OPEN,
                last in late,
            )
        )
    return sorted(result, key=lambda c: (-c.times, -c.last_on, c.site, c.category))
