"""数据导入, the very first files of an office: few decisions, those that hold rows back first."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from database.ledger.ledgers import read_ledger
from database.masters.masters import NewUnit, read_directory, save_term, save_unit
from database.store.engine import Database, open_database
from tests.data_loaders.conftest import LIST, book
from tests.data_loaders.first_files import three_files
from tests.pages.test_imports import button, confirmed, counts, drop, opened, seen
from ui.desk import new_units

DAY = date(2020, 7, 6)
NAME = "清单_截至2020年7月12日.xlsx"


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    monkeypatch.setenv("DASHBOARD_DB", url)
    database = open_database(url)
    yield database
    database.close()


def title(app: AppTest) -> str:
    return next(e.label for e in app.expander if "确认" in e.label)


def listed(*rows: tuple[str, str]) -> bytes:
    """A list with a district and a unit in each row."""
    lines = [
        (f"A{n}", DAY, town, f"人民路{n}号", "环境卫生", f"第{n}处垃圾", unit, "3天")
        for n, (town, unit) in enumerate(rows)
    ]
    return book([LIST, *lines])


def boxes(app: AppTest) -> dict[str, Any]:
    return {str(box.key): box for box in app.selectbox if str(box.key).startswith(("answer_", "heading_"))}


def test_three_files_in_an_empty_county_take_two_decisions(nothing: Database) -> None:
    app = drop(opened(), *three_files())
    assert [counts(app, n)["refused"] for n in range(3)] == [110, 68, 61]
    assert not any(key.startswith("answer_unit") for key in boxes(app))
    assert button(app, "new_units_register").label == "全部登记（36 个）"
    decisions = int(title(app).split(" ")[1])
    assert decisions <= 6, title(app)
    button(app, "new_units_register").click().run()
    assert not app.exception
    assert counts(app, 0)["refused"] == 0
    button(app, "desk_as_written").click().run()
    assert not app.exception
    assert [counts(app, n)["refused"] for n in range(3)] == [0, 0, 0]
    assert title(app).startswith("要确认的都确认了")
    assert not [b for b in app.button if b.key == "desk_as_written"]
    confirmed(app)
    assert not app.exception
    assert len(read_ledger(nothing)) == 239
    assert len(read_directory(nothing).units) == 36


def test_the_rest_as_written_alone_answers_everything(nothing: Database) -> None:
    app = drop(opened(), *three_files())
    button(app, "desk_as_written").click().run()
    assert not app.exception
    assert sum(counts(app, n)["new"] for n in range(3)) == 239
    items = app.session_state["desk_items"]
    assert all(item.choices.fields == {} for item in items)  # an unread heading is asked about again with the next file


def test_the_next_file_of_the_same_units_asks_nothing(nothing: Database) -> None:
    app = drop(opened(), *three_files())
    button(app, "desk_as_written").click().run()
    confirmed(app)
    button(app, "desk_next").click().run()
    drop(app, (NAME, listed(("东山", "住建局"), ("西山镇", "县第二中学"))))
    assert (counts(app)["new"], counts(app)["refused"]) == (2, 0)
    assert boxes(app) == {}


def test_what_is_typed_into_the_table_is_what_is_registered(nothing: Database) -> None:
    app = drop(
        opened(),
        (NAME, listed(("东山镇", "住建局"), ("东山镇", "县住建局"), ("西山镇", "城管局"), ("西山镇", "某某办"))),
    )
    app.session_state[new_units.EDITS] = {
        "东山镇": {new_units.GROUP: "第一组"},
        "住建局、县住建局": {new_units.TARGET: "住建局"},
        "某某办": {new_units.TAKEN: False},
        "城管局": {new_units.KIND: "镇区"},
    }
    app.run()
    assert button(app, "new_units_register").label == "登记勾选的 4 个"
    button(app, "new_units_register").click().run()
    assert not app.exception
    assert (counts(app)["new"], counts(app)["refused"]) == (3, 1)
    confirmed(app)
    units = {unit.name: (unit.kind, unit.group) for unit in read_directory(nothing).units.values()}
    assert units == {
        "东山镇": ("district", "第一组"),
        "西山镇": ("district", "乡镇"),
        "住建局": ("department", "部门"),
        "城管局": ("district", "部门"),
    }


def test_two_spellings_that_are_two_units_are_taken_apart(nothing: Database) -> None:
    app = drop(opened(), (NAME, listed(("东山镇", "建设局"), ("西山镇", "住建局"), ("东山镇", "县城管局"))))
    assert button(app, "new_units_register").label == "全部登记（4 个）"
    app.session_state[new_units.EDITS] = {"住建局、建设局": {new_units.APART: True}}
    app.run()
    assert button(app, "new_units_register").label == "全部登记（5 个）"
    button(app, "new_units_register").click().run()
    confirmed(app)
    assert {"建设局", "住建局"} <= {unit.name for unit in read_directory(nothing).units.values()}


def test_a_short_form_of_two_towns_is_not_registered_unasked(nothing: Database) -> None:
    content = listed(("东山镇", "县公安局"), ("东山街道", "县公安局"), ("东山", "县公安局"))
    app = drop(opened(), (NAME, content))
    assert button(app, "new_units_register").label == "登记勾选的 3 个"
    button(app, "desk_as_written").click().run()
    assert counts(app)["refused"] == 1
    app.session_state[new_units.EDITS] = {"东山": {new_units.TARGET: "东山镇"}}
    app.run()
    button(app, "new_units_register").click().run()
    assert (counts(app)["new"], counts(app)["refused"]) == (3, 0)
    confirmed(app)
    assert len(read_directory(nothing).units) == 3


def test_registering_can_be_taken_back(nothing: Database) -> None:
    app = drop(opened(), (NAME, listed(("东山镇", "县公安局"))))
    button(app, "new_units_register").click().run()
    assert counts(app)["new"] == 1
    button(app, "new_units_back").click().run()
    assert not app.exception
    assert (counts(app)["new"], counts(app)["refused"]) == (0, 1)
    assert button(app, "new_units_register").label == "全部登记（2 个）"


def test_what_was_typed_does_not_stay_for_the_next_file(nothing: Database) -> None:
    content = listed(("东山镇", "县公安局"))
    app = drop(opened(), (NAME, content))
    app.session_state[new_units.EDITS] = {"东山镇": {new_units.GROUP: "第一组"}}
    button(app, "desk_clear").click().run()
    drop(app, ("另一份_截至2020年7月12日.xlsx", content))
    button(app, "new_units_register").click().run()
    (item,) = app.session_state["desk_items"]
    assert item.choices.registered["东山镇"].group == "乡镇"


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ("县第一中学", "县第二中学"),
        ("华安物业公司", "华宁物业公司"),
        ("东山镇派出所", "西山镇派出所"),
        ("红星幼儿园", "红旗幼儿园"),
        ("县第一敬老院", "县第三敬老院"),
    ],
)
def test_a_name_that_is_only_alike_is_never_the_first_proposal(nothing: Database, known: str, text: str) -> None:
    with nothing.write() as connection:
        save_unit(connection, NewUnit(known, known, "department"))
        save_unit(connection, NewUnit("南岭镇", "南岭", "district"))
    app = drop(opened(), (NAME, listed(("南岭镇", text))))
    (box,) = boxes(app).values()
    assert (box.value, box.options[0]) == (None, "登记为新单位")
    assert not any(option.startswith("建议") for option in box.options)
    box.select("登记为新单位").run()
    assert counts(app)["new"] == 1


def test_a_short_form_of_a_known_unit_is_proposed_first(nothing: Database) -> None:
    with nothing.write() as connection:
        save_unit(connection, NewUnit("县园林绿化管理中心", "县园林中心", "department", "服务类"))
        save_unit(connection, NewUnit("南岭镇", "南岭", "district"))
    app = drop(opened(), (NAME, listed(("南岭镇", "园林绿化中心"), ("南岭镇", "县机关事务中心"))))
    found = boxes(app)
    assert found["answer_unit_园林绿化中心"].options[0].startswith("建议：县园林绿化管理中心")
    assert found["answer_unit_县机关事务中心"].options[0] == "登记为新单位"
    found["answer_unit_县机关事务中心"].select("登记为新单位").run()
    confirmed(app)
    new = next(unit for unit in read_directory(nothing).units.values() if unit.name == "县机关事务中心")
    assert (new.kind, new.group) == ("department", "服务类")


def test_questions_that_hold_rows_back_stand_first_by_their_rows(nothing: Database) -> None:
    with nothing.write() as connection:
        save_unit(connection, NewUnit("县公安局", "县公安局", "department"))
        save_unit(connection, NewUnit("南岭镇", "南岭", "district"))
        save_term(connection, "category", "环境卫生")
    heads = (*LIST, "整改状态", "包联科室")
    lines = [
        (f"A{n}", DAY, "南岭镇", "人民路", "楼道杂物问题多", f"第{n}处", unit, "3天", state, "甲")
        for n, (unit, state) in enumerate([("县气象站", "甲类乙档"), ("县公安局", "甲类乙档"), ("县公安局", "整改中")])
    ]
    app = drop(opened(), (NAME, book([heads, *lines])))
    order = list(boxes(app))
    assert order == [
        "answer_state_甲类乙档",
        "answer_unit_县气象站",
        "heading_包联科室",
        "answer_category_楼道杂物问题多",
    ]
    assert title(app) == "有 2 处要您确认，答了才能导入相关的行（另有 2 处可答可不答）"
    button(app, "desk_as_written").click().run()
    assert (counts(app)["new"], title(app)) == (3, "要确认的都确认了")
    assert seen(app).tables.outcomes[0].refusals == ()


def test_the_unknown_heading_of_the_problems_is_asked_first_and_its_rows_are_told_once(nothing: Database) -> None:
    with nothing.write() as connection:
        save_unit(connection, NewUnit("县公安局", "县公安局", "department"))
    heads = ("编号", "事项摘要说明", "整改情况", "是否完成", "完成时间", "责任单位")
    rows = [(f"WM{n}", f"第{n}处路口垃圾桶满溢", "已清理", "已完成", DAY, "县公安局") for n in range(40)]
    app = drop(opened(), ("整改反馈.xlsx", book([heads, *rows])))
    assert counts(app)["refused"] == 40
    assert next(iter(boxes(app))) == "heading_事项摘要说明"
    assert title(app).startswith("有 1 处要您确认")
    assert not [one for one in app.button if one.key == "desk_as_written"]  # it cannot be left
    said = app.session_state["desk_forecast"][1].result().tables.outcomes[0]
    assert {refusal.heading for refusal in said.refusals} == {"事项摘要说明"}
    app.button_group(key="desk_part").set_value("refused").run()
    assert not app.exception
    (told,) = [warning.value for warning in app.warning if "同一个原因" in warning.value]
    assert told.startswith("**40 行是同一个原因。**") and "没有认出写问题的那一列" in told
    question = boxes(app)["heading_事项摘要说明"]
    assert (question.value, question.options[0]) == (None, "建议：存在问题（看这一列写的内容）")
    question.set_value("problem").run()
    assert (counts(app)["new"], counts(app)["refused"]) == (40, 0)


def test_the_day_of_a_sheet_says_where_it_comes_from(nothing: Database) -> None:
    lines = [(f"A{n}", "东山镇", f"第{n}处垃圾") for n in range(2)]
    app = drop(opened(), ("清单.xlsx", book([("编号", "镇区", "存在问题"), *lines])))
    button(app, "new_units_register").click().run()
    label = next(box.label for box in app.date_input if "本表截至日" in box.label)
    assert label.startswith("本表截至日（表里没有写，也没有可用的日期，按导入当天，")
    drop(app, ("乙_截至2020年7月12日.xlsx", listed(("东山镇", "东山镇"))))
    app.selectbox(key="desk_look").set_value(app.session_state["desk_items"][1].key).run()
    label = next(box.label for box in app.date_input if "本表截至日" in box.label)
    assert label == "本表截至日（文件名里写的，可改）"
