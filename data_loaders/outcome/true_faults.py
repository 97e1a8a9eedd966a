"""The fault behind many refusals: rows that have only a number because the column of the problems was not recognised say so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data_loaders.import_options import ImportOptions
from data_loaders.recognition.unloadable import unread_problems
from data_loaders.rows.records import NO_PROBLEM, RejectedRow
from database.ledger.unmatched_rows import unknown_number

if TYPE_CHECKING:
    from data_loaders.recognition.recognition import SheetPlan


def with_true_faults(
    refusals: Sequence[RejectedRow], plans: Sequence["SheetPlan"], choices: ImportOptions
) -> list[RejectedRow]:
    """The refusals; those of rows without a problem, on a sheet whose column of problems nobody has confirmed yet, name that column."""
    unread = {
        plan.table.sheet: (plan.table.headings[at], plan.table.columns[at])
        for plan in plans
        if (at := unread_problems(plan, choices.fields)) is not None
    }
    if not unread:
        return list(refusals)
    return [_told(refusal, unread[refusal.sheet]) if _is_about(refusal, unread) else refusal for refusal in refusals]


def _is_about(refusal: RejectedRow, sheets: "dict[str, tuple[str, int]]") -> bool:
    said = (refusal.reason, refusal.remedy)
    return refusal.sheet in sheets and (said in NO_PROBLEM or said == unknown_number(refusal.value))


def _told(refusal: RejectedRow, column: tuple[str, int]) -> RejectedRow:
    heading, at = column
    return refusal._replace(
        heading=heading,
        value=None,
        reason=f"没有认出写问题的那一列（表头“{heading}”不认识），这一行没有读到问题。",
        remedy=f"请在导入页把表头“{heading}”指定为“存在问题”，或把表头改成“存在问题”。",
        column=at,
    )


@dataclass(frozen=True)
class SameFault:
    """One fault of many cells. heading: their column. rows: how many rows wait for it. examples: what some of the cells say."""

    heading: str | None
    reason: str
    remedy: str
    rows: int
    examples: tuple[str, ...]
    refusals: tuple[RejectedRow, ...]


_QUOTED = re.compile(r"“[^”]*”(?:、“[^”]*”)*|\d+")


def same_faults(refusals: Sequence[RejectedRow]) -> list[SameFault]:
    """Refusals by what is wrong, whatever value it is wrong with; the fault of most rows first."""
    groups: dict[tuple[str | None, str], list[RejectedRow]] = {}
    for refusal in refusals:
        told = refusal.reason if refusal.value is None else refusal.reason.replace(refusal.value, "…")
        groups.setdefault(
            (refusal.heading, _QUOTED.sub(lambda found: "“…”" if found[0][0] == "“" else "…", told)), []
        ).append(refusal)
    found = []
    for (heading, told), members in groups.items():
        reasons = {refusal.reason for refusal in members}
        found.append(
            SameFault(
                heading,
                reasons.pop() if len(reasons) == 1 else told,
                members[0].remedy,
                len({(refusal.sheet, refusal.row) for refusal in members}),
                tuple(dict.fromkeys(refusal.value for refusal in members if refusal.value))[:3],
                tuple(members),
            )
        )
    return sorted(found, key=lambda fault: -fault.rows)
