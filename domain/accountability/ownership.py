"""责任时钟: whose days they were. Every day of an issue's life belongs to exactly one span of one kind, so the spans add up to its age.

A day that two units spend on whose it is is in neither's lateness: only days on which the unit that answers today held the
issue count as its own.
"""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from domain.figures.campaign_line import CampaignLine
from domain.figures.rates import written
from domain.ledger.days import NEVER, day_number
from domain.ledger.ledger import Ledger
from domain.ledger.states import CLOCK_RUNS, State

HELD, REVIEW, WAITING, UNACCEPTED, RETURNED, PASSED_ON, CLOSED = range(7)
KINDS: Final = {
    HELD: "本单位办理",
    REVIEW: "待复核",
    WAITING: "挂账",
    UNACCEPTED: "无人认领",
    RETURNED: "退回待定",
    PASSED_ON: "转办前",
    CLOSED: "销号后再启",
}
"""held: with the unit that answers for it on the as-of day. review: reported done, the office's turn. waiting: on hold.
unaccepted: it is open and no unit is named, or it was disputed before any was. returned: disputed after a unit was named. passed_on: with a
unit that another one has taken it over from. closed: closed or rejected, and opened again later.
"""

LOST = (UNACCEPTED, RETURNED, PASSED_ON)
"""Kinds in nobody's lateness."""

_CLOCK = np.isin(np.arange(16), [int(s) for s in CLOCK_RUNS])
_OVER = (int(State.CLOSED), int(State.REJECTED))


def clock(ledger: Ledger, *, as_of: date) -> pd.DataFrame:
    """The life of every issue up to `as_of` (to its closing where it is closed), cut where the state, the unit or the due date
    changes.

    Columns issue (row in ledger.issues), from_on, to_on (not included), days, kind (a key of KINDS), unit (who had it; 0 nobody),
    other (who had it before for returned, who has it now for passed_on and unaccepted; 0 nobody), late_days (days past the due date
    that held there, on which the clock ran). In order; for each issue the days add up to its age (`ages`).
    """
    day = day_number(as_of)
    spans = ledger.spans
    spans = spans[spans["from_on"].to_numpy() <= day]
    issue, state = spans["issue"].to_numpy(), spans["state"].to_numpy()
    start, lead, due = spans["from_on"].to_numpy(), spans["lead"].to_numpy(), spans["due_on"].to_numpy()
    end = np.minimum(spans["to_on"].to_numpy(), day + 1)
    last = np.append(issue[1:] != issue[:-1], True) if len(issue) else np.zeros(0, np.bool_)
    over = np.isin(state, _OVER)
    now = _carried_back(np.where(last, lead, -1))
    before = _named_before(issue, np.where(state == State.DISPUTED, 0, lead))
    kind = np.full(len(spans), HELD, dtype=np.int8)
    kind[lead == 0] = UNACCEPTED
    kind[(lead != now) & (lead > 0) & (now > 0)] = PASSED_ON  # the first unit named is no move: nobody had it before
    kind[state == State.REPORTED] = REVIEW
    kind[state == State.ON_HOLD] = WAITING
    kind[state == State.DISPUTED] = np.where(before[state == State.DISPUTED] > 0, RETURNED, UNACCEPTED)
    kind[over] = CLOSED
    other = np.where(kind == RETURNED, before, np.where(np.isin(kind, (PASSED_ON, UNACCEPTED)), now, 0))
    unit = np.where(np.isin(kind, (UNACCEPTED, CLOSED)), 0, lead)  # 0 also where nobody is named
    late_from = np.maximum(start, np.where(due == NEVER, NEVER, due + 1))
    late = np.where(_CLOCK[state], np.maximum(end - late_from, 0), 0)
    frame = pd.DataFrame(
        {
            "issue": issue,
            "from_on": start,
            "to_on": end,
            "days": end - start,
            "kind": kind,
            "unit": unit,
            "other": other,
            "late_days": late,
        }
    )
    return frame[~(over & last)].reset_index(drop=True)


