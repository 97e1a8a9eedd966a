"""Where the pictures of an .xlsx belong: floating over the cells, placed in cells by Excel, or WPS's =DISPIMG("ID_…",1).

A floating picture belongs to the row (and the column) that holds at least half of it; one that spreads over more rows than
that belongs to the row in which it begins. Runs in the child process (`data_loaders.darkroom`).
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from lxml import etree

MOST_PART = 60_000_000
"""Bytes of one XML part other than a sheet; the drawings of a thousand photos are 2 MB."""
_EMU_PER_POINT, _EMU_PER_CHARACTER = 12_700, 66_675  # a character of the default font is seven pixels wide
_DEFAULT_HEIGHT, _DEFAULT_WIDTH = 15.0, 9.14
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383


class Placed(NamedTuple):
    """A picture on a sheet. row: as Excel counts; column: from 0; part: its file inside the workbook; left: for the order."""

    sheet: str
    row: int
    column: int
    part: str
    left: int


@dataclass
class Found:
    """placed: in the order of sheets, rows and columns. loose: pictures without a cell (sheet → how many)."""

    placed: list[Placed] = field(default_factory=list)
    loose: dict[str, int] = field(default_factory=dict)


@dataclass
class _Axis:
    """Sizes along one direction of a sheet, in EMU."""

    default: int
    sizes: dict[int, int] = field(default_factory=dict)

    def size(self, at: int) -> int:
        return self.sizes.get(at, self.default)

    def home(self, first: int, offset: int, last: int, end: int) -> int:
        """The cell that holds at least half of what reaches from `offset` in `first` to `end` in `last`, else `first`."""
        last = max(first, min(last, first + 2_000))
        if last == first:
            return first
        shares = [max(self.size(first) - offset, 0), *(self.size(n) for n in range(first + 1, last)), max(end, 0)]
        whole = sum(shares)
        best = max(range(len(shares)), key=lambda n: shares[n])
        return first + best if shares[best] * 2 >= whole else first

    def reach(self, first: int, offset: int, extent: int) -> tuple[int, int]:
        """The cell and the place in it where something of this extent ends."""
        at, rest = first, offset + max(extent, 0)
        while rest > self.size(at) and at < first + 2_000:
            rest -= self.size(at)
            at += 1
        return at, rest


def pictures_of(archive: zipfile.ZipFile) -> Found:
    """The pictures of every sheet. Parts that are missing or broken are left out; their pictures are then not found."""
    return _Book(archive).found()


def members_of(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The members of a workbook by their path, however the writing program spells it."""
    return {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()}


