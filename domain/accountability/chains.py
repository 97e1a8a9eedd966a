"""反复链: the same category at the same site again and again, each time after it had been closed."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.figures.figures import listed
from domain.ledger.days import day_number
from domain.ledger.ledger import Codes, Ledger
from domain.ledger.recurrence import closing_events, predecessors
from domain.ledger.states import OPEN


def links(ledger: Ledger, *, as_of: date, within: Ledger | None = None) -> pd.DataFrame:
    """One row for each issue that figure `recurring` counts on `as_of`: which issue it repeats, and how soon.

    ledger: all of it. within: the part that the reader has selected (domain.ledger.selection), where only its issues are asked for; what they
    repeat may lie outside.

    Columns issue, prior (rows in ledger.issues), issue_id, prior_id, site, category, closed_on (of the prior one, the last closing
    before this one was found), found_on (day numbers), gap_days, lasted_days (from finding to that closing of the prior one).
    Earliest finding first.
    """
    spans, issues = ledger.spans, ledger.issues
    part = ledger if within is None else within
    again = np.unique(part.spans["issue"].to_numpy()[listed(part, "recurring", as_of=as_of)])
    before = predecessors(issues, spans, within_days=ledger.settings.recurrence_days, rows=again)
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


def _closed_before(ledger: Ledger, rows: NDArray[np.int64], days: Codes) -> Codes:
    """For each issue the day of its last closing on or before the day beside it."""
    closed = closing_events(ledger.spans)
    asked = np.zeros(len(ledger), dtype=np.bool_)
    asked[rows] = True
    closed = closed[asked[closed["issue"].to_numpy()]]
    key = closed["issue"].to_numpy().astype(np.int64) << 22 | closed["from_on"].to_numpy().astype(np.int64)
    key.sort()
    at = np.searchsorted(key, rows << 22 | days.astype(np.int64), side="right") - 1
    return np.asarray((key[at] & ((1 << 22) - 1)).astype(np.int32))


@dataclass(frozen=True)
class Chain:
    """A place and category that came back. issue_ids: oldest first. gaps_days: from each closing to the next finding. lasted_days: of
    each issue that came back, from its finding to that closing.

    open_now, overdue_now: whether its newest issue is open, overdue. first_on, last_on: day numbers of the first and last finding.
    """

    site: int
    category: int
    district: int
    lead: int
    issue_ids: tuple[int, ...]
    gaps_days: tuple[int, ...]
    lasted_days: tuple[int, ...]
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


def chain_table(ledger: Ledger, *, as_of: date, within: Ledger | None = None) -> pd.DataFrame:
    """One row for each chain on `as_of`, those found most often first, of these the one found again last.

    Two issues that repeat the same one stand in one chain: a chain is everything that hangs together. So the sum of times − 1 is the
    figure `recurring`. within: only chains with an issue of this selection; they are whole.
    Columns start, last (rows in ledger.issues of its first and newest issue), times, first_on, last_on (day numbers), site, category,
    district (of the newest), lead (now), open_now, overdue_now (of the newest).
    """
    return _chained(ledger, links(ledger, as_of=as_of), as_of=as_of, within=within)[0]


def _chained(
    ledger: Ledger, table: pd.DataFrame, *, as_of: date, within: Ledger | None
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """`chain_table`, and for each link the row in ledger.issues at which its chain starts."""
    issues, spans, day = ledger.issues, ledger.spans, day_number(as_of)
    root = np.arange(len(issues))
    root[table["issue"].to_numpy()] = table["prior"].to_numpy()
    while not np.array_equal(root, root[root]):  # halves the way to the start each time
        root = root[root]
    starts = root[table["issue"].to_numpy()].astype(np.int64)
    start, of = np.unique(starts, return_inverse=True)
    last = np.zeros(len(start), dtype=np.int64)
    last[of] = table["issue"].to_numpy()  # links are in the order of finding: the last one written stays
    held = np.flatnonzero((spans["from_on"].to_numpy() <= day) & (day < spans["to_on"].to_numpy()))
    state, lead, late = (np.zeros(len(issues), dtype=np.int32) for _ in range(3))
    state[spans["issue"].to_numpy()[held]] = spans["state"].to_numpy()[held]
    lead[spans["issue"].to_numpy()[held]] = spans["lead"].to_numpy()[held]
    late[spans["issue"].to_numpy()[listed(ledger, "overdue", as_of=as_of)]] = 1
    found = issues["found_on"].to_numpy()
    frame = pd.DataFrame(
        {
            "start": start,
            "last": last,
            "times": np.bincount(of, minlength=len(start)) + 1,
            "first_on": found[start],
            "last_on": found[last],
            "site": issues["site"].to_numpy()[start],
            "category": issues["category"].to_numpy()[start],
            "district": issues["district"].to_numpy()[last],
            "lead": lead[last],
            "open_now": np.isin(state[last], [int(s) for s in OPEN]),
            "overdue_now": late[last] > 0,
        }
    )
    if within is not None:
        mine = root[links(ledger, as_of=as_of, within=within)["issue"].to_numpy()]
        frame = frame[np.isin(frame["start"].to_numpy(), mine)]
    order = ["times", "last_on", "site", "category"]
    return frame.sort_values(order, ascending=[False, False, True, True], ignore_index=True), starts


def chains(ledger: Ledger, *, as_of: date, within: Ledger | None = None, most: int | None = None) -> list[Chain]:
    """The first `most` rows of `chain_table` (all without it), each with its issues and the gaps between them."""
    return chains_of(ledger, links(ledger, as_of=as_of), as_of=as_of, within=within, most=most)[1]


def current_chains(ledger: Ledger, *, as_of: date, since: date, until: date) -> list[Chain]:
    """Of all `chains` those whose newest issue is open or that came back between two days, both included."""
    table = links(ledger, as_of=as_of)
    frame, starts = _chained(ledger, table, as_of=as_of, within=None)
    found = table["found_on"].to_numpy()
    fresh = starts[(found >= day_number(since)) & (found <= day_number(until))]
    return _made(ledger, table, frame[frame["open_now"] | frame["start"].isin(fresh)], starts)


def chains_of(
    ledger: Ledger, table: pd.DataFrame, *, as_of: date, within: Ledger | None = None, most: int | None = None
) -> tuple[int, list[Chain]]:
    """How many chains there are, and `chains`; table: all `links` of the ledger."""
    frame, starts = _chained(ledger, table, as_of=as_of, within=within)
    return len(frame), _made(ledger, table, frame if most is None else frame.head(most), starts)


def _made(ledger: Ledger, table: pd.DataFrame, frame: pd.DataFrame, starts: NDArray[np.int64]) -> list[Chain]:
    wanted = np.isin(starts, frame["start"].to_numpy())
    ids = ledger.issues["issue_id"].to_numpy()
    members: dict[int, list[int]] = {int(row): [int(ids[row])] for row in frame["start"].tolist()}
    gaps: dict[int, list[int]] = {row: [] for row in members}
    lasted: dict[int, list[int]] = {row: [] for row in members}
    part = table[wanted]
    for row, issue_id, gap, days in zip(
        starts[wanted].tolist(),
        part["issue_id"].tolist(),
        part["gap_days"].tolist(),
        part["lasted_days"].tolist(),
        strict=True,
    ):
        members[row].append(int(issue_id))
        gaps[row].append(int(gap))
        lasted[row].append(int(days))
    columns = ("start", "site", "category", "district", "lead", "first_on", "last_on", "open_now", "overdue_now")
    return [
        Chain(
            site,
            category,
            district,
            lead,
            tuple(members[row]),
            tuple(gaps[row]),
            tuple(lasted[row]),
            first,
            last,
            bool(open_),
            bool(late),
        )
        for row, site, category, district, lead, first, last, open_, late in zip(
            *(frame[name].tolist() for name in columns), strict=True
        )
    ]
