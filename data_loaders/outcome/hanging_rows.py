"""Rows that hang on the one above them without merged cells: a problem, and nothing that says where it is or which one it is."""

from collections.abc import Mapping

from data_loaders.layout.heading_rows import is_blank
from data_loaders.layout.tables import Table

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
    bare = 0
    first, *others = own
    blank = [
        at
        for at, row in enumerate(table.rows)
        if (value := row[first]) is None or (value.__class__ is str and not value.strip())
    ]
    for at in blank:
        row = table.rows[at]
        if any(not is_blank(row[other]) for other in others):
            continue
        if at > bare and not is_blank(row[problem]):  # a row above it says where it is
            found.append(table.row_numbers[at])
        bare += 1
    return found
