"""What the clerk drops: single files come out, by name, with a sentence on each that is not read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any

import pytest

from data_loaders.reading.workbook import open_workbook
from data_loaders.unpacking import uploaded_files
from data_loaders.unpacking.uploaded_files import SetAside, UploadedFile, unpacked
from tests.data_loaders.books import xlsx

ROWS: list[list[Any]] = [["序号", "镇区", "存在问题"], [1, "滨江街道", "垃圾未清"]]
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def sheet(text: str) -> bytes:
    """A workbook that no other test data equals."""
    return xlsx([*ROWS, [2, "城关镇", text]])


def package(
    *members: tuple[str | bytes, bytes],
    encoding: str | None = None,
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A .zip. encoding: names are written in it, without a word about it, as Chinese Windows does."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in members:
            if isinstance(name, str) and encoding is None:
                archive.writestr(name, content)
                continue
            bare = name if isinstance(name, bytes) else name.encode(encoding or "utf-8")
            info = Bare(bare.decode("cp437"))
            info.compress_type = packing
            archive.writestr(info, content)
    return buffer.getvalue()


class Bare(zipfile.ZipInfo):
    """A member whose name is written as these bytes, and that does not claim to be UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


def fault(found: Iterable[UploadedFile], name: str) -> str:
    """What is said of one file, after checking that reason and remedy are sentences and that nothing is left to be read."""
    (one,) = [parcel for parcel in found if parcel.name == name and parcel.fault is not None]
    assert one.fault is not None
    assert one.content == b""
    for sentence in (one.fault.reason, one.fault.remedy):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in sentence)
        assert sentence.endswith("。")
    return str(one.fault)


# --- what is read ------------------------------------------------------------------------------------------------------


def test_several_files_stay_as_they_are_in_order() -> None:
    drop = [("乙.xlsx", sheet("乙")), ("甲.csv", "镇区,问题\n滨江,垃圾\n".encode()), ("坏.xls", b"\xd0\xcf\x11\xe0")]
    assert unpacked(drop) == [UploadedFile(name, content) for name, content in drop]


def test_a_package_of_workbooks_is_opened_with_its_folders() -> None:
    first, second, third = sheet("甲"), sheet("乙"), "镇区,问题\n滨江,垃圾\n".encode()
    content = package(("台账.xlsx", first), ("镇街/", b""), ("镇街/七月/台账.xlsx", second), ("反馈.csv", third))
    assert unpacked([("包.zip", content)]) == [
        UploadedFile("包.zip/台账.xlsx", first),
        UploadedFile("包.zip/镇街/七月/台账.xlsx", second),
        UploadedFile("包.zip/反馈.csv", third),
    ]


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", None])
@pytest.mark.parametrize("name", ["滨江街道/第28周台账.xlsx", "联通.xlsx", "一.xlsx", "plain.xlsx"])
def test_names_come_out_right_whoever_packed_them(name: str, encoding: str | None) -> None:
    (found,) = unpacked([("包.zip", package((name, sheet("甲")), encoding=encoding))])
    assert found.name == f"包.zip/{name}"


def test_a_rare_letter_in_a_name_of_windows() -> None:
    (found,) = unpacked([("包.zip", package(("㐂镇\U00020000.xlsx", sheet("甲")), encoding="gb18030"))])
    assert found.name == "包.zip/㐂镇\U00020000.xlsx"


def test_the_unicode_name_beside_the_bare_one_counts() -> None:
    bare = "??.xlsx".encode("cp437")
    info = Bare("??.xlsx")
    field = struct.pack("<BI", 1, zlib.crc32(bare)) + "台账.xlsx".encode()
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, sheet("甲"))
    assert [parcel.name for parcel in unpacked([("包.zip", buffer.getvalue())])] == ["包.zip/台账.xlsx"]


def test_a_package_in_a_package_is_opened_and_one_deeper_is_said() -> None:
    inner = package(("台账.xlsx", sheet("甲")))
    found = unpacked([("外.zip", package(("内.zip", inner)))])
    assert found == [UploadedFile("外.zip/内.zip/台账.xlsx", sheet("甲"))]
    found = unpacked([("外.zip", package(("中.zip", package(("内.zip", inner)))))])
    assert "套了三层" in fault(found, "外.zip/中.zip/内.zip")


