"""What happened to the data since a moment: imports, imports taken back, changed settings and masters."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, func, select

from database.store import schema
from database.store.bulk import chunks
from domain.catalogue import DATASETS
from domain.ledger.days import day_date

SILENT = ("导入", "签发通报", "通报文字", "大屏地址", "示例数据")
"""Lines of the audit that change no figure, or that stand for an import, which is told apart."""


@dataclass(frozen=True)
class Cause:
    """Something that may have changed a figure. at: ISO text. day: the day that the sheet speaks for.

    kind: "import" came in, "undo" was taken back, "change" of a setting or master (name: which). of_book: whether the import is
    about a book, not about issues.
    """

    kind: Literal["import", "undo", "change"]
    import_id: int | None
    name: str
    day: date | None
    who: str | None
    at: str
    of_book: bool = False


def in_force(connection: Connection) -> tuple[int, ...]:
    """Ids of the imports that count, in order."""
    i = schema.imports.c
    return tuple(connection.scalars(select(i.id).where(i.undone_at.is_(None)).order_by(i.id)))


def newest_line(connection: Connection) -> int:
    """Id of the newest line of the audit; 0 where there is none."""
    return int(connection.scalar(select(func.max(schema.audit.c.id))) or 0)


def causes_since(connection: Connection, imports: Collection[int], line: int) -> list[Cause]:
    """What came after the state in which `imports` were in force and `line` was the newest line of the audit."""
    i, a = schema.imports.c, schema.audit.c
    then, now = set(imports), set(in_force(connection))
    records = {
        row.id: row
        for batch in chunks(sorted(then ^ now))
        for row in connection.execute(select(schema.imports).where(i.id.in_(batch)))
    }
    lines = connection.execute(select(schema.audit).where(a.id > line).order_by(a.id)).all()
    undone_by = {row.name.partition("　")[0]: row for row in lines if row.what == "导入"}
    causes = []
    for key in sorted(then ^ now):
        record = records.get(key)
        if record is None:  # sample data that was cleared
            causes.append(Cause("undo", key, f"第 {key} 次导入（示例数据，已清除）", None, None, ""))
            continue
        book = record.kind in DATASETS
        if key in now:
            day, at = day_date(record.as_of), record.imported_at
            causes.append(Cause("import", key, record.file_name, day, record.who, at, book))
        else:
            said = undone_by.get(f"第 {key} 次")
            who = said.who if said else None
            causes.append(
                Cause("undo", key, record.file_name, day_date(record.as_of), who, record.undone_at or "", book)
            )
    causes += [
        Cause("change", None, f"{row.what}“{row.name}”", None, row.who, row.changed_at)
        for row in lines
        if row.what not in SILENT
    ]
    return causes


def speaking_of(
    connection: Connection, issue_ids: Iterable[int], import_ids: Collection[int]
) -> dict[int, frozenset[int]]:
    """For those of the issues that any of these imports speak of: which."""
    o = schema.observations.c
    wanted = set(import_ids)
    found: dict[int, set[int]] = {}
    for batch in chunks(issue_ids):
        rows = connection.execute(select(o.issue_id, o.import_id).where(o.issue_id.in_(batch)).distinct())
        for issue_id, import_id in rows:
            if import_id in wanted:
                found.setdefault(issue_id, set()).add(import_id)
    return {key: frozenset(ids) for key, ids in found.items()}
