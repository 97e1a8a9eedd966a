"""Markup in cells and names shows as text: nothing that reads Markdown, HTML or Plotly's tags is given it as it stands."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from database.store.engine import Database
from tests.data_loaders.conftest import LIST, book
from tests.factories import database_at
from tests.pages.conftest import Tab
from tests.pages.test_imports import XLSX
from tests.ui.hostile import RENDERED, hostile, named
from ui.shell.screens import SCREENS
from ui.shell.wording import literal

PARAMS = {
    "unit": [{"unit": named("镇1")}, {"unit": named("局1")}],
    "issue": [{"id": "3"}, {"q": "description"}],
    "rows": [{"figure": "overdue", "only_district": named("镇1"), "on": "2026-07-05"}],
    "departments": [{"measure": "超期"}],
}
LABELLED = (
    "button",
    "selectbox",
    "multiselect",
    "text_input",
    "toggle",
    "checkbox",
    "date_input",
    "metric",
    "expander",
    "radio",
)
WRITTEN = ("markdown", "caption", "info", "warning", "success", "error", "subheader", "header", "title", "toast")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = hostile(tmp_path_factory.mktemp("hostile"))
    yield database
    database.close()


def read_as_markdown(tab: Tab) -> list[str]:
    """All texts of the page that Streamlit reads as Markdown."""
    app: Any = tab.app
    texts = [str(element.value) for kind in WRITTEN for element in app.get(kind)]
    for kind in LABELLED:
        texts += [text for element in app.get(kind) for text in (element.label, getattr(element, "help", None)) if text]
    return texts


def check(tab: Tab) -> int:
    """How often the page shows the hostile text in a place that was looked at; it fails where it is not plain text."""
    seen = 0
    for text in read_as_markdown(tab):
        for piece in RENDERED:
            assert piece not in text, text
        seen += "粗" in text
    for element in tab.app.get("html"):
        assert "<b>粗" not in element.proto.body
        assert not re.search(r"<a[\s>]", element.proto.body)
        assert "<img" not in element.proto.body
        seen += "粗" in element.proto.body
    for figure in tab.figures():
        for text in drawn(figure):
            assert "<b>" not in text, text
            assert "<a" not in text, text
            seen += "粗" in text
    return seen


def drawn(value: Any, key: str = "") -> Iterator[str]:
    """The texts that Plotly draws: everything in a figure but where clicks lead."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "customdata":
                yield from drawn(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from drawn(inner, key)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize(
    ("page", "params"), [(page, params) for page in SCREENS for params in [{}, *PARAMS.get(page, [])]]
)
def test_no_page_gives_markup_to_what_would_draw_it(
    county: Database, monkeypatch: pytest.MonkeyPatch, page: str, params: dict[str, str]
) -> None:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    check(Tab().go(page, **params))


@pytest.mark.parametrize("page", ["overview", "departments", "districts", "unit", "issue", "overdue"])
def test_the_test_looks_where_the_names_are(county: Database, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    assert check(Tab().go(page, **PARAMS.get(page, [{}])[0])) > 0


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("overview", "district"),
        ("unit", "unit"),
        ("issue", "id"),
        ("issue", "on"),
        ("rows", "figure"),
        ("rows", "on"),
        ("rows", "only_district"),
    ],
)
def test_an_address_cannot_put_markup_on_a_page(
    county: Database, monkeypatch: pytest.MonkeyPatch, page: str, name: str
) -> None:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    tab = Tab().go(page, **{name: named("没有")})
    assert "没有" in "".join(warning.value for warning in tab.app.warning)
    check(tab)


def test_tables_keep_the_text_as_it_is(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    tab = Tab().go("overdue")
    (table,) = tab.app.dataframe
    assert named("description") in set(table.value["问题"])
    assert named("镇1") in set(table.value["镇区"])
    tab = Tab().go("districts")
    assert any(named("镇1") in row for grid in tab.grids() for row in grid)


def test_the_import_desk_shows_a_hostile_file_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = database_at(tmp_path)
    database.close()
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    day = date(2026, 7, 6)
    headings = [*LIST, named("表头")]
    rows = [
        (named("号"), day, named("镇"), named("点"), named("类"), named("问题"), named("局"), "3天", named("格")),
        (named("号"), named("日"), named("镇"), named("点"), named("类"), named("问题"), named("局"), named("限"), 1),
        ("合计", None, None, None, None, 2),
        (named("后"), day, named("镇"), named("点"), named("类"), named("问题三"), named("局"), "3天", None),
    ]
    sheet = "表<b粗b>_斜_`码`$x^2$~~删~~"  # what Excel takes as the name of a sheet
    tab = Tab().go("imports")
    name = f"{named('清单')}_截至2026年7月12日.xlsx"
    tab.app.file_uploader[0].set_value((name, book([headings, *rows], sheet=sheet), XLSX)).run()
    assert not tab.app.exception
    assert check(tab) >= 3  # the heading, the district and the unit
    tab.app.button_group(key="desk_part").set_value("asides").run()
    assert check(tab) >= 4  # and the note about 合计
    for box in tab.app.selectbox:
        if "粗" in box.label:
            assert literal(named("")) in box.label


def test_an_unreadable_file_with_a_hostile_name_is_refused_in_plain_words(
    county: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    tab = Tab().go("imports")
    tab.app.file_uploader[0].set_value(("图<b>粗</b>**星**$x^2$.xlsx", b"\x89PNG\r\n\x1a\n....", XLSX)).run()
    assert any("粗" in error.value for error in tab.app.error)
    check(tab)
