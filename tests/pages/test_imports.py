"""数据导入: a clerk's upload from the file to the screens, and back."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from data_loaders.import_options import CellPlace, ImportOptions, packed, unpacked
from data_loaders.importing.unsettled import refusals_left
from data_loaders.reading.workbook import UnreadableFile
from data_loaders.rows.records import RejectedRow
from database.imports import imports
from database.ledger import ledgers
from database.masters.masters import NewUnit, read_directory, save_action, save_term, save_unit
from database.office import uploads
from database.review import pairs
from database.store.engine import Database
from database.store.settings import raise_version
from domain.figures.figures import figures
from domain.ledger.days import day_number
from tests.data_loaders.conftest import LIST, book
from ui.desk import rejected_rows

SHELL = Path(__file__).resolve().parents[2] / "ui" / "shell" / "shell.py"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = date(2020, 7, 6)


def row(number: str | None, text: str | None = "门前乱堆乱放", unit: str = "县城管局") -> tuple[Any, ...]:
    return (number, DAY, "滨江街道", "滨江市场", "环境卫生", text, unit, "3天")


def opened() -> AppTest:
    app = AppTest.from_file(str(SHELL), default_timeout=600)
    app.run()
    app.switch_page("../../pages/imports.py").run()
    assert not app.exception
    return app


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """The page with these files dropped."""
    app.file_uploader[0].set_value([(name, content, XLSX) for name, content in files]).run()
    assert not app.exception
    return app


def desk(*rows: tuple[Any, ...], name: str = "检查问题清单_截至2020年7月12日.xlsx") -> AppTest:
    """The page with this sheet dropped."""
    return drop(opened(), (name, book([LIST, *rows])))


def seen(app: AppTest) -> Any:
    """What the clerk has before his eyes."""
    return app.session_state["desk_forecast"][1].result()


def counts(app: AppTest, place: int = 0) -> dict[str, int]:
    return dict(seen(app).tables.outcomes[place].counts)


def button(app: AppTest, key: str) -> Any:
    return next(b for b in app.button if b.key == key)


def know(app: AppTest) -> AppTest:
    """The page with everything acknowledged that must be known before files are imported."""
    while (box := next((b for b in app.checkbox if str(b.key).startswith("know_") and not b.value), None)) is not None:
        box.check().run()
        assert not app.exception
    return app


def confirmed(app: AppTest) -> AppTest:
    """The page after a click on the button that imports, with everything acknowledged."""
    button(know(app), "desk_confirm").click().run()
    assert not app.exception
    return app


def test_an_empty_database_says_so(county: Database) -> None:
    assert any("还没有导入过表格" in info.value for info in opened().info)


def test_the_forecast_writes_nothing_and_equals_the_import(county: Database) -> None:
    app = desk(row("A"), row("B", None))
    said = seen(app).tables
    assert counts(app) == {"read": 2, "new": 1, "changed": 0, "unchanged": 0, "refused": 1, "blank": 0}
    assert imports.history(county).empty
    confirmed(app)
    assert not app.exception
    assert any("已导入" in success.value for success in app.success)
    done = app.session_state["desk_done"].forecast
    assert (done.before, done.carried, done.after, done.moves) == (said.before, said.carried, said.after, said.moves)
    now = figures(ledgers.read_ledger(county), as_of=date(2020, 7, 12))
    assert now == said.after
    assert uploads.under_way(county) == []


def test_several_files_are_loaded_in_the_order_of_their_days_in_one_go(county: Database) -> None:
    answers = book([("编号", "是否完成", "完成时间"), ("A", "已完成", date(2020, 7, 8)), ("B", "整改中", None)])
    listed = book([LIST, row("A"), row("B", "占道经营")])
    app = drop(opened(), ("整改反馈_截至2020年7月19日.xlsx", answers), ("清单_截至2020年7月12日.xlsx", listed))
    assert (counts(app, 0)["changed"], counts(app, 1)["new"]) == (2, 2)
    assert seen(app).tables.order == (1, 0)
    confirmed(app)
    assert imports.history(county)["file_name"].tolist() == [
        "整改反馈_截至2020年7月19日.xlsx",
        "清单_截至2020年7月12日.xlsx",
    ]
    assert figures(ledgers.read_ledger(county), as_of=date(2020, 7, 19)).counts["awaiting"] == 1


def test_the_import_that_has_just_come_is_the_one_looked_at(county: Database) -> None:
    app = desk(row("A"))
    confirmed(app)
    button(app, "desk_next").click().run()
    assert app.selectbox(key="past_look").value == 1
    drop(app, ("清单_截至2020年7月19日.xlsx", book([LIST, row("B", "占道经营")])))
    confirmed(app)
    assert not app.exception
    assert app.selectbox(key="past_look").value == 2
    app.selectbox(key="past_look").select(1).run()
    assert app.selectbox(key="past_look").value == 1


def test_an_unknown_action_is_asked_once_for_all_files_and_never_chosen_by_itself(county: Database) -> None:
    with county.write() as connection:
        save_action(connection, "市容秩序整治专项行动")
        save_action(connection, "农贸市场整治行动")
    heads = ("专项行动", "项目名称", "节点", "计划完成时间")
    projects = book([heads, ("市容整治行动", "背街小巷", "完工", date(2020, 8, 1))])
    listed = book([(*LIST, "专项行动"), (*row("A"), "市容整治行动"), (*row("B", "占道经营"), "农贸市场整治")])
    app = drop(opened(), ("重点项目进度表_截至2020年7月12日.xlsx", projects), ("清单_截至2020年7月12日.xlsx", listed))
    assert (counts(app, 0)["refused"], counts(app, 1)["refused"]) == (1, 0)  # no issue waits for its action
    (question,) = (box for box in app.selectbox if box.key == "answer_action_市容整治行动")
    assert (question.label, question.value) == ("专项行动“市容整治行动”（2 行）", None)
    assert question.options[0].startswith("建议：市容秩序整治专项行动（相似度 ")
    assert question.options[-2:] == ["登记为新的专项行动", "农贸市场整治行动"]
    question.select("登记为新的专项行动").run()
    assert not app.exception
    assert (counts(app, 0)["refused"], counts(app, 1)["refused"]) == (0, 0)
    (question,) = (box for box in app.selectbox if box.key == "answer_action_市容整治行动")
    assert (question.label, question.value) == ("专项行动“市容整治行动”（已确认）", "登记为新的专项行动")
    confirmed(app)
    assert not app.exception
    names = [action.name for action in read_directory(county).actions.values()]
    assert names == ["市容秩序整治专项行动", "农贸市场整治行动", "市容整治行动"]
    assert sorted(ledgers.read_ledger(county).issues["action"].tolist()) == [2, 3]


def test_one_bad_file_among_several_holds_nobody_up(county: Database) -> None:
    app = drop(opened(), ("坏.xlsx", b"PK\x03\x04 nothing"), ("清单_截至2020年7月12日.xlsx", book([LIST, row("A")])))
    assert [isinstance(item.file, UnreadableFile) for item in app.session_state["desk_items"]] == [True, False]
    assert any("怎么办" in error.value for error in app.error)
    confirmed(app)
    assert not app.exception
    assert len(imports.history(county)) == 1
    button(app, "desk_next").click().run()
    assert [item.name for item in app.session_state["desk_items"]] == ["坏.xlsx"]


def test_an_unknown_unit_is_asked_about_and_answered(county: Database) -> None:
    app = desk(row("A"), row("B", "占道经营", "县综合所"))
    assert counts(app)["refused"] == 1
    next(box for box in app.selectbox if "县综合所" in box.label).set_value("登记为新单位").run()
    assert not app.exception
    assert counts(app)["new"] == 2
    confirmed(app)
    assert "县综合所" in {unit.name for unit in ledgers.read_ledger(county).directory.units.values()}


def test_a_question_is_asked_once_for_all_files(county: Database) -> None:
    def sheet(number: str) -> bytes:
        return book([LIST, row(number, f"{number} 号摊位占道经营", "县综合所")])

    app = drop(opened(), ("甲_截至2020年7月12日.xlsx", sheet("A")), ("乙_截至2020年7月12日.xlsx", sheet("B")))
    asked = [box for box in app.selectbox if "县综合所" in box.label]
    assert [box.label for box in asked] == ["单位“县综合所”（2 行）"]
    asked[0].set_value("县城市管理局").run()
    assert [counts(app, n)["new"] for n in (0, 1)] == [1, 1]
    drop(app, ("丙_截至2020年7月12日.xlsx", sheet("C")))
    assert counts(app, 2)["new"] == 1


def test_an_unknown_category_is_asked_about_and_holds_no_row_back(county: Database) -> None:
    with county.write() as connection:
        save_term(connection, "category", "环境卫生")
    strange = ("A", DAY, "滨江街道", "滨江市场", "楼道杂物问题多", "乱堆", "县城管局", "3天")
    app = desk(strange)
    assert counts(app)["new"] == 1
    next(box for box in app.selectbox if "楼道杂物问题多" in box.label).set_value("环境卫生").run()
    confirmed(app)
    assert set(ledgers.read_ledger(county).directory.terms.values()) == {"环境卫生"}


def test_an_unknown_heading_is_proposed_but_not_used_until_confirmed(county: Database) -> None:
    headings = [*LIST[:-1], "整改限期时间点"]
    app = drop(opened(), ("清单_截至2020年7月12日.xlsx", book([headings, row("A")])))
    question = next(box for box in app.selectbox if "整改限期时间点" in box.label)
    assert question.value is None
    assert seen(app).tables.after.counts["no_due"] == 1
    question.set_value("due").run()
    assert seen(app).tables.after.counts["no_due"] == 0


def test_kind_day_and_heading_row_can_be_set_by_hand(county: Database) -> None:
    app = desk(row("A"))
    next(box for box in app.selectbox if "表的类型" in box.label).set_value("rectification").run()
    assert seen(app).tables.outcomes[0].kind == "rectification"
    next(box for box in app.date_input if "截至日" in box.label).set_value(date(2020, 7, 10)).run()
    assert seen(app).tables.outcomes[0].as_of == date(2020, 7, 10)
    app.number_input[0].set_value(2).run()
    assert not app.exception
    assert app.session_state["desk_items"][0].choices.headings == {"Sheet1": (2,)}


def test_a_closed_tab_loses_nothing_that_was_uploaded_or_decided(county: Database) -> None:
    app = desk(row("A"), row("B", "占道经营", "县综合所"))
    next(box for box in app.selectbox if "县综合所" in box.label).set_value("登记为新单位").run()
    again = opened()
    assert any("没有确认的文件" in text.value for text in again.markdown)
    button(again, "desk_take_up").click().run()
    assert not again.exception
    assert counts(again)["new"] == 2
    button(again, "desk_clear").click().run()
    assert uploads.under_way(county) == []
    assert imports.history(county).empty


def test_the_sheets_to_hand_out_are_made_ready_when_they_are_looked_for(county: Database) -> None:
    app = desk(row("A"))
    confirmed(app)
    button(app, "desk_next").click().run()
    downloads = {"template_inspection", "template_of_book", "feedback_zip"}

    def offered() -> set[str]:
        return {one.proto.id.rpartition("-")[2] for one in app.get("download_button")}

    assert offered() and not downloads & offered()
    app.session_state["sheets"] = True
    app.run()
    assert not app.exception
    assert offered() >= downloads


def test_any_import_can_be_undone_and_brought_back(county: Database) -> None:
    app = desk(row("A"))
    confirmed(app)
    button(app, "desk_next").click().run()
    drop(app, ("反馈_截至2020年7月19日.xlsx", book([("编号", "是否完成"), ("A", "已完成")])))
    confirmed(app)
    whole = figures(ledgers.read_ledger(county), as_of=date(2020, 7, 19))
    app.selectbox(key="past_look").set_value(1).run()
    next(t for t in app.toggle if t.key == "past_undo_look_1").set_value(True).run()
    assert not app.exception
    said = " ".join(text.value for text in app.markdown) + " ".join(e.label for e in app.expander)
    assert "移除 1" in said and "转为拒收 1" in said
    button(app, "past_undo").click().run()
    assert not app.exception
    assert len(ledgers.read_ledger(county)) == 0
    button(app, "past_redo").click().run()
    assert not app.exception
    assert figures(ledgers.read_ledger(county), as_of=date(2020, 7, 19)) == whole


def test_an_import_by_somebody_else_meanwhile_asks_to_look_again(county: Database) -> None:
    app = desk(row("A"))
    with county.write() as connection:
        save_unit(connection, NewUnit("县公安局", "县公安局", "department"))
        raise_version(connection)
    confirmed(app)
    assert not app.exception
    assert any("请看过新的试算结果再确认" in warning.value for warning in app.warning)
    assert imports.history(county).empty
    confirmed(app)
    assert len(imports.history(county)) == 1


def test_a_doubtful_pair_is_decided_once_and_remembered(county: Database) -> None:
    app = desk(row(None, "人民路北侧人行道上有大量垃圾没有清理"))
    confirmed(app)
    button(app, "desk_next").click().run()
    again = book([LIST, row(None, "人民路北侧人行道上垃圾没清理")])
    drop(app, ("清单_截至2020年7月19日.xlsx", again))
    assert len(seen(app).tables.outcomes[0].doubts) == 1
    assert counts(app)["new"] == 1
    app.button_group(key="desk_part").set_value("doubts").run()
    assert sum("class='match'" in e.proto.body and "同一点位" in e.proto.body for e in app.get("html")) == 1
    next(b for b in app.button if b.label == "是同一个问题" and str(b.key).startswith("pair_same_")).click().run()
    assert not app.exception
    assert (counts(app)["new"], seen(app).tables.outcomes[0].doubts) == (0, ())
    confirmed(app)
    assert len(ledgers.read_ledger(county)) == 1
    button(app, "desk_next").click().run()
    later = book([LIST, row(None, "人民路北侧人行道上垃圾没清理！")])
    drop(app, ("清单_截至2020年7月26日.xlsx", later))
    assert (counts(app)["new"], seen(app).tables.outcomes[0].doubts) == (0, ())


def test_stored_pairs_are_decided_later(county: Database) -> None:
    for name, text in (
        ("7月12日", "人民路北侧人行道上有大量垃圾没有清理"),
        ("7月19日", "人民路北侧人行道上垃圾没清理"),
    ):
        app = desk(row(None, text), name=f"清单_截至2020年{name}.xlsx")
        confirmed(app)
    assert len(ledgers.read_ledger(county)) == 2
    (doubt,) = pairs.undecided(county)
    told = {field: bits for field, _, bits in doubt.weights}
    assert told["site"] > 0 > told["wording"]
    assert sum("class='match'" in e.proto.body for e in app.get("html")) == 1
    button(app, f"same_{doubt.doubt_id}").click().run()
    assert not app.exception
    assert len(ledgers.read_ledger(county)) == 1
    assert pairs.undecided(county) == []


def test_faults_are_corrected_or_skipped_by_line() -> None:
    faults = [
        RejectedRow("Sheet1", 2, "检查日期", "2月30日", "没有这一天。", "请核对。", "[]", 1),
        RejectedRow("Sheet1", 3, "存在问题", None, "没有填写存在的问题。", "请补填。", "[]", 5),
    ]
    choices = rejected_rows.decided(ImportOptions(), faults, {0: {"改为": " 2020-07-06 "}, 1: {"不导入这行": True}})
    assert choices.corrections == {CellPlace("Sheet1", 2, 1): "2020-07-06"}
    assert choices.skipped == {("Sheet1", 3)}
    assert rejected_rows.taken_back(choices) == ImportOptions()
    assert unpacked(packed(choices)) == choices


def test_an_import_with_refused_rows_is_opened_again_and_mended(county: Database) -> None:
    app = desk(row("A"), ("B", "2020年2月30日", *row("B", "占道经营")[2:]))
    confirmed(app)
    button(app, "past_reopen_1").click().run()
    assert not app.exception
    outcome = seen(app).tables.outcomes[0]
    assert outcome.already is not None
    assert [(r.row, r.column, r.value) for r in outcome.refusals] == [(3, 1, "2020年2月30日")]
    (item,) = app.session_state["desk_items"]
    mended = replace(item.choices, corrections={CellPlace("Sheet1", 3, 1): "2020-07-06"})
    app.session_state["desk_items"] = [replace(item, choices=mended)]
    app.run()
    assert {name: counts(app)[name] for name in ("new", "unchanged", "refused")} == {
        "new": 1,
        "unchanged": 1,
        "refused": 0,
    }
    confirmed(app)
    assert len(ledgers.read_ledger(county)) == 2
    assert uploads.under_way(county) == []


def test_a_refused_row_that_is_skipped_later_is_decided(county: Database) -> None:
    app = desk(row("A"), row("B", None))
    confirmed(app)
    button(app, "desk_next").click().run()
    assert refusals_left(county)["row_no"].tolist() == [3]
    button(app, "past_reopen_1").click().run()
    (item,) = app.session_state["desk_items"]
    skipped = replace(item.choices, skipped=frozenset({("Sheet1", 3)}))
    app.session_state["desk_items"] = [replace(item, choices=skipped)]
    app.run()
    assert seen(app).tables.outcomes[0].already is None
    confirmed(app)
    assert not app.exception
    assert refusals_left(county).empty
    assert len(imports.history(county)) == 2


def test_a_forecast_belongs_to_its_file(county: Database) -> None:
    app = desk(row("A"), row("B", "占道经营"), row("C", "墙面有小广告", "县综合所"))
    first = app.session_state["desk_items"][0]
    assert (counts(app)["read"], counts(app)["refused"]) == (3, 1)
    button(app, f"desk_remove_{first.key}").click().run()
    assert not app.exception
    assert not any("县综合所" in box.label for box in app.selectbox)
    drop(app, ("另一份_截至2020年7月12日.xlsx", book([LIST, row("D", "路面破损")])))
    (second,) = app.session_state["desk_items"]
    assert seen(app).tables.outcomes[0].file_name == second.name
    assert (counts(app)["read"], counts(app)["new"], counts(app)["refused"]) == (1, 1, 0)
    assert second.upload_id > first.upload_id
    assert first.key != second.key
    assert not any("县综合所" in box.label for box in app.selectbox)


def test_the_same_content_under_another_name_is_another_file(county: Database) -> None:
    app = desk(row("A"), name="清单_截至2020年7月12日.xlsx")
    button(app, "desk_clear").click().run()
    drop(app, ("清单_截至2020年7月19日.xlsx", book([LIST, row("A")])))
    assert seen(app).tables.outcomes[0].as_of == date(2020, 7, 19)


def test_what_was_decided_about_a_file_does_not_stay_for_the_next(county: Database) -> None:
    app = desk(row("A"), row("B", None))
    (item,) = app.session_state["desk_items"]
    app.session_state["desk_items"] = [replace(item, choices=ImportOptions(skipped=frozenset({("Sheet1", 2)})))]
    app.run()
    assert counts(app)["refused"] == 2
    button(app, "desk_clear").click().run()
    drop(app, ("乙_截至2020年7月12日.xlsx", book([LIST, row("C"), row("D", "占道经营")])))
    assert counts(app)["new"] == 2


def test_a_choice_that_nobody_has_seen_the_result_of_is_not_imported(county: Database) -> None:
    app = desk(row("A"), row("B", "占道经营"))
    before = app.session_state["desk_forecast"]
    (item,) = app.session_state["desk_items"]
    app.session_state["desk_items"] = [replace(item, choices=ImportOptions(skipped=frozenset({("Sheet1", 2)})))]
    app.session_state["desk_forecast"] = before
    confirmed(app)
    assert not app.exception
    assert any("刚才的改动还没有试算" in warning.value for warning in app.warning)
    assert imports.history(county).empty
    confirmed(app)
    assert len(ledgers.read_ledger(county)) == 1


def test_a_file_reopened_beside_itself_is_there_once(county: Database) -> None:
    app = desk(row("A"), row("B", None))
    confirmed(app)
    button(app, "past_reopen_1").click().run()
    button(app, "past_reopen_1").click().run()
    assert not app.exception
    assert len(app.session_state["desk_items"]) == 1
    assert len(uploads.under_way(county)) == 1
    assert any("已经在下面的列表里" in caption.value for caption in app.caption)


# ---- what must be known, and the account ----------------------------------------------------------------------------


def boxes(app: AppTest) -> list[Any]:
    """The boxes 知道了."""
    return [box for box in app.checkbox if str(box.key).startswith("know_")]


def said(app: AppTest) -> str:
    return "\n".join(str(e.value) for e in [*app.markdown, *app.caption, *app.info])


def test_what_moves_a_figure_is_acknowledged_before_it_is_imported(county: Database) -> None:
    app = desk(row("A"), row("B", None), (*row("C", "路灯不亮")[:-1], "待定"))
    assert button(app, "desk_confirm").disabled
    words = said(app)
    assert "**先要知道 2 项**（还有 2 项没有勾选）" in words
    assert "**拒收 1 行**，没有导入" in words
    assert "Sheet1 第 3 行 存在问题（空）：没有填写存在的问题。" in words
    assert "**看不出日期的时限 1 行**，按无时限计" in words
    forecast = app.session_state["desk_forecast"][1]
    boxes(app)[0].check().run()
    assert button(app, "desk_confirm").disabled
    boxes(app)[1].check().run()
    assert not button(app, "desk_confirm").disabled
    assert app.session_state["desk_forecast"][1] is forecast  # to know of something changes no figure
    assert "都知道了" in said(app)
    boxes(app)[0].uncheck().run()
    assert button(app, "desk_confirm").disabled
    confirmed(app)
    key = int(imports.history(county)["id"].iloc[0])
    with county.read() as connection:
        assert set(unpacked(imports.choices_of(connection, key)).acknowledged) == {"refused", "due"}
    assert "导入人已知道：拒收 1 行" in said(app)


def test_what_was_acknowledged_is_asked_again_when_it_is_something_else(county: Database) -> None:
    app = know(desk(row("A"), row("B", None), row("C", None)))
    assert not button(app, "desk_confirm").disabled
    item = app.session_state["desk_items"][0]
    choices = replace(item.choices, corrections={CellPlace("Sheet1", 3, 5): "路灯不亮"})
    uploads.save_choices(county, item.upload_id, packed(choices))
    later = opened()
    button(later, "desk_take_up").click().run()
    assert counts(later)["refused"] == 1
    assert button(later, "desk_confirm").disabled
    assert [box.value for box in boxes(later)] == [False]


def test_a_file_without_anything_unclear_is_imported_at_once(county: Database) -> None:
    app = desk(row("A"), row("B", "路灯不亮"))
    assert boxes(app) == []
    button(app, "desk_confirm").click().run()
    assert len(imports.history(county)) == 1


def test_several_files_are_acknowledged_kind_by_kind(county: Database) -> None:
    files = [
        (f"{town}_截至2020年7月12日.xlsx", book([LIST, row(f"{town}1", None), row(f"{town}2", text)]))
        for town, text in (("甲", "路面有垃圾"), ("乙", "路灯不亮，居民多次反映"))
    ]
    app = drop(opened(), *files)
    (box,) = boxes(app)
    assert "**拒收 2 行**（2 个文件）" in said(app)
    box.check().run()
    confirmed(app)
    assert len(imports.history(county)) == 2


def test_the_account_of_a_file_is_shown_and_kept(county: Database) -> None:
    content = book([("问题清单",), (*LIST, "网格员"), (*row("A"), "张三"), ("制表人：张三",)])
    app = drop(opened(), ("清单_截至2020年7月12日.xlsx", content))
    app.button_group(key="desk_part").set_value("account").run()
    assert not app.exception
    assert "有内容的格共 **20** 个：读入 **8**，只随原文保存 **1**，标题、表头、合计等 **11**" in said(app)
    confirmed(app)
    assert "有内容的格共 **20** 个" in said(app)


def test_a_row_set_aside_is_taken_back_and_left_again(county: Database) -> None:
    lines = [LIST, row("A"), ("说明：下水道堵塞污水外溢，责任单位县城管局",)]
    app = drop(opened(), ("清单_截至2020年7月12日.xlsx", book(lines)))
    app.button_group(key="desk_part").set_value("account").run()
    (take,) = [b for b in app.button if b.label == "取回"]
    take.click().run()
    assert not app.exception
    assert (counts(app)["read"], counts(app)["refused"], counts(app)["blank"]) == (2, 1, 0)
    assert "已取回 1 行当作问题：“Sheet1”第 3 行" in said(app)
    confirmed(app)
    key = int(imports.history(county)["id"].iloc[0])
    with county.read() as connection:
        assert unpacked(imports.choices_of(connection, key)).kept == {("Sheet1", 3)}


def test_days_with_two_readings_are_read_once_the_clerk_says_their_order(county: Database) -> None:
    rows = [("编号", "检查日期", *LIST[2:]), *((n, "06/07/2020", *row(n)[2:7], "10/07/2020") for n in ("A", "B"))]
    app = drop(opened(), ("清单_截至2020年7月12日.xlsx", book(rows)))
    assert counts(app)["refused"] == 2
    (order,) = [s for s in app.selectbox if "日期的写法" in s.label]
    order.set_value("日/月/年").run()
    assert not app.exception
    assert (counts(app)["new"], counts(app)["refused"]) == (2, 0)
    (order,) = [s for s in app.selectbox if "日期的写法" in s.label]
    order.set_value("").run()
    assert counts(app)["refused"] == 2
    next(s for s in app.selectbox if "日期的写法" in s.label).set_value("日/月/年").run()
    confirmed(app)
    ledger = ledgers.read_ledger(county)
    assert set(ledger.spans["due_on"]) == {day_number(date(2020, 7, 10))}
