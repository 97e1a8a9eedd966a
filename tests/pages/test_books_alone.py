"""A county that has loaded lists of the campaign and no issues yet: what needs issues says so instead of counting none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from database.masters import masters
from database.store.engine import Database
from database.store.settings import save_settings
from domain.accountability.risk_rules import RISK_RULES
from domain.campaign.assessments import ASSESSMENT
from domain.campaign.materials import MATERIALS
from domain.campaign.projects import PROJECT
from domain.directory import DEPARTMENT
from tests.book_entries import stored
from tests.factories import database_at, july
from tests.pages.conftest import Tab


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("alone")
    database = database_at(folder)
    with database.write() as connection:
        unit = masters.save_unit(connection, masters.NewUnit("清源县文化和旅游局", "文旅局", DEPARTMENT, "执法类"))
        action = masters.save_action(connection, "环境整治行动", lead_leader="分管副县长")
        save_settings(connection, {"target_rank": 8, "target_level": "省"})
    material = {"indicator": "志愿服务", "item": "说明报告", "lead": unit, "due_on": july(5).isoformat(), "weight": 2}
    stored(database, MATERIALS, july(8), [material])
    project = {"action": action, "project": "市场改造", "milestone": "完工", "planned_on": july(1).isoformat()}
    stored(database, PROJECT, july(9), [project])
    round_ = {"year": 2025, "level": "省", "kind": "年底测评"}
    rows = [
        round_ | {"full": 100, "score": 84, "rank": 19, "peers": 24},
        round_ | {"item": "实地考察", "site_type": "农贸市场", "lost": 3},
    ]
    stored(database, ASSESSMENT, july(1), rows)
    yield database
    database.close()


@pytest.fixture(autouse=True)
def chosen(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_DB", county.url)


def test_material_stands_as_of_the_newest_sheet_of_any_list() -> None:
    words = Tab().go("materials").words()
    assert "数据截至 <b>2026年7月9日（周四）</b>" in words
    assert "逾期 1 项" in words and "预计失分 2 分" in words


def test_what_needs_issues_is_not_counted_as_none() -> None:
    shown = Tab().go("actions")
    actions = shown.grids()[0]
    assert actions[1][-6:] == ["0/1", "▲ 1", "·", "—", "—", "—"] == actions[-1][-6:]
    assert all(grid[0][0] != "问题类别" for grid in shown.grids())
    lost = next(grid for grid in Tab().go("target").grids() if grid[0][0] == "测评项目")
    assert lost[1][4:] == ["—", "—"]


def test_the_target_is_said_once_where_no_day_of_assessment_is_set() -> None:
    words = Tab().go("target").words()
    assert words.count("省测评前 8 名") == 1 and "测评日还没有填写。" in words


@pytest.mark.parametrize("name", ["overview", "overdue", "actions", "sites"])
def test_a_screen_with_figures_of_issues_says_that_there_are_none_to_count(name: str) -> None:
    captions = [caption.value for caption in Tab().go(name).app.caption]
    assert "还没有检查问题清单或整改台账：这一页上与问题有关的数字都还算不出来。" in captions


def test_points_at_risk_are_not_nought_because_no_issues_are_loaded(county: Database) -> None:
    stored(county, RISK_RULES, july(1), [{"rule": "扣分", "points": 0.5}])
    shown = Tab().go("risk")
    assert "还没有检查问题清单或整改台账，算不出会失多少分。" in shown.words()
    assert shown.grids() == [] and "0.00 分" not in shown.words()


def test_who_looks_back_is_told_from_which_day_on_there_are_sheets() -> None:
    told = "回看到 2026年7月1日（周三），还没有{}；最早的一张说的是 2026年7月{}日"
    assert told.format("网上申报材料清单", 8) in Tab().go("materials", as_of="2026-07-01").words()
    assert told.format("重点项目进度表", 9) in Tab().go("actions", as_of="2026-07-01").words()
    plan = Tab().go("target", as_of="2026-07-01").words()
    assert "还没有倒排计划。请在" in plan  # there is none of a later day either
