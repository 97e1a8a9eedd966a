"""A brief on screen as it will be printed: the text of the bulletin, its tables, the leaders' pages, as HTML."""

from collections.abc import Collection, Iterable
from html import escape

from briefings.brief.brief import Brief, BriefTable, LeaderPart, Sentence
from briefings.brief.cells import shown
from briefings.brief.words import between
from briefings.word.bulletin import chinese
from domain.ledger.chinese_days import full_day

ROWS = 40
"""A table on screen shows so many rows; the files have all."""


def bulletin(brief: Brief, *, edited: Collection[str] = (), stale: Collection[str] = ()) -> str:
    """The text of the bulletin. edited, stale: keys of sentences to mark; stale ones no longer fit their figures."""
    number = f"第 {brief.number} 期" if brief.number is not None else "期号签发时确定"
    head = [
        f"<h2>{escape(brief.title)}</h2>",
        f"<p class='number'>{number}{'　（示例数据，虚构）' if brief.sample else ''}<br>"
        f"{between(brief.since, brief.until)}，数据截至{full_day(brief.as_of)}</p>",
        f"<p class='addressed'>{escape(brief.addressees)}：</p>",
    ]
    body = []
    place = 0
    for section in brief.sections:
        if section.heading:
            place += 1
            body.append(f"<h3>{chinese(place)}、{escape(section.heading)}</h3>")
        body += [_paragraph(one, edited, stale) for one in section.sentences]
        body += [table(brief.tables[key]) for key in section.tables if key in brief.tables and brief.tables[key].rows]
    annexes = [brief.tables[key] for key in brief.annexes if key in brief.tables]
    if annexes:
        names = "".join(f"<li>{escape(one.title)}（{len(one.rows) - one.total:,} 行）</li>" for one in annexes)
        body.append(f"<p class='annexes'>附件：</p><ol>{names}</ol>")
    body.append(f"<p class='signature'>{escape(brief.office)}</p>")
    return _sheet([*head, *body])


def tables(brief: Brief) -> str:
    """Every table of the brief that has rows."""
    return _sheet(table(one) for one in brief.tables.values() if one.rows)


def leaders(brief: Brief, *, edited: Collection[str] = (), stale: Collection[str] = ()) -> list[tuple[str, str]]:
    """(name of the leader, his page) in order."""
    return [(part.leader or "未明确牵头县领导", _leader(brief, part, edited, stale)) for part in brief.leaders]


def _leader(brief: Brief, part: LeaderPart, edited: Collection[str], stale: Collection[str]) -> str:
    parts = [
        f"<h2>{escape(part.leader or '未明确牵头县领导')}</h2>",
        f"<p class='number'>{escape('、'.join(part.actions) or '未归入专项行动的问题')}　"
        f"{between(brief.since, brief.until)}</p>",
        *(_paragraph(one, edited, stale) for one in part.sentences),
    ]
    parts += [table(one) for one in (part.chains, part.answering) if one is not None and one.rows]
    if part.questions:
        parts.append("<h3>建议询问</h3>")
        parts += [_paragraph(one, edited, stale) for one in part.questions]
    return _sheet(parts)


def decisions(brief: Brief, *, edited: Collection[str] = (), stale: Collection[str] = ()) -> str:
    """What the meeting is to decide."""
    said = (_paragraph(one, edited, stale) for one in brief.decisions)
    return _sheet(["<h2>提请会议决定的事项</h2>", *said])


def _sheet(parts: Iterable[str]) -> str:
    return f"<article class='sheet'>{''.join(parts)}</article>"


def _paragraph(one: Sentence, edited: Collection[str], stale: Collection[str]) -> str:
    mark, said = "", ""
    if one.key in stale:
        mark, said = " class='stale'", "<span class='tag'>⚠ 改过，之后数字又变了</span>"
    elif one.key in edited:
        mark, said = " class='edited'", "<span class='tag'>✎ 已修改</span>"
    text = "<br>".join(escape(line) for line in one.text.split("\n"))
    return f"<h4{mark}>{text}{said}</h4>" if one.level else f"<p{mark}>{text}{said}</p>"


def table(one: BriefTable) -> str:
    """A table, long ones with their first rows and a line that says how many there are."""
    body = one.rows[:-1] if one.total and one.rows else one.rows
    cut = body[:ROWS]
    rows = [*cut, *one.rows[len(body) :]]
    head = "".join(
        f"<th class='{c.kind}'>{escape(c.name)}{'（天）' if c.kind == 'days' and not c.name.endswith('天数') else ''}</th>"
        for c in one.columns
    )
    lines = []
    for place, values in enumerate(rows):
        cells = "".join(
            f"<td class='{c.kind}'>{escape(shown(value, c.kind) if value != '' else '')}</td>"
            for c, value in zip(one.columns, values, strict=True)
        )
        lines.append(f"<tr{' class=sum' if one.total and place == len(rows) - 1 else ''}>{cells}</tr>")
    more = (
        f"<p class='more'>显示前 {len(cut)} 行，共 {len(body):,} 行；文件中全部列出。</p>"
        if len(body) > len(cut)
        else ""
    )
    note = f"<p class='more'>{escape(one.note)}</p>" if one.note else ""
    return (
        f"<figure><figcaption>{escape(one.title)}</figcaption><div class='scroll'><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>{more}{note}</figure>"
    )
