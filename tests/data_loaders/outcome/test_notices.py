"""What was not understood of a file is said with its rows, and must be acknowledged where it moves a figure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data_loaders.import_options import ImportOptions, packed, unpacked
from data_loaders.importing.intake import Outcome, load, preview, recognise
from data_loaders.outcome.notices import (
    KINDS,
    Example,
    Notice,
    acknowledged,
    from_plain,
    is_acknowledged,
    notice,
    ordered,
    plain,
    still_open,
)
from data_loaders.outcome.outcome import DamagedNumber, FoldedRow, ReusedNumber, RowAt, RunningNumbers
from data_loaders.outcome.unclear import notices_of
from database.imports import imports
from database.store.engine import Database
from tests.data_loaders.conftest import AT, LIST, book, listed

DAY = date(2020, 7, 6)
AS_OF = date(2020, 7, 12)
FULL = (
    "编号",
    "检查日期",
    "镇区",
    "点位名称",
    "问题类别",
    "存在问题",
    "责任单位",
    "整改时限",
    "整改情况",
    "是否完成",
    "完成时间",
)


def row(
    number: str, text: str | None = "门前乱堆乱放", *, found: Any = DAY, due: Any = "3天", more: Sequence[Any] = ()
) -> tuple[Any, ...]:
    return (number, found, "滨江街道", "滨江市场", "环境卫生", text, "县城管局", due, *more)


def said(outcome: Outcome) -> dict[str, int]:
    return {one.key: one.count for one in outcome.notices}


def by_key(outcome: Outcome) -> dict[str, Notice]:
    return {one.key: one for one in outcome.notices}


def test_a_list_that_is_understood_has_none(loaded: Callable[..., Outcome]) -> None:
    assert loaded(listed(row("A-1"), row("A-2", "路灯不亮")), as_of=AS_OF).notices == ()


def test_refused_rows_count_once_and_the_commonest_fault_comes_first(loaded: Callable[..., Outcome]) -> None:
    outcome = loaded(
        listed(row("A-1", None, found="2020年2月30日"), row("A-2", None), row("A-3", None), row("A-4")), as_of=AS_OF
    )
    refused = by_key(outcome)["refused"]
    assert (refused.count, refused.unit, refused.moves) == (3, "行", True)
    assert refused.said.startswith("拒收 3 行，没有导入，不计入任何指标")
    assert [(e.sheet, e.row) for e in refused.examples] == [("Sheet1", 2), ("Sheet1", 2)]
    assert refused.examples[0].text == "存在问题（空）：没有填写存在的问题。"
    assert "2020年2月30日" in refused.examples[1].text


def test_rows_that_a_person_leaves_out_need_no_acknowledgement(loaded: Callable[..., Outcome]) -> None:
    outcome = loaded(
        listed(row("A-1"), row("A-2", None)),
        as_of=AS_OF,
        choices=ImportOptions(as_of=AS_OF, skipped=frozenset([("Sheet1", 3)])),
    )
    assert (said(outcome), by_key(outcome)["skipped"].moves) == ({"skipped": 1}, False)


@pytest.mark.parametrize("words", ["详见附件", "已约谈三次", "同意按方案办"])
def test_progress_that_says_no_state_is_said_with_its_rows(loaded: Callable[..., Outcome], words: str) -> None:
    content = book([FULL, row("A-1", more=(words, None, None)), row("A-2", "路灯不亮", more=("已完成", "已完成", DAY))])
    outcome = loaded(content, as_of=AS_OF)
    assert said(outcome) == {"progress": 1}
    assert by_key(outcome)["progress"].examples == (Example("Sheet1", 2, words),)


@pytest.mark.parametrize("words", ["/", "无", "未整改"])
def test_progress_that_says_nothing_or_that_nothing_is_done_is_no_news(
    loaded: Callable[..., Outcome], words: str
) -> None:
    assert loaded(book([FULL, row("A-1", more=(words, None, None))]), as_of=AS_OF).notices == ()


def test_wordings_that_a_person_has_explained_are_no_news(loaded: Callable[..., Outcome]) -> None:
    content = book(
        [FULL, row("A-1", more=("详见附件二", None, None)), row("A-2", "路灯不亮", more=("已约谈", None, None))]
    )
    choices = ImportOptions(as_of=AS_OF, states={"详见*": None, "已约谈": None})
    assert loaded(content, as_of=AS_OF, choices=choices).notices == ()


def test_progress_beside_an_empty_state_is_said_because_the_state_column_holds(loaded: Callable[..., Outcome]) -> None:
    content = book(
        [FULL, row("A-1", more=("已整改到位", None, None)), row("A-2", "路灯不亮", more=(None, "已完成", DAY))]
    )
    outcome = loaded(content, as_of=AS_OF)
    assert said(outcome) == {"unused": 1}
    assert by_key(outcome)["unused"].examples == (Example("Sheet1", 2, "已整改到位"),)


def test_a_sheet_of_another_kind_is_no_silent_loss(county: Database) -> None:
    answers = [("编号", "整改情况", "是否完成"), ("A-1", "已清理", "已完成"), ("A-2", "已修", "已完成")]
    content = book(
        [LIST, row("A-1"), row("A-2", "路灯不亮"), row("A-3", "井盖破损")],
        反馈=answers,
        统计=[("单位", "件数"), ("甲", 3)],
    )
    file = recognise(county, content, "清单.xlsx")
    choices = ImportOptions(as_of=AS_OF, kind="inspection")
    outcome = preview(county, file, choices, at=AT)
    assert by_key(outcome)["left"].count == 2
    assert by_key(outcome)["left"].examples == (Example("反馈", 0, "像是整改反馈表，2 行"),)
    decided = preview(county, file, replace(choices, sheets=("Sheet1",)), at=AT)  # a person left it out
    assert "left" not in by_key(decided)


def test_a_due_date_without_a_day_is_said_and_one_without_end_needs_no_acknowledgement(
    loaded: Callable[..., Outcome],
) -> None:
    outcome = loaded(
        listed(row("A-1", due="待定"), row("A-2", "路灯不亮", due="长期坚持"), row("A-3", "井盖破损", due="3天")),
        as_of=AS_OF,
    )
    assert said(outcome) == {"due": 1, "open_ended": 1}
    assert [one.moves for one in outcome.notices] == [True, False]


def test_a_due_date_before_the_day_found_is_said(loaded: Callable[..., Outcome]) -> None:
    early = date(AS_OF.year - 1, AS_OF.month, 1)
    outcome = loaded(listed(row("A-1", due=early), row("A-2", "路灯不亮", due="3天")), as_of=AS_OF)
    assert said(outcome) == {"due_past": 1}
    (notice,) = outcome.notices
    assert not notice.moves
    assert early.isoformat() in notice.examples[0].text


def test_a_completion_without_a_day_is_said_until_the_issue_is_known_as_done(loaded: Callable[..., Outcome]) -> None:
    content = book(
        [FULL, row("A-1", more=("已清理", "已完成", None)), row("A-2", "路灯不亮", more=("已修", "已完成", DAY))]
    )
    assert said(loaded(content, as_of=AS_OF)) == {"undated_done": 1}
    assert said(loaded(content, as_of=date(2020, 7, 19))) == {}


def test_a_new_issue_without_a_day_found_is_said(loaded: Callable[..., Outcome]) -> None:
    outcome = loaded(listed(row("A-1", found=None), row("A-2", "路灯不亮")), as_of=AS_OF)
    assert said(outcome) == {"undated_found": 1, "due": 1}  # 3天 counts from the day found
    assert by_key(outcome)["undated_found"].examples == (Example("Sheet1", 2, "门前乱堆乱放"),)


def test_words_against_a_day_of_completion_are_said(loaded: Callable[..., Outcome]) -> None:
    content = book(
        [FULL, row("A-1", more=("正在整改，部分完成", None, DAY)), row("A-2", "路灯不亮", more=("已修", None, DAY))]
    )
    outcome = loaded(content, as_of=AS_OF)
    assert said(outcome) == {"against": 1}
    assert by_key(outcome)["against"].examples == (Example("Sheet1", 2, "正在整改，部分完成"),)


def test_a_sheet_that_says_no_day_at_all_speaks_for_the_day_of_loading_and_that_is_said(county: Database) -> None:
    file = recognise(county, listed(row("A-1", found=None, due="立即整改")), "清单.xlsx")
    outcome = preview(county, file, ImportOptions(), at=AT)
    assert by_key(outcome)["as_of"].examples == (Example("", 0, "2020-07-13"),)
    assert "as_of" not in by_key(preview(county, file, ImportOptions(as_of=AS_OF), at=AT))


def test_a_district_filled_in_from_the_site_is_said_with_its_row(loaded: Callable[..., Outcome]) -> None:
    bare = (*row("A-2", "路灯不亮")[:2], None, *row("A-2", "路灯不亮")[3:])
    outcome = loaded(listed(bare, row("A-1")), as_of=AS_OF)
    assert said(outcome) == {"districts": 1}
    assert by_key(outcome)["districts"].examples == (Example("Sheet1", 2, "滨江市场：滨江街道"),)
    assert by_key(outcome)["districts"].moves


def test_a_doubtful_pair_is_said(loaded: Callable[..., Outcome]) -> None:
    loaded(listed(row("", "人民路北侧人行道上有大量垃圾没有清理")), as_of=AS_OF)
    outcome = loaded(listed(row("", "人民路北侧人行道上垃圾没清理")), as_of=date(2020, 7, 19))
    assert (len(outcome.doubts), said(outcome)) == (1, {"doubtful": 1})


def test_what_moves_a_figure_stays_open_until_exactly_it_is_acknowledged(county: Database) -> None:
    file = recognise(county, listed(row("A-1", None), row("A-2", due="待定"), row("A-3", "路灯不亮")), "清单.xlsx")
    choices = ImportOptions(as_of=AS_OF)
    outcome = preview(county, file, choices, at=AT)
    assert [one.key for one in still_open(outcome.notices, choices)] == ["refused", "due"]
    knows = acknowledged(choices, outcome.notices)
    assert still_open(outcome.notices, knows) == []
    assert unpacked(packed(knows)) == knows
    only = acknowledged(knows, [outcome.notices[0]], known=False)
    assert [one.key for one in still_open(outcome.notices, only)] == ["refused"]
    # Another row is refused: what was acknowledged were other cases, however many there are.
    other = recognise(county, listed(row("A-1"), row("A-2", due="待定"), row("A-3", None)), "清单.xlsx")
    later = preview(county, other, knows, at=AT)
    assert said(later) == said(outcome)
    assert [one.key for one in still_open(later.notices, knows)] == ["refused"]


def test_what_was_acknowledged_is_kept_with_the_import(county: Database) -> None:
    file = recognise(county, listed(row("A-1", None), row("A-2")), "清单.xlsx")
    choices = ImportOptions(as_of=AS_OF)
    knows = acknowledged(choices, preview(county, file, choices, at=AT).notices)
    outcome = load(county, file, knows, at=AT, who="张三")
    with county.read() as connection:
        kept = unpacked(imports.choices_of(connection, outcome.import_id or 0))
    assert all(is_acknowledged(one, kept) for one in outcome.notices)
    assert outcome.notices


def test_notices_stand_in_their_order_and_those_about_nothing_are_left_out() -> None:
    case = [Example("甲", 1, "")]
    found = ordered([notice("skipped", case), notice("due", []), notice("due", case), notice("refused", case)])
    assert [one.key for one in found] == ["refused", "due", "skipped"]
    assert from_plain(plain(found)) == found
    moving = [kind.moves for kind in KINDS.values()]
    assert moving == sorted(moving, reverse=True)


def test_examples_show_different_texts() -> None:
    cases = [Example("甲", n, "待定" if n < 5 else f"另定{n}") for n in range(9)]
    said = notice("due", cases)
    assert (said.count, [e.row for e in said.examples]) == (9, [0, 5, 6])
    assert replace(said, mark="") == replace(notice("due", cases), mark="")


def test_what_the_matching_says_of_numbers_and_rows_is_said(loaded: Callable[..., Outcome]) -> None:
    outcome = loaded(listed(row("A-1")), as_of=AS_OF)
    here, there = RowAt("Sheet1", 3), RowAt("Sheet1", 2)
    more = replace(
        outcome,
        folded=(FoldedRow(here, there, "点位、内容相同"),),
        numbers_reused=(ReusedNumber(here, "7", None, 1, "滨江街道 滨江市场 路灯不亮"),),
        numbers_damaged=(DamagedNumber(here, "3.2E+17"),),
        numbers_running=(RunningNumbers("Sheet1", 5, ("1", "5")),),
    )
    found = {one.key: one for one in notices_of(more)}
    assert {key: (one.count, one.moves) for key, one in found.items()} == {
        "folded": (1, True),
        "reused": (1, True),
        "damaged": (1, True),
        "running": (5, False),
    }
    assert found["folded"].examples[0].said == "Sheet1 第 3 行 算作第 2 行：点位、内容相同"
    assert found["running"].examples[0].said == "Sheet1 1 至 5"


def test_split_cells_are_said_and_a_person_takes_a_split_back(loaded: Callable[..., Outcome]) -> None:
    sheet = listed(row("A-1", "①墙面破损②路灯不亮"), row("A-2", "1.占道经营 2.车辆乱停 3.积水"), row("A-3"))
    outcome = loaded(sheet, as_of=AS_OF)
    told = by_key(outcome)["parted"]
    assert told.said == "问题栏分条写了几个问题 2 行，拆成 5 件，每条各算一件"
    assert told.moves
    assert [(e.row, e.text[:7]) for e in told.examples] == [(2, "拆成 2 件："), (3, "拆成 3 件：")]
    assert [(one.row.row, one.parts) for one in outcome.parted] == [(2, 2), (3, 3)]
    assert outcome.issues_new == 6


def test_a_row_that_is_not_to_be_split_is_one_issue(loaded: Callable[..., Outcome]) -> None:
    sheet = listed(row("A-1", "①墙面破损②路灯不亮"), row("A-2", "1.占道经营 2.车辆乱停 3.积水"))
    choices = ImportOptions(as_of=AS_OF, parted={("Sheet1", 3): False})
    assert unpacked(packed(choices)) == choices
    outcome = loaded(sheet, as_of=AS_OF, choices=choices)
    assert outcome.issues_new == 3
    assert by_key(outcome)["parted"].count == 1


def test_a_list_of_things_is_one_issue_until_a_person_splits_it(loaded: Callable[..., Outcome]) -> None:
    sheet = listed(row("A-1", "以下设施维护：①座椅②路灯③井盖"))
    first = loaded(sheet, as_of=AS_OF)
    assert (first.issues_new, said(first)) == (1, {"unparted": 1})
    again = loaded(
        listed(row("B-1", "以下设施更新：①座椅②路灯③井盖")),
        as_of=AS_OF,
        choices=ImportOptions(as_of=AS_OF, parted={("Sheet1", 2): True}),
    )
    assert (again.issues_new, by_key(again)["parted"].count) == (3, 1)


def test_a_row_that_only_holds_a_problem_may_be_the_rest_of_the_row_above(loaded: Callable[..., Outcome]) -> None:
    heads = ("检查日期", "镇区", "点位名称", "存在问题", "来源说明")
    rows = [
        ("2020-07-06", "滨江街道", "滨江市场", "门前垃圾未清，", "暗访"),
        (None, None, None, "占道经营", None),
        (None, None, None, "路灯不亮", "热线"),
        ("2020-07-06", "滨江街道", "滨江路", "井盖缺失", "暗访"),
    ]
    outcome = loaded(book([heads, *rows]), as_of=date(2020, 7, 13))
    (told,) = (notice for notice in outcome.notices if notice.key == "alone")
    assert (told.count, told.moves) == (1, True)
    assert [example.row for example in told.examples] == [3]


def test_a_list_of_nothing_but_problems_is_no_row_and_its_rest(loaded: Callable[..., Outcome]) -> None:
    outcome = loaded(book([("存在问题", "备注"), ("门前垃圾未清", None), ("路灯不亮", None)]), as_of=date(2020, 7, 13))
    assert not [notice for notice in outcome.notices if notice.key == "alone"]


def test_a_long_reply_with_a_day_that_is_taken_for_rework_is_said(loaded: Callable[..., Outcome]) -> None:
    reply = "市民朋友您好，关于您反映的占道经营问题，现回复如下：大队对未自行整改到位的摊点进行了取缔，并成立早晚班管理队伍严格管理，现市容秩序情况良好，感谢您的监督。"
    heads = ("检查日期", "点位名称", "存在问题", "答复意见", "答复时间")
    rows = [
        ("2020-07-01", f"滨江路{n}号", "占道经营", text, "2020-07-05") for n, text in enumerate((reply, "复核不合格"))
    ]
    outcome = loaded(book([heads, *rows]), as_of=date(2020, 7, 13))
    (told,) = (notice for notice in outcome.notices if notice.key == "against")
    assert [example.row for example in told.examples] == [2]


@pytest.mark.parametrize(
    ("heads", "rows", "told"),
    [
        (("问题状态", "整改状态", "审核状态"), [("待处理", "整改中", "未审核"), ("已处理", "已整改", "审核不通过"), ("已处理", "已整改", "")], [2, 3]),
        (("状态", "状态"), [("整改中", "已完成"), ("已完成", "已销号"), ("未整改", "")], [2]),
        (("第一次整改状态", "第二次整改状态"), [("整改中", "已完成")], []),
        (("整改状态", "网格说明"), [("整改中", "已完成")], []),
    ],
)  # fmt: skip
def test_another_column_of_states_that_says_something_else_is_told(
    loaded: Callable[..., Outcome], heads: tuple[str, ...], rows: list[tuple[str, ...]], told: list[int]
) -> None:
    lines = [("2020-07-06", f"东街{n}号", "路面破损", *row) for n, row in enumerate(rows)]
    outcome = loaded(book([("检查日期", "点位名称", "存在问题", *heads), *lines]), as_of=date(2020, 7, 13))
    notices = [notice for notice in outcome.notices if notice.key == "states"]
    assert [example.row for notice in notices for example in notice.examples] == told
    assert all(notice.moves for notice in notices)


def test_a_date_or_a_blank_mark_below_the_list_is_no_problem(loaded: Callable[..., Outcome]) -> None:
    heads = ("序号", "检查日期", "点位名称", "存在问题")
    rows = [(1, "2020-07-06", "东街", "路面破损"), ("县创建办", "", "", "2020年7月13日"), ("", "", "", "（以下空白）")]
    outcome = loaded(book([heads, *rows]), as_of=date(2020, 7, 13))
    assert outcome.issues_new == 1
    assert [(r.row, "没有说是什么问题" in r.reason) for r in outcome.refusals] == [(3, True)]


def test_done_where_a_due_date_should_stand_is_no_due_date_and_told(loaded: Callable[..., Outcome]) -> None:
    heads = ("检查日期", "点位名称", "存在问题", "整改时限")
    words = ("已解决", "已办结", "迎检前完成", "限期整改", "2020-07-20")
    rows = [("2020-07-06", f"东街{n}号", "路面破损", word) for n, word in enumerate(words)]
    outcome = loaded(book([heads, *rows]), as_of=date(2020, 7, 13))
    (told,) = (notice for notice in outcome.notices if notice.key == "due")
    assert [example.row for example in told.examples] == [2, 3]
    assert {refusal.row for refusal in outcome.refusals} == {4, 5}


def test_a_sheet_left_out_because_its_column_of_problems_is_not_known_must_be_acknowledged(
    loaded: Callable[..., Outcome],
) -> None:
    known = [("检查日期", "点位名称", "存在问题"), ("2020-07-06", "东街", "路面破损")]
    unknown = [("项目", "描述", "回归次数", "重开次数"), *(("甲", f"第{n}号路灯夜间不亮", n, n) for n in range(4))]
    outcome = loaded(book(known, 丙=unknown), as_of=date(2020, 7, 13))
    (told,) = (notice for notice in outcome.notices if notice.key == "left")
    assert (told.count, told.moves) == (4, True)
    assert "没有认出写问题的列" in told.examples[0].text
