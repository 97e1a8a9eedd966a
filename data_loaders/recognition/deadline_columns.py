"""完成时间 that means by when it shall be done: a column headed as a day of completion whose cells set due dates (7月底前, 长期坚持)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from data_loaders.cells.cells import CellError
from data_loaders.days.calendar_text import NotUnderstood
from data_loaders.days.dates import is_aim, parse_date
from data_loaders.days.dues import parse_due
from data_loaders.headings.dataset_headings import SURE
from data_loaders.headings.headings import ColumnMatch, field_of
from data_loaders.reading.workbook import Cell

_DONE = re.compile(r"已|完毕|[√✓×✗]")
_LEAST_SHARE = 0.25
"""From this share of due words on, the days beside them are due days, too."""


def with_deadlines(columns: Sequence[ColumnMatch], rows: Sequence[Sequence[Cell]]) -> tuple[ColumnMatch, ...]:
    """The columns of a sheet without 整改时限, with 完成时间 taken for it where its cells set due dates and none of them says that a
    thing is done. What a person has decided stays.
    """
    known = {column.field for column in columns if column.how in SURE}
    if "due" in known or "done_on" not in known:
        return tuple(columns)
    return tuple(
        replace(column, field="due")
        if column.field == "done_on"
        and column.how in ("exact", "alias")
        and _sets_deadlines(row[column.column] for row in rows)
        else column
        for column in columns
    )


def _sets_deadlines(values: Iterable[Cell]) -> bool:
    filled = [value for value in values if value is not None and value != ""]
    kinds = {value: _is_deadline(value) for value in dict.fromkeys(filled)}
    if any(kind is False for kind in kinds.values()):
        return False
    deadlines = sum(kinds[value] is True for value in filled)
    return bool(filled) and deadlines >= _LEAST_SHARE * len(filled)


def _is_deadline(value: Cell) -> bool | None:
    """Whether a cell sets a due date (True) or says that a thing is done or not (False); None for a plain day, which may be either."""
    if not isinstance(value, str):
        return None
    if is_aim(value):
        return True
    try:
        parse_date(value)
    except NotUnderstood:
        pass
    except CellError:  # a day without its year, or one that does not exist
        return None
    else:
        return None
    if _DONE.search(value):
        return False
    try:
        due = parse_due(value, found_on=None, word_days={})
    except CellError:
        return False
    return due is None or due.kind in ("days", "open_ended") or None


def deadlines_named(columns: Sequence[ColumnMatch], sheet: str) -> list[str]:
    """What is to be said of columns whose cells decided what they mean."""
    return [
        f"工作表“{sheet}”的“{column.heading}”写的是期限（如“7月底前”“长期坚持”），按整改时限读；如果是实际完成的日期，请改这一列的含义。"
        for column in columns
        if column.field == "due"
        and column.how in ("exact", "alias")
        and (field_of(column.heading) or ("",))[0] == "done_on"
    ]
