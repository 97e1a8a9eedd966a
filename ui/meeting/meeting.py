"""会议简报: the period, its proof, the sentences to edit, the files, the issue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import streamlit as st

from briefings.brief.brief import Brief
from briefings.brief.edits import SentenceEdit, sentences
from briefings.brief.words import between
from briefings.content.compiled import compiled
from briefings.issuing import issuing
from briefings.issuing.issuing import Proof
from database.office import bulletins
from database.office.bulletins import BulletinDraft, NotIssued
from domain.ledger.chinese_days import short_day
from domain.ledger.days import day_date, week_start
from ui.meeting import sheets
from ui.parts.tables import XLSX
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import literal

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ZIP = "application/zip"
KINDS: Mapping[str, tuple[str, str]] = {
    "周通报": (DOCX, "docx"),
    "会议幻灯片": (PPTX, "pptx"),
    "附表": (XLSX, "xlsx"),
    "牵头县领导一页纸": (ZIP, "zip"),
}
SIDES: Mapping[str, str] = {"proof": "编发", "issued": "已签发的通报"}
PARTS: Mapping[str, str] = {
    "text": "通报正文",
    "edit": "修改文字",
    "tables": "附表",
    "leaders": "领导一页纸",
    "decisions": "提请决定",
}
WHO = "meeting_who"
WEEKS = 60
OWN = "自定起止日期"
_briefs, _papers = data.Shelf(6), data.Shelf(12)


@dataclass(frozen=True)
class Days:
    """A period and its 截至 day."""

    since: date
    until: date
    as_of: date


def weeks(scope: Scope) -> dict[str, tuple[date, date]]:
    """Weeks that the data speaks of, by what they are called: the last full one first, then older ones; at the end the running one."""
    newest = scope.source.newest or scope.as_of
    starts_on = data.settings(scope.source).week_starts_on
    since, until = issuing.last_full_week(newest, starts_on=starts_on)
    found = data.ledger(scope.source).issues["found_on"]
    first = day_date(int(found.min())) if len(found) else since
    made = {f"{between(since, until)}（最近一整周）": (since, until)}
    start = since - timedelta(days=7)
    while start + timedelta(days=6) >= first and len(made) < WEEKS:
        end = start + timedelta(days=6)
        made[between(start, end)] = (start, end)
        start -= timedelta(days=7)
    running = week_start(newest, starts_on=starts_on)
    if running > until:
        made[f"{between(running, newest)}（本周至今）"] = (running, newest)
    return made


def asked(scope: Scope) -> Days | None:
    """Which period the reader wants; None while his days are in no order, which is said."""
    newest = scope.source.newest or scope.as_of
    known = weeks(scope)
    first, second, third = st.columns([5, 4, 3], gap="medium", vertical_alignment="bottom")
    said = first.selectbox("期间", [*known, OWN], key="meeting_week")
    if said == OWN or said not in known:
        last = next(iter(known.values()))
        picked = second.date_input("起止日期", value=last, key="meeting_days", format="YYYY-MM-DD")
        if not isinstance(picked, tuple) or len(picked) != 2:
            st.info("请再选结束日期。")
            return None
        since, until = picked
    else:
        since, until = known[said]
        second.markdown(f":gray[{(until - since).days + 1} 天；与之前同样长的一段比较。]")
    if since > newest:
        st.warning(f"最新的表格截至 {newest}，还没有 {since} 以后的数据。请选更早的期间。")
        return None
    as_of = third.date_input(
        "数据截至",
        value=min(until, newest),
        min_value=since,
        max_value=max(newest, since),
        key=f"meeting_as_of_{since}_{until}_{newest}",
        format="YYYY-MM-DD",
        help="未整改、超期等是这一天的数；新增、完成、销号是期间内的数。",
    )
    return Days(since, until, as_of if isinstance(as_of, date) else min(until, newest))


def automatic(scope: Scope, days: Days) -> Brief:
    """The brief of a period as the program writes it, kept."""
    source = scope.source

    def make() -> Brief:
        return compiled(data.database(), data.ledger(source), since=days.since, until=days.until, as_of=days.as_of)

    return _briefs.get((source.url, source.version, days), make)


def proof(scope: Scope, days: Days) -> Proof:
    """The period as it will be printed, with what was edited up to now."""
    return issuing.with_edits(data.database(), automatic(scope, days), scope.source.version)


def conclusion(made: Proof) -> str:
    """One sentence above the papers."""
    brief = made.automatic
    said = {one.sentence.key: one.sentence.text for one in sentences(brief)}
    stood = said.get("overall.stock", "")
    return (
        f"{between(brief.since, brief.until)}：{stood}" if stood else f"{between(brief.since, brief.until)}没有数据。"
    )


# Files


def _files(scope: Scope, made: Proof, paper: str) -> dict[str, bytes]:
    brief = made.brief
    key = (
        *(scope.source.url, scope.source.version, brief.since, brief.until, brief.as_of, paper),
        tuple((edit.draft.key, edit.draft.text) for edit in made.edits),
    )
    photo = issuing.photos_in(data.database())
    return _papers.get(key, lambda: issuing.paper_of(brief, paper, photo=photo))


def _one(scope: Scope, made: Proof, paper: str) -> bytes:
    files = _files(scope, made, paper)
    if KINDS[paper][1] == "zip":
        return issuing.zipped(files, made_on=made.brief.as_of)
    return next(iter(files.values()))


def _all(scope: Scope, made: Proof) -> bytes:
    files = {name: content for paper in issuing.PRINTERS for name, content in _files(scope, made, paper).items()}
    return issuing.zipped(files, made_on=made.brief.as_of)


def downloads(scope: Scope, made: Proof) -> None:
    """A button for each paper and one for all; made when clicked."""
    stem = issuing.name_of(made.brief)
    with st.container(horizontal=True, key="meeting_files"):
        st.download_button(
            "全部文件（zip）",
            data=partial(_all, scope, made),
            file_name=f"{stem}会议材料.zip",
            mime=ZIP,
            key="meeting_all",
            on_click="ignore",
            icon=":material/folder_zip:",
            type="primary",
        )
        for paper in issuing.PRINTERS:
            mime, ending = KINDS[paper]
            st.download_button(
                f"{paper}（{ending}）",
                data=partial(_one, scope, made, paper),
                file_name=f"{stem}{paper}.{ending}",
                mime=mime,
                key=f"meeting_{ending}",
                on_click="ignore",
                icon=":material/download:",
            )


# Text


def show(made: Proof, part: str) -> None:
    """One part of the proof as it will be printed."""
    marks = _marks(made.edits)
    if part == "text":
        st.html(sheets.bulletin(made.brief, **marks))
    elif part == "tables":
        st.html(sheets.tables(made.brief))
    elif part == "decisions":
        st.html(sheets.decisions(made.brief, **marks))
    elif made.brief.leaders:
        pages = dict(sheets.leaders(made.brief, **marks))
        name = st.selectbox("哪一位", list(pages), key="meeting_leader")
        st.html(pages[name if name in pages else next(iter(pages))])
    else:
        st.info("还没有登记专项行动和牵头县领导，也没有归入的问题。请在“设置”里登记专项行动。")


def _marks(edits: tuple[SentenceEdit, ...]) -> dict[str, frozenset[str]]:
    return {
        "edited": frozenset(edit.draft.key for edit in edits),
        "stale": frozenset(edit.draft.key for edit in edits if edit.is_stale),
    }


def edit(made: Proof) -> None:
    """Every sentence of one chapter in a field of its own; what was edited says so and goes back by one click."""
    brief = made.automatic
    edits = {one.draft.key: one for one in made.edits}
    by_place: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for place in sentences(brief):
        by_place.setdefault(place.where, []).append(place.sentence.key)
        texts[place.sentence.key] = place.sentence.text
    gone = [one for one in made.edits if one.now is None]
    left, right = st.columns([7, 3], gap="medium", vertical_alignment="bottom")
    where = left.selectbox(
        "哪一部分",
        list(by_place),
        format_func=lambda name: f"{name}{_count(sum(key in edits for key in by_place.get(name, ())))}",
        key="meeting_chapter",
    )
    with right:
        who()
    for one in gone:
        _gone(brief, one)
    for key in by_place.get(where, ()):
        _field(brief, key, texts[key], edits.get(key))


def _count(edited: int) -> str:
    return f"（已改 {edited} 句）" if edited else ""


def _field(brief: Brief, key: str, text: str, known: SentenceEdit | None) -> None:
    shown = known.draft.text if known else text
    name = f"sentence_{key}_{brief.since}_{brief.until}_{hash(shown)}"
    lines = 1 + len(shown) // 50
    with st.container(key=f"edit_{key.replace('.', '-')}", gap="small"):
        st.text_area(
            f"第 {key} 句",
            value=shown,
            key=name,
            height=40 + 26 * min(lines, 8),
            label_visibility="collapsed",
            on_change=_save,
            args=(brief, key, text, name),
        )
        if known is None:
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            if known.is_stale:
                st.markdown(f":orange[⚠ 改过之后数字又变了。] 现在的自动文字：{literal(text)}")
                st.button("核对过，保留修改", key=f"keep_{name}", on_click=_keep, args=(brief, known.draft, text))
            else:
                by = f"（{literal(known.draft.who)}）" if known.draft.who else ""
                st.markdown(f":blue[✎ 已修改{by}。] 自动文字：{literal(text)}")
            st.button("恢复自动文字", key=f"back_{name}", on_click=_back, args=(brief, key), icon=":material/undo:")


def _gone(brief: Brief, one: SentenceEdit) -> None:
    """An edited sentence that the program no longer writes: its text is not printed, and not lost."""
    st.warning(
        f"改过的一句话已经没有位置了（数字变了，自动文字里不再有这一句），不会印出：“{literal(one.draft.text)}”。"
        "需要的话请抄到别的句子里。",
        icon=":material/content_cut:",
    )
    st.button("不再保留", key=f"gone_{one.draft.key}", on_click=_back, args=(brief, one.draft.key))


def _save(brief: Brief, key: str, text: str, name: str) -> None:
    _keep(brief, BulletinDraft(key, str(st.session_state[name]).strip(), text), text)


def _keep(brief: Brief, draft: BulletinDraft, now: str) -> None:
    bulletins.save_draft(
        data.database(),
        BulletinDraft(draft.key, draft.text, now),
        since=brief.since,
        until=brief.until,
        sample=brief.sample,
        who=_who(),
        at=data.now(),
    )


def _back(brief: Brief, key: str) -> None:
    bulletins.drop_draft(data.database(), key, since=brief.since, until=brief.until, who=_who(), at=data.now())


def who() -> None:
    """Asks who is at work; it is kept with what he does."""
    st.text_input("经办人（可不填）", key=WHO, max_chars=20, placeholder="姓名")


def _who() -> str | None:
    return str(st.session_state.get(WHO) or "").strip() or None


# Issue


def offer_issue(scope: Scope, made: Proof) -> None:
    """The way to issue: the number, who, and what stands in the way."""
    opened = data.database()
    expected = bulletins.next_number(opened)
    brief = made.brief
    same = [one for one in bulletins.bulletins(opened) if (one.since, one.until) == (brief.since, brief.until)]
    name = f"签发第 {expected} 期" if expected is not None else "签发第一份通报"
    with st.popover(f"{name}……", icon=":material/verified:"):
        st.markdown("签发后，文字、数字和全部文件按期号存档，以后的数据不会改动它；数据变了会列在更正说明里。")
        if same:
            numbers = "、".join(f"第 {one.number} 期" for one in same)
            st.warning(f"这一段时间已经签发过（{numbers}）。再签发会成为新的一期。")
        if made.stale:
            st.warning(
                f"有 {len(made.stale)} 句话改过之后数字又变了，请先在“修改文字”里逐句核对。", icon=":material/warning:"
            )
        number = expected
        if expected is None:
            first = data.settings(scope.source).first_number
            number = int(
                st.number_input("从第几期开始", min_value=1, max_value=99_999, value=first, key="meeting_number")
            )
        st.text_input("签发人（可不填）", key="meeting_issuer", max_chars=20, placeholder="姓名")
        agreed = True
        if brief.sample:
            agreed = st.checkbox(
                "我知道数据中有示例数据：文件会标明“示例数据”，清除示例数据时这一期一并清除", key="meeting_sample"
            )
        if st.button("确认签发", key="meeting_issue", type="primary", disabled=bool(made.stale) or not agreed):
            _issue(scope, made, number or 1)


def _issue(scope: Scope, made: Proof, number: int) -> None:
    by = str(st.session_state.get("meeting_issuer") or "").strip() or None
    try:
        with st.spinner("正在生成全部文件并存档……"):
            issuing.issue(data.database(), data.known(scope.source), made, number=number, who=by, at=data.now())
    except NotIssued as fault:
        st.error(literal(fault))
        return
    st.session_state["meeting_issued"] = number
    st.toast(
        f"第 {number} 期已签发（{short_day(made.brief.since)}至{short_day(made.brief.until)}）。",
        icon=":material/verified:",
    )
    st.rerun()
