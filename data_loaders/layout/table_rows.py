"""The rows below the headings of a table: data, and what is set aside (blank rows, group rows, repeated headings, footers)."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from data_loaders.cells.cells import BLANK_MARKS, parse_text
from data_loaders.headings.headings import (
    Vocabulary,
    clean_heading,
    field_of,
    is_untitled,
    known_headings,
    match_headings,
)
from data_loaders.layout.footers import (
    NOTES,
    TOTAL,
    TOTAL_WORD,
    WEAK,
    are_totals,
    is_count,
    is_end,
    is_label,
    is_total,
    may_begin_footer,
)
from data_loaders.layout.guide_rows import guide_in
from data_loaders.layout.heading_rows import (
    NUMERIC,
    column_headings,
    distinct,
    fields_named,
    heading_text,
    is_blank,
    is_form_line,
    names_columns,
    with_other_lines,
)
from data_loaders.layout.labels import labels_in
from data_loaders.layout.next_table import begin_of_next
from data_loaders.layout.serial_column import counts_rows
from data_loaders.layout.tables import Aside, Span, block_name
from data_loaders.reading.workbook import Cell, Sheet
from data_loaders.text.many_texts import texts_with
from data_loaders.text.names import canonical

_GROUP = re.compile(r"(?:辖区|片区|属地|镇|乡|街道|开发区|园区)\s*$|^\s*[一二三四五六七八九十]+[、.．]")
_NUMBERED_PLACE = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]\s*[、.．]?)\s*(?P<name>\S{1,10})\s*"
)
_PLACE = re.compile(r"\S{1,3}(?:镇|乡|街道)|\S{1,6}(?:辖区|片区|开发区|园区)")
_PLACE_NUMBERED = re.compile(r"\S{1,6}(?:镇|乡|街道|辖区|片区|开发区|园区|社区|村|部分|单位)")
_TOWN = re.compile(r"(?:镇|乡|街道)(?:辖区|片区)?\s*$")
_GROUP_NUMBER = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?\s*[、.．]?")
_LONGEST_NAME, _SOON = 20, 20
_PLACES = ("site", "district", "units", "lead_unit", "number", "found_on", "site_type", "person")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十]+[、.．]"),
    re.compile(r"^[(（][一二三四五六七八九十]+[)）]"),
    re.compile(r"^\d+[、.．]"),
    re.compile(r"^[(（]\d+[)）]"),
)
_MAY_END = re.compile(r"[:：※*＊★]|^\s*[-—]|[合小总共累]\s*计")
_INSIDE = (re.compile(r"[:：※*＊★]"), re.compile(r"[合小总共累]\s*计"))
"""Of `_MAY_END` what need not stand in front."""
_NO_TEXT = "x"
"""Stands for a number or a day: no footer begins with one."""
_NOTE_WORD = re.compile(r"\s*(?:说\s*明|备\s*注|附\s*注|注)\s*")
_EVIDENCE = (
    "number", "found_on", "district", "site", "site_type", "problem", "category", "units", "lead_unit", "assist_units", "person", "due",
    "measures", "progress", "state", "done_on",
)  # fmt: skip
"""Fields whose cells are filled in data, not in footers."""
_NAMES = ("district", "units", "lead_unit", "category", "site_type")
"""Fields that a line of totals may repeat to say what it counts."""
OTHER_TABLE = "另一张表"
"""Reason of rows below headings that no issue has: a small table of scores or numbers below the list."""
_OTHER_HEADINGS = "另一张表的表头"
_Why = tuple[str, str]
"""Why a row is no data, and what it says."""


def is_number(value: Cell) -> bool:
    """Whether a cell of the serial column holds a number."""
    if isinstance(value, str):
        return value.strip().isdecimal()
    return isinstance(value, int) and not isinstance(value, bool)


def aside_of(sheet: Sheet, at: int, reason: str, text: str, span: Span | None = None) -> Aside:
    """The row at `at` (from 0) of a sheet as one that is set aside. span: first and last column of the table."""
    row = sheet.rows[at]
    first, last = span or (0, len(row) - 1)
    cells = tuple((column, row[column]) for column in range(first, last + 1) if not is_blank(row[column]))
    return Aside(at + 1, reason, text, block_name(sheet.name, first), cells)


def _titles(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """The texts above headings that come again with them on every printed page: titles, which stand alone, and labels. No group rows."""
    for row in rows:
        said = distinct(row)
        texts = [parse_text(value) or "" for value in said]
        if is_form_line(row) or labels_in(said) or (len(texts) == 1 and not _GROUP.search(texts[0])):
            yield from texts


def stands_alone_in(aside: Aside, column: int) -> bool:
    """Whether a row that was set aside as a group row or a footer fills this column only (from 0) and its words are of neither: where
    problems stand in this column, it is one.
    """
    if aside.reason not in ("分组行", "表尾") or [at for at, _ in aside.cells] != [column]:
        return False
    text = parse_text(aside.cells[0][1]) or ""
    return not (_GROUP.search(text) or is_end(text) or is_total(text) or is_label(text))


class Body:
    """Goes through the rows below the headings at `block` once and sorts them.

    kept: rows (as Excel counts) that a person takes for data whatever they look like. span: first and last column, where the table does
    not take the whole sheet. end: the row where to look for the next table.
    """

    def __init__(
        self,
        sheet: Sheet,
        block: tuple[int, ...],
        vocabulary: Vocabulary | None,
        required: Collection[str],
        kept: Collection[int] = (),
        span: Span | None = None,
    ) -> None:
        self.sheet = sheet
        self.span = span
        self.kept = kept
        self.vocabulary = vocabulary
        self.block = block
        self.row_numbers: list[int] = []
        self.rows: list[list[Cell]] = []
        self.groups: list[str | None] = []
        self.asides: list[Aside] = []
        self.end = len(sheet.rows)
        self.headings, self.columns = column_headings(sheet, block, span)
        self.bare = {self.columns[at] for at, heading in enumerate(self.headings) if is_untitled(heading)}
        self.column_of = {
            match.field: self.columns[match.column]
            for match in match_headings(self.headings)
            if match.field is not None and match.how in ("exact", "alias")
        }
        self.serial = self.column_of.get("serial", self._counting(sheet, block))
        self.problems = {self.column_of["problem"]} if "problem" in self.column_of else set()
        self.required = () if vocabulary is None else self._columns_of(vocabulary, required)
        self.heading_texts = [
            {clean_heading(heading_text(value)) for value in self._within(sheet.rows[row]) if not is_blank(value)}
            for row in block
        ]
        self.heading_at = {
            (column, clean_heading(heading_text(value)))
            for row in block
            for column, value in enumerate(sheet.rows[row])
            if not is_blank(value)
        }
        self.fewest = min(sum(not is_blank(v) for v in self._within(sheet.rows[row])) for row in block)
        self.above: dict[int, set[int]] = {}  # row → columns whose cell hangs down from a row above
        self.across: dict[int, list[tuple[int, int]]] = {}  # row → columns merged into one
        for top, left, bottom, right in sheet.merges:
            if bottom <= block[-1]:
                continue
            for row in range(max(top + 1, block[-1] + 1), bottom + 1):
                self.above.setdefault(row, set()).update(range(left, right + 1))
            if right > left:
                for row in range(max(top, block[-1] + 1), bottom + 1):
                    self.across.setdefault(row, []).append((left, right))
        self.stack: list[tuple[int, str]] = []
        self.in_notes = False
        self.known = known_headings()
        self.headed = False  # a group row stood in the column of the problems
        self.foreign = False  # below another table's headings
        self.leading = True  # no row of data since the headings
        self.last_serial: int | None = None
        self.last_note: int | None = None
        self.titles = set(_titles(sheet.rows[: block[0]]))

    def _counting(self, sheet: Sheet, block: tuple[int, ...]) -> int | None:
        """The first column, where it has no heading and counts the rows."""
        if not self.headings or not is_untitled(self.headings[0]):
            return None
        first = self.columns[0]
        return first if counts_rows(row[first] for row in sheet.rows[block[-1] + 1 :]) else None

    def _within(self, row: Sequence[Cell]) -> Sequence[Cell]:
        """The part of a row of the sheet that the table has."""
        return row if self.span is None else row[self.span[0] : self.span[1] + 1]

    def _columns_of(self, vocabulary: Vocabulary, fields: Collection[str]) -> tuple[int, ...]:
        """The columns of these fields, in a sheet of another kind than the main ones."""
        matches = match_headings(self.headings, None, vocabulary)
        return tuple(self.columns[m.column] for m in matches if m.field in fields and m.how in ("exact", "alias"))

    def _is_complete(self, at: int, row: Sequence[Cell]) -> bool:
        """Whether the row, of a sheet of another kind, has all that it must have, so that it can only be data."""
        if not self.required or at in self.across or any(is_blank(row[column]) for column in self.required):
            return False
        said = [row[column] for column in self.required]
        first = next((value for value in said if isinstance(value, str)), "")
        filled = {value for column in self.columns if not is_blank(value := row[column])}
        own = any(column not in self.above.get(at, ()) for column in self.required)
        return own and len(filled) > 1 and not TOTAL.match(str(first)) and not self._repeats_headings(filled)

    def _repeats_headings(self, said: Collection[Cell]) -> bool:
        texts = {clean_heading(heading_text(value)) for value in said}
        return any(len(texts & line) >= max(2, 0.8 * len(texts)) for line in self.heading_texts)

    def _named(self, row: Sequence[Cell]) -> dict[int, str]:
        """column → field of a row that can only be headings: the first cell is a known one, that of the problem is among them or
        three others, and no cell is longer than a heading; "" for those that nobody knows, at most as many. Else nothing.
        """
        found: dict[int, str] = {}
        for column, value in enumerate(row):
            if is_blank(value):
                continue
            if not isinstance(value, str) or len(value) > _LONGEST_NAME or NUMERIC.fullmatch(value):
                return {}
            known = field_of(value)
            if known is None and not found:
                return {}
            found[column] = known[0] if known is not None else ""
        fields = {name for name in found.values() if name}
        enough = len(fields) > 2 or (len(fields) == 2 and "problem" in fields)
        return found if enough and sum(map(bool, found.values())) * 2 >= len(found) else {}

    def _in_place(self, at: int, row: Sequence[Cell], filled: Sequence[int]) -> bool:
        """Whether repeated headings stand in the columns of the first ones, so that what is below them means the same."""
        own = sum((column, clean_heading(heading_text(row[column]))) in self.heading_at for column in filled)
        if own < max(1, 0.8 * len(filled), 0.8 * self.fewest):
            return False
        meant = {column: name for name, column in self.column_of.items()}
        for column in filled:
            text = heading_text(row[column])
            known = None if (column, clean_heading(text)) in self.heading_at else field_of(text)
            if known is not None and known[0] != meant.get(column):
                return False  # 完成时间 where 整改时限 stood
        below = self.sheet.rows[at + 1 : at + 1 + _SOON]  # a new column at the right?
        return not any(not is_blank(other[column]) for column in self.bare & set(filled) for other in below)

    def read(self) -> None:
        """Sorts the rows below the headings up to the last one that holds something, or up to the headings of another table."""
        rows = self.sheet.rows
        first = self.block[-1] + 1
        plain = self._plain(first)
        at = first
        while at < self.end:
            after = at if self.leading or self.foreign else first + plain.find(False, at - first)
            if after == at:
                why = None if at + 1 in self.kept else self._aside(at, rows[at])
                if why is not None:
                    if why[0] in (_OTHER_HEADINGS, "重复表头"):
                        begin, labels = begin_of_next(self.sheet, at, first, self.span, self.problems)
                        if why[0] == _OTHER_HEADINGS or self._is_another_form(at, labels):
                            self._end_at(begin)
                            break
                        self.leading, self.in_notes = True, False
                        self._take_back_upper_lines(at, first)
                    self.asides.append(aside_of(self.sheet, at, *why, self.span))
                    at += 1
                    continue
                after = at + 1
            self._take(at, after)
            at = after
        self._close()

    def _take(self, first: int, end: int) -> None:
        """Rows of data, from `first` to the one before `end`."""
        rows = self.sheet.rows[first:end]
        self.in_notes = self.leading = self.foreign = False
        if self.serial is not None:
            numbers = (value for row in reversed(rows) if is_number(value := row[self.serial]))
            self.last_serial = next((int(value) for value in numbers), self.last_serial)  # type: ignore[arg-type]
        self.row_numbers += range(first + 1, end + 1)
        self.groups += ["/".join(text for _, text in self.stack) if self.stack else None] * len(rows)
        if self.columns != tuple(range(len(self.sheet.rows[0]))):
            rows = [[row[column] for column in self.columns] for row in rows]
        self.rows += rows

    def _plain(self, first: int) -> bytearray:
        """For each row from `first` to the end, and one more, whether it needs no second look: it can only be data."""
        rows = self.sheet.rows[first : self.end]
        problem, serial = self.column_of.get("problem"), self.serial
        place = next((self.column_of[field] for field in _PLACES if field in self.column_of), None)
        if problem is None or place is None:
            plain = bytearray(len(rows))
        elif serial is not None:
            plain = bytearray(
                (text := row[problem]).__class__ is str
                and row[place] is not None
                and text != row[place]
                and is_number(row[serial])
                and not text[:1].isdigit()
                and not text.isspace()
                for row in rows
            )
        else:
            plain = bytearray(
                (text := row[problem]).__class__ is str
                and row[place] is not None
                and text != row[place]
                and (sure or self._is_plainly_data(row, text))
                for row, sure in zip(rows, self._unlike_footers(rows, problem), strict=True)
            )
        for at in (*self.across, *self.above):
            if first <= at < self.end:
                plain[at - first] = False
        if self.required:
            for at in range(first, self.end):
                plain[at - first] = plain[at - first] or self._is_complete(at, rows[at - first])
        plain.append(False)
        return plain

    def _unlike_footers(self, rows: Sequence[Sequence[Cell]], problem: int) -> list[bool]:
        """For each row whether `_is_plainly_data` is true of it at a quick look."""
        first = self.columns[0]
        fronts = [
            value if (value := row[first]).__class__ is str else "" if value is None else _NO_TEXT for row in rows
        ]
        marked = texts_with(_INSIDE, fronts)
        texts = [value if (value := row[problem]).__class__ is str else "" for row in rows]
        doubtful = {sign for sign in {text[:1] for text in (*fronts, *texts)} if may_begin_footer(sign)}
        return [
            len(text) > 1
            and text[0] not in doubtful
            and front[:1] not in doubtful
            and text not in self.known
            and front not in self.known
            and at not in marked
            for at, (front, text) in enumerate(zip(fronts, texts, strict=True))
        ]

    def _is_plainly_data(self, row: Sequence[Cell], problem: str) -> bool:
        """Whether a row without serial, with a problem and a place, needs no second look: nothing in it is like a footer or a heading."""
        first = row[self.columns[0]]
        return (
            len(problem) > 1
            and first is not None
            and first not in self.known
            and not problem.isspace()
            and problem not in self.known
            and not is_count(problem)
            and not WEAK.match(problem)
            and not (isinstance(first, str) and (_MAY_END.search(first) or WEAK.match(first)))
        )

    def _is_another_form(self, at: int, labels: Sequence[str]) -> bool:
        """Whether repeated headings are those of another form, with labels of its own (检查对象, 检查日期) above them."""
        own = any(text not in self.titles for text in labels)
        return own and self.vocabulary is None and names_columns(self._within(self.sheet.rows[at]))

    def _take_back_upper_lines(self, at: int, first: int) -> None:
        """Repeated headings of two lines: what was read of the upper line is no data."""
        top = max(with_other_lines(self.sheet, at, first)[0], first)
        while self.row_numbers and self.row_numbers[-1] > top:
            row = self.row_numbers.pop() - 1
            del self.rows[-1], self.groups[-1]
            texts = (parse_text(value) or "" for value in distinct(self._within(self.sheet.rows[row])))
            self.asides.append(aside_of(self.sheet, row, "重复表头", " ".join(texts), self.span))

    def _end_at(self, end: int) -> None:
        """End before the row `end`, from 0; what was read of it and below is given up."""
        self.end = end
        kept = sum(number <= end for number in self.row_numbers)
        del self.row_numbers[kept:], self.rows[kept:], self.groups[kept:]
        self.asides = [aside for aside in self.asides if aside.row <= end]

    def _close(self) -> None:
        """Group rows behind which no row of data comes are footers; columns that only another table below fills are none of this one."""
        if self.end < len(self.sheet.rows):
            own = [
                at
                for at, heading in enumerate(self.headings)
                if not is_untitled(heading) or any(not is_blank(row[at]) for row in self.rows)
            ]
            if len(own) < len(self.columns):
                self.headings = tuple(self.headings[at] for at in own)
                self.columns = tuple(self.columns[at] for at in own)
                self.rows = [[row[at] for at in own] for row in self.rows]
        last = self.row_numbers[-1] if self.row_numbers else 0
        self.asides = [
            replace(aside, reason="表尾") if aside.reason == "分组行" and aside.row > last else aside
            for aside in self.asides
        ]

    def _aside(self, at: int, row: Sequence[Cell]) -> _Why | None:
        """Why the row is no data; None if it may be."""
        filled = [column for column in self.columns if not is_blank(row[column])]
        photos = {self.column_of.get("photo_before"), self.column_of.get("photo_after")}
        if all(column in photos and str(row[column]).startswith("#") for column in filled):  # #VALUE! of a picture
            outside = [parse_text(value) or "" for value in self._within(row) if not is_blank(value)]
            self.foreign = False
            return "空行", " ".join(outside)
        texts = list(dict.fromkeys(parse_text(row[column]) or "" for column in filled))
        shown = " ".join(texts)
        if self._repeats_headings(texts):
            if not self._in_place(at, row, filled) and names_columns(self._within(row)):
                return _OTHER_HEADINGS, shown
            return "重复表头", shown
        if len(texts) > 1 and self.column_of and (named := self._named(row)):
            same = all(self.column_of.get(name) == column for column, name in named.items())
            return ("重复表头" if same and len(named) >= 0.8 * self.fewest else _OTHER_HEADINGS), shown
        titled = [column for column in filled if column not in self.bare]
        said = texts if len(titled) == len(filled) else list(dict.fromkeys(parse_text(row[c]) or "" for c in titled))
        if self.leading and (guide := guide_in(said, min(3, len(self.columns)) if self.column_of else 3)) is not None:
            return guide, shown
        if (
            len(texts) >= 3
            and self.column_of
            and names_columns(self._within(row))
            and fields_named(self._within(row)) >= 3
        ):
            return _OTHER_HEADINGS, shown
        if self.foreign or self._begins_another(at, row, texts):
            self.foreign = True
            return OTHER_TABLE, shown
        above = self.above.get(at, set())
        own = [column for column in filled if column not in above and column != self.serial]
        if not own:
            serial_is_own = self.serial is not None and self.serial in filled and self.serial not in above
            if not serial_is_own:
                return "合并单元格的延续", shown
            if above or self._is_serial(row[self.serial]):  # type: ignore[index]
                return "只有序号", shown
        alone = self._single(at, row, titled, said) if titled else self._single(at, row, filled, texts)
        return alone or self._footer(at, row, filled, texts)

    def _begins_another(self, at: int, row: Sequence[Cell], texts: Sequence[str]) -> bool:
        """Whether the row holds the headings of a small table below this one: short words, one a known heading, numbers below them, and
        in front of it an empty row or a title.
        """
        if self.leading or self.vocabulary is not None or not (2 <= len(texts) <= len(self.columns)):
            return False
        if not self.asides or self.asides[-1].row != at or self.asides[-1].reason not in ("空行", "分组行", "表尾"):
            return False
        if any(len(text) > 12 or NUMERIC.fullmatch(text) for text in texts) or not fields_named(self._within(row)):
            return False
        rows = self.sheet.rows[at + 1 : at + 4]
        if not rows or not any(map(distinct, map(self._within, rows))):
            return False
        below = [rows[0][column] for column in self.columns if not is_blank(row[column])]
        numbers = sum(
            not isinstance(v, str) or NUMERIC.fullmatch(v.strip()) is not None for v in below if not is_blank(v)
        )
        return numbers * 2 >= len(texts) and "problem" not in {
            name for text in texts if (found := field_of(text)) is not None for name in found[:1]
        }

    @staticmethod
    def _is_serial(value: Cell) -> bool:
        return not isinstance(value, str) or value.strip().rstrip(".、").isdecimal()

    def _single(self, at: int, row: Sequence[Cell], filled: Sequence[int], texts: Sequence[str]) -> _Why | None:
        """A row that says one thing only: a group row, a repeated title or a footer; None if it may be data."""
        if len(texts) == 2 and self._is_numbered_group(at, row, filled, texts):
            number = texts[0].rstrip("、.． ")
            text = number + ("" if number.endswith((")", "）")) else "、") + " ".join(texts[1].split())
            self._open_group(text)
            return "分组行", text
        if len(texts) != 1 or not isinstance(row[filled[0]], str):
            return None
        text = texts[0]
        ends = is_end(text) or is_total(text) or (is_label(text) and not _GROUP.search(text.rstrip("：: ")))
        wide = self._merged_width(at, filled[0])
        if wide * 2 <= len(self.columns) - len(self.bare) and wide <= 2:
            if len(filled) > 1 or not (self.column_of or self.required):
                return None
            if self.required and not _GROUP.search(text) and not ends:
                return None  # a row of which somebody has filled in one cell only
            if not self._may_head_group(at, filled[0], text):
                return None
        if self.in_notes or ends:
            self.in_notes = self.in_notes or NOTES.match(text) is not None
            return "表尾", text
        if text in self.titles:
            return "重复表头", text
        self._open_group(" ".join(text.split()))
        return "分组行", text

    def _may_head_group(self, at: int, column: int, text: str) -> bool:
        """Whether a row that fills one cell only, in this column, can be a group row: such a cell is no row of data."""
        field = next((name for name, own in self.column_of.items() if own == column), None)
        if field == "problem":
            return self._heads_group_among_problems(at, text)
        if field in ("serial", "district", "number", "site_type", "category"):
            return True
        if field is None:
            return column in self.columns[:2]
        return _GROUP.search(text) is not None and len(text) <= _LONGEST_NAME

    def _heads_group_among_problems(self, at: int, text: str) -> bool:
        """Whether a text that stands alone in the column of the problems heads those below it: 一、城东片区, 东山镇 at the beginning."""
        numbered = _NUMBERED_PLACE.fullmatch(text)
        if numbered is not None:
            name = numbered["name"]
            if not (_PLACE_NUMBERED.fullmatch(name) or canonical("category", name) or canonical("unit", name)):
                return False
        elif not (_PLACE.fullmatch(text) and (self.leading or self.headed)):
            return False
        below = next(
            (row for row in self.sheet.rows[at + 1 : at + 4] if any(map(distinct, (self._within(row),)))), None
        )
        self.headed = below is not None and sum(not is_blank(below[column]) for column in self.columns) > 1
        return self.headed

    def _is_numbered_group(self, at: int, row: Sequence[Cell], filled: Sequence[int], texts: Sequence[str]) -> bool:
        """Whether the row is a group row in two cells: 一 in front, behind it the name of the group, which is no problem."""
        if not filled or filled[0] not in (self.columns[0], self.serial) or not _GROUP_NUMBER.fullmatch(texts[0]):
            return False
        if self._merged_width(at, filled[1]) * 2 > len(self.columns):
            return True
        field = next((name for name, column in self.column_of.items() if column == filled[1]), None)
        if len(filled) == 2 and field == "site":
            return _GROUP.search(texts[1]) is not None  # 一 | 滨江街道, where the list has no column of districts
        return len(filled) == 2 and field in ("district", "category", "site_type", "number", None)

    def _merged_width(self, at: int, column: int) -> int:
        """Over how many of the table's columns the cell is merged."""
        for left, right in self.across.get(at, ()):
            if left <= column <= right:
                return sum(left <= own <= right for own in self.columns)
        return 1

    def _open_group(self, text: str) -> None:
        level = next((depth for depth, pattern in enumerate(_LEVELS) if pattern.match(text)), -1)
        if _TOWN.search(text):  # no town lies in another, however they are numbered
            town = next((depth for depth, (_, other) in enumerate(self.stack) if _TOWN.search(other)), len(self.stack))
            del self.stack[town:]
        for depth, (open_level, _) in enumerate(self.stack):
            if open_level == level:
                del self.stack[depth:]
                break
        else:
            # A district row closes what was numbered below another district.
            if self.stack and level < self.stack[-1][0]:
                self.stack = [entry for entry in self.stack if entry[0] < level]
        self.stack.append((level, text))

    def _footer(self, at: int, row: Sequence[Cell], filled: Sequence[int], texts: Sequence[str]) -> _Why | None:
        """A line of totals, signatures or notes; None if the row may be data."""
        shown = " ".join(texts)
        numbered = self.serial is not None and is_number(row[self.serial])
        counted = (
            texts if not numbered else [parse_text(row[column]) or "" for column in filled if column != self.serial]
        )
        if any(map(TOTAL_WORD.search, counted)) and are_totals(counted, self._names_in(row)):
            problem = self.column_of.get("problem")
            said = None if problem is None else parse_text(row[problem])
            if not numbered or (len(counted) > 1 and (said is None or is_count(said))):
                return "表尾", shown
        first = next((text for text in texts if not text.isdecimal()), texts[0])
        may_end = not numbered and (WEAK.match(first) is not None or is_end(first))
        if not (may_end or self.in_notes):
            return None
        evidence = self._evidence(at, row)
        if self.in_notes and len(texts) <= 2 and len(evidence) < 2 and not (numbered and self._continues(row)):
            self.last_note = int(str(row[self.serial])) if numbered else None  # type: ignore[index]
            return "表尾", shown
        if not may_end:
            return None
        own = next(column for column in filled if parse_text(row[column]) == first)
        if is_end(first) or is_label(first) or is_total(first):
            labels = sum(is_label(text) for text in texts)
            if labels < 2 and "problem" in evidence and evidence.keys() & set(_PLACES):
                return None
        elif own == self.column_of.get("problem") or any(column != own for column in evidence.values()):
            return None
        if not self.column_of and not (TOTAL.match(first) or len(filled) <= 2):
            return None
        self.in_notes = NOTES.match(first) is not None or _NOTE_WORD.fullmatch(first) is not None
        return "表尾", shown

    def _names_in(self, row: Sequence[Cell]) -> set[str]:
        """What the row says of the things that a line of totals counts by."""
        return {parse_text(row[self.column_of[name]]) or "" for name in _NAMES if name in self.column_of}

    def _continues(self, row: Sequence[Cell]) -> bool:
        """Whether the row's serial is the next one after the last row of data, and not after a numbered note."""
        now = int(str(row[self.serial]))  # type: ignore[index]
        return self.last_serial is not None and now == self.last_serial + 1 and self.last_note != now - 1

    def _evidence(self, at: int, row: Sequence[Cell]) -> dict[str, int]:
        """field → column of the cells that speak for data: filled, no label, no footer, not merged over other fields."""
        found: dict[str, int] = {}
        for field in _EVIDENCE:
            column = self.column_of.get(field)
            text = None if column is None else parse_text(row[column])
            if column is None or text is None or is_label(text) or is_end(text) or is_total(text):
                continue
            if self._merged_width(at, column) > 1 and field not in self._fields_under(at, column):
                continue
            if field == "problem" and (text.upper() in BLANK_MARKS or NUMERIC.fullmatch(text)):
                continue
            found[field] = column
        return found

    def _fields_under(self, at: int, column: int) -> set[str]:
        """The fields that the merged cell at this column covers, if it covers one field only; else nothing."""
        for left, right in self.across.get(at, ()):
            if left <= column <= right:
                fields = {name for name, own in self.column_of.items() if left <= own <= right}
                return fields if len(fields) == 1 else set()
        return {name for name, own in self.column_of.items() if own == column}
