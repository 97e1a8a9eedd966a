"""The true fault first: an unknown heading of the problem column, sheets without rows, days from nowhere, lock files."""

from datetime import date
from typing import Any

import pytest

from data_loaders.import_options import ImportOptions
from data_loaders.importing.intake import CannotLoad, Outcome, preview, recognise
from data_loaders.outcome.true_faults import same_faults
from data_loaders.unpacking.uploaded_files import SetAside, unpacked
from database.store.engine import Database
from tests.data_loaders.conftest import AT, LIST, book

DAY = date(2020, 7, 6)


def tried(
    county: Database, content: bytes, name: str = "整改反馈.xlsx", choices: ImportOptions | None = None
) -> Outcome:
    return preview(county, recognise(county, content, name), choices or ImportOptions(create_units=True), at=AT)


def answers(heading: str, count: int = 389, text: str = "第{}处路口垃圾桶满溢无人清理") -> bytes:
    rows = [(f"WM{n}", text.format(n), "已清理", "已完成", DAY) for n in range(count)]
    return book([("编号", heading, "整改情况", "是否完成", "完成时间"), *rows])


@pytest.mark.parametrize("heading", ["事项摘要说明", "所列事由", "现场情形", "巡查发现"])
def test_an_unknown_heading_of_the_problems_is_the_fault_and_not_389_numbers(county: Database, heading: str) -> None:
    outcome = tried(county, answers(heading))
    assert outcome.counts["refused"] == 389
    assert {refusal.heading for refusal in outcome.refusals} == {heading}
    (fault,) = same_faults(outcome.refusals)
    assert fault.rows == 389
    assert fault.reason == f"没有认出写问题的那一列（表头“{heading}”不认识），这一行没有读到问题。"
    assert "指定为“存在问题”" in fault.remedy
    named = tried(county, answers(heading), choices=ImportOptions(create_units=True, fields={heading: "problem"}))
    assert (named.counts["new"], named.counts["refused"]) == (389, 0)


def test_a_heading_that_a_person_leaves_out_is_no_fault_any_more(county: Database) -> None:
    choices = ImportOptions(create_units=True, fields={"事项摘要说明": None})
    (fault,) = same_faults(tried(county, answers("事项摘要说明", 3), choices=choices).refusals)
    assert fault.reason == "编号“…”在台账中找不到，本行也没有问题描述。"
    assert (fault.rows, fault.examples) == (3, ("WM0", "WM1", "WM2"))


@pytest.mark.parametrize(
    ("heading", "text"),
    [("整改措施说明", "已安排人员第{}次清理完毕"), ("责任科室名称", "市容管理科第{}组"), ("附件说明", "见附件第{}页照片"), ("代码", "A{}")],
)  # fmt: skip
def test_other_columns_are_not_taken_for_that_of_the_problems(county: Database, heading: str, text: str) -> None:
    outcome = tried(county, answers(heading, 5, text))
    assert all("在台账中找不到" in refusal.reason for refusal in outcome.refusals)


@pytest.mark.parametrize("heading", ["事项摘要说明", "所列事由"])
def test_a_file_that_cannot_be_loaded_names_the_heading_first(county: Database, heading: str) -> None:
    rows = [(n, DAY, "东山镇", f"第{n}处路口垃圾桶满溢", "县公安局") for n in range(5)]
    content = book([("序号", "检查日期", "镇区", heading, "责任单位"), *rows])
    with pytest.raises(CannotLoad) as fault:
        tried(county, content)
    assert str(fault.value).startswith(f"工作表“Sheet1”没有认出“存在问题”列，最像的是表头为“{heading}”（D 列）的一列")
    assert "第0处路口垃圾桶满溢" in str(fault.value)
    file = recognise(county, content, "清单.xlsx")
    assert [(c.field, c.how) for p in file.sheets for c in p.columns if c.heading == heading] == [
        ("problem", "similar")
    ]
    assert (
        tried(county, content, choices=ImportOptions(create_units=True, fields={heading: "problem"})).counts["new"] == 5
    )


