"""Whole sheets as offices lay them out, loaded: which rows are issues, what is filled in from around them, and what is said."""

import functools
import operator
from collections.abc import Callable
from datetime import date

import pytest

from data_loaders.outcome.outcome import Outcome
from database.store.engine import Database
from tests.cases.loading import County, Said
from tests.data_loaders.conftest import book

DAY = date(2020, 7, 6)
Load = Callable[..., Outcome]
HEADS = ["序号", "点位名称", "存在问题", "责任单位"]
UNIT = "县城管局"


def said(county: Database) -> list[Said]:
    return County(county, []).said()


def notes(outcome: Outcome, *words: str) -> list[str]:
    return [note for note in outcome.notes if all(word in note for word in words)]


def test_one_sheet_for_each_town_names_the_district(loaded: Load, county: Database) -> None:
    one = [HEADS, [1, "东风巷", "垃圾未清", UNIT]]
    two = [HEADS, [1, "北环路", "井盖缺失", UNIT]]
    outcome = loaded(book(one, sheet="滨江街道", 东山镇=two, 填表说明=[["每周一报送"]]), as_of=DAY)
    assert [(row.district, row.site) for row in said(county)] == [("滨江街道", "东风巷"), ("东山镇", "北环路")]
    assert notes(outcome, "按工作表名称填写", "“东山镇”")
    assert notes(outcome, "填表说明", "未读取")


@pytest.mark.parametrize("name", ["7月", "第3期", "县公安局", "汇总"])
def test_the_name_of_a_sheet_that_is_no_district_fills_in_nothing(loaded: Load, county: Database, name: str) -> None:
    loaded(book([HEADS, [1, "东风巷", "垃圾未清", UNIT]], sheet=name), as_of=DAY)
    assert [row.district for row in said(county)] == [None]


def test_a_column_of_districts_beats_the_name_of_the_sheet(loaded: Load, county: Database) -> None:
    heads = [*HEADS, "镇区"]
    rows = [[1, "东风巷", "垃圾未清", UNIT, "东山镇"], [2, "北环路", "井盖缺失", UNIT, None]]
    loaded(book([heads, *rows], sheet="滨江街道"), as_of=DAY)
    assert [row.district for row in said(county)] == ["东山镇", None]


def test_group_rows_of_units_name_the_unit(loaded: Load, county: Database) -> None:
    rows = [
        ["序号", "点位名称", "存在问题"],
        ["县城市管理局"],
        [1, "东风巷", "垃圾"],
        ["县公安局"],
        [2, "北环路", "乱停"],
    ]
    outcome = loaded(book(rows), as_of=DAY)
    assert [row.lead for row in said(county)] == ["县城市管理局", "县公安局"]
    assert notes(outcome, "2 行按上面的分组行填写责任单位")


def test_a_column_of_units_beats_the_group_row(loaded: Load, county: Database) -> None:
    rows = [HEADS, ["县公安局"], [1, "东风巷", "垃圾", "县城市管理局"], [2, "北环路", "乱停", None]]
    loaded(book(rows), as_of=DAY)
    assert [row.lead for row in said(county)] == ["县城市管理局", None]


def test_group_rows_of_towns_in_the_column_of_places(loaded: Load, county: Database) -> None:
    rows = [
        ["点位名称", "存在问题", "责任单位"],
        ["滨江街道"],
        ["东风巷", "垃圾", "县公安局"],
        ["东山镇"],
        ["北环路", "乱停", "县公安局"],
    ]
    loaded(book(rows), as_of=DAY)
    assert [(row.site, row.district) for row in said(county)] == [("东风巷", "滨江街道"), ("北环路", "东山镇")]


def test_a_small_table_of_scores_below_the_list_gives_no_issues(loaded: Load, county: Database) -> None:
    scores = [["镇区", "得分", "排名"], ["滨江街道", 95, 1], ["东山镇", 90, 2]]
    for between in ([[]], [[], ["各镇区得分情况"]], [["合计", None, "1个"]]):
        outcome = loaded(
            book([HEADS, [1, "东风巷", "垃圾未清", UNIT], *between, *scores]), as_of=DAY, kind="inspection"
        )
        assert outcome.counts["refused"] == 0
        assert [aside.reason for _, aside in outcome.asides][-3:] == ["另一张表"] * 3
    assert {row.description for row in said(county)} == {"垃圾未清"}


