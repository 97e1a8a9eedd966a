"""整改反馈表: for each responsible unit its open issues, filled in as far as the office knows, with room for the answers."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from briefings.excel.forms import KEY, FormColumn, UnitForm

COLUMNS = (
    FormColumn("序号", "", 6, fills=False),
    FormColumn("编号", "问题的编号。", 14, fills=False),
    FormColumn("检查日期", "发现问题的那一天。", 11, kind="date", fills=False),
    FormColumn("镇区", "", 10, fills=False),
    FormColumn("点位名称", "", 18, fills=False),
    FormColumn("存在问题", "", 36, fills=False),
    FormColumn("问题类别", "", 10, fills=False),
    FormColumn("责任单位", "", 14, fills=False),
    FormColumn("整改时限", "应在这一天以前（含当天）整改到位。", 11, kind="free_date", fills=False),
    FormColumn("下发时状态", "下发这张表时的状态，只供参考。", 11, fills=False),
    FormColumn("整改情况", "请填：做了什么、到什么程度。例：已清理，并安排专人值守", 34),
    FormColumn(
        "是否完成",
        "请填：整改到位选“是”，还没有的选“否”。没有进展的空着，空着等于没有变化。",
        9,
        words="是否",
        strict=True,
    ),
    FormColumn("完成时间", "请填：整改到位的那一天。例：2026-07-09", 12, kind="date"),
    FormColumn("责任人", "可改。例：张三", 9),
    FormColumn("联系电话", "可改。例：138-0000-0001", 14),
    FormColumn("整改后照片", "可把照片插入本行。", 14),
    FormColumn("备注", "其他要说明的事。", 16),
    FormColumn(KEY, "请勿改动：交回后凭它认出这是哪一件问题。", 7, fills=False),
)
"""The headings are words that the loader knows for certain."""

GIVEN = tuple(
    c.heading for c in COLUMNS if c.heading not in ("序号", "整改情况", "是否完成", "完成时间", "整改后照片", "备注")
)
"""The columns of the frame that `feedback_form` wants; days as dates, None where nothing is known."""

NOBODY = "未明确责任单位"
_ANSWERS = {"是否": ("是", "否")}


def feedback_form(unit: str, rows: pd.DataFrame, *, as_of: date) -> bytes:
    """The form of one unit as .xlsx. rows: columns GIVEN, one row for each open issue, in the order wanted."""
    stream = io.BytesIO()
    columns = [c if c.note else _with_note(c) for c in COLUMNS]
    form = UnitForm(stream, "整改反馈表", columns, locks=True)
    form.write_top(
        "整改反馈表",
        f"责任单位：{unit}　　截至 {as_of:%Y-%m-%d} 尚未上报完成的问题 {len(rows):,} 件。白色格请填写，灰色格请勿改动。",
        "填报日期：",
        first_day=False,
        second_day=True,
    )
    form.write_headings(_ANSWERS, rows=max(len(rows), 1))
    at = {name: place for place, name in enumerate(rows.columns)}
    places = [at.get(column.heading) for column in columns]
    for number, values in enumerate(rows.itertuples(index=False, name=None)):
        said: list[Any] = [None if place is None else _plain(values[place]) for place in places]
        said[0] = str(number + 1)
        form.write_row(number, said)
    form.finish(len(rows), made_on=as_of)
    return stream.getvalue()


def feedback_forms(rows: pd.DataFrame, *, as_of: date) -> dict[str, bytes]:
    """File name → form, one for each 责任单位 in `rows`; issues without one are in a file of their own."""
    units = pd.Series(
        [name if isinstance(name, str) and name else NOBODY for name in rows["责任单位"]],
        index=rows.index,
        dtype=object,
    )
    files: dict[str, bytes] = {}
    for unit, part in rows.groupby(units, sort=True):
        files[_unused(f"整改反馈表_{file_part(str(unit))}_截至{as_of:%Y-%m-%d}", files)] = feedback_form(
            str(unit), part, as_of=as_of
        )
    return files


def zipped(files: Mapping[str, bytes], *, made_on: date) -> bytes:
    """The files in one .zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:  # an .xlsx is compressed already
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0)), content)
    return stream.getvalue()


def file_part(name: str) -> str:
    """A name as part of a file name: what Windows forbids becomes “-”."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", name).strip(". ")[:60] or "单位"


def _unused(stem: str, files: Mapping[str, bytes]) -> str:
    taken = {name.lower() for name in files}
    names = (f"{stem}.xlsx", *(f"{stem}({n}).xlsx" for n in range(2, 999)))
    return next(name for name in names if name.lower() not in taken)


def _with_note(column: FormColumn) -> FormColumn:
    return FormColumn(column.heading, "由长效办填好，请勿改动。", column.width, column.kind, fills=False)


def _plain(value: Any) -> Any:
    return None if value is None or value is pd.NaT or value is pd.NA or value != value or value == "" else value
