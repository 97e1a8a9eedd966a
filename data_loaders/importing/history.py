"""Taking any import back and doing it again, with what that does said before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from data_loaders.import_options import ImportOptions, unpacked
from data_loaders.importing.intake import load_again
from data_loaders.importing.photo_zip import PhotoZip, attach_again, open_photos
from data_loaders.loading.replies import give_back, with_changes
from data_loaders.loading.run import Progress
from data_loaders.outcome.outcome import Outcome
from data_loaders.recognition.recognition import Recognised, recognise, with_headings
from database.imports import imports
from database.imports.imports import NotUndone
from database.ledger import unmatched_rows
from database.ledger.dataset_records import entries_in
from database.ledger.ledgers import ledger_in, newest_of
from database.masters.masters import directory_of
from database.office import photos
from database.store import audit
from database.store.engine import Connection, Database
from database.store.folding import Change
from domain.catalogue import DATASETS
from domain.datasets.records import EntryChange, entry_changes
from domain.figures.figures import Figures, figures

IN_FORCE, TAKEN_BACK = "有效", "已撤销"
"""The states of an import, as the history and the audit call them."""


class ToldIssue(NamedTuple):
    """An issue in words. by: the file that says so, where one does."""

    issue_id: int
    number: str | None
    description: str | None
    by: str | None = None


@dataclass(frozen=True)
class TakenBack:
    """What taking an import back does, or would do.

    removed: issues that only it had brought. put_back: issues that stand again as the others say (their last span before
    and after). kept: issues that it spoke of and that stay as they are, because another sheet says so. parked: rows of
    other imports that lose their issue. before, after: the leaders' figures; None where nothing is left. entries: of a book,
    what becomes of its entries.
    """

    removed: tuple[ToldIssue, ...]
    put_back: tuple[Change, ...]
    kept: tuple[ToldIssue, ...]
    parked: tuple[unmatched_rows.Parked, ...]
    before: Figures | None = None
    after: Figures | None = None
    entries: tuple[EntryChange, ...] = ()


def take_back(connection: Connection, import_id: int, *, at: datetime, who: str | None = None) -> TakenBack:
    """Take one import back, whichever it is. Raises imports.NotUndone.

    The record and the file stay; `do_again` brings it back. Rows of other imports that name only a number which nobody
    explains any more are refused, as they would have been without this import; those that it made doubtful are given back. The audit says who did it.
    """
    touched = imports.issues_of(connection, import_id)
    told = {issue_id: ToldIssue(*row) for issue_id, row in zip(touched, imports.tell(connection, touched), strict=True)}
    packages = photos.packages_on(connection, touched)
    record = imports.record_of(connection, import_id)
    book = None if record is None else DATASETS.get(record.kind)
    entries, names = ([], None) if book is None else (entries_in(connection, book), directory_of(connection))
    others = unmatched_rows.let_go(connection, import_id)
    changes = imports.undo(connection, import_id, at=at)
    parked = unmatched_rows.park(connection, list(touched), cause=import_id)
    given = give_back(connection, others)
    imports.tidy(connection)
    photos.park_packages(connection, packages, cause=import_id)
    _write_down(connection, import_id, IN_FORCE, TAKEN_BACK, at=at, who=who)
    left = imports.last_said(connection, touched)
    gone: tuple[EntryChange, ...] = ()
    if book is not None and names is not None:
        gone = tuple(entry_changes(book, entries, entries_in(connection, book), names).values())
    moved = {change.issue_id for change in changes}
    return TakenBack(
        removed=tuple(told[i] for i in touched if i not in left),
        put_back=tuple(change for change in with_changes(changes, given) if change.issue_id in left or change in given),
        kept=tuple(told[i]._replace(by=left[i]) for i in touched if i in left and i not in moved),
        parked=tuple(parked),
        entries=gone,
    )


def forecast(database: Database, import_id: int, *, at: datetime) -> TakenBack:
    """What `take_back` would do, by doing it and rolling it back; with the leaders' figures. Raises imports.NotUndone."""
    with database.rehearse() as connection:
        day = newest_of(connection)
        before = None if day is None else figures(ledger_in(connection), as_of=day)
        said = take_back(connection, import_id, at=at)
        day = newest_of(connection)
        after = None if day is None else figures(ledger_in(connection), as_of=day)
    return replace(said, before=before, after=after)


class NotDoneAgain(Exception):
    """The import cannot be done again; the message (Chinese) says why."""


def do_again(
    database: Database, import_id: int, *, at: datetime, who: str | None = None, progress: Progress | None = None
) -> list[Outcome]:
    """Bring an import back that was taken back: its kept file, with what was decided then, in its old place. What each sheet did.

    Imports whose rows or photos lost their issue when it was taken back are done again as well. Raises NotDoneAgain.
    """
    with database.read() as connection:
        record = imports.record_of(connection, import_id)
        others = unmatched_rows.parked_by(connection, import_id)
    if record is None or record.undone_at is None:
        raise NotDoneAgain("这次导入没有撤销，不需要恢复。")
    files = [_kept(database, key) for key in (import_id, *others)]
    outcomes = []
    with database.write() as connection:
        record = imports.record_of(connection, import_id)
        if record is None or record.undone_at is None:
            raise NotDoneAgain("别人刚刚已经恢复了这次导入。")
        again = imports.already_imported(connection, record.sha256, kind=record.kind, as_of=record.day)
        if again is not None:
            raise NotDoneAgain(f"同一个文件后来又导入过（第 {again['id']} 次导入），不需要恢复。")
        for key, file in zip((import_id, *others), files, strict=True):
            if isinstance(file, PhotoZip):
                continue
            if key != import_id:
                unmatched_rows.empty(connection, key)
            outcomes.append(load_again(connection, *file, key, at=at, progress=progress))
        for key, file in zip((import_id, *others), files, strict=True):
            if isinstance(file, PhotoZip):  # their issues are there by now
                attach_again(connection, file, key, at=at)
        _write_down(connection, import_id, TAKEN_BACK, IN_FORCE, at=at, who=who)
    return outcomes


def _write_down(
    connection: Connection, import_id: int, before: str, after: str, *, at: datetime, who: str | None
) -> None:
    record = imports.record_of(connection, import_id)
    assert record is not None
    name = f"第 {import_id} 次　{record.file_name}"
    audit.record(connection, at=at, who=who, what="导入", name=name, before=before, after=after)


def _kept(database: Database, import_id: int) -> tuple[Recognised, ImportOptions] | PhotoZip:
    """The file of an import as it was uploaded, and what was decided about it; a package of photos knows that itself."""
    name, content = imports.file_of(database, import_id)
    with database.read() as connection:
        record = imports.record_of(connection, import_id)
        said = imports.choices_of(connection, import_id)
    if record is not None and record.kind == "manual":
        return open_photos(content, name)
    choices = unpacked(said)
    return with_headings(database, recognise(database, content, name), choices.headings), choices


__all__: Sequence[str] = ["NotDoneAgain", "NotUndone", "TakenBack", "ToldIssue", "do_again", "forecast", "take_back"]
