"""责任状与考核: cards by peer group, each score opened into its lines, what was signed for, and appeals."""

import calendar
from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from database import appeals as stored
from database.appeals import Appeal
from database.rosters import Refused
from domain import scorecard as rules
from domain.days import day_date
from domain.definitions import DEFINITIONS
from domain.directory import DISTRICT
from domain.figures import tally
from domain.scorecard import COMMITMENT, SAID, SCORE_RULE, Card, Commitment
from ui import data, entries, grids
from ui.data import Scope
from ui.grids import Grid, Row
from ui.links import address
from ui.rankings import records
from ui.rosters import WHO
from ui.wording import NONE, literal, valued

NOTHING = "考核还没有启用：没有导入考核计分规则表。规则由本县定，请在“数据导入”下载空白模板，填好后上传；没有规则，不算任何分数。"
MONTHS = 4
KINDS = {"district": "镇区", "department": "部门"}


def periods(scope: Scope) -> dict[str, str]:
    """The newest months and the whole cycle, to choose one: "2020-07" → 2020年7月."""
    ledger = data.ledger(scope.source)
    first = day_date(int(ledger.spans["from_on"].min())) if len(ledger.spans) else scope.as_of
    months: list[tuple[str, str]] = []
    year, month = scope.as_of.year, scope.as_of.month
    while (year, month) >= (first.year, first.month) and len(months) < MONTHS:
        months.append((f"{year}-{month:02d}", f"{year}年{month}月"))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return dict(months) | {"cycle": "整个周期"}


def bounds(scope: Scope, period: str) -> tuple[date, date]:
    """First and last day of a period, cut at the as-of day."""
    if period == "cycle":
        ledger = data.ledger(scope.source)
        first = day_date(int(ledger.spans["from_on"].min())) if len(ledger.spans) else scope.as_of
        return min(first, scope.as_of), scope.as_of
    year, month = map(int, period.split("-"))
    return date(year, month, 1), min(date(year, month, calendar.monthrange(year, month)[1]), scope.as_of)


@data.view
def in_force(scope: Scope, period: str) -> list[rules.Rule]:
    """The rules in force at the end of a period."""
    return rules.rules_in_force(entries.of(scope, SCORE_RULE), on=bounds(scope, period)[1])


@data.view
def appeals(scope: Scope, period: str) -> list[Appeal]:
    """The appeals about a period."""
    since, until = bounds(scope, period)
    return stored.read_appeals(data.database(), since=since, until=until)


@data.view
def cards(scope: Scope, period: str) -> list[Card]:
    """The cards of all units; scores are of the whole county's ledger, whatever the filters say."""
    since, until = bounds(scope, period)
    back: dict[tuple[int, str], float] = {}
    for one in appeals(scope, period):
        if one.accepted:
            back[one.unit_id, one.line] = back.get((one.unit_id, one.line), 0.0) + one.restored
    return rules.cards(data.ledger(scope.source), in_force(scope, period), since=since, until=until, restored=back)


@data.view
def ranking(scope: Scope, period: str) -> pd.DataFrame:
    """The cards by peer group (see scorecard.ranked); items: issues that were with the unit by the end of the period."""
    _, until = bounds(scope, period)
    ledger = data.ledger(scope.source)
    active: dict[int, int] = {}
    for by, kind in (("lead", "department"), ("district", DISTRICT)):
        counts = tally(ledger, "total", [until], by=by)[:, 0].tolist()
        units = ledger.directory.units
        active |= {code: n for code, n in enumerate(counts) if code in units and units[code].kind == kind}
    return rules.ranked(cards(scope, period), active=active, minimum=data.settings(scope.source).minimum_ranked)


