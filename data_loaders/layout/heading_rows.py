"""The rows of a sheet that hold the headings of a table, one line or several, and the headings that they give."""

import re
from collections.abc import Sequence

from data_loaders.cells.cells import parse_text
from data_loaders.headings.headings import Vocabulary, clean_heading, field_of, forms_of, untitled
from data_loaders.layout.ticks import are_answers
from data_loaders.reading.grid import letters
from data_loaders.reading.workbook import Cell, Sheet

_HEADINGS_WITHIN = 60
_LONGEST_HEADING = 60
NUMERIC = re.compile(r"[-+]?[\d.,:/\-\s%年月日时分秒T]+(?:[AaPp][Mm])?")
"""Numbers, days and times as text: no heading, and no problem."""


def is_blank(value: Cell) -> bool:
    """Whether the cell holds nothing, or white space only."""
    return value is None or (isinstance(value, str) and not value.strip())


def width_of(sheet: Sheet) -> int:
    """How many columns a sheet has: every row has as many."""
    return len(sheet.rows[0]) if sheet.rows else 0


def distinct(row: Sequence[Cell]) -> list[Cell]:
    """The different cells of a row that hold something, in order."""
    return list(dict.fromkeys(value for value in row if not is_blank(value)))


def fields_named(row: Sequence[Cell], vocabulary: Vocabulary | None = None) -> int:
    """How many different fields the cells of a row are headings of."""
    fields = set()
    for value in distinct(row):
        if isinstance(value, str) and len(value) <= _LONGEST_HEADING:
            found = field_of(value, vocabulary)
            if found is not None:
                fields.add(found[0])
    return len(fields)


def names_columns(row: Sequence[Cell]) -> bool:
    """Whether the row can only be headings: at least three known ones, or two that are half of the row."""
    said = distinct(row)
    if len(said) < 2:
        return False
    known = fields_named(row)
    return known >= 2 and (known >= 3 or known * 2 >= len(said)) and known * 4 >= len(said)


def words_on_top(sheet: Sheet) -> frozenset[str]:
    """All that may be a heading in the rows where headings can stand, in the forms in which headings are looked up."""
    texts = {
        value
        for row in sheet.rows[:_HEADINGS_WITHIN]
        for value in row
        if isinstance(value, str) and len(value) <= _LONGEST_HEADING
    }
    return frozenset(form for text in texts for form in forms_of(clean_heading(text)))


def chosen_heading_rows(sheet: Sheet, heading_rows: tuple[int, ...]) -> tuple[int, ...]:
    """Heading rows set by hand, counted from 0."""
    block = tuple(sorted(row - 1 for row in heading_rows))
    if not block or block[0] < 0 or block[-1] >= len(sheet.rows):
        raise ValueError(f"heading rows {heading_rows} are not on sheet {sheet.name!r}")
    return block


def heading_rows_of_kind(sheet: Sheet, vocabulary: Vocabulary) -> tuple[int, ...] | None:
    """The rows of the headings (from 0) of this kind of sheet, or None: those around the row that names most of its fields."""
    named = [fields_named(row, vocabulary) for row in sheet.rows[:_HEADINGS_WITHIN]]
    most = max(named, default=0)
    if most < 2:
        return None
    return with_other_lines(sheet, named.index(most), 0, vocabulary)


def heading_rows_from(sheet: Sheet, start: int) -> tuple[int, ...] | None:
    """The rows of the headings (from 0) of the main kinds, at row `start` or further down, or None."""
    rows = sheet.rows
    named = [
        (at, fields_named(rows[at]))
        for at in range(start, min(start + _HEADINGS_WITHIN, len(rows)))
        if names_columns(rows[at])
    ]
    for place, (at, known) in enumerate(named):
        better = next((other for other, more in named[place + 1 :] if more > known), None)
        if better is None or not (
            (better == at + 1 and _share_columns(rows[at], rows[better])) or is_form_line(rows[at])
        ):
            return with_other_lines(sheet, at, start)
    if start > 0:  # below a first table only known headings begin another
        return None
    found = _unknown_headings(rows)
    return None if found is None else with_other_lines(sheet, found, start)


def _share_columns(row: Sequence[Cell], other: Sequence[Cell]) -> bool:
    """Whether known headings of the other row stand where this one holds something; else they are those of a table beside it."""
    return fields_named([below for value, below in zip(row, other, strict=True) if not is_blank(value)]) > 0


