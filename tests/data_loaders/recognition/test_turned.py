"""Lists with their headings down the left side, and forms for one case, are read as lists; what is doubtful stays refused."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from data_loaders.importing.intake import CannotLoad, Outcome, load, recognise
from data_loaders.reading.workbook import open_workbook
from data_loaders.recognition.turned import lists_made
from database.store.engine import Database
from tests.cases.loading import County, Said
from tests.data_loaders.conftest import LIST, book
from tests.data_loaders.outcome.test_account import accounted, adds_up

DAY = date(2021, 3, 5)
AT = datetime(2021, 3, 20, tzinfo=UTC)
SIDEWAYS: list[list[Any]] = [
    ["巡查问题台账（截至2021年3月12日）", None, None, None],
    ["项目", "第一件", "第二件", "第三件"],
    ["编号", "T-1", "T-2", "T-3"],
    ["检查日期", DAY, DAY, DAY],
    ["点位名称", "河边路", "南门市场", "东风巷"],
    ["存在问题", "护栏松动", "垃圾满溢", "路灯不亮"],
    ["责任单位", "县城市管理局", "县公安局", "县城市管理局"],
    ["整改时限", "3天", "5天", "3天"],
]
FORM: list[list[Any]] = [
    ["问题交办单", None, None, None],
    ["编号：", "T-9", "检查日期：", DAY],
    ["点位名称", "河边路", "责任单位", "县城市管理局"],
    ["整改时限", "3天", "检查人", "张三"],
    ["存在问题", "护栏松动", None, None],
    ["整改情况", None, None, None],
    ["注：本单一式两份", None, None, None],
]


def said(county: Database, rows: list[list[Any]]) -> tuple[Outcome, list[Said]]:
    file = recognise(county, book(rows), "单.xlsx")
    outcome = load(county, file, at=AT)
    adds_up(accounted(outcome), file)
    return outcome, County(county, []).said()


def test_headings_down_the_left_side(county: Database) -> None:
    outcome, rows = said(county, SIDEWAYS)
    assert [(r.row, r.number, r.found_on, r.site, r.description, r.lead) for r in rows] == [
        (3, "T-1", DAY, "河边路", "护栏松动", "县城市管理局"),
        (4, "T-2", DAY, "南门市场", "垃圾满溢", "县公安局"),
        (5, "T-3", DAY, "东风巷", "路灯不亮", "县城市管理局"),
    ]
    assert {row.sheet for row in rows} == {"Sheet1（转置）"}
    assert outcome.as_of == date(2021, 3, 12)
    assert [note for note in outcome.notes if "转成一行一件" in note and "第 3 行是原表 B 列" in note]


def test_a_form_for_one_case(county: Database) -> None:
    outcome, rows = said(county, FORM)
    ((number, found_on, site, what, lead),) = [(r.number, r.found_on, r.site, r.description, r.lead) for r in rows]
    assert (number, found_on, site, what, lead) == ("T-9", DAY, "河边路", "护栏松动", "县城市管理局")
    assert rows[0].due_on == date(2021, 3, 8)
    assert not outcome.refusals
    assert [aside.text for _, aside in outcome.asides] == ["注：本单一式两份"]
    assert [note for note in outcome.notes if "按 1 件读" in note]


def test_forms_below_each_other_are_a_case_each(county: Database) -> None:
    second = [list(row) for row in FORM[1:6]]
    second[0][1], second[3][1] = "T-10", "井盖缺失"
    outcome, rows = said(county, [*FORM[:6], [None] * 4, *second])
    assert [(row.number, row.description) for row in rows] == [("T-9", "护栏松动"), ("T-10", "井盖缺失")]
    assert [note for note in outcome.notes if "按 2 件读" in note]


@pytest.mark.parametrize(
    "rows",
    [
        [row for row in SIDEWAYS if row[0] != "存在问题"],
        [*SIDEWAYS, ["存在问题", "再写一遍", "再写一遍", "再写一遍"]],
        [row for row in FORM if row[0] != "存在问题"],
        [*FORM[:5], ["责任单位", "县公安局", None, None]],
        [*FORM[:5], ["东一句", "西一句", "再一句", None]],
    ],
    ids=["no problem", "twice", "form without problem", "a label twice", "neither label nor value"],
)
def test_what_is_doubtful_is_refused_with_the_remedy(county: Database, rows: list[list[Any]]) -> None:
    file = recognise(county, book(rows), "单.xlsx")
    with pytest.raises(CannotLoad) as refused:
        load(county, file, at=AT)
    assert "转置" in str(refused.value) or "登记单" in str(refused.value)


@pytest.mark.parametrize(
    "rows",
    [
        [LIST, ("T-1", DAY, "滨江街道", "河边路", "环境卫生", "护栏松动", "县城市管理局", "3天")],
        [("检查日期", DAY, "检查人", "张三"), LIST, ("T-1", DAY, "滨江街道", "河边路", "环境卫生", "护栏松动", "县城管局", "3天")],
        [("点位名称", "存在问题"), ("存在问题整改", "整改时限"), ("责任单位", "编号")],
    ],
)  # fmt: skip
def test_an_ordinary_list_stays_as_it_is(rows: list[Any]) -> None:
    workbook = open_workbook(book(rows), "单.xlsx")
    assert lists_made(workbook) is workbook
