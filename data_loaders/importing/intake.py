"""A file into the database: recognise → read → match → compare → commit or roll back.

A preview is the real import rolled back, so it cannot lie. Rows read = new + changed + unchanged + refused + blank.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from data_loaders.import_options import CellPlace, ImportOptions, PairKey
from data_loaders.importing.memory import keep_decisions
from data_loaders.loading.effect import Watch
from data_loaders.loading.run import ImportRun, Progress, Task
from data_loaders.outcome.outcome import DryRun, Outcome
from data_loaders.reading.workbook import UnreadableFile
from data_loaders.recognition.recognition import (
    CannotLoad,
    Recognised,
    SheetPlan,
    plans_of,
    recognise,
    with_headings,
)
from data_loaders.recognition.told_days import TODAY, told_day
from data_loaders.rows.records import SKIPPED
from database.imports import imports
from database.ledger.ledgers import KnownLedger
from database.review.rejected_rows import waiting_rows
from database.store.engine import Connection, Database
from database.store.settings import version_of
from domain.catalogue import DATASETS

KIND_ORDER = ("inspection", "full", "rectification", *DATASETS)
"""Of sheets that speak for one day, lists come before what is said about their issues; books come last."""


class Outdated(Exception):
    """Somebody else changed the data after the forecast was made; nothing was written."""


def preview(
    database: Database,
    file: Recognised,
    choices: ImportOptions | None = None,
    *,
    at: datetime,
    known: KnownLedger | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """What `load` would do, by doing it and rolling it back. Raises CannotLoad."""
    with _collector_paused(), database.rehearse() as connection:
        return _one_with_effect(connection, file, choices or ImportOptions(), known, at=at, progress=progress)


def load(
    database: Database,
    file: Recognised,
    choices: ImportOptions | None = None,
    *,
    at: datetime,
    who: str | None = None,
    sample: bool = False,
    remember: bool = True,
    effect: bool = False,
    seen: int | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Load a file in one transaction: all of it or nothing. Raises CannotLoad.

    seen: the data version that the person who confirms has seen; Outdated is raised, and nothing written, if it has moved.
    remember: keep confirmed headings, units, wordings and pairs for the next file. effect: also compute the leaders' figures
    before and after. The very same file for the same day is not loaded twice, unless rows were refused: the outcome then
    names the import in force.
    """
    choices = choices or ImportOptions()
    with _collector_paused(), database.write() as connection:
        if seen is not None and version_of(connection) != seen:
            raise Outdated
        if effect:
            outcome = _one_with_effect(
                connection, file, choices, None, at=at, who=who, sample=sample, progress=progress
            )
        else:
            outcome = _load(
                connection, file, choices, plans_of(file, choices), at=at, who=who, sample=sample, progress=progress
            )
        if remember and outcome.already is None:
            keep_decisions(connection, file, choices, at=at, who=who)
    return outcome


def preview_all(
    database: Database,
    files: Sequence[tuple[Recognised, ImportOptions]],
    *,
    at: datetime,
    known: KnownLedger | None = None,
    progress: Progress | None = None,
) -> DryRun:
    """What `load_all` would do, by doing it and rolling it back."""
    with _collector_paused(), database.rehearse() as connection:
        return _load_all(connection, files, known, at=at, progress=progress)


def load_all(
    database: Database,
    files: Sequence[tuple[Recognised, ImportOptions]],
    *,
    at: datetime,
    who: str | None = None,
    seen: int | None = None,
    known: KnownLedger | None = None,
    progress: Progress | None = None,
) -> DryRun:
    """Load several files in one transaction, by the days that they speak for; each is an import of its own.

    Files that cannot be loaded as they are are left out (CannotLoad in the forecast). seen: see `load`; raises Outdated.
    """
    with _collector_paused(), database.write() as connection:
        if seen is not None and version_of(connection) != seen:
            raise Outdated
        forecast = _load_all(connection, files, known, at=at, who=who, progress=progress, remember=True)
        _keep_effect(connection, forecast)
    return forecast


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A hundred thousand short-lived tuples make the garbage collector walk everything again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _load_all(
    connection: Connection,
    files: Sequence[tuple[Recognised, ImportOptions]],
    known: KnownLedger | None,
    *,
    at: datetime,
    who: str | None = None,
    progress: Progress | None = None,
    remember: bool = False,
) -> DryRun:
    tell = progress or (lambda _what, _share: None)
    outcomes: list[Outcome | CannotLoad | None] = [None] * len(files)
    days: dict[int, tuple[date, int, str]] = {}
    planned: dict[int, tuple[str, list[SheetPlan]]] = {}
    for place, (file, choices) in enumerate(files):
        try:
            kind, plans = plans_of(file, choices)
        except CannotLoad as fault:
            outcomes[place] = fault
        else:
            planned[place] = kind, plans
            days[place] = (told_day(file, choices, plans, at.date()).day, KIND_ORDER.index(kind), file.name)
    order = tuple(sorted(days, key=lambda place: days[place]))
    if not order:
        return DryRun(tuple(o for o in outcomes if o is not None), ())
    watch = Watch(connection, known)
    for step, place in enumerate(order):
        file, choices = files[place]

        def share(what: str, part: float, *, step: int = step, name: str = file.name) -> None:
            tell(f"{name}：{what}" if len(order) > 1 else what, 0.9 * (step + part) / len(order))

        outcome = _load(connection, file, choices, planned.pop(place), at=at, who=who, progress=share)
        outcomes[place] = outcome
        if remember and outcome.already is None:
            keep_decisions(connection, file, choices, at=at, who=who)
    tell("计算对指标的影响", 0.92)
    before, carried, after, moves = watch.effect(days[order[-1]][0], ranks=True)
    tell("完成", 1.0)
    return DryRun(tuple(o for o in outcomes if o is not None), order, before, carried, after, moves)


