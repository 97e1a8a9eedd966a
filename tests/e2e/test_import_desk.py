"""A clerk's whole Tuesday in a real browser: ten files, two with faults; corrected on screen and in Excel; one undone."""

import os
import re
import time
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from data_loaders.import_options import unpacked
from database.imports import imports
from database.ledger import ledgers
from database.ledger.dataset_records import read_entries
from database.store.engine import Database, open_database
from domain.campaign.focus import FOCUS
from domain.figures.figures import figures
from tests.data_loaders.conftest import LIST, book
from tests.data_loaders.first_files import three_files
from tests.e2e.conftest import serving, settled
from tests.e2e.test_browser import OVERFLOW, english
from tests.ui import counties

pytestmark = pytest.mark.e2e

DAY = date(2026, 7, 10)
TOWNS = ("滨江街道", "渡月镇", "青芦镇", "柳汀镇", "澄湖镇", "白苇镇", "石榄镇", "荷渚镇")
LONG = 240_000
HEADING, LINE = 35, 66
NEW, REFUSED = 5, 8
"""Columns of the list of files."""
BEFORE_THE_CORRECTION = 80 + 60 + 100 + 140
"""Pixels of the columns to the left of 改为 (ui/desk/rejected_rows.py)."""


def listed(town: str, *faulty: Sequence[Any]) -> bytes:
    place = TOWNS.index(town)
    rows = [
        (f"TU{place}-{n}", DAY, town, "人民路", "环境卫生", text, "住建局", "3天")
        for n, text in enumerate(("路口垃圾桶满溢", "<b>绿化带</b>内有白色垃圾", "人行道上堆放杂物"), start=1)
    ]
    return book([(f"{town}文明城市创建检查问题清单",), LIST, *rows, *faulty, ("制表人：张三",)])


def ten_files(folder: Path) -> list[Path]:
    """Eight lists of towns (one as GBK text, two in a .zip named in GBK), a feedback sheet, and a file that is broken."""
    found = []

    def put(name: str, content: bytes) -> None:
        (folder / name).write_bytes(content)
        found.append(folder / name)

    wrong_day = ("TU0-9", "2026年2月30日", "滨江街道", "人民路", "环境卫生", "路面破损", "住建局", "3天")
    no_text = ("TU1-9", DAY, "渡月镇", "人民路", "环境卫生", None, "住建局", "3天")
    put("滨江街道_清单_截至2026年7月12日.xlsx", listed("滨江街道", wrong_day))
    put("渡月镇_清单_截至2026年7月12日.xlsx", listed("渡月镇", no_text))
    for town in TOWNS[2:5]:
        put(f"{town}_清单_截至2026年7月12日.xlsx", listed(town))
    lines = [",".join(LIST), f"TU5-1,2026-07-10,{TOWNS[5]},人民路,环境卫生,路口垃圾桶满溢,住建局,3天"]
    put(f"{TOWNS[5]}_清单_截至2026年7月12日.csv", "\r\n".join(lines).encode("gb18030"))
    with zipfile.ZipFile(folder / "两个镇.zip", "w") as packed:
        for town in TOWNS[6:]:
            packed.writestr(f"{town}_清单_截至2026年7月12日.xlsx", listed(town))
    found.append(folder / "两个镇.zip")
    answers = [("编号", "是否完成", "完成时间", "整改情况"), ("TU2-1", "已完成", date(2026, 7, 11), "已清理")]
    put("整改反馈_截至2026年7月12日.xlsx", book(answers))
    put("坏文件.xlsx", b"PK\x03\x04 nothing")
    return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[str, Database]]:
    """A server of its own with a county that knows the towns, and its database."""
    database = counties.busy(tmp_path)
    with database.write() as connection:
        counties.towns(connection, TOWNS)
    with serving(tmp_path, database.url) as address:
        yield address, database
    database.close()


