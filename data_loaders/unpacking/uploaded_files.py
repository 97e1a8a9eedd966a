"""What the clerk drops on the page, as single files: packages (.zip) are opened, whatever is no table is named and set aside.

Nothing is written to disk and no size in a header is believed: members are unpacked in memory, counted while they are read.
"""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from data_loaders.reading.workbook import MAX_FILE_MB, UnreadableFile, locked_name
from data_loaders.unpacking.member_names import member_names, shown_path

MAX_ENTRIES = 20_000
"""Entries of a package, pictures and folders among them."""
MAX_TABLES = 300
"""Tables of a package."""
MAX_UNPACKED_MB = 300
"""What all packages of one drop may unpack to."""

Kind = Literal["table", "photos"]

_PICTURES = frozenset(["jpg", "jpeg", "jfif", "png", "bmp", "gif", "webp", "heic", "heif", "tif", "tiff"])
_TABLES = frozenset(
    [
        "xlsx",
        "xlsm",
        "xltx",
        "xltm",
        "xlsb",
        "xls",
        "xlt",
        "et",
        "ett",
        "csv",
        "tsv",
        "txt",
        "ods",
        "htm",
        "html",
        "mht",
        "mhtml",
        "xml",
    ]
)
_OTHERS = {
    **dict.fromkeys(["doc", "docx", "wps", "rtf"], "Word 文档"),
    **dict.fromkeys(["ppt", "pptx", "dps"], "演示文稿"),
    **dict.fromkeys(["pdf", "ofd"], "版式文件（PDF、OFD）"),
    **dict.fromkeys(["mp4", "mov", "avi", "mp3", "m4a"], "音频或视频"),
}
_PACKED = frozenset(["rar", "7z", "gz", "tar", "tgz", "bz2", "xz"])
_SYSTEM = {".ds_store": "苹果电脑", "thumbs.db": "Windows", "desktop.ini": "Windows"}
_NOTHING_TO_DO = "不用处理。"


class SetAside(UnreadableFile):
    """A file that holds nothing to load and that nobody misses: said, but no fault of the clerk's."""


@dataclass(frozen=True)
class UploadedFile:
    """One file of a drop.

    name: as dropped, or its path inside a package ("包.zip/镇街/台账.xlsx"). content: its bytes; empty where `fault` says that there is
    nothing to read. kind: "table" is for `intake.recognise`; "photos" is a whole package that holds pictures (and maybe tables, which are
    parcels of their own). fault: why it is not read, a SetAside where that needs nothing from the clerk.
    """

    name: str
    content: bytes
    kind: Kind = "table"
    fault: UnreadableFile | None = None


def unpacked(uploads: Sequence[tuple[str, bytes]]) -> list[UploadedFile]:
    """The single files of what was dropped, (name, bytes) each, in order; packages opened, one inside another too.

    Of files with the same content only the first is to be read. Whatever else a table is in itself, `open_workbook` says.
    """
    budget = _Budget(MAX_UNPACKED_MB * 1_000_000)
    parcels: list[UploadedFile] = []
    first: dict[str, str] = {}
    for name, content in uploads:
        for parcel in _opened(shown_path(name) or "未命名", content, budget, depth=0):
            if parcel.fault is None:
                digest = hashlib.sha256(parcel.content).hexdigest() + parcel.kind
                if digest in first:
                    parcel = UploadedFile(parcel.name, b"", parcel.kind, _twice(parcel.name, first[digest]))
                else:
                    first[digest] = parcel.name
            parcels.append(parcel)
    return parcels


@dataclass
class _Budget:
    """How many bytes may still be unpacked."""

    left: int


def _twice(name: str, before: str) -> SetAside:
    if name == before:
        return SetAside(f"“{name}”选了两次，内容完全相同，只读取一次。", _NOTHING_TO_DO)
    return SetAside(
        f"“{name}”与“{before}”内容完全相同，只读取一次。", "不用处理；如果应当是两张不同的表，请检查是否存错了文件。"
    )