def ages(ledger: Ledger, *, as_of: date) -> "pd.Series[int]":
    """The age of every issue found by `as_of` in days, both ends included; of a closed one up to the day before its closing.

    Index: row in ledger.issues.
    """
    day = day_number(as_of)
    spans = ledger.spans[ledger.spans["from_on"].to_numpy() <= day]
    first = spans.groupby("issue")["from_on"].min()
    newest = spans.drop_duplicates("issue", keep="last").set_index("issue")
    end = newest["from_on"].where(newest["state"].isin(_OVER), day + 1)
    return (end - first).rename("age")


def _carried_back(values: np.ndarray) -> np.ndarray:
    """Each −1 replaced by the next value that is none."""
    at = np.where(values >= 0, np.arange(len(values)), len(values))
    return np.asarray(values[np.minimum.accumulate(at[::-1])[::-1]]) if len(values) else values


def _named_before(issue: np.ndarray, lead: np.ndarray) -> np.ndarray:
    """For each span the unit that an earlier span of the same issue named last, 0 where none did."""
    named = np.where(lead > 0, np.arange(len(lead)), -1)
    at = np.append(-1, np.maximum.accumulate(named)[:-1]) if len(lead) else named
    return np.where((at >= 0) & (issue[np.maximum(at, 0)] == issue), lead[np.maximum(at, 0)], 0)


def disputes(ledger: Ledger, *, as_of: date) -> pd.DataFrame:
    """One row for each open issue that lost days to the question whose it is, most days first.

    Columns issue, issue_id, lead (now, 0 while it is disputed), had_it (ids of the units that gave it back or passed it on, in order; a
    tuple), age, held, review, waiting, unaccepted, returned, passed_on (days), lost (the last three),
    late_days (all days past the due date while the clock ran), own_late_days (of these, days on which the unit that answers now held it),
    moved (a unit gave it back or passed it on, it was ever disputed, or nobody has it yet; otherwise its first unit was only named late).
    """
    day = day_number(as_of)
    whole = ledger.spans
    now = (whole["from_on"].to_numpy() <= day) & (day < whole["to_on"].to_numpy())
    is_open = np.zeros(len(ledger), dtype=np.bool_)
    is_open[whole["issue"].to_numpy()[now & ~np.isin(whole["state"].to_numpy(), _OVER)]] = True
    ledger = ledger.only(is_open[whole["issue"].to_numpy()])  # closed issues are most of a ledger
    spans = clock(ledger, as_of=as_of)
    table = spans.pivot_table(index="issue", columns="kind", values="days", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=list(KINDS), fill_value=0)
    table.columns = pd.Index(["held", "review", "waiting", "unaccepted", "returned", "passed_on", "closed"])
    table["lost"] = table["unaccepted"] + table["returned"] + table["passed_on"]
    table["late_days"] = spans.groupby("issue")["late_days"].sum()
    own = spans[spans["kind"] == HELD].groupby("issue")["late_days"].sum()
    table["own_late_days"] = own.reindex(table.index, fill_value=0)
    whole = ledger.spans
    held = whole[(whole["from_on"] <= day) & (day < whole["to_on"])].set_index("issue")
    table = table.join(held[["lead", "state"]], how="inner")
    table["lead"] = table["lead"].where(table["state"] != State.DISPUTED, 0)
    table = table[table["lost"] > 0]
    table["age"] = ages(ledger, as_of=as_of).reindex(table.index)
    had = _who_had_it(spans)
    argued = disputed_rows(ledger, day)
    passed = table["returned"] + table["passed_on"] > 0
    table["moved"] = passed | (table["lead"] == 0) | table.index.isin(argued)
    table["had_it"] = pd.Series([had.get(issue, ()) for issue in table.index], index=table.index, dtype=object)
    table.insert(0, "issue_id", ledger.issues["issue_id"].to_numpy()[table.index])
    return table.sort_values(["lost", "issue_id"], ascending=[False, True]).reset_index()


def disputed_rows(ledger: Ledger, day: int) -> np.ndarray:
    """Rows in ledger.issues of what was 责任待定 on any day up to `day`."""
    spans = ledger.spans
    argued = (spans["state"].to_numpy() == State.DISPUTED) & (spans["from_on"].to_numpy() <= day)
    return np.unique(spans["issue"].to_numpy()[argued])


