"""曝光台: the issues that have photos, worst first, before beside after."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from database.office import photos as stored
from database.office.photos import Shown
from domain.ledger.days import day_number
from domain.ledger.photos import KINDS
from domain.ledger.states import STANDINGS, State
from ui.issues import pairs
from ui.issues.pairs import ShownPair
from ui.parts import listings, theme
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.screens import file_of
from ui.shell.wording import NONE

A_PAGE = 4
"""Pairs on a page: two by two on the screen of a meeting room."""
AROUND = 16
"""So many pairs before and behind those of the page can fill the screen without turning the page."""
SHOWN: Mapping[str, str] = {"all": "全部", "overdue": "超期", "open": "未整改", "after": "有整改后照片"}
"""What the page can be narrowed to."""
_DONE = (int(State.REPORTED), int(State.CLOSED))
_PHONE = re.compile(r"(?<!\d)(?:1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|\d{3}-\d{4}-\d{4})(?!\d)")


@dataclass(frozen=True)
class FoundPhotos:
    """The issues with photos, in the order shown, and how many of all of them are overdue, open, or have a photo after."""

    issue_ids: tuple[int, ...]
    total: int
    overdue: int
    open: int
    after: int


@data.view
def found(scope: Scope, shown: str = "all") -> FoundPhotos:
    """The issues of the selection that had photos on the as-of day: overdue ones first, then open ones, then the rest."""
    known = stored.illustrated(data.database())
    ledger = data.chosen(scope)
    ids = [key for key, *days in known.itertuples(index=False) if any(day and day <= scope.as_of for day in days)]
    ids = [int(key) for key in np.intersect1d(ids, ledger.issues["issue_id"].to_numpy())] if ids else []
    frame = listings.of_issues(ledger, ids, as_of=scope.as_of)
    frame = frame[frame["state"] != int(State.REJECTED)]
    days = known.set_index("issue_id")["after"]
    after = np.array([bool(days[key]) and days[key] <= scope.as_of for key in frame["issue_id"]], np.bool_)
    late = frame["days_overdue"].to_numpy() > 0
    open_ = frame["state"].to_numpy() != int(State.CLOSED)
    rank = np.where(late, 0, np.where(~np.isin(frame["state"].to_numpy(), _DONE), 1, 2))
    order = np.lexsort(
        (-frame["issue_id"].to_numpy(), -frame["found_on"].to_numpy(), -frame["days_overdue"].to_numpy(), rank)
    )
    wanted = {"all": np.ones(len(frame), np.bool_), "overdue": late, "open": open_, "after": after}[shown]
    kept = frame["issue_id"].to_numpy()[order][wanted[order]]
    return FoundPhotos(tuple(int(key) for key in kept), len(frame), int(late.sum()), int(open_.sum()), int(after.sum()))


def verdict(scope: Scope) -> str:
    """How many issues have photos, as HTML."""
    whole = found(scope)
    late = f"<span style='color:{theme.RED}'>超期 {whole.overdue:,} 件</span>" if whole.overdue else "没有超期的"
    return (
        f"<p class='verdict'>有照片的问题 {whole.total:,} 件：未整改 {whole.open:,} 件，其中{late}；"
        f"已有整改后照片 {whole.after:,} 件。</p>"
    )


def explain_nothing(scope: Scope) -> None:
    """Say why there is nothing to see and where photos come from."""
    if len(stored.illustrated(data.database())):
        st.info("所选范围内没有带照片的问题。可以放宽左侧的筛选条件，或换一个截至日。")
        return
    st.info(
        "还没有照片。照片随表格来：插在检查问题清单、整改反馈表里的图片，导入时会自动附到那一行的问题上；"
        "也可以把照片按“编号_整改前”“编号_整改后”命名，打成一个压缩包，在“数据导入”里上传。"
    )
    if file_of("imports").exists():
        st.page_link(file_of("imports"), label="去上传照片", icon=":material/upload_file:")


def turned_to(scope: Scope, shown: str) -> int:
    """Which page the reader has turned to, from 1; another selection begins at the first again."""
    count = -(-len(found(scope, shown).issue_ids) // A_PAGE)
    if count < 2:
        return 1
    return int(st.pagination(count, key=f"exposure_page_{abs(hash((scope, shown)))}"))


@data.view
def page(scope: Scope, shown: str, number: int) -> bytes:
    """One page of pairs, packed. number: from 1."""
    every = found(scope, shown).issue_ids
    start = (number - 1) * A_PAGE
    before = max(0, start - AROUND)
    ids = every[before : start + A_PAGE + AROUND]
    frame = listings.of_issues(data.ledger(scope.source), ids, as_of=scope.as_of)
    columns = ("编号", "镇区", "点位", "问题", "责任单位", "状态", "发现日期", "整改时限", "超期天数")
    words = listings.in_words(scope, frame, columns)
    photos = stored.photos_of(data.database(), ids, until=scope.as_of)
    states = frame["state"].tolist()
    rows = [{str(name): value for name, value in row.items()} for row in words.to_dict("records")]
    made = [_pair(scope, row, state, photos.get(row["issue_id"], [])) for row, state in zip(rows, states, strict=True)]
    return pairs.packed(made, first=start - before, count=A_PAGE, before=before, total=len(every))


def _pair(scope: Scope, row: Mapping[str, object], state: int, photos: list[Shown]) -> ShownPair:
    said, tone = standing(row, state, day_number(scope.as_of))
    number = row["编号"] if _said(row["编号"]) else None
    where = " · ".join(str(row[name]) for name in ("镇区", "点位") if _said(row[name]))
    return ShownPair(
        title=without_phones(str(row["问题"])) if _said(row["问题"]) else "（没有填写问题描述）",
        go=address(
            "issue", id=int(str(row["issue_id"])), on=scope.looking_back.isoformat() if scope.looking_back else None
        ),
        standing=said,
        tone=theme.TONES[tone],
        late=tone == "overdue",
        lines=[
            f"{where or NONE}　责任单位：{row['责任单位']}",
            f"发现 {row['发现日期']}　时限 {row['整改时限'] if _said(row['整改时限']) else '无'}"
            + (f"　编号 {number}" if number else ""),
        ],
        before=[pairs.shot(one, caption(one)) for one in photos if one.kind == "before"],
        after=[pairs.shot(one, caption(one)) for one in photos if one.kind == "after"],
        lacking=lacking(state),
    )


def _said(value: object) -> bool:
    return value is not None and value is not pd.NA and value == value and value != ""


def standing(row: Mapping[str, object], state: int, day: int) -> tuple[str, str]:
    """How the issue stands, in a few words, and the tone of that."""
    if _said(row["超期天数"]):
        return f"⚠ 超期 {row['超期天数']:,} 天", "overdue"
    name = STANDINGS[State(state)].name
    if state == State.CLOSED:
        return f"✔ {name}", "done"
    return name, "neutral"


def lacking(state: int) -> dict[str, str]:
    """What stands in place of photos."""
    return {"before": "没有整改前照片", "after": "没有整改后照片" if state in _DONE else "尚未整改"}


def caption(photo: Shown) -> str:
    """The day of the sheet that brought it."""
    return f"{photo.as_of.isoformat()} 上报"


def without_phones(text: str) -> str:
    """The wording of a problem without the telephone numbers that some inspectors write into it."""
    return _PHONE.sub("（电话略）", text)


@data.view
def of_issue(scope: Scope, issue_id: int) -> bytes | None:
    """The photos of one issue for its dossier, with where each came from; None where there are none."""
    photos = stored.photos_of(data.database(), [issue_id], until=scope.as_of).get(issue_id)
    if not photos:
        return None
    frame = listings.of_issues(data.ledger(scope.source), [issue_id], as_of=scope.as_of)
    state = int(frame["state"].iloc[0]) if len(frame) else int(State.ASSIGNED)
    sides = {kind: [pairs.shot(one, source(one)) for one in photos if one.kind == kind] for kind in KINDS}
    pair = ShownPair(tone=theme.BLUE, before=sides["before"], after=sides["after"], lacking=lacking(state))
    return pairs.packed_alone(pair)


def source(photo: Shown) -> str:
    """Day, file, sheet and cell of a photo: 2020-07-12，《台账.xlsx》工作表“清单”F5."""
    where = photo.name if photo.name.startswith("工作表") else f"中的“{photo.name}”"
    return f"{photo.as_of.isoformat()}，《{photo.file_name}》{where}"
