"""数据质量 on screen: every check with its number, by week, by sender, and the rows behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from data_loaders.similar import similar_pairs
from data_loaders.unsettled import refusals_left
from database import pairs as stored_pairs
from database import quality as stored
from domain import quality
from domain.days import day_date, day_number
from domain.overdue import issues_of
from domain.quality import BY_LEDGER, CHECKS
from ui import data, filters, grids, listings, tables
from ui.data import Scope, Source
from ui.grids import Grid, Row
from ui.links import address
from ui.listings import FULL, PLAIN
from ui.tables import SHOWN
from ui.wording import literal, short_day

NOBODY = "（不明）"
WEEKS, SENDERS = 8, 8
"""Most weeks and senders that the tables beside a check list."""


@dataclass(frozen=True)
class Part:
    """What the address asks for: a check, and of it one week (its first day) or one sender; None for all."""

    check: str
    week: date | None = None
    sender: str | None = None


_facts, _findings, _alike = data.Shelf(2), data.Shelf(4), data.Shelf(2)


@dataclass(frozen=True)
class Facts:
    """What no day and no selection changes: who sent what, rows of sheets, pairs that wait for a decision."""

    senders: Mapping[int, str]
    odd: pd.DataFrame
    left: pd.DataFrame
    doubts: Sequence[stored_pairs.Doubt]


def _known(source: Source) -> Facts:
    def read() -> Facts:
        database = data.database()
        return Facts(
            stored.senders(database),
            stored.odd_days(database, oldest=quality.OLDEST),
            refusals_left(database),
            stored_pairs.undecided(database),
        )

    return _facts.get(source, read)


@dataclass(frozen=True)
class Findings:
    """All checks for a scope. total: issues that count. items: what each check finds, its number is the length.

    Columns of every frame: day (found; for rows and doubts the day of the sheet), week (its first day), sender; for
    issues those of quality.standing and says; for pairs issue_id, other_id, score; for rows those of unsettled.LEFT.
    """

    total: int
    items: Mapping[str, pd.DataFrame]


def findings(scope: Scope) -> Findings:
    """What every check finds, computed once for a scope."""
    return _findings.get(scope, lambda: _found(scope))


def items(scope: Scope, check: str) -> pd.DataFrame:
    """What one check finds (see Findings)."""
    return findings(scope).items[check]


def _found(scope: Scope) -> Findings:
    facts = _known(scope.source)
    base = quality.standing(data.chosen(scope), as_of=scope.as_of)
    left, today = facts.left, day_number(scope.as_of)
    made = {
        # A book's sheet may speak for a later day than the ledger; who looks at the newest day sees all of them.
        "refused": left if scope.looking_back is None else left[left["day"] <= today],
        "twins": _twinned(scope, base),
        "doubts": _doubted(scope, base, facts),
    }
    starts_on = data.settings(scope.source).week_starts_on
    made |= {check: _told(base, check, facts, today) for check in CHECKS if check not in made}
    unsent = [frame["issue_id"] for frame in made.values() if "import_id" not in frame]
    first = stored.first_imports(data.database(), set(pd.concat(unsent).tolist()))
    frames = {}
    for check in CHECKS:
        frame = made[check]
        if "import_id" not in frame:
            frame = frame.assign(import_id=[first.get(key, 0) for key in frame["issue_id"].tolist()])
        senders = pd.Categorical([facts.senders.get(key, NOBODY) for key in frame["import_id"].tolist()])
        frames[check] = frame.assign(
            sender=senders, week=quality.weeks(frame["day"].astype("int64"), starts_on=starts_on)
        ).reset_index(drop=True)
    return Findings(len(base), frames)


def _told(base: pd.DataFrame, check: str, facts: Facts, today: int) -> pd.DataFrame:
    """Issues that the ledger or a row of a sheet gives away."""
    if check in BY_LEDGER:
        frame = base[BY_LEDGER[check](base)]
        days = zip(*(frame[column].tolist() for column in ("found_on", "due_on", "done_on")), strict=True)
        frame = frame.assign(says=[quality.doubtful_days(check, *said) for said in days])
    else:
        odd = facts.odd[(facts.odd["check"] == check) & (facts.odd["as_of"] <= today)]
        words: dict[int, str] = {}
        for issue_id, import_id, sheet, row_no, says in zip(
            *(odd[column].tolist() for column in ("issue_id", "import_id", "sheet", "row_no", "says")), strict=True
        ):
            words.setdefault(issue_id, f"{facts.senders.get(import_id, NOBODY)} · {sheet} 第 {row_no} 行：{says}")
        frame = base[base["issue_id"].isin(list(words))]
        frame = frame.assign(says=[words[key] for key in frame["issue_id"].tolist()])
    return frame.assign(day=frame["found_on"])


def _doubted(scope: Scope, base: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    known = set(base["issue_id"].tolist())
    rows = [
        (day_number(d.as_of), d.import_id, d.issue_id, d.candidate_id, d.score)
        for d in facts.doubts
        if d.as_of <= scope.as_of and (d.issue_id in known or d.candidate_id in known)
    ]
    return pd.DataFrame(rows, columns=["day", "import_id", "issue_id", "other_id", "score"])


def _twinned(scope: Scope, base: pd.DataFrame) -> pd.DataFrame:
    """Pairs of which the selection holds at least one."""
    whole = Scope(scope.source, scope.as_of)
    twins = _alike.get(whole, lambda: _twins(whole))
    chosen = base["issue_id"].to_numpy()
    return twins[np.isin(twins["issue_id"], chosen) | np.isin(twins["other_id"], chosen)]


def _twins(scope: Scope) -> pd.DataFrame:
    """Pairs of open issues that may be one: issue_id (the later), other_id, score, day."""
    rows = issues_of(data.chosen(scope), "open", as_of=scope.as_of)
    rows = rows[rows["site"] != 0].sort_values("issue_id", ignore_index=True)
    ids, days = rows["issue_id"].tolist(), rows["found_on"].tolist()
    told = stored.descriptions(data.database(), ids)
    alike = similar_pairs(rows, [told.get(key) for key in ids], within_days=quality.TWIN_DAYS, least=quality.TWIN_SCORE)
    return pd.DataFrame(
        [(ids[later], ids[earlier], score, days[later]) for later, earlier, score in alike],
        columns=["issue_id", "other_id", "score", "day"],
    )


def narrowed(scope: Scope, part: Part) -> pd.DataFrame:
    """`items` of the week and sender asked for."""
    frame = items(scope, part.check)
    if part.week is not None:
        frame = frame[frame["week"] == day_number(part.week)]
    if part.sender is not None:
        frame = frame[frame["sender"] == part.sender]
    return frame


# --- what is asked -----------------------------------------------------------------------------------------------------


def asked(scope: Scope) -> Part:
    """What the address asks for; without a check the first that finds anything."""
    said = dict(st.query_params)
    bad = []
    check = said.get("check", "")
    if check not in CHECKS:
        if check:
            bad.append(f"“{check}”")
        check = next((key for key in CHECKS if len(items(scope, key))), next(iter(CHECKS)))
    week = None
    if said.get("week"):
        try:
            week = date.fromisoformat(said["week"])
        except ValueError:
            bad.append(f"“{said['week']}”")
    if bad:
        st.warning(literal(f"网址中的{'、'.join(bad)}不存在，已忽略。"))
    return Part(check, week, said.get("sender"))


# --- what is shown -----------------------------------------------------------------------------------------------------


def verdict(scope: Scope) -> str:
    """One sentence that says what matters most."""
    counts = {key: len(items(scope, key)) for key in CHECKS}
    total = findings(scope).total
    if not any(counts.values()):
        return f"截至 {scope.as_of}，{total:,} 件问题的资料齐全，没有发现疑点。"
    parts = []
    if counts["refused"]:
        parts.append(f"{counts['refused']:,} 行被拒收后没有改正，不在任何数字里")
    if counts["no_due"]:
        share = 100 * counts["no_due"] / total
        parts.append(f"{counts['no_due']:,} 件（{share:.1f}%）没有整改时限，无法判断是否超期")
    if counts["no_lead"]:
        parts.append(f"{counts['no_lead']:,} 件没有责任单位")
    days = sum(
        counts[key] for key in ("done_before_found", "verified_before_done", "due_before_found", "far_due", "odd_days")
    )
    if days:
        parts.append(f"日期有疑点 {days:,} 处")
    twins = counts["twins"] + counts["doubts"]
    if twins:
        parts.append(f"{twins:,} 对可能是同一个问题")
    rest = sum(counts[key] for key in ("no_site", "no_district", "no_category"))
    if rest and len(parts) < 3:
        parts.append(f"点位、镇区或类别没有填的 {rest:,} 处")
    return f"最要紧的：{'；'.join(parts[:3])}。" if parts else ""


@data.view
def overview(scope: Scope, chosen: str) -> Grid:
    """All checks: number, this week's share of it, who sent most of it, and why it matters."""
    total, this_week = findings(scope).total, _this_week(scope)
    rows = []
    for key, check in CHECKS.items():
        frame = items(scope, key)
        count, recent = len(frame), int((frame["week"] == this_week).sum())
        if not count and key != chosen:
            continue
        share = f"{100 * count / total:.1f}%" if check.unit == "件" and total and count else "—"
        top = frame["sender"].astype(str).value_counts()
        most = f"{top.index[0]}（{top.iloc[0]:,}）" if len(top) else "—"
        go = address("quality", check=key) if count else None
        recent_go = address("quality", check=key, week=day_date(this_week).isoformat()) if recent else None
        mark = "▸ " if key == chosen else ""
        rows.append(
            Row(
                cells=[
                    grids.text(f"{mark}{check.name}", go),
                    grids.text(f"{count:,}" if count else "0", go, **({} if count else {"tone": "quiet"})),
                    grids.text(check.unit),
                    grids.text(share),
                    grids.text(f"{recent:,}", recent_go, **({} if recent else {"tone": "quiet"})),
                    grids.text(most),
                    grids.text(check.why),
                ]
            )
        )
    columns = grids.columns(
        ("检查项", "text", "点击看是哪些；口径在下面清单的标题上"),
        ("数量", "", "等于清单的行数"),
        ("单位", "text", ""),
        ("占交办总数", "", "按件的检查项"),
        ("本周", "", "本周发现的；拒收和存疑按表的截至日"),
        ("最多的来自", "wrap text", "表里写了填报单位的是填报单位，否则是文件名"),
        ("不改会怎样", "wrap text", ""),
    )
    return Grid(columns=columns, rows=rows)


