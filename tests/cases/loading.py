"""Foreign sheets loaded as an office would with obvious answers, and what the program made of them, in words."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import select

from data_loaders.import_options import ImportOptions
from data_loaders.importing.intake import CannotLoad, Outcome, load, recognise
from data_loaders.reading.workbook import UnreadableFile
from database.ledger.ledgers import read_ledger
from database.store import schema
from database.store.engine import Database, open_database
from domain.figures.figures import Figures, figures
from domain.ledger.days import day_date, day_number
from domain.ledger.states import State

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not beside the project")

OBVIOUS = ImportOptions(create_units=True)
"""What a clerk would answer without thinking: every unit that nobody knows yet is a new one."""

AT = datetime(2020, 7, 13, 9, 0, tzinfo=UTC)
_DAYS = ("found_on", "due_on", "done_on", "verified_on")


@dataclass(frozen=True)
class Said:
    """What one row of a file (or one of several problems in its cell) says, in words, and the issue that it is about."""

    file: str
    sheet: str
    row: int
    part: int
    issue: int
    number: str | None
    found_on: date | None
    district: str | None
    site: str | None
    site_type: str | None
    category: str | None
    description: str | None
    state: str | None
    state_text: str | None
    due_on: date | None
    due_text: str | None
    lead: str | None
    assists: tuple[str, ...]
    done_on: date | None
    verified_on: date | None
    person: str | None
    phone: str | None
    measures: str | None
    progress: str | None
    remark: str | None


@dataclass(frozen=True)
class Stands:
    """Where one issue stands on a day."""

    issue: int
    number: str | None
    found_on: date
    district: str | None
    site: str | None
    category: str | None
    description: str | None
    state: str
    due_on: date | None
    lead: str | None
    done_on: date | None


@dataclass
class County:
    """An empty county that takes files one by one. outcomes: file by file; a file that is refused leaves its reason there."""

    database: Database
    outcomes: list[Outcome | CannotLoad | UnreadableFile]

    def load(
        self, path: Path, choices: ImportOptions = OBVIOUS, *, at: datetime = AT
    ) -> Outcome | CannotLoad | UnreadableFile:
        """Load one file; what refuses it as a whole is given back instead of raised."""
        outcome: Outcome | CannotLoad | UnreadableFile
        try:
            outcome = load(self.database, recognise(self.database, path.read_bytes(), path.name), choices, at=at)
        except (CannotLoad, UnreadableFile) as fault:
            outcome = fault
        self.outcomes.append(outcome)
        return outcome

    def said(self) -> list[Said]:
        """Every row that is kept, in the order of loading."""
        o, i = schema.observations, schema.imports
        with self.database.read() as connection:
            units, sites, terms = (_names(connection, t) for t in (schema.units, schema.sites, schema.terms))
            rows = connection.execute(select(o, i.c.file_name).join(i, i.c.id == o.c.import_id).order_by(o.c.id))
            return [_said(dict(row), units, sites, terms) for row in rows.mappings()]

    def stands(self, on: date) -> list[Stands]:
        """Every issue as it stands on a day, in the order of ids."""
        i, s, day = schema.issues, schema.spans, day_number(on)
        with self.database.read() as connection:
            units, sites, terms = (_names(connection, t) for t in (schema.units, schema.sites, schema.terms))
            spans = connection.execute(
                select(i, s.c.state, s.c.due_on, s.c.lead_unit_id, s.c.done_on)
                .join(s, s.c.issue_id == i.c.id)
                .where(s.c.from_on <= day, day < s.c.to_on)
                .order_by(i.c.id)
            )
            return [
                Stands(
                    row["id"], row["number"], day_date(row["found_on"]), units.get(row["district_id"]), sites.get(row["site_id"]),
                    terms.get(row["category_id"]), row["description"], State(row["state"]).name, _day(row["due_on"]),
                    units.get(row["lead_unit_id"]), _day(row["done_on"]),
                )
                for row in spans.mappings()
            ]  # fmt: skip

    def figures(self, on: date) -> Figures:
        """The county's figures on a day."""
        return figures(read_ledger(self.database), as_of=on)


@contextmanager
def county() -> Iterator[County]:
    """A county without anything in it."""
    with TemporaryDirectory() as folder:
        database = open_database(str(Path(folder) / "case.db"))
        try:
            yield County(database, [])
        finally:
            database.close()


def rows_of(*paths: Path, choices: ImportOptions = OBVIOUS) -> list[Said]:
    """What the rows of these files say, loaded in turn into an empty county."""
    with county() as empty:
        for path in paths:
            empty.load(path, choices)
        return empty.said()


def _day(number: int | None) -> date | None:
    return None if number is None else day_date(number)


def _names(connection: Any, table: Any) -> dict[int | None, str]:
    return dict(connection.execute(select(table.c.id, table.c.name)).all())


def _said(
    row: dict[str, Any], units: dict[int | None, str], sites: dict[int | None, str], terms: dict[int | None, str]
) -> Said:
    assists: Sequence[int] = _ids(row["assist_ids"])
    return Said(
        file=row["file_name"], sheet=row["sheet"], row=row["row_no"], part=row["part"], issue=row["issue_id"],
        number=row["number"], district=units.get(row["district_id"]), site=sites.get(row["site_id"]),
        site_type=terms.get(row["site_type_id"]), category=terms.get(row["category_id"]), description=row["description"],
        state=None if row["state"] is None else State(row["state"]).name, state_text=row["state_text"],
        due_text=row["due_text"], lead=units.get(row["lead_unit_id"]), assists=tuple(units[u] for u in assists),
        person=row["person"], phone=row["phone"], measures=row["measures"], progress=row["progress"], remark=row["remark"],
        **{name: _day(row[name]) for name in _DAYS},
    )  # fmt: skip


def _ids(text: str | None) -> list[int]:
    """The ids in a JSON list; none for None."""
    return [] if text is None else list(json.loads(text))
