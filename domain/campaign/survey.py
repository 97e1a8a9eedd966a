"""问卷调查: what residents answered, by round, district and question, with the interval that chance alone explains.

The county's share is the sum of those who said yes over the sum of those asked, never the mean of the districts' rates. A
change between two rounds is called one only where its whole 95 % interval lies on one side of zero (domain.figures.shares); districts
and questions, which are looked at many at a time, share the 5 % of false alarms.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.figures.campaign_line import CampaignLine, Tone
from domain.figures.rates import written
from domain.figures.shares import SMALL_SAMPLE, Difference, Share, difference, share
from domain.ledger.days import day_date

K = TypeVar("K", bound=Hashable)

MEASURES = ("知晓率", "参与度", "支持率", "满意度")

SURVEY = Dataset(
    "survey",
    "问卷调查结果",
    (
        Field("round", ("调查轮次", "轮次", "批次", "调查批次", "期次"), required=True, example="第一轮", width=12),
        Field("held_on", ("调查日期", "调查时间", "完成日期"), "day", past=True, example="2020-07-24"),
        Field("place", ("镇区", "属地", "调查区域", "所属镇区"), "district", example="滨江街道"),
        Field(
            "measure",
            ("指标", "调查指标", "类别", "调查项目"),
            "choice",
            required=True,
            words={
                "知晓率": ("知晓度", "知晓"),
                "参与度": ("参与率", "参与"),
                "支持率": ("支持度", "支持"),
                "满意度": ("满意率", "满意"),
            },
            example="知晓率",
            width=10,
        ),
        Field(
            "question",
            ("调查题目", "题目", "问题", "调查问题", "问卷题目"),
            example="您知道我县正在创建文明城市吗？",
            width=40,
        ),
        Field(
            "asked",
            ("有效样本数", "样本量", "样本数", "有效问卷", "有效问卷数", "调查人数"),
            "count",
            required=True,
            example="120",
        ),
        Field("yes", ("肯定回答数", "肯定人数", "肯定回答", "选是人数", "满意人数"), "count", example="102"),
        Field("percent", ("肯定率", "百分比", "比例", "占比"), "percent", hint="填了肯定回答数的可以不填。", width=8),
        Field("remark", ("备注",), width=16),
    ),
    identity=("round", "measure", "question", "place"),
    names=("问卷调查", "调查结果", "民意调查", "满意度调查"),
)

COUNTY = 0
"""The place of figures for the whole county."""
Question = tuple[str, str]
"""(measure, question)"""

WORDS: Mapping[str, str] = {
    "问卷比率": "肯定回答数 ÷ 有效样本数。全县是各镇区肯定回答之和 ÷ 样本之和，不是各镇区比率的平均。只填了百分比的，按样本数折算成人数。"
    "不写镇区的行，只在没有镇区答过同一题时才计入。",
    "95% 区间": "抽样调查只问了一部分人，真实的比率有 95% 的把握落在这个区间里（威尔逊区间，1927 年）。同一批人答几道题时，按人数算，不按人次算。",
    "较上轮": "与上一轮同样题目相比。差的 95% 区间（纽科姆法，1998 年）整个在零以上才写上升，整个在零以下才写下降，否则写“误差范围内”。"
    "镇区和题目是许多处一起比，5% 的误判由各处分摊（邦费罗尼校正），免得总有一处碰巧越出区间。",
    "与其他镇区相比": "这个镇区与其余镇区合起来的比率相比，判断的办法同“较上轮”。",
    "样本太少": f"答题不足 {SMALL_SAMPLE} 人的，只列出数字，不判断升降和高低。",
}
"""口径 of the figures of the survey."""


@dataclass(frozen=True)
class Answers:
    """How many of those asked in one place said yes to one question. place: id of the district, 0 where none is named."""

    measure: str
    question: str
    place: int
    yes: int
    asked: int


@dataclass(frozen=True)
class SurveyRound:
    """A round of the survey. held_on: its newest day. answers: what counts. set_aside: rows that do not, with the reason."""

    name: str
    held_on: date
    answers: tuple[Answers, ...]
    set_aside: tuple[str, ...] = ()

    def places(self) -> tuple[int, ...]:
        """Districts with answers, in the order of the sheets."""
        return tuple(dict.fromkeys(a.place for a in self.answers if a.place))

    def questions(self) -> tuple[Question, ...]:
        """Questions, by measure and then in the order of the sheets."""
        found = dict.fromkeys((a.measure, a.question) for a in self.answers)
        return tuple(sorted(found, key=lambda q: MEASURES.index(q[0])))  # stable

    @property
    def people(self) -> int:
        """How many people answered: in each place as many as were asked the question that most were asked."""
        most: dict[int, int] = {}
        for a in self.answers:
            most[a.place] = max(most.get(a.place, 0), a.asked)
        return sum(most.values())


def rounds(entries: Iterable[DatasetRecord]) -> list[SurveyRound]:
    """The rounds of the survey, oldest first.

    A row without district counts only where no district has answered the same question in the same round: it is the total of
    their rows, or else the county was asked as one. A row whose numbers cannot be is set aside and said.
    """
    found: dict[str, list[DatasetRecord]] = {}
    for entry in entries:
        found.setdefault(entry["round"], []).append(entry)
    made = [_round(name, rows) for name, rows in found.items()]
    return sorted(made, key=lambda r: r.held_on)  # stable


def _round(name: str, rows: Sequence[DatasetRecord]) -> SurveyRound:
    by_district = {(row["measure"], row["question"]) for row in rows if row["place"]}
    answers: list[Answers] = []
    aside: list[str] = []
    for row in rows:
        if not row["place"] and (row["measure"], row["question"]) in by_district:
            continue
        read = _answers(row)
        if isinstance(read, str):
            aside.append(read)
        else:
            answers.append(read)
    held = [_held_on(row) for row in rows]
    return SurveyRound(name, max(held), tuple(answers), tuple(aside))


def _held_on(row: DatasetRecord) -> date:
    """The day said, else the day of the first sheet that spoke of it."""
    return date.fromisoformat(row["held_on"]) if row["held_on"] else day_date(row.first_on)


def _answers(row: DatasetRecord) -> Answers | str:
    asked, yes, percent = row["asked"], row["yes"], row["percent"]
    what = f"{row['measure']}“{row['question'] or '未写题目'}”"
    if not asked:
        return f"{what}没有样本数"
    if yes is None and percent is None:
        return f"{what}没有肯定回答数，也没有百分比"
    if yes is None:
        yes = round(asked * percent / 100)
    if not 0 <= yes <= asked:
        return f"{what}肯定回答 {yes:,} 人，比样本 {asked:,} 人还多"
    return Answers(row["measure"], row["question"] or "", row["place"] or 0, int(yes), int(asked))


def pooled(answers: Iterable[Answers]) -> Share | None:
    """The share of all these answers together: sum of yes over sum of asked; None where nobody was asked.

    Where the same people answered several questions, the interval goes by the people: in each place as many as were asked
    the question that most were asked.
    """
    yes, asked = 0, 0
    most: dict[int, int] = {}
    for a in answers:
        yes, asked = yes + a.yes, asked + a.asked
        most[a.place] = max(most.get(a.place, 0), a.asked)
    return share(yes, asked, sum(most.values())) if asked else None


@dataclass(frozen=True)
class SurveyFigure:
    """One figure of a round. change: against the round before, over the questions of both; None where there are none.

    rest: against all other districts of the same round, for the figure of a district. Neither is judged where a sample is
    small (Share.small): then it is None.
    """

    share: Share
    change: Difference | None = None
    rest: Difference | None = None

    @property
    def small(self) -> bool:
        """Whether the sample is too small to be judged."""
        return self.share.small


def _readings(
    now: SurveyRound, before: SurveyRound | None, by: Callable[[Answers], K | None], *, alone: bool = False
) -> dict[K, SurveyFigure]:
    """The figures of a round for each value of `by`; answers for which it is None are left out.

    alone: each is judged by itself, not as one of many.
    """
    old = _grouped(before.answers, by) if before else {}
    new = _grouped(now.answers, by)
    return {key: _reading(part, old.get(key, []), 1 if alone else len(new)) for key, part in new.items()}


def _grouped(answers: Iterable[Answers], by: Callable[[Answers], K | None]) -> dict[K, list[Answers]]:
    groups: dict[K, list[Answers]] = {}
    for a in answers:
        if (key := by(a)) is not None:
            groups.setdefault(key, []).append(a)
    return groups


def by_measure(now: SurveyRound, before: SurveyRound | None) -> dict[str, SurveyFigure]:
    """The county's figure of each measure, in the order of MEASURES."""
    found = _readings(now, before, lambda a: a.measure, alone=True)
    return {measure: found[measure] for measure in MEASURES if measure in found}


