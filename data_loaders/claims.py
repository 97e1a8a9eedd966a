"""What a cell claims of an issue: the state that a unit reports, the verdict of the office's check."""

import re
import unicodedata
from functools import cache
from typing import Literal

from data_loaders.cells import BLANK_MARKS, CellError, parse_text, quoted
from data_loaders.names import meanings, wording_key
from data_loaders.workbook import Cell
from domain.states import State

_DECORATION = re.compile(r"[\s()（）\[\]【】“”\"'!！.。,，、;；:：*]+")
_DATES_INSIDE = re.compile(
    r"(?:于|在|截至|截止)?(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*(?:[日号](?:前|止)?)?(?:\s*\d{1,2}[:时]\d{0,2}(?::\d{2})?)?|\d{8}"
)
_LONGEST_STATE = 60
_Wordings = Literal["state", "state_hint", "verdict"]
_PERCENT = re.compile(
    r"^(?:已?(?:完成|整改)|进度|完成率|整改率)?\D{0,2}?(\d{1,3}(?:\.\d+)?)%(?:以上|左右)?(?:完成|整改)?$"
)
_BOX_TICKED = "☑√✓✔■☒✅"
_BOX_EMPTY = "□☐○"
# Where a text holds wordings of several states, the later ones of this row decide: "已整改完成，已销号" is closed,
# "已完成80%，正在整改" is under way, "已整改，复核不合格" goes back.
_WEIGHT = (
    State.REPORTED, State.CLOSED, State.ASSIGNED, State.IN_PROGRESS, State.REWORK, State.ON_HOLD, State.DISPUTED, State.REJECTED,
)  # fmt: skip


