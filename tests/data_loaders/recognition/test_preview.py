"""The first rows of a sheet as they look in Excel."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from data_loaders.layout.layout import find_table
from data_loaders.reading.workbook import Cell, Sheet, open_workbook
from data_loaders.recognition.preview import LONGEST, MOST_COLUMNS, Preview, PreviewCell, PreviewRow, preview
from tests.data_loaders.books import xlsx

HEADINGS = ["序号", "镇区", "存在问题", "责任单位"]


def sheet(rows: list[list[Cell]], **more: object) -> Sheet:
    return Sheet("台账", False, rows, **more)  # type: ignore[arg-type]


def texts(seen: Preview) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in seen.rows]


def test_titles_headings_and_rows_look_as_in_excel() -> None:
    content = xlsx(
        [["问题台账", None, None, None], HEADINGS, [1, "滨江街道", "垃圾", "县城管局"], [2, None, "乱停", "县公安局"]],
        merges=["A1:D1", "B3:B4"],
    )
    (page,) = open_workbook(content, "台账.xlsx").sheets
    seen = preview(page, find_table(page))
    assert seen.columns == ("A", "B", "C", "D")
    assert (seen.height, seen.width) == (4, 4)
    assert [row.number for row in seen.rows] == [1, 2, 3, 4]
    assert [row.is_heading for row in seen.rows] == [False, True, False, False]
    assert seen.rows[0].cells == (PreviewCell("问题台账", 1, 4),)
    assert seen.rows[2].cells[:2] == (PreviewCell("1", is_number=True), PreviewCell("滨江街道", 2, 1))
    assert texts(seen)[3] == ["2", "乱停", "县公安局"]


def test_two_heading_rows_are_both_marked() -> None:
    content = xlsx(
        [["序号", "镇区", "整改情况", None], [None, None, "是否完成", "完成时间"], [1, "滨江街道", "是", "7月1日"]],
        merges=["A1:A2", "B1:B2", "C1:D1"],
    )
    (page,) = open_workbook(content, "台账.xlsx").sheets
    seen = preview(page, find_table(page))
    assert [row.is_heading for row in seen.rows] == [True, True, False]
    assert seen.rows[0].cells[0] == PreviewCell("序号", 2, 1)
    assert seen.rows[0].cells[2] == PreviewCell("整改情况", 1, 2)
    assert texts(seen)[1] == ["是否完成", "完成时间"]


def test_headings_far_down_are_shown_with_rows_below_them() -> None:
    rows: list[list[Cell]] = [[f"说明{n}", None, None, None] for n in range(20)]
    below: list[list[Cell]] = [[n, "滨江街道", "垃圾未清", "县城管局"] for n in range(30)]
    page = sheet([*rows, list(HEADINGS), *below])
    table = find_table(page)
    assert table is not None
    assert table.heading_rows == (21,)
    seen = preview(page, table, rows=8)
    assert [row.number for row in seen.rows] == list(range(17, 25))
    assert [row.number for row in seen.rows if row.is_heading] == [21]
    assert seen.height == 51


def test_hidden_rows_are_marked() -> None:
    page = sheet([list(HEADINGS), [1, "甲", "乙", "丙"], [2, "甲", "乙", "丙"]], hidden_rows=(1,))
    assert [row.is_hidden for row in preview(page, None).rows] == [False, True, False]


def test_cells_are_words_of_a_reader() -> None:
    row: list[Cell] = [None, "文字", 3, 2.5, 1 / 3, True, date(2020, 7, 5), datetime(2020, 7, 5, 9, 30), "长" * 200]  # noqa: DTZ001
    (shown,) = preview(sheet([row]), None).rows
    assert [cell.text for cell in shown.cells[:8]] == [
        "", "文字", "3", "2.5", "0.3333333333", "TRUE", "2020-07-05", "2020-07-05 09:30",
    ]  # fmt: skip
    assert [cell.is_number for cell in shown.cells[:6]] == [False, False, True, True, True, False]
    assert len(shown.cells[8].text) == LONGEST
    assert shown.cells[8].text.endswith("…")


def test_a_very_wide_sheet_is_cut_and_says_how_wide_it_is() -> None:
    seen = preview(sheet([list(range(16_384))], merges=((0, 30, 0, 900),)), None)
    assert len(seen.columns) == MOST_COLUMNS
    assert seen.columns[-1] == "AN"
    assert seen.width == 16_384
    assert seen.rows[0].cells[-1].colspan == MOST_COLUMNS - 30


def test_an_empty_sheet_has_no_rows() -> None:
    assert preview(sheet([]), None) == Preview((), (), 0, 0)


def places(row: PreviewRow) -> int:
    return sum(cell.rowspan * cell.colspan for cell in row.cells)


@given(
    st.integers(1, 12),
    st.integers(1, 6),
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 7), st.integers(0, 14), st.integers(0, 7)), max_size=6),
    st.integers(1, 8),
)
def test_whatever_is_merged_the_cells_fill_the_table_exactly(
    height: int, width: int, merges: list[tuple[int, int, int, int]], rows: int
) -> None:
    page = sheet([["x"] * width for _ in range(height)], merges=tuple(merges))
    seen = preview(page, None, rows)
    assert len(seen.rows) == min(height, rows)
    assert sum(map(places, seen.rows)) == len(seen.rows) * width
