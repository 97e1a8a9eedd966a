"""Where the table is on a sheet: titles above, headings (one line or several), rows, group rows, footers.

Nothing vanishes: every row below the headings is either in `Table.rows` or in `Table.asides`, with the reason.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from data_loaders.cells import CellError, parse_text
from data_loaders.dates import parse_date
from data_loaders.grid import letters
from data_loaders.headings import Vocabulary, clean_heading, field_of, forms_of, match_headings, untitled
from data_loaders.workbook import Cell, Sheet, Workbook


@dataclass(frozen=True)
class Aside:
    """A row below the headings that is not data. row: Excel row number. reason: 空行, 只有序号, 合并单元格的延续, 分组行, 重复表头, 表尾."""

    row: int
    reason: str
    text: str


@dataclass(frozen=True)
class Table:
    """A table as it stands on a sheet.

    title: texts above the headings, 填报单位 and 填报时间 among them. heading_rows and row_numbers: as Excel counts.
    headings: one per column; lines of a heading that differ are joined with "/" ("整改情况/是否完成"); a column with data but without heading is
    called "（无标题列C）", empty columns and copies made by merging are left out. columns: for each heading, its column on the sheet, from 0.
    rows: each as long as headings. groups: for each row the text of the group row in force ("滨江街道辖区"), nested ones joined with "/", or None.
    asides: the rows below the headings that are not data.
    as_of_hint: the day that title, sheet name or file name speak for. reporter_hint: 填报单位.
    """

    sheet: str
    hidden: bool
    title: tuple[str, ...]
    heading_rows: tuple[int, ...]
    headings: tuple[str, ...]
    row_numbers: list[int]
    rows: list[list[Cell]]
    groups: list[str | None]
    asides: list[Aside]
    as_of_hint: date | None
    reporter_hint: str | None
    columns: tuple[int, ...]


def find_tables(workbook: Workbook) -> list[Table]:
    """The tables of all sheets, hidden ones too, in order. A sheet gives more than one where headings of another kind follow further down.

    What `sheets_without_table` says belongs with it.
    """
    tables: list[Table] = []
    for sheet in workbook.sheets:
        start = 0
        while (found := _find(sheet, start, None, workbook.name)) is not None:
            table, start = found
            tables.append(table)
    return tables


def find_table(sheet: Sheet, *, heading_rows: tuple[int, ...] | None = None) -> Table | None:
    """The first table of a sheet, or None where nothing looks like headings. heading_rows: set by hand, as Excel counts.

    Raises ValueError for heading rows that are not on the sheet.
    """
    found = _find(sheet, 0, heading_rows, "")
    return None if found is None else found[0]


def find_table_of(
    sheet: Sheet,
    vocabulary: Vocabulary,
    required: Collection[str],
    *,
    file_name: str = "",
    heading_rows: tuple[int, ...] | None = None,
) -> Table | None:
    """The table of a sheet of another kind than the main ones, or None where no row holds at least two of its headings.

    vocabulary: the headings of that kind. required: fields that every row of data has. heading_rows: set by hand, as Excel
    counts; ValueError where they are not on the sheet.
    """
    block = None if heading_rows is None else _block_of(sheet, heading_rows)
    if block is None:
        block = _best_headings(sheet, vocabulary)
    return None if block is None else _read(sheet, block, 0, file_name, vocabulary, required)[0]


def words_on_top(sheet: Sheet) -> frozenset[str]:
    """All that may be a heading in the rows where headings can stand, in the forms in which headings are looked up."""
    texts = {
        value
        for row in sheet.rows[:_HEADINGS_WITHIN]
        for value in row
        if isinstance(value, str) and len(value) <= _LONGEST_HEADING
    }
    return frozenset(form for text in texts for form in forms_of(clean_heading(text)))


def _best_headings(sheet: Sheet, vocabulary: Vocabulary) -> tuple[int, ...] | None:
    """The rows of the headings (from 0): those of the row that names most of the fields."""
    named = [_fields_named(row, vocabulary) for row in sheet.rows[:_HEADINGS_WITHIN]]
    most = max(named, default=0)
    if most < 2:
        return None
    return _with_other_lines(sheet, named.index(most), 0, vocabulary)


def sheets_without_table(workbook: Workbook) -> list[tuple[str, str]]:
    """Sheets from which nothing can be loaded, each with the reason in Chinese."""
    return [
        (sheet.name, "没有内容" if not sheet.rows else "没有找到表头")
        for sheet in workbook.sheets
        if _find_headings(sheet, 0) is None
    ]


def _find(sheet: Sheet, start: int, heading_rows: tuple[int, ...] | None, file_name: str) -> tuple[Table, int] | None:
    """The first table from row `start` (from 0) on, and the row where to look for the next."""
    block = _find_headings(sheet, start) if heading_rows is None else _block_of(sheet, heading_rows)
    return None if not block else _read(sheet, block, start, file_name)


def _block_of(sheet: Sheet, heading_rows: tuple[int, ...]) -> tuple[int, ...]:
    """Heading rows set by hand, counted from 0."""
    block = tuple(sorted(row - 1 for row in heading_rows))
    if not block or block[0] < 0 or block[-1] >= len(sheet.rows):
        raise ValueError(f"heading rows {heading_rows} are not on sheet {sheet.name!r}")
    return block


def _read(
    sheet: Sheet,
    block: tuple[int, ...],
    start: int,
    file_name: str,
    vocabulary: Vocabulary | None = None,
    required: Collection[str] = (),
) -> tuple[Table, int]:
    """The table below the headings at `block`, and the row where to look for the next."""
    body = _Body(sheet, block, vocabulary, required)
    body.read()
    title = _title(sheet, start, block[0])
    table = Table(
        sheet=sheet.name,
        hidden=sheet.hidden,
        title=title,
        heading_rows=tuple(row + 1 for row in block),
        headings=body.headings,
        row_numbers=body.row_numbers,
        rows=body.rows,
        groups=body.groups,
        asides=body.asides,
        as_of_hint=as_of_hint(file_name, (*title, sheet.name)),
        reporter_hint=_reporter(title),
        columns=body.columns,
    )
    return table, body.end


# --- headings ----------------------------------------------------------------------------------------------------------

_HEADINGS_WITHIN = 60
_LONGEST_HEADING = 60
_NUMERIC = re.compile(r"[-+]?[\d.,:/\-\s%年月日时分秒T]+(?:[AaPp][Mm])?")


def _is_blank(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _distinct(row: Sequence[Cell]) -> list[Cell]:
    """The different cells of a row that hold something, in order."""
    return list(dict.fromkeys(value for value in row if not _is_blank(value)))


def _fields_named(row: Sequence[Cell], vocabulary: Vocabulary | None = None) -> int:
    """How many different fields the cells of a row are headings of."""
    fields = set()
    for value in _distinct(row):
        if isinstance(value, str) and len(value) <= _LONGEST_HEADING:
            found = field_of(value, vocabulary)
            if found is not None:
                fields.add(found[0])
    return len(fields)


def _names_columns(row: Sequence[Cell]) -> bool:
    """Whether the row can only be headings: at least three known ones, or two that are half of the row."""
    distinct = _distinct(row)
    if len(distinct) < 2:
        return False
    known = _fields_named(row)
    return known >= 2 and (known >= 3 or known * 2 >= len(distinct)) and known * 4 >= len(distinct)


def _find_headings(sheet: Sheet, start: int) -> tuple[int, ...] | None:
    """The rows of the headings (from 0), or None."""
    rows = sheet.rows
    best, best_known = None, 0
    for at in range(start, min(start + _HEADINGS_WITHIN, len(rows))):
        if _names_columns(rows[at]) and (known := _fields_named(rows[at])) > best_known:
            best, best_known = at, known
    if best is not None:
        return _with_other_lines(sheet, best, start)
    if start > 0:  # below a first table only known headings begin another
        return None
    found = _unknown_headings(rows)
    return None if found is None else _with_other_lines(sheet, found, start)


def _unknown_headings(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The first row of mostly different short texts that stands above something and is about as wide as what follows."""
    for at, row in enumerate(rows[:_HEADINGS_WITHIN]):
        filled = [value for value in row if not _is_blank(value)]
        if len(filled) < 2 or len(set(filled)) < max(2, 0.8 * len(filled)):
            continue
        texts = [v for v in filled if isinstance(v, str) and len(v) <= _LONGEST_HEADING and not _NUMERIC.fullmatch(v)]
        if len(texts) < max(2, 0.8 * len(filled)):
            continue
        below = [sum(not _is_blank(value) for value in other) for other in rows[at + 1 : at + 21]]
        if any(below) and len(filled) * 2 >= max(below):
            return at
    return None