@pytest.fixture
def desk(browser: Browser, office: tuple[str, Database]) -> Iterator[Page]:
    """数据导入 in a fresh Chinese browser."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
    )
    page = context.new_page()
    page.goto(f"{office[0]}/imports")
    yield settled(page)
    context.close()


def drop(page: Page, files: Sequence[Path]) -> None:
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', [str(file) for file in files])


def looked_at(page: Page, name: str) -> None:
    """Take a picture for the office guide, where a folder for it is named (GUIDE_PICTURES), and check the screen."""
    settled(page)
    assert english(page) == set()
    measured = page.evaluate(OVERFLOW)
    assert measured["wider"] <= 0
    folder = os.environ.get("GUIDE_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def type_into(page: Page, table: Locator, across: float, text: str) -> None:
    """Type into the first line of a table, `across` pixels from its left edge.

    The table is a picture: it takes a click only when it has been drawn, and it may still move while the page settles.
    """
    for _ in range(8):
        settled(page)
        table.scroll_into_view_if_needed()
        box = table.bounding_box()
        assert box is not None
        page.mouse.dblclick(box["x"] + across, box["y"] + HEADING + LINE / 2)
        editor = page.locator("#portal textarea, #portal input").first
        try:
            editor.wait_for(timeout=5_000)
        except TimeoutError:
            continue
        editor.fill(text)
        page.keyboard.press("Enter")
        return
    pytest.fail("the cell did not open")


def number_in(page: Page, file: str, column: int) -> int:
    """A number of the line of `file` in the list of files, once the page has come to rest."""
    settled(page)
    row = page.locator(".st-key-desk_files tr").filter(has_text=file).first
    expect(row).to_be_visible(timeout=LONG)
    return int(row.locator("td").nth(column).inner_text().replace(",", ""))


def know(page: Page) -> None:
    """Acknowledge everything that must be known before the files are imported."""
    settled(page)
    boxes = page.locator('.st-key-desk_notices [data-testid="stCheckbox"]')
    for place in range(boxes.count()):
        box = boxes.nth(place)
        if not box.locator("input").is_checked():
            box.locator("label").click()
            settled(page)
            expect(box.locator("input")).to_be_checked(timeout=LONG)


def test_a_whole_tuesday(desk: Page, office: tuple[str, Database], tmp_path: Path) -> None:
    page, database = desk, office[1]
    before = figures(ledgers.read_ledger(database), as_of=date(2026, 7, 12))
    files = ten_files(tmp_path)
    drop(page, files)
    expect(page.get_by_text("试算结果（还没有写入）")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("滨江街道_清单_截至2026年7月12日.xlsx").first).to_be_visible()
    assert (number_in(page, "滨江街道_清单", NEW), number_in(page, "滨江街道_清单", REFUSED)) == (3, 1)
    assert (number_in(page, f"{TOWNS[5]}_清单", NEW), number_in(page, f"{TOWNS[6]}_清单", NEW)) == (1, 3)
    assert "读不了" in page.locator(".st-key-desk_files table").inner_text()
    looked_at(page, "01_ten_files")

    # One fault is corrected on screen.
    page.get_by_role("radio", name=re.compile("更正拒收的行")).click()
    grid = page.locator('[data-testid="stDataFrameResizable"]').first
    grid.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    looked_at(page, "02_faults")
    type_into(page, grid, BEFORE_THE_CORRECTION + 70, "2026-07-09")
    expect(page.get_by_text("已更正 1 个单元格")).to_be_visible(timeout=LONG)
    settled(page)
    assert (number_in(page, "滨江街道_清单", NEW), number_in(page, "滨江街道_清单", REFUSED)) == (4, 0)

    # The other one in Excel: the workbook comes back with the faulty cell marked.
    page.get_by_role("combobox", name="看哪个文件").click()
    page.keyboard.type("渡月镇")
    page.get_by_role("option", name=re.compile("渡月镇")).click()
    expect(page.get_by_role("radio", name="更正拒收的行（1）")).to_be_visible(timeout=LONG)
    with page.expect_download(timeout=LONG) as download:
        page.get_by_role("button", name="下载标红的原表").click()
    marked = tmp_path / "渡月镇_改好_截至2026年7月12日.xlsx"
    download.value.save_as(marked)
    found = openpyxl.load_workbook(marked)
    sheet = found["Sheet1"]
    faulty = [c for row in sheet.iter_rows() for c in row if c.comment is not None]
    assert [c.coordinate for c in faulty] == ["F6"]
    faulty[0].value = "墙面小广告没有清除"
    found.save(marked)
    page.get_by_role("button", name="移出这个文件").click()
    expect(page.locator(".st-key-desk_files").get_by_text("渡月镇")).to_have_count(0, timeout=LONG)
    drop(page, [marked])
    expect(page.locator(".st-key-desk_files").get_by_text("渡月镇_改好")).to_have_count(1, timeout=LONG)
    settled(page)
    assert (number_in(page, "渡月镇_改好", NEW), number_in(page, "渡月镇_改好", REFUSED)) == (4, 0)

    # The clerk closes the tab, comes back, takes everything up again, and confirms.
    page.goto(f"{office[0]}/imports")
    expect(page.get_by_text("没有确认的文件")).to_be_visible(timeout=LONG)
    looked_at(page, "03_taken_up_again")
    page.get_by_role("button", name="接着处理").click()
    expect(page.get_by_role("button", name=re.compile("确认导入 9 个文件"))).to_be_visible(timeout=LONG)
    settled(page)
    looked_at(page, "04_forecast")
    said = {
        row.locator("td").first.inner_text(): row.locator("td").nth(-2).inner_text()
        for row in page.locator(".st-key-desk_effect tbody tr").all()
    }
    know(page)
    page.get_by_role("button", name=re.compile("确认导入 9 个文件")).click()
    expect(page.get_by_text("已导入。")).to_be_visible(timeout=LONG)
    looked_at(page, "05_done")
    after = figures(ledgers.read_ledger(database), as_of=date(2026, 7, 12))
    assert after.counts["total"] == before.counts["total"] + 24
    assert {
        name: f"{after.counts[key]:,} 件" for name, key in (("交办总数", "total"), ("超期", "overdue"))
    }.items() <= (said.items())

    # The screens show it; a cell's markup is text.
    page.goto(f"{office[0]}/issue")
    settled(page)
    page.get_by_label("查找问题").fill("绿化带")
    page.keyboard.press("Enter")
    expect(page.get_by_text("<b>绿化带</b>内有白色垃圾")).not_to_have_count(0, timeout=LONG)

    # One of them is undone: what that does is shown before.
    page.goto(f"{office[0]}/imports")
    settled(page)
    page.get_by_role("button", name="不要了").click()
    expect(page.get_by_text("没有确认的文件")).to_have_count(0, timeout=LONG)
    settled(page)
    past = imports.history(database)
    key = int(past[past["file_name"].str.contains("澄湖镇")]["id"].iloc[0])
    page.get_by_role("combobox", name="看哪一次导入").click()
    page.keyboard.type("澄湖镇")
    page.get_by_role("option", name=re.compile(f"第 {key} 次")).click()
    expect(page.locator(".st-key-past_import").get_by_text("澄湖镇")).to_be_visible(timeout=LONG)
    settled(page)
    page.get_by_text("撤销这次导入（先看会怎样）").click()
    expect(page.get_by_text("移除 3")).to_be_visible(timeout=LONG)
    looked_at(page, "06_undo")
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_text("已撤销。")).to_be_visible(timeout=LONG)
    settled(page)
    assert (
        figures(ledgers.read_ledger(database), as_of=date(2026, 7, 12)).counts["total"] == before.counts["total"] + 21
    )
    page.get_by_role("button", name="恢复这次导入").click()
    expect(page.get_by_text("已恢复。")).to_be_visible(timeout=LONG)
    assert figures(ledgers.read_ledger(database), as_of=date(2026, 7, 12)) == after


def test_a_forecast_stands_under_its_own_file(desk: Page, tmp_path: Path) -> None:
    """One file is put away and another uploaded: nothing of the first one stands under the second's name."""
    page = desk
    first, second = tmp_path / "滨江街道_清单_截至2026年7月12日.xlsx", tmp_path / "渡月镇_清单_截至2026年7月19日.xlsx"
    first.write_bytes(
        listed("滨江街道", ("TU0-9", "2026年2月30日", "滨江街道", "人民路", "环境卫生", "破损", "住建局", "3天"))
    )
    second.write_bytes(book([LIST, ("TU1-1", DAY, "渡月镇", "人民路", "环境卫生", "路口垃圾桶满溢", "住建局", "3天")]))
    drop(page, [first])
    expect(page.get_by_role("button", name=re.compile("确认导入 1 个文件 3 行"))).to_be_visible(timeout=LONG)
    assert (number_in(page, "滨江街道_清单", NEW), number_in(page, "滨江街道_清单", REFUSED)) == (3, 1)
    page.get_by_role("button", name="移出这个文件").click()
    expect(page.locator(".st-key-desk_files")).to_have_count(0, timeout=LONG)
    drop(page, [second])
    expect(page.locator(".st-key-desk_files").get_by_text("渡月镇_清单")).to_have_count(1, timeout=LONG)
    settled(page)
    assert (number_in(page, "渡月镇_清单", NEW), number_in(page, "渡月镇_清单", REFUSED)) == (1, 0)
    assert "2026-07-19" in page.locator(".st-key-desk_files tr").filter(has_text="渡月镇_清单").first.inner_text()
    expect(page.get_by_role("button", name=re.compile("确认导入 1 个文件 1 行"))).to_be_visible(timeout=LONG)
    expect(page.get_by_text("滨江街道_清单")).to_have_count(0)


