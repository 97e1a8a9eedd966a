"""八大行动: the projects of each special action, their milestones, and which are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.figures.campaign_line import CampaignLine

PROJECT = Dataset(
    "project",
    "重点项目进度表",
    (
        Field("action", ("专项行动", "行动名称", "所属行动"), "action", example="市容秩序整治行动", width=22),
        Field("project", ("项目名称", "重点项目", "项目"), required=True, example="城东农贸市场改造", width=26),
        Field("milestone", ("节点", "阶段", "节点任务", "工作节点"), required=True, example="主体完工", width=20),
        Field("unit", ("责任单位", "牵头部门", "牵头单位"), "unit", example="县住建局", width=16),
        Field("members", ("成员单位", "配合单位"), width=24),
        Field("starts_on", ("开始时间", "计划开始", "开工时间"), "day", example="2020-04-01"),
        Field("planned_on", ("计划完成时间", "计划完成", "完成时限"), "day", required=True, example="2020-06-30"),
        Field("done_on", ("实际完成时间", "实际完成", "完成时间"), "day", past=True, hint="还没完成的空着。"),
        Field("progress", ("进度", "形象进度", "完成进度"), "percent", example="60%", width=10),
        Field("blocks", ("存在困难", "制约因素", "存在问题及困难"), example="临时摊位安置点未定", width=32),
    ),
    identity=("project", "milestone"),
    names=("重点项目", "项目清单", "行动项目"),
)


@dataclass(frozen=True)
class Milestone:
    """One step of a project. action, unit: ids, 0 where none is said. progress: percent as said last, None where not said."""

    project: str
    name: str
    action: int
    unit: int
    members: str
    starts_on: date | None
    planned_on: date
    done_on: date | None
    progress: float | None
    blocks: str

    def is_done(self, as_of: date) -> bool:
        """Whether it was finished by that day."""
        return self.done_on is not None and self.done_on <= as_of

    def days_late(self, as_of: date) -> int:
        """Days past the planned day: of an unfinished one up to as_of, of a finished one up to its end; 0 where in time."""
        end = self.done_on if self.is_done(as_of) and self.done_on is not None else as_of
        return max((end - self.planned_on).days, 0)

    def is_late(self, as_of: date) -> bool:
        """Whether it is past its planned day and not finished. Due today is not late."""
        return not self.is_done(as_of) and self.planned_on < as_of


def milestones_of(entries: Sequence[DatasetRecord]) -> list[Milestone]:
    """The milestones of the book, by project in the order of the sheets, within it by planned day.

    A milestone without an action, unit or members takes those of its project's other milestones.
    """
    first: dict[str, dict[str, object]] = {}
    for e in entries:
        known = first.setdefault(str(e["project"]), {})
        for name in ("action", "unit", "members"):
            if e[name]:
                known.setdefault(name, e[name])
    found = [
        Milestone(
            str(e["project"]),
            str(e["milestone"]),
            int(str(e["action"] or first[str(e["project"])].get("action", 0))),
            int(str(e["unit"] or first[str(e["project"])].get("unit", 0))),
            str(e["members"] or first[str(e["project"])].get("members", "")),
            None if e["starts_on"] is None else date.fromisoformat(e["starts_on"]),
            date.fromisoformat(e["planned_on"]),
            None if e["done_on"] is None else date.fromisoformat(e["done_on"]),
            None if e["progress"] is None else float(e["progress"]),
            str(e["blocks"] or ""),
        )
        for e in entries
        if e["planned_on"]
    ]
    order = {project: place for place, project in enumerate(first)}
    return sorted(found, key=lambda m: (order[m.project], m.planned_on))


def late(milestones: Sequence[Milestone], *, as_of: date) -> list[Milestone]:
    """Milestones past their planned day and not finished, latest first."""
    return sorted((m for m in milestones if m.is_late(as_of)), key=lambda m: m.planned_on)


@dataclass(frozen=True)
class Progress:
    """The milestones of one action (or project): how many, done, done late, late now, due within the coming week."""

    total: int
    done: int
    done_late: int
    late: int
    due_soon: int


def progress_of(milestones: Sequence[Milestone], *, as_of: date, soon_days: int = 7) -> Progress:
    """Counts of these milestones on `as_of`; done + late ≤ total."""
    done = [m for m in milestones if m.is_done(as_of)]
    open_ = [m for m in milestones if not m.is_done(as_of)]
    soon = as_of + timedelta(days=soon_days)
    return Progress(
        len(milestones),
        len(done),
        sum(m.days_late(as_of) > 0 for m in done),
        sum(m.is_late(as_of) for m in open_),
        sum(as_of <= m.planned_on <= soon for m in open_),
    )


def standing(milestones: Sequence[Milestone], *, as_of: date) -> CampaignLine:
    """八大行动 in one value and one sentence."""
    title = "八大行动"
    if not milestones:
        return CampaignLine("actions", title, "未录入", "还没有导入重点项目进度表。", "missing")
    said = progress_of(milestones, as_of=as_of)
    text = f"节点 {said.total:,} 个，已完成 {said.done:,} 个"
    behind = late(milestones, as_of=as_of)
    if not behind:
        return CampaignLine(
            "actions", title, f"{said.done:,} / {said.total:,} 个节点", f"{text}，没有超期的节点。", "good"
        )
    worst = behind[0]
    text += f"，超期 {said.late:,} 个，最久的是“{worst.project}”的“{worst.name}”，{worst.days_late(as_of):,} 天。"
    return CampaignLine("actions", title, f"超期节点 {said.late:,} 个", text, "bad")


WORDS = {
    "超期节点": "计划完成时间早于截至日、还没有完成的节点。当天到期不算超期。",
    "逾期完成": "实际完成时间晚于计划完成时间的节点。",
    "问题按类别": "每个问题类别归入一项行动（在“设置—类别与来源”里定），没有归入的列在“未归入行动”，各行动相加等于全县。",
}
"""口径 of the figures of this part."""
