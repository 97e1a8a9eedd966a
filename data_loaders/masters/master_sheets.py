"""Master sheets: the lists of units, sites, special actions and activity days that an office keeps in Excel."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from data_loaders.cells.cells import parse_text
from data_loaders.cells.units import parse_units
from data_loaders.days.dates import parse_date
from data_loaders.layout.layout import find_tables
from data_loaders.reading.workbook import open_workbook
from data_loaders.text.names import canonical, name_key
from database.masters import masters
from database.masters.master_tables import Key, MasterEdit, MasterTable, Values, differences, plain
from database.masters.masters import NewUnit
from database.store.engine import Connection, Database
from database.store.settings import save_settings
from domain.campaign.activities import RULES as RHYTHMS
from domain.directory import DEPARTMENT, DISTRICT
from domain.ledger.chinese_days import WEEKDAYS

UNITS, SITES, ACTIONS, CALENDAR = "单位名录.xlsx", "点位名录.xlsx", "专项行动.xlsx", "活动日历.xlsx"
RULES = "活动规律.xlsx"


def load_masters(database: Database, folder: Path, *, origin: str = "office") -> None:
    """Load the master workbooks in `folder` (those that are there) in one transaction."""
    with database.write() as connection:
        if (folder / UNITS).exists():
            _units(connection, _lines(folder / UNITS), origin)
        if (folder / ACTIONS).exists():
            _actions(connection, _lines(folder / ACTIONS), origin)
        if (folder / SITES).exists():
            _sites(connection, _lines(folder / SITES), origin)
        if (folder / CALENDAR).exists():
            _calendar(connection, _lines(folder / CALENDAR), origin)
        if (folder / RULES).exists():
            _activity_rules(connection, _lines(folder / RULES), origin)


def _lines(path: Path) -> list[dict[str, str | None]]:
    return [line for _, line in lines_of(path.read_bytes(), path.name)]


def lines_of(content: bytes, name: str) -> list[tuple[int, dict[str, str | None]]]:
    """The rows of the first sheet: Excel row number and heading → text. Raises ValueError, UnreadableFile."""
    tables = find_tables(open_workbook(content, name))
    if not tables:
        raise ValueError(f"“{name}”没有表头。请用本页下载的表格修改后上传。")
    table = tables[0]
    return [
        (number, {h: parse_text(v) for h, v in zip(table.headings, row, strict=True)})
        for number, row in zip(table.row_numbers, table.rows, strict=True)
    ]


def edits_in(
    roster: MasterTable, rows: Mapping[Key, Values], lines: Sequence[tuple[int, Mapping[str, str | None]]]
) -> list[MasterEdit]:
    """What a master sheet would change in a roster. Rows are told apart by the roster's unique columns.

    A column that the sheet does not have stays as it is, an empty cell empties it; rows that the sheet does not have stay.
    Raises ValueError where the sheet cannot be about this roster or names a row twice.
    """
    headings = list(lines[0][1]) if lines else []
    lacking = [column for column in roster.unique if column not in headings]
    if lacking:
        found = "、".join(f"“{h}”" for h in headings[:12]) or "没有内容"
        raise ValueError(f"表里缺少“{'”“'.join(lacking)}”列（现有：{found}）。请用本页下载的表格修改后上传。")
    known = {tuple(values[c] for c in roster.unique): (key, values) for key, values in rows.items()}
    seen: dict[tuple[Any, ...], int] = {}
    edits = []
    for number, line in lines:
        said = plain(roster, {column: line.get(column) for column in roster.columns})
        mark = tuple(said[c] for c in roster.unique)
        if mark[0] is None:
            continue
        if mark in seen:
            raise ValueError(f"第 {seen[mark]} 行和第 {number} 行都是“{roster.title(said)}”。请删去其中一行。")
        seen[mark] = number
        key, before = known.get(mark, (None, None))
        kept = {c: before[c] for c in roster.columns if c not in headings} if before is not None else {}
        edit = MasterEdit(key, before, said | kept)
        if differences(roster, edit):
            edits.append(edit)
    return edits


def _names(text: str | None) -> Iterator[str]:
    yield from (parse_units(text) if text else ())


def _units(connection: Connection, lines: list[dict[str, str | None]], origin: str) -> None:
    ids: dict[str, int] = {}
    for line in lines:
        name = line["名称"]
        if not name:
            continue
        kind = DISTRICT if line.get("类型") == "镇区" else DEPARTMENT
        ids[name] = masters.save_unit(
            connection,
            NewUnit(
                name,
                line.get("简称") or name,
                kind,
                line.get("分组") or "",
                line.get("联系人"),
                line.get("联系电话"),
                origin,
            ),
        )
        for alias in _names(line.get("别名")):
            masters.save_alias(connection, name_key(alias), alias, ids[name], origin=origin)
    for line in lines:
        parent = line.get("上级")
        if line["名称"] and parent in ids:
            masters.save_parent(connection, ids[str(line["名称"])], ids[str(parent)], origin=origin)


def _unit_ids(connection: Connection) -> dict[str, int]:
    ids: dict[str, int] = {}
    for unit in masters.directory_of(connection).units.values():
        ids[name_key(unit.short_name)] = ids[name_key(unit.name)] = unit.unit_id
    return ids | masters.aliases(connection)


def _actions(connection: Connection, lines: list[dict[str, str | None]], origin: str) -> None:
    units = _unit_ids(connection)
    for line in lines:
        name = line["行动名称"]
        if not name:
            continue
        lead = line.get("牵头部门")
        action = masters.save_action(
            connection,
            name,
            origin=origin,
            lead_leader=line.get("牵头县领导") or "",
            lead_unit_id=units.get(name_key(lead)) if lead else None,
            members=line.get("成员单位") or "",
        )
        for word in _names(line.get("问题类别")):
            masters.save_term(
                connection, "category", canonical("category", word) or word, action_id=action, origin=origin
            )


def _sites(connection: Connection, lines: list[dict[str, str | None]], origin: str) -> None:
    units = _unit_ids(connection)
    for line in lines:
        name = line["点位名称"]
        if not name:
            continue
        values: dict[str, Any] = {"warden": line.get("点位长"), "phone": line.get("联系电话")}
        site_type, lead, district = line.get("点位类型"), line.get("责任单位"), line.get("镇区")
        if site_type:
            word = canonical("site_type", site_type) or site_type
            values["site_type_id"] = masters.save_term(connection, "site_type", word, origin=origin)
        if lead:
            values["lead_unit_id"] = units.get(name_key(lead))
        masters.save_site(
            connection, name, district_id=units.get(name_key(district)) if district else None, origin=origin, **values
        )


def _activity_rules(connection: Connection, lines: list[dict[str, str | None]], origin: str) -> None:
    rules = []
    for line in lines:
        since, weekday = parse_date(line.get("自何日起")), "周" + (line.get("星期") or "").removeprefix("周")
        if line.get("活动") and line.get("规律") in RHYTHMS and since is not None and weekday in WEEKDAYS:
            rules.append([line["活动"], line["规律"], WEEKDAYS.index(weekday), since.isoformat()])
    save_settings(connection, {"activity_rules": rules}, origin=origin)


def _calendar(connection: Connection, lines: list[dict[str, str | None]], origin: str) -> None:
    activities: list[tuple[str, str]] = []
    assessment: date | None = None
    for line in lines:
        day, name = parse_date(line.get("日期")), line.get("活动") or line.get("名称") or line.get("活动名称")
        if day is None or not name:
            continue
        if "测评" in name:
            assessment = day
        else:
            activities.append((day.isoformat(), name))
    values: dict[str, Any] = {"activities": activities}
    if assessment is not None:
        values["assessment_on"] = assessment.isoformat()
    save_settings(connection, values, origin=origin)
