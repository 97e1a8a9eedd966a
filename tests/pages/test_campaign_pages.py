"""点位包干, 点位详情, 八大行动, 活动日历, 责任状与考核 on screen."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from database.ledger.dataset_records import NewDatasetRecord, add_entries
from database.masters.masters import NewUnit, save_unit
from database.store import audit, schema
from database.store.engine import Database
from database.store.settings import raise_version, save_settings
from domain.accountability.scorecard import COMMITMENT, SCORE_RULE
from domain.campaign.activities import ACTIVITY
from domain.campaign.coverage import STANDARD, VISIT
from domain.campaign.negative_list import NEGATIVE_LIST
from domain.campaign.projects import PROJECT
from domain.campaign.survey import SURVEY
from domain.datasets.datasets import Dataset
from domain.directory import DISTRICT
from domain.ledger.days import day_number
from tests.factories import july
from tests.pages.conftest import Tab
from tests.ui import counties
from ui.shell.links import split
from ui.shell.screens import SCREENS


def stored(connection: Any, book: Dataset, as_of: date, rows: list[Mapping[str, Any]]) -> None:
    values = {"file_name": f"{book.title}.xlsx", "sha256": book.key, "kind": book.key}
    values |= {"as_of": day_number(as_of), "imported_at": "2026-07-10T09:00:00"}  # type: ignore[dict-item]
    key = connection.execute(insert(schema.imports).values(values)).inserted_primary_key
    add_entries(
        connection,
        key[0],
        book,
        [NewDatasetRecord("Sheet1", n, dict(row), json.dumps([])) for n, row in enumerate(rows, 2)],
    )


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The small county (tests.ui.counties) with a book of each kind, as of 10 July."""
    folder: Path = tmp_path_factory.mktemp("campaign")
    database = counties.small(folder)
    with database.write() as connection:
        sites = dict(connection.execute(select(schema.sites.c.name, schema.sites.c.id)).all())
        units = dict(connection.execute(select(schema.units.c.short_name, schema.units.c.id)).all())
        action = connection.scalar(select(schema.actions.c.id))
        market, road = sites["东门农贸市场"], sites["南岭大道"]
        stored(
            connection,
            VISIT,
            july(10),
            [
                {
                    "day": july(9).isoformat(),
                    "site": road,
                    "result": "无问题",
                    "source": "暗访",
                    "inspector": "第一检查组",
                },
                {"day": july(2).isoformat(), "site": road, "result": "有问题", "source": "暗访", "found": 1},
            ],
        )
        stored(connection, STANDARD, july(1), [{"site": market, "item": "卫生", "text": "地面干净 <b>"}])
        stored(
            connection,
            PROJECT,
            july(10),
            [
                {"action": action, "project": "市场改造", "milestone": "开工", "planned_on": july(1).isoformat(), "done_on": july(3).isoformat(), "unit": units["住建局"], "members": "交通局、县商务局 <b>，交通局"},
                {"project": "市场改造", "milestone": "完工", "planned_on": july(8).isoformat(), "blocks": "摊位没有地方放"},
            ],
        )  # fmt: skip
        stored(
            connection,
            ACTIVITY,
            july(10),
            [{"day": july(8).isoformat(), "name": "清洁家园日", "district": units["滨江街道"], "held": "已开展", "people": 1200, "solved": 7}],
        )  # fmt: skip
        stored(
            connection,
            SCORE_RULE,
            july(1),
            [
                {"code": "A0", "basis": "基础分", "points": 100, "valid_from": july(1).isoformat()},
                {"code": "A1", "basis": "超期未完成", "points": 1.5, "valid_from": july(1).isoformat()},
            ],
        )
        stored(
            connection,
            COMMITMENT,
            july(1),
            [
                {"unit": units["滨江街道"], "item": "超期不超过 1 件", "figure": "超期", "target": 1},
                {"unit": units["住建局"], "item": "人人有责"},
            ],
        )
        save_settings(connection, {"activity_rules": [["清洁家园日", "每周", 2, "2026-07-01"]]})
    yield database
    database.close()


@pytest.fixture
def page(county: Database, monkeypatch: pytest.MonkeyPatch) -> Tab:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    return Tab()