def test_the_first_files_of_an_office(browser: Browser, tmp_path: Path) -> None:
    """Three workbooks in an empty county: the new units in one table, the rest as written, and everything is loaded."""
    database = counties.empty(tmp_path)
    files = []
    for name, content in three_files():
        (tmp_path / name).write_bytes(content)
        files.append(tmp_path / name)
    with serving(tmp_path, database.url) as address:
        context = browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        page = context.new_page()
        page.goto(f"{address}/imports")
        settled(page)
        drop(page, files)
        expect(page.get_by_role("button", name="全部登记（36 个）")).to_be_visible(timeout=LONG)
        settled(page)
        table = page.locator('.st-key-desk_questions [data-testid="stDataFrameResizable"]')
        box, button = table.bounding_box(), page.get_by_role("button", name="全部登记（36 个）").bounding_box()
        assert box is not None and button is not None
        assert button["y"] + button["height"] < 768  # in sight without scrolling
        assert (number_in(page, "东山镇整改台账", NEW), number_in(page, "东山镇整改台账", REFUSED)) == (0, 68)
        looked_at(page, "11_first_files")
        # One line is left out in the table, and taken in again.
        page.mouse.click(box["x"] + 44, box["y"] + HEADING + 17)
        expect(page.get_by_role("button", name="登记勾选的 35 个")).to_be_visible(timeout=LONG)
        settled(page)
        box = table.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 44, box["y"] + HEADING + 17)
        page.get_by_role("button", name="全部登记（36 个）").click()
        expect(page.get_by_text("确认导入时登记 36 个新单位")).to_be_visible(timeout=LONG)
        settled(page)
        looked_at(page, "12_units_registered")
        page.get_by_role("button", name="其余照原文").click()
        expect(page.get_by_text("要确认的都确认了")).to_be_visible(timeout=LONG)
        expect(page.get_by_role("button", name=re.compile("确认导入 3 个文件 239 行"))).to_be_visible(timeout=LONG)
        settled(page)
        know(page)
        page.get_by_role("button", name=re.compile("确认导入 3 个文件 239 行")).click()
        expect(page.get_by_text("已导入。")).to_be_visible(timeout=LONG)
        context.close()
    assert len(ledgers.read_ledger(database)) == 239
    assert len(ledgers.read_ledger(database).directory.units) == 36
    database.close()


