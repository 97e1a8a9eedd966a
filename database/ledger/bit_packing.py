"""Reading many small numbers: several go into one, because a row costs the driver by the value, not by the bit.

About as quick as reading SQLite as Arrow, in less memory. And it must be this driver: a second copy of the SQLite library
in the process (as Arrow's driver brings one) drops all locks of the first whenever it closes the file, so that another
process may write in the middle of our transaction.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Column, Connection, Table, cast, func, select

from database.store.bulk import one_of
from database.store.schema import EARLIEST, LATEST

WORD_BITS = 63


class PackedColumn(NamedTuple):
    """A column of whole numbers from `least` to `most`, both included; `otherwise` stands for NULL."""

    column: Column[Any]
    most: int
    least: int = 0
    otherwise: int = 0

    @property
    def bits(self) -> int:
        """How many bits a value takes."""
        return (self.most - self.least).bit_length()


def day(column: Column[Any], *, otherwise: int = LATEST) -> PackedColumn:
    """A day number as the schema allows it."""
    return PackedColumn(column, LATEST, EARLIEST, otherwise)


def greatest(connection: Connection, column: Column[Any]) -> int:
    """The highest id in `column`, 0 in an empty table."""
    return int(connection.scalar(select(func.max(column))) or 0)


def read_numbers(
    connection: Connection, table: Table, numbers: Mapping[str, PackedColumn], only: Sequence[int] | None = None
) -> dict[str, NDArray[np.int32]]:
    """All rows of `table`, one array for each of `numbers`, sorted by the first ones: the key has to come first.

    only: the values of the first column whose rows are wanted.
    """
    words: list[list[str]] = []
    room = -1
    for name, number in numbers.items():
        if number.bits > room:
            words.append([])
            room = WORD_BITS
        words[-1].append(name)
        room -= number.bits
    query = select(*(_word([numbers[name] for name in names]) for names in words)).select_from(table)
    if only is None:
        rows = _fetched(connection, query, len(words))
    else:
        key_column = next(iter(numbers.values())).column
        batches = [
            _fetched(connection, query.where(chosen), len(words)) for chosen in one_of(connection, key_column, only)
        ]
        rows = np.concatenate([np.empty((0, len(words)), dtype=np.int64), *batches])
    key = rows[:, 0]
    if not (key[1:] >= key[:-1]).all():
        rows = rows[np.argsort(key, kind="stable")]
    columns: dict[str, NDArray[np.int32]] = {}
    for place, names in enumerate(words):
        word = rows[:, place]
        for name in reversed(names):
            number = numbers[name]
            columns[name] = ((word & ((1 << number.bits) - 1)) + number.least).astype(np.int32)
            word = word >> number.bits
    return {name: columns[name] for name in numbers}


def _fetched(connection: Connection, query: Any, width: int) -> NDArray[np.int64]:
    result = connection.execute(query)
    cursor: Any = result.cursor  # straight from the driver: row objects would cost more than the rows
    rows = np.fromiter(chain.from_iterable(cursor), dtype=np.int64).reshape(-1, width)
    result.close()
    return rows


def _word(numbers: Sequence[PackedColumn]) -> Any:
    """One SQL expression for several numbers, the first in the highest bits."""
    word: Any = 0
    least = 0
    for number in numbers:
        value = func.coalesce(number.column, number.otherwise) if number.column.nullable else number.column
        word = word * (1 << number.bits) + cast(value, BigInteger)
        least = (least << number.bits) + number.least
    return word - least
