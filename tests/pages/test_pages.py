"""Every page on an empty, a small, an undated and a busy database."""

import re
from collections.abc import Callable

import pytest

from tests.pages.conftest import Tab
from ui.shell.screens import SCREENS

Open = Callable[[str], Tab]
FIGURE_PAGES = [name for name in SCREENS if name not in ("imports", "settings", "definitions")]


@pytest.mark.parametrize("page", SCREENS)
def test_an_empty_database_is_explained(tab: Open, page: str) -> None:
    shown = tab("empty").go(page)
    assert SCREENS[page].title in shown.words()
    assert shown.app.get("plotly_chart") == []
    if page in FIGURE_PAGES:
        assert "还没有数据" in shown.words()
        assert shown.app.get("bidi_component") == []


@pytest.mark.parametrize("county", ["small", "undated", "busy"])
@pytest.mark.parametrize("page", SCREENS)
def test_every_page_runs_and_says_what_day_it_speaks_for(tab: Open, page: str, county: str) -> None:
    shown = tab(county).go(page)
    assert f"<h1>{SCREENS[page].title}</h1>" in shown.words()
    assert "数据截至 <b>2026年7月10日（周五）</b>" in shown.words()
    assert not shown.app.error


def test_overview_of_the_small_county(tab: Open) -> None:
    shown = tab("small").go("overview")
    cards = shown.cards()
    lines = {key: card["value"] for key, card in cards.items() if key.startswith("line_")}
    assert lines == {
        "line_target": "还有 10 天",
        "line_sites": "1 处有超期",
        "line_materials": "未录入",
        "line_survey": "未录入",
        "line_negative": "未录入",
    }
    said = {key: f"{card['value']} {card['unit']}" for key, card in cards.items() if key not in lines}
    assert said == {
        "open": "5 件",
        "overdue": "2 件",
        "long_overdue": "1 件",
        "due_soon": "1 件",
        "awaiting": "1 件",
        "found": "4 件",
        "closed": "1 件",
        "on_time_rate": "40.0 %",
        "done_rate": "42.9 %",
        "recurring": "2 件",
    }
    assert [cards[key]["change"] for key in ("overdue", "found", "open")] == [
        "较上周 持平",
        "较上周 ▲ 3 件",
        "较上周 ▲ 1 件",
    ]
    assert (cards["overdue"]["change_tone"], cards["overdue"]["go"]) == ("", "rows?figure=overdue")
    assert "时限当天不算超期" in cards["overdue"]["definition"]
    assert len(cards["open"]["history"]) == 12
    assert "未整改 5 件，其中超期 2 件" in shown.words()
    districts, departments, further = shown.grids()
    assert [row[0] for row in further[1:]] == ["◷ 反复与推诿"]  # the other lines have no entries yet
    assert [row[:2] for row in districts[1:]] == [["滨江街道", "2"]]
    assert sorted(row[0] for row in departments[1:]) == ["住建局"]  # 市监局 has one issue only: under the minimum


def test_a_county_without_due_dates_says_so_and_shows_no_rate(tab: Open) -> None:
    shown = tab("undated").go("overview")
    rate = shown.cards()["on_time_rate"]
    assert (rate["value"], rate["change"]) == ("—", "较上周 无可比")
    assert shown.cards()["overdue"]["value"] == "0"
    assert "没有填写整改时限，无法判断是否超期" in shown.words()
    assert "没有整改时限，无法判断是否超期" in tab("undated").go("overdue").words()
    assert "没有达到排名要求" in tab("undated").go("departments").words()


def test_overdue_lists_the_worst_first_with_whom_to_press(tab: Open) -> None:
    shown = tab("small").go("overdue")
    table = shown.app.dataframe[0].value
    assert table["超期天数"].tolist() == [39, 5]
    assert table["问题"].tolist() == ["占道堆放建筑垃圾", "摊位出店经营"]
    assert table["责任单位"].tolist() == ["住建局", "市监局"]
    assert table["牵头县领导"].tolist() == ["分管副县长", "分管副县长"]
    assert table["联系人"].tolist()[0] == "张三"
    assert "超期 2 件，与上周持平；最长的已超期 39 天" in shown.words()
    by_department, by_district = shown.figures()
    assert [trace["name"] for trace in by_department["data"] if trace["type"] == "bar"] == [
        "1–3 天",
        "4–7 天",
        "8–15 天",
        "16–30 天",
        "30 天以上",
    ]
    counted = {trace["name"]: sum(trace["x"]) for trace in by_district["data"] if trace["type"] == "bar"}
    assert counted == {"1–3 天": 0, "4–7 天": 1, "8–15 天": 0, "16–30 天": 0, "30 天以上": 1}


