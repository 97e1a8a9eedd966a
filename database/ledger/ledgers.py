"""Reading the ledger: all issues and spans as two narrow frames."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from database.ledger.bit_packing import PackedColumn, day, greatest, read_numbers
from database.masters.masters import directory_of
from database.store import changed_issues, schema
from database.store.engine import Database
from database.store.settings import data_version, read_settings, version_of
from domain.catalogue import DATASETS
from domain.directory import Directory
from domain.ledger.days import NEVER, day_date
from domain.ledger.ledger import ISSUE_COLUMNS, SPAN_COLUMNS, Codes, Ledger, ledger_of
from domain.ledger.states import State

__all__ = ["KnownLedger", "data_version", "has_issue_sheets", "newest_as_of", "newest_ledger", "read_ledger"]


def newest_as_of(database: Database) -> date | None:
    """The day that the newest loaded sheet speaks for; None when nothing is loaded.

    A county that has loaded books only (a survey before its first list of problems) is shown as of its newest book.
    """
    with database.read() as connection:
        return newest_of(connection) or _newest(connection, tuple(DATASETS))


def newest_of(connection: Connection) -> date | None:
    """The day that the newest sheet about issues speaks for, inside a transaction: a survey of a later day says nothing about them."""
    return _newest(connection, schema.LEDGER_KINDS)


def has_issue_sheets(database: Database) -> bool:
    """Whether a sheet about issues is loaded, and not only books: without one, no issues does not mean that there are none."""
    with database.read() as connection:
        return newest_of(connection) is not None


def _newest(connection: Connection, kinds: Collection[str]) -> date | None:
    table = schema.imports.c
    day = connection.scalar(select(func.max(table.as_of)).where(table.undone_at.is_(None), table.kind.in_(kinds)))
    return None if day is None else day_date(day)


@dataclass(frozen=True)
class KnownLedger:
    """The ledger of a data version, to be brought up to date instead of read anew."""

    version: int
    ledger: Ledger


def read_ledger(database: Database) -> Ledger:
    """The whole ledger of the newest data version, all of it as one transaction sees it."""
    with database.read() as connection:
        return ledger_in(connection)


def newest_ledger(database: Database, known: KnownLedger | None = None) -> KnownLedger:
    """The ledger of the newest data version, as one transaction sees it; of what is known only the rest is read."""
    with database.read() as connection:
        version = version_of(connection)
        written = None if known is None else changed_issues.between(connection, known.version, version)
        ledger = None if known is None or written is None else brought_up(connection, known.ledger, written)
        return KnownLedger(version, ledger_in(connection) if ledger is None else ledger)


def ledger_in(connection: Connection) -> Ledger:
    """The ledger as this transaction sees it, with what it has not committed."""
    directory = directory_of(connection)
    issues, spans, assists = _columns(connection, directory)
    return _ledger(connection, directory, issues, spans, assists)


def brought_up(connection: Connection, known: Ledger, written: Collection[int]) -> Ledger:
    """What `ledger_in` gives, read only for the issues `written` since `known` was; masters and settings are as they are now."""
    directory = directory_of(connection)
    if _filled_otherwise(known.directory, directory):
        return ledger_in(connection)
    only = sorted(written)
    issues, spans, assists = _columns(connection, directory, only)
    old_ids = known.issues["issue_id"].to_numpy()
    said = known.spans.assign(done_on=np.where(known.spans["undated"], NEVER, known.spans["done_on"]).astype(np.int32))
    stays = ~np.isin(old_ids, np.array(only, dtype=np.int32))
    merged = {name: [known.issues[name].to_numpy()[stays], issues[name]] for name in ISSUE_COLUMNS}
    ids = np.concatenate(merged["issue_id"])

    def spliced(old: pd.DataFrame, new: dict[str, Codes]) -> dict[str, Codes]:
        of = old["issue"].to_numpy()
        keep = stays[of]
        issue = np.concatenate([old_ids[of[keep]], new["issue"]])
        order = np.argsort(issue, kind="stable")
        columns = {
            name: np.concatenate([old[name].to_numpy()[keep], new[name]])[order] for name in new if name != "issue"
        }
        return {"issue": issue[order], **columns}

    order = np.argsort(ids, kind="stable")
    return _ledger(
        connection,
        directory,
        {name: np.concatenate(parts)[order] for name, parts in merged.items()},
        spliced(said, spans),
        spliced(known.assists, assists),
    )


def _filled_otherwise(old: Directory, new: Directory) -> bool:
    """Whether a site has got another type or a category another action: then it shows on issues that nobody wrote."""
    return any(
        key in old.sites and old.sites[key].site_type != site.site_type for key, site in new.sites.items()
    ) or any(old.term_actions.get(key) != new.term_actions.get(key) for key in old.terms if key in new.terms)


def _ledger(
    connection: Connection,
    directory: Directory,
    issues: dict[str, Codes],
    spans: dict[str, Codes],
    assists: dict[str, Codes],
) -> Ledger:
    """The ledger of these columns in order, where spans and assists name the id of their issue."""
    ids = issues["issue_id"]
    for columns in (spans, assists):
        columns["issue"] = np.searchsorted(ids, columns["issue"]).astype(np.int32)
    return ledger_of(
        pd.DataFrame(issues, columns=ISSUE_COLUMNS, copy=False),
        pd.DataFrame(spans, columns=SPAN_COLUMNS, copy=False),
        assists=pd.DataFrame(assists, copy=False),
        directory=directory,
        settings=read_settings(connection),
    )


def _columns(
    connection: Connection, directory: Directory, only: Sequence[int] | None = None
) -> tuple[dict[str, Codes], dict[str, Codes], dict[str, Codes]]:
    """Issues (all, or those with the ids in `only`), spans and assists as arrays in order, each with the id of its issue.

    0 stands for a code that no row, site or category has said, NEVER for such a day.
    """
    i, s, a = schema.issues.c, schema.spans.c, schema.assists.c
    issue, unit, term = (greatest(connection, table.c.id) for table in (schema.issues, schema.units, schema.terms))
    issues = {
        "issue_id": PackedColumn(i.id, issue),
        "found_on": day(i.found_on),
        "district": PackedColumn(i.district_id, unit),
        "site": PackedColumn(i.site_id, greatest(connection, schema.sites.c.id)),
        "site_type": PackedColumn(i.site_type_id, term),
        "category": PackedColumn(i.category_id, term),
        "source": PackedColumn(i.source_id, term),
        "action": PackedColumn(i.action_id, greatest(connection, schema.actions.c.id)),
    }
    spans = {
        "issue": PackedColumn(s.issue_id, issue),
        "from_on": day(s.from_on),
        "state": PackedColumn(s.state, max(State)),
        "lead": PackedColumn(s.lead_unit_id, unit),
        "due_on": day(s.due_on),
        "done_on": day(s.done_on),
    }  # without to_on: spans leave no hole, so each ends where the next one begins
    assists = {"issue": PackedColumn(a.issue_id, issue), "unit": PackedColumn(a.unit_id, unit)}
    issue_columns, span_columns, assist_columns = (
        read_numbers(connection, table, numbers, only)
        for table, numbers in ((schema.issues, issues), (schema.spans, spans), (schema.assists, assists))
    )
    types = _pairs(connection, schema.sites.c.id, schema.sites.c.site_type_id)
    issue_columns["site_type"] = _filled(issue_columns["site_type"], issue_columns["site"], types)
    issue_columns["action"] = _filled(issue_columns["action"], issue_columns["category"], directory.term_actions)
    span_columns["to_on"] = _ends(span_columns["issue"], span_columns["from_on"])
    return issue_columns, span_columns, assist_columns


def _ends(issue: Codes, from_on: Codes) -> Codes:
    """For spans in order: the day on which the next one of the same issue begins, NEVER for the last."""
    ends = np.full(len(issue), NEVER, dtype=np.int32)
    ends[:-1][issue[1:] == issue[:-1]] = from_on[1:][issue[1:] == issue[:-1]]
    return ends


def _pairs(connection: Connection, key: Any, value: Any) -> dict[int, int]:
    return dict(connection.execute(select(key, value).where(value.is_not(None))).all())


def _filled(codes: Codes, by: Codes, known: Mapping[int, int]) -> Codes:
    """Codes that no row has said, taken from what is known of the site or category."""
    if not known:
        return codes
    table = np.zeros(max(int(by.max(initial=0)), *known) + 1, dtype=np.int32)
    table[list(known)] = list(known.values())
    return np.where(codes != 0, codes, table[by])
