"""大屏 in a real browser: it fits every wall, stays when the server stops, comes back, and follows imports and settings."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from database.masters import masters
from database.office import walls
from database.store.engine import Database
from domain.campaign.negative_list import NEGATIVE_LIST
from domain.directory import DEPARTMENT, DISTRICT
from tests.book_entries import stored
from tests.e2e.conftest import free_port, serving
from tests.factories import AT, july, load, row
from tests.ui import counties
from ui.shell import data

pytestmark = pytest.mark.e2e

SIZES = ((1920, 1080), (3840, 2160), (1366, 768), (1024, 768), (6656, 1792))
LONG = "云泽县省级承接产业转移示范园区管理委员会综合行政执法与城市精细化管理服务中心"
FAST = 10

FAULTS = """() => {
  const faults = [], least = innerHeight / 45;
  const root = document.documentElement;
  if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) faults.push(["scrolls"]);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, holder = node.parentElement, text = node.textContent.trim();
    if (!text || ["SCRIPT", "STYLE"].includes(holder.tagName)) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize), about = text.slice(0, 20);
    if (size < least - 0.01) faults.push(["too small", size, least, about]);
    if (/[A-Za-z]{2,}/.test(text)) faults.push(["not Chinese", about]);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      const slack = size * 0.3;
      const beyond = (r) => box.left < r.left - 1 || box.right > r.right + 1 || box.top < r.top - slack || box.bottom > r.bottom + slack;
      if (beyond({ left: 0, right: innerWidth, top: 0, bottom: innerHeight })) faults.push(["off the screen", about]);
      for (let up = holder; up && up !== document.body; up = up.parentElement) {
        const clips = !(up instanceof SVGElement) && getComputedStyle(up).overflow !== "visible";
        if (clips && beyond(up.getBoundingClientRect())) faults.push(["cut", up.className, about, box.right - up.getBoundingClientRect().right, box.bottom - up.getBoundingClientRect().bottom]);
      }
    }
  }
  for (const one of document.querySelectorAll("main *")) {
    if (one instanceof SVGElement || getComputedStyle(one).display === "inline") continue;
    const slack = 0.25 * parseFloat(getComputedStyle(one).fontSize) + 1;
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + slack)
      faults.push(["overflows", one.className, one.textContent.slice(0, 20)]);
  }
  const texts = [...document.querySelectorAll("main .number, main .name, main .days, main .state, main .problem, main .who, svg text")];
  const boxes = texts.map((one) => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width && box.height);
  for (const [n, [one, a]] of boxes.entries()) for (const [other, b] of boxes.slice(n + 1)) {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (!one.contains(other) && wide > 2 && high > 0.35 * Math.min(a.height, b.height)) faults.push(["over each other", one.textContent, other.textContent]);
  }
  return faults.slice(0, 8);
}"""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The busy county with photos, with names as long as real ones get and figures as large as a city's."""
    database = counties.busy(tmp_path_factory.mktemp("wall"))
    counties.with_photos(database, {f"WM2026-{n:04d}": ["before", "after"][: 1 + n % 2] for n in range(1, 7)})
    with database.write() as connection:
        lead = masters.save_unit(connection, masters.NewUnit(LONG, LONG, DEPARTMENT, "执法类"))
        district = masters.save_unit(connection, masters.NewUnit(f"{LONG}街道", f"{LONG}街道", DISTRICT, "街道"))
        category = masters.save_term(connection, "category", f"出店经营、占道经营与{LONG}")
        site = masters.save_site(connection, f"{LONG}南门", district_id=district)
        rows = [
            row(
                f"L{n}",
                found_on=july(-900),
                due_on=july(-890),
                lead_unit_id=lead,
                district_id=district,
                site_id=site,
                category_id=category,
                description=f"{LONG}，{LONG}，{LONG}",
            )
            for n in range(2_345)
        ]
        load(connection, counties.AS_OF, rows, name="长名称.xlsx")
    yield database
    database.close()


