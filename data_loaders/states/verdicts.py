"""What the office's check makes of the state that a unit claims, in the same row."""

import re

from data_loaders.states.state_words import Verdict
from domain.ledger.states import State

_CHECK = re.compile(r"复核|复查|核查|验收|销号|督查|回头看|核验|是否合格|是否通过")
_MAY_FAIL = frozenset((None, State.REPORTED, State.REWORK, State.IN_PROGRESS, State.ASSIGNED))
_NOT_DONE = frozenset((None, State.ASSIGNED, State.IN_PROGRESS))


def speaks_of_a_check(heading: str) -> bool:
    """Whether a column of verdicts is about the fix (复核情况, 验收结果), not about what was complained of (是否属实, 回访情况)."""
    return _CHECK.search(heading) is not None


def judged(verdict: Verdict, state: int | None, *, done: bool, checked: bool, asked_if_true: bool) -> int | None:
    """The state of a row whose verdict is known.

    passed closes what is claimed to be done or of which nothing is claimed; failed sends back all but 责任待定, 挂账 and the like.
    属实 confirms a claim of completion where the column is about a check of the fix, else it says that the complaint is true, which
    changes nothing; 不属实 denies that claim, or the problem itself. done: a day of completion is filled in. checked: see
    `speaks_of_a_check`. asked_if_true: the column asks whether the complaint is true; what it says beside that is what a unit says.
    """
    claimed = done or state in (State.REPORTED, State.CLOSED)
    if asked_if_true and verdict in ("passed", "failed"):
        said = State.REPORTED if verdict == "passed" else State.IN_PROGRESS
        return int(said) if state is None else state
    match verdict:
        case "passed":
            return int(State.CLOSED) if state in (None, State.REPORTED, State.CLOSED) else state
        case "failed":
            return int(State.REWORK) if state in _MAY_FAIL else state
        case "true":
            return int(State.CLOSED) if claimed and checked else state
        case "untrue" if claimed and checked:
            return int(State.REWORK)
        case "untrue":
            return int(State.DISPUTED) if state in _NOT_DONE and not claimed else state
