"""Counts of a thousand and more are written 1,234 on every screen: in sentences, cards, tables, labels and charts."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from database.masters import masters
from database.store.engine import Database
from database.store.settings import save_settings
from domain.directory import DEPARTMENT, DISTRICT
from domain.ledger.states import State
from tests.factories import database_at, july, load, row
from tests.pages.conftest import Tab
from tests.pages.test_markup import drawn, read_as_markdown
from tests.ui.counties import AS_OF
from ui.shell.screens import SCREENS

BARE = re.compile(
    r"(?<![\d.,:/#-])\d{4,}(?:/\d+)?[\s*\]]*(?:件|个|处|张|条|天|对|次|家|人|项|份|%)|\d{4,}/\d|\d/\d{4,}"
)
"""A count without separators, as far as its measure word or its base gives it away."""
WRITTEN = ("编号", "原文")
"""Columns of numbers that are no counts, or that stand as a sheet has them."""
ALIKE = 1_200
PARAMS = {
    "unit": [{"unit": "住建局"}, {"unit": "滨江街道"}],
    "issue": [{"id": "1"}, {"q": "占道"}],
    "rows": [{"figure": "overdue"}, {"figure": "closed"}],
    "districts": [{"measure": "超期"}, {"measure": "整改率"}],
    "quality": [{"check": "no_due"}],
}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One district and two departments with more than a thousand issues of every kind."""
    database = database_at(tmp_path_factory.mktemp("large"))
    with database.write() as connection:
        district = masters.save_unit(connection, masters.NewUnit("滨江街道办事处", "滨江街道", DISTRICT, "街道"))
        leads = [
            masters.save_unit(connection, masters.NewUnit(f"清源县{name}", name, DEPARTMENT, "执法类"))
            for name in ("住建局", "交通局")
        ]
        site = masters.save_site(connection, "东门农贸市场", district_id=district)
        category = masters.save_term(connection, "category", "环境卫生")
        fates: list[dict[str, Any]] = [
            {"found_on": july(-1_200), "due_on": july(-1_190)},
            {"found_on": july(9), "due_on": july(11)},
            {"found_on": july(9)},
            {"found_on": july(1), "due_on": july(5), "state": int(State.REPORTED), "done_on": july(4)},
            {"found_on": july(7), "due_on": july(9), "state": int(State.CLOSED), "done_on": july(8)},
        ]
        rows = [
            row(
                f"D{kind}-{n}",
                district_id=district,
                site_id=site,
                category_id=category,
                lead_unit_id=leads[n % 2 if kind else 0],
                description=f"占道经营 {kind}-{n}",
                **fate,
            )
            for kind, fate in enumerate(fates)
            for n in range(ALIKE)
        ]
        load(connection, AS_OF, rows, name="台账.xlsx")
        save_settings(connection, {"assessment_on": "2030-07-20"})
    yield database
    database.close()


def bare(tab: Tab) -> Iterator[str]:
    """The counts of the page that have no separators."""
    texts = [tab.words(), *read_as_markdown(tab), *(text for figure in tab.figures() for text in drawn(figure))]
    for data in tab.components():
        texts += drawn({name: value for name, value in data.items() if name != "rows"})
        for line in data.get("rows", []):
            for cell, column in zip(line["cells"], data["columns"], strict=False):
                texts.append(str(cell["text"]))
                if re.fullmatch(r"\d{4,}", str(cell["text"])) and column["name"] not in WRITTEN:
                    yield f"{column['name']}: {cell['text']}"
    for text in texts:
        yield from (found[0] for found in BARE.finditer(re.sub(r"<style.*?</style>", "", text, flags=re.S)))


@pytest.mark.parametrize(
    ("page", "params"), [(page, params) for page in SCREENS for params in [{}, *PARAMS.get(page, [])]]
)
def test_no_count_of_a_thousand_stands_without_separator(
    county: Database, monkeypatch: pytest.MonkeyPatch, page: str, params: dict[str, str]
) -> None:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    assert list(bare(Tab().go(page, **params))) == []


def test_charts_of_counts_separate_thousands(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    hovers = 0
    for page in ("overview", "trend", "overdue"):
        for figure in Tab().go(page).figures():
            for trace in figure["data"]:
                said = trace.get("hovertemplate") or ""
                if "件" in said and "%{text}" not in said:
                    assert ":,}" in said, said
                    hovers += 1
            axis = figure["layout"]["yaxis"]
            assert axis.get("tickformat") == ",~f" or axis.get("title", {}).get("text") != "件"
    assert hovers > 5


def test_the_test_sees_large_counts(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_DB", county.url)
    overview = Tab().go("overview")
    assert overview.cards()["overdue"]["value"] == "1,200" and "超期 1,200 件" in overview.words()
    assert "最长的已超期 1,200 天" in Tab().go("overdue").words()
    assert BARE.findall("超期 1200 件 共 **1234** 个 12/1200 2026-07-10 第 1200 行") == [
        "1200 件",
        "1234** 个",
        "12/1200"[1:],
    ]
