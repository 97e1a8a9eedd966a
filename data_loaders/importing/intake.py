"""A file into the database: recognise → read → match → compare → commit or roll back.

A preview is the real import rolled back, so it cannot lie. Rows read = new + changed + unchanged + refused + blank.
"""

import gc
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from data_loaders.cells.cells import parse_text
from data_loaders.import_options import CellPlace, ImportOptions, PairKey, packed
from data_loaders.importing.dataset_intake import stored_entries
from data_loaders.importing.effect import Watch
from data_loaders.importing.file_rows import (
    Heard,
    corrected,
    observations_of,
    pages_of,
    reading_of,
    register_of,
    states_of,
    unit_of,
    verdict_words_of,
    verdicts_of,
)
from data_loaders.importing.memory import keep_decisions
from data_loaders.importing.replies import set_apart, with_changes
from data_loaders.layout.tables import Aside, Table
from data_loaders.masters.name_lookup import NameLookup
from data_loaders.matching import Matched, match, spelled_alike
from data_loaders.outcome.account import Fates, account_of, unplaced_rows
from data_loaders.outcome.account import packed as packed_account
from data_loaders.outcome.filled_from_above import AboveTable
from data_loaders.outcome.matching_told import (
    damaged_numbers,
    folded_rows,
    parted_rows,
    reused_numbers,
    running_numbers,
    unclear_rows,
)
from data_loaders.outcome.notices import Example, notice, ordered
from data_loaders.outcome.outcome import DoubtfulPair, DryRun, Outcome
from data_loaders.outcome.reconciliation import reconciled
from data_loaders.outcome.remarks import left_out, new_notes, unknown, without_districts, without_holidays
from data_loaders.outcome.true_faults import with_true_faults
from data_loaders.outcome.unclear import notices_of, refused_rows, skipped_rows
from data_loaders.reading.workbook import UnreadableFile
from data_loaders.recognition.recognition import (
    CannotLoad,
    Recognised,
    SheetPlan,
    plans_of,
    problem_hints,
    recognise,
    with_headings,
)
from data_loaders.recognition.told_days import TODAY, told_day
from data_loaders.rows import evidence
from data_loaders.rows.issue_keys import key_refusals, repeated_notes
from data_loaders.rows.records import SKIPPED, Record, RejectedRow, read_table
from data_loaders.states.codes import code_of_form, number_in
from data_loaders.text.names import name_key
from database.imports import imports
from database.imports.imports import Header
from database.ledger.ledgers import KnownLedger
from database.ledger.unmatched_rows import unknown_number
from database.review.rejected_rows import waiting_rows
from database.store.engine import Connection, Database
from database.store.folding import Change
from database.store.settings import read_settings, version_of
from domain.catalogue import DATASETS
from domain.ledger.days import day_number

Progress = Callable[[str, float], None]
"""Called with what is being done (Chinese) and the share done, 0 … 1."""

KIND_ORDER = ("inspection", "full", "rectification", *DATASETS)
"""Of sheets that speak for one day, lists come before what is said about their issues; books come last."""


class Outdated(Exception):
    """Somebody else changed the data after the forecast was made; nothing was written."""


