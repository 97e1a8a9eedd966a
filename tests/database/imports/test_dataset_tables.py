"""Books edited on screen: a save is an import that can be read again and taken back; nobody's words are overwritten."""

import csv
import io
from typing import Any

import pytest

from data_loaders.importing import history
from database.imports import imports
from database.imports.dataset_tables import GROUPS, RISK, STEPS
from database.ledger.dataset_records import drop_entries_of, read_entries
from database.masters import masters
from database.masters.master_tables import MasterEdit, MasterTable, Meanwhile, RefusedSave, read, save
from database.store.engine import Database
from domain.accountability.risk_rules import RISK_RULES
from domain.accountability.scorecard import SCORE_RULE, rules_in_force
from domain.campaign.focus import FOCUS
from domain.campaign.plan import PLAN
from domain.datasets.datasets import DatasetRecord
from tests.factories import AT, july, load, row
from ui.settings.dataset_editors import ROSTERS


@pytest.fixture
def county(database: Database) -> Database:
    with database.write() as connection:
        masters.save_term(connection, "category", "环境卫生")
        masters.save_term(connection, "category", "公共秩序")
        masters.save_term(connection, "site_type", "农贸市场")
        load(connection, july(10), [row("1")])
    return database


def new(roster: MasterTable, **values: Any) -> MasterEdit:
    return MasterEdit(None, None, {column: values.get(column) for column in roster.columns})


def saved(database: Database, roster: MasterTable, *edits: MasterEdit) -> int:
    return save(database, roster, edits, at=AT, who="张三")


def only(database: Database, roster: MasterTable) -> tuple[Any, dict[str, Any]]:
    ((key, values),) = read(database, roster)[0].items()
    return key, values


def rules(database: Database) -> list[DatasetRecord]:
    return read_entries(database, RISK_RULES)


def test_a_rule_is_added_changed_moved_and_removed(county: Database) -> None:
    saved(county, RISK, new(RISK, 规则="扣分", 问题类别="环境卫生", 点位类型="农贸市场", 分值=0.5))
    (rule,) = rules(county)
    assert (rule["rule"], rule["points"], rule["site_type"]) == ("扣分", 0.5, "农贸市场")
    key, before = only(county, RISK)
    assert before == {"规则": "扣分", "问题类别": "环境卫生", "点位类型": "农贸市场", "来源": None, "分值": 0.5}

    saved(county, RISK, MasterEdit(key, before, before | {"分值": 0.8}))
    assert [rule["points"] for rule in rules(county)] == [0.8]

    key, before = only(county, RISK)
    saved(county, RISK, MasterEdit(key, before, before | {"点位类型": None}))
    (rule,) = rules(county)
    assert (rule["points"], rule["site_type"]) == (0.8, "")

    key, before = only(county, RISK)
    saved(county, RISK, MasterEdit(key, before, None))
    assert rules(county) == []
    # It may come back as it was.
    saved(county, RISK, new(RISK, 规则="扣分", 问题类别="环境卫生", 点位类型="农贸市场", 分值=0.3))
    assert [rule["points"] for rule in rules(county)] == [0.3]


def test_a_save_is_an_import_of_the_newest_day_that_can_be_taken_back(county: Database) -> None:
    saved(county, RISK, new(RISK, 规则="扣分", 分值=0.5), new(RISK, 规则="超期系数", 分值=2.0))
    record = imports.history(county).iloc[0]
    assert (record["kind"], record["as_of"], record["who"]) == ("risk_rule", july(10), "张三")
    assert (record["rows_read"], record["rows_new"]) == (2, 2)
    name, content = imports.file_of(county, int(record["id"]))
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert name == "失分规则表_屏幕修改（截至2026年7月10日）.csv" and "张三" in lines[0][0]
    assert lines[1] == [f.heading for f in RISK_RULES.columns]
    assert lines[2] == ["扣分", "", "", "", "0.5", "否"]
    with county.write() as connection:
        drop_entries_of(connection, int(record["id"]))
    assert rules(county) == []


