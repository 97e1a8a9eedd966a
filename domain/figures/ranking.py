"""Districts and departments side by side: one row a unit, ranked fairly within groups of their like."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.directory import DEPARTMENT, DISTRICT
from domain.figures.figures import days_taken, listed, tally
from domain.figures.rates import FINISHED, RATES, SUMS, shares, sum_of
from domain.ledger.days import week_start
from domain.ledger.ledger import Ledger

MEASURES = {"on_time_rate": False, "done_rate": False, "closed_rate": False, "overdue": True, "open": True}
"""What units can be ranked by → whether less is better."""

COUNTS = (
    "total",
    "open",
    "overdue",
    "due_soon",
    "awaiting",
    "long_overdue",
    "done_total",
    "closed_total",
    "on_time",
    "late",
    "undated",
    "rework",
    "overdue_reworked",
    "recurring",
    "no_due",
)

WEEKLY = ("found", "closed", "closed_reworked")
"""What is counted over the week."""

RANKED_BY = ("total", "open", "overdue", "done_total", "closed_total", "on_time", "late")
"""The counts from which MEASURES follow."""

NOT_RANKED_UNITS = "不参与排名"


def by_unit(ledger: Ledger, *, by: str, as_of: date) -> pd.DataFrame:
    """One row for each unit with anything assigned, now or this week, most overdue first.

    by: "district", "lead", or another dimension of Ledger.codes. Columns: code, name, group (peer group), COUNTS, WEEKLY
    (this week), overdue_before (a week ago), rates.SUMS, those of rates.RATES for which all is counted (percent, NaN without base), finished
    (base of the on-time rate), days_median, days_p90. Row code 0 is the bucket of issues that name no unit. The sum of
    each count equals the county's figure unless the ledger counts 含配合.
    """
    size = ledger.size(by)
    last_week = as_of - timedelta(days=7)
    table = {key: tally(ledger, key, [as_of], by=by, size=size)[:, 0] for key in COUNTS}
    table["overdue_before"] = tally(ledger, "overdue", [last_week], by=by, size=size)[:, 0]
    before = week_start(as_of, starts_on=ledger.settings.week_starts_on) - timedelta(days=1)
    for key in WEEKLY:
        table[key] = tally(ledger, key, [before, as_of], by=by, size=size)[:, 1]
    frame = pd.DataFrame({"code": np.arange(size), **table})
    frame = frame[frame[["total", "overdue_before", "found"]].any(axis=1)].reset_index(drop=True)
    frame = rated(frame)
    taken = days_taken(ledger, as_of=as_of, by=by).set_index("code")
    for column in ("days_median", "days_p90"):
        frame[column] = frame["code"].map(taken[column])
    _name(frame, ledger, by)
    return frame.sort_values(["overdue", "open", "code"], ascending=[False, False, True], ignore_index=True)


def rated(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of COUNTS and WEEKLY with rates.SUMS, their rates and the base of the on-time rate (finished)."""
    sums = {key: sum_of(frame, parts) for key, parts in SUMS.items()}
    frame = frame.assign(**sums, finished=sum_of(frame, FINISHED))
    known = {key: rate for key, rate in RATES.items() if {rate.part, *rate.whole} <= set(frame)}
    return frame.assign(**{key: shares(frame[r.part], sum_of(frame, r.whole)) for key, r in known.items()})


def _name(frame: pd.DataFrame, ledger: Ledger, by: str) -> None:
    frame.insert(1, "name", [ledger.directory.label(by, int(code)) for code in frame["code"]])
    frame.insert(2, "group", [peer_group(ledger, by, int(code)) for code in frame["code"]])


def peer_group(ledger: Ledger, by: str, code: int) -> str:
    """The group in which a unit is ranked; NOT_RANKED_UNITS where it is not of the kind that `by` ranks."""
    if by not in ("district", "lead"):
        return ""
    unit = ledger.directory.units.get(code)
    if unit is None or unit.kind != (DISTRICT if by == "district" else DEPARTMENT):
        return NOT_RANKED_UNITS
    return unit.group or ("镇区" if unit.kind == DISTRICT else "部门")


def ranked(table: pd.DataFrame, *, measure: str, minimum: int) -> pd.DataFrame:
    """`table` (from `by_unit`) with column rank: 1 = best in its group, ties share a rank, pd.NA where not ranked.

    Not ranked: units whose base is under `minimum` (finished for the on-time rate, else total), the bucket without
    unit, and units that are not of this kind. Sorted by group, worst first, the unranked last. Raises KeyError for a
    measure outside MEASURES.
    """
    less_is_better = MEASURES[measure]
    base = table["finished"] if measure == "on_time_rate" else table["total"]
    fit = (base >= minimum) & (table["code"] > 0) & (table["group"] != NOT_RANKED_UNITS) & table[measure].notna()
    rank = table[fit].groupby("group")[measure].rank(method="min", ascending=less_is_better)
    result = table.assign(rank=rank.reindex(table.index).astype("Int64"))
    return result.sort_values(
        ["group", "rank", "overdue"], ascending=[True, False, False], na_position="last", ignore_index=True
    )


