"""会议交办: kept, answered, withdrawn and never deleted; what a bulletin opens with."""

from datetime import date

import pytest

from database.imports import imports
from database.masters.master_tables import RefusedSave
from database.masters.masters import NewUnit, save_unit
from database.office.instructions import (
    Instruction,
    NewInstruction,
    about,
    all_instructions,
    give,
    instructions,
    last_meeting,
    meetings,
    of_meeting,
    open_before,
    report,
    withdraw,
)
from database.store import audit
from database.store.engine import Database
from database.store.settings import data_version
from domain.directory import DEPARTMENT
from tests.factories import AT, july, load, row, written


@pytest.fixture
def unit(database: Database) -> int:
    with database.write() as connection:
        return save_unit(connection, NewUnit("县住建局", "住建局", DEPARTMENT))


def order(database: Database, text: str, on: date, unit: int, *, due_on: date | None = None) -> int:
    return written(database, give, NewInstruction(on, text, unit_id=unit, due_on=due_on), at=AT, who="张三")


def texts(found: list[Instruction]) -> list[str]:
    return [one.text for one in found]


def test_a_meeting_knows_what_it_ordered_and_what_is_still_open(database: Database, unit: int) -> None:
    first = order(database, "  7月10日前 清完\n沿河垃圾 ", july(6), unit, due_on=july(10))
    second = order(database, "补齐公益广告", july(6), unit)
    order(database, "增设停车位", july(13), unit)
    written(database, report, first, done_on=july(9), outcome="已清运 12 车", at=AT, who="李四")
    with database.read() as connection:
        assert texts(of_meeting(connection, july(6))) == ["7月10日前 清完 沿河垃圾", "补齐公益广告"]
        assert texts(open_before(connection, july(13))) == ["补齐公益广告"]
        assert texts(open_before(connection, july(9))) == ["7月10日前 清完 沿河垃圾", "补齐公益广告"]
        assert open_before(connection, july(6)) == []
        assert last_meeting(connection, until=july(12)) == july(6)
        assert last_meeting(connection, until=july(13)) == july(13)
        assert last_meeting(connection, until=july(5)) is None
        assert meetings(connection) == [july(13), july(6)]
        assert texts(about(connection, unit_id=unit, until=july(12))) == ["补齐公益广告", "7月10日前 清完 沿河垃圾"]
        known = of_meeting(connection, july(6))
    assert known[0].is_done_on(july(9)) and not known[0].is_done_on(july(8))
    assert known[0].is_late_on(july(11)) is False and not known[1].is_late_on(july(30))
    assert known[1].instruction_id == second


def test_an_instruction_is_late_the_day_after_its_day(database: Database, unit: int) -> None:
    order(database, "补齐公益广告", july(6), unit, due_on=july(10))
    with database.read() as connection:
        (one,) = of_meeting(connection, july(6))
    assert not one.is_late_on(july(10)) and one.is_late_on(july(11))


def test_what_is_withdrawn_stays_in_the_records_and_counts_no_more(database: Database, unit: int) -> None:
    one = order(database, "记错的", july(6), unit)
    withdraw(database, one, on=july(7), at=AT, who="李四")
    with database.read() as connection:
        assert of_meeting(connection, july(6)) == open_before(connection, july(20)) == []
        assert texts(instructions(connection, until=july(6))) == ["记错的"]
        assert instructions(connection, until=july(7)) == []
        (kept,) = all_instructions(connection)
    assert kept.withdrawn_on == july(7)
    for call in (
        lambda: withdraw(database, one, on=july(8), at=AT, who=None),
        lambda: written(database, report, one, done_on=july(8), outcome="", at=AT, who=None),
    ):
        with pytest.raises(RefusedSave, match="已经撤回"):
            call()
    assert audit.changes(database)[["who", "what", "name", "after"]].values.tolist() == [
        ["李四", "会议交办", "记错的", "已撤回"],
        ["张三", "会议交办", "记错的", "2026-07-06 会议交办"],
    ]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"text": "  "}, "没有填写"),
        ({"text": "长" * 501}, "501 个字"),
        ({"unit_id": None}, "没有选择交办给谁"),
        ({"due_on": july(5)}, "早于会议日期"),
    ],
)
def test_what_is_incomplete_is_refused_and_nothing_is_written(
    database: Database, unit: int, changed: dict[str, object], why: str
) -> None:
    version = data_version(database)
    said = {"given_on": july(6), "text": "补齐公益广告", "unit_id": unit, **changed}
    with pytest.raises(RefusedSave, match=why):
        written(database, give, NewInstruction(**said), at=AT, who=None)  # type: ignore[arg-type]
    with database.read() as connection:
        assert all_instructions(connection) == []
    assert data_version(database) == version


def test_an_outcome_is_not_written_over_another_that_came_meanwhile(database: Database, unit: int) -> None:
    one = order(database, "补齐公益广告", july(6), unit)
    with database.read() as connection:
        (seen,) = of_meeting(connection, july(6))
    written(database, report, one, done_on=july(8), outcome="已补 3 处", at=AT, who="李四", seen=seen)
    with pytest.raises(RefusedSave, match="2026-07-08 完成：已补 3 处"):
        written(database, report, one, done_on=None, outcome="还差 1 处", at=AT, who="王五", seen=seen)
    with pytest.raises(RefusedSave, match="早于会议日期"):
        written(database, report, one, done_on=july(5), outcome="", at=AT, who="王五")
    written(database, report, one, done_on=None, outcome="复查又少了 1 处", at=AT, who="王五")
    with database.read() as connection:
        (now,) = of_meeting(connection, july(6))
    assert (now.done_on, now.outcome) == (None, "复查又少了 1 处")


def test_every_word_raises_the_data_version_without_reading_issues_anew(database: Database, unit: int) -> None:
    versions = [data_version(database)]
    one = order(database, "补齐公益广告", july(6), unit)
    versions.append(data_version(database))
    written(database, report, one, done_on=july(8), outcome="", at=AT, who=None)
    versions.append(data_version(database))
    written(database, report, one, done_on=july(8), outcome="", at=AT, who=None)  # nothing new
    assert data_version(database) == versions[-1]
    withdraw(database, one, on=july(9), at=AT, who=None)
    versions.append(data_version(database))
    assert versions == sorted(set(versions))


def test_instructions_outlive_an_undone_import_and_those_of_the_sample_go_with_it(
    database: Database, unit: int
) -> None:
    with database.write() as connection:
        imported = load(connection, july(5), [row("A-1")])
    with database.read() as connection:
        issue_id = connection.exec_driver_sql("select id from issues").scalar_one()
    written(database, give, NewInstruction(july(6), "查清 A-1", issue_id=issue_id), at=AT, who=None)
    with database.write() as connection:
        give(connection, NewInstruction(july(6), "示例", unit_id=unit), at=AT, who=None, sample=True)
        imports.undo(connection, imported, at=AT)
    with database.read() as connection:
        assert texts(of_meeting(connection, july(6))) == ["查清 A-1", "示例"]
        assert [one.issue_id for one in of_meeting(connection, july(6))] == [None, None]
    imports.clear_sample(database)
    with database.read() as connection:
        assert texts(of_meeting(connection, july(6))) == ["查清 A-1"]
