"""The child process of `marked_workbook`: marks one file from standard input and writes the .xlsx to standard output.

Run as `python -m data_loaders.marking.marking MEMORY_MB SECONDS NAME`. An .xlsx is edited part by part, so that it keeps what no library
keeps (charts, shapes, pictures in cells); whatever else, or an .xlsx that cannot be edited, is written anew from its cells.
"""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from data_loaders.marking.marked import CellFault
from data_loaders.reading.grid import FAULT_MARK, letters

SHEET = "导入问题"
HEADINGS = ("序号", "工作表", "单元格", "列", "原内容", "原因", "怎么改")
WIDTHS = (6, 18, 10, 16, 28, 46, 52)
RED = "FF9A9A"
AUTHOR = "导入检查"
MOST_NOTES = 5_000
"""Notes on one sheet; beyond it cells are filled and listed only. Excel gets slow with more."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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


def marked(content: bytes, name: str, faults: Sequence[CellFault]) -> bytes:
    """The .xlsx with the faults marked."""
    from data_loaders.marking import rebuilt
    from data_loaders.reading.worker import _refuse_bomb

    if content.startswith(b"PK"):
        import io
        import zipfile

        from data_loaders.marking import package

        _refuse_bomb(zipfile.ZipFile(io.BytesIO(content)).infolist())
        try:
            return package.with_marks(content, faults)
        except MemoryError:
            raise
        except Exception:  # a workbook of another make: its cells at least can be had
            return rebuilt.with_marks(content, name, faults)
    return rebuilt.with_marks(content, name, faults)


def main(arguments: Sequence[str]) -> None:
    """Answers and ends the process."""
    from data_loaders.reading.worker import _limit

    memory_mb, seconds, name = arguments
    answer_to = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not end up in the answer
    _limit(int(memory_mb), int(seconds))
    said = sys.stdin.buffer.read()
    size = int.from_bytes(said[:8], "big")
    faults = [CellFault(*values) for values in orjson.loads(said[8 : 8 + size])]
    output = marked(said[8 + size :], name, faults)
    with os.fdopen(answer_to, "wb") as stream:
        stream.write(output)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
