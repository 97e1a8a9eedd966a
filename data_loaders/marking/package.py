"""An .xlsx marked in place: styles, cells, notes and one more sheet are edited in its parts, everything else stays as it is.

No library keeps all of a workbook (openpyxl drops shapes and WPS's pictures in cells), so the XML itself is edited. Raises
whatever goes wrong with a part that is not as the standard says; the caller then writes the workbook anew.
"""

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

from data_loaders.marking import faults as listing
from data_loaders.marking.faults import CellFault
from data_loaders.marking.notes import add_notes
from data_loaders.marking.parts import PARSER, RELATIONS, Parts, links_path, resolved, written
from data_loaders.reading.grid import FAULT_MARK, letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SELECTED = re.compile(rb"(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected=[\"'](?:1|true)[\"']")


def with_marks(content: bytes, faults: Sequence[CellFault]) -> bytes:
    """The workbook with its faults marked."""
    parts = Parts(content)
    book = parts.tree("xl/workbook.xml")
    if book.tag != f"{{{MAIN}}}workbook":
        raise ValueError("not a transitional workbook")
    links = parts.links("xl/workbook.xml")
    sheets = book.find(f"{{{MAIN}}}sheets")
    paths = {sheet.get("name"): links[sheet.get(f"{{{RELATIONS}}}id")] for sheet in sheets}
    styles = Styles(parts.tree("xl/styles.xml"))
    own = next((n for n, p in paths.items() if n.startswith(listing.SHEET) and _is_list(parts, p)), None)
    for name, path in paths.items():
        mine = [fault for fault in faults if fault.sheet == name]
        if name == own:
            continue
        if mine or own is not None:
            _mark_sheet(parts, path, mine, styles)
        else:
            parts.changed[path] = _SELECTED.sub(rb"\1", parts.read(path), count=1)
    names = {name: name for name in paths if name != own}
    listed = _list_sheet(listing.lines(faults, names), styles)
    parts.changed["xl/styles.xml"] = styles.bytes()
    if own is not None:
        parts.changed[paths[own]] = listed
        parts.drop(links_path(paths[own]))
        _show_first(book, next(at for at, sheet in enumerate(sheets) if sheet.get("name") == own))
    else:
        _add_sheet(parts, book, sheets, listed)
    parts.changed["xl/workbook.xml"] = written(book)
    _without_macros(parts)
    return parts.zipped()


