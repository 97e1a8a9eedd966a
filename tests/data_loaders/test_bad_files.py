"""Files that make trouble, made on the spot: each is refused with a sentence of its own, or loaded with one that says what was found."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from data_loaders.layout.layout import find_tables
from data_loaders.reading import workbook as reading
from data_loaders.reading.workbook import UnreadableFile, Workbook, open_workbook
from tests.data_loaders.books import biff8, fast_xlsx, ole, patched, saved, xlsx

ROWS: list[list[Any]] = [["序号", "镇区", "存在问题"], [1, "滨江街道", "垃圾未清"], [2, "城关镇", "车辆乱停"]]
SHEET = "xl/worksheets/sheet1.xml"
WIDE = 16_384
TALL = 1_048_576


def encrypted(password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    made = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx(ROWS))).encrypt(password, made)
    return made.getvalue()


def parts(**members: str | bytes) -> bytes:
    """A .zip of these members: "__" stands for "/", "_dot_" for "."."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one more part."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return buffer.getvalue()


def with_filling(filling: Callable[[Any], object]) -> bytes:
    """A workbook of ROWS with more XML behind its rows: `filling` writes it to the open member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as archive, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name != SHEET:
                copy.writestr(name, content)
                continue
            before, _, behind = content.partition(b"</sheetData>")
            with copy.open(name, "w") as member:
                member.write(before)
                filling(member)
                member.write(b"</sheetData>" + behind)
    return buffer.getvalue()


def bomb() -> bytes:
    return with_filling(lambda member: [member.write(b" " * 1_000_000) for _ in range(160)])


def chart_only() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "={1,2,3}"})
        book.add_chartsheet().set_chart(chart)
    return buffer.getvalue()


def stray() -> bytes:
    return fast_xlsx(lambda _, sheet: [sheet.write(0, 0, "序号"), sheet.write(TALL - 1, WIDE - 1, "误填")])


def wide() -> bytes:
    rows = [[*row, *(f"第{at}列{n}" for n in range(WIDE - 3))] for at, row in enumerate(ROWS)]
    return fast_xlsx(lambda _, sheet: [sheet.write_row(at, 0, row) for at, row in enumerate(rows)])


REFUSED: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "password": (lambda: encrypted("secret"), "台账.xlsx", "打开密码", "取消密码"),
    "password of an .xls": (lambda: ole(Workbook=biff8(ROWS, password=True)), "台账.xls", "打开密码", "取消密码"),
    "password of an .ods": (
        lambda: parts(mimetype="x", META_INF="", **{"META-INF__manifest_dot_xml": "<encryption-data/>"}),
        "台账.ods",
        "打开密码",
        "取消密码",
    ),
    "lock file": (lambda: b"\x05user", "~$台账.xlsx", "临时锁文件", "“台账.xlsx”"),
    "empty": (lambda: b"", "台账.xlsx", "是空的", "保存成功"),
    "cut off": (lambda: xlsx(ROWS)[:-700], "台账.xlsx", "不完整", "重新拷贝"),
    "an .xls cut off": (lambda: ole(Workbook=biff8(ROWS))[:700], "台账.xls", "不完整", "重新拷贝"),
    "bomb": (bomb, "台账.xlsx", "解压后有 160 MB", "新建一个表格"),
    "a stray cell": (stray, "台账.xlsx", "XFD1048576", "Ctrl+End"),
    "16,384 columns": (wide, "台账.xlsx", "有 16,384 列内容", "转置"),
    "charts only": (chart_only, "台账.xlsx", "只有图表", "图表所用的数据"),
    "Word": (lambda: parts(word__document_dot_xml="<w/>"), "台账.xlsx", "Word 文档", "复制到 Excel"),
    "picture": (lambda: b"\xff\xd8\xff\xe0....", "台账.xlsx", "图片", "不要用截图"),
    "PDF": (lambda: b"%PDF-1.7", "台账.xlsx", "PDF", "原始的 Excel"),
    "page without table": (lambda: b"<html><body><p>x</p></body></html>", "台账.xls", "没有表格", "另存为"),
    "binary": (lambda: bytes(range(256)) * 20, "台账.csv", "不是文本", "选对了文件"),
    "damaged": (lambda: patched(xlsx(ROWS), "xl/workbook.xml", "<sheets>", "<sheets"), "台账.xlsx", "已损坏", "另存为"),
}  # fmt: skip


def refusal(content: bytes, name: str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook(content, name, timeout_s=120)
    return caught.value


@pytest.mark.parametrize("fault", REFUSED)
def test_each_bad_file_has_its_own_sentence_and_remedy(fault: str) -> None:
    made, name, reason, remedy = REFUSED[fault]
    said = refusal(made(), name)
    assert reason in said.reason
    assert remedy in said.remedy
    others = {word for other, (_, _, word, _) in REFUSED.items() if word != reason and other != fault}
    assert [word for word in others if word in said.reason] == []


def test_a_file_over_the_limit_is_refused_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FILE_MB", 0.001)
    said = refusal(xlsx(ROWS), "台账.xlsx")
    assert "上限" in said.reason
    assert "拆成几个文件" in said.remedy


def test_a_bomb_whose_directory_lies_does_no_harm() -> None:
    content = bomb()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = content.replace(struct.pack("<I", size), struct.pack("<I", 4_000))
    assert lying != content
    try:
        book = open_workbook(lying, "台账.xlsx", timeout_s=120)
    except UnreadableFile as refused:
        assert refused.remedy
    else:
        assert book.sheets[0].rows == ROWS


# --- loaded, and said ----------------------------------------------------------------------------------------------------


def opened(content: bytes, name: str = "台账.xlsx") -> Workbook:
    return open_workbook(content, name, timeout_s=120)


def notes(book: Workbook, *words: str) -> list[str]:
    return [note for note in book.notes if all(word in note for word in words)]


def test_macros_are_said_and_the_cells_loaded() -> None:
    for content, name in (
        (with_part(xlsx(ROWS), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"), "台账.xlsm"),
        (ole(Workbook=biff8(ROWS), _VBA_PROJECT_CUR=b"x"), "台账.xls"),
    ):
        book = opened(content, name)
        assert book.sheets[0].rows == ROWS
        assert notes(book, "宏不会运行")
    assert opened(xlsx(ROWS), "台账.xlsm").notes == ()


def test_links_to_other_files_are_said_and_the_saved_values_loaded() -> None:
    def write(_: object, sheet: Any) -> None:
        sheet.write_row(0, 0, ROWS[0])
        sheet.write_formula(1, 0, "='[其他.xlsx]Sheet1'!A1", None, 7)
        sheet.write_row(1, 1, ROWS[1][1:])

    book = opened(with_part(fast_xlsx(write), "xl/externalLinks/externalLink1.xml", b"<externalLink/>"))
    assert book.sheets[0].rows[1] == [7, "滨江街道", "垃圾未清"]
    assert notes(book, "引用了其他文件")


def test_a_very_hidden_sheet_is_loaded_and_said() -> None:
    made = openpyxl.Workbook()
    made["Sheet"].append(["甲"])
    hidden = made.create_sheet("底稿")
    hidden.sheet_state = "veryHidden"
    for row in ROWS:
        hidden.append(row)
    book = opened(saved(made))
    assert book.sheets[1].rows == ROWS
    assert notes(book, "底稿", "隐藏")


def test_an_et_of_wps_in_both_its_forms() -> None:
    for content in (ole(Workbook=biff8(ROWS)), xlsx(ROWS)):
        book = opened(content, "台账.et")
        assert book.sheets[0].rows == ROWS
        assert book.notes == ()


def test_hidden_rows_of_an_xls_are_loaded_and_said() -> None:
    book = opened(ole(Workbook=biff8(ROWS, hidden_rows=[1])), "台账.xls")
    assert book.sheets[0].rows == ROWS
    assert book.sheets[0].hidden_rows == (1,)
    assert notes(book, "第 2 行", "隐藏或筛选")


def test_filtered_rows_are_loaded_and_said() -> None:
    def write(_: object, sheet: Any) -> None:
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
        sheet.autofilter("A1:C3")
        sheet.filter_column_list("B", ["滨江街道"])
        sheet.set_row(2, None, None, {"hidden": True})

    book = opened(fast_xlsx(write))
    assert book.sheets[0].rows == ROWS
    assert notes(book, "筛选", "第 3 行")


def test_sixteen_thousand_formatted_columns_do_not_hide_the_three_that_count() -> None:
    def write(made: Any, sheet: Any) -> None:
        look = made.add_format({"bg_color": "#FFFF00"})
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
            for column in range(len(row), WIDE):
                sheet.write_blank(at, column, None, look)

    assert opened(fast_xlsx(write)).sheets[0].rows == ROWS


def test_a_stray_cell_in_the_last_column_does_not_cost_the_file() -> None:
    def write(_: object, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, WIDE - 1, "问题台账")
        for at, row in enumerate(ROWS, 1):
            sheet.write_row(at, 0, row)
        sheet.write(3, WIDE - 1, "误填")

    book = opened(fast_xlsx(write))
    (table,) = find_tables(book)
    assert table.headings == (*ROWS[0], "（无标题列XFD）")
    assert [row[:3] for row in table.rows] == ROWS[1:]


@pytest.mark.slow
def test_a_million_empty_formatted_rows_do_not_hide_the_three_that_count() -> None:
    def fill(member: Any) -> None:
        for start in range(4, TALL + 1, 10_000):
            rows = range(start, min(start + 10_000, TALL + 1))
            cells = "".join(
                f'<row r="{r}" ht="15" customHeight="1"><c r="A{r}" s="0"/><c r="B{r}" s="0"/></row>' for r in rows
            )
            member.write(cells.encode())

    book = opened(with_filling(fill))
    assert book.sheets[0].rows == ROWS
    assert book.notes == ()


def test_thousands_of_merged_cells_are_filled_in() -> None:
    count = 4_000

    def write(_: object, sheet: Any) -> None:
        sheet.write_row(0, 0, ROWS[0])
        for block in range(count):
            first = 1 + 2 * block
            sheet.merge_range(first, 1, first + 1, 1, f"{block % 20}号镇")
            for row in (first, first + 1):
                sheet.write(row, 0, row)
                sheet.write(row, 2, f"路面破损第{row}处")

    book = opened(fast_xlsx(write))
    (table,) = find_tables(book)
    assert len(book.sheets[0].merges) == count
    assert len(table.rows) == 2 * count
    assert [row[1] for row in table.rows] == [f"{row // 2 % 20}号镇" for row in range(2 * count)]


# --- mended --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("merge", ["A:A", "B:C", "7:9"])
def test_merges_of_whole_columns_or_rows_do_not_cost_the_file(merge: str) -> None:
    content = patched(xlsx(ROWS, merges=["E5:F6"]), SHEET, 'ref="E5:F6"', f'ref="{merge}"')
    book = opened(content)
    assert book.sheets[0].rows == ROWS
    assert notes(book, "备用方式")


def test_cell_places_that_are_bare_numbers_do_not_cost_the_file() -> None:
    content = xlsx([["序号", "镇区"], ["甲", "乙"]])
    for at, place in enumerate(("A1", "B1", "A2", "B2")):
        content = patched(content, SHEET, f'<c r="{place}"', f'<c r="{at % 2}"')
    assert opened(content).sheets[0].rows == [["序号", "镇区"], ["甲", "乙"]]
