"""The buttons for forms, and that what they hand out comes back without a question, for every unit of a county."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from briefings.excel import feedback, templates
from briefings.excel.forms import FIRST_ROW
from data_loaders.importing.intake import ImportOptions, preview, recognise
from data_loaders.importing.sample import load_sample
from data_loaders.text.names import meanings
from database.store.engine import Database, open_database
from domain.catalogue import DATASETS
from domain.figures.figures import figures
from tests.ui import counties
from ui.pressing import forms
from ui.shell import data
from ui.shell.data import Scope

AT = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    database = open_database(str(tmp_path / "sample.db"))
    load_sample(database, upto=8)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    yield database
    database.close()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    database = counties.small(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    yield database
    database.close()


def scope() -> Scope:
    source = data.source()
    assert source.newest is not None
    return Scope(source, source.newest)


def test_the_rows_are_what_is_open_and_not_reported_done(small: Database) -> None:
    at = scope()
    rows = forms.open_rows(at)
    counted = figures(data.ledger(at.source), as_of=at.as_of).counts
    assert len(rows) == counted["open"] - counted["awaiting"] > 0
    assert tuple(rows.columns) == feedback.GIVEN
    assert rows["问题码"].notna().all() and rows["问题码"].is_unique


def test_every_unit_s_form_comes_back_without_a_question(sample: Database) -> None:
    at = scope()
    files = feedback.feedback_forms(forms.open_rows(at), as_of=at.as_of)
    rows = 0
    assert len(files) > 1
    headings = [column.heading for column in feedback.COLUMNS]
    for name, content in files.items():
        form = openpyxl.load_workbook(io.BytesIO(content))
        sheet = form["整改反馈表"]
        filled = sheet.max_row - FIRST_ROW
        for row in range(FIRST_ROW + 1, sheet.max_row + 1, 2):
            sheet.cell(row, headings.index("是否完成") + 1).value = "是"
            sheet.cell(row, headings.index("完成时间") + 1).value = at.as_of
        buffer = io.BytesIO()
        form.save(buffer)
        file = recognise(sample, buffer.getvalue(), name)
        assert (file.kind, file.as_of) == ("rectification", at.as_of)
        outcome = preview(sample, file, ImportOptions(), at=AT)
        assert (outcome.counts["refused"], outcome.counts["new"], outcome.unknown, outcome.doubts) == (0, 0, (), ())
        assert outcome.counts["changed"] == -(-filled // 2)
        assert outcome.counts["unchanged"] == filled // 2
        rows += filled
    assert rows == len(forms.open_rows(at))


def test_the_words_of_the_drop_downs_are_the_office_s_own_or_the_usual_ones(small: Database) -> None:
    at = scope()
    words = forms.words(at)
    directory = data.ledger(at.source).directory
    assert set(words[templates.UNITS]) == {unit.name for unit in directory.units.values()}
    assert set(words[templates.CATEGORIES]) == {
        word for code, word in directory.terms.items() if directory.term_kinds[code] == "category"
    }
    missing = [kind for kind in ("category", "site_type") if kind not in directory.term_kinds.values()]
    names = {"category": templates.CATEGORIES, "site_type": templates.SITE_TYPES}
    for kind in missing:
        assert set(words[names[kind]]) == set(meanings(kind).values())  # type: ignore[arg-type]


def page() -> None:
    from ui.pressing import forms
    from ui.shell import data
    from ui.shell.data import Scope

    source = data.source()
    at = Scope(source, source.newest or data.today())
    forms.blank_templates(at)
    forms.feedback_forms(at)


def test_the_buttons(small: Database) -> None:
    app = AppTest.from_function(page, default_timeout=600).run()
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels[:4] == [
        "下载空白检查问题清单（xlsx）",
        "下载空白整改反馈表（xlsx）",
        "下载空白测评成绩表（xlsx）",
        "下载各单位整改反馈表（zip）",
    ]
    which, unit = app.selectbox
    assert which.options == [book.title for book in DATASETS.values()]
    which.set_value("material").run()
    assert app.get("download_button")[2].proto.label == "下载空白网上申报材料清单（xlsx）"
    _, unit = app.selectbox
    at = scope()
    assert unit.options == forms.open_units(at)
    unit.set_value(unit.options[-1]).run()
    assert app.get("download_button")[4].proto.label == f"下载{unit.options[-1]}的整改反馈表（xlsx）"
    one = openpyxl.load_workbook(io.BytesIO(forms.one_form(at, unit.options[-1])))["整改反馈表"]
    assert f"责任单位：{unit.options[-1]}" in one["A2"].value
    whole = feedback.zipped(feedback.feedback_forms(forms.open_rows(at), as_of=at.as_of), made_on=at.as_of)
    assert len(zipfile.ZipFile(io.BytesIO(whole)).namelist()) == len(unit.options)


def test_nothing_open_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = counties.empty(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    app = AppTest.from_function(page, default_timeout=600).run()
    assert not app.exception
    assert [caption.value for caption in app.caption] == ["目前没有未整改的问题。"]
    database.close()