@data.view
def verdict(scope: Scope, period: str) -> str:
    """Who is best and worst of each kind."""
    if not in_force(scope, period):
        return NOTHING
    since, until = bounds(scope, period)
    table = ranking(scope, period).dropna(subset=["rank"])
    said = f"考核期 {since} 至 {until}，参加排名 {len(table):,} 个单位。"
    for kind, word in KINDS.items():
        part = table[table["kind"] == kind]
        if part.empty:
            continue
        low, high = part["score"].min(), part["score"].max()
        if low == high:
            said += f"各{word}得分相同，均为 {low:.2f} 分。"
            continue
        said += f"{word}得分最高的是{_who(part, high)}，最低的是{_who(part, low)}。"
    return said


def _who(part: pd.DataFrame, score: float) -> str:
    names = part.loc[part["score"] == score, "name"].tolist()
    shown = "、".join(names[:2]) + (f"等 {len(names)} 个" if len(names) > 2 else "")
    return f"{shown}（{score:.2f} 分）"


@data.view
def ranking_table(scope: Scope, period: str, kind: str) -> bytes:
    """The cards of one kind of unit by peer group; a name opens its card."""
    table = ranking(scope, period)
    table = table[table["kind"] == kind]
    rows: list[Row] = []
    for group, units in table.groupby("group", sort=True):
        rows.append(grids.group(f"{group}（{len(units)} 个）"))
        for line in records(units):
            placed = not pd.isna(line["rank"])
            rows.append(
                Row(
                    cells=[
                        grids.text(f"{int(line['rank'])}" if placed else "件数不足", tone="" if placed else "quiet"),
                        grids.text(line["name"], address("scorecard", period=_word(scope, period), card=line["name"])),
                        grids.text(f"{line['base']:.2f}"),
                        grids.text(_taken(line["taken"])),
                        grids.text(f"{line['score']:.2f}"),
                        grids.text(f"{int(line['items']):,}"),
                    ]
                )
            )
    columns = grids.columns(
        ("名次", "text", "同组内从高到低；并列的名次相同。"),
        (KINDS[kind], "text", "点击看得分明细。"),
        ("基础分", "", ""),
        ("扣分", "", "各条规则扣分之和（加分为＋）。"),
        ("得分", "", "基础分 − 扣分。"),
        ("交办（件）", "", f"到考核期末交办的问题；少于 {data.settings(scope.source).minimum_ranked} 件的不排名。"),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=560))


def _taken(points: float) -> str:
    return f"−{points:.2f}" if points > 0 else f"+{-points:.2f}" if points < 0 else "0.00"


def _word(scope: Scope, period: str) -> str:
    return periods(scope)[period]


def chosen(scope: Scope, period: str) -> str | None:
    """Let the reader open one card, beginning with the one in the address."""
    known = unit_names(scope, period)
    said = st.query_params.get("card")
    if said is not None and said not in known:
        st.warning(f"没有“{literal(said)}”的得分，已忽略。")
        said = None

    def picked() -> None:
        st.query_params["card"] = st.session_state["card_choice"]

    st.session_state["card_choice"] = said
    st.selectbox(
        "看哪个单位的得分明细",
        known,
        index=None,
        key="card_choice",
        placeholder="请选择单位",
        on_change=picked,
        width=360,
    )
    return said


def unit_names(scope: Scope, period: str) -> list[str]:
    """The units that have a card."""
    return [card.unit.label for card in cards(scope, period)]


def card_of(scope: Scope, period: str, name: str) -> Card | None:
    """The card of the unit with this name."""
    return next((card for card in cards(scope, period) if card.unit.label == name), None)