def test_what_must_be_known_is_acknowledged_and_a_row_is_taken_back(
    desk: Page, office: tuple[str, Database], tmp_path: Path
) -> None:
    """A ledger of which much is unclear: nothing is imported before the clerk has said that he knows; a note is a problem after all."""
    page, database = desk, office[1]
    before = len(ledgers.read_ledger(database))
    heads = (*LIST, "整改情况", "完成时间", "网格员")
    texts = ("路口垃圾桶满溢", "绿化带内有白色垃圾", "人行道上堆放杂物", "墙面小广告没有清除", "井盖破损")
    rows = [
        [f"BJ-{n}", DAY, "滨江街道", "人民路", "环境卫生", text, "住建局", "3天", None, None, "张三"]
        for n, text in enumerate(texts, start=1)
    ]
    rows[0][7] = "待定"
    rows[1][8] = "详见附件二"
    rows[2][8] = "已整改到位"
    rows[3][1] = "2026年2月30日"
    note = ("说明：下水道堵塞", "2026-07-09", "滨江街道", None, "环境卫生", None, None, "3天")
    path = tmp_path / "滨江街道_台账_截至2026年7月12日.xlsx"
    path.write_bytes(book([("滨江街道整改台账",), heads, *rows, note, ("制表人：张三",)]))
    drop(page, [path])
    notices = page.locator(".st-key-desk_notices")
    expect(notices).to_be_visible(timeout=LONG)
    settled(page)
    for words in ("拒收 1 行", "看不出改没改完的整改情况 1 行", "看不出日期的时限 1 行", "写了完成、没写哪天完成 1 行"):
        expect(notices.get_by_text(words)).to_be_visible()
    assert "△ 先要知道 4 项" in page.locator(".st-key-desk_files table").inner_text()
    expect(page.get_by_role("button", name=re.compile("确认导入"))).to_be_disabled()
    page.get_by_text("试算结果（还没有写入）").scroll_into_view_if_needed()
    page.mouse.move(600, 500)
    page.mouse.wheel(0, 420)
    page.wait_for_timeout(500)
    looked_at(page, "13_to_know")
    know(page)
    assert "✓ 可导入" in page.locator(".st-key-desk_files table").inner_text()
    expect(page.get_by_role("button", name=re.compile("确认导入"))).to_be_enabled()

    # Two rows at the end are set aside; one of them is a problem and is taken back.
    page.get_by_role("radio", name="本表账目").click()
    expect(page.get_by_text("有内容的格共")).to_be_visible(timeout=LONG)
    settled(page)
    page.get_by_text("有内容的格共").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    looked_at(page, "14_account")
    aside = page.locator('[class*="st-key-aside_"]').filter(has_text="下水道堵塞")
    aside.get_by_role("button", name="取回").click()
    expect(page.get_by_text("已取回 1 行当作问题")).to_be_visible(timeout=LONG)
    settled(page)
    know(page)
    page.get_by_role("button", name=re.compile("确认导入")).click()
    expect(page.get_by_text("已导入。")).to_be_visible(timeout=LONG)
    settled(page)
    looked_at(page, "15_account_kept")
    expect(page.get_by_text("导入人已知道：")).to_be_visible(timeout=LONG)
    newest = imports.history(database).iloc[0]
    with database.read() as connection:
        choices = unpacked(imports.choices_of(connection, int(newest["id"])))
    assert choices.kept
    assert set(choices.acknowledged) >= {"refused", "progress", "due", "undated_done"}
    assert len(ledgers.read_ledger(database)) >= before + 4


