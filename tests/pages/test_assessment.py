"""测评与目标, 得分风险, 五大重点工作: what the screens say with sheets, without them, and what links lead to."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from database.ledger.dataset_records import NewDatasetRecord, add_entries
from database.store import schema
from database.store.engine import Database
from database.store.settings import save_settings
from domain.catalogue import DATASETS
from domain.datasets.datasets import Dataset
from domain.ledger.days import day_number
from tests.factories import july
from tests.pages.conftest import Tab
from tests.pages.test_markup import check
from tests.ui import counties
from tests.ui.hostile import RENDERED, hostile, named
from ui.shell.links import split

Open = Callable[[str], Tab]


def told(database: Database, key: str, *rows: dict[str, Any], on: int = 10) -> None:
    """Rows of one sheet of a book that speaks for a day of July."""
    book: Dataset = DATASETS[key]
    with database.write() as connection:
        values = {"file_name": f"{key}.xlsx", "sha256": key, "kind": key, "as_of": day_number(july(on))}
        done = connection.execute(insert(schema.imports).values(**values, imported_at="2026-07-10T09:00:00"))
        assert done.inserted_primary_key is not None
        rows_ = [NewDatasetRecord("Sheet1", number, row, "[]") for number, row in enumerate(rows, 3)]
        add_entries(connection, int(done.inserted_primary_key[0]), book, rows_)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The small county with rounds, a plan, rules and a grouping."""
    database = counties.small(tmp_path_factory.mktemp("assessed"))
    with database.read() as connection:
        terms, units = schema.terms.c, schema.units.c
        ids = {row.name: row.id for row in connection.execute(select(terms.name, terms.id))}
        ids |= {row.short_name: row.id for row in connection.execute(select(units.short_name, units.id))}
    round_ = {"year": 2025, "level": "省", "kind": "年底测评"}
    told(
        database,
        "assessment",
        round_ | {"held_on": "2025-12-05", "full": 100, "score": 84, "rank": 19, "peers": 24},
        round_ | {"item": "实地考察", "full": 50, "score": 40},
        round_ | {"item": "实地考察", "category": ids["环境卫生"], "lost": 6},
        round_ | {"item": "问卷调查", "full": 20, "score": 18},
        {"year": 2024, "level": "省", "kind": "年底测评", "full": 100, "score": 85, "rank": 15, "peers": 24},
        {"year": 2026, "level": "省", "kind": "模拟测评", "full": 100, "score": 88},
    )
    told(
        database,
        "plan",
        {"task": "市场改造", "due_on": "2026-07-06", "lead": ids["市监局"]},
        {"task": "材料定稿", "weeks_before": 1},
        {"task": "小区排查", "weeks_before": 3, "done_on": "2026-07-03"},
    )
    told(
        database,
        "risk_rule",
        {"rule": "扣分", "points": 0.5},
        {"rule": "扣分", "points": 1.0, "category": ids["环境卫生"]},
        {"rule": "超期系数", "points": 2.0},
    )
    told(
        database,
        "focus",
        {"field": "公共环境", "kind": "问题类别", "name": "环境卫生"},
        {"field": "公共秩序", "kind": "问题类别", "name": "没有的类别"},
    )
    with database.write() as connection:
        save_settings(connection, {"target_rank": 8, "target_level": "省", "target_title": "省级文明城市"})
    yield database
    database.close()


@pytest.fixture
def assessed(county: Database, monkeypatch: pytest.MonkeyPatch) -> Tab:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    return Tab()


def table(shown: Tab, heading: str) -> list[list[str]]:
    """The rows of the table whose first heading is this one."""
    return next(grid[1:] for grid in shown.grids() if grid[0][0] == heading)


def links(shown: Tab, heading: str) -> list[str]:
    grid = next(d for d in shown.components() if "columns" in d and d["columns"][0]["name"] == heading)
    return [cell["go"] for row in grid["rows"] for cell in row["cells"] if cell.get("go")]


# ---- 测评与目标 --------------------------------------------------------------------------------------------------


def test_the_target_says_what_is_left_where_the_county_stands_and_what_is_late(assessed: Tab) -> None:
    words = assessed.go("target").words()
    assert "还有 10 天。目标：省测评前 8 名，争创省级文明城市。" in words
    assert "最近一次2025年省年底测评第 19 名（共 24 个），距目标还差 11 名。" in words
    assert "倒排任务逾期 1 项，最久的是“市场改造”，已 4 天。" in words


