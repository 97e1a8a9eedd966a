"""测评与目标, 得分风险: the sheets of the invented county.

The story: fell back for two years at the province (16th, then 20th of 24), worst where assessors came unannounced; two mock
assessments this year show the way up. One day before the assessment three tasks of the plan are late, two of them in 渡月镇;
markets and old housing estates cost most.
"""

from collections.abc import Sequence
from datetime import date

from domain.accountability.risk_rules import RISK_RULES
from domain.campaign.assessments import ASSESSMENT
from domain.campaign.plan import PLAN
from sample_data.generator.campaign.campaign import DatasetSheet
from sample_data.generator.sheets.grids import Cell

Rows = Sequence[Sequence[Cell]]

RESULT = (
    "year",
    "level",
    "kind",
    "batch",
    "held_on",
    "item",
    "site_type",
    "category",
    "full",
    "score",
    "lost",
    "rank",
    "peers",
)
_END, _MID, _MOCK = "年底测评", "年中暗访", "模拟测评"


def _total(
    year: int, level: str, kind: str, day: str, score: float, rank: int | None, peers: int | None, batch: str = ""
) -> tuple[Cell, ...]:
    return (year, level, kind, batch or None, day, None, None, None, 100, score, None, rank, peers)


def _item(year: int, level: str, kind: str, item: str, full: float, score: float, batch: str = "") -> tuple[Cell, ...]:
    return (year, level, kind, batch or None, None, item, None, None, full, score, None, None, None)


def _where(
    year: int, level: str, kind: str, site_type: str, category: str, lost: float, batch: str = ""
) -> tuple[Cell, ...]:
    return (year, level, kind, batch or None, None, "实地考察", site_type, category, None, None, lost, None, None)


PAST_RESULTS: Rows = (
    _total(2018, "省级", "年底", "2018.12.6", 84.1, 16, 24),
    _item(2018, "省级", "年底", "网上申报", 30, 26.8),
    _item(2018, "省级", "年底", "实地考察", 50, 40.6),
    _item(2018, "省级", "年底", "问卷调查", 20, 16.7),
    _total(2019, "省级", "年中暗访", "2019.7.18", 78.36, 21, 24),
    _item(2019, "省级", "年中暗访", "实地考察", 100, 78.36),
    _total(2019, "省级", "年底", "2019.12.5", 83.2, 20, 24),
    _item(2019, "省级", "年底", "网上申报", 30, 26.1),
    _item(2019, "省级", "年底", "实地考察", 50, 39.8),
    _item(2019, "省级", "年底", "问卷调查", 20, 17.3),
    _where(2019, "省级", "年底", "农贸市场", "市场管理", 2.1),
    _where(2019, "省级", "年底", "老旧小区", "环境卫生", 1.9),
    _where(2019, "省级", "年底", "背街小巷", "环境卫生", 1.6),
    _where(2019, "省级", "年底", "交通路口", "文明交通", 1.3),
    _where(2019, "省级", "年底", "城乡结合部", "公共秩序", 1.2),
    _where(2019, "省级", "年底", "公共厕所", "服务设施", 0.9),
    _where(2019, "省级", "年底", "主次干道", "公益广告", 0.7),
    _total(2019, "市级", "年底", "2019.11.14", 86.5, 4, 6),
)
MOCK_RESULTS: Rows = (
    _total(2020, "省级", "模拟", "2020/5/16", 80.4, None, None, "第一次"),
    _item(2020, "省级", "模拟", "网上申报", 30, 24.9, "第一次"),
    _item(2020, "省级", "模拟", "实地考察", 50, 38.2, "第一次"),
    _item(2020, "省级", "模拟", "问卷调查", 20, 17.3, "第一次"),
    _total(2020, "省级", "模拟", "2020/7/11", 86.9, None, None, "第二次"),
    _item(2020, "省级", "模拟", "网上申报", 30, 27.4, "第二次"),
    _item(2020, "省级", "模拟", "实地考察", 50, 41.6, "第二次"),
    _item(2020, "省级", "模拟", "问卷调查", 20, 17.9, "第二次"),
    _where(2020, "省级", "模拟", "农贸市场", "市场管理", 2.2, "第二次"),
    _where(2020, "省级", "模拟", "老旧小区", "环境卫生", 1.7, "第二次"),
    _where(2020, "省级", "模拟", "背街小巷", "环境卫生", 1.2, "第二次"),
    _where(2020, "省级", "模拟", "城乡结合部", "公共秩序", 1.0, "第二次"),
    _where(2020, "省级", "模拟", "交通路口", "文明交通", 0.8, "第二次"),
    _where(2020, "省级", "模拟", "建筑工地", "建设管理", 0.6, "第二次"),
)