@data.view
def card_table(scope: Scope, period: str, name: str) -> bytes:
    """The lines of a card: how many, how many are free, how many points; a count leads to the issues."""
    card = card_of(scope, period, name)
    rows: list[Row] = []
    if card is not None:
        rows.append(Row(cells=[grids.text(t) for t in ("", "基础分", "", "", "", "", "", f"{card.base:.2f}")]))
        for line in card.lines:
            rule = line.rule
            said = f"{rule.points:g}" + (f"，最多 {rule.cap:g}" if rule.cap is not None else "")
            rows.append(
                Row(
                    cells=[
                        grids.text(rule.code),
                        grids.text(SAID[rule.basis] + (f"（{rule.remark}）" if rule.remark else "")),
                        grids.text(said),
                        grids.text(f"{line.count:,}" if line.count else "·"),
                        grids.text(f"{line.freed:,}" if line.freed else "·"),
                        grids.text(f"{line.deduction:.2f}" + ("（封顶）" if line.capped else "")),
                        grids.text(f"{line.restored:.2f}" if line.restored else "·"),
                        grids.text(f"{-line.net:+.2f}" if line.net else "0.00"),
                    ]
                )
            )
        rows.append(
            Row(cells=[grids.text(t) for t in ("", "得分", "", "", "", "", "", f"{card.score:.2f}")], style="total")
        )
    columns = grids.columns(
        ("规则", "text", ""),
        ("计什么", "wrap text", ""),
        ("每件扣分", "text", ""),
        ("件数", "", "下面可以选一条规则，看是哪些问题。"),
        ("免扣", "", "规则写明不计的来源、类别。"),
        ("应扣", "", "每件扣分 ×（件数 − 免扣），不超过上限。"),
        ("申诉返还", "", "采纳的申诉返还的分。"),
        ("计分", "", ""),
    )
    return grids.packed(Grid(columns=columns, rows=rows))


@data.view
def commitments(scope: Scope, name: str | None = None) -> list[Commitment]:
    """What was signed for, by all or by one unit, with the figure as it stands on the as-of day."""
    units = data.ledger(scope.source).directory.units
    values = rules.values_of(data.ledger(scope.source), as_of=scope.as_of)
    found = rules.commitments_of(entries.of(scope, COMMITMENT), values)
    return [c for c in found if name is None or (c.unit_id in units and units[c.unit_id].label == name)]


def commitment_grid(scope: Scope, found: Sequence[Commitment]) -> Grid:
    """Commitments beside the figures: met, not met, or for a person to judge."""
    directory = data.ledger(scope.source).directory
    rows = []
    for one in found:
        met = one.is_met
        state, tone = (
            ("✔ 达到", "done") if met else ("✖ 没有达到", "due_soon") if met is False else ("由人判断", "quiet")
        )
        rows.append(
            Row(
                cells=[
                    grids.text(directory.label("lead", one.unit_id)),
                    grids.text(one.item),
                    grids.text(DEFINITIONS[one.figure].name if one.figure else NONE),
                    grids.text(NONE if one.target is None else f"{one.target:g}"),
                    grids.text(valued(one.figure, one.value) if one.figure else NONE),
                    grids.text(one.due_on.isoformat() if one.due_on else NONE),
                    grids.text(state, tone=tone),
                ]
            )
        )
    columns = grids.columns(
        ("单位", "text", ""),
        ("承诺事项", "wrap text", ""),
        ("指标", "text", ""),
        ("目标", "", ""),
        ("现在", "", "截至日的数字；部门按主责，镇区按属地。"),
        ("期限", "", ""),
        ("是否达到", "text", "能从台账算出的才判断，其余由人判断。"),
    )
    return Grid(columns=columns, rows=rows, height=420)


@data.view
def commitment_table(scope: Scope) -> bytes:
    """All commitments, those not met first."""
    found = sorted(commitments(scope), key=lambda c: (c.is_met is not False, c.is_met is None))
    return grids.packed(commitment_grid(scope, found))


def issues_of(scope: Scope, period: str, name: str) -> tuple[int, ...] | None:
    """Let the reader open one line of the card; the issues that it counts. None where no line counts anything."""
    card = card_of(scope, period, name)
    lines = {
        f"{line.rule.code} {SAID[line.rule.basis]}": line for line in (card.lines if card else ()) if line.issue_ids
    }
    if not lines:
        return None
    said = st.selectbox("看哪条规则的问题", list(lines), key="score_line", width=420)
    return lines[said].issue_ids if said in lines else None