class _Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members = members_of(archive)

    def found(self) -> Found:
        result = Found()
        by_value = self.rich_values()
        by_name = self.cell_images()
        for name, path in self.sheets():
            rows, columns, cells = self.sheet(path)
            placed = []
            for row, column, value, image in cells:
                part = by_name.get(image) if image else by_value.get(value)
                if part:
                    placed.append(Placed(name, row, column, part, 0))
            for drawing in self.related(path, "/drawing"):
                placed += self.drawn(name, drawing, rows, columns, result)
            result.placed += sorted(placed, key=lambda p: (p.row, p.column, p.left))
        return result

    # --- parts

    def part(self, path: str) -> Any:
        """The root element of an XML part, None where there is none."""
        info = self.members.get(path.lower())
        if info is None or info.file_size > MOST_PART:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self.archive.read(info), parser)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
            return None

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """id → type and target (a path inside the workbook) of what a part refers to; what lies outside is left out."""
        folder, name = posixpath.split(path)
        root = self.part(f"{folder}/_rels/{name}.rels")
        found = {}
        for link in _elements(root):
            target = link.get("Target", "")
            if link.get("Id") and target and link.get("TargetMode") != "External":
                whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found[link.get("Id")] = (link.get("Type", ""), whole)
        return found

    def related(self, path: str, kind: str) -> list[str]:
        return [target for type_, target in self.relations(path).values() if type_.endswith(kind)]

    def sheets(self) -> list[tuple[str, str]]:
        links = self.relations("xl/workbook.xml")
        sheets = []
        for node in _elements(_child(self.part("xl/workbook.xml"), "sheets")):
            if _tag(node) == "sheet":
                _, target = links.get(_link(node), ("", ""))
                if target:
                    sheets.append((node.get("name", ""), target))
        return sheets

    # --- a sheet: heights, widths, cells with a picture

    def sheet(self, path: str) -> tuple[_Axis, _Axis, list[tuple[int, int, int, str]]]:
        """Row heights, column widths, and the cells with a picture: row, column, number of its rich value, name for DISPIMG."""
        scan = _Scan()
        info = self.members.get(path.lower())
        if info is not None:
            with self.archive.open(info) as stream:
                scan.read(stream)
        return scan.rows, scan.columns, scan.cells

    # --- floating

    def drawn(self, sheet: str, path: str, rows: _Axis, columns: _Axis, result: Found) -> Iterator[Placed]:
        targets = {key: target for key, (_, target) in self.relations(path).items()}
        for anchor in _elements(self.part(path)):
            kind = _tag(anchor)
            if kind not in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
                continue
            parts = [
                target
                for picture in anchor.iter()
                if isinstance(picture.tag, str) and _tag(picture) == "pic"
                for blip in picture.iter()
                if isinstance(blip.tag, str) and _tag(blip) == "blip" and (target := targets.get(_link(blip, "embed")))
            ]
            start = _marker(anchor, "from")
            if start is None:
                if parts:
                    result.loose[sheet] = result.loose.get(sheet, 0) + len(parts)
                continue
            column, x, row, y = start
            end = _marker(anchor, "to")
            if end is not None:
                last_column, right, last_row, bottom = end
            else:
                extent = next((node for node in anchor if _tag(node) == "ext"), None)
                width, height = (0, 0) if extent is None else (_whole(extent.get("cx")), _whole(extent.get("cy")))
                last_column, right = columns.reach(column, x, width)
                last_row, bottom = rows.reach(row, y, height)
            home = (rows.home(row, y, last_row, bottom), columns.home(column, x, last_column, right))
            for part in parts:
                yield Placed(sheet, home[0] + 1, home[1], part, x)

    # --- in cells

    def cell_images(self) -> dict[str, str]:
        """WPS: name of the picture (ID_…) → its part."""
        targets = {key: target for key, (_, target) in self.relations("xl/cellimages.xml").items()}
        found = {}
        for picture in _elements(self.part("xl/cellimages.xml")):
            name = target = None
            for node in picture.iter():
                if isinstance(node.tag, str) and _tag(node) == "cNvPr" and name is None:
                    name = node.get("name")
                elif isinstance(node.tag, str) and _tag(node) == "blip" and target is None:
                    target = targets.get(_link(node, "embed"))
            if name and target:
                found[name] = target
        return found

    def rich_values(self) -> dict[int, str]:
        """Excel: number in the vm attribute of a cell → the part of the picture placed in it."""
        metadata = self.part("xl/metadata.xml")
        if metadata is None:
            return {}
        targets = {key: target for key, (_, target) in self.relations("xl/richData/richValueRel.xml").items()}
        relations = [targets.get(_link(node)) for node in _elements(self.part("xl/richData/richValueRel.xml"))]
        places = []  # of the picture's number among the values of each structure
        for structure in _elements(self.part("xl/richData/rdrichvaluestructure.xml")):
            keys = [node.get("n") for node in _elements(structure)]
            places.append(keys.index(_IMAGE) if _IMAGE in keys else None)
        values: list[str | None] = []
        for value in _elements(self.part("xl/richData/rdrichvalue.xml")):
            place = _at(places, _whole(value.get("s"), -1))
            said = _at([node.text for node in value if _tag(node) == "v"], -1 if place is None else place)
            values.append(_at(relations, _whole(said, -1)))
        types = [node.get("name") for node in _elements(_child(metadata, "metadataTypes"))]
        numbers: list[int] = []
        for future in metadata:
            if _tag(future) == "futureMetadata" and future.get("name") == "XLRICHVALUE":
                for block in _elements(future):
                    inner = next((n for n in block.iter() if isinstance(n.tag, str) and _tag(n) == "rvb"), None)
                    numbers.append(-1 if inner is None else _whole(inner.get("i"), -1))
        found = {}
        for number, block in enumerate(_elements(_child(metadata, "valueMetadata")), start=1):
            for record in block:
                if _at(types, _whole(record.get("t")) - 1) == "XLRICHVALUE":
                    part = _at(values, _at(numbers, _whole(record.get("v"), -1)) or 0)
                    if part:
                        found[number] = part
        return found


_IMAGE = "_rvRel:LocalImageIdentifier"


def _elements(node: Any) -> list[Any]:
    """The child elements, without comments."""
    return [] if node is None else [child for child in node if isinstance(child.tag, str)]


def _child(node: Any, tag: str) -> Any:
    return next((child for child in _elements(node) if _tag(child) == tag), None)


