"""责任状与考核: what units have signed for, and a score card in which every point can be traced to its issues.

Every county has rules of its own, so they are a book (考核计分规则表); without rules there is no score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.directory import DEPARTMENT, DISTRICT, Unit
from domain.figures.campaign_line import CampaignLine
from domain.figures.definitions import DEFINITIONS
from domain.figures.figures import listed
from domain.figures.ranking import MEASURES, measured_by
from domain.figures.rates import rounded
from domain.ledger.days import NEVER, day_date, day_number
from domain.ledger.ledger import Ledger
from domain.ledger.states import State

BASES: Mapping[str, str] = {
    "基础分": "base",
    "新发现问题": "found",
    "超期未完成": "overdue",
    "久拖不决": "long_overdue",
    "逾期完成": "late",
    "复核退回": "rework",
    "反复": "recurring",
    "销号": "closed",
}
"""What a rule counts, as the sheet says it → key of `counted`."""

SAID_TOO: Mapping[str, tuple[str, ...]] = dict.fromkeys(BASES, ()) | {
    "基础分": ("起始分", "基准分", "底分"),
    "新发现问题": ("新增问题", "发现问题", "新发现"),
    "超期未完成": ("超期", "逾期未完成", "超期未整改", "逾期未整改"),
    "久拖不决": ("长期超期", "长期未整改"),
    "逾期完成": ("超期完成", "逾期整改", "未按期完成"),
    "复核退回": ("返工", "复核不合格", "复核未通过"),
    "反复": ("反复问题", "反复出现", "反弹"),
    "销号": ("已销号", "销号加分"),
}
"""What a rule counts → other ways of saying it."""

SAID: Mapping[str, str] = {
    "base": "每个单位的起始分。",
    "found": "考核期内发现的问题。",
    "overdue": "考核期末超期的问题。",
    "long_overdue": "考核期末久拖不决的问题。",
    "late": "考核期内完成、晚于时限的问题。",
    "rework": "考核期内复核不合格退回的次数。",
    "recurring": "考核期内发现、属于反复的问题。",
    "closed": "考核期内销号的问题。",
}

SCORE_RULE = Dataset(
    "score_rule",
    "考核计分规则表",
    (
        Field("code", ("规则编号", "编号", "条款"), required=True, example="A1", width=10),
        Field("basis", ("计分依据", "考核内容", "扣分项"), "choice", required=True, words=SAID_TOO, example="超期未完成", width=16),
        Field("points", ("每件扣分", "扣分", "分值"), "number", required=True, example="0.3", hint="加分写负数；基础分写起始分。", width=10),
        Field("cap", ("扣分上限", "最高扣分"), "number", example="10", hint="空着为不封顶。", width=10),
        Field("group", ("适用分组", "适用范围"), example="街道", hint="单位名录里的分组；空着为全部单位。", width=14),
        Field("kind", ("适用对象", "对象"), "choice", words={"镇区": ("属地",), "部门": ("责任单位",)}, hint="空着为镇区和部门都适用。", width=10),
        Field("free_sources", ("免扣来源", "不计来源"), example="群众投诉", hint="几个来源用顿号隔开。", width=20),
        Field("free_categories", ("免扣类别", "不计类别"), hint="几个类别用顿号隔开。", width=20),
        Field("valid_from", ("生效日期", "执行日期"), "day", required=True, example="2020-04-01", hint="改规则时另写一行新的生效日期，旧的照旧管以前。"),
        Field("remark", ("说明", "备注"), width=30),
    ),
    identity=("code", "valid_from"),
    names=("考核规则", "计分规则", "考核办法", "扣分标准"),
)  # fmt: skip

COMMITMENT = Dataset(
    "commitment",
    "目标责任状",
    (
        Field("unit", ("单位", "责任单位", "签订单位"), "unit", required=True, example="县城管局", width=18),
        Field("item", ("承诺事项", "目标任务", "责任内容"), required=True, example="按期整改率达到 90%", width=34),
        Field("figure", ("考核指标", "指标"), "choice", words={DEFINITIONS[k].name: () for k in MEASURES}, example="按期整改率", hint="能从台账算出来的才写；其余空着，由人判断。"),
        Field("target", ("目标值", "目标"), "number", rate_too=True, example="90", hint="率写百分数，例：90 或 90%。"),
        Field("due_on", ("完成期限", "期限"), "day"),
        Field("signed_on", ("签订日期",), "day", past=True),
    ),
    identity=("unit", "item"),
    names=("责任状", "目标责任", "责任清单"),
)  # fmt: skip


CYCLE = (date(1900, 1, 1), day_date(NEVER - 1))
"""The whole cycle as appeals name it: open at both ends, since earlier issues may still come in."""


@dataclass(frozen=True)
class ScoreRule:
    """A rule in force. basis: a key of SAID. points: taken off for each (negative: added), or the points to begin with. cap: the most
    that it takes off, None for no limit. group, kind: to whom it applies, "" for all. free_sources, free_categories: words of what is
    not counted.
    """

    code: str
    basis: str
    points: float
    cap: float | None
    group: str
    kind: str
    free_sources: tuple[str, ...]
    free_categories: tuple[str, ...]
    valid_from: date
    remark: str

    def holds_for(self, unit: Unit) -> bool:
        """Whether it applies to this unit."""
        kind = DISTRICT if self.kind == "镇区" else DEPARTMENT
        return (not self.kind or unit.kind == kind) and (not self.group or unit.group == self.group)


def rules_in_force(entries: Sequence[DatasetRecord], *, on: date) -> list[ScoreRule]:
    """The rules as they stood on a day: of each code the newest version that was valid by then, by code."""
    newest: dict[str, ScoreRule] = {}
    for e in entries:
        rule = ScoreRule(
            str(e["code"]),
            BASES[e["basis"]],
            float(e["points"]),
            None if e["cap"] is None else float(e["cap"]),
            str(e["group"] or ""),
            str(e["kind"] or ""),
            _words(e["free_sources"]),
            _words(e["free_categories"]),
            date.fromisoformat(e["valid_from"]),
            str(e["remark"] or ""),
        )
        if rule.valid_from <= on and (rule.code not in newest or newest[rule.code].valid_from < rule.valid_from):
            newest[rule.code] = rule
    return [newest[code] for code in sorted(newest)]


def _words(text: object) -> tuple[str, ...]:
    return tuple(
        part.strip() for part in str(text or "").replace("，", "、").replace(",", "、").split("、") if part.strip()
    )


def counted(ledger: Ledger, basis: str, *, since: date, until: date) -> NDArray[np.int64]:
    """Positions in ledger.spans of what a basis counts in a period; see SAID. Raises KeyError for "base"."""
    spans = ledger.spans
    first = day_number(since)
    if basis in ("overdue", "long_overdue"):
        return listed(ledger, basis, as_of=until)
    if basis in ("found", "closed"):
        return listed(ledger, basis, as_of=until, since=since)
    if basis == "late":
        rows = listed(ledger, "late", as_of=until)
        return np.asarray(rows[spans["done_on"].to_numpy()[rows] >= first], dtype=np.int64)
    if basis == "recurring":
        rows = listed(ledger, "recurring", as_of=until)
        found = ledger.issues["found_on"].to_numpy()[spans["issue"].to_numpy()[rows]]
        return np.asarray(rows[found >= first], dtype=np.int64)
    if basis == "rework":
        start = spans["from_on"].to_numpy()
        back = (spans["state"].to_numpy() == State.REWORK) & (spans["before"].to_numpy() != State.REWORK)
        rows = np.flatnonzero(back & (start >= first) & (start <= day_number(until)))
        return np.asarray(rows, dtype=np.int64)
    raise KeyError(basis)


@dataclass(frozen=True)
class ScoreLine:
    """One rule on one card. count: how many it counts, freed: how many of these are exempt. deduction: points × (count − freed), at
    most the cap; restored: given back by accepted appeals; net = deduction − restored (never under 0 for a deduction).
    issue_ids: what was counted, without the exempt ones.
    """

    rule: ScoreRule
    count: int
    freed: int
    deduction: float
    capped: bool
    restored: float
    issue_ids: tuple[int, ...]

    @property
    def net(self) -> float:
        """What is taken off in the end."""
        return self.deduction - self.restored


@dataclass(frozen=True)
class ScoreCard:
    """The score of a unit in a period: base − the sum of the lines' net. has_base: whether a rule gives it points to begin with."""

    unit: Unit
    base: float
    lines: tuple[ScoreLine, ...]
    has_base: bool = True

    @property
    def score(self) -> float:
        """Points in the end, rounded to 0.01 against the noise of binary fractions."""
        return round(self.base - sum(line.net for line in self.lines), 2)


