"""Briefs made by hand for the printers: a usual week, an empty one, very long names, two hundred units, hostile text."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from briefings.brief.brief import Brief, BriefTable, Chart, LeaderPart, PhotoPair, Section, Sentence, TableColumn

SINCE, UNTIL = date(2020, 7, 13), date(2020, 7, 19)
HOSTILE = '=1+1 <b>甲&"乙"</b> 😀𠮷 _x000A_ \x00\x1b\ufffe尾'
"""Markup, a formula, emoji, Office's own escape, and characters that no Office file can hold."""
KEPT = '=1+1 <b>甲&"乙"</b> 😀𠮷 _x000A_ 尾'
"""What is left of it (the escape is broken up by a character without width)."""

_UNIT_COUNTS = ("交办总数", "本周新增", "未整改", "超期", "上周超期", "久拖不决")


def usual(*, units: int = 8, name: str = "第{}镇", problem: str = "路面破损、垃圾满溢", leaders: int = 4) -> Brief:
    """A week with everything in it. name: of a unit, with its number; problem: the wording of every issue."""
    districts = _units("districts", "各镇区情况", "镇区", [name.format(n) for n in range(1, units + 1)])
    departments = _units(
        "departments", "各责任单位情况", "责任单位", [f"{name.format(n)}局" for n in range(1, units + 1)]
    )
    parts = tuple(_part(n, name, problem) for n in range(1, leaders + 1))
    late = tuple(
        (60 - n % 50, name.format(n % units + 1), f"{n}号路口", problem, f"{name.format(n % units + 1)}局",
         f"副县长{n % leaders + 1}", SINCE - timedelta(days=60 - n % 50), f"A{n:04d}")
        for n in range(37)
    )  # fmt: skip
    tables = {
        "week": _week(),
        "districts": districts,
        "departments": departments,
        "leaders": _leaders(parts),
        "overdue": BriefTable(
            "overdue", "超期问题清单",
            (TableColumn("超期天数", "days"), TableColumn("镇区", weight=1.6), TableColumn("点位", weight=2), TableColumn("问题", weight=4),
             TableColumn("责任单位", weight=1.9), TableColumn("牵头县领导", weight=1.9), TableColumn("整改时限", "day", 1.5),
             TableColumn("编号", weight=1.6)),
            late, note="时限当天不算超期；挂账和待复核的不计。",
        ),
        "recurring": BriefTable(
            "recurring", "反复问题清单",
            (TableColumn("发现次数", "count"), TableColumn("镇区", weight=1.6), TableColumn("点位", weight=2), TableColumn("类别", weight=1.4),
             TableColumn("最近一次的问题", weight=3.4), TableColumn("责任单位", weight=1.9), TableColumn("首次发现", "day", 1.5),
             TableColumn("最近发现", "day", 1.5), TableColumn("本周反复", "count"), TableColumn("现状", weight=1.1)),
            tuple((4 - n, name.format(n + 1), "农贸市场", "出店经营", problem, f"{name.format(1)}局",
                   date(2020, 5, 1), date(2020, 7, 14), 1, "超期") for n in range(3)),
        ),
        "instructions": BriefTable(
            "instructions", "会议交办事项办理情况",
            (TableColumn("交办日期", "day", 1.4), TableColumn("交办事项", weight=4), TableColumn("责任方", weight=1.8),
             TableColumn("完成时限", "day", 1.4), TableColumn("办理情况", weight=1.4), TableColumn("完成日期", "day", 1.4),
             TableColumn("结果", weight=2.5)),
            ((date(2020, 7, 13), f"{problem}限期办结", "城市管理局", UNTIL, "已完成", UNTIL, "已清理"),
             (date(2020, 7, 13), "老旧小区消防通道清障", "住建局", date(2020, 7, 17), "未完成，已过时限", None, None)),
        ),
        "not_done": _not_done(((name.format(1) + "局", 9, 4, 5, 44.4), ("合计", 9, 4, 5, 44.4))),
    }  # fmt: skip
    names = tuple(row[2] for row in districts.rows[:-1])[:15]
    return Brief(
        county="清源县",
        title="创建工作突出问题整改情况的通报",
        office="县长效办",
        number=12,
        addressees="县创建指挥部",
        since=SINCE,
        until=UNTIL,
        as_of=UNTIL,
        last_meeting=SINCE - timedelta(days=1),
        figures=_figures(37, 74.6),
        before=_figures(41, 71.2),
        sections=(
            Section("opening", "", (Sentence("opening.period", "现将2020年7月13日至7月19日整改情况通报如下。"),)),
            Section(
                "overall",
                "总体情况",
                (
                    Sentence("overall.flow", "本周新发现问题 48 件，比上周减少 3 件；完成整改 52 件，销号 40 件。"),
                    Sentence("overall.stock", "截至7月19日，累计交办问题 610 件，未整改 180 件，其中超期 37 件，比上周减少 4 件。"),
                    Sentence("overall.rates", "按期整改率 74.6%，比上周提高 3.4 个百分点。"),
                ),
                ("week",),
            ),
        ),
        tables=tables,
        annexes=("districts", "departments", "leaders", "overdue", "recurring"),
        charts={
            "weeks": Chart(
                "weeks", "近 12 周未整改与超期问题", "lines", tuple(f"7月{n}日" for n in range(1, 13)),
                (("未整改", tuple(float(150 + n * 3) for n in range(12))), ("超期", tuple(float(20 + n) for n in range(12)))),
            ),
            "districts_overdue": _late_chart("districts_overdue", "各镇区超期问题", names),
            "departments_overdue": _late_chart("departments_overdue", "各责任单位超期问题", names[:3]),
            "categories": Chart(
                "categories", "问题类别", "bars", ("环境卫生", "文明交通", "公共秩序"),
                (("本周新增", (20.0, 18.0, 10.0)), ("超期", (9.0, 0.0, 3.0))),
            ),
        },
        leaders=parts,
        photos=tuple(PhotoPair(n, f"{n}号路口", problem, "城市管理局", "已销号", f"b{n}", f"a{n}") for n in range(1, 4)),
        decisions=tuple(Sentence(f"decisions.{n}", f"请明确第 {n} 项责任待定问题由哪个单位承担。") for n in range(1, 5)),
        definitions={"超期": "整改时限早于截至日、单位还没有上报完成的问题。", "未整改": "尚未销号的问题。"},
        sample=True,
    )  # fmt: skip


