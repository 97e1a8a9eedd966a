"""Pages run without a browser on small databases."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from database.masters.masters import NewUnit, save_unit
from database.store.engine import Database, open_database
from tests.ui import counties
from ui.shell import jobs
from ui.shell.screens import START, file_of

ROOT = Path(__file__).resolve().parent.parent.parent
SHELL = ROOT / "ui" / "shell" / "shell.py"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no failure: what runs beside the page is waited for."""
    monkeypatch.setattr(jobs, "INLINE_S", 600.0)


class Tab:
    """An open browser tab: goes to pages of the shell and tells what they show."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(SHELL), default_timeout=600)

    def go(self, page: str, **params: Any) -> "Tab":
        """Open a page with these parameters in its address."""
        for name in list(self.app.query_params):
            del self.app.query_params[name]
        for name, value in params.items():
            self.app.query_params[name] = value
        if page != START:
            self.app.run()
            for name, value in params.items():
                self.app.query_params[name] = value
            self.app.switch_page(str(file_of(page)))
        return self.run()

    def run(self) -> "Tab":
        """Run the page again; any exception fails the test."""
        self.app.run()
        assert not self.app.exception, [e.value for e in self.app.exception]
        return self

    def components(self) -> list[dict[str, Any]]:
        """What the component elements of the page were given."""
        return [json.loads(e.proto.bytes) for e in self.app.get("bidi_component")]

    def cards(self) -> dict[str, dict[str, Any]]:
        """The cards of the wall by figure."""
        return {card["key"]: card for data in self.components() for card in data.get("cards", [])}

    def grids(self) -> list[list[list[str]]]:
        """The texts of every linked table, headings first."""
        return [
            [[c["name"] for c in data["columns"]], *([cell["text"] for cell in row["cells"]] for row in data["rows"])]
            for data in self.components()
            if "columns" in data
        ]

    def figures(self) -> list[dict[str, Any]]:
        """The specifications of the charts."""
        return [json.loads(e.proto.spec) for e in self.app.get("plotly_chart")]

    def words(self) -> str:
        """All text of the page outside tables and charts."""
        elements = [*self.app.markdown, *self.app.info, *self.app.warning, *self.app.success, *self.app.error]
        html = [e.proto.body for e in self.app.get("html")]
        return "\n".join([*(str(e.value) for e in elements), *html, *(str(e.value) for e in self.app.subheader)])


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Database]]:
    """The counties of tests.ui.counties, by name. Tests read them only."""
    made = {
        "empty": counties.empty(tmp_path_factory.mktemp("empty")),
        "small": counties.small(tmp_path_factory.mktemp("small")),
        "undated": counties.without_due_dates(tmp_path_factory.mktemp("undated")),
        "busy": counties.busy(tmp_path_factory.mktemp("busy"), issues=700),
    }
    yield made
    for database in made.values():
        database.close()


@pytest.fixture
def tab(databases: Mapping[str, Database], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Tab]:
    """A tab on one of the databases: tab("small").go("overview")."""

    def opened(name: str) -> Tab:
        monkeypatch.setenv("DASHBOARD_DB", databases[name].url)
        return Tab()

    return opened


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An office that knows one department and one district and has loaded nothing."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    monkeypatch.setenv("DASHBOARD_DB", url)
    database = open_database(url)
    with database.write() as connection:
        save_unit(connection, NewUnit("县城市管理局", "县城管局", "department"))
        save_unit(connection, NewUnit("滨江街道", "滨江街道", "district"))
    yield database
    database.close()
