"""设置: what is stored is shown, changes are proposed, saved, recorded and followed by every screen."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data_loaders.masters.master_sheets import edits_in, lines_of
from database.masters import master_tables
from database.masters.master_tables import MasterEdit
from database.masters.rule_tables import HOLIDAYS, LIMITS
from database.masters.site_tables import ACTIONS, SITES
from database.office import walls
from database.store import audit
from database.store.engine import Database
from database.store.settings import read_settings, save_settings
from domain.figures.definitions import DEFINITIONS
from tests.factories import AT, july
from tests.pages.conftest import Tab
from tests.ui import counties
from ui.parts.table_editors import counted, edits_of, frame_of
from ui.settings import office
from ui.shell.wording import literal

RIVER, TOWN = "清源县滨江街道办事处", "清源县南岭镇人民政府"


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The small county, to be changed."""
    database = counties.small(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    yield database
    database.close()


@pytest.fixture
def page(county: Database) -> Callable[[str], Tab]:
    return lambda section: Tab().go("settings", section=office.SECTIONS[section])


def button(app: AppTest, key: str) -> Any:
    return next(b for b in app.button if b.key == key)


@pytest.mark.parametrize("section", list(office.SECTIONS))
@pytest.mark.parametrize("name", ["small", "empty"])
def test_every_section_opens_from_its_address(tab: Callable[[str], Tab], name: str, section: str) -> None:
    page = tab(name).go("settings", section=office.SECTIONS[section])
    assert page.app.segmented_control[0].value == office.SECTIONS[section] if page.app.segmented_control else True
    assert not page.app.error


def test_the_red_head_is_ticked_saved_and_printed(county: Database, page: Any) -> None:
    opened = page("bulletin")
    box = next(b for b in opened.app.checkbox if b.label.startswith("印红头"))
    assert not box.value
    box.check().run()
    button(opened.app, "save_bulletin").click().run()
    with county.read() as connection:
        assert read_settings(connection).red_head
    again = page("bulletin")
    assert next(b for b in again.app.checkbox if b.label.startswith("印红头")).value
    assert not [b for b in again.app.button if b.key == "save_bulletin"]


def test_a_rule_is_shown_before_and_after_saved_recorded_and_followed(county: Database, page: Any) -> None:
    def due_soon() -> str:
        return str(Tab().go("overview").cards()["due_soon"]["value"])

    before = due_soon()
    opened = page("limits")
    opened.app.text_input(key="office_who").set_value("张三")
    days = next(n for n in opened.app.number_input if n.label.startswith("临期天数"))
    days.set_value(0).run()
    assert opened.grids()[-1][1] == ["修改", "临期天数", "值：3 → 0"]
    assert audit.changes(county).empty
    button(opened.app, "save_limits").click().run()
    assert any("已保存 1 行改动" in said.value for said in opened.app.success)
    assert audit.changes(county)[["who", "name", "before", "after"]].values.tolist() == [
        ["张三", "临期天数", "值：3", "值：0"]
    ]
    assert (before, due_soon()) == ("1", "0")
    log = page("log")
    assert log.app.dataframe[0].value[["经办人", "对象", "改为"]].values.tolist() == [["张三", "规定", "值：0"]]


def test_what_somebody_else_saved_meanwhile_is_said_and_kept(county: Database, page: Any) -> None:
    opened = page("limits")
    days = next(n for n in opened.app.number_input if n.label.startswith("临期天数"))
    days.set_value(5).run()
    with county.write() as connection:
        save_settings(connection, {"due_soon_days": 7})
    opened.run()
    assert any("被别人改过：值 由“3”改成了“7”" in said.value for said in opened.app.error)
    assert button(opened.app, "save_limits").disabled
    button(opened.app, "drop_limits").click().run()
    assert next(n for n in opened.app.number_input if n.label.startswith("临期天数")).value == 7
    assert not opened.app.error


def test_a_page_without_edits_follows_others(county: Database, page: Any) -> None:
    opened = page("limits")
    with county.write() as connection:
        save_settings(connection, {"long_overdue_days": 60})
    opened.run()
    assert next(n for n in opened.app.number_input if n.label.startswith("久拖不决")).value == 60


def test_edits_are_read_from_the_state_of_the_editor() -> None:
    rows = [
        (july(1), {"日期": july(1), "名称": "甲", "安排": "放假"}),
        (july(2), {"日期": july(2), "名称": None, "安排": "放假"}),
    ]
    state = {
        "edited_rows": {0: {"名称": " 国庆 节 ", "日期": "2026-07-03"}, 1: {"名称": None}},
        "added_rows": [{}, {"日期": "2026-07-04T00:00:00.000", "安排": "上班（补班）"}],
        "deleted_rows": [],
    }
    changed, added = edits_of(HOLIDAYS, rows, state)
    assert changed == MasterEdit(*rows[0], {"日期": july(3), "名称": "国庆 节", "安排": "放假"})
    assert added == MasterEdit(None, None, {"日期": july(4), "名称": None, "安排": "上班（补班）"})
    gone = edits_of(HOLIDAYS, rows, {"edited_rows": {0: {"名称": "乙"}}, "added_rows": [], "deleted_rows": [0]})
    assert gone == [MasterEdit(*rows[0], None)]
    assert counted([changed, added, *gone]) == "新增 1 行，修改 1 行，删除 1 行"
    assert frame_of(HOLIDAYS, []).dtypes["日期"] == "datetime64[s]"
    assert edits_of(LIMITS, [], {}) == []


def downloaded(roster: master_tables.MasterTable, name: str) -> bytes:
    return office.sheet_of(roster, name)


@pytest.mark.parametrize(
    ("roster", "name"), [(office.UNITS, "单位名录.xlsx"), (SITES, "点位名录.xlsx"), (ACTIONS, "专项行动.xlsx")]
)
def test_what_is_downloaded_and_uploaded_unchanged_changes_nothing(
    county: Database, roster: master_tables.MasterTable, name: str
) -> None:
    rows, _ = master_tables.read(county, roster)
    lines = lines_of(downloaded(roster, name), name)
    assert len(lines) == len(rows) > 0
    assert edits_in(roster, rows, lines) == []


def test_downloaded_edited_in_excel_and_uploaded(county: Database, page: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(downloaded(office.UNITS, "单位名录.xlsx")))
    sheet = book.active
    names = {cell.value: cell.column for cell in sheet[1]}
    line = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == "清源县住房和城乡建设局")
    sheet.cell(line, names["别名"], "住建办、建设局")
    sheet.cell(line, names["联系人"]).value = None
    sheet.append(["新城镇", None, None, "镇区"])
    stream = io.BytesIO()
    book.save(stream)
    opened = page("units")
    upload = opened.app.file_uploader[0]
    upload.set_value(("单位名录.xlsx", stream.getvalue(), "")).run()
    assert not opened.app.exception
    grid = opened.grids()[-1]
    assert ["修改", "清源县住房和城乡建设局", "别名：— → 住建办、建设局"] in grid
    assert ["新增", "新城镇", "名称：新城镇；类型：镇区"] in grid
    button(opened.app, "save_file_units").click().run()
    assert not opened.app.exception
    rows, _ = master_tables.read(county, office.UNITS)
    units = {values["名称"]: values for values in rows.values()}
    assert (units["清源县住房和城乡建设局"]["别名"], units["清源县住房和城乡建设局"]["联系人"]) == (
        "住建办、建设局",
        None,
    )
    assert units["新城镇"]["简称"] == "新城镇"


