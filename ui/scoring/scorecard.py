"""责任状与考核: cards by peer group, each score opened into its lines."""

import pandas as pd
import streamlit as st

from domain.accountability import scorecard as rules
from domain.accountability.scorecard import SAID, SCORE_RULE, ScoreCard, ScoreLine
from domain.directory import DISTRICT
from domain.figures.figures import tally
from ui.figures.rankings import records
from ui.parts import grids
from ui.parts import records as entries
from ui.parts.grids import Grid, GridRow
from ui.scoring import appeals, commitments
from ui.scoring.score_periods import bounds, periods, word
from ui.shell import data, links
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import literal

NOTHING = "考核还没有启用：没有导入考核计分规则表。规则由本县定，请在“数据导入”下载空白模板，填好后上传；没有规则，不算任何分数。"
KINDS = {"district": "镇区", "department": "部门"}


@data.view
def in_force(scope: Scope, period: str) -> list[rules.ScoreRule]:
    """The rules in force at the end of a period."""
    return rules.rules_in_force(entries.of(scope, SCORE_RULE), on=bounds(scope, period)[1])


@data.view
def cards(scope: Scope, period: str) -> list[ScoreCard]:
    """The cards of all units; scores are of the whole county's ledger, whatever the filters say."""
    since, until = bounds(scope, period)
    return rules.cards(
        data.ledger(scope.source),
        in_force(scope, period),
        since=since,
        until=until,
        restored=appeals.restored(scope, period),
    )


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
        return _off(scope)
    since, until = bounds(scope, period)
    table = ranking(scope, period).dropna(subset=["rank"])
    said = f"考核期 {since} 至 {until}，参加排名 {len(table):,} 个单位。"
    for kind, title in KINDS.items():
        part = table[table["kind"] == kind]
        if part.empty:
            continue
        low, high = part["score"].min(), part["score"].max()
        if low == high:
            said += f"各{title}得分相同，均为 {low:.2f} 分。"
            continue
        said += f"{title}得分最高的是{_who(part, high)}，最低的是{_who(part, low)}。"
    if without := sum(not card.has_base for card in cards(scope, period)):
        said += f"规则表没有给 {without:,} 个单位写基础分，这些单位从 0 分起算。"
    return said


def _off(scope: Scope) -> str:
    """Why there is no score: no rules at all, or none that holds yet."""
    begins = min((str(e["valid_from"]) for e in entries.of(scope, SCORE_RULE)), default="")
    if begins:
        return f"这个考核期没有生效的计分规则（规则自 {begins} 起生效），不算任何分数。"
    if scope.looking_back:
        return f"截至 {scope.as_of} 还没有导入考核计分规则表，不算任何分数。"
    return NOTHING


def _who(part: pd.DataFrame, score: float) -> str:
    names = part.loc[part["score"] == score, "name"].tolist()
    shown = "、".join(names[:2]) + (f"等 {len(names)} 个" if len(names) > 2 else "")
    return f"{shown}（{score:.2f} 分）"


