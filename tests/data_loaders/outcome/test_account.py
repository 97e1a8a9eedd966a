"""The account of a file adds up to its cells, and says of each column and each row set aside what became of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data_loaders.headings.headings import match_headings
from data_loaders.import_options import ImportOptions
from data_loaders.importing.intake import CannotLoad, Outcome, load, preview, recognise
from data_loaders.layout.layout import find_table
from data_loaders.outcome.account import Account, ColumnAccount, Fates, account_of, packed, summed_up, unpacked
from data_loaders.reading.workbook import UnreadableFile, Workbook
from data_loaders.recognition.recognition import Recognised, SheetPlan, plans_of
from database.imports import imports
from database.store.engine import Database
from tests.cases.loading import County
from tests.data_loaders.conftest import AT, LIST, book, listed
from tests.data_loaders.pages import FIRST, HEADINGS, SECOND, sheet
from tests.data_loaders.test_awkward import AWKWARD, REAL, needs_awkward, needs_real

DAY = date(2020, 7, 6)
AS_OF = date(2020, 7, 12)


def row(number: str | None, text: str | None = "门前乱堆乱放", unit: str = "县城管局") -> tuple[Any, ...]:
    return (number, DAY, "滨江街道", "滨江市场", "环境卫生", text, unit, "3天")


def filled(workbook: Workbook) -> int:
    """How many cells of a workbook hold something, counted one by one."""
    cells = (value for sheet in workbook.sheets for row in sheet.rows for value in row)
    return sum(1 for value in cells if value is not None and str(value).strip())


def adds_up(account: Account, file: Recognised) -> None:
    """Every number of the account fits every other, and together they are the cells of the file."""
    assert account.total == sum(account.cells.values()) == filled(file.workbook)
    by_sheet = {sheet.name: filled(replace(file.workbook, sheets=(sheet,))) for sheet in file.workbook.sheets}
    assert {sheet.sheet: sheet.total for sheet in account.sheets} == {name: n for name, n in by_sheet.items() if n}
    taken = Counter[str]()
    for column in account.columns:
        assert 0 <= column.taken <= column.filled <= column.rows
        taken["raw" if column.field is None else "read"] += column.taken
        for name in ("folded", "refused", "skipped"):
            taken[name] += getattr(column, name)
    assert {key: n for key, n in taken.items() if n} == {key: n for key, n in account.cells.items() if key in taken}
    assert all(count > 0 for count in account.cells.values())


def accounted(outcome: Outcome) -> Account:
    assert outcome.account is not None
    return outcome.account


def test_every_cell_of_a_list_is_in_one_place(county: Database) -> None:
    content = book(
        [
            ("滨江街道检查问题清单",),
            ("填报单位：", "滨江街道"),
            (*LIST, "网格员", None),
            (*row("A-1"), "张三", None),
            (*row("A-2", "路灯不亮"), None, None),
            (*row("A-3", None), "李四", None),
            (*row("A-4", "井盖破损"), "张三", "看过"),
            ("合计", 4),
            ("制表人：张三",),
        ],
        说明=[("填表说明",), ("请如实填写",)],
    )
    file = recognise(county, content, "清单.xlsx")
    outcome = preview(county, file, ImportOptions(as_of=AS_OF, skipped=frozenset([("Sheet1", 5)])), at=AT)
    account = accounted(outcome)
    adds_up(account, file)
    assert account.cells == {
        "read": 16,
        "raw": 3,
        "refused": 8,
        "skipped": 8,
        "title": 3,
        "heading": 9,
        "footer": 3,
        "unread": 2,
    }
    assert [(aside.row, aside.reason, aside.cells) for aside in account.asides] == [(8, "表尾", 2), (9, "表尾", 1)]
    assert account.unknown == [
        ColumnAccount("Sheet1", "I", "网格员", None, 4, 3, refused=1, examples=("张三", "李四")),
        ColumnAccount("Sheet1", "J", "（无标题列J）", None, 4, 1, examples=("看过",)),
    ]


def test_three_examples_of_an_unknown_column_and_no_more(loaded: Callable[..., Outcome]) -> None:
    rows = [(*row(f"A-{n}", f"第{n}处路灯不亮"), f"网格{n // 2}") for n in range(10)]
    account = accounted(loaded(book([(*LIST, "网格"), *rows]), as_of=AS_OF))
    (unknown,) = account.unknown
    assert (unknown.heading, unknown.letter, unknown.filled) == ("网格", "I", 10)
    assert unknown.examples == ("网格0", "网格1", "网格2")


def test_a_confirmed_column_is_read(county: Database) -> None:
    file = recognise(county, book([(*LIST, "网格长"), (*row("A-1"), "张三")]), "清单.xlsx")
    for fields, kept in (({}, 1), ({"网格长": "person"}, 0)):
        account = accounted(preview(county, file, ImportOptions(as_of=AS_OF, fields=fields), at=AT))
        adds_up(account, file)
        assert account.cells.get("raw", 0) == kept


def test_a_sheet_that_a_person_leaves_out_is_not_read(county: Database) -> None:
    file = recognise(county, book([LIST, row("A-1")], 七月=[LIST, row("A-2", "路灯不亮")]), "清单.xlsx")
    account = accounted(preview(county, file, ImportOptions(as_of=AS_OF, sheets=("七月",)), at=AT))
    adds_up(account, file)
    assert account.cells == {"read": 8, "heading": 8, "unread": 16}


def test_a_merged_cell_counts_for_each_place_that_it_covers() -> None:
    """As the reader gives the sheet: merged cells are filled in."""
    page = sheet(
        [["问题清单"], list(HEADINGS), FIRST, SECOND, ["说明"]], merges=((0, 0, 0, 5), (2, 1, 3, 1), (4, 0, 4, 5))
    )
    table = find_table(page)
    assert table is not None
    file = Recognised("甲.xlsx", b"", "", Workbook("甲.xlsx", "xlsx", None, (page,)), (), None, None, ())
    plan = SheetPlan(table, tuple(match_headings(table.headings)), "inspection", "")
    account = account_of(file, [plan], ImportOptions())
    adds_up(account, file)
    assert account.cells == {"read": 12, "title": 6, "heading": 6, "footer": 6}


def test_two_tables_on_one_sheet_are_one_account(county: Database) -> None:
    other = ("编号", "整改情况", "是否完成")
    content = book([LIST, row("A-1"), (), other, ("A-1", "已清理", "已完成"), ("说明：如上",)])
    file = recognise(county, content, "清单.xlsx")
    for kind in ("inspection", "rectification"):
        outcome = preview(county, file, ImportOptions(as_of=AS_OF, kind=kind, create_units=True), at=AT)
        adds_up(accounted(outcome), file)


def test_a_book_has_an_account_too(county: Database) -> None:
    content = book(
        [
            ("网上申报材料",),
            ("材料编号", "材料名称", "责任单位", "分值", "状态", "经办"),
            ("1-1", "规划", "县公安局", 2, "已交", "张三"),
        ]
    )
    file = recognise(county, content, "申报材料清单.xlsx")
    outcome = preview(county, file, ImportOptions(as_of=AS_OF), at=AT)
    adds_up(accounted(outcome), file)
    assert outcome.kind == "material"


def test_the_account_is_kept_with_the_import_and_made_anew_with_it(county: Database) -> None:
    content = listed(row("A-1"), row("A-2", None))
    outcome = load(county, recognise(county, content, "清单.xlsx"), ImportOptions(as_of=AS_OF), at=AT)
    assert outcome.import_id is not None
    kept = unpacked(imports.account_of(county, outcome.import_id))
    assert kept == (outcome.account, outcome.notices)
    assert unpacked(packed(accounted(outcome), outcome.notices)) == kept
    again = load(county, recognise(county, content, "清单.xlsx"), ImportOptions(as_of=AS_OF), at=AT)
    assert again.account is None  # nothing was loaded: the account is that of the import in force


def test_a_row_taken_back_is_counted_as_data(county: Database) -> None:
    lines: list[Sequence[Any]] = [LIST, row("A-1"), ("备注", None, None, "滨江市场", None, None, None, None)]
    file = recognise(county, book(lines), "清单.xlsx")
    before = accounted(preview(county, file, ImportOptions(as_of=AS_OF), at=AT))
    assert [(aside.row, aside.cells) for aside in before.asides] == [(3, 2)]
    after = preview(county, file, ImportOptions(as_of=AS_OF, kept=frozenset([("Sheet1", 3)])), at=AT)
    adds_up(accounted(after), file)
    assert accounted(after).asides == ()
    assert (accounted(after).cells["refused"], after.counts["refused"]) == (
        2,
        1,
    )  # without a problem it cannot be loaded


def test_rows_counted_as_another_row_are_told_apart(county: Database) -> None:
    file = recognise(county, listed(row("A-1"), row("A-1"), row("A-2", "路灯不亮")), "清单.xlsx")
    plans = plans_of(file, ImportOptions())[1]
    account = account_of(file, plans, ImportOptions(), Fates(folded={("Sheet1", 3)}, refused={("Sheet1", 4)}))
    adds_up(account, file)
    assert account.cells == {"read": 8, "folded": 8, "refused": 8, "heading": 8}
    assert summed_up(account) == "有内容的格 32 个 = 读入 8 + 并入同表另一行 8 + 在拒收的行里 8 + 表头 8"


def accounts_of(database: Database, content: bytes, name: str) -> tuple[Recognised, list[Account]] | None:
    """The account of a file with all its tables, and as it is loaded if it can be."""
    try:
        file = recognise(database, content, name)
    except UnreadableFile:
        return None
    choices = ImportOptions(create_units=True)
    accounts = [account_of(file, file.sheets, choices), account_of(file, [], choices)]
    try:
        plans_of(file, choices)
        accounts.append(accounted(preview(database, file, choices, at=AT)))
    except CannotLoad:
        pass
    return file, accounts


@needs_awkward
@pytest.mark.slow
def test_the_account_of_every_awkward_file_adds_up(empty: Database) -> None:
    counted = 0
    for path in sorted(AWKWARD.iterdir()):
        found = accounts_of(empty, path.read_bytes(), path.name)
        if found is not None:
            for account in found[1]:
                adds_up(account, found[0])
            counted += 1
    assert counted > 200


@needs_real
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "baltimore_311_10000.xlsx",
        "sanfrancisco_311_10000.csv",
        "zh_群众留言_附件4_答复_2816.xlsx",
        "zh_附件4_GBK编码_a.csv",
    ],
)
def test_the_account_of_real_files_adds_up(empty: Database, name: str) -> None:
    found = accounts_of(empty, (REAL / name).read_bytes(), name)
    assert found is not None
    for account in found[1]:
        adds_up(account, found[0])


def test_tables_beside_each_other_are_one_account(county: Database) -> None:
    heads = ("镇区", "点位名称", "存在问题")
    lines = [("滨江街道", "滨江市场", f"第{n}处垃圾", None, "东山镇", "人民路", f"第{n}处路灯不亮") for n in range(3)]
    content = book([("问题清单",), (*heads, None, *heads), *lines, (None, None, None, None, "合计", 3)])
    file = recognise(county, content, "清单.xlsx")
    assert len(file.sheets) == 2
    account = accounted(preview(county, file, ImportOptions(as_of=AS_OF), at=AT))
    adds_up(account, file)
    assert account.cells == {"read": 18, "title": 1, "heading": 6, "footer": 2}
    assert [(aside.sheet, aside.row) for aside in account.asides] == [("Sheet1（E 列起）", 6)]
    one = accounted(
        preview(county, file, ImportOptions(as_of=AS_OF, sheets=("Sheet1",)), at=AT)
    )  # the other is left out
    adds_up(one, file)
    assert one.cells == {"read": 9, "title": 1, "heading": 3, "unread": 14}


@pytest.mark.parametrize("known", ["", "旧-7"])
def test_a_column_named_by_a_person_comes_before_a_known_one(county: Database, known: str) -> None:
    rows = [("编号", "缺陷编号", "检查日期", "存在问题"), (known, "Q-1", "2020-07-06", "井盖缺失")]
    file = recognise(county, book(rows), "清单.xlsx")
    outcome = load(county, file, ImportOptions(as_of=AS_OF, fields={"缺陷编号": "number"}), at=AT)
    assert [said.number for said in County(county, []).said()] == ["Q-1"]
    assert outcome.account is not None
    assert {c.heading: c.field for c in outcome.account.columns}["编号"] is None
    assert any("“编号”没有对应的含义" in note for note in outcome.notes)


def test_what_no_table_has_is_said(county: Database) -> None:
    content = book([("问题清单",), LIST, row("A-1"), (), (*([None] * 9), "右边的话")])
    file = recognise(county, content, "清单.xlsx")
    plan = file.sheets[0]
    cut = replace(plan, table=replace(plan.table, row_numbers=[3], rows=plan.table.rows[:1], groups=[None], asides=[]))
    narrow = replace(file, sheets=(cut,))
    outcome = preview(county, narrow, ImportOptions(as_of=AS_OF), at=AT)
    adds_up(accounted(outcome), narrow)
    (said,) = [said for said in outcome.notices if said.key == "outside"]
    assert (said.count, said.examples[0].said, said.moves) == (1, "Sheet1 第 5 行 右边的话", True)
    assert not [
        said for said in preview(county, file, ImportOptions(as_of=AS_OF), at=AT).notices if said.key == "outside"
    ]
