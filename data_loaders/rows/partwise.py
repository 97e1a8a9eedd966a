"""Rows that say several things of several problems or units: numbered cells go with the numbered problems, and rows of one problem
under several units are one issue.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby, pairwise
from typing import Any

import orjson

from data_loaders.cells.cells import CellError, Wrong, parse_text
from data_loaders.cells.problems import enumerated
from data_loaders.rows.values import Values
from domain.ledger.states import DONE, State


def numbered(value: Any, count: int) -> tuple[str, ...] | None:
    """The parts of a numbered cell ("1.已整改；2.未整改") where there are as many as the problems in its row."""
    text = parse_text(value)
    if text is None:
        return None
    parts = enumerated(text)
    return parts if len(parts) == count and count > 1 else None


def by_parts(
    records: Sequence[Any], values: Values, *, progress: Any, state: Any, units: Any, judged: bool
) -> list[Any]:
    """The records of the problems of one row, each with its own part of the cells that are numbered as the problems are.

    judged: a verdict decides the state of the whole row. A state that nobody has explained stays that of the row.
    """
    count = len(records)
    told, states, bearers = (numbered(cell, count) for cell in (progress, state, units))
    result = []
    for at, record in enumerate(records):
        said: dict[str, Any] = {}
        if told is not None:
            said["progress"] = told[at]
            if state is None and not judged:
                said["state"] = values.state_told(told[at], done=record.done_on is not None)
        if states is not None and not judged:
            said["state_text"] = states[at]
            with suppress(CellError):
                said["state"] = values.state(states[at])
        ids = None if bearers is None else values.units(bearers[at])
        if ids is not None and not isinstance(ids, Wrong):
            said["lead"] = ids[0]
            said["assists"] = orjson.dumps(ids[1:]).decode() if len(ids) > 1 else None
        result.append(record._replace(**said))
    return result


def one_issue_each(records: list[Any], serials: dict[int, Any], names: dict[int, str]) -> list[str]:
    """Rows below each other about one problem under several units get what all of them say, in place; notes on them, Chinese.

    The unit of the first row leads, the others assist. The issue is done when all are, and due when the last of them is. serials: row →
    its 序号, where it has one. names: unit → its name.
    """

    def same(pair: tuple[int, Any]) -> tuple[Any, ...]:
        record = pair[1]
        about = (
            record.number and record.number.upper(),
            record.found_on,
            record.district,
            record.site,
            record.description,
            record.part,
        )
        alone = record.description is None or record.key is not None or (record.site is None and record.number is None)
        return (*about, serials.get(record.row), pair[0] if alone else None)

    notes = []
    for rows in _alike(records, same):
        leads = list(dict.fromkeys(record.lead for _, record in rows if record.lead is not None))
        if len(leads) < 2:
            continue
        said = _together([record for _, record in rows], leads, names)
        for index, record in rows:
            records[index] = record._replace(**said)
        notes.append(
            f"第 {rows[0][1].row} 至 {rows[-1][1].row} 行是同一个问题的 {len(leads)} 个责任单位：算一件，{names[leads[0]]}牵头，"
            "全部完成才算完成，时限取最晚的一个。"
        )
    return notes


def _alike(records: Sequence[Any], same: Callable[[tuple[int, Any]], Any]) -> Iterator[list[tuple[int, Any]]]:
    """Runs of two and more records of which `same` says the same, each with its position; it is only asked where wordings repeat."""
    words = [record.description for record in records]
    again = [at for at, (above, below) in enumerate(pairwise(words)) if above == below and above is not None]
    for _, run in groupby(enumerate(again), lambda pair: pair[1] - pair[0]):
        places = [at for _, at in run]
        places.append(places[-1] + 1)
        for _, group in groupby([(at, records[at]) for at in places], same):
            rows = list(group)
            if len(rows) > 1:
                yield rows


def _together(rows: Sequence[Any], leads: Sequence[int], names: dict[int, str]) -> dict[str, Any]:
    others = [*leads[1:], *(unit for row in rows if row.assists for unit in orjson.loads(row.assists))]
    dues = [row for row in rows if row.due_on is not None]
    last = max(dues, key=lambda row: row.due_on) if dues else rows[0]
    done = all(row.state in DONE or (row.state is None and row.done_on is not None) for row in rows)
    texts = [
        f"{names[row.lead]}：{row.progress}" if row.lead is not None else row.progress for row in rows if row.progress
    ]
    return {
        "lead": leads[0],
        "assists": orjson.dumps([unit for unit in dict.fromkeys(others) if unit != leads[0]]).decode(),
        "state": _least([row.state for row in rows]),
        "due_on": last.due_on,
        "due_text": last.due_text,
        "done_on": max((row.done_on for row in rows if row.done_on is not None), default=None) if done else None,
        "progress": "；".join(dict.fromkeys(texts)) or None,
    }


def _least(states: Sequence[int | None]) -> int | None:
    """The state of an issue of which several units each tell one."""
    said = {state for state in states if state is not None}
    if len(set(states)) == 1:
        return states[0]
    for weighty in (State.REWORK, State.DISPUTED, State.ON_HOLD):
        if weighty in said:
            return int(weighty)
    if None not in states and said <= DONE:
        return int(State.REPORTED)
    if said <= {State.ASSIGNED}:
        return int(State.ASSIGNED)
    return int(State.IN_PROGRESS)
