"""From observations to issues, spans and assisting units: the stored form of domain.ledger.ledger.fold."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, delete, or_, select, update

from database.store import changed_issues, schema
from database.store.bulk import chunks, insert_rows, plain_rows
from database.store.settings import put_setting, raise_version
from domain.ledger.days import NEVER
from domain.ledger.ledger import RULES, Observation, Plain, Span, fold, fold_one
from domain.ledger.repeats import repeats
from domain.ledger.states import State
from domain.ledger.wordings import wording_key

IDENTITY = (
    "number",
    "fingerprint",
    "district_id",
    "site_id",
    "site_type_id",
    "category_id",
    "source_id",
    "action_id",
    "description",
)
"""What an issue is: of each the last that the office's sheets say, in the order of the fold, so that a later one corrects an
earlier one; where they say nothing, the first that a unit's feedback says. The fingerprint is the first one: issue keys name it."""

_DESCRIPTION = IDENTITY.index("description")
_NOTHING = frozenset((None,))

CORRECTABLE = ("found_on", "number", "district_id", "site_id", "category_id", "description")
"""What is told as corrected (更正) when a sheet changes it."""

ANSWER = "rectification"
"""The kind of import in which units speak: it fills in what an issue is, and corrects nothing."""

ISSUE_COLUMNS = ("id", "found_on", "found_said", *IDENTITY)
SPAN_COLUMNS = ("issue_id", "from_on", "to_on", "state", "due_on", "lead_unit_id", "done_on")


FOLDED_BY = "folded_by"
"""The setting under which the rules of the stored spans stand in another database than SQLite. It changes no figure."""


class FoldRow(NamedTuple):
    """An observation as the fold needs it, with what it says of the issue's identity and assisting units, and whether the office speaks."""

    said: Observation
    identity: tuple[Any, ...]
    assist_ids: str | None
    office: bool = True


class Folded(NamedTuple):
    """An issue as it is stored: its row in issues (without id), its spans and its assisting units."""

    issue: tuple[Any, ...]
    spans: Sequence[Plain]
    assists: tuple[int, ...]


def folded(rows: Sequence[FoldRow]) -> Folded:
    """Fold the rows of one issue."""
    if len(rows) == 1:
        said, identity, assisting, _ = rows[0]
        spans = fold_one(said) or fold([said])
        found_said = int(said.found_on is not None)
    else:
        rows = _uncorrected_by_units(sorted(rows, key=lambda r: (r.said.as_of, r.said.order)))
        spans = fold(r.said for r in rows)
        found_said = int(any(r.said.found_on is not None for r in rows))
        said_of_each = zip(*(r.identity for r in rows), strict=True)
        identity = tuple(
            [
                next(iter(told), None)  # nearly always the rows agree
                if len(told := set(values) - _NOTHING) < 2
                else _identified(name, at, rows)
                for at, (name, values) in enumerate(zip(IDENTITY, said_of_each, strict=True))
            ]
        )
        assisting = next((r.assist_ids for r in reversed(rows) if r.assist_ids), None)
    return Folded((spans[0].from_on, found_said, *identity), spans, assisting_units(assisting, spans[-1].lead))


def _uncorrected_by_units(rows: list[FoldRow]) -> list[FoldRow]:
    """The rows, without days found that a unit names beside the office's."""
    if all(r.office for r in rows) or not any(r.office and r.said.found_on is not None for r in rows):
        return rows
    return [r if r.office else r._replace(said=r.said._replace(found_on=None)) for r in rows]


def _described(at: int, rows: Sequence[FoldRow]) -> str | None:
    """The office's last wording; one that differs in signs only corrects nothing."""
    text: str | None = None
    for row in rows:
        said = row.identity[at]
        if row.office and said is not None and (text is None or not _same_words(said, text)):
            text = said
    return text


def _same_words(one: str, other: str) -> bool:
    return one == other or wording_key(one) == wording_key(other)


def _identified(name: str, at: int, rows: Sequence[FoldRow]) -> Any:
    """What an issue is, in one column of IDENTITY."""
    first = next((r.identity[at] for r in rows if r.identity[at] is not None), None)
    if name == "fingerprint":
        return first
    if name == "description":
        return _described(at, rows) or first
    return next((r.identity[at] for r in reversed(rows) if r.office and r.identity[at] is not None), first)


@lru_cache(maxsize=4096)
def assisting_units(said: str | None, lead: int | None) -> tuple[int, ...]:
    """The units of a JSON list, each once and without the lead unit."""
    return tuple(u for u in dict.fromkeys(json.loads(said)) if u != lead) if said else ()


