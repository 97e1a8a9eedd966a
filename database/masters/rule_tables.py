"""The rosters of rules: limits, words that stand for days, activity days, holidays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal

from sqlalchemy import Connection

from database.masters.master_tables import Key, MasterEdit, MasterTable, Rows, Values
from database.store.settings import put_setting, read_settings
from domain.campaign.activities import RULES as RHYTHMS
from domain.campaign.assessments import LEVELS
from domain.ledger.chinese_days import WEEKDAYS
from domain.settings import WORD_DAYS, Settings

NO_YES = ("否", "是")
OFF, WORKED = "放假", "上班（补班）"


@dataclass(frozen=True)
class OfficeRule:
    """One rule of the office. kind: a whole number from `least` to `most`, a weekday, a day, yes or no, a text of at most `most`
    letters, or one of `words`.

    optional: a number that may stay empty. bulletin: it belongs to the section 通报 of the page.
    """

    name: str
    says: str
    kind: Literal["number", "weekday", "day", "text", "choice", "yes"]
    unit: str = ""
    least: int = 0
    most: int = 0
    optional: bool = False
    words: tuple[str, ...] = ()
    bulletin: bool = False


RULES: Mapping[str, OfficeRule] = {
    "due_soon_days": OfficeRule("临期天数", "时限在多少天以内算临期", "number", "天", 0, 60),
    "long_overdue_days": OfficeRule("久拖不决天数", "超期超过多少天算久拖不决", "number", "天", 1, 365),
    "recurrence_days": OfficeRule("反复天数", "销号后多少天内再次发现算反复", "number", "天", 1, 365),
    "unchecked_days": OfficeRule("漏查天数", "负面清单事项超过多少天没有排查算漏查", "number", "天", 1, 365),
    "minimum_ranked": OfficeRule("排名最少件数", "少于这个件数的单位只列出、不排名", "number", "件", 1, 100),
    "undated_by_sheet": OfficeRule(
        "没有完成日期的按表的日期",
        "写明已完成而没有任何日期的，算在首次这样写的那张表的截至日完成；否则不计入按期整改率",
        "yes",
    ),
    "week_starts_on": OfficeRule("一周从哪天开始", "周报、周趋势按这一天分周", "weekday"),
    "county": OfficeRule("县（市、区）名称", "用于标题和通报", "text"),
    "assessment_on": OfficeRule("测评日", "在趋势图上标出；没有就空着", "day"),
    "target_rank": OfficeRule("目标名次", "争取进入前几名；没有就空着", "number", "名", 1, 5000, optional=True),
    "target_level": OfficeRule("目标名次是哪一级测评的", "空着表示各级都算", "choice", words=LEVELS),
    "target_title": OfficeRule("目标称号", "如全国文明城市提名城市；没有就空着", "text"),
    "office": OfficeRule("发文单位", "落款和红头上的名称；空着时写“县长效办”", "text", bulletin=True),
    "addressees": OfficeRule(
        "主送", "空着时写“县创建指挥部，各牵头县领导，各镇区、各部门”", "text", most=120, bulletin=True
    ),
    "red_head": OfficeRule("印红头", "通报首页印红色版头", "yes", bulletin=True),
    "first_number": OfficeRule("起始期号", "在本系统签发的第一期是第几期", "number", "期", 1, 9999, bulletin=True),
    "listed_units": OfficeRule(
        "红黑榜名额", "每组取前、后各几名，不超过本组的三分之一", "number", "名", 1, 20, bulletin=True
    ),
}
"""Names of fields of Settings → the rules that are single values."""


def _values(settings: Settings, *, bulletin: bool) -> dict[Key, dict[str, Any]]:
    made: dict[Key, dict[str, Any]] = {}
    for name, rule in RULES.items():
        if rule.bulletin != bulletin:
            continue
        value = getattr(settings, name)
        if rule.kind == "weekday":
            value = WEEKDAYS[value]
        elif rule.kind == "yes":
            value = NO_YES[value]
        elif rule.kind == "choice":
            value = value or None
        made[name] = {"规定": rule.name, "值": value}
    return made


def _stored_rules(connection: Connection, *, bulletin: bool) -> dict[Key, dict[str, Any]]:
    return _values(read_settings(connection), bulletin=bulletin)


def _put_rule(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
    rule, value = RULES[str(key)], after["值"]
    if rule.kind == "weekday":
        value = WEEKDAYS.index(value)
    elif rule.kind == "day":
        value = None if value is None else value.isoformat()
    elif rule.kind == "yes":
        value = value == NO_YES[True]
    elif rule.kind in ("text", "choice"):
        value = value or ""
    put_setting(connection, str(key), value)


def _rule_faults(_connection: Connection, _rows: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    reasons = []
    for edit in edits:
        if edit.key not in RULES or edit.after is None:
            reasons.append("规定只能修改，不能增加或删除。")
            continue
        rule, value = RULES[str(edit.key)], edit.after["值"]
        if rule.optional and value is None:
            continue
        if rule.kind == "choice" and value is not None and value not in rule.words:
            reasons.append(f"“{rule.name}”应为{'、'.join(rule.words)}之一，或者空着。")
        if rule.kind == "number" and not (isinstance(value, int) and rule.least <= value <= rule.most):
            reasons.append(f"“{rule.name}”应为 {rule.least} 到 {rule.most} 的整数。")
        if rule.kind == "yes" and value not in NO_YES:
            reasons.append(f"“{rule.name}”应为是或否。")
        if rule.kind == "weekday" and value not in WEEKDAYS:
            reasons.append(f"“{rule.name}”应为周一到周日。")
    return reasons


def _nothing(_connection: Connection, _key: Key) -> None:
    raise KeyError("rules cannot be removed")


LIMITS, BULLETIN = (
    MasterTable(
        what,
        ("规定", "值"),
        partial(_stored_rules, bulletin=bulletin),
        _put_rule,
        _nothing,
        may_grow=False,
        faults=_rule_faults,
    )
    for what, bulletin in (("规定", False), ("通报设置", True))
)


def _put_word(connection: Connection, key: Key | None, before: Values | None, after: Values) -> None:
    if before is not None and before["词语"] != after["词语"]:
        _drop_word(connection, key)
    _save_words(connection, {**_words(connection), after["词语"]: after["天数"]})


def _drop_word(connection: Connection, key: Key | None) -> None:
    words = _words(connection)
    words.pop(str(key), None)
    _save_words(connection, words)


def _words(connection: Connection) -> dict[str, int]:
    return dict(read_settings(connection).word_days)


def _save_words(connection: Connection, words: Mapping[str, int]) -> None:
    struck: dict[str, int | None] = {word: None for word in WORD_DAYS if word not in words}
    put_setting(connection, "word_days", struck | dict(words))


WORDS = MasterTable(
    "时限用语",
    ("词语", "天数"),
    lambda c: {word: {"词语": word, "天数": days} for word, days in _words(c).items()},
    _put_word,
    _drop_word,
    required=("词语", "天数"),
    unique=("词语",),
    numbers={"天数": (0, 365)},
)


def _put_watched(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
    words = [word for word in read_settings(connection).watched if word != key]
    put_setting(connection, "watched", [*words, after["词语"]])


def _drop_watched(connection: Connection, key: Key) -> None:
    put_setting(connection, "watched", [word for word in read_settings(connection).watched if word != key])


WATCHED = MasterTable(
    "盯防的顽症",
    ("词语",),
    lambda c: {word: {"词语": word} for word in read_settings(c).watched},
    _put_watched,
    _drop_watched,
    required=("词语",),
    unique=("词语",),
)


def _activities(connection: Connection) -> list[tuple[date, str]]:
    return sorted(set(read_settings(connection).activities))


def _save_activities(connection: Connection, days: set[tuple[date, str]]) -> None:
    put_setting(connection, "activities", [[day.isoformat(), name] for day, name in sorted(days)])


def _put_activity(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
    _save_activities(connection, (set(_activities(connection)) - {key}) | {(after["日期"], after["活动"])})


ACTIVITIES = MasterTable(
    "活动日",
    ("日期", "活动"),
    lambda c: {(day, name): {"日期": day, "活动": name} for day, name in _activities(c)},
    _put_activity,
    lambda c, key: _save_activities(c, set(_activities(c)) - {key}),
    required=("日期", "活动"),
    unique=("日期", "活动"),
    named=("日期", "活动"),
    dates=("日期",),
)


def _activity_rules(connection: Connection) -> list[tuple[str, str, int, date]]:
    return list(read_settings(connection).activity_rules)


def _save_activity_rules(connection: Connection, rules: Sequence[tuple[str, str, int, date]]) -> None:
    put_setting(connection, "activity_rules", [[n, r, w, since.isoformat()] for n, r, w, since in rules])


def _put_activity_rule(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
    rules = [rule for rule in _activity_rules(connection) if rule[0] != key]
    made = (after["活动"], after["规律"], WEEKDAYS.index(after["星期"]), after["自何日起"])
    _save_activity_rules(connection, [*rules, made])


def _activity_rule_faults(_connection: Connection, _rows: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    reasons = []
    for after in [e.after for e in edits if e.after is not None]:
        if after["规律"] is not None and after["规律"] not in RHYTHMS:
            reasons.append(f"“{after['活动']}”的规律“{after['规律']}”不认识，应为{'、'.join(RHYTHMS)}之一。")
        if after["星期"] is not None and after["星期"] not in WEEKDAYS:
            reasons.append(f"“{after['活动']}”的星期“{after['星期']}”不认识，应为周一到周日。")
    return reasons


ACTIVITY_RULES = MasterTable(
    "活动规律",
    ("活动", "规律", "星期", "自何日起"),
    lambda c: {
        name: {"活动": name, "规律": rhythm, "星期": WEEKDAYS[weekday], "自何日起": since}
        for name, rhythm, weekday, since in _activity_rules(c)
    },
    _put_activity_rule,
    lambda c, key: _save_activity_rules(c, [rule for rule in _activity_rules(c) if rule[0] != key]),
    required=("活动", "规律", "星期", "自何日起"),
    unique=("活动",),
    dates=("自何日起",),
    choices=lambda _c: {"规律": list(RHYTHMS), "星期": list(WEEKDAYS)},
    faults=_activity_rule_faults,
)


def _holidays(connection: Connection) -> dict[date, tuple[str, bool]]:
    return {day: (name, worked) for day, name, worked in sorted(read_settings(connection).holidays)}


def _save_holidays(connection: Connection, days: Mapping[date, tuple[str, bool]]) -> None:
    put_setting(
        connection, "holidays", [[day.isoformat(), name, worked] for day, (name, worked) in sorted(days.items())]
    )


def _put_holiday(connection: Connection, key: Key | None, _before: Values | None, after: Values) -> None:
    days = {day: said for day, said in _holidays(connection).items() if day != key}
    _save_holidays(connection, days | {after["日期"]: (after["名称"] or "", after["安排"] == WORKED)})


def _holiday_faults(_connection: Connection, _rows: Rows, edits: Sequence[MasterEdit]) -> list[str]:
    reasons = []
    for after in [e.after for e in edits if e.after is not None]:
        day, said = after["日期"], after["安排"]
        if said is not None and said not in (OFF, WORKED):
            reasons.append(f"“{day}”的安排“{said}”不认识，应为“{OFF}”或“{WORKED}”。")
        elif day is not None and said == WORKED and day.weekday() < 5:
            reasons.append(f"{day.isoformat()} 是{WEEKDAYS[day.weekday()]}，本来就上班，不必登记为补班。")
    return reasons


HOLIDAYS = MasterTable(
    "节假日",
    ("日期", "名称", "安排"),
    lambda c: {
        day: {"日期": day, "名称": name or None, "安排": WORKED if worked else OFF}
        for day, (name, worked) in _holidays(c).items()
    },
    _put_holiday,
    lambda c, key: _save_holidays(c, {d: said for d, said in _holidays(c).items() if d != key}),
    required=("日期", "安排"),
    unique=("日期",),
    named=("日期", "名称"),
    dates=("日期",),
    choices=lambda _c: {"安排": [OFF, WORKED]},
    faults=_holiday_faults,
)
