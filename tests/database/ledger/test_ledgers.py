"""Reading the ledger: what the tables hold, one state at a time, and nobody's lock is lost over it."""

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given, settings
from sqlalchemy import Connection, insert, select

from database.ledger.bit_packing import PackedColumn, day, read_numbers
from database.ledger.ledgers import ledger_in, newest_ledger, read_ledger
from database.masters import masters
from database.store import schema
from database.store.engine import Database
from database.store.schema import EARLIEST
from database.store.settings import save_settings
from domain.figures.figures import figures
from domain.ledger.days import NEVER, day_number
from domain.ledger.ledger import SPAN_COLUMNS, Ledger
from domain.ledger.states import State
from tests.database.sheets import Sheet, load_sheet, sheets
from tests.factories import july, load, row


def plain(connection: Connection) -> tuple[list[Any], list[Any], list[Any]]:
    """Issues, spans and assisting units as the tables have them, row by row; ids instead of places, None for nothing."""
    issues, spans, assists = schema.issues.c, schema.spans.c, schema.assists.c
    places = (issues.site_id, issues.district_id, issues.site_type_id, issues.category_id, issues.source_id)
    return (
        [tuple(r) for r in connection.execute(select(issues.id, issues.found_on, *places).order_by(issues.id))],
        [tuple(r) for r in connection.execute(select(schema.spans).order_by(spans.issue_id, spans.from_on))],
        sorted(tuple(r) for r in connection.execute(select(assists.issue_id, assists.unit_id))),
    )


def as_plain(ledger: Ledger) -> tuple[list[Any], list[Any], list[Any]]:
    """The same of a ledger."""
    ids = ledger.issues["issue_id"]
    issues = ledger.issues[["issue_id", "found_on", "site", "district", "site_type", "category", "source"]]
    spans = ledger.spans.assign(issue=ids.to_numpy()[ledger.spans["issue"]])[list(SPAN_COLUMNS)]
    assists = ledger.assists.assign(issue=ids.to_numpy()[ledger.assists["issue"]])
    no_days = {"due_on": {NEVER: None}, "done_on": {NEVER: None}, "lead": {0: None}}
    return (
        [(*row[:2], *(code or None for code in row[2:])) for row in issues.itertuples(index=False)],
        [
            tuple(no_days.get(name, {}).get(value, value) for name, value in zip(SPAN_COLUMNS, row, strict=True))
            for row in spans.itertuples(index=False)
        ],
        sorted(assists.itertuples(index=False, name=None)),
    )


@given(sheets(most=4))
@settings(max_examples=20)
def test_the_frames_hold_what_the_tables_hold(emptied: Callable[[], Database], given_sheets: list[Sheet]) -> None:
    database = emptied()
    for sheet in given_sheets:
        load_sheet(database, sheet)
    with database.read() as connection:
        assert as_plain(read_ledger(database)) == plain(connection)


def test_the_outermost_values_of_each_column_come_through(database: Database) -> None:
    """They share a number with their neighbours: none may spill over."""
    high_id, high_code = 2**31 - 1, 2**21 - 1
    with database.write() as connection:
        unit = {"kind": "department", "short_name": "", "origin": "office"}
        connection.execute(
            insert(schema.units), [unit | {"id": 1, "name": "甲"}, unit | {"id": high_code, "name": "乙"}]
        )
        word = {"kind": "category", "origin": "office"}
        connection.execute(
            insert(schema.terms), [word | {"id": 1, "name": "甲"}, word | {"id": high_code, "name": "乙"}]
        )
        connection.execute(insert(schema.sites), [{"id": 1, "name": "甲"}, {"id": high_id, "name": "乙"}])
        for key, site, code, when in ((high_id, high_id, high_code, NEVER), (1, 1, 1, EARLIEST), (2, None, None, 0)):
            places = dict.fromkeys(("site_type_id", "category_id", "source_id"), code) | {"district_id": code}
            connection.execute(
                insert(schema.issues).values(id=key, found_on=when, found_said=1, site_id=site, **places)
            )
            start, days = min(when, NEVER - 1), {"due_on": None if code is None else when, "done_on": EARLIEST}
            span = {"issue_id": key, "from_on": start, "to_on": NEVER, "state": 8, "lead_unit_id": code}
            connection.execute(insert(schema.spans).values(**span, **days))
        connection.execute(insert(schema.assists).values(issue_id=high_id, unit_id=high_code))
    with database.read() as connection:
        expected = plain(connection)
    issues, spans, assists = as_plain(read_ledger(database))
    assert issues == expected[0]
    assert spans == [tuple(None if place == 4 and v == NEVER else v for place, v in enumerate(s)) for s in expected[1]]
    assert assists == expected[2]