def test_the_plan_has_what_is_late_on_top(assessed: Tab) -> None:
    rows = table(assessed.go("target"), "任务")
    assert [row[0] for row in rows] == [
        "逾期未完成（1 项）",
        "市场改造",
        "倒数第 1 周（7月13日至7月19日）",
        "材料定稿",
        "已完成（1 项）",
        "小区排查",
    ]
    assert rows[1][1:5] == ["市监局", "2", "2026-07-06", "▲ 逾期 4 天"]
    assert rows[3][2:5] == ["1", "2026-07-19", "未到期"]


def test_a_unit_sees_its_own_tasks(assessed: Tab) -> None:
    shown = assessed.go("target", department="市监局")
    assert [row[0] for row in table(shown, "任务")] == ["逾期未完成（1 项）", "市场改造"]
    assert "共 1 项：逾期 1 项" in shown.words()
    nobody = Tab().go("target", department="交通局")
    assert "所选的责任单位没有倒排任务。" in nobody.words()
    assert all(grid[0][0] != "任务" for grid in nobody.grids())


def test_rounds_are_compared_with_the_last_of_their_kind(assessed: Tab) -> None:
    shown = assessed.go("target")
    rows = table(shown, "测评")
    assert [row[0] for row in rows] == ["2026年省模拟测评", "2025年省年底测评", "2024年省年底测评"]
    assert rows[1][3:6] == ["84.0%", "▼ 1.0 个百分点", "第 19 名"]
    scores, ranks = shown.figures()
    assert [trace["name"] for trace in scores["data"]] == ["省年底测评", "省模拟测评"]
    assert [trace["y"] for trace in ranks["data"]] == [[15, 19], [8, 8]]


def test_many_rounds_are_drawn_as_the_newest_ten_and_listed_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = counties.small(tmp_path)
    rows = [
        {"year": year, "level": "省", "kind": "年底测评", "full": 100, "score": 80, "rank": 40 + year % 7, "peers": 90}
        for year in range(2010, 2024)
    ]
    told(database, "assessment", *rows)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    shown = Tab().go("target")
    scores, ranks = shown.figures()
    assert len(scores["data"][0]["y"]) == len(ranks["data"][0]["y"]) == 10
    assert scores["data"][0]["x"][-1].startswith("2023")
    assert ranks["layout"]["yaxis"]["tickvals"] == [1, 15, 30, 45, 60, 75, 90]
    assert len(table(shown, "测评")) == 14
    assert "图上只画最近 10 次" in str([caption.value for caption in shown.app.caption])
    database.close()


def test_points_lost_lead_to_the_issues_that_are_still_open_there(assessed: Tab) -> None:
    shown = assessed.go("target")
    rows = table(shown, "测评项目")
    assert [row[:3] for row in rows] == [
        ["实地考察", "10.00", "62.5%"],
        ["　　环境卫生", "6.00", "37.5%"],
        ["问卷调查", "2.00", "12.5%"],
        ["整次测评", "16.00", "100.0%"],
    ]
    assert rows[1][4:] == ["3", "2"] and rows[2][4:] == ["—", "—"]
    assert links(shown, "测评项目")[0].startswith("rows?figure=open&only_category=")
    by_category = table(Tab().go("target", lost_by="问题类别"), "问题类别")
    assert by_category[0][:2] == ["环境卫生", "6.00"]


def test_a_site_type_can_be_asked_for_in_the_address_of_the_rows(tab: Open) -> None:
    shown = tab("busy").go("rows", figure="open", only_site_type="农贸市场")
    assert any("点位类型：农贸市场" in button.label for button in shown.app.button)
    assert "“没有”" in tab("busy").go("rows", figure="open", only_site_type="没有").words()


def test_without_sheets_the_screen_says_what_to_enter(tab: Open) -> None:
    words = tab("small").go("target").words()
    assert "还没有倒排计划" in words and "还没有测评成绩" in words and "目标名次还没有填写" in words


# ---- 得分风险 ----------------------------------------------------------------------------------------------------