@data.view
def ranking_table(scope: Scope, period: str, kind: str) -> bytes:
    """The cards of one kind of unit by peer group; a name opens its card."""
    table = ranking(scope, period)
    table = table[table["kind"] == kind]
    rows: list[GridRow] = []
    for group, units in table.groupby("group", sort=True):
        rows.append(grids.group(f"{group}（{len(units)} 个）"))
        for line in records(units):
            placed = not pd.isna(line["rank"])
            rows.append(
                GridRow(
                    cells=[
                        grids.text(f"{int(line['rank'])}" if placed else "件数不足", tone="" if placed else "quiet"),
                        grids.text(line["name"], address("scorecard", period=word(scope, period), card=line["name"])),
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
    return grids.packed(Grid(columns=columns, rows=rows))


def _taken(points: float) -> str:
    return f"−{points:.2f}" if points > 0 else f"+{-points:.2f}" if points < 0 else "0.00"


def chosen(scope: Scope, period: str) -> str | None:
    """Let the reader open one card, beginning with the one in the address."""
    known = unit_names(scope, period)
    said = st.query_params.get("card")
    if said is not None and said not in known:
        st.warning(f"没有“{literal(said)}”的得分，已忽略。")
        said = None

    def picked() -> None:
        links.put("card", st.session_state["card_choice"])

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


def card_of(scope: Scope, period: str, name: str) -> ScoreCard | None:
    """The card of the unit with this name."""
    return next((card for card in cards(scope, period) if card.unit.label == name), None)


@data.view
def score_of(scope: Scope, unit_id: int) -> bytes | None:
    """The score of one unit in the newest month and its place among its like; None where it has no card."""
    period = next(iter(periods(scope)))
    table = ranking(scope, period)
    mine = table[table["unit_id"] == unit_id]
    if mine.empty:
        return None
    line = records(mine)[0]
    like = table[table["group"] == line["group"]]
    placed = not pd.isna(line["rank"])
    cells = [
        grids.text(word(scope, period), address("scorecard", period=word(scope, period), card=line["name"])),
        grids.text(f"{line['score']:.2f}"),
        grids.text(f"{int(line['rank'])} / {int(like['rank'].notna().sum())}" if placed else "件数不足"),
        grids.text(line["group"]),
        grids.text(_taken(line["taken"])),
    ]
    columns = grids.columns(
        ("考核期", "text", "点击看得分明细和申诉。"),
        ("得分", "", rules.WORDS["得分"]),
        ("名次 / 参加排名", "", "同组内从高到低；并列的名次相同。"),
        ("分组", "text", ""),
        ("扣分", "", "各条规则扣分之和（加分为＋）。"),
    )
    return grids.packed(Grid(columns=columns, rows=[GridRow(cells=cells)]))


def _line(line: ScoreLine) -> GridRow:
    rule = line.rule
    sign = "扣" if rule.points >= 0 else "加"
    each = f"{sign} {abs(rule.points):g}" + ("" if rule.cap is None else f"，最多{sign} {rule.cap:g}")
    said = SAID[rule.basis].rstrip("。") + (f"（{rule.remark}）" if rule.remark else "")
    return GridRow(
        cells=[
            grids.text(rule.code),
            grids.text(said),
            grids.text(each),
            grids.text(f"{line.count:,}" if line.count else "·"),
            grids.text(f"{line.freed:,}" if line.freed else "·"),
            grids.text(_taken(line.deduction) + ("（封顶）" if line.capped else "")),
            grids.text(f"+{line.restored:.2f}" if line.restored else "·"),
            grids.text(_taken(line.net)),
        ]
    )


@data.view
def card_table(scope: Scope, period: str, name: str) -> bytes:
    """The lines of a card: how many, how many are free, how many points; a count leads to the issues."""
    card = card_of(scope, period, name)
    rows: list[GridRow] = []
    if card is not None:
        rows.append(GridRow(cells=[grids.text(t) for t in ("", "基础分", "", "", "", "", "", f"{card.base:.2f}")]))
        rows += [_line(line) for line in card.lines]
        rows.append(
            GridRow(cells=[grids.text(t) for t in ("", "得分", "", "", "", "", "", f"{card.score:.2f}")], style="total")
        )
    columns = grids.columns(
        ("规则", "text", ""),
        ("计什么", "wrap text", ""),
        ("每件", "text", "规则写的每件扣（加）多少分，最多扣（加）多少。"),
        ("件数", "", "下面可以选一条规则，看是哪些问题。"),
        ("免扣", "", "规则写明不计的来源、类别。"),
        ("应计", "", "每件的分 ×（件数 − 免扣），不超过上限。"),
        ("申诉返还", "", "采纳的申诉返还的分。"),
        ("计分", "", "应计 + 申诉返还。"),
    )
    return grids.packed(Grid(columns=columns, rows=rows))


def issues_of(scope: Scope, period: str, name: str) -> tuple[int, ...] | None:
    """Let the reader open one line of the card; the issues that it counts. None where no line counts anything."""
    card = card_of(scope, period, name)
    lines = {
        f"{line.rule.code} {SAID[line.rule.basis]}": line for line in (card.lines if card else ()) if line.issue_ids
    }
    if not lines:
        return None
    said = st.selectbox("看哪条规则的问题", list(lines), key="score_line", width=420)
    if said not in lines:
        return None
    ids = lines[said].issue_ids
    st.markdown(f"{literal(said.rstrip('。'))}，共 **{len(ids):,}** 件")
    return ids


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
        "申诉": appeals.frame(scope, period),
        "责任状": commitments.frame(scope),
    }  # fmt: skip


def notes(scope: Scope, period: str) -> list[str]:
    """What the download says about itself."""
    since, until = bounds(scope, period)
    return [
        f"数据截至：{scope.as_of.isoformat()}",
        f"考核期：{since.isoformat()} 至 {until.isoformat()}",
        *(f"{name}：{said}" for name, said in rules.WORDS.items()),
        f"生成时间：{data.now():%Y-%m-%d %H:%M}",
    ]
