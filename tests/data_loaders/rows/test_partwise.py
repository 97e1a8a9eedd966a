"""Numbered cells beside numbered problems, one problem under several units, districts told by sites."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from data_loaders.importing.intake import Outcome
from database.store import schema
from database.store.engine import Database
from domain.ledger.days import day_date
from domain.ledger.states import State
from tests.data_loaders.conftest import book

DAY = date(2020, 7, 12)
HEAD = ("序号", "编号", "检查日期", "点位名称", "存在问题", "责任单位", "整改时限", "整改情况")
FOUND = date(2020, 7, 6)


def rows(county: Database) -> list[dict[str, Any]]:
    o, u = schema.observations, schema.units
    with county.read() as connection:
        names = dict(connection.execute(select(u.c.id, u.c.name)).all())
        found = connection.execute(select(o).order_by(o.c.row_no, o.c.part)).mappings()
        return [dict(row) | {"lead": names.get(row["lead_unit_id"]), "said": _state(row["state"])} for row in found]


def _state(state: int | None) -> str | None:
    return None if state is None else State(state).name


def test_numbered_cells_go_with_the_numbered_problems(loaded: Callable[..., Outcome], county: Database) -> None:
    loaded(
        book(
            [
                HEAD,
                (
                    1,
                    "C-1",
                    FOUND,
                    "解放路",
                    "①井盖缺失；②飞线充电",
                    "①县城管局②县公安局",
                    "7月10日",
                    "①正在更换②已拆除",
                ),
                (
                    2,
                    "C-2",
                    FOUND,
                    "和平路",
                    "1.围挡破损\n2.路灯不亮\n3.垃圾堆放",
                    "县城管局、县公安局",
                    "7月10日",
                    "1、已修复 2、未整改 3、已清运",
                ),
                (3, "C-3", FOUND, "建设路", "（1）积水；（2）破损", "县城管局", "7月10日", "正在整改"),
            ]
        ),
        as_of=DAY,
    )
    said = [(row["number"], row["lead"], row["said"]) for row in rows(county)]
    assert said == [
        ("C-1/1", "县城市管理局", "IN_PROGRESS"),
        ("C-1/2", "县公安局", "REPORTED"),
        ("C-2/1", "县城市管理局", "REPORTED"),
        ("C-2/2", "县城市管理局", "ASSIGNED"),
        ("C-2/3", "县城市管理局", "REPORTED"),
        ("C-3/1", "县城市管理局", "IN_PROGRESS"),
        ("C-3/2", "县城市管理局", "IN_PROGRESS"),
    ]


def test_other_counts_of_parts_say_the_least_of_all(loaded: Callable[..., Outcome], county: Database) -> None:
    loaded(
        book(
            [
                HEAD,
                (
                    1,
                    "C-1",
                    FOUND,
                    "解放路",
                    "1.井盖缺失；2.飞线充电；3.积水",
                    "县城管局",
                    "7月10日",
                    "1.已更换；2.未整改",
                ),
            ]
        ),
        as_of=DAY,
    )
    assert {row["said"] for row in rows(county)} == {"IN_PROGRESS"}


@pytest.mark.parametrize(
    ("told", "state", "due"),
    [
        (("已整改", "正在整改", "未整改"), "IN_PROGRESS", date(2020, 7, 20)),
        (("已整改", "已清理", "整改完成"), "REPORTED", date(2020, 7, 20)),
        (("未整改", "未整改", "未整改"), "ASSIGNED", date(2020, 7, 20)),
        (("已整改", "整改不到位", "已整改"), "REWORK", date(2020, 7, 20)),
        (("已整改", None, "已整改"), "IN_PROGRESS", date(2020, 7, 20)),
    ],
)
def test_rows_of_one_problem_under_several_units_are_one_issue(
    told: tuple[str | None, ...], state: str, due: date, loaded: Callable[..., Outcome], county: Database
) -> None:
    units, dues = ("县城管局", "县公安局", "县生态环境局"), ("2020-07-10", "2020-07-20", "2020-07-15")
    lines = [
        (1, "W-9", FOUND, "和平路", "路面破损、路灯不亮", unit, limit, text)
        for unit, limit, text in zip(units, dues, told, strict=True)
    ]
    outcome = loaded(book([HEAD, *lines]), as_of=DAY)
    said = rows(county)
    assert {row["issue_id"] for row in said} == {said[0]["issue_id"]}
    assert {row["lead"] for row in said} == {"县城市管理局"}
    assert {(row["said"], day_date(row["due_on"])) for row in said} == {(state, due)}
    assert all(len(row["assist_ids"].split(",")) == 2 for row in said)
    assert any("算一件" in note for note in outcome.notes)


def test_rows_with_their_own_serial_are_their_own(loaded: Callable[..., Outcome], county: Database) -> None:
    lines = [
        (1, None, FOUND, "和平路", "路面破损", "县城管局", "7月10日", "已整改"),
        (2, None, FOUND, "和平路", "路面破损", "县公安局", "7月10日", "未整改"),
    ]
    loaded(book([HEAD, *lines]), as_of=DAY)
    assert [(row["lead"], row["said"]) for row in rows(county)] == [
        ("县城市管理局", "REPORTED"),
        ("县公安局", "ASSIGNED"),
    ]


def test_a_blank_district_is_that_of_its_site_whatever_the_order(
    loaded: Callable[..., Outcome], county: Database
) -> None:
    head = ("编号", "检查日期", "镇区", "点位名称", "存在问题", "责任单位")
    outcome = loaded(
        book(
            [
                head,
                ("D-1", FOUND, None, "解放路菜场", "井盖缺失", "县城管局"),
                ("D-2", FOUND, "滨江街道", "解放路菜场", "飞线充电", "县城管局"),
                ("D-3", FOUND, None, "解放路菜场", "围挡破损", "县城管局"),
                ("D-4", FOUND, "滨江街道", "中心广场", "积水严重", "县城管局"),
                ("D-5", FOUND, "东山镇", "中心广场", "垃圾堆放", "县城管局"),
                ("D-6", FOUND, None, "中心广场", "路灯不亮", "县城管局"),
                ("D-7", FOUND, None, "无名路", "车辆乱停", "县城管局"),
            ]
        ),
        as_of=DAY,
    )
    said = [row["district_id"] for row in rows(county)]
    assert said[0] == said[1] == said[2] is not None
    assert said[5] is None
    assert said[6] is None
    assert outcome.filled_districts == 2
    assert any("镇区空白的 2 行" in note for note in outcome.notes)


def test_words_against_a_day_of_completion_are_said(loaded: Callable[..., Outcome], county: Database) -> None:
    head = ("编号", "存在问题", "责任单位", "整改情况", "完成时间")
    outcome = loaded(
        book(
            [
                head,
                ("E-1", "井盖缺失一处", "县城管局", "正在整改", date(2020, 7, 8)),
                ("E-2", "飞线充电一处", "县城管局", "已安排人员更换", date(2020, 7, 8)),
                ("E-3", "围挡破损一处", "县城管局", "已修复", date(2020, 7, 8)),
            ]
        ),
        as_of=DAY,
    )
    assert [row["said"] for row in rows(county)] == ["IN_PROGRESS", None, "REPORTED"]
    assert [note for note in outcome.notes if "填了完成时间" in note and "1 行" in note and "正在整改" in note]


def test_that_only_the_complaint_is_true_is_said(loaded: Callable[..., Outcome], county: Database) -> None:
    head = ("编号", "存在问题", "责任单位", "整改情况", "是否属实")
    outcome = loaded(
        book(
            [
                head,
                ("F-1", "井盖缺失一处", "县城管局", "已更换", "属实"),
                ("F-2", "飞线充电一处", "县城管局", "已约谈", "情况属实"),
                ("F-3", "围挡破损一处", "县城管局", None, "不属实"),
            ]
        ),
        as_of=DAY,
    )
    assert [row["said"] for row in rows(county)] == ["REPORTED", None, "DISPUTED"]
    assert [note for note in outcome.notes if "是否属实" in note and "2 行" in note]
