"""Where the pictures of an .xlsx belong: floating over the cells, placed in cells by Excel, or WPS's =DISPIMG("ID_…",1).

A floating picture belongs to the row (and the column) that holds at least half of it; one that spreads over more rows than
that belongs to the row in which it begins. Runs in the child process (`data_loaders.photos.photo_worker`).
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

from data_loaders.photos.sheet_scan import Axis, PictureCell, SheetScan

MOST_PART = 60_000_000
"""Bytes of one XML part other than a sheet; the drawings of a thousand photos are 2 MB."""
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383


class Placed(NamedTuple):
    """A picture on a sheet. row: as Excel counts; column: from 0; part: its file inside the workbook; left: for the order."""

    sheet: str
    row: int
    column: int
    part: str
    left: int


@dataclass
class SheetPictures:
    """placed: in the order of sheets, rows and columns. loose: pictures without a cell (sheet → how many)."""

    placed: list[Placed] = field(default_factory=list)
    loose: dict[str, int] = field(default_factory=dict)


def pictures_of(archive: zipfile.ZipFile) -> SheetPictures:
    """The pictures of every sheet. Parts that are missing or broken are left out; their pictures are then not found."""
    return _Book(archive).found()


def members_of(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The members of a workbook by their path, however the writing program spells it."""
    return {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()}


class _Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members = members_of(archive)

    def found(self) -> SheetPictures:
        result = SheetPictures()
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

    def sheet(self, path: str) -> tuple[Axis, Axis, list[PictureCell]]:
        """Row heights, column widths, and the cells with a picture: row, column, number of its rich value, name for DISPIMG."""
        scan = SheetScan()
        info = self.members.get(path.lower())
        if info is not None:
            with self.archive.open(info) as stream:
                scan.read(stream)
        return scan.rows, scan.columns, scan.cells

    # --- floating

    def drawn(self, sheet: str, path: str, rows: Axis, columns: Axis, result: SheetPictures) -> Iterator[Placed]:
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