def test_what_is_no_sheet_of_ours_is_told_by_what_it_has_and_lacks(county: Database) -> None:
    content = book([("姓名", "责任单位", "整改情况", "绩效"), *[(f"张{n}", "县公安局", "好", 200) for n in range(4)]])
    with pytest.raises(CannotLoad) as fault:
        tried(county, content)
    said = str(fault.value)
    assert "“姓名”" in said and "认出的只有“责任单位”、“整改情况”" in said
    assert "没有“存在问题”“编号”“整改情况”" not in said  # 整改情况 is there


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("检查问题清单",), LIST], "只有表头，没有填写内容"),
        ([("编号", "整改情况", "是否完成", "完成时间")], "只有表头，没有填写内容"),
        ([("网上申报材料清单",), ("材料名称", "分值", "提交情况")], "只有表头，没有填写内容"),
        ([], "文件里没有任何内容"),
        ([("创建文明城市检查问题清单",)], "只有 1 行文字（“创建文明城市检查问题清单”），没有表头"),
        ([("甲",), ("乙",), ("丙",), ("丁",)], "只有一列内容"),
    ],
)
def test_a_file_without_rows_is_told_for_what_it_is(county: Database, rows: list[tuple[Any, ...]], said: str) -> None:
    with pytest.raises(CannotLoad) as fault:
        tried(county, book(rows))
    assert said in str(fault.value)


LINE = ("A", DAY, "滨江街道", "人民路", "环境卫生", "垃圾满溢", "县公安局", "3天")


@pytest.mark.parametrize(
    ("name", "rows", "choices", "day", "by"),
    [
        ("清单_截至2020年7月12日.xlsx", [LIST, LINE], ImportOptions(), date(2020, 7, 12), "文件名里写的"),
        ("清单.xlsx", [("检查问题清单（截至2020年7月10日）",), LIST, LINE], ImportOptions(), date(2020, 7, 10), "表的标题里写的"),
        ("清单.xlsx", [LIST, LINE], ImportOptions(), DAY, "表里没有写，按“检查日期”一栏最晚的日期"),
        ("清单.xlsx", [LIST, (*LINE[:1], None, *LINE[2:])], ImportOptions(), AT.date(), "表里没有写，也没有可用的日期，按导入当天"),
        ("清单.xlsx", [LIST, (*LINE[:1], "2020年2月30日", *LINE[2:])], ImportOptions(), AT.date(), "表里没有写，也没有可用的日期，按导入当天"),
        ("清单_截至2020年7月12日.xlsx", [LIST, LINE], ImportOptions(as_of=date(2020, 7, 8)), date(2020, 7, 8), "您选定的"),
    ],
)  # fmt: skip
def test_the_day_says_where_it_comes_from(
    county: Database, name: str, rows: list[tuple[Any, ...]], choices: ImportOptions, day: date, by: str
) -> None:
    outcome = tried(county, book(rows), name, choices)
    assert (outcome.as_of, outcome.as_of_by) == (day, by)
    assert any("按导入当天" in note for note in outcome.notes) == ("按导入当天" in by)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (".~清单.xlsx", b"\x04WPS user" + b" " * 40),
        (".~lock.清单.xlsx#", b",user,host,01.07.2020 09:00,file:///C:/x;"),
        ("~$清单.xlsx", b"\x05user" + b" " * 150),
    ],
)
def test_lock_files_are_told_for_what_they_are(name: str, content: bytes) -> None:
    (parcel,) = unpacked([(name, content)])
    assert isinstance(parcel.fault, SetAside)
    assert "临时锁文件" in parcel.fault.reason
    assert "“清单.xlsx”" in parcel.fault.remedy


def test_faults_of_the_same_kind_are_told_once(county: Database) -> None:
    rows = [(f"A{n}", f"2020年2月{30 + n % 2}日", *LINE[2:]) for n in range(20)]
    rows.append(("Z", DAY, *LINE[2:5], None, *LINE[6:]))
    faults = same_faults(tried(county, book([LIST, *rows]), "清单_截至2020年7月12日.xlsx").refusals)
    assert [(fault.heading, fault.rows) for fault in faults] == [("检查日期", 20), ("存在问题", 1)]
    assert faults[0].examples == ("2020年2月30日", "2020年2月31日")
    assert sum(len(fault.refusals) for fault in faults) == 21
