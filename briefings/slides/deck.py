"""会议幻灯片: the brief on at most ten slides for the weekly meeting, with charts and tables that stay editable."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from briefings.brief.brief import Brief, BriefTable, ColumnKind, PhotoPair, Sentence
from briefings.brief.cells import UNITS, clipped, legible, lines_needed, shown
from briefings.brief.words import between, spoken
from briefings.palette import GREEN, INK, MUTED, PANEL, RED
from briefings.slides.slide_charts import draw_chart
from briefings.slides.slide_tables import draw_table
from briefings.slides.slides import BODY, Box, Slides, picture, rectangle, text
from domain.figures.definitions import DEFINITIONS
from domain.figures.rates import points
from domain.ledger.chinese_days import full_day
from domain.meeting.period import Period

MOST_SLIDES = 10
LEAD = 20
"""Size of the sentence above a table."""
TILES = ("open", "overdue", "found", "done", "closed", "on_time_rate")
TOLD = ("negative", "overall")
"""Chapters whose sentences stand on the first slide."""
MOST_PAIRS = 2
"""Pairs of photos on their slide: as many as a room can see."""
NO_ORDERS, NO_LATE, NO_RECURRING = "没有会议交办事项。", "截至当日没有超期问题。", "本期没有反复问题。"


def deck(brief: Brief, *, photo: Callable[[str], bytes | None] = lambda _: None) -> bytes:
    """The .pptx of a brief. photo: the JPEG with this hash, None where it is gone. The same brief gives the same bytes."""
    number = f"第{brief.number}期　" if brief.number is not None else ""
    sample = "示例数据，虚构　" if brief.sample else ""
    slides = Slides(
        title=f"{brief.title}（会议幻灯片）",
        author=brief.office,
        made_on=brief.issued_on or brief.as_of,
        footer=legible(f"{sample}{brief.office}　{number}数据截至 {full_day(brief.as_of)}"),
    )
    _overview(slides, brief)
    _orders(slides, brief)
    _units(slides, brief, "districts", "镇区")
    _units(slides, brief, "departments", "责任单位")
    _list(slides, brief, "overdue", OVERDUE, unit="件", empty=NO_LATE)
    _list(slides, brief, "recurring", RECURRING, unit="处", empty=NO_RECURRING)
    _trend(slides, brief)
    _list(slides, brief, "leaders", LEADERS, unit="位", empty="")
    _photos(slides, brief.photos, photo)
    _decisions(slides, brief.decisions)
    return slides.content()


ORDERS = ("交办事项", "责任方", "完成时限", "办理情况", "结果")
NOT_DONE = ("责任单位", "{this}应整改", "已完成", "未完成", "{this}整改率")
UNITS_SHOWN = ("分组", "镇区", "责任单位", "未整改", "超期", "久拖不决", "按期整改率")
OVERDUE = ("超期天数", "镇区", "点位", "问题", "责任单位", "牵头县领导", "整改时限")
RECURRING = ("发现次数", "镇区", "点位", "类别", "最近一次的问题", "责任单位", "最近发现", "现状")
LEADERS = ("牵头县领导", "专项行动", "交办总数", "未整改", "超期", "超期增减", "久拖不决", "按期整改率")


def _overview(slides: Slides, brief: Brief) -> None:
    """The week in one slide: six figures with those of the period before, and the sentences of the bulletin's opening."""
    words = _spoken(brief)
    number = f"（第{brief.number}期）" if brief.number is not None else ""
    explained = "\n".join(f"{name}：{said}" for name, said in brief.definitions.items())
    slide = slides.add(f"{brief.title}{number}", says=f"口径\n{explained}" if explained else "")
    line = f"{between(brief.since, brief.until)}　截至 {full_day(brief.as_of)}"
    text(slide, Box(36, 76, 888, 26), [line], sizes=(18,), colour=MUTED, spacing=1.0)
    wide = (888 - 5 * 12) / 6
    for at, key in enumerate(TILES):
        _tile(slide, Box(36 + at * (wide + 12), 112, wide, 112), brief, key, words)
    said = [line for sentence in _opening(brief) for line in sentence.text.split("\n") if line.strip()]
    text(
        slide,
        Box(36, 244, 888, 244),
        said or ["截至当日没有已交办的问题。"],
        sizes=(22, 20, 18, 16),
        more="……另有 {count} 段见通报。",
    )


