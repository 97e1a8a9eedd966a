"""Whatever bytes come in: a workbook of plain cells, or a refusal that says why and what to do."""

import io
import os
import re
import signal
import struct
import subprocess
import sys
import time as clock
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loaders.reading import child, serialisation
from data_loaders.reading import workbook as reading
from data_loaders.reading.delimited import decode, delimited_rows
from data_loaders.reading.grid import RawSheet, lines_of
from data_loaders.reading.hidden_content import XlsxScan, unseen_in_xls
from data_loaders.reading.workbook import Cell, UnreadableFile, open_workbook
from data_loaders.sandbox.process import ROOT
from tests.data_loaders.books import fast_xlsx, patched, saved, xlsx

ROWS = [["序号", "镇区", "存在问题"], [1, "滨江街道", "垃圾未清"], [2, "城关镇", "车辆乱停"]]
TEXT = '序号,镇区,存在问题\r\n1,滨江街道,垃圾未清\r\n2,城关镇,"乱停,\n乱放"\r\n'


def rows_of(content: bytes, name: str = "台账.xlsx") -> list[list[Cell]]:
    return open_workbook(content, name).sheets[0].rows


def refusal(content: bytes, name: str = "台账.xlsx", **limits: float) -> UnreadableFile:
    """How the file is refused, after checking that reason and remedy are Chinese sentences."""
    with pytest.raises(UnreadableFile) as caught:
        open_workbook(content, name, **limits)  # type: ignore[arg-type]
    for sentence in (caught.value.reason, caught.value.remedy):
        assert any("\u4e00" <= character <= "\u9fff" for character in sentence)
        assert sentence.endswith("。")
    assert str(caught.value) == caught.value.reason + caught.value.remedy
    return caught.value


# --- what comes out ----------------------------------------------------------------------------------------------------


def test_a_plain_workbook_comes_out_as_it_was() -> None:
    book = open_workbook(xlsx(ROWS, name="第28周"), "台账.xlsx")
    assert (book.format, book.encoding, book.notes) == ("xlsx", None, ())
    (sheet,) = book.sheets
    assert (sheet.name, sheet.hidden, sheet.merges) == ("第28周", False, ())
    assert sheet.rows == ROWS
    assert type(sheet.rows[1][0]) is int


def test_cells_keep_their_kind() -> None:
    kinds: list[Cell] = [1, 2.5, 13800001111, "文字", True, False, date(2020, 3, 5), datetime.combine(date(2020, 3, 5), time(9, 30)), time(8, 15), None, "0012"]  # fmt: skip
    got = rows_of(xlsx([["甲"] * len(kinds), kinds]))[1]
    assert got == kinds
    assert [type(value) for value in got] == [type(value) for value in kinds]


