"""修改记录: who changed which setting or master, when, from what to what."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from database.store import schema
from database.store.engine import Database

COLUMNS = ("changed_at", "who", "what", "name", "before", "after")


def record(
    connection: Connection,
    *,
    at: datetime,
    who: str | None,
    what: str,
    name: str,
    before: str | None,
    after: str | None,
) -> None:
    """Write one change down. before None: it is new; after None: it was removed."""
    values: dict[str, Any] = {"changed_at": at.isoformat(timespec="seconds"), "who": who or None}
    values |= {"what": what, "name": name, "before": before, "after": after}
    connection.execute(insert(schema.audit).values(values))


def changes(database: Database, *, most: int | None = None) -> pd.DataFrame:
    """What was changed, newest first: COLUMNS as text, None where nothing is said."""
    table = schema.audit
    query = select(*(table.c[name] for name in COLUMNS)).order_by(table.c.id.desc())
    with database.read() as connection:
        rows = connection.execute(query if most is None else query.limit(most)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(COLUMNS), dtype=object)