def _opening(brief: Brief) -> Sequence[Sentence]:
    """The chapters that a week is told by; where none of them is there, the first that says anything."""
    by_key = {section.key: section for section in brief.sections}
    told = [by_key[key] for key in TOLD if key in by_key]
    for sections in (told, brief.sections):
        said = [s for section in sections for s in section.sentences if not s.level]
        if said:
            return said
    return ()


def _tile(slide: Any, box: Box, brief: Brief, key: str, words: Any) -> None:
    about = DEFINITIONS[key]
    now, then = brief.figures.get(key), brief.before.get(key)
    kind: ColumnKind = "percent" if about.unit == "%" else "count"
    unit = "" if kind == "percent" or now is None else f" {UNITS['count']}"
    rectangle(slide, box, fill=PANEL)
    colour = RED if key == "overdue" and now else GREEN if key == "overdue" else INK
    inner = Box(box.x + 10, box.y + 8, box.w - 20, 22)
    text(slide, inner, [about.name.replace("本周", words.this)], sizes=(16,), colour=MUTED, spacing=1.0)
    value = f"{shown(now, kind)}{unit}"
    text(
        slide,
        Box(inner.x, box.y + 32, inner.w, 44),
        [value],
        sizes=(34, 28, 24, 20),
        bold=True,
        colour=colour,
        spacing=1.0,
    )
    change = points(now, then) if kind == "percent" else None if now is None or then is None else now - then
    sign = "" if change is None else " ↑" if change > 0 else " ↓" if change < 0 else " 持平"
    before = f"{words.last} {shown(then, kind)}{sign}"
    text(slide, Box(inner.x, box.y + 82, inner.w, 20), [before], sizes=(16, 14), colour=MUTED, spacing=1.0)


def _orders(slides: Slides, brief: Brief) -> None:
    """What the last meeting ordered and what became of it; without any, who has not done what was due."""
    words = _spoken(brief)
    orders, owing = brief.tables.get("instructions"), brief.tables.get("not_done")
    if orders is not None and orders.rows:
        slide = slides.add(orders.title)
        draw_table(slide, _led(slide, brief, "meeting"), orders, columns=ORDERS)
    elif owing is not None and owing.rows:
        slide = slides.add(f"{words.this}应整改的完成情况：{owing.title}")
        names = [name.format(this=words.this) for name in NOT_DONE]
        draw_table(slide, _led(slide, brief, "orders"), owing, columns=names, unit="个单位", note=NO_ORDERS)
    elif brief.figures.get("owed"):
        slide = slides.add(f"{words.this}应整改的完成情况")
        _say(slide, [f"{words.this}应整改的问题已全部完成。", NO_ORDERS])


def _units(slides: Slides, brief: Brief, key: str, kind: str) -> None:
    """Districts or departments: their overdue issues as a chart, their figures as a table."""
    table = brief.tables.get(key)
    if table is None or not table.rows:
        return
    slide = slides.add(table.title, says=table.note)
    chart = brief.charts.get(f"{key}_overdue")
    left, right = BODY.split(0.42)
    if chart is None or not chart.categories:
        top = Box(BODY.x, BODY.y, BODY.w, 30)
        text(slide, top, [f"各{kind}都没有超期问题。"], sizes=(20,), colour=GREEN, bold=True, spacing=1.0)
        right = Box(BODY.x, BODY.y + 36, BODY.w, BODY.h - 36)
    else:
        draw_chart(slide, left, chart, late=True)
    groups = {row[0] for row in table.rows[:-1]} if table.columns[0].name == "分组" else set()
    columns = [name for name in UNITS_SHOWN if name != "分组" or len(groups) > 1]
    draw_table(slide, right, _worst_first(table), columns=columns, unit="个单位", note="按超期件数排列。")


def _worst_first(table: BriefTable) -> BriefTable:
    """The rows of units with most overdue first, as a meeting wants them; the total stays last."""
    names = [column.name for column in table.columns]
    if "超期" not in names:
        return table
    at, end = names.index("超期"), len(table.rows) - table.total
    rows = sorted(table.rows[:end], key=lambda row: -(row[at] or 0))
    return replace(table, rows=(*rows, *table.rows[end:]))


