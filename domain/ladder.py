"""督办层级: the steps of pressing a unit, the office's rules for them, and the letters that are out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum


class LadderLevel(IntEnum):
    """A step of the ladder; a higher one presses harder."""

    ASSIGN = 1
    REMIND = 2
    SUPERVISE = 3
    CIRCULATE = 4
    INTERVIEW = 5
    REFER = 6


@dataclass(frozen=True)
class LadderStep:
    """How a level is called, which document it takes, and the one character that stands for it in a number."""

    name: str
    paper: str
    sign: str


STEPS: Mapping[LadderLevel, LadderStep] = {
    LadderLevel.ASSIGN: LadderStep("交办", "交办单", "交"),
    LadderLevel.REMIND: LadderStep("提醒", "提醒函", "提"),
    LadderLevel.SUPERVISE: LadderStep("督办", "督办单", "督"),
    LadderLevel.CIRCULATE: LadderStep("通报", "通报", "通"),
    LadderLevel.INTERVIEW: LadderStep("约谈", "约谈通知", "约"),
    LadderLevel.REFER: LadderStep("移交纪委监委", "移交函", "移"),
}


@dataclass(frozen=True)
class LadderRule:
    """From when on a level is proposed: issues overdue for `days_overdue` days or more, or a unit that has been on the
    black list for `weeks_black` weeks in a row. None: that condition does not count."""

    level: LadderLevel
    days_overdue: int | None = None
    weeks_black: int | None = None


class Reply(Enum):
    """How a letter stands."""

    WAITING = "待回复"
    LATE = "逾期未回复"
    ANSWERED = "已回复"
    WITHDRAWN = "已撤回"


@dataclass(frozen=True)
class Letter:
    """A letter that was issued. unit_name: as it stood on it. issue_ids: those of its issues that are still known.

    reason: why it was written. reply: what the unit answered. replied_on, withdrawn_on: None while that has not happened.
    """

    letter_id: int
    level: LadderLevel
    number: str
    unit_id: int | None
    unit_name: str
    issued_on: date
    reply_by: date
    replied_on: date | None = None
    reply: str = ""
    reason: str = ""
    file_name: str = ""
    withdrawn_on: date | None = None
    who: str | None = None
    issue_ids: tuple[int, ...] = ()

    @property
    def paper(self) -> str:
        """提醒函, 督办单 …"""
        return STEPS[self.level].paper

    def is_out_on(self, day: date) -> bool:
        """Whether it was issued by `day` and not withdrawn by then."""
        return self.issued_on <= day and not (self.withdrawn_on is not None and self.withdrawn_on <= day)

    def reply_on(self, day: date) -> Reply:
        """How it stands on `day`. The reply is late from the day after the date by which it was asked for."""
        if self.withdrawn_on is not None and self.withdrawn_on <= day:
            return Reply.WITHDRAWN
        if self.replied_on is not None and self.replied_on <= day:
            return Reply.ANSWERED
        return Reply.LATE if self.reply_by < day else Reply.WAITING


LEVEL, YEAR, SERIAL = "{层级}", "{年}", "{序号}"
"""What a pattern of document numbers may hold."""


def number_of(pattern: str, *, level: LadderLevel, year: int, n: int) -> str:
    """The document number that a pattern gives: 创城{层级}〔{年}〕{序号}号 → 创城督〔2026〕3号."""
    return pattern.replace(LEVEL, STEPS[level].sign).replace(YEAR, str(year)).replace(SERIAL, str(n))


def pattern_fault(pattern: str) -> str | None:
    """What is wrong with a pattern, in Chinese; None where it can be used."""
    rest = pattern
    for word in (LEVEL, YEAR, SERIAL):
        rest = rest.replace(word, "")
    if pattern.count(SERIAL) != 1:
        return "文号格式里要有一个“{序号}”，例如：创城督〔{年}〕{序号}号。"
    if "{" in rest or "}" in rest:
        return "文号格式的花括号里只能写“年”“序号”“层级”，例如：创城{层级}〔{年}〕{序号}号。"
    return None


def next_number(pattern: str, *, level: LadderLevel, year: int, taken: tuple[str, ...]) -> str:
    """The first number after the greatest that the pattern has given this year, whatever became of that letter.

    pattern: one without fault (see `pattern_fault`). taken: all numbers that were ever given.
    """
    before, after = (number_of(part, level=level, year=year, n=0) for part in pattern.split(SERIAL))
    used = [
        int(middle)
        for number in taken
        if number.startswith(before)
        and number.endswith(after)
        and (middle := number[len(before) : len(number) - len(after)]).isdecimal()
    ]
    return f"{before}{max(used, default=0) + 1}{after}"
