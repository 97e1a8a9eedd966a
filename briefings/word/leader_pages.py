"""牵头县领导一页纸: for each lead leader one sheet of A4 — what changed, the worst, who must answer, what to ask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefings.brief.brief import Brief, BriefTable, LeaderPart, TableColumn
from briefings.brief.cells import clipped, lines_needed, shown
from briefings.brief.words import spoken
from briefings.excel.feedback import file_part
from briefings.word.paper import Margins, Paper
from domain.figures.definitions import DEFINITIONS
from domain.ledger.chinese_days import full_day, short_day
from domain.meeting.period import Period

FIGURES = ("open", "overdue", "long_overdue", "awaiting", "found", "done", "closed", "on_time_rate")
"""Figures of the part that are compared with the last meeting, as far as the brief has them."""
SHEET = Margins(top=20, right=22, bottom=20, left=24)
TEXT_WIDTH, TEXT_HEIGHT = 210 - 22 - 24, 297 - 20 - 20
_POINT = 25.4 / 72
NOBODY = "未明确牵头县领导"


@dataclass(frozen=True)
class _Scale:
    """Sizes in points, how many lines a cell and a question may take, and how many units that answer are named."""

    body: float
    line: float
    table: float
    cell_lines: int
    units: int


SCALES = (
    _Scale(16, 28, 11, 3, 10),
    _Scale(16, 26, 10.5, 2, 6),
    _Scale(14, 24, 10.5, 2, 8),
    _Scale(14, 22, 10.5, 2, 6),
    _Scale(14, 21, 10, 2, 5),
    _Scale(13, 20, 10, 2, 5),
    _Scale(12, 19, 10, 2, 5),
    _Scale(12, 18, 10, 1, 4),
)
"""From roomy to narrow; the first that keeps to one sheet is taken."""


def leader_pages(brief: Brief) -> dict[str, bytes]:
    """File name → .docx of one page, for every part of the brief, in its order. The same brief gives the same bytes."""
    files: dict[str, bytes] = {}
    for part in brief.leaders:
        stem = f"牵头县领导一页纸_{file_part(part.leader or NOBODY)}"
        names = (f"{stem}.docx", *(f"{stem}({n}).docx" for n in range(2, len(brief.leaders) + 1)))
        files[next(name for name in names if name.lower() not in {known.lower() for known in files})] = leader_page(
            brief, part
        )
    return files


def leader_page(brief: Brief, part: LeaderPart) -> bytes:
    """The page of one part."""
    scale = next((scale for scale in SCALES if _height(brief, part, scale) <= TEXT_HEIGHT), SCALES[-1])
    title = f"{part.leader or NOBODY}分管情况"
    paper = Paper(
        title=title,
        author=brief.office,
        made_on=brief.issued_on or brief.as_of,
        margins=SHEET,
        body_size=scale.body,
        line=scale.line,
    )
    paper.title(clipped(title, TEXT_WIDTH / (22 * _POINT) * 2 - 1))
    paper.centred(_fit(_period(brief), scale, 2))
    paper.text(_fit(_actions(part), scale, 2), indent=False)
    paper.heading("一、上次会议以来的变化")
    for line in _sentences(part, scale):
        paper.text(line)
    change = _change(brief, part)
    paper.grid(change.columns, change.rows, size=scale.table)
    paper.heading("二、最突出的问题")
    _table(paper, _worst(part, scale), scale, "没有超期的和反复后没有销号的问题。")
    paper.heading("三、由谁说明")
    answering, left_out = _answering(part, scale)
    _table(paper, answering, scale, "没有未整改的问题。")
    if left_out:
        paper.note(f"另有 {left_out:,} 个单位见附表。", size=scale.table)
    paper.heading("四、建议询问")
    for line in _questions(part, scale):
        paper.text(line)
    return paper.content()


def _period(brief: Brief) -> str:
    sample = "示例数据；" if brief.sample else ""
    number = f"第{brief.number}期，" if brief.number is not None else ""
    return f"（{sample}{number}截至{full_day(brief.as_of)}，与{short_day(brief.last_meeting)}上次会议时比较）"


def _actions(part: LeaderPart) -> str:
    return (
        f"牵头的专项行动：{'、'.join(part.actions)}"
        if part.actions
        else "没有归入专项行动，或专项行动没有设置牵头县领导的问题。"
    )


def _sentences(part: LeaderPart, scale: _Scale) -> list[str]:
    return [_fit(sentence.text, scale, 4) for sentence in part.sentences]


def _questions(part: LeaderPart, scale: _Scale) -> list[str]:
    said = [f"{at}. {sentence.text}" for at, sentence in enumerate(part.questions, 1)]
    return [_fit(line, scale, scale.cell_lines + 1) for line in said] or ["没有需要询问的事项。"]


def _change(brief: Brief, part: LeaderPart) -> BriefTable:
    """The figures across: then, now, and the county's, so that each page shows its share of the whole."""
    keys = [key for key in FIGURES if key in part.figures]
    this = spoken(Period(brief.since, brief.until, brief.as_of)).this
    columns = [TableColumn("", weight=2.2)]
    for key in keys:
        about = DEFINITIONS[key]
        columns.append(TableColumn(about.name.replace("本周", this), "percent" if about.unit == "%" else "count", 1.25))
    rows = (("上次会议时", part.before), ("现在", part.figures), ("全县现在", brief.figures))
    said = tuple((name, *(figures.get(key) for key in keys)) for name, figures in rows)
    return BriefTable("change", "", tuple(columns), said)


