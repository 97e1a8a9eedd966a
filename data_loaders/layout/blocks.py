"""Tables that stand beside each other on a sheet, level or not, and the part of a sheet that each of them has."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from data_loaders.headings.headings import clean_heading, field_of
from data_loaders.layout.heading_rows import (
    fields_named,
    heading_text,
    is_blank,
    names_columns,
    titles_of,
    width_of,
    with_other_lines,
)
from data_loaders.layout.next_table import begin_of_next
from data_loaders.layout.tables import Span
from data_loaders.reading.workbook import Cell, Sheet

_IDENTITY = frozenset(("number", "district", "site", "problem", "units", "lead_unit"))
_LOWER = 3
_COUNTING = re.compile(
    r"(?:数|率|占比|得分|分数|排名|名次|合计)(?:[(（].*[)）])?$|^[已未](?:整改|完成|销号|办结)$|^(?:总|合|小)计$"
)


def part_of(sheet: Sheet, span: Span | None, stop: int | None) -> Sheet:
    """The sheet with nothing outside the columns `span` and below the row before `stop` (from 0); rows and columns keep their numbers."""
    if span is None and stop is None:
        return sheet
    end = len(sheet.rows) if stop is None else min(stop, len(sheet.rows))
    width = width_of(sheet)
    first, last = span or (0, width - 1)
    before: list[Cell] = [None] * first
    behind: list[Cell] = [None] * (width - 1 - last)
    rows = [before + row[first : last + 1] + behind for row in sheet.rows[:end]]
    merges = tuple(
        (top, max(left, first), min(bottom, end - 1), min(right, last))
        for top, left, bottom, right in sheet.merges
        if top < end and left <= last and right >= first
    )
    return replace(sheet, rows=rows, merges=merges)


def side_by_side(sheet: Sheet, block: Sequence[int], span: Span | None = None) -> list[Span]:
    """The tables that stand beside each other at the headings at `block` or lower: first and last column of each, from 0.

    Another one begins where the headings begin anew and name the problem again, behind a column without heading where what tells
    issues apart (编号, 点位, 存在问题, 镇区, 单位) comes again or only numbers are counted, and where headings stand lower in columns
    that have none here. All columns of `span` belong to one of them.
    """
    first, last = span or (0, width_of(sheet) - 1)
    titles = titles_of(sheet, block)
    columns = [column for column in range(first, last + 1) if titles[column]]
    starts = {*_starts(sheet, block, titles, columns), *_starts_lower(sheet, block, titles, columns, (first, last))}
    starts = {start for start in starts if start > first}
    return list(zip([first, *sorted(starts)], [*(at - 1 for at in sorted(starts)), last], strict=True))


def _starts(sheet: Sheet, block: Sequence[int], titles: Sequence[str], columns: Sequence[int]) -> Iterator[int]:
    """The columns where another table with headings on the same rows begins."""
    cleaned = {column: clean_heading(titles[column]) for column in columns}
    fields = {column: found[0] if (found := field_of(titles[column])) else None for column in columns}
    begin = 0
    for at in range(1, len(columns)):
        left, right = columns[begin:at], columns[at:]
        own, others = ({fields[column] for column in side} & _IDENTITY for side in (left, right))
        shared = own & others
        anew = cleaned[right[0]] == cleaned[left[0]] or (fields[right[0]] or "") == fields[left[0]]
        again = fields[right[0]] in shared and "problem" in shared and len(shared) > 1
        if len(left) > 1 and (again or (anew and ("problem" in shared or len(shared) > 1))):
            yield right[0]
            begin = at
        elif right[0] - left[-1] > 1 and not _reaches_over(sheet, left[-1] + 1, right[0], block):
            counting = sum(_COUNTING.search(cleaned[column]) is not None for column in right)
            if shared or ("problem" in own and len(right) > 1 and counting * 2 >= len(right)):
                yield right[0]
                begin = at


def _reaches_over(sheet: Sheet, left: int, right: int, block: Sequence[int]) -> bool:
    """Whether a merged heading reaches over the columns from `left` to before `right`."""
    return any(
        top <= row <= bottom and first < right and left <= last and last > first
        for top, first, bottom, last in sheet.merges
        for row in block
    )


def _starts_lower(
    sheet: Sheet, block: Sequence[int], titles: Sequence[str], columns: Sequence[int], span: Span
) -> Iterator[int]:
    """The columns where a table begins whose headings stand lower, in columns that have no heading at `block`; and the one behind it."""
    own = set(columns)
    for titled, run in groupby(range(span[0], span[1] + 1), lambda column: column in own):
        bare = list(run)
        if titled or len(bare) < 2:
            continue
        first, last = bare[0], bare[-1]
        for at in range(block[0], len(sheet.rows)):
            row = sheet.rows[at]
            part = row[first : last + 1]
            if at > block[-1] and _begins_anew(row, columns, titles):
                break  # the table ends here: what stands below is for the next one to see
            if sum(isinstance(value, str) for value in part) < 2 or not names_columns(part):
                continue
            if fields_named([row[column] for column in columns]):
                break  # headings of a table that is wider
            yield first + next(n for n, value in enumerate(part) if not is_blank(value))
            yield last + 1
            break


def _begins_anew(row: Sequence[Cell], columns: Sequence[int], titles: Sequence[str]) -> bool:
    """Whether the row holds other headings in the columns of a table than the table has."""
    first = row[columns[0]] if columns else None
    if not isinstance(first, str) or len(first) > 12:
        return False
    part = [row[column] for column in columns]
    said = [heading_text(value) for value in part if not is_blank(value)]
    again = sum(text in titles for text in said)
    return names_columns(part) and again < max(2, 0.8 * len(said), 0.8 * len(columns))


def wide_headings(sheet: Sheet, spans: Sequence[Span], block: Sequence[int]) -> int | None:
    """The row (from 0) below `block` where a table begins whose headings reach over several of the tables beside each other; None if
    none does.
    """
    first = block[-1] + 1
    begins = {left for left, _ in spans[1:]}
    over = {
        row
        for top, left, bottom, right in sheet.merges
        if any(left < begin <= right for begin in begins)
        for row in range(max(top, first), bottom + 2)
    }
    titles = titles_of(sheet, block)
    problems = {at for at, title in enumerate(titles) if (found := field_of(title)) and found[0] == "problem"}
    for at in range(first, len(sheet.rows)):
        row = sheet.rows[at]
        if sum(isinstance(value, str) and len(value) <= 12 for value in row) < 2 or not names_columns(row):
            continue
        if at in over or _is_wide(sheet, spans, at):
            # Headings just above are those of a list beside it that stands higher.
            level = next((up for up in range(max(first, at - _LOWER), at) if _is_level_apart(sheet, up, at)), at)
            return begin_of_next(sheet, level, first, None, problems)[0]
    return None


def _is_level_apart(sheet: Sheet, upper: int, lower: int) -> bool:
    """Whether the row `upper` holds headings, and the headings of the row `lower` stand in none of their columns."""
    row, below = sheet.rows[upper], sheet.rows[lower]
    under = [other for value, other in zip(row, below, strict=True) if not is_blank(value)]
    return names_columns(row) and not fields_named(under)


def _is_wide(sheet: Sheet, spans: Sequence[Span], at: int) -> bool:
    """Whether headings of one table stand in several of the spans."""
    row = sheet.rows[at]
    for left, right in side_by_side(sheet, (at,)):
        shared = [row[max(left, one) : min(right, other) + 1] for one, other in spans]
        if sum(map(bool, map(fields_named, shared))) > 1:
            return True
    return False


def own_lines(part: Sheet, block: Sequence[int], start: int) -> tuple[int, ...] | None:
    """The rows of the headings that one of several tables beside each other has of those at `block`; None where its headings stand lower."""
    said = [at for at in block if any(not is_blank(value) for value in part.rows[at])]
    known = [fields_named(part.rows[at]) for at in said]
    if not said:
        return None
    if not any(known):
        return tuple(said)
    return with_other_lines(part, said[known.index(max(known))], start)