def test_a_workbook_is_not_taken_apart_whatever_it_is_called() -> None:
    opendocument = package(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>"))
    for name, content in (("台账.xlsx", sheet("甲")), ("台账.zip", sheet("甲")), ("台账.ods", opendocument)):
        assert unpacked([(name, content)]) == [UploadedFile(name, content)]


def test_a_package_that_is_called_a_workbook_is_opened() -> None:
    assert unpacked([("台账.xlsx", package(("甲.xlsx", sheet("甲"))))])[0].name == "台账.xlsx/甲.xlsx"


def test_a_table_with_an_unusual_ending_is_known_by_its_content() -> None:
    assert unpacked([("包.zip", package(("台账.bak", sheet("甲"))))]) == [UploadedFile("包.zip/台账.bak", sheet("甲"))]


# --- pictures ----------------------------------------------------------------------------------------------------------


def test_a_package_of_pictures_is_handed_on_as_it_is() -> None:
    content = package(("1-前.png", PICTURE), ("组/2-后.JPG", PICTURE))
    assert unpacked([("照片.zip", content)]) == [UploadedFile("照片.zip", content, "photos")]


def test_a_package_with_both_gives_both() -> None:
    table = sheet("甲")  # once: the library writes the time into the file
    content = package(("1-前.png", PICTURE), ("台账.xlsx", table))
    assert unpacked([("包.zip", content)]) == [
        UploadedFile("包.zip", content, "photos"),
        UploadedFile("包.zip/台账.xlsx", table),
    ]


# --- what is said ------------------------------------------------------------------------------------------------------


def test_what_programs_leave_behind_is_set_aside_and_said() -> None:
    content = package(
        ("台账.xlsx", sheet("甲")),
        ("~$台账.xlsx", b"\x05user"),
        ("镇街/~$说明.docx", b"\x05user"),
        ("__MACOSX/._台账.xlsx", b"\x00\x05\x16\x07"),
        ("__MACOSX/镇街/._台账.xlsx", b"\x00\x05\x16\x07"),
        (".DS_Store", b"\x00\x00\x00\x01Bud1"),
        ("镇街/Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    )
    found = unpacked([("包.zip", content)])
    assert [parcel.name for parcel in found if parcel.fault is None] == ["包.zip/台账.xlsx"]
    assert all(isinstance(parcel.fault, SetAside) for parcel in found if parcel.fault is not None)
    assert "锁文件" in fault(found, "包.zip/~$台账.xlsx")
    assert "锁文件" in fault(found, "包.zip/镇街/~$说明.docx")
    assert "2 个文件是苹果电脑" in fault(found, "包.zip/__MACOSX")
    assert "苹果电脑" in fault(found, "包.zip/.DS_Store")
    assert "Windows" in fault(found, "包.zip/镇街/Thumbs.db")


def test_a_lock_file_dropped_beside_its_workbook_is_no_fault() -> None:
    found = unpacked([("台账.xlsx", sheet("甲")), ("~$台账.xlsx", b"\x05user")])
    assert found[0].fault is None
    assert isinstance(found[1].fault, SetAside)
    assert "锁文件" in fault(found, "~$台账.xlsx")


@pytest.mark.parametrize(
    ("member", "content", "word"),
    [
        ("通知.docx", b"PK\x03\x04", "Word"),
        ("汇报.pptx", b"PK\x03\x04", "演示文稿"),
        ("通报.pdf", b"%PDF-1.7", "PDF"),
        ("更多.rar", b"Rar!\x1a\x07", "另一种压缩包"),
        ("现场.mp4", b"\x00\x00\x00\x18ftyp", "视频"),
        ("安装.exe", b"MZ\x90\x00", "不是表格"),
        ("没有扩展名", b"\x01\x02\x03", "不是表格"),
        ("内.zip", b"PK\x03\x04 cut off", "不完整"),
    ],
)
def test_what_is_no_table_is_said_with_its_name(member: str, content: bytes, word: str) -> None:
    found = unpacked([("包.zip", package(("台账.xlsx", sheet("甲")), (member, content)))])
    assert [parcel.name for parcel in found if parcel.fault is None] == ["包.zip/台账.xlsx"]
    said = fault(found, f"包.zip/{member}")
    assert word in said
    assert member in said


def test_the_same_file_twice_is_read_once_and_said() -> None:
    content = sheet("甲")
    found = unpacked([("台账.xlsx", content), ("包.zip", package(("又一份.xlsx", content))), ("台账.xlsx", content)])
    assert [parcel.name for parcel in found if parcel.fault is None] == ["台账.xlsx"]
    assert "与“台账.xlsx”内容完全相同" in fault(found, "包.zip/又一份.xlsx")
    assert "选了两次" in fault(found, "台账.xlsx")
    assert all(isinstance(parcel.fault, SetAside) for parcel in found[1:])


def locked(content: bytes) -> bytes:
    """The package with its members marked as encrypted, in the directory and before each member."""
    made = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = made.find(mark)
        while start >= 0:
            made[start + at] |= 1
            start = made.find(mark, start + 4)
    return bytes(made)


def test_a_package_with_a_password_says_so() -> None:
    said = fault(unpacked([("包.zip", locked(package(("台账.csv", b"a,b"), ("照片.png", PICTURE))))]), "包.zip")
    assert "密码" in said
    assert "台账.csv" in said


def test_a_way_of_packing_that_is_not_known_is_said() -> None:
    content = bytearray(package(("台账.csv", b"a,b")))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.find(mark) + at] = 9  # Deflate64, which Windows uses for large files
    assert "少见的压缩方式" in fault(unpacked([("包.zip", bytes(content))]), "包.zip/台账.csv")


def test_a_broken_package_says_so_and_a_broken_workbook_is_left_to_its_reader() -> None:
    cut = package(("台账.xlsx", sheet("甲")))[:-60]
    assert "不完整" in fault(unpacked([("包.zip", cut)]), "包.zip")
    assert unpacked([("台账.xlsx", sheet("甲")[:-60])]) == [UploadedFile("台账.xlsx", sheet("甲")[:-60])]


def test_a_damaged_member_does_not_cost_the_others() -> None:
    good = sheet("甲")
    content = bytearray(package(("坏.csv", b"0123456789" * 9), ("好.xlsx", good), packing=zipfile.ZIP_STORED))
    content[content.find(b"0123456789")] = 0x58
    found = unpacked([("包.zip", bytes(content))])
    assert "损坏" in fault(found, "包.zip/坏.csv")
    assert found[1] == UploadedFile("包.zip/好.xlsx", good)


def test_an_empty_package_says_so() -> None:
    assert "空的" in fault(unpacked([("包.zip", package())]), "包.zip")
    assert "空的" in fault(unpacked([("包.zip", package(("镇街/", b"")))]), "包.zip")


def test_a_member_that_unpacks_to_more_than_any_table_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploaded_files, "MAX_FILE_MB", 2)
    bomb = package(("台账.csv", b" " * 3_000_001), ("好.xlsx", sheet("甲")))
    for content in (
        bomb,
        bomb.replace(struct.pack("<I", 3_000_001), struct.pack("<I", 7)),
    ):  # the size in the header is a lie
        found = unpacked([("包.zip", content)])
        assert fault(found, "包.zip/台账.csv")
        assert found[-1] == UploadedFile("包.zip/好.xlsx", sheet("甲"))
    assert "解压后超过 2 MB" in fault(unpacked([("包.zip", bomb)]), "包.zip/台账.csv")


def test_a_bomb_of_many_members_ends_at_the_limit_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploaded_files, "MAX_UNPACKED_MB", 5)
    bomb = package(*((f"{n}.csv", bytes([48 + n]) * 2_000_000) for n in range(9)))
    found = unpacked([("一.zip", bomb), ("二.zip", package(("甲.xlsx", sheet("甲"))))])
    assert [parcel.name for parcel in found if parcel.fault is None] == ["一.zip/0.csv", "一.zip/1.csv"]
    assert "一共超过 5 MB" in fault(found, "一.zip/8.csv")
    assert "一共超过 5 MB" in fault(found, "二.zip/甲.xlsx")


