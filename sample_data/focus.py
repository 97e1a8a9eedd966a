"""五大重点: which of the five fields the categories of the invented county belong to."""

from datetime import date

from domain.focus import FOCUS
from sample_data.campaign import BookSheet

CATEGORIES: dict[str, tuple[str, ...]] = {
    "市民素质": ("文明行为",),
    "硬件设施": ("服务设施", "建设管理"),
    "公共环境": ("环境卫生", "公益广告"),
    "公共秩序": ("公共秩序", "文明交通", "消防安全"),
}


def sheets() -> list[BookSheet]:
    """The grouping as the office laid it down; 城乡共建 has no category of its own."""
    rows = [
        {"field": field, "kind": "问题类别", "name": category}
        for field, categories in CATEGORIES.items()
        for category in categories
    ]
    return [BookSheet(FOCUS, "五大重点工作归类表", date(2020, 5, 8), rows, sender="县长效办", merged=("field",))]