def test_row_numbers_are_those_of_excel_even_if_the_sheet_begins_lower() -> None:
    def low(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["C5"] = "存在问题"
        sheet["D6"] = "垃圾"

    rows = rows_of(xlsx([], then=low))
    assert len(rows) == 6
    assert rows[4] == [None, None, "存在问题", None]
    assert rows[5] == [None, None, None, "垃圾"]
    assert rows[0] == [None] * 4


def test_merged_cells_are_filled_in_both_directions() -> None:
    content = xlsx(
        [["台账", None, None], ["镇区", "点位", "问题"], ["滨江街道", "甲", "乙"], [None, "丙", "丁"]],
        merges=["A1:C1", "A3:A4"],
    )
    (sheet,) = open_workbook(content, "台账.xlsx").sheets
    assert sheet.rows[0] == ["台账"] * 3
    assert [row[0] for row in sheet.rows[2:]] == ["滨江街道", "滨江街道"]
    assert sorted(sheet.merges) == [(0, 0, 0, 2), (2, 0, 3, 0)]


def test_a_merge_over_whole_columns_does_not_lengthen_the_sheet() -> None:
    content = patched(xlsx(ROWS, merges=["A2:A3", "E1:F9"]), "xl/worksheets/sheet1.xml", "E1:F9", "B1:F1048576")
    (sheet,) = open_workbook(content, "台账.xlsx").sheets
    assert sheet.rows == [["序号", "镇区", "镇区"], [1, "镇区", "镇区"], [1, "镇区", "镇区"]]
    assert sorted(sheet.merges) == [(0, 1, 2, 2), (1, 0, 2, 0)]


def test_hidden_sheets_are_loaded_and_said() -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["序号"])
    for title, state in (("旧数据", "hidden"), ("底稿", "veryHidden")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(["甲"])
    opened = open_workbook(saved(book), "台账.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in opened.sheets] == [
        ("Sheet", False),
        ("旧数据", True),
        ("底稿", True),
    ]
    assert [note for note in opened.notes if "旧数据" in note and "隐藏" in note]
    assert [note for note in opened.notes if "底稿" in note and "隐藏" in note]


@pytest.mark.parametrize("writer", ["openpyxl", "xlsxwriter"])
def test_hidden_rows_and_columns_are_loaded_and_said(writer: str) -> None:
    if writer == "openpyxl":

        def hide(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            sheet.row_dimensions[2].hidden = True
            sheet.column_dimensions["B"].hidden = True

        content = xlsx(ROWS, then=hide)
    else:

        def write(_: object, sheet: object) -> None:
            for at, row in enumerate(ROWS):
                sheet.write_row(at, 0, row)  # type: ignore[attr-defined]
            sheet.set_row(1, None, None, {"hidden": True})  # type: ignore[attr-defined]
            sheet.set_column(1, 1, None, None, {"hidden": True})  # type: ignore[attr-defined]

        content = fast_xlsx(write)
    book = open_workbook(content, "台账.xlsx")
    assert book.sheets[0].rows == ROWS
    assert book.sheets[0].hidden_rows == (1,)
    assert any("1 行被隐藏" in note and "第 2 行" in note for note in book.notes)
    assert any("隐藏的列（B）" in note for note in book.notes)


def biff(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def test_hidden_rows_and_columns_of_an_xls_are_seen() -> None:
    def row(number: int, options: int) -> tuple[int, bytes]:
        return 0x208, struct.pack("<HHHHHHHH", number, 0, 3, 255, 0, 0, options, 15)

    page = biff(
        (0x809, b"\0" * 16),
        (0x7D, struct.pack("<HHHHHH", 1, 2, 8, 15, 1, 0)),
        row(0, 0x100),
        row(4, 0x120),
        row(5, 0x20),
        (0x0A, b""),
    )
    other = biff((0x809, b"\0" * 16), row(7, 0x100), (0x0A, b""))

    def listed(at: int, kind: int) -> tuple[int, bytes]:
        return 0x85, struct.pack("<IBBBB", at, 0, kind, 1, 0) + b"a"

    head = (0x809, b"\0" * 16)
    size = len(biff(head, listed(0, 0), listed(0, 2), listed(0, 0), (0x0A, b"")))
    stream = biff(head, listed(size, 0), listed(size, 2), listed(size + len(page), 0), (0x0A, b"")) + page + other
    first, second = unseen_in_xls(stream)
    assert (first.hidden_rows, first.hidden_columns) == ([4, 5], ["B", "C"])
    assert (second.hidden_rows, second.hidden_columns) == ([], [])
    assert unseen_in_xls(stream[: size + 40])[0].hidden_rows == []


def test_many_hidden_rows_far_down_a_big_sheet_are_counted_right() -> None:
    def write(_: object, sheet: object) -> None:
        for at in range(30_000):
            sheet.write_row(at, 0, ["序号" if at == 0 else at, f"点位{at}", "垃圾未清" * 8])  # type: ignore[attr-defined]
            if at % 1_000 == 7:
                sheet.set_row(at, None, None, {"hidden": True})  # type: ignore[attr-defined]

    book = open_workbook(fast_xlsx(write), "台账.xlsx")
    assert book.sheets[0].hidden_rows == tuple(range(7, 30_000, 1_000))


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("piece", [40, 300, 2_000])
def test_a_sheet_looked_at_in_pieces_says_what_it_says_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, prefix: str, piece: int
) -> None:
    rows = ""
    for n in range(1, 61):
        hidden = ' hidden="1"' if n % 7 == 0 else ""
        cells = f'<c r="A{n}"><f>A1+{n}</f><v></v></c><c r="B{n}" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        rows += f'<row r="{n}"{hidden}>{cells if n % 5 == 0 else ""}</row>'
    tags = re.sub(r"(</?)(?=[a-z])", rf"\1{prefix}", rows)
    content = patched(xlsx([]), "xl/worksheets/sheet1.xml", "<sheetData", f"{tags}<sheetData")
    monkeypatch.setattr(XlsxScan, "_CHUNK", piece)
    scan = XlsxScan(zipfile.ZipFile(io.BytesIO(content)))
    scan.run()
    (found,) = scan.found.values()
    assert found.hidden_rows == [n - 1 for n in range(1, 61) if n % 7 == 0]
    assert found.formulas_without_value == 12
    assert found.errors == [(n - 1, 1, "#DIV/0!") for n in range(5, 61, 5)]


def test_formulas_give_their_saved_value_and_those_without_are_said() -> None:
    def write(_: object, sheet: object) -> None:
        sheet.write_row(0, 0, ["数量", "合计"])  # type: ignore[attr-defined]
        sheet.write_formula(1, 0, "=1+1", None, 2)  # type: ignore[attr-defined]
        sheet.write_formula(1, 1, '="整改"&"中"', None, "整改中")  # type: ignore[attr-defined]

    book = open_workbook(fast_xlsx(write), "台账.xlsx")
    assert book.sheets[0].rows[1] == [2, "整改中"]
    assert book.notes == ()

    book = open_workbook(xlsx([["数量", "合计"], ["=1+1", "=A2*2"], [3, "x"]]), "台账.xlsx")
    assert book.sheets[0].rows[1] == [None, None]
    assert any("2 个公式没有保存计算结果" in note for note in book.notes)


def test_trailing_formatted_but_empty_rows_and_columns_are_dropped() -> None:
    def pad(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.cell(400, 40).number_format = "0.00"
        sheet.cell(300, 30).value = ""

    assert rows_of(xlsx(ROWS, then=pad)) == ROWS


# --- text files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_csv_in_every_encoding(encoding: str) -> None:
    book = open_workbook(TEXT.encode(encoding), "清单.csv")
    assert book.format == "csv"
    assert book.encoding is not None
    assert book.notes == ()
    assert book.sheets[0].name == "清单"
    assert book.sheets[0].rows == [
        ["序号", "镇区", "存在问题"],
        ["1", "滨江街道", "垃圾未清"],
        ["2", "城关镇", "乱停,\n乱放"],
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_with_every_delimiter_and_line_end(delimiter: str, end: str) -> None:
    lines = ["存在问题", "镇区", "备注"], ["垃圾，砖块；瓦砾", "滨江", ""], ["停车", "城关", "急"]
    content = end.join(delimiter.join(line) for line in lines) + end
    assert rows_of(content.encode(), "a.txt") == [list(lines[0]), ["垃圾，砖块；瓦砾", "滨江", None], list(lines[2])]


def test_a_delimiter_inside_quotation_marks_is_none() -> None:
    assert rows_of(b'"","",";"\n"","0"\n', "a.csv") == [[None, None, ";"], [None, "0", None]]
    text = '"镇区","存在问题"\n"滨江","垃圾；砖块;瓦砾"\n"城关","停车;占道"\n'
    assert rows_of(text.encode(), "a.csv")[1:] == [["滨江", "垃圾；砖块;瓦砾"], ["城关", "停车;占道"]]


def test_the_first_line_of_excels_own_directive_is_no_row() -> None:
    assert rows_of(b"sep=;\r\na;b\r\n1,5;2\r\n", "a.csv") == [["a", "b"], ["1,5", "2"]]


def test_numbers_protected_as_formulas_keep_their_zeros() -> None:
    assert rows_of('编号,名\n="0012",甲\n'.encode(), "a.csv")[1] == ["0012", "甲"]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_file() -> None:
    lines = ["序号,问题"] + [f"{n},垃圾" for n in range(1, 80)]
    lines[5] = '5,"垃圾'
    book = open_workbook("\n".join(lines).encode(), "a.csv")
    assert len(book.sheets[0].rows) == 80
    assert any("引号" in note for note in book.notes)


def test_a_damaged_character_does_not_cost_the_file_but_is_said() -> None:
    good = ("序号,问题\n" + "".join(f"{n},垃圾未及时清运\n" for n in range(50))).encode("gb18030")
    book = open_workbook(good.replace("清".encode("gb18030"), b"\xff\xe5", 1), "a.csv")
    assert len(book.sheets[0].rows) == 51
    assert any("损坏" in note for note in book.notes)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6), min_size=2, max_size=4
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_a_csv_writer_writes_is_read_again(rows: list[list[str]]) -> None:
    import csv

    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(rows)
    got, _ = delimited_rows(buffer.getvalue())
    expected = list(rows)
    while expected and not any(expected[-1]):
        expected.pop()
    assert [len(row) for row in got] == [len(row) for row in expected]
    for ours, theirs in zip(got, expected, strict=True):
        for mine, cell in zip(ours, theirs, strict=True):
            assert mine == cell or f'="{mine}"' == cell


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4),
    st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"]),
)
def test_chinese_text_is_decoded_right(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text or encoding == "gb18030"
    if encoding == "gb18030" and decode(text.encode(encoding))[1] == "gb18030":
        assert decode(text.encode(encoding))[0] == text


# --- tables in markup ----------------------------------------------------------------------------------------------------

HTML = """<html><head><meta charset="{charset}"><style>td{{mso-number-format:General}}</style></head><body>
<table border=1><tr><td colspan=3>问题台账</td></tr>
<tr><th>镇区</th><th>点位</th><th>问题<br>描述</th></tr>
<tr><td rowspan=2>滨江街道</td><td>人民路 </td><td>垃圾&nbsp;未清</td></tr>
<tr><td>解放路</td><td><table><tr><td>乱停</td></tr></table></td></tr></table></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_html_saved_as_xls(charset: str) -> None:
    encoding = {"gb2312": "gb18030"}.get(charset, charset)
    book = open_workbook(HTML.format(charset=charset).encode(encoding), "台账.xls")
    assert book.format == "html"
    assert book.sheets[0].rows == [
        ["问题台账"] * 3,
        ["镇区", "点位", "问题\n描述"],
        ["滨江街道", "人民路", "垃圾\xa0未清"],
        ["滨江街道", "解放路", "乱停"],
    ]
    assert (0, 0, 0, 2) in book.sheets[0].merges
    assert any(".xls" in note and "HTML" in note for note in book.notes)


def test_a_web_archive_saved_as_xls() -> None:
    page = HTML.format(charset="utf-8").replace("\n", "\r\n")
    archive = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        f'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{page}\r\n--b--\r\n'
    )
    book = open_workbook(archive.encode(), "台账.xls")
    assert [row[0] for row in book.sheets[0].rows] == ["问题台账", "镇区", "滨江街道", "滨江街道"]


SPREADSHEETML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="台账"><Table>
<Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell><Cell><Data ss:Type="Number">3</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="DateTime">2020-03-05T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="藏"><Table><Row><Cell><Data ss:Type="Number">1.5</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>"""


def test_an_xml_spreadsheet_of_2003() -> None:
    book = open_workbook(SPREADSHEETML.encode(), "台账.xls")
    assert book.format == "xml"
    shown, hidden = book.sheets
    assert shown.rows == [[None, None, None], ["标题", "标题", 3], [None, date(2020, 3, 5), True]]
    assert shown.hidden_rows == (2,)
    assert hidden.hidden
    assert hidden.rows == [[1.5]]
    assert any("藏" in note for note in book.notes)
    assert any("1 行被隐藏" in note and "第 3 行" in note for note in book.notes)


def test_an_entity_bomb_in_xml_is_not_expanded() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "'
        + "x" * 1000
        + '">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 100}">' for n in range(6))
    )
    content = bomb + "]>" + SPREADSHEETML.split("?>", 2)[2].replace("标题", "&g;")
    try:
        book = open_workbook(content.encode(), "a.xls")
    except UnreadableFile:
        return
    assert sum(len(str(cell)) for sheet in book.sheets for row in sheet.rows for cell in row) < 10_000


