"""责任时钟: every day has one owner, and days of dispute are in nobody's lateness."""

import pandas as pd
import pytest
from hypothesis import given, settings

from domain.accountability.ownership import (
    HELD,
    KINDS,
    PASSED_ON,
    RETURNED,
    REVIEW,
    UNACCEPTED,
    ages,
    clock,
    disputes,
    handovers,
    standing,
)
from domain.figures.figures import figures
from domain.ledger.days import day_number
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from tests.factories import HOUSING, MARKETS, TRAFFIC, issue, july, ledger, ledgers, observation


def told(table: pd.DataFrame) -> list[tuple[int, int, int, int]]:
    return list(table[["kind", "days", "unit", "other"]].itertuples(index=False, name=None))


def test_an_issue_that_nobody_wanted() -> None:
    """1–3 July with housing, returned on the 4th, to traffic on the 8th, done on the 12th; seen on the 14th."""
    one = issue(
        observation(july(1), found_on=july(1), lead=HOUSING, due_on=july(5)),
        observation(july(4), 2, state=State.DISPUTED),
        observation(july(8), 3, state=State.ASSIGNED, lead=TRAFFIC),
        observation(july(12), 4, state=State.REPORTED, done_on=july(12)),
    )
    book = ledger(one)
    assert told(clock(book, as_of=july(14))) == [
        (PASSED_ON, 3, HOUSING, TRAFFIC),
        (RETURNED, 4, HOUSING, HOUSING),
        (HELD, 4, TRAFFIC, 0),
        (REVIEW, 3, TRAFFIC, 0),
    ]
    (row,) = disputes(book, as_of=july(11)).to_dict("records")
    assert row["age"] == 11
    assert (row["had_it"], row["lead"]) == ((HOUSING,), TRAFFIC)
    (row,) = disputes(book, as_of=july(5)).to_dict("records")
    assert (row["had_it"], row["lead"]) == ((HOUSING,), 0)  # given back and with nobody yet
    (row,) = disputes(book, as_of=july(11)).to_dict("records")
    assert (row["passed_on"], row["returned"], row["held"], row["lost"]) == (3, 4, 4, 7)
    assert row["late_days"] == 6  # 6 … 11 July
    assert row["own_late_days"] == 4  # of these traffic held it from the 8th
    assert told(handovers(book, as_of=july(14)).assign(days=lambda t: t["days"])) == [
        (RETURNED, 4, HOUSING, TRAFFIC),
        (PASSED_ON, 3, HOUSING, TRAFFIC),
    ]


def test_days_before_anybody_is_named_are_nobodys() -> None:
    one = issue(
        observation(july(1), found_on=july(1), state=State.DISPUTED),
        observation(july(6), 2, state=State.ASSIGNED, lead=MARKETS),
    )
    (first, second) = clock(ledger(one), as_of=july(9)).to_dict("records")
    assert (first["kind"], first["days"]) == (UNACCEPTED, 5)
    assert (second["kind"], second["days"], second["unit"]) == (HELD, 4, MARKETS)


def test_the_first_unit_named_is_no_move() -> None:
    """Nobody had it before: there is no unit from which it could have come."""
    one = issue(
        observation(july(1), found_on=july(1), due_on=july(3)),
        observation(july(6), 2, lead=MARKETS, state=State.IN_PROGRESS),
    )
    book = ledger(one)
    assert told(clock(book, as_of=july(9))) == [(UNACCEPTED, 5, 0, MARKETS), (HELD, 4, MARKETS, 0)]
    assert handovers(book, as_of=july(9)).empty
    (row,) = disputes(book, as_of=july(9)).to_dict("records")
    assert (row["had_it"], row["moved"], row["unaccepted"]) == ((), False, 5)
    assert (row["late_days"], row["own_late_days"]) == (6, 4)
    said = standing(0, None, disputes(book, as_of=july(9)))
    assert (said.value, "其中 1 件只是后来才写明责任单位，不算推诿" in said.sentence) == ("没有反复和推诿", True)


def test_a_second_unit_named_is_one() -> None:
    one = issue(
        observation(july(1), found_on=july(1)),
        observation(july(3), 2, lead=HOUSING),
        observation(july(6), 3, lead=MARKETS),
    )
    book = ledger(one)
    assert told(clock(book, as_of=july(9))) == [
        (UNACCEPTED, 2, 0, MARKETS),
        (PASSED_ON, 3, HOUSING, MARKETS),
        (HELD, 4, MARKETS, 0),
    ]
    (row,) = disputes(book, as_of=july(9)).to_dict("records")
    assert (row["had_it"], row["moved"]) == ((HOUSING,), True)


def test_reported_done_before_anybody_was_named_it_waits_for_the_office() -> None:
    one = issue(observation(july(1), found_on=july(1)), observation(july(3), 2, state=State.REPORTED))
    assert told(clock(ledger(one), as_of=july(4))) == [(UNACCEPTED, 2, 0, 0), (REVIEW, 2, 0, 0)]


def test_a_closed_issue_ages_no_more() -> None:
    one = issue(
        observation(july(1), found_on=july(1), lead=HOUSING),
        observation(july(9), 2, state=State.CLOSED, verified_on=july(9)),
    )
    book = ledger(one)
    assert ages(book, as_of=july(30)).tolist() == [8]
    assert clock(book, as_of=july(30))["days"].tolist() == [8]
    assert disputes(book, as_of=july(30)).empty


@settings(max_examples=200)
@given(ledgers())
def test_the_spans_of_every_issue_add_up_to_its_age(book: Ledger) -> None:
    for day in (july(1), july(15), july(40)):
        spans = clock(book, as_of=day)
        assert spans["kind"].isin(list(KINDS)).all()
        summed = spans.groupby("issue")["days"].sum()
        age = ages(book, as_of=day)
        assert summed.reindex(age.index, fill_value=0).tolist() == age.tolist()
        assert (spans["days"] > 0).all()
        assert (spans["late_days"] <= spans["days"]).all()


@pytest.mark.slow
@settings(max_examples=200)
@given(ledgers())
def test_what_is_overdue_has_late_days_and_own_ones_are_a_part(book: Ledger) -> None:
    for day in (july(10), july(30)):
        spans = clock(book, as_of=day)
        now = spans[spans["to_on"] == day_number(day) + 1]
        assert (now["late_days"] > 0).sum() == figures(book, as_of=day).counts["overdue"]
        table = disputes(book, as_of=day)
        parts = table[["held", "review", "waiting", "unaccepted", "returned", "passed_on", "closed"]].sum(axis=1)
        assert parts.tolist() == table["age"].tolist()
        assert (table["own_late_days"] <= table["late_days"]).all()
        assert (table["lost"] > 0).all()


def test_the_standing_counts_what_came_back_and_what_was_passed_around() -> None:
    unwanted = issue(
        observation(july(1), state=State.DISPUTED), observation(july(4), 2, state=State.ASSIGNED, lead=HOUSING)
    )
    returned = issue(observation(july(1), lead=HOUSING), observation(july(3), 2, state=State.DISPUTED))
    settled = issue(observation(july(1)), observation(july(4), 2, state=State.CLOSED, verified_on=july(4)))
    lost = disputes(ledger(unwanted, returned, settled), as_of=july(10))
    told = standing(3, 12.34, lost)
    assert (told.value, told.tone) == ("反复 3 件，推诿 2 件", "attention")
    assert "反复率 12.3%" in told.sentence and f"共 {3 + 8} 天" in told.sentence
    assert standing(0, None, lost.head(0)).tone == "good"
