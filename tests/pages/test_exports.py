"""Text that begins like a formula is stored as text and leaves every download as text."""

import io
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from briefings.excel.workbook import workbook
from data_loaders.importing.intake import ImportOptions, load, recognise
from database.masters.masters import NewUnit, save_unit
from database.store.engine import Database, open_database
from tests.data_loaders.conftest import AT, LIST, book
from tests.pages.conftest import Tab
from ui.parts import tables

DAY = date(2020, 7, 6)
STARTS = (
    "=1+1",
    "=cmd|'/C calc'!A0",
    "+86 138-0000-0001",
    "-5楼东侧",
    "@SUM(A1)",
    '=HYPERLINK("http://x.y","点")',
    "\t=1+1",
    "\r=1+1",
)
FORMULAS = tuple(f"{start}占道" for start in STARTS)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A county that has loaded a sheet in which every text begins like a formula."""
    database = open_database(str(tmp_path_factory.mktemp("exports") / "county.db"))
    with database.write() as connection:
        for name, kind in (("=局", "department"), ("+镇", "district")):
            save_unit(connection, NewUnit(name, name, kind, "=组", contact="=联系人", phone="+86 138-0000-0002"))
    rows = [(f"={n}号", DAY, "+镇", f"@点位{n}", "-类别", text, "=局", "3天") for n, text in enumerate(FORMULAS)]
    file = recognise(database, book([LIST, *rows], sheet="=表"), "=清单.xlsx")
    outcome = load(database, file, ImportOptions(as_of=date(2020, 7, 12)), at=AT, who="=张三")
    assert outcome.counts["new"] == len(FORMULAS), outcome.refusals
    yield database
    database.close()


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch, county: Database) -> Callable[..., list[bytes]]:
    """Opens a page and gives the files that its download buttons would hand out."""
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    real = tables.download
    made: list[tuple[Callable[[], Mapping[str, pd.DataFrame]], Callable[[], Sequence[str]]]] = []

    def noted(sheets: Callable[[], Mapping[str, pd.DataFrame]], **more: object) -> None:
        made.append((sheets, more["notes"]))  # type: ignore[arg-type]
        real(sheets, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(tables, "download", noted)

    def opened(page: str, **params: str) -> list[bytes]:
        made.clear()
        Tab().go(page, **params)
        return [workbook(sheets(), notes=list(notes())) for sheets, notes in made]

    return opened


def texts(content: bytes) -> list[str]:
    """All texts of a workbook, after checking that none is a formula or a link."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
                assert cell.hyperlink is None
                if isinstance(cell.value, str):
                    assert cell.data_type == "s"
                    found.append(cell.value)
    return found


@pytest.mark.parametrize(
    ("page", "params"),
    [
        ("overview", {}),
        ("overdue", {}),
        ("districts", {}),
        ("departments", {}),
        ("trend", {}),
        ("rows", {"figure": "total"}),
        ("issue", {"id": "1"}),
        ("issue", {"q": "占道"}),
        ("unit", {"unit": "=局"}),
        ("unit", {"unit": "+镇"}),
        ("imports", {}),
    ],
)
def test_no_download_holds_a_formula(downloads: Callable[..., list[bytes]], page: str, params: dict[str, str]) -> None:
    files = downloads(page, **params)
    assert files
    said = [text for content in files for text in texts(content)]
    if page != "trend":
        assert [text for text in said if text[:1] in tuple("=+-@\t\r")], said


def test_the_text_of_the_cell_comes_back_as_it_was(downloads: Callable[..., list[bytes]]) -> None:
    *_, content = downloads("rows", figure="total")
    assert {text.strip() for text in FORMULAS} <= {text.strip() for text in texts(content)}


def test_streamlits_own_csv_is_off() -> None:
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"]["disableDataExport"] is True
