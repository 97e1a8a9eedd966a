"""网上申报: the list of material for the online part of the assessment, what is still missing, and what it costs.

Weights are the office's own; a piece without one is counted and said, and adds to no sum of points.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.directory import Directory
from domain.figures.campaign_line import CampaignLine, Tone

K = TypeVar("K", bound=Hashable)

MISSING, SUBMITTED, RETURNED, PASSED = "未交", "已交", "退回", "合格"
STATES = (MISSING, SUBMITTED, RETURNED, PASSED)
"""In the order of the work. 已交 waits for the office; 未交 and 退回 wait for the department."""
KINDS = ("说明报告", "实景图片", "媒体报道截图", "统计表")

MATERIALS = Dataset(
    "material",
    "网上申报材料清单",
    (
        Field(
            "indicator",
            ("测评指标", "指标", "测评项目", "对应指标", "指标名称", "测评内容"),
            example="志愿服务",
            width=22,
        ),
        Field(
            "item",
            ("材料名称", "申报材料", "材料内容", "材料题目", "申报内容", "材料要求"),
            required=True,
            example="志愿服务工作说明报告",
            width=36,
        ),
        Field(
            "kind",
            ("材料类型", "材料类别", "材料形式", "类型"),
            "choice",
            words={
                "说明报告": ("报告", "文字说明", "情况说明", "说明", "工作报告", "文字材料"),
                "实景图片": ("图片", "照片", "实景照片", "活动照片", "现场图片"),
                "媒体报道截图": ("媒体截图", "报道截图", "新闻截图", "媒体报道", "截图"),
                "统计表": ("报表", "数据表", "统计报表", "表格", "数据统计表"),
            },
            example="说明报告",
        ),
        Field(
            "weight",
            ("分值", "权重", "分数", "材料分值"),
            "number",
            example="2",
            hint="这份材料值几分，由县长效办填写。",
            width=8,
        ),
        Field(
            "lead",
            ("责任部门", "责任单位", "报送单位", "牵头部门", "牵头单位", "承办单位", "提供单位"),
            "unit",
            example="团县委",
            width=20,
        ),
        Field(
            "due_on",
            ("报送时限", "截止日期", "截止时间", "完成时限", "上报时限", "报送期限"),
            "day",
            example="2020-07-31",
        ),
        Field(
            "state",
            ("材料状态", "状态", "审核结果", "报送情况", "报送状态", "审核情况"),
            "choice",
            words={
                MISSING: ("未报送", "未上报", "未提交", "未完成", "缺"),
                SUBMITTED: ("已报送", "已上报", "已提交", "待审核", "已交待审", "审核中"),
                RETURNED: ("退回修改", "不合格", "已退回", "需修改", "未通过"),
                PASSED: ("审核通过", "通过", "已通过", "审核合格", "符合要求"),
            },
            example=PASSED,
            width=10,
        ),
        Field("submitted_on", ("报送日期", "报送时间", "提交日期", "上报日期"), "day", past=True, example="2020-07-20"),
        Field("reviewer", ("审核人", "审核人员", "审核单位"), example="张三", width=10),
        Field("reviewed_on", ("审核日期", "审核时间"), "day", past=True, example="2020-07-22"),
        Field("reason", ("退回原因", "退回理由", "审核意见", "修改意见", "存在不足"), width=30),
        Field("remark", ("备注", "说明事项"), width=16),
    ),
    identity=("indicator", "item"),
    names=("网上申报", "申报材料", "材料清单", "材料申报"),
)

WORDS: Mapping[str, str] = {
    "申报材料": "网上申报材料清单里的一行，作废的除外。同一测评指标下同名的是同一项；没有写测评指标的，与唯一同名的算一项；各次清单按截至日合起来看，空格不改以前填过的内容。",
    "材料状态": "未交 → 已交 → 退回 → 合格。没有填状态的算未交；已交是等县长效办审核，未交和退回是等部门报送。",
    "材料逾期": "报送时限早于截至日、还是未交或退回的材料。时限当天不算；已交待审的不算；没有时限的不算，单独列出。",
    "预计失分": "还不是合格的材料的分值之和：如果到测评时没有变化，就会失去这些分。分值由县长效办填写，没有填分值的材料不在内，另外说明有几项。",
    "材料较上周": "与七天前能看到的清单相比：哪些转为合格、已交、退回，哪些是新列入的；预计失分的增减只算两次都有分值的材料。",
}
"""口径 of the figures of this list."""


@dataclass(frozen=True)
class Material:
    """A piece of material as it stands on a day.

    weight: points, None where the office has filled in none. lead: id of the department, 0 where nobody is named.
    days_late: days past its date while it waits for the department. days_left: days until its date while it does, today
    being 0; None where there is no date or nothing to wait for.
    """

    indicator: str
    item: str
    kind: str
    weight: Fraction | None
    lead: int
    due_on: date | None
    state: str
    submitted_on: date | None
    reviewer: str
    reviewed_on: date | None
    reason: str
    days_late: int
    days_left: int | None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the others."""
        return self.indicator, self.item

    @property
    def waits_for_department(self) -> bool:
        """Whether its department has something to do."""
        return self.state in (MISSING, RETURNED)


