"""Who checked and found nothing wrong reports no problem: such rows make no issue, and are said."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from data_loaders.importing.intake import Outcome
from data_loaders.recognition.sound_rows import SOUND, says_nothing_wrong
from database.store.engine import Database
from domain.ledger.states import State
from tests.cases.loading import County
from tests.data_loaders.conftest import book

DAY = date(2020, 7, 13)
LIST = ("序号", "检查日期", "点位名称", "存在问题", "整改时限", "整改情况")


def _issues(county: Database) -> list[tuple[int, str | None, str | None]]:
    return [(said.row, said.description, said.state) for said in County(county, []).said()]


def _set_aside(outcome: Outcome) -> list[int]:
    return [aside.row for _, aside in outcome.asides if aside.reason == SOUND]


def _listed(*rows: Sequence[Any]) -> bytes:
    return book([LIST, *((n, "2020-07-06", f"东街{n}号", *row) for n, row in enumerate(rows, start=1))])


@pytest.mark.parametrize(
    "text",
    [
        "无", "暂无", "无。", "没有问题", "未发现问题", "暂未发现问题", "未发现明显问题", "现场检查未发现安全隐患", "无明显问题", "未见异常",
        "一切正常", "正常", "合格", "检查合格", "均符合要求", "达标", "None", "N/A", "nil", "OK", "Pass", "No issues found", "√",
    ],
)  # fmt: skip
def test_words_that_say_that_nothing_is_wrong(text: str) -> None:
    assert says_nothing_wrong(text)


@pytest.mark.parametrize(
    "text",
    [
        "/", "---", "不合格", "未达标", "不符合要求", "无标识牌", "无人管理", "正常通行受阻", "合格证过期", "未发现责任人签字", "没有公示牌", "异常",
        "未整改", "已整改", "否", "无障碍通道被占", "问题", "", "一", "基本合格，东侧裸土未覆盖", "NO PARKING",
    ],
)  # fmt: skip
def test_words_that_tell_of_a_problem_or_of_nothing(text: str) -> None:
    assert not says_nothing_wrong(text)


def test_rows_without_a_problem_make_no_issue_and_are_said(county: Database, loaded: Callable[..., Outcome]) -> None:
    outcome = loaded(
        _listed(("无", "", ""), ("井盖缺失", "2020-07-10", ""), ("未发现问题", "/", "无需整改"), ("合格", "", "无")),
        as_of=DAY,
    )
    assert _issues(county) == [(3, "井盖缺失", None)]
    assert _set_aside(outcome) == [2, 4, 5]
    assert {"new": 1, "blank": 3, "refused": 0}.items() <= outcome.counts.items()
    (told,) = (notice for notice in outcome.notices if notice.key == "sound")
    assert told.count == 3
    assert told.moves
    assert outcome.account is not None
    assert outcome.account.total == sum(outcome.account.cells.values())


def test_no_problem_and_a_fix_contradict_each_other_and_are_refused(loaded: Callable[..., Outcome]) -> None:
    outcome = loaded(_listed(("无", "2020-07-10", ""), ("正常", "", "整改中")), as_of=DAY)
    assert outcome.issues_new == 0
    assert [(r.row, "不知道有没有问题" in r.reason) for r in outcome.refusals] == [(2, True), (3, True)]


def test_a_person_takes_such_a_row_back(county: Database, loaded: Callable[..., Outcome]) -> None:
    rows = _listed(("无", "", ""), ("井盖缺失", "", ""))
    outcome = loaded(rows, as_of=DAY, kept=frozenset({("Sheet1", 2)}))
    assert [row for row, _, _ in _issues(county)] == [2, 3]
    assert not _set_aside(outcome)


def test_a_stroke_says_nothing_of_the_problem(loaded: Callable[..., Outcome]) -> None:
    outcome = loaded(_listed(("/", "", ""), ("---", "", ""), ("路面破损", "", "")), as_of=DAY)
    assert outcome.issues_new == 1
    assert {r.row for r in outcome.refusals} == {2, 3}


@pytest.mark.parametrize(
    ("heading", "passed", "failed", "field"),
    [
        ("是否合格", "是", "否", None),
        ("是否通过", "通过", "不通过", None),
        ("检查结果", "合格", "不合格", "verdict"),
        ("测试结论", "PASS", "FAIL", "state"),
        ("状态", "通过", "未通过", None),
    ],
)
def test_what_passed_a_first_check_is_no_problem_and_what_failed_is_a_new_one(
    county: Database, loaded: Callable[..., Outcome], heading: str, passed: str, failed: str, field: str | None
) -> None:
    rows = [
        ("编号", "检查日期", "检查事项", heading),
        ("A1", "2020-07-06", "消防通道", passed),
        ("A2", "2020-07-06", "灭火器", failed),
    ]
    fields = {"检查事项": "problem"} | ({heading: field} if field else {})
    outcome = loaded(book(rows), as_of=DAY, fields=fields, kind="rectification")
    assert _issues(county) == [(3, "灭火器", None)]
    assert _set_aside(outcome) == [2]


def test_a_check_of_the_fix_is_no_first_check(county: Database, loaded: Callable[..., Outcome]) -> None:
    rows = [
        ("编号", "检查日期", "存在问题", "整改情况", "是否合格"),
        ("A1", "2020-07-06", "消防通道堵塞", "已清理", "是"),
        ("A2", "2020-07-06", "灭火器过期", "已整改", "否"),
    ]
    loaded(book(rows), as_of=DAY)
    assert _issues(county) == [(2, "消防通道堵塞", State.CLOSED.name), (3, "灭火器过期", State.REWORK.name)]


def test_where_all_failed_the_first_check_nothing_is_sent_back(
    county: Database, loaded: Callable[..., Outcome]
) -> None:
    rows = [
        ("编号", "检查日期", "存在问题", "是否合格"),
        ("A1", "2020-07-06", "缺盖", "否"),
        ("A2", "2020-07-06", "过期", "不合格"),
    ]
    loaded(book(rows), as_of=DAY)
    assert _issues(county) == [(2, "缺盖", None), (3, "过期", None)]
