"""The overdue list: days, bands, order, and the list behind any figure."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.figures.figures import FLOWS, STOCKS, tally
from domain.figures.overdue import BANDS, band_table, bands, issues_of, overdue
from domain.ledger.days import NEVER, day_number
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from tests.factories import HOUSING, TRAFFIC, issue, july, ledger, ledgers, observation


def late_book() -> Ledger:
    """Overdue on 31 July by 30, 16, 15, 3 and 1 days, one due that day, one without date, one done late."""
    book = [issue(observation(july(1), due_on=july(31 - days), lead=HOUSING), district=1) for days in (1, 15, 30, 3)]
    moved = issue(observation(july(1), due_on=july(15), lead=TRAFFIC), district=2)
    rest = [
        issue(observation(july(1), due_on=july(31))),
        issue(observation(july(1))),
        issue(observation(july(9), due_on=july(2), state=State.CLOSED)),
    ]
    return ledger(*book, moved, *rest)


def test_worst_first_with_days_and_bands() -> None:
    late = overdue(late_book(), as_of=july(31))
    assert late["days_overdue"].tolist() == [30, 16, 15, 3, 1]
    assert late["band"].tolist() == [3, 3, 2, 0, 0]
    assert late["lead"].tolist() == [HOUSING, TRAFFIC, HOUSING, HOUSING, HOUSING]


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (1, "1–3 天"),
        (3, "1–3 天"),
        (4, "4–7 天"),
        (7, "4–7 天"),
        (8, "8–15 天"),
        (15, "8–15 天"),
        (16, "16–30 天"),
        (30, "16–30 天"),
        (31, "30 天以上"),
        (400, "30 天以上"),
    ],
)
def test_ageing_bands(days: int, name: str) -> None:
    assert [BANDS[band].name for band in bands(pd.Series([days]))] == [name]


def test_bands_by_unit_most_overdue_first() -> None:
    table = band_table(overdue(late_book(), as_of=july(31)), by="lead")
    assert table.index.tolist() == [HOUSING, TRAFFIC]
    assert table.to_numpy().tolist() == [[2, 0, 1, 1, 0], [0, 0, 0, 1, 0]]


def test_nothing_overdue_gives_empty_tables() -> None:
    late = overdue(ledger(issue(observation(july(1), due_on=july(9)))), as_of=july(9))
    assert late.empty
    assert band_table(late, by="lead").empty
    assert overdue(ledger(), as_of=july(9)).empty


def test_the_list_of_another_figure_still_says_how_late_each_is() -> None:
    rows = issues_of(late_book(), "open", as_of=july(31))
    assert rows["days_overdue"].tolist() == [30, 16, 15, 3, 1, 0, 0]
    assert rows["due_on"].tolist()[-1] == NEVER
    closed = issues_of(late_book(), "closed_total", as_of=july(31))
    assert closed["days_overdue"].tolist() == [0]


def test_the_list_shows_the_issue_as_it_stood_on_the_day() -> None:
    moved = issue(
        observation(july(1), due_on=july(3), lead=HOUSING), observation(july(12), due_on=july(20), lead=TRAFFIC)
    )
    book = ledger(moved)
    then = issues_of(book, "open", as_of=july(5)).iloc[0]
    assert (then["due_on"], then["lead"], then["days_overdue"]) == (day_number(july(3)), HOUSING, 2)
    now = issues_of(book, "open", as_of=july(12)).iloc[0]
    assert (now["due_on"], now["lead"], now["days_overdue"]) == (day_number(july(20)), TRAFFIC, 0)


@given(ledgers(most=6), st.integers(0, 70).map(july))
@settings(max_examples=30)
def test_bands_add_up_to_the_number_of_overdue_issues(book: Ledger, day: date) -> None:
    late = overdue(book, as_of=day)
    number = tally(book, "overdue", [day])[0]
    for by in ("lead", "district", "category"):
        assert band_table(late, by=by).to_numpy().sum() == number
    assert (late["days_overdue"] >= 1).all()
    assert (late["due_on"] + late["days_overdue"] == day_number(day)).all()


@given(ledgers(most=6), st.integers(0, 40).map(july), st.sampled_from([*STOCKS, *FLOWS]))
@settings(max_examples=30)
def test_every_list_is_as_long_as_its_number_and_says_overdue_of_the_overdue_only(
    book: Ledger, day: date, key: str
) -> None:
    since = date(1970, 1, 1) if key in FLOWS else None
    rows = issues_of(book, key, as_of=day, since=since)
    assert len(rows) == tally(book, key, [day])[0]
    if key in STOCKS:
        late = set(overdue(book, as_of=day)["issue_id"])
        assert set(rows.loc[rows["days_overdue"] > 0, "issue_id"]) == late & set(rows["issue_id"])
        assert rows["issue_id"].is_unique
