"""A county whose every name and cell is markup, in a real browser: nothing is drawn, loaded, run or linked."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.data_loaders.conftest import LIST, book
from tests.e2e.conftest import serving, settled
from tests.ui.hostile import MARKUP, hostile, named
from ui.shell.screens import SCREENS

pytestmark = pytest.mark.e2e
PARAMS = {
    "unit": f"?unit={quote(named('镇1'))}",
    "issue": "?id=3",
    "rows": f"?figure=overdue&only_district={quote(named('镇1'))}",
}

# Whatever the markup would have made, through shadow roots too. Grids and charts draw text on canvas or in SVG.
MADE = """
() => {
  const made = [];
  const walk = (root) => {
    for (const node of root.querySelectorAll('*')) {
      if (node.host?.includes('evil') || node.protocol === 'javascript:') made.push(node.outerHTML);
      if (node.matches('img[src*=evil], del, .katex, [data-testid=stMarkdownBadge]')) made.push(node.outerHTML);
      const words = node.children.length ? '' : node.textContent;
      if (/^(粗|星|斜|删|码|点|脚|链|红)$/.test(words)) made.push(node.outerHTML);
      if (node.matches('[data-testid=stIconMaterial], [translate=no]') && words === 'delete') made.push(node.outerHTML);
      if (node.localName === 'script' && node.textContent.startsWith('alert')) made.push(node.outerHTML);
      if (node.shadowRoot) walk(node.shadowRoot);
    }
  };
  walk(document);
  return made;
}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the hostile county."""
    folder = tmp_path_factory.mktemp("hostile")
    database = hostile(folder)
    database.close()
    with serving(folder, database.url) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test when a request leaves the server, a dialog opens or a script throws."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")

    def asked(dialog: Dialog) -> None:
        faults.append(dialog.message)
        dialog.dismiss()

    home = (address, address.replace("http", "ws", 1), "data:", "blob:")
    context.on("request", lambda r: None if r.url.startswith(home) else faults.append(r.url))
    context.on("weberror", lambda e: faults.append(str(e.error)))
    opened = context.new_page()
    opened.on("dialog", asked)
    yield opened
    context.close()
    assert faults == []


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_makes_anything_of_markup(page: Page, address: str, screen: str) -> None:
    page.goto(f"{address}/{screen}{PARAMS.get(screen, '')}")
    settled(page)
    assert page.evaluate(MADE) == []


@pytest.mark.parametrize(
    ("screen", "where"),
    [("overview", "镇1"), ("departments", "局1"), ("unit", "镇1"), ("issue", "description"), ("rows", "镇1")],
)
def test_the_text_stands_there_letter_by_letter(page: Page, address: str, screen: str, where: str) -> None:
    page.goto(f"{address}/{screen}{PARAMS.get(screen, '')}")
    settled(page)
    whole = named(where)
    # Beside bars a long name is cut in the middle (ui.parts.charts.name_axis).
    text = json.dumps(f"{whole[:6]}…{whole[-5:]}" if screen == "departments" else whole)
    shown = "() => document.querySelector('[data-testid=stMain]').textContent.replaceAll('\\u2060', '')"
    assert page.evaluate(f"() => ({shown})().includes({text})")


def test_an_address_shows_its_words_as_they_are(page: Page, address: str) -> None:
    page.goto(f"{address}/unit?unit={quote(named('没有'))}")
    settled(page)
    warning = page.get_by_test_id("stAlertContentWarning").first
    expect(warning).to_be_visible()
    assert f"“没有{MARKUP}”" in (warning.text_content() or "").replace("\u2060", "")
    assert page.evaluate(MADE) == []


def test_an_upload_shows_its_words_as_they_are(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/imports")
    settled(page)
    row = (named("号"), date(2026, 7, 6), named("镇"), named("点"), named("类"), named("问题"), named("局"), "3天", "x")
    content = book([[*LIST, named("表头")], row, ("合计", 1), row], sheet="表<b粗b>_斜_`码`$x^2$~~删~~")
    file = {"name": "清单**星**<b>粗</b>_2026年7月12日.xlsx", "mimeType": "", "buffer": content}
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', [file])  # type: ignore[arg-type]
    page.get_by_text("试算结果（还没有写入）").wait_for(timeout=240_000)
    settled(page)
    assert page.evaluate(MADE) == []


def test_tables_have_no_csv_button(page: Page, address: str) -> None:
    page.goto(f"{address}/overdue")
    settled(page)
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.hover()
    tools = page.get_by_test_id("stElementToolbar").first
    expect(tools).to_be_visible()
    names = [button.get_attribute("aria-label") or "" for button in tools.get_by_role("button").all()]
    assert names
    assert not [name for name in names if "CSV" in name]
