"""Text files as people and systems write them: what cuts the columns, which encoding, which marks are none of the text."""

import pytest

from data_loaders.reading.delimited import decode, delimited_rows
from data_loaders.reading.workbook import UnreadableFile, open_workbook

ROWS = [["序号", "点位名称", "存在问题"], ["1", "人民路", "垃圾未清"], ["2", "解放路", "车辆乱停"]]


@pytest.mark.parametrize("delimiter", ["，", "；", "、", "  ", "\u3000", " "])
def test_delimiters_of_people(delimiter: str) -> None:
    rows, notes = delimited_rows("\n".join(delimiter.join(row) for row in ROWS) + "\n")
    assert rows == ROWS
    assert notes


def test_a_chinese_comma_in_a_text_is_no_delimiter_where_there_is_another() -> None:
    rows, notes = delimited_rows("点位,问题\n人民路,垃圾，砖块\n解放路,乱停，乱放\n")
    assert rows[1] == ["人民路", "垃圾，砖块"]
    assert notes == []


def test_quotation_marks_that_nobody_doubled() -> None:
    rows, _ = delimited_rows(
        '点位,问题,单位\n人民路,"写有"清仓"字样，占道","城管局"\n解放路,"乱停, ""僵尸车"" 一辆",交警\n'
    )
    assert rows[1:] == [["人民路", '写有"清仓"字样，占道', "城管局"], ["解放路", '乱停, "僵尸车" 一辆', "交警"]]


def test_a_table_in_markdown() -> None:
    rows, _ = delimited_rows("|点位|问题|\n|:---|---:|\n|人民路|垃圾|\n")
    assert [cell for cell in rows[0] if cell] == ["点位", "问题"]
    assert not any(rows[1])


def test_the_mark_of_texts_in_excel_is_none_of_the_text() -> None:
    rows, _ = delimited_rows("编号,日期,问题\n'0012,'2020-07-06,'垃圾' 两字\n")
    assert rows[1] == ["0012", "2020-07-06", "'垃圾' 两字"]


def test_lines_in_two_encodings() -> None:
    content = "序号,存在问题\n1,垃圾未清运\n".encode() + "2,车辆乱停乱放\n".encode("gb18030")
    text, _, notes = decode(content)
    assert text.splitlines()[1:] == ["1,垃圾未清运", "2,车辆乱停乱放"]
    assert "1 行按 GBK" in notes[0]


def test_big5_is_known_by_its_headings() -> None:
    text, encoding, notes = decode("編號,點位名稱,存在問題\n1,中山路,路面破損\n".encode("big5"))
    assert encoding == "big5"
    assert text.startswith("編號")
    assert notes
    assert decode("编号,点位名称,存在问题\n1,中山路,路面破损\n".encode("gb18030"))[1] == "gb18030"


def test_control_characters_in_a_list_do_not_make_it_no_text_but_bytes_do() -> None:
    text = "序号,点位名称,存在问题,责任单位\n1,人民\x07路,垃\x0b圾,城\x1f管局\n2,解放\x01路,乱停,交\x02警\n"
    assert len(open_workbook(text.encode(), "清单.csv").sheets[0].rows) == 3
    with pytest.raises(UnreadableFile):
        open_workbook(bytes(range(1, 32)) * 40, "清单.csv")
