"""The units that a cell names, the lead first: a grammar (units.lark) over names, marks of their role and what stands between them."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.lexer import Lexer

from data_loaders.cells.cells import CellError, is_blank_mark, parse_text, quoted
from data_loaders.reading.workbook import Cell
from data_loaders.text.names import canonical, meanings, name_key

_LEAD = r"(?:牵头|主责|主办|主体|责任)(?:责任)?(?:单位|部门)?"
_ASSIST = r"(?:配合|协办|协助|协同|参与|辅助)(?:责任)?(?:单位|部门)?"
_LEAD_LABEL = re.compile(rf"^{_LEAD}[:：]\s*|^(?:牵头|主责|主办|责任)(?:单位|部门)[:：]?\s*")
_ASSIST_LABEL = re.compile(rf"^{_ASSIST}[:：]\s*|^(?:配合|协办|协助|参与)(?:单位|部门)[:：]?\s*")
_LEAD_MARK = re.compile(rf"[(（\[【]\s*(?:{_LEAD}|主)\s*[)）\]】]|(?<=.)(?:牵头|主责|主办|为主)(?:单位|部门)?$")
_ASSIST_MARK = re.compile(
    rf"[(（\[【]\s*(?:{_ASSIST}|辅|协|配)\s*[)）\]】]|(?<=.)(?:配合|协办|协助|协同)(?:单位|部门)?$"
)
_UNIT_END = re.compile(
    r"(?:局|委|办|镇|乡|街道|街|区|中心|大队|中队|支队|公司|集团|社区|村|所|站|处|部|院|校|会|联|行|队|办公室|委员会|政府|办事处|学校|医院|市场|园|场|厂|银行|法院|组)"
    r"(?:[(（][^()（）]*[)）])?$"
)
_SEPARATORS = frozenset(" \t\n\r\f\v\u3000、，,/／;；|｜＋+&＆﹑､∕⁄＼\\﹨∖")
_LOOSE = frozenset("·•‧・∙⋅-–—―−~～.。…‥")
"""These part units only where names stand on both sides: a hyphen may also stand within a name."""
_SENTENCE = re.compile(r"[。！？!?]|负责|落实|整改|清理|协调|根据|按照|加强|督促|尽快|应当|进行|需要|由.+[承处]")
_LONGEST_UNIT = 20
LONGEST_NAME = 25
"""Longer texts in a unit column are sentences."""
_BETWEEN = re.compile(
    r"以及|和|及|与|暨|(?P<with>会同|协同|联合|携手|牵头)|(?P<helps>配合|协助|协办)|(?P<or>或者|或|or|OR)|(?P<moved>转交|移交|改派|转|改为|应为|应是|调整为|变更为|现为|现|→|->|⇒|＞|>)"
)
_ROLE_ENDS = re.compile(
    rf"(?<=.)[(（\[【]\s*(?:{_LEAD}|{_ASSIST}|主|辅|协|配)\s*[)）\]】](?=[^\s、，,;；/])(?!{_BETWEEN.pattern})"
)
_MOVED_WITHIN = re.compile(
    r"^(?:非|不是|并非|待)(?=.{2,}(?:局|委|办|认领|确认)$)|[(（\[【](?:应为|应是|现为|现改|改为|转|非|原为)[^)）]*[)）\]】]"
)
_AND_OTHERS = re.compile(r"等(?:相关|有关|各|单位|部门|责任|(?:\d{1,2}|[一二两三四五六七八九十]+)[家个])*$")
_IN_QUOTES = re.compile(r"[\[【\"“「『]([^\[\]【】\"“”「」『』]+)[\]】\"”」』]")
_TELEPHONE = re.compile(r"[\d\s-]{7,}")
_LIST = {
    re.compile(r"\s*[(（]?[1１][)）、.．]"): re.compile(r"(?<![\d第])[(（]?\d{1,2}[)）、.．](?!\d)"),
    re.compile(r"\s*[(（]?一[)）、.．]"): re.compile(
        r"(?<![一二三四五六七八九十第])[(（]?[一二三四五六七八九十]{1,2}[)）、.．]"
    ),
}
"""How a list of units begins (1、 or 一、), and its other numbers, also where nothing stands before them (1、甲局2、乙局)."""
_SEAT = re.compile(
    r"(?<=[镇乡县市区道村])[ \t\u3000]+(?=(?:人民政府|街道办事处|办事处|管委会|管理委员会|居委会|村委会)(?:$|[\s、，,;；/(（]))"
)
_BY = re.compile(r"^由(?=.{2,20}?(?:牵头|主责|主办|配合|协办))")
_UNIT_IN_BRACKETS = re.compile(
    r"[(（](?:(?P<role>牵头|主责|配合|协办|协助)(?:单位|部门)?[:：](?P<behind>[^()（）]{2,30})|(?P<before>[^()（）:：]{2,30}?)(?P<does>牵头|主责|配合|协办|协助))[)）]"
)
_PERSON = re.compile(r"[:：]\s*[^\d:：局委办镇乡区]{2,4}(?:\s*\d[\d\s-]{6,})?$")
_NUMBERING = re.compile(r"^(?:\d{1,2}[.、．)）]|[(（]\d{1,2}[)）]|[①-⑳])")
_BODIES = ("局", "委", "办", "委员会", "中心", "公司", "街道", "大队")


def parse_units(value: Cell) -> tuple[str, ...]:
    """The units in a cell, as written, in order, each once; the lead first. An empty cell gives ().

    Separators are white space, line breaks, 、，,/;； and, only between two names that end like units, 和 及 与 会同 · — - and the like; names
    run together (城管局住建局) are parted where both are known. Marks of the role (牵头, 主责, 配合, also as labels "牵头单位：…", and
    甲局配合乙局, of which 乙局 leads) decide the order and are removed. A sentence stays one element, for a person to read.
    Raises CellError for one of two units (甲局或乙局) and for a unit that was changed or denied (甲局转乙局, 非甲局).
    """
    text = parse_text(value)
    if text is None or is_blank_mark(text):
        return ()
    return _units_in(text)


@lru_cache(maxsize=4_096)
def _units_in(text: str) -> tuple[str, ...]:
    """`parse_units` of a text; sheet after sheet names the same units."""
    whole = " ".join(text.split())
    text = _unwrapped(text.rstrip("。.;；、，, ") or text)
    if not _has_roles(text) and _SENTENCE.search(text) and not _MOVED_WITHIN.search(text) and not _only_names(text):
        return (whole,)
    lead, others = _in_order(_UNIT_IN_BRACKETS.sub(_beside, text))
    units = tuple(dict.fromkeys((*lead, *others)))
    if any(len(unit) > _LONGEST_UNIT for unit in units) or any(_SENTENCE.search(unit) for unit in units):
        return (whole,)
    return units


def _unwrapped(text: str) -> str:
    """The text without what frames its units: numbers of a list, quotation marks, 由 before 牵头; marks of a role end their unit."""
    for begins, number in _LIST.items():
        if begins.match(text):
            text = number.sub("\n", text).strip()
    if framed := _IN_QUOTES.fullmatch(text):
        text = framed.group(1)
    return _ROLE_ENDS.sub(r"\g<0>\n", _BY.sub("", _SEAT.sub("", text)))


def _beside(found: re.Match[str]) -> str:
    """Units that stand in brackets with their role, beside the others: 甲局（乙局配合）."""
    names = found["behind"] or found["before"]
    if not _UNIT_END.search(names):
        return found.group()
    return f"、{found['role'] or found['does']}单位：{names}\n"


def _in_order(text: str) -> tuple[list[str], list[str]]:
    """The units that lead, and the others."""
    lead: list[str] = []
    others: list[str] = []
    assisting = False
    for part in _grammar().parse(list(_tokens(text))).children:
        assert isinstance(part, Tree)
        names = [str(word) for word in part.children if isinstance(word, Token) and word.type == "NAME"]
        match part.data:
            case "lead_below":
                assisting = False
                lead.append("")
            case "assist_below":
                assisting = True
            case "either":
                raise CellError(
                    f"责任单位写的是{quoted(text)}：两个单位中的一个。",
                    "请只写一个单位；共同负责的用“、”隔开，牵头的写在前面。",
                )
            case "moved":
                raise CellError(
                    f"责任单位写的是{quoted(text)}：像是改过单位，或不是这个单位。", "请只写现在的责任单位。"
                )
            case "helps":
                lead.append(names[1])
                others.append(names[0])
            case "lead" if not assisting:
                lead += names
            case "unit" if lead and lead[-1] == "" and not assisting:
                lead[-1] = names[0]
            case _:
                others += names
    return [name for name in lead if name], others


class _Found(Lexer):
    """Hands the names and marks that were found to the parser."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, data: list[Token]) -> Iterator[Token]:  # type: ignore[override]
        """The tokens, as they are."""
        yield from data


