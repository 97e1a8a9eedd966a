"""What on a sheet is a table, a heading, a row and none: the handed cases with their right values."""

from datetime import date
from pathlib import Path

import pytest

from data_loaders.importing.intake import Outcome
from tests.cases.loading import CASES, county, needs_cases, rows_of

pytestmark = needs_cases


@pytest.mark.parametrize("path", sorted(CASES.glob("5[02]_*subtotal*")), ids=lambda path: path.name)
def test_lines_of_totals_in_words_are_set_aside(path: Path) -> None:
    assert [said.row for said in rows_of(path)] == [3, 4, 6]


def test_tables_beside_each_other_give_all_their_issues() -> None:
    said = rows_of(CASES / "14_side_by_side.xlsx")
    assert sorted(one.site or "" for one in said) == [f"{road}路{n}号" for road in ("人民", "解放") for n in (1, 2, 3)]
    assert len({one.issue for one in said}) == 6


@pytest.mark.parametrize(
    ("name", "day", "first"),
    [
        ("61_info_row_inside_heading.xlsx", date(2020, 7, 12), 4),
        ("ledgers/r04_填报行并入表头.xlsx", date(2020, 7, 10), 4),
    ],
)
def test_a_line_glued_to_the_headings_sets_the_day(name: str, day: date, first: int) -> None:
    with county() as empty:
        outcome = empty.load(CASES / name)
        assert isinstance(outcome, Outcome)
        assert outcome.as_of == day
        assert empty.said()[0].row == first
        assert not [note for note in outcome.notes if "项目名称" in note]


def test_the_second_form_of_a_sheet_is_read_as_its_own_table() -> None:
    said = rows_of(CASES / "ledgers" / "r10_一页两张表.xlsx")
    assert [(one.row, one.site) for one in said] == [(4, "东风巷"), (5, "南门市场"), (10, "北环路")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("49_statistics_only.xlsx", "统计表"),
        ("49b_statistics_dept.xlsx", "统计表"), ("63_no_headings.csv", "没有表头"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_by_its_true_fault(name: str, said: str) -> None:
    with county() as empty:
        assert said in str(empty.load(CASES / name))


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("39_transposed.xlsx", [("V-1", "人民路1号", "城管局"), ("V-2", "人民路2号", "住建局")]),
        ("40_one_page_form.xlsx", [("V-9", "人民路9号", "城管局")]),
    ],
)
def test_headings_down_the_side_and_forms_are_read(name: str, rows: list[tuple[str, str, str]]) -> None:
    said = rows_of(CASES / name)
    assert [(one.number, one.site, one.lead) for one in said] == rows
    assert {(one.found_on, one.due_on) for one in said} == {(date(2020, 7, 6), date(2020, 7, 10))}


def test_headings_of_other_lists_are_known() -> None:
    assert [said.description for said in rows_of(CASES / "ledgers" / "r11_不合格项.xlsx")] == [
        "灭火器压力不足",
        "垃圾桶满溢",
    ]
    assert len(rows_of(CASES / "ledgers" / "r05c_问题列标题不认识.xlsx")) == 3


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("27a_tab_prefix.csv", 3), ("27d_fullwidth_comma.csv", 6), ("27e_space_columns.txt", 6), ("27h_quotes_unescaped.csv", 3),
        ("27j_double_bom_nul.csv", 6), ("27k_mixed_encoding.csv", 2), ("27l_md_table.txt", 6), ("35b_control_chars.csv", 2),
    ],
)  # fmt: skip
def test_text_files_of_every_make(name: str, rows: int) -> None:
    said = rows_of(CASES / name)
    assert len(said) == rows
    assert all(one.description and one.found_on == date(2020, 7, 6) for one in said)


def test_rows_that_are_struck_through_are_said() -> None:
    with county() as empty:
        outcome = empty.load(CASES / "26_strike_fill_comment.xlsx")
        assert isinstance(outcome, Outcome)
        assert [note for note in outcome.notes if "删除线（第 4 行）" in note]


@pytest.mark.parametrize("name", ["23_summary_and_parts_20200712.xlsx", "23b_summary_has_district_20200712.xlsx"])
def test_a_summary_and_its_parts_are_counted_once(name: str) -> None:
    assert len({said.issue for said in rows_of(CASES / name)}) == 6
