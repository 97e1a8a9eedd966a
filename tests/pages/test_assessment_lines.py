"""网上申报, 问卷调查, 负面清单 on screen: what stands there, how it looks back, and what is said where nothing was loaded."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from database.store.engine import Database
from domain.campaign.materials import MATERIALS
from domain.campaign.negative_list import NEGATIVE_LIST
from domain.campaign.survey import SURVEY
from tests.book_entries import stored
from tests.factories import july
from tests.pages.conftest import Tab
from tests.ui import counties

Ids = dict[str, int]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The small county with two sheets of each list; the ledger speaks for 10 July."""
    database = counties.small(tmp_path_factory.mktemp("lines"))
    with database.read() as connection:
        ids = {name: int(key) for key, name in connection.execute(text("select id, short_name from units"))}
    _materials(database, ids)
    _survey(database, ids)
    _negative(database, ids)
    yield database
    database.close()


def _materials(database: Database, ids: Ids) -> None:
    def piece(item: str, **said: Any) -> dict[str, Any]:
        return {"indicator": "志愿服务", "item": item, **said}

    first = [
        piece("说明报告", kind="说明报告", weight=2, lead=ids["住建局"], due_on="2026-07-05", state="已交"),
        piece("活动图片", kind="实景图片", weight=1.5, lead=ids["交通局"], due_on="2026-07-08", state="未交"),
        piece("<b>截图</b>", kind="媒体报道截图", lead=ids["交通局"], due_on="2026-07-12", state="未交"),
    ]
    second = [
        piece("说明报告", state="合格", reviewer="张三", reviewed_on="2026-07-09"),
        piece("活动图片", state="退回", reviewer="张三", reviewed_on="2026-07-09", reason="照片没有日期"),
    ]
    stored(database, MATERIALS, july(1), first)
    stored(database, MATERIALS, july(9), second)


def _survey(database: Database, ids: Ids) -> None:
    def row(name: str, held: int, place: str, measure: str, yes: int, asked: int) -> dict[str, Any]:
        return {
            "round": name,
            "held_on": july(held).isoformat(),
            "place": ids[place],
            "measure": measure,
            "question": f"{measure}的题",
            "yes": yes,
            "asked": asked,
        }

    stored(
        database,
        SURVEY,
        july(2),
        [row("第一轮", 1, "滨江街道", "知晓率", 120, 200), row("第一轮", 1, "滨江街道", "满意度", 150, 200)],
    )
    second = [
        row("第二轮", 8, "滨江街道", "知晓率", 160, 200),
        row("第二轮", 8, "滨江街道", "满意度", 155, 200),
        row("第二轮", 8, "南岭镇", "满意度", 50, 100),
        row("第二轮", 8, "南岭镇", "知晓率", 90, 20),
    ]
    stored(database, SURVEY, july(9), second)


def _negative(database: Database, ids: Ids) -> None:
    item = {"item": "发生重大火灾", "lead": ids["住建局"]}
    stored(
        database,
        NEGATIVE_LIST,
        july(1),
        [
            {**item, "state": "正常", "dangers": 0, "checked_on": "2026-07-01"},
            {"item": "拖欠工资", "state": "正常", "checked_on": "2026-07-01"},
        ],
    )
    lit = {
        **item,
        "state": "有隐患",
        "dangers": 2,
        "danger": "通道堵塞",
        "checked_on": "2026-07-09",
        "due_on": "2026-07-08",
    }
    stored(database, NEGATIVE_LIST, july(9), [lit])


@pytest.fixture
def go(county: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Tab]:
    """Open a page of this county."""

    def opened(page: str, **params: str) -> Tab:
        monkeypatch.setenv("DASHBOARD_DB", county.url)
        return Tab().go(page, **params)

    return opened


def test_materials_say_who_is_late_and_what_moved(go: Callable[..., Tab]) -> None:
    shown = go("materials")
    said = shown.words()
    assert "合格 1 项，退回 1 项，未交 1 项；逾期 1 项（最多的是交通局 1 项）" in said
    assert "预计失分 1.5 分，全部材料 3.5 分（另有 1 项没有填分值，不在内）" in said
    assert "一周来新合格 1 项，新退回 1 项，预计失分减少 2 分" in said
    by_department, by_kind, moves, listed = shown.grids()
    assert by_department[1:] == [
        ["交通局", "2", "0", "0", "1", "1", "⚠ 1", "1.5 / 1.5"],
        ["住建局", "1", "1", "0", "0", "0", "0", "0 / 2"],
        ["合计", "3", "1", "0", "1", "1", "⚠ 1", "1.5 / 3.5"],
    ]
    assert [row[0] for row in by_kind[1:]] == ["实景图片", "媒体报道截图", "说明报告", "合计"]
    assert moves[1:3] == [["▼ 新退回（1 项）"], ["活动图片：照片没有日期", "交通局"]]
    assert listed[1] == [
        "⚠ 退回",
        "逾期 2 天",
        "志愿服务 · 活动图片",
        "实景图片",
        "交通局",
        "1.5",
        "2026-07-08",
        "张三 7月9日：照片没有日期",
    ]
    assert listed[2][:3] == ["未交", "还剩 2 天", "志愿服务 · <b>截图</b>"]


