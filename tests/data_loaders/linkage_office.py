"""An office that loads the files of generated counties: hundreds of them in a minute.

One database serves all, each county in a transaction that is rolled back; files are read once, and in this process (they are
our own).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import orjson

from benchmarks.linkage_counties import TOWNS, UNITS, Confusion, County, Sheet, confusion_in, workbook
from data_loaders.import_options import ImportOptions
from data_loaders.importing import intake
from data_loaders.outcome.outcome import Outcome
from data_loaders.reading import worker
from data_loaders.reading.workbook import Workbook, _received
from data_loaders.recognition import recognition
from data_loaders.recognition.recognition import Recognised, plans_of, recognise
from database.masters.masters import NewUnit, save_unit
from database.store.engine import Connection, Database, open_database

AT = datetime(2020, 9, 1, tzinfo=UTC)
VARIANTS: tuple[dict[str, Any], ...] = (
    {"days": False, "split": True, "ledger": True, "reworded": 0.4},
    {},
    {"ledger": True, "reworded": 0.4},
    {"days": False},
    {"split": True, "spots": True, "ledger": True, "reworded": 0.3},
    {"days": False, "spots": True, "ledger": True},
    {"split": True},
    {"days": False, "ledger": True},
    {"spots": True},
    {"ledger": True},
)
"""What the sheets of counties leave out, add and say otherwise."""
_FOLDER = TemporaryDirectory()  # goes with the process


@cache
def office() -> Database:
    """A database that knows the units and towns of the counties, and nothing else; made once."""
    database = open_database(str(Path(_FOLDER.name) / "county.db"))
    with database.write() as connection:
        for names, kind in ((UNITS, "department"), (TOWNS, "district")):
            for name in names:
                save_unit(connection, NewUnit(name, name, kind, ""))
    return database


@contextmanager
def day_at_the_office() -> Iterator[Connection]:
    """A transaction on the office's database in which counties may be loaded; nothing of it stays."""
    with office().rehearse() as connection:
        yield connection


def _read_here(content: bytes, name: str, *, timeout_s: float = 20, memory_mb: int = 2048) -> Workbook:
    """`open_workbook` without a child process."""
    del timeout_s, memory_mb
    return _received(name, (orjson.dumps(line) for line in worker._answer(content, name, "calamine")))


def recognised(sheet: Sheet) -> Recognised:
    """The file of a sheet, opened."""
    with patch.object(recognition, "open_workbook", _read_here):
        return recognise(office(), workbook(sheet), sheet.name)


def load_sheet(connection: Connection, sheet: Sheet, file: Recognised | None = None, **choices: object) -> Outcome:
    """Load one file of a county. file: where it is opened already."""
    chosen = ImportOptions(kind=sheet.kind, as_of=sheet.as_of, **choices)  # type: ignore[arg-type]
    opened = file or recognised(sheet)
    return intake._load(connection, opened, chosen, plans_of(opened, chosen), at=AT)


def loaded(given: County, *orders: Sequence[Sheet]) -> list[Confusion]:
    """What the program makes of the county's files in each of these orders; as they come where none is named."""
    files = {sheet.name: recognised(sheet) for sheet in given.sheets}
    made = []
    for order in orders or (given.sheets,):
        with day_at_the_office() as connection:
            for sheet in order:
                load_sheet(connection, sheet, files[sheet.name])
            made.append(confusion_in(connection, given))
    return made


def shuffled(given: County, seed: int) -> list[Sheet]:
    """The files of a county in an order that only the seed decides."""
    return Random(seed).sample(given.sheets, len(given.sheets))


def answers_first(given: County) -> list[Sheet]:
    """The files of a county, all feedbacks before the lists and ledgers."""
    return sorted(given.sheets, key=lambda sheet: sheet.kind != "rectification")
