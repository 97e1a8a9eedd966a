"""The true life of every issue in the 20 weeks, from one seed.

A life is kept as what some sheet says and on which day it says it: nothing happens in this county that no
sheet tells. Three rules keep the truth and a ledger folded from the sheets equal at the end of every week:
what a sheet tells lies in its own week or, told late, nothing else happened to the issue in between; a failed
verification and the next report never fall into the same week; what has no day of its own holds from the
sheet's day.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.states import State
from sample_data import county
from sample_data.county import SITES, Site
from sample_data.problems import MARKET_TEXTS, SPOTS, TEMPLATES, WEIGHTS, Template

SEED = 20200810
RECURRENCE_DAYS = 30
FIRST_WEEK = 13
LAST_WEEK = FIRST_WEEK + county.WEEKS - 1

# Problems found per week, W13 to W32: two short holiday weeks, more inspections towards the assessment.
FOUND_PER_WEEK = (88, 84, 92, 98, 101, 74, 69, 96, 108, 97, 104, 110, 116, 66, 118, 107, 113, 121, 128, 102)
UNNUMBERED_WEEKS = frozenset({14, 16, 19, 22, 24, 27, 30})
SEVERAL_IN_A_CELL_WEEK = 19
ON_THE_SPOT_WEEKS = frozenset({23, 30})
LEDGER_WEEKS = (17, 21, 24, 28, 32)
PROVINCE_WEEK = 22
# Findings with a fault that a program must refuse; they never become issues.
SPOILED_PER_WEEK = {18: 1, 21: 2, 26: 1, 29: 4}
REWORDED_COUNT = 8
SPOILED_REPORT_WEEKS = frozenset({26, 31})


@dataclass(frozen=True)
class StateChange:
    """state holds from `on`; the sheet of `told_on` says so first.

    done_on: the day reported done, None where no sheet gives it. verified_on: the day of the check on site.
    """

    on: date
    told_on: date
    state: State
    done_on: date | None = None
    verified_on: date | None = None


@dataclass(frozen=True)
class DueChange:
    """due_on holds from `on`, told on `told_on`. word: how the inspection list wrote it, where not as a date."""

    on: date
    told_on: date
    due_on: date | None
    word: str = ""


@dataclass(frozen=True)
class LeadChange:
    """lead (a unit's full name) holds from `on`, told on `told_on`."""

    on: date
    told_on: date
    lead: str


@dataclass(eq=False)
class Issue:
    """One thing wrong at one site, with its whole life.

    row: issues with the same value stand in one row of the inspection list. reworded_on, spoiled_on: the day
    of a sheet that mentions the issue in other words, or with an impossible day, so that its report
    counts only when the next sheet repeats it properly.
    """

    found_on: date
    listed_on: date
    week: int
    site: Site
    category: str
    template: Template
    spot: str
    source: str
    assists: tuple[str, ...]
    remark: str = ""
    number: str = ""
    row: int = 0
    suffix: str = ""
    states: list[StateChange] = field(default_factory=list)
    dues: list[DueChange] = field(default_factory=list)
    leads: list[LeadChange] = field(default_factory=list)
    reworded_on: date | None = None
    spoiled_on: date | None = None

    @property
    def text(self) -> str:
        return f"{self.spot}{self.template.text}{self.suffix}"

    @property
    def reworded(self) -> str:
        return f"{self.spot}{self.template.again}"

    @property
    def closed_on(self) -> date | None:
        return next((change.on for change in self.states if change.state is State.CLOSED), None)


@dataclass(frozen=True)
class Known:
    """What the sheets up to some day say about an issue."""

    state: State
    done_on: date | None
    verified_on: date | None
    due_on: date | None
    due_word: str
    lead: str


def known(issue: Issue, day: date, *, unverified: bool = False) -> Known:
    """What is known once the sheets of `day` are in; unverified: leaving out what that day's checks found."""
    states = [c for c in issue.states if c.told_on <= day]
    if unverified and states[-1].told_on == day and states[-1].state in (State.CLOSED, State.REWORK):
        states.pop()
    dues = [c for c in issue.dues if c.told_on <= day]
    last = states[-1]
    due = dues[-1] if dues else None
    return Known(
        state=last.state,
        done_on=last.done_on,
        verified_on=last.verified_on,
        due_on=due.due_on if due else None,
        due_word=due.word if due else "",
        lead=[c for c in issue.leads if c.told_on <= day][-1].lead,
    )


@dataclass(frozen=True)
class Story:
    """issues: everything that counts, in order of finding. spoiled: findings that a program must refuse."""

    issues: tuple[Issue, ...]
    spoiled: tuple[Issue, ...]


def monday(week: int) -> date:
    """The Monday of ISO week `week` of 2020."""
    return county.FIRST_MONDAY_ON + timedelta(7 * (week - FIRST_WEEK))


def sunday(day: date) -> date:
    """The Sunday that ends the week of `day`: the day rectification sheets speak for."""
    return day + timedelta(6 - day.weekday())


def workdays(week: int) -> list[date]:
    """Monday to Friday without public holidays; the inspection list speaks for the last of them."""
    days = (monday(week) + timedelta(n) for n in range(5))
    return [day for day in days if day not in county.HOLIDAYS]


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
        self.diligence = {unit.name: self.rng.uniform(-0.09, 0.05) for unit in county.UNITS}
        self.rows = 0
        self.reworded = 0
        self.spoiled_on: set[date] = set()
        self.disputes = 0
        self.site_weights = [self._site_weight(site) for site in SITES]

    def story(self) -> Story:
        number = 0
        for week, count in zip(range(FIRST_WEEK, LAST_WEEK + 1), FOUND_PER_WEEK, strict=True):
            found = list(self._fixed(week))
            while len(found) < count:
                found += self._findings(week, room=count - len(found))
            spoiled = [self._finding(week) for _ in range(SPOILED_PER_WEEK.get(week, 0))]
            everything = sorted(found + spoiled, key=_place_in_list)
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
                self._report(issue, done)
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
            self._set_state(issue, disputed_on, State.DISPUTED)
            self._take_over(issue, disputed_on + timedelta(14), taker)
        self._set_state(issue, date(2020, 7, 19), State.DISPUTED)
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
            self._live(issue)
            self.by_place.setdefault((issue.site.name, issue.category), []).append(issue)
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

    def _issue(self, week: int, found_on: date, site: Site, category: str, template: Template, spot: str) -> Issue:
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

    def _may_occur(self, site: Site, category: str, found_on: date) -> bool:
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

    def _template(self, site: Site, category: str) -> Template | None:
        fits = [
            template
            for template in TEMPLATES[category]
            if (not template.types or site.site_type in template.types) and (site.name, template.text) not in self.used
        ]
        return self.rng.choice(fits) if fits else None

    def _site_weight(self, site: Site) -> float:
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

    def _lead(self, site: Site, category: str, text: str) -> str:
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

    def _assists(self, site: Site, category: str, lead: str) -> tuple[str, ...]:
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
            due = _month_end(issue.found_on)
            if (due - issue.found_on).days < 4:
                due = _month_end(due + timedelta(1))
            word = f"{due.month}月底前"
            issue.dues.append(DueChange(issue.found_on, issue.listed_on, due, word))
        elif form == "words":
            self._set_due(issue, *rng.choices(_DUE_WORDS, _DUE_WEIGHTS)[0])

    # -- life

    def _live(self, issue: Issue) -> None:
        """Everything that happens to the issue until the last day."""
        rng = self.rng
        due_on = issue.dues[-1].due_on if issue.dues else None
        alone = not self.by_place.get((issue.site.name, issue.category))
        listed_sunday = sunday(issue.found_on)
        if issue.suffix:
            day = issue.found_on
            issue.states.append(StateChange(day, listed_sunday, State.CLOSED, day, day))
        elif due_on and alone and rng.random() < 0.02:
            self._set_state(issue, listed_sunday + timedelta(7 * rng.randrange(2)), State.REJECTED)
        elif due_on and self._is_disputed(issue):
            self._dispute(issue)
        elif due_on and rng.random() < 0.012:
            self._put_on_hold(issue)
        elif issue.dues and due_on is None and rng.random() < 0.5:
            self._progress(issue, until=county.LAST_ON + timedelta(1))
        else:
            self._rectify(issue, issue.found_on + timedelta(self._days_to_done(issue)))

    def _days_to_done(self, issue: Issue) -> int:
        """Days from finding to the unit's report; how diligent the unit is decides."""
        rng, weeks = self.rng, issue.week - FIRST_WEEK
        due_on = issue.dues[-1].due_on if issue.dues else None
        allowed = (due_on - issue.found_on).days if due_on else 14
        lead = issue.leads[-1].lead
        if issue.site.district == county.BEHIND:
            on_time, late = 0.85 - 0.04 * weeks, 22 + 3.0 * weeks
        elif lead == county.IMPROVING:
            on_time, late = min(0.95, 0.05 + 0.065 * weeks), 30 - 1.4 * weeks
        else:
            on_time, late = 0.925 + self.diligence[lead], 22.0
        if due_on is None:
            return int(rng.uniform(8, 45))
        if rng.random() < on_time:
            return max(1, round(rng.triangular(0, allowed, allowed * 0.75)))
        return allowed + 1 + int(rng.expovariate(1 / late))

    def _rectify(self, issue: Issue, done_on: date, *, rounds: int = 0) -> None:
        """Work, report, check on site; sent back where the check fails."""
        rng = self.rng
        done_on = self._progress(issue, until=done_on)
        if done_on > county.LAST_ON:
            return
        way = rng.random()
        if rounds == 0 and way < 0.02:  # the office strikes it off itself: no day of completion given
            checked = _workday(done_on + timedelta(rng.randint(2, 6)))
            if checked <= county.LAST_ON:
                issue.states.append(StateChange(checked, sunday(checked), State.CLOSED, None, verified_on=checked))
            return
        if rounds == 0 and way < 0.05:  # struck off on the unit's word, without a check on site
            issue.states.append(StateChange(done_on, sunday(done_on), State.CLOSED, done_on))
            return
        told_on = self._report(issue, done_on, may_be_late=rounds == 0)
        if told_on > county.LAST_ON:
            return
        wait = rng.randint(1, 8) if rng.random() < 0.9 else rng.randint(9, 22)
        checked = _workday(done_on + timedelta(wait))
        if told_on > sunday(done_on):
            checked = max(checked, _workday(told_on + timedelta(1)))
        behind = issue.site.district == county.BEHIND
        if rng.random() < (0.3 if behind else 0.15) and rounds < 3:
            checked = max(checked, _workday(told_on + timedelta(1)))
            if checked > county.LAST_ON:
                return
            back_on = sunday(checked)
            issue.states.append(StateChange(checked, back_on, State.REWORK, verified_on=checked))
            if rng.random() < (0.2 if behind else 0.65) and self._current_due(issue):
                due = back_on + timedelta(rng.choice((3, 5, 7)))
                issue.dues.append(DueChange(back_on, back_on, due))
            again = back_on + timedelta(1 + int(rng.expovariate(1 / (18 if behind else 5))))
            self._rectify(issue, again, rounds=rounds + 1)
        elif checked <= county.LAST_ON:
            issue.states.append(StateChange(checked, sunday(checked), State.CLOSED, done_on, checked))

    def _report(self, issue: Issue, done_on: date, *, may_be_late: bool = False) -> date:
        """Adds the report of completion; the day of the sheet that tells it."""
        told_on = sunday(done_on)
        if may_be_late:
            if self._is_reworded(issue, told_on):
                issue.reworded_on = told_on
                told_on += timedelta(7)
            elif self._is_spoiled(issue, told_on):
                issue.spoiled_on = told_on
                told_on += timedelta(7)
            elif self.rng.random() < 0.012:
                told_on += timedelta(7 * self.rng.choice((1, 1, 2)))
        if told_on <= county.LAST_ON:
            issue.states.append(StateChange(done_on, told_on, State.REPORTED, done_on))
        return told_on

    def _is_reworded(self, issue: Issue, told_on: date) -> bool:
        wanted = (
            issue.week in UNNUMBERED_WEEKS
            and issue.week != SEVERAL_IN_A_CELL_WEEK
            and bool(issue.template.again)
            and self.reworded < REWORDED_COUNT
            and told_on < county.LAST_ON
            and self.rng.random() < 0.09
        )
        self.reworded += wanted
        return wanted

    def _is_spoiled(self, issue: Issue, told_on: date) -> bool:
        wanted = (
            told_on.isocalendar().week in SPOILED_REPORT_WEEKS
            and issue.week not in UNNUMBERED_WEEKS
            and told_on not in self.spoiled_on
            and self.rng.random() < 0.2
        )
        if wanted:
            self.spoiled_on.add(told_on)
        return wanted

    def _progress(self, issue: Issue, *, until: date) -> date:
        """What the weekly sheets tell while work goes on; the day of completion."""
        rng = self.rng
        told_on = sunday(max(issue.found_on, issue.states[-1].told_on))
        if issue.states[-1].told_on == told_on:
            told_on += timedelta(7)
        while told_on < min(until, county.LAST_ON + timedelta(1)):
            if issue.states[-1].state is State.ASSIGNED and rng.random() < 0.5:
                self._set_state(issue, told_on, State.IN_PROGRESS)
            due_on = self._current_due(issue)
            near = due_on is not None and abs((due_on - told_on).days) <= 4
            held = issue.states[-1].state is State.ON_HOLD
            if due_on and near and not held and len(issue.dues) < 3 and rng.random() < 0.07:
                due = max(due_on, told_on) + timedelta(rng.choice((7, 10, 14)))
                issue.dues.append(DueChange(told_on, told_on, due))
            if not issue.dues and (told_on - timedelta(6)).isocalendar().week in LEDGER_WEEKS:
                # The first due date ever told holds from the day of finding.
                issue.dues.append(DueChange(issue.found_on, told_on, told_on + timedelta(7)))
            told_on += timedelta(7)
        return until

    def _is_disputed(self, issue: Issue) -> bool:
        pair = issue.leads[-1].lead in county.DISPUTANTS and issue.category in {"建设管理", "服务设施"}
        if pair and self.disputes < 14 and self.rng.random() < 0.12:
            self.disputes += 1
            return True
        return self.rng.random() < 0.006

    def _dispute(self, issue: Issue) -> None:
        """Nobody accepts it for some weeks; then, mostly, another unit takes it over."""
        rng = self.rng
        lead = issue.leads[-1].lead
        first = sunday(issue.found_on) + timedelta(7 * rng.randrange(2))
        self._set_state(issue, first, State.DISPUTED)
        taken_on = first + timedelta(7 * rng.randint(1, 6))
        if taken_on > county.LAST_ON or rng.random() < 0.15:
            return
        if lead in county.DISPUTANTS:
            taker = county.DISPUTANTS[1 - county.DISPUTANTS.index(lead)]
        else:
            taker = issue.site.district if lead != issue.site.district else "县城市管理局"
        self._take_over(issue, taken_on, taker)
        self._rectify(issue, taken_on + timedelta(rng.randint(2, 14)))

    def _take_over(self, issue: Issue, taken_on: date, taker: str) -> None:
        issue.leads.append(LeadChange(taken_on, taken_on, taker))
        issue.dues.append(DueChange(taken_on, taken_on, taken_on + timedelta(7)))
        self._set_state(issue, taken_on, State.IN_PROGRESS)
        issue.assists = tuple(unit for unit in issue.assists if unit != taker)

    def _put_on_hold(self, issue: Issue) -> None:
        rng = self.rng
        held_on = sunday(issue.found_on) + timedelta(7 * rng.randint(1, 3))
        self._set_state(issue, held_on, State.ON_HOLD)
        if rng.random() < 0.25:
            self._rectify(issue, held_on + timedelta(rng.randint(15, 40)))

    def _set_state(self, issue: Issue, day: date, state: State) -> None:
        """A state that holds from the day of the sheet that tells it; nothing after the last day."""
        if day <= county.LAST_ON:
            issue.states.append(StateChange(day, day, state))

    def _current_due(self, issue: Issue) -> date | None:
        return issue.dues[-1].due_on if issue.dues else None


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


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def _workday(day: date) -> date:
    """The day itself, or the next one on which the office works."""
    while day.weekday() > 4 or day in county.HOLIDAYS:
        day += timedelta(1)
    return day


def _place_in_list(issue: Issue) -> tuple[int, int, date, int]:
    """Order within a week's list: by district and site, as clerks keep them; a shared row stays together."""
    district = county.DISTRICTS.index(issue.site.district)
    return (district, SITES.index(issue.site), issue.found_on, issue.row)
