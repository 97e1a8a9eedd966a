"""数据质量 in a real browser: a number leads to its list, a row of the list to its issue."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from domain.figures.quality import CHECKS
from tests.e2e.conftest import settled
from tests.e2e.test_browser import english

pytestmark = pytest.mark.e2e

Go = Callable[[str], Page]


def test_a_number_leads_to_its_rows_and_a_row_to_its_issue(go: Go) -> None:
    page = go("quality?check=refused")
    page.get_by_text(CHECKS["no_due"].name, exact=True).first.click()
    page.wait_for_url("**check=no_due**")
    settled(page)
    expect(page.get_by_role("heading", name=CHECKS["no_due"].name)).to_be_visible()
    assert english(page) == set()
    rows = page.locator(".st-key-quality_rows [data-testid=stDataFrameResizable]")
    box = rows.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 200, box["y"] + 35 + 17)
    page.wait_for_url("**/issue**")
    assert parse_qs(urlsplit(page.url).query)["id"]


def test_a_page_without_filters_keeps_no_empty_column_for_them(go: Go) -> None:
    page = go("quality")
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar).to_be_visible()
    page.get_by_test_id("stTopNavSection").filter(has_text="数据").last.click()
    page.get_by_text("数据导入", exact=True).last.click()
    page.wait_for_url("**/imports**")
    expect(page.get_by_role("heading", name="数据导入")).to_be_visible()
    expect(sidebar).to_be_hidden()
    page.go_back()
    expect(page.get_by_role("heading", name="数据质量")).to_be_visible()
    expect(sidebar).to_be_visible()


@pytest.mark.parametrize("check", ["twins", "doubts", "refused"])
@pytest.mark.parametrize("size", [(1920, 1080), (390, 844)])
def test_no_check_is_wider_than_the_screen(go: Go, check: str, size: tuple[int, int]) -> None:
    page = go(f"quality?check={check}")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settled(page)
    assert english(page) == set()
    assert (
        page.evaluate(
            "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; }"
        )
        <= 0
    )
