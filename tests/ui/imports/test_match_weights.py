"""Why a pair is doubtful, as a clerk reads it: strongest reason first, for to the right, against to the left, and the sum."""

import re

from data_loaders.weighing.weights import DOUBT, SAME, Weight
from ui.imports.match_weights import bits, drawn, ordered, said

WEIGHTS = (
    Weight("site", "同一点位", 8.05),
    Weight("wording", "文字相近", -3.9),
    Weight("found_on", "同一天", 3.95),
    Weight("lead", "<b>不同责任单位</b>", -3.09),
)


def test_the_strongest_reason_comes_first_whichever_way_it_points() -> None:
    assert [weight.field for weight in ordered(WEIGHTS)] == ["site", "found_on", "wording", "lead"]


def test_bars_point_to_their_side_and_numbers_have_their_sign() -> None:
    html = drawn(WEIGHTS)
    rows = re.findall(
        r"<tr><th scope='row'>(.*?)</th><td>(.*?)</td>.*?class='(is-\w+)' style='width:([\d.]+)%'.*?match-bits'>(.*?)<",
        html,
    )
    assert [(name, side, value) for name, _, side, _, value in rows] == [
        ("点位", "is-for", "+8.1"),
        ("检查日期", "is-for", "+4.0"),
        ("问题内容", "is-against", "−3.9"),
        ("责任单位", "is-against", "−3.1"),
    ]
    widths = [float(width) for *_, width, _ in rows]
    assert widths == sorted(widths, reverse=True)
    assert all(0 < width <= 50 for width in widths)


def test_what_a_sheet_says_stays_text() -> None:
    assert "<b>" not in drawn(WEIGHTS)
    assert "&lt;b&gt;不同责任单位" in drawn(WEIGHTS)


def test_the_sum_is_told_beside_both_thresholds() -> None:
    assert said(WEIGHTS) == f"合计 +5.0 分（满 {SAME:g} 分算同一个，不到 {DOUBT:g} 分算两个，中间的由人决定）。"
    two_alike = (Weight("site", "同一点位", SAME + 1),)
    assert "同样像" in said(two_alike)


def test_a_weight_that_says_nothing_has_no_sign_and_a_huge_one_fills_half() -> None:
    assert (bits(0.04), bits(-0.04), bits(-0.06)) == ("0.0", "0.0", "−0.1")
    assert "width:50.0%" in drawn([Weight("number", "编号相同", 40.0)])


def test_a_pair_of_former_times_has_no_bars() -> None:
    assert drawn([]) == ""
