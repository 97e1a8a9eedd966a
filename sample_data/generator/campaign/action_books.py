"""Projects of the eight actions, and what the districts reported of their activity days.

Two projects are stuck (the market that cannot find a place for its stalls, the toilets without land); the town that is behind with
its problems hardly reports its activities either.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from domain.campaign.activities import ACTIVITY, HELD, NOT_HELD
from domain.campaign.projects import PROJECT
from sample_data.generator.campaign.campaign import DatasetSheet
from sample_data.generator.life import county

Step = tuple[str, date, date, date | None]
"""Milestone, start, planned, done (None: not yet)."""


def _day(month: int, day: int) -> date:
    return date(2020, month, day)


PROJECTS: Sequence[tuple[str, str, str, Sequence[Step], str]] = (
    ("环境卫生提升行动", "城区公厕新改建（6 座）", "县城市管理局", (
        ("选址", _day(4, 1), _day(4, 20), _day(4, 28)),
        ("开工", _day(4, 21), _day(5, 15), _day(6, 2)),
        ("完工", _day(5, 16), _day(7, 15), None),
    ), "两座用地未落实"),
    ("环境卫生提升行动", "垃圾分类收集点建设", "县城市管理局", (
        ("首批 20 处", _day(4, 6), _day(5, 31), _day(5, 29)),
        ("全部 45 处", _day(6, 1), _day(8, 20), None),
    ), ""),
    ("交通秩序整治行动", "城区停车位施划（1,200 个）", "县公安局", (
        ("方案", _day(4, 1), _day(4, 15), _day(4, 14)),
        ("施划 800 个", _day(4, 16), _day(6, 15), _day(6, 12)),
        ("施划完成", _day(6, 16), _day(7, 31), _day(7, 30)),
    ), ""),
    ("交通秩序整治行动", "盲道整治", "县城市管理局", (
        ("摸排", _day(4, 10), _day(5, 8), _day(5, 20)),
        ("整改", _day(5, 9), _day(7, 20), None),
    ), "部分盲道被管网施工占用"),
    ("市容秩序整治行动", "出店经营专项整治", "县城市管理局", (
        ("示范路三条", _day(4, 1), _day(5, 31), _day(5, 30)),
        ("全城推开", _day(6, 1), _day(8, 5), _day(8, 4)),
    ), ""),
    ("农贸市场规范行动", "城东农贸市场改造", "县市场监督管理局", (
        ("方案批复", _day(4, 1), _day(4, 25), _day(5, 10)),
        ("临时安置", _day(4, 26), _day(5, 31), None),
        ("主体完工", _day(6, 1), _day(7, 25), None),
    ), "临时摊位安置点未定，经营户意见不一"),
    ("农贸市场规范行动", "云台农贸市场改造", "县商务局", (
        ("开工", _day(4, 10), _day(5, 10), _day(5, 9)),
        ("完工", _day(5, 11), _day(7, 31), _day(7, 28)),
    ), ""),
    ("文明风尚培育行动", "公益广告提升", "县委宣传部", (
        ("设计", _day(4, 1), _day(4, 30), _day(4, 30)),
        ("主干道上刊", _day(5, 1), _day(6, 10), _day(6, 9)),
        ("背街小巷上刊", _day(6, 11), _day(8, 15), None),
    ), ""),
    ("服务设施完善行动", "志愿服务站和母婴室", "县政务服务管理办公室", (
        ("选点", _day(4, 8), _day(4, 30), _day(4, 29)),
        ("建成 12 处", _day(5, 1), _day(7, 10), _day(7, 17)),
    ), ""),
    ("建设管理与消防安全行动", "老旧小区飞线充电整治", "县住房和城乡建设局", (
        ("充电桩 60 处", _day(4, 15), _day(6, 30), _day(6, 28)),
        ("充电桩 120 处", _day(7, 1), _day(8, 25), None),
    ), ""),
    ("水清岸绿城乡共建行动", "穿城河清淤保洁", "县水利局", (
        ("清淤", _day(4, 1), _day(6, 20), _day(6, 18)),
        ("坡岸绿化", _day(6, 21), _day(8, 5), None),
    ), "苗木未到场"),
)  # fmt: skip

UNDER_WAY = {
    ("城区公厕新改建（6 座）", "完工"): "67%",
    ("垃圾分类收集点建设", "全部 45 处"): "80%",
    ("盲道整治", "整改"): "55%",
    ("城东农贸市场改造", "临时安置"): "30%",
    ("城东农贸市场改造", "主体完工"): "10%",
    ("公益广告提升", "背街小巷上刊"): "90%",
    ("老旧小区飞线充电整治", "充电桩 120 处"): "75%",
    ("穿城河清淤保洁", "坡岸绿化"): "60%",
}
"""How far the milestones are that are not finished."""

SILENT = "渡月镇"


def sheets() -> list[DatasetSheet]:
    """The state of the projects in early August, and the activity reports from May to August."""
    return [_projects(), *(_activities(month) for month in (5, 6, 7, 8))]


def _projects() -> DatasetSheet:
    members = {action.name: "、".join(action.members) for action in county.ACTIONS}
    rows = [
        {
            "action": action,
            "project": project,
            "milestone": milestone,
            "unit": unit,
            "members": members[action],
            "starts_on": starts,
            "planned_on": planned,
            "done_on": done,
            "progress": "100%" if done else UNDER_WAY[project, milestone],
            "blocks": None if done else blocks,
        }
        for action, project, unit, steps, blocks in PROJECTS
        for milestone, starts, planned, done in steps
    ]
    return DatasetSheet(
        PROJECT,
        "八大行动重点项目进度表",
        date(2020, 8, 7),
        rows,
        headings={"planned_on": "计划完成", "done_on": "实际完成", "unit": "牵头单位"},
        sender="县创建指挥部",
        merged=("action", "project"),
    )


def _activities(month: int) -> DatasetSheet:
    random = Random(f"activities {month}")
    rows = []
    for day, name, kind in county.activities():
        if kind != "活动" or day.month != month or day > county.LAST_ON:
            continue
        for district in county.DISTRICTS:
            if random.random() < (0.7 if district == SILENT else 0.12):
                continue  # no report
            held = random.random() > (0.4 if district == SILENT else 0.06)
            size = 40 if name == "清洁家园日" else 25 if name == "联合执法" else 160
            shift = 1 if random.random() < 0.05 and day < county.LAST_ON else 0
            rows.append(
                {
                    "day": day + timedelta(days=shift),
                    "name": name,
                    "district": district,
                    "held": HELD if held else NOT_HELD,
                    "people": random.randrange(size // 2, size * 2) if held else None,
                    "solved": random.randrange(1, 14) if held else None,
                }
            )
    last = min(date(2020, month % 12 + 1, 1) - timedelta(days=1), county.LAST_ON)
    return DatasetSheet(
        ACTIVITY,
        f"{month}月活动记录表",
        last,
        rows,
        headings={"held": "是否开展", "district": "开展单位"},
        sender="县长效办",
        footer=("填表说明：未开展的要写明原因",),
    )
