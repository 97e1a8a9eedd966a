"""A table of the brief on a slide: in letters that a room can read, cut where it must be, and never silently."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from briefings.brief.brief import BriefTable, TableColumn
from briefings.brief.cells import clipped, lines_needed, shown, width
from briefings.palette import BLUE, INK, LINE, MUTED, PANEL, PAPER, RED
from briefings.slides.slides import SMALLEST, Box, place, rgb, text, write

SIZES = (20, 18, SMALLEST)
NOTE = 14
_PAD = 5.0
_SLACK = 4.0
"""Room in points that no two programs agree on when they set the same text."""
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
LATE = frozenset({"超期", "超期天数", "最长超期", "超期须完成"})
"""Columns whose numbers are red where there are any."""
MOST_LINES = 2
SPACING = 1.25
NAMES = frozenset({"镇区", "责任单位", "单位", "点位", "责任方"})
"""Columns of names; long ones differ at their end."""


@dataclass(frozen=True)
class _Fit:
    """A table cut to a box. texts: of the rows shown, heads first. heights: of the rows, in points.

    left_out: rows that found no room. whole: nothing is cut, neither rows nor columns nor texts.
    """

    size: float
    columns: tuple[TableColumn, ...]
    widths: tuple[float, ...]
    texts: tuple[tuple[str, ...], ...]
    heights: tuple[float, ...]
    rows: tuple[tuple[Any, ...], ...]
    left_out: int
    whole: bool

    @property
    def height(self) -> float:
        return sum(self.heights)


def draw_table(
    slide: Any, box: Box, table: BriefTable, *, columns: Sequence[str] = (), note: str = "", unit: str = "项"
) -> int:
    """The table in a box, its foot line below: how many rows are left out, which columns, the note. The number left out.

    columns: the names of those to show, in their order; others, and what does not fit in width, stand in the annex only.
    A row of totals is always shown.
    """
    wanted = [column for column in _chosen(table, columns) if not _is_empty(table, column)]
    hidden = [column.name for column in table.columns if column not in wanted]
    fits = [_fitted(table, wanted, size, box.w, box.h - NOTE * 2) for size in SIZES]
    fit = next((one for one in fits if one.whole), fits[-1])
    hidden += [column.name for column in wanted if column not in fit.columns]
    foot = [f"另有 {fit.left_out} {unit}见附表。"] if fit.left_out else []
    foot += [note] if note else []
    _draw(slide, Box(box.x, box.y, box.w, fit.height), table, fit)
    if foot:
        below = box.y + fit.height + 6
        line = clipped("".join(foot), box.w / NOTE * 2 - 2)
        text(slide, Box(box.x, below, box.w, NOTE * 1.5), [line], sizes=(NOTE,), colour=MUTED, spacing=1.0)
    return fit.left_out


def _chosen(table: BriefTable, names: Sequence[str]) -> list[TableColumn]:
    by_name = {column.name: column for column in table.columns}
    return [by_name[name] for name in names if name in by_name] or list(table.columns)


def _is_empty(table: BriefTable, column: TableColumn) -> bool:
    """Whether no row says anything in a column, such as 牵头县领导 where no action has one."""
    at = table.columns.index(column)
    return bool(table.rows) and all(row[at] is None or row[at] == "" for row in table.rows)


def _fitted(table: BriefTable, wanted: Sequence[TableColumn], size: float, room: float, height: float) -> _Fit:
    """The table at one size: columns from the left as far as they fit, rows from the top, then the total."""
    at = {column.name: place for place, column in enumerate(table.columns)}
    body = table.rows[:-1] if table.total and table.rows else table.rows
    total = table.rows[-1:] if table.total else ()
    sample = [[_words(row[at[c.name]], c) for c in wanted] for row in (*body[:60], *total)]
    columns = list(wanted)
    while len(columns) > 1 and sum(_least(c, [row[i] for row in sample], size) for i, c in enumerate(columns)) > room:
        columns.pop()
    widths = _shared(columns, [[row[i] for row in sample] for i in range(len(columns))], size, room)
    rooms = [(w - 2 * _PAD - _SLACK / 2) / size * 2 for w in widths]

    def line(row: Sequence[Any]) -> tuple[str, ...]:
        words = [_words(row[at[column.name]], column) for column in columns]
        return tuple(
            clipped(word, r, lines=MOST_LINES, ends=column.name in NAMES)
            for column, word, r in zip(columns, words, rooms, strict=True)
        )

    def tall(words: Sequence[str], most: int = MOST_LINES) -> float:
        lines = max((min(lines_needed(w, r), most) for w, r in zip(words, rooms, strict=True)), default=1)
        return lines * size * SPACING + 2 * _PAD

    head = tuple(column.name for column in columns)
    fixed = [line(row) for row in total]
    fixed = [(words[0] or str(row[0] or ""), *words[1:]) for words, row in zip(fixed, total, strict=True)]
    used = tall(head) + sum(tall(words) for words in fixed)
    shown_rows: list[tuple[Any, ...]] = []
    texts: list[tuple[str, ...]] = []
    heights: list[float] = []
    for row in body:
        words = line(row)
        used += tall(words)
        if used > height and texts:
            break
        shown_rows.append(row)
        texts.append(words)
        heights.append(tall(words))
    return _Fit(
        size,
        tuple(columns),
        tuple(widths),
        (head, *texts, *fixed),
        (tall(head), *heights, *(tall(words) for words in fixed)),
        (*shown_rows, *total),
        len(body) - len(texts),
        len(texts) == len(body) and len(columns) == len(wanted) and not any("…" in w for row in texts for w in row),
    )


def _words(value: Any, column: TableColumn) -> str:
    return "" if value is None and column.kind == "text" else shown(value, column.kind)


def _least(column: TableColumn, words: Sequence[str], size: float) -> float:
    """The narrowest that a column may be: numbers and days on one line, headings on two, texts of six characters."""
    head = -(-width(column.name) // 4) * 2
    longest = max((width(word) for word in words), default=0)
    if column.kind == "day":
        longest *= 1.25  # a hyphen is a place to break a line where a font's digits are wide
    inner = max(head, min(longest, 12) if column.kind == "text" else longest)
    return float(max(inner, 4) * size / 2 + 2 * _PAD + _SLACK)


def _shared(columns: Sequence[TableColumn], words: Sequence[Sequence[str]], size: float, room: float) -> list[float]:
    """Widths that fill the room: every column its least, then numbers what their headings need, then texts by weight."""
    widths = [_least(column, said, size) for column, said in zip(columns, words, strict=True)]
    natural = [
        max([width(column.name) * 1.05, *(width(word) for word in said)]) * size / 2 + 2 * _PAD + _SLACK
        for column, said in zip(columns, words, strict=True)
    ]
    for texts in (False, True):
        for _ in range(4):
            spare = room - sum(widths)
            hungry = [i for i, w in enumerate(widths) if natural[i] > w + 1 and (columns[i].kind == "text") == texts]
            if spare <= 1 or not hungry:
                break
            weights = sum(columns[i].weight for i in hungry)
            for i in hungry:
                widths[i] = min(natural[i], widths[i] + spare * columns[i].weight / weights)
    spare = max(room - sum(widths), 0)
    return [w + spare * w / sum(widths) for w in widths]


def _draw(slide: Any, box: Box, table: BriefTable, fit: _Fit) -> None:
    frame = slide.shapes.add_table(len(fit.texts), len(fit.columns), Pt(box.x), Pt(box.y), Pt(box.w), Pt(box.h))
    frame.name = table.title[:60] or table.key
    drawn = frame.table
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    drawn.horz_banding = False
    for at, w in enumerate(fit.widths):
        drawn.columns[at].width = Pt(w)
    at_column = {column.name: place_ for place_, column in enumerate(table.columns)}
    for number, words in enumerate(fit.texts):
        drawn.rows[number].height = Pt(fit.heights[number])
        head, total = number == 0, table.total and number == len(fit.texts) - 1 and number > 0
        for at, (column, word) in enumerate(zip(fit.columns, words, strict=True)):
            value = None if head else fit.rows[number - 1][at_column[column.name]]
            late = not head and column.name in LATE and isinstance(value, (int, float)) and value > 0
            colour = PAPER if head else RED if late else INK
            ground = BLUE if head else PANEL if total else PAPER
            cell = drawn.cell(number, at)
            _fill(cell, word, size=fit.size, bold=head or total or late, colour=colour, ground=ground)
            cell.text_frame.paragraphs[0].alignment = 2 if head and column.kind == "text" else _ALIGNED[column.kind]
            if head and column.kind == "text":
                cell.text_frame.paragraphs[0].alignment = 1
    place(frame, box)


_ALIGNED: dict[str, Any] = {"text": 1, "day": 2, "count": 3, "percent": 3, "points": 3, "days": 3}
"""PP_ALIGN: left, centred, right."""


def _fill(cell: Any, word: str, *, size: float, bold: bool, colour: str, ground: str) -> None:
    cell.margin_left = cell.margin_right = Pt(_PAD)
    cell.margin_top = cell.margin_bottom = Pt(_PAD * 0.8)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(ground)
    cell.text_frame.paragraphs[0].line_spacing = Pt(size * SPACING)
    write(cell.text_frame.paragraphs[0], word, size=size, bold=bold, colour=colour)
    properties = cell._tc.get_or_add_tcPr()
    line = OxmlElement("a:lnB")
    line.set("w", str(Pt(0.75)))
    solid, shade = OxmlElement("a:solidFill"), OxmlElement("a:srgbClr")
    shade.set("val", LINE[1:])
    solid.append(shade)
    line.append(solid)
    properties.insert(0, line)
