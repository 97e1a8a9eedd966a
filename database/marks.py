"""A row's mark (fingerprint) names its district: when a district gets another name, the marks of its rows follow."""

from collections.abc import Callable

from sqlalchemy import Connection, bindparam, delete, select, update

from database import schema

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
    connection.execute(
        update(schema.issues).where(i.fingerprint == bindparam("old")).values(fingerprint=bindparam("mark")),
        [{"old": before, "mark": after} for before, after in moved.items()],
    )
    _carry_verdicts(connection, moved)


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
