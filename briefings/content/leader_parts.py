"""What each lead county leader answers for. Every issue is in exactly one part, so the parts add up to the county."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from briefings.brief.brief import BriefTable, LeaderPart, Sentence, TableColumn
from briefings.brief.week import Week, counted
from briefings.brief.words import items, moved, percent
from briefings.content.issue_tables import day_or_none
from domain.accountability.chains import Chain
from domain.figures.figures import STOCKS, listed
from domain.ledger.chinese_days import full_day, short_day
from domain.meeting.owed import owed_counts
from domain.meeting.period import with_rates

WORST = 3


@dataclass(frozen=True)
class Trouble:
    """One of the worst of a leader's part: a place where a problem keeps coming back, or an issue long overdue."""

    row: tuple[Any, ...]
    question: str


def leader_parts(week: Week, *, last_meeting: date) -> tuple[LeaderPart, ...]:
    """One part for each lead leader with an action, in the order of the actions; then, where issues belong to none, that of nobody."""
    actions = week.ledger.directory.actions
    groups: dict[str, list[int]] = {}
    for key, action in sorted(actions.items()):
        groups.setdefault(action.lead_leader.strip(), []).append(key)
    loose = groups.pop("", [])
    now, then = _counts(week, last_meeting)
    known = {key for keys in groups.values() for key in keys}
    rest = [key for key in range(max(len(now), len(then))) if key not in known]
    parts = [_part(week, leader, keys, keys, now, then) for leader, keys in groups.items()]
    if _sum(now, rest).any() or _sum(then, rest).any():
        parts.append(_part(week, "", loose, rest, now, then))
    return tuple(parts)


