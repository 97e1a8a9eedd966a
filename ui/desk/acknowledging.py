"""先要知道: what of the files on the desk was not understood and moves a figure, to be acknowledged before they are imported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from data_loaders.import_options import ImportOptions
from data_loaders.outcome.notices import Notice, acknowledged, is_acknowledged, still_open
from data_loaders.outcome.outcome import Outcome
from ui.desk import parting, uploads
from ui.desk.uploads import DeskFile
from ui.shell.wording import literal

SHOWN = 3
"""Examples of each notice."""


@dataclass(frozen=True)
class Heap:
    """The notices of one kind, of all files on the desk that have one."""

    said: tuple[tuple[DeskFile, Notice], ...]

    @property
    def first(self) -> Notice:
        """Whose words are told."""
        return self.said[0][1]

    @property
    def count(self) -> int:
        """Of all files together."""
        return sum(notice.count for _, notice in self.said)

    @property
    def known(self) -> bool:
        """Whether all of them are acknowledged."""
        return all(is_acknowledged(notice, item.choices) for item, notice in self.said)


def heaps(outcomes: Sequence[tuple[DeskFile, Outcome]]) -> list[Heap]:
    """What is to be said of the files, kind by kind, in the order in which it is told."""
    found: dict[str, list[tuple[DeskFile, Notice]]] = {}
    for item, outcome in outcomes:
        for notice in outcome.notices:
            found.setdefault(notice.key, []).append((item, notice))
    return sorted((Heap(tuple(said)) for said in found.values()), key=lambda heap: heap.first.place)


def open_of(item: DeskFile, outcome: Outcome) -> list[Notice]:
    """What of one file is still to be acknowledged."""
    return still_open(outcome.notices, item.choices)


def ask(outcomes: Sequence[tuple[DeskFile, Outcome]]) -> int:
    """Show what must be acknowledged, and folded below what moves no figure; how many kinds of the former are open."""
    told = heaps(outcomes)
    moving = [heap for heap in told if heap.first.moves]
    waiting = sum(not heap.known for heap in moving)
    several = len(outcomes) > 1
    if moving:
        with st.container(border=True, key="desk_notices"):
            left = f"还有 {waiting} 项没有勾选" if waiting else "都知道了"
            st.markdown(
                f"**先要知道 {len(moving)} 项**（{left}）：这些会改变指标。逐项看过，勾选“知道了”，才能确认导入。"
            )
            for heap in moving:
                _one(heap, several=several)
                if heap.first.key in ("parted", "unparted"):
                    parting.offer(outcomes, split=heap.first.key == "parted")
    parting.say_taken([item for item, _ in outcomes])
    _rest([heap for heap in told if not heap.first.moves], outcomes)
    return waiting


def _one(heap: Heap, *, several: bool) -> None:
    first = heap.first
    box, words = st.columns([1.1, 10], vertical_alignment="center")
    files = f"（{len(heap.said):,} 个文件）" if len(heap.said) > 1 else ""
    examples = _examples(heap, several=several)
    words.markdown(f"**{first.name} {heap.count:,} {first.unit}**{files}，{first.effect}。  \n:small[{examples}]")
    key = f"know_{first.key}_{'_'.join(notice.mark for _, notice in heap.said)[:60]}"
    st.session_state[key] = heap.known

    def ticked() -> None:
        for item, notice in heap.said:
            uploads.decide(item, _with(notice, known=bool(st.session_state[key])))

    box.checkbox("知道了", key=key, on_change=ticked)


def _with(notice: Notice, *, known: bool) -> Callable[[ImportOptions], ImportOptions]:
    return lambda choices: acknowledged(choices, [notice], known=known)


def _examples(heap: Heap, *, several: bool) -> str:
    """The first examples of each file in turn, until there are enough."""
    turns: list[str] = []
    for place in range(SHOWN):
        for item, notice in heap.said:
            if place < len(notice.examples):
                turns.append(f"{item.name} · {notice.examples[place].said}" if several else notice.examples[place].said)
    return literal("如：" + "；".join(turns[:SHOWN])) if turns else ""


def _rest(quiet: Sequence[Heap], outcomes: Sequence[tuple[DeskFile, Outcome]]) -> None:
    """What moves no figure."""
    lines = [f"{heap.first.name} {heap.count:,} {heap.first.unit}，{heap.first.effect}。" for heap in quiet]
    lines += [line for item, outcome in outcomes for line in _of_account(item, outcome, several=len(outcomes) > 1)]
    if not lines:
        return
    with st.expander(f"其他说明（{len(lines):,} 项，不改变指标）"):
        for line in lines:
            st.caption(f"· {literal(line)}")


def _of_account(item: DeskFile, outcome: Outcome, *, several: bool) -> list[str]:
    """What else is to be said of one file, and its rows set aside."""
    name = f"{item.name}：" if several else ""
    lines = [f"{name}{note}" for note in outcome.notes]
    aside = 0 if outcome.account is None else len(outcome.account.asides)
    if aside:
        lines.append(f"{name}{aside:,} 行放在一边（合计、签字、分组行等），认错了可以在“本表账目”里取回。")
    return lines


def told(notices: Sequence[Notice], choices: ImportOptions) -> list[tuple[str, list[Notice]]]:
    """The notices of an import by what became of them, each heap with its title; empty ones are left out."""
    known = [notice for notice in notices if notice.moves and is_acknowledged(notice, choices)]
    unknown = [notice for notice in notices if notice.moves and not is_acknowledged(notice, choices)]
    quiet = [notice for notice in notices if not notice.moves]
    titles = (("导入人已知道", known), ("没有人确认知道（不是从这一页导入的）", unknown), ("其他说明", quiet))
    return [(title, said) for title, said in titles if said]
