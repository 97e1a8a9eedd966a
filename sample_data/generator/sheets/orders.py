"""督办公文 and 会议交办 of the invented county: a ladder climbed, a letter answered, one late, one withdrawn; two meetings.

渡月镇 was reminded, answered with promises, was pressed again and has not answered. 县城市管理局 answered in time. 县住建局 has
a letter that still waits. 县水利局 got one by mistake. Of the first meeting one thing is left, of the second two.

Three appeals about score cards: one accepted, one not, one that still waits.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from briefings.word.letters import LetterDraft, LetterIssue, file_name, letter
from domain.ladder import LadderLevel, number_of
from domain.ledger.states import STANDINGS, State
from sample_data.generator.life import county
from sample_data.generator.life.figures import IssueOnDay, standings
from sample_data.generator.life.story import Story

FOLDER = "orders"
LIST = f"{FOLDER}/orders.json"
SETTINGS: dict[str, Any] = {
    "escalation": [[2, 3, 2], [3, 10, 3], [4, 20, 4], [5, 30, None], [6, None, None]],
    "letter_number": "云创督〔{年}〕{序号}号",
    "reply_days": 3,
}


@dataclass(frozen=True)
class SampleLetter:
    """A letter of the story. replied: the day and the words. most: so many of the unit's overdue issues are on it."""

    level: LadderLevel
    unit: str
    issued_on: date
    reason: str
    most: int
    replied: tuple[date, str] | None = None
    withdrawn_on: date | None = None


LETTERS = (
    SampleLetter(
        LadderLevel.REMIND,
        "渡月镇",
        date(2020, 7, 20),
        "已连续 8 周列入黑榜。",
        12,
        replied=(date(2020, 7, 24), "已开会部署，力争月底前整改到位。"),
    ),
    SampleLetter(
        LadderLevel.REMIND,
        "县城市管理局",
        date(2020, 7, 27),
        "超期问题较多，部分问题超期一个月以上。",
        6,
        replied=(date(2020, 7, 29), "已逐件落实到中队，其余问题因涉及违建拆除，需要再给 10 天。"),
    ),
    SampleLetter(
        LadderLevel.REMIND,
        "县水利局",
        date(2020, 7, 27),
        "河道漂浮物多次反复。",
        1,
        withdrawn_on=date(2020, 7, 28),
    ),
    SampleLetter(
        LadderLevel.SUPERVISE,
        "渡月镇",
        date(2020, 8, 3),
        "提醒函回复的整改时限已过，清单所列问题仍未整改，且已连续 10 周列入黑榜。",
        12,
    ),
    SampleLetter(LadderLevel.REMIND, "县住房和城乡建设局", date(2020, 8, 7), "有问题超期两个月以上。", 4),
)

MEETINGS: tuple[dict[str, Any], ...] = (
    {
        "given_on": "2020-07-27",
        "given_by": "县长",
        "text": "集镇主街的出店经营，一周内清理到位并安排专人值守",
        "unit": "渡月镇",
        "due_on": "2020-08-03",
        "done_on": None,
        "outcome": "清理了东段，西段反弹",
    },
    {
        "given_on": "2020-07-27",
        "given_by": "县长",
        "text": "农贸市场周边停车秩序，会同市场监管局拿出方案",
        "unit": "县公安局",
        "due_on": "2020-08-05",
        "done_on": "2020-08-04",
        "outcome": "方案已印发，新划车位 86 个",
    },
    {
        "given_on": "2020-07-27",
        "given_by": "县长",
        "text": "背街小巷路灯不亮的，逐条巷子过一遍",
        "unit": "县住房和城乡建设局",
        "due_on": "2020-07-31",
        "done_on": "2020-07-31",
        "outcome": "修复 43 盏",
    },
    {
        "given_on": "2020-08-03",
        "given_by": "县委书记",
        "text": "测评前把本行动的超期问题逐件过堂，说不清原因的当面说",
        "action": "环境卫生提升行动",
        "due_on": "2020-08-07",
        "done_on": "2020-08-06",
        "outcome": "已逐件过堂",
    },
    {
        "given_on": "2020-08-03",
        "given_by": "县委书记",
        "text": "渡月镇超期最久的几件，由分管领导包案",
        "unit": "渡月镇",
        "due_on": "2020-08-06",
        "done_on": None,
        "outcome": "",
    },
    {
        "given_on": "2020-08-03",
        "given_by": "县委书记",
        "text": "公益广告破损的一律更换，不留死角",
        "unit": "县委宣传部",
        "due_on": "2020-08-09",
        "done_on": "2020-08-08",
        "outcome": "更换 112 处",
    },
    {
        "given_on": "2020-08-03",
        "given_by": "县委书记",
        "text": "河道保洁再加一个班次，测评期间不撤",
        "unit": "县水利局",
        "due_on": "2020-08-12",
        "done_on": None,
        "outcome": "人员已到位，今起加班",
    },
)


