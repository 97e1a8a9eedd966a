"""Standards of the sites, and the inspections that found nothing: 云泽县's fieldwork beside the problem lists.

The seat is inspected every week; three far towns hardly ever, and the coverage page shows it.
"""

from datetime import date, timedelta
from random import Random

from domain.campaign.coverage import CLEAN, FAULTY, STANDARD, VISIT
from sample_data.generator.campaign.campaign import DatasetSheet
from sample_data.generator.life import county

STANDARDS: dict[str, tuple[tuple[str, str], ...]] = {
    "主次干道": (
        ("保洁", "路面无垃圾、无积水，垃圾箱不满溢"),
        ("秩序", "无出店经营、无占道摆摊，车辆停放在线内"),
        ("公益广告", "每百米有一处，无破损、无褪色"),
    ),
    "背街小巷": (("保洁", "无卫生死角、无小广告、无乱堆乱拉"), ("路面", "无坑洼积水，路灯完好")),
    "农贸市场": (
        ("秩序", "划行归市，无占道经营，无活禽混放"),
        ("卫生", "地面干净，上下水通畅，公厕无异味"),
        ("公示", "证照、检测结果、投诉电话公示齐全"),
    ),
    "老旧小区": (("环境", "楼道无堆放，无飞线充电，无毁绿种菜"), ("物业", "有值守、有保洁、有公示栏")),
    "公共厕所": (("卫生", "地面无积水，无异味，有专人保洁"), ("设施", "无障碍设施完好，标识清楚")),
    "公园广场": (("环境", "绿地无裸土、无垃圾，设施完好"), ("公益广告", "有文明礼仪内容，与景观协调")),
    "学校周边": (("秩序", "上下学时段有人疏导，无流动摊点"), ("安全", "斑马线、警示标志清楚")),
    "医院": (("服务", "有导医、有志愿服务站、有无障碍通道"), ("禁烟", "室内无吸烟现象，有劝阻")),
    "河道": (("水面", "无漂浮垃圾"), ("坡岸", "无暴露垃圾、无种植")),
    "城乡结合部": (("环境", "无乱倒渣土，无马路市场"), ("道路", "路面平整，有保洁")),
    "窗口单位": (("服务", "有行业规范公示，服务热情"), ("设施", "有母婴室、爱心座椅、无障碍设施")),
    "商场超市": (("秩序", "门前停车有序，通道畅通"), ("消防", "消防通道无占用，器材有效")),
    "建筑工地": (("围挡", "围挡完整，公益广告占三成以上"), ("扬尘", "裸土覆盖，出入口冲洗")),
    "交通路口": (("秩序", "行人、非机动车守灯，机动车礼让"), ("设施", "信号灯、标线完好")),
}
NEGLECTED = ("沙堰镇", "东篱镇", "禾沃镇")


def sheets() -> list[DatasetSheet]:
    """The standards of every listed site, and twelve weeks of inspections on record."""
    listed = [site for site in county.SITES if site.listed]
    rows = [
        {"site": site.name, "district": site.district, "item": item, "text": text}
        for site in listed
        for item, text in STANDARDS[site.site_type]
    ]
    standards = DatasetSheet(
        STANDARD,
        "实地考察点位及标准",
        date(2020, 4, 3),
        rows,
        headings={"text": "标准要求", "site": "考察点位"},
        sender="县长效办",
        merged=("site",),
        grouped="district",
    )
    return [standards, *(_visits(week) for week in range(county.WEEKS - 3, county.WEEKS))]


def _visits(week: int) -> DatasetSheet:
    monday = county.FIRST_MONDAY_ON + timedelta(weeks=week)
    random = Random(f"visits {week}")
    rows = []
    for site in county.SITES:
        if not site.listed:
            continue
        chance = 0.03 if site.district in NEGLECTED else 0.45 if site.district in county.SEAT else 0.25
        if random.random() > chance:
            continue
        faulty = random.random() < 0.2
        rows.append(
            {
                "day": monday + timedelta(days=random.randrange(5)),
                "site": site.name,
                "district": site.district,
                "source": random.choice(("日常巡查", "日常巡查", "暗访")),
                "result": FAULTY if faulty else CLEAN,
                "found": 1 if faulty else 0,
                "inspector": random.choice(("第一检查组", "第二检查组", "第三检查组")),
            }
        )
    rows.sort(key=lambda row: (row["day"], row["district"], row["site"]))
    return DatasetSheet(
        VISIT,
        f"点位检查记录_第{week + 1}周",
        monday + timedelta(days=6),
        rows,
        headings={"result": "检查结论", "inspector": "检查组"},
        sender="县长效办",
        footer=("制表人：王五",),
    )
