"""The master sheets of the county: units, sites, actions and the calendar of activities."""

from collections.abc import Sequence

from sample_data.generator.life import county
from sample_data.generator.sheets.grids import Cell, SheetGrid, xlsx


def masters() -> dict[str, bytes]:
    """File name → content of the master sheets."""
    return {
        "单位名录.xlsx": _sheet("单位名录", _UNIT_HEADINGS, [_unit(unit) for unit in county.UNITS]),
        "点位名录.xlsx": _sheet("点位名录", _SITE_HEADINGS, [_site(site) for site in county.SITES if site.listed]),
        "专项行动.xlsx": _sheet("专项行动", _ACTION_HEADINGS, [_action(action) for action in county.ACTIONS]),
        "活动日历.xlsx": _sheet("活动日历", ("日期", "名称", "类型"), county.activities()),
        "活动规律.xlsx": _sheet("活动规律", ("活动", "规律", "星期", "自何日起"), county.ACTIVITY_RULES),
    }


_UNIT_HEADINGS = ("名称", "简称", "别名", "类型", "分组", "上级", "联系人", "联系电话")
_SITE_HEADINGS = ("点位名称", "点位类型", "镇区", "责任单位", "点位长", "联系电话")
_ACTION_HEADINGS = ("行动名称", "牵头县领导", "牵头部门", "问题类别", "成员单位")


def _unit(unit: county.SampleUnit) -> tuple[str, ...]:
    names = "、".join(unit.aliases)
    return (unit.name, unit.short, names, unit.kind, unit.group, unit.parent, unit.contact, unit.phone)


def _site(site: county.SampleSite) -> tuple[str, ...]:
    return (site.name, site.site_type, site.district, site.lead, site.warden, site.phone)


def _action(action: county.SampleAction) -> tuple[str, ...]:
    return (action.name, action.leader, action.lead, "、".join(action.categories), "、".join(action.members))


def _sheet(name: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    grid = SheetGrid(name, widths=tuple(18 for _ in headings))
    grid.add(headings)
    for row in rows:
        grid.add(row)
    return xlsx([grid])
