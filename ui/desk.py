"""The import desk: what a file was taken for, what is still to be decided, what it would do, and the history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from data_loaders import intake
from data_loaders.intake import CannotLoad, Choices, Outcome, Recognised, UnreadableFile
from data_loaders.kinds import KINDS
from data_loaders.outcome import Unknown
from data_loaders.recognition import SheetPlan
from data_loaders.records import FIELD_NAMES, STATE_WORDS
from data_loaders.register import NEW
from database import imports, issues, ledgers
from domain.days import day_date
from domain.definitions import DEFINITIONS
from domain.figures import Figures, figures
from domain.ledger import Span
from domain.states import STANDINGS, State
from ui import data, grids, tables
from ui.wording import literal

TYPES = ["xlsx", "xls", "et", "csv", "xlsm", "xlsb", "ods", "htm", "html", "txt"]
EFFECTS = ("total", "open", "overdue", "due_soon", "awaiting", "done_rate", "closed_rate", "on_time_rate", "recurring")
UNDECIDED, LEFT_OUT, AS_NEW = "请选择", "不读取（只保存原文）", "登记为新单位"
SHOWN = 300
FILE, FORECAST, DONE, ASKED, CONFIRMED = "desk_file", "desk_forecast", "desk_done", "desk_asked", "desk_confirmed"


def uploaded() -> Recognised | None:
    """The file that the clerk has chosen, opened and recognised once; None while there is none or it cannot be read."""
    chosen = st.file_uploader(
        "选择要导入的表格", type=TYPES, key="desk_upload", help="检查问题清单、整改反馈表或整改台账"
    )
    if chosen is None:
        st.session_state.pop(FILE, None)
        return None
    known = st.session_state.get(FILE)
    if known is not None and known[0] == chosen.file_id:
        return _opened(known[1])
    try:
        with st.spinner("正在打开文件并辨认表头……"):
            result: Recognised | UnreadableFile = intake.recognise(data.database(), chosen.getvalue(), chosen.name)
    except UnreadableFile as fault:
        result = fault
    st.session_state[FILE] = (chosen.file_id, result)
    st.session_state.pop(DONE, None)
    return _opened(result)


def _opened(result: Recognised | UnreadableFile) -> Recognised | None:
    if isinstance(result, UnreadableFile):
        st.error(
            f"**文件没有导入。** {literal(result.reason)}\n\n**怎么办：** {literal(result.remedy)}",
            icon=":material/error:",
        )
        return None
    return result


def decided(file: Recognised) -> Choices:
    """What the clerk decides about the file: kind, day, sheets, and the columns that nobody knows for sure."""
    left, middle, right = st.columns([3, 3, 4], gap="medium")
    kinds = list(KINDS)
    with left:
        kind = st.selectbox(
            "表的类型（自动识别，可改）",
            kinds,
            index=kinds.index(file.kind) if file.kind in kinds else None,
            format_func=lambda k: KINDS[k].name,
            placeholder="没有认出来，请选择",
            key=f"kind_{file.sha256[:8]}",
        )
    with middle:
        as_of = st.date_input(
            "本表截至日（从文件名、标题推断，可改）",
            value=file.as_of,
            format="YYYY-MM-DD",
            key=f"as_of_{file.sha256[:8]}",
            help="这张表说的是截至哪一天的情况。空着时取表中最晚的日期。",
        )
    with right:
        names = [plan.table.sheet for plan in file.sheets]
        unique = list(dict.fromkeys(names))
        sheets = unique
        if len(unique) > 1:
            sheets = st.multiselect("读取的工作表", unique, default=unique, key=f"sheets_{file.sha256[:8]}")
        elif unique:
            st.text_input("读取的工作表", unique[0], disabled=True, key=f"sheet_{file.sha256[:8]}")
    for note in file.notes:
        st.caption(f"· {literal(note)}")
    plans = [plan for plan in file.sheets if plan.table.sheet in sheets]
    fields = _columns(file, plans)
    return Choices(
        kind=kind,
        as_of=as_of if isinstance(as_of, date) else None,
        fields=fields,
        sheets=tuple(sheets) if len(sheets) < len(unique) else None,
    )


def _columns(file: Recognised, plans: list[SheetPlan]) -> dict[str, str | None]:
    """Headings that the clerk decided on; guesses are proposed, never used by themselves."""
    fields: dict[str, str | None] = {}
    seen: set[str] = set()
    lines = []
    loose = []
    for plan in plans:
        for column in plan.columns:
            if column.heading in seen:
                continue
            seen.add(column.heading)
            sure = column.how in ("exact", "alias", "remembered")
            if sure:
                meaning = FIELD_NAMES[column.field] if column.field else LEFT_OUT
                how = {"exact": "规范表头", "alias": "已知的别名", "remembered": "以前确认过"}[column.how]
                lines.append((column.heading, meaning, how))
            else:
                loose.append(column)
    if loose:
        st.markdown(f"**有 {len(loose)} 列的表头不认识**，请逐列确认；不选的列不读取，只随原始行保存。")
        boxes = st.columns(3)
        for place, column in enumerate(loose):
            others = [name for name in FIELD_NAMES if name != column.field]
            proposed = [column.field] if column.field else []
            with boxes[place % 3]:
                said = _pick(
                    f"表头“{literal(column.heading)}”",
                    [UNDECIDED, *proposed, LEFT_OUT, *others],
                    {column.field: column.score} if column.field else {},
                    key=f"column_{file.sha256[:8]}_{column.heading}",
                )
            if said == LEFT_OUT:
                fields[column.heading] = None
            elif said != UNDECIDED:
                fields[column.heading] = said
    with st.expander(f"认出的列（{len(lines)} 列）"):
        grids.show(
            grids.Grid(
                columns=grids.columns(("表头", "text", ""), ("含义", "text", ""), ("依据", "text", "")),
                rows=[grids.Row(cells=[grids.text(cell) for cell in line]) for line in lines],
            ),
            key="desk_columns",
        )
    return fields


def _pick(label: str, options: list[str], scores: Mapping[str, float], *, key: str) -> str:
    """One choice; proposals carry their similarity."""

    def shown(option: str) -> str:
        name = FIELD_NAMES.get(option, option)
        return f"建议：{name}（相似度 {scores[option]:.0f}）" if option in scores else name

    said: str | None = st.selectbox(label, options, format_func=shown, key=key)
    return said or UNDECIDED


@dataclass(frozen=True)
class Answers:
    """What the clerk says about names and wordings that nobody knew."""

    units: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)


def ask(file: Recognised, unknown: tuple[Unknown, ...]) -> None:
    """One question for each unknown name or wording; the answers are remembered by the office."""
    unknown = tuple(item for item in unknown if item.holds_rows_back)
    # A question that is answered stays on the page: its answer can be seen and changed until the import is confirmed.
    asked: dict[tuple[str, str, str], Unknown] = st.session_state.setdefault(ASKED, {})
    asked.update({(file.sha256, item.kind, item.text): item for item in unknown})
    items = [item for (sha256, _, _), item in asked.items() if sha256 == file.sha256]
    if not items:
        return
    open_ones = len(unknown)
    if open_ones:
        st.markdown(
            f"**有 {open_ones} 个名称或状态不认识**，涉及的行暂不导入。选定后自动重新试算；答案会记住，下次不再问。"
        )
    else:
        st.markdown("**不认识的名称都已确认**，导入后会记住。")
    known = [unit.name for unit in ledgers_directory().units.values()]
    boxes = st.columns(3)
    for place, item in enumerate(items[:60]):
        scores = dict(item.proposals)
        options = list(STATE_WORDS) if item.kind == "state" else [AS_NEW, *known]
        what = {"state": "状态", "district": "镇区", "department": "单位"}[item.kind]
        with boxes[place % 3]:
            _pick(
                f"{what}“{literal(item.text)}”（{item.rows} 行）",
                [UNDECIDED, *scores, *(o for o in options if o not in scores)],
                scores,
                key=f"answer_{file.sha256[:8]}_{item.kind}_{item.text}",
            )
    if len(items) > 60:
        st.caption(f"另有 {len(items) - 60} 个，答完这些后再问。")


def ledgers_directory() -> Any:
    """The units known now, also before anything is loaded."""
    return data.ledger(data.source()).directory


def answers(file: Recognised) -> Answers:
    """What the clerk has answered so far about the names in this file."""
    units: dict[str, str] = {}
    states: dict[str, State] = {}
    for name, value in st.session_state.items():
        parts = str(name).split("_", 3)
        if len(parts) == 4 and parts[:2] == ["answer", file.sha256[:8]] and value and value != UNDECIDED:
            if parts[2] == "state":
                states[parts[3]] = STATE_WORDS[value]
            else:
                units[parts[3]] = NEW if value == AS_NEW else value
    return Answers(units, states)


def forecast(file: Recognised, choices: Choices) -> Outcome | None:
    """What the import would do: the real one, rolled back. Made anew when a choice or the data version changes."""
    key = (file.sha256, repr(choices), data.source().version)
    known = st.session_state.get(FORECAST)
    if known is not None and known[0] == key:
        return _outcome(known[1])
    bar = st.progress(0.0, text="试算：什么也不会写入……")

    def tell(what: str, share: float) -> None:
        bar.progress(share, text=literal(what))

    try:
        result: Outcome | CannotLoad = intake.preview(data.database(), file, choices, at=data.now(), progress=tell)
    except CannotLoad as fault:
        result = fault
    bar.empty()
    st.session_state[FORECAST] = (key, result)
    return _outcome(result)


def _outcome(result: Outcome | CannotLoad) -> Outcome | None:
    if isinstance(result, CannotLoad):
        st.error(f"**还不能导入。** {literal(result)}", icon=":material/error:")
        return None
    return result


def confirm(file: Recognised, choices: Choices, outcome: Outcome) -> None:
    """The button that imports; if somebody else imported meanwhile, the forecast is made again first."""
    counts = outcome.counts
    rows = counts["new"] + counts["changed"] + counts["unchanged"]
    if outcome.already is not None:
        return
    label = f"确认导入 {rows:,} 行" if rows else "没有可以导入的行"
    who = st.text_input("导入人（可不填，记入导入历史）", key="desk_who", width=320, max_chars=20)
    current = st.session_state[FORECAST][0]
    st.button(
        label,
        type="primary",
        disabled=not rows,
        key="desk_confirm",
        icon=":material/check:",
        on_click=_confirmed,
        args=(current,),
    )
    wanted = st.session_state.pop(CONFIRMED, None)
    if wanted is None:
        return
    if wanted != current:
        _moved_meanwhile()
        return
    bar = st.progress(0.0, text="正在导入……")

    def tell(what: str, share: float) -> None:
        bar.progress(share, text=literal(what))

    try:
        done = intake.load(
            data.database(),
            file,
            choices,
            at=data.now(),
            who=who.strip() or None,
            seen=current[2],
            progress=tell,
        )
    except intake.Outdated:
        bar.empty()
        _moved_meanwhile()
        return
    st.session_state[DONE] = done
    st.session_state.pop(FORECAST, None)
    st.rerun()


def _confirmed(seen: tuple[str, str, int]) -> None:
    """Remember which forecast the clerk had before his eyes when he clicked."""
    st.session_state[CONFIRMED] = seen


def _moved_meanwhile() -> None:
    st.warning(
        "刚才有别人导入或撤销了表格，数据已变化，这次没有写入。请看过新的试算结果再确认。", icon=":material/sync:"
    )


def done() -> Outcome | None:
    """The import that was just confirmed."""
    result: Outcome | None = st.session_state.get(DONE)
    return result


def show_counts(outcome: Outcome) -> None:
    """The rows: read = new + changed + unchanged + refused + blank."""
    counts = outcome.counts
    names = (
        ("read", "读到的行", "表头以下的全部行"),
        ("new", "新增", "登记了新问题的行"),
        ("changed", "变更", "改变了已有问题的行"),
        ("unchanged", "未变", "与已知情况一致的行；原文照样保存"),
        ("refused", "拒收", "有错误、没有导入的行；逐行说明原因，原文照样保存"),
        ("blank", "空行及表尾", "空行、分组行、合计和制表人等"),
    )
    for place, (key, name, words) in zip(st.columns(len(names)), names, strict=True):
        place.metric(name, f"{counts[key]:,} 行", help=words, border=True)


def show_effect(stages: Mapping[str, Figures | None], *, key: str = "desk_effect") -> None:
    """The leaders' figures stage by stage (heading → figures), and the change from the last but one to the last."""
    shown = {name: f"{name}（{f.as_of:%m-%d}）" for name, f in stages.items() if f is not None}
    values = [f for f in stages.values() if f is not None]
    if len(values) < 2:
        return
    st.markdown("**对指标的影响**（括号内为截至日）")
    rows = []
    for name in EFFECTS:
        definition = DEFINITIONS[name]
        said = [f.value(name) for f in values]
        cells = [grids.text(definition.name), *(grids.text(_number(v, definition.unit)) for v in said)]
        rows.append(grids.Row(cells=[*cells, grids.text(_moved(said[-2], said[-1], definition.unit))]))
    heads = [("指标", "text", ""), *((name, "", "") for name in shown.values()), ("变化", "", "")]
    grids.show(grids.Grid(columns=grids.columns(*heads), rows=rows), key=key)


