"""同上, formulas that failed, and cells that decide nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from data_loaders.importing.intake import Outcome
from data_loaders.rows.dittos import is_error, resolved
from database.store import schema
from database.store.engine import Database
from tests.data_loaders.conftest import LIST, book, listed

DAY = date(2020, 7, 12)
FOUND = date(2020, 7, 6)


def rows(county: Database) -> list[dict[str, Any]]:
    o = schema.observations
    with county.read() as connection:
        return [dict(row) for row in connection.execute(select(o).order_by(o.c.row_no)).mappings()]


@pytest.mark.parametrize("ditto", ["同上", "〃", '"', "″", "同 上", "同前", "上同", "々"])
def test_a_ditto_is_the_cell_above(ditto: str, loaded: Callable[..., Outcome], county: Database) -> None:
    outcome = loaded(
        listed(
            ("A-1", FOUND, "滨江街道", "人民路", "环境卫生", "井盖缺失", "县城管局", "3天"),
            ("A-2", ditto, ditto, ditto, ditto, "飞线充电", ditto, ditto),
            ("A-3", ditto, "东山镇", ditto, ditto, "围挡破损", "县公安局", ditto),
        ),
        as_of=DAY,
    )
    assert outcome.refusals == ()
    first, second, third = rows(county)
    same = ("found_on", "district_id", "site_id", "category_id", "lead_unit_id", "due_on")
    assert [second[name] for name in same] == [first[name] for name in same]
    assert [third[name] for name in ("found_on", "category_id", "due_on")] == [
        first[n] for n in ("found_on", "category_id", "due_on")
    ]
    assert third["lead_unit_id"] != first["lead_unit_id"]
    assert any("同上" in note and "检查日期" in note and "2 格" in note for note in outcome.notes)


def test_a_ditto_below_nothing_is_refused(loaded: Callable[..., Outcome], county: Database) -> None:
    outcome = loaded(
        listed(
            ("A-1", FOUND, "滨江街道", "同上", "环境卫生", "井盖缺失", "县城管局", "3天"),
            ("A-2", FOUND, "滨江街道", "人民路", "环境卫生", "飞线充电", "县城管局", "3天"),
        ),
        as_of=DAY,
    )
    assert [(r.row, r.heading) for r in outcome.refusals] == [(2, "点位名称")]
    assert len(rows(county)) == 1


def test_a_number_is_nobody_elses(loaded: Callable[..., Outcome], county: Database) -> None:
    outcome = loaded(
        listed(
            ("A-1", FOUND, "滨江街道", "人民路", "环境卫生", "井盖缺失", "县城管局", "3天"),
            ("同上", FOUND, "滨江街道", "人民路", "环境卫生", "飞线充电", "县城管局", "3天"),
        ),
        as_of=DAY,
    )
    assert [(r.row, r.heading) for r in outcome.refusals] == [(3, "编号")]


def test_the_nearest_cell_above_may_be_a_ditto() -> None:
    found = resolved(["甲", "同上", "〃", "乙", "同上"])
    assert found is not None
    assert found.cells == ["甲", "甲", "甲", "乙", "乙"]
    assert (found.filled, found.dangling) == (3, [])
    assert resolved(["甲", None, "乙"]) is None
    blank = resolved(["甲", None, "同上"])
    assert blank is not None
    assert blank.dangling == [2]


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#n/a", "Err:502", " #NUM! "])
def test_what_excel_shows_for_a_failed_formula(text: str) -> None:
    assert is_error(text)


@pytest.mark.parametrize("text", ["#1楼", "N/A", "#", "3#楼道", "Err:未知"])
def test_other_text_with_such_signs_is_text(text: str) -> None:
    assert not is_error(text)


@pytest.mark.parametrize("heading", ["责任单位", "存在问题", "点位名称", "整改时限", "检查日期", "镇区"])
def test_a_failed_formula_refuses_its_row(
    heading: str, loaded: Callable[..., Outcome], county: Database, tmp_path: Path
) -> None:
    path = tmp_path / "清单.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    page, day = workbook.add_worksheet("清单"), workbook.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, LIST)
    for row, number in enumerate(("A-1", "A-2"), 1):
        for column, value in enumerate(
            (number, FOUND, "滨江街道", f"人民路{row}号", "环境卫生", f"第{row}处井盖缺失", "县城管局", "3天")
        ):
            if row == 2 and LIST[column] == heading:
                page.write_formula(row, column, "=VLOOKUP(1,A1:B2,2,0)", None, "#N/A")
            elif isinstance(value, date):
                page.write_datetime(row, column, value, day)
            else:
                page.write(row, column, value)
    workbook.close()
    outcome = loaded(path.read_bytes(), as_of=DAY)
    assert [(r.row, r.heading, r.value) for r in outcome.refusals] == [(3, heading, "#N/A")]
    assert "公式出错" in outcome.refusals[0].reason
    assert len(rows(county)) == 1


def test_a_cell_that_decides_nothing_refuses_no_row(loaded: Callable[..., Outcome], county: Database) -> None:
    head = ("编号", "存在问题", "责任单位", "责任人", "联系电话", "备注", "整改情况")
    outcome = loaded(
        book(
            [
                head,
                ("A-1", "井盖缺失一处", "县城管局", "张三", "转办公室", "#REF!", "正在整改"),
                ("A-2", "飞线充电一处", "县城管局", "#N/A", "138-0000-0001", None, "正在整改"),
                ("A-3", "围挡破损一处", "县城管局", "张三", "8888", None, "正在整改"),
            ]
        ),
        as_of=DAY,
    )
    assert outcome.refusals == ()
    said = rows(county)
    assert [row["phone"] for row in said] == ["转办公室", "13800000001", "8888"]
    assert [row["remark"] for row in said] == [None, None, None]
    assert [row["person"] for row in said] == ["张三", None, "张三"]
    assert any("联系电话" in note and "2 行" in note and "转办公室" in note for note in outcome.notes)
    assert any("备注" in note and "#REF!" in note for note in outcome.notes)
