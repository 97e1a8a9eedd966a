"""得分风险: the points that the open issues would cost, now and on the day of the assessment, and what to fix first.

An open issue costs: points of the closest rule × 反复系数 × 超期系数 × 点位系数 × 待复核系数, each factor only where it
applies and where a rule gives it. On the assessment day, if nothing changes, the same issues are open, and those whose due
date has passed by then are overdue. To that comes what returns: see `may_return`. No published formula is behind it: the
rules are the county's, the rest is arithmetic, and the screen prints both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.accountability.risk_rules import BASE, Kind, Rules, fitting, values
from domain.figures.campaign_line import CampaignLine
from domain.figures.figures import listed
from domain.figures.rates import written
from domain.ledger.days import NEVER, day_number
from domain.ledger.ledger import Ledger
from domain.ledger.recurrence import closing_events, predecessors
from domain.ledger.states import CLOCK_RUNS, State

LEAST_CASES = 20
"""A category with fewer closed issues whose window has passed takes the rate of all of them."""

WORDS = {
    "现在失分": "每件未整改的问题：扣分 × 反复系数 × 超期系数 × 点位系数 × 待复核系数，只乘适用的；没有规则的系数按 1 算。各件相加。"
    "几条规则都适用时，用写得最具体的一条；没有适用规则的问题不计入，另外说明有几件。",
    "测评日失分": "到测评日一件都不整改：仍是这些问题，只是到那天时限已过的也乘超期系数。",
    "反弹失分": "已销号的问题在反复期内还可能再次出现。每件的预计失分 = 所属类别的反弹率 × 反复期还落在测评前的天数 ÷ 反复期天数 × "
    "扣分 × 反复系数 × 点位系数。反弹率 = 反复期已满的已销号问题中再次出现的件数 ÷ 这些问题的件数，取自本台账；"
    f"不足 {LEAST_CASES} 件的类别用全县的。假设：再次出现在反复期内均匀分布，出现后测评前没有改好，也不算超期。",
    "可挽回": "现在改好，测评日少失的分；没有测评日时为现在少失的分。已销号后又反弹的可能没有扣除。",
}
"""口径 of the figures of this part."""

FACTOR_COLUMNS: Mapping[Kind, str] = {
    "反复系数": "again", "点位系数": "at_site", "待复核系数": "awaiting", "超期系数": "late",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Rates:
    """How often closed issues came back. by_category: index category, columns closed, returned (issues closed at least a
    recurrence window ago, and those of them that came back), own (whether the category has cases enough), rate (0 … 1, NaN
    where nothing was closed so long ago). came_back: for each issue whether it was followed by a recurrence by then.
    closed_on: the day of its last closing, NEVER for none.
    """

    by_category: pd.DataFrame
    closed: int
    returned: int
    came_back: NDArray[np.bool_]
    closed_on: NDArray[np.int64]

    @property
    def rate(self) -> float | None:
        """Of all categories together; None where nothing was closed long enough ago."""
        return self.returned / self.closed if self.closed else None


@dataclass(frozen=True, eq=False)
class Risk:
    """Points at risk.

    items: one row for each open issue: issue (row in the ledger), issue_id, district, site, category, lead, rule (place in
    Rules.of(扣分), -1 for none), base, again, at_site, awaiting, late (the factors), late_then, now, then; then is NaN without
    a day of assessment. Most points on that day first.
    returns: one row for each category with closed issues that may come back: category, closed, returned, own, rate, count,
    expected (issues), points. closed: one row for each of these issues, see `may_return`. Both None without a day of assessment
    or without a rate.
    """

    items: pd.DataFrame
    returns: pd.DataFrame | None
    assessment_on: date | None
    closed: pd.DataFrame | None = None

    @property
    def now(self) -> float:
        """Points of the open issues."""
        return float(self.items["now"].sum())

    @property
    def then(self) -> float | None:
        """The same on the assessment day."""
        return None if self.assessment_on is None else float(self.items["then"].sum())

    @property
    def returning(self) -> float | None:
        """Expected points of what comes back until then."""
        return None if self.returns is None else float(self.returns["points"].sum())

    @property
    def total(self) -> float | None:
        """All on the assessment day if nothing changes."""
        return None if self.then is None else self.then + (self.returning or 0.0)

    @property
    def without_rule(self) -> int:
        """Open issues for which no rule gives points: they cost nothing here, and the screen says how many they are."""
        return int((self.items["rule"] < 0).sum())

    @property
    def measure(self) -> str:
        """The column by which to fix first: on the assessment day where it is known."""
        return "now" if self.assessment_on is None else "then"


def return_rates(ledger: Ledger, *, as_of: date) -> Rates:
    """How often issues of each category came back within the recurrence window after they were closed, up to `as_of`.

    Of the whole ledger, so that the parts of a county all count with the same rates and add up.
    """
    day, window = day_number(as_of), ledger.settings.recurrence_days
    issues = ledger.issues
    closed = closing_events(ledger.spans)
    closed = closed[closed["from_on"].to_numpy() <= day]
    closed_on = np.full(len(issues), NEVER, np.int64)
    closed_on[closed["issue"].to_numpy()] = closed["from_on"].to_numpy()  # sorted by day: the last one stays
    again = np.flatnonzero(issues["recurrence"].to_numpy() & (issues["found_on"].to_numpy() <= day))
    came_back = np.zeros(len(issues), np.bool_)
    came_back[predecessors(issues, ledger.spans, within_days=window, rows=again)] = True
    known = (issues["site"].to_numpy() > 0) & (issues["category"].to_numpy() > 0)
    cases = known & (closed_on <= day - window)
    counted = pd.DataFrame({"category": issues["category"].to_numpy()[cases], "returned": came_back[cases]})
    table = counted.groupby("category").agg(closed=("returned", "size"), returned=("returned", "sum"))
    every, back = int(table["closed"].sum()), int(table["returned"].sum())
    overall = back / every if every else np.nan
    table["own"] = table["closed"] >= LEAST_CASES
    table["rate"] = np.where(table["own"], table["returned"] / table["closed"], overall)
    return Rates(table, every, back, came_back, closed_on)


def risk(ledger: Ledger, rules: Rules, rates: Rates, *, as_of: date, assessment_on: date | None) -> Risk | None:
    """The points at risk of the issues that are in `ledger` (it may be a part); None without rules.

    An assessment day before `as_of` counts as `as_of`. Raises nothing; work grows with issues × rules.
    """
    if not rules.usable:
        return None
    then = None if assessment_on is None else max(assessment_on, as_of)
    closed = None if then is None else may_return(ledger, rules, rates, as_of=as_of, until=then)
    returns = None if closed is None else _by_category(closed, rates)
    return Risk(_items(ledger, rules, as_of=as_of, then=then), returns, then, closed)


def _items(ledger: Ledger, rules: Rules, *, as_of: date, then: date | None) -> pd.DataFrame:
    rows = listed(ledger, "open", as_of=as_of)
    spans = ledger.spans.iloc[rows]
    issue = spans["issue"].to_numpy()
    issues = ledger.issues.iloc[issue]
    state, due = spans["state"].to_numpy(), spans["due_on"].to_numpy()
    clock = np.isin(state, [int(s) for s in CLOCK_RUNS])
    base_rules = rules.of(BASE)
    rule = fitting(base_rules, issues, ledger.directory)
    frame = pd.DataFrame({"issue": issue, "rule": rule, "base": values(base_rules, rule, otherwise=0.0)})
    for column in ("issue_id", "district", "site", "category"):
        frame[column] = issues[column].to_numpy()
    frame["lead"] = spans["lead"].to_numpy()
    days = {"late": day_number(as_of), "late_then": day_number(then) if then is not None else day_number(as_of)}
    applies = {
        "again": issues["recurrence"].to_numpy(),
        "at_site": issues["site"].to_numpy() > 0,
        "awaiting": state == State.REPORTED,
        **{column: clock & (due != NEVER) & (due < day) for column, day in days.items()},
    }
    kinds = {column: kind for kind, column in FACTOR_COLUMNS.items()} | {"late_then": "超期系数"}
    for column, where in applies.items():
        frame[column] = _factor(rules, kinds[column], issues, ledger, where)
    steady = frame["base"] * frame["again"] * frame["at_site"] * frame["awaiting"]
    frame["now"] = steady * frame["late"]
    frame["then"] = np.nan if then is None else steady * frame["late_then"]
    return frame.sort_values(
        ["now" if then is None else "then", "now", "issue_id"], ascending=[False, False, True], ignore_index=True
    )


def _factor(
    rules: Rules, kind: Kind, issues: pd.DataFrame, ledger: Ledger, where: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The factor of each issue: 1 where it does not apply or where no rule gives it."""
    known = rules.of(kind)
    if not known:
        return np.ones(len(issues))
    return np.where(where, values(known, fitting(known, issues, ledger.directory), otherwise=1.0), 1.0)


