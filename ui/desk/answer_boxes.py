"""One question, one box: a heading, a unit, a state, a word; proposals first, none of them chosen beforehand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from data_loaders.headings.headings import ColumnMatch
from data_loaders.headings.kinds import field_names, kind_name
from data_loaders.import_options import ImportOptions, NamedUnit
from data_loaders.masters.name_lookup import NEW
from data_loaders.masters.newcomers import Newcomer
from data_loaders.outcome.outcome import Unknown
from data_loaders.states.state_words import VERDICT_WORDS
from domain.directory import DISTRICT, Directory
from domain.ledger.states import STANDINGS, STATE_WORDS
from ui.desk import uploads
from ui.shell.wording import literal

LEFT_OUT, AS_NEW, AS_IT_IS = "不读取（只保存原文）", "登记为新单位", "照原文登记为新的"
NO_VERDICT = "只存原文，不算复核结果"
AS_ACTION, NO_STATE = "登记为新的专项行动", "只存原文，不改变状态"
KIND_NAMES: Mapping[str, str] = {
    "state": "状态",
    "verdict": "复核情况",
    "district": "镇区",
    "department": "单位",
    "category": "问题类别",
    "site_type": "点位类型",
    "action": "专项行动",
}
WORDS: Mapping[str, str] = {"category": AS_IT_IS, "site_type": AS_IT_IS, "action": AS_ACTION, "verdict": NO_VERDICT}
"""Kinds whose answers are words → the answer that takes the text as a new one."""


def ask_heading(book: str | None, heading: str, column: ColumnMatch, said: str | None) -> None:
    """What a heading means. said: the field that was answered, None for 不读取, "" for nothing."""
    names = field_names(book)
    others = [name for name in names if name not in (column.field, "serial")]
    proposed = [column.field] if column.field else []
    scores = {column.field: column.score} if column.field else {}
    key = f"heading_{heading}" if book is None else f"heading_{book}_{heading}"

    def answered() -> None:
        value = st.session_state[key]
        uploads.decide_alike(book, lambda choices: _with_field(choices, heading, value))

    _pick(
        f"{'' if book is None else f'《{kind_name(book)}》'}表头“{literal(heading)}”",
        [*proposed, LEFT_OUT, *others],
        scores,
        names,
        LEFT_OUT if said is None else said or None,
        key=key,
        answered=answered,
    )


def _with_field(choices: ImportOptions, heading: str, value: str | None) -> ImportOptions:
    fields = {name: field for name, field in choices.fields.items() if name != heading}
    if value is not None:
        fields[heading] = None if value == LEFT_OUT else value
    return replace(choices, fields=fields)


def ask_unit(one: Newcomer, likely: Sequence[tuple[str, float]], directory: Directory, *, is_open: bool) -> None:
    """Who a unit is. likely: names of known units that look like its own; only a short form of one goes before a new unit."""
    key = f"answer_unit_{one.name}"
    texts = [text for text, _ in one.texts]
    sure = [one.same] if one.same else list(one.either)
    scores = {name: score for name, score in likely if name in sure}
    alike = [name for name, _ in likely if name not in sure]
    names = [unit.name for unit in directory.units.values()]
    options = list(dict.fromkeys([*sure, AS_NEW, *alike, *names]))

    def answered() -> None:
        value = st.session_state[key]
        uploads.decide_all(lambda choices: with_unit(choices, one, value))

    label = "、".join(f"“{literal(text)}”" for text in texts[:3]) + (" 等写法" if len(texts) > 3 else "")
    rows = f"（{one.rows:,} 行）" if is_open else "（已确认）"
    said = _first(lambda choices: said_of_unit(choices, texts))
    _pick(
        f"{KIND_NAMES['district' if one.kind == DISTRICT else 'department']}{label}{rows}",
        options,
        scores,
        {},
        said,
        key=key,
        answered=answered,
    )


def with_unit(choices: ImportOptions, one: Newcomer, value: str | None) -> ImportOptions:
    """The choices with an answer about a unit under all its names (None takes it back)."""
    texts = [text for text, _ in one.texts]
    units = {text: name for text, name in choices.units.items() if text not in texts}
    new = {name: unit for name, unit in choices.registered.items() if name in units.values()}
    if value == AS_NEW:
        units |= dict.fromkeys(texts, one.name)
        new[one.name] = NamedUnit(one.kind, one.group, one.short_name)
    elif value is not None:
        units |= dict.fromkeys(texts, value)
    return replace(choices, units=units, registered=new)


def said_of_unit(choices: ImportOptions, texts: Sequence[str]) -> str | None:
    """What was answered about a unit, as the box shows it; None for nothing."""
    name = next((choices.units[text] for text in texts if text in choices.units), None)
    return AS_NEW if name == NEW or name in choices.registered else name


def ask_value(item: Unknown, directory: Directory, *, is_open: bool) -> None:
    """What a state, a verdict, a category, a site type or an action means."""
    scores = dict(item.proposals)
    key = f"answer_{item.kind}_{item.key}"

    def answered() -> None:
        value = st.session_state[key]
        uploads.decide_all(lambda choices: with_answer(choices, item, value))

    rows = f"（{item.rows:,} 行）" if is_open else "（已确认）"
    _pick(
        f"{KIND_NAMES[item.kind]}“{literal(item.name)}”{rows}",
        [*scores, *(o for o in options(item.kind, directory) if o not in scores)],
        scores,
        {},
        _first(lambda choices: answer(choices, item)),
        key=key,
        answered=answered,
    )


def options(kind: str, directory: Directory) -> list[str]:
    """What a value of this kind can mean."""
    if kind == "state":
        return [*STATE_WORDS, NO_STATE]
    if kind == "verdict":
        return [*VERDICT_WORDS, NO_VERDICT]
    if kind == "action":
        return [AS_ACTION, *(action.name for action in directory.actions.values())]
    return [AS_IT_IS, *(word for i, word in directory.terms.items() if directory.term_kinds[i] == kind)]


def with_answer(choices: ImportOptions, item: Unknown, value: str | None) -> ImportOptions:
    """The choices with an answer about a value (None takes it back)."""
    if item.kind == "state":
        states = {text: state for text, state in choices.states.items() if text != item.key}
        said = {} if value is None else {item.key: STATE_WORDS.get(value)}
        return replace(choices, states=states | said)
    words = {key: word for key, word in choices.words.items() if key != (item.kind, item.key)}
    meaning = NEW if value == WORDS[item.kind] else value
    return replace(choices, words=words | ({} if meaning is None else {(item.kind, item.key): meaning}))


def answer(choices: ImportOptions, item: Unknown) -> str | None:
    """What was answered about a value, as the box shows it; "" for nothing."""
    if item.kind == "state":
        if item.key not in choices.states:
            return ""
        state = choices.states[item.key]
        return NO_STATE if state is None else STANDINGS[state].name
    word = choices.words.get((item.kind, item.key), "")
    return WORDS[item.kind] if word == NEW else word


def _first(read: Callable[[ImportOptions], str | None]) -> str | None:
    """What the first file's choices say; all files share the answers."""
    return read(uploads.tables()[0][0].choices)


def _pick(
    label: str,
    choices: Sequence[str],
    scores: Mapping[str, float],
    names: Mapping[str, str],
    said: str | None,
    *,
    key: str,
    answered: Any,
) -> None:
    """One question; proposals carry their similarity, and none is chosen beforehand."""

    def shown(option: str) -> str:
        name = names.get(option, option)
        if option not in scores:
            return name
        why = f"相似度 {scores[option]:.0f}" if scores[option] else "看这一列写的内容"
        return f"建议：{name}（{why}）"

    st.session_state[key] = said if said in choices else None
    st.selectbox(label, choices, format_func=shown, key=key, on_change=answered, placeholder="请选择")
