"""Issues one by one: the long texts of the rows on screen, the dossier of one, and the look-ups for matching."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, and_, func, or_, select

from database.store import schema
from database.store.bulk import CHUNK, chunks, one_of, plain_rows
from database.store.engine import Database
from database.store.folding import ANSWER, stored_spans
from database.store.settings import key_secret
from domain.accountability import watched
from domain.datasets.row_fields import KEPT
from domain.ledger.days import day_date
from domain.ledger.keys import issue_key
from domain.ledger.ledger import Span
from domain.ledger.states import DONE, OPEN, State

TEXTS = ("number", "description", "site", "assist_units", "person", "phone", "due_text", "progress")


def texts(database: Database, issue_ids: Sequence[int]) -> pd.DataFrame:
    """The texts of some issues: index issue_id in the order asked, columns TEXTS (strings, None where nothing is said).

    number, description and site are the issue's; the others are the newest that a sheet said.
    """
    i, s, o = schema.issues.c, schema.sites.c, schema.observations.c
    issue_ids = [int(key) for key in issue_ids]
    rows: dict[int, dict[str, Any]] = {}
    with database.read() as connection:
        names = dict(connection.execute(select(schema.units.c.id, schema.units.c.short_name)).all())
        for batch in chunks(issue_ids):
            query = select(i.id, i.number, i.description, s.name).join_from(
                schema.issues, schema.sites, s.id == i.site_id, isouter=True
            )
            for key, number, description, site in connection.execute(query.where(i.id.in_(batch))):
                rows[key] = {"number": number, "description": description, "site": site}
            assisting = select(schema.assists).where(schema.assists.c.issue_id.in_(batch))
            for key, unit in connection.execute(assisting):
                said = rows[key].get("assist_units")
                rows[key]["assist_units"] = names[unit] if said is None else f"{said}、{names[unit]}"
            newest = (
                select(o.issue_id, o.person, o.phone, o.due_text, o.progress)
                .join(schema.imports, schema.imports.c.id == o.import_id)
                .where(o.issue_id.in_(batch))
                .order_by(schema.imports.c.as_of, o.id)
            )
            for key, *values in connection.execute(newest):
                for name, value in zip(("person", "phone", "due_text", "progress"), values, strict=True):
                    if value is not None:
                        rows[key][name] = value
    kept = [key for key in issue_ids if key in rows]
    return pd.DataFrame(
        [rows[k] for k in kept], index=pd.Index(kept, name="issue_id"), columns=list(TEXTS), dtype=object
    )


def wordings(database: Database, issue_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Number and description of some issues ("" where nothing is said), by id: less than `texts`, many times faster."""
    i = schema.issues.c
    found: dict[int, tuple[str, str]] = {}
    with database.read() as connection:
        for batch in chunks([int(key) for key in issue_ids]):
            query = select(i.id, i.number, i.description).where(i.id.in_(batch))
            for key, number, description in plain_rows(connection, query):
                found[key] = (number or "", description or "")
    return found


def search(database: Database, text: str, *, limit: int = 50) -> list[int]:
    """Ids of issues whose number, wording or site contains `text`, newest first.

    Where none does, several texts are looked for that 、 keeps apart: issues with any of them.
    """
    i, s = schema.issues.c, schema.sites.c

    def holding(texts: Sequence[str]) -> list[int]:
        columns = (i.number, i.description, s.name)
        query = (
            select(i.id)
            .join_from(schema.issues, schema.sites, s.id == i.site_id, isouter=True)
            .where(or_(*(column.contains(one, autoescape=True) for column in columns for one in texts)))
            .order_by(i.found_on.desc(), i.id.desc())
            .limit(limit)
        )
        with database.read() as connection:
            return list(connection.scalars(query))

    said = text.strip()
    return holding([said]) or (holding(words) if len(words := watched.wordings(said)) > 1 else [])


def mentioning(database: Database, words: Collection[str]) -> dict[str, list[int]]:
    """For each word the ids of the issues whose wording holds it."""
    i = schema.issues.c
    found: dict[str, list[int]] = {}
    with database.read() as connection:
        for word in words:
            holds = func.instr(i.description, word) > 0  # a LIKE would fold the letters of every text first
            found[word] = [key for (key,) in plain_rows(connection, select(i.id).where(holds))]
    return found


@dataclass(frozen=True)
class StoredRow:
    """One observation, as the dossier shows it. kept: field of KEPT → what its cell says."""

    observation_id: int
    import_id: int
    file_name: str
    kind: str
    as_of: date
    imported_at: str
    sheet: str
    row: int
    part: int
    state: int | None
    state_text: str | None
    found_on: date | None
    due_on: date | None
    due_text: str | None
    lead: int | None
    done_on: date | None
    verified_on: date | None
    progress: str | None
    kept: Mapping[str, str | None]
    raw: Mapping[str, str]


