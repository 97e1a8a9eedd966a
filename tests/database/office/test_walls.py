"""Tokens of 大屏: kept as hashes, revocable, recorded; scenes as the office wants them."""

from pathlib import Path

import pytest

from database.masters import master_tables
from database.masters.master_tables import MasterEdit, RefusedSave
from database.office import walls
from database.store import audit
from database.store.engine import Database
from database.store.settings import data_version
from tests.factories import AT, database_at


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return database_at(tmp_path)


def make(database: Database, name: str) -> str:
    return walls.make_token(database, name, at=AT, who="张三")


def test_a_token_opens_the_wall_until_it_is_revoked_and_is_nowhere_kept(database: Database) -> None:
    one, other = make(database, "会议室"), make(database, "大厅")
    assert walls.version_for(database, one) == walls.version_for(database, other) == data_version(database)
    assert [walls.version_for(database, wrong) for wrong in ("", "x", walls.mark_of(one))] == [None, None, None]
    with database.read() as connection:
        stored = " ".join(str(row) for row in connection.exec_driver_sql("select key, value from settings"))
        stored += " ".join(str(row) for row in connection.exec_driver_sql("select * from audit"))
    assert one not in stored and walls.mark_of(one) in stored
    assert walls.revoke_token(database, walls.mark_of(one), at=AT, who="李四") == "会议室"
    assert walls.revoke_token(database, walls.mark_of(one), at=AT, who="李四") is None
    assert walls.version_for(database, one) is None
    assert walls.version_for(database, other) is not None
    said = audit.changes(database)
    assert said[["who", "what", "name"]].values.tolist() == [
        ["李四", "大屏地址", "会议室"],
        ["张三", "大屏地址", "大厅"],
        ["张三", "大屏地址", "会议室"],
    ]


def test_names_of_tokens_are_asked_for_and_told_apart(database: Database) -> None:
    make(database, "会议室")
    for name, why in ((" ", "没有填写"), (" 会议室 ", "已经有地址")):
        with pytest.raises(RefusedSave, match=why):
            make(database, name)
    assert [one.name for one in walls.tokens(database)] == ["会议室"]


def edit(database: Database, key: str, **values: object) -> MasterEdit:
    rows, _ = master_tables.read(database, walls.PLAN)
    return MasterEdit(key, rows[key], {**rows[key], **values})


def test_the_office_says_which_scenes_how_long_and_in_which_order(database: Database) -> None:
    assert [one.scene for one in walls.showings(database)] == list(walls.SCENES)
    before = data_version(database)
    edits = [
        edit(database, "trend", 显示="不显示"),
        edit(database, "exposure", 次序=1, 每页秒数=40),
        edit(database, "overview", 次序=3),
    ]
    assert master_tables.save(database, walls.PLAN, edits, at=AT, who="张三") == 3
    assert data_version(database) > before, "walls that are running must notice"
    shown = walls.showings(database)
    assert [one.scene for one in shown] == [
        "exposure",
        "campaign",
        "overview",
        "districts",
        "departments",
        "overdue",
        "recurring",
    ]
    assert shown[0].seconds == 40


def test_a_wall_without_scenes_or_too_quick_to_read_is_refused(database: Database) -> None:
    nothing = [edit(database, key, 显示="不显示") for key in walls.SCENES]
    for edits, why in ((nothing, "至少要显示一个"), ([edit(database, "trend", 每页秒数=1)], "5 到 600")):
        with pytest.raises(RefusedSave, match=why):
            master_tables.save(database, walls.PLAN, edits, at=AT, who=None)
    assert len(walls.showings(database)) == len(walls.SCENES)


def test_everyone_whom_a_sheet_or_a_master_names_is_known(tmp_path: Path) -> None:
    from tests.ui import counties

    assert {"张三", "李四", "王五"} <= walls.people(counties.busy(tmp_path, issues=30))
