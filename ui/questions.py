"""What the sheets on the desk say that nobody has explained yet: headings, units, states, words. Each is asked about once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from data_loaders.book_headings import SURE
from data_loaders.choices import Choices
from data_loaders.headings import ColumnMatch
from data_loaders.kinds import field_names, kind_name
from data_loaders.outcome import Forecast, Unknown
from data_loaders.register import NEW
from domain.directory import Directory
from domain.states import STANDINGS, STATE_WORDS
from ui import data, uploads
from ui.wording import literal

ASKED = "desk_asked"
LEFT_OUT, AS_NEW, AS_IT_IS = "不读取（只保存原文）", "登记为新单位", "照原文登记为新的"
AS_ACTION = "登记为新的专项行动"
MOST = 60
Asked = tuple[str | None, str]
"""Whose heading: the book (None: the main kinds) and the text."""
KIND_NAMES: Mapping[str, str] = {
    "state": "状态",
    "district": "镇区",
    "department": "单位",
    "category": "问题类别",
    "site_type": "点位类型",
    "action": "专项行动",
}
WORDS: Mapping[str, str] = {"category": AS_IT_IS, "site_type": AS_IT_IS, "action": AS_ACTION}
"""Kinds whose answers are words → the answer that takes the text as a new one."""


def loose_headings() -> dict[Asked, ColumnMatch]:
    """Headings on the desk that nobody knows for sure, by book (None: the main kinds) and text; a proposal counts only when
    it is confirmed.
    """
    found: dict[Asked, ColumnMatch] = {}
    for item, file in uploads.tables():
        book = uploads.book_of(item)
        for plan in file.sheets:
            for column in plan.columns if plan.book == book else ():
                if column.how not in SURE:
                    found.setdefault((book, column.heading), column)
    return found


def unknown_values(forecast: Forecast | None) -> dict[tuple[str, str], Unknown]:
    """Values that nobody knows, from every file; what was answered stays, so that its answer can be seen and changed."""
    asked: dict[tuple[str, str], Unknown] = st.session_state.setdefault(ASKED, {})
    if forecast is not None:
        said: dict[tuple[str, str], Unknown] = {}
        for outcome in forecast.loadable:
            for item in outcome.unknown:
                known = said.get((item.kind, item.text))
                said[(item.kind, item.text)] = replace(
                    item,
                    rows=item.rows + (known.rows if known else 0),
                    holds_rows_back=item.holds_rows_back or (known is not None and known.holds_rows_back),
                )
        asked.update(said)
        files = [item.choices for item, _ in uploads.tables()]
        gone = [key for key, item in asked.items() if key not in said and not any(answer(c, item) for c in files)]
        for key in gone:  # of a file that was put away
            del asked[key]
        return said
    return {}


def ask(forecast: Forecast | None) -> int:
    """Show the questions; how many of them hold rows back."""
    if not uploads.tables():
        st.session_state.pop(ASKED, None)
        return 0
    headings = loose_headings()
    still_open = unknown_values(forecast)
    asked: dict[tuple[str, str], Unknown] = st.session_state.get(ASKED, {})
    waiting = sum(item.holds_rows_back for item in still_open.values())
    if not headings and not asked:
        return 0
    told = sum(heading in _choices_of(book).fields for book, heading in headings)
    rest = len(headings) - told + len(still_open)
    title = f"有 {rest:,} 处要您确认" if rest else "要确认的都确认了"
    with st.expander(f"{title}（表头、单位、状态、类别、专项行动）", expanded=True):
        st.caption(
            "每处只问一次，答案由本办公室记住，可在“设置”里查看和修改。没有确认的单位、状态和各项工作表里的专项行动，相关的行暂不导入；"
            "没有确认的表头不读取，没有确认的类别照原文登记，问题台账里没有确认的专项行动不读取。"
        )
        boxes = st.columns(3)
        place = 0
        for (book, heading), column in headings.items():
            with boxes[place % 3]:
                _ask_heading(book, heading, column)
            place += 1
        directory = data.ledger(data.source()).directory
        order = sorted(asked.values(), key=lambda item: (not item.holds_rows_back, -item.rows))
        for item in order[: MOST - min(place, MOST)]:
            with boxes[place % 3]:
                _ask_value(item, directory, is_open=(item.kind, item.text) in still_open)
            place += 1
        if len(headings) + len(order) > MOST:
            st.caption(f"另有 {len(headings) + len(order) - MOST:,} 处，答完这些后再问。")
    return waiting


def _choices_of(book: str | None) -> Choices:
    """What is decided about the first file of a book; files of one sort share the answers about headings."""
    return next((item.choices for item, _ in uploads.tables() if uploads.book_of(item) == book), Choices())


def _ask_heading(book: str | None, heading: str, column: ColumnMatch) -> None:
    names = field_names(book)
    others = [name for name in names if name not in (column.field, "serial")]
    proposed = [column.field] if column.field else []
    scores = {column.field: column.score} if column.field else {}
    key = f"heading_{heading}" if book is None else f"heading_{book}_{heading}"
    said = _choices_of(book).fields.get(heading, "")

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


def _with_field(choices: Choices, heading: str, value: str | None) -> Choices:
    fields = {name: field for name, field in choices.fields.items() if name != heading}
    if value is not None:
        fields[heading] = None if value == LEFT_OUT else value
    return replace(choices, fields=fields)


def _ask_value(item: Unknown, directory: Directory, *, is_open: bool) -> None:
    scores = dict(item.proposals)
    key = f"answer_{item.kind}_{item.text}"

    def answered() -> None:
        value = st.session_state[key]
        uploads.decide_all(lambda choices: with_answer(choices, item, value))

    rows = f"（{item.rows:,} 行）" if is_open else "（已确认）"
    _pick(
        f"{KIND_NAMES[item.kind]}“{literal(item.text)}”{rows}",
        [*scores, *(o for o in options(item.kind, directory) if o not in scores)],
        scores,
        {},
        _said(lambda choices: answer(choices, item)),
        key=key,
        answered=answered,
    )


def options(kind: str, directory: Directory) -> list[str]:
    """What a value of this kind can mean."""
    if kind == "state":
        return list(STATE_WORDS)
    if kind == "action":
        return [AS_ACTION, *(action.name for action in directory.actions.values())]
    if kind in WORDS:
        return [AS_IT_IS, *(word for i, word in directory.terms.items() if directory.term_kinds[i] == kind)]
    return [AS_NEW, *(unit.name for unit in directory.units.values())]


def with_answer(choices: Choices, item: Unknown, value: str | None) -> Choices:
    """The choices with an answer about a value (None takes it back)."""
    if item.kind == "state":
        states = {text: state for text, state in choices.states.items() if text != item.text}
        return replace(choices, states=states | ({} if value is None else {item.text: STATE_WORDS[value]}))
    if item.kind in WORDS:
        words = {key: word for key, word in choices.words.items() if key != (item.kind, item.text)}
        meaning = NEW if value == WORDS[item.kind] else value
        return replace(choices, words=words | ({} if meaning is None else {(item.kind, item.text): meaning}))
    units = {text: name for text, name in choices.units.items() if text != item.text}
    meaning = NEW if value == AS_NEW else value
    return replace(choices, units=units | ({} if meaning is None else {item.text: meaning}))


def answer(choices: Choices, item: Unknown) -> str | None:
    """What was answered about a value, as the box shows it; "" for nothing."""
    if item.kind == "state":
        state = choices.states.get(item.text)
        return STANDINGS[state].name if state is not None else ""
    if item.kind in WORDS:
        word = choices.words.get((item.kind, item.text), "")
        return WORDS[item.kind] if word == NEW else word
    name = choices.units.get(item.text, "")
    return AS_NEW if name == NEW else name


def _said(read: Any) -> str | None:
    """What the first file's choices say; all files share the answers."""
    found: str | None = read(uploads.tables()[0][0].choices)
    return found


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
        return f"建议：{name}（相似度 {scores[option]:.0f}）" if option in scores else name

    st.session_state[key] = said if said in choices else None
    st.selectbox(label, choices, format_func=shown, key=key, on_change=answered, placeholder="请选择")