def _one_with_effect(
    connection: Connection, file: Recognised, choices: ImportOptions, known: KnownLedger | None, **how: Any
) -> Outcome:
    planned = plans_of(file, choices)  # says what is missing before anything is computed
    watch = Watch(connection, known)
    outcome = _load(connection, file, choices, planned, **how)
    if outcome.already is not None:
        return outcome
    before, carried, after, _ = watch.effect(outcome.as_of, ranks=False)
    return replace(outcome, before=before, carried=carried, after=after)


def _keep_effect(connection: Connection, forecast: DryRun) -> None:
    """Write beside each import of the batch what all of them together did to the figures."""
    if forecast.before is None or forecast.after is None:
        return
    values = {key: [forecast.before.value(key), forecast.after.value(key)] for key in EFFECTS}
    for outcome in forecast.loadable:
        if outcome.already is None and outcome.import_id is not None and outcome.kind not in DATASETS:
            imports.keep_effect(connection, outcome.import_id, values)


EFFECTS = ("total", "open", "overdue", "due_soon", "awaiting", "done_rate", "closed_rate", "on_time_rate", "recurring")
"""The figures whose change is told and kept with an import."""


def load_again(
    connection: Connection,
    file: Recognised,
    choices: ImportOptions,
    import_id: int,
    *,
    at: datetime,
    progress: Progress | None = None,
) -> Outcome:
    """Load the rows of an import anew, under its old id and in its old place among the others."""
    kind, plans = plans_of(file, choices)
    as_of = told_day(file, choices, plans, at.date()).day
    with _collector_paused():
        task = Task(file, choices, plans, kind, as_of, at, progress=progress, again=import_id)
        return ImportRun(connection, task).outcome()


def _load(
    connection: Connection,
    file: Recognised,
    choices: ImportOptions,
    planned: tuple[str, list[SheetPlan]],
    *,
    at: datetime,
    who: str | None = None,
    sample: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Load one file, unless it is loaded already and would bring nothing. planned: its `plans_of`."""
    kind, plans = planned
    as_of, by = told_day(file, choices, plans, at.date())
    if by == TODAY:
        file = replace(file, notes=(*file.notes, f"{TODAY} {as_of} 作为本表截至日；不对请在“本表截至日”里改。"))
    task = Task(file, choices, plans, kind, as_of, at, who, sample, progress)
    already = imports.already_imported(connection, file.sha256, kind=kind, as_of=as_of)
    if already is None:
        outcome = ImportRun(connection, task).outcome()
        return replace(outcome, as_of_by=by)
    if already["rows_refused"]:  # what was refused may be known by now, or be corrected or left out on screen
        attempt = connection.begin_nested()
        outcome = ImportRun(connection, task).outcome()
        brought = outcome.counts["new"] or outcome.counts["changed"]
        waiting = len({(r.sheet, r.row) for r in outcome.refusals if r.reason != SKIPPED[0]})
        if brought or waiting < waiting_rows(connection, already["id"], but=SKIPPED[0]):
            attempt.commit()
            return replace(outcome, as_of_by=by)
        attempt.rollback()
        told = _nothing_new(file, kind, as_of, already)
        return replace(told, as_of_by=by, refusals=outcome.refusals, unknown=outcome.unknown, asides=outcome.asides)
    return replace(_nothing_new(file, kind, as_of, already), as_of_by=by)


def _nothing_new(file: Recognised, kind: str, as_of: date, already: Mapping[str, Any]) -> Outcome:
    kept = already["rows_new"] + already["rows_changed"] + already["rows_unchanged"]
    counts = {
        "read": already["rows_read"],
        "new": 0,
        "changed": 0,
        "unchanged": kept,
        "refused": already["rows_refused"],
        "blank": already["rows_blank"],
    }
    note = f"这个文件已在 {already['imported_at'][:16].replace('T', ' ')} 导入过（第 {already['id']} 次导入），没有重复写入。"
    return Outcome(file.name, kind, as_of, counts, 0, (), (), (), (), (), (note,), already=already)


__all__ = [
    "EFFECTS",
    "CannotLoad",
    "CellPlace",
    "DryRun",
    "ImportOptions",
    "KnownLedger",
    "Outcome",
    "Outdated",
    "PairKey",
    "Recognised",
    "UnreadableFile",
    "load",
    "load_all",
    "preview",
    "preview_all",
    "recognise",
    "with_headings",
]
