"""What the rows of a file say that was not understood, or not in full: the notices of an import."""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set

import orjson

from data_loaders.cells.cells import CellError
from data_loaders.days.dues import parse_due
from data_loaders.headings.kinds import kind_name
from data_loaders.outcome.notices import BY_SHEET, Example, Notice, notice, ordered
from data_loaders.outcome.outcome import Outcome, RowAt
from data_loaders.recognition.recognition import SheetPlan
from data_loaders.recognition.sound_rows import SOUND
from data_loaders.recognition.told_days import TODAY
from data_loaders.recognition.unloadable import unread_problems
from data_loaders.rows.records import SKIPPED, Record, RejectedRow
from data_loaders.states.state_words import parse_state
from domain.catalogue import DATASETS
from domain.ledger.days import day_date
from domain.ledger.states import DONE, State

_LONGEST = 40
_NOT_DONE = frozenset((State.ASSIGNED, State.IN_PROGRESS, State.DISPUTED))
"""States that a day of completion in the same row speaks against; 返工 has one of the completion that failed."""


def notices_of(
    outcome: Outcome,
    records: Sequence[Record] = (),
    issue_ids: Sequence[Sequence[int]] = (),
    *,
    first_new: int = 0,
    explained: Collection[str] = (),
    left: Sequence[SheetPlan] = (),
    undated_by_sheet: bool = False,
    filled: Sequence[Example] = (),
    above: Sequence[tuple[Example, int]] = (),
    unlike_states: Sequence[Example] = (),
    plans: Sequence[SheetPlan] = (),
) -> tuple[Notice, ...]:
    """The notices of a file whose rows were read, matched and stored.

    records, issue_ids: what its rows say, and for each the issues that it is about; none where it was refused after all.
    first_new: ids from it on are new issues. explained: wordings of states that a person has explained (a trailing * stands for
    any ending). left: tables of which nothing is loaded. undated_by_sheet: whether the office has a completion without a day
    counted on the day of its sheet. filled: rows without a district, each with its site and the district that this lies in.
    above: labels above the headings that were filled into rows, each with how many. plans: the sheets that are loaded.
    unlike_states: rows of which another column of states says that they are done where the one that counts says that they are not, or
    the other way round; and what it says.
    """
    rows = _Rows(first_new, {change.issue_id for change in outcome.changes}, explained)
    for record, ids in zip(records, issue_ids, strict=True):
        if ids:
            rows.take(record, ids)
    cases = {"refused": _faults(outcome.refusals), **rows.cases}
    cases["skipped"] = [Example(sheet, row, "") for sheet, row in sorted(skipped_rows(outcome.refusals))]
    counted = {key: len({case[:2] for case in said}) for key, said in cases.items()}
    cases["doubtful"] = [Example(d.sheet, d.row, _short(d.description)) for d in outcome.doubts]
    cases["folded"] = [_at(f.row, f"算作第 {f.into.row} 行：{f.why}") for f in outcome.folded]
    several = [one for one in outcome.parted if one.parts > 1]
    cases["parted"] = [_at(one.row, f"拆成 {one.parts} 件：{one.row.description or ''}") for one in several]
    cases["unparted"] = [_at(one.row, one.row.description or "") for one in outcome.parted if one.parts == 1]
    cases["states"] = list(unlike_states)
    cases["sound"] = [Example(sheet, a.row, _short(a.text)) for sheet, a in outcome.asides if a.reason == SOUND]
    cases["reused"] = [_at(r.row, f"“{r.number}”已是另一件：{r.other_said}") for r in outcome.numbers_reused]
    cases["apart"] = [Example(p.sheet, p.row, f"编号“{p.number}”，{p.file_name}") for p in outcome.set_apart]
    cases["damaged"] = [_at(d.row, d.shown) for d in outcome.numbers_damaged]
    cases["running"] = [Example(r.sheet, 0, f"{r.shown[0]} 至 {r.shown[1]}") for r in outcome.numbers_running]
    rows_left = [plan for plan in left if plan.table.rows and (plan.kind or unread_problems(plan, {}) is not None)]
    cases["left"] = [
        Example(
            p.table.sheet,
            0,
            f"像是{kind_name(p.kind) if p.kind else '问题清单，没有认出写问题的列'}，{len(p.table.rows):,} 行",
        )
        for p in rows_left
    ]
    counted["left"] = sum(len(plan.table.rows) for plan in rows_left)
    cases["districts"] = list(filled)
    cases["grouped"] = [case for plan in plans for case in _groups_among_problems(plan)]
    cases["above"] = [case for case, _ in above]
    counted["above"] = max((rows for _, rows in above), default=0)
    if outcome.kind not in DATASETS and any(note.startswith(TODAY) for note in outcome.notes):
        cases["as_of"] = [Example("", 0, outcome.as_of.isoformat())]
    counted["running"] = sum(r.rows for r in outcome.numbers_running)
    effects = {"undated_done": BY_SHEET} if undated_by_sheet else {}
    effects["parted"] = f"拆成 {sum(one.parts for one in several):,} 件，每条各算一件"
    return ordered(notice(key, said, count=counted.get(key), effect=effects.get(key)) for key, said in cases.items())


