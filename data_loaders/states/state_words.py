"""What a cell claims of an issue: the state that a unit reports, the verdict of the office's check."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from data_loaders.cells.cells import CellError, is_blank_mark, parse_text, quoted
from data_loaders.reading.workbook import Cell
from data_loaders.states.phrases import Fact, facts
from data_loaders.states.times import is_later, names_times
from data_loaders.text.names import meanings, wording_key
from domain.ledger.states import State

_DECORATION = re.compile(r"[\s()（）\[\]【】“”\"'!！.。,，、;；:：*]+")
_LONG = 60
_LONGEST = 400
_SHORT = 20
_ANSWERS_DONE = frozenset((State.REPORTED, State.CLOSED))
_ANSWERS_OPEN = frozenset((State.ASSIGNED, State.IN_PROGRESS))
_BARE_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?)%(?:以上|(?<!100%)左右)?")
_LABELS = re.compile(r"(?:是否|能否|有无)[^,，。;；:?？\s]{1,8}:")
"""Questions of a form that are answered behind their colon: 是否完成：是."""
_A_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
_OF_EXACT = {
    State.ASSIGNED: "untouched", State.IN_PROGRESS: "doing", State.REPORTED: "done", State.CLOSED: "closed",
    State.REWORK: "botched", State.DISPUTED: "disputed", State.ON_HOLD: "held", State.REJECTED: "rejected",
}  # fmt: skip
_REWORK = frozenset(("botched", "back", "redo", "failed"))
_OPEN = frozenset(("doing", "part", "prepared", "planned", "undone", "missed", "remains", "postponed"))
_DONE = frozenset(("done", "closed", "passed"))
_DENIED = frozenset(("doing", "part", "undone", "untouched", "remains", "postponed"))
_OUTDATED = frozenset(("planned", "late", "missed", "sent", "begun", "unsure", "counted", *_REWORK))
"""What a later 已… makes a thing of the past; 现已… does so with everything before it."""
_OVERTAKEN = _OPEN | _REWORK | {"untouched", "unsure", "counted"}
"""What a completion that is told of a later time makes a thing of the past."""


def parse_state(value: Cell, as_of: date | None = None) -> State | None:
    """The state that a cell claims: a tick or cross, a share, a choice (☑是□否), or what its clauses say (data_loaders/forms/states.csv).

    100 % is 上报完成, 0 is 已交办, anything between is 整改中 (so are the numbers 1, 0 and 0.8, as Excel keeps percentages).
    What is asked for, prepared, planned or done in part is not done; what came again after it was done is 返工; a doubt beats a claim,
    unless the claim stands behind it and outdates it (复核不合格，已重新整改到位). A unit cannot stop its own clock: 无法整改, 暂缓 and
    申请挂账 are 整改中 until the office writes 挂账, and 不属实 is 责任待定 until it writes 不予认定.
    as_of: days after it are still to come. Raises CellError for what says nothing, or what has two readings.
    """
    match value:
        case None:
            return None
        case bool():
            return State.REPORTED if value else State.IN_PROGRESS
        case int() | float() if 0 <= value <= 1 or value == 100:
            return _state_of_share(1.0 if value == 100 else float(value))
    text = parse_text(value)
    if text is None:
        return None
    chosen = _ticked(text)
    if chosen is not None:
        text = chosen
    if _A_NUMBER.fullmatch(text) and (0 <= (share := float(text)) <= 1 or share == 100):
        return _state_of_share(min(share, 1.0))
    known = _known_states()
    key = wording_key(text)
    if key in known:
        return known[key]
    bare = _DECORATION.sub("", key)
    if is_blank_mark(bare):
        return None
    if found := _BARE_SHARE.fullmatch(bare):
        return _state_of_share(float(found.group(1)) / 100)
    told = tell(text, as_of)
    if told.state is None:
        raise CellError(
            f"整改状态{quoted(text)}可以有两种理解。" if told.two else f"看不懂整改状态{quoted(text)}。",
            "请写成“已完成”“整改中”“未整改”“已销号”等，或告诉系统这种写法是什么意思。",
        )
    return told.state


@cache
def _known_states() -> dict[str, State]:
    """What a whole cell, or a whole clause, means by itself."""
    return {text: State[meaning] for text, meaning in (meanings("state") | meanings("state_hint")).items()}


@dataclass(frozen=True)
class ToldWork:
    """What a text says of the work. state: None where it says nothing or has two readings (two). kinds: see phrases.Fact."""

    state: State | None
    two: bool = False
    kinds: frozenset[str] = frozenset()


def tell(text: str, as_of: date | None = None) -> ToldWork:
    """What a text says of the work; see `parse_state`."""
    plain = unicodedata.normalize("NFKC", text).upper()
    if ":" in plain:
        plain = _LABELS.sub("", plain)
    if len(plain) > _LONGEST:
        return ToldWork(None)
    if plain.rstrip().endswith("?") or _offers_both(plain):
        return ToldWork(None, two=True)
    said = _facts(plain, as_of)
    if len(said) > 1 and names_times(plain) and _contradicts(said):
        said = _facts(plain, as_of, timed=True)
    kinds = frozenset(fact.kind for fact in _standing(said, long=len(plain) > _LONG))
    return ToldWork(*_weighed(kinds), kinds)


def _offers_both(plain: str) -> bool:
    """Whether done and not done stand side by side as answers of which none is chosen: 已整改/未整改."""
    parts = [part.strip() for part in re.split("[/|、]", plain)] if len(plain) <= _SHORT else []
    states = {_known_states().get(part) for part in parts}
    return None not in states and bool(states & _ANSWERS_DONE) and bool(states & _ANSWERS_OPEN)


def settled(progress: str) -> bool:
    """Whether a text leaves room for a day of completion beside it: it says how the work was arranged, planned or prepared, or that
    it is done in spite of a doubt; not that it is under way, done in part, not done or denied.
    """
    kinds = tell(progress).kinds
    if "disputed" in kinds:
        return bool(kinds & (_DONE | {"unsure"}))
    return not kinds & (_DENIED | _REWORK)


def _contradicts(said: Sequence[Fact]) -> bool:
    """Whether a text says both that something is done and that something is not."""
    return any(fact.kind in _DONE for fact in said) and any(fact.kind in _OVERTAKEN for fact in said)


def _facts(plain: str, as_of: date | None, *, timed: bool = False) -> list[Fact]:
    known = _known_states()
    bare = _DECORATION.sub("", plain)
    if bare in known:
        return [_exact(known[bare], bare)]
    return list(facts(plain, as_of, _exact_clause, timed=timed))


def _exact_clause(clause: str) -> Fact | None:
    state = _known_states().get(clause)
    return None if state is None else _exact(state, clause)


def _exact(state: State, wording: str) -> Fact:
    if wording in meanings("state_hint"):
        return Fact("sent" if state is State.ASSIGNED else "begun")
    return Fact(_OF_EXACT[state], sure="已" in wording or state is State.CLOSED)


def _standing(said: Sequence[Fact], *, long: bool) -> list[Fact]:
    """What is left when later words have outdated earlier ones."""
    total = max((fact.places for fact in said if fact.kind == "total" and fact.places), default=None)
    standing: list[Fact] = []
    for fact in said:
        if fact.kind == "left":  # in a letter it may be about anything
            if long or not standing:
                continue
            fact = Fact("unsure")
        if fact.kind in ("counted", "done") and fact.places is not None and total is not None:
            fact = Fact("part") if fact.places < total else fact._replace(kind="done", single=False)
        if fact.kind in _DONE:
            if long and fact.single and not fact.now:
                continue
            before = [f for f in standing if f.kind in _OVERTAKEN and is_later(fact.when, f.when)]
            if before and fact.sure:  # 6月未完成，7月已完成
                standing = [f for f in standing if f not in before]
            elif before:
                standing.append(Fact("torn"))
            if fact.now:
                standing.clear()
            elif fact.sure:
                standing = [f for f in standing if f.kind not in _OUTDATED and (fact.single or f.kind != "prepared")]
        elif fact.kind in _OVERTAKEN and any(f.kind in _DONE and is_later(f.when, fact.when) for f in standing):
            standing.append(Fact("torn"))
        standing.append(fact)
    return standing


def _weighed(kinds: Collection[str]) -> tuple[State | None, bool]:
    """The weightiest state among what is said, and whether there are two readings."""
    for decisive, state in (("rejected", State.REJECTED), ("disputed", State.DISPUTED), ("held", State.ON_HOLD)):
        if decisive in kinds:
            return state, False
    if "torn" in kinds:
        return None, True
    if _REWORK & set(kinds):
        return State.REWORK, False
    if _OPEN & set(kinds) or ("untouched" in kinds and _DONE & set(kinds)):
        return State.IN_PROGRESS, False
    if "untouched" in kinds:
        return (State.IN_PROGRESS if "counted" in kinds else State.ASSIGNED), False
    if "unsure" in kinds or "counted" in kinds:
        return None, True
    if _DONE & set(kinds) or "asked" in kinds:
        closed = ("closed" in kinds or "passed" in kinds) and "asked" not in kinds and "unclosed" not in kinds
        return (State.CLOSED if closed else State.REPORTED), False
    if "begun" in kinds or "late" in kinds or "unclosed" in kinds:
        return State.IN_PROGRESS, False
    return (State.ASSIGNED if "sent" in kinds else None), False


def _state_of_share(done: float) -> State:
    if done >= 1:
        return State.REPORTED
    return State.IN_PROGRESS if done > 0 else State.ASSIGNED


_TICKS = "☑√✓✔■☒✅"
_EMPTY = "□☐○〇"
_BRACKET_TICKED = re.compile(rf"[(（\[【]\s*[{_TICKS}vVＶ]\s*[)）\]】]")
_BRACKET_EMPTY = re.compile(r"[(（\[【]\s*[×xX✗✘]?\s*[)）\]】]")


def _ticked(text: str) -> str | None:
    """The choice that is ticked in "☑是 □否", "是( √ )否(  )" or "是√ 否"; None where this is not a choice."""
    if not any(mark in text for mark in _TICKS) and not _BRACKET_TICKED.search(text):
        return None
    marked = _BRACKET_EMPTY.sub("□", _BRACKET_TICKED.sub("☑", text))
    compact = "".join(marked.split())
    boxes = f"[{_TICKS}{_EMPTY}]"
    words = f"([^{_TICKS}{_EMPTY}]+)"
    if re.search(f"[{_EMPTY}]", compact):
        before = re.findall(rf"({boxes}){words}", compact)
        after = [(box, word) for word, box in re.findall(rf"{words}({boxes})", compact)]
        options = before if re.match(boxes, compact) else after
    else:  # "是√ 否", "已整改√ 未整改": one of two is ticked, the other bears no box
        parts = [part for part in re.split(r"[\s/、，,;；]+", marked.strip()) if part]
        if len(parts) < 2:
            return None
        options = [("☑" if re.search(f"[{_TICKS}]", part) else "□", re.sub(f"[{_TICKS}]", "", part)) for part in parts]
        if not all(_known_states().get(wording_key(word)) for _, word in options):
            return None
    chosen = [word.strip("/、，,;；") for box, word in options if box in _TICKS]
    return chosen[0] if len(chosen) == 1 else None


Verdict = Literal["passed", "failed", "true", "untrue"]

VERDICT_WORDS: Mapping[str, Verdict | None] = {
    "合格": "passed",
    "不合格": "failed",
    "属实": "true",
    "不属实": "untrue",
    "还没有复核": None,
}
"""What a wording of a verdict can mean, as a person says it."""


def parse_verdict(value: Cell) -> Verdict | None:
    """What the office found when it checked. 未复核, 待复核 and an empty cell give None; of several wordings a failure decides.

    "true" and "untrue" (属实, 不属实) speak of what was told, which may be the problem or its fix: who knows the row decides.
    """
    match value:
        case None:
            return None
        case bool():
            return "passed" if value else "failed"
    text = parse_text(value)
    if text is None:
        return None
    chosen = _ticked(text) or text
    known = meanings("verdict")
    key = wording_key(chosen)
    bare = _DECORATION.sub("", key)
    if is_blank_mark(bare):
        return None
    meaning = known.get(key) or known.get(bare) or _verdict_of(chosen)
    match meaning:
        case "passed" | "failed" | "true" | "untrue":
            return meaning
        case "none":
            return None
    raise CellError(
        f"看不懂复核情况{quoted(text)}。", "请写成“合格”或“不合格”，没有复核的留空；或在导入页说明这种写法是什么意思。"
    )


def _verdict_of(text: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).upper()
    known = meanings("verdict")
    said: list[Fact] = []
    words: set[str] = set()
    for fact in facts(plain, None, lambda clause: Fact(f"={known[clause]}") if clause in known else None):
        if fact.kind.startswith("="):
            words.add(fact.kind[1:])
        else:
            said.append(fact)
    kinds = {fact.kind for fact in said}
    if "failed" in words or kinds & _REWORK or kinds & {"remains", "untouched"}:
        return "failed"
    if "asked" in kinds and not kinds & _DONE:
        return "none"
    if "unsure" in kinds and not kinds & _OPEN:
        return None
    if kinds & (_OPEN | {"disputed", "unclosed"}):
        return "untrue" if kinds == {"disputed"} and not words else "failed"
    if "passed" in words or kinds & (_DONE | {"well"}):
        return "passed"
    return "true" if "true" in words else "none" if "none" in words else None
