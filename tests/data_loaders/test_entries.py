"""Sheets of books: recognised, read cell by cell, tried, loaded, taken back and done again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from data_loaders.importing.history import do_again, take_back
from data_loaders.importing.history import forecast as undo_forecast
from data_loaders.importing.intake import (
    CannotLoad,
    CellPlace,
    ImportOptions,
    load,
    load_all,
    preview,
    preview_all,
    recognise,
)
from data_loaders.layout.layout import find_table
from data_loaders.masters.name_lookup import NameLookup
from data_loaders.reading.workbook import open_workbook
from data_loaders.rows.dataset_rows import EntryReading, read_entries_of
from database.imports import imports
from database.imports.dataset_tables import GROUPS
from database.ledger.dataset_records import read_entries
from database.ledger.ledgers import read_ledger
from database.masters.master_tables import MasterEdit
from database.masters.masters import directory_of, save_action, save_site
from database.store.engine import Database
from domain.campaign.focus import FOCUS
from domain.campaign.materials import MATERIALS
from domain.catalogue import DATASETS
from domain.datasets.datasets import Dataset, Field
from tests.data_loaders.conftest import AT, book

HEADINGS = ("序号", "领域", "对象类别", "名称")
NAME = "五大重点工作归类表（截至2020年7月12日）.xlsx"
ROWS = [[1, "公共环境", "问题类别", "环境卫生"], [2, "公共秩序", "问题类别", "文明交通"]]
LIST = [
    ["镇区", "点位名称", "存在问题", "责任单位", "整改时限"],
    ["滨江街道", "菜场", "垃圾满溢无人清理", "县城管局", "3天"],
]


def sheet(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    return book([["五大重点工作归类表"], headings, *rows])


def names(database: Database, which: Dataset = FOCUS) -> list[str]:
    return [str(entry["name"]) for entry in read_entries(database, which)]


EVERY = Dataset(
    "visit",
    "什么都有的表",
    (
        Field("item", ("项目",), required=True),
        Field("on", ("日期",), "day", past=True),
        Field("until", ("期限",), "day"),
        Field("score", ("得分",), "number"),
        Field("people", ("人数",), "count"),
        Field("rate", ("占比",), "percent"),
        Field("state", ("状态",), "choice", words={"已交": ("报了",), "未交": ()}),
        Field("held", ("是否开展",), "flag"),
        Field("place", ("镇区",), "district"),
        Field("lead", ("部门",), "unit"),
        Field("site", ("点位",), "site"),
        Field("category", ("类别",), "category"),
        Field("action", ("行动",), "action"),
    ),
    ("item",),
)


def read(database: Database, *rows: Sequence[Any]) -> tuple[Any, NameLookup]:
    content = book([[f.heading for f in EVERY.fields], *rows])
    table = find_table(open_workbook(content, "表.xlsx").sheets[0], heading_rows=(1,))
    assert table is not None
    fields = {f.name: table.headings.index(f.heading) for f in EVERY.fields if f.heading in table.headings}
    with database.read() as connection:
        register = NameLookup(connection)
        return read_entries_of(table, EntryReading(EVERY, fields, date(2020, 7, 12)), register), register


FULL = ["甲", date(2020, 7, 1), "8月5日", "85分", 12, "86.5%", "报了", "√", "滨江街道", "县城管局", "菜场", "环境卫生", "环境卫生整治行动"]  # fmt: skip


def test_every_kind_of_cell_is_read(county: Database) -> None:
    with county.write() as connection:
        action = save_action(connection, "环境卫生整治专项行动")
        known = directory_of(connection)
        street = next(unit.unit_id for unit in known.units.values() if unit.name == "滨江街道")
        bureau = next(unit.unit_id for unit in known.units.values() if unit.name == "县城市管理局")
        site = save_site(connection, "菜场", district_id=street)
    result, _ = read(county, FULL)
    assert result.refusals == []
    (entry,) = result.entries
    category = entry.values.pop("category")
    assert isinstance(category, int)
    assert entry.values == {
        "item": "甲", "on": "2020-07-01", "until": "2020-08-05", "score": 85, "people": 12, "rate": 86.5, "state": "已交",
        "held": True, "place": street, "lead": bureau, "site": site, "action": action,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("at", "cell", "reason"),
    [
        (0, None, "没有填写"), (1, "2020-07-13", "晚于本表"), (1, "过几天", ""), (3, "很高", "不是数字"), (4, -1, "不是个数"),
        (5, "120%", "不在 0 到 100"), (6, "快了", "不在可选的词里"), (7, "再说", "看不出"), (8, "东山街道", "不在单位名录"),
        (9, "县水利局", "不在单位名录"), (9, "县城管局、县公安局", "几个单位"), (12, "没有的行动", "不在已登记"), (12, "请各单位抓紧落实。", "一句话"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_refused_with_its_place(
    county: Database, at: int, cell: Any, reason: str
) -> None:
    with county.write() as connection:
        save_action(connection, "环境卫生整治专项行动")
    row = [*FULL]
    row[at] = cell
    result, _ = read(county, FULL, row)
    assert len(result.entries) == 1
    (refusal,) = result.refusals
    heading = EVERY.fields[at].heading
    assert (refusal.sheet, refusal.row, refusal.heading, refusal.column) == ("Sheet1", 3, heading, at)
    assert refusal.value == (None if cell is None else str(cell))
    assert reason in refusal.reason and refusal.remedy


def test_one_site_name_in_two_districts_needs_the_district(county: Database) -> None:
    with county.write() as connection:
        for unit in directory_of(connection).units.values():
            if unit.kind == "district":
                save_site(connection, "菜场", district_id=unit.unit_id)
    row = ["甲", None, None, None, None, None, None, None, None, None, "菜场"]
    result, _ = read(county, row)
    assert result.entries == [] and "2 个点位" in result.refusals[0].reason


def test_a_sheet_of_a_book_is_recognised_and_the_main_kinds_keep_theirs(county: Database) -> None:
    file = recognise(county, sheet(*ROWS), NAME)
    assert (file.kind, file.as_of) == ("focus", date(2020, 7, 12))
    other = sheet(*ROWS, headings=("序号", "所属领域", "对象类型", "名称"))
    assert recognise(county, other, "x.xlsx").kind == "focus"
    assert recognise(county, book(LIST), "检查清单.xlsx").kind == "inspection"
    named = recognise(county, book(LIST), "五大重点工作归类表.xlsx")
    assert named.kind == "inspection"  # the name alone makes no book of it


def test_a_missing_column_is_said(county: Database) -> None:
    content = book([["五大重点工作归类表"], ["领域", "对象类别", "叫什么"], ["公共环境", "项目", "甲"]])
    file = recognise(county, content, NAME)
    with pytest.raises(CannotLoad, match=r"五大重点归类表.*“名称”"):
        preview(county, file, at=AT)
    outcome = preview(county, file, ImportOptions(fields={"叫什么": "name"}), at=AT)
    assert outcome.counts["new"] == 1


def test_the_kind_can_be_set_by_hand_and_is_remembered(county: Database) -> None:
    content = book([["领域", "对象类别", "名称", "存在问题"], ["公共环境", "项目", "甲", "x"]])
    file = recognise(county, content, "a.xlsx")
    assert preview(county, file, ImportOptions(kind="focus"), at=AT).counts["new"] == 1
    with pytest.raises(CannotLoad, match="不能按“整改反馈表”导入"):
        preview(county, recognise(county, sheet(*ROWS), NAME), ImportOptions(kind="rectification"), at=AT)
    load(county, file, ImportOptions(kind="focus"), at=AT)
    assert recognise(county, content, "b.xlsx").kind == "focus"


def test_rows_add_up_and_the_preview_is_the_import(county: Database) -> None:
    content = sheet(*ROWS, [3, "瞎写", "项目", "甲"], [4, "公共环境", "项目", None], ["合计", 4], ["制表人：张三"])
    file = recognise(county, content, NAME)
    told = preview(county, file, at=AT)
    assert names(county) == []
    done = load(county, file, at=AT)
    assert told.counts == done.counts
    assert done.counts == {"read": 6, "new": 2, "changed": 0, "unchanged": 0, "refused": 2, "blank": 2}
    assert {(r.row, r.heading) for r in done.refusals} == {(5, "领域"), (6, "名称")}
    assert names(county) == ["环境卫生", "文明交通"]
    assert load(county, file, at=AT).already is not None
    assert names(county) == ["环境卫生", "文明交通"]


def test_what_changed_is_told_by_field(county: Database) -> None:
    load(county, recognise(county, sheet(*ROWS), NAME), at=AT)
    later = sheet([1, "公共秩序", "问题类别", "环境卫生"], [2, "公共秩序", "问题类别", "文明交通"])
    file = recognise(county, later, NAME.replace("12日", "13日"))
    outcome = load(county, file, at=AT)
    assert (outcome.counts["new"], outcome.counts["changed"], outcome.counts["unchanged"]) == (0, 1, 1)
    (change,) = outcome.entries
    assert (change.what, change.label, change.moves) == (
        "moved",
        "问题类别 · 环境卫生",
        (("领域", "公共环境", "公共秩序"),),
    )


def test_a_void_row_takes_its_entry_away(county: Database) -> None:
    load(county, recognise(county, sheet(*ROWS), NAME), at=AT)
    void = book([["领域", "对象类别", "名称", "作废"], [None, "问题类别", "环境卫生", "是"]])
    outcome = load(county, recognise(county, void, NAME), at=AT)
    assert [change.what for change in outcome.entries] == ["went"]
    assert names(county) == ["文明交通"]


def test_the_same_entry_twice_in_a_file_is_said_and_the_last_row_holds(county: Database) -> None:
    file = recognise(county, sheet(*ROWS, [3, "城乡共建", "问题类别", "环境卫生"]), NAME)
    outcome = load(county, file, at=AT)
    assert any("第 3、5 行" in note for note in outcome.notes)
    assert outcome.counts["new"] == 2 and outcome.counts["unchanged"] == 1
    assert read_entries(county, FOCUS)[0]["field"] == "城乡共建"


def test_taking_back_and_doing_again_are_exact(county: Database) -> None:
    first = load(county, recognise(county, sheet(*ROWS), NAME), at=AT)
    wrong = sheet([1, "瞎写", "问题类别", "环境卫生"], [2, "城乡共建", "项目", "甲"])
    place = CellPlace("Sheet1", 3, 1)
    second_file = recognise(county, wrong, NAME.replace("12日", "13日"))
    second = load(county, second_file, ImportOptions(corrections={place: "硬件设施"}), at=AT)
    both = read_entries(county, FOCUS)
    assert [e["field"] for e in both] == ["硬件设施", "公共秩序", "城乡共建"]
    assert first.import_id is not None and second.import_id is not None
    told = undo_forecast(county, second.import_id, at=AT)
    assert [(c.what, c.label) for c in told.entries] == [("moved", "问题类别 · 环境卫生"), ("went", "项目 · 甲")]
    assert told.entries[1].moves == (("领域", "城乡共建", ""),)
    assert {c.label: c.moves for c in first.entries}["问题类别 · 文明交通"] == (("领域", "", "公共秩序"),)
    with county.write() as connection:
        take_back(connection, second.import_id, at=AT)
    assert names(county) == ["环境卫生", "文明交通"]
    with county.write() as connection:
        take_back(connection, first.import_id, at=AT)
    assert names(county) == []
    do_again(county, second.import_id, at=AT)
    do_again(county, first.import_id, at=AT)
    assert {e.mark: e for e in read_entries(county, FOCUS)} == {e.mark: e for e in both}


def test_issues_and_books_come_in_together(county: Database) -> None:
    files = [
        (recognise(county, sheet(*ROWS), NAME), ImportOptions()),
        (recognise(county, book(LIST), "清单.xlsx"), ImportOptions()),
    ]
    told = preview_all(county, files, at=AT)
    assert [o.counts["new"] for o in told.loadable] == [2, 1]
    done = load_all(county, files, at=AT)
    assert done.after is not None and done.after.value("total") == 1
    assert names(county) == ["环境卫生", "文明交通"]


def test_a_book_moves_no_figure_of_the_ledger(county: Database) -> None:
    load(county, recognise(county, book(LIST), "清单（截至2020年7月10日）.xlsx"), at=AT)
    before = read_ledger(county).issues.copy()
    done = load_all(county, [(recognise(county, sheet(*ROWS), NAME), ImportOptions())], at=AT)
    assert done.before is not None and done.after is not None
    assert done.before.value("overdue") == done.after.value("overdue")
    assert read_ledger(county).issues.equals(before)


def test_an_unknown_unit_is_asked_about_and_its_rows_wait(county: Database) -> None:
    content = book([["网上申报材料清单"], ["材料名称", "责任部门"], ["说明报告", "县文旅局"], ["统计表", "县公安局"]])
    file = recognise(county, content, "网上申报材料清单.xlsx")
    assert file.kind == "material"
    outcome = preview(county, file, at=AT)
    assert [(u.kind, u.text, u.rows) for u in outcome.unknown] == [("department", "县文旅局", 1)]
    assert (outcome.counts["new"], outcome.counts["refused"]) == (1, 1)
    load(county, file, ImportOptions(units={"县文旅局": "县公安局"}), at=AT)
    assert [e["item"] for e in read_entries(county, MATERIALS)] == ["说明报告", "统计表"]
    again = book([["材料名称", "责任部门"], ["实景图片", "县文旅局"]])
    assert preview(county, recognise(county, again, "网上申报材料清单.xlsx"), at=AT).unknown == ()


def test_masters_of_a_book_vanish_with_its_import(county: Database) -> None:
    content = book([["网上申报材料清单"], ["材料名称", "责任部门"], ["说明报告", "县文旅局"]])
    outcome = load(county, recognise(county, content, "网上申报材料清单.xlsx"), ImportOptions(create_units=True), at=AT)
    assert outcome.import_id is not None
    with county.write() as connection:
        assert "县文旅局" in {u.name for u in directory_of(connection).units.values()}
        take_back(connection, outcome.import_id, at=AT)
        assert "县文旅局" not in {u.name for u in directory_of(connection).units.values()}


def test_merged_districts_and_group_rows_give_their_district(county: Database) -> None:
    headings = ["轮次", "指标", "样本数", "肯定回答数"]
    rows: list[list[Any]] = [["问卷调查结果"], headings, ["滨江街道辖区", None, None, None], ["一", "知晓率", 100, 90], ["东山镇辖区", None, None, None], ["一", "知晓率", 80, 60]]  # fmt: skip
    file = recognise(county, book(rows), "问卷调查结果（截至2020年7月12日）.xlsx")
    assert file.kind == "survey"
    load(county, file, at=AT)
    with county.read() as connection:
        units = directory_of(connection).units
    said = [(units[e["place"]].name, e["asked"]) for e in read_entries(county, DATASETS["survey"])]
    assert said == [("滨江街道", 100), ("东山镇", 80)]


def test_what_was_edited_on_screen_is_taken_back_and_done_again(county: Database) -> None:
    load(county, recognise(county, sheet(*ROWS), NAME), at=AT)
    before = read_entries(county, FOCUS)
    with county.read() as connection:
        kept = GROUPS.rows(connection)
    moved, gone = list(kept)
    edits = [MasterEdit(moved, kept[moved], {**kept[moved], "领域": "城乡共建"}), MasterEdit(gone, kept[gone], None)]
    assert GROUPS.write is not None
    with county.write() as connection:
        GROUPS.write(connection, edits, AT, "张三")
    import_id = imports.last_import(county)
    assert import_id is not None
    edited = read_entries(county, FOCUS)
    assert [(e["name"], e["field"]) for e in edited] == [("环境卫生", "城乡共建")]
    with county.write() as connection:
        take_back(connection, import_id, at=AT)
    assert read_entries(county, FOCUS) == before
    do_again(county, import_id, at=AT)
    assert read_entries(county, FOCUS) == edited
