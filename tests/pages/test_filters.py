"""The selection: from the address to the figures, across pages, and what happens with values that do not exist."""

from collections.abc import Callable
from datetime import date

from tests.pages.conftest import Tab

Open = Callable[[str], Tab]


def test_the_address_selects_and_the_page_says_so(tab: Open) -> None:
    shown = tab("small").go("overview", district="滨江街道")
    assert shown.cards()["open"]["value"] == "3"
    assert shown.app.multiselect(key="district").value == ["滨江街道"]
    assert "筛选：镇区：滨江街道" in shown.words()


def test_every_filter_works_alone_and_together(tab: Open) -> None:
    for params, opened in (
        ({"department": ["住建局", "市监局"]}, "4"),
        ({"category": "公共秩序"}, "2"),
        ({"source": "暗访"}, "5"),
        ({"action": "环境整治行动"}, "3"),
        ({"site_type": "未分类型"}, "5"),
        ({"found_from": "2026-07-08"}, "2"),
        ({"found_until": "2026-06-30"}, "2"),
        ({"district": "滨江街道", "department": "住建局"}, "1"),
        ({"district": "南岭镇", "category": "环境卫生"}, "0"),
    ):
        assert tab("small").go("overview", **params).cards()["open"]["value"] == opened, params


def test_another_as_of_day_looks_back(tab: Open) -> None:
    shown = tab("small").go("overview", as_of="2026-07-03")
    assert (shown.cards()["open"]["value"], shown.cards()["overdue"]["value"]) == (
        "4",
        "2",
    )  # A2 awaits its verification, A3 is late
    assert "数据截至 <b>2026年7月3日（周五）</b>" in shown.words()
    assert "回看（最新数据为 2026年7月10日（周五））" in shown.words()
    assert shown.cards()["open"]["definition"].endswith("数据截至 2026-07-03。")


def test_values_that_do_not_exist_are_ignored_with_a_notice(tab: Open) -> None:
    shown = tab("small").go("overview", district=["没有的镇", "滨江街道"], as_of="2026-99-99")
    assert shown.cards()["open"]["value"] == "3"
    assert "网址中的镇区“没有的镇”、截至日“2026-99-99”不存在，已忽略。" in shown.words()


def test_the_selection_stays_when_the_page_changes(tab: Open) -> None:
    shown = tab("small").go("overview", district="滨江街道")
    for page in ("overdue", "districts", "issue", "rows"):
        shown.app.switch_page(f"../../pages/{page}.py")
        shown.run()
    assert shown.app.multiselect(key="district").value == ["滨江街道"]
    assert "共 **3** 件" in shown.words()


def test_clearing_takes_everything_back(tab: Open) -> None:
    shown = tab("small").go("overview", district="滨江街道", as_of="2026-07-05", assisting="true", category="环境卫生")
    assert "筛选：" in shown.words()
    shown.app.button(key="clear_filters").click()
    shown.run()
    assert shown.cards()["open"]["value"] == "5"
    assert shown.app.date_input(key="as_of").value is None
    assert "筛选：" not in shown.words()


def test_choosing_in_the_sidebar_changes_the_figures(tab: Open) -> None:
    shown = tab("small").go("overview")
    shown.app.multiselect(key="department").select("住建局")
    shown.run()
    assert shown.cards()["open"]["value"] == "3"
    shown.app.date_input(key="found_from").set_value(date(2026, 7, 8))
    shown.run()
    assert shown.cards()["open"]["value"] == "1"


def test_a_unit_that_goes_by_two_words_is_offered_in_the_order_of_the_masters(tab: Open) -> None:
    shown = tab("small").go("overview")
    assert shown.app.multiselect(key="district").options == ["滨江街道", "南岭镇"]
    assert shown.app.multiselect(key="department").options == ["住建局", "交通局", "市监局", "未明确责任单位"]
