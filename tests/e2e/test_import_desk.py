"""A clerk uploads this week's list in a real browser: questions, forecast, confirmation, the screens, undo."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.data_loaders.conftest import LIST, book
from tests.e2e.conftest import settled

Go = Callable[[str], Page]
DAY = date(2026, 7, 10)


def week(folder: Path) -> Path:
    rows = [
        ("云泽县文明城市创建检查问题清单",),
        LIST,
        ("WK-1", DAY, "滨江街道", "人民路", "环境卫生", "路口垃圾桶满溢", "县测试服务中心", "3天"),
        ("WK-2", DAY, "滨江街道", "人民路", "环境卫生", "<b>绿化带</b>内有白色垃圾", "县测试服务中心", "7月15日前"),
        ("WK-3", "2026年2月30日", "滨江街道", "人民路", "环境卫生", "路面破损", "县测试服务中心", "3天"),
        ("制表人：张三",),
    ]
    path = folder / "检查问题清单_截至2026年7月10日.xlsx"
    path.write_bytes(book(rows))
    return path


def wait(page: Page) -> None:
    page.wait_for_timeout(300)
    settled(page)


def count(page: Page, name: str) -> int:
    card = page.get_by_test_id("stMetric").filter(has_text=name)
    found = re.search(r"([\d,]+) 行", card.inner_text())
    assert found
    return int(found[1].replace(",", ""))


def test_from_the_file_to_the_screens_and_back(go: Go, tmp_path: Path) -> None:
    page = go("imports")
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', str(week(tmp_path)))
    page.get_by_text("试算结果（还没有写入）").wait_for(timeout=60_000)
    wait(page)
    kind = page.get_by_test_id("stSelectbox").filter(has_text="表的类型")
    assert kind.get_by_role("combobox").input_value() == "检查问题清单" or "检查问题清单" in kind.inner_text()
    assert (count(page, "读到的行"), count(page, "拒收"), count(page, "空行及表尾")) == (4, 3, 1)

    question = page.get_by_label(re.compile("单位“县测试服务中心”"))
    question.click()
    page.get_by_role("option", name="登记为新单位").click()
    expect(page.get_by_text("不认识的名称都已确认")).to_be_visible(timeout=60_000)
    wait(page)
    assert (count(page, "新增"), count(page, "拒收")) == (2, 1)

    page.get_by_role("button", name="确认导入 2 行").click()
    expect(page.get_by_text("已导入。")).to_be_visible(timeout=60_000)
    page.goto(page.url.replace("imports", "issue"))
    settled(page)
    page.get_by_label("查找问题").fill("绿化带")
    page.keyboard.press("Enter")
    expect(page.get_by_text("<b>绿化带</b>内有白色垃圾")).not_to_have_count(0, timeout=60_000)

    page.goto(re.sub(r"/issue.*", "/imports", page.url))
    settled(page)
    page.get_by_role("button", name="撤销最近一次导入").click()
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_text("已撤销。")).to_be_visible(timeout=60_000)
    page.goto(page.url.replace("imports", "issue"))
    settled(page)
    page.get_by_label("查找问题").fill("绿化带")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有找到")).to_be_visible(timeout=60_000)
    assert page.get_by_text("内有白色垃圾").count() == 0


def test_the_overview_has_the_address_of_its_file_too(go: Go) -> None:
    page = go("overview?lead=%E4%BD%8F%E5%BB%BA%E5%B1%80")
    assert page.locator(".page-head h1").inner_text() == "总览"
    assert page.get_by_text("没有这个页面").count() == 0