# --- refusals ------------------------------------------------------------------------------------------------------------


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "a.xlsx", "空的"),
        (b"\r\n  \r\n", "a.csv", "空的"),
        (b"\x00" * 200, "a.xls", "空的"),
        (b"\x05user", "~$台账.xlsx", "锁文件"),
        (b"\x05user", ".~台账.xlsx", "锁文件"),
        (b",user,pc,01.07.2020", ".~lock.台账.xlsx#", "锁文件"),
        (xlsx(ROWS)[:-700], "a.xlsx", "不完整"),
        (b"PK\x03\x04" + b"\x00" * 100, "a.xlsx", "不完整"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 20, "a.xls", "不完整"),
        (zipped(word__document_dot_xml="<w/>"), "台账.xlsx", "Word"),
        (zipped(ppt__presentation_dot_xml="<p/>"), "a.xlsx", "演示文稿"),
        (zipped(台账_dot_xlsx="x"), "a.zip", "压缩包"),
        (zipped(readme_dot_txt="x"), "a.xlsx", "没有表格"),
        (b"%PDF-1.7 ...", "a.xlsx", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "a.xlsx", "图片"),
        (b"\xff\xd8\xff\xe0....", "a.xlsx", "图片"),
        (b"Rar!\x1a\x07", "a.rar", "压缩包"),
        (b"ID;PSYLK\r\n", "a.slk", "SYLK"),
        (b"\x09\x00\x04\x00\x07\x00\x10\x00" + b"\x01\x02" * 50, "a.xls", "早期"),
        (bytes(range(256)) * 20, "a.csv", "不是文本"),
        (b"<html><body><p>no table</p></body></html>", "a.xls", "没有表格"),
        (b'<html><frameset><frame src="a.files/s.htm"></frameset></html>', "a.xls", "files"),
        (b"<?xml version='1.0'?><root/>", "a.xml", "没有表格"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_kind_of_unreadable_file_has_its_own_sentence(content: bytes, name: str, word: str) -> None:
    assert word in refusal(content, name).reason


def test_the_sentences_for_different_faults_differ() -> None:
    reasons = {
        refusal(content, "a.xlsx").reason
        for content in (b"", xlsx(ROWS)[:-700], b"%PDF-", zipped(word__document_dot_xml=""), zipped(a_dot_txt=""))
    }
    assert len(reasons) == 5


def test_a_password_is_recognised(tmp_path: Path) -> None:
    import msoffcrypto
    from msoffcrypto.format.ooxml import OOXMLFile

    assert msoffcrypto
    encrypted = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx(ROWS))).encrypt("secret", encrypted)
    assert "密码" in refusal(encrypted.getvalue()).reason
    only_write_protected = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx(ROWS))).encrypt("VelvetSweatshop", only_write_protected)
    assert rows_of(only_write_protected.getvalue()) == ROWS


