"""A row's mark (fingerprint) names its district: when a district gets another name, the marks of its rows follow."""

from collections.abc import Callable

from sqlalchemy import Connection, bindparam, delete, select, update

from database.masters.masters import answers
from database.store import schema
from database.store.bulk import chunks, insert_rows

Fingerprint = Callable[[str | None, str | None, str | None], int | None]
"""District, site and wording of a row → its mark (data_loaders.matching.fingerprint)."""


def rename_district(connection: Connection, unit_id: int, old: str, new: str, mark_of: Fingerprint) -> None:
    """Give the rows of a district the marks that the same rows get under its new name: they are known again next week."""
    o, s = schema.observations.c, schema.sites.c
    query = (
        select(o.id, o.fingerprint, o.description, s.name)
        .join(schema.sites, s.id == o.site_id, isouter=True)
        .where(o.district_id == unit_id, o.fingerprint.is_not(None))
    )
    moved: dict[int, int] = {}
    rows = []
    for row in connection.execute(query):
        if mark_of(old, row.name, row.description) == row.fingerprint:
            mark = mark_of(new, row.name, row.description)
            assert mark is not None  # there is a wording
            moved[row.fingerprint] = mark
            rows.append({"key": row.id, "mark": mark})
    if not rows:
        return
    connection.execute(
        update(schema.observations).where(o.id == bindparam("key")).values(fingerprint=bindparam("mark")), rows
    )
    i = schema.issues.c
    named = connection.execute(select(i.id, i.fingerprint).where(i.fingerprint.is_not(None))).all()
    told = [{"key": key, "mark": moved[mark]} for key, mark in named if mark in moved]
    if told:
        connection.execute(
            update(schema.issues).where(i.id == bindparam("key")).values(fingerprint=bindparam("mark")), told
        )
    _remember(connection, moved)
    _carry_verdicts(connection, moved)


FORMER = "mark"
"""The kind of answers that keep former marks: text is a mark, meaning the marks that became it."""


def _remember(connection: Connection, moved: dict[int, int]) -> None:
    """Issue keys that were given out before name issues by their former marks."""
    known = answers(connection, FORMER)
    told: dict[str, str] = {}
    for before, after in moved.items():
        earlier = told.get(str(after), known.get(str(after), ""))
        told[str(after)] = f"{earlier} {before}".strip()
    table = schema.answers
    for batch in chunks(told):
        connection.execute(delete(table).where(table.c.kind == FORMER, table.c.text.in_(batch)))
    insert_rows(connection, table, ("kind", "text", "meaning"), [(FORMER, *row) for row in told.items()])


def former_marks(connection: Connection) -> dict[int, list[int]]:
    """For each mark that a district's new name has made: all marks that the same rows had before."""
    before = {int(mark): [int(old) for old in text.split()] for mark, text in answers(connection, FORMER).items()}

    def all_of(mark: int, seen: frozenset[int]) -> list[int]:
        found = [old for old in before.get(mark, ()) if old not in seen]
        return [*found, *(older for old in found for older in all_of(old, seen | set(found)))]

    return {mark: all_of(mark, frozenset((mark,))) for mark in before}


def _carry_verdicts(connection: Connection, moved: dict[int, int]) -> None:
    """What was decided about pairs stays decided."""
    table = schema.pair_verdicts
    p = table.c
    for row in list(connection.execute(select(table))):
        pair = moved.get(row.mark, row.mark), moved.get(row.candidate_mark, row.candidate_mark)
        if pair == (row.mark, row.candidate_mark):
            continue
        connection.execute(delete(table).where(p.mark == pair[0], p.candidate_mark == pair[1]))
        connection.execute(
            update(table)
            .where(p.mark == row.mark, p.candidate_mark == row.candidate_mark)
            .values(mark=pair[0], candidate_mark=pair[1])
        )