def appeal_form(scope: Scope, period: str, card: Card) -> None:
    """Appeals of this unit about this period, a form for a new one, and the decision of an open one."""
    since, until = bounds(scope, period)
    mine = [one for one in appeals(scope, period) if one.unit_id == card.unit.unit_id]
    for one in mine:
        state = "待答复" if one.accepted is None else f"采纳，返还 {one.restored:g} 分" if one.accepted else "不采纳"
        st.markdown(
            f"**{literal(one.line)}**　{one.appealed_on} 提出：{literal(one.reason)}　:gray[{state}] {literal(one.outcome)}"
        )
        if one.accepted is None:
            with st.form(f"decide_{one.appeal_id}", border=True):
                left, right = st.columns([2, 6])
                points = left.number_input("返还（分）", 0.0, 1000.0, 0.0, 0.1, key=f"points_{one.appeal_id}")
                outcome = right.text_input("答复意见", key=f"outcome_{one.appeal_id}", max_chars=200)
                yes, no = st.columns(2)
                accepted = yes.form_submit_button("采纳")
                refused = no.form_submit_button("不采纳")
            if accepted or refused:
                _decide(one.appeal_id, accepted=accepted, restored=points, outcome=outcome)
    with st.form("appeal", border=True):
        line = st.selectbox("对哪条规则申诉", [x.rule.code for x in card.lines], key="appeal_line", width=200)
        reason = st.text_input("申诉理由", key="appeal_reason", max_chars=300)
        sent = st.form_submit_button("提出申诉")
    if sent:
        try:
            stored.appeal(
                data.database(),
                (card.unit.unit_id, card.unit.label),
                since=since,
                until=until,
                line=str(line),
                reason=reason,
                on=data.today(),
                at=data.now(),
                who=st.session_state.get(WHO),
            )
        except Refused as fault:
            _told(fault)
        else:
            st.rerun()


def _decide(appeal_id: int, *, accepted: bool, restored: float, outcome: str) -> None:
    try:
        stored.decide(
            data.database(),
            appeal_id,
            accepted=accepted,
            restored=restored,
            outcome=outcome,
            on=data.today(),
            at=data.now(),
            who=st.session_state.get(WHO),
        )
    except Refused as fault:
        _told(fault)
    else:
        st.rerun()


def _told(fault: Refused) -> None:
    for reason in fault.reasons:
        st.error(literal(reason))


def downloads(scope: Scope, period: str) -> dict[str, pd.DataFrame]:
    """The ranking, every line of every card, and the commitments."""
    table = ranking(scope, period)
    lines = [
        (
            card.unit.label,
            x.rule.code,
            SAID[x.rule.basis],
            x.rule.points,
            x.count,
            x.freed,
            x.deduction,
            x.restored,
            x.net,
        )
        for card in cards(scope, period)
        for x in card.lines
    ]
    directory = data.ledger(scope.source).directory
    signed = commitments(scope)
    return {
        "得分": pd.DataFrame(
            {
                "分组": table["group"], "名次": table["rank"], "单位": table["name"], "基础分": table["base"],
                "扣分": table["taken"], "得分": table["score"], "交办件数": table["items"],
            }
        ),
        "得分明细": pd.DataFrame(
            lines, columns=["单位", "规则", "计什么", "每件扣分", "件数", "免扣", "应扣", "申诉返还", "实扣"]
        ),
        "责任状": pd.DataFrame(
            {
                "单位": [directory.label("lead", c.unit_id) for c in signed],
                "承诺事项": [c.item for c in signed],
                "目标": [c.target for c in signed],
                "现在": [c.value for c in signed],
                "是否达到": [None if c.is_met is None else "达到" if c.is_met else "没有达到" for c in signed],
            }
        ),
    }  # fmt: skip
