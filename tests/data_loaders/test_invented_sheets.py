"""Every problem on a sheet of any layout is read once with its own values, or refused by name: invented sheets of known content."""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data_loaders.importing.intake import ImportOptions, load, recognise
from data_loaders.outcome.outcome import Outcome
from data_loaders.reading.workbook import Workbook
from database.masters.masters import NewUnit, save_unit
from database.store.engine import open_database
from tests.cases.loading import County, Said
from tests.data_loaders.conftest import AT
from tests.data_loaders.invented_sheets import DISTRICTS, SIDE_NOTES, UNITS, InventedSheet, invented
from tests.data_loaders.outcome.test_account import accounted, adds_up
from tests.data_loaders.pages import sheet

DAY = date(2020, 7, 12)
SHEETS, IN_ONE = 160, 40


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A database that knows the units on these sheets, as a file to copy."""
    path = tmp_path / "known.db"
    database = open_database(str(path))
    with database.write() as connection:
        for name in UNITS:
            save_unit(connection, NewUnit(name, name, "department", "执法类"))
        for name in DISTRICTS:
            save_unit(connection, NewUnit(name, name, "district", "镇街"))
    database.close()
    return path


def read(prepared: Path, page: InventedSheet, monkeypatch: pytest.MonkeyPatch) -> tuple[Outcome, list[Said]]:
    """What an import says of the sheet, and the rows that it stores."""
    workbook = Workbook(
        "清单.xlsx", "xlsx", None, (sheet([[*row] for row in page.rows], tuple(page.merges), "Sheet1"),)
    )
    monkeypatch.setattr("data_loaders.recognition.recognition.open_workbook", lambda *_args, **_how: workbook)
    path = prepared.with_name("one.db")
    shutil.copy(prepared, path)
    database = open_database(str(path))
    try:
        file = recognise(database, b"", "清单.xlsx")
        outcome = load(database, file, ImportOptions(as_of=DAY, create_units=True), at=AT)
        adds_up(accounted(outcome), file)
        return outcome, County(database, []).said()
    finally:
        database.close()
        path.unlink()


FIELDS: dict[str, Callable[[Said], object]] = {
    "site": lambda row: row.site,
    "district": lambda row: row.district,
    "units": lambda row: row.lead,
    "due": lambda row: row.due_on,
    "found_on": lambda row: row.found_on,
    "progress": lambda row: row.progress,
    "remark": lambda row: row.remark,
}


def faults(page: InventedSheet, outcome: Outcome, said: list[Said]) -> list[str]:
    """What is wrong with what was read of the sheet, in words."""
    found = []
    texts = Counter(row.description for row in said)
    rows = {row.description: row for row in said}
    for problem in page.problems:
        if texts[problem.text] != 1:
            found.append(f"row {problem.row} {problem.text}: read {texts[problem.text]} times")
            continue
        for name, value in problem.values.items():
            if name in FIELDS and (got := FIELDS[name](rows[problem.text])) != value:
                found.append(f"row {problem.row} {name}: {value} read as {got}")
    # A note that stands alone where a list beside it has its problems is one, for all that anybody can see.
    right = {problem.text for problem in page.problems} | set(SIDE_NOTES)
    found += [f"row {row.row} {row.description}: no problem" for row in said if row.description not in right]
    if len({row.issue for row in said}) != len(said):
        found.append("two rows are one issue")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SHEETS, IN_ONE))
def test_every_problem_is_read_once_with_its_own_values(
    prepared: Path, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    wrong = {}
    for seed in range(first, first + IN_ONE):
        page = invented(seed)
        if told := faults(page, *read(prepared, page, monkeypatch)):
            wrong[seed] = (sorted(page.mess), told[:4])
    assert not wrong