def effect_of(outcome: Outcome) -> Mapping[str, Figures | None]:
    """The stages of an import: now, the same rows on the later day where there is one, and with the import."""
    before, carried = outcome.before, outcome.carried
    if before is not None and carried is not None and before.as_of != carried.as_of:
        return {"现在": before, "只是日期推后": carried, "导入后": outcome.after}
    return {"现在": before, "导入后": outcome.after}


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{value:.1f} %" if unit == "%" else f"{value:,.0f} {unit}"


def _moved(a: float | None, b: float | None, unit: str) -> str:
    if a is None or b is None:
        return "—"
    if abs(b - a) < 0.05:
        return "不变"
    return f"{b - a:+.1f} 个百分点" if unit == "%" else f"{b - a:+,.0f} {unit}"


def show_refusals(outcome: Outcome) -> None:
    """Refused rows cell by cell."""
    if not outcome.refusals:
        return
    st.markdown(f"**{len(outcome.refusals):,} 行拒收**：改正后重新上传同一个文件即可，已导入的行不会重复。")
    frame = pd.DataFrame(
        [(r.sheet, r.row, r.heading, r.value, r.reason, r.remedy) for r in outcome.refusals],
        columns=["工作表", "行号", "列", "单元格内容", "原因", "怎么改"],
    )
    st.dataframe(
        frame.head(SHOWN),
        hide_index=True,
        key="desk_refused",
        placeholder="（空）",
        height="content" if len(frame) < 9 else 320,
    )
    tables.download(
        lambda: {"拒收的行": frame}, name=f"拒收的行_{outcome.file_name}", notes=list, key="desk_refused_file"
    )


