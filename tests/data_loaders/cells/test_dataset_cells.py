"""Cells of books: what somebody wrote in, what it means out; nothing is guessed."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.cells.cells import CellError
from data_loaders.cells.dataset_cells import (
    are_shares,
    parse_amount,
    parse_choice,
    parse_count,
    parse_figure,
    parse_flag,
    parse_percent,
    parse_plain,
)

WORDS = {"已交": ("已报送", "报了"), "未交": ("未报",)}


@pytest.mark.parametrize(
    ("cell", "number"), [("90%", 90), (" 86.5％", 86.5), ("5件", 5), (0.9, 0.9), ("90", 90), (None, None), ("/", None)]
)
def test_a_figure_may_bear_a_percent_sign(cell: Any, number: float | None) -> None:
    assert parse_figure(cell) == number


@pytest.mark.parametrize("blank", [None, "", "  ", "/", "—", "-", "\u3000"])
def test_an_empty_cell_says_nothing_whatever_stands_for_it(blank: str | None) -> None:
    for parse in (parse_plain, parse_amount, parse_count, parse_percent, parse_flag):
        assert parse(blank) is None
    assert parse_choice(blank, WORDS) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [(86.5, 86.5), (3.0, 3), ("1,200", 1200), ("85分", 85), ("第3名", 3), ("１２ 份", 12), ("-2.5", -2.5), ("+4", 4)],
)
def test_numbers_are_read_as_people_write_them(cell: Any, number: float) -> None:
    said = parse_amount(cell)
    assert said == number and isinstance(said, type(number))


@pytest.mark.parametrize("cell", ["3万", "十几", "约5个左右的", "1,2", "3-5", "2020.7.1", True, date(2020, 7, 1), time(9), float("nan"), "12多"])  # fmt: skip
def test_what_is_no_single_number_is_refused(cell: Any) -> None:
    with pytest.raises(CellError):
        parse_amount(cell)


@pytest.mark.parametrize("cell", [-1, 2.5, "-3", "1.5"])
def test_a_count_is_whole_and_not_negative(cell: Any) -> None:
    with pytest.raises(CellError):
        parse_count(cell)


@pytest.mark.parametrize(
    ("cell", "points"),
    [("86.5%", 86.5), ("86.5", 86.5), (86.5, 86.5), ("百分之九", None), ("0.5%", 0.5), ("１００％", 100), (0, 0)],
)
def test_percents_are_kept_as_points(cell: Any, points: float | None) -> None:
    if points is None:
        with pytest.raises(CellError):
            parse_percent(cell)
    else:
        assert parse_percent(cell) == points


def test_a_share_is_told_from_points_by_its_column_and_never_guessed() -> None:
    assert are_shares([0.865, 0.9, 1, None, "x"]) is True
    assert are_shares([86.5, 90, None]) is False
    assert are_shares([0.8, 90]) is None and are_shares([1, 1]) is None
    assert are_shares(["0.865", "0.9"]) is True and are_shares(["0.5%", "3%"]) is False
    assert parse_percent("0.865", share=True) == 86.5
    assert parse_percent(0.865, share=True) == 86.5
    assert parse_percent(0.07, share=True) == 7
    assert parse_percent(1, share=True) == 100
    for share in (None,):
        with pytest.raises(CellError, match="还是"):
            parse_percent(0.8, share=share)
    with pytest.raises(CellError, match="0 到 100"):
        parse_percent("120%")


@given(st.integers(0, 10_000))
def test_a_share_with_four_digits_loses_nothing(parts: int) -> None:
    assert parse_percent(parts / 10_000, share=True) == pytest.approx(parts / 100, abs=1e-9)


def test_a_choice_is_one_of_its_words_or_their_other_wordings() -> None:
    for cell in ("已交", " 已 交 ", "已报送", "已报送（7月3日）", "“报了”。"):
        assert parse_choice(cell, WORDS) == "已交"
    with pytest.raises(CellError, match="“已交”、“未交”之一"):
        parse_choice("差不多了", WORDS)


@pytest.mark.parametrize(
    ("cell", "said"), [("是", True), ("√", True), (True, True), ("否", False), ("×", False), (False, False), (1, True)]
)
def test_a_flag_is_yes_or_no(cell: Any, said: bool) -> None:
    assert parse_flag(cell) is said


def test_a_flag_that_is_neither_is_refused() -> None:
    with pytest.raises(CellError):
        parse_flag("待定")