def _list(slides: Slides, brief: Brief, key: str, columns: Sequence[str], *, unit: str, empty: str) -> None:
    """A table of the brief with the columns that a meeting needs. empty: what is said without rows; "": no slide then."""
    table = brief.tables.get(key)
    if table is None or not (table.rows or (empty and brief.figures.get("total"))):
        return
    count = len(table.rows) - (1 if table.total and table.rows else 0)
    counted = f"（{count:,} {unit}）" if count and key != "leaders" else ""
    slide = slides.add(f"{table.title.removesuffix('清单')}{counted}", says=table.note)
    if table.rows:
        draw_table(slide, _led(slide, brief, key), table, columns=columns, unit=unit)
    else:
        _say(slide, [empty.replace("本期", _spoken(brief).this)])


def _led(slide: Any, brief: Brief, key: str) -> Box:
    """The first sentence of a chapter at the top of its slide; the box that is left below it."""
    said = [s.text for section in brief.sections if section.key == key for s in section.sentences if not s.level][:1]
    if not said:
        return BODY
    high = min(lines_needed(said[0], BODY.w / LEAD * 2 - 1), 3) * LEAD * 1.2 + 8
    text(slide, Box(BODY.x, BODY.y, BODY.w, high), said, sizes=(LEAD,), spacing=1.1)
    return Box(BODY.x, BODY.y + high + 4, BODY.w, BODY.h - high - 4)


def _trend(slides: Slides, brief: Brief) -> None:
    """The weeks up to now, and which kinds of problems there are."""
    weeks, kinds = brief.charts.get("weeks"), brief.charts.get("categories")
    drawn = [chart for chart in (weeks, kinds) if chart is not None and chart.categories]
    if not drawn:
        return
    slide = slides.add("趋势与问题类别" if len(drawn) > 1 else drawn[0].title)
    boxes: Sequence[Box] = BODY.split(0.56) if len(drawn) > 1 else (BODY,)
    for box, chart in zip(boxes, drawn, strict=True):
        draw_chart(slide, box, chart)


def _photos(slides: Slides, pairs: Sequence[PhotoPair], photo: Callable[[str], bytes | None]) -> None:
    """Photos before and after, where there are any."""
    if not pairs:
        return
    more = len(pairs) - MOST_PAIRS
    slide = slides.add(f"整改前后对比{f'（另有 {more} 组见曝光台）' if more > 0 else ''}")
    shown_pairs = sorted(pairs, key=lambda pair: pair.before is None or pair.after is None)[:MOST_PAIRS]
    boxes: Sequence[Box] = BODY.split(0.5, gap=24) if len(shown_pairs) == 2 else (BODY,)
    for box, pair in zip(boxes, shown_pairs, strict=True):
        caption = [
            clipped(f"{pair.place}：{pair.problem}", box.w / 18 * 2 - 1, lines=2),
            f"{pair.unit}　{pair.standing}",
        ]
        text(slide, Box(box.x, box.y + box.h - 84, box.w, 84), caption, sizes=(18, 16), spacing=1.1)
        halves = Box(box.x, box.y + 26, box.w, box.h - 118).split(0.5, gap=8)
        for half, name, key in zip(halves, ("整改前", "整改后"), (pair.before, pair.after), strict=True):
            text(slide, Box(half.x, box.y, half.w, 22), [name], sizes=(16,), bold=True, spacing=1.0)
            content = photo(key) if key is not None else None
            missing = f"没有{name}的照片" if key is None else f"{name}的照片已不在库中"
            if content is None:
                half = Box(half.x, half.y, half.w, min(half.h, half.w * 0.75))
            picture(slide, half, content, says=f"{name}：{pair.place}" if content is not None else missing)


def _decisions(slides: Slides, decisions: Sequence[Sentence]) -> None:
    """What to decide today."""
    slide = slides.add("请会议研究决定")
    said = [f"{at}. {sentence.text}" for at, sentence in enumerate(decisions, 1)]
    if said:
        text(slide, BODY, said, sizes=(24, 22, 20, 18, 16), spacing=1.3, more="……另有 {count} 项见通报。")
    else:
        _say(slide, ["今天没有需要会议决定的事项。"])


def _say(slide: Any, lines: Sequence[str]) -> None:
    text(slide, Box(BODY.x, BODY.y + 120, BODY.w, 160), lines, sizes=(26,), align="centre", colour=MUTED)


def _spoken(brief: Brief) -> Any:
    return spoken(Period(brief.since, brief.until, brief.as_of))
