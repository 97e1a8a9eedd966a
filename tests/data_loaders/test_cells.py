"""Every way of writing a cell that DOMAIN knows, and the ones that must be refused rather than guessed."""

import calendar
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders import cells
from data_loaders.cells import (
    CellError,
    Due,
    fixed_on_the_spot,
    parse_date,
    parse_due,
    parse_number,
    parse_phone,
    parse_state,
    parse_text,
    parse_units,
    parse_verdict,
    split_problems,
)
from domain.states import State
from domain.workdays import workdays
from tests.data_loaders import books

assert books  # its hypothesis profile

NEAR = date(2020, 7, 12)
DAY = date(2020, 3, 5)


def refused(error: pytest.ExceptionInfo[CellError]) -> str:
    """The reason of a refusal, after checking that both sentences are there and Chinese."""
    for sentence in (error.value.reason, error.value.remedy):
        assert any("\u4e00" <= character <= "\u9fff" for character in sentence)
    assert str(error.value) == error.value.reason + error.value.remedy
    return error.value.reason


# --- text --------------------------------------------------------------------------------------------------------------


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


# --- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        DAY, datetime.combine(date(2020, 3, 5), time(14, 30)), 43895, 43895.6, "43895", "43895.25", 20200305, "20200305", "20200305143000",
        "2020-03-05", "2020-3-5", "2020/3/5", "2020.3.5", "2020.03.05", "2020年3月5日", "2020年03月05日", "2020年3月5号", "2020年3月5",
        "２０２０年３月５日", "２０２０．３．５", " 2020 年 3 月 5 日 ", "2020年3月5日上午", "2020年3月5日上午9时", "2020年3月5日 星期四", "2020年3月5日（周四）",
        "2020-03-05 14:30", "2020-03-05 14:30:15", "2020/3/5 0:00", "2020-03-05T14:30:00", "2020-03-05T23:30:00.000+08:00",
        "2020-03-05 23:30:00+00:00", "2020-03-05T00:30:00Z", "2020、3、5", "2020，3，5", "2020。3。5", "2020—3—5", "2020_3_5", "2020.3.5.",
        "20.3.5", "20/3/5", "20-03-05", "20年3月5日", "200305",
        "2020.3.5已完成", "2020年3月5日整改完成", "2020.3.5（已整改）", "2020年3月5日前",
        "二〇二〇年三月五日", "二○二○年三月五日", "5 Mar 2020", "Mar 5, 2020", "05-March-2020",
        "2020年3月3日-5日", "2020年3月4、5日", "2020年3月3日、4日、5日", "5-Mar-20", "2020年3月5日现场检查", "2020年3月3日至3月5日", "2020.3.3-2020.3.5", "2020年2月28日—3月5日",
    ],
)  # fmt: skip
def test_a_full_date_is_read_in_every_written_form(cell: object) -> None:
    assert parse_date(cell) == DAY  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    ["3月5日", "3月5号", "03月05日", "３月５日", "3.5", "3/5", "3-5", "03.05", "3月5日上午", "3月5日 9:30", "3月5日9时30分", "三月五日", "3、5", "3月3日-5日", "3.3-3.5", "3月5日已完成", 3.05],
)  # fmt: skip
def test_a_day_without_year_takes_the_year_closest_to_the_sheet(cell: object) -> None:
    assert parse_date(cell, near=date(2020, 3, 20)) == DAY  # type: ignore[arg-type]
    assert parse_date(cell, near=date(2019, 12, 31)) == DAY  # type: ignore[arg-type]
    assert parse_date(cell, near=date(2019, 6, 1)) == date(2019, 3, 5)  # type: ignore[arg-type]


