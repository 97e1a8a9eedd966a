"""口径: one definition for each figure, printed beside the number wherever it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.settings import Settings


@dataclass(frozen=True)
class Definition:
    """How a figure is counted.

    name: the word on the screen. unit: 件, %, 天. words: what it is. base: of which issues (分母 for rates).
    excludes: what is left out. flow: counted over the week instead of on the as-of day. better: "less", "more" or ""
    where neither is good news by itself.
    """

    name: str
    unit: str
    words: str
    base: str
    excludes: str
    flow: bool = False
    better: str = ""


DEFINITIONS: Mapping[str, Definition] = {
    "total": Definition("交办总数", "件", "截至当日发现并交办的全部问题。", "全部问题，一件只计一次", "不予认定的问题"),
    "open": Definition(
        "未整改",
        "件",
        "尚未销号的问题，包括待复核、返工、责任待定和挂账；超期是其中一部分。",
        "交办总数",
        "已销号、不予认定",
        better="less",
    ),
    "overdue": Definition(
        "超期",
        "件",
        "整改时限早于截至日、单位还没有上报完成的问题。时限当天不算超期。",
        "未整改且有时限的问题，按截至日当时有效的时限计算",
        "挂账、待复核、无时限",
        better="less",
    ),
    "due_soon": Definition(
        "临期",
        "件",
        "时限在截至日当天至其后 {due_soon_days} 天内、还没有上报完成的问题。",
        "未整改且有时限的问题",
        "挂账、待复核、已超期",
        better="less",
    ),
    "awaiting": Definition("待复核", "件", "单位已上报完成、办公室还没有到现场复核的问题。", "未整改", "已销号"),
    "found": Definition(
        "本周新增",
        "件",
        "本周（自周初至截至日）检查发现的问题。",
        "按发现日期",
        "无（以后不予认定的，发现时仍计）",
        flow=True,
    ),
    "done": Definition(
        "本周完成",
        "件",
        "本周上报完成的问题（未经上报直接销号的，按销号日计；没有任何日期的，按首次写明已完成的那张表的截至日计）。",
        "按完成日期",
        "返工后再次完成的，再计一次",
        flow=True,
        better="more",
    ),
    "closed": Definition(
        "本周销号",
        "件",
        "本周复核合格、予以销号的问题。",
        "按销号日期",
        "返工后再次销号的，再计一次",
        flow=True,
        better="more",
    ),
    "on_time_rate": Definition(
        "按期整改率",
        "%",
        "按期完成 ÷（按期完成 + 逾期完成 + 超期未完成）。完成日为单位上报完成的日期，没有的用销号日期；按完成那天有效的时限判断，"
        "完成以后改的时限不算。{by_sheet}",
        "有时限且已完成或已超期的问题",
        "未到期、无时限、挂账{undated}的问题",
        better="more",
    ),
    "done_rate": Definition("整改率", "%", "（待复核 + 已销号）÷ 交办总数。", "交办总数", "不予认定", better="more"),
    "closed_rate": Definition("销号率", "%", "已销号 ÷ 交办总数。", "交办总数", "不予认定", better="more"),
    "long_overdue": Definition(
        "久拖不决", "件", "超期超过 {long_overdue_days} 天的问题。", "超期", "同“超期”", better="less"
    ),
    "recurring": Definition(
        "反复",
        "件",
        "同一点位、同一类别的问题，在上一件销号后 {recurrence_days} 天内再次发现。与返工不同。",
        "交办总数",
        "没有填写点位或类别的问题",
        better="less",
    ),
    "recurrence_rate": Definition("反复率", "%", "属于反复的问题 ÷ 交办总数。", "交办总数", "不予认定", better="less"),
    "rework": Definition(
        "返工",
        "件",
        "曾经复核不合格、退回重新整改的问题（一件计一次）。",
        "交办总数",
        "不予认定",
        better="less",
    ),
    "due_for_closing": Definition(
        "应结案",
        "件",
        "本周（自周初至截至日）销号的问题 + 截至当日超期的问题。",
        "按销号日期；超期按截至日",
        "未到期、无时限、挂账、待复核而没有销号的问题",
        flow=True,
    ),
    "closing_rate": Definition(
        "结案率", "%", "本周销号 ÷ 应结案。应结案 = 本周销号 + 超期。", "应结案", "同“应结案”", better="more"
    ),
    "closed_on_time": Definition(
        "按期结案",
        "件",
        "本周销号的问题中，完成日不晚于整改时限的。",
        "本周销号",
        "没有时限{undated}的问题",
        flow=True,
        better="more",
    ),
    "on_time_closing_rate": Definition(
        "按期结案率",
        "%",
        "按期结案 ÷ 应结案。应结案 = 本周销号 + 超期；销号的问题没有时限或没有完成日期的，只在分母里。",
        "应结案",
        "同“应结案”",
        better="more",
    ),
    "reworked_due": Definition(
        "应结案中返工", "件", "应结案的问题中曾经返工的。", "应结案", "同“应结案”", flow=True, better="less"
    ),
    "closed_reworked": Definition(
        "销号前返工", "件", "本周销号的问题中曾经返工的。", "本周销号", "同“本周销号”", flow=True, better="less"
    ),
    "overdue_reworked": Definition(
        "超期且返工", "件", "截至当日超期的问题中曾经返工的。", "超期", "同“超期”", better="less"
    ),
    "rework_rate": Definition(
        "返工率",
        "%",
        "应结案的问题中曾经返工的 ÷ 应结案。应结案 = 本周销号 + 超期。",
        "应结案",
        "同“应结案”",
        better="less",
    ),
    "no_due": Definition(
        "无时限",
        "件",
        "没有填写整改时限，或时限为“长期坚持”的问题。单独列出，不替单位补填，不计入超期和按期整改率。",
        "交办总数",
        "不予认定",
    ),
    "open_no_due": Definition(
        "无时限未整改", "件", "没有整改时限的未整改问题。", "未整改", "已销号、不予认定", better="less"
    ),
    "on_hold": Definition(
        "挂账",
        "件",
        "经批准暂时不能解决、约定复查日期的问题。计入未整改，不计超期。",
        "未整改",
        "已销号、不予认定",
    ),
    "disputed": Definition(
        "责任待定", "件", "还没有单位认领的问题。时限照常计算。", "未整改", "已销号、不予认定", better="less"
    ),
    "closed_total": Definition("已销号", "件", "截至当日已销号的问题。", "交办总数", "不予认定", better="more"),
    "done_total": Definition("已完成", "件", "截至当日待复核和已销号的问题。", "交办总数", "不予认定", better="more"),
    "on_time": Definition(
        "按期完成", "件", "完成日不晚于整改时限的问题。", "有时限且已完成的问题", "无时限", better="more"
    ),
    "late": Definition("逾期完成", "件", "完成日晚于整改时限的问题。", "有时限且已完成的问题", "无时限", better="less"),
    "undated": Definition(
        "完成日期不明",
        "件",
        "写明已完成或已销号，而所有的表都没有写完成日期和复核日期的问题（写了复核日期、此前已有表写明完成的，也不知道是哪天完成的）。"
        "计入整改率；{undated_rule}。首次写明已完成的那张表截至日以前的日子，仍按未完成计。以后的表写了日期，就按写的日期算。",
        "已完成的问题",
        "未完成、不予认定",
        better="less",
    ),
    "days_median": Definition(
        "整改天数中位数",
        "天",
        "从发现到完成的天数的中位数；平均数会被少数久拖的问题带偏。",
        "已完成的问题",
        "未完成、不予认定{undated}",
        better="less",
    ),
    "days_p90": Definition(
        "整改天数 P90",
        "天",
        "十件里有九件在这个天数内完成。",
        "已完成的问题",
        "未完成、不予认定{undated}",
        better="less",
    ),
    "rejected": Definition("不予认定", "件", "核实后不属于问题、不再计入各项指标。", "全部问题", "无"),
}


def said(key: str, settings: Settings) -> Definition:
    """The definition of figure `key` with the office's limits filled in."""
    d = DEFINITIONS[key]
    by_sheet = settings.undated_by_sheet
    limits = {
        "due_soon_days": settings.due_soon_days,
        "long_overdue_days": settings.long_overdue_days,
        "recurrence_days": settings.recurrence_days,
        "undated": "" if by_sheet else "、完成日期不明",
        "by_sheet": "没有任何日期的，按本县的规定算在首次写明已完成的那张表的截至日完成。" if by_sheet else "",
        "undated_rule": "按本县的规定，算在首次写明已完成的那张表的截至日完成"
        if by_sheet
        else "完成得是不是按期无从判断，不计入按期整改率和整改天数",
    }
    return replace(d, words=d.words.format_map(limits), excludes=d.excludes.format_map(limits))


def explained(key: str, settings: Settings) -> str:
    """The definition of figure `key` as sentences."""
    d = said(key, settings)
    return f"{d.words}统计范围：{d.base}。不计：{d.excludes}。"


def undated_note(count: float | None, settings: Settings) -> str:
    """What stands beside an on-time rate about completions without any day: 完成日期不明 14 件，未计入. Empty without any."""
    if not count:
        return ""
    return f"完成日期不明 {int(count):,} 件，{'按表的截至日计' if settings.undated_by_sheet else '未计入'}"