def show_details(outcome: Outcome) -> None:
    """Changes, doubtful pairs and rows set aside, each in a fold."""
    names = ledgers_directory()
    if outcome.doubts:
        with st.expander(f"疑似同一问题 {len(outcome.doubts)} 对（暂按新问题登记，请核对）", expanded=True):
            texts = issues.texts(data.database(), [d.candidate_id for d in outcome.doubts])
            frame = pd.DataFrame(
                [
                    (d.sheet, d.row, d.description, texts["description"].get(d.candidate_id), d.score)
                    for d in outcome.doubts[:SHOWN]
                ],
                columns=["工作表", "行号", "本表的写法", "已有问题的写法", "相似度"],
            )
            st.dataframe(frame, hide_index=True, key="desk_doubts")
    if outcome.changes:
        with st.expander(f"变更的问题 {len(outcome.changes):,} 件"):
            texts = issues.texts(data.database(), [c.issue_id for c in outcome.changes[:SHOWN]])
            frame = pd.DataFrame(
                [
                    (texts["number"].get(c.issue_id), texts["description"].get(c.issue_id), said)
                    for c in outcome.changes[:SHOWN]
                    for said in [_change(c.before, c.after, names)]
                ],
                columns=["编号", "问题", "变化"],
            )
            st.dataframe(frame, hide_index=True, key="desk_changes", placeholder="—")
    if outcome.asides:
        with st.expander(f"空行及表尾 {len(outcome.asides):,} 行"):
            frame = pd.DataFrame(
                [(sheet, a.row, a.reason, a.text) for sheet, a in outcome.asides[:SHOWN]],
                columns=["工作表", "行号", "为什么不是数据", "内容"],
            )
            st.dataframe(frame, hide_index=True, key="desk_asides", placeholder="—")
    for note in outcome.notes:
        st.caption(f"· {literal(note)}")


