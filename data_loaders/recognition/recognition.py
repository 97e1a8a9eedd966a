"""What a file is taken for, before anything of it is loaded."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from data_loaders.headings.dataset_headings import BESIDE, SURE, Fit, fit_of, may_fit, required_of, vocabulary_of
from data_loaders.headings.headings import (
    ColumnMatch,
    clean_heading,
    field_of,
    match_headings,
    recognised_kind,
    signature,
)
from data_loaders.headings.kinds import ALL_KINDS, field_names, kind_name, missing
from data_loaders.headings.turns import FIELDS as REPEATABLE
from data_loaders.headings.turns import in_order
from data_loaders.import_options import ImportOptions
from data_loaders.layout.guide_rows import GUIDES
from data_loaders.layout.heading_rows import words_on_top
from data_loaders.layout.hints import as_of_hint, filled_on
from data_loaders.layout.layout import (
    find_table,
    find_table_of,
    find_tables,
    found_again,
    sheets_without_table,
    with_rows_kept,
)
from data_loaders.layout.serial_column import with_serials
from data_loaders.layout.table_rows import stands_alone_in
from data_loaders.layout.tables import LeftSheet, Table
from data_loaders.layout.ticks import with_ticks, word_of
from data_loaders.masters.name_lookup import DISTRICT_ENDINGS, group_name
from data_loaders.photos.albums import NONE, Album, album_of_workbook
from data_loaders.reading.workbook import Sheet, Workbook, open_workbook
from data_loaders.recognition.deadline_columns import deadlines_named, with_deadlines
from data_loaders.recognition.misfits import holds_numbers, misfit_of
from data_loaders.recognition.problem_column import with_problem_column
from data_loaders.recognition.sound_rows import without_sound_rows
from data_loaders.recognition.told_days import FILLED_ON, IN_NAME, IN_TITLE, ToldDay, newest_day
from data_loaders.recognition.totals import rows_below_totals
from data_loaders.recognition.turned import lists_made
from data_loaders.recognition.unloadable import nearly_empty, said_of_problems, unread_problems
from database.masters import masters
from database.store.engine import Connection, Database
from domain.catalogue import DATASETS
from domain.datasets.row_fields import FIELD_NAMES


@dataclass(frozen=True)
class SheetPlan:
    """One sheet with a heading row: its table, what its columns are taken for, and its kind (None: not recognised).

    book: whose headings the columns were matched with; None: those of the main kinds. remembered: heading → field, as
    confirmed earlier for sheets like this; "" for one that is not wanted.
    """

    table: Table
    columns: tuple[ColumnMatch, ...]
    kind: str | None
    signature: str
    book: str | None = None
    remembered: Mapping[str, str] = field(default_factory=dict)

    def fields(self, confirmed: Mapping[str, str | None]) -> dict[str, int]:
        """field → its first column, with what a person confirmed (heading → field, None to leave out); guesses are not used."""
        return {field: columns[0] for field, columns in self.columns_of(confirmed).items()}

    def columns_of(self, confirmed: Mapping[str, str | None]) -> dict[str, tuple[int, ...]]:
        """field → its columns in the order in which they were filled in: of each row the last one that is filled in holds.

        Most fields have one column: the one that a person named, else the one that is known. A person may confirm several for a
        field that can be said again (see `turns`).
        """
        result: dict[str, list[ColumnMatch]] = {}
        for column in self.columns:
            told = column.heading in confirmed
            wanted = confirmed[column.heading] if told else column.field if column.how in SURE else None
            if wanted is None or not wanted:
                continue
            known = result.setdefault(wanted, [])
            if known and "tick" in (column.how, known[0].how):
                if column.how == known[0].how:
                    known.append(column)
            elif not known or column.how == "again" or known[0].how == "again" or (told and wanted in REPEATABLE):
                known.append(column)
            elif told and not any(one.heading in confirmed for one in known):
                known[:] = [column]  # whom a person names comes before whom the vocabulary knows
        return {
            field: in_order([(c.column, clean_heading(c.heading)) for c in columns])
            for field, columns in result.items()
        }

    def other_states(self, confirmed: Mapping[str, str | None]) -> tuple[int, ...]:
        """Columns that say a state as well as the one that counts: those that are not read, and of several that are headed alike all."""
        columns = self.columns_of(confirmed)
        used = {column for several in columns.values() for column in several}
        left = [c.column for c in self.columns if c.column not in used and c.heading not in confirmed]
        known = [at for at in left if _is_of_states(self.table.headings[at])]
        own = columns.get("state", ())
        alike = len(own) > 1 and len({clean_heading(self.table.headings[at]) for at in own}) == 1
        return (*known, *(own if alike and "state" not in self.words_of(confirmed) else ()))

    def words_of(self, confirmed: Mapping[str, str | None]) -> dict[str, dict[int, str]]:
        """field → column → what a tick in it says, for fields whose columns are ticked (see `ticks`)."""
        how = {column.column: column.how for column in self.columns}
        return {
            field: {column: word_of(self.table.headings[column]) for column in columns}
            for field, columns in self.columns_of(confirmed).items()
            if all(how[column] == "tick" for column in columns)
        }


def _is_of_states(heading: str) -> bool:
    """Whether a column is headed as one of states, known (整改状态) or not (审核状态)."""
    return clean_heading(heading).endswith("状态") or (field_of(heading) or ("",))[0] == "state"


@dataclass(frozen=True)
class Recognised:
    """What a file is taken for, before anything is loaded.

    as_of: the day proposed, from file name or titles; None where neither says one (then the newest date in the rows).
    left: sheets from which nothing is read. as_of_by: where the day stands, in Chinese.
    """

    name: str
    content: bytes
    sha256: str
    workbook: Workbook
    sheets: tuple[SheetPlan, ...]
    kind: str | None
    as_of: date | None
    notes: tuple[str, ...]
    album: Album = NONE
    left: tuple[LeftSheet, ...] = ()
    as_of_by: str = ""

    @property
    def sender(self) -> str | None:
        """The unit that sent the file, where it says so (填报单位)."""
        return next((plan.table.reporter_hint for plan in self.sheets if plan.table.reporter_hint), None)


class CannotLoad(Exception):
    """The file can be read but not loaded as it is. The message (Chinese) says what is missing and what to do."""


def recognise(database: Database, content: bytes, name: str, *, timeout_s: float = 60) -> Recognised:
    """Open a file and say what it is. Raises UnreadableFile."""
    workbook = lists_made(open_workbook(content, name, timeout_s=timeout_s))
    with database.read() as connection:
        return _recognised(connection, workbook, content)


def recognise_again(
    connection: Connection, content: bytes, name: str, headings: Mapping[str, tuple[int, ...]]
) -> Recognised:
    """A file that was loaded before, within a transaction. headings: as `with_headings` takes them. Raises UnreadableFile, CannotLoad."""
    return _with_headings(
        connection, _recognised(connection, lists_made(open_workbook(content, name)), content), headings
    )


def _recognised(connection: Connection, workbook: Workbook, content: bytes) -> Recognised:
    name = workbook.name
    notes = list(workbook.notes)
    plans = _plans(connection, workbook)
    planned = {plan.table.page for plan in plans}
    left = tuple(one for one in sheets_without_table(workbook) if one.sheet not in planned)
    notes += [_unread(one) for one in left]
    notes += [note for plan in plans for note in deadlines_named(plan.columns, plan.table.sheet)]
    notes += rows_below_totals(plan.table for plan in plans)
    usable = [plan for plan in plans if plan.kind]
    kind = Counter(plan.kind for plan in usable).most_common(1)[0][0] if usable else None
    hints = [plan.table.as_of_hint for plan in plans if plan.table.as_of_hint]
    named = as_of_hint(name, ())
    as_of = named or (max(hints) if hints else None)
    told = None if as_of is None else ToldDay(as_of, IN_TITLE if named is None else IN_NAME)
    if kind == "rectification" and any("key" in plan.fields({}) for plan in usable):
        told = _answered_on(usable, as_of)
    album = album_of_workbook(content)
    return Recognised(
        name,
        content,
        hashlib.sha256(content).hexdigest(),
        workbook,
        tuple(plans),
        kind,
        None if told is None else told.day,
        (*notes, *album.notes),
        album,
        left,
        "" if told is None else told.by,
    )


LATEST_ANSWER = timedelta(days=90)
"""So long after a form was given out a day of completion in it is believed to be no slip of the pen."""


def _answered_on(plans: Sequence[SheetPlan], given_on: date | None) -> ToldDay | None:
    """The day that a filled-in 整改反馈表 speaks for: its 填报日期, else its newest day of completion after it was given out.

    given_on: the day in its name and title (截至), which is the day when it was made, days before it is filled in.
    """
    said = [day for plan in plans if (day := filled_on(plan.table.title, near=given_on)) is not None]
    if said:
        return ToldDay(max(said), FILLED_ON)
    until = date.max if given_on is None else given_on + LATEST_ANSWER
    done = newest_day(plans, ImportOptions(), until=until)
    if done is None or (given_on is not None and given_on >= done.day):
        return None if given_on is None else ToldDay(given_on, IN_TITLE)
    return done


def _plans(connection: Connection, workbook: Workbook) -> list[SheetPlan]:
    """A plan for each table of the main kinds, and for each sheet that is rather one of a book."""
    tables: dict[str, list[Table]] = {}
    for table in find_tables(workbook):
        tables.setdefault(table.page, []).append(table)
    plans: list[SheetPlan] = []
    for sheet in workbook.sheets:
        main = [_plan(connection, table) for table in tables.get(sheet.name, ())]
        book = _book_plan(connection, sheet, main, workbook.name)
        plans += main if book is None else [book]
    return plans


def _plan(connection: Connection, table: Table) -> SheetPlan:
    key = signature(table.headings)
    kind, remembered = _remembered(connection, key)
    matched = with_deadlines(with_ticks(table, match_headings(table.headings, remembered)), table.rows)
    columns = with_serials(with_problem_column(matched, table), table)
    sure = [c.field for c in columns if c.field and c.how != "similar"]
    return SheetPlan(table, columns, kind or recognised_kind(sure), key, None, remembered)


def _remembered(connection: Connection, key: str) -> tuple[str | None, dict[str, str]]:
    """The kind and the meanings of headings that were confirmed for sheets with these headings."""
    known = masters.mapping_for(connection, key)
    if known is None:
        return None, {}
    kind = known["kind"] if known["kind"] in ALL_KINDS else None
    return kind, {h: f or "" for h, f in json.loads(known["fields"]).items()}


def _book_plan(
    connection: Connection,
    sheet: Sheet,
    main: Sequence[SheetPlan],
    file_name: str,
    heading_rows: tuple[int, ...] | None = None,
) -> SheetPlan | None:
    """The plan of a sheet as the book that it fits best, if it fits one better than the main kinds.

    heading_rows: set by hand, as Excel counts.
    """
    said = {plan.kind for plan in main} & DATASETS.keys()
    kinds = [plan for plan in main if plan.kind is not None and plan.kind not in DATASETS]
    rivals = max((list(plan.fields({})) for plan in kinds), key=len, default=None)
    words = words_on_top(sheet)
    best: tuple[Fit, SheetPlan] | None = None
    for key, book in DATASETS.items():
        if key not in said if said else heading_rows is None and not may_fit(book, words, rivals):
            continue
        plan = _as_book(connection, sheet, key, file_name, heading_rows)
        if plan is None:
            continue
        fit = fit_of(book, plan.columns, (file_name, sheet.name, *plan.table.title))
        if (key in said or fit.beats(rivals)) and (best is None or fit > best[0]):
            best = fit, plan
    return None if best is None else best[1]


def _as_book(
    connection: Connection,
    sheet: Sheet,
    key: str,
    file_name: str,
    heading_rows: tuple[int, ...] | None = None,
) -> SheetPlan | None:
    table = find_table_of(sheet, vocabulary_of(key), required_of(key), file_name=file_name, heading_rows=heading_rows)
    if table is None:
        return None
    mark = signature(table.headings)
    kind, told = _remembered(connection, mark)
    return _matched(table, key, mark, told if kind in (None, key) else {})


def _matched(table: Table, key: str, mark: str, told: Mapping[str, str]) -> SheetPlan:
    names = {field.name for field in DATASETS[key].columns} | {"", *BESIDE}
    usable = {heading: name for heading, name in told.items() if name in names}
    columns = tuple(match_headings(table.headings, usable, vocabulary_of(key)))
    return SheetPlan(table, columns, key, mark, key, told)


def as_kind(file: Recognised, kind: str | None) -> Recognised:
    """The same file with the columns of every sheet matched with the headings of another kind, where a person says so.

    What each sheet was recognised as stays as it is.
    """
    if kind is None:
        return file
    book = kind if kind in DATASETS else None
    if all(plan.book == book or plan.kind != file.kind for plan in file.sheets):
        return file
    sheets = {sheet.name: sheet for sheet in file.workbook.sheets}
    plans = []
    for plan in file.sheets:
        if plan.book == book or plan.kind != file.kind:
            plans.append(plan)
            continue
        rows, sheet = plan.table.heading_rows, sheets[plan.table.page]
        if book is None:
            table = found_again(sheet, plan.table)
            usable = {h: f for h, f in plan.remembered.items() if f in ("", *FIELD_NAMES)}
            columns = with_problem_column(match_headings(table.headings, usable), table)
        else:
            found = find_table_of(sheet, vocabulary_of(book), required_of(book), heading_rows=rows)
            other = _matched(found or plan.table, book, plan.signature, plan.remembered)
            table, columns = other.table, other.columns
        hint = plan.table.as_of_hint
        plans.append(replace(plan, table=replace(table, as_of_hint=hint), columns=columns, book=book))
    return replace(file, sheets=tuple(plans))


def with_headings(database: Database, file: Recognised, headings: Mapping[str, tuple[int, ...]]) -> Recognised:
    """The same file with the heading rows of some sheets set by hand (Excel row numbers). Raises CannotLoad."""
    if not headings:
        return file
    with database.read() as connection:
        return _with_headings(connection, file, headings)


def _with_headings(connection: Connection, file: Recognised, headings: Mapping[str, tuple[int, ...]]) -> Recognised:
    for sheet, rows in headings.items():
        source = next((s for s in file.workbook.sheets if s.name == sheet), None)
        on_sheet = source is not None and all(1 <= row <= len(source.rows) for row in rows)
        table = find_table(source, heading_rows=rows) if source is not None and on_sheet else None
        if table is None or source is None:
            raise CannotLoad(f"工作表“{sheet}”第 {rows[0]} 行不能作表头。请另选一行。")
        plan = _plan(connection, table)
        plan = _book_plan(connection, source, [plan], file.name, rows) or plan
        at = next((n for n, p in enumerate(file.sheets) if p.table.page == sheet), len(file.sheets))
        others = [p for p in file.sheets if p.table.page != sheet]
        gone = {_unread(one) for one in file.left if one.sheet == sheet}
        file = replace(
            file,
            sheets=(*others[:at], plan, *others[at:]),
            kind=file.kind or plan.kind,
            left=tuple(one for one in file.left if one.sheet != sheet),
            notes=tuple(note for note in file.notes if note not in gone),
        )
    return file


def _unread(one: LeftSheet) -> str:
    """That nothing is read from a sheet, and why."""
    return f"工作表“{one.sheet}”未读取：{one.reason}"


def _sheet_of(file: Recognised, plan: SheetPlan) -> Sheet:
    """The sheet that the table of a plan stands on."""
    return next(sheet for sheet in file.workbook.sheets if sheet.name == plan.table.page)


def _with_rows_kept(file: Recognised, plan: SheetPlan, choices: ImportOptions) -> SheetPlan:
    """The plan with the rows of its table that a person takes back as data, and those that hold nothing but a problem where a person has
    said in which column problems stand.
    """
    rows = {row for sheet, row in choices.kept if sheet == plan.table.sheet} & {
        aside.row for aside in plan.table.asides
    }
    at = plan.fields(choices.fields).get("problem")
    if at is not None and plan.book is None and plan.table.headings[at] in choices.fields:
        column = plan.table.columns[at]
        rows |= {aside.row for aside in plan.table.asides if stands_alone_in(aside, column)}
    if not rows:
        return plan
    how = (None, ()) if plan.book is None else (vocabulary_of(plan.book), required_of(plan.book))
    return replace(plan, table=with_rows_kept(_sheet_of(file, plan), plan.table, rows, *how))


def plans_of(file: Recognised, choices: ImportOptions) -> tuple[str, list[SheetPlan]]:
    """The kind and the sheets to load; raises CannotLoad when nothing can be."""
    kind = choices.kind or file.kind
    wanted = [p for p in as_kind(file, kind).sheets if choices.sheets is None or p.table.sheet in choices.sheets]
    wanted = [_with_rows_kept(file, plan, choices) for plan in wanted]
    if not wanted:
        faults = [fault for sheet in file.workbook.sheets if sheet.rows and (fault := misfit_of(sheet, None))]
        raise CannotLoad(
            nearly_empty(file.workbook)
            or "".join(faults[:3])
            or "文件里没有找到带表头的工作表。请检查表头行是否被删除，或文件是否选错。"
        )
    if kind is None:
        kind = next((k for p in wanted if (k := recognised_kind(list(p.fields(choices.fields))))), None)
    if kind is None:
        raise CannotLoad(_unrecognised(file, wanted, choices))
    book = kind if kind in DATASETS else None
    fit: list[SheetPlan] = []
    lacking: list[str] = []
    for plan in wanted:
        if plan.book != book:  # a sheet of another sort in the same workbook
            continue
        fields = plan.fields(choices.fields)
        without = missing(kind, fields)
        if book is None and (at := fields.get("problem")) is not None and holds_numbers(plan.table, at):
            heading = plan.table.headings[at]
            lacking.append(f"工作表“{plan.table.sheet}”的“{heading}”列全是数字，不是问题描述（像是统计表）")
        elif without:
            lacking.append(f"工作表“{plan.table.sheet}”缺少{'、'.join(without)}列")
        elif book is None:
            kept = {row for sheet, row in choices.kept if sheet == plan.table.sheet}
            fit.append(replace(plan, table=without_sound_rows(plan.table, fields, kept)))
        else:
            fit.append(plan)
    if not fit:
        hints = "".join(f"{hint}。" for plan in wanted if (hint := _problem_hint(plan, choices)))
        raise CannotLoad(
            f"不能按“{kind_name(kind)}”导入：{'；'.join(lacking)}。{hints}请逐列指定含义，或改选表的类型。"
        )
    if all(_is_empty(plan.table) for plan in fit):
        sheets = "、".join(f"“{plan.table.sheet}”" for plan in fit)
        raise CannotLoad(
            f"工作表{sheets}只有表头，没有填写内容，没有可导入的行。请确认是否选错了文件，或填写后再上传。"
        )
    return kind, _named_for_towns(fit, choices)


def _named_for_towns(plans: list[SheetPlan], choices: ImportOptions) -> list[SheetPlan]:
    """The plans, marked where the sheets without a column of districts are one for each town: a 汇总 among them tells otherwise."""
    without = [plan for plan in plans if "district" not in plan.fields(choices.fields)]
    if not all(group_name(plan.table.page).endswith(DISTRICT_ENDINGS) for plan in without):
        return plans
    return [
        replace(plan, table=replace(plan.table, named_for_town=True)) if plan in without else plan for plan in plans
    ]


def _is_empty(table: Table) -> bool:
    """Whether there is nothing below the headings, not even rows that a person could take back."""
    return not table.rows and all(aside.reason in ("空行", *GUIDES) for aside in table.asides)


def _unrecognised(file: Recognised, wanted: Sequence[SheetPlan], choices: ImportOptions) -> str:
    """Why the file is of no known kind, the true fault first."""
    hinted = [
        plan
        for plan in wanted
        if plan.table.rows
        and (at := unread_problems(plan, choices.fields)) is not None
        and not holds_numbers(plan.table, at)
    ]
    for plan in wanted:
        if (fault := misfit_of(_sheet_of(file, plan), plan.table, told=bool(hinted))) is not None:
            return fault
    plan = max(hinted or wanted, key=lambda plan: len(plan.fields(choices.fields)))
    table = plan.table
    headings = "、".join(f"“{h}”" for h in table.headings[:12])
    hint = _problem_hint(plan, choices)
    if hint is not None:
        return (
            f"{hint}。请确认它是不是“存在问题”，确认后就能导入；也可以在表里把这一列的表头改成“存在问题”。"
            f"（第 {table.heading_rows[0]} 行的表头是 {headings}）"
        )
    names = field_names(None)
    known = "、".join(f"“{names[name]}”" for name in plan.fields(choices.fields) if name in names)
    return (
        f"认不出这是哪一类表：工作表“{table.sheet}”第 {table.heading_rows[0]} 行的表头是 {headings}，"
        f"{f'认出的只有{known}' if known else '没有一个认识'}。"
        "检查问题要有写问题的列（如“存在问题”）；整改情况要有“编号”或写问题的列，还要有写结果的列（如“是否完成”“完成时间”）。"
        "请逐列指定含义，或确认文件没有选错。"
    )


def _problem_hint(plan: SheetPlan, choices: ImportOptions) -> str | None:
    """That a column is most likely that of the problems, where none is known to be."""
    at = unread_problems(plan, choices.fields)
    return None if at is None else said_of_problems(plan, at)


def problem_hints(plans: Sequence[SheetPlan], choices: ImportOptions) -> list[str]:
    """For sheets that are read although no column of problems is known: which column is most likely that."""
    return [
        f"{hint}；现在只按编号对应已有问题，对不上编号的行会被拒收。如果那一列就是问题，请先确认这一列的含义。"
        for plan in plans
        if (hint := _problem_hint(plan, choices))
    ]