def store_new(connection: Connection, issues: Iterable[tuple[int, Folded]]) -> None:
    """Insert issues that are not stored yet, with their ids."""
    issue_rows, span_rows, assist_rows = [], [], []
    for issue_id, one in issues:
        issue_rows.append((issue_id, *one.issue))
        for span in one.spans:
            span_rows.append((issue_id, *span))  # noqa: PERF401 — one or two of them: a loop is quicker
        if one.assists:
            assist_rows.extend([(issue_id, unit) for unit in one.assists])
    changed_issues.note(connection, (row[0] for row in issue_rows))
    insert_rows(connection, schema.issues, ISSUE_COLUMNS, issue_rows)
    insert_rows(connection, schema.spans, SPAN_COLUMNS, span_rows)
    insert_rows(connection, schema.assists, ("issue_id", "unit_id"), assist_rows)


def stored_rows(connection: Connection, condition: Any) -> dict[int, list[FoldRow]]:
    """The observations of the issues whose observations.issue_id meets `condition`, by issue."""
    o, i = schema.observations.c, schema.imports.c
    query = (
        select(
            o.issue_id,
            i.as_of,
            o.import_id,
            o.id,
            o.found_on,
            o.state,
            o.due_on,
            o.lead_unit_id,
            o.done_on,
            o.verified_on,
            o.assist_ids,
            i.kind,
            *(o[name] for name in IDENTITY),
        )
        .join(schema.imports, i.id == o.import_id)
        .where(condition)
        .order_by(o.issue_id)
    )
    found: dict[int, list[FoldRow]] = {}
    for (
        issue_id,
        as_of,
        import_id,
        key,
        found_on,
        state,
        due,
        lead,
        done,
        verified,
        assist_ids,
        kind,
        *identity,
    ) in plain_rows(connection, query):
        said = Observation(as_of, (import_id, key), found_on, state, due, lead, done, verified)
        found.setdefault(issue_id, []).append(FoldRow(said, tuple(identity), assist_ids, kind != ANSWER))
    return found


def stored_spans(connection: Connection, condition: Any) -> dict[int, list[Span]]:
    """The spans whose issue_id meets `condition`, by issue, in order."""
    s = schema.spans.c
    query = select(s.issue_id, s.from_on, s.to_on, s.state, s.due_on, s.lead_unit_id, s.done_on)
    spans: dict[int, list[Span]] = {}
    span = Span._make
    for row in plain_rows(connection, query.where(condition).order_by(s.issue_id, s.from_on)):
        spans.setdefault(row[0], []).append(span(row[1:]))
    return spans


class CorrectedColumn(NamedTuple):
    """What an issue is said to be instead: a column of CORRECTABLE, and its value before and after (ids, texts, a day number)."""

    column: str
    before: Any
    after: Any


class Change(NamedTuple):
    """What an import did to a known issue: its last span before and after, and what it corrected."""

    issue_id: int
    before: Span
    after: Span
    corrected: tuple[CorrectedColumn, ...] = ()


def _corrections(before: Sequence[Any], after: Sequence[Any]) -> tuple[CorrectedColumn, ...]:
    """What two rows of issues (without id) say differently; what one of them does not say is no correction."""
    was, now = (dict(zip(ISSUE_COLUMNS[1:], one, strict=True)) for one in (before, after))
    said = [name for name in CORRECTABLE if name != "found_on" or (was["found_said"] and now["found_said"])]
    pairs = ((name, was[name], now[name]) for name in said)
    return tuple(CorrectedColumn(name, a, b) for name, a, b in pairs if a is not None and b is not None and a != b)


def refold(connection: Connection, chosen: Any) -> list[Change]:
    """Fold known issues again and store what came out different. `chosen`: a select of issue ids.

    Returns the changes, also where only earlier spans or the identity moved.
    """
    rows = stored_rows(connection, schema.observations.c.issue_id.in_(chosen))
    before = stored_spans(connection, schema.spans.c.issue_id.in_(chosen))
    issues = schema.issues
    stored = {
        row[0]: tuple(row[1:])
        for row in connection.execute(
            select(*(issues.c[name] for name in ISSUE_COLUMNS)).where(issues.c.id.in_(chosen))
        )
    }
    units: dict[int, set[int]] = {}
    for issue_id, unit in connection.execute(select(schema.assists).where(schema.assists.c.issue_id.in_(chosen))):
        units.setdefault(issue_id, set()).add(unit)
    changes: list[Change] = []
    stale: list[int] = []
    span_rows: list[tuple[Any, ...]] = []
    assist_rows: list[tuple[int, int]] = []
    for issue_id, said in rows.items():
        one = folded(said)
        moved = list(one.spans) != before.get(issue_id)
        if moved:
            stale.append(issue_id)
            span_rows.extend((issue_id, *span) for span in one.spans)
        if one.issue != stored[issue_id]:
            moved = True
            connection.execute(
                update(issues)
                .where(issues.c.id == issue_id)
                .values(dict(zip(ISSUE_COLUMNS[1:], one.issue, strict=True)))
            )
        if set(one.assists) != units.get(issue_id, set()):
            moved = True
            connection.execute(delete(schema.assists).where(schema.assists.c.issue_id == issue_id))
            assist_rows.extend((issue_id, unit) for unit in one.assists)
        if moved:
            corrected = _corrections(stored[issue_id], one.issue)
            changes.append(Change(issue_id, before[issue_id][-1], Span(*one.spans[-1]), corrected))
    changed_issues.note(connection, (change.issue_id for change in changes))
    for batch in chunks(stale):
        connection.execute(delete(schema.spans).where(schema.spans.c.issue_id.in_(batch)))
    insert_rows(connection, schema.spans, SPAN_COLUMNS, span_rows)
    insert_rows(connection, schema.assists, ("issue_id", "unit_id"), assist_rows)
    return changes