def _worst(part: LeaderPart, scale: _Scale) -> BriefTable | None:
    return None if part.chains is None else _cut(part.chains, part.chains.rows[:3], scale)


def _answering(part: LeaderPart, scale: _Scale) -> tuple[BriefTable | None, int]:
    """Those who must answer, most first, and how many find no room."""
    if part.answering is None:
        return None, 0
    rows = part.answering.rows
    return _cut(part.answering, rows[: scale.units], scale), max(len(rows) - scale.units, 0)


def _cut(table: BriefTable, rows: Sequence[Sequence[object]], scale: _Scale) -> BriefTable:
    """The table with texts cut to so many lines of their column, and days as wide as a day is."""
    columns = tuple(replace(c, weight=max(c.weight, 1.9)) if c.kind == "day" else c for c in table.columns)
    whole = sum(column.weight for column in columns)
    rooms = [_room(TEXT_WIDTH * column.weight / whole - 3, scale.table) for column in columns]
    said = [
        tuple(
            clipped(value, room, lines=scale.cell_lines, ends=column.name != "问题")
            if isinstance(value, str)
            else value
            for column, value, room in zip(columns, row, rooms, strict=True)
        )
        for row in rows
    ]
    return replace(table, columns=columns, rows=tuple(said))


def _table(paper: Paper, table: BriefTable | None, scale: _Scale, nothing: str) -> None:
    if table is None or not table.rows:
        paper.text(nothing)
    else:
        paper.grid(table.columns, table.rows, size=scale.table)


def _room(wide: float, size: float) -> float:
    """Characters of half width in a line of `wide` mm."""
    return wide / (size * _POINT) * 2 - 0.5


def _fit(text: str, scale: _Scale, lines: int) -> str:
    return clipped(text, _room(TEXT_WIDTH, scale.body) - 2, lines=lines)


def _height(brief: Brief, part: LeaderPart, scale: _Scale) -> float:
    """About how much of the sheet the page takes, in mm, with some air: no two programs set the same text alike."""
    room = _room(TEXT_WIDTH, scale.body) - 4  # the indent of a first line
    texts = [
        _fit(_period(brief), scale, 2),
        _fit(_actions(part), scale, 2),
        *_sentences(part, scale),
        *_questions(part, scale),
    ]
    lines = sum(lines_needed(text, room) for text in texts) + 4  # headings
    answering, left_out = _answering(part, scale)
    height = max(scale.line, 22 * 1.4) + 6 + lines * scale.line + (scale.table * 1.5 + 2 if left_out else 0)
    for table in (_change(brief, part), _worst(part, scale), answering):
        if table is None or not table.rows:
            height += scale.line
            continue
        whole = sum(column.weight for column in table.columns)
        rooms = [_room(TEXT_WIDTH * column.weight / whole - 3, scale.table) for column in table.columns]
        said = [[shown(v, c.kind) for c, v in zip(table.columns, row, strict=True)] for row in table.rows]
        for words in ([column.name for column in table.columns], *said):
            lines = max(lines_needed(word, room) for word, room in zip(words, rooms, strict=True))
            height += lines * scale.table * 1.4 + 1
    return height * _POINT + 4