@dataclass(frozen=True)
class IssueDetail:
    """Everything kept about one issue. issue: number, description, found_on (date), found_said, and the ids of its identity."""

    issue: Mapping[str, Any]
    observations: list[StoredRow]
    spans: list[Span]


def dossier(database: Database, issue_id: int) -> IssueDetail | None:
    """The dossier of an issue, observations in the order of the fold; None for an unknown id."""
    i, o, m = schema.issues.c, schema.observations.c, schema.imports.c
    with database.read() as connection:
        row = connection.execute(select(schema.issues).where(i.id == issue_id)).mappings().first()
        if row is None:
            return None
        spans = stored_spans(connection, schema.spans.c.issue_id == issue_id)[issue_id]
        query = (
            select(schema.observations, m.file_name, m.kind.label("import_kind"), m.as_of, m.imported_at)
            .join(schema.imports, m.id == o.import_id)
            .where(o.issue_id == issue_id)
            .order_by(m.as_of, o.import_id, o.id)
        )
        h = schema.import_sheets.c
        tables: dict[tuple[int, str], list[tuple[int, list[str]]]] = {}
        imported = select(o.import_id).where(o.issue_id == issue_id)
        for sheet in connection.execute(
            select(schema.import_sheets).where(h.import_id.in_(imported)).order_by(h.heading_row)
        ):
            tables.setdefault((sheet.import_id, sheet.sheet), []).append(
                (sheet.heading_row, json.loads(sheet.headings))
            )
        said = [_said(r, tables.get((r["import_id"], r["sheet"]), [])) for r in connection.execute(query).mappings()]
    return IssueDetail(dict(row) | {"found_on": day_date(row["found_on"])}, said, spans)


def _said(row: Any, tables: list[tuple[int, list[str]]]) -> StoredRow:
    def day(name: str) -> date | None:
        return None if row[name] is None else day_date(row[name])

    cells = json.loads(row["raw"])
    above = [headings for heading_row, headings in tables if heading_row < row["row_no"]]
    names = above[-1] if above else [f"列 {n + 1}" for n in range(len(cells))]
    return StoredRow(
        row["id"],
        row["import_id"],
        row["file_name"],
        row["import_kind"],
        day_date(row["as_of"]),
        row["imported_at"],
        row["sheet"],
        row["row_no"],
        row["part"],
        row["state"],
        row["state_text"],
        day("found_on"),
        day("due_on"),
        row["due_text"],
        row["lead_unit_id"],
        day("done_on"),
        day("verified_on"),
        row["progress"],
        {name: row[name] for name in KEPT},
        {name: "" if cell is None else str(cell) for name, cell in zip(names, cells, strict=False)},
    )


def last_states(connection: Connection, issue_ids: Iterable[int]) -> dict[int, int]:
    """How each of these issues stands at the end of its spans: issue id → state."""
    s = schema.spans.c
    found: dict[int, int] = {}
    query = select(s.issue_id, s.state).where(s.to_on == schema.LATEST)
    for chosen in one_of(connection, s.issue_id, issue_ids):
        found.update(plain_rows(connection, query.where(chosen)))
    return found


def open_on(connection: Connection, day: int, *, unit: int | None = None) -> list[int]:
    """Ids of the issues that are 未整改 on a day number and not reported done; of one unit (lead or district) only, where given."""
    s, i = schema.spans.c, schema.issues.c
    states = [int(state) for state in OPEN - DONE]
    query = select(s.issue_id).where(s.from_on <= day, s.to_on > day, s.state.in_(states)).order_by(s.issue_id)
    if unit is not None:
        query = query.join(schema.issues, i.id == s.issue_id).where(or_(s.lead_unit_id == unit, i.district_id == unit))
    return list(connection.scalars(query))


class KnownIssue(NamedTuple):
    """A stored issue, as matching needs it. listed: whether lists or ledgers speak of it, and not only answers; told where it was
    looked up by its words.
    """

    issue_id: int
    number: str | None
    fingerprint: int | None
    found_on: int
    found_said: int
    district_id: int | None
    site_id: int | None
    description: str | None
    open: bool
    category_id: int | None = None
    lead_id: int | None = None
    done: bool = False
    done_on: int | None = None
    listed: bool = True


def identity_of(number: str | None, fingerprint: int | None) -> str:
    """What an issue is, for its key: the wording it had first, else its number."""
    return f"#{number}" if fingerprint is None else str(fingerprint)


