"""曝光台 and the photos in 问题档案: which issues, in which order, what is said, what is not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from starlette.requests import Request

from database.imports import imports
from database.ledger import issues
from database.office import photos
from database.store import schema
from database.store.engine import Database
from tests.factories import AT
from tests.pages.conftest import Tab
from tests.ui import counties
from ui.issues import exposure, pairs

PHOTOS = {"A1": ["before"], "A4": ["before"], "A5": ["before"], "A3": ["before"], "A2": ["before", "after"]}
"""A1 is overdue by 39 days, A4 by 5, A5 is open, A3 is reported done, A2 is closed."""


@pytest.fixture
def illustrated(tmp_path: Path) -> Iterator[Database]:
    database = counties.small(tmp_path)
    counties.with_photos(database, PHOTOS)
    yield database
    database.close()


@pytest.fixture
def tab(illustrated: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Tab]:
    monkeypatch.setenv("DASHBOARD_DB", illustrated.url)
    return Tab


def album(shown: Tab) -> dict[str, Any]:
    (found,) = [data for data in shown.components() if "pairs" in data]
    return found


def test_overdue_first_then_open_then_done(tab: Callable[[], Tab]) -> None:
    shown = tab().go("exposure")
    said = album(shown)
    assert [pair["standing"] for pair in said["pairs"]] == [
        "⚠ 超期 39 天",
        "⚠ 超期 5 天",
        "已交办",
        "待复核",
        "✔ 已销号",
    ]
    assert (said["first"], said["count"], said["before"], said["total"]) == (0, 4, 0, 5)
    assert "有照片的问题 5 件：未整改 4 件，其中<span" in shown.words() and "超期 2 件" in shown.words()
    assert "已有整改后照片 1 件" in shown.words()
    worst = said["pairs"][0]
    assert (worst["title"], worst["late"], worst["lacking"]["after"]) == ("占道堆放建筑垃圾", True, "尚未整改")
    assert worst["lines"][0] == "滨江街道 · 东门农贸市场　责任单位：住建局"
    assert [len(worst["before"]), len(worst["after"])] == [1, 0]
    assert said["pairs"][3]["lacking"]["after"] == "没有整改后照片"
    assert [len(said["pairs"][4][side]) for side in ("before", "after")] == [1, 1]


def test_the_choice_and_the_filters_narrow_it(tab: Callable[[], Tab]) -> None:
    assert len(album(tab().go("exposure", pictures="超期"))["pairs"]) == 2
    assert len(album(tab().go("exposure", pictures="有整改后照片"))["pairs"]) == 1
    assert len(album(tab().go("exposure", district="南岭镇"))["pairs"]) == 3
    nothing = tab().go("exposure", district="南岭镇", pictures="超期")
    assert "其中没有这样的问题" in nothing.words()
    assert "所选范围内没有带照片的问题" in tab().go("exposure", as_of="2026-07-09").words()


def test_no_person_and_no_telephone_is_shown(illustrated: Database, tab: Callable[[], Tab]) -> None:
    with illustrated.write() as connection:
        i = schema.issues.c
        said = "占道堆放，联系电话 138-0000-0001，13800000002，0371-12345678，共 12345678901234 处"
        connection.execute(update(schema.issues).where(i.number == "A1").values(description=said))
        connection.execute(update(schema.settings).where(schema.settings.c.key == "version").values(value="99"))
    assert (
        exposure.without_phones(said) == "占道堆放，联系电话 （电话略），（电话略），（电话略），共 12345678901234 处"
    )
    text = str(album(tab().go("exposure")))
    assert "张三" not in text and "138" not in text.replace("12345678901234", "")


def test_a_county_without_photos_is_told_where_they_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_DB", counties.small(tmp_path).url)
    words = Tab().go("exposure").words()
    assert "还没有照片" in words and "编号_整改前" in words


def test_the_dossier_shows_photos_with_where_they_came_from(illustrated: Database, tab: Callable[[], Tab]) -> None:
    (closed,) = issues.search(illustrated, "A2")
    shown = tab().go("issue", id=str(closed))
    said = album(shown)
    (pair,) = said["pairs"]
    assert said["alone"] is True
    assert pair["before"][0]["caption"] == "2026-07-10，《带照片的台账.xlsx》工作表“台账”F6"
    assert "照片" in [one.value for one in shown.app.subheader]
    (plain,) = issues.search(illustrated, "A6")
    without = tab().go("issue", id=str(plain))
    assert [data for data in without.components() if "pairs" in data] == []
    assert "照片" not in [one.value for one in without.app.subheader]


def test_an_undo_takes_the_photos_off_the_page(illustrated: Database, tab: Callable[[], Tab]) -> None:
    newest = imports.last_import(illustrated)
    assert newest is not None
    with illustrated.write() as connection:
        imports.undo(connection, newest, at=AT)
    assert "还没有照片" in tab().go("exposure").words()


def asked(sha256: str, query: bytes = b"") -> Request:
    return Request({"type": "http", "path_params": {"sha256": sha256}, "query_string": query, "headers": []})


def test_a_photo_is_served_by_its_hash_and_nothing_else_is(
    illustrated: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_DB", illustrated.url)
    (closed,) = issues.search(illustrated, "A2")
    one = photos.photos_of(illustrated, [closed])[closed][0]
    answer = pairs.served(asked(one.sha256))
    assert (answer.status_code, answer.media_type) == (200, "image/jpeg")
    assert bytes(answer.body) == photos.photo(illustrated, one.sha256)
    assert "immutable" in answer.headers["cache-control"]
    assert bytes(pairs.served(asked(one.sha256, b"small")).body) == photos.photo(illustrated, one.sha256, small=True)
    for bad in ("0" * 64, "../../etc/passwd", "", one.sha256.upper()):
        assert pairs.served(asked(bad)).status_code == 404
