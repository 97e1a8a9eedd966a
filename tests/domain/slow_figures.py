"""Every figure counted a second time: issue by issue, day by day, in plain Python, from the words of the definitions.

Nothing here comes from domain.figures.figures. Only the spans are taken as given; test_ledger holds those.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from domain.ledger.days import NEVER, day_date
from domain.ledger.ledger import Ledger
from domain.ledger.states import State

DONE = {State.REPORTED, State.CLOSED}
CLOCK_RUNS = {State.ASSIGNED, State.IN_PROGRESS, State.REWORK, State.DISPUTED}
STOCKS = [
    "total",
    "open",
    "overdue",
    "long_overdue",
    "due_soon",
    "awaiting",
    "closed_total",
    "done_total",
    "on_time",
    "late",
    "no_due",
    "open_no_due",
    "on_hold",
    "disputed",
    "rejected",
    "recurring",
    "rework",
    "undated",
    "overdue_reworked",
]
FLOWS = ["found", "done", "closed", "closed_on_time", "closed_reworked"]


class Standing(NamedTuple):
    """An issue on one day, with its history up to that day."""

    row: int
    state: State
    due_on: date | None
    lead: int
    done_on: date | None
    found_on: date
    history: tuple[State, ...]


@lru_cache(maxsize=2)
def lives(ledger: Ledger) -> list[list[Mapping[Any, Any]]]:
    """The spans of each issue as plain rows."""
    spans = ledger.spans.to_dict("records")
    return [[span for span in spans if span["issue"] == row] for row in range(len(ledger.issues))]


def standing(ledger: Ledger, row: int, day: date) -> Standing | None:
    """How the issue in this row stands on `day`; None before it was found."""
    spans = lives(ledger)[row]
    seen = [span for span in spans if day_date(span["from_on"]) <= day]
    if not seen:
        return None
    now = seen[-1]
    return Standing(
        row,
        State(now["state"]),
        None if now["due_on"] == NEVER else day_date(now["due_on"]),
        now["lead"],
        None if now["done_on"] == NEVER else day_date(now["done_on"]),
        day_date(spans[0]["from_on"]),
        tuple(State(span["state"]) for span in seen),
    )


def standings(ledger: Ledger, day: date) -> list[Standing]:
    """All issues found up to `day`."""
    found = (standing(ledger, row, day) for row in range(len(ledger.issues)))
    return [one for one in found if one is not None]


def counts(ledger: Ledger, key: str, one: Standing, day: date) -> bool:
    """Whether figure `key`, one that holds on a day, counts this issue on `day`."""
    counted = one.state != State.REJECTED
    is_open = counted and one.state != State.CLOSED
    overdue_days = (day - one.due_on).days if one.due_on and one.state in CLOCK_RUNS else 0
    answers = {
        "total": counted,
        "open": is_open,
        "overdue": overdue_days > 0,
        "long_overdue": overdue_days > ledger.settings.long_overdue_days,
        "due_soon": one.state in CLOCK_RUNS
        and one.due_on is not None
        and 0 <= (one.due_on - day).days <= ledger.settings.due_soon_days,
        "awaiting": one.state == State.REPORTED,
        "closed_total": one.state == State.CLOSED,
        "done_total": one.state in DONE,
        "on_time": one.state in DONE
        and one.due_on is not None
        and one.done_on is not None
        and one.done_on <= one.due_on,
        "late": one.state in DONE and one.due_on is not None and one.done_on is not None and one.done_on > one.due_on,
        "no_due": counted and one.due_on is None,
        "open_no_due": is_open and one.due_on is None,
        "on_hold": one.state == State.ON_HOLD,
        "disputed": one.state == State.DISPUTED,
        "rejected": one.state == State.REJECTED,
        "recurring": counted and bool(repeated(ledger, one.row)),
        "rework": counted and State.REWORK in one.history,
        "undated": one.state in DONE and one.done_on is None,
        "overdue_reworked": overdue_days > 0 and State.REWORK in one.history,
    }
    return answers[key]


def repeated(ledger: Ledger, row: int) -> list[tuple[date, int]]:
    """The closings that the issue in this row repeats: (day closed, row), in no order."""
    issues = ledger.issues.to_dict("records")
    mine = issues[row]
    if not mine["site"] or not mine["category"]:
        return []
    found = day_date(mine["found_on"])
    return [
        (day, other)
        for day, other in closings(ledger)
        if (issues[other]["site"], issues[other]["category"]) == (mine["site"], mine["category"])
        and issues[other]["found_on"] < mine["found_on"]
        and 0 <= (found - day).days <= ledger.settings.recurrence_days
    ]


def closings(ledger: Ledger) -> Iterator[tuple[date, int]]:
    """(day, row) of each time an issue becomes 已销号."""
    return ((day, row) for day, row, _ in events(ledger, "closed"))


def events(ledger: Ledger, key: str) -> Iterator[tuple[date, int, int]]:
    """(day, row, lead unit) of each event of flow `key`."""
    for row, spans in enumerate(lives(ledger)):
        before: State | None = None
        back = False
        for span in spans:
            state = State(span["state"])
            happens = {
                "found": before is None,
                "done": state in DONE and before not in DONE,
                "closed": state == State.CLOSED and before != State.CLOSED,
                "closed_on_time": state == State.CLOSED
                and before != State.CLOSED
                and span["done_on"] != NEVER
                and span["due_on"] != NEVER
                and span["done_on"] <= span["due_on"],
                "closed_reworked": state == State.CLOSED and before != State.CLOSED and back,
            }
            if happens[key]:
                yield day_date(span["from_on"]), row, span["lead"]
            before = state
            back = back or state == State.REWORK


def code(ledger: Ledger, by: str, row: int, lead: int) -> int:
    """The code of an issue in dimension `by`, given its lead unit of the day."""
    return lead if by == "lead" else int(ledger.issues[by].iloc[row])


def count(ledger: Ledger, key: str, day: date, *, since: date | None = None, by: str = "", only: int = 0) -> int:
    """Figure `key` on `day`; a flow from `since` to `day`. With `by`: of those whose code is `only`."""
    if key in FLOWS:
        hits = [(row, lead) for on, row, lead in events(ledger, key) if (since or date.min) <= on <= day]
    else:
        hits = [(one.row, one.lead) for one in standings(ledger, day) if counts(ledger, key, one, day)]
    return sum(not by or code(ledger, by, row, lead) == only for row, lead in hits)


def monday(ledger: Ledger, day: date) -> date:
    """The first day of the office's week that holds `day`."""
    while day.weekday() != ledger.settings.week_starts_on:
        day -= timedelta(days=1)
    return day