def test_a_file_over_the_size_limit_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FILE_MB", 0.001)
    assert "上限" in refusal(xlsx(ROWS)).reason


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(160):
                member.write(b" " * 1_000_000)
    assert "解压后" in refusal(buffer.getvalue()).reason


def test_one_stray_cell_in_the_last_corner_does_not_take_the_machine_down() -> None:
    def stray(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["XFD1048576"] = "误填"

    refused = refusal(xlsx(ROWS, then=stray))
    assert "XFD1048576" in refused.reason or "内存" in refused.reason
    assert "Ctrl+End" in refused.remedy


def test_what_takes_too_long_is_ended() -> None:
    assert "超时" in refusal(xlsx(list(ROWS) * 20_000), timeout_s=0.02).reason


@pytest.mark.skipif(sys.platform == "win32", reason="no memory limit on Windows")
def test_what_takes_too_much_memory_is_ended() -> None:
    content = ("垃圾未清,12,车辆乱停,34,,墙面破损\n" * 150_000).encode()
    assert len(rows_of(content, "a.csv")) == 150_000
    assert "内存" in refusal(content, "a.csv", memory_mb=90).reason


def test_a_wrong_extension_is_no_hindrance_but_is_said() -> None:
    for content, name, format_ in (
        (xlsx(ROWS), "台账.xls", "xlsx"),
        (xlsx(ROWS), "台账.csv", "xlsx"),
        (TEXT.encode(), "台账.xlsx", "csv"),
    ):
        book = open_workbook(content, name)
        assert book.format == format_
        assert book.sheets[0].rows[0] == ROWS[0]
        assert any("扩展名" in note for note in book.notes)


@pytest.mark.parametrize(
    "name", ["台账\x00.xlsx", "\ud800.xlsx", "长" * 4_000 + ".xlsx", "", "-c", "../../a.xlsx", 'a"b|c.xlsx']
)
def test_no_file_name_does_harm(name: str) -> None:
    assert rows_of(xlsx(ROWS), name) == ROWS


@settings(max_examples=25)
@given(
    st.binary(max_size=300)
    | st.builds(lambda cut, junk: xlsx(ROWS)[:cut] + junk, st.integers(0, 4_000), st.binary(max_size=40))
)
def test_no_bytes_raise_anything_but_a_refusal(content: bytes) -> None:
    try:
        open_workbook(content, "a.xlsx")
    except UnreadableFile as refused:
        assert refused.reason
        assert refused.remedy


# --- the child ---------------------------------------------------------------------------------------------------------


def test_no_child_is_left_behind() -> None:
    child.release()
    open_workbook(xlsx(ROWS), "a.xlsx")
    refusal(xlsx(list(ROWS) * 20_000), timeout_s=0.02)  # long enough for the quickest machine to be cut off
    assert _children() == set()


def test_a_process_that_waits_reads_the_next_file_and_has_a_successor() -> None:
    child.release()
    child.keep_ready()
    try:
        (waiting,) = _children()
        assert rows_of(xlsx(ROWS)) == ROWS
        (next_one,) = _children()
        assert next_one != waiting
        os.kill(int(next_one), signal.SIGKILL)
        assert rows_of(xlsx(ROWS)) == ROWS, "one that has died is replaced"
    finally:
        child.release()
    assert _children() == set()


@pytest.mark.parametrize(
    ("dies", "said"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "强行结束"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "强行结束"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "超时"),
        ("import os; os._exit(3)", "内存超过上限"),
        ("import sys; sys.stderr.write('memory allocation of 9 bytes failed'); sys.exit(6)", "内存超过上限"),
        ("raise ImportError('no such library')", "读取程序自己出了错"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "崩溃"),
    ],
)
def test_a_process_that_dies_is_told_by_its_true_fault(monkeypatch: pytest.MonkeyPatch, dies: str, said: str) -> None:
    child.release()
    start = subprocess.Popen

    def dying(_command: Any, **how: Any) -> subprocess.Popen[bytes]:
        return start([sys.executable, "-c", f"import sys; sys.stdin.buffer.readline(); {dies}"], **how)

    monkeypatch.setattr(subprocess, "Popen", dying)
    with pytest.raises(UnreadableFile) as refused:
        open_workbook(xlsx(ROWS), "a.xlsx")
    assert said in refused.value.reason
    assert ("已损坏" in refused.value.reason) == (said == "崩溃")


