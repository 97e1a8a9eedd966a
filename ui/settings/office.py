"""设置: the sections of the page, each with the rosters that belong together."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from briefings.excel.workbook import workbook
from data_loaders.headings.headings import signature
from data_loaders.masters.master_sheets import ACTIONS as ACTIONS_FILE
from data_loaders.masters.master_sheets import SITES as SITES_FILE
from data_loaders.masters.master_sheets import UNITS as UNITS_FILE
from data_loaders.masters.master_sheets import edits_in, lines_of
from data_loaders.matching import fingerprint
from data_loaders.reading.workbook import UnreadableFile
from data_loaders.states.codes import parts_of
from data_loaders.states.state_words import VERDICT_WORDS
from data_loaders.text.names import name_key
from database.masters import master_tables, merging
from database.masters.answer_tables import KINDS, PAIRS, codes, headings, words
from database.masters.ladder_tables import DAYS, ESCALATION, PAPERS, PATTERN, REPLY, WEEKS
from database.masters.master_tables import Key, MasterEdit, MasterTable, RefusedSave, Values
from database.masters.rule_tables import (
    ACTIVITIES,
    ACTIVITY_RULES,
    BULLETIN,
    HOLIDAYS,
    LIMITS,
    WATCHED,
    WORDS,
)
from database.masters.site_tables import ACTIONS, CATEGORIES, SITE_TYPES, SITES, SOURCES
from database.masters.unit_tables import aliases, units
from database.store import audit
from domain.datasets.row_fields import FIELD_NAMES
from domain.ledger.workdays import workdays
from ui.parts import tables
from ui.parts.table_editors import SAID, STALE, WHO, Held, editor, forget, held, propose
from ui.settings import assessment_rules, dataset_editors, rules
from ui.shell import data
from ui.shell.wording import literal
from ui.wall import walls

UNITS, ALIASES = units(name_key, fingerprint), aliases(name_key)
HEADINGS = headings(FIELD_NAMES, signature)
CODES = codes(lambda key: parts_of(key) or (key, ""), signature)
MEANINGS: Mapping[str, Sequence[str]] = {"verdict": list(VERDICT_WORDS)}
"""What wordings can mean, of kinds whose meanings the database does not know."""
SECTIONS: Mapping[str, str] = {
    "units": "单位",
    "sites": "点位",
    "words": "类别与来源",
    "actions": "专项行动",
    "limits": "时限与统计",
    "bulletin": "通报",
    "holidays": "节假日",
    "assessment": "测评规则",
    "books": "业务表",
    "pressing": "督办",
    "answers": "记住的答案",
    "wall": "大屏",
    "log": "修改记录",
}
HOW = "直接在格子里改，最后一行可以新增；要删除，勾选行首的方框后点表格右上角的垃圾桶。带＊的必填。改动先列在下面，点“保存”才生效。"
SHOWN = 500
"""Most lines of the record on screen; the download holds all."""


def who() -> None:
    """Asks who is at work; it goes into the record of changes."""
    st.text_input("经办人（记入修改记录）", key=WHO, max_chars=30, placeholder="姓名")


def section(name: str) -> None:
    """Show one of SECTIONS."""
    if name not in ("limits", "bulletin", "wall", "log"):
        st.caption(HOW)
    _SHOWS[name]()


def _units() -> None:
    st.caption(
        "一个单位可以有多个别名，用顿号分开；表格里写别名也认得。改名后，旧名称自动留作别名。分组：同组的单位一起排名。"
    )
    editor("units", UNITS, widths={"名称": 200, "别名": 330, "类型": 80, "分组": 90, "联系人": 90, "联系电话": 130})
    _by_file("units", UNITS, UNITS_FILE)
    with st.expander("合并单位：两个名称其实是一个单位"):
        _merge()


def _sites() -> None:
    st.caption("点位长是包干到人的负责人。改名后，表格里写旧名称仍认得。")
    editor("sites", SITES, widths={"点位名称": 220, "责任单位": 180, "联系电话": 130})
    _by_file("sites", SITES, SITES_FILE)


def _words() -> None:
    left, middle, right = st.columns([5, 3, 3], gap="medium")
    with left:
        st.subheader("问题类别", anchor=False, help="每个类别可以归入一项专项行动，由它的牵头县领导负责。")
        editor("categories", CATEGORIES, widths={"名称": 140, "专项行动": 200})
    with middle:
        st.subheader("点位类型", anchor=False)
        editor("site_types", SITE_TYPES, widths={"名称": 180})
    with right:
        st.subheader("来源", anchor=False, help="问题是怎么发现的：日常巡查、暗访、群众投诉……")
        editor("sources", SOURCES, widths={"名称": 180})
    st.caption("改名后，以前的问题跟着改；表格里写旧名称仍认得。正在使用的不能删除。")


def _actions() -> None:
    st.caption("牵头县领导写职务，不写姓名。问题类别用顿号分开；一个类别只归一项行动。")
    wide = {"行动名称": 200, "牵头县领导": 220, "牵头部门": 170, "问题类别": 200, "成员单位": 330}
    editor("actions", ACTIONS, widths=wide)
    _by_file("actions", ACTIONS, ACTIONS_FILE)


def _limits() -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("规定", anchor=False, help="改动后，各页的数字立即按新规定计算，以前各周也一样。")
        rules.editor("limits", LIMITS)
    with right:
        st.subheader("时限用语", anchor=False, help="整改时限写成词语时，从发现日期起算多少天。")
        editor("due_words", WORDS, widths={"词语": 180, "天数": 130})
        st.caption("只影响以后导入的表格；已经导入的时限不变。")
        st.subheader(
            "盯防的顽症",
            anchor=False,
            help="“反复与推诿”页逐个统计：问题类别或问题描述里有这个词的都算。一种顽症有几种写法的，用顿号隔开，第一个是名称。",
        )
        editor("watched", WATCHED, widths={"词语": 330}, height=220)
        st.subheader(
            "活动规律",
            anchor=False,
            help="例：清洁家园日，每周，周三。据此推算应开展的日子（“活动日历”页），并在趋势图上标出。",
        )
        editor(
            "activity_rules", ACTIVITY_RULES, widths={"活动": 150, "规律": 110, "星期": 80, "自何日起": 130}, height=220
        )
        st.subheader("活动日", anchor=False, help="规律以外的单次活动，在趋势图上标出。")
        editor("activities", ACTIVITIES, widths={"日期": 150, "活动": 220}, height=300)


def _bulletin() -> None:
    left, _ = st.columns(2, gap="large")
    with left:
        st.caption("周通报和会议材料用。已经签发的通报不受影响。")
        rules.editor("bulletin", BULLETIN)


def _holidays() -> None:
    st.caption(
        "整改时限写“3个工作日”时，跳过周六、周日和这里登记的放假日；登记为补班的周末照算工作日。每年放假通知公布后登记一次，"
        "可以从 Excel 整块粘贴。只影响以后导入的表格。"
    )
    editor("holidays", HOLIDAYS, widths={"日期": 150, "名称": 180, "安排": 150})
    years = sorted(workdays(data.settings(data.source()).holidays).years)
    listed = "、".join(f"{year} 年" for year in years)
    st.markdown(
        f"已登记：{listed}。其他年份只扣除周六、周日，导入时会提示。"
        if years
        else "还没有登记任何年份；现在只扣除周六、周日，导入时会提示。"
    )


def _pressing() -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("督办规定", anchor=False, help="满足任何一个条件就建议到这一级；没有填写的层级不建议。")
        editor("escalation", ESCALATION, widths={"层级": 140, DAYS: 150, WEEKS: 160})
        st.caption("程序逐级建议，不越级；发不发、发到哪一级由人决定。层级固定，不用的清空条件即可。")
    with right:
        st.subheader("公文", anchor=False, help="用于“交办督办”里起草的公文。")
        editor("papers", PAPERS, widths={"公文": 110, PATTERN: 250, REPLY: 110})
        st.caption(
            "文号格式里用花括号写会变的部分：{序号}（必填）、{年}，还可以写 {层级}（交、提、督、通、约、移中的一个字，各层级分别编号）。例：创城督〔{年}〕{序号}号"
        )


def _answers() -> None:
    st.caption("导入时问过一次、您回答过的，都在这里；可以改，也可以删（下次会再问）。只影响以后导入的表格。")
    left, right = st.columns(2, gap="large")
    shown: list[tuple[Any, str, MasterTable, dict[str, int], str]] = [
        (left, "aliases", ALIASES, {"别名": 200, "单位": 220}, "表格里的另一种写法指的是哪个单位。"),
        (
            right,
            "headings",
            HEADINGS,
            {"表头": 150, "对应": 150, "最近一张这样的表": 330},
            "同样表头的表格都照此读取。",
        ),
        (left, "state", words("state"), {}, "“是否完成”“整改情况”里的说法是什么状态。"),
        (
            right,
            "codes",
            CODES,
            {"代码": 90, "含义": 130, "最近一张这样的表": 330},
            "同样表头的表格里，状态栏的数字各是什么意思。",
        ),
        *((left, kind, words(kind, MEANINGS.get(kind, ())), {}, "") for kind in KINDS if kind != "state"),
        (right, "pairs", PAIRS, {"这一行": 260, "与已有的": 260}, "两行说的是不是同一件问题。"),
    ]
    for place, name, roster, widths, help_ in shown:
        with place:
            st.subheader(roster.what, anchor=False, help=help_ or None)
            editor(f"answers_{name}", roster, widths=widths or dict.fromkeys(roster.columns, 190), height=320)


def _log() -> None:
    frame = _log_table(audit.changes(data.database()))
    if frame.empty:
        st.info("还没有修改过设置。以后每次修改都会记在这里：什么时候、谁、改了什么、原来和现在。")
        return
    st.markdown(f"共 **{len(frame):,}** 条，新的在前。" + (f"显示前 {SHOWN} 条。" if len(frame) > SHOWN else ""))
    st.dataframe(
        frame.head(SHOWN),
        hide_index=True,
        height=min(35 * (len(frame) + 1) + 3, 560),
        placeholder="—",
        column_config={
            "时间": st.column_config.TextColumn(width=140),
            "经办人": st.column_config.TextColumn(width=90),
            "对象": st.column_config.TextColumn(width=90),
            "名称": st.column_config.TextColumn(width=180),
            "原来": st.column_config.TextColumn(width=360),
            "改为": st.column_config.TextColumn(width=360),
        },
        alt="修改记录",
    )
    tables.download(
        lambda: {"修改记录": _log_table(audit.changes(data.database()))},
        name="修改记录",
        notes=lambda: [f"生成时间：{data.now():%Y-%m-%d %H:%M}"],
        key="download_log",
    )


def _log_table(frame: pd.DataFrame) -> pd.DataFrame:
    made = frame.set_axis(["时间", "经办人", "对象", "名称", "原来", "改为"], axis=1)
    made["时间"] = [said[:16].replace("T", " ") for said in made["时间"]]
    return made


# --- spreadsheets ------------------------------------------------------------------------------------------------------


def _by_file(name: str, roster: MasterTable, file_name: str) -> None:
    """Download the roster as a spreadsheet, and upload it again after editing it in Excel."""
    with st.expander("用 Excel 批量修改：下载 → 修改 → 上传"):
        left, right = st.columns([2, 5], gap="medium")
        left.download_button(
            f"下载{file_name}",
            data=lambda: sheet_of(roster, file_name),
            file_name=file_name,
            mime=tables.XLSX,
            key=f"sheet_{name}",
            on_click="ignore",
            icon=":material/download:",
        )
        turn: Held | None = st.session_state.get(f"roster_file_{name}")
        with right:
            chosen = st.file_uploader(
                f"上传修改后的{file_name}",
                type=["xlsx", "xls", "csv", "et"],
                key=f"file_{name}_{turn.turn if turn else 0}",
            )
        st.caption(
            f"按“{'＋'.join(roster.unique)}”对应：表中有、这里没有的新增；内容不同的修改；表中没有的行保持不变，不会删除。"
        )
        if chosen is None:
            if turn is not None:
                turn.version = STALE
            propose(f"file_{name}", roster, [])  # says what became of the last one
            return
        table = held(f"file_{name}", roster, edited=True)
        try:
            edits = _edits(roster, table.rows, chosen)
        except ValueError as fault:
            st.error(f"**没有读取。** {literal(fault)}")
            return
        except UnreadableFile as fault:
            st.error(f"**没有读取。** {literal(fault.reason)}\n\n**怎么办：** {literal(fault.remedy)}")
            return
        if not edits:
            st.info("表格与现有内容完全一致，没有要改的。")
        propose(f"file_{name}", roster, edits)


def _edits(roster: MasterTable, rows: Sequence[tuple[Key, Values]], chosen: Any) -> list[MasterEdit]:
    place = f"lines_{roster.what}"
    known = st.session_state.get(place)
    if known is None or known[0] != chosen.file_id:
        known = (chosen.file_id, lines_of(chosen.getvalue(), chosen.name))
        st.session_state[place] = known
    return edits_in(roster, dict(rows), known[1])


def sheet_of(roster: MasterTable, file_name: str) -> bytes:
    """The roster as it is stored now, as a workbook that `edits_in` understands."""
    rows, _ = master_tables.read(data.database(), roster)
    frame = pd.DataFrame([dict(values) for values in rows.values()], columns=list(roster.columns), dtype=object)
    return workbook({file_name.removesuffix(".xlsx"): frame})


# --- merging -----------------------------------------------------------------------------------------------------------


def _merge() -> None:
    said = st.session_state.pop(f"{SAID}_merge", None)
    if said is not None:
        (st.success if said[0] else st.error)(said[1])
    rows = held("units", UNITS, edited=True).rows
    names = {int(str(key)): values["名称"] for key, values in rows}
    kinds = {int(str(key)): values["类型"] for key, values in rows}
    left, right = st.columns(2, gap="medium")
    old = left.selectbox(
        "把这个单位", list(names), index=None, format_func=names.__getitem__, placeholder="请选择", key="merge_old"
    )
    like = [key for key in names if old is not None and key != old and kinds[key] == kinds[old]]
    new = right.selectbox(
        "并入这个单位（保留）", like, index=None, format_func=names.__getitem__, placeholder="请选择", key="merge_new"
    )
    if old is None or new is None:
        st.caption("合并后，前一个单位的问题、点位、下属单位和别名都归后一个；前一个的名称留作别名。合并不能撤销。")
        return
    forecast = merging.forecast(data.database(), old, new)
    moved = "、".join(f"{count:,} {what}" for what, count in forecast.used.items()) or "没有问题和点位"
    st.markdown(
        literal(f"“{names[old]}”的{moved}，将归“{names[new]}”；以后表格里写“{names[old]}”，就是“{names[new]}”。")
    )
    if forecast.same_sites:
        st.markdown(f"两个镇区都有的点位合为一个：{literal('、'.join(forecast.same_sites))}。")
    sure = st.checkbox("我已核对，合并不能撤销", key="merge_sure")

    def merged() -> None:
        try:
            count = merging.merge_units(
                data.database(),
                (old, names[old]),
                (new, names[new]),
                key_of=name_key,
                mark_of=fingerprint,
                at=data.now(),
                who=st.session_state.get(WHO, "").strip() or None,
            )
        except RefusedSave as refused:
            st.session_state[f"{SAID}_merge"] = (False, "**没有合并：**" + literal("".join(refused.reasons)))
            return
        forget("units")
        st.session_state["merge_sure"] = False
        st.session_state["merge_old"] = None
        st.session_state[f"{SAID}_merge"] = (
            True,
            literal(f"“{names[old]}”已并入“{names[new]}”，{count:,} 件问题随之更新。"),
        )

    st.button("合并", type="primary", key="merge", on_click=merged, disabled=not sure)


_SHOWS: Mapping[str, Callable[[], None]] = {
    "units": _units,
    "sites": _sites,
    "words": _words,
    "actions": _actions,
    "limits": _limits,
    "bulletin": _bulletin,
    "holidays": _holidays,
    "assessment": assessment_rules.section,
    "books": dataset_editors.section,
    "pressing": _pressing,
    "answers": _answers,
    "wall": walls.section,
    "log": _log,
}
