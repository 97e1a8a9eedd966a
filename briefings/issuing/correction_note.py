"""更正说明 as a document and as rows of a table."""

from collections.abc import Iterable

from briefings.brief.brief import BriefTable, TableColumn
from briefings.brief.cells import UNITS, shown
from briefings.brief.words import between
from briefings.issuing.corrections import Correction, Corrections
from briefings.word.paper import Paper
from database.ledger.causes import Cause
from domain.ledger.chinese_days import full_day

MOST_ROWS = 400
"""Restated values in the document; beyond it they are counted, and the screen and its table have them all."""
COLUMNS = (
    TableColumn("序号", "count", 0.7),
    TableColumn("位置", weight=1.8),
    TableColumn("对象", weight=3),
    TableColumn("项目", weight=1.5),
    TableColumn("原发布", weight=2),
    TableColumn("现为", weight=2),
    TableColumn("原因", weight=1.1),
)


def summary(made: Corrections) -> str:
    """One sentence: whether anything is restated, and since when."""
    number = f"第 {made.brief.number} 期通报"
    if not made.restated:
        later = f"签发以后有 {len(made.causes):,} 次导入、撤销或设置改动，" if made.causes else "签发以后数据没有变动，"
        return f"{number}（{between(made.brief.since, made.brief.until)}）{later}通报中的数字和清单都没有变化，不需要更正。"
    return (
        f"{number}（{between(made.brief.since, made.brief.until)}，数据截至{full_day(made.brief.as_of)}）签发以后，"
        f"因后来的数据变动，有 {len(made.restated):,} 处与原发布不同。已签发的通报不作改动，以本说明为准。"
    )


def cause_words(cause: Cause, place: int) -> str:
    """①《file》…: what it was, the day that it speaks for, who did it and when."""
    who = cause.who or "未记录经办人"
    at = f"，{cause.at[:16].replace('T', ' ')}" if cause.at else ""
    day = f"（数据截至 {cause.day.isoformat()}）" if cause.day else ""
    if cause.kind == "change":
        return f"{mark(place)} 修改了{cause.name}：{who}{at}"
    done = "导入" if cause.kind == "import" else "撤销导入"
    return f"{mark(place)} {done}《{cause.name}》{day}：{who}{at}"


def mark(place: int) -> str:
    """The sign of a cause: ① … ⑳, then (21)."""
    return chr(0x2460 + place) if place < 20 else f"({place + 1})"


def rows(restated: Iterable[Correction]) -> list[tuple[int, str, str, str, str, str, str]]:
    """The restated values as words, in the order of COLUMNS."""
    made = []
    for number, one in enumerate(restated, 1):
        old, new = (_worded(value, one) for value in (one.old, one.new))
        made.append(
            (number, one.where, one.row, one.what, old, new, "".join(mark(place) for place in one.causes) or "—")
        )
    return made


def _worded(value: object, one: Correction) -> str:
    text = shown(value, one.kind)
    unit = UNITS.get(one.kind, "")
    return text if value is None or unit in ("", "%") else f"{text} {unit}"


def used(made: Corrections) -> list[tuple[int, Cause]]:
    """The causes that restated something, with their places."""
    places = sorted({place for one in made.restated for place in one.causes})
    return [(place, made.causes[place]) for place in places]


def correction_note(made: Corrections) -> bytes:
    """The .docx of a 更正说明. The same corrections give the same bytes."""
    brief = made.brief
    paper = Paper(title=f"{brief.title}更正说明", author=brief.office, made_on=brief.as_of)
    paper.title(f"关于第 {brief.number} 期通报的更正说明")
    if brief.sample:
        paper.centred("（示例数据，虚构）")
    paper.text(summary(made))
    if made.restated:
        paper.heading("一、更正内容")
        table = rows(made.restated[:MOST_ROWS])
        rest = len(made.restated) - len(table)
        note = f"另有 {rest:,} 处未列出，见“会议简报”页面下载的更正明细表。" if rest else ""
        paper.table(BriefTable("corrections", "", COLUMNS, tuple(table), note=note), size=10.5, caption=False)
        paper.heading("二、变动原因")
        for place, cause in used(made):
            paper.text(cause_words(cause, place))
        if not used(made):
            paper.text("没有找到对应的导入或修改记录。")
    paper.signature(brief.office)
    return paper.content()
