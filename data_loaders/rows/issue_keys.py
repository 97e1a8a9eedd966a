"""The issue keys (问题码) in the rows of a sheet: which issue each names, and in what words a bad one is refused."""

from collections.abc import Mapping, Sequence

from data_loaders.rows.records import Record, RejectedRow
from database.ledger.issues import KnownIssue, identity_of, known_by
from database.masters.marks import former_marks
from database.store.engine import Connection
from database.store.settings import secret_in
from domain.datasets.row_fields import FIELD_NAMES
from domain.ledger.keys import BadKey, Key, mark_of, read_key

CHANGED = "changed"
GONE = "gone"
OF_ANOTHER = "of another"

_USUAL = "如果找不到原表，可清空这一格，本行将按编号和问题内容比对。"
_WORDS: Mapping[str, tuple[str, str]] = {
    CHANGED: (
        "问题码“{key}”不对：可能被改动、输错，或不是本系统发出的。",
        "请从下发的整改反馈表中把这一行的问题码原样复制过来。" + _USUAL,
    ),
    GONE: (
        "问题码“{key}”对应的问题已不在台账中（登记它的那次导入可能已经撤销）。",
        "请重新下载本单位的整改反馈表。" + _USUAL,
    ),
    OF_ANOTHER: (
        "问题码“{key}”是另一件问题的：它与本行的编号、检查日期、点位或问题内容不一致。",
        "请核对本行，把问题码改回这件问题原来的那个。" + _USUAL,
    ),
}


class Keys:
    """The keys of one sheet, read together."""

    def __init__(self, connection: Connection, texts: Sequence[str]) -> None:
        secret = secret_in(connection) if texts else None
        self.secret = secret or b""
        self.read: dict[str, Key] = {}
        for text in dict.fromkeys(texts if secret else ()):
            try:
                self.read[text] = read_key(self.secret, text)
            except BadKey:
                continue
        found = known_by(connection, "id", {key.issue_id for key in self.read.values()})
        self.known = {issue_id: known for issue_id, (known, *_) in found.items()}
        self.former = former_marks(connection) if self.known else {}

    def issue(self, text: str) -> tuple[KnownIssue | None, str]:
        """The issue that a key names, or None and why not."""
        key = self.read.get(text)
        if key is None:
            return None, CHANGED
        return self.known.get(key.issue_id), GONE

    def fits(self, text: str, known: KnownIssue) -> bool:
        """Whether the issue is still what it was when the key was given out. Ids of issues that are gone are given anew."""
        marks = [known.fingerprint, *self.former.get(known.fingerprint or 0, ())]  # a district may have been renamed
        return self.read[text].mark in {
            mark_of(self.secret, known.issue_id, identity_of(known.number, mark)) for mark in marks
        }


def key_refusals(
    records: Sequence[Record], bad_keys: Mapping[int, str], columns: Mapping[str, int]
) -> list[RejectedRow]:
    """Rows whose key does not count. columns: sheet → column of the keys on it, from 0."""
    refusals = []
    for index, why in bad_keys.items():
        record = records[index]
        reason, remedy = (words.format(key=record.key) for words in _WORDS[why])
        heading, column = FIELD_NAMES["key"], columns.get(record.sheet)
        refusals.append(RejectedRow(record.sheet, record.row, heading, record.key, reason, remedy, record.raw, column))
    return refusals


def repeated_notes(records: Sequence[Record], repeated: Mapping[int, Sequence[int]]) -> list[str]:
    """What to say about keys that several rows bear."""
    notes = []
    for rows in list(repeated.values())[:20]:
        key = records[rows[0]].key
        shown = "、".join(str(records[index].row) for index in rows)
        notes.append(
            f"工作表“{records[rows[0]].sheet}”第 {shown} 行是同一个问题码“{key}”，都算作这一件问题的情况，以靠后的一行为准。"
        )
    if len(repeated) > 20:
        notes.append(f"另有 {len(repeated) - 20:,} 个问题码重复出现，同样处理。")
    return notes
