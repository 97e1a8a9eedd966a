"""整改反馈表 out, filled in, and back: renamed, sorted anew, cut, pasted and tampered with."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import pytest

from briefings.excel import forms, templates
from briefings.excel.feedback import COLUMNS, GIVEN, feedback_form, feedback_forms, file_part, zipped
from data_loaders.importing.intake import CannotLoad, ImportOptions, Outcome, load, recognise
from data_loaders.reading.grid import LIST_MARK
from data_loaders.text.names import meanings
from database.imports import imports
from database.ledger import issues, ledgers
from database.store import settings
from database.store.engine import Database
from domain.ledger.days import NEVER
from domain.ledger.states import STANDINGS, State
from tests.data_loaders.conftest import AT, LIST, book, listed

Loaded = Callable[..., Outcome]
JULY_6, JULY_10, JULY_12, JULY_15 = (date(2020, 7, d) for d in (6, 10, 12, 15))
HEADINGS = [column.heading for column in COLUMNS]
FORM = "整改反馈表_县城管局_截至2020-07-12.xlsx"
ROWS = (
    ("WM-1", JULY_6, "滨江街道", "滨江市场", "环境卫生", "门前乱堆乱放杂物", "县城管局", JULY_10),
    (None, JULY_6, "东山镇", "东山路", "公共秩序", "占道经营，影响通行", "县城管局", "3天"),
    (None, JULY_6, "滨江街道", "江边公园", "环境卫生", "垃圾桶满溢（现场已整改），未及时清运", "县城管局", "长期坚持"),
    ("WM-4", JULY_6, "滨江街道", "滨江市场", "环境卫生", "=1+1 下水道堵塞", "县城管局", JULY_10),
)


def given_out(database: Database) -> pd.DataFrame:
    """What a form is made from: all issues of the county."""
    ids = [int(key) for key in ledgers.read_ledger(database).issues["issue_id"]]
    keys, texts = issues.keys_of(database, ids), issues.texts(database, ids)
    rows = []
    for key in ids:
        said = issues.dossier(database, key)
        assert said is not None
        district = said.observations[0].raw["镇区"]
        text = texts.loc[key]
        due = said.spans[-1].due_on
        limit = text["due_text"] if due in (None, NEVER) else date.fromordinal(date(1970, 1, 1).toordinal() + int(due))
        rows.append(
            (text["number"], said.issue["found_on"], district, text["site"], text["description"], said.observations[0].raw["问题类别"],
             "县城管局", limit, "已交办", None, None, keys[key])
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["编号", "检查日期", "镇区", "点位名称", "存在问题", "问题类别", "责任单位", "整改时限",
                                       "下发时状态", "责任人", "联系电话", "问题码"], dtype=object)  # fmt: skip


@pytest.fixture
def form(county: Database, loaded: Loaded) -> openpyxl.Workbook:
    """The form of one unit with four open issues, opened as in Excel."""
    outcome = loaded(listed(*ROWS), as_of=JULY_12)
    assert outcome.counts["new"] == 4
    frame = given_out(county)
    assert sorted(frame.columns) == sorted(GIVEN)
    return openpyxl.load_workbook(io.BytesIO(feedback_form("县城管局", frame, as_of=JULY_12)))


def back(database: Database, form: openpyxl.Workbook, name: str = FORM) -> Outcome:
    """The form saved and uploaded, everything as proposed."""
    buffer = io.BytesIO()
    form.save(buffer)
    file = recognise(database, buffer.getvalue(), name)
    assert file.kind == "rectification"
    assert [(c.heading, c.how) for plan in file.sheets for c in plan.columns if c.how not in ("exact", "alias")] == []
    return load(database, file, at=AT, who="张三")


def fill(form: openpyxl.Workbook, row: int, **said: Any) -> None:
    sheet = form["整改反馈表"]
    for heading, value in said.items():
        sheet.cell(forms.FIRST_ROW + 1 + row, HEADINGS.index(heading) + 1).value = value


def cells(form: openpyxl.Workbook) -> list[list[Any]]:
    sheet = form["整改反馈表"]
    return [[cell.value for cell in line] for line in sheet.iter_rows(min_row=forms.FIRST_ROW + 1)]


def states(database: Database) -> list[int]:
    spans = ledgers.read_ledger(database).spans
    last = spans[spans["to_on"] == NEVER].sort_values("issue")
    return [int(state) for state in last["state"]]


def test_a_filled_form_merges_without_one_question(county: Database, form: openpyxl.Workbook) -> None:
    fill(form, 0, 整改情况="已清理", 是否完成="是", 完成时间=date(2020, 7, 14), 责任人="张三")
    fill(form, 1, 整改情况="正在劝导", 是否完成="否")
    outcome = back(county, form)
    assert (outcome.counts["refused"], outcome.counts["new"], outcome.unknown, outcome.doubts) == (0, 0, (), ())
    assert (outcome.counts["changed"], outcome.counts["unchanged"]) == (2, 2)
    assert states(county)[:2] == [State.REPORTED, State.IN_PROGRESS]
    assert not any("没有对应的含义" in note or "隐藏" in note for note in outcome.notes)


def test_blank_rows_say_nothing(county: Database, form: openpyxl.Workbook) -> None:
    before = states(county)
    outcome = back(county, form)
    assert (outcome.counts["unchanged"], outcome.counts["refused"], outcome.counts["changed"]) == (4, 0, 0)
    assert states(county) == before


def test_renamed_sorted_with_rows_deleted_and_columns_moved(county: Database, form: openpyxl.Workbook) -> None:
    fill(form, 3, 是否完成="是", 完成时间=date(2020, 7, 14))
    fill(form, 0, 是否完成="否")
    rows = cells(form)
    order = [HEADINGS.index(name) for name in ("问题码", "是否完成", "存在问题", "完成时间", "点位名称", "整改情况")]
    lines = [[row[at] for at in order] for row in (rows[3], rows[0])]
    content = book([[HEADINGS[at] for at in order], *lines])
    file = recognise(county, content, "收到的表(1).xlsx")
    outcome = load(county, file, at=AT)
    assert (file.kind, file.as_of) == ("rectification", date(2020, 7, 14))
    assert (outcome.counts["refused"], outcome.counts["new"], outcome.counts["changed"]) == (0, 0, 2)
    assert [states(county)[at] for at in (0, 3)] == [State.IN_PROGRESS, State.REPORTED]


def test_a_key_alone_is_enough(county: Database, form: openpyxl.Workbook) -> None:
    key = cells(form)[1][HEADINGS.index("问题码")]
    content = book([("问题码", "是否完成", "整改情况"), (key.lower().replace("-", " "), "是", "好了")])
    outcome = load(county, recognise(county, content, "x.xlsx"), ImportOptions(as_of=JULY_15), at=AT)
    assert (outcome.counts["refused"], outcome.counts["changed"]) == (0, 1)
    assert states(county)[1] == State.REPORTED


@pytest.mark.parametrize("change", ["changed", "another", "gone"])
def test_a_tampered_key_is_refused_in_its_own_words(county: Database, form: openpyxl.Workbook, change: str) -> None:
    keys = [row[HEADINGS.index("问题码")] for row in cells(form)]
    for row in range(4):
        fill(form, row, 是否完成="是")
    said = {"changed": "可能被改动、输错", "another": "是另一件问题的", "gone": "已不在台账中"}[change]
    if change == "changed":
        fill(form, 1, 问题码=keys[1][:-1] + ("A" if keys[1][-1] != "A" else "B"))
    elif change == "another":
        fill(form, 1, 问题码=keys[2])
    else:
        with county.write() as connection:
            imports.undo(connection, 1, at=AT)
    outcome = back(county, form)
    refused = [r for r in outcome.refusals if said in r.reason]
    assert outcome.counts["refused"] == len(refused) == (4 if change == "gone" else 1)
    assert {(r.heading, r.column) for r in refused} == {("问题码", HEADINGS.index("问题码"))}
    assert all(r.remedy and r.value in r.reason for r in refused)


def test_an_id_that_was_given_anew_does_not_take_an_old_key(
    county: Database, loaded: Loaded, form: openpyxl.Workbook
) -> None:
    with county.write() as connection:
        imports.undo(connection, 1, at=AT)
    loaded(listed(("WM-9", JULY_6, "东山镇", "东山路", "公共秩序", "井盖缺失", "县公安局", JULY_10)), as_of=JULY_12)
    fill(form, 0, 是否完成="是")
    outcome = back(county, form)
    assert [("已不在台账中" in r.reason) for r in outcome.refusals] == [True] * 4
    assert states(county) == [State.ASSIGNED]


def test_the_same_key_twice_is_said_and_is_one_issue(county: Database, form: openpyxl.Workbook) -> None:
    sheet = form["整改反馈表"]
    sheet.append(cells(form)[0])
    fill(form, 0, 整改情况="清了一半", 是否完成="否")
    fill(form, 4, 整改情况="全部清完", 是否完成="是", 完成时间=date(2020, 7, 14))
    outcome = back(county, form)
    assert (outcome.counts["refused"], outcome.counts["new"]) == (0, 0)
    assert any("第 5、9 行是同一个问题码" in note for note in outcome.notes)
    assert states(county)[0] == State.REPORTED


def test_without_a_key_the_row_is_matched_as_usual(county: Database, form: openpyxl.Workbook) -> None:
    for row in range(2):
        fill(form, row, 问题码=None, 是否完成="是")
    outcome = back(county, form)
    assert (outcome.counts["refused"], outcome.counts["new"], outcome.counts["changed"]) == (0, 0, 2)


def test_what_the_form_only_repeats_does_not_take_back_what_was_decided_meanwhile(
    county: Database, loaded: Loaded, form: openpyxl.Workbook
) -> None:
    later = date(2020, 7, 30)
    moved = ("WM-1", JULY_6, "滨江街道", "滨江市场", "环境卫生", "门前乱堆乱放杂物", "县公安局", later)
    loaded(book([LIST, moved]), as_of=date(2020, 7, 13))
    fill(form, 0, 整改情况="正在清理", 是否完成="否")
    form["整改反馈表"]["C3"].value = date(2020, 7, 15)
    outcome = back(county, form)
    assert outcome.as_of == JULY_15
    said = issues.dossier(county, 1)
    assert said is not None
    assert said.spans[-1].due_on == (later - date(1970, 1, 1)).days
    assert said.spans[-1].state == State.IN_PROGRESS


@pytest.mark.parametrize(
    ("filled", "done", "as_of"),
    [
        (date(2020, 7, 17), date(2020, 7, 14), date(2020, 7, 17)),
        ("2020年7月16日", None, date(2020, 7, 16)),
        ("7月16日", None, date(2020, 7, 16)),
        (None, date(2020, 7, 14), date(2020, 7, 14)),
        (None, date(2020, 7, 9), JULY_12),
        (None, date(2026, 7, 14), JULY_12),
        (None, None, JULY_12),
    ],
)
def test_a_form_speaks_for_the_day_it_was_filled_in(
    county: Database, form: openpyxl.Workbook, filled: Any, done: Any, as_of: date
) -> None:
    form["整改反馈表"]["C3"].value = filled
    fill(form, 0, 完成时间=done)
    buffer = io.BytesIO()
    form.save(buffer)
    assert recognise(county, buffer.getvalue(), FORM).as_of == as_of


def test_locked_cells_drop_downs_and_dates(form: openpyxl.Workbook) -> None:
    sheet = form["整改反馈表"]
    assert sheet.protection.sheet and not sheet.protection.password
    assert sheet.protection.sort is False and sheet.protection.autoFilter is False  # False: not forbidden
    free = {h for h, cell in zip(HEADINGS, sheet[forms.FIRST_ROW + 1], strict=True) if not cell.protection.locked}
    assert free == {"整改情况", "是否完成", "完成时间", "责任人", "联系电话", "整改后照片", "备注"}
    assert sheet["C3"].protection.locked is False
    assert "请勿改动" in sheet.cell(forms.FIRST_ROW, len(HEADINGS)).comment.text
    assert sheet.freeze_panes == "A5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == (
        "landscape",
        9,
        "$4:$4",
    )
    assert sheet.cell(forms.FIRST_ROW + 4, HEADINGS.index("存在问题") + 1).data_type == "s"
    kinds = {str(v.sqref).rstrip("0123456789"): v.type for v in sheet.data_validations.dataValidation}
    assert sorted(kinds.values()) == ["date", "date", "list"]
    assert form["选项"].sheet_state == "hidden"


def test_one_file_for_each_unit_with_names_that_windows_takes(county: Database, loaded: Loaded) -> None:
    loaded(listed(*ROWS), as_of=JULY_12)
    frame = given_out(county)
    frame["责任单位"] = ["县城管局", "县公安局/交警", "县公安局|交警", None]
    files = feedback_forms(frame, as_of=JULY_12)
    assert sorted(files) == [
        "整改反馈表_县公安局-交警_截至2020-07-12(2).xlsx",
        "整改反馈表_县公安局-交警_截至2020-07-12.xlsx",
        "整改反馈表_县城管局_截至2020-07-12.xlsx",
        "整改反馈表_未明确责任单位_截至2020-07-12.xlsx",
    ]
    import zipfile

    archive = zipfile.ZipFile(io.BytesIO(zipped(files, made_on=JULY_12)))
    assert archive.namelist() == list(files)
    assert archive.testzip() is None
    assert file_part('a<b>:c"') == "a-b-c-"


def test_the_secret_is_made_once_and_raises_no_version(county: Database) -> None:
    with county.read() as connection:
        before = settings.version_of(connection)
        assert settings.secret_in(connection) is None
    secret = settings.key_secret(county)
    assert settings.key_secret(county) == secret
    assert len(secret) == 32
    with county.read() as connection:
        assert settings.version_of(connection) == before


# --- blank templates -----------------------------------------------------------------------------------------------------

WORDS = {
    templates.DISTRICTS: ["滨江街道", "东山镇"],
    templates.UNITS: ["县城市管理局", "县公安局"],
    templates.CATEGORIES: sorted(set(meanings("category").values())),
    templates.SITE_TYPES: sorted(set(meanings("site_type").values())),
    templates.SOURCES: ["日常巡查", "暗访"],
    templates.STATES: ["是", "否", *(standing.name for standing in STANDINGS.values())],
}


@pytest.mark.parametrize("kind", ["inspection", "rectification"])
def test_an_empty_template_asks_nothing_and_says_that_it_is_empty(county: Database, kind: Any) -> None:
    file = recognise(county, templates.template(kind, WORDS), f"{templates.TEMPLATES[kind]}_空白模板.xlsx")
    assert file.kind == kind
    assert [(c.heading, c.how) for plan in file.sheets for c in plan.columns if c.how not in ("exact", "alias")] == []
    assert file.notes == ()
    with pytest.raises(CannotLoad, match="只有表头"):
        load(county, file, ImportOptions(as_of=JULY_12), at=AT)


def test_filled_in_templates_load_every_drop_down_word(county: Database) -> None:
    form = openpyxl.load_workbook(io.BytesIO(templates.template("inspection", WORDS)))
    sheet = form["检查问题清单"]
    sheet["C2"].value = date(2020, 7, 12)
    sheet["C3"].value = "县城管局"
    heads = [cell.value for cell in sheet[forms.FIRST_ROW]]
    longest = max(map(len, WORDS.values()))
    for row in range(longest):
        values = {
            column.heading: WORDS[column.words][row % len(WORDS[column.words])]
            for column in templates.INSPECTION
            if column.words
        }
        values |= {
            "检查日期": date(2020, 7, 6),
            "点位名称": f"点位{row}",
            "存在问题": f"第{row}处乱堆乱放杂物",
            "整改时限": "3天",
        }
        for heading, value in values.items():
            sheet.cell(forms.FIRST_ROW + 1 + row, heads.index(heading) + 1).value = value
    buffer = io.BytesIO()
    form.save(buffer)
    file = recognise(county, buffer.getvalue(), "检查问题清单.xlsx")
    outcome = load(county, file, at=AT)
    assert (file.as_of, file.sender) == (JULY_12, "县城管局")
    assert (outcome.counts["new"], outcome.counts["refused"], outcome.unknown) == (longest, 0, ())


def test_every_state_of_the_drop_down_is_known(county: Database, loaded: Loaded) -> None:
    loaded(listed(*ROWS), as_of=JULY_12)
    for word in WORDS[templates.STATES]:
        outcome = loaded(book([("编号", "是否完成"), ("WM-1", word)]), as_of=JULY_15, name=f"{word}.xlsx")
        assert (outcome.counts["refused"], outcome.unknown) == (0, ()), word


def test_long_lists_are_ranges_on_the_hidden_sheet() -> None:
    form = openpyxl.load_workbook(io.BytesIO(templates.template("inspection", WORDS)))
    sheet, lists = form["检查问题清单"], form["选项"]
    assert (lists.sheet_state, lists["A1"].value, LIST_MARK) == ("hidden", forms.LIST_MARK, forms.LIST_MARK)
    for check in sheet.data_validations.dataValidation:
        if check.type == "list":
            name = sheet.cell(forms.FIRST_ROW, next(iter(check.sqref.ranges)).min_col).value
            words = next(c.words for c in templates.INSPECTION if c.heading == name)
            letter = check.formula1.split("!")[1].replace("$", "")
            assert [cell.value for (cell,) in lists[letter]] == list(WORDS[words or ""])
    assert all(cell.comment for cell in sheet[forms.FIRST_ROW] if cell.value)


def test_two_thousand_rows_are_written_in_time_that_grows_with_the_rows_only(county: Database, loaded: Loaded) -> None:
    loaded(listed(*ROWS), as_of=JULY_12)
    frame = pd.concat([given_out(county)] * 500, ignore_index=True)
    content = feedback_form("县城管局", frame, as_of=JULY_12)
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["整改反馈表"]
    assert sheet.max_row == forms.FIRST_ROW + 2_000
