"""Days, due dates, numbers and formats of the handed cases: every right value."""

import csv
from datetime import date
from pathlib import Path

import pytest

from data_loaders.intake import Outcome
from tests.cases.loading import CASES, OBVIOUS, Said, county, needs_cases, rows_of

pytestmark = needs_cases
JULY_6, JULY_10, JULY_12 = date(2020, 7, 6), date(2020, 7, 10), date(2020, 7, 12)


def said(*names: str) -> dict[str | None, Said]:
    """The rows of these files by number."""
    return {row.number: row for row in rows_of(*(CASES / name for name in names))}


def dues(name: str) -> list[date | None]:
    return [row.due_on for row in rows_of(CASES / name)]


def loaded(name: str) -> Outcome:
    with county() as empty:
        outcome = empty.load(CASES / name)
    assert isinstance(outcome, Outcome)
    return outcome


def rights(kind: str) -> list[tuple[str, str]]:
    """(what is written, right) of the due words in RIGHT.csv."""
    if not (CASES / "RIGHT.csv").is_file():
        return []
    with (CASES / "RIGHT.csv").open(encoding="utf-8-sig", newline="") as lines:
        return [(line["where"], line["right"]) for line in csv.DictReader(lines) if line["file"] == kind]


def test_due_words() -> None:
    rows = {row.due_text: row for row in rows_of(CASES / "10_due_words.xlsx")}
    refused = {refusal.value for refusal in loaded("10_due_words.xlsx").refusals}
    wanted = rights("10_due_words.xlsx")
    assert len(wanted) >= 16
    for text, right in wanted:
        if text in refused:
            assert "refused" in right, text
        elif right.startswith("open_ended"):
            assert rows[text].due_on is None
        else:
            assert rows[text].due_on == date.fromisoformat(right[:10]), text


def test_due_words_of_the_values() -> None:
    with (CASES / "values" / "values.csv").open(encoding="utf-8-sig", newline="") as lines:
        right = {line["text"]: line["right"] for line in csv.DictReader(lines) if line["file"] == "时限文字.xlsx"}
    rows = {row.due_text: row for row in rows_of(CASES / "values" / "时限文字.xlsx")}
    for text, told in right.items():
        if told == "refused":
            assert text not in rows
        else:
            assert rows[text].due_on == date.fromisoformat(told[:10]), text


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("03_heading_hours.xlsx", ["2020-07-08", "2020-07-07", "2020-07-09"]),
        ("03b_heading_workdays.xlsx", ["2020-07-13", "2020-07-15"]),
        (
            "02_format_carries_unit.xlsx",
            ["2020-07-08", "2020-07-07", "2020-07-09", "2020-07-20", "2020-08-06", "2020-07-09", "2020-06-30"],
        ),
        ("values/格式.xlsx", ["2020-06-07", "2020-06-19", "2020-07-05", "2020-06-10", "2020-06-07"]),
        ("values/小时.xlsx", ["2020-06-03"]),
        ("values/工作日.xlsx", ["2020-06-10"]),
        ("values/周.xlsx", ["2020-06-15"]),
        ("values/个月.xlsx", ["2020-07-01"]),
        ("values/月份.xlsx", ["2020-06-30", "2020-06-30", "2020-07-31", "2020-07-31"]),
        ("20_strict_iso_dates.xlsx", ["2020-07-10", "2020-07-10"]),
    ],
)
def test_units_in_headings_and_formats(name: str, right: list[str]) -> None:
    assert dues(name) == [date.fromisoformat(day) for day in right]


def test_numbers_are_what_the_format_shows() -> None:
    rows = rows_of(CASES / "04_number_format_id.xlsx", CASES / "04b_reply_text_ids.xlsx")
    assert len(rows) == 6
    assert len({row.issue for row in rows}) == 3


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_serial_numbers_counted_from_1904(ending: str) -> None:
    row = said(f"01_date1904.{ending}")["A-2"]
    assert (row.found_on, row.due_on) == (JULY_6, JULY_10)


def test_the_zero_of_an_empty_linked_cell_is_empty() -> None:
    rows = said("06_linked_empty_zero.xlsx")
    assert (rows["D-1"].due_on, rows["D-1"].done_on, rows["D-2"].done_on) == (None, None, None)
    assert rows["D-2"].due_on == JULY_10


def test_days_found_in_every_form() -> None:
    rows = said("33_found_on_text.xlsx")
    for number in (10, 11, 17, 20, 29, 36, 38, 49, 50, 54, 66):
        assert rows[f"T-{number}"].found_on == JULY_6, number


def test_invisible_marks_and_apostrophes() -> None:
    rows = rows_of(CASES / "37a_base.xlsx", CASES / "37_invisible_in_number.xlsx")
    base = rows[0].issue
    told = {row.row for row in rows[1:] if row.issue == base}
    assert {4, 5, 12, 13, 21} <= told
    assert [row.found_on for row in rows_of(CASES / "27a_tab_prefix.csv")] == [JULY_6] * 3


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


def test_due_words_of_the_table() -> None:
    rows = {row.due_text: row.due_on for row in rows_of(CASES / "54_due_word_defaults.xlsx")}
    for text in ("当天", "当日", "今日", "即日"):
        assert rows[text] == date(2020, 7, 9), text
    for text in ("马上", "现场整改", "即查即改", "当场整改"):
        assert rows[text] == JULY_12, text


def test_days_43_seconds_off() -> None:
    row = said("65_sheetjs_43_seconds.xlsx")["SJ-1"]
    assert (row.found_on, row.due_on, row.done_on) == (JULY_6, JULY_10, date(2020, 7, 9))


def test_a_time_of_completion_that_is_a_deadline() -> None:
    rows = rows_of(CASES / "09_completion_time_is_deadline.xlsx")
    assert [row.due_on for row in rows] == [
        date(2020, 6, 30),
        date(2020, 5, 31),
        None,
        date(2020, 12, 31),
        date(2020, 6, 30),
    ]
    assert {(row.done_on, row.state) for row in rows} == {(None, None)}


def test_each_part_has_its_due_date() -> None:
    rows = said("44_partwise_cells.xlsx")
    assert (rows["X-1/1"].due_on, rows["X-1/2"].due_on) == (date(2020, 7, 20), date(2020, 7, 8))


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