def preview(
    database: Database,
    file: Recognised,
    choices: ImportOptions | None = None,
    *,
    at: datetime,
    known: KnownLedger | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """What `load` would do, by doing it and rolling it back. Raises CannotLoad."""
    with _collector_paused(), database.rehearse() as connection:
        return _one_with_effect(connection, file, choices or ImportOptions(), known, at=at, progress=progress)


def load(
    database: Database,
    file: Recognised,
    choices: ImportOptions | None = None,
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
    remember: keep confirmed headings, units, wordings and pairs for the next file. effect: also compute the leaders' figures
    before and after. The very same file for the same day is not loaded twice, unless rows were refused: the outcome then
    names the import in force.
    """
    choices = choices or ImportOptions()
    with _collector_paused(), database.write() as connection:
        if seen is not None and version_of(connection) != seen:
            raise Outdated
        if effect:
            outcome = _one_with_effect(
                connection, file, choices, None, at=at, who=who, sample=sample, progress=progress
            )
        else:
            outcome = _load(connection, file, choices, at=at, who=who, sample=sample, progress=progress)
        if remember and outcome.already is None:
            keep_decisions(connection, file, choices, at=at, who=who)
    return outcome


def preview_all(
    database: Database,
    files: Sequence[tuple[Recognised, ImportOptions]],
    *,
    at: datetime,
    known: KnownLedger | None = None,
    progress: Progress | None = None,
) -> DryRun:
    """What `load_all` would do, by doing it and rolling it back."""
    with _collector_paused(), database.rehearse() as connection:
        return _load_all(connection, files, known, at=at, progress=progress)


def load_all(
    database: Database,
    files: Sequence[tuple[Recognised, ImportOptions]],
    *,
    at: datetime,
    who: str | None = None,
    seen: int | None = None,
    known: KnownLedger | None = None,
    progress: Progress | None = None,
) -> DryRun:
    """Load several files in one transaction, by the days that they speak for; each is an import of its own.

    Files that cannot be loaded as they are are left out (CannotLoad in the forecast). seen: see `load`; raises Outdated.
    """
    with _collector_paused(), database.write() as connection:
        if seen is not None and version_of(connection) != seen:
            raise Outdated
        forecast = _load_all(connection, files, known, at=at, who=who, progress=progress, remember=True)
        _keep_effect(connection, forecast)
    return forecast


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


def _load_all(
    connection: Connection,
    files: Sequence[tuple[Recognised, ImportOptions]],
    known: KnownLedger | None,
    *,
    at: datetime,
    who: str | None = None,
    progress: Progress | None = None,
    remember: bool = False,
) -> DryRun:
    tell = progress or (lambda _what, _share: None)
    outcomes: list[Outcome | CannotLoad | None] = [None] * len(files)
    days: dict[int, tuple[date, int, str]] = {}
    for place, (file, choices) in enumerate(files):
        try:
            kind, plans = plans_of(file, choices)
        except CannotLoad as fault:
            outcomes[place] = fault
        else:
            days[place] = (told_day(file, choices, plans, at.date()).day, KIND_ORDER.index(kind), file.name)
    order = tuple(sorted(days, key=lambda place: days[place]))
    if not order:
        return DryRun(tuple(o for o in outcomes if o is not None), ())
    watch = Watch(connection, known)
    for step, place in enumerate(order):
        file, choices = files[place]

        def share(what: str, part: float, *, step: int = step, name: str = file.name) -> None:
            tell(f"{name}：{what}" if len(order) > 1 else what, 0.9 * (step + part) / len(order))

        outcome = _load(connection, file, choices, at=at, who=who, progress=share)
        outcomes[place] = outcome
        if remember and outcome.already is None:
            keep_decisions(connection, file, choices, at=at, who=who)
    tell("计算对指标的影响", 0.92)
    before, carried, after, moves = watch.effect(days[order[-1]][0], ranks=True)
    tell("完成", 1.0)
    return DryRun(tuple(o for o in outcomes if o is not None), order, before, carried, after, moves)


def _one_with_effect(
    connection: Connection, file: Recognised, choices: ImportOptions, known: KnownLedger | None, **how: Any
) -> Outcome:
    plans_of(file, choices)  # says what is missing before anything is computed
    watch = Watch(connection, known)
    outcome = _load(connection, file, choices, **how)
    if outcome.already is not None:
        return outcome
    before, carried, after, _ = watch.effect(outcome.as_of, ranks=False)
    return replace(outcome, before=before, carried=carried, after=after)


def _keep_effect(connection: Connection, forecast: DryRun) -> None:
    """Write beside each import of the batch what all of them together did to the figures."""
    if forecast.before is None or forecast.after is None:
        return
    values = {key: [forecast.before.value(key), forecast.after.value(key)] for key in EFFECTS}
    for outcome in forecast.loadable:
        if outcome.already is None and outcome.import_id is not None and outcome.kind not in DATASETS:
            imports.keep_effect(connection, outcome.import_id, values)


EFFECTS = ("total", "open", "overdue", "due_soon", "awaiting", "done_rate", "closed_rate", "on_time_rate", "recurring")
"""The figures whose change is told and kept with an import."""


def load_again(
    connection: Connection,
    file: Recognised,
    choices: ImportOptions,
    import_id: int,
    *,
    at: datetime,
    progress: Progress | None = None,
) -> Outcome:
    """Load the rows of an import anew, under its old id and in its old place among the others."""
    kind, plans = plans_of(file, choices)
    as_of = told_day(file, choices, plans, at.date()).day
    with _collector_paused():
        return _stored(connection, file, choices, plans, kind, as_of, at, None, False, progress, import_id)


def _load(
    connection: Connection,
    file: Recognised,
    choices: ImportOptions,
    *,
    at: datetime,
    who: str | None = None,
    sample: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Load one file, unless it is loaded already and would bring nothing."""
    kind, plans = plans_of(file, choices)
    as_of, by = told_day(file, choices, plans, at.date())
    if by == TODAY:
        file = replace(file, notes=(*file.notes, f"{TODAY} {as_of} 作为本表截至日；不对请在“本表截至日”里改。"))
    already = imports.already_imported(connection, file.sha256, kind=kind, as_of=as_of)
    if already is None:
        outcome = _stored(connection, file, choices, plans, kind, as_of, at, who, sample, progress, None)
        return replace(outcome, as_of_by=by)
    if already["rows_refused"]:  # what was refused may be known by now, or be corrected or left out on screen
        attempt = connection.begin_nested()
        outcome = _stored(connection, file, choices, plans, kind, as_of, at, who, sample, progress, None)
        brought = outcome.counts["new"] or outcome.counts["changed"]
        waiting = len({(r.sheet, r.row) for r in outcome.refusals if r.reason != SKIPPED[0]})
        if brought or waiting < waiting_rows(connection, already["id"], but=SKIPPED[0]):
            attempt.commit()
            return replace(outcome, as_of_by=by)
        attempt.rollback()
        told = _nothing_new(file, kind, as_of, already)
        return replace(told, as_of_by=by, refusals=outcome.refusals, unknown=outcome.unknown, asides=outcome.asides)
    return replace(_nothing_new(file, kind, as_of, already), as_of_by=by)


def _stored(
    connection: Connection,
    file: Recognised,
    choices: ImportOptions,
    plans: Sequence[SheetPlan],
    kind: str,
    as_of: date,
    at: datetime,
    who: str | None,
    sample: bool,
    progress: Progress | None,
    again: int | None,
) -> Outcome:
    """The rows of the file, read, matched and stored. again: the id of an import that is done anew, in its old place."""
    tell = progress or (lambda _what, _share: None)
    settings = read_settings(connection)
    states = states_of(connection, choices)
    heard = Heard(as_of, kind, settings, states, verdict_words_of(connection, choices))
    register = register_of(connection, choices)
    whole = choices.whole if choices.whole is not None else kind == "full"
    tables = [corrected(plan.table, choices) for plan in plans]
    notes = (*file.notes, *(note for _, _, said in tables for note in said))
    header = Header(file.name, file.sha256, kind, as_of, at, whole=whole, who=who, sample=sample, notes=notes)
    if again is None:
        import_id = imports.add_import(connection, header, file.content)
    else:
        import_id = imports.reopen(connection, again, header)
    imports.keep_choices(
        connection, import_id, packed(replace(choices, kind=kind, as_of=as_of, whole=whole)), file.sender
    )
    if kind in DATASETS:
        tell("读取并写入", 0.3)
        outcome = stored_entries(
            connection,
            file,
            choices,
            plans,
            tables,
            register,
            kind=kind,
            as_of=as_of,
            import_id=import_id,
            notes=notes,
        )
        return _accounted(
            connection,
            replace(outcome, notices=notices_of(outcome, left=_left(file, plans, choices))),
            file,
            plans,
            choices,
        )
    records: list[Record] = []
    refusals: list[RejectedRow] = []
    asides: list[tuple[str, Aside]] = []
    unknown_states: Counter[str] = Counter()
    columns: dict[str, str] = {}
    unlisted: set[int] = set()
    filled: list[Example] = []
    above: list[AboveTable] = []
    unparted: set[tuple[str, int]] = set()
    unlike: list[Example] = []
    said: list[str] = []
    rows_read = 0
    for number, (plan, (table, originals, _)) in enumerate(zip(plans, tables, strict=True)):
        tell(f"读取工作表“{table.sheet}”", 0.1 + 0.3 * number / len(plans))
        fields = plan.fields(choices.fields)
        columns_of = plan.columns_of(choices.fields)
        reading = reading_of(plan, table, originals, choices, heard)
        read = read_table(table, reading, register)
        _count_new_words(register, table, fields)
        names = {column: name for name, columns in columns_of.items() for column in columns}
        imports.add_sheet(
            connection,
            import_id,
            table.sheet,
            table.heading_rows[0],
            table.headings,
            [names.get(n) for n in range(len(table.headings))],
        )
        records += read.records
        refusals += read.refusals
        for text, count in read.unknown_states.items():
            key = text if number_in(text) is None else code_of_form(text, plan.signature)
            unknown_states[key] += count
            columns[key] = f"工作表“{table.sheet}”的“{table.headings[fields['state']]}”"
        asides += [(table.sheet, aside) for aside in table.asides]
        rows_read += len(table.rows) + len(table.asides)
        unlisted |= read.unlisted_years
        unparted.update((table.sheet, row) for row in read.unparted)
        unlike += [Example(table.sheet, row, text) for row, text in read.unlike_states]
        said += read.notes
        if read.above is not None:
            above.append(AboveTable(table, read.above))
        filled += [Example(table.sheet, row, f"{site}：{register.name(where)}") for row, site, where in read.filled]
    tell("与已有问题比对", 0.45)
    first_new = imports.next_issue_id(connection)
    records = list(spelled_alike(connection, records))
    verdicts = verdicts_of(connection, choices)
    pages = pages_of(file, plans, [table for table, _, _ in tables], choices, register)
    matched = match(
        connection, records, first_new=first_new, as_of=day_number(as_of), verdicts=verdicts, kind=kind, pages=pages
    )
    refusals += _orphans(records, matched, _columns_of("number", plans, choices))
    refusals += unclear_rows(records, matched, _columns_of("number", plans, choices))
    refusals = with_true_faults(refusals, plans, choices)
    refusals += key_refusals(records, matched.bad_keys, _columns_of("key", plans, choices))
    tell("写入数据库", 0.6)
    rows = observations_of(records, matched, import_id)
    actions = {row[_AT["action_id"]] for row in rows}
    register.flush(units=_units_in(rows), terms=_terms_in(rows), actions=actions)
    changes = imports.add_rows(connection, import_id, as_of, rows, first_new=first_new)
    apart = set_apart(connection, matched.shared, cause=import_id)
    changes = with_changes(changes, apart.changes)
    illustrated = [evidence.Illustrated(plan.table, plan.fields(choices.fields)) for plan in plans]
    photos = evidence.attach(connection, import_id, file.album, kind, illustrated, records, matched.issue_ids)
    new, changed, unchanged = _row_counts(records, matched, changes, first_new)
    counts = {
        "read": rows_read,
        "new": new,
        "changed": changed,
        "unchanged": unchanged,
        "refused": len({(refusal.sheet, refusal.row) for refusal in refusals}),
        "blank": len(asides),
    }
    imports.add_refusals(connection, import_id, [refusal[:-1] for refusal in refusals])
    doubts = [
        DoubtfulPair(r.sheet, r.row, r.description or "", d.candidate_id, d.score, d.pair, d.weights)
        for d in matched.doubts
        for r in [records[d.record]]
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
                json.dumps(d.weights, ensure_ascii=False),
                *d.pair,
            )
            for d in matched.doubts
        ],
    )
    imports.finish(connection, import_id, {f"rows_{name}": count for name, count in counts.items()})
    tell("与上次对账", 0.9)
    issue_ids = {row[1] for row in rows}
    sender = unit_of(register, file.sender)
    folded, reused = folded_rows(records, matched), reused_numbers(connection, records, matched)
    damaged, running = damaged_numbers(records, matched), running_numbers(records, matched)
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
        unknown(connection, register, unknown_states, columns),
        (
            *problem_hints(plans, choices),
            *notes,
            *photos.notes,
            *said,
            *repeated_notes(records, matched.repeated),
            *new_notes(register),
            *left_out(plans, file, choices),
            *(note for one in above for note in one.notes),
            *without_holidays(unlisted),
            *without_districts(len(filled)),
        ),
        reconciled(
            connection,
            records,
            matched,
            changes,
            first_new=first_new,
            as_of=day_number(as_of),
            whole=whole,
            unit=_whose(file, plans, records, register) if sender is None else sender,
        ),
        import_id=import_id,
        photos=photos,
        folded=folded,
        parted=parted_rows(records, unparted),
        numbers_reused=reused,
        numbers_damaged=damaged,
        numbers_running=running,
        filled_districts=len(filled),
        set_apart=tuple(apart.rows),
    )
    left = _left(file, plans, choices)
    notices = notices_of(
        outcome,
        records,
        matched.issue_ids,
        first_new=first_new,
        explained=states,
        left=left,
        undated_by_sheet=settings.undated_by_sheet,
        filled=filled,
        above=[case for one in above for case in one.cases],
        unlike_states=unlike,
        plans=plans,
    )
    places = {place for one in above for place in one.cells}
    return _accounted(connection, replace(outcome, notices=notices), file, plans, choices, places)


