"""A database with N issues, written the way imports write it: observations, and the spans folded from them.

The sheets are those of an office that keeps two a week: what inspectors found, and what units did about it.
"""

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Connection, insert

from benchmarks.cache import kept
from benchmarks.histories import (
    LAST_ON,
    NONE,
    Days,
    Histories,
    as_date,
    description,
    histories,
    number,
    sunday,
)
from data_loaders.importing.intake import load, recognise
from data_loaders.importing.sample import FOLDER
from data_loaders.matching import fingerprint
from database.store import schema
from database.store.bulk import insert_rows
from database.store.engine import Database, open_database
from database.store.settings import save_settings
from domain.ledger.days import day_number
from domain.ledger.ledger import Observation, fold
from domain.ledger.states import State
from sample_data.generator.life import county

BATCH = 20_000
FOUND_HEADINGS = ("编号", "检查日期", "镇区", "点位名称", "问题类别", "存在问题", "责任单位", "整改时限")
FOUND_FIELDS = ("number", "found_on", "district", "site", "category", "problem", "units", "due")
DONE_HEADINGS = ("编号", "整改情况", "是否完成", "完成时间", "复核日期")
DONE_FIELDS = ("number", "progress", "state", "done_on", "verified_on")

PLACE = ("district_id", "site_id", "site_type_id", "category_id", "source_id", "action_id", "description")
ISSUE = ("id", "number", "fingerprint", "found_on", "found_said", *PLACE)
SPAN = ("issue_id", "from_on", "to_on", "state", "due_on", "lead_unit_id", "done_on")
ROW = ("import_id", "issue_id", "sheet", "row_no", "part", "number", "state", "state_text", "raw")
FOUND_ROW = (*ROW, "found_on", "due_on", "due_text", "lead_unit_id", "assist_ids", *PLACE)
DONE_ROW = (*ROW, "done_on", "verified_on", "progress")


def county_file(issues: int, folder: Path) -> Path:
    """An SQLite file with this many issues; filled on the first call (about 130 s for a million), found again later."""
    return kept(folder, f"county_{issues}", ".db", lambda part: fill(f"sqlite:///{part}", histories(issues)))


def fill(url: str, lives: Histories) -> None:
    """Writes masters, imports, issues, observations and spans into the (empty) database at `url`."""
    database = open_database(url)
    with database.write() as connection:
        ids = _masters(connection, lives)
        _imports(connection, lives)
        for start in range(0, len(lives), BATCH):
            _batch(connection, lives, ids, range(start, min(start + BATCH, len(lives))))
        _totals(connection)
        weekly = [
            [name, rhythm, "一二三四五六日".index(day[1]), since.isoformat()]
            for name, rhythm, day, since in county.ACTIVITY_RULES
        ]
        values = {"county": county.COUNTY, "assessment_on": county.ASSESSMENT_ON.isoformat(), "activity_rules": weekly}
        save_settings(connection, values)
    _books(database)
    database.close()  # the last connection to leave folds the write-ahead log into the file


def _books(database: Database) -> None:
    """Loads the sheets of the campaign's other lists, so that their screens have something to compute."""
    for path in sorted((FOLDER / "campaign").glob("*.xlsx")):
        file = recognise(database, path.read_bytes(), path.name)
        assert file.as_of is not None, path.name
        load(database, file, at=datetime.combine(file.as_of, time(17, 30)), remember=False)