def _with_other_lines(sheet: Sheet, found: int, start: int, vocabulary: Vocabulary | None = None) -> tuple[int, ...]:
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
    while first < last and len(_distinct(sheet.rows[first])) < 2:
        first += 1
    if first > start and first == last and _repeats(sheet.rows[first]) and _spans_columns(sheet, first - 1):
        first -= 1
    if last + 1 < len(sheet.rows) and _fills_gaps(sheet, last, vocabulary):
        last += 1
    return tuple(range(first, last + 1))


def _repeats(row: Sequence[Cell]) -> bool:
    filled = [value for value in row if not _is_blank(value)]
    return len(set(filled)) < len(filled)


def _spans_columns(sheet: Sheet, at: int) -> bool:
    """Whether the row holds headings of several columns each, and is no title or 填报单位 line."""
    distinct = _distinct(sheet.rows[at])
    return (
        len(distinct) >= 2
        and all(isinstance(value, str) and len(value) <= 20 and not re.search(r"[:：]|\d", value) for value in distinct)
        and any(top <= at <= bottom and right > left for top, left, bottom, right in sheet.merges)
    )


def _fills_gaps(sheet: Sheet, at: int, vocabulary: Vocabulary | None = None) -> bool:
    """Whether the row below `at` is a second line of headings: short known texts, only below gaps or below headings of several columns."""
    upper, lower = sheet.rows[at], sheet.rows[at + 1]
    filled = [column for column, value in enumerate(lower) if not _is_blank(value)]
    if not filled or len(filled) == len(lower):
        return False
    for column in filled:
        value = lower[column]
        if not isinstance(value, str) or len(value) > 20 or _NUMERIC.fullmatch(value):
            return False
        beside = column + 1 < len(upper) and (_is_blank(upper[column + 1]) or upper[column + 1] == upper[column])
        if not (_is_blank(upper[column]) or upper[column] == value or beside or upper[column] == upper[column - 1]):
            return False
    new = [lower[column] for column in filled if lower[column] != upper[column]]
    return bool(new) and _fields_named(new, vocabulary) * 2 >= len(new)


