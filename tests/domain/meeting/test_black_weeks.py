"""Weeks in a row on the black list, by the bulletin's own rule."""

from datetime import date, timedelta

from hypothesis import given

from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from domain.meeting.black_weeks import black_weeks
from domain.meeting.owed import owed
from domain.meeting.period import Period
from domain.meeting.red_black import red_and_black
from domain.settings import Settings
from tests.factories import HOUSING, MARKETS, TRAFFIC, issue, july, ledger, ledgers, observation

SETTINGS = Settings(minimum_ranked=1, listed_units=1)


def county(*, bad_since: int) -> Ledger:
    """Three departments with something due each week of July; 住建局 is late with what falls due from `bad_since` on."""
    made = []
    for week in range(4):
        due = july(8 + 7 * week)  # a Wednesday
        for lead in (HOUSING, MARKETS, TRAFFIC):
            rows = [observation(july(1), due_on=due, lead=lead)]
            if lead != HOUSING or due < july(bad_since):
                rows.append(observation(due, state=State.CLOSED, done_on=due))
            made.append(issue(*rows))
    return ledger(*made, settings=SETTINGS)


def test_weeks_in_a_row_are_counted_back_from_the_last_full_week() -> None:
    book = county(bad_since=14)
    assert black_weeks(book, as_of=july(12)) == {}
    assert black_weeks(book, as_of=july(18)) == {}  # a Saturday: the week is not over
    assert black_weeks(book, as_of=july(19)) == {HOUSING: 1}
    assert black_weeks(book, as_of=july(26)) == black_weeks(book, as_of=july(30)) == {HOUSING: 2}
    assert black_weeks(book, as_of=july(26), most=1) == {HOUSING: 1}


def test_who_was_off_the_list_for_a_week_begins_anew() -> None:
    made = []
    for week, good in enumerate((False, True, False)):
        due = july(8 + 7 * week)
        for lead in (HOUSING, MARKETS, TRAFFIC):
            rows = [observation(july(1), due_on=due, lead=lead)]
            if lead != HOUSING or good:
                rows.append(observation(due, state=State.CLOSED, done_on=due))
            elif week == 0:
                rows.append(observation(july(13), state=State.REJECTED))
            made.append(issue(*rows))
    book = ledger(*made, settings=SETTINGS)
    assert black_weeks(book, as_of=july(12)) == {HOUSING: 1}
    assert black_weeks(book, as_of=july(19)) == {}
    assert black_weeks(book, as_of=july(26)) == {HOUSING: 1}


@given(ledgers())
def test_one_week_is_the_list_of_the_bulletin(book: Ledger) -> None:
    until = date(2026, 7, 19)
    rows = owed(book, Period(until - timedelta(days=6), until, until))
    settings = book.settings
    expected = set()
    for by in ("district", "lead"):
        lists = red_and_black(book, rows, by=by, count=settings.listed_units, minimum=settings.minimum_ranked)
        expected |= set(lists.black["code"].tolist())
    assert set(black_weeks(book, as_of=until)) == expected
