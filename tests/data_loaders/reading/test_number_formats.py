"""A number is what Excel shows of it: units, leading zeros and words that only its format holds."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
import xlsxwriter

from data_loaders.reading.number_formats import formats_by_number, shows
from data_loaders.reading.workbook import Cell, open_workbook


def formatted(*cells: tuple[Any, str]) -> list[Cell]:
    """The cells of one column, each written with a number format, as they are read back."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet()
        page.write_string(0, 0, "时限")
        for row, (value, code) in enumerate(cells, start=1):
            page.write(row, 0, value, workbook.add_format({"num_format": code}))
    return [row[0] for row in open_workbook(buffer.getvalue(), "表.xlsx").sheets[0].rows[1:]]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (36, '0"小时"', "36小时"),
        (5, '0"个工作日内"', "5个工作日内"),
        (2, 'G/通用格式"周"', "2周"),
        (2.5, '0.0"天"', "2.5天"),
        (3, "0\\天", "3天"),
        (9, '0"月底前"', "9月底前"),
        (7, "0000", "0007"),
        (7, '"文明办〔2021〕"0"号"', "文明办〔2021〕7号"),
        (23, '"ZG-"000', "ZG-023"),
        (48, '0"小时";[Red]-0"小时"', "48小时"),
        (5.1, "0.00", "5.10"),
        (date(2021, 3, 1), 'yyyy"年"m"月"', "2021年3月"),
        (date(2021, 3, 1), "mmm-yy", "2021年3月"),
        (date(2021, 3, 1), '[$-804]yyyy"年"m"月";@', "2021年3月"),
    ],
)
def test_a_number_with_a_telling_format_is_the_text_that_is_shown(value: Any, code: str, text: str) -> None:
    assert formatted((value, code)) == [text]


@pytest.mark.parametrize(
    ("value", "code", "kept"),
    [
        (36, "0", 36),
        (1200, '#,##0"元"', 1200),
        (12, '0"万元"', 12),
        (8, '0"人"', 8),
        (0.5, "0%", 0.5),
        (86.5, "0.00", 86.5),
        (5.1, "0.0", 5.1),
        (12345, "00", 12345),
        (date(2021, 3, 1), 'yyyy"年"m"月"d"日"', date(2021, 3, 1)),
        (date(2021, 3, 5), 'yyyy"年"m"月"', date(2021, 3, 5)),
        (2, '[h]"小时"', timedelta(days=2)),
        (5, "[=0]0;0", 5),
    ],
)
def test_other_formats_leave_the_value_alone(value: Any, code: str, kept: Cell) -> None:
    assert formatted((value, code)) == [kept]


def test_a_format_that_says_nothing_is_not_looked_for() -> None:
    assert shows("yyyy-mm-dd") is None
    assert shows("#,##0.0") is None
    assert formats_by_number({164: '0"天"', 165: "0"}, [0, 165, 164, 164]).keys() == {2, 3}