def by_question(now: SurveyRound, before: SurveyRound | None) -> dict[Question, SurveyFigure]:
    """The county's figure of each question, the worst first."""
    found = _readings(now, before, lambda a: (a.measure, a.question))
    return dict(sorted(found.items(), key=lambda kv: kv[1].share.percent))


def by_place(now: SurveyRound, before: SurveyRound | None) -> dict[int, Mapping[str, SurveyFigure]]:
    """Each district's figure of each measure, districts in the order of the sheets."""
    found = _readings(now, before, lambda a: (a.place, a.measure) if a.place != COUNTY else None)
    return {
        place: {
            m: _beside_the_rest(found[place, m], now, place, m, len(found)) for m in MEASURES if (place, m) in found
        }
        for place in now.places()
    }


def questions_of(now: SurveyRound, before: SurveyRound | None, place: int) -> dict[Question, SurveyFigure]:
    """Each question as one district has answered it, the worst first, beside all other districts."""
    found = _readings(now, before, lambda a: (a.measure, a.question) if a.place == place else None)
    made = {}
    for question, reading in found.items():
        others = [a for a in now.answers if (a.measure, a.question) == question and a.place not in (place, COUNTY)]
        made[question] = SurveyFigure(reading.share, reading.change, _judged(reading.share, pooled(others), len(found)))
    return dict(sorted(made.items(), key=lambda kv: kv[1].share.percent))


