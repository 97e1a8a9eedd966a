"""问卷调查结果 of the invented county: between two rounds more people know of the campaign, the rest is noise; 渡月镇 is unhappy.

Answers are drawn from one seed, as a survey draws people.
"""

from datetime import date
from random import Random
from typing import Any

from sample_data.generator.life.county import BEHIND, DISTRICTS, SEAT

SEED = 20200732
ROUNDS = (("第一轮", date(2020, 6, 19), date(2020, 6, 21)), ("第二轮", date(2020, 7, 31), date(2020, 8, 2)))
"""Name, day of the survey, day of its sheet."""
SMALL = "杏坪乡"

QUESTIONS: tuple[tuple[str, str, float, float], ...] = (
    # measure, question, share of yes in each round
    ("知晓率", "您知道我县正在创建文明城市吗？", 0.80, 0.88),
    ("知晓率", "您见过文明城市创建的公益广告或宣传吗？", 0.76, 0.85),
    ("参与度", "近一年您参加过志愿服务或清洁家园活动吗？", 0.43, 0.45),
    ("参与度", "您所在的社区（村）组织过创建活动吗？", 0.62, 0.63),
    ("支持率", "您支持我县创建文明城市吗？", 0.93, 0.93),
    ("满意度", "您对居住地周边的环境卫生满意吗？", 0.78, 0.79),
    ("满意度", "您对道路交通秩序满意吗？", 0.73, 0.72),
    ("满意度", "您对农贸市场的环境和秩序满意吗？", 0.70, 0.71),
)
UNHAPPY = 0.25
"""So much smaller are the shares of satisfied people in 渡月镇."""


def people(district: str) -> int:
    """How many people of a district are asked."""
    if district == SMALL:
        return 24
    return {SEAT[0]: 200, SEAT[1]: 200, SEAT[2]: 100}.get(district, 60)


def rows(number: int) -> list[dict[str, Any]]:
    """The results of round 0 or 1: field → what stands in the cell."""
    name, held_on, _ = ROUNDS[number]
    random = Random(SEED + number)
    made = []
    for district in DISTRICTS:
        asked = people(district)
        for measure, question, first, second in QUESTIONS:
            chance = (first, second)[number] - (UNHAPPY if district == BEHIND and measure == "满意度" else 0)
            yes = sum(random.random() < chance for _ in range(asked))
            made.append(
                {
                    "round": name,
                    "held_on": held_on,
                    "place": district,
                    "measure": measure,
                    "question": question,
                    "asked": asked,
                    "yes": yes,
                }
            )
    return made
