"""Refused rows of imports in force, each with all its faults, and what later imports say about them."""

import json
from collections.abc import Sequence

import pytest

from database.imports import imports
from database.review.rejected_rows import StoredFault, newest_with, refused_rows, waiting_rows
from database.store.engine import Database
from tests.factories import AT, july, load, row

HEADINGS, FIELDS = ["编号", "备注", "存在问题"], ["number", None, "problem"]
WRONG = ("检查日期", "7月32日", "没有这一天。", "请改正。")
LOST = (None, None, "不认识。", "请改正。")


def refused(
    database: Database, content: bytes, *rows: Sequence[object], sheet: str = "Sheet1", faults: Sequence[object] = WRONG
) -> int:
    """An import whose rows (from row 2 on) are all refused; its id."""
    with database.write() as connection:
        key = load(connection, july(9), [row("1")], content=content)
        imports.add_sheet(connection, key, sheet, 1, HEADINGS, FIELDS)
        refusals = [(sheet, n, *faults, json.dumps(list(cells))) for n, cells in enumerate(rows, 2)]
        imports.add_refusals(connection, key, refusals)
    return key


def places(database: Database) -> list[tuple[int, str, int]]:
    with database.read() as connection:
        return [(one.import_id, one.sheet, one.row) for one in refused_rows(connection)]


def test_a_row_has_its_faults_and_what_its_cells_say_by_field(database: Database) -> None:
    key = refused(database, b"a", ["7", "看过", " 垃圾 "], [8.0, None, None])
    with database.write() as connection:
        imports.add_refusals(connection, key, [("Sheet1", 2, *LOST, json.dumps(["7", "看过", "垃圾"]))])
    with database.read() as connection:
        first, second = refused_rows(connection)
    assert first.faults == (StoredFault(*WRONG), StoredFault(*LOST))
    assert (first.said, second.said) == ({"number": "7", "problem": "垃圾"}, {"number": "8"})
    assert (first.kind, first.headings, first.heading_row) == ("full", HEADINGS, 1)


def test_a_row_belongs_to_the_table_above_it(database: Database) -> None:
    key = refused(database, b"a", ["7", None, "垃圾"])
    with database.write() as connection:
        imports.add_sheet(connection, key, "Sheet1", 20, ["存在问题"], ["problem"])
        imports.add_refusals(connection, key, [("Sheet1", 21, *WRONG, json.dumps(["积水"]))])
    with database.read() as connection:
        assert [one.said.get("problem") for one in refused_rows(connection)] == ["垃圾", "积水"]


def test_a_file_that_is_imported_again_counts_once(database: Database) -> None:
    first = refused(database, b"a", ["7", None, "垃圾"], ["8", None, "积水"])
    again = refused(database, b"a", ["7", None, "垃圾"])
    assert places(database) == [(again, "Sheet1", 2)]
    with database.write() as connection:
        imports.undo(connection, again, at=AT)
    assert places(database) == [(first, "Sheet1", 2), (first, "Sheet1", 3)]


@pytest.mark.parametrize(("content", "sheet"), [(b"b", "Sheet1"), (b"a", "Sheet2")])
def test_another_file_or_another_sheet_of_it_takes_nothing_away(database: Database, content: bytes, sheet: str) -> None:
    first = refused(database, b"a", ["7", None, "垃圾"])
    other = refused(database, content, ["7", None, "垃圾"], sheet=sheet)
    assert set(places(database)) == {(first, "Sheet1", 2), (other, sheet, 2)}


def test_rows_that_wait_are_those_refused_for_another_reason(database: Database) -> None:
    key = refused(database, b"a", ["7", None, None], ["8", None, None])
    with database.write() as connection:
        imports.add_refusals(connection, key, [("Sheet1", 2, *LOST, "[]"), ("Sheet1", 9, *LOST, "[]")])
        assert waiting_rows(connection, key, but=LOST[2]) == 2
        assert waiting_rows(connection, key, but=WRONG[2]) == 2
        assert waiting_rows(connection, key, but="别的") == 3


def test_the_newest_import_of_a_number_is_that_of_its_parts_too(database: Database) -> None:
    with database.write() as connection:
        load(connection, july(1), [row("7"), row("8", description="垃圾")])
        last = load(connection, july(2), [row("7/1"), row("7/2")])
        assert newest_with(connection, "number", ["7", "8", None, "9"]) == {"7": last, "8": last - 1}
        assert newest_with(connection, "description", ["垃圾", "积水"]) == {"垃圾": last - 1}
