"""Columns that say the same thing at several times: which they are, their order, and which of them holds."""

from collections.abc import Callable
from datetime import date

import pytest

from data_loaders.headings.headings import clean_heading, match_headings
from data_loaders.headings.turns import in_order, turn_of
from data_loaders.outcome.outcome import Outcome
from database.store.engine import Database
from tests.cases.loading import County
from tests.data_loaders.conftest import book

DAY = date(2020, 7, 12)
Load = Callable[..., Outcome]


def fields(*headings: str) -> list[tuple[str | None, str]]:
    return [(match.field, match.how) for match in match_headings(headings)]


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        ("整改情况 整改情况 整改情况", "progress"),
        ("第一次整改/整改情况 第二次整改/整改情况", "progress"),
        ("6月整改情况 7月整改情况", "progress"),
        ("进展情况(六月) 进展情况(七月)", "progress"),
        ("整改情况/7月5日 整改情况/7月12日", "progress"),
        ("首次复核情况 二次复核情况", "verdict"),
        ("上周进展情况 本周进展情况", "progress"),
        ("整改时限 延期后整改时限", "due"),
        ("调整后的完成时限 完成时限", "due"),
        ("责任单位 变更后责任单位", "units"),
        ("完成时间1 完成时间2", "done_on"),
    ],
)
def test_columns_that_say_one_field_at_several_times(headings: str, field: str) -> None:
    found = fields(*headings.split())
    assert {name for name, _ in found} == {field}
    assert sorted(how == "again" for _, how in found) == [False] + [True] * (len(found) - 1)


@pytest.mark.parametrize(
    "headings",
    [
        "责任单位 责任单位",
        "存在问题1 存在问题2",
        "整改期限 完成时限",
        "点位名称 第二次点位名称",
        "责任单位一 责任单位二",
    ],
)
def test_two_columns_that_say_two_things_are_not_merged(headings: str) -> None:
    assert [how for _, how in fields(*headings.split())].count("again") == 0


@pytest.mark.parametrize(
    ("headings", "order"),
    [
        ("5月整改情况 6月整改情况 7月整改情况", (0, 1, 2)),
        ("7月整改情况 6月整改情况 5月整改情况", (2, 1, 0)),
        ("11月整改情况 12月整改情况 1月整改情况", (0, 1, 2)),
        ("延期后整改时限 整改时限", (1, 0)),
        ("整改情况 整改情况", (0, 1)),
        ("第二次复核 第一次复核", (1, 0)),
    ],
)
def test_the_order_is_that_of_the_headings_else_of_the_columns(headings: str, order: tuple[int, ...]) -> None:
    assert in_order([(n, clean_heading(text)) for n, text in enumerate(headings.split())]) == order


def test_a_heading_without_its_time() -> None:
    assert turn_of("截至6月底整改情况") == ("整改情况", (6,), False)
    assert turn_of("第十二周进展").when == (12,)
    assert turn_of("整改情况").when is None
    assert turn_of("延期后整改时限") == ("整改时限", None, True)


ROUNDS = (
    "编号", "存在问题", "第一次整改情况", "第一次完成时间", "第一次复核情况", "第二次整改情况", "第二次完成时间", "第二次复核情况",
)  # fmt: skip


def test_the_last_round_holds_and_overtakes_what_an_earlier_one_said(loaded: Load, county: Database) -> None:
    one, two = date(2020, 6, 20), date(2020, 7, 8)
    content = book(
        [
            ROUNDS,
            ("T-1", "路面坑洼", "已修补", one, "不合格", "返修后已整改到位", two, None),
            ("T-2", "垃圾未清", "已清运", one, "合格", None, None, None),
            ("T-3", "墙面污损", "已粉刷", one, "不合格", "正在整改", None, None),
            ("T-4", "井盖缺失", "已补装", one, None, "已整改到位，长期坚持", None, "合格"),
        ]
    )
    loaded(content, as_of=DAY, kind="full")
    assert [(said.state, said.done_on) for said in County(county, []).said()] == [
        ("REPORTED", two),
        ("CLOSED", one),
        ("IN_PROGRESS", None),
        ("CLOSED", one),
    ]


def test_a_faulty_cell_is_named_by_the_column_that_holds_it(loaded: Load) -> None:
    content = book(
        [
            ("编号", "存在问题", "整改时限", "延期后整改时限", "整改情况"),
            ("T-1", "路面坑洼", date(2020, 7, 1), "待定吧看情况", "正在整改"),
        ]
    )
    (refusal,) = loaded(content, as_of=DAY, kind="full").refusals
    assert (refusal.heading, refusal.column, refusal.value) == ("延期后整改时限", 3, "待定吧看情况")


def test_several_columns_of_one_field_are_said(loaded: Load) -> None:
    content = book([("编号", "存在问题", "6月整改情况", "7月整改情况"), ("T-1", "路面坑洼", "正在整改", "已整改到位")])
    (note,) = [n for n in loaded(content, as_of=DAY, kind="full").notes if "最后填写" in n]
    assert "“6月整改情况”（C 列）、“7月整改情况”（D 列）" in note


def test_a_person_may_say_that_two_columns_are_one_field(loaded: Load, county: Database) -> None:
    content = book([("编号", "存在问题", "乡镇自述", "县里掌握"), ("T-1", "路面坑洼", "正在整改", "已整改到位")])
    loaded(content, as_of=DAY, kind="full", fields={"乡镇自述": "progress", "县里掌握": "progress"})
    assert [(said.progress, said.state) for said in County(county, []).said()] == [("已整改到位", "REPORTED")]
