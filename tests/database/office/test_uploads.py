"""Files under way: kept, decided about, put away; and ids that are given once."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine, text

from database.imports import imports
from database.office import uploads
from database.review import pairs
from database.store.engine import Database, migrations_config, open_database

AT = datetime(2020, 7, 13, 9, tzinfo=UTC)


def test_an_id_that_was_put_away_is_never_given_again(database: Database) -> None:
    (first,) = uploads.keep(database, [("甲.xlsx", "a", b"1")], at=AT)
    uploads.put_away(database, [first])
    second, third = uploads.keep(database, [("乙.xlsx", "b", b"2"), ("丙.xlsx", "c", b"3")], at=AT)
    assert first < second < third
    uploads.save_choices(database, first, '{"kind": "full"}')  # a tab that still shows the file that is gone
    assert [upload.choices for upload in uploads.under_way(database)] == ["{}", "{}"]
    uploads.put_away(database, [first])
    assert [uploads.content_of(database, key) for key in (first, second)] == [None, b"2"]


def test_a_database_of_before_the_accounts_keeps_what_was_decided_about_its_imports(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'county.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        config = migrations_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        values = "(3, '甲.xlsx', 'a', 'full', 18000, '')"
        connection.execute(
            text(f"insert into imports (id, file_name, sha256, kind, as_of, imported_at) values {values}")
        )
        memo = '{"create_units": true}'
        connection.execute(
            text("insert into import_memos (import_id, choices, sender) values (3, :memo, '滨江街道')"), {"memo": memo}
        )
    engine.dispose()
    database = open_database(url)
    with database.read() as connection:
        assert imports.choices_of(connection, 3) == memo
        assert connection.scalar(text("select sender from import_memos")) == "滨江街道"
        assert connection.execute(text("pragma foreign_key_check")).all() == []
    assert imports.account_of(database, 3) == "{}"
    database.close()


def test_a_database_of_the_version_before_keeps_its_uploads_and_doubts(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'county.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        config = migrations_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.execute(
            text(
                "insert into uploads (id, file_name, sha256, content, uploaded_at) values (7, '甲.xlsx', 'a', x'', '')"
            )
        )
        connection.execute(
            text(
                "insert into imports (id, file_name, sha256, kind, as_of, imported_at) "
                "values (3, '甲.xlsx', 'a', 'full', 18000, '')"
            )
        )
        connection.execute(
            text(
                "insert into doubts (id, import_id, sheet, row_no, part, issue_id, candidate_id, score) "
                "values (5, 3, 'Sheet1', 2, 1, 1, 2, 80)"
            )
        )
    engine.dispose()
    database = open_database(url)
    assert [(upload.upload_id, upload.file_name) for upload in uploads.under_way(database)] == [(7, "甲.xlsx")]
    with database.read() as connection:
        assert connection.execute(text("select id, import_id, score from doubts")).all() == [(5, 3, 80)]
        assert connection.scalar(text("pragma integrity_check")) == "ok"
        assert connection.execute(text("pragma foreign_key_check")).all() == []
    uploads.put_away(database, [7])
    assert uploads.keep(database, [("乙.xlsx", "b", b"")], at=AT) == [8]
    assert pairs.undecided(database) == []
    database.close()
