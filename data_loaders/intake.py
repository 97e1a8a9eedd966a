"""A file into the database: recognise → read → match → compare → commit or roll back.

A preview is the real import rolled back, so it cannot lie. Rows read = new + changed + unchanged + refused + blank.
"""

import gc
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from data_loaders.headings import ColumnMatch, match_headings, recognised_kind, signature
from data_loaders.kinds import KINDS
from data_loaders.matching import Matched, match
from data_loaders.names import name_key, proposals
from data_loaders.records import STATE_WORDS, Reading, Record, Refusal, read_table
from data_loaders.register import NEW, Register
from data_loaders.tables import Aside, Table, as_of_hint, find_table, find_tables, sheets_without_table
from data_loaders.workbook import UnreadableFile, Workbook, open_workbook
from database import imports, masters
from database.engine import Connection, Database
from database.folding import Change
from database.imports import Header
from database.ledgers import ledger_in, newest_of
from database.settings import read_settings, version_of
from domain.days import day_number
from domain.figures import Figures, figures
from domain.states import State

Progress = Callable[[str, float], None]
"""Called with what is being done (Chinese) and the share done, 0 … 1."""


@dataclass(frozen=True)
class SheetPlan:
    """One sheet with a heading row: its table, what its columns are taken for, and its kind (None: not recognised)."""

    table: Table
    columns: tuple[ColumnMatch, ...]
    kind: str | None
    signature: str

    def fields(self, confirmed: Mapping[str, str | None]) -> dict[str, int]:
        """field → column, with what a person confirmed (heading → field, None to leave out); guesses are not used."""
        result: dict[str, int] = {}
        for column in self.columns:
            if column.heading in confirmed:
                wanted = confirmed[column.heading]
            else:
                wanted = column.field if column.how in ("exact", "alias", "remembered") else None
            if wanted:
                result.setdefault(wanted, column.column)
        return result


