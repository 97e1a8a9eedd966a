"""Public data that nobody here wrote, with figures worked out elsewhere. Skipped where the folder is not there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_loaders.importing.intake import CannotLoad, Outcome, load, recognise
from data_loaders.importing.mappings import choices_from, read_mapping
from database.ledger import ledgers
from database.store.engine import Database, open_database
from domain.figures.figures import figures, tally
from domain.figures.ranking import by_unit
from domain.ledger.ledger import Ledger
from tests.data_loaders.conftest import AT

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
MAPPINGS = Path(__file__).parent / "mappings"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not beside the project")


def loaded(folder: Path, name: str, mapping: str) -> tuple[Database, Outcome]:
    database = open_database(str(folder / "real.db"))
    file = recognise(database, (REAL / name).read_bytes(), name)
    return database, load(database, file, choices_from(read_mapping(MAPPINGS / mapping), file), at=AT)


@pytest.fixture(scope="module")
def baltimore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Outcome]]:
    database, outcome = loaded(tmp_path_factory.mktemp("baltimore"), "baltimore_311_10000.xlsx", "baltimore.toml")
    yield ledgers.read_ledger(database), outcome
    database.close()


DAY = date(2019, 2, 13)


def test_baltimore_gives_the_published_figures(baltimore: tuple[Ledger, Outcome]) -> None:
    ledger, outcome = baltimore
    assert outcome.counts == {"read": 10_000, "new": 10_000, "changed": 0, "unchanged": 0, "refused": 0, "blank": 0}
    now = figures(ledger, as_of=DAY)
    expected = {
        "total": 10_000,
        "open": 208,
        "overdue": 134,
        "no_due": 286,
        "open_no_due": 49,
        "on_time": 8_239,
        "late": 1_316,
    }
    assert {key: now.counts[key] for key in expected} == expected
    assert round(now.rates["on_time_rate"] or 0, 2) == 85.03
    assert int((ledger.issues["district"] == 0).sum()) == 888


def test_baltimore_one_item_is_due_that_day(baltimore: tuple[Ledger, Outcome]) -> None:
    ledger, _ = baltimore
    today = replace(ledger, settings=replace(ledger.settings, due_soon_days=0))
    assert figures(today, as_of=DAY).counts["due_soon"] == 1


def test_baltimore_overdue_by_agency(baltimore: tuple[Ledger, Outcome]) -> None:
    ledger, _ = baltimore
    table = by_unit(ledger, by="lead", as_of=DAY).set_index("name")["overdue"]
    expected = {
        "Water Wastewater": 42,
        "Transportation": 30,
        "Solid Waste": 21,
        "Recreation & Parks": 16,
        "Fire Department": 14,
    }
    assert table.head(5).to_dict() == expected
    assert table.sum() == 134


def test_baltimore_week_of_4_february(baltimore: tuple[Ledger, Outcome]) -> None:
    ledger, _ = baltimore
    week = [date(2019, 2, 3), date(2019, 2, 4) + timedelta(days=6)]
    assert [int(tally(ledger, key, week)[1]) for key in ("found", "done")] == [37, 44]


@pytest.mark.parametrize(
    ("name", "mapping", "rows"),
    [
        ("sanfrancisco_311_10000.csv", "sanfrancisco.toml", 10_000),
        ("zh_群众留言_附件4_答复_2816.xlsx", "liuyan.toml", 2_816),
    ],
)
def test_data_without_due_dates_never_looks_punctual(tmp_path: Path, name: str, mapping: str, rows: int) -> None:
    database, outcome = loaded(tmp_path, name, mapping)
    assert outcome.counts["read"] == rows
    assert outcome.counts["refused"] == 0
    now = figures(ledgers.read_ledger(database), as_of=outcome.as_of)
    assert now.counts["no_due"] == now.counts["total"] == rows
    assert now.counts["overdue"] == 0
    assert now.rates["on_time_rate"] is None
    database.close()


def test_a_gbk_file_without_usable_columns_is_read_and_refused_with_reasons(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "real.db"))
    name = "zh_附件4_GBK编码_a.csv"
    file = recognise(database, (REAL / name).read_bytes(), name)
    assert file.workbook.encoding == "gb18030"
    outcome = load(database, file, at=AT)
    assert outcome.counts["read"] == outcome.counts["refused"] == 2816
    assert all("没有认出写问题的那一列" in refusal.reason and "请" in refusal.remedy for refusal in outcome.refusals)
    database.close()


def test_awkward_files_are_loaded_or_refused_and_leave_nothing_half_written(tmp_path: Path) -> None:
    """Every file whose headings can be placed goes through the whole import; the others change nothing."""
    from data_loaders.reading.workbook import UnreadableFile

    folder = REAL.parent / "awkward"
    database = open_database(str(tmp_path / "awkward.db"))
    done: dict[str, int] = {"loaded": 0, "refused": 0, "unreadable": 0}
    for path in sorted(folder.iterdir())[::6]:
        if path.name == "INDEX.csv":
            continue
        before = _counts(database)
        try:
            outcome = load(database, recognise(database, path.read_bytes(), path.name, timeout_s=20), at=AT)
        except (CannotLoad, UnreadableFile) as fault:
            assert str(fault)
            assert _counts(database) == before
            done["unreadable" if isinstance(fault, UnreadableFile) else "refused"] += 1
            continue
        counts: Any = outcome.counts
        assert counts["read"] == sum(counts.values()) - counts["read"]
        done["loaded"] += 1
    print("whole import of awkward files:", done)
    assert done["refused"] > 0
    database.close()


def _counts(database: Database) -> tuple[int, int]:
    ledger = ledgers.read_ledger(database)
    return len(ledger.issues), len(ledger.spans)
