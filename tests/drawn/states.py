"""docs/reference/states.md: what each state counts as, who must act next, and what a sheet makes of it, worked out by the fold."""

from domain.accountability.ownership import HELD, KINDS, REVIEW, WAITING
from domain.ledger.ledger import Observation, fold
from domain.ledger.states import STANDINGS, State
from tests.drawn import HEAD, table

FOUND, FIRST, SECOND = 10, 20, 30


def after(before: State, says: State) -> State:
    """The state of an issue that was in one state when a later sheet says another one."""
    rows = [
        Observation(as_of=FOUND, order=(1, 1), found_on=FOUND, lead=1, due_on=FIRST),
        Observation(as_of=FIRST, order=(2, 1), state=int(before)),
        Observation(as_of=SECOND, order=(3, 1), state=int(says)),
    ]
    return State(fold(rows)[-1].state)


def next_to_act(state: State) -> str:
    """Who has the issue while it is in this state and a unit is named."""
    standing = STANDINGS[state]
    if not standing.open:
        return "—"
    if state == State.REPORTED:
        return f"办公室（{KINDS[REVIEW]}）"
    if state == State.ON_HOLD:
        return f"到复查日期，责任单位（{KINDS[WAITING]}）"
    if state == State.DISPUTED:
        return "办公室：明确由谁办理"
    return f"责任单位（{KINDS[HELD]}）"


def page() -> str:
    """The page."""
    yes = {True: "是", False: "否"}
    rows = [
        (
            f"`{state.name}`",
            one.name,
            yes[one.counted],
            yes[one.open],
            yes[one.done],
            yes[one.clock],
            next_to_act(state),
        )
        for state, one in STANDINGS.items()
    ]
    moves = [(one.name, *(STANDINGS[after(state, says)].name for says in State)) for state, one in STANDINGS.items()]
    kept = [
        f"- {STANDINGS[state].name}的问题，以后的表说“{STANDINGS[says].name}”：仍是{STANDINGS[after(state, says)].name}"
        for state in State
        for says in State
        if after(state, says) != says
    ]
    return "\n".join(
        (
            f"# States (状态)\n\n{HEAD}\n",
            table(("state", "状态", "计入交办总数", "未整改", "已完成", "时限在走", "下一步谁办"), rows),
            "## What a later sheet makes of an issue\n",
            "Down: how it stood. Across: what the later sheet says. In the cell: how it stands then (`domain.ledger.ledger.fold`).\n",
            table(("", *(STANDINGS[says].name for says in State)), moves),
            "A later sheet's word holds, except here:\n",
            "\n".join(kept) + "\n",
        )
    )