def clean(scope: Scope) -> str:
    """The checks that find nothing, in words; empty where each finds something."""
    names = [check.name for key, check in CHECKS.items() if not len(items(scope, key))]
    return f"没有发现问题的检查：{'、'.join(names)}。" if names else ""


def _this_week(scope: Scope) -> int:
    starts_on = data.settings(scope.source).week_starts_on
    return int(quality.weeks(pd.Series([day_number(scope.as_of)]), starts_on=starts_on).iloc[0])


@data.view
def by_week(scope: Scope, check: str) -> Grid:
    """The last weeks in which the check finds anything, newest first."""
    frame = items(scope, check)
    counts = frame["week"].value_counts().sort_index(ascending=False)
    rows = [
        Row(
            cells=[
                grids.text(f"{day_date(week).year}年{short_day(day_date(week))}起"),
                grids.text(f"{count:,}", address("quality", check=check, week=day_date(week).isoformat())),
            ]
        )
        for week, count in zip(counts.index[:WEEKS].tolist(), counts.tolist(), strict=False)
    ]
    rest = int(counts.iloc[WEEKS:].sum())
    if rest:
        rows.append(Row(cells=[grids.text("更早"), grids.text(f"{rest:,}")]))
    rows.append(
        Row(cells=[grids.text("合计"), grids.text(f"{len(frame):,}", address("quality", check=check))], style="total")
    )
    return Grid(columns=grids.columns(("哪一周", "text", ""), (CHECKS[check].unit, "", "")), rows=rows)


