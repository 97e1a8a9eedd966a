"""The account of a file (本表账目): what became of every cell that holds something. It adds up to the cells of its sheets."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from data_loaders.cells.cells import parse_text
from data_loaders.import_options import ImportOptions
from data_loaders.layout.heading_rows import is_blank
from data_loaders.layout.tables import Table
from data_loaders.outcome.notices import Example, Notice, from_plain, plain
from data_loaders.reading.grid import letters
from data_loaders.reading.workbook import Cell, Sheet
from data_loaders.recognition.recognition import Recognised, SheetPlan
from data_loaders.recognition.sound_rows import SOUND

DESTINATIONS: Mapping[str, tuple[str, str]] = {
    "read": ("读入", "列有含义，所在的行已导入"),
    "raw": ("只随原文保存", "列没有含义：不进任何数字，在问题档案的原始行里看得到"),
    "folded": ("并入同表另一行", "所在的行与同一文件的另一行说的是同一个问题，算一件"),
    "refused": ("在拒收的行里", "所在的行没有导入，可以更正"),
    "skipped": ("在不导入的行里", "导入人选择不导入这一行"),
    "title": ("标题", "表头以上的文字"),
    "above": ("填到各行", "表头以上写的镇区、日期、单位等：表里没有这一列，填到了它下面的各行"),
    "heading": ("表头", "表头行，重复的表头行也在内"),
    "group": ("分组行", "只说下面各行属于哪个镇区、哪一类"),
    "footer": ("合计、签字、说明", "表尾：不是问题"),
    "sound": ("检查没有问题的行", "写明没有问题、检查合格：不是问题，不计入"),
    "aside": ("其他不是数据的行", "只有序号、合并单元格的延续等"),
    "outside": ("表外", "在表的右边或下面，不属于任何一列"),
    "unread": ("没有读取的工作表", "整张工作表（或其中一段）没有读取"),
}
"""Where a cell can end up, in the order in which it is told: key → name and what that means."""

OF_ASIDES: Mapping[str, str] = {
    "分组行": "group",
    "重复表头": "heading",
    "表尾": "footer",
    SOUND: "sound",
}
"""Why a row below the headings is no data → where its cells end up; any other reason: aside."""

EXAMPLES, ASIDES_KEPT, LONGEST = 3, 500, 60


class ColumnAccount(NamedTuple):
    """What became of one column. heading and letter: as Excel has them. field: None where it is kept with the row only.

    filled: cells of rows of data that hold something; of them `refused`, `skipped` and `folded` are in such rows, the rest is
    read (or kept). examples: the first different values of a column that is not read.
    """

    sheet: str
    letter: str
    heading: str
    field: str | None
    rows: int
    filled: int
    folded: int = 0
    refused: int = 0
    skipped: int = 0
    examples: tuple[str, ...] = ()

    @property
    def taken(self) -> int:
        """Cells of rows that became issues (or entries) of their own."""
        return self.filled - self.folded - self.refused - self.skipped


class RowAside(NamedTuple):
    """A row below the headings that holds something and is no data. cells: how many of its cells do."""

    sheet: str
    row: int
    reason: str
    text: str
    cells: int


@dataclass(frozen=True)
class SheetAccount:
    """The cells of one sheet that hold something, by where they ended up (`DESTINATIONS`)."""

    sheet: str
    cells: Mapping[str, int]

    @property
    def total(self) -> int:
        """All cells of the sheet that hold something; a merged cell counts once for each place that it covers."""
        return sum(self.cells.values())


@dataclass(frozen=True)
class Account:
    """What became of every cell of a file. asides: the first ASIDES_KEPT rows set aside that hold something."""

    sheets: tuple[SheetAccount, ...] = ()
    columns: tuple[ColumnAccount, ...] = ()
    asides: tuple[RowAside, ...] = ()

    @property
    def total(self) -> int:
        """All cells of the file that hold something."""
        return sum(sheet.total for sheet in self.sheets)

    @property
    def cells(self) -> dict[str, int]:
        """All cells of the file by where they ended up; only what is there."""
        counts = {key: sum(sheet.cells.get(key, 0) for sheet in self.sheets) for key in DESTINATIONS}
        return {key: count for key, count in counts.items() if count}

    @property
    def unknown(self) -> list[ColumnAccount]:
        """Columns that hold something and are not read."""
        return [column for column in self.columns if column.field is None and column.filled]


def summed_up(account: Account) -> str:
    """The account in one line: 有内容的格 27 个 = 读入 16 + 表头 9 + 标题 2."""
    parts = (f"{DESTINATIONS[key][0]} {count:,}" for key, count in account.cells.items())
    return f"有内容的格 {account.total:,} 个 = {' + '.join(parts)}" if account.total else "没有内容"


def packed(account: Account, notices: Iterable[Notice]) -> str:
    """The account and the notices of a file as JSON, to be kept with its import."""
    said = {
        "sheets": [[sheet.sheet, dict(sheet.cells)] for sheet in account.sheets],
        "columns": account.columns,
        "asides": account.asides,
        "notices": plain(notices),
    }
    return json.dumps(said, ensure_ascii=False)


def unpacked(text: str) -> tuple[Account, tuple[Notice, ...]] | None:
    """The inverse of `packed`; None for an import of which none was kept."""
    said = json.loads(text)
    if not said:
        return None
    account = Account(
        tuple(SheetAccount(sheet, cells) for sheet, cells in said["sheets"]),
        tuple(ColumnAccount._make((*values[:-1], tuple(values[-1]))) for values in said["columns"]),
        tuple(RowAside(*values) for values in said["asides"]),
    )
    return account, from_plain(said["notices"])


@dataclass(frozen=True)
class Fates:
    """Rows of a file by (sheet, row) that did not become issues of their own.

    above: cells above headings that were filled into rows: sheet of the workbook, row as Excel counts, column from 0.
    """

    refused: Collection[tuple[str, int]] = frozenset()
    skipped: Collection[tuple[str, int]] = frozenset()
    folded: Collection[tuple[str, int]] = frozenset()
    above: Collection[tuple[str, int, int]] = frozenset()


def account_of(
    file: Recognised, plans: Sequence[SheetPlan], choices: ImportOptions, fates: Fates | None = None
) -> Account:
    """The account of a file of which `plans` are loaded; every other sheet is one that is not read."""
    loaded = {(plan.table.sheet, plan.table.heading_rows) for plan in plans}
    left = [plan.table for plan in file.sheets if (plan.table.sheet, plan.table.heading_rows) not in loaded]
    tally = _Tally(choices, fates or Fates())
    for sheet in file.workbook.sheets:
        on_it = [plan for plan in plans if plan.table.page == sheet.name]
        tally.take(sheet, on_it, [table for table in left if table.page == sheet.name])
    return Account(tuple(tally.sheets), tuple(tally.columns), tuple(tally.asides[:ASIDES_KEPT]))


def unplaced_rows(file: Recognised, plans: Sequence[SheetPlan], account: Account) -> list[Example]:
    """The rows of sheets that are loaded with cells that no table has, each with their text; copies made by merging are not meant."""
    counts = {sheet.sheet: sheet.cells.get("outside", 0) for sheet in account.sheets}
    loaded = {plan.table.page for plan in plans}
    found: list[Example] = []
    for sheet in file.workbook.sheets:
        if sheet.name not in loaded:
            continue
        others = [plan.table for plan in file.sheets if plan.table.page == sheet.name]
        tables = [*(plan.table for plan in plans if plan.table.page == sheet.name), *others]
        end = max(
            max((*table.row_numbers[-1:], *(a.row for a in table.asides[-1:]), table.heading_rows[-1]))
            for table in tables
        )
        if counts.get(sheet.name) or end < len(sheet.rows):
            found += _unplaced(sheet, tables)
    return found


def _unplaced(sheet: Sheet, tables: Sequence[Table]) -> Iterator[Example]:
    data = [(set(table.row_numbers), set(table.columns)) for table in tables]
    beside = {
        (line.row, column)
        for table in tables
        for line in (*table.above, *table.heads, *table.asides)
        for column, _ in line.cells
    }
    copies = {
        (row + 1, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    for number, row in enumerate(sheet.rows, 1):
        texts = [
            parse_text(value) or ""
            for column, value in enumerate(row)
            if not is_blank(value)
            and (number, column) not in beside
            and (number, column) not in copies
            and not any(number in rows and column in columns for rows, columns in data)
        ]
        if texts:
            yield Example(sheet.name, number, _short(" ".join(texts)))


def filled_by_column(rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """How many cells of each of the `width` columns hold something; every row has as many."""
    if not rows:
        return [0] * width
    return list(map(_filled, zip(*rows, strict=True)))


def _filled(column: Sequence[Cell]) -> int:
    """How many cells of a column hold something; texts of white space only do not."""
    said: list[Any] = list(filter(None, column))
    none = len(column) - len(said)
    zeros = none - column.count(None) - column.count("") if none and column.count(None) < none else 0
    try:
        blank = sum(map(str.isspace, said))
    except TypeError:  # numbers or days are among them
        blank = sum(value.isspace() for value in said if value.__class__ is str)
    return len(said) + zeros - blank


class _Tally:
    """Counts sheet by sheet, column by column."""

    def __init__(self, choices: ImportOptions, fates: Fates) -> None:
        self.choices = choices
        self.fates = fates
        self.sheets: list[SheetAccount] = []
        self.columns: list[ColumnAccount] = []
        self.asides: list[RowAside] = []

    def take(self, sheet: Sheet, plans: Sequence[SheetPlan], left: Sequence[Table]) -> None:
        """Count the cells of a sheet and of the tables on it that are loaded. left: those that are not."""
        width = max(map(len, sheet.rows), default=0)
        inside = filled_by_column(sheet.rows, width)
        total = sum(inside)
        if not plans:
            self._close(sheet.name, total, {"unread": total})
            return
        tables = [plan.table for plan in plans]
        cells: Counter[str] = Counter()
        for (row, column), key in _beside_data(sheet, tables, left).items():
            filled_in = key == "title" and (sheet.name, row, column) in self.fates.above
            cells["above" if filled_in else key] += 1
            inside[column] -= 1
        for table in left:
            for column, count in zip(table.columns, filled_by_column(table.rows, len(table.columns)), strict=True):
                cells["unread"] += count
                inside[column] -= count
        for plan in plans:
            self._table(plan, inside if len(plans) == 1 else None, cells)
        self.asides += [
            RowAside(table.sheet, aside.row, aside.reason, _short(aside.text), len(aside.cells))
            for table in tables
            for aside in table.asides
            if aside.cells
        ]
        cells["outside"] = total - cells.total()
        self._close(sheet.name, total, cells)

    def _close(self, name: str, total: int, cells: Mapping[str, int]) -> None:
        if total:
            self.sheets.append(SheetAccount(name, {key: cells[key] for key in DESTINATIONS if cells.get(key)}))

    def _table(self, plan: SheetPlan, inside: Sequence[int] | None, cells: Counter[str]) -> None:
        """Count the rows of data of a table. inside: of each column of the sheet, where it holds no other table."""
        table, width = plan.table, len(plan.table.headings)
        filled = [inside[n] for n in table.columns] if inside else filled_by_column(table.rows, width)
        fields = {n: name for name, columns in plan.columns_of(self.choices.fields).items() for n in columns}
        lost = {name: _filled_in(table, getattr(self.fates, name)) for name in ("folded", "refused", "skipped")}
        for name, counts in lost.items():
            cells[name] += sum(counts)
        for at, heading in enumerate(table.headings):
            field = fields.get(at)
            column = ColumnAccount(
                table.sheet,
                letters(table.columns[at]),
                heading,
                field,
                len(table.rows),
                filled[at],
                lost["folded"][at],
                lost["refused"][at],
                lost["skipped"][at],
                _examples(table, at) if field is None else (),
            )
            self.columns.append(column)
            cells["raw" if field is None else "read"] += column.taken


def _beside_data(sheet: Sheet, tables: Sequence[Table], left: Sequence[Table]) -> dict[tuple[int, int], str]:
    """(row, column) of every cell that holds something and stands in no row of data → where it ends up. left: tables not loaded."""
    data = [(set(table.row_numbers), set(table.columns)) for table in (*tables, *left)]
    found: dict[tuple[int, int], str] = {}
    end = 0
    for number, table in enumerate((*tables, *left)):
        titles, heads = (("title", line) for line in table.above), (("heading", line) for line in table.heads)
        asides = ((OF_ASIDES.get(aside.reason, "aside"), aside) for aside in table.asides)
        for key, line in (*titles, *heads, *asides):
            for column, _ in line.cells:
                if not any(line.row in rows and column in columns for rows, columns in data):
                    found.setdefault((line.row, column), key if number < len(tables) else "unread")
        last = (table.row_numbers[-1:], [aside.row for aside in table.asides[-1:]], table.heading_rows[-1:])
        end = max(end, *(row for rows in last for row in rows))
    for row in range(end, len(sheet.rows)):
        found.update({(row + 1, n): "unread" for n, value in enumerate(sheet.rows[row]) if not is_blank(value)})
    return found


def _filled_in(table: Table, rows: Collection[tuple[str, int]]) -> list[int]:
    """How many cells of each column hold something in these rows."""
    numbers = {row for sheet, row in rows if sheet == table.sheet}
    if not numbers:
        return [0] * len(table.headings)
    chosen = [row for row, number in zip(table.rows, table.row_numbers, strict=True) if number in numbers]
    return filled_by_column(chosen, len(table.headings))


def _examples(table: Table, at: int) -> tuple[str, ...]:
    """The first different values of a column as text."""
    texts = (parse_text(value) for value in dict.fromkeys(map(itemgetter(at), table.rows)))
    return tuple(islice((_short(text) for text in texts if text is not None), EXAMPLES))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"
