"""The rows behind a number of 数据质量: on screen, ready to be opened, and all of them for a download."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from domain.figures.quality import CHECKS
from domain.ledger.days import day_date
from ui.issues.findings import Part, narrowed
from ui.parts import grids, listings, tables
from ui.parts.grids import Grid, GridRow
from ui.parts.listings import FULL, PLAIN
from ui.parts.tables import SHOWN
from ui.shell import data, filters
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import literal


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
        GridRow(
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
        rows.append(GridRow(cells=cells))
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