def _heading_text(value: Cell) -> str:
    """A heading on one line: no white space between Chinese characters, single spaces elsewhere."""
    text = " ".join((parse_text(value) or "").split())
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])", "", text)


def _title(sheet: Sheet, start: int, end: int) -> tuple[str, ...]:
    """The texts of the rows above the headings; a label ("填报单位：") and the cell behind it are one text."""
    texts: list[str] = []
    for row in sheet.rows[start:end]:
        for value in _distinct(row):
            text = parse_text(value) or ""
            if texts and texts[-1].endswith(("：", ":")):
                texts[-1] += text
            else:
                texts.append(text)
    return tuple(dict.fromkeys(texts))


# --- rows --------------------------------------------------------------------------------------------------------------

_FOOTER = re.compile(
    r"\s*(?:制\s*表|填\s*表|审\s*核|审\s*批|审\s*定|复核人|负责人|联系人|经办人|单位负责|分管领导|主要领导|签\s*[字名]|盖\s*章|填报|报送|上报人|统计人|"
    r"\S{0,12}(?:小计|合计|总计)\s*[:：]?\s*$|合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|说\s*明|备\s*注|附\s*[:：注件]|注\s*[:：\d]|共\s*\d+\s*[条项页个件]|第\s*\d+\s*页|[-—]\s*\d+\s*[-—]$|※|\*)"
)
_NOTES = re.compile(r"\s*(?:填\s*表\s*说\s*明|说\s*明|备\s*注|注\s*[:：\d]|附\s*[:：注])")
_GROUP = re.compile(r"(?:辖区|片区|属地|镇|乡|街道|开发区|园区)\s*$|^\s*[一二三四五六七八九十]+[、.．]")
_TOTAL = re.compile(r"\s*(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)")
_PLACES = ("site", "district", "units", "lead_unit", "number", "found_on", "site_type", "person")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十]+[、.．]"),
    re.compile(r"^[(（][一二三四五六七八九十]+[)）]"),
    re.compile(r"^\d+[、.．]"),
    re.compile(r"^[(（]\d+[)）]"),
)


