"""得分风险: worked out by hand, by a slow reference, and never without rules."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accountability import score_at_risk
from domain.accountability.risk_rules import RISK_RULES, RiskRule, Rules, rules_of
from domain.accountability.score_at_risk import Risk, by, return_rates, return_steps, risk, steps
from domain.datasets.datasets import DatasetRecord, SaidOfEntry, folded, mark_of
from domain.directory import Directory
from domain.ledger.ledger import Ledger
from domain.ledger.selection import Selection, chosen
from domain.ledger.states import State
from tests.factories import Issue, issue, july, ledger, ledgers, observation, small_directory

LITTER, ORDER = 1, 2
"""Categories of `small_directory`."""


def said(*rows: dict[str, Any]) -> list[DatasetRecord]:
    return folded(SaidOfEntry(mark_of(RISK_RULES, row), (20_000, 1, n), row) for n, row in enumerate(rows))


AS_OF, ASSESSED = july(20), july(31)


def at_risk(book: Ledger, rules: Rules, on: date | None = ASSESSED, *, as_of: date = AS_OF) -> Risk:
    found = risk(book, rules, return_rates(book, as_of=as_of), as_of=as_of, assessment_on=on)
    assert found is not None
    return found


def lived(
    found: int, *, due: int | None = None, closed: int | None = None, state: State | None = None, **who: Any
) -> Issue:
    rows = [observation(july(found), due_on=july(due) if due is not None else None)]
    if closed is not None:
        rows.append(observation(july(closed), state=State.CLOSED, done_on=july(closed)))
    if state is not None:
        rows.append(observation(july(found + 1), state=state, done_on=july(found + 1)))
    return issue(*rows, **{"category": LITTER, "site": 1, "site_type": 3, "source": 4} | who)


RULES = Rules(
    (
        RiskRule("扣分", 0.5),
        RiskRule("扣分", 1.2, category=LITTER, site_type="农贸市场"),
        RiskRule("扣分", 0.8, category=LITTER),
        RiskRule("反复系数", 1.5),
        RiskRule("超期系数", 2.0),
        RiskRule("点位系数", 1.25),
        RiskRule("待复核系数", 0.4),
    )
)


def test_worked_out_by_hand() -> None:
    """As of 20 July, assessed on 31 July, recurrence within 30 days.

    a  litter in a market, overdue since 10 July:              1.2 × 2 × 1.25            = 3.00 now, 3.00 then
    b  litter on a road, due 25 July:                          0.8 × 1.25                = 1.00 now, × 2 = 2.00 then
    c  order without a site, no due date:                      0.5                       = 0.50
    d  litter in a market again (closed 10 July, found 15th):  1.2 × 1.5 × 1.25          = 2.25
    e  litter in a market, reported done, due 5 July:          1.2 × 0.4 × 1.25          = 0.60
       now 7.35, then 8.35
    Closed at least 30 days ago (up to 20 June): 5, of which 1 came back: rate 0.2, of all categories (less than 20 cases).
    f  order at site 2, closed 10 July (window to 9 August): 11 of its 30 days before the assessment;
       0.2 × 11 / 30 issues × 0.5 × 1.5 × 1.25 = 0.0688 points
    g  litter on a road, closed 25 June (window to 25 July): 5 of 30 days; 0.2 × 5 / 30 × 0.8 × 1.5 × 1.25 = 0.0500
       returning 0.1188, in all 8.4688
    d's predecessor has come back already and is not counted again; the five old ones are past their window.
    """
    old = [lived(-40, closed=-35, site=n, category=ORDER, site_type=0) for n in (11, 12, 13, 14)]
    back = lived(-20, closed=-15, site=11, category=ORDER, site_type=0)
    book = ledger(
        lived(1, due=10, site=1),
        lived(2, due=25, site=2, site_type=0),
        lived(3, category=ORDER, site=0, site_type=0),
        lived(5, closed=10, site=5),
        lived(15, site=5),
        lived(1, due=5, state=State.REPORTED, site=6),
        lived(1, closed=10, site=2, category=ORDER, site_type=0),
        lived(-10, closed=-5, site=7, site_type=0),
        *old,
        back,
    )
    found = at_risk(book, RULES)
    assert found.now == pytest.approx(7.35, abs=0.01)
    assert found.then == pytest.approx(8.35, abs=0.01)
    rates = return_rates(book, as_of=july(20))
    assert (rates.closed, rates.returned, rates.rate) == (5, 1, 0.2)
    assert found.returning == pytest.approx(0.1188, abs=0.01)
    assert found.total == pytest.approx(8.4688, abs=0.01)
    assert found.returns is not None
    assert found.returns["count"].tolist() == [1, 1] and not found.returns["own"].any()
    assert found.returns["points"].tolist() == pytest.approx([0.06875, 0.05])
    assert found.closed is not None and found.closed["points"].sum() == pytest.approx(found.returning)
    assert [return_steps(line, window=30) for _, line in found.closed.iterrows()] == [
        "反弹率 20.0% × 11/30 × 扣分 0.5 × 反复 1.5 × 点位 1.25 = 0.0688",
        "反弹率 20.0% × 5/30 × 扣分 0.8 × 反复 1.5 × 点位 1.25 = 0.0500",
    ]
    second = next(line for _, line in found.items.iterrows() if line["then"] == 2.0)
    assert steps(second) == "扣分 0.8 × 点位 1.25 × 超期 2 = 2.00"
    assert steps(second, now=True) == "扣分 0.8 × 点位 1.25 = 1.00"
    first = found.items.iloc[0]
    assert (first["now"], first["then"]) == (3.0, 3.0)
    assert steps(first) == "扣分 1.2 × 点位 1.25 × 超期 2 = 3.00"
    assert by(found, "site")["then"].tolist() == pytest.approx([3.0, 2.25, 2.0, 0.6, 0.5])


def test_nothing_is_computed_without_rules() -> None:
    book = ledger(lived(1, due=5))
    rates = return_rates(book, as_of=july(20))
    factors = Rules((RiskRule("超期系数", 2.0),))
    for none in (Rules(), factors):
        assert risk(book, none, rates, as_of=july(20), assessment_on=july(31)) is None


def test_without_a_day_of_assessment_there_is_only_now() -> None:
    found = at_risk(ledger(lived(1, due=5)), RULES, None)
    assert (found.now, found.then, found.returning, found.total, found.measure) == (3.0, None, None, None, "now")


def test_an_issue_without_rule_costs_nothing_and_is_counted() -> None:
    found = at_risk(ledger(lived(1), lived(1, category=ORDER)), Rules((RiskRule("扣分", 0.8, category=LITTER),)))
    assert (found.now, found.without_rule) == (0.8, 1)


def test_after_the_assessment_the_day_is_the_as_of_day() -> None:
    found = at_risk(ledger(lived(1, due=25)), RULES, july(10))
    assert (found.now, found.then, found.returning) == (1.5, 1.5, None)


def test_a_category_with_cases_enough_has_a_rate_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score_at_risk, "LEAST_CASES", 2)
    book = ledger(
        lived(-40, closed=-35, site=1),
        lived(-20, closed=-15, site=1),
        lived(-40, closed=-35, site=2, category=ORDER),
        lived(1, closed=5, site=3),
    )
    rates = return_rates(book, as_of=july(20))
    assert rates.by_category["own"].to_dict() == {LITTER: True, ORDER: False}
    assert rates.by_category["rate"].to_dict() == pytest.approx({LITTER: 1 / 2, ORDER: 1 / 3})


def test_rules_that_cannot_be_used_are_told() -> None:
    found = rules_of(
        said(
            {"rule": "扣分", "points": 0.5},
            {"rule": "扣分", "points": -1, "category": LITTER},
            {"rule": "扣分", "points": 2, "site_type": "没有的类型"},
            {"rule": "反复系数", "points": 1.5, "source": "没有的来源"},
        ),
        small_directory(),
    )
    assert [rule.points for rule in found.rules] == [0.5, 2, 1.5]
    assert found.faults == (
        "扣分（环境卫生）的分值为 -1，应在 0 到 1000 之间，没有采用。",
        "扣分（没有的类型）：台账里没有点位类型“没有的类型”，这条规则用不上；请核对写法。",
        "反复系数（没有的来源）：台账里没有来源“没有的来源”，这条规则用不上；请核对写法。",
    )


# ---- any ledger, any rules ---------------------------------------------------------------------------------------

points = st.sampled_from([0.0, 0.3, 0.5, 1.0, 2.5])
kinds = st.sampled_from(["扣分", "反复系数", "超期系数", "点位系数", "待复核系数"])
any_rule = st.builds(
    RiskRule,
    kinds,
    points,
    category=st.integers(0, 2),
    site_type=st.sampled_from(["", "农贸市场"]),
    source=st.sampled_from(["", "暗访"]),
)
any_rules = st.lists(any_rule, max_size=8, unique_by=lambda r: (r.kind, r.category, r.site_type, r.source)).map(
    lambda made: Rules((RiskRule("扣分", 0.7), *(r for r in made if replace(r, points=0.7) != RiskRule("扣分", 0.7))))
)


def one_by_one(book: Ledger, rules: Rules, day: int, then: int) -> tuple[float, float]:
    """The points of the open issues, each looked up on its own."""
    directory: Directory = book.directory
    now = later = 0.0
    for span in book.spans.to_dict("records"):
        if not span["from_on"] <= day < span["to_on"] or span["state"] in (State.CLOSED, State.REJECTED):
            continue
        it = book.issues.iloc[span["issue"]].to_dict()

        def closest(kind: str, it: dict[str, Any] = it) -> float | None:
            fits = [
                rule
                for rule in rules.rules
                if rule.kind == kind
                and rule.category in (0, it["category"])
                and rule.site_type in ("", directory.terms.get(it["site_type"]))
                and rule.source in ("", directory.terms.get(it["source"]))
            ]
            return max(fits, key=lambda rule: rule.named).points if fits else None

        def factor(kind: str, applies: bool) -> float:
            known = closest(kind)
            return known if applies and known is not None else 1.0

        value = closest("扣分") or 0.0
        value *= factor("反复系数", bool(it["recurrence"])) * factor("点位系数", it["site"] > 0)
        value *= factor("待复核系数", span["state"] == State.REPORTED)
        runs = span["state"] not in (State.REPORTED, State.ON_HOLD)
        now += value * factor("超期系数", runs and span["due_on"] < day)
        later += value * factor("超期系数", runs and span["due_on"] < then)
    return now, later


@given(ledgers(), any_rules, st.integers(0, 40), st.integers(0, 40))
def test_the_same_as_one_by_one(book: Ledger, rules: Rules, day: int, ahead: int) -> None:
    as_of = july(1) + timedelta(days=day)
    found = at_risk(book, rules, as_of + timedelta(days=ahead), as_of=as_of)
    number = as_of.toordinal() - date(1970, 1, 1).toordinal()
    assert (found.now, found.then) == pytest.approx(one_by_one(book, rules, number, number + ahead), abs=1e-9)
    assert by(found, "site")["then"].sum() == pytest.approx(found.then)
    assert found.returning is None or found.returning >= 0
    assert (found.closed is None) == (found.returns is None)
    if found.closed is not None and found.returns is not None:
        assert found.closed["points"].sum() == pytest.approx(found.returns["points"].sum())
        assert len(found.closed) == found.returns["count"].sum()


@given(ledgers(), any_rules)
def test_the_parts_of_the_county_add_up(book: Ledger, rules: Rules) -> None:
    rates = return_rates(book, as_of=july(20))
    county = risk(book, rules, rates, as_of=july(20), assessment_on=july(31))
    parts = [
        risk(book.only(book.codes("district") == code), rules, rates, as_of=july(20), assessment_on=july(31))
        for code in range(4)
    ]
    assert county is not None and all(part is not None for part in parts)
    assert sum(part.now for part in parts if part) == pytest.approx(county.now)
    assert sum(part.total or 0 for part in parts if part) == pytest.approx(county.total)
    one = risk(chosen(book, Selection(district=(1,))), rules, rates, as_of=july(20), assessment_on=july(31))
    assert one is not None and parts[1] is not None and one.now == pytest.approx(parts[1].now)


def test_the_standing_says_points_now_and_then_or_that_rules_are_missing() -> None:
    assert score_at_risk.standing(None).tone == "missing"
    said = score_at_risk.standing(at_risk(ledger(lived(1, due=25)), RULES))
    assert (said.key, said.value, said.tone) == ("risk", "1.50 分", "attention")
    assert said.sentence == "未整改的 1 件问题按失分规则现在会失 1.50 分，照现状到测评日会失 3.00 分。"
