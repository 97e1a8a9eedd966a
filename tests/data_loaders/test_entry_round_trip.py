"""A blank template of a book, filled in, comes back as it was filled in; taking it back leaves nothing, doing it again all of it."""

import io
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from briefings.excel import templates
from briefings.excel.forms import FIRST_ROW
from data_loaders.importing.history import do_again, take_back
from data_loaders.importing.intake import load, recognise
from database.ledger.dataset_records import read_entries
from database.masters.masters import NewUnit, directory_of, save_action, save_site, save_term, save_unit
from database.store.engine import Database, open_database
from domain.catalogue import DATASETS
from domain.datasets.datasets import Dataset, Field, mark_of
from tests.data_loaders.conftest import AT

TODAY = date(2020, 7, 12)
WORDS = st.text(alphabet="甲乙丙丁戊己庚辛路口巷河桥园", min_size=2, max_size=8)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = open_database(str(Path(tmp_path_factory.mktemp("round")) / "trip.db"))
    with database.write() as connection:
        for name, kind in (("滨江街道", "district"), ("东山镇", "district"), ("县公安局", "department")):
            key = save_unit(connection, NewUnit(name, name, kind))
            if kind == "district":
                save_site(connection, f"{name}菜场", district_id=key)
        save_term(connection, "category", "环境卫生")
        save_action(connection, "环境卫生提升行动")
    yield database
    database.close()


def masters(database: Database) -> Mapping[str, dict[str, int]]:
    with database.read() as connection:
        known = directory_of(connection)
    return {
        "district": {u.name: u.unit_id for u in known.units.values() if u.kind == "district"},
        "unit": {u.name: u.unit_id for u in known.units.values()},
        "site": {s.name: s.site_id for s in known.sites.values()},
        "category": {name: key for key, name in known.terms.items() if known.term_kinds[key] == "category"},
        "action": {a.name: key for key, a in known.actions.items()},
    }


def filled(field: Field, names: Mapping[str, dict[str, int]]) -> st.SearchStrategy[tuple[Any, Any]]:
    """What is typed into a cell, and what must come out."""
    match field.kind:
        case "day":
            last = 0 if field.past else 400
            return st.integers(-400, last).map(lambda n: TODAY + timedelta(n)).map(lambda d: (d, d.isoformat()))
        case "number":
            return st.floats(0.25, 5000).map(lambda n: round(n, 2)).map(lambda n: (n, n))
        case "count":
            return st.integers(0, 5000).map(lambda n: (n, n))
        case "percent":
            return st.integers(0, 1000).map(lambda n: (f"{n / 10:g}%", n / 10))
        case "choice":
            return st.sampled_from([(typed, word) for word, more in field.words.items() for typed in (word, *more)])
        case "flag":
            return st.sampled_from([("是", True), ("否", False)])
        case "district" | "unit" | "site" | "category" | "action":
            return st.sampled_from(sorted(names[field.kind].items()))
    return WORDS.map(lambda text: (text, text))


@st.composite
def rows(draw: st.DrawFn, book: Dataset, names: Mapping[str, dict[str, int]]) -> list[dict[str, tuple[Any, Any]]]:
    made: dict[str, dict[str, tuple[Any, Any]]] = {}
    for _ in range(draw(st.integers(1, 4))):
        row = {
            field.name: draw(filled(field, names))
            for field in book.fields
            if field.required or field.name in book.identity or draw(st.booleans())
        }
        kinds = {field.kind: field.name for field in book.fields if field.kind in ("district", "site")}
        if len(kinds) == 2 and kinds["site"] in row:  # the site lies in the district that is named
            town = row[kinds["site"]][0].removesuffix("菜场")
            row[kinds["district"]] = (town, names["district"][town])
        made.setdefault(mark_of(book, {name: out for name, (_, out) in row.items()}), row)
    return list(made.values())


@pytest.mark.parametrize("key", list(DATASETS))
@settings(max_examples=12)
@given(data=st.data())
def test_a_filled_template_comes_back_as_it_was_filled_in(county: Database, key: str, data: st.DataObject) -> None:
    book, names = DATASETS[key], masters(county)
    lists = {templates.DISTRICTS: list(names["district"]), templates.ACTIONS: list(names["action"])}
    workbook = load_workbook(io.BytesIO(templates.book_template(book, lists)))
    sheet = workbook.worksheets[0]
    sheet.cell(2, 3).value = TODAY
    said = data.draw(rows(book, names))
    for number, row in enumerate(said):
        for column, field in enumerate(book.columns, start=1):
            if field.name in row:
                sheet.cell(FIRST_ROW + 1 + number, column).value = row[field.name][0]
    stream = io.BytesIO()
    workbook.save(stream)
    file = recognise(county, stream.getvalue(), f"{book.title}_空白模板.xlsx")
    assert (file.kind, file.as_of) == (key, TODAY)
    outcome = load(county, file, at=AT)
    assert outcome.refusals == () and outcome.unknown == ()
    assert (outcome.counts["new"], outcome.import_id is not None) == (len(said), True)
    expected = [{name: out for name, (_, out) in row.items()} for row in said]
    assert [dict(entry.values) for entry in read_entries(county, book)] == expected
    assert outcome.import_id is not None
    with county.write() as connection:
        take_back(connection, outcome.import_id, at=AT)
    assert read_entries(county, book) == []
    do_again(county, outcome.import_id, at=AT)
    assert [dict(entry.values) for entry in read_entries(county, book)] == expected
    with county.write() as connection:
        take_back(connection, outcome.import_id, at=AT)


@pytest.mark.parametrize("key", list(DATASETS))
def test_a_template_has_a_note_on_every_heading_and_lists_for_choices(key: str) -> None:
    book = DATASETS[key]
    sheet = load_workbook(io.BytesIO(templates.book_template(book, {}))).worksheets[0]
    headings = [cell.value for cell in sheet[FIRST_ROW]]
    assert headings == [field.heading for field in book.columns]
    assert all(cell.comment is not None and cell.comment.text for cell in sheet[FIRST_ROW])
    checked = {
        str(area) for check in sheet.data_validations.dataValidation if check.type == "list" for area in check.sqref
    }
    closed = sum(field.kind in ("choice", "flag") for field in book.columns)
    assert len(checked) >= closed >= 1
