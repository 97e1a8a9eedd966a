"""Forms for the units: blank templates, and each unit's 整改反馈表 with its open issues. Made when the button is clicked."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from briefings.excel import feedback, templates
from data_loaders.headings.kinds import kind_name
from data_loaders.text.names import meanings
from database.ledger import issues as stored
from domain.catalogue import DATASETS
from domain.directory import BLANKS, DEPARTMENT
from domain.ledger.states import DONE, STANDINGS
from ui.parts import listings
from ui.parts.tables import XLSX
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import literal

ZIP = "application/zip"
_SHOWN = (
    "状态",
    "编号",
    "发现日期",
    "镇区",
    "点位",
    "问题",
    "类别",
    "责任单位",
    "整改时限",
    "时限原文",
    "联系人",
    "电话",
)


def blank_templates(scope: Scope) -> None:
    """The blank 检查问题清单 and 整改反馈表, and that of any book, with the office's words in their drop-downs."""
    for place, (kind, name) in zip(st.columns(2), templates.TEMPLATES.items(), strict=True):
        _template_button(place, scope, kind, name=name, key=f"template_{kind}")
    left, right = st.columns(2, vertical_alignment="bottom")
    picked = left.selectbox(
        "专项表（测评、材料、问卷、负面清单等）", list(DATASETS), format_func=kind_name, key="template_book"
    )
    _template_button(right, scope, picked, name=kind_name(picked), key="template_of_book")


def _template_button(place: DeltaGenerator, scope: Scope, kind: str, *, name: str, key: str) -> None:
    place.download_button(
        f"下载空白{name}（xlsx）",
        data=partial(_template, scope, kind),
        file_name=f"{name}_空白模板.xlsx",
        mime=XLSX,
        key=key,
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
    )


def _template(scope: Scope, kind: str) -> bytes:
    if kind in DATASETS:
        return templates.book_template(DATASETS[kind], words(scope))
    return templates.template(kind, words(scope))


def feedback_forms(scope: Scope) -> None:
    """A button for the forms of all units in one .zip, and a choice for that of one."""
    left, right = st.columns(2, vertical_alignment="bottom")
    stamp = f"截至{scope.as_of:%Y-%m-%d}"
    left.download_button(
        "下载各单位整改反馈表（zip）",
        data=lambda: feedback.zipped(feedback.feedback_forms(open_rows(scope), as_of=scope.as_of), made_on=scope.as_of),
        file_name=f"整改反馈表_{stamp}.zip",
        mime=ZIP,
        key="feedback_zip",
        on_click="ignore",
        icon=":material/folder_zip:",
        width="stretch",
        help="每个责任单位一个文件，已填好该单位尚未上报完成的问题。单位填好交回后直接上传即可。",
    )
    units = open_units(scope)
    with right:
        if not units:
            st.caption("目前没有未整改的问题。")
            return
        unit = st.selectbox("只下载一个单位的", units, key="feedback_unit") or units[0]
        st.download_button(
            f"下载{literal(unit)}的整改反馈表（xlsx）",
            data=lambda: one_form(scope, unit),
            file_name=f"整改反馈表_{feedback.file_part(unit)}_{stamp}.xlsx",
            mime=XLSX,
            key="feedback_one",
            on_click="ignore",
            icon=":material/download:",
            width="stretch",
        )


def words(scope: Scope) -> Mapping[str, Sequence[str]]:
    """The words of each drop-down: what the office uses, and the usual words where it uses none yet."""
    directory = data.ledger(scope.source).directory
    units = sorted(directory.units.values(), key=lambda unit: (unit.group or "", unit.unit_id))

    def terms(kind: str) -> list[str]:
        return [word for code, word in directory.terms.items() if directory.term_kinds[code] == kind]

    usual = {kind: list(dict.fromkeys(meanings(kind).values())) for kind in ("category", "site_type")}
    return {
        templates.DISTRICTS: [unit.name for unit in units if unit.kind != DEPARTMENT],
        templates.UNITS: [unit.name for unit in units],
        templates.CATEGORIES: terms("category") or usual["category"],
        templates.SITE_TYPES: terms("site_type") or usual["site_type"],
        templates.SOURCES: terms("source"),
        templates.SITES: list(dict.fromkeys(site.name for site in directory.sites.values())),
        templates.ACTIONS: [action.name for action in directory.actions.values()],
        templates.STATES: ["是", "否", *(standing.name for standing in STANDINGS.values())],
    }


@data.view
def open_units(scope: Scope) -> list[str]:
    """The units that have something to answer, by name."""
    directory = data.ledger(scope.source).directory
    return sorted({directory.label("lead", code) for code in _open(scope)["lead"].unique().tolist()})


def one_form(scope: Scope, unit: str) -> bytes:
    """The form of one unit."""
    rows = open_rows(scope)
    return feedback.feedback_form(
        unit, rows[[(name or feedback.NOBODY) == unit for name in rows["责任单位"]]], as_of=scope.as_of
    )


def _open(scope: Scope) -> pd.DataFrame:
    frame = listings.found(scope, "open", listings.ALL)
    return frame[~frame["state"].isin([int(state) for state in DONE])]


def open_rows(scope: Scope) -> pd.DataFrame:
    """What is 未整改 on the day and not reported done: columns of feedback.GIVEN, the longest overdue first."""
    frame = listings.in_words(scope, _open(scope), _SHOWN)
    blanks = set(BLANKS.values())
    for name in ("镇区", "类别", "责任单位"):
        said = [None if text in blanks else text for text in frame[name]]
        frame[name] = pd.Series(said, index=frame.index, dtype=object)
    limits: list[date | str | None] = [
        day or text for day, text in zip(frame["整改时限"], frame["时限原文"], strict=True)
    ]
    frame = frame.rename(
        columns={
            "状态": "下发时状态",
            "发现日期": "检查日期",
            "点位": "点位名称",
            "问题": "存在问题",
            "类别": "问题类别",
            "联系人": "责任人",
            "电话": "联系电话",
        }
    )
    frame["整改时限"] = pd.Series(limits, index=frame.index, dtype=object)
    keys = stored.keys_of(data.database(), frame["issue_id"].tolist())
    frame["问题码"] = [keys[key] for key in frame["issue_id"]]
    return frame[list(feedback.GIVEN)]
