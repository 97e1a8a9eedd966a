"""Due dates that were rewritten after the completion are listed, and nothing else is."""

from database.review.quality import rewritten_dues
from database.store.engine import Database
from domain.ledger.states import State
from tests.factories import july, load, row


def rewritten(database: Database) -> list[tuple[int, str]]:
    found = rewritten_dues(database)
    return list(found[["issue_id", "says"]].itertuples(index=False, name=None))


def test_a_due_date_written_after_the_completion_is_listed_with_both(database: Database) -> None:
    done = {"found_on": july(2), "state": State.CLOSED, "done_on": july(8)}
    with database.write() as connection:
        load(connection, july(9), [row("1", due_on=july(5), **done), row("2", due_on=july(5), **done)])
        load(connection, july(16), [row("1", due_on=july(30), **done), row("2", due_on=july(5), **done)])
    assert rewritten(database) == [(1, "整改时限 2026-07-30，完成时有效的是 2026-07-05")]


def test_extensions_first_dates_and_dates_of_the_day_itself_are_no_rewriting(database: Database) -> None:
    with database.write() as connection:
        load(connection, july(4), [row(n, found_on=july(2), due_on=july(5)) for n in ("1", "2")] + [row("3")])
        load(connection, july(6), [row("1", due_on=july(20))])
        load(connection, july(9), [row("1", state=State.REPORTED, done_on=july(8))])
        load(connection, july(9), [row("2", due_on=july(20), state=State.REPORTED, done_on=july(9))])
        load(connection, july(9), [row("3", state=State.REPORTED, done_on=july(8))])
        load(connection, july(16), [row("3", due_on=july(20))])
    assert rewritten(database) == []


def test_two_sheets_of_the_day_itself_are_no_rewriting(database: Database) -> None:
    done = {"found_on": july(2), "state": State.CLOSED, "done_on": july(9)}
    with database.write() as connection:
        load(connection, july(9), [row("1", due_on=july(5), **done)])
        load(connection, july(9), [row("1", due_on=july(20), **done)], name="二.xlsx")
    assert rewritten(database) == []


def test_without_a_day_done_the_sheet_that_said_so_is_the_day(database: Database) -> None:
    with database.write() as connection:
        load(connection, july(9), [row("1", found_on=july(2), due_on=july(5), state=State.CLOSED)])
        load(connection, july(16), [row("1", due_on=july(30))])
    assert len(rewritten(database)) == 1
