"""交办督办: what the rules propose, and the letters that are out with what came back."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import streamlit as st

from database.masters.master_tables import RefusedSave
from database.office import letters as stored
from domain.accountability.escalation import Proposal, missing, proposals
from domain.directory import DISTRICT
from domain.ladder import STEPS, Letter, Reply
from domain.meeting.black_weeks import black_weeks
from ui.parts import grids, listings, tables
from ui.parts.grids import Grid, GridRow
from ui.parts.table_editors import WHO
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE, literal
from ui.shell.words import word_of

PROPOSED, DRAFT, SENT = "proposed", "draft", "sent"
PARTS: Mapping[str, str] = {PROPOSED: "督办建议", DRAFT: "起草公文", SENT: "已发公文"}
STATES: Mapping[str, str] = {"all": "全部"} | {reply.name.lower(): reply.value for reply in Reply}
ALIVE_DAYS = 31
"""Letters are judged on today's date while the newest sheet is at most so many days old, else on the day of the data."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SAID = "letters_said"
TONES: Mapping[Reply, str] = {
    Reply.WAITING: "due_soon",
    Reply.LATE: "overdue",
    Reply.ANSWERED: "done",
    Reply.WITHDRAWN: "quiet",
}
MARKS: Mapping[Reply, str] = {Reply.WAITING: "◷", Reply.LATE: "⚠", Reply.ANSWERED: "✔", Reply.WITHDRAWN: "✕"}


def desk_day(scope: Scope) -> date:
    """The day on which letters and instructions are judged: answers come in between two sheets, so it is today, unless the
    reader looks back or the data is old."""
    today = data.today()
    if scope.looking_back is None and 0 <= (today - scope.as_of).days <= ALIVE_DAYS:
        return today
    return scope.as_of


@data.view
def all_letters(scope: Scope) -> list[Letter]:
    """Every letter issued by the as-of day (all of them when the reader looks at the newest day), newest first."""
    with data.database().read() as connection:
        return stored.letters(connection, until=scope.looking_back)


@data.view
def weeks_in_black(scope: Scope) -> dict[int, int]:
    """Unit → weeks in a row on the black list, up to the last full week."""
    return black_weeks(data.ledger(scope.source), as_of=scope.as_of)


@data.view
def proposed(scope: Scope, day: date) -> list[Proposal]:
    """What the office's rules propose for the whole county."""
    ledger = data.ledger(scope.source)
    rules = ledger.settings.escalation
    weeks = weeks_in_black(scope) if any(rule.weeks_black is not None for rule in rules) else {}
    return proposals(ledger, weeks, all_letters(scope), rules, scope.as_of, on=day)


def verdict(scope: Scope) -> str:
    """One sentence: what is proposed, what waits for an answer, what is late."""
    day = desk_day(scope)
    found, known = proposed(scope, day), all_letters(scope)
    late = sum(one.reply_on(day) is Reply.LATE for one in known)
    waiting = sum(one.reply_on(day) is Reply.WAITING for one in known)
    said = [f"按督办规定，建议发出公文 {len(found):,} 份。" if found else "按督办规定，目前没有要发的公文。"]
    if not data.settings(scope.source).escalation:
        said = []
    if known:
        said.append(f"已发 {len(known):,} 份，逾期未回复 {late:,} 份，待回复 {waiting:,} 份。")
    return "".join(said) or "还没有发过公文。"


def unit_name(scope: Scope, unit_id: int) -> str:
    """The name of a unit as lists show it."""
    return data.ledger(scope.source).directory.label("lead", unit_id)


def unit_link(scope: Scope, unit_id: int | None) -> str | None:
    """The address of a unit's own page."""
    unit = data.ledger(scope.source).directory.units.get(unit_id or 0)
    if unit is None or unit_id is None:
        return None
    word = word_of(scope, "district" if unit.kind == DISTRICT else "lead", unit_id)
    return None if word == "-" else address("unit", unit=word)


