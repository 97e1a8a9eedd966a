"""大屏: its figures are those of the screens, its ticks compute nothing, and nobody is named on it."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from briefings.content.standings import FURTHER, LINES, standings
from database.masters import masters
from database.office import walls
from database.store.engine import Database
from database.store.settings import save_settings
from domain.campaign.negative_list import NEGATIVE_LIST
from domain.directory import DEPARTMENT
from domain.figures import ranking
from domain.figures.figures import figures
from domain.figures.overdue import overdue
from domain.figures.trend import weekly
from domain.ledger.ledger import Ledger
from tests.book_entries import stored
from tests.factories import (
    AT,
    HOUSING,
    MARKETS,
    RIVERSIDE,
    TRAFFIC,
    Issue,
    issue,
    july,
    ledger,
    ledgers,
    load,
    observation,
    row,
)
from tests.ui import counties
from tests.ui.coroutines import finished
from ui.shell import data
from ui.shell.data import Scope, Source
from ui.shell.wording import number
from ui.wall import scenes, wall
from ui.wall.scenes import Scene, Veil

some_days = st.integers(0, 40).map(july)
versions = count(1_000)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database without rows, from which texts are read for ledgers that are not in it."""
    database = counties.empty(tmp_path_factory.mktemp("wall"))
    yield database
    database.close()


def shown_scenes(book: Ledger, day: date, url: str) -> dict[str, Scene]:
    """The scenes of any ledger."""
    source = Source(url, next(versions), day, False)
    data._ledgers.get((url, source.version), lambda: book)
    plan = [walls.Showing(key, name, seconds) for key, (name, seconds) in walls.SCENES.items()]
    return {scene["key"]: scene for scene in scenes.scenes(Scope(source, day), plan, today=day)}


