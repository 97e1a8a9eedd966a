"""Every way of setting a due date, and what must be refused rather than guessed."""

import calendar
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.cells.cells import CellError, parse_text
from data_loaders.days.dues import Due, parse_due
from domain.ledger.workdays import workdays
from tests.data_loaders import books
from tests.data_loaders.reasons import refused

assert books  # its hypothesis profile

NEAR = date(2020, 7, 12)


FOUND = date(2020, 7, 9)  # a Thursday


@pytest.mark.parametrize(
    ("cell", "on"),
    [
        ("3天", date(2020, 7, 12)),
        ("三天内", date(2020, 7, 12)),
        ("3日内", date(2020, 7, 12)),
        ("3天之内", date(2020, 7, 12)),
        ("三日内整改到位", date(2020, 7, 12)),
        ("限3天内完成", date(2020, 7, 12)),
        ("限期3天", date(2020, 7, 12)),
        ("两天", date(2020, 7, 11)),
        ("十五天", date(2020, 7, 24)),
        ("３天", date(2020, 7, 12)),
        ("3 天 内", date(2020, 7, 12)),
        ("3个工作日", date(2020, 7, 14)),
        ("三个工作日内", date(2020, 7, 14)),
        ("5个工作日", date(2020, 7, 16)),
        ("48小时", date(2020, 7, 11)),
        ("24小时内", date(2020, 7, 10)),
        ("72h", date(2020, 7, 12)),
        ("2小时", date(2020, 7, 9)),
        ("30小时", date(2020, 7, 11)),
        ("一周", date(2020, 7, 16)),
        ("一周内", date(2020, 7, 16)),
        ("两周内", date(2020, 7, 23)),
        ("1个星期", date(2020, 7, 16)),
        ("半个月内", date(2020, 7, 24)),
        ("半年内", date(2021, 1, 9)),
        ("10日", date(2020, 7, 19)),
        ("3-5天", date(2020, 7, 14)),
        ("一个月", date(2020, 8, 9)),
        ("1个月内", date(2020, 8, 9)),
        (3, date(2020, 7, 12)),
        ("3", date(2020, 7, 12)),
        (0, date(2020, 7, 9)),
    ],
)
def test_a_stretch_of_time_counts_from_the_day_found(cell: object, on: date) -> None:
    due = parse_due(cell, found_on=FOUND)  # type: ignore[arg-type]
    assert due == Due(on, "days", parse_text(cell) or "")  # type: ignore[arg-type]
    assert parse_due(cell, found_on=None, near=FOUND) == Due(None, "days", parse_text(cell) or "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "on"),
    [
        (date(2020, 7, 15), date(2020, 7, 15)),
        (datetime.combine(date(2020, 7, 15), time()), date(2020, 7, 15)),
        (44027, date(2020, 7, 15)),
        ("2020-07-15", date(2020, 7, 15)),
        ("7月15日", date(2020, 7, 15)),
        ("7月15日前", date(2020, 7, 15)),
        ("9月15日前", date(2020, 9, 15)),
        ("7.15", date(2020, 7, 15)),
        ("7.15前", date(2020, 7, 15)),
        (7.15, date(2020, 7, 15)),
        ("限7月15日前整改到位", date(2020, 7, 15)),
        ("请于2020年7月15日前完成整改", date(2020, 7, 15)),
        ("立即整改，7月15日前完成", date(2020, 7, 15)),
        ("7月10日-7月15日", date(2020, 7, 15)),
        ("2020年7月15日18:00前", date(2020, 7, 15)),
        ("15日前", date(2020, 7, 15)),
        ("8日前", date(2020, 8, 8)),
        ("七月十五日前", date(2020, 7, 15)),
        ("10月底前", date(2020, 10, 31)),
        ("10月底", date(2020, 10, 31)),
        ("十月底前", date(2020, 10, 31)),
        ("10月份", date(2020, 10, 31)),
        ("10月", date(2020, 10, 31)),
        ("2020年10月", date(2020, 10, 31)),
        ("2020年10月底前", date(2020, 10, 31)),
        ("2020.10", date(2020, 10, 31)),
        ("7月上旬", date(2020, 7, 10)),
        ("7月中旬", date(2020, 7, 20)),
        ("7月中旬前", date(2020, 7, 20)),
        ("7月下旬", date(2020, 7, 31)),
        ("2021年2月下旬", date(2021, 2, 28)),
        ("本月底", date(2020, 7, 31)),
        ("本月底前", date(2020, 7, 31)),
        ("月底前", date(2020, 7, 31)),
        ("本月中旬", date(2020, 7, 20)),
        ("下月底", date(2020, 8, 31)),
        ("下个月底前", date(2020, 8, 31)),
        ("年底前", date(2020, 12, 31)),
        ("今年年底", date(2020, 12, 31)),
        ("2020年底", date(2020, 12, 31)),
        ("2020年12月底", date(2020, 12, 31)),
        ("2021年底前", date(2021, 12, 31)),
        ("明年3月底前", date(2021, 3, 31)),
        ("国庆节前", date(2020, 9, 30)),
        ("9月初", date(2020, 9, 10)),
        ("本周内", date(2020, 7, 12)),
        ("周五前", date(2020, 7, 10)),
        ("周三前", date(2020, 7, 15)),
        ("下周五前", date(2020, 7, 17)),
        ("三季度末", date(2020, 9, 30)),
        ("7月底前完成，长期坚持", date(2020, 7, 31)),
        ("7天（7月16日前）", date(2020, 7, 16)),
        ("2020年8月10日前（延期至8月20日）", date(2020, 8, 20)),
    ],
)
def test_a_due_day_is_read_in_every_written_form(cell: object, on: date) -> None:
    assert parse_due(cell, found_on=FOUND) == Due(on, "date", parse_text(cell) or "")  # type: ignore[arg-type]