def keys_of(database: Database, issue_ids: Iterable[int]) -> dict[int, str]:
    """The issue keys (问题码) of some issues: issue id → key. Ids that are unknown are left out."""
    i = schema.issues.c
    secret = key_secret(database)
    keys: dict[int, str] = {}
    with database.read() as connection:
        for batch in chunks([int(key) for key in issue_ids]):
            for key, number, mark in connection.execute(select(i.id, i.number, i.fingerprint).where(i.id.in_(batch))):
                keys[key] = issue_key(secret, key, identity_of(number, mark))
    return keys


def spellings(connection: Connection, folded: Set[str], sought: Set[str]) -> dict[str, str]:
    """The numbers of stored issues as they are spelled, by what they are in capitals; only those of `folded`.

    Numbers that are stored in capitals are told of `sought` only, and where another issue has them in small letters.
    """
    i = schema.issues.c
    found: dict[str, str] = {}
    small = select(i.id, i.number).where(i.number.op("GLOB")("*[a-z]*"))
    ways = _other_ways(folded)
    if ways:  # ranges of the index, where there are few
        small = small.where(or_(*(i.number.between(way, f"{way}\U0010ffff") for way in ways)))
    for _, number in sorted(
        () if ways == [] else plain_rows(connection, small)
    ):  # put in order here: the index of numbers is enough
        if number.upper() in folded:
            found.setdefault(number.upper(), number)
    for chosen in one_of(connection, i.number, sought | found.keys()):
        found.update({number: number for (number,) in plain_rows(connection, select(i.number).where(chosen))})
    return found


_TO_LAST_LETTER = re.compile(".*[A-Z]", re.DOTALL)
_MOST_WAYS = 16


def _other_ways(folded: Set[str]) -> list[str] | None:
    """How numbers can begin, up to their last letter, that are written otherwise than in capitals: WM-001 as Wm, wM, wm; None for too many."""
    begins = {found.group() for number in folded if (found := _TO_LAST_LETTER.match(number)) is not None}
    ways: list[str] = []
    for begin in begins:
        if len(ways) + 2 ** sum(sign.upper() != sign.lower() for sign in begin) - 1 > _MOST_WAYS:
            return None
        ways += list(map("".join, product(*({sign: 0, sign.lower(): 0} for sign in begin))))[1:]
    return ways


def known_by(
    connection: Connection, column: str, values: Iterable[Any], *, found: Collection[int] | None = None
) -> dict[Any, list[KnownIssue]]:
    """Stored issues whose `column` (number, fingerprint, site_id, description or id) is one of `values`, by that value, oldest first.

    found: only those that were found on one of these days, or of which no row says when.
    """
    i, s = schema.issues.c, schema.spans.c
    values = list(values)
    if not values or connection.scalar(select(schema.issues.c.id).limit(1)) is None:
        return {}
    if column == "fingerprint":
        return _known_by_words(connection, values)
    query = select(
        i.id,
        i.number,
        i.fingerprint,
        i.found_on,
        i.found_said,
        i.district_id,
        i.site_id,
        i.description,
        s.state,
        i.category_id,
        s.lead_unit_id,
        s.done_on,
    ).join(schema.spans, and_(s.issue_id == i.id, s.to_on == schema.LATEST))
    if found is not None and len(found) <= CHUNK:
        query = query.where(or_(i.found_on.in_(sorted(found)), i.found_said == 0))
    by: dict[Any, list[KnownIssue]] = {}
    place = KnownIssue._fields.index("issue_id" if column == "id" else column)
    conditions = one_of(connection, i[column], values)
    if column == "description":  # has no index: a pass over the issues alone comes first
        conditions = [i.id.in_(select(i.id).where(chosen).correlate(None)) for chosen in conditions]
    for chosen in conditions:
        for row in plain_rows(connection, query.where(chosen).order_by(i.found_on, i.id)):
            by.setdefault(row[place], []).append(_known(row))
    return by


def _known_by_words(connection: Connection, marks: Sequence[int]) -> dict[int, list[KnownIssue]]:
    """Stored issues that any row has called so, by that fingerprint, oldest first, each as that row described it.

    A later sheet may have corrected words, place or day: older sheets and forms go on finding their issue. An issue whose
    rows name different days with the same words stands there once for each.
    """
    o, i, s, m = schema.observations.c, schema.issues.c, schema.spans.c, schema.imports.c
    query = (
        select(
            o.issue_id, i.number, o.fingerprint, func.coalesce(o.found_on, i.found_on),
            or_(o.found_on.is_not(None), i.found_said), func.coalesce(o.district_id, i.district_id),
            func.coalesce(o.site_id, i.site_id), o.description, s.state, func.coalesce(o.category_id, i.category_id),
            s.lead_unit_id, s.done_on, m.kind != ANSWER,
        )
        .join(schema.issues, i.id == o.issue_id)
        .join(schema.spans, and_(s.issue_id == o.issue_id, s.to_on == schema.LATEST))
        .join(schema.imports, m.id == o.import_id)
    )  # fmt: skip
    newest: dict[tuple[int, int, int], KnownIssue] = {}
    for chosen in one_of(connection, o.fingerprint, marks):
        for row in plain_rows(connection, query.where(chosen).order_by(m.as_of, o.id)):
            known = _known(row[:-1])
            place = known.issue_id, known.fingerprint or 0, known.found_on
            listed = bool(row[-1]) or (place in newest and newest[place].listed)
            newest[place] = known._replace(listed=listed)
    by: dict[int, list[KnownIssue]] = {}
    for known in sorted(newest.values(), key=lambda one: (one.found_on, one.issue_id)):
        by.setdefault(known.fingerprint or 0, []).append(known)
    return by


