"""网上申报 on screen: who is missing what, what it costs, and every piece of the list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

import pandas as pd
import streamlit as st

from domain.campaign import materials
from domain.campaign.materials import (
    MATERIALS,
    MISSING,
    PASSED,
    RETURNED,
    SUBMITTED,
    WORDS,
    Material,
    MaterialTally,
    Movement,
    points,
)
from domain.ledger.chinese_days import short_day
from ui.parts import grids, records
from ui.parts.grids import Cell, Grid, GridRow
from ui.parts.paper import ON_PAPER
from ui.shell import data, filters
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE, literal

SHOWN: Mapping[str, str] = {"open": "还不合格", "late": "逾期", "review": "待审", "returned": "退回", "all": "全部"}
"""Parts of the list → their words."""
PARTS: Mapping[str, Callable[[Material], bool]] = {
    "open": lambda m: m.state != PASSED,
    "late": lambda m: m.days_late > 0,
    "review": lambda m: m.state == SUBMITTED,
    "returned": lambda m: m.state == RETURNED,
    "all": lambda _: True,
}
MOST = 200
"""Most rows of the list on screen; the download holds all."""
TONES: Mapping[str, str] = {PASSED: "done", RETURNED: "due_soon", SUBMITTED: "", MISSING: ""}
ONLY = "only_department"


@dataclass(frozen=True)
class MaterialList:
    """The list on the as-of day, and what moved since a week before."""

    pieces: Sequence[Material]
    moved: Movement | None


@data.view
def look(scope: Scope) -> MaterialList:
    """The list as it stands. moved: None where there was no list a week before."""
    before = materials.materials(
        records.of(scope.on(scope.as_of - timedelta(days=7)), MATERIALS), as_of=scope.as_of - timedelta(days=7)
    )
    pieces = materials.materials(records.of(scope, MATERIALS), as_of=scope.as_of)
    return MaterialList(pieces, materials.movement(pieces, before) if before else None)


def _soon(scope: Scope) -> int:
    return data.settings(scope.source).due_soon_days


def _label(scope: Scope, lead: int) -> str:
    return data.ledger(scope.source).directory.label("lead", lead)


def asked(scope: Scope) -> int | None:
    """The department that the address asks for; None for all. Shows what takes the limit away again."""
    word = st.query_params.get(ONLY)
    if word is None:
        return None
    codes = {_label(scope, m.lead): m.lead for m in look(scope).pieces}
    if word not in codes:
        st.warning(f"网址中的“{literal(word)}”没有申报材料，已忽略。")
        return None

    def widened() -> None:
        st.query_params.pop(ONLY, None)

    st.button(f"责任部门：{literal(word)}　✕ 取消限定", on_click=widened, key="widen")
    return codes[word]


@data.view
def verdict(scope: Scope) -> str:
    """How far the list is, what is pressing, and what moved."""
    found = look(scope)
    line = materials.standing(found.pieces, data.ledger(scope.source).directory, due_soon_days=_soon(scope))
    if not found.pieces:
        return records.lacking(scope, MATERIALS, line.sentence)
    return f"材料共 {len(found.pieces):,} 项：{line.sentence}{_moved(found.moved)}"


def _moved(moved: Movement | None) -> str:
    if moved is None:
        return "一周前还没有清单，没有可比的。"
    if moved.none:
        return "与一周前相比没有变化。"
    parts = [
        f"{word} {len(part):,} 项"
        for word, part in (
            ("新合格", moved.passed),
            ("新交", moved.submitted),
            ("新退回", moved.returned),
            ("新列入", moved.added),
        )
        if part
    ]
    lost = f"，预计失分{'减少' if moved.lost < 0 else '增加'} {points(abs(moved.lost))} 分" if moved.lost else ""
    return f"一周来{'，'.join(parts)}{lost}。"


@data.view
def deadline(scope: Scope) -> str:
    """Until when the pieces that wait for a department have time, and until the assessment."""
    waiting = [m for m in look(scope).pieces if m.waits_for_department]
    parts = []
    ahead = [m.days_left for m in waiting if m.days_left is not None]
    if ahead:
        near, far = min(ahead), max(ahead)
        last = f"{_left(far)}（{short_day(scope.as_of + timedelta(days=far))}）"
        said = f"最近的{_left(near)}，最远的{last}" if near < far else f"都{last}"
        parts.append(f"没到时限的 {len(ahead):,} 项，{said}")
    undated = sum(m.due_on is None for m in waiting)
    if undated:
        parts.append(f"没有填报送时限的 {undated} 项")
    day = data.settings(scope.source).assessment_on
    if day is not None and day >= scope.as_of:
        parts.append(f"离测评日 {short_day(day)} 还有 {(day - scope.as_of).days:,} 天")
    return "；".join(parts) + "。" if parts else ""


def _left(days: int) -> str:
    return f"还剩 {days:,} 天" if days else "今天到期"


@data.view
def by_department(scope: Scope) -> bytes:
    """Each department's pieces by state, with what is late and what would be lost; most late first."""
    groups = materials.grouped(look(scope).pieces, lambda m: m.lead, due_soon_days=_soon(scope))
    rows = [
        _tally_row(_label(scope, lead), tally, address("materials", **{ONLY: _label(scope, lead)}))
        for lead, tally in groups.items()
    ]
    return grids.packed(Grid(columns=_tally_columns("责任部门"), rows=[*rows, _whole(scope)], height=700))


