"""Units that nobody knows yet: each once, whatever it is called, with a proposal; and three first files with few decisions."""

from dataclasses import replace
from random import Random
from time import monotonic

import pytest

from data_loaders.import_options import ImportOptions, NamedUnit, packed, unpacked
from data_loaders.importing.history import do_again, take_back
from data_loaders.importing.intake import load_all, preview_all, recognise
from data_loaders.masters.newcomers import Newcomer, newcomers
from data_loaders.outcome.outcome import DryRun
from data_loaders.recognition.recognition import Recognised
from database.imports import imports
from database.ledger.ledgers import read_ledger
from database.masters.masters import aliases
from database.store.engine import Database
from domain.directory import DEPARTMENT, DISTRICT, Unit
from tests.data_loaders.conftest import AT, book
from tests.data_loaders.first_files import BODIES, OFFICES, TOWNS, rows_of_data, three_files


def found(*texts: str, units: tuple[Unit, ...] = (), districts: tuple[str, ...] = ()) -> dict[str, Newcomer]:
    asked = {(DEPARTMENT, text): 2 for text in texts} | {(DISTRICT, text): 3 for text in districts}
    return {one.name: one for one in newcomers(asked, units)}


def test_a_town_is_asked_about_once_whatever_it_is_called_and_wherever_it_stands() -> None:
    one = found("东山镇", "东山镇人民政府", "东山", districts=("东山镇", "东山"))
    assert list(one) == ["东山镇"]
    assert one["东山镇"].texts == (("东山", 5), ("东山镇", 5), ("东山镇人民政府", 2))
    assert (one["东山镇"].kind, one["东山镇"].group, one["东山镇"].short_name, one["东山镇"].rows) == (
        DISTRICT,
        "乡镇",
        "东山镇",
        12,
    )


def test_a_department_takes_its_full_name_and_keeps_a_short_one() -> None:
    (one,) = found("住建局", "县住房和城乡建设局", "县住建局").values()
    assert (one.name, one.short_name, one.kind, one.group) == ("县住房和城乡建设局", "住建局", DEPARTMENT, "部门")


def test_names_that_look_alike_stay_apart() -> None:
    names = ("县第一中学", "县第二中学", "华安物业公司", "华宁物业公司", "城东派出所", "城西派出所", "东山镇", "西山镇")
    assert set(found(*names)) == set(names)


def test_a_short_form_of_two_units_is_for_a_person_to_say() -> None:
    one = found("东山镇", "东山街道", "东山")
    assert one["东山"].either == ("东山街道", "东山镇")
    assert one["东山"].same is None
    assert one["东山镇"].texts == (("东山镇", 2),)
    known = (Unit(1, "东山镇", "东山镇", DISTRICT, ""), Unit(2, "东山街道", "东山街道", DISTRICT, ""))
    assert found("东山", units=known)["东山"].either == ("东山镇", "东山街道")


def test_a_short_form_of_a_known_unit_is_that_unit_and_a_name_alike_is_not() -> None:
    known = (
        Unit(1, "县第一中学", "一中", DEPARTMENT, "学校"),
        Unit(2, "县城市管理局", "县城管局", DEPARTMENT, "执法类"),
    )
    said = found("城管局", "第二中学", units=known)
    assert (said["城管局"].same, said["第二中学"].same, said["第二中学"].group) == ("县城市管理局", None, "学校")


def registered(ones: tuple[Newcomer, ...]) -> ImportOptions:
    """What 全部登记 decides."""
    units = {text: one.same or one.name for one in ones for text, _ in one.texts}
    new = {one.name: NamedUnit(one.kind, one.group, one.short_name) for one in ones if one.same is None}
    return ImportOptions(units=units, registered=new)


def asked_in(forecast: DryRun) -> dict[tuple[str, str], int]:
    asked: dict[tuple[str, str], int] = {}
    for outcome in forecast.loadable:
        for item in outcome.unknown:
            asked[(item.kind, item.text)] = asked.get((item.kind, item.text), 0) + item.rows
    return asked


