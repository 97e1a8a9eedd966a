"""公文: kept byte for byte under a number of their own, answered, withdrawn, never lost; and the office's rules for them."""

from datetime import date
from typing import Any

import pytest

from database.imports import imports
from database.masters import master_tables
from database.masters.ladder_tables import DAYS, ESCALATION, PAPERS, PATTERN, REPLY, WEEKS
from database.masters.master_tables import MasterEdit, RefusedSave
from database.masters.masters import NewUnit, save_unit
from database.office.letters import (
    NewLetter,
    file_of_letter,
    issue_letter,
    letters,
    numbers,
    record_reply,
    withdraw_letter,
)
from database.store import audit
from database.store.engine import Database
from database.store.settings import data_version, read_settings
from domain.directory import DEPARTMENT
from domain.ladder import LadderLevel, LadderRule, Letter, Reply
from tests.factories import AT, july, load, row, written

FILE = b"PK\x03\x04 \x00\xff as it was handed out"


@pytest.fixture
def unit(database: Database) -> int:
    with database.write() as connection:
        load(connection, july(5), [row("A-1"), row("A-2")])
        return save_unit(connection, NewUnit("县住建局", "住建局", DEPARTMENT))


def new(unit: int, number: str = "创城督〔2026〕1号", **said: Any) -> NewLetter:
    values: dict[str, Any] = {
        "level": LadderLevel.SUPERVISE,
        "number": number,
        "unit_id": unit,
        "unit_name": "县住建局",
        "issued_on": july(6),
        "reply_by": july(9),
        "issue_ids": (1, 2),
        "reason": "有 2 件问题超期满 10 天。",
        "file_name": "督办单.docx",
        "content": FILE,
    }
    return NewLetter(**(values | said))


def all_letters(database: Database, **wanted: Any) -> list[Letter]:
    with database.read() as connection:
        return letters(connection, **wanted)


def test_a_letter_is_kept_with_its_file_and_found_by_unit_issue_and_day(database: Database, unit: int) -> None:
    first = written(database, issue_letter, new(unit), at=AT, who="张三")
    second = written(
        database, issue_letter, new(unit, "2号", issued_on=july(8), reply_by=july(8), issue_ids=(2,)), at=AT, who="张三"
    )
    assert [one.letter_id for one in all_letters(database)] == [second, first]
    assert [one.issue_ids for one in all_letters(database, unit_id=unit)] == [(2,), (1, 2)]
    assert [one.number for one in all_letters(database, issue_id=1)] == ["创城督〔2026〕1号"]
    assert [one.number for one in all_letters(database, until=july(7))] == ["创城督〔2026〕1号"]
    assert all_letters(database, unit_id=unit + 1) == []
    assert file_of_letter(database, first) == ("督办单.docx", FILE)
    with pytest.raises(KeyError):
        file_of_letter(database, 99)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"number": " "}, "没有填写文号"),
        ({"number": " 创城督〔2026〕1号 "}, "已经用过"),
        ({"number": "3号", "reply_by": july(5)}, "早于发文日期"),
        ({"number": "3号", "issue_ids": (1, 77)}, "已经不在台账里"),
        ({"number": "3号", "unit_id": 77}, "已不在单位名单里"),
    ],
)
def test_what_cannot_stand_is_refused_whole(database: Database, unit: int, said: dict[str, Any], why: str) -> None:
    written(database, issue_letter, new(unit), at=AT, who=None)
    version = data_version(database)
    with pytest.raises(RefusedSave, match=why):
        written(database, issue_letter, new(unit, **said), at=AT, who=None)
    assert len(all_letters(database)) == 1 and data_version(database) == version


def test_a_reply_is_recorded_and_a_further_one_takes_its_place_in_sight_of_the_audit(
    database: Database, unit: int
) -> None:
    letter = written(database, issue_letter, new(unit), at=AT, who="张三")
    for day, said, why in ((july(5), "晚了", "早于发文日期"), (july(7), " ", "没有填写回复")):
        with pytest.raises(RefusedSave, match=why):
            written(database, record_reply, letter, replied_on=day, reply=said, at=AT, who=None)
    written(database, record_reply, letter, replied_on=july(8), reply="已整改 1 件", at=AT, who="李四")
    written(database, record_reply, letter, replied_on=july(10), reply="全部整改", at=AT, who="李四")
    (now,) = all_letters(database)
    assert (now.replied_on, now.reply, now.reply_on(july(10))) == (july(10), "全部整改", Reply.ANSWERED)
    assert audit.changes(database)[["before", "after"]].values.tolist() == [
        ["2026-07-08 回复：已整改 1 件", "2026-07-10 回复：全部整改"],
        ["待回复", "2026-07-08 回复：已整改 1 件"],
        [None, "县住建局，2026-07-06 发出，2026-07-09 前回复，涉及问题 2 件"],
    ]