def _left(file: Recognised, plans: Sequence[SheetPlan], choices: ImportOptions) -> list[SheetPlan]:
    """The tables of a file that are not loaded although nobody said so."""
    loaded = {(plan.table.sheet, plan.table.heading_rows) for plan in plans}
    return [
        plan
        for plan in file.sheets
        if (plan.table.sheet, plan.table.heading_rows) not in loaded
        and (choices.sheets is None or plan.table.sheet in choices.sheets)
    ]


def _accounted(
    connection: Connection,
    outcome: Outcome,
    file: Recognised,
    plans: Sequence[SheetPlan],
    choices: ImportOptions,
    above: Collection[tuple[str, int, int]] = (),
) -> Outcome:
    """The outcome with the account of its file, which is kept with the import, as its notices are.

    above: cells above headings whose labels were filled into rows: sheet of the workbook, row as Excel counts, column from 0.
    """
    refused, skipped = refused_rows(outcome.refusals), skipped_rows(outcome.refusals)
    folded = {(folded.row.sheet, folded.row.row) for folded in outcome.folded}
    fates = Fates(refused, skipped, folded - refused - skipped, above)
    account = account_of(file, plans, choices, fates)
    if unplaced := unplaced_rows(file, plans, account):
        outcome = replace(outcome, notices=ordered((*outcome.notices, notice("outside", unplaced))))
    assert outcome.import_id is not None
    imports.keep_account(connection, outcome.import_id, packed_account(account, outcome.notices))
    return replace(outcome, account=account)


