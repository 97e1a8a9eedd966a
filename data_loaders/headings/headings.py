"""What the columns of a sheet mean: exact heading, known other name, a mapping confirmed earlier, or a guess to confirm.

The knowledge is in `headings.csv` (heading, field); the first heading of a field is its canonical one. The fields are:
serial (序号, never an identity) · number (编号) · found_on · district · site · site_type · problem · category · units · lead_unit ·
assist_units · person · phone · due · measures · progress (free text) · state · done_on · verdict · verified_on · photo_before ·
photo_after · remark · source · action · key (问题码, of a 整改反馈表 that this program made) · told_state (what stood there when it
was made; never read back).
"""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from data_loaders.headings.turns import FIELDS, REPLACED, are_turns, turn_of

_SIMILAR = 60.0
_FINDING, _CHECKING = "检查|发现|巡查|排查|暗访|上报|受理", "复核|复查|验收|核查|销号"
_OTHER_DEED: Mapping[str, re.Pattern[str]] = {
    "found_on": re.compile(f"整改|完成|办结|办理|处置|处理|反馈|治理|{_CHECKING}"),
    "due": re.compile(f"{_FINDING}|{_CHECKING}"),
    "done_on": re.compile(f"{_FINDING}|{_CHECKING}|计划|要求|预计"),
    "verified_on": re.compile(f"{_FINDING}|整改|完成|办结"),
}
"""Deeds that a heading may name and that are others than that of the field: 整改时间 is not proposed as 检查日期, however alike they look."""