def test_a_sheet_that_is_something_else_or_names_a_row_twice_is_refused(county: Database) -> None:
    rows, _ = master_tables.read(county, SITES)
    with pytest.raises(ValueError, match="缺少“点位名称”“镇区”列（现有：“名称”"):
        edits_in(SITES, rows, lines_of(downloaded(office.UNITS, "单位名录.xlsx"), "单位名录.xlsx"))
    twice = [(2, {"点位名称": "甲", "镇区": None}), (3, {"点位名称": "甲", "镇区": None})]
    with pytest.raises(ValueError, match="第 2 行和第 3 行都是“甲”"):
        edits_in(SITES, rows, twice)
    partial = [(2, {"点位名称": next(iter(rows.values()))["点位名称"], "镇区": next(iter(rows.values()))["镇区"]})]
    assert edits_in(SITES, rows, partial) == []


def test_units_are_merged_after_a_second_look(county: Database, page: Any) -> None:
    opened = page("units")
    key = {values["名称"]: key for key, values in master_tables.read(county, office.UNITS)[0].items()}
    opened.app.selectbox(key="merge_old").set_value(key[TOWN]).run()
    opened.app.selectbox(key="merge_new").set_value(key[RIVER]).run()
    assert f"“{TOWN}”的" in opened.words()
    assert button(opened.app, "merge").disabled
    opened.app.checkbox(key="merge_sure").check().run()
    total = Tab().go("overview").cards()["open"]["value"]
    button(opened.app, "merge").click().run()
    assert not opened.app.exception
    assert any(f"“{TOWN}”已并入“{RIVER}”" in said.value for said in opened.app.success)
    assert TOWN not in {v["名称"] for v in master_tables.read(county, office.UNITS)[0].values()}
    assert Tab().go("overview").cards()["open"]["value"] == total
    districts = [row[0] for grid in Tab().go("districts").grids() for row in grid]
    assert "滨江街道" in districts
    assert "南岭镇" not in districts