def test_the_overview_has_the_address_of_its_file_too(office: tuple[str, Database], browser: Browser) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{office[0]}/overview?lead=%E4%BD%8F%E5%BB%BA%E5%B1%80")
    settled(page)
    assert page.locator(".page-head h1").inner_text() == "总览"
    assert page.get_by_text("没有这个页面").count() == 0
    page.close()


def test_a_file_of_any_size_shows_how_far_it_is(desk: Page, office: tuple[str, Database], tmp_path: Path) -> None:
    rows = [
        (f"BIG-{n}", DAY, "滨江街道", f"{n % 90} 号", "环境卫生", f"第 {n} 处垃圾", "住建局", "3天")
        for n in range(20_000)
    ]
    path = tmp_path / "大表_截至2026年7月12日.xlsx"
    path.write_bytes(book([LIST, *rows]))
    drop(desk, [path])
    expect(desk.get_by_role("button", name=re.compile("确认导入 1 个文件 20,000 行"))).to_be_visible(timeout=2 * LONG)
    desk.get_by_role("button", name=re.compile("确认导入")).click()
    # The clerk leaves at once; what he confirmed is imported all the same.
    desk.wait_for_timeout(700)
    desk.close()
    reader = open_database(office[1].url)
    for _ in range(600):
        if len(imports.history(reader)) and len(ledgers.read_ledger(reader)) >= 20_000:
            break
        time.sleep(0.1)
    newest = imports.history(reader).iloc[0]
    reader.close()
    assert (newest["file_name"], newest["rows_new"]) == (path.name, 20_000)


