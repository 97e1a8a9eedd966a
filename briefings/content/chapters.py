"""The text of a brief: chapters of sentences that stay true in every case, each sentence with a key of its own."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from briefings.brief.brief import Section, Sentence
from briefings.brief.week import Week, counted
from briefings.brief.words import items, moved, named, percent, points_moved
from domain.figures.campaign_line import CampaignLine
from domain.figures.definitions import undated_note
from domain.figures.ranking import NOT_RANKED_UNITS
from domain.ledger.chinese_days import full_day, short_day
from domain.meeting.owed import owed_by
from domain.meeting.red_black import RedBlack

Lists = Sequence[tuple[str, RedBlack]]
"""(镇区 | 部门, its red and black lists)."""
WORST_UNITS = 8
_THE_REST = "单位，见表"
SITES, TYPES = 3, 4
"""A sentence about a district's new problems names at most so many site types, and of each so many sites."""


def chapters(week: Week, lists: Lists, standings: Sequence[CampaignLine]) -> tuple[Section, ...]:
    """The sections in order; those that have nothing to say in this week are left out."""
    lit = [one for one in standings if one.key == "negative" and one.tone == "bad"]
    others = [one for one in standings if one not in lit and one.tone != "missing"]
    made = (
        _opening(week),
        _standing_section("negative", "负面清单", lit),
        _meeting(week),
        _overall(week),
        _orders(week),
        _new(week),
        _overdue(week),
        _recurring(week),
        _lists(week, lists),
        _standing_section("campaign", "创建工作其他进展", others),
        _asked(week),
    )
    return tuple(one for one in made if one.sentences)


def _section(key: str, heading: str, sentences: dict[str, str], tables: Sequence[str] = ()) -> Section:
    """A chapter; its sentences get keys that begin with its own, and empty ones are left out."""
    said = tuple(Sentence(f"{key}.{name}", text) for name, text in sentences.items() if text)
    return Section(key, heading, said, tuple(tables))


def _opening(week: Week) -> Section:
    text = f"现将{week.words.this}文明城市创建问题整改情况通报如下。"
    return _section("opening", "", {"period": text})


def _standing_section(key: str, heading: str, standings: Sequence[CampaignLine]) -> Section:
    return _section(key, heading, {one.key: f"{one.title}：{one.value}。{one.sentence}" for one in standings})


