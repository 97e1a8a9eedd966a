"""Three workbooks as an office that has nothing loaded yet would drop them: the county's list and the ledgers of two towns.

Twelve towns and some twenty departments under full names and short ones, a cell with two units, companies and schools with names
that are alike, categories and states in everyday words. No unit is registered anywhere.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.data_loaders.conftest import book

TOWNS = (
    "城关镇", "东山镇", "西山镇", "柳林镇", "石桥镇", "白马镇", "河口镇", "青龙乡", "大坪乡", "城东街道", "城西街道", "县经济开发区",
)  # fmt: skip
OFFICES = (
    ("县城市管理局", "县城管局"), ("县住房和城乡建设局", "住建局"), ("县市场监督管理局", "市监局"), ("县交通运输局", "交通局"),
    ("县教育局", "县教育局"), ("县卫生健康局", "卫健局"), ("县公安局", "公安局"), ("县水利局", "水利局"),
    ("县农业农村局", "农业农村局"), ("县文化和旅游局", "文旅局"), ("县商务局", "商务局"), ("县民政局", "民政局"),
    ("县消防救援大队", "消防大队"), ("县供销社", "供销社"), ("县机关事务中心", "县机关事务中心"),
)  # fmt: skip
BODIES = (
    "县第一中学", "县第二中学", "华安物业公司", "华宁物业公司", "县供电公司", "县移动公司", "县人民医院", "城东派出所", "城西派出所",
)  # fmt: skip
CATEGORIES = ("环境卫生", "车辆乱停", "公益广告", "占道经营", "小区楼道", "市政设施", "飞线充电", "牛皮癣")
PLACES = ("人民路", "建设街", "农贸市场", "汽车站", "中心小区", "文化广场", "滨河公园", "老粮站宿舍")
PROBLEMS = (
    "路口垃圾桶满溢", "人行道上非机动车乱停放", "公益广告破损褪色", "门前占道经营", "楼道堆放杂物", "井盖破损松动", "墙面小广告没有清除",
    "绿化带内有白色垃圾", "电线私拉乱接", "排水沟堵塞有异味", "围挡破损", "路灯不亮",
)  # fmt: skip
COUNTY = "创建全国文明城市督查问题清单（截至2020年7月10日）.xlsx"
EAST, WEST = "东山镇整改台账（7月12日）2020年.xlsx", "西山镇创城整改台账截至2020年7月12日.xlsx"


def three_files() -> list[tuple[str, bytes]]:
    """Name and content of the three workbooks; 239 rows of data in all."""
    return [(COUNTY, _county()), (EAST, _ledger("东山镇", "东山镇人民政府", 68)), (WEST, _ledger("西山镇", "西山", 61))]


def rows_of_data() -> int:
    """How many rows of data the three workbooks hold."""
    return 110 + 68 + 61


def _county() -> bytes:
    draw = Random(1)
    rows: list[tuple[Any, ...]] = []
    for n in range(110):
        town = TOWNS[n % len(TOWNS)]
        district = town if n % 5 else town.removesuffix("镇").removesuffix("乡")
        full, short = OFFICES[n % len(OFFICES)]
        unit = full if n % 3 else short
        if n % 7 == 0:
            unit = f"{unit}、{town}"
        elif n % 6 == 1:
            unit = BODIES[(n // 6) % len(BODIES)]
        rows.append(
            (
                n + 1,
                date(2020, 7, 1) + timedelta(n % 9),
                district,
                f"{draw.choice(PLACES)}{n}号",
                CATEGORIES[n % 8],
                f"{PROBLEMS[n % 12]}（第{n + 1}处）",
                unit,
                ("3天", "立即整改", "7月20日前", "一周内")[n % 4],
            )
        )
    heads = ("序号", "检查时间", "镇（街道）", "点位名称", "问题类别", "存在问题", "责任单位", "整改时限")
    return book([("创建全国文明城市督查问题清单",), heads, *rows, ("制表人：张三",)])


def _ledger(town: str, called: str, count: int) -> bytes:
    draw = Random(count)
    states = ("已整改", "整改中", "已完成整改", "正在联系施工方", "甲类乙档", "已整改")
    rows: list[tuple[Any, ...]] = []
    for n in range(count):
        full, short = OFFICES[(n * 2) % len(OFFICES)]
        unit = (called, short, full, "县第二中学" if town == "东山镇" else "县第一中学")[n % 4]
        done = date(2020, 7, 9) if states[n % 6].startswith("已") else None
        rows.append(
            (
                n + 1,
                date(2020, 7, 2) + timedelta(n % 6),
                town,
                f"{draw.choice(PLACES)}{n}号",
                CATEGORIES[n % 5],
                f"{PROBLEMS[(n * 5) % 12]}，{town}第{n + 1}处",
                unit,
                "5天",
                states[n % 6],
                done,
                f"第{n % 3 + 1}组",
            )
        )
    heads = (
        "序号",
        "发现时间",
        "镇区",
        "具体位置",
        "类别",
        "存在的问题",
        "责任单位",
        "整改期限",
        "整改状态",
        "完成时间",
        "包联科室",
    )
    return book([(f"{town}文明城市创建整改台账",), heads, *rows])
