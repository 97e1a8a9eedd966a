"""What the sheets on the desk say that nobody has explained yet: headings, units, states, words. Each is asked about once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from data_loaders.headings.dataset_headings import SURE
from data_loaders.headings.headings import ColumnMatch
from data_loaders.headings.kinds import missing_fields
from data_loaders.import_options import ImportOptions
from data_loaders.masters.name_lookup import NEW
from data_loaders.masters.newcomers import Newcomer, newcomers
from data_loaders.outcome.outcome import DryRun, Outcome, Unknown
from domain.directory import DEPARTMENT, DISTRICT, Directory
from ui.desk import new_units, uploads
from ui.desk.answer_boxes import answer, ask_heading, ask_unit, ask_value, said_of_unit
from ui.shell import data

MOST = 60
FEW = 3
"""So many new units are asked about one by one, where others are known; more stand in one table."""
UNITS = (DISTRICT, DEPARTMENT)
Asked = tuple[str | None, str]
"""Whose heading: the book (None: the main kinds) and the text."""
Box = Callable[[], None]


@dataclass(frozen=True)
class Questions:
    """All questions of the desk.

    headings: those that nobody knows for sure. blocking: the ones of files that cannot be loaded without a column. units: what
    is behind unknown names, `open_units` those without an answer. values: other unknown values, answered ones too; open_values:
    those without an answer. left: what was taken as written without an answer being kept.
    """

    headings: dict[Asked, ColumnMatch]
    blocking: tuple[Asked, ...]
    units: tuple[Newcomer, ...]
    open_units: tuple[Newcomer, ...]
    values: tuple[Unknown, ...]
    open_values: frozenset[tuple[str, str]]
    left: frozenset[tuple[str | None, str]]
    directory: Directory
    likely: dict[str, tuple[tuple[str, float], ...]]

    @property
    def in_table(self) -> bool:
        """Whether new units stand in one table."""
        return len(self.units) > FEW or not self.directory.units

    @property
    def waiting(self) -> int:
        """How many decisions hold rows back."""
        units = (1 if self.in_table else len(self.open_units)) if self.open_units else 0
        return units + len(self.blocking) + sum(self._is_open(v) for v in self.values if v.holds_rows_back)

    @property
    def optional(self) -> int:
        """How many hold none back and have no answer."""
        values = sum(self._is_open(value) for value in self.values if not value.holds_rows_back)
        return values + len(self.open_headings)

    @property
    def can_be_left(self) -> bool:
        """Whether something is open that can be taken as it is written; a heading that a sheet cannot do without cannot."""
        return bool(
            self.optional
            or any(not one.either for one in self.open_units)
            or any(self._is_open(value) for value in self.values)
        )

    @property
    def open_headings(self) -> list[Asked]:
        """Headings without an answer that keep no file from being loaded."""
        return [
            (book, heading)
            for book, heading in self.headings
            if (book, heading) not in (*self.blocking, *self.left) and heading not in _choices_of(book).fields
        ]

    def _is_open(self, value: Unknown) -> bool:
        return (value.kind, value.key) in self.open_values and (value.kind, value.key) not in self.left

    def first(self) -> list[Box]:
        """The boxes that hold rows back, most rows first."""
        boxes: list[tuple[int, Box]] = []
        if not self.in_table:
            open_ = {one.name for one in self.open_units}
            boxes += [(one.rows, self._unit_box(one, is_open=one.name in open_)) for one in self.units]
        boxes += [(value.rows, self._value_box(value)) for value in self.values if value.holds_rows_back]
        return [box for _, box in sorted(boxes, key=lambda pair: -pair[0])]

    def others(self) -> list[Box]:
        """The boxes that hold none back: headings, then words by their rows."""
        headings: list[Box] = [self._heading_box(asked) for asked in self.headings if asked not in self.blocking]
        values = sorted((v for v in self.values if not v.holds_rows_back), key=lambda value: -value.rows)
        return [*headings, *(self._value_box(value) for value in values)]

    def _heading_box(self, asked: Asked) -> Box:
        book, heading = asked
        said = _choices_of(book).fields.get(heading, "")
        return lambda: ask_heading(book, heading, self.headings[asked], None if asked in self.left else said)

    def _unit_box(self, one: Newcomer, *, is_open: bool) -> Box:
        likely = tuple(pair for text, _ in one.texts for pair in self.likely.get(text, ()))
        return lambda: ask_unit(one, likely, self.directory, is_open=is_open)

    def _value_box(self, value: Unknown) -> Box:
        return lambda: ask_value(value, self.directory, is_open=self._is_open(value))


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


def blocking_headings(forecast: DryRun | None) -> tuple[Asked, ...]:
    """Those of them that keep a sheet or its rows from being loaded: proposed for a column that it lacks, or named as the fault of
    refused rows.
    """
    found: dict[Asked, None] = {}
    tables = uploads.tables()
    outcomes = (
        forecast.outcomes if forecast is not None and len(forecast.outcomes) == len(tables) else [None] * len(tables)
    )
    for (item, file), outcome in zip(tables, outcomes, strict=True):
        book, kind = uploads.book_of(item), item.choices.kind or file.kind
        faulty = {r.heading for r in outcome.refusals} if isinstance(outcome, Outcome) else set()
        for plan in file.sheets:
            if plan.book != book:
                continue
            lacking = missing_fields(kind, plan.fields(item.choices.fields))
            found |= {
                (book, column.heading): None
                for column in plan.columns
                if column.how == "similar" and (column.field in lacking or column.heading in faulty)
            }
    return tuple(found)


def unknown_values(forecast: DryRun | None) -> dict[tuple[str, str], Unknown]:
    """Values that nobody knows, from every file; what was answered stays, so that its answer can be seen and changed."""
    asked: dict[tuple[str, str], Unknown] = st.session_state.setdefault(uploads.ASKED, {})
    if forecast is None:
        return {}
    said: dict[tuple[str, str], Unknown] = {}
    for outcome in forecast.loadable:
        for item in outcome.unknown:
            known = said.get((item.kind, item.key))
            said[(item.kind, item.key)] = replace(
                item,
                rows=item.rows + (known.rows if known else 0),
                holds_rows_back=item.holds_rows_back or (known is not None and known.holds_rows_back),
            )
    asked.update(said)
    files = [item.choices for item, _ in uploads.tables()]
    gone = [key for key, item in asked.items() if key not in said and not any(_is_answered(c, item) for c in files)]
    for key in gone:  # of a file that was put away
        del asked[key]
    return said


def _is_answered(choices: ImportOptions, item: Unknown) -> bool:
    if item.kind in UNITS:
        return said_of_unit(choices, [item.text]) is not None
    return answer(choices, item) != ""


def _questions(forecast: DryRun | None) -> Questions:
    still_open = unknown_values(forecast)
    asked: dict[tuple[str, str], Unknown] = st.session_state.get(uploads.ASKED, {})
    directory = data.ledger(data.source()).directory
    names = {key: item.rows for key, item in asked.items() if item.kind in UNITS}
    units = newcomers(names, tuple(directory.units.values()))
    waiting = {text for kind, text in still_open if kind in UNITS}
    words = {directory.term_kinds[i] for i in directory.terms}
    # Where the office has no words of its own yet, those of its first files are its words.
    values = [
        v
        for v in asked.values()
        if v.kind not in UNITS and (v.kind not in ("category", "site_type") or v.kind in words)
    ]
    return Questions(
        loose_headings(),
        blocking_headings(forecast),
        units,
        tuple(one for one in units if any(text in waiting for text, _ in one.texts)),
        tuple(values),
        frozenset((v.kind, v.key) for v in values if (v.kind, v.key) in still_open),
        frozenset(st.session_state.get(uploads.LEFT, ())),
        directory,
        {item.text: item.proposals for item in asked.values() if item.kind in UNITS},
    )


def ask(forecast: DryRun | None) -> int:
    """Show the questions, those that hold rows back first; how many decisions these are."""
    if not uploads.tables():
        return 0
    questions = _questions(forecast)
    if not (questions.headings or questions.units or questions.values):
        return 0
    title = f"有 {questions.waiting:,} 处要您确认，答了才能导入相关的行" if questions.waiting else "要确认的都确认了"
    if questions.optional:
        title += f"（另有 {questions.optional:,} 处可答可不答）"
    with st.container(key="desk_questions"), st.expander(title, expanded=True):
        known = tuple(questions.directory.units.values())
        table = questions.in_table and questions.open_units
        if questions.blocking:
            st.markdown("**先定表头。** 缺了这一列，表或其中的行读不出来；建议的是看起来最像的。")
            _side_by_side([questions._heading_box(asked) for asked in questions.blocking])
        if table:
            new_units.say(questions.open_units)
        with st.container(horizontal=True):
            if table:
                new_units.offer(questions.open_units, known)
            if questions.can_be_left:
                _offer_as_written(questions)
        if table:
            new_units.show(questions.open_units, known)
        new_units.show_decided(uploads.tables()[0][0].choices)
        first, others = questions.first(), questions.others()
        _side_by_side(first[:MOST])
        if others:
            st.caption(
                "下面的不答也能导入：没有确认的表头不读取，没有确认的类别照原文登记，问题台账里没有确认的专项行动不读取。"
            )
        _side_by_side(others[: max(0, MOST - len(first))])
        if len(first) + len(others) > MOST:
            st.caption(f"另有 {len(first) + len(others) - MOST:,} 处，答完这些后再问。")
        st.caption("每处只问一次，答案由本办公室记住，可在“设置”里查看和修改。")
    return questions.waiting


def _side_by_side(boxes: Sequence[Box]) -> None:
    columns = st.columns(3) if boxes else []
    for place, box in enumerate(boxes):
        with columns[place % 3]:
            box()


def _offer_as_written(questions: Questions) -> None:
    st.button(
        "其余照原文",
        key="desk_as_written",
        icon=":material/done_all:",
        on_click=_take_as_written,
        args=(questions,),
        help="没有答的一次了结：新单位按下表登记；看不懂的整改状态和复核情况只存原文，不改变状态（新问题按未整改计）；类别、点位类型照原文登记；"
        "不认识的表头不读取，只随原始行保存。说不准是哪一个单位的，仍然要您选。",
    )


def _take_as_written(questions: Questions) -> None:
    """Answer what is open as it is written; what is only left unread is not remembered, and asked about with the next file."""
    units = tuple(questions.directory.units.values())

    def taken(choices: ImportOptions) -> ImportOptions:
        choices = new_units.registered(choices, questions.open_units, units)
        states = dict(choices.states)
        words = dict(choices.words)
        for kind, text in questions.open_values:
            value = next(v for v in questions.values if (v.kind, v.key) == (kind, text))
            if kind == "state":
                states.setdefault(text, None)
            elif kind != "action" or value.holds_rows_back:
                words.setdefault((kind, text), NEW)
        return replace(choices, states=states, words=words)

    actions = [(v.kind, v.key) for v in questions.values if v.kind == "action" and not v.holds_rows_back]
    left: set[tuple[str | None, str]] = st.session_state.setdefault(uploads.LEFT, set())
    left |= {*questions.open_headings, *actions}
    uploads.decide_all(taken)


def _choices_of(book: str | None) -> ImportOptions:
    """What is decided about the first file of a book; files of one sort share the answers about headings."""
    return next((item.choices for item, _ in uploads.tables() if uploads.book_of(item) == book), ImportOptions())
