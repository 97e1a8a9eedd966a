"""数据质量: the number beside each check is the length of its list, and leads to it."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from briefings.excel.workbook import workbook
from data_loaders.importing.intake import load as load_file
from data_loaders.importing.intake import recognise
from database.imports import imports
from database.masters import masters
from database.store.engine import Database
from domain.figures.figures import figures
from domain.figures.quality import CHECKS
from domain.ledger.selection import Selection
from domain.ledger.states import State
from tests.database.sheets import Sheet, with_ids
from tests.factories import AT, database_at, july, load
from tests.pages.conftest import Tab
from ui.issues import finding_rows, findings, quality
from ui.shell import data
from ui.shell.data import Scope

TOWN, ROAD = "滨江街道", "滨江路"


def _row(number: str | None, **said: Any) -> dict[str, Any]:
    whole = {
        "number": number,
        "district": TOWN,
        "site": ROAD,
        "category": "环境卫生",
        "lead": "住建局",
        "found_on": july(2),
        "due_on": july(9),
        "description": f"问题{number}各不相同",
    }
    return {name: value for name, value in (whole | said).items() if value is not None or name == "number"}


ROWS = (
    _row("1", due_on=None),
    _row("2", lead=None, site="东门"),
    _row("3", district=None, site=None),
    _row("4", site=None),
    _row("5", category=None, site="西门"),
    _row("6", state=int(State.REPORTED), done_on=july(1), site="南门"),
    _row("7", due_on=july(1), site="北门"),
    _row("8", due_on=july(1000), site="东街"),
    _row("9", state=int(State.CLOSED), done_on=july(4), verified_on=july(3), site="西街"),
    _row("10", found_on=july(12), site="南街"),
    _row("11", description="路口垃圾堆放无人清理", site="北街"),
    _row("12", description="路口垃圾堆放，无人清理", site="北街", found_on=july(5)),
    _row("13", description="垃圾桶满溢", site="中街"),
    _row("14", state=int(State.CLOSED), site="东巷"),
    _row("15", state=int(State.REPORTED), done_on=july(5), site="西巷"),
)
WANTED = {
    "refused": 1,
    "no_due": 1,
    "no_lead": 1,
    "no_district": 1,
    "no_site": 2,
    "no_category": 1,
    "done_before_found": 1,
    "due_before_found": 1,
    "far_due": 1,
    "undated": 1,
    "due_after_done": 1,
    "verified_before_done": 1,
    "odd_days": 1,
    "twins": 1,
    "doubts": 1,
}


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """One issue for each check (two without site), two refused rows of which one came later after all."""
    database = database_at(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    with database.write() as connection:
        first = load(connection, july(9), with_ids(connection, ROWS), name="甲街道.xlsx")
        imports.add_sheet(connection, first, "Sheet1", 1, ["编号", "存在问题"], ["number", "problem"])
        refused = [
            ("Sheet1", 20, "检查日期", "7月32日", "没有这一天。", "请改正。", json.dumps(["13", "垃圾桶满溢"])),
            ("Sheet1", 21, "检查日期", "7月33日", "没有这一天。", "请改正。", json.dumps(["99", "无人"])),
            ("Sheet1", 21, "责任单位", "某局", "不认识。", "请改正。", json.dumps(["99", "无人"])),
        ]
        imports.add_refusals(connection, first, refused)
        imports.add_doubts(connection, first, [("Sheet1", 5, 1, 13, 11, 70, "[]", None, None)])
        again = (
            _row("13", description="垃圾桶满溢", site="中街", state=2),
            _row("15", state=int(State.REPORTED), done_on=july(5), due_on=july(20), site="西巷"),
        )
        second = Sheet("乙街道.xlsx", july(10), again)
        load(connection, second.as_of, with_ids(connection, second.rows), name=second.name)
    yield database
    database.close()


def scope(**selection: Any) -> Scope:
    source = data.source()
    assert source.newest is not None
    return Scope(source, source.newest, Selection(**selection))


def test_each_check_finds_what_was_planted(county: Database) -> None:
    found = {key: len(findings.items(scope(), key)) for key in CHECKS}
    assert found == WANTED
    odd = findings.items(scope(), "odd_days").iloc[0]
    assert odd["says"] == "甲街道.xlsx · Sheet1 第 11 行：发现日期 2026-07-12 晚于本表截至日 2026-07-09"
    left = findings.items(scope(), "refused").iloc[0]
    assert (left["row_no"], left["heading"], left["value"]) == (21, "检查日期；责任单位", "7月33日；某局")


@pytest.mark.parametrize("name", ["small", "undated", "busy"])
def test_the_numbers_are_the_lengths_of_their_lists(tab: Callable[[str], Tab], name: str) -> None:
    for check in CHECKS:
        page = tab(name).go("quality", check=check)
        grid = next(g for g in page.grids() if g[0][0] == "检查项")
        line = next(row for row in grid[1:] if row[0].removeprefix("▸ ") == CHECKS[check].name)
        count = int(line[1].replace(",", ""))
        lists = findings.narrowed(scope(), findings.Part(check))
        assert count == len(lists)
        (table,) = finding_rows.whole_table(scope(), findings.Part(check)).values()
        assert len(table) == count
        sums = [g[-1] for g in page.grids() if g[0][0] in ("哪一周", "谁报的")]
        assert [s[1] for s in sums] == [f"{count:,}"] * 2
        assert f"共 **{count:,}** " in page.words() if count else "没有“" in page.words()


@pytest.mark.parametrize("name", ["small", "undated", "busy"])
def test_no_due_is_the_figure_of_all_other_pages(tab: Callable[[str], Tab], name: str) -> None:
    tab(name)
    town = scope().source
    for one in (scope(), scope(district=(1,)), Scope(town, july(4))):
        figure = figures(data.chosen(one), as_of=one.as_of).counts["no_due"]
        assert len(findings.items(one, "no_due")) == figure


def test_weeks_and_senders_add_up_and_narrow_the_list(county: Database) -> None:
    for check in CHECKS:
        frame = findings.items(scope(), check)
        parts = [
            len(findings.narrowed(scope(), findings.Part(check, sender=str(sender))))
            for sender in frame["sender"].unique()
        ]
        assert sum(parts) == len(frame)
    page = Tab().go("quality", check="no_site", sender="甲街道.xlsx", week="2026-06-29")
    assert "共 **2** 件" in page.words()
    page = Tab().go("quality", check="no_site", sender="乙街道.xlsx")
    assert "没有“未填点位”的问题" in page.words()


def test_refused_rows_of_books_are_among_them_with_the_kind_of_their_sheet(county: Database) -> None:
    sheet = "领域,对象类别,名称\n瞎写,项目,甲\n公共环境,没有这类,乙\n公共环境,项目,丙\n公共环境,项目,\n".encode()
    name = "五大重点工作归类表（截至2026年7月20日）.csv"  # of a later day than the ledger
    file = recognise(county, sheet, name)
    assert load_file(county, file, at=AT).counts["refused"] == 3
    found = findings.items(scope(), "refused")
    assert [(r["kind"], r["row_no"]) for r in found.to_dict("records")] == [
        ("五大重点归类表", 2),
        ("五大重点归类表", 3),
        ("五大重点归类表", 5),
        ("整改台账", 21),
    ]
    assert quality.verdict(scope()).startswith("最要紧的：4 行被拒收后没有改正")
    assert len(findings.items(Scope(scope().source, july(9)), "refused")) == 1  # as one looks back to that day
    assert len(findings.items(scope(district=(1,)), "refused")) == 4
    page = Tab().go("quality", check="refused", sender=name)
    assert "共 **3** 行:gray[。点击一行打开那次导入。]" in page.words()
    grid = next(g for g in page.grids() if g[0][0] == "哪一行")
    assert [row[0] for row in grid[1:]] == [
        f"{name} · 五大重点归类表（截至 2026-07-20） · 五大重点工作归类表（截至2026年7月20日） 第 {n} 行"
        for n in (2, 3, 5)
    ]
    assert [row[1] for row in grid[1:]] == ["领域：瞎写", "对象类别：没有这类", "名称：（空）"]
    linked = Tab().go("imports", look="3")
    assert linked.app.selectbox(key="past_look").value == 3
    assert any(b.key == "past_reopen_3" for b in linked.app.button)
    assert "导入“99”不存在" in Tab().go("imports", look="99").words()
    (table,) = finding_rows.whole_table(scope(), findings.Part("refused")).values()
    assert table["表的种类"].tolist() == [*["五大重点归类表"] * 3, "整改台账"]
    mended = sheet.replace("瞎写".encode(), "城乡共建".encode())
    load_file(county, recognise(county, mended, name), at=AT)
    assert [r["row_no"] for r in findings.items(scope(), "refused").to_dict("records")] == [3, 5, 21]


def test_the_sentence_begins_with_what_is_lost(county: Database) -> None:
    said = quality.verdict(scope())
    assert said.startswith("最要紧的：1 行被拒收后没有改正，不在任何数字里；1 件（")
    assert "没有整改时限" in said


def test_an_undone_import_takes_its_faults_along(county: Database) -> None:
    with county.write() as connection:
        imports.undo(connection, 1, at=AT)
    assert {key: len(findings.items(scope(), key)) for key in ("refused", "no_due", "twins", "doubts", "odd_days")} == {
        "refused": 0,
        "no_due": 0,
        "twins": 0,
        "doubts": 0,
        "odd_days": 0,
    }


def test_filters_apply_and_looking_back_shows_that_day(county: Database) -> None:
    directory = masters.read_directory(county)
    town = next(u.unit_id for u in directory.units.values() if u.name == TOWN)
    assert len(findings.items(scope(district=(town,)), "no_district")) == 0
    assert len(findings.items(scope(district=(town,)), "no_site")) == 1
    assert len(findings.items(Scope(scope().source, july(8)), "refused")) == 0


def test_the_list_downloads_with_its_definition(county: Database) -> None:
    part = findings.Part("due_before_found")
    content = workbook(finding_rows.whole_table(scope(), part), notes=finding_rows.notes(scope(), part))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["时限早于发现", "说明"]
    names = [cell.value for cell in book["时限早于发现"][1]]
    assert [book["时限早于发现"].cell(2, names.index(n) + 1).value for n in ("编号", "疑点", "最初来自")] == [
        "7",
        "时限 2026-07-01，发现 2026-07-02",
        "甲街道.xlsx",
    ]
    assert any("时限早于发现：整改时限早于发现日期。" in str(row[0].value) for row in book["说明"].rows)


def test_what_the_address_asks_for_and_does_not_exist_is_said(county: Database) -> None:
    assert "网址中的“nothing”、“someday”不存在" in Tab().go("quality", check="nothing", week="someday").words()
