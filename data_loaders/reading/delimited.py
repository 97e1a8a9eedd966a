"""Text files: which encoding, which delimiter, and the records."""

import csv
import io
import re
from typing import Any

from data_loaders.headings.headings import field_of
from data_loaders.reading.grid import MAX_CELLS
from data_loaders.reading.workbook import UnreadableFile

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
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and (traditional := _as_big5(content, text)) is not None:
            return _checked(traditional, "big5", ["文件是繁体中文编码（Big5），已按它读取，请核对有无乱码。"])
        return _checked(text, encoding, [])
    if (mixed := _line_by_line(content)) is not None:
        text, lines = mixed
        return _checked(
            text,
            "utf-8",
            [f"文件里混用了两种中文编码，有 {lines:,} 行按 GBK 读取，其余按 UTF-8 读取，请核对有无乱码。"],
        )
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


def _headings_in(text: str) -> int:
    """How many cells of the first lines are headings of an inspection list or ledger."""
    return sum(
        field_of(cell) is not None for cell in set(re.split(r"[,\t;|，\r\n]", text[:4_000])) if 0 < len(cell) < 20
    )


def _as_big5(content: bytes, simplified: str) -> str | None:
    """The text in Big5, where it gives headings and the reading as GB 18030 gives none: every other Big5 text is valid there, too."""
    try:
        text = content.decode("big5hkscs")
    except UnicodeDecodeError:
        return None
    return text if _headings_in(text) >= 2 and not _headings_in(simplified) else None


def _line_by_line(content: bytes) -> tuple[str, int] | None:
    """The text of a file whose lines come from two files, in UTF-8 and in GB 18030, and how many are in the latter; None for others."""
    texts, other = [], 0
    for line in content.split(b"\n"):
        try:
            texts.append(line.decode("utf-8"))
            continue
        except UnicodeDecodeError:
            pass
        if line.decode("utf-8", "replace").count("\ufffd") < 4:  # a damaged character, no line in another encoding
            return None
        try:
            texts.append(line.decode("gb18030"))
        except UnicodeDecodeError:
            return None
        other += 1
    return ("\n".join(texts), other) if 0 < other < len(texts) else None


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
    if odd * 50 > len(sample) and odd > 3 and (odd * 5 > len(sample) or _headings_in(sample) < 3):
        raise UnreadableFile(*_BINARY)
    return text.replace("\x00", "").rstrip("\x1a"), encoding, notes


_DELIMITERS = ",\t;|"
_WIDE = "，；、"
"""Delimiters of people who type their tables with a Chinese keyboard; tried only where none of the others is there."""
_AS_TEXT = re.compile(r"'[\dA-Za-z][\w./:\- ]*")


def _records(text: str, delimiter: str) -> list[list[Any]]:
    """The records; quotation marks inside a quoted cell that nobody doubled are part of it."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as fault:
        if "expected after" in str(fault):
            return _with_stray_quotes(text, delimiter)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in text.split("\n")]


def _with_stray_quotes(text: str, delimiter: str) -> list[list[Any]]:
    """The records of a text whose quoted cells end only where a delimiter or the end of the line follows the mark."""
    mark = re.escape(delimiter)
    cell = re.compile(rf'(?:"((?:[^"]|""|"(?![ \t]*(?:{mark}|\n|\Z)))*)"[ \t]*|([^{mark}\n]*))({mark}|\n|\Z)')
    rows: list[list[Any]] = []
    row: list[Any] = []
    at = 0
    while at < len(text):
        found = cell.match(text, at)
        if found is None:  # a mark that is never closed: the rest of the line as it stands
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            row += text[at:end].split(delimiter)
            rows.append(row)
            row, at = [], end + 1
            continue
        row.append(found[2] if found[1] is None else found[1].replace('""', '"'))
        at = found.end()
        if found[3] != delimiter:
            rows.append(row)
            row = []
            if not found[3]:
                break
    if row:
        rows.append([*row, ""])
    return rows


def _is_ruler(row: list[Any]) -> bool:
    """Whether the record is the line of dashes below the headings of a table in Markdown."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) > 1 and all(re.fullmatch(r":?-{2,}:?", cell) for cell in filled)


def _columns_of_spaces(text: str) -> list[list[Any]] | None:
    """The cells of a text whose columns stand apart by two spaces or more, or by one; None where the lines do not give a table."""
    lines = text.rstrip("\n").split("\n")
    for gap in (r" {2,}|\u3000+", r"[ \u3000]+"):
        rows = [re.split(gap, line.strip(" \u3000")) if line.strip() else [] for line in lines]
        widths = [len(row) for row in rows if len(row) > 1]
        if len(widths) >= 2 and max(widths) >= 3 and widths.count(max(widths)) * 10 >= len(widths) * 8:
            return list(rows)
    return None


def delimited_rows(text: str) -> tuple[list[list[Any]], list[str]]:
    """The records of a CSV text, and notes. A record is a row of Excel, however many lines it takes."""
    csv.field_size_limit(2**31 - 1)
    delimiter = None
    told = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if told:  # Excel's own directive: not a row
        delimiter, text = told.group(1), text[told.end() :]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.lstrip("\ufeff")
    delimiter = delimiter or _delimiter(text)
    notes: list[str] = []
    if delimiter is None and (columns := _columns_of_spaces(text)) is not None:
        return columns, ["文件里没有分隔符，已按空格分列读取，请核对各列是否对齐。"]
    delimiter = delimiter or ","
    if delimiter in _WIDE:
        notes.append(f"文件用全角的“{delimiter}”分隔各列，已按它读取；内容里如果也有“{delimiter}”会多分出列，请核对。")
    rows = _records(text, delimiter)
    if delimiter == "|":
        rows = [[""] * len(row) if _is_ruler(row) else row for row in rows]
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
            elif cell[:1] == "'" and _AS_TEXT.fullmatch(cell):  # the mark of a text in Excel, written out as it is
                row[at] = cell[1:]
    width = max(map(len, rows), default=0)
    if width > 16_384 or width * len(rows) > MAX_CELLS:
        raise UnreadableFile(
            f"文本表格有 {width:,} 列、{len(rows):,} 行，范围异常大。", "请确认这是表格文件，删去多余内容后再上传。"
        )
    return rows, notes


def _delimiter(text: str) -> str | None:
    """The delimiter that cuts the first lines into the most regular table; None where none of them cuts any."""
    return _best(text[:20_000], _DELIMITERS) or _best(text[:20_000], _WIDE)


def _best(head: str, delimiters: str) -> str | None:
    best, best_score = None, 0.0
    for candidate in delimiters:
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
