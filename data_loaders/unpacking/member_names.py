"""The names of what is in a .zip: told apart where no program says in which letters it wrote them, and made fit to show."""

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence


def member_names(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The names of the members. Chinese Windows writes them in GBK and says nothing of it, old macOS likewise in UTF-8."""
    bare = [info.orig_filename.encode("cp437", "replace") for info in members if not info.flag_bits & 0x800]
    encoding = _encoding(b"\n".join(bare))
    return [
        info.orig_filename
        if info.flag_bits & 0x800
        else _told(info) or info.orig_filename.encode("cp437", "replace").decode(encoding, "replace")
        for info in members
    ]


def _encoding(names: bytes) -> str:
    """UTF-8 or GB18030, whichever all names together are written in."""
    try:
        text = names.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    # A few pairs of GBK letters happen to be UTF-8, of Greek or Arabic letters: nobody here names files in those.
    odd = any("\x80" <= letter < "\u2000" for letter in text)
    return "gb18030" if odd else "utf-8"


def _told(info: zipfile.ZipInfo) -> str | None:
    """The name in the Unicode field that some packers add beside the bare one."""
    extra, at = info.extra, 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if kind == 0x7075 and len(field) > 5 and field[0] == 1:
            crc = int.from_bytes(field[1:5], "little")
            if crc == zlib.crc32(info.orig_filename.encode("cp437", "replace")):
                return field[5:].decode("utf-8", "replace")
        at += 4 + size
    return None


def shown_path(path: str) -> str:
    """A path to show: forward slashes, no drive, no way up, nothing invisible."""
    shown = "".join(letter for letter in path if unicodedata.category(letter) not in ("Cc", "Cf", "Cs"))
    parts = re.sub(r"^[A-Za-z]:", "", shown.replace("\\", "/")).split("/")
    return "/".join(part.strip() for part in parts if part.strip() not in ("", ".", ".."))[-240:]
