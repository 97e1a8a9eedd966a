"""Builders for tests: observations, issues, ledgers, databases and imports; and hypothesis strategies for random ones.

Days are given as `july(5)` where a person reads them and as day numbers where the fold does. The county is invented.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from hypothesis import strategies as st
from sqlalchemy import Connection

from database.imports.imports import ROW_COLUMNS, Header, add_import, add_rows, finish, next_issue_id
from database.ledger.issues import known_by
from database.store.engine import Database, open_database
from domain.directory import DEPARTMENT, DISTRICT, Action, Directory, Site, Unit
from domain.ledger.days import NEVER, day_number
from domain.ledger.ledger import Ledger, Observation, ledger_of
from domain.ledger.ledger import fold as fold_observations
from domain.ledger.states import State
from domain.settings import Settings

HOUSING, TRAFFIC, MARKETS = 11, 12, 13
"""Departments of `directory()`."""
RIVERSIDE, SOUTHRIDGE, ZONE = 1, 2, 3
"""Districts of `directory()`."""

AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def july(day: int) -> date:
    """A day of July 2026, the 1st being a Wednesday; july(0) is 30 June."""
    return date.fromordinal(date(2026, 7, 1).toordinal() + day - 1)


def observation(as_of: date | int, /, place: int = 1, **said: Any) -> Observation:
    """What a row says: `observation(july(5), state=State.CLOSED, done_on=july(4))`. `place` orders rows of one day."""
    return Observation(_day(as_of), (place, 1), **{name: _day_or_none(value) for name, value in said.items()})


def _day(value: date | int) -> int:
    return day_number(value) if isinstance(value, date) else int(value)


def _day_or_none(value: date | int | None) -> int | None:
    return None if value is None else _day(value)


@dataclass(frozen=True)
class Issue:
    """An issue of a ledger to be: what was observed of it, and what it is."""

    observations: Sequence[Observation]
    district: int = 0
    site: int = 0
    site_type: int = 0
    category: int = 0
    source: int = 0
    action: int = 0
    assists: Sequence[int] = field(default_factory=tuple)


def issue(*observations: Observation, **identity: Any) -> Issue:
    """An issue; `identity` are fields of Issue."""
    return Issue(observations, **identity)


def ledger(*issues: Issue, settings: Settings | None = None, directory: Directory | None = None) -> Ledger:
    """The ledger of these issues, with ids 101, 102 … so that no test mistakes a row for an id."""
    issue_rows, span_rows, assist_rows = [], [], []
    for row, one in enumerate(issues):
        spans = fold_observations(one.observations)
        place = (one.district, one.site, one.site_type, one.category, one.source, one.action)
        issue_rows.append((101 + row, spans[0].from_on, *place))
        for span in spans:
            due = NEVER if span.due_on is None else span.due_on
            done = NEVER if span.done_on is None else span.done_on
            span_rows.append((row, span.from_on, span.to_on, span.state, due, span.lead or 0, done))
        assist_rows += [(row, unit) for unit in one.assists]
    return ledger_of(
        _frame(issue_rows, "issue_id found_on district site site_type category source action"),
        _frame(span_rows, "issue from_on to_on state due_on lead done_on"),
        assists=_frame(assist_rows, "issue unit"),
        directory=directory or small_directory(),
        settings=settings,
    )


def _frame(rows: Sequence[tuple[int, ...]], columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split(), dtype="int32")


def small_directory() -> Directory:
    """Three districts (one in a group of its own), three departments, sites, words and an action of an invented county."""
    units = [
        Unit(RIVERSIDE, "滨江街道", "滨江街道", DISTRICT, "街道"),
        Unit(SOUTHRIDGE, "南岭镇", "南岭镇", DISTRICT, "街道"),
        Unit(ZONE, "经开区", "经开区", DISTRICT, "园区"),
        Unit(HOUSING, "住建局", "住建局", DEPARTMENT, "", contact="张三", phone="138-0000-0011"),
        Unit(TRAFFIC, "交通局", "交通局", DEPARTMENT, ""),
        Unit(MARKETS, "市监局", "市监局", DEPARTMENT, ""),
    ]
    sites = [Site(1, "东门农贸市场", "农贸市场", RIVERSIDE), Site(2, "滨江路", "主次干道", RIVERSIDE)]
    words = {
        1: ("category", "环境卫生"),
        2: ("category", "公共秩序"),
        3: ("site_type", "农贸市场"),
        4: ("source", "暗访"),
    }
    return Directory(
        {unit.unit_id: unit for unit in units},
        {site.site_id: site for site in sites},
        {key: name for key, (_, name) in words.items()},
        {key: kind for key, (kind, _) in words.items()},
        {1: Action(1, "农贸市场整治行动", "分管副县长", "市监局")},
    )


# ---- random observations and ledgers ----------------------------------------------------------------------------

STATES = tuple(int(state) for state in State)
FIRST_DAY = day_number(july(1))


def days(spread: int = 30, first: int = FIRST_DAY) -> st.SearchStrategy[int]:
    """Day numbers within `spread` days, few enough that they meet often."""
    return st.integers(first, first + spread)


@st.composite
def observation_lists(
    draw: st.DrawFn, *, most: int = 6, states: Sequence[int] = STATES, spread: int = 30, leads: int = 2
) -> list[Observation]:
    """Rows about one issue in any order, places ten apart; found, done and verified need not make sense."""
    # One draw for each value, the highest numbers standing for "says nothing": five times faster than `none() | days`.
    day, maybe_day = days(spread), st.integers(FIRST_DAY, FIRST_DAY + 2 * spread)
    state, lead = st.integers(0, 2 * len(states)), st.integers(0, 2 * leads)

    def or_none(value: int) -> int | None:
        return value if value <= FIRST_DAY + spread else None

    rows = []
    for place in range(draw(st.integers(1, most))):
        said, unit = draw(state), draw(lead)
        rows.append(
            Observation(
                draw(day),
                (draw(st.integers(1, 3)), 10 * place),
                or_none(draw(maybe_day)),
                states[said] if said < len(states) else None,
                or_none(draw(maybe_day)),
                HOUSING + unit if unit < leads else None,
                or_none(draw(maybe_day)),
                or_none(draw(maybe_day)),
            )
        )
    return rows


@st.composite
def ledgers(draw: st.DrawFn, *, most: int = 8) -> Ledger:
    """Ledgers of a few issues that share districts, sites, categories and units."""
    code = st.integers(0, 2)
    issues = [
        Issue(
            draw(observation_lists(most=4)),
            district=draw(st.integers(0, 3)),
            site=draw(code),
            site_type=draw(code),
            category=draw(code),
            source=draw(code),
            action=draw(code),
            assists=draw(st.lists(st.integers(HOUSING, MARKETS), max_size=2, unique=True)),
        )
        for _ in range(draw(st.integers(0, most)))
    ]
    limits = Settings(
        due_soon_days=draw(st.sampled_from([0, 3])),
        long_overdue_days=draw(st.sampled_from([5, 30])),
        recurrence_days=draw(st.sampled_from([7, 30])),
        week_starts_on=draw(st.sampled_from([0, 6])),
    )
    return ledger(*issues, settings=limits)


# ---- databases --------------------------------------------------------------------------------------------------


def database_at(folder: Path, name: str = "county.db") -> Database:
    """A new, migrated SQLite database in `folder`."""
    return open_database(f"sqlite:///{folder / name}")


def row(number: str | None = None, /, **said: Any) -> dict[str, Any]:
    """A row of a sheet as columns of observations; `number` is the issue's stable number, dates may be dates."""
    unknown = set(said) - set(ROW_COLUMNS)
    assert not unknown, unknown
    plain = {name: day_number(value) if isinstance(value, date) else value for name, value in said.items()}
    raw = json.dumps([number, *(str(value) for value in plain.values())], ensure_ascii=False)
    return {"number": number, "sheet": "Sheet1", "part": 1, "raw": raw} | plain