def _who_had_it(spans: pd.DataFrame) -> dict[int, tuple[int, ...]]:
    """Row in ledger.issues → the units that gave it back or passed it on, in order; spans: from `clock`."""
    given = spans[spans["kind"].isin((RETURNED, PASSED_ON))]
    who = given["other"].where(given["kind"] == RETURNED, given["unit"])
    found: dict[int, tuple[int, ...]] = {}
    for issue, unit in zip(given["issue"].tolist(), who.tolist(), strict=True):
        if unit not in found.get(issue, ()):
            found[issue] = (*found.get(issue, ()), unit)
    return found


def handovers(ledger: Ledger, *, as_of: date) -> pd.DataFrame:
    """Between which units issues went, over all issues found by `as_of`: columns kind (returned or passed_on), unit, other, count, days.

    unit: who had it; for returned the unit that gave it back (other: who has it now, 0 while it is still disputed). Most days first.
    """
    spans = clock(ledger, as_of=as_of)
    spans = spans[spans["kind"].isin((RETURNED, PASSED_ON))].copy()
    back = spans["kind"] == RETURNED
    spans.loc[back, "unit"] = spans.loc[back, "other"]
    day = day_number(as_of)
    whole = ledger.spans[(ledger.spans["from_on"] <= day) & (day < ledger.spans["to_on"])].set_index("issue")
    spans["other"] = spans["issue"].map(whole["lead"].where(whole["state"] != State.DISPUTED, 0)).fillna(0).astype(int)
    table = spans.groupby(["kind", "unit", "other"]).agg(count=("issue", "nunique"), days=("days", "sum"))
    return table.reset_index().sort_values(["days", "count", "unit"], ascending=[False, False, True], ignore_index=True)


WORDS = {
    "反复链": "同一点位、同一类别销号后在规定天数内又出现的问题连成一条链；各链件数之和减链数等于“反复”件数。",
    "每次相隔": "从上一次销号到再次发现的周数，从早到晚；销号前的用时，从那一次发现到销号。",
    "顽症": "问题类别或问题描述里有盯防的词的都算；同一种顽症的几种写法合在一起，一件只计一次。盯防的词在“设置—时限与统计”里改。",
    "账龄": "从发现到截至日的天数，含两头；已销号的算到销号前一天。每一天只归一处，各部分相加等于账龄。",
    "无人认领": "没有写明责任单位，或一开始就责任待定的天数。",
    "退回待定": "单位退回、责任待定的天数。",
    "转办前": "后来转给现责任单位之前，在别的单位手里的天数。",
    "其中本单位": "超期的天数里，在现责任单位手里的。无人认领、退回、转办前的天数不算任何一方的超期天数；件数仍按台账上的责任单位统计。",
}
"""口径 of the figures of this part."""


NO_ISSUES: Final = CampaignLine("recurrence", "反复与推诿", "没有问题", "台账里还没有问题。", "missing")


def apart_of(disputed: pd.DataFrame) -> str:
    """How many of these were only named late: ；其中 3 件只是后来才写明责任单位，不算推诿. Empty where none was."""
    late = len(disputed) - int(disputed["moved"].sum())
    return f"；其中 {late:,} 件只是后来才写明责任单位，不算推诿" if late else ""


def standing(recurring: int, rate: float | None, disputed: pd.DataFrame) -> CampaignLine:
    """反复与推诿 in one value and one sentence. recurring, rate: figures of those names; disputed: see `disputes`."""
    title = "反复与推诿"
    said = (
        "没有反复的问题"
        if not recurring
        else f"销号后又出现的 {recurring:,} 件" + ("" if rate is None else f"，反复率 {written(rate)}%")
    )
    if disputed.empty:
        said += "；没有未整改的问题在单位之间推诿。"
    else:
        said += f"；未整改的问题中有 {len(disputed):,} 件曾无人认领、被退回或转办，共 {int(disputed['lost'].sum()):,} 天不算任何一方的超期天数{apart_of(disputed)}。"
    passed = int(disputed["moved"].sum())
    value = f"反复 {recurring:,} 件，推诿 {passed:,} 件" if recurring or passed else "没有反复和推诿"
    return CampaignLine("recurrence", title, value, said, "attention" if recurring or len(disputed) else "good")
