"""Charts as pure functions: what is drawn, and that heights and colours stay the same whatever is filtered."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from domain.ledger.days import day_number
from domain.ledger.states import State
from ui.parts import charts, theme

DAY = date(2026, 7, 10)


def weeks(count: int, **columns: list[float]) -> pd.DataFrame:
    """Weeks that end on DAY and the Sundays before."""
    ends = [DAY - timedelta(days=5 + 7 * n) for n in range(count - 2, -1, -1)] + [DAY]
    frame = pd.DataFrame({"starts_on": [end - timedelta(days=end.weekday()) for end in ends], "ends_on": ends})
    return frame.assign(**columns)


def texts(figure: Any) -> list[str]:
    return [str(text) for text in figure.layout.xaxis.ticktext]


def test_weeks_are_labelled_in_numbers_and_at_most_ten_times() -> None:
    few = charts.week_axis([date(2026, 7, 5), date(2026, 7, 10)])
    assert (few["tickvals"], few["ticktext"]) == (["2026-07-05", "2026-07-10"], ["07-05", "07-10"])
    many = charts.week_axis(list(weeks(300)["ends_on"]))
    assert len(many["ticktext"]) <= 10
    assert many["ticktext"][-1] == "2026-07-10"


def test_flows_and_stocks_show_their_columns() -> None:
    frame = weeks(3, found=[1, 2, 3], done=[0, 1, 1], closed=[0, 0, 2], open=[1, 3, 4], overdue=[0, 1, 1])
    flows = charts.weekly_flows(frame, {})
    assert [(bar.name, list(bar.y)) for bar in flows.data] == [
        ("新增", [1, 2, 3]),
        ("完成", [0, 1, 1]),
        ("销号", [0, 0, 2]),
    ]
    stocks = charts.weekly_stocks(frame, {})
    assert [(line.name, list(line.y), line.line.color) for line in stocks.data] == [
        ("未整改", [1, 3, 4], theme.BLUE),
        ("超期", [0, 1, 1], theme.RED),
    ]
    assert stocks.data[0].marker.symbol != stocks.data[1].marker.symbol


def test_a_week_without_base_is_a_gap_in_the_rate() -> None:
    line = charts.weekly_rate(weeks(3, on_time_rate=[50.0, float("nan"), 100.0]), {}).data[0]
    assert list(line.y) == [50.0, None, 100.0]
    assert line.connectgaps is False


def test_activities_outside_the_weeks_are_not_marked() -> None:
    frame = weeks(2)
    inside, outside = DAY - timedelta(days=2), DAY - timedelta(days=60)
    marks = charts.day_marks(frame, [(inside, "清洁家园日"), (outside, "大扫除")], DAY + timedelta(days=10))
    path, line = marks["shapes"]
    assert path["path"] == f"M{inside},0L{inside},0.035"
    assert line["x0"] == "2026-07-20"
    assert marks["annotations"][0]["text"] == "测评 07-20"
    assert charts.day_marks(frame, [], DAY + timedelta(days=100)) == {"shapes": [], "annotations": []}


def test_a_series_keeps_its_look_when_others_are_filtered_out() -> None:
    table = pd.DataFrame({4: [1, 2], 9: [3, 4]}, index=[date(2026, 7, 5), DAY])
    both = charts.weekly_lines(table, {4: "环境卫生", 9: "公共秩序"}, {})
    alone = charts.weekly_lines(table[[9]], {9: "公共秩序"}, {})
    assert both.data[1].line.color == alone.data[0].line.color
    assert both.data[1].marker.symbol == alone.data[0].marker.symbol
    assert both.layout.height == alone.layout.height


def test_ageing_stacks_the_bands_and_writes_the_sum() -> None:
    table = pd.DataFrame([[1, 0, 2, 0, 3], [0, 1, 0, 0, 0]], columns=range(5))
    figure = charts.ageing(table, ["甲局", "乙局"], [[f"rows?{u}{b}" for b in range(5)] for u in "ab"])
    bands, sums = figure.data[:5], figure.data[5]
    assert [band.marker.color for band in bands] == list(theme.AGEING)
    assert [list(band.x) for band in bands] == [[1, 0], [0, 1], [2, 0], [0, 0], [3, 0]]
    assert [row[0] for row in bands[2].customdata] == ["rows?a2", "rows?b2"]
    assert list(sums.text) == [" 6 件", " 1 件"]
    assert figure.layout.barmode == "stack"


@pytest.mark.parametrize("count", [1, 5, 15, 40])
def test_bars_keep_their_height_and_thickness_with_any_number_of_units(count: int) -> None:
    names = [f"第{n}局" for n in range(count)]
    figure = charts.bars(names, [float(n) for n in range(count)], names, texts=names, tone="neutral")
    assert figure.layout.height == charts.SIZES["tallest"]
    assert tuple(figure.layout.yaxis.range) == (14.5, -0.5)
    assert len(figure.data[0].y) == min(count, 15)


def test_the_timeline_shows_every_span_its_due_dates_and_the_day() -> None:
    start = day_number(DAY) - 20
    spans = [
        (start, start + 10, int(State.ASSIGNED), start + 5),
        (start + 10, start + 15, int(State.REPORTED), start + 8),
        (start + 15, start + 21, int(State.ASSIGNED), None),
    ]
    figure = charts.timeline(spans, as_of=DAY)
    assert [bar.name for bar in figure.data] == ["已交办", "待复核", "已交办"]
    assert [bar.showlegend for bar in figure.data] == [True, True, False]
    assert [bar.x[0] / 86_400_000 for bar in figure.data] == [10, 5, 6]
    assert [note.text for note in figure.layout.annotations] == ["时限 06-25", "时限 06-28", "截至 07-10"]


def test_the_days_of_a_timeline_have_room() -> None:
    start = day_number(DAY)
    for days in (1, 7, 13, 15, 16, 200):
        spans = [(start, start + days, int(State.ASSIGNED), None)]
        assert 2 <= len(charts.timeline(spans, as_of=DAY).layout.xaxis.tickvals) <= 9, days


def test_a_figure_makes_its_dictionary_once() -> None:
    figure = charts.weekly_rate(weeks(2, on_time_rate=[1.0, 2.0]), {})
    assert figure.to_dict() is figure.to_dict()
    assert figure.to_dict()["layout"]["meta"] == "low"


def test_no_chart_loads_plotlys_own_template() -> None:
    assert not charts.weekly_rate(weeks(2, on_time_rate=[1.0, 2.0]), {}).layout.template.layout.to_plotly_json()


def test_a_long_name_is_cut_in_the_middle_and_whole_on_hovering() -> None:
    long = "云泽县文明城市创建工作领导小组第01片区<综合>办公室"
    axis = charts.name_axis([charts.plain(long), "滨江街道"])
    assert axis["tickvals"] == [charts.plain(long), "滨江街道"]
    assert axis["ticktext"] == ["云泽县文明城…合&gt;办公室", "滨江街道"]
    assert charts.name_axis(["一二三四五六七八九十一二"])["ticktext"] == ["一二三四五六七八九十一二"]
