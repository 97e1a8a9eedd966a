"""Blank templates (空白模板) of the two main kinds of sheet and of every book, with the office's own words in the drop-downs."""

import io
from collections.abc import Mapping, Sequence
from typing import Literal

from briefings.excel.forms import ROWS, FormColumn, UnitForm
from domain.datasets.datasets import Dataset, Field
from domain.datasets.row_fields import ROW_FIELDS

DISTRICTS, UNITS, CATEGORIES, SITE_TYPES, SOURCES, STATES = "镇区", "单位", "问题类别", "点位类型", "来源", "状态"
SITES, ACTIONS = "点位", "专项行动"
"""The lists that a template may use, by name."""

TEMPLATES: Mapping[str, str] = {"inspection": "检查问题清单", "rectification": "整改反馈表"}

_SERIAL = FormColumn("序号", "只为看着方便，可以不填。", 6)
_NUMBER = FormColumn("编号", "有稳定编号的填编号，没有的空着。每周从 1 重排的序号不要写在这里。例：WM-2026-0712", 15)
_FOUND = FormColumn("检查日期", "发现问题的那一天。例：2026-07-06", 12, kind="date")
_DISTRICT = FormColumn("镇区", "从下拉列表中选。", 12, words=DISTRICTS)
_SITE = FormColumn("点位名称", "写固定的名称，同一个地方每次写法一样。例：滨江农贸市场", 20)
_PROBLEM = FormColumn("存在问题", "一行写一件问题，写清在哪里、是什么。例：东门入口处占道经营 3 处", 40)
_UNITS = FormColumn("责任单位", "第一个为主责单位，几个单位之间用顿号隔开。例：县城管局、县交警大队", 20, words=UNITS)
_KEPT = {f.name: FormColumn(f.heading, f.hint, f.width) for f in ROW_FIELDS if f.kept and f.hint}
_PERSON, _PHONE, _REMARK = (_KEPT.pop(name) for name in ("person", "phone", "remark"))

INSPECTION: Sequence[FormColumn] = (
    _SERIAL,
    _NUMBER,
    _FOUND,
    _DISTRICT,
    _SITE,
    FormColumn("点位类型", "从下拉列表中选。例：农贸市场", 12, words=SITE_TYPES),
    _PROBLEM,
    FormColumn("问题类别", "从下拉列表中选。例：环境卫生", 12, words=CATEGORIES),
    _UNITS,
    FormColumn("配合单位", "没有的空着；几个单位之间用顿号隔开。", 18, words=UNITS),
    FormColumn("整改时限", "写日期，或写天数。例：2026-07-10；3天；立即整改", 12, kind="free_date"),
    _PERSON,
    _PHONE,
    FormColumn("来源", "从下拉列表中选。例：日常巡查", 10, words=SOURCES),
    *_KEPT.values(),
    _REMARK,
)
RECTIFICATION: Sequence[FormColumn] = (
    _SERIAL,
    _NUMBER,
    _FOUND,
    _DISTRICT,
    _SITE,
    _PROBLEM,
    _UNITS,
    FormColumn("整改情况", "写做了什么、到什么程度。例：已清理，并安排专人值守", 36),
    FormColumn("是否完成", "从下拉列表中选；没有进展的空着。", 10, words=STATES, strict=True),
    FormColumn("完成时间", "完成的那一天。例：2026-07-09", 12, kind="date"),
    _PERSON,
    _PHONE,
    _REMARK,
)


def template(kind: str, words: Mapping[str, Sequence[str]]) -> bytes:
    """A blank .xlsx of a kind of TEMPLATES. words: for each list (DISTRICTS, UNITS …) its words; a list without words gives no drop-down."""
    columns = INSPECTION if kind == "inspection" else RECTIFICATION
    return _written(TEMPLATES[kind], columns, words)


def book_template(book: Dataset, words: Mapping[str, Sequence[str]]) -> bytes:
    """A blank .xlsx of a book, like `template`: its headings with examples and hints, drop-downs for choices and masters."""
    choices = {_list_of(field): list(field.words) or ["是", "否"] for field in book.columns if _is_closed(field)}
    return _written(book.title, [_column(field) for field in book.columns], {**words, **choices})


_MASTERS = {"district": DISTRICTS, "unit": UNITS, "site": SITES, "category": CATEGORIES, "action": ACTIONS}
_HOW = {
    "day": "写年月日。",
    "number": "只写数字。",
    "count": "写整数，不带单位。",
    "percent": "写百分比，带百分号。",
    "choice": "从下拉列表中选。",
    "flag": "填“是”或“否”。",
    "district": "从下拉列表中选。",
    "unit": "写一个单位，从下拉列表中选。",
    "site": "写固定的名称，与点位名录一致。",
    "category": "从下拉列表中选。",
    "action": "从下拉列表中选。",
}


def _is_closed(field: Field) -> bool:
    return field.kind in ("choice", "flag")


def _list_of(field: Field) -> str:
    """The name of a field's own list of words."""
    return f"{field.heading}（可选的词）"


def _column(field: Field) -> FormColumn:
    said = [field.hint or _HOW.get(field.kind, ""), "每行都要填。" if field.required else "没有的空着。"]
    if field.example:
        said.append(f"例：{field.example}")
    words = _list_of(field) if _is_closed(field) else _MASTERS.get(field.kind)
    kind: Literal["text", "date"] = "date" if field.kind == "day" else "text"
    strict = _is_closed(field) or field.kind == "action"
    return FormColumn(field.heading, "".join(said), field.width, kind=kind, words=words, strict=strict)


def _written(title: str, columns: Sequence[FormColumn], words: Mapping[str, Sequence[str]]) -> bytes:
    stream = io.BytesIO()
    form = UnitForm(stream, title, columns, locks=False)
    form.write_top(title, "填报日期：", "填报单位：", first_day=True, second_day=False)
    form.write_headings(words, rows=ROWS)
    form.finish(ROWS, made_on=None)
    return stream.getvalue()
