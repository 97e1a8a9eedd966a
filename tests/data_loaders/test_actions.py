"""A special action that a sheet names and nobody knows: asked about, answered once, created and gone with the sheets."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from data_loaders.importing.history import do_again, take_back
from data_loaders.importing.intake import ImportOptions, Outcome, load, load_all, preview, recognise
from data_loaders.masters.name_lookup import NEW, action_key
from data_loaders.recognition.recognition import Recognised
from database.imports import imports
from database.ledger.dataset_records import read_entries
from database.ledger.ledgers import read_ledger
from database.masters.master_tables import MasterEdit, RefusedSave, read, save
from database.masters.masters import read_directory, save_action, save_term
from database.masters.site_tables import ACTIONS
from database.office.instructions import NewInstruction, give
from database.store.engine import Database
from domain.campaign.projects import PROJECT
from tests.data_loaders.conftest import AT, LIST, book

KNOWN = ("市容秩序整治专项行动", "农贸市场整治行动", "交通秩序整治行动")


@pytest.fixture
def office(county: Database) -> Database:
    """The county with three special actions of the office's own."""
    with county.write() as connection:
        for name in KNOWN:
            save_action(connection, name, lead_leader="分管副县长")
    return county


def projects(*rows: Sequence[Any]) -> bytes:
    return book([["重点项目清单"], ["专项行动", "项目名称", "节点", "计划完成时间"], *(list(r) for r in rows)])


def opened(database: Database, content: bytes, name: str = "重点项目清单（截至2020年7月12日）.xlsx") -> Recognised:
    return recognise(database, content, name)


def issues(*rows: tuple[str, str | None]) -> bytes:
    """An inspection list that says which action each issue belongs to."""
    day = date(2020, 7, 6)
    cells = [(n, day, "滨江街道", "菜场", "环境卫生", f"问题{n}", "县城管局", "3天", action) for n, action in rows]
    return book([(*LIST, "专项行动"), *cells])


def actions(database: Database) -> list[str]:
    return [action.name for action in read_directory(database).actions.values()]


def asked(outcome: Outcome) -> list[tuple[str, str, int]]:
    return [(u.kind, u.text, u.rows) for u in outcome.unknown]


ROWS = (
    ("市容整治行动", "背街小巷改造", "开工", "7月20日"),
    ("市容整治行动", "背街小巷改造", "完工", "8月20日"),
    ("市容秩序整治", "广告整治", "完工", "8月1日"),
    (None, "其他", "完工", "8月1日"),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一、市容秩序整治专项行动", "市容秩序整治"),
        ("“农贸市场”整治行动", "农贸市场整治"),
        ("3．交通秩序", "交通秩序行动"),
    ],
)
def test_an_action_is_known_however_it_is_dressed(one: str, other: str) -> None:
    assert action_key(one) == action_key(other)
    assert action_key("行动") == "行动"


def test_an_unknown_action_is_asked_about_and_its_rows_wait(office: Database) -> None:
    outcome = preview(office, opened(office, projects(*ROWS)), at=AT)
    assert asked(outcome) == [("action", "市容整治行动", 2)]
    assert (outcome.counts["new"], outcome.counts["refused"]) == (2, 2)
    (question,) = outcome.unknown
    assert question.holds_rows_back
    assert [name for name, _ in question.proposals] == ["市容秩序整治专项行动"]  # not all that end in 整治行动
    assert {(r.heading, r.value) for r in outcome.refusals} == {("专项行动", "市容整治行动")}
    assert all("导入页确认" in r.remedy for r in outcome.refusals)
    load(office, opened(office, projects(*ROWS)), at=AT)
    assert actions(office) == list(KNOWN)  # nobody answered: nothing was chosen


def test_one_of_the_known_actions_is_taken_and_remembered(office: Database) -> None:
    choices = ImportOptions(words={("action", "市容整治行动"): "市容秩序整治专项行动"})
    told = preview(office, opened(office, projects(*ROWS)), choices, at=AT)
    done = load(office, opened(office, projects(*ROWS)), choices, at=AT)
    assert told.counts == done.counts and done.counts["refused"] == 0
    first = next(iter(read_directory(office).actions))
    assert [e["action"] for e in read_entries(office, PROJECT)] == [first, first, first, None]
    again = projects(("市容整治行动", "路面维修", "完工", "8月9日"))
    assert preview(office, opened(office, again), at=AT).unknown == ()
    assert actions(office) == list(KNOWN)


def test_a_new_action_comes_and_goes_with_the_sheets_that_name_it(office: Database) -> None:
    choices = ImportOptions(words={("action", "市容整治行动"): NEW})
    told = preview(office, opened(office, projects(*ROWS)), choices, at=AT)
    assert actions(office) == list(KNOWN)
    first = load(office, opened(office, projects(*ROWS)), choices, at=AT)
    assert told.counts == first.counts and told.notes == first.notes
    assert any("新专项行动“市容整治行动”" in note for note in first.notes)
    assert actions(office) == [*KNOWN, "市容整治行动"]
    before = read_entries(office, PROJECT)
    second = load(office, opened(office, projects(("市容整治", "路面维修", "完工", "8月9日")), "乙.xlsx"), at=AT)
    assert second.counts["refused"] == 0  # known by its name from now on
    assert first.import_id is not None and second.import_id is not None
    with office.write() as connection:
        take_back(connection, first.import_id, at=AT)
    assert actions(office) == [*KNOWN, "市容整治行动"]  # the second sheet names it
    with office.write() as connection:
        take_back(connection, second.import_id, at=AT)
    assert actions(office) == list(KNOWN)
    do_again(office, first.import_id, at=AT)
    assert actions(office) == [*KNOWN, "市容整治行动"]
    assert read_entries(office, PROJECT) == before
    with office.write() as connection:
        take_back(connection, first.import_id, at=AT)
    assert asked(preview(office, opened(office, projects(*ROWS)), at=AT)) == [("action", "市容整治行动", 2)]


