"""What the office sets changes what later sheets mean: holidays, renamed sites and words, edited answers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from data_loaders.importing.intake import Outcome
from data_loaders.matching import fingerprint
from data_loaders.rows.issue_keys import Keys
from data_loaders.text.names import name_key
from database.ledger import issues, ledgers
from database.masters import master_tables, masters
from database.masters.master_tables import MasterEdit, MasterTable
from database.masters.masters import NewUnit
from database.masters.merging import merge_units
from database.masters.rule_tables import HOLIDAYS
from database.masters.site_tables import CATEGORIES, SITES
from database.masters.unit_tables import units
from database.store.engine import Database
from tests.data_loaders.conftest import AT, listed

Loaded = Callable[..., Outcome]
UNITS = units(name_key, fingerprint)
FOUND, SHEET = date(2020, 7, 6), date(2020, 7, 12)


def row(number: str | None, due: str = "3天", **other: str) -> tuple[Any, ...]:
    values = {"district": "滨江街道", "site": "滨江市场", "category": "环境卫生", "text": "门前乱堆乱放"} | other
    return (number, FOUND, values["district"], values["site"], values["category"], values["text"], "县城管局", due)


def changed(database: Database, roster: MasterTable, title: str, **values: Any) -> None:
    key, before = next((k, v) for k, v in master_tables.read(database, roster)[0].items() if roster.title(v) == title)
    master_tables.save(database, roster, [MasterEdit(key, before, {**before, **values})], at=AT, who=None)


def due(database: Database, issue_id: int) -> date | None:
    file = issues.dossier(database, issue_id)
    assert file is not None
    return file.observations[0].due_on


def test_working_days_skip_the_holidays_and_an_unlisted_year_is_said(county: Database, loaded: Loaded) -> None:
    said = loaded(listed(row("1", "5个工作日")), as_of=SHEET)
    assert due(county, 1) == date(2020, 7, 13)
    assert [note for note in said.notes if "2020 年的放假安排" in note]
    off = {"日期": date(2020, 7, 8), "名称": "放假", "安排": "放假"}
    master_tables.save(county, HOLIDAYS, [MasterEdit(None, None, off)], at=AT, who=None)
    said = loaded(listed(row("2", "5个工作日", text="占道经营")), as_of=SHEET, name="二.xlsx")
    assert due(county, 2) == date(2020, 7, 14)
    assert not [note for note in said.notes if "放假安排" in note]
    assert due(county, 1) == date(2020, 7, 13)  # what was loaded stays


def test_calendar_days_need_no_holidays(loaded: Loaded) -> None:
    assert not [note for note in loaded(listed(row("1")), as_of=SHEET).notes if "放假安排" in note]


def test_a_renamed_site_category_and_district_are_known_by_their_old_names(county: Database, loaded: Loaded) -> None:
    loaded(listed(row(None)), as_of=SHEET)
    town = next(u.name for u in masters.read_directory(county).units.values() if u.kind == "district")
    changed(county, SITES, f"滨江市场 · {town}", 点位名称="滨江农贸市场")
    changed(county, CATEGORIES, "环境卫生", 名称="环卫保洁")
    changed(county, UNITS, town, 名称="清源县江滨街道办事处", 简称="江滨街道")
    before = masters.read_directory(county)
    again = loaded(listed(row(None, text="门前乱堆乱放！")), as_of=SHEET, name="二.xlsx")
    assert (again.counts["new"], again.counts["unchanged"]) == (0, 1)
    after = masters.read_directory(county)
    assert (after.units, after.sites, after.terms) == (before.units, before.sites, before.terms)
    assert len(ledgers.read_ledger(county)) == 1


def test_a_key_given_out_before_a_district_was_renamed_or_merged_still_fits(county: Database, loaded: Loaded) -> None:
    loaded(listed(row(None)), as_of=SHEET)
    key = issues.keys_of(county, [1])[1]
    with county.write() as connection:
        other = masters.save_unit(connection, NewUnit("清源县南岭镇", "南岭镇", "district"))
    town = next(u for u in masters.read_directory(county).units.values() if u.name.endswith("街道"))
    changed(county, UNITS, town.name, 名称="清源县江滨街道办事处", 简称="江滨街道")
    changed(county, UNITS, "清源县江滨街道办事处", 名称="清源县临江街道办事处", 简称="临江街道")
    merge_units(
        county,
        (town.unit_id, "清源县临江街道办事处"),
        (other, "清源县南岭镇"),
        key_of=name_key,
        mark_of=fingerprint,
        at=AT,
        who=None,
    )
    with county.read() as connection:
        keys = Keys(connection, [key])
        known, _ = keys.issue(key)
        assert known is not None
        assert known.fingerprint == fingerprint("清源县南岭镇", "滨江市场", "门前乱堆乱放")
        assert keys.fits(key, known)
        assert not keys.fits(key, known._replace(fingerprint=7))