def _counts(week: Week, last_meeting: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts by action now and at the last meeting; stocks of another day than the opening one are counted anew."""
    now, then = week.by_action
    if last_meeting != week.period.opening:
        rows = {key: listed(week.ledger, key, as_of=last_meeting) for key in STOCKS}
        codes = {key: week.ledger.codes("action", at) for key, at in rows.items()}
        then = then.assign(**{key: np.bincount(mine, minlength=len(then)) for key, mine in codes.items()})
    return now, then


def _sum(counts: pd.DataFrame, keys: Sequence[int]) -> "pd.Series[int]":
    return counts.iloc[[key for key in keys if key < len(counts)]].sum()


def _part(
    week: Week, leader: str, named_: Sequence[int], keys: Sequence[int], now: pd.DataFrame, then: pd.DataFrame
) -> LeaderPart:
    key = f"leader.{min(named_)}" if leader else "leader.0"
    mine = week.owed["action"].isin(list(keys))
    mine_before = week.owed_before["action"].isin(list(keys))
    figures = {**with_rates(_sum(now, keys)), **owed_counts(week.owed[mine])}
    before = {**with_rates(_sum(then, keys)), **owed_counts(week.owed_before[mine_before])}
    late = week.overdue[week.overdue["action"].isin(list(keys))]
    worst = _worst(week, set(keys), late)
    actions = week.ledger.directory.actions
    names = tuple(actions[one].name for one in named_)
    return LeaderPart(
        key,
        leader,
        names,
        figures,
        before,
        _sentences(week, key, figures, before),
        BriefTable(f"{key}.chains", "最突出的问题", _CHAINS, tuple(one.row for one in worst)),
        _answering(week, key, set(keys), late),
        _questions(week, key, figures, worst, late),
    )


_CHAINS = (
    TableColumn("情形", weight=1.8),
    TableColumn("镇区", weight=1.5),
    TableColumn("点位", weight=2),
    TableColumn("问题", weight=3.6),
    TableColumn("责任单位", weight=1.8),
    TableColumn("整改时限", "day", 1.5),
)


def _worst(week: Week, keys: set[int], late: pd.DataFrame) -> list[Trouble]:
    """The three worst: problems found three times or more and open, then what is overdue longest, then other recurrences that are open."""
    mine = [chain for action, chain in week.open_chains if action in keys]
    often = [chain for chain in mine if chain.times > 2]
    newest = {chain.issue_ids[-1]: chain for chain in mine}
    found = {chain.issue_ids[-1]: _chain_trouble(week, chain) for chain in often[:WORST]}
    for row in late.head(2 * WORST).to_dict("records"):
        key = row["issue_id"]
        if key not in found:
            found[key] = _chain_trouble(week, newest[key]) if key in newest else _late_trouble(week, row)
    for chain in mine[:WORST]:
        found.setdefault(chain.issue_ids[-1], _chain_trouble(week, chain))
    return list(found.values())[:WORST]


def _chain_trouble(week: Week, chain: Chain) -> Trouble:
    newest = chain.issue_ids[-1]
    unit, site = week.label("lead", chain.lead), week.label("site", chain.site)
    category = week.label("category", chain.category)
    late = week.overdue_days.get(newest, 0)
    state = f"{chain.times} 次发现" + (f"，超期 {late:,} 天" if late else "")
    row = (state, week.label("district", chain.district), site, week.problem(newest), unit, week.due_of(chain))
    return Trouble(
        row,
        f"请{unit}说明：{site}“{category}”问题已先后 {chain.times} 次发现，前几次整改为什么没有管住，这次怎样根治？",
    )


def _late_trouble(week: Week, row: Mapping[Any, Any]) -> Trouble:
    unit, site = week.label("lead", row["lead"]), week.label("site", row["site"])
    days = int(row["days_overdue"])
    district = week.label("district", row["district"])
    place = site if row["site"] else district
    made = (f"超期 {days:,} 天", district, site, week.problem(row["issue_id"]), unit, day_or_none(row["due_on"]))
    return Trouble(
        made,
        f"请{unit}说明：{place}的问题（{_short(week.problem(row['issue_id']))}）已超期 {days:,} 天，难在哪里，哪一天能够办结？",
    )


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else f"{text[:most]}……"


def _answering(week: Week, key: str, keys: set[int], late: pd.DataFrame) -> BriefTable:
    """The lead units of the part with anything overdue, most first; where nothing is, those with anything open."""
    every = week.open_by_action
    open_ = every[every["action"].isin(list(keys))].groupby("lead")["count"].sum()
    long = late[late["days_overdue"] > week.settings.long_overdue_days].groupby("lead").size()
    frame = pd.DataFrame(
        {
            "open": open_,
            "late": late.groupby("lead").size(),
            "long": long,
            "most": late.groupby("lead")["days_overdue"].max(),
        }
    ).fillna(0)
    frame = frame.astype(int).rename_axis("lead").reset_index()
    frame = frame.sort_values(["late", "long", "open", "lead"], ascending=[False, False, False, True])
    rows = [
        (week.label("lead", lead), opened, late_count, long_count, most or None)
        for lead, opened, late_count, long_count, most in frame.itertuples(index=False, name=None)
    ]
    columns = (
        TableColumn("责任单位", weight=2.4),
        TableColumn("未整改", "count"),
        TableColumn("超期", "count"),
        TableColumn("久拖不决", "count"),
        TableColumn("最长超期", "days"),
    )
    return BriefTable(f"{key}.answering", "由谁说明", columns, tuple(rows))


def _sentences(
    week: Week, key: str, figures: Mapping[str, float | None], before: Mapping[str, float | None]
) -> tuple[Sentence, ...]:
    as_of, words = short_day(week.period.as_of), week.words
    total, opened, late = (int(figures[name] or 0) for name in ("total", "open", "overdue"))
    if not total:
        return (Sentence(f"{key}.summary", f"截至{as_of}，没有交办的问题。"),)
    if not opened:
        text = f"截至{as_of}，累计交办 {items(total)}，已全部销号。"
    elif late:
        long = int(figures["long_overdue"] or 0)
        change = f"，{moved(late, before['overdue'] or 0, '上次会议')}" if before["total"] else ""
        tail = f"；其中久拖不决 {items(long)}" if long else ""
        text = f"截至{as_of}，累计交办 {items(total)}，未整改 {items(opened)}，其中超期 {items(late)}{change}{tail}。"
    else:
        text = f"截至{as_of}，累计交办 {items(total)}，未整改 {items(opened)}，没有超期问题。"
    found, done, closed = (items(figures[name]) for name in ("found", "done", "closed"))
    flow = f"{words.this}新发现 {found}，完成整改 {done}，销号 {closed}。"
    if not any(figures[name] for name in ("found", "done", "closed")):
        flow = f"{words.this}没有新发现、完成和销号的问题。"
    owed = int(figures["owed"] or 0)
    if owed:
        flow += f"{words.this}应整改 {items(owed)}，完成 {items(figures['owed_done'])}，整改率 {percent(figures['owed_rate'])}。"
    undated = int(figures["open_no_due"] or 0)
    sentences = [Sentence(f"{key}.summary", text), Sentence(f"{key}.flow", flow)]
    if undated:
        sentences.append(
            Sentence(f"{key}.undated", f"另有 {items(undated)}未整改的问题没有整改时限，无法判断是否超期。")
        )
    return tuple(sentences)


def _questions(
    week: Week, key: str, figures: Mapping[str, float | None], worst: Sequence[Trouble], late: pd.DataFrame
) -> tuple[Sentence, ...]:
    """Suggested questions: one for each of the worst, one about the unit with most overdue, about disputes and rework."""
    said = [Sentence(f"{key}.ask.{place}", trouble.question) for place, trouble in enumerate(worst, 1)]
    if len(late) > 1:
        code, count = counted(late["lead"])[0]
        if count > 1:
            unit, until = week.label("lead", code), full_day(week.period.next_until)
            said.append(
                Sentence(
                    f"{key}.ask.most",
                    f"请{unit}说明：{items(count)}超期问题，能否在{until}前全部办结？哪些有困难？",
                )
            )
    if figures["disputed"]:
        said.append(Sentence(f"{key}.ask.disputed", f"{items(figures['disputed'])}问题责任待定，由哪个单位承担？"))
    if figures["awaiting"]:
        said.append(
            Sentence(
                f"{key}.ask.awaiting", f"{items(figures['awaiting'])}已上报完成、尚待复核，{week.office}何时复核完毕？"
            )
        )
    return tuple(said)