@dataclass(frozen=True)
class Recognised:
    """What a file is taken for, before anything is loaded.

    as_of: the day proposed, from file name or titles; None where neither says one (then the newest date in the rows).
    """

    name: str
    content: bytes
    sha256: str
    workbook: Workbook
    sheets: tuple[SheetPlan, ...]
    kind: str | None
    as_of: date | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """What a person decided about a file. Empty means: as recognised.

    fields: heading → field, None to leave a column out. units: unit name as typed → full name of a known unit, or
    register.NEW. create_units: take every unknown unit as a new one. states: wording → state (a trailing * stands for
    any ending). date_pattern: strptime pattern of text dates. sheets: names of the sheets to load.
    """

    kind: str | None = None
    as_of: date | None = None
    whole: bool | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    create_units: bool = False
    states: Mapping[str, State] = field(default_factory=dict)
    date_pattern: str | None = None
    sheets: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Unknown:
    """A value that nobody has explained yet. kind: department, district or state. proposals: name and score 0–100."""

    kind: str
    text: str
    rows: int
    proposals: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class DoubtfulPair:
    """A row that became an issue of its own although it may be about a known one."""

    sheet: str
    row: int
    description: str
    candidate_id: int
    score: int


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do. counts: read, new, changed, unchanged, refused, blank (rows; they add up).

    before: the figures that the screens show without it. carried: the same rows on the day that the screens will show with
    it (only time has passed). after: the figures that the screens show with it. None where no effect was asked for.
    """

    file_name: str
    kind: str
    as_of: date
    counts: Mapping[str, int]
    issues_new: int
    refusals: tuple[Refusal, ...]
    asides: tuple[tuple[str, Aside], ...]
    changes: tuple[Change, ...]
    doubts: tuple[DoubtfulPair, ...]
    unknown: tuple[Unknown, ...]
    notes: tuple[str, ...]
    before: Figures | None
    carried: Figures | None
    after: Figures | None
    import_id: int | None = None
    already: Mapping[str, Any] | None = None


class CannotLoad(Exception):
    """The file can be read but not loaded as it is. The message (Chinese) says what is missing and what to do."""


class Outdated(Exception):
    """Somebody else changed the data after the forecast was made; nothing was written."""


def recognise(database: Database, content: bytes, name: str, *, timeout_s: float = 60) -> Recognised:
    """Open a file and say what it is. Raises UnreadableFile."""
    workbook = open_workbook(content, name, timeout_s=timeout_s)
    notes = list(workbook.notes)
    plans: list[SheetPlan] = []
    with database.read() as connection:
        for table in find_tables(workbook):
            key = signature(table.headings)
            known = masters.mapping_for(connection, key)
            remembered = {} if known is None else {h: f or "" for h, f in json.loads(known["fields"]).items()}
            columns = tuple(match_headings(table.headings, remembered))
            sure = [c.field for c in columns if c.field and c.how != "similar"]
            kind = (known["kind"] if known else None) or recognised_kind(sure)
            plans.append(SheetPlan(table, columns, kind, key))
    notes += [f"工作表“{sheet}”未读取：{reason}" for sheet, reason in sheets_without_table(workbook)]
    usable = [plan for plan in plans if plan.kind]
    kind = Counter(plan.kind for plan in usable).most_common(1)[0][0] if usable else None
    hints = [plan.table.as_of_hint for plan in plans if plan.table.as_of_hint]
    as_of = as_of_hint(name, ()) or (max(hints) if hints else None)
    return Recognised(
        name, content, hashlib.sha256(content).hexdigest(), workbook, tuple(plans), kind, as_of, tuple(notes)
    )


def preview(
    database: Database,
    file: Recognised,
    choices: Choices | None = None,
    *,
    at: datetime,
    progress: Progress | None = None,
) -> Outcome:
    """What `load` would do, by doing it and rolling it back. Raises CannotLoad."""
    with _collector_paused(), database.rehearse() as connection:
        return _load(connection, file, choices or Choices(), at=at, progress=progress, effect=True)


def load(
    database: Database,
    file: Recognised,
    choices: Choices | None = None,
    *,
    at: datetime,
    who: str | None = None,
    sample: bool = False,
    remember: bool = True,
    effect: bool = False,
    seen: int | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Load a file in one transaction: all of it or nothing. Raises CannotLoad.

    seen: the data version that the person who confirms has seen; Outdated is raised, and nothing written, if it has moved.

    remember: keep confirmed headings, units and wordings for the next file. effect: also compute the leaders' figures
    before and after. The very same file for the same day is not loaded twice: the outcome then names the import in force.
    """
    choices = choices or Choices()
    with _collector_paused(), database.write() as connection:
        if seen is not None and version_of(connection) != seen:
            raise Outdated
        outcome = _load(connection, file, choices, at=at, who=who, sample=sample, progress=progress, effect=effect)
        if remember and outcome.already is None:
            _remember(connection, file, choices)
    return outcome


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A hundred thousand short-lived tuples make the garbage collector walk everything again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _load(
    connection: Connection,
    file: Recognised,
    choices: Choices,
    *,
    at: datetime,
    who: str | None = None,
    sample: bool = False,
    progress: Progress | None = None,
    effect: bool,
) -> Outcome:
    tell = progress or (lambda _what, _share: None)
    kind, plans = _plans(file, choices)
    as_of = choices.as_of or file.as_of or _newest_day(plans, choices) or at.date()
    already = imports.already_imported(connection, file.sha256, kind=kind, as_of=as_of)
    if already is not None:
        return _nothing_new(file, kind, as_of, already)
    newest = newest_of(connection)
    shown_on = as_of if newest is None else max(newest, as_of)
    before = carried = None
    if effect:
        known = ledger_in(connection)
        before, carried = figures(known, as_of=newest or as_of), figures(known, as_of=shown_on)
    settings = read_settings(connection)
    states = {t: State(int(m)) for t, m in masters.answers(connection, "state").items()} | dict(choices.states)
    register = Register(connection, choices.units, choices.create_units)
    whole = choices.whole if choices.whole is not None else kind == "full"
    header = Header(file.name, file.sha256, kind, as_of, at, whole=whole, who=who, sample=sample, notes=file.notes)
    import_id = imports.add_import(connection, header, file.content)
    records: list[Record] = []
    refusals: list[Refusal] = []
    asides: list[tuple[str, Aside]] = []
    unknown_states: Counter[str] = Counter()
    rows_read = 0
    for number, plan in enumerate(plans):
        tell(f"读取工作表“{plan.table.sheet}”", 0.1 + 0.3 * number / len(plans))
        fields = plan.fields(choices.fields)
        reading = Reading(fields, as_of, kind, settings.word_days, states, choices.date_pattern)
        read = read_table(plan.table, reading, register)
        names = {column: name for name, column in fields.items()}
        headings = plan.table.headings
        imports.add_sheet(
            connection,
            import_id,
            plan.table.sheet,
            plan.table.heading_rows[0],
            headings,
            [names.get(n) for n in range(len(headings))],
        )
        records += read.records
        refusals += read.refusals
        unknown_states.update(read.unknown_states)
        asides += [(plan.table.sheet, aside) for aside in plan.table.asides]
        rows_read += len(plan.table.rows) + len(plan.table.asides)
    tell("与已有问题比对", 0.45)
    first_new = imports.next_issue_id(connection)
    matched = match(connection, records, first_new=first_new, as_of=day_number(as_of))
    refusals += _orphans(records, matched)
    tell("写入数据库", 0.6)
    rows = _rows(records, matched, import_id)
    register.flush(units=_units_in(rows), terms=_terms_in(rows))
    changes = imports.add_rows(connection, import_id, as_of, rows, first_new=first_new)
    new, changed, unchanged = _row_counts(records, matched, changes, first_new)
    counts = {
        "read": rows_read,
        "new": new,
        "changed": changed,
        "unchanged": unchanged,
        "refused": len(refusals),
        "blank": len(asides),
    }
    imports.add_refusals(connection, import_id, refusals)
    doubts = [
        DoubtfulPair(
            records[d.record].sheet, records[d.record].row, records[d.record].description or "", d.candidate_id, d.score
        )
        for d in matched.doubts
    ]
    imports.add_doubts(
        connection,
        import_id,
        [
            (
                records[d.record].sheet,
                records[d.record].row,
                records[d.record].part,
                matched.issue_ids[d.record][0],
                d.candidate_id,
                d.score,
            )
            for d in matched.doubts
        ],
    )
    imports.finish(connection, import_id, {f"rows_{name}": count for name, count in counts.items()})
    tell("计算对指标的影响", 0.9)
    issue_ids = {row[1] for row in rows}
    outcome = Outcome(
        file.name,
        kind,
        as_of,
        counts,
        sum(1 for i in issue_ids if i >= first_new),
        tuple(refusals),
        tuple(asides),
        tuple(changes),
        tuple(doubts),
        _unknown(connection, register, unknown_states),
        (*file.notes, *_new_notes(register), *_left_out(plans, file, choices)),
        before,
        carried,
        figures(ledger_in(connection), as_of=shown_on) if effect else None,
        import_id,
    )
    tell("完成", 1.0)
    return outcome


