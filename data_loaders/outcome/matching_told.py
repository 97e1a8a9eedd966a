"""What matching did with the rows of a file, as the outcome tells it."""

from collections.abc import Collection, Mapping, Sequence

from data_loaders.matching import Matched
from data_loaders.outcome.outcome import DamagedNumber, FoldedRow, PartedRow, ReusedNumber, RowAt, RunningNumbers
from data_loaders.rows.records import Record, RejectedRow
from database.ledger.issues import told_in_short
from database.store.engine import Connection


def _at(record: Record) -> RowAt:
    return RowAt(record.sheet, record.row, record.description)


def folded_rows(records: Sequence[Record], matched: Matched) -> tuple[FoldedRow, ...]:
    """The rows that were counted as another row of the file."""
    return tuple(FoldedRow(_at(records[f.record]), _at(records[f.into]), f.why) for f in matched.folded)


def parted_rows(records: Sequence[Record], unparted: Collection[tuple[str, int]]) -> tuple[PartedRow, ...]:
    """The rows with numbered parts, in the order of the file. unparted: those of them that are taken for one problem."""
    parts = {(record.sheet, record.row): record.part for record in records if record.part > 1}
    return tuple(
        PartedRow(_at(record), parts.get((record.sheet, record.row), 1))
        for record in records
        if record.part == 1 and ((record.sheet, record.row) in parts or (record.sheet, record.row) in unparted)
    )


def reused_numbers(connection: Connection, records: Sequence[Record], matched: Matched) -> tuple[ReusedNumber, ...]:
    """The rows whose number stands for another issue. Asked when the rows of the file are stored."""
    told = told_in_short(connection, {one.other_id for one in matched.reused})
    return tuple(
        ReusedNumber(
            _at(records[one.record]),
            records[one.record].number or "",
            None if one.other is None else _at(records[one.other]),
            one.other_id,
            told.get(one.other_id, ""),
        )
        for one in matched.reused
    )


def damaged_numbers(records: Sequence[Record], matched: Matched) -> tuple[DamagedNumber, ...]:
    """The rows whose number is damaged."""
    return tuple(DamagedNumber(_at(records[index]), shown) for index, shown in matched.damaged.items())


def running_numbers(records: Sequence[Record], matched: Matched) -> tuple[RunningNumbers, ...]:
    """The sheets whose numbers only count rows."""
    found = []
    for sheet, rows in matched.running:
        numbers = [records[index].number or "" for index in rows]
        found.append(RunningNumbers(sheet, len(rows), (numbers[0], numbers[-1])))
    return tuple(found)


def unclear_rows(records: Sequence[Record], matched: Matched, columns: Mapping[str, int]) -> list[RejectedRow]:
    """The rows of which nobody can say which issue they are about. columns: sheet → column of the numbers on it, from 0."""
    refusals = []
    for index, (reason, remedy) in matched.unclear.items():
        record = records[index]
        number = matched.damaged.get(index, record.number)
        heading, column = (None, None) if number is None else ("编号", columns.get(record.sheet))
        refusals.append(RejectedRow(record.sheet, record.row, heading, number, reason, remedy, record.raw, column))
    return refusals