def _masters(connection: Connection, lives: Histories) -> dict[str, dict[str, int]]:
    """Writes units, vocabularies, actions and sites; ids by name, for each kind."""
    units = {unit.name: n for n, unit in enumerate(county.UNITS, 1)}
    kinds = {"部门": "department", "镇区": "district"}
    connection.execute(
        insert(schema.units),
        [
            {
                "id": units[unit.name],
                "name": unit.name,
                "short_name": unit.short,
                "kind": kinds[unit.kind],
                "peer_group": unit.group,
                "contact": unit.contact,
                "phone": unit.phone,
            }
            for unit in county.UNITS
        ],
    )
    actions = {action.name: n for n, action in enumerate(county.ACTIONS, 1)}
    connection.execute(
        insert(schema.actions),
        [
            {"id": actions[a.name], "name": a.name, "lead_leader": a.leader, "lead_unit_id": units[a.lead]}
            for a in county.ACTIONS
        ],
    )
    action_of = {category: actions[action.name] for action in county.ACTIONS for category in action.categories}
    words: list[tuple[str, str, int | None]] = [("category", name, action_of[name]) for name in county.CATEGORIES]
    words += [("site_type", name, None) for name in county.LEAD_BY_TYPE]
    words.append(("source", "日常巡查", None))
    connection.execute(
        insert(schema.terms),
        [{"id": n, "kind": k, "name": name, "action_id": a} for n, (k, name, a) in enumerate(words, 1)],
    )
    terms = {name: n for n, (_, name, _) in enumerate(words, 1)}
    insert_rows(
        connection,
        schema.sites,
        ("id", "name", "district_id", "site_type_id", "lead_unit_id"),
        [
            (n, place.name, units[site.district], terms[site.site_type], units[site.lead])
            for n, place in enumerate(lives.places, 1)
            for site in [county.SITES[place.model]]
        ],
    )
    return {"unit": units, "term": terms, "action": actions, "action_of": action_of}


def _weeks(lives: Histories) -> range:
    """The Sundays that sheets speak for."""
    return range(int(sunday(lives.found_on[:1])[0]), day_number(LAST_ON) + 1, 7)


def _imports(connection: Connection, lives: Histories) -> None:
    """Two imports a week: id 1, 3 … what was found, 2, 4 … what was done. The counts follow at the end."""
    imports, sheets = [], []
    for week, day in enumerate(_weeks(lives)):
        for import_id, kind, name, headings, fields in (
            (2 * week + 1, "inspection", "检查问题清单", FOUND_HEADINGS, FOUND_FIELDS),
            (2 * week + 2, "rectification", "整改反馈表", DONE_HEADINGS, DONE_FIELDS),
        ):
            imports.append(
                {
                    "id": import_id,
                    "file_name": f"{name}_{as_date(day):%Y%m%d}.xlsx",
                    "sha256": f"{import_id:064x}",
                    "kind": kind,
                    "as_of": day,
                    "imported_at": f"{as_date(day):%Y-%m-%d}T10:00:00+00:00",
                }
            )
            sheets.append(
                {
                    "import_id": import_id,
                    "sheet": "Sheet1",
                    "heading_row": 1,
                    "headings": orjson.dumps(headings).decode(),
                    "fields": orjson.dumps(fields).decode(),
                }
            )
    connection.execute(insert(schema.imports), imports)
    connection.execute(insert(schema.import_sheets), sheets)


def _steps(lives: Histories, rows: slice) -> list[tuple[State, str, Days, Days, Days]]:
    """The rows of rectification sheets, step by step: state, its word, day done, day verified, Sunday of the sheet."""
    done, verified, failed = lives.done_on[rows], lives.verified_on[rows], lives.failed[rows]
    again, closed = lives.again_on[rows], lives.closed_again_on[rows]
    none = np.full(len(done), NONE)
    passed = np.where(failed, NONE, verified)
    sent_back = np.where(failed, verified, NONE)
    return [
        (State.REPORTED, "已完成", done, none, sunday(done)),
        (State.CLOSED, "已销号", none, passed, sunday(passed)),
        (State.REWORK, "返工", none, sent_back, sunday(sent_back)),
        (State.REPORTED, "已完成", again, none, sunday(again)),
        (State.CLOSED, "已销号", none, closed, sunday(closed)),
    ]


