"""The column in which problems stand although its heading is not known: found by what is written in it, for a person to confirm."""

import re
from collections.abc import Sequence
from dataclasses import replace

from data_loaders.cells.cells import parse_text
from data_loaders.headings.headings import ColumnMatch, is_untitled
from data_loaders.layout.tables import Table

_WORDS = re.compile(
    r"内容|问题|事项|隐患|不足|描述|情形|现象|事由|摘要|概况|违规|违章|缺陷|不合格|短板|差距|症状|病害|详情|发现|存在"
)
_OTHER_THINGS = re.compile(
    r"照片|图片|附件|链接|网址|姓名|电话|人员|联系|单位|部门|科室|地址|编号|编码|日期|时间|备注|说明|措施|意见|回复|答复"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
LOOKED_AT = 500
"""So many rows are looked at."""


def with_problem_column(columns: Sequence[ColumnMatch], table: Table) -> tuple[ColumnMatch, ...]:
    """The columns, the one that looks like that of the problems proposed as such (how "similar", score 0), if none is known for it."""
    if any(column.field == "problem" for column in columns):
        return tuple(columns)
    found = likely_problems(columns, table)
    return tuple(
        replace(column, field="problem", how="similar", score=0.0) if column is found else column for column in columns
    )


def likely_problems(columns: Sequence[ColumnMatch], table: Table) -> ColumnMatch | None:
    """The column of unknown heading whose cells read like problems: words in most rows, mostly different ones, of some length."""
    rows = table.rows[:LOOKED_AT]
    best: tuple[float, ColumnMatch] | None = None
    for column in columns:
        if column.how not in ("none", "similar") or column.column >= len(table.headings) or is_untitled(column.heading):
            continue
        likeness = _likeness(column.heading, [parse_text(row[column.column]) for row in rows])
        if likeness and (best is None or likeness > best[0]):
            best = likeness, column
    return None if best is None else best[1]


def example_of(table: Table, column: int) -> str | None:
    """What the first filled cell of a column says, cut short."""
    said = next((text for row in table.rows if (text := parse_text(row[column]))), None)
    return said if said is None or len(said) <= 24 else said[:23] + "…"


def _likeness(heading: str, cells: Sequence[str | None]) -> float:
    """How much a column looks like that of the problems; 0 where it does not."""
    told = bool(_WORDS.search(heading))
    if not told and _OTHER_THINGS.search(heading):
        return 0.0
    filled = [cell for cell in cells if cell and len(_CHINESE.findall(cell)) >= 3]
    if not filled or len(filled) < 0.6 * len(cells):
        return 0.0
    length = sum(map(len, filled)) / len(filled)
    different = len(set(filled)) / len(filled)
    if length < (4 if told else 6) or (different < 0.5 and len(filled) > 5):
        return 0.0
    return min(length, 30.0) * different + (20.0 if told else 0.0)
