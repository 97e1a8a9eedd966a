"""Figures of the handed cases: what a completion without a day, a rewritten date and a unit named later count as."""

from datetime import date

from domain.rates import written
from tests.cases.loading import CASES, county, needs_cases

IDENTITY = CASES / "identity"


@needs_cases
def test_z_a_completion_without_any_day_is_done_and_outside_the_rate() -> None:
    with county() as empty:
        empty.load(IDENTITY / "Z_1_2020-03-22.xlsx")
        found = empty.figures(date(2020, 3, 22))
    assert [found.counts[key] for key in ("total", "done_total", "on_time", "late", "undated")] == [24, 24, 10, 0, 14]
    assert (found.rates["done_rate"], found.rates["on_time_rate"]) == (100.0, 100.0)


@needs_cases
def test_z3_nobody_is_overdue_before_being_named() -> None:
    with county() as empty:
        for name in ("Z3_1_2020-03-08.xlsx", "Z3_2_2020-03-15.xlsx"):
            empty.load(IDENTITY / name)
        assert {one.number: one.lead for one in empty.stands(date(2020, 3, 14))} == {"A": None, "B": "县甲局"}
        assert {one.number: one.lead for one in empty.stands(date(2020, 3, 15))} == {"A": "县乙局", "B": "县甲局"}
        assert empty.figures(date(2020, 3, 14)).counts["overdue"] == 1


@needs_cases
def test_z4_a_date_rewritten_after_the_completion_does_not_make_it_in_time() -> None:
    with county() as empty:
        for name in ("Z4_1_2020-03-15.xlsx", "Z4_2_2020-03-22.xlsx"):
            empty.load(IDENTITY / name)
        found = empty.figures(date(2020, 3, 22))
        assert [one.due_on for one in empty.stands(date(2020, 3, 22))] == [date(2020, 3, 6)]
    assert (found.counts["on_time"], found.counts["late"]) == (0, 1)


@needs_cases
def test_two_numbers_that_tie_round_up() -> None:
    with county() as empty:
        empty.load(CASES / "values" / "并列.xlsx")
        found = empty.figures(date(2020, 8, 16))
    assert (found.counts["done_total"], found.counts["total"]) == (13, 16)
    assert {written(found.rates[key]) for key in ("done_rate", "on_time_rate")} == {"81.3"}
