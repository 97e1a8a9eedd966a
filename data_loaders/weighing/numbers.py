"""Numbers (编号) as evidence: which of them count rows only, which are of one system, which are damaged."""

import re
from typing import Any

from data_loaders.cells.cells import parse_number

MOST_DIGITS = 15
"""Excel keeps so many digits of a number and makes the others 0."""

LONG = 6
"""Digits from which a number is long: WM-2020-07 is, WT-1 is not."""

_DIGITS = re.compile(r"\d+")
_PLAIN = re.compile(r"(?:第|NO\.?)?0*\d{1,5}(?:号|项|条|\.|、)?(?:/\d+)?", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,3}")


def is_plain(number: str) -> bool:
    """Whether a number may be no more than the count of a row: 1, 001, 第3项. The others have letters, years or many digits."""
    return _PLAIN.fullmatch(number) is not None


def base(number: str) -> str:
    """The number of the cell of which 7/1 and 7/2 are the parts: 7."""
    return number.partition("/")[0]


def is_long(number: str) -> bool:
    """Whether a number has so many digits that lists hardly begin with it again: a year, or a count of the whole campaign."""
    return sum(sign.isdigit() for sign in number) >= LONG


def system(number: str) -> str:
    """What numbers of one system share: WM-2020-001 and WM-2020-017 are of the system WM-#-#."""
    return _DIGITS.sub("#", number).upper()


def is_damaged(number: str, cell: Any) -> bool:
    """Whether the number as read is no longer the one that somebody typed. cell: as the file has it.

    Excel keeps 15 digits of a number; a .csv that Excel has saved says 3.2E+17.
    """
    if isinstance(cell, (int, float)) and abs(cell) >= 10**MOST_DIGITS:
        return parse_number(cell) == number
    return _SCIENTIFIC.fullmatch(number) is not None and ("." in number or "+" in number)
