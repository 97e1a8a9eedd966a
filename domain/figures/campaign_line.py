"""Where one line of the campaign stands, in one short value and one sentence: the row of 总览, 大屏 and the bulletin."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "attention", "bad", "neutral", "missing"]
"""good: on course. attention: needs a look. bad: a red light (only the negative list when lit, and what is past its day).
neutral: a fact. missing: nothing was entered, nothing is computed.
"""


@dataclass(frozen=True)
class CampaignLine:
    """One line of the campaign. key: target, sites, materials, survey, negative …; also the name of its screen.

    title: 网上申报. value: what is read across a room: "24 / 40 项". sentence: what stands behind it; for a missing line what the
    office has to enter.
    """

    key: str
    title: str
    value: str
    sentence: str
    tone: Tone
