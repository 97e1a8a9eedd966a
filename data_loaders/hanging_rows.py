"""Rows that hang on the one above them without merged cells: a problem, and nothing that says where it is or which one it is."""

from collections.abc import Mapping

from data_loaders.heading_rows import is_blank
from data_loaders.tables import Table

_IDENTITY = ("serial", "number", "site", "district")


def hanging_rows(table: Table, fields: Mapping[str, int]) -> list[int]:
    """Excel numbers of rows that hold a problem but nothing in any of the columns of 序号, 编号, 点位 and 镇区, below a row that does.

    fields: field → column of the table. At least two of the columns must be there, 点位 or 编号 among them; else nothing is said.
    """
    own = [fields[name] for name in _IDENTITY if name in fields]
    if len(own) < 2 or "problem" not in fields or not {"site", "number"} & fields.keys():
        return []
    problem = fields["problem"]
    found = []
    seen = False
    first, *others = own
    for number, row in zip(table.row_numbers, table.rows, strict=True):
        if not is_blank(row[first]) or any(not is_blank(row[at]) for at in others):
            seen = True
        elif seen and not is_blank(row[problem]):
            found.append(number)
    return found