def test_one_department_and_one_state_of_the_list(go: Callable[..., Tab]) -> None:
    assert [row[2] for row in go("materials", pieces="全部", only_department="住建局").grids()[-1][1:]] == [
        "志愿服务 · 说明报告"
    ]
    assert len(go("materials", pieces="全部").grids()[-1]) == 4
    wrong = go("materials", only_department="没有的局")
    assert "“没有的局”没有申报材料" in wrong.words()
    assert len(wrong.grids()[-1]) == 3


def test_materials_as_they_stood_on_an_earlier_day(go: Callable[..., Tab]) -> None:
    shown = go("materials", as_of="2026-07-08")
    assert "已交 1 项，未交 2 项" in shown.words()
    assert "预计失分 3.5 分" in shown.words()
    assert "2026年7月8日" in shown.words()
    assert "与一周前相比没有变化" in shown.words()


def test_the_survey_says_what_really_changed_and_what_is_noise(go: Callable[..., Tab]) -> None:
    shown = go("survey", survey_measure="满意度")
    said = shown.words()
    assert "第二轮（300 人）2 项指标中满意度最低，68.3%（95% 区间 62.9%–73.3%）" in said
    assert "比第一轮知晓率上升 20.0 个百分点，其他变化在误差范围内（两轮调查的镇区不同）" in said
    assert "明显低于其他镇区：南岭镇的满意度" in said
    assert "第二轮有 1 行没有计入" in said
    measures, rounds, questions, places, asked = shown.grids()
    assert measures[1][:3] == ["知晓率", "80.0%", "73.9–85.0"]
    assert measures[1][3].startswith("▲ 上升 +20.0")
    assert measures[2][3].startswith("误差范围内 -6.7")
    assert [row[:4] for row in rounds[1:]] == [
        ["第二轮", "2026-07-08", "2", "300"],
        ["第一轮", "2026-07-01", "1", "200"],
    ]
    assert [row[1] for row in questions[1:]] == ["满意度的题", "知晓率的题"]
    assert [(row[0], row[3]) for row in places[1:]] == [("南岭镇", "▼ 低于其他"), ("滨江街道", "▲ 高于其他")]
    assert [(row[1], row[5]) for row in asked[1:]] == [("满意度的题", "▼ 低于其他")]  # of 南岭镇, the least satisfied
    (chart,) = shown.figures()
    assert {trace["name"] for trace in chart["data"]} == {"低于其他", "高于其他", "全县 68.3%"}
    assert "最近一轮没有问支持率" in go("survey", survey_measure="支持率").words()


def test_the_red_light_is_red_whatever_else_is_good(go: Callable[..., Tab]) -> None:
    shown = go("negative")
    assert "<div class='light is-bad is-large'" in shown.words()
    assert "● 亮红灯 1 项" in shown.words()
    assert "“发生重大火灾”有隐患未消除（住建局，超过整改时限 2 天）。1 项超过 7 天没有排查" in shown.words()
    (table,) = shown.grids()
    assert [row[0] for row in table[1:]] == ["● 有隐患 2 处", "◷ 漏查（正常）"]
    assert table[1][-1] == "⚠ 7月8日，超 2 天"
    assert "<div class='light is-bad is-bar' role='status'><b>● 负面清单亮红灯 1 项</b>" in go("overview").words()
    before = go("negative", as_of="2026-07-08")
    assert "<div class='light is-good is-large'" in before.words()
    assert "未亮灯" in before.words()
    assert "class='light" not in go("overview", as_of="2026-07-08").words()


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("materials", "还没有导入网上申报材料清单"),
        ("survey", "还没有导入问卷调查结果"),
        ("negative", "还没有导入负面清单排查表"),
    ],
)
def test_where_nothing_was_loaded_the_page_says_what_to_do(tab: Callable[[str], Tab], page: str, says: str) -> None:
    shown = tab("small").go(page)
    assert says in shown.words()
    assert "数据导入" in shown.words()
    assert shown.grids() == []


@pytest.mark.parametrize("page", ["materials", "survey", "negative"])
def test_only_the_day_can_be_chosen(go: Callable[..., Tab], page: str) -> None:
    shown = go(page, district="滨江街道")
    assert [box.label for box in shown.app.date_input] == ["截至日（最新 7月10日）"]
    assert shown.app.multiselect.len == 0
    assert "筛选：" not in shown.words()


def test_downloads_hold_the_whole_lists(county: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.campaign import materials, negative, survey
    from ui.shell import data

    monkeypatch.setenv("DASHBOARD_DB", county.url)
    source = data.source()
    assert source.newest is not None
    scope = data.Scope(source, source.newest)
    lists = materials.downloads(scope) | survey.downloads(scope) | negative.downloads(scope)
    assert {name: len(frame) for name, frame in lists.items()} == {
        "申报材料": 3,
        "按责任部门": 3,
        "轮次": 2,
        "指标": 2,
        "题目": 2,
        "镇区（知晓率）": 1,
        "镇区（满意度）": 2,
        "镇区×题目": 5,
        "负面清单": 2,
    }
    said = "\n".join([*materials.notes(scope), *survey.notes(scope), *negative.notes(scope)])
    assert "预计失分：" in said
    assert "威尔逊区间" in said
    assert "超过 7 天" in said


def test_every_figure_of_the_three_pages_is_explained_under_definitions(go: Callable[..., Tab]) -> None:
    explained = go("definitions").grids()[-1]
    words = {name: said for _, name, said in explained[1:]}
    assert {"预计失分", "95% 区间", "较上轮", "红灯"} <= set(words)
    assert "超过 7 天" in words["漏查"]
    assert not any("{" in said for said in words.values())