@given(
    day=st.dates(date(2001, 1, 1), date(2099, 12, 31)),
    form=st.sampled_from(["{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}年{m}月{d}日", "{y}{m:02}{d:02}", "{y}年{m:02}月{d:02}", "{y}-{m}-{d} 08:15:00"]),
    wide=st.booleans(),
)  # fmt: skip
def test_every_day_survives_every_written_form(day: date, form: str, wide: bool) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    if wide:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert parse_date(text) == day
    assert parse_due(text, found_on=None) == Due(day, "date", parse_text(text) or "")


@given(
    day=st.dates(date(2001, 1, 1), date(2099, 12, 31)),
    away=st.integers(-180, 180),
    form=st.sampled_from(["{m}月{d}日", "{m}.{d:02}", "{m}/{d}", "{m}-{d}"]),
)
def test_a_day_without_year_within_half_a_year_of_the_sheet_is_found_again(day: date, away: int, form: str) -> None:
    near = day + timedelta(days=away)
    if (day.month, day.day) != (2, 29):
        assert parse_date(form.format(m=day.month, d=day.day), near=near) == day


@given(day=st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_serial_number_is_the_day_that_excel_shows(day: date) -> None:
    assert parse_date((day - date(1899, 12, 30)).days) == day


def test_a_month_means_its_last_day_unless_the_sheet_is_from_within_it() -> None:
    for text in ("2020年2月", "2020年2月份", "2020.2", "2020-02", "2020/2", "202002", "２０２０年２月"):
        assert parse_date(text) == date(2020, 2, 29)
        assert parse_date(text, near=date(2020, 2, 14)) == date(2020, 2, 14)
        assert parse_date(text, near=date(2020, 3, 14)) == date(2020, 2, 29)


def test_a_month_or_a_third_of_it_without_year_means_its_last_day() -> None:
    assert parse_date("3月", near=NEAR) == date(2020, 3, 31)
    assert parse_date("2月底", near=NEAR) == date(2020, 2, 29)
    assert parse_date("6月上旬", near=NEAR) == date(2020, 6, 10)
    assert parse_date("2020年6月中旬") == date(2020, 6, 20)
    assert parse_date("7月", near=NEAR) == NEAR


def test_a_day_alone_lies_in_the_month_closest_to_the_sheet() -> None:
    assert parse_date("5日", near=NEAR) == date(2020, 7, 5)
    assert parse_date("30号", near=date(2020, 7, 2)) == date(2020, 6, 30)
    assert parse_date("2日", near=date(2020, 7, 30)) == date(2020, 8, 2)


def test_american_dates_are_read_when_there_is_one_reading_or_when_told() -> None:
    assert parse_date("02/13/2019") == date(2019, 2, 13)
    assert parse_date("13/02/2019") == date(2019, 2, 13)
    assert parse_date("04/12/2018 11:11:26 AM", us=True) == date(2018, 4, 12)
    assert parse_date("04/12/2018", dayfirst=True) == date(2018, 12, 4)
    assert parse_date("04/04/2018") == date(2018, 4, 4)
    with pytest.raises(CellError) as error:
        parse_date("04/12/2018 11:11:26 AM")
    assert "分不清" in refused(error)


def test_a_pattern_takes_the_place_of_all_other_forms_for_text() -> None:
    assert parse_date("04/12/2018 11:11:26 AM", pattern="%m/%d/%Y %I:%M:%S %p") == date(2018, 4, 12)
    assert parse_date(DAY, pattern="%m/%d/%Y") == DAY
    with pytest.raises(CellError) as error:
        parse_date("2018-04-12", pattern="%m/%d/%Y")
    assert "%m/%d/%Y" in refused(error)


@pytest.mark.parametrize("cell", [None, "", "  ", "/", "-", "—", "——", "无", "N/A", "\\"])
def test_a_cell_that_holds_no_date_is_empty(cell: str | None) -> None:
    assert parse_date(cell) is None
    assert parse_due(cell, found_on=NEAR) is None


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("2020-02-30", "不存在"),
        ("2月30日", "不存在"),
        ("2020年13月1日", "13"),
        ("2020-06-31", "不存在"),
        ("1999-05-01", "1999"),
        ("2101年1月1日", "2101"),
        ("整改中", "看不懂"),
        ("2020.3.5、2020.3.9", "看不懂"),
        ("7月8日-7月6日", "早于"),
        (7.1, "分不清"),
        (7.2, "分不清"),
        (2020.1, "分不清"),
        ("201112", "分不清"),
        (99, "99"),
        (138.55, "138.55"),
        (True, "不是日期"),
        (time(3, 5), "不是日期"),
        (date(1900, 1, 1), "1900"),
        ("0", "看不懂"),
    ],
)
def test_what_is_no_day_or_two_days_is_refused_with_the_reason(cell: object, word: str) -> None:
    near = None if cell == "201112" else NEAR
    with pytest.raises(CellError) as error:
        parse_date(cell, near=near)  # type: ignore[arg-type]
    assert word in refused(error)