def load(
    connection: Connection,
    as_of: date,
    rows: Iterable[Mapping[str, Any]],
    *,
    name: str = "清单.xlsx",
    sample: bool = False,
    content: bytes | None = None,
) -> int:
    """Add an import of these rows inside a transaction; issues are told apart by number. The import's id."""
    rows = list(rows)
    content = content if content is not None else json.dumps([name, rows, as_of.isoformat()]).encode()
    header = Header(name, hashlib.sha256(content).hexdigest(), "full", as_of, AT, sample=sample)
    import_id = add_import(connection, header, content)
    known = known_by(connection, "number", {r["number"] for r in rows if r["number"] is not None})
    ids: dict[str | None, int] = {number: found[0].issue_id for number, found in known.items()}
    first_new = fresh = next_issue_id(connection)
    tuples = []
    new = 0
    for row_no, said in enumerate(rows, 2):
        number = said["number"]
        issue_id = ids.get(number) if number is not None else None
        if issue_id is None:
            issue_id, fresh, new = fresh, fresh + 1, new + 1
            if number is not None:
                ids[number] = issue_id
        values: dict[str, Any] = (
            dict.fromkeys(ROW_COLUMNS)
            | {"row_no": row_no}
            | dict(said)
            | {"issue_id": issue_id, "import_id": import_id}
        )
        tuples.append(tuple(values[column] for column in ROW_COLUMNS))
    add_rows(connection, import_id, as_of, tuples, first_new=first_new)
    counts = {"rows_read": len(rows), "rows_new": new, "rows_changed": len(rows) - new}
    finish(connection, import_id, counts)
    return import_id


T = TypeVar("T")


def written(database: Database, change: Callable[..., T], *said: Any, **named: Any) -> T:
    """What `change` gives, called with a connection of a transaction of its own."""
    with database.write() as connection:
        return change(connection, *said, **named)
