"""测评: the rounds of several years, where their points went, and how far the county is from its target."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.figures.campaign_line import CampaignLine, Tone
from domain.figures.figures import STOCKS
from domain.figures.rates import percent
from domain.ledger.days import day_number
from domain.ledger.ledger import Ledger
from domain.settings import Settings

ASSESSMENT = Dataset(
    "assessment",
    "测评成绩表",
    (
        Field("year", ("年度", "测评年度", "年份"), "count", required=True, example="2019", width=8),
        Field(
            "level",
            ("测评级别", "级别"),
            "choice",
            required=True,
            words={"国家": ("国家级", "全国", "中央"), "省": ("省级",), "市": ("市级",), "县": ("县级", "自查")},
            example="省",
            width=10,
        ),
        Field(
            "kind",
            ("测评种类", "测评类型", "测评方式"),
            "choice",
            required=True,
            words={
                "年中暗访": ("年中", "暗访", "暗访测评"),
                "年底测评": ("年底", "年终", "年终测评", "年度测评", "综合测评"),
                "模拟测评": ("模拟", "自测", "预测评"),
            },
            example="年底测评",
            width=12,
        ),
        Field("batch", ("批次", "轮次"), hint="同一年同一种测评有几次时填写，如“第二次”；只有一次的空着。", width=10),
        Field("held_on", ("测评日期", "测评时间"), "day", past=True, example="2019-12-05", width=12),
        Field(
            "item", ("测评项目", "测评内容"), hint="整次测评的总分一行空着；各项得分一行写一项。", example="实地考察"
        ),
        Field("site_type", ("点位类型",), hint="失分发生在哪类点位；不知道的空着。", example="农贸市场"),
        Field("category", ("问题类别",), "category", hint="因哪类问题失分；不知道的空着。", example="环境卫生"),
        Field("full", ("满分", "标准分"), "number", example="100", width=8),
        Field("score", ("得分", "测评得分", "成绩"), "number", example="86.4", width=8),
        Field("lost", ("失分", "丢分"), "number", hint="只知道失分、不知道得分的行填写。", width=8),
        Field("rank", ("名次", "排名", "位次"), "count", hint="只填在总分一行。", example="18", width=8),
        Field("peers", ("参评数", "参评单位数", "参评县市区数"), "count", example="24", width=10),
    ),
    ("year", "level", "kind", "batch", "item", "site_type", "category"),
    ("测评成绩", "测评得分", "测评结果"),
)

WHOLES = ("", "总分", "总成绩", "合计", "综合得分")
"""What stands as the item in the row of a whole round."""
MOCK = "模拟测评"
TITLE = "测评目标"
_USUAL_MONTH = {"年中暗访": 7, MOCK: 8, "年底测评": 12}
LEVELS = ("国家", "省", "市", "县")

WORDS: Mapping[str, str] = {
    "得分率": "得分 ÷ 满分，满分不同的测评可以比较。",
    "失分": "满分 − 得分。某一部分有自己的一行时按那一行，否则按更细各行相加，不重复计。",
    "失分处仍未整改": "截至日仍未整改、点位类型和问题类别与失分之处相同的问题；没有写明类型和类别的失分，无法对应，写“—”。",
    "距目标": "最近一次与目标同级、有名次的测评的名次 − 目标名次；模拟测评没有名次，不比。没有设定目标时不算。",
    "倒排任务逾期": "时限早于截至日、还没有完成的任务。写“倒数第几周”的，时限为那一周的最后一天；测评前一天是倒数第 1 周的最后一天。",
}
"""口径 of the figures of this part."""

By = Literal["item", "site_type", "category"]


@dataclass(frozen=True)
class AssessmentLine:
    """A part of a round's score. category: its id, 0 where the row names none. lost: points, None where it cannot be known."""

    item: str
    site_type: str
    category: int
    full: float | None
    score: float | None
    lost: float | None


@dataclass(frozen=True)
class AssessmentRound:
    """One assessment. score, full, rank and peers are those of its row without an item; None where no sheet says them."""

    year: int
    level: str
    kind: str
    batch: str = ""
    held_on: date | None = None
    score: float | None = None
    full: float | None = None
    rank: int | None = None
    peers: int | None = None
    lines: tuple[AssessmentLine, ...] = field(default=())

    @property
    def title(self) -> str:
        """2019年省年中暗访（第二次）."""
        return f"{self.year}年{self.level}{self.kind}{f'（{self.batch}）' if self.batch else ''}"

    @property
    def percent(self) -> float | None:
        """The score in hundredths of the full one, so that rounds with different full scores compare."""
        return None if self.score is None or not self.full else percent(self.score, self.full)

    @property
    def lost(self) -> float | None:
        """Points short of the full score."""
        return None if self.score is None or self.full is None else self.full - self.score

    @property
    def counts(self) -> bool:
        """Whether its rank can be held against the target: a mock assessment has no peers of its own."""
        return self.kind != MOCK