@pytest.mark.parametrize("cell", ["3月5日", "3.5", "5日"])
def test_a_day_without_year_is_refused_where_nothing_tells_the_year(cell: str) -> None:
    with pytest.raises(CellError) as error:
        parse_date(cell)
    assert "没有写" in refused(error)


def test_29_february_goes_to_a_leap_year_nearby_or_is_refused() -> None:
    assert parse_date("2月29日", near=date(2021, 1, 10)) == date(2020, 2, 29)
    with pytest.raises(CellError):
        parse_date("2月29日", near=date(2022, 6, 1))


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


# --- due dates ---------------------------------------------------------------------------------------------------------

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


@pytest.mark.parametrize("cell", ["当天", "当日", "现场已整改", "已完成"])
def test_today_and_done_already_are_the_day_found(cell: str) -> None:
    assert parse_due(cell, found_on=FOUND) == Due(FOUND, "word", cell)


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
def test_a_month_end_is_never_more_than_a_month_behind_nor_a_year_ahead(found_on: date, month: int) -> None:
    due = parse_due(f"{month}月底前", found_on=found_on)
    assert due is not None
    assert due.on is not None
    assert due.on.month == month
    assert due.on.day == calendar.monthrange(due.on.year, month)[1]
    assert timedelta(days=-35) <= due.on - found_on <= timedelta(days=336)


# --- states and verdicts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "cells"),
    [
        (State.REPORTED, ["已完成", "完成", "√", "✔", "是", "已整改", "整改到位", "已整改到位", "整改完毕", " 已 完 成 ", "已完成。", "（已完成）", "100%", "１００％", 1, 1.0, 100, True, "Y", "yes",
                          "2020.7.5已完成", "7月5日已完成", "已于7月5日整改到位", "已完成（7.5）", "已完成整改，照片附后", "☑是 □否", "是☑ 否□", "■已完成□未完成", "已上报完成", "待复核", "现场已整改", "已整改，未复核", "已安排人员清理完毕，整改完成"]),
        (State.CLOSED, ["已销号", "销号", "办结", "已办结", "已整改完成，已销号", "2020年7月6日销号", "已闭环", "结案"]),
        (State.IN_PROGRESS, ["整改中", "正在整改", "部分完成", "推进中", "未完成", "否", "×", "X", "正在整改中", "80%", 0.8, "已完成80%", "部分已完成", "基本完成", "□是 ☑否", "是□ 否☑", "正在推进，预计7月底完成", "逾期未完成", False, "尚未完成", "未销号"]),
        (State.ASSIGNED, ["未整改", "待整改", "尚未整改", "未开始", "0%", 0, "已交办", "未落实"]),
        (State.REWORK, ["返工", "整改不到位", "未整改到位", "不到位", "已整改，复核不合格", "退回整改", "重新整改", "反弹", "已完成，经复核整改不到位"]),
        (State.ON_HOLD, ["挂账", "已挂账", "挂账（待拆迁）", "同意挂账"]),
        (State.DISPUTED, ["责任待定", "有异议", "退回", "扯皮", "非我单位职责", "不属于我局管辖", "责任不清", "存在争议", "不属实", "情况不属实，无垃圾", "无需整改"]),
        (State.REJECTED, ["不予认定", "非问题", "误报", "经核实，不予认定"]),
    ],
)  # fmt: skip
def test_every_wording_of_a_state(state: State, cells: list[object]) -> None:
    for cell in cells:
        assert parse_state(cell) is state, cell  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    ["未按时完成", "3天内完成", "预计7月底完成", "已联系施工方，计划7月底完成", "已制定方案，待资金到位后实施", "需整改到位", "未完全整改到位", "正在走流程，争取本月完成"],
)  # fmt: skip
def test_what_is_planned_wanted_or_denied_is_not_done(cell: str) -> None:
    assert parse_state(cell) is State.IN_PROGRESS


