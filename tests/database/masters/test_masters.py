"""Units, sites, words, actions and settings: created, brought up to date, remembered."""

from datetime import date

import pytest

from database.imports.imports import undo
from database.masters import masters
from database.masters.masters import NewUnit
from database.store.engine import Database
from database.store.settings import read_settings, save_settings
from domain.directory import DEPARTMENT, DISTRICT, Action, Site, Unit
from domain.settings import WORD_DAYS, Settings
from tests.database.contents import rows
from tests.database.sheets import Sheet, load_sheet
from tests.factories import AT, july


def test_masters_by_id(database: Database) -> None:
    with database.write() as connection:
        river = masters.save_unit(connection, NewUnit("清源县滨江街道办事处", "滨江街道", DISTRICT, "街道"))
        police = masters.save_unit(connection, NewUnit("县公安局", "公安局", DEPARTMENT, "", "张三", "138-0000-0001"))
        traffic = masters.save_unit(connection, NewUnit("县公安局交警大队", "交警大队", DEPARTMENT))
        masters.save_parent(connection, traffic, police)
        kind = masters.save_term(connection, "site_type", "农贸市场")
        site = masters.save_site(connection, "东门农贸市场", district_id=river, site_type_id=kind, warden="李四")
        action = masters.save_action(connection, "交通秩序行动", lead_leader="分管副县长", lead_unit_id=police)
    directory = masters.read_directory(database)
    assert directory.units[police] == Unit(police, "县公安局", "公安局", DEPARTMENT, "", None, "张三", "138-0000-0001")
    assert directory.units[traffic].parent_id == police
    assert directory.sites[site] == Site(site, "东门农贸市场", "农贸市场", river, "李四", registered=True)
    assert directory.actions[action] == Action(action, "交通秩序行动", "分管副县长", "县公安局")
    assert (directory.terms[kind], directory.term_kinds[kind]) == ("农贸市场", "site_type")


def test_saved_again_is_brought_up_to_date_not_doubled(database: Database) -> None:
    with database.write() as connection:
        first = masters.save_unit(connection, NewUnit("县住建局", "住建局", DEPARTMENT))
        assert masters.save_unit(connection, NewUnit("县住建局", "住建", DEPARTMENT, "一组")) == first
        site = masters.save_site(connection, "中心广场", district_id=None)
        assert masters.save_site(connection, "中心广场", district_id=None, warden="王五") == site
        assert masters.save_site(connection, "中心广场", district_id=first) != site
        word = masters.save_term(connection, "category", "环境卫生")
        assert masters.save_term(connection, "category", "环境卫生") == word
        assert masters.save_term(connection, "source", "环境卫生") != word
    held = rows(database)
    assert [(u["short_name"], u["peer_group"]) for u in held["units"]] == [("住建", "一组")]
    assert sorted(s["warden"] or "" for s in held["sites"]) == ["", "王五"]


def test_what_a_sheet_brought_and_the_office_confirmed_stays_after_an_undo(database: Database) -> None:
    import_id = load_sheet(
        database, Sheet("一.xlsx", july(1), ({"number": "1", "lead": "住建局", "category": "环境卫生"},))
    )
    with database.write() as connection:
        masters.save_unit(connection, NewUnit("住建局", "住建", DEPARTMENT))
        undo(connection, import_id, at=AT)
    held = rows(database)
    assert [u["name"] for u in held["units"]] == ["住建局"]
    assert held["terms"] == []


def test_other_names_answers_and_mappings_are_remembered(database: Database) -> None:
    with database.write() as connection:
        one, two = (masters.save_unit(connection, NewUnit(n, n, DEPARTMENT)) for n in ("县住建局", "县交通局"))
        masters.save_alias(connection, "建设局", "建设局", one)
        masters.save_alias(connection, "建设局", "建设局", two)
        masters.save_answer(connection, "state", "已办", "3")
        masters.save_answer(connection, "state", "已办", "4")
        masters.save_mapping(connection, "signature", '{"问题": "problem"}', "inspection")
        assert masters.aliases(connection) == {"建设局": two}
        assert masters.answers(connection, "state") == {"已办": "4"}
        assert masters.answers(connection, "category") == {}
        kept = masters.mapping_for(connection, "signature")
        assert kept is not None
        assert (kept["fields"], kept["kind"]) == ('{"问题": "problem"}', "inspection")
        assert masters.mapping_for(connection, "another") is None


def test_settings_have_defaults_and_keep_what_is_set(database: Database) -> None:
    with database.write() as connection:
        assert read_settings(connection) == Settings()
        save_settings(
            connection,
            {
                "due_soon_days": 5,
                "week_starts_on": 6,
                "assessment_on": "2026-08-20",
                "activities": [["2026-07-01", "清洁家园日"]],
                "word_days": {"立即": 1},
                "county": "清源县",
            },
        )
        settings = read_settings(connection)
    assert (settings.due_soon_days, settings.week_starts_on, settings.long_overdue_days) == (5, 6, 30)
    assert settings.assessment_on == date(2026, 8, 20)
    assert settings.activities == ((july(1), "清洁家园日"),)
    assert settings.word_days == dict(WORD_DAYS) | {"立即": 1}
    assert settings.county == "清源县"


@pytest.mark.parametrize("first", ["office", "sample"])
def test_the_office_s_settings_go_over_the_sample_s_in_either_order(database: Database, first: str) -> None:
    order = ["office", "sample"] if first == "office" else ["sample", "office"]
    with database.write() as connection:
        for origin in order:
            save_settings(connection, {"county": f"{origin}县"}, origin=origin)
        assert read_settings(connection).county == "office县"
