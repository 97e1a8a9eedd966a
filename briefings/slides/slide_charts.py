"""A chart of the brief on a slide, as a chart that PowerPoint and WPS edit: its numbers lie in a workbook inside the file."""

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from briefings.brief.brief import Chart
from briefings.brief.cells import clipped, legible, width
from briefings.palette import INK, LINE, MUTED, PALE_BLUE, RED, colour_of
from briefings.slides.slides import Box, rgb, set_font, text

TEXT = 14
LONGEST = 26
"""Half characters of a category's name on a chart; the table beside it has the whole name."""
_MARKERS = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE)
_DASHES = (
    MSO_LINE_DASH_STYLE.SOLID,
    MSO_LINE_DASH_STYLE.DASH,
    MSO_LINE_DASH_STYLE.ROUND_DOT,
    MSO_LINE_DASH_STYLE.DASH_DOT,
)
FORMATS = {"件": "#,##0", "%": '0.0"%"', "天": "0"}


def draw_chart(slide: Any, box: Box, chart: Chart, *, late: bool = False) -> None:
    """The chart in a box, below its title. late: it counts overdue issues, first now, then before."""
    text(slide, Box(box.x, box.y, box.w, 22), [f"{chart.title}（{chart.unit}）"], sizes=(16,), bold=True, spacing=1.0)
    made: Any = CategoryChartData  # python-pptx has no types
    data = made(number_format=FORMATS.get(chart.unit, "General"))
    data.categories = [clipped(legible(name), LONGEST, ends=True) for name in chart.categories]
    for name, values in chart.series:
        data.add_series(legible(name), [None if value is None or value != value else value for value in values])
    across = chart.kind != "lines"
    kind = {
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "stacked": XL_CHART_TYPE.BAR_STACKED,
        "lines": XL_CHART_TYPE.LINE_MARKERS,
    }[chart.kind]
    frame = slide.shapes.add_chart(kind, Pt(box.x), Pt(box.y + 24), Pt(box.w), Pt(box.h - 24), data)
    frame.name = legible(chart.title)[:60]
    drawn = frame.chart
    set_font(drawn.font, size=TEXT, colour=INK)
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        set_font(drawn.legend.font, size=TEXT)
    _axes(drawn, chart, across=across)
    plot = drawn.plots[0]
    bars = len(chart.categories) * (1 if chart.kind == "stacked" else max(len(chart.series), 1))
    if across:
        plot.gap_width = 40
        plot.overlap = 100 if chart.kind == "stacked" else 0
    size = TEXT if bars <= 20 else 12 if bars <= 24 else 10
    for at, series in enumerate(plot.series):
        _series(series, at, chart, late=late)
        labels = series.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = (
            True,
            FORMATS.get(chart.unit, "General"),
            False,
        )
        set_font(labels.font, size=size)
        if chart.kind == "lines":
            labels.position = XL_LABEL_POSITION.ABOVE
        elif chart.kind == "bars":
            labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _axes(drawn: Any, chart: Chart, *, across: bool) -> None:
    names, values = drawn.category_axis, drawn.value_axis
    longest = max((width(name) for name in chart.categories), default=0)
    crowded = len(chart.categories) > 12
    set_font(names.tick_labels.font, size=10 if longest > 16 and crowded else 12 if crowded or longest > 16 else TEXT)
    names.format.line.color.rgb = rgb(LINE)
    names.has_major_gridlines = False
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    every = OxmlElement("c:tickLblSkip")  # else every other name is left out where they are many
    every.set("val", "1")
    names._element.find(qn("c:noMultiLvlLbl")).addprevious(every)
    if across:
        names.reverse_order = True
    numbers = [value for _, series in chart.series for value in series if value is not None and value == value]
    values.minimum_scale = min(0, *numbers) if numbers else 0
    if chart.unit == "%":
        values.maximum_scale = 100
    elif not any(numbers):
        values.maximum_scale = 1
    values.has_major_gridlines = not across
    values.visible = not across
    if not across:
        values.major_gridlines.format.line.color.rgb = rgb(LINE)
        values.format.line.fill.background()
        set_font(values.tick_labels.font, size=12, colour=MUTED)
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = (
            FORMATS.get(chart.unit, "General"),
            False,
        )


def _series(series: Any, at: int, chart: Chart, *, late: bool) -> None:
    """The look of a series: by its meaning, and by dash and marker too, so that colour is never the only sign."""
    colour = (RED, "#E9B4AE")[min(at, 1)] if late else colour_of(chart.series[at][0], at)
    if chart.kind != "lines":
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(colour)
        series.invert_if_negative = False
        return
    if colour == PALE_BLUE:
        colour = colour_of("", at)
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = rgb(colour), Pt(3)
    series.format.line.dash_style = _DASHES[at % len(_DASHES)]
    series.marker.style, series.marker.size = _MARKERS[at % len(_MARKERS)], 8
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(colour)
    series.marker.format.line.color.rgb = rgb(colour)