def _count_new_words(register: NameLookup, table: Table, fields: Mapping[str, int]) -> None:
    """How many rows of the table use each word that nobody has explained."""
    for kind in {kind for kind, _ in register.new_words}:
        column = fields.get(kind)
        cells = Counter(row[column] for row in table.rows) if column is not None else {}
        for cell, rows in cells.items():
            word = (kind, parse_text(cell) or "")
            if word in register.new_words:
                register.new_words[word] += rows


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
    return Outcome(file.name, kind, as_of, counts, 0, (), (), (), (), (), (note,), already=already)


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
    told = [ids[0] for ids in matched.issue_ids if len(ids) == 1]
    if len(set(told)) == len(records) and all(
        record.part == 1 for record in records
    ):  # as in most files: a row, an issue
        new = sum(issue_id >= first_new for issue_id in told)
        moved = sum(issue_id < first_new and issue_id in changed for issue_id in told)
        return new, moved, len(told) - new - moved
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


def _whose(file: Recognised, plans: Sequence[SheetPlan], records: Sequence[Record], register: NameLookup) -> int | None:
    """The one district of all rows of a file, where the file's name, a sheet's name or a title names it too (东山镇整改台账)."""
    districts = {record.district for record in records if record.district is not None}
    if len(districts) != 1:
        return None
    (district,) = districts
    texts = (file.name, *(text for plan in plans for text in (plan.table.sheet, *plan.table.title)))
    return district if any(name_key(register.name(district)) in text for text in texts) else None


def _orphans(records: Sequence[Record], matched: Matched, columns: Mapping[str, int]) -> list[RejectedRow]:
    return [
        RejectedRow(
            records[i].sheet,
            records[i].row,
            "编号",
            records[i].number,
            *unknown_number(records[i].number),
            records[i].raw,
            columns.get(records[i].sheet),
        )
        for i in matched.orphans
    ]


def _columns_of(name: str, plans: Sequence[SheetPlan], choices: ImportOptions) -> dict[str, int]:
    """Sheet → the column of a field on it, from 0."""
    found = ((plan.table, plan.fields(choices.fields).get(name)) for plan in plans)
    return {table.sheet: table.columns[at] for table, at in found if at is not None}


__all__ = [
    "EFFECTS",
    "CannotLoad",
    "CellPlace",
    "DryRun",
    "ImportOptions",
    "KnownLedger",
    "Outcome",
    "Outdated",
    "PairKey",
    "Recognised",
    "UnreadableFile",
    "load",
    "load_all",
    "preview",
    "preview_all",
    "recognise",
    "with_headings",
]
