"""负面清单: what vetoes the whole assessment. A light of its own: counted into no score and no average.

An item is lit while a hidden danger is not removed or the bottom line was crossed. That nobody has looked for too long is
a warning of its own, also where nothing was found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.directory import Directory
from domain.figures.campaign_line import CampaignLine

CLEAR, DANGER, REMOVED, CROSSED = "正常", "有隐患", "已消除", "已触碰"
STATES = (CROSSED, DANGER, REMOVED, CLEAR)

NEGATIVE_LIST = Dataset(
    "negative",
    "负面清单排查表",
    (
        Field(
            "item",
            ("负面清单事项", "清单事项", "否决事项", "负面清单内容", "事项", "一票否决事项"),
            required=True,
            example="发生较大及以上安全生产事故",
            width=36,
        ),
        Field("area", ("领域", "事项领域", "事项类别", "类别"), example="安全生产", width=12),
        Field(
            "lead",
            ("责任部门", "责任单位", "牵头部门", "牵头单位", "排查单位"),
            "unit",
            example="县应急管理局",
            width=20,
        ),
        Field("checked_on", ("排查日期", "检查日期", "排查时间", "检查时间"), "day", past=True, example="2020-07-24"),
        Field(
            "state",
            ("排查结果", "状态", "排查情况", "检查结果", "目前状态"),
            "choice",
            words={
                CLEAR: (
                    "无",
                    "没有",
                    "无隐患",
                    "没有隐患",
                    "良好",
                    "未发现",
                    "未发现隐患",
                    "无异常",
                    "未触碰",
                    "未发生",
                ),
                DANGER: ("有", "存在隐患", "发现隐患", "隐患整改中", "整改中", "未消除"),
                REMOVED: ("隐患已消除", "已整改", "整改完成", "已整改到位"),
                CROSSED: ("已发生", "触碰", "已触碰底线", "触碰底线", "已触发"),
            },
            example=CLEAR,
            width=10,
        ),
        Field("dangers", ("隐患数", "发现隐患数", "隐患数量"), "count", example="0", width=8),
        Field("danger", ("发现隐患", "隐患情况", "隐患内容", "隐患描述", "存在隐患问题"), width=36),
        Field("measures", ("整改措施", "整改情况", "处置情况"), width=30),
        Field("due_on", ("整改时限", "整改期限", "消除时限"), "day"),
        Field("checker", ("排查人", "检查人"), example="张三", width=10),
        Field("remark", ("备注",), width=16),
    ),
    identity=("item",),
    names=("负面清单", "一票否决", "否决事项"),
)

Light = Literal["crossed", "danger", "unchecked", "doubtful", "clear"]
"""crossed, danger: the red light. unchecked: nobody has looked for too long, or ever. doubtful: checked, and the result is not told
or does not agree with the number of dangers.

An item shows the gravest one. Red beats all, so that neither a check that is overdue nor a good average hides it.
"""
RED: tuple[Light, ...] = ("crossed", "danger")
ORDER: tuple[Light, ...] = ("crossed", "danger", "unchecked", "doubtful", "clear")

WORDS: Mapping[str, str] = {
    "红灯": "负面清单事项已触碰底线，或者有隐患还没有消除。没有写排查结果、但写了隐患的，也亮红灯。一项就亮，不计入任何得分和平均。",
    "漏查": "截至日离最近一次排查超过 {unchecked_days} 天，或者从没排查过。天数在“设置—时限与统计”里改。",
    "待核": "排查过却没有写结果，或者结果写“正常”、隐患数却不是 0。",
}
"""口径 of the lights; {unchecked_days} is the office's limit."""


@dataclass(frozen=True)
class NegativeItem:
    """An item of the negative list as it stands on a day.

    lead: id of the department, 0 where nobody is named. state: one of STATES, "" where no sheet says. days_unchecked: since
    the last check, None where it was never checked. late_days: days past the date by which the danger had to be removed.
    check_due: nobody has looked for too long, or ever, whatever the light shows.
    """

    item: str
    area: str
    lead: int
    state: str
    dangers: int | None
    danger: str
    measures: str
    due_on: date | None
    checked_on: date | None
    checker: str
    days_unchecked: int | None
    late_days: int
    light: Light
    check_due: bool

    @property
    def lit(self) -> bool:
        """Whether its red light is on."""
        return self.light in RED


def items(entries: Iterable[DatasetRecord], *, as_of: date, unchecked_days: int) -> list[NegativeItem]:
    """The items as they stand on `as_of`, gravest first. unchecked_days: so many days without a check are allowed."""
    made = [_item(entry, as_of, unchecked_days) for entry in entries]
    return sorted(made, key=lambda i: (ORDER.index(i.light), -i.late_days, -_age(i)))


