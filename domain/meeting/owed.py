"""本期应整改: what was to be put right in a period, and what became of it.

That is what fell due in the period, and what was overdue when it began. So what is not done of it at its end is what is
overdue then, and whatever was asked last time is answered for once, in exactly one period.
"""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.figures.rates import shares, sum_of
from domain.ledger.days import NEVER, day_number
from domain.ledger.ledger import Ledger
from domain.ledger.states import CLOCK_RUNS, DONE, State
from domain.meeting.period import Period, standing_rows

Outcome = Literal["on_time", "late", "undated", "open", "ahead", "put_off", "held", "rejected"]
"""on_time, late, undated: reported done or closed, undated where no sheet says when. open: not done and overdue. Outside the
rate: ahead (due on the as-of day or later in the period), put_off (延期), held (挂账), rejected (不予认定).
"""

DONE_OF_IT: tuple[Outcome, ...] = ("on_time", "late", "undated")
COUNTED: tuple[Outcome, ...] = (*DONE_OF_IT, "open")


def owed(ledger: Ledger, period: Period) -> pd.DataFrame:
    """One row for each issue owed in the period: issue (row in ledger.issues), issue_id, district, action, lead, outcome.

    lead is the one on period.as_of. Rows of COUNTED outcomes are 本期应整改, and where as_of is not after `until`, those with
    outcome "open" are exactly what is overdue on as_of.
    """
    now, then = standing_rows(ledger, period.as_of), standing_rows(ledger, period.opening)
    issue = np.flatnonzero(now >= 0)
    now, then = now[issue], then[issue]
    spans = ledger.spans
    state, due, done_on, lead = (spans[name].to_numpy() for name in ("state", "due_on", "done_on", "lead"))
    known = then >= 0
    before = np.maximum(then, 0)
    since, until, day = (day_number(d) for d in (period.since, period.until, period.as_of))
    running, done = _is(CLOCK_RUNS, state[now]), _is(DONE, state[now])
    was_done = known & _is(DONE, state[before])
    was_owed = known & _is(CLOCK_RUNS, state[before]) & (due[before] <= until)
    due_now = due[now]
    within = (since <= due_now) & (due_now <= until)
    settled = done & (within | ((due_now < since) & ~was_done) | (was_owed & ~was_done & (due_now != NEVER)))
    punctual = done_on[now] <= due_now
    put_off = was_owed & running & (due_now > until)
    kinds: list[tuple[Outcome, NDArray[np.bool_]]] = [
        ("undated", settled & (done_on[now] == NEVER)),
        ("on_time", settled & punctual),
        ("late", settled & ~punctual),
        ("open", running & (due_now <= until) & (due_now < day)),
        ("ahead", running & within & (due_now >= day)),
        ("put_off", put_off),
        ("held", was_owed & (state[now] == State.ON_HOLD)),
        ("rejected", was_owed & (state[now] == State.REJECTED)),
    ]
    outcome = np.select([mask for _, mask in kinds], [name for name, _ in kinds], default="")
    keep = outcome != ""
    rows = ledger.issues.iloc[issue[keep]]
    return pd.DataFrame(
        {
            "issue": issue[keep],
            "issue_id": rows["issue_id"].to_numpy(),
            "district": rows["district"].to_numpy(),
            "action": rows["action"].to_numpy(),
            "lead": lead[now[keep]],
            "outcome": outcome[keep].astype(object),
        }
    )


def _is(states: frozenset[State], state: NDArray[np.int8]) -> NDArray[np.bool_]:
    return np.isin(state, [int(one) for one in states])


def owed_counts(rows: pd.DataFrame) -> dict[str, float | None]:
    """owed, owed_done, owed_on_time, owed_late, owed_undated, owed_open, owed_rate (percent, None where nothing was owed), and
    the outcomes outside the rate: owed_ahead, owed_put_off, owed_held, owed_rejected."""
    many = rows["outcome"].value_counts()
    count = {name: int(many.get(name, 0)) for name in Outcome.__args__}  # type: ignore[attr-defined]
    done = sum(count[name] for name in DONE_OF_IT)
    base = done + count["open"]
    return {
        "owed": base,
        "owed_done": done,
        "owed_rate": 100 * done / base if base else None,
        **{f"owed_{name}": number for name, number in count.items()},
    }


def owed_by(rows: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Counts by "lead" or "district": columns code, owed, done, on_time, late, undated, open, rate (percent); only codes that owe,
    by code."""
    table = pd.crosstab(rows[by], rows["outcome"]).reindex(columns=list(COUNTED), fill_value=0)
    frame = pd.DataFrame({name: table[name].astype(int) for name in COUNTED})
    frame.insert(0, "done", sum_of(frame, DONE_OF_IT))
    frame.insert(0, "owed", frame["done"] + frame["open"])
    frame = frame[frame["owed"] > 0]
    frame["rate"] = shares(frame["done"], frame["owed"])
    return frame.rename_axis("code").reset_index().sort_values("code", ignore_index=True)