@dataclass(frozen=True)
class ColumnMatch:
    """What one column is taken for. `column` counts from 0 within the table's headings.

    field: None where nothing is known ("none") or where a person decided that the column is not wanted ("remembered").
    how "similar" is a proposal: it must be confirmed before it is used. "again": another column has the field already, and this one
    says the same at another time (see `turns`). "tick": it is one of several of which one is ticked (see `ticks`). score: 0–100.
    """

    column: int
    heading: str
    field: str | None
    how: Literal["exact", "alias", "remembered", "again", "tick", "similar", "none"]
    score: float


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Headings of one kind of sheet. known: heading, cleaned → field; the first heading of a field is its canonical one."""

    known: Mapping[str, str]

    @cached_property
    def canonical(self) -> Mapping[str, str]:
        """field → its canonical heading, cleaned."""
        first: dict[str, str] = {}
        for heading, field in self.known.items():
            first.setdefault(field, heading)
        return first


@cache
def main_vocabulary() -> Vocabulary:
    """The headings of the main kinds: headings.csv."""
    return Vocabulary(known_headings())


@cache
def known_headings() -> dict[str, str]:
    """Every heading in headings.csv, cleaned → field."""
    with (Path(__file__).parent / "headings.csv").open(encoding="utf-8", newline="") as lines:
        known: dict[str, str] = {}
        for line in csv.DictReader(lines):
            known.setdefault(clean_heading(line["heading"]), line["field"])
        return known


@cache
def canonical_headings() -> dict[str, str]:
    """field → its canonical heading, cleaned: the first one in headings.csv."""
    return dict(main_vocabulary().canonical)


_BRACKETED = re.compile(r"[(\[【〔{][^)\]】〕}]*[)\]】〕}]")
_DROPPED = re.compile(r"[\s*※●★:：。“”\"'‘’_?!？！\u200b-\u200f\u2060\ufe0f\ufeff\u2190-\u2bff\U0001f000-\U0001faff]+")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|[Qq]\d{1,2}[.、]?|\d{1,2}[.、](?=\D))")
_SIMPLIFIED = str.maketrans(
    "號編檢區點稱問題責單時況間鎮進結現場實際辦備註內類別執處決門聯繫電話級對應發報領導屬鄉路歸還複驗狀態圖說訂認會議護樓棟銷認領",
    "号编检区点称问题责单时况间镇进结现场实际办备注内类别执处决门联系电话级对应发报领导属乡路归还复验状态图说订认会议护楼栋销认领",
)
"""Characters of headings as Taiwan and Hong Kong write them → as the mainland does."""


@lru_cache(maxsize=20_000)
def clean_heading(heading: str) -> str:
    """The heading as it is looked up: narrowed and simplified, without white space, line breaks, asterisks, signs, quotation marks and
    numbering.
    """
    plain = unicodedata.normalize("NFKC", heading).translate(_SIMPLIFIED)
    return _NUMBERED.sub("", _DROPPED.sub("", plain)).upper()


def is_traditional(heading: str) -> bool:
    """Whether a heading is written in characters of Taiwan and Hong Kong."""
    return heading.translate(_SIMPLIFIED) != heading


_MAY_TURN = re.compile(
    "整改|完成|情况|进展|时限|期限|时间|日期|状态|结果|意见|措施|照片|图片|反馈|复核|复查|核查|验收|落实|单位|部门|进度|责任"
)
"""What a heading of a field that can be said again holds one of: a quick look before the long one."""


def field_of(heading: str, vocabulary: Vocabulary | None = None) -> tuple[str, Literal["exact", "alias"]] | None:
    """The field that a vocabulary (else headings.csv) gives for a heading, tried whole, without brackets, then by its parts
    ("整改情况/是否完成").
    """
    clean, forms = _looked_up(heading)
    words = vocabulary or main_vocabulary()
    for form in forms:
        field = words.known.get(form)
        if field is not None:
            return field, "exact" if words.canonical[field] == clean else "alias"
    if vocabulary is None and _MAY_TURN.search(clean) and (turn := turn_of(clean)).base != clean:
        for form in forms_of(turn.base):  # 第二次整改情况, 7月进展情况, 延期后整改时限
            field = words.known.get(form)
            if field in FIELDS or (field is not None and turn.amended and field in REPLACED):
                return field, "alias"
    return None


@lru_cache(maxsize=20_000)
def _looked_up(heading: str) -> tuple[str, tuple[str, ...]]:
    """The cleaned heading and the forms in which it is looked up: the same for every vocabulary."""
    clean, bare = clean_heading(heading), without_legend(heading)
    if bare == heading:
        return clean, tuple(forms_of(clean))
    return clean, (clean, *forms_of(clean_heading(bare)), *forms_of(clean))


_ANSWER = r"[^/\s:,，。;；()\[\]]{1,8}"
_SPELLED = re.compile(rf"[:：]\s*(?={_ANSWER}(?:[/、|]{_ANSWER})+$)(?=.*(?:是|否|有|无|√|×|已|未|不|完成|合格|Y|N))")
_CHOICE = re.compile(
    r"(?:(?:是/否|有/无|√/[×XxⅩ✗]|[Yy]/[Nn]|YES/NO)|(?:已经?|已完成)?(?P<does>[^/未不已]{2,4})/(?:(?:正在)?(?P=does)中/)?[未不](?:完成)?(?P=does))$"
)


def without_legend(heading: str) -> str:
    """The heading without the answers that it offers behind itself: 整改状态：已整改/未整改 and 是否完成 是/否 give 整改状态 and 是否完成.

    A legend in brackets is left; `lines_of` and `field_of` know brackets.
    """
    plain = unicodedata.normalize("NFKC", heading).strip()
    if "/" not in plain:
        return heading
    spelled = _SPELLED.search(plain)
    bare = plain[: spelled.start()] if spelled else _CHOICE.sub("", plain)
    return heading if bare == plain else bare.rstrip(" :/\n([")


def lines_of(heading: str) -> list[str]:
    """The lines of a heading that are joined with "/", the upper one first. A "/" in brackets or between the answers of a legend joins
    none: 整改情况(是/否) is one line.
    """
    lines, depth = [""], 0
    for sign in unicodedata.normalize("NFKC", without_legend(heading)):
        if sign in "([【〔{":
            depth += 1
        elif sign in ")]】〕}":
            depth = max(depth - 1, 0)
        if sign == "/" and not depth:
            lines.append("")
        else:
            lines[-1] += sign
    return [line.strip() for line in lines if line.strip()]


def forms_of(clean: str) -> list[str]:
    """The forms in which a cleaned heading is looked up, the surest first."""
    forms = [clean, _BRACKETED.sub("", clean)]
    bare = without_legend(clean)
    if bare != clean:
        forms += [bare, _BRACKETED.sub("", bare)]
    parts = lines_of(clean)
    if len(parts) > 1:
        # The lower line says what the column is; the upper line only where the lower one says nothing.
        forms += ["".join(parts), *reversed(parts), *(_BRACKETED.sub("", part) for part in reversed(parts))]
    return [form for form in forms if form]


def match_headings(
    headings: Sequence[str],
    remembered: Mapping[str, str] | None = None,
    vocabulary: Vocabulary | None = None,
) -> list[ColumnMatch]:
    """One match per heading, in order; each field is given at most once (the surest column gets it, of equals the first), but for columns
    that say it again at another time.

    remembered: heading (as written, or cleaned) → field, as confirmed earlier; "" means that the column is not wanted. It beats the rest.
    """
    told = {clean_heading(heading): field for heading, field in (remembered or {}).items()}
    claims: list[tuple[float, int, ColumnMatch]] = []
    for column, heading in enumerate(headings):
        clean = clean_heading(heading)
        if clean in told:
            claims.append((4, column, ColumnMatch(column, heading, told[clean] or None, "remembered", 100.0)))
            continue
        found = field_of(heading, vocabulary)
        if found is not None:
            field, how = found
            # 实际完成时间 comes before 整改完成时间, which may be what was planned.
            sure = 3.0 if how == "exact" else 2.5 if "实际" in clean else 2.0
            claims.append((sure, column, ColumnMatch(column, heading, field, how, 100.0)))
            continue
        for field, score in _similar(clean, vocabulary or main_vocabulary()):
            if vocabulary is None and field in _OTHER_DEED and _OTHER_DEED[field].search(clean):
                continue
            claims.append((score / 100, column, ColumnMatch(column, heading, field, "similar", score)))
    claims.sort(key=lambda claim: (-claim[0], claim[1]))
    matches: dict[int, ColumnMatch] = {}
    taken: dict[str, str] = {}
    for _, column, match in claims:
        if column in matches:
            continue
        if match.field is not None and match.field in taken:
            if vocabulary is None and match.how in ("exact", "alias"):
                clean = clean_heading(match.heading)
                if are_turns(match.field, taken[match.field], clean):
                    matches[column] = replace(match, how="again")
            continue
        matches[column] = match
        if match.field is not None:
            taken[match.field] = clean_heading(match.heading)
    return [
        matches.get(column, ColumnMatch(column, heading, None, "none", 0.0)) for column, heading in enumerate(headings)
    ]


@lru_cache(maxsize=5_000)
def _similar(clean: str, vocabulary: Vocabulary) -> tuple[tuple[str, float], ...]:
    """Fields with a similar heading, best first, each once."""
    if len(clean) < 2 or is_untitled(clean):
        return ()
    best: dict[str, float] = {}
    known = vocabulary.known
    for heading, score, _ in process.extract(clean, list(known), scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=12):
        best.setdefault(known[heading], round(score, 1))
    return tuple(best.items())


def untitled(letters: str) -> str:
    """What a column with data but without a heading is called. `letters`: the column's name in Excel."""
    return f"（无标题列{letters}）"


