"""From the rows of a table to records: what each row says, and for refused rows the cell, the reason and the remedy.

Works column by column: each different value of a column is read once.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Literal, NamedTuple

import orjson

from data_loaders.cells import CellError, parse_number, parse_phone, parse_text
from data_loaders.claims import parse_state, parse_verdict
from data_loaders.dates import parse_date
from data_loaders.dues import WEEKENDS, parse_due
from data_loaders.names import canonical
from data_loaders.problems import fixed_on_the_spot, split_problems
from data_loaders.register import DISTRICT_ENDINGS, Register
from data_loaders.tables import Table
from data_loaders.units import parse_units
from domain.days import day_date, day_number
from domain.directory import DEPARTMENT, DISTRICT
from domain.states import STANDINGS, State
from domain.workdays import Workdays

FIELD_NAMES: Mapping[str, str] = {
    "serial": "序号",
    "number": "编号",
    "found_on": "检查日期",
    "district": "镇区",
    "site": "点位名称",
    "site_type": "点位类型",
    "problem": "存在问题",
    "category": "问题类别",
    "units": "责任单位",
    "lead_unit": "牵头单位",
    "assist_units": "配合单位",
    "person": "责任人",
    "phone": "联系电话",
    "due": "整改时限",
    "measures": "整改措施",
    "progress": "整改情况",
    "state": "是否完成",
    "done_on": "完成时间",
    "verdict": "复核情况",
    "verified_on": "复核日期",
    "photo_before": "整改前照片",
    "photo_after": "整改后照片",
    "remark": "备注",
    "source": "来源",
    "action": "专项行动",
    "key": "问题码",
    "told_state": "下发时状态",
}


PLAIN = ("person", "phone", "measures", "remark")
"""Fields that are kept as text."""

SKIPPED = ("导入人选择不导入这一行。", "需要时可以重新上传这个文件。")
"""Reason and remedy of a row that a person leaves out."""

LONGEST_NAME = 25
"""Longer texts in a unit column are sentences."""


class Refusal(NamedTuple):
    """Why a row was not loaded: one faulty cell (heading and value as text), the reason and the remedy, in Chinese.

    A row has as many as it has faulty cells. column: of the cell on the sheet, from 0; None where the row has no such cell.
    """

    sheet: str
    row: int
    heading: str | None
    value: str | None
    reason: str
    remedy: str
    raw: str
    column: int | None = None


class Record(NamedTuple):
    """What one row (or one of several problems in its cell) says. Days are day numbers, names are ids.

    From `sheet` to `raw` in the order of database.imports.ROW_COLUMNS after the ids.
    """

    sheet: str
    row: int
    part: int
    number: str | None
    found_on: int | None
    district: int | None
    site: int | None
    site_type: int | None
    category: int | None
    source: int | None
    action: int | None
    description: str | None
    state: int | None
    state_text: str | None
    due_on: int | None
    due_text: str | None
    lead: int | None
    assists: str | None
    done_on: int | None
    verified_on: int | None
    person: str | None
    phone: str | None
    measures: str | None
    progress: str | None
    remark: str | None
    raw: str
    district_name: str | None
    site_name: str | None
    key: str | None = None


@dataclass(frozen=True)
class Reading:
    """How the cells of a sheet are to be read.

    fields: field → column of the table. as_of: the day the sheet speaks for. states: wordings that a person has
    explained (a trailing * stands for any ending). date_pattern: strptime pattern for dates that only the file knows.
    skipped: numbers of rows that a person leaves out. originals: rows as the file has them, by number, where a person has
    corrected a cell.
    needs: fields that a row must have; inspection lists and ledgers need a problem.
    """

    fields: Mapping[str, int]
    as_of: date
    kind: str
    word_days: Mapping[str, int]
    states: Mapping[str, State] = field(default_factory=dict)
    date_pattern: str | None = None
    skipped: Collection[int] = ()
    originals: Mapping[int, list[Any]] = field(default_factory=dict)
    workdays: Workdays = WEEKENDS


@dataclass
class Read:
    """The records and refusals of one table; rows read = rows with a record + rows refused.

    unlisted_years: in which working days were counted although the office's holidays of that year are not known.
    """

    records: list[Record]
    refusals: list[Refusal]
    unknown_states: dict[str, int]
    unlisted_years: frozenset[int] = frozenset()


class Wrong(NamedTuple):
    """A cell that cannot be read, in place of its value. asks: the question (kind and text) that a person can answer."""

    reason: str
    remedy: str
    asks: tuple[str, str] | None = None


def read_table(table: Table, reading: Reading, register: Register) -> Read:
    """Read every row of `table`; `register` turns names into ids and collects the unknown ones."""
    return _Rows(table, reading, register).read()


class _Rows:
    def __init__(self, table: Table, reading: Reading, register: Register) -> None:
        self.table = table
        self.reading = reading
        self.register = register
        self.count = len(table.rows)
        self.bad: dict[int, list[tuple[str, Any, Wrong]]] = {}
        self.unknown_states: dict[str, int] = {}
        self.unlisted_years: set[int] = set()

    def column(self, name: str) -> list[Any] | None:
        at = self.reading.fields.get(name)
        return None if at is None else [row[at] for row in self.table.rows]

    def parsed(self, name: str, parse: Callable[[Any], Any]) -> list[Any]:
        """The column of a field, each different cell parsed once; rows with a cell that cannot be read are marked bad."""
        values = self.column(name)
        if values is None:
            return [None] * self.count
        memo: dict[Any, Any] = dict.fromkeys(values)  # each different cell once, in the order of the rows
        wrong = False
        for value in memo:
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
                    self.mark_bad(index, name, values[index], said)
                    result[index] = None
        return result

    def mark_bad(self, index: int, name: str, value: Any, why: Wrong) -> None:
        """Note a cell that refuses its row, and one more row that waits for an answer."""
        self.bad.setdefault(index, []).append((name, value, why))
        if why.asks is not None:
            self.register.unknown[why.asks] += 1
        elif name == "state":
            text = parse_text(value) or ""
            self.unknown_states[text] = self.unknown_states.get(text, 0) + 1

    def day(self, value: Any) -> int | None:
        if self.reading.date_pattern is not None and isinstance(value, str):
            day = parse_date(value, near=self.reading.as_of, pattern=self.reading.date_pattern)
        else:
            day = parse_date(value, near=self.reading.as_of)
        return None if day is None else day_number(day)

    def past_day(self, value: Any, *, name: str) -> Any:
        day = self.day(value)
        if day is not None and day > day_number(self.reading.as_of):
            return Wrong(
                f"{name}晚于本表所属的日期（{self.reading.as_of:%Y-%m-%d}）。",
                "请核对这个日期；如果本表其实统计到更晚的一天，请改“本表截至日”。",
            )
        return day

    def state(self, value: Any) -> int | None:
        text = parse_text(value)
        if text is None:
            return None
        for wording, state in self.reading.states.items():
            if text == wording or (wording.endswith("*") and text.startswith(wording[:-1])):
                return int(state)
        try:
            found = parse_state(value)
        except CellError:
            raise
        return None if found is None else int(found)

    def unit(self, value: Any, *, kind: str) -> Any:
        text = parse_text(value)
        if text is None:
            return None
        found = self.register.unit(text, kind=kind)
        if found is None:
            return unknown_unit(text, kind)
        return found

    def unit_list(self, value: Any) -> Any:
        ids = []
        for name in parse_units(value):
            if not name.isascii() and (len(name) > LONGEST_NAME or "，" in name or "。" in name):
                return Wrong(
                    "责任单位栏写的是一句话，不是单位名称。",
                    "请改填单位名称；责任还没有落实的，可在状态栏写“责任待定”。",
                )
            found = self.register.unit(name, kind=DEPARTMENT)
            if found is None:
                return unknown_unit(name, DEPARTMENT)
            ids.append(found)
        return tuple(dict.fromkeys(ids)) or None

    def districts(self) -> list[Any]:
        """The district of each row; where the cell is empty, that of the group row above it (滨江街道辖区)."""
        said = self.parsed("district", partial(self.unit, kind=DISTRICT))
        memo: dict[str, Any] = {}
        for index, group in enumerate(self.table.groups):
            if group and said[index] is None and not self.is_bad(index, "district"):
                if group not in memo:  # nested groups come joined: 滨江街道/一、环境卫生
                    districts = (self.group_district(part) for part in group.split("/"))
                    memo[group] = next((d for d in districts if d is not None), None)
                found = memo[group]
                if isinstance(found, Wrong):
                    self.mark_bad(index, "district", group, found)
                else:
                    said[index] = found
        return said

    def group_district(self, group: str) -> Any:
        name = group_name(group)
        if self.register.known(name) is None and not name.endswith(DISTRICT_ENDINGS):
            return None  # a group of another sort: 一、环境卫生
        return self.unit(name, kind=DISTRICT)

    def categories(self) -> list[Any]:
        """The category of each row; without such a column, that of the group row above it (一、环境卫生)."""
        said = self.parsed("category", partial(self.word, kind="category"))
        if "category" not in self.reading.fields:
            memo: dict[str, int | None] = {None: None}  # type: ignore[dict-item]
            for index, group in enumerate(self.table.groups):
                if group not in memo:
                    words = (canonical("category", group_name(part)) for part in (group or "").split("/"))
                    word = next((w for w in words if w is not None), None)
                    memo[group or ""] = None if word is None else self.register.term("category", word)
                said[index] = memo[group or ""] if group else None
        return said

    def read(self) -> Read:
        text = parse_text
        found = self.parsed("found_on", partial(self.past_day, name="检查日期"))
        done = self.parsed("done_on", partial(self.past_day, name="完成时间"))
        verified = self.parsed("verified_on", partial(self.past_day, name="复核日期"))
        number = self.parsed("number", parse_number)
        district = self.districts()
        site = self.parsed("site", text)
        problem = self.parsed("problem", text)
        site_types = self.parsed("site_type", partial(self.word, kind="site_type"))
        categories = self.categories()
        sources = self.parsed("source", partial(self.word, kind="source"))
        units = self.parsed("units", self.unit_list)
        lead = self.parsed("lead_unit", self.unit_list)
        assisting = self.parsed("assist_units", self.unit_list)
        due = self.dues(found)
        state = self.parsed("state", self.state)
        state_text = self.parsed("state", text)
        verdict = self.parsed("verdict", parse_verdict)
        progress = self.parsed("progress", text)
        if "state" not in self.reading.fields:
            state = self.states_in(progress)
        keys = self.parsed("key", text)
        plain = {n: self.parsed(n, text) for n in PLAIN}
        if "phone" in self.reading.fields:
            plain["phone"] = self.parsed("phone", parse_phone)
        dumps = orjson.dumps
        names = {}
        records: list[Record] = []
        refusals: list[Refusal] = []
        sheet, row_numbers, rows = self.table.sheet, self.table.row_numbers, self.table.rows
        skipped, originals = self.reading.skipped, self.reading.originals
        needs_problem = self.reading.kind == "inspection"
        splits: dict[str, tuple[str, ...]] = {}
        may_fail = (None, int(State.REPORTED), int(State.REWORK), int(State.IN_PROGRESS), int(State.ASSIGNED))
        closed, rework, reported = int(State.CLOSED), int(State.REWORK), int(State.REPORTED)
        columns = zip(
            row_numbers, rows, number, found, district, site, problem, site_types, categories, sources, units, lead, assisting,
            due, state, state_text, verdict, progress, done, verified, *(plain[n] for n in PLAIN), keys, strict=True,
        )  # fmt: skip
        places: dict[tuple[Any, ...], tuple[int | None, int | None]] = {}
        roles: dict[tuple[Any, ...], tuple[int | None, str | None]] = {}
        for i, (
            row_no, row, number_said, found_on, where, place, what, site_type, category, source, by_unit, by_lead, by_assist,
            (due_on, due_text), said_state, state_said, verdict_said, progress_said, said_done, verified_on, person, phone,
            measures, remark, key,
        ) in enumerate(columns):  # fmt: skip
            raw = dumps(originals.get(row_no, row) if originals else row, default=str).decode()
            wrong = self.bad.get(i)
            if row_no in skipped:
                refusals.append(Refusal(sheet, row_no, None, None, *SKIPPED, raw))
                continue
            if (
                what is None
                and key is None
                and (needs_problem or number_said is None)
                and not self.is_bad(i, "problem")
            ):
                wrong = [*(wrong or ()), ("problem", None, _no_problem(needs_problem))]
            if wrong is not None:
                refusals += [self.refusal(row_no, raw, *fault) for fault in wrong]
                continue
            site_id = None
            if place is not None:
                spot = places.get((place, where, site_type))
                if spot is None:
                    spot = places[(place, where, site_type)] = self.register.site(place, where, site_type)
                site_id, where = spot
            if key is not None:  # a form that this program filled in: the unit answers, the rest it only repeats
                due_on = due_text = by_unit = by_lead = by_assist = None
            role = roles.get((by_unit, by_lead, by_assist))
            if role is None:
                role = roles[(by_unit, by_lead, by_assist)] = _lead(by_unit, by_lead, by_assist)
            first, others = role
            if verdict_said == "passed" and said_state in (None, reported, closed):
                said_state = closed
            elif verdict_said == "failed" and said_state in may_fail:
                said_state = rework
            if (
                said_state is None
                and said_done is None
                and what is not None
                and key is None
                and fixed_on_the_spot(what)
            ):
                said_state, said_done = reported, found_on
            if where is not None and where not in names:
                names[where] = self.register.name(where)
            if what is None or key is not None:
                parts: tuple[str | None, ...] = (what,)
            else:
                known = splits.get(what)
                if known is None:
                    known = splits[what] = split_problems(what)
                parts = known
            several = len(parts) > 1
            for part, wording in enumerate(parts, start=1):
                records.append(
                    Record(
                        sheet,
                        row_no,
                        part,
                        f"{number_said}/{part}" if several and number_said is not None else number_said,
                        found_on,
                        where,
                        site_id,
                        site_type,
                        category,
                        source,
                        None,
                        wording,
                        said_state,
                        state_said,
                        due_on,
                        due_text,
                        first,
                        others,
                        said_done,
                        verified_on,
                        person,
                        phone,
                        measures,
                        progress_said,
                        remark,
                        raw,
                        names.get(where) if where is not None else None,
                        place,
                        key,
                    )
                )
        return Read(records, refusals, self.unknown_states, frozenset(self.unlisted_years))

    def is_bad(self, index: int, name: str) -> bool:
        """Whether this cell of the row is refused already."""
        return any(fault[0] == name for fault in self.bad.get(index, ()))

    def refusal(self, row_no: int, raw: str, name: str, value: Any, why: Wrong) -> Refusal:
        """The refusal of one cell."""
        at = self.reading.fields.get(name)
        heading = FIELD_NAMES.get(name, name) if at is None else self.table.headings[at]
        shown = None if value is None else str(value)
        column = None if at is None else self.table.columns[at]
        return Refusal(self.table.sheet, row_no, heading, shown, why.reason, why.remedy, raw, column)

    def word(self, value: Any, *, kind: Literal["category", "site_type", "source"]) -> int | None:
        text = parse_text(value)
        return None if text is None else self.register.term(kind, text)

    def dues(self, found: Sequence[int | None]) -> list[tuple[int | None, str | None]]:
        """Due dates: a limit such as 3天 counts from the day found, so the memo holds pairs."""
        values = self.column("due")
        if values is None:
            return [(None, None)] * self.count
        memo: dict[Any, Any] = {}
        result: list[tuple[int | None, str | None]] = []
        for index, value in enumerate(values):
            if value is None or value == "":
                result.append((None, None))
                continue
            key = (value, found[index] if isinstance(value, str) else None)
            said = memo.get(key)
            if said is None:
                try:
                    said = self.due(value, found[index])
                except CellError as error:
                    said = Wrong(error.reason, error.remedy)
                memo[key] = said
            if isinstance(said, Wrong):
                self.mark_bad(index, "due", value, said)
                said = (None, None)
            result.append(said)
        return result

    def due(self, value: Any, found: int | None) -> Any:
        if self.reading.date_pattern is not None and isinstance(value, str):
            return self.day(value), value
        near = self.reading.as_of if found is None else day_date(found)
        said = parse_due(
            value,
            found_on=None if found is None else day_date(found),
            near=near,
            word_days=self.reading.word_days,
            workdays=self.reading.workdays,
        )
        if said is None:
            return None, None
        if said.kind == "days" and said.on is not None and found is not None and "工作日" in said.text:
            self.unlisted_years |= {day_date(found).year, said.on.year} - self.reading.workdays.years
        return None if said.on is None else day_number(said.on), said.text

    def states_in(self, progress: Sequence[str | None]) -> list[int | None]:
        """States read from the free text on progress, where the sheet has no column of its own for them."""
        memo: dict[str | None, int | None] = {None: None}
        for text in progress:
            if text not in memo:
                try:
                    found = parse_state(text)
                except CellError:
                    found = None
                memo[text] = None if found is None else int(found)
        return [memo[text] for text in progress]


def group_name(group: str) -> str:
    """The name in a group row: 滨江街道 of “一、滨江街道辖区”."""
    return re.sub(r"(?:辖区|片区|属地)$", "", group.strip().lstrip("一二三四五六七八九十、.（()）0123456789 "))


def unknown_unit(name: str, kind: str) -> Wrong:
    """What is said of a unit that nobody has explained yet."""
    return Wrong(
        f"单位“{name}”不在单位名录中，也不是已知的别名。",
        "请在导入页确认它是哪个单位（记住以后不再问），或在表中改为规范名称。",
        asks=(kind, name),
    )


def _no_problem(needed: bool) -> Wrong:
    if needed:
        return Wrong("没有填写存在的问题。", "请补填问题描述；如果是合计或说明行，请删去这一行。")
    return Wrong("既没有编号，也没有问题描述，无法知道是哪一件。", "请补填编号或问题描述。")


def _lead(
    units: tuple[int, ...] | None, lead: tuple[int, ...] | None, assisting: tuple[int, ...] | None
) -> tuple[int | None, str | None]:
    """The lead unit and the assisting ones (JSON list): 牵头单位 leads where it is given, else the first 责任单位."""
    ordered = [*(lead or ()), *(units or ()), *(assisting or ())]
    if not ordered:
        return None, None
    if lead is None and units is None:
        first, rest = None, ordered
    else:
        first, rest = ordered[0], [unit for unit in ordered[1:] if unit != ordered[0]]
    rest = list(dict.fromkeys(rest))
    return first, orjson.dumps(rest).decode() if rest else None


STATE_WORDS: Mapping[str, State] = {meaning.name: state for state, meaning in STANDINGS.items()}
"""The canonical words of the states, for answers and mapping files."""
