"""What the checks of 数据质量 find: issues, pairs and refused rows, each with its week and who sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_loaders.importing.unsettled import refusals_left
from data_loaders.matching.similar import similar_pairs
from database.review import pairs as stored_pairs
from database.review import quality as stored
from domain.figures import quality
from domain.figures.overdue import issues_of
from domain.figures.quality import BY_LEDGER, CHECKS
from domain.ledger.days import day_number
from ui.shell import data
from ui.shell.data import Scope, Source

NOBODY = "（不明）"
"""In place of a sender that nobody knows."""


@dataclass(frozen=True)
class Part:
    """What the address asks for: a check, and of it one week (its first day) or one sender; None for all."""

    check: str
    week: date | None = None
    sender: str | None = None


_facts, _findings, _alike = data.Shelf(2), data.Shelf(4), data.Shelf(2)


@dataclass(frozen=True)
class Facts:
    """What no day and no selection changes: who sent what, rows of sheets, pairs that wait for a decision."""

    senders: Mapping[int, str]
    odd: pd.DataFrame
    left: pd.DataFrame
    doubts: Sequence[stored_pairs.StoredPair]


def _known(source: Source) -> Facts:
    def read() -> Facts:
        database = data.database()
        return Facts(
            stored.senders(database),
            pd.concat([stored.odd_days(database, oldest=quality.OLDEST), stored.rewritten_dues(database)]),
            refusals_left(database),
            stored_pairs.undecided(database),
        )

    return _facts.get(source, read)


@dataclass(frozen=True)
class Findings:
    """All checks for a scope. total: issues that count. items: what each check finds, its number is the length.

    Columns of every frame: day (found; for rows and doubts the day of the sheet), week (its first day), sender; for
    issues those of quality.standing and says; for pairs issue_id, other_id, score; for rows those of unsettled.LEFT.
    """

    total: int
    items: Mapping[str, pd.DataFrame]


def findings(scope: Scope) -> Findings:
    """What every check finds, computed once for a scope."""
    return _findings.get(scope, lambda: _found(scope))


def items(scope: Scope, check: str) -> pd.DataFrame:
    """What one check finds (see Findings)."""
    return findings(scope).items[check]


def _found(scope: Scope) -> Findings:
    facts = _known(scope.source)
    base = quality.standing(data.chosen(scope), as_of=scope.as_of)
    left, today = facts.left, day_number(scope.as_of)
    made = {
        # A book's sheet may speak for a later day than the ledger; who looks at the newest day sees all of them.
        "refused": left if scope.looking_back is None else left[left["day"] <= today],
        "twins": _twinned(scope, base),
        "doubts": _doubted(scope, base, facts),
    }
    starts_on = data.settings(scope.source).week_starts_on
    made |= {check: _told(base, check, facts, today) for check in CHECKS if check not in made}
    unsent = [frame["issue_id"] for frame in made.values() if "import_id" not in frame]
    first = stored.first_imports(data.database(), set(pd.concat(unsent).tolist()))
    frames = {}
    for check in CHECKS:
        frame = made[check]
        if "import_id" not in frame:
            frame = frame.assign(import_id=[first.get(key, 0) for key in frame["issue_id"].tolist()])
        senders = pd.Categorical([facts.senders.get(key, NOBODY) for key in frame["import_id"].tolist()])
        frames[check] = frame.assign(
            sender=senders, week=quality.weeks(frame["day"].astype("int64"), starts_on=starts_on)
        ).reset_index(drop=True)
    return Findings(len(base), frames)


def _told(base: pd.DataFrame, check: str, facts: Facts, today: int) -> pd.DataFrame:
    """Issues that the ledger or a row of a sheet gives away."""
    if check in BY_LEDGER:
        frame = base[BY_LEDGER[check](base)]
        days = zip(*(frame[column].tolist() for column in ("found_on", "due_on", "done_on")), strict=True)
        frame = frame.assign(says=[quality.doubtful_days(check, *said) for said in days])
    else:
        odd = facts.odd[(facts.odd["check"] == check) & (facts.odd["as_of"] <= today)]
        words: dict[int, str] = {}
        for issue_id, import_id, sheet, row_no, says in zip(
            *(odd[column].tolist() for column in ("issue_id", "import_id", "sheet", "row_no", "says")), strict=True
        ):
            words.setdefault(issue_id, f"{facts.senders.get(import_id, NOBODY)} · {sheet} 第 {row_no} 行：{says}")
        frame = base[base["issue_id"].isin(list(words))]
        frame = frame.assign(says=[words[key] for key in frame["issue_id"].tolist()])
    return frame.assign(day=frame["found_on"])


def _doubted(scope: Scope, base: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    known = set(base["issue_id"].tolist())
    rows = [
        (day_number(d.as_of), d.import_id, d.issue_id, d.candidate_id, d.score)
        for d in facts.doubts
        if d.as_of <= scope.as_of and (d.issue_id in known or d.candidate_id in known)
    ]
    return pd.DataFrame(rows, columns=["day", "import_id", "issue_id", "other_id", "score"])


def _twinned(scope: Scope, base: pd.DataFrame) -> pd.DataFrame:
    """Pairs of which the selection holds at least one."""
    whole = Scope(scope.source, scope.as_of)
    twins = _alike.get(whole, lambda: _twins(whole))
    chosen = base["issue_id"].to_numpy()
    return twins[np.isin(twins["issue_id"], chosen) | np.isin(twins["other_id"], chosen)]


def _twins(scope: Scope) -> pd.DataFrame:
    """Pairs of open issues that may be one: issue_id (the later), other_id, score, day."""
    rows = issues_of(data.chosen(scope), "open", as_of=scope.as_of)
    rows = rows[rows["site"] != 0].sort_values("issue_id", ignore_index=True)
    ids, days = rows["issue_id"].tolist(), rows["found_on"].tolist()
    told = stored.descriptions(data.database(), ids)
    alike = similar_pairs(rows, [told.get(key) for key in ids], within_days=quality.TWIN_DAYS, least=quality.TWIN_SCORE)
    return pd.DataFrame(
        [(ids[later], ids[earlier], score, days[later]) for later, earlier, score in alike],
        columns=["issue_id", "other_id", "score", "day"],
    )


def narrowed(scope: Scope, part: Part) -> pd.DataFrame:
    """`items` of the week and sender asked for."""
    frame = items(scope, part.check)
    if part.week is not None:
        frame = frame[frame["week"] == day_number(part.week)]
    if part.sender is not None:
        frame = frame[frame["sender"] == part.sender]
    return frame