def test_a_long_list_shows_500_and_says_how_many_there_are(tab: Open) -> None:
    shown = tab("busy").go("rows", figure="total")
    assert len(shown.app.dataframe[0].value) == 500
    assert "共 **700** 件:gray[，显示前 500 件；下载的表格含全部 700 件" in shown.words()


def test_districts_are_ranked_with_denominators_and_reasons(tab: Open) -> None:
    shown = tab("small").go("districts")
    ranking = shown.grids()[0]
    head = ranking[0]
    rows = {row[1]: dict(zip(head, row, strict=True)) for row in ranking[1:] if len(row) == len(head)}
    assert rows["南岭镇"]["按期/应完成"] == "2/3"
    assert rows["滨江街道"]["按期/应完成"] == "0/2"
    assert rows["滨江街道"]["超期"] == "2"
    assert rows["合计"]["未整改"] == "5"
    assert [row[0] for row in ranking[1:] if len(row) == 1] == ["乡镇（1 个）", "街道（1 个）"]


def test_departments_that_are_not_ranked_stand_apart_with_the_reason(tab: Open) -> None:
    ranking = tab("small").go("departments").grids()[0]
    rule = "不参与排名：已到期或已完成的问题不足 2 件的、不是部门的，以及没有写明单位的问题"
    apart = ranking[[row[0] for row in ranking].index(rule) + 1 : -1]
    assert {row[1]: row[0] for row in apart} == {"市监局": "不足 2 件", "未明确责任单位": "未写明"}


def test_assisting_units_count_only_when_asked_and_the_page_says_that_sums_exceed(tab: Open) -> None:
    plain = tab("small").go("departments")
    total = plain.grids()[0][0].index("交办总数")
    assert {row[1]: row[total] for row in plain.grids()[0][1:] if len(row) > 2}["住建局"] == "3"
    assert "大于全县总数" not in plain.words()
    more = tab("small").go("departments", assisting="true")
    rows = {row[1]: row[total] for row in more.grids()[0][1:] if len(row) > 2}
    assert rows["住建局"] == "4"
    assert "合计" not in rows
    assert "各单位之和大于全县总数" in more.words()
    assert tab("small").go("overview", assisting="true").cards()["open"]["value"] == "5"
    assert tab("small").go("overview", assisting="true", department="住建局").cards()["open"]["value"] == "4"


def test_the_heat_map_has_the_numbers_in_its_cells_and_leads_to_their_rows(tab: Open) -> None:
    shown = tab("small").go("districts", heat="超期")
    cross = shown.components()[-1]
    assert cross["style"] == "heat"
    assert [c["name"] for c in cross["columns"]] == ["镇区", "合计", "环境卫生"]
    cell = cross["rows"][0]["cells"][2]
    assert (cell["text"], cell["go"]) == (
        "2",
        "rows?figure=overdue&only_district=%E6%BB%A8%E6%B1%9F%E8%A1%97%E9%81%93&only_category=%E7%8E%AF%E5%A2%83%E5%8D%AB%E7%94%9F",
    )


def test_a_unit_has_its_figures_its_sites_and_its_open_items(tab: Open) -> None:
    shown = tab("small").go("unit", unit="滨江街道")
    assert shown.cards()["open"]["value"] == "3"
    assert shown.cards()["open"]["go"].startswith("rows?figure=open&only_district=")
    assert shown.grids()[0][1] == ["东门农贸市场", "2", "3", "0", "3"]
    assert sorted(shown.app.dataframe[0].value["编号"]) == ["A1", "A4", "A6"]
    assert "按属地统计" in shown.words() or any("按属地统计" in c.value for c in shown.app.caption)
    lead = tab("small").go("unit", unit="住建局")
    assert lead.cards()["open"]["value"] == "3"
    assert "“没有的局”不存在" in tab("small").go("unit", unit="没有的局").words()


