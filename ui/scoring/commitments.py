"""目标责任状 on screen: what units signed for beside the figures as they stand."""

from collections.abc import Sequence

import pandas as pd

from domain.accountability import scorecard as rules
from domain.accountability.scorecard import COMMITMENT, Commitment
from domain.figures.definitions import DEFINITIONS
from ui.parts import grids, records
from ui.parts.grids import Grid, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import NONE, valued

STATES = {
    "met": ("✔ 达到", "done"),
    "unmet": ("✖ 没有达到", "due_soon"),
    "not_yet": ("◷ 尚未达到", "due_soon"),
    "no_target": ("没有写目标值", "quiet"),
    "no_value": ("还没有数字", "quiet"),
    "judged": ("由人判断", "quiet"),
}


@data.view
def of(scope: Scope) -> list[Commitment]:
    """What was signed for, with the figure as it stands on the as-of day."""
    found = records.of(scope, COMMITMENT)
    values = rules.values_of(data.ledger(scope.source), as_of=scope.as_of) if found else {}
    return rules.commitments_of(found, values)


def _state(scope: Scope, one: Commitment) -> tuple[str, str]:
    if not one.figure:
        return STATES["judged"]
    if one.is_met is None:
        return STATES["no_target" if one.target is None else "no_value"]
    if one.is_met:
        return STATES["met"]
    return STATES["not_yet" if one.due_on is not None and one.due_on >= scope.as_of else "unmet"]


@data.view
def table(scope: Scope) -> bytes:
    """All commitments, those not met first."""
    found = sorted(of(scope), key=lambda c: (c.is_met is not False, c.is_met is None))
    return grids.packed(_grid(scope, found))


@data.view
def table_of(scope: Scope, unit_id: int) -> bytes | None:
    """What one unit has signed for; None without any."""
    mine = [one for one in of(scope) if one.unit_id == unit_id]
    return grids.packed(_grid(scope, mine, of_unit=True)) if mine else None


def _grid(scope: Scope, found: Sequence[Commitment], *, of_unit: bool = False) -> Grid:
    directory = data.ledger(scope.source).directory
    rows = []
    for one in found:
        state, tone = _state(scope, one)
        cells = [
            grids.text(directory.label("lead", one.unit_id)),
            grids.text(one.item),
            grids.text(DEFINITIONS[one.figure].name if one.figure else NONE),
            grids.text(_target(one)),
            grids.text(valued(one.figure, one.value) if one.figure else NONE),
            grids.text(one.due_on.isoformat() if one.due_on else NONE),
            grids.text(state, tone=tone),
        ]
        rows.append(GridRow(cells=cells[1:] if of_unit else cells))
    columns = grids.columns(
        ("单位", "text", ""),
        ("承诺事项", "wrap text", ""),
        ("指标", "text", ""),
        ("目标", "", ""),
        ("现在", "", "截至日的数字；部门按主责，镇区按属地。"),
        ("期限", "", ""),
        ("是否达到", "text", "能从台账算出的才判断，其余由人判断。期限还没有过的，写“尚未达到”。"),
    )
    return Grid(columns=columns[1:] if of_unit else columns, rows=rows, height=640)


def _target(one: Commitment) -> str:
    """80%, 5 件; a target without a figure is only a number."""
    if one.target is None:
        return NONE
    unit = DEFINITIONS[one.figure].unit if one.figure else ""
    return f"{one.target:g}{unit if unit == '%' else f' {unit}'}".strip()


def frame(scope: Scope) -> pd.DataFrame:
    """All commitments, for the download."""
    signed = of(scope)
    directory = data.ledger(scope.source).directory
    return pd.DataFrame(
        {
            "单位": [directory.label("lead", c.unit_id) for c in signed],
            "承诺事项": [c.item for c in signed],
            "指标": [DEFINITIONS[c.figure].name if c.figure else None for c in signed],
            "目标": [c.target for c in signed],
            "现在": [c.value for c in signed],
            "期限": pd.Series([c.due_on for c in signed], dtype=object),
            "是否达到": [_state(scope, c)[0].lstrip("✔✖◷ ") for c in signed],
        }
    )
