"""Refused rows of imports in force, and what later imports say that may settle them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from database.store import schema
from database.store.bulk import chunks
from domain.datasets.datasets import REFERENCES, Dataset, mark_of


class StoredFault(NamedTuple):
    """One faulty cell of a refused row; heading and value are None where the row as a whole is meant."""

    heading: str | None
    value: str | None
    reason: str
    remedy: str


@dataclass(frozen=True)
class RefusedRow:
    """A refused row. kind: of its import. day: number of the day that the sheet speaks for.

    headings, fields: of the table above it, in the order of cells; field: None for a column that was not read.
    """

    import_id: int
    kind: str
    day: int
    sheet: str
    row: int
    heading_row: int
    headings: Sequence[str]
    fields: Sequence[str | None]
    cells: Sequence[Any]
    faults: Sequence[StoredFault]

    @property
    def said(self) -> dict[str, str]:
        """Field → what its cell says, as text; empty cells are left out."""
        return _texts(self.fields, self.cells)


class SaidRow(NamedTuple):
    """A row that was taken: of a book, which entry it is about (mark), and what stood in its cells (field → text)."""

    import_id: int
    day: int
    sheet: str
    row: int
    mark: str
    said: Mapping[str, str]


def refused_rows(connection: Connection) -> list[RefusedRow]:
    """The refused rows of imports in force, newest day first.

    Of a file that was imported again only the newest import counts: it has read each of its sheets anew.
    """
    r, i = schema.refusals.c, schema.imports.c
    query = (
        select(schema.refusals, i.kind, i.as_of, i.sha256)
        .join(schema.imports, i.id == r.import_id)
        .where(i.undone_at.is_(None))
        .order_by(i.as_of.desc(), r.import_id.desc(), r.id)
    )
    rows = list(connection.execute(query))
    again = _newest_reading(connection, {row.sha256 for row in rows})
    tables = _tables(connection, {row.import_id for row in rows})
    found: dict[tuple[int, str, int], RefusedRow] = {}
    for row in rows:
        if again.get((row.sha256, row.sheet), 0) > row.import_id:
            continue
        place = (row.import_id, row.sheet, row.row_no)
        fault = StoredFault(row.heading, row.value, row.reason, row.remedy)
        known = found.get(place)
        if known is not None:
            found[place] = replace(known, faults=(*known.faults, fault))
            continue
        above = [table for table in tables.get(place[:2], ()) if table[0] < row.row_no]
        heading_row, headings, fields = above[-1] if above else (0, [], [])
        cells = json.loads(row.raw)
        found[place] = RefusedRow(
            row.import_id, row.kind, row.as_of, row.sheet, row.row_no, heading_row, headings, fields, cells, (fault,)
        )
    return list(found.values())


def _newest_reading(connection: Connection, files: Iterable[str]) -> dict[tuple[str, str], int]:
    """The newest import in force that read a sheet of a file: (sha256, sheet) → import id."""
    h, i = schema.import_sheets.c, schema.imports.c
    found: dict[tuple[str, str], int] = {}
    for batch in chunks(files):
        query = (
            select(i.sha256, h.sheet, func.max(i.id))
            .join(schema.imports, i.id == h.import_id)
            .where(i.undone_at.is_(None), i.sha256.in_(batch))
            .group_by(i.sha256, h.sheet)
        )
        found.update({(sha256, sheet): newest for sha256, sheet, newest in connection.execute(query)})
    return found


_Heads = tuple[int, list[str], list[str | None]]
"""A table: its heading row, its headings, their fields."""


def _tables(connection: Connection, import_ids: Iterable[int]) -> dict[tuple[int, str], list[_Heads]]:
    """The tables of some imports, by import and sheet, from the top of the sheet down."""
    h = schema.import_sheets.c
    found: dict[tuple[int, str], list[_Heads]] = {}
    for batch in chunks(import_ids):
        query = select(schema.import_sheets).where(h.import_id.in_(batch)).order_by(h.heading_row)
        for row in connection.execute(query):
            table = (row.heading_row, json.loads(row.headings), json.loads(row.fields))
            found.setdefault((row.import_id, row.sheet), []).append(table)
    return found


def _texts(fields: Sequence[str | None], cells: Sequence[Any]) -> dict[str, str]:
    said = {}
    for field, value in zip(fields, cells, strict=False):
        text = "" if value is None else str(value).strip().removesuffix("T00:00:00").removesuffix(".0")
        if field is not None and text:
            said[field] = text
    return said


def newest_with(connection: Connection, column: str, values: Iterable[str | None]) -> dict[str, int]:
    """The newest import that has each of `values` in a column of its observations; parts 7/1, 7/2 count for 7.

    column: number or description.
    """
    wanted = {value for value in values if value is not None}
    o = schema.observations.c
    newest: dict[str, int] = {}
    parts = {f"{value}/1": value for value in wanted}
    for batch in chunks([*wanted, *parts]):
        query = select(o[column], func.max(o.import_id)).where(o[column].in_(batch)).group_by(o[column])
        for value, import_id in connection.execute(query):
            whole = parts.get(value, value)
            newest[whole] = max(newest.get(whole, 0), import_id)
    return newest


def rows_of(connection: Connection, book: Dataset, *, after: int) -> list[SaidRow]:
    """The rows that imports after `after` (an id) say about entries of a book, void ones among them, oldest import first."""
    e, i = schema.entries, schema.imports.c
    query = (
        select(e, i.as_of)
        .join(schema.imports, i.id == e.c.import_id)
        .where(e.c.book == book.key, e.c.import_id > after, i.undone_at.is_(None))
        .order_by(e.c.id)
    )
    kinds = [(f.name, REFERENCES[f.kind]) for f in book.fields if f.kind in REFERENCES]
    rows = list(connection.execute(query).mappings())
    tables = _tables(connection, {row["import_id"] for row in rows})
    found = []
    for row in rows:
        values = json.loads(row["said"]) | {name: row[column] for name, column in kinds}
        found.append(_said(row, mark_of(book, values), tables))  # the mark is made anew, as in books.entries_in
    return found


def rows_in_places_of(connection: Connection, refused: Sequence[RefusedRow]) -> list[SaidRow]:
    """The rows about issues that stand where refused ones stood, on a sheet of that name that speaks for the same day."""
    o, i = schema.observations.c, schema.imports.c
    places = {(row.day, row.sheet, row.row) for row in refused}
    rows: list[Any] = []
    for day in sorted({day for day, _, _ in places}):
        query = (
            select(o.import_id, o.sheet, o.row_no, o.raw, i.as_of)
            .join(schema.imports, i.id == o.import_id)
            .where(i.as_of == day, o.import_id > min(row.import_id for row in refused))
        )
        for batch in chunks({row for d, _, row in places if d == day}):
            rows += connection.execute(query.where(o.row_no.in_(batch))).mappings()
    rows = [row for row in rows if (row["as_of"], row["sheet"], row["row_no"]) in places]
    tables = _tables(connection, {row["import_id"] for row in rows})
    return [_said(row, "", tables) for row in rows]


def _said(row: Any, mark: str, tables: Mapping[tuple[int, str], Sequence[_Heads]]) -> SaidRow:
    above = [table for table in tables.get((row["import_id"], row["sheet"]), ()) if table[0] < row["row_no"]]
    said = _texts(above[-1][2], json.loads(row["raw"])) if above else {}
    return SaidRow(row["import_id"], row["as_of"], row["sheet"], row["row_no"], mark, said)


def waiting_rows(connection: Connection, import_id: int, *, but: str) -> int:
    """How many rows of an import were refused for another reason than `but`."""
    r = schema.refusals.c
    places = select(r.sheet, r.row_no).where(r.import_id == import_id, r.reason != but).distinct().subquery()
    return int(connection.scalar(select(func.count()).select_from(places)) or 0)
