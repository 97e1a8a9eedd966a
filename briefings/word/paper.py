"""Paper of a Chinese office after GB/T 9704-2012: page, fonts, paragraphs, tables, page numbers of every .docx.

A4, upper margin 37 mm, left 28 mm, text block 156 × 225 mm, 22 lines of 28 characters; title 小标宋 2号, body 仿宋 3号, headings
一、黑体 and （一）楷体. The named fonts are the reader's own; the font table tells his program what to take instead.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from briefings.brief.brief import BriefTable, TableColumn
from briefings.brief.cells import legible, shown
from briefings.sealing import sealed
from briefings.word.wordprocessing import (
    Align,
    RowLook,
    append_rows,
    draw_borders,
    draw_line_below,
    put_in_order,
    row_xml,
    set_font,
    set_widths,
)

TITLE_FONT, BODY_FONT, HEADING_FONT, SUBHEADING_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
NUMBER_FONT = "宋体"
INSTEAD = {
    TITLE_FONT: "宋体",
    BODY_FONT: "仿宋",
    SUBHEADING_FONT: "楷体",
    HEADING_FONT: "SimHei",
    NUMBER_FONT: "SimSun",
}
"""What Word takes where the reader's machine lacks a font."""
TITLE_SIZE, BODY_SIZE, LINE = 22.0, 16.0, 28.0
"""Points: 2号, 3号, and the distance of lines."""
TEXT_WIDTH, TEXT_HEIGHT = 156.0, 225.0
"""The text block in mm."""
RED_HEAD = "FF0000"
"""The red of an official head, which the standard asks for; nothing else on paper is red."""
SHADE = "EDF2F7"


@dataclass(frozen=True)
class Margins:
    """In mm."""

    top: float = 37
    right: float = 26
    bottom: float = 35
    left: float = 28


OFFICIAL = Margins()


