"""What the name of a photo says: of which issue it is, and whether it was taken before or after the rectification."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.ledger.photos import Kind

_PHOTO_ENDINGS = ("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp", "heic", "heif", "tif", "tiff", "avif")
_CLUTTER = re.compile(r"(?:^|/)(?:__MACOSX/|\._)")
_AFTER = re.compile(r"整改(?:完成)?后|整治后|治理后|完成后|后|AFTER")
_BEFORE = re.compile(r"整改前|整治前|治理前|前|BEFORE")
_COUNTED = re.compile(r"[_\-](\d{1,2})$")
_TAIL = re.compile(
    r"[\s_\-.,+·、]*(?:\(\d{1,3}\)|\[\d{1,3}\]|副本|照片|图片|现场|整改(?:完成)?[前后]|整治[前后]|治理[前后]|完成后|[前后]|BEFORE|AFTER|IMG\d*|[_\-]\d{1,3})$"
)
_LONG = 5
"""Numbers of at least so many characters are also looked for inside a longer name."""


def is_photo_name(name: str) -> bool:
    """Whether a file calls itself a photo, and is none that macOS puts beside each file."""
    ending = name.lower().rsplit(".", 1)[-1].strip() if "." in name else ""
    return ending in _PHOTO_ENDINGS and not _CLUTTER.search(name)


def number_key(text: str) -> str:
    """A number as it is compared: narrow, upper case, no white space; the / of several problems in one cell is a -."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"\s+", "", plain).replace("/", "-").replace("—", "-").replace("–", "-").replace("−", "-")


def kind_of(text: str) -> Kind | None:
    """before or after, as a name or heading says it; None where it says neither, or both."""
    plain = number_key(text)
    after, before = _AFTER.search(plain) is not None, _BEFORE.search(plain) is not None
    return None if after == before else "after" if after else "before"


class NameSaid(NamedTuple):
    """What a path says. ids: of the issues it may mean. counter: the 1 or 2 at its end, a hint where nothing else is said."""

    ids: tuple[int, ...]
    number: str
    kind: Kind | None
    counter: int | None


def read_name(path: str, numbers: Mapping[str, Sequence[int]]) -> NameSaid:
    """What the path of a photo in a zip says. numbers: `number_key` of every known issue → issue ids."""
    parts = [part for part in path.replace("\\", "/").split("/") if part.strip()]
    parts[-1] = re.sub(r"\.[^.]*$", "", parts[-1])
    keys = [number_key(part) for part in reversed(parts)]
    kind = next((said for key in keys if (said := kind_of(key)) is not None), None)
    for key in keys:
        found, rest = _by_stripping(key, numbers)
        if found is not None:
            return NameSaid(tuple(numbers[found]), found, kind, rest)
    for key in keys:
        inside = _inside(key, numbers)
        if inside:
            ids = tuple(dict.fromkeys(i for number in inside for i in numbers[number]))
            counted = _COUNTED.search(key) if not key.endswith(tuple(inside)) else None
            return NameSaid(ids, "、".join(inside), kind, int(counted[1]) if counted else None)
    for key in keys:
        stem = _stripped(key)
        split = (
            tuple(i for number, ids in numbers.items() if number.startswith(f"{stem}-") for i in ids) if stem else ()
        )
        if split:
            return NameSaid(split, stem, kind, None)
    return NameSaid((), "", kind, None)


def _by_stripping(key: str, numbers: Mapping[str, Sequence[int]]) -> tuple[str | None, int | None]:
    """The known number that is left when counters and words are taken off the end; and the counter next to it."""
    counter = None
    while key:
        if key in numbers:
            return key, counter
        counted = _COUNTED.search(key)
        shorter = _TAIL.sub("", key)
        if shorter == key:
            return None, None
        counter = int(counted[1]) if counted else counter
        key = shorter
    return None, None


def _stripped(key: str) -> str:
    while (shorter := _TAIL.sub("", key)) != key:
        key = shorter
    return key if len(key) >= _LONG else ""


def _inside(key: str, numbers: Mapping[str, Sequence[int]]) -> list[str]:
    """Known numbers that stand in a longer name, not as part of a longer number."""
    found = []
    for piece in dict.fromkeys(re.findall(r"[0-9A-Z\-]*\d[0-9A-Z\-]*", key)):
        shorter = piece.strip("-")
        while shorter:
            if len(shorter) >= _LONG and shorter in numbers:
                found.append(shorter)
                break
            cut = re.sub(r"-[0-9A-Z]*$", "", shorter)
            shorter = cut if cut != shorter else ""
    return found
