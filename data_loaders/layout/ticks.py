"""Columns of which one is ticked: the heading of the ticked column is what the row says (已完成 √ | 整改中 | 未整改)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Literal

from data_loaders.cells.cells import CellError, parse_text
from data_loaders.headings.headings import ColumnMatch, field_of, lines_of, without_legend
from data_loaders.layout.tables import Table
from data_loaders.reading.workbook import Cell
from data_loaders.states.state_words import parse_state, parse_verdict

Mark = Literal["ticked", "empty", "text", "none"]

_TICKED = frozenset(("√", "✓", "✔", "☑", "✅", "■", "●", "◆", "★", "▲", "▇", "V", "Y", "YES", "是", "对", "有", "勾", "1", "TRUE", "*", "＊", "◎", "☒", "√√"))  # fmt: skip
_EMPTY = frozenset(
    ("×", "✗", "✘", "✕", "╳", "X", "否", "无", "N", "NO", "0", "/", "-", "—", "--", "——", "□", "☐", "FALSE", "\\", "一")
)
_ROUND = frozenset(("○", "〇", "O", "◯"))
"""A tick where nothing else ticks, else an empty box."""
_ABOUT_THE_FIX = re.compile(r"整改|整治|完成|进展|进度|状态|状况|落实|办理|处理|处置|销号|销项|办结|闭环|结果")
_FIELDS: Mapping[str, str] = {"state": "state", "progress": "state", "verdict": "verdict"}
_LONGEST_REMARK = 30


def mark_of(value: Cell) -> Mark:
    """What a cell of such a column is: ticked, an empty box or a cross, a text (a day or a remark, which ticks as well), or nothing."""
    match value:
        case None:
            return "none"
        case bool():
            return "ticked" if value else "empty"
        case int() | float():
            return "ticked" if value == 1 else "empty" if value == 0 else "text"
        case date():
            return "text"
    text = (parse_text(value) or "").upper()
    if not text:
        return "none"
    if text in _TICKED:
        return "ticked"
    if text in _EMPTY:
        return "empty"
    return "text"


def with_ticks(table: Table, matches: Sequence[ColumnMatch]) -> tuple[ColumnMatch, ...]:
    """The matches of a table's columns, those of tick columns with the field that they answer together and how "tick".

    Columns are a group where they stand side by side under one heading about the fix (整改情况/已完成, 整改情况/未完成) or under none,
    are each headed by the wording of a state, a verdict or 是, 否, and hold ticks, of which a row has one.
    """
    result = list(matches)
    taken = {m.field for m in matches if m.how in ("exact", "alias", "remembered", "again")}
    for field, group in _groups(matches):
        if not _holds_ticks(table, group):
            continue
        own = {matches[column].field for column in group}
        if field in taken and field not in own:  # another column says the same in words
            continue
        for column in group:
            result[column] = replace(matches[column], field=field, how="tick", score=100.0)
        taken.add(field)
    return tuple(result)


def _groups(matches: Sequence[ColumnMatch]) -> Iterator[tuple[str, list[int]]]:
    """Columns side by side that may answer one question, with the field of the answer.

    A column without a heading above goes with the one before it that has one: where nothing is merged, only the first bears it.
    """
    keys: list[tuple[str, str] | None] = []
    for match in matches:
        parent = "/".join(lines_of(match.heading)[:-1])
        before = keys[-1] if keys else None
        carried = before[0] if not parent and before is not None else parent
        keys.append(_question(match, carried) or _question(match, parent))
    for key, group in groupby(zip(keys, matches, strict=True), lambda pair: pair[0]):
        if key is not None:
            parent, field = key
            columns = [match.column for _, match in group]
            words = {word_of(matches[column].heading) for column in columns}
            if len(words) == len(columns) and (parent or not words & {"是", "否"}):
                yield field, columns


def _question(match: ColumnMatch, parent: str) -> tuple[str, str] | None:
    """The heading above a column, and the field that its heading answers; None where it answers nothing."""
    if match.how == "remembered" and match.field not in _FIELDS:
        return None
    if without_legend(match.heading) != match.heading:
        return None
    if len(lines_of(match.heading)) < 2 and match.field is not None and match.how in ("exact", "alias"):
        return None
    asked = _field_asked(parent)
    field = None if asked is None else _field_answered(match.heading, asked)
    return None if field is None else (parent, field)


def are_answers(question: str, labels: Sequence[str]) -> bool:
    """Whether these are headings of columns to tick below a heading that asks about the fix: 是 and 否 below 是否整改."""
    asked = _field_asked(question) if question else None
    return (
        asked is not None
        and len(set(labels)) == len(labels) > 1
        and all(_field_answered(label, asked) is not None for label in labels)
    )


def word_of(heading: str) -> str:
    """What a tick in the column says: 已完成 of 整改情况/已完成."""
    return re.sub(r"[(（\[【].*?[)）\]】]|[√✓☑]|打勾", "", (lines_of(heading) or [""])[-1]).strip()


def _field_asked(parent: str) -> str | None:
    """The field of the heading above; state where there is none, None where it is about something else."""
    if not parent:
        return "state"
    known = field_of(parent) or field_of("".join(lines_of(parent)[-1:]))
    if known is not None:
        return _FIELDS.get(known[0])
    return (
        "state"
        if _ABOUT_THE_FIX.search(parent) and not re.search(r"时限|期限|措施|单位|责任|手续|资金|方案", parent)
        else None
    )


def _field_answered(label: str, asked: str) -> str | None:
    """The field that a column headed by `label` answers, if its wording says something of what is asked."""
    word = word_of(label)
    if (
        not word
        or len(word) > 12
        or re.search(r"是否|与否|时间|日期|数量|件数|个数|比例|率|原因|情况|说明|照片|人$|单位", word)
    ):
        return None
    for field, parse in (("state", parse_state), ("verdict", parse_verdict)):
        if asked == "verdict" and field == "state":
            continue
        try:
            if parse(word) is not None:
                return field
        except CellError:
            continue
    return None


def _holds_ticks(table: Table, columns: Sequence[int]) -> bool:
    """Whether these columns hold ticks; days and short remarks in the place of some ticks do not matter."""
    ticks = texts = 0
    for column in columns:
        for value, rows in Counter(row[column] for row in table.rows).items():
            mark = mark_of(value)
            text = parse_text(value) or ""
            if mark == "ticked" or text in _ROUND:
                ticks += rows
            elif mark == "text":
                texts += rows
                if len(text) > _LONGEST_REMARK or (isinstance(value, int | float) and not isinstance(value, bool)):
                    return False
    return ticks > 0 and texts <= (2 * ticks if len(columns) > 1 else ticks // 5)


def ticked(rows: Sequence[Sequence[Cell]], words: Mapping[int, str]) -> list[tuple[str, ...]]:
    """For each row the words of the columns that are ticked in it; more than one where somebody ticked twice. words: column → word."""
    marks = {column: {value: mark_of(value) for value in {row[column] for row in rows}} for column in words}
    others = any("ticked" in said.values() for said in marks.values())
    for said in marks.values():
        for value in said:
            if isinstance(value, str) and (parse_text(value) or "").upper() in _ROUND:
                said[value] = "empty" if others else "ticked"
    result = []
    for row in rows:
        sure = tuple(word for column, word in words.items() if marks[column][row[column]] == "ticked")
        result.append(sure or tuple(w for column, w in words.items() if marks[column][row[column]] == "text"))
    return result
