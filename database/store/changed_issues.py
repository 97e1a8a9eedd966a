"""Which issues each data version wrote, so that a reader with an older ledger reads only those anew.

Whatever writes issues, spans or assisting units says so with `note` while the transaction runs; `keep` writes it down with
the data version that the transaction makes. A version of which nothing is written down may have changed everything.
"""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, or_, select

from database.store import schema

MOST = 50_000
"""Issues of one version that are written down; reading more of them one by one would take longer than reading all."""
VERSIONS = 100
"""How many versions are kept: whoever held an older ledger reads all of it."""

_NOTED, _KEPT = "touched", "touched_as"


def begin(connection: Connection) -> None:
    """A new transaction: nothing is written yet."""
    connection.info[_NOTED] = set()
    connection.info[_KEPT] = None


def note(connection: Connection, issue_ids: Iterable[int]) -> None:
    """These issues are new, changed or gone. What comes after `keep` is written down too."""
    ids = connection.info.setdefault(_NOTED, set())
    before = len(ids)
    ids.update(issue_ids)
    if connection.info.get(_KEPT) is not None and len(ids) > before:
        keep(connection, connection.info[_KEPT])


def noted(connection: Connection) -> frozenset[int]:
    """The issues that this transaction has written so far."""
    return frozenset(connection.info.get(_NOTED, ()))


def keep(connection: Connection, version: int) -> None:
    """Write down what this transaction has touched, as what `version` changed."""
    ids = noted(connection)
    t = schema.touched.c
    connection.info[_KEPT] = version
    connection.execute(delete(schema.touched).where(or_(t.version <= version - VERSIONS, t.version == version)))
    if len(ids) <= MOST:
        connection.execute(insert(schema.touched).values(version=version, issue_ids=json.dumps(sorted(ids))))


def between(connection: Connection, older: int, newer: int) -> frozenset[int] | None:
    """The issues written after version `older`, up to `newer`; None where that is not known or not worth it."""
    t = schema.touched.c
    rows = list(connection.scalars(select(t.issue_ids).where(t.version > older, t.version <= newer)))
    if older > newer or len(rows) != newer - older:
        return None
    ids = frozenset(key for row in rows for key in json.loads(row))
    return ids if len(ids) <= MOST else None
