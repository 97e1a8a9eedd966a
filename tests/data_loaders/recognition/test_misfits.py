"""What cannot be loaded is told by its true fault, with what to do."""

from datetime import date

import pytest

from data_loaders.import_options import ImportOptions
from data_loaders.importing.intake import CannotLoad, preview, recognise
from data_loaders.recognition.recognition import plans_of
from database.store.engine import Database
from tests.data_loaders.conftest import AT, LIST, book

DAY = date(2020, 7, 6)


def fault(database: Database, rows: list[list[object]], **decided: object) -> str:
    file = recognise(database, book(rows), "表.xlsx")
    with pytest.raises(CannotLoad) as refused:
        plans_of(file, ImportOptions(**decided))  # type: ignore[arg-type]
    return str(refused.value)


def test_rows_and_columns_the_wrong_way_round(county: Database) -> None:
    said = fault(
        county,
        [
            ["名称", "第一件", "第二件", "第三件"],
            ["问题编号", "A-1", "A-2", "A-3"],
            ["发现日期", DAY, DAY, DAY],
            ["具体位置", "人民路", "解放路", "和平路"],
            ["整改情况", "已整改", "未整改", "已整改"],
        ],
    )
    assert "行和列放反了" in said
    assert "转置" in said


def test_one_form_for_each_case(county: Database) -> None:
    said = fault(
        county,
        [
            ["问题交办通知单"],
            ["检查日期", DAY, "责任单位", "县城管局"],
            ["点位名称", "人民路", "整改时限", "3天"],
            ["张三", "李四", "王五"],
        ],
    )
    assert "登记单" in said


@pytest.mark.parametrize(
    "rows",
    [
        [["单位", "交办数", "完成数", "完成率"], ["县城管局", 12, 10, 0.83], ["县公安局", 3, 3, 1]],
        [["镇区", "问题（件）", "已整改（件）", "排名"], ["滨江街道", 5, 3, 1], ["城关镇", 4, 4, 2]],
    ],
)
def test_statistics_are_no_list(county: Database, rows: list[list[object]]) -> None:
    assert "统计表" in fault(county, rows)


def test_a_column_of_problems_that_counts_them_is_none(county: Database) -> None:
    rows: list[list[object]] = [
        ["点位名称", "存在问题", "责任单位"],
        ["人民路", 3, "县城管局"],
        ["解放路", 2, "县公安局"],
    ]
    assert "“存在问题”列全是数字" in fault(county, rows)


def test_a_sheet_without_headings(county: Database) -> None:
    rows: list[list[object]] = [[n, f"A-{n}", DAY, "人民路", "垃圾未清运", "县城管局"] for n in (1, 2, 3)]
    said = fault(county, rows)
    assert "没有表头" in said
    assert "第 1 行就是内容" in said


def test_headings_without_rows(county: Database) -> None:
    assert "只有表头" in fault(county, [list(LIST)])
    assert "只有表头" in fault(county, [list(LIST), ["编号示例", None, None, None, None, "示例：路面破损"]])


def test_rows_that_were_all_set_aside_can_still_be_taken_back(county: Database) -> None:
    file = recognise(county, book([list(LIST), ["备注：垃圾未清"]]), "表.xlsx")
    assert preview(county, file, ImportOptions(as_of=DAY), at=AT).counts["blank"] == 1


UNKNOWN = ["序号", "情形", "事项简要", "办事处反馈", "责任单位"]
ROWS = [[1, "一般", "路面坑洼积水", "在办", "县城管局"], [2, "一般", "井盖缺失一处", "在办", "县城管局"]]


def test_the_column_that_most_likely_holds_the_problems_is_named_first(county: Database) -> None:
    said = fault(county, [list(UNKNOWN), *ROWS])
    assert said.startswith("工作表“Sheet1”没有认出“存在问题”列，最像的是表头为“事项简要”（C 列）的一列")


def test_it_is_said_before_the_numbers_that_nobody_knows(county: Database) -> None:
    heads = ["编号", "事项简要", "责任单位", "整改情况"]
    rows = [["X-1", "路面坑洼积水", "县城管局", "正在整改"], ["X-2", "井盖缺失一处", "县城管局", "正在整改"]]
    file = recognise(county, book([heads, *rows]), "表.xlsx")
    told = preview(county, file, ImportOptions(as_of=DAY), at=AT)
    assert "“事项简要”（B 列）" in told.notes[0]
    again = preview(county, file, ImportOptions(as_of=DAY, fields={"事项简要": "problem"}), at=AT)
    assert again.counts["new"] == 2
    assert not [note for note in again.notes if "最像的是" in note]


def test_numbers_beside_a_column_that_looks_like_problems_make_no_statistics(county: Database) -> None:
    rows = [("项目", "描述", "回归次数", "重开次数"), *(("甲", f"第{n}号路灯夜间不亮", n, n) for n in range(4))]
    with pytest.raises(CannotLoad, match="最像的是表头为“描述”"):
        preview(county, recognise(county, book(rows), "清单.xlsx"), at=AT)
