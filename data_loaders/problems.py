"""The problems that a text describes, and whether one was put right on the spot."""

import re
import unicodedata

from data_loaders.cells import CellError, parse_text, quoted
from data_loaders.numerals import chinese_number
from data_loaders.workbook import Cell

_COUNTED = "处辆个块起家户名台座盏条堆根棵张只间幅"
_MARKERS = (
    re.compile(r"[(（]\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*[)）]"),
    re.compile(r"()[①-⑳]"),
    re.compile(r"()[⑴-⒇]"),
    re.compile(
        rf"(?:(?<=^)|(?<=[\n;；。，,:：、\s]))(\d{{1,2}})\s*[.．、)）](?:(?!\d)|(?=\d{{1,3}}[{_COUNTED}])|(?=20\d\d年))"
    ),
    re.compile(r"(?:(?<=^)|(?<=[\n;；。:：\s]))([一二三四五六七八九十]{1,2})、"),
    re.compile(r"(?:(?<=^)|(?<=[\n;；。，,:：\s]))([一二三四五六七八九])是"),
    re.compile(r"(?:(?<=^)|(?<=[\n;；。，,:：\s]))第([一二三四五六七八九])[，,、]"),
)


_PLAIN_MARKER = r"(?:\d{1,2}\s*[.．、)）]|第?[一二三四五六七八九十]{1,2}[、是，,])"
_FIRST_MARKER = re.compile(_PLAIN_MARKER)
_ANY_MARKER = re.compile(rf"[(（]\s*[\d一二三四五六七八九十]|[①-⑳⑴-⒇]|[\n;；。，,:：、\s]{_PLAIN_MARKER}")
"""Quick look: without one of these, at the start or anywhere, no marker can match."""


_NUMBER_ONLY = re.compile(r"[-+\s]*\d[\d.,:/\-\s%％]*")


def parse_problem(value: Cell) -> str | None:
    """The text on what is wrong. Raises CellError for a cell that only holds a number: it counts, or belongs to another table."""
    text = parse_text(value)
    if text is not None and _NUMBER_ONLY.fullmatch(text):
        raise CellError(
            f"存在问题栏只有数字{quoted(text)}，没有说是什么问题。", "请写明问题；如果是统计数，请删去这一行。"
        )
    return text


def split_problems(text: str) -> tuple[str, ...]:
    """The problems in one cell, without their numbers: "(1)…；(2)…", "1.…2.…", "①…②…", "一是…二是…"; one problem gives a 1-tuple.

    Numbers may be broken (1, 1, 3), but the first marker must begin the text or be a one. What stands before the first marker
    ("某路存在：1.…") is put before each problem. Decimals ("长3.5米"), dates and house numbers ("3、5号楼") do not split.
    """
    text = text.strip()
    if not _FIRST_MARKER.match(text) and not _ANY_MARKER.search(text):
        return (text,) if text else ()
    best: list[re.Match[str]] = []
    for marker in _MARKERS:
        found = list(marker.finditer(text))
        if len(found) < 2 and not (found and found[0].start() == 0):
            continue
        if found[0].start() > 0 and _value_of(found[0]) not in (None, 1):
            continue
        if not best or found[0].start() < best[0].start() or (len(best) == 1 and len(found) > 1):
            best = found
    if not best:
        return (text,) if text else ()
    intro = text[: best[0].start()].strip(" \n:：，,;；")
    ends = [marker.start() for marker in best[1:]] + [len(text)]
    parts = [text[marker.end() : end].strip(" \t\n\u3000；;，,、") for marker, end in zip(best, ends, strict=True)]
    parts = [part for part in parts if part]
    if not parts:
        return (text,)
    return tuple(f"{intro}：{part}" if intro else part for part in parts)


def _value_of(marker: re.Match[str]) -> int | None:
    numeral = marker.group(1)
    if not numeral:
        character = ord(marker.group()[0])
        return character - (0x2460 if character < 0x2474 else 0x2474) + 1
    return int(numeral) if numeral.isdecimal() else chinese_number(numeral)


_FIX = r"(?:整改|清理|处理|处置|纠正|清除|清运|规范|劝离|解决|修复|改正|落实|完成)"
_FIXED = re.compile(
    rf"(?:现场|当场|当即|即时|立即|检查时|检查后|随即)[^。；;，,]{{0,4}}?已经?(?:督促|要求)?{_FIX}"
    rf"|已经?(?:在)?(?:现场|当场|当即|立即|立行立改)(?:督促|要求)?(?:其)?(?:{_FIX}|改)?"
    rf"|(?:现场|当场|当即){_FIX}(?:完毕|完成|到位|结束|好)"
    rf"|[(（\[【]\s*(?:已经?(?:完成)?{_FIX}(?:完成|到位|完毕)?|{_FIX}(?:完成|到位|完毕)|(?:现场|当场|当即){_FIX})\s*[)）\]】]"
)
_NOT_FIXED = re.compile(
    r"[未没不](?:能|有|曾|及时)?(?:现场|当场|当即|立即)|(?:责令|要求|督促|责成|限|限期|应|需|须|请)(?:其|该\w{0,4})?(?:现场|当场|当即|立即)"
)


def fixed_on_the_spot(text: str) -> bool:
    """Whether a problem text says that the fault was put right while the inspectors were there: 现场已整改, 已当场整改, （已整改）.

    An order to do so (责令当场整改) is not.
    """
    plain = _NOT_FIXED.sub("", unicodedata.normalize("NFKC", text))
    return bool(_FIXED.search(plain))
