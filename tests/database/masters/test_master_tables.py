"""Rosters: edits are saved whole or not at all, never over somebody else's, and leave a record."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from data_loaders.headings.headings import signature
from data_loaders.matching import fingerprint
from data_loaders.text.names import name_key
from database.masters import masters, rule_tables
from database.masters.answer_tables import PAIRS, headings, words
from database.masters.master_tables import (
    MasterEdit,
    MasterTable,
    Meanwhile,
    RefusedSave,
    differences,
    faults,
    read,
    save,
)
from database.masters.masters import NewUnit
from database.masters.rule_tables import ACTIVITIES, BULLETIN, HOLIDAYS, LIMITS, WORDS
from database.masters.site_tables import ACTIONS, CATEGORIES, SITES, SOURCES
from database.masters.unit_tables import aliases, units
from database.store import audit
from database.store.engine import Database
from database.store.settings import data_version, read_settings
from domain.directory import DEPARTMENT, DISTRICT
from domain.ledger.workdays import workdays
from domain.settings import WORD_DAYS, Settings
from tests.database.contents import rows
from tests.database.sheets import Sheet, load_sheet
from tests.factories import AT, july

UNITS, ALIASES = units(name_key, fingerprint), aliases(name_key)
HEADINGS = headings({"problem": "存在问题", "due": "整改时限"}, signature)


def stored(database: Database, roster: MasterTable) -> dict[Any, dict[str, Any]]:
    return read(database, roster)[0]


def edit(database: Database, roster: MasterTable, title: str, **changed: Any) -> MasterEdit:
    """A change of the row with this title."""
    key, before = next((k, v) for k, v in stored(database, roster).items() if roster.title(v) == title)
    return MasterEdit(key, before, {**before, **changed})


def removal(database: Database, roster: MasterTable, title: str) -> MasterEdit:
    change = edit(database, roster, title)
    return MasterEdit(change.key, change.before, None)


def new(roster: MasterTable, **values: Any) -> MasterEdit:
    return MasterEdit(None, None, {column: values.get(column) for column in roster.columns})


def saved(database: Database, roster: MasterTable, *edits: MasterEdit) -> int:
    return save(database, roster, edits, at=AT, who="张三")


def settings(database: Database) -> Settings:
    with database.read() as connection:
        return read_settings(connection)


@pytest.fixture
def county(database: Database) -> Database:
    """Two districts, two departments, a site, a category and an action."""
    with database.write() as connection:
        river = masters.save_unit(connection, NewUnit("滨江街道", "滨江街道", DISTRICT))
        masters.save_unit(connection, NewUnit("南岭镇", "南岭镇", DISTRICT))
        police = masters.save_unit(connection, NewUnit("县公安局", "公安局", DEPARTMENT))
        masters.save_unit(connection, NewUnit("县城市管理局", "县城管局", DEPARTMENT))
        masters.save_alias(connection, name_key("交警大队"), "交警大队", police)
        masters.save_site(connection, "滨江市场", district_id=river)
        masters.save_term(connection, "category", "环境卫生")
        masters.save_action(connection, "环境卫生提升行动", lead_leader="副县长")
    return database


def test_a_change_is_written_recorded_and_seen_by_every_screen(county: Database) -> None:
    version = data_version(county)
    change = edit(county, UNITS, "县公安局", 简称="县公安", 别名="交警大队、派出所", 分组="执法类")
    assert saved(county, UNITS, change) == 1
    unit = next(u for u in masters.read_directory(county).units.values() if u.name == "县公安局")
    assert (unit.short_name, unit.group) == ("县公安", "执法类")
    with county.read() as connection:
        known = masters.aliases(connection)
    assert {known[name_key("交警大队")], known[name_key("派出所")]} == {unit.unit_id}
    assert data_version(county) == version + 1
    (line,) = audit.changes(county).to_dict("records")
    assert (line["who"], line["what"], line["name"]) == ("张三", "单位", "县公安局")
    assert line["before"] == "简称：公安局；别名：交警大队；分组：—"
    assert line["after"] == "简称：县公安；别名：交警大队、派出所；分组：执法类"


def test_nothing_changed_is_nothing_saved(county: Database) -> None:
    version = data_version(county)
    assert saved(county, UNITS, edit(county, UNITS, "县公安局")) == 0
    assert (data_version(county), len(audit.changes(county))) == (version, 0)


def test_two_people_at_once_the_second_is_told_and_nothing_is_overwritten(county: Database) -> None:
    mine = edit(county, UNITS, "县公安局", 联系人="李四")
    saved(county, UNITS, edit(county, UNITS, "县公安局", 简称="公安"))
    with pytest.raises(Meanwhile, match="被别人改过：简称 由“公安局”改成了“公安”"):
        saved(county, UNITS, mine)
    assert next(v for v in stored(county, UNITS).values() if v["名称"] == "县公安局")["联系人"] is None
    gone = edit(county, UNITS, "南岭镇", 联系人="李四")
    saved(county, UNITS, removal(county, UNITS, "南岭镇"))
    with pytest.raises(Meanwhile, match="“南岭镇”在您编辑期间已被别人删除"):
        saved(county, UNITS, gone)
    # Another row is nobody else's business.
    assert saved(county, UNITS, edit(county, UNITS, "滨江街道", 联系人="王五")) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"名称": "县城市管理局"}, "单位“县城市管理局”已经有了"),
        ({"名称": None}, "没有填写“名称”"),
        ({"简称": "县城管局"}, "简称“县城管局”已经属于“县城市管理局”"),
        ({"别名": "县城管局"}, "别名“县城管局”已经属于“县城市管理局”"),
        ({"上级": "县委"}, "上级“县委”不在单位名录中"),
        ({"上级": "县公安局"}, "不能是自己的上级"),
        ({"类型": "局"}, "类型“局”不认识"),
    ],
)
def test_what_cannot_be_is_refused(county: Database, change: Mapping[str, Any], reason: str) -> None:
    bad = edit(county, UNITS, "县公安局", **change)
    good = edit(county, UNITS, "滨江街道", 联系人="王五")
    before = rows(county)
    assert any(reason in said for said in faults(county, UNITS, [good, bad]))
    with pytest.raises(RefusedSave, match=reason):
        saved(county, UNITS, good, bad)
    assert rows(county) == before


def test_a_parent_s_parent_cannot_be_the_unit_itself(county: Database) -> None:
    saved(county, UNITS, edit(county, UNITS, "县城市管理局", 上级="县公安局"))
    with pytest.raises(RefusedSave, match="直接或间接"):
        saved(county, UNITS, edit(county, UNITS, "县公安局", 上级="县城市管理局"))


def test_a_unit_in_use_cannot_be_removed_or_change_its_kind(county: Database) -> None:
    load_sheet(county, Sheet("一.xlsx", july(2), ({"number": "1", "district": "南岭镇", "assists": ("县公安局",)},)))
    with pytest.raises(RefusedSave, match=r"“南岭镇”还有1 件问题，不能删除；可以用“合并单位”"):
        saved(county, UNITS, removal(county, UNITS, "南岭镇"))
    with pytest.raises(RefusedSave, match="“县公安局”还有1 件问题"):
        saved(county, UNITS, removal(county, UNITS, "县公安局"))
    with pytest.raises(RefusedSave, match="不能改为部门"):
        saved(county, UNITS, edit(county, UNITS, "南岭镇", 类型="部门"))
    with pytest.raises(RefusedSave, match="1 个点位"):
        saved(county, UNITS, removal(county, UNITS, "滨江街道"))
    assert saved(county, UNITS, removal(county, UNITS, "县城市管理局")) == 1


def test_a_renamed_unit_is_known_by_its_old_name_and_its_rows_by_their_marks(county: Database) -> None:
    load_sheet(county, Sheet("一.xlsx", july(2), ({"number": "1", "district": "南岭镇", "description": "出店经营"},)))
    with county.write() as connection:
        connection.exec_driver_sql(
            "update observations set fingerprint = ?", (fingerprint("南岭镇", None, "出店经营"),)
        )
    saved(county, UNITS, edit(county, UNITS, "南岭镇", 名称="岭南镇", 简称="岭南镇"))
    with county.read() as connection:
        assert name_key("南岭镇") in masters.aliases(connection)
    assert {row["fingerprint"] for row in rows(county)["observations"]} == {fingerprint("岭南镇", None, "出店经营")}


def test_an_alias_moves_to_another_unit_and_may_be_forgotten(county: Database) -> None:
    saved(
        county,
        ALIASES,
        edit(county, ALIASES, "交警大队", 单位="县城市管理局"),
        new(ALIASES, 别名="城管队", 单位="县城市管理局"),
    )
    assert {v["别名"]: v["单位"] for v in stored(county, ALIASES).values()} == {
        "交警大队": "县城市管理局",
        "城管队": "县城市管理局",
    }
    with pytest.raises(RefusedSave, match="“公安局”就是“县公安局”的名称或简称"):
        saved(county, ALIASES, new(ALIASES, 别名="公安局", 单位="县城市管理局"))
    with pytest.raises(RefusedSave, match="别名“交警大队”已经属于“县城市管理局”"):
        saved(county, ALIASES, new(ALIASES, 别名="交警大队", 单位="县公安局"))
    saved(county, ALIASES, removal(county, ALIASES, "交警大队"))
    assert [v["别名"] for v in stored(county, ALIASES).values()] == ["城管队"]


def test_sites(county: Database) -> None:
    saved(county, SITES, new(SITES, 点位名称="南岭市场", 镇区="南岭镇", 责任单位="县公安局", 点位长="张三"))
    title = "滨江市场 · 滨江街道"
    saved(county, SITES, edit(county, SITES, title, 点位名称="滨江农贸市场"))
    with county.read() as connection:  # sheets go on with the old name
        assert masters.answers(connection, "site") == {"滨江市场": "滨江农贸市场"}
    with pytest.raises(RefusedSave, match="点位“南岭市场 · 南岭镇”已经有了"):
        saved(county, SITES, new(SITES, 点位名称="南岭市场", 镇区="南岭镇"))
    with pytest.raises(RefusedSave, match="镇区“县公安局”不认识。请先在“单位”里新增这个镇区"):
        saved(county, SITES, new(SITES, 点位名称="公安局门口", 镇区="县公安局"))
    load_sheet(county, Sheet("一.xlsx", july(2), ({"number": "1", "district": "南岭镇", "site": "南岭市场"},)))
    with pytest.raises(RefusedSave, match="还有 1 条记录，不能删除"):
        saved(county, SITES, removal(county, SITES, "南岭市场 · 南岭镇"))


def test_a_renamed_category_takes_its_answers_along(county: Database) -> None:
    with county.write() as connection:
        masters.save_answer(connection, "category", "保洁", "环境卫生")
    saved(county, CATEGORIES, edit(county, CATEGORIES, "环境卫生", 名称="环卫保洁", 专项行动="环境卫生提升行动"))
    with county.read() as connection:
        assert masters.answers(connection, "category") == {"保洁": "环卫保洁", "环境卫生": "环卫保洁"}
    assert stored(county, ACTIONS).popitem()[1]["问题类别"] == "环卫保洁"
    with pytest.raises(RefusedSave, match="专项行动“没有的行动”不存在"):
        saved(county, CATEGORIES, new(CATEGORIES, 名称="公共秩序", 专项行动="没有的行动"))
    load_sheet(county, Sheet("一.xlsx", july(2), ({"number": "1", "category": "环卫保洁"},)))
    with pytest.raises(RefusedSave, match="正在使用（1 处），不能删除"):
        saved(county, CATEGORIES, removal(county, CATEGORIES, "环卫保洁"))
    saved(county, SOURCES, new(SOURCES, 名称="暗访"))
    assert [v["名称"] for v in stored(county, SOURCES).values()] == ["暗访"]


def test_actions_say_which_categories_are_theirs(county: Database) -> None:
    saved(county, ACTIONS, edit(county, ACTIONS, "环境卫生提升行动", 问题类别="环境卫生", 牵头部门="县公安局"))
    assert stored(county, CATEGORIES).popitem()[1]["专项行动"] == "环境卫生提升行动"
    saved(county, ACTIONS, edit(county, ACTIONS, "环境卫生提升行动", 问题类别=None))
    assert stored(county, CATEGORIES).popitem()[1]["专项行动"] is None
    with pytest.raises(RefusedSave, match="问题类别“市容”不认识"):
        saved(county, ACTIONS, edit(county, ACTIONS, "环境卫生提升行动", 问题类别="市容"))


def test_rules(county: Database) -> None:
    saved(county, LIMITS, edit(county, LIMITS, "临期天数", 值=5), edit(county, LIMITS, "一周从哪天开始", 值="周日"))
    saved(
        county,
        LIMITS,
        edit(county, LIMITS, "测评日", 值=july(20)),
        edit(county, LIMITS, "县（市、区）名称", 值="清源县"),
    )
    now = settings(county)
    assert (now.due_soon_days, now.week_starts_on, now.assessment_on, now.county) == (5, 6, july(20), "清源县")
    with pytest.raises(RefusedSave, match="“久拖不决天数”应为 1 到 365 的整数"):
        saved(county, LIMITS, edit(county, LIMITS, "久拖不决天数", 值=0))
    saved(
        county,
        LIMITS,
        edit(county, LIMITS, "目标名次", 值=8),
        edit(county, LIMITS, "目标名次是哪一级测评的", 值="省"),
        edit(county, LIMITS, "目标称号", 值="省级文明城市"),
    )
    now = settings(county)
    assert (now.target_rank, now.target_level, now.target_title) == (8, "省", "省级文明城市")
    saved(
        county,
        LIMITS,
        edit(county, LIMITS, "目标名次", 值=None),
        edit(county, LIMITS, "目标名次是哪一级测评的", 值=None),
    )
    assert (settings(county).target_rank, settings(county).target_level) == (None, "")
    with pytest.raises(RefusedSave, match="“目标名次是哪一级测评的”应为国家、省、市、县之一，或者空着"):
        saved(county, LIMITS, edit(county, LIMITS, "目标名次是哪一级测评的", 值="村"))
    with pytest.raises(RefusedSave, match="“目标名次”应为 1 到 5000 的整数"):
        saved(county, LIMITS, edit(county, LIMITS, "目标名次", 值=0))
    assert [rule for rule in rule_tables.RULES if not hasattr(Settings(), rule)] == []


def test_rules_of_the_bulletin_are_a_roster_of_their_own(county: Database) -> None:
    assert {values["规定"] for values in stored(county, BULLETIN).values()}.isdisjoint(
        values["规定"] for values in stored(county, LIMITS).values()
    )
    saved(
        county,
        BULLETIN,
        edit(county, BULLETIN, "发文单位", 值="清源县长效办"),
        edit(county, BULLETIN, "主送", 值="各镇，各部门"),
        edit(county, BULLETIN, "印红头", 值="是"),
        edit(county, BULLETIN, "起始期号", 值=12),
        edit(county, BULLETIN, "红黑榜名额", 值=2),
    )
    now = settings(county)
    assert (now.office, now.addressees, now.red_head, now.first_number, now.listed_units) == (
        "清源县长效办",
        "各镇，各部门",
        True,
        12,
        2,
    )
    saved(county, BULLETIN, edit(county, BULLETIN, "印红头", 值="否"), edit(county, BULLETIN, "发文单位", 值=None))
    assert (settings(county).red_head, settings(county).office) == (False, "")
    with pytest.raises(RefusedSave, match="“印红头”应为是或否"):
        saved(county, BULLETIN, edit(county, BULLETIN, "印红头", 值="随便"))
    with pytest.raises(RefusedSave, match="“红黑榜名额”应为 1 到 20 的整数"):
        saved(county, BULLETIN, edit(county, BULLETIN, "红黑榜名额", 值=0))


def test_words_for_days_may_be_added_changed_and_struck_out(county: Database) -> None:
    saved(
        county,
        WORDS,
        edit(county, WORDS, "立即整改", 天数=1),
        removal(county, WORDS, "尽快"),
        new(WORDS, 词语="限期整改", 天数=7),
    )
    wanted = dict(WORD_DAYS) | {"立即整改": 1, "限期整改": 7}
    del wanted["尽快"]
    assert settings(county).word_days == wanted
    with pytest.raises(RefusedSave, match="“天数”应为 0 到 365 的整数"):
        saved(county, WORDS, edit(county, WORDS, "立即", 天数=999))


def test_activities_and_holidays(county: Database) -> None:
    saved(
        county,
        ACTIVITIES,
        new(ACTIVITIES, 日期=july(8), 活动="清洁家园日"),
        new(ACTIVITIES, 日期=july(4), 活动="大扫除"),
    )
    saved(county, ACTIVITIES, edit(county, ACTIVITIES, "2026-07-08 · 清洁家园日", 日期=july(9)))
    assert settings(county).activities == ((july(4), "大扫除"), (july(9), "清洁家园日"))
    saved(
        county,
        HOLIDAYS,
        new(HOLIDAYS, 日期=date(2026, 10, 1), 名称="国庆节", 安排="放假"),
        new(HOLIDAYS, 日期=date(2026, 10, 10), 名称="国庆节", 安排="上班（补班）"),
    )
    table = workdays(settings(county).holidays)
    assert (table.works(date(2026, 10, 1)), table.works(date(2026, 10, 10))) == (False, True)
    with pytest.raises(RefusedSave, match="节假日“2026-10-01”已经有了"):
        saved(county, HOLIDAYS, new(HOLIDAYS, 日期=date(2026, 10, 1), 安排="放假"))
    with pytest.raises(RefusedSave, match="2026-07-01 是周三，本来就上班"):
        saved(county, HOLIDAYS, new(HOLIDAYS, 日期=july(1), 安排="上班（补班）"))
    saved(county, HOLIDAYS, removal(county, HOLIDAYS, "2026-10-01 · 国庆节"))
    assert [day for day, _, _ in settings(county).holidays] == [date(2026, 10, 10)]


def test_answers_may_be_changed_and_forgotten(county: Database) -> None:
    with county.write() as connection:
        masters.save_answer(connection, "state", "办结 了", "4")
        masters.save_mapping(connection, signature(["情况", "何时"]), '{"情况": "problem", "何时": null}', None)
        connection.exec_driver_sql(
            "insert into pair_verdicts (mark, candidate_mark, same, decided_at) values (1, 2, 0, '2026-07-01T09:00:00')"
        )
    states = words("state")
    saved(county, states, edit(county, states, "办结 了", 含义="待复核"))
    with county.read() as connection:
        assert masters.answers(connection, "state") == {"办结 了": "3"}
    with pytest.raises(RefusedSave, match="含义“好了”不认识"):
        saved(county, states, edit(county, states, "办结 了", 含义="好了"))
    saved(county, HEADINGS, edit(county, HEADINGS, "何时", 对应="整改时限"), removal(county, HEADINGS, "情况"))
    with county.read() as connection:
        kept = masters.mapping_for(connection, signature(["情况", "何时"]))
    assert kept is not None
    assert kept["fields"] == '{"何时": "due"}'
    saved(county, HEADINGS, removal(county, HEADINGS, "何时"))
    assert stored(county, HEADINGS) == {}
    (key, before), *_ = stored(county, PAIRS).items()
    saved(county, PAIRS, MasterEdit(key, before, {**before, "决定": "同一件"}))
    assert stored(county, PAIRS)[key]["决定"] == "同一件"


ROSTERS: list[Callable[[], MasterTable]] = [
    lambda: UNITS,
    lambda: SITES,
    lambda: LIMITS,
    lambda: HOLIDAYS,
    lambda: HEADINGS,
]


@pytest.mark.parametrize("roster", [make() for make in ROSTERS], ids=lambda r: r.what)
def test_what_is_read_and_saved_unchanged_is_no_difference(county: Database, roster: MasterTable) -> None:
    for key, values in stored(county, roster).items():
        assert differences(roster, MasterEdit(key, values, dict(values))) == []
