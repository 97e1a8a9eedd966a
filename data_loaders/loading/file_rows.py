"""The rows of a file as matching takes them: its tables with what a person corrected, how their cells are read, and who sent them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from data_loaders.import_options import ImportOptions, PairKey
from data_loaders.layout.tables import Table
from data_loaders.masters.name_lookup import NameLookup
from data_loaders.matching import Matched, Page, spelled_alike
from data_loaders.recognition.recognition import Recognised, SheetPlan
from data_loaders.rows.records import Record, RowReading, read_table
from data_loaders.states.codes import number_in, states_of_form
from data_loaders.states.state_words import VERDICT_WORDS, Verdict
from database.masters import masters
from database.review import pairs
from database.store.engine import Connection
from database.store.settings import read_settings
from domain.ledger.states import State
from domain.ledger.workdays import workdays
from domain.settings import Settings


class Heard(NamedTuple):
    """What holds for all tables of a file: the day it speaks for, its kind, settings, and words of states and verdicts that were explained."""

    as_of: date
    kind: str
    settings: Settings
    states: Mapping[str, State | None]
    verdict_words: Mapping[str, Verdict | None]


def states_of(connection: Connection, choices: ImportOptions) -> dict[str, State | None]:
    """What wordings of states mean, and codes in the forms for which somebody has explained them."""
    words = {t: State(int(m)) for t, m in masters.answers(connection, "state").items() if number_in(t) is None}
    codes = {t: State(int(m)) for t, m in masters.answers(connection, "code").items()}
    return {**words, **codes, **choices.states}


def verdict_words_of(connection: Connection, choices: ImportOptions) -> dict[str, Verdict | None]:
    """What wordings of verdicts mean, as a person said it of this file or earlier."""
    said = {text: word for (kind, text), word in choices.words.items() if kind == "verdict"}
    answers = masters.answers(connection, "verdict")
    return {text: VERDICT_WORDS.get(word) for text, word in {**answers, **said}.items()}


def register_of(connection: Connection, choices: ImportOptions) -> NameLookup:
    """The register of masters, with what a person decided about names."""
    return NameLookup(connection, choices.units, choices.create_units, choices.registered, choices.words)


def verdicts_of(connection: Connection, choices: ImportOptions) -> dict[PairKey, bool]:
    """What was decided about doubtful pairs, before and with this file."""
    return {PairKey(*pair): same for pair, same in pairs.verdicts(connection).items()} | dict(choices.pairs)


def corrected(table: Table, choices: ImportOptions) -> tuple[Table, dict[int, list[Any]], list[str]]:
    """The table with the cells that a person corrected, the rows as they were, and what was corrected, in words."""
    said = {place: value for place, value in choices.corrections.items() if place.sheet == table.sheet}
    where = {row: index for index, row in enumerate(table.row_numbers)}
    originals: dict[int, list[Any]] = {}
    notes = []
    rows = list(table.rows)
    for place, value in sorted(said.items()):
        if place.row not in where or place.column not in table.columns:
            continue
        index, column = where[place.row], table.columns.index(place.column)
        originals.setdefault(place.row, rows[index])
        was = rows[index][column]
        rows[index] = [*rows[index][:column], value or None, *rows[index][column + 1 :]]
        shown = "（空）" if was is None else str(was)
        notes.append(
            f"导入时更正：工作表“{table.sheet}”第 {place.row} 行“{table.headings[column]}”由“{shown}”改为“{value}”。"
        )
    return (replace(table, rows=rows) if originals else table), originals, notes


def reading_of(
    plan: SheetPlan, table: Table, originals: Mapping[int, list[Any]], choices: ImportOptions, heard: Heard
) -> RowReading:
    """How the cells of a table are read. originals: rows as they were before a person corrected them."""
    columns_of = plan.columns_of(choices.fields)
    return RowReading(
        plan.fields(choices.fields),
        heard.as_of,
        heard.kind,
        heard.settings.word_days,
        states_of_form(heard.states, plan.signature),
        choices.date_pattern,
        {row for sheet, row in choices.skipped if sheet == table.sheet},
        originals,
        workdays(heard.settings.holidays),
        {name: columns for name, columns in columns_of.items() if len(columns) > 1},
        plan.words_of(choices.fields),
        {row: parted for (sheet, row), parted in choices.parted.items() if sheet == table.sheet},
        {row for sheet, row in choices.kept if sheet == table.sheet},
        plan.other_states(choices.fields),
        heard.verdict_words,
    )


def unit_of(register: NameLookup, name: str | None) -> int | None:
    """The id of a unit that a sheet names; None where it names none, or one that nobody knows."""
    return None if name is None else register.known(name)


def pages_of(
    file: Recognised, plans: Sequence[SheetPlan], tables: Sequence[Table], choices: ImportOptions, register: NameLookup
) -> list[Page]:
    """The tables of a file as matching takes them."""
    return [
        Page(table, plan.fields(choices.fields), unit_of(register, table.reporter_hint), file.name)
        for plan, table in zip(plans, tables, strict=True)
    ]


def rows_of(
    connection: Connection, file: Recognised, choices: ImportOptions, plans: Sequence[SheetPlan], kind: str, as_of: date
) -> tuple[list[Record], list[Page]]:
    """The rows of a file that was loaded before, read again, and its tables; nothing is stored."""
    settings, words = read_settings(connection), verdict_words_of(connection, choices)
    heard = Heard(as_of, kind, settings, states_of(connection, choices), words)
    register = register_of(connection, choices)
    records: list[Record] = []
    tables = [corrected(plan.table, choices) for plan in plans]
    for plan, (table, originals, _) in zip(plans, tables, strict=True):
        reading = reading_of(plan, table, originals, choices, heard)
        records += read_table(table, reading, register).records
    records = list(spelled_alike(connection, records))
    return records, pages_of(file, plans, [table for table, _, _ in tables], choices, register)


_SAID = Record._fields.index("kept")
"""The fields of a record up to here are the columns of an observation after import, issue and fingerprint; then what is kept, and the row."""


def observations_of(records: Sequence[Record], matched: Matched, import_id: int) -> list[tuple[Any, ...]]:
    """What the rows say of their issues: tuples in the order of database.imports.imports.ROW_COLUMNS."""
    return [
        (import_id, issue_id, mark, *record[:_SAID], *record.kept, record.raw)
        for record, ids, mark in zip(_numbered(records, matched), matched.issue_ids, matched.fingerprints, strict=True)
        for issue_id in ids
    ]


def _numbered(records: Sequence[Record], matched: Matched) -> Sequence[Record]:
    """The records, without numbers that are not those of their issues; the cells are kept as they are."""
    without = matched.unnumbered | set(matched.damaged)
    if not without:
        return records
    return [r._replace(number=None) if index in without else r for index, r in enumerate(records)]
