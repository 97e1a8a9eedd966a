"""Pictures and files with pictures for tests, made on the spot."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import xlsxwriter
from PIL import Image

PNG = "PNG"


def picture(seed: int = 1, *, size: tuple[int, int] = (200, 150), kind: str = "JPEG", **save: Any) -> bytes:
    """A picture file of coloured blocks; another seed gives another picture."""
    random = Random(seed)
    image = Image.new("RGB", size)
    step = max(8, size[0] // 8)
    for left in range(0, size[0], step):
        for top in range(0, size[1], step):
            image.paste(tuple(random.randrange(256) for _ in range(3)), (left, top, left + step, top + step))
    return encoded(image, kind, **save)


def encoded(image: Image.Image, kind: str, **save: Any) -> bytes:
    """The bytes of a picture file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **save)
    return buffer.getvalue()


def workbook(rows: Sequence[Sequence[Any]], draw: Callable[[Any, Any], None], *, sheet: str = "清单") -> bytes:
    """An .xlsx with these rows of text; `draw(book, sheet)` puts pictures on it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        draw(book, page)
    return buffer.getvalue()


def floating(page: Any, row: int, column: int, content: bytes, **options: Any) -> None:
    """Put a picture over the cells; row and column from 0."""
    page.insert_image(row, column, "photo", {"image_data": io.BytesIO(content), **options})


def in_cell(page: Any, row: int, column: int, content: bytes) -> None:
    """Put a picture into a cell, as Excel's “place in cell” does."""
    page.embed_image(row, column, "photo", {"image_data": io.BytesIO(content)})


def with_parts(
    content: bytes, parts: Mapping[str, bytes], *, replaced: Mapping[str, tuple[str, str]] | None = None
) -> bytes:
    """The workbook with further parts in its zip, and pieces of the XML of its parts replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(buffer, "w") as copy:
        for name in archive.namelist():
            if name in parts:
                continue
            part = archive.read(name)
            if replaced and name in replaced:
                old, new = replaced[name]
                assert old in part.decode()
                part = part.decode().replace(old, new).encode()
            copy.writestr(name, part)
        for name, part in parts.items():
            copy.writestr(name, part)
    return buffer.getvalue()


def as_wps_writes(content: bytes, images: Mapping[str, bytes]) -> bytes:
    """The workbook with WPS's pictures in cells: the cells hold =DISPIMG("ID_…",1) already; images: ID → picture."""
    pictures = "".join(
        f'<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{n}" name="{name}"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="rId{n}"/></xdr:blipFill></xdr:pic></etc:cellImage>'
        for n, name in enumerate(images, start=1)
    )
    cellimages = (
        '<?xml version="1.0" encoding="UTF-8"?><etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{pictures}</etc:cellImages>'
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        f'Target="media/image{n}.jpeg"/>'
        for n in range(1, len(images) + 1)
    )
    relations = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )
    parts = {f"xl/media/image{n}.jpeg": image for n, image in enumerate(images.values(), start=1)}
    return with_parts(
        content,
        {"xl/cellimages.xml": cellimages.encode(), "xl/_rels/cellimages.xml.rels": relations.encode(), **parts},
    )


def photo_zip(files: Mapping[str, bytes], *, encoding: str | None = None) -> bytes:
    """A .zip; encoding "gbk": names as Chinese Windows writes them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            if encoding:
                info = _Raw(name, encoding)
            archive.writestr(info, content)
    return buffer.getvalue()


class _Raw(zipfile.ZipInfo):
    """A member whose name is written in another encoding than UTF-8, without a flag that says so."""

    def __init__(self, name: str, encoding: str) -> None:
        super().__init__(name)
        self.encoding = encoding

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(self.encoding), self.flag_bits
