"""Every wording of a state and of a verdict."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.cells.cells import CellError
from data_loaders.states import phrases
from data_loaders.states.phrases import _lexicon
from data_loaders.states.state_words import parse_state, parse_verdict, settled
from domain.ledger.states import State
from tests.data_loaders.reasons import refused

DAY = date(2020, 3, 5)


@pytest.mark.parametrize(
    ("state", "cells"),
    [
        (State.REPORTED, ["已完成", "完成", "√", "✔", "是", "已整改", "整改到位", "已整改到位", "整改完毕", " 已 完 成 ", "已完成。", "（已完成）", "100%", "１００％", 1, 1.0, 100, True, "Y", "yes",
                          "2020.7.5已完成", "7月5日已完成", "已于7月5日整改到位", "已完成（7.5）", "已完成整改，照片附后", "☑是 □否", "是☑ 否□", "■已完成□未完成", "已上报完成", "待复核", "现场已整改", "已整改，未复核", "已安排人员清理完毕，整改完成"]),
        (State.CLOSED, ["已销号", "销号", "办结", "已办结", "已整改完成，已销号", "2020年7月6日销号", "已闭环", "结案"]),
        (State.IN_PROGRESS, ["整改中", "正在整改", "部分完成", "推进中", "未完成", "否", "×", "X", "正在整改中", "80%", 0.8, "已完成80%", "部分已完成", "基本完成", "□是 ☑否", "是□ 否☑", "正在推进，预计7月底完成", "逾期未完成", False, "尚未完成", "未销号"]),
        (State.ASSIGNED, ["未整改", "待整改", "尚未整改", "未开始", "0%", 0, "已交办", "未落实"]),
        (State.REWORK, ["返工", "整改不到位", "未整改到位", "不到位", "已整改，复核不合格", "退回整改", "重新整改", "反弹", "已完成，经复核整改不到位"]),
        (State.ON_HOLD, ["挂账", "已挂账", "挂账（待拆迁）", "同意挂账"]),
        (State.DISPUTED, ["责任待定", "有异议", "退回", "扯皮", "非我单位职责", "不属于我局管辖", "责任不清", "存在争议", "不属实", "情况不属实，无垃圾", "无需整改"]),
        (State.REJECTED, ["不予认定", "非问题", "误报", "经核实，不予认定"]),
    ],
)  # fmt: skip
def test_every_wording_of_a_state(state: State, cells: list[object]) -> None:
    for cell in cells:
        assert parse_state(cell) is state, cell  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    ["未按时完成", "3天内完成", "预计7月底完成", "已联系施工方，计划7月底完成", "已制定方案，待资金到位后实施", "需整改到位", "未完全整改到位", "正在走流程，争取本月完成"],
)  # fmt: skip
def test_what_is_planned_wanted_or_denied_is_not_done(cell: str) -> None:
    assert parse_state(cell) is State.IN_PROGRESS


@pytest.mark.parametrize(
    "cell", ["无法整改", "申请挂账", "暂缓整改", "该处属私人用地，无法整改", "已报县政府，申请挂账"]
)
def test_a_unit_cannot_stop_its_own_clock(cell: str) -> None:
    assert parse_state(cell) is State.IN_PROGRESS


@pytest.mark.parametrize(
    "cell",
    [
        "已整改，防止反弹",
        "经整改后已完成",
        "问题整改到位",
        "督促业主已完成整改",
        "已整改完成，后续加强管理，避免问题反弹",
        "已整改，但易反弹，需长期管理",
    ],
)
def test_what_is_done_stays_done_whatever_else_is_said(cell: str) -> None:
    assert parse_state(cell) is State.REPORTED


@pytest.mark.parametrize("cell", [None, "", " ", "/", "—", "无"])
def test_an_empty_state_says_nothing(cell: str | None) -> None:
    assert parse_state(cell) is None
    assert parse_verdict(cell) is None


@pytest.mark.parametrize("cell", ["看着办", "张三", "城管局", 7, DAY, "101%号"])
def test_an_unknown_state_is_refused(cell: object) -> None:
    with pytest.raises(CellError) as error:
        parse_state(cell)  # type: ignore[arg-type]
    assert "看不懂" in refused(error)


@pytest.mark.parametrize(
    ("verdict", "cells"),
    [
        ("passed", ["合格", "通过", "已整改到位", "销号", "同意销号", "√", "是", "复核通过", "已整改，属实", "2020.7.8复核合格", "未反弹", "整改到位，予以销号", "整改到位，无反弹", "没反弹", "经复核，已整改，同意销号", True]),
        ("failed", ["不合格", "未通过", "反弹", "未整改到位", "仍未整改", "整改不到位", "×", "否", "返工", "部分整改，未到位", "已整改但又反弹", "7月8日复核，问题仍存在", "未完全整改到位", "仍需整改到位", "复核时仍有垃圾", False]),
        ("true", ["属实", "情况属实", "部分属实"]),
        ("untrue", ["不属实", "情况不属实"]),
        (None, ["未复核", "待复核", "未复查", "待整改到位后复核", "/"]),
    ],
)  # fmt: skip
def test_every_wording_of_a_verdict(verdict: str | None, cells: list[object]) -> None:
    for cell in cells:
        assert parse_verdict(cell) == verdict, cell  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["再看看", "张三", DAY])
def test_an_unknown_verdict_is_refused(cell: object) -> None:
    with pytest.raises(CellError) as error:
        parse_verdict(cell)  # type: ignore[arg-type]
    assert refused(error)


def test_a_day_still_to_come_is_a_plan() -> None:
    assert parse_state("7月20日完成", date(2020, 7, 12)) is State.IN_PROGRESS
    assert parse_state("7月8日完成", date(2020, 7, 12)) is State.REPORTED
    assert parse_state("12月30日完成", date(2021, 1, 12)) is State.REPORTED
    assert parse_state("2021年3月1日完成", date(2020, 7, 12)) is State.IN_PROGRESS


@pytest.mark.parametrize(
    ("progress", "leaves_room"),
    [
        ("已安排人员清运", True),
        ("问题不属于我单位，已转城管局并整改完毕", True),
        ("已制定方案", True),
        ("正在整改", False),
        ("不属实", False),
        ("部分完成", False),
        ("又出现", False),
    ],
)
def test_a_day_of_completion_outweighs_how_the_work_was_arranged(progress: str, leaves_room: bool) -> None:
    assert settled(progress) is leaves_room


@given(
    st.lists(
        st.sampled_from(sorted(set(_lexicon()) | {"3处", "80%", "7月8日前", "除1处外", "我局", "，", "。", "垃圾"})),
        max_size=12,
    )
)
def test_every_row_of_words_is_read_or_refused(words: list[str]) -> None:
    try:
        parse_state("".join(words))
    except CellError as error:
        assert error.remedy


def test_every_word_has_one_meaning() -> None:
    with (Path(phrases.__file__).parent / "state_words.csv").open(encoding="utf-8", newline="") as lines:
        words = [word for line in csv.DictReader(lines) for word in line["words"].split()]
    assert len(words) == len(set(words)), [word for word in words if words.count(word) > 1]
