"""Merging two units: what is left is what there would be if every sheet had named the second from the start."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from data_loaders.matching import fingerprint
from data_loaders.text.names import name_key
from database.imports.imports import undo
from database.ledger import ledgers
from database.masters import masters
from database.masters.master_tables import Meanwhile, RefusedSave
from database.masters.merging import forecast, merge_units
from database.store import audit, schema
from database.store.engine import Database
from domain.directory import DEPARTMENT, DISTRICT
from domain.figures.figures import figures
from tests.database.contents import in_words
from tests.database.sheets import DEPARTMENTS, DISTRICTS, SITES, Sheet, load_sheet, sheets
from tests.factories import AT, july

TABLES = ("issues", "spans", "assists", "observations", "sites")


def unit_ids(database: Database) -> dict[str, int]:
    return {unit.name: unit.unit_id for unit in masters.read_directory(database).units.values()}


def merge(database: Database, old: str, new: str) -> int:
    ids = unit_ids(database)
    return merge_units(
        database, (ids[old], old), (ids[new], new), key_of=name_key, mark_of=fingerprint, at=AT, who="张三"
    )


def renamed(sheet: Sheet, old: str, new: str) -> Sheet:
    """The sheet as it would be had it always said `new`."""
    rows = []
    for said in sheet.rows:
        one = {name: new if value == old else value for name, value in said.items()}
        if "assists" in one:
            one["assists"] = tuple(dict.fromkeys(new if unit == old else unit for unit in one["assists"]))
        rows.append(one)
    return replace(sheet, rows=tuple(rows))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loaded=sheets())
@pytest.mark.parametrize(("old", "new"), [DISTRICTS, DEPARTMENTS[1:], (DEPARTMENTS[2], DEPARTMENTS[0])])
def test_merged_is_as_if_the_sheets_had_said_so(
    emptied: Callable[[], Database], old: str, new: str, loaded: list[Sheet]
) -> None:
    database = emptied()
    everybody = Sheet(
        "名录.xlsx",
        july(1),
        ({"number": "0", "district": old, "lead": new}, {"number": "00", "district": new, "lead": old})
        if old in DISTRICTS
        else ({"number": "0", "lead": old, "assists": (new,)}, {"number": "00", "lead": new, "assists": (old,)}),
    )
    if old in DISTRICTS:  # a unit is a district or a department
        everybody = replace(everybody, rows=({"number": "0", "district": old}, {"number": "00", "district": new}))
    for sheet in (everybody, *loaded):
        load_sheet(database, sheet)
    merge(database, old, new)
    merged = {name: in_words(database)[name] for name in TABLES}
    before = ledgers.read_ledger(database)
    database = emptied()
    for sheet in (everybody, *loaded):
        load_sheet(database, renamed(sheet, old, new))
    wanted = {name: in_words(database)[name] for name in TABLES}
    assert merged == wanted
    days = [july(day) for day in (3, 9, 20)]
    after = ledgers.read_ledger(database)
    assert [figures(before, as_of=day) for day in days] == [figures(after, as_of=day) for day in days]


def _two_towns(database: Database) -> list[int]:
    site = SITES[0]
    return [
        load_sheet(
            database,
            Sheet(
                "一.xlsx",
                july(2),
                (
                    {"number": "1", "district": "滨江街道", "site": site, "lead": "住建局", "description": "出店经营"},
                    {"number": "2", "district": "南岭镇", "site": site, "lead": "交通局", "description": "乱堆乱放"},
                ),
            ),
        ),
        load_sheet(database, Sheet("二.xlsx", july(3), ({"number": "2", "state": 4, "lead": "住建局"},))),
    ]


def test_a_later_undo_takes_back_what_was_loaded_before_the_merge(database: Database) -> None:
    _, second = _two_towns(database)
    assert forecast(database, *(unit_ids(database)[n] for n in ("南岭镇", "滨江街道"))).same_sites == (SITES[0],)
    assert merge(database, "南岭镇", "滨江街道") == 1
    with database.write() as connection:
        undo(connection, second, at=AT)
    held = in_words(database)
    assert [(i["number"], i["district_id"], i["site_id"]) for i in held["issues"]] == [
        ("1", "滨江街道", (SITES[0], "滨江街道")),
        ("2", "滨江街道", (SITES[0], "滨江街道")),
    ]
    assert [s["name"] for s in held["sites"]] == [SITES[0]]


def test_the_old_names_are_understood_and_rows_are_known_again(database: Database) -> None:
    _two_towns(database)
    with database.write() as connection:
        old_mark = fingerprint("南岭镇", SITES[0], "乱堆乱放")
        for table in (schema.observations, schema.issues):
            connection.execute(table.update().where(table.c.description == "乱堆乱放").values(fingerprint=old_mark))
        connection.execute(
            schema.pair_verdicts.insert().values(mark=old_mark, candidate_mark=7, same=0, decided_at="2026-07-01")
        )
    merge(database, "南岭镇", "滨江街道")
    new_mark = fingerprint("滨江街道", SITES[0], "乱堆乱放")
    with database.read() as connection:
        assert masters.aliases(connection)[name_key("南岭镇")] == unit_ids(database)["滨江街道"]
        marks = select(schema.issues.c.fingerprint).where(schema.issues.c.description == "乱堆乱放")
        assert list(connection.scalars(marks)) == [new_mark]
        assert list(connection.scalars(select(schema.pair_verdicts.c.mark))) == [new_mark]
    log = audit.changes(database)
    assert log["what"].tolist() == ["合并单位"]
    assert (log["who"][0], log["after"][0]) == ("张三", "并入 滨江街道，原名作为别名")
    assert "1 件问题" in log["before"][0]


def test_what_cannot_be_merged_is_refused_and_nothing_moves(database: Database) -> None:
    _two_towns(database)
    before, ids = in_words(database), unit_ids(database)
    with pytest.raises(RefusedSave, match="一个是镇区、一个是部门"):
        merge(database, "南岭镇", "住建局")
    with pytest.raises(RefusedSave, match="两个不同的单位"):
        merge(database, "南岭镇", "南岭镇")
    with pytest.raises(Meanwhile, match="被别人改过"):
        merge_units(
            database,
            (ids["南岭镇"], "南岭乡"),
            (ids["滨江街道"], "滨江街道"),
            key_of=name_key,
            mark_of=fingerprint,
            at=AT,
            who=None,
        )
    assert in_words(database) == before
    assert {DEPARTMENT, DISTRICT} == {unit.kind for unit in masters.read_directory(database).units.values()}
