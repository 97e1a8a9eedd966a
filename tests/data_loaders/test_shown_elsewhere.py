"""Numbers as they are shown, and rows that are struck through, in files of every other make than .xlsx."""

import io
import struct
import zipfile
from datetime import date

import pytest

from data_loaders.reading.hidden_xlsb import unseen_in_xlsb
from data_loaders.reading.number_formats import shows_by_text
from data_loaders.reading.workbook import Workbook, open_workbook
from tests.data_loaders.books import biff8, ole

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
STYLES = (
    '<number:number-style style:name="N1"><number:number number:min-integer-digits="1"/><number:text>小时</number:text></number:number-style>'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="ce2" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="ce3" style:family="table-cell"><style:text-properties style:text-line-through-style="none"/></style:style>'
)


def ods(*cells: tuple[str, str, str], styles: str = STYLES) -> bytes:
    """An .ods with one column: attributes of the cell, text shown, name of its style."""
    rows = "".join(
        f'<table:table-row><table:table-cell table:style-name="{style}" {said}><text:p>{text}</text:p></table:table-cell></table:table-row>'
        for said, text, style in cells
    )
    names = (
        " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text", "style"))
        + ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>'
        f'<office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


def number(value: str, text: str, style: str = "ce1") -> tuple[str, str, str]:
    return f'office:value-type="float" office:value="{value}"', text, style


def cells(book: Workbook) -> list[object]:
    return [row[0] for row in book.sheets[0].rows]


def test_numbers_of_an_ods_file_are_what_it_shows() -> None:
    shown = [
        ("48", "48小时"),
        ("12", "00012"),
        ("13", "创城〔2020〕13号"),
        ("5.1", "5.10"),
        ("7", "7"),
        ("1200", "1,200"),
        ("0.5", "50%"),
    ]
    book = open_workbook(ods(*(number(*one) for one in shown)), "表.ods")
    assert cells(book) == ["48小时", "00012", "创城〔2020〕13号", "5.10", 7, 1200, 0.5]
    month = ('office:value-type="date" office:date-value="2020-06-01"', "2020年6月", "ce1")
    day = ('office:value-type="date" office:date-value="2020-06-01"', "2020年6月1日", "ce1")
    assert cells(open_workbook(ods(month, day), "表.ods")) == ["2020年6月", date(2020, 6, 1)]


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("3天", 3, "3天"),
        ("ZG-007", 7, "ZG-007"),
        ("2020-06", 44000.5, None),
        ("12元", 12, None),
        ("张三", 1, None),
        ("", 1, None),
    ],
)
def test_a_shown_text_tells_how_the_number_is_shown(text: str, value: float, said: str | None) -> None:
    how = shows_by_text(text)
    assert (None if how is None else how(value)) == said


def test_rows_of_an_ods_file_that_are_struck_through_are_said() -> None:
    text = 'office:value-type="string"'
    book = open_workbook(ods((text, "甲", "ce3"), (text, "乙", "ce2"), (text, "丙", "ce1")), "表.ods")
    assert [note for note in book.notes if "删除线（第 2 行）" in note]
    assert not [note for note in open_workbook(ods((text, "甲", "ce3")), "表.ods").notes if "删除线" in note]


HTML = """<html><style>.x1{{mso-number-format:"0\\0022小时\\0022";}} .x2 {{mso-number-format:"\\@"}} .x3{{text-decoration:line-through}}</style>
<table><tr><td>时限</td><td>事项</td></tr>{rows}</table></html>"""


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("<td class=x1>48</td>", "48小时"),
        ("<td class=x1>48小时</td>", "48小时"),
        ("<td class=x2>48</td>", "48"),
        ("<td style='mso-number-format:\"00000\"'>12</td>", "00012"),
        ("<td style='mso-number-format:\"yyyy\\0022年\\0022m\\0022月\\0022\"'>2020-06-01</td>", "2020年6月"),
        ("<td style='mso-number-format:\"0\\.00\"'>86.5</td>", "86.5"),
        ("<td>48</td>", "48"),
    ],
)
def test_numbers_of_a_web_export_are_what_their_format_shows(cell: str, said: str) -> None:
    book = open_workbook(HTML.format(rows=f"<tr>{cell}<td>垃圾</td></tr>").encode(), "导出.xls")
    assert book.sheets[0].rows[1][0] == said