@cache
def _grammar() -> Lark:
    text = (Path(__file__).parent / "units.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer=_Found)


def _tokens(text: str) -> Iterator[Token]:
    """The names, marks and separators of a cell."""
    pieces = [piece for piece in _outside_brackets(text) if piece]
    if len(pieces) > 1 and all(len(piece) == 1 for piece in pieces):  # "城 管 局", spaced out to fill the cell
        pieces = ["".join(pieces)]
    for piece in pieces:
        yield Token("_SEP", " ")
        for kind, label in (("LEADS_BELOW", _LEAD_LABEL), ("ASSISTS_BELOW", _ASSIST_LABEL)):
            found = label.match(piece)
            if found and len(found.group()) < len(piece):
                yield Token(kind, found.group())
                piece = piece[found.end() :]
        if _MOVED_WITHIN.search(piece):
            yield Token("REFUSED", piece)
        else:
            yield from _names_and_marks(piece)


def _names_and_marks(piece: str) -> Iterator[Token]:
    """A piece without separators: names with what joins them, and the mark of the last one's role."""
    for found in _BETWEEN.finditer(piece):
        left, right = piece[: found.start()], piece[found.end() :]
        left_bare, right_bare = (
            _ASSIST_MARK.sub("", _LEAD_MARK.sub("", left)),
            _ASSIST_MARK.sub("", _LEAD_MARK.sub("", right)),
        )
        moved = found["moved"] is not None and left_bare.startswith("原") and len(left_bare) > 2
        if (
            len(left_bare) < 2
            or len(right_bare) < 2
            or not _UNIT_END.search(left_bare)
            or not _UNIT_END.search(right_bare.rstrip("。"))
        ):
            continue
        if _is_known(piece):  # 和 within the name
            continue
        yield from _one_name(left.removeprefix("原") if moved else left)
        if found["with"] == "牵头":
            yield Token("LEADS", "牵头")
        elif found["helps"]:
            yield Token("ASSISTS", "配合")
        elif found["or"]:
            yield Token("OR", "或")
        elif found["moved"]:
            yield Token("MOVED", "转")
        else:
            yield Token("_SEP", " ")
        yield from _names_and_marks(right)
        return
    yield from _one_name(piece)


def _one_name(piece: str) -> Iterator[Token]:
    """A name without what is added to it, and the mark of its role; names run together one by one."""
    lead, assist = bool(_LEAD_MARK.search(piece)), bool(_ASSIST_MARK.search(piece))
    bare = _ASSIST_MARK.sub("", _LEAD_MARK.sub("", piece))
    bare = _PERSON.sub("", _AND_OTHERS.sub("", _NUMBERING.sub("", bare))).strip(" :：.。…‥-–—―−~～·•‧・∙⋅")
    if not bare or _TELEPHONE.fullmatch(bare):
        return
    names = _run_together(bare)
    for at, name in enumerate(names):
        if at:
            yield Token("_SEP", " ")
        yield Token("NAME", name)
    if lead:
        yield Token("LEADS", "牵头")
    elif assist:
        yield Token("ASSISTS", "配合")
        yield Token("_SEP", " ")


def _is_known(name: str) -> bool:
    """Whether names.csv has exactly this name."""
    known, key = meanings("unit"), name_key(name)
    return key in known or key in known.values()


def _run_together(name: str) -> list[str]:
    """Names written without anything between them, parted: 城管局住建局; an office of a body (公安局交警大队) stays with it."""
    if len(name) < 5 or _is_known(name):
        return [name]
    whole = canonical("unit", name)
    for cut in range(2, len(name) - 1):
        left, right = name[:cut], name[cut:]
        if not left.endswith(_BODIES):
            continue
        rest = _run_together(right)
        of_left, of_right = canonical("unit", left), canonical("unit", rest[0])
        apart = of_left != of_right if of_left is not None else whole is None and left.endswith(("局", "委", "办"))
        if of_right is not None and apart:
            return [left, *rest]
    return [name]


def _has_roles(text: str) -> bool:
    return bool(re.search(r"牵头|主责|主办|配合|协办|责任单位[:：]|为主", text)) and not re.search(
        r"[。！？!?]|负责", text
    )


def _only_names(text: str) -> bool:
    """Whether a full stop only parts names: 住建局。城管局."""
    parts = [part.strip() for part in re.split(r"[。；;\s]+", text) if part.strip()]
    return len(parts) > 1 and all(
        len(part) <= 12 and _UNIT_END.search(part) and not _SENTENCE.search(part) for part in parts
    )


def _outside_brackets(text: str) -> Iterator[str]:
    """The pieces between separators; separators within brackets do not count."""
    depth, start = 0, 0
    for at, character in enumerate(text):
        if character in "(（[【〔":
            depth += 1
        elif character in ")）]】〕":
            depth = max(depth - 1, 0)
        elif depth == 0 and _parts_here(text, at, start):
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _parts_here(text: str, at: int, start: int) -> bool:
    character = text[at]
    if character in "①②③④⑤⑥⑦⑧⑨⑩":
        return at > start
    if character in _SEPARATORS:
        return not _within_foreign_name(text, at)
    if character not in _LOOSE:
        return False
    before, after = text[start:at].rstrip(), text[at + 1 :].lstrip("".join(_LOOSE) + " ")
    follows = re.match(r"[^\s、，,/;；·•‧・∙⋅—–~～.。…-]+", after)
    return (
        len(before) > 1
        and bool(_UNIT_END.search(before))
        and follows is not None
        and bool(_UNIT_END.search(follows.group()))
    )


def _within_foreign_name(text: str, at: int) -> bool:
    """Whether the blank or & at this place joins two words that are not Chinese ("Water Wastewater", "Parks & Roads")."""
    if text[at] not in " \t&":
        return False
    before, after = text[:at].rstrip(" \t&")[-1:], text[at:].lstrip(" \t&")[:1]
    return before.isascii() and after.isascii() and (before + after).isalnum()
