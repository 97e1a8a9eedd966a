"""Rows below the headings and what is none: each test is named after the mess."""

import pytest

from data_loaders.reading.workbook import Cell
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


PLAIN = ["点位名称", "存在问题", "责任单位", "整改时限"]


@pytest.mark.parametrize(
    "problem",
    [
        "负责人未佩戴工牌", "审核栏未公示", "联系人电话打不通", "备注栏为空", "附件缺失", "签字笔短缺", "填表台脏乱", "共2处破损",
        "第3页公示栏脱落", "说明书缺失", "合计栏被撕", "统计表未上墙", "记录本缺失", "检查口无人", "时间牌不准", "以上台阶破损",
    ],
)  # fmt: skip
@pytest.mark.parametrize("serial", [True, False])
def test_a_problem_that_begins_like_a_footer_is_data(problem: str, serial: bool) -> None:
    rows: list[list[Cell]] = [
        [f"测点{n}", text, "县城管局", "3天"] for n, text in enumerate([problem, "垃圾未清", problem])
    ]
    heads: list[Cell] = list(PLAIN)
    if serial:
        rows, heads = [[n, *row] for n, row in enumerate(rows, 1)], ["序号", *heads]
    table = table_of([heads, *rows])
    assert len(table.rows) == 3


@pytest.mark.parametrize(
    "place", ["审批中心", "说明牌处", "附件楼", "第5页亭", "填表区", "联系点东侧", "负责人办公室", "统计局门口"]
)
def test_a_place_that_begins_like_a_footer_is_data(place: str) -> None:
    table = table_of([list(PLAIN), [place, "地面有烟头", "县城管局", "3天"], [place, "灯不亮", None, None]])
    assert len(table.rows) == 2


def test_a_problem_below_a_heading_that_nobody_knows_is_no_footer_either() -> None:
    heads: list[Cell] = ["序号", "事项简述", "责任单位", "整改情况"]
    table = table_of([heads, [1, "审批超时", "县城管局", "正在整改"], [2, "累计欠费未缴", "县公安局", "已整改"]])
    assert len(table.rows) == 2
    table = table_of([heads[1:], ["审批超时", "县城管局", "正在整改"], ["累计欠费未缴", "县公安局", "已整改"]])
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    "line",
    [
        ["填报人：", "张三", "审核人：", "李四", "日期：", "2020.7.13"],
        ["填报单位（盖章）：", "县城管局", None, "填报日期：", None, "2020年7月13日"],
        [None, "制表：张三", None, "校对：李四", None, None],
        ["经办人", "张三", None, "负责人", "李四", None],
        ["单位负责人签字：", None, None, None, "年 月 日", None],
        ["抄送：县创建指挥部"],
        ["以下空白"],
        ["— 3 —"],
        ["备注", "本表一式两份", None, None, None, None],
    ],
)
def test_a_block_of_signatures_is_a_footer(line: list[Cell]) -> None:
    assert reasons(table_of([list(HEADINGS), FIRST, SECOND, line])) == [(4, "表尾")]


@pytest.mark.parametrize(
    "total",
    [
        ["小计", "城关镇", "3处点位", "5个问题", "2家单位", "已整改3个"],
        ["累计", None, "共3处", "共5个问题，已整改2个", "交警大队", "40%"],
        [None, "城关镇小计", None, "5", None, "3"],
        ["合计：", "2", "2", "2", None, None],
        ["本页合计5条", None, None, None, None, None],
        [None, None, "总计", "问题5个", None, "完成率60%"],
        [3, "合计", "2处", "2个问题", "2家单位", None],
        [None, "其中：", None, "路灯类1个", None, None],
    ],
)
def test_totals_in_words_are_set_aside(total: list[Cell]) -> None:
    table = table_of([list(HEADINGS), FIRST, total, SECOND])
    assert reasons(table) == [(3, "表尾")]
    assert table.rows == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([1, 2, 3, 4, 5, 6], "列号行"),
        (["1", "2", "3", "4", "5", "6"], "列号行"),
        (["（1）", "（2）", "（3）", "（4）", "（5）", "（6）"], "列号行"),
        (["①", "②", "③", "④", "⑤", "⑥"], "列号行"),
        (["甲", "乙", 1, 2, 3, 4], "列号行"),
        (["一", "二", "三", "四", "五", "六"], "列号行"),
        (["栏次", 1, 2, 3, 4, 5], "列号行"),
        (["第1列", "第2列", "第3列", "第4列", "第5列", "第6列"], "列号行"),
        (["示例", "××镇", "××路口", "路灯不亮", "××局", "3天"], "示例行"),
        ([1, "××镇", "××路口", "例：路灯不亮", "××局", "3天"], "示例行"),
        (["样例1", "某镇", "某路", "路灯不亮", "某局", "3天"], "示例行"),
        (["如：1", "某镇", "某路", "路灯不亮", "某局", "3天"], "示例行"),
        (["样表", "某镇", "某路", "路灯不亮", "某局", "3天"], "示例行"),
        ([1, "某镇", "某路", "路灯不亮（示例）", "某局", "3天"], "示例行"),
        (["自动生成", "下拉选择", "填写详细地址", "不超过50字", "请填写全称", "yyyy-mm-dd"], "填写提示"),
        (["必填", "必填", "选填", "必填", None, "日期格式"], "填写提示"),
    ],
)  # fmt: skip
def test_a_row_that_tells_how_to_fill_in_the_form_is_set_aside(row: list[Cell], reason: str) -> None:
    table = table_of([list(HEADINGS), row, FIRST, SECOND])
    assert reasons(table) == [(2, reason)]
    assert table.rows == [FIRST, SECOND]


def test_column_numbers_below_repeated_headings_are_set_aside_and_among_data_they_are_not() -> None:
    numbers: list[Cell] = [1, 2, 3, 4, 5, 6]
    table = table_of([list(HEADINGS), numbers, FIRST, list(HEADINGS), numbers, SECOND])
    assert [reason for _, reason in reasons(table)] == ["列号行", "重复表头", "列号行"]
    assert table_of([list(HEADINGS), FIRST, [2, "例如镇", "人民路", "例：灯不亮", "县城管局", "3天"]]).asides == []


def test_a_group_row_in_two_cells() -> None:
    heads: list[Cell] = ["序号", "镇区", "点位名称", "存在问题"]
    table = table_of(
        [
            heads,
            ["一", "滨江街道"],
            [1, None, "人民路", "垃圾未清"],
            ["二、", "城关镇"],
            [1, None, "解放路", "车辆乱停"],
        ]
    )
    assert table.groups == ["一、滨江街道", "二、城关镇"]
    assert reasons(table) == [(2, "分组行"), (4, "分组行")]


def test_numbered_notes_below_a_note_are_footers_but_a_row_that_continues_the_numbers_is_data() -> None:
    table = table_of([list(HEADINGS), FIRST, ["说明："], [1, "每周一报送"], [2, "照片另附"]])
    assert [reason for _, reason in reasons(table)] == ["表尾"] * 3
    table = table_of([list(HEADINGS), FIRST, ["注：以下为补充"], [2, None, None, "车辆乱停", None, None]])
    assert len(table.rows) == 2


@pytest.mark.parametrize("problem", ["如厕环境差", "例行保洁不到位", "样本柜破损", "示例牌（东侧）破损"])
def test_a_first_problem_that_begins_like_an_example_is_data(problem: str) -> None:
    assert table_of([list(HEADINGS), [1, "城关镇", "解放路", problem, "县城管局", "3天"], SECOND]).asides == []
