"""What the clauses of a text on progress say: a grammar (states.lark) over the words of state_words.csv.

A text is cut into clauses; the words of a clause that mean something are found, longest first, and put together by the grammar to
moods (已, 未, 计划, 要求, 正在 …) and claims (整改到位, 方案已制定, 请予销号, 验收不通过 …). A mood bears on the claims behind it, also
on those of the next clause where its own has none ("计划7月底前，全部整改到位"). What no word says is passed over.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from lark import Lark, Token, Tree
from lark.lexer import Lexer

from data_loaders.states.times import Time, time_in
from data_loaders.text.numerals import chinese_number

_HERE = Path(__file__).parent
_NUMERAL = "[一二两三四五六七八九十]{1,3}"
_BY = r"之?前|以前|之内|以内|止|内"
_SPECIAL = (
    r"(?P<DONE_OF>(?<=完成|整改|进度|进展)(?P<share>\d{1,3})[/／](?P<of>\d{1,3})(?![\d/年]))",
    rf"(?P<DATE>(?:(?P<year>20\d\d)[-/.年])?(?P<month>1[0-2]|0?[1-9])[-/.月](?P<day>3[01]|[12]\d|0?[1-9])(?![\d%])[日号]?(?:\d{{1,2}}[:时]\d{{0,2}}(?::\d{{2}})?)?(?P<by>{_BY})?|20\d{{6}})",
    rf"(?P<MONTH>(?:20\d\d年)?(?:1[0-2]|0?[1-9])月(?:份|底|末|初|[上中下]旬)?(?P<by_month>{_BY})?|20\d\d年(?:底|初|[上下]半年)?(?P<by_year>{_BY})?)",
    r"(?P<SHARE>(?P<percent>\d{1,3}(?:\.\d+)?)%(?P<about>左右|上下)?|[一二两三四五六七八九]成(?![都立为])|[一二三四五六七八九十]分之[一二三四五六七八九])",
    rf"(?P<WITHIN>(?:\d{{1,3}}|{_NUMERAL})个?(?:工作日|天|日|周|月|小时)(?:之内|以内|内))",
    rf"(?P<COUNT>(?<!第)(?P<count>\d{{1,4}}|{_NUMERAL})[余多]?(?:处|个|起|件|项|户|家|点|条|块|座|盏|根|辆|堆|幅|张|栋))",
    r"(?P<EXCEPT>除了?[^，。；,;]{1,14}?(?:以外|之外|外)|剩余|剩下|余下|尚余|还剩|尚剩|剩(?=\d|[一二两三四五六七八九十])|其余)",
    r"(?P<OURS>[我本](?:单位|局|镇|街道|办事处|办|委|辖区|部门|公司|司|中心|社区|村|乡|区|处|所|大队|支队|中队|队|方|院|站|校|园|市场|职责|管辖|管理|权责)|(?:职责|管辖|管理|执法)(?:范围|权限)|辖区)",
    r"(?P<HEDGE>据[^，。；,;、\s]{0,8}?称|据(?:说|传|悉|反映))",
    r"(?P<CROSS>[×✗✘✕╳]$)",
)  # fmt: skip
_NOT_QUITE = ("近", "不到", "不足", "未达", "未达到", "未到", "没到", "没有达到", "不及")
"""Directly before 100 % these say that something is left."""
_ABOUT_ALL = "100~"
_DONE_ON = ("已于", "已在", "已经于", "已经在")
"""A day directly behind these is the one by which the work was done, not one that is still to come."""
_BEHIND = frozenset(("完", "好", "毕", "中", "后", "之后", "以后", "了"))
"""These words count only directly behind another one."""
_BEFORE = frozenset(("不", "难", "正", "在", "易", "防", "无", "可", "非"))
"""These words count only directly in front of another one."""


@cache
def _lexicon() -> dict[str, str]:
    with (_HERE / "state_words.csv").open(encoding="utf-8", newline="") as lines:
        return {word: line["token"] for line in csv.DictReader(lines) for word in line["words"].split()}


class _Word(NamedTuple):
    """A word that means something, or a date, share or number of places, where it stands in a clause."""

    kind: str
    text: str
    start: int
    end: int


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """How long the words are that begin with a character, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in _lexicon():
        lengths.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


