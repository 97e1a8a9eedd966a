"""From the rows of a book's table to what each says: values by field, and for refused rows the cell, the reason, the remedy.

Works like `records`: each different value of a column is read once; names become ids by the register, never by guessing.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import orjson

from data_loaders.cells import dataset_cells
from data_loaders.cells.cells import CellError, Wrong
from data_loaders.cells.units import LONGEST_NAME, parse_units
from data_loaders.days.dates import after_the_sheet, in_1900, parse_date
from data_loaders.layout.tables import Table
from data_loaders.masters.action_cells import read_action
from data_loaders.masters.name_lookup import NameLookup, unknown_units
from data_loaders.rows.columns import Faults
from data_loaders.rows.records import SKIPPED, RejectedRow, refusal_of
from database.ledger.dataset_records import NewDatasetRecord
from domain.datasets.datasets import Dataset, Field
from domain.directory import DEPARTMENT, DISTRICT

WHOLE_COUNTY = frozenset(("全县", "全市", "全区", "全县合计", "县级", "全县平均"))
"""In a column of districts: no district, the whole county."""


@dataclass(frozen=True)
class EntryReading:
    """How the cells of a sheet of a book are to be read; as in records.Reading.

    clears: an empty text cell says that there is nothing, as in what was edited on screen; else it says nothing.
    """

    book: Dataset
    fields: Mapping[str, int]
    as_of: date
    date_pattern: str | None = None
    skipped: Collection[int] = ()
    originals: Mapping[int, list[Any]] = field(default_factory=dict)
    clears: bool = False


@dataclass
class EntriesRead:
    """What the rows of one table say; rows read = entries + refused rows."""

    entries: list[NewDatasetRecord]
    refusals: list[RejectedRow]


def read_entries_of(table: Table, reading: EntryReading, register: NameLookup) -> EntriesRead:
    """Read every row of `table`; `register` turns names into ids and collects the unknown ones."""
    return _Rows(table, reading, register).read()


class Identity(NamedTuple):
    """What a row says of the fields that tell entries apart: field → value where there is one.

    unread: those whose cell cannot be read, or is empty and must not be.
    """

    values: Mapping[str, Any]
    unread: frozenset[str]


def identities_of(table: Table, reading: EntryReading, register: NameLookup) -> list[Identity]:
    """Which entry each row of `table` is about, as far as its cells say it; nothing is stored."""
    return _Rows(table, reading, register).identities()


class _Rows:
    def __init__(self, table: Table, reading: EntryReading, register: NameLookup) -> None:
        self.table = table
        self.reading = reading
        self.register = register
        headings = {f.name: f.heading for f in reading.book.columns}
        self.faults = Faults(table, reading.fields, headings, register)

    def read(self) -> EntriesRead:
        book, rows, columns = self.reading.book, self.table.rows, self._columns()
        entries: list[NewDatasetRecord] = []
        refusals: list[RejectedRow] = []
        originals, skipped = self.reading.originals, self.reading.skipped
        for index, number in enumerate(self.table.row_numbers):
            raw = orjson.dumps(originals.get(number, rows[index]), default=str).decode()
            if number in skipped:
                refusals.append(RejectedRow(self.table.sheet, number, None, None, *SKIPPED, raw))
            elif index in self.faults.by_row:
                refusals += [refusal_of(self.table.sheet, number, raw, cell) for cell in self.faults.by_row[index]]
            else:
                said = {name: values[index] for name, values in columns.items() if values[index] is not None}
                if self.reading.clears and not said.get("void"):
                    said = {f.name: "" for f in book.fields if f.kind == "text"} | said
                entries.append(NewDatasetRecord(self.table.sheet, number, self._with_site(said), raw))
        return EntriesRead(entries, refusals)

    def identities(self) -> list[Identity]:
        book, columns = self.reading.book, self._columns()
        found = []
        for index in range(len(self.table.rows)):
            unread = frozenset(name for name in book.identity if self.faults.has(index, name))
            said = {name: columns[name][index] for name in book.identity if name not in unread}
            found.append(Identity(self._with_site({n: v for n, v in said.items() if v is not None}), unread))
        return found

    def _columns(self) -> dict[str, list[Any]]:
        """What each field says, row by row; faulty cells are marked. A site is its name and the district of its row."""
        book = self.reading.book
        columns = {f.name: self._parsed(f) for f in book.columns if f.kind != "site"}
        districts = next((columns[f.name] for f in book.fields if f.kind == "district"), None)
        for f in book.fields:
            if f.kind == "district":
                self._fill_from_groups(f, columns[f.name])
            elif f.kind == "site":
                columns[f.name] = self._site_names(f, districts)
        for f in book.fields:
            if f.required:
                self._require(f, columns[f.name], columns["void"])
        return columns

    def _column(self, f: Field) -> list[Any] | None:
        at = self.reading.fields.get(f.name)
        return None if at is None else [row[at] for row in self.table.rows]

    def _parsed(self, f: Field) -> list[Any]:
        """The column of a field, each different cell parsed once; rows with a cell that cannot be read are marked."""
        values = self._column(f)
        if values is None:
            return [None] * len(self.table.rows)
        parse = self._parser(f, values)
        memo: dict[tuple[type, Any], Any] = {}
        result = []
        for index, value in enumerate(values):
            key = (type(value), value)  # 1, 1.0 and True are different cells
            if key not in memo:
                try:
                    memo[key] = None if value is None else parse(value)
                except CellError as error:
                    memo[key] = Wrong(error.reason, error.remedy)
            said = memo[key]
            if isinstance(said, Wrong):
                self.faults.mark(index, f.name, value, said)
                said = None
            result.append(said)
        return result

    def _parser(self, f: Field, values: Sequence[Any]) -> Callable[[Any], Any]:
        match f.kind:
            case "day":
                return partial(self._day, f)
            case "number":
                return dataset_cells.parse_figure if f.rate_too else dataset_cells.parse_amount
            case "count":
                return dataset_cells.parse_count
            case "percent":
                return partial(dataset_cells.parse_percent, share=dataset_cells.are_shares(values))
            case "choice":
                return partial(dataset_cells.parse_choice, words=f.words)
            case "flag":
                return dataset_cells.parse_flag
            case "district":
                return self._district
            case "unit":
                return self._unit
            case "category":
                return self._category
            case "action":
                return partial(read_action, register=self.register)
        return dataset_cells.parse_plain

    def _day(self, f: Field, value: Any) -> Any:
        pattern = self.reading.date_pattern if isinstance(value, str) else None
        if isinstance(value, str) and dataset_cells.parse_plain(value) is None:
            return None
        if self.table.from_1904:
            value = in_1900(value)
        day = parse_date(value, near=self.reading.as_of, pattern=pattern)
        if day is not None and f.past and day > self.reading.as_of:
            return after_the_sheet(f.heading, self.reading.as_of)
        return None if day is None else day.isoformat()

    def _district(self, value: Any) -> Any:
        text = dataset_cells.parse_plain(value)
        if text is None or text in WHOLE_COUNTY:
            return None
        found = self.register.unit(text, kind=DISTRICT)
        return unknown_units((text,), DISTRICT) if found is None else found

    def _unit(self, value: Any) -> Any:
        text = dataset_cells.parse_plain(value)
        if text is None:
            return None
        found = self.register.known(text)
        if found is not None:
            return found
        names = parse_units(text)
        if len(names) > 1:
            return Wrong("这一格写了几个单位。", "这一列只写一个单位（牵头的），其余写到配合单位或备注里。")
        if not names or len(names[0]) > LONGEST_NAME or "，" in names[0] or "。" in names[0]:
            return Wrong("这一格写的是一句话，不是单位名称。", "请改填单位名称。")
        found = self.register.unit(names[0], kind=DEPARTMENT)
        return unknown_units(names[:1], DEPARTMENT) if found is None else found

    def _category(self, value: Any) -> int | None:
        text = dataset_cells.parse_plain(value)
        return None if text is None else self.register.term("category", text)

    def _fill_from_groups(self, f: Field, said: list[Any]) -> None:
        """Where the cell is empty: the district of the group row above it (滨江街道辖区)."""
        cells = self._column(f)
        for index, group in enumerate(self.table.groups):
            if not group or said[index] is not None or self.faults.has(index, f.name):
                continue
            if cells is not None and cells[index] is not None:
                continue
            name = self.register.district_in(group)
            found = None if name is None else self._district(name)
            if isinstance(found, Wrong):
                self.faults.mark(index, f.name, group, found)
            else:
                said[index] = found

    def _site_names(self, f: Field, districts: list[Any] | None) -> list[Any]:
        """Names of sites with the district of their row; a name that several known sites bear needs one."""
        values = self._column(f)
        if values is None:
            return [None] * len(self.table.rows)
        result: list[Any] = []
        for index, value in enumerate(values):
            name = dataset_cells.parse_plain(value)
            district = None if districts is None else districts[index]
            bearers = 0 if name is None or district is not None else self.register.bearers(name)
            if bearers > 1:
                why = Wrong(f"有 {bearers} 个点位都叫“{name}”。", "请填写镇区，或把点位名称写全。")
                self.faults.mark(index, f.name, value, why)
            result.append(None if name is None else (name, district))
        return result

    def _with_site(self, said: dict[str, Any]) -> dict[str, Any]:
        """The values with the id of the site, which is only asked for by rows that are kept, and the district it lies in."""
        book = self.reading.book
        for f in book.fields:
            if f.kind == "site" and f.name in said:
                place, where = said[f.name]
                said[f.name], lies_in = self.register.site(place, where, None)
                district = next((other.name for other in book.fields if other.kind == "district"), None)
                if district is not None and lies_in is not None:
                    said.setdefault(district, lies_in)
        return said

    def _require(self, f: Field, said: Sequence[Any], void: Sequence[Any]) -> None:
        """Mark the rows in which a required cell is empty; one that is void need only say which entry it is."""
        values = self._column(f)
        for index, value in enumerate(said):
            needed = f.name in self.reading.book.identity or not void[index]
            if value is None and needed and not self.faults.has(index, f.name):
                shown = None if values is None else values[index]
                self.faults.mark(
                    index,
                    f.name,
                    shown,
                    Wrong(f"没有填写“{f.heading}”。", "请补填；如果是合计或说明行，请删去这一行。"),
                )


def repeated(marks: Sequence[str], rows: Sequence[NewDatasetRecord]) -> list[str]:
    """What is said about entries that the file names more than once: the last row holds."""
    often = {mark: count for mark, count in Counter(marks).items() if count > 1}
    if not often:
        return []
    places: dict[str, list[NewDatasetRecord]] = {}
    for mark, row in zip(marks, rows, strict=True):
        if mark in often:
            places.setdefault(mark, []).append(row)
    shown = "；".join(
        f"工作表“{found[0].sheet}”第 {'、'.join(str(row.row) for row in found[:6])} 行"
        for found in list(places.values())[:5]
    )
    rest = f" 等 {len(often)} 处" if len(often) > 5 else ""
    return [f"同一项在文件里写了不止一次，以后面的行为准：{shown}{rest}。"]