def may_return(ledger: Ledger, rules: Rules, rates: Rates, *, as_of: date, until: date) -> pd.DataFrame | None:
    """What each closed issue is expected to cost by coming back until `until`; None without a rate.

    A closed issue that has not come back counts with: rate of its category × days of its window that lie between `as_of`
    and `until` ÷ days of the window × its points × 反复系数 × 点位系数. Assumed, not measured: that returns spread evenly
    over the window (recurrence_days after closing), that they are not put right by then, and are not overdue.
    Columns issue, issue_id, site, category, lead, closed_on (day number), days (of its window before `until`), rate, rule, base,
    again, at_site (the factors), expected (issues), points; most points first.
    """
    if rates.rate is None:
        return None
    day, window = day_number(as_of), ledger.settings.recurrence_days
    rows = listed(ledger, "closed_total", as_of=as_of)
    issue = ledger.spans["issue"].to_numpy()[rows]
    closed_on = rates.closed_on[issue]
    issues = ledger.issues.iloc[issue]
    known = (issues["site"].to_numpy() > 0) & (issues["category"].to_numpy() > 0)
    still = known & ~rates.came_back[issue] & (closed_on + window > day) & (closed_on != NEVER)
    issues, base_rules = issues[still], rules.of(BASE)
    everyone = np.ones(len(issues), np.bool_)
    rule = fitting(base_rules, issues, ledger.directory)
    frame = issues[["issue_id", "site", "category"]].reset_index(drop=True)
    frame.insert(0, "issue", issue[still])
    frame["lead"] = ledger.spans["lead"].to_numpy()[rows][still]
    frame["closed_on"] = closed_on[still]
    frame["days"] = np.maximum(np.minimum(day_number(until), closed_on[still] + window) - day, 0)
    frame["rate"] = rates.by_category["rate"].reindex(frame["category"].to_numpy()).fillna(rates.rate).to_numpy()
    frame["rule"], frame["base"] = rule, values(base_rules, rule, otherwise=0.0)
    frame["again"] = _factor(rules, "反复系数", issues, ledger, everyone)
    frame["at_site"] = _factor(rules, "点位系数", issues, ledger, everyone)
    frame["expected"] = frame["rate"] * frame["days"] / window
    frame["points"] = frame["expected"] * frame["base"] * frame["again"] * frame["at_site"]
    made: pd.DataFrame = frame.sort_values(["points", "issue_id"], ascending=[False, True], ignore_index=True)
    return made