def _plans(file: Recognised, choices: Choices) -> tuple[str, list[SheetPlan]]:
    """The kind and the sheets to load; raises CannotLoad when nothing can be."""
    kind = choices.kind or file.kind
    wanted = [p for p in file.sheets if choices.sheets is None or p.table.sheet in choices.sheets]
    if not wanted:
        raise CannotLoad("文件里没有找到带表头的工作表。请检查表头行是否被删除，或文件是否选错。")
    if kind is None:
        kind = next((k for p in wanted if (k := recognised_kind(list(p.fields(choices.fields))))), None)
    if kind is None:
        headings = "、".join(f"“{h}”" for h in wanted[0].table.headings[:12])
        raise CannotLoad(
            f"认不出这是哪一类表：工作表“{wanted[0].table.sheet}”第 {wanted[0].table.heading_rows[0]} 行的表头是 {headings}，"
            "其中没有“存在问题”“编号”“整改情况”“是否完成”等列。请逐列指定含义，或确认文件没有选错。"
        )
    fit, lacking = [], []
    for plan in wanted:
        missing = KINDS[kind].missing(plan.fields(choices.fields))
        if missing:
            lacking.append(f"工作表“{plan.table.sheet}”缺少{'、'.join(missing)}列")
        else:
            fit.append(plan)
    if not fit:
        raise CannotLoad(f"不能按“{KINDS[kind].name}”导入：{'；'.join(lacking)}。请逐列指定含义，或改选表的类型。")
    return kind, fit