def test_a_book_beside_the_issues(desk: Page, office: tuple[str, Database], tmp_path: Path) -> None:
    """A list of material and a list of issues in one go: tried, loaded, and the material taken back."""
    page, database = desk, office[1]
    rows = [("公共环境", "问题类别", "环境卫生"), ("说不清", "项目", "背街小巷改造"), ("硬件设施", "项目", "公厕改建")]
    material = tmp_path / "五大重点工作归类表（截至2026年7月12日）.xlsx"
    material.write_bytes(book([("五大重点工作归类表",), ("领域", "对象类别", "名称"), *rows]))
    issues = tmp_path / "滨江街道_清单_截至2026年7月12日.xlsx"
    issues.write_bytes(listed("滨江街道"))
    drop(page, [material, issues])
    expect(page.get_by_text("试算结果（还没有写入）")).to_be_visible(timeout=LONG)
    assert (number_in(page, "五大重点", NEW), number_in(page, "五大重点", REFUSED)) == (2, 1)
    assert number_in(page, "滨江街道_清单", NEW) == 3
    expect(page.get_by_role("radio", name=re.compile("疑似重复"))).to_have_count(0)
    page.get_by_role("radio", name=re.compile("条目变化")).click()
    expect(page.get_by_text("项目 · 公厕改建")).to_be_visible(timeout=LONG)
    looked_at(page, "09_book")
    know(page)
    settled(page)
    page.get_by_role("button", name=re.compile("确认导入")).click()
    expect(page.get_by_text("已导入。")).to_be_visible(timeout=LONG)
    assert [e["name"] for e in read_entries(database, FOCUS)] == ["环境卫生", "公厕改建"]
    page.get_by_role("button", name="继续导入其他文件").click()
    settled(page)
    page.get_by_role("combobox", name="看哪一次导入").click()
    page.keyboard.type("五大重点")
    page.get_by_role("option", name=re.compile("五大重点")).click()
    settled(page)
    page.get_by_text("撤销这次导入（先看会怎样）").click()
    expect(page.get_by_text("移除").first).to_be_visible(timeout=LONG)
    looked_at(page, "10_book_taken_back")
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_role("button", name="恢复这次导入")).to_be_visible(timeout=LONG)
    assert read_entries(database, FOCUS) == []