@data.view
def by_kind(scope: Scope) -> bytes:
    """The same by kind of material."""
    groups = materials.grouped(look(scope).pieces, lambda m: m.kind, due_soon_days=_soon(scope))
    rows = [_tally_row(kind or "没有填类型", tally) for kind, tally in groups.items()]
    return grids.packed(Grid(columns=_tally_columns("材料类型"), rows=[*rows, _whole(scope)]))


def _whole(scope: Scope) -> GridRow:
    row = _tally_row("合计", materials.tallied(look(scope).pieces, due_soon_days=_soon(scope)))
    row["style"] = "total"
    return row


def _tally_columns(first: str) -> list[grids.GridColumn]:
    return grids.columns(
        (first, "text", ""),
        ("材料", "", WORDS["申报材料"]),
        (PASSED, "", WORDS["材料状态"]),
        (SUBMITTED, "", WORDS["材料状态"]),
        (RETURNED, "", WORDS["材料状态"]),
        (MISSING, "", WORDS["材料状态"]),
        ("逾期", "", WORDS["材料逾期"]),
        ("预计失分", "", WORDS["预计失分"]),
    )


def _tally_row(name: str, tally: MaterialTally, go: str | None = None) -> GridRow:
    def count(number: int, tone: str = "") -> Cell:
        return grids.text(f"{number}", tone=tone if number else "quiet")

    return GridRow(
        cells=[
            grids.text(name, go),
            count(tally.count),
            count(tally.passed, "done"),
            count(tally.by_state[SUBMITTED]),
            count(tally.by_state[RETURNED], "due_soon"),
            count(tally.by_state[MISSING]),
            grids.text(f"⚠ {tally.late}", tone="overdue") if tally.late else count(0),
            grids.text(_lost(tally)),
        ]
    )


def _lost(tally: MaterialTally) -> str:
    """5.5 / 12 分; what has no weight is said in the sentence above and in the list."""
    return f"{points(tally.lost)} / {points(tally.weight)}" if tally.has_weights else NONE


@data.view
def moves(scope: Scope) -> bytes | None:
    """What moved since a week before, piece by piece; None where nothing did."""
    moved = look(scope).moved
    if moved is None or moved.none:
        return None
    rows = []
    for word, part in (
        (f"▼ 新{RETURNED}", moved.returned),
        (f"▲ 新{PASSED}", moved.passed),
        ("新交", moved.submitted),
        ("新列入", moved.added),
    ):
        if part:
            rows.append(grids.group(f"{word}（{len(part):,} 项）"))
            rows += [
                GridRow(
                    cells=[
                        grids.text(f"{m.item}：{m.reason}" if m.reason else m.item),
                        grids.text(_label(scope, m.lead)),
                    ]
                )
                for m in part
            ]
    columns = grids.columns(("材料", "wrap text", "退回的写着原因"), ("责任部门", "text", ""))
    return grids.packed(Grid(columns=columns, rows=rows, height=430))


def _titled(m: Material) -> str:
    return f"{m.indicator} · {m.item}" if m.indicator else m.item


def chosen(scope: Scope, part: str, lead: int | None) -> list[Material]:
    """The pieces of one of PARTS, of one department or of all."""
    return [m for m in look(scope).pieces if PARTS[part](m) and lead in (None, m.lead)]


