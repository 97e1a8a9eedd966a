"""Numbers that differ in capitals only are one number: Wm-12 and WM-12. It is kept as it was first typed."""

from collections.abc import Sequence

from data_loaders.rows.records import Record
from database.ledger.issues import spellings
from database.store.engine import Connection


def spelled_alike(connection: Connection, records: Sequence[Record]) -> Sequence[Record]:
    """The records with each number as the office's issues spell it, else as the first of these records does."""
    capitals = {number: number.upper() for record in records if (number := record.number) is not None}
    small = {upper for number, upper in capitals.items() if upper != number}
    known = spellings(connection, set(capitals.values()), small)
    if not small and not known:
        return records  # all in capitals, here and there
    alike = {number: known.setdefault(upper, number) for number, upper in capitals.items()}
    if all(number == spelled for number, spelled in alike.items()):
        return records
    return [
        record if record.number is None else record._replace(number=alike.get(record.number, record.number))
        for record in records
    ]
