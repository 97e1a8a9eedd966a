"""A sheet of one row that says another place of a known issue: a correction where number, words and day leave no other reading, else asked."""

from datetime import date

import pytest

from benchmarks.linkage_counties import Page, Sheet
from tests.data_loaders.linkage_office import day_at_the_office, load_sheet

HEAD = ("编号", "检查日期", "镇区", "点位名称", "问题类别", "存在问题", "责任单位", "整改时限")
DAY = date(2020, 7, 6)


def row(
    number: str, town: str = "东山镇", site: str = "人民路", text: str = "路面有垃圾", day: date = DAY
) -> tuple[object, ...]:
    return (number, day, town, site, "环境卫生", text, "县城管局", date(2020, 7, 20))


@pytest.mark.parametrize(
    ("number", "changed", "corrected", "asked"),
    [
        ("WM-2020-007", {"site": "建设路"}, ["site_id"], 0),
        ("WM-2020-007", {"town": "西河镇", "site": "农贸市场"}, ["district_id", "site_id"], 0),
        ("WM-2020-007", {"site": "建设路", "day": date(2020, 7, 7)}, [], 1),
        ("WT-1", {"town": "西河镇"}, [], 1),
        ("7", {"site": "建设路"}, [], 1),
        ("WM-2020-007", {"site": "建设路", "text": "井盖缺失"}, [], 0),
    ],
)
def test_a_row_alone_corrects_the_place(
    number: str, changed: dict[str, object], corrected: list[str], asked: int
) -> None:
    with day_at_the_office() as connection:
        for week, one in enumerate((row(number), row(number, **changed))):  # type: ignore[arg-type]
            page = Page("清单", HEAD, (one,), (1,))
            outcome = load_sheet(connection, Sheet(f"{week}.xlsx", "inspection", date(2020, 7, 12 + 7 * week), (page,)))
    said = [one.column for change in outcome.changes for one in change.corrected]
    assert (said, len(outcome.doubts)) == (corrected, asked)
    assert outcome.issues_new == (0 if corrected else 1)
