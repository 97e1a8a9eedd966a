"""The one list of screens: file, title, whether it stands in the menu and whether the filters apply to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class Screen:
    """A screen. Its address is the name of its file.

    filtered: whether the filters apply; dated: of these only the as-of day does. params: what else may stand in its address. section: the menu under which it stands;
    "" stands in the menu itself.
    """

    title: str
    section: str = ""
    in_menu: bool = True
    filtered: bool = True
    dated: bool = False
    params: tuple[str, ...] = ()


ISSUES, ASSESSMENT, PROGRESS, MEETING, OFFICE = "问题", "测评", "推进", "会议", "数据"
"""Sections of the menu."""

SCREENS: Mapping[str, Screen] = {
    "overview": Screen("总览"),
    "overdue": Screen("超期督办"),
    "districts": Screen("镇区", params=("measure", "heat")),
    "departments": Screen("部门", params=("measure", "heat")),
    "trend": Screen("周趋势", params=("part_by", "part_figure")),
    "rows": Screen(
        "问题清单",
        section=ISSUES,
        params=(
            *("figure", "on", "only_district", "only_department", "only_category", "only_site_type", "only_site"),
            *("only_action", "only_band"),
        ),
    ),
    "issue": Screen("问题档案", section=ISSUES, filtered=False, params=("id", "on", "q")),
    "recurrence": Screen("反复与推诿", section=ISSUES),
    "exposure": Screen("曝光台", section=ISSUES, params=("pictures",)),
    "target": Screen("测评与目标", section=ASSESSMENT, params=("round", "lost_by")),
    "risk": Screen("得分风险", section=ASSESSMENT, params=("only_rule", "only_factor", "only_site", "only_back")),
    "materials": Screen("网上申报", section=ASSESSMENT, dated=True, params=("pieces", "only_department")),
    "survey": Screen("问卷调查", section=ASSESSMENT, dated=True, params=("survey_measure",)),
    "negative": Screen("负面清单", section=ASSESSMENT, dated=True),
    "focus": Screen("五大重点工作", section=PROGRESS),
    "actions": Screen("八大行动", section=PROGRESS, params=("action_shown",)),
    "scorecard": Screen("责任状与考核", section=PROGRESS, params=("period", "card")),
    "activities": Screen("活动日历", section=PROGRESS, params=("activity",)),
    "sites": Screen("点位包干", section=PROGRESS, params=("window", "order")),
    "site": Screen("点位详情", in_menu=False, params=("site",)),
    "unit": Screen("单位详情", in_menu=False, params=("unit",)),
    "meeting": Screen("会议简报", section=MEETING, filtered=False, params=("side", "part", "look")),
    "letters": Screen(
        "交办督办",
        section=MEETING,
        filtered=False,
        params=("letters_part", "letters_state", "unit", "level", "issue", "letter"),
    ),
    "instructions": Screen("会议交办", section=MEETING, filtered=False, params=("orders", "unit", "issue", "action")),
    "imports": Screen("数据导入", section=OFFICE, filtered=False, params=("look",)),
    "quality": Screen("数据质量", section=OFFICE, params=("check", "week", "sender")),
    "settings": Screen("设置", section=OFFICE, filtered=False, params=("section",)),
    "definitions": Screen("口径说明", section=OFFICE, filtered=False),
}
START = "overview"


def file_of(name: str) -> Path:
    """The page file of a screen. Raises KeyError for an unknown one."""
    if name not in SCREENS:
        raise KeyError(name)
    return PAGES / f"{name}.py"