def _newest_day(plans: Sequence[SheetPlan], choices: Choices) -> date | None:
    """The newest date in the columns that hold past days: what the sheet speaks for if nothing else says it."""
    from data_loaders.cells import CellError, parse_date

    newest: date | None = None
    for plan in plans:
        fields = plan.fields(choices.fields)
        for name in ("found_on", "done_on", "verified_on"):
            if name not in fields:
                continue
            for value in {row[fields[name]] for row in plan.table.rows}:
                try:
                    pattern = choices.date_pattern if isinstance(value, str) else None
                    day = parse_date(value, near=newest, pattern=pattern)
                except CellError:
                    continue
                if day is not None and (newest is None or day > newest):
                    newest = day
    return newest


def _nothing_new(file: Recognised, kind: str, as_of: date, already: Mapping[str, Any]) -> Outcome:
    kept = already["rows_new"] + already["rows_changed"] + already["rows_unchanged"]
    counts = {
        "read": already["rows_read"],
        "new": 0,
        "changed": 0,
        "unchanged": kept,
        "refused": already["rows_refused"],
        "blank": already["rows_blank"],
    }
    note = f"这个文件已在 {already['imported_at'][:16].replace('T', ' ')} 导入过（第 {already['id']} 次导入），没有重复写入。"
    return Outcome(file.name, kind, as_of, counts, 0, (), (), (), (), (), (note,), None, None, None, None, already)


_SAID = Record._fields.index("raw") + 1
"""The fields of a record up to here are the columns of an observation after import, issue and fingerprint."""


def _rows(records: Sequence[Record], matched: Matched, import_id: int) -> list[tuple[Any, ...]]:
    """Tuples in the order of database.imports.ROW_COLUMNS."""
    return [
        (import_id, issue_id, mark, *record[:_SAID])
        for record, ids, mark in zip(records, matched.issue_ids, matched.fingerprints, strict=True)
        for issue_id in ids
    ]


_AT = {name: index for index, name in enumerate(imports.ROW_COLUMNS)}


def _units_in(rows: Sequence[tuple[Any, ...]]) -> set[int]:
    used = {row[_AT["district_id"]] for row in rows} | {row[_AT["lead_unit_id"]] for row in rows}
    for assists in {row[_AT["assist_ids"]] for row in rows}:
        used.update(json.loads(assists) if assists else ())
    return used


def _terms_in(rows: Sequence[tuple[Any, ...]]) -> set[int]:
    return {row[_AT[name]] for name in ("site_type_id", "category_id", "source_id") for row in rows}


def _row_counts(
    records: Sequence[Record],
    matched: Matched,
    changes: Sequence[Change],
    first_new: int,
) -> tuple[int, int, int]:
    """Rows that brought a new issue, changed a known one, or did neither. A row counts once, for the most it did."""
    changed = {change.issue_id for change in changes}
    seen: set[int] = set()
    result: dict[tuple[str, int], int] = {}
    for record, ids in zip(records, matched.issue_ids, strict=True):
        if not ids:
            continue
        effect = 0
        for issue_id in ids:
            if issue_id in seen:
                continue
            seen.add(issue_id)
            effect = max(effect, 2 if issue_id >= first_new else int(issue_id in changed))
        key = record[:2]
        result[key] = max(result.get(key, 0), effect)
    tally = Counter(result.values())
    return tally[2], tally[1], tally[0]