@pytest.fixture
def files(empty: Database) -> list[Recognised]:
    return [recognise(empty, content, name) for name, content in three_files()]


def test_three_first_files_need_two_decisions(empty: Database, files: list[Recognised]) -> None:
    first = preview_all(empty, [(file, ImportOptions()) for file in files], at=AT)
    assert sum(o.counts["refused"] for o in first.loadable) == rows_of_data() == 239
    asked = asked_in(first)
    assert len(asked) > 60
    ones = newcomers({key: rows for key, rows in asked.items() if key[0] in (DISTRICT, DEPARTMENT)}, ())
    assert {one.name for one in ones} == {*TOWNS, *(full for full, _ in OFFICES), *BODIES}
    assert all(one.same is None and not one.either for one in ones)
    choices = registered(ones)
    assert unpacked(packed(choices)) == choices
    second = preview_all(empty, [(file, choices) for file in files], at=AT)
    left = {key for key in asked_in(second) if key[0] in (DISTRICT, DEPARTMENT, "state")}
    assert ("state", "甲类乙档") in left
    assert left <= {("state", "甲类乙档"), ("state", "正在联系施工方")}
    as_written = replace(choices, states=dict.fromkeys((text for _, text in left), None))
    done = load_all(empty, [(file, as_written) for file in files], at=AT)
    assert [o.counts["refused"] for o in done.loadable] == [0, 0, 0]
    assert sum(o.counts["new"] for o in done.loadable) == 239
    directory = read_ledger(empty).directory
    units = {unit.name: unit for unit in directory.units.values()}
    assert set(units) == {one.name for one in ones}
    assert {units[town].kind for town in TOWNS} == {DISTRICT}
    assert (units["城东街道"].group, units["东山镇"].group, units["县经济开发区"].group) == ("街道", "乡镇", "园区")
    assert (units["县住房和城乡建设局"].short_name, units["县住房和城乡建设局"].label) == ("住建局", "住建局")
    with empty.read() as connection:
        known = aliases(connection)
    assert known["东山"] == units["东山镇"].unit_id
    issues = read_ledger(empty).issues
    assert set(issues["district"]) <= {units[town].unit_id for town in TOWNS}


def test_what_was_registered_is_there_again_when_the_import_is_done_again(
    empty: Database, files: list[Recognised]
) -> None:
    asked = asked_in(preview_all(empty, [(files[0], ImportOptions())], at=AT))
    choices = registered(newcomers(dict(asked.items()), ()))
    (outcome,) = load_all(empty, [(files[0], choices)], at=AT).loadable
    before = {(u.name, u.short_name, u.kind, u.group) for u in read_ledger(empty).directory.units.values()}
    assert len(before) == len(choices.registered)
    with empty.write() as connection:
        take_back(connection, outcome.import_id or 0, at=AT, who=None)
    do_again(empty, outcome.import_id or 0, at=AT)
    assert {(u.name, u.short_name, u.kind, u.group) for u in read_ledger(empty).directory.units.values()} == before
    assert len(imports.history(empty)) == 1


def test_all_units_of_a_cell_are_asked_about_at_once(empty: Database) -> None:
    heads = ("编号", "检查日期", "镇区", "存在问题", "责任单位")
    file = recognise(
        empty, book([heads, ("A", "2020-07-01", "东山镇", "路面破损", "交通局、城管局；东山镇")]), "清单.xlsx"
    )
    (outcome,) = preview_all(empty, [(file, ImportOptions())], at=AT).loadable
    assert {(u.kind, u.text) for u in outcome.unknown} == {
        (DISTRICT, "东山镇"), (DEPARTMENT, "交通局"), (DEPARTMENT, "城管局"), (DEPARTMENT, "东山镇"),
    }  # fmt: skip
    assert "“交通局”、“城管局”、“东山镇”" in outcome.refusals[-1].reason