@data.view
def listed(scope: Scope, part: str, lead: int | None) -> bytes:
    """The pieces asked for, the most pressing first."""
    rows = [
        GridRow(
            cells=[
                grids.text(_state(m), tone="overdue" if m.days_late else TONES[m.state]),
                grids.text(_time(m, _soon(scope))[0], tone=_time(m, _soon(scope))[1]),
                grids.text(_titled(m)),
                grids.text(m.kind or NONE),
                grids.text(_label(scope, m.lead)),
                grids.text(NONE if m.weight is None else points(m.weight)),
                grids.text(m.due_on.isoformat() if m.due_on else NONE),
                grids.text(_review(m)),
            ]
        )
        for m in chosen(scope, part, lead)[:MOST]
    ]
    columns = grids.columns(
        ("状态", "text", WORDS["材料状态"]),
        ("时间", "text", WORDS["材料逾期"]),
        ("测评指标 · 材料", "wrap text", ""),
        ("类型", "text", ""),
        ("责任部门", "text", ""),
        ("分值", "", WORDS["预计失分"]),
        ("报送时限", "text", ""),
        ("审核", "wrap text", "审核人、审核日期，退回的写着原因；待审的写着哪天报送、上次谁审的"),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=760, paper=ON_PAPER))


def _state(m: Material) -> str:
    return f"⚠ {m.state}" if m.days_late else f"✔ {m.state}" if m.state == PASSED else m.state


def _time(m: Material, soon: int) -> tuple[str, str]:
    if m.days_late:
        return f"逾期 {m.days_late:,} 天", "overdue"
    if m.days_left is None:
        return ("没有时限", "quiet") if m.waits_for_department else (NONE, "quiet")
    near = m.days_left <= soon
    return _left(m.days_left), "due_soon" if near else ""


def _review(m: Material) -> str:
    """Who looked at it, when, and why it was given back; of what waits for the office, since when and who gave it back before."""
    said = [m.reviewer, short_day(m.reviewed_on) if m.reviewed_on else ""]
    who = " ".join(part for part in said if part)
    if m.state == SUBMITTED:
        since = f"{short_day(m.submitted_on)}报送，待审" if m.submitted_on else "待审"
        return f"{since}（上次审核：{who}）" if who else since
    return f"{who}：{m.reason}" if who and m.reason else who or m.reason or NONE


def counted(scope: Scope, part: str, lead: int | None) -> str:
    """How many pieces there are, and how many are shown."""
    found = chosen(scope, part, lead)
    rest = f"，显示前 {MOST} 项；下载的表格含全部" if len(found) > MOST else ""
    lost = sum((m.weight for m in found if m.weight is not None and m.state != PASSED), Fraction())
    cost = f"，共计 {points(lost)} 分" if lost else ""
    return f"共 **{len(found):,}** 项{cost}{rest}。"


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """The whole list and the table of departments."""
    pieces = look(scope).pieces
    frame = pd.DataFrame(
        {
            "测评指标": [m.indicator for m in pieces],
            "材料名称": [m.item for m in pieces],
            "材料类型": [m.kind for m in pieces],
            "分值": [None if m.weight is None else float(m.weight) for m in pieces],
            "责任部门": [_label(scope, m.lead) for m in pieces],
            "报送时限": [m.due_on for m in pieces],
            "材料状态": [m.state for m in pieces],
            "逾期天数": [m.days_late or None for m in pieces],
            "报送日期": [m.submitted_on for m in pieces],
            "审核人": [m.reviewer for m in pieces],
            "审核日期": [m.reviewed_on for m in pieces],
            "退回原因": [m.reason for m in pieces],
        },
        dtype=object,
    )
    lines = grids.texts(grids.unpacked(by_department(scope)))
    return {"申报材料": frame, "按责任部门": pd.DataFrame(lines[1:], columns=list(lines[0]))}


def notes(scope: Scope) -> list[str]:
    """What the download says about itself."""
    said = filters.summary(scope)
    return [
        f"数据截至：{scope.as_of.isoformat()}",
        *([f"筛选：{said}"] if said else []),
        *(f"{name}：{words}" for name, words in WORDS.items()),
        f"生成时间：{data.now():%Y-%m-%d %H:%M}",
    ]
