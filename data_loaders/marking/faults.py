"""What a marked workbook says: the list 导入问题, the notes on cells, and which cells are meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from data_loaders.reading.grid import FAULT_MARK, letters

SHEET = "导入问题"
HEADINGS = ("序号", "工作表", "单元格", "列", "原内容", "原因", "怎么改")
WIDTHS = (6, 18, 10, 16, 28, 46, 52)
RED = "FF9A9A"
AUTHOR = "导入检查"
MOST_NOTES = 5_000
"""Notes on one sheet; beyond it cells are filled and listed only. Excel gets slow with more."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class CellFault(NamedTuple):
    """What is wrong with one cell. row: as Excel counts. column: from 0; None where the whole row is meant."""

    sheet: str
    row: int
    column: int | None
    heading: str | None
    value: str | None
    reason: str
    remedy: str


@dataclass(frozen=True)
class FaultLine:
    """One line of the sheet 导入问题. sheet, cell: where its link leads; None where there is no such cell."""

    texts: tuple[str, ...]
    sheet: str | None
    cell: str | None


def lines(faults: Sequence[CellFault], names: dict[str, str]) -> list[FaultLine]:
    """The faults as lines, in the order of sheets and rows. names: sheet as read → sheet as written."""
    order = {name: place for place, name in enumerate(names)}
    ordered = sorted(faults, key=lambda f: (order.get(f.sheet, len(order)), f.row, f.column or 0))
    result = []
    for number, fault in enumerate(ordered, start=1):
        cell = f"{letters(fault.column or 0)}{fault.row}"
        shown = cell if fault.column is not None else f"第 {fault.row} 行"
        said = "（空）" if fault.value is None else fault.value
        texts = (str(number), fault.sheet, shown, fault.heading or "", said, fault.reason, fault.remedy)
        sheet = names.get(fault.sheet)
        result.append(FaultLine(tuple(map(legal, texts)), sheet, cell if sheet is not None else None))
    return result


def heads(count: int) -> tuple[str, str]:
    """The first two lines of the sheet 导入问题; by the first one it is recognised when it comes back."""
    return FAULT_MARK, (
        f"共 {count:,} 处。点“单元格”一列可直接跳到出错的地方；请只改标红的单元格，改好后保存，把整个文件重新上传。"
        "红色底色和批注不用清除。"
    )


def note(faults: Sequence[CellFault]) -> str:
    """The note on a cell: reason and remedy of each of its faults, each once."""
    return legal("\n".join(dict.fromkeys(f"{fault.reason}\n{fault.remedy}" for fault in faults)))


def legal(text: str) -> str:
    """The text without characters that a workbook cannot hold, and no longer than a cell takes."""
    return _ILLEGAL.sub("", text)[:32_000]


def placed(
    faults: Sequence[CellFault], merges: Sequence[tuple[int, int, int, int]]
) -> tuple[dict[tuple[int, int], list[CellFault]], set[int]]:
    """Faults by cell (row and column from 0; the first of a merged range), and the rows that are meant as a whole."""
    hidden: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in merges:
        if (bottom - top + 1) * (right - left + 1) <= 100_000:
            hidden |= {(r, c): (top, left) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    cells: dict[tuple[int, int], list[CellFault]] = {}
    rows: set[int] = set()
    for fault in faults:
        at = (fault.row - 1, fault.column or 0)
        cells.setdefault(hidden.get(at, at), []).append(fault)
        if fault.column is None:
            rows.add(fault.row - 1)
    return cells, rows
