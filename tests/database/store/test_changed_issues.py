"""A ledger brought up to date is the ledger read anew, whatever happened in between."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from database.imports import imports
from database.ledger import ledgers
from database.ledger.ledgers import brought_up, ledger_in, newest_ledger, read_ledger
from database.masters import masters
from database.store import changed_issues
from database.store.engine import Database
from database.store.settings import save_settings, version_of
from domain.ledger.ledger import Ledger
from tests.database.sheets import Sheet, load_sheet, sheets, with_ids
from tests.factories import july, load

AT = datetime(2026, 7, 30, tzinfo=UTC)


def assert_same(one: Ledger, other: Ledger) -> None:
    for name in ("issues", "spans", "assists"):
        assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.directory == other.directory
    assert one.settings == other.settings


def do(database: Database, step: tuple[str, Any]) -> None:
    """One thing that can happen to a database between two looks at it."""
    what, which = step
    done = imports.history(database)
    if what == "load":
        load_sheet(database, which)
    elif what == "undo" and not done.empty:
        with database.write() as connection:
            key = int(done["id"].iat[which % len(done)])
            if done["undone_at"].isna().iat[which % len(done)]:
                imports.undo(connection, key, at=AT)
    elif what == "setting":
        with database.write() as connection:
            save_settings(connection, {"recurrence_days": which})
    elif what == "master":
        with database.write() as connection:  # raises no version: it shows with the next one
            action = masters.save_action(connection, f"行动{which % 2}")
            masters.save_term(connection, "category", "环境卫生", action_id=action)
            kind = masters.save_term(connection, "site_type", f"类型{which % 2}")
            masters.save_site(connection, "滨江路", district_id=None, site_type_id=kind)
    elif what == "rolled back":
        with database.rehearse() as connection:
            load(connection, july(9), with_ids(connection, [{"number": "2026-001"}, {"number": "新"}]))


steps = st.one_of(
    st.tuples(st.just("load"), sheets(most=2).map(lambda several: several[0])),
    st.tuples(st.sampled_from(["undo", "setting", "master", "rolled back"]), st.integers(0, 9)),
)


@given(before=sheets(most=3), between=st.lists(steps, max_size=4), after=sheets(most=2))
def test_a_ledger_brought_up_to_date_is_the_one_read_anew(
    emptied: Callable[[], Database], before: list[Sheet], between: list[tuple[str, Any]], after: list[Sheet]
) -> None:
    database = emptied()
    for sheet in before:
        load_sheet(database, sheet)
    known = newest_ledger(database)
    for step in between:
        do(database, step)
    load_sheet(database, after[0])
    newest = newest_ledger(database, known)
    assert_same(newest.ledger, read_ledger(database))
    load_sheet(database, after[1])
    assert_same(newest_ledger(database, newest).ledger, read_ledger(database))


@given(before=sheets(most=3), inside=sheets(most=2))
def test_so_it_is_inside_a_transaction(
    emptied: Callable[[], Database], before: list[Sheet], inside: list[Sheet]
) -> None:
    database = emptied()
    for sheet in before:
        load_sheet(database, sheet)
    known = read_ledger(database)
    with database.rehearse() as connection:
        for sheet in inside:
            load(connection, sheet.as_of, with_ids(connection, sheet.rows), name=sheet.name)
        assert_same(brought_up(connection, known, changed_issues.noted(connection)), ledger_in(connection))
    with database.rehearse() as connection:
        assert changed_issues.noted(connection) == frozenset(), "what was rolled back is forgotten"


SHEET = Sheet("一.xlsx", july(5), ({"number": "1", "site": "滨江路", "category": "环境卫生"},))
OTHER = Sheet("二.xlsx", july(6), ({"number": "2"},))


def test_only_what_was_written_is_read_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    load_sheet(database, SHEET)
    known = newest_ledger(database)
    load_sheet(database, OTHER)
    monkeypatch.setattr(ledgers, "ledger_in", lambda _connection: pytest.fail("all of it was read"))
    newest = newest_ledger(database, known)
    assert len(newest.ledger) == 2
    assert newest_ledger(database, newest).version == newest.version == known.version + 1


def test_what_each_version_wrote_is_known_until_something_else_changes_figures(database: Database) -> None:
    load_sheet(database, SHEET)
    with database.write() as connection:
        start = version_of(connection)
        load(connection, july(6), with_ids(connection, [{"number": "1"}, {"number": "2"}]), name="二.xlsx")
    with database.write() as connection:
        imports.undo(connection, 2, at=AT)
        assert changed_issues.between(connection, start, start + 1) == {2}, "nothing new was said about the other"
        assert changed_issues.between(connection, start + 1, start + 2) == {1, 2}
        assert changed_issues.between(connection, start + 2, start + 2) == frozenset()
        assert changed_issues.between(connection, start + 2, start) is None, "the database is an older one"
    with database.write() as connection:
        save_settings(connection, {"due_soon_days": 5})
        assert changed_issues.between(connection, start, start + 3) is None


def test_a_version_that_wrote_very_much_is_read_anew(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    load_sheet(database, SHEET)
    known = newest_ledger(database)
    monkeypatch.setattr(changed_issues, "MOST", 1)
    load_sheet(database, Sheet("三.xlsx", july(7), ({"number": "3"}, {"number": "4"})))
    with database.read() as connection:
        assert changed_issues.between(connection, known.version, known.version + 1) is None
    assert len(newest_ledger(database, known).ledger) == 3


def test_versions_long_past_are_forgotten(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed_issues, "VERSIONS", 2)
    for day in range(5, 9):
        load_sheet(database, Sheet(f"{day}.xlsx", july(day), ({"number": "1"},)))
    with database.read() as connection:
        assert changed_issues.between(connection, 0, 4) is None
        assert changed_issues.between(connection, 2, 4) is not None


def test_a_site_whose_type_is_set_shows_on_issues_that_nobody_wrote(database: Database) -> None:
    load_sheet(database, SHEET)
    known = newest_ledger(database)
    with database.write() as connection:
        market = masters.save_term(connection, "site_type", "农贸市场")
        masters.save_site(connection, "滨江路", district_id=None, site_type_id=market)
    load_sheet(database, OTHER)
    assert newest_ledger(database, known).ledger.issues["site_type"].tolist() == [market, 0]


def test_what_is_written_after_the_version_was_raised_belongs_to_it(database: Database) -> None:
    load_sheet(database, SHEET)
    with database.write() as connection:
        load(connection, july(6), with_ids(connection, [{"number": "2"}]), name="二.xlsx")
        version = version_of(connection)
        changed_issues.note(connection, [1])
    with database.write() as connection:
        changed_issues.note(connection, [9])  # of a transaction that raises no version
        assert changed_issues.between(connection, version - 1, version) == {1, 2}