def is_untitled(heading: str) -> bool:
    """Whether a heading was made by `untitled`."""
    return heading.startswith(("（无标题列", "(无标题列"))


def signature(headings: Sequence[str]) -> str:
    """A stable key for "sheets with the same headings": order, spaces, line breaks and full-width forms do not matter."""
    cleaned = sorted(clean_heading(heading) for heading in headings if not is_untitled(heading))
    return hashlib.sha256("\n".join(cleaned).encode("utf-8")).hexdigest()[:16]


def recognised_kind(fields: Collection[str]) -> Literal["inspection", "rectification", "full"] | None:
    """Which kind of sheet has these fields.

    inspection     says what is wrong (problem) and nothing of what became of it
    full           says what is wrong (problem, or number with category), when and in what field it was found (category, site_type
                   or source), and what became of it
    rectification  says what became of it, and which issue it is about (key, number, problem or site)
    None           says neither, or not about what

    "What became of it" is state, progress, done_on or verdict. A rectification sheet usually repeats problem and found_on from the
    list that it answers; what only the list's own office writes (category, site_type, source) makes it a full ledger.
    """
    has = set(fields)
    if "key" in has and has & {"state", "progress", "done_on", "verdict"}:
        return "rectification"
    outcome = bool(has & {"state", "progress", "done_on", "verdict"})
    described = "problem" in has or {"number", "category"} <= has
    if not outcome:
        return "inspection" if "problem" in has else None
    if described and "found_on" in has and has & {"category", "site_type", "source"}:
        return "full"
    return "rectification" if has & {"number", "problem", "site"} else None
