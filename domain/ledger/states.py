"""The states of an issue (问题), as one table: what each is called and what it counts as.

Overdue, due soon, long overdue and recurring are not states: they follow from dates and the as-of day.
"""

from dataclasses import dataclass
from enum import IntEnum


class State(IntEnum):
    """Where an issue stands. The numbers are stored in the database and never change."""

    ASSIGNED = 1
    IN_PROGRESS = 2
    REPORTED = 3
    CLOSED = 4
    REWORK = 5
    DISPUTED = 6
    ON_HOLD = 7
    REJECTED = 8


@dataclass(frozen=True)
class Standing:
    """What a state means for the figures.

    name: the Chinese word shown everywhere. counted: part of 交办总数. open: part of 未整改.
    done: the unit says it is done (上报完成 or 已销号). clock: runs towards overdue.
    """

    name: str
    counted: bool
    open: bool
    done: bool
    clock: bool


STANDINGS: dict[State, Standing] = {
    State.ASSIGNED: Standing("已交办", counted=True, open=True, done=False, clock=True),
    State.IN_PROGRESS: Standing("整改中", counted=True, open=True, done=False, clock=True),
    State.REPORTED: Standing("待复核", counted=True, open=True, done=True, clock=False),
    State.CLOSED: Standing("已销号", counted=True, open=False, done=True, clock=False),
    State.REWORK: Standing("返工", counted=True, open=True, done=False, clock=True),
    State.DISPUTED: Standing("责任待定", counted=True, open=True, done=False, clock=True),
    State.ON_HOLD: Standing("挂账", counted=True, open=True, done=False, clock=False),
    State.REJECTED: Standing("不予认定", counted=False, open=False, done=False, clock=False),
}

STATE_WORDS: dict[str, State] = {meaning.name: state for state, meaning in STANDINGS.items()}
"""The states by their words, for answers and mapping files."""

COUNTED = frozenset(s for s, m in STANDINGS.items() if m.counted)
OPEN = frozenset(s for s, m in STANDINGS.items() if m.open)
DONE = frozenset(s for s, m in STANDINGS.items() if m.done)
CLOCK_RUNS = frozenset(s for s, m in STANDINGS.items() if m.clock)
