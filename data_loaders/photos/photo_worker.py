"""The child process that takes photos out of an uploaded file and encodes them anew.

The task says of what kind the file is, workbook or zip. The answer: eight bytes with the length of a JSON text, the text, then the photos one after another (see `albums`).
"""

import io
import time
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from data_loaders.photos.photo_names import is_photo_name
from data_loaders.photos.photographs import MOST_BYTES, BadPicture, Photograph, developed
from data_loaders.sandbox.inside import work
from data_loaders.unpacking.member_names import member_names, shown_path

MOST_PHOTOS = 2_000
MOST_KEPT = 200_000_000
"""Bytes of all photos of one file, encoded anew."""
MOST_UNPACKED = 1_500_000_000

_SPLIT = "请分成几个文件后分别上传。"


class PhotoEncoder:
    """Develops pictures one by one, each different one once, until a limit is reached."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.photos: list[Photograph] = []
        self.kept = 0
        self.known: dict[str, dict[str, Any]] = {}

    def develop(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> dict[str, Any]:
        """photo: its place in the answer; or reason and remedy."""
        key = str(info.header_offset)
        if key not in self.known:
            try:
                self.known[key] = {"photo": self._add(archive, info)}
            except BadPicture as refusal:
                self.known[key] = {"reason": refusal.reason, "remedy": refusal.remedy}
        return self.known[key]

    def _add(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
        if len(self.photos) >= MOST_PHOTOS or self.kept > MOST_KEPT:
            raise BadPicture(f"一个文件里最多取 {MOST_PHOTOS} 张照片，这张没有读取。", _SPLIT)
        if time.monotonic() > self.deadline:
            raise BadPicture("照片太多，处理超时，这张没有读取。", _SPLIT)
        if info.flag_bits & 1:
            raise BadPicture("压缩包设置了密码，打不开。", "请取消密码重新压缩后再上传。")
        if info.file_size > MOST_BYTES:
            raise BadPicture(
                f"这张照片有 {info.file_size / 1e6:.0f} MB，超过 {MOST_BYTES / 1e6:.0f} MB 的上限。",
                "请缩小或压缩后再传。",
            )
        try:
            content = archive.read(info)
        except Exception:  # zlib.error, BadZipFile, NotImplementedError, EOFError …
            raise BadPicture("照片在压缩包里已损坏，解不出来。", "请重新压缩后再上传。") from None
        try:
            photo = developed(content)
        except MemoryError:
            raise BadPicture("打开这张图片需要的内存超过上限。", "请缩小后再传。") from None
        self.photos.append(photo)
        self.kept += len(photo.content) + len(photo.small)
        return len(self.photos) - 1


def workbook_answer(archive: zipfile.ZipFile, room: PhotoEncoder) -> dict[str, Any]:
    """shots: the pictures of every sheet with their cells; loose: sheet → pictures without a cell."""
    from data_loaders.photos.pictures import members_of, pictures_of

    found = pictures_of(archive)
    members = members_of(archive)
    shots = []
    for placed in found.placed:
        info = members.get(placed.part.lower())
        if info is not None:
            at = {"sheet": placed.sheet, "row": placed.row, "column": placed.column}
            shots.append(at | room.develop(archive, info))
    return {"shots": shots, "loose": found.loose}


def zip_answer(archive: zipfile.ZipFile, room: PhotoEncoder) -> dict[str, Any]:
    """shots: the files of the archive with their names as written; what is no photo only says that it is other."""
    shots: list[dict[str, Any]] = []
    members = archive.infolist()
    for info, path in zip(members, member_names(members), strict=True):
        if not info.is_dir() and not path.endswith("\\"):
            name = shown_path(path)
            shots.append({"name": name} | (room.develop(archive, info) if is_photo_name(name) else {"other": True}))
    return {"shots": shots}


def answer(content: bytes, kind: str, seconds: float) -> bytes:
    """The whole answer for a file."""
    room = PhotoEncoder(time.monotonic() + seconds)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
                said: dict[str, Any] = {"fault": "解压后大得不正常，为安全起见没有读取其中的照片。"}
            else:
                said = workbook_answer(archive, room) if kind == "workbook" else zip_answer(archive, room)
    except zipfile.BadZipFile:
        said = {"fault": "文件不完整，可能是保存、拷贝或上传时中断了，其中的照片没有读取。"}
    said["photos"] = [[len(p.content), len(p.small), p.width, p.height] for p in room.photos]
    text = orjson.dumps(said)
    return b"".join([len(text).to_bytes(8, "big"), text, *(part for p in room.photos for part in (p.content, p.small))])


def _parts(task: Mapping[str, Any], content: bytes) -> Iterator[bytes]:
    yield answer(content, task["kind"], 0.8 * task["seconds"])


if __name__ == "__main__":
    work(_parts)
