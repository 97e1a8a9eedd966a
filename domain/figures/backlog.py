"""Forecast: in how many weeks the open issues are cleared at the pace of the last four weeks, and how sure that is."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import mean, stdev
from typing import Literal

from domain.figures.figures import tally
from domain.ledger.days import day_number
from domain.ledger.ledger import Ledger

WEEKS = 4
T_80 = 1.638
"""Student's t for a two-sided 80 % interval with three degrees of freedom (four weeks)."""
LONGEST = 520
"""Weeks; what would take longer is not a forecast any more."""

Case = Literal["nothing", "little", "falling", "still", "growing"]


@dataclass(frozen=True)
class BacklogForecast:
    """case: nothing open, too little data, or which way the number goes.

    cleared: by how many issues the open ones became fewer in each of the last four weeks (seven days each, up to the
    as-of day), oldest first. pace: their mean. weeks: open / pace. soonest, latest: the same at the ends of the 80 %
    interval of the mean pace, pace ± T_80 · s / √4; None where the pace at that end clears nothing within LONGEST. A backlog that
    does not fall on average may have a soonest too: four weeks of very different pace say little.
    """

    case: Case
    open: int
    cleared: tuple[int, ...] = ()
    pace: float | None = None
    weeks: float | None = None
    soonest: float | None = None
    latest: float | None = None


def forecast(ledger: Ledger, *, as_of: date) -> BacklogForecast:
    """The forecast on `as_of`; too little data where the first issue was found less than four weeks before."""
    days = [as_of - timedelta(weeks=back) for back in range(WEEKS, -1, -1)]
    levels = [int(count) for count in tally(ledger, "open", days)]
    opened = levels[-1]
    if opened == 0:
        return BacklogForecast("nothing", 0)
    if int(ledger.spans["from_on"].min()) > day_number(days[0]):
        return BacklogForecast("little", opened)
    return at_pace(opened, [levels[n] - levels[n + 1] for n in range(WEEKS)])


def at_pace(opened: int, cleared: list[int]) -> BacklogForecast:
    """The forecast for `opened` > 0 issues that became fewer by these numbers in four weeks."""
    pace = mean(cleared)
    half = T_80 * stdev(cleared) / sqrt(len(cleared))
    weeks, soonest, latest = (_weeks(opened, at) for at in (pace, pace + half, pace - half))
    case: Case = "growing" if pace < 0 else "still" if weeks is None else "falling"
    return BacklogForecast(case, opened, tuple(cleared), pace, weeks, soonest, latest)


def _weeks(opened: int, pace: float) -> float | None:
    weeks = opened / pace if pace > 0 else None
    return weeks if weeks is not None and weeks <= LONGEST else None


def in_words(said: BacklogForecast, *, days_left: int | None) -> str:
    """The forecast as one or two sentences. days_left: to the assessment, None where no day is set."""
    if said.case == "nothing":
        return "没有未整改的问题。"
    head = f"未整改 {said.open:,} 件。"
    if said.case == "little":
        return f"{head}台账还不满 {WEEKS} 周，数据太少，不作预测。"
    each = "、".join(_net(count) for count in said.cleared)
    past = f"近 {WEEKS} 周每周{each}"
    assert said.pace is not None
    if said.weeks is None:
        rising = said.case == "growing"
        mean_ = (
            f"平均每周增加 {-said.pace:.1f} 件：照这个速度，积压还会增加，清不完"
            if rising
            else "总体没有减少：照这个速度清不完"
        )
        doubt = (
            "" if said.soonest is None else f"；各周快慢不一，这样说没有把握，往快里算也要约 {ceil(said.soonest)} 周"
        )
        return f"{head}{past}，{mean_}{doubt}。"
    text = f"{head}{past}，平均每周减少 {said.pace:.1f} 件：照这个速度还要约 {ceil(said.weeks)} 周清完"
    assert said.soonest is not None
    soonest = ceil(said.soonest)
    if said.latest is None:
        text += f"；各周快慢不一，最快约 {soonest} 周，也可能一直清不完。"
    elif ceil(said.latest) == soonest:
        text += "。"
    else:
        text += f"，大致在 {soonest} 到 {ceil(said.latest)} 周之间。"
    if days_left is not None and days_left > 0:
        text += _before(said, days_left)
    return text


def _net(count: int) -> str:
    return f"减 {count:,}" if count > 0 else f"增 {-count:,}" if count < 0 else "持平"


def _before(said: BacklogForecast, left: int) -> str:
    """Whether the whole band lies before the assessment, after it, or on both sides of it."""
    soonest, latest = said.soonest, said.latest
    if latest is not None and latest * 7 <= left:
        word = "来得及"
    elif soonest is not None and soonest * 7 > left:
        word = "照此来不及"
    else:
        word = "能不能在这以前清完，没有把握"
    return f"测评前还有 {left:,} 天，{word}。"


METHOD = (
    f"每周净减少 = 七天前的未整改件数 − 七天后的（销号多于新增时为正），取截至日前 {WEEKS} 个七天。"
    "所需周数 = 未整改件数 ÷ 平均每周净减少。区间按四周净减少的离散程度取八成把握（平均值 ± 1.638 × 标准差 ÷ √4，t 分布，3 个自由度）；"
    "区间下端不减少时，说明可能清不完；平均没有减少、区间上端却在减少时，说明没有把握。区间整个落在测评前才说来得及，整个落在测评后才说来不及。前提是今后的快慢与近四周相同。"
)

WORDS = {"清零预测": METHOD}
"""口径 of the figures of this part."""
