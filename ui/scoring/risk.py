"""得分风险 on screen: points at risk with every step of the arithmetic, what to fix first, and the forecast of the backlog."""

from html import escape
from typing import Any

import pandas as pd

from database.ledger import issues as stored
from domain.accountability import score_at_risk
from domain.accountability.risk_rules import BASE, FACTORS, KINDS, RISK_RULES, Rules, rules_of
from domain.accountability.score_at_risk import Rates, Risk
from domain.campaign.assessments import days_left
from domain.figures import backlog
from domain.figures.backlog import BacklogForecast
from domain.figures.rates import percent, written
from domain.ledger.chinese_days import short_day
from ui.figures.rankings import records
from ui.parts import grids
from ui.parts import records as entries
from ui.parts.grids import Grid, GridColumn, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE
from ui.shell.words import rows_of

SITES, ISSUES = 20, 60
"""Most rows of the two lists on screen; the download holds all."""
NOW, THEN, BACK, SAVED = (score_at_risk.WORDS[name] for name in ("现在失分", "测评日失分", "反弹失分", "可挽回"))
NO_RULE = "没有适用的规则"
OPENED = "点数字看每一件的算式。"
CLOSEST = "几条规则都适用时，用写得最具体的一条。"


@data.view
def rules(scope: Scope) -> Rules:
    """The rules in force."""
    return rules_of(entries.of(scope, RISK_RULES), data.ledger(scope.source).directory)


@data.view
def _rates(scope: Scope) -> Rates:
    return score_at_risk.return_rates(data.ledger(scope.source), as_of=scope.as_of)


def rates(scope: Scope) -> Rates:
    """How often closed issues came back, in the whole county whatever is selected."""
    return _rates(Scope(scope.source, scope.as_of))


@data.view
def risk(scope: Scope) -> Risk | None:
    """The points at risk of the selection; None without rules."""
    assessed = data.settings(scope.source).assessment_on
    return score_at_risk.risk(data.chosen(scope), rules(scope), rates(scope), as_of=scope.as_of, assessment_on=assessed)


@data.view
def forecast(scope: Scope) -> BacklogForecast:
    """When the open issues of the selection are cleared."""
    return backlog.forecast(data.chosen(scope), as_of=scope.as_of)


@data.view
def forecast_sentence(scope: Scope) -> str:
    """The same in words."""
    left = days_left(data.settings(scope.source).assessment_on, scope.as_of)
    return backlog.in_words(forecast(scope), days_left=left)


def points(value: float | None) -> str:
    """Points, two decimals."""
    return NONE if value is None or value != value else f"{value:,.2f}"


@data.view
def verdict(scope: Scope) -> str:
    """Points now, on the assessment day, and what a few sites would bring back."""
    found = risk(scope)
    if found is None:
        return entries.lacking(scope, RISK_RULES, "还没有失分规则，算不出会失多少分。")
    if not scope.source.has_issues:
        return "还没有检查问题清单或整改台账，算不出会失多少分。"
    said = f"未整改的 {len(found.items):,} 件问题，现在会失 {points(found.now)} 分"
    if found.total is None or found.assessment_on is None:
        said += "。测评日还没有填写，算不出测评那天的失分"
    else:
        said += f"；照现状到测评日（{short_day(found.assessment_on)}）会失 {points(found.total)} 分"
        if found.returning is not None:
            said += f"，其中预计反弹 {points(found.returning)} 分"
    sites = score_at_risk.by(found, "site")
    sites = sites[sites["site"] > 0].head(10)
    saved, whole = float(sites[found.measure].sum()), float(found.items[found.measure].sum())
    if len(sites) and whole:
        said += f"。先改好前 {len(sites)} 个点位，可挽回 {points(saved)} 分（{written(percent(saved, whole, 0), 0)}%）"
    return f"{said}。"


@data.view
def warnings(scope: Scope) -> str:
    """What is missing or cannot be used, as HTML."""
    said = "<br>".join(escape(line) for line in _wanting(scope))
    return f"<p class='legend'>{said}</p>" if said else ""


def _wanting(scope: Scope) -> list[str]:
    known, found = rules(scope), risk(scope)
    said = list(known.faults)
    if found is None:
        return said
    absent = [kind for kind in FACTORS if not known.of(kind)]
    if absent:
        said.append(f"没有填写{'、'.join(absent)}，按 1 算。")
    if found.without_rule:
        said.append(f"有 {found.without_rule:,} 件未整改的问题没有适用的扣分规则，没有计入失分。")
    if found.assessment_on is not None and found.returns is None:
        said.append("台账里还没有反复期已满的已销号问题，算不出反弹率，反弹失分没有计入。")
    return said


# ---- how it is added up --------------------------------------------------------------------------------------------


