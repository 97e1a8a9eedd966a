"""What on a sheet is a table, a heading, a row and none: the handed cases with their right values."""

from datetime import date

from tests.cases.loading import CASES, needs_cases, rows_of

pytestmark = needs_cases


def test_repeated_columns_of_progress_say_what_was_filled_in_last() -> None:
    assert [(said.number, said.state) for said in rows_of(CASES / "15_repeated_progress_columns.xlsx")] == [
        ("K-1", "REPORTED"),
        ("K-2", "REWORK"),
    ]


def test_a_second_rectification_holds() -> None:
    one, two = rows_of(CASES / "15b_first_second_rectification.xlsx")
    assert (one.done_on, one.state) == (date(2020, 7, 8), "REPORTED")
    assert two.done_on == date(2020, 6, 20)


def test_a_due_date_that_was_put_off_holds() -> None:
    assert [said.due_on for said in rows_of(CASES / "15c_extended_due.xlsx")] == [date(2020, 8, 30), date(2020, 6, 30)]