@pytest.mark.parametrize(
    "cell", ["<td class=x3>垃圾</td>", "<td><s>垃圾</s></td>", "<td style='text-decoration: line-through'>垃圾</td>"]
)
def test_rows_of_a_web_export_that_are_struck_through_are_said(cell: str) -> None:
    rows = f"<tr><td>1</td><td>灯坏</td></tr><tr><td>2</td>{cell}</tr>"
    book = open_workbook(HTML.format(rows=rows).encode(), "导出.xls")
    assert [note for note in book.notes if "删除线（第 3 行）" in note]


def test_an_xml_spreadsheet_shows_its_numbers_and_struck_rows() -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    text = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Styles><Style ss:ID="s1"><NumberFormat ss:Format="0&quot;小时&quot;"/></Style>'
        '<Style ss:ID="s2"><Font ss:StrikeThrough="1"/></Style></Styles><Worksheet ss:Name="表"><Table>'
        '<Row><Cell ss:StyleID="s1"><Data ss:Type="Number">48</Data></Cell></Row>'
        '<Row><Cell ss:StyleID="s2"><Data ss:Type="String">作废</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    book = open_workbook(text.encode(), "表.xml")
    assert cells(book) == ["48小时", "作废"]
    assert [note for note in book.notes if "删除线（第 2 行）" in note]


def test_rows_of_an_xls_file_that_are_struck_through_are_said() -> None:
    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def font(flags: int) -> bytes:
        return record(0x31, struct.pack("<HHHHHBBBBBB", 200, flags, 8, 400, 0, 0, 0, 0, 0, 5, 0) + b"Arial")

    fonts = font(0) * 4 + font(8)  # the fifth is of number 5
    styles = b"".join(record(0xE0, struct.pack("<HH", number, 0) + bytes(16)) for number in (0, 5))
    stream = biff8([["甲"], ["乙"], ["丙"]])
    opening = 4 + struct.unpack_from("<H", stream, 2)[0]
    grown = len(fonts) + len(styles)
    at = stream.index(struct.pack("<H", 0x85))
    (start,) = struct.unpack_from("<I", stream, at + 4)
    moved = bytearray(stream[:opening] + fonts + styles + stream[opening:])
    struct.pack_into("<I", moved, at + grown + 4, start + grown)
    label = moved.index(struct.pack("<HHHHHHB", 0x204, 11, 1, 0, 0, 1, 1), start)
    struct.pack_into("<H", moved, label + 8, 1)
    book = open_workbook(ole(Workbook=bytes(moved)), "表.xls")
    assert cells(book) == ["甲", "乙", "丙"]
    assert [note for note in book.notes if "删除线（第 2 行）" in note]


def test_numbers_and_struck_rows_of_an_xlsb_file_are_found() -> None:
    def record(kind: int, data: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return head + bytes([len(data)]) + data

    def text(said: str) -> bytes:
        return struct.pack("<I", len(said)) + said.encode("utf-16-le")

    def style(number: int, font: int) -> bytes:
        return record(47, struct.pack("<HHH", 0, number, font) + bytes(10))

    styles = (
        record(44, struct.pack("<H", 164) + text('0"小时"'))
        + record(43, struct.pack("<HH", 200, 0) + bytes(20))
        + record(43, struct.pack("<HH", 200, 8) + bytes(20))
        + record(626) + style(164, 1) + record(627) + record(617) + style(0, 0) + style(164, 0) + style(0, 1) + record(618)
    )  # fmt: skip
    rows = record(0, struct.pack("<I", 4) + bytes(13)) + record(5, struct.pack("<IId", 2, 1, 48.0))
    rows += (
        record(0, struct.pack("<I", 6) + bytes(13))
        + record(7, struct.pack("<III", 0, 2, 0))
        + record(1, struct.pack("<II", 1, 2))
    )
    links = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/workbook.bin", record(156, struct.pack("<II", 0, 1) + text("rId1") + text("台账")))
        archive.writestr("xl/_rels/workbook.bin.rels", links)
        archive.writestr("xl/worksheets/sheet1.bin", rows)
    with zipfile.ZipFile(buffer) as archive:
        found = unseen_in_xlsb(archive)
    ((row, column, how),) = found["台账"].shown
    assert (row, column, how(48.0)) == (4, 2, "48小时")
    assert found["台账"].struck_rows == [6]
