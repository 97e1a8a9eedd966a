"""One look at many texts at once finds every text that a reader would change; a few more may be found."""

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.cells.cells import BLANK_MARKS, UNTIDY_NUMBER, UNTIDY_TEXT, CellError, parse_number, parse_text
from data_loaders.cells.problems import UNTIDY_PROBLEM, enumerated, may_be_numbered, parse_problem
from data_loaders.layout.footers import WEAK, is_count, may_begin_footer
from data_loaders.rows.columns import _UNTIDY
from data_loaders.text.many_texts import texts_with

SIGNS = "aZ0１ 9３\t\u3000\xa0\u200b'’-－—/.,，、；：:（(一二是第①⑴处路共合计制表审无NULA％年月"
TEXTS = st.text(SIGNS, max_size=8)
WORDS = st.sampled_from(
    [
        "共3处",
        "合 计",
        "小计：2",
        "以上",
        "第 1 页",
        "备注",
        "审核人",
        " 填表人",
        "已整改1个",
        "3、",
        "1.乱堆",
        "二〇二〇年三月五日",
        "2020年3月",
        "……",
        "-_-|",
        "wm-1",
        "null",
        "（1）脏",
        "一是乱",
        "①脏",
        "/",
        "12.0",
        "WM-1",
    ]
)
COLUMN = st.lists(
    st.one_of(TEXTS, WORDS, st.builds("".join, st.lists(st.one_of(TEXTS, WORDS), max_size=3))), max_size=12
)


def _said(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except CellError as fault:
        return fault


@given(
    COLUMN, st.sampled_from([(parse_text, UNTIDY_TEXT), (parse_number, UNTIDY_NUMBER), (parse_problem, UNTIDY_PROBLEM)])
)
def test_what_is_not_found_is_read_as_it_is(
    texts: list[str], case: tuple[Callable[[str], object], Sequence[re.Pattern[str]]]
) -> None:
    read, patterns = case
    found = texts_with(patterns, texts)
    for at, text in enumerate(texts):
        assert at in found or not text or _said(read, text) == text


@pytest.mark.parametrize("mark", sorted(BLANK_MARKS))
def test_marks_of_an_empty_number_are_found(mark: str) -> None:
    assert texts_with(UNTIDY_NUMBER, ["WM-1", mark, "WM-2"]) >= {1}


def test_every_reader_has_its_own_signs() -> None:
    assert _UNTIDY[parse_number] is UNTIDY_NUMBER and _UNTIDY[parse_problem] is UNTIDY_PROBLEM


@given(COLUMN)
def test_a_text_that_is_not_found_has_no_numbered_parts(texts: list[str]) -> None:
    found = may_be_numbered(texts)
    for at, text in enumerate(texts):
        assert at in found or enumerated(text) == ((text.strip(),) if text.strip() else ())


@given(st.one_of(TEXTS, WORDS))
def test_the_first_sign_tells_what_is_no_footer(text: str) -> None:
    if not may_begin_footer(text):
        assert WEAK.match(text) is None and not is_count(text) and not text.startswith(("-", "—"))


def test_the_first_letters_are_all_those_of_the_words_of_footers() -> None:
    letters = [chr(code) for code in range(0x4E00, 0xA000)]
    behind = ("", "计", "表", "核", "校", "查", "告", "位", "系", "页", "上", "下", "3", "3处", "注", "明", "件")
    for letter in letters:
        if not may_begin_footer(letter):
            assert not any(WEAK.match(letter + more) or is_count(letter + more) for more in behind), letter


def test_a_pattern_over_two_lines_finds_both() -> None:
    assert texts_with([re.compile(r"[:：]\s*\d")], ["甲", "乙：", "3处", "丙"]) == {1, 2}
    assert texts_with([re.compile(r"\n甲")], ["甲", "乙甲", "甲乙"]) == {0, 2}
    assert texts_with([re.compile("甲")], []) == set()
