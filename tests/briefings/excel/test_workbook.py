"""The .xlsx that a download hands out: types, headings, dangerous text, names, notes."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from briefings.excel import workbook as books
from briefings.excel.workbook import sheet_name, workbook


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_cells_keep_their_types_and_the_heading_is_frozen_and_filtered() -> None:
    frame = pd.DataFrame(
        {
            "编号": ["A1", "A2"],
            "件数": [3, 1200],
            "率": [66.666, float("nan")],
            "日期": pd.Series([date(2026, 7, 5), None], dtype=object),
            "时间": pd.to_datetime(["2026-07-05 08:30", "2026-07-06 09:00"]),
            "超期": pd.array([5, None], dtype="Int64"),
            "是否": [True, False],
        }
    )
    sheet = opened(workbook({"清单": frame}))["清单"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("编号", "件数", "率", "日期", "时间", "超期", "是否")
    assert rows[1] == ("A1", 3, 66.666, pd.Timestamp("2026-07-05"), pd.Timestamp("2026-07-05 08:30"), 5, "是")
    assert rows[2] == ("A2", 1200, None, None, pd.Timestamp("2026-07-06 09:00"), None, "否")
    assert sheet["D2"].number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G3"


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+86 138", "-5", "@SUM(A1)", "http://x.y", "\t=1"])
def test_text_that_looks_like_a_formula_or_a_link_stays_text(text: str) -> None:
    sheet = opened(workbook({"清单": pd.DataFrame({"内容": [text]})}))["清单"]
    cell = sheet["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_an_empty_table_still_has_its_headings() -> None:
    sheet = opened(workbook({"清单": pd.DataFrame({"编号": [], "件数": []})}))["清单"]
    assert list(sheet.iter_rows(values_only=True)) == [("编号", "件数")]


def test_notes_stand_on_a_sheet_of_their_own() -> None:
    book = opened(workbook({"清单": pd.DataFrame({"a": [1]})}, notes=["数据截至：2026-07-10", "=不是公式"]))
    assert book.sheetnames == ["清单", "说明"]
    assert [cell.value for cell in book["说明"]["A"]] == ["数据截至：2026-07-10", "=不是公式"]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "ROWS_IN_A_SHEET", 3)
    book = opened(workbook({"清单": pd.DataFrame({"n": range(7)})}))
    assert book.sheetnames == ["清单", "清单2", "清单3"]
    assert [row[0] for name in book.sheetnames for row in book[name].iter_rows(min_row=2, values_only=True)] == [
        *range(7)
    ]


def test_a_long_table_is_written_row_by_row_with_the_same_content() -> None:
    rows = books.STREAMED_FROM // 2 + 1
    frame = pd.DataFrame({"n": range(rows), "字": ["甲"] * rows})
    sheet = opened(workbook({"长": frame}))["长"]
    assert sheet.max_row == rows + 1
    assert [cell.value for cell in sheet[rows + 1]] == [rows - 1, "甲"]


def test_sheet_names_are_made_legal_and_different() -> None:
    taken: set[str] = set()
    names = [sheet_name(name, taken) for name in ("镇区/部门", "镇区:部门", "x" * 40, "x" * 40, "", "'引号'")]
    assert names == ["镇区 部门", "镇区 部门(2)", "x" * 31, "x" * 28 + "(2)", "表", "引号"]
    assert all(len(name) <= 31 for name in names)