_INFORMS = re.compile(r".{1,16}[:：]\s*\S")


def is_form_line(row: Sequence[Cell]) -> bool:
    """Whether the row is labels with what they label behind each, as above a list: 检查日期 | 2020-07-06 | 检查人 | 张三."""
    said = distinct(row)
    if len(said) % 2 and _is_labelling(str(said[-1])):
        said = said[:-1]  # a label that nothing was written behind
    if len(said) % 2 or not said:
        return False
    labels, values = said[::2], said[1::2]
    if any(not isinstance(label, str) or len(label) > 12 for label in labels):
        return False
    if any(isinstance(value, str) and (field_of(value) is not None or _is_labelling(value)) for value in values):
        return False
    return any(_is_labelling(str(label)) or field_of(str(label)) is not None for label in labels)


def _is_labelling(text: str) -> bool:
    return text.rstrip().endswith(("：", ":"))


def informs(value: Cell) -> bool:
    """Whether a cell above headings says something by itself, and is no part of them: 填报时间：2020年7月12日."""
    return isinstance(value, str) and _INFORMS.match(value.strip()) is not None and field_of(value) is None


def _unknown_headings(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The first row of mostly different short texts that stands above something and is about as wide as what follows."""
    for at, row in enumerate(rows[:_HEADINGS_WITHIN]):
        filled = [value for value in row if not is_blank(value)]
        if len(filled) < 2 or len(set(filled)) < max(2, 0.8 * len(filled)):
            continue
        texts = [v for v in filled if isinstance(v, str) and len(v) <= _LONGEST_HEADING and not NUMERIC.fullmatch(v)]
        if len(texts) < max(2, 0.8 * len(filled)):
            continue
        below = [sum(not is_blank(value) for value in other) for other in rows[at + 1 : at + 21]]
        if any(below) and len(filled) * 2 >= max(below):
            return at
    return None


def with_other_lines(sheet: Sheet, found: int, start: int, vocabulary: Vocabulary | None = None) -> tuple[int, ...]:
    """The heading row with those above and below that belong to it: joined by merged cells, or filling its gaps."""
    first = last = found
    reaching = [(top, bottom) for top, _, bottom, _ in sheet.merges if top < bottom]
    changed = True
    while changed:
        changed = False
        for top, bottom in reaching:
            if top <= last and bottom >= first and (top < first or bottom > last) and bottom - top < 6:
                first, last, changed = max(min(first, top), start), max(last, bottom), changed or top >= start
                reaching.remove((top, bottom))
                break
    # A title merged down to the headings is not one of their lines.
    while first < last and len(distinct(sheet.rows[first])) < 2:
        first += 1
    if (first > start and first == last and _repeats(sheet.rows[first]) and _spans_columns(sheet, first - 1)) or (
        first > start and first == last and _covers_gaps(sheet, first - 1, vocabulary)
    ):
        first -= 1
    if last + 1 < len(sheet.rows) and _fills_gaps(sheet, last, vocabulary):
        last += 1
    return tuple(range(first, last + 1))


def _repeats(row: Sequence[Cell]) -> bool:
    filled = [value for value in row if not is_blank(value)]
    return len(set(filled)) < len(filled)


def _spans_columns(sheet: Sheet, at: int) -> bool:
    """Whether the row holds headings of several columns each, and is no title or 填报单位 line."""
    said = distinct(sheet.rows[at])
    return (
        len(said) >= 2
        and all(isinstance(value, str) and len(value) <= 20 and not re.search(r"[:：]|\d", value) for value in said)
        and any(top <= at <= bottom and right > left for top, left, bottom, right in sheet.merges)
    )


def _covers_gaps(sheet: Sheet, at: int, vocabulary: Vocabulary | None = None) -> bool:
    """Whether the row at `at` is the upper line of headings whose gaps the lower line leaves: a known one stands above an empty cell."""
    upper, lower = sheet.rows[at], sheet.rows[at + 1]
    said = distinct(upper)
    if len(said) < 2 or any(not isinstance(v, str) or len(v) > 20 or re.search(r"[:：]|\d", v) for v in said):
        return False
    above = [v for v, below in zip(upper, lower, strict=True) if not is_blank(v) and is_blank(below)]
    return bool(above) and fields_named(above, vocabulary) == len(set(above)) and not is_form_line(upper)


def _fills_gaps(sheet: Sheet, at: int, vocabulary: Vocabulary | None = None) -> bool:
    """Whether the row below `at` is a second line of headings: short known texts, only below gaps or below headings of several columns."""
    upper, lower = sheet.rows[at], sheet.rows[at + 1]
    filled = [column for column, value in enumerate(lower) if not is_blank(value)]
    if _answers_below(upper, lower):
        return True
    if not filled or len(filled) == len(lower):
        return False
    for column in filled:
        value = lower[column]
        if not isinstance(value, str) or len(value) > 20 or NUMERIC.fullmatch(value):
            return False
        beside = column + 1 < len(upper) and (is_blank(upper[column + 1]) or upper[column + 1] == upper[column])
        if not (is_blank(upper[column]) or upper[column] == value or beside or upper[column] == upper[column - 1]):
            return False
    new = [lower[column] for column in filled if lower[column] != upper[column]]
    return bool(new) and fields_named(new, vocabulary) * 2 >= len(new)


def _answers_below(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Whether all that the lower row says anew are the answers to tick below headings of the upper one, which stand above the first only."""
    answers: dict[str, list[str]] = {}
    question = ""
    for above, below in zip(upper, lower, strict=True):
        if not is_blank(above):
            question = above if isinstance(above, str) else ""
        if is_blank(below) or below == above:
            continue
        if not isinstance(below, str) or not question:
            return False
        answers.setdefault(question, []).append(below)
    return bool(answers) and all(are_answers(heading_text(asked), labels) for asked, labels in answers.items())


def heading_text(value: Cell) -> str:
    """A heading on one line: no white space between Chinese characters, single spaces elsewhere."""
    text = " ".join((parse_text(value) or "").split())
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])", "", text)


