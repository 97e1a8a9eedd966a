"""Text, phones and numbers in every way of writing them; and no reader of cells fails in any other way than by CellError."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.cells import cells
from data_loaders.cells.cells import CellError, parse_number, parse_phone, parse_text
from data_loaders.cells.problems import fixed_on_the_spot, split_problems
from data_loaders.cells.units import parse_units
from data_loaders.days.dates import parse_date
from data_loaders.days.dues import parse_due
from data_loaders.states.state_words import parse_state, parse_verdict
from tests.data_loaders import books
from tests.data_loaders.reasons import refused

assert books  # its hypothesis profile

NEAR = date(2020, 7, 12)
DAY = date(2020, 3, 5)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, None),
        ("", None),
        (" \u3000\n\t", None),
        ("  人民路\u3000", "人民路"),
        ("第\r\n一", "第\n一"),
        ("１２号楼ＡＢ", "12号楼AB"),
        ("垃圾（3处）；", "垃圾（3处）；"),
        ("零\u200b宽", "零宽"),
        (123, "123"),
        (13800001111.0, "13800001111"),
        (2.5, "2.5"),
        (True, "是"),
        (False, "否"),
        (DAY, "2020-03-05"),
        (datetime.combine(date(2020, 3, 5), time()), "2020-03-05"),
        (datetime.combine(date(2020, 3, 5), time(9, 30)), "2020-03-05 09:30"),
        (time(9, 30), "09:30"),
        ("/", "/"),
        ("—", "—"),
        ("无", "无"),
    ],
)
def test_text_is_trimmed_and_numbers_lose_their_useless_zero(cell: object, text: str | None) -> None:
    assert parse_text(cell) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (13800001111.0, "13800001111"),
        (13800001111, "13800001111"),
        ("138-0000-1111", "13800001111"),
        ("138 0000 1111", "13800001111"),
        ("+86 13800001111", "13800001111"),
        ("张三 13800001111", "13800001111"),
        ("13800001111/13800002222", "13800001111、13800002222"),
        ("0516-88880000", "0516-88880000"),
        ("(0516)88880000", "0516-88880000"),
        ("051688880000", "0516-88880000"),
        ("88880000", "88880000"),
        ("0516-88880000转801", "0516-88880000转801"),
        (None, None),
        ("/", None),
    ],
)
def test_phones(cell: object, phone: str | None) -> None:
    assert parse_phone(cell) == phone  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["张三", "123", "1380000111"])
def test_what_is_no_phone_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as error:
        parse_phone(cell)
    assert refused(error)


@pytest.mark.parametrize(
    ("cell", "number"),
    [(12.0, "12"), (12, "12"), (" wm－2020 001", "wm-2020001"), ("bigS119", "bigS119"), ("n/a", None), ("ＷＭ２０２０", "WM2020"), ("CC—01", "CC-01"), ("/", None), (None, None), ("", None)],
)  # fmt: skip
def test_numbers_have_one_form(cell: object, number: str | None) -> None:
    assert parse_number(cell) == number  # type: ignore[arg-type]


@given(st.text(alphabet="ＡＺａ９０Ab1中（，。\u3000\xa0\u200b\xad\r\n \ufeff", max_size=16))
def test_the_quick_look_for_wide_characters_overlooks_none(text: str) -> None:
    narrowed = text.replace("\r\n", "\n").replace("\r", "\n").translate(cells._NARROW).strip()
    assert parse_text(text) == (narrowed or None)


@given(
    st.text(max_size=25) | st.text("0123456789年月日.-/:：至前内天周 上下旬", max_size=15), st.none() | st.just(NEAR)
)
def test_no_text_makes_a_parser_fail_in_any_other_way(text: str, near: date | None) -> None:
    for parse in (
        lambda: parse_date(text, near=near),
        lambda: parse_due(text, found_on=near, near=near),
        lambda: parse_state(text),
        lambda: parse_verdict(text),
        lambda: parse_units(text),
        lambda: parse_phone(text),
        lambda: parse_number(text),
        lambda: split_problems(text),
        lambda: fixed_on_the_spot(text),
    ):
        try:
            parse()
        except CellError as error:
            assert error.reason
            assert error.remedy