class Paper:
    """A document that grows from top to bottom; `content` is the file. Every text may hold what people typed."""

    def __init__(
        self,
        *,
        title: str,
        author: str,
        made_on: date,
        margins: Margins = OFFICIAL,
        body_size: float = BODY_SIZE,
        line: float = LINE,
    ) -> None:
        self.document: Any = Document()
        self.made_on, self.margins, self.body_size, self.line = made_on, margins, body_size, line
        self.landscape = False
        self._broken = False
        self._set_fonts()
        self._set_properties(title, author)
        self._set_page(self.document.sections[0])
        self.document.settings.odd_and_even_pages_header_footer = True
        self._number_pages(self.document.sections[0])

    @property
    def text_width(self) -> float:
        """Width of the text block in mm."""
        return (297 if self.landscape else 210) - self.margins.left - self.margins.right

    # Paragraphs

    def red_head(self, name: str, *, number: str, issuer: str, day: str) -> None:
        """The red head: the name of the paper, its number, issuer and day, a red line."""
        size = max(26.0, min(48.0, self.text_width / 25.4 * 72 / max(len(name), 1)))  # a longer name takes more lines
        self._paragraph(name, TITLE_FONT, size, align=ALIGN.CENTER, line=size * 1.3, colour=RED_HEAD)
        self._paragraph(number, BODY_FONT, self.body_size, align=ALIGN.CENTER, after=6)
        below = self._paragraph("", BODY_FONT, self.body_size, align=ALIGN.LEFT, after=14)
        below.paragraph_format.tab_stops.add_tab_stop(Mm(self.text_width), 2)
        self._write(below, f"{issuer}\t{day}", BODY_FONT, self.body_size)
        draw_line_below(below, RED_HEAD)

    def title(self, *lines: str, size: float = TITLE_SIZE) -> None:
        """The title, centred, one paragraph for each of `lines`."""
        for place, text in enumerate(lines):
            last = place == len(lines) - 1
            paragraph = self._paragraph(
                text, TITLE_FONT, size, align=ALIGN.CENTER, line=max(self.line, size * 1.4), after=6 if last else 0
            )
            paragraph.paragraph_format.keep_with_next = True

    def centred(self, text: str, *, after: float = 0) -> None:
        """A line below the title: number, period."""
        self._paragraph(text, SUBHEADING_FONT, self.body_size, align=ALIGN.CENTER, after=after)

    def heading(self, text: str) -> None:
        """A heading of the first order: 一、…"""
        paragraph = self._paragraph(text, HEADING_FONT, self.body_size, indent=True)
        paragraph.paragraph_format.keep_with_next = True
        self._outline(paragraph, 0)

    def subheading(self, text: str) -> None:
        """A heading of the second order: （一）…"""
        paragraph = self._paragraph(text, SUBHEADING_FONT, self.body_size, indent=True)
        paragraph.paragraph_format.keep_with_next = True
        self._outline(paragraph, 1)

    def label(self, text: str) -> None:
        """附件1: above the title of an annex, at the left edge."""
        paragraph = self._paragraph(text, HEADING_FONT, self.body_size)
        paragraph.paragraph_format.keep_with_next = True

    def text(self, text: str, *, indent: bool = True, size: float | None = None) -> None:
        """Plain paragraphs, one for each line of `text`; the first line is indented by two characters."""
        for line in legible(text).split("\n"):
            self._paragraph(line, BODY_FONT, size or self.body_size, indent=indent)

    def note(self, text: str, *, size: float = 12.0) -> None:
        """A small line below a table: its rule, what was left out."""
        for line in legible(text).split("\n"):
            self._paragraph(line, BODY_FONT, size, line=size * 1.5, after=2)

    def signature(self, *lines: str) -> None:
        """Who signs and when, to the right with four characters of room."""
        for place, text in enumerate(lines):
            paragraph = self._paragraph(text, BODY_FONT, self.body_size, align=ALIGN.RIGHT)
            paragraph.paragraph_format.right_indent = Pt(self.body_size * 4)
            paragraph.paragraph_format.keep_with_next = place < len(lines) - 1

    def break_page(self) -> None:
        """Go on with a new page; nothing where one has just been begun."""
        if not self._broken:
            self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def turn(self, *, landscape: bool) -> None:
        """Go on with new pages, upright or across, for instance for wide annex tables."""
        self.landscape = landscape
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._set_page(section)
        self._broken = True

    # Tables

    def table(self, table: BriefTable, *, size: float = 12.0, caption: bool = True, note: bool = True) -> None:
        """A table of the brief as wide as the text: headings repeated on each page, rows never split, its note below."""
        if caption and table.title:
            paragraph = self._paragraph(table.title, HEADING_FONT, size + 1, align=ALIGN.CENTER, line=size * 2)
            paragraph.paragraph_format.keep_with_next = True
        self.grid(table.columns, table.rows, size=size, total=table.total and bool(table.rows))
        if note and table.note:
            self.note(table.note, size=max(size - 1.5, 9))

    def grid(
        self, columns: Sequence[TableColumn], rows: Sequence[Sequence[Any]], *, size: float, total: bool = False
    ) -> None:
        """Columns and rows as a table with borders. total: the last row is set apart."""
        self._broken = False
        drawn = self.document.add_table(rows=0, cols=len(columns))
        drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
        drawn.autofit = False
        draw_borders(drawn, margin=1.2)
        widths = [Mm(w) for w in _widths(columns, size, self.text_width)]
        set_widths(drawn, widths)
        head = RowLook(HEADING_FONT, size, SHADE, header=True)
        plain, last = RowLook(BODY_FONT, size), RowLook(HEADING_FONT, size, SHADE)
        before_last = RowLook(BODY_FONT, size, keeps=True)
        made = [row_xml([legible(c.name) for c in columns], ["center"] * len(columns), widths, head)]
        aligned = [_ALIGNED[column.kind] for column in columns]
        for number, values in enumerate(rows):
            texts = [
                "" if value is None and column.kind == "text" else shown(value, column.kind)
                for column, value in zip(columns, values, strict=True)
            ]
            left = len(rows) - 1 - number
            look = plain if not total or left > 2 else last if not left else before_last
            made.append(row_xml(texts, aligned, widths, look))
        append_rows(drawn, made)

    # The file

    def content(self) -> bytes:
        """The .docx: for the same texts the same bytes."""
        stream = io.BytesIO()
        self.document.save(stream)
        return sealed(stream.getvalue(), made_on=self.made_on)

    # Within

    def _paragraph(
        self,
        text: str,
        font: str,
        size: float,
        *,
        align: Any = ALIGN.JUSTIFY,
        indent: bool = False,
        line: float | None = None,
        after: float = 0,
        colour: str | None = None,
    ) -> Any:
        self._broken = False
        paragraph = self.document.add_paragraph()
        look = paragraph.paragraph_format
        look.alignment = align
        look.space_before, look.space_after = Pt(0), Pt(after)
        look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line or self.line)
        if indent:
            first = OxmlElement("w:ind")
            first.set(qn("w:firstLineChars"), "200")
            first.set(qn("w:firstLine"), str(round(size * 2 * 20)))
            paragraph._p.get_or_add_pPr().append(first)
            put_in_order(paragraph._p.pPr)
        self._write(paragraph, text, font, size, colour=colour)
        return paragraph

    def _write(self, paragraph: Any, text: str, font: str, size: float, *, colour: str | None = None) -> None:
        run = paragraph.add_run(legible(text))
        run.font.size = Pt(size)
        set_font(run._r.get_or_add_rPr(), font)
        if colour is not None:
            run.font.color.rgb = RGBColor.from_string(colour)

    def _outline(self, paragraph: Any, level: int) -> None:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level))
        paragraph._p.get_or_add_pPr().append(outline)
        put_in_order(paragraph._p.pPr)

    def _set_fonts(self) -> None:
        style = self.document.styles["Normal"]
        style.font.size = Pt(self.body_size)
        set_font(style.element.get_or_add_rPr(), BODY_FONT)
        part = self.document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
        known = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
            '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
            for name, other in INSTEAD.items()
        )
        part._blob = part.blob.replace(b"</w:fonts>", known.encode() + b"</w:fonts>")

    def _set_properties(self, title: str, author: str) -> None:
        properties = self.document.core_properties
        moment = datetime(self.made_on.year, self.made_on.month, self.made_on.day, tzinfo=UTC).replace(tzinfo=None)
        properties.title, properties.author, properties.last_modified_by = (
            legible(title)[:255],
            legible(author)[:255],
            "",
        )
        properties.created = properties.modified = moment
        properties.comments, properties.revision, properties.language = "", 1, "zh-CN"

    def _set_page(self, section: Any) -> None:
        across = self.landscape
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(297 if across else 210), Mm(210 if across else 297)
        section.top_margin, section.bottom_margin = Mm(self.margins.top), Mm(self.margins.bottom)
        section.left_margin, section.right_margin = Mm(self.margins.left), Mm(self.margins.right)
        section.header_distance, section.footer_distance = Mm(15), Mm(max(self.margins.bottom - 12, 8))

    def _number_pages(self, section: Any) -> None:
        """— 1 —: at the outer edge, one character in."""
        for footer, align in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            look = paragraph.paragraph_format
            look.alignment = align
            look.right_indent = look.left_indent = Pt(14)
            self._write(paragraph, "— ", NUMBER_FONT, 14)
            for kind, words in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
                self._write(paragraph, words if kind == "text" else "", NUMBER_FONT, 14)
                run = paragraph.runs[-1]._r
                if kind in ("begin", "separate", "end"):
                    mark = OxmlElement("w:fldChar")
                    mark.set(qn("w:fldCharType"), kind)
                    run.append(mark)
                elif not kind:
                    order = OxmlElement("w:instrText")
                    order.set(qn("xml:space"), "preserve")
                    order.text = words
                    run.append(order)
            self._write(paragraph, " —", NUMBER_FONT, 14)


_ALIGNED: Mapping[str, Align] = {
    "text": "left",
    "count": "right",
    "percent": "right",
    "points": "right",
    "days": "right",
    "day": "center",
}


_AIR_MM = 3.0
"""Of a cell: its two margins and a little."""


def _widths(columns: Sequence[TableColumn], size: float, room: float) -> list[float]:
    """Millimetres of each column: by weight, but a day stays on one line where the others can spare the room."""
    whole = sum(c.weight for c in columns) or 1
    widths = [room * c.weight / whole for c in columns]
    day = 10 * 0.58 * size * 25.4 / 72 + _AIR_MM  # 2020-08-03, in digits a little wider than half a square
    lacking = [max(day - w, 0.0) if c.kind == "day" else 0.0 for c, w in zip(columns, widths, strict=True)]
    others = sum(w for c, w in zip(columns, widths, strict=True) if c.kind != "day")
    if not sum(lacking) or sum(lacking) > 0.4 * others:
        return widths
    left = 1 - sum(lacking) / others
    return [w + more if c.kind == "day" else w * left for c, w, more in zip(columns, widths, lacking, strict=True)]
