"""Reading the ledger: all issues and spans as two narrow frames."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from database import schema
from database.engine import Database
from database.masters import directory_of
from database.packed import Number, day, greatest, read_numbers
from database.settings import data_version, read_settings
from domain.days import NEVER, day_date
from domain.ledger import ISSUE_COLUMNS, SPAN_COLUMNS, Codes, Ledger, ledger_of
from domain.states import State

__all__ = ["data_version", "newest_as_of", "read_ledger"]


def newest_as_of(database: Database) -> date | None:
    """The day that the newest loaded sheet speaks for; None when nothing is loaded."""
    with database.read() as connection:
        return newest_of(connection)


def newest_of(connection: Connection) -> date | None:
    """Like `newest_as_of`, inside a transaction."""
    table = schema.imports.c
    day = connection.scalar(select(func.max(table.as_of)).where(table.undone_at.is_(None)))
    return None if day is None else day_date(day)


def read_ledger(database: Database) -> Ledger:
    """The whole ledger of the newest data version, all of it as one transaction sees it."""
    with database.read() as connection:
        return ledger_in(connection)


def ledger_in(connection: Connection) -> Ledger:
    """The ledger as this transaction sees it, with what it has not committed."""
    issues, spans, assists = _columns(connection)
    issues["site_type"] = _filled(
        issues["site_type"], issues["site"], _pairs(connection, schema.sites.c.id, schema.sites.c.site_type_id)
    )
    issues["action"] = _filled(
        issues["action"], issues["category"], _pairs(connection, schema.terms.c.id, schema.terms.c.action_id)
    )
    ids = issues["issue_id"]
    spans["to_on"] = _ends(spans["issue"], spans["from_on"])
    for frame in (spans, assists):
        frame["issue"] = np.searchsorted(ids, frame["issue"]).astype(np.int32)
    return ledger_of(
        pd.DataFrame(issues, columns=ISSUE_COLUMNS, copy=False),
        pd.DataFrame(spans, columns=SPAN_COLUMNS, copy=False),
        assists=pd.DataFrame(assists, copy=False),
        directory=directory_of(connection),
        settings=read_settings(connection),
    )


def _columns(connection: Connection) -> tuple[dict[str, Codes], dict[str, Codes], dict[str, Codes]]:
    """Issues, spans and assists as arrays in order; 0 for a code that no row has said, NEVER for such a day."""
    i, s, a = schema.issues.c, schema.spans.c, schema.assists.c
    issue, unit, term = (greatest(connection, table.c.id) for table in (schema.issues, schema.units, schema.terms))
    issues = {
        "issue_id": Number(i.id, issue),
        "found_on": day(i.found_on),
        "district": Number(i.district_id, unit),
        "site": Number(i.site_id, greatest(connection, schema.sites.c.id)),
        "site_type": Number(i.site_type_id, term),
        "category": Number(i.category_id, term),
        "source": Number(i.source_id, term),
        "action": Number(i.action_id, greatest(connection, schema.actions.c.id)),
    }
    spans = {
        "issue": Number(s.issue_id, issue),
        "from_on": day(s.from_on),
        "state": Number(s.state, max(State)),
        "lead": Number(s.lead_unit_id, unit),
        "due_on": day(s.due_on),
        "done_on": day(s.done_on),
    }  # without to_on: spans leave no hole, so each ends where the next one begins
    assists = {"issue": Number(a.issue_id, issue), "unit": Number(a.unit_id, unit)}
    return (
        read_numbers(connection, schema.issues, issues),
        read_numbers(connection, schema.spans, spans),
        read_numbers(connection, schema.assists, assists),
    )


def _ends(issue: Codes, from_on: Codes) -> Codes:
    """For spans in order: the day on which the next one of the same issue begins, NEVER for the last."""
    ends = np.full(len(issue), NEVER, dtype=np.int32)
    ends[:-1][issue[1:] == issue[:-1]] = from_on[1:][issue[1:] == issue[:-1]]
    return ends


def _pairs(connection: Connection, key: Any, value: Any) -> dict[int, int]:
    return dict(connection.execute(select(key, value).where(value.is_not(None))).all())


def _filled(codes: Codes, by: Codes, known: dict[int, int]) -> Codes:
    """Codes that no row has said, taken from what is known of the site or category."""
    if not known:
        return codes
    table = np.zeros(max(int(by.max(initial=0)), *known) + 1, dtype=np.int32)
    table[list(known)] = list(known.values())
    return np.where(codes != 0, codes, table[by])
