"""The cache: keyed by data version, selection and day; bounded; never stale after an import, an undo or a setting."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from database.imports import imports
from database.store.engine import Database
from database.store.settings import save_settings
from tests.factories import july, load, row
from tests.ui import counties
from ui.figures import views
from ui.shell import data
from ui.shell.data import Scope, Shelf


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    database = counties.small(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    yield database
    database.close()


def scope() -> Scope:
    source = data.source()
    assert source.newest is not None
    return Scope(source, source.newest)


def test_nothing_is_computed_twice_while_nothing_changes(county: Database) -> None:
    ran: list[str] = []

    @data.view
    def counted(at: Scope, what: str) -> int:
        ran.append(what)
        return len(data.chosen(at))

    assert [counted(scope(), "a"), counted(scope(), "a"), counted(scope(), "b")] == [8, 8, 8]
    counted(scope().narrowed(district=(1,)), "a")
    counted(scope().on(july(3)), "a")
    assert ran == ["a", "b", "a", "a"]


def test_an_import_an_undo_and_a_setting_are_seen_at_once(county: Database) -> None:
    assert views.figures_on(scope()).counts["open"] == 5
    with county.write() as connection:
        import_id = load(connection, july(12), [row("A9", found_on=july(11), description="新问题")], name="新.xlsx")
    assert scope().as_of == july(12)
    assert views.figures_on(scope()).counts["open"] == 6
    with county.write() as connection:
        imports.undo(connection, import_id, at=datetime(2026, 7, 12, tzinfo=UTC))
    assert scope().as_of == july(10)
    assert views.figures_on(scope()).counts["open"] == 5
    with county.write() as connection:
        save_settings(connection, {"long_overdue_days": 3})
    assert views.figures_on(scope()).counts["long_overdue"] == 2


def test_the_ledger_is_read_once_for_each_version(county: Database) -> None:
    first = data.ledger(data.source())
    assert data.ledger(data.source()) is first
    with county.write() as connection:
        load(connection, july(11), [row("A9", found_on=july(11))], name="新.xlsx")
    assert data.ledger(data.source()) is not first


def test_a_selection_narrows_and_counts_every_issue_once(county: Database) -> None:
    housing = 3
    alone = scope().narrowed(lead=(housing,))
    assert views.figures_on(alone).counts["total"] == 3
    assisting = alone.narrowed(assisting=True)
    assert views.figures_on(assisting).counts["total"] == 4
    everyone = scope().narrowed(assisting=True)
    assert views.figures_on(everyone).counts == views.figures_on(scope()).counts
    assert views.units(everyone, "lead")["total"].sum() == views.figures_on(scope()).counts["total"] + 1


def test_two_databases_are_never_mixed_up(county: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert views.figures_on(scope()).counts["total"] == 7
    (tmp_path / "other").mkdir()
    other = counties.without_due_dates(tmp_path / "other")
    monkeypatch.setenv("DASHBOARD_DB", other.url)
    assert views.figures_on(scope()).counts["total"] == 4
    other.close()


def test_the_day_is_the_countys(county: Database) -> None:
    assert data.now().utcoffset() == timedelta(hours=8)
    assert data.today() == data.now().date()


def test_a_shelf_is_bounded_forgets_the_least_used_and_keeps_no_failure() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    shelf = Shelf(2)
    for key in ("a", "b", "a", "c", "a", "b"):
        assert shelf.get(key, lambda key=key: make(key)) == key.upper()  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]
    with pytest.raises(ZeroDivisionError):
        shelf.get("d", lambda: 1 // 0)
    assert shelf.get("d", lambda: 4) == 4


def test_what_several_ask_for_at_once_is_computed_once() -> None:
    shelf, together, made = Shelf(2), Barrier(4), []

    def slowly() -> int:
        made.append(1)
        time.sleep(0.05)
        return len(made)

    def ask() -> int:
        together.wait()
        return shelf.get("x", slowly)

    with ThreadPoolExecutor(4) as readers:
        assert {future.result() for future in [readers.submit(ask) for _ in range(4)]} == {1}


def test_views_of_an_older_version_are_let_go(county: Database) -> None:
    data._views.clear()
    views.figures_on(scope())
    old = scope().source.version
    with county.write() as connection:
        load(connection, july(12), [row("A9", found_on=july(11), description="新问题")], name="新.xlsx")
    views.figures_on(scope())
    versions = {key[1].source.version for key in data._views._held}  # type: ignore[index]
    assert versions == {scope().source.version} != {old}


def test_the_library_of_intervals_is_loaded_before_anybody_asks_and_not_by_importing_alone() -> None:
    program = (
        "import sys, threading; from ui.campaign import survey; from ui.shell import data; assert 'scipy.stats' not in sys.modules; data.make_ready();"
        "[t.join() for t in threading.enumerate() if t.name == 'intervals']; assert 'scipy.stats' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=900, stdin=subprocess.DEVNULL)