@pytest.mark.parametrize(
    "cell", ["无法整改", "申请挂账", "暂缓整改", "该处属私人用地，无法整改", "已报县政府，申请挂账"]
)
def test_a_unit_cannot_stop_its_own_clock(cell: str) -> None:
    assert parse_state(cell) is State.IN_PROGRESS


@pytest.mark.parametrize(
    "cell",
    [
        "已整改，防止反弹",
        "经整改后已完成",
        "问题整改到位",
        "督促业主已完成整改",
        "已整改完成，后续加强管理，避免问题反弹",
        "已整改，但易反弹，需长期管理",
    ],
)
def test_what_is_done_stays_done_whatever_else_is_said(cell: str) -> None:
    assert parse_state(cell) is State.REPORTED


@pytest.mark.parametrize("cell", [None, "", " ", "/", "—", "无"])
def test_an_empty_state_says_nothing(cell: str | None) -> None:
    assert parse_state(cell) is None
    assert parse_verdict(cell) is None


@pytest.mark.parametrize("cell", ["看着办", "张三", "城管局", 7, DAY, "101%号"])
def test_an_unknown_state_is_refused(cell: object) -> None:
    with pytest.raises(CellError) as error:
        parse_state(cell)  # type: ignore[arg-type]
    assert "看不懂" in refused(error)


@pytest.mark.parametrize(
    ("verdict", "cells"),
    [
        ("passed", ["合格", "通过", "已整改到位", "属实", "销号", "同意销号", "√", "是", "复核通过", "已整改，属实", "2020.7.8复核合格", "未反弹", "整改到位，予以销号", "整改到位，无反弹", "没反弹", "经复核，已整改，同意销号", True]),
        ("failed", ["不合格", "未通过", "反弹", "未整改到位", "仍未整改", "整改不到位", "×", "否", "返工", "部分整改，未到位", "已整改但又反弹", "不属实", "7月8日复核，问题仍存在", "未完全整改到位", "仍需整改到位", "复核时仍有垃圾", False]),
        (None, ["未复核", "待复核", "未复查", "待整改到位后复核", "/"]),
    ],
)  # fmt: skip
def test_every_wording_of_a_verdict(verdict: str | None, cells: list[object]) -> None:
    for cell in cells:
        assert parse_verdict(cell) == verdict, cell  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["再看看", "张三", DAY])
def test_an_unknown_verdict_is_refused(cell: object) -> None:
    with pytest.raises(CellError) as error:
        parse_verdict(cell)  # type: ignore[arg-type]
    assert refused(error)