def test_points_at_risk_can_be_added_up_on_the_screen(assessed: Tab) -> None:
    """Open on 10 July: A1, A4 (环境卫生, overdue): 2 × 1 × 2; A6 (环境卫生, no due date): 1; A3 (待复核): 0.5; A5, due
    12 July: 0.5, and on the 20th overdue: 1. Now 4 + 1 + 0.5 + 0.5 = 6, then 6.5.
    """
    shown = assessed.go("risk")
    assert "未整改的 5 件问题，现在会失 6.00 分；照现状到测评日（7月20日）会失 6.50 分" in shown.words()
    rows = table(shown, "扣分规则")
    assert rows[0] == ["环境卫生", "1", "3", "3.00", "2.00", "5.00", "5.00"]
    assert rows[1] == ["各类问题", "0.5", "2", "1.00", "0.00", "1.00", "1.50"]
    assert rows[2][2:] == ["5", "4.00", "2.00", "6.00", "6.50"]
    sites = table(shown, "次序")
    assert [row[1:5] for row in sites] == [["东门农贸市场", "5.00", "77%", "3"], ["南岭大道", "1.50", "100%", "2"]]
    steps = [row[2] for row in table(shown, "问题")]
    assert steps[:2] == ["扣分 1 × 超期 2 = 2.00"] * 2
    assert set(steps[2:4]) == {"扣分 1 = 1.00", "扣分 0.5 × 超期 2 = 1.00"} and steps[4] == "扣分 0.5 = 0.50"
    assert sum(float(step.rpartition("= ")[2]) for step in steps) == pytest.approx(6.5)
    assert links(shown, "问题")[0].startswith("issue?id=")


def test_every_number_of_the_arithmetic_opens_into_its_issues(assessed: Tab, tab: Open) -> None:
    """As above; 7.00 of the county: 5 of 环境卫生, of which A1 and A4 are overdue; 1.50 at 南岭大道 on the day of assessment."""
    shown = assessed.go("risk")
    sums, factors = links(shown, "扣分规则"), links(shown, "系数")
    assert len(factors) == 1  # of the factors only 超期系数 is given
    for go, count, now, then in (
        (sums[0], "3", "5.00", "5.00"),
        (sums[1], "2", "1.00", "1.50"),
        (factors[0], "2", "4.00", "4.00"),
    ):
        screen, params = split(go)
        opened = Tab().go(screen, **params)
        assert f"**{count}** 件，现在失分合计 {now} 分，测评日 {then} 分。" in opened.words()
        rows = next(grid[1:] for grid in opened.grids() if "现在的算式" in grid[0])
        assert sum(float(row[1]) for row in rows) == float(now) and sum(float(row[3]) for row in rows) == float(then)
        assert all(row[2].endswith(f"= {row[1]}") and row[4].endswith(f"= {row[3]}") for row in rows)
    screen, params = split(next(go for go in links(shown, "次序") if go.startswith("risk?only_site")))
    site = Tab().go(screen, **params)
    assert any("点位：东门农贸市场" in button.label for button in site.app.button)
    assert "**3** 件，现在失分合计 5.00 分" in site.words()
    next(button for button in site.app.button if "收起" in button.label).click()
    assert "现在失分合计" not in site.run().words()
    assert "网址中的“没有”不存在" in Tab().go("risk", only_rule="没有").words()


def test_what_may_come_back_opens_into_the_closed_issues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = counties.busy(tmp_path)
    told(database, "risk_rule", {"rule": "扣分", "points": 0.5})
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    shown = Tab().go("risk")
    rows = table(shown, "类别")
    screen, params = split(links(shown, "类别")[0])
    opened = Tab().go(screen, **params)
    assert f"**{rows[0][3]}** 件，预计失分合计 {rows[0][5]} 分" in opened.words()
    lines = next(grid[1:] for grid in opened.grids() if "销号日期" in grid[0])
    assert all(line[3].endswith(f"= {line[2]}") for line in lines)
    assert sum(float(line[2]) for line in lines) == pytest.approx(float(rows[0][5]), abs=0.0001 * len(lines))
    database.close()


def test_what_the_rules_leave_out_is_said(assessed: Tab) -> None:
    words = assessed.go("risk").words()
    assert "没有填写反复系数、点位系数、待复核系数，按 1 算。" in words
    assert "算不出反弹率" in words


def test_the_points_of_the_districts_add_up_to_the_county(assessed: Tab) -> None:
    whole = float(table(assessed.go("risk"), "扣分规则")[-1][5])
    parts = [float(table(Tab().go("risk", district=name), "扣分规则")[-1][5]) for name in ("滨江街道", "南岭镇")]
    assert sum(parts) == whole