APPEALS: tuple[dict[str, Any], ...] = (
    {
        "unit": "县城市管理局",
        "period": ["2020-07-01", "2020-07-31", "2020年7月"],
        "line": "A2",
        "reason": "工业大道 2 件因地下管线施工围挡无法进场，已报办公室申请延期",
        "appealed_on": "2020-08-03",
        "decided": ["2020-08-05", True, 2.0, "延期手续齐全，台账漏登，返还 2 分"],
    },
    {
        "unit": "渡月镇",
        "period": ["2020-07-01", "2020-07-31", "2020年7月"],
        "line": "A2",
        "reason": "集镇改造期间人手不足",
        "appealed_on": "2020-08-04",
        "decided": ["2020-08-06", False, 0.0, "没有办理延期手续，人手不足不是免扣理由"],
    },
    {
        "unit": "县住房和城乡建设局",
        "period": ["2020-08-01", "2020-08-31", "2020年8月"],
        "line": "A1",
        "reason": "新发现的问题里有 2 件是供水公司的管线，请求重新认定责任单位",
        "appealed_on": "2020-08-08",
        "decided": None,
    },
)
"""period: first day, last day, name. decided: day, accepted, points given back, words."""


def files(story: Story) -> dict[str, bytes]:
    """The letters as they were handed out, and the list from which the loader takes them and the instructions."""
    made: dict[str, bytes] = {}
    rows = []
    for number, one in enumerate(LETTERS, 1):
        issues = list(_overdue(story, one))[: one.most]
        reply_by = one.issued_on + timedelta(days=SETTINGS["reply_days"])
        draft = LetterDraft(
            one.level,
            number_of(SETTINGS["letter_number"], level=one.level, year=one.issued_on.year, n=number),
            one.unit,
            one.issued_on,
            reply_by,
            one.issued_on - timedelta(days=1),
            tuple(_line(row, one.issued_on - timedelta(days=1)) for row in issues),
            one.reason,
            county.COUNTY,
        )
        name = file_name(draft)
        made[f"{FOLDER}/{name}"] = letter(draft)
        rows.append(
            {
                "level": int(one.level),
                "number": draft.number,
                "unit": one.unit,
                "issued_on": one.issued_on.isoformat(),
                "reply_by": reply_by.isoformat(),
                "reason": one.reason,
                "issues": [row.issue.number for row in issues],
                "file": name,
                "replied": None if one.replied is None else [one.replied[0].isoformat(), one.replied[1]],
                "withdrawn_on": None if one.withdrawn_on is None else one.withdrawn_on.isoformat(),
            }
        )
    listed = {"settings": SETTINGS, "letters": rows, "instructions": list(MEETINGS), "appeals": list(APPEALS)}
    made[LIST] = (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()
    return made


def _overdue(story: Story, one: SampleLetter) -> Iterator[IssueOnDay]:
    """The unit's numbered issues that were overdue the day before the letter, longest first."""
    day = one.issued_on - timedelta(days=1)
    rows = [row for row in standings(story, day) if row.lead == one.unit and row.is_overdue(day) and row.issue.number]
    return iter(sorted(rows, key=lambda row: (row.due_on or day, row.issue.number)))


def _line(row: IssueOnDay, day: date) -> LetterIssue:
    issue = row.issue
    return LetterIssue(
        issue.number,
        issue.found_on,
        f"{issue.site.district} {issue.site.name}",
        issue.text,
        row.due_on,
        None if row.due_on is None else (day - row.due_on).days,
        STANDINGS[State[row.state]].name,
    )