def cards(
    ledger: Ledger,
    rules: Sequence[ScoreRule],
    *,
    since: date,
    until: date,
    restored: Mapping[tuple[int, str], float] | None = None,
) -> list[ScoreCard]:
    """The card of every unit to which a rule applies and that is of a kind that is ranked; empty without rules.

    A district answers for what lies on its ground, a department for what it leads. restored: (unit id, rule code) → points given back
    by accepted appeals of this period.
    """
    if not rules:
        return []
    directory = ledger.directory
    spans, ids = ledger.spans, ledger.issues["issue_id"].to_numpy()
    names = {
        kind: {w: c for c, w in directory.terms.items() if directory.term_kinds[c] == kind}
        for kind in ("source", "category")
    }
    rows: dict[str, NDArray[np.int64]] = {}
    table: dict[tuple[int, str], tuple[int, int, tuple[int, ...]]] = {}
    for place, rule in enumerate(rules):
        if rule.basis == "base":
            continue
        if rule.basis not in rows:
            rows[rule.basis] = counted(ledger, rule.basis, since=since, until=until)
        at = rows[rule.basis]
        free = np.isin(ledger.codes("source", at), [names["source"].get(w, -1) for w in rule.free_sources])
        free |= np.isin(ledger.codes("category", at), [names["category"].get(w, -1) for w in rule.free_categories])
        issue_ids = ids[spans["issue"].to_numpy()[at]]
        for by in ("district", "lead"):
            frame = pd.DataFrame({"unit": ledger.codes(by, at), "free": free, "issue": issue_ids})
            for code, part in frame.groupby("unit"):
                kept = part.loc[~part["free"], "issue"].tolist()
                table[int(str(code)), f"{place}{by}"] = (len(part), int(part["free"].sum()), tuple(kept))
    found = []
    for unit in directory.units.values():
        mine = [(place, rule) for place, rule in enumerate(rules) if rule.holds_for(unit)]
        by = "district" if unit.kind == DISTRICT else "lead"
        lines = []
        for place, rule in mine:
            if rule.basis == "base":
                continue
            count, freed, issues = table.get((unit.unit_id, f"{place}{by}"), (0, 0, ()))
            raw = rule.points * (count - freed)
            deduction = raw if rule.cap is None else min(raw, rule.cap) if raw > 0 else max(raw, -rule.cap)
            back = (restored or {}).get((unit.unit_id, rule.code), 0.0)
            back = min(max(back, 0.0), max(deduction, 0.0))
            lines.append(ScoreLine(rule, count, freed, deduction, deduction != raw, back, issues))
        if lines:
            bases = [rule.points for _, rule in mine if rule.basis == "base"]
            found.append(ScoreCard(unit, sum(bases), tuple(lines), has_base=bool(bases)))
    return found


