"""反复: the same category at the same site again within N days after it was closed. Not the same as 返工."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.ledger.states import State


def closing_events(spans: pd.DataFrame) -> pd.DataFrame:
    """Rows of `spans` on which an issue becomes 已销号 (not the continuation of a closed one)."""
    state, before = spans["state"].to_numpy(), spans["before"].to_numpy()
    return spans.take(np.flatnonzero((state == State.CLOSED) & (before != State.CLOSED)))


def predecessors(
    issues: pd.DataFrame, spans: pd.DataFrame, *, within_days: int, rows: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """For each issue the row of the issue that it repeats, -1 where it repeats none. rows: only for these rows of `issues`.

    The one closed last among those of the same site and category that were found before this one and closed on or
    before the day this one was found, at most `within_days` earlier. Issues without site or category repeat nothing;
    two that one inspection found on the same day do not repeat each other, even if one was put right at once.
    """
    asked = slice(None) if rows is None else rows
    result = np.full(len(issues) if rows is None else len(rows), -1, dtype=np.int64)
    closed = closing_events(spans)
    if closed.empty:
        return result
    place = issues["site"].to_numpy().astype(np.int64) << 20 | issues["category"].to_numpy().astype(np.int64)
    known = (issues["site"].to_numpy() > 0) & (issues["category"].to_numpy() > 0)
    row = closed["issue"].to_numpy()
    keep = known[row]
    if not keep.any():
        return result
    row, day = row[keep], closed["from_on"].to_numpy()[keep].astype(np.int64)
    found = issues["found_on"].to_numpy().astype(np.int64)
    # Half days: what was found and closed on one day comes after whatever is found on that day, so nothing repeats
    # itself or its neighbour of the same inspection.
    key = place[row] << 22 | (2 * day + (day == found[row]))
    order = np.argsort(key, kind="stable")
    key, row = key[order], row[order]
    wanted = place[asked] << 22 | 2 * found[asked]
    at = np.searchsorted(key, wanted, side="right") - 1
    hit = known[asked] & (at >= 0)
    prior = key[np.maximum(at, 0)]
    hit &= (prior >> 22 == place[asked]) & ((wanted - prior + 1) // 2 <= within_days)
    result[hit] = row[at[hit]]
    return result


def recurrences(issues: pd.DataFrame, spans: pd.DataFrame, *, within_days: int) -> NDArray[np.bool_]:
    """For each issue whether it is a recurrence. Shapes: len(issues)."""
    return predecessors(issues, spans, within_days=within_days) >= 0


def chain(issues: pd.DataFrame, spans: pd.DataFrame, row: int, *, within_days: int) -> list[int]:
    """The rows of the recurrence chain through issue `row`, oldest first; only itself where nothing repeats."""
    same = (issues["site"] == issues["site"].iat[row]) & (issues["category"] == issues["category"].iat[row])
    if issues["site"].iat[row] == 0 or issues["category"].iat[row] == 0:
        return [row]
    before = predecessors(issues, spans, within_days=within_days)
    links = {int(r): int(before[r]) for r in np.flatnonzero(same.to_numpy()) if before[r] >= 0}
    members = [row]
    while members[0] in links:
        members.insert(0, links[members[0]])
    after = {v: k for k, v in sorted(links.items(), reverse=True)}
    while members[-1] in after:
        members.append(after[members[-1]])
    return members