def parse_state(value: Cell) -> State | None:
    """The state that a cell claims: a wording from names.csv, alone or within a short text, a tick or cross, a percentage, ☑是□否.

    100 % is 上报完成, 0 is 已交办, anything between is 整改中 (so are the numbers 1, 0 and 0.8, as Excel keeps percentages).
    Of several wordings in one text the weightier decides: a doubt beats a claim, 已销号 beats 已完成.
    A unit cannot stop its own clock: 无法整改, 暂缓 and 申请挂账 are 整改中 until the office writes 挂账, and 不属实 is 责任待定 until it
    writes 不予认定.
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
    key = wording_key(_ticked(text) or text)
    known = meanings("state") | meanings("state_hint")
    if key in known:
        return State[known[key]]
    bare = _DECORATION.sub("", key)
    if bare in BLANK_MARKS:
        return None
    if found := _PERCENT.match(key):
        return _state_of_share(float(found.group(1)) / 100)
    bare = _DECORATION.sub("", _DATES_INSIDE.sub("", key))
    if bare in known:
        return State[known[bare]]
    states = _states_in(_said(text)) if len(bare) <= _LONGEST_STATE else set()
    if not states:
        raise CellError(
            f"看不懂整改状态{quoted(text)}。",
            "请写成“已完成”“整改中”“未整改”“已销号”等，或告诉系统这种写法是什么意思。",
        )
    return max(states, key=_WEIGHT.index)


def _states_in(text: str) -> set[State]:
    """The states that the wordings in a text stand for. Hints (已安排, 已下发 …) count only where nothing else is said."""
    claims = _claims(text, "state")
    states = {State[claim] for claim in claims if claim != _UNDONE}
    if _UNDONE in claims:  # "未按时完成", "预计7月底完成"
        states = (states - {State.REPORTED, State.CLOSED}) | {State.IN_PROGRESS}
    return states or {State[claim] for claim in _claims(text, "state_hint") if claim != _UNDONE}


def _state_of_share(done: float) -> State:
    if done >= 1:
        return State.REPORTED
    return State.IN_PROGRESS if done > 0 else State.ASSIGNED


def _said(text: str) -> str:
    """The text as its clauses are searched: narrowed, upper case, without dates; line breaks still end clauses."""
    plain = unicodedata.normalize("NFKC", text).upper().replace("\n", "，")
    return _DATES_INSIDE.sub("", plain)


def _ticked(text: str) -> str | None:
    """The choice that is ticked in "☑是 □否" or "是☑ 否□"; None where this is not a choice."""
    if not any(box in text for box in _BOX_EMPTY) or not any(box in text for box in _BOX_TICKED):
        return None
    compact = "".join(text.split())
    boxes = f"[{_BOX_TICKED}{_BOX_EMPTY}]"
    before = re.findall(rf"({boxes})([^{_BOX_TICKED}{_BOX_EMPTY}]+)", compact)
    after = [(box, word) for word, box in re.findall(rf"([^{_BOX_TICKED}{_BOX_EMPTY}]+)({boxes})", compact)]
    chosen = [word for box, word in (before if re.match(boxes, compact) else after) if box in _BOX_TICKED]
    return chosen[0].strip("/、，,;；") if len(chosen) == 1 else None


_CLAUSE_ENDS = re.compile(r"[\s，,。；;、（）()\[\]【】：:!！]+")
_GOOD = frozenset(("REPORTED", "CLOSED", "passed"))
_UNDONE = "undone"
# In front of 完成, 到位, 通过 … within its clause: it has not happened.
_NOT_YET = re.compile(
    r"[未没无难]|不能|不得|不够|尚|待|预计|预期|计划|[拟将需须应限]|力争|争取|确保|保证|打算|准备|督促|要求|责令|责成|抓紧|尽快|加快|正在|逐步|坚持|做到|[若如]|[天日周月时]内|[日月天旬底]前|仍"
)
_SURE = ("已", "均", "全部", "同意", "准予", "予以", "可以")
# In front of 反弹, 不合格 …: it is not so.
_AVERTED = re.compile(
    r"(?:容?易|可能|防止|避免|杜绝|严防|[未无非没]|没有|不会|不再|如有?|若有?)(?:再次|再|出现|发生|问题|发现)*$"
)


def _claims(text: str, kind: _Wordings) -> set[str]:
    """The meanings of the wordings in a text, clause by clause, longest wording first; what one has used is gone for the rest.

    A good wording behind 未, 预计, 需 and the like gives "undone"; a bad one behind 防止 and the like gives nothing.
    """
    claims: set[str] = set()
    known = meanings(kind)
    for clause in _CLAUSE_ENDS.split(text):
        bare = _DECORATION.sub("", clause)
        if bare in known:
            claims.add(known[bare])
            continue
        for wording, meaning in _long_wordings(kind):
            at = bare.find(wording)
            if at < 0:
                continue
            before = bare[:at]
            if meaning in _GOOD:
                sure = wording.startswith(_SURE)
                undone = before.endswith(("未", "没")) if sure else _NOT_YET.search(before)
                claims.add(_UNDONE if undone else meaning)
            elif not _AVERTED.search(before):
                claims.add(meaning)
            bare = bare.replace(wording, "\0")
    return claims


@cache
def _long_wordings(kind: _Wordings) -> list[tuple[str, str]]:
    return sorted(
        ((wording, meaning) for wording, meaning in meanings(kind).items() if len(wording) > 1),
        key=lambda pair: -len(pair[0]),
    )


def parse_verdict(value: Cell) -> Literal["passed", "failed"] | None:
    """What the office found when it checked. 未复核, 待复核 and an empty cell give None; of several wordings a failure decides."""
    match value:
        case None:
            return None
        case bool():
            return "passed" if value else "failed"
    text = parse_text(value)
    if text is None:
        return None
    known = meanings("verdict")
    key = wording_key(_ticked(text) or text)
    bare = _DECORATION.sub("", _DATES_INSIDE.sub("", key))
    meaning = known.get(key) or known.get(_DECORATION.sub("", key)) or known.get(bare)
    if meaning is None:
        if _DECORATION.sub("", key) in BLANK_MARKS:
            return None
        found = _claims(_said(text), "verdict") if len(bare) <= _LONGEST_STATE else set()
        if (
            _UNDONE in found and "none" not in found
        ):  # "未完全整改到位", "仍需整改到位"; but "待整改到位后复核" is no verdict
            found.add("none" if "待" in text else "failed")
        meaning = next((m for m in ("failed", "passed", "none") if m in found), None)
    match meaning:
        case "passed":
            return "passed"
        case "failed":
            return "failed"
        case "none":
            return None
    raise CellError(f"看不懂复核情况{quoted(text)}。", "请写成“合格”或“不合格”，没有复核的留空。")