def ranked(cards_: Sequence[ScoreCard], *, active: Mapping[int, int], minimum: int) -> pd.DataFrame:
    """The cards by peer group, best first: columns unit_id, name, kind, group, base, taken (sum of net), score, items, rank (1 best, ties
    share one; pd.NA for units with fewer than `minimum` items in the period). active: unit id → items that were with the unit.
    """
    rows = [
        (
            card.unit.unit_id,
            card.unit.label,
            card.unit.kind,
            card.unit.group or ("镇区" if card.unit.kind == DISTRICT else "部门"),
            card.base,
            round(sum(line.net for line in card.lines), 2),
            card.score,
            int(active.get(card.unit.unit_id, 0)),
        )
        for card in cards_
    ]
    frame = pd.DataFrame(rows, columns=["unit_id", "name", "kind", "group", "base", "taken", "score", "items"])
    fit = frame["items"] >= minimum
    frame["rank"] = frame[fit].groupby("group")["score"].rank(method="min", ascending=False).astype("Int64")
    return frame.sort_values(["group", "rank", "unit_id"], na_position="last", ignore_index=True)


@dataclass(frozen=True)
class Commitment:
    """What a unit has signed for. figure: a key of MEASURES, "" where a person judges. value: of the unit now, None without base."""

    unit_id: int
    item: str
    figure: str
    target: float | None
    due_on: date | None
    value: float | None

    @property
    def is_met(self) -> bool | None:
        """Whether the unit stands where it said it would; None where that cannot be computed."""
        if not self.figure or self.target is None or self.value is None:
            return None
        return self.value <= self.target if MEASURES[self.figure] else self.value >= self.target