def test_the_record_downloads(county: Database) -> None:
    rows, _ = master_tables.read(county, LIMITS)
    before = rows["county"]
    master_tables.save(county, LIMITS, [MasterEdit("county", before, {**before, "值": "清源县"})], at=AT, who=None)
    table = office._log_table(audit.changes(county))
    assert isinstance(table, pd.DataFrame)
    assert table.iloc[0].tolist() == ["2026-07-01 09:00", None, "规定", "县（市、区）名称", "值：—", "值：清源县"]
    assert DEFINITIONS["due_soon"].name == "临期"


def test_markup_in_names_shows_as_text(county: Database, page: Any) -> None:
    bold = "**粗**局 [x](y)"
    unit = dict.fromkeys(office.UNITS.columns) | {"名称": bold, "简称": "粗局", "类型": "部门"}
    master_tables.save(county, office.UNITS, [MasterEdit(None, None, unit)], at=AT, who=None)
    key = {values["名称"]: key for key, values in master_tables.read(county, office.UNITS)[0].items()}
    opened = page("units")
    opened.app.selectbox(key="merge_old").set_value(key[bold]).run()
    opened.app.selectbox(key="merge_new").set_value(next(key[n] for n in key if n.endswith("交通运输局"))).run()
    assert literal(f"“{bold}”") in opened.words()
    assert f"“{bold}”" not in opened.words()


def test_an_address_of_the_wall_is_shown_once_and_can_be_revoked(county: Database, page: Any) -> None:
    tab = page("wall")
    next(one for one in tab.app.text_input if one.key == "office_who").set_value("张三")
    next(one for one in tab.app.text_input if one.key == "wall_name").set_value("三楼会议室")
    button(tab.app, "wall_make").click()
    tab.run()
    (address,) = [one.value for one in tab.app.code]
    token = address.rpartition("/big_screen?token=")[2]
    assert address.startswith("http") and walls.version_for(county, token) is not None
    assert not page("wall").app.code, "another session never sees it"
    button(tab.app, "wall_copied").click()
    assert not tab.run().app.code
    (known,) = walls.tokens(county)
    button(tab.app, f"wall_revoke_{known.mark[:12]}").click()
    assert ["已作废" in said.value for said in tab.run().app.success] == [True]
    assert walls.version_for(county, token) is None
    assert audit.changes(county)["who"].tolist() == ["张三", "张三"]


def test_an_address_without_a_name_is_refused_in_words(page: Any) -> None:
    tab = page("wall")
    button(tab.app, "wall_make").click()
    assert ["没有填写大屏的名称" in said.value for said in tab.run().app.error] == [True]
