"""Wordings of verdicts are asked about once; what a code means holds for sheets with the same headings only."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from data_loaders.import_options import ImportOptions
from data_loaders.importing.intake import Outcome
from data_loaders.masters.name_lookup import NEW
from data_loaders.states.codes import code_of_form, states_of_form
from database.store import schema
from database.store.engine import Database
from domain.ledger.states import State
from tests.cases.loading import County
from tests.data_loaders.conftest import book
from tests.data_loaders.days.test_days_of_sheets import Loaded

DAY = date(2020, 7, 12)
CHECKED = ("编号", "存在问题", "责任单位", "复核情况")


def verdicts(*words: str) -> bytes:
    rows = [(f"F-{n}", f"第{n}处垃圾成堆", "县城管局", word) for n, word in enumerate(words)]
    return book([CHECKED, *rows])


def states(county: Database) -> list[str | None]:
    return [row.state for row in County(county, []).said()]


def asked(outcome: Outcome) -> list[tuple[str, str, int]]:
    return [(one.kind, one.text, one.rows) for one in outcome.unknown if one.holds_rows_back]


def test_an_unknown_verdict_is_asked_about_once_and_remembered(county: Database, loaded: Loaded) -> None:
    content = verdicts("马马虎虎", "马马虎虎", "合格", "群众点头")
    first = loaded(content, as_of=DAY)
    assert asked(first) == [("verdict", "马马虎虎", 2), ("verdict", "群众点头", 1)]
    assert len(states(county)) == 1
    words = {("verdict", "马马虎虎"): "不合格", ("verdict", "群众点头"): "合格"}
    again = loaded(content, as_of=DAY, choices=ImportOptions(as_of=DAY, words=words))
    assert not asked(again)
    assert not again.refusals
    other = loaded(verdicts("合格", "马马虎虎"), as_of=date(2020, 7, 19), name="下周.xlsx")
    assert not asked(other)


@pytest.mark.parametrize(
    ("word", "state"), [("合格", "CLOSED"), ("不合格", "REWORK"), ("属实", None), ("还没有复核", None), (NEW, None)]
)
def test_each_meaning_of_a_verdict(county: Database, loaded: Loaded, word: str, state: str | None) -> None:
    said = ImportOptions(as_of=DAY, words={("verdict", "群众点头"): word})
    assert not loaded(verdicts("群众点头"), as_of=DAY, choices=said).refusals
    assert states(county) == [state]
    with county.read() as connection:
        kept = list(connection.scalars(select(schema.answers.c.meaning)))
    assert kept == ([] if word == NEW else [word])


CODED = ("编号", "存在问题", "责任单位", "办理状态")
OTHER = ("编号", "存在问题", "责任单位", "状态")


def coded(headings: tuple[str, ...], **codes: Any) -> bytes:
    return book([headings, *((number, f"{number}处路面破损", "县城管局", code) for number, code in codes.items())])


def test_codes_mean_something_in_the_same_form_only(county: Database, loaded: Loaded) -> None:
    content = coded(CODED, A1=3, A2=4)
    first = loaded(content, as_of=DAY)
    assert [text for _, text, _ in asked(first)] == ["3", "4"]
    keys = [one.key for one in first.unknown]
    assert [one.name for one in first.unknown] == [f"代码 {n}（工作表“Sheet1”的“办理状态”）" for n in (3, 4)]
    told = ImportOptions(as_of=DAY, states=dict(zip(keys, (State.CLOSED, State.IN_PROGRESS), strict=True)))
    assert not loaded(content, as_of=DAY, choices=told).refusals
    assert states(county) == ["CLOSED", "IN_PROGRESS"]

    same = loaded(coded(CODED, A1=3, A2=3), as_of=date(2020, 7, 19), name="同样的表.xlsx")
    assert not asked(same)
    other = loaded(coded(OTHER, A1=3, A2=4), as_of=date(2020, 7, 19), name="另一种表.xlsx")
    assert [text for _, text, _ in asked(other)] == ["3", "4"]
    both = loaded(
        coded(OTHER, A1=3, A2=4), as_of=date(2020, 7, 19), name="又一种表.xlsx", choices=replace(told, as_of=None)
    )
    assert len(asked(both)) == 2, "an answer about one form says nothing of another, also among files loaded together"


def test_an_answer_for_codes_that_was_kept_for_every_sheet_counts_no_more(county: Database, loaded: Loaded) -> None:
    with county.write() as connection:
        connection.execute(schema.answers.insert().values(kind="state", text="3", meaning=str(int(State.CLOSED))))
    assert len(asked(loaded(coded(CODED, A1=3, A2=4), as_of=DAY))) == 2


def test_codes_of_a_mapping_file_hold_for_its_file_and_form(county: Database, loaded: Loaded) -> None:
    said = ImportOptions(as_of=DAY, states={"3": State.CLOSED, "4": State.IN_PROGRESS})
    loaded(coded(CODED, A1=3, A2=4), as_of=DAY, choices=said)
    assert states(county) == ["CLOSED", "IN_PROGRESS"]
    with county.read() as connection:
        kinds = set(connection.scalars(select(schema.answers.c.kind)))
    assert kinds == {"code"}


def test_words_hold_anywhere_and_codes_in_their_form() -> None:
    mine, theirs = "0" * 16, "f" * 16
    told = {"快好了": 1, code_of_form("3", mine): 2, code_of_form("3", theirs): 3}
    assert states_of_form(told, mine) == {"快好了": 1, "3": 2}
    assert states_of_form(told, "a" * 16) == {"快好了": 1}
