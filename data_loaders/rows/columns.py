"""The columns of a table of a main kind, each different cell read once, and the cells that cannot be read."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from data_loaders.cells.cells import UNTIDY_NUMBER, UNTIDY_TEXT, CellError, Wrong, parse_number, parse_text, quoted
from data_loaders.cells.problems import UNTIDY_PROBLEM, parse_problem
from data_loaders.days.dates import ORDERS, DayOrder, day_order
from data_loaders.days.dues import due_parts, hours_or_days, unit_of_heading
from data_loaders.headings.headings import clean_heading, is_traditional
from data_loaders.headings.turns import rounds
from data_loaders.layout.heading_rows import is_blank
from data_loaders.layout.labels import LabelsAbove
from data_loaders.layout.tables import Table
from data_loaders.layout.ticks import ticked
from data_loaders.masters.name_lookup import NameLookup, group_name
from data_loaders.rows.dittos import Resolved, is_ditto, is_error, may_point_or_fail, resolved
from data_loaders.rows.values import NoDay, Values
from data_loaders.states.codes import codes_in
from data_loaders.text.many_texts import texts_with
from data_loaders.text.names import canonical
from domain.datasets.row_fields import KEPT
from domain.directory import DISTRICT
from domain.ledger.states import State

_NONE: Mapping[str, Sequence[int]] = {}
_MANY = re.compile(r"[:：\s\d各全]|乡镇|^.{7,}$")
"""A line above headings that is no name of one town: 各镇街道, 抽查全县12个乡镇."""
_TAIWAN = re.compile(r"1\d\d[./年-]\d")
"""A day with a year of three digits, as Taiwan counts them."""
_EARLIER = {
    "done_on": ("progress", "state"),
    "verdict": ("progress", "state", "done_on"),
    "verified_on": ("progress", "state", "done_on"),
}
"""What an earlier round said of these fields is over once a later round says something of the others."""


_UNTIDY: Mapping[Callable[[Any], Any], Sequence[re.Pattern[str]]] = {
    parse_text: UNTIDY_TEXT,
    parse_problem: UNTIDY_PROBLEM,
    parse_number: UNTIDY_NUMBER,
}
"""Readers that give most texts back as they are, and what a text must hold for another answer."""
_DAYS = ("found_on", "done_on", "verified_on", "due")


class FaultyCell(NamedTuple):
    """A cell that refuses its row. heading and value as text; column: on the sheet, from 0; None where it has no such cell."""

    field: str
    heading: str
    value: str | None
    column: int | None
    why: Wrong


_OWN = frozenset(("number", "key"))
"""Fields in which every row has a value of its own."""
_MINOR = frozenset((*KEPT, "photo_before", "photo_after", "site_type", "source"))
"""Fields that decide nothing: a cell that cannot be read does not refuse its row."""
_NOTHING_ABOVE = Wrong("写的是“同上”，上面一行的这一列却没有内容。", "请填写具体内容。")
_NOT_ITS_OWN = Wrong("编号写的是“同上”，不知道是不是同一件。", "同一件请写出编号；另一件请写它自己的编号，或留空。")


def _formula_failed(value: str) -> Wrong:
    return Wrong(f"公式出错，单元格显示为“{value}”。", "请在原表里改正公式，或直接填写内容。")


_TWO_TICKS = Wrong("同一行勾选了两栏。", "请只保留一处，把另一处清空。")


class Faults:
    """The faulty cells of a table, by row, gathered while its columns are read.

    fields: field → column of the table. names: field → what its column is called, for sheets that have none. turns: field → its
    columns in the order in which they were filled in, where it has several.
    """

    def __init__(
        self,
        table: Table,
        fields: Mapping[str, int],
        names: Mapping[str, str],
        register: NameLookup,
        turns: Mapping[str, Sequence[int]] = _NONE,
    ) -> None:
        self.table = table
        self.fields = fields
        self.turns = turns
        self.names = names
        self.register = register
        self.by_row: dict[int, list[FaultyCell]] = {}

    def mark(self, index: int, field: str, value: Any, why: Wrong) -> None:
        """Note a cell that refuses its row, and one more row that waits for an answer."""
        self.by_row.setdefault(index, []).append(self.cell(field, value, why, index))
        self.register.unknown.update(why.asks)

    def cell(self, field: str, value: Any, why: Wrong, index: int | None = None) -> FaultyCell:
        """A faulty cell of a row. index: of the row, where the field has several columns."""
        at = self.fields.get(field)
        if index is not None and field in self.turns:
            row = self.table.rows[index]
            at = next((column for column in reversed(self.turns[field]) if row[column] == value), at)
        heading = self.names.get(field, field) if at is None else self.table.headings[at]
        column = None if at is None else self.table.columns[at]
        return FaultyCell(field, heading, None if value is None else str(value), column, why)

    def has(self, index: int, field: str) -> bool:
        """Whether this cell of the row is refused already."""
        return any(cell.field == field for cell in self.by_row.get(index, ()))


def _to_read(memo: dict[Any, Any], parse: Callable[[Any], Any]) -> Collection[Any]:
    """The different cells of a column that have to be read; those that their reader gives back as they are are filled in at once."""
    if parse not in _UNTIDY:
        return memo.keys()
    texts = [value for value in memo if value.__class__ is str and value and "\n" not in value]
    untidy = texts_with(_UNTIDY[parse], texts)
    if len(untidy) * 2 > len(texts):
        return list(memo)
    others = [value for value in memo if value.__class__ is not str or not value or "\n" in value]
    memo.update(zip(texts, texts, strict=True))
    return [*others, *(texts[at] for at in sorted(untidy))]


class Columns:
    """Reads the columns of one table by field; what has no column says nothing, of several columns the last one filled in counts.

    unknown_states: how many rows wait for each wording of a state that nobody has explained. due_parts: for rows whose due cell is
    numbered, the due date of each of their problems. notes: what is to be said of the columns, Chinese.
    """

    def __init__(
        self,
        table: Table,
        fields: Mapping[str, int],
        values: Values,
        faults: Faults,
        ticks: Mapping[str, Mapping[int, str]] = {},
        above: LabelsAbove | None = None,
    ) -> None:
        self.table = table
        self.above = above or LabelsAbove({})
        self.ticks = ticks
        self.fields = fields
        self.turns = faults.turns
        self.values = values
        self.faults = faults
        self.unknown_states: dict[str, int] = {}
        self._cells: dict[str, list[Any] | None] = {}
        self.due_parts: dict[int, list[tuple[int | None, str | None]]] = {}
        self.notes: list[str] = []

    def cells(self, name: str) -> list[Any] | None:
        """The cells of a field; None where it has no column. Of several columns the last one that is filled in.

        同上 is filled in from the row above; where there is nothing above, and where a formula failed, the row is marked, or the cell is
        left empty and that is said if nothing depends on it.
        """
        if name not in self._cells:
            cells = self._as_written(name)
            self._cells[name] = None if cells is None else self._understood(name, cells)
        return self._cells[name]

    def _understood(self, name: str, cells: list[Any]) -> list[Any]:
        if not may_point_or_fail(set(cells)):
            return cells
        filled = resolved(cells)
        if filled is not None:
            if name in _OWN:  # a number of its own is not that of another row
                filled = Resolved(cells, 0, [index for index, value in enumerate(cells) if is_ditto(value)])
            for index in filled.dangling:
                self.faults.mark(index, name, cells[index], _NOTHING_ABOVE if name not in _OWN else _NOT_ITS_OWN)
            dangling = set(filled.dangling)
            cells = [None if index in dangling else value for index, value in enumerate(filled.cells)]
            if filled.filled:
                self.notes.append(f"{self._column(name)}有 {filled.filled:,} 格写“同上”一类，按上一行同一列填写。")
        failed = {value for value in set(cells) if is_error(value)}
        if not failed:
            return cells
        if name in _MINOR:
            rows = sum(value in failed for value in cells)
            self.notes.append(
                f"{self._column(name)}有 {rows:,} 格是公式出错（{'、'.join(sorted(failed))}），按空白处理。"
            )
        else:
            for index, value in enumerate(cells):
                if value in failed:
                    self.faults.mark(index, name, value, _formula_failed(value))
        return [None if value in failed else value for value in cells]

    def _column(self, name: str) -> str:
        """A column in words."""
        return f"工作表“{self.table.sheet}”的“{self.table.headings[self.fields[name]]}”"

    def _as_written(self, name: str) -> list[Any] | None:
        at = self.fields.get(name)
        if at is None:
            return None
        if name in self.ticks:
            return self._ticked(name)
        turns = self.turns.get(name)
        if turns is None:
            return [row[at] for row in self.table.rows]
        backwards = turns[::-1]
        overtaken = self._overtaken(name)
        return [
            next(
                (row[column] for column in backwards if not is_blank(row[column]) and not overtaken(row, column)), None
            )
            for row in self.table.rows
        ]

    def _ticked(self, name: str) -> list[Any]:
        """What the ticks of a field say, in the words of the headings; a row with two ticks is marked."""
        said: list[Any] = []
        for index, words in enumerate(ticked(self.table.rows, self.ticks[name])):
            if len(words) > 1 and not self.faults.has(index, name):
                self.faults.mark(index, name, "、".join(words), _TWO_TICKS)
            said.append(words[0] if len(words) == 1 else None)
        return said

    def _overtaken(self, name: str) -> Callable[[Sequence[Any], int], bool]:
        """Whether what a column of this field says is over in a row, because a later round says that the issue is at work again."""
        several = {field: columns for field in (name, *_EARLIER.get(name, ())) if (columns := self.turns.get(field))}
        of = rounds(several, [clean_heading(heading) for heading in self.table.headings])
        own, others = of.get(name, {}), {field: of[field] for field in _EARLIER.get(name, ()) if field in of}

        def later(row: Sequence[Any], column: int) -> bool:
            return column in own and any(
                when > own[column] and not is_blank(row[at]) and not (name == "done_on" and self._is_done(row[at]))
                for columns in others.values()
                for at, when in columns.items()
            )

        return later if own and others else lambda _row, _column: False

    def _is_done(self, value: Any) -> bool:
        """Whether a text on progress says that the issue is done."""
        text = parse_text(value)
        return text is not None and self.values.state_told(text, done=False) in (int(State.REPORTED), int(State.CLOSED))

    def parsed(self, name: str, parse: Callable[[Any], Any]) -> list[Any]:
        """The column of a field, each different cell parsed once; rows with a cell that cannot be read are marked."""
        values = self.cells(name)
        if values is None:
            return self._from_above(name, [None] * len(self.table.rows), parse)
        memo: dict[Any, Any] = dict.fromkeys(values)  # each different cell once, in the order of the rows
        wrong = False
        for value in _to_read(memo, parse):
            if value is None or value == "":
                continue
            try:
                said = parse(value)
            except CellError as error:
                said = Wrong(error.reason, error.remedy)
            memo[value] = said
            wrong = wrong or said.__class__ is Wrong
        result = list(map(memo.__getitem__, values))
        if wrong:
            for index, said in enumerate(result):
                if said.__class__ is Wrong:
                    self._mark(index, name, values[index], said)
                    result[index] = None
        return result

    def _from_above(self, name: str, said: list[Any], parse: Callable[[Any], Any]) -> list[Any]:
        """What a column says, where it says nothing filled in with what a label above the headings says of all rows."""
        label = self.above.by_field.get(name)
        if label is None:
            return said
        rows = [index for index, value in enumerate(said) if value is None and not self.faults.has(index, name)]
        if not rows:
            return said
        try:
            value = parse(label.value)
        except CellError:
            return said
        if value is None or (isinstance(value, Wrong) and not value.asks):
            return said
        for index in rows:
            if isinstance(value, Wrong):
                self._mark(index, name, label.value, value)
            else:
                said[index] = value
        self.above.filled[name] = len(rows)
        return said

    def _mark(self, index: int, name: str, value: Any, why: Wrong) -> None:
        self.faults.mark(index, name, value, why)
        if not why.asks and name == "state":
            text = parse_text(value) or ""
            self.unknown_states[text] = self.unknown_states.get(text, 0) + 1

    def districts(self) -> list[Any]:
        """The district of each row; where the cell is empty, that of the group row above it (滨江街道辖区)."""
        labelled = "district" not in self.fields
        parse = partial(self.values.unit, kind=DISTRICT)
        said = [None] * len(self.table.rows) if labelled else self.parsed("district", parse)
        memo: dict[str, Any] = {}
        for index, group in enumerate(self.table.groups):
            if group and said[index] is None and not self.faults.has(index, "district"):
                if group not in memo:
                    name = self.values.register.district_in(group)
                    memo[group] = None if name is None else self.values.unit(name, kind=DISTRICT)
                found = memo[group]
                if isinstance(found, Wrong):
                    self._mark(index, "district", group, found)
                else:
                    said[index] = found
        if labelled:
            said = self._from_above("district", said, self._one_district)
        self._groups_unread(said)
        self._district_above(said)
        self._district_of_sheet(said)
        return said

    def _one_district(self, value: Any) -> Any:
        """The district that a label names; None where it is no name of one (各镇街, 城区及乡镇)."""
        register = self.values.register
        name = register.district_in(parse_text(value) or "")
        if name is None or not register.may_be_district(name) or _MANY.search(name):
            return None
        return self.values.unit(name, kind=DISTRICT)

    def _groups_unread(self, said: Sequence[Any]) -> None:
        """Say which group rows name no district, department or category, where no column says the district."""
        if "district" in self.fields:
            return
        rows: dict[str, int] = {}
        for index, group in enumerate(self.table.groups):
            if group and said[index] is None and not self.faults.has(index, "district"):
                rows[group] = rows.get(group, 0) + 1
        unread = [group for group in rows if not self._is_understood(group)]
        if unread:
            shown = "、".join(f"“{group}”" for group in unread[:3]) + ("等" if len(unread) > 3 else "")
            self.notes.append(
                f"工作表“{self.table.sheet}”的分组行{shown}看不出是镇区、单位或问题类别，下面 "
                f"{sum(rows[group] for group in unread):,} 行没有按它填写；如果说的是镇区，请在表里加一列“镇区”再上传。"
            )

    def _is_understood(self, group: str) -> bool:
        names = [group_name(part) for part in group.split("/")]
        return any(self.values.register.is_department(name) or canonical("category", name) for name in names)

    def _district_above(self, said: list[Any]) -> None:
        """Where no column and no group row says a district, the one that stands alone above the headings, and say so."""
        if "district" in self.fields:
            return
        lines = [*self.table.heads[-2::-1], *self.table.above[-1:]]
        line = next((one for one in lines if len({value for _, value in one.cells}) == 1), None)
        register = self.values.register
        name = None if line is None else register.district_in(line.text)
        rows = [index for index, where in enumerate(said) if where is None]
        if line is None or name is None or not rows or not register.may_be_district(name) or _MANY.search(name):
            return
        found = self.values.unit(name, kind=DISTRICT)
        for index in rows:
            if isinstance(found, Wrong):
                self._mark(index, "district", name, found)
            else:
                said[index] = found
        self.notes.append(
            f"工作表“{self.table.sheet}”没有“镇区”列，按表头上方第 {line.row} 行填写：{len(rows):,} 行的镇区是“{name}”。"
        )

    def _district_of_sheet(self, said: list[Any]) -> None:
        """Where no column and no group row says a district, that of the sheet's name (one sheet for each town), and say so."""
        if "district" in self.fields or not self.table.named_for_town:
            return
        register = self.values.register
        name = register.district_in(self.table.page.strip())
        if name is None or not register.may_be_district(name):
            return
        rows = [index for index, where in enumerate(said) if where is None]
        found = self.values.unit(name, kind=DISTRICT)
        for index in rows:
            if isinstance(found, Wrong):
                self._mark(index, "district", name, found)
            else:
                said[index] = found
        if rows:
            self.notes.append(
                f"工作表“{self.table.sheet}”没有“镇区”列，按工作表名称填写：{len(rows):,} 行的镇区是“{name}”。"
            )

    def units(self) -> list[Any]:
        """The units of each row; where no column names one, that of the group row above it (城管局)."""
        if {"units", "lead_unit", "assist_units"} & self.fields.keys():
            return self.parsed("units", self.values.units)
        said: list[Any] = [None] * len(self.table.rows)
        register = self.values.register
        memo: dict[str, Any] = {}
        filled = 0
        for index, group in enumerate(self.table.groups):
            if group is None:
                continue
            if group not in memo:
                name = next((n for part in group.split("/") if register.is_department(n := group_name(part))), None)
                memo[group] = None if name is None else self.values.units(name)
            found = memo[group]
            if isinstance(found, Wrong):
                self._mark(index, "units", group, found)
            elif found is not None:
                said[index] = found
                filled += 1
        if filled:
            self.notes.append(f"工作表“{self.table.sheet}”没有责任单位列，{filled:,} 行按上面的分组行填写责任单位。")
        return self._from_above("units", said, self.values.units)

    def categories(self) -> list[Any]:
        """The category of each row; without such a column, that of the group row above it (一、环境卫生)."""
        if "category" in self.fields:
            return self.parsed("category", partial(self.values.word, kind="category"))
        memo: dict[str | None, int | None] = {None: None}
        for group in self.table.groups:
            if group is not None and group not in memo:
                words = (canonical("category", group_name(part)) for part in group.split("/"))
                word = next((w for w in words if w is not None), None)
                memo[group] = None if word is None else self.values.register.term("category", word)
        said = [memo[group] for group in self.table.groups]
        return self._from_above("category", said, partial(self.values.word, kind="category"))

    def dues(self, found: Sequence[int | None]) -> list[tuple[int | None, str | None]]:
        """Due dates; a limit such as 3天 counts from the day found, so the memo holds pairs."""
        cells = self.cells("due")
        if cells is None:
            return self._dues_above(found)
        memo: dict[Any, Any] = {}
        result: list[tuple[int | None, str | None]] = []
        unit = unit_of_heading(self.table.headings[self.fields["due"]])
        unsaid = unit is None and hours_or_days(set(cells))
        for index, value in enumerate(cells):
            if value is None or value == "":
                result.append((None, None))
                continue
            key = (value, found[index] if isinstance(value, str) else None)
            said = memo.get(key)
            if said is None:
                said = memo[key] = self._due(value, found[index], unit, unsaid=unsaid)
            if isinstance(said, Wrong):
                self._mark(index, "due", value, said)
                said = (None, None)
            elif isinstance(said, list):
                self.due_parts[index] = said
                said = (None, None)
            result.append(said)
        return result

    def _dues_above(self, found: Sequence[int | None]) -> list[tuple[int | None, str | None]]:
        """Due dates by a label above the headings (整改时限：3天), which counts from the day found of each row."""
        label = self.above.by_field.get("due")
        nothing: tuple[int | None, str | None] = (None, None)
        if label is None:
            return [nothing] * len(found)
        unit = unit_of_heading(label.label)
        memo = {day: self._due(label.value, day, unit, unsaid=unit is None) for day in dict.fromkeys(found)}
        if any(not isinstance(said, tuple) for said in memo.values()):
            return [nothing] * len(found)
        self.above.filled["due"] = len(found)
        return [memo[day] for day in found]

    def _due(self, value: Any, found: int | None, unit: str | None, *, unsaid: bool) -> Any:
        """The due date of a cell and its wording; a list of them where the cell is numbered; Wrong where it cannot be read."""
        if unsaid and hours_or_days((value,)):
            return Wrong(
                f"整改时限{quoted(value)}分不清是小时还是天。",
                "请在表头写明单位，如“整改时限（小时）”，或在格子里写“48小时”。",
            )
        try:
            parts = due_parts(value) if isinstance(value, str) else ()
            if parts:
                return [self.values.due(part, found, unit=unit) for part in parts]
            return self.values.due(value, found, unit=unit)
        except CellError as error:
            return Wrong(error.reason, error.remedy)

    def done(self) -> tuple[list[Any], list[int | None]]:
        """The day of completion of each row, and the state that words in its place say (已完成, 长期坚持); such words are noted."""
        said = self.parsed("done_on", self.values.done)
        states: list[int | None] = [None] * len(said)
        words: dict[str, int] = {}
        for index, day in enumerate(said):
            if day.__class__ is NoDay:
                words[day.text] = words.get(day.text, 0) + 1
                said[index], states[index] = None, day.state
        if words:
            shown = "、".join(quoted(text) for text in list(words)[:3]) + ("等" if len(words) > 3 else "")
            heading = self.table.headings[self.fields["done_on"]]
            self.notes.append(
                f"工作表“{self.table.sheet}”的“{heading}”有 {sum(words.values()):,} 行写的不是日期（{shown}）："
                "没有作为完成日期；写明已完成或整改中的，按状态计。"
            )
        return said, states

    def know_days(self) -> None:
        """Find out how the days of this table are written, from all of them together."""
        self._years_of_taiwan()
        cells = [value for name in _DAYS for value in dict.fromkeys(self.cells(name) or ())]
        chosen = ORDERS.get(self.values.date_pattern or "")
        order = self.values.order = day_order(cells) if chosen is None else DayOrder(chosen, "")
        if order is not None and order.told:
            self.notes.append(
                f"工作表“{self.table.sheet}”里“06/07/2020”这样的日期按“{order.said}”读：同表有“{order.told}”。"
            )

    def _years_of_taiwan(self) -> None:
        """Take 109/07/06 for 2020-07-06 on a sheet in traditional characters, and say so."""
        if not any(map(is_traditional, self.table.headings)):
            return
        told: str | None = None
        for name in _DAYS:
            cells = self.cells(name) or []
            found = next((value for value in cells if isinstance(value, str) and _TAIWAN.match(value)), None)
            if found is not None:
                told = told or found
                self._cells[name] = [f"民国{v}" if isinstance(v, str) and _TAIWAN.match(v) else v for v in cells]
        if told is not None:
            self.notes.append(
                f"工作表“{self.table.sheet}”里{quoted(told)}这样的年份按民国纪年读（{told[:3]} 年是 {int(told[:3]) + 1911} 年）。"
            )

    def kept(self, name: str, parse: Callable[[Any], str | None]) -> list[str | None]:
        """The column of a field that decides nothing: what cannot be read is kept as it is written, and said."""
        cells = self.cells(name) or [None] * len(self.table.rows)
        memo: dict[Any, str | None] = {}
        strange: dict[Any, int] = {}
        for value in cells:
            if value not in memo:
                try:
                    memo[value] = parse(value)
                except CellError:
                    memo[value] = parse_text(value)
                    strange[value] = 0
            if value in strange:
                strange[value] += 1
        if strange:
            shown = "、".join(quoted(value) for value in list(strange)[:3]) + ("等" if len(strange) > 3 else "")
            self.notes.append(f"{self._column(name)}有 {sum(strange.values()):,} 行看不懂（{shown}），按原文保留。")
        return [memo[value] for value in cells]

    def states(self, progress: Sequence[str | None], done: Sequence[int | None]) -> list[Any]:
        """The state of each row; without such a column, or where it is empty throughout, the one that the free text on progress gives
        away. done: the days of completion.
        """
        cells = self.cells("state")
        if cells is not None and any(cell is not None and cell != "" for cell in cells):
            codes = codes_in(cells, self.table.headings[self.fields["state"]])
            self.values.codes = codes.unknown
            self.values.percent = codes.percent
            return self.parsed("state", self.values.state)
        memo: dict[tuple[str | None, bool], int | None] = {}
        said = []
        for text, day in zip(progress, done, strict=True):
            key = (text, day is not None)
            if text is not None and key not in memo:
                memo[key] = self.values.state_told(text, done=key[1])
            said.append(memo.get(key))
        return said
