"""The sample data through the real loaders gives the figures that an independent program worked out."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from data_loaders.importing.intake import Outcome, recognise
from data_loaders.importing.sample import FOLDER, load_sample
from database.imports import imports
from database.ledger import ledgers
from database.store.engine import Database, open_database
from domain.figures.figures import figures
from domain.figures.ranking import by_unit
from domain.figures.trend import weekly
from domain.ledger.ledger import Ledger

Loaded = tuple[Database, list[Outcome], Ledger]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    database = open_database(str(tmp_path_factory.mktemp("sample") / "sample.db"))
    outcomes = load_sample(database)
    yield database, outcomes, ledgers.read_ledger(database)
    database.close()


@pytest.fixture(scope="module")
def expected() -> Any:
    return json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def test_every_file_gives_its_row_counts(sample: Loaded, expected: Any) -> None:
    _, outcomes, _ = sample
    assert len(outcomes) == len(expected["files"])
    for outcome, file in zip(outcomes, expected["files"], strict=True):
        said = {key: outcome.counts[key] for key in ("read", "refused", "blank")}
        assert said == {
            "read": file["rows_read"],
            "refused": file["refused"],
            "blank": file["blank"] + file["aside"],
        }, file["file"]
        assert (outcome.issues_new, len(outcome.doubts)) == (file["new_issues"] + file["doubtful"], file["doubtful"]), (
            file["file"]
        )


def test_kind_and_day_of_every_file_are_recognised(sample: Loaded, expected: Any) -> None:
    database, _, _ = sample
    for file in expected["files"]:
        path = FOLDER / "sheets" / file["file"]
        found = recognise(database, path.read_bytes(), path.name)
        assert (found.kind, str(found.as_of)) == (file["kind"], file["as_of"]), file["file"]


def test_refused_rows_are_the_planted_ones(sample: Loaded, expected: Any) -> None:
    database, outcomes, _ = sample
    said = {(o.file_name, r.sheet, r.row) for o in outcomes for r in o.refusals}
    assert said == {(r["file"], r["sheet"], r["row"]) for r in expected["refused_rows"]}
    history = imports.history(database)
    assert int(history["rows_refused"].sum()) == len(said)


def test_the_figures_of_the_last_day(sample: Loaded, expected: Any) -> None:
    now = figures(sample[2], as_of=date.fromisoformat(expected["as_of"]))
    truth = expected["overall_while_doubts_stand"]
    names = {
        "counted": "total", "open": "open", "overdue": "overdue", "due_soon": "due_soon", "awaiting_verification": "awaiting",
        "closed": "closed_total", "rejected": "rejected", "on_hold": "on_hold", "disputed": "disputed", "no_due_date": "no_due",
        "no_due_date_open": "open_no_due", "done_on_time": "on_time", "done_late": "late", "long_overdue": "long_overdue",
        "rework_ever": "rework", "recurrences": "recurring",
    }  # fmt: skip
    assert {k: now.counts[v] for k, v in names.items()} == {k: truth[k] for k in names}
    assert round((now.rates["on_time_rate"] or 0) / 100, 4) == truth["on_time_rate"]


def test_every_week_end(sample: Loaded, expected: Any) -> None:
    weeks = expected.get("weeks_while_doubts_stand") or expected["weeks"]
    table = weekly(sample[2], until=date.fromisoformat(expected["as_of"]), weeks=len(weeks))
    for row, truth in zip(table.to_dict("records"), weeks, strict=True):
        said = {"found": row["found"], "closed": row["closed"], "open": row["open"], "overdue": row["overdue"]}
        assert said == {key: truth[key] for key in said}, truth["week"]


def test_open_and_overdue_by_district(sample: Loaded, expected: Any) -> None:
    ledger = sample[2]
    truth = expected.get("by_district_while_doubts_stand") or expected["by_district"]
    table = by_unit(ledger, by="district", as_of=date.fromisoformat(expected["as_of"]))
    names = {unit.unit_id: unit.name for unit in ledger.directory.units.values()}
    said = {names[c]: (o, d) for c, o, d in zip(table["code"], table["open"], table["overdue"], strict=True)}
    assert said == {name: (t["open"], t["overdue"]) for name, t in truth.items()}


def test_sample_data_can_be_cleared_without_a_trace(tmp_path_factory: pytest.TempPathFactory) -> None:
    database = open_database(str(tmp_path_factory.mktemp("clear") / "sample.db"))
    files = FOLDER
    load_sample(database, folder=files, upto=4)
    assert imports.has_sample(database)
    imports.clear_sample(database)
    assert imports.is_empty(database)
    ledger = ledgers.read_ledger(database)
    assert len(ledger) == 0
    assert not ledger.directory.units
    assert not ledger.directory.sites
    assert ledgers.newest_as_of(database) is None
    database.close()
