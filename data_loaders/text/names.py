"""Names of units, districts, site types and categories: one form for looking up, the usual one for the many, and guesses to confirm.

What is known is in `names.csv` (kind, text, meaning), not in code.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

Kind = Literal["state", "state_hint", "verdict", "due_word", "site_type", "category", "unit"]


@cache
def meanings(kind: Kind) -> dict[str, str]:
    """What names.csv says about one kind: {text as looked up (see `wording_key`, for units `name_key`): meaning}."""
    key = name_key if kind == "unit" else wording_key
    with (Path(__file__).parent / "names.csv").open(encoding="utf-8", newline="") as lines:
        return {key(line["text"]): line["meaning"] for line in csv.DictReader(lines) if line["kind"] == kind}


def wording_key(text: str) -> str:
    """The text as it is looked up in names.csv: full-width letters and digits narrowed, no white space, upper case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


_BRACKETED = re.compile(r"[(（\[【〔<《「][^)）\]】〕>》」]*[)）\]】〕>》」]")
_PUNCTUATION = re.compile(r"[\s()（）\[\]【】〔〕<>《》「」“”\"'·.。,，、:：;；*＊_\-—]+")
_COUNTY = re.compile(r"^[^县市镇乡]{1,4}县(?=..)|^县(?=..)")
_CITY = re.compile(r"^[^县市镇乡城]{2,3}市(?=[^场].)|^市(?=[^场].)")
_PARTY = re.compile(r"^[县市]委(?=.*(?:部|委|局|校|中心|队|所)$)")
_TAIL = re.compile(
    r"(?:(?<=镇)|(?<=乡))(?:人民政府|政府|党委政府|党委|辖区)$"
    r"|(?<=街道)(?:办事处|办|党工委|辖区|片区)$"
    r"|(?<=.区)(?:管理委员会|管委会|管委|党工委|辖区)$"
    r"|(?<=..)辖区$"
)


_BODIES = ("局", "委", "会", "办", "中心", "政府")
_WHOLE_BODIES = ("局", "委", "委员会", "公司", "部")
"""公安局城管局 is two bodies run together, not an office of the first."""
_FIELD_OFFICES = ("所", "大队", "中队", "站", "处")


@lru_cache(maxsize=20_000)
def name_key(text: str) -> str:
    """The form under which a unit or district is looked up: "XX县 滨江街道办事处（本级）" → "滨江街道".

    Full-width forms narrowed, white space, punctuation and bracketed additions dropped, the county or city in front dropped when
    more follows, 镇人民政府, 街道办事处, 管委会 … folded. Never empty unless the text has no letters at all.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    key = _PUNCTUATION.sub("", _BRACKETED.sub("", plain)) or _PUNCTUATION.sub("", plain)
    shorter = _COUNTY.sub("", key, count=1)
    if shorter == key:
        shorter = _CITY.sub("", key, count=1)
    if shorter.startswith(
        ("委", "政府", "人大", "政协", "直")
    ):  # 县委办公室, 县政府办公室: the county is part of the name
        shorter = "县" + shorter
    key = _PARTY.sub("", shorter, count=1) or shorter
    key = re.sub(r"办公室$", "办", key)
    return _TAIL.sub("", key, count=1)


def canonical(kind: Literal["site_type", "category", "unit"], text: str) -> str | None:
    """The usual name: "菜市场" → "农贸市场", "县交警大队" → "公安局"; None where names.csv does not know it.

    A name with several parts ("公园、广场") or with a "类"/"问题" behind it is tried without them.
    """
    known = meanings(kind)
    key = name_key(text) if kind == "unit" else wording_key(text)
    found = known.get(key)
    if found is not None or not key:
        return found
    if kind == "unit":
        if key in known.values():
            return key
        # "公安局交警大队", "城北派出所": something stands in front. Not "经济建设局", which is no 建设局.
        for cut in range(1, len(key) - 2):
            front, rest = key[:cut], key[cut:]
            if rest in known and (
                rest.endswith(_FIELD_OFFICES) or (front.endswith(_BODIES) and not rest.endswith(_WHOLE_BODIES))
            ):
                return known[rest]
        return None
    plain = re.sub(r"[、/，,]|(?:类|类问题|问题)$", "", key)
    return known.get(plain) or next((meaning for meaning in known.values() if meaning == plain), None)


def proposals(
    text: str, known: Sequence[str], limit: int = 3, *, form: Callable[[str], str] = name_key
) -> list[tuple[str, float]]:
    """The known names that `text` might mean, best first, with a score from 50 to 100: to be confirmed by a person.

    Chinese short forms leave characters out ("住建局" for "住房和城乡建设局"): a name whose characters all occur in the other in the
    same order counts as at least 80. form: what of a name is compared; by default that under which units are looked up.
    """
    key = form(text)
    if not key:
        return []
    usual = canonical("unit", text) if form is name_key else None
    scored = [(name, _likeness(key, form(name), usual)) for name in dict.fromkeys(known)]
    scored = [(name, round(score, 1)) for name, score in scored if score >= 50]
    scored.sort(key=lambda pair: -pair[1])
    return scored[:limit]


def _likeness(key: str, other: str, usual: str | None) -> float:
    if not other:
        return 0.0
    if key == other:
        return 100.0
    if usual is not None and other == name_key(usual):
        return 95.0
    score = max(fuzz.ratio(key, other), 0.9 * fuzz.partial_ratio(key, other) if min(len(key), len(other)) > 2 else 0)
    short, long = sorted((key, other), key=len)
    if len(short) >= 2 and short[-1] == long[-1] and _in_order(short, long):
        score = max(score, 80 + 15 * len(short) / len(long))
    return float(score)


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)