def test_a_due_day_without_year_lies_after_the_day_found() -> None:
    for found_on, text, on in (
        (date(2020, 11, 20), "3月15日前", date(2021, 3, 15)),
        (date(2020, 3, 10), "12月底", date(2020, 12, 31)),
        (date(2020, 12, 28), "1月5日", date(2021, 1, 5)),
        (date(2020, 12, 28), "1.5", date(2021, 1, 5)),
        (date(2020, 7, 9), "7月1日", date(2020, 7, 1)),  # a slip, not next year
    ):
        assert parse_due(text, found_on=found_on) == Due(on, "date", text)


def test_a_due_day_without_year_and_without_day_found_is_closest_to_the_sheet() -> None:
    assert parse_due("7月15日", found_on=None, near=NEAR) == Due(date(2020, 7, 15), "date", "7月15日")
    with pytest.raises(CellError):
        parse_due("7月15日", found_on=None)


@pytest.mark.parametrize(
    "cell", ["立即整改", "立行立改", "立即", "即知即改", "马上整改", "立即整改到位", "立 即 整 改"]
)
def test_at_once_is_three_days_unless_told_otherwise(cell: str) -> None:
    assert parse_due(cell, found_on=FOUND) == Due(date(2020, 7, 12), "word", cell)
    told = {"立即": 1, "立行立改": 1, "即知即改": 1, "马上": 1}
    assert parse_due(cell, found_on=FOUND, word_days=told) == Due(date(2020, 7, 10), "word", cell)
    assert parse_due(cell, found_on=None, near=NEAR) == Due(None, "word", cell)


def test_at_once_comes_before_for_ever() -> None:
    assert parse_due("立即整改，长期坚持", found_on=FOUND) == Due(date(2020, 7, 12), "word", "立即整改，长期坚持")


@pytest.mark.parametrize("cell", ["当天", "当日"])
def test_today_is_the_day_found(cell: str) -> None:
    assert parse_due(cell, found_on=FOUND) == Due(FOUND, "word", cell)


@pytest.mark.parametrize("cell", ["现场已整改", "已完成", "均已整改到位", "已解决", "整改完毕"])
def test_done_already_says_nothing_of_when_it_was_due(cell: str) -> None:
    assert parse_due(cell, found_on=FOUND) == Due(None, "word", cell)


@pytest.mark.parametrize(
    "cell", ["长期坚持", "长期", "常态化", "常态化管理", "持续推进", "持续整改", "长效管理", "日常管理", "全年"]
)
def test_what_never_ends_has_no_day(cell: str) -> None:
    assert parse_due(cell, found_on=FOUND) == Due(None, "open_ended", cell)


def test_still_to_be_decided_is_no_day_and_no_error() -> None:
    assert parse_due("待定", found_on=FOUND) == Due(None, "word", "待定")


@pytest.mark.parametrize("cell", ["看情况", "2月30日前", "尽量", "abc", 43, "13月底前", True])
def test_a_due_date_that_cannot_be_read_is_refused(cell: object) -> None:
    if cell == 43:
        assert parse_due(cell, found_on=FOUND) == Due(date(2020, 8, 21), "days", "43")  # type: ignore[arg-type]
        return
    with pytest.raises(CellError) as error:
        parse_due(cell, found_on=FOUND)  # type: ignore[arg-type]
    assert refused(error)


@given(found_on=st.dates(date(2001, 1, 1), date(2098, 1, 1)), count=st.integers(1, 40))
def test_working_days_skip_weekends_only(found_on: date, count: int) -> None:
    due = parse_due(f"{count}个工作日", found_on=found_on)
    assert due is not None
    assert due.on is not None
    assert due.on.weekday() < 5
    passed = [found_on + timedelta(days=n) for n in range(1, (due.on - found_on).days + 1)]
    assert sum(day.weekday() < 5 for day in passed) == count


