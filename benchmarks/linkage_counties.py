"""Invented counties of which is known which row is about which issue: lists, feedbacks and ledgers with every kind of numbering.

`county(seed, numbering)` makes the sheets, `workbook(sheet)` the file, `confusion(database, county)` says what the program made of
them, `frame(county)` gives all rows as a table with the true issue, for other programs that link records.
"""

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pandas as pd
import xlsxwriter
from sqlalchemy import select

from database.store import schema
from database.store.engine import Connection, Database
from domain.ledger.states import State

NUMBERINGS = (
    "stable",  # WM-2020-001 …, kept for ever
    "growing",  # 1 … n over all weeks, kept for ever
    "missing",  # none
    "weekly",  # 1 … n, again every week
    "weekly lettered",  # 问题-01 …, again every week
    "town",  # 001 …, again in the file of each town
    "town lettered",  # WT-1 …, again in the file of each town
    "page",  # 1 … n, again on each sheet of a week's file
    "damaged",  # 18 digits typed as a number, so that Excel has rounded them
)
FEEDBACKS = ("by number", "own numbers", "without numbers")
"""How units answer: by the office's numbers alone; in full with numbers of their own, 1 … n; in full without."""

TOWNS = ("东山镇", "西河镇", "南塘镇", "北岭街道")
UNITS = ("县城管局", "县住建局", "县交通局", "县市监局")
SITES = ("人民路", "建设路", "中心公园", "农贸市场", "汽车站", "县医院", "东风小区")
"""Every town has sites of these names: 人民路 in two towns is two places."""
PROBLEMS: Mapping[str, Sequence[str]] = {
    "环境卫生": ("路面有垃圾", "垃圾桶满溢", "墙面小广告未清", "绿化带内有白色垃圾"),
    "公共秩序": ("占道经营", "店外堆放杂物", "飞线充电"),
    "文明交通": ("非机动车乱停乱放", "机动车占用盲道", "行人闯红灯无人劝导"),
    "公共设施": ("路灯不亮", "井盖缺失", "人行道板破损", "公益广告破损"),
}
DETAILS = ("北侧", "南侧", "东门", "西门", "入口处", "转角处", "公厕旁", "3号楼前", "12号门面", "公交站台")
START = date(2020, 6, 1)


@dataclass(frozen=True)
class Issue:
    """An issue as it truly is. number: what the office wrote first, None without. spot: where exactly, in a column that no program knows."""

    key: int
    number: str | int | None
    town: str
    site: str
    category: str
    wording: str
    unit: str
    found_on: date
    due_on: date
    spot: str


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook: headings, rows, and the key of the true issue of each row."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truth: tuple[int, ...]


@dataclass(frozen=True)
class Sheet:
    """A file: its name, its kind (inspection, rectification, full), the day that it speaks for, its pages."""

    name: str
    kind: str
    as_of: date
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class County:
    """The issues given and the files about them, in the order in which an office would load them."""

    issues: tuple[Issue, ...]
    sheets: tuple[Sheet, ...]


def county(
    seed: int,
    numbering: str,
    *,
    feedback: str = "own numbers",
    weeks: int = 4,
    per_week: int = 8,
    days: bool = True,
    spots: bool = False,
    ledger: bool = False,
    reworded: float = 0.0,
    split: bool = False,
) -> County:
    """A county whose files differ only in what is asked for; the same seed gives the same county.

    days: whether lists say the day found. spots: the exact place stands in a column of its own (具体部位), and the same words are
    found at several spots of one site. ledger: every week a full ledger of all issues comes too. reworded: share of its rows
    that say the problem in slightly other words. split: each week's list comes as two files.
    """
    draw = Random(f"{seed} {numbering}")
    issues: list[Issue] = []
    sheets: list[Sheet] = []
    done: dict[int, date] = {}
    for week in range(weeks):
        monday = START + timedelta(days=7 * week)
        found = _found(draw, issues, monday, numbering, per_week, spots)
        issues += found
        sheets += _lists(found, monday, numbering, days=days, spots=spots, split=split)
        sheets += _feedbacks(draw, found, monday, feedback, done, days=days, spots=spots)
        if ledger:
            sheets.append(_ledger(draw, issues, monday, done, reworded, days=days, spots=spots))
    return County(tuple(issues), tuple(sheets))


VERSIONS = ("running", "stable", "missing")
"""How the versions of a list are numbered: counted anew in each, by numbers that are kept, not at all."""


