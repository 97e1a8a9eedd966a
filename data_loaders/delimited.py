"""Text files: which encoding, which delimiter, and the records."""

import csv
import io
import re
from typing import Any

from data_loaders.grid import MAX_CELLS
from data_loaders.workbook import UnreadableFile

_BINARY = (
    "文件内容不是表格，也不是文本。",
    "请确认选对了文件；如果确实是表格，请用 WPS 或 Excel 打开后另存为“.xlsx”再上传。",
)


def decode(content: bytes) -> tuple[str, str, list[str]]:
    """The text, the name of its encoding, and notes for the user. Raises UnreadableFile where it is not text."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return _checked(content.decode(encoding, "replace"), encoding, [])
    unmarked = _unmarked_wide(content)
    if unmarked:
        return _checked(content.decode(unmarked, "replace"), unmarked, [])
    for encoding in ("utf-8", "gb18030"):
        try:
            return _checked(content.decode(encoding), encoding, [])
        except UnicodeDecodeError:
            pass
    # Damaged text: a cut-off or overwritten character must not cost the whole file, but it is said.
    high = sum(1 for byte in content if byte > 127)
    for encoding in ("utf-8", "gb18030"):
        text = content.decode(encoding, "replace")
        broken = text.count("\ufffd")
        if broken * 20 < high or broken == 1 < high:
            return _checked(text, encoding, [f"有 {broken:,} 处文字已损坏、无法辨认，显示为“\ufffd”，请核对原文件。"])
    if high * 5 < len(content):
        return _checked(
            content.decode("cp1252", "replace"),
            "cp1252",
            ["文件不是中文编码，按西欧编码读取，请核对有无乱码。"],
        )
    raise UnreadableFile(*_BINARY)


def _unmarked_wide(content: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: a zero byte in the same place of most characters (delimiters, digits and line ends at least)."""
    head = content[:4_000]
    if b"\x00" not in head or len(head) < 8:
        return None
    zeros = [head[place::4].count(0) / max(len(head[place::4]), 1) for place in range(4)]
    if zeros[1] > 0.6 and zeros[2] > 0.9 and zeros[3] > 0.9 and zeros[0] < 0.1:
        return "utf-32-le"
    if zeros[2] > 0.6 and zeros[0] > 0.9 and zeros[1] > 0.9 and zeros[3] < 0.1:
        return "utf-32-be"
    if zeros[0] < 0.05 and zeros[2] < 0.05 and zeros[1] > 0.2 and zeros[3] > 0.2:
        return "utf-16-le"
    if zeros[1] < 0.05 and zeros[3] < 0.05 and zeros[0] > 0.2 and zeros[2] > 0.2:
        return "utf-16-be"
    return None


_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def _checked(text: str, encoding: str, notes: list[str]) -> tuple[str, str, list[str]]:
    sample = text[:100_000]
    odd = len(sample) - len(sample.translate(_CONTROLS)) + sample.count("\ufffd")
    if odd * 50 > len(sample) and odd > 3:
        raise UnreadableFile(*_BINARY)
    return text.replace("\x00", "").rstrip("\x1a"), encoding, notes


_DELIMITERS = ",\t;|"


def delimited_rows(text: str) -> tuple[list[list[Any]], list[str]]:
    """The records of a CSV text, and notes. A record is a row of Excel, however many lines it takes."""
    csv.field_size_limit(2**31 - 1)
    delimiter = None
    told = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if told:  # Excel's own directive: not a row
        delimiter, text = told.group(1), text[told.end() :]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = delimiter or _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        rows = [line.split(delimiter) for line in text.split("\n")]
    notes: list[str] = []
    longest = max((cell.count("\n") for row in rows[-3:] for cell in row), default=0)
    if longest > 20 and longest * 2 > len(rows):
        # A quotation mark that is never closed has swallowed the rest of the file.
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
        notes.append("文件中的引号不成对，已按逐行读取，请核对换行的单元格。")
    while rows and not any(rows[-1]):
        rows.pop()
    for row in rows:
        for at, cell in enumerate(row):
            if len(cell) > 2 and cell[:2] == '="' and cell[-1] == '"':  # how Excel is told to keep leading zeros
                row[at] = cell[2:-1]
    width = max(map(len, rows), default=0)
    if width > 16_384 or width * len(rows) > MAX_CELLS:
        raise UnreadableFile(
            f"文本表格有 {width:,} 列、{len(rows):,} 行，范围异常大。", "请确认这是表格文件，删去多余内容后再上传。"
        )
    return rows, notes


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the most regular table."""
    head = text[:20_000]
    best, best_score = ",", 0.0
    for candidate in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(head, newline=""), delimiter=candidate))[:60]
        except csv.Error:
            continue
        widths = [len(row) for row in rows if any(row)]
        if len(widths) > 2:
            widths.pop()  # cut off by the sample
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        score = wide.count(usual) / len(widths) * min(usual, 6)
        if not _ends_quoted_cells(head, candidate):
            score /= 10
        if score > best_score:
            best, best_score = candidate, score
    return best


def _ends_quoted_cells(head: str, delimiter: str) -> bool:
    """Whether every closing quotation mark stands before this delimiter or the end of a line, as in what programs write."""
    try:
        for _ in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as fault:
        return "expected after" not in str(fault)  # the other one is that the sample is cut off inside a cell
    return True
