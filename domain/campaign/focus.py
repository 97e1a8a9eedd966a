"""五大重点工作: which of the speech's five fields a category, a project or a material belongs to, as the office says, and how
each field stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from domain.campaign.materials import Material
from domain.campaign.projects import Milestone
from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.directory import Directory
from domain.figures.campaign_line import CampaignLine
from domain.figures.figures import tally
from domain.figures.rates import percent
from domain.ledger.ledger import Ledger

FIELDS: tuple[str, ...] = ("市民素质", "硬件设施", "公共环境", "公共秩序", "城乡共建")
"""The five fields, in the order of the speech."""

KINDS: tuple[str, ...] = ("问题类别", "项目", "材料")
"""What can be put under a field: categories of issues, projects of the actions, online material."""

FOCUS = Dataset(
    "focus",
    "五大重点归类表",
    (
        Field(
            "field",
            ("领域", "重点领域", "所属领域", "重点工作"),
            "choice",
            required=True,
            words={
                "市民素质": ("市民素质提升", "提升市民素质"),
                "硬件设施": ("硬件设施建设", "基础设施"),
                "公共环境": ("公共环境整治", "环境整治"),
                "公共秩序": ("公共秩序整治", "秩序整治"),
                "城乡共建": ("城乡共建共享", "城乡统筹"),
            },
            example="公共环境",
            hint="讲话中的五个方面之一，从下拉列表中选。",
        ),
        Field(
            "kind",
            ("对象类别", "类别", "对象类型"),
            "choice",
            required=True,
            words={
                "问题类别": ("类别", "问题"),
                "项目": ("建设项目", "重点项目"),
                "材料": ("申报材料", "网上申报材料"),
            },
            example="问题类别",
            hint="归到这个领域的是问题类别、项目还是材料。",
        ),
        Field(
            "name",
            ("名称", "对象名称", "对象"),
            required=True,
            example="环境卫生",
            hint="问题类别、项目或材料的名称，与台账、项目清单、材料清单中的写法一致。",
            width=28,
        ),
    ),
    identity=("kind", "name"),
    names=("五大重点", "重点工作归类"),
)

LOOSE = "未归类"
"""What belongs to no field."""


WORDS = {
    "归类": "问题按类别、项目按名称、材料按名称或测评指标归入五项重点工作；没有归入的都在“未归类”，各行相加等于全县。",
    "逾期项目": "至少有一个节点过了计划日期还没有完成的项目。",
    "未交或退回": "网上申报材料清单里还是未交或退回的材料。",
}
"""口径 of the figures of this part."""


@dataclass(frozen=True)
class Grouping:
    """Which field a category (by id), a project or a material (by name) belongs to; what is missing belongs to none.

    unknown: categories that the book names and the office's words do not know.
    """

    categories: Mapping[int, str]
    projects: Mapping[str, str]
    materials: Mapping[str, str]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class FocusState:
    """One field on one day; LOOSE is what belongs to none.

    finished: what the on-time rate divides by. Numbers of projects and materials are None while their books are empty.
    categories: ids of its categories (with 0 in LOOSE).
    """

    field: str
    categories: tuple[int, ...]
    total: int
    open: int
    overdue: int
    on_time: int
    finished: int
    projects: int | None
    projects_late: int | None
    materials: int | None
    materials_missing: int | None

    @property
    def on_time_rate(self) -> float | None:
        """按期整改率 in percent; None without a base."""
        return percent(self.on_time, self.finished)


def grouping(entries: Iterable[DatasetRecord], directory: Directory) -> Grouping:
    """The grouping as the book has it."""
    codes = {name: code for code, name in directory.terms.items() if directory.term_kinds[code] == "category"}
    named: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for entry in entries:
        named[str(entry["kind"])][str(entry["name"])] = str(entry["field"])
    categories, projects, materials = (named[kind] for kind in KINDS)
    return Grouping(
        {codes[name]: field for name, field in categories.items() if name in codes},
        projects,
        materials,
        tuple(name for name in categories if name not in codes),
    )


def late_projects(milestones: Iterable[Milestone], *, as_of: date) -> list[tuple[str, bool]] | None:
    """Each project and whether one of its milestones is past its day; None without any project."""
    late: dict[str, bool] = {}
    for step in milestones:
        late[step.project] = late.get(step.project, False) or step.is_late(as_of)
    return list(late.items()) or None


def wanting_pieces(pieces: Iterable[Material], groups: Grouping) -> list[tuple[str, bool]] | None:
    """Each piece of online material, by the name under which it is grouped (its own, else that of its indicator), and whether the
    department still has to hand it in; None without any.
    """
    named = groups.materials
    return [
        (piece.item if piece.item in named else piece.indicator, piece.waits_for_department) for piece in pieces
    ] or None


def states(
    ledger: Ledger,
    groups: Grouping,
    *,
    as_of: date,
    projects: Sequence[tuple[str, bool]] | None = None,
    materials: Sequence[tuple[str, bool]] | None = None,
) -> list[FocusState]:
    """The five fields and LOOSE; together they are the county.

    projects: name and whether it is late. materials: name and whether it is still missing. None while there are none.
    """
    counted = _counted_by_category(ledger, as_of)
    size = len(counted["total"])
    field_of = np.full(size, len(FIELDS))
    for category, field in groups.categories.items():
        if 0 < category < size and field in FIELDS:
            field_of[category] = FIELDS.index(field)
    by_project = _counted(projects, groups.projects)
    by_material = _counted(materials, groups.materials)
    made = []
    for place, field in enumerate((*FIELDS, LOOSE)):
        mine = field_of == place
        codes = tuple(int(code) for code in np.flatnonzero(mine & (counted["total"] > 0)))
        made.append(_state(field, codes, counted, mine, by_project[field], by_material[field]))
    return made


def by_category(ledger: Ledger, *, as_of: date) -> dict[int, FocusState]:
    """Each category that has issues on its own, by id (0: what no sheet has given one)."""
    counted = _counted_by_category(ledger, as_of)
    codes = [int(code) for code in np.flatnonzero(counted["total"])]
    every = np.arange(len(counted["total"]))
    return {code: _state("", (code,), counted, every == code, (None, None), (None, None)) for code in codes}


def _counted_by_category(ledger: Ledger, as_of: date) -> dict[str, NDArray[np.int64]]:
    size = int(ledger.issues["category"].max()) + 1 if len(ledger) else 1
    keys = ("total", "open", "overdue", "on_time", "late")
    return {key: tally(ledger, key, [as_of], by="category", size=size)[:, 0] for key in keys}


def _state(
    field: str,
    codes: tuple[int, ...],
    counted: Mapping[str, NDArray[np.int64]],
    mine: NDArray[np.bool_],
    projects: tuple[int | None, int | None],
    materials: tuple[int | None, int | None],
) -> FocusState:
    sums = {key: int(numbers[mine].sum()) for key, numbers in counted.items()}
    finished = sums["on_time"] + sums["late"] + sums["overdue"]
    return FocusState(
        field, codes, sums["total"], sums["open"], sums["overdue"], sums["on_time"], finished, *projects, *materials
    )


def whole(parts: Sequence[FocusState]) -> FocusState:
    """The sum of the parts: the county."""

    def added(name: str) -> int | None:
        values = [getattr(part, name) for part in parts]
        return None if any(value is None for value in values) else sum(values)

    return FocusState(
        "合计",
        tuple(sorted(code for part in parts for code in part.categories)),
        sum(p.total for p in parts),
        sum(p.open for p in parts),
        sum(p.overdue for p in parts),
        sum(p.on_time for p in parts),
        sum(p.finished for p in parts),
        added("projects"),
        added("projects_late"),
        added("materials"),
        added("materials_missing"),
    )


def _counted(
    things: Sequence[tuple[str, bool]] | None, groups: Mapping[str, str]
) -> dict[str, tuple[int | None, int | None]]:
    """For each field how many things it has and how many of them are wanting."""
    if things is None:
        return dict.fromkeys((*FIELDS, LOOSE), (None, None))
    made: dict[str, tuple[int | None, int | None]] = {}
    for field in (*FIELDS, LOOSE):
        mine = [wanting for name, wanting in things if groups.get(name, LOOSE) == field]
        made[field] = (len(mine), sum(mine))
    return made


def standing(parts: Sequence[FocusState], groups: Grouping) -> CampaignLine:
    """五大重点 in one value and one sentence."""
    title = "五大重点"
    if not groups.categories:
        return CampaignLine("focus", title, "未录入", "还没有导入五大重点归类表。", "missing")
    fields = [part for part in parts if part.field != LOOSE]
    late = [part for part in fields if part.overdue]
    each = "，".join(f"{part.field} {part.overdue:,} 件" for part in sorted(late, key=lambda part: -part.overdue))
    good = "、".join(part.field for part in fields if part.total and not part.overdue)
    silent = "、".join(part.field for part in fields if not part.total)
    text = f"超期：{each}" if late else "各领域都没有超期的问题"
    text += f"；{good}没有超期" if late and good else ""
    text += f"；{silent}尚无归入的问题" if silent else ""
    loose = next(part for part in parts if part.field == LOOSE)
    text += f"；未归类的超期 {loose.overdue:,} 件。" if loose.overdue else "。"
    value = f"{len(late):,} / {len(fields):,} 个领域有超期" if late else "各领域没有超期"
    return CampaignLine("focus", title, value, text, "attention" if late or loose.overdue else "good")
