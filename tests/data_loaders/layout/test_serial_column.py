"""A first column without a heading that counts the rows is 序号: rows that hold nothing else are no data."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from data_loaders.importing.intake import Outcome
from data_loaders.layout.serial_column import counts_rows
from tests.data_loaders.conftest import book

AS_OF = date(2020, 7, 13)


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        ([1, 2, 3], True),
        (["1", "2", None, "3"], True),
        ([2, 3, 4.0], True),
        ([1, 2, 1, 2, 3], True),
        ([1], False),
        ([], False),
        ([1, 3, 7], False),
        ([5, 6, 7], False),
        (["1", "2a"], False),
        ([1.5, 2.5], False),
        ([True, 2], False),
        (["②", "③"], False),
    ],
)
def test_what_counts_rows(cells: Sequence[Any], counts: bool) -> None:
    assert counts_rows(cells) is counts


def test_prepared_numbers_without_a_problem_are_set_aside(loaded: Callable[..., Outcome]) -> None:
    rows = [(None, "检查日期", "存在问题"), (1, "2020-07-06", "路面破损"), (2, None, None), (3, None, None)]
    outcome = loaded(book(rows), as_of=AS_OF)
    assert outcome.counts["refused"] == 0
    assert [aside.reason for _, aside in outcome.asides] == ["只有序号", "只有序号"]
    assert outcome.account is not None
    assert [column.field for column in outcome.account.columns] == ["serial", "found_on", "problem"]


def test_a_first_column_of_numbers_that_count_nothing_is_left(loaded: Callable[..., Outcome]) -> None:
    rows = [(None, "检查日期", "存在问题"), (17, "2020-07-06", "路面破损"), (4, "2020-07-06", "井盖缺失")]
    outcome = loaded(book(rows), as_of=AS_OF)
    assert outcome.account is not None
    assert outcome.account.columns[0].field is None


def test_an_example_is_told_by_the_last_cell(loaded: Callable[..., Outcome]) -> None:
    heads = ("序号", "检查日期", "存在问题", "备注")
    rows = [
        (1, "2020-07-06", "路面破损", "例子"),
        (2, "2020-07-06", "井盖缺失", ""),
        (3, "2020-07-06", "无例行检查", "示例"),
    ]
    outcome = loaded(book([heads, *rows]), as_of=AS_OF)
    assert outcome.issues_new == 2  # an example stands above the data, not among it
    assert [(aside.row, aside.reason) for _, aside in outcome.asides] == [(2, "示例行")]
