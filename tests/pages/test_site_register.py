"""点位包干 under filters: what is counted changes, whether somebody has been at a site does not."""

from collections.abc import Iterator

import pandas as pd
import pytest
from sqlalchemy import select

from database.masters import masters
from database.store import schema
from database.store.engine import Database
from domain.campaign.coverage import VISIT
from tests.book_entries import stored
from tests.factories import july
from tests.pages.conftest import Tab
from tests.ui import counties
from ui.campaign.site_register import least
from ui.parts.paper import ON_PAPER


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The small county: a market (led by the 市监局) with problems of 1 and 9 July, a road visited on 9 July."""
    database = counties.small(tmp_path_factory.mktemp("register"))
    with database.write() as connection:
        sites = dict(connection.execute(select(schema.sites.c.name, schema.sites.c.id)).all())
        units = dict(connection.execute(select(schema.units.c.short_name, schema.units.c.id)).all())
        masters.save_site(connection, "东门农贸市场", district_id=units["滨江街道"], lead_unit_id=units["市监局"])
    rows = [{"day": july(9).isoformat(), "site": sites["南岭大道"], "result": "无问题", "source": "暗访"}]
    stored(database, VISIT, july(10), rows)
    yield database
    database.close()


@pytest.fixture
def page(county: Database, monkeypatch: pytest.MonkeyPatch) -> Tab:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    return Tab()


def sites(page: Tab) -> dict[str, list[str]]:
    return {row[0]: row[5:] for row in page.grids()[2][1:]}


def test_a_category_narrows_the_issues_and_not_the_inspections(page: Tab) -> None:
    """The market has three open issues of 环境卫生 (A1, A4, A6) and none of 公共秩序, and was inspected on 9 July."""
    assert sites(page.go("sites"))["东门农贸市场"] == ["2026-07-09", "1", "3", "2", "·", "3", "3"]
    other = Tab().go("sites", category="公共秩序")
    assert sites(other)["东门农贸市场"] == ["2026-07-09", "1", "·", "·", "·", "·", "·"]
    assert "近 7 天检查过 2 个（100.0%），没有从未检查的点位。" in other.words()


def test_a_department_sees_the_sites_that_it_leads(page: Tab) -> None:
    page.go("sites", department="市监局")
    assert list(sites(page)) == ["东门农贸市场"]
    assert "没有发现问题的检查 0 次" in page.words()  # the clean one was at the road
    nobody = Tab().go("sites", department="交通局")
    assert "所选范围内没有名录里的点位。" in nobody.words() and nobody.grids() == []


def test_clean_inspections_are_those_of_the_sites_and_days_shown(page: Tab) -> None:
    assert "近 7 天的检查记录里，没有发现问题的检查 1 次" in page.go("sites").words()
    assert "没有发现问题的检查 0 次" in Tab().go("sites", district="滨江街道").words()


def test_what_the_list_leaves_out_is_said(page: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.campaign.site_register.MOST", 1)
    assert "共 **2** 个，显示前 1 个；下载的表格含全部。" in page.go("sites", window="近 90 天").words()


def test_no_site_was_never_inspected(page: Tab) -> None:
    page.go("sites", order="从未检查")
    assert "没有从未检查的点位。" in page.words()
    assert [grid[0][0] for grid in page.grids()] == ["镇区", "类型"]


def test_where_least_was_inspected_ties_are_all_named() -> None:
    def said(*shares: tuple[int, int]) -> str:
        rows = [(f"镇{n}", total, seen, 100.0 * seen / total) for n, (seen, total) in enumerate(shares)]
        return least(pd.DataFrame(rows, columns=["name", "sites", "inspected", "share"]))

    assert said((1, 4), (2, 8), (3, 4)) == "检查得最少的是镇0（1/4 个）、镇1（2/8 个）。"
    assert said((0, 1), (0, 1), (0, 1), (0, 1), (1, 1)).endswith("镇2（0/1 个）等 4 个镇区。")
    assert said((2, 2), (1, 1)) == "" == said((1, 2))


def test_the_page_of_a_site_says_what_is_open_and_when_somebody_was_there(page: Tab) -> None:
    """A1 (due 1 June, 39 days late), A4 and A6 are open at the market, where A6 was found on 9 July."""
    sites_ = {row[0]: place for place, row in enumerate(page.go("sites").grids()[2][1:], 1)}
    assert set(sites_) == {"东门农贸市场", "南岭大道"}
    market = Tab().go("site", site="1")
    assert "<b>东门农贸市场</b>　未整改 3 件，其中超期 2 件，最久的 39 天。上次检查 7月9日。" in market.words()
    other = Tab().go("site", site="1", category="公共秩序")
    assert "这里没有交办过问题。上次检查 7月9日。" in other.words()
    road = Tab().go("site", site="2")
    assert "未整改 2 件，没有超期；反复 2 件。上次检查 7月9日。" in road.words()


def test_long_lists_are_printed_with_their_first_rows(page: Tab) -> None:
    page.go("sites")
    listed = next(d for d in page.components() if "columns" in d and d["columns"][0]["name"] == "点位")
    assert listed["paper"] == ON_PAPER