def _change(before: Span, after: Span, names: Any) -> str:
    parts = []
    if before.state != after.state:
        parts.append(f"{STANDINGS[State(before.state)].name} → {STANDINGS[State(after.state)].name}")
    if before.due_on != after.due_on:
        parts.append(f"时限 {_day(before.due_on)} → {_day(after.due_on)}")
    if before.lead != after.lead:
        parts.append(f"责任单位 {names.label('lead', before.lead or 0)} → {names.label('lead', after.lead or 0)}")
    if before.done_on != after.done_on and before.state == after.state:
        parts.append(f"完成日期 {_day(before.done_on)} → {_day(after.done_on)}")
    return "；".join(parts) or "补充了以前的情况"


def _day(number: int | None) -> str:
    return "无" if number is None else f"{day_date(number):%Y-%m-%d}"


def show_history() -> None:
    """All imports, newest first; the last one in force can be undone."""
    opened = data.database()
    past = data.history(data.source())
    st.subheader("导入历史", anchor=False)
    if past.empty:
        st.info("还没有导入过表格。")
        return
    frame = pd.DataFrame(
        {
            "次序": past["id"],
            "导入时间": past["imported_at"].str[:16].str.replace("T", " "),
            "文件": past["file_name"],
            "类型": [KINDS[k].name if k in KINDS else "手工" for k in past["kind"]],
            "截至日": past["as_of"],
            "导入人": past["who"],
            **{
                name: past[f"rows_{key}"]
                for key, name in (
                    ("read", "读到"), ("new", "新增"), ("changed", "变更"), ("unchanged", "未变"), ("refused", "拒收"), ("blank", "空行等"),
                )
            },
            "状态": ["已撤销" if u else "有效" for u in past["undone_at"].notna()],
        }
    )  # fmt: skip
    st.dataframe(frame, hide_index=True, key="desk_history", placeholder="—", height=360)
    last = imports.last_import(opened)
    if last is None:
        return
    record = past[past["id"] == last].iloc[0]
    left, middle, right, _ = st.columns([2, 2, 2, 4])
    with middle:
        tables.download(lambda: {"导入历史": frame}, name="导入历史", notes=list, key="desk_history_file")
    with left:
        st.download_button(
            "下载最近一次的原文件",
            data=lambda: imports.file_of(opened, last)[1],
            file_name=str(record["file_name"]),
            key="desk_original",
            on_click="ignore",
            icon=":material/download:",
        )
    with right, st.popover("撤销最近一次导入", icon=":material/undo:"):
        st.markdown(
            f"撤销第 {last} 次导入：**{literal(record['file_name'])}**。它带来的问题会移除，它改动的会还原，别的表格说过的不变。"
        )
        if st.toggle("看看撤销后的数字", key="desk_undo_look"):
            show_effect(_undo_effect(last), key="desk_undone")
        st.button("确认撤销", type="primary", on_click=_undo, args=(last,), key="desk_undo")


def _undo_effect(import_id: int) -> Mapping[str, Figures | None]:
    opened = data.database()
    with opened.rehearse() as connection:
        as_of = ledgers.newest_of(connection)
        assert as_of is not None
        before = figures(ledgers.ledger_in(connection), as_of=as_of)
        imports.undo(connection, import_id, at=data.now())
        left = ledgers.newest_of(connection) or as_of
        return {"现在": before, "撤销后": figures(ledgers.ledger_in(connection), as_of=left)}


def _undo(import_id: int) -> None:
    with data.database().write() as connection:
        try:
            imports.undo(connection, import_id, at=data.now())
        except imports.NotUndone:
            return  # somebody else was quicker; the history says so
    for key in (FORECAST, DONE):
        st.session_state.pop(key, None)
    st.toast("已撤销。", icon=":material/undo:")
