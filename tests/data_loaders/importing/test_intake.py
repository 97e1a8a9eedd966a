"""The import from end to end: what a file does to the database, and what is said about every row."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from data_loaders.importing.intake import CannotLoad, ImportOptions, Outcome, load, preview, recognise
from data_loaders.masters.name_lookup import NEW
from data_loaders.recognition.recognition import with_headings
from database.imports import imports
from database.ledger import issues, ledgers
from database.store.engine import Database
from domain.figures.figures import figures
from domain.ledger.days import NEVER, day_number
from domain.ledger.states import State
from tests.data_loaders.conftest import AT, LIST, book, listed

Loaded = Callable[..., Outcome]
JULY_6, JULY_10, JULY_12, JULY_19 = (date(2020, 7, d) for d in (6, 10, 12, 19))


def row(number: str | None = "WM-1", text: str | None = "门前乱堆乱放", **other: Any) -> tuple[Any, ...]:
    values = dict(
        zip(LIST, (number, JULY_6, "滨江街道", "滨江市场", "环境卫生", text, "县城管局", JULY_10), strict=True)
    )
    return tuple((values | other).values())


def only_state(database: Database) -> list[int]:
    spans = ledgers.read_ledger(database).spans
    return [int(s) for s in spans.loc[spans["to_on"] == NEVER, "state"]]


def adds_up(outcome: Outcome) -> bool:
    counts = outcome.counts
    return counts["read"] == sum(counts[key] for key in ("new", "changed", "unchanged", "refused", "blank"))


def test_an_inspection_list_brings_issues(county: Database, loaded: Loaded) -> None:
    outcome = loaded(listed(row("WM-1"), row("WM-2", "占道经营")), as_of=JULY_12)
    assert outcome.kind == "inspection"
    assert outcome.counts == {"read": 2, "new": 2, "changed": 0, "unchanged": 0, "refused": 0, "blank": 0}
    now = figures(ledgers.read_ledger(county), as_of=JULY_12)
    assert (now.counts["open"], now.counts["overdue"]) == (2, 2)
    assert ledgers.newest_as_of(county) == JULY_12


def test_a_rectification_sheet_finds_its_issue_by_number(county: Database, loaded: Loaded) -> None:
    loaded(listed(row("WM-1"), row("WM-2", "占道经营")), as_of=JULY_6)
    back = book([("编号", "整改情况", "是否完成", "完成时间"), ("WM-2", "已清理", "已完成", date(2020, 7, 9))])
    outcome = loaded(back, as_of=JULY_12, name="反馈.xlsx")
    assert outcome.kind == "rectification"
    assert outcome.counts["changed"] == 1
    assert sorted(only_state(county)) == [State.ASSIGNED, State.REPORTED]
    now = figures(ledgers.read_ledger(county), as_of=JULY_12)
    assert now.rates["on_time_rate"] == 50.0


def test_without_numbers_district_site_wording_and_day_decide(county: Database, loaded: Loaded) -> None:
    loaded(listed(row(None), row(None, 检查日期=date(2020, 7, 3))), as_of=JULY_6)
    again = loaded(listed(row(None, "门前，乱堆乱放。"), row(None, 检查日期=date(2020, 7, 11))), as_of=JULY_12)
    assert (again.counts["unchanged"], again.counts["new"]) == (1, 1)
    assert len(ledgers.read_ledger(county)) == 3


def test_a_slightly_reworded_row_is_the_same_issue(county: Database, loaded: Loaded) -> None:
    text = "市场东门入口处三个垃圾桶满溢，地面有大面积污水，无人清理"
    loaded(listed(row(None, text)), as_of=JULY_6)
    outcome = loaded(listed(row(None, text + "。多日")), as_of=JULY_12)
    assert (outcome.counts["new"], outcome.counts["changed"]) == (0, 1)
    assert [(c.field, c.after) for c in outcome.reconciled.corrected] == [("存在问题", text + "。多日")]
    assert not outcome.doubts


def test_a_doubtful_pair_is_listed_and_not_merged(county: Database, loaded: Loaded) -> None:
    loaded(listed(row(None, "东门垃圾桶满溢")), as_of=JULY_6)
    outcome = loaded(listed(row(None, "西门垃圾桶满溢")), as_of=JULY_12)
    assert outcome.counts["new"] == 1
    (pair,) = outcome.doubts
    assert (pair.row, pair.candidate_id) == (2, 1)
    assert 60 <= pair.score < 90
    assert len(ledgers.read_ledger(county)) == 2


def test_a_number_used_again_for_something_else_is_another_issue(county: Database, loaded: Loaded) -> None:
    loaded(listed(row("1", "门前乱堆乱放")), as_of=JULY_6)
    other = row("1", "路灯不亮，线缆垂落", 检查日期=date(2020, 7, 13))
    outcome = loaded(listed(other), as_of=JULY_19)
    assert outcome.counts["new"] == 1
    assert len(ledgers.read_ledger(county)) == 2


def test_several_problems_in_one_cell_are_several_issues_in_one_row(county: Database, loaded: Loaded) -> None:
    outcome = loaded(listed(row("WM-7", "（1）门前乱堆乱放；（2）下水道堵塞")), as_of=JULY_12)
    assert outcome.counts["new"] == 1
    assert outcome.issues_new == 2
    back = book([("编号", "是否完成", "完成时间"), ("WM-7", "已完成", JULY_12)])
    assert loaded(back, as_of=JULY_12, name="反馈.xlsx").counts["changed"] == 1
    assert only_state(county) == [State.REPORTED, State.REPORTED]


def test_fixed_on_the_spot_counts_as_done_that_day(county: Database, loaded: Loaded) -> None:
    loaded(listed(row("WM-1", "门前乱堆乱放（现场已整改）")), as_of=JULY_12)
    (span,) = issues.dossier(county, 1).spans  # type: ignore[union-attr]
    assert (span.state, span.done_on) == (State.REPORTED, day_number(JULY_6))


def test_verdicts_close_and_send_back(county: Database, loaded: Loaded) -> None:
    loaded(listed(row("A"), row("B", "占道经营")), as_of=JULY_6)
    heads = ("编号", "是否完成", "完成时间", "复核情况", "复核日期")
    done = date(2020, 7, 9)
    loaded(
        book([heads, ("A", "已完成", done, "合格", JULY_10), ("B", "已完成", done, "不合格", JULY_10)]), as_of=JULY_12
    )
    assert only_state(county) == [State.CLOSED, State.REWORK]
    now = figures(ledgers.read_ledger(county), as_of=JULY_12)
    assert (now.counts["closed_total"], now.counts["rework"], now.counts["overdue"]) == (1, 1, 1)


def test_lead_and_assisting_units_in_one_cell(county: Database, loaded: Loaded) -> None:
    loaded(listed(row("A", 责任单位="县城管局、县公安局\n滨江街道")), as_of=JULY_6)
    ledger = ledgers.read_ledger(county)
    label = ledger.directory.label
    assert label("lead", int(ledger.spans["lead"].iat[0])) == "县城市管理局"
    assert {label("lead", int(u)) for u in ledger.assists["unit"]} == {"县公安局", "滨江街道"}


def test_a_row_is_refused_with_cell_reason_and_remedy_and_kept(county: Database, loaded: Loaded) -> None:
    content = book([("六月份检查清单",), LIST, row("A", 检查日期="2020年2月30日"), row("B"), (), row("C", None)])
    outcome = loaded(content, as_of=JULY_12)
    assert outcome.counts == {"read": 4, "new": 1, "changed": 0, "unchanged": 0, "refused": 2, "blank": 1}
    wrong_day, no_text = outcome.refusals
    assert (wrong_day.sheet, wrong_day.row, wrong_day.heading, wrong_day.value) == (
        "Sheet1",
        3,
        "检查日期",
        "2020年2月30日",
    )
    assert wrong_day.reason and wrong_day.remedy
    assert (no_text.row, no_text.heading) == (6, "存在问题")
    kept = imports.refusals(county, 1)
    assert list(kept["row_no"]) == [3, 6]
    assert "2020年2月30日" in kept["raw"].iat[0]


def test_a_day_after_the_sheets_day_is_refused(loaded: Loaded) -> None:
    outcome = loaded(listed(row("A", 检查日期=JULY_19), row("B")), as_of=JULY_12)
    (refusal,) = outcome.refusals
    assert "2020-07-12" in refusal.reason


def test_an_unknown_unit_is_asked_about_once(county: Database, loaded: Loaded) -> None:
    content = listed(row("A", 责任单位="环保所"), row("B", "占道经营"))
    outcome = loaded(content, as_of=JULY_12)
    (unknown,) = outcome.unknown
    assert (unknown.kind, unknown.text, unknown.rows) == ("department", "环保所", 1)
    assert outcome.counts["refused"] == 1
    with county.write() as connection:
        imports.undo(connection, 1, at=AT)
    answered = ImportOptions(as_of=JULY_12, units={"环保所": "县生态环境局"})
    assert loaded(content, as_of=JULY_12, choices=answered).counts["new"] == 2
    later = loaded(listed(row("C", "毁绿种菜", 责任单位="环保所")), as_of=JULY_19)
    assert later.counts["new"] == 1


def test_a_unit_can_be_answered_as_new_and_goes_with_its_import(county: Database, loaded: Loaded) -> None:
    choices = ImportOptions(as_of=JULY_12, units={"县体育中心": NEW})
    outcome = loaded(listed(row("A", 责任单位="县体育中心")), as_of=JULY_12, choices=choices)
    assert any("县体育中心" in note for note in outcome.notes)
    with county.write() as connection:
        imports.undo(connection, outcome.import_id or 0, at=AT)
    assert "县体育中心" not in {u.name for u in ledgers.read_ledger(county).directory.units.values()}


def test_an_unknown_state_is_refused_until_it_is_explained(county: Database, loaded: Loaded) -> None:
    loaded(listed(row("A")), as_of=JULY_6)
    back = book([("编号", "整改状态"), ("A", "甲类乙档")])
    outcome = loaded(back, as_of=JULY_12, name="反馈.xlsx")
    assert outcome.counts["refused"] == 1
    assert [(u.kind, u.text) for u in outcome.unknown] == [("state", "甲类乙档")]
    choices = ImportOptions(as_of=JULY_19, states={"甲类乙档": State.ON_HOLD})
    assert loaded(back, as_of=JULY_19, name="反馈.xlsx", choices=choices).counts["changed"] == 1
    assert only_state(county) == [State.ON_HOLD]


def test_a_number_nobody_knows_without_a_problem_is_refused(loaded: Loaded) -> None:
    outcome = loaded(book([("编号", "是否完成"), ("WM-99", "已完成")]), as_of=JULY_12)
    (refusal,) = outcome.refusals
    assert refusal.value == "WM-99"
    assert adds_up(outcome)


def test_a_preview_tells_what_the_import_does_and_leaves_nothing(county: Database, loaded: Loaded) -> None:
    loaded(listed(row("A")), as_of=JULY_6)
    version = ledgers.data_version(county)
    file = recognise(county, listed(row("A", 责任单位="县公安局"), row("B", "占道经营"), row("C", None)), "新.xlsx")
    choices = ImportOptions(as_of=JULY_12)
    said = preview(county, file, choices, at=AT)
    assert ledgers.data_version(county) == version
    assert len(imports.history(county)) == 1
    done = load(county, file, choices, at=AT, effect=True)
    assert (said.counts, said.refusals, said.changes, said.before, said.carried, said.after) == (
        done.counts, done.refusals, done.changes, done.before, done.carried, done.after,
    )  # fmt: skip
    assert said.after is not None
    assert said.after.counts == figures(ledgers.read_ledger(county), as_of=JULY_12).counts


def test_the_same_file_twice_changes_nothing(county: Database, loaded: Loaded) -> None:
    content = listed(row("A"), row("B", None))
    first = loaded(content, as_of=JULY_12)
    version = ledgers.data_version(county)
    second = loaded(content, as_of=JULY_12)
    assert second.already is not None
    assert second.import_id is None
    assert adds_up(second)
    assert second.counts["read"] == first.counts["read"]
    assert ledgers.data_version(county) == version


def test_the_same_rows_saved_again_change_nothing(county: Database, loaded: Loaded) -> None:
    rows = [row("A"), row("B", "占道经营")]
    loaded(listed(*rows), as_of=JULY_12)
    before = ledgers.read_ledger(county)
    again = loaded(book([("重新保存",), LIST, *rows]), as_of=JULY_12)
    assert again.counts["unchanged"] == 2
    assert ledgers.read_ledger(county).spans.equals(before.spans)


def test_a_hidden_sheet_is_loaded_and_said(county: Database, loaded: Loaded) -> None:
    content = book([LIST, row("A")], hidden=["旧表"], 旧表=[LIST, row("B", "占道经营")])
    outcome = loaded(content, as_of=JULY_12)
    assert outcome.counts["new"] == 2
    assert any("旧表" in note and "隐藏" in note for note in outcome.notes)


def test_a_group_row_gives_the_district(county: Database, loaded: Loaded) -> None:
    heads = ("序号", "点位名称", "存在问题", "责任单位")
    rows = [
        heads,
        ("滨江街道辖区",),
        (1, "滨江市场", "乱堆乱放", "县城管局"),
        ("东山镇",),
        (1, "东山路", "路灯不亮", "县城管局"),
    ]
    outcome = loaded(book(rows), as_of=JULY_12)
    assert (outcome.counts["new"], outcome.counts["blank"]) == (2, 2)
    ledger = ledgers.read_ledger(county)
    assert [ledger.directory.label("district", int(d)) for d in ledger.issues["district"]] == ["滨江街道", "东山镇"]


def test_due_days_count_from_the_day_found(county: Database, loaded: Loaded) -> None:
    loaded(
        listed(row("A", 整改时限="3天"), row("B", "乙", 整改时限="长期坚持"), row("C", "丙", 整改时限="48小时")),
        as_of=JULY_12,
    )
    due = ledgers.read_ledger(county).spans["due_on"].tolist()
    assert due == [day_number(date(2020, 7, 9)), NEVER, day_number(date(2020, 7, 8))]


def test_a_sheet_nobody_can_place_is_not_loaded(county: Database, loaded: Loaded) -> None:
    with pytest.raises(CannotLoad, match="姓名"):
        loaded(book([("姓名", "金额"), ("张三", 3), ("李四", 4)]), as_of=JULY_12)
    assert imports.history(county).empty


def test_confirmed_headings_are_remembered(county: Database, loaded: Loaded) -> None:
    rows = [("甲栏", "乙栏", "丙栏"), (JULY_6, "滨江街道", "门前乱堆乱放"), (JULY_6, "滨江街道", "占道经营")]
    told = {"甲栏": "found_on", "乙栏": "district", "丙栏": "problem"}
    choices = ImportOptions(kind="inspection", as_of=JULY_12, fields=told)
    assert loaded(book(rows), as_of=JULY_12, choices=choices).counts["new"] == 2
    later = [rows[0], (JULY_12, "东山镇", "路灯不亮")]
    outcome = loaded(book(later), as_of=JULY_19)
    assert (outcome.kind, outcome.counts["new"]) == ("inspection", 1)


def test_undo_of_a_middle_import_leaves_what_later_sheets_said(county: Database, loaded: Loaded) -> None:
    loaded(listed(row("A")), as_of=JULY_6)
    middle = loaded(book([("编号", "是否完成"), ("A", "整改中")]), as_of=JULY_10)
    loaded(book([("编号", "是否完成", "完成时间"), ("A", "已完成", JULY_12)]), as_of=JULY_12)
    with county.write() as connection:
        imports.undo(connection, middle.import_id or 0, at=AT)
    spans = issues.dossier(county, 1).spans  # type: ignore[union-attr]
    assert [s.state for s in spans] == [State.ASSIGNED, State.REPORTED]


def test_the_dossier_keeps_every_row_verbatim(county: Database, loaded: Loaded) -> None:
    loaded(listed(row("A", 整改时限="3天")), as_of=JULY_6)
    loaded(book([("编号", "是否完成", "备注"), ("A", "已完成", "=1+1 不是公式")]), as_of=JULY_12)
    kept = issues.dossier(county, 1)
    assert kept is not None
    first, second = kept.observations
    assert first.raw["整改时限"] == "3天"
    assert (second.raw["备注"], second.row, second.file_name) == ("=1+1 不是公式", 2, "清单.xlsx")


def test_nested_group_rows_give_district_and_category(county: Database, loaded: Loaded) -> None:
    heads = ("序号", "点位名称", "存在问题", "责任单位")
    rows = [heads, ("滨江街道",), ("一、环境卫生",), (1, "滨江市场", "垃圾桶满溢", "县城管局")]
    loaded(book(rows), as_of=JULY_12)
    ledger = ledgers.read_ledger(county)
    label = ledger.directory.label
    said = [label(d, int(ledger.issues[d].iat[0])) for d in ("district", "category")]
    assert said == ["滨江街道", "环境卫生"]


def test_a_sheet_whose_headings_a_person_points_out_is_no_longer_said_not_to_be_read(county: Database) -> None:
    rows = [("第三组",), ("", "现场情况"), *((n, f"第{n}处路面破损", 7, 8, 9) for n in range(3))]
    file = recognise(county, book(rows), "清单.xlsx")
    assert any("未读取" in note for note in file.notes)
    told = with_headings(county, file, {"Sheet1": (2,)})
    assert not any("未读取" in note for note in told.notes)
    assert not told.left


def test_a_lone_problem_is_data_once_a_person_says_where_problems_stand(county: Database) -> None:
    rows = [
        ("检查日期", "现场所见", "跟进"),
        ("2020-07-06", "路灯不亮", "甲"),
        (None, "滨江街道辖区", None),
        (None, "井盖缺失", None),
        ("2020-07-06", "占道经营", "乙"),
        (None, "墙面有涂写", None),
        (None, "制表人：张三", None),
    ]
    file = recognise(county, book(rows), "清单.xlsx")
    outcome = preview(county, file, ImportOptions(as_of=date(2020, 7, 13), fields={"现场所见": "problem"}), at=AT)
    assert outcome.issues_new == 4
    assert [(aside.row, aside.reason) for _, aside in outcome.asides] == [(3, "分组行"), (7, "表尾")]