@pytest.fixture(scope="module")
def home(county: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of that county."""
    with serving(tmp_path_factory.mktemp("log"), county.url) as address:
        yield address


@pytest.fixture
def walled(browser: Browser) -> Iterator[Any]:
    """Opens a wall of some size and fails the test where a script throws or a request leaves the server."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on("request", lambda r: None if r.url.startswith(("http://127.0.0.1:", "data:")) else faults.append(r.url))

    def opened(address: str, token: str, size: tuple[int, int] = (1366, 768), speed: int = 1) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(f"{address}/big_screen?token={token}&speed={speed}")
        page.wait_for_selector("body[data-scene]", timeout=240_000)
        return page

    yield opened
    context.close()
    assert faults == []


def token_of(database: Database, name: str) -> str:
    return walls.make_token(database, name, at=AT, who=None)


def looked_through(page: Page) -> list[tuple[str, str]]:
    """Goes through all pages of all scenes of a paused wall, none of which has a fault, and tells where it was."""
    seen: list[tuple[str, str]] = []
    while True:
        now = (str(page.evaluate("document.body.dataset.scene")), page.locator("#turn").inner_text())
        if now in seen:
            return seen
        seen.append(now)
        assert page.evaluate(FAULTS) == [], (now, page.viewport_size)
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_scene_fits_every_wall_and_can_be_read_from_afar(
    county: Database, home: str, walled: Any, size: tuple[int, int]
) -> None:
    page = walled(home, token_of(county, f"墙 {size}"), size)
    page.keyboard.press(" ")
    expect(page.locator("#said")).to_contain_text("已暂停")
    seen = looked_through(page)
    assert {scene for scene, _ in seen} == set(walls.SCENES)
    assert len(seen) > len(walls.SCENES), "long lists go page by page"
    assert page.evaluate("getComputedStyle(document.body).cursor") == "none"


def test_scenes_turn_by_themselves_stop_and_go_by_keys(county: Database, home: str, walled: Any) -> None:
    page = walled(home, token_of(county, "按键"), speed=20)
    page.wait_for_function("document.body.dataset.scene === 'districts'", timeout=90_000)
    page.keyboard.press(" ")
    dots = page.locator("#dots").inner_text()
    assert sorted(set(dots)) == ["○", "●"] and dots.count("●") == 1 and len(dots) == len(walls.SCENES)
    before = page.evaluate("document.body.dataset.scene"), page.locator("#turn").inner_text()
    page.wait_for_timeout(2_500)
    assert (page.evaluate("document.body.dataset.scene"), page.locator("#turn").inner_text()) == before
    page.keyboard.press("PageDown")
    after = page.evaluate("document.body.dataset.scene"), page.locator("#turn").inner_text()
    assert after != before
    page.keyboard.press("PageUp")
    assert (page.evaluate("document.body.dataset.scene"), page.locator("#turn").inner_text()) == before
    page.keyboard.press(" ")
    page.wait_for_function(f"document.body.dataset.scene !== {before[0]!r}", timeout=90_000)


def test_an_import_shows_within_seconds_and_a_revoked_address_says_so(
    tmp_path: Path, county: Database, home: str, walled: Any
) -> None:
    token = token_of(county, "新数据")
    page = walled(home, token)
    page.keyboard.press(" ")
    opened = page.locator(".card .value").first.inner_text()
    with county.write() as connection:
        load(connection, counties.AS_OF, [row("新1", found_on=july(10), due_on=july(20))], name="新.xlsx")
    expect(page.locator(".card .value").first).not_to_have_text(opened, timeout=90_000)
    walls.revoke_token(county, walls.mark_of(token), at=AT, who=None)
    expect(page.locator("main")).to_contain_text("无效或已作废", timeout=90_000)
    assert page.locator(".card").count() == 0
    again = page.goto(f"{home}/big_screen?token={token}")
    assert again is not None and again.status == 403
    assert "无效或已作废" in page.locator("body").inner_text()


def minutes_of(page: Page) -> int:
    """The browser's time of day in minutes."""
    return int(page.evaluate("new Date().getHours() * 60 + new Date().getMinutes()"))


def test_the_last_view_outlives_five_restarts_of_a_server_that_ends_or_is_killed(
    tmp_path: Path, county: Database, walled: Any
) -> None:
    token, port = token_of(county, "重启"), free_port()
    ends = [SIGTERM, SIGKILL, SIGTERM, SIGKILL, SIGKILL, SIGTERM]
    with serving(tmp_path, county.url, port=port, ended_by=ends[0]) as address:
        page = walled(address, token, speed=FAST)
        page.keyboard.press(" ")
        first = page.locator("main").inner_text()
        page.evaluate("window.stayed = true")
        good = [minutes_of(page)]
    for ended_by in ends[1:]:
        good.append(minutes_of(page))
        expect(page.locator("#said")).to_contain_text("数据连接中断，显示的是", timeout=90_000)
        hour, minute = re.findall(r"显示的是 (\d+):(\d\d) 的数据", page.locator("#said").inner_text())[0]
        assert good[0] <= int(hour) * 60 + int(minute) <= good[1] or good[0] > good[1], "midnight, else the last tick"
        assert page.evaluate("document.body.dataset.stale") == "yes"
        assert page.locator("main").inner_text() == first
        assert page.evaluate(FAULTS) == []
        with serving(tmp_path, county.url, port=port, ended_by=ended_by):
            expect(page.locator("#said")).not_to_contain_text("中断", timeout=90_000)
            assert page.evaluate("document.body.dataset.stale") == "no"
            assert page.locator("main").inner_text() == first
            good = [minutes_of(page)]
    assert page.evaluate("window.stayed"), "it never had to load itself anew"


def test_a_wall_without_its_server_goes_on_turning_and_shows_what_came_in_meanwhile(
    tmp_path: Path, county: Database, walled: Any
) -> None:
    token, port = token_of(county, "停电"), free_port()
    with serving(tmp_path, county.url, port=port, ended_by=SIGKILL) as address:
        page = walled(address, token, speed=FAST)
        opened = page.locator(".card .value").first.inner_text()
    expect(page.locator("#said")).to_contain_text("数据连接中断", timeout=90_000)
    page.wait_for_function("document.body.dataset.scene === 'trend'", timeout=240_000)
    assert page.evaluate("document.body.dataset.stale") == "yes"
    with county.write() as connection:
        load(connection, counties.AS_OF, [row("停电1", found_on=july(10), due_on=july(20))], name="停电.xlsx")
    with serving(tmp_path, county.url, port=port):
        expect(page.locator("#said")).not_to_contain_text("中断", timeout=90_000)
        page.wait_for_function("document.body.dataset.scene === 'overview'", timeout=240_000)
        assert page.locator(".card .value").first.inner_text() != opened


def test_it_loads_itself_anew_at_a_quiet_hour_but_only_while_the_server_answers(
    tmp_path: Path, county: Database, browser: Browser
) -> None:
    token, port = token_of(county, "凌晨"), free_port()
    context = browser.new_context(timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.clock.install(time=datetime(2026, 7, 11, 2, 0, tzinfo=data.ZONE))
    with serving(tmp_path, county.url, port=port) as address:
        page.goto(f"{address}/big_screen?token={token}")
        page.wait_for_selector("body[data-scene]")
        page.evaluate("window.stayed = true")
        page.clock.fast_forward("01:20:00")
        page.wait_for_timeout(1_000)
        assert page.evaluate("window.stayed")
        page.clock.fast_forward("00:10:10")
        page.wait_for_function("window.stayed === undefined && document.body.dataset.scene", timeout=90_000)
        page.evaluate("window.stayed = true")
    page.clock.fast_forward("24:00:00")
    expect(page.locator("#said")).to_contain_text("数据连接中断", timeout=90_000)
    page.wait_for_timeout(1_500)
    assert page.evaluate("window.stayed && document.body.dataset.scene")
    context.close()


def test_the_red_light_stands_over_every_scene_until_it_goes_out(county: Database, home: str, walled: Any) -> None:
    lit = {"item": f"{LONG}发生较大及以上火灾事故", "state": "有隐患", "checked_on": july(9).isoformat()}
    stored(county, NEGATIVE_LIST, july(9), [lit, {**lit, "item": f"{LONG}发生校园安全责任事故"}])
    for size in SIZES:
        page = walled(home, token_of(county, f"红灯 {size}"), size)
        page.keyboard.press(" ")
        expect(page.locator("#alarm")).to_contain_text("负面清单亮红灯 2 项", timeout=90_000)
        assert {scene for scene, _ in looked_through(page)} == set(walls.SCENES)
        expect(page.locator("#alarm")).to_be_visible()
    stored(
        county,
        NEGATIVE_LIST,
        july(10),
        [{**lit, "state": "已消除"}, {**lit, "item": f"{LONG}发生校园安全责任事故", "state": "正常"}],
    )
    expect(page.locator("#alarm")).to_be_hidden(timeout=90_000)