@data.view
def proposals_grid(scope: Scope, day: date) -> bytes:
    """The proposals as a table; a click on the last cell begins the letter."""
    rows = []
    for one in proposed(scope, day):
        step = STEPS[one.level]
        unit = data.ledger(scope.source).directory.units[one.unit_id]
        begin = address("letters", letters_part=PARTS[DRAFT], unit=unit.name, level=step.name)
        rows.append(
            GridRow(
                cells=[
                    grids.text(step.name),
                    grids.text(unit.label, unit_link(scope, one.unit_id)),
                    grids.text(f"{len(one.issue_ids):,}"),
                    grids.text(str(one.days_overdue or NONE), tone="overdue" if one.days_overdue else "quiet"),
                    grids.text(str(one.weeks_black or NONE), tone="" if one.weeks_black else "quiet"),
                    grids.text("".join(one.reasons) + (f"（{one.remark.rstrip('。')}）" if one.remark else "")),
                    grids.text(f"起草{step.paper}", begin),
                ]
            )
        )
    columns = grids.columns(
        ("建议层级", "text", "程序按“设置 · 督办”里的规定逐级建议，发不发、发到哪一级由人决定。"),
        ("单位", "text", ""),
        ("涉及（件）", "", "这份公文涉及的超期问题。"),
        ("最长超期（天）", "", ""),
        ("黑榜（周）", "", "到最近一个整周为止，连续列入黑榜的周数；黑榜的规则与通报相同。"),
        ("理由", "wrap text", ""),
        ("", "text", ""),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=640))


def show_proposals(scope: Scope) -> None:
    """What is proposed, or what is missing for it."""
    day = desk_day(scope)
    lacking = missing(data.settings(scope.source).escalation)
    if lacking:
        st.info(lacking)
    if proposed(scope, day):
        grids.show(proposals_grid(scope, day), key="proposals")
    st.caption(
        "黑榜按最近一个整周的本期整改率，同组比较，规则与通报相同。已发出、还在等回复的公文所涉及的问题不再建议；"
        "逾期没有回复或者回复后仍未解决的，建议下一级。"
    )


def letters_grid(scope: Scope, day: date, known: Sequence[Letter], *, of_unit: bool = False) -> Grid:
    """Letters as a table; the number leads to the letter. of_unit: all go to one unit, which need not be named."""
    rows = []
    for one in known:
        reply = one.reply_on(day)
        said = f"{one.replied_on}：{one.reply}" if one.replied_on is not None else NONE
        cells = [
            grids.text(one.number, address("letters", letters_part=PARTS[SENT], letter=one.letter_id)),
            grids.text(STEPS[one.level].name),
            grids.text(one.unit_name, unit_link(scope, one.unit_id)),
            grids.text(one.issued_on.isoformat()),
            grids.text(one.reply_by.isoformat()),
            grids.text(f"{MARKS[reply]} {reply.value}", tone=TONES[reply]),
            grids.text(f"{len(one.issue_ids):,}"),
            grids.text(said, tone="" if one.replied_on else "quiet"),
        ]
        if of_unit:
            del cells[2]
        rows.append(GridRow(cells=cells))
    columns = grids.columns(
        ("文号", "text", ""),
        ("层级", "text", ""),
        *([] if of_unit else [("单位", "text", "")]),
        ("发文日期", "text", ""),
        ("回复期限", "text", ""),
        ("状态", "text", ""),
        ("问题（件）", "", "还在台账里的问题；问题所在的导入撤销后不再计入，公文原件不变。"),
        ("回复", "wrap text", ""),
    )
    return Grid(columns=columns, rows=rows, height=520)


def show_sent(scope: Scope, state: str) -> None:
    """The letters in one of STATES; the one in the address is opened above."""
    day, known = desk_day(scope), all_letters(scope)
    said = st.query_params.get("letter", "")
    opened = next((one for one in known if str(one.letter_id) == said), None)
    if said and opened is None:
        st.warning(f"网址中的公文“{literal(said)}”不存在，已忽略。")
    if opened is not None:
        _open(scope, opened, day)
    shown = [one for one in known if state == "all" or one.reply_on(day).name.lower() == state]
    st.markdown(f"共 **{len(shown):,}** 份:gray[，回复情况按 {day} 计。点击文号打开。]")
    if shown:
        grids.show(letters_grid(scope, day, shown), key="letters")


