"""Notes (批注) on the cells of an .xlsx: the comments and the old drawing that shows them, added to what the sheet has."""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from data_loaders.marking.faults import AUTHOR
from data_loaders.marking.parts import RELATIONS, Parts
from data_loaders.reading.grid import letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_DRAWING = (
    *("legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
    *("drawingHF",),
)
"""What stands behind legacyDrawing in a sheet."""
CORRECTED = "上次标出的问题已改正。"
_BEFORE = "\n———— 原批注 ————\n"
_EMPTY = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def add_notes(parts: Parts, path: str, sheet: Any, said: Mapping[tuple[int, int], str]) -> None:
    """Put notes on cells (row and column from 0 → text); what a cell's note says already stays, below.

    Notes of an earlier marking on other cells say that the cell is corrected.
    """
    existing = parts.linked(path, "comments")
    if existing is None and not said:
        return
    root = _comments(parts, existing)
    authors, listed = root.find(f"{{{MAIN}}}authors"), root.find(f"{{{MAIN}}}commentList")
    names = [author.text for author in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, f"{{{MAIN}}}author").text = AUTHOR
        names.append(AUTHOR)
    mine = str(names.index(AUTHOR))
    known = {comment.get("ref"): comment for comment in listed}
    fresh = []
    for comment in known.values():
        if comment.get("authorId") == mine:
            _write(comment, CORRECTED)
        elif _BEFORE in (text := "".join(comment.itertext())):
            _write(comment, text.split(_BEFORE, 1)[1])
    for (row, column), text in said.items():
        reference = f"{letters(column)}{row + 1}"
        comment = known.get(reference)
        if comment is None:
            comment = etree.SubElement(listed, f"{{{MAIN}}}comment", ref=reference, authorId=mine)
            _write(comment, text)
            fresh.append((row, column, text))
        elif comment.get("authorId") == mine:
            _write(comment, text)
        else:
            before = "".join(comment.itertext()).strip()
            _write(comment, f"{text}{_BEFORE}{before}" if before else text)
    if existing is None:
        existing = parts.free("xl/comments_faults{}.xml")
        parts.declare(existing, _COMMENTS)
        parts.link(path, "comments", existing)
    parts.changed[existing] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if fresh:
        _draw(parts, path, sheet, fresh)


def _comments(parts: Parts, existing: str | None) -> Any:
    if existing is not None:
        return parts.tree(existing)
    root = etree.Element(f"{{{MAIN}}}comments", nsmap={None: MAIN})
    etree.SubElement(root, f"{{{MAIN}}}authors")
    etree.SubElement(root, f"{{{MAIN}}}commentList")
    return root


def _write(comment: Any, text: str) -> None:
    for child in list(comment):
        comment.remove(child)
    run = etree.SubElement(etree.SubElement(comment, f"{{{MAIN}}}text"), f"{{{MAIN}}}r")
    looks = etree.SubElement(run, f"{{{MAIN}}}rPr")
    etree.SubElement(looks, f"{{{MAIN}}}sz", val="10")
    words = etree.SubElement(run, f"{{{MAIN}}}t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _draw(parts: Parts, path: str, sheet: Any, fresh: list[tuple[int, int, str]]) -> None:
    """The boxes of new notes, in the sheet's old drawing or in a new one."""
    drawing = parts.linked(path, "vmlDrawing") if sheet.find(f"{{{MAIN}}}legacyDrawing") is not None else None
    if drawing is None:
        drawing = parts.free("xl/drawings/vmlDrawing_faults{}.vml")
        parts.declare(drawing, _VML, extension="vml")
        key = parts.link(path, "vmlDrawing", drawing)
        node = etree.Element(f"{{{MAIN}}}legacyDrawing", nsmap={"r": RELATIONS})
        node.set(f"{{{RELATIONS}}}id", key)
        behind = [n for n, child in enumerate(sheet) if etree.QName(child).localname in _AFTER_DRAWING]
        sheet.insert(behind[0] if behind else len(sheet), node)
        vml = _EMPTY
    else:
        vml = parts.read(drawing).decode("utf-8")
    if not all(f"xmlns:{prefix}=" in vml for prefix in "vox"):
        raise ValueError("a drawing of another make")
    first = max((int(n) for n in re.findall(r"_x0000_s(\d{1,8})", vml)), default=1024) + 1
    shapes = [_shape(first + n, *note) for n, note in enumerate(fresh)]
    kind = "" if '"_x0000_t202"' in vml else _SHAPE_TYPE
    end = vml.rindex("</xml>")
    parts.changed[drawing] = (vml[:end] + kind + "".join(shapes) + vml[end:]).encode("utf-8")


def _shape(number: int, row: int, column: int, text: str) -> str:
    lines = sum(1 + len(line) // 22 for line in text.split("\n"))
    bottom = row + max(3, min(lines, 16))
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{column + 1}, 15, {max(row - 1, 0)}, 4, {column + 5}, 20, {bottom}, 4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