def test_an_answer_goes_before_what_the_program_knows_of_names(empty: Database) -> None:
    heads = ("编号", "检查日期", "镇区", "存在问题", "责任单位")
    rows = [
        ("A", "2020-07-01", "东山镇", "车辆乱停", "县公安局"),
        ("B", "2020-07-01", "东山镇", "占道停车", "交警大队"),
    ]
    file = recognise(empty, book([heads, *rows]), "清单_截至2020年7月12日.xlsx")
    told = {text: NamedUnit(DEPARTMENT, "部门", text) for text in ("县公安局", "交警大队")}
    units = {text: text for text in told} | {"东山镇": "东山镇"}
    load_all(
        empty,
        [(file, ImportOptions(units=units, registered=told | {"东山镇": NamedUnit(DISTRICT, "乡镇", "东山镇")}))],
        at=AT,
    )
    assert {unit.name for unit in read_ledger(empty).directory.units.values()} == {"东山镇", "县公安局", "交警大队"}


def test_a_state_taken_as_written_says_nothing_and_is_not_remembered(empty: Database) -> None:
    heads = ("编号", "检查日期", "存在问题", "整改状态")
    file = recognise(empty, book([heads, ("A", "2020-07-01", "路面破损", "甲类乙档")]), "台账_截至2020年7月12日.xlsx")
    (done,) = load_all(empty, [(file, ImportOptions(states={"甲类乙档": None}))], at=AT).loadable
    assert (done.counts["new"], done.counts["refused"]) == (1, 0)
    again = recognise(empty, book([heads, ("B", "2020-07-01", "井盖破损", "甲类乙档")]), "台账_截至2020年7月19日.xlsx")
    (later,) = preview_all(empty, [(again, ImportOptions())], at=AT).loadable
    assert [(u.kind, u.text) for u in later.unknown] == [("state", "甲类乙档")]


def test_a_full_name_of_several_short_forms_is_no_riddle() -> None:
    one = found("县市场监督管理局", "市场监管局", "市监局", "县市监局")
    assert list(one) == ["县市场监督管理局"]
    assert (one["县市场监督管理局"].either, one["县市场监督管理局"].short_name) == ((), "市监局")


def test_the_name_is_that_of_the_body_and_not_of_one_of_its_offices() -> None:
    assert list(found("县卫健委", "县爱卫办")) == ["县卫健委"]
    assert list(found("县城管执法局", "县城市管理局", "城管执法大队", "县城市管理综合行政执法大队")) == ["县城市管理局"]
    assert list(found("县水务局", "县水利局")) == ["县水利局"]
    assert list(found("县爱卫办")) == ["县爱卫办"]


def test_the_zone_is_one_unit() -> None:
    one = found("开发区", "开发区管委会", districts=("县经济开发区",))
    assert list(one) == ["县经济开发区"]
    two = found("开发区", districts=("县经济开发区", "县高新开发区"))
    assert two["开发区"].either == ("县经济开发区", "县高新开发区")


def test_thousands_of_names_are_put_together_in_no_time() -> None:
    draw = Random(1)
    letters, ends = "东西南北安宁华兴永丰城关山水河江湖海林石", ("局", "公司", "社区", "村", "镇", "物业公司", "中学")
    names = {"".join(draw.choices(letters, k=draw.randint(2, 5))) + draw.choice(ends) for _ in range(3_000)}
    began = monotonic()
    ones = newcomers({(DEPARTMENT, name): 1 for name in names}, ())
    assert monotonic() - began < 20
    assert sum(len(one.texts) for one in ones) == len(names)


def test_the_ledger_of_a_town_lets_no_other_towns_issues_vanish(empty: Database, files: list[Recognised]) -> None:
    done = preview_all(empty, [(file, ImportOptions(create_units=True)) for file in files], at=AT)
    county, east, west = done.loadable
    assert county.counts["new"] > 90
    assert 0 < len(east.reconciled.vanished) < 20  # the county's list of the same town
    assert 0 < len(west.reconciled.vanished) < 20