def _batch(connection: Connection, lives: Histories, ids: dict[str, dict[str, int]], indices: range) -> None:
    rows = slice(indices.start, indices.stop)
    first_sunday = _weeks(lives).start
    found_sheet = sunday(lives.found_on[rows])
    steps = [tuple(_plain(column) for column in step) for step in _steps(lives, rows)]
    issues, found_rows, done_rows, spans = [], [], [], []
    for at, (index, sheet_on) in enumerate(zip(indices, found_sheet.tolist(), strict=True)):
        issue_id, no = index + 1, number(index)
        place = lives.places[lives.place[index]]
        site = county.SITES[place.model]
        category = county.CATEGORIES[lives.category[index]]
        problem = description(place.model, int(lives.category[index]), int(lives.wording[index]))
        lead = county.UNITS[lives.lead[index]]
        assist = int(lives.assist[index])
        found_on, due_on = int(lives.found_on[index]), _or_none(int(lives.due_on[index]))
        where = (
            ids["unit"][site.district],
            int(lives.place[index]) + 1,
            ids["term"][site.site_type],
            ids["term"][category],
            ids["term"]["日常巡查"],
            ids["action_of"][category],
            problem,
        )
        lead_id = ids["unit"][lead.name]
        found_text = as_date(found_on).isoformat()
        due_text = None if due_on is None else as_date(due_on).isoformat()
        raw = orjson.dumps([no, found_text, site.district, place.name, category, problem, lead.name, due_text]).decode()
        import_id = 2 * ((sheet_on - first_sunday) // 7) + 1
        row = (issue_id, "Sheet1", index + 2, 1, no)
        assist_ids = None if assist == NONE else f"[{assist + 1}]"
        key = fingerprint(site.district, place.name, problem)
        issues.append((issue_id, no, key, found_on, 1, *where))
        found_rows.append(
            (
                import_id,
                *row,
                int(State.ASSIGNED),
                "已交办",
                raw,
                found_on,
                due_on,
                due_text,
                lead_id,
                assist_ids,
                *where,
            )
        )
        said = [Observation(sheet_on, (import_id, at), found_on, int(State.ASSIGNED), due_on, lead_id)]
        for state, word, done_days, verified_days, sheet_days in steps:
            speaks_on = sheet_days[at]
            if speaks_on == NONE:
                continue
            done_on, verified_on = _or_none(done_days[at]), _or_none(verified_days[at])
            import_id = 2 * ((speaks_on - first_sunday) // 7) + 2
            raw = orjson.dumps([no, "按要求整改", word, done_on, verified_on]).decode()
            done_rows.append((import_id, *row, int(state), word, raw, done_on, verified_on, "按要求整改"))
            order = (import_id, len(done_rows))
            said.append(Observation(speaks_on, order, state=int(state), done_on=done_on, verified_on=verified_on))
        spans += [(issue_id, *span) for span in fold(said)]
    insert_rows(connection, schema.issues, ISSUE, issues)
    insert_rows(connection, schema.observations, FOUND_ROW, found_rows)
    insert_rows(connection, schema.observations, DONE_ROW, done_rows)
    insert_rows(connection, schema.spans, SPAN, spans)
    insert_rows(connection, schema.assists, ("issue_id", "unit_id"), list(_assists(lives, indices)))


def _assists(lives: Histories, indices: range) -> Iterator[tuple[int, int]]:
    for index in indices:
        if lives.assist[index] != NONE:
            yield index + 1, int(lives.assist[index]) + 1


def _plain(column: Any) -> Any:
    """Arrays as lists: reading single values out of an array is slow."""
    return column.tolist() if isinstance(column, np.ndarray) else column


def _or_none(day: int) -> int | None:
    return None if day == NONE else day


def _totals(connection: Connection) -> None:
    """Puts the counts of rows into `imports`, as an import would have."""
    for kind, column in (("inspection", "rows_new"), ("rectification", "rows_changed")):
        connection.exec_driver_sql(
            f"update imports set (rows_read, {column}) = (select count(*), count(*) from observations "
            f"where import_id = imports.id) where kind = '{kind}'"
        )