def _opened(name: str, content: bytes, budget: _Budget, *, depth: int) -> Iterator[UploadedFile]:
    """The parcels of one file: itself, or what is in it. depth: in how many packages it lies."""
    fault = _set_aside(name, content)
    if fault is not None:
        yield UploadedFile(name, b"", fault=fault)
    elif not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield UploadedFile(name, content)
    elif (
        content.count(b"PK\x01\x02") > MAX_ENTRIES
    ):  # every entry has this mark, whatever the directory's own count says
        yield UploadedFile(name, b"", fault=_too_many(name, f"超过 {MAX_ENTRIES:,} 个文件"))
    else:
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
            names = member_names(archive.infolist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
            damaged = _ending(name) == "zip"
            yield UploadedFile(name, b"" if damaged else content, fault=_damaged(name) if damaged else None)
            return
        if _is_document(names):
            yield UploadedFile(name, content)
        elif depth > 1:
            yield UploadedFile(
                name,
                b"",
                fault=UnreadableFile(
                    f"“{name}”是压缩包里的压缩包里的压缩包，套了三层，没有打开。", "请解压出来，再上传其中的表格文件。"
                ),
            )
        else:
            yield from _members(name, content, archive, names, budget, depth)


def _members(
    package: str, content: bytes, archive: zipfile.ZipFile, names: Sequence[str], budget: _Budget, depth: int
) -> Iterator[UploadedFile]:
    """What is in a package: its tables, itself where it holds pictures, and a sentence on everything else."""
    members = [
        (shown_path(path), info)
        for path, info in zip(names, archive.infolist(), strict=True)
        if not path.endswith(("/", "\\"))
    ]
    apple = [path for path, _ in members if "__MACOSX" in path.split("/")]
    members = [(path, info) for path, info in members if "__MACOSX" not in path.split("/")]
    locked = [path for path, info in members if info.flag_bits & 1]
    members = [(path, info) for path, info in members if not info.flag_bits & 1]
    pictures = sum(_ending(path) in _PICTURES for path, _ in members)
    rest = [(path, info) for path, info in members if _ending(path) not in _PICTURES]
    if locked:
        yield UploadedFile(
            package,
            b"",
            fault=UnreadableFile(
                f"压缩包“{package}”设置了密码，{_listed(locked)}打不开。", "请输入密码解压后，直接上传其中的表格文件。"
            ),
        )
    if len(rest) > MAX_TABLES:
        yield UploadedFile(package, b"", fault=_too_many(package, f"有 {len(rest):,} 个文件，超过 {MAX_TABLES} 个"))
        return
    if pictures:
        yield UploadedFile(package, content, "photos")
    if not (members or locked):
        yield UploadedFile(
            package, b"", fault=UnreadableFile(f"压缩包“{package}”是空的，里面没有表格。", "请确认选对了压缩包。")
        )
    for path, info in rest:
        yield from _member(f"{package}/{path or '未命名'}", archive, info, budget, depth)
    if apple:
        yield UploadedFile(
            f"{package}/__MACOSX",
            b"",
            fault=SetAside(
                f"“{package}”中“__MACOSX”里的 {len(apple):,} 个文件是苹果电脑压缩时附带的，里面没有数据。",
                _NOTHING_TO_DO,
            ),
        )


def _member(
    name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget, depth: int
) -> Iterator[UploadedFile]:
    ending = _ending(name)
    if (aside := _set_aside(name, b"")) is not None:
        yield UploadedFile(name, b"", fault=aside)
        return
    if ending in _OTHERS:
        kind = _OTHERS[ending]
        fault = UnreadableFile(
            f"“{name}”是{kind}，不是表格，没有读取。", "如果里面有需要的表格，请另存为“.xlsx”后上传。"
        )
        yield UploadedFile(name, b"", fault=fault)
        return
    if ending in _PACKED:
        fault = UnreadableFile(f"“{name}”是压缩包里的另一种压缩包，没有打开。", "请先解压，再上传其中的表格文件。")
        yield UploadedFile(name, b"", fault=fault)
        return
    try:
        content = _read(archive, info, name, budget)
    except UnreadableFile as unread:
        yield UploadedFile(name, b"", fault=unread)
        return
    looks_like_a_table = content.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    if ending in _TABLES or looks_like_a_table or _set_aside(name, content):
        yield from _opened(name, content, budget, depth=depth + 1)
    elif ending == "zip":
        yield UploadedFile(name, b"", fault=_damaged(name))
    else:
        fault = UnreadableFile(f"“{name}”不是表格，没有读取。", "如果它是表格，请另存为“.xlsx”后上传。")
        yield UploadedFile(name, b"", fault=fault)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: _Budget) -> bytes:
    """The bytes of a member. Raises UnreadableFile where it is damaged, or larger than any table is."""
    most = min(MAX_FILE_MB * 1_000_000, budget.left)
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while piece := stream.read(1_000_000):
                size += len(piece)
                budget.left -= len(piece)
                if size > most:
                    break
                pieces.append(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise _damaged(name) from None
    except NotImplementedError:
        raise UnreadableFile(
            f"“{name}”用了少见的压缩方式，打不开。", "请解压后直接上传表格文件，或用系统自带的压缩功能重新压缩。"
        ) from None
    if size > MAX_FILE_MB * 1_000_000:
        raise UnreadableFile(
            f"“{name}”解压后超过 {MAX_FILE_MB} MB，不像正常的表格，为安全起见没有读取。",
            "请解压后查看这个文件，只把需要的数据存成新表再上传。",
        )
    if size > most:
        raise UnreadableFile(
            f"这次上传的压缩包解压后一共超过 {MAX_UNPACKED_MB} MB，“{name}”没有读取。", "请分几次上传。"
        )
    return b"".join(pieces)


def _set_aside(name: str, content: bytes) -> SetAside | None:
    """Why a file that some program made beside the real one is not read; None for every other file."""
    short = name.rsplit("/", 1)[-1]
    if (locked := locked_name(short)) is not None:
        return SetAside(
            f"“{name}”是打开表格时产生的临时锁文件，里面没有数据。", f"请确认原文件“{locked}”已保存并一起上传。"
        )
    if short.startswith("._") and content.startswith(b"\x00\x05\x16\x07"):
        return SetAside(f"“{name}”是苹果电脑拷贝时附带的隐藏文件，里面没有数据。", f"请上传原文件“{short[2:]}”。")
    system = _SYSTEM.get(short.lower())
    if system is not None:
        return SetAside(f"“{name}”是{system}自动生成的文件，里面没有数据。", _NOTHING_TO_DO)
    return None


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(f"压缩包“{name}”不完整或已损坏，打不开。", "请重新压缩，或解压后直接上传其中的表格文件。")


def _too_many(name: str, said: str) -> UnreadableFile:
    return UnreadableFile(f"压缩包“{name}”里{said}，没有打开。", "请只把要导入的表格压缩在一起，或分几次上传。")


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(f"“{name}”" for name in names[:3])
    return shown if len(names) <= 3 else f"{shown}等 {len(names):,} 个文件"


def _is_document(names: Iterable[str]) -> bool:
    """Whether the members are those of one .xlsx, .ods, .docx …, which are packages themselves and not to be taken apart."""
    return any(
        name in ("[content_types].xml", "mimetype", "content.xml")
        or name.startswith(("xl/", "word/", "ppt/"))
        or name.endswith(("workbook.xml", "sheet1.xml"))
        for name in (name.replace("\\", "/").lower() for name in names)
    )


def _ending(name: str) -> str:
    short = name.rsplit("/", 1)[-1]
    return short.rsplit(".", 1)[-1].lower() if "." in short else ""