def empty() -> Brief:
    """A week of an empty ledger: tables with headings and without rows, charts without categories, nobody and nothing."""
    full = usual()
    nothing: Mapping[str, float | None] = {key: None if key.endswith("rate") else 0 for key in full.figures}
    return replace(
        full,
        number=None,
        figures=nothing,
        before=nothing,
        sections=full.sections[:1],
        tables={key: replace(table, rows=(), total=False) for key, table in full.tables.items()},
        charts={
            key: replace(c, categories=(), series=tuple((n, ()) for n, _ in c.series)) for key, c in full.charts.items()
        },
        leaders=(),
        photos=(),
        decisions=(),
        definitions={},
    )


def long_names() -> Brief:
    """Every name and every wording far longer than usual, many leaders."""
    name = "清源县高新技术产业开发区综合行政执法与市容环境卫生管理服务中心（第{}直属分中心）"
    return usual(name=name, problem="沿街商铺长期出店经营占用盲道并堆放杂物，" * 9, leaders=9)


def many() -> Brief:
    """Two hundred units."""
    return usual(units=200)


def hostile() -> Brief:
    """Text that is markup, formulas, emoji and control characters wherever people type."""
    full = usual(name=HOSTILE + "{}", problem=HOSTILE)
    return replace(full, title=HOSTILE, office=HOSTILE, decisions=(Sentence("d", HOSTILE),))


SHAPES = {"usual": usual, "empty": empty, "long": long_names, "many": many, "hostile": hostile}


def _figures(late: int, rate: float) -> dict[str, float | None]:
    counts = {
        "total": 610, "open": 180, "overdue": late, "due_soon": 11, "long_overdue": 6, "awaiting": 60, "disputed": 2,
        "found": 48, "done": 52, "closed": 40, "recurring": 9, "open_no_due": 5,
    }  # fmt: skip
    return {**counts, "on_time_rate": rate, "done_rate": 80.3, "closed_rate": 70.5}


def _week() -> BriefTable:
    columns = (
        TableColumn("指标", weight=3),
        TableColumn("本周", "count"),
        TableColumn("上周", "count"),
        TableColumn("增减", "count"),
    )
    return BriefTable(
        "week", "本周主要数据", columns, (("交办总数", 610, 562, 48), ("超期", 37, 41, -4)), note="单位：件。"
    )


