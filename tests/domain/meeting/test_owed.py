"""本期应整改: what falls due, what was owed before, what stays outside."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.directory import DEPARTMENT, Directory, Unit
from domain.figures.figures import figures
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from domain.meeting.owed import owed, owed_by, owed_counts
from domain.meeting.period import Period, counts_by, with_rates
from domain.meeting.red_black import red_and_black
from tests.factories import HOUSING, MARKETS, TRAFFIC, issue, july, ledger, ledgers, observation

WEEK = Period(july(6), july(12), july(12))


def one(**said: object) -> Ledger:
    return ledger(issue(observation(july(1), found_on=july(1), **said)))


def outcome(book: Ledger, period: Period = WEEK) -> list[str]:
    return list(owed(book, period)["outcome"])


def test_what_was_done_late_on_time_and_not_at_all_is_told_apart() -> None:
    due = july(8)
    book = ledger(
        issue(observation(july(5), found_on=july(1), due_on=due), observation(july(9), state=State.REPORTED, done_on=due)),
        issue(observation(july(5), found_on=july(1), due_on=due), observation(july(9), state=State.CLOSED, done_on=july(9))),
        issue(observation(july(5), found_on=july(1), due_on=due)),
        issue(observation(july(5), found_on=july(1), due_on=july(2))),
        issue(observation(july(5), found_on=july(1), due_on=july(2)), observation(july(9), state=State.REPORTED, done_on=july(9))),
        issue(observation(july(4), found_on=july(1), due_on=july(2), state=State.REPORTED, done_on=july(3))),
    )  # fmt: skip
    rows = owed(book, WEEK).set_index("issue")["outcome"]
    assert rows.to_dict() == {0: "on_time", 1: "late", 2: "open", 3: "open", 4: "late"}


def test_what_is_done_without_a_day_is_done_of_what_was_owed_and_neither_in_time_nor_late() -> None:
    owing = observation(july(5), found_on=july(1), due_on=july(8))
    book = ledger(issue(owing, observation(july(9), state=State.CLOSED)), issue(owing))
    counts = owed_counts(owed(book, WEEK))
    assert [counts[f"owed_{name}"] for name in ("done", "on_time", "late", "undated", "open")] == [1, 0, 0, 1, 1]
    assert counts["owed_rate"] == 50.0


def test_a_completion_before_the_period_counts_in_the_period_of_its_due_date() -> None:
    book = one(due_on=july(8), state=State.REPORTED, done_on=july(1))
    assert outcome(book) == ["on_time"]
    assert outcome(book, WEEK.before) == []


def test_due_on_the_as_of_day_is_not_owed_yet_and_is_owed_in_the_next_period() -> None:
    book = one(due_on=july(12))
    assert outcome(book) == ["ahead"]
    assert outcome(book, Period(july(13), july(19), july(19))) == ["open"]


def test_extensions_holds_and_rejections_stay_outside_the_rate() -> None:
    due = july(8)
    first = observation(july(5), found_on=july(1), due_on=due)
    book = ledger(
        issue(first, observation(july(7), due_on=july(30))),
        issue(first, observation(july(7), state=State.ON_HOLD)),
        issue(first, observation(july(7), state=State.REJECTED)),
    )
    rows = owed(book, WEEK)
    assert list(rows["outcome"]) == ["put_off", "held", "rejected"]
    counts = owed_counts(rows)
    assert (counts["owed"], counts["owed_rate"]) == (0, None)
    assert (counts["owed_put_off"], counts["owed_held"], counts["owed_rejected"]) == (1, 1, 1)


@pytest.mark.slow
@given(ledgers(), st.integers(0, 30), st.integers(1, 9), st.integers(-3, 5))
@settings(max_examples=150)
def test_what_is_not_done_is_what_is_overdue_and_parts_add_up(book: Ledger, first: int, days: int, shift: int) -> None:
    since, until = july(first), july(first + days - 1)
    as_of = max(since, until + timedelta(days=shift))
    rows = owed(book, Period(since, until, as_of))
    counts = owed_counts(rows)
    assert rows["issue_id"].is_unique
    late = figures(book, as_of=as_of).counts["overdue"]
    assert counts["owed_open"] == late if as_of <= until else counts["owed_open"] <= late
    parts = ("owed_on_time", "owed_late", "owed_undated", "owed_open")
    assert counts["owed"] == sum(counts[part] or 0 for part in parts)
    for by in ("lead", "district"):
        table = owed_by(rows, by=by)
        assert table[["owed", "done", "open"]].sum().tolist() == [counts[k] for k in ("owed", "owed_done", "owed_open")]


@given(ledgers(), st.integers(0, 30), st.integers(1, 9))
@settings(max_examples=60)
def test_the_figures_of_a_week_are_those_of_every_other_screen(book: Ledger, first: int, days: int) -> None:
    until = july(first + days - 1)
    starts_on = (until - timedelta(days=(until.weekday() - book.settings.week_starts_on) % 7)).toordinal()
    period = Period(date.fromordinal(starts_on), until, until)
    assert with_rates(counts_by(book, period, by="action").sum()) == {
        **figures(book, as_of=until).counts,
        **figures(book, as_of=until).rates,
    }


def owing(rates: dict[int, tuple[int, int]]) -> pd.DataFrame:
    """Rows of `owed` for units with so many done of so many."""
    rows = [(unit, "on_time" if n < done else "open") for unit, (done, base) in rates.items() for n in range(base)]
    return pd.DataFrame(rows, columns=["lead", "outcome"])


def test_red_and_black_lists_take_a_third_of_a_group_with_all_ties_and_say_who_is_left_out() -> None:
    names = {n: Unit(n, f"第{n}局", f"{n}局", DEPARTMENT, "甲") for n in range(1, 9)} | {
        9: Unit(9, "独局", "独局", DEPARTMENT, "乙"), 10: Unit(10, "闲局", "闲局", DEPARTMENT, "甲")
    }  # fmt: skip
    book = ledger(directory=Directory(units=names))
    rates = {1: (9, 9), 2: (5, 5), 3: (5, 5), 4: (4, 5), 5: (4, 6), 6: (1, 5), 7: (1, 5), 8: (1, 1), 9: (3, 6)}
    made = red_and_black(book, owing(rates), by="lead", count=2, minimum=5)
    assert list(made.red["name"]) == ["第1局", "第2局", "第3局"]
    assert list(made.red["rank"]) == [1, 1, 1]
    assert list(made.black["name"]) == ["第6局", "第7局"]
    assert (made.few, made.idle, made.alone) == (("第8局",), ("闲局",), ("乙",))


def test_a_tie_from_edge_to_edge_is_praised_at_a_hundred_blamed_at_nothing_and_else_on_neither_list() -> None:
    names = {n: Unit(n, f"第{n}局", f"{n}局", DEPARTMENT, "甲") for n in range(1, 7)}
    book = ledger(directory=Directory(units=names))

    def listed(*done: int) -> tuple[int, int]:
        made = red_and_black(book, owing({n: (d, 4) for n, d in enumerate(done, 1)}), by="lead", count=3, minimum=1)
        return len(made.red), len(made.black)

    assert listed(4, 4, 4, 4, 4, 4) == (6, 0)
    assert listed(0, 0, 0, 0, 0, 0) == (0, 6)
    assert listed(2, 2, 2, 2, 2, 2) == (0, 0)
    assert listed(4, 2, 2, 2, 2, 0) == (1, 1)
    assert listed(1, 0, 0, 0, 0, 0) == (1, 5)


@given(st.dictionaries(st.sampled_from([HOUSING, TRAFFIC, MARKETS]), st.tuples(st.integers(0, 4), st.integers(1, 4))))
def test_nobody_is_on_both_lists(rates: dict[int, tuple[int, int]]) -> None:
    fair = {unit: (min(done, base), base) for unit, (done, base) in rates.items()}
    made = red_and_black(ledger(), owing(fair), by="lead", count=3, minimum=1)
    assert set(made.red["code"]).isdisjoint(made.black["code"])
    assert (made.red["rate"] > 0).all() and (made.black["rate"] < 100).all()
