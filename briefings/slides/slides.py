"""Slides of a meeting: 16:9, one heading each, boxes of text that never run over, photos; everything stays editable.

Lengths are points: a slide is 960 × 540. Fonts are named for East-Asian text on every run; the reader's own fonts are used.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from briefings.brief.cells import clipped, legible, lines_needed
from briefings.palette import BLUE, INK, LINE, MUTED, PANEL, PAPER, SERIES
from briefings.sealing import sealed

FONT = "微软雅黑"
WIDTH, HEIGHT = 960, 540
SMALLEST = 16
"""Below this size nobody at the end of the table reads along; only footers and notes are smaller."""


@dataclass(frozen=True)
class Box:
    """A part of a slide, in points."""

    x: float
    y: float
    w: float
    h: float

    def split(self, share: float, *, gap: float = 18) -> "tuple[Box, Box]":
        """The left `share` of it and the rest."""
        left = (self.w - gap) * share
        return Box(self.x, self.y, left, self.h), Box(self.x + left + gap, self.y, self.w - gap - left, self.h)


BODY = Box(36, 80, 888, 408)
"""Where a slide's content stands, between heading and footer."""


class Slides:
    """A presentation that grows slide by slide; `content` is the file."""

    def __init__(self, *, title: str, author: str, made_on: date, footer: str) -> None:
        self.presentation: Any = Presentation()
        self.made_on, self.footer = made_on, footer
        _widen(self.presentation)
        _dress(self.presentation)
        properties = self.presentation.core_properties
        moment = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC).replace(tzinfo=None)
        properties.title, properties.author, properties.last_modified_by = (
            legible(title)[:255],
            legible(author)[:255],
            "",
        )
        properties.created = properties.modified = moment
        properties.revision, properties.language = 1, "zh-CN"

    def add(self, heading: str, *, says: str = "") -> Any:
        """A new slide with its heading. says: what the speaker sees below it, for instance 口径."""
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[0])
        title = slide.shapes.title
        place(title, Box(36, 18, 888, 46))
        frame = title.text_frame
        frame.vertical_anchor, frame.word_wrap = MSO_ANCHOR.MIDDLE, True
        _no_margins(frame)
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        room = 888 / 14
        write(frame.paragraphs[0], clipped(legible(heading), room), size=28, bold=True)
        rectangle(slide, Box(36, 66, 888, 2), fill=BLUE)
        if says:
            frame = slide.notes_slide.notes_text_frame
            for at, line in enumerate(legible(says).split("\n")):
                write(frame.paragraphs[0] if at == 0 else frame.add_paragraph(), line, size=12)
        return slide

    def content(self) -> bytes:
        """The .pptx with footers and page numbers: for the same content the same bytes."""
        slides = list(self.presentation.slides)
        for number, slide in enumerate(slides, 1):
            text(slide, Box(36, 508, 740, 20), [self.footer], sizes=(12,), colour=MUTED)
            text(slide, Box(824, 508, 100, 20), [f"{number} / {len(slides)}"], sizes=(12,), colour=MUTED, align="right")
        stream = io.BytesIO()
        self.presentation.save(stream)
        return sealed(stream.getvalue(), made_on=self.made_on)


def write(paragraph: Any, words: str, *, size: float, bold: bool = False, colour: str = INK) -> None:
    """A run of text with its font for every script."""
    run = paragraph.add_run()
    run.text = words
    set_font(run.font, size=size, bold=bold, colour=colour)


def set_font(font: Any, *, size: float, bold: bool = False, colour: str = INK) -> None:
    """Size, weight, colour and the font for Latin and East-Asian letters; of a run or of a part of a chart."""
    font.size, font.bold, font.name = Pt(size), bold, FONT
    font.color.rgb = rgb(colour)
    properties = font._rPr
    properties.set("lang", "zh-CN")
    latin = properties.find(qn("a:latin"))
    for old in properties.findall(qn("a:ea")):
        properties.remove(old)
    eastern = OxmlElement("a:ea")
    eastern.set("typeface", FONT)
    latin.addnext(eastern)


def rgb(colour: str) -> Any:
    """A colour #RRGGBB as python-pptx wants it."""
    made: Any = RGBColor
    return made.from_string(colour[1:])