def test_too_many_members_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    content = package(*((f"{n}.csv", b"%d" % n) for n in range(9)))
    monkeypatch.setattr(uploaded_files, "MAX_TABLES", 8)
    assert "有 9 个文件，超过 8 个" in fault(unpacked([("包.zip", content)]), "包.zip")
    monkeypatch.setattr(uploaded_files, "MAX_TABLES", 9)
    assert len(unpacked([("包.zip", content)])) == 9
    monkeypatch.setattr(uploaded_files, "MAX_ENTRIES", 8)
    assert "超过 8 个文件" in fault(unpacked([("包.zip", content)]), "包.zip")


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        ("../../etc/台账.csv", "etc/台账.csv"),
        ("/etc/台账.csv", "etc/台账.csv"),
        ("C:\\用户\\台账.csv", "用户/台账.csv"),
        ("..\\..\\台账.csv", "台账.csv"),
        ("镇\u202evsc.街.csv", "镇vsc.街.csv"),
        ("../..", "未命名"),
    ],
)
def test_a_path_cannot_lead_out_of_its_package(member: str, shown: str) -> None:
    (found,) = unpacked([("包.zip", package((member, "镇区,问题\n滨江,垃圾\n".encode())))])
    assert found.name == f"包.zip/{shown}"


def test_what_comes_out_is_what_the_reader_reads() -> None:
    content = package(
        ("台账.xlsx", sheet("甲")), ("反馈.csv", "镇区,问题\n滨江,垃圾\n".encode("gb18030")), encoding="gbk"
    )
    books = [open_workbook(parcel.content, parcel.name) for parcel in unpacked([("包.zip", content)])]
    assert [book.sheets[0].rows[1] for book in books] == [[1, "滨江街道", "垃圾未清"], ["滨江", "垃圾"]]


def test_no_bytes_break_it() -> None:
    whole = package(("台账.xlsx", sheet("甲")), ("内.zip", package(("a.csv", b"a,b"))), encoding="gbk")
    for at in range(0, len(whole), 37):
        changed = bytearray(whole)
        changed[at] ^= 0xFF
        for parcel in unpacked([("包.zip", bytes(changed)), ("包.zip", whole[:at])]):
            assert parcel.name
            assert (parcel.fault is None) or parcel.content == b""
