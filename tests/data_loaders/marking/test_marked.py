"""The whole circle: load with faults → the same file marked → only the marked cells corrected → nothing refused."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from data_loaders.importing.intake import ImportOptions, load, recognise
from data_loaders.marking.faults import RED
from data_loaders.marking.marked import CellFault, faults_of, marked_name, marked_workbook
from data_loaders.reading.workbook import UnreadableFile, Workbook, open_workbook
from data_loaders.rows.records import SKIPPED, RejectedRow
from database.ledger import issues
from database.masters.masters import NewUnit, save_unit
from database.store.engine import Database, open_database
from tests.data_loaders.conftest import AT, LIST, book

JULY_12 = date(2020, 7, 12)
GOOD = (
    ("WM-1", "2020-07-06", "滨江街道", "滨江市场", "环境卫生", "门前乱堆乱放杂物", "县城管局", "2020-07-10"),
    ("WM-2", "2020-07-06", "东山镇", "东山路", "公共秩序", "占道经营，影响通行", "县公安局", "3天"),
    ("WM-3", "2020-07-07", "滨江街道", "江边公园", "环境卫生", "=垃圾桶满溢，未及时清运", "县城管局", "2020-07-12"),
)
WRONG = {(0, 1): "2020年2月30日", (1, 6): "县不存在的局", (1, 2): "无此镇", (2, 5): None}
"""Row and column of GOOD → what stands there instead."""


def bad_rows() -> list[list[Any]]:
    rows = [list(row) for row in GOOD]
    for (row, column), value in WRONG.items():
        rows[row][column] = value
    return rows


def as_xlsx(rows: list[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("清单")
        blue = book.add_format({"bg_color": "#CCE5FF", "num_format": "yyyy-mm-dd", "border": 1})
        page.merge_range(0, 0, 0, 7, "检查问题清单（截至2020年7月12日）", book.add_format({"bold": True}))
        for column, heading in enumerate(LIST):
            page.write_string(1, column, heading)
        for at, row in enumerate(rows, start=2):
            for column, value in enumerate(row):
                if value is not None:
                    page.write_string(at, column, value, blue)
        page.set_column(5, 5, 41)
        page.freeze_panes(2, 0)
        page.data_validation(2, 2, 9, 2, {"validate": "list", "source": ["滨江街道", "东山镇"]})
        page.write_comment(3, 6, "原来的批注", {"author": "李四"})
        page.insert_textbox(8, 1, "一个文本框")
        other = book.add_worksheet("说明")
        other.write_string(0, 0, "这一页没有表")
        other.activate()
    return buffer.getvalue()


def as_html(rows: list[list[Any]]) -> bytes:
    lines = [LIST, *rows]
    cells = "".join("<tr>" + "".join(f"<td>{v or ''}</td>" for v in line) + "</tr>" for line in lines)
    return f"<html><body><table>{cells}</table></body></html>".encode()


def as_csv(rows: list[list[Any]]) -> bytes:
    return "\r\n".join(",".join(f'"{v or ""}"' for v in line) for line in [LIST, *rows]).encode("gb18030")


WRITERS = {"清单.xlsx": as_xlsx, "清单.xls": as_html, "清单.csv": as_csv}


def loaded(database: Database, content: bytes, name: str) -> Any:
    return load(database, recognise(database, content, name), ImportOptions(as_of=JULY_12), at=AT)


def known(database: Database) -> list[Any]:
    """What the county knows of its issues, without ids."""
    texts = issues.texts(database, list(range(1, 50)))
    return sorted(tuple(map(str, row)) for row in texts[["number", "description", "site", "due_text"]].to_numpy())


@pytest.fixture
def twin(tmp_path: Path) -> Any:
    database = open_database(str(tmp_path / "twin.db"))
    with database.write() as connection:
        for name, short in (("县城市管理局", "县城管局"), ("县公安局", "县公安局")):
            save_unit(connection, NewUnit(name, short, "department", "执法类"))
        for name in ("滨江街道", "东山镇"):
            save_unit(connection, NewUnit(name, name, "district", "镇街"))
    yield database
    database.close()


def red_cells(content: bytes) -> dict[tuple[str, str], str]:
    """(sheet, cell) → note of every cell that this program has filled red."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        (sheet.title, cell.coordinate): cell.comment.text if cell.comment else ""
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == f"FF{RED}"
    }