def worst(table: pd.DataFrame, *, measure: str, minimum: int, count: int = 5) -> pd.DataFrame:
    """The `count` worst ranked units by `measure` over all groups; all of a tie at the end are listed.

    Units that are perfect (100 % or none overdue) are never among the worst.
    """
    less_is_better = MEASURES[measure]
    rows = ranked(table, measure=measure, minimum=minimum).dropna(subset=["rank"])
    rows = rows[rows[measure] > 0] if less_is_better else rows[rows[measure] < 100]
    rows = rows.sort_values([measure, "overdue"], ascending=[not less_is_better, False], kind="stable")
    if len(rows) <= count:
        return rows.reset_index(drop=True)
    edge = rows[measure].iat[count - 1]
    tied = rows[measure] >= edge if less_is_better else rows[measure] <= edge
    return rows[tied].reset_index(drop=True)


class RankMove(NamedTuple):
    """A unit whose rank changes. by: "district" or "lead". before, after: ranks in its group, None where it has none."""

    by: str
    code: int
    name: str
    group: str
    before: int | None
    after: int | None


class RankPlace(NamedTuple):
    """Where a unit stands: its rank in its group, None where it has none."""

    name: str
    group: str
    rank: int | None


Places = dict[tuple[str, int], RankPlace]
"""(by, code) → place, by: "district" or "lead"."""


class Measured(NamedTuple):
    """What MEASURES say of every unit, by its code. values: measure → (part, whole), whole None for a plain count."""

    total: NDArray[np.int64]
    values: dict[str, tuple[NDArray[np.int64], NDArray[np.int64] | None]]

    def value(self, measure: str, code: int) -> float | None:
        """The measure of one unit: percent for a rate, None without base."""
        part, whole = self.values[measure]
        if whole is None:
            return float(part[code])
        return 100 * int(part[code]) / int(whole[code]) if whole[code] else None


def measured_by(ledger: Ledger, *, as_of: date) -> dict[str, Measured]:
    """MEASURES of districts and of lead units (keys "district", "lead") as `by_unit` has them, and nothing else.

    Every count is listed once for both.
    """
    rows = {key: listed(ledger, key, as_of=as_of) for key in RANKED_BY}
    made = {}
    for by in ("district", "lead"):
        size = ledger.size(by)
        counts = {key: np.bincount(ledger.codes(by, at), minlength=size) for key, at in rows.items()}
        finished = counts["on_time"] + counts["late"] + counts["overdue"]
        total = counts["total"]
        made[by] = Measured(
            total,
            {
                "on_time_rate": (counts["on_time"], finished),
                "done_rate": (counts["done_total"], total),
                "closed_rate": (counts["closed_total"], total),
                "overdue": (counts["overdue"], None),
                "open": (counts["open"], None),
            },
        )
    return made


def places(ledger: Ledger, *, as_of: date, measure: str = "on_time_rate") -> Places:
    """The place of each district and department with anything assigned: what `ranked` says, without the tables.

    A clerk waits for it: every figure is listed once for both kinds of units, and only the counts behind MEASURES are.
    """
    less_is_better = MEASURES[measure]
    found: Places = {}
    for by, measured in measured_by(ledger, as_of=as_of).items():
        base = measured.values["on_time_rate"][1] if measure == "on_time_rate" else measured.total
        assert base is not None
        groups: dict[str, list[tuple[float, int]]] = {}
        for code in np.flatnonzero(measured.total).tolist():
            if not code:
                continue
            group = peer_group(ledger, by, code)
            found[by, code] = RankPlace(ledger.directory.label(by, code), group, None)
            if base[code] < ledger.settings.minimum_ranked or group == NOT_RANKED_UNITS:
                continue
            value = measured.value(measure, code)
            if value is not None:
                groups.setdefault(group, []).append((value if less_is_better else -value, code))
        for members in groups.values():
            members.sort()
            rank = 0
            for n, (value, code) in enumerate(members):
                rank = rank if n and members[n - 1][0] == value else n + 1
                found[by, code] = found[by, code]._replace(rank=rank)
    return found


def rank_moves(before: Places, after: Places) -> list[RankMove]:
    """Districts and departments that stand at another place in `after` than in `before`, best place first."""
    moves = []
    for by, code in before.keys() | after.keys():
        old, new = before.get((by, code)), after.get((by, code))
        shown = new or old
        assert shown is not None
        ranks = (old.rank if old else None, new.rank if new else None)
        if ranks[0] != ranks[1]:
            moves.append(RankMove(by, code, shown.name, shown.group, *ranks))
    return sorted(moves, key=lambda m: (m.by, m.group, m.after is None, m.after or 0, m.before or 0, m.code))


def cross_counts(ledger: Ledger, *, rows: str, columns: str, key: str, as_of: date) -> pd.DataFrame:
    """Counts of figure `key`: index the ids in dimension `rows`, columns the ids in `columns`, largest first."""
    at = listed(ledger, key, as_of=as_of)
    table = pd.crosstab(ledger.codes(rows, at), ledger.codes(columns, at))
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    return table[table.sum(axis=0).sort_values(ascending=False, kind="stable").index]


def cross_table(ledger: Ledger, *, rows: str, columns: str, key: str, as_of: date) -> pd.DataFrame:
    """`cross_counts` in words: index the names in dimension `rows`, columns the names in `columns`."""
    table = cross_counts(ledger, rows=rows, columns=columns, key=key, as_of=as_of)
    table.index = pd.Index([ledger.directory.label(rows, int(c)) for c in table.index], name=rows)
    table.columns = pd.Index([ledger.directory.label(columns, int(c)) for c in table.columns], name=columns)
    return table
