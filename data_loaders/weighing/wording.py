"""What a problem is called: the key of a wording, the fingerprint of a row, and how alike two wordings are."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from data_loaders.cells.problems import enumerated
from data_loaders.rows.records import Record
from domain.ledger.wordings import PUNCTUATION, wording_key

LONG = 5
"""Signs of a wording from which another one that holds it says the same with more words."""

_IDLE_BEFORE = re.compile(
    "^(?:(?:经|在)?(?:现场|检查|巡查|暗访|督查|督导|走访|实地)*(?:发现|看到|查看|存在|仍有|仍存在|有))+(?=..)"
)
_IDLE_AFTER = re.compile(
    "(?<=..)(?:影响(?:观瞻|市容|环境|美观|通行|出行|形象|市民|群众|居民|居住|生活|文明)+|等?(?:问题|现象|情况|行为))+$"
)
"""Words that say nothing of a problem: 现场发现…, …现象, …影响观瞻."""
_COMMAS = re.compile("[，,；;。、\n]")
_BETWEEN = "\x1f"
"""Stands between texts that are worked on at once; no letter, and nothing is composed across it."""
_DROPPED_WITHIN = re.compile(rf"[^\w{_BETWEEN}]+|_+")
_TELLING_APART = frozenset("0123456789一二三四五六七八九十百两东西南北中内外上下左右前后甲乙丙丁")
"""Signs that say which of several like things is meant: 东门 is not 西门, 3号楼 is not 7号楼."""


def wording_keys(texts: Sequence[str]) -> list[str]:
    """`wording_key` of many texts at once: a fifth of the work."""
    joined = _BETWEEN.join(texts)
    for wide, narrow in PUNCTUATION:
        joined = joined.replace(wide, narrow)
    plain = joined if unicodedata.is_normalized("NFKC", joined) else unicodedata.normalize("NFKC", joined)
    keys = _DROPPED_WITHIN.sub("", plain).lower().split(_BETWEEN)
    return keys if len(keys) == len(texts) else [wording_key(text) for text in texts]  # the sign stands in a text


def fingerprint(district: str | None, site: str | None, description: str | None) -> int | None:
    """A 63-bit number of district, site and wording; None without wording."""
    return None if description is None else _print_of(district, site, wording_key(description))


def fingerprints(records: Sequence[Record]) -> list[int | None]:
    """The `fingerprint` of each record."""
    keys = wording_keys([record.description or "" for record in records])
    return [
        None if record.description is None else _print_of(record.district_name, record.site_name, key)
        for record, key in zip(records, keys, strict=True)
    ]


def _print_of(district: str | None, site: str | None, key: str) -> int:
    text = f"{district or ''}\x1f{site or ''}\x1f{key}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def similarity(one: str, other: str) -> int:
    """Likeness of two wording keys, 0–100."""
    return round(fuzz.ratio(one, other))


def likeness(one: str, other: str) -> str:
    """How far two wording keys agree: a level of `weights.LEVELS["wording"]`."""
    if one == other:
        return "same"
    ratio = fuzz.ratio(one, other)
    short, long = sorted((one, other), key=len)
    if len(short) >= LONG and short in long:
        more = long.replace(short, "", 1)
        return "apart" if _TELLING_APART & set(more) else "longer"
    if core(one) == core(other):
        return "longer"
    if ratio < 60:
        return "unlike"
    if ratio < 75:
        return "akin"
    if _tells_apart(one, other):
        return "apart"
    return "close" if ratio >= 90 else "alike"


def is_part(one: str, other: str) -> bool:
    """Whether one of two texts is a numbered part of the other (1.…；2.…), by their wording keys."""
    short, long = sorted((one, other), key=len)
    key = wording_key(short)
    return key in wording_key(long) and len(parts := enumerated(long)) > 1 and key in {wording_key(p) for p in parts}


def clauses(text: str) -> set[str]:
    """The wording keys of what stands between the commas of a text."""
    return {key for part in _COMMAS.split(text) if (key := wording_key(part))}


def core(key: str) -> str:
    """A wording key without the words at its ends that say nothing of a problem; the key itself where nothing else is left."""
    return _IDLE_BEFORE.sub("", _IDLE_AFTER.sub("", key)) or key


def _tells_apart(one: str, other: str) -> bool:
    """Whether two like wordings differ in a sign that says which thing is meant."""
    return any(
        _TELLING_APART & set(one[step.src_start : step.src_end] + other[step.dest_start : step.dest_end])
        for step in Indel.opcodes(one, other)
        if step.tag != "equal"
    )