@pytest.mark.parametrize("name", WRITERS)
def test_correcting_only_the_marked_cells_gives_a_clean_import(name: str, county: Database, twin: Database) -> None:
    write: Callable[[list[list[Any]]], bytes] = WRITERS[name]
    content = write(bad_rows())
    first = loaded(county, content, name)
    assert first.counts["refused"] == 3
    faults = faults_of(first.refusals)
    assert {(f.row - first.refusals[0].row, f.column) for f in faults} == set(WRONG)
    returned = marked_workbook(content, name, faults)
    head = first.refusals[0].row
    red = red_cells(returned)
    assert len(red) == len(WRONG)
    book = openpyxl.load_workbook(io.BytesIO(returned))
    assert book.sheetnames[0] == "导入问题"
    for (sheet, cell), note in red.items():
        row, column = book[sheet][cell].row - head, book[sheet][cell].column - 1
        assert next(f.remedy for f in faults if (f.row - head, f.column) == (row, column)) in note
        book[sheet][cell].value = GOOD[row][column]
        book[sheet][cell].data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    second = loaded(county, buffer.getvalue(), marked_name(name))
    assert (second.counts["refused"], second.unknown, second.kind) == (0, (), "inspection")
    assert any("上次标出的错误清单" in note for note in second.notes)
    loaded(twin, write([list(row) for row in GOOD]), name)
    assert known(county) == known(twin)
    assert len(known(twin)) == 3


def test_an_xlsx_keeps_what_it_had() -> None:
    content = as_xlsx(bad_rows())
    faults = [
        CellFault("清单", 4, 6, "责任单位", "县不存在的局", "单位不认识。", "改为规范名称。"),
        CellFault("清单", 4, 6, "责任单位", "县不存在的局", "另一个错。", "再改。"),
        CellFault("清单", 5, 5, "存在问题", None, "没有填。", "请补填。"),
        CellFault("清单", 9, None, None, None, "整行不对。", "请删去。"),
    ]
    returned = marked_workbook(content, "清单.xlsx", faults)
    old, new = (openpyxl.load_workbook(io.BytesIO(c)) for c in (content, returned))
    assert new.sheetnames == ["导入问题", "清单", "说明"]
    was, now = old["清单"], new["清单"]
    assert now.merged_cells.ranges == was.merged_cells.ranges
    assert (now.freeze_panes, now.column_dimensions["F"].width) == ("A3", was.column_dimensions["F"].width)
    assert now["G4"].comment.text.startswith("单位不认识。\n改为规范名称。\n另一个错。\n再改。")
    assert "原来的批注" in now["G4"].comment.text
    assert (now["G4"].border.left.style, now["G4"].number_format) == ("thin", "yyyy-mm-dd")
    assert now["F5"].comment.text == "没有填。\n请补填。"
    assert [[c.value for c in r] for r in now.iter_rows(max_row=5)] == [[c.value for c in r] for r in was.iter_rows()][
        :5
    ]
    assert now.data_validations.dataValidation[0].formula1 == '"滨江街道,东山镇"'
    assert now["A3"].fill.fgColor.rgb == "FFCCE5FF"
    listed = new["导入问题"]
    assert [c.value for c in listed[5]][1:4] == ["清单", "G4", "责任单位"]
    assert (listed["C5"].hyperlink.location, listed["C7"].hyperlink.location) == ("'清单'!G4", "'清单'!F5")
    assert new.active.title == "导入问题"
    assert [s.title for s in new.worksheets if s.sheet_view.tabSelected] == ["导入问题"]
    kept = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    assert kept <= set(zipfile.ZipFile(io.BytesIO(returned)).namelist())


def test_marked_again_the_corrected_cells_are_no_longer_red() -> None:
    content = as_xlsx(bad_rows())
    first = CellFault("清单", 4, 6, "责任单位", "x", "单位不认识。", "改。")
    second = CellFault("清单", 3, 1, "检查日期", "y", "没有这一天。", "改。")
    third = CellFault("清单", 5, 5, "存在问题", None, "没有填。", "改。")
    once = marked_workbook(content, "清单.xlsx", [first, second, third])
    twice = marked_workbook(once, "清单_标错.xlsx", [second])
    assert set(red_cells(twice)) == {("清单", "B3")}
    book = openpyxl.load_workbook(io.BytesIO(twice))
    assert book.sheetnames == ["导入问题", "清单", "说明"]
    assert [row[2].value for row in book["导入问题"].iter_rows(min_row=5)] == ["B3"]
    assert book["清单"]["G4"].comment.text == "原来的批注"
    assert "已改正" in book["清单"]["F5"].comment.text


def test_the_fault_list_is_set_aside_whatever_its_sheet_is_called() -> None:
    returned = marked_workbook(
        as_csv(bad_rows()), "清单.csv", [CellFault("清单", 2, 1, "检查日期", "x", "错。", "改。")]
    )
    book = openpyxl.load_workbook(io.BytesIO(returned))
    book["导入问题"].title = "随便"
    buffer = io.BytesIO()
    book.save(buffer)
    opened = open_workbook(buffer.getvalue(), "清单.xlsx")
    assert [sheet.name for sheet in opened.sheets] == ["清单"]