def refold_all(connection: Connection, issue_ids: Iterable[int]) -> list[Change]:
    """`refold` of these issues; ids that have no observations any more are passed over."""
    o = schema.observations.c
    return [
        change
        for batch in chunks(issue_ids)
        for change in refold(connection, select(o.issue_id).where(o.issue_id.in_(batch)))
    ]


def folded_by(connection: Connection) -> int | None:
    """By which rules (domain.ledger.ledger.RULES) the stored spans were folded; None where nobody has said."""
    if connection.dialect.name == "sqlite":  # a number in the head of the file, no row: a cleared database is empty
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0) or None
    value = connection.scalar(select(schema.settings.c.value).where(schema.settings.c.key == FOLDED_BY))
    return None if value is None else int(value)


def write_folded_by(connection: Connection, rules: int) -> None:
    """Write down by which rules the stored spans were folded."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {rules:d}")
    else:
        put_setting(connection, FOLDED_BY, rules)


def fold_by_new_rules(connection: Connection) -> None:
    """Fold every issue again where the rules have changed since, and write down by which rules they stand."""
    if folded_by(connection) == RULES:
        return
    if refold_all(connection, connection.scalars(select(schema.issues.c.id)).all()):
        raise_version(connection)
    write_folded_by(connection, RULES)


def saying_something(connection: Connection, rows: Mapping[int, Sequence[FoldRow]], chosen: Any) -> list[int]:
    """Those of some stored issues whose newest rows (`rows`, by issue; `chosen` selects the same ids) may change them.

    The rows of the others repeat what their issue, its spans and its assisting units say already. For the newest rows of an
    issue only: a row before others may change what they mean.
    """
    i, s, a = schema.issues.c, schema.spans.c, schema.assists.c
    telling = or_(s.to_on == schema.LATEST, s.state.in_((State.REPORTED, State.CLOSED)))  # all that `repeats` looks at
    spans = stored_spans(connection, and_(s.issue_id.in_(chosen), telling))
    units: dict[int, set[int]] = {}
    for issue_id, unit in plain_rows(connection, select(a.issue_id, a.unit_id).where(a.issue_id.in_(chosen))):
        units.setdefault(issue_id, set()).add(unit)
    silent = set()
    query = select(i.id, i.found_on, i.found_said, *(i[name] for name in IDENTITY)).where(i.id.in_(chosen))
    nobody: set[int] = set()
    for row in plain_rows(connection, query):
        issue_id, found_on, found_said = row[:3]
        identity, known, assists = row[3:], spans[issue_id], units.get(issue_id, nobody)
        for said, own, assisting, office in rows[issue_id]:
            if not repeats(known, said):
                break
            if said.found_on is not None and not (found_said and (said.found_on == found_on or not office)):
                break
            if assisting and set(assisting_units(assisting, known[-1].lead)) != assists:
                break
            if not _says_nothing_new(own, identity):
                break
        else:
            silent.add(issue_id)
    return [issue_id for issue_id in rows if issue_id not in silent]


def _says_nothing_new(said: Sequence[Any], known: Sequence[Any]) -> bool:
    """Whether a row repeats what its issue is."""
    if said == known:
        return True
    for at, (new, old) in enumerate(zip(said, known, strict=True)):
        if new is None or new == old:
            continue
        if at != _DESCRIPTION or old is None or not _same_words(new, old):
            return False
    return True


def drop_unobserved(connection: Connection, issue_ids: Sequence[int]) -> None:
    """Remove those of `issue_ids` that no observation is about any more."""
    o, i = schema.observations.c, schema.issues.c
    changed_issues.note(connection, issue_ids)
    for batch in chunks(issue_ids):
        left = select(o.issue_id).where(o.issue_id.in_(batch))
        connection.execute(delete(schema.issues).where(i.id.in_(batch), i.id.not_in(left)))


assert NEVER == schema.LATEST