def test_the_trend_marks_activities_and_the_assessment(tab: Open) -> None:
    shown = tab("small").go("trend")
    flows, stocks, rate, parts = shown.figures()
    assert [trace["name"] for trace in flows["data"]] == ["新增", "完成", "销号"]
    assert [trace["y"][-1] for trace in flows["data"]] == [4, 1, 1]
    assert [trace["y"][-1] for trace in stocks["data"]] == [5, 2]
    assert rate["data"][0]["y"][-1] == 40.0
    assert {trace["name"]: trace["y"][-1] for trace in parts["data"]} == {"环境卫生": 3, "公共秩序": 2}
    for chart in (flows, stocks, rate, parts):
        path = next(shape["path"] for shape in chart["layout"]["shapes"] if shape["type"] == "path")
        assert "M2026-07-01" in path and "M2026-07-08" in path
        assert chart["layout"]["annotations"][0]["text"] == "测评 07-20"
    assert shown.grids()[0][1][:6] == ["07-06 至 07-10", "4", "1", "1", "5", "2"]


def test_an_issue_tells_what_each_sheet_changed(tab: Open) -> None:
    shown = tab("small").go("issue", id="1")
    assert "占道堆放建筑垃圾" in shown.words()
    assert "整改中，已超期 39 天（时限 2026-06-01）" in shown.words()
    history = shown.grids()[0]
    assert history[1][0] == "2026-07-03" and "检查清单_0703.xlsx" in history[1][1] and "第 2 行" in history[1][1]
    assert "状态：整改中" in history[2][2] and "责任人：张三" in history[2][2]
    assert "没有这个问题" in tab("small").go("issue", id="999").words()
    assert "不存在" in tab("small").go("issue", id="x").words()


def test_an_issue_shows_its_recurrence_chain(tab: Open) -> None:
    chain = tab("small").go("issue", id="8").grids()[1]
    assert [row[1] for row in chain[1:]] == ["货车乱停乱放", "货车又乱停乱放（本件）"]


def test_issues_are_found_by_number_wording_and_site(tab: Open) -> None:
    for text, numbers in (("A5", ["A5"]), ("农贸", ["A1", "A4", "A6"]), ("乱停乱放", ["A2", "A8"])):
        shown = tab("small").go("issue", q=text)
        assert sorted(shown.app.dataframe[0].value["编号"]) == numbers, text
    assert "没有找到" in tab("small").go("issue", q="完全没有").words()


def test_text_from_sheets_is_never_html(tab: Open) -> None:
    shown = tab("small").go("issue", id="6")
    assert "小广告 &lt;b&gt;未清&lt;/b&gt;" in shown.words()
    assert "<b>未清" not in shown.words()


def test_definitions_give_every_figure_its_value_and_words(tab: Open) -> None:
    rows = {row[0]: row for row in tab("small").go("definitions").grids()[0][1:]}
    assert (rows["超期"][1], rows["按期整改率"][1], rows["整改天数中位数"][2]) == ("2", "40.0", "天")
    assert rows["临期"][3] == "时限在截至日当天至其后 3 天内、还没有上报完成的问题。"
    empty = {row[0]: row for row in tab("empty").go("definitions").grids()[0][1:]}
    assert empty["超期"][1] == "—"


ENGLISH = re.compile(r"[A-Za-z]{3,}")
ALLOWED = {"xlsx", "WPS"}


@pytest.mark.parametrize("page", [*FIGURE_PAGES, "definitions"])
def test_no_english_is_left(tab: Open, page: str) -> None:
    params = {"unit": {"unit": "滨江街道"}, "issue": {"id": "1"}}.get(page, {})
    shown = tab("small").go(page, **params)
    cells = re.compile(r"<tbody>.*</tbody>")  # on paper: the words of the sheets
    texts = [re.sub(r"<[^>]*>", " ", cells.sub("", shown.words()).replace(":gray[", ""))]
    texts += [cell for grid in shown.grids() for row in grid for cell in row]
    texts += [card[part] for card in shown.cards().values() for part in ("name", "change", "unit", "definition")]
    texts += [b.label for b in shown.app.button] + [m.label for m in shown.app.multiselect]
    texts += [m.placeholder for m in shown.app.multiselect]
    left = {word for text in texts for word in ENGLISH.findall(text)} - ALLOWED - {"Sheet"}
    assert left == set()
