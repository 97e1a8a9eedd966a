"""Tables of web exports and of .ods files: blocks of styles, hidden parts, merged cells, hidden rows."""

import io
import zipfile

import pytest

from data_loaders.reading.markup import html_sheets, opendocument_marks
from data_loaders.reading.workbook import open_workbook

TABLE = "<table><tr><th>点位</th><th>问题</th></tr><tr><td>人民路</td><td>垃圾</td></tr></table>"


@pytest.mark.parametrize(
    "before",
    [
        "<style>td{{x:1}}</style>",
        "<style>.t { mso-number-format:\\@; } </script>",
        "<style>.t { color:red }",
        "<script>var a = '<b>'; </script><style><!-- td{x:1} --></style>",
        "<STYLE type='text/css'>td{x:1}</STYLE>",
    ],
)
def test_a_block_of_styles_does_not_swallow_the_table(before: str) -> None:
    (sheet,) = html_sheets(f"{before}<div>{TABLE}</div>")
    assert sheet.rows == [["点位", "问题"], ["人民路", "垃圾"]]


def test_what_a_page_hides_is_not_read() -> None:
    text = "<table><tr><td>点位</td><td>问题</td></tr><tr><td>人民<span style='display:none'>暗</span>路</td><td>垃<b>圾</b></td></tr></table>"
    assert html_sheets(text)[0].rows[1] == ["人民路", "垃圾"]


def ods(rows: str) -> bytes:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return buffer.getvalue()


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


DOWN = cell("滨江街道", 'table:number-rows-spanned="2"')
ACROSS = cell("合计", 'table:number-columns-spanned="2"')


def test_merged_cells_and_hidden_rows_of_an_ods_file() -> None:
    rows = (
        f"<table:table-row>{cell('镇区')}{cell('点位')}</table:table-row>"
        f"<table:table-row>{DOWN}{cell('人民路')}</table:table-row>"
        f'<table:table-row table:visibility="collapse"><table:covered-table-cell/>{cell("解放路")}</table:table-row>'
        f"<table:table-row>{ACROSS}<table:covered-table-cell/></table:table-row>"
    )
    book = open_workbook(ods(rows), "表.ods")
    (sheet,) = book.sheets
    assert sheet.rows == [["镇区", "点位"], ["滨江街道", "人民路"], ["滨江街道", "解放路"], ["合计", "合计"]]
    assert sheet.merges == ((1, 0, 2, 0), (3, 0, 3, 1))
    assert sheet.hidden_rows == (2,)
    assert any("第 3 行" in note for note in book.notes)


def test_an_ods_file_without_merged_cells_is_not_parsed_twice() -> None:
    assert opendocument_marks(b"<x>no such thing</x>") == {}
