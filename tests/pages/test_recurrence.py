"""反复与推诿 on screen: it says what the ledger says, and empty counties are told so."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from database.masters.rule_tables import WATCHED as ROSTER
from database.store import schema
from database.store.settings import read_settings
from domain.accountability.watched import wordings
from domain.figures.figures import figures
from domain.ledger.states import State
from domain.settings import WATCHED
from tests.factories import database_at, july, load, row
from tests.pages.conftest import Tab
from tests.ui import counties
from ui.shell import data


def test_what_comes_back_and_whose_days_they_were(tab: Callable[[str], Tab]) -> None:
    page = tab("busy").go("recurrence")
    scope = data.Scope(data.source(), data.source().newest)  # type: ignore[arg-type]
    back = figures(data.ledger(scope.source), as_of=scope.as_of).counts["recurring"]
    assert f"反复 {back:,} 件" in page.words()
    watched, chains = page.grids()[0], page.grids()[1]
    assert [row[0] for row in watched[1:]] == ["出店经营", "马路市场", "违章停车", "侵占盲道"]
    assert chains[0][:2] == ["点位", "类别"]
    times = [int(row[4]) for row in chains[1:]]
    assert times == sorted(times, reverse=True)
    if len(times) < 100:
        assert sum(times) - len(times) == back


def test_an_offender_is_counted_by_its_wording_too(tab: Callable[[str], Tab]) -> None:
    watched = tab("small").go("recurrence").grids()[0]
    assert watched[1][:5] == ["出店经营", "1", "1", "1", "0"]  # A4: 摊位出店经营
    assert watched[1][5] == "2026-07-01"
    assert watched[2][1:] == ["0", "0", "0", "0", "—"]


def test_where_nothing_was_ever_found_nothing_is_counted(tab: Callable[[str], Tab]) -> None:
    page = tab("small").go("recurrence", found_until="2020-01-01")
    assert "所选范围内还没有问题" in page.words()
    assert page.grids() == [] == page.figures()


def test_before_anything_is_found_again_the_page_says_so(tab: Callable[[str], Tab]) -> None:
    page = tab("undated").go("recurrence")
    assert "没有反复的问题。" in page.words()


def test_the_words_to_watch_are_settings(tmp_path: Path) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        ROSTER.put(connection, None, None, {"词语": "小广告"})
        assert read_settings(connection).watched == (*WATCHED, "小广告")
    database.close()


def test_the_dossier_shows_the_clock(tab: Callable[[str], Tab]) -> None:
    page = tab("small")
    page.go("issue", q="A1")
    found = page.go("issue", id="1")
    said = next(c.value for c in found.app.caption if "责任时钟" in c.value)
    assert "41 天" in said  # found 1 June, seen 10 July, both included


def test_an_offender_has_several_wordings_and_each_issue_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = counties.small(tmp_path)
    with database.write() as connection:
        load(
            connection,
            counties.AS_OF,
            [
                row("C1", found_on=july(8), description="车辆违停，大货车违章停放"),
                row("C2", found_on=july(9), description="非机动车乱停乱放"),
                row("C3", found_on=july(9), description="停车线不清"),
            ],
            name="停车.xlsx",
        )
    database.close()
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    page = Tab().go("recurrence")
    assert page.grids()[0][3][:3] == ["违章停车", "4", "2"]  # two of the county itself, both closed
    link = next(
        cell["go"]
        for data in page.components()
        for one in data.get("rows", [])
        for cell in one["cells"]
        if cell["text"] == "违章停车"
    )
    said = parse_qs(urlsplit(link).query)["q"][0]
    assert wordings(said) == ("违章停车", "违章停放", "违停", "乱停")
    found = Tab().go("issue", q=said)
    assert found.words().count("找到 **4** 件") == 1


def test_who_had_an_issue_and_who_has_it_stand_beside_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = counties.small(tmp_path)
    with database.write() as connection:
        units = dict(connection.execute(select(schema.units.c.short_name, schema.units.c.id)).all())
        housing, traffic = units["住建局"], units["交通局"]
        first = [
            row(number, found_on=july(1), due_on=july(3), lead_unit_id=housing, description=number)
            for number in ("D1", "D2")
        ]
        load(connection, july(1), first, name="一.xlsx")
        back = [row(number, state=State.DISPUTED) for number in ("D1", "D2")]
        load(connection, july(4), back, name="二.xlsx")
        load(connection, july(8), [row("D2", state=State.ASSIGNED, lead_unit_id=traffic)], name="三.xlsx")
    database.close()
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    table = next(grid for grid in Tab().go("recurrence").grids() if grid[0][:3] == ["问题", "原单位", "现责任单位"])
    assert {line[0]: line[1:4] for line in table[1:] if line[0] in ("D1", "D2")} == {
        "D1": ["住建局", "还没有定", "10"],
        "D2": ["住建局", "交通局", "10"],
    }
