"""Reading numbers back out of what was printed: Word, PowerPoint, Excel, pages and the wall. Nothing here computes."""

import io
import re
from collections.abc import Mapping
from typing import Any

import openpyxl
from docx import Document
from lxml import html
from pptx import Presentation
from pptx.oxml.ns import qn

Grid = list[list[str]]
Said = dict[str, str]
"""Figure → as it stands there, without unit: 1,978 · 76.3 · —."""


def plain(text: object) -> str:
    """A printed value without its unit."""
    return str(text).replace("%", "").replace(" 件", "").replace(" 天", "").strip()


def word_tables(content: bytes) -> dict[str, Grid]:
    """Title (the nearest paragraph above that says something) → rows of texts, headings first."""
    found: dict[str, Grid] = {}
    title = ""
    document = Document(io.BytesIO(content))
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            title = "".join(t.text or "" for t in element.iter(qn("w:t"))) or title
        elif element.tag == qn("w:tbl"):
            rows = [
                ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
                for row in element.iter(qn("w:tr"))
            ]
            found[title] = rows
    return found


def word_text(content: bytes) -> str:
    """All paragraphs outside tables."""
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def excel_tables(content: bytes) -> dict[str, list[list[Any]]]:
    """Title → rows of values below the headings' row, headings first; the index and the definitions left out."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = {}
    for sheet in book.worksheets:
        rows = [[_typed(cell) for cell in row] for row in sheet.iter_rows(min_row=4)]
        if sheet.title in ("目录", "口径"):
            continue
        empty = len(rows) > 1 and rows[1][0] == "没有需要列出的内容。"
        found[str(sheet.cell(1, 1).value)] = rows[:1] if empty else rows
    return found


def _typed(cell: Any) -> Any:
    """The value of a cell; a rate is always a float, also 0 and 1, which Excel keeps as whole numbers."""
    return float(cell.value) if cell.number_format == "0.0%" and cell.value is not None else cell.value


def excel_index(content: bytes) -> dict[str, int]:
    """Title → how many rows the index promises."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return {str(row[1]): int(row[2]) for row in sheet.iter_rows(min_row=5, values_only=True) if row[1]}


def excel_value(value: object) -> str:
    """A value of a sheet as it is shown: rates lie there as fractions."""
    if value is None or value == "":
        return "—"
    return (
        f"{value * 100:.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else plain(value)
    )


def slides(content: bytes) -> list[tuple[str, list[str], list[Grid]]]:
    """Heading, texts of shapes and tables of every slide."""
    made = []
    for slide in Presentation(io.BytesIO(content)).slides:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        grids = [[[c.text for c in row.cells] for row in s.table.rows] for s in slide.shapes if s.has_table]
        made.append((slide.shapes.title.text_frame.text, texts, grids))
    return made


def tile(texts: list[str], name: str) -> str:
    """The value below the name of a figure on the first slide."""
    return plain(texts[texts.index(name) + 1])


def chart_values(content: bytes) -> dict[str, dict[str, list[float]]]:
    """Name of a chart → series → values."""
    return {
        shape.name: {series.name: list(series.values) for series in shape.chart.plots[0].series}
        for slide in Presentation(io.BytesIO(content)).slides
        for shape in slide.shapes
        if shape.has_chart
    }


def web_tables(source: str) -> dict[str, Grid]:
    """Caption → rows of texts of the tables of 会议简报."""
    found = {}
    for figure in html.fromstring(f"<div>{source}</div>").iter("figure"):
        rows = [[cell.text_content() for cell in row] for row in figure.iter("tr")]
        found[figure.findtext("figcaption")] = rows
    return found


def by_name(grid: Grid | list[list[Any]], column: int = 1) -> Said:
    """First cell → another one, plain; headings left out."""
    return {str(row[0]): plain(row[column]) for row in grid[1:]}


def counted(text: str, name: str) -> str | None:
    """What a sentence says right behind a word: 超期 76 件 → 76."""
    found = re.search(rf"{name} ([\d,]+) 件", text)
    return found[1] if found else None


def differing(answers: Mapping[str, Said], key: str) -> Mapping[str, str]:
    """What each source says of a figure, where they do not all say the same; {} where they do."""
    said = {source: values[key] for source, values in answers.items() if key in values}
    return said if len(set(said.values())) > 1 else {}