class _Body:
    """Goes through the rows below the headings once and sorts them."""

    def __init__(
        self, sheet: Sheet, block: tuple[int, ...], vocabulary: Vocabulary | None, required: Collection[str]
    ) -> None:
        self.sheet = sheet
        self.block = block
        self.row_numbers: list[int] = []
        self.rows: list[list[Cell]] = []
        self.groups: list[str | None] = []
        self.asides: list[Aside] = []
        self.end = len(sheet.rows)
        self.headings, self.columns = self._headings()
        self.column_of = {
            match.field: self.columns[match.column]
            for match in match_headings(self.headings)
            if match.field is not None and match.how in ("exact", "alias")
        }
        self.serial = self.column_of.get("serial")
        self.required = () if vocabulary is None else self._columns_of(vocabulary, required)
        self.heading_texts = [
            {clean_heading(_heading_text(value)) for value in sheet.rows[row] if not _is_blank(value)} for row in block
        ]
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

    def _columns_of(self, vocabulary: Vocabulary, fields: Collection[str]) -> tuple[int, ...]:
        """The columns of these fields, in a sheet of another kind than the main ones."""
        matches = match_headings(self.headings, None, vocabulary)
        return tuple(self.columns[m.column] for m in matches if m.field in fields and m.how in ("exact", "alias"))

    def _is_complete(self, at: int, row: Sequence[Cell]) -> bool:
        """Whether the row, of a sheet of another kind, has all that it must have, so that it can only be data."""
        if not self.required or at in self.across or any(_is_blank(row[column]) for column in self.required):
            return False
        said = [row[column] for column in self.required]
        first = next((value for value in said if isinstance(value, str)), "")
        filled = {value for column in self.columns if not _is_blank(value := row[column])}
        own = any(column not in self.above.get(at, ()) for column in self.required)
        return own and len(filled) > 1 and not _TOTAL.match(str(first)) and not self._repeats_headings(filled)

    def _repeats_headings(self, said: Collection[Cell]) -> bool:
        texts = {clean_heading(_heading_text(value)) for value in said}
        return any(len(texts & line) >= max(2, 0.8 * len(texts)) for line in self.heading_texts)

    def _headings(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        rows, block = self.sheet.rows, self.block
        width = max((len(row) for row in rows), default=0)
        lines = [self._spread(row, width) for row in block]
        below = rows[block[-1] + 1 :]
        used = [any(not _is_blank(value) for value in column) for column in zip(*below, strict=True)] or [False] * width
        headings: list[str] = []
        columns: list[int] = []
        for column in range(width):
            parts = list(dict.fromkeys(line[column] for line in lines if line[column]))
            text = "/".join(parts)
            if not text:
                if not used[column]:
                    continue
                text = untitled(letters(column))
            elif columns and self._copies(column, columns[-1], below):
                continue
            headings.append(text)
            columns.append(column)
        return tuple(headings), tuple(columns)

    def _spread(self, row: int, width: int) -> list[str]:
        """The texts of a heading line; an upper line's text also covers the gaps to its right that a lower line fills."""
        texts = [_heading_text(value) for value in self.sheet.rows[row]]
        texts += [""] * (width - len(texts))
        if row == self.block[-1]:
            return texts
        lower = self.sheet.rows[row + 1]
        for column in range(1, width):
            if not texts[column] and not _is_blank(lower[column]) and texts[column - 1]:
                texts[column] = texts[column - 1]
        return texts

    def _copies(self, column: int, before: int, below: Sequence[Sequence[Cell]]) -> bool:
        """Whether a column only repeats the one before it because heading and rows are merged over both."""
        merged = any(
            left <= before and column <= right and top <= self.block[-1] <= bottom
            for top, left, bottom, right in self.sheet.merges
        )
        return merged and all(row[column] is None or row[column] == row[before] for row in below)

    def read(self) -> None:
        """Sorts the rows below the headings up to the last one that holds something, or up to the headings of another table."""
        rows = self.sheet.rows
        first = self.block[-1] + 1
        whole = self.columns == tuple(range(len(rows[0])))
        pick = None if whole else (itemgetter(*self.columns) if len(self.columns) > 1 else None)
        problem = self.column_of.get("problem")
        place = next((self.column_of[field] for field in _PLACES if field in self.column_of), None)
        problem_headings = {line for texts in self.heading_texts for line in texts}
        for at in range(first, len(rows)):
            row = rows[at]
            sure = (
                problem is not None
                and place is not None
                and row[problem] is not None
                and row[place] is not None
                and at not in self.across
                and at not in self.above
                and row[problem] != row[place]
                and isinstance(row[problem], str)
                and len(row[problem]) > 8  # type: ignore[arg-type]
            ) or (self.required and self._is_complete(at, row))
            if not sure:
                aside = self._aside(at, row, problem_headings)
                if aside == _OTHER_HEADINGS:
                    self.end = at
                    break
                if aside is not None:
                    self.asides.append(aside)
                    continue
            self.in_notes = False
            self.row_numbers.append(at + 1)
            self.groups.append("/".join(text for _, text in self.stack) if self.stack else None)
            if whole:
                self.rows.append(row)
            elif pick is not None:
                self.rows.append(list(pick(row)))
            else:
                self.rows.append([row[self.columns[0]]])
        self._close()

    def _close(self) -> None:
        """Group rows behind which no row of data comes are footers."""
        last = self.row_numbers[-1] if self.row_numbers else 0
        self.asides = [
            Aside(aside.row, "表尾", aside.text) if aside.reason == "分组行" and aside.row > last else aside
            for aside in self.asides
        ]

    def _aside(self, at: int, row: Sequence[Cell], heading_texts: set[str]) -> Aside | None:
        filled = [column for column in self.columns if not _is_blank(row[column])]
        if not filled:
            outside = [parse_text(value) or "" for value in row if not _is_blank(value)]
            return Aside(at + 1, "空行", " ".join(outside))
        texts = list(dict.fromkeys(parse_text(row[column]) or "" for column in filled))
        shown = " ".join(texts)
        cleaned = {clean_heading(_heading_text(text)) for text in texts}
        if len(cleaned) >= 2 and any(len(cleaned & line) >= max(2, 0.8 * len(cleaned)) for line in self.heading_texts):
            return Aside(at + 1, "重复表头", shown)
        if len(texts) >= 3 and self.column_of and _names_columns(row) and _fields_named(row) >= 3:
            return _OTHER_HEADINGS
        above = self.above.get(at, set())
        own = [column for column in filled if column not in above and column != self.serial]
        if not own:
            serial_is_own = self.serial is not None and self.serial in filled and self.serial not in above
            if not serial_is_own:
                return Aside(at + 1, "合并单元格的延续", shown)
            if above or self._is_serial(row[self.serial]):  # type: ignore[index]
                return Aside(at + 1, "只有序号", shown)
        return self._single(at, row, filled, texts) or self._footer(at, row, filled, texts)

    @staticmethod
    def _is_serial(value: Cell) -> bool:
        return not isinstance(value, str) or value.strip().rstrip(".、").isdecimal()

    def _single(self, at: int, row: Sequence[Cell], filled: Sequence[int], texts: Sequence[str]) -> Aside | None:
        """A row that says one thing only: a group row, a repeated title or a footer; None if it may be data."""
        if len(texts) != 1 or not isinstance(row[filled[0]], str):
            return None
        text = texts[0]
        wide = self._merged_width(at, filled[0])
        if wide * 2 <= len(self.columns) and wide <= 2:
            if len(filled) > 1 or not (self.column_of or self.required):
                return None
            if self.required and not _GROUP.search(texts[0]) and not _FOOTER.match(texts[0]):
                return None  # a row of which somebody has filled in one cell only
            field = next((name for name, column in self.column_of.items() if column == filled[0]), None)
            leading = filled[0] in self.columns[:2]
            if field not in (None, "serial", "district", "number", "site_type", "category") or not (leading or field):
                return None
        if self.in_notes or _FOOTER.match(text):
            self.in_notes = self.in_notes or bool(_NOTES.match(text))
            return Aside(at + 1, "表尾", text)
        if text in self._title_texts():
            return Aside(at + 1, "重复表头", text)
        self._open_group(" ".join(text.split()))
        return Aside(at + 1, "分组行", text)

    def _title_texts(self) -> set[str]:
        return {parse_text(value) or "" for row in self.sheet.rows[: self.block[0]] for value in _distinct(row)}

    def _merged_width(self, at: int, column: int) -> int:
        """Over how many of the table's columns the cell is merged."""
        for left, right in self.across.get(at, ()):
            if left <= column <= right:
                return sum(left <= own <= right for own in self.columns)
        return 1

    def _open_group(self, text: str) -> None:
        level = next((depth for depth, pattern in enumerate(_LEVELS) if pattern.match(text)), -1)
        for depth, (open_level, _) in enumerate(self.stack):
            if open_level == level:
                del self.stack[depth:]
                break
        else:
            # A district row closes what was numbered below another district.
            if self.stack and level < self.stack[-1][0]:
                self.stack = [entry for entry in self.stack if entry[0] < level]
        self.stack.append((level, text))

    def _footer(self, at: int, row: Sequence[Cell], filled: Sequence[int], texts: Sequence[str]) -> Aside | None:
        """A line of totals, signatures or notes; None if the row may be data."""
        shown = " ".join(texts)
        first = next((text for text in texts if not text.isdecimal()), texts[0])
        if self.in_notes and len(texts) <= 2 and not self._says_something(at, row):
            return Aside(at + 1, "表尾", shown)
        if not _FOOTER.match(first) or self._says_something(at, row):
            return None
        if not self.column_of and not (_TOTAL.match(first) or len(filled) <= 2):
            return None
        self.in_notes = bool(_NOTES.match(first))
        return Aside(at + 1, "表尾", shown)

    def _says_something(self, at: int, row: Sequence[Cell]) -> bool:
        """Whether the row holds what only data holds: a problem (or, without such a column, a number) and a place or a unit."""
        key = self.column_of.get("problem", self.column_of.get("number"))
        if key is None or (self._merged_width(at, key) > 1 and "problem" not in self._fields_under(at, key)):
            return False
        problem = parse_text(row[key])
        if problem is None or len(problem) < 2 or _NUMERIC.fullmatch(problem) or _FOOTER.match(problem):
            return False
        places = (
            self.column_of[field] for field in _PLACES if field in self.column_of and self.column_of[field] != key
        )
        said = (parse_text(row[column]) for column in places)
        return any(text is not None and text != problem and not _FOOTER.match(text) for text in said)

    def _fields_under(self, at: int, column: int) -> set[str]:
        """The fields that the merged cell at this column covers, if it covers one field only; else nothing."""
        for left, right in self.across.get(at, ()):
            if left <= column <= right:
                fields = {name for name, own in self.column_of.items() if left <= own <= right}
                return fields if len(fields) == 1 else set()
        return {name for name, own in self.column_of.items() if own == column}


_OTHER_HEADINGS = Aside(0, "另一张表的表头", "")


# --- hints -------------------------------------------------------------------------------------------------------------

_YEAR = re.compile(r"(20\d{2})\s*(?:年|[.\-/])|(?<!\d)(20[12]\d)(?=[01]\d[0-3]\d(?!\d))")
_DAY_TEXT = (
    r"(?:20\d{2}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*[日号]?|(?<!\d)20[12]\d[01]\d[0-3]\d(?!\d)|"
    r"(?<![\d.])\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|(?<![\w.\-/])\d{1,2}[.\-/]\d{1,2}(?![\d.\-/]*\d)|(?<=[\u4e00-\u9fff])(?<!年)\d{1,2}[.\-/]\d{1,2}(?![\d.\-/]*\d))"
)
# Between the two days of a period stands what may stand inside a day: "7.6-7.12", "7/6—7/12", "7月6日至12日".
_PERIOD = re.compile(
    r"((?:20\d{2}\s*[年./])?\s*(?<!\d)\d{1,2}\s*[月./]\s*\d{1,2}\s*[日号]?|20\d{2}-\d{1,2}-\d{1,2}|(?<!\d)20[12]\d[01]\d[0-3]\d)"
    r"\s*(?:-+|—+|–|~+|～|至|到)\s*"
    r"((?:20\d{2}\s*[年./])?\s*\d{1,2}\s*[月./]\s*\d{1,2}\s*[日号]?|20\d{2}-\d{1,2}-\d{1,2}|20[12]\d[01]\d[0-3]\d|\d{1,2}\s*[日号])"
)
_LABELLED = (
    re.compile(rf"(?:截至|截止)(?:到|至|日期|时间)?\s*[:：]?\s*({_DAY_TEXT})"),
    re.compile(rf"(?:填报|填表|上报|统计|报送|制表|更新)(?:日期|时间)\s*[:：]?\s*({_DAY_TEXT})"),
)
_ANY_DAY = re.compile(rf"({_DAY_TEXT})")


def as_of_hint(name: str, titles: Iterable[str]) -> date | None:
    """The day a sheet speaks for, as its titles and the file's name say: 截至…, else the last day of a period, else 填报时间, else a day.

    A day without year takes the year that name or titles give elsewhere; without one there is no hint. Of several days of the same
    sort the titles come before the name, and the latest counts.
    """
    stem = re.sub(r"\.[A-Za-z]\w{1,4}$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    texts = [" ".join(text.split()) for text in (*titles, stem.replace("_", " "))]
    years = [int(year or compact) for text in texts for year, compact in _YEAR.findall(text)]
    near = date(max(set(years), key=years.count), 7, 1) if years else None
    until, labelled = _LABELLED
    sorts: tuple[Callable[[str], list[date | None]], ...] = (
        lambda text: [_hinted(found, near) for found in until.findall(text)],
        lambda text: [_period_end(first, last, near) for first, last in _PERIOD.findall(text)],
        lambda text: [_hinted(found, near) for found in labelled.findall(text)],
        lambda text: [_hinted(found, near) for found in _ANY_DAY.findall(text)],
    )
    for days in sorts:
        for text in texts:
            read = [day for day in days(text) if day is not None]
            if read:
                return max(read)
    return None


def filled_on(titles: Iterable[str], *, near: date | None) -> date | None:
    """The day behind 填报日期 or 填报时间, without regard to what else the titles say. near: gives the year where it is left out."""
    days = [_hinted(found, near) for text in titles for found in _LABELLED[1].findall(" ".join(text.split()))]
    return max((day for day in days if day is not None), default=None)


def _hinted(text: str, near: date | None) -> date | None:
    try:
        found = parse_date("".join(text.split()), near=near)
    except CellError:
        return None
    if near is not None and found is not None and not re.match(r"20\d{2}", text.strip()):
        return found if found.year == near.year else None
    return found


def _period_end(first: str, last: str, near: date | None) -> date | None:
    start = _hinted(first, near)
    if start is None:
        return None
    bare = re.fullmatch(r"(\d{1,2})\s*[日号]", last.strip())
    try:
        end = start.replace(day=int(bare.group(1))) if bare else parse_date("".join(last.split()), near=start)
    except (CellError, ValueError):
        return None
    return end if end is not None and end >= start else None


_REPORTER = re.compile(
    r"(?:填\s*报|报\s*送|上\s*报|填\s*表|整\s*改|责\s*任|编\s*制)\s*(?:单\s*位|部\s*门)\s*(?:[(（][^()（）]*[)）])?\s*[:：]\s*(\S+?)(?=\s{1,}|[,，;；]|填报|填表|报送|时间|日期|联系|$)"
)


def _reporter(titles: Iterable[str]) -> str | None:
    """The unit behind 填报单位：, without a note such as （盖章）."""
    for text in titles:
        if found := _REPORTER.search(text):
            name = re.sub(r"[(（]\s*(?:盖\s*章|公\s*章|章)\s*[)）]", "", found.group(1)).strip("_＿ ")
            if name:
                return name
    return None
