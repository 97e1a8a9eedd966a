"""What is stored is what the fold of all rows gives, and what an import says of its changes too, folded or passed over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, true

from database.imports import imports
from database.store import folding, schema
from database.store.engine import Connection, Database
from database.store.folding import ISSUE_COLUMNS, folded, stored_rows, stored_spans
from domain.ledger.ledger import Span
from domain.ledger.states import State
from tests.database.contents import rows
from tests.database.sheets import Sheet, load_sheet, sheets, with_ids
from tests.factories import july, load


def assert_stored_as_folded(connection: Connection) -> None:
    spans = stored_spans(connection, true())
    issues = {
        row[0]: tuple(row[1:]) for row in connection.execute(select(*(schema.issues.c[n] for n in ISSUE_COLUMNS)))
    }
    units: dict[int, set[int]] = {}
    for issue_id, unit in connection.execute(select(schema.assists.c.issue_id, schema.assists.c.unit_id)):
        units.setdefault(issue_id, set()).add(unit)
    observed = stored_rows(connection, true())
    assert observed.keys() == issues.keys() == spans.keys()
    for issue_id, said in observed.items():
        one = folded(said)
        assert [Span(*span) for span in one.spans] == spans[issue_id]
        assert one.issue == issues[issue_id]
        assert set(one.assists) == units.get(issue_id, set())


@given(several=sheets(most=5), again=st.lists(st.integers(0, 20), max_size=4))
@settings(max_examples=120)
def test_what_is_stored_is_what_the_fold_gives(
    emptied: Callable[[], Database], several: list[Sheet], again: list[int]
) -> None:
    """Sheets in any order; some come again later, whole or with part of their cells, as weekly ledgers do."""
    database = emptied()
    for sheet in several:
        load_sheet(database, sheet)
    newest = max(sheet.as_of for sheet in several)
    for place, pick in enumerate(again):
        sheet = several[pick % len(several)]
        said = tuple({k: v for n, (k, v) in enumerate(row.items()) if n == 0 or (n + pick) % 3} for row in sheet.rows)
        load_sheet(database, Sheet(f"再{place}.xlsx", newest + timedelta(days=pick % 3), said))
    with database.read() as connection:
        assert_stored_as_folded(connection)


@given(several=sheets(most=4), last=sheets(most=2))
@settings(max_examples=60)
def test_the_changes_are_those_of_folding_everything(
    emptied: Callable[[], Database], several: list[Sheet], last: list[Sheet]
) -> None:
    database = emptied()
    for sheet in several:
        load_sheet(database, sheet)
    real = imports.add_rows
    told: list[Any] = []
    for passing_over in (True, False):
        with pytest.MonkeyPatch.context() as patch, database.rehearse() as connection:
            if not passing_over:
                patch.setattr(imports, "_is_newest", lambda *_: False)
            patch.setattr("tests.factories.add_rows", lambda *a, **k: told.append(sorted(real(*a, **k))))
            load(connection, last[0].as_of + timedelta(days=9), with_ids(connection, last[0].rows), name="末.xlsx")
    assert told[0] == told[1]


KNOWN = Sheet("一.xlsx", july(5), ({"number": "1", "lead": "住建局", "assists": ("交通局",), "due_on": july(9)},))


def folded_again(database: Database, monkeypatch: pytest.MonkeyPatch, sheet: Sheet) -> int:
    """How many known issues are folded again when `sheet` is loaded."""
    seen: list[int] = []
    real = folding.folded
    monkeypatch.setattr(folding, "folded", lambda rows: seen.append(1) or real(rows))  # type: ignore[func-returns-value]
    load_sheet(database, sheet)
    return len(seen)


@pytest.mark.parametrize(
    ("said", "as_of", "times"),
    [
        ({}, july(12), 0),
        ({"lead": "住建局", "assists": ("交通局",), "state": State.ASSIGNED}, july(12), 0),
        ({"assists": ("市监局",)}, july(12), 1),
        ({"site": "滨江路"}, july(12), 1),
        ({"found_on": july(1)}, july(12), 1),
        ({"state": State.CLOSED}, july(12), 1),
        ({}, july(4), 1),
    ],
    ids=["nothing", "what is known", "assists", "site", "found", "state", "an older day"],
)
def test_only_what_may_change_is_folded(
    database: Database, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], as_of: Any, times: int
) -> None:
    load_sheet(database, KNOWN)
    assert folded_again(database, monkeypatch, Sheet("二.xlsx", as_of, ({"number": "1", **said},))) == times
    with database.read() as connection:
        assert_stored_as_folded(connection)
    assert len(rows(database)["observations"]) == 2
