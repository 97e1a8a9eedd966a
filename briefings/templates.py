"""Blank templates (空白模板) of the two kinds of sheet, with the office's own words in the drop-downs."""

import io
from collections.abc import Mapping, Sequence

from briefings.forms import ROWS, Column, Form

DISTRICTS, UNITS, CATEGORIES, SITE_TYPES, SOURCES, STATES = "镇区", "单位", "问题类别", "点位类型", "来源", "状态"
"""The lists that a template may use, by name."""

TEMPLATES: Mapping[str, str] = {"inspection": "检查问题清单", "rectification": "整改反馈表"}

_SERIAL = Column("序号", "只为看着方便，可以不填。", 6)
_NUMBER = Column("编号", "有稳定编号的填编号，没有的空着。每周从 1 重排的序号不要写在这里。例：WM-2026-0712", 15)
_FOUND = Column("检查日期", "发现问题的那一天。例：2026-07-06", 12, kind="date")
_DISTRICT = Column("镇区", "从下拉列表中选。", 12, words=DISTRICTS)
_SITE = Column("点位名称", "写固定的名称，同一个地方每次写法一样。例：滨江农贸市场", 20)
_PROBLEM = Column("存在问题", "一行写一件问题，写清在哪里、是什么。例：东门入口处占道经营 3 处", 40)
_UNITS = Column("责任单位", "第一个为主责单位，几个单位之间用顿号隔开。例：县城管局、县交警大队", 20, words=UNITS)
_PERSON = Column("责任人", "例：张三", 10)
_PHONE = Column("联系电话", "例：138-0000-0001", 15)
_REMARK = Column("备注", "其他要说明的事。", 20)

INSPECTION: Sequence[Column] = (
    _SERIAL,
    _NUMBER,
    _FOUND,
    _DISTRICT,
    _SITE,
    Column("点位类型", "从下拉列表中选。例：农贸市场", 12, words=SITE_TYPES),
    _PROBLEM,
    Column("问题类别", "从下拉列表中选。例：环境卫生", 12, words=CATEGORIES),
    _UNITS,
    Column("配合单位", "没有的空着；几个单位之间用顿号隔开。", 18, words=UNITS),
    Column("整改时限", "写日期，或写天数。例：2026-07-10；3天；立即整改", 12, kind="free_date"),
    _PERSON,
    _PHONE,
    Column("来源", "从下拉列表中选。例：日常巡查", 10, words=SOURCES),
    _REMARK,
)
RECTIFICATION: Sequence[Column] = (
    _SERIAL,
    _NUMBER,
    _FOUND,
    _DISTRICT,
    _SITE,
    _PROBLEM,
    _UNITS,
    Column("整改情况", "写做了什么、到什么程度。例：已清理，并安排专人值守", 36),
    Column("是否完成", "从下拉列表中选；没有进展的空着。", 10, words=STATES, strict=True),
    Column("完成时间", "完成的那一天。例：2026-07-09", 12, kind="date"),
    _PERSON,
    _PHONE,
    _REMARK,
)


def template(kind: str, words: Mapping[str, Sequence[str]]) -> bytes:
    """A blank .xlsx of a kind of TEMPLATES. words: for each list (DISTRICTS, UNITS …) its words; a list without words gives no drop-down."""
    columns = INSPECTION if kind == "inspection" else RECTIFICATION
    stream = io.BytesIO()
    form = Form(stream, TEMPLATES[kind], columns, locks=False)
    form.write_top(TEMPLATES[kind], "填报日期：", "填报单位：", first_day=True, second_day=False)
    form.write_headings(words, rows=ROWS)
    form.finish(ROWS, made_on=None)
    return stream.getvalue()
