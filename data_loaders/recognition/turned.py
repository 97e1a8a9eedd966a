"""Sheets on which one issue is no row: lists with their headings down the left side, and forms for one case. They are read as lists.

The sheet that is made of one has a name of its own, so that no row number is taken for one of the sheet as it was handed in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from data_loaders.cells.cells import parse_text
from data_loaders.headings.headings import field_of
from data_loaders.layout.heading_rows import distinct, fields_named, is_blank, is_form_line, names_columns
from data_loaders.reading.grid import letters
from data_loaders.reading.workbook import Cell, Sheet, Workbook

_LOOK = 40
_MOST_ROWS = 200
_LONGEST_LABEL = 12


def lists_made(workbook: Workbook) -> Workbook:
    """The workbook with such sheets as lists, each said."""
    made = [(_upright(sheet) or _form(sheet)) or (sheet, "") for sheet in workbook.sheets]
    notes = tuple(note for _, note in made if note)
    return replace(workbook, sheets=tuple(s for s, _ in made), notes=(*workbook.notes, *notes)) if notes else workbook


# --- headings down the left side ------------------------------------------------------------------------------------------


def is_sideways(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether headings stand below each other in the first column, and nowhere else."""
    down, beside = fields_named([row[0] for row in rows[:_LOOK]]), (fields_named(row[1:]) for row in rows[:_LOOK])
    return down >= 3 and max(beside, default=0) == 0


def _upright(sheet: Sheet) -> tuple[Sheet, str] | None:
    """The sheet turned round; None where it is no such list, or where nobody can tell what its columns are."""
    rows = sheet.rows
    if not rows or len(rows) > _MOST_ROWS or len(rows[0]) < 2 or not is_sideways(rows):
        return None
    first = next(at for at, row in enumerate(rows) if _field(row[0]) is not None)
    while first and len(distinct(rows[first - 1])) > 1:  # 项目 | 问题1 | 问题2 above the first known one
        first -= 1
    labels = [row[0] for row in rows[first:] if not is_blank(row[0])]
    known = [name for label in labels if (name := _field(label)) is not None]
    if "problem" not in known or len(set(known)) < len(known) or len(known) * 2 < len(labels):
        return None
    body = [list(column) for column in zip(*rows[first:], strict=True)]
    name = f"{sheet.name}（转置）"
    note = (
        f"工作表“{sheet.name}”的表头竖着写在左边一列，已转成一行一件来读，下面称作“{name}”："
        f"它的第 {first + 2} 行是原表 {letters(1)} 列的那一件，依次往右。请核对。"
    )
    return _sheet(sheet, name, rows[:first], body), note


def _field(value: Cell) -> str | None:
    found = field_of(value) if isinstance(value, str) else None
    return None if found is None else found[0]


# --- forms for one case -------------------------------------------------------------------------------------------------------


def form_lines(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The rows that hold labels with what they label behind each, where the sheet holds no list; none where there are fewer than two."""
    forms = [at for at, row in enumerate(rows) if is_form_line(row) and fields_named(row)]
    listed = any(names_columns(row) and not is_form_line(row) and fields_named(row) > 2 for row in rows)
    return forms if len(forms) >= 2 and not listed else []


@dataclass
class _Cases:
    """What forms say: one case a form, another one where the first label comes again."""

    cases: list[dict[str, Cell]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def say(self, label: str, value: Cell) -> bool:
        """Take a label and its value; False where a known label comes again within one form, so that nobody knows which holds."""
        first = next(iter(self.cases[0]), label) if self.cases else label
        if not self.cases or (label == first and label in self.cases[-1]):
            self.cases.append({})
        case = self.cases[-1]
        name, count = label, 1
        while name in case:
            if field_of(label) is not None:
                return False
            count += 1
            name = f"{label}（第 {count} 处）"
        case[name] = value
        return True


def _form(sheet: Sheet) -> tuple[Sheet, str] | None:
    """The forms of a sheet as a list; None where it holds none, or something that is neither label nor value."""
    rows = sheet.rows
    forms = form_lines(rows) if len(rows) <= _MOST_ROWS else []
    if not forms:
        return None
    said = _Cases()
    for cells in _lines(sheet, forms[0]):
        pairs = _pairs(cells)
        if pairs is None and len(cells) == 1:
            said.notes.append(parse_text(cells[0]) or "")
        elif pairs is None or not all(said.say(label, value) for label, value in pairs):
            return None
    labels = list(dict.fromkeys(label for case in said.cases for label in case))
    known = [name for label in labels if (name := _field(label)) is not None]
    if "problem" not in known or len(set(known)) < len(known):
        return None
    body: list[list[Cell]] = [list(labels), *([case.get(label) for label in labels] for case in said.cases)]
    body += [[note] for note in said.notes]
    name = f"{sheet.name}（登记单）"
    note = (
        f"工作表“{sheet.name}”是一件一张的登记单，按 {len(said.cases)} 件读，下面称作“{name}”："
        "单上的名称作表头，名称后面的内容作一行。请核对。"
    )
    return _sheet(sheet, name, rows[: forms[0]], body), note


def _lines(sheet: Sheet, start: int) -> Iterator[list[Cell]]:
    """The cells of each row that say something, a merged one once."""
    copies = {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    for at in range(start, len(sheet.rows)):
        cells = [v for column, v in enumerate(sheet.rows[at]) if not is_blank(v) and (at, column) not in copies]
        if cells:
            yield cells


def _pairs(cells: Sequence[Cell]) -> list[tuple[str, Cell]] | None:
    """Labels and values by turns, as far as a label and its value can be told; None where they cannot."""
    if len(cells) % 2 == 0 and is_form_line(cells):
        labels = [_label(cell) for cell in cells[::2]]
        return list(zip(labels, cells[1::2], strict=True))
    pairs: list[tuple[str, Cell]] = []
    waiting: str | None = None
    for cell in cells:
        if _is_label(cell):
            if waiting is not None:
                pairs.append((waiting, None))
            waiting = _label(cell)
        elif waiting is None:
            return None
        else:
            pairs.append((waiting, cell))
            waiting = None
    return pairs if waiting is None else [*pairs, (waiting, None)]


def _is_label(cell: Cell) -> bool:
    if not isinstance(cell, str) or len(cell.strip()) > _LONGEST_LABEL:
        return False
    return _field(cell) is not None or cell.rstrip().endswith(("：", ":"))


def _label(cell: Cell) -> str:
    return (parse_text(cell) or "").rstrip("：: ")


def _sheet(sheet: Sheet, name: str, titles: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]]) -> Sheet:
    """A sheet with the titles of another one above the rows of a list."""
    rows = [[*distinct(row)] for row in titles] + [list(row) for row in body]
    width = max(map(len, rows))
    return Sheet(
        name=name,
        hidden=sheet.hidden,
        rows=[[*row, *[None] * (width - len(row))] for row in rows],
        from_1904=sheet.from_1904,
    )