def test_a_sheet_of_the_office_called_the_same_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.title = "导入问题"
    book.active.append(["编号", "存在问题", "责任单位"])
    book.active.append(["A", "乱堆乱放", "县城管局"])
    buffer = io.BytesIO()
    book.save(buffer)
    returned = marked_workbook(
        buffer.getvalue(), "表.xlsx", [CellFault("导入问题", 2, 1, "存在问题", "x", "错。", "改。")]
    )
    assert openpyxl.load_workbook(io.BytesIO(returned)).sheetnames == ["导入问题(2)", "导入问题"]
    assert [s.name for s in open_workbook(returned, "表.xlsx").sheets] == ["导入问题"]


def test_dates_and_numbers_of_other_kinds_of_file_stay_dates_and_numbers_and_text_stays_text() -> None:
    rows = "<tr><td>编号</td><td>日期</td></tr><tr><td>007</td><td>=1+1</td></tr>"
    content = f"<html><table>{rows}</table></html>".encode()
    sheet = open_workbook(content, "表.xls").sheets[0].name
    returned = marked_workbook(content, "表.xls", [CellFault(sheet, 2, 1, "日期", "=1+1", "错。", "改。")])
    page = openpyxl.load_workbook(io.BytesIO(returned))[sheet]
    assert [(c.value, c.data_type) for c in page[2]] == [("007", "s"), ("=1+1", "s")]


def test_a_fault_in_a_merged_cell_marks_its_first_cell() -> None:
    book = openpyxl.Workbook()
    for line in (["镇区", "存在问题"], ["无此镇", "甲处垃圾"], [None, "乙处垃圾"]):
        book.active.append(line)
    book.active.merge_cells("A2:A3")
    buffer = io.BytesIO()
    book.save(buffer)
    faults = [CellFault("Sheet", row, 0, "镇区", "无此镇", "不认识。", "改。") for row in (2, 3)]
    returned = marked_workbook(buffer.getvalue(), "表.xlsx", faults)
    assert red_cells(returned) == {("Sheet", "A2"): "不认识。\n改。"}


def test_a_broken_file_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFile):
        marked_workbook(b"PK\x03\x04 nothing", "坏.xlsx", [])


@pytest.mark.parametrize(("name", "then"), [("a.xls", "a_标错.xlsx"), ("x/清单_标错.xlsx", "清单_标错.xlsx")])
def test_names_of_marked_files(name: str, then: str) -> None:
    assert marked_name(name) == then


def test_a_row_that_was_left_out_on_purpose_is_no_fault() -> None:
    left_out = RejectedRow("清单", 3, None, None, *SKIPPED, "[]")
    wrong = RejectedRow("清单", 4, "编号", "x", "错。", "改。", "[]", 2)
    assert faults_of([left_out, wrong]) == [CellFault("清单", 4, 2, "编号", "x", "错。", "改。")]


def test_a_number_that_nobody_knows_is_marked_in_its_cell(county: Database) -> None:
    content = book([("整改情况", "编号"), ("已清理", "WM-77")])
    outcome = load(county, recognise(county, content, "反馈.xlsx"), ImportOptions(as_of=JULY_12), at=AT)
    assert [(f.row, f.column) for f in faults_of(outcome.refusals)] == [(2, 1)]


AWKWARD = Path(__file__).resolve().parents[4] / "shared" / "awkward"
SOME = (
    "ClosedXML__InvalidColors.xlsx",
    "calamine__merge_cells.xlsx",
    "calamine__empty_s_attribute.xlsx",
    "ClosedXML__FileWithButton.xlsm",
    "edr__CollapsedHide.xlsx",
    "calamine__date.ods",
    "csvkit__test.xls",
    "csvkit__test_utf16_little.csv",
)


@pytest.mark.skipif(not AWKWARD.is_dir(), reason="the shared collection of awkward files is not here")
@pytest.mark.parametrize("name", SOME)
def test_real_files_come_back_with_the_same_cells(name: str) -> None:
    content = (AWKWARD / name).read_bytes()
    before = open_workbook(content, name)
    sheet = next(sheet for sheet in before.sheets if sheet.rows)
    fault = CellFault(sheet.name, len(sheet.rows), 0, "列", "值", "不对。", "改。")
    after = open_workbook(marked_workbook(content, name, [fault]), marked_name(name))
    assert after.format == "xlsx"

    def filled(book: Workbook) -> list[Any]:
        rows = ([row for row in page.rows if any(cell is not None for cell in row)] for page in book.sheets)
        return [[[str(cell)[:10] for cell in row] for row in page] for page in rows if page]

    assert filled(after) == filled(before)