def series(
    seed: int, numbering: str, *, days: bool = True, kind: str = "inspection", weeks: int = 5, count: int = 12
) -> County:
    """One list that is sent again every week with a new date: nothing of its rows changes, some are removed, some added.

    numbering: one of VERSIONS. kind: of the sheets; a full ledger also says that nothing is done.
    """
    draw = Random(f"{seed} {numbering} series")
    issues: list[Issue] = []
    shown: list[Issue] = []
    sheets: list[Sheet] = []
    for week in range(weeks):
        monday = START + timedelta(days=7 * week)
        places = {(one.town, one.site, one.wording) for one in issues}
        found = _found(draw, issues, monday, "stable" if numbering == "stable" else "missing", count, False)
        fresh = [one for one in found if (one.town, one.site, one.wording) not in places][: count if not week else 3]
        fresh = [
            replace(one, key=len(issues) + n, number=_of_version(one, numbering)) for n, one in enumerate(fresh, 1)
        ]
        issues += fresh
        gone = set(draw.sample(range(len(shown)), min(2, len(shown)))) if week else set()
        shown = [one for n, one in enumerate(shown) if n not in gone]
        at = draw.randrange(len(shown) + 1) if numbering == "running" else len(shown)
        shown = [*shown[:at], *fresh, *shown[at:]]
        told = []
        for n, one in enumerate(shown, 1):
            row = _list_row(one) | {"整改状态": "整改中", "完成时间": None}
            told.append((row | {"编号": n} if numbering == "running" else row, one.key))
        without = ["具体部位", *([] if days else ["检查日期"]), *(["编号"] if numbering == "missing" else [])]
        sunday = monday + timedelta(days=6)
        page = _page("清单", LIST if kind == "inspection" else LEDGER, told, without)
        sheets.append(Sheet(f"问题清单_{sunday:%Y%m%d}.xlsx", kind, sunday, (page,)))
    return County(tuple(issues), tuple(sheets))


def _of_version(one: Issue, numbering: str) -> str | int | None:
    return one.number if numbering == "stable" else None


def _found(draw: Random, known: Sequence[Issue], monday: date, numbering: str, count: int, spots: bool) -> list[Issue]:
    """A week's issues: no two of them share town, site and wording, unless they differ in the spot."""
    places: dict[tuple[str, str, str, str], Issue] = {}
    while len(places) < count:
        category = draw.choice(tuple(PROBLEMS))
        wording, spot = draw.choice(PROBLEMS[category]), draw.choice(DETAILS)
        if draw.random() < 0.4 and not spots:
            wording = f"{spot}{wording}"
        town, site = draw.choice(TOWNS), draw.choice(SITES[: 3 if spots else None])
        place = (town, site, wording, spot if spots else "")
        if place not in places:
            found_on = monday + timedelta(days=draw.randrange(3))
            unit = UNITS[tuple(PROBLEMS).index(category)]
            due_on = found_on + timedelta(days=draw.choice((3, 5, 7)))
            places[place] = Issue(0, None, town, site, category, wording, unit, found_on, due_on, spot)
    found = sorted(places.values(), key=lambda one: TOWNS.index(one.town))
    first = len(known) + 1
    numbers = _numbers(numbering, found, first)
    return [replace(one, key=first + n, number=numbers[n]) for n, one in enumerate(found)]


def _numbers(numbering: str, found: Sequence[Issue], first: int) -> list[str | int | None]:
    towns: defaultdict[str, int] = defaultdict(int)
    numbers: list[str | int | None] = []
    for n, one in enumerate(found):
        towns[one.town] += 1
        styles: dict[str, str | int | None] = {
            "stable": f"WM-2020-{first + n:03d}",
            "growing": first + n,
            "missing": None,
            "weekly": n + 1,
            "weekly lettered": f"问题-{n + 1:02d}",
            "town": f"{towns[one.town]:03d}",
            "town lettered": f"WT-{towns[one.town]}",
            "page": towns[one.town],
            "damaged": 320000202006000000 + first + n,
        }
        numbers.append(styles[numbering])
    return numbers


LIST = ("编号", "检查日期", "镇区", "点位名称", "具体部位", "问题类别", "存在问题", "责任单位", "整改时限")


