"""数据导入: a clerk's upload from the file to the screens, and back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from database import imports, ledgers
from database.engine import Database, open_database
from database.masters import NewUnit, save_unit
from database.settings import raise_version
from domain.figures import figures
from tests.data_loaders.conftest import LIST, book

SHELL = Path(__file__).resolve().parents[2] / "ui" / "shell.py"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = date(2020, 7, 6)


def row(number: str, text: str | None = "门前乱堆乱放", unit: str = "县城管局") -> tuple[Any, ...]:
    return (number, DAY, "滨江街道", "滨江市场", "环境卫生", text, unit, "3天")


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    monkeypatch.setenv("DASHBOARD_DB", url)
    database = open_database(url)
    with database.write() as connection:
        save_unit(connection, NewUnit("县城市管理局", "县城管局", "department"))
        save_unit(connection, NewUnit("滨江街道", "滨江街道", "district"))
    yield database
    database.close()


def desk(*rows: tuple[Any, ...], name: str = "检查问题清单_截至2020年7月12日.xlsx") -> AppTest:
    """The page with this sheet uploaded."""
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    app.run()
    app.switch_page("../pages/imports.py").run()
    app.file_uploader[0].set_value((name, book([LIST, *rows]), XLSX)).run()
    assert not app.exception
    return app


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def button(app: AppTest, key: str) -> Any:
    return next(b for b in app.button if b.key == key)


def test_an_empty_database_says_so(county: Database) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=60).run()
    app.switch_page("../pages/imports.py").run()
    assert not app.exception
    assert any("还没有导入过表格" in info.value for info in app.info)


def test_the_forecast_writes_nothing_and_equals_the_import(county: Database) -> None:
    app = desk(row("A"), row("B", None))
    said = metrics(app)
    assert said == {
        "读到的行": "2 行",
        "新增": "1 行",
        "变更": "0 行",
        "未变": "0 行",
        "拒收": "1 行",
        "空行及表尾": "0 行",
    }
    assert imports.history(county).empty
    forecast = app.session_state["desk_forecast"][1]
    button(app, "desk_confirm").click().run()
    assert not app.exception
    assert any("已导入" in success.value for success in app.success)
    assert metrics(app) == said
    now = figures(ledgers.read_ledger(county), as_of=date(2020, 7, 12))
    assert now == forecast.after


def test_an_unknown_unit_is_asked_about_and_answered(county: Database) -> None:
    app = desk(row("A"), row("B", "占道经营", "县综合所"))
    assert metrics(app)["拒收"] == "1 行"
    question = next(box for box in app.selectbox if "县综合所" in box.label)
    question.set_value("登记为新单位").run()
    assert not app.exception
    assert metrics(app)["新增"] == "2 行"
    button(app, "desk_confirm").click().run()
    assert "县综合所" in {unit.name for unit in ledgers.read_ledger(county).directory.units.values()}


def test_an_unknown_heading_is_proposed_but_not_used_until_confirmed(county: Database) -> None:
    headings = [*LIST[:-1], "整改限期时间点"]
    app = AppTest.from_file(str(SHELL), default_timeout=60).run()
    app.switch_page("../pages/imports.py").run()
    app.file_uploader[0].set_value(("清单_截至2020年7月12日.xlsx", book([headings, row("A")]), XLSX)).run()
    assert not app.exception
    question = next(box for box in app.selectbox if "整改限期时间点" in box.label)
    assert question.value == "请选择"
    assert app.session_state["desk_forecast"][1].after.counts["no_due"] == 1
    question.set_value("due").run()
    assert app.session_state["desk_forecast"][1].after.counts["no_due"] == 0


def test_a_file_that_cannot_be_read_gets_its_reason_and_remedy(county: Database) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=60).run()
    app.switch_page("../pages/imports.py").run()
    app.file_uploader[0].set_value(("坏.xlsx", b"PK\x03\x04 nothing", XLSX)).run()
    assert not app.exception
    assert any("怎么办" in error.value for error in app.error)


def test_the_last_import_can_be_undone(county: Database) -> None:
    app = desk(row("A"))
    button(app, "desk_confirm").click().run()
    button(app, "desk_undo").click().run()
    assert not app.exception
    assert imports.history(county)["undone_at"].notna().all()
    assert len(ledgers.read_ledger(county)) == 0


def test_an_import_by_somebody_else_meanwhile_asks_to_look_again(county: Database) -> None:
    app = desk(row("A"))
    with county.write() as connection:
        save_unit(connection, NewUnit("县公安局", "县公安局", "department"))
        raise_version(connection)
    button(app, "desk_confirm").click().run()
    assert not app.exception
    assert any("请看过新的试算结果再确认" in warning.value for warning in app.warning)
    assert imports.history(county).empty
    button(app, "desk_confirm").click().run()
    assert len(imports.history(county)) == 1
