"""五大重点: which of the five fields the categories, projects and materials of the invented county belong to."""

from datetime import date

from domain.campaign.focus import FIELDS, FOCUS
from sample_data.generator.campaign.campaign import DatasetSheet

CATEGORIES: dict[str, tuple[str, ...]] = {
    "市民素质": ("文明行为",),
    "硬件设施": ("服务设施", "建设管理"),
    "公共环境": ("环境卫生", "公益广告"),
    "公共秩序": ("公共秩序", "文明交通", "消防安全"),
}

PROJECTS: dict[str, tuple[str, ...]] = {
    "市民素质": ("公益广告提升",),
    "硬件设施": (
        "城区公厕新改建（6 座）", "垃圾分类收集点建设", "城区停车位施划（1,200 个）", "盲道整治", "城东农贸市场改造",
        "云台农贸市场改造", "志愿服务站和母婴室", "老旧小区飞线充电整治",
    ),
    "公共秩序": ("出店经营专项整治",),
    "城乡共建": ("穿城河清淤保洁",),
}  # fmt: skip
INDICATORS: dict[str, tuple[str, ...]] = {
    "市民素质": (
        "理想信念教育", "社会主义核心价值观", "公益广告", "志愿服务", "未成年人思想道德建设", "文明校园", "诚信建设", "移风易俗",
    ),
    "硬件设施": ("老旧小区改造", "公共文化服务", "农贸市场管理"),
    "公共环境": ("市容环境", "公共卫生", "生态环境"),
    "公共秩序": ("文明交通", "窗口服务"),
}  # fmt: skip
"""Online material goes by its indicator. 文明旅游 and 法治宣传 are in none yet."""


def sheets() -> list[DatasetSheet]:
    """The grouping as the office laid it down; three categories are in none, 城乡共建 has only a project."""
    rows = [
        {"field": field, "kind": kind, "name": name}
        for field in FIELDS
        for kind, names in (("问题类别", CATEGORIES), ("项目", PROJECTS), ("材料", INDICATORS))
        for name in names.get(field, ())
    ]
    return [DatasetSheet(FOCUS, "五大重点工作归类表", date(2020, 5, 8), rows, sender="县长效办", merged=("field",))]
