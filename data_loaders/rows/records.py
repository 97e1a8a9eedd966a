"""From the rows of a table to records: what each row says, and for refused rows the cell, the reason and the remedy.

Works column by column (see `columns`): each different value of a column is read once.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import orjson

from data_loaders.cells.cells import Wrong, parse_number, parse_phone, parse_text, quoted
from data_loaders.cells.problems import enumerated, fixed_on_the_spot, may_be_numbered, parse_problem, problems_of
from data_loaders.days.dues import WEEKENDS
from data_loaders.layout.labels import LabelsAbove, labels_for
from data_loaders.layout.tables import Table
from data_loaders.masters.action_cells import action_if_known
from data_loaders.masters.name_lookup import NameLookup
from data_loaders.recognition.sound_rows import says_nothing_wrong, that_may_say_so
from data_loaders.rows.columns import Columns, Faults, FaultyCell
from data_loaders.rows.partwise import by_parts, one_issue_each
from data_loaders.rows.values import Values
from data_loaders.states.state_words import Verdict
from data_loaders.states.verdicts import judged, speaks_of_a_check
from domain.datasets.row_fields import FIELD_NAMES, KEPT
from domain.ledger.states import DONE, State
from domain.ledger.workdays import Workdays

SKIPPED = ("导入人选择不导入这一行。", "需要时可以重新上传这个文件。")
"""Reason and remedy of a row that a person leaves out."""


NO_PROBLEM = (
    ("没有填写存在的问题。", "请补填问题描述；如果是合计或说明行，请删去这一行。"),
    ("既没有编号，也没有问题描述，无法知道是哪一件。", "请补填编号或问题描述。"),
)
"""Reason and remedy of a row without a problem: where every row needs one, and where a number would do."""


NO_PROBLEM_BUT_A_FIX = Wrong(
    "存在问题栏写的是没有问题，这一行却填了整改时限、整改情况一类的内容，不知道有没有问题。",
    "没有问题请选“不导入这一行”，有问题请在这一格写明。",
)
"""Why a row is refused whose problem says that there is none, and that tells of a fix."""


class RejectedRow(NamedTuple):
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


def refusal_of(sheet: str, row: int, raw: str, cell: FaultyCell) -> RejectedRow:
    """The refusal of a row for one of its cells."""
    return RejectedRow(sheet, row, cell.heading, cell.value, cell.why.reason, cell.why.remedy, raw, cell.column)


class Record(NamedTuple):
    """What one row (or one of several problems in its cell) says. Days are day numbers, names are ids.

    From `sheet` to `raw` in the order of database.imports.imports.ROW_COLUMNS after the ids. kept: what the cells of the fields KEPT
    say, in their order.
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
    progress: str | None
    kept: tuple[str | None, ...]
    raw: str
    district_name: str | None
    site_name: str | None
    key: str | None = None

    def text_of(self, name: str) -> str | None:
        """What the cell of one of the fields KEPT says."""
        return self.kept[KEPT.index(name)]


@dataclass(frozen=True)
class RowReading:
    """How the cells of a sheet are to be read.

    fields: field → column of the table. as_of: the day the sheet speaks for. kind: every row of an inspection list needs a
    problem. word_days: days of the words for "at once" in due dates. states: wordings that a person has explained (a trailing
    * stands for any ending); None: such a wording says nothing of the state. date_pattern: strptime pattern for dates that only the file knows. skipped: numbers of rows that
    a person leaves out. originals: rows as the file has them, by number, where a person has corrected a cell. workdays: the
    calendar by which working days count. turns: field → its columns in the order in which they were filled in, where it has several.
    ticks: field → column → what a tick in it says. parted: number of a row → whether a person has said that each numbered part of its
    problem is an issue. kept: numbers of rows that a person has taken back as data. other_states: columns
    that say a state as well and do not count. verdicts: wordings of verdicts that a person has explained; None: they say nothing of
    the fix.
    """

    fields: Mapping[str, int]
    as_of: date
    kind: str
    word_days: Mapping[str, int]
    states: Mapping[str, State | None] = field(default_factory=dict)
    date_pattern: str | None = None
    skipped: Collection[int] = ()
    originals: Mapping[int, list[Any]] = field(default_factory=dict)
    workdays: Workdays = WEEKENDS
    turns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    ticks: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    parted: Mapping[int, bool] = field(default_factory=dict)
    kept: Collection[int] = ()
    other_states: Sequence[int] = ()
    verdicts: Mapping[str, Verdict | None] = field(default_factory=dict)