def test_a_process_that_nobody_needs_any_more_ends() -> None:
    keeper = "from data_loaders.reading import child; child.keep_ready(); print(child._waiting.process.pid)"
    kept = subprocess.run([sys.executable, "-c", keeper], cwd=ROOT, capture_output=True, text=True, check=True)
    pid = int(kept.stdout)
    for _ in range(400):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1]:
            return
        clock.sleep(0.05)
    raise AssertionError("the waiting process goes on without the one that started it")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"nonsense"],
        [b'{"format": "xlsx", "encoding": null, "notes": [], "sheets": 1}'],
        [b'{"format": "xlsx", "encoding": null, "notes": [], "sheets": 1}', b"{}"],
        [b'{"format": "xlsx", "encoding": null, "notes": [], "sheets": 1}', b"[]"],
        [b'{"sheets": 0}'],
        [
            b'{"format": "xlsx", "encoding": null, "notes": [], "sheets": 1}',
            b'{"name": "a", "hidden": false, "height": 2, "width": 2, "merges": [], "hidden_rows": []}',
            b'{"values": ["a", "b"]}',
            b'{"values": ["a"]}',
        ],
    ],
)
def test_an_answer_that_is_broken_is_no_workbook(lines: list[bytes]) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)):
        reading._received("a.xlsx", iter(lines))


