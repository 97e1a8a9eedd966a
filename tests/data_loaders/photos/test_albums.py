"""The pictures of a workbook and the cells they belong to, however they were put there."""

import io
import zipfile

import pytest

from data_loaders.importing.intake import recognise
from data_loaders.photos import albums
from data_loaders.photos.albums import Album, album_of_workbook, album_of_zip
from database.store.engine import Database
from tests.data_loaders.scenes import as_wps_writes, floating, in_cell, photo_zip, picture, with_parts, workbook

ROWS = [("编号", "整改前照片", "整改后照片"), ("WM-1",), ("WM-2",), ("WM-3",)]


def places(album: Album) -> list[tuple[str, int, int]]:
    return [(shot.sheet, shot.row, shot.column) for shot in album.shots]


def test_floating_and_in_cell_pictures_and_the_same_one_twice() -> None:
    def draw(_: object, page: object) -> None:
        floating(page, 1, 1, picture(1), x_scale=0.2, y_scale=0.1)
        in_cell(page, 2, 1, picture(2))
        in_cell(page, 2, 2, picture(3, kind="PNG"))
        in_cell(page, 3, 2, picture(2))

    album = album_of_workbook(workbook(ROWS, draw))
    assert places(album) == [("清单", 2, 1), ("清单", 3, 1), ("清单", 3, 2), ("清单", 4, 2)]
    photos = [shot.photo for shot in album.shots]
    assert all(photo is not None and photo.content.startswith(b"\xff\xd8\xff") for photo in photos)
    assert photos[1] == photos[3] != photos[0]
    assert album.notes == ()


def test_pictures_that_wps_puts_into_cells() -> None:
    def draw(_: object, page: object) -> None:
        page.write_formula(1, 1, '=DISPIMG("ID_0A1B",1)', None, '=DISPIMG("ID_0A1B",1)')  # type: ignore[attr-defined]
        page.write_formula(3, 2, '=_xlfn.DISPIMG("ID_FFFF",1)', None, "=DISPIMG")  # type: ignore[attr-defined]
        page.write_formula(2, 2, '=DISPIMG("ID_GONE",1)', None, "")  # type: ignore[attr-defined]

    content = as_wps_writes(workbook(ROWS, draw), {"ID_0A1B": picture(1), "ID_FFFF": picture(2)})
    album = album_of_workbook(content)
    assert places(album) == [("清单", 2, 1), ("清单", 4, 2)]
    first, second = (shot.photo for shot in album.shots)
    assert first and second and first != second


def test_a_picture_belongs_to_the_row_that_holds_half_of_it_else_to_the_one_where_it_begins() -> None:
    def draw(_: object, page: object) -> None:
        for row in (1, 2, 3):
            page.set_row_pixels(row, 100)  # type: ignore[attr-defined]
        floating(page, 1, 1, picture(1, size=(60, 100)), y_offset=70)  # 30 of 100 pixels in row 2, 70 in row 3
        floating(page, 2, 2, picture(2, size=(60, 100)), y_offset=30)  # 70 in row 3
        floating(page, 1, 2, picture(3, size=(60, 250)), y_offset=20)  # 80, 100, 70: no row holds half
        floating(page, 5, 1, picture(4, size=(60, 200)))  # ten rows of 20 pixels
        floating(page, 5, 2, picture(5, size=(60, 200)), object_position=2)  # moves, but keeps its size: one anchor

    album = album_of_workbook(workbook([*ROWS, (), ("WM-4",)], draw))
    assert places(album) == [("清单", 2, 2), ("清单", 3, 1), ("清单", 3, 2), ("清单", 6, 1), ("清单", 6, 2)]


def test_one_cell_anchors_and_absolute_ones() -> None:
    def draw(_: object, page: object) -> None:
        floating(page, 1, 1, picture(1), y_scale=0.1)
        floating(page, 2, 1, picture(2), y_scale=0.1, object_position=3)

    content = workbook(ROWS, draw)
    drawing = zipfile.ZipFile(io.BytesIO(content)).read("xl/drawings/drawing1.xml").decode()
    first, second = drawing.index("<xdr:twoCellAnchor"), drawing.rindex("<xdr:twoCellAnchor")
    one, other = drawing[first:second], drawing[second : drawing.rindex("</xdr:twoCellAnchor>")]
    one = one.replace("twoCellAnchor", "oneCellAnchor")
    one = one[: one.index("<xdr:to>")] + '<xdr:ext cx="571500" cy="285750"/>' + one[one.index("</xdr:to>") + 9 :]
    other = '<xdr:absoluteAnchor><xdr:pos x="9" y="9"/>' + other[other.index("<xdr:pic>") :] + "</xdr:absoluteAnchor>"
    changed = drawing[:first] + one + other + "</xdr:wsDr>"
    album = album_of_workbook(with_parts(content, {"xl/drawings/drawing1.xml": changed.encode()}))
    assert places(album) == [("清单", 2, 1)]
    assert album.notes == (
        "工作表“清单”有 1 张图片不随单元格移动，不知道属于哪一行，没有读取。请在图片属性里改选“随单元格改变位置”。",
    )


