"""The uploaded workbook handed back with its faulty cells filled red, a note on each, and a first sheet that lists them all.

As with reading, nothing here looks inside the file: that happens in a child process (`data_loaders.marking.marking`) with a time and
a memory limit.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from data_loaders.layout.tables import page_of
from data_loaders.marking.faults import CellFault
from data_loaders.reading.workbook import SAVE_AS_XLSX, UnreadableFile
from data_loaders.rows.records import SKIPPED, RejectedRow
from data_loaders.sandbox.process import Child, Ended, asked

_COMMAND = ("-m", "data_loaders.marking.marking")


def faults_of(refusals: Iterable[RejectedRow]) -> list[CellFault]:
    """The refusals of an import as faults of cells; rows that a person chose to leave out are no faults."""
    return [
        CellFault(page_of(r.sheet), r.row, r.column, r.heading, r.value, r.reason, r.remedy)
        for r in refusals
        if (r.reason, r.remedy) != SKIPPED
    ]


def marked_name(name: str) -> str:
    """What the file that is handed back is called: 清单.xls → 清单_标错.xlsx. Marked again it keeps its name."""
    stem = Path(name.replace("\\", "/").rsplit("/", 1)[-1]).stem or "表格"
    return f"{stem.removesuffix('_标错')}_标错.xlsx"


def marked_workbook(
    content: bytes, name: str, faults: Sequence[CellFault], *, timeout_s: float = 60, memory_mb: int = 2048
) -> bytes:
    """The uploaded file as an .xlsx with the faulty cells filled red, notes on them and a first sheet 导入问题.

    An .xlsx keeps everything that it holds (formats, pictures, other sheets …); other kinds of file are written anew from
    their cells. Correcting the marked cells and uploading the result again gives a clean import. Raises UnreadableFile.
    """
    task = {
        "memory_mb": memory_mb,
        "seconds": int(timeout_s) + 1,
        "name": name.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[-200:],
        "faults": [tuple(fault) for fault in faults],
    }
    try:
        return asked(Child(_COMMAND), task, content, seconds=timeout_s, take=lambda stream: _whole(stream.read()))
    except Ended as end:
        if end.timed_out:
            raise UnreadableFile("文件太大，没能在限定时间内标出错误。", "请按拒收清单在原表中改正。") from None
        raise UnreadableFile("这个文件的内部结构特殊，没能在原表上标出错误。", SAVE_AS_XLSX) from None


def _whole(output: bytes) -> bytes:
    """The workbook behind its length. ValueError where it is cut off."""
    workbook = output[8:]
    if len(workbook) != int.from_bytes(output[:8], "big") or not workbook.startswith(b"PK"):
        raise ValueError("the answer is cut off")
    return workbook
