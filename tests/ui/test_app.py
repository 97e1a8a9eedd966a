"""app.py: the health check, and a database that cannot be used."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from database.store.engine import Database
from tests.ui import counties
from tests.ui.coroutines import finished
from ui.shell import data, faults

ROOT = Path(__file__).resolve().parent.parent.parent


def test_health_depends_on_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = counties.empty(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    assert faults.database_fault() is None
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("DASHBOARD_DB", f"sqlite:///{broken}")
    assert "数据库无法打开" in str(faults.database_fault())


def newer(folder: Path) -> Database:
    """A database that a later program has migrated further."""
    database = counties.empty(folder)
    with database.write() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    return database


def test_a_newer_database_is_refused_in_chinese_on_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = newer(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    data._opened.clear()
    app = AppTest.from_file(str(ROOT / "ui" / "shell" / "shell.py"), default_timeout=600).run()
    assert ["更新版本的程序" in error.value for error in app.error] == [True]
    assert not app.exception and not app.get("html")


def test_healthz_answers_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from starlette.requests import Request

    import app as program

    monkeypatch.setenv("DASHBOARD_DB", counties.empty(tmp_path).url)
    good = finished(program.healthz(Request({"type": "http"})))
    assert (good.status_code, good.body) == (200, b'{"ok":true,"reason":null}')
    (tmp_path / "x.db").write_bytes(b"no database at all, by any means" * 50)
    monkeypatch.setenv("DASHBOARD_DB", f"sqlite:///{tmp_path / 'x.db'}")
    bad = finished(program.healthz(Request({"type": "http"})))
    assert bad.status_code == 503 and "数据库无法打开".encode() in bad.body