def materials(entries: Iterable[DatasetRecord], *, as_of: date) -> list[Material]:
    """The material as it stands on `as_of`, most pressing first: late, then by date, then in the order of the list.

    What no sheet has given a state is 未交. A list that leaves the indicators out speaks of the same pieces where their names
    are the same and belong to one indicator only.
    """
    made = [_material(entry, as_of) for entry in _joined(list(entries))]
    last = date.max
    return sorted(
        made, key=lambda m: (-m.days_late, m.state == PASSED, m.state == SUBMITTED, m.due_on or last)
    )  # stable


def _joined(entries: Sequence[DatasetRecord]) -> list[DatasetRecord]:
    """The entries, those without an indicator joined with the one that bears their name; the newer sheet's words hold."""
    named: dict[str, list[DatasetRecord]] = {}
    for entry in entries:
        if entry["indicator"]:
            named.setdefault(entry["item"], []).append(entry)
    made = {entry.mark: entry for entry in entries}
    for entry in entries:
        others = named.get(entry["item"], [])
        if not entry["indicator"] and len(others) == 1:
            pair = sorted((others[0], entry), key=lambda e: e.last_on)
            values = {**pair[0].values, **pair[1].values}
            days = min(e.first_on for e in pair), max(e.last_on for e in pair)
            made[others[0].mark] = DatasetRecord(others[0].mark, values, *days)
            del made[entry.mark]
    return list(made.values())


def _material(entry: DatasetRecord, as_of: date) -> Material:
    state = entry["state"] or MISSING
    due_on = _day(entry["due_on"])
    open_days = (due_on - as_of).days if due_on is not None and state in (MISSING, RETURNED) else None
    weight = entry["weight"]
    return Material(
        indicator=entry["indicator"] or "",
        item=entry["item"] or "",
        kind=entry["kind"] or "",
        weight=None if weight is None or weight < 0 else Fraction(str(weight)),
        lead=entry["lead"] or 0,
        due_on=due_on,
        state=state,
        submitted_on=_day(entry["submitted_on"]),
        reviewer=entry["reviewer"] or "",
        reviewed_on=_day(entry["reviewed_on"]),
        reason=(entry["reason"] or "") if state == RETURNED else "",
        days_late=max(0, -open_days) if open_days is not None else 0,
        days_left=open_days if open_days is not None and open_days >= 0 else None,
    )


def _day(said: Any) -> date | None:
    return date.fromisoformat(said) if said else None


@dataclass(frozen=True)
class MaterialTally:
    """Material counted. by_state: pieces in each of STATES. late: past their date and still with the department.

    weight: points of all pieces that have a weight. lost: of those the points of what is not 合格: what is lost if nothing
    more comes. unweighted: pieces without a weight, in neither. undated: pieces with the department without a date.
    """

    count: int
    by_state: Mapping[str, int]
    late: int
    due_soon: int
    undated: int
    weight: Fraction
    lost: Fraction
    unweighted: int

    @property
    def passed(self) -> int:
        """Pieces that are 合格."""
        return self.by_state[PASSED]

    @property
    def has_weights(self) -> bool:
        """Whether anything can be said in points."""
        return self.unweighted < self.count


def tallied(pieces: Iterable[Material], *, due_soon_days: int) -> MaterialTally:
    """The pieces counted. due_soon_days: 临期 as of issues: so many days or fewer are left."""
    pieces = list(pieces)
    states = Counter(piece.state for piece in pieces)
    return MaterialTally(
        count=len(pieces),
        by_state={state: states[state] for state in STATES},
        late=sum(piece.days_late > 0 for piece in pieces),
        due_soon=sum(piece.days_left is not None and piece.days_left <= due_soon_days for piece in pieces),
        undated=sum(piece.due_on is None and piece.waits_for_department for piece in pieces),
        weight=sum((piece.weight for piece in pieces if piece.weight is not None), Fraction()),
        lost=sum((p.weight for p in pieces if p.weight is not None and p.state != PASSED), Fraction()),
        unweighted=sum(piece.weight is None for piece in pieces),
    )