@dataclass(frozen=True)
class Loss:
    """Where points went. name: the item or the site type; code: the category's id. lines: all rows that name it."""

    name: str
    code: int
    full: float | None
    score: float | None
    lost: float | None
    lines: tuple[AssessmentLine, ...]

    @property
    def finer(self) -> tuple[AssessmentLine, ...]:
        """The rows that say where within it, most lost first."""
        found = [line for line in self.lines if sum(map(bool, (line.item, line.site_type, line.category))) > 1]
        return tuple(sorted(found, key=lambda line: -(line.lost or 0.0)))


def rounds(entries: Iterable[DatasetRecord]) -> list[AssessmentRound]:
    """The rounds of the book, oldest first. One without a day stands in its usual month: 年中 July, 模拟 August, 年底 December."""
    groups: dict[tuple[int, str, str, str], list[DatasetRecord]] = {}
    for entry in entries:
        key = (int(entry["year"]), str(entry["level"]), str(entry["kind"]), str(entry["batch"] or ""))
        groups.setdefault(key, []).append(entry)
    return sorted((_round(key, rows) for key, rows in groups.items()), key=_when)


def _round(key: tuple[int, str, str, str], rows: Sequence[DatasetRecord]) -> AssessmentRound:
    whole = [row for row in rows if _is_whole(row)]
    said = {name: _last(row[name] for row in whole) for name in ("score", "full", "lost", "rank", "peers")}
    score, full = said["score"], said["full"]
    if score is None and full is not None and said["lost"] is not None:
        score = full - said["lost"]
    day = _last(row["held_on"] for row in (*rows, *whole))
    return AssessmentRound(
        *key,
        held_on=None if day is None else date.fromisoformat(day),
        score=score,
        full=full,
        rank=None if said["rank"] is None else int(said["rank"]),
        peers=None if said["peers"] is None else int(said["peers"]),
        lines=tuple(_line(row) for row in rows if not _is_whole(row)),
    )


def _is_whole(row: DatasetRecord) -> bool:
    return str(row["item"] or "").strip() in WHOLES and not row["site_type"] and not row["category"]


def _line(row: DatasetRecord) -> AssessmentLine:
    full, score, lost = row["full"], row["score"], row["lost"]
    if lost is None and full is not None and score is not None:
        lost = full - score
    if score is None and full is not None and lost is not None:
        score = full - lost
    item = str(row["item"] or "").strip()
    return AssessmentLine(
        "" if item in WHOLES else item, str(row["site_type"] or ""), int(row["category"] or 0), full, score, lost
    )


def _last(values: Iterable[Any]) -> Any:
    found = [value for value in values if value is not None]
    return found[-1] if found else None


def _when(one: AssessmentRound) -> tuple[date, str]:
    return one.held_on or date(one.year, _USUAL_MONTH.get(one.kind, 12), 28), one.batch


def losses(one: AssessmentRound, by: By) -> list[Loss]:
    """Where the points of a round went, most first. A row that names nothing in this respect is left out.

    A part that has a row of its own (an item without site type and category) takes its points from there, not from the
    finer rows below it; otherwise from their sum, so nothing is counted twice.
    """
    groups: dict[str | int, list[AssessmentLine]] = {}
    for line in one.lines:
        if name := getattr(line, by):
            groups.setdefault(name, []).append(line)
    made = []
    for key, lines in groups.items():
        own = [line for line in lines if _names_only(line, by)]
        used = own or lines
        made.append(
            Loss(
                key if isinstance(key, str) else "",
                key if isinstance(key, int) else 0,
                _sum(line.full for line in used),
                _sum(line.score for line in used),
                _sum(line.lost for line in used),
                tuple(lines),
            )
        )
    return sorted(made, key=lambda loss: (-(loss.lost or 0.0), loss.name, loss.code))


def _names_only(line: AssessmentLine, by: By) -> bool:
    return not any(getattr(line, other) for other in ("item", "site_type", "category") if other != by)


