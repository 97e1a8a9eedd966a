"""The lines of the campaign as they are read from a database, today and looking back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefings import standings
from database.engine import Database
from database.ledgers import read_ledger
from database.settings import save_settings
from domain.materials import MATERIALS
from domain.negative_list import NEGATIVE_LIST
from domain.standing import Standing
from domain.survey import SURVEY
from tests.book_entries import stored
from tests.factories import database_at, july


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = database_at(tmp_path)
    yield opened
    opened.close()


def lines(database: Database, day: int, *, until: int | None = None) -> dict[str, Standing]:
    found = standings.standings(
        database, read_ledger(database), as_of=july(day), until=july(until) if until is not None else None
    )
    assert len({line.key for line in found}) == len(found)
    return {line.key: line for line in found}


def test_where_nothing_was_loaded_every_line_says_what_is_missing(database: Database) -> None:
    found = lines(database, 10)
    assert {key: found[key].tone for key in ("materials", "survey", "negative")} == dict.fromkeys(
        ("materials", "survey", "negative"), "missing"
    )


def test_a_line_speaks_for_the_day_that_is_looked_at(database: Database) -> None:
    piece = {"indicator": "志愿服务", "item": "说明报告", "due_on": "2026-07-08"}
    stored(database, MATERIALS, july(1), [{**piece, "state": "未交"}])
    stored(database, MATERIALS, july(9), [{**piece, "state": "合格"}])
    asked = {"round": "第一轮", "measure": "知晓率", "question": "?", "yes": 50, "asked": 100}
    stored(database, SURVEY, july(9), [asked])
    stored(database, NEGATIVE_LIST, july(1), [{"item": "事故", "state": "有隐患", "checked_on": "2026-07-01"}])
    stored(database, NEGATIVE_LIST, july(9), [{"item": "事故", "state": "已消除", "checked_on": "2026-07-09"}])
    now, then = lines(database, 9), lines(database, 8, until=8)
    assert [(now[k].value, now[k].tone) for k in ("materials", "survey", "negative")] == [
        ("1 / 1 项", "good"),
        ("知晓率 50.0%", "neutral"),
        ("未亮灯", "good"),
    ]
    assert [(then[k].value, then[k].tone) for k in ("materials", "survey", "negative")] == [
        ("0 / 1 项", "attention"),
        ("未录入", "missing"),
        ("亮红灯 1 项", "bad"),
    ]


@pytest.mark.parametrize(("days", "value"), [(7, "漏查 1 项"), (8, "未亮灯")])
def test_the_limit_for_unchecked_items_is_the_offices(database: Database, days: int, value: str) -> None:
    with database.write() as connection:
        save_settings(connection, {"unchecked_days": days})
    stored(database, NEGATIVE_LIST, july(1), [{"item": "事故", "state": "正常", "checked_on": "2026-07-01"}])
    assert lines(database, 9)["negative"].value == value
