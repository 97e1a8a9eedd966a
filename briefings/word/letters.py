"""督办公文: 交办单, 提醒函, 督办单, 通报, 约谈通知, 移交函 to a unit, with the list of its issues and a reply slip.

`worded` puts a draft into words, `letter` prints exactly these words: what the clerk has seen is what is handed out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from briefings.brief.brief import BriefTable, TableColumn
from briefings.brief.words import OFFICE
from briefings.excel.feedback import file_part
from briefings.word.paper import Paper
from domain.ladder import STEPS, LadderLevel
from domain.ledger.chinese_days import full_day

SLIP_ROOM = "\n\n\n"


@dataclass(frozen=True)
class LetterIssue:
    """An issue as it stands on the letter. days_overdue: None where it is not overdue."""

    number: str
    found_on: date | None
    place: str
    problem: str
    due_on: date | None
    days_overdue: int | None
    state: str


@dataclass(frozen=True)
class LetterDraft:
    """What a person has decided. unit: its full name. as_of: the day for which the issues stand. reason: why, in sentences.

    office: who signs, "" where nothing was set. county: its name, "". appointment: time and place of an interview.
    """

    level: LadderLevel
    number: str
    unit: str
    issued_on: date
    reply_by: date
    as_of: date
    issues: tuple[LetterIssue, ...]
    reason: str = ""
    county: str = ""
    office: str = ""
    appointment: str = ""


@dataclass(frozen=True)
class Worded:
    """A draft in words. title, addressee, paragraphs: as printed. list_title: above the table of issues, "" without issues."""

    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    closing: str
    signature: tuple[str, str]
    list_title: str


def worded(draft: LetterDraft) -> Worded:
    """The words of a letter."""
    office = draft.office.strip() or OFFICE
    many = len(draft.issues)
    late = [issue.days_overdue for issue in draft.issues if issue.days_overdue]
    facts = f"截至{full_day(draft.as_of)}，{_whose(draft)}"
    facts += f"负责整改的创建问题中，有 {many:,} 件需要督促办理" if many else "承担的创建工作需要督促推进"
    if late and "超期" not in draft.reason:
        facts += f"，其中 {len(late):,} 件已超过整改时限，最长的已超期 {max(late):,} 天"
    facts += f"（问题清单附后）。{draft.reason}" if many else f"。{draft.reason}"
    if draft.level is LadderLevel.ASSIGN:
        facts = f"现将 {many:,} 件创建问题交{_whose(draft)}办理（问题清单附后）。{draft.reason}"
    by = full_day(draft.reply_by)
    asked, closing = _asked(draft, by)
    return Worded(
        _title(draft),
        _addressee(draft),
        (facts, *asked),
        closing,
        (office, full_day(draft.issued_on)),
        f"附件：问题清单（{many:,} 件，截至{full_day(draft.as_of)}）" if many else "",
    )


def _title(draft: LetterDraft) -> str:
    return {
        LadderLevel.ASSIGN: "创建问题交办单",
        LadderLevel.REMIND: "创建问题整改提醒函",
        LadderLevel.SUPERVISE: "创建问题督办单",
        LadderLevel.CIRCULATE: f"关于{draft.unit}创建问题整改情况的通报",
        LadderLevel.INTERVIEW: "约谈通知",
        LadderLevel.REFER: f"关于移交{draft.unit}创建问题整改情况的函",
    }[draft.level]


def _addressee(draft: LetterDraft) -> str:
    if draft.level is LadderLevel.CIRCULATE:
        return "各镇区，各有关部门："
    if draft.level is LadderLevel.REFER:
        return f"{draft.county or '县'}纪委监委："
    return f"{draft.unit}："


def _whose(draft: LetterDraft) -> str:
    return draft.unit if draft.level in (LadderLevel.CIRCULATE, LadderLevel.REFER) else "你单位"


def _asked(draft: LetterDraft, by: str) -> tuple[tuple[str, ...], str]:
    """What is asked and by when, and the closing line."""
    back = f"并于{by}前将整改情况和所附回执书面报送我办"
    if draft.level is LadderLevel.ASSIGN:
        return (f"请按各件的整改时限抓紧整改，{back}。",), "特此交办。"
    if draft.level is LadderLevel.REMIND:
        return (f"请抓紧整改，{back}；确有困难、需要延期或其他单位配合的，请一并说明。",), "特此提醒。"
    if draft.level is LadderLevel.SUPERVISE:
        return (
            f"请主要负责同志亲自过问，逐件明确责任人、整改措施和完成时限，限期整改到位，{back}。",
            "逾期没有回复或没有整改到位的，将按规定进入下一督办层级。",
        ), "特此督办。"
    if draft.level is LadderLevel.CIRCULATE:
        return (
            f"现予通报。请{draft.unit}认真查找原因，限期整改到位，{back}。",
            "请各镇区、各有关部门对照检查本单位的问题，举一反三，及时整改。",
        ), "特此通报。"
    if draft.level is LadderLevel.INTERVIEW:
        when = f"时间和地点：{draft.appointment}。" if draft.appointment else "时间和地点另行通知。"
        return (
            f"经研究，决定对你单位主要负责同志进行约谈。{when}",
            f"请提前准备书面材料，说明问题没有整改到位的原因、下一步措施和完成时限，{back}。",
        ), "特此通知。"
    return (
        "上述问题经提醒、督办等程序后仍未解决，现将有关情况和材料移交贵委，请按职责权限研究处理，"
        f"并请于{by}前将受理情况函告我办。",
    ), "特此函告。"


def letter(draft: LetterDraft) -> bytes:
    """The .docx of a draft; the same draft gives the same bytes."""
    said = worded(draft)
    paper = Paper(title=f"{said.title} {draft.number}", author=said.signature[0], made_on=draft.issued_on)
    paper.title(*_broken(said.title))
    paper.centred(draft.number, after=14)
    paper.text(said.addressee, indent=False)
    for paragraph in said.paragraphs:
        paper.text(paragraph)
    paper.text(said.closing)
    paper.text("")
    paper.signature(*said.signature)
    if draft.issues:
        paper.break_page()
        paper.text(said.list_title, indent=False)
        paper.table(issue_table(draft.issues), size=10.5, caption=False)
    paper.break_page()
    _slip(paper, draft)
    return paper.content()


def issue_table(issues: Sequence[LetterIssue]) -> BriefTable:
    """The list of issues as it is attached."""
    rows = tuple(
        (
            place,
            one.place,
            f"{one.problem}（{one.number}）" if one.number else one.problem,
            one.found_on,
            one.due_on,
            one.days_overdue,
            one.state,
        )
        for place, one in enumerate(issues, 1)
    )
    columns = (
        TableColumn("序号", "count", 0.75),
        TableColumn("点位", "text", 2.4),
        TableColumn("存在问题", "text", 4.5),
        TableColumn("发现日期", "day", 2.1),
        TableColumn("整改时限", "day", 2.1),
        TableColumn("超期天数", "days", 1.0),
        TableColumn("现状", "text", 1.3),
    )
    return BriefTable("issues", "问题清单", columns, rows)


def _slip(paper: Paper, draft: LetterDraft) -> None:
    """回执: what the unit fills in and sends back."""
    refer = draft.level is LadderLevel.REFER
    paper.title("回　　执")
    rows: list[tuple[str, str]] = [("文　　号", draft.number), ("回复期限", f"{full_day(draft.reply_by)}前")]
    if refer:
        rows += [("受理情况", SLIP_ROOM)]
    else:
        rows += [
            ("承办单位", draft.unit),
            ("整改情况", SLIP_ROOM + "\n\n"),
            ("尚未到位的\n原因和措施", SLIP_ROOM + "\n"),
            ("承诺完成时限", ""),
        ]
    rows += [("填报人、电话", ""), ("单位（盖章）", "\n　　　　　　　　　年　　月　　日")]
    paper.grid((TableColumn("项目", weight=1), TableColumn("内容", weight=3.6)), rows, size=14)


def _broken(title: str) -> tuple[str, ...]:
    """A title in lines of at most twenty characters, broken where a phrase ends."""
    if len(title) <= 20:
        return (title,)
    at = title.rfind("创建问题", 0, 21)
    at = at if at > 5 else 20
    return (title[:at], *_broken(title[at:]))


def file_name(draft: LetterDraft) -> str:
    """督办单_县住建局_创城督〔2026〕3号.docx."""
    return f"{STEPS[draft.level].paper}_{file_part(draft.unit)}_{file_part(draft.number)}.docx"
