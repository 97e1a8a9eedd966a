"""Whether two names are forms of one unit's name (住建局, 县住房和城乡建设局; 东山, 东山镇人民政府), and what a unit is by its name.

Likeness alone proves nothing here: 第一中学 and 第二中学, 东山镇 and 西山镇, 华安物业公司 and 华宁物业公司 differ in one character
and are different bodies. So a name is taken for a form of another only where a rule of how offices shorten names says so.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from data_loaders.text.names import meanings, name_key
from domain.directory import DEPARTMENT, DISTRICT, Unit

TOWN_ENDINGS = ("镇", "乡", "街道", "开发区", "园区", "高新区", "新区", "农场")
_ZONES = ("开发区", "园区", "高新区", "新区", "产业区", "度假区", "风景区")
_BODIES = ("局", "委", "办", "部", "会", "中心", "大队")
"""Endings of bodies that a county has one of each; their names are shortened by leaving characters out."""
_FIRMS = ("公司", "集团", "银行", "厂", "超市", "酒店", "市场", "商场", "合作社")
_SCHOOLS = ("中学", "小学", "学校", "大学", "学院", "幼儿园", "医院", "卫生院", "一中", "二中", "三中", "四中")
_COMMUNITIES = ("社区", "村", "居委会", "村委会", "社区居委会")
_DEPARTMENTS = (
    *_BODIES,
    *_FIRMS,
    *_SCHOOLS,
    "支队",
    "中队",
    "队",
    "所",
    "站",
    "处",
    "院",
    "校",
    "组",
    "专班",
    "科",
    "股",
)
_TELLING = frozenset("一二三四五六七八九十0123456789东西南北上下前后左右新老大小甲乙丙丁分")
"""Characters that tell one body from another of its kind; none of them is left out in a short form."""
_NUMBERED = re.compile(r"(?<!第)([一二三四五六七八九十]+)([中小])$")
_FIRM_TAIL = re.compile(r"(?:有限责任|股份有限|有限|责任|股份|分)*公司$|集团(?:公司)?$")


@lru_cache(maxsize=100_000)
def is_form_of(one: str, other: str) -> bool:
    """Whether both names are forms of one unit's name; symmetric. False where that is not sure."""
    short, long = sorted((_spelled_out(name_key(one)), _spelled_out(name_key(other))), key=len)
    if short == long:
        return bool(short)
    if len(short) < 2:
        return False
    if any(short + ending == long for ending in TOWN_ENDINGS):
        return True
    usual = {_usual(name) for name in (short, long)}
    if len(usual) == 1 and None not in usual:
        return True
    if long.endswith(_ZONES) and short.endswith("区"):
        return long.endswith(short) if short in _ZONES else _shortens(short, long)
    if short.endswith(_FIRMS) or long.endswith(_FIRMS):
        return _FIRM_TAIL.sub("", short) == _FIRM_TAIL.sub("", long) != "" and short[-1] == long[-1]
    return long.endswith(_BODIES) and _shortens(short, long)


def sorts_of(name: str) -> tuple[str, ...]:
    """What forms of one name have in common: two names that share none of these are none of each other."""
    key = _spelled_out(name_key(name))
    zone = next((ending for ending in _ZONES if key.endswith(ending)), "")
    return tuple(sort for sort in (key[:1], _usual(name_key(name)) or "", zone) if sort)


def bodiness(name: str) -> int:
    """How much a department's name is that of the body itself: 0 its usual name, 1 another or an unknown one, 2 one of its offices."""
    key = name_key(name)
    usual = _usual(key)
    if key == usual:
        return 0
    return 1 if usual is None or key[-1] == usual.removesuffix("员会")[-1] else 2


def is_another(one: str, other: str) -> bool:
    """Whether names that look alike are those of different bodies: another numeral or direction, a firm or school of another name."""
    keys = [_spelled_out(name_key(name)) for name in (one, other)]
    if is_form_of(one, other):
        return False
    if len({tuple(character for character in key if character in _TELLING) for key in keys}) > 1:
        return True
    return all(key.endswith((*_FIRMS, *_SCHOOLS)) for key in keys) and keys[0][:2] != keys[1][:2]


def _spelled_out(key: str) -> str:
    """一中 → 第一中学, 三小 → 第三小学."""
    return _NUMBERED.sub(lambda found: f"第{found[1]}{found[2]}学", key)


def _usual(key: str) -> str | None:
    """What names.csv says of exactly this name; a field office with a place in front (城东派出所) is a body of its own."""
    known = meanings("unit")
    return known.get(key) or (key if key in known.values() else None)


def _shortens(short: str, long: str) -> bool:
    """Whether `short` is `long` with characters left out between its first and its last, none of them a telling one."""
    if short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long[:-1])
    left_out: list[str] = []
    for character in short[:-1]:
        for found in rest:
            if found == character:
                break
            left_out.append(found)
        else:
            return False
    left_out += rest
    return not _TELLING & set(left_out)


def kind_by_name(name: str, *, in_district_column: bool) -> str:
    """district or department: by the ending of the name, else by the column in which it stands."""
    key = name_key(name)
    if key.endswith(TOWN_ENDINGS) or name.endswith(("管委会", "街道办", "街道办事处", "镇人民政府", "乡人民政府")):
        return DISTRICT
    if key.endswith(_DEPARTMENTS) and not key.endswith(_COMMUNITIES):
        return DEPARTMENT
    return DISTRICT if in_district_column else DEPARTMENT


def group_by_name(name: str, kind: str, known: Iterable[Unit] = ()) -> str:
    """The peer group in which a unit is ranked: that of most known units of its sort, else the sort itself."""
    sort = _sort(name, kind)
    groups = Counter(
        unit.group for unit in known if unit.kind == kind and unit.group and _sort(unit.name, kind) == sort
    )
    return groups.most_common(1)[0][0] if groups else sort


def _sort(name: str, kind: str) -> str:
    key = name_key(name)
    if key.endswith(_COMMUNITIES):
        return "社区（村）"
    if kind == DISTRICT:
        if key.endswith("街道"):
            return "街道"
        return "乡镇" if key.endswith(("镇", "乡")) else "园区" if key.endswith("区") else "镇区"
    if key.endswith(_FIRMS):
        return "企业"
    return "学校医院" if key.endswith(_SCHOOLS) else "部门"
