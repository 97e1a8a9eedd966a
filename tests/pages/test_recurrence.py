"""反复与推诿 on screen: it says what the ledger says, and empty counties are told so."""

from collections.abc import Callable
from pathlib import Path

from database.rule_rosters import WATCHED as ROSTER
from database.settings import read_settings
from domain.figures import figures
from domain.settings import WATCHED
from tests.factories import database_at
from tests.pages.conftest import Tab
from ui import data


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
