"""The rosters of 督办: when which step of the ladder is proposed, and how letters are numbered."""

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import Connection

from database.masters.master_tables import Key, MasterEdit, MasterTable, Rows, Values
from database.store.settings import put_setting, read_settings
from domain.ladder import STEPS, LadderLevel, LadderRule, pattern_fault

DAYS, WEEKS = "超期满多少天", "连续几周列入黑榜"
PATTERN, REPLY = "文号格式", "回复天数"
_RULED = tuple(level for level in LadderLevel if level > LadderLevel.ASSIGN)


def _rules(connection: Connection) -> dict[LadderLevel, LadderRule]:
    known = {rule.level: rule for rule in read_settings(connection).escalation}
    return {level: known.get(level, LadderRule(level)) for level in _RULED}


def _put_rule(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
    rules = _rules(connection) | {LadderLevel(key): LadderRule(LadderLevel(key), after[DAYS], after[WEEKS])}  # type: ignore[arg-type]
    put_setting(
        connection, "escalation", [[int(one.level), one.days_overdue, one.weeks_black] for one in rules.values()]
    )


def _nothing(_connection: Connection, _key: Key) -> None:
    raise KeyError("a step of the ladder cannot be removed")


def _rule_faults(_connection: Connection, rows: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    """A higher step never comes before a lower one: else the ladder would skip."""
    if any(edit.after is None or edit.key is None for edit in edits):
        return ["层级是固定的，不能增加或删除；不用的层级，把它的条件清空即可。"]
    reasons = []
    for column in (DAYS, WEEKS):
        filled = [(level, rows[level][column]) for level in _RULED if level in rows and rows[level][column] is not None]
        for (low, less), (high, more) in pairwise(filled):
            if isinstance(less, int) and isinstance(more, int) and more < less:
                reasons.append(
                    f"“{STEPS[high].name}”的“{column}”是 {more}，少于“{STEPS[low].name}”的 {less}：上一级的条件不能比下一级低。"
                )
    return reasons


ESCALATION = MasterTable(
    "督办规定",
    ("层级", DAYS, WEEKS),
    lambda c: {
        level: {"层级": STEPS[level].name, DAYS: rule.days_overdue, WEEKS: rule.weeks_black}
        for level, rule in _rules(c).items()
    },
    _put_rule,
    _nothing,
    numbers={DAYS: (1, 365), WEEKS: (1, 52)},
    locked=("层级",),
    may_grow=False,
    faults=_rule_faults,
)


def _papers(connection: Connection) -> Rows:
    settings = read_settings(connection)
    return {"letters": {"公文": "督办公文", PATTERN: settings.letter_number or None, REPLY: settings.reply_days}}


def _put_papers(connection: Connection, _key: Key | None, _before: Values | None, after: Values) -> None:
    put_setting(connection, "letter_number", after[PATTERN] or "")
    put_setting(connection, "reply_days", after[REPLY])


def _paper_faults(_connection: Connection, _rows: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    if any(edit.after is None or edit.key is None for edit in edits):
        return ["这一行不能增加或删除，只能修改。"]
    said = [edit.after[PATTERN] for edit in edits if edit.after is not None and edit.after[PATTERN]]
    return [fault for pattern in said if (fault := pattern_fault(pattern)) is not None]


PAPERS = MasterTable(
    "公文规定",
    ("公文", PATTERN, REPLY),
    _papers,
    _put_papers,
    _nothing,
    numbers={REPLY: (1, 90)},
    locked=("公文",),
    may_grow=False,
    faults=_paper_faults,
)