def test_several_files_share_the_new_action(office: Database) -> None:
    choices = ImportOptions(words={("action", "市容整治行动"): NEW})
    files = [
        (opened(office, projects(*ROWS)), choices),
        (opened(office, issues(("1", "市容整治行动"), ("2", "市容整治")), "检查清单.xlsx"), choices),
    ]
    done = load_all(office, files, at=AT)
    assert [o.counts["refused"] for o in done.loadable] == [0, 0]
    assert actions(office) == [*KNOWN, "市容整治行动"]
    key = max(read_directory(office).actions)
    assert read_ledger(office).issues["action"].tolist() == [key, key]
    assert read_entries(office, PROJECT)[0]["action"] == key


def test_an_inspection_list_says_the_action_of_an_issue(office: Database) -> None:
    with office.write() as connection:
        save_term(connection, "category", "环境卫生", action_id=3)
    rows = (("1", "市容秩序整治"), ("2", None), ("3", "未归入行动"), ("4", "无"), ("5", "水环境治理"), ("6", "/"))
    load(office, opened(office, issues(*rows), "检查清单.xlsx"), at=AT)
    # What the sheet says goes before what the office says of the category.
    assert read_ledger(office).issues["action"].tolist() == [1, 3, 3, 3, 3, 3]


def test_no_issue_waits_for_an_action_that_nobody_knows(office: Database) -> None:
    sentence = "属于县里部署的市容环境整治，请城管局会同街道办理。"
    rows = [("1", "水环境治理"), ("2", "水环境治理"), ("3", sentence), ("4", "市容秩序整治")]
    content = issues(*rows)
    outcome = load(office, opened(office, content, "检查清单.xlsx"), at=AT)
    assert (outcome.counts["new"], outcome.counts["refused"]) == (4, 0)
    assert asked(outcome) == [("action", "水环境治理", 2)]
    assert not outcome.unknown[0].holds_rows_back
    assert read_ledger(office).issues["action"].tolist() == [0, 0, 0, 1]
    assert actions(office) == list(KNOWN)
    answered = ImportOptions(words={("action", "水环境治理"): "交通秩序整治行动"})
    later = load(office, opened(office, issues(*rows, ("5", None)), "检查清单.xlsx"), answered, at=AT)
    assert (later.counts["new"], later.counts["changed"]) == (1, 2)
    assert read_ledger(office).issues["action"].tolist() == [3, 3, 0, 1, 0]


def test_a_new_action_of_an_issue_vanishes_with_it(office: Database) -> None:
    choices = ImportOptions(words={("action", "水环境治理"): NEW})
    outcome = load(office, opened(office, issues(("5", "水环境治理")), "检查清单.xlsx"), choices, at=AT)
    assert actions(office) == [*KNOWN, "水环境治理"] and outcome.import_id is not None
    with office.write() as connection:
        take_back(connection, outcome.import_id, at=AT)
    assert actions(office) == list(KNOWN)


def brought(office: Database) -> int:
    """A sheet's own action; the import."""
    choices = ImportOptions(words={("action", "市容整治行动"): NEW})
    key = load(office, opened(office, projects(*ROWS)), choices, at=AT).import_id
    assert key is not None
    return key


def test_what_the_office_touches_or_orders_stays(office: Database) -> None:
    key = brought(office)
    action = max(read_directory(office).actions)
    with office.write() as connection:
        give(connection, NewInstruction(date(2020, 7, 12), "抓紧", action_id=action), at=AT, who=None)
        take_back(connection, key, at=AT)
    assert actions(office) == [*KNOWN, "市容整治行动"]


def change(database: Database, name: str, **values: Any) -> None:
    rows, _ = read(database, ACTIONS)
    (key,) = (k for k, v in rows.items() if v["行动名称"] == name)
    after = {**rows[key], **values} if values else None
    save(database, ACTIONS, [MasterEdit(key, rows[key], after)], at=AT, who="张三")


def test_a_renamed_action_is_known_by_its_old_name(office: Database) -> None:
    key = brought(office)
    change(office, "市容整治行动", 行动名称="城市容貌行动")
    content = projects(("市容整治行动", "路面维修", "完工", "8月9日"))
    assert preview(office, opened(office, content), at=AT).counts["refused"] == 0
    with office.write() as connection:
        take_back(connection, key, at=AT)
    assert actions(office) == [*KNOWN, "城市容貌行动"]  # it is the office's own now
    change(office, "城市容貌行动")
    assert asked(preview(office, opened(office, content), at=AT)) == [("action", "市容整治行动", 1)]


def test_an_action_that_a_book_names_cannot_be_deleted(office: Database) -> None:
    brought(office)
    with pytest.raises(RefusedSave, match="“市容整治行动”正在使用"):
        change(office, "市容整治行动")


def test_without_the_sample_an_action_that_a_sheet_names_is_as_the_sheet_brought_it(county: Database) -> None:
    with county.write() as connection:
        save_action(connection, "市容整治行动", origin="sample", lead_leader="示例副县长", members="示例局")
        save_action(connection, "示例行动", origin="sample")
    load(county, opened(county, projects(*ROWS[:2])), at=AT)
    imports.clear_sample(county)
    (action,) = read_directory(county).actions.values()
    assert (action.name, action.lead_leader) == ("市容整治行动", "")
