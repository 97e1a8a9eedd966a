"""What a file is taken for, before anything of it is loaded."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data_loaders.albums import NONE, Album, album_of_workbook
from data_loaders.cells import CellError, parse_date
from data_loaders.choices import Choices
from data_loaders.headings import ColumnMatch, match_headings, recognised_kind, signature
from data_loaders.kinds import KINDS
from data_loaders.tables import Table, as_of_hint, filled_on, find_table, find_tables, sheets_without_table
from data_loaders.totals import rows_below_totals
from data_loaders.workbook import Workbook, open_workbook
from database import masters
from database.engine import Connection, Database


@dataclass(frozen=True)
class SheetPlan:
    """One sheet with a heading row: its table, what its columns are taken for, and its kind (None: not recognised)."""

    table: Table
    columns: tuple[ColumnMatch, ...]
    kind: str | None
    signature: str

    def fields(self, confirmed: Mapping[str, str | None]) -> dict[str, int]:
        """field → column, with what a person confirmed (heading → field, None to leave out); guesses are not used."""
        result: dict[str, int] = {}
        for column in self.columns:
            if column.heading in confirmed:
                wanted = confirmed[column.heading]
            else:
                wanted = column.field if column.how in ("exact", "alias", "remembered") else None
            if wanted:
                result.setdefault(wanted, column.column)
        return result


@dataclass(frozen=True)
class Recognised:
    """What a file is taken for, before anything is loaded.

    as_of: the day proposed, from file name or titles; None where neither says one (then the newest date in the rows).
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

    @property
    def sender(self) -> str | None:
        """The unit that sent the file, where it says so (填报单位)."""
        return next((plan.table.reporter_hint for plan in self.sheets if plan.table.reporter_hint), None)


class CannotLoad(Exception):
    """The file can be read but not loaded as it is. The message (Chinese) says what is missing and what to do."""


def recognise(database: Database, content: bytes, name: str, *, timeout_s: float = 60) -> Recognised:
    """Open a file and say what it is. Raises UnreadableFile."""
    workbook = open_workbook(content, name, timeout_s=timeout_s)
    notes = list(workbook.notes)
    with database.read() as connection:
        plans = [_plan(connection, table) for table in find_tables(workbook)]
    notes += [f"工作表“{sheet}”未读取：{reason}" for sheet, reason in sheets_without_table(workbook)]
    notes += rows_below_totals(plan.table for plan in plans)
    usable = [plan for plan in plans if plan.kind]
    kind = Counter(plan.kind for plan in usable).most_common(1)[0][0] if usable else None
    hints = [plan.table.as_of_hint for plan in plans if plan.table.as_of_hint]
    as_of = as_of_hint(name, ()) or (max(hints) if hints else None)
    if kind == "rectification" and any("key" in plan.fields({}) for plan in usable):
        as_of = _answered_on(usable, as_of)
    album = album_of_workbook(content)
    return Recognised(
        name,
        content,
        hashlib.sha256(content).hexdigest(),
        workbook,
        tuple(plans),
        kind,
        as_of,
        (*notes, *album.notes),
        album,
    )


LATEST_ANSWER = timedelta(days=90)
"""So long after a form was given out a day of completion in it is believed to be no slip of the pen."""


def _answered_on(plans: Sequence[SheetPlan], given_on: date | None) -> date | None:
    """The day that a filled-in 整改反馈表 speaks for: its 填报日期, else its newest day of completion after it was given out.

    given_on: the day in its name and title (截至), which is the day when it was made, days before it is filled in.
    """
    said = [day for plan in plans if (day := filled_on(plan.table.title, near=given_on)) is not None]
    if said:
        return max(said)
    until = date.max if given_on is None else given_on + LATEST_ANSWER
    done = newest_day(plans, Choices(), until=until)
    return max(done, given_on) if done and given_on else given_on or done


def _plan(connection: Connection, table: Table) -> SheetPlan:
    key = signature(table.headings)
    known = masters.mapping_for(connection, key)
    remembered = {} if known is None else {h: f or "" for h, f in json.loads(known["fields"]).items()}
    columns = tuple(match_headings(table.headings, remembered))
    sure = [c.field for c in columns if c.field and c.how != "similar"]
    return SheetPlan(table, columns, (known["kind"] if known else None) or recognised_kind(sure), key)


def with_headings(database: Database, file: Recognised, headings: Mapping[str, tuple[int, ...]]) -> Recognised:
    """The same file with the heading rows of some sheets set by hand (Excel row numbers). Raises CannotLoad."""
    for sheet, rows in headings.items():
        source = next((s for s in file.workbook.sheets if s.name == sheet), None)
        on_sheet = source is not None and all(1 <= row <= len(source.rows) for row in rows)
        table = find_table(source, heading_rows=rows) if source is not None and on_sheet else None
        if table is None:
            raise CannotLoad(f"工作表“{sheet}”第 {rows[0]} 行不能作表头。请另选一行。")
        with database.read() as connection:
            plan = _plan(connection, table)
        at = next((n for n, p in enumerate(file.sheets) if p.table.sheet == sheet), len(file.sheets))
        others = [p for p in file.sheets if p.table.sheet != sheet]
        file = replace(file, sheets=(*others[:at], plan, *others[at:]), kind=file.kind or plan.kind)
    return file


def plans_of(file: Recognised, choices: Choices) -> tuple[str, list[SheetPlan]]:
    """The kind and the sheets to load; raises CannotLoad when nothing can be."""
    kind = choices.kind or file.kind
    wanted = [p for p in file.sheets if choices.sheets is None or p.table.sheet in choices.sheets]
    if not wanted:
        raise CannotLoad("文件里没有找到带表头的工作表。请检查表头行是否被删除，或文件是否选错。")
    if kind is None:
        kind = next((k for p in wanted if (k := recognised_kind(list(p.fields(choices.fields))))), None)
    if kind is None:
        headings = "、".join(f"“{h}”" for h in wanted[0].table.headings[:12])
        raise CannotLoad(
            f"认不出这是哪一类表：工作表“{wanted[0].table.sheet}”第 {wanted[0].table.heading_rows[0]} 行的表头是 {headings}，"
            "其中没有“存在问题”“编号”“整改情况”“是否完成”等列。请逐列指定含义，或确认文件没有选错。"
        )
    fit, lacking = [], []
    for plan in wanted:
        missing = KINDS[kind].missing(plan.fields(choices.fields))
        if missing:
            lacking.append(f"工作表“{plan.table.sheet}”缺少{'、'.join(missing)}列")
        else:
            fit.append(plan)
    if not fit:
        raise CannotLoad(f"不能按“{KINDS[kind].name}”导入：{'；'.join(lacking)}。请逐列指定含义，或改选表的类型。")
    return kind, fit


def newest_day(plans: Sequence[SheetPlan], choices: Choices, *, until: date = date.max) -> date | None:
    """The newest date in the columns that hold past days: what the sheet speaks for if nothing else says it. Later ones than
    `until` are left out.
    """
    newest: date | None = None
    for plan in plans:
        fields = plan.fields(choices.fields)
        for name in ("found_on", "done_on", "verified_on"):
            if name not in fields:
                continue
            for value in {row[fields[name]] for row in plan.table.rows}:
                try:
                    pattern = choices.date_pattern if isinstance(value, str) else None
                    day = parse_date(value, near=newest, pattern=pattern)
                except CellError:
                    continue
                if day is not None and day <= until and (newest is None or day > newest):
                    newest = day
    return newest
