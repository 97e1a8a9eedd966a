"""Numbers in a column of states."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from data_loaders.importing.intake import Outcome
from data_loaders.states.codes import codes_in
from database.store import schema
from database.store.engine import Database
from domain.ledger.states import State
from tests.data_loaders.conftest import book

DAY = date(2020, 7, 12)


def load(loaded: Callable[..., Outcome], heading: str, *said: Any, **decided: Any) -> Outcome:
    rows = [(f"B-{n}", f"第{n}处路灯不亮", "县城管局", value) for n, value in enumerate(said, 1)]
    return loaded(book([("编号", "存在问题", "责任单位", heading), *rows]), as_of=DAY, **decided)


def states(county: Database) -> list[str]:
    o = schema.observations
    with county.read() as connection:
        return [State(s).name for s in connection.execute(select(o.c.state).order_by(o.c.row_no)).scalars()]


@pytest.mark.parametrize("said", [(0, 1, 2), (1, 2), ("0", "1", "9"), (1, 0), (3, 3), (10, 20, 30), (1, "已完成", 2)])
def test_codes_are_asked_about_all_or_none(
    said: tuple[Any, ...], loaded: Callable[..., Outcome], county: Database
) -> None:
    outcome = load(loaded, "状态", *said)
    codes = {str(value) for value in said if value != "已完成"}
    assert {unknown.text for unknown in outcome.unknown} == codes
    assert len(outcome.refusals) == sum(value != "已完成" for value in said)


def test_what_a_person_has_explained_is_read(loaded: Callable[..., Outcome], county: Database) -> None:
    outcome = load(loaded, "状态", 0, 1, 2, states={"0": State.ASSIGNED, "1": State.IN_PROGRESS, "2": State.CLOSED})
    assert outcome.refusals == ()
    assert states(county) == ["ASSIGNED", "IN_PROGRESS", "CLOSED"]


@pytest.mark.parametrize("heading", ["是否完成", "是否办结", "整改与否"])
def test_one_and_zero_answer_a_question(heading: str, loaded: Callable[..., Outcome], county: Database) -> None:
    load(loaded, heading, 1, 0, "1")
    assert states(county) == ["REPORTED", "ASSIGNED", "REPORTED"]


def test_rates_are_shares(loaded: Callable[..., Outcome], county: Database) -> None:
    load(loaded, "整改完成率", 100, 60, 0, 1)
    assert states(county) == ["REPORTED", "IN_PROGRESS", "ASSIGNED", "IN_PROGRESS"]


def test_shares_are_told_from_points() -> None:
    assert codes_in([0.5, 1, 0], "状态") == codes_in([], "状态")
    assert codes_in([100, 0], "状态").percent
    assert codes_in([0.5, 1], "完成进度").percent is False
    assert codes_in([50, 1], "完成进度").percent is True
