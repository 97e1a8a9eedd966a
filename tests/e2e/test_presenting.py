"""汇报模式 on a projector, and every page on paper."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import by_menu, settled
from tests.e2e.test_browser import OVERFLOW, PARAMS, english
from ui.shell.presenting import LARGER
from ui.shell.screens import SCREENS, START

pytestmark = pytest.mark.e2e

Go = Callable[[str], Page]
SIZES = [(1366, 768), (1920, 1080), (3840, 2160)]
PAPER_WIDTH = 1047
"""Pixels of 277 mm: A4 landscape without its margins."""

ROOT_SIZE = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"

# What reaches beyond the right edge, through shadow roots too; what its box cuts off counts as well.
BEYOND = """
(width) => {
  const found = [];
  const walk = (root) => {
    for (const node of root.querySelectorAll('*')) {
      if (node.shadowRoot) walk(node.shadowRoot);
      if (!node.checkVisibility() || node.closest('svg, [aria-hidden=true]')) continue;
      const box = node.getBoundingClientRect();
      const cut = node.scrollWidth > node.clientWidth + 1 && ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(node).overflowX);
      if (box.width > 1 && box.height > 1 && (box.right > width + 1 || box.left < -1 || cut)) {
        found.push(`${node.tagName} ${node.className} ${node.dataset.testid || ''}: ${Math.round(box.left)}–${Math.round(box.right)} ${node.scrollWidth}/${node.clientWidth} ${node.textContent.slice(0, 30)}`);
      }
    }
  };
  walk(document.querySelector('[data-testid=stMain]'));
  return found;
}
"""


def address(name: str, **more: str) -> str:
    """The address of a screen with something on it."""
    link = f"{'' if name == START else name}{PARAMS.get(name, '')}"
    extra = "&".join(f"{key}={value}" for key, value in more.items())
    return f"{link}{'&' if '?' in link else '?'}{extra}" if extra else link


@pytest.mark.parametrize("name", SCREENS)
def test_a_projector_shows_every_page_in_large_type_without_the_sidebar(go: Go, name: str) -> None:
    page = go(address(name, present="1"))
    assert page.locator(".page-head h1").inner_text() == SCREENS[name].title
    assert not page.locator('[data-testid="stSidebar"]').is_visible()
    assert page.locator(".st-key-present input").is_checked()
    assert english(page) == set()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(500)
        assert page.evaluate(ROOT_SIZE) == pytest.approx((32 if width > 3000 else 16) * LARGER)
        assert page.evaluate(OVERFLOW) == {"wider": 0, "clipped": []}, f"{width} wide"


def test_a_click_turns_it_on_links_keep_it_and_esc_leaves_it(go: Go) -> None:
    page = go("overdue?district=渡月镇")
    sidebar = page.locator('[data-testid="stSidebar"]')
    assert sidebar.is_visible()
    page.locator(".st-key-present label").first.click()
    page.wait_for_function("() => document.documentElement.classList.contains('presenting')")
    page.wait_for_url("**present=true*")
    settled(page)
    for name in ("周趋势", "口径说明", "总览"):
        by_menu(page, name)
        page.wait_for_function(f"() => document.querySelector('.page-head h1')?.innerText === '{name}'")
        settled(page)
        assert parse_qs(urlsplit(page.url).query)["present"] == ["true"]
        assert not sidebar.is_visible()
    assert parse_qs(urlsplit(page.url).query) == {"district": ["渡月镇"], "present": ["true"]}
    assert "镇区：渡月镇" in page.locator(".page-filters").inner_text()
    assert "present=true" in str(page.locator(".card[data-key=overdue] .go").get_attribute("href"))
    page.locator(".card[data-key=overdue] .ask").click()
    page.keyboard.press("Escape")  # closes what is open, and only that
    page.wait_for_timeout(800)
    assert not sidebar.is_visible()
    page.locator(".card[data-key=overdue] .go").click()
    page.wait_for_url("**/rows?figure=overdue*")
    settled(page)
    assert not sidebar.is_visible()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.documentElement.classList.contains('presenting')")
    page.wait_for_function("() => !location.search.includes('present')")
    assert parse_qs(urlsplit(page.url).query) == {"figure": ["overdue"], "district": ["渡月镇"]}
    assert sidebar.is_visible()


def printed(page: Page) -> Page:
    """The page as it is laid out on paper."""
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 695})
    page.wait_for_timeout(400)
    return page


@pytest.mark.parametrize("name", SCREENS)
def test_a_page_on_paper_has_its_day_no_controls_and_nothing_cut(go: Go, name: str) -> None:
    page = printed(go(address(name)))
    assert page.locator(".page-head h1").is_visible()
    assert "数据截至 2026年7月10日" in page.locator(".page-day").inner_text()
    away = (
        "stSidebar stHeader stButton stDownloadButton stPopover stFileUploader stDataFrame stTooltipIcon stPagination "
        "stForm"
    )
    for part in away.split():
        assert page.locator(f'[data-testid="{part}"]:visible').count() == 0, part
    assert not page.locator(".st-key-present").is_visible() and not page.locator(".print-page").is_visible()
    assert english(page) == set()
    assert page.evaluate(BEYOND, PAPER_WIDTH) == []


def test_a_long_table_prints_its_first_rows_and_says_where_the_rest_is(go: Go) -> None:
    page = go("rows?figure=total")
    sheet = page.locator(".paper")
    assert not sheet.is_visible()
    printed(page)
    assert sheet.locator("tbody tr").count() == 40
    total = re.search(r"共 ([\d,]+) 件", page.locator('[data-testid="stMain"]').inner_text())
    assert total
    assert sheet.locator("p").inner_text() == f"打印前 40 行，共 {total[1]} 行；完整清单请下载表格。"


def test_of_a_choice_the_chosen_word_is_printed(go: Go) -> None:
    page = printed(go("districts?measure=超期"))
    choice = page.locator('[data-testid="stButtonGroup"]').first
    assert choice.inner_text().split() == ["按什么排名", "超期"]


def test_charts_on_paper_are_whole_and_as_wide_as_their_place(go: Go) -> None:
    page = printed(go("trend?present=1"))
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].map((chart) => { const place = chart.getBoundingClientRect();"
        " const drawn = chart.querySelector('.main-svg').getBoundingClientRect();"
        " return [place.left - drawn.left, place.right - drawn.right, place.bottom - drawn.bottom, drawn.width]; })"
    )
    assert len(boxes) == 4
    for left, right, below, width in boxes:
        assert abs(left) < 2 and abs(right) < 2 and below > -2 and width > 300
    page.emulate_media(media="screen")
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".main-svg[viewBox]").count() == 0


def test_the_pages_are_a4_landscape_with_the_day_at_the_foot(go: Go) -> None:
    page = go("")
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = {(round(float(w)), round(float(h))) for w, h in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)}
    assert sizes == {(842, 595)}
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    foot = page.evaluate("() => [...document.styleSheets].at(-1).cssRules[0].cssText")
    assert "创城督查看板　数据截至2026年7月10日" in foot and "@bottom-left" in foot