def _list_row(one: Issue) -> dict[str, Any]:
    return {
        "编号": one.number,
        "检查日期": one.found_on,
        "镇区": one.town,
        "点位名称": one.site,
        "具体部位": one.spot,
        "问题类别": one.category,
        "存在问题": one.wording,
        "责任单位": one.unit,
        "整改时限": one.due_on,
    }


def _page(
    name: str, headings: Sequence[str], told: Sequence[tuple[dict[str, Any], int]], without: Sequence[str]
) -> Page:
    kept = tuple(heading for heading in headings if heading not in without)
    rows = tuple(tuple(row[heading] for heading in kept) for row, _ in told)
    return Page(name, kept, rows, tuple(key for _, key in told))


def _without(found: Sequence[Issue], *, days: bool, spots: bool) -> list[str]:
    numbered = any(one.number is not None for one in found)
    left = (("编号", numbered), ("检查日期", days), ("具体部位", spots))
    return [heading for heading, wanted in left if not wanted]


def _lists(
    found: Sequence[Issue], monday: date, numbering: str, *, days: bool, spots: bool, split: bool
) -> list[Sheet]:
    sunday = monday + timedelta(days=6)
    without = _without(found, days=days, spots=spots)
    name = f"检查问题清单_{sunday:%Y%m%d}"
    towns: defaultdict[str, list[tuple[dict[str, Any], int]]] = defaultdict(list)
    for one in found:
        towns[one.town].append((_list_row(one), one.key))
    if numbering in ("town", "town lettered"):
        return [
            Sheet(f"{town}{name}.xlsx", "inspection", sunday, (_page("清单", LIST, rows, without),))
            for town, rows in towns.items()
        ]
    if numbering == "page":
        pages = tuple(_page(town, LIST, rows, without) for town, rows in towns.items())
        return [Sheet(f"{name}.xlsx", "inspection", sunday, pages)]
    rows = [row for one in towns.values() for row in one]
    parts = [rows[: len(rows) // 2], rows[len(rows) // 2 :]] if split else [rows]
    return [
        Sheet(f"{name}_{n}.xlsx", "inspection", sunday, (_page("清单", LIST, part, without),))
        for n, part in enumerate(parts, 1)
        if part
    ]


ANSWER = ("编号", "检查日期", "镇区", "点位名称", "具体部位", "存在问题", "责任单位", "整改状态", "完成时间")


def _feedbacks(
    draw: Random,
    found: Sequence[Issue],
    monday: date,
    feedback: str,
    done: dict[int, date],
    *,
    days: bool,
    spots: bool,
) -> list[Sheet]:
    """On the Wednesday after, every unit answers for its own issues."""
    wednesday = monday + timedelta(days=9)
    sheets = []
    for unit in UNITS:
        told: list[tuple[dict[str, Any], int]] = []
        for one in (issue for issue in found if issue.unit == unit):
            finished = draw.random() < 0.6
            if finished:
                done[one.key] = monday + timedelta(days=draw.randrange(7, 10))
            row = _list_row(one) | {"整改状态": "已完成" if finished else "整改中", "完成时间": done.get(one.key)}
            if feedback == "own numbers":
                row["编号"] = len(told) + 1
            told.append((row, one.key))
        without = _without(found, days=days, spots=spots)
        if feedback == "by number":
            without = [heading for heading in ANSWER if heading not in ("编号", "整改状态", "完成时间")]
        elif feedback == "own numbers":
            without = [heading for heading in without if heading != "编号"]
        else:
            without = [*without, "编号"]
        if told:
            name = f"{unit}整改反馈表_{wednesday:%Y%m%d}.xlsx"
            sheets.append(Sheet(name, "rectification", wednesday, (_page("反馈", ANSWER, told, without),)))
    return sheets


LEDGER = (*LIST, "整改状态", "完成时间")


def _ledger(
    draw: Random,
    issues: Sequence[Issue],
    monday: date,
    done: Mapping[int, date],
    reworded: float,
    *,
    days: bool,
    spots: bool,
) -> Sheet:
    """The office's full ledger on the second Sunday: everything so far, numbered as on the lists."""
    sunday = monday + timedelta(days=13)
    told = []
    for one in issues:
        finished = done.get(one.key)
        row = _list_row(one) | {"整改状态": "整改中" if finished is None else "已完成", "完成时间": finished}
        if draw.random() < reworded:
            row["存在问题"] = f"{one.wording}，影响观瞻" if draw.random() < 0.5 else f"现场发现{one.wording}"
        told.append((row, one.key))
    without = _without(issues, days=days, spots=spots)
    return Sheet(f"整改台账_{sunday:%Y%m%d}.xlsx", "full", sunday, (_page("台账", LEDGER, told, without),))


def workbook(sheet: Sheet) -> bytes:
    """The file as .xlsx, headings in row 1 of every page."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for page in sheet.pages:
            on = book.add_worksheet(page.name)
            for r, row in enumerate((page.headings, *page.rows)):
                for c, value in enumerate(row):
                    if isinstance(value, date):
                        on.write_datetime(r, c, datetime.combine(value, time()), day)
                    elif isinstance(value, str):
                        on.write_string(r, c, value)
                    elif value is not None:
                        on.write_number(r, c, value)
    return buffer.getvalue()


@dataclass(frozen=True)
class Confusion:
    """What a program made of a county's rows.

    given, found: issues. rows: rows that were kept; refused: rows that were not. merged: issues that hold rows of another one too many (0 is right).
    split: issues too many because rows of one issue lie apart; asked: those of them that the right answers about doubtful pairs would mend.
    foreign: completions that lie on an issue of another unit.
    """

    given: int
    found: int
    rows: int
    refused: int
    merged: int
    split: int
    asked: int
    foreign: int


def assigned(database: Database) -> dict[tuple[str, str, int], set[int]]:
    """Row (file, page, number) → the ids of the issues that it lies on. Files must have been loaded under their names."""
    o, m = schema.observations.c, schema.imports.c
    rows: defaultdict[tuple[str, str, int], set[int]] = defaultdict(set)
    with database.read() as connection:
        query = select(m.file_name, o.sheet, o.row_no, o.issue_id).join(schema.imports, m.id == o.import_id)
        for file, page, row, issue in connection.execute(query):
            rows[file, page, row].add(issue)
    return rows


def confusion(database: Database, county: County) -> Confusion:
    """`confusion_in` of a database."""
    with database.read() as connection:
        return confusion_in(connection, county)


def confusion_in(connection: Connection, county: County) -> Confusion:
    """Compares what is stored with the truth. Files must have been loaded under their names."""
    truth = {
        (sheet.name, page.name, row): key
        for sheet in county.sheets
        for page in sheet.pages
        for row, key in enumerate(page.truth, 2)
    }
    units = {one.key: one.unit for one in county.issues}
    o, m, d = schema.observations.c, schema.imports.c, schema.doubts.c
    query = select(m.file_name, o.sheet, o.row_no, o.issue_id, o.state).join(schema.imports, m.id == o.import_id)
    said = list(connection.execute(query))
    pairs = list(connection.execute(select(d.issue_id, d.candidate_id)))
    true_of: defaultdict[int, dict[int, None]] = defaultdict(dict)
    found_of: defaultdict[int, set[int]] = defaultdict(set)
    foreign = 0
    for file, page, row, issue, state in said:
        key = truth[file, page, row]
        true_of[issue][key] = None
        found_of[key].add(issue)
        owner = next(iter(true_of[issue]))
        foreign += int(state == State.REPORTED and units[owner] != units[key])
    asked = 0
    for key, issues in found_of.items():
        lies = {issue: n for n, issue in enumerate(sorted(issues))}
        for one, other in pairs:
            if lies.get(one) != lies.get(other) and key in true_of.get(one, ()) and key in true_of.get(other, ()):
                gone, stays = lies[one], lies[other]
                lies = {issue: stays if at == gone else at for issue, at in lies.items()}
                asked += 1
    return Confusion(
        given=len(county.issues),
        found=len(true_of),
        rows=len(said),
        refused=len(truth) - len(said),
        merged=sum(len(keys) - 1 for keys in true_of.values()),
        split=sum(len(found) - 1 for found in found_of.values()),
        asked=asked,
        foreign=foreign,
    )


def frame(county: County) -> pd.DataFrame:
    """All rows of a county: file, kind, as_of, page, row, what the row says (None where nothing), and `truth`, the key of its issue."""
    rows = [
        {"file": sheet.name, "kind": sheet.kind, "as_of": sheet.as_of, "page": page.name, "row": n, "truth": key}
        | dict.fromkeys(LEDGER)
        | dict(zip(page.headings, values, strict=True))
        for sheet in county.sheets
        for page in sheet.pages
        for n, (values, key) in enumerate(zip(page.rows, page.truth, strict=True), 2)
    ]
    return pd.DataFrame(rows, dtype=object)