# --- units -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        (None, ()),
        ("/", ()),
        ("县城管局", ("县城管局",)),
        ("县城管局 交警大队", ("县城管局", "交警大队")),
        ("县城管局\n交警大队", ("县城管局", "交警大队")),
        ("县城管局、交警大队，住建局", ("县城管局", "交警大队", "住建局")),
        ("县城管局/交警大队；滨江街道", ("县城管局", "交警大队", "滨江街道")),
        ("县城管局,交警大队;滨江街道", ("县城管局", "交警大队", "滨江街道")),
        ("县城管局和交警大队", ("县城管局", "交警大队")),
        ("城管局及滨江街道", ("城管局", "滨江街道")),
        ("住房和城乡建设局", ("住房和城乡建设局",)),
        ("文化和旅游局、人力资源和社会保障局", ("文化和旅游局", "人力资源和社会保障局")),
        ("和平街道", ("和平街道",)),
        ("县住房和城乡建设局和自然资源和规划局", ("县住房和城乡建设局", "自然资源和规划局")),
        ("县城管局（牵头）、交警大队", ("县城管局", "交警大队")),
        ("交警大队（配合）、县城管局（牵头）", ("县城管局", "交警大队")),
        ("交警大队、县城管局（主责）", ("县城管局", "交警大队")),
        ("牵头单位：县城管局\n配合单位：交警大队、滨江街道", ("县城管局", "交警大队", "滨江街道")),
        ("县城管局牵头，交警大队、住建局配合", ("县城管局", "交警大队", "住建局")),
        ("城 管 局", ("城管局",)),
        ("城管局（市政、环卫）、住建局", ("城管局（市政、环卫）", "住建局")),
        ("县城管局、县城管局", ("县城管局",)),
        ("1.城管局 2.交警大队", ("城管局", "交警大队")),
        ("由县城管局负责，交警大队配合整改到位", ("由县城管局负责，交警大队配合整改到位",)),
        ("按照属地管理原则，加强管理。", ("按照属地管理原则，加强管理。",)),
        ("Water Wastewater", ("Water Wastewater",)),
    ],
)
def test_units_in_one_cell(cell: str | None, units: tuple[str, ...]) -> None:
    assert parse_units(cell) == units


# --- problems ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("垃圾未清运", ("垃圾未清运",)),
        ("(1)垃圾未清运；(2)车辆乱停。", ("垃圾未清运", "车辆乱停。")),
        ("（1）垃圾未清运；（2）车辆乱停", ("垃圾未清运", "车辆乱停")),
        ("1.垃圾未清运；2.车辆乱停", ("垃圾未清运", "车辆乱停")),
        ("1、垃圾未清运\n2、车辆乱停\n3、墙面破损", ("垃圾未清运", "车辆乱停", "墙面破损")),
        ("1．垃圾 2．车辆", ("垃圾", "车辆")),
        ("①垃圾②车辆③墙面", ("垃圾", "车辆", "墙面")),
        ("⑴垃圾⑵车辆", ("垃圾", "车辆")),
        ("(1)垃圾；(1)车辆；(3)墙面", ("垃圾", "车辆", "墙面")),
        ("1.垃圾；3.车辆", ("垃圾", "车辆")),
        ("（一）垃圾；（二）车辆", ("垃圾", "车辆")),
        ("一是垃圾未清；二是车辆乱停", ("垃圾未清", "车辆乱停")),
        ("人民路存在：1.垃圾；2.车辆", ("人民路存在：垃圾", "人民路存在：车辆")),
        ("1.3辆车乱停；2.5处垃圾", ("3辆车乱停", "5处垃圾")),
        ("1.垃圾长3.5米；2.车辆", ("垃圾长3.5米", "车辆")),
        ("1.只有一条", ("只有一条",)),
        ("破损面积长3.5米，宽2.5米", ("破损面积长3.5米，宽2.5米",)),
        ("1.5米宽的盲道被占；2.5米外有垃圾", ("1.5米宽的盲道被占；2.5米外有垃圾",)),
        ("2020.3.5检查，3.8复查仍有垃圾", ("2020.3.5检查，3.8复查仍有垃圾",)),
        ("3、5号楼外墙小广告", ("3、5号楼外墙小广告",)),
        ("1、2号楼小广告；3、4号楼飞线", ("1、2号楼小广告；3、4号楼飞线",)),
        ("第（3）号公厕异味", ("第（3）号公厕异味",)),
        ("1.路面：（1）破损；（2）积水。2.墙面", ("路面：（1）破损；（2）积水。", "墙面")),
        ("", ()),
    ],
)
def test_several_problems_in_one_cell(text: str, parts: tuple[str, ...]) -> None:
    assert split_problems(text) == parts


