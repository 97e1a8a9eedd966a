"""One import: its rows are read, matched, stored and told of, in this order, each stage once."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from data_loaders.cells.cells import parse_text
from data_loaders.import_options import ImportOptions, packed
from data_loaders.layout.tables import Aside, Table
from data_loaders.loading.dataset_intake import stored_entries
from data_loaders.loading.file_rows import (
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
from data_loaders.loading.replies import Apart, set_apart, with_changes
from data_loaders.loading.tally import AT, row_counts, terms_in, units_in
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
from data_loaders.outcome.outcome import DoubtfulPair, Outcome
from data_loaders.outcome.reconciliation import reconciled
from data_loaders.outcome.remarks import left_out, new_notes, unknown, without_districts, without_holidays
from data_loaders.outcome.true_faults import with_true_faults
from data_loaders.outcome.unclear import notices_of, refused_rows, skipped_rows
from data_loaders.recognition.recognition import Recognised, SheetPlan, problem_hints
from data_loaders.rows import evidence
from data_loaders.rows.issue_keys import key_refusals, repeated_notes
from data_loaders.rows.records import Record, RejectedRow, read_table
from data_loaders.states.codes import code_of_form, number_in
from data_loaders.text.names import name_key
from database.imports import imports
from database.imports.imports import Header
from database.ledger.unmatched_rows import unknown_number
from database.store.engine import Connection
from database.store.folding import Change
from database.store.settings import read_settings
from domain.catalogue import DATASETS
from domain.ledger.days import day_number

Progress = Callable[[str, float], None]
"""Called with what is being done (Chinese) and the share done, 0 … 1."""


@dataclass(frozen=True)
class Task:
    """What is loaded, and how. plans: the tables to load, all of one kind. again: the id of an import that is done anew, in its old place."""

    file: Recognised
    choices: ImportOptions
    plans: Sequence[SheetPlan]
    kind: str
    as_of: date
    at: datetime
    who: str | None = None
    sample: bool = False
    progress: Progress | None = None
    again: int | None = None

    @property
    def whole(self) -> bool:
        """Whether it is a full ledger, so that issues it leaves out have vanished."""
        return self.choices.whole if self.choices.whole is not None else self.kind == "full"


@dataclass
class RowsRead:
    """What the tables of a file say, table after table.

    read: rows of all tables, those set aside included. unknown_states: wording or code → rows; columns: the same → where it stands.
    """

    records: list[Record] = field(default_factory=list)
    refusals: list[RejectedRow] = field(default_factory=list)
    asides: list[tuple[str, Aside]] = field(default_factory=list)
    unknown_states: Counter[str] = field(default_factory=Counter)
    columns: dict[str, str] = field(default_factory=dict)
    unlisted_years: set[int] = field(default_factory=set)
    filled: list[Example] = field(default_factory=list)
    above: list[AboveTable] = field(default_factory=list)
    unparted: set[tuple[str, int]] = field(default_factory=set)
    unlike_states: list[Example] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    read: int = 0


class Stored(NamedTuple):
    """What was written. counts: rows by what they did. apart: replies that are looked at again because of this import."""

    changes: Sequence[Change]
    apart: Apart
    photos: evidence.Evidence
    counts: Mapping[str, int]
    issue_ids: set[int]


class ImportRun:
    """One import in a transaction. `outcome` does it."""

    def __init__(self, connection: Connection, task: Task) -> None:
        self.connection = connection
        self.task = task
        self.tell = task.progress or (lambda _what, _share: None)
        self.settings = read_settings(connection)
        self.states = states_of(connection, task.choices)
        self.register = register_of(connection, task.choices)
        self.tables = [corrected(plan.table, task.choices) for plan in task.plans]
        self.notes = (*task.file.notes, *(note for _, _, said in self.tables for note in said))
        self.import_id = self._opened()

    def outcome(self) -> Outcome:
        """The rows of the file, read, matched, stored and told of."""
        if self.task.kind in DATASETS:
            return self._dataset()
        rows = self._read()
        self.tell("与已有问题比对", 0.45)
        first_new = imports.next_issue_id(self.connection)
        matched = self._match(rows, first_new)
        self.tell("写入数据库", 0.6)
        stored = self._store(rows, matched, first_new)
        self.tell("与上次对账", 0.9)
        return self._told(rows, matched, stored, first_new)

    def _opened(self) -> int:
        """The id of the import, recorded with its file and what a person decided about it."""
        task = self.task
        header = Header(
            task.file.name,
            task.file.sha256,
            task.kind,
            task.as_of,
            task.at,
            whole=task.whole,
            who=task.who,
            sample=task.sample,
            notes=self.notes,
        )
        if task.again is None:
            import_id = imports.add_import(self.connection, header, task.file.content)
        else:
            import_id = imports.reopen(self.connection, task.again, header)
        decided = replace(task.choices, kind=task.kind, as_of=task.as_of, whole=task.whole)
        imports.keep_choices(self.connection, import_id, packed(decided), task.file.sender)
        return import_id

    def _dataset(self) -> Outcome:
        task = self.task
        self.tell("读取并写入", 0.3)
        outcome = stored_entries(
            self.connection,
            task.file,
            task.choices,
            task.plans,
            self.tables,
            self.register,
            kind=task.kind,
            as_of=task.as_of,
            import_id=self.import_id,
            notes=self.notes,
        )
        return self._accounted(replace(outcome, notices=notices_of(outcome, left=self._left())))

    def _read(self) -> RowsRead:
        task, rows = self.task, RowsRead()
        heard = Heard(
            task.as_of, task.kind, self.settings, self.states, verdict_words_of(self.connection, task.choices)
        )
        for number, (plan, (table, originals, _)) in enumerate(zip(task.plans, self.tables, strict=True)):
            self.tell(f"读取工作表“{table.sheet}”", 0.1 + 0.3 * number / len(task.plans))
            fields = plan.fields(task.choices.fields)
            read = read_table(table, reading_of(plan, table, originals, task.choices, heard), self.register)
            _count_new_words(self.register, table, fields)
            self._keep_headings(plan, table)
            rows.records += read.records
            rows.refusals += read.refusals
            for text, count in read.unknown_states.items():
                key = text if number_in(text) is None else code_of_form(text, plan.signature)
                rows.unknown_states[key] += count
                rows.columns[key] = f"工作表“{table.sheet}”的“{table.headings[fields['state']]}”"
            rows.asides += [(table.sheet, aside) for aside in table.asides]
            rows.read += len(table.rows) + len(table.asides)
            rows.unlisted_years |= read.unlisted_years
            rows.unparted.update((table.sheet, row) for row in read.unparted)
            rows.unlike_states += [Example(table.sheet, row, text) for row, text in read.unlike_states]
            rows.notes += read.notes
            if read.above is not None:
                rows.above.append(AboveTable(table, read.above))
            rows.filled += [
                Example(table.sheet, row, f"{site}：{self.register.name(where)}") for row, site, where in read.filled
            ]
        return rows

    def _keep_headings(self, plan: SheetPlan, table: Table) -> None:
        columns_of = plan.columns_of(self.task.choices.fields)
        names = {column: name for name, columns in columns_of.items() for column in columns}
        imports.add_sheet(
            self.connection,
            self.import_id,
            table.sheet,
            table.heading_rows[0],
            table.headings,
            [names.get(n) for n in range(len(table.headings))],
        )

    def _match(self, rows: RowsRead, first_new: int) -> Matched:
        """Which issue each row is about; rows of which nobody can say it are refused."""
        task = self.task
        rows.records = list(spelled_alike(self.connection, rows.records))
        records = rows.records
        matched = match(
            self.connection,
            records,
            first_new=first_new,
            as_of=day_number(task.as_of),
            verdicts=verdicts_of(self.connection, task.choices),
            kind=task.kind,
            pages=pages_of(task.file, task.plans, [table for table, _, _ in self.tables], task.choices, self.register),
        )
        rows.refusals += _orphans(records, matched, self._columns_of("number"))
        rows.refusals += unclear_rows(records, matched, self._columns_of("number"))
        rows.refusals = with_true_faults(rows.refusals, task.plans, task.choices)
        rows.refusals += key_refusals(records, matched.bad_keys, self._columns_of("key"))
        return matched

    def _store(self, rows: RowsRead, matched: Matched, first_new: int) -> Stored:
        task, records = self.task, rows.records
        observations = observations_of(records, matched, self.import_id)
        actions = {row[AT["action_id"]] for row in observations}
        self.register.flush(units=units_in(observations), terms=terms_in(observations), actions=actions)
        changes = imports.add_rows(self.connection, self.import_id, task.as_of, observations, first_new=first_new)
        apart = set_apart(self.connection, matched.shared, cause=self.import_id)
        changes = with_changes(changes, apart.changes)
        illustrated = [evidence.Illustrated(plan.table, plan.fields(task.choices.fields)) for plan in task.plans]
        photos = evidence.attach(
            self.connection, self.import_id, task.file.album, task.kind, illustrated, records, matched.issue_ids
        )
        new, changed, unchanged = row_counts(records, matched, changes, first_new)
        counts = {
            "read": rows.read,
            "new": new,
            "changed": changed,
            "unchanged": unchanged,
            "refused": len({(refusal.sheet, refusal.row) for refusal in rows.refusals}),
            "blank": len(rows.asides),
        }
        imports.add_refusals(self.connection, self.import_id, [refusal[:-1] for refusal in rows.refusals])
        imports.add_doubts(self.connection, self.import_id, _doubts(records, matched))
        imports.finish(self.connection, self.import_id, {f"rows_{name}": count for name, count in counts.items()})
        return Stored(changes, apart, photos, counts, {row[1] for row in observations})

    def _told(self, rows: RowsRead, matched: Matched, stored: Stored, first_new: int) -> Outcome:
        task, records = self.task, rows.records
        sender = unit_of(self.register, task.file.sender)
        doubts = [
            DoubtfulPair(r.sheet, r.row, r.description or "", d.candidate_id, d.score, d.pair, d.weights)
            for d in matched.doubts
            for r in [records[d.record]]
        ]
        outcome = Outcome(
            task.file.name,
            task.kind,
            task.as_of,
            stored.counts,
            sum(map(first_new.__le__, stored.issue_ids)),
            tuple(rows.refusals),
            tuple(rows.asides),
            tuple(stored.changes),
            tuple(doubts),
            unknown(self.connection, self.register, rows.unknown_states, rows.columns),
            (
                *problem_hints(task.plans, task.choices),
                *self.notes,
                *stored.photos.notes,
                *rows.notes,
                *repeated_notes(records, matched.repeated),
                *new_notes(self.register),
                *left_out(task.plans, task.file, task.choices),
                *(note for one in rows.above for note in one.notes),
                *without_holidays(rows.unlisted_years),
                *without_districts(len(rows.filled)),
            ),
            reconciled(
                self.connection,
                records,
                matched,
                stored.changes,
                first_new=first_new,
                as_of=day_number(task.as_of),
                whole=task.whole,
                unit=self._whose(records) if sender is None else sender,
            ),
            import_id=self.import_id,
            photos=stored.photos,
            folded=folded_rows(records, matched),
            parted=parted_rows(records, rows.unparted),
            numbers_reused=reused_numbers(self.connection, records, matched),
            numbers_damaged=damaged_numbers(records, matched),
            numbers_running=running_numbers(records, matched),
            filled_districts=len(rows.filled),
            set_apart=tuple(stored.apart.rows),
        )
        notices = notices_of(
            outcome,
            records,
            matched.issue_ids,
            first_new=first_new,
            explained=self.states,
            left=self._left(),
            undated_by_sheet=self.settings.undated_by_sheet,
            filled=rows.filled,
            above=[case for one in rows.above for case in one.cases],
            unlike_states=rows.unlike_states,
            plans=task.plans,
        )
        return self._accounted(replace(outcome, notices=notices), {place for one in rows.above for place in one.cells})

    def _left(self) -> list[SheetPlan]:
        """The tables of the file that are not loaded although nobody said so."""
        task = self.task
        loaded = {(plan.table.sheet, plan.table.heading_rows) for plan in task.plans}
        return [
            plan
            for plan in task.file.sheets
            if (plan.table.sheet, plan.table.heading_rows) not in loaded
            and (task.choices.sheets is None or plan.table.sheet in task.choices.sheets)
        ]

    def _accounted(self, outcome: Outcome, above: Collection[tuple[str, int, int]] = ()) -> Outcome:
        """The outcome with the account of its file, which is kept with the import, as its notices are.

        above: cells above headings whose labels were filled into rows: sheet of the workbook, row as Excel counts, column from 0.
        """
        task = self.task
        refused, skipped = refused_rows(outcome.refusals), skipped_rows(outcome.refusals)
        folded = {(folded.row.sheet, folded.row.row) for folded in outcome.folded}
        fates = Fates(refused, skipped, folded - refused - skipped, above)
        account = account_of(task.file, task.plans, task.choices, fates)
        if unplaced := unplaced_rows(task.file, task.plans, account):
            outcome = replace(outcome, notices=ordered((*outcome.notices, notice("outside", unplaced))))
        imports.keep_account(self.connection, self.import_id, packed_account(account, outcome.notices))
        return replace(outcome, account=account)

    def _whose(self, records: Sequence[Record]) -> int | None:
        """The one district of all rows, where the file's name, a sheet's name or a title names it too (东山镇整改台账)."""
        districts = {record.district for record in records if record.district is not None}
        if len(districts) != 1:
            return None
        (district,) = districts
        titles = (text for plan in self.task.plans for text in (plan.table.sheet, *plan.table.title))
        name = name_key(self.register.name(district))
        return district if any(name in text for text in (self.task.file.name, *titles)) else None

    def _columns_of(self, name: str) -> dict[str, int]:
        """Sheet → the column of a field on it, from 0."""
        task = self.task
        found = ((plan.table, plan.fields(task.choices.fields).get(name)) for plan in task.plans)
        return {table.sheet: table.columns[at] for table, at in found if at is not None}


def _doubts(records: Sequence[Record], matched: Matched) -> list[tuple[Any, ...]]:
    """The doubtful pairs as the database keeps them."""
    return [
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
    ]


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


def _count_new_words(register: NameLookup, table: Table, fields: Mapping[str, int]) -> None:
    """How many rows of the table use each word that nobody has explained."""
    for kind in {kind for kind, _ in register.new_words}:
        column = fields.get(kind)
        cells = Counter(map(itemgetter(column), table.rows)) if column is not None else {}
        for cell, rows in cells.items():
            word = (kind, parse_text(cell) or "")
            if word in register.new_words:
                register.new_words[word] += rows
