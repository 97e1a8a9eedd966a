"""设置 in a real browser: a cell of the table is edited where it stands, the change is listed, saved and recorded."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import settled
from tests.e2e.test_browser import english

pytestmark = pytest.mark.e2e

Go = Callable[[str], Page]
HEADING, LINE = 35, 35


def test_a_cell_is_edited_listed_saved_and_recorded(go: Go) -> None:
    page = go("settings?section=时限与统计")
    page.get_by_label("经办人（记入修改记录）").fill("张三")
    page.get_by_label("经办人（记入修改记录）").press("Enter")
    settled(page)
    words = page.locator(".st-key-due_words_0 [data-testid=stDataFrameResizable]")
    box = words.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 60, box["y"] + HEADING + 5.5 * LINE)  # 尽快: 7
    page.wait_for_timeout(300)
    page.keyboard.type("9", delay=80)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    expect(page.get_by_text("改动（还没有保存）")).to_be_visible()
    expect(page.get_by_text("天数：7 → 9")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存 1 行改动，各页数字已随之更新。")).to_be_visible()
    settled(page)
    assert english(page) == set()
    page = go("settings?section=修改记录")
    assert "共 1 条" in page.locator("[data-testid=stMain]").inner_text()
    # The definitions follow.
    assert "尽快 9 天" in go("definitions").locator("[data-testid=stMain]").inner_text()


@pytest.mark.parametrize("section", ["单位", "点位", "类别与来源", "专项行动", "时限与统计", "节假日", "记住的答案"])
def test_no_section_has_english_or_is_wider_than_a_phone(go: Go, section: str) -> None:
    page = go(f"settings?section={section}")
    assert english(page) == set()
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    wide = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; }"
    )
    assert wide <= 0