def _by_category(closed: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """`may_return` added up: Risk.returns."""
    table = closed.assign(count=1).groupby("category", as_index=False)[["count", "expected", "points"]].sum()
    cases = rates.by_category.reindex(table["category"].to_numpy())
    table["closed"] = cases["closed"].fillna(0).astype(np.int64).to_numpy()
    table["returned"] = cases["returned"].fillna(0).astype(np.int64).to_numpy()
    table["own"] = cases["own"].fillna(False).astype(np.bool_).to_numpy()
    table["rate"] = np.where(table["own"], cases["rate"].to_numpy(), np.nan if rates.rate is None else rates.rate)
    return table.sort_values(["points", "category"], ascending=[False, True], ignore_index=True)


def by(found: Risk, column: str) -> pd.DataFrame:
    """Points by site, district, category or lead: columns `column` (ids, 0 for what is not said), count, now, then; most first."""
    table = found.items.groupby(column).agg(count=("issue", "size"), now=("now", "sum"), then=("then", "sum"))
    if found.assessment_on is None:
        table["then"] = np.nan
    return table.reset_index().sort_values(
        [found.measure, "count", column], ascending=[False, False, True], ignore_index=True
    )


def steps(row: Mapping[str, float], *, now: bool = False) -> str:
    """The arithmetic of one row of Risk.items in words: 扣分 0.5 × 反复 1.5 × 超期 2 = 1.50.

    Of the day of assessment where it is known, of the as-of day otherwise or where `now` is asked for.
    """
    then = not now and row["then"] == row["then"]
    names = {"again": "反复", "at_site": "点位", "awaiting": "待复核", "late_then" if then else "late": "超期"}
    shown = [f"扣分 {row['base']:g}"] + [f"{name} {row[key]:g}" for key, name in names.items() if row[key] != 1.0]
    return f"{' × '.join(shown)} = {row['then' if then else 'now']:.2f}"


def return_steps(row: Mapping[str, float], *, window: int) -> str:
    """The arithmetic of one row of `may_return`: 反弹率 10.6% × 1/30 × 扣分 0.06 × 反复 2 × 点位 1.2 = 0.0005."""
    shown = [f"反弹率 {written(100 * row['rate'])}%", f"{int(row['days'])}/{window}", f"扣分 {row['base']:g}"]
    shown += [f"{name} {row[key]:g}" for key, name in (("again", "反复"), ("at_site", "点位")) if row[key] != 1.0]
    return f"{' × '.join(shown)} = {row['points']:.4f}"


def standing(found: Risk | None) -> CampaignLine:
    """得分风险 in one value and one sentence."""
    title = "得分风险"
    if found is None:
        return CampaignLine("risk", title, "未录入", "还没有失分规则，算不出会失多少分。", "missing")
    said = f"未整改的 {len(found.items):,} 件问题按失分规则现在会失 {found.now:.2f} 分"
    if found.total is not None:
        said += f"，照现状到测评日会失 {found.total:.2f} 分"
    return CampaignLine("risk", title, f"{found.now:.2f} 分", f"{said}。", "attention" if found.now else "good")