def _orphans(records: Sequence[Record], matched: Matched) -> list[Refusal]:
    return [
        Refusal(
            records[i].sheet,
            records[i].row,
            "编号",
            records[i].number,
            f"编号“{records[i].number}”在台账中找不到，本行也没有问题描述。",
            "请核对编号；如果是新问题，请补填问题描述；如果检查清单还没有导入，请先导入检查清单。",
            records[i].raw,
        )
        for i in matched.orphans
    ]


def _unknown(connection: Connection, register: Register, states: Mapping[str, int]) -> tuple[Unknown, ...]:
    names = [unit.name for unit in masters.directory_of(connection).units.values()] if register.unknown else []
    units = [
        Unknown(kind, text, rows, tuple(proposals(text, names)))
        for (kind, text), rows in sorted(register.unknown.items(), key=lambda item: -item[1])
    ]
    words = [Unknown("state", text, rows, tuple(proposals(text, list(STATE_WORDS)))) for text, rows in states.items()]
    return (*units, *words)


def _new_notes(register: Register) -> list[str]:
    created = register.created
    if len(created) > 12:
        return [f"新登记 {len(created)} 个名称：{'、'.join(created[:12])} 等。"]
    return [f"新登记：{'、'.join(created)}。"] if created else []


def _left_out(plans: Sequence[SheetPlan], file: Recognised, choices: Choices) -> list[str]:
    notes = []
    for plan in plans:
        used = set(plan.fields(choices.fields).values())
        loose = [c.heading for c in plan.columns if c.column not in used]
        if plan.table.hidden:
            notes.append(f"工作表“{plan.table.sheet}”是隐藏的，已照常读取。")
        if loose:
            notes.append(
                f"工作表“{plan.table.sheet}”的列{'、'.join(f'“{h}”' for h in loose)}没有对应的含义，只随原始行保存。"
            )
    skipped = [p.table.sheet for p in file.sheets if p not in plans]
    if skipped:
        notes.append(f"没有读取的工作表：{'、'.join(f'“{s}”' for s in skipped)}。")
    return notes


def _remember(connection: Connection, file: Recognised, choices: Choices) -> None:
    """Keep what a person decided, for the next file with the same headings or names."""
    for plan in file.sheets:
        told = {h: f for h, f in choices.fields.items() if h in plan.table.headings}
        kind = choices.kind if choices.kind != plan.kind else None
        if not told and kind is None:
            continue
        known = masters.mapping_for(connection, plan.signature)
        earlier = {} if known is None else json.loads(known["fields"])
        fields = json.dumps(earlier | told, ensure_ascii=False)
        masters.save_mapping(connection, plan.signature, fields, kind or (known["kind"] if known else None))
    units = {unit.name: unit.unit_id for unit in masters.directory_of(connection).units.values()}
    for text, meaning in choices.units.items():
        if meaning != NEW and meaning in units:
            masters.save_alias(connection, name_key(text), text, units[meaning])
    for text, state in choices.states.items():
        masters.save_answer(connection, "state", text, str(int(state)))


def with_headings(file: Recognised, sheet: str, heading_rows: tuple[int, ...]) -> Recognised:
    """The same file with the heading rows of one sheet set by hand (Excel row numbers). Raises CannotLoad."""
    source = next(s for s in file.workbook.sheets if s.name == sheet)
    table = find_table(source, heading_rows=heading_rows)
    if table is None:
        raise CannotLoad(f"工作表“{sheet}”第 {heading_rows[0]} 行不能作表头。请另选一行。")
    columns = tuple(match_headings(table.headings))
    plan = SheetPlan(table, columns, recognised_kind([c.field for c in columns if c.field]), signature(table.headings))
    plans = [p for p in file.sheets if p.table.sheet != sheet] + [plan]
    return replace(file, sheets=tuple(plans), kind=file.kind or plan.kind)


__all__ = [
    "CannotLoad",
    "Choices",
    "Outcome",
    "Outdated",
    "Recognised",
    "UnreadableFile",
    "load",
    "preview",
    "recognise",
    "with_headings",
]
