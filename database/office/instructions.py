"""会议交办: what was ordered in a meeting about an issue, a unit or a lead leader's action, and what became of it.

An instruction is never deleted: who made a mistake withdraws it. What is written raises the data version, since the next
bulletin opens with it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from database.masters.master_tables import RefusedSave
from database.store import audit, schema
from database.store.engine import Database
from database.store.settings import raise_version
from domain.ledger.days import day_date, day_number

WHAT = "会议交办"
"""Its word in the audit."""
LONGEST = 500
"""Characters of an instruction or an outcome."""


@dataclass(frozen=True)
class NewInstruction:
    """What is typed in a meeting. given_on: the day of the meeting. given_by: an office, never a person.

    issue_id, unit_id, action_id: what it is about; at least one of them. due_on: by when, None where nothing was said.
    """

    given_on: date
    text: str
    given_by: str = ""
    issue_id: int | None = None
    unit_id: int | None = None
    action_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Instruction:
    """An instruction as it stands. done_on: the day it was done, None while it is not. outcome: what became of it, in words."""

    instruction_id: int
    given_on: date
    given_by: str
    text: str
    issue_id: int | None
    unit_id: int | None
    action_id: int | None
    due_on: date | None
    done_on: date | None
    outcome: str
    withdrawn_on: date | None = None
    who: str | None = None

    def is_done_on(self, day: date) -> bool:
        """Whether it was done by the end of `day`."""
        return self.done_on is not None and self.done_on <= day

    def is_late_on(self, day: date) -> bool:
        """Whether it is past its day and not done; due today is not late."""
        return self.due_on is not None and self.due_on < day and not self.is_done_on(day)


def give(connection: Connection, new: NewInstruction, *, at: datetime, who: str | None, sample: bool = False) -> int:
    """Write an instruction down; its id. Raises Refused, and then nothing was written. sample: it goes with the sample data."""
    text = " ".join(new.text.split())
    reasons = [
        said
        for wrong, said in (
            (not text, "没有填写交办的内容。"),
            (len(text) > LONGEST, f"交办的内容有 {len(text)} 个字，最多 {LONGEST} 个字。"),
            (
                new.issue_id is None and new.unit_id is None and new.action_id is None,
                "没有选择交办给谁：请选择一个单位、一项专项行动（由牵头县领导负责），或者一件问题。",
            ),
            (
                new.due_on is not None and new.due_on < new.given_on,
                f"完成时限 {new.due_on} 早于会议日期 {new.given_on}。",
            ),
        )
        if wrong
    ]
    if reasons:
        raise RefusedSave(reasons)
    values: dict[str, Any] = {
        "given_on": day_number(new.given_on),
        "given_by": " ".join(new.given_by.split()),
        "text": text,
        "issue_id": new.issue_id,
        "unit_id": new.unit_id,
        "action_id": new.action_id,
        "due_on": None if new.due_on is None else day_number(new.due_on),
        "who": who or None,
        "sample": int(sample),
        "written_at": at.isoformat(timespec="seconds"),
    }
    key = connection.execute(insert(schema.instructions).values(values)).inserted_primary_key
    assert key is not None
    due = f"，{new.due_on} 前完成" if new.due_on else ""
    _record(connection, int(key[0]), text, at=at, who=who, before=None, after=f"{new.given_on} 会议交办{due}")
    raise_version(connection, only_noted=True)
    return int(key[0])


def report(
    connection: Connection,
    instruction_id: int,
    *,
    done_on: date | None,
    outcome: str,
    at: datetime,
    who: str | None,
    seen: Instruction | None = None,
) -> None:
    """Write down what became of an instruction; done_on None: not done (yet, or after all).

    seen: the instruction as the person saw it; Refused where somebody else changed it since."""
    outcome = " ".join(outcome.split())
    known = _known(connection, instruction_id, seen)
    if done_on is not None and done_on < known.given_on:
        raise RefusedSave([f"完成日期 {done_on} 早于会议日期 {known.given_on}。"])
    if len(outcome) > LONGEST:
        raise RefusedSave([f"落实情况有 {len(outcome)} 个字，最多 {LONGEST} 个字。"])
    if (done_on, outcome) == (known.done_on, known.outcome):
        return
    values = {"done_on": None if done_on is None else day_number(done_on), "outcome": outcome}
    connection.execute(update(schema.instructions).where(schema.instructions.c.id == instruction_id).values(values))
    before, after = _stood(known.done_on, known.outcome), _stood(done_on, outcome)
    _record(connection, instruction_id, known.text, at=at, who=who, before=before, after=after)
    raise_version(connection, only_noted=True)


def withdraw(database: Database, instruction_id: int, *, on: date, at: datetime, who: str | None) -> None:
    """Take an instruction back from day `on`; it stays in the records. Raises Refused where it is withdrawn already."""
    with database.write() as connection:
        known = _known(connection, instruction_id, None)
        day = max(on, known.given_on)
        connection.execute(
            update(schema.instructions)
            .where(schema.instructions.c.id == instruction_id)
            .values(withdrawn_on=day_number(day))
        )
        _record(
            connection,
            instruction_id,
            known.text,
            at=at,
            who=who,
            before=_stood(known.done_on, known.outcome),
            after="已撤回",
        )
        raise_version(connection, only_noted=True)


def instructions(connection: Connection, *, until: date) -> list[Instruction]:
    """The instructions given on `until` or before and not withdrawn by then, oldest first."""
    i = schema.instructions.c
    number = day_number(until)
    return _read(connection, i.given_on <= number, or_(i.withdrawn_on.is_(None), i.withdrawn_on > number))


def of_meeting(connection: Connection, given_on: date) -> list[Instruction]:
    """What was ordered in the meeting of one day and not withdrawn, in the order in which it was typed."""
    i = schema.instructions.c
    return _read(connection, i.given_on == day_number(given_on), i.withdrawn_on.is_(None))


def open_before(connection: Connection, day: date) -> list[Instruction]:
    """What was ordered before `day` and was not done by the end of the day before it, oldest first."""
    i = schema.instructions.c
    number = day_number(day)
    return _read(
        connection,
        i.given_on < number,
        or_(i.done_on.is_(None), i.done_on >= number),
        or_(i.withdrawn_on.is_(None), i.withdrawn_on >= number),
    )


def last_meeting(connection: Connection, *, until: date) -> date | None:
    """The day of the newest meeting on `until` or before that ordered anything which still stands; None where there is none."""
    i = schema.instructions.c
    number = connection.scalar(
        select(func.max(i.given_on)).where(i.given_on <= day_number(until), i.withdrawn_on.is_(None))
    )
    return None if number is None else day_date(number)


def meetings(connection: Connection) -> list[date]:
    """The days of all meetings that ordered anything, newest first."""
    i = schema.instructions.c
    days = connection.scalars(select(i.given_on).distinct().order_by(i.given_on.desc()))
    return [day_date(number) for number in days]


def about(
    connection: Connection, *, issue_id: int | None = None, unit_id: int | None = None, until: date | None = None
) -> list[Instruction]:
    """Everything ordered about one issue or one unit (withdrawn ones too, for they say so), newest first."""
    i = schema.instructions.c
    wanted = i.issue_id == issue_id if issue_id is not None else i.unit_id == unit_id
    found = _read(connection, wanted, *([i.given_on <= day_number(until)] if until is not None else []))
    return found[::-1]


def instruction(connection: Connection, instruction_id: int) -> Instruction | None:
    """One instruction, withdrawn or not; None for an unknown id."""
    found = _read(connection, schema.instructions.c.id == instruction_id)
    return found[0] if found else None


def all_instructions(connection: Connection) -> list[Instruction]:
    """Every instruction, the withdrawn ones too, newest meeting first."""
    return sorted(_read(connection), key=lambda one: (-one.given_on.toordinal(), one.instruction_id))


def drop_sample_instructions(connection: Connection) -> None:
    """Remove those that came with the sample data."""
    connection.execute(schema.instructions.delete().where(schema.instructions.c.sample == 1))


def _known(connection: Connection, instruction_id: int, seen: Instruction | None) -> Instruction:
    known = instruction(connection, instruction_id)
    if known is None or known.withdrawn_on is not None:
        raise RefusedSave(["这项交办不存在，或已经撤回。请刷新后再看。"])
    if seen is not None and (seen.done_on, seen.outcome) != (known.done_on, known.outcome):
        raise RefusedSave([f"这项交办刚才被别人改过，现在是“{_stood(known.done_on, known.outcome)}”。请刷新后再改。"])
    return known


def _stood(done_on: date | None, outcome: str) -> str:
    return (f"{done_on} 完成" if done_on else "未完成") + (f"：{outcome}" if outcome else "")


def _record(
    connection: Connection,
    instruction_id: int,
    text: str,
    *,
    at: datetime,
    who: str | None,
    before: str | None,
    after: str,
) -> None:
    """Into the audit, which is the office's own: what becomes of the sample's instructions is not written there."""
    i = schema.instructions.c
    if not connection.scalar(select(i.sample).where(i.id == instruction_id)):
        name = text if len(text) <= 40 else f"{text[:39]}…"
        audit.record(connection, at=at, who=who, what=WHAT, name=name, before=before, after=after)


def _read(connection: Connection, *conditions: Any) -> list[Instruction]:
    i = schema.instructions.c
    query = select(schema.instructions).where(*conditions).order_by(i.given_on, i.id)

    def day(number: int | None) -> date | None:
        return None if number is None else day_date(number)

    return [
        Instruction(
            row["id"],
            day_date(row["given_on"]),
            row["given_by"],
            row["text"],
            row["issue_id"],
            row["unit_id"],
            row["action_id"],
            day(row["due_on"]),
            day(row["done_on"]),
            row["outcome"],
            day(row["withdrawn_on"]),
            row["who"],
        )
        for row in connection.execute(query).mappings()
    ]