@dataclass
class Read:
    """The records and refusals of one table; rows read = rows with a record + rows refused.

    unlisted_years: in which working days were counted although the office's holidays of that year are not known. notes: how the
    columns were read, where that is not a matter of course, Chinese. filled: rows without a district whose site says it: number, site
    and district. above: labels above the headings, and what was filled in from them. unparted: numbers of rows whose problem has numbered
    parts that are taken for one problem. unlike_states: rows of which another column of states says that they are done where the one that
    counts says that they are not, or the other way round; and what it says.
    """

    records: list[Record]
    refusals: list[RejectedRow]
    unknown_states: dict[str, int]
    unlisted_years: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    filled: tuple[tuple[int, str, int], ...] = ()
    unparted: tuple[int, ...] = ()
    above: LabelsAbove | None = None
    unlike_states: tuple[tuple[int, str], ...] = ()


def read_table(table: Table, reading: RowReading, register: NameLookup) -> Read:
    """Read every row of `table`; `register` turns names into ids and collects the unknown ones."""
    values = Values(
        register,
        reading.as_of,
        reading.word_days,
        reading.states,
        reading.date_pattern,
        reading.workdays,
        from_1904=table.from_1904,
        verdicts=reading.verdicts,
    )
    faults = Faults(table, reading.fields, FIELD_NAMES, register, reading.turns)
    above = labels_for(table, reading.fields)
    columns = Columns(table, reading.fields, values, faults, reading.ticks, above)
    columns.know_days()
    parsed = columns.parsed
    found = parsed("found_on", partial(values.past_day, name="检查日期"))
    done, done_states = columns.done()
    verified = parsed("verified_on", partial(values.past_day, name="复核日期"))
    number = parsed("number", parse_number)
    district = columns.districts()
    site = parsed("site", parse_text)
    problem = parsed("problem", parse_problem)
    site_types = parsed("site_type", partial(values.word, kind="site_type"))
    categories = columns.categories()
    sources = parsed("source", partial(values.word, kind="source"))
    actions = parsed("action", partial(action_if_known, register=register))
    units = columns.units()
    lead = parsed("lead_unit", values.units)
    assisting = parsed("assist_units", values.units)
    due = columns.dues(found)
    progress = parsed("progress", parse_text)
    nothing: list[Any] = [None] * len(table.rows)  # whether a thing passed its check says nothing of a fix
    state = nothing if table.checked == "state" else columns.states(progress, done)
    state_text = nothing if table.checked == "state" else parsed("state", parse_text)
    verdict = nothing if table.checked == "verdict" else parsed("verdict", values.verdict)
    keys = parsed("key", parse_text)
    plain = {n: parsed(n, parse_text) for n in KEPT}
    if "phone" in reading.fields:
        plain["phone"] = columns.kept("phone", parse_phone)
    against: Counter[str] = Counter()
    only_true = 0
    given = list(district)
    fill_districts(district, site, given)
    filled: list[tuple[int, str, int]] = []
    cells = {name: columns.cells(name) for name in ("state", "units")}
    dumps = orjson.dumps
    names: dict[int | None, str] = {}
    record_of = Record._make
    records: list[Record] = []
    refusals: list[RejectedRow] = []
    sheet, row_numbers, rows = table.sheet, table.row_numbers, table.rows
    skipped, originals, kept = reading.skipped, reading.originals, reading.kept
    needs_problem = reading.kind == "inspection"
    in_parts = may_be_numbered([text or "" for text in problem])
    nothing_wrong = {n for n in that_may_say_so(problem) if says_nothing_wrong(str(problem[n]))}
    unparted: list[int] = []
    reported = int(State.REPORTED)
    heading = table.headings[reading.fields["verdict"]] if "verdict" in reading.fields else ""
    rechecked, of_truth = speaks_of_a_check(heading), "属实" in heading
    in_rows = zip(
        row_numbers, rows, number, found, district, site, problem, site_types, categories, sources, actions, units, lead, assisting,
        due, state, state_text, verdict, progress, done, verified, zip(*(plain[n] for n in KEPT), strict=True), keys, strict=True,
    )  # fmt: skip
    places: dict[tuple[Any, ...], tuple[int | None, int | None]] = {}
    roles: dict[tuple[Any, ...], tuple[int | None, str | None]] = {}
    for i, (
        row_no, row, number_said, found_on, where, place, what, site_type, category, source, action, by_unit, by_lead, by_assist,
        (due_on, due_text), said_state, state_said, verdict_said, progress_said, said_done, verified_on, said, key,
    ) in enumerate(in_rows):  # fmt: skip
        raw = dumps(originals.get(row_no, row) if originals else row, default=str).decode()
        wrong = faults.by_row.get(i)
        if row_no in skipped:
            refusals.append(RejectedRow(sheet, row_no, None, None, *SKIPPED, raw))
            continue
        if what is None and key is None and (needs_problem or number_said is None) and not faults.has(i, "problem"):
            wrong = [*(wrong or ()), faults.cell("problem", None, Wrong(*NO_PROBLEM[not needs_problem]))]
        if i in nothing_wrong and what is not None and key is None and row_no not in kept:
            wrong = [*(wrong or ()), faults.cell("problem", what, NO_PROBLEM_BUT_A_FIX)]
        if wrong is not None:
            refusals += [refusal_of(sheet, row_no, raw, cell) for cell in wrong]
            continue
        site_id = None
        if place is not None:
            spot = places.get((place, where, site_type))
            if spot is None:
                spot = places[(place, where, site_type)] = register.site(place, where, site_type)
            if given[i] is None and spot[1] is not None:
                filled.append((row_no, place, spot[1]))
            site_id, where = spot
        if key is not None:  # a form that this program filled in: the unit answers, the rest it only repeats
            due_on = due_text = by_unit = by_lead = by_assist = None
        role = roles.get((by_unit, by_lead, by_assist))
        if role is None:
            role = roles[(by_unit, by_lead, by_assist)] = _lead(by_unit, by_lead, by_assist)
        first, others = role
        if said_state is None and said_done is None:
            said_state = done_states[i]
        if said_done is not None and said_state in _NOT_DONE:
            against[progress_said or state_said or ""] += 1
        if verdict_said is not None:
            before = said_state
            said_state = judged(
                verdict_said, before, done=said_done is not None, checked=rechecked, asked_if_true=of_truth
            )
            only_true += verdict_said == "true" and said_state == before
        if said_state is None and said_done is None and what is not None and key is None and fixed_on_the_spot(what):
            said_state, said_done = reported, found_on
        if where is not None and where not in names:
            names[where] = register.name(where)
        parts: tuple[str | None, ...] = (what,)
        if i in in_parts and what is not None and key is None:
            parts, whole = problems_of(what)
            if row_no in reading.parted:
                parts = enumerated(what) if reading.parted[row_no] else (what,)
            elif whole:
                unparted.append(row_no)
        several = len(parts) > 1
        dues = columns.due_parts.get(i) if columns.due_parts and key is None else None
        if dues is not None and len(dues) != len(parts):
            refusals.append(
                refusal_of(sheet, row_no, raw, faults.cell("due", row[reading.fields["due"]], _parts(dues, parts)))
            )
            continue
        first_part = len(records)
        for part, wording in enumerate(parts, start=1):
            if dues is not None:
                due_on, due_text = dues[part - 1]
            serial = f"{number_said}/{part}" if several and number_said is not None else number_said
            records.append(
                record_of((  # in the order of its fields: by name it takes twice as long
                    sheet, row_no, part, serial, found_on, where, site_id, site_type, category, source, action, wording,
                    said_state, state_said, due_on, due_text, first, others, said_done, verified_on,
                    progress_said, said, raw, names.get(where), place, key,
                ))
            )  # fmt: skip
        if several:
            records[first_part:] = by_parts(
                records[first_part:],
                values,
                progress=progress_said,
                state=None if cells["state"] is None else cells["state"][i],
                units=None if cells["units"] is None else cells["units"][i],
                judged=verdict_said is not None,
            )
    serials = dict(zip(row_numbers, columns.cells("serial") or (), strict=False))
    leads = {record.lead for record in records if record.lead is not None}
    shared = one_issue_each(records, serials, {unit: register.name(unit) for unit in leads})
    columns.notes += [f"工作表“{sheet}”{note}" for note in (*shared[:5], *_beside_the_day(against))]
    if only_true:
        columns.notes.append(
            f"工作表“{sheet}”的“{heading}”有 {only_true:,} 行写“属实”一类：只说明反映的情况是真的，没有当作已整改或复核合格。"
        )
    return Read(
        records,
        refusals,
        columns.unknown_states,
        frozenset(values.unlisted_years),
        tuple(columns.notes),
        tuple(filled),
        tuple(unparted),
        above,
        _unlike_states(table, reading, values, state),
    )


