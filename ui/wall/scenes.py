"""The scenes of 大屏 as its browser gets them: the figures of the screens, in words, without persons and telephone numbers.

Nothing is computed here that a screen does not show: the sources are ui/figures/views, ui/figures/rankings and ui/issues/exposure.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from database.office import walls
from database.office.photos import Shown, photos_of
from domain.figures.campaign_line import CampaignLine
from domain.figures.definitions import DEFINITIONS
from domain.figures.ranking import NOT_RANKED_UNITS
from domain.ledger.chinese_days import long_day, short_day
from domain.ledger.days import day_number
from ui.campaign import negative
from ui.figures import campaign_lines, rankings, views
from ui.issues import exposure, pairs, recurrence
from ui.parts import listings, theme
from ui.parts.cards import card
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import number

Scene = dict[str, Any]

HEADLINE = ("open", "overdue", "due_soon", "awaiting", "on_time_rate")
INSTEAD_OF_ASSESSMENT = "closed"
WEEKS = 12
MOST_LATE = 60
"""So many of what is overdue longest are shown; more would take a leader an hour."""
MOST_PAIRS = 12
MOST_PLACES = 8
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_NO_PERSON = re.compile(
    r"(?:局|镇|乡|街道|社区|村|办|队|所|站|户|科|股|组|中心|公司|学校|单位|人员|负责人|物业|市场|城管|商户|业主)$"
)


class Veil:
    """Takes what may not be on a wall out of texts that people have written: telephone numbers and known names."""

    def __init__(self, people: frozenset[str]) -> None:
        names = {name for said in people for name in _NAME.findall(said) if not _NO_PERSON.search(name)}
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        self._names = re.compile("|".join(map(re.escape, longest_first))) if names else None

    def over(self, text: object, otherwise: str = "") -> str:
        """The text as the wall shows it; `otherwise` where nothing is said."""
        if text is None or text is pd.NA or text != text or text == "":
            return otherwise
        said = exposure.without_phones(" ".join(str(text).split()))
        return said if self._names is None else self._names.sub("（姓名略）", said)


@data.view
def veil(scope: Scope) -> Veil:
    """The veil of a data version."""
    return Veil(walls.people(data.database()))


def scenes(scope: Scope, plan: list[walls.Showing], *, today: date) -> list[Scene]:
    """The scenes of the plan, in order; 曝光台 only where there are photos."""
    made = []
    for showing in plan:
        content = overview(scope, today) if showing.scene == "overview" else _MAKES[showing.scene](scope)
        if content is not None:
            made.append({"key": showing.scene, "title": showing.name, "seconds": showing.seconds, **content})
    return made


def alarm(scope: Scope) -> str:
    """The red light of the negative list, above every scene while it is on; "" while it is not."""
    line = negative.standing(scope)
    first = line.sentence.partition("。")[0]  # a wall has room for one line
    return veil(scope).over(f"{line.title}{line.value}：{first}。") if line.tone == "bad" else ""


def overview(scope: Scope, today: date) -> Scene:
    """今日总览: the sentence, six cards and the lines of the campaign beside the ledger."""
    now, before, past = views.figures_on(scope), views.figures_a_week_before(scope), views.recent_weeks(scope)
    settings = data.settings(scope.source)
    left = None if settings.assessment_on is None else (settings.assessment_on - today).days
    keys = HEADLINE if left is not None and left >= 0 else (*HEADLINE, INSTEAD_OF_ASSESSMENT)
    cards: list[Scene] = []
    for key in keys:
        made = card(key, now=now, before=before, history=past, settings=settings, go="")
        kept = ("key", "name", "mark", "value", "unit", "change", "change_tone", "aside", "colour", "value_colour")
        cards.append({name: value for name, value in made.items() if name in kept})
    if left is not None and left >= 0 and settings.assessment_on is not None:
        day = long_day(settings.assessment_on)
        cards.append(
            {"key": "assessment", "name": "距测评", "mark": "◎", "value": f"{left}", "unit": "天", "change": day}
            | {"change_tone": "", "colour": theme.BLUE, "value_colour": theme.INK}
        )
    return {"headline": views.verdict(scope), "cards": cards, "lines": _lines(scope, campaign_lines.lines(scope))}


def campaign(scope: Scope) -> Scene | None:
    """各项工作: every line of the campaign with its sentence; None where nothing was entered for any."""
    found = (*campaign_lines.lines(scope), *campaign_lines.further(scope))
    lacking = "、".join(one.title for one in found if one.tone == "missing")
    note = "⚠ 有超期或亮灯，◷ 要留意，✔ 正常，■ 只是情况。" + (f"还没有录入：{lacking}。" if lacking else "")
    rows = _lines(scope, found, in_full=True)
    return {"rows": rows, "note": note} if rows else None


def _lines(scope: Scope, found: tuple[CampaignLine, ...], *, in_full: bool = False) -> list[Scene]:
    """Each in a few words with a sign; those for which nothing was entered are left out. in_full: with the sentence behind it."""
    cover = veil(scope)
    return [
        {"key": one.key, "name": one.title, "value": cover.over(one.value)}
        | {"mark": campaign_lines.LOOKS[one.tone][0], "colour": campaign_lines.LOOKS[one.tone][1]}
        | ({"sentence": cover.over(one.sentence)} if in_full else {})
        for one in found
        if one.tone != "missing"
    ]


def ranking(scope: Scope, by: str) -> Scene:
    """镇区榜, 部门榜: by 按期整改率 within groups. Who has no rank is left out, and the note says how many that are."""
    frame = rankings.ranked(scope, by, "on_time_rate")
    placed, loose = frame[frame["rank"].notna()], frame[frame["rank"].isna()]
    rows: list[Scene] = []
    groups = list(placed.groupby("group", sort=True))
    for group, units in groups:
        if len(groups) > 1:
            rows.append({"group": f"{group}（{len(units):,} 个）"})
        ties = units["rank"].duplicated(keep=False)
        rows += [
            _unit(unit, f"{unit['rank']}", tied=bool(tied))
            for unit, tied in zip(rankings.records(units), ties, strict=True)
        ]
    kind = rankings.KIND[by]
    without = f"没有可以排名的{kind}。" if len(loose) else f"还没有可以比较的{kind}。"
    left_out = _left_out(loose, kind, data.settings(scope.source).minimum_ranked)
    unknown = rankings.unknown_days(scope)
    note = f"按期整改率同组相比，第 1 名最好，差的在前，并列的名次相同。{left_out}{f'{unknown}。' if unknown else ''}"
    return {"rows": rows, "note": note if rows else without + left_out, "unit": kind}


def _left_out(loose: pd.DataFrame, kind: str, minimum: int) -> str:
    """How many units have no rank, by reason, and how many issues name no unit: 未列入：不是部门的 3 个。"""
    nameless, other = loose["code"] == 0, loose["group"] == NOT_RANKED_UNITS
    few, others = int((~nameless & ~other).sum()), int((~nameless & other).sum())
    unsaid = int(loose.loc[nameless, "total"].sum())
    parts = [f"已到期或已完成不足 {minimum:,} 件的{kind} {few:,} 个"] if few else []
    parts += [f"不是{kind}的 {others:,} 个"] if others else []
    parts += [f"没有写明{kind}的问题 {unsaid:,} 件"] if unsaid else []
    return f"未列入：{'，'.join(parts)}。" if parts else ""


def _unit(unit: Mapping[str, Any], place: str, *, tied: bool = False) -> Scene:
    late, soon, rate = int(unit["overdue"]), int(unit["due_soon"]), unit["on_time_rate"]
    said = (
        ("▲", "超期", late, "overdue")
        if late
        else ("●", "临期", soon, "due_soon")
        if soon
        else ("✔", "无超期", 0, "done")
    )
    return {
        "code": int(unit["code"]),
        "place": place,
        "tied": tied,
        "name": unit["name"],
        "rate": f"{number(rate, '%')}%",
        "share": float(rate),
        "base": f"{unit['on_time']:,}/{unit['finished']:,} 件",
        "sign": said[0],
        "state": said[1],
        "count": f"{said[2]:,} 件" if said[2] else "",
        "tone": theme.TONES[said[3]],
    }


def overdue(scope: Scope) -> Scene:
    """超期滚动: what is overdue longest, worst first."""
    total = views.figures_on(scope).counts["overdue"]
    frame = listings.found(scope, "overdue", listings.ALL).head(MOST_LATE)
    cover = veil(scope)
    words = listings.in_words(scope, frame, ("超期天数", "镇区", "点位", "问题", "责任单位", "牵头县领导"))
    rows = [
        {
            "days": int(row["超期天数"]),
            "problem": cover.over(row["问题"], "（没有填写问题描述）"),
            "place": " · ".join(part for part in (str(row["镇区"]), cover.over(row["点位"])) if part),
            "unit": str(row["责任单位"]),
            "leader": cover.over(row["牵头县领导"]),
        }
        for row in rankings.records(words)
    ]
    note = f"超期 {total:,} 件" + (f"，显示其中超期最久的 {len(rows)} 件。" if len(rows) < total else "，最久的在前。")
    return {"rows": rows, "total": total, "note": note if total else views.late_verdict(scope)}


def trend(scope: Scope) -> Scene:
    """周趋势: twelve weeks of new, done, open and overdue."""
    frame = views.weeks(scope, WEEKS)
    names = {"found": "新增", "done": "完成", "open": "未整改", "overdue": "超期"}
    series = [{"key": key, "name": name, "values": [int(value) for value in frame[key]]} for key, name in names.items()]
    return {"weeks": [short_day(day) for day in frame["ends_on"]], "series": series}


def recurring(scope: Scope) -> Scene:
    """反复问题: which categories and places come back, and the offenders that are watched, by category or wording."""
    now = views.figures_on(scope)
    categories = rankings.records(views.units(scope, "category"))
    places = views.units(scope, "site")
    places = places[(places["code"] > 0) & (places["recurring"] > 0)]
    places = places.sort_values(["recurring", "total", "code"], ascending=[False, False, True]).head(MOST_PLACES)
    cover = veil(scope)
    offenders = [
        {"code": 0, "name": cover.over(line["word"])} | {key: line[key] for key in recurrence.WATCH_FIGURES}
        for line in recurrence.watched_counts(scope)
    ]
    back = sorted(
        (unit for unit in categories if unit["recurring"]), key=lambda u: (-u["recurring"], -u["total"], u["code"])
    )
    days = data.settings(scope.source).recurrence_days
    return {
        "value": number(now.value("recurring")),
        "rate": number(now.value("recurrence_rate"), "%"),
        "note": f"反复：销号后 {days} 天内，同一点位又出现同类问题。",
        "offenders": offenders,
        "lacking": "" if offenders else "“设置—时限与统计”里没有要盯防的顽症。",
        "categories": [_repeated(unit, cover.over(unit["name"])) for unit in back[:MOST_PLACES]],
        "places": [_repeated(unit, cover.over(unit["name"])) for unit in rankings.records(places)],
    }


def _repeated(unit: Mapping[str, Any], name: str) -> Scene:
    counts = {key: int(unit[key]) for key in ("total", "open", "overdue", "recurring")}
    return {"code": int(unit["code"]), "name": name, **counts}


def shown_pairs(scope: Scope) -> Scene | None:
    """曝光台: photos before beside after, overdue issues first; None where there are no photos."""
    ids = exposure.found(scope).issue_ids[:MOST_PAIRS]
    if not ids:
        return None
    frame = listings.of_issues(data.ledger(scope.source), ids, as_of=scope.as_of)
    words = listings.in_words(scope, frame, ("镇区", "点位", "问题", "责任单位", "状态", "超期天数"))
    photos = photos_of(data.database(), ids, until=scope.as_of)
    cover = veil(scope)
    rows = []
    for row, state in zip(rankings.records(words), frame["state"].tolist(), strict=True):
        said, tone = exposure.standing(row, state, day_number(scope.as_of))
        taken = photos.get(row["issue_id"], [])
        rows.append(
            {
                "problem": cover.over(row["问题"], "（没有填写问题描述）"),
                "place": " · ".join(part for part in (str(row["镇区"]), cover.over(row["点位"])) if part),
                "unit": str(row["责任单位"]),
                "standing": said,
                "tone": theme.TONES[tone],
                "before": _address([one for one in taken if one.kind == "before"][:1]),
                "after": _address([one for one in taken if one.kind == "after"][-1:]),
                "lacking": exposure.lacking(state),
            }
        )
    return {"rows": rows, "note": exposure_note(scope)}


def _address(photos: list[Shown]) -> str | None:
    return f"{pairs.ADDRESS}/{photos[0].sha256}" if photos else None


def exposure_note(scope: Scope) -> str:
    """How many issues have photos, and how many of them are overdue."""
    whole = exposure.found(scope)
    return f"有照片的问题 {whole.total:,} 件，其中超期 {whole.overdue:,} 件。"


_MAKES: Mapping[str, Callable[[Scope], Scene | None]] = {
    "campaign": campaign,
    "districts": lambda scope: ranking(scope, "district"),
    "departments": lambda scope: ranking(scope, "lead"),
    "overdue": overdue,
    "trend": trend,
    "recurring": recurring,
    "exposure": shown_pairs,
}

assert {*_MAKES, "overview"} == set(walls.SCENES) and set(HEADLINE) <= set(DEFINITIONS)