def test_a_numbered_table_of_marks_below_the_list_gives_no_issues_either(loaded: Load, county: Database) -> None:
    marks = [
        ["名次", "镇区", "得分"],
        [1, "滨江街道", 98],
        [2, "东山镇", "95分"],
        [],
        [2, "北环路", "井盖缺失", "县公安局"],
    ]
    outcome = loaded(book([HEADS, [1, "东风巷", "垃圾未清", "县公安局"], [], *marks]), as_of=DAY, kind="inspection")
    assert [aside.reason for _, aside in outcome.asides] == ["空行", *["另一张表"] * 3, "空行"]
    assert [row.row for row in said(county)] == [2, 8]


def test_a_problem_that_is_only_a_number_is_refused(loaded: Load) -> None:
    outcome = loaded(book([HEADS, [1, "东风巷", "垃圾未清", "县公安局"], [2, "北环路", 3, "县公安局"]]), as_of=DAY)
    assert [(refusal.row, refusal.heading) for refusal in outcome.refusals] == [(3, "存在问题")]
    assert "只有数字" in outcome.refusals[0].reason


def test_another_table_below_that_cannot_be_loaded_is_said(loaded: Load) -> None:
    rows = [
        HEADS,
        [1, "东风巷", "垃圾未清", "县公安局"],
        [],
        ["序号", "编号", "整改情况", "完成时间"],
        [1, "A-1", "已整改", DAY],
    ]
    outcome = loaded(book(rows), as_of=DAY, kind="inspection")
    assert notes(outcome, "第 4 行起是另一张表", "1 行没有读取")


def test_rows_that_leave_out_what_the_row_above_says_are_said(loaded: Load) -> None:
    heads = ["编号", "点位名称", "存在问题", "责任单位"]
    rows = [
        ["B-1", "农贸市场", "东门乱停", "县公安局"],
        [None, None, "南门垃圾", None],
        ["B-2", "公园", "灯坏", "县公安局"],
    ]
    outcome = loaded(book([heads, *rows]), as_of=DAY)
    assert notes(outcome, "1 行只写了问题", "第 3 行", "同上")
    assert not notes(loaded(book([heads, rows[0], rows[2]]), as_of=DAY), "同上")


def test_an_upper_line_of_headings_without_merged_cells(loaded: Load, county: Database) -> None:
    rows = [
        ["序号", "检查情况", None, "整改要求", None],
        [None, "点位名称", "存在问题", "责任单位", "整改时限"],
        [1, "东风巷", "垃圾未清", "县公安局", "3天"],
    ]
    outcome = loaded(book(rows), as_of=DAY)
    assert not notes(outcome, "无标题列")
    assert [row.site for row in said(county)] == ["东风巷"]


def test_a_long_notice_above_and_page_totals_between(loaded: Load, county: Database) -> None:
    notice = [
        ["关于环境卫生检查的通报"],
        ["各镇（街道）："],
        ["一、总体情况：共发现问题2个。"],
        ["二、工作要求"],
        [],
        ["县创建办"],
    ]
    table = [
        HEADS,
        [1, "东风巷", "垃圾未清", "县公安局"],
        ["本页小计", None, "1个"],
        ["第1页 共2页"],
        HEADS,
        [2, "北环路", "灯坏", "县公安局"],
        ["合计", None, 2],
    ]
    outcome = loaded(book([*notice, *table]), as_of=DAY)
    assert [row.row for row in said(county)] == [8, 12]
    assert outcome.counts["refused"] == 0


def notice_of(outcome: Outcome, key: str) -> list[tuple[int, list[str]]]:
    return [(said.count, [one.text for one in said.examples]) for said in outcome.notices if said.key == key]


BARE = ["序号", "点位名称", "存在问题"]


@pytest.mark.parametrize(
    "lines",
    [
        [["检查日期", DAY, "检查人", "张三"], ["镇区：东山镇"], ["责任单位：县公安局"]],
        [["镇区：东山镇", "检查日期：2020年7月6日", "责任单位：县公安局"]],
        [["镇区：东山镇  检查日期：2020年7月6日  责任单位：县公安局"]],
        [["镇区：", "东山镇", "检查日期："], ["检查日期：", DAY], ["责任单位:县公安局，检查人：张三"]],
    ],
)
def test_labels_above_the_headings_are_filled_into_the_rows(
    loaded: Load, county: Database, lines: list[list[object]]
) -> None:
    outcome = loaded(book([*lines, BARE, [1, "东风巷", "垃圾未清"], [2, "北环路", "灯坏"]]), as_of=DAY)
    assert [(row.district, row.found_on, row.lead) for row in said(county)] == [("东山镇", DAY, "县公安局")] * 2
    ((count, examples),) = notice_of(outcome, "above")
    assert count == 2
    assert sorted(examples) == ["检查日期：2020-07-06（2 行）" if DAY in functools.reduce(operator.iadd, lines, []) else "检查日期：2020年7月6日（2 行）", "责任单位：县公安局（2 行）", "镇区：东山镇（2 行）"]  # fmt: skip
    assert notes(outcome, "没有“镇区”列", "填写了 2 行")
    assert outcome.account is not None
    assert outcome.account.cells["above"] >= 1


