"""进度图: rows, labels and bars of many and of few projects."""

import json

from domain.campaign.projects import Milestone
from tests.factories import july
from ui.parts import charts, gantt, theme


def milestone(project: str, name: str, planned: int, done: int | None = None) -> Milestone:
    return Milestone(project, name, 1, 0, "", None, july(planned), None if done is None else july(done), None, "")


def drawn(*steps: Milestone) -> dict[str, dict[str, object]]:
    figure = json.loads(gantt.gantt(steps, as_of=july(10)).to_json())
    return {trace["name"]: trace for trace in figure["data"]} | {"layout": figure["layout"]}


def test_projects_whose_names_begin_alike_keep_rows_of_their_own() -> None:
    alike = [f"城区背街小巷雨污分流改造提升工程第{n}标段" for n in ("一", "二", "三")]
    made = drawn(*(milestone(name, "完工", 20 + n) for n, name in enumerate(alike)))
    assert made["未到期"]["y"] == ["0", "1", "2"]
    axis = made["layout"]["yaxis"]
    assert axis["tickvals"] == ["0", "1", "2"]
    assert axis["ticktext"] == [f"城区背街小巷雨污分流<br>改造提升工程第{n}标段" for n in ("一", "二", "三")]


def test_a_label_has_one_line_or_two_and_says_where_it_is_cut() -> None:
    assert gantt.label("盲道整治", lines=2) == "盲道整治"
    assert gantt.label("城区停车位施划（1,200 个）", lines=2) == "城区停车位施划<br>（1,200 个）"
    assert gantt.label("长" * 40, lines=2) == "长" * 11 + "<br>" + "长" * 10 + "…"
    assert gantt.label("长" * 40, lines=1) == "长" * 10 + "…"
    alike = [f"{'长' * 30}{end}标段" for end in ("东", "西")]
    assert gantt.labels([*alike, "短"], lines=1) == ["长" * 5 + f"…长长{end}标段" for end in ("东", "西")] + ["短"]
    assert gantt.label("<b>粗</b>", lines=2) == "&lt;b&gt;粗&lt;/b&gt;"


def test_sixty_milestones_of_many_projects_show_those_that_are_latest() -> None:
    steps = [milestone(f"项目{n:02d}", f"节点{k}", 1 + n % 28, 3 if k else None) for n in range(30) for k in (0, 1)]
    assert len(steps) == 60
    rows = gantt.shown(steps, as_of=july(10))
    assert len(rows) == gantt.MOST and rows[0] == "项目00"  # 9 days late
    made = drawn(*steps)
    assert len(made["layout"]["yaxis"]["tickvals"]) == gantt.MOST
    assert all("<br>" not in text for text in made["layout"]["yaxis"]["ticktext"])
    assert made["layout"]["height"] == charts.SIZES["tallest"]


def test_what_is_late_is_drawn_to_the_day_and_what_is_done_is_not() -> None:
    made = drawn(milestone("a", "一", 2), milestone("a", "二", 4, 9), milestone("a", "三", 20))
    assert made["超期"]["marker"]["color"] == theme.RED
    assert made["超期至今"]["x"] == ["2026-07-02", "2026-07-10", None]
    assert made["实际完成"]["x"] == ["2026-07-09"]
    assert made["已完成"]["customdata"] == [["a", "计划 2026-07-04，2026-07-09 完成，晚 5 天"]]
    assert (made["layout"]["height"], made["layout"]["yaxis"]["range"]) == (charts.SIZES["middle"], [5.5, -0.5])
    assert "超期至今" not in drawn(milestone("a", "一", 12))


def test_days_within_a_year_and_months_over_the_turn_of_one() -> None:
    assert drawn(milestone("a", "一", 2))["layout"]["xaxis"]["tickformat"] == "%m-%d"
    assert drawn(milestone("a", "一", 2), milestone("a", "二", 300))["layout"]["xaxis"]["tickformat"] == "%Y-%m"