@data.view
def sum_table(scope: Scope) -> bytes:
    """From the rules to the sum: one row for each rule that applies, with what the factors add."""
    found, known = _found(scope), rules(scope).of(BASE)
    directory = data.ledger(scope.source).directory
    items = found.items.assign(plain=found.items["base"])
    table = items.groupby("rule").agg(
        count=("issue", "size"), plain=("plain", "sum"), now=("now", "sum"), then=("then", "sum")
    )
    rows = []
    for place, line in sorted(table.iterrows(), key=lambda row: -row[1]["now"]):
        rule = known[int(str(place))] if int(str(place)) >= 0 else None
        rows.append(
            GridRow(
                cells=[
                    grids.text(rule.words(directory) if rule else NO_RULE, tone="" if rule else "quiet"),
                    grids.text(f"{rule.points:g}" if rule else NONE),
                    grids.text(
                        f"{int(line['count']):,}",
                        address("risk", only_rule=rule.words(directory) if rule else NO_RULE),
                    ),
                    grids.text(points(line["plain"])),
                    grids.text(points(line["now"] - line["plain"]), tone="quiet"),
                    grids.text(points(line["now"])),
                    grids.text(points(line["then"]) if found.assessment_on else NONE),
                ]
            )
        )
    sums = table.sum()
    rows.append(
        GridRow(
            cells=[
                grids.text("合计"), grids.text(""), grids.text(f"{int(sums['count']):,}"), grids.text(points(sums["plain"])),
                grids.text(points(sums["now"] - sums["plain"])), grids.text(points(found.now)),
                grids.text(points(found.then)),
            ],
            style="total",
        )
    )  # fmt: skip
    columns = grids.columns(
        ("扣分规则", "text", CLOSEST),
        ("每件扣分", "", ""),
        ("未整改（件）", "", OPENED),
        ("扣分合计", "", "每件扣分 × 件数。"),
        ("系数加减", "", "乘上反复、超期、点位、待复核系数后多出或少掉的分。"),
        ("现在失分", "", NOW),
        ("测评日失分", "", THEN),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=420))


@data.view
def factor_table(scope: Scope) -> bytes:
    """The factors in force and to how many open issues each applies."""
    found, known = _found(scope), rules(scope)
    directory = data.ledger(scope.source).directory
    rows = []
    for kind in FACTORS:
        column = score_at_risk.FACTOR_COLUMNS[kind]
        said = "；".join(f"{rule.words(directory)} {rule.points:g}" for rule in reversed(known.of(kind)))
        changed = int((found.items[column] != 1.0).sum())
        rows.append(
            GridRow(
                cells=[
                    grids.text(kind),
                    grids.text(said or "没有填写，按 1 算", tone="" if said else "quiet"),
                    grids.text(f"{changed:,}", address("risk", only_factor=kind) if changed else None),
                    grids.text(KINDS[kind]),
                ]
            )
        )
    columns = grids.columns(
        ("系数", "text", ""),
        ("数值", "text", CLOSEST),
        ("用到（件）", "", f"现在乘上了它（且不等于 1）的未整改问题。{OPENED}"),
        ("含义", "wrap text", ""),
    )
    return grids.packed(Grid(columns=columns, rows=rows))


@data.view
def return_table(scope: Scope) -> bytes | None:
    """What is expected to come back, by category; None where it cannot be computed."""
    found = _found(scope)
    if found.returns is None:
        return None
    directory = data.ledger(scope.source).directory
    rows = [
        GridRow(
            cells=[
                grids.text(directory.label("category", line["category"])),
                grids.text(f"{line['returned']:,} / {line['closed']:,}"),
                grids.text(f"{written(100 * line['rate'])}%{'' if line['own'] else '（全县）'}"),
                grids.text(
                    f"{line['count']:,}", address("risk", only_back=directory.label("category", line["category"]))
                ),
                grids.text(f"{line['expected']:.2f}"),
                grids.text(f"{line['points']:.4f}"),
            ]
        )
        for line in records(found.returns)
    ]
    rows.append(
        GridRow(
            cells=[
                grids.text("合计"), grids.text(""), grids.text(""), grids.text(f"{int(found.returns['count'].sum()):,}"),
                grids.text(f"{found.returns['expected'].sum():.2f}"), grids.text(f"{found.returning or 0.0:.4f}"),
            ],
            style="total",
        )
    )  # fmt: skip
    columns = grids.columns(
        ("类别", "text", ""),
        ("再次出现 / 已满期", "", "全县：反复期已满的已销号问题，其中再次出现的。"),
        ("反弹率", "", BACK),
        ("还在反复期（件）", "", f"所选范围内已销号、还没有再次出现、反复期未满的问题。{OPENED}"),
        ("预计反弹（件）", "", BACK),
        ("预计失分", "", BACK),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=420))


# ---- what to fix first ---------------------------------------------------------------------------------------------