@given(
    st.lists(st.sampled_from(["垃圾未清", "车辆乱停3辆", "破损2.5米", "积水"]), min_size=2, max_size=9),
    st.sampled_from(["({})", "（{}）", "{}.", "{}、"]),
)
def test_numbered_problems_are_taken_apart_and_nothing_is_lost(problems: list[str], marker: str) -> None:
    text = "；".join(marker.format(number) + problem for number, problem in enumerate(problems, 1))
    assert split_problems(text) == tuple(problems)


@pytest.mark.parametrize(
    "text",
    ["垃圾未清，现场已整改", "垃圾未清（已整改）", "已当场整改", "占道经营，已现场整改", "现场已清理", "当场整改完毕", "车辆乱停，检查时已劝离", "小广告(现场整改)", "【已整改】垃圾", "垃圾，已立行立改"],
)  # fmt: skip
def test_a_fix_noted_in_the_problem_is_seen(text: str) -> None:
    assert fixed_on_the_spot(text)


@pytest.mark.parametrize(
    "text",
    ["垃圾未清运", "责令当场整改", "要求现场整改到位", "未现场整改", "限当场整改完毕", "现场未整改", "整改后反弹", "多次整改未到位", "已责令整改"],
)  # fmt: skip
def test_an_order_to_fix_is_no_fix(text: str) -> None:
    assert not fixed_on_the_spot(text)


# --- phones and numbers ------------------------------------------------------------------------------------------------


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
    [(12.0, "12"), (12, "12"), (" wm－2020 001", "WM-2020001"), ("ＷＭ２０２０", "WM2020"), ("CC—01", "CC-01"), ("/", None), (None, None), ("", None)],
)  # fmt: skip
def test_numbers_have_one_form(cell: object, number: str | None) -> None:
    assert parse_number(cell) == number  # type: ignore[arg-type]


@given(st.text(alphabet="(（)）1 2３一二是第、.，；\n①⑴：处路面", max_size=24))
def test_the_quick_look_for_numbered_problems_overlooks_none(text: str) -> None:
    text = text.strip()
    marked = any(marker.search(text) for marker in cells._MARKERS)
    assert not marked or cells._FIRST_MARKER.match(text) or cells._ANY_MARKER.search(text)


@given(st.text(alphabet="ＡＺａ９０Ab1中（，。\u3000\xa0\u200b\xad\r\n \ufeff", max_size=16))
def test_the_quick_look_for_wide_characters_overlooks_none(text: str) -> None:
    narrowed = text.replace("\r\n", "\n").replace("\r", "\n").translate(cells._NARROW).strip()
    assert parse_text(text) == (narrowed or None)


def test_working_days_follow_the_office_s_holidays() -> None:
    table = workdays([(date(2020, 7, 13), "放假", False), (date(2020, 7, 12), "补班", True)])
    found_on = date(2020, 7, 10)  # a Friday
    assert parse_due("2个工作日", found_on=found_on) == Due(date(2020, 7, 14), "days", "2个工作日")
    assert parse_due("2个工作日", found_on=found_on, workdays=table) == Due(date(2020, 7, 14), "days", "2个工作日")
    assert parse_due("1个工作日", found_on=found_on, workdays=table) == Due(date(2020, 7, 12), "days", "1个工作日")
    assert parse_due("3天", found_on=found_on, workdays=table) == Due(date(2020, 7, 13), "days", "3天")