def _unlike_states(
    table: Table, reading: RowReading, values: Values, states: Sequence[Any]
) -> tuple[tuple[int, str], ...]:
    """Rows of which a column of states that does not count says something else than the one that does; see Read."""
    found: list[tuple[int, str]] = []
    memo: dict[str, int | None] = {}
    for index, row in enumerate(table.rows if reading.other_states else ()):
        said = states[index]
        for column in reading.other_states:
            text = parse_text(row[column])
            if text is None or not isinstance(said, int):
                continue
            if text not in memo:
                memo[text] = values.state_told(text, done=False)
            other = memo[text]
            if other is not None and (other in DONE) != (said in DONE):
                found.append((table.row_numbers[index], f"{table.headings[column]}：{text}"))
                break
    return tuple(found)


_NOT_DONE = frozenset(map(int, (State.ASSIGNED, State.IN_PROGRESS, State.REWORK, State.DISPUTED)))


def _beside_the_day(against: Mapping[str, int]) -> list[str]:
    """What is said of rows with a day of completion whose words say that they are not done."""
    if not against:
        return []
    shown = "、".join(quoted(text) for text in list(against)[:3])
    return [f"有 {sum(against.values()):,} 行填了完成时间，文字却说没有完成（{shown}）：按没有完成计。"]


def fill_districts(district: list[int | None], site: Sequence[str | None], given: Sequence[int | None]) -> None:
    """Give rows without a district that of the other rows at their site, whatever their order, if these agree on one."""
    if None not in given:
        return
    lies_in: dict[str, set[int]] = {}
    for where, place in zip(given, site, strict=True):
        if where is not None and place is not None:
            lies_in.setdefault(place, set()).add(where)
    for index, (where, place) in enumerate(zip(given, site, strict=True)):
        if where is None and place is not None and len(found := lies_in.get(place, set())) == 1:
            district[index] = next(iter(found))


def _parts(dues: Sequence[Any], parts: Sequence[Any]) -> Wrong:
    return Wrong(
        f"整改时限分了 {len(dues)} 条，存在问题却是 {len(parts)} 条，对不上。", "请让两格的条数一致，或只写一个时限。"
    )


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
