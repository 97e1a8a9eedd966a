"""Cells of books: one pure function per kind of cell that the main kinds do not have.

As in `cells`: None for an empty cell, CellError (reason and remedy in Chinese) for what cannot be read; nothing is guessed.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta

from data_loaders.cells.cells import CellError, parse_text
from data_loaders.reading.workbook import Cell

BLANK = frozenset(("/", "\\", "-", "--", "—", "——", "–", "N/A", "#N/A"))
"""What people write into a cell to say that it is empty."""
LONGEST_TEXT = 4_000

_NUMBER = re.compile(r"第?([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+)([^\d.%‰,]{0,3})")
_SCALED = re.compile(r"[万千百亿十半多余]")
_MARKS = re.compile(r"[\s()（）\[\]【】“”\"'。.，,、；;：:]+")
_YES = frozenset(("是", "有", "√", "✓", "✔", "☑", "Y", "YES", "TRUE", "1", "对", "已"))
_NO = frozenset(("否", "无", "×", "✗", "✘", "X", "N", "NO", "FALSE", "0", "不", "未", "没有", "不是"))
_HUNDRED = 100


def parse_plain(value: Cell) -> str | None:
    """Text; a lone "/" or "—" counts as empty."""
    text = parse_text(value)
    if text is None or text in BLANK:
        return None
    if len(text) > LONGEST_TEXT:
        raise CellError(f"这一格有 {len(text):,} 个字，超过 {LONGEST_TEXT:,} 个字。", "请缩短，或把全文另存为附件。")
    return text


def parse_amount(value: Cell) -> int | float | None:
    """A number, whole ones as int: 86.5, "1,200", "85分", "第3名", "12 份". Not 3万, 十几 or a date."""
    match value:
        case bool() | date() | time() | timedelta():
            raise CellError(f"“{parse_text(value)}”不是数字。", "请填写数字，如“86.5”。")
        case int() | float():
            if not math.isfinite(value):
                raise CellError("这一格不是数字。", "请填写数字，如“86.5”。")
            return _plain(value)
    text = parse_plain(value)
    if text is None:
        return None
    narrow = unicodedata.normalize("NFKC", text).replace(" ", "").replace("−", "-")
    found = _NUMBER.fullmatch(narrow)
    if found is None or _SCALED.search(found.group(2)):
        raise CellError(f"“{text[:30]}”不是数字。", "请只填写一个数字，如“86.5”，不写文字和“约”“万”等。")
    return _plain(float(found.group(1).replace(",", "")))


def parse_figure(value: Cell) -> int | float | None:
    """A number like `parse_amount` that may bear a percent sign: "90%" is 90."""
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return parse_amount(value.strip()[:-1])
    return parse_amount(value)


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(value)


def parse_count(value: Cell) -> int | None:
    """A whole number, not negative."""
    number = parse_amount(value)
    if number is None:
        return None
    if not isinstance(number, int) or number < 0:
        raise CellError(f"“{parse_text(value)}”不是个数。", "请填写不小于 0 的整数，如“12”。")
    return number


def parse_percent(value: Cell, *, share: bool | None = None) -> int | float | None:
    """Percent points, 0–100: "86.5%", "86.5", 86.5, or a share, 0.865.

    share: whether the numbers of the column are shares (0.865 stands for 86.5 %), see `are_shares`; None where that cannot be
    told: then a number of at most 1 raises CellError, because it has two readings.
    """
    if isinstance(value, str):
        text = parse_plain(value)
        if text is None:
            return None
        narrow = unicodedata.normalize("NFKC", text).replace(" ", "")
        if narrow.endswith("%"):
            return _within(parse_amount(narrow[:-1]), text)
        if narrow.startswith("百分之"):
            return _within(parse_amount(narrow[3:]), text)
    number = parse_amount(value)
    if number is None or number == 0:
        return number
    if 0 < number <= 1 and share is None:
        said = parse_text(value)
        raise CellError(
            f"“{said}”看不出是 {number:g}% 还是 {number * _HUNDRED:g}%。",
            f"请写明百分号，如“{number * _HUNDRED:g}%”或“{number:g}%”。",
        )
    if share and 0 < number <= 1:
        number = _plain(round(number * _HUNDRED, 10))
    return _within(number, parse_text(value) or "")


def _within(number: int | float | None, text: str) -> int | float | None:
    if number is not None and not 0 <= number <= _HUNDRED:
        raise CellError(f"“{text}”不在 0 到 100% 之间。", "请核对，百分比应在 0 到 100 之间，如“86.5%”。")
    return number


def are_shares(values: Iterable[Cell]) -> bool | None:
    """Whether the numbers of a column of percents are shares: all lie between 0 and 1 and one between; False: none lies in (0, 1];
    None: it cannot be told.
    """
    numbers = [n for n in map(_bare_number, set(values)) if n]
    small = [n for n in numbers if 0 < n <= 1]
    if not small:
        return False
    return True if len(small) == len(numbers) and any(n < 1 for n in small) else None


def _bare_number(value: Cell) -> float | None:
    """The number in a cell without a percent sign; None for anything else."""
    if isinstance(value, bool) or (isinstance(value, str) and not value.strip()[:1].isdigit()):
        return None
    try:
        return parse_amount(value)
    except CellError:
        return None


def parse_choice(value: Cell, words: Mapping[str, tuple[str, ...]]) -> str | None:
    """One of `words` (the word kept → other wordings), whatever spaces, brackets and punctuation stand around it."""
    text = parse_plain(value)
    if text is None:
        return None
    known = {_bare(other): word for word, others in words.items() for other in (word, *others)}
    found = known.get(_bare(text)) or known.get(_bare(re.sub(r"[（(][^（()）]*[)）]", "", text)))
    if found is None:
        raise CellError(f"“{text[:30]}”不在可选的词里。", f"请改为{'、'.join(f'“{word}”' for word in words)}之一。")
    return found


def _bare(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def parse_flag(value: Cell) -> bool | None:
    """是 or 否, in the usual ways of writing them."""
    if isinstance(value, bool):
        return value
    text = parse_plain(value)
    if text is None:
        return None
    said = unicodedata.normalize("NFKC", text).strip().upper()
    if said in _YES or said in _NO:
        return said in _YES
    raise CellError(f"“{text[:30]}”看不出是“是”还是“否”。", "请填“是”或“否”。")
