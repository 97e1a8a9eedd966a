"""Bytes of an uploaded file in, a workbook of plain cells out, whatever program wrote it.

The parsing itself happens in a child process (`data_loaders.worker`) with a time and a memory limit, because a hostile or
broken file can abort the reader or let it run for ever; the server must survive that. What comes back is JSON, column by
column: a compromised child can send wrong cells, but nothing that runs here.
"""

import contextlib
import gc
import subprocess
import sys
import time as clock
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import orjson

Cell = None | str | int | float | bool | date | datetime | time | timedelta

MAX_FILE_MB = 100
_SMALL = 2_000_000
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Sheet:
    """One sheet as a grid.

    rows: all of the same length; `rows[0]` is Excel's row 1, so index + 1 is the row number that the reader sees in Excel.
    Merged cells all carry the value of their top-left cell. Empty cells are None, whole numbers are int.
    merges: zero-based (first row, first column, last row, last column), inclusive.
    hidden_rows: zero-based indexes of rows hidden or filtered out, where the format says so; they are loaded like any other row.
    """

    name: str
    hidden: bool
    rows: list[list[Cell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()


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
    _check_outside(content, name)
    deadline = clock.monotonic() + timeout_s
    try:
        answer = _answer(content, name, reader="calamine", deadline=deadline, memory_mb=memory_mb)
    except _ChildFailed as failure:
        # A crash of the fast reader is final only if the slow one, which wants more time and memory, cannot read the file either.
        if failure.timed_out or not content.startswith(b"PK") or len(content) > _SMALL:
            raise failure.unreadable from None
        try:
            answer = _answer(content, name, reader="openpyxl", deadline=deadline, memory_mb=memory_mb)
        except _ChildFailed:
            raise failure.unreadable from None
    if "reason" in answer:
        raise UnreadableFile(answer["reason"], answer["remedy"])
    with _collector_paused():
        sheets = tuple(
            Sheet(
                name=sheet["name"],
                hidden=sheet["hidden"],
                rows=_rows(sheet["columns"], sheet["height"]),
                merges=tuple((r0, c0, r1, c1) for r0, c0, r1, c1 in sheet["merges"]),
                hidden_rows=tuple(sheet["hidden_rows"]),
            )
            for sheet in answer["sheets"]
        )
    return Workbook(
        name=name,
        format=answer["format"],
        encoding=answer["encoding"],
        sheets=sheets,
        notes=tuple(answer["notes"]),
    )


def _check_outside(content: bytes, name: str) -> None:
    """What can be said without parsing anything."""
    short = name.replace("\\", "/").rsplit("/", 1)[-1]
    if short.startswith("~$"):
        raise UnreadableFile(
            f"“{short}”是 Excel/WPS 打开表格时产生的临时锁文件，里面没有数据。",
            f"请关闭表格后上传原文件“{short[2:]}”。",
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


if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _NO_WINDOW = 0


class _ChildFailed(Exception):
    """The child gave no answer. `unreadable` is what to tell the user if nothing else helps."""

    def __init__(self, unreadable: UnreadableFile, *, timed_out: bool) -> None:
        super().__init__(str(unreadable))
        self.unreadable = unreadable
        self.timed_out = timed_out


def _answer(content: bytes, name: str, *, reader: str, deadline: float, memory_mb: int) -> dict[str, Any]:
    """What the child says about the file. Raises _ChildFailed if it crashes or does not come back in time."""
    remaining_s = max(deadline - clock.monotonic(), 0.1)
    command = [
        sys.executable,
        "-m",
        "data_loaders.worker",
        reader,
        str(memory_mb),
        str(int(remaining_s) + 1),
        # The name is only for messages: whatever cannot be an argument of a process is left out.
        name.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[-200:],
    ]
    with subprocess.Popen(
        command,
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        creationflags=_NO_WINDOW,
    ) as child:
        try:
            output, errors = child.communicate(content, timeout=remaining_s)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            raise _ChildFailed(
                UnreadableFile(
                    "文件读取超时：内容过大，或结构异常。", "请删去无关的工作表、图片和空白行列，另存后再上传。"
                ),
                timed_out=True,
            ) from None
        except BaseException:
            child.kill()
            raise
    if child.returncode == 0 and output:
        try:
            answer: dict[str, Any] = orjson.loads(output)
        except orjson.JSONDecodeError:
            pass
        else:
            return answer
    if b"memory" in errors.lower():
        raise _ChildFailed(
            UnreadableFile(
                "读取这个文件需要的内存超过上限，多半是表格末尾有误填或带格式的单元格。",
                "请按 Ctrl+End 查看最后一个单元格，删去多余的空白行和空白列，保存后再上传。",
            ),
            timed_out=False,
        )
    raise _ChildFailed(UnreadableFile("文件内部结构已损坏，读取程序中途退出。", SAVE_AS_XLSX), timed_out=False)


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


# --- the wire: columns as JSON ---------------------------------------------------------------------------------------

_PLAIN = frozenset((type(None), str, int, float, bool))
_NUMBERS = frozenset((int, float, bool))
_DATES = frozenset((type(None), str, date))
_SAMPLE = 2_000
_EXACT = 2**53  # beyond it a float does not know its last digit


def pack_columns(columns: Iterable[Sequence[Cell]]) -> list[dict[str, Any]]:
    """The columns in a form that JSON can carry, "" made None and whole floats made int on the way."""
    return [_packed(column) for column in columns]


def _packed(column: Sequence[Cell]) -> dict[str, Any]:
    types = set(map(type, column))
    if date in types and types <= _DATES:
        # Day numbers; whatever else stands in the column (its heading, "长期", "") goes beside them.
        days = [value.toordinal() if type(value) is date else None for value in column]
        others = {at: value for at, value in enumerate(column) if type(value) is not date and value}
        if len(others) * 4 < len(column):
            return {"days": days, "others": [list(others), list(others.values())]}
    if types & _NUMBERS:  # 1, 1.0 and True are equal, so they cannot be told apart in a dictionary
        if types <= _PLAIN:
            return {"values": [_whole(v) if type(v) is float else None if v == "" else v for v in column]}
        plain = [_plain(value) for value in column]
        return {"tagged": [_tagged(value) for value in plain]}
    repeats = len(set(column[:_SAMPLE])) * 4 < min(len(column), _SAMPLE)
    if repeats or not types <= _PLAIN:
        # Each different value once: less to send, one object for many cells, and whoever looks values up later hashes them once.
        numbers: defaultdict[Cell, int] = defaultdict(count().__next__)
        codes = list(map(numbers.__getitem__, column))
        return {"distinct": [_tagged(_plain(value)) for value in numbers], "codes": codes}
    return {"values": [value or None for value in column] if "" in column else column}


def _plain(value: Cell) -> Cell:
    if value == "":
        return None
    return _whole(value) if type(value) is float else value


def _whole(value: float) -> int | float:
    return int(value) if value.is_integer() and -_EXACT < value < _EXACT else value


def _tagged(value: Cell) -> Any:
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.toordinal()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"span": [value.days, value.seconds, value.microseconds]}
        case _:
            return value


def _untagged(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    ((tag, inner),) = value.items()
    match tag:
        case "moment":
            return datetime.fromisoformat(inner)
        case "day":
            return date.fromordinal(inner)
        case "time":
            return time.fromisoformat(inner)
        case _:
            return timedelta(*inner)


def _rows(packed: Sequence[dict[str, Any]], height: int) -> list[list[Cell]]:
    columns = [_unpacked(column) for column in packed]
    if not columns:
        return [[] for _ in range(height)]
    return list(map(list, zip(*columns, strict=True)))


def _unpacked(packed: dict[str, Any]) -> Sequence[Cell]:
    if "days" in packed:
        # The same few days come again and again: one object for each.
        days = packed["days"]
        known: dict[int | None, Cell] = {None: None}
        known.update((day, date.fromordinal(day)) for day in set(days) if day is not None)
        column = list(map(known.__getitem__, days))
        for at, value in zip(*packed["others"], strict=True):
            column[at] = value
        return column
    if "codes" in packed:
        return list(map([_untagged(value) for value in packed["distinct"]].__getitem__, packed["codes"]))
    if "tagged" in packed:
        return [_untagged(value) for value in packed["tagged"]]
    values: Sequence[Cell] = packed["values"]
    return values
