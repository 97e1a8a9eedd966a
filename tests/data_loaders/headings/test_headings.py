"""What columns mean: known headings, mess around them, guesses that must be confirmed."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.headings import headings as module
from data_loaders.headings.headings import (
    clean_heading,
    is_untitled,
    match_headings,
    recognised_kind,
    signature,
    untitled,
)
from domain.datasets.row_fields import FIELD_NAMES
from tests.data_loaders import books

assert books  # its hypothesis profile

LINES = list(csv.DictReader((Path(module.__file__).parent / "headings.csv").open(encoding="utf-8", newline="")))


def field(heading: str) -> tuple[str | None, str]:
    (match,) = match_headings([heading])
    return match.field, match.how


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("serial", "序号"),
        ("number", "编号 问题编号"),
        ("found_on", "检查日期 交办日期 发现时间 检查时间 交办时间"),
        ("district", "镇区 属地 片区 乡镇（街道）"),
        ("site", "点位名称 地点 位置 路段 具体位置"),
        ("site_type", "点位类型"),
        ("problem", "存在问题 问题描述 主要问题 失分点 隐患内容"),
        ("category", "问题类别 问题类型"),
        ("units", "责任单位 整改单位 承办单位 主责单位 责任部门"),
        ("lead_unit", "牵头单位 牵头部门"),
        ("assist_units", "配合单位"),
        ("person", "责任人"),
        ("phone", "联系电话 电话"),
        ("due", "整改时限 整改期限 完成时限"),
        ("measures", "整改措施"),
        ("progress", "整改情况 落实情况 进展情况"),
        ("state", "是否完成 整改状态 办理状态"),
        ("done_on", "完成时间 实际完成时间"),
        ("verdict", "复核情况 复核结果"),
        ("verified_on", "复核日期 复核时间"),
        ("photo_before", "整改前照片 整改前"),
        ("photo_after", "整改后照片 整改后"),
        ("remark", "备注"),
        ("source", "来源 问题来源"),
        ("action", "专项行动"),
    ],
)
def test_every_heading_of_the_domain_is_known(name: str, headings: str) -> None:
    for number, heading in enumerate(headings.split()):
        assert field(heading) == (name, "exact" if number == 0 else "alias"), heading


def test_headings_csv_is_sound() -> None:
    assert {line["field"] for line in LINES} == set(FIELD_NAMES)
    cleaned = [clean_heading(line["heading"]) for line in LINES]
    twice = {text for text in cleaned if cleaned.count(text) > 1}
    meant = {text: {line["field"] for line in LINES if clean_heading(line["heading"]) == text} for text in twice}
    assert [text for text, fields in meant.items() if len(fields) > 1] == []


@pytest.mark.parametrize("heading", ["责任 单位", "责任\n单位", "*责任单位", "责任单位：", "责任单位（必填）", "责任单位(下拉选择)", "【责任单位】", "责任单位★", "３、责任单位", "五、责任单位", " 责任单位 "])  # fmt: skip
def test_mess_around_a_heading_does_not_matter(heading: str) -> None:
    assert field(heading)[0] == "units"


@pytest.mark.parametrize(
    ("heading", "name"),
    [("整改情况/是否完成", "state"), ("整改情况/完成时间", "done_on"), ("整改/前", "photo_before"), ("责任落实/责任单位", "units"), ("责任单位/名称", "units"), ("复核/时间", "verified_on")],
)  # fmt: skip
def test_a_heading_of_two_lines_means_what_both_or_the_lower_one_says(heading: str, name: str) -> None:
    assert field(heading)[0] == name


def test_each_field_is_given_once_to_the_surest_column() -> None:
    matches = match_headings(["主责单位", "责任单位", "责任单位", "备注", "说明"])
    assert [match.field for match in matches] == [None, "units", None, "remark", None]
    assert [match.column for match in matches] == [0, 1, 2, 3, 4]
    first, second = match_headings(["整改期限", "完成时限"])
    assert (first.field, second.field) == ("due", None)


def test_a_similar_heading_is_only_a_proposal() -> None:
    (match,) = match_headings(["整改的时限"])
    assert (match.field, match.how) == ("due", "similar")
    assert 60 <= match.score < 100
    matches = match_headings(["整改时限", "整改的时限"])
    assert matches[0].field == "due"
    assert matches[1].field != "due"


@pytest.mark.parametrize("heading", ["Agency", "天气", "经度", "（无标题列C）", "", "甲"])
def test_what_is_unknown_is_left_alone(heading: str) -> None:
    (match,) = match_headings([heading])
    assert (match.field, match.how, match.score) == (None, "none", 0.0)


def test_a_confirmed_mapping_beats_everything() -> None:
    matches = match_headings(
        ["Agency", "责任单位", "备注", "SR Type"], {"agency": "units", "备注": "", "SR Type": "category"}
    )
    assert [(match.field, match.how) for match in matches] == [
        ("units", "remembered"),
        (None, "none"),
        (None, "remembered"),
        ("category", "remembered"),
    ]


@given(st.lists(st.sampled_from([line["heading"] for line in LINES]) | st.text(max_size=8), max_size=20))
def test_no_field_twice_and_no_column_lost(headings: list[str]) -> None:
    matches = match_headings(headings)
    assert [match.heading for match in matches] == headings
    fields = [match.field for match in matches if match.field and match.how != "again"]
    assert len(fields) == len(set(fields))
    assert all((match.field is None) == (match.how == "none") for match in matches)


def test_the_signature_ignores_order_and_layout_but_not_words() -> None:
    assert signature(["序号", "责任\n单位"]) == signature(["责任 单位", "序号 ", untitled("C")])
    assert signature(["序号", "责任单位"]) != signature(["序号", "牵头单位"])
    assert is_untitled(untitled("AB"))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ("serial found_on district site problem units due", "inspection"),
        ("problem", "inspection"),
        ("number problem category found_on units state done_on", "full"),
        ("number problem found_on units state done_on", "rectification"),
        ("problem source found_on verdict", "full"),
        ("number category found_on state", "full"),
        ("number state done_on", "rectification"),
        ("site problem progress", "rectification"),
        ("site state found_on", "rectification"),
        ("state done_on", None),
        ("serial units remark", None),
        ("", None),
    ],
)
def test_the_kind_of_sheet_follows_from_its_fields(fields: str, kind: str | None) -> None:
    assert recognised_kind(fields.split()) == kind


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Q8_整改情况", "progress"), ("❗整改时限", "due"), ("是否完成？", "state"), ("責任單位", "units"), ("點位名稱", "site"),
        ("存在問題", "problem"), ("整改\u200b情况", "progress"), ("镇（街、区）", "district"), ("诉求内容", "problem"), ("来电时间", "found_on"),
        ("不合格项描述", "problem"), ("限时时间", "due"), ("隐患状态", "state"), ("整改情况(是/否)", "state"), ("是否闭环", "state"),
    ],
)  # fmt: skip
def test_headings_of_other_systems_and_with_signs_around_them(heading: str, name: str) -> None:
    assert field(heading) == (name, field(heading)[1])
    assert field(heading)[1] in ("exact", "alias")


ENGLISH = {
    "No.": "serial", "Case ID": "number", "Date Reported": "found_on", "District": "district", "Location": "site",
    "Issue Description": "problem", "Responsible Unit": "units", "Due Date": "due", "Progress": "progress", "Status": "state",
    "Date Completed": "done_on",
}  # fmt: skip


def test_english_headings_are_known() -> None:
    assert {match.heading: match.field for match in match_headings(list(ENGLISH))} == ENGLISH


@pytest.mark.parametrize(
    ("heading", "never"),
    [("整改时间", "found_on"), ("复查时间", "done_on"), ("巡查时限", "due"), ("办结日期栏", "found_on")],
)
def test_a_heading_of_another_deed_is_not_proposed(heading: str, never: str) -> None:
    taken = ["整改时限", "完成时间", "复核日期"]
    (match,) = match_headings([*taken, heading])[3:]
    assert match.field != never


def test_what_was_really_done_comes_before_what_may_have_been_planned() -> None:
    matches = {m.heading: m.field for m in match_headings(["整改完成时间", "实际完成时间", "计划完成时间"])}
    assert (matches["实际完成时间"], matches["计划完成时间"]) == ("done_on", "due")