@data.view
def by_sender(scope: Scope, check: str) -> Grid:
    """Who sent most of what the check finds."""
    frame = items(scope, check)
    counts = frame["sender"].astype(str).value_counts(sort=False).sort_values(ascending=False, kind="stable")
    rows = [
        Row(
            cells=[
                grids.text(str(sender)),
                grids.text(f"{count:,}", address("quality", check=check, sender=str(sender))),
            ]
        )
        for sender, count in counts.head(SENDERS).items()
    ]
    rest = int(counts.iloc[SENDERS:].sum())
    if rest:
        rows.append(Row(cells=[grids.text(f"其余 {len(counts) - SENDERS:,} 个"), grids.text(f"{rest:,}")]))
    rows.append(
        Row(cells=[grids.text("合计"), grids.text(f"{len(frame):,}", address("quality", check=check))], style="total")
    )
    return Grid(columns=grids.columns(("谁报的", "wrap text", ""), (CHECKS[check].unit, "", "")), rows=rows)


def show_rows(scope: Scope, part: Part) -> None:
    """The rows behind a number, ready to be opened."""
    frame, check = narrowed(scope, part), CHECKS[part.check]
    said = [f"{part.week} 起一周"] if part.week else []
    said += [f"来自“{part.sender}”"] if part.sender else []
    if said:
        st.button(f"{literal('；'.join(said))}　✕ 取消限定", on_click=_widened, key="widen")
    if frame.empty:
        st.success(f"没有“{check.name}”的{'行' if check.unit == '行' else '问题'}。")
        return
    more = f"，显示前 {SHOWN} {check.unit}；下载的表格含全部" if len(frame) > SHOWN else ""
    opens = {"件": "。点击一行打开问题档案。", "行": "。点击一行打开那次导入。"}.get(check.unit, "。")
    st.markdown(f"共 **{len(frame):,}** {check.unit}:gray[{more}{opens}]")
    _DRAWN.get(part.check, _issues)(scope, part, frame)