def _age(item: NegativeItem) -> float:
    return float("inf") if item.days_unchecked is None else item.days_unchecked


def _item(entry: DatasetRecord, as_of: date, unchecked_days: int) -> NegativeItem:
    said = entry["state"] or ""
    dangers, danger = entry["dangers"], _nothing_left_out(entry["danger"])
    state = said or (DANGER if dangers or danger else "")
    checked_on, due_on = _day(entry["checked_on"]), _day(entry["due_on"])
    days = None if checked_on is None else max(0, (as_of - checked_on).days)
    too_long = days is None or days > unchecked_days
    light: Light = "clear"
    if state == CROSSED:
        light = "crossed"
    elif state == DANGER:
        light = "danger"
    elif too_long:
        light = "unchecked"
    elif not state or (state == CLEAR and dangers):
        light = "doubtful"
    return NegativeItem(
        item=entry["item"] or "",
        area=entry["area"] or "",
        lead=entry["lead"] or 0,
        state=state,
        dangers=dangers,
        danger=danger,
        measures=entry["measures"] or "",
        due_on=due_on,
        checked_on=checked_on,
        checker=entry["checker"] or "",
        days_unchecked=days,
        late_days=max(0, (as_of - due_on).days) if due_on is not None and light in RED else 0,
        light=light,
        check_due=too_long,
    )


_NOTHING = frozenset({"无", "没有", "未发现", "无隐患", "未发现隐患", "暂无", "—", "-", "/", "0"})


def _nothing_left_out(said: Any) -> str:
    """The danger in words; what only says that there is none is no danger."""
    text = str(said or "").strip().strip("。")
    return "" if text in _NOTHING else str(said or "").strip()


def _day(said: Any) -> date | None:
    return date.fromisoformat(said) if said else None


@dataclass(frozen=True)
class Lights:
    """The list counted: how many items show what. unchecked: a check is due, those with a red light included."""

    count: int
    crossed: int
    danger: int
    unchecked: int
    never: int
    doubtful: int

    @property
    def lit(self) -> int:
        """How many red lights are on."""
        return self.crossed + self.danger


def lights(found: Iterable[NegativeItem]) -> Lights:
    """The items counted."""
    found = list(found)
    shown = [item.light for item in found]
    return Lights(
        count=len(found),
        crossed=shown.count("crossed"),
        danger=shown.count("danger"),
        unchecked=sum(item.check_due for item in found),
        never=sum(item.days_unchecked is None for item in found),
        doubtful=shown.count("doubtful"),
    )


def standing(found: Sequence[NegativeItem], directory: Directory, *, unchecked_days: int) -> CampaignLine:
    """负面清单 in one value and one sentence. The tone is bad exactly where a red light is on."""
    title = "负面清单"
    if not found:
        return CampaignLine(
            "negative", title, "未录入", "还没有导入负面清单排查表，有没有触碰底线无从知道。", "missing"
        )
    counted = lights(found)
    rest = _warnings(counted, unchecked_days)
    if counted.lit:
        named = "；".join(_named(item, directory) for item in found[:2] if item.lit)
        more = f"等 {counted.lit} 项" if counted.lit > 2 else ""
        return CampaignLine("negative", title, f"亮红灯 {counted.lit} 项", f"{named}{more}。{rest}", "bad")
    if rest:
        value = f"漏查 {counted.unchecked} 项" if counted.unchecked else f"待核 {counted.doubtful} 项"
        return CampaignLine("negative", title, value, f"{counted.count} 项没有亮红灯，但{rest}", "attention")
    return CampaignLine(
        "negative", title, "未亮灯", f"{counted.count} 项都在 {unchecked_days} 天内排查过，没有未消除的隐患。", "good"
    )


def _named(item: NegativeItem, directory: Directory) -> str:
    """“…”已触碰底线（县应急局）. In quotes: the item names what must not happen, not what did."""
    lead = directory.label("lead", item.lead)
    if item.light == "crossed":
        return f"“{item.item}”已触碰底线（{lead}）"
    late = f"，超过整改时限 {item.late_days:,} 天" if item.late_days else ""
    return f"“{item.item}”有隐患未消除（{lead}{late}）"


def _warnings(counted: Lights, unchecked_days: int) -> str:
    parts = []
    long = counted.unchecked - counted.never
    if long:
        parts.append(f"{long} 项超过 {unchecked_days} 天没有排查")
    if counted.never:
        parts.append(f"{counted.never} 项从没排查过")
    if counted.doubtful:
        parts.append(f"{counted.doubtful} 项的排查结果没有写清，请核对")
    return f"{'，'.join(parts)}。" if parts else ""
