"""The first rows of a sheet as HTML: marked in words, escaped, whole."""

from html.parser import HTMLParser

from data_loaders.layout.layout import find_table
from data_loaders.reading.workbook import Cell, Sheet
from data_loaders.recognition.preview import preview
from ui.desk.sheet_preview import drawn

HEADINGS: list[Cell] = ["序号", "镇区", "存在问题", "责任单位"]


class Tags(HTMLParser):
    """The tags and the texts of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def html(rows: list[list[Cell]], name: str = "台账", **more: object) -> str:
    page = Sheet(name, False, rows, **more)  # type: ignore[arg-type]
    return drawn(preview(page, find_table(page)), name=name)


def test_heading_and_hidden_rows_are_marked_in_words() -> None:
    read = Tags(html([["台账", None, None, None], HEADINGS, [1, "滨江街道", "垃圾", "县城管局"]], hidden_rows=(2,)))
    assert read.texts.count("表头行") == 1
    assert read.texts.count("隐藏行") == 1
    looks = [attrs["class"] for tag, attrs in read.tags if tag == "tr" and "class" in attrs]
    assert looks == ["", "is-heading", "is-hidden"]
    assert "工作表“台账”第 1–3 行（共 3 行、4 列）；表头在第 2 行。" in read.texts


def test_merged_cells_span() -> None:
    read = Tags(html([["台账", "台账", "台账", "台账"], HEADINGS], merges=((0, 0, 0, 3),)))
    assert next(attrs for tag, attrs in read.tags if tag == "td") == {"colspan": "4"}


def test_markup_in_cells_and_names_is_text() -> None:
    bad = "<img src=x onerror=alert(1)>'\"&<b>粗</b>"
    read = Tags(html([HEADINGS, [1, bad, "垃圾", "县城管局"]], name=bad))
    assert {tag for tag, _ in read.tags} == {"div", "table", "thead", "tr", "th", "span", "tbody", "td", "p"}
    assert bad in read.texts
    (box,) = [attrs for tag, attrs in read.tags if tag == "div"]
    assert box["aria-label"] == f"工作表“{bad}”的前几行"


def test_a_sheet_without_headings_or_rows_says_so() -> None:
    assert "没有找到表头" in html([[1, 2], [3, 4]])
    assert "是空的" in html([])


def test_a_wide_sheet_says_that_only_a_part_is_shown() -> None:
    assert "只显示 A 至 AN 列" in html([[f"列{n}" for n in range(60)]])