@given(book=ledgers(most=7), day=some_days)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_numbers_of_every_scene_are_the_figures(
    book: Ledger, day: date, nothing: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_DB", nothing.url)
    shown = shown_scenes(book, day, nothing.url)
    now = figures(book, as_of=day)
    cards = {card["key"]: card["value"] for card in shown["overview"]["cards"]}
    assert {key: cards[key] for key in scenes.HEADLINE} == {
        key: number(now.value(key), "%" if key.endswith("_rate") else "件") for key in scenes.HEADLINE
    }
    told = [one for one in standings(nothing, book, as_of=day) if one.tone != "missing"]
    assert [(one["key"], one["value"]) for one in shown["overview"]["lines"]] == [(one.key, one.value) for one in told]
    every = standings(nothing, book, as_of=day, lines=(*LINES, *FURTHER))
    told = [one for one in every if one.tone != "missing"]
    rows = shown["campaign"]["rows"] if told else []
    assert [(one["key"], one["value"], one["sentence"]) for one in rows] == [
        (one.key, one.value, one.sentence) for one in told
    ]
    assert ("campaign" in shown) == bool(told)
    assert all(one.title in shown["campaign"]["note"] for one in every if told and one.tone == "missing")
    assert shown["overdue"]["total"] == now.counts["overdue"]
    late = overdue(book, as_of=day)["days_overdue"].tolist()
    assert [one["days"] for one in shown["overdue"]["rows"]] == late
    weeks = weekly(book, until=day, weeks=scenes.WEEKS)
    assert {one["key"]: one["values"] for one in shown["trend"]["series"]} == {
        key: weeks[key].tolist() for key in ("found", "done", "open", "overdue")
    }
    assert shown["recurring"]["value"] == number(now.value("recurring"))
    assert sum(one["recurring"] for one in shown["recurring"]["categories"]) <= now.counts["recurring"]
    for key, by in (("districts", "district"), ("departments", "lead")):
        table = ranking.by_unit(book, by=by, as_of=day)
        fair = ranking.ranked(table, measure="on_time_rate", minimum=book.settings.minimum_ranked).set_index("code")
        units = [one for one in shown[key]["rows"] if "code" in one]
        assert sorted(one["code"] for one in units) == sorted(fair.index[fair["rank"].notna()])
        left_out = fair[fair["rank"].isna() & (fair.index > 0)]
        assert sum(map(int, re.findall(r"(\d+) 个", shown[key]["note"]))) == len(left_out)
        assert ("问题" in shown[key]["note"].partition("未列入")[2]) == bool(fair["total"].get(0, 0))
        for one in units:
            unit = fair.loc[one["code"]]
            assert (one["place"], one["share"]) == (f"{unit['rank']}", unit["on_time_rate"])
            assert (one["state"], one["count"]) == (
                ("超期", f"{unit['overdue']} 件")
                if unit["overdue"]
                else ("临期", f"{unit['due_soon']} 件")
                if unit["due_soon"]
                else ("无超期", "")
            )


def test_who_is_not_ranked_is_left_out_and_counted(nothing: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_DB", nothing.url)

    def late(lead: int | None, number: int) -> list[Issue]:
        return [issue(observation(july(1), due_on=july(2), lead=lead)) for _ in range(number)]

    town_leads = [*late(HOUSING, 5), *late(TRAFFIC, 4), *late(MARKETS, 1), *late(RIVERSIDE, 9), *late(None, 1_234)]
    shown = shown_scenes(ledger(*town_leads), july(9), nothing.url)["departments"]
    assert [one["name"] for one in shown["rows"]] == ["住建局"]
    assert shown["note"].endswith(
        "未列入：已到期或已完成不足 5 件的部门 2 个，不是部门的 1 个，没有写明部门的问题 1,234 件。"
    )
    only_towns = shown_scenes(ledger(*late(RIVERSIDE, 9)), july(9), nothing.url)
    assert (only_towns["departments"]["rows"], only_towns["departments"]["note"]) == (
        [],
        "没有可以排名的部门。未列入：不是部门的 1 个。",
    )
    everyone = shown_scenes(ledger(*late(HOUSING, 5)), july(9), nothing.url)["departments"]
    assert "未列入" not in everyone["note"]


# --- the routes --------------------------------------------------------------------------------------------------------


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The small county with photos."""
    database = counties.small(tmp_path)
    counties.with_photos(database, {"A1": ["before"], "A2": ["before", "after"]})
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    yield database
    database.close()


def asked(route: Any, **params: str) -> Response:
    """What a route of the wall answers."""
    query = "&".join(f"{name}={value}" for name, value in params.items())
    answer: Response = finished(route(Request({"type": "http", "query_string": query.encode(), "headers": []})))
    return answer


def token_of(database: Database) -> str:
    return walls.make_token(database, "会议室", at=AT, who=None)


def said(answer: Response) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(bytes(answer.body))
    return content


def test_without_a_valid_token_there_is_a_plain_chinese_page_and_no_figure(county: Database) -> None:
    token = token_of(county)
    assert asked(wall.shown, token=token).status_code == asked(wall.figures, token=token).status_code == 200
    walls.revoke_token(county, walls.mark_of(token), at=AT, who=None)
    for wrong in (token, "", "x"):
        page = asked(wall.shown, token=wrong)
        assert page.status_code == 403 and "无效或已作废" in bytes(page.body).decode()
        answer = asked(wall.figures, token=wrong)
        assert (answer.status_code, bytes(answer.body)) == (403, b"")


def test_a_tick_without_change_is_empty_and_computes_nothing(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(county)
    version = said(asked(wall.figures, token=token))["version"]
    monkeypatch.setattr(wall, "content", lambda _version: pytest.fail("computed without need"))
    for function in ("source", "ledger"):
        monkeypatch.setattr(data, function, lambda *_: pytest.fail("read without need"))
    tick = asked(wall.figures, token=token, version=version)
    assert (tick.status_code, bytes(tick.body)) == (204, b"")


def test_what_changed_is_shown_after_it_was_computed_beside_the_ticks(county: Database) -> None:
    token = token_of(county)
    before = said(asked(wall.figures, token=token))
    with county.write() as connection:
        load(connection, counties.AS_OF, [row("A9", found_on=july(9), due_on=july(9))], name="新.xlsx")
        save_settings(connection, {"county": "清源县"})
    answers = [asked(wall.figures, token=token, version=before["version"]) for _ in range(200)]
    new = next(answer for answer in answers if answer.status_code == 200)
    assert {answer.status_code for answer in answers} <= {200, 204}
    after = said(new)
    assert after["county"] == "清源县" and after["version"] != before["version"]
    opened = [next(c["value"] for c in told["scenes"][0]["cards"] if c["key"] == "open") for told in (before, after)]
    assert opened == ["5", "6"]


def test_figures_that_cannot_be_computed_are_an_answer_and_asked_for_again(
    county: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(county)
    with monkeypatch.context() as broken:
        broken.setattr(wall, "content", lambda _version: 1 / 0)
        assert asked(wall.figures, token=token).status_code == 503
    assert asked(wall.figures, token=token).status_code == 200


def test_the_page_fetches_nothing_from_elsewhere_and_is_left_alone_by_the_translation(county: Database) -> None:
    from ui.shell.language import in_chinese

    page = bytes(asked(wall.shown, token=token_of(county)).body).decode()
    assert in_chinese(page) == page
    assert not [
        word
        for word in ("http://", "https://", "@import", 'src="', "url(")
        if word in page.replace("http://www.w3.org/2000/svg", "")
    ]
    assert "__" not in page


def test_an_empty_county_has_a_wall_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = counties.empty(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    assert said(asked(wall.figures, token=token_of(database)))["scenes"] == []
    database.close()


def test_a_database_that_cannot_be_read_is_said_and_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all, by any means" * 50)
    monkeypatch.setenv("DASHBOARD_DB", f"sqlite:///{broken}")
    page = asked(wall.shown, token="x")
    assert page.status_code == asked(wall.figures, token="x").status_code == 503
    assert "数据库无法打开" in bytes(page.body).decode() and 'http-equiv="refresh"' in bytes(page.body).decode()


def test_the_red_light_stands_above_every_scene_while_it_is_on_and_names_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = counties.small(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    token = token_of(database)
    assert said(asked(wall.figures, token=token))["alarm"] == ""
    lit = {"item": "发生重大火灾，联系张三13800000009", "state": "有隐患", "checked_on": "2026-07-09"}
    stored(database, NEGATIVE_LIST, july(9), [lit])
    alarm = said(asked(wall.figures, token=token))["alarm"]
    assert alarm.startswith("负面清单亮红灯 1 项：“发生重大火灾，联系（姓名略）")
    assert "138" not in alarm
    stored(database, NEGATIVE_LIST, july(10), [lit | {"state": "已消除"}])
    assert said(asked(wall.figures, token=token))["alarm"] == ""
    database.close()


# --- what may not be seen ----------------------------------------------------------------------------------------------

PEOPLE = ("欧阳娜娜", "赵六", "钱七", "孙八")
PHONES = ("13800000009", "138-0000-0009", "010-12345678", "138 0000 0009")


def test_no_scene_names_a_person_or_shows_a_telephone_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = counties.small(tmp_path)
    said_by = f"联系{'、'.join(PEOPLE)}，电话{'，'.join(PHONES)}"
    with database.write() as connection:
        unit = masters.NewUnit("清源县水利局", "水利局", DEPARTMENT, "执法类", contact=PEOPLE[0], phone=PHONES[0])
        lead = masters.save_unit(connection, unit)
        action = masters.save_action(connection, "河道行动", lead_leader=f"副县长{PEOPLE[1]}")
        category = masters.save_term(connection, "category", f"占道{said_by}", action_id=action)
        site = masters.save_site(connection, f"{PEOPLE[2]}门前 {PHONES[1]}", warden=PEOPLE[3], district_id=None)
        rows = [
            row(
                f"P{n}",
                found_on=july(1 + 4 * n),
                due_on=july(2),
                lead_unit_id=lead,
                category_id=category,
                site_id=site,
                person=f"{PEOPLE[1]}、{PEOPLE[2]}",
                phone=PHONES[2],
                description=said_by,
            )
            for n in range(2)
        ]
        load(connection, counties.AS_OF, rows, name="人名.xlsx")
    counties.with_photos(database, {"P0": ["before"], "P1": ["before", "after"]})
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    source = data.source()
    assert source.newest is not None
    plan = [walls.Showing(key, name, seconds) for key, (name, seconds) in walls.SCENES.items()]
    shown = {s["key"]: s for s in scenes.scenes(Scope(source, source.newest), plan, today=source.newest)}
    assert set(shown) == set(walls.SCENES)
    for key, scene in shown.items():
        text = json.dumps(scene, ensure_ascii=False)
        assert [one for one in (*PEOPLE, *PHONES, "张三", "138-0000-0001") if one in text] == [], key
    assert "水利局" in json.dumps(shown["overdue"], ensure_ascii=False)
    database.close()


def test_the_veil_covers_names_but_not_words_that_only_stand_where_names_should() -> None:
    veil = Veil(frozenset({"张三、李四（138-0000-0001）", "社区物业", "城管"}))
    assert veil.over("张三家门口商户出店，社区物业未管") == "（姓名略）家门口商户出店，社区物业未管"
    assert veil.over(None, "无") == veil.over("", "无") == veil.over(float("nan"), "无") == "无"


def test_the_watched_offenders_are_counted_by_category_or_wording_and_a_town_may_watch_none(county: Database) -> None:
    with county.write() as connection:
        category = masters.save_term(connection, "category", "出店经营、占道经营")
        rows = [row(f"C{n}", found_on=july(8), due_on=july(9), category_id=category) for n in range(3)]
        rows.append(row("C9", found_on=july(8), due_on=july(9), description="桥下形成马路市场"))
        load(connection, counties.AS_OF, rows, name="出店.xlsx")
    source = data.source()
    assert source.newest is not None
    shown = scenes.recurring(Scope(source, source.newest))
    told = {one["name"]: (one["total"], one["open"], one["overdue"]) for one in shown["offenders"]}
    by_wording = 1  # A4 of the county: 摊位出店经营
    assert told["出店经营"] == (3 + by_wording, 3 + by_wording, 3 + by_wording)
    assert told["马路市场"] == (1, 1, 1)
    assert told["违章停车"] == (2, 0, 0)  # A2 and A7 of the county: 货车乱停乱放
    assert told["侵占盲道"] == (0, 0, 0)
    assert shown["lacking"] == ""
    with county.write() as connection:
        save_settings(connection, {"watched": []})
    source = data.source()
    shown = scenes.recurring(Scope(source, source.newest))  # type: ignore[arg-type]
    assert shown["offenders"] == []
    assert "没有要盯防的顽症" in shown["lacking"]


@pytest.mark.parametrize(("days", "shown"), [(0, "0"), (9, "9"), (-1, None)])
def test_the_days_to_the_assessment_are_counted_from_today(county: Database, days: int, shown: str | None) -> None:
    source = data.source()
    assert source.newest is not None
    today = july(20) - timedelta(days=days)
    cards = {card["key"]: card for card in scenes.overview(Scope(source, source.newest), today)["cards"]}
    assert (cards["assessment"]["value"] if "assessment" in cards else None) == shown
    assert len(cards) == 6
