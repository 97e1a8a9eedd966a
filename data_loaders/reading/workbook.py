"""Bytes of an uploaded file in, a workbook of plain cells out, whatever program wrote it.

The parsing itself happens in a child process (`data_loaders.reading.child`, `data_loaders.reading.worker`) with a time and a memory limit,
because a hostile or broken file can abort the reader or let it run for ever; the server must survive that. What comes back
is JSON (`data_loaders.reading.serialisation`): a compromised child can send wrong cells, but nothing that runs here.
"""

import contextlib
import gc
import time as clock
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from data_loaders.reading.serialisation import Cell as Cell
from data_loaders.reading.serialisation import rows_of, unpacked
from data_loaders.sandbox.inside import OUT_OF_MEMORY

if TYPE_CHECKING:  # the reading process imports this module, too, and starts no process of its own
    from data_loaders.sandbox.process import Ended

MAX_FILE_MB = 100
_SMALL = 2_000_000


@dataclass(frozen=True)
class Sheet:
    """One sheet as a grid.

    rows: all of the same length; `rows[0]` is Excel's row 1, so index + 1 is the row number that the reader sees in Excel.
    Merged cells all carry the value of their top-left cell. Empty cells are None, whole numbers are int.
    merges: zero-based (first row, first column, last row, last column), inclusive.
    hidden_rows: zero-based indexes of rows hidden or filtered out, where the format says so; they are loaded like any other row.
    from_1904: numbers that stand for days are counted from 1904. A number whose format says more (48小时, 00012) is the text that Excel
    shows.
    """

    name: str
    hidden: bool
    rows: list[list[Cell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    from_1904: bool = False


@dataclass(frozen=True)
class Workbook:
    """An opened file.

    format: "xlsx", "xls", "xlsb", "ods", "csv", "html" or "xml" by content, not by name. encoding: of text files, else None.
    notes: Chinese sentences for the person who uploads: hidden sheets and rows loaded, formulas without a value, ….
    """

    name: str
    format: str
    encoding: str | None
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


class UnreadableFile(Exception):
    """The file cannot be read. `reason` and `remedy` are Chinese sentences for the person who uploads."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason + remedy)
        self.reason = reason
        self.remedy = remedy


SAVE_AS_XLSX = "请用 WPS 或 Excel 打开它，另存为“.xlsx”后再上传。"


def open_workbook(content: bytes, name: str, *, timeout_s: float = 20, memory_mb: int = 2048) -> Workbook:
    """The workbook in `content`; `name` is the file name as uploaded (for messages; the content decides the format).

    Raises UnreadableFile, and nothing else, for whatever is in the file. `memory_mb` has no effect on Windows.
    """
    from data_loaders.sandbox.process import Ended

    _check_outside(content, name)
    deadline = clock.monotonic() + timeout_s
    try:
        return _read(content, name, reader="calamine", deadline=deadline, memory_mb=memory_mb)
    except Ended as end:
        # A crash of the fast reader is final only if the slow one, which wants more time and memory, cannot read the file either.
        if end.timed_out or not content.startswith(b"PK") or len(content) > _SMALL:
            raise _unreadable(end) from None
        try:
            return _read(content, name, reader="openpyxl", deadline=deadline, memory_mb=memory_mb)
        except Ended:
            raise _unreadable(end) from None


def locked_name(name: str) -> str | None:
    """The file whose lock this is (~$清单.xlsx of Excel, .~清单.xlsx of WPS, .~lock.清单.xlsx# of LibreOffice), or None."""
    if name.startswith(".~lock.") and name.endswith("#"):
        return name[7:-1]
    return name[2:] if name.startswith(("~$", ".~")) else None


def _check_outside(content: bytes, name: str) -> None:
    """What can be said without parsing anything."""
    short = name.replace("\\", "/").rsplit("/", 1)[-1]
    if (locked := locked_name(short)) is not None:
        raise UnreadableFile(
            f"“{short}”是打开表格时产生的临时锁文件，里面没有数据。", f"请关闭表格后上传原文件“{locked}”。"
        )
    if short.startswith("._") and content.startswith(b"\x00\x05\x16\x07"):
        raise UnreadableFile(f"“{short}”是苹果电脑拷贝时附带的隐藏文件，里面没有数据。", f"请上传原文件“{short[2:]}”。")
    if not content.strip(b"\x00\r\n\t \x1a"):
        raise UnreadableFile("文件是空的，没有任何内容。", "请检查是否保存成功、是否拷贝完整，再上传有内容的文件。")
    if len(content) > MAX_FILE_MB * 1_000_000:
        raise UnreadableFile(
            f"文件有 {len(content) / 1e6:.0f} MB，超过 {MAX_FILE_MB} MB 的上限。",
            "请删去表格中的图片，或按时间段拆成几个文件后分别上传。",
        )


def _read(content: bytes, name: str, *, reader: str, deadline: float, memory_mb: int) -> Workbook:
    """What a reading process says about the file. Raises UnreadableFile, or Ended if it crashes or takes too long."""
    from data_loaders.reading import child

    remaining_s = max(deadline - clock.monotonic(), 0.02)
    # The name is only for messages.
    task = {
        "reader": reader,
        "memory_mb": memory_mb,
        "seconds": int(remaining_s) + 1,
        "name": name.encode("utf-8", "replace").decode("utf-8")[-200:],
    }
    with _collector_paused():
        return child.answer(task, content, seconds=remaining_s, take=lambda lines: _received(name, lines))


def _received(name: str, lines: Iterator[bytes]) -> Workbook:
    """The workbook that arrives: what it is, then for each sheet what that is and its columns, one a line."""
    about = _line(lines)
    sheets, notes = [], list(about["notes"])
    for _ in range(about["sheets"]):
        head = _line(lines)
        if head["world_time"] is not None:
            notes.append(_WORLD_TIME.format(sheet=head["name"], told=head["world_time"]))
        columns = [unpacked(_line(lines)) for _ in range(head["width"])]
        sheets.append(
            Sheet(
                name=head["name"],
                hidden=head["hidden"],
                rows=rows_of(columns, head["height"]),
                merges=tuple((r0, c0, r1, c1) for r0, c0, r1, c1 in head["merges"]),
                hidden_rows=tuple(head["hidden_rows"]),
                from_1904=bool(head["from_1904"]),
            )
        )
    return Workbook(name, about["format"], about["encoding"], tuple(sheets), tuple(notes))


_WORLD_TIME = "工作表“{sheet}”的日期都写在 16:00（如“{told}”），是程序按世界时导出的，已读作北京时间的第二天零点，请核对日期有没有早或晚一天。"


def _line(lines: Iterator[bytes]) -> dict[str, Any]:
    line = next(lines, None)
    if line is None:
        raise ValueError("the answer is cut off")
    said: dict[str, Any] = orjson.loads(line)
    if "reason" in said:
        raise UnreadableFile(said["reason"], said["remedy"])
    return said


def _unreadable(end: "Ended") -> UnreadableFile:
    """What to tell the user when the reading process gave no answer."""
    if end.timed_out or end.code == _TOO_LONG:
        return UnreadableFile(
            "文件读取超时：内容过大，或结构异常。", "请删去无关的工作表、图片和空白行列，另存后再上传。"
        )
    if b"memory" in end.errors.lower() or end.code == OUT_OF_MEMORY:
        return UnreadableFile(
            "读取这个文件需要的内存超过上限，多半是表格末尾有误填或带格式的单元格。",
            "请按 Ctrl+End 查看最后一个单元格，删去多余的空白行和空白列，保存后再上传。",
        )
    if end.code in _STOPPED:
        return UnreadableFile(
            "读取程序被系统强行结束，多半是这台电脑的内存不够，不一定是文件有问题。",
            "请关闭别的程序，稍等一会儿再上传；仍不行的，请把表格拆成几个文件，或告诉维护人员。",
        )
    if end.code is not None and end.code > 0 and b"Traceback" in end.errors:
        return UnreadableFile(
            "读取程序自己出了错，没有读到这个文件，不一定是文件有问题。",
            "请再上传一次；仍不行的，请把文件和出错的时间告诉维护人员。",
        )
    return UnreadableFile("读取程序读到一半崩溃了，文件的内部结构多半已损坏。", SAVE_AS_XLSX)


_TOO_LONG = -24
"""The signal of a process that has used up its time (XCPU)."""
_STOPPED = frozenset((-9, -15, -2, -1))
"""Signals that somebody else sends (KILL, TERM, INT, HUP), in contrast to those of a crash."""


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """A hundred thousand new lists would set off the garbage collector again and again for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
