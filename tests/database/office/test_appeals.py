"""申诉: written down once, decided once, and only what was accepted gives points back."""

from typing import Any

import pytest

from database.ledger.ledgers import data_version
from database.masters.master_tables import RefusedSave
from database.masters.masters import NewUnit, save_unit
from database.office.appeals import appeal, decide, read_appeals
from database.store import audit
from database.store.engine import Database
from domain.directory import DISTRICT
from tests.factories import AT, july, written


@pytest.fixture
def unit(database: Database) -> tuple[int, str]:
    with database.write() as connection:
        return save_unit(connection, NewUnit("滨江街道", "滨江街道", DISTRICT)), "滨江街道"


def raised(database: Database, unit: tuple[int, str], **more: Any) -> int:
    said = {"period": "2026年7月", "line": "A1", "reason": "时限写错了", "on": july(12), "at": AT, "who": "张三"} | more
    return written(database, appeal, unit, since=july(1), until=july(10), **said)


def test_an_appeal_is_decided_once_and_both_are_on_record(database: Database, unit: tuple[int, str]) -> None:
    before = data_version(database)
    key = raised(database, unit)
    (one,) = read_appeals(database, since=july(1), until=july(10))
    assert (one.appeal_id, one.unit_id, one.line, one.accepted, one.restored) == (key, unit[0], "A1", None, 0.0)
    written(
        database,
        decide,
        key,
        accepted=True,
        restored=1.5,
        outcome="核实，时限应为 10 日",
        on=july(14),
        at=AT,
        who="李四",
    )
    (one,) = read_appeals(database, since=july(1), until=july(10))
    assert (one.accepted, one.restored, one.decided_on) == (True, 1.5, july(14))
    assert data_version(database) == before + 2  # scores are computed anew
    assert audit.changes(database)["after"].tolist()[:2] == [
        "采纳，返还 1.5 分：核实，时限应为 10 日",
        "提出：时限写错了",
    ]
    with pytest.raises(RefusedSave, match="已经答复过"):
        written(database, decide, key, accepted=False, restored=0, outcome="不", on=july(15), at=AT, who=None)
    assert read_appeals(database, since=july(1), until=july(9)) == []


def test_what_was_not_accepted_gives_nothing_back(database: Database, unit: tuple[int, str]) -> None:
    key = raised(database, unit)
    written(database, decide, key, accepted=False, restored=9, outcome="证据不足", on=july(14), at=AT, who=None)
    (one,) = read_appeals(database, since=july(1), until=july(10))
    assert (one.accepted, one.restored) == (False, 0.0)
    raised(database, unit)  # after an answer it may be raised again


@pytest.mark.parametrize(("more", "said"), [({"reason": "  "}, "没有填写申诉理由"), ({}, "还没有答复，不用再提")])
def test_an_appeal_without_reason_or_twice_is_refused(
    database: Database, unit: tuple[int, str], more: dict[str, Any], said: str
) -> None:
    raised(database, unit)
    with pytest.raises(RefusedSave, match=said):
        raised(database, unit, **more)
    assert len(read_appeals(database, since=july(1), until=july(10))) == 1


def test_a_decision_needs_its_reason_and_its_points(database: Database, unit: tuple[int, str]) -> None:
    key = raised(database, unit)
    with pytest.raises(RefusedSave, match=r"没有填写答复意见"):
        written(database, decide, key, accepted=False, restored=0, outcome=" ", on=july(14), at=AT, who=None)
    with pytest.raises(RefusedSave, match=r"返还多少分"):
        written(database, decide, key, accepted=True, restored=0, outcome="好", on=july(14), at=AT, who=None)
    assert [a.accepted for a in read_appeals(database, since=july(1), until=july(10))] == [None]
