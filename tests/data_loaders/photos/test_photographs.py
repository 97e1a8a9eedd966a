"""One photo: what is taken, what is refused and why, and what is left of the file it came from."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from data_loaders.photos.photographs import MOST_PIXELS, SIDE, SMALL_SIDE, BadPicture, developed
from tests.data_loaders.scenes import encoded, picture


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP"])
def test_each_kind_becomes_a_jpeg_of_the_same_size(kind: str) -> None:
    photo = developed(picture(kind=kind))
    image = opened(photo.content)
    assert (image.format, image.mode, image.size, (photo.width, photo.height)) == (
        "JPEG",
        "RGB",
        (200, 150),
        (200, 150),
    )


def test_a_large_photo_is_made_small_and_smaller() -> None:
    photo = developed(picture(size=(4000, 3000)))
    assert (photo.width, photo.height) == (SIDE, SIDE * 3 // 4)
    assert opened(photo.content).size == (SIDE, SIDE * 3 // 4)
    assert opened(photo.small).size == (SMALL_SIDE, SMALL_SIDE * 3 // 4)


def test_place_camera_comment_and_profile_are_gone_and_the_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: to be turned by a quarter
    exif[0x010F] = "Camera of 张三"
    exif[0x8825] = {1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (117.0, 10.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGB", (300, 200), "white")
    image.paste((200, 0, 0), (0, 0, 60, 200))  # red at the left, which is up
    taken = encoded(image, "JPEG", exif=exif, comment=b"secret", icc_profile=profile, xmp=b"<x:xmpmeta secret/>")
    assert Image.open(io.BytesIO(taken)).getexif().get_ifd(0x8825)
    photo = developed(taken)
    assert (photo.width, photo.height) == (200, 300)
    for kept in (photo.content, photo.small):
        shown = opened(kept)
        assert dict(shown.getexif()) == {}
        assert not {"exif", "comment", "icc_profile", "xmp"} & shown.info.keys()
        assert b"secret" not in kept and b"Camera" not in kept
    red, green, _ = opened(photo.content).getpixel((100, 10))  # type: ignore[misc]
    assert red > 150 and green < 80


def test_what_is_transparent_becomes_white_and_cmyk_becomes_rgb() -> None:
    glass = Image.new("RGBA", (100, 100), (0, 0, 255, 0))
    assert min(opened(developed(encoded(glass, "PNG")).content).getpixel((50, 50))) > 245  # type: ignore[arg-type]
    palette = glass.convert("P")
    palette.info["transparency"] = palette.getpixel((0, 0))
    kept = encoded(palette, "GIF", transparency=palette.getpixel((0, 0)))
    assert min(opened(developed(kept).content).getpixel((50, 50))) > 245  # type: ignore[arg-type]
    print_ = Image.new("RGB", (100, 100), (250, 30, 30)).convert("CMYK")
    red, green, blue = opened(developed(encoded(print_, "JPEG")).content).getpixel((50, 50))  # type: ignore[misc]
    assert red > 200 and max(green, blue) < 90
    deep = Image.new("I;16", (100, 100), 40_000)
    assert abs(opened(developed(encoded(deep, "PNG")).content).getpixel((50, 50))[0] - 156) < 6  # type: ignore[index]


def test_a_profile_of_other_colours_is_followed() -> None:
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    photo = developed(encoded(Image.new("RGB", (100, 100), (10, 200, 30)), "JPEG", icc_profile=lab_like))
    assert opened(photo.content).getpixel((50, 50))[1] > 150  # type: ignore[index]  # one that does not fit is ignored


REFUSED = {
    b"": "空的",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic": "HEIC",
    b"\0\0\0\x18ftypavif\0\0\0\0": "AVIF",
    b"\0\0\0\x18ftypmp42\0\0\0\0": "视频",
    b"II*\0" + b"\0" * 20: "TIFF",
    b"%PDF-1.4": "PDF",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>": "矢量图",
    b"\xd7\xcd\xc6\x9a" + b"\0" * 30: "矢量图",
    b"MZ\x90\0 program": "不是照片",
    b"\xff\xd8\xff\xe0" + b"\0" * 50: "损坏",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 50: "损坏",
    b"BM" + b"\xff" * 60: "损坏",
}


@pytest.mark.parametrize(("content", "word"), REFUSED.items(), ids=list(REFUSED.values()))
def test_what_is_no_photo_is_refused_with_a_sentence_and_a_remedy(content: bytes, word: str) -> None:
    with pytest.raises(BadPicture) as refused:
        developed(content)
    assert word in refused.value.reason
    assert refused.value.remedy.startswith(("请", "如"))


def test_a_cut_off_photo_is_refused() -> None:
    whole = picture(size=(600, 400))
    with pytest.raises(BadPicture, match="不完整"):
        developed(whole[: len(whole) // 2])


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    bomb = png_that_says(60_000, 60_000)
    assert len(bomb) < 200 and MOST_PIXELS < 60_000**2
    with pytest.raises(BadPicture, match="60000×60000 像素"):
        developed(bomb)


def test_icons_and_slivers_are_refused() -> None:
    with pytest.raises(BadPicture, match="16×16"):
        developed(picture(size=(16, 16), kind="PNG"))
    with pytest.raises(BadPicture, match="图标"):
        developed(picture(size=(5000, 20)))


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert developed(picture(7)) == developed(picture(7)) != developed(picture(8))
