"""What units have signed for, and the rules by which 云泽县 scores them. The rules changed on 1 July, which the cards show."""

from datetime import date

from domain.accountability.scorecard import COMMITMENT, SCORE_RULE
from sample_data.generator.campaign.campaign import DatasetSheet
from sample_data.generator.life import county

RULES = (
    ("A0", "基础分", 100, None, None, None, date(2020, 4, 1), "每月起始分"),
    ("A1", "新发现问题", 0.1, 10, None, "群众投诉", date(2020, 4, 1), "群众投诉不扣，鼓励反映"),
    ("A2", "超期未完成", 0.5, 15, None, None, date(2020, 4, 1), "月末仍超期的"),
    ("A2", "超期未完成", 1, 20, None, None, date(2020, 7, 1), "7 月起加倍"),
    ("A3", "久拖不决", 2, 10, None, None, date(2020, 7, 1), "在超期之外另扣"),
    ("A4", "复核退回", 0.3, 10, "部门", None, date(2020, 4, 1), ""),
    ("A5", "反复", 0.3, 10, None, None, date(2020, 4, 1), ""),
    ("B1", "销号", -0.05, 5, None, None, date(2020, 4, 1), "加分，最多 5 分"),
)


def sheets() -> list[DatasetSheet]:
    """The rules and the signed letters."""
    rules = [
        dict(zip(("code", "basis", "points", "cap", "kind", "free_sources", "valid_from", "remark"), rule, strict=True))
        for rule in RULES
    ]
    signed = date(2020, 3, 27)
    commitments = []
    for district in county.DISTRICTS:
        commitments += [
            _commitment(district, "按期整改率达到 80%", "按期整改率", 80, signed),
            _commitment(district, "超期问题不超过 5 件", "超期", 5, signed),
        ]
    for name in ("县城市管理局", "县公安局", "县住房和城乡建设局", "县市场监督管理局", "县交通运输局"):
        commitments += [
            _commitment(name, "按期整改率达到 80%", "按期整改率", 80, signed),
            _commitment(name, "责任范围内的点位包干到人", None, None, signed),
        ]
    return [
        DatasetSheet(SCORE_RULE, "创建工作考核计分规则表", date(2020, 7, 1), rules, sender="县长效办"),
        DatasetSheet(
            COMMITMENT,
            "目标责任状汇总表",
            date(2020, 3, 27),
            commitments,
            headings={"unit": "签订单位", "item": "目标任务"},
            merged=("unit",),
        ),
    ]


def _commitment(unit: str, item: str, figure: str | None, target: float | None, signed: date) -> dict[str, object]:
    return {
        "unit": unit,
        "item": item,
        "figure": figure,
        "target": target,
        "due_on": date(2020, 8, 10),
        "signed_on": signed,
    }