def _tag(node: Any) -> str:
    return str(node.tag).rsplit("}", 1)[-1]


def _link(node: Any, name: str = "id") -> str:
    """The attribute r:id or r:embed, whatever its prefix."""
    return next((str(value) for key, value in node.attrib.items() if key.endswith(f"}}{name}")), "")


def _at(values: list[Any], index: int) -> Any:
    return values[index] if 0 <= index < len(values) else None


def _whole(text: str | None, default: int = 0) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default


def _marker(anchor: Any, tag: str) -> tuple[int, int, int, int] | None:
    """Column, offset, row, offset of xdr:from or xdr:to."""
    marker = _child(anchor, tag)
    if marker is None:
        return None
    said = {_tag(node): _whole(node.text) for node in _elements(marker)}
    return (
        min(max(said.get("col", 0), 0), _LAST_COLUMN),
        max(said.get("colOff", 0), 0),
        min(max(said.get("row", 0), 0), _LAST_ROW),
        max(said.get("rowOff", 0), 0),
    )


class _Scan:
    """Looks through the XML of a sheet without parsing it: a hundred thousand rows take as long as their bytes."""

    _CHUNK = 4_000_000
    _SIZES = re.compile(rb"<(?:\w+:)?(?P<tag>row|col|sheetFormatPr)\b(?P<said>[^>]*)>")
    _PIECE = re.compile(
        rb"<(?:\w+:)?(?P<tag>row|col|sheetFormatPr)\b(?P<said>[^>]*)>"
        rb"|<(?:\w+:)?c\b(?P<cell>[^>]*\bvm\s*=[^>]*)>"
        rb"|<(?:\w+:)?c\b(?P<formula>[^>]*)>\s*<(?:\w+:)?f\b[^>]*>(?:[^<]*?)DISPIMG\((?:&quot;|\")(?P<image>[^\"&<]{1,80})(?:&quot;|\")"
    )

    def __init__(self) -> None:
        self.rows = _Axis(round(_DEFAULT_HEIGHT * _EMU_PER_POINT))
        self.columns = _Axis(round(_DEFAULT_WIDTH * _EMU_PER_CHARACTER))
        self.cells: list[tuple[int, int, int, str]] = []
        self.row = 0

    def read(self, stream: IO[bytes]) -> None:
        rest = b""
        while chunk := stream.read(self._CHUNK):
            chunk = rest + chunk
            cut = chunk.rfind(b"</row>") + 6
            if cut < 6:
                cut = chunk.rfind(b"<") if len(chunk) < 4 * self._CHUNK else len(chunk)
            self.look(chunk[:cut])
            rest = chunk[cut:]
        self.look(rest)

    def look(self, xml: bytes) -> None:
        pictures = b"DISPIMG" in xml or b"vm=" in xml
        for match in (self._PIECE if pictures else self._SIZES).finditer(xml):
            said = match["said"]
            if match["tag"] == b"row":
                self.row = int(_said(said, b"r") or self.row + 1)
                if (height := _said(said, b"ht")) is not None or _said(said, b"hidden") == 1:
                    hidden = _said(said, b"hidden") == 1
                    self.rows.sizes[self.row - 1] = 0 if hidden else round((height or 0) * _EMU_PER_POINT)
            elif match["tag"] == b"col":
                first, last, width = (_said(said, key) for key in (b"min", b"max", b"width"))
                if first and last and width is not None:
                    for column in range(int(first) - 1, min(int(last), int(first) + 500)):
                        self.columns.sizes[column] = round(width * _EMU_PER_CHARACTER)
            elif match["tag"] is not None:
                if height := _said(said, b"defaultRowHeight"):
                    self.rows.default = round(height * _EMU_PER_POINT)
                if width := _said(said, b"defaultColWidth"):
                    self.columns.default = round(width * _EMU_PER_CHARACTER)
            else:
                attributes = match["cell"] if match["cell"] is not None else match["formula"]
                place = re.search(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']", attributes)
                if place:
                    value = int(_said(attributes, b"vm") or 0)
                    image = (match["image"] or b"").decode("utf-8", "replace")
                    self.cells.append((int(place[2]), _column(place[1].decode()), value, image))


def _said(attributes: bytes, name: bytes) -> float | None:
    match = re.search(rb"(?<![\w:])" + name + rb"\s*=\s*[\"'](\d{1,9}(?:\.\d{1,9})?)", attributes)
    return float(match[1]) if match else 1.0 if name == b"hidden" and b'hidden="true"' in attributes else None


def _column(letters: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