def _meeting(week: Week) -> Section:
    last = week.last_meeting
    if not last:
        return Section("meeting", "")
    as_of = week.period.as_of
    open_ = [one for one in last if not one.is_done_on(as_of)]
    done = len(last) - len(open_)
    tail = "，全部完成。" if not open_ else f"，尚有 {len(open_):,} 项没有完成。"
    text = f"上次会议交办 {len(last):,} 项，完成 {done:,} 项{tail}"
    names = "；".join(f"（{number}）{_plain(one.text)}" for number, one in enumerate(open_, 1))
    older = [one for one in week.instructions if one.given_on != last[0].given_on and not one.is_done_on(as_of)]
    return _section(
        "meeting",
        "上次会议交办事项办理情况",
        {
            "summary": f"{text}（会议日期：{short_day(last[0].given_on)}）",
            "open": f"没有完成的是：{names}。" if names else "",
            "older": f"以前会议交办的事项中，还有 {len(older):,} 项没有完成。" if older else "",
        },
        ("instructions",),
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip("。；;.")


def _overall(week: Week) -> Section:
    return _section(
        "overall",
        "总体情况",
        {
            "flow": _flow(week),
            "stock": _stock(week),
            "rates": _rates(week),
            "most": _most(week),
            "undated": _undated(week),
        },
        ("week", "rates") if week.figures["total"] or week.figures["found"] else (),
    )


def _flow(week: Week) -> str:
    found, done, closed = (week.count(key) for key in ("found", "done", "closed"))
    this, last = week.words.this, week.words.last
    if not week.figures["total"] and not found:
        return ""
    if not found:
        first = f"{this}没有新发现的问题"
    else:
        change = "" if week.is_first else f"，{moved(found, week.before['found'] or 0, last)}"
        first = f"{this}新发现问题 {items(found)}{change}"
    if not done and not closed:
        return f"{first}；没有完成整改和销号的问题。"
    return f"{first}；完成整改 {items(done)}，销号 {items(closed)}。"


def _stock(week: Week) -> str:
    total, opened, late = (week.count(key) for key in ("total", "open", "overdue"))
    as_of = short_day(week.period.as_of)
    if not total:
        return f"截至{as_of}，台账中没有已交办的问题。"
    if not opened:
        return f"截至{as_of}，累计交办问题 {items(total)}，已全部销号。"
    parts = [f"{name} {items(week.figures[key])}" for key, name in _APART if week.figures[key]]
    first = f"截至{as_of}，累计交办问题 {items(total)}，已销号 {items(week.figures['closed_total'])}，未整改 {items(opened)}"
    kinds = f"；未整改的问题中，{'，'.join(parts)}" if parts else ""
    if not late:
        return f"{first}{kinds}，没有超期问题。" if kinds else f"{first}，没有超期问题。"
    change = "" if week.is_first else f"，{moved(late, week.before['overdue'] or 0, week.words.last)}"
    long = f"（其中久拖不决 {items(week.figures['long_overdue'])}）" if week.figures["long_overdue"] else ""
    return f"{first}，其中超期 {items(late)}{long}{change}{kinds}。"


_APART = (("awaiting", "待复核"), ("on_hold", "挂账"), ("disputed", "责任待定"), ("due_soon", "临期"))


def _rates(week: Week) -> str:
    if not week.figures["total"]:
        return ""
    last, figures, before = week.words.last, week.figures, week.before
    if figures["on_time_rate"] is None:
        first = "没有已到期或按时限完成的问题，按期整改率暂不计算"
    else:
        first = f"按期整改率 {percent(figures['on_time_rate'])}{points_moved(figures['on_time_rate'], before['on_time_rate'], last)}"
    unknown = undated_note(figures["undated"], week.settings)
    first = f"{first}（另有{unknown}）" if unknown and not week.settings.undated_by_sheet else first
    rest = f"整改率 {percent(figures['done_rate'])}{points_moved(figures['done_rate'], before['done_rate'], last)}"
    taken = figures["days_median"]
    days = f"已完成的问题，从发现到完成一般用 {taken:g} 天（中位数）。" if taken is not None else ""
    return f"{first}；{rest}；销号率 {percent(figures['closed_rate'])}。{days}"


def _most(week: Week) -> str:
    said = [
        f"{kind}是{_leading(table)}"
        for kind, table in (("镇区", week.districts), ("部门", week.departments))
        if _leading(table)
    ]
    return f"超期最多的{'，'.join(said)}。" if said else ""


def _leading(table: pd.DataFrame) -> str:
    """The unit of its kind with most overdue; nothing if nobody has any, or too many share the first place to name them."""
    rows = table[(table["code"] > 0) & (table["overdue"] > 0) & (table["group"] != NOT_RANKED_UNITS)]
    top = rows[rows["overdue"] == rows["overdue"].max()]
    if top.empty or len(top) > 3:
        return ""
    each = "各 " if len(top) > 1 else ""
    return f"{'和'.join(top['name'])}（{each}{int(top['overdue'].iat[0]):,} 件）"


def _undated(week: Week) -> str:
    count, opened = week.count("open_no_due"), week.count("open")
    if not count:
        return ""
    if count == opened:
        return f"未整改的 {items(count)}问题都没有填写整改时限，无法判断是否超期。"
    return f"未整改的问题中有 {items(count)}没有填写整改时限，无法判断是否超期，没有计入超期和按期整改率。"


def _orders(week: Week) -> Section:
    if not week.figures["total"]:
        return Section("orders", "")
    this, last = week.words.this, week.words.last
    base, done, open_ = (week.count(key) for key in ("owed", "owed_done", "owed_open"))
    apart = [
        f"{name} {items(week.figures[key])}"
        for key, name in (
            ("owed_ahead", "时限未到"),
            ("owed_put_off", "经批准延期"),
            ("owed_held", "挂账"),
            ("owed_rejected", "不予认定"),
        )
        if week.figures[key]
    ]
    outside = f"另有{'、'.join(apart)}，不计入。" if apart else ""
    owing = f"{this}到期和{last}末已经超期、应当在{this}完成整改的问题"
    if not base:
        return _section("orders", "上次交办问题整改情况", {"summary": f"没有{owing}。{outside}"})
    unknown = f"，完成日期不明 {items(week.figures['owed_undated'])}" if week.figures["owed_undated"] else ""
    times = (
        f"（按期 {items(week.figures['owed_on_time'])}，逾期 {items(week.figures['owed_late'])}{unknown}）"
        if done
        else ""
    )
    if not open_:
        summary = f"{owing}共 {items(base)}，已全部完成{times}，{this}整改率 100.0%。{outside}"
    elif not done:
        summary = f"{owing}共 {items(base)}，都没有完成，{this}整改率 0.0%。{outside}"
    else:
        change = points_moved(week.figures["owed_rate"], week.before["owed_rate"], last)
        summary = (
            f"{owing}共 {items(base)}，已完成 {items(done)}{times}，没有完成 {items(open_)}，"
            f"{this}整改率 {percent(week.figures['owed_rate'])}{change}。{outside}"
        )
    frame = owed_by(week.owed, by="lead")
    well = frame[frame["open"] == 0].sort_values(["owed", "code"], ascending=[False, True])
    bad = frame[frame["open"] > 0].sort_values(["open", "rate", "code"], ascending=[False, True, True])
    good_names = [f"{week.label('lead', c)}（{items(n)}）" for c, n in well[["code", "owed"]].itertuples(index=False)]
    bad_names = [
        f"{week.label('lead', c)}（应改 {items(n)}，没有完成 {items(o)}）"
        for c, n, o in bad[["code", "owed", "open"]].itertuples(index=False)
    ]
    rest = len(bad_names) > WORST_UNITS
    return _section(
        "orders",
        "上次交办问题整改情况",
        {
            "summary": summary,
            "well": f"完成得好的：{named(good_names)}，应整改的问题全部完成。"
            if good_names
            else "没有一个单位全部完成。",
            "not": f"没有全部完成的：{named(bad_names, most=WORST_UNITS)}{_THE_REST if rest else ''}。"
            if bad_names
            else "",
        },
        ("not_done",) if bad_names else (),
    )


def _new(week: Week) -> Section:
    frame, this = week.found, week.words.this
    if frame.empty:
        return _section("new", f"{this}新发现问题", {"summary": f"{this}没有新发现的问题。"})
    districts, categories = counted(frame["district"]), counted(frame["category"])
    kinds = "、".join(f"{week.label('category', code)} {items(count)}" for code, count in categories[:3])
    most = "主要是" if len(categories) > 3 else "其中" if len(categories) > 1 else "都是"
    spread = f"分布在 {len(districts):,} 个镇区" if len(districts) > 1 and min(districts)[0] else ""
    said = {
        "summary": f"{this}共新发现问题 {items(len(frame))}{f'，{spread}' if spread else ''}；按类别看，{most}{kinds}。"
    }
    for code, count in districts:
        part = frame[frame["district"] == code]
        said[f"district.{code}"] = f"{week.label('district', code)}（{items(count)}）：{_places(week, part)}。"
    return _section("new", f"{this}新发现问题", said, ("new_counts",))


def _places(week: Week, part: pd.DataFrame) -> str:
    """Site types with their counts, and of each the sites; what is not named is counted."""
    kinds = counted(part["site_type"])
    if kinds == [(0, len(part))]:
        return _sites(week, part)
    said = []
    named_kinds = kinds if len(kinds) == TYPES + 1 else kinds[:TYPES]
    for kind, count in named_kinds:
        said.append(
            f"{week.label('site_type', kind)} {items(count)}（{_sites(week, part[part['site_type'] == kind])}）"
        )
    rest = kinds[len(named_kinds) :]
    if rest:
        said.append(f"其他 {len(rest):,} 类点位 {sum(count for _, count in rest):,} 件")
    return "；".join(said)


def _sites(week: Week, part: pd.DataFrame) -> str:
    """The sites with most, those with several issues with their number."""
    sites = counted(part["site"])
    names = [week.label("site", site) + (f" {n:,} 件" if n > 1 else "") for site, n in sites[:SITES]]
    return f"{'、'.join(names)}{f'等 {len(sites):,} 处' if len(sites) > SITES else ''}"


def _overdue(week: Week) -> Section:
    late = week.overdue
    if late.empty:
        return _section("overdue", "超期问题", {"summary": "没有超期问题。" if week.figures["open"] else ""})
    limit = week.settings.long_overdue_days
    long = week.count("long_overdue")
    tail = f"，其中超过 {limit} 天、久拖不决的 {items(long)}" if long else f"，没有超过 {limit} 天的"
    longest = "；".join(_case(week, row) for row in late.head(3).to_dict("records"))
    names = [f"{week.label('lead', code)} {items(count)}" for code, count in counted(late["lead"])]
    return _section(
        "overdue",
        "超期问题",
        {
            "summary": f"截至{short_day(week.period.as_of)}，超期问题共 {items(len(late))}{tail}。",
            "longest": f"超期最久的是：{longest}。",
            "units": f"按责任单位：{named(names)}。",
        },
    )


def _case(week: Week, row: dict[Any, Any]) -> str:
    place = week.label("site", row["site"]) if row["site"] else week.label("district", row["district"])
    leader = week.leader(row["action"])
    who = week.label("lead", row["lead"]) + (f"，牵头县领导：{leader}" if leader else "")
    return f"{place}，{_plain(week.problem(row['issue_id']))}，超期 {int(row['days_overdue']):,} 天（{who}）"


def _recurring(week: Week) -> Section:
    this, total = week.words.this, week.count("recurring")
    fresh, places = len(week.recurring_ids), sum(not week.recurring_ids.isdisjoint(c.issue_ids) for c in week.chains)
    if not week.figures["total"]:
        return Section("recurring", "")
    first = (
        f"{this}新发现的问题中，反复问题 {items(fresh)}，涉及 {places:,} 处点位"
        if fresh
        else f"{this}没有新发现的反复问题"
    )
    since = f"；累计反复 {items(total)}，反复率 {percent(week.figures['recurrence_rate'])}。" if total else "。"
    open_ = [chain for chain in week.chains if chain.open_now]
    worst = open_[0] if open_ and open_[0].times > 2 else None
    return _section(
        "recurring",
        "反复问题",
        {
            "summary": first + since,
            "open": f"反复后至今没有销号的有 {len(open_):,} 处，列入反复问题清单。" if open_ else "",
            "worst": (
                f"反复最多的是{week.label('site', worst.site)}的“{week.label('category', worst.category)}”问题，"
                f"已先后 {worst.times} 次发现，责任单位为{week.label('lead', worst.lead)}。"
            )
            if worst
            else "",
        },
    )


def _lists(week: Week, lists: Lists) -> Section:
    if not week.figures["owed"]:
        return Section("lists", "")
    this, count, minimum = week.words.this, week.settings.listed_units, week.settings.minimum_ranked
    rule = (
        f"以{this}整改率（{this}应整改问题中已完成的比例）排列，镇区、部门分开，同组相比，各组取前 {count} 名和后 {count} 名"
        f"（不超过本组的三分之一），并列的全部列出；应整改问题不足 {minimum} 件的单位不列入。"
    )
    said = {"rule": rule}
    for name, key in (("红榜", "red"), ("黑榜", "black")):
        parts = []
        for kind, made in lists:
            table = made.red if key == "red" else made.black
            units = [f"{n}（{percent(rate)}）" for n, rate in table[["name", "rate"]].itertuples(index=False)]
            if units:
                parts.append(f"{kind} {len(units):,} 个：{named(units)}")
        said[key] = f"列入{name}的{'；'.join(parts)}。" if parts else f"没有单位列入{name}。"
    out = []
    for kind, made in lists:
        if made.idle:
            out.append(f"{this}没有应整改问题的{kind} {len(made.idle):,} 个（{named(made.idle, most=8)}）")
        if made.few:
            out.append(f"应整改问题不足 {minimum} 件的{kind} {len(made.few):,} 个（{named(made.few, most=8)}）")
        if made.alone:
            out.append(f"没有高低可比的{kind}分组 {len(made.alone):,} 个（{named(made.alone, most=8)}）")
    said["left_out"] = f"没有列入的：{'；'.join(out)}。" if out else ""
    return _section("lists", "红黑榜", said, ("red_list", "black_list"))


def _asked(week: Week) -> Section:
    by = full_day(week.period.next_until)
    late, due = week.overdue, week.due_next
    said: dict[str, str] = {}
    if len(late):
        units = late["lead"].nunique()
        said["overdue"] = f"超期问题 {items(len(late))}，涉及 {units:,} 个责任单位，须于{by}前全部完成整改并上报结果。"
    if len(due):
        said["due"] = (
            f"{full_day(week.period.next_until)}（含）以前到期的问题 {items(len(due))}，各责任单位须在各自时限内完成，不得形成新的超期。"
        )
    if week.figures["awaiting"]:
        said["awaiting"] = f"待复核问题 {items(week.figures['awaiting'])}，由{week.office}于{by}前到现场复核。"
    if week.figures["disputed"]:
        said["disputed"] = (
            f"责任待定问题 {items(week.figures['disputed'])}，由{week.office}提请会议明确责任单位，明确前由属地镇区先行管护。"
        )
    if week.figures["open_no_due"]:
        said["undated"] = f"没有整改时限的问题 {items(week.figures['open_no_due'])}，由责任单位于{by}前补报时限。"
    open_ = sum(chain.open_now for chain in week.chains)
    if open_:
        said["recurring"] = f"反复后没有销号的点位 {open_:,} 处，责任单位在整改的同时须报送防止反弹的办法。"
    if not said:
        said["none"] = "没有须限期办理的事项，请各镇区、各部门继续做好日常巡查。"
    numbered = {key: f"{place}.{text}" for place, (key, text) in enumerate(said.items(), 1)} if len(said) > 1 else said
    return _section("asked", "下步要求", numbered, ("asked",))
