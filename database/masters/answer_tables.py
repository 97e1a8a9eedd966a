"""The rosters of answers: what the office was asked about once, and what it said."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update

from database.masters.master_tables import Key, MasterEdit, MasterTable, Rows, Values
from database.masters.masters import save_answer, save_mapping
from database.store import schema
from domain.ledger.days import day_date
from domain.ledger.states import STANDINGS

KINDS: Mapping[str, str] = {
    "state": "状态用语",
    "verdict": "复核用语",
    "category": "问题类别用语",
    "site_type": "点位类型用语",
    "source": "来源用语",
    "site": "改过名的点位",
    "action": "专项行动用语",
}
STATES: Mapping[str, str] = {standing.name: str(int(state)) for state, standing in STANDINGS.items()}
STATE_WORDS = {number: name for name, number in STATES.items()}
NOT_READ = "不读取（只保存原文）"
SAME, OTHER = "同一件", "不是同一件"


def words(kind: str, meanings: Sequence[str] = ()) -> MasterTable:
    """What wordings of one kind mean: 表中写的, 含义. meanings: all that they can mean, where the database does not know it."""
    table = schema.answers

    def meant(text: str) -> str:
        return STATE_WORDS.get(text, text) if kind == "state" else text

    def known(connection: Connection) -> list[str]:
        if meanings or kind == "state":
            return list(meanings or STATES)
        if kind == "site":
            return list(dict.fromkeys(connection.scalars(select(schema.sites.c.name).order_by(schema.sites.c.name))))
        if kind == "action":
            return list(connection.scalars(select(schema.actions.c.name).order_by(schema.actions.c.id)))
        t = schema.terms.c
        return list(connection.scalars(select(t.name).where(t.kind == kind).order_by(t.id)))

    def rows(connection: Connection) -> Rows:
        query = select(table).where(table.c.kind == kind).order_by(table.c.text)
        return {row.text: {"表中写的": row.text, "含义": meant(row.meaning)} for row in connection.execute(query)}

    def drop(connection: Connection, key: Key) -> None:
        connection.execute(delete(table).where(table.c.kind == kind, table.c.text == key))

    def put(connection: Connection, key: Key | None, before: Values | None, after: Values) -> None:
        text, meaning = after["表中写的"], after["含义"]
        if key is not None:
            drop(connection, key)
            if before is not None and before["表中写的"] == text:
                text = str(key)  # the wording verbatim, spaces and all
        save_answer(connection, kind, text, STATES[meaning] if kind == "state" else meaning)

    def faults(connection: Connection, _wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
        meanings = set(known(connection))
        said = [e.after for e in edits if e.after is not None]
        return [
            f"“{after['表中写的']}”的含义“{after['含义']}”不认识，请从列表中选择。"
            for after in said
            if after["含义"] is not None and after["含义"] not in meanings
        ]

    return MasterTable(
        KINDS[kind],
        ("表中写的", "含义"),
        rows,
        put,
        drop,
        required=("表中写的", "含义"),
        unique=("表中写的",),
        choices=lambda connection: {"含义": known(connection)},
        faults=faults,
    )


def codes(names_form: Callable[[str], tuple[str, str]], signature_of: Callable[[Sequence[str]], str]) -> MasterTable:
    """What codes in a column of states mean, in sheets with the same headings. names_form: the code and the form of a stored key."""
    table = schema.answers

    def rows(connection: Connection) -> Rows:
        stored = list(connection.execute(select(table).where(table.c.kind == "code").order_by(table.c.text)))
        examples = _newest_sheets(connection, signature_of) if stored else {}
        return {
            row.text: {
                "代码": code,
                "含义": STATE_WORDS.get(row.meaning, row.meaning),
                "最近一张这样的表": examples.get(form),
            }
            for row in stored
            for code, form in [names_form(row.text)]
        }

    def drop(connection: Connection, key: Key) -> None:
        connection.execute(delete(table).where(table.c.kind == "code", table.c.text == key))

    def put(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
        save_answer(connection, "code", str(key), STATES[after["含义"]])

    return MasterTable(
        "状态代码",
        ("代码", "含义", "最近一张这样的表"),
        rows,
        put,
        drop,
        required=("含义",),
        locked=("代码", "最近一张这样的表"),
        may_grow=False,
        choices=lambda _connection: {"含义": list(STATES)},
        faults=lambda _connection, _wanted, edits: [
            f"代码“{e.after['代码']}”的含义“{e.after['含义']}”不认识，请从列表中选择。"
            for e in edits
            if e.after is not None and e.after["含义"] is not None and e.after["含义"] not in STATES
        ],
    )


def _newest_sheets(connection: Connection, signature_of: Callable[[Sequence[str]], str]) -> dict[str, str]:
    """The newest sheet that was imported with the same headings, by signature."""
    h, i = schema.import_sheets.c, schema.imports.c
    query = select(h.headings, h.sheet, i.file_name).join(schema.imports, i.id == h.import_id).order_by(i.id)
    return {signature_of(json.loads(r.headings)): f"{r.file_name} · {r.sheet}" for r in connection.execute(query)}


def headings(names: Mapping[str, str], signature_of: Callable[[Sequence[str]], str]) -> MasterTable:
    """What headings mean in sheets with the same headings, one row each.

    names: field → its Chinese word. signature_of: the key of "sheets with the same headings" (data_loaders.headings.headings).
    """
    table = schema.mappings
    fields = {word: name for name, word in names.items()}

    def rows(connection: Connection) -> Rows:
        stored = list(connection.execute(select(table).order_by(table.c.signature)))
        examples = _newest_sheets(connection, signature_of) if stored else {}
        return {
            (row.signature, heading): {
                "表头": heading,
                "对应": NOT_READ if name is None else names.get(name, name),
                "最近一张这样的表": examples.get(row.signature),
            }
            for row in stored
            for heading, name in json.loads(row.fields).items()
        }

    def change(connection: Connection, key: Any, meaning: Any, *, keep: bool) -> None:
        signature, heading = key
        row = connection.execute(select(table).where(table.c.signature == signature)).one()
        said: dict[str, str | None] = json.loads(row.fields)
        said.pop(heading, None)
        if keep:
            said[heading] = fields.get(meaning)
        if said or row.kind:
            save_mapping(connection, signature, json.dumps(said, ensure_ascii=False), row.kind)
        else:
            connection.execute(delete(table).where(table.c.signature == signature))

    def faults(_connection: Connection, _wanted: Rows, edits: Sequence[MasterEdit]) -> list[str]:
        return [
            f"表头“{e.after['表头']}”的含义“{e.after['对应']}”不认识，请从列表中选择。"
            for e in edits
            if e.after is not None and e.after["对应"] not in (NOT_READ, *fields)
        ]

    return MasterTable(
        "表头含义",
        ("表头", "对应", "最近一张这样的表"),
        rows,
        lambda connection, key, _before, after: change(connection, key, after["对应"], keep=True),
        lambda connection, key: change(connection, key, None, keep=False),
        required=("对应",),
        locked=("表头", "最近一张这样的表"),
        may_grow=False,
        choices=lambda _connection: {"对应": [NOT_READ, *fields]},
        faults=faults,
    )


def _pairs(connection: Connection) -> Rows:
    p, i = schema.pair_verdicts.c, schema.issues.c
    stored = list(connection.execute(select(schema.pair_verdicts).order_by(p.decided_at.desc())))
    marks = {row.mark for row in stored} | {row.candidate_mark for row in stored}
    told: dict[int, str] = {}
    if marks:
        query = select(i.fingerprint, i.description, i.found_on).where(i.fingerprint.in_(marks)).order_by(i.id.desc())
        told = {r.fingerprint: f"{r.description}（{day_date(r.found_on)}）" for r in connection.execute(query)}
    return {
        (row.mark, row.candidate_mark): {
            "这一行": told.get(row.mark, "（台账中已没有这件）"),
            "与已有的": told.get(row.candidate_mark, "（台账中已没有这件）"),
            "决定": SAME if row.same else OTHER,
            "决定时间": row.decided_at[:16].replace("T", " "),
        }
        for row in stored
    }


def _same_pair(key: Any) -> Any:
    p = schema.pair_verdicts.c
    return (p.mark == key[0]) & (p.candidate_mark == key[1])


def _put_pair(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
    same = int(after["决定"] == SAME)
    connection.execute(update(schema.pair_verdicts).where(_same_pair(key)).values(same=same))


def _drop_pair(connection: Connection, key: Key) -> None:
    connection.execute(delete(schema.pair_verdicts).where(_same_pair(key)))


PAIRS = MasterTable(
    "存疑行决定",
    ("这一行", "与已有的", "决定", "决定时间"),
    _pairs,
    _put_pair,
    _drop_pair,
    required=("决定",),
    locked=("这一行", "与已有的", "决定时间"),
    may_grow=False,
    choices=lambda _connection: {"决定": [SAME, OTHER]},
)
