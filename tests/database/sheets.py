"""Sheets as loaders hand them over: names are looked up, new ones become masters that go when nobody mentions them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection

from database.masters import masters
from database.store.engine import Database
from domain.directory import DEPARTMENT, DISTRICT
from domain.ledger.days import day_date
from tests.factories import FIRST_DAY, STATES, july, load, row

DISTRICTS = ("滨江街道", "南岭镇")
DEPARTMENTS = ("住建局", "交通局", "市监局")
SITES = ("东门农贸市场", "滨江路")
CATEGORIES = ("环境卫生", "公共秩序")


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the day it speaks for and its rows; names instead of ids, `assists` a tuple of names."""

    name: str
    as_of: date
    rows: tuple[Mapping[str, Any], ...]


def load_sheet(database: Database, sheet: Sheet, *, sample: bool = False) -> int:
    """Load a sheet in one transaction; the import's id."""
    with database.write() as connection:
        said = with_ids(connection, sheet.rows)
        content = repr(sheet).encode()
        return load(connection, sheet.as_of, said, name=sheet.name, sample=sample, content=content)


def with_ids(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with ids in place of names; masters that are new are stored, as brought by a sheet."""
    directory = masters.directory_of(connection)
    units = {unit.name: unit.unit_id for unit in directory.units.values()}
    terms = {(directory.term_kinds[key], name): key for key, name in directory.terms.items()}
    sites = {(site.name, site.district_id): site.site_id for site in directory.sites.values()}
    new_units: list[tuple[int, str, str, str, str]] = []
    new_terms: list[tuple[int, str, str]] = []
    new_sites: list[tuple[int, str, int | None, int | None]] = []

    def unit(name: str, kind: str) -> int:
        if name not in units:
            units[name] = max(units.values(), default=0) + 1
            new_units.append((units[name], name, name, kind, ""))
        return units[name]

    result = []
    for said in rows:
        plain = {
            k: v for k, v in said.items() if k not in ("district", "lead", "assists", "site", "category", "number")
        }
        if said.get("district"):
            plain["district_id"] = unit(said["district"], DISTRICT)
        if said.get("lead"):
            plain["lead_unit_id"] = unit(said["lead"], DEPARTMENT)
        if said.get("assists"):
            plain["assist_ids"] = json.dumps([unit(name, DEPARTMENT) for name in said["assists"]])
        if said.get("category"):
            key = ("category", said["category"])
            if key not in terms:
                terms[key] = max(terms.values(), default=0) + 1
                new_terms.append((terms[key], *key))
            plain["category_id"] = terms[key]
        if said.get("site"):
            place = (said["site"], plain.get("district_id"))
            if place not in sites:
                sites[place] = max(sites.values(), default=0) + 1
                new_sites.append((sites[place], *place, None))
            plain["site_id"] = sites[place]
        result.append(row(said["number"], **plain) | {"raw": json.dumps([said["number"]])})
    masters.add_new(connection, new_units, new_terms, new_sites)
    return result


@st.composite
def sheets(draw: st.DrawFn, *, most: int = 4, numbers: int = 3, different_days: bool = False) -> list[Sheet]:
    """A few sheets about a few numbered issues, in any order."""
    count = draw(st.integers(2, most))
    days = draw(
        st.lists(st.integers(0, 12), min_size=count, max_size=count, unique=True)
        if different_days
        else st.lists(st.integers(0, 6), min_size=count, max_size=count)
    )
    result = []
    for place, day in enumerate(days):
        as_of = july(5 + day)
        rows = tuple(draw(_rows(numbers)) for _ in range(draw(st.integers(1, 3))))
        result.append(Sheet(f"第{place + 1}张.xlsx", as_of, rows))
    return result


@st.composite
def _rows(draw: st.DrawFn, numbers: int) -> dict[str, Any]:
    """One row; about half of the cells are empty."""

    def one_of(*values: Any) -> Any:
        place = draw(st.integers(0, 2 * len(values) - 1))
        return values[place] if place < len(values) else None

    days = [day_date(FIRST_DAY + n) for n in range(0, 18, 3)]
    said = {
        "number": f"2026-{draw(st.integers(1, numbers)):03}",
        "found_on": one_of(*days[:3]),
        "state": one_of(*STATES),
        "due_on": one_of(*days),
        "done_on": one_of(*days),
        "verified_on": one_of(*days),
        "district": one_of(*DISTRICTS),
        "lead": one_of(*DEPARTMENTS),
        "assists": one_of(DEPARTMENTS[:1], DEPARTMENTS[1:]),
        "site": one_of(*SITES),
        "category": one_of(*CATEGORIES),
        "description": one_of("出店经营", "乱堆乱放"),
    }
    return {name: value for name, value in said.items() if value is not None}