def _widened() -> None:
    for param in ("week", "sender"):
        if param in st.query_params:
            del st.query_params[param]


def _issues(scope: Scope, part: Part, frame: pd.DataFrame) -> None:
    tables.issues(_issue_rows(scope, part), key="quality_rows", on=scope.looking_back)


@data.view
def _issue_rows(scope: Scope, part: Part) -> tables.IssueTable:
    frame = narrowed(scope, part)
    return tables.issue_table(_with_doubt(scope, frame.head(SHOWN), PLAIN), total=len(frame))


def _with_doubt(scope: Scope, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Issues in words, what is odd about them in front, who sent them at the end."""
    told = listings.in_words(scope, frame, columns)
    if frame["says"].astype(bool).any():
        told.insert(1, "疑点", pd.Series(frame["says"].tolist(), dtype=object))
    return told.assign(最初来自=frame["sender"].tolist())


def _pair_rows(scope: Scope, frame: pd.DataFrame) -> pd.DataFrame:
    """Pairs side by side."""
    ids = [*frame["issue_id"].tolist(), *frame["other_id"].tolist()]
    told = listings.of_issues(data.ledger(scope.source), ids, as_of=scope.as_of)
    words = listings.in_words(scope, told, ("镇区", "点位", "问题", "发现日期", "状态", "编号")).set_index("issue_id")
    made = {"相似度": frame["score"].tolist()}
    for mark, column in (("甲", "issue_id"), ("乙", "other_id")):
        part = words.reindex(frame[column]).astype(object)
        part = part.where(part.notna(), None)
        if mark == "甲":
            made |= {name: part[name].tolist() for name in ("镇区", "点位")}
        made |= {f"{name}（{mark}）": part[name].tolist() for name in ("问题", "发现日期", "状态", "编号")}
    return pd.DataFrame(made).assign(来自=frame["sender"].tolist())


def _pairs(scope: Scope, part: Part, frame: pd.DataFrame) -> None:
    shown = frame.head(200)
    words = _pair_rows(scope, shown)
    on = scope.looking_back.isoformat() if scope.looking_back else None

    def link(key: int) -> str:
        return address("issue", id=key, on=on)

    def told(row: Mapping[Any, Any], mark: str) -> str:
        day = row[f"发现日期（{mark}）"]
        return f"{row[f'问题（{mark}）'] or '（没有描述）'}（{day} 发现）" if day is not None else "（当日还没有）"

    rows = [
        Row(
            cells=[
                grids.text(f"{row['相似度']}"),
                grids.text(f"{row['镇区'] or '—'} · {row['点位'] or '—'}"),
                grids.text(told(row, "甲"), link(later)),
                grids.text(told(row, "乙"), link(earlier)),
            ]
        )
        for row, later, earlier in zip(
            words.to_dict("records"), shown["issue_id"].tolist(), shown["other_id"].tolist(), strict=True
        )
    ]
    columns = grids.columns(
        ("相似度", "", "0 到 100"),
        ("点位", "wrap text", ""),
        ("后一件", "wrap text", "点击打开"),
        ("先一件", "wrap text", "点击打开"),
    )
    grids.show(Grid(columns=columns, rows=rows, height=560), key="quality_pairs")
    if part.check == "doubts":
        st.caption("是不是同一件，请在“数据导入”页的存疑行里决定；决定过的可以在“设置 · 记住的答案”里改。")


def _refused_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Refused rows in words."""
    made = {
        "来自": frame["sender"].tolist(),
        "表的种类": frame["kind"].tolist(),
        "工作表": frame["sheet"].tolist(),
        "行": frame["row_no"].tolist(),
        "列": [text if isinstance(text, str) else None for text in frame["heading"].tolist()],
        "原值": [text if isinstance(text, str) else None for text in frame["value"].tolist()],
        "原因": frame["reason"].tolist(),
        "怎么办": frame["remedy"].tolist(),
        "数据截至日": [day_date(int(day)) for day in frame["day"]],
    }
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in made.items()})