@data.view
def site_table(scope: Scope) -> bytes:
    """The sites that bring most points back."""
    found = _found(scope)
    directory = data.ledger(scope.source).directory
    table = score_at_risk.by(found, "site")
    whole = float(found.items[found.measure].sum())
    district = found.items.groupby("site")["district"].first()
    top = float(table[found.measure].max()) if len(table) else 0.0
    rows, sofar = [], 0.0
    for number, line in enumerate(records(table.head(SITES)), start=1):
        saved = line[found.measure]
        sofar += saved
        site = int(line["site"])
        rows.append(
            GridRow(
                cells=[
                    grids.text(str(number)),
                    grids.text(directory.label("site", site)),
                    grids.text(points(saved), address("risk", only_site=site), bar=saved / top if top else None),
                    grids.text(f"{written(percent(sofar, whole, 0), 0)}%" if whole else NONE, tone="quiet"),
                    grids.text(f"{line['count']:,}", rows_of(scope, "open", {"site": site})),
                    grids.text(directory.label("district", int(district[site])) if site else NONE),
                ]
            )
        )
    columns = grids.columns(
        ("次序", "", ""),
        ("点位", "text", ""),
        ("可挽回（分）", "", f"{SAVED}{OPENED}"),
        ("累计", "", "改好到这一行为止，可挽回全部失分的百分之几（反弹失分除外）。"),
        ("未整改（件）", "", ""),
        ("镇区", "text", ""),
    )
    return grids.packed(Grid(columns=columns, rows=rows, height=620))


@data.view
def issue_table(scope: Scope) -> bytes:
    """The issues that bring most points back, each with its arithmetic."""
    found = _found(scope)
    frame = found.items.head(ISSUES)
    texts = stored.texts(data.database(), frame["issue_id"].tolist()).reindex(frame["issue_id"])
    directory = data.ledger(scope.source).directory
    rows = [
        GridRow(
            cells=[
                grids.text(short(said), address("issue", id=int(line["issue_id"]))),
                grids.text(points(line[found.measure])),
                grids.text(score_at_risk.steps(line)),
                grids.text(directory.label("site", int(line["site"]))),
                grids.text(directory.label("lead", int(line["lead"]))),
            ]
        )
        for line, said in zip(records(frame), texts["description"].tolist(), strict=True)
    ]
    columns = [
        GridColumn(name="问题", kind="wrap text"),
        GridColumn(name="可挽回（分）", kind="", help=SAVED),
        GridColumn(name="算式", kind="wrap text", help=NOW if found.assessment_on is None else f"{NOW}{THEN}"),
        GridColumn(name="点位", kind="wrap text"),
        GridColumn(name="责任单位", kind="text"),
    ]
    return grids.packed(Grid(columns=columns, rows=rows, height=620))


def short(text: Any) -> str:
    """A wording of at most 40 characters."""
    words = "" if text is None or text != text else str(text)
    return words if len(words) <= 40 else f"{words[:39]}…"


def _found(scope: Scope) -> Risk:
    found = risk(scope)
    assert found is not None, "asked only where there are rules"
    return found


# ---- downloads -----------------------------------------------------------------------------------------------------


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """Every open issue with every factor, and the tables of the page."""
    found, known = _found(scope), rules(scope).of(BASE)
    directory = data.ledger(scope.source).directory
    items = found.items
    texts = stored.texts(data.database(), items["issue_id"].tolist()).reindex(items["issue_id"])
    made = {
        "每件的算式": pd.DataFrame(
            {
                "编号": texts["number"].tolist(),
                "问题": texts["description"].tolist(),
                "镇区": [directory.label("district", code) for code in items["district"].tolist()],
                "点位": [directory.label("site", code) for code in items["site"].tolist()],
                "责任单位": [directory.label("lead", code) for code in items["lead"].tolist()],
                "扣分规则": [known[p].words(directory) if p >= 0 else NO_RULE for p in items["rule"].tolist()],
                "扣分": items["base"].tolist(),
                "反复系数": items["again"].tolist(),
                "点位系数": items["at_site"].tolist(),
                "待复核系数": items["awaiting"].tolist(),
                "超期系数（现在）": items["late"].tolist(),
                "超期系数（测评日）": items["late_then"].tolist(),
                "现在失分": items["now"].round(4).tolist(),
                "测评日失分": items["then"].round(4).tolist(),
            }
        )
    }
    packs = {"按扣分规则": sum_table(scope), "系数": factor_table(scope), "反弹": return_table(scope)}
    for name, pack in packs.items():
        if pack is not None:
            lines = grids.texts(grids.unpacked(pack))
            made[name] = pd.DataFrame(lines[1:], columns=list(lines[0]))
    sites = score_at_risk.by(found, "site")
    made["按点位"] = pd.DataFrame(
        {
            "点位": [directory.label("site", code) for code in sites["site"].tolist()],
            "未整改（件）": sites["count"].tolist(),
            "现在失分": sites["now"].round(4).tolist(),
            "测评日失分": sites["then"].round(4).tolist(),
        }
    )
    return made


def notes() -> list[str]:
    """口径 of the page, for a download."""
    return [f"{name}：{said}" for name, said in (score_at_risk.WORDS | backlog.WORDS).items()]