def test_sites_are_covered_by_visits_and_by_problems_found(page: Tab) -> None:
    page.go("sites")
    assert "名录内 2 个点位，近 7 天检查过 2 个（100.0%）" in page.words()
    covered, kinds, sites = page.grids()
    assert covered[-1] == ["合计", "2", "2", "100.0", "0"] == kinds[-1]
    assert {row[0]: row[5] for row in sites[1:]} == {"东门农贸市场": "2026-07-09", "南岭大道": "2026-07-09"}
    page.app.session_state["draw"] = True
    drill = page.run().grids()[-1]
    assert [row[0] for row in drill[1:]] == ["1", "2"]


def test_a_site_shows_its_standards_and_clean_inspections(page: Tab) -> None:
    page.go("sites")
    page.go("site", site="2")
    _, inspections = [], page.grids()[-1]
    assert inspections[1] == ["2026-07-09", "暗访", "第一检查组", "发现问题", "0", "1"]  # A8 was found there that day
    page.go("site", site="1")
    assert ["卫生", "地面干净 <b>"] in page.grids()[0]


def test_late_milestones_stand_on_their_page_and_on_the_overdue_page(page: Tab) -> None:
    page.go("actions")
    assert "节点 2 个：已完成 1 个（其中逾期完成 1 个），超期 1 个" in page.words()
    assert "“市场改造”的“完工”（住建局，2 天）" in page.words()
    table, steps, _ = page.grids()
    assert table[1][:7] == ["环境整治行动", "分管副县长", "—", "1", "1/2", "▲ 1", "·"]
    assert table[-1][7] == "5"  # the county's open issues
    assert steps[1][1:4] == ["完工", "▲ 超期 2 天", "摊位没有地方放"]
    page.go("overdue")
    assert "超期的项目节点（1 个）" in page.words()


def test_each_action_shows_its_members_and_its_problems_by_category(page: Tab) -> None:
    """环境卫生 belongs to the action (A1, A4, A6), 公共秩序 to none (A2, A3, A5, A8; A7 is 不予认定)."""
    page.go("actions")
    kinds = page.grids()[-1]
    assert [row[0] for row in kinds[1:]] == [
        "环境整治行动（1 个类别）", "环境卫生", "未归入行动（1 个类别）", "公共秩序", "合计",
    ]  # fmt: skip
    assert kinds[2][1:5] == ["3", "3", "2", "·"]
    assert kinds[-1][1:5] == ["7", "5", "2", "2"]  # A5 and A8 came back after A2 was closed
    one = Tab().go("actions", action_shown="环境整治行动")
    assert one.grids()[-1][1:] == [kinds[2], ["合计", "3", "3", "2", "0", kinds[2][5]]]
    assert "<dt>成员单位</dt><dd>交通局、县商务局、&lt;b&gt;</dd>" in one.words()


def test_the_number_of_an_action_leads_to_its_rows(page: Tab) -> None:
    page.go("actions")
    grid = next(d for d in page.components() if "columns" in d and d["columns"][0]["name"] == "行动")
    screen, params = split(grid["rows"][0]["cells"][8]["go"])
    assert grid["rows"][0]["cells"][8]["text"] == "2"
    page.go(screen, **params)
    assert "共 **2** 件" in page.words()
    assert any("专项行动：环境整治行动" in button.label for button in page.app.button)


def test_what_the_rules_ask_for_and_who_reported(page: Tab) -> None:
    page.go("activities")
    assert "按规律应开展 4 场次，已开展 1 场次（25.0%），未报告 3 场次；参加 1,200 人次" in page.words()
    calendar, ranking, around = page.grids()
    assert calendar[0] == ["镇区", "7月1日", "7月8日"]
    assert ["滨江街道", "–", "✔ 1,200"] in calendar
    assert calendar[-1] == ["已开展 / 应开展", "0/2", "1/2"]
    assert "没有计入" not in page.words()
    assert ranking[-1] == ["合计", "25.0", "4", "1", "0", "3", "1,200", "7"]
    assert around[1][0] == "2026-07-08（后两周只过了 3 天）"


