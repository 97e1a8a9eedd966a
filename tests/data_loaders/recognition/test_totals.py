"""Rows below a line of totals are loaded and said, neither swallowed nor taken in silence."""

from datetime import date

import pytest

from data_loaders.importing.intake import ImportOptions, preview, recognise
from data_loaders.reading.workbook import Cell
from data_loaders.recognition.totals import rows_below_totals
from database.store.engine import Database
from tests.data_loaders.conftest import AT, LIST, book
from tests.data_loaders.pages import FIRST, HEADINGS, SECOND, table_of


def notes(*rows: list[Cell], merges: tuple[tuple[int, int, int, int], ...] = ()) -> list[str]:
    return rows_below_totals([table_of([list(HEADINGS), *rows], merges)])


@pytest.mark.parametrize(
    "total", [["合计", None, None, 2], ["合  计：2"], ["总计", 2], [None, "合计", None, 2], ["全县合计", None, 2]]
)
def test_rows_below_a_total_are_loaded_and_said_with_their_numbers(total: list[Cell]) -> None:
    table = table_of([list(HEADINGS), FIRST, total, SECOND, [], SECOND])
    assert table.rows == [FIRST, SECOND, SECOND]
    (said,) = rows_below_totals([table])
    assert "第 3 行是“" in said
    assert "还有 2 行数据（第 4、6 行）" in said


def test_nothing_is_said_where_a_total_ends_the_table() -> None:
    assert notes(FIRST, SECOND, ["合计", None, None, 2], ["制表人：张三"]) == []
    assert notes(FIRST, SECOND) == []


def test_subtotals_between_groups_are_usual_but_not_what_follows_the_last() -> None:
    subtotal: list[Cell] = [None, "小计", None, 1]
    assert notes(FIRST, subtotal, SECOND, subtotal) == []
    (said,) = notes(FIRST, subtotal, SECOND, subtotal, SECOND, SECOND)
    assert "第 5 行是“小计”" in said
    assert "2 行数据（第 6–7 行）" in said


def test_a_note_that_speaks_of_totals_is_no_total() -> None:
    assert notes(FIRST, ["说明：合计数含上周"], SECOND) == []


def test_the_clerk_reads_it_before_confirming_and_the_row_is_counted(county: Database) -> None:
    day = date(2020, 7, 6)
    rows = [(f"A{n}", day, "滨江街道", "滨江市场", "环境卫生", f"门前乱堆乱放{n}", "县城管局", "3天") for n in range(3)]
    file = recognise(county, book([LIST, *rows[:2], ("合计", None, None, None, None, 2), rows[2]]), "清单.xlsx")
    assert [note for note in file.notes if "第 4 行是“合计”" in note and "第 5 行" in note]
    outcome = preview(county, file, ImportOptions(as_of=date(2020, 7, 12)), at=AT)
    assert (outcome.counts["read"], outcome.counts["new"], outcome.counts["blank"]) == (4, 3, 1)
    assert [note for note in outcome.notes if "合计" in note]


def test_a_row_that_fills_only_the_confirmed_column_of_problems_is_loaded(county: Database) -> None:
    day = date(2020, 7, 6)
    rows = [("A1", day, "滨江街道", "滨江市场", "环境卫生", "门前乱堆乱放", "县城管局", "3天"), ("共 3 条积水",)]
    file = recognise(county, book([LIST, *rows]), "清单.xlsx")
    decided = ImportOptions(as_of=date(2020, 7, 12), kind="inspection", fields={"编号": "problem", "存在问题": None})
    told = preview(county, file, decided, at=AT)
    assert (told.counts["new"], told.counts["refused"], told.counts["blank"]) == (2, 0, 0)