def grouped(pieces: Iterable[Material], by: Callable[[Material], K], *, due_soon_days: int) -> dict[K, MaterialTally]:
    """The pieces counted by something of theirs, those with most late first, then most lost, then most not yet 合格."""
    groups: dict[K, list[Material]] = {}
    for piece in pieces:
        groups.setdefault(by(piece), []).append(piece)
    made = {key: tallied(part, due_soon_days=due_soon_days) for key, part in groups.items()}
    order = sorted(made, key=lambda k: (-made[k].late, -made[k].lost, made[k].passed - made[k].count))
    return {key: made[key] for key in order}


@dataclass(frozen=True)
class Movement:
    """What became of the material since an earlier day. Each piece stands in one list at most, by its state now.

    added: not on the list before.
    """

    passed: Sequence[Material]
    submitted: Sequence[Material]
    returned: Sequence[Material]
    added: Sequence[Material]
    lost: Fraction
    """How many points fewer (negative) or more are lost than before, over pieces that have a weight on both days."""

    @property
    def none(self) -> bool:
        """Whether nothing moved at all."""
        return not (self.passed or self.submitted or self.returned or self.added)


def movement(now: Iterable[Material], before: Iterable[Material]) -> Movement:
    """What moved between two days."""
    known = {piece.key: piece for piece in before}
    moved: dict[str, list[Material]] = {state: [] for state in STATES}
    added, lost = [], Fraction()
    for piece in now:
        old = known.get(piece.key)
        if old is None:
            added.append(piece)
            continue
        if old.state != piece.state:
            moved[piece.state].append(piece)
        if old.weight is not None and piece.weight is not None:
            lost += piece.weight * (piece.state != PASSED) - old.weight * (old.state != PASSED)
    return Movement(moved[PASSED], moved[SUBMITTED], moved[RETURNED], added, lost)


def points(value: Fraction) -> str:
    """A number of points as written: 12, 1.5; two decimals at most."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def standing(pieces: Sequence[Material], directory: Directory, *, due_soon_days: int) -> CampaignLine:
    """网上申报 in one value and one sentence."""
    title = "网上申报"
    if not pieces:
        return CampaignLine("materials", title, "未录入", "还没有导入网上申报材料清单。", "missing")
    tally = tallied(pieces, due_soon_days=due_soon_days)
    return CampaignLine(
        "materials", title, f"{tally.passed} / {tally.count} 项", _sentence(pieces, tally, directory), _tone(tally)
    )


def _sentence(pieces: Sequence[Material], tally: MaterialTally, directory: Directory) -> str:
    if tally.passed == tally.count:
        return f"{tally.count} 项材料已全部审核合格。"
    parts = [
        f"{state} {tally.by_state[state]} 项"
        for state in (PASSED, SUBMITTED, RETURNED, MISSING)
        if tally.by_state[state]
    ]
    said = "，".join(parts)
    if tally.late:
        said += f"；逾期 {tally.late} 项{_most_late(pieces, directory)}"
    elif tally.due_soon:
        said += f"；{tally.due_soon} 项快到时限"
    return f"{said}。{lost_in_words(tally)}"


def lost_in_words(tally: MaterialTally) -> str:
    """预计失分 in one sentence, and what it leaves out."""
    if not tally.has_weights:
        return "清单没有填分值，算不出预计失分。"
    without = f"（另有 {tally.unweighted} 项没有填分值，不在内）" if tally.unweighted else ""
    return f"预计失分 {points(tally.lost)} 分，全部材料 {points(tally.weight)} 分{without}。"


def _most_late(pieces: Sequence[Material], directory: Directory) -> str:
    """The department with most late pieces, where it is one."""
    late = Counter(piece.lead for piece in pieces if piece.days_late and piece.lead)
    top = [code for code, count in late.items() if count == max(late.values())]
    return f"（最多的是{directory.label('lead', top[0])} {late[top[0]]} 项）" if len(top) == 1 else ""


def _tone(tally: MaterialTally) -> Tone:
    if tally.late:
        return "bad"
    if tally.passed == tally.count:
        return "good"
    return "attention" if tally.due_soon or tally.by_state[RETURNED] else "neutral"
