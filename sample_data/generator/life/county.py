"""云泽县, an invented county: its districts, departments, sites and eight actions.

No place, office or person here exists. People are a surname and a numeral (张三, 李四); telephone numbers
are 138-0000-xxxx.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

COUNTY = "云泽县"
OFFICE = "云泽县文明城市长效管理办公室"

FIRST_MONDAY_ON = date(2020, 3, 23)
WEEKS = 20
LAST_ON = date(2020, 8, 9)
ASSESSMENT_ON = date(2020, 8, 10)
HOLIDAYS = frozenset(
    date(2020, month, day) for month, day in ((4, 4), (4, 5), (4, 6), (5, 1), (5, 4), (5, 5), (6, 25), (6, 26))
)

BEHIND = "渡月镇"
IMPROVING = "县交通运输局"
MARKET = "城东农贸市场"
DISPUTANTS = ("县城市管理局", "县住房和城乡建设局")

SURNAMES = "张李王赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许"
NUMERALS = "三四五六七八九十一二"


def person(index: int) -> str:
    """The index-th invented name: 张三, 李四, 王五 …; 200 different ones."""
    surname = SURNAMES[index % len(SURNAMES)]
    shift = index // len(SURNAMES)
    return surname + NUMERALS[(index + shift) % len(NUMERALS)]


def phone(index: int) -> str:
    """The index-th invented telephone number, 138-0000-0001 onwards."""
    return f"138-0000-{index + 1:04d}"


@dataclass(frozen=True)
class SampleUnit:
    """A department or a district. aliases: every other name that the sheets use for it."""

    name: str
    short: str
    aliases: tuple[str, ...]
    kind: str
    group: str
    parent: str = ""
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True)
class SampleSite:
    """A place that assessors may visit. listed: stands in 点位名录.xlsx; the others turn up only in sheets."""

    name: str
    site_type: str
    district: str
    lead: str
    warden: str
    phone: str
    listed: bool = True


@dataclass(frozen=True)
class SampleAction:
    """One of the eight actions. leader is an office, never a name."""

    name: str
    leader: str
    lead: str
    categories: tuple[str, ...]
    members: tuple[str, ...] = field(default=())


_DEPARTMENTS: tuple[tuple[str, str, str, str, str], ...] = (
    # full name, short name, other names, peer group, parent
    (
        "县城市管理局",
        "县城管局",
        "城管局、城市管理局、县城管执法局、城管执法大队、县城市管理综合行政执法大队",
        "执法类",
        "",
    ),
    ("县公安局", "公安局", "交警大队、县公安局交警大队、县交警大队", "执法类", ""),
    ("县住房和城乡建设局", "县住建局", "住建局、住房和城乡建设局、县建设局、县房管处", "执法类", ""),
    ("县市场监督管理局", "县市场监管局", "市场监管局、市监局、县市监局", "执法类", ""),
    ("县交通运输局", "县交通局", "交通局、交通运输局、县运管所、县公路站", "执法类", ""),
    ("县生态环境局", "生态环境局", "环保局、县环保局", "执法类", ""),
    ("县卫生健康委员会", "县卫健委", "卫健委、县卫健局、县爱卫办", "服务类", ""),
    ("县水利局", "水利局", "县水务局、水务局、县河长办", "服务类", ""),
    ("县教育局", "教育局", "县教体局、教体局", "服务类", ""),
    ("县文化广电和旅游局", "县文广旅局", "文广旅局、文旅局、县文旅局", "服务类", ""),
    ("县民政局", "民政局", "", "服务类", ""),
    ("县商务局", "商务局", "", "服务类", ""),
    ("县农业农村局", "农业农村局", "县农业局、农业局", "服务类", ""),
    ("县自然资源和规划局", "县自然资源局", "资规局、县资规局、自然资源局", "执法类", ""),
    ("县应急管理局", "县应急局", "应急局、应急管理局", "执法类", ""),
    ("县消防救援大队", "县消防大队", "消防大队、消防救援大队", "执法类", ""),
    ("县发展和改革委员会", "县发改委", "发改委", "综合类", ""),
    ("县工业和信息化局", "县工信局", "工信局", "综合类", ""),
    ("县财政局", "财政局", "", "综合类", ""),
    ("县司法局", "司法局", "", "综合类", ""),
    ("县人力资源和社会保障局", "县人社局", "人社局", "服务类", ""),
    ("县政务服务管理办公室", "县政务办", "政务办、县行政审批局、政务服务中心", "服务类", ""),
    ("县委宣传部", "宣传部", "县文明办、文明办", "综合类", ""),
    ("团县委", "共青团云泽县委", "县团委", "群团类", ""),
    ("县妇女联合会", "县妇联", "妇联", "群团类", ""),
    ("县总工会", "总工会", "", "群团类", ""),
    ("县园林绿化管理中心", "县园林中心", "园林中心、县园林所", "服务类", "县城市管理局"),
    ("县供水公司", "供水公司", "县自来水公司、自来水公司", "企业类", "县住房和城乡建设局"),
    ("县供电公司", "供电公司", "", "企业类", ""),
    ("县邮政分公司", "县邮政公司", "邮政公司", "企业类", ""),
)

_TOWNS = (
    "澄湖镇",
    "柳汀镇",
    "青芦镇",
    "白苇镇",
    "石榄镇",
    "渡月镇",
    "沙堰镇",
    "禾沃镇",
    "东篱镇",
    "梅坞镇",
    "荷渚镇",
    "杏坪乡",
)
STREETS = ("滨江街道", "云台街道")
ZONE = "县经济开发区"
SEAT = (*STREETS, ZONE)


def _units() -> tuple[SampleUnit, ...]:
    rows: list[tuple[str, str, tuple[str, ...], str, str, str]] = []
    for name, short, others, group, parent in _DEPARTMENTS:
        rows.append((name, short, tuple(filter(None, others.split("、"))), "部门", group, parent))
    for name in STREETS:
        stem = name.removesuffix("街道")
        rows.append((name, stem, (f"{name}办事处", f"{name}办"), "镇区", "街道", ""))
    rows.append((ZONE, "开发区", ("经开区", "开发区管委会", "云泽经济开发区"), "镇区", "园区", ""))
    rows += [(name, name[:-1], (f"{name}人民政府", f"{name}政府"), "镇区", "乡镇", "") for name in _TOWNS]
    return tuple(SampleUnit(*row, contact=person(i), phone=phone(i)) for i, row in enumerate(rows))


UNITS = _units()
UNIT = {unit.name: unit for unit in UNITS}
DISTRICTS = tuple(unit.name for unit in UNITS if unit.kind == "镇区")
DEPARTMENTS = tuple(unit.name for unit in UNITS if unit.kind == "部门")

LEAD_BY_TYPE = {
    "主次干道": "县城市管理局",
    "背街小巷": "",  # the district itself
    "农贸市场": "县市场监督管理局",
    "老旧小区": "县住房和城乡建设局",
    "公共厕所": "县城市管理局",
    "公园广场": "县园林绿化管理中心",
    "学校周边": "县教育局",
    "医院": "县卫生健康委员会",
    "河道": "县水利局",
    "城乡结合部": "",
    "窗口单位": "县政务服务管理办公室",
    "商场超市": "县商务局",
    "建筑工地": "县住房和城乡建设局",
    "交通路口": "县公安局",
}

_SEAT_SITES: dict[str, dict[str, str]] = {
    "滨江街道": {
        "主次干道": "人民路 建设路 滨江大道 文昌路 迎宾大道东段 健康路",
        "背街小巷": "井亭巷 竹竿巷 当铺巷 盐仓巷 水门巷 柳荫巷",
        "农贸市场": "城东农贸市场 水门菜市场",
        "老旧小区": "滨江新村 建设小区 文昌苑 纺织新村 粮食局宿舍区 健康里小区",
        "公共厕所": "人民路公厕 水门巷公厕 滨江公园公厕",
        "公园广场": "滨江公园 人民广场 文昌游园",
        "学校周边": "县实验小学周边 县第一中学周边 滨江幼儿园周边",
        "医院": "县人民医院 滨江社区卫生服务中心",
        "河道": "穿城河滨江段 护城河东段",
        "城乡结合部": "城东三岔口片区",
        "窗口单位": "县政务服务大厅 县供电公司营业厅 县邮政营业厅 县人社服务大厅",
        "商场超市": "万汇商场 人民路购物中心 滨江生活超市",
        "建筑工地": "滨江府二期工地 文昌路改造工地",
        "交通路口": "人民路与建设路交叉口 滨江大道与文昌路交叉口 健康路与建设路交叉口",
    },
    "云台街道": {
        "主次干道": "云台路 迎宾大道西段 学府路 湖滨路 云泽大道",
        "背街小巷": "石板巷 油坊巷 书院巷 三官殿巷 桑园巷",
        "农贸市场": "云台农贸市场 学府路菜市场",
        "老旧小区": "云台小区 书院新村 机械厂宿舍区 桑园小区 供销社宿舍区",
        "公共厕所": "云台路公厕 书院巷公厕 湖滨公园公厕",
        "公园广场": "湖滨公园 云台文化广场 书院游园",
        "学校周边": "县第二小学周边 县高级中学周边 云台幼儿园周边",
        "医院": "县中医院 云台社区卫生服务中心 县妇幼保健院",
        "河道": "穿城河云台段 湖滨河",
        "城乡结合部": "城西加油站片区 城北道口片区",
        "窗口单位": "县客运总站 县车管服务大厅 县供水公司营业厅 县医保服务大厅",
        "商场超市": "云台购物广场 湖滨生活超市",
        "建筑工地": "云台棚改三期工地 学府路管网工地",
        "交通路口": "云台路与学府路交叉口 迎宾大道与湖滨路交叉口 云泽大道与云台路交叉口",
    },
    "县经济开发区": {
        "主次干道": "工业大道 创业路 开泰路",
        "背街小巷": "创业新村东巷",
        "农贸市场": "开发区便民市场",
        "老旧小区": "创业新村 安置小区一期",
        "公共厕所": "开发区便民市场公厕",
        "公园广场": "创业公园",
        "学校周边": "开发区小学周边",
        "医院": "开发区社区卫生服务中心",
        "河道": "排洪河开发区段",
        "城乡结合部": "城南物流园片区",
        "窗口单位": "开发区企业服务中心",
        "商场超市": "开泰生活超市",
        "建筑工地": "标准厂房四期工地 开泰路延伸工地",
        "交通路口": "工业大道与创业路交叉口 工业大道与开泰路交叉口",
    },
}

_TOWN_SITES = (
    ("{}集镇主街", "主次干道"),
    ("{}农贸市场", "农贸市场"),
    ("{}中心小学周边", "学校周边"),
    ("{}卫生院", "医院"),
    ("{}便民服务中心", "窗口单位"),
    ("{}文化广场", "公园广场"),
    ("{}老街巷", "背街小巷"),
    ("{}集镇河道", "河道"),
    ("{}公路沿线片区", "城乡结合部"),
)

_WINDOW_LEADS = {
    "县供电公司营业厅": "县供电公司",
    "县邮政营业厅": "县邮政分公司",
    "县人社服务大厅": "县人力资源和社会保障局",
    "县客运总站": "县交通运输局",
    "县车管服务大厅": "县公安局",
    "县供水公司营业厅": "县供水公司",
    "县医保服务大厅": "县卫生健康委员会",
}

_UNLISTED = (
    ("人民路118号门前", "主次干道", "滨江街道"),
    ("建设路农机公司旧址", "背街小巷", "滨江街道"),
    ("学府路便民桥头", "主次干道", "云台街道"),
    ("云台路废品收购点", "城乡结合部", "云台街道"),
    ("工业大道公交首末站", "主次干道", "县经济开发区"),
    ("柳汀粮站路口", "交通路口", "柳汀镇"),
)


def _sites() -> tuple[SampleSite, ...]:
    rows: list[tuple[str, str, str, bool]] = []
    for district, by_type in _SEAT_SITES.items():
        rows += [(name, kind, district, True) for kind, names in by_type.items() for name in names.split()]
    for number, town in enumerate(_TOWNS):
        # Towns differ a little in size: the first eight have nine sites, the others eight.
        patterns = _TOWN_SITES if number < 8 else _TOWN_SITES[:-1]
        rows += [(pattern.format(town[:-1]), kind, town, True) for pattern, kind in patterns]
    rows += [(name, kind, district, False) for name, kind, district in _UNLISTED]
    sites = []
    for i, (name, kind, district, listed) in enumerate(rows):
        lead = _WINDOW_LEADS.get(name) or LEAD_BY_TYPE[kind] or district
        if district not in SEAT and kind in {"主次干道", "公园广场", "窗口单位", "河道"}:
            lead = district
        sites.append(SampleSite(name, kind, district, lead, person(i + 45), phone(i + 45), listed))
    return tuple(sites)


SITES = _sites()
SITE = {site.name: site for site in SITES}

ACTIONS = (
    SampleAction(
        "环境卫生提升行动",
        "副县长（分管城建）",
        "县城市管理局",
        ("环境卫生",),
        ("县住房和城乡建设局", "县卫生健康委员会", "县农业农村局"),
    ),
    SampleAction(
        "交通秩序整治行动",
        "副县长、县公安局局长",
        "县公安局",
        ("文明交通",),
        ("县交通运输局", "县城市管理局", "县教育局"),
    ),
    SampleAction(
        "市容秩序整治行动",
        "县委常委、政法委书记",
        "县城市管理局",
        ("公共秩序",),
        ("县公安局", "县市场监督管理局"),
    ),
    SampleAction(
        "农贸市场规范行动",
        "副县长（分管市场监管）",
        "县市场监督管理局",
        ("市场管理",),
        ("县商务局", "县农业农村局", "县城市管理局"),
    ),
    SampleAction(
        "文明风尚培育行动",
        "县委常委、宣传部部长",
        "县委宣传部",
        ("公益广告", "文明行为"),
        ("县文化广电和旅游局", "团县委", "县妇女联合会", "县总工会"),
    ),
    SampleAction(
        "服务设施完善行动",
        "县委常委、常务副县长",
        "县政务服务管理办公室",
        ("服务设施", "窗口服务"),
        ("县民政局", "县人力资源和社会保障局", "县供电公司", "县供水公司", "县邮政分公司"),
    ),
    SampleAction(
        "建设管理与消防安全行动",
        "县委常委、副县长",
        "县住房和城乡建设局",
        ("建设管理", "消防安全"),
        ("县消防救援大队", "县应急管理局", "县自然资源和规划局"),
    ),
    SampleAction(
        "水清岸绿城乡共建行动",
        "县委副书记",
        "县水利局",
        ("河道管护",),
        ("县生态环境局", "县农业农村局"),
    ),
)
CATEGORIES = tuple(category for action in ACTIONS for category in action.categories)


ACTIVITY_RULES = (
    ("清洁家园日", "每周", "周三", FIRST_MONDAY_ON),
    ("全民大扫除", "每月第一个", "周六", FIRST_MONDAY_ON),
    ("联合执法", "每两周", "周四", FIRST_MONDAY_ON),
)


def activities() -> list[tuple[date, str, str]]:
    """Day, name and kind of every activity of the 20 weeks, and the assessment; in order of day."""
    days = [FIRST_MONDAY_ON + timedelta(n) for n in range(WEEKS * 7)]
    rows = [(day, "清洁家园日", "活动") for day in days if day.weekday() == 2]
    rows += [(day, "全民大扫除", "活动") for day in days if day.weekday() == 5 and day.day <= 7]
    rows += [(day, "联合执法", "活动") for day in days if is_joint_enforcement(day)]
    rows.append((ASSESSMENT_ON, "实地测评", "测评"))
    return sorted(rows)


def is_joint_enforcement(day: date) -> bool:
    """Joint enforcement goes out every second Thursday, from the first week on."""
    return day.weekday() == 3 and (day - FIRST_MONDAY_ON).days // 7 % 2 == 0
