"""Days, due dates, numbers and formats of the handed cases: every right value."""

from datetime import date
from pathlib import Path

import pytest

from data_loaders.importing.intake import Outcome
from tests.cases.loading import CASES, OBVIOUS, Said, county, needs_cases, rows_of

pytestmark = needs_cases
JULY_6, JULY_10, JULY_12 = date(2020, 7, 6), date(2020, 7, 10), date(2020, 7, 12)


def said(*names: str) -> dict[str | None, Said]:
    """The rows of these files by number."""
    return {row.number: row for row in rows_of(*(CASES / name for name in names))}


def loaded(name: str) -> Outcome:
    with county() as empty:
        outcome = empty.load(CASES / name)
    assert isinstance(outcome, Outcome)
    return outcome


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_serial_numbers_counted_from_1904(ending: str) -> None:
    row = said(f"01_date1904.{ending}")["A-2"]
    assert (row.found_on, row.due_on) == (JULY_6, JULY_10)


def test_the_zero_of_an_empty_linked_cell_is_empty() -> None:
    rows = said("06_linked_empty_zero.xlsx")
    assert (rows["D-1"].due_on, rows["D-1"].done_on, rows["D-2"].done_on) == (None, None, None)
    assert rows["D-2"].due_on == JULY_10


def test_words_instead_of_a_day_of_completion() -> None:
    rows = said("08_done_on_text.xlsx")
    assert len(rows) == 24
    states = {number: (row.done_on, row.state) for number, row in rows.items()}
    assert states["F-1"] == (None, "REPORTED")
    assert states["F-3"] == (None, "IN_PROGRESS")
    assert states["F-5"] == (None, "IN_PROGRESS")
    assert states["F-7"] == (None, None)
    assert states["F-8"] == (None, None)
    assert states["F-4"][0] == date(2020, 7, 8)
    assert any("写的不是日期" in note for note in loaded("08_done_on_text.xlsx").notes)


def test_a_column_tells_the_order_of_its_days() -> None:
    rows = rows_of(CASES / "66_dmy_column.csv")
    assert [row.found_on for row in rows] == [date(2020, 7, day) for day in (6, 7, 8, 13, 14)]
    assert [row.due_on for row in rows] == [date(2020, 7, day) for day in (11, 12, 13, 18, 19)]


@pytest.mark.parametrize(
    "path",
    [*sorted(CASES.glob("18_*")), *sorted((CASES / "ledgers").glob("r09*"))] if CASES.is_dir() else [],
    ids=lambda path: path.name,
)
def test_no_day_from_a_version_or_an_annex_number(path: Path) -> None:
    with county() as empty:
        outcome = empty.load(path, OBVIOUS)
    assert isinstance(outcome, Outcome)
    assert outcome.as_of >= JULY_10
    assert outcome.counts["refused"] == 0


def test_years_of_taiwan_on_a_sheet_in_traditional_characters() -> None:
    (row,) = rows_of(CASES / "27g_big5.csv")
    assert (row.found_on, row.due_on) == (JULY_6, JULY_10)
    assert [note for note in loaded("27g_big5.csv").notes if "民国纪年" in note]