def text(
    slide: Any,
    box: Box,
    paragraphs: Sequence[str],
    *,
    sizes: Sequence[float],
    colour: str = INK,
    bold: bool = False,
    align: str = "left",
    middle: bool = False,
    spacing: float = 1.35,
    more: str = "",
) -> int:
    """Paragraphs in a box, in the largest of `sizes` that fits; how many did not fit and are left out.

    more: the sentence that says so, with {count}; it takes the last line of the box.
    """
    said = [legible(line) for line in paragraphs]
    size = next((size for size in sizes if _height(said, size, box.w, spacing) <= box.h), sizes[-1])
    shown = list(said)
    while (
        len(shown) > 1 and _height([*shown, *([more] if len(shown) < len(said) else [])], size, box.w, spacing) > box.h
    ):
        shown.pop()
    left_out = len(said) - len(shown)
    if len(shown) == 1:
        lines = max(1, int(box.h / (size * spacing)) - (1 if left_out and more else 0))
        shown = (
            [clipped(shown[0], lines * (box.w / size * 2 - 2))]
            if _height(shown, size, box.w, spacing) > box.h
            else shown
        )
    if left_out and more:
        shown.append(more.format(count=left_out))
    frame = slide.shapes.add_textbox(*_emu(box)).text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    _no_margins(frame)
    for at, line in enumerate(shown):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = _ALIGNED[align]
        paragraph.line_spacing = Pt(size * spacing)  # fixed: fonts differ in their own
        paragraph.space_after = Pt(size * 0.35)
        write(paragraph, line, size=size, bold=bold, colour=colour)
    return left_out


def rectangle(slide: Any, box: Box, *, fill: str = PANEL, line: str | None = None) -> Any:
    """A plain rectangle without text."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(box))
    shape._element.remove(shape._element.find(qn("p:style")))  # it brings a shadow
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(fill)
    if line is None:
        shape.line.fill.background()
    else:
        shape.line.color.rgb, shape.line.width = rgb(line), Pt(1)
    return shape


def picture(slide: Any, box: Box, content: bytes | None, *, says: str) -> None:
    """A photo as large as the box allows, uncut; without one a panel that says so. says: what it shows, for those who hear it."""
    if content is not None:
        try:
            shape = slide.shapes.add_picture(io.BytesIO(content), 0, 0)
        except (OSError, ValueError):  # no picture, or of a kind that PowerPoint does not show
            content = None
        else:
            scale = min(Pt(box.w) / shape.width, Pt(box.h) / shape.height)
            width, height = shape.width * scale / Pt(1), shape.height * scale / Pt(1)
            place(shape, Box(box.x + (box.w - width) / 2, box.y, width, height))
            shape._element.nvPicPr.cNvPr.set("descr", legible(says))
            shape.name = legible(says)[:60]
    if content is None:
        rectangle(slide, box, fill=PANEL, line=LINE)
        text(slide, box, [says], sizes=(16,), colour=MUTED, align="centre", middle=True)


def place(shape: Any, box: Box) -> None:
    """Put a shape into a box."""
    shape.left, shape.top, shape.width, shape.height = _emu(box)


_ALIGNED = {"left": PP_ALIGN.LEFT, "centre": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}


def _height(paragraphs: Sequence[str], size: float, width: float, spacing: float) -> float:
    room = (
        width / size * 2 - 1
    )  # half characters in a line; one stays free, since no word processor breaks exactly there
    return sum(lines_needed(line, room) * size * spacing + size * 0.35 for line in paragraphs)


def _emu(box: Box) -> tuple[Any, Any, Any, Any]:
    return Pt(box.x), Pt(box.y), Pt(box.w), Pt(box.h)


def _no_margins(frame: Any) -> None:
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _widen(presentation: Any) -> None:
    """16:9, with one layout, which is Chinese and as wide as the slide: what an office sees when it adds a slide of its own."""
    share = Pt(WIDTH) / presentation.slide_width
    rise = Pt(HEIGHT) / presentation.slide_height
    presentation.slide_width, presentation.slide_height = Pt(WIDTH), Pt(HEIGHT)
    kept = presentation.slide_layouts[5]
    for layout in list(presentation.slide_layouts):
        if layout is not kept:
            presentation.slide_layouts.remove(layout)
    kept._element.cSld.set("name", "仅标题")
    for holder in (presentation.slide_master, kept):
        for shape in holder.placeholders:
            if shape._element.spPr.xfrm is not None:
                shape.left, shape.width = round(shape.left * share), round(shape.width * share)
                shape.top, shape.height = round(shape.top * rise), round(shape.height * rise)
            if shape.has_text_frame and "Click" in shape.text_frame.text:
                shape.text_frame.text = "单击此处编辑"


def _dress(presentation: Any) -> None:
    """The theme's fonts and colours: what an office adds by hand looks like the rest."""
    part = presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = part.blob.decode("utf-8")
    theme = re.sub(
        r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*("[^>]*/>\s*<a:ea typeface=")[^"]*"',
        rf'\g<1>{FONT}\g<2>{FONT}"',
        theme,
    )
    colours = {"dk1": INK, "lt1": PAPER, "dk2": MUTED, "lt2": PANEL}
    colours |= {f"accent{at}": colour for at, colour in enumerate(SERIES[:6], 1)}
    for name, colour in colours.items():
        theme = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{colour[1:]}"/></a:{name}>',
            theme,
            flags=re.DOTALL,
        )
    part._blob = theme.encode("utf-8")
