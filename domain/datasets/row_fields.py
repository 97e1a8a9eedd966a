"""The fields of a row of the main kinds of sheet, each declared once: what its column is called and whether it is kept as text.

A new one that is kept as text is a line here, a line or more in data_loaders/headings/headings.csv (what else its column may be called)
and a migration: columns, records, templates and 问题档案 follow from this table.
"""

from collections.abc import Mapping
from typing import NamedTuple


class RowField(NamedTuple):
    """name: how it is called everywhere. heading: the canonical heading of its column.

    kept: its cells are kept as text, in a column of observations of that name, and changes of it are told on 问题档案. hint, width: of
    its column in the blank templates, where it has one.
    """

    name: str
    heading: str
    kept: bool = False
    hint: str = ""
    width: int = 14


ROW_FIELDS: tuple[RowField, ...] = (
    RowField("serial", "序号"),
    RowField("number", "编号"),
    RowField("found_on", "检查日期"),
    RowField("district", "镇区"),
    RowField("site", "点位名称"),
    RowField("site_type", "点位类型"),
    RowField("problem", "存在问题"),
    RowField("category", "问题类别"),
    RowField("units", "责任单位"),
    RowField("lead_unit", "牵头单位"),
    RowField("assist_units", "配合单位"),
    RowField("person", "责任人", kept=True, hint="例：张三", width=10),
    RowField("phone", "联系电话", kept=True, hint="例：138-0000-0001", width=15),
    RowField("due", "整改时限"),
    RowField("measures", "整改措施", kept=True),
    RowField("progress", "整改情况"),
    RowField("state", "是否完成"),
    RowField("done_on", "完成时间"),
    RowField("verdict", "复核情况"),
    RowField("verified_on", "复核日期"),
    RowField("photo_before", "整改前照片"),
    RowField("photo_after", "整改后照片"),
    RowField("remark", "备注", kept=True, hint="其他要说明的事。", width=20),
    RowField("source", "来源"),
    RowField("action", "专项行动"),
    RowField("key", "问题码"),
    RowField("told_state", "下发时状态"),
)

FIELD_NAMES: Mapping[str, str] = {field.name: field.heading for field in ROW_FIELDS}
"""Every field of the main kinds, and what its column is called."""

KEPT: tuple[str, ...] = tuple(field.name for field in ROW_FIELDS if field.kept)
"""Fields whose cells are kept as text."""
