"""Counties of which is known which row is about which issue: nothing is merged wrongly, whatever the numbers and the order of loading."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from benchmarks.linkage_counties import (
    FEEDBACKS,
    NUMBERINGS,
    TOWNS,
    UNITS,
    Confusion,
    County,
    Sheet,
    confusion,
    county,
    workbook,
)
from data_loaders.intake import Choices, load, recognise
from database.engine import Database, open_database
from database.masters import NewUnit, save_unit

AT = datetime(2020, 9, 1, tzinfo=UTC)
SMALL = {"weeks": 2, "per_week": 6}


@contextmanager
def office() -> Iterator[Database]:
    """A database that knows the units and towns of the counties."""
    with TemporaryDirectory() as folder:
        database = open_database(str(Path(folder) / "county.db"))
        with database.write() as connection:
            for names, kind in ((UNITS, "department"), (TOWNS, "district")):
                for name in names:
                    save_unit(connection, NewUnit(name, name, kind, ""))
        yield database
        database.close()


def loaded(given: County, order: Sequence[Sheet] | None = None) -> Confusion:
    """What the program makes of the county's files, loaded in this order."""
    with office() as database:
        for sheet in given.sheets if order is None else order:
            file = recognise(database, workbook(sheet), sheet.name)
            load(database, file, Choices(kind=sheet.kind, as_of=sheet.as_of), at=AT, remember=False)
        return confusion(database, given)


def shuffled(given: County, seed: int) -> list[Sheet]:
    return Random(seed).sample(given.sheets, len(given.sheets))


@pytest.mark.parametrize("numbering", NUMBERINGS)
@pytest.mark.parametrize("feedback", FEEDBACKS[1:])
def test_with_words_place_and_day_every_issue_is_found_and_none_merged(numbering: str, feedback: str) -> None:
    given = county(4, numbering, feedback=feedback, **SMALL)  # type: ignore[arg-type]
    for order in (None, shuffled(given, 4)):
        made = loaded(given, order)
        assert (made.found, made.refused, made.merged, made.split, made.foreign) == (made.given, 0, 0, 0, 0), made


@pytest.mark.parametrize("numbering", ["stable", "growing"])
def test_feedbacks_by_number_alone_find_numbers_that_are_kept(numbering: str) -> None:
    given = county(5, numbering, feedback=FEEDBACKS[0], **SMALL)  # type: ignore[arg-type]
    made = loaded(given)
    assert (made.found, made.refused, made.merged, made.foreign) == (made.given, 0, 0, 0)


@pytest.mark.parametrize("numbering", ["weekly", "weekly lettered", "town", "town lettered", "page"])
def test_a_number_alone_that_stands_for_several_issues_is_refused(numbering: str) -> None:
    given = county(6, numbering, feedback=FEEDBACKS[0], **SMALL)  # type: ignore[arg-type]
    made = loaded(given)
    assert made.refused > 0
    assert (made.found, made.merged, made.foreign) == (made.given, 0, 0)


@pytest.mark.parametrize("numbering", ["missing", "weekly", "town"])
@pytest.mark.parametrize("ledger", [False, True])
def test_without_days_what_cannot_be_told_is_asked_and_not_merged(numbering: str, ledger: bool) -> None:
    given = county(7, numbering, days=False, ledger=ledger, **SMALL)  # type: ignore[arg-type]
    made = loaded(given)
    assert (made.merged, made.foreign) == (0, 0)
    assert made.split <= made.asked


@pytest.mark.parametrize("numbering", ["stable", "missing", "weekly"])
def test_reworded_ledgers_split_files_and_spots_in_an_unknown_column(numbering: str) -> None:
    for more in ({"ledger": True, "reworded": 0.4}, {"split": True}, {"spots": True}):
        made = loaded(county(8, numbering, **SMALL, **more))  # type: ignore[arg-type]
        assert (made.merged, made.foreign, made.refused) == (0, 0, 0), more
        assert made.split <= made.asked, more
