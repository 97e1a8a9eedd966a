"""The true life of every issue in the 20 weeks, from one seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.ledger.states import State
from sample_data.generator.life import county
from sample_data.generator.life.county import SITES, SampleSite
from sample_data.generator.life.courses import SEVERAL_IN_A_CELL_WEEK, UNNUMBERED_WEEKS, Course
from sample_data.generator.life.lives import DueChange, Issue, LeadChange, StateChange
from sample_data.generator.life.problems import MARKET_TEXTS, SPOTS, TEMPLATES, WEIGHTS, Template
from sample_data.generator.life.weeks import FIRST_WEEK, LAST_WEEK, monday, month_end, sunday, workdays

SEED = 20200810
RECURRENCE_DAYS = 30

# Problems found per week, W13 to W32: two short holiday weeks, more inspections towards the assessment.
FOUND_PER_WEEK = (88, 84, 92, 98, 101, 74, 69, 96, 108, 97, 104, 110, 116, 66, 118, 107, 113, 121, 128, 102)
ON_THE_SPOT_WEEKS = frozenset({23, 30})
PROVINCE_WEEK = 22
# Findings with a fault that a program must refuse; they never become issues.
SPOILED_PER_WEEK = {18: 1, 21: 2, 26: 1, 29: 4}


@dataclass(frozen=True)
class Story:
    """issues: everything that counts, in order of finding. spoiled: findings that a program must refuse."""

    issues: tuple[Issue, ...]
    spoiled: tuple[Issue, ...]


def tell() -> Story:
    """The story of the 20 weeks; always the same."""
    return _Teller().story()


class _Teller:
    """Makes the issues week by week; remembers what every site has had."""

    def __init__(self) -> None:
        self.rng = random.Random(SEED)
        self.issues: list[Issue] = []
        self.spoiled: list[Issue] = []
        self.used: set[tuple[str, str]] = set()
        self.by_place: dict[tuple[str, str], list[Issue]] = {}
        self.course = Course(self.rng)
        self.rows = 0
        self.site_weights = [self._site_weight(site) for site in SITES]

    def story(self) -> Story:
        number = 0
        for week, count in zip(range(FIRST_WEEK, LAST_WEEK + 1), FOUND_PER_WEEK, strict=True):
            found = list(self._fixed(week))
            while len(found) < count:
                found += self._findings(week, room=count - len(found))
            spoiled = [self._finding(week) for _ in range(SPOILED_PER_WEEK.get(week, 0))]
            everything = sorted(found + spoiled, key=lambda issue: issue.place)
            for issue in everything:
                if week not in UNNUMBERED_WEEKS:
                    number += 1
                    issue.number = f"WM2020-{number:04d}"
            self.issues += [issue for issue in everything if issue not in spoiled]
            self.spoiled += [issue for issue in everything if issue in spoiled]
        return Story(tuple(self.issues), tuple(self.spoiled))

    # -- finding

    def _fixed(self, week: int) -> Iterator[Issue]:
        """The two plots written by hand: the market and the manhole cover."""
        market = county.SITE[county.MARKET]
        for (found, closed), text in zip(_MARKET_DAYS, MARKET_TEXTS, strict=True):
            if sunday(found) == monday(week) + timedelta(6):
                issue = self._issue(week, found, market, "公共秩序", Template(text), spot="")
                issue.leads[:] = [LeadChange(found, issue.listed_on, "县城市管理局")]
                issue.assists = (market.district, "县市场监督管理局")
                self._set_due(issue, "7天", 7)
                done = found + timedelta(6)
                self.course.report(issue, done)
                if closed:
                    issue.states.append(StateChange(closed, sunday(closed), State.CLOSED, done, closed))
                else:
                    failed = sunday(done) + timedelta(2)
                    issue.states.append(StateChange(failed, sunday(failed), State.REWORK, verified_on=failed))
                yield issue
        if week == 18:
            yield self._manhole_cover(week)

    def _manhole_cover(self, week: int) -> Issue:
        """Handed to and fro between two departments from April to the assessment."""
        road = county.SITE["迎宾大道东段"]
        template = next(t for t in TEMPLATES["建设管理"] if t.text.startswith("窨井盖缺失"))
        issue = self._issue(week, date(2020, 4, 28), road, "建设管理", template, spot="公交站台旁")
        one, other = county.DISPUTANTS
        issue.leads[:] = [LeadChange(issue.found_on, issue.listed_on, one)]
        issue.assists = (road.district,)
        self._set_due(issue, "3天", 3)
        for disputed_on, taker in ((date(2020, 5, 3), other), (date(2020, 6, 7), one)):
            self.course.set_state(issue, disputed_on, State.DISPUTED)
            self.course.take_over(issue, disputed_on + timedelta(14), taker)
        self.course.set_state(issue, date(2020, 7, 19), State.DISPUTED)
        return issue

    def _findings(self, week: int, *, room: int) -> list[Issue]:
        """One issue with its life, or in the week of full cells several that share a row."""
        first = self._finding(week)
        found = [first]
        if week == SEVERAL_IN_A_CELL_WEEK and room > 3 and self.rng.random() < 0.45:
            for _ in range(self.rng.choice((1, 1, 2))):
                template = self._template(first.site, first.category)
                if template:
                    twin = self._issue(week, first.found_on, first.site, first.category, template, first.spot)
                    twin.spot = ""
                    twin.source, twin.assists, twin.row = first.source, first.assists, first.row
                    twin.leads, twin.dues = list(first.leads), list(first.dues)
                    found.append(twin)
        for issue in found:
            there = self.by_place.setdefault((issue.site.name, issue.category), [])
            self.course.live(issue, alone=not there)
            there.append(issue)
        return found

    def _finding(self, week: int) -> Issue:
        """One finding of the week with lead and due date, at a place that may have it."""
        rng = self.rng
        while True:
            site = rng.choices(SITES, self.site_weights)[0]
            weights = WEIGHTS[site.site_type]
            category = rng.choices(list(weights), list(weights.values()))[0]
            found_on = rng.choice(workdays(week))
            if not self._may_occur(site, category, found_on):
                continue
            template = self._template(site, category)
            if template is None:
                continue
            spot = rng.choice(SPOTS[site.site_type])
            if category == "文明交通" and "大厅" in spot:
                continue
            issue = self._issue(week, found_on, site, category, template, spot)
            if week in ON_THE_SPOT_WEEKS and rng.random() < 0.12:
                issue.suffix = "（现场已整改）"
            self._choose_due(issue)
            return issue

    def _issue(
        self, week: int, found_on: date, site: SampleSite, category: str, template: Template, spot: str
    ) -> Issue:
        """An issue that has just been found, with its first lead, without a due date."""
        self.used.add((site.name, template.text))
        listed_on = workdays(week)[-1]
        issue = Issue(found_on, listed_on, week, site, category, template, spot, self._source(found_on), assists=())
        self.rows += 1
        issue.row = self.rows
        lead = self._lead(site, category, template.text)
        issue.leads.append(LeadChange(found_on, listed_on, lead))
        issue.states.append(StateChange(found_on, listed_on, State.ASSIGNED))
        issue.assists = self._assists(site, category, lead)
        return issue

    def _may_occur(self, site: SampleSite, category: str, found_on: date) -> bool:
        """Keeps repeats at one place plausible and away from the edges of the 30 days."""
        if (site.name, category) == (county.MARKET, "公共秩序"):
            return False
        week = found_on.isocalendar().week
        for earlier in self.by_place.get((site.name, category), ()):
            closed_on = earlier.closed_on
            if earlier.week == week:
                return False
            if closed_on is None or closed_on >= found_on:
                if closed_on == found_on or self.rng.random() < 0.8:
                    return False
                continue
            gap_days = (found_on - closed_on).days
            if gap_days == RECURRENCE_DAYS or (gap_days < RECURRENCE_DAYS and self.rng.random() < 0.9):
                return False
        return True

    def _template(self, site: SampleSite, category: str) -> Template | None:
        fits = [
            template
            for template in TEMPLATES[category]
            if (not template.types or site.site_type in template.types) and (site.name, template.text) not in self.used
        ]
        return self.rng.choice(fits) if fits else None

    def _site_weight(self, site: SampleSite) -> float:
        if site.district == county.BEHIND:
            return 2.1
        weight = 1.5 if site.district in county.SEAT else 0.85
        return weight * (0.5 if not site.listed else 1)

    def _source(self, found_on: date) -> str:
        if county.is_joint_enforcement(found_on) and self.rng.random() < 0.7:
            return "联合执法"
        if found_on.isocalendar().week == PROVINCE_WEEK and self.rng.random() < 0.3:
            return "省测评"
        names = ("日常巡查", "暗访", "群众投诉", "领导交办", "媒体曝光")
        return self.rng.choices(names, (70, 12, 10, 5, 3))[0]

    def _lead(self, site: SampleSite, category: str, text: str) -> str:
        rng, kind, town = self.rng, site.site_type, site.district not in county.SEAT
        if kind in {"城乡结合部", "窗口单位"} and site.lead == county.IMPROVING:
            return county.IMPROVING
        roadside = kind in {"城乡结合部", "主次干道"} and category in {"建设管理", "文明交通", "服务设施"}
        if roadside and rng.random() < (0.7 if town or kind == "城乡结合部" else 0.4):
            return county.IMPROVING
        if town and rng.random() < (0.9 if site.district == county.BEHIND else 0.62):
            return site.district
        match category:
            case "环境卫生":
                if kind in {"背街小巷", "城乡结合部"}:
                    return site.district
                return "县城市管理局" if kind in {"主次干道", "交通路口", "建筑工地"} else site.lead
            case "文明交通":
                return "县公安局" if rng.random() < 0.85 else "县城市管理局"
            case "公共秩序":
                return "县城市管理局" if kind != "老旧小区" else rng.choice(("县住房和城乡建设局", site.lead))
            case "市场管理":
                return "县市场监督管理局"
            case "公益广告":
                return rng.choice(("县委宣传部", site.lead))
            case "建设管理":
                if kind == "主次干道":
                    return rng.choice(county.DISPUTANTS)
                return "县住房和城乡建设局"
            case "消防安全":
                return rng.choice(("县消防救援大队", "县消防救援大队", "县应急管理局"))
            case "河道管护":
                return rng.choice(("县水利局", "县水利局", "县水利局", "县生态环境局"))
            case "服务设施" if kind in {"主次干道", "背街小巷", "交通路口"}:
                keeper = next((unit for thing, unit in _KEEPERS.items() if thing in text), None)
                return keeper or rng.choice(county.DISPUTANTS)
        return site.lead

    def _assists(self, site: SampleSite, category: str, lead: str) -> tuple[str, ...]:
        pool = [site.district]
        action = next(a for a in county.ACTIONS if category in a.categories)
        pool += [action.lead, *action.members[:2]]
        pool = [unit for unit in dict.fromkeys(pool) if unit != lead]
        count = self.rng.choices((0, 1, 2, 3), (45, 35, 15, 5))[0]
        return tuple(pool[:count])

    # -- due dates

    def _set_due(self, issue: Issue, word: str, days: int) -> None:
        due = issue.found_on + timedelta(days)
        issue.dues.append(DueChange(issue.found_on, issue.listed_on, due, word))

    def _choose_due(self, issue: Issue) -> None:
        rng = self.rng
        form = rng.choices(
            ("words", "date", "month", "open-ended", "none"),
            (62, 28, 5, 2.2, 2.8),
        )[0]
        if form == "open-ended" and issue.category in {"公益广告", "文明行为", "文明交通", "环境卫生"}:
            word = rng.choice(("长期坚持", "长期坚持", "常态化"))
            issue.dues.append(DueChange(issue.found_on, issue.listed_on, None, word))
        elif form == "date" or form == "open-ended":
            self._set_due(issue, "", rng.choice((5, 7, 7, 10, 14)))
        elif form == "month":
            due = month_end(issue.found_on)
            if (due - issue.found_on).days < 4:
                due = month_end(due + timedelta(1))
            word = f"{due.month}月底前"
            issue.dues.append(DueChange(issue.found_on, issue.listed_on, due, word))
        elif form == "words":
            self._set_due(issue, *rng.choices(_DUE_WORDS, _DUE_WEIGHTS)[0])


_MARKET_DAYS: tuple[tuple[date, date | None], ...] = (
    (date(2020, 3, 25), date(2020, 4, 3)),
    (date(2020, 4, 20), date(2020, 4, 29)),
    (date(2020, 5, 19), date(2020, 5, 29)),
    (date(2020, 6, 16), date(2020, 6, 24)),
    (date(2020, 7, 14), None),
)

_KEEPERS = {
    "路灯": "县供电公司",
    "照明": "县供电公司",
    "线缆": "县供电公司",
    "邮筒": "县邮政分公司",
    "监控": "县公安局",
    "站台": county.IMPROVING,
}

_DUE_WORDS = (
    ("3天", 3),
    ("5天内", 5),
    ("7天", 7),
    ("一周内", 7),
    ("48小时", 2),
    ("立即整改", 3),
    ("立行立改", 3),
)
_DUE_WEIGHTS = (20, 14, 16, 10, 12, 18, 10)
