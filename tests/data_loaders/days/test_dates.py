"""Every way of writing a day, and what must be refused rather than guessed."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.cells.cells import CellError, parse_text
from data_loaders.days.dates import parse_date
from data_loaders.days.dues import Due, parse_due
from tests.data_loaders import books
from tests.data_loaders.reasons import refused

assert books  # its hypothesis profile

NEAR = date(2020, 7, 12)
DAY = date(2020, 3, 5)


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
        ("2020.3.5、2020.3.9", "几个日期"),
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


def test_the_first_and_the_last_day_that_are_plausible() -> None:
    for cell, day in (
        (date(2000, 1, 1), date(2000, 1, 1)),
        (36526, date(2000, 1, 1)),
        ("2000-01-01", date(2000, 1, 1)),
    ):
        assert parse_date(cell) == day
    for cell, day in (
        (date(2100, 12, 31), date(2100, 12, 31)),
        (73415, date(2100, 12, 31)),
        ("73415", date(2100, 12, 31)),
    ):
        assert parse_date(cell) == day
    for cell in (date(1999, 12, 31), 36525, "36525", "1999-12-31", date(2101, 1, 1), 73416, "73416", "2101-01-01"):
        with pytest.raises(CellError):
            parse_date(cell)


@pytest.mark.parametrize(
    "cell", [0, 0.0, time(0, 0), date(1899, 12, 31), date(1899, 12, 30), datetime.combine(date(1899, 12, 31), time())]
)
def test_day_zero_of_a_spreadsheet_is_empty(cell: object) -> None:
    assert parse_date(cell) is None  # type: ignore[arg-type]


def test_midnight_in_china_told_in_world_time_is_the_next_day() -> None:
    for text in ("2020-03-04T16:00:00Z", "2020-03-04T16:00:00.000Z", "2020-03-04 16:00:00+00:00"):
        assert parse_date(text) == DAY
    assert parse_date("2020-03-05T16:00:01Z") == DAY
    assert parse_date("2020-03-05T15:00:00Z") == DAY


def test_of_several_days_the_last_counts_only_where_that_is_told() -> None:
    assert parse_date("2020.3.3，2020.3.5", last_of_several=True) == DAY
    with pytest.raises(CellError):
        parse_date("2020.3.3，2020.3.5")


@given(text=st.text("0123456789一二三〇零年月日号.-/、,~至到 ():星期周上午时已完成", max_size=14))
def test_no_text_makes_the_grammar_of_days_fail_otherwise_than_with_a_reason(text: str) -> None:
    try:
        day = parse_date(text, near=NEAR)
    except CellError as error:
        assert error.reason
    else:
        assert day is None or 2000 <= day.year <= 2100