def test_a_score_opens_into_its_lines_and_a_commitment_is_compared(page: Tab) -> None:
    page.go("scorecard")
    districts, departments = page.grids()[0], page.grids()[1]
    assert ["1", "滨江街道", "100.00", "−3.00", "97.00", "3"] in districts
    assert any("市监局" in row for row in departments)
    commitments = page.grids()[-1]
    assert commitments[1] == ["滨江街道", "超期不超过 1 件", "超期", "1 件", "2 件", "—", "✖ 没有达到"]
    assert commitments[2][-1] == "由人判断"
    page.go("unit", unit="滨江街道")
    score, signed = page.grids()[-2:]
    assert score[1][1:3] == ["97.00", "1 / 1"]
    assert signed[1] == commitments[1][1:]
    page.go("scorecard", card="滨江街道")
    card = page.grids()[2]
    assert [row[-1] for row in card[1:]] == ["100.00", "−3.00", "97.00"]


def test_without_rules_the_score_card_is_off(tab: Callable[[str], Tab]) -> None:
    page = tab("small").go("scorecard")
    assert "考核还没有启用" in page.words()
    assert page.grids() == []
    assert "还没有设定活动规律" in tab("small").go("activities").words()
    assert "还没有导入重点项目进度表" in tab("small").go("actions").words()


def test_an_appeal_is_raised_and_accepted_on_screen_and_gives_points_back(page: Tab, county: Database) -> None:
    page.go("scorecard", card="滨江街道")
    next(t for t in page.app.text_input if t.label.startswith("经办人")).set_value("张三")
    page.app.text_input(key="appeal_reason").set_value("时限写错了")
    next(b for b in page.app.button if b.label == "提出申诉").click()
    page.run()
    assert "时限写错了" in page.words()
    next(n for n in page.app.number_input if n.label == "返还（分）").set_value(1.0)
    next(t for t in page.app.text_input if t.label == "答复意见").set_value("核实")
    next(b for b in page.app.button if b.label == "采纳").click()
    page.run()
    assert "采纳，返还 1 分" in page.words()
    assert [line["who"] for line in audit.changes(county).to_dict("records")][:2] == ["张三", "张三"]
    card = page.grids()[2]
    assert [row[-1] for row in card[1:]] == ["100.00", "−2.00", "98.00"]
    assert card[2][5:] == ["−3.00", "+1.00", "−2.00"]  # 应计 + 申诉返还 = 计分
    every = page.grids()[-2]
    assert every[1][:4] == ["✔ 采纳", "滨江街道", "A1", "时限写错了"]
    assert every[1][5:] == ["核实", every[1][4], "+1.00"]
    assert "共 1 项，都已答复。" in page.words()
    # The appeal is about July, whichever day of July the reader looks at, and about no other period.
    page = Tab().go("scorecard", card="滨江街道", as_of="2026-07-09")
    assert [row[-1] for row in page.grids()[2][1:]][1:] == ["−2.00", "98.00"]
    page = Tab().go("scorecard", card="滨江街道", period="整个周期")
    assert page.grids()[2][-1][-1] == "97.00"


def test_the_choice_of_a_card_can_be_emptied(page: Tab) -> None:
    page.go("scorecard", card="滨江街道")
    page.app.selectbox(key="card_choice").set_value(None)
    page.run()
    assert "card" not in page.app.query_params
    assert "已忽略" not in page.words()


def test_the_marks_on_the_trend_are_named_where_only_rules_make_them(page: Tab) -> None:
    said = page.go("trend").words()
    assert "横轴上的短线为创建活动日（清洁家园日），前后两周的数字见“活动日历”，先后不等于因果" in said
    paths = [shape["path"] for chart in page.figures() for shape in chart["layout"]["shapes"] if "path" in shape]
    assert len(paths) == 4 and all("M2026-07-08,0" in path for path in paths)


