"""Long tables on paper, and the foot of each page."""

import re
from datetime import date

import pandas as pd

from ui.parts.paper import ON_PAPER, sheet
from ui.shell import presenting


def test_cells_are_text_and_nothing_else() -> None:
    said = sheet(
        pd.DataFrame({"问题": ["<b>乱</b> & “脏”", None], "时限": [date(2026, 7, 1), None], "天": pd.array([3, None])})
    )
    assert "<td class='short'>—</td>" in said and "<b>" not in said and "&lt;b&gt;乱&lt;/b&gt; &amp; “脏”" in said
    assert "<td class='short'>2026-07-01</td>" in said
    assert "<td class='number'>3</td>" in said and "<td class='number'>—</td>" in said


def test_short_columns_stay_on_one_line_and_long_ones_wrap() -> None:
    said = sheet(pd.DataFrame({"电话": ["138-0000-0001"], "编号": ["WM2026-0001"], "问题": ["垃圾桶满溢没有清运"]}))
    assert re.findall(r"<th class='(\w*)'>", said) == ["short", "short", ""]


def test_the_first_rows_are_printed_and_the_rest_is_said() -> None:
    frame = pd.DataFrame({"问题": [f"第{n}件" for n in range(ON_PAPER + 1)]})
    said = sheet(frame, total=1234)
    assert said.count("<tr>") == ON_PAPER + 1
    assert f"第{ON_PAPER - 1}件" in said and f"第{ON_PAPER}件" not in said
    assert f"打印前 {ON_PAPER} 行，共 1,234 行；完整清单请下载表格。" in said
    assert "下载" not in sheet(frame.head(ON_PAPER))


def test_counts_have_separators_and_places_in_a_sheet_have_none() -> None:
    said = sheet(pd.DataFrame({"超期天数": pd.array([1_234, None], "Int64"), "行": [2_345, 3]}))
    assert "<td class='number'>1,234</td>" in said and "<td class='number'>2345</td>" in said


def test_the_foot_cannot_end_its_style() -> None:
    said = presenting.foot('云水县"\\<i>\n', date(2026, 7, 10))
    assert said == (
        "<i class='page-foot' data-foot='云水县\\&quot;\\\\&lt;i&gt; 创城督查看板　数据截至2026年7月10日（周五）'></i>"
    )