def _sum(values: Iterable[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return sum(found) if found else None


def still_open(ledger: Ledger, lines: Sequence[AssessmentLine], *, figure: str = "open", as_of: date) -> int | None:
    """How many issues of `figure` lie where these points went: of the site type and the category that a line names.

    None where no line names either: then nobody can say.
    """
    named = [line for line in lines if line.site_type or line.category]
    if not named:
        return None
    held = STOCKS[figure](ledger)
    day = day_number(as_of)
    rows = held.rows[(held.start <= day) & (day < held.end)]
    kinds, categories = ledger.codes("site_type", rows), ledger.codes("category", rows)
    hit: NDArray[np.bool_] = np.zeros(len(rows), np.bool_)
    for line in named:
        one = np.ones(len(rows), np.bool_)
        if line.site_type:
            one &= kinds == site_type_code(ledger, line.site_type)
        if line.category:
            one &= categories == line.category
        hit |= one
    return int(hit.sum())


def site_type_code(ledger: Ledger, word: str) -> int:
    """The id of a site type by its word, -1 where the ledger has no such type."""
    directory = ledger.directory
    return next(
        (code for code, name in directory.terms.items() if name == word and directory.term_kinds[code] == "site_type"),
        -1,
    )


def days_left(assessment_on: date | None, as_of: date) -> int | None:
    """Days from `as_of` to the assessment, negative after it; None where no day is set."""
    return None if assessment_on is None else (assessment_on - as_of).days


def measured(found: Sequence[AssessmentRound], level: str) -> list[AssessmentRound]:
    """The rounds that can be held against the target: of its level (any where none is set), not mock ones, with a rank."""
    return [one for one in found if one.counts and one.rank is not None and level in ("", one.level)]


def short_of_target(one: AssessmentRound, settings: Settings) -> int | None:
    """Places that a round was short of the target, 0 or less when it was reached; None without target or rank."""
    return None if settings.target_rank is None or one.rank is None else one.rank - settings.target_rank


def levels(found: Sequence[AssessmentRound]) -> list[str]:
    """The levels that have rounds, the highest first."""
    return [level for level in LEVELS if any(one.level == level for one in found)]


def target_in_words(settings: Settings) -> str:
    """省测评前 8 名，争创省级文明城市; nothing while the office has set neither."""
    rank = "" if settings.target_rank is None else f"{settings.target_level}测评前 {settings.target_rank} 名"
    title = f"争创{settings.target_title.removeprefix('争创')}" if settings.target_title else ""
    return "，".join(part for part in (rank, title) if part)


def left_in_words(left: int) -> str:
    """还有 12 天, 今天测评, 测评已过 3 天."""
    return f"还有 {left:,} 天" if left > 0 else "今天测评" if left == 0 else f"测评已过 {-left:,} 天"


def standing(
    found: Sequence[AssessmentRound], late: Sequence[tuple[str, int]], settings: Settings, *, as_of: date
) -> CampaignLine:
    """测评目标 in one value and one sentence. late: tasks of the plan that are past their day and by how many days."""
    left, target = days_left(settings.assessment_on, as_of), target_in_words(settings)
    if left is None and not target:
        return CampaignLine("target", TITLE, "未设定", "还没有在设置里填写测评日和目标名次。", "missing")
    wanting = "" if left is not None else "测评日还没有填写。"
    wanting += "" if settings.target_rank is not None else "目标名次还没有填写。"
    sentences = [f"目标：{target}。" if target and left is not None else "", _last_result(found, settings)]
    if late:
        sentences.append(f"倒排任务逾期 {len(late):,} 项，{_latest(late)}。")
    value = left_in_words(left) if left is not None else target
    return CampaignLine("target", TITLE, value, "".join([*sentences, wanting]), _tone(found, bool(late), settings))


def _latest(late: Sequence[tuple[str, int]]) -> str:
    """最久的是“市场改造”，已 21 天; all of a tie, up to two."""
    days = max(days for _, days in late)
    tied = [task for task, by in late if by == days]
    names = "、".join(f"“{task}”" for task in tied[:2]) + (f"等 {len(tied):,} 项" if len(tied) > 2 else "")
    return f"最久的是{names}，{'各' if len(tied) > 1 else '已'} {days:,} 天"


def _last_result(found: Sequence[AssessmentRound], settings: Settings) -> str:
    ranked = measured(found, settings.target_level)
    if not ranked:
        return "还没有导入测评成绩。" if not found else "测评成绩里还没有可以对照目标的名次。"
    last = ranked[-1]
    peers = f"（共 {last.peers} 个）" if last.peers else ""
    short = short_of_target(last, settings)
    gap = "" if short is None else f"，距目标还差 {short} 名" if short > 0 else "，已在目标名次以内"
    return f"最近一次{last.title}第 {last.rank} 名{peers}{gap}。"


def _tone(found: Sequence[AssessmentRound], is_late: bool, settings: Settings) -> Tone:
    if is_late:
        return "bad"
    ranked = measured(found, settings.target_level)
    short = short_of_target(ranked[-1], settings) if ranked else None
    return "neutral" if short is None else "good" if short <= 0 else "attention"