def test_nothing_is_computed_without_rules(tab: Open) -> None:
    shown = tab("small").go("risk")
    assert "还没有失分规则，算不出会失多少分。" in shown.words()
    assert shown.grids() == []
    assert "多久能清零" in shown.words()


# ---- 五大重点工作 ------------------------------------------------------------------------------------------------


def test_the_fields_add_up_and_what_is_missing_is_said(assessed: Tab) -> None:
    shown = assessed.go("focus")
    rows = {row[0]: row for row in table(shown, "重点工作")}
    assert list(rows) == ["市民素质", "硬件设施", "公共环境", "公共秩序", "城乡共建", "未归类", "合计"]
    assert rows["公共环境"][1:4] == ["3", "3", "2"]
    assert rows["未归类"][1:4] == ["4", "2", "0"]
    assert rows["合计"][1:4] == ["7", "5", "2"]
    words = shown.words()
    assert "未归类的问题 4 件。归类表里的类别“没有的类别”台账里没有。" in words
    assert rows["公共环境"][6:] == ["没有清单"] * 4


def test_each_category_of_a_field_leads_to_its_rows(assessed: Tab) -> None:
    shown = assessed.go("focus")
    rows = table(shown, "问题类别")
    assert ["公共环境（1 个类别）"] in rows and ["市民素质（没有问题）"] in rows
    assert any(go.startswith("rows?figure=overdue&only_category=") for go in links(shown, "问题类别"))


def test_projects_and_materials_are_the_countys_whatever_the_filters(assessed: Tab) -> None:
    shown = assessed.go("focus", district="滨江街道")
    assert any("项目和材料是全县的" in c.value for c in shown.app.caption)


def test_without_a_grouping_nothing_is_counted(tab: Open) -> None:
    shown = tab("small").go("focus")
    assert "还没有归类表" in shown.words() and "五大重点工作归类表" in shown.words()
    assert shown.grids() == []


# ---- 设置 --------------------------------------------------------------------------------------------------------


def test_rules_plan_and_grouping_are_edited_under_settings(assessed: Tab) -> None:
    shown = assessed.go("settings", section="测评规则")
    assert "失分规则" in shown.words() and "倒排计划" in shown.words()
    assert [frame.value.columns[0] for frame in shown.app.dataframe] == ["规则", "工作任务", "领域"]


def test_the_download_holds_every_issue_with_its_factors(tab: Open, county: Database) -> None:
    from ui.scoring import risk as screen
    from ui.shell.data import Scope, source

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_DB", county.url)
        at = source()
        assert at.newest is not None
        sheets = screen.downloads(Scope(at, at.newest))
    lines = sheets["每件的算式"]
    assert lines["测评日失分"].sum() == pytest.approx(6.5)
    assert set(lines["编号"]) == {"A1", "A3", "A4", "A5", "A6"}


# ---- markup in cells ---------------------------------------------------------------------------------------------


def test_what_people_write_into_these_sheets_shows_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = hostile(tmp_path)
    round_ = {"year": 2025, "level": "省", "kind": "年底测评", "batch": named("批次")}
    told(database, "assessment", round_ | {"full": 100, "score": 84, "rank": 19, "peers": 24})
    told(database, "assessment", round_ | {"item": named("项目"), "site_type": named("类型"), "lost": 3})
    told(database, "plan", {"task": named("任务"), "due_on": "2026-07-01", "standard": named("标准"), "lead": 3})
    told(
        database,
        "risk_rule",
        {"rule": "扣分", "points": 0.5, "site_type": named("没有")},
        {"rule": "扣分", "points": 1},
    )
    told(database, "focus", {"field": "公共环境", "kind": "问题类别", "name": named("没有")})
    with database.write() as connection:
        save_settings(connection, {"target_rank": 8, "target_title": named("称号"), "assessment_on": "2026-07-20"})
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    for page in ("target", "risk", "focus", "overview"):
        shown = Tab().go(page)
        assert check(shown) > 0, page
        assert "<script>alert" not in shown.words() and "<img src" not in shown.words(), page
    for chart in Tab().go("target").figures():
        assert "<b>粗" not in str(chart["data"])
    for group in Tab().go("target").app.get("button_group"):
        for piece in RENDERED:
            assert piece not in str(group.proto.options), piece
    database.close()
