"""What a Word document needs and python-docx has no words for: East-Asian fonts, borders, widths, marks on rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

LATIN_FONT = "Times New Roman"
_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "snapToGrid",
    "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr",
)  # fmt: skip
"""Order of a paragraph's properties in the schema, as far as they are used here."""


def put_in_order(properties: Any) -> None:
    """Sort the properties of a paragraph as the schema wants them; Word refuses some files otherwise."""
    properties[:] = sorted(properties, key=lambda child: _ORDER.index(child.tag.partition("}")[2]))


def set_font(properties: Any, font: str) -> None:
    """East-Asian and Latin font by name; a theme's font would win over it."""
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for name, value in (("ascii", LATIN_FONT), ("hAnsi", LATIN_FONT), ("eastAsia", font), ("cs", LATIN_FONT)):
        fonts.set(qn(f"w:{name}"), value)
    fonts.set(qn("w:hint"), "eastAsia")


def draw_line_below(paragraph: Any, colour: str) -> None:
    """A thick line below a paragraph. colour: RRGGBB."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)
    put_in_order(paragraph._p.pPr)


def draw_borders(table: Any, *, margin: float) -> None:
    """Thin lines around every cell, `margin` mm of room at its sides."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "7B8794")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    room = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        part = OxmlElement(f"w:{side}")
        part.set(qn("w:w"), str(round(Mm(margin).twips)))
        part.set(qn("w:type"), "dxa")
        room.append(part)
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(room)


def set_widths(table: Any, widths: Sequence[Any]) -> None:
    """The widths of a table's columns, for Word and for others that only read the grid."""
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    whole = table._tbl.tblPr.find(qn("w:tblW"))
    whole.set(qn("w:type"), "dxa")
    whole.set(qn("w:w"), str(sum(width.twips for width in widths)))


@dataclass(frozen=True)
class RowLook:
    """How the cells of a row look. size: points. ground: RRGGBB or none. header: repeated on every page. keeps: stays on one
    page with the next row, so that a total never stands alone."""

    font: str
    size: float
    ground: str = ""
    header: bool = False
    keeps: bool = False


Align = Literal["left", "center", "right"]


def row_xml(texts: Sequence[str], aligned: Sequence[Align], widths: Sequence[Any], look: RowLook) -> str:
    """A row of a table that is never split: twenty times faster than cell by cell through python-docx."""
    mark = "<w:tblHeader/>" if look.header else ""
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{look.ground}"/>' if look.ground else ""
    letters = (
        f'<w:rPr><w:rFonts w:ascii="{LATIN_FONT}" w:hAnsi="{LATIN_FONT}" w:eastAsia="{look.font}" w:cs="{LATIN_FONT}" '
        f'w:hint="eastAsia"/><w:sz w:val="{round(2 * look.size)}"/></w:rPr>'
    )
    keep = "<w:keepNext/>" if look.keeps else ""
    line = f'{keep}<w:spacing w:before="0" w:after="0" w:line="{round(28 * look.size)}" w:lineRule="atLeast"/>'
    cells = [
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{round(width.twips)}"/>{ground}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{line}<w:jc w:val="{align}"/></w:pPr><w:r>{letters}{_runs(text)}</w:r></w:p></w:tc>'
        for text, align, width in zip(texts, aligned, widths, strict=True)
    ]
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{''.join(cells)}</w:tr>"


def _runs(text: str) -> str:
    lines = [
        "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))
        for line in text.split("\n")
    ]
    return "<w:br/>".join(lines)


def append_rows(table: Any, rows: Sequence[str]) -> None:
    """Rows made by `row_xml` at the end of a table."""
    made = parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>")
    table._tbl.extend(list(made))