def _refused(_scope: Scope, _part: Part, frame: pd.DataFrame) -> None:
    grids.show(_refused_grid(frame.head(SHOWN)), key="quality_refused")


def _refused_grid(frame: pd.DataFrame) -> Grid:
    """Refused rows, each with the way to the import that refused it."""
    rows = []
    for row in frame.to_dict("records"):
        sheet = f"{row['kind']}（截至 {day_date(int(row['day']))}）"
        cells = [
            grids.text(
                f"{row['sender']} · {sheet} · {row['sheet']} 第 {row['row_no']} 行",
                address("imports", look=row["import_id"]),
            ),
            grids.text(row["cells"]),
            grids.text(f"{row['reason']}{row['remedy']}"),
        ]
        rows.append(Row(cells=cells))
    columns = grids.columns(
        ("哪一行", "wrap text", "点击打开那次导入，可以重新打开文件更正，也可以选择不导入"),
        ("哪一格", "wrap text", "列的表头和原来的内容"),
        ("原因和办法", "wrap text", ""),
    )
    return Grid(columns=columns, rows=rows, height=620)


_DRAWN: Mapping[str, Callable[[Scope, Part, pd.DataFrame], None]] = {
    "refused": _refused,
    "twins": _pairs,
    "doubts": _pairs,
}


def whole_table(scope: Scope, part: Part) -> dict[str, pd.DataFrame]:
    """All rows of the list, for a download."""
    frame, name = narrowed(scope, part), CHECKS[part.check].name
    if part.check == "refused":
        return {name: _refused_rows(frame)}
    if part.check in ("twins", "doubts"):
        return {name: _pair_rows(scope, frame)}
    return {name: _with_doubt(scope, frame, FULL).drop(columns="issue_id")}


def notes(scope: Scope, part: Part) -> list[str]:
    """What the download says about itself."""
    check = CHECKS[part.check]
    return [
        f"数据截至：{scope.as_of.isoformat()}",
        f"筛选：{filters.summary(scope) or '无'}",
        f"{check.name}：{check.words}",
        f"生成时间：{data.now():%Y-%m-%d %H:%M}",
    ]
