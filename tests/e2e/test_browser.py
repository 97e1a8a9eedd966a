"""What only a browser shows: nothing leaves the server, nothing is English, nothing overflows, clicks lead where they say."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import by_menu, settled
from ui.shell.screens import SCREENS, START

pytestmark = pytest.mark.e2e

Go = Callable[[str], Page]
SIZES = [(1920, 1080), (1366, 768), (390, 844)]
PARAMS = {"unit": "?unit=渡月镇", "issue": "?id=1", "rows": "?figure=overdue"}

# All text that can be seen or heard, through shadow roots too; canvases hold none.
SEEN = """
() => {
  const said = [];
  const walk = (root) => {
    for (const node of root.childNodes) {
      if (node.nodeType === 3) { if (node.data.trim()) said.push(node.data.trim()); continue; }
      if (node.nodeType !== 1 || ['SCRIPT', 'STYLE', 'CANVAS', 'NOSCRIPT'].includes(node.tagName)) continue;
      if (node.checkVisibility && !node.checkVisibility()) continue;
      for (const name of ['title', 'aria-label', 'placeholder', 'alt']) {
        const value = node.getAttribute(name);
        if (value && value.trim()) said.push(value.trim());
      }
      if (node.shadowRoot) walk(node.shadowRoot);
      walk(node);
    }
  };
  walk(document.body);
  return said;
}
"""
ALLOWED = re.compile(
    r"\b(docx|xlsx|xlsm|xlsb|xls|csv|html|htm|ods|txt|et|zip|WPS|Esc|P90|WM\d+|Sheet1?|Excel)\b|WM2026-\d+",
    re.IGNORECASE,
)
# The address of a page in the menu, and icons that a font draws from their English names, are not text for a reader.
ICON = re.compile(r"^[a-z0-9]+(_[a-z0-9]+)*$")

OVERFLOW = """
() => {
  const main = document.querySelector('[data-testid=stMain]');
  const wall = [...document.querySelectorAll('*')].find((e) => e.shadowRoot?.querySelector('.wall'));
  const clipped = wall ? [...wall.shadowRoot.querySelectorAll('.card')].flatMap((card) => {
    const box = card.getBoundingClientRect();
    return [...card.querySelectorAll('.value, .unit, .name, .change, .ask')].filter((part) => {
      const inner = part.getBoundingClientRect();
      return part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline'
        || inner.right > box.right + 1 || inner.left < box.left - 1 || inner.bottom > box.bottom + 1;
    }).map((part) => `${card.dataset.key} ${part.className}: ${part.textContent}`);
  }) : [];
  return {
    wider: Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - window.innerWidth),
    clipped,
  };
}
"""


def english(page: Page) -> set[str]:
    """Texts with an English word in them."""
    texts = [text for text in page.evaluate(SEEN) if not ICON.match(text)]
    return {text for text in texts if re.search(r"[A-Za-z]{3,}", ALLOWED.sub("", text))}


@pytest.mark.parametrize("name", SCREENS)
def test_page(go: Go, name: str) -> None:
    page = go(f"{'' if name == START else name}{PARAMS.get(name, '')}")
    assert page.locator(".page-head h1").inner_text() == SCREENS[name].title
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator('[data-testid="stAlertContentError"]').count() == 0
    assert english(page) == set()
    assert page.title() == f"{SCREENS[name].title} · 创城督查看板"
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(400)
        measured = page.evaluate(OVERFLOW)
        assert measured["wider"] <= 0, f"{width} wide"
        assert measured["clipped"] == [], f"{width} wide"


def test_a_4k_screen_shows_everything_twice_as_large(go: Go) -> None:
    page = go("")
    before = page.locator(".page-head h1").bounding_box()
    page.set_viewport_size({"width": 3840, "height": 2160})
    page.wait_for_timeout(600)
    after = page.locator(".page-head h1").bounding_box()
    assert before and after and after["height"] == pytest.approx(2 * before["height"], rel=0.1)
    assert page.evaluate(OVERFLOW) == {"wider": 0, "clipped": []}


def test_menus_and_pop_ups_of_streamlit_are_chinese(go: Go) -> None:
    page = go("overdue")
    page.locator(".st-key-district input").click()
    page.wait_for_timeout(300)
    assert english(page) == set()
    page.keyboard.press("Escape")
    page.locator(".st-key-as_of button").first.click()
    page.wait_for_timeout(300)
    assert english(page) == set()
    page.keyboard.press("Escape")
    table = page.locator('[data-testid="stDataFrame"]')
    table.scroll_into_view_if_needed()
    table.hover()
    page.wait_for_timeout(300)
    assert english(page) == set()
    box = table.bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 18)
    page.wait_for_timeout(300)
    page.mouse.click(box["x"] + 76, box["y"] + 18)
    page.wait_for_timeout(500)
    assert "升序" in page.evaluate(SEEN)
    assert english(page) == set()


def test_a_click_on_an_overdue_row_opens_the_issue_and_back_returns(go: Go) -> None:
    page = go("overdue?district=渡月镇")
    table = page.locator('[data-testid="stDataFrame"]')
    table.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 400, box["y"] + 55)
    page.wait_for_url("**/issue?id=*")
    settled(page)
    assert "超期" in page.locator(".verdict").inner_text()
    assert page.locator(".facts").inner_text().count("渡月镇") >= 1
    page.go_back()
    page.wait_for_url("**/overdue*")
    settled(page)
    assert parse_qs(urlsplit(page.url).query)["district"] == ["渡月镇"]
    assert page.locator(".page-head h1").inner_text() == "超期督办"


def test_a_card_explains_itself_and_leads_to_its_rows(go: Go) -> None:
    page = go("?district=渡月镇")
    card = page.locator(".card[data-key=overdue]")
    said = int(card.locator(".value").inner_text())
    assert not card.locator(".note").is_visible()
    card.locator(".ask").click()
    assert "时限当天不算超期" in card.locator(".note").inner_text()
    page.keyboard.press("Escape")
    assert not card.locator(".note").is_visible()
    card.locator(".go").click()
    page.wait_for_url("**/rows?figure=overdue*")
    settled(page)
    assert f"共 {said} 件" in page.locator('[data-testid="stMain"]').inner_text()
    assert parse_qs(urlsplit(page.url).query) == {"figure": ["overdue"], "district": ["渡月镇"]}


def test_the_link_of_a_card_opens_the_same_rows_in_a_new_tab(go: Go) -> None:
    page = go("?district=渡月镇")
    address = page.locator(".card[data-key=open] .go").get_attribute("href")
    said = page.locator(".card[data-key=open] .value").inner_text()
    shown = go(str(address))
    assert f"共 {said} 件" in shown.locator('[data-testid="stMain"]').inner_text()


def test_the_selection_survives_the_menu_a_reload_and_clearing(go: Go) -> None:
    page = go("?district=渡月镇&department=县水利局&district=没有的镇")
    assert "“没有的镇”不存在，已忽略" in page.locator('[data-testid="stMain"]').inner_text()
    for name in ("超期督办", "口径说明", "周趋势"):
        by_menu(page, name)
        page.wait_for_function(f"() => document.querySelector('.page-head h1')?.innerText === '{name}'")
        settled(page)
    assert parse_qs(urlsplit(page.url).query) == {"district": ["渡月镇"], "department": ["县水利局"]}
    page.reload()
    settled(page)
    assert "镇区：渡月镇；责任单位：县水利局" in page.locator(".page-filters").inner_text()
    page.get_by_role("button", name="清除筛选").click()
    page.wait_for_function("() => !document.querySelector('.page-filters')")
    assert urlsplit(page.url).query == ""


def test_nothing_jumps_when_a_filter_changes(go: Go) -> None:
    page = go("overdue")
    boxes = "() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].map((e) => { const b = e.getBoundingClientRect(); return [Math.round(b.top), Math.round(b.height)]; })"
    before = page.evaluate(boxes)
    page.locator(".st-key-category input").click()
    page.get_by_role("option", name="环境卫生").click()
    page.wait_for_selector(".page-filters")
    page.keyboard.press("Escape")
    settled(page)
    after = page.evaluate(boxes)
    line = page.locator(".page-filters").bounding_box()
    assert line
    assert [height for _, height in after] == [height for _, height in before]
    assert [abs(b[0] - a[0]) < line["height"] + 8 for a, b in zip(before, after, strict=True)] == [True, True]


def test_a_bar_leads_to_its_unit_and_a_number_to_its_rows(go: Go) -> None:
    page = go("districts?measure=超期")
    page.locator(".st-key-ranking td a").first.click()
    page.wait_for_url("**/unit?unit=*")
    settled(page)
    page.go_back()
    page.wait_for_url("**/districts*")
    settled(page)
    bar = page.locator('[class*="st-key-tallest-bars"] .point path').first
    bar.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = bar.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.wait_for_url("**/unit?unit=*")
    settled(page)
    assert page.locator(".page-head h1").inner_text() == "单位详情"


def test_the_download_holds_all_rows(go: Go, tmp_path: Path) -> None:
    page = go("rows?figure=total")
    shown = re.search(r"共 (\d+) 件，显示前 500 件", page.locator('[data-testid="stMain"]').inner_text())
    assert shown
    with page.expect_download(timeout=240_000) as download:
        page.get_by_role("button", name="下载表格").click()
    file = tmp_path / "rows.xlsx"
    download.value.save_as(file)
    assert download.value.suggested_filename == "交办总数（截至2026-07-10）.xlsx"
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["交办总数", "说明"]
    assert book["交办总数"].max_row == int(shown[1]) + 1 > 501
    assert book["说明"]["A1"].value == "数据截至：2026-07-10"


def test_an_unknown_page_opens_the_overview_and_says_so_in_chinese(go: Go) -> None:
    page = go("no_such_page")
    assert page.locator(".page-head h1").inner_text() == "总览"
    assert english(page) == set()


def test_a_photo_fills_the_screen_and_the_arrow_keys_go_on(go: Go) -> None:
    page = go("exposure")
    album = page.locator(".album")
    shown = album.locator("button.open img")
    page.wait_for_function("(e) => e.complete && e.naturalWidth > 0", arg=shown.first.element_handle())
    dialog = album.locator("dialog")
    assert not dialog.is_visible()
    first = album.locator(".title").first.inner_text()
    album.locator("button.open").first.click()
    assert dialog.is_visible() and first in dialog.inner_text()
    large = dialog.locator("img").first
    page.wait_for_function("(e) => e.complete && e.naturalWidth > 0", arg=large.element_handle())
    box, size = large.bounding_box(), page.viewport_size
    assert box and size and box["width"] > 0.4 * size["width"]
    assert "1 / 6" in dialog.inner_text()
    for place in range(2, 7):
        page.keyboard.press("ArrowRight")
        assert f"{place} / 6" in dialog.inner_text()
    assert english(page) == set()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    album.locator(".title").first.click()
    page.wait_for_url("**/issue?id=*")
    settled(page)
    assert page.locator(".album.alone button.open").count() >= 1
