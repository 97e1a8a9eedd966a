"""The issue key (问题码): short enough to type, tells which issue a row is about, and notices when it was changed.

A key is W, the issue's id, four characters that depend on what the issue is, and two that depend on all the others. All of
them depend on the secret of the office, so that nobody makes up a key. It begins with a letter that no number, date or
formula begins with, so that no spreadsheet program takes it for anything else.
"""

import hashlib
import hmac
import unicodedata
from typing import NamedTuple

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters without 0, 1, I and O."""
FIRST = "W"
_MARK, _CHECK = 4, 2


class BadKey(ValueError):
    """The text is no key of this office: mistyped, changed, or another office's."""


class Key(NamedTuple):
    """What a key says. mark: what `mark_of` gives for the issue, if it is still the same one."""

    issue_id: int
    mark: str


def issue_key(secret: bytes, issue_id: int, identity: str) -> str:
    """The key of an issue, such as W3K7-9QPX2A. identity: what the issue is, in any words that do not change.

    Raises ValueError for an id below 1.
    """
    if issue_id < 1:
        raise ValueError(issue_id)
    number = _written(issue_id)
    mark = mark_of(secret, issue_id, identity)
    return f"{FIRST}{number}-{mark}{_check(secret, number, mark)}"


def read_key(secret: bytes, text: str) -> Key:
    """What a key says, whatever its case, spaces, hyphens and width. Raises BadKey."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isascii() and c.isalnum())
    number, mark, check = plain[1 : -_MARK - _CHECK], plain[-_MARK - _CHECK : -_CHECK], plain[-_CHECK:]
    if plain[:1] != FIRST or not number or set(number + mark + check) - set(LETTERS):
        raise BadKey(text)
    if number[0] == LETTERS[0] or len(number) > 12 or not hmac.compare_digest(check, _check(secret, number, mark)):
        raise BadKey(text)
    issue_id = 0
    for letter in number:
        issue_id = issue_id * 32 + LETTERS.index(letter)
    return Key(issue_id, mark)


def mark_of(secret: bytes, issue_id: int, identity: str) -> str:
    """The four characters of a key that depend on what the issue is."""
    return _digest(secret, f"mark\x1f{issue_id}\x1f{identity}", _MARK)


def _check(secret: bytes, number: str, mark: str) -> str:
    return _digest(secret, f"check\x1f{number}\x1f{mark}", _CHECK)


def _written(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 32)
        text = LETTERS[rest] + text
    return text


def _digest(secret: bytes, text: str, length: int) -> str:
    value = int.from_bytes(hmac.digest(secret, text.encode(), hashlib.sha256), "big")
    return "".join(LETTERS[value >> 5 * n & 31] for n in range(length))