def _known(row: Sequence[Any]) -> KnownIssue:
    opened, done = _STANDS[row[8]]
    return KnownIssue._make((*row[:8], opened, row[9], row[10], done, row[11], True))


_ENDED = (State.CLOSED, State.REJECTED)
_STANDS = {int(state): (state not in _ENDED, state in DONE) for state in State}
"""State → whether an issue in it is open, and whether it is done."""


def issue_count(connection: Connection) -> int:
    """How many issues are stored."""
    return int(connection.scalar(select(func.count()).select_from(schema.issues)) or 0)


def site_names(connection: Connection, site_ids: Iterable[int]) -> dict[int, str]:
    """The names of sites by id."""
    s = schema.sites.c
    names: dict[int, str] = {}
    for chosen in one_of(connection, s.id, set(site_ids)):
        names.update(plain_rows(connection, select(s.id, s.name).where(chosen)))
    return names


def names_of(connection: Connection, values: Iterable[tuple[str, Any]]) -> dict[tuple[str, Any], str]:
    """Values of columns of `issues` in words: (column, value) → name of the id, day, or the text itself."""
    named = {"district_id": schema.units, "site_id": schema.sites, "category_id": schema.terms}
    told: dict[tuple[str, Any], str] = {}
    for column, value in values:
        if column == "found_on":
            told[column, value] = f"{day_date(value):%Y-%m-%d}"
        elif column not in named:
            told[column, value] = str(value)
        else:
            name = connection.scalar(select(named[column].c.name).where(named[column].c.id == value))
            told[column, value] = str(name or f"#{value}")
    return told


def told_in_short(connection: Connection, issue_ids: Iterable[int]) -> dict[int, str]:
    """District, site and wording of some issues in one line, by id."""
    i, s, u = schema.issues.c, schema.sites.c, schema.units.c
    told: dict[int, str] = {}
    query = select(i.id, u.short_name, s.name, i.description).select_from(
        schema.issues.outerjoin(schema.sites, s.id == i.site_id).outerjoin(schema.units, u.id == i.district_id)
    )
    for batch in chunks(set(issue_ids)):
        for key, *parts in connection.execute(query.where(i.id.in_(batch))):
            told[key] = "，".join(part for part in parts if part)
    return told


def unit_names(connection: Connection) -> dict[str, int]:
    """Full and short name of every unit → its id."""
    u = schema.units.c
    rows = connection.execute(select(u.id, u.name, u.short_name)).all()
    return {name: key for key, *names in rows for name in names if name}


def said_elsewhere(connection: Connection, issue_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """What the rows of some issues say in each column of their sheets: issue id → heading → text, the newest row first."""
    o, m, h = schema.observations.c, schema.imports.c, schema.import_sheets.c
    found: dict[int, dict[str, str]] = {}
    for batch in chunks(set(issue_ids)):
        query = select(o.issue_id, o.import_id, o.sheet, o.row_no, o.raw).join(schema.imports, m.id == o.import_id)
        rows = list(connection.execute(query.where(o.issue_id.in_(batch)).order_by(m.as_of.desc(), o.id.desc())))
        told = select(h.import_id, h.sheet, h.heading_row, h.headings).where(
            h.import_id.in_({r.import_id for r in rows})
        )
        tables: dict[tuple[int, str], list[tuple[int, list[str]]]] = {}
        for import_id, sheet, heading_row, headings in connection.execute(told.order_by(h.heading_row)):
            tables.setdefault((import_id, sheet), []).append((heading_row, json.loads(headings)))
        for row in rows:
            above = [names for at, names in tables.get((row.import_id, row.sheet), ()) if at < row.row_no]
            for heading, cell in zip(above[-1] if above else (), json.loads(row.raw), strict=False):
                if cell is not None and str(cell).strip():
                    found.setdefault(row.issue_id, {}).setdefault(heading, str(cell).strip())
    return found