def _groups_among_problems(plan: SheetPlan) -> Iterator[Example]:
    """The group rows of a table that stand in its column of problems, where a problem could stand."""
    problems = {plan.table.columns[match.column] for match in plan.columns if match.field == "problem"}
    for aside in plan.table.asides:
        if aside.reason == "分组行" and {column for column, _ in aside.cells} <= problems:
            yield Example(plan.table.sheet, aside.row, _short(aside.text))


def _at(row: RowAt, text: str) -> Example:
    return Example(row.sheet, row.row, _short(text))


def refused_rows(refusals: Iterable[RejectedRow]) -> set[tuple[str, int]]:
    """(sheet, row) of rows that were refused for a fault."""
    return {(r.sheet, r.row) for r in refusals if r.reason != SKIPPED[0]}


def skipped_rows(refusals: Iterable[RejectedRow]) -> set[tuple[str, int]]:
    """(sheet, row) of rows that a person leaves out."""
    return {(r.sheet, r.row) for r in refusals if r.reason == SKIPPED[0]}


class _Rows:
    """Gathers the rows of which something stays unclear."""

    def __init__(self, first_new: int, moved: Set[int], explained: Collection[str]) -> None:
        self.first_new = first_new
        self.moved = moved
        self.explained = explained
        self.told: dict[str, str | None] = {}
        self.open_ended: dict[str, bool] = {}
        self.cases: dict[str, list[Example]] = {
            key: []
            for key in (
                "progress",
                "unused",
                "against",
                "due",
                "undated_done",
                "undated_found",
                "open_ended",
                "due_past",
                "alone",
            )
        }
        self.fuller: set[str] = set()

    def take(self, record: Record, ids: Sequence[int]) -> None:
        """Look at one row, or at one of the problems in its cell."""
        if record.due_on is None and record.due_text is not None:
            self._note("open_ended" if self._is_open_ended(record.due_text) else "due", record, record.due_text)
        elif record.due_on is not None and record.found_on is not None and record.due_on < record.found_on:
            self._note("due_past", record, f"{record.due_text}（检查日期 {day_date(record.found_on)}）")
        state, new = record.state, ids[0] >= self.first_new
        if state is None:
            text = record.progress if record.progress is not None else record.state_text
            if text is not None and record.done_on is None and (key := self._of_progress(text)) is not None:
                self._note(key, record, text)
        elif record.done_on is None and record.verified_on is None and state in DONE and (new or self.moved & set(ids)):
            self._note("undated_done", record, record.state_text or record.progress or "")
        if record.done_on is not None and (state in _NOT_DONE or (state == State.REWORK and _is_long(record.progress))):
            self._note("against", record, record.progress or record.state_text or "")
        if new and record.found_on is None:
            self._note("undated_found", record, record.description or "")
        if record.found_on is not None or not _stands_alone(record):
            self.fuller.add(record.sheet)
        elif new and record.part == 1 and record.sheet in self.fuller:
            self._note("alone", record, record.description or "")

    def _note(self, key: str, record: Record, text: str) -> None:
        self.cases[key].append(Example(record.sheet, record.row, _short(text)))

    def _of_progress(self, text: str) -> str | None:
        """What is unclear of words on progress in a row whose state nobody knows: that they say none, or that they say one."""
        if text not in self.told:
            try:
                said = parse_state(text)
            except CellError:
                key = None if any(_fits(text, wording) for wording in self.explained) else "progress"
            else:
                key = None if said in (None, State.ASSIGNED) else "unused"
            self.told[text] = key
        return self.told[text]

    def _is_open_ended(self, text: str) -> bool:
        """Whether the words of a due date say that there is none (长期坚持)."""
        known = self.open_ended.get(text)
        if known is None:
            try:
                said = parse_due(text, found_on=None)
            except CellError:
                said = None
            known = self.open_ended[text] = said is not None and said.kind == "open_ended"
        return known


def _is_long(progress: str | None) -> bool:
    """Whether words on progress are a letter rather than a remark, so that a word of theirs may be about something else."""
    return progress is not None and len(progress) > _LONGEST


def _stands_alone(record: Record) -> bool:
    """Whether the problem is all that its row holds, so that it may be the rest of the row above."""
    said = (
        record.number,
        record.site,
        record.state_text,
        record.due_text,
        record.lead,
        record.progress,
        record.text_of("person"),
    )
    return not any(said) and sum(value not in (None, "") for value in orjson.loads(record.raw)) == 1


def _fits(text: str, wording: str) -> bool:
    return text == wording or (wording.endswith("*") and text.startswith(wording[:-1]))


def _faults(refusals: Sequence[RejectedRow]) -> list[Example]:
    """The faulty cells, those first whose reason most rows share."""
    faults = [r for r in refusals if r.reason != SKIPPED[0]]
    rows: dict[str, int] = {}
    for fault in faults:
        rows[fault.reason] = rows.get(fault.reason, 0) + 1
    faults.sort(key=lambda r: -rows[r.reason])
    return [Example(r.sheet, r.row, _fault(r)) for r in faults]


def _fault(refusal: RejectedRow) -> str:
    value = "（空）" if refusal.value is None else f"“{_short(refusal.value)}”"
    return f"{refusal.heading}{value}：{refusal.reason}" if refusal.heading else refusal.reason


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
