"""One number, one function: the same figure on every screen, and as many rows behind it as it says."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest

from tests.pages.conftest import Tab

Open = Callable[[str], Tab]
SELECTIONS = [{}, {"district": "渡月镇"}, {"category": "环境卫生", "as_of": "2026-06-20"}]


def total(shown: Tab) -> int:
    """How many issues the page of rows says there are."""
    line = next(m.value for m in shown.app.markdown if m.value.startswith("共 **"))
    return int(line.split("**")[1].replace(",", ""))


@pytest.mark.parametrize("selection", SELECTIONS)
def test_the_rows_behind_every_card_are_as_many_as_it_says(tab: Open, selection: dict[str, str]) -> None:
    overview = tab("busy").go("overview", **selection)
    assert not overview.app.warning
    cards = overview.cards()
    for key in ("open", "overdue", "long_overdue", "due_soon", "awaiting", "found", "closed", "recurring"):
        params = dict(parse_qsl(cards[key]["go"].partition("?")[2]))
        rows = tab("busy").go("rows", **params, **selection)
        said = int(cards[key]["value"].replace(",", ""))
        assert (total(rows) if said else 0) == said, key


@pytest.mark.parametrize("selection", SELECTIONS)
def test_overview_ranking_heat_map_and_trend_agree(tab: Open, selection: dict[str, str]) -> None:
    cards = tab("busy").go("overview", **selection).cards()
    for page in ("districts", "departments"):
        shown = tab("busy").go(page, **selection)
        ranking, heat = shown.grids()
        column = {name: index for index, name in enumerate(ranking[0])}
        whole = ranking[-1]
        assert whole[column["未整改"]] == cards["open"]["value"]
        assert whole[column["超期"]] == cards["overdue"]["value"]
        assert whole[column["按期整改率（%）"]] == cards["on_time_rate"]["value"]
        units = [row for row in ranking[1:-1] if len(row) == len(ranking[0])]
        for name, key in (("未整改", "open"), ("超期", "overdue"), ("本周新增", "found")):
            assert sum(int(row[column[name]]) for row in units) == int(cards[key]["value"]), name
        assert sum(int(row[1]) for row in heat[1:]) == int(cards["open"]["value"])
    weeks = tab("busy").go("trend", **selection).grids()[0]
    last = dict(zip(weeks[0], weeks[1], strict=True))
    for name, key in (("新增", "found"), ("销号", "closed"), ("未整改", "open"), ("超期", "overdue")):
        assert last[name] == cards[key]["value"], name
    late = tab("busy").go("overdue", **selection)
    assert f"超期 {cards['overdue']['value']} 件" in late.words()
    assert total(late) == int(cards["overdue"]["value"])


def test_the_rows_behind_a_rate_are_its_base(tab: Open) -> None:
    ranking = tab("busy").go("districts").grids()[0]
    part, base = ranking[-1][ranking[0].index("按期/应完成")].split("/")
    rows = tab("busy").go("rows", figure="on_time_rate")
    assert total(rows) == int(base) > int(part) > 0


def test_the_rows_behind_a_cell_and_a_week_are_as_many_as_it_says(tab: Open) -> None:
    cross = tab("busy").go("districts").components()[-1]
    weeks = next(data for data in tab("busy").go("trend").components() if data["columns"][0]["name"] == "周")
    linked = [cell for row in cross["rows"][:3] for cell in row["cells"][2:5]]
    linked += [cell for row in weeks["rows"][2:4] for cell in row["cells"][1:7]]
    checked = 0
    for cell in linked:
        if cell["go"]:
            rows = tab("busy").go("rows", **dict(parse_qsl(cell["go"].partition("?")[2])))
            assert total(rows) == int(cell["text"]), cell
            checked += 1
    assert checked > 10


def test_an_ageing_band_leads_to_its_rows(tab: Open) -> None:
    chart = tab("busy").go("overdue").figures()[1]
    bars = [trace for trace in chart["data"] if trace["type"] == "bar"]
    for band in bars[1:4]:
        rows = tab("busy").go("rows", **dict(parse_qsl(band["customdata"][0][0].partition("?")[2])))
        assert (total(rows) if band["x"][0] else 0) == band["x"][0], band["name"]
