"""失分规则: what an issue costs in an assessment, as the office has written it down. Without rules nothing is computed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.directory import Directory

Kind = Literal["扣分", "反复系数", "超期系数", "点位系数", "待复核系数"]
KINDS: Mapping[Kind, str] = {
    "扣分": "每件问题扣多少分",
    "反复系数": "属于反复的问题，扣分乘以它",
    "超期系数": "当日已超期的问题，扣分乘以它",
    "点位系数": "写明了具体点位（测评可能到场）的问题，扣分乘以它",
    "待复核系数": "单位已上报完成、还没有复核的问题，扣分乘以它",
}
BASE: Kind = "扣分"
FACTORS: tuple[Kind, ...] = ("反复系数", "超期系数", "点位系数", "待复核系数")
MOST_POINTS = 1000.0

RISK_RULES = Dataset(
    "risk_rule",
    "失分规则表",
    (
        Field(
            "rule",
            ("规则", "规则种类", "规则类型"),
            "choice",
            required=True,
            words={
                "扣分": ("基础扣分", "每件扣分", "基础分值"),
                "反复系数": ("反复", "反复加倍"),
                "超期系数": ("超期", "逾期系数", "逾期"),
                "点位系数": ("点位", "实地点位系数", "现场系数"),
                "待复核系数": ("待复核",),
            },
            example="扣分",
            hint="；".join(f"{kind}：{says}" for kind, says in KINDS.items()),
            width=14,
        ),
        Field("category", ("问题类别",), "category", hint="空着表示各类别都适用。", example="环境卫生", width=14),
        Field("site_type", ("点位类型",), hint="空着表示各类型都适用。", example="农贸市场", width=14),
        Field("source", ("来源", "问题来源"), hint="空着表示各来源都适用。", width=14),
        Field("points", ("分值", "扣分值", "数值"), "number", required=True, hint="扣分填分数，系数填倍数。", example="0.5", width=10),
    ),
    ("rule", "category", "site_type", "source"),
    ("失分规则", "扣分规则", "扣分标准"),
)  # fmt: skip


@dataclass(frozen=True)
class RiskRule:
    """One row: for issues of this category, site type and source (0 or "": any) the points or the factor."""

    kind: Kind
    points: float
    category: int = 0
    site_type: str = ""
    source: str = ""

    @property
    def named(self) -> tuple[int, bool, bool, bool]:
        """How closely it describes an issue; the closest rule that fits counts. Of two that name as much, the one with a
        category, then the one with a site type.
        """
        said = (self.category > 0, bool(self.site_type), bool(self.source))
        return (sum(said), *said)

    def words(self, directory: Directory) -> str:
        """环境卫生 · 农贸市场; 各类问题 where it names nothing."""
        category = directory.label("category", self.category) if self.category else ""
        return " · ".join(part for part in (category, self.site_type, self.source) if part) or "各类问题"


@dataclass(frozen=True)
class Rules:
    """The rules that can be used. faults: what stands in the sheets and cannot be used, as sentences."""

    rules: tuple[RiskRule, ...] = ()
    faults: tuple[str, ...] = field(default=())

    def of(self, kind: Kind) -> tuple[RiskRule, ...]:
        """Those of one kind, the widest first."""
        return tuple(sorted((rule for rule in self.rules if rule.kind == kind), key=lambda rule: rule.named))

    @property
    def usable(self) -> bool:
        """Whether anything can be computed: points of at least one kind of issue are known."""
        return any(rule.kind == BASE for rule in self.rules)


def rules_of(entries: Iterable[DatasetRecord], directory: Directory) -> Rules:
    """The rules of the book. A negative number, one above MOST_POINTS and a site type or source that no issue has are told."""
    made: list[RiskRule] = []
    faults: list[str] = []
    for entry in entries:
        if entry["rule"] not in KINDS or entry["points"] is None:
            continue
        rule = RiskRule(
            entry["rule"],
            float(entry["points"]),
            int(entry["category"] or 0),
            str(entry["site_type"] or ""),
            str(entry["source"] or ""),
        )
        name = f"{rule.kind}（{rule.words(directory)}）"
        if not 0 <= rule.points <= MOST_POINTS:
            faults.append(f"{name}的分值为 {rule.points:g}，应在 0 到 {MOST_POINTS:g} 之间，没有采用。")
            continue
        for dimension, word, what in (("site_type", rule.site_type, "点位类型"), ("source", rule.source, "来源")):
            if word and term_code(directory, dimension, word) < 0:
                faults.append(f"{name}：台账里没有{what}“{word}”，这条规则用不上；请核对写法。")
        made.append(rule)
    return Rules(tuple(made), tuple(faults))


def term_code(directory: Directory, kind: str, word: str) -> int:
    """The id of a word (kind: category, site_type, source), -1 where there is none."""
    return next((c for c, name in directory.terms.items() if name == word and directory.term_kinds[c] == kind), -1)


def fitting(rules: Sequence[RiskRule], issues: pd.DataFrame, directory: Directory) -> NDArray[np.int64]:
    """For each issue the place in `rules` (the widest first, as `Rules.of` gives them) of the closest that fits, -1 for none."""
    found = np.full(len(issues), -1, np.int64)
    columns = {name: issues[name].to_numpy() for name in ("category", "site_type", "source")}
    for place, rule in enumerate(rules):
        fits = np.ones(len(issues), np.bool_)
        if rule.category:
            fits &= columns["category"] == rule.category
        if rule.site_type:
            fits &= columns["site_type"] == term_code(directory, "site_type", rule.site_type)
        if rule.source:
            fits &= columns["source"] == term_code(directory, "source", rule.source)
        found[fits] = place
    return found


def values(rules: Sequence[RiskRule], found: NDArray[np.int64], *, otherwise: float) -> NDArray[np.float64]:
    """The points of the rules found (see `fitting`); `otherwise` where there is none."""
    return np.asarray(np.append([rule.points for rule in rules], otherwise)[found], np.float64)
