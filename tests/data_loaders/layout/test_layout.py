"""Finding the tables on a messy sheet: each test is named after the mess."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.layout.layout import find_table, find_tables, sheets_without_table, with_rows_kept
from data_loaders.layout.tables import Aside, Table
from data_loaders.reading.workbook import Cell, Sheet, Workbook, open_workbook
from tests.data_loaders.books import xlsx
from tests.data_loaders.pages import FIRST, HEADINGS, SECOND, reasons, sheet, table_of


def test_headings_in_the_first_row() -> None:
    table = table_of([list(HEADINGS), FIRST, SECOND])
    assert table.headings == tuple(HEADINGS)
    assert table.heading_rows == (1,)
    assert table.rows == [FIRST, SECOND]
    assert table.row_numbers == [2, 3]
    assert table.asides == []
    assert table.title == ()


def test_title_rows_and_a_reporting_line_above_the_headings() -> None:
    table = table_of(
        [
            ["云河县文明城市创建问题台账"],
            ["填报单位：县城管局", None, None, "填报时间：2020年7月13日"],
            [],
            list(HEADINGS),
            FIRST,
        ],
        ((0, 0, 0, 5),),
    )
    assert table.heading_rows == (4,)
    assert table.title == ("云河县文明城市创建问题台账", "填报单位：县城管局", "填报时间：2020年7月13日")
    assert table.reporter_hint == "县城管局"
    assert table.as_of_hint == date(2020, 7, 13)


@pytest.mark.parametrize(
    ("line", "reporter"),
    [
        (["填报单位：县城管局   填报时间：2020年7月13日"], "县城管局"),
        (["填报单位（盖章）：滨江街道办事处"], "滨江街道办事处"),
        (["填报单位：", "县城管局", "填报时间：", "2020.7.13"], "县城管局"),
        (["责任单位:县住建局  联系人：张三"], "县住建局"),
        (["单位：件"], None),
    ],
)
def test_the_reporting_unit_is_found_however_it_is_laid_out(line: list[Cell], reporter: str | None) -> None:
    assert table_of([line, list(HEADINGS), FIRST]).reporter_hint == reporter


def test_headings_with_line_breaks_spaces_and_marks_come_out_on_one_line() -> None:
    table = table_of([["序 号", "镇\n区", " 点位名称* ", "存在问题\n（必填）", "责任\r\n单位", "Due  date"], FIRST])
    assert table.headings == ("序号", "镇区", "点位名称*", "存在问题（必填）", "责任单位", "Due date")


def test_headings_in_two_lines_with_merged_cells() -> None:
    table = table_of(
        [
            ["序号", "点位名称", "存在问题", "整改情况", None, None],
            [None, None, None, "整改措施", "是否完成", "完成时间"],
            [1, "人民路", "垃圾", "清运", "是", "7.5"],
        ],
        ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 5)),
    )
    assert table.headings == (
        "序号",
        "点位名称",
        "存在问题",
        "整改情况/整改措施",
        "整改情况/是否完成",
        "整改情况/完成时间",
    )
    assert table.heading_rows == (1, 2)
    assert table.row_numbers == [3]


def test_headings_in_two_lines_without_merged_cells_as_a_csv_has_them() -> None:
    table = table_of(
        [
            ["序号", "点位名称", "存在问题", "整改情况", None, "备注"],
            [None, None, None, "是否完成", "完成时间", None],
            ["1", "人民路", "垃圾", "是", "7.5", None],
        ]
    )
    assert table.headings == ("序号", "点位名称", "存在问题", "整改情况/是否完成", "整改情况/完成时间", "备注")
    assert table.heading_rows == (1, 2)


def test_headings_in_three_lines() -> None:
    table = table_of(
        [
            ["序号", "存在问题", "整改", None, None],
            [None, None, "情况", None, "备注"],
            [None, None, "是否完成", "完成时间", None],
            [1, "垃圾", "是", "7.5", None],
        ],
        ((0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 0, 4), (1, 2, 1, 3), (1, 4, 2, 4)),
    )
    assert table.headings == ("序号", "存在问题", "整改/情况/是否完成", "整改/情况/完成时间", "整改/备注")
    assert table.heading_rows == (1, 2, 3)


def test_a_first_row_of_data_with_gaps_is_no_second_line_of_headings() -> None:
    table = table_of([list(HEADINGS), [None, None, "人民路", "垃圾", None, None], FIRST])
    assert table.heading_rows == (1,)
    assert len(table.rows) == 2


def test_a_column_with_data_but_without_heading_is_named_after_its_letter() -> None:
    table = table_of([["序号", "存在问题", None, "责任单位"], [1, "垃圾", "急", "县城管局"]])
    assert table.headings == ("序号", "存在问题", "（无标题列C）", "责任单位")


def test_empty_columns_are_left_out_and_the_others_keep_their_place() -> None:
    table = table_of([[None, "序号", "存在问题", None, "责任单位"], [None, 1, "垃圾", None, "县城管局"]])
    assert table.headings == ("序号", "存在问题", "责任单位")
    assert table.columns == (1, 2, 4)
    assert table.rows == [[1, "垃圾", "县城管局"]]


def test_a_heading_and_every_row_merged_over_several_columns_is_one_column() -> None:
    table = table_of(
        [
            ["序号", "存在问题", None, None, "责任单位"],
            [1, "垃圾", None, None, "县城管局"],
            [2, "乱停", None, None, "交警大队"],
        ],
        ((0, 1, 0, 3), (1, 1, 1, 3), (2, 1, 2, 3)),
    )
    assert table.headings == ("序号", "存在问题", "责任单位")
    assert table.rows == [[1, "垃圾", "县城管局"], [2, "乱停", "交警大队"]]
    assert table.asides == []


def test_foreign_headings_come_out_verbatim() -> None:
    table = table_of(
        [["SR ID", "CreatedDate", "2010 Census Wards"], ["18-1", "04/12/2018", 3], ["18-2", "04/13/2018", None]]
    )
    assert table.headings == ("SR ID", "CreatedDate", "2010 Census Wards")
    assert len(table.rows) == 2


def test_a_sheet_of_headings_only_is_a_table_without_rows() -> None:
    table = table_of([list(HEADINGS)])
    assert table.rows == []


@pytest.mark.parametrize("rows", [[], [[1, 2], [3, 4]], [["只有一句话"]], [["2020-01-01", "3.5"], ["2020-01-02", "4"]]])
def test_a_sheet_without_headings_has_no_table_and_is_said(rows: list[list[Cell]]) -> None:
    page = sheet(rows, name="附件")
    assert find_table(page) is None
    book = Workbook("a.xlsx", "xlsx", None, (page,))
    assert find_tables(book) == []
    (left,) = sheets_without_table(book)
    assert left.sheet == "附件"
    assert left.reason
    assert left.cells == sum(map(len, rows))


def test_heading_rows_can_be_set_by_hand() -> None:
    page = sheet([["甲", "乙"], ["x", "y"], ["子", "丑"], ["1", "2"]])
    table = find_table(page, heading_rows=(3,))
    assert table is not None
    assert table.headings == ("子", "丑")
    assert table.rows == [["1", "2"]]
    two = find_table(page, heading_rows=(2, 3))
    assert two is not None
    assert two.headings == ("x/子", "y/丑")
    with pytest.raises(ValueError, match="not on sheet"):
        find_table(page, heading_rows=(9,))


def test_a_second_table_with_other_headings_on_the_same_sheet_is_found_too() -> None:
    other = ["序号", "编号", "整改措施", "是否完成", "完成时间"]
    page = sheet(
        [list(HEADINGS), FIRST, [], ["整改反馈"], list(other), [1, "A-1", "清运", "是", "7.5"]], ((3, 0, 3, 5),)
    )
    first, second = find_tables(Workbook("a.xlsx", "xlsx", None, (page,)))
    assert first.rows == [FIRST]
    assert [aside.row for aside in first.asides] == [3]
    assert second.title == ("整改反馈",)
    assert second.headings == tuple(other)
    assert second.heading_rows == (5,)
    assert second.row_numbers == [6]


def test_every_sheet_is_looked_at_hidden_ones_too() -> None:
    shown, hidden = sheet([list(HEADINGS), FIRST]), sheet([list(HEADINGS), SECOND])
    book = Workbook("a.xlsx", "xlsx", None, (shown, Sheet("藏", True, hidden.rows)))
    assert [(table.sheet, table.hidden) for table in find_tables(book)] == [("表", False), ("藏", True)]


def test_a_real_file_from_bytes_to_table() -> None:
    content = xlsx(
        [
            ["云河县第28周台账（7.6-7.12）"],
            list(HEADINGS),
            FIRST,
            [2, None, "解放路", "乱停", "交警大队", None],
            ["制表人：张三"],
        ],
        merges=["A1:F1", "B3:B4"],
    )
    (table,) = find_tables(open_workbook(content, "2020年台账.xlsx"))
    assert table.as_of_hint == date(2020, 7, 12)
    assert [row[1] for row in table.rows] == ["滨江街道", "滨江街道"]
    assert table.asides == [Aside(5, "表尾", "制表人：张三", "Sheet1", ((0, "制表人：张三"),))]
    assert [(line.row, line.reason, len(line.cells)) for line in (*table.above, *table.heads)] == [
        (1, "标题", 6),
        (2, "表头", 6),
    ]


def test_a_row_that_was_set_aside_is_data_where_a_person_takes_it_back() -> None:
    page = sheet(
        [list(HEADINGS), FIRST, ["滨江街道辖区"], SECOND, ["共 3 条"]],
        ((2, 0, 2, 5),),
    )
    table = find_table(page)
    assert table is not None
    again = with_rows_kept(page, table, {3, 5})
    assert again.row_numbers == [2, 3, 4, 5]
    assert again.rows[3] == ["共 3 条", None, None, None, None, None]
    assert again.groups == [None] * 4
    assert again.asides == []


ROW = st.one_of(
    st.just(FIRST), st.just(SECOND), st.just(list(HEADINGS)), st.just([]), st.just(["滨江街道辖区"]), st.just(["合计", None, 3]), st.just(["制表人：张三"]),
    st.lists(st.sampled_from([None, "", " ", 1, 2.5, "垃圾", "县城管局", "合计", "序号", "存在问题", "备注：无", date(2020, 7, 1), True]), max_size=7),
)  # fmt: skip


@given(
    st.lists(ROW, max_size=14),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 6), st.integers(0, 3), st.integers(0, 6)), max_size=4),
)
def test_no_row_ever_vanishes(rows: list[list[Cell]], spans: list[tuple[int, int, int, int]]) -> None:
    merges = []
    for top, left, down, across in spans:
        merge = (top, left, min(top + down, len(rows) - 1), min(left + across, max(map(len, rows), default=0) - 1))
        if merge[0] <= merge[2] and merge[1] <= merge[3]:
            merges.append(merge)
    page = sheet(rows, tuple(merges))
    tables = find_tables(Workbook("a.xlsx", "xlsx", None, (page,)))
    for table in tables:
        seen = sorted([*table.row_numbers, *(aside.row for aside in table.asides)])
        assert seen == list(range(table.heading_rows[-1] + 1, table.heading_rows[-1] + 1 + len(seen)))
        assert all(len(row) == len(table.headings) for row in table.rows)
    for one, other in pairwise(tables):
        assert other.heading_rows[0] > one.heading_rows[-1] or one.span != other.span
    if tables:
        told = {
            (line.row, column)
            for table in tables
            for line in (*table.above, *table.heads, *table.asides)
            for column, _ in line.cells
        }
        told |= {(row, column) for table in tables for row in table.row_numbers for column in range(7)}
        written = {
            (row + 1, column)
            for row, cells in enumerate(page.rows)
            for column, value in enumerate(cells)
            if not (value is None or (isinstance(value, str) and not value.strip()))
        }
        assert written <= told
        last = tables[-1]
        if last.span is None:
            assert last.heading_rows[-1] + len(last.rows) + len(last.asides) == len(page.rows)


def test_a_line_glued_to_the_headings_is_a_title() -> None:
    table = table_of(
        [
            ["某某检查统计表", None, None, None, None],
            ["序号", "检查范围：滨江街道各点位", None, None, "填报时间：2020年7月12日"],
            [None, "点位名称", "存在问题", "责任单位", "整改时限"],
            [1, "人民路", "垃圾未清", "县城管局", "3天"],
        ],
        ((0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 3)),
    )
    assert table.headings == ("序号", "点位名称", "存在问题", "责任单位", "整改时限")
    assert table.as_of_hint == date(2020, 7, 12)
    assert table.title == ("某某检查统计表", "检查范围：滨江街道各点位", "填报时间：2020年7月12日")
    assert [(line.row, line.reason) for line in (*table.above, *table.heads)] == [
        (1, "标题"),
        (2, "标题"),
        (2, "表头"),
        (3, "表头"),
    ]


def tables_of(rows: list[list[Cell]], merges: tuple[tuple[int, int, int, int], ...] = ()) -> list[Table]:
    return find_tables(Workbook("a.xlsx", "xlsx", None, (sheet(rows, merges),)))


BESIDE: list[Cell] = ["序号", "点位名称", "存在问题"]


@pytest.mark.parametrize("gap", [[None], [], [None, None]])
def test_tables_beside_each_other_are_tables_of_their_own(gap: list[Cell]) -> None:
    left, right = tables_of(
        [
            [*BESIDE, *gap, *BESIDE],
            [1, "人民路1号", "垃圾未清", *gap, 3, "解放路1号", "车辆乱停"],
            [2, "人民路2号", "井盖缺失", *gap, None, None, None],
        ]
    )
    assert [row[1] for row in left.rows] == ["人民路1号", "人民路2号"]
    assert [row[1] for row in right.rows] == ["解放路1号"]
    assert left.sheet == "表"
    assert right.sheet == f"表（{'DEF'[len(gap)]} 列起）"
    assert right.page == "表"
    assert reasons(right) == [(3, "空行")]
    assert right.columns == tuple(range(3 + len(gap), 6 + len(gap)))


def test_three_tables_beside_each_other() -> None:
    found = tables_of([BESIDE * 3, [1, "甲路", "垃圾", 2, "乙路", "乱停", 3, "丙路", "破损"]])
    assert [table.rows for table in found] == [[[1, "甲路", "垃圾"]], [[2, "乙路", "乱停"]], [[3, "丙路", "破损"]]]


def test_a_small_table_of_numbers_beside_a_list_does_not_mix_with_it() -> None:
    left, right = tables_of(
        [
            [*HEADINGS, None, "镇区", "问题总数", "已整改"],
            [*FIRST, None, "滨江街道", 12, 10],
            [*SECOND, None, "城关镇", 9, 9],
        ]
    )
    assert left.rows == [FIRST, SECOND]
    assert right.headings == ("镇区", "问题总数", "已整改")


def test_an_empty_column_within_a_table_does_not_cut_it() -> None:
    (table,) = tables_of(
        [["序号", "点位名称", None, "存在问题", None, "责任单位"], [1, "人民路", None, "垃圾", None, "县城管局"]]
    )
    assert table.headings == ("序号", "点位名称", "存在问题", "责任单位")
    rounds: list[Cell] = ["序号", "存在问题", "整改情况", "完成时间", None, "整改情况", "完成时间"]
    assert len(tables_of([rounds, [1, "垃圾", "已清", "7.1", None, "又清", "7.8"]])) == 1


def test_a_second_form_with_the_same_headings_is_a_table_of_its_own() -> None:
    heads: list[Cell] = ["序号", "点位名称", "存在问题", "责任单位"]
    one, two = tables_of(
        [
            ["受检单位", "城关镇", None, None],
            ["检查时间", date(2020, 7, 6), "检查人", "张三"],
            heads,
            [1, "东风巷", "垃圾未清", "县城管局"],
            ["受检单位", "开发区", None, None],
            ["检查时间", date(2020, 7, 7), "检查人", "李四"],
            heads,
            [1, "北环路", "井盖缺失", "住建局"],
        ]
    )
    assert (one.row_numbers, two.row_numbers) == ([4], [8])
    assert one.title[:2] == ("受检单位", "城关镇")
    assert two.title[:2] == ("受检单位", "开发区")
    assert one.asides == two.asides == []


def test_a_small_table_above_a_larger_one_is_a_table_too() -> None:
    small: list[Cell] = ["序号", "点位名称", "存在问题"]
    one, two = tables_of(
        [
            small,
            [1, "东风巷", "垃圾未清"],
            [2, "西风巷", "井盖缺失"],
            [],
            ["第二部分"],
            [*HEADINGS, "整改情况"],
            [*FIRST, "已清"],
        ]
    )
    assert one.headings == tuple(small)
    assert one.row_numbers == [2, 3]
    assert two.row_numbers == [7]


def test_a_line_of_labels_above_the_headings_is_no_heading_row() -> None:
    table = table_of(
        [["责任人", "张三", "联系电话", "138-0000-0001", "检查日期", date(2020, 7, 6)], [], list(HEADINGS), FIRST]
    )
    assert table.heading_rows == (3,)
    assert table.rows == [FIRST]


LEFT: list[Cell] = ["序号", "点位名称", "存在问题"]


def rows_by_table(
    rows: list[list[Cell]], merges: tuple[tuple[int, int, int, int], ...] = ()
) -> list[tuple[str, list[int]]]:
    return [(table.sheet, table.row_numbers) for table in tables_of(rows, merges)]


def test_of_tables_beside_each_other_only_one_ends_at_new_headings() -> None:
    beside = [*LEFT, None, *LEFT]
    found = rows_by_table(
        [
            beside,
            [1, "甲路", "垃圾", None, 1, "丙路", "破损"],
            ["编号", "点位名称", "整改情况", None, 2, "丁路", "缺失"],
            ["A-1", "甲路", "已清", None, 3, "戊路", "积水"],
        ]
    )
    assert found == [("表", [2]), ("表", [4]), ("表（E 列起）", [2, 3, 4])]


def test_a_table_of_another_width_below_tables_beside_each_other_is_read() -> None:
    one, two, three = tables_of(
        [
            [*LEFT, None, *LEFT],
            [1, "甲路", "垃圾", None, 1, "丙路", "破损"],
            [None, None, None, None, 2, "丁路", "缺失"],
            ["第二部分"],
            [*HEADINGS, "检查日期"],
            [*FIRST, date(2020, 7, 1)],
        ]
    )
    assert (one.row_numbers, two.row_numbers, three.row_numbers) == ([2], [2, 3], [6])
    assert three.title == ("第二部分",)
    assert three.headings == (*HEADINGS, "检查日期")


@pytest.mark.parametrize("lower", [1, 2])
def test_tables_beside_each_other_need_not_be_level(lower: int) -> None:
    rows: list[list[Cell]] = [LEFT, *([n, f"{n}路", f"第{n}处垃圾"] for n in range(1, 5))]
    for n, line in enumerate([list(HEADINGS), FIRST, SECOND], lower):
        rows[n] = [*rows[n], None, *line]
    assert rows_by_table(rows) == [("表", [2, 3, 4, 5]), ("表（E 列起）", [lower + 2, lower + 3])]


def test_tables_without_a_gap_and_with_different_headings_are_two() -> None:
    left, right = tables_of([[*LEFT, *LEFT, "备注"], [1, "甲路", "垃圾", 2, "乙路", "乱停", "急"]])
    assert left.rows == [[1, "甲路", "垃圾"]]
    assert right.rows == [[2, "乙路", "乱停", "急"]]


def test_repeated_headings_with_a_new_column_begin_another_table() -> None:
    for new in ("整改情况", "网格员"):
        one, two = tables_of([list(HEADINGS), FIRST, [*HEADINGS, new], [*SECOND, "已清"]])
        assert one.headings == tuple(HEADINGS)
        assert two.headings == (*HEADINGS, new)
        assert (one.rows, two.rows) == ([FIRST], [[*SECOND, "已清"]])


def test_headings_of_two_columns_further_down_are_no_issue() -> None:
    small: list[Cell] = ["点位", "问题描述"]
    assert rows_by_table([LEFT, [1, "甲路", "垃圾"], small, ["乙路", "乱停"]]) == [("表", [2]), ("表", [4])]
    (table,) = tables_of([["点位名称", "存在问题"], ["甲路", "垃圾"], small, ["乙路", "乱停"]])
    assert (table.row_numbers, reasons(table)) == ([2, 4], [(3, "重复表头")])


def test_the_upper_line_of_repeated_headings_is_no_issue() -> None:
    upper: list[Cell] = ["点位名称", "其他情况", None]
    lower: list[Cell] = [None, "存在问题", "责任单位"]
    merges = tuple((row, 1, row, 2) for row in (0, 3)) + tuple((row, 0, row + 1, 0) for row in (0, 3))
    (table,) = tables_of([upper, lower, ["甲路", "垃圾", "县城管局"], upper, lower, ["乙路", "乱停", "交警"]], merges)
    assert table.row_numbers == [3, 6]
    assert reasons(table) == [(4, "重复表头"), (5, "重复表头")]


def test_lines_above_the_headings_of_a_lower_table_are_its_title() -> None:
    one, two = tables_of(
        [
            LEFT,
            [1, "甲路", "垃圾"],
            ["制表人：张三"],
            [],
            ["城区第二批问题"],
            ["镇区：东山镇", "检查日期：2020年7月5日"],
            ["序号", "点位名称", "存在问题", "责任单位"],
            [1, "乙路", "乱停", "交警"],
        ]
    )
    assert reasons(one) == [(3, "表尾"), (4, "空行")]
    assert two.title == ("城区第二批问题", "镇区：东山镇", "检查日期：2020年7月5日")


def test_labels_of_their_own_above_repeated_headings_begin_another_table() -> None:
    one, two = tables_of(
        [["镇区：东山镇"], LEFT, [1, "甲路", "垃圾"], ["镇区：城关镇"], LEFT, [1, "乙路", "乱停"]],
    )
    assert (one.row_numbers, two.row_numbers) == ([3], [6])
    (again,) = tables_of([["镇区：东山镇"], LEFT, [1, "甲路", "垃圾"], ["镇区：东山镇"], LEFT, [2, "乙路", "乱停"]])
    assert again.row_numbers == [3, 6]


def test_lower_headings_across_the_border_of_tables_further_up() -> None:
    wide: list[Cell] = ["序号", "镇区", "点位名称", "存在问题"]
    found = rows_by_table(
        [
            [*wide, *wide],
            [1, "东山镇", "甲路", "垃圾", 1, "东山镇", "乙路", "乱停"],
            LEFT,
            [1, "丙路", "破损", *LEFT],
            [2, "丁路", "缺失", 1, "戊路", "积水"],
        ]
    )
    assert found == [("表", [2]), ("表（E 列起）", [2]), ("表", [4, 5]), ("表（D 列起）", [5])]
