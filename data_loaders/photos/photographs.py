"""One photo: checked by its content, turned upright, made small, and encoded anew, so that nothing of the file it came from is kept.

Runs in the child process (`data_loaders.photos.photo_worker`): image decoders are among the most attacked code there is.
"""

import contextlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

Image.MAX_IMAGE_PIXELS = None  # checked below, with a sentence for the person who uploads

SIDE = 1600
"""Longest side of what is kept, in pixels: enough for half of a 4K screen."""
SMALL_SIDE = 640
"""Longest side of the small one that lists show."""
QUALITY, SMALL_QUALITY = 82, 76
MOST_BYTES = 40_000_000
MOST_PIXELS = 50_000_000
MOST_JPEG_PIXELS = 120_000_000
"""A JPEG is decoded at a fraction of its size, and there are telephones with 108 million pixels."""
LEAST_SIDE = 48
"""What is smaller is an icon or a logo."""


@dataclass(frozen=True)
class Photograph:
    """A photo as it is kept: JPEG, upright, sRGB, without any note of camera or place. small: the same for lists."""

    content: bytes
    small: bytes
    width: int
    height: int


class BadPicture(Exception):
    """The picture cannot be taken. `reason` and `remedy` are Chinese sentences for the person who uploads."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason + remedy)
        self.reason = reason
        self.remedy = remedy


_SAVE_AS_JPG = "请用“画图”或看图软件打开它，另存为 JPG 后再传。"
_AGAIN = "请重新拍照或向原单位重新索取这张照片。"
_HEIF = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


def kind_of(content: bytes) -> str:
    """The format of a picture by its content: JPEG, PNG, GIF, BMP or WEBP. Raises BadPicture for any other."""
    head = content[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith(b"BM"):
        return "BMP"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if not content:
        raise BadPicture("文件是空的。", _AGAIN)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        raise BadPicture(
            "这是苹果手机的 HEIC 照片，看板读不了。",
            "请在手机“设置—相机—格式”里改选“兼容性最佳”后再拍；已拍的照片用看图软件另存为 JPG 后再传。",
        )
    if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis"):
        raise BadPicture("这是 AVIF 图片，看板读不了。", _SAVE_AS_JPG)
    if head[4:8] == b"ftyp" or head.startswith((b"\x00\x00\x01\xba", b"\x1aE\xdf\xa3")):
        raise BadPicture("这是视频，不是照片。", "请截取一张画面，存为 JPG 后再传。")
    if head.startswith((b"II*\x00", b"MM\x00*")):
        raise BadPicture("这是 TIFF 图片，看板读不了。", _SAVE_AS_JPG)
    if head.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\x00\x00\x00", b"<svg", b"<?xml")):
        raise BadPicture("这是矢量图（多为图标或印章），不是照片。", "如确是照片，请另存为 JPG 后再传。")
    if head.startswith(b"%PDF"):
        raise BadPicture("这是 PDF 文件，不是照片。", "请把其中的照片另存为 JPG 后再传。")
    raise BadPicture("内容不是照片，只是文件名像照片。", "请检查文件是否选错或下载不完整。")


def developed(content: bytes) -> Photograph:
    """The photo that is kept of a picture file. Raises BadPicture, and nothing else but MemoryError, whatever the file holds."""
    kind = kind_of(content)
    if len(content) > MOST_BYTES:
        raise BadPicture(
            f"这张照片有 {len(content) / 1e6:.0f} MB，超过 {MOST_BYTES / 1e6:.0f} MB 的上限。",
            "请缩小或压缩后再传（普通手机照片只有几 MB）。",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _developed(content, kind)
    except (BadPicture, MemoryError):
        raise
    except Exception:  # what a decoder raises on broken data is anything from OSError to SyntaxError
        raise BadPicture("照片内容不完整或已损坏，打不开。", _AGAIN) from None


def _developed(content: bytes, kind: str) -> Photograph:
    with Image.open(io.BytesIO(content), formats=[kind]) as image:
        width, height = image.size
        most = MOST_JPEG_PIXELS if kind == "JPEG" else MOST_PIXELS
        if width * height > most:
            raise BadPicture(
                f"图片有 {width}×{height} 像素，大得不正常，为安全起见没有打开。",
                f"请缩小到 {MOST_PIXELS // 1_000_000}00 万像素以内再传。",
            )
        if min(width, height) < LEAST_SIDE:
            raise BadPicture(f"图片只有 {width}×{height} 像素，多为图标，看不清问题。", "请换成原始照片。")
        image.draft(None, (SIDE, SIDE))
        image.load()
        upright: Image.Image = image
        with contextlib.suppress(Exception):  # a broken note of the camera is no reason to refuse its photo
            upright = ImageOps.exif_transpose(image)
        plain = _in_srgb(upright)
    plain.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    if min(plain.size) < 1:
        raise BadPicture(f"图片有 {width}×{height} 像素，又窄又长，看不清问题。", "请换成原始照片。")
    small = plain.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return Photograph(_jpeg(plain, QUALITY), _jpeg(small, SMALL_QUALITY), *plain.size)


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture as RGB in the colours of every screen, on white where it was transparent."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image).convert("RGB")
    if profile and image.mode in ("RGB", "L", "CMYK"):
        with contextlib.suppress(Exception):  # a profile that is broken or of another kind of picture
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                image = converted
    plain = Image.new("RGB", image.size)  # a new one carries no EXIF, no comment, no profile along
    plain.paste(image.convert("RGB"))
    return plain


def _jpeg(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()
