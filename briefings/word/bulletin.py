"""周通报 (.docx): the text of a brief on the paper of an office, its annexes each on a new page."""

from dataclasses import replace

from briefings.brief.brief import Brief, BriefTable, TableColumn
from briefings.brief.words import between
from briefings.word.paper import TITLE_SIZE, Paper
from domain.ledger.chinese_days import full_day

ROWS_ON_PAPER = 200
"""A list is printed so far; the annex workbook has all of it."""
UPRIGHT = 6
"""Tables of more columns are printed across the page."""
TEXT_TABLE, ANNEX_TABLE, LONG_TABLE = 12.0, 10.5, 9.0
"""Size of the letters in tables in points; that of a list of more than A_PAGE rows is the smallest."""
A_PAGE = 30
DEFINITIONS = "主要指标口径"
_DIGITS = "零一二三四五六七八九"


def bulletin(brief: Brief) -> bytes:
    """The bulletin as a .docx; the same brief gives the same bytes. While it has no number it is marked 送审稿."""
    made_on = brief.issued_on or brief.as_of
    paper = Paper(title=f"{brief.title}（{issue_name(brief)}）", author=brief.office, made_on=made_on)
    _head(paper, brief)
    number = 0
    for section in brief.sections:
        if section.heading:
            number += 1
            paper.heading(f"{chinese(number)}、{section.heading}")
        for sentence in section.sentences:
            if sentence.level:
                paper.subheading(sentence.text)
            else:
                paper.text(sentence.text)
        for key in section.tables:
            table = brief.tables[key]
            if table.rows:
                paper.table(_cut(table), size=TEXT_TABLE if len(table.columns) <= UPRIGHT else ANNEX_TABLE)
    _foot(paper, brief)
    _annexes(paper, brief)
    return paper.content()


def issue_name(brief: Brief) -> str:
    """第12期, or 送审稿 while it has no number."""
    return "送审稿" if brief.number is None else f"第{brief.number}期"


def chinese(number: int) -> str:
    """一, 二 … 十, 十一 … 九十九: for headings. Raises ValueError for other numbers."""
    if not 0 < number < 100:
        raise ValueError(f"no number of a heading: {number}")
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _head(paper: Paper, brief: Brief) -> None:
    if brief.sample:
        paper.centred("（示例数据，仅供演示，不得作为依据）")
    period = f"{between(brief.since, brief.until)}（数据截至{full_day(brief.as_of)}）"
    if brief.red_head:
        day = full_day(brief.issued_on) if brief.issued_on else ""
        paper.red_head(brief.title, number=issue_name(brief), issuer=brief.office, day=day)
        paper.title("创建工作情况通报")
        paper.centred(period, after=paper.line)
    else:
        paper.title(brief.title, size=TITLE_SIZE)
        paper.centred(issue_name(brief))
        paper.centred(period, after=paper.line)
    paper.text(f"{brief.addressees}：", indent=False)


def _foot(paper: Paper, brief: Brief) -> None:
    """The list of annexes, who signs and when."""
    titles = _titles(brief)
    paper.text("")
    for place, title in enumerate(titles, 1):
        paper.text(f"{'附件：' if place == 1 else '　　　'}{place}.{title}")
    if titles:
        paper.text("")
    paper.signature(brief.office, *([full_day(brief.issued_on)] if brief.issued_on else []))


def _titles(brief: Brief) -> list[str]:
    return [*(brief.tables[key].title for key in brief.annexes), *([DEFINITIONS] if brief.definitions else [])]


def _annexes(paper: Paper, brief: Brief) -> None:
    """Each annex on a new page: a wide table across it."""
    titles = _titles(brief)
    for place, title in enumerate(titles, 1):
        table = brief.tables[brief.annexes[place - 1]] if place <= len(brief.annexes) else None
        paper.turn(landscape=table is not None and len(table.columns) > UPRIGHT)
        paper.label(f"附件{place if len(titles) > 1 else ''}")
        paper.title(title, size=18)
        if table is None:
            rows = tuple(brief.definitions.items())
            table = BriefTable("definitions", title, (TableColumn("指标"), TableColumn("口径", weight=5)), rows)
        paper.table(_cut(table), size=LONG_TABLE if len(table.rows) > A_PAGE else ANNEX_TABLE, caption=False)


def _cut(table: BriefTable) -> BriefTable:
    """The table as far as it goes on paper, its total always, and what was left out said below it."""
    rows = table.rows[:-1] if table.total else table.rows
    if len(rows) <= ROWS_ON_PAPER:
        return table
    total = table.rows[-1:] if table.total else ()
    note = f"共 {len(rows):,} 行，这里列出前 {ROWS_ON_PAPER} 行，全部见附表。"
    return replace(table, rows=(*rows[:ROWS_ON_PAPER], *total), note=f"{note}{table.note}")
