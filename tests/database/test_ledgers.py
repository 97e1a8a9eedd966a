"""Reading the ledger: by Arrow and row by row the same, one state at a time."""

import threading
from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from pandas.testing import assert_frame_equal

from database import masters
from database.engine import Database
from database.ledgers import ledger_in, read_ledger
from database.settings import save_settings
from domain.days import NEVER, day_number
from domain.figures import figures
from domain.ledger import Ledger
from domain.states import State
from tests.database.sheets import Sheet, load_sheet, sheets
from tests.factories import july, load, row


def assert_same(one: Ledger, other: Ledger) -> None:
    assert_frame_equal(one.issues, other.issues)
    assert_frame_equal(one.spans, other.spans)
    assert_frame_equal(one.assists, other.assists)
    assert one.directory == other.directory
    assert one.settings == other.settings


@given(sheets(most=4))
@settings(max_examples=30)
def test_both_ways_of_reading_give_the_same(emptied: Callable[[], Database], given_sheets: list[Sheet]) -> None:
    database = emptied()
    for sheet in given_sheets:
        load_sheet(database, sheet)
    with database.read() as connection:
        assert_same(read_ledger(database), ledger_in(connection))


def test_an_empty_database_has_an_empty_ledger(database: Database) -> None:
    ledger = read_ledger(database)
    assert len(ledger) == 0
    assert figures(ledger, as_of=july(1)).counts["total"] == 0
    with database.read() as connection:
        assert_same(ledger, ledger_in(connection))


def test_columns_and_codes(database: Database) -> None:
    with database.write() as connection:
        unit = masters.save_unit(connection, masters.NewUnit("住建局", "住建局", "department"))
        load(connection, july(1), [row("1", lead_unit_id=unit, assist_ids="[1]"), row("2", due_on=july(5))])
        load(connection, july(8), [row("2", state=State.CLOSED, done_on=july(4))])
    ledger = read_ledger(database)
    assert ledger.issues["issue_id"].tolist() == [1, 2]
    assert ledger.spans["issue"].tolist() == [0, 1, 1]
    assert ledger.spans["lead"].tolist() == [unit, 0, 0]
    assert ledger.spans["due_on"].tolist() == [NEVER, *[day_number(july(5))] * 2]
    assert ledger.spans["done_on"].tolist() == [NEVER, NEVER, day_number(july(4))]
    assert {str(t) for t in ledger.spans.drop(columns=["state", "before", "reworked"]).dtypes} == {"int32"}
    assert ledger.spans["state"].dtype == np.int8
    assert ledger.assists.empty, "the lead unit does not assist itself"


def test_what_no_row_says_is_taken_from_the_site_and_the_category(database: Database) -> None:
    with database.write() as connection:
        market, school = (masters.save_term(connection, "site_type", name) for name in ("农贸市场", "学校周边"))
        action = masters.save_action(connection, "公共秩序行动")
        other = masters.save_action(connection, "环境卫生行动")
        category = masters.save_term(connection, "category", "公共秩序", action_id=action)
        site = masters.save_site(connection, "东门农贸市场", district_id=None, site_type_id=market)
        said = [
            row("1", site_id=site, category_id=category),
            row("2", site_id=site, site_type_id=school, category_id=category, action_id=other),
            row("3"),
        ]
        load(connection, july(1), said)
    issues = read_ledger(database).issues
    assert issues["site_type"].tolist() == [market, school, 0]
    assert issues["action"].tolist() == [action, other, 0]


def test_a_transaction_reads_what_it_has_not_committed(database: Database) -> None:
    with database.rehearse() as connection:
        load(connection, july(1), [row("1")])
        save_settings(connection, {"due_soon_days": 7})
        ledger = ledger_in(connection)
        assert (len(ledger), ledger.settings.due_soon_days) == (1, 7)
    assert len(read_ledger(database)) == 0


def test_a_ledger_read_while_imports_go_on_is_of_one_moment(database: Database) -> None:
    """Each import brings one issue and the unit that leads it: neither may ever be seen without the other."""
    imports = 25
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for n in range(imports):
                load_sheet(database, Sheet(f"{n}.xlsx", july(1), ({"number": f"{n}", "lead": f"第{n}科"},)))
        except BaseException as failure:
            failures.append(failure)

    writer = threading.Thread(target=write)
    writer.start()
    seen: list[int] = []
    while writer.is_alive() or not seen:
        ledger = read_ledger(database)
        assert len(ledger.issues) == len(ledger.spans) == len(ledger.directory.units)
        assert set(ledger.spans["lead"]) == set(ledger.directory.units)
        seen.append(len(ledger))
    writer.join()
    assert failures == []
    assert seen == sorted(seen)
    assert len(read_ledger(database)) == imports
