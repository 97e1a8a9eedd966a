"""What the agreement of one field says for or against two rows being one issue, in bits."""

from typing import NamedTuple


class Weight(NamedTuple):
    """One field of a pair. field: its key; level: how far the two agree, in words; bits: log2(m/u), below 0 against."""

    field: str
    level: str
    bits: float


FIELD_WORDS = {
    "number": "编号",
    "district": "镇区",
    "site": "点位",
    "wording": "问题内容",
    "found_on": "检查日期",
    "lead": "责任单位",
    "category": "问题类别",
    "elsewhere": "其他列",
    "sheet": "来表",
}
"""The fields that are compared, as they are called on screen, in the order in which they are shown."""