_PATTERN = re.compile("|".join(_SPECIAL))
_MAY_BE_SPECIAL = frozenset("0123456789一二两三四五六七八九十除剩余尚还其我本职管执辖×✗✘✕╳据")
"""With one of these every special form begins."""


class _Words(Lexer):
    """Hands the words that were found to the parser."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, data: list[Token]) -> Iterator[Token]:  # type: ignore[override]
        """The words, as they are."""
        yield from data


@cache
def _grammar() -> Lark:
    return Lark((_HERE / "states.lark").read_text(encoding="utf-8"), parser="lalr", lexer=_Words)


class Fact(NamedTuple):
    """One thing that a clause says.

    kind: done · closed · asked (to be closed or checked) · passed · failed (a check) · doing · part (of it is done) · prepared (a
    plan is made, a tender is out) · planned (or ordered) · undone (said not to be) · missed (not in time) · untouched (not begun) · unclosed · late · botched (done,
    but not well) · back (it came again) · remains · redo · sent · begun · disputed · held · postponed · rejected · well (合格, of no
    check) · left (something that no word is known for is not done) · counted (so many are done, of an unknown number) · total (so many there are) · unsure (has two readings, is only
    heard, or somebody is not content with it).
    sure: said with 已 or the like. now: said of the present, or of all of it (现已, 全部), so that it outdates what stands before.
    places: of how many it is said. single: of one thing only, not of the whole (已清理, not 已整改 or 整改完成). when: the time that
    its clause, or one before it, names (see `times`).
    """

    kind: str
    sure: bool = False
    now: bool = False
    places: int | None = None
    single: bool = False
    when: Time | None = None


@dataclass
class _Moods:
    """The moods in force at one place of a clause. no: yet (not yet) · cannot · late (not in time). handed: begun (by us) · sent (to others)."""

    sure: bool = False
    now: bool = False
    no: str | None = None
    later: bool = False
    unclear: bool = False
    doing: bool = False
    part: bool = False
    spot: bool = False
    hedged: bool = False
    averted: bool = False
    asked: bool = False
    handed: str | None = None
    count: int | None = None

    def already(self) -> None:
        """已: what was planned, ordered or handed on before does not matter any more."""
        self.sure, self.no, self.handed = True, None, None
        self.later = self.unclear = self.doing = self.asked = False


_PROGRESS = re.compile(r"率|进度|进展|整改|治理")
_LEFT_UNDONE = re.compile(
    r"未(?!能?(?:扣|超|罚|再|发现|发生|出现|造成|产生|引[发起]|影响|收[到取]|接到|见|留|涉及|存在|处罚|罚款|投诉|反[馈弹映]|上[传报]|复|验收|核|销|通过|达|必要|问题|异常|隐患|说|注明|写|填|拍|提供|附|联系|签|回[复访]|报|人|群众|安全|其[他它]|明显|任何|公开|注意|按|及时|经|得|影|成|来))"
    r"[\u4e00-\u9fff]{2,}"
)
"""A clause that says of something nobody has a word for that it is not done: 未恢复绿化 behind 已整改."""
_CLAUSES = re.compile(r"[，,、：:（）()\[\]【】\s]+")
_SENTENCES = re.compile(r"[。；;！!\n]+")
_BESIDE_DIGITS = re.compile(r"(?<=\d)[ \t]+|[ \t]+(?=\d)")


def facts(
    text: str,
    as_of: date | None = None,
    known: Callable[[str], Fact | None] = lambda _clause: None,
    *,
    timed: bool = False,
) -> tuple[Fact, ...]:
    """What a text says, in its order. text: narrowed (NFKC). as_of: days after it are still to come; None where no day is known.

    known: what a whole clause says by itself, where that is known. timed: also find out of which time each is said (Fact.when).
    """
    said: list[Fact] = []
    when: Time | None = None
    for sentence in _SENTENCES.split(_BESIDE_DIGITS.sub("", text)):
        carried: _Carried = None
        for clause in _CLAUSES.split(sentence):
            if not clause:
                continue
            found: tuple[Fact, ...]
            whole = known(clause) if carried is None else None
            if whole is not None:
                found = (whole,)
            else:
                found, carried = _clause(clause, as_of, carried)
            if timed:
                when = time_in(clause) or when
                found = tuple(fact._replace(when=when) for fact in found)
            said += found
    return tuple(said)


_Carried = Literal["later", "hedged"] | None
"""What a clause hands on to the next one: that it only plans or orders, or only tells what somebody says."""


@lru_cache(maxsize=50_000)
def _clause(clause: str, as_of: date | None, carried: _Carried) -> tuple[tuple[Fact, ...], _Carried]:
    """The facts of one clause, and what it hands on. carried: what the one before handed on."""
    words = _kept(_words(clause, as_of))
    if not words:
        return (), carried
    found, after = _read(words, carried, _PROGRESS.search(clause) is not None)
    if not found and after is None and _LEFT_UNDONE.search(clause):
        return (Fact("left"),), None
    return found, after


@lru_cache(maxsize=50_000)
def _read(
    found: tuple[tuple[str, str], ...], carried: _Carried, of_progress: bool
) -> tuple[tuple[Fact, ...], _Carried]:
    """The same for the words of a clause. of_progress: whether a share in it can only be one of the work."""
    words = [Token(kind, text) for kind, text in found]
    moods = _Moods(later=carried == "later", hedged=carried == "hedged")
    said: list[Fact] = []
    open_end: _Carried = None
    for node in _grammar().parse(words).children:
        assert isinstance(node, Tree)
        if node.data == "mood":
            word = node.children[0]
            assert isinstance(word, Token)
            _mood(moods, word, said)
            open_end = "hedged" if moods.hedged else "later" if moods.later else None
        else:
            said += _claim(moods, str(node.data), list(node.scan_values(lambda _: True)))
            open_end = None
    if not said and any(word.type == "SHARE" for word in words) and of_progress:
        said.append(Fact("part"))
    if moods.count is not None and not said:
        left = any(word.type == "EXCEPT" for word in words)
        said.append(Fact("part") if left else Fact("total", places=moods.count))
    return tuple(said), open_end


def _words(clause: str, as_of: date | None) -> list[_Word]:
    """The words of a clause that mean something, the longest at each place."""
    lexicon, lengths = _lexicon(), _lengths()
    words: list[_Word] = []
    at, end = 0, len(clause)
    while at < end:
        first = clause[at]
        if first in _MAY_BE_SPECIAL and (found := _PATTERN.match(clause, at)) is not None and found.end() > at:
            words.append(_special(found, as_of))
            at = found.end()
            continue
        for length in lengths.get(first, ()):
            kind = lexicon.get(clause[at : at + length])
            if kind is not None:
                words.append(_Word(kind, clause[at : at + length], at, at + length))
                at += length
                break
        else:
            at += 1
    return words


def _special(found: re.Match[str], as_of: date | None) -> _Word:
    """The word for a date, a share, a number of places and the like."""
    kind = found.lastgroup or ""
    text = value = found.group()
    match kind:
        case "DONE_OF":
            share, of = int(found["share"]), int(found["of"])
            kind, value = ("SHARE", "100" if share == of else "50") if share <= of else ("NOTHING", text)
        case "SHARE":
            value = found["percent"] or "50"
            if float(value) == 100 and found.string.endswith(_NOT_QUITE, 0, found.start()):
                value = "99"
            elif float(value) == 100 and (found["about"] or found.string.endswith("约", 0, found.start())):
                value = _ABOUT_ALL
        case "COUNT":
            number = found["count"]
            value = number if number.isdecimal() else str(chinese_number(number))
        case "DATE":
            kind = "DEADLINE" if found["by"] or _is_to_come(found, as_of) else "NOTHING"
        case "MONTH":
            late = found["by_month"] or found["by_year"] or text.endswith(("底", "末")) or _month_to_come(text, as_of)
            kind = "DEADLINE" if late else "NOTHING"
        case "WITHIN":
            kind = "DEADLINE"
    if kind == "DEADLINE" and found.string.endswith(_DONE_ON, 0, found.start()):
        kind = "NOTHING"
    return _Word(kind, value, found.start(), found.end())


def _month_to_come(text: str, as_of: date | None) -> bool:
    """Whether a month named with or without its year (9月完成) begins after a day, within half a year where it has none."""
    month = re.match(r"(?:(20\d\d)年)?(\d{1,2})月", text)
    if as_of is None or month is None:
        return False
    begins = date(int(month[1] or as_of.year), int(month[2]), 1)
    if month[1] is None and begins <= as_of and (as_of - begins).days > 183:
        begins = begins.replace(year=as_of.year + 1)
    return begins > as_of and (month[1] is not None or (begins - as_of).days < 183)


def _is_to_come(found: re.Match[str], as_of: date | None) -> bool:
    if as_of is None or found["month"] is None:
        return False
    try:
        day = date(int(found["year"] or as_of.year), int(found["month"]), int(found["day"]))
    except ValueError:
        return False
    return day > as_of and (found["year"] is not None or (day - as_of).days < 183)


def _kept(words: list[_Word]) -> tuple[tuple[str, str], ...]:
    """Kinds and texts without the words that mean something only beside others: 完 behind 整改, 不 before 整改; 按…方案 is no plan."""
    kept: list[_Word] = []
    for at, word in enumerate(words):
        if word.text in _BEHIND and not (at and words[at - 1].end == word.start and words[at - 1].kind != "NOTHING"):
            continue
        if word.text in _BEFORE:
            after = words[at + 1] if at + 1 < len(words) else None
            if after is None or after.start != word.end or after.kind == "NOTHING":
                continue
        kept.append(word)
    result: list[tuple[str, str]] = []
    until = 0
    for at, word in enumerate(kept):
        if word.kind == "BY":
            plan = next((n for n in range(at + 1, len(kept)) if kept[n].kind in ("PREP", "DONE")), None)
            until = plan + 1 if plan is not None and kept[plan].kind == "PREP" else until
        elif word.kind != "NOTHING" and at >= until:
            result.append((word.kind, word.text))
    return tuple(result)


def _mood(moods: _Moods, word: Token, said: list[Fact]) -> None:
    """Take a mood in. Words for what was arranged say something by themselves; a share or a number behind a claim bears on it."""
    match word.type:
        case "DONE" | "LE":
            moods.already()
        case "NOW":
            moods.now = True
            moods.part = moods.part or (moods.no is not None and word in _EVERY)
            if "已" in word:
                moods.already()
        case "NOT" | "NOTINTIME" | "CANNOT":
            moods.no = {"NOT": "yet", "NOTINTIME": "late", "CANNOT": "cannot"}[word.type]
        case "ALL":
            moods.part = moods.part or moods.no is not None
        case "WILL" | "MUST" | "DEADLINE":
            moods.later = True
        case "JIANG":
            moods.unclear = not moods.sure
        case "DOING":
            moods.doing = True
        case "PART" | "EXCEPT":
            _in_part(moods, said)
        case "SHARE" if word == _ABOUT_ALL:
            said.append(Fact("unsure"))
        case "SHARE" if float(word) != 100:
            _in_part(moods, said)
        case "SHARE":
            said.append(Fact("unsure" if moods.hedged else "done", True))
        case "HEDGE":
            moods.hedged = True
            moods.averted = moods.averted or word == "可能"
        case "SPOT":
            moods.spot = True
        case "AVERT":
            moods.averted = True
        case "ASK":
            moods.asked = True
        case "COUNT":
            _counted(moods, int(word), said)
        case "LATE":
            said.append(Fact("late"))
        case "SENT" | "BEGUN":
            moods.handed = word.type.lower()
            if moods.no is None and (moods.sure or word.endswith("限期整改")):
                said.append(Fact(moods.handed))
            elif word.type == "BEGUN" and moods.no == "yet":
                said.append(Fact("untouched"))
        case "AND":
            moods.handed = None
        case "ASSIST":
            moods.handed = "begun"
        case "SPOKE":
            moods.handed = "sent"
        case "CROSS":
            said[:] = [Fact("undone")]


def _in_part(moods: _Moods, said: list[Fact]) -> None:
    if said and said[-1].kind == "done":
        said[-1] = Fact("part")
    else:
        moods.part = True


def _counted(moods: _Moods, count: int, said: list[Fact]) -> None:
    """A number of places: before a claim what it is said of, behind 已整改 how many of them."""
    if not said or said[-1].kind != "done" or said[-1].single:
        moods.count = count
    elif said[-1].places is None:
        said[-1] = said[-1]._replace(kind="counted", places=count)
    else:
        said[-1] = Fact("part") if count < said[-1].places else said[-1]


def _claim(moods: _Moods, claim: str, words: list[Token]) -> list[Fact]:
    """The facts that a claim states under the moods before it."""
    no, averted = moods.no, moods.averted
    moods.no, moods.averted = None, False
    if averted and claim in ("back", "botched", "failed", "disputed", "remains", "disliked"):
        return []
    open_yet = moods.asked or moods.later or moods.doing or moods.unclear
    kind: str | None = claim
    match claim:
        case "worked" | "worked_already" | "toiled" | "finished" | "cleaned":
            done = _hedged(moods, _work(moods, claim, words, no))
            moods.handed = "begun" if claim == "toiled" and not done else moods.handed
            return done
        case "working" | "under_way":
            kind = "planned" if moods.later else "doing"
        case "redone":
            kind = "done" if moods.sure and no is None and not moods.later and moods.handed is None else "redo"
        case "botched":
            kind = "undone" if moods.part else "botched"
        case "planned" | "prepared" if no is not None:
            kind = "undone"
        case "planned":
            kind = "planned" if moods.later else "prepared" if moods.sure else "doing" if moods.doing else None
        case "prepared":
            kind = "planned" if moods.later else "prepared"
        case "closed":
            kind = "unclosed" if no is not None else "asked" if open_yet else "closed"
        case "settled" if no is not None or moods.part:
            kind = "undone"
        case "settled":
            kind = "planned" if moods.later else "asked" if moods.asked else "doing" if moods.doing else "closed"
        case "closing" | "awaiting":
            kind = "asked"
        case "checked":
            kind = "asked" if no is not None or open_yet else None
        case "approved":
            checked = any(word in _CLOSING_CHECKS for word in words)
            kind = "asked" if moods.later else "failed" if no is not None else "passed" if checked else "well"
        case "back" | "remains" if no is not None:
            kind = None
        case "held":
            kind = None if no is not None else "undone" if moods.asked or moods.later else "held"
        case "afterwards":
            kind = "done" if moods.sure and no is None and not moods.later else None
        case "by":
            kind = None
        case "disliked":
            kind = "unsure"
    return [] if kind is None else _hedged(moods, [Fact(kind, moods.sure, moods.now)])


def _hedged(moods: _Moods, said: list[Fact]) -> list[Fact]:
    """What is only heard, or seems so, is not surely done."""
    if not moods.hedged:
        return said
    return [fact._replace(kind="unsure", sure=False, now=False) if fact.kind in _ENDS else fact for fact in said]


_ENDS = frozenset(("done", "closed", "passed", "well"))


def _work(moods: _Moods, claim: str, words: list[Token], no: str | None) -> list[Fact]:
    """What is said of work: 已清理, 未整改到位, 计划完成, 部分整改."""
    ended = claim in ("finished", "cleaned")
    named = claim == "cleaned" or any(word.type in ("WORK", "WEAK", "REDO") or word in _ALONE for word in words)
    general = any(word.type == "REDO" or word in _GENERAL for word in words)
    kind: str | None = None
    if no is not None:
        if no == "late":
            kind = "missed"
        elif moods.part or no == "cannot":
            kind = "undone"
        elif ended:
            kind = "botched" if words[-1].type == "RIGHT" else "undone"
        else:
            kind = "untouched"
    elif ended and not named:
        kind = None
    elif moods.later:
        kind = "planned"
    elif moods.doing:
        kind = "doing"
    elif moods.part:
        kind = "part"
    elif moods.unclear or (moods.handed == "sent" and ended):
        kind = "unsure" if ended else None
    else:
        by_us = moods.handed is None
        done = (ended and (by_us or moods.sure)) or (claim == "worked" and by_us and (moods.sure or moods.spot))
        kind = "done" if done or claim == "worked_already" else None
    return [] if kind is None else [Fact(kind, moods.sure, moods.now, moods.count, kind == "done" and not general)]


_CLOSING_CHECKS = frozenset(("复核", "复查", "核查", "验收", "核验", "审核", "复验", "复检"))
_EVERY = frozenset(("全部", "全都", "均", "悉数"))
_ALONE = frozenset(("完成", "完毕", "完工", "竣工", "完结", "得到解决", "得到整改", "妥善解决"))
"""Ends that say by themselves that the work is done; 到位, 结束 … say it of something else where no work is named."""
_GENERAL = frozenset(
    ("整改", "整治", "整改工作", "整治工作", "完成", "解决", "处理", "得到解决", "得到整改", "妥善解决")
)
