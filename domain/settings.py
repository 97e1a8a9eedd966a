"""What the office may set: limits, windows and the words that stand for a number of days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.ladder import LadderRule

WORD_DAYS: Mapping[str, int] = {
    "立即整改": 3,
    "立行立改": 3,
    "立即": 3,
    "马上整改": 3,
    "即知即改": 3,
    "尽快": 7,
}


WATCHED = (
    "出店经营、店外经营、越门经营",
    "马路市场",
    "违章停车、违章停放、违停、乱停",
    "侵占盲道、占用盲道、占压盲道",
)
"""The offenders that the county has promised will not come back, each with the ways in which it is written (domain.accountability.watched)."""


@dataclass(frozen=True)
class Settings:
    """Durations in days unless the name says otherwise.

    due_soon_days: 临期. long_overdue_days: 久拖不决 is overdue for more than this. recurrence_days: 反复 window.
    minimum_ranked: units with fewer items are shown but not ranked. week_starts_on: 0 Monday … 6 Sunday.
    undated_by_sheet: a completion without any day counts as done on the day of the sheet that says so first; else it stands
    outside the on-time rate.
    word_days: time limits given as a word. assessment_on: the day of the assessment, marked on trends.
    activities: days of county activities with their names, marked on trends. holidays: (day, name, whether it is worked):
    days off and make-up working days, used where a limit counts 工作日. watched: the offenders to watch (顽症), see domain.accountability.watched.
    activity_rules: standing rules of activities: name, rhythm (domain.campaign.activities.RULES), weekday (0 Monday), since when.
    unchecked_days: 漏查 is an item of the negative list that was not checked for more than this; the campaign goes through
    its lists every week. target_rank: 前 N 名 of target_level (省 …); target_title: 全国文明城市提名城市 …; empty until the
    office sets them.
    office, addressees: who issues the bulletin and to whom. red_head: print its red head. first_number: of the first bulletin
    issued here. listed_units: so many at either end of a group are on the red and the black list.
    escalation: when which step of the ladder is proposed. letter_number: pattern of document numbers. reply_days: a letter
    asks for its answer within so many days. All three are empty until the office says.
    """

    due_soon_days: int = 3
    long_overdue_days: int = 30
    recurrence_days: int = 30
    minimum_ranked: int = 5
    week_starts_on: int = 0
    undated_by_sheet: bool = False
    word_days: Mapping[str, int] = field(default_factory=lambda: dict(WORD_DAYS))
    assessment_on: date | None = None
    activities: tuple[tuple[date, str], ...] = ()
    county: str = ""
    holidays: tuple[tuple[date, str, bool], ...] = ()
    watched: tuple[str, ...] = WATCHED
    activity_rules: tuple[tuple[str, str, int, date], ...] = ()
    unchecked_days: int = 7
    target_rank: int | None = None
    target_level: str = ""
    target_title: str = ""
    office: str = ""
    addressees: str = ""
    red_head: bool = False
    first_number: int = 1
    listed_units: int = 3
    escalation: tuple[LadderRule, ...] = ()
    letter_number: str = ""
    reply_days: int | None = None