def column_headings(
    sheet: Sheet, block: Sequence[int], span: tuple[int, int] | None = None
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The headings that the rows at `block` give, and for each its column on the sheet, from 0; see Table.

    span: first and last column, where the table does not take the whole sheet.
    """
    rows = sheet.rows
    width = width_of(sheet)
    lines = _lines(sheet, block)
    below = rows[block[-1] + 1 :]  # as wide as the sheet, every one
    headings: list[str] = []
    columns: list[int] = []
    first, last = span or (0, width - 1)
    for column in range(first, last + 1):
        text = _joined(lines, column)
        if not text:
            if all(is_blank(row[column]) for row in below):
                continue
            text = untitled(letters(column))
        elif columns and _copies(sheet, block[-1], column, columns[-1]):
            continue
        headings.append(text)
        columns.append(column)
    return tuple(headings), tuple(columns)


def titles_of(sheet: Sheet, block: Sequence[int]) -> list[str]:
    """The heading that the rows at `block` give each column of the sheet, "" where they give none."""
    lines = _lines(sheet, block)
    return [_joined(lines, column) for column in range(max(map(len, lines), default=0))]


def _lines(sheet: Sheet, block: Sequence[int]) -> list[list[str]]:
    width = width_of(sheet)
    return [_spread(sheet.rows, row, width, last=row == block[-1]) for row in block]


def _joined(lines: Sequence[Sequence[str]], column: int) -> str:
    return "/".join(dict.fromkeys(line[column] for line in lines if line[column]))


def _spread(rows: Sequence[Sequence[Cell]], row: int, width: int, *, last: bool) -> list[str]:
    """The texts of a heading line; an upper line's text also covers the gaps to its right that a lower line fills."""
    texts = [heading_text(value) for value in rows[row]]
    texts += [""] * (width - len(texts))
    if last:
        return texts
    told = [bool(text) and informs(text) for text in texts]
    texts = ["" if informing else text for text, informing in zip(texts, told, strict=True)]
    lower = rows[row + 1]
    for column in range(1, width):
        if not (texts[column] or told[column]) and not is_blank(lower[column]) and texts[column - 1]:
            texts[column] = texts[column - 1]
    return texts


def _copies(sheet: Sheet, last: int, column: int, before: int) -> bool:
    """Whether a column only repeats the one before it because heading and rows are merged over both."""
    merged = any(
        left <= before and column <= right and top <= last <= bottom for top, left, bottom, right in sheet.merges
    )
    return merged and all(row[column] is None or row[column] == row[before] for row in sheet.rows[last + 1 :])