def values_of(ledger: Ledger, *, as_of: date) -> dict[tuple[int, str], float | None]:
    """(unit id, key of MEASURES) → the figure on `as_of`: of a district what lies on its ground, of a department what it leads."""
    values: dict[tuple[int, str], float | None] = {}
    units = ledger.directory.units
    for by, measured in measured_by(ledger, as_of=as_of).items():
        for code in np.flatnonzero(measured.total).tolist():
            if code in units and (units[code].kind == DISTRICT) == (by == "district"):
                values |= {(code, key): measured.value(key, code) for key in MEASURES}
    return values


def commitments_of(
    entries: Sequence[DatasetRecord], values: Mapping[tuple[int, str], float | None]
) -> list[Commitment]:
    """The commitments in the order of the sheets. values: (unit id, figure) → its value now."""
    keys = {DEFINITIONS[key].name: key for key in MEASURES}
    found = []
    for e in entries:
        unit, figure = int(e["unit"] or 0), keys.get(e["figure"] or "", "")
        target = None if e["target"] is None else float(e["target"])
        if target is not None and 0 < target <= 1 and figure and DEFINITIONS[figure].unit == "%":
            target = round(
                100 * target, 6
            )  # a cell formatted as percent holds 0.9; nobody signs for a rate of one percent
        found.append(
            Commitment(
                unit,
                str(e["item"]),
                figure,
                target,
                None if e["due_on"] is None else date.fromisoformat(e["due_on"]),
                _printed(figure, values.get((unit, figure))) if figure else None,
            )
        )
    return found


def _printed(figure: str, value: float | None) -> float | None:
    """A rate as it is printed: what stands as 90.0% has reached 90 %."""
    return value if value is None or DEFINITIONS[figure].unit != "%" else rounded(value)


def standing(found: Sequence[Commitment]) -> CampaignLine:
    """责任状 in one value and one sentence."""
    title = "目标责任状"
    if not found:
        return CampaignLine("scorecard", title, "未录入", "还没有导入目标责任状。", "missing")
    judged = [one for one in found if one.is_met is not None]
    if not judged:
        return CampaignLine(
            "scorecard", title, f"{len(found):,} 项", "签订的目标都要由人判断，没有能从台账算出的。", "neutral"
        )
    met = sum(bool(one.is_met) for one in judged)
    rest = f"另有 {len(found) - len(judged):,} 项由人判断" if len(found) > len(judged) else ""
    units = len({one.unit_id for one in judged if not one.is_met})
    said = f"能从台账算出的目标 {len(judged):,} 项，达到 {met:,} 项"
    said += f"，还没有达到的 {len(judged) - met:,} 项，涉及 {units:,} 个单位" if met < len(judged) else ""
    said += f"；{rest}。" if rest else "。"
    return CampaignLine(
        "scorecard", title, f"达到 {met:,} / {len(judged):,}", said, "good" if met == len(judged) else "attention"
    )


WORDS = {
    "得分": "基础分 − 各条规则的扣分。扣分 = 每件扣分 ×（件数 − 免扣件数），不超过上限，再减去申诉返还的分。没有导入规则时不算任何分数；规则表没有写基础分的单位从 0 分起算。",
    "申诉": "单位对一条规则的扣分提出申诉，由办公室答复。采纳的，返还的分加回它所针对的考核期，不超过这条规则扣掉的分，也不影响别的考核期。",
    "规则的版本": "同一编号的规则，按考核期末已经生效的最新一行计算；改规则时另写一行新的生效日期，以前的考核期不受影响。",
    "责任状": "能从台账算出的目标与截至日的数字比较，镇区按属地、部门按主责；其余由人判断。期限还没有过的，写“尚未达到”。",
}
"""口径 of the figures of this part."""