def _units(key: str, title: str, kind: str, names: list[str]) -> BriefTable:
    columns = (
        TableColumn("分组", weight=1.2), TableColumn("名次", "count", 0.8), TableColumn(kind, weight=2.4),
        *(TableColumn(name, "count") for name in _UNIT_COUNTS), TableColumn("按期整改率", "percent", 1.2), TableColumn("整改率", "percent"),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = [
        (
            "街道" if n % 2 else "乡镇",
            n + 1,
            name,
            60 + n,
            5,
            20 + n,
            n % 7,
            n % 5,
            n % 3,
            100.0 - n / 3,
            None if n == 3 else 80.26,
        )
        for n, name in enumerate(names)
    ]
    sums = [sum(row[place] for row in rows) for place in range(3, 9)]
    rows.append(("合计", None, "", *sums, 74.6, 80.3))
    return BriefTable(key, title, columns, tuple(rows), total=True, note="按按期整改率同组排名，并列的名次相同。")


def _leaders(parts: tuple[LeaderPart, ...]) -> BriefTable:
    named = ("交办总数", "本周新增", "本周完成", "本周销号", "未整改", "超期", "久拖不决", "超期增减")
    columns = (
        TableColumn("牵头县领导", weight=2.2), TableColumn("专项行动", weight=2.4), *(TableColumn(name, "count") for name in named),
        TableColumn("按期整改率", "percent", 1.2),
    )  # fmt: skip
    rows = [(part.leader, "、".join(part.actions), 100, 12, 13, 10, 45, 9, 2, -1, 75.04) for part in parts]
    total = ("合计", "", *(sum(row[place] for row in rows) for place in range(2, 10)), 74.6)
    return BriefTable(
        "leaders", "各牵头县领导分管情况", columns, (*rows, total), total=True, note="一件问题只归一位牵头县领导。"
    )


def _part(number: int, name: str, problem: str) -> LeaderPart:
    key = f"leader.{number}"
    chains = BriefTable(
        f"{key}.chains", "最突出的问题",
        (TableColumn("情形", weight=1.8), TableColumn("镇区", weight=1.5), TableColumn("点位", weight=2), TableColumn("问题", weight=3.6),
         TableColumn("责任单位", weight=1.8), TableColumn("整改时限", "day", 1.5)),
        tuple((f"超期 {50 - n} 天", name.format(n), "农贸市场", problem, f"{name.format(n)}局", date(2020, 6, n)) for n in (1, 2, 3)),
    )  # fmt: skip
    answering = BriefTable(
        f"{key}.answering", "由谁说明",
        (TableColumn("责任单位", weight=2.4), TableColumn("未整改", "count"), TableColumn("超期", "count"), TableColumn("久拖不决", "count"),
         TableColumn("最长超期", "days")),
        tuple((f"{name.format(n)}局", 30 - n, 9 - n % 9, n % 3, 50 - n) for n in range(1, 13)),
    )  # fmt: skip
    figures = {**_figures(9, 75.04), "total": 100, "open": 45, "owed": 20, "owed_done": 15, "owed_rate": 75.0}
    return LeaderPart(
        key,
        f"县委副书记{number}",
        (f"{name.format(number)}环境卫生整治行动", "市场秩序整治行动"),
        figures,
        {**figures, "overdue": 10, "open": 47, "on_time_rate": None},
        (
            Sentence(
                f"{key}.summary", "截至7月19日，累计交办 100 件，未整改 45 件，其中超期 9 件，比上次会议减少 1 件。"
            ),
            Sentence(f"{key}.flow", "本周新发现 12 件，完成整改 13 件，销号 10 件。"),
        ),
        chains,
        answering,
        tuple(
            Sentence(f"{key}.ask.{n}", f"请{name.format(n)}局说明：{problem}难在哪里，哪一天能够办结？")
            for n in (1, 2, 3, 4)
        ),
    )


def _not_done(rows: tuple[tuple[Any, ...], ...]) -> BriefTable:
    columns = (
        TableColumn("责任单位", weight=2.4), TableColumn("本周应整改", "count"), TableColumn("已完成", "count"), TableColumn("未完成", "count"),
        TableColumn("本周整改率", "percent"),
    )  # fmt: skip
    return BriefTable("not_done", "没有全部完成的单位", columns, rows, total=bool(rows))


def _late_chart(key: str, title: str, names: tuple[str, ...]) -> Chart:
    now, then = (tuple(float((n * 3 + shift) % 11) for n in range(len(names))) for shift in (1, 4))
    return Chart(key, title, "bars", names, (("7月19日", now), ("7月12日", then)))
