"""Sheets of books in the sample data: on disk as the program makes them, recognised, and loaded without a question."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from data_loaders.importing.intake import recognise
from data_loaders.importing.sample import FOLDER as HOME
from data_loaders.importing.sample import load_campaign
from data_loaders.masters.master_sheets import load_masters
from database.imports.imports import clear_sample
from database.ledger.dataset_records import read_entries
from database.store.engine import Database, open_database
from domain.datasets.datasets import Dataset, Field
from sample_data.generator.campaign import campaign
from sample_data.generator.campaign.campaign import DatasetSheet, written
from sample_data.generator.campaign.parts import PARTS

SHEETS = {sheet.file_name: sheet for part in PARTS for sheet in part()}


@pytest.fixture
def masters(tmp_path: Path) -> Iterator[Database]:
    database = open_database(str(tmp_path / "campaign.db"))
    load_masters(database, HOME, origin="sample")
    yield database
    database.close()


def _members(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def test_files_on_disk_are_what_the_program_makes(folder: Path) -> None:
    made = campaign.files(PARTS)
    assert {path.name for path in (folder / campaign.FOLDER).iterdir()} == {Path(name).name for name in made}
    for name, content in made.items():
        assert _members((folder / name).read_bytes()) == _members(content), f"{name}: run python -m sample_data"


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_a_sheet_is_recognised_with_its_day(masters: Database, name: str) -> None:
    sheet = SHEETS[name]
    file = recognise(masters, written(sheet), sheet.file_name)
    assert (file.kind, file.as_of) == (sheet.book.key, sheet.as_of)


def test_the_campaign_loads_without_questions_and_goes_with_the_sample(masters: Database) -> None:
    outcomes = load_campaign(masters)
    assert {o.file_name: o.counts["refused"] for o in outcomes} == {s.file_name: s.refused for s in SHEETS.values()}
    assert [o.unknown for o in outcomes if o.unknown] == []
    assert {o.file_name: o.rows_kept + o.counts["refused"] for o in outcomes} == {
        s.file_name: len(s.rows) for s in SHEETS.values()
    }
    books = {sheet.book.key: sheet.book for sheet in SHEETS.values()}
    assert all(read_entries(masters, book) for book in books.values())
    clear_sample(masters)
    assert not any(read_entries(masters, book) for book in books.values())


MESSY = Dataset(
    "focus",
    "五大重点归类表",
    (Field("place", ("镇区",), "district"), Field("name", ("名称",), required=True), Field("kind", ("类别",))),
    ("name",),
)


def test_the_usual_mess_is_written() -> None:
    rows = [{"place": "滨江街道", "name": "甲"}, {"place": "滨江街道", "name": "乙"}, {"place": "东山镇", "name": "丙"}]
    sheet = DatasetSheet(MESSY, "表", date(2020, 7, 26), rows, headings={"name": "事项"}, sender="县长效办", merged=("place",), footer=("制表人：张三",))  # fmt: skip
    page = load_workbook(io.BytesIO(written(sheet))).worksheets[0]
    cells = [[cell.value for cell in row] for row in page.iter_rows()]
    assert cells[0][0] == "表" and cells[1][0] == "填报单位：县长效办" and cells[2] == ["序号", "镇区", "事项"]
    assert cells[3:6] == [[1, "滨江街道", "甲"], [2, None, "乙"], [3, "东山镇", "丙"]]
    assert "B4:B5" in {str(area) for area in page.merged_cells.ranges}
    assert sheet.file_name == "表（截至2020年7月26日）.xlsx"
    grouped = DatasetSheet(MESSY, "表", date(2020, 7, 26), rows, grouped="place", serial=False)
    page = load_workbook(io.BytesIO(written(grouped))).worksheets[0]
    assert [row[0].value for row in page.iter_rows()] == ["表", "名称", "滨江街道辖区", "甲", "乙", "东山镇辖区", "丙"]


def test_days_are_written_as_excel_days_and_strangers_are_refused() -> None:
    dated = Dataset("focus", "表", (Field("on", ("日期",), "day"), Field("name", ("名称",))), ("name",))
    sheet = DatasetSheet(dated, "表", date(2020, 7, 26), [{"on": date(2020, 7, 1), "name": "甲"}], serial=False)
    page = load_workbook(io.BytesIO(written(sheet))).worksheets[0]
    assert isinstance(found := page.cell(3, 1).value, datetime) and found.date() == date(2020, 7, 1)
    assert written(sheet) == written(sheet)
    with pytest.raises(ValueError, match="other"):
        written(DatasetSheet(dated, "表", date(2020, 7, 26), [{"other": "x"}]))
    with pytest.raises(ValueError, match="two sheets"):
        campaign.files([lambda: [sheet, sheet]])
