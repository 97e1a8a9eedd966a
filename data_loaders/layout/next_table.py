"""Where the next table of a sheet begins: the lines above its headings that are its title, its labels, and no rows of the table before."""

import re
from collections.abc import Collection, Sequence

from data_loaders.cells.cells import parse_text
from data_loaders.layout.footers import is_end, is_label, is_total
from data_loaders.layout.heading_rows import distinct, is_blank, is_form_line, with_other_lines
from data_loaders.layout.labels import labels_in
from data_loaders.layout.tables import Span
from data_loaders.reading.workbook import Cell, Sheet

_MOST_LINES, _MOST_BLANK = 8, 2
_SIGNATURE = re.compile(r"制\s*表|填\s*[表报]|审\s*[核批定]|签\s*[字名]|盖\s*章|校\s*对|经\s*办|抄\s*送")


def begin_of_next(
    sheet: Sheet, at: int, first: int, span: Span | None, problems: Collection[int]
) -> tuple[int, tuple[str, ...]]:
    """The row (from 0) where the table begins whose headings stand at row `at`, and the texts of the labels above its headings.

    first: where the rows of the tables before begin. problems: the columns in which those have problems: a text alone there is one.
    """
    left, right = span or (0, len(sheet.rows[at]) - 1)
    begin = look = max(with_other_lines(sheet, at, first)[0], first)
    labels: list[str] = []
    blank = 0
    while look > max(first, at - _MOST_LINES) and blank <= _MOST_BLANK:
        look -= 1
        row = sheet.rows[look][left : right + 1]
        texts = [parse_text(value) or "" for value in distinct(row)]
        if not texts:
            blank += 1
            continue
        if _is_label_line(row, texts):
            labels += texts
        elif labels and problems and _is_pair(row, [column - left for column in problems]):
            pass  # 受检单位 | 开发区, above a line of labels
        elif len(texts) > 1 or _is_of_the_table_above(row, texts[0], [column - left for column in problems]):
            break
        begin, blank = look, 0
    return begin, tuple(labels)


def _is_label_line(row: Sequence[Cell], texts: Sequence[str]) -> bool:
    """Whether a line above headings says something of all rows below them (镇区：东山镇, 检查日期 | 2020-07-06), and is no signature."""
    if any(_SIGNATURE.search(text) for text in texts):
        return False
    return is_form_line(row) or bool(labels_in([value for value in row if not is_blank(value)]))


def _is_pair(row: Sequence[Cell], problems: Sequence[int]) -> bool:
    """Whether the row is two words in front, and no problem."""
    said = distinct(row)
    return (
        len(said) == 2
        and all(isinstance(value, str) for value in said)
        and all(is_blank(row[column]) for column in problems)
    )


def _is_of_the_table_above(row: Sequence[Cell], text: str, problems: Sequence[int]) -> bool:
    """Whether a line with one text only ends the table above it, or is a row of it."""
    if is_end(text) or is_total(text) or is_label(text):
        return True
    filled = [column for column, value in enumerate(row) if not is_blank(value)]
    return (len(filled) == 1 and filled[0] in problems) or not isinstance(row[filled[0]], str)