def _reading(part: Sequence[Answers], old: Sequence[Answers], comparisons: int) -> SurveyFigure:
    whole = pooled(part)
    assert whole is not None
    both = {(a.measure, a.question) for a in old} & {(a.measure, a.question) for a in part}
    return SurveyFigure(whole, _judged(pooled(_only(part, both)), pooled(_only(old, both)), comparisons))


def _only(answers: Iterable[Answers], questions: set[Question]) -> list[Answers]:
    return [a for a in answers if (a.measure, a.question) in questions]


def _judged(one: Share | None, other: Share | None, comparisons: int) -> Difference | None:
    if one is None or other is None or one.small or other.small:
        return None
    return difference(one, other, comparisons=comparisons)


def _beside_the_rest(
    reading: SurveyFigure, now: SurveyRound, place: int, measure: str, comparisons: int
) -> SurveyFigure:
    others = [a for a in now.answers if a.measure == measure and a.place not in (place, COUNTY)]
    return SurveyFigure(reading.share, reading.change, _judged(reading.share, pooled(others), comparisons))


def standing(found: Sequence[SurveyRound]) -> CampaignLine:
    """问卷调查 in one value and one sentence: the lowest of the four, what really changed, and the worst question."""
    title = "问卷调查"
    told = [r for r in found if r.answers]
    if not told:
        return CampaignLine("survey", title, "未录入", "还没有导入问卷调查结果。", "missing")
    now, before = told[-1], told[-2] if len(told) > 1 else None
    measures = by_measure(now, before)
    lowest = min(measures, key=lambda m: measures[m].share.percent)
    value = f"{lowest} {written(measures[lowest].share.percent)}%"
    return CampaignLine("survey", title, value, _sentence(now, before, measures, lowest), _tone(measures))


def _sentence(now: SurveyRound, before: SurveyRound | None, measures: Mapping[str, SurveyFigure], lowest: str) -> str:
    low, high = measures[lowest].share.interval
    rank = f"{len(measures)} 项指标中{lowest}最低" if len(measures) > 1 else lowest
    share_of = measures[lowest].share.percent
    head = f"{now.name}（{now.people:,} 人）{rank}，{written(share_of)}%（95% 区间 {written(low)}%–{written(high)}%）"
    return f"{head}；{changes_in_words(measures, now, before)}。"


def changes_in_words(measures: Mapping[str, SurveyFigure], now: SurveyRound, before: SurveyRound | None) -> str:
    """What really changed against the round before; what lies within chance is not called a change."""
    if before is None:
        return "这是第一轮，没有可比的上一轮"
    moved = [
        f"{m}{'上升' if r.change.verdict == 'up' else '下降'} {written(abs(r.change.points))} 个百分点"
        for m, r in measures.items()
        if r.change is not None and r.change.verdict != "same"
    ]
    compared = [m for m, r in measures.items() if r.change is not None]
    if not compared:
        return f"与{before.name}没有相同的题目或样本太少，不作比较"
    places = "" if set(now.places()) == set(before.places()) else "（两轮调查的镇区不同）"
    if not moved:
        return f"与{before.name}相比，变化都在误差范围内{places}"
    rest = "，其他变化在误差范围内" if len(moved) < len(compared) else ""
    return f"比{before.name}{'，'.join(moved)}{rest}{places}"


def _tone(measures: Mapping[str, SurveyFigure]) -> Tone:
    """No target is known, so no figure is good or bad by itself: only a real fall asks for a look."""
    fell = any(r.change is not None and r.change.verdict == "down" for r in measures.values())
    return "attention" if fell else "neutral"
