"""Columns of which one is ticked: the heading of the ticked one is what the row says."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from data_loaders.headings.headings import lines_of
from data_loaders.import_options import ImportOptions
from data_loaders.importing.intake import Outcome
from data_loaders.reading.workbook import Cell
from database.store import schema
from database.store.engine import Database
from domain.ledger.states import State
from tests.data_loaders.pages import table_of

DAY = date(2020, 7, 12)
FRONT = ("序号", "点位名称", "存在问题", "责任单位")


def sheet(top: Sequence[str | None], below: Sequence[str | None] | None, *marks: Sequence[Any]) -> bytes:
    """Rows whose columns behind FRONT hold these marks; a heading that has none behind it spans the next columns."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page, day = workbook.add_worksheet("台账"), workbook.add_format({"num_format": "yyyy-mm-dd"})
    heads = [*FRONT, *top]
    for column, heading in enumerate(heads):
        if heading is None:
            continue
        wide = next((n for n, text in enumerate(heads[column + 1 :], 1) if text is not None), len(heads) - column)
        if wide > 1:
            page.merge_range(0, column, 0, column + wide - 1, heading)
        elif below is not None and (column < len(FRONT) or below[column - len(FRONT)] is None):
            page.merge_range(0, column, 1, column, heading)
        else:
            page.write(0, column, heading)
    for column, heading in enumerate(below or (), len(FRONT)):
        if heading is not None:
            page.write(1, column, heading)
    for n, row in enumerate(marks, 1):
        line = (n, f"解放路{n}号", f"第{n}处墙面破损未修", "县城管局", *row)
        for column, value in enumerate(line):
            if isinstance(value, date):
                page.write_datetime(n + (below is not None), column, datetime.combine(value, time()), day)
            elif isinstance(value, str):
                page.write_string(n + (below is not None), column, value)
            elif value is not None:
                page.write(n + (below is not None), column, value)
    workbook.close()
    return buffer.getvalue()


def states(county: Database) -> list[str | None]:
    o = schema.observations
    with county.read() as connection:
        rows = connection.execute(select(o.c.state).order_by(o.c.row_no)).scalars()
        return [None if state is None else State(state).name for state in rows]


@pytest.mark.parametrize("mark", ["√", "✓", "✔", "☑", "●", "■", "★", "V", "是", "1", 1, "Y", "○", "√ "])
def test_every_mark_ticks(mark: Any, loaded: Callable[..., Outcome], county: Database) -> None:
    loaded(sheet(["整改情况", None], ["已整改", "未整改"], (mark, None), (None, mark)), as_of=DAY)
    assert states(county) == ["REPORTED", "ASSIGNED"]


@pytest.mark.parametrize(
    ("top", "below", "said"),
    [
        (["未整改", "正在整改", "整改完成"], None, ["ASSIGNED", "IN_PROGRESS", "REPORTED"]),
        (["办理状态", None, None], ["未启动", "推进中", "已销号"], ["ASSIGNED", "IN_PROGRESS", "CLOSED"]),
        (["整改情况（打√）", None], ["到位", "未到位"], ["REPORTED", "REWORK"]),
        (["是否销号", None], ["否", "是"], ["IN_PROGRESS", "REPORTED"]),
        (["复核情况", None], ["合格", "不合格"], ["CLOSED", "REWORK"]),
        (["完成（√）", "未完成（√）"], None, ["REPORTED", "IN_PROGRESS"]),
    ],
)
def test_the_heading_of_the_ticked_column_is_the_state(
    top: list[str | None], below: list[str] | None, said: list[str], loaded: Callable[..., Outcome], county: Database
) -> None:
    marks = [["√" if at == n else None for at in range(len(said))] for n in range(len(said))]
    loaded(sheet(top, below, *marks), as_of=DAY)
    assert states(county) == said


def test_crosses_and_empty_boxes_tick_nothing(loaded: Callable[..., Outcome], county: Database) -> None:
    loaded(sheet(["整改情况", None], ["已整改", "未整改"], ("√", "×"), ("□", "☑"), (None, None)), as_of=DAY)
    assert states(county) == ["REPORTED", "ASSIGNED", None]


def test_two_ticks_in_a_row_are_refused(loaded: Callable[..., Outcome], county: Database) -> None:
    outcome = loaded(sheet(["整改情况", None], ["已整改", "未整改"], ("√", "√"), (None, "√")), as_of=DAY)
    assert [(r.row, r.value) for r in outcome.refusals] == [(3, "已整改、未整改")]
    assert "勾选了两栏" in outcome.refusals[0].reason
    assert not outcome.unknown
    assert states(county) == ["ASSIGNED"]