def test_a_late_report_of_an_old_issue_stands_with_its_other_spans(database: Database) -> None:
    with database.write() as connection:
        load(connection, july(1), [row("1"), row("2")])
        load(connection, july(8), [row("1", state=State.CLOSED)])
    ledger = read_ledger(database)
    assert ledger.spans["issue"].tolist() == [0, 0, 1]
    assert ledger.spans["to_on"].tolist() == [day_number(july(8)), NEVER, NEVER]
    assert ledger.spans["before"].tolist() == [0, State.ASSIGNED, 0]


def test_rows_that_a_table_holds_out_of_order_are_put_in_order(database: Database) -> None:
    with database.write() as connection:
        load(connection, july(1), [row("1", part=3), row("2", part=2)])
        load(connection, july(8), [row("1", part=1)])
        o = schema.observations.c
        numbers = {"issue": PackedColumn(o.issue_id, 2), "part": PackedColumn(o.part, 7), "due_on": day(o.due_on)}
        columns = read_numbers(connection, schema.observations, numbers)
    assert {name: column.tolist() for name, column in columns.items()} == {
        "issue": [1, 1, 2],
        "part": [1, 3, 2],
        "due_on": [NEVER] * 3,
    }


def test_reading_in_the_middle_of_an_import_does_not_let_another_process_write(database: Database) -> None:
    """A second SQLite library in this process would drop our locks as soon as it closed the file."""
    file = database.file
    assert file is not None
    attempt = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=0.2, isolation_level=None); "
        "c.execute('begin immediate')"
    )
    with database.write() as connection:
        load(connection, july(1), [row("1")])
        for _ in range(2):
            assert len(read_ledger(database)) == 0
            other = subprocess.run([sys.executable, "-c", attempt, file], capture_output=True, text=True, check=False)
            assert "database is locked" in other.stderr
    assert len(read_ledger(database)) == 1


def test_an_empty_database_has_an_empty_ledger(database: Database) -> None:
    ledger = read_ledger(database)
    assert len(ledger) == 0
    assert figures(ledger, as_of=july(1)).counts["total"] == 0


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
    assert {str(t) for t in ledger.spans.drop(columns=["state", "before", "reworked", "undated"]).dtypes} == {"int32"}
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


def test_the_rule_for_completions_without_a_day_follows_at_once_also_in_a_ledger_brought_up_to_date(
    database: Database,
) -> None:
    with database.write() as connection:
        load(connection, july(9), [row(n, found_on=july(2), due_on=july(5), state=State.CLOSED) for n in ("1", "2")])
    known = newest_ledger(database)
    assert figures(known.ledger, as_of=july(9)).counts["late"] == 0
    for by_sheet, late in ((True, 2), (False, 0), (True, 2)):
        with database.write() as connection:
            save_settings(connection, {"undated_by_sheet": by_sheet})
            load(connection, july(16), [row(f"{3 + late}{by_sheet}", found_on=july(12))])
        known = newest_ledger(database, known)
        now, anew = (figures(one, as_of=july(9)) for one in (known.ledger, read_ledger(database)))
        assert (now.counts["late"], now.counts["undated"]) == (late, 2)
        assert now == anew


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