def test_a_withdrawn_letter_stays_with_its_file_and_its_number_is_used_up(database: Database, unit: int) -> None:
    letter = written(database, issue_letter, new(unit), at=AT, who=None)
    written(database, withdraw_letter, letter, on=july(7), at=AT, who="李四")
    (kept,) = all_letters(database)
    assert kept.withdrawn_on == july(7) and file_of_letter(database, letter)[1] == FILE
    with pytest.raises(RefusedSave, match="已经用过"):
        written(database, issue_letter, new(unit), at=AT, who=None)
    with pytest.raises(RefusedSave, match="已经撤回"):
        written(database, record_reply, letter, replied_on=july(8), reply="好", at=AT, who=None)
    with pytest.raises(RefusedSave, match="已经撤回"):
        written(database, withdraw_letter, letter, on=july(8), at=AT, who=None)


def test_letters_outlive_an_undone_import_and_those_of_the_sample_go_with_it(database: Database) -> None:
    with database.write() as connection:
        imported = load(connection, july(5), [row("A-1")])
        unit = save_unit(connection, NewUnit("县住建局", "住建局", DEPARTMENT, origin="import"))
    letter = written(database, issue_letter, new(unit, issue_ids=(1,)), at=AT, who=None)
    with database.write() as connection:
        issue_letter(connection, new(unit, "示例1号", issue_ids=()), at=AT, who=None, sample=True)
        imports.undo(connection, imported, at=AT)
    assert [(one.number, one.unit_id, one.issue_ids) for one in all_letters(database)] == [
        ("示例1号", unit, ()),
        ("创城督〔2026〕1号", unit, ()),
    ]
    assert file_of_letter(database, letter)[1] == FILE
    imports.clear_sample(database)
    with database.read() as connection:
        assert numbers(connection) == ("创城督〔2026〕1号",)


# ---- the office's rules ----------------------------------------------------------------------------------------------


def edit(database: Database, roster: master_tables.MasterTable, key: Any, **values: Any) -> MasterEdit:
    rows, _ = master_tables.read(database, roster)
    return MasterEdit(key, rows[key], {**rows[key], **values})


def save(database: Database, roster: master_tables.MasterTable, *edits: MasterEdit) -> int:
    return master_tables.save(database, roster, edits, at=AT, who="张三")


def test_the_rules_of_the_ladder_are_empty_until_the_office_fills_them_in(database: Database) -> None:
    with database.read() as connection:
        settings = read_settings(connection)
    assert (settings.escalation, settings.letter_number, settings.reply_days) == ((), "", None)
    save(
        database,
        ESCALATION,
        edit(database, ESCALATION, LadderLevel.REMIND, **{DAYS: 3}),
        edit(database, ESCALATION, LadderLevel.INTERVIEW, **{DAYS: 30, WEEKS: 4}),
    )
    save(database, PAPERS, edit(database, PAPERS, "letters", **{PATTERN: "创城督〔{年}〕{序号}号", REPLY: 3}))
    with database.read() as connection:
        settings = read_settings(connection)
    assert {rule.level: rule for rule in settings.escalation if rule != LadderRule(rule.level)} == {
        LadderLevel.REMIND: LadderRule(LadderLevel.REMIND, 3, None),
        LadderLevel.INTERVIEW: LadderRule(LadderLevel.INTERVIEW, 30, 4),
    }
    assert (settings.letter_number, settings.reply_days) == ("创城督〔{年}〕{序号}号", 3)
    assert set(audit.changes(database)["what"]) == {"督办规定", "公文规定"}


def test_a_higher_step_cannot_come_before_a_lower_one(database: Database) -> None:
    wrong = [
        edit(database, ESCALATION, LadderLevel.REMIND, **{DAYS: 10}),
        edit(database, ESCALATION, LadderLevel.INTERVIEW, **{DAYS: 9}),
    ]
    with pytest.raises(RefusedSave, match="“约谈”的“超期满多少天”是 9，少于“提醒”的 10"):
        save(database, ESCALATION, *wrong)
    rows, _ = master_tables.read(database, ESCALATION)
    with pytest.raises(RefusedSave, match="不能增加或删除"):
        save(database, ESCALATION, MasterEdit(LadderLevel.REMIND, rows[LadderLevel.REMIND], None))
    with pytest.raises(RefusedSave, match="要有一个"):
        save(database, PAPERS, edit(database, PAPERS, "letters", **{PATTERN: "创城督3号"}))


def test_days_are_dates(database: Database, unit: int) -> None:
    written(database, issue_letter, new(unit), at=AT, who=None)
    (one,) = all_letters(database)
    assert all(isinstance(day, date) for day in (one.issued_on, one.reply_by))
