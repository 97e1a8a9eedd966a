"""活动日历: due days, reports, attendance and the figures around a day."""

import itertools
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.campaign.activities import (
    BIWEEKLY,
    HELD,
    MONTHLY,
    NO_REPORT,
    NOT_HELD,
    WEEKLY,
    StandingRule,
    around,
    attendance,
    due_days,
    kept,
    records_of,
    unruled,
)
from domain.datasets.datasets import DatasetRecord
from domain.figures.figures import tally
from domain.ledger.states import State
from tests.factories import HOUSING, issue, july, ledger, observation

CLEAN = StandingRule("清洁家园日", WEEKLY, 2, july(1))
SWEEP = StandingRule("大扫除", MONTHLY, 5, july(1))
JOINT = StandingRule("联合执法", BIWEEKLY, 4, july(1))


def test_the_days_of_the_standing_rules() -> None:
    days = due_days([CLEAN, SWEEP, JOINT], since=july(1), until=july(31))
    assert [d for d, n in days if n == "清洁家园日"] == [july(n) for n in (1, 8, 15, 22, 29)]
    assert [d for d, n in days if n == "大扫除"] == [july(4)]  # the first Saturday of July 2026
    assert [d for d, n in days if n == "联合执法"] == [july(3), july(17), july(31)]
    assert due_days([JOINT], since=july(10), until=july(20)) == [(july(17), "联合执法")]  # the fortnight does not move


@given(st.integers(0, 6), st.integers(0, 60), st.integers(1, 400))
def test_rules_give_one_day_a_week_a_fortnight_a_month(weekday: int, shift: int, length: int) -> None:
    since = july(1) + timedelta(days=shift)
    until = since + timedelta(days=length)
    weekly = due_days([StandingRule("a", WEEKLY, weekday, since)], since=since, until=until)
    fortnightly = due_days([StandingRule("a", BIWEEKLY, weekday, since)], since=since, until=until)
    monthly = due_days([StandingRule("a", MONTHLY, weekday, since)], since=since, until=until)
    assert all(d.weekday() == weekday for d, _ in weekly)
    assert all((b[0] - a[0]).days == 7 for a, b in itertools.pairwise(weekly))
    assert fortnightly == weekly[::2]
    assert monthly == [(d, n) for d, n in weekly if d.day <= 7]


def told(
    day: int, district: int, held: str = HELD, people: int = 0, solved: int = 0, name: str = "清洁家园日"
) -> DatasetRecord:
    values = {
        "day": july(day).isoformat(),
        "name": name,
        "district": district,
        "held": held,
        "people": people,
        "solved": solved,
    }
    return DatasetRecord(f"{day}{district}{name}", values, 0, 0)


def test_a_report_of_the_day_after_counts_for_the_day_before() -> None:
    rows = records_of([told(1, 1, people=9), told(9, 1, solved=4), told(8, 2, NOT_HELD), told(30, 1)], as_of=july(20))
    table = kept([CLEAN], rows, [1, 2], since=july(1), until=july(20))
    assert len(table) == 6  # 3 Wednesdays × 2 districts
    state = {(row.day, row.district): row.state for row in table.itertuples()}
    first = july(1).toordinal() - 719_163
    assert state == {
        (first, 1): HELD,
        (first, 2): NO_REPORT,
        (first + 7, 1): HELD,
        (first + 7, 2): NOT_HELD,
        (first + 14, 1): NO_REPORT,
        (first + 14, 2): NO_REPORT,
    }
    ranking = attendance(table)
    assert ranking[["district", "due", "held", "not_held", "no_report", "people", "solved"]].to_numpy().tolist() == [
        [1, 3, 2, 0, 1, 9, 4],
        [2, 3, 0, 1, 2, 0, 0],
    ]
    assert (ranking["held"] + ranking["not_held"] + ranking["no_report"]).tolist() == ranking["due"].tolist()


def test_an_activity_held_early_counts_for_its_own_day_and_not_for_the_week_before() -> None:
    rows = records_of([told(7, 1, people=5), told(13, 2), told(21, 1)], as_of=july(21))  # Tuesday, Monday, Tuesday
    table = kept([CLEAN], rows, [1, 2], since=july(1), until=july(21))
    first = july(1).toordinal() - 719_163
    assert {(row.day - first, row.district) for row in table.itertuples() if row.state == HELD} == {(7, 1), (14, 2)}
    assert table["people"].sum() == 5  # the one of 21 July belongs to the 22nd, which is not due yet
    # The last report before the time looked at belongs to the day before it.
    assert kept([CLEAN], rows, [1, 2], since=july(8), until=july(21))["state"].tolist().count(HELD) == 2
    assert kept([CLEAN], rows, [1, 2], since=july(9), until=july(21))["state"].tolist().count(HELD) == 1


def test_reports_without_a_rule_are_named() -> None:
    rows = records_of(
        [told(1, 1, name="义务劳动"), told(2, 1, name="义务劳动"), told(1, 2), told(30, 2, name="晚会")], as_of=july(31)
    )
    assert unruled([CLEAN], rows, since=july(1), until=july(20)) == [("义务劳动", 2)]
    assert unruled([], rows, since=july(1), until=july(31)) == [("义务劳动", 2), ("清洁家园日", 1), ("晚会", 1)]


def test_without_rules_nothing_is_due() -> None:
    rows = records_of([told(1, 1)], as_of=july(20))
    assert kept([], rows, [1, 2], since=july(1), until=july(20)).empty
    assert len(kept([CLEAN], records_of([], as_of=july(20)), [1], since=july(1), until=july(7))) == 1


def test_the_figures_around_a_day() -> None:
    book = ledger(
        *(issue(observation(july(d), found_on=july(d), lead=HOUSING, due_on=july(d + 2))) for d in (1, 2, 14, 15, 20)),
        issue(
            observation(july(3), found_on=july(3), lead=HOUSING),
            observation(july(16), 2, state=State.REPORTED, done_on=july(16)),
        ),
    )
    said = around(book, july(15), as_of=july(31))
    assert said.complete
    assert said.values["found"] == (4, 2)  # 1 … 14 July and 15 … 28 July
    assert said.values["done"] == (0, 1)
    assert said.values["overdue"] == (
        int(tally(book, "overdue", [july(14)])[0]),
        int(tally(book, "overdue", [july(28)])[0]),
    )
    early = around(book, july(15), as_of=july(16))
    assert (early.complete, early.passed) == (False, 2)
    assert early.values["found"] == (4, 1)
