"""超期: which issues are past their date, how long, and in which ageing band."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from domain.figures.figures import listed
from domain.ledger.days import NEVER, day_number
from domain.ledger.ledger import Ledger


@dataclass(frozen=True)
class Band:
    """An ageing band, both ends included; `until` None means without end."""

    since: int
    until: int | None

    @property
    def name(self) -> str:
        return f"{self.since}–{self.until} 天" if self.until is not None else f"{self.since - 1} 天以上"


BANDS = (Band(1, 3), Band(4, 7), Band(8, 15), Band(16, 30), Band(31, None))


def issues_of(ledger: Ledger, key: str, *, as_of: date, since: date | None = None) -> pd.DataFrame:
    """The issues that figure `key` counts, one row each: the list behind the number.

    Columns issue (row in ledger.issues), issue_id, found_on, district, site, site_type, category, source, action, lead,
    state, due_on, done_on (day numbers, NEVER for none), days_overdue (0 where not overdue), recurrence. The lengths
    agree with `figures` by construction. Oldest due date first.
    """
    rows = listed(ledger, key, as_of=as_of, since=since)
    spans = ledger.spans.iloc[rows]
    frame = ledger.issues.iloc[spans["issue"].to_numpy()].reset_index(drop=True)
    for column in ("issue", "lead", "state", "due_on", "done_on", "from_on", "undated"):
        frame[column] = spans[column].to_numpy()
    frame["days_overdue"] = 0
    late = set(listed(ledger, "overdue", as_of=as_of).tolist()) if key != "overdue" else None
    past = np.ones(len(frame), np.bool_) if late is None else np.isin(rows, np.fromiter(late, np.int64, len(late)))
    due = frame["due_on"].to_numpy()
    frame.loc[past & (due != NEVER), "days_overdue"] = day_number(as_of) - due[past & (due != NEVER)]
    return frame.sort_values(["due_on", "found_on", "issue_id"], kind="stable", ignore_index=True)


def overdue(ledger: Ledger, *, as_of: date) -> pd.DataFrame:
    """All overdue issues, worst first: columns of `issues_of` plus band (0…4, see BANDS)."""
    frame = issues_of(ledger, "overdue", as_of=as_of)
    frame["band"] = bands(frame["days_overdue"])
    return frame.sort_values(["days_overdue", "issue_id"], ascending=[False, True], ignore_index=True)


def bands(days_overdue: "pd.Series[int]") -> "pd.Series[int]":
    """The position in BANDS of each number of days (≥ 1)."""
    edges = [band.since for band in BANDS]
    return pd.Series(np.searchsorted(edges, days_overdue.to_numpy(), side="right") - 1, index=days_overdue.index)


def band_table(late: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Counts of `overdue` rows: index the codes in column `by`, columns 0…4 (bands), most overdue first."""
    table = pd.crosstab(late[by], late["band"]).reindex(columns=range(len(BANDS)), fill_value=0)
    order = pd.DataFrame({"all": table.sum(axis=1), "worst": table[len(BANDS) - 1]})
    return table.loc[order.sort_values(["all", "worst"], ascending=False, kind="stable").index]
