"""Lists of issues: the rows behind a number, on screen and in a download."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from database.ledger import issues as stored
from domain.figures.definitions import DEFINITIONS
from domain.figures.figures import FLOWS
from domain.figures.overdue import BANDS, bands, issues_of
from domain.ledger.days import day_number, week_start
from domain.ledger.ledger import Ledger
from domain.ledger.states import STANDINGS
from ui.parts.tables import SHOWN, IssueTable, issue_table
from ui.shell import data, filters
from ui.shell.data import Scope
from ui.shell.wording import day_or_none, definition, literal
from ui.shell.words import ONLY, code_of

BASES: Mapping[str, tuple[str, ...]] = {
    "on_time_rate": ("overdue", "late", "on_time"),
    "done_rate": ("total",),
    "closed_rate": ("total",),
    "recurrence_rate": ("recurring",),
    "closing_rate": ("overdue", "closed"),
    "on_time_closing_rate": ("overdue", "closed"),
    "rework_rate": ("overdue_reworked", "closed_reworked"),
    "reworked_due": ("overdue_reworked", "closed_reworked"),
    "due_for_closing": ("overdue", "closed"),
    "days_median": ("done_total",),
    "days_p90": ("done_total",),
}
"""The lists behind figures that are no counts themselves; every other figure is its own list."""

LATE = (
    "超期天数",
    "镇区",
    "点位",
    "问题",
    "类别",
    "责任单位",
    "牵头县领导",
    "联系人",
    "电话",
    "整改时限",
    "状态",
    "编号",
)
PLAIN = (
    *("状态", "镇区", "点位", "问题", "类别", "责任单位", "发现日期", "整改时限", "完成日期", "超期天数"),
    *("联系人", "电话", "编号"),
)
AT_ONE_SITE = tuple(column for column in PLAIN if column not in ("镇区", "点位"))
FULL = (
    *(
        "编号",
        "状态",
        "镇区",
        "点位",
        "点位类型",
        "问题",
        "类别",
        "来源",
        "专项行动",
        "牵头县领导",
        "责任单位",
        "配合单位",
    ),
    *("联系人", "电话", "发现日期", "整改时限", "时限原文", "完成日期", "超期天数", "是否反复", "整改情况"),
)


@dataclass(frozen=True)
class Narrowing:
    """What the address of the rows page adds to the selection: one unit, category or site, and one ageing band.

    dimensions: what takes the place of the selection in each dimension.
    """

    dimensions: tuple[tuple[str, int], ...] = ()
    band: int | None = None

    def words(self, scope: Scope) -> list[str]:
        """镇区：渡月镇, 超期 4–7 天 …"""
        directory = data.ledger(scope.source).directory
        labels = {
            "district": "镇区",
            "lead": "责任单位",
            "category": "问题类别",
            "site_type": "点位类型",
            "site": "点位",
            "action": "专项行动",
        }
        said = [f"{labels[dimension]}：{directory.label(dimension, code)}" for dimension, code in self.dimensions]
        return said + ([f"超期 {BANDS[self.band].name}"] if self.band is not None else [])

    @property
    def unit_id(self) -> int | None:
        """The one district or department to which the rows are narrowed."""
        return next((code for dimension, code in self.dimensions if dimension in ("lead", "district")), None)

    def within(self, scope: Scope) -> Scope:
        """The scope with these dimensions instead of its own."""
        return scope.narrowed(**{dimension: (code,) for dimension, code in self.dimensions})


ALL = Narrowing()


def asked(scope: Scope) -> tuple[Scope, str, Narrowing]:
    """What the address of the rows page asks for: the day, the figure (shown as a choice) and what narrows it."""
    params = dict(st.query_params)
    narrow, bad = narrowing(scope, params)
    day = params.get("on")
    if day:
        try:
            scope = scope.on(date.fromisoformat(day))
        except ValueError:
            bad.append(f"“{day}”")
    figure = params.get("figure", "open")
    if figure not in DEFINITIONS:
        bad.append(f"“{figure}”")
        figure = "open"
    if bad:
        st.warning(f"网址中的{literal('、'.join(bad))}不存在，已忽略。")

    def chosen() -> None:
        st.query_params["figure"] = st.session_state["rows_figure"]

    def widened() -> None:
        for param in (*ONLY, "only_band", "on"):
            if param in st.query_params:
                del st.query_params[param]

    st.session_state["rows_figure"] = figure
    left, right = st.columns([3, 7], gap="medium", vertical_alignment="bottom")
    left.selectbox(
        "指标", list(DEFINITIONS), format_func=lambda key: DEFINITIONS[key].name, key="rows_figure", on_change=chosen
    )
    words = narrow.words(scope) + ([f"截至 {scope.as_of}"] if day and "on" in params else [])
    if words:
        right.button(f"{literal('；'.join(words))}　✕ 取消限定", on_click=widened, key="widen")
    return scope, figure, narrow


def narrowing(scope: Scope, params: Mapping[str, str]) -> tuple[Narrowing, list[str]]:
    """What `params` of an address ask for, and what in them does not exist."""
    codes: list[tuple[str, int]] = []
    bad: list[str] = []
    for param, dimension in ONLY.items():
        if param in params:
            code = code_of(scope, dimension, params[param])
            if code is None:
                bad.append(f"“{params[param]}”")
            else:
                codes.append((dimension, code))
    band = params.get("only_band", "")
    if band and not (band.isdecimal() and int(band) < len(BANDS)):
        bad.append(f"“{band}”")
        band = ""
    return Narrowing(tuple(codes), int(band) if band else None), bad


def found(scope: Scope, figure: str, narrow: Narrowing) -> pd.DataFrame:
    """The issues that a figure counts (or divides by), narrowed: columns of overdue.issues_of. Not remembered: it may be long."""
    ledger = data.chosen(narrow.within(scope))
    since = week_start(scope.as_of, starts_on=ledger.settings.week_starts_on)
    parts = [
        issues_of(ledger, key, as_of=scope.as_of, since=since if key in FLOWS else None)
        for key in BASES.get(figure, (figure,))
    ]
    frame = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    if narrow.band is not None:
        frame = frame[frame["days_overdue"] > 0]
        frame = frame[bands(frame["days_overdue"]) == narrow.band]
    return frame.sort_values(["days_overdue", "due_on", "issue_id"], ascending=[False, True, True], kind="stable")


def of_issues(ledger: Ledger, issue_ids: Sequence[int], *, as_of: date) -> pd.DataFrame:
    """Some issues as they stood on a day, in the order asked: columns of `found`. Those not found by then are left out."""
    ids = ledger.issues["issue_id"].to_numpy()
    rows = np.searchsorted(ids, np.asarray(issue_ids, dtype=ids.dtype)) if len(issue_ids) else np.empty(0, np.int64)
    day = day_number(as_of)
    spans = ledger.spans
    mask = (
        np.isin(spans["issue"].to_numpy(), rows)
        & (spans["from_on"].to_numpy() <= day)
        & (day < spans["to_on"].to_numpy())
    )
    part = ledger.only(mask)
    frames = [issues_of(part, key, as_of=as_of) for key in ("total", "rejected")]
    frame = pd.concat(frames, ignore_index=True).set_index("issue_id")
    kept = [i for i in dict.fromkeys(issue_ids) if i in frame.index]
    return frame.loc[kept].reset_index()


@data.view
def on_screen(scope: Scope, figure: str, narrow: Narrowing = ALL, columns: Sequence[str] = PLAIN) -> IssueTable:
    """The first rows of the list, in words, and how long the whole list is."""
    frame = found(scope, figure, narrow)
    return issue_table(in_words(scope, frame.head(SHOWN), columns), total=len(frame))


@data.view
def some(scope: Scope, issue_ids: tuple[int, ...]) -> IssueTable:
    """A given list of issues, in words, and how many they are."""
    frame = of_issues(data.ledger(scope.source), issue_ids[:SHOWN], as_of=scope.as_of)
    return issue_table(in_words(scope, frame, PLAIN), total=len(issue_ids))


def in_words(scope: Scope, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Rows of `found` as a reader sees them: issue_id and `columns`."""
    directory = data.ledger(scope.source).directory
    texts = stored.texts(data.database(), frame["issue_id"].tolist()).reindex(frame["issue_id"])
    units, actions = directory.units, directory.actions
    states = {int(state): standing.name for state, standing in STANDINGS.items()}
    person, phone = texts["person"].tolist(), texts["phone"].tolist()
    contacts = [units.get(code) for code in frame["lead"]]
    made = {
        "issue_id": frame["issue_id"].tolist(),
        "超期天数": [days or None for days in frame["days_overdue"].tolist()],
        "镇区": [directory.label("district", code) for code in frame["district"].tolist()],
        "点位": texts["site"].tolist(),
        "点位类型": [directory.label("site_type", code) for code in frame["site_type"].tolist()],
        "问题": texts["description"].tolist(),
        "类别": [directory.label("category", code) for code in frame["category"].tolist()],
        "来源": [directory.label("source", code) for code in frame["source"].tolist()],
        "专项行动": [directory.label("action", code) for code in frame["action"].tolist()],
        "牵头县领导": [actions[code].lead_leader if code in actions else None for code in frame["action"].tolist()],
        "责任单位": [directory.label("lead", code) for code in frame["lead"].tolist()],
        "配合单位": texts["assist_units"].tolist(),
        "联系人": [p or (u.contact if u else None) for p, u in zip(person, contacts, strict=True)],
        "电话": [p or (u.phone if u else None) for p, u in zip(phone, contacts, strict=True)],
        "发现日期": _dates(frame["found_on"]),
        "整改时限": _dates(frame["due_on"]),
        "时限原文": texts["due_text"].tolist(),
        "完成日期": _dates(frame["done_on"]),
        "状态": [states[state] for state in frame["state"].tolist()],
        "是否反复": ["是" if said else "" for said in frame["recurrence"].tolist()],
        "整改情况": texts["progress"].tolist(),
        "编号": texts["number"].tolist(),
    }
    result = pd.DataFrame({name: pd.Series(made[name], dtype=object) for name in ("issue_id", *columns)})
    if "超期天数" in columns:
        result["超期天数"] = result["超期天数"].astype("Int64")
    return result


def _dates(days: "pd.Series[int]") -> list[date | None]:
    return [day_or_none(day) for day in days.tolist()]


def whole_table(scope: Scope, figure: str, narrow: Narrowing) -> dict[str, pd.DataFrame]:
    """All rows with every column, for a download."""
    frame = in_words(scope, found(scope, figure, narrow), FULL)
    return {DEFINITIONS[figure].name: frame.drop(columns="issue_id")}


def notes(scope: Scope, *figures: str, more: Sequence[str] = ()) -> list[str]:
    """What a download says about itself: day, selection, 口径 of its figures."""
    settings = data.settings(scope.source)
    said = filters.summary(scope)
    lines = [f"数据截至：{scope.as_of.isoformat()}", f"筛选：{'；'.join([*([said] if said else []), *more]) or '无'}"]
    lines += [f"{DEFINITIONS[key].name}：{definition(key, settings, scope.as_of)}" for key in figures]
    return [*lines, f"生成时间：{data.now():%Y-%m-%d %H:%M}"]
