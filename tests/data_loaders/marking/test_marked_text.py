"""A marked workbook hands text that begins like a formula back as text, whatever kind of file it came in."""

import io

import openpyxl
import pytest

from data_loaders.marking.marked import CellFault, marked_workbook
from tests.data_loaders.books import biff8, fast_xlsx, ole

TEXTS = ["=1+1", "=cmd|'/C calc'!A0", "+86 138-0000-0001", "-5楼东侧", "@SUM(A1)", '=HYPERLINK("http://x.y","点")']
ROWS: list[list[str]] = [["编号", "存在问题"], *([f"={n}", text] for n, text in enumerate(TEXTS))]


def as_xlsx() -> bytes:
    def write(_: object, sheet: object) -> None:
        for at, row in enumerate(ROWS):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)  # type: ignore[attr-defined]

    return fast_xlsx(write)


def as_csv() -> bytes:
    return "\n".join(",".join('"' + text.replace('"', '""') + '"' for text in row) for row in ROWS).encode()


@pytest.mark.parametrize(
    ("name", "content", "sheet"),
    [
        ("清单.xlsx", as_xlsx(), "Sheet1"),
        ("清单.csv", as_csv(), "清单"),
        ("清单.xls", ole(Workbook=biff8(ROWS)), "台账"),
    ],
    ids=["xlsx", "csv", "xls"],
)
def test_no_cell_of_a_marked_workbook_is_a_formula(name: str, content: bytes, sheet: str) -> None:
    faults = [
        CellFault(sheet, at + 2, 1, "=存在问题", text, f"{text}看不懂。", f"{text}请改正。")
        for at, text in enumerate(TEXTS)
    ]
    book = openpyxl.load_workbook(io.BytesIO(marked_workbook(content, name, faults)))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink is not None and cell.hyperlink.target] == []
    assert [cell.value for cell in book[sheet]["B"][1:]] == TEXTS
    said = {cell.value for cell in cells if isinstance(cell.value, str)}
    assert {f"{text}看不懂。" for text in TEXTS} <= said
