"""Numbers that differ in capitals only are one number: Wm-12 and WM-12. It is kept as it was first typed."""

from collections.abc import Sequence

from data_loaders.records import Record
from database.engine import Connection
from database.issues import spellings


def spelled_alike(connection: Connection, records: Sequence[Record]) -> Sequence[Record]:
    """The records with each number as the office's issues spell it, else as the first of these records does."""
    numbers = {record.number for record in records if record.number is not None}
    lettered = {number for number in numbers if number.upper() != number.lower()}
    if not lettered:
        return records
    known = spellings(connection, {number.upper() for number in lettered})
    alike = {number: known.setdefault(number.upper(), number) for number in _in_order(records, lettered)}
    if all(number == spelled for number, spelled in alike.items()):
        return records
    return [
        record if record.number is None else record._replace(number=alike.get(record.number, record.number))
        for record in records
    ]


def _in_order(records: Sequence[Record], numbers: set[str]) -> list[str]:
    """The numbers in the order of the records."""
    return list(dict.fromkeys(record.number for record in records if record.number in numbers))
