"""One file beside what was known: what changes, what vanished, what may be the same issue; each line opens its issue."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from data_loaders.import_options import ImportOptions, PairKey
from data_loaders.outcome.outcome import DoubtfulPair, Outcome
from data_loaders.weighing.weights import Weight
from database.ledger import issues
from database.review import pairs
from database.store.folding import Change
from domain.directory import Directory
from domain.ledger.days import day_date
from domain.ledger.states import STANDINGS, State
from ui.desk import uploads
from ui.desk.uploads import DeskFile
from ui.imports import match_weights
from ui.parts import grids
from ui.shell import data
from ui.shell.links import address
from ui.shell.wording import literal

SHOWN = 300
SAME, DIFFERENT = "是同一个问题", "不是同一个"


def show_reconciled(outcome: Outcome, *, key: str) -> None:
    """The lists of the reconciliation, one at a time, with their counts on the buttons."""
    said = outcome.reconciled
    changes = {change.issue_id: change for change in outcome.changes}
    lists: dict[str, Sequence[Any]] = {
        "消失（台账里没有了，原来未整改）": said.vanished,
        "新增": said.new,
        "本次完成": said.done,
        "继续整改": said.carried_on,
        "时限变动": said.due_moved,
        "责任单位变动": said.unit_moved,
        "更正": said.corrected,
        "状态倒退": said.went_back,
        "改了说法": said.reworded,
        "全部变更": outcome.changes,
    }
    names = {f"{name} {len(found):,}": name for name, found in lists.items() if found}
    if not names:
        st.info("与上次相比没有任何变化。")
        return
    picked = st.segmented_control(
        "对账", list(names), default=next(iter(names)), key=f"reconciled_{key}", required=True
    )
    name = names.get(picked or "", names[next(iter(names))])
    found = lists[name]
    heads: tuple[tuple[str, str, str], ...]
    if name == "新增":
        heads = (("工作表", "text", ""), ("行号", "", ""), ("问题", "wrap text", ""))
        rows = [[grids.text(a.sheet), grids.text(str(a.row)), grids.text(a.description)] for a in found[:SHOWN]]
    elif name == "改了说法":
        heads = (("编号", "text", ""), ("原来的写法", "wrap text", ""), ("本表的写法", "wrap text", ""))
        numbers = _texts([r.issue_id for r in found[:SHOWN]])
        rows = [
            [_link(r.issue_id, numbers[r.issue_id][0]), grids.text(r.before), grids.text(r.after)]
            for r in found[:SHOWN]
        ]
    elif name == "更正":
        heads = (("编号", "text", ""), ("更正的内容", "text", ""), ("原来", "wrap text", ""), ("本表", "wrap text", ""))
        numbers = _texts([c.issue_id for c in found[:SHOWN]])
        rows = [
            [_link(c.issue_id, numbers[c.issue_id][0]), *map(grids.text, (c.field, c.before, c.after))]
            for c in found[:SHOWN]
        ]
    else:
        ids = [getattr(one, "issue_id", one) for one in found]
        heads = (
            ("编号", "text", ""),
            ("点位", "text", ""),
            ("问题", "wrap text", ""),
            ("变化（原来 → 之后）", "wrap text", ""),
        )
        rows = lines(ids[:SHOWN], changes)
    grids.show(
        grids.Grid(columns=grids.columns(*heads), rows=[grids.GridRow(cells=r) for r in rows], height=420),
        key=f"reconciled_rows_{key}",
    )
    if len(found) > SHOWN:
        st.caption(f"显示前 {SHOWN} 件，共 {len(found):,} 件。")


def lines(issue_ids: Sequence[int], changes: dict[int, Change]) -> list[list[grids.Cell]]:
    """Issues with what changes in them, each linked to its dossier."""
    directory = data.ledger(data.source()).directory
    texts = _texts(issue_ids)
    return [
        [
            _link(key, texts[key][0]),
            grids.text(texts[key][1]),
            grids.text(texts[key][2]),
            grids.text(worded(changes[key], directory) if key in changes else "—"),
        ]
        for key in issue_ids
        if key in texts
    ]


def _texts(issue_ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    frame = issues.texts(data.database(), issue_ids)
    columns = zip(frame.index.tolist(), frame["number"], frame["site"], frame["description"], strict=True)
    return {
        key: (number or f"第 {key} 号", site or "—", description or "（没有问题描述）")
        for key, number, site, description in columns
    }


def _link(issue_id: int, number: str) -> grids.Cell:
    return grids.text(number, address("issue", id=issue_id))


def column_word(column: str) -> str:
    """What a column of an issue is called on screen."""
    words = {
        "found_on": "检查日期",
        "number": "编号",
        "district_id": "镇区",
        "site_id": "点位",
        "category_id": "问题类别",
    }
    return words.get(column, "问题内容")


def worded(change: Change, names: Directory) -> str:
    """What changes in an issue: 整改中 → 待复核；时限 2020-07-09 → 2020-07-20."""
    before, after = change.before, change.after
    parts = []
    if before.state != after.state:
        parts.append(f"{STANDINGS[State(before.state)].name} → {STANDINGS[State(after.state)].name}")
    if before.due_on != after.due_on:
        parts.append(f"时限 {_day(before.due_on)} → {_day(after.due_on)}")
    if before.lead != after.lead:
        parts.append(f"责任单位 {names.label('lead', before.lead or 0)} → {names.label('lead', after.lead or 0)}")
    if before.done_on != after.done_on and before.state == after.state:
        parts.append(f"完成日期 {_day(before.done_on)} → {_day(after.done_on)}")
    parts += [f"更正{column_word(one.column)}" for one in change.corrected]
    return "；".join(parts) or "补充了以前的情况"


def _day(number: int | None) -> str:
    return "无" if number is None else f"{day_date(number):%Y-%m-%d}"


def decide_doubts(item: DeskFile, outcome: Outcome) -> None:
    """Doubtful pairs side by side; the decision is remembered and the forecast made again."""
    asked = {doubt.pair: doubt for doubt in outcome.doubts}
    decided = item.choices.pairs
    if not asked and not decided:
        st.info("没有疑似重复的问题。")
        return
    if decided:
        with st.container(horizontal=True, vertical_alignment="center"):
            same = sum(decided.values())
            st.markdown(
                f"已决定 {len(decided):,} 对：{same:,} 对是同一个问题，{len(decided) - same:,} 对不是。",
                width="content",
            )
            st.button("重新决定", key=f"pairs_back_{item.key}", on_click=uploads.decide, args=(item, _undecided))
    if not asked:
        return
    st.caption("说法不同、可能是同一个问题的，列在这里由人决定；不决定就先各算一件。决定会记住，以后不再问。")
    for doubt in list(asked.values())[:20]:
        side_by_side(item, doubt)
    if len(asked) > 20:
        st.caption(f"另有 {len(asked) - 20:,} 对，决定完这些再显示。")


def side_by_side(item: DeskFile, doubt: DoubtfulPair) -> None:
    """One pair: the row, the known issue, and two buttons."""
    number, site, description = _texts([doubt.candidate_id]).get(doubt.candidate_id, ("—", "—", "—"))
    with st.container(border=True, key=f"pair_{item.key}_{doubt.pair.mark}_{doubt.pair.candidate_mark}"):
        left, right, act = st.columns([4, 4, 3], vertical_alignment="center")
        left.markdown(f"本表“{literal(doubt.sheet)}”第 {doubt.row} 行　\n{literal(doubt.description)}")
        right.markdown(f"已有问题 {literal(number)}（{literal(site)}），相似度 {doubt.score}　\n{literal(description)}")
        with act, st.container(horizontal=True):
            key = f"{item.key}_{doubt.pair.mark}_{doubt.pair.candidate_mark}"
            st.button(SAME, key=f"pair_same_{key}", on_click=_picked, args=(item, doubt.pair, True))
            st.button(DIFFERENT, key=f"pair_different_{key}", on_click=_picked, args=(item, doubt.pair, False))
        _reasons(doubt.weights)


def _reasons(weights: Sequence[Weight]) -> None:
    if weights:  # pairs of imports before there were weights have none
        st.html(match_weights.drawn(weights))


def _picked(item: DeskFile, pair: PairKey, same: bool) -> None:
    uploads.decide(item, lambda choices: replace(choices, pairs={**choices.pairs, pair: same}))


def _undecided(choices: ImportOptions) -> ImportOptions:
    return replace(choices, pairs={})


def decide_stored() -> None:
    """Pairs of imports before this one that wait for a decision; both count as long as nobody decides."""
    waiting = data.undecided(data.source())
    if not waiting:
        return
    st.subheader(f"疑似重复，还没有决定（{len(waiting):,} 对）", anchor=False)
    st.caption("说法不同、可能是同一个问题。没有决定以前各算一件；决定是同一个的，两边的记录合为一件。")
    for doubt in waiting[:10]:
        with st.container(border=True, key=f"stored_pair_{doubt.doubt_id}"):
            left, right, act = st.columns([4, 4, 3], vertical_alignment="center")
            sides = zip(
                (left, right),
                doubt.numbers,
                doubt.descriptions,
                doubt.found_on,
                (doubt.issue_id, doubt.candidate_id),
                strict=True,
            )
            for place, number, description, found_on, key in sides:
                place.markdown(
                    f"[{literal(number or f'第 {key} 号')}]({address('issue', id=key)})（{found_on} 发现）　\n{literal(description)}"
                )
            with act, st.container(horizontal=True):
                st.button(SAME, key=f"same_{doubt.doubt_id}", on_click=_decide, args=(doubt.doubt_id, True))
                st.button(DIFFERENT, key=f"different_{doubt.doubt_id}", on_click=_decide, args=(doubt.doubt_id, False))
            _reasons([Weight(*weight) for weight in doubt.weights])
    if len(waiting) > 10:
        st.caption(f"另有 {len(waiting) - 10:,} 对，决定完这些再显示。")


def _decide(doubt_id: int, same: bool) -> None:
    try:
        with data.database().write() as connection:
            pairs.decide(connection, doubt_id, same=same, at=data.now(), who=None)
    except pairs.AlreadyDecided:
        st.toast("别人刚刚已经决定了这一对。", icon=":material/sync:")
        return
    st.toast("已记住。", icon=":material/check:")