def test_a_day_or_a_remark_in_the_place_of_a_tick_ticks(loaded: Callable[..., Outcome], county: Database) -> None:
    loaded(
        sheet(["整改情况", None], ["已整改", "未整改"], (date(2020, 7, 8), None), ("√", None), (None, "待资金")),
        as_of=DAY,
    )
    assert states(county) == ["REPORTED", "REPORTED", "ASSIGNED"]


def test_counts_are_no_ticks(loaded: Callable[..., Outcome], county: Database) -> None:
    loaded(sheet(["整改情况", None, "是否完成"], ["已整改", "未整改", None], (5, 3, "否"), (2, 1, "是")), as_of=DAY)
    assert states(county) == ["IN_PROGRESS", "REPORTED"]


def test_ticks_about_something_else_say_no_state(loaded: Callable[..., Outcome], county: Database) -> None:
    loaded(
        sheet(["是否涉及安全", None, "整改情况"], ["是", "否", None], ("√", None, "正在整改"), (None, "√", None)),
        as_of=DAY,
    )
    assert states(county) == ["IN_PROGRESS", None]


def test_ticks_beside_a_column_of_states_leave_it_alone(loaded: Callable[..., Outcome], county: Database) -> None:
    loaded(sheet(["是否完成", "已发通知", "整改中"], None, ("是", "√", None), ("否", None, "√")), as_of=DAY)
    assert states(county) == ["REPORTED", "IN_PROGRESS"]


@pytest.mark.parametrize(
    "heading",
    [
        "整改情况(是/否)",
        "是否完成（是/否）",
        "整改情况【是／否】",
        "整改状态：已整改/未整改",
        "是否整改到位 是/否",
        "整改情况（√/×）",
        "整改进展(已完成/整改中/未完成)",
        "整改情况：完成/未完成",
        "整改情况(是/否",
    ],
)
def test_a_legend_belongs_to_its_heading(heading: str, loaded: Callable[..., Outcome], county: Database) -> None:
    assert len(lines_of(heading)) == 1
    outcome = loaded(sheet([heading], None, ("已整改",), ("未整改",), ("已完成",)), as_of=DAY)
    assert outcome.counts["refused"] == 0
    found = states(county)
    assert (found[0], found[2]) == ("REPORTED", "REPORTED")
    assert found[1] in (None, "ASSIGNED")
    assert not any("打勾" in note for note in outcome.notes)


@pytest.mark.parametrize("heading", ["整改情况(是/否)", "整改情况【是／否】", "是否完成：是/否", "整改状态（是/否）"])
def test_what_a_person_says_of_an_answer_is_heeded_under_a_legend(
    heading: str, loaded: Callable[..., Outcome], county: Database
) -> None:
    answers = ImportOptions(states={"是": State.IN_PROGRESS, "否": State.REWORK})
    loaded(sheet([heading], None, ("是",), ("否",)), as_of=DAY, choices=answers)
    assert states(county) == ["IN_PROGRESS", "REWORK"]


def test_two_lines_stay_two() -> None:
    assert lines_of("整改情况/已完成") == ["整改情况", "已完成"]
    assert lines_of("整改情况(是/否)/县城管局") == ["整改情况(是/否)", "县城管局"]
    assert lines_of("整改情况/是") == ["整改情况", "是"]


@pytest.mark.parametrize(
    ("upper", "lower", "headings"),
    [
        (["是否整改", None, "备注"], ["是", "否", None], ["是否整改/是", "是否整改/否", "备注"]),
        (["整改情况", None, None], ["已完成", "整改中", "未整改"], ["整改情况/已完成", "整改情况/整改中", "整改情况/未整改"]),
        (["复核结果", None, "备注"], ["合格", "不合格", "备注"], ["复核结果/合格", "复核结果/不合格", "备注"]),
        (["是否整改", None, "复核结果", None], ["是", "否", "合格", "不合格"], ["是否整改/是", "是否整改/否", "复核结果/合格", "复核结果/不合格"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("filled", [True, False])
def test_answers_below_a_heading_that_stands_above_the_first_only(
    upper: list[Cell], lower: list[Cell], headings: list[str], filled: bool
) -> None:
    front: list[Cell] = ["序号", "存在问题"]
    nothing: list[Cell] = [None] * (len(upper) - 1)
    below = front if filled else [None, None]
    table = table_of(
        [[*front, *upper], [*below, *lower], [1, "垃圾", "√", *nothing], [2, "乱停", None, "√", *nothing[1:]]]
    )
    assert table.headings == (*front, *headings)
    assert table.row_numbers == [3, 4]


def test_a_first_row_of_data_with_one_answer_to_each_heading_is_no_line_of_headings() -> None:
    table = table_of([["序号", "存在问题", "是否整改", "是否销号"], [None, None, "是", "否"], [1, "垃圾", "是", "否"]])
    assert table.heading_rows == (1,)
