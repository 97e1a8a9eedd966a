"""Sheets that say less than the figures would like: no day done, a unit named later, a due date written afterwards."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from data_loaders.outcome.outcome import Outcome
from database.ledger.ledgers import read_ledger
from database.store.engine import Database
from domain.figures.figures import Figures, figures, tally
from tests.data_loaders.conftest import book

HEADINGS = (
    "问题编号",
    "发现时间",
    "属地",
    "位置",
    "问题描述",
    "承办单位",
    "整改期限",
    "办理状态",
    "办结时间",
    "复核日期",
)
MONDAY = date(2020, 6, 1)
SHEETS = tuple(MONDAY + timedelta(days=days) for days in (7, 14, 21))
"""The days for which weekly sheets speak."""
FOUND, DUE = date(2020, 6, 2), date(2020, 6, 6)


def line(number: str, **said: Any) -> tuple[Any, ...]:
    """A row; what is not said stays empty but for the day found, the place and the due date."""
    known = {"问题编号": number, "发现时间": FOUND, "属地": "滨江街道", "位置": f"沿江路{number}", "整改期限": DUE}
    known |= {"问题描述": f"{number}处护栏破损", "承办单位": "县城管局"} | said
    return tuple(known.get(heading) for heading in HEADINGS)


@pytest.fixture
def weekly(county: Database, loaded: Callable[..., Outcome]) -> Callable[..., Callable[[date], Figures]]:
    """Load sheets (place in SHEETS → rows) in the order given; what comes back gives the figures of a day."""

    def run(*sheets: tuple[int, list[tuple[Any, ...]]]) -> Callable[[date], Figures]:
        for at, rows in sheets:
            content = book([HEADINGS, *rows])
            outcome = loaded(content, as_of=SHEETS[at], kind="full", name=f"台账{at}.xlsx")
            assert outcome.counts["refused"] == 0
        return lambda day: figures(read_ledger(county), as_of=day)

    return run


def test_finished_without_a_day_is_done_and_its_timeliness_unknown(weekly: Callable[..., Any]) -> None:
    rows = [
        line("1", 办理状态="已办结"),
        line("2", 办理状态="已办结", 办结时间=date(2020, 6, 5)),
        line("3", 办理状态="已销号", 复核日期=date(2020, 6, 9)),
        line("4", 办结时间="已完成"),
    ]
    now = weekly((1, rows))(SHEETS[1])
    assert [now.counts[key] for key in ("done_total", "on_time", "late", "undated", "overdue")] == [4, 1, 1, 2, 0]


def test_a_day_that_a_later_sheet_names_settles_it(weekly: Callable[..., Any]) -> None:
    later = line("1", 办理状态="已办结", 办结时间=date(2020, 6, 4))
    now = weekly((0, [line("1", 办理状态="已办结")]), (1, [later]))
    assert [now(SHEETS[at]).counts["on_time"] for at in (0, 1)] == [1, 1]
    assert now(SHEETS[1]).counts["undated"] == 0


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_unit_is_blamed_from_the_sheet_that_names_it_whatever_was_loaded_first(
    county: Database, weekly: Callable[..., Any], order: tuple[int, ...]
) -> None:
    units = (None, "县城管局", "县公安局")
    sheets = [(at, [line("1", 承办单位=units[at], 办理状态="整改中")]) for at in range(3)]
    weekly(*(sheets[at] for at in order))
    ledger = read_ledger(county)
    names = {unit.unit_id: unit.label for unit in ledger.directory.units.values()}
    late = tally(ledger, "overdue", list(SHEETS), by="lead")
    blamed = [[names.get(code) for code in late[:, at].nonzero()[0].tolist()] for at in range(3)]
    assert blamed == [[None], ["县城市管理局"], ["县公安局"]]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_later_date_does_not_make_it_in_time_whatever_was_loaded_first(
    weekly: Callable[..., Any], order: tuple[int, ...]
) -> None:
    done = {"办理状态": "已办结", "办结时间": date(2020, 6, 10)}
    sheets = [(0, [line("1")]), (1, [line("1", **done)]), (2, [line("1", **done, 整改期限=date(2020, 6, 30))])]
    now = weekly(*(sheets[at] for at in order))
    assert [(now(day).counts["on_time"], now(day).counts["late"]) for day in SHEETS[1:]] == [(0, 1), (0, 1)]
    extended = [(0, [line("2")]), (1, [line("2", 整改期限=date(2020, 6, 30))])]
    finished = (2, [line("2", 办理状态="已办结", 办结时间=date(2020, 6, 20))])
    assert weekly(*extended, finished)(SHEETS[2]).counts["on_time"] == 1
