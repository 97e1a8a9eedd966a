"""The day that a sheet speaks for, as its titles and its file name say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.layout.hints import as_of_hint
from tests.data_loaders import books

assert books  # its hypothesis profile


@pytest.mark.parametrize(
    ("name", "titles", "day"),
    [
        ("台账20200713.xlsx", [], date(2020, 7, 13)),
        ("台账2020-07-13.csv", [], date(2020, 7, 13)),
        ("台账2020.7.13", [], date(2020, 7, 13)),
        ("2020年7月13日台账.xls", [], date(2020, 7, 13)),
        ("整改台账7.6-7.12.xlsx", ["2020年度"], date(2020, 7, 12)),
        ("第3周（2020年7月6日至12日）.xls", [], date(2020, 7, 12)),
        ("20200706-20200712.csv", [], date(2020, 7, 12)),
        ("2020-07-06_2020-07-12.csv", [], date(2020, 7, 12)),
        ("a.xlsx", ["（2020年7月6日—7月12日）"], date(2020, 7, 12)),
        ("a.xlsx", ["2020.7.6-2020.7.12"], date(2020, 7, 12)),
        ("a.xlsx", ["2020年12月28日-2021年1月3日"], date(2021, 1, 3)),
        ("a.xlsx", ["截至2020年7月12日", "填报时间：2020年7月13日"], date(2020, 7, 12)),
        ("a.xlsx", ["截止时间：2020.7.12"], date(2020, 7, 12)),
        ("台账（7.6-7.12）.xlsx", ["填报时间：2020年7月13日"], date(2020, 7, 12)),
        ("a.xlsx", ["填报时间：2020.7.13", "检查日期 2020年7月10日"], date(2020, 7, 13)),
        ("2020年台账7月13日.xlsx", [], date(2020, 7, 13)),
        ("台账20200706.xlsx", ["填报日期：2020年7月13日"], date(2020, 7, 13)),
        ("台账20200713153000.xlsx", [], date(2020, 7, 13)),
        ("a.xlsx", ["文件名称", "台账", "版本号", "1.5", "提交日期", "2020-07-10"], date(2020, 7, 10)),
        ("a.xlsx", ["附表3.1 2020年问题台账"], None),
        ("附件1.2 2020年台账.xlsx", [], None),
        ("2020年台账V2.3.xlsx", [], None),
        ("2020年台账3.0版.xlsx", [], None),
        ("2020年第3-15号问题台账.xlsx", [], None),
        ("2020年3-15号问题台账.xlsx", [], None),
        ("2020年3.15消费维权台账.xlsx", [], None),
        ("创城办〔2020〕7.1号 2020年台账.xlsx", [], None),
        ("2020年统计表7.12.xlsx", [], date(2020, 7, 12)),
        ("2020年第2批7.12.xlsx", [], date(2020, 7, 12)),
        ("7.6-7.12.xlsx", [], None),
        ("第28周.xlsx", ["2020年度台账"], None),
        ("台账V2.1.xlsx", ["2020年"], None),
        ("2020年2月30日.xlsx", [], None),
        ("电话13800001111.xlsx", [], None),
        ("", [], None),
    ],
)
def test_the_day_a_sheet_speaks_for(name: str, titles: list[str], day: date | None) -> None:
    assert as_of_hint(name, titles) == day


@given(st.text(max_size=30), st.lists(st.text("0123456789年月日.-/至截止填报时间：（） ", max_size=25), max_size=3))
def test_no_title_makes_the_hint_fail(name: str, titles: list[str]) -> None:
    day = as_of_hint(name, titles)
    assert day is None or 2000 <= day.year <= 2100
