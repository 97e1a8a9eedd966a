"""What a whole column, its heading and its neighbours say about a day: units, order, deadlines, words, parts, clocks."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
import xlsxwriter

from data_loaders.days.dates import DayOrder, day_order, in_1900, is_aim, parse_date
from data_loaders.days.dues import due_parts, hours_or_days, parse_due, unit_of_heading
from data_loaders.headings.headings import match_headings
from data_loaders.importing.intake import Outcome, load, recognise
from data_loaders.reading.clock_drift import put_right, without_drift
from data_loaders.recognition.deadline_columns import with_deadlines
from database.store.engine import Database
from tests.cases.loading import County, Said
from tests.data_loaders.conftest import book, listed

FOUND = date(2021, 3, 1)  # a Monday
AS_OF = date(2021, 3, 31)
Loaded = Callable[..., Outcome]


def due_list(heading: str, *cells: Any) -> bytes:
    """An inspection list with one row a cell under this heading."""
    return book(
        [
            ("编号", "检查日期", "镇区", "点位名称", "存在问题", "责任单位", heading),
            *(
                (f"B-{n}", FOUND, "滨江街道", f"河边{n}号", f"第{n}处护栏松动", "县城管局", cell)
                for n, cell in enumerate(cells)
            ),
        ]
    )


def rows(county: Database) -> list[Said]:
    return County(county, []).said()


def due_days(county: Database) -> list[date | None]:
    return [row.due_on for row in rows(county)]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("整改时限（小时）", "小时"),
        ("时限(工作日)", "个工作日"),
        ("整改期限（单位：天）", "天"),
        ("整改时限：周", "周"),
        ("限期（月）", "个月"),
        ("整改天数", "天"),
        ("限办小时数", "小时"),
        ("整改时限/日", "天"),
        ("整改时限", None),
        ("整改时限（年月日）", None),
        ("整改完成日期", None),
    ],
)
def test_the_unit_in_a_heading(heading: str, unit: str | None) -> None:
    assert unit_of_heading(heading) == unit


def test_plain_numbers_take_the_unit_of_the_heading(county: Database, loaded: Loaded) -> None:
    loaded(due_list("整改时限（小时）", 36, "12", "2天", 13, date(2021, 3, 9)), as_of=AS_OF)
    assert due_days(county) == [date(2021, 3, day) for day in (3, 1, 3, 2, 9)]


def test_numbers_that_may_be_hours_or_days_are_refused(county: Database, loaded: Loaded) -> None:
    outcome = loaded(due_list("整改时限", 48, 24, 72, "2天"), as_of=AS_OF)
    assert [(r.value, "小时" in r.reason) for r in outcome.refusals] == [("48", True), ("24", True), ("72", True)]
    assert hours_or_days([24, 48])
    assert not hours_or_days([24, 3])
    assert not hours_or_days(["24小时"])
    assert not hours_or_days([])


def test_a_number_too_great_for_a_unit_is_the_number_of_a_day() -> None:
    told = parse_due(44260, found_on=FOUND, unit="小时")
    assert told is not None
    assert told.on == parse_date(44260)
    assert parse_due(2000, found_on=FOUND, unit="小时") is not None


def test_days_in_the_order_that_one_cell_gives_away(county: Database, loaded: Loaded) -> None:
    heads = ("编号", "检查日期", "镇区", "点位名称", "存在问题", "责任单位", "整改时限")
    lines = [("A", "03/05/2021"), ("B", "21/02/2021")]
    content = book([heads, *((n, day, "滨江街道", f"{n}巷", f"{n}处积水", "县城管局", "3天") for n, day in lines)])
    outcome = loaded(content, as_of=date(2021, 6, 1))
    assert [row.found_on for row in rows(county)] == [date(2021, 5, 3), date(2021, 2, 21)]
    assert any("日/月/年" in note for note in outcome.notes)


def test_an_order_that_nothing_or_too_much_tells_is_unknown() -> None:
    assert day_order(["03/05/2021", "2021-03-05", None, 3]) is None
    assert day_order(["13/05/2021", "05/13/2021"]) is None
    assert day_order(["05-13-2021", "05-04-2021"]) == DayOrder("month", "05-13-2021")
    assert day_order(["12/12/2021"]) is None


def test_parts_of_a_due_cell_go_to_the_parts_of_the_problem(county: Database, loaded: Loaded) -> None:
    heads = ("编号", "检查日期", "点位名称", "存在问题", "责任单位", "整改时限")
    two = "1.井盖破损\n2.垃圾外溢"
    content = book(
        [
            heads,
            ("P", FOUND, "东巷", two, "县城管局", "（1）3月20日；（2）3天"),
            ("Q", FOUND, "西巷", two, "县城管局", "1、3月8日\n2、3月9日\n3、3月10日"),
            ("R", FOUND, "南巷", "一处积水", "县城管局", "1、立即整改；2、3月底前"),
        ]
    )
    outcome = loaded(content, as_of=AS_OF)
    assert due_days(county) == [date(2021, 3, 20), date(2021, 3, 4)]
    assert sorted(r.row for r in outcome.refusals) == [3, 4]
    assert all("条" in r.reason for r in outcome.refusals)
    assert due_parts("3.5\n4.6") == ()
    assert due_parts("3月20日") == ()


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("3月底前", True),
        ("预计3月20日", True),
        ("计划下周", True),
        ("2021年4月10日前完成", True),
        ("3月8日前已完成", False),
        ("2021年3月8日", False),
        ("已完成", False),
        ("3月8日完成", False),
    ],
)
def test_when_it_shall_be_done_is_not_when_it_was_done(text: str, aim: bool) -> None:
    assert is_aim(text) is aim


def test_words_in_the_column_of_completion_refuse_no_row(county: Database, loaded: Loaded) -> None:
    heads = ("编号", "检查日期", "存在问题", "责任单位", "整改时限", "完成时间")
    words = ("已完成", "预计3月底", "常态化", "领导已批示", "3月8日、3月9日", "2月30日")
    content = book([heads, *((f"W-{n}", FOUND, f"第{n}处破损", "县城管局", "5天", w) for n, w in enumerate(words))])
    outcome = loaded(content, as_of=AS_OF, kind="rectification")
    told = [(row.done_on, row.state) for row in rows(county)]
    assert told == [
        (None, "REPORTED"),
        (None, None),
        (None, "IN_PROGRESS"),
        (None, None),
        (date(2021, 3, 9), None),
    ]
    assert [(r.value, "不存在" in r.reason) for r in outcome.refusals] == [("2月30日", True)]
    assert any("4 行写的不是日期" in note for note in outcome.notes)


def deadlines(*cells: Any, headings: Sequence[str] = ("存在问题", "完成时间")) -> str | None:
    columns = with_deadlines(match_headings(headings), [("积水", *([cell] * (len(headings) - 1))) for cell in cells])
    return columns[1].field


def test_a_column_of_completion_that_sets_deadlines() -> None:
    assert deadlines("3月底前", "长期坚持", date(2021, 3, 5)) == "due"
    assert deadlines("3月底前", *[date(2021, 3, 5)] * 3) == "due"
    assert deadlines("3月底前", *[date(2021, 3, 5)] * 4) == "done_on"
    assert deadlines("3月底前", "已完成") == "done_on"
    assert deadlines("3月底前", "整改中") == "done_on"
    assert deadlines("2021-03-05", "3月8日") == "done_on"
    assert deadlines() == "done_on"
    assert deadlines("3月底前", headings=("存在问题", "完成时间", "整改时限")) == "done_on"


def moments(*texts: str) -> list[Any]:
    return [datetime.fromisoformat(text) for text in texts]


def test_days_that_are_43_seconds_off_are_put_right() -> None:
    off = moments("2021-03-04 23:59:17", "2021-03-05 00:00:43", "2021-03-06 00:00:00")
    assert list(without_drift([*off, None])) == [*moments("2021-03-05", "2021-03-05", "2021-03-06"), None]
    true = moments("2021-03-04 23:59:17", "2021-03-05 08:12:30")
    assert list(without_drift(true)) == true
    for other in ("2021-03-05 00:00:16", "2021-03-05 10:20:17", "2021-03-05 23:59:43"):
        assert list(without_drift(moments(other))) == moments(other)
    assert list(without_drift(["a", 3])) == ["a", 3]


FOUR = "2021-03-04 16:00:00", "2021-03-05 16:00:00"


def test_days_told_in_world_time_are_the_days_that_begin_then_in_china() -> None:
    right = [date(2021, 3, 5), date(2021, 3, 6)]
    assert put_right([["检查日期", *moments(*FOUR)], ["a", None, 3]]) == (
        [["检查日期", *right], ["a", None, 3]],
        "2021-03-04 16:00",
    )
    texts = ["2021-03-04T16:00:00.000Z", "2021-03-05T16:00:00.000Z"]
    assert put_right([["检查日期", *texts]]) == ([["检查日期", *right]], texts[0])
    assert put_right([["检查日期", *FOUR]])[0] == [["检查日期", *right]]


@pytest.mark.parametrize(
    "other",
    [
        [date(2021, 3, 5)],
        moments("2021-03-05 16:00:01"),
        moments("2021-03-05 09:30:00"),
        moments("2021-03-05 00:00:00"),
        ["2021-03-05"],
        ["2021-03-05 08:00:00"],
    ],
)
def test_other_days_on_the_sheet_say_that_16_o_clock_is_a_time_of_day(other: list[Any]) -> None:
    for sheet in ([[*moments(*FOUR), *other]], [moments(*FOUR), [None, *other]]):
        assert put_right(sheet) == (sheet, None)


def test_one_day_at_16_o_clock_is_no_evidence() -> None:
    assert put_right([moments(FOUR[0])]) == ([moments(FOUR[0])], None)


def test_an_export_in_world_time_is_loaded_with_its_days_and_said(county: Database) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, ["编号", "检查日期", "存在问题", "整改时限"])
        for row in (1, 2):
            page.write_row(row, 0, [f"W-{row}", None, f"第{row}处路面破损"])
            page.write_datetime(row, 1, *moments("2021-03-04 16:00"), day)
            page.write_datetime(row, 3, *moments("2021-03-09 16:00"), day)
    outcome = load(county, recognise(county, buffer.getvalue(), "export.xlsx"), at=datetime(2021, 3, 20, tzinfo=UTC))
    assert {(row.found_on, row.due_on) for row in rows(county)} == {(date(2021, 3, 5), date(2021, 3, 10))}
    assert outcome.as_of == date(2021, 3, 5)
    assert [note for note in outcome.notes if "世界时" in note]


def test_serial_numbers_counted_from_1904(county: Database, loaded: Loaded) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": True}) as workbook:
        page = workbook.add_worksheet()
        serial = (FOUND - date(1904, 1, 1)).days
        for r, line in enumerate(
            [
                ("编号", "检查日期", "存在问题", "整改时限"),
                ("M-1", serial, "一处积水", serial + 4),
                ("M-2", serial, "二处积水", 7),
            ]
        ):
            page.write_row(r, 0, line)
    loaded(buffer.getvalue(), as_of=AS_OF)
    assert [row.found_on for row in rows(county)] == [FOUND, FOUND]
    assert due_days(county) == [date(2021, 3, 5), date(2021, 3, 8)]
    assert [in_1900(value) for value in (7, True, "42795")] == [7, True, "42795"]


def test_a_due_word_in_a_list(county: Database, loaded: Loaded) -> None:
    outcome = loaded(
        listed(
            ("C-1", FOUND, "滨江街道", "甲桥", "环境卫生", "栏杆锈蚀", "县城管局", "端午节前"),
            ("C-2", FOUND, "滨江街道", "乙桥", "环境卫生", "栏杆断裂", "县城管局", "每季度末"),
        ),
        as_of=AS_OF,
    )
    assert due_days(county) == [date(2021, 6, 13)]
    assert "周期性" in outcome.refusals[0].reason


def test_the_zero_of_a_linked_empty_cell_is_no_unit(county: Database, loaded: Loaded) -> None:
    outcome = loaded(listed(("Z-1", FOUND, 0, "丙桥", "环境卫生", "桥面破损", 0, date(2021, 3, 9))), as_of=AS_OF)
    assert outcome.refusals == ()
    assert [(row.lead, row.district) for row in rows(county)] == [(None, None)]