class Styles:
    """xl/styles.xml: for each style of a cell its red twin."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.formats = root.find(f"{{{MAIN}}}cellXfs")
        fills = root.find(f"{{{MAIN}}}fills")
        self.red_fills = {
            at
            for at, fill in enumerate(fills)
            for colour in fill.iter(f"{{{MAIN}}}fgColor")
            if colour.get("rgb", "").upper() == f"FF{listing.RED}"
        }
        self.red = self._add("fills", _element("fill", _solid(listing.RED)))
        self.twins: dict[int, int] = {}
        self.plain: dict[int, int] = {}

    def _add(self, group: str, node: Any) -> int:
        holder = self.root.find(f"{{{MAIN}}}{group}")
        holder.append(node)
        holder.set("count", str(len(holder)))
        return len(holder) - 1

    def of(self, style: int, *, fill: int, locked: bool = True) -> int:
        """A copy of a cell format with another fill."""
        known = self.formats[style] if style < len(self.formats) else self.formats[0]
        twin = etree.fromstring(etree.tostring(known), PARSER)
        twin.set("fillId", str(fill))
        twin.set("applyFill", "1")
        if not locked:  # in a protected sheet the cell that is to be corrected must be free
            protection = twin.find(f"{{{MAIN}}}protection")
            if protection is None:
                protection = etree.Element(f"{{{MAIN}}}protection")
                alignment = twin.find(f"{{{MAIN}}}alignment")
                twin.insert(0 if alignment is None else 1, protection)
            protection.set("locked", "0")
            twin.set("applyProtection", "1")
        self.formats.append(twin)
        self.formats.set("count", str(len(self.formats)))
        return len(self.formats) - 1

    def marked(self, style: int) -> int:
        """The red twin of a style."""
        if style not in self.twins:
            self.twins[style] = self.of(style, fill=self.red, locked=False)
        return self.twins[style]

    def is_red(self, style: int) -> bool:
        """Whether this program has filled a cell of the style red before."""
        return style < len(self.formats) and int(self.formats[style].get("fillId", "0")) in self.red_fills

    def cleared(self, style: int) -> int:
        """The style without the red of last time."""
        if style not in self.plain:
            self.plain[style] = self.of(style, fill=0)
        return self.plain[style]

    def format(self, *, font: Any = None, fill: str | None = None, wrapped: bool = True) -> int:
        """A new cell format for the list of faults."""
        font_id = self._add("fonts", font) if font is not None else 0
        fill_id = self._add("fills", _element("fill", _solid(fill))) if fill else 0
        alignment = _element("alignment", vertical="top", wrapText="1" if wrapped else "0")
        node = _element("xf", alignment, numFmtId="0", fontId=str(font_id), fillId=str(fill_id), borderId="0", xfId="0")
        for name in ("applyFont", "applyFill", "applyAlignment"):
            node.set(name, "1")
        return self._add("cellXfs", node)

    def bytes(self) -> bytes:
        return written(self.root)


def _element(name: str, *children: Any, **attributes: str) -> Any:
    node = etree.Element(f"{{{MAIN}}}{name}", **attributes)
    node.extend(children)
    return node


def _solid(colour: str) -> Any:
    colours = (_element("fgColor", rgb=f"FF{colour}"), _element("bgColor", indexed="64"))
    return _element("patternFill", *colours, patternType="solid")


# --- the cells of one sheet ----------------------------------------------------------------------------------------------

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


def _at(reference: str) -> tuple[int, int]:
    """C7 → row 6, column 2."""
    found = _CELL.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    return int(found.group(2)) - 1, column - 1


def _mark_sheet(parts: Parts, path: str, faults: Sequence[CellFault], styles: Styles) -> None:
    root = parts.tree(path)
    for view in root.iter(f"{{{MAIN}}}sheetView"):
        view.attrib.pop("tabSelected", None)
    merges = []
    for merge in root.iter(f"{{{MAIN}}}mergeCell"):
        first, _, last = merge.get("ref").partition(":")
        merges.append((*_at(first), *_at(last or first)))
    cells, rows = listing.placed(faults, merges)
    grid = _Grid(root)
    grid.clear_red(styles)
    for row, column in cells:
        grid.fill(row, column, styles)
    for row in rows:
        grid.fill_row(row, styles)
    shown = dict(list(cells.items())[: listing.MOST_NOTES])
    add_notes(parts, path, root, {at: listing.note(found) for at, found in shown.items()})
    parts.changed[path] = written(root)


class _Grid:
    """The rows and cells of a sheet by number, new ones put in their places."""

    def __init__(self, root: Any) -> None:
        self.data = root.find(f"{{{MAIN}}}sheetData")
        self.rows: dict[int, Any] = {}
        at = -1
        for row in self.data:
            at = int(row.get("r")) - 1 if row.get("r") else at + 1
            row.set("r", str(at + 1))
            self.rows[at] = row
        self.columns = [
            (int(col.get("min")) - 1, int(col.get("max")) - 1, int(col.get("style", "0")))
            for col in root.iter(f"{{{MAIN}}}col")
        ]

    def cells(self, row: int) -> dict[int, Any]:
        found: dict[int, Any] = {}
        at = -1
        for cell in self.rows.get(row, ()):
            at = _at(cell.get("r"))[1] if cell.get("r") else at + 1
            cell.set("r", f"{letters(at)}{row + 1}")
            found[at] = cell
        return found

    def cell(self, row: int, column: int) -> Any:
        """The cell, made where there is none."""
        if row not in self.rows:
            made = _element("row", r=str(row + 1))
            self.data.insert(sum(1 for known in self.rows if known < row), made)
            self.rows[row] = made
        found = self.cells(row)
        if column not in found:
            holder = self.rows[row]
            made = _element("c", r=f"{letters(column)}{row + 1}")
            style = holder.get("s") if holder.get("customFormat") in ("1", "true") else None
            style = style or next((str(s) for first, last, s in self.columns if first <= column <= last), None)
            if style:
                made.set("s", style)
            holder.insert(sum(1 for known in found if known < column), made)
            holder.attrib.pop("spans", None)
            return made
        return found[column]

    def fill(self, row: int, column: int, styles: Styles) -> None:
        cell = self.cell(row, column)
        cell.set("s", str(styles.marked(int(cell.get("s") or 0))))

    def fill_row(self, row: int, styles: Styles) -> None:
        for cell in self.cells(row).values():
            style = int(cell.get("s") or 0)
            if style not in styles.twins.values():
                cell.set("s", str(styles.marked(style)))

    def clear_red(self, styles: Styles) -> None:
        if styles.red_fills:
            for row in self.rows.values():
                for cell in row:
                    style = int(cell.get("s") or 0)
                    if styles.is_red(style):
                        cell.set("s", str(styles.cleared(style)))


# --- the sheet 导入问题 --------------------------------------------------------------------------------------------------


def _is_list(parts: Parts, path: str) -> bool:
    """Whether a sheet is the list of faults of an earlier marking."""
    mark = FAULT_MARK.encode()
    texts = parts.read("xl/sharedStrings.xml") if parts.has("xl/sharedStrings.xml") else b""
    return mark in parts.read(path) or mark in texts


def _list_sheet(lines: Sequence[listing.FaultLine], styles: Styles) -> bytes:
    font = _element("font", _element("b"), _element("sz", val="14"))
    title = styles.format(font=font, wrapped=False)
    plain, unwrapped = styles.format(), styles.format(wrapped=False)
    head = styles.format(font=_element("font", _element("b"), _element("sz", val="11")), fill="EAF1F8")
    linked = _element("font", _element("u"), _element("sz", val="11"), _element("color", rgb="FF0563C1"))
    link = styles.format(font=linked)
    root = etree.Element(f"{{{MAIN}}}worksheet", nsmap={None: MAIN})
    root.append(_element("sheetPr", _element("tabColor", rgb="FFC00000")))
    pane = _element("pane", ySplit="4", topLeftCell="A5", activePane="bottomLeft", state="frozen")
    root.append(_element("sheetViews", _element("sheetView", pane, tabSelected="1", workbookViewId="0")))
    columns = [
        _element("col", min=str(n), max=str(n), width=str(width), customWidth="1")
        for n, width in enumerate(listing.WIDTHS, start=1)
    ]
    root.append(_element("cols", *columns))
    first, second = listing.heads(len(lines))
    rows = [_row(1, [first], [title]), _row(2, [second], [unwrapped]), _row(4, listing.HEADINGS, [head] * 7)]
    links: list[Any] = []
    for number, line in enumerate(lines, start=5):
        rows.append(_row(number, line.texts, [plain, plain, link if line.sheet else plain, *[plain] * 4]))
        if line.sheet is not None and len(links) < 60_000:
            quoted = line.sheet.replace("'", "''")
            links.append(_element("hyperlink", ref=f"C{number}", location=f"'{quoted}'!{line.cell}"))
    root.append(_element("sheetData", *rows))
    if links:
        root.append(_element("hyperlinks", *links))
    return written(root)


def _row(number: int, texts: Sequence[str], formats: Sequence[int]) -> Any:
    row = _element("row", r=str(number))
    for column, (text, style) in enumerate(zip(texts, formats, strict=True)):
        said = _element("t")
        said.text = text
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        cell = _element("c", _element("is", said), r=f"{letters(column)}{number}", s=str(style), t="inlineStr")
        row.append(cell)
    return row


def _add_sheet(parts: Parts, book: Any, sheets: Any, listed: bytes) -> None:
    """Put the list of faults before all other sheets."""
    path = parts.free("xl/worksheets/faults{}.xml")
    parts.changed[path] = listed
    parts.declare(path, _SHEET)
    key = parts.link("xl/workbook.xml", "worksheet", path)
    taken = {sheet.get("name").lower() for sheet in sheets}
    name = next(n for n in (listing.SHEET, *(f"{listing.SHEET}({k})" for k in range(2, 99))) if n.lower() not in taken)
    number = max(int(sheet.get("sheetId")) for sheet in sheets) + 1
    entry = etree.Element(f"{{{MAIN}}}sheet", nsmap={"r": RELATIONS}, name=name, sheetId=str(number))
    entry.set(f"{{{RELATIONS}}}id", key)
    sheets.insert(0, entry)
    for defined in book.iter(f"{{{MAIN}}}definedName"):
        if defined.get("localSheetId"):
            defined.set("localSheetId", str(int(defined.get("localSheetId")) + 1))
    _show_first(book, 0)


def _show_first(book: Any, at: int) -> None:
    for view in book.iter(f"{{{MAIN}}}workbookView"):
        view.set("activeTab", str(at))
        view.attrib.pop("firstSheet", None)


def _without_macros(parts: Parts) -> None:
    """The result is called .xlsx, which holds no macros."""
    types = parts.tree("[Content_Types].xml")
    for node in list(types):
        if node.get("PartName") == "/xl/workbook.xml":
            node.set("ContentType", _BOOK)
        elif node.get("ContentType", "").startswith("application/vnd.ms-office.vbaProject"):
            types.remove(node)
    parts.changed["[Content_Types].xml"] = written(types)
    path = "xl/_rels/workbook.xml.rels"
    links = parts.tree(path)
    for link in list(links):
        if link.get("Type", "").rsplit("/", 1)[-1] == "vbaProject":
            parts.drop(resolved("xl/workbook.xml", link.get("Target")))
            links.remove(link)
    parts.changed[path] = written(links)
