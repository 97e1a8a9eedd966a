"""An issued bulletin is read back as it was issued, and nothing changes it."""

import ast
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from database.imports.imports import clear_sample
from database.office.bulletins import (
    BulletinDraft,
    Damaged,
    NotIssued,
    Ready,
    bulletins,
    content_of,
    drafts,
    drop_draft,
    files_of,
    freeze,
    next_number,
    save_draft,
)
from database.store import audit
from database.store.engine import Database
from database.store.settings import data_version, save_settings
from tests.factories import AT, database_at, july, load, row

ROOT = Path(__file__).resolve().parent.parent.parent.parent
WEEK = {"since": july(6), "until": july(12)}
FILES = {"通报.docx": b"PK\x00\xff word", "附表.xlsx": b"PK excel"}


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Database]:
    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(10), [row("A1", found_on=july(1))])
    yield database
    database.close()


def ready(database: Database, *, sample: bool = False) -> Ready:
    return Ready(july(6), july(12), july(10), data_version(database), b'{"a":1}' * 99, FILES, sample)


def test_what_was_issued_is_read_back_byte_for_byte(county: Database) -> None:
    assert next_number(county) is None
    made = freeze(county, ready(county), number=7, who="张三", at=AT)
    assert (made.number, made.who, made.issued_at, made.since, made.as_of) == (7, "张三", AT, july(6), july(10))
    assert [(f.name, f.size) for f in made.files] == [("通报.docx", 9), ("附表.xlsx", 8)]
    assert files_of(county, 7) == FILES
    assert content_of(county, 7) == b'{"a":1}' * 99
    assert bulletins(county) == [made]
    assert next_number(county) == 8
    assert audit.changes(county, most=1)[["what", "name", "who"]].values.tolist() == [["签发通报", "第 7 期", "张三"]]


def test_later_imports_and_settings_leave_it_alone(county: Database) -> None:
    made = freeze(county, ready(county), number=1, who=None, at=AT)
    with county.write() as connection:
        load(connection, july(13), [row("A1", due_on=july(2)), row("A2", found_on=july(8))])
        save_settings(connection, {"due_soon_days": 9})
    assert (bulletins(county), files_of(county, 1)) == ([made], FILES)


@pytest.mark.parametrize(("number", "why"), [(0, "正整数"), (1, "下一期是第 2 期"), (5, "下一期是第 2 期")])
def test_numbers_go_on_without_a_gap(county: Database, number: int, why: str) -> None:
    freeze(county, ready(county), number=1, who=None, at=AT)
    with pytest.raises(NotIssued, match=why):
        freeze(county, ready(county), number=number, who=None, at=AT)
    assert len(bulletins(county)) == 1


def test_what_was_compiled_from_older_data_is_not_issued(county: Database) -> None:
    old = ready(county)
    with county.write() as connection:
        load(connection, july(13), [row("A2", found_on=july(8))])
    with pytest.raises(NotIssued, match="又有新的导入"):
        freeze(county, old, number=1, who=None, at=AT)
    with pytest.raises(NotIssued, match="没有任何文件"):
        freeze(county, replace(ready(county), files={}), number=1, who=None, at=AT)
    assert bulletins(county) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bulletins SET content = x'00'",
        "UPDATE bulletins SET sample = 1",
        "UPDATE bulletin_files SET content = x'00'",
        "DELETE FROM bulletins",
        "DELETE FROM bulletin_files",
    ],
)
def test_the_database_itself_refuses_to_change_it(county: Database, statement: str) -> None:
    made = freeze(county, ready(county), number=1, who=None, at=AT)
    with pytest.raises(IntegrityError, match="issued bulletin"), county.write() as connection:
        connection.execute(text(statement))
    assert (bulletins(county), files_of(county, 1)) == ([made], FILES)


def test_no_line_of_the_program_updates_a_bulletin() -> None:
    touching = []
    for folder in ("database", "data_loaders", "briefings", "ui", "pages", "domain"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("update", "delete"):
                    said = ast.unparse(node.args[0])
                    if said in ("schema.bulletins", "schema.bulletin_files"):
                        touching.append(f"{file.name}: {ast.unparse(node)}")
    assert touching == ["bulletins.py: delete(schema.bulletins)"]  # of sample data, in drop_sample_bulletins


def damage(database: Database, statement: str) -> None:
    """What a failing disk or a stranger's program does: the guards are no help against it."""
    with database.write() as connection:
        for table in ("bulletins", "bulletin_files"):
            connection.execute(text(f"DROP TRIGGER {table}_change"))
        connection.execute(text(statement))


def test_a_damaged_file_is_noticed_on_reading(county: Database) -> None:
    freeze(county, ready(county), number=1, who=None, at=AT)
    damage(county, "UPDATE bulletin_files SET content = x'504b' WHERE name = '附表.xlsx'")
    with pytest.raises(Damaged, match="文件“附表"):
        files_of(county, 1)


def test_damaged_content_is_noticed_on_reading(county: Database) -> None:
    freeze(county, ready(county), number=1, who=None, at=AT)
    broken = zlib.compress(b"x" * 50)[:-3].hex()
    damage(county, f"UPDATE bulletins SET content = x'{broken}'")
    with pytest.raises(Damaged, match="第 1 期"):
        content_of(county, 1)


def test_an_unknown_number_is_said(county: Database) -> None:
    for read in (files_of, content_of):
        with pytest.raises(KeyError):
            read(county, 3)


def test_sample_bulletins_and_drafts_go_with_the_sample_data(tmp_path: Path) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(10), [row("A1", found_on=july(1))], sample=True)
    freeze(database, ready(database, sample=True), number=1, who=None, at=AT)
    save_draft(database, BulletinDraft("a", "甲", "乙"), **WEEK, sample=True, who=None, at=AT)
    save_draft(database, BulletinDraft("b", "丙", "丁"), **WEEK, sample=False, who=None, at=AT)
    clear_sample(database, at=AT)
    assert bulletins(database) == []
    assert next_number(database) is None
    assert list(drafts(database, **WEEK)) == ["b"]
    assert audit.changes(database, most=1)["after"].tolist() == ["1 期用示例数据签发的通报一并清除"]
    freeze(database, ready(database), number=1, who=None, at=AT)
    clear_sample(database)
    assert len(bulletins(database)) == 1
    database.close()


def test_an_edited_sentence_is_kept_for_its_period_and_goes_back(county: Database) -> None:
    save_draft(county, BulletinDraft("overall.flow", "甲", "自动"), **WEEK, sample=False, who="张三", at=AT)
    save_draft(county, BulletinDraft("overall.flow", "乙", "自动"), **WEEK, sample=False, who="李四", at=AT)
    assert drafts(county, **WEEK) == {"overall.flow": BulletinDraft("overall.flow", "乙", "自动", "李四")}
    assert drafts(county, since=july(6), until=july(11)) == {}
    assert audit.changes(county)[["before", "after"]].values.tolist() == [["甲", "乙"], ["自动", "甲"]]
    drop_draft(county, "overall.flow", **WEEK, who="张三", at=AT)
    drop_draft(county, "overall.flow", **WEEK, who="张三", at=AT)
    assert drafts(county, **WEEK) == {}
    assert len(audit.changes(county)) == 3


def test_a_sentence_put_back_by_hand_is_no_edit(county: Database) -> None:
    save_draft(county, BulletinDraft("a", "甲", "自动"), **WEEK, sample=False, who=None, at=AT)
    save_draft(county, BulletinDraft("a", "自动", "自动"), **WEEK, sample=False, who=None, at=AT)
    assert drafts(county, **WEEK) == {}
