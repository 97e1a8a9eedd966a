"""The rows of a book's sheet into the database; what `intake` does for the main kinds, without issues, figures and doubts."""

from collections.abc import Mapping, Sequence
from datetime import date

from data_loaders.cells.dataset_cells import parse_plain
from data_loaders.import_options import ImportOptions
from data_loaders.layout.tables import Aside, Table
from data_loaders.masters.name_lookup import NameLookup
from data_loaders.outcome.outcome import Outcome
from data_loaders.outcome.remarks import left_out, new_notes, unknown
from data_loaders.recognition.recognition import Recognised, SheetPlan
from data_loaders.rows.dataset_rows import EntryReading, read_entries_of, repeated
from data_loaders.rows.records import RejectedRow
from database.imports import imports
from database.imports.dataset_tables import SHEET as EDITED
from database.ledger import dataset_records
from database.ledger.dataset_records import NewDatasetRecord
from database.masters.masters import directory_of
from database.store.engine import Connection
from domain.catalogue import DATASETS
from domain.datasets.datasets import Dataset, DatasetRecord, mark_of
from domain.datasets.records import EntryChange, entry_changes

Corrected = tuple[Table, Mapping[int, list[object]], Sequence[str]]
"""A table with the cells that a person corrected, the rows as they were, and what was corrected, in words."""


def stored_entries(
    connection: Connection,
    file: Recognised,
    choices: ImportOptions,
    plans: Sequence[SheetPlan],
    tables: Sequence[Corrected],
    register: NameLookup,
    *,
    kind: str,
    as_of: date,
    import_id: int,
    notes: Sequence[str],
) -> Outcome:
    """Read the sheets of one book and store their rows under an import that is opened already; what that did."""
    book = DATASETS[kind]
    before = dataset_records.entries_in(connection, book, without=(import_id,))
    rows: list[NewDatasetRecord] = []
    refusals: list[RejectedRow] = []
    asides: list[tuple[str, Aside]] = []
    rows_read = 0
    for plan, (table, originals, _) in zip(plans, tables, strict=True):
        fields = plan.fields(choices.fields)
        skipped = {row for sheet, row in choices.skipped if sheet == table.sheet}
        edited = any(EDITED in title for title in table.title)
        reading = EntryReading(book, fields, as_of, choices.date_pattern, skipped, dict(originals), clears=edited)
        read = read_entries_of(table, reading, register)
        _count_new_words(register, book, table, fields)
        names = {column: name for name, column in fields.items()}
        meanings = [names.get(n) for n in range(len(table.headings))]
        imports.add_sheet(connection, import_id, table.sheet, table.heading_rows[0], table.headings, meanings)
        rows += read.entries
        refusals += read.refusals
        asides += [(table.sheet, aside) for aside in table.asides]
        rows_read += len(table.rows) + len(table.asides)
    register.flush(
        units=_ids(book, rows, ("district", "unit")),
        terms=_ids(book, rows, ("category",)),
        actions=_ids(book, rows, ("action",)),
    )
    dataset_records.add_entries(connection, import_id, book, rows)
    marks = [mark_of(book, row.values) for row in rows]
    after = dataset_records.entries_in(connection, book)
    changes = entry_changes(book, before, after, directory_of(connection))
    counts = {
        "read": rows_read,
        **_effects(marks, before, changes),
        "refused": len({(refusal.sheet, refusal.row) for refusal in refusals}),
        "blank": len(asides),
    }
    imports.add_refusals(connection, import_id, [refusal[:-1] for refusal in refusals])
    imports.finish(connection, import_id, {f"rows_{name}": count for name, count in counts.items()})
    return Outcome(
        file.name,
        kind,
        as_of,
        counts,
        0,
        tuple(refusals),
        tuple(asides),
        (),
        (),
        unknown(connection, register, {}, {}),
        (*notes, *repeated(marks, rows), *new_notes(register), *left_out(plans, file, choices)),
        import_id=import_id,
        entries=tuple(changes.values()),
    )


def _ids(book: Dataset, rows: Sequence[NewDatasetRecord], kinds: tuple[str, ...]) -> set[int]:
    names = [f.name for f in book.fields if f.kind in kinds]
    return {row.values[name] for row in rows for name in names if name in row.values}


def _count_new_words(register: NameLookup, book: Dataset, table: Table, fields: Mapping[str, int]) -> None:
    """How many rows of the table use each category that nobody has explained."""
    column = next((fields[f.name] for f in book.fields if f.kind == "category" and f.name in fields), None)
    if column is None:
        return
    for kind, text in register.new_words:
        register.new_words[(kind, text)] += sum(parse_plain(row[column]) == text for row in table.rows)


def _effects(
    marks: Sequence[str], before: Sequence[DatasetRecord], changes: Mapping[str, EntryChange]
) -> dict[str, int]:
    """Rows that brought a new entry, changed a known one, or did neither. An entry's first row counts for what was done to it."""
    known = {entry.mark for entry in before}
    first = set(marks)
    tally = {"new": 0, "changed": 0, "unchanged": 0}
    for mark in marks:
        told = mark in first and mark in changes
        first.discard(mark)
        tally["unchanged" if not told else "changed" if mark in known else "new"] += 1
    return tally