def test_what_a_column_or_a_group_row_says_is_not_filled_in_from_above(loaded: Load, county: Database) -> None:
    rows = [["镇区：东山镇", "点位名称：东风巷"], BARE, ["滨江街道"], [1, "北环路", "灯坏"]]
    outcome = loaded(book(rows), as_of=DAY)
    assert [(row.district, row.site) for row in said(county)] == [("滨江街道", "北环路")]
    assert notice_of(outcome, "above") == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["检查日期：2020年7月5日", "检查日期：2020年7月6日"], "检查日期：2020年7月5日"),
        (["检查日期：7月5日至7日上午"], "检查日期：7月5日至7日上午"),
        (["镇区：各镇街"], "镇区：各镇街"),
        (["牵头单位：县公安局"], "牵头单位：县公安局"),
    ],
)
def test_labels_with_two_readings_are_filled_in_nowhere_and_said(
    loaded: Load, county: Database, line: list[str], told: str
) -> None:
    outcome = loaded(book([line, HEADS, [1, "东风巷", "垃圾未清", "县城管局"]]), as_of=DAY)
    (row,) = said(county)
    assert (row.found_on, row.district, row.lead) == (None, None, "县城市管理局")
    assert notes(outcome, told, "没有填到各行")
    assert notice_of(outcome, "above") == []


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize(
    ("one", "two"), [("一、滨江街道", "二、东山镇"), ("滨江街道", "东山镇"), ("（一）滨江街道", "东山镇")]
)
def test_a_group_row_in_one_cell_of_any_column_is_a_group_row(
    loaded: Load, county: Database, at: int, one: str, two: str
) -> None:
    def group(text: str) -> list[str | None]:
        return [None] * at + [text]

    rows = [BARE, group(one), [1, "东风巷", "垃圾未清"], group(two), [2, "北环路", "灯坏"]]
    outcome = loaded(book(rows), as_of=DAY)
    assert [(row.district, row.row) for row in said(county)] == [("滨江街道", 3), ("东山镇", 5)]
    assert [count for count, _ in notice_of(outcome, "grouped")] == [2] * (at == 2)


@pytest.mark.parametrize("text", ["一、井盖缺失", "占道经营影响街道", "侵占街道", "二、垃圾堆在路边的村"])
def test_a_problem_alone_in_its_column_is_an_issue(loaded: Load, county: Database, text: str) -> None:
    loaded(book([BARE, [1, "东风巷", "垃圾未清"], [None, None, text], [2, "北环路", "灯坏"]]), as_of=DAY)
    assert [row.row for row in said(county)] == [2, 3, 4]


def test_a_town_that_was_named_further_up_is_no_repeated_title(loaded: Load, county: Database) -> None:
    first = [
        ["序号", "镇区", "点位名称", "存在问题"],
        [1, "滨江街道", "南门", "积水"],
        [2, "东山镇", "西关", "井盖缺失"],
    ]
    rows = [*first, [], BARE, ["东山镇"], [1, "东风巷", "垃圾未清"], ["滨江街道"], [2, "北环路", "灯坏"]]
    loaded(book(rows), as_of=DAY)
    assert [row.district for row in said(county)] == ["滨江街道", "东山镇", "东山镇", "滨江街道"]


def test_a_list_that_goes_on_with_a_new_column_keeps_its_labels(loaded: Load, county: Database) -> None:
    rows = [["镇区：东山镇"], BARE, [1, "东风巷", "垃圾未清"], [*BARE, "备注"], [2, "北环路", "灯坏", "急"]]
    loaded(book(rows), as_of=DAY)
    assert [row.district for row in said(county)] == ["东山镇"] * 2
    rows = [["镇区：东山镇"], BARE, [1, "南门", "积水"], ["镇区：滨江街道"], BARE, [1, "西关", "井盖缺失"]]
    loaded(book(rows), as_of=DAY)
    assert [row.district for row in said(county)][2:] == ["东山镇", "滨江街道"]


