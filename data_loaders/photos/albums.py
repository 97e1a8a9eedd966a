"""The photos of an uploaded file, taken out and encoded anew in a child process with limits (docs/decisions/0014)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from data_loaders.reading.grid import letters
from data_loaders.sandbox.process import Child, Ended, asked

_COMMAND = ("-m", "data_loaders.photos.photo_worker")


@dataclass(frozen=True)
class Photo:
    """A photo as it is kept. sha256: of content, so the same picture is the same photo wherever it comes from."""

    sha256: str
    content: bytes
    small: bytes
    width: int
    height: int


class AlbumPhoto(NamedTuple):
    """A picture of a file. Of a workbook: sheet, row (Excel's) and column (from 0); of a zip: name, the path inside.

    Either photo, or reason and remedy (Chinese) why there is none. other: no photo by its name; whoever opens the package says what becomes of it.
    """

    photo: Photo | None
    sheet: str = ""
    row: int = 0
    column: int = 0
    name: str = ""
    reason: str = ""
    remedy: str = ""
    other: bool = False

    @property
    def place(self) -> str:
        """Where it stands: 工作表“清单”F5, or the name of the file."""
        return f"工作表“{self.sheet}”{letters(self.column)}{self.row}" if self.sheet else f"“{self.name}”"


@dataclass(frozen=True)
class Album:
    """The pictures of one file, in its order. notes: Chinese sentences about what was not taken."""

    shots: tuple[AlbumPhoto, ...] = ()
    notes: tuple[str, ...] = ()


NONE = Album()


def album_of_workbook(content: bytes, *, timeout_s: float = 90, memory_mb: int = 1536) -> Album:
    """The pictures of an .xlsx; of other files none, with a note where they hold any. Raises nothing for whatever is in the file."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if b"\xff\xd8\xff\xe0" in content or b"\xff\xd8\xff\xe1" in content or b"\x89PNG\r\n" in content:
            return Album(notes=("旧版 .xls 里的照片没有读取。如需照片，请用 WPS 或 Excel 另存为“.xlsx”后再上传。",))
        return NONE
    if not content.startswith(b"PK") or b"media/" not in content:
        return NONE
    return _album(content, "workbook", timeout_s=timeout_s, memory_mb=memory_mb)


def album_of_zip(content: bytes, *, timeout_s: float = 240, memory_mb: int = 1536) -> Album:
    """The photos of a .zip. Raises nothing for whatever is in the file."""
    return _album(content, "zip", timeout_s=timeout_s, memory_mb=memory_mb)


def _album(content: bytes, kind: str, *, timeout_s: float, memory_mb: int) -> Album:
    task = {"kind": kind, "memory_mb": memory_mb, "seconds": int(timeout_s)}
    try:
        said, photos = asked(
            Child(_COMMAND), task, content, seconds=timeout_s, take=lambda stream: _received(stream.read())
        )
    except Ended as end:
        if end.timed_out:
            return Album(notes=("读取照片超时，这个文件里的照片没有读取。请减少照片后再上传。",))
        return Album(notes=("读取照片时出错，这个文件里的照片没有读取。请去掉来历不明的图片，另存后再上传。",))
    if "fault" in said:
        return Album(notes=(str(said["fault"]),))
    shots = tuple(_shots(said, photos))
    return Album(shots, tuple(_notes(shots, said.get("loose", {}))))


def _received(output: bytes) -> tuple[dict[str, Any], list[Photo]]:
    """What the process says of the file, and the photos behind it. ValueError where the answer is cut off or no answer."""
    at = 8 + int.from_bytes(output[:8], "big")
    said = orjson.loads(output[8:at])
    if not isinstance(said, dict) or len(output) != at + sum(one[0] + one[1] for one in said.get("photos", ())):
        raise ValueError("the answer is cut off")
    photos = []
    for length, small_length, width, height in said.get("photos", ()):
        content, small = output[at : at + length], output[at + length : at + length + small_length]
        at += length + small_length
        if not (content.startswith(b"\xff\xd8\xff") and small.startswith(b"\xff\xd8\xff")):
            raise ValueError("no photo")
        photos.append(Photo(hashlib.sha256(content).hexdigest(), content, small, int(width), int(height)))
    return said, photos


def _shots(said: Mapping[str, Any], photos: list[Photo]) -> Iterator[AlbumPhoto]:
    for one in said["shots"]:
        number = one.pop("photo", None)
        yield AlbumPhoto(None if number is None else photos[number], **one)


def _notes(shots: tuple[AlbumPhoto, ...], loose: Mapping[str, int]) -> Iterator[str]:
    """What a workbook's own notes say; the refused files of a zip are listed one by one by whoever loads it."""
    for sheet, count in loose.items():
        yield f"工作表“{sheet}”有 {count:,} 张图片不随单元格移动，不知道属于哪一行，没有读取。请在图片属性里改选“随单元格改变位置”。"
    for shot in shots:
        if shot.reason and shot.sheet:
            yield f"照片未采用：{shot.place}，{shot.reason}{shot.remedy}"
