"""数据质量: each check finds what is wrong and nothing else."""

from collections.abc import Mapping

import pandas as pd
import pytest

from domain.figures.definitions import DEFINITIONS
from domain.figures.figures import figures
from domain.figures.quality import BY_LEDGER, CHECKS, FAR_DAYS, doubtful_days, standing, weeks
from domain.ledger.days import NEVER, day_number, week_start
from domain.ledger.states import State
from tests.factories import HOUSING, RIVERSIDE, issue, july, ledger, observation

WHOLE: Mapping[str, int] = {"district": RIVERSIDE, "site": 1, "category": 1}


def flagged(*issues: object) -> dict[str, list[int]]:
    """The places of the issues that each check finds."""
    frame = standing(ledger(*issues), as_of=july(20))  # type: ignore[arg-type]
    return {key: [int(i) - 101 for i in frame["issue_id"][test(frame)]] for key, test in BY_LEDGER.items()}


def found(*places: str) -> dict[str, list[int]]:
    return {key: [0] if key in places else [] for key in BY_LEDGER}


GOOD = observation(july(2), found_on=july(1), due_on=july(5), lead=HOUSING)


def test_a_whole_issue_is_found_by_no_check() -> None:
    assert flagged(issue(GOOD, **WHOLE)) == found()


@pytest.mark.parametrize("missing", ["district", "site", "category"])
def test_what_no_sheet_has_said(missing: str) -> None:
    assert flagged(issue(GOOD, **{k: v for k, v in WHOLE.items() if k != missing})) == found(f"no_{missing}")


def test_no_due_date_and_no_lead_unit() -> None:
    assert flagged(issue(GOOD._replace(due_on=None), **WHOLE)) == found("no_due")
    assert flagged(issue(GOOD._replace(lead=None), **WHOLE)) == found("no_lead")


def test_days_that_cannot_be() -> None:
    early = GOOD._replace(state=int(State.REPORTED), done_on=day_number(july(0)))
    assert flagged(issue(early, **WHOLE)) == found("done_before_found")
    same_day = early._replace(done_on=day_number(july(1)))
    assert flagged(issue(same_day, **WHOLE)) == found()
    assert flagged(issue(GOOD._replace(due_on=day_number(july(0))), **WHOLE)) == found("due_before_found")
    far = day_number(july(1)) + FAR_DAYS
    assert flagged(issue(GOOD._replace(due_on=far), **WHOLE)) == found()
    assert flagged(issue(GOOD._replace(due_on=far + 1), **WHOLE)) == found("far_due")
    assert doubtful_days("done_before_found", day_number(july(1)), NEVER, day_number(july(0))) == (
        "完成 2026-06-30，发现 2026-07-01"
    )


def test_a_check_speaks_for_its_day_and_leaves_out_what_is_rejected() -> None:
    later = observation(july(9), place=2, due_on=july(20))
    one = issue(GOOD._replace(due_on=None), later, **WHOLE)
    no_due = issue(GOOD._replace(due_on=None), **WHOLE)
    rejected = issue(GOOD._replace(due_on=None), observation(july(9), place=2, state=State.REJECTED), **WHOLE)
    assert flagged(one, no_due, rejected)["no_due"] == [1]
    book = ledger(one, no_due, rejected)
    for day in (july(1), july(5), july(20)):
        frame = standing(book, as_of=day)
        assert int(BY_LEDGER["no_due"](frame).sum()) == figures(book, as_of=day).counts["no_due"]


def test_weeks_are_those_of_the_office() -> None:
    days = pd.Series([day_number(july(n)) for n in range(-40, 40)])
    for starts_on in range(7):
        wanted = [day_number(week_start(july(n), starts_on=starts_on)) for n in range(-40, 40)]
        assert weeks(days, starts_on=starts_on).tolist() == wanted


def test_every_check_says_what_it_is() -> None:
    assert set(BY_LEDGER) < set(CHECKS)
    assert CHECKS["no_due"].name == DEFINITIONS["no_due"].name
    assert all(check.name and check.words.endswith("。") and check.why for check in CHECKS.values())