@pytest.mark.parametrize("more", [[], ["镇区"]])
def test_a_summary_beside_the_sheets_of_the_towns_doubles_nothing(
    loaded: Load, county: Database, more: list[str]
) -> None:
    heads = ["序号", "检查日期", "点位名称", "存在问题", "责任单位"]
    one, two = [1, DAY, "东风巷1号", "垃圾未清运干净", "县公安局"], [2, DAY, "北环路2号", "井盖缺失一处", "县公安局"]
    whole = [[*heads, *more], [*one, *["滨江街道"][: len(more)]], [*two, *["东山镇"][: len(more)]]]
    outcome = loaded(book(whole, sheet="汇总", 滨江街道=[heads, one], 东山镇=[heads, [1, *two[1:]]]), as_of=DAY)
    assert (outcome.counts["new"], outcome.counts["unchanged"]) == (2, 2)
    assert len({row.issue for row in said(county)}) == 2


@pytest.mark.parametrize(
    "later",
    [
        ["存在问题", "点位名称", "责任单位", "镇区"],
        ["点位名称", "镇区", "存在问题", "责任单位"],
        ["责任单位", "存在问题", "点位名称"],
    ],
)
def test_the_same_headings_in_other_columns_are_another_table(loaded: Load, county: Database, later: list[str]) -> None:
    first = ["镇区", "点位名称", "存在问题", "责任单位"]
    told = {"镇区": "东山镇", "点位名称": "北环路", "存在问题": "井盖缺失", "责任单位": "县公安局"}
    outcome = loaded(
        book([first, ["滨江街道", "东风巷", "垃圾未清", "县公安局"], later, [told[name] for name in later]]), as_of=DAY
    )
    assert [row.description for row in said(county)] == ["垃圾未清", "井盖缺失"]
    assert outcome.counts["refused"] == 0
    assert [row.site for row in said(county)] == ["东风巷", "北环路"]


@pytest.mark.parametrize(
    "group",
    ["滨江街道（3处）", "【滨江街道】", "一、滨江街道（共1个）", "滨江街道：", "★滨江街道", "滨江街道 2个问题", "滨江街道问题清单"],
)  # fmt: skip
def test_a_group_row_names_its_district_whatever_is_written_around_it(
    loaded: Load, county: Database, group: str
) -> None:
    loaded(book([HEADS, [group], [1, "东风巷", "垃圾未清", "县公安局"]]), as_of=DAY)
    assert [row.district for row in said(county)] == ["滨江街道"]


def test_numerals_that_begin_the_name_of_a_town_are_part_of_it(loaded: Load, county: Database) -> None:
    loaded(book([HEADS, ["十里铺镇"], [1, "东风巷", "垃圾未清", "县公安局"]]), as_of=DAY, create_units=True)
    assert [row.district for row in said(county)] == ["十里铺镇"]


def test_a_group_row_that_says_nothing_known_is_said(loaded: Load) -> None:
    outcome = loaded(book([HEADS, ["一、城区"], [1, "东风巷", "垃圾未清", "县公安局"]]), as_of=DAY)
    assert notes(outcome, "分组行“一、城区”", "1 行没有按它填写")


def test_the_name_of_a_town_alone_above_the_headings_is_its_district(loaded: Load, county: Database) -> None:
    heads = ["点位名称", "存在问题", "责任单位"]
    rows = [
        ["滨江街道", None, None, None, "东山镇"],
        [*heads, None, *heads],
        ["东风巷", "垃圾未清", "县公安局", None, "北环路", "井盖缺失", "县公安局"],
    ]
    outcome = loaded(book(rows), as_of=DAY)
    assert [row.district for row in said(county)] == ["滨江街道", "东山镇"]
    assert notes(outcome, "表头上方第 1 行", "东山镇")


@pytest.mark.parametrize("title", ["各镇街道", "抽查全县12个乡镇", "问题发至各有关镇"])
def test_a_line_above_the_headings_about_many_towns_is_no_district(loaded: Load, county: Database, title: str) -> None:
    loaded(book([[title], HEADS, [1, "东风巷", "垃圾未清", UNIT]]), as_of=DAY)
    assert [row.district for row in said(county)] == [None]


def test_one_other_heading_among_repeated_ones_begins_another_table(loaded: Load, county: Database) -> None:
    first = ["点位名称", "存在问题", "责任单位", "检查日期", "整改时限", "备注"]
    rows = [first, ["东风巷", "垃圾未清", UNIT, DAY, date(2020, 7, 20), None]]
    rows += [["完成时间" if name == "整改时限" else name for name in first]]
    rows += [["北环路", "井盖缺失", UNIT, DAY, date(2020, 7, 15), None]]
    loaded(book(rows), as_of=date(2020, 7, 20))
    assert [(row.due_on, row.done_on) for row in said(county)] == [
        (date(2020, 7, 20), None),
        (None, date(2020, 7, 15)),
    ]