@given(found_on=st.dates(date(2001, 1, 1), date(2098, 1, 1)), month=st.integers(1, 12))
def test_a_month_end_is_never_more_than_a_month_behind_nor_silently_far_ahead(found_on: date, month: int) -> None:
    ends = [date(year, month, calendar.monthrange(year, month)[1]) for year in (found_on.year, found_on.year + 1)]
    try:
        due = parse_due(f"{month}月底前", found_on=found_on)
    except CellError as error:  # gone this year, and the next one far ahead
        assert "没有写年份" in error.reason
        assert ends[0] < found_on
        assert (ends[1] - found_on).days > 183
        return
    assert due is not None
    assert due.on is not None
    assert due.on.month == month
    assert due.on.day == calendar.monthrange(due.on.year, month)[1]
    assert timedelta(days=-35) <= due.on - found_on <= timedelta(days=366)
    assert due.on.year <= found_on.year or due.on - found_on <= timedelta(days=183)


def test_working_days_follow_the_office_s_holidays() -> None:
    table = workdays([(date(2020, 7, 13), "放假", False), (date(2020, 7, 12), "补班", True)])
    found_on = date(2020, 7, 10)  # a Friday
    assert parse_due("2个工作日", found_on=found_on) == Due(date(2020, 7, 14), "days", "2个工作日")
    assert parse_due("2个工作日", found_on=found_on, workdays=table) == Due(date(2020, 7, 14), "days", "2个工作日")
    assert parse_due("1个工作日", found_on=found_on, workdays=table) == Due(date(2020, 7, 12), "days", "1个工作日")
    assert parse_due("3天", found_on=found_on, workdays=table) == Due(date(2020, 7, 13), "days", "3天")


@pytest.mark.parametrize(
    ("cell", "days"),
    [(90, 90), ("90", 90), ("12小时", 0), ("12.5小时", 1), ("13小时", 1), ("24小时", 1), ("25小时", 2), ("48小时", 2), ("2.1天", 3), ("2天", 2)],
)  # fmt: skip
def test_where_a_stretch_ends_at_the_edges(cell: object, days: int) -> None:
    due = parse_due(cell, found_on=FOUND)  # type: ignore[arg-type]
    assert due is not None
    assert due.on == FOUND + timedelta(days=days)


@pytest.mark.parametrize("cell", [91, "91", -1, 120])
def test_a_number_above_ninety_is_no_number_of_days(cell: object) -> None:
    with pytest.raises(CellError):
        parse_due(cell, found_on=FOUND)  # type: ignore[arg-type]


def test_a_span_of_time_in_a_cell_counts_in_hours() -> None:
    assert parse_due(timedelta(hours=12), found_on=FOUND) == Due(FOUND, "days", "12小时")
    assert parse_due(timedelta(hours=36), found_on=FOUND) == Due(date(2020, 7, 11), "days", "36小时")


def test_a_day_that_might_be_a_number_of_days_is_read_close_behind_the_day_found_only() -> None:
    for found_on in (date(2020, 7, 5), date(2020, 5, 6)):  # the day itself, and sixty days before
        assert parse_due("7.5", found_on=found_on) == Due(date(2020, 7, 5), "date", "7.5")
        assert parse_due(7.5, found_on=found_on) == Due(date(2020, 7, 5), "date", "7.5")
        assert parse_due("7-5", found_on=found_on) == Due(date(2020, 7, 5), "date", "7-5")
    for found_on in (date(2020, 7, 6), date(2020, 5, 5), None):
        for cell in ("7.5", 7.5, "7-5"):
            with pytest.raises(CellError) as error:
                parse_due(cell, found_on=found_on, near=NEAR)
            assert "分不清" in refused(error)


def test_what_the_office_has_settled_comes_before_the_table_of_words() -> None:
    assert parse_due("马上整改", found_on=FOUND, word_days={"马上": 2}) == Due(date(2020, 7, 11), "word", "马上整改")
    assert parse_due("当天", found_on=FOUND, word_days={"马上": 2}) == Due(FOUND, "word", "当天")


@given(
    text=st.text(
        "0123456789一二两三半第个至-~.、/()年月日号天周时内前后起每季度旬底初国庆节小工作上下本次", max_size=12
    )
)
def test_no_text_makes_the_grammar_fail_otherwise_than_with_a_reason(text: str) -> None:
    for found_on in (FOUND, None):
        try:
            due = parse_due(text, found_on=found_on, near=found_on)
        except CellError as error:
            assert error.reason
        else:
            assert due is None or due.on is None or 1999 <= due.on.year <= 2200