def test_a_bad_picture_is_named_with_its_cell_and_the_others_are_taken() -> None:
    def draw(_: object, page: object) -> None:
        in_cell(page, 1, 1, picture(1))
        in_cell(page, 2, 1, picture(2))

    content = workbook(ROWS, draw)
    album = album_of_workbook(with_parts(content, {"xl/media/image1.jpeg": b"\0\0\0\x18ftypheic\0\0\0\0"}))
    assert [shot.photo is not None for shot in album.shots] == [False, True]
    assert len(album.notes) == 1
    assert "工作表“清单”B2" in album.notes[0] and "HEIC" in album.notes[0] and "另存为 JPG" in album.notes[0]


@pytest.mark.parametrize(
    "part",
    [b"", b"<not xml", b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>', b"<a/>", b"\0\1\2"],
    ids=["empty", "broken", "entities", "other", "binary"],
)
@pytest.mark.parametrize("name", ["xl/drawings/drawing1.xml", "xl/metadata.xml", "xl/_rels/workbook.xml.rels"])
def test_a_broken_part_costs_its_pictures_and_nothing_else(name: str, part: bytes) -> None:
    def draw(_: object, page: object) -> None:
        floating(page, 1, 1, picture(1), x_scale=0.2, y_scale=0.1)
        in_cell(page, 2, 1, picture(2))

    album = album_of_workbook(with_parts(workbook(ROWS, draw), {name: part}))
    assert len(album.shots) == (0 if "workbook" in name else 1)


def test_an_entity_does_not_read_files() -> None:
    def draw(_: object, page: object) -> None:
        floating(page, 1, 1, picture(1))

    evil = (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Relationships><Relationship Id="rId1" '
        b'Type="a/drawing" Target="&x;"/></Relationships>'
    )
    assert (
        album_of_workbook(with_parts(workbook(ROWS, draw), {"xl/drawings/_rels/drawing1.xml.rels": evil})).shots == ()
    )


def test_files_without_pictures_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    plain = workbook(ROWS, lambda _book, _sheet: None)
    monkeypatch.setattr(albums, "asked", never)
    assert album_of_workbook(plain) == album_of_workbook("编号,问题\n1,乱堆".encode()) == Album()


def test_an_old_workbook_with_photos_says_what_to_do() -> None:
    album = album_of_workbook(b"\xd0\xcf\x11\xe0" + b"\0" * 600 + b"\xff\xd8\xff\xe0JFIF")
    assert "另存为“.xlsx”" in album.notes[0]


def test_a_child_that_dies_or_hangs_costs_the_photos_and_not_the_sheet(
    monkeypatch: pytest.MonkeyPatch, county: Database
) -> None:
    def draw(_: object, page: object) -> None:
        in_cell(page, 1, 1, picture(1))

    content = workbook([("编号", "存在问题", "整改前照片"), ("WM-1", "乱堆乱放")], draw)
    monkeypatch.setattr(albums, "_COMMAND", ("-c", "import os; os.abort()"))
    assert "没有读取" in album_of_workbook(content).notes[0]
    file = recognise(county, content, "清单.xlsx")
    assert file.kind == "inspection" and any("照片" in note for note in file.notes)
    monkeypatch.setattr(albums, "_COMMAND", ("-c", "import time; time.sleep(60)"))
    assert "超时" in album_of_zip(photo_zip({"a.jpg": picture()}), timeout_s=0.3).notes[0]


def test_a_zip_that_is_none_and_one_that_is_too_large_say_so() -> None:
    assert "不完整" in album_of_zip(b"PK\3\4 cut off").notes[0]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("WM-1.jpg", b"\xff\xd8\xff" + b"\0" * 50_000_000)
    shot = album_of_zip(buffer.getvalue()).shots[0]
    assert shot.photo is None and "50 MB" in shot.reason