TASK = ("task", "weeks_before", "lead", "standard", "done_on", "progress")
PLAN_ROWS: Rows = (
    ("召开攻坚部署会，签订责任状", 20, "县委宣传部", "责任状签到每个单位", date(2020, 3, 27), "已完成"),
    ("实地考察点位拉网式排查，建立点位名录", 18, "县城管局", "点位、标准、点位长三落实", date(2020, 4, 10), "已完成"),
    ("主次干道公益广告更新", 15, "宣传部", "数量充足、类型齐全", date(2020, 4, 30), "已完成"),
    ("第一次模拟测评", 13, "县委宣传部", "查出问题当天交办", date(2020, 5, 16), "已完成"),
    ("背街小巷坑洼积水整治", 11, "县住建局", "逐条验收", date(2020, 5, 29), "已完成"),
    ("公共厕所改建提升", 10, "城管局", "达到二类以上标准", date(2020, 6, 12), "比计划晚一周完成"),
    ("停车泊位补充施划", 9, "公安局", "主干道应划尽划", date(2020, 6, 6), "已完成"),
    ("志愿服务站、母婴室建设", 8, "团县委", "必要场所全覆盖", date(2020, 6, 19), "已完成"),
    ("网上申报材料初稿", 6, "县委宣传部", "每项指标都有材料", date(2020, 7, 3), "已完成"),
    ("第二次模拟测评", 5, "县委宣传部", "得分不低于85分", date(2020, 7, 11), "已完成"),
    ("城东农贸市场改造提升", 4, "市场监管局", "功能分区、地面、给排水一次验收合格", None, "地面铺装未完，预计8月中旬"),
    ("渡月镇农贸市场周边占道经营清理", 4, "渡月镇", "不回潮", None, "多次清理多次反复"),
    ("渡月镇集镇河道清淤", 3, "渡月镇政府", "水面坡岸无垃圾、无异味", None, "施工队未进场"),
    ("老旧小区卫生死角清零", 3, "县住建局", "逐个小区销号", date(2020, 7, 26), "已完成"),
    ("网上申报材料定稿上报", 2, "县委宣传部", "审核合格", date(2020, 8, 1), "已完成"),
    ("存量问题清零攻坚", 1, "县城管局", "超期问题全部销号", None, "正在推进"),
    ("测评日工作方案和人员到岗安排", 1, "县委宣传部", "每个点位有人、有标准", None, "方案已印发"),
    ("测评迎检期间每日巡查", None, None, "长期坚持", None, None),
)  # fmt: skip

RULE = ("rule", "category", "site_type", "source", "points")
RULE_ROWS: Rows = (
    ("扣分", None, None, None, 0.05),
    ("扣分", "环境卫生", None, None, 0.06),
    ("扣分", "环境卫生", "老旧小区", None, 0.08),
    ("扣分", "环境卫生", "背街小巷", None, 0.08),
    ("扣分", "市场管理", "农贸市场", None, 0.1),
    ("扣分", "文明交通", "交通路口", None, 0.08),
    ("扣分", "公共秩序", None, None, 0.06),
    ("扣分", "消防安全", None, None, 0.1),
    ("扣分", None, None, "省测评", 0.15),
    ("反复系数", None, None, None, 2),
    ("超期系数", None, None, None, 1.5),
    ("点位系数", None, None, None, 1.2),
    ("待复核系数", None, None, None, 0.5),
)  # fmt: skip

SETTINGS = {"target_rank": 10, "target_level": "省", "target_title": "省级文明城市"}
"""The target, as the office would enter it under 设置."""


def sheets() -> list[DatasetSheet]:
    """Results of past years, the mock assessments, the plan at the end of June and today, the rules."""
    return [
        DatasetSheet(
            ASSESSMENT,
            "历年测评成绩表",
            date(2020, 3, 27),
            _cells(RESULT, PAST_RESULTS),
            headings={"year": "年份", "level": "级别", "score": "测评得分", "rank": "排名"},
            sender="县长效办",
            serial=False,
        ),
        DatasetSheet(ASSESSMENT, "模拟测评成绩表", date(2020, 7, 12), _cells(RESULT, MOCK_RESULTS), sender="县长效办"),
        *(_plan(day) for day in (date(2020, 6, 28), date(2020, 8, 9))),
        DatasetSheet(
            RISK_RULES,
            "失分规则表",
            date(2020, 4, 3),
            _cells(RULE, RULE_ROWS),
            headings={"rule": "规则种类"},
            footer=("说明：空着的格子表示都适用；几条都适用时用最具体的一条。",),
        ),
    ]


def _plan(day: date) -> DatasetSheet:
    """What the plan said on that day: later completions and the progress of open tasks were not known in June."""
    rows = []
    for row in _cells(TASK, PLAN_ROWS):
        done = row.get("done_on")
        if (isinstance(done, date) and done > day) or (done is None and day < date(2020, 8, 1)):
            row = {name: cell for name, cell in row.items() if name not in ("done_on", "progress")}
        rows.append(row)
    return DatasetSheet(
        PLAN, "倒排工作计划", day, rows, headings={"task": "工作任务", "lead": "牵头单位"}, sender="县长效办"
    )


def _cells(names: Sequence[str], rows: Rows) -> list[dict[str, Cell]]:
    return [{name: cell for name, cell in zip(names, row, strict=True) if cell is not None} for row in rows]
