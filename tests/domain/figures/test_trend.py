"""周趋势: each week equals what any other screen says for its last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.figures.figures import FLOWS, STOCKS, figures
from domain.figures.trend import WEEKLY, weekly, weekly_by, weeks_covered
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from domain.settings import Settings
from tests.factories import HOUSING, TRAFFIC, issue, july, ledger, ledgers, observation


def test_weeks_end_on_sunday_the_last_where_the_data_stops() -> None:
    table = weekly(ledger(), until=july(15), weeks=3)
    assert table["starts_on"].tolist() == [july(-1), july(6), july(13)]
    assert table["ends_on"].tolist() == [july(5), july(12), july(15)]


def test_stocks_hold_on_the_last_day_flows_over_the_week() -> None:
    """Found on the 3rd, 6th and 12th (a Sunday); the first closed on the 7th; one of them late since the 9th."""
    book = ledger(
        issue(observation(july(3)), observation(july(7), state=State.CLOSED)),
        issue(observation(july(6), due_on=july(8))),
        issue(observation(july(12))),
    )
    table = weekly(book, until=july(14), weeks=3)
    expected = {"found": [1, 2, 0], "closed": [0, 1, 0], "open": [1, 2, 2], "overdue": [0, 1, 1], "total": [1, 3, 3]}
    assert {key: table[key].tolist() for key in expected} == expected


def test_one_week_alone_counts_from_its_first_day() -> None:
    """Wednesday the 15th: what was found on Sunday the 12th is not of this week."""
    book = ledger(issue(observation(july(12))), issue(observation(july(13))))
    assert weekly(book, until=july(15), weeks=1)["found"].tolist() == [1]
    assert weekly_by(book, key="found", by="district", until=july(15), weeks=1).to_numpy().tolist() == [[1]]


def test_weeks_covered_reach_back_to_the_first_day_found() -> None:
    book = ledger(issue(observation(july(5))), issue(observation(july(20))))
    assert weeks_covered(book, until=july(20)) == 4  # the weeks of 29 June, 6, 13 and 20 July
    assert weekly(book, until=july(20), weeks=4)["found"].tolist() == [1, 0, 0, 1]
    assert weeks_covered(book, until=july(20), at_most=3) == 3
    assert weeks_covered(ledger(), until=july(20)) == 2


def test_rates_without_base_are_missing_not_zero() -> None:
    table = weekly(ledger(issue(observation(july(1)))), until=july(8), weeks=2)
    assert table["on_time_rate"].isna().all()
    assert table["done_rate"].tolist() == [0.0, 0.0]


def test_by_unit_each_week_counts_for_the_lead_of_that_day() -> None:
    book = ledger(issue(observation(july(1), lead=HOUSING), observation(july(8), lead=TRAFFIC)))
    table = weekly_by(book, key="open", by="lead", until=july(12), weeks=2)
    assert table.index.tolist() == [july(5), july(12)]
    assert {code: table[code].tolist() for code in table} == {HOUSING: [1, 0], TRAFFIC: [0, 1]}


@pytest.mark.parametrize("starts_on", [0, 6])
@given(book=ledgers(most=5), until=st.integers(0, 40).map(july), weeks=st.integers(1, 6))
@settings(max_examples=12)
def test_every_week_equals_the_figures_of_its_last_day(starts_on: int, book: Ledger, until: date, weeks: int) -> None:
    book = Ledger(book.issues, book.spans, book.assists, book.directory, Settings(week_starts_on=starts_on))
    table = weekly(book, until=until, weeks=weeks, keys=[*WEEKLY, *(key for key in STOCKS if key not in WEEKLY)])
    assert len(table) == weeks
    for row in table.to_dict("records"):
        day = figures(book, as_of=row["ends_on"])
        assert {key: row[key] for key in (*STOCKS, *FLOWS)} == {key: day.counts[key] for key in (*STOCKS, *FLOWS)}
        assert row["ends_on"] - row["starts_on"] < timedelta(days=7)
        assert row["starts_on"].weekday() == starts_on
        for rate in ("on_time_rate", "done_rate"):
            assert row[rate] == pytest.approx(day.rates[rate]) or (row[rate] != row[rate] and day.rates[rate] is None)


@given(book=ledgers(most=5), until=st.integers(0, 40).map(july), key=st.sampled_from([*STOCKS, *FLOWS]))
@settings(max_examples=25)
def test_the_weeks_of_all_units_add_up_to_the_weeks_of_the_county(book: Ledger, until: date, key: str) -> None:
    whole = weekly(book, until=until, weeks=4, keys=[key])[key]
    for by in ("lead", "district", "category"):
        assert weekly_by(book, key=key, by=by, until=until, weeks=4).sum(axis=1).tolist() == whole.tolist()