def test_what_cannot_be_saved_is_refused(county: Database) -> None:
    for values, reason in (
        ({"规则": "罚款", "分值": 1.0}, "“规则”写的“罚款”不认识，应为扣分、反复系数"),
        ({"规则": "扣分", "问题类别": "没有的类别", "分值": 1.0}, "“问题类别”写的“没有的类别”不认识"),
        ({"规则": "扣分"}, "没有填写“分值”"),
        ({"规则": "扣分", "分值": -1.0}, "应为 0 到 100000 的数"),
    ):
        with pytest.raises(RefusedSave, match=reason):
            saved(county, RISK, new(RISK, **values))
    saved(county, RISK, new(RISK, 规则="扣分", 分值=0.5))
    with pytest.raises(RefusedSave, match="已经有了，不能重复"):
        saved(county, RISK, new(RISK, 规则="扣分", 分值=0.7))
    saved(county, STEPS, new(STEPS, 工作任务="市场改造", 倒数第几周=3))
    key, before = only(county, STEPS)
    with pytest.raises(RefusedSave, match="“倒数第几周”原来填的是“3”，不能清空"):
        saved(county, STEPS, MasterEdit(key, before, before | {"倒数第几周": None}))


def test_somebody_elses_change_is_not_overwritten(county: Database) -> None:
    saved(county, RISK, new(RISK, 规则="扣分", 分值=0.5))
    key, before = only(county, RISK)
    saved(county, RISK, MasterEdit(key, before, before | {"分值": 0.6}))
    with pytest.raises(Meanwhile, match=r"分值 由“0\.5”改成了“0\.6”"):
        saved(county, RISK, MasterEdit(key, before, before | {"分值": 0.9}))


def test_days_texts_and_masters_come_back_as_they_were_typed(county: Database) -> None:
    saved(county, STEPS, new(STEPS, 工作任务="市场改造", 完成时限=july(20), 进展情况="过半"))
    key, before = only(county, STEPS)
    assert before["完成时限"] == july(20)
    saved(county, STEPS, MasterEdit(key, before, before | {"完成日期": july(9), "进展情况": None}))
    (step,) = read_entries(county, PLAN)
    assert (step["due_on"], step["done_on"], step["progress"]) == ("2026-07-20", "2026-07-09", "")
    saved(county, GROUPS, new(GROUPS, 领域="公共环境", 对象类别="问题类别", 名称="环境卫生"))
    assert only(county, GROUPS)[1]["名称"] == "环境卫生"
    assert [entry["field"] for entry in read_entries(county, FOCUS)] == ["公共环境"]


def test_a_save_that_was_taken_back_can_be_done_again_from_its_kept_file(county: Database) -> None:
    saved(county, RISK, new(RISK, 规则="扣分", 问题类别="环境卫生", 点位类型="农贸市场", 分值=0.5))
    key, before = only(county, RISK)
    saved(county, RISK, MasterEdit(key, before, before | {"点位类型": None, "分值": 0.8}))
    last = int(imports.history(county).iloc[0]["id"])
    with county.write() as connection:
        history.take_back(connection, last, at=AT)
    assert [(rule["points"], rule["site_type"]) for rule in rules(county)] == [(0.5, "农贸市场")]
    history.do_again(county, last, at=AT)
    assert [(rule["points"], rule["site_type"] or "") for rule in rules(county)] == [(0.8, "")]


def test_points_may_be_added_as_well_as_taken_off(county: Database) -> None:
    roster = ROSTERS["score_rule"]
    saved(county, roster, new(roster, 规则编号="B1", 计分依据="销号", 每件扣分=-0.05, 扣分上限=5.0, 生效日期=july(1)))
    (rule,) = rules_in_force(read_entries(county, SCORE_RULE), on=july(10))
    assert (rule.code, rule.points, rule.cap, rule.valid_from) == ("B1", -0.05, 5.0, july(1))
    assert rules_in_force(read_entries(county, SCORE_RULE), on=july(0)) == []