def _children() -> set[str]:
    """The ids of the reading processes that this process has started and that still run."""
    children = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = (process / "stat").read_text().rsplit(")", 1)[1].split()[1]
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parent) == os.getpid() and b"data_loaders.reading.worker" in command:
            children.add(process.name)
    return children


def test_the_child_starts_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data_loaders").mkdir()
    assert rows_of(xlsx(ROWS)) == ROWS


CELLS = st.one_of(
    st.none(), st.just(""), st.text(max_size=5), st.integers(-(2**40), 2**40), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(),
)  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_every_cell_survives_the_way_from_the_child(rows: list[list[Cell]]) -> None:
    import orjson

    from data_loaders.reading.worker import _dumps

    width = max(map(len, rows), default=0)
    head, *columns = (orjson.loads(_dumps(line)) for line in lines_of(RawSheet("表", [list(row) for row in rows])))
    assert len(columns) == head["width"]
    got = serialisation.rows_of([serialisation.unpacked(column) for column in columns], head["height"])
    for ours, row in zip(got, rows, strict=False):
        full = [*row, *[None] * (width - len(row))]
        for mine, cell in zip(ours, full, strict=False):
            if cell == "" and isinstance(cell, str):
                assert mine is None
            elif isinstance(cell, float) and cell.is_integer():
                assert mine == cell
            else:
                assert mine == cell
                assert type(mine) is type(cell)
    filled = [cell for row in rows for cell in row if cell is not None and cell != ""]
    assert sum(cell is not None for row in got for cell in row) == len(filled)
