"""Loading the letters, instructions and appeals of the invented county, and the rules of its ladder."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from database.ledger.issues import known_by
from database.masters.masters import directory_of
from database.office.appeals import appeal, decide
from database.office.instructions import NewInstruction, give, report
from database.office.letters import NewLetter, issue_letter, record_reply, withdraw_letter
from database.store.engine import Connection, Database
from database.store.settings import save_settings
from domain.ladder import LadderLevel

WHO = "示例数据"


def load_orders(database: Database, *, folder: Path) -> None:
    """Keep what orders.json of the sample folder names, marked as sample data, each as if written on its own day."""
    told = json.loads((folder / "orders" / "orders.json").read_text(encoding="utf-8"))
    with database.write() as connection:
        directory = directory_of(connection)
        units = {unit.name: unit.unit_id for unit in directory.units.values()}
        actions = {action.name: action.action_id for action in directory.actions.values()}
        for said in told["letters"]:
            _load_letter(connection, said, units, (folder / "orders" / said["file"]).read_bytes())
        for said in told["instructions"]:
            _load_instruction(connection, said, units, actions)
        for said in told["appeals"]:
            _load_appeal(connection, said, units)
        save_settings(connection, told["settings"], origin="sample")


def _at(day: date) -> datetime:
    return datetime.combine(day, time(17, 30))


def _load_letter(connection: Connection, said: Mapping[str, Any], units: Mapping[str, int], content: bytes) -> None:
    numbers = said["issues"]
    issues = known_by(connection, "number", numbers)
    issued_on = date.fromisoformat(said["issued_on"])
    new = NewLetter(
        LadderLevel(said["level"]),
        said["number"],
        units[said["unit"]],
        said["unit"],
        issued_on,
        date.fromisoformat(said["reply_by"]),
        tuple(issues[number][0].issue_id for number in numbers),
        said["reason"],
        said["file"],
        content,
    )
    key = issue_letter(connection, new, at=_at(issued_on), who=WHO, sample=True)
    if said["replied"] is not None:
        replied_on = date.fromisoformat(said["replied"][0])
        record_reply(connection, key, replied_on=replied_on, reply=said["replied"][1], at=_at(replied_on), who=WHO)
    if said["withdrawn_on"] is not None:
        on = date.fromisoformat(said["withdrawn_on"])
        withdraw_letter(connection, key, on=on, at=_at(on), who=WHO)


def _load_instruction(
    connection: Connection, said: Mapping[str, Any], units: Mapping[str, int], actions: Mapping[str, int]
) -> None:
    given_on = date.fromisoformat(said["given_on"])
    new = NewInstruction(given_on, said["text"], said["given_by"], due_on=date.fromisoformat(said["due_on"]))
    if "unit" in said:
        new = replace(new, unit_id=units[said["unit"]])
    if "action" in said:
        new = replace(new, action_id=actions[said["action"]])
    key = give(connection, new, at=_at(given_on), who=WHO, sample=True)
    if said["done_on"] is not None or said["outcome"]:
        done_on = None if said["done_on"] is None else date.fromisoformat(said["done_on"])
        report(connection, key, done_on=done_on, outcome=said["outcome"], at=_at(done_on or given_on), who=WHO)


def _load_appeal(connection: Connection, said: Mapping[str, Any], units: Mapping[str, int]) -> None:
    since, until, period = said["period"]
    on = date.fromisoformat(said["appealed_on"])
    key = appeal(
        connection,
        (units[said["unit"]], said["unit"]),
        since=date.fromisoformat(since),
        until=date.fromisoformat(until),
        period=period,
        line=said["line"],
        reason=said["reason"],
        on=on,
        at=_at(on),
        who=WHO,
        sample=True,
    )
    if said["decided"] is not None:
        day, accepted, restored, outcome = said["decided"]
        on = date.fromisoformat(day)
        decide(connection, key, accepted=accepted, restored=restored, outcome=outcome, on=on, at=_at(on), who=WHO)