def _open(scope: Scope, letter: Letter, day: date) -> None:
    reply = letter.reply_on(day)
    with st.container(border=True, key="letter_opened"):
        st.html(
            f"<p class='verdict'><b>{escape(letter.number)}</b>　{escape(letter.paper)} · {escape(letter.unit_name)}　"
            f"{MARKS[reply]} {reply.value}</p>"
        )
        lines = [
            f"{letter.issued_on} 发出，要求 {letter.reply_by} 前回复" + (f"，经办人 {letter.who}" if letter.who else "")
        ]
        if letter.reason:
            lines.append(f"理由：{letter.reason}")
        if letter.replied_on:
            lines.append(f"{letter.replied_on} 回复：{letter.reply}")
        if letter.withdrawn_on:
            lines.append(f"{letter.withdrawn_on} 撤回")
        st.markdown("\n\n".join(literal(line) for line in lines))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                f"下载{letter.paper}原件（docx）",
                data=lambda: stored.file_of_letter(data.database(), letter.letter_id)[1],
                file_name=letter.file_name,
                mime=DOCX,
                key="letter_file",
                on_click="ignore",
                icon=":material/download:",
            )
            if letter.withdrawn_on is None:
                with st.popover("撤回这份公文"):
                    st.markdown("撤回后仍留在列表里，文号不再使用；督办建议不再把它算作已发。不能恢复。")
                    st.button("确认撤回", key="letter_withdraw", on_click=_withdraw, args=(letter, day))
            st.button("收起", key="letter_close", on_click=_close)
        if letter.withdrawn_on is None:
            _ask_reply(letter, day)
        if letter.issue_ids:
            ledger = data.ledger(scope.source)
            frame = listings.of_issues(ledger, letter.issue_ids, as_of=scope.as_of)
            table = tables.issue_table(listings.in_words(scope, frame, listings.PLAIN), total=len(frame))
            tables.issues(table, key=f"letter_issues_{letter.letter_id}", height=min(35 * (len(frame) + 1) + 3, 300))


def _ask_reply(letter: Letter, day: date) -> None:
    """The form in which an answer is written down."""
    at = letter.letter_id
    with st.form(f"reply_{at}", border=False):
        left, middle, right = st.columns([2, 7, 2], gap="small", vertical_alignment="bottom")
        left.date_input(
            "回复日期",
            value=letter.replied_on or max(day, letter.issued_on),
            format="YYYY-MM-DD",
            key=f"replied_on_{at}",
        )
        middle.text_input(
            "回复内容",
            value=letter.reply,
            max_chars=500,
            key=f"reply_text_{at}",
            placeholder="单位怎么回复的，问题解决没有",
        )
        right.form_submit_button(
            "登记回复", type="primary", on_click=_reply, args=(at,), width="stretch", key=f"reply_save_{at}"
        )


def who() -> str | None:
    """Who is at work, as asked on the page."""
    return str(st.session_state.get(WHO, "")).strip() or None


def ask_who() -> None:
    """Asks who is at work; it goes into the record of changes."""
    st.text_input("经办人（记入修改记录）", key=WHO, max_chars=30, placeholder="姓名")


def _reply(letter_id: int) -> None:
    try:
        with data.database().write() as connection:
            stored.record_reply(
                connection,
                letter_id,
                replied_on=st.session_state[f"replied_on_{letter_id}"],
                reply=st.session_state[f"reply_text_{letter_id}"],
                at=data.now(),
                who=who(),
            )
    except RefusedSave as refused:
        st.session_state[SAID] = (False, "**没有登记：**" + literal("".join(refused.reasons)))
        return
    st.session_state[SAID] = (True, "回复已登记。")


def _withdraw(letter: Letter, day: date) -> None:
    try:
        with data.database().write() as connection:
            stored.withdraw_letter(connection, letter.letter_id, on=day, at=data.now(), who=who())
    except RefusedSave as refused:
        st.session_state[SAID] = (False, "**没有撤回：**" + literal("".join(refused.reasons)))
        return
    st.session_state[SAID] = (True, literal(f"{letter.number} 已撤回。"))


def _close() -> None:
    st.query_params.pop("letter", None)


def tell() -> None:
    """What became of the last click."""
    said = st.session_state.pop(SAID, None)
    if said is not None:
        (st.success if said[0] else st.error)(said[1])
