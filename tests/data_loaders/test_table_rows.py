"""Rows below the headings and what is none: each test is named after the mess."""

import pytest

from data_loaders.workbook import Cell
from tests.data_loaders.pages import FIRST, HEADINGS, SECOND, reasons, table_of


def test_a_district_written_once_in_a_merged_column_is_in_every_row() -> None:
    table = table_of([list(HEADINGS), FIRST, [2, None, "解放路", "乱停", "交警大队", "3天"]], ((1, 1, 2, 1),))
    assert [row[1] for row in table.rows] == ["滨江街道", "滨江街道"]


@pytest.mark.parametrize("merged", [True, False])
def test_a_district_as_a_group_row(merged: bool) -> None:
    rows: list[list[Cell]] = [list(HEADINGS), ["滨江街道辖区"], FIRST, ["城关镇辖区"], SECOND, [3, *SECOND[1:]]]
    table = table_of(rows, ((1, 0, 1, 5), (3, 0, 3, 5)) if merged else ())
    assert table.groups == ["滨江街道辖区", "城关镇辖区", "城关镇辖区"]
    assert reasons(table) == [(2, "分组行"), (4, "分组行")]


def test_groups_within_groups_are_joined_and_closed() -> None:
    wide = tuple((row, 0, row, 5) for row in (1, 2, 4, 6))
    table = table_of(
        [list(HEADINGS), ["滨江街道"], ["一、环境卫生"], FIRST, ["二、公共秩序"], SECOND, ["城关镇"], SECOND], wide
    )
    assert table.groups == ["滨江街道/一、环境卫生", "滨江街道/二、公共秩序", "城关镇"]


@pytest.mark.parametrize(
    "footer",
    [
        ["合计", None, None, 2],
        ["合  计", None, None, "2处"],
        [None, "小计", None, 2],
        ["总计：2"],
        ["滨江街道小计", None, None, 2],
        ["制表人：张三", None, "审核人：李四"],
        ["审核：", None, None, "填表：王五", None, "2020.7.13"],
        ["填表说明：照片另附"],
        ["备注：本表一式两份"],
        ["注：每周一报送"],
        ["单位负责人：张三"],
        ["共 2 条"],
        ["第 1 页"],
    ],
)
def test_a_footer_is_set_aside(footer: list[Cell]) -> None:
    table = table_of([list(HEADINGS), FIRST, SECOND, footer])
    assert len(table.rows) == 2
    assert reasons(table) == [(4, "表尾")]


def test_notes_over_several_lines_at_the_end_are_no_groups() -> None:
    table = table_of(
        [list(HEADINGS), FIRST, ["填表说明：1.每周一报送。"], ["2.照片另附。"], ["3.电话必填。"]],
        tuple((row, 0, row, 5) for row in (2, 3, 4)),
    )
    assert [reason for _, reason in reasons(table)] == ["表尾"] * 3


def test_a_group_row_behind_which_nothing_comes_is_a_footer() -> None:
    table = table_of([list(HEADINGS), FIRST, ["云河县长效办"]], ((2, 0, 2, 5),))
    assert reasons(table) == [(3, "表尾")]


def test_a_row_that_begins_like_a_footer_but_holds_a_problem_is_data() -> None:
    for first in ("合计", "备注", "说明"):
        table = table_of([list(HEADINGS), FIRST, [first, "城关镇", "解放路", "车辆乱停", "交警大队", None]])
        assert len(table.rows) == 2
        assert table.asides == []


def test_a_remark_column_that_begins_like_a_footer_does_not_hide_a_row() -> None:
    table = table_of(
        [[*HEADINGS, "备注"], [*FIRST, "合计3处"], [None, None, "解放路", "乱停", None, None, "说明：已报"]]
    )
    assert len(table.rows) == 2


def test_headings_repeated_on_every_printed_page_are_set_aside() -> None:
    table = table_of([["台账"], list(HEADINGS), FIRST, ["台账"], list(HEADINGS), SECOND], ((0, 0, 0, 5), (3, 0, 3, 5)))
    assert reasons(table) == [(4, "重复表头"), (5, "重复表头")]
    assert table.rows == [FIRST, SECOND]
    assert table.groups == [None, None]


def test_blank_rows_are_set_aside_and_counted() -> None:
    table = table_of([list(HEADINGS), FIRST, [], [None, "  ", "\u3000"], SECOND])
    assert reasons(table) == [(3, "空行"), (4, "空行")]


def test_rows_with_only_a_number_prepared_for_later_are_set_aside() -> None:
    table = table_of([list(HEADINGS), FIRST, [2], ["3"]])
    assert reasons(table) == [(3, "只有序号"), (4, "只有序号")]


def test_prepared_rows_below_a_merged_district_are_set_aside() -> None:
    table = table_of([list(HEADINGS), FIRST, [2], [3]], ((1, 1, 3, 1),))
    assert reasons(table) == [(3, "只有序号"), (4, "只有序号")]


def test_a_row_merged_over_two_lines_counts_once() -> None:
    table = table_of([list(HEADINGS), FIRST, []], tuple((1, column, 2, column) for column in range(6)))
    assert reasons(table) == [(3, "合并单元格的延续")]
    assert table.rows == [FIRST]


def test_a_second_unit_below_a_merged_problem_is_a_row_of_its_own() -> None:
    table = table_of(
        [list(HEADINGS), FIRST, [None, None, None, None, "交警大队", None]],
        tuple((1, c, 2, c) for c in (0, 1, 2, 3, 5)),
    )
    assert [row[4] for row in table.rows] == ["县城管局", "交警大队"]
    assert table.rows[1][3] == "垃圾未清"


def test_a_row_with_a_problem_and_nothing_else_is_data() -> None:
    table = table_of([list(HEADINGS), FIRST, [None, None, None, "盲道被侵占"]])
    assert len(table.rows) == 2


def test_a_problem_and_its_place_in_merged_cells_are_data() -> None:
    table = table_of([list(HEADINGS), [1, "人民路", None, "垃圾未清", None, None]], ((1, 1, 1, 2), (1, 3, 1, 5)))
    assert len(table.rows) == 1