def test_rules_without_a_single_report_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = counties.small(tmp_path)
    rule = [["清洁家园日", "每周", 2, "2026-07-01"]]
    with database.write() as connection:
        save_settings(connection, {"activity_rules": rule})
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    page = Tab().go("activities")
    assert "没有一条对得上的活动记录，开展了没有无从知道" in page.words()
    assert page.grids() == []
    # A report of what no rule names counts nowhere and is said.
    with database.write() as connection:
        units = dict(connection.execute(select(schema.units.c.short_name, schema.units.c.id)).all())
        told = [
            {"day": july(8).isoformat(), "name": name, "district": units["滨江街道"], "held": "已开展", "people": 9}
            for name in ("清洁家园日", "义务劳动")
        ]
        stored(connection, ACTIVITY, july(10), told)
        raise_version(connection)
    page = Tab().go("activities")
    assert "“义务劳动”1 条的名称不在活动规律里" in page.words()
    assert page.grids()[1][-1][6] == "9"
    database.close()


@pytest.fixture(scope="module")
def books_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A county that has loaded its survey, its negative list and its score rules before any list of problems."""
    database = counties.empty(tmp_path_factory.mktemp("books"))
    with database.write() as connection:
        unit = save_unit(connection, NewUnit("滨江街道", "滨江街道", DISTRICT))
        asked = {"round": "第一轮", "place": unit, "measure": "满意度", "asked": 100, "yes": 80}
        stored(connection, SURVEY, july(8), [asked])
        stored(
            connection, NEGATIVE_LIST, july(9), [{"item": "发生火灾", "state": "有隐患", "checked_on": "2026-07-08"}]
        )
        rules = [{"code": "A0", "basis": "基础分", "points": 100}, {"code": "A1", "basis": "超期未完成", "points": 1}]
        stored(connection, SCORE_RULE, july(1), [rule | {"valid_from": july(1).isoformat()} for rule in rules])
        stored(connection, COMMITMENT, july(1), [{"unit": unit, "item": "率", "figure": "按期整改率", "target": 90}])
    yield database
    database.close()


@pytest.mark.parametrize("name", SCREENS)
def test_every_page_stands_on_books_alone(books_only: Database, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_DB", books_only.url)
    page = Tab().go(name)
    if SCREENS[name].filtered:
        assert "数据截至 <b>2026年7月9日" in page.words()
    said = {
        "survey": "满意度，80.0%",
        "negative": "“发生火灾”有隐患未消除",
        "overview": "负面清单亮红灯 1 项",
        "scorecard": "参加排名 0 个单位",
        "recurrence": "还没有问题",
        "imports": "导入历史",
    }
    assert said.get(name, "") in page.words()
    if name == "scorecard":
        assert page.grids()[-1][1][-1] == "还没有数字"


def test_a_period_before_the_rules_hold_says_so_and_units_without_a_base_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = counties.small(tmp_path)
    rows = [{"code": "A1", "basis": "超期未完成", "points": 1.5, "valid_from": july(9).isoformat()}]
    with database.write() as connection:
        stored(connection, SCORE_RULE, july(1), rows)
        units = dict(connection.execute(select(schema.units.c.short_name, schema.units.c.id)).all())
        signed = {"unit": units["滨江街道"], "figure": "超期", "target": 1, "item": "少"}
        stored(
            connection,
            COMMITMENT,
            july(1),
            [
                signed | {"due_on": july(10).isoformat()},
                signed | {"item": "没有写", "target": None},
                {
                    "unit": units["滨江街道"],
                    "figure": "按期整改率",
                    "target": 90,
                    "item": "率",
                    "due_on": july(9).isoformat(),
                },
            ],
        )
    database.close()
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    page = Tab().go("scorecard")
    assert "没有给" in page.words() and "从 0 分起算" in page.words()
    assert {row[1]: (row[3], row[6]) for row in page.grids()[-1][1:]} == {
        "少": ("1 件", "◷ 尚未达到"),  # due on the as-of day
        "率": ("90%", "✖ 没有达到"),
        "没有写": ("—", "没有写目标值"),
    }
    page = Tab().go("scorecard", as_of="2026-07-08")
    assert "规则自 2026-07-09 起生效" in page.words()


def test_what_the_filters_do_not_touch_is_said(page: Tab) -> None:
    page.go("activities", department="住建局")
    assert any("只按镇区筛选" in c.value for c in page.app.caption)
    assert len(page.grids()[1]) == 4  # heading, both districts, sum
    page = Tab().go("scorecard", as_of="2026-06-30")
    assert "截至 2026-06-30 还没有导入考核计分规则表" in page.words()
